//! `kept bench place`: orders placed in process, as fast as they are taken and at a share of that,
//! durably.

mod drive;

use super::founded::{Founded, peak_rss};
use super::peer;
use super::sweep::sweep;
use crate::cli::BenchPlace;
use crate::failure::Outcome;
use crate::talk;
use engine::BULK_MAX;
use serde::Serialize;
use sim::load::Demand;
use std::path::Path;

pub use drive::{Run, full_speed, percentile};

/// Seed of the demand.
const SEED: u64 = 1;

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
    /// How much longer each fsync took than the disk does.
    fsync_longer_us: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_load: Option<AtLoad>,
    #[serde(skip_serializing_if = "Option::is_none")]
    peer: Option<peer::Report>,
}

/// What was measured at a share of the full rate.
#[derive(Serialize)]
struct AtLoad {
    share: f64,
    orders: u64,
    orders_per_second: u64,
    ack_p50_us: u64,
    ack_p99_us: u64,
    ack_p999_us: u64,
}

/// Places orders as fast as they are taken, then at a share of that rate, and checks what came of
/// it; then has the peer do the same work, when one is asked for.
pub fn place(directory: Option<&Path>, options: &BenchPlace, json: bool) -> Outcome {
    if options.sweep {
        return sweep(directory, options, options.graph.as_deref(), json);
    }
    let paced = (options.load > 0.0).then_some(options.orders / 2 + 1);
    let size = options.company.size(options.orders + paced.unwrap_or(0));
    let ours = Founded::new(directory, size, options.slow_disk)?;
    let mut demand = Demand::new(SEED, size);
    let first = ours.handle.durable() + 1;
    let batch = options.batch.clamp(1, BULK_MAX) as u64;
    let full = drive::full_speed(&ours.handle, &mut demand, options.orders, batch)?;
    let journaled = ours.journaled(first, ours.handle.durable())?;
    let at_load: Option<Outcome<AtLoad>> = paced.map(|orders| {
        let per_second = full.rate() * options.load;
        let run = drive::on_schedule(&ours.handle, &mut demand, orders, per_second)?;
        Ok(AtLoad::of(options.load, &run))
    });
    let at_load = at_load.transpose()?;
    let (checked, scratch) = ours.close()?;
    let peak_rss_bytes = peak_rss();
    let peer = options.peer.map(|peer::Peer::Postgres| {
        let work = peer::Work {
            size,
            seconds: options.peer_seconds,
            fsync_longer: options.slow_disk,
        };
        peer::postgres(&scratch.0, work, full.rate())
    });
    let report = Report {
        orders: full.orders,
        durable_orders_per_second: full.rate() as u64,
        ack_p50_us: full.within(500),
        ack_p99_us: full.within(990),
        ack_p999_us: full.within(999),
        journal_bytes_per_order: journaled / full.orders.max(1),
        peak_rss_bytes,
        oversold: checked.oversold(),
        replay_hash_equal: checked.replay_hash_equal,
        backordered_lines: checked.after.backordered_lines,
        split_orders: checked.after.split_orders,
        held_orders: checked.after.held_orders,
        fsync_longer_us: options.slow_disk.as_micros() as u64,
        at_load,
        peer: peer.transpose()?,
    };
    match json {
        true => talk::json(&report)?,
        false => print!("{}", report.text()),
    }
    checked.sound()
}

impl AtLoad {
    fn of(share: f64, run: &Run) -> AtLoad {
        AtLoad {
            share,
            orders: run.orders,
            orders_per_second: run.rate() as u64,
            ack_p50_us: run.within(500),
            ack_p99_us: run.within(990),
            ack_p999_us: run.within(999),
        }
    }
}

impl Report {
    fn text(&self) -> String {
        let micros = |micros: u64| format!("{micros} µs");
        let rate = self.durable_orders_per_second;
        let mut rows = vec![
            ("orders", self.orders.to_string()),
            ("durable orders a second", rate.to_string()),
            ("acknowledged, median", micros(self.ack_p50_us)),
            ("acknowledged, 99 of 100", micros(self.ack_p99_us)),
            ("acknowledged, 999 of 1000", micros(self.ack_p999_us)),
            (
                "journal bytes an order",
                self.journal_bytes_per_order.to_string(),
            ),
            ("peak memory", format!("{} MB", self.peak_rss_bytes >> 20)),
            ("split orders", self.split_orders.to_string()),
            ("backordered lines", self.backordered_lines.to_string()),
            ("held orders", self.held_orders.to_string()),
            ("oversold", self.oversold.to_string()),
            ("replayed hash equal", self.replay_hash_equal.to_string()),
        ];
        if let Some(load) = &self.at_load {
            rows.extend([
                ("at a share of the rate", load.share.to_string()),
                ("orders a second then", load.orders_per_second.to_string()),
                ("acknowledged then, median", micros(load.ack_p50_us)),
                ("acknowledged then, 99 of 100", micros(load.ack_p99_us)),
                ("acknowledged then, 999 of 1000", micros(load.ack_p999_us)),
            ]);
        }
        rows.extend(self.peer.iter().flat_map(peer::Report::rows));
        talk::pairs(&rows)
    }
}
