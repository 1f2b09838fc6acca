//! What a clause says besides goods: a day, a purchase order number, a place, a price, a number of
//! something else.

mod place;

use super::goods::is_code;
use super::text::{Clause, Token};
use super::when::{self, Said};
use super::words;
use crate::sheet;
pub(super) use place::has_street;
use std::ops::Range;
use vocab::{Currency, Day, Decimal};

/// Numbers with more digits are telephones and accounts.
const QUANTITY_DIGITS_MAX: usize = 6;

/// The fewest digits of a number that opens a message and names an order.
const OPENING_DIGITS_MIN: usize = 3;

/// The fewest digits of a number that names an order behind a verb alone.
const VERB_DIGITS_MIN: usize = 4;

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

impl Reader<'_, '_> {
    fn word(&self, index: usize) -> String {
        self.tokens.get(index).map(Token::word).unwrap_or_default()
    }

    fn raw(&self, index: usize) -> &str {
        self.tokens.get(index).map_or("", |token| token.raw)
    }

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

    /// `PO 4711`, `P.O. no. 4711`, `PO-28492`, `order number 4711`, `הזמנה מס' 4711`.
    fn number(&self, at: usize) -> Option<Mention> {
        let word = self.word(at);
        let own = word.strip_prefix("po").is_some_and(|rest| {
            let digits = rest.trim_start_matches(['-', '#', '/']);
            digits.starts_with(|c: char| c.is_ascii_digit()) || rest.starts_with('#')
        });
        if own {
            let raw = self.raw(at).trim_end_matches(['.', ',']);
            let value = match raw.split_once('#') {
                Some((_, number)) => number,
                None => raw,
            };
            return self.found(Kind::Number(value.to_owned()), at, at..at + 1);
        }
        // "A-1029 - line 5: …" begins with the number of the order.
        let marked = matches!(self.raw(1), "-" | "–" | ":" | ",") && self.is_line(2);
        let digits = word.chars().filter(char::is_ascii_digit).count();
        if at == 0 && marked && digits >= OPENING_DIGITS_MIN {
            return self.found(Kind::Number(self.raw(0).to_owned()), 0, 0..1);
        }
        if self.is_verb_of_order(at) {
            return self.found(
                Kind::Number(self.raw(at + 1).to_owned()),
                at,
                at + 1..at + 2,
            );
        }
        let plain = word.trim_matches(['#', '.']);
        let strong = matches!(plain, "po" | "p.o" | "p/o");
        let bare = word.trim_start_matches(['ה', 'ב', 'ל', 'מ', 'ו']);
        let named = matches!(plain, "order" | "orders")
            || matches!(bare, "הזמנה" | "הזמנת" | "זמנה" | "זמנת" | "הזמנתנו");
        if !strong && !named {
            return None;
        }
        let mut value = at + 1;
        let mut marked = strong;
        while let Some(marks) = introduces_number(&self.word(value)) {
            marked |= marks;
            value += 1;
        }
        let number = self.raw(value).trim_start_matches('#');
        let is_number = number.chars().any(|c| c.is_ascii_digit())
            && number
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '-' | '/' | '_' | '.'));
        if !is_number || !(marked || self.is_plainly_number(at, value)) {
            return None;
        }
        self.found(Kind::Number(number.to_owned()), at, value..value + 1)
    }

    /// "Amend 4711", "cancel 4711".
    fn is_verb_of_order(&self, at: usize) -> bool {
        let word = self.word(at);
        let raw = self.raw(at + 1);
        let digits = raw.chars().filter(char::is_ascii_digit).count();
        let behind = self.word(at + 2);
        let counts = words::unit(&behind).is_some()
            || behind.starts_with(char::is_alphabetic) && behind != "please";
        matches!(
            word.as_str(),
            "amend" | "cancel" | "change" | "update" | "modify" | "revise" | "לבטל" | "בטלו"
        ) && digits >= VERB_DIGITS_MIN
            && digits == raw.chars().count()
            && !counts
    }

    /// "Order 4711" against "order 250 napkins".
    fn is_plainly_number(&self, at: usize, value: usize) -> bool {
        let raw = self.raw(value);
        let digits = raw.chars().filter(char::is_ascii_digit).count();
        let behind = self.word(value + 1);
        let follows = words::unit(&behind).is_some() || words::size(&behind).is_some();
        let before = at
            .checked_sub(1)
            .map(|at| self.word(at))
            .unwrap_or_default();
        let is_verb = matches!(
            before.as_str(),
            "to" | "please" | "we" | "i" | "can" | "could" | "will" | "and" | "like"
        );
        let short = if is_verb { 4 } else { 3 };
        digits >= short && !follows || is_code(raw) || raw.starts_with('#')
    }

    fn is_line(&self, at: usize) -> bool {
        matches!(
            self.word(at).as_str(),
            "line" | "item" | "position" | "שורה" | "בשורה" | "פריט"
        )
    }

    /// `line 2`, `שורה 2`.
    fn line_number(&self, at: usize) -> Option<Mention> {
        let is_line = self.is_line(at);
        let hash = usize::from(matches!(
            self.word(at + 1).as_str(),
            "no" | "number" | "מספר" | "מס'"
        ));
        let value = at + 1 + hash;
        let number = self.raw(value).trim_start_matches('#');
        let digits =
            (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
        let unit = words::unit(&self.word(value + 1)).is_some();
        if !is_line || !digits || unit {
            return None;
        }
        self.found(Kind::LineNumber(number.to_owned()), at, value..value + 1)
    }

    /// `@ 12.50`, `at $12.50 each`, `במחיר 12.50`, `12.50 ש"ח`.
    fn price(&self, at: usize) -> Option<Mention> {
        let word = self.word(at);
        let said = matches!(
            word.as_str(),
            "@" | "at" | "price" | "במחיר" | "מחיר" | "for"
        );
        let mut value = at + usize::from(said);
        while said
            && matches!(
                self.word(value).as_str(),
                "of" | "a" | "price" | "של" | ":" | "is" | "ל" | "to"
            )
        {
            value += 1;
        }
        let (before, digits) = symbol(self.raw(value));
        let amount = sheet::number_of(digits)
            .filter(|_| digits.starts_with(|c: char| c.is_ascii_digit()))?;
        let behind = currency(&self.word(value + 1));
        let money = before.or(behind);
        let firm = matches!(word.as_str(), "@" | "במחיר")
            || word == "at" && (digits.contains('.') || money.is_some())
            || word == "price";
        if money.is_none() && !firm {
            return None;
        }
        let end = value + 1 + usize::from(behind.is_some());
        let before = at
            .checked_sub(1)
            .map(|at| self.word(at))
            .unwrap_or_default();
        let command = matches!(
            before.as_str(),
            "set" | "all" | "the" | "unit" | "קבע" | "קבעו" | "שנה" | "שנו"
        );
        if command && word != "at" {
            return self.found(Kind::Aside, at, at..end);
        }
        let each = usize::from(matches!(
            self.word(end).as_str(),
            "each" | "ליחידה" | "apiece"
        ));
        let mut mention = self.found(Kind::Price(amount, money), at, value..end)?;
        mention.tokens.end += each;
        Some(mention)
    }

    /// `net 30`, `(414) 744-5602`, `at 10 am`.
    fn aside(&self, at: usize) -> Option<Mention> {
        let end = (self.terms(at))
            .or_else(|| self.telephone(at))
            .or_else(|| self.clock(at))?;
        self.found(Kind::Aside, at, at..end)
    }

    fn terms(&self, at: usize) -> Option<usize> {
        let word = self.word(at);
        let terms = matches!(
            word.as_str(),
            "net"
                | "tel"
                | "phone"
                | "fax"
                | "mobile"
                | "mob"
                | "call"
                | "cell"
                | "שוטף"
                | "טלפון"
                | "נייד"
                | "טל'"
                | "פקס"
                | "dock"
                | "ext"
                | "vat"
                | "invoice"
                | "account"
                | "acct"
                | "room"
                | "extension"
                | "חשבונית"
                | "gate"
        );
        let number = (at + 1..at + 5).find(|index| {
            self.raw(*index)
                .starts_with(|c: char| c.is_ascii_digit() || c == '(' || c == '+')
        })?;
        let near = number == at + 1
            || (at + 1..number).all(|index| {
                matches!(
                    self.word(index).as_str(),
                    ":" | "." | "no" | "number" | "me" | "on" | "us" | "at" | "code" | "#" | "מס'"
                )
            });
        (terms && near).then(|| self.telephone(number).unwrap_or(number + 1))
    }

    /// Numbers with many digits and dashes, or with a zero or a plus in front, and what goes on
    /// with digits.
    fn telephone(&self, at: usize) -> Option<usize> {
        let raw = self.raw(at);
        let digits = raw.chars().filter(char::is_ascii_digit).count();
        let letters = raw.contains(|c: char| c.is_alphabetic());
        let mail = raw.contains('@') && raw.len() > 1;
        let long = digits > QUANTITY_DIGITS_MAX && raw.contains('-');
        let zero = raw.starts_with('0') && digits > 2 && !raw.contains(['.', ',', '/']);
        let plus = raw == "+" && self.raw(at + 1).starts_with(|c: char| c.is_ascii_digit());
        let area = raw == "("
            && self.raw(at + 1).len() <= 4
            && sheet::number_of(self.raw(at + 1)).is_some()
            && self.raw(at + 2) == ")"
            && self
                .raw(at + 3)
                .chars()
                .filter(char::is_ascii_digit)
                .count()
                > 3;
        if mail {
            return Some(at + 1);
        }
        if letters || !(long || zero || plus || area) {
            return None;
        }
        let goes_on = |index: &usize| {
            let raw = self.raw(*index);
            let digits = raw.chars().all(|c| c.is_ascii_digit() || c == '-');
            digits && raw.len() > 1 || matches!(raw, ")" | "(" | "-" | "+")
        };
        let end = (at + 1..self.tokens.len()).find(|index| !goes_on(index));
        Some(end.unwrap_or(self.tokens.len()))
    }

    fn clock(&self, at: usize) -> Option<usize> {
        let raw = self.raw(at);
        let is_hour = |index: usize| {
            let raw = self.raw(index);
            (1..=2).contains(&raw.len()) && raw.bytes().all(|byte| byte.is_ascii_digit())
        };
        let half_day = |index: usize| {
            let word = self.word(index);
            let hour = word.strip_suffix("am").or_else(|| word.strip_suffix("pm"));
            hour.is_some_and(|hour| hour.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let glued = half_day(at) && raw.len() > 2;
        let behind = at + 1;
        let joined = matches!(self.word(behind).as_str(), "and" | "to" | "-" | "–");
        if glued {
            return Some(behind);
        }
        if !is_hour(at) {
            return None;
        }
        match self.word(behind).as_str() {
            "am" | "pm" | "o'clock" => Some(at + 2),
            ":" if is_hour(at + 2) && self.raw(at + 2).len() == 2 => Some(at + 3),
            _ if joined && half_day(at + 2) && self.raw(at + 2).len() > 2 => Some(at + 3),
            _ if joined && is_hour(at + 2) && half_day(at + 3) => Some(at + 4),
            _ => None,
        }
    }

    /// A day, said where goods are asked for: `by Thursday`, `for tomorrow`, `עד יום חמישי`.
    fn delivery(&self, at: usize) -> Option<Mention> {
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
            && self.raw(value).len() < 6;
        let before = at
            .checked_sub(1)
            .map(|at| self.word(at))
            .unwrap_or_default();
        let negated = matches!(
            before.as_str(),
            "starting" | "starts" | "since" | "from" | "last" | "of" | "opens" | "up" | "dated"
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

    fn day_at(&self, index: usize) -> Option<Said> {
        when::said(self.tokens.get(index..)?, self.received)
    }

    /// True where a day is introduced, which no place goes on behind.
    fn starts_delivery(&self, index: usize) -> bool {
        BEFORE_DAYS.contains(&self.word(index).as_str()) && self.day_at(index + 1).is_some()
    }
}

/// What stands in front of a day of delivery.
const BEFORE_DAYS: [&str; 40] = [
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

/// True or false for what may stand between "order" and its number: whether it says that a number
/// follows.
fn introduces_number(word: &str) -> Option<bool> {
    match word {
        "#" | "no" | "no." | "nr." | "num." | "ref" | "ref." | "number" | "num" | "nr" | ":"
        | "po" | "is" | "מספר" | "מס'" | "מס" | "מספרה" | "הוא" => Some(true),
        "." | "our" | "your" | "my" | "רכש" | "שלנו" | "שלי" | "-" | "–" => Some(false),
        _ => None,
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
