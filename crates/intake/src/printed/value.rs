//! Values as they are printed: numbers, days and order numbers, by the habits of the document.

use super::text::{Line, Piece};
use crate::page::is_hebrew;
use crate::request::{Confidence, Field};
use crate::sheet::dates::{self, DateOrder, DateRead};
use crate::sheet::numbers::{self, Numeral, Point};
use crate::sheet::words::known_currency;
use vocab::{Currency, Day};

/// The most characters of an order number.
const NUMBER_CHARS_MAX: usize = 35;
/// The most words of a text that is tried as a date.
const DATE_WORDS_MAX: usize = 6;

/// How this document writes numbers and days.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Habits {
    point: Option<Point>,
    days: Option<DateOrder>,
}

impl Habits {
    /// Asks every number and date of the document; the majority decides.
    pub fn of(lines: &[Line]) -> Habits {
        let texts = || {
            lines
                .iter()
                .flat_map(|line| &line.pieces)
                .map(|piece| piece.text.as_str())
        };
        let words = || texts().flat_map(|text| text.split(' '));
        let points = |wanted| {
            words()
                .filter(|word| numbers::habit(word) == Some(wanted))
                .count()
        };
        let point = more(
            points(Point::Dot),
            points(Point::Comma),
            Point::Dot,
            Point::Comma,
        );
        let days = |wanted| {
            words()
                .filter(|word| dates::habit(word) == Some(wanted))
                .count()
        };
        let (first, month) = (DateOrder::DayFirst, DateOrder::MonthFirst);
        let said = more(days(first), days(month), first, month);
        let is_hebrew = || texts().any(|text| text.contains(is_hebrew));
        let custom = (point == Some(Point::Comma) || is_hebrew()).then_some(first);
        let american = || texts().any(is_in_america).then_some(month);
        Habits {
            point,
            days: said.or(custom).or_else(american),
        }
    }

    /// True where nothing tells which of day and month stands first.
    pub fn is_open(&self) -> bool {
        self.days.is_none()
    }

    pub fn with_days(self, days: DateOrder) -> Habits {
        Habits {
            days: Some(days),
            ..self
        }
    }

    /// A number, with what stands around it.
    pub fn number<'a>(&self, text: &'a str) -> Option<Numeral<'a>> {
        numbers::read(text, self.point)
    }

    /// The day that a piece states, where it states one and nothing else.
    pub fn day(&self, piece: &Piece) -> Option<Field<Day>> {
        let text = piece
            .text
            .trim_matches(|c: char| matches!(c, ':' | '/' | ' ' | '|'));
        if text.split(' ').count() > DATE_WORDS_MAX {
            return None;
        }
        let (day, confidence) = self.choose(dates::read(text)?);
        Some(piece.field(day, confidence))
    }

    fn choose(&self, read: DateRead) -> (Day, Confidence) {
        match (read, self.days) {
            (DateRead::Certain(day), _) => (day, Confidence::LIKELY),
            (DateRead::Either { day_first, .. }, Some(DateOrder::DayFirst)) => {
                (day_first, Confidence::LIKELY)
            }
            (DateRead::Either { month_first, .. }, Some(DateOrder::MonthFirst)) => {
                (month_first, Confidence::LIKELY)
            }
            (DateRead::Either { month_first, .. }, None) => (month_first, Confidence::GUESSED),
        }
    }
}

fn more<T>(ones: usize, others: usize, one: T, other: T) -> Option<T> {
    match ones.cmp(&others) {
        std::cmp::Ordering::Greater => Some(one),
        std::cmp::Ordering::Less => Some(other),
        std::cmp::Ordering::Equal => None,
    }
}

/// The number of an order, one word with a digit in it that is no date, and what stands behind it:
/// its date or revision, or nothing.
pub(super) fn order_number(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_matches(|c: char| matches!(c, ':' | '#' | ' ' | '*'));
    let (number, rest) = text.split_once(' ').unwrap_or((text, ""));
    let rest = rest.trim_start_matches([' ', '/', '-', '|', ',']);
    let number = number.trim_end_matches([',', ';', '/']);
    let is_number = number.len() > 1
        && number.chars().count() <= NUMBER_CHARS_MAX
        && number.contains(|c: char| c.is_ascii_digit())
        && number
            .chars()
            .all(|c| c.is_alphanumeric() || "-_/.".contains(c))
        && dates::read(number).is_none_or(|_| number.bytes().all(|byte| byte.is_ascii_digit()));
    (is_number && goes_with_number(rest)).then_some((number, rest))
}

