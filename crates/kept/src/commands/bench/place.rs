//! `kept bench place`: orders placed in process, as fast as they are taken, durably.

use crate::cli::BenchPlace;
use crate::failure::{Failure, Outcome};
use crate::talk::{self, Progress};
use book::{Book, invariant};
use engine::{BULK_MAX, Engine, Envelope, Handle, Moment, Reply, Unavailable};
use journal::{BookId, Reader, SqliteJournal};
use serde::Serialize;
use sim::load::{Demand, Size, company, today};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Instant;
use vocab::{ActorId, IdempotencyKey};

/// Bulk messages under way at once: while one is made durable, the next ones fill.
const IN_FLIGHT: usize = 6;
/// Where in the day the benchmark's clock stands, in minutes: before every cut-off.
const MINUTE: u16 = 600;
/// Seed of the demand.
const SEED: u64 = 1;
/// Records that are read at once when the journal is measured.
const READ_AHEAD: usize = 64;

/// What `kept bench place` prints.
#[derive(Serialize)]
struct Report {
    orders: u64,
    durable_orders_per_second: u64,
    ack_p50_us: u64,
    ack_p99_us: u64,
    ack_p999_us: u64,
    journal_bytes_per_order: u64,
    peak_rss_bytes: u64,
    oversold: u64,
    replay_hash_equal: bool,
    backordered_lines: u64,
    split_orders: u64,
    held_orders: u64,
}

/// Places orders as fast as they are taken, durably, and checks what came of it.
pub fn place(directory: Option<&Path>, options: &BenchPlace, json: bool) -> Outcome {
    let size = Size {
        items: options.items,
        sites: options.sites,
        orders: options.orders,
        hot: (options.hot.clamp(0.0, 1.0) * 1_000.0).round() as u16,
    };
    let scratch = Scratch::new(directory)?;
    let path = scratch.0.join("journal.db");
    let journal = SqliteJournal::create(&path, BookId(*b"kept bench place"))?;
    let reader = journal.reader()?;
    let (engine, _) = Engine::open(journal, clock)?;
    let handle = engine.handle();
    found(&handle, size)?;
    let first = handle.durable() + 1;
    let run = place_orders(&handle, size, options.batch.clamp(1, BULK_MAX))?;
    let after = handle.ask(After::of)?;
    engine.close();
    let report = Report {
        orders: options.orders,
        durable_orders_per_second: (options.orders as f64 / run.seconds) as u64,
        ack_p50_us: percentile(&run.micros, 500),
        ack_p99_us: percentile(&run.micros, 990),
        ack_p999_us: percentile(&run.micros, 999),
        journal_bytes_per_order: journaled(&reader, first)? / options.orders.max(1),
        peak_rss_bytes: peak_rss(),
        oversold: after
            .violations
            .iter()
            .filter(|(name, _)| *name == "never_oversold")
            .count() as u64,
        replay_hash_equal: replayed_hash(&scratch, &path)? == after.hash,
        backordered_lines: after.backordered_lines,
        split_orders: after.split_orders,
        held_orders: after.held_orders,
    };
    after
        .violations
        .iter()
        .for_each(|(name, place)| eprintln!("{name} does not hold: {place}"));
    if json {
        talk::json(&report)?
    } else {
        print!("{}", report.text())
    }
    match after.violations.is_empty() && report.replay_hash_equal {
        true => Ok(()),
        false => Err(Failure::new("the benchmark left a book that is not sound")),
    }
}

pub(super) fn clock() -> Moment {
    let today = today();
    let at = vocab::Instant::at_midnight(today).plus_seconds(i64::from(MINUTE) * 60);
    Moment {
        at,
        today,
        minute: MINUTE,
    }
}

pub(super) fn found(handle: &Handle, size: Size) -> Outcome {
    let commands = company(size);
    let mut progress = Progress::new("founding the company: step", commands.len() as u64);
    for (done, command) in (1..).zip(commands) {
        handle.own(command)?.outcome?;
        progress.at(done);
    }
    Ok(())
}

/// What a run measured.
struct Run {
    seconds: f64,
    /// Microseconds from sending an order to its durable answer, one a bulk message, sorted.
    micros: Vec<u64>,
}

fn place_orders(handle: &Handle, size: Size, batch: usize) -> Outcome<Run> {
    let mut demand = Demand::new(SEED, size);
    let (done, answers) = sync_channel(IN_FLIGHT);
    let mut progress = Progress::new("orders", size.orders);
    let (mut sent, mut answered) = (0u64, 0u64);
    let mut under_way = 0;
    let mut micros = Vec::new();
    let start = Instant::now();
    while answered < size.orders {
        if sent < size.orders && under_way < IN_FLIGHT {
            let count = (size.orders - sent).min(batch as u64);
            send(handle, &mut demand, count, &done)?;
            sent += count;
            under_way += 1;
            continue;
        }
        let (count, elapsed) = receive(&answers)?;
        answered += count;
        under_way -= 1;
        micros.push(elapsed);
        progress.at(answered);
    }
    let seconds = start.elapsed().as_secs_f64();
    micros.sort_unstable();
    Ok(Run { seconds, micros })
}

