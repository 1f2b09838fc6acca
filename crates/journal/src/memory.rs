//! The journal of the simulator: kept in memory, on a disk that fails exactly as planned.

use crate::chain::{Chain, check_append, check_fence};
use crate::fault::{Fault, FaultKind};
use crate::record::{BookId, Hash, Head, Record};
use crate::snapshot::{self, Draft, LatestSnapshot, SNAPSHOTS_KEPT, WriteState};
use crate::{Journal, READ_BYTES_MAX};
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use vocab::ContentHash;

#[cfg(test)]
mod tests;

/// Name of the disk in faults.
const PLACE: &str = "simulated disk";
/// A frame is the length of the canonical record (u32, little endian), the record, and its hash.
const LENGTH_BYTES: usize = 4;
const HASH_BYTES: usize = 32;

/// A disk that several handles can share, as a leader and its standby do. Clones are the same
/// disk; see [`SimulatedDisk::copy`] for another one.
#[derive(Clone, Debug)]
pub struct SimulatedDisk(Arc<Mutex<Image>>);

/// How an append goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiskFault {
    /// The bytes are written but not flushed: read back on reopening, gone after a crash.
    FailFsync,
    /// The power fails in mid-write: this many bytes of the frame (never all) reach the disk.
    Torn {
        /// Bytes that reach the disk.
        kept: usize,
    },
    /// Nothing is written.
    Full,
    /// The record is kept, but the writer is told of an error.
    UnknownOutcome,
    /// The record is kept and acknowledged; later a bit of its frame turns over.
    FlipBit {
        /// Bit within the frame, taken modulo its length.
        bit: usize,
    },
    /// The record is acknowledged, and nothing of it reaches its place.
    Lost,
    /// The record is acknowledged, and reaches another place than its own: older bytes.
    Misdirected {
        /// Where it goes, taken modulo the length of what was there before.
        place: usize,
    },
}

/// Which appends of a handle go wrong, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FaultPlan(BTreeMap<u64, DiskFault>);

/// A [`Journal`] on a [`SimulatedDisk`].
#[derive(Debug)]
pub struct MemoryJournal {
    disk: SimulatedDisk,
    faults: FaultPlan,
    appends: u64,
    crashes: u64,
    poisoned: bool,
}

#[derive(Clone, Debug)]
struct Image {
    log: Vec<u8>,
    /// How much of the log survives a crash.
    durable: usize,
    /// Where the frames that are known to be whole begin.
    frames: Vec<usize>,
    /// Where the last of them ends: the next write begins here, whatever a failed one has left.
    end: usize,
    head: Head,
    /// What the disk was told to hold, while it holds something else without having said so.
    mirror: Option<Vec<u8>>,
    /// Number of the last record whose append was answered with `Ok`.
    acknowledged: u64,
    crashes: u64,
    snapshots: BTreeMap<u64, Vec<u8>>,
}

impl FaultPlan {
    /// Everything works.
    pub fn none() -> FaultPlan {
        FaultPlan::default()
    }

    /// Makes the `append`-th append of the handle (from 1) go wrong.
    pub fn with(mut self, append: u64, fault: DiskFault) -> FaultPlan {
        self.0.insert(append, fault);
        self
    }
}

impl SimulatedDisk {
    /// An empty disk for the journal of a book.
    pub fn new(book: BookId) -> SimulatedDisk {
        SimulatedDisk(Arc::new(Mutex::new(Image {
            log: Vec::new(),
            durable: 0,
            frames: Vec::new(),
            end: 0,
            head: Head::genesis(book),
            mirror: None,
            acknowledged: 0,
            crashes: 0,
            snapshots: BTreeMap::new(),
        })))
    }

    /// Another disk with the same contents.
    pub fn copy(&self) -> SimulatedDisk {
        SimulatedDisk(Arc::new(Mutex::new(self.image().clone())))
    }

    /// The machine stops: what was not flushed is gone, and so are the open handles.
    pub fn crash(&self) {
        let mut image = self.image();
        let durable = image.durable;
        image.truncate(durable);
        image.crashes += 1;
    }

    /// Number of the first record that is not as it was written and acknowledged.
    pub fn damaged(&self) -> Option<u64> {
        self.image().damaged()
    }

