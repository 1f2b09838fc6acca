//! A book that fills: the core of the writer driven without its threads. Batches are journaled
//! between the times that are taken.

use super::super::founded::{clock, resident};
use super::super::place::percentile;
use crate::cli::BenchBook;
use crate::failure::{Failure, Outcome};
use crate::talk::Progress;
use book::Command;
use book::event::CancelReason;
use engine::{Core, Envelope};
use journal::{BookId, Journal, Record, SqliteJournal};
use serde::Serialize;
use sim::load::{Demand, Size, company};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use vocab::{ActorId, IdempotencyKey, OrderId};

/// Orders in a batch.
const BATCH: u64 = 2_048;
/// Lines of each order.
const LINES: u16 = 3;
/// Orders in a window that the speed is taken of.
const WINDOW: u64 = 100_000;
/// How often the memory is looked at while orders are placed and closed.
const LOOKS: u64 = 10;
/// Stock is laid out for this many times the orders, so that sites run dry no sooner with many orders
/// open than with few: what is compared is the size of the book, not the search for stock.
const STOCK_FACTOR: u64 = 8;
/// Seed of the demand.
const SEED: u64 = 1;
/// The leadership under which the book is journaled.
const EPOCH: u64 = 1;

/// How fast orders were placed, decided and applied: in memory, without journal.
#[derive(Serialize)]
pub(super) struct Paces {
    /// Between 50,000 and 150,000 open orders.
    pub(super) orders_per_second_at_100k: u64,
    /// Of the last 100,000.
    pub(super) orders_per_second: u64,
    pub(super) median_batch_us: u64,
    pub(super) worst_batch_us: u64,
    pub(super) worst_order_us: u64,
}

/// What saving the book took.
#[derive(Serialize)]
pub(super) struct Saved {
    /// How long the writer stops.
    pub(super) freeze_us: u64,
    /// The slowest batch while another thread saves, and what it shares is copied at first touch.
    pub(super) worst_batch_while_saving_us: u64,
    pub(super) snapshot_bytes: u64,
    pub(super) snapshot_save_seconds: f64,
}

pub(super) struct Filling {
    core: Core,
    journal: SqliteJournal,
    path: PathBuf,
    demand: Demand,
    placed: u64,
    /// Memory for the next payload.
    spare: Vec<u8>,
}

/// How long a batch took, and its slowest order.
#[derive(Clone, Copy, Default)]
struct Took {
    all: Duration,
    worst: Duration,
}

/// Where the snapshots of a journal are.
pub(super) fn snapshots(journal: &Path) -> PathBuf {
    journal.with_extension("db.snapshots")
}

impl Filling {
    /// A founded company without orders.
    pub(super) fn begin(path: &Path, options: &BenchBook) -> Outcome<Filling> {
        let mut journal = SqliteJournal::create(path, BookId(*b"kept bench book "))?;
        journal.fence(EPOCH)?;
        let core = engine::replay(&journal)?.core;
        let size = Size {
            lines: (LINES, LINES),
            ..options.load.size((options.open + WINDOW) * STOCK_FACTOR)
        };
        let mut filling = Filling {
            core,
            journal,
            path: path.to_owned(),
            demand: Demand::new(SEED, size),
            placed: 0,
            spare: Vec::new(),
        };
        for command in company(size) {
            given(&mut filling.core, &Envelope::own(command))?;
            filling.keep()?;
        }
        Ok(filling)
    }

    /// Places so many orders.
    pub(super) fn fill(&mut self, orders: u64) -> Outcome<Paces> {
        let mut progress = Progress::new("orders", orders);
        let mut batches = Vec::new();
        while self.placed < orders {
            batches.push(self.place_batch()?);
            progress.at(self.placed.min(orders));
        }
        let mut micros: Vec<u64> = batches.iter().map(|batch| micros(batch.all)).collect();
        let window = (WINDOW / BATCH) as usize;
        let at_100k = batches.iter().skip(window / 2).take(window);
        let last = batches.iter().rev().take(window);
        let (orders_per_second_at_100k, orders_per_second) = (pace(at_100k), pace(last));
        micros.sort_unstable();
        Ok(Paces {
            orders_per_second_at_100k,
            orders_per_second,
            median_batch_us: percentile(&micros, 500),
            worst_batch_us: micros.last().copied().unwrap_or(0),
            worst_order_us: worst(&batches, |batch| batch.worst),
        })
    }

