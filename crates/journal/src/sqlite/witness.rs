//! The file beside a journal that keeps a second writer out and remembers the last record that
//! was acknowledged.
//!
//! SQLite ends its write-ahead log at the first frame whose checksum fails: rightly so for a torn
//! write, but a flipped bit or a cut in acknowledged records looks the same. The witness tells the
//! two apart. It is written after each append, and not flushed: it outlives the process, and after
//! a power failure it may be behind, never ahead. Format: `FORMAT.md`, section 3.

use super::connection::Database;
use super::rows;
use crate::fault::{Fault, FaultKind};
use crate::record::{BookId, Hash, Head};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use vocab::ContentHash;

const SLOT_BYTES: usize = 16 + 8 + 32 + CHECK_BYTES;
const CHECK_BYTES: usize = 8;
/// Records take turns, so that a torn write leaves the other slot whole.
const SLOTS: u64 = 2;

/// The locked file. The lock ends with the handle.
#[derive(Debug)]
pub(super) struct Witness {
    file: File,
    place: String,
}

impl Witness {
    /// Locks the file beside a journal against other writers.
    pub(super) fn lock(journal: &Path) -> Result<Witness, Fault> {
        let path = beside(journal);
        let place = path.display().to_string();
        let io = |error| Fault::new(FaultKind::Io { doing: "locking" }, &place).because(error);
        let mut options = OpenOptions::new();
        let file = options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path);
        let file = file.map_err(io)?;
        match file.try_lock() {
            Ok(()) => Ok(Witness { file, place }),
            Err(TryLockError::WouldBlock) => Err(Fault::new(
                FaultKind::WriterPresent,
                journal.display().to_string(),
            )),
            Err(TryLockError::Error(error)) => Err(io(error)),
        }
    }

    /// Remembers that the head was acknowledged.
    pub(super) fn note(&mut self, head: &Head) -> Result<(), Fault> {
        let slot = encode(head);
        let place = head.seq % SLOTS * SLOT_BYTES as u64;
        let written = self
            .file
            .seek(SeekFrom::Start(place))
            .and_then(|_| self.file.write_all(&slot));
        // The record is durable, so this cannot be an ordinary refusal: the outcome is "kept, but
        // the disk is failing", and the writer has to reopen.
        written.map_err(|error| {
            Fault::new(FaultKind::UnknownOutcome, &self.place)
                .at(head.seq)
                .because(error)
        })
    }
}

/// Whether the record that was acknowledged last is still in the journal, and the same. The
/// witness is read first, so that a writer at work cannot be taken for a loss.
pub(super) fn check(journal: &Path, database: &Database, book: BookId) -> Result<(), Fault> {
    let Some((seq, acknowledged)) = last(journal, book)? else {
        return Ok(());
    };
    let kind = match rows::hash_of(database, seq)? {
        Some(hash) if hash == acknowledged => return Ok(()),
        Some(_) => FaultKind::Damaged {
            how: "it is not the one acknowledged".to_owned(),
        },
        None => FaultKind::Lost {
            head: rows::head(database)?.seq,
        },
    };
    Err(database.fault(kind).at(seq))
}

/// The record that was acknowledged last, if that is known.
fn last(journal: &Path, book: BookId) -> Result<Option<(u64, Hash)>, Fault> {
    let path = beside(journal);
    let mut bytes = Vec::new();
    let read = File::open(&path)
        .and_then(|file| file.take(SLOTS * SLOT_BYTES as u64).read_to_end(&mut bytes));
    match read {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            let kind = FaultKind::Io {
                doing: "reading the last acknowledged record",
            };
            return Err(Fault::new(kind, path.display().to_string()).because(error));
        }
        Ok(_) => {}
    }
    let (slots, _) = bytes.as_chunks::<SLOT_BYTES>();
    Ok(slots.iter().filter_map(|slot| decode(slot, book)).max())
}

/// `journal.db` has `journal.db.lock`.
fn beside(journal: &Path) -> PathBuf {
    let mut name = journal.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

fn encode(head: &Head) -> Vec<u8> {
    let mut slot = [&head.book.0[..], &head.seq.to_le_bytes(), &head.hash.0].concat();
    let check = blake3::hash(&slot);
    slot.extend_from_slice(&check.as_bytes()[..CHECK_BYTES]);
    slot
}

fn decode(slot: &[u8; SLOT_BYTES], book: BookId) -> Option<(u64, Hash)> {
    let (body, check) = slot.split_last_chunk::<CHECK_BYTES>()?;
    let whole = blake3::hash(body).as_bytes().starts_with(check);
    let (owner, body) = body.split_first_chunk::<16>()?;
    let (seq, hash) = body.split_first_chunk::<8>()?;
    let head = (u64::from_le_bytes(*seq), ContentHash(hash.try_into().ok()?));
    (whole && *owner == book.0).then_some(head)
}
