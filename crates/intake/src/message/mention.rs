//! What a clause says besides goods: a day, a purchase order number, a place, a price, a number of
//! something else.

use super::line::is_code;
use super::text::{Clause, Token};
use super::when::{self, Said};
use super::words;
use crate::sheet;
use std::ops::Range;
use vocab::{Currency, Day, Decimal};

/// The most words of a place.
const PLACE_WORDS_MAX: usize = 6;
/// Numbers with more digits are telephones and accounts.
const QUANTITY_DIGITS_MAX: usize = 6;

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
            digits.starts_with(|c: char| c.is_ascii_digit())
        });
        if own {
            let raw = self.raw(at).trim_end_matches(['.', ',']);
            let value = match raw.split_once('#') {
                Some((_, number)) => number,
                None => raw,
            };
            return self.found(Kind::Number(value.to_owned()), at, at..at + 1);
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
        while matches!(
            self.word(value).as_str(),
            "." | "#"
                | "no"
                | "number"
                | "num"
                | "nr"
                | ":"
                | "po"
                | "our"
                | "מספר"
                | "מס'"
                | "מס"
                | "רכש"
                | "-"
                | "–"
        ) {
            marked |= !matches!(self.word(value).as_str(), "." | "-" | "–" | "our" | "רכש");
            value += 1;
        }
        let number = self.raw(value).trim_start_matches('#');
        let digits = number.chars().filter(char::is_ascii_digit).count();
        let follows = words::unit(&self.word(value + 1)).is_some()
            || words::size(&self.word(value + 1)).is_some();
        let long = digits >= 3 && !follows || is_code(number) || self.raw(value).starts_with('#');
        let is_number = digits > 0
            && number
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '-' | '/' | '_' | '.'));
        if !is_number || !(marked || long) {
            return None;
        }
        self.found(Kind::Number(number.to_owned()), at, value..value + 1)
    }

    /// `line 2`, `שורה 2`.
    fn line_number(&self, at: usize) -> Option<Mention> {
        let is_line = matches!(
            self.word(at).as_str(),
            "line" | "item" | "position" | "שורה" | "בשורה" | "פריט"
        );
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
                "of" | "a" | "price" | "של" | ":" | "is" | "ל"
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
        let raw = self.raw(at);
        let terms = matches!(
            self.word(at).as_str(),
            "net"
                | "tel"
                | "phone"
                | "fax"
                | "mobile"
                | "call"
                | "שוטף"
                | "טלפון"
                | "נייד"
                | "טל'"
                | "dock"
                | "ext"
        );
        if terms
            && self
                .raw(at + 1)
                .starts_with(|c: char| c.is_ascii_digit() || c == '(' || c == '+')
        {
            return self.found(Kind::Aside, at, at..at + 2);
        }
        let digits = raw.chars().filter(char::is_ascii_digit).count();
        let phone = digits > QUANTITY_DIGITS_MAX
            && raw.contains('-')
            && !raw.contains(|c: char| c.is_alphabetic());
        let area = raw == "("
            && self.raw(at + 1).len() == 3
            && sheet::number_of(self.raw(at + 1)).is_some()
            && self.raw(at + 2) == ")";
        let clock = matches!(self.word(at + 1).as_str(), "am" | "pm" | "o'clock") && digits > 0
            || self.raw(at + 1) == ":"
                && self.raw(at + 2).len() == 2
                && (1..=2).contains(&raw.len())
                && digits > 0
                && self.raw(at + 2).bytes().all(|byte| byte.is_ascii_digit());
        let mail = raw.contains('@') && raw.len() > 1;
        match (phone || mail, area, clock) {
            (true, ..) => self.found(Kind::Aside, at, at..at + 1),
            (_, true, _) => self.found(Kind::Aside, at, at..at + 4),
            (_, _, true) => self.found(
                Kind::Aside,
                at,
                at..at + 2 + usize::from(self.raw(at + 1) == ":"),
            ),
            _ => None,
        }
    }

    /// A day, said where goods are asked for: `by Thursday`, `for tomorrow`, `עד יום חמישי`.
    fn delivery(&self, at: usize) -> Option<Mention> {
        const BEFORE: [&str; 22] = [
            "by",
            "on",
            "for",
            "before",
            "until",
            "till",
            "requested",
            "due",
            "delivery",
            "required",
            "needed",
            "date",
            "עד",
            "ל",
            "ל-",
            "ב",
            "ב-",
            "לתאריך",
            "בתאריך",
            "אספקה",
            "לפני",
            "arriving",
        ];
        let mut value = at;
        while BEFORE.contains(&self.word(value).as_str())
            || value > at
                && matches!(
                    self.word(value).as_str(),
                    ":" | "the" | "latest" | "date" | "ה"
                )
        {
            value += 1;
        }
        let said = when::said(&self.tokens[value.min(self.tokens.len())..], self.received)?;
        let introduced = value > at;
        // A bare fraction such as 3/8 is a size, and 2.5 an amount.
        let digits = self.raw(value).starts_with(|c: char| c.is_ascii_digit())
            && said.tokens == 1
            && self.raw(value).len() < 6;
        let negated = at > 0
            && matches!(
                self.word(at - 1).as_str(),
                "starting" | "starts" | "since" | "from" | "last" | "of" | "opens" | "up"
            );
        let wanted = self.orders
            || matches!(
                self.word(at).as_str(),
                "requested" | "required" | "needed" | "due" | "delivery" | "אספקה"
            );
        if negated || !wanted || digits && !introduced {
            return None;
        }
        self.found(Kind::Delivery(said), at, value..value + said.tokens)
    }

    /// `to Haifa`, `ship to our Wheeling branch`, `לסניף חיפה`.
    fn place(&self, at: usize) -> Option<Mention> {
        if !self.orders {
            return None;
        }
        self.english_place(at).or_else(|| self.hebrew_place(at))
    }

    fn english_place(&self, at: usize) -> Option<Mention> {
        let word = self.word(at);
        let labelled = matches!(word.as_str(), "ship-to" | "shipto");
        if !matches!(word.as_str(), "to" | "for") && !labelled {
            return None;
        }
        let mut from = at + 1;
        while matches!(self.word(from).as_str(), "the" | "our" | ":" | "my" | "is") {
            from += 1;
        }
        let skipped = from > at + 1;
        let mut to = from;
        while to < self.tokens.len() && to - from < PLACE_WORDS_MAX && !self.place_ends(to) {
            to += 1;
        }
        let proper = self
            .raw(from)
            .chars()
            .next()
            .is_some_and(char::is_uppercase)
            && self.raw(from).len() > 1
            && self.raw(from) != "PO";
        let noun = (from..to).any(|index| PLACES.contains(&self.word(index).as_str()));
        let usual = self.word(from) == "usual";
        let lower = word == "to"
            && at > 0
            && !skipped
            && to == from + 1
            && self.place_follows(to)
            && !NOT_PLACES.contains(&self.word(from).as_str())
            && self.raw(from).chars().all(char::is_alphabetic);
        let fits = if word == "for" {
            noun
        } else {
            proper || noun || lower || labelled
        };
        if to == from || !fits {
            return None;
        }
        if usual {
            return self.bracketed(at, to);
        }
        if is_code(self.raw(from))
            || to == from + 1 && self.raw(from).contains('-') && is_capital(self.raw(from))
        {
            return self.found(
                Kind::PlaceCode(self.raw(from).to_owned()),
                at,
                from..from + 1,
            );
        }
        let words: Vec<&str> = (from..to).map(|index| self.raw(index)).collect();
        self.found(Kind::Place(words.join(" ")), at, from..to)
    }

    /// "To the usual address (12 Hill Street)".
    fn bracketed(&self, at: usize, open: usize) -> Option<Mention> {
        if self.raw(open) != "(" {
            return self.found(Kind::Aside, at, at..open);
        }
        let close = (open..self.tokens.len()).find(|index| self.raw(*index) == ")")?;
        let mut text = String::new();
        for index in open + 1..close {
            let mark = self.raw(index) == ",";
            text.push_str(if text.is_empty() || mark { "" } else { " " });
            text.push_str(self.raw(index));
        }
        let mut mention = self.found(Kind::Place(text), at, open + 1..close)?;
        mention.tokens.end = close + 1;
        Some(mention)
    }

    fn place_ends(&self, index: usize) -> bool {
        let word = self.word(index);
        let mark = !self.raw(index).starts_with(char::is_alphanumeric);
        mark || matches!(
            word.as_str(),
            "by" | "on"
                | "before"
                | "until"
                | "and"
                | "please"
                | "at"
                | "thanks"
                | "tomorrow"
                | "today"
                | "next"
                | "asap"
                | "for"
                | "with"
                | "latest"
                | "this"
                | "in"
                | "x"
        ) || super::number::read(&self.tokens[index..]).is_some()
            || words::weekday(&word).is_some()
    }

    fn place_follows(&self, index: usize) -> bool {
        index >= self.tokens.len() || self.place_ends(index)
    }

    fn hebrew_place(&self, at: usize) -> Option<Mention> {
        let word = self.word(at);
        let bare = word.strip_prefix('ל')?;
        let noun =
            HEBREW_PLACES.contains(&bare) || HEBREW_PLACES.contains(&bare.trim_start_matches('ה'));
        if !noun && !hebrew_town(bare, &self.word(at + 1)) {
            return None;
        }
        let mut to = at + 1;
        let most = if noun {
            at + 4
        } else {
            at + 1
                + usize::from(
                    HEBREW_TOWNS
                        .iter()
                        .any(|town| *town == format!("{bare} {}", self.word(at + 1))),
                )
        };
        while to < self.tokens.len().min(most) && !self.hebrew_ends(to) {
            to += 1;
        }
        let words: Vec<&str> = (at + 1..to).map(|index| self.raw(index)).collect();
        let raw = self.raw(at);
        let first = &raw['ל'.len_utf8()..];
        let name = [&[first], words.as_slice()].concat().join(" ");
        self.found(Kind::Place(name), at, at..to)
    }

    fn hebrew_ends(&self, index: usize) -> bool {
        let word = self.word(index);
        let mark = !self.raw(index).starts_with(char::is_alphanumeric);
        mark || matches!(
            word.as_str(),
            "עד" | "ביום"
                | "ליום"
                | "למחר"
                | "מחר"
                | "תודה"
                | "בבקשה"
                | "ו"
                | "ב"
                | "ב-"
                | "לפני"
                | "בשבוע"
                | "היום"
                | "את"
                | "יום"
        ) || super::number::read(&self.tokens[index..]).is_some()
    }
}

