//! What the journal remembers, for those who ask what came before something.

use crate::batch::Batch;
use crate::fault::Fault;
use std::sync::{Mutex, PoisonError};

/// Reads batches back out of the journal, beside the engine; one at a time.
pub struct Records(Mutex<journal::Reader>);

impl Records {
    /// Of the journal that this reads.
    pub fn new(journal: journal::Reader) -> Records {
        Records(Mutex::new(journal))
    }

    /// The batch of a record; `None` when there is no such record.
    ///
    /// # Errors
    /// When the journal fails, or holds no batch that this build can read.
    pub fn batch(&self, seq: u64) -> Result<Option<Batch>, Fault> {
        let journal = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let record = journal.read(seq, 1)?.into_iter().next();
        let batch = record
            .map(|record| Batch::of(&record).map_err(|how| Fault::unreadable(record.seq, how)));
        batch.transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Engine, Envelope, Moment};
    use book::{Command, Policy};
    use journal::{BookId, SqliteJournal};
    use vocab::{ActorId, Day, IdempotencyKey, Instant};

    #[test]
    fn a_record_gives_back_what_was_decided_under_its_key() {
        let name = format!("kept-records-{}.db", std::process::id());
        let path = std::env::temp_dir().join(name);
        let journal = SqliteJournal::create(&path, BookId([7; 16])).unwrap();
        let records = Records::new(journal.reader().unwrap());
        let moment = || Moment {
            at: Instant(0),
            today: Day(0),
            minute: 0,
        };
        let (engine, _) = Engine::open(journal, moment).unwrap();
        let key = IdempotencyKey([1; 16]);
        let sent = Envelope {
            key: Some((key, 1)),
            actor: ActorId(3),
            seen: None,
            command: Command::SetPolicy(Policy::default()),
        };
        let reply = engine.handle().call(sent).unwrap();
        let batch = records.batch(reply.seq).unwrap().unwrap();
        let entry = &batch.entries[0];
        assert_eq!((entry.key, &entry.outcome), (Some(key), &reply.outcome));
        assert!(records.batch(reply.seq + 1).unwrap().is_none());
        engine.close();
        std::fs::remove_file(&path).unwrap();
    }
}
