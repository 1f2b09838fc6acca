//! The answer of a language model, parsed strictly: what has another form than was asked for is no
//! answer.

use serde::Deserialize;
use std::fmt;
use vocab::{Day, Decimal};

/// The most bytes of an answer.
pub const ANSWER_BYTES_MAX: usize = 256 * 1024;
/// The most lines of an answer.
pub const LINES_MAX: usize = 500;
/// The most characters of a value; longer ones don't count.
pub const VALUE_CHARS_MAX: usize = 200;

/// What a model said. Values that can't be are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    pub(super) po_number: Option<String>,
    pub(super) requested: Option<Day>,
    pub(super) buyer: Option<String>,
    pub(super) lines: Vec<AnswerLine>,
    /// Values that were left out.
    pub(super) refused: u32,
}

/// A line that a model said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct AnswerLine {
    pub code: Option<String>,
    pub description: Option<String>,
    pub quantity: Option<Decimal>,
    pub unit: Option<String>,
    pub price: Option<Decimal>,
}

/// Why an answer is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// It is longer than [`ANSWER_BYTES_MAX`].
    TooLong,
    /// It is no JSON of the form that was asked for; where it goes wrong.
    Form {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// It has more than [`LINES_MAX`] lines.
    TooManyLines,
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unusable::TooLong => write!(f, "it has more than {} KiB", ANSWER_BYTES_MAX >> 10),
            // What the parser says would quote the answer.
            Unusable::Form { line, column } => write!(
                f,
                "it is not JSON of the form that was asked for (line {line}, column {column})"
            ),
            Unusable::TooManyLines => write!(f, "it has more than {LINES_MAX} lines"),
        }
    }
}

impl std::error::Error for Unusable {}

#[derive(Deserialize)]
struct Said {
    po_number: Option<String>,
    requested_delivery_date: Option<String>,
    buyer: Option<String>,
    lines: Vec<SaidLine>,
}

#[derive(Deserialize)]
struct SaidLine {
    code: Option<String>,
    description: Option<String>,
    quantity: Option<String>,
    unit: Option<String>,
    unit_price: Option<String>,
}

impl Answer {
    /// Parses an answer: one JSON object, also in a fence of Markdown. Keys that were not asked for
    /// are ignored.
    ///
    /// # Errors
    /// When it has another form or is too large.
    pub fn parse(text: &str) -> Result<Answer, Unusable> {
        if text.len() > ANSWER_BYTES_MAX {
            return Err(Unusable::TooLong);
        }
        let said: Said = serde_json::from_str(unfenced(text)).map_err(|error| Unusable::Form {
            line: error.line(),
            column: error.column(),
        })?;
        if said.lines.len() > LINES_MAX {
            return Err(Unusable::TooManyLines);
        }
        let mut keep = Keep::default();
        let mut answer = Answer {
            po_number: keep.text(said.po_number),
            requested: keep.value(said.requested_delivery_date, Day::parse),
            buyer: keep.text(said.buyer),
            lines: Vec::with_capacity(said.lines.len()),
            refused: 0,
        };
        for line in said.lines {
            answer.lines.push(AnswerLine {
                code: keep.text(line.code),
                description: keep.text(line.description),
                quantity: keep.value(line.quantity, positive),
                unit: keep.text(line.unit),
                price: keep.value(line.unit_price, positive),
            });
        }
        answer.refused = keep.refused;
        Ok(answer)
    }
}

/// Keeps the values that can be, and counts the others.
#[derive(Default)]
struct Keep {
    refused: u32,
}

impl Keep {
    fn text(&mut self, said: Option<String>) -> Option<String> {
        self.value(said, |text| Some(text.to_owned()))
    }

    fn value<T>(&mut self, said: Option<String>, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let said = said?;
        let said = said.trim();
        if said.is_empty() {
            return None;
        }
        let plain = said.chars().count() <= VALUE_CHARS_MAX && !said.contains(char::is_control);
        let value = plain.then(|| read(said)).flatten();
        self.refused += u32::from(value.is_none());
        value
    }
}

fn positive(text: &str) -> Option<Decimal> {
    Decimal::parse(text).filter(|number| *number > Decimal::ZERO)
}

/// Without the fence that many models put around JSON.
fn unfenced(text: &str) -> &str {
    let text = text.trim();
    let inner = text
        .strip_prefix("```json")
        .or_else(|| text.strip_prefix("```"))
        .and_then(|rest| rest.strip_suffix("```"));
    inner.unwrap_or(text)
}
