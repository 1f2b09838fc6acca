//! A disk that takes longer for every fsync than the one it stands on.

use journal::{Draft, Fault, Head, Journal, LatestSnapshot, Record};
use std::thread;
use std::time::Duration;

/// A journal whose every durable step takes so much longer.
pub struct SlowDisk<J> {
    journal: J,
    longer: Duration,
}

impl<J: Journal> SlowDisk<J> {
    /// Slows a journal down; zero leaves it as fast as it is.
    pub fn new(journal: J, longer: Duration) -> SlowDisk<J> {
        SlowDisk { journal, longer }
    }

    fn wait(&self) {
        if !self.longer.is_zero() {
            thread::sleep(self.longer);
        }
    }
}

impl<J: Journal> Journal for SlowDisk<J> {
    fn head(&self) -> Result<Head, Fault> {
        self.journal.head()
    }

    fn fence(&mut self, epoch: u64) -> Result<(), Fault> {
        self.wait();
        self.journal.fence(epoch)
    }

    fn append(&mut self, record: &Record) -> Result<(), Fault> {
        self.wait();
        self.journal.append(record)
    }

    fn read(&self, from: u64, limit: usize) -> Result<Vec<Record>, Fault> {
        self.journal.read(from, limit)
    }

    fn draft_snapshot(&self, seq: u64) -> Result<Box<dyn Draft>, Fault> {
        self.wait();
        self.journal.draft_snapshot(seq)
    }

    fn latest_snapshot(&self) -> Result<LatestSnapshot, Fault> {
        self.journal.latest_snapshot()
    }
}
