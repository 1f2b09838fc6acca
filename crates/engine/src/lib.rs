//! The engine: the one writer of a book. It stamps, decides, encodes, appends, applies and answers.
//!
//! **Invariants.** Nothing leaves the process before the batch that caused it is durable: answers
//! and queries wait for the batch they were decided in. A key that comes again gets the answer it
//! got the first time. After a fault of the journal no further command is decided; the engine is
//! opened again from what was kept. A full disk is no fault: commands wait until there is room.

mod batch;
mod clock;
mod core;
mod fault;
mod handle;
mod keys;
mod lane;
mod records;
mod recover;
mod snapshot;
mod writer;

#[cfg(test)]
mod tests;

pub use batch::{Batch, Entry, Outcome, SCHEMA, recorded_state};
pub use clock::{Clock, Moment};
pub use core::{Applied, Core, ENTRIES_MAX, ENTRY_BYTES_MAX, Envelope, Key, LOOK_AHEAD, Sealed};
pub use fault::Fault;
pub use handle::{
    Answer, BULK_LANE_MAX, BULK_MAX, Engine, Handle, LANE_MAX, RecoveryNote, Reply, Unavailable,
};
pub use records::Records;
pub use recover::{Recovered, replay};
pub use snapshot::Snapshot;
