//! `kept bench http`: orders placed over loopback HTTP, with the server that `kept serve` runs and
//! its clients in one process, on the same cores.

mod client;
mod orders;
mod shares;

use super::founded::{After, Checked, Scratch, clock, found, peak_rss};
use super::place::percentile;
use super::slow_disk::SlowDisk;
use crate::cli::BenchHttp;
use crate::clock::CompanyClock;
use crate::company::{Company, DataDir};
use crate::failure::{Failure, Outcome};
use crate::receiving::Receiver;
use crate::{serving, talk};
use keep::{AccessKeys, NewKey, Scopes};
use serde::Serialize;
use sim::load::Size;
use std::fs::File;
use std::io::{BufRead, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use web::Limits;

pub use client::{Connection, Head, end_of_head};
pub use orders::{Template, Writer};
pub use shares::Shares;

/// Threads that the clients share.
const CLIENT_THREADS: usize = 2;
/// Requests that are sent one after the other before the load starts.
const ALONE: usize = 200;
/// How an answer tells of an order that was placed, after the number of the line.
const PLACED: &[u8] = b",\"status\":201,\"number\":\"SO-";
/// How long the lists may take to show the company, before anything is measured.
const VIEWS_WAIT: Duration = Duration::from_secs(600);

/// What `kept bench http` prints.
#[derive(Serialize)]
struct Report {
    orders: u64,
    requests: u64,
    connections: usize,
    requests_per_second: u64,
    orders_per_second: u64,
    ack_p50_us: u64,
    ack_p99_us: u64,
    ack_p999_us: u64,
    /// Requests that were told to come back, and did.
    refused: u64,
    alone_p50_us: u64,
    fsync_p50_us: u64,
    peak_rss_bytes: u64,
    oversold: u64,
    replay_hash_equal: bool,
    /// Processor time of each order, by thread.
    each: Shares,
    backordered_lines: u64,
    split_orders: u64,
    held_orders: u64,
}

/// Places orders over HTTP and checks what came of it.
pub fn http(directory: Option<&Path>, options: &BenchHttp, json: bool) -> Outcome {
    let lines = options.bulk.then_some(options.lines);
    let size = options.load.size(options.orders + ALONE as u64);
    let ground = Ground::new(directory, size, options.slow_disk)?;
    let mut writer = ground.writer(size)?;
    let alone = written(ALONE, || writer.single())?;
    let requests = match lines {
        Some(lines) => written(options.orders.div_ceil(lines as u64) as usize, || {
            writer.bulk(lines)
        })?,
        None => written(options.orders as usize, || writer.single())?,
    };
    let connections = options.connections.unwrap_or(match lines {
        Some(_) => 16,
        None => 64,
    });
    let (alone, run) = ground.serve(|address| {
        let alone = run(address, &alone, 1, None)?;
        Ok((alone, run(address, &requests, connections, lines)?))
    })?;
    let placed = requests.len() * lines.unwrap_or(1);
    let requests = requests.len() as u64;
    let fsync_p50_us = ground.fsync()?;
    let checked = ground.check()?;
    let report = Report {
        orders: placed as u64,
        requests,
        connections,
        requests_per_second: (requests as f64 / run.seconds) as u64,
        orders_per_second: (placed as f64 / run.seconds) as u64,
        ack_p50_us: percentile(&run.micros, 500),
        ack_p99_us: percentile(&run.micros, 990),
        ack_p999_us: percentile(&run.micros, 999),
        refused: run.refused,
        alone_p50_us: percentile(&alone.micros, 500),
        fsync_p50_us,
        peak_rss_bytes: peak_rss(),
        oversold: checked.oversold(),
        replay_hash_equal: checked.replay_hash_equal,
        each: run.shares.each(Shares::default(), placed as u64),
        backordered_lines: checked.after.backordered_lines,
        split_orders: checked.after.split_orders,
        held_orders: checked.after.held_orders,
    };
    if json {
        talk::json(&report)?
    } else {
        print!("{}", report.text())
    }
    checked.sound()
}

fn written(count: usize, mut one: impl FnMut() -> Outcome<Vec<u8>>) -> Outcome<Vec<Vec<u8>>> {
    let mut progress = talk::Progress::new("writing requests", count as u64);
    let mut requests = Vec::with_capacity(count);
    while requests.len() < count {
        requests.push(one()?);
        progress.at(requests.len() as u64);
    }
    Ok(requests)
}

/// A company of its own, with the load's master data, that goes away with the benchmark.
pub struct Ground {
    company: Company,
    /// A key that may place orders.
    secret: String,
    scratch: Scratch,
}

impl Ground {
    /// Founds the company of a load, on a disk that takes so much longer for every fsync.
    pub fn new(directory: Option<&Path>, size: Size, longer: Duration) -> Outcome<Ground> {
        let scratch = Scratch::new(directory)?;
        let data = DataDir::new(Some(&scratch.0));
        let clock_of_it = CompanyClock::paced(clock().at, 0);
        let company =
            Company::open_on(data, clock_of_it, |journal| SlowDisk::new(journal, longer))?;
        found(&company.handle, size)?;
        if !company.views.wait_for(company.handle.durable(), VIEWS_WAIT) {
            return Err(Failure::new("the lists do not show the company"));
        }
        let keys = AccessKeys::open(&scratch.0)?;
        let new = NewKey {
            name: "bench".to_owned(),
            scopes: Scopes::all(),
            customer: None,
            expires_at: None,
        };
        let (secret, _) = keys.create(new, clock().at)?;
        Ok(Ground {
            company,
            secret: secret.reveal().to_owned(),
            scratch,
        })
    }

    /// A writer of requests to it.
    pub fn writer(&self, size: Size) -> Outcome<Writer> {
        Writer::new(&self.company.handle, size, &self.secret)
    }

    /// Serves it while clients work.
    pub fn serve<T>(&self, clients: impl FnOnce(SocketAddr) -> Outcome<T>) -> Outcome<T> {
        self.serve_within(Limits::default(), clients)
    }

    /// Serves it within these limits while clients work.
    pub fn serve_within<T>(
        &self,
        limits: Limits,
        clients: impl FnOnce(SocketAddr) -> Outcome<T>,
    ) -> Outcome<T> {
        let receiver = Receiver::new(&self.company, Vec::new())?;
        serving::beside(&self.company, receiver, limits, clients)
    }

    /// The engine of the company.
    pub fn handle(&self) -> &engine::Handle {
        &self.company.handle
    }

    /// Closes it, and checks every invariant and that a replay gives the same state.
    pub fn check(self) -> Outcome<Checked> {
        let Ground {
            company, scratch, ..
        } = self;
        let after = company.handle.ask(After::of)?;
        let path = company.data.journal();
        company.close()?;
        Checked::with(after, &scratch, &path)
    }

    /// What it takes to make 4 KiB durable beside the journal: the median, in microseconds.
    fn fsync(&self) -> Outcome<u64> {
        let mut file = File::create(self.scratch.0.join("fsync"))?;
        let mut micros = Vec::with_capacity(ALONE);
        for _ in 0..ALONE {
            file.write_all(&[0; 4_096])?;
            let since = Instant::now();
            file.sync_data()?;
            micros.push(since.elapsed().as_micros() as u64);
        }
        micros.sort_unstable();
        Ok(percentile(&micros, 500))
    }
}

/// What a run measured.
#[derive(Default)]
pub struct Run {
    seconds: f64,
    /// Microseconds from a request to the end of its answer, sorted.
    pub micros: Vec<u64>,
    refused: u64,
    /// What the threads took meanwhile.
    shares: Shares,
}

/// Sends all requests over so many connections, each as soon as the one before it is answered.
pub fn run(
    address: SocketAddr,
    requests: &[Vec<u8>],
    connections: usize,
    lines: Option<usize>,
) -> Outcome<Run> {
    // A thread waits for one answer at a time: bulk requests are large enough for one each.
    let threads = match lines {
        Some(_) => connections,
        None => connections.min(CLIENT_THREADS),
    };
    let next = AtomicUsize::new(0);
    let (start, before) = (Instant::now(), Shares::now());
    let parts: Vec<Outcome<Run>> = thread::scope(|scope| {
        let clients: Vec<_> = (0..threads)
            .map(|thread| {
                let share = connections / threads + usize::from(thread < connections % threads);
                let next = &next;
                let work = move || Client::new(address, requests, next, lines).work(share);
                let thread = thread::Builder::new().name("client".to_owned());
                thread.spawn_scoped(scope, work)
            })
            .collect();
        clients.into_iter().map(|client| joined(client?)).collect()
    });
    let seconds = start.elapsed().as_secs_f64();
    let mut run = Run {
        seconds,
        shares: Shares::now().each(before, 1),
        ..Run::default()
    };
    for part in parts {
        let part = part?;
        run.micros.extend(part.micros);
        run.refused += part.refused;
        run.shares.clients_ns += part.shares.clients_ns;
    }
    run.micros.sort_unstable();
    Ok(run)
}

/// What a thread of clients brings.
fn joined<T>(thread: thread::ScopedJoinHandle<'_, Outcome<T>>) -> Outcome<T> {
    match thread.join() {
        Ok(outcome) => outcome,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

/// One thread with some connections.
struct Client<'a> {
    address: SocketAddr,
    requests: &'a [Vec<u8>],
    /// The next request that nobody has sent.
    next: &'a AtomicUsize,
    /// Orders in a request; `None` when it is one order of its own.
    lines: Option<usize>,
    body: Vec<u8>,
    run: Run,
}

/// A connection with a request of its own.
struct Busy {
    connection: Connection,
    request: usize,
    /// When it was sent; or is to be sent again, when that lies ahead.
    at: Instant,
    sent: bool,
}

impl<'a> Client<'a> {
    fn new(
        address: SocketAddr,
        requests: &'a [Vec<u8>],
        next: &'a AtomicUsize,
        lines: Option<usize>,
    ) -> Client<'a> {
        Client {
            address,
            requests,
            next,
            lines,
            body: Vec::new(),
            run: Run::default(),
        }
    }

    /// Goes round the connections: reads an answer, and sends the next request in its place.
    fn work(mut self, connections: usize) -> Outcome<Run> {
        let mut open = Vec::with_capacity(connections);
        for _ in 0..connections {
            let connection = Connection::open(self.address)?;
            open.extend(self.begin(connection)?);
        }
        while !open.is_empty() {
            wait_for_any(&open);
            let mut left = Vec::with_capacity(open.len());
            for busy in open {
                left.extend(self.go_on(busy)?);
            }
            open = left;
        }
        self.run.shares.clients_ns = shares::own();
        Ok(self.run)
    }

    /// Gives a connection the next request; `None` when there is none.
    fn begin(&self, connection: Connection) -> Outcome<Option<Busy>> {
        let request = self.next.fetch_add(1, Ordering::Relaxed);
        if request >= self.requests.len() {
            return Ok(None);
        }
        let at = Instant::now();
        let busy = Busy {
            connection,
            request,
            at,
            sent: false,
        };
        self.send(busy).map(Some)
    }

    fn send(&self, mut busy: Busy) -> Outcome<Busy> {
        busy.at = Instant::now();
        let (head, _) = self.parts(busy.request);
        busy.connection.send(head)?;
        busy.sent = true;
        Ok(busy)
    }

    /// What of a request is sent at once, and what when the server asks for it: many orders that
    /// are refused would have been sent in vain.
    fn parts(&self, request: usize) -> (&'a [u8], &'a [u8]) {
        let bytes = &self.requests[request];
        match self.lines {
            Some(_) => bytes.split_at(end_of_head(bytes).unwrap_or(bytes.len())),
            None => (bytes, &[]),
        }
    }

    fn go_on(&mut self, mut busy: Busy) -> Outcome<Option<Busy>> {
        if !busy.sent {
            return match busy.at <= Instant::now() {
                true => self.send(busy).map(Some),
                false => Ok(Some(busy)),
            };
        }
        let mut head = busy.connection.receive(&mut self.body)?;
        if head.status == 100 {
            busy.connection.send(self.parts(busy.request).1)?;
            head = busy.connection.receive(&mut self.body)?;
        }
        if head.closes {
            busy.connection = Connection::open(self.address)?;
        }
        if let (429 | 503, Some(seconds)) = (head.status, head.retry_after) {
            self.run.refused += 1;
            busy.at = Instant::now() + Duration::from_secs(seconds);
            busy.sent = false;
            return Ok(Some(busy));
        }
        self.run.micros.push(busy.at.elapsed().as_micros() as u64);
        self.judge(head.status)?;
        self.begin(busy.connection)
    }

    /// Every order must have been placed.
    fn judge(&self, status: u16) -> Outcome {
        let as_expected = match self.lines {
            None => status == 201,
            Some(lines) => status == 200 && placed(&self.body) == lines,
        };
        if as_expected {
            return Ok(());
        }
        let start: String = String::from_utf8_lossy(&self.body)
            .chars()
            .take(300)
            .collect();
        Err(Failure::new(format!(
            "an order of the benchmark was not placed: {status} {start}"
        )))
    }
}

/// When every connection was told to come back, there is nothing to read until the first may.
fn wait_for_any(open: &[Busy]) {
    if open.iter().any(|busy| busy.sent) {
        return;
    }
    if let Some(first) = open.iter().map(|busy| busy.at).min() {
        thread::sleep(first.saturating_duration_since(Instant::now()));
    }
}

/// Lines of a bulk answer that tell of an order that was placed, and its number.
fn placed(mut body: &[u8]) -> usize {
    let mut count = 0;
    while !body.is_empty() {
        count += usize::from(is_placed(body));
        // Reading from memory does not fail.
        drop(body.skip_until(b'\n'));
    }
    count
}

/// Lines begin `{"line":7,"status":201,"number":"SO-100006"`.
fn is_placed(line: &[u8]) -> bool {
    let comma = line.iter().position(|byte| *byte == b',');
    comma.is_some_and(|comma| line[comma..].starts_with(PLACED))
}

impl Report {
    fn text(&self) -> String {
        let micros = |value: u64| format!("{value} µs");
        let nanos = |value: u64| format!("{value} ns of processor time");
        let rows = [
            ("orders", self.orders.to_string()),
            ("requests", self.requests.to_string()),
            ("connections", self.connections.to_string()),
            ("requests a second", self.requests_per_second.to_string()),
            ("orders a second", self.orders_per_second.to_string()),
            ("answered, median", micros(self.ack_p50_us)),
            ("answered, 99 of 100", micros(self.ack_p99_us)),
            ("answered, 999 of 1000", micros(self.ack_p999_us)),
            ("refused at first", self.refused.to_string()),
            ("one order alone, median", micros(self.alone_p50_us)),
            ("one fsync, median", micros(self.fsync_p50_us)),
            ("serving, each order", nanos(self.each.serve_ns)),
            ("deciding, each order", nanos(self.each.decide_ns)),
            ("committing, each order", nanos(self.each.commit_ns)),
            ("lists, each order", nanos(self.each.views_ns)),
            ("clients, each order", nanos(self.each.clients_ns)),
            ("peak memory", format!("{} MB", self.peak_rss_bytes >> 20)),
            ("split orders", self.split_orders.to_string()),
            ("backordered lines", self.backordered_lines.to_string()),
            ("held orders", self.held_orders.to_string()),
            ("oversold", self.oversold.to_string()),
            ("replayed hash equal", self.replay_hash_equal.to_string()),
        ];
        let rows = rows.map(|(name, value)| vec![name.to_owned(), value]);
        talk::table(&["measure", "value"], &rows)
    }
}