/// Nothing, a date, or a word such as "dated" or "revision".
fn goes_with_number(rest: &str) -> bool {
    const WORDS: [&str; 14] = [
        "dated",
        "date",
        "of",
        "from",
        "vom",
        "du",
        "del",
        "van",
        "rev",
        "revision",
        "ver",
        "מיום",
        "מתאריך",
        "תאריך",
    ];
    let folded = rest.to_lowercase();
    let first = folded.split([' ', '.', ':']).next().unwrap_or_default();
    rest.is_empty()
        || rest.starts_with('(')
        || WORDS.contains(&first)
        || dates::read(rest).is_some()
}

/// A part number: no blanks, a digit, nothing but capitals, digits and marks.
pub(super) fn looks_like_code(text: &str) -> bool {
    const SHORTEST: usize = 4;
    let is_part = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || "-_./#".contains(c);
    text.len() >= SHORTEST
        && text.chars().all(is_part)
        && text.chars().filter(char::is_ascii_digit).count() >= 2
        && dates::read(text).is_none()
}

/// The currency that some text names by its code, its sign or its name; a dollar sign names none.
pub(super) fn currency(text: &str) -> Option<Currency> {
    const SIGNS: [(&str, &str); 16] = [
        ("€", "EUR"),
        ("EURO", "EUR"),
        ("Euro", "EUR"),
        ("£", "GBP"),
        ("₪", "ILS"),
        ("ש\"ח", "ILS"),
        ("ש״ח", "ILS"),
        ("₹", "INR"),
        ("US$", "USD"),
        ("US $", "USD"),
        ("CA$", "CAD"),
        ("C$", "CAD"),
        ("AU$", "AUD"),
        ("A$", "AUD"),
        ("US dollar", "USD"),
        ("US Dollar", "USD"),
    ];
    let sign = SIGNS.iter().find(|(sign, _)| text.contains(sign));
    match sign {
        Some((_, code)) => Currency::parse(code),
        None => coded(text),
    }
}

/// The currency whose code is a word of some text.
pub(super) fn coded(text: &str) -> Option<Currency> {
    let is_code = |word: &&str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase());
    let words = text.split([' ', '(', ')', ':', '/']);
    words.filter(is_code).find_map(known_currency)
}

/// True for the end of an address in the United States: a state's two letters and a ZIP code
/// (USPS Publication 28, 213 and appendix B): `Redmond, WA 98052`, `OH, 43502-1234`.
fn is_in_america(text: &str) -> bool {
    const STATES: &str = "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT \
        NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR";
    let is_state = |word: &str| word.len() == 2 && STATES.split(' ').any(|state| state == word);
    let is_zip = |word: &str| {
        let (five, four) = word.split_once('-').unwrap_or((word, "0000"));
        let digits = |part: &str, count| {
            part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        digits(five, 5) && digits(four, 4)
    };
    let words: Vec<&str> = text
        .split([' ', ','])
        .filter(|word| !word.is_empty())
        .collect();
    words
        .windows(2)
        .any(|pair| is_state(pair[0]) && is_zip(pair[1]))
}

/// The dollar of the country that a line of an address is or ends with.
pub(super) fn dollar_of(text: &str) -> Option<Currency> {
    const COUNTRIES: [(&str, &str); 4] = [
        ("united states", "USD"),
        ("united states of america", "USD"),
        ("canada", "CAD"),
        ("australia", "AUD"),
    ];
    let folded = text.to_lowercase();
    let last = folded.rsplit(',').next().unwrap_or_default().trim();
    let found = COUNTRIES.iter().find(|(country, _)| *country == last);
    found.and_then(|(_, code)| Currency::parse(code))
}
