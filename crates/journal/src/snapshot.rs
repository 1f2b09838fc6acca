//! Snapshots: copies of the state, sealed with a checksum and tied to the record that they follow.

use crate::fault::{Fault, FaultKind};
use crate::record::{BookId, Hash};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use vocab::ContentHash;

/// How many snapshots are kept: the newest, and one to fall back on.
pub const SNAPSHOTS_KEPT: usize = 2;
/// Largest state that a snapshot may hold, in bytes.
pub const SNAPSHOT_BYTES_MAX: u64 = 4 << 30;

/// First bytes of a snapshot: the layout and its version.
const MAGIC: &[u8; 8] = b"KEPTSNP2";
const HEADER_BYTES: usize = 8 + 16 + 8 + 32;
const SEAL_BYTES: usize = 32;
const EXTENSION: &str = "snapshot";
/// Bytes of a state that are hashed and written at once.
const PIECE_BYTES: usize = 256 << 10;

/// The state after a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The record after which it was taken.
    pub seq: u64,
    /// The state, opaque here.
    pub state: Vec<u8>,
}

/// Writes a state, piece by piece, so that it is never whole in memory.
pub type WriteState<'a> = &'a mut dyn FnMut(&mut dyn Write) -> io::Result<()>;

/// A snapshot in the making. Another thread may write it, so that a large state does not hold up the
/// writer of the journal.
pub trait Draft: Send {
    /// Keeps what is written as the state after the record that the draft was begun for, and drops
    /// all but the newest [`SNAPSHOTS_KEPT`]. Durable on return; a crash or fault in between leaves
    /// no half snapshot.
    ///
    /// # Errors
    /// [`FaultKind::TooLarge`] beyond [`SNAPSHOT_BYTES_MAX`], [`FaultKind::Io`] otherwise.
    fn save(self: Box<Self>, state: WriteState<'_>) -> Result<(), Fault>;
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

/// The snapshots of a journal file: a directory beside it.
#[derive(Clone, Debug)]
pub(crate) struct Snapshots {
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

    /// A draft of the state after record `seq`, whose hash is `record`.
    pub(crate) fn draft(&self, seq: u64, record: Hash) -> Box<dyn Draft> {
        let snapshots = self.clone();
        Box::new(FileDraft {
            snapshots,
            seq,
            record,
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

    /// Writes the draft whole; a failed one is not left behind.
    fn write(&self, seq: u64, record: Hash, state: WriteState<'_>) -> io::Result<()> {
        fs::create_dir_all(&self.directory)?;
        let (draft, path) = (self.directory.join("draft"), self.path(seq));
        let mut file = File::create(&draft)?;
        let written = seal(self.book, seq, record, state, &mut file);
        if let Err(error) = written.and_then(|()| file.sync_all()) {
            // Nothing can be done about one that can't be removed: the next draft goes over it.
            let _ = fs::remove_file(&draft);
            return Err(error);
        }
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

/// A snapshot in the making, in the directory of the others.
struct FileDraft {
    snapshots: Snapshots,
    seq: u64,
    record: Hash,
}

impl Draft for FileDraft {
    fn save(self: Box<Self>, state: WriteState<'_>) -> Result<(), Fault> {
        let saved = self.snapshots.write(self.seq, self.record, state);
        let saved = saved.and_then(|()| self.snapshots.drop_oldest());
        saved.map_err(|error| {
            self.snapshots
                .fault(why_not_saved(&error))
                .at(self.seq)
                .because(error)
        })
    }
}

/// What a failed write of a snapshot means.
pub(crate) fn why_not_saved(error: &io::Error) -> FaultKind {
    match error.kind() {
        io::ErrorKind::FileTooLarge => FaultKind::TooLarge {
            what: "a snapshot",
            size: SNAPSHOT_BYTES_MAX + 1,
            limit: SNAPSHOT_BYTES_MAX,
        },
        _ => FaultKind::Io {
            doing: "saving a snapshot",
        },
    }
}

/// Writes a sealed snapshot: see `FORMAT.md`, section 4.
pub(crate) fn seal(
    book: BookId,
    seq: u64,
    record: Hash,
    state: WriteState<'_>,
    out: &mut impl Write,
) -> io::Result<()> {
    let sealing = Sealing {
        out,
        hasher: blake3::Hasher::new(),
        left: SNAPSHOT_BYTES_MAX + HEADER_BYTES as u64,
    };
    let mut to = BufWriter::with_capacity(PIECE_BYTES, sealing);
    to.write_all(MAGIC)?;
    to.write_all(&book.0)?;
    to.write_all(&seq.to_le_bytes())?;
    to.write_all(&record.0)?;
    state(&mut to)?;
    let sealing = to.into_inner().map_err(io::IntoInnerError::into_error)?;
    sealing.out.write_all(sealing.hasher.finalize().as_bytes())
}

/// Hashes what goes by, and lets no more through than a snapshot may hold.
struct Sealing<'a, W> {
    out: &'a mut W,
    hasher: blake3::Hasher,
    left: u64,
}

impl<W: Write> Write for Sealing<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let left = self.left.checked_sub(bytes.len() as u64);
        self.left = left.ok_or(io::ErrorKind::FileTooLarge)?;
        self.hasher.update(bytes);
        self.out.write_all(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
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
    // In place: a large state is not to be in memory twice.
    bytes.truncate(bytes.len() - SEAL_BYTES);
    bytes.drain(..HEADER_BYTES);
    Ok(bytes)
}
