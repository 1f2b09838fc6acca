//! Twenty simulated days: nothing is refused, nothing is lost, most promises are kept.

use super::*;
use crate::book_of;
use crate::company::{FIRST_DAY, sample_company};
use book::invariant::INVARIANTS;
use book::work::Work;
use book::{Event, Stage, Stamp, decide, evolve};
use vocab::{ActorId, Instant, OrderId};

const SEED: u64 = 1;
/// Commands that answer one piece of work, before a test gives up.
const ANSWERS_MAX: usize = 10_000;

/// What happened in a run.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    placed: usize,
    held: usize,
    backordered: usize,
    delivered: usize,
    delivered_late: usize,
    finished: usize,
    shipped: usize,
    late: usize,
    announced: usize,
    received: usize,
    refused: Vec<String>,
}

struct World {
    book: Book,
    tally: Tally,
}

impl World {
    fn submit(&mut self, now: Moment, command: &Command) {
        let at = Instant::at_midnight(now.day).plus_seconds(i64::from(now.minute) * 60);
        let stamp = Stamp {
            at,
            today: now.day,
            minute: now.minute,
            actor: ActorId(0),
        };
        match decide(&self.book, command, &stamp) {
            Ok(events) => events.iter().for_each(|event| self.take(now, event)),
            Err(refusal) => self
                .tally
                .refused
                .push(format!("{now:?} {command:?}: {refusal}")),
        }
    }

    fn take(&mut self, now: Moment, event: &Event) {
        let tally = &mut self.tally;
        match event {
            Event::OrderPlaced { holds, .. } => {
                tally.placed += 1;
                tally.held += usize::from(!holds.is_empty());
            }
            Event::LinesScheduled { lines, .. } => {
                let without_date = lines.iter().any(|line| line.backorder.is_some());
                tally.backordered += usize::from(without_date);
            }
            Event::OrderFinished { .. } => tally.finished += 1,
            Event::SupplyAnnounced { .. } => tally.announced += 1,
            Event::SupplyReceived { .. } => tally.received += 1,
            Event::GoodsAdvanced { order, to, .. } => self.tally_goods(now, *order, *to),
            _ => {}
        }
        evolve(&mut self.book, event);
    }

    /// Counts what ships and what arrives, and what of it is late; before the event is taken.
    fn tally_goods(&mut self, now: Moment, order: OrderId, to: Stage) {
        let order = self.book.orders.get(order).unwrap();
        let parts = order.lines.iter().flat_map(|line| &line.schedule);
        let mut moving = parts.filter(|part| Some(part.stage) == to.before());
        let tally = &mut self.tally;
        if to == Stage::Shipped {
            tally.shipped += 1;
            tally.late += usize::from(moving.any(|part| part.goods_issue < now.day));
        } else if to == Stage::Delivered {
            tally.delivered += 1;
            tally.delivered_late += usize::from(moving.any(|part| part.delivery < now.day));
        }
    }

    /// Does what the book owes: promises backorders when stock comes free.
    fn work_off(&mut self, now: Moment) {
        for _ in 0..ANSWERS_MAX {
            let owed = self.book.work.iter().find_map(|work| match work {
                Work::PromiseBackorders { item } => Some(*item),
                _ => None,
            });
            let Some(item) = owed else {
                return;
            };
            self.submit(now, &Command::PromiseBackorders { item });
        }
        panic!("the work is never done");
    }
}

fn pace(arrive_as: ArriveAs) -> Pace {
    Pace {
        orders_per_day: 200,
        arrive_as,
        slips_percent: 100,
    }
}

fn lived(days: i32) -> World {
    let company = sample_company(SEED, FIRST_DAY);
    let mut world = World {
        book: book_of(&company),
        tally: Tally::default(),
    };
    let mut life = Life::new(SEED, &company, pace(ArriveAs::Commands));
    for day in 0..days {
        for hour in [6, 9, 11, 13, 16, 20] {
            let now = Moment {
                day: FIRST_DAY.plus(day),
                minute: hour * 60,
            };
            for happening in life.next(now, &world.book) {
                let Happening::Command(command) = happening else {
                    panic!("orders arrive as commands here");
                };
                world.submit(now, &command);
            }
            world.work_off(now);
        }
        for invariant in INVARIANTS {
            (invariant.check)(&world.book)
                .unwrap_or_else(|place| panic!("{}: {place}", invariant.name));
        }
    }
    world
}