    /// Puts right what is damaged, as from a mirror.
    pub fn repair(&self) {
        let mut image = self.image();
        if let Some(mirror) = image.mirror.take() {
            image.log = mirror;
        }
    }

    /// The newest snapshot is gone.
    pub fn lose_snapshot(&self) {
        self.image().snapshots.pop_last();
    }

    /// Size of the log, in bytes.
    pub fn size(&self) -> usize {
        self.image().log.len()
    }

    /// Turns over a bit of the log, taken modulo its length.
    pub fn flip_bit(&self, bit: usize) {
        self.image().flip_bit(0, bit);
    }

    /// Cuts the log to `size` bytes.
    pub fn truncate(&self, size: usize) {
        let mut image = self.image();
        image.truncate(size);
        image.durable = image.durable.min(size);
    }

    /// Turns over a bit of the newest snapshot, taken modulo its length.
    pub fn flip_snapshot_bit(&self, bit: usize) {
        if let Some(mut snapshot) = self.image().snapshots.last_entry() {
            flip(snapshot.get_mut(), bit);
        }
    }

    fn image(&self) -> MutexGuard<'_, Image> {
        // A panic of another holder leaves the image as a crash would: readable.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl MemoryJournal {
    /// Opens the journal on a disk: cuts off what a torn, never acknowledged write has left, and
    /// reports any other damage, by record.
    pub fn open(disk: &SimulatedDisk, faults: FaultPlan) -> Result<MemoryJournal, Fault> {
        let mut image = disk.image();
        image.recover()?;
        let crashes = image.crashes;
        drop(image);
        let disk = disk.clone();
        Ok(MemoryJournal {
            disk,
            faults,
            appends: 0,
            crashes,
            poisoned: false,
        })
    }

    /// Makes the next append of this handle go wrong.
    pub fn fail_next(&mut self, fault: DiskFault) {
        self.faults.0.insert(self.appends + 1, fault);
    }

    /// The disk, unless the machine has stopped since this handle was opened.
    fn image(&self) -> Result<MutexGuard<'_, Image>, Fault> {
        let image = self.disk.image();
        match image.crashes == self.crashes {
            true => Ok(image),
            false => Err(Fault::new(FaultKind::Poisoned, PLACE)),
        }
    }

    fn writable(&self) -> Result<MutexGuard<'_, Image>, Fault> {
        match self.poisoned {
            true => Err(Fault::new(FaultKind::Poisoned, PLACE)),
            false => self.image(),
        }
    }

    fn append_or_fail(&self, record: &Record, planned: Option<DiskFault>) -> Result<(), Fault> {
        let mut image = self.writable()?;
        check_append(&image.head, record, PLACE)?;
        let frame = frame(record);
        let fail = |kind, what: &str| {
            Err(Fault::new(kind, PLACE)
                .at(record.seq)
                .because(io::Error::other(what)))
        };
        match planned {
            None => image.keep(record, &frame),
            Some(DiskFault::FlipBit { bit }) => {
                let start = image.end;
                image.keep(record, &frame);
                image.damage(|log| flip(&mut log[start..], bit));
            }
            Some(DiskFault::Lost) => {
                let start = image.end;
                image.keep(record, &frame);
                image.damage(|log| log[start..].fill(0));
            }
            Some(DiskFault::Misdirected { place }) => {
                let start = image.end;
                image.keep(record, &frame);
                image.damage(|log| misdirect(log, start, place));
            }
            Some(DiskFault::Full) => return fail(FaultKind::Full, "planned: disk full"),
            Some(DiskFault::FailFsync) => {
                image.write(&frame);
                return fail(FaultKind::UnknownOutcome, "planned: failing fsync");
            }
            Some(DiskFault::Torn { kept }) => {
                image.write(&frame[..kept.min(frame.len() - 1)]);
                image.flush();
                return fail(FaultKind::UnknownOutcome, "planned: torn write");
            }
            Some(DiskFault::UnknownOutcome) => {
                image.keep(record, &frame);
                return fail(FaultKind::UnknownOutcome, "planned: unknown outcome");
            }
        }
        image.acknowledged = record.seq;
        Ok(())
    }

    fn note<T>(&mut self, result: Result<T, Fault>) -> Result<T, Fault> {
        self.poisoned |= result.as_ref().is_err_and(|fault| fault.kind.poisons());
        result
    }
}

