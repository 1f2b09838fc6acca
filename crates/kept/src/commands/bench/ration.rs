//! `kept bench ration`: how long a backorder run over very many open lines takes, and what it changes.

use super::founded::{clock, peak_rss};
use crate::cli::BenchRation;
use crate::failure::{Failure, Outcome};
use crate::talk::{self, Progress};
use book::group::Grouping;
use book::plan::STEPS_MAX;
use book::policy::{Members, Segment, Strategy, Weight};
use book::{Book, Command, Events, Policy, Stamp, decide, evolve_all, invariant};
use plan::ration::{Run, run};
use serde::Serialize;
use sim::load::{CUSTOMERS, Demand, company};
use std::time::Instant;
use vocab::{ActorId, CustomerId};

/// Lines of each order.
const LINES: u16 = 3;
/// Stock is laid out for one in so many orders.
const STOCK_SHARE: u64 = 2;
/// One in so many customers is in the group that is served first.
const KEY_SHARE: usize = 4;
/// Seed of the demand.
const SEED: u64 = 1;
/// That group.
const KEY: &str = "KEY";

/// What `kept bench ration` prints.
#[derive(Serialize)]
struct Report {
    open_orders: usize,
    open_lines: usize,
    /// Orders that the run looked at: those that are not held.
    served: usize,
    /// From the book to the plan.
    run_seconds: f64,
    /// Lines that come earlier.
    gains: usize,
    /// Lines that come later.
    losses: usize,
    /// Orders that the plan promises otherwise.
    steps: usize,
    /// How the book makes it; none when it has more steps than a plan may.
    #[serde(flatten)]
    made: Option<Made>,
    peak_rss_bytes: u64,
}

/// How the book makes a plan.
#[derive(Serialize)]
struct Made {
    /// To check it and to make it.
    make_seconds: f64,
    /// What the journal takes of it.
    event_bytes: usize,
}

/// Fills a book in memory with goods for half of its orders, and hands them out anew.
pub fn ration(options: &BenchRation, json: bool) -> Outcome {
    let stamp = stamp();
    let mut book = filled(options, &stamp)?;
    let lines = book.orders.iter().map(|order| order.lines.len()).sum();
    let start = Instant::now();
    let Run {
        plan,
        shifts,
        served,
    } = run(&book, None, &stamp);
    let run_seconds = start.elapsed().as_secs_f64();
    let report = Report {
        open_orders: book.orders.len(),
        open_lines: lines,
        served: served.len(),
        run_seconds,
        gains: shifts.iter().filter(|shift| shift.is_gain()).count(),
        losses: shifts.iter().filter(|shift| shift.is_loss()).count(),
        steps: plan.steps.len(),
        made: match plan.steps.len() <= STEPS_MAX {
            true => Some(made(&mut book, &Command::MakePlan(plan), &stamp)?),
            false => None,
        },
        peak_rss_bytes: peak_rss(),
    };
    match json {
        true => talk::json(&report),
        false => report.print(),
    }
}

/// Makes a plan; the book must be sound after it.
fn made(book: &mut Book, plan: &Command, stamp: &Stamp) -> Outcome<Made> {
    let start = Instant::now();
    let events = give(book, plan, stamp)?;
    let make_seconds = start.elapsed().as_secs_f64();
    let bytes = |event| minicbor::to_vec(event).map_or(0, |bytes| bytes.len());
    match invariant::violations(book).first() {
        None => Ok(Made {
            make_seconds,
            event_bytes: events.iter().map(bytes).sum(),
        }),
        Some((name, place)) => Err(Failure::new(format!("{name} does not hold: {place}"))),
    }
}

fn stamp() -> Stamp {
    let moment = clock();
    Stamp {
        at: moment.at,
        today: moment.today,
        minute: moment.minute,
        actor: ActorId(1),
    }
}

/// A book with so many open lines, and goods for some of them.
fn filled(options: &BenchRation, stamp: &Stamp) -> Outcome<Book> {
    let orders = options.lines.div_ceil(u64::from(LINES));
    let size = sim::load::Size {
        lines: (LINES, LINES),
        ..options.load.size((orders / STOCK_SHARE).max(1))
    };
    let mut book = Book::default();
    for command in company(size).iter().chain(&rules()) {
        give(&mut book, command, stamp)?;
    }
    let mut demand = Demand::new(SEED, size);
    let mut progress = Progress::new("orders", orders);
    for placed in 0..orders {
        let (_, draft) = demand.order();
        give(&mut book, &Command::PlaceOrder(draft), stamp)?;
        progress.at(placed + 1);
    }
    Ok(book)
}

/// Key customers win, and all others share what is left by urgency and value.
fn rules() -> [Command; 2] {
    let group = || KEY.to_owned();
    let policy = Policy {
        priority: vec![
            Weight::Group(group(), 500),
            Weight::Late(50),
            Weight::Value(1, 10_000),
        ],
        segments: vec![
            Segment {
                of: Members::Group(group()),
                strategy: Strategy::Win,
            },
            Segment {
                of: Members::Any,
                strategy: Strategy::Redistribute,
            },
        ],
        ..Policy::default()
    };
    let key = (0..CUSTOMERS).step_by(KEY_SHARE).map(|number| Grouping {
        customer: CustomerId(number),
        groups: vec![group()],
    });
    [
        Command::GroupCustomers(key.collect()),
        Command::SetPolicy(policy),
    ]
}

fn give(book: &mut Book, command: &Command, stamp: &Stamp) -> Outcome<Events> {
    let events = decide(book, command, stamp).map_err(|error| Failure::new(error.to_string()))?;
    evolve_all(book, &events);
    Ok(events)
}

impl Report {
    fn print(&self) -> Outcome {
        let row = |name: &str, value: String| vec![name.to_owned(), value];
        let make = match &self.made {
            Some(made) => {
                let megabytes = made.event_bytes as f64 / 1e6;
                format!("{:.2} s, {megabytes:.1} MB of events", made.make_seconds)
            }
            None => format!("more than the {STEPS_MAX} steps that a plan may have"),
        };
        let rows = [
            row("open orders", self.open_orders.to_string()),
            row("open lines", self.open_lines.to_string()),
            row("orders served", self.served.to_string()),
            row("the run", format!("{:.2} s", self.run_seconds)),
            row("lines that come earlier", self.gains.to_string()),
            row("lines that come later", self.losses.to_string()),
            row("orders promised otherwise", self.steps.to_string()),
            row("the book makes the plan", make),
            row("peak memory", format!("{} MB", self.peak_rss_bytes >> 20)),
        ];
        print!("{}", talk::table(&["measure", "value"], &rows));
        Ok(())
    }
}
