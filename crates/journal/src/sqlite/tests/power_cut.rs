//! The power is cut at every moment of a journal's life. Of what was not flushed any part may have
//! reached the disk, sector by sector and in any order: what was acknowledged is there afterwards,
//! and what was not is there whole or not at all.

use super::disk::{Op, Watch};
use super::{Directory, chance::Chance};
use crate::suite::{BOOK, append, batch, next};
use crate::{Journal, Reader, Record, SqliteJournal};
use std::collections::BTreeMap;
use std::fs;
use std::sync::atomic::{AtomicU64, Ordering};

/// Images that are tried; and in the long suite.
const IMAGES: u64 = 1_000;
const IMAGES_LONG: u64 = 100_000;
/// What a disk writes whole or not at all, in bytes.
const SECTOR: usize = 512;

/// A life on a disk that was watched.
struct Life {
    ops: Vec<(String, Op)>,
    /// How many operations there were when the journal had been created.
    created: usize,
    written: Vec<Record>,
    /// For each record the operations before its append was tried and when it was acknowledged,
    /// and what the witness held then.
    moments: Vec<(usize, usize, Vec<u8>)>,
}

/// Small and large records, folds of the log, and a restart.
fn live() -> Life {
    let directory = Directory::new();
    let watch = Watch::recording(&directory.0);
    let count = || watch.seen().ops.len();
    let mut journal = Some(directory.create());
    let created = count();
    let (mut written, mut moments) = (Vec::new(), Vec::new());
    for (number, bytes) in [
        90, 4_000, 0, 60_000, 300, 17_000, 20, 900, 33_000, 5, 2_000, 700,
    ]
    .into_iter()
    .enumerate()
    {
        match number {
            3 | 9 => journal.as_ref().unwrap().database.fold().unwrap(),
            6 => {
                drop(journal.take());
                journal = Some(SqliteJournal::open(&directory.journal()).unwrap());
                let epoch = journal.as_ref().unwrap().head.epoch + 1;
                journal.as_mut().unwrap().fence(epoch).unwrap();
            }
            _ => {}
        }
        let tried = count();
        written.extend(append(journal.as_mut().unwrap(), 1, bytes));
        let witness = fs::read(directory.0.join("journal.db.lock")).unwrap();
        moments.push((tried, count(), witness));
    }
    let ops = watch.seen().ops.clone();
    Life {
        ops,
        created,
        written,
        moments,
    }
}

/// What is known of a file at the moment of the cut.
#[derive(Clone, Default)]
struct File {
    /// What is on the disk for sure; `None` when the file may not be there at all.
    durable: Option<Vec<u8>>,
    /// What was asked since.
    pending: Vec<Op>,
}

impl File {
    fn see(&mut self, op: &Op) {
        match op {
            Op::Write { .. } | Op::Truncate { .. } | Op::Delete => self.pending.push(op.clone()),
            Op::Sync => {
                let mut bytes = Some(self.durable.take().unwrap_or_default());
                for op in self.pending.drain(..) {
                    apply(&mut bytes, &op, |_| true);
                }
                self.durable = Some(bytes.unwrap_or_default());
            }
        }
    }

    /// A file as the cut may leave it.
    fn after_cut(&self, chance: &mut Chance) -> Option<Vec<u8>> {
        let mut bytes = self.durable.clone();
        let mut pending = self.pending.clone();
        let kept = match chance.below(6) {
            0 => 0,
            1 => 1_000,
            2 => 20,
            3 => 980,
            _ => 500,
        };
        if chance.below(3) == 0 {
            // In their order, up to some moment.
            pending.truncate(chance.below(pending.len() as u64 + 1) as usize);
        } else {
            reorder(&mut pending, chance);
        }
        for op in &pending {
            let whole = chance.below(1_000) < kept;
            match op {
                Op::Write { .. } => apply(&mut bytes, op, |_| whole || chance.below(1_000) < kept),
                Op::Truncate { .. } | Op::Delete if whole => apply(&mut bytes, op, |_| true),
                Op::Truncate { .. } | Op::Delete | Op::Sync => {}
            }
        }
        bytes
    }
}

/// Writes may overtake one another; what cuts or removes a file stays where it is.
fn reorder(ops: &mut [Op], chance: &mut Chance) {
    for of_writes in ops.split_mut(|op| !matches!(op, Op::Write { .. })) {
        for last in (1..of_writes.len()).rev() {
            of_writes.swap(last, chance.below(last as u64 + 1) as usize);
        }
    }
}

/// Carries an operation out, those sectors of a write that are kept.
fn apply(file: &mut Option<Vec<u8>>, op: &Op, mut keeps: impl FnMut(usize) -> bool) {
    match op {
        Op::Write { offset, bytes } => {
            let file = file.get_or_insert_default();
            let mut from = *offset;
            while from < offset + bytes.len() {
                let to = ((from / SECTOR + 1) * SECTOR).min(offset + bytes.len());
                if keeps(from / SECTOR) {
                    file.resize(file.len().max(to), 0);
                    file[from..to].copy_from_slice(&bytes[from - offset..to - offset]);
                }
                from = to;
            }
        }
        Op::Truncate { size } => file.iter_mut().for_each(|file| file.truncate(*size)),
        Op::Delete => *file = None,
        Op::Sync => {}
    }
}

