//! `kept bench overload`: more orders than the machine can take, from clients that come back when
//! they are told to. What matters is that as many are placed as ever, that those who are let in
//! are answered soon, and that all is well again when the rush is over.
//!
//! Arrivals are open-loop: an order is due when it is due, whatever came of the ones before it. A
//! client has one request under way and keeps to `Retry-After`; orders that are due meanwhile wait
//! for it, and are given up when they have waited too long.

mod client;

use super::founded::peak_rss;
use super::http::{Connection, Ground, Shares};
use super::place::percentile;
use crate::cli::BenchOverload;
use crate::failure::{Failure, Outcome};
use crate::talk;
use client::{Arrivals, Clients, Tally};
use serde::Serialize;
use std::path::Path;
use std::time::{Duration, Instant};
use web::Limits;

/// Clients that find out what the machine can do, each sending as soon as it is answered.
const PEAK_CLIENTS: usize = 64;
/// Clients for each whole multiple of that: all of them want in at once.
const CLIENTS_A_FACTOR: usize = 96;
/// The most clients: the server keeps no more connections.
const CLIENTS_MAX: usize = 960;
/// How long it is found out, and how long the load is kept at which answers are called normal, in
/// seconds; not longer than the rush itself.
const MEASURED_MAX: u64 = 10;
/// The normal load, as a share of what the machine can do.
const NORMAL: f64 = 0.7;
/// How long it is looked at a time, after the rush, whether answers are normal again.
const LOOK: Duration = Duration::from_secs(1);
/// How often.
const LOOKS_MAX: u32 = 60;
/// Answers are normal again when 99 of 100 take no longer than this many times the usual.
const AGAIN: u64 = 2;
/// Rounds of requests that are all refused, one of each client that finds out the peak.
const REFUSED_ROUNDS: usize = 500;
/// Orders that stock is laid out for, in a second of the benchmark.
const ORDERS_A_SECOND: u64 = 50_000;

/// What `kept bench overload` prints for each factor.
#[derive(Serialize)]
struct Report {
    /// Orders that are due, as a multiple of what the machine can do.
    factor: u32,
    /// Orders placed, as a share of the most that the machine can do.
    goodput_share: f64,
    /// How much longer 99 of 100 answers take at most than under the normal load.
    accepted_p99_ratio: f64,
    /// Requests that were told to come back.
    refused: u64,
    /// Seconds after the rush until answers are normal.
    recovered_in_seconds: f64,
    /// The most memory that the process ever held.
    peak_rss_bytes: u64,
    /// Orders that were due in a second.
    due_per_second: u64,
    /// Orders placed in a second.
    placed_per_second: u64,
    /// Orders that waited too long in a client to be sent.
    given_up: u64,
    /// 99 of 100 answers to orders that were let in take no longer.
    accepted_p99_us: u64,
    /// Processor time of a refusal as a share of that of an order placed, the server's alone.
    refusal_cost_share: f64,
}

/// Places more orders than can be taken, and tells what came of it.
pub fn overload(directory: Option<&Path>, options: &BenchOverload, json: bool) -> Outcome {
    let phases = options.factors.len() as u64;
    let measured = options.seconds.min(MEASURED_MAX);
    let seconds = options.seconds * phases + 2 * measured * (1 + phases);
    let size = options.load.size(seconds * ORDERS_A_SECOND);
    let ground = Ground::new(directory, size, Duration::ZERO)?;
    let mut writer = ground.writer(size)?;
    let refusal_ns = refusal_ns(&ground, &writer.single()?)?;
    let mut clients = Clients::new(writer)?;
    let reports = ground.serve(|address| {
        clients.connect_to(address);
        let usual = Usual::found(&mut clients, Duration::from_secs(measured), refusal_ns)?;
        let rush = Duration::from_secs(options.seconds);
        let factors = options.factors.iter();
        let reports = factors.map(|factor| usual.under(&mut clients, *factor, rush));
        reports.collect::<Outcome<Vec<Report>>>()
    })?;
    let checked = ground.check()?;
    if json {
        talk::json(&reports)?
    } else {
        print!("{}", text(&reports))
    }
    checked.sound()
}

/// What the machine does when it is not asked for too much.
struct Usual {
    /// The most orders that it places in a second.
    peak: f64,
    /// 99 of 100 answers under the normal load, in microseconds.
    p99: u64,
    /// What a refusal costs, as a share of what an order costs.
    refusal_cost_share: f64,
}