const PLACES: [&str; 13] = [
    "branch",
    "warehouse",
    "store",
    "shop",
    "dock",
    "site",
    "office",
    "depot",
    "kitchen",
    "address",
    "plant",
    "dc",
    "restaurant",
];
const NOT_PLACES: [&str; 26] = [
    "me", "us", "you", "be", "get", "have", "see", "do", "make", "order", "reorder", "restock",
    "ship", "send", "add", "cancel", "change", "confirm", "go", "know", "it", "them", "receive",
    "arrive", "po", "date",
];
const HEBREW_PLACES: [&str; 12] = [
    "סניף",
    "מחסן",
    "חנות",
    "כתובת",
    "מפעל",
    "מסעדה",
    "מטבח",
    "משרד",
    "אתר",
    "בית",
    "רחוב",
    "מרלוג",
];
/// Towns, for "to" is one letter in Hebrew and begins many other words too.
const HEBREW_TOWNS: [&str; 40] = [
    "חיפה",
    "תל אביב",
    "ירושלים",
    "באר שבע",
    "אשדוד",
    "אשקלון",
    "נתניה",
    "חולון",
    "בת ים",
    "רמת גן",
    "בני ברק",
    "פתח תקווה",
    "ראשון לציון",
    "רחובות",
    "הרצליה",
    "רעננה",
    "כפר סבא",
    "מודיעין",
    "עכו",
    "נהריה",
    "טבריה",
    "עפולה",
    "נצרת",
    "אילת",
    "צפת",
    "לוד",
    "רמלה",
    "יבנה",
    "חדרה",
    "כרמיאל",
    "קריית גת",
    "דימונה",
    "ערד",
    "יקנעם",
    "גבעתיים",
    "הוד השרון",
    "ראש העין",
    "זכרון יעקב",
    "קיסריה",
    "שדרות",
];

fn hebrew_town(first: &str, second: &str) -> bool {
    HEBREW_TOWNS
        .iter()
        .any(|town| *town == first || *town == format!("{first} {second}"))
}

fn is_capital(raw: &str) -> bool {
    !raw.chars().any(|c| c.is_ascii_lowercase())
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
