//! Grounding: what a request says, found in the company's own catalogue and customers.
//!
//! Nothing is invented: a near tie is [`Grounded::Ambiguous`], too little is
//! [`Grounded::NotFound`], and whatever a person should see is a [`Doubt`]. Scores are integers;
//! the same directory and request give the same answer.

mod candidate;
pub(crate) mod code;
mod customer;
mod directory;
mod form;
mod lesson;
mod line;
mod measure;
mod paired;
mod similar;
mod teach;

pub use crate::printed::form::{Label, Stands};
use crate::request::{Confidence, OrderRequest};
pub use candidate::{Proposal, find_customers, find_items, propose_customers, propose_items};
pub use directory::{CatalogueItem, CustomerEntry, Directory, ShipToEntry};
pub use form::apply as apply_lessons;
pub use lesson::{Lesson, Rule, SAID_CHARS_MAX, TAUGHT_HELD};
use serde::{Deserialize, Serialize};
pub use teach::{Accepted, AcceptedLine, LINES_TAUGHT_MAX, taught};
use vocab::{CustomerId, Decimal, ItemId, LessonId, Price, Quantity, ShipToId, Unit};

/// The most candidates that are listed for one line or party.
pub const CANDIDATES_MAX: usize = 5;

/// How a value was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchedBy {
    /// The customer's own part number.
    CustomerPart,
    /// Our code.
    Code,
    /// A GTIN.
    Gtin,
    /// The description.
    Description,
    /// A GLN.
    Gln,
    /// A tax number.
    TaxId,
    /// An e-mail address.
    Email,
    /// The domain of an e-mail address.
    EmailDomain,
    /// The name.
    Name,
    /// The sender of the envelope.
    Sender,
    /// The address.
    Address,
    /// There is only one to choose from.
    OnlyOne,
    /// Corrections taught it.
    Learned(LessonId),
}

/// What the company's data say of a stated value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grounded<T> {
    /// Exactly one fits.
    Found {
        /// It.
        value: T,
        /// How sure that is.
        confidence: Confidence,
        /// How it was found.
        by: MatchedBy,
    },
    /// Several fit equally well; at most [`CANDIDATES_MAX`].
    Ambiguous {
        /// They.
        candidates: Vec<T>,
    },
    /// None fits.
    NotFound,
}

impl<T: Copy> Grounded<T> {
    /// The value, when there is exactly one.
    pub fn value(&self) -> Option<T> {
        match self {
            Grounded::Found { value, .. } => Some(*value),
            Grounded::Ambiguous { .. } | Grounded::NotFound => None,
        }
    }

    /// The lesson that it was found by.
    pub fn lesson(&self) -> Option<LessonId> {
        match self {
            Grounded::Found {
                by: MatchedBy::Learned(lesson),
                ..
            } => Some(*lesson),
            Grounded::Found { .. } | Grounded::Ambiguous { .. } | Grounded::NotFound => None,
        }
    }
}

/// That a value was taken as a lesson says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Learned {
    /// The lesson.
    pub lesson: LessonId,
    /// How sure it is.
    pub confidence: Confidence,
}

impl Learned {
    fn from(lesson: &Lesson) -> Learned {
        Learned {
            lesson: lesson.id,
            confidence: lesson.confidence(),
        }
    }

    /// What a lesson names.
    fn found<T>(self, value: T) -> Grounded<T> {
        Grounded::Found {
            value,
            confidence: self.confidence,
            by: MatchedBy::Learned(self.lesson),
        }
    }
}