    /// Saves the book on another thread while orders go on coming.
    pub(super) fn save(&mut self) -> Outcome<Saved> {
        let start = Instant::now();
        let frozen = self.core.snapshot();
        let freeze_us = micros(start.elapsed());
        let draft = self.journal.draft_snapshot(self.core.seq())?;
        let more = WINDOW.min(self.placed).div_ceil(BATCH);
        let (saved, batches) = std::thread::scope(|scope| {
            let saving = scope.spawn(move || {
                let start = Instant::now();
                draft.save(&mut |to| frozen.write(to))?;
                Ok(start.elapsed())
            });
            let batches: Outcome<Vec<Took>> = (0..more).map(|_| self.place_batch()).collect();
            let saved: Result<Duration, journal::Fault> =
                saving.join().expect("saving does not panic");
            (saved, batches)
        });
        let mut snapshot_bytes = 0;
        for file in std::fs::read_dir(snapshots(&self.path))? {
            snapshot_bytes += file?.metadata()?.len();
        }
        Ok(Saved {
            freeze_us,
            worst_batch_while_saving_us: worst(&batches?, |batch| batch.all),
            snapshot_bytes,
            snapshot_save_seconds: saved?.as_secs_f64(),
        })
    }

    /// How many orders were placed.
    pub(super) fn placed(&self) -> u64 {
        self.placed
    }

    pub(super) fn state_hash(&self) -> [u8; 32] {
        self.core.book().state_hash()
    }

    /// Lets go of the book and the journal.
    pub(super) fn end(self) -> Demand {
        self.demand
    }

    fn place_batch(&mut self) -> Outcome<Took> {
        let took = place_batch(&mut self.core, &mut self.demand)?;
        self.placed += BATCH;
        self.keep()?;
        Ok(took)
    }

    /// Journals what was sealed.
    fn keep(&mut self) -> Outcome {
        let Some(sealed) = self.core.seal() else {
            return Ok(());
        };
        let written = sealed.written(std::mem::take(&mut self.spare));
        let next = self.journal.head()?.next(written);
        let record = Record {
            epoch: EPOCH,
            ..next
        };
        self.journal.append(&record)?;
        self.spare = record.payload;
        Ok(())
    }
}

/// Places and closes orders, the oldest first, so that as many are open as before; what memory there
/// was after each tenth. Nothing is journaled.
pub(super) fn roll(mut core: Core, mut demand: Demand, count: u64) -> Outcome<Vec<u64>> {
    let mut progress = Progress::new("orders placed and closed", count);
    let (mut rolled, mut oldest, mut looks) = (0, 0, Vec::new());
    while rolled < count {
        place_batch(&mut core, &mut demand)?;
        for order in (oldest..oldest + BATCH).map(OrderId) {
            let close = Command::CancelOrder {
                order,
                lines: Vec::new(),
                reason: CancelReason::Customer,
            };
            given(&mut core, &Envelope::own(close))?;
        }
        core.work(clock());
        core.seal();
        (rolled, oldest) = (rolled + BATCH, oldest + BATCH);
        progress.at(rolled.min(count));
        if rolled * LOOKS / count > looks.len() as u64 {
            looks.push(resident());
        }
    }
    Ok(looks)
}

fn place_batch(core: &mut Core, demand: &mut Demand) -> Outcome<Took> {
    let envelopes: Vec<Envelope> = (0..BATCH).map(|_| envelope(demand)).collect();
    let mut took = Took::default();
    for some in envelopes.chunks(engine::LOOK_AHEAD) {
        let start = Instant::now();
        core.look_ahead(some);
        took.all += start.elapsed();
        for envelope in some {
            let start = Instant::now();
            given(core, envelope)?;
            let elapsed = start.elapsed();
            took.all += elapsed;
            took.worst = took.worst.max(elapsed);
        }
    }
    Ok(took)
}

/// Gives a command that is not to be refused.
fn given(core: &mut Core, envelope: &Envelope) -> Outcome {
    let applied = core.apply(envelope, clock());
    match core.outcome(&applied) {
        Some(Ok(_)) => Ok(()),
        Some(Err(refusal)) => Err(Failure::because(
            "a command of the benchmark was refused",
            refusal.clone(),
        )),
        None => Err(Failure::new("a key of the benchmark came twice")),
    }
}

fn envelope(demand: &mut Demand) -> Envelope {
    let (number, draft) = demand.order();
    Envelope {
        key: Some((IdempotencyKey::from_parts(SEED, number), number)),
        actor: ActorId(1),
        seen: None,
        command: Command::PlaceOrder(draft),
    }
}

/// Orders a second over some batches.
fn pace<'a>(batches: impl Iterator<Item = &'a Took>) -> u64 {
    let (count, took) = batches.fold((0, Duration::ZERO), |(count, took), batch| {
        (count + BATCH, took + batch.all)
    });
    (count as f64 / took.as_secs_f64()) as u64
}

fn worst(batches: &[Took], of: impl Fn(&Took) -> Duration) -> u64 {
    batches.iter().map(of).max().map_or(0, micros)
}

fn micros(time: Duration) -> u64 {
    time.as_micros() as u64
}
