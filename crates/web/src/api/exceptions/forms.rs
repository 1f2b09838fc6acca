//! What the API shows of exceptions.

use super::State;
use crate::api::forms::{Amount, amount};
use crate::solutions::{Offer, Source, Standing, Step, Version, steps};
use book::exception::{Closing, Kind, Resolution, Risk};
use book::plan::Shift;
use book::{Book, Command, Stamp, decide};
use schemars::JsonSchema;
use serde::Serialize;
use views::{BrokenRow, ClosedRow, ExceptionRow, ExceptionView};
use vocab::{ActorId, Currency, Day, ExceptionId, Instant, Quantity};

/// A page of exceptions.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "ExceptionList")]
pub struct List {
    pub exceptions: Vec<Exception>,
    pub next: Option<String>,
}

/// Promises in trouble by one cause.
#[derive(JsonSchema, Serialize)]
pub struct Exception {
    /// Its number.
    id: ExceptionId,
    /// Whether something is left to be decided.
    state: State,
    /// What kind of trouble.
    kind: Kind,
    /// What it comes from.
    cause: Source,
    /// When it was raised.
    raised_at: Instant,
    /// Orders in trouble.
    orders: u64,
    /// Their lines in trouble.
    lines: u64,
    /// What those are worth, by currency.
    value: Vec<Amount>,
    /// The earliest day that one of them was promised for.
    promised: Option<Day>,
    /// True while its solutions are being worked out.
    planning: bool,
    /// How many solutions are offered.
    offered: usize,
    /// The best of them.
    best: Option<Best>,
    /// How it was closed; null while it is open.
    closed: Option<Closed>,
}

/// The best solution, in short.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "BestSolution")]
struct Best {
    /// Its number, for `approve`.
    number: u16,
    /// What a yes refers to, for `approve`.
    seen: Version,
    /// What kind.
    resolution: Resolution,
    /// What it costs.
    cost: Amount,
}

/// How an exception was closed.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "ExceptionClosed")]
struct Closed {
    /// How.
    how: Closing,
    /// When.
    at: Instant,
    /// By whom; 0 is Kept itself.
    by: ActorId,
    /// What was done about it; null when nothing was.
    resolution: Option<Resolution>,
    /// The rule of trust that let it through; null when a person said yes.
    rule: Option<String>,
    /// When it was taken back.
    reverted_at: Option<Instant>,
}

/// An exception with its promises and solutions.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "ExceptionDetailed")]
pub struct Detailed {
    #[serde(flatten)]
    exception: Exception,
    /// The promises in trouble, the first 1,000 by the day that they were promised for.
    promises: Vec<Broken>,
    /// What could be done, the best first.
    solutions: Vec<Solution>,
    /// Solutions that the rules of trust show nobody yet.
    held_back: usize,
    /// What was done; null when nothing was.
    made: Option<Made>,
}

/// A promise in trouble.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "BrokenPromise")]
struct Broken {
    /// The order's number.
    order: String,
    /// Number of the customer.
    customer: String,
    /// Line number.
    line: u16,
    /// Item code.
    item: String,
    /// How much, base units.
    quantity: Quantity,
    /// When the customer was to have it; null when no day was ever named.
    promised: Option<Day>,
    /// When the last of the line comes as things are now; null while a part has no day.
    now: Option<Day>,
}

/// What could be done.
#[derive(JsonSchema, Serialize)]
struct Solution {
    /// Its number, for `approve`.
    number: u16,
    /// What a yes refers to, for `approve`: it changes with the solution and the promises in trouble.
    seen: Version,
    /// What kind.
    resolution: Resolution,
    /// Freight, lateness and what is paid to hurry.
    cost: Amount,
    /// Value of the goods that it moves.
    value: Amount,
    /// What it depends on, or costs somebody.
    risks: Vec<Risk>,
    /// When each line arrives, before and after.
    changes: Vec<Moved>,
    /// What is done.
    steps: Vec<Step>,
    /// Whether two persons must approve it.
    needs_two: bool,
    /// Who approved it.
    approved_by: Vec<ActorId>,
}