impl Journal for MemoryJournal {
    fn head(&self) -> Result<Head, Fault> {
        Ok(self.image()?.head)
    }

    fn fence(&mut self, epoch: u64) -> Result<(), Fault> {
        let mut image = self.writable()?;
        check_fence(&image.head, epoch, PLACE)?;
        image.head.epoch = epoch;
        Ok(())
    }

    fn append(&mut self, record: &Record) -> Result<(), Fault> {
        self.appends += 1;
        let planned = self.faults.0.get(&self.appends).copied();
        let result = self.append_or_fail(record, planned);
        self.note(result)
    }

    fn read(&self, from: u64, limit: usize) -> Result<Vec<Record>, Fault> {
        self.image()?.read(from.max(1), limit)
    }

    fn draft_snapshot(&self, seq: u64) -> Result<Box<dyn Draft>, Fault> {
        let image = self.writable()?;
        let missing = || Fault::new(FaultKind::Missing, PLACE).at(seq);
        Ok(Box::new(DiskDraft {
            disk: self.disk.clone(),
            book: image.head.book,
            seq,
            record: image.hash_of(seq).ok_or_else(missing)?,
        }))
    }

    fn latest_snapshot(&self) -> Result<LatestSnapshot, Fault> {
        let image = self.image()?;
        let sealed = image
            .snapshots
            .iter()
            .rev()
            .map(|(seq, bytes)| (*seq, Ok(bytes.clone())));
        snapshot::choose(image.head.book, sealed, |seq| Ok(image.hash_of(seq)))
    }
}

/// A snapshot in the making on a simulated disk.
struct DiskDraft {
    disk: SimulatedDisk,
    book: BookId,
    seq: u64,
    record: Hash,
}

impl Draft for DiskDraft {
    fn save(self: Box<Self>, state: WriteState<'_>) -> Result<(), Fault> {
        let mut sealed = Vec::new();
        snapshot::seal(self.book, self.seq, self.record, state, &mut sealed).map_err(|error| {
            Fault::new(snapshot::why_not_saved(&error), PLACE)
                .at(self.seq)
                .because(error)
        })?;
        let mut image = self.disk.image();
        image.snapshots.insert(self.seq, sealed);
        while image.snapshots.len() > SNAPSHOTS_KEPT {
            image.snapshots.pop_first();
        }
        Ok(())
    }
}

impl Image {
    /// Finds the frames anew, and settles what a crash has left.
    fn recover(&mut self) -> Result<(), Fault> {
        let mut chain = Chain::after(Head::genesis(self.head.book), PLACE);
        let (mut frames, mut place) = (Vec::new(), 0);
        while place < self.log.len() {
            let Ok(end) = take_frame(&self.log, place, &mut chain).map(|(_, end)| end) else {
                break;
            };
            frames.push(place);
            place = end;
        }
        let seq = chain.next_seq();
        if seq <= self.acknowledged {
            return Err(match place < self.log.len() {
                true => take_frame(&self.log, place, &mut chain)
                    .expect_err("the frame was refused a moment ago"),
                false => Fault::new(FaultKind::Lost { head: seq - 1 }, PLACE).at(seq),
            });
        }
        // What is left was never acknowledged; what is kept is flushed before it is built upon.
        self.truncate(place);
        self.flush();
        self.end = place;
        self.frames = frames;
        self.acknowledged = chain.head().seq;
        self.head = Head {
            epoch: self.head.epoch,
            ..chain.head()
        };
        Ok(())
    }

    /// Writes a whole record, and makes it the head.
    fn keep(&mut self, record: &Record, frame: &[u8]) {
        self.write(frame);
        self.flush();
        self.frames.push(self.end);
        self.end = self.log.len();
        self.head = Head {
            seq: record.seq,
            hash: record.hash(),
            ..self.head
        };
    }