/// Processor time of the server for a refusal, in nanoseconds: of requests of a key that may have
/// none inside, which is mostly found out later than that a lane is full.
fn refusal_ns(ground: &Ground, request: &[u8]) -> Outcome<u64> {
    let limits = Limits {
        requests_per_key: 0,
        ..Limits::default()
    };
    ground.serve_within(limits, |address| {
        let open = (0..PEAK_CLIENTS).map(|_| Connection::open(address));
        let mut open = open.collect::<Outcome<Vec<Connection>>>()?;
        let before = Shares::now();
        for _ in 0..REFUSED_ROUNDS {
            refused_once(&mut open, request)?;
        }
        let refused = REFUSED_ROUNDS * PEAK_CLIENTS;
        Ok(Shares::now().each(before, refused as u64).serve_ns)
    })
}

fn refused_once(open: &mut [Connection], request: &[u8]) -> Outcome {
    let mut body = Vec::new();
    for connection in open.iter_mut() {
        connection.send(request)?;
    }
    for connection in open {
        let head = connection.receive(&mut body)?;
        if !matches!(head.status, 429 | 503) || head.retry_after.is_none() {
            let what = format!("a request without room was answered {}", head.status);
            return Err(Failure::new(what));
        }
    }
    Ok(())
}

impl Usual {
    fn found(clients: &mut Clients, time: Duration, refusal_ns: u64) -> Outcome<Usual> {
        // The first orders find cold caches; they are not looked at.
        clients.run(PEAK_CLIENTS, Arrivals::AtOnce, LOOK)?;
        let before = Shares::now();
        let most = clients.run(PEAK_CLIENTS, Arrivals::AtOnce, time)?;
        let order = Shares::now().each(before, most.micros.len() as u64);
        let order_ns = order.serve_ns + order.decide_ns + order.commit_ns;
        let peak = rate(&most, time);
        let normal = clients.run(PEAK_CLIENTS, Arrivals::PerSecond(peak * NORMAL), time)?;
        Ok(Usual {
            peak,
            p99: percentile(&normal.micros, 990),
            refusal_cost_share: refusal_ns as f64 / order_ns.max(1) as f64,
        })
    }

    fn under(&self, clients: &mut Clients, factor: u32, rush: Duration) -> Outcome<Report> {
        let due = self.peak * f64::from(factor);
        let number = CLIENTS_MAX.min(CLIENTS_A_FACTOR * factor as usize);
        let tally = clients.run(number, Arrivals::PerSecond(due), rush)?;
        let recovered = self.recovered(clients)?;
        let accepted_p99_us = percentile(&tally.micros, 990);
        let placed = rate(&tally, rush);
        Ok(Report {
            factor,
            goodput_share: rounded(placed / self.peak),
            accepted_p99_ratio: rounded(accepted_p99_us as f64 / self.p99.max(1) as f64),
            refused: tally.refused,
            recovered_in_seconds: rounded(recovered.as_secs_f64()),
            peak_rss_bytes: peak_rss(),
            due_per_second: due as u64,
            placed_per_second: placed as u64,
            given_up: tally.given_up,
            accepted_p99_us,
            refusal_cost_share: rounded(self.refusal_cost_share),
        })
    }

    /// How long it takes, under the normal load, until answers are normal.
    fn recovered(&self, clients: &mut Clients) -> Outcome<Duration> {
        let since = Instant::now();
        for _ in 0..LOOKS_MAX {
            let begun = since.elapsed();
            let arrivals = Arrivals::PerSecond(self.peak * NORMAL);
            let tally = clients.run(PEAK_CLIENTS, arrivals, LOOK)?;
            let soon = percentile(&tally.micros, 990) <= AGAIN * self.p99;
            if tally.refused == 0 && soon {
                return Ok(begun);
            }
        }
        Ok(since.elapsed())
    }
}

fn rate(tally: &Tally, time: Duration) -> f64 {
    tally.micros.len() as f64 / time.as_secs_f64()
}

/// To thousandths, as people read it.
fn rounded(number: f64) -> f64 {
    (number * 1_000.0).round() / 1_000.0
}

fn text(reports: &[Report]) -> String {
    let row = |report: &Report| {
        vec![
            report.factor.to_string(),
            report.due_per_second.to_string(),
            report.placed_per_second.to_string(),
            report.goodput_share.to_string(),
            report.accepted_p99_ratio.to_string(),
            report.refused.to_string(),
            report.given_up.to_string(),
            format!("{} s", report.recovered_in_seconds),
            format!("{} MB", report.peak_rss_bytes >> 20),
            report.refusal_cost_share.to_string(),
        ]
    };
    let rows: Vec<Vec<String>> = reports.iter().map(row).collect();
    talk::table(
        &[
            "factor",
            "due a second",
            "placed a second",
            "of the peak",
            "p99 to normal",
            "refused",
            "given up",
            "normal after",
            "peak memory",
            "a refusal to an order",
        ],
        &rows,
    )
}
