//! Some lives that are lived again with every change, and what the simulator itself is worth.

use super::ledger::Ledger;
use super::*;
use book::{Book, Event};
use std::collections::BTreeSet;
use vocab::{ItemId, Quantity, SiteId};

/// Lives of no particular history; seed 1 once found that a refusal could not show a day beyond
/// every calendar. A seed that finds a defect gets a line of its own here, so that it stays found.
const SEEDS: std::ops::Range<u64> = 0..40;
/// Found that a longer time of receiving frees what a protection kept, and nobody was told.
const RECEIVED_LATER: u64 = 1_882_736_046_375_429;
/// Found that the watch over backorders believed a clock that went back, which the book does not.
const CLOCK_WENT_BACK: u64 = 1_882_755_252_093_274;

fn live(seed: u64) -> Report {
    run(seed).unwrap_or_else(|failure| panic!("{failure}"))
}

#[test]
fn whatever_fails_nothing_acknowledged_is_lost_and_nothing_is_oversold() {
    let mut sum = Report::default();
    SEEDS
        .chain([RECEIVED_LATER, CLOCK_WENT_BACK])
        .for_each(|seed| sum.add(&live(seed)));
    // A life in which little happens proves little.
    assert_eq!(sum.commands.len(), 46, "{sum}");
    for (name, counts) in &sum.commands {
        // Requests are mostly weighed by the book itself.
        assert!(
            counts.done > 0 || *name == "weigh_request",
            "{name} was never done\n{sum}"
        );
    }
    for trouble in Trouble::ALL {
        let times = sum.coverage.times(trouble);
        assert!(times > 0, "{} never came\n{sum}", trouble.name());
    }
    let missed = sum.coverage.never_reached();
    assert!(missed.len() <= MISSED_MAX, "{missed:?}");
    assert!(sum.refusals.len() > 20, "{sum}");
    let from_start = sum.recoveries - sum.from_snapshot;
    assert!(sum.from_snapshot > 50 && from_start > 50, "{sum}");
}

/// Pairs of command and condition, and of trouble and phase, that these few lives may miss; the long
/// run misses none.
const MISSED_MAX: usize = 10;

#[test]
fn every_seed_draws_another_mix_of_trouble() {
    let mixes: BTreeSet<Vec<Trouble>> = SEEDS
        .map(|seed| {
            let report = live(seed);
            let came = |trouble: &Trouble| report.coverage.times(*trouble) > 0;
            Trouble::ALL.into_iter().filter(came).collect()
        })
        .collect();
    assert_eq!(mixes.len() as u64, SEEDS.end - SEEDS.start);
    let names: BTreeSet<&str> = Trouble::ALL.map(Trouble::name).into();
    assert!(names.len() == Trouble::ALL.len() && names.len() >= 20);
}

#[test]
fn a_seed_lives_the_same_life_every_time() {
    assert_eq!(live(7), live(7));
    assert_ne!(live(7).hash, live(8).hash);
}

#[test]
fn the_ledger_notices_goods_that_are_not_there() {
    let (item, site) = (ItemId(0), SiteId(0));
    let received = |quantity| Event::StockReceived {
        site,
        item,
        quantity: Quantity(quantity),
    };
    let scrapped = |quantity| Event::StockScrapped {
        site,
        item,
        quantity: Quantity(quantity),
    };
    let mut ledger = Ledger::default();
    let notes = [received(5), scrapped(3), scrapped(3)].map(|event| ledger.note(&event));
    let told = "legal_transitions does not hold: 3 leave (ItemId(0), SiteId(0)), where 2 are";
    assert_eq!(notes, [Ok(()), Ok(()), Err(told.to_owned())]);
}

#[test]
fn the_ledger_notices_a_book_that_counts_otherwise() {
    let mut chance = crate::chance::Chance::new(1);
    let size = company::Size::of(&mut chance);
    let (mut book, mut ledger) = (Book::default(), Ledger::default());
    let stamp = book::Stamp {
        at: vocab::Instant(0),
        today: vocab::Day(0),
        minute: 0,
        actor: vocab::ActorId(0),
    };
    for command in company::commands(size, &mut chance) {
        for event in book::decide(&book, &command, &stamp).unwrap() {
            book::evolve(&mut book, &event);
            ledger.note(&event).unwrap();
        }
    }
    assert_eq!(ledger.check(&book), Ok(()));
    let received = Event::StockReceived {
        site: SiteId(1),
        item: ItemId(2),
        quantity: Quantity(5),
    };
    ledger.note(&received).unwrap();
    let told = ledger.check(&book).unwrap_err();
    assert!(
        told.contains("item 2 at site 1: the ledger has 5 on hand"),
        "{told}"
    );
    book::evolve(&mut book, &received);
    assert_eq!(ledger.check(&book), Ok(()));
}

#[test]
fn a_failure_tells_the_seed_the_last_steps_and_how_to_see_it_again() {
    let mut trace = Trace::default();
    (0..100).for_each(|number| trace.step(format_args!("step {number}")));
    let failure = Failure {
        seed: 81_723,
        what: "stock is oversold".to_owned(),
        steps: trace.into_steps(),
    };
    let told = failure.to_string();
    assert!(
        told.starts_with("seed 81723 fails: stock is oversold\nthe last steps:\n     41 step 40")
    );
    assert!(told.ends_with("    100 step 99\nto see it again: cargo xtask sim 81723"));
}