type Answered = (Instant, Result<Vec<Reply>, Unavailable>);

fn send(handle: &Handle, demand: &mut Demand, count: u64, done: &SyncSender<Answered>) -> Outcome {
    let envelopes = (0..count).map(|_| envelope(demand)).collect();
    let (done, sent) = (done.clone(), Instant::now());
    // The receiver outlives every message: it waits for as many as were sent.
    handle.submit_bulk(envelopes, move |replies| drop(done.send((sent, replies))))?;
    Ok(())
}

fn envelope(demand: &mut Demand) -> Envelope {
    let (number, draft) = demand.order();
    let key = IdempotencyKey::from_parts(SEED, number);
    Envelope {
        key: Some((key, number)),
        actor: ActorId(1),
        command: book::Command::PlaceOrder(draft),
    }
}

/// Waits for a bulk message; how many orders it answered, and after how many microseconds.
fn receive(answers: &Receiver<Answered>) -> Outcome<(u64, u64)> {
    let (sent, replies) = answers.recv()?;
    let micros = sent.elapsed().as_micros() as u64;
    let replies = replies?;
    for reply in &replies {
        if let Err(refusal) = &reply.outcome {
            return Err(Failure::because(
                "an order of the benchmark was refused",
                refusal.clone(),
            ));
        }
    }
    Ok((replies.len() as u64, micros))
}

/// What the book looks like when all orders are placed.
pub(super) struct After {
    pub(super) hash: [u8; 32],
    pub(super) violations: Vec<(&'static str, String)>,
    pub(super) backordered_lines: u64,
    pub(super) split_orders: u64,
    pub(super) held_orders: u64,
}

impl After {
    pub(super) fn of(book: &Book) -> After {
        let lines = book.orders.iter().flat_map(|order| order.lines);
        let is_split = |order: &book::Order| {
            let mut parts = order.lines.iter().flat_map(|line| &line.schedule);
            let first = parts.next().map(|part| part.site);
            parts.any(|part| Some(part.site) != first)
        };
        After {
            hash: book.state_hash(),
            violations: invariant::violations(book),
            backordered_lines: lines.filter(|line| line.backorder.is_some()).count() as u64,
            split_orders: book.orders.iter().filter(is_split).count() as u64,
            held_orders: book
                .orders
                .iter()
                .filter(|order| !order.holds().is_empty())
                .count() as u64,
        }
    }
}

/// Payload bytes of all records from one on.
fn journaled(reader: &Reader, first: u64) -> Outcome<u64> {
    let (mut seq, mut bytes) = (first, 0);
    loop {
        let records = reader.read(seq, READ_AHEAD)?;
        let Some(last) = records.last() else {
            return Ok(bytes);
        };
        seq = last.seq + 1;
        bytes += records
            .iter()
            .map(|record| record.payload.len() as u64)
            .sum::<u64>();
    }
}

/// The state hash of a full replay, without the snapshot that closing saved.
pub(super) fn replayed_hash(scratch: &Scratch, path: &Path) -> Outcome<[u8; 32]> {
    std::fs::remove_dir_all(scratch.0.join("journal.db.snapshots"))?;
    let journal = SqliteJournal::open(path)?;
    Ok(engine::replay(&journal)?.core.book().state_hash())
}

pub(super) fn percentile(sorted: &[u64], per_mille: usize) -> u64 {
    let at = (sorted.len() * per_mille).div_ceil(1_000).saturating_sub(1);
    sorted.get(at).copied().unwrap_or(0)
}

/// The most memory this process ever held, from the kernel's own count; 0 where it keeps none.
pub(super) fn peak_rss() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes =
        line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1_024
}

/// A directory of the benchmark's own, removed when it ends.
pub(super) struct Scratch(pub(super) PathBuf);

impl Scratch {
    pub(super) fn new(parent: Option<&Path>) -> Outcome<Scratch> {
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

impl Report {
    fn text(&self) -> String {
        let row = |name: &str, value: String| vec![name.to_owned(), value];
        talk::table(
            &["measure", "value"],
            &[
                row("orders", self.orders.to_string()),
                row(
                    "durable orders a second",
                    self.durable_orders_per_second.to_string(),
                ),
                row("acknowledged, median", format!("{} µs", self.ack_p50_us)),
                row("acknowledged, 99 of 100", format!("{} µs", self.ack_p99_us)),
                row(
                    "acknowledged, 999 of 1000",
                    format!("{} µs", self.ack_p999_us),
                ),
                row(
                    "journal bytes an order",
                    self.journal_bytes_per_order.to_string(),
                ),
                row("peak memory", format!("{} MB", self.peak_rss_bytes >> 20)),
                row("split orders", self.split_orders.to_string()),
                row("backordered lines", self.backordered_lines.to_string()),
                row("held orders", self.held_orders.to_string()),
                row("oversold", self.oversold.to_string()),
                row("replayed hash equal", self.replay_hash_equal.to_string()),
            ],
        )
    }
}
