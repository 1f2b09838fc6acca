//! The sender of a benchmark: orders in bulk messages, as fast as they are taken or on a schedule.

use crate::failure::{Failure, Outcome};
use crate::talk::Progress;
use engine::{Envelope, Handle, Reply, Unavailable};
use sim::load::Demand;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};
use vocab::{ActorId, IdempotencyKey};

/// Bulk messages under way at once: while one is made durable, the next ones fill.
const IN_FLIGHT: usize = 6;
/// Orders of a message that is sent on a schedule: few, so that none waits for a long one.
const PACED_ORDERS: u64 = 256;
/// Scope of the keys.
const KEYS: u64 = 1;

/// What a run measured.
pub struct Run {
    /// Orders that were placed.
    pub orders: u64,
    /// From the first sending to the last answer.
    pub seconds: f64,
    /// Microseconds from sending an order to its durable answer, one a bulk message, sorted. On a
    /// schedule they count from when it should have been sent.
    pub micros: Vec<u64>,
}

impl Run {
    /// Orders that were made durable in a second.
    pub fn rate(&self) -> f64 {
        self.orders as f64 / self.seconds
    }

    /// The time within which so many of a thousand messages were answered, in microseconds.
    pub fn within(&self, per_mille: usize) -> u64 {
        percentile(&self.micros, per_mille)
    }
}

/// Places so many orders as fast as they are taken, in messages of `batch`.
pub fn full_speed(handle: &Handle, demand: &mut Demand, orders: u64, batch: u64) -> Outcome<Run> {
    let (done, answers) = sync_channel(IN_FLIGHT);
    let mut tally = Tally::new(orders);
    let (mut sent, mut under_way) = (0, 0);
    while tally.answered < orders {
        if sent < orders && under_way < IN_FLIGHT {
            let count = batch.min(orders - sent);
            let message = envelopes(demand, count);
            submit(handle, message, Instant::now(), &done)?;
            sent += count;
            under_way += 1;
            continue;
        }
        tally.take(answers.recv()?)?;
        under_way -= 1;
    }
    Ok(tally.run())
}

/// Places so many orders on a schedule of `per_second`, whether or not the ones before them are
/// answered.
pub fn on_schedule(
    handle: &Handle,
    demand: &mut Demand,
    orders: u64,
    per_second: f64,
) -> Outcome<Run> {
    let messages = orders.div_ceil(PACED_ORDERS);
    // Room for every answer: the thread that answers must never wait for this one.
    let (done, answers) = sync_channel(messages as usize);
    let mut tally = Tally::new(messages * PACED_ORDERS);
    for nth in 0..messages {
        let message = envelopes(demand, PACED_ORDERS);
        let after = Duration::from_secs_f64((nth * PACED_ORDERS) as f64 / per_second);
        let due = tally.start + after;
        thread::sleep(due.saturating_duration_since(Instant::now()));
        submit(handle, message, due, &done)?;
        tally.take_all(&answers)?;
    }
    while tally.answered < tally.orders {
        tally.take(answers.recv()?)?;
    }
    Ok(tally.run())
}

/// The value within which so many of a thousand lie; 0 when there is none.
pub fn percentile(sorted: &[u64], per_mille: usize) -> u64 {
    let at = (sorted.len() * per_mille).div_ceil(1_000).saturating_sub(1);
    sorted.get(at).copied().unwrap_or(0)
}

/// How long a message took, and its answers.
type Answered = (Duration, Result<Vec<Reply>, Unavailable>);

fn envelopes(demand: &mut Demand, count: u64) -> Vec<Envelope> {
    let mut envelopes = Vec::with_capacity(count as usize);
    envelopes.extend((0..count).map(|_| envelope(demand)));
    envelopes
}

fn envelope(demand: &mut Demand) -> Envelope {
    let (number, draft) = demand.order();
    let key = IdempotencyKey::from_parts(KEYS, number);
    Envelope {
        key: Some((key, number)),
        actor: ActorId(1),
        seen: None,
        command: book::Command::PlaceOrder(draft),
    }
}

fn submit(
    handle: &Handle,
    message: Vec<Envelope>,
    since: Instant,
    done: &SyncSender<Answered>,
) -> Outcome {
    let done = done.clone();
    // The receiver outlives every message: it waits for as many as were sent.
    handle.submit_bulk(message, move |replies| {
        drop(done.send((since.elapsed(), replies)));
    })?;
    Ok(())
}

/// What was answered so far.
struct Tally {
    start: Instant,
    orders: u64,
    answered: u64,
    micros: Vec<u64>,
    progress: Progress,
}

impl Tally {
    fn new(orders: u64) -> Tally {
        Tally {
            start: Instant::now(),
            orders,
            answered: 0,
            micros: Vec::new(),
            progress: Progress::new("orders", orders),
        }
    }

    fn take_all(&mut self, answers: &Receiver<Answered>) -> Outcome {
        answers.try_iter().try_for_each(|one| self.take(one))
    }

    fn take(&mut self, (elapsed, replies): Answered) -> Outcome {
        let replies = replies?;
        if let Some(refusal) = replies
            .iter()
            .find_map(|reply| reply.outcome.as_ref().err())
        {
            let what = "an order of the benchmark was refused";
            return Err(Failure::because(what, refusal.clone()));
        }
        self.answered += replies.len() as u64;
        self.micros.push(elapsed.as_micros() as u64);
        self.progress.at(self.answered);
        Ok(())
    }

    fn run(mut self) -> Run {
        let seconds = self.start.elapsed().as_secs_f64();
        self.micros.sort_unstable();
        Run {
            orders: self.answered,
            seconds,
            micros: self.micros,
        }
    }
}
