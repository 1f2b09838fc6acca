//! Backorder runs whose time has come: which one is due, and what came of the last one.

use super::{Plan, Shift, Step, apply, parts};
use crate::policy::TimedRun;
use crate::refusal::Code;
use crate::{Book, Event, Events, Refusal, Stamp};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use vocab::Day;

/// A backorder run that was made by itself.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LastRun {
    /// The day that it was due on.
    #[n(0)]
    pub due: Day,
    /// The rule that it was made by.
    #[n(1)]
    pub rule: TimedRun,
    /// What came of it.
    #[n(2)]
    pub end: RunEnd,
}

/// What came of a backorder run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum RunEnd {
    /// Goods were handed out anew.
    #[n(0)]
    Made {
        /// Lines that are better off.
        #[n(0)]
        gains: u32,
        /// Lines that are worse off.
        #[n(1)]
        losses: u32,
        /// Lines that are left as they are: what the run counts on for them has changed meanwhile.
        #[cbor(n(2), skip_if = "is_none")]
        left: u32,
    },
    /// Nothing was changed: the book changed faster than the run was worked out.
    #[n(1)]
    GivenUp,
}

fn is_none(count: &u32) -> bool {
    *count == 0
}

impl Book {
    /// The backorder run that is to be made now: the day that it was due on, and its rule. Of several
    /// that were missed only the last is made.
    pub fn due_run(&self, stamp: &Stamp) -> Option<(Day, &TimedRun)> {
        let last = self.last_run.as_ref().map(|run| (run.due, run.rule.minute));
        let rules = self.policy.backorder_runs.iter().rev();
        let due = rules.filter_map(|rule| Some((rule.due(stamp)?, rule)));
        let due = due.filter(|(day, rule)| Some((*day, rule.minute)) > last);
        due.max_by_key(|(day, rule)| (*day, rule.minute))
    }

    /// The backorder run that comes next: its day and its rule.
    pub fn next_run(&self, stamp: &Stamp) -> Option<(Day, &TimedRun)> {
        let rules = self.policy.backorder_runs.iter();
        let next = rules.filter_map(|rule| Some((rule.next(stamp)?, rule)));
        next.min_by_key(|(day, rule)| (*day, rule.minute))
    }
}

/// Decides the run that is due: of its plan, every [part](parts::parts) that the book is still as it
/// counts on; the others wait for the next run.
///
/// # Errors
/// [`Code::Changed`] when no such run is due, or nothing is as the plan has it; others when a part is none
/// that the book could ever make.
pub(crate) fn run(
    book: &Book,
    (due, rule): (Day, &TimedRun),
    plan: Option<&Plan>,
    stamp: &Stamp,
) -> Result<Events, Refusal> {
    if book.due_run(stamp) != Some((due, rule)) {
        let message = format!("no backorder run \"{rule}\" of {due} is due");
        return Err(Refusal::new(Code::Changed, message));
    }
    let (mut events, end) = match plan {
        Some(plan) => made(book, plan, stamp)?,
        None => (Events::new(), RunEnd::GivenUp),
    };
    events.push(Event::BackordersRun(LastRun {
        due,
        rule: rule.clone(),
        end,
    }));
    Ok(events)
}

fn made(book: &Book, plan: &Plan, stamp: &Stamp) -> Result<(Events, RunEnd), Refusal> {
    let (mut events, mut left, mut stale) = (Events::new(), 0, None);
    for part in parts::parts(book, plan) {
        match apply::make(book, &part, stamp) {
            Ok(made) => events.extend(made),
            Err(refusal) if refusal.code == Code::Changed => {
                left += part.steps.iter().map(lines).sum::<u32>();
                stale = Some(refusal);
            }
            Err(refusal) => return Err(refusal),
        }
    }
    if let Some(stale) = stale.filter(|_| events.is_empty()) {
        return Err(stale);
    }
    let shifts = || events.iter().filter_map(shifts).flatten();
    let count = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
    let end = RunEnd::Made {
        gains: count(shifts().filter(|shift| shift.is_gain()).count()),
        losses: count(shifts().filter(|shift| shift.is_loss()).count()),
        left,
    };
    Ok((events, end))
}

fn shifts(event: &Event) -> Option<&Vec<Shift>> {
    if let Event::PlanMade { shifts, .. } = event {
        return Some(shifts);
    }
    None
}

/// How many lines a step promises otherwise.
fn lines(step: &Step) -> u32 {
    if let Step::Schedule { becomes, .. } = step {
        return u32::try_from(becomes.len()).unwrap_or(u32::MAX);
    }
    1
}
