//! The number of the order that is meant: `PO 4711`, `our order number is …`, `הזמנה מס' …`.

use super::super::goods::is_code;
use super::super::text::Words;
use super::super::words;
use super::{Kind, Mention, Reader};

/// The fewest digits of a number that opens a message and names an order.
const OPENING_DIGITS_MIN: usize = 3;
/// The fewest digits of a number that names an order behind a verb alone.
const VERB_DIGITS_MIN: usize = 4;

impl Reader<'_, '_> {
    /// `PO 4711`, `P.O. no. 4711`, `PO-28492`, `order number 4711`, `הזמנה מס' 4711`.
    pub(super) fn number(&self, at: usize) -> Option<Mention> {
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
        let strong = matches!(plain, "po" | "p.o" | "p/o") || self.before(at, 1) == "purchase";
        let bare = word.trim_start_matches(['ה', 'ב', 'ל', 'מ', 'ו']);
        let named = matches!(plain, "order" | "orders")
            || matches!(bare, "הזמנה" | "הזמנת" | "זמנה" | "זמנת" | "הזמנתנו");
        if !strong && !named {
            return None;
        }
        let mut value = at + 1;
        let mut marked = strong;
        while let Some(marks) = introduces_number(self.word(value)) {
            marked |= marks;
            value += 1;
        }
        let number = self.raw(value).trim_start_matches('#');
        let is_number = number.chars().any(|c| c.is_ascii_digit())
            && number
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '-' | '/' | '_' | '.'));
        if !is_number || self.counts(value) || !(marked || self.is_plainly_number(at, value)) {
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
        let counts = words::unit(behind).is_some()
            || behind.starts_with(char::is_alphabetic) && behind != "please";
        matches!(
            word,
            "amend" | "cancel" | "change" | "update" | "modify" | "revise" | "לבטל" | "בטלו"
        ) && digits >= VERB_DIGITS_MIN
            && digits == raw.chars().count()
            && !counts
            || matches!(
                word,
                "re" | "ref" | "ref." | "regarding" | "concerning" | "reference" | "לגבי"
            ) && digits >= OPENING_DIGITS_MIN
                && !counts
    }

    /// "The following order: 3 jars": a quantity.
    fn counts(&self, value: usize) -> bool {
        let raw = self.raw(value);
        raw.len() < VERB_DIGITS_MIN
            && raw.bytes().all(|byte| byte.is_ascii_digit())
            && self.unit(value + 1).is_some()
    }

    /// "Order 4711" against "order 250 napkins".
    fn is_plainly_number(&self, at: usize, value: usize) -> bool {
        let raw = self.raw(value);
        let digits = raw.chars().filter(char::is_ascii_digit).count();
        let behind = self.word(value + 1);
        let follows = words::unit(behind).is_some() || words::size(behind).is_some();
        let before = self.before(at, 1);
        let is_verb = matches!(
            before,
            "to" | "please" | "we" | "i" | "can" | "could" | "will" | "and" | "like"
        );
        let short = if is_verb { 4 } else { 3 };
        digits >= short && !follows || is_code(raw) || raw.starts_with('#')
    }
}

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
