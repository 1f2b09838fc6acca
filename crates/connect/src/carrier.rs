//! Carriers: what carriage costs by the company's own table, and a carrier's API that sells labels and
//! tells where shipments are.

pub mod easypost;
pub mod table;
#[cfg(test)]
mod tests;

pub use easypost::EasyPost;
pub use table::Table;

use crate::fault::Unreachable;
use crate::outbound::facts::Party;
use std::fmt;
use vocab::Money;

/// One parcel that is to be carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consignment {
    /// The shipper's number of it, given to no other: the same one is never booked twice.
    pub reference: String,
    /// Where it is fetched.
    pub from: Party,
    /// Where it goes.
    pub to: Party,
    /// What it weighs.
    pub weight_grams: u64,
    /// The carrier's service, in the carrier's word.
    pub service: String,
}

/// A parcel that a carrier takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    /// What the carrier tracks it by.
    pub tracking: String,
    /// Who carries it.
    pub carrier: String,
    /// By which service.
    pub service: String,
    /// What it costs, where that is told and exact in the currency.
    pub cost: Option<Money>,
    /// Where the label is, as PDF where there is one.
    pub label_url: Option<String>,
}

/// Why a carrier did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CarrierFault {
    /// No answer came.
    Unreachable(Unreachable),
    /// The carrier is busy or broken.
    Unavailable(u16),
    /// The carrier refused, with its code.
    Refused {
        /// The status of the answer.
        status: u16,
        /// The carrier's code; of what strangers wrote, only short words.
        code: String,
    },
    /// The answer is larger than any that is expected, or is not understood.
    NotUnderstood(&'static str),
    /// The carrier can't be asked for it: why.
    Unaskable(&'static str),
}

impl CarrierFault {
    /// Whether the same may be asked again later.
    pub fn passes(&self) -> bool {
        match self {
            CarrierFault::Unreachable(_) | CarrierFault::Unavailable(_) => true,
            CarrierFault::Refused { .. }
            | CarrierFault::NotUnderstood(_)
            | CarrierFault::Unaskable(_) => false,
        }
    }
}

impl fmt::Display for CarrierFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CarrierFault::Unreachable(why) => why.fmt(f),
            CarrierFault::Unavailable(status) => {
                write!(f, "the carrier is not available now (status {status})")
            }
            CarrierFault::Refused { status, code } => {
                write!(f, "the carrier refused: {code} (status {status})")
            }
            CarrierFault::NotUnderstood(what) => {
                write!(f, "the carrier's answer is not understood: {what}")
            }
            CarrierFault::Unaskable(what) => write!(f, "it can't be asked of the carrier: {what}"),
        }
    }
}

impl std::error::Error for CarrierFault {}

impl From<Unreachable> for CarrierFault {
    fn from(why: Unreachable) -> CarrierFault {
        CarrierFault::Unreachable(why)
    }
}
