//! What could be done about an exception: each solution is tried on a copy of the book by the commands
//! that a person would give, costed, and told as the plan that comes to the same.

mod cost;
mod goods;
mod road;
mod stuck;
#[cfg(test)]
mod tests;
mod trial;
mod ways;

use book::exception::{Exception, PROPOSALS_MAX, Proposal};
use book::{Book, Stamp};
use trial::Trial;
use vocab::ExceptionId;
pub(crate) use ways::items;

/// What solutions cost besides the policy's own numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What it costs to have supply hurried, in basis points of the value of the goods.
    pub expedite_cost_bp: i64,
    /// What is lost with goods that are cancelled, in basis points of their value: the margin, and some
    /// of the customer's patience.
    pub cancel_cost_bp: i64,
    /// After how many delivery days goods are expected that a carrier or customs hold up and of which
    /// nobody named the day.
    pub delay_days: i32,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            expedite_cost_bp: 500,
            cancel_cost_bp: 4_000,
            delay_days: 2,
        }
    }
}

/// The best solutions of an open exception, the cheapest first; none when it is closed, or nothing
/// helps. The book is best a copy that shares with the live one, see [`book::Frozen::into_book`]: each
/// trial copies it.
pub fn resolve(book: &Book, id: ExceptionId, terms: &Terms, stamp: &Stamp) -> Vec<Proposal> {
    let Some(exception) = book.exceptions.get(&id) else {
        return Vec::new();
    };
    let mut proposals = ways::all(book, exception, terms, stamp)
        .into_iter()
        .filter_map(|trial| proposal(book, exception, trial, terms))
        .collect::<Vec<_>>();
    proposals.sort_by_key(|one| (one.cost, one.risks.len(), one.resolution));
    // To who decides, solutions of one kind are the same when they cost the same and everybody is served
    // on the same days.
    let mut seen = Vec::new();
    proposals.retain(|one| {
        let looks = (one.resolution, one.cost, one.shifts.clone());
        let new = !seen.contains(&looks);
        seen.push(looks);
        new
    });
    proposals.truncate(PROPOSALS_MAX);
    proposals
}

/// A trial as it is proposed; none when it changes nothing that it should.
fn proposal(book: &Book, exception: &Exception, trial: Trial, terms: &Terms) -> Option<Proposal> {
    let plan = trial.plan(book)?;
    let shifts = trial.shifts(book, exception);
    Some(Proposal {
        resolution: trial.resolution,
        cost: cost::of(book, &trial, &shifts, terms),
        value: cost::value(book, &shifts),
        risks: trial.risks(exception, &shifts),
        plan,
        shifts,
    })
}
