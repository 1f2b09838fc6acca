//! The planner at work: beside whoever serves, it watches the book, finds out what could be done about
//! exceptions, releases what is to leave, makes the backorder runs whose time has come, and tells the book.
//!
//! It works on copies, so that the writer waits for nothing but the taking of them.

use crate::clock::CompanyClock;
use crate::company::Company;
use crate::failure::Outcome;
use book::policy::TimedRun;
use book::{Book, Command, Stamp};
use engine::Handle;
use plan::attend::{propose, settled, timed_run, to_plan};
use plan::release::to_release;
use plan::resolve::Terms;
use plan::watch::Watcher;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use vocab::{ActorId, Day, ExceptionId};

/// How long the planner waits for something new before it looks again.
const WAIT: Duration = Duration::from_millis(500);
/// The least pause between two turns: under load the copies are not taken one after the other.
const PAUSE: Duration = Duration::from_millis(100);
/// A look at the whole book is followed by this many times its duration without one.
const REST: u32 = 20;
/// A backorder run is worked out so many times, when the book changes meanwhile what it counts on.
const RUN_TRIES_MAX: usize = 5;

/// Plans, until it is told to stop.
pub struct Planner {
    handle: Handle,
    clock: CompanyClock,
    terms: Terms,
}

/// What the whole book was last looked at for.
#[derive(Default)]
struct Looked {
    watcher: Watcher,
    /// The last record that it had, and the day.
    at: Option<(u64, Day)>,
    /// Not before this.
    again: Option<Instant>,
    /// Exceptions up to this one were looked at, where one look is not enough for all.
    settled: Option<ExceptionId>,
}

impl Planner {
    /// The planner of a company.
    pub fn new(company: &Company) -> Planner {
        Planner {
            handle: company.handle.clone(),
            clock: company.clock.clone(),
            terms: Terms::default(),
        }
    }

    /// Plans until `stop` is set or the engine has stopped. What fails is told on standard error and
    /// tried again: the work stays open.
    pub fn run(&self, stop: &AtomicBool) {
        let mut looked = Looked::default();
        let mut seen = 0;
        while !stop.load(Ordering::Acquire) && self.handle.stopped().is_none() {
            if let Err(failure) = self.turn(&mut looked) {
                eprintln!("kept: planning: {failure}");
                // What was noticed and could not be told is noticed again.
                looked = Looked::default();
            }
            thread::sleep(PAUSE);
            seen = self.handle.wait_beyond(seen, WAIT);
        }
    }

    /// Plans what is to be planned now, as far as one turn goes.
    pub fn plan_what_waits(&self) -> Outcome {
        self.plan(&self.stamp())
    }

    /// Plans what is to be planned, and looks at the whole book when it is time for that.
    fn turn(&self, looked: &mut Looked) -> Outcome {
        let seq = self.handle.durable();
        let stamp = self.stamp();
        if looked.is_due(seq, stamp.today) {
            let began = Instant::now();
            self.look(looked, &stamp)?;
            looked.at = Some((seq, stamp.today));
            looked.again = Some(Instant::now() + began.elapsed() * REST);
        }
        if self.handle.ask(|book| !to_plan(book).is_empty())? {
            self.plan(&stamp)?;
        }
        self.run_backorders()
    }

    /// Makes the backorder run whose time has come, if one has. What is stale by the time that it was
    /// worked out is worked out again; in the end it is given up, which the book is told.
    fn run_backorders(&self) -> Outcome {
        for _ in 0..RUN_TRIES_MAX {
            if self.due_run()?.is_none() {
                return Ok(());
            }
            let worked_out = timed_run(&self.copy()?, &self.stamp());
            if let Some(command) = worked_out
                && self.handle.own(command)?.outcome.is_ok()
            {
                return Ok(());
            }
        }
        let given_up = self.due_run()?.map(|(due, rule)| Command::RunBackorders {
            due,
            rule,
            plan: None,
        });
        self.tell(given_up.into_iter().collect())
    }

    fn due_run(&self) -> Outcome<Option<(Day, TimedRun)>> {
        let stamp = self.stamp();
        let due = move |book: &Book| {
            let (due, rule) = book.due_run(&stamp)?;
            Some((due, rule.clone()))
        };
        Ok(self.handle.ask(due)?)
    }

    fn look(&self, looked: &mut Looked, stamp: &Stamp) -> Outcome {
        let book = self.copy()?;
        self.tell(looked.watcher.notice(&book, stamp))?;
        self.tell(to_release(&book, stamp))?;
        let (settle, last) = settled(&book, looked.settled, stamp);
        looked.settled = last;
        self.tell(settle)
    }

    fn plan(&self, stamp: &Stamp) -> Outcome {
        let book = self.copy()?;
        // What is made by itself changes the book under the others: a solution that is stale by that is
        // found at the next look, and planned anew.
        let proposed = to_plan(&book).into_iter();
        proposed
            .map(|exception| propose(&book, exception, &self.terms, stamp))
            .try_for_each(|command| self.tell(vec![command]))
    }

    /// Gives commands to the book. What it refuses has changed meanwhile, and is looked at again.
    fn tell(&self, commands: Vec<Command>) -> Outcome {
        for command in commands {
            drop(self.handle.own(command)?.outcome);
        }
        Ok(())
    }

    fn copy(&self) -> Outcome<Book> {
        Ok(self.handle.copy()?.into_book())
    }

    fn stamp(&self) -> Stamp {
        stamp(&self.clock)
    }
}

/// Now, in Kept's own name: what is worked out beside the book is stamped so.
pub fn stamp(clock: &CompanyClock) -> Stamp {
    let now = clock.now();
    Stamp {
        at: now.at,
        today: now.today,
        minute: now.minute,
        actor: ActorId(0),
    }
}

impl Looked {
    fn is_due(&self, seq: u64, today: Day) -> bool {
        let rested = self.again.is_none_or(|again| Instant::now() >= again);
        rested && (self.at != Some((seq, today)) || self.settled.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::at;
    use crate::company::DataDir;
    use book::Policy;
    use book::plan::{LastRun, RunEnd};

    #[test]
    fn a_backorder_run_whose_time_has_come_is_made_once() {
        let path = std::env::temp_dir().join(format!("kept-planning-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        let (today, rule) = (Day(20_000), "daily at 06:00".parse::<TimedRun>().unwrap());
        let clock = CompanyClock::paced(at(today, 6 * 60 + 1), 0);
        let company = Company::open(DataDir::new(Some(&path)), clock).unwrap();
        let planner = Planner::new(&company);
        let last = || company.handle.ask(|book| book.last_run.clone()).unwrap();
        planner.run_backorders().unwrap();
        assert_eq!(last(), None);
        let policy = Policy {
            backorder_runs: vec![rule.clone()],
            ..Policy::default()
        };
        let put = company.handle.own(Command::SetPolicy(policy)).unwrap();
        put.outcome.unwrap();
        planner.run_backorders().unwrap();
        let made = LastRun {
            due: today,
            rule,
            end: RunEnd::Made {
                gains: 0,
                losses: 0,
                left: 0,
            },
        };
        assert_eq!(last(), Some(made));
        let seq = company.handle.durable();
        planner.run_backorders().unwrap();
        assert_eq!(company.handle.durable(), seq);
        company.close().unwrap();
        std::fs::remove_dir_all(&path).unwrap();
    }
}
