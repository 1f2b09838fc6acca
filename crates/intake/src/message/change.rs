//! What a change asks for: "line 2 to 30", "10 cases of coffee instead of 12".

use super::mention::{Kind, Mention};
use super::number;
use super::text::{Clause, Token, evidence};
use super::words::{self, Class};
use crate::request::{Confidence, Field, RequestLine};
use std::ops::Range;
use vocab::Decimal;

/// Words of a change that are no part of an item's name.
const CHANGING: &[&str] = &[
    "change",
    "regarding",
    "concerning",
    "re",
    "לגבי",
    "בנוגע",
    "update",
    "amend",
    "modify",
    "revise",
    "increase",
    "reduce",
    "make",
    "it",
    "them",
    "from",
    "to",
    "instead",
    "of",
    "quantity",
    "qty",
    "line",
    "lower",
    "raise",
    "need",
    "want",
    "swap",
    "replace",
    "order",
    "po",
    "on",
    "only",
    "לשנות",
    "שנו",
    "תשנו",
    "לעדכן",
    "עדכנו",
    "להקטין",
    "להגדיל",
    "במקום",
    "ל",
    "ל-",
    "מ",
    "מ-",
    "כמות",
    "הכמות",
    "את",
    "בהזמנה",
    "הזמנה",
    "שורה",
    "בשורה",
    "תעשו",
    "של",
    "יש",
    "צריך",
    "נא",
    "נבקש",
    "אפשר",
    "לשים",
    "שיהיה",
];

/// The line that a clause changes, where it says how many there shall be.
pub(super) fn line(text: &str, clause: &Clause, mentions: &[Mention]) -> Option<RequestLine> {
    let reader = Reader {
        text,
        tokens: &clause.tokens,
        mentions,
    };
    let numbers = reader.numbers();
    let old = numbers.iter().position(|(at, ..)| reader.is_old(*at));
    let new = numbers.iter().position(|(at, ..)| reader.is_new(*at));
    let (at, value, count) = match (new, old) {
        (Some(new), _) => numbers.get(new)?,
        (None, Some(old)) => {
            numbers
                .iter()
                .enumerate()
                .find(|(index, _)| *index != old)?
                .1
        }
        (None, None) => return None,
    };
    let mut line = RequestLine {
        quantity: Some(reader.field(*value, *at..*at + *count)),
        ..RequestLine::default()
    };
    let numbered = mentions.iter().find_map(|mention| match &mention.kind {
        Kind::LineNumber(number) => Some(reader.field(number.clone(), mention.value.clone())),
        _ => None,
    });
    line.line_no = numbered;
    reader.unit(&numbers, &mut line);
    reader.name(&numbers, &mut line);
    Some(line)
}

struct Reader<'t, 'c> {
    text: &'t str,
    tokens: &'c [Token<'t>],
    mentions: &'c [Mention],
}

impl Reader<'_, '_> {
    fn word(&self, index: usize) -> String {
        self.tokens.get(index).map(Token::word).unwrap_or_default()
    }

    fn taken(&self, index: usize) -> bool {
        self.mentions
            .iter()
            .any(|mention| mention.tokens.contains(&index))
    }

    fn field<T>(&self, value: T, at: Range<usize>) -> Field<T> {
        Field {
            value,
            confidence: Confidence::LIKELY,
            evidence: evidence(self.text, &self.tokens[at]),
        }
    }

    /// Place, value and number of tokens of every quantity.
    fn numbers(&self) -> Vec<(usize, Decimal, usize)> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            let sized = |behind: usize| words::size(&self.word(behind)).is_some();
            match number::read(&self.tokens[at..]) {
                Some(number) if !self.taken(at) && !sized(at + number.tokens) => {
                    found.push((at, number.value, number.tokens));
                    at += number.tokens;
                }
                _ => at += 1,
            }
        }
        found
    }

    fn before(&self, at: usize, skip: usize) -> String {
        at.checked_sub(skip)
            .map(|at| self.word(at))
            .unwrap_or_default()
    }

    fn is_old(&self, at: usize) -> bool {
        let (one, two) = (self.before(at, 1), self.before(at, 2));
        matches!(one.as_str(), "from" | "במקום" | "מ" | "מ-")
            || one == "of" && two == "instead"
            || one == "the" && two == "of"
    }

    fn is_new(&self, at: usize) -> bool {
        matches!(
            self.before(at, 1).as_str(),
            "to" | "ל" | "ל-" | "it" | "them" | "be"
        )
    }

    fn unit(&self, numbers: &[(usize, Decimal, usize)], line: &mut RequestLine) {
        let units = numbers.iter().map(|(at, _, count)| at + count);
        let found = units
            .filter(|at| !self.taken(*at))
            .find_map(|at| Some((at, words::unit(&self.word(at))?)));
        line.uom = found.map(|(at, unit)| {
            let value = unit.map_or_else(|| self.word(at), |unit| unit.as_str().to_owned());
            self.field(value, at..at + 1)
        });
    }

    /// The longest run of words that say neither what to do nor how many.
    fn name(&self, numbers: &[(usize, Decimal, usize)], line: &mut RequestLine) {
        let counted = |index: usize| {
            numbers
                .iter()
                .any(|(at, _, count)| (*at..at + count).contains(&index))
        };
        let other = |index: usize| {
            let word = self.word(index);
            let size = words::unit(&word).is_some() && index > 0 && counted(index - 1);
            self.taken(index)
                || counted(index)
                || size
                || CHANGING.contains(&word.as_str())
                || words::is(&word, Class::Filling)
                || words::is(&word, Class::Ending)
                || words::is(&word, Class::Talk)
                || words::is(&word, Class::Asking)
                || !word.chars().any(char::is_alphanumeric)
        };
        let mut best = 0..0;
        let mut from = 0;
        for index in 0..=self.tokens.len() {
            if index == self.tokens.len() || other(index) {
                if index - from > best.len() {
                    best = from..index;
                }
                from = index + 1;
            }
        }
        if !best.is_empty() {
            let field = self.field(String::new(), best);
            let words: Vec<&str> = field.evidence.text.split_whitespace().collect();
            let value = words.join(" ");
            line.description = Some(field.map(|_| value));
        }
    }
}
