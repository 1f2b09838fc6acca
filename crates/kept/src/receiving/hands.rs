//! Documents that somebody reads, or asks the second reader about: nobody else takes them up.

use crate::failure::Outcome;
use book::work::Work;
use engine::Handle;
use keep::DocumentStore;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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
            if lane == Lane::Quick && is_slow(document, documents)? {
                sets.slow.insert(document);
                continue;
            }
            sets.taken.insert(document);
            let hands = Arc::clone(self);
            return Ok(Some(Held { document, hands }));
        }
        Ok(None)
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
                Work::WeighRequest { .. } | Work::PromiseBackorders { .. } => None,
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

/// True when reading may take seconds. What the store lost is nobody's to read, and told by whoever
/// tries.
fn is_slow(document: ContentHash, documents: &DocumentStore) -> Outcome<bool> {
    let stored = documents.get(document)?;
    Ok(stored.is_none_or(|stored| intake::may_be_paper(&stored.bytes)))
}
