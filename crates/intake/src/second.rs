//! A second reader's opinion on a document: what a language model is asked, what counts of its
//! answer, and what follows from it.
//!
//! Pure: whoever asks the model does so elsewhere. The model is shown the text of the document and
//! nothing that the first reader made of it, so that both agree only where both read the same. Of
//! its answer a value counts where it stands in the document, and what is shown of it is what stands
//! there: no word of the model's own goes anywhere. It confirms a guess or raises a doubt; it never
//! takes a doubt away and never states a price.

mod answer;
mod index;
mod question;
mod text;
mod weigh;

pub use answer::{ANSWER_BYTES_MAX, Answer, LINES_MAX, Unusable, VALUE_CHARS_MAX};
pub use question::Question;
pub use text::{TEXT_CHARS_MAX, Text};
pub use weigh::weigh;

use crate::request::{Purpose, Reading};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The most findings of one document that are kept; each is a doubt.
pub const FINDINGS_MAX: usize = 50;

/// A field that both readers read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondField {
    /// The customer's purchase order number.
    PoNumber,
    /// When the customer wants it.
    Requested,
    /// Who buys.
    Buyer,
    /// The number of a line's item.
    Code,
    /// What a line's item is called.
    Description,
    /// How many.
    Quantity,
    /// In which unit.
    Unit,
    /// At which price.
    Price,
}

/// What the second reader reads that the first doesn't.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Finding {
    /// Something else in a field.
    Otherwise {
        /// Which line of the request, from 0; none is the request as a whole.
        line: Option<u32>,
        /// The field.
        field: SecondField,
        /// What stands in the document.
        text: String,
    },
    /// Something in a field that the first reader found nothing for; it was filled in, to be looked
    /// at.
    Added {
        /// As above.
        line: Option<u32>,
        /// The field.
        field: SecondField,
        /// What stands in the document.
        text: String,
    },
    /// Lines that the first reader doesn't read.
    More {
        /// How many.
        lines: u32,
    },
    /// Fewer lines: these of the first reader are not among them.
    Fewer {
        /// How many.
        lines: u32,
    },
}

/// What a second reader said of a document, as far as it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Second {
    /// The model, as the configuration names it.
    pub model: String,
    /// Fields that both read the same.
    pub agreed: u32,
    /// Values that stand nowhere in the document; they don't count.
    pub unfound: u32,
    /// Where the two differ.
    pub findings: Vec<Finding>,
}

/// True for a reading that a second reader may be asked about: one new order, or nothing where one
/// may stand.
pub fn is_asked(reading: &Reading) -> bool {
    match reading.requests.as_slice() {
        [] => matches!(reading.purpose, Purpose::Order | Purpose::Other),
        [request] => request.purpose == Purpose::Order,
        [_, ..] => false,
    }
}

impl SecondField {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            SecondField::PoNumber => "order number",
            SecondField::Requested => "requested day",
            SecondField::Buyer => "buyer",
            SecondField::Code => "item number",
            SecondField::Description => "description",
            SecondField::Quantity => "quantity",
            SecondField::Unit => "unit",
            SecondField::Price => "price",
        }
    }
}

impl Finding {
    /// Which line of the request it is about, from 0; none is the request as a whole.
    pub fn line(&self) -> Option<u32> {
        match self {
            Finding::Otherwise { line, .. } | Finding::Added { line, .. } => *line,
            Finding::More { .. } | Finding::Fewer { .. } => None,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::Otherwise { field, text, .. } => {
                write!(f, "{}: the second reader reads {text:?} here", field.name())
            }
            Finding::Added { field, text, .. } => write!(
                f,
                "{}: only the second reader reads one, {text:?}",
                field.name()
            ),
            Finding::More { lines } => {
                write!(f, "the second reader reads {lines} more lines")
            }
            Finding::Fewer { lines } => {
                write!(f, "the second reader does not read {lines} of these lines")
            }
        }
    }
}

#[cfg(test)]
mod tests;
