//! What a clause says besides goods: a day, a purchase order number, a place, a price, a number of
//! something else.

mod aside;
mod delivery;
mod order;
mod place;

use super::text::{Clause, Token, Words};
use super::when::Said;
use crate::sheet;
pub(super) use place::has_street;
use std::ops::Range;
use vocab::{Currency, Day, Decimal};

/// What is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The goods are wanted on this day.
    Delivery(Said),
    /// The customer's number of the order.
    Number(String),
    /// Where the goods shall go, in words.
    Place(String),
    /// The code of a place.
    PlaceCode(String),
    /// The price of a unit.
    Price(Decimal, Option<Currency>),
    /// The number of a line of an earlier order.
    LineNumber(String),
    /// Payment terms, telephones and the like: no quantity.
    Aside,
}

/// Something that is said, with its tokens (of its clause).
#[derive(Clone, Debug)]
pub(super) struct Mention {
    pub kind: Kind,
    /// All of its tokens, the words before it included.
    pub tokens: Range<usize>,
    /// Those that say the value.
    pub value: Range<usize>,
}

/// Everything of that kind that a clause says, in its order. `orders` when goods are asked for.
pub(super) fn mentions(clause: &Clause, received: Option<Day>, orders: bool) -> Vec<Mention> {
    let reader = Reader {
        tokens: &clause.tokens,
        received,
        orders,
    };
    let mut found: Vec<Mention> = Vec::new();
    let mut at = 0;
    while at < clause.tokens.len() {
        match reader.mention(at) {
            Some(mention) => {
                at = mention.tokens.end.max(at + 1);
                found.push(mention);
            }
            None => at += 1,
        }
    }
    found
}

struct Reader<'t, 'c> {
    tokens: &'c [Token<'t>],
    received: Option<Day>,
    orders: bool,
}

impl<'t> Words<'t> for Reader<'t, '_> {
    fn tokens(&self) -> &[Token<'t>] {
        self.tokens
    }
}

impl Reader<'_, '_> {
    fn mention(&self, at: usize) -> Option<Mention> {
        (self.number(at))
            .or_else(|| self.line_number(at))
            .or_else(|| self.price(at))
            .or_else(|| self.aside(at))
            .or_else(|| self.delivery(at))
            .or_else(|| self.place(at))
    }

    fn found(&self, kind: Kind, from: usize, value: Range<usize>) -> Option<Mention> {
        Some(Mention {
            kind,
            tokens: from..value.end,
            value,
        })
    }

    fn is_line(&self, at: usize) -> bool {
        matches!(
            self.word(at),
            "line" | "item" | "position" | "pos" | "pos." | "שורה" | "בשורה" | "פריט" | "בפריט"
        )
    }

    /// `line 2`, `שורה 2`.
    fn line_number(&self, at: usize) -> Option<Mention> {
        let is_line = self.is_line(at);
        let hash = usize::from(matches!(
            self.word(at + 1),
            "no" | "number" | "מספר" | "מס'"
        ));
        let value = at + 1 + hash;
        let number = self.raw(value).trim_start_matches('#');
        let digits =
            (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
        let unit = self.unit(value + 1).is_some();
        if !is_line || !digits || unit {
            return None;
        }
        self.found(Kind::LineNumber(number.to_owned()), at, value..value + 1)
    }

    /// `@ 12.50`, `at $12.50 each`, `במחיר 12.50`, `12.50 ש"ח`.
    fn price(&self, at: usize) -> Option<Mention> {
        let word = self.word(at);
        let said = matches!(word, "@" | "at" | "price" | "במחיר" | "מחיר" | "for");
        let mut value = at + usize::from(said);
        while said
            && matches!(
                self.word(value),
                "of" | "a" | "price" | "של" | ":" | "is" | "ל" | "to"
            )
        {
            value += 1;
        }
        let named = currency(self.word(value)).filter(|_| said);
        value += usize::from(named.is_some());
        let (before, digits) = symbol(self.raw(value));
        let amount = sheet::number_of(digits)
            .filter(|_| digits.starts_with(|c: char| c.is_ascii_digit()))?;
        let behind = currency(self.word(value + 1));
        let money = before.or(named).or(behind);
        let firm = matches!(word, "@" | "במחיר")
            || word == "at" && (digits.contains('.') || money.is_some())
            || word == "price";
        if money.is_none() && !firm {
            return None;
        }
        let end = value + 1 + usize::from(behind.is_some());
        let before = self.before(at, 1);
        let command = matches!(
            before,
            "set" | "all" | "the" | "unit" | "קבע" | "קבעו" | "שנה" | "שנו"
        );
        if command && word != "at" {
            return self.found(Kind::Aside, at, at..end);
        }
        let each = usize::from(matches!(self.word(end), "each" | "ליחידה" | "apiece"));
        let mut mention = self.found(Kind::Price(amount, money), at, value..end)?;
        mention.tokens.end += each;
        Some(mention)
    }
}

/// A currency mark in front of an amount.
fn symbol(raw: &str) -> (Option<Currency>, &str) {
    for (mark, code) in [("$", "USD"), ("€", "EUR"), ("£", "GBP"), ("₪", "ILS")] {
        if let Some(rest) = raw.strip_prefix(mark).or_else(|| raw.strip_suffix(mark)) {
            return (Currency::parse(code), rest);
        }
    }
    (None, raw)
}

fn currency(word: &str) -> Option<Currency> {
    let code = match word {
        "$" | "usd" | "dollars" => "USD",
        "€" | "eur" | "euro" | "euros" => "EUR",
        "£" | "gbp" => "GBP",
        "₪" | "nis" | "ils" | "ש\"ח" | "שקל" | "שקלים" | "שח" => "ILS",
        _ => return None,
    };
    Currency::parse(code)
}
