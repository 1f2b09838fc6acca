//! The thread that saves snapshots, so that neither deciding nor committing waits for it.

use super::in_full;
use crate::snapshot::Snapshot;
use crossbeam_channel::{Receiver, Sender};
use journal::Draft;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A state is saved again when this many bytes were journaled since, or as many as it takes itself:
/// what a start after a crash has to replay stays in proportion to what it loads.
const INTERVAL_BYTES: u64 = 512 << 20;

/// When a state is to be saved. One at a time is: until it is, the next one waits.
#[derive(Default)]
pub(super) struct Saving {
    asked: bool,
    /// Bytes journaled since the state was frozen last.
    journaled: u64,
    /// Bytes of the state that was saved last. Shared with whoever saves the next one.
    size: Arc<AtomicU64>,
}

impl Saving {
    pub(super) fn ask(&mut self) {
        self.asked = true;
    }

    pub(super) fn journaled(&mut self, bytes: usize) {
        self.journaled += bytes as u64;
    }

    /// True when a state is wanted now.
    pub(super) fn is_due(&self) -> bool {
        let size = self.size.load(Ordering::Relaxed);
        let grown = self.journaled >= INTERVAL_BYTES.max(size);
        (self.asked || grown) && Arc::strong_count(&self.size) == 1
    }

    /// What goes along with a state that was frozen now.
    pub(super) fn begin(&mut self) -> Ticket {
        self.asked = false;
        self.journaled = 0;
        Ticket(Arc::clone(&self.size))
    }
}

/// While there is one, a state is being saved.
pub(super) struct Ticket(Arc<AtomicU64>);

/// A state to be saved, once the batch before it is durable.
pub(super) struct ToSave {
    pub(super) seq: u64,
    pub(super) state: Snapshot,
    pub(super) ticket: Ticket,
}

/// What the saving thread gets.
pub(super) type Saves = Sender<(Box<dyn Draft>, ToSave)>;

/// Saves what comes, until nobody is left to send any.
pub(super) fn run(saves: &Receiver<(Box<dyn Draft>, ToSave)>) {
    while let Ok((draft, ToSave { state, ticket, .. })) = saves.recv() {
        let mut size = 0;
        let saved = draft.save(&mut |to| {
            let mut to = Counting {
                to,
                bytes: &mut size,
            };
            state.write(&mut to)
        });
        ticket.0.store(size, Ordering::Relaxed);
        if let Err(fault) = saved {
            not_saved(&fault);
        }
    }
}

/// A snapshot is a cache: without it the next start replays more.
pub(super) fn not_saved(fault: &journal::Fault) {
    eprintln!(
        "kept: the snapshot was not saved, the journal is whole: {}",
        in_full(fault)
    );
}

struct Counting<'a> {
    to: &'a mut dyn Write,
    bytes: &'a mut u64,
}

impl Write for Counting<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.to.write_all(bytes)?;
        *self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_saved_when_it_was_asked_for_or_enough_was_journaled_since() {
        let mut saving = Saving::default();
        assert!(!saving.is_due());
        saving.ask();
        assert!(saving.is_due());
        drop(saving.begin());
        saving.journaled(INTERVAL_BYTES as usize - 1);
        assert!(!saving.is_due());
        saving.journaled(1);
        assert!(saving.is_due());
    }

    #[test]
    fn the_larger_a_state_is_the_less_often_it_is_saved() {
        let mut saving = Saving::default();
        saving
            .begin()
            .0
            .store(2 * INTERVAL_BYTES, Ordering::Relaxed);
        saving.journaled(INTERVAL_BYTES as usize);
        assert!(!saving.is_due());
        saving.journaled(INTERVAL_BYTES as usize);
        assert!(saving.is_due());
    }

    #[test]
    fn one_state_at_a_time_is_saved() {
        let mut saving = Saving::default();
        let ticket = saving.begin();
        saving.ask();
        assert!(!saving.is_due());
        drop(ticket);
        assert!(saving.is_due());
    }
}
