//! What a simulation tells of the days: the figures by the names of the trade, and what people had to do.

use super::Options;
use super::exceptions::{Counts, Exceptions};
use super::measure::Measure;
use serde::Serialize;
use std::collections::BTreeMap;

/// What an hour at the order desk costs, agorot: a clerk with all that the employer pays.
pub const DESK_AGOROT_AN_HOUR: i64 = 75_00;
/// What an hour of a picker costs, agorot.
pub const PICKER_AGOROT_AN_HOUR: i64 = 55_00;
/// Seconds that picking and packing take for a line: eighty lines an hour.
pub const SECONDS_A_LINE: i64 = 45;

/// How a simulation went. Shares are of one, amounts in the company's currency.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Days that were simulated.
    pub days: u16,
    /// What everything followed from.
    pub seed: u64,
    /// How often things went wrong, in percent of what is usual.
    pub trouble_percent: u32,
    /// Orders placed.
    pub orders: u64,
    /// Their lines.
    pub lines: u64,
    /// Share of the lines that no person decided anything about, from receipt to delivery: a reason that names
    /// a line counts that line, any other one all lines of its order.
    pub touchless_line_share: f64,
    /// Share of the orders of which no person decided anything about any line.
    pub touchless_order_share: f64,
    /// Share of the lines that are of such orders.
    pub touchless_order_line_share: f64,
    /// Share of the closed orders with nothing cancelled and the last goods by the wanted day.
    pub otif: f64,
    /// The same by the day that was promised first, whatever was wanted.
    pub promises_kept: f64,
    /// Share of the closed orders that came as ordered: nothing wrong in them, nothing given up by us.
    pub order_accuracy: f64,
    /// From placing to the last delivery, the median of the closed orders.
    pub order_cycle_hours_p50: f64,
    /// From when goods are on hand, due and not held, until they are handed to the site; the median of all
    /// hand-overs.
    pub order_to_release_minutes_p50: i64,
    /// The same, of nine in ten.
    pub order_to_release_minutes_p90: i64,
    /// Orders past their wanted day, as a share of all that are open in the evening; the mean over the days.
    pub backlog_rate: f64,
    /// Labour an order: order desk and picking.
    pub cost_per_order: f64,
    /// Freight an order, by the lanes.
    pub freight_per_order: f64,
    /// What late goods cost an order, by the policy; of orders in the company's currency.
    pub lateness_per_order: f64,
    /// Orders closed.
    pub closed: u64,
    /// Orders cancelled before anything was delivered.
    pub cancelled: u64,
    /// What needed somebody, by kind.
    pub exceptions: BTreeMap<&'static str, Counts>,
    /// What people did, by reason, the most lines first.
    pub touched: Vec<Touched>,
    /// Commands that the book refused, by code: messages that came too late, documents that came twice.
    pub refused: BTreeMap<&'static str, u64>,
    /// Commands that the book was given.
    pub commands: u64,
    /// Of all commands that changed something, in their order, with their events.
    pub digest: String,
    /// True when every invariant of the book held on every evening.
    pub invariants_ok: bool,
    /// Those that did not.
    pub broken_invariants: Vec<&'static str>,
}

/// What people had to do for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Touched {
    /// The reason.
    pub reason: &'static str,
    /// Orders that needed a person for this reason first.
    pub orders: u64,
    /// Lines that did.
    pub lines: u64,
    /// How often somebody worked on it.
    pub times: u64,
    /// Minutes of work.
    pub minutes: u64,
}

/// What the world knows besides its measures.
pub(super) struct Told {
    pub digest: String,
    pub commands: u64,
    pub refused: BTreeMap<&'static str, u64>,
    pub broken: Vec<&'static str>,
}

impl Report {
    pub(super) fn of(
        options: Options,
        mut measure: Measure,
        exceptions: Exceptions,
        told: Told,
    ) -> Report {
        let orders = measure.orders.max(1) as i64;
        Report {
            days: options.days,
            seed: options.seed,
            trouble_percent: options.trouble_percent,
            orders: measure.orders,
            lines: measure.lines,
            touchless_line_share: rest(measure.touched_lines, measure.lines),
            touchless_order_share: rest(measure.touched_orders, measure.orders),
            touchless_order_line_share: rest(measure.lines_beside, measure.lines),
            otif: share(measure.on_time_in_full, measure.closed),
            promises_kept: share(measure.promise_kept, measure.closed),
            order_accuracy: share(measure.accurate, measure.closed),
            order_cycle_hours_p50: tenths_of_hours(rank(&mut measure.cycle_minutes, 50)),
            order_to_release_minutes_p50: rank(&mut measure.release_minutes, 50),
            order_to_release_minutes_p90: rank(&mut measure.release_minutes, 90),
            backlog_rate: mean_share(&measure.backlog),
            cost_per_order: amount(labour(&measure) / orders),
            freight_per_order: amount(measure.freight / orders),
            lateness_per_order: amount(measure.lateness / orders),
            closed: measure.closed,
            cancelled: measure.cancelled,
            exceptions: exceptions.counts(),
            touched: touched(&measure),
            refused: told.refused,
            commands: told.commands,
            digest: told.digest,
            invariants_ok: told.broken.is_empty(),
            broken_invariants: told.broken,
        }
    }
}

/// Agorot of labour.
fn labour(measure: &Measure) -> i64 {
    let minutes: u64 = measure.work.values().map(|work| work.minutes).sum();
    let desk = minutes as i64 * DESK_AGOROT_AN_HOUR / 60;
    let picking = measure.picked_lines as i64 * SECONDS_A_LINE * PICKER_AGOROT_AN_HOUR / 3_600;
    desk + picking
}

fn touched(measure: &Measure) -> Vec<Touched> {
    let row = |(reason, work): (&&'static str, &super::measure::Work)| Touched {
        reason,
        orders: work.orders,
        lines: work.lines,
        times: work.times,
        minutes: work.minutes,
    };
    let mut rows: Vec<Touched> = measure.work.iter().map(row).collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.lines, row.minutes)));
    rows
}

/// A share to five places; of nothing it is all.
fn share(part: u64, whole: u64) -> f64 {
    match whole {
        0 => 1.0,
        whole => (part * 100_000 / whole) as f64 / 100_000.0,
    }
}

fn rest(part: u64, whole: u64) -> f64 {
    share(whole.saturating_sub(part), whole)
}

fn mean_share(days: &[(u64, u64)]) -> f64 {
    let shares = days
        .iter()
        .map(|(part, whole)| part * 100_000 / (*whole).max(1));
    let sum: u64 = shares.sum();
    (sum / (days.len() as u64).max(1)) as f64 / 100_000.0
}

/// The value that so many percent do not exceed; 0 of none.
fn rank(values: &mut [i64], percent: usize) -> i64 {
    if values.is_empty() {
        return 0;
    }
    let place = (values.len() * percent).div_ceil(100).max(1) - 1;
    *values.select_nth_unstable(place).1
}

fn tenths_of_hours(minutes: i64) -> f64 {
    (minutes / 6) as f64 / 10.0
}

fn amount(agorot: i64) -> f64 {
    agorot as f64 / 100.0
}
