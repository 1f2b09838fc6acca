//! Snapshots: copies of the state, sealed with a checksum and tied to the record that they follow.

use crate::fault::{Fault, FaultKind};
use crate::record::{BookId, Hash};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use vocab::ContentHash;

/// How many snapshots are kept: the newest, and one to fall back on.
pub const SNAPSHOTS_KEPT: usize = 2;
/// Largest state that a snapshot may hold, in bytes.
pub const SNAPSHOT_BYTES_MAX: u64 = 4 << 30;

/// First bytes of a snapshot: the layout and its version.
const MAGIC: &[u8; 8] = b"KEPTSNP1";
const HEADER_BYTES: usize = 8 + 16 + 8 + 32 + 8;
const SEAL_BYTES: usize = 32;
const EXTENSION: &str = "snapshot";

/// The state after a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The record after which it was taken.
    pub seq: u64,
    /// The state, opaque here.
    pub state: Vec<u8>,
}

/// The newest snapshot that can be trusted, and those that could not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LatestSnapshot {
    /// The snapshot to start from; none means to replay from the first record.
    pub snapshot: Option<Snapshot>,
    /// Newer snapshots that were passed over: warnings for the log.
    pub skipped: Vec<SkippedSnapshot>,
}

/// A snapshot that was not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedSnapshot {
    /// The record after which it says to be taken.
    pub seq: u64,
    /// Why it was not used.
    pub reason: String,
}

/// The snapshots of a journal file: a directory beside it. It may be cloned and written from
/// another thread, so that saving a large state does not hold up the writer.
#[derive(Clone, Debug)]
pub struct Snapshots {
    directory: PathBuf,
    book: BookId,
}

impl Snapshots {
    /// The snapshots beside a journal file: `journal.db` has them in `journal.db.snapshots/`.
    pub(crate) fn beside(journal: &Path, book: BookId) -> Snapshots {
        let mut name = journal.as_os_str().to_owned();
        name.push(".snapshots");
        Snapshots {
            directory: PathBuf::from(name),
            book,
        }
    }

    /// Keeps the state after record `seq`, whose hash is `record`, and drops the oldest.
    /// Durable on return; a crash in between leaves no half snapshot.
    pub fn save(&self, seq: u64, record: Hash, state: &[u8]) -> Result<(), Fault> {
        check_size(state.len() as u64).map_err(|kind| self.fault(kind).at(seq))?;
        self.write(seq, record, state)
            .and_then(|()| self.drop_oldest())
            .map_err(|error| {
                self.fault(FaultKind::Io {
                    doing: "saving a snapshot",
                })
                .because(error)
            })
    }

    /// The newest one that is whole and follows a record that `hash_of` knows.
    pub(crate) fn latest(
        &self,
        hash_of: impl Fn(u64) -> Result<Option<Hash>, Fault>,
    ) -> Result<LatestSnapshot, Fault> {
        let numbers = self.numbers().map_err(|error| {
            self.fault(FaultKind::Io {
                doing: "listing the snapshots",
            })
            .because(error)
        })?;
        let sealed = numbers.into_iter().map(|seq| (seq, self.load(seq)));
        choose(self.book, sealed, hash_of)
    }

    fn write(&self, seq: u64, record: Hash, state: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.directory)?;
        let (draft, path) = (self.directory.join("draft"), self.path(seq));
        let mut file = File::create(&draft)?;
        seal(self.book, seq, record, state, &mut file)?;
        file.sync_all()?;
        fs::rename(&draft, &path)?;
        File::open(&self.directory)?.sync_all()
    }

    fn drop_oldest(&self) -> io::Result<()> {
        self.numbers()?
            .into_iter()
            .skip(SNAPSHOTS_KEPT)
            .try_for_each(|seq| fs::remove_file(self.path(seq)))
    }

    /// The numbers of the snapshots there are, newest first.
    fn numbers(&self) -> io::Result<Vec<u64>> {
        let entries = match fs::read_dir(&self.directory) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other?,
        };
        let mut numbers = Vec::new();
        for entry in entries {
            let path = PathBuf::from(entry?.file_name());
            if path
                .extension()
                .is_some_and(|extension| extension == EXTENSION)
            {
                numbers.extend(
                    path.file_stem()
                        .and_then(|stem| stem.to_str()?.parse::<u64>().ok()),
                );
            }
        }
        numbers.sort_unstable_by(|a, b| b.cmp(a));
        Ok(numbers)
    }

    fn load(&self, seq: u64) -> Result<Vec<u8>, String> {
        let path = self.path(seq);
        let read = |path: &Path| -> io::Result<Vec<u8>> {
            let limit = SNAPSHOT_BYTES_MAX + (HEADER_BYTES + SEAL_BYTES) as u64;
            match fs::metadata(path)?.len() <= limit {
                true => fs::read(path),
                false => Err(io::Error::other("it is over the size limit")),
            }
        };
        read(&path).map_err(|error| format!("it cannot be read: {error}"))
    }

    fn path(&self, seq: u64) -> PathBuf {
        self.directory.join(format!("{seq:020}.{EXTENSION}"))
    }

    fn fault(&self, kind: FaultKind) -> Fault {
        Fault::new(kind, self.directory.display().to_string())
    }
}