    fn write(&mut self, bytes: &[u8]) {
        self.truncate(self.end);
        for log in std::iter::once(&mut self.log).chain(&mut self.mirror) {
            log.extend_from_slice(bytes);
        }
        self.durable = self.durable.min(self.end);
    }

    fn truncate(&mut self, size: usize) {
        self.log.truncate(size);
        self.mirror.iter_mut().for_each(|log| log.truncate(size));
    }

    /// Changes bytes behind the writer's back.
    fn damage(&mut self, change: impl FnOnce(&mut [u8])) {
        self.mirror.get_or_insert_with(|| self.log.clone());
        change(&mut self.log);
    }

    fn damaged(&self) -> Option<u64> {
        let mirror = self.mirror.as_ref()?;
        let place = self.log.iter().zip(mirror).position(|(a, b)| a != b)?;
        Some(self.frames.partition_point(|start| *start <= place) as u64)
    }

    fn flush(&mut self) {
        self.durable = self.log.len();
    }

    fn flip_bit(&mut self, from: usize, bit: usize) {
        flip(&mut self.log[from..], bit);
    }

    fn read(&self, from: u64, limit: usize) -> Result<Vec<Record>, Fault> {
        let Some(previous) = self.before(from) else {
            return Ok(Vec::new());
        };
        let mut chain = Chain::after(previous, PLACE);
        let (mut records, mut bytes) = (Vec::new(), 0);
        for &place in self.frames.iter().skip(from as usize - 1).take(limit) {
            let (record, end) = take_frame(&self.log, place, &mut chain)?;
            bytes += end - place;
            records.push(record);
            if bytes >= READ_BYTES_MAX {
                break;
            }
        }
        Ok(records)
    }

    /// What a record numbered `from` must link to; none past the end.
    fn before(&self, from: u64) -> Option<Head> {
        let genesis = Head::genesis(self.head.book);
        match from - 1 {
            0 => Some(genesis),
            seq => Some(Head {
                seq,
                hash: self.hash_of(seq)?,
                ..genesis
            }),
        }
    }

    /// The hash stored beside a record.
    fn hash_of(&self, seq: u64) -> Option<Hash> {
        let index = usize::try_from(seq.checked_sub(1)?).ok()?;
        self.frames.get(index)?;
        let end = self.frames.get(index + 1).copied().unwrap_or(self.end);
        let hash = self.log.get(end.checked_sub(HASH_BYTES)?..end)?;
        Some(ContentHash(hash.try_into().ok()?))
    }
}

fn frame(record: &Record) -> Vec<u8> {
    let bytes = record.encode();
    [
        &(bytes.len() as u32).to_le_bytes(),
        bytes.as_slice(),
        &record.hash().0,
    ]
    .concat()
}

/// Reads the frame at `place` as the next of the chain; also tells where it ends.
fn take_frame(log: &[u8], place: usize, chain: &mut Chain) -> Result<(Record, usize), Fault> {
    let seq = chain.next_seq();
    let damaged = |how: &str| Fault::damaged(how, PLACE).at(seq);
    let rest = log.get(place..).unwrap_or_default();
    let (length, rest) = rest
        .split_first_chunk::<LENGTH_BYTES>()
        .ok_or_else(|| damaged("its frame is cut short"))?;
    let length = u32::from_le_bytes(*length) as usize;
    let (bytes, rest) = rest
        .split_at_checked(length)
        .ok_or_else(|| damaged("its frame is cut short"))?;
    let (hash, _) = rest
        .split_first_chunk::<HASH_BYTES>()
        .ok_or_else(|| damaged("its frame is cut short"))?;
    let record = Record::decode(bytes).map_err(damaged)?;
    chain.take(&record, ContentHash(*hash))?;
    Ok((record, place + LENGTH_BYTES + length + HASH_BYTES))
}

/// Moves what was written at `start` to another place; its own stays empty.
fn misdirect(log: &mut [u8], start: usize, place: usize) {
    let frame = log[start..].to_vec();
    log[start..].fill(0);
    let place = place % start.max(1);
    log[place..place + frame.len()].copy_from_slice(&frame);
}

fn flip(bytes: &mut [u8], bit: usize) {
    if !bytes.is_empty() {
        let bit = bit % (bytes.len() * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
    }
}