impl Life {
    /// Tries images of the cut after `cut` operations, and counts them.
    fn try_cut(&self, cut: usize, images: u64, directory: &Directory, tried: &AtomicU64) {
        let mut files: BTreeMap<&str, File> = BTreeMap::new();
        for (name, op) in &self.ops[..cut] {
            files.entry(name).or_default().see(op);
            if *op == Op::Sync {
                // Names are flushed with whatever is flushed next.
                files.values_mut().for_each(File::settle_deletion);
            }
        }
        for image in 0..images {
            let mut chance = Chance::of(cut as u64, image);
            self.leave(cut, &files, directory, &mut chance);
            self.check(cut, directory, image);
            tried.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn leave(
        &self,
        cut: usize,
        files: &BTreeMap<&str, File>,
        directory: &Directory,
        chance: &mut Chance,
    ) {
        for name in [
            "journal.db",
            "journal.db-wal",
            "journal.db-shm",
            "journal.db.lock",
        ] {
            let _ = fs::remove_file(directory.0.join(name));
        }
        for (name, file) in files {
            if let Some(bytes) = file.after_cut(chance) {
                fs::write(directory.0.join(name), bytes).unwrap();
            }
        }
        // The witness is never flushed: each of its slots is as it was at some moment before.
        let known = self.acknowledged(cut);
        let moment = |chance: &mut Chance| match chance.below(known as u64 + 1) {
            0 => vec![0; 128],
            nth => {
                let mut bytes = self.moments[nth as usize - 1].2.clone();
                bytes.resize(128, 0);
                bytes
            }
        };
        let mut witness = moment(chance)[..64].to_vec();
        witness.extend_from_slice(&moment(chance)[64..]);
        fs::write(directory.0.join("journal.db.lock"), witness).unwrap();
    }

    fn acknowledged(&self, cut: usize) -> usize {
        self.moments
            .iter()
            .filter(|(_, told, _)| *told <= cut)
            .count()
    }

    fn check(&self, cut: usize, directory: &Directory, image: u64) {
        let place = || format!("cut after {cut} operations, image {image}");
        let mut journal = match SqliteJournal::open(&directory.journal()) {
            Ok(journal) => journal,
            Err(fault) => {
                assert!(cut < self.created, "{}: {fault}", place());
                return;
            }
        };
        let found = journal.read(1, usize::MAX).unwrap();
        let least = self.acknowledged(cut);
        let most = self
            .moments
            .iter()
            .filter(|(tried, _, _)| *tried < cut)
            .count();
        assert!(
            (least..=most.max(least)).contains(&found.len()),
            "{}",
            place()
        );
        assert_eq!(found, self.written[..found.len()], "{}", place());
        journal.fence(journal.head().unwrap().epoch + 1).unwrap();
        journal.append(&next(&journal, 40)).unwrap();
        let verified = Reader::open(&directory.journal())
            .unwrap()
            .verify(1, None, |_| {});
        assert_eq!(verified.unwrap().to, found.len() as u64 + 1, "{}", place());
    }
}

impl File {
    fn settle_deletion(&mut self) {
        if let Some(last) = self.pending.iter().rposition(|op| *op == Op::Delete) {
            self.pending.drain(..=last);
            self.durable = None;
        }
    }
}

#[test]
fn whatever_the_power_takes_nothing_acknowledged_is_lost() {
    let life = live();
    let images = match super::is_long() {
        true => IMAGES_LONG,
        false => IMAGES,
    };
    let cuts = life.ops.len() + 1;
    let each = images.div_ceil(cuts as u64);
    let (next, tried) = (AtomicU64::new(0), AtomicU64::new(0));
    let began = std::time::Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let directory = Directory::in_memory();
                let _watch = Watch::without_flushes(&directory.0);
                loop {
                    let cut = next.fetch_add(1, Ordering::Relaxed) as usize;
                    if cut >= cuts {
                        return;
                    }
                    life.try_cut(cut, each, &directory, &tried);
                }
            });
        }
    });
    let tried = tried.into_inner();
    let rate = tried as f64 / began.elapsed().as_secs_f64();
    println!("{tried} images of {cuts} cuts: {rate:.0} a second");
    assert!(tried >= images && cuts > 100);
}

#[test]
fn an_image_that_keeps_everything_is_what_was_written() {
    let life = live();
    let mut files: BTreeMap<&str, File> = BTreeMap::new();
    for (name, op) in &life.ops {
        files.entry(name).or_default().see(op);
    }
    for file in files.values_mut() {
        file.see(&Op::Sync);
    }
    let directory = Directory::new();
    for (name, file) in files {
        fs::write(directory.0.join(name), file.durable.unwrap()).unwrap();
    }
    let journal = SqliteJournal::open(&directory.journal()).unwrap();
    assert_eq!(journal.read(1, 99).unwrap(), life.written);
    assert_eq!(journal.head().unwrap().book, BOOK);
    assert_eq!(batch(1, 90).payload, life.written[0].payload);
}

#[test]
fn a_disk_that_fills_at_any_write_loses_nothing_and_goes_on_when_there_is_room() {
    let mut met = 0;
    for room in 0..24 {
        let directory = Directory::new();
        let watch = Watch::recording(&directory.0);
        let mut journal = directory.create();
        let mut written = append(&mut journal, 3, 9_000);
        watch.seen().room = Some(room);
        let record = next(&journal, 50_000);
        let mut told = journal.append(&record);
        if told.is_err() {
            met += 1;
            for _ in 0..3 {
                assert_eq!(
                    told.unwrap_err().kind,
                    crate::FaultKind::Full,
                    "room for {room}"
                );
                assert_eq!(journal.read(1, 99).unwrap(), written);
                told = journal.append(&record);
            }
            watch.seen().room = None;
            journal.append(&record).unwrap();
        }
        watch.seen().room = None;
        written.push(record);
        written.extend(append(&mut journal, 2, 20_000));
        assert_eq!(journal.read(1, 99).unwrap(), written, "room for {room}");
        drop(journal);
        let journal = SqliteJournal::open(&directory.journal()).unwrap();
        assert_eq!(journal.read(1, 99).unwrap(), written, "room for {room}");
    }
    assert!(met > 5, "the disk was full {met} times");
}
