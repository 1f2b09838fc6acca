//! The recorded policy: every number that a rule of the book may be tuned with.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use vocab::Currency;

/// The most sites that one order may be split over.
pub const SPLIT_SITES_MAX: u8 = 3;

/// Rules as data. Changed only by a recorded command, so that replay knows which rule was in force.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// The currency that freight and policy costs are in.
    #[n(0)]
    pub currency: Currency,
    /// How far a stated price may be from the list price, in basis points, without a hold.
    #[n(1)]
    pub price_tolerance_bp: u32,
    /// What each shipment of an order beyond the first costs besides its freight, minor units.
    #[n(2)]
    pub split_cost: i64,
    /// How many sites one order may be split over, 1 to [`SPLIT_SITES_MAX`].
    #[n(3)]
    pub split_sites_max: u8,
    /// What a day of lateness costs, in basis points of the late goods' value.
    #[n(4)]
    pub lateness_cost_bp_per_day: u32,
    /// What not being able to name a date costs, in basis points of the goods' value.
    #[n(5)]
    pub backorder_cost_bp: u32,
    /// Working days between the arrival of supply and its goods issue.
    #[n(6)]
    pub receiving_days: u8,
    /// How sure a reader must be of every field, in thousandths, for an order without a touch.
    #[n(7)]
    pub confidence_min: u16,
    /// A requested date further away than this, in days, sends a request to review.
    #[n(8)]
    pub requested_days_max: u16,
    /// An order worth more than this, minor units, that came as a document, goes to review.
    #[n(9)]
    pub touchless_value_max: i64,
    /// True when a cancellation that names an order nothing was picked for is carried out by itself.
    #[n(10)]
    pub touchless_cancellation: bool,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy {
            currency: Currency::ILS,
            price_tolerance_bp: 100,
            split_cost: 2_500,
            split_sites_max: 2,
            lateness_cost_bp_per_day: 100,
            backorder_cost_bp: 3_000,
            receiving_days: 1,
            confidence_min: 850,
            requested_days_max: 365,
            touchless_value_max: 20_000_000,
            touchless_cancellation: true,
        }
    }
}
