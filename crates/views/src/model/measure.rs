//! Measures: how it went, by day and over a range of days. Shares are in basis points, durations in
//! minutes; every number can be followed to the orders that it counts.

use super::{DailyFigures, OrderFilter, OrderState};
use serde::{Deserialize, Serialize};
use vocab::{Day, Money};

/// How the days from one to another went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Measures {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// Every day of them, in order.
    pub days: Vec<DayMeasures>,
    /// All of them together.
    pub total: TotalMeasures,
}

/// How one day went.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DayMeasures {
    /// What happened on it.
    #[serde(flatten)]
    pub figures: DailyFigures,
    /// Orders that were there and not finished at its end.
    pub backlog: u64,
    /// What its orders were worth as they were placed, by currency.
    pub value: Vec<Money>,
}

/// How some days went together. A share of nothing is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TotalMeasures {
    /// Documents that came in.
    pub documents: u64,
    /// Orders placed.
    pub orders: u64,
    /// Their lines.
    pub lines: u64,
    /// What they were worth as they were placed, by currency.
    pub value: Vec<Money>,
    /// Share of the orders that were made of a request that no person touched.
    pub touchless_bp: Option<u32>,
    /// Share of the lines that are of such orders.
    pub touchless_lines_bp: Option<u32>,
    /// Share of the orders that began with a hold.
    pub held_bp: Option<u32>,
    /// Orders finished with something delivered.
    pub closed: u64,
    /// Share of these with nothing cancelled and the last goods by the wanted day.
    pub on_time_in_full_bp: Option<u32>,
    /// From placing to the last delivery, of these.
    pub cycle: Option<CycleTime>,
    /// Orders cancelled before anything was delivered.
    pub cancelled: u64,
    /// Orders that were there and not finished at the end of the last day.
    pub backlog: u64,
}

/// How long orders took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CycleTime {
    /// Orders that this is of: the latest closed, at most [`crate::CYCLES_MAX`].
    pub orders: u64,
    /// Half of them took no longer.
    pub median_minutes: i64,
    /// Nine in ten of them took no longer.
    pub p90_minutes: i64,
}

/// A number of the measures that counts orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Orders placed.
    Orders,
    /// Of these: no person touched the request.
    Touchless,
    /// Of these: a person did, or there was no request.
    Touched,
    /// Of these: began with a hold.
    BeganHeld,
    /// Orders finished with something delivered.
    Closed,
    /// Of these: on time and in full.
    OnTimeInFull,
    /// Of these: not so.
    LateOrShort,
    /// Orders cancelled before anything was delivered.
    Cancelled,
    /// Orders that were there and not finished at the end of the last day.
    Backlog,
}

impl Measure {
    /// Every one, in the order they are listed in.
    pub const ALL: [Measure; 9] = [
        Measure::Orders,
        Measure::Touchless,
        Measure::Touched,
        Measure::BeganHeld,
        Measure::Closed,
        Measure::OnTimeInFull,
        Measure::LateOrShort,
        Measure::Cancelled,
        Measure::Backlog,
    ];

    /// The word that is accepted by the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Measure::Orders => "orders",
            Measure::Touchless => "touchless",
            Measure::Touched => "touched",
            Measure::BeganHeld => "began_held",
            Measure::Closed => "closed",
            Measure::OnTimeInFull => "on_time_in_full",
            Measure::LateOrShort => "late_or_short",
            Measure::Cancelled => "cancelled",
            Measure::Backlog => "backlog",
        }
    }

    /// Reads the word of [`Measure::as_str`].
    pub fn parse(text: &str) -> Option<Measure> {
        let mut all = Measure::ALL.into_iter();
        all.find(|measure| measure.as_str() == text)
    }

    /// The orders that it counts, over the days from one to another.
    pub fn orders(self, from: Day, to: Day) -> OrderFilter {
        let placed = OrderFilter {
            placed_from: Some(from),
            placed_to: Some(to),
            ..OrderFilter::default()
        };
        let finished = |state| OrderFilter {
            states: vec![state],
            finished_from: Some(from),
            finished_to: Some(to),
            ..OrderFilter::default()
        };
        let closed = finished(OrderState::Closed);
        match self {
            Measure::Orders => placed,
            Measure::Touchless | Measure::Touched => OrderFilter {
                touchless: Some(self == Measure::Touchless),
                ..placed
            },
            Measure::BeganHeld => OrderFilter {
                began_held: Some(true),
                ..placed
            },
            Measure::Closed => closed,
            Measure::OnTimeInFull | Measure::LateOrShort => OrderFilter {
                on_time_in_full: Some(self == Measure::OnTimeInFull),
                ..closed
            },
            Measure::Cancelled => finished(OrderState::Cancelled),
            Measure::Backlog => OrderFilter {
                backlog_of: Some(to),
                ..OrderFilter::default()
            },
        }
    }
}
