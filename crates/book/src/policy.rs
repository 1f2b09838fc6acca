//! The recorded policy: every number that a rule of the book may be tuned with.

mod autonomy;
mod ration;
mod timed;

use crate::company::{AMOUNT_MAX, Confidence, RATE_MAX};
use crate::exception::{Kind, Proposal};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use vocab::Currency;

pub use autonomy::{Autonomy, Level};
pub use ration::{Members, NoRationRule, POINTS_MAX, RATION_RULES_MAX, Segment, Strategy, Weight};
pub use timed::{TIMED_RUN_LATE_MINUTES_MAX, TIMED_RUNS_MAX, TimedRun};

/// The most sites that one order may be split over.
pub const SPLIT_SITES_MAX: u8 = 3;

/// The largest share or rate that a rule may be tuned with, in basis points: a hundred times the whole.
const RATE_BP_MAX: i64 = 1_000_000;

/// Rules as data. Changed only by a recorded command, so that replay knows which rule was in force.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// True when a cancellation of an order of which nothing is released is carried out by itself.
    #[n(10)]
    pub touchless_cancellation: bool,
    /// Two persons must approve a solution that moves goods worth more than this, minor units; zero lets
    /// one person approve every one.
    #[cbor(n(11), skip_if = "is_zero")]
    pub second_approver_value: i64,
    /// Which solutions are made without a person; at most [`AUTONOMY_MAX`] rules.
    #[cbor(n(12), skip_if = "Vec::is_empty")]
    pub autonomy: Vec<Autonomy>,
    /// True when a change of an open order, as far as it can be made, is made by itself.
    #[cbor(n(13), skip_if = "is_false")]
    pub touchless_change: bool,
    /// The GS1 company prefix that packages are numbered under (SSCC), 4 to 12 digits; empty leaves
    /// packages without numbers.
    #[cbor(n(14), skip_if = "String::is_empty")]
    pub company_prefix: String,
    /// What makes an order come first where there is not enough; at most [`RATION_RULES_MAX`].
    #[cbor(n(15), skip_if = "Vec::is_empty")]
    pub priority: Vec<Weight>,
    /// What a backorder run may do to which orders; at most [`RATION_RULES_MAX`].
    #[cbor(n(16), skip_if = "Vec::is_empty")]
    pub segments: Vec<Segment>,
    /// A customer that lost goods to another one by a backorder run loses none for so many days.
    #[cbor(n(17), skip_if = "is_no_day")]
    pub loss_rest_days: u16,
    /// When backorder runs are made without a person; at most [`TIMED_RUNS_MAX`]. Of those at the same
    /// time the first counts.
    #[cbor(n(30), skip_if = "Vec::is_empty")]
    pub backorder_runs: Vec<TimedRun>,
    /// How sure promised days are: 80, 95 or 99 of a hundred deliveries over a lane arrive by the day
    /// that is promised, as far as that is known of the lane; 0 is the usual transit time.
    #[cbor(n(31), skip_if = "is_usual")]
    pub promise_percent: u8,
    /// True when goods are released to their site without a person, on the day that they are to leave.
    #[cbor(n(18), skip_if = "is_false")]
    pub auto_release: bool,
}

fn is_usual(percent: &u8) -> bool {
    *percent == 0
}

impl Policy {
    /// By which of a lane's transit times goods are promised.
    pub fn confidence(&self) -> Confidence {
        Confidence::of_percent(self.promise_percent).unwrap_or_default()
    }
}

/// The most autonomy rules.
pub const AUTONOMY_MAX: usize = 200;

pub(crate) fn is_false(value: &bool) -> bool {
    !value
}

fn is_no_day(value: &u16) -> bool {
    *value == 0
}

fn is_zero(value: &i64) -> bool {
    *value == 0
}

impl Policy {
    /// The rule that says how far a solution of this kind of trouble is trusted: the first that fits.
    /// Without one, a person says yes.
    pub fn trust(&self, kind: Kind, proposal: &Proposal) -> Option<&Autonomy> {
        let mut rules = self.autonomy.iter();
        rules.find(|rule| rule.fits(kind, proposal))
    }
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
            second_approver_value: 0,
            autonomy: Vec::new(),
            touchless_change: false,
            company_prefix: String::new(),
            priority: Vec::new(),
            segments: Vec::new(),
            loss_rest_days: 0,
            backorder_runs: Vec::new(),
            promise_percent: 0,
            auto_release: false,
        }
    }
}

/// One rule of the policy, as people are told of it.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name in the configuration, the API and the journal's JSON.
    pub name: &'static str,
    /// What it does, and what it counts.
    pub meaning: &'static str,
    /// What it may be, where it is a number.
    pub number: Option<Number>,
}

/// A setting that is a number.
#[derive(Clone, Copy, Debug)]
pub struct Number {
    /// Its value.
    pub of: fn(&Policy) -> i64,
    /// The least that it may be.
    pub least: i64,
    /// The most that it may be.
    pub most: i64,
}