#[test]
fn twenty_days_pass_without_a_refusal_and_most_orders_are_delivered() {
    let world = lived(20);
    let tally = &world.tally;
    assert_eq!(tally.refused, Vec::<String>::new());
    assert!((2_800..4_500).contains(&tally.placed), "{tally:?}");
    assert!(tally.held * 100 < tally.placed * 8, "{tally:?}");
    assert!(tally.finished * 100 > tally.placed * 70, "{tally:?}");
    assert!(tally.late * 100 < tally.shipped * 5, "{tally:?}");
    assert!(
        (10..80).contains(&(tally.delivered_late * 1_000 / tally.delivered)),
        "{tally:?}"
    );
    assert!(
        (1..tally.placed / 10).contains(&tally.backordered),
        "{tally:?}"
    );
    let open = world.book.orders.len();
    assert_eq!(tally.finished + open, tally.placed, "{tally:?}");
    assert!(tally.announced > 500 && tally.received > 500, "{tally:?}");
}

#[test]
fn a_seed_lives_the_same_life_twice() {
    assert_eq!(lived(2).book, lived(2).book);
}

/// A Sunday morning with its troubles, looked at every two minutes.
fn troubled() -> World {
    let company = sample_company(SEED, FIRST_DAY);
    let mut world = World {
        book: book_of(&company),
        tally: Tally::default(),
    };
    let mut life = Life::new(SEED, &company, pace(ArriveAs::Commands)).with_troubles();
    for minute in (7 * 60..9 * 60).step_by(2) {
        let now = Moment {
            day: FIRST_DAY,
            minute,
        };
        for happening in life.next(now, &world.book) {
            // The change of an order is a document, which nobody reads here.
            if let Happening::Command(command) = happening {
                world.submit(now, &command);
            }
        }
        world.work_off(now);
    }
    world
}

#[test]
fn a_sunday_morning_has_a_late_supplier_a_short_pick_and_a_hot_item_that_planners_can_solve() {
    let world = troubled();
    let stamp = Stamp {
        at: Instant::at_midnight(FIRST_DAY).plus_seconds(9 * 3_600),
        today: FIRST_DAY,
        minute: 9 * 60,
        actor: ActorId(0),
    };
    let terms = plan::resolve::Terms::default();
    let told = world.book.exceptions.iter().map(|(id, row)| {
        let ways = plan::resolve::resolve(&world.book, *id, &terms, &stamp);
        let ways: Vec<&str> = ways.iter().map(|one| one.resolution.as_str()).collect();
        format!(
            "{} of {}: {}",
            row.kind.as_str(),
            row.broken.len(),
            ways.join(", ")
        )
    });
    let mut told: Vec<String> = told.collect();
    told.sort();
    insta::assert_snapshot!(told.join("\n"), @r##"
    late_supply of 4: expedite, priority_swap, other_site, repromise
    short_pick of 1: repromise, priority_swap
    shortage of 4: priority_swap, cancel
    "##);
    assert_eq!(world.book, troubled().book);
}

/// File names and contents of a day, asked for at these hours.
fn documents(hours: &[u16]) -> Vec<Happening> {
    let company = sample_company(SEED, FIRST_DAY);
    let mut life = Life::new(SEED, &company, pace(ArriveAs::Documents));
    let moments = hours.iter().map(|hour| Moment {
        day: FIRST_DAY,
        minute: hour * 60,
    });
    let book = Book::default();
    moments.flat_map(|now| life.next(now, &book)).collect()
}

#[test]
fn the_same_documents_arrive_however_often_one_looks() {
    let at_once = documents(&[23]);
    assert!((200..320).contains(&at_once.len()), "{}", at_once.len());
    assert_eq!(documents(&[0, 7, 9, 12, 15, 23]), at_once);
    assert!(documents(&[5]).is_empty());
}

#[test]
fn a_clock_that_jumps_makes_up_for_a_few_days_only_and_bit_by_bit() {
    let company = sample_company(SEED, FIRST_DAY);
    let mut life = Life::new(SEED, &company, pace(ArriveAs::Documents));
    let book = Book::default();
    life.next(
        Moment {
            day: FIRST_DAY,
            minute: 23 * 60,
        },
        &book,
    );
    let later = Moment {
        day: FIRST_DAY.plus(100),
        minute: 23 * 60,
    };
    let calls: Vec<usize> = (0..6).map(|_| life.next(later, &book).len()).collect();
    assert!(
        calls.iter().all(|count| *count <= ARRIVALS_MAX + 1),
        "{calls:?}"
    );
    assert!(
        (200..900).contains(&calls.iter().sum::<usize>()),
        "{calls:?}"
    );
    assert_eq!(calls[5], 0);
}