/// Why a person should look. Stable: shown as `snake_case` in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DoubtCode {
    /// No customer, or several, fit the buyer.
    Customer,
    /// No place of delivery, or several, fit.
    ShipTo,
    /// No item, or several, fit the line.
    Item,
    /// Two identifiers of the same line name different items.
    ItemContradiction,
    /// The unit is not stated; the usual one was taken.
    UnitMissing,
    /// The unit is not known.
    UnitUnknown,
    /// The item is not sold in this unit.
    UnitNotSold,
    /// The unit and the level of the GTIN contradict each other.
    UnitContradiction,
    /// The stated pack size is not that of the catalogue.
    PackContradiction,
    /// No quantity is stated, or it is not above zero.
    Quantity,
    /// The quantity is no whole number of base units, or too large.
    QuantityFraction,
    /// The price cannot be brought to base units.
    Price,
}

/// Something that a person should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// What kind.
    pub code: DoubtCode,
    /// A sentence: what was stated and what is known.
    pub message: String,
}

impl Doubt {
    fn new(code: DoubtCode, message: impl Into<String>) -> Doubt {
        Doubt {
            code,
            message: message.into(),
        }
    }
}

/// A candidate with its score in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The item.
    pub item: ItemId,
    /// 1000 is the same text.
    pub score: u16,
}

/// A line of a request in terms of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroundedLine {
    /// The item.
    pub item: Grounded<ItemId>,
    /// Items with a similar description, the best first, at most [`CANDIDATES_MAX`]; empty when
    /// an identifier decided.
    pub candidates: Vec<Candidate>,
    /// Quantity in base units of the item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
    /// The unit that the amount is in; the base unit where nothing is known.
    pub unit: Unit,
    /// The lesson that the unit was taken by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_learned: Option<Learned>,
    /// The amount as ordered, in `unit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Decimal>,
    /// The stated price by base units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
    /// The line's own place of delivery; `None` where it states none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ship_to: Option<Grounded<ShipToId>>,
    /// What a person should look at.
    pub doubts: Vec<Doubt>,
}

/// A request in terms of the company's own data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroundedRequest {
    /// Who buys.
    pub customer: Grounded<CustomerId>,
    /// Where to deliver.
    pub ship_to: Grounded<ShipToId>,
    /// The lines, in the order of the request.
    pub lines: Vec<GroundedLine>,
    /// What a person should look at, beside the doubts of the lines.
    pub doubts: Vec<Doubt>,
}

impl GroundedRequest {
    /// The lessons that it leans on, each once.
    pub fn lessons(&self) -> Vec<LessonId> {
        let header = [self.customer.lesson(), self.ship_to.lesson()];
        let lines = self.lines.iter().flat_map(|line| {
            let place = line.ship_to.as_ref().and_then(Grounded::lesson);
            let unit = line.unit_learned.map(|learned| learned.lesson);
            [line.item.lesson(), unit, place]
        });
        let mut lessons: Vec<LessonId> = header.into_iter().chain(lines).flatten().collect();
        lessons.sort();
        lessons.dedup();
        lessons
    }
}

/// Grounds a request. `sender` is the id of the envelope or the e-mail address that the document
/// came from, where there is one.
pub fn ground(
    directory: &Directory,
    request: &OrderRequest,
    sender: Option<&str>,
) -> GroundedRequest {
    let mut doubts = Vec::new();
    let customer = customer::customer(directory, &request.buyer, sender);
    if customer.value().is_none() {
        doubts.push(customer::doubt(&request.buyer, &customer));
    }
    let entry = customer.value().and_then(|id| directory.customer(id));
    let ship_to = customer::ship_to(directory, entry, &request.ship_to);
    let is_asked_later = request.lines.iter().any(|line| line.ship_to_id.is_some());
    if ship_to.value().is_none() && !is_asked_later {
        let message = "the place of delivery is not one of the customer's";
        doubts.push(Doubt::new(DoubtCode::ShipTo, message));
    }
    let currency = request.currency.as_ref().map(|field| field.value);
    let lines = request.lines.iter();
    GroundedRequest {
        customer,
        ship_to,
        lines: lines
            .map(|stated| line::ground(directory, entry, currency, stated))
            .collect(),
        doubts,
    }
}

#[cfg(test)]
mod tests;
