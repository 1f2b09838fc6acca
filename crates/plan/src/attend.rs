//! The planner's turn: which exceptions are to be planned, what is proposed about each, which have
//! settled by themselves or are to be planned anew, and the backorder run whose time has come.

use crate::ration::run_among;
use crate::resolve::{Terms, items, resolve};
use book::exception::Exception;
use book::work::Work;
use book::{Book, Command, Stamp, decide};
use std::ops::Bound;
use vocab::ExceptionId;

/// The most exceptions of one turn.
pub const TURN_MAX: usize = 100;

/// Exceptions that are to be planned: those whose goods have been promised as well as they can be.
pub fn to_plan(book: &Book) -> Vec<ExceptionId> {
    let first = Work::PlanException {
        exception: ExceptionId(0),
    };
    let planning = book.work.range(first..).map_while(|work| match work {
        Work::PlanException { exception } => Some(*exception),
        Work::WeighRequest { .. } | Work::PromiseBackorders { .. } | Work::ReadDocument { .. } => {
            None
        }
    });
    planning
        .filter(|id| book.exceptions.get(id).is_none_or(|row| is_calm(book, row)))
        .take(TURN_MAX)
        .collect()
}

/// Whether none of its goods are about to be promised anew.
fn is_calm(book: &Book, exception: &Exception) -> bool {
    let mut work = items(book, exception)
        .into_iter()
        .map(|item| Work::PromiseBackorders { item });
    !work.any(|work| book.work.contains(&work))
}

/// What could be done about an exception, as the command that tells it to the book. The book is best a
/// copy, see [`resolve`].
pub fn propose(book: &Book, exception: ExceptionId, terms: &Terms, stamp: &Stamp) -> Command {
    Command::ProposeSolutions {
        exception,
        proposals: resolve(book, exception, terms, stamp),
    }
}

/// The backorder run whose time has come, as the command that makes it. The book is best a copy.
pub fn timed_run(book: &Book, stamp: &Stamp) -> Option<Command> {
    let (due, rule) = book.due_run(stamp)?;
    Some(Command::RunBackorders {
        due,
        plan: Some(run_among(book, &rule.strategies, stamp).plan),
        rule: rule.clone(),
    })
}

/// Exceptions beyond this one that have changed since they were planned: their promises are whole
/// again, or a solution is stale. With the last one that was looked at, to go on from.
pub fn settled(
    book: &Book,
    after: Option<ExceptionId>,
    stamp: &Stamp,
) -> (Vec<Command>, Option<ExceptionId>) {
    let from = after.map_or(Bound::Unbounded, Bound::Excluded);
    let rows = book
        .exceptions
        .range((from, Bound::Unbounded))
        .take(TURN_MAX);
    let looked: Vec<ExceptionId> = rows.map(|(id, _)| *id).collect();
    let last = looked.last().copied().filter(|_| looked.len() == TURN_MAX);
    let settle = looked
        .into_iter()
        .map(|exception| Command::SettleException { exception });
    let changes = |command: &Command| {
        let events = decide(book, command, stamp);
        events.is_ok_and(|events| !events.is_empty())
    };
    (settle.filter(changes).collect(), last)
}
