//! The journal as the fold takes it: decoded batch by batch, read some records ahead.

use crate::fault::Fault;
use crate::views::Folded;
use engine::Batch;
use journal::Record;
use std::vec::IntoIter;

/// Records that are read at once.
const RECORDS_AHEAD: u64 = 16;

/// What the journal has behind one record, up to another.
pub(crate) struct Ahead<'j> {
    journal: &'j journal::Reader,
    /// The last record that was read.
    read: u64,
    up_to: u64,
    waiting: IntoIter<Record>,
}

impl<'j> Ahead<'j> {
    /// What comes after record `after`, record `up_to` included.
    pub(crate) fn of(journal: &'j journal::Reader, after: u64, up_to: u64) -> Ahead<'j> {
        Ahead {
            journal,
            read: after,
            up_to,
            waiting: Vec::new().into_iter(),
        }
    }

    /// The next batch, and where the fold stands when it is folded; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<(Folded, Batch)>, Fault> {
        if self.waiting.len() == 0 && self.read < self.up_to {
            let limit = (self.up_to - self.read).min(RECORDS_AHEAD) as usize;
            let records = self.journal.read(self.read + 1, limit)?;
            self.read = records.last().map_or(self.up_to, |last| last.seq);
            self.waiting = records.into_iter();
        }
        let record = self.waiting.next();
        record.map(|record| decode(&record)).transpose()
    }
}

fn decode(record: &Record) -> Result<(Folded, Batch), Fault> {
    let unreadable = |how| Fault::Unreadable {
        seq: record.seq,
        how,
    };
    let batch = Batch::of(record).map_err(unreadable)?;
    Ok((Folded::to(record), batch))
}
