//! When the goods are wanted: `by Thursday`, `Delivery date: …`, `עד יום חמישי`.

use super::super::text::Words;
use super::super::when::{self, Said};
use super::super::words::Class;
use super::{Kind, Mention, Reader};

impl Reader<'_, '_> {
    /// A day, said where goods are asked for: `by Thursday`, `for tomorrow`, `עד יום חמישי`.
    pub(super) fn delivery(&self, at: usize) -> Option<Mention> {
        let mut value = at;
        while self.is(value, Class::BeforeDay)
            || value > at
                && matches!(
                    self.word(value),
                    ":" | "the" | "latest" | "ה" | "no" | "later" | "than" | "or" | "is"
                )
        {
            value += 1;
        }
        let said = self.day_at(value)?;
        let introduced = value > at;
        // A bare fraction such as 3/8 is a size, and 2.5 an amount.
        let digits = self.raw(value).starts_with(|c: char| c.is_ascii_digit())
            && said.tokens == 1
            && self.raw(value).len() < 6
            && !self.is_padded_day(value);
        let before = self.before(at, 1);
        let negated = matches!(
            before,
            "מתאריך"
                | "starting"
                | "starts"
                | "since"
                | "from"
                | "last"
                | "of"
                | "opens"
                | "up"
                | "dated"
        );
        let heads = at == 0 && self.word(value + said.tokens) == ":";
        let wanted = self.orders
            || heads
            || matches!(
                self.word(at),
                "requested" | "required" | "needed" | "due" | "delivery" | "אספקה" | "תאריך"
            );
        // "4 tmrw" is "for tomorrow", and "4 May" a day.
        let chat = self.raw(at) == "4"
            && value == at + 1
            && self.raw(value).contains(|c: char| c.is_ascii_digit());
        let week = self.word(value + said.tokens - 1) == "week" && self.word(value) == "this";
        let goes_on = self
            .raw(value + said.tokens)
            .starts_with(char::is_alphanumeric);
        let aside = week && !introduced && goes_on;
        if negated || !wanted || digits && !introduced || chat || aside {
            return None;
        }
        let mut mention = self.found(Kind::Delivery(said), at, value..value + said.tokens)?;
        while self.is(mention.tokens.end, Class::Daytime) {
            mention.tokens.end += 1;
        }
        Some(mention)
    }

    /// `30/04` is no size.
    fn is_padded_day(&self, index: usize) -> bool {
        let parts = self.raw(index).split_once('/');
        parts.is_some_and(|(day, month)| day.len() == 2 && month.len() == 2)
    }

    pub(super) fn day_at(&self, index: usize) -> Option<Said> {
        when::said(self.tokens.get(index..)?, self.received)
    }

    /// True where a day is introduced, which no place goes on behind.
    pub(super) fn starts_delivery(&self, index: usize) -> bool {
        self.is(index, Class::BeforeDay) && self.day_at(index + 1).is_some()
    }
}
