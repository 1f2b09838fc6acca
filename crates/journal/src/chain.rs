//! The rules of the chain, held in one place for every back end.

use crate::fault::{Fault, FaultKind};
use crate::record::{BUILD_BYTES_MAX, Hash, Head, NUMBER_MAX, PAYLOAD_BYTES_MAX, Record};

/// Whether `record` may be appended after `head`. The fault names the record, not the place.
pub(crate) fn check_append(head: &Head, record: &Record, place: &str) -> Result<(), Fault> {
    let refuse = |kind| Err(Fault::new(kind, place).at(record.seq));
    check_sizes(record).or_else(refuse)?;
    if record.book != head.book {
        return refuse(FaultKind::WrongBook {
            expected: head.book,
            found: record.book,
        });
    }
    if record.epoch != head.epoch {
        return refuse(FaultKind::Fenced {
            current: head.epoch,
            offered: record.epoch,
        });
    }
    if record.seq != head.seq + 1 {
        return refuse(FaultKind::OutOfOrder {
            expected: head.seq + 1,
        });
    }
    if record.previous != head.hash {
        return refuse(FaultKind::Forked {
            expected: head.hash,
        });
    }
    Ok(())
}

/// Whether `epoch` may take over from the epoch of `head`.
pub(crate) fn check_fence(head: &Head, epoch: u64, place: &str) -> Result<(), Fault> {
    let kind = if epoch > NUMBER_MAX {
        FaultKind::TooLarge {
            what: "an epoch",
            size: epoch,
            limit: NUMBER_MAX,
        }
    } else if epoch <= head.epoch {
        FaultKind::Fenced {
            current: head.epoch,
            offered: epoch,
        }
    } else {
        return Ok(());
    };
    Err(Fault::new(kind, place))
}

/// Follows stored records, each of which must link to the one before it.
pub(crate) struct Chain<'a> {
    head: Head,
    place: &'a str,
}

impl<'a> Chain<'a> {
    /// A chain that goes on after `head`, whose epoch is the least that the next may have.
    pub(crate) fn after(head: Head, place: &'a str) -> Chain<'a> {
        Chain { head, place }
    }

    /// The number of the record that comes next.
    pub(crate) fn next_seq(&self) -> u64 {
        self.head.seq + 1
    }

    /// The last record that was taken, with its epoch.
    pub(crate) fn head(&self) -> Head {
        self.head
    }

    /// Takes the next stored record, with the hash that was stored beside it.
    pub(crate) fn take(&mut self, record: &Record, stored: Hash) -> Result<(), Fault> {
        let seq = self.next_seq();
        let damaged = |how: &str| Err(Fault::damaged(how, self.place).at(seq));
        if record.hash() != stored {
            return damaged("its hash does not match its bytes");
        }
        if record.seq > seq {
            return Err(Fault::new(FaultKind::Missing, self.place).at(seq));
        }
        if record.seq < seq {
            return damaged("its number repeats an earlier one");
        }
        if record.book != self.head.book {
            return damaged("it is of another book");
        }
        if record.previous != self.head.hash {
            return damaged("it does not link to the record before it");
        }
        if record.epoch < self.head.epoch {
            return damaged("its epoch is older than that of the record before it");
        }
        self.head = Head {
            seq,
            hash: stored,
            epoch: record.epoch,
            ..self.head
        };
        Ok(())
    }
}

fn check_sizes(record: &Record) -> Result<(), FaultKind> {
    let limits = [
        (
            "a payload",
            record.payload.len() as u64,
            PAYLOAD_BYTES_MAX as u64,
        ),
        (
            "a build label",
            record.build.len() as u64,
            BUILD_BYTES_MAX as u64,
        ),
        ("a record number", record.seq, NUMBER_MAX),
    ];
    match limits.into_iter().find(|(_, size, limit)| size > limit) {
        Some((what, size, limit)) => Err(FaultKind::TooLarge { what, size, limit }),
        None => Ok(()),
    }
}
