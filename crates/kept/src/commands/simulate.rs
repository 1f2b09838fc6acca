//! `kept simulate company`: how a company would fare, on the real book, with all that goes wrong in a real one.

use crate::cli::SimulateCompany;
use crate::failure::{Failure, Outcome};
use crate::talk::{self, Progress};
use sim::twin::{Counts, DESK_AGOROT_AN_HOUR, Options, PICKER_AGOROT_AN_HOUR, Report, simulate};
use std::time::Instant;

/// Lets the company live and tells how it went. Fails when an invariant of the book did not hold.
pub fn company(options: &SimulateCompany, json: bool) -> Outcome {
    let start = Instant::now();
    let mut progress = Progress::new("simulating day", u64::from(options.days));
    let options = Options {
        days: options.days,
        seed: options.seed,
        orders_per_day: options.orders_per_day,
        trouble_percent: options.trouble,
    };
    let report = simulate(options, &mut |day| progress.at(u64::from(day)));
    let seconds = start.elapsed().as_secs_f64();
    eprintln!(
        "{} commands in {seconds:.1} s; {:.2} ms for all that happens to an order",
        report.commands,
        seconds * 1_000.0 / report.orders.max(1) as f64
    );
    match json {
        true => talk::json(&report)?,
        false => print!("{}", text(&report)),
    }
    match report.invariants_ok {
        true => Ok(()),
        false => Err(Failure::new(format!(
            "these invariants did not hold: {}",
            report.broken_invariants.join(", ")
        ))),
    }
}

fn text(report: &Report) -> String {
    let held = if report.invariants_ok {
        "held every evening"
    } else {
        "did not hold"
    };
    format!(
        "{} days, {} orders, {} lines; the invariants of the book {held}\n\n{}\n{}\n{}\n{}",
        report.days,
        report.orders,
        report.lines,
        figures(report),
        rest(report),
        exceptions(report),
        assumptions(report),
    )
}

fn figures(report: &Report) -> String {
    let money = |amount: f64| format!("{amount:.2} ILS");
    let minutes = format!(
        "{} min; nine in ten {} min",
        report.order_to_release_minutes_p50, report.order_to_release_minutes_p90
    );
    talk::pairs(&[
        (
            "lines that no person touched",
            percent(report.touchless_line_share),
        ),
        (
            "orders that no person touched",
            percent(report.touchless_order_share),
        ),
        (
            "lines of such orders",
            percent(report.touchless_order_line_share),
        ),
        ("on time and in full", percent(report.otif)),
        (
            "the same, by the first promise",
            percent(report.promises_kept),
        ),
        ("came as ordered", percent(report.order_accuracy)),
        (
            "order cycle, median",
            format!("{:.1} h", report.order_cycle_hours_p50),
        ),
        ("from due to the site, median", minutes),
        ("overdue, of what is open", percent(report.backlog_rate)),
        ("labour an order", money(report.cost_per_order)),
        ("freight an order", money(report.freight_per_order)),
        ("lateness an order", money(report.lateness_per_order)),
    ])
}

/// What people had to do, the most lines first.
fn rest(report: &Report) -> String {
    let row = |row: &sim::twin::Touched| {
        let share = row.lines as f64 / report.lines.max(1) as f64;
        vec![
            words(row.reason),
            row.lines.to_string(),
            percent(share),
            row.orders.to_string(),
            row.times.to_string(),
            row.minutes.to_string(),
        ]
    };
    let rows: Vec<Vec<String>> = report.touched.iter().map(row).collect();
    let titles = [
        "needed a person for",
        "lines",
        "of all",
        "orders",
        "times",
        "minutes",
    ];
    talk::table(&titles, &rows)
}

fn exceptions(report: &Report) -> String {
    let row = |(kind, counts): (&&str, &Counts)| {
        vec![
            words(kind),
            counts.raised.to_string(),
            counts.resolved_automatically.to_string(),
            counts.approved.to_string(),
            counts.open.to_string(),
        ]
    };
    let rows: Vec<Vec<String>> = report.exceptions.iter().map(row).collect();
    let titles = [
        "exception",
        "raised",
        "went by itself",
        "a person decided",
        "open",
    ];
    talk::table(&titles, &rows)
}

fn assumptions(report: &Report) -> String {
    let hourly = |agorot: i64| agorot / 100;
    format!(
        "Assumed: trouble at {}% of what docs/simulation.md calls usual; documents in the formats of machines, read\n\
         without a doubt; an hour at the order desk {} ILS, of a picker {} ILS. Digest {}\n",
        report.trouble_percent,
        hourly(DESK_AGOROT_AN_HOUR),
        hourly(PICKER_AGOROT_AN_HOUR),
        &report.digest[..16],
    )
}

fn words(name: &str) -> String {
    name.replace('_', " ")
}

fn percent(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}
