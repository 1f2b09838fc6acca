//! When the goods are wanted: `by Thursday`, `Delivery date: …`, `עד יום חמישי`.

use super::super::when::{self, Said};
use super::{Kind, Mention, Reader};

/// What stands in front of a day of delivery.
const BEFORE_DAYS: [&str; 44] = [
    "by",
    "on",
    "for",
    "to",
    "before",
    "until",
    "till",
    "requested",
    "due",
    "deliver",
    "delivery",
    "delivered",
    "required",
    "needed",
    "wanted",
    "date",
    "arriving",
    "arrive",
    "later",
    "than",
    "no",
    "4",
    "not",
    "עד",
    "ל",
    "ל-",
    "ב",
    "ב-",
    "לתאריך",
    "בתאריך",
    "תאריך",
    "אספקה",
    "לאספקה",
    "האספקה",
    "מועד",
    "לפני",
    "ה",
    "לקראת",
    "לא",
    "יאוחר",
    "מ",
    "מ-",
    "ה-",
    "עד",
];
/// What a day goes on with.
const DAYTIMES: [&str; 14] = [
    "morning",
    "afternoon",
    "noon",
    "evening",
    "latest",
    "first",
    "thing",
    "בבוקר",
    "בצהריים",
    "בערב",
    "הקרוב",
    "הקרובה",
    "לכל",
    "המאוחר",
];

impl Reader<'_, '_> {
    /// A day, said where goods are asked for: `by Thursday`, `for tomorrow`, `עד יום חמישי`.
    pub(super) fn delivery(&self, at: usize) -> Option<Mention> {
        let mut value = at;
        while BEFORE_DAYS.contains(&self.word(value).as_str())
            || value > at
                && matches!(
                    self.word(value).as_str(),
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
        let before = at
            .checked_sub(1)
            .map(|at| self.word(at))
            .unwrap_or_default();
        let negated = matches!(
            before.as_str(),
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
        let wanted = self.orders
            || matches!(
                self.word(at).as_str(),
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
        while DAYTIMES.contains(&self.word(mention.tokens.end).as_str()) {
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
        BEFORE_DAYS.contains(&self.word(index).as_str()) && self.day_at(index + 1).is_some()
    }
}
