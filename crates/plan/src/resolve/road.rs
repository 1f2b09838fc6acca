//! The ways to solve trouble with goods on their way: the customer is told another day, the carrier tries
//! again, others are sent in their place, or they turn back.

use super::Terms;
use super::goods::add_line;
use super::trial::Trial;
use book::exception::{Exception, Kind, Resolution};
use book::order::{Order, ScheduleLine};
use book::plan::{OnItsWay, Step};
use book::promise::calendar;
use book::{Book, Few, Stamp};
use std::collections::{BTreeMap, BTreeSet};
use vocab::{Day, OrderId, Quantity};

/// Goods that are sent again arrive at least so many days before those on their way: it costs a second
/// shipment.
const SOONER_DAYS_MIN: i32 = 2;

/// Every way that the book lets happen.
pub(super) fn all(
    book: &Book,
    exception: &Exception,
    orders: &BTreeSet<OrderId>,
    terms: &Terms,
    stamp: &Stamp,
) -> Vec<Trial> {
    let late: Vec<Late> = orders
        .iter()
        .filter_map(|id| Late::of(book, exception, *id, terms, stamp))
        .collect();
    let ways: &[Resolution] = match exception.kind {
        Kind::CarrierDelay => &[Resolution::Repromise, Resolution::Resend],
        // What customs hold once, they hold again.
        Kind::Customs => &[Resolution::Repromise],
        Kind::FailedDelivery => &[Resolution::Redeliver, Resolution::TakeBack],
        Kind::Shortage
        | Kind::LateSupply
        | Kind::ShortSupply
        | Kind::LostSupply
        | Kind::StockMissing
        | Kind::ShortPick
        | Kind::Damage
        | Kind::MissedCutoff
        | Kind::Stuck => &[],
    };
    let attempt = |way: &Resolution| match way {
        Resolution::Resend => sent_again(book, &late, stamp),
        Resolution::TakeBack => taken_back(book, &late, stamp),
        _ => arriving_later(book, *way, &late, stamp),
    };
    ways.iter().filter_map(attempt).collect()
}

/// What of an order is on its way in trouble, and when it can be expected.
struct Late {
    order: OrderId,
    goods: Vec<OnItsWay>,
    expected: Day,
}

impl Late {
    fn of(
        book: &Book,
        exception: &Exception,
        id: OrderId,
        terms: &Terms,
        stamp: &Stamp,
    ) -> Option<Late> {
        let order = book.orders.get(id)?;
        let goods = on_their_way(exception, &order);
        let last = goods.iter().map(|part| part.delivery).max()?;
        let told = exception.expected;
        let told = told.filter(|day| *day > last && *day >= stamp.today);
        let days = match exception.kind {
            Kind::FailedDelivery => 1,
            _ => terms.delay_days,
        };
        let reckoned = || delivery_days_after(book, &order, &goods, (last.max(stamp.today), days));
        Some(Late {
            order: id,
            expected: told.or_else(reckoned)?,
            goods,
        })
    }
}

/// The goods of an order that the exception is about, by line, site and day.
fn on_their_way(exception: &Exception, order: &Order) -> Vec<OnItsWay> {
    let rows = exception.broken.iter().filter(|row| row.order == order.id);
    let lines = rows.filter_map(|row| Some((row, order.line(row.line)?)));
    lines
        .flat_map(|(row, line)| {
            let mut parts: BTreeMap<_, Quantity> = BTreeMap::new();
            let delayed = |part: &&ScheduleLine| row.delays(&exception.cause, part);
            for part in line.schedule.iter().filter(delayed) {
                *parts.entry((part.site, part.delivery)).or_default() += part.quantity;
            }
            parts
                .into_iter()
                .map(move |((site, delivery), quantity)| OnItsWay {
                    line: row.line,
                    site,
                    delivery,
                    quantity,
                })
        })
        .collect()
}

/// So many days after this one that all of these goods can be delivered on.
fn delivery_days_after(
    book: &Book,
    order: &Order,
    goods: &[OnItsWay],
    (after, days): (Day, i32),
) -> Option<Day> {
    let zone = book.company.ship_tos[order.ship_to?.index()].zone;
    let day = |part: &OnItsWay| {
        let lane = book.company.lane(part.site, zone)?;
        Some((0..days).fold(after, |day, _| {
            calendar::delivery_day_from(lane, day.plus(1))
        }))
    };
    goods.iter().filter_map(day).max()
}

/// The customers are told when the goods arrive now.
fn arriving_later(book: &Book, way: Resolution, late: &[Late], stamp: &Stamp) -> Option<Trial> {
    let mut trial = Trial::of(book, way, stamp);
    let step = |late: &Late| Step::Redate {
        order: late.order,
        goods: late.goods.clone(),
        delivery: late.expected,
    };
    trial.make_all(late.iter().map(step).collect())?;
    (!late.is_empty()).then_some(trial)
}

/// Other goods are sent in the place of those that would arrive clearly later.
fn sent_again(book: &Book, late: &[Late], stamp: &Stamp) -> Option<Trial> {
    let mut trial = Trial::of(book, Resolution::Resend, stamp);
    for one in late {
        let before = trial.clone();
        if send_again(&mut trial, one).is_none() {
            trial = before;
        }
    }
    (!trial.steps.is_empty()).then_some(trial)
}

fn send_again(trial: &mut Trial, late: &Late) -> Option<()> {
    let mut instead: Vec<(u16, Few<ScheduleLine>)> = Vec::new();
    for (number, quantity) in by_line(&late.goods) {
        let line = trial.copy.orders.get(late.order)?.line(number)?.clone();
        let item = line.item.known()?;
        let row = add_line(trial, late.order, number, &line, (item, quantity))?;
        let soon = |part: &ScheduleLine| late.expected.since(part.delivery) >= SOONER_DAYS_MIN;
        if !row.schedule.iter().all(soon) {
            return None;
        }
        instead.push((number, row.schedule));
    }
    let turn_back = |instead| Step::TurnBack {
        order: late.order,
        goods: late.goods.clone(),
        instead,
    };
    // What is sent again is promised to the lines that were added.
    trial.try_steps(vec![turn_back(Vec::new())])?;
    trial.steps.push(turn_back(instead));
    Some(())
}

/// How much of each line they are.
fn by_line(goods: &[OnItsWay]) -> BTreeMap<u16, Quantity> {
    let mut sums: BTreeMap<u16, Quantity> = BTreeMap::new();
    for part in goods {
        *sums.entry(part.line).or_default() += part.quantity;
    }
    sums
}

/// What can't be handed over turns back, and the customer is not charged for it.
fn taken_back(book: &Book, late: &[Late], stamp: &Stamp) -> Option<Trial> {
    let mut trial = Trial::of(book, Resolution::TakeBack, stamp);
    let step = |late: &Late| Step::TurnBack {
        order: late.order,
        goods: late.goods.clone(),
        instead: Vec::new(),
    };
    trial.make_all(late.iter().map(step).collect())?;
    (!late.is_empty()).then_some(trial)
}
