//! `kept bench book`: what it costs to have very many orders open, or to have had them.

mod filling;

use super::founded::{Scratch, peak_rss, resident};
use crate::cli::BenchBook;
use crate::failure::{Failure, Outcome};
use crate::talk;
use filling::{Filling, Paces, Saved};
use journal::{Journal, SqliteJournal};
use serde::Serialize;
use std::path::Path;
use std::time::Instant;

/// What `kept bench book` prints.
#[derive(Serialize)]
struct Report {
    open: u64,
    #[serde(flatten)]
    paces: Paces,
    /// Late pace over early pace.
    ratio: f64,
    /// What this process takes more than before, over all orders: the index of keys included.
    resident_bytes_per_open_order: u64,
    #[serde(flatten)]
    saved: Saved,
    /// From opening the journal to the state: the snapshot, and the orders placed while it was saved.
    restart_seconds: f64,
    replay_orders_per_second: u64,
    state_equal: bool,
    closed: u64,
    /// Resident bytes while orders were placed and closed, after each tenth of them.
    resident_bytes_while_closing: Vec<u64>,
    peak_rss_bytes: u64,
}

/// Fills a book, saves and loads it, replays it, and lets orders come and go.
pub fn book(directory: Option<&Path>, options: &BenchBook, json: bool) -> Outcome {
    let scratch = Scratch::new(directory)?;
    let path = scratch.0.join("journal.db");
    let mut filling = Filling::begin(&path, options)?;
    let before = resident();
    let paces = filling.fill(options.open)?;
    let resident_bytes_per_open_order = resident().saturating_sub(before) / options.open;
    let saved = filling.save()?;
    let (hash, orders) = (filling.state_hash(), filling.placed());
    let demand = filling.end();
    let restarted = load(&path)?;
    let restart_seconds = restarted.seconds;
    let from_snapshot = restarted.hash;
    drop(restarted);
    std::fs::remove_dir_all(filling::snapshots(&path))?;
    let replayed = load(&path)?;
    let state_equal = [from_snapshot, replayed.hash] == [hash; 2];
    let looks = filling::roll(replayed.core, demand, options.close)?;
    let report = Report {
        open: options.open,
        ratio: paces.orders_per_second as f64 / paces.orders_per_second_at_100k.max(1) as f64,
        paces,
        resident_bytes_per_open_order,
        saved,
        restart_seconds,
        replay_orders_per_second: (orders as f64 / replayed.seconds) as u64,
        state_equal,
        closed: options.close,
        resident_bytes_while_closing: looks,
        peak_rss_bytes: peak_rss(),
    };
    match json {
        true => talk::json(&report)?,
        false => print!("{}", report.text()),
    }
    match state_equal {
        true => Ok(()),
        false => Err(Failure::new("what was loaded is not what was left")),
    }
}

/// A state that was recovered, and how long that took.
struct Loaded {
    core: engine::Core,
    seconds: f64,
    hash: [u8; 32],
}

fn load(path: &Path) -> Outcome<Loaded> {
    let start = Instant::now();
    let journal = SqliteJournal::open(path)?;
    let recovered = engine::replay(&journal)?;
    let seconds = start.elapsed().as_secs_f64();
    recovered
        .skipped
        .iter()
        .for_each(|skipped| eprintln!("snapshot {}: {}", skipped.seq, skipped.reason));
    let head = journal.head()?.seq;
    match recovered.core.seq() == head {
        true => Ok(Loaded {
            hash: recovered.core.book().state_hash(),
            core: recovered.core,
            seconds,
        }),
        false => Err(Failure::new("not every record was replayed")),
    }
}

impl Report {
    fn text(&self) -> String {
        let row = |name: &str, value: String| vec![name.to_owned(), value];
        let micros = |micros: u64| format!("{micros} µs");
        let (paces, saved) = (&self.paces, &self.saved);
        let looks = self.resident_bytes_while_closing.iter();
        let looks: Vec<String> = looks.map(|bytes| (bytes >> 20).to_string()).collect();
        let mut rows = vec![
            row("open orders", self.open.to_string()),
            row(
                "orders a second, the last of them",
                paces.orders_per_second.to_string(),
            ),
            row(
                "... with 100,000 open",
                paces.orders_per_second_at_100k.to_string(),
            ),
            row("ratio", format!("{:.2}", self.ratio)),
            row(
                "memory an open order",
                format!("{} bytes", self.resident_bytes_per_open_order),
            ),
            row("batch, median", micros(paces.median_batch_us)),
            row("batch, slowest", micros(paces.worst_batch_us)),
            row("order, slowest", micros(paces.worst_order_us)),
            row("the writer stops for a snapshot", micros(saved.freeze_us)),
            row(
                "batch while it is saved, slowest",
                micros(saved.worst_batch_while_saving_us),
            ),
            row("snapshot", format!("{} MB", saved.snapshot_bytes >> 20)),
            row(
                "... saved in",
                format!("{:.2} s", saved.snapshot_save_seconds),
            ),
            row("restart from it", format!("{:.2} s", self.restart_seconds)),
            row(
                "replayed orders a second",
                self.replay_orders_per_second.to_string(),
            ),
            row("states equal", self.state_equal.to_string()),
            row("peak memory", format!("{} MB", self.peak_rss_bytes >> 20)),
        ];
        if self.closed > 0 {
            let closed = format!("memory while {} were placed and closed", self.closed);
            rows.push(row(&closed, format!("{} MB", looks.join(", "))));
        }
        talk::table(&["measure", "value"], &rows)
    }
}