/// Every setting, in the order that they are told in.
pub const SETTINGS: [Setting; 21] = [
    Setting {
        name: "currency",
        meaning: "The currency of freight and of the costs and amounts below.",
        number: None,
    },
    number(
        "price_tolerance_bp",
        "How far a stated price may be from the list price without a hold, in basis points: 100 \
         is one percent.",
        |policy| i64::from(policy.price_tolerance_bp),
        (0, RATE_BP_MAX),
    ),
    number(
        "split_cost",
        "What each shipment of an order beyond the first costs besides its freight, in minor units.",
        |policy| policy.split_cost,
        (0, RATE_MAX),
    ),
    number(
        "split_sites_max",
        "How many sites one order may be split over.",
        |policy| i64::from(policy.split_sites_max),
        (1, SPLIT_SITES_MAX as i64),
    ),
    number(
        "lateness_cost_bp_per_day",
        "What a day of lateness costs, in basis points of the late goods' value.",
        |policy| i64::from(policy.lateness_cost_bp_per_day),
        (0, RATE_BP_MAX),
    ),
    number(
        "backorder_cost_bp",
        "What not being able to name a date costs, in basis points of the goods' value.",
        |policy| i64::from(policy.backorder_cost_bp),
        (0, RATE_BP_MAX),
    ),
    number(
        "receiving_days",
        "Working days between the arrival of supply and the day that it can leave.",
        |policy| i64::from(policy.receiving_days),
        (0, 60),
    ),
    number(
        "confidence_min",
        "How sure a reader must be of every field for an order without a touch, in thousandths.",
        |policy| i64::from(policy.confidence_min),
        (0, 1_000),
    ),
    number(
        "requested_days_max",
        "A request for a day further away than this many days goes to review.",
        |policy| i64::from(policy.requested_days_max),
        (0, u16::MAX as i64),
    ),
    number(
        "touchless_value_max",
        "An order from a document that is worth more than this goes to review, in minor units.",
        |policy| policy.touchless_value_max,
        (0, AMOUNT_MAX),
    ),
    Setting {
        name: "touchless_cancellation",
        meaning: "Whether a cancellation of an order of which nothing is released is carried out \
                  without a person.",
        number: None,
    },
    Setting {
        name: "touchless_change",
        meaning: "Whether a change of an open order, as far as it can be made, is made without a \
                  person: nothing that is released changes, and what is reserved stays reserved.",
        number: None,
    },
    number(
        "second_approver_value",
        "Two persons must approve a solution that moves goods worth more than this, in minor units; \
         with zero, one person approves every one.",
        |policy| policy.second_approver_value,
        (0, AMOUNT_MAX),
    ),
    Setting {
        name: "autonomy",
        meaning: "Which solutions of exceptions are made without a person: rules such as \
                  \"expedite of late_supply up to 20000: auto\", the first that fits counts.",
        number: None,
    },
    Setting {
        name: "company_prefix",
        meaning: "The GS1 company prefix, 4 to 12 digits, that packages are numbered under (SSCC); \
                  without one, packages have no numbers.",
        number: None,
    },
    Setting {
        name: "priority",
        meaning: "What makes an order come first where there is not enough for all: weights such as \
                  \"group KEY: 500\", \"late: 50\", \"broken: 200\", \"age: 2\" and \"value: 1 per 100000\"; \
                  without any, who came first.",
        number: None,
    },
    Setting {
        name: "segments",
        meaning: "What a backorder run may do to which orders: win, gain, redistribute, fill or lose, by \
                  rules such as \"group KEY: win\", \"from 300: gain\" and \"any: redistribute\"; the first that \
                  fits counts, and without one orders only gain.",
        number: None,
    },
    number(
        "loss_rest_days",
        "A customer that lost goods to another one by a backorder run loses none for so many days.",
        |policy| i64::from(policy.loss_rest_days),
        (0, 366),
    ),
    Setting {
        name: "backorder_runs",
        meaning: "When backorder runs over all items are made without a person, in local time: rules such \
                  as \"daily at 06:00\" and \"sun, wed at 13:30: win, gain\", which leaves the orders of \
                  other segments as they are.",
        number: None,
    },
    number(
        "promise_percent",
        "How sure promised days are: 80, 95 or 99 of a hundred deliveries over a lane arrive by the \
         promised day, as far as that is known of the lane; 0 is the usual transit time.",
        |policy| i64::from(policy.promise_percent),
        (0, 99),
    ),
    Setting {
        name: "auto_release",
        meaning: "Whether goods are released to their site without a person, on the day that they are to \
                  leave: those of the earliest cut-off first, and among these by priority.",
        number: None,
    },
];

const fn number(
    name: &'static str,
    meaning: &'static str,
    of: fn(&Policy) -> i64,
    (least, most): (i64, i64),
) -> Setting {
    Setting {
        name,
        meaning,
        number: Some(Number { of, least, most }),
    }
}