/// Writes a sealed snapshot: see `FORMAT.md`, section 4.
pub(crate) fn seal(
    book: BookId,
    seq: u64,
    record: Hash,
    state: &[u8],
    out: &mut impl Write,
) -> io::Result<()> {
    let mut header = Vec::with_capacity(HEADER_BYTES);
    header.extend_from_slice(MAGIC);
    header.extend_from_slice(&book.0);
    header.extend_from_slice(&seq.to_le_bytes());
    header.extend_from_slice(&record.0);
    header.extend_from_slice(&(state.len() as u64).to_le_bytes());
    let mut hasher = blake3::Hasher::new();
    for part in [header.as_slice(), state] {
        hasher.update(part);
        out.write_all(part)?;
    }
    out.write_all(hasher.finalize().as_bytes())
}

/// Whether a state of this size may be kept.
pub(crate) fn check_size(size: u64) -> Result<(), FaultKind> {
    match size > SNAPSHOT_BYTES_MAX {
        true => Err(FaultKind::TooLarge {
            what: "a snapshot",
            size,
            limit: SNAPSHOT_BYTES_MAX,
        }),
        false => Ok(()),
    }
}

/// Picks the first of `sealed` (newest first) that is whole and belongs to this history.
pub(crate) fn choose(
    book: BookId,
    sealed: impl Iterator<Item = (u64, Result<Vec<u8>, String>)>,
    hash_of: impl Fn(u64) -> Result<Option<Hash>, Fault>,
) -> Result<LatestSnapshot, Fault> {
    let mut latest = LatestSnapshot::default();
    for (seq, bytes) in sealed {
        let record = hash_of(seq)?;
        match bytes.and_then(|bytes| unseal(book, seq, record, bytes).map_err(str::to_owned)) {
            Ok(state) => {
                latest.snapshot = Some(Snapshot { seq, state });
                return Ok(latest);
            }
            Err(reason) => latest.skipped.push(SkippedSnapshot { seq, reason }),
        }
    }
    Ok(latest)
}

/// The state in a sealed snapshot, if it is whole and follows the record with that hash.
fn unseal(
    book: BookId,
    seq: u64,
    record: Option<Hash>,
    mut bytes: Vec<u8>,
) -> Result<Vec<u8>, &'static str> {
    let (body, seal) = bytes
        .split_last_chunk::<SEAL_BYTES>()
        .ok_or("it is cut short")?;
    if blake3::hash(body).as_bytes() != seal {
        return Err("its checksum does not match its bytes");
    }
    let (header, _) = body
        .split_first_chunk::<HEADER_BYTES>()
        .ok_or("it is cut short")?;
    if !header.starts_with(MAGIC) {
        return Err("it is of a format that this build does not know");
    }
    if header[8..24] != book.0 || header[24..32] != seq.to_le_bytes() {
        return Err("it is of another book or another record than its name says");
    }
    match record {
        None => return Err("it is newer than the journal"),
        Some(ContentHash(hash)) if header[32..64] != hash => {
            return Err("it follows another history than the journal's");
        }
        Some(_) => {}
    }
    bytes.truncate(bytes.len() - SEAL_BYTES);
    Ok(bytes.split_off(HEADER_BYTES))
}
