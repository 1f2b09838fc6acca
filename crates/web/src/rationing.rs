//! Backorder runs for programs and people: what handing goods out anew would change, the yes to it, and
//! what is made without one.

use crate::call::Call;
use crate::problem::Problem;
use crate::solutions::Version;
use book::plan::{LastRun, Plan, Shift};
use book::policy::{Strategy, TimedRun};
use book::priority::Standing;
use book::refusal::Code;
use book::{Book, Command, Refusal, Stamp};
use plan::ration::{Run, run};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use vocab::{Day, ItemId, OrderId, Quantity};

/// The most changes that one look tells of; the totals count all.
pub const CHANGES_MAX: usize = 1_000;
/// The most items that one run is for, where it is not for all.
pub const ITEMS_MAX: usize = 1_000;

/// What a backorder run would change.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "BackorderRun")]
pub struct Looked {
    /// What a yes to it refers to.
    pub seen: Version,
    /// Orders that have or want these items.
    pub orders: usize,
    /// Lines that come earlier.
    pub gains: usize,
    /// Lines that come later.
    pub losses: usize,
    /// The changes, at most 1,000: first whoever is served first.
    pub changes: Vec<Change>,
    #[serde(skip)]
    run: Run,
}

impl Looked {
    /// The plan that makes the run.
    pub fn plan(&self) -> &Plan {
        &self.run.plan
    }
}

/// What changes for a line.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "BackorderChange")]
pub struct Change {
    /// Number of the order.
    pub order: String,
    /// Line number.
    pub line: u16,
    /// Code of the customer.
    pub customer: String,
    /// Code of the item.
    pub item: Option<String>,
    /// When the last of it would arrive without the run; null while a part has no date.
    pub was: Option<Day>,
    /// And with it.
    pub becomes: Option<Day>,
    /// How much has no date without the run, base units.
    pub waited: Quantity,
    /// And with it.
    pub waits: Quantity,
    /// True when the customer is worse off.
    pub is_loss: bool,
    /// The order that most of its goods go to.
    pub lost_to: Option<String>,
    /// What the policy lets happen to the order.
    pub strategy: Strategy,
    /// The points of its priority.
    pub points: i64,
    /// What those are given for.
    pub priority: Standing,
}

/// Runs that are made without a person, by the policy's `backorder_runs`.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "TimedBackorderRuns")]
pub struct Timed {
    /// The last one that was made; null before the first.
    pub last: Option<LastRun>,
    /// The next one; null when the policy has none.
    pub next: Option<NextRun>,
}

/// A run whose time is yet to come.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "NextBackorderRun")]
pub struct NextRun {
    /// The day.
    pub due: Day,
    /// The rule.
    pub rule: TimedRun,
}

/// The last and the next run that is made without a person.
///
/// # Errors
/// `busy` or `stopped`.
pub async fn timed(call: &Call) -> Result<Timed, Problem> {
    let stamp = call.stamp();
    let timed = call.app.ask(move |book| Timed::of(book, &stamp));
    timed.await
}

impl Timed {
    /// Those of a book.
    pub fn of(book: &Book, stamp: &Stamp) -> Timed {
        Timed {
            last: book.last_run.clone(),
            next: book.next_run(stamp).map(|(due, rule)| NextRun {
                due,
                rule: rule.clone(),
            }),
        }
    }
}

/// Looks at what a run would change, on a copy of the book.
///
/// # Errors
/// `busy` or `stopped`; the inner refusal is `too_many` items, or one that is `unknown`.
pub async fn look(
    call: &Call,
    items: Option<Vec<String>>,
) -> Result<Result<Looked, Refusal>, Problem> {
    let stamp = call.stamp();
    // A copy doesn't know codes.
    let items = call.app.ask(move |book| {
        let known = items.map(|codes| known(book, &codes));
        known.transpose()
    });
    let items = match items.await? {
        Ok(items) => items,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let looked = call.app.blocking(move |app| {
        let book = app.engine.copy()?.into_book();
        Ok(Ok(looked(&book, items.as_ref(), &stamp)))
    });
    looked.await?
}

/// Makes a run as it was looked at, and tells how it changed what it changed.
///
/// # Errors
/// Those of [`look`]; `changed` when it would come out otherwise now.
pub async fn make(
    call: &Call,
    items: Option<Vec<String>>,
    seen: Version,
) -> Result<Looked, Problem> {
    let looked = look(call, items).await??;
    if looked.seen != seen {
        let message = "the run would come out otherwise by now; look at it again";
        return Err(Problem::from(Refusal::new(Code::Changed, message)));
    }
    let command = Command::MakePlan(looked.plan().clone());
    // A run that was made has nothing left to change: it needs no key to be made once.
    call.decide_as(None, None, command, |_| ()).await?;
    Ok(looked)
}

/// The items with these codes.
///
/// # Errors
/// `too_many` items, or one that is `unknown`.
pub fn known(book: &Book, codes: &[String]) -> Result<BTreeSet<ItemId>, Refusal> {
    if codes.len() > ITEMS_MAX {
        return Err(Refusal::too_many("items", codes.len(), ITEMS_MAX));
    }
    let item = |code: &String| {
        let item = book.company.item_by_code(code);
        item.ok_or_else(|| Refusal::unknown("item", code))
    };
    codes.iter().map(item).collect()
}

/// What a run of these items, or of all, would change; the book is best a copy.
pub fn looked(book: &Book, items: Option<&BTreeSet<ItemId>>, stamp: &Stamp) -> Looked {
    let run = run(book, items, stamp);
    let rank = |order: OrderId| run.served.iter().position(|row| row.order == order);
    let served: BTreeMap<OrderId, (Strategy, Standing)> = run
        .served
        .iter()
        .map(|row| (row.order, (row.strategy, row.standing)))
        .collect();
    let losses = run.shifts.iter().filter(|shift| shift.is_loss()).count();
    let mut shifts: Vec<&Shift> = run.shifts.iter().take(CHANGES_MAX).collect();
    shifts.sort_by_cached_key(|shift| (rank(shift.order), shift.line));
    let changes = shifts.into_iter().filter_map(|shift| {
        let (strategy, standing) = served.get(&shift.order)?;
        change(book, shift, *strategy, *standing)
    });
    Looked {
        seen: Version(run.plan.version()),
        orders: run.served.len(),
        gains: run.shifts.len() - losses,
        losses,
        changes: changes.collect(),
        run,
    }
}

fn change(book: &Book, shift: &Shift, strategy: Strategy, standing: Standing) -> Option<Change> {
    let order = book.orders.get(shift.order)?;
    let item = order.line(shift.line)?.item.known();
    Some(Change {
        order: shift.order.number(),
        line: shift.line,
        customer: book.company.customers[order.customer.index()].code.clone(),
        item: item.map(|item| book.company.items[item.index()].code.clone()),
        was: shift.was,
        becomes: shift.becomes,
        waited: shift.waited,
        waits: shift.waits,
        is_loss: shift.is_loss(),
        lost_to: shift.lost_to.map(OrderId::number),
        strategy,
        points: standing.points(),
        priority: standing,
    })
}
