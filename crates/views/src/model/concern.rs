//! What the reasons for a review are about, so that a person can take like with like.

use book::request::{DoubtCode, ParkReason};
use serde::{Deserialize, Serialize};

/// What a reason for a review is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Concern {
    /// Who buys, or where to.
    Customer,
    /// Which item is meant.
    Item,
    /// How much, and in which unit.
    Quantity,
    /// Prices and totals.
    Price,
    /// Days that can't be, are past or far away.
    Date,
    /// It may have been received before.
    Duplicate,
    /// It changes or cancels an order.
    Change,
    /// It is worth more than passes unseen.
    Value,
    /// How it was read: damaged, incomplete, or not surely enough.
    Reading,
    /// The book refused it.
    Refused,
}

impl Concern {
    /// Every concern, in the order in which they are listed.
    pub const ALL: [Concern; 10] = [
        Concern::Customer,
        Concern::Item,
        Concern::Quantity,
        Concern::Price,
        Concern::Date,
        Concern::Duplicate,
        Concern::Change,
        Concern::Value,
        Concern::Reading,
        Concern::Refused,
    ];

    /// What a reason is about.
    pub fn of(reason: &ParkReason) -> Concern {
        match reason {
            ParkReason::Doubt(doubt) => Concern::of_doubt(doubt.code),
            ParkReason::LowConfidence { .. } => Concern::Reading,
            ParkReason::HighValue { .. } => Concern::Value,
            ParkReason::RequestedDay { .. } => Concern::Date,
            ParkReason::ChangesOrder | ParkReason::CannotCancel => Concern::Change,
            ParkReason::Refused { .. } => Concern::Refused,
            ParkReason::DuplicateOf { .. } => Concern::Duplicate,
        }
    }

    fn of_doubt(code: DoubtCode) -> Concern {
        match code {
            DoubtCode::UnknownCustomer | DoubtCode::AmbiguousCustomer | DoubtCode::Address => {
                Concern::Customer
            }
            DoubtCode::UnknownItem | DoubtCode::AmbiguousItem => Concern::Item,
            DoubtCode::BadQuantity | DoubtCode::BadUnit => Concern::Quantity,
            DoubtCode::BadPrice | DoubtCode::BadTotal => Concern::Price,
            DoubtCode::BadDate => Concern::Date,
            DoubtCode::Repeated => Concern::Duplicate,
            DoubtCode::NoLines | DoubtCode::Damaged | DoubtCode::Reader | DoubtCode::NoPoNumber => {
                Concern::Reading
            }
        }
    }

    /// The word for it in addresses and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Concern::Customer => "customer",
            Concern::Item => "item",
            Concern::Quantity => "quantity",
            Concern::Price => "price",
            Concern::Date => "date",
            Concern::Duplicate => "duplicate",
            Concern::Change => "change",
            Concern::Value => "value",
            Concern::Reading => "reading",
            Concern::Refused => "refused",
        }
    }

    /// Its bit in the column `requests.concerns`.
    pub(crate) fn bit(self) -> i64 {
        1 << (self as i64)
    }

    /// The bits of everything that these reasons are about.
    pub(crate) fn bits(reasons: &[ParkReason]) -> i64 {
        let bits = reasons.iter().map(|reason| Concern::of(reason).bit());
        bits.fold(0, |all, bit| all | bit)
    }
}

/// How many requests in review have a reason of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ConcernCount {
    /// What the reason is about.
    pub concern: Concern,
    /// How many requests; one with two concerns counts in both.
    pub requests: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_concern_has_a_word_and_a_bit_of_its_own() {
        let words: Vec<&str> = Concern::ALL.map(Concern::as_str).into();
        let json = serde_json::to_value(Concern::ALL).unwrap();
        assert_eq!(json, serde_json::json!(words));
        let all = Concern::ALL.iter().fold(0, |all, concern| {
            assert_eq!(all & concern.bit(), 0);
            all | concern.bit()
        });
        assert_eq!(all, (1 << Concern::ALL.len()) - 1);
    }
}
