//! The fault simulator: a company's life on a disk that fails, over a network that loses and
//! repeats, by a clock that jumps; every step of it, and the mix of what goes wrong, drawn from one
//! seed.
//!
//! It drives the real writer, [`engine::Core`], and the real journal format on a simulated disk.
//! After every batch all invariants of the book hold and its stock is that of a second, naive
//! model; after every recovery each acknowledged command is there exactly once, and what was not
//! acknowledged is there whole or not at all. In the end faults stop, every client gets its
//! answers, and everything that is open can be brought to an end.

mod calm;
mod check;
mod client;
mod command;
mod company;
mod coverage;
mod ledger;
mod machine;
mod owed;
mod property;
mod report;
mod storm;
mod trouble;
mod world;

#[cfg(test)]
mod tests;

pub use coverage::{Condition, Coverage, Phase};
pub use report::{Counts, Failure, Report};
pub use trouble::Trouble;

use journal::Record;
use report::Trace;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use world::World;

/// What a check that does not hold says.
type Checked<T = ()> = Result<T, String>;

/// Lives the life of a seed. The same seed gives the same report for ever.
///
/// # Errors
/// When a property does not hold or something panics; the failure tells the seed and the last
/// steps.
pub fn run(seed: u64) -> Result<Report, Failure> {
    live(seed).map(|(report, _)| report)
}

/// The records that the life of a seed leaves in its journal.
///
/// # Errors
/// As [`run`].
pub fn records(seed: u64) -> Result<Vec<Record>, Failure> {
    live(seed).map(|(_, records)| records)
}

fn live(seed: u64) -> Result<(Report, Vec<Record>), Failure> {
    let mut trace = Trace::default();
    let lived = catch_unwind(AssertUnwindSafe(|| World::new(seed, &mut trace).live()));
    let what = match lived {
        Ok(Ok(lived)) => return Ok(lived),
        Ok(Err(what)) => what,
        Err(panic) => format!("panic: {}", message(&*panic)),
    };
    Err(Failure {
        seed,
        what,
        steps: trace.into_steps(),
    })
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("without a message")
}
