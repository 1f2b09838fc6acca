//! `kept bench documents`: what reading documents costs those who place orders meanwhile.

use super::http::{Connection, Ground, Writer, run};
use super::place::percentile;
use crate::cli::BenchDocuments;
use crate::failure::{Failure, Outcome};
use crate::talk;
use ::book::work::Work;
use engine::Handle;
use serde::Serialize;
use sim::samples::SAMPLES;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Instant;

/// Orders that are sent before it is looked again whether all is read.
const ROUND: usize = 1_000;
/// The most rounds: reading that takes longer is given up.
const ROUNDS_MAX: usize = 2_000;
/// What the documents are, and how their names end.
const KIND: (&str, &str) = ("application/pdf", ".pdf");

/// What `kept bench documents` prints.
#[derive(Serialize)]
struct Report {
    documents: u16,
    connections: usize,
    /// From the first document handed in until the last was read.
    read_seconds: f64,
    orders_alone: usize,
    alone_p50_us: u64,
    alone_p99_us: u64,
    orders_beside: usize,
    beside_p50_us: u64,
    beside_p99_us: u64,
    /// How many times as long the slowest hundredth of the orders took beside documents.
    p99_times: f64,
    oversold: u64,
    replay_hash_equal: bool,
}

/// Microseconds that orders took alone and beside documents, and how long the documents took.
struct Measured {
    alone: Vec<u64>,
    beside: Vec<u64>,
    read_seconds: f64,
}

/// Places orders alone, then as long as documents are read.
pub fn documents(directory: Option<&Path>, options: &BenchDocuments, json: bool) -> Outcome {
    let size = options.load.size((ROUND * ROUNDS_MAX) as u64);
    let ground = Ground::new(directory, size, std::time::Duration::ZERO)?;
    let mut writer = ground.writer(size)?;
    let handle = ground.handle().clone();
    let measured = ground.serve(|address| measure(address, &handle, &mut writer, options))?;
    let checked = ground.check()?;
    let [alone_p99_us, beside_p99_us] =
        [&measured.alone, &measured.beside].map(|micros| percentile(micros, 990));
    let report = Report {
        documents: options.count,
        connections: options.connections,
        read_seconds: measured.read_seconds,
        orders_alone: measured.alone.len(),
        alone_p50_us: percentile(&measured.alone, 500),
        alone_p99_us,
        orders_beside: measured.beside.len(),
        beside_p50_us: percentile(&measured.beside, 500),
        beside_p99_us,
        p99_times: beside_p99_us as f64 / alone_p99_us.max(1) as f64,
        oversold: checked.oversold(),
        replay_hash_equal: checked.replay_hash_equal,
    };
    if json {
        talk::json(&report)?
    } else {
        print!("{}", report.text())
    }
    checked.sound()
}

fn measure(
    address: SocketAddr,
    handle: &Handle,
    writer: &mut Writer,
    options: &BenchDocuments,
) -> Outcome<Measured> {
    let documents = documents_of(writer, options.count);
    let mut orders = || {
        let requests: Outcome<Vec<Vec<u8>>> = (0..ROUND).map(|_| writer.single()).collect();
        Ok::<_, Failure>(run(address, &requests?, options.connections, None)?.micros)
    };
    let mut alone = Vec::new();
    for _ in 0..options.rounds_alone {
        alone.extend(orders()?);
    }
    let start = Instant::now();
    hand_in(address, &documents)?;
    let mut beside = Vec::new();
    for _ in 0..ROUNDS_MAX {
        if unread(handle)? == 0 {
            break;
        }
        beside.extend(orders()?);
    }
    let read_seconds = start.elapsed().as_secs_f64();
    alone.sort_unstable();
    beside.sort_unstable();
    match unread(handle)? {
        0 => Ok(Measured {
            alone,
            beside,
            read_seconds,
        }),
        left => Err(Failure::new(format!("{left} documents are not read yet"))),
    }
}

/// Requests with the sample orders that come as PDFs, each made another by a comment at its end.
fn documents_of(writer: &Writer, count: u16) -> Vec<Vec<u8>> {
    let (kind, ending) = KIND;
    let samples = SAMPLES.iter().filter(|(name, _)| name.ends_with(ending));
    let numbered = (0..count).zip(samples.cycle());
    let written = numbered.map(|(number, (_, bytes))| {
        let bytes = [bytes, format!("\n%{number}\n").as_bytes()].concat();
        writer.document(kind, &format!("document-{number}"), &bytes)
    });
    written.collect()
}

fn hand_in(address: SocketAddr, requests: &[Vec<u8>]) -> Outcome {
    let mut connection = Connection::open(address)?;
    let mut body = Vec::new();
    for request in requests {
        connection.send(request)?;
        let head = connection.receive(&mut body)?;
        if !(200..300).contains(&head.status) {
            let said = String::from_utf8_lossy(&body);
            return Err(Failure::new(format!(
                "a document was not taken: {} {said}",
                head.status
            )));
        }
    }
    Ok(())
}

/// How many documents wait to be read.
fn unread(handle: &Handle) -> Outcome<usize> {
    let waits = |work: &&Work| matches!(work, Work::ReadDocument { .. });
    Ok(handle.ask(move |book| book.work.iter().filter(waits).count())?)
}

impl Report {
    fn text(&self) -> String {
        let micros = |value: u64| format!("{value} µs");
        talk::pairs(&[
            ("documents", self.documents.to_string()),
            ("all read after", format!("{:.1} s", self.read_seconds)),
            ("connections", self.connections.to_string()),
            ("orders alone", self.orders_alone.to_string()),
            ("  answered, median", micros(self.alone_p50_us)),
            ("  answered, 99 of 100", micros(self.alone_p99_us)),
            ("orders beside documents", self.orders_beside.to_string()),
            ("  answered, median ", micros(self.beside_p50_us)),
            ("  answered, 99 of 100 ", micros(self.beside_p99_us)),
            ("99 of 100, times as long", format!("{:.2}", self.p99_times)),
            ("oversold", self.oversold.to_string()),
            ("replayed hash equal", self.replay_hash_equal.to_string()),
        ])
    }
}
