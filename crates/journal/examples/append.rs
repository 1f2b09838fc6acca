//! Measures how fast durable records are appended here: `cargo run --release -p journal --example append`.
//!
//! Each record is one batch: 512 or 4,096 events of 100 bytes, or 1 MB. One append is one flush.

use journal::{Batch, BookId, Fault, Journal, SqliteJournal};
use std::path::Path;
use std::time::{Duration, Instant};

/// Events in a batch, bytes of each, batches appended.
const CASES: [(usize, usize, usize); 3] =
    [(512, 100, 6_000), (4_096, 100, 1_500), (10_000, 100, 600)];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let directory = std::env::temp_dir().join(format!("kept-append-{}", std::process::id()));
    std::fs::create_dir_all(&directory)?;
    println!("events  bytes/event  flushes/s  events/s  MB/s  p50 ms  p99 ms  max ms");
    for (case, (events, bytes, batches)) in CASES.into_iter().enumerate() {
        let mut times = measure(
            &directory.join(format!("{case}.db")),
            events * bytes,
            batches,
        )?;
        report(events, bytes, &mut times);
    }
    std::fs::remove_dir_all(&directory)?;
    Ok(())
}

/// How long each append takes. The payload is noise, as disks that compress would else flatter.
fn measure(path: &Path, bytes: usize, batches: usize) -> Result<Vec<Duration>, Fault> {
    let mut journal = SqliteJournal::create(path, BookId(*b"a measured book!"))?;
    journal.fence(1)?;
    let mut noise = 1u64;
    let payload: Vec<u8> = std::iter::repeat_with(|| step(&mut noise))
        .take(bytes)
        .collect();
    let mut append = || {
        let begin = Instant::now();
        let (build, at) = ("measure".to_owned(), vocab::Instant(0));
        let batch = Batch {
            schema: 1,
            build,
            at,
            state: None,
            payload: payload.clone(),
        };
        let record = journal.head()?.next(batch);
        journal.append(&record).map(|()| begin.elapsed())
    };
    (0..batches).map(|_| append()).collect()
}

fn report(events: usize, bytes: usize, times: &mut [Duration]) {
    let seconds = times.iter().sum::<Duration>().as_secs_f64();
    let rate = times.len() as f64 / seconds;
    times.sort();
    let at = |part: usize| times[(times.len() - 1) * part / 100].as_secs_f64() * 1e3;
    println!(
        "{events:>6}  {bytes:>11}  {rate:>9.0}  {:>8.0}  {:>4.0}  {:>6.2}  {:>6.2}  {:>6.1}",
        rate * events as f64,
        rate * (events * bytes) as f64 / 1e6,
        at(50),
        at(99),
        at(100)
    );
}

/// The next byte of a xorshift generator.
fn step(noise: &mut u64) -> u8 {
    *noise ^= *noise << 13;
    *noise ^= *noise >> 7;
    *noise ^= *noise << 17;
    *noise as u8
}