/// What was done.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "MadeSolution")]
pub struct Made {
    /// What kind.
    resolution: Resolution,
    /// What it cost.
    cost: Amount,
    /// When each line arrives, before and after.
    changes: Vec<Moved>,
    /// What was done.
    steps: Vec<Step>,
    /// Why it can't be taken back; null when it can.
    kept_because: Option<String>,
}

/// When the last of a line arrives, before and after; null is a part without a day.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "MovedPromise")]
pub struct Moved {
    /// The order's number.
    order: String,
    /// Line number.
    line: u16,
    /// Before.
    was: Option<Day>,
    /// After.
    becomes: Option<Day>,
}

/// What came of a yes.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "SolutionApproved")]
pub struct Approved {
    /// The exception.
    pub exception: ExceptionId,
    /// False while another person must approve it too.
    pub made: bool,
    /// What was changed.
    pub changes: Vec<Moved>,
}

impl Exception {
    pub fn of(
        row: &ExceptionRow,
        cause: Source,
        standing: Option<&Standing>,
        costs: Currency,
    ) -> Exception {
        let best = standing.and_then(|standing| standing.offers.first());
        Exception {
            id: row.id,
            state: match row.closed {
                Some(_) => State::Closed,
                None => State::Open,
            },
            kind: row.kind,
            cause,
            raised_at: row.raised,
            orders: row.orders,
            lines: row.lines,
            value: row
                .amounts
                .iter()
                .map(|(currency, minor)| amount(*minor, *currency))
                .collect(),
            promised: row.promised,
            planning: standing.is_some_and(|standing| standing.planning),
            offered: standing.map_or(0, |standing| standing.offers.len()),
            best: best.map(|offer| Best {
                number: offer.number,
                seen: offer.seen,
                resolution: offer.proposal.resolution,
                cost: amount(offer.proposal.cost, costs),
            }),
            closed: row.closed.as_ref().map(closed),
        }
    }
}

fn closed(row: &ClosedRow) -> Closed {
    Closed {
        how: row.how,
        at: row.at,
        by: row.by,
        resolution: row.resolution,
        rule: row.rule.clone(),
        reverted_at: row.reverted,
    }
}

impl Detailed {
    pub fn of(
        exception: Exception,
        broken: &[BrokenRow],
        standing: Option<Standing>,
        made: Option<Made>,
        costs: Currency,
    ) -> Detailed {
        let held_back = standing.as_ref().map_or(0, |standing| standing.held_back);
        let offers = standing.map(|standing| standing.offers).unwrap_or_default();
        Detailed {
            exception,
            promises: broken.iter().map(promise).collect(),
            solutions: offers
                .into_iter()
                .map(|offer| solution(offer, costs))
                .collect(),
            held_back,
            made,
        }
    }
}

fn promise(row: &BrokenRow) -> Broken {
    Broken {
        order: row.number.clone(),
        customer: row.customer_code.clone(),
        line: row.line,
        item: row.item_code.clone(),
        quantity: row.quantity,
        promised: row.promised,
        now: row.now,
    }
}

fn solution(offer: Offer, costs: Currency) -> Solution {
    Solution {
        number: offer.number,
        seen: offer.seen,
        resolution: offer.proposal.resolution,
        cost: amount(offer.proposal.cost, costs),
        value: amount(offer.proposal.value, costs),
        changes: moved(&offer.proposal.shifts),
        risks: offer.proposal.risks,
        steps: offer.steps,
        needs_two: offer.needs_two,
        approved_by: offer.approvals,
    }
}

/// What was done about a closed exception, and whether the book would take it back now.
pub fn made(book: &Book, view: &ExceptionView, stamp: &Stamp) -> Option<Made> {
    let proposal = view.made.as_ref()?;
    let exception = view.exception.id;
    let back = decide(book, &Command::RevertSolution { exception }, stamp);
    Some(Made {
        resolution: proposal.resolution,
        cost: amount(proposal.cost, book.policy.currency),
        changes: moved(&view.shifts),
        steps: steps(book, &proposal.plan),
        kept_because: back.err().map(|refusal| refusal.message),
    })
}

pub fn moved(shifts: &[Shift]) -> Vec<Moved> {
    let form = |shift: &Shift| Moved {
        order: shift.order.number(),
        line: shift.line,
        was: shift.was,
        becomes: shift.becomes,
    };
    shifts.iter().map(form).collect()
}
