//! Documents that somebody reads, or asks the second reader about: nobody else takes them up.

use crate::failure::Outcome;
use book::work::Work;
use engine::Handle;
use keep::{Document, DocumentStore};
use std::collections::HashSet;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use vocab::ContentHash;

/// Which documents somebody takes up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Whatever comes.
    Every,
    /// What machines send, read in moments: it doesn't wait behind scans.
    Quick,
}

/// Which documents are taken.
#[derive(Default)]
pub struct Hands {
    held: Mutex<Sets>,
    /// Rung when the quick lane has met a document that it leaves alone.
    bell: Condvar,
}

#[derive(Default)]
struct Sets {
    /// In somebody's hands.
    taken: HashSet<ContentHash>,
    /// Waiting, and left alone by the quick lane.
    slow: HashSet<ContentHash>,
}

/// A document in somebody's hands, until this is dropped.
pub struct Held {
    pub document: ContentHash,
    /// The document itself, where it was looked at to choose its lane.
    pub stored: Option<Document>,
    hands: Arc<Hands>,
}

impl Hands {
    /// Takes up the next document that waits to be read, if there is one for this lane. Whoever takes
    /// sees what was recorded before the last document was let go.
    pub fn take(
        self: &Arc<Self>,
        lane: Lane,
        handle: &Handle,
        documents: &DocumentStore,
    ) -> Outcome<Option<Held>> {
        let mut sets = self.sets();
        while let Some(document) = sets.next(lane, handle)? {
            let stored = match lane {
                Lane::Every => None,
                Lane::Quick => match documents.get(document)? {
                    Some(stored) if !intake::may_be_paper(&stored.bytes) => Some(stored),
                    // What the store lost is told by whoever tries to read it.
                    Some(_) | None => {
                        sets.slow.insert(document);
                        self.bell.notify_one();
                        continue;
                    }
                },
            };
            sets.taken.insert(document);
            return Ok(Some(Held {
                document,
                stored,
                hands: Arc::clone(self),
            }));
        }
        Ok(None)
    }

    /// Waits until the quick lane has left a document to the others; false when none came in this time.
    /// The book is not asked meanwhile: whoever decides orders has other work.
    pub fn wait(&self, time: Duration) -> bool {
        let none_waits = |sets: &mut Sets| sets.slow.is_subset(&sets.taken);
        let waited = self.bell.wait_timeout_while(self.sets(), time, none_waits);
        let (_sets, outcome) = waited.unwrap_or_else(PoisonError::into_inner);
        !outcome.timed_out()
    }

    fn sets(&self) -> MutexGuard<'_, Sets> {
        // Sets of hashes are never half changed.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sets {
    fn next(&self, lane: Lane, handle: &Handle) -> Outcome<Option<ContentHash>> {
        let mut left_alone = self.taken.clone();
        if lane == Lane::Quick {
            left_alone.extend(&self.slow);
        }
        let next = handle.ask(move |book| {
            let mut unread = book.work.iter().filter_map(|work| match work {
                Work::ReadDocument { document } => Some(*document),
                Work::WeighRequest { .. }
                | Work::PromiseBackorders { .. }
                | Work::PlanException { .. } => None,
            });
            unread.find(|document| !left_alone.contains(document))
        })?;
        Ok(next)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut sets = self.hands.sets();
        sets.taken.remove(&self.document);
        sets.slow.remove(&self.document);
    }
}
