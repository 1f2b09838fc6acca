//! The company of a benchmark in process: an engine of its own on a journal of its own, and what is
//! found in it at the end.

use super::slow_disk::SlowDisk;
use crate::failure::{Failure, Outcome};
use crate::talk::Progress;
use book::{Book, invariant};
use engine::{Engine, Handle, Moment};
use journal::{BookId, Reader, SqliteJournal};
use sim::load::{Size, company, today};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where in the day the benchmark's clock stands, in minutes: before every cut-off.
const MINUTE: u16 = 600;
/// Records that are read at once when the journal is measured.
const READ_AHEAD: usize = 64;

/// A company that goes away with the benchmark.
pub struct Founded {
    engine: Engine,
    /// What orders are sent through.
    pub handle: Handle,
    /// Reads its journal beside it.
    pub reader: Reader,
    /// Its journal.
    pub journal: PathBuf,
    /// Where it lives.
    pub scratch: Scratch,
}

impl Founded {
    /// Founds the company of a load, on a disk that takes so much longer for every fsync.
    pub fn new(parent: Option<&Path>, size: Size, longer: Duration) -> Outcome<Founded> {
        let scratch = Scratch::new(parent)?;
        let path = scratch.0.join("journal.db");
        let journal = SqliteJournal::create(&path, BookId(*b"kept bench place"))?;
        let reader = journal.reader()?;
        let (engine, _) = Engine::open(SlowDisk::new(journal, longer), clock)?;
        let handle = engine.handle();
        found(&handle, size)?;
        Ok(Founded {
            engine,
            handle,
            reader,
            journal: path,
            scratch,
        })
    }

    /// Payload bytes of the records from one to another, both included.
    pub fn journaled(&self, first: u64, last: u64) -> Outcome<u64> {
        let (mut seq, mut bytes) = (first, 0);
        while seq <= last {
            let ahead = READ_AHEAD.min((last - seq + 1) as usize);
            let records = self.reader.read(seq, ahead)?;
            let sizes = records.iter().map(|record| record.payload.len() as u64);
            bytes += sizes.sum::<u64>();
            seq += records.len().max(1) as u64;
        }
        Ok(bytes)
    }

    /// # Errors
    /// When an invariant of the book does not hold.
    pub fn must_hold(&self) -> Outcome {
        let violations = self.handle.ask(invariant::violations)?;
        match violations.first() {
            None => Ok(()),
            Some((name, place)) => Err(Failure::new(format!("{name} does not hold: {place}"))),
        }
    }

    /// Closes it without a look at what came of it.
    pub fn end(self) -> Scratch {
        self.engine.close();
        self.scratch
    }

    /// Closes it, and checks every invariant and that a replay gives the same state.
    pub fn close(self) -> Outcome<(Checked, Scratch)> {
        let after = self.handle.ask(After::of)?;
        self.engine.close();
        let checked = Checked::with(after, &self.scratch, &self.journal)?;
        Ok((checked, self.scratch))
    }
}

/// What was found when all was done.
pub struct Checked {
    /// The book.
    pub after: After,
    /// Whether a full replay gives the same state.
    pub replay_hash_equal: bool,
}

impl Checked {
    /// What was found in a book that is closed now, and whether its journal replays to it.
    pub fn with(after: After, scratch: &Scratch, journal: &Path) -> Outcome<Checked> {
        let replay_hash_equal = replayed_hash(scratch, journal)? == after.hash;
        Ok(Checked {
            after,
            replay_hash_equal,
        })
    }

    /// Broken rules of stock.
    pub fn oversold(&self) -> u64 {
        let broken = self.after.violations.iter();
        broken.filter(|(name, _)| *name == "never_oversold").count() as u64
    }

    /// # Errors
    /// When the book is not sound; what is wrong is told on stderr.
    pub fn sound(&self) -> Outcome {
        for (name, place) in &self.after.violations {
            eprintln!("{name} does not hold: {place}");
        }
        match self.after.violations.is_empty() && self.replay_hash_equal {
            true => Ok(()),
            false => Err(Failure::new("the benchmark left a book that is not sound")),
        }
    }
}

/// The moment of every order of a benchmark.
pub fn clock() -> Moment {
    let today = today();
    let at = vocab::Instant::at_midnight(today).plus_seconds(i64::from(MINUTE) * 60);
    Moment {
        at,
        today,
        minute: MINUTE,
    }
}

/// Gives the commands that found the company of a load.
pub fn found(handle: &Handle, size: Size) -> Outcome {
    let commands = company(size);
    let mut progress = Progress::new("founding the company: step", commands.len() as u64);
    for (done, command) in (1..).zip(commands) {
        handle.own(command)?.outcome?;
        progress.at(done);
    }
    Ok(())
}

/// What the book looks like when all orders are placed.
pub struct After {
    /// Hash of the state.
    pub hash: [u8; 32],
    /// Broken invariants, and where.
    pub violations: Vec<(&'static str, String)>,
    /// Lines of which something has no date.
    pub backordered_lines: u64,
    /// Orders that come from more than one site.
    pub split_orders: u64,
    /// Orders that wait for a person.
    pub held_orders: u64,
}

impl After {
    /// Looks through a book.
    pub fn of(book: &Book) -> After {
        let lines = book.orders.iter().flat_map(|order| order.lines);
        let is_split = |order: &book::Order| {
            let mut parts = order.lines.iter().flat_map(|line| &line.schedule);
            let first = parts.next().map(|part| part.site);
            parts.any(|part| Some(part.site) != first)
        };
        let is_held = |order: &book::Order| !order.holds().is_empty();
        After {
            hash: book.state_hash(),
            violations: invariant::violations(book),
            backordered_lines: lines.filter(|line| line.backorder.is_some()).count() as u64,
            split_orders: book.orders.iter().filter(is_split).count() as u64,
            held_orders: book.orders.iter().filter(is_held).count() as u64,
        }
    }
}

/// The state hash of a full replay, without the snapshot that closing saved.
fn replayed_hash(scratch: &Scratch, path: &Path) -> Outcome<[u8; 32]> {
    std::fs::remove_dir_all(scratch.0.join("journal.db.snapshots"))?;
    let journal = SqliteJournal::open(path)?;
    Ok(engine::replay(&journal)?.core.book().state_hash())
}

/// The most memory this process ever held, from the kernel's own count; 0 where it keeps none.
pub fn peak_rss() -> u64 {
    memory("VmHWM:")
}

/// The memory that this process has now.
pub fn resident() -> u64 {
    memory("VmRSS:")
}

/// Bytes in a line of the kernel's own count.
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes =
        line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1_024
}

/// A directory of the benchmark's own, removed when it ends.
pub struct Scratch(pub PathBuf);

impl Scratch {
    /// Makes it in a directory, or in the current one.
    pub fn new(parent: Option<&Path>) -> Outcome<Scratch> {
        let parent = parent.map_or_else(|| PathBuf::from("."), Path::to_path_buf);
        let path = parent.join(format!("kept-bench-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Scratch(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            eprintln!("kept: {} could not be removed: {error}", self.0.display());
        }
    }
}
