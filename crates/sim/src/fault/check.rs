//! What must hold, checked against the journal and a model that shares no code with the book.

use super::client::Client;
use super::ledger::Ledger;
use super::property::{Property, broken};
use super::{Checked, owed};
use book::{Book, evolve, invariant};
use engine::{Batch, Core, Moment, Outcome, Sealed};
use journal::Record;
use std::collections::BTreeMap;
use vocab::{IdempotencyKey, Instant};

/// The witness of a life.
#[derive(Default)]
pub(super) struct Witness {
    ledger: Ledger,
    latest: Moment,
    /// Hash of the live state after each sealed batch.
    hashes: BTreeMap<u64, [u8; 32]>,
    /// The last record whose append was answered with `Ok`, and the last that was tried.
    durable: u64,
    tried: u64,
}

impl Witness {
    /// A batch was sealed, and `book` is the state after it.
    pub(super) fn sealed(&mut self, sealed: &Sealed, book: &Book) -> Checked {
        let written = sealed.written(Vec::new());
        self.note(&Batch::decode(&written.payload)?)?;
        self.compare(book)?;
        self.hashes.insert(sealed.seq, book.state_hash());
        Ok(())
    }

    /// An append of this record was tried.
    pub(super) fn tried(&mut self, seq: u64) {
        self.tried = seq;
    }

    /// It was answered with `Ok`.
    pub(super) fn durable(&mut self, seq: u64) {
        self.durable = seq;
    }

    /// A core was recovered from these records.
    pub(super) fn recovered(
        &mut self,
        core: &Core,
        records: &[Record],
        clients: &[Client],
    ) -> Checked {
        let seq = core.seq();
        if seq < self.durable || seq > self.tried.max(self.durable) {
            return broken(
                Property::AcknowledgedIsKept,
                format_args!(
                    "record {} was acknowledged and {} tried; recovered was {seq}",
                    self.durable, self.tried
                ),
            );
        }
        if core.pending() > 0 || records.len() as u64 != seq {
            return broken(
                Property::ReplayHasNoEffects,
                format_args!(
                    "{} commands and {} records after the replay of {seq}",
                    core.pending(),
                    records.len()
                ),
            );
        }
        if seq > 0 && self.hashes.get(&seq) != Some(&core.book().state_hash()) {
            return broken(
                Property::ReplayGivesTheLiveState,
                format_args!("the recovered state {seq} is not the one that was left"),
            );
        }
        (self.durable, self.tried) = (seq, seq);
        (self.ledger, self.latest) = (Ledger::default(), Moment::default());
        let mut answers = BTreeMap::new();
        for record in records {
            let batch = Batch::decode(&record.payload)?;
            self.note(&batch)?;
            collect(batch, &mut answers)?;
        }
        self.compare(core.book())?;
        clients
            .iter()
            .try_for_each(|client| is_kept(client, &answers))
    }

    fn note(&mut self, batch: &Batch) -> Checked {
        let Moment { at, today, minute } = batch.moment;
        let midnight = Instant::at_midnight(today);
        let of_day = midnight.plus_seconds(i64::from(minute) * 60)..midnight.plus_seconds(86_400);
        if at < self.latest.at || !of_day.contains(&at) {
            return broken(
                Property::TimeNeverGoesBack,
                format_args!("{:?} comes after {:?}", batch.moment, self.latest),
            );
        }
        self.latest = batch.moment;
        let events = batch
            .entries
            .iter()
            .flat_map(|entry| entry.outcome.iter().flatten());
        for event in events {
            self.ledger.note(event)?;
        }
        Ok(())
    }

    fn compare(&self, book: &Book) -> Checked {
        let broken = invariant::violations(book);
        if let Some((name, place)) = broken.first() {
            return Err(format!("{name} does not hold: {place}"));
        }
        self.ledger.check(book)?;
        owed::check(book)
    }
}

/// The records alone, without any snapshot, give the same state.
pub(super) fn replay_everything(records: &[Record], live: &Book) -> Checked {
    let mut book = Book::default();
    for record in records {
        let batch = Batch::decode(&record.payload)?;
        let events = batch
            .entries
            .iter()
            .flat_map(|entry| entry.outcome.iter().flatten());
        events.for_each(|event| evolve(&mut book, event));
    }
    match book.state_hash() == live.state_hash() {
        true => Ok(()),
        false => broken(
            Property::SnapshotAndTailGiveTheFullReplay,
            format_args!("{} records give another state", records.len()),
        ),
    }
}

/// Every key of a batch with its answer; no key may come twice.
fn collect(batch: Batch, answers: &mut BTreeMap<IdempotencyKey, Outcome>) -> Checked {
    for entry in batch.entries {
        let Some(key) = entry.key else { continue };
        if answers.insert(key, entry.outcome).is_some() {
            let place = format_args!("{key:?} stands in the journal twice");
            return broken(Property::SameKeySameAnswer, place);
        }
    }
    Ok(())
}

/// Everything that a client was answered is in the journal, as it was answered.
fn is_kept(client: &Client, answers: &BTreeMap<IdempotencyKey, Outcome>) -> Checked {
    for (key, outcome) in client.answered() {
        if answers.get(&key) != Some(outcome) {
            return broken(
                Property::AcknowledgedIsKept,
                format_args!(
                    "{key:?} was answered with {outcome:?}, the journal has {:?}",
                    answers.get(&key)
                ),
            );
        }
    }
    Ok(())
}
