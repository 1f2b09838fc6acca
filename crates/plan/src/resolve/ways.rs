//! The ways to solve an exception, each tried by itself.

use super::trial::{Trial, arrival};
use super::{Terms, goods, road, stuck};
use book::exception::{Cause, Exception, Kind, Resolution};
use book::order::{OrderState, Source, Stage};
use book::plan::Step;
use book::policy::SPLIT_SITES_MAX;
use book::promise::calendar;
use book::{Book, Command, Order, Stamp};
use std::collections::{BTreeMap, BTreeSet};
use vocab::{Day, ItemId, OrderId, Quantity, SiteId, SupplyId};

/// How many orders are asked to give way.
const DONORS_MAX: usize = 20;
/// How many earlier days of a supply are tried.
const DAYS_MAX: i32 = 60;

/// Every way that the book lets happen.
pub(super) fn all(book: &Book, exception: &Exception, terms: &Terms, stamp: &Stamp) -> Vec<Trial> {
    let orders = in_trouble(book, exception);
    if orders.is_empty() {
        return Vec::new();
    }
    let first = match exception.kind {
        Kind::CarrierDelay | Kind::Customs | Kind::FailedDelivery => {
            return road::all(book, exception, &orders, terms, stamp);
        }
        Kind::Stuck => return stuck::all(book, &orders, stamp),
        Kind::MissedCutoff => postponed(book, &orders, stamp),
        Kind::Shortage
        | Kind::LateSupply
        | Kind::ShortSupply
        | Kind::LostSupply
        | Kind::StockMissing
        | Kind::ShortPick
        | Kind::Damage => later(book, exception, stamp),
    };
    let mut trials = Vec::from_iter(first);
    trials.extend(anew(book, &orders, stamp));
    trials.extend(hurried(book, exception, &orders, stamp));
    trials.extend(goods::brought_there(book, exception, &orders, stamp));
    trials.extend(goods::substituted(book, exception, stamp));
    trials.extend(swapped(book, exception, &orders, stamp));
    trials.extend(cancelled(book, exception, stamp));
    trials
}

/// Orders whose promises are still in trouble: those that are stuck are held, goods are on their way of
/// held ones too, and whatever else is promised anew is open.
fn in_trouble(book: &Book, exception: &Exception) -> BTreeSet<OrderId> {
    let concerned = |state: &OrderState| match exception.kind {
        Kind::Stuck => *state != OrderState::Open,
        Kind::CarrierDelay | Kind::Customs | Kind::FailedDelivery => true,
        Kind::Shortage
        | Kind::LateSupply
        | Kind::ShortSupply
        | Kind::LostSupply
        | Kind::StockMissing
        | Kind::ShortPick
        | Kind::Damage
        | Kind::MissedCutoff => *state == OrderState::Open,
    };
    let rows = exception.broken.iter();
    let found = rows.filter(|row| {
        let order = book.orders.get(row.order);
        order.is_some_and(|order| concerned(&order.state))
    });
    found.map(|row| row.order).collect()
}

/// The items of the lines in trouble.
pub(crate) fn items(book: &Book, exception: &Exception) -> BTreeSet<ItemId> {
    let item = |order: OrderId, line| book.orders.get(order)?.line(line)?.item.known();
    let rows = exception.broken.iter();
    rows.filter_map(|row| item(row.order, row.line)).collect()
}

/// The customers are told the later days that the lines have by now.
fn later(book: &Book, exception: &Exception, stamp: &Stamp) -> Option<Trial> {
    let dated = exception.broken.iter().all(|row| {
        !book.orders.contains(row.order) || arrival(book, row.order, row.line).is_some()
    });
    dated.then(|| Trial::of(book, Resolution::Repromise, stamp))
}

/// What should have left goes on the next day that it can.
fn postponed(book: &Book, orders: &BTreeSet<OrderId>, stamp: &Stamp) -> Option<Trial> {
    let mut trial = Trial::of(book, Resolution::Repromise, stamp);
    let steps: Vec<Step> = orders
        .iter()
        .filter_map(|id| {
            let order = book.orders.get(*id)?;
            let goods = order.lines.iter().flat_map(|line| &line.schedule);
            let stayed =
                goods.filter(|part| part.waits_in_stock() && part.goods_issue < stamp.today);
            let parts: BTreeSet<(SiteId, Day)> =
                stayed.map(|part| (part.site, part.goods_issue)).collect();
            let next = |(site, was): (SiteId, Day)| {
                let calendar = &book.company.sites[site.index()].calendar;
                (site, was, calendar::earliest_issue(calendar, stamp))
            };
            let parts: Vec<_> = parts.into_iter().map(next).collect();
            (!parts.is_empty()).then_some(Step::Postpone { order: *id, parts })
        })
        .collect();
    trial.make_all(steps)?;
    Some(trial)
}

/// The orders in trouble are promised anew, over as many sites as any order may be split.
fn anew(book: &Book, orders: &BTreeSet<OrderId>, stamp: &Stamp) -> Option<Trial> {
    let mut trial = Trial::of(book, Resolution::OtherSite, stamp);
    trial.copy.policy.split_sites_max = SPLIT_SITES_MAX;
    for order in orders {
        trial.give_up(*order)?;
    }
    for order in orders {
        trial.take_again(*order)?;
    }
    let more_parts = orders.iter().any(|order| {
        let parts = |book: &Book| book.orders.get(*order).map_or(0, |order| shipments(&order));
        parts(&trial.copy) > parts(book)
    });
    if more_parts {
        trial.resolution = Resolution::Split;
    }
    gains(book, &trial, orders).then_some(trial)
}

/// How many shipments an order takes.
fn shipments(order: &Order) -> usize {
    let parts = order.lines.iter().flat_map(|line| &*line.schedule);
    let days: BTreeSet<_> = parts.map(|part| (part.site, part.goods_issue)).collect();
    days.len()
}

/// Whether any line of these orders arrives earlier than it does now.
pub(super) fn gains(book: &Book, trial: &Trial, orders: &BTreeSet<OrderId>) -> bool {
    orders.iter().any(|id| {
        let lines = book.orders.get(*id).map_or(0, |order| order.lines.len());
        (1u16..).take(lines).any(|line| {
            match (arrival(book, *id, line), arrival(&trial.copy, *id, line)) {
                (None, Some(_)) => true,
                (Some(before), Some(after)) => after < before,
                (_, None) => false,
            }
        })
    })
}

/// The supplier hurries: the latest day that mends every promise, else the first day there is.
fn hurried(
    book: &Book,
    exception: &Exception,
    orders: &BTreeSet<OrderId>,
    stamp: &Stamp,
) -> Option<Trial> {
    let Cause::Supply { supply, .. } = exception.cause else {
        return None;
    };
    let was = book.stock.supplies.get(&supply)?.due;
    let tomorrow = stamp.today.plus(1);
    let try_day = |due| hurried_to(book, supply, (was, due), orders, stamp);
    let days = was.since(tomorrow).clamp(0, DAYS_MAX);
    // The later it may come, the easier it is to hurry: the days are halved until one is found.
    let (mut good, mut bad) = (0, days);
    let soonest = try_day(was.plus(-days)).filter(|_| days > 0)?;
    if !soonest.mends(exception) {
        return gains(book, &soonest, orders).then_some(soonest);
    }
    let mut found = soonest;
    while bad - good > 1 {
        let middle = (good + bad) / 2;
        match try_day(was.plus(middle - days)).filter(|trial| trial.mends(exception)) {
            Some(trial) => (good, found) = (middle, trial),
            None => bad = middle,
        }
    }
    Some(found)
}

fn hurried_to(
    book: &Book,
    supply: SupplyId,
    (was, due): (Day, Day),
    orders: &BTreeSet<OrderId>,
    stamp: &Stamp,
) -> Option<Trial> {
    let mut trial = Trial::of(book, Resolution::Expedite, stamp);
    trial.give(&Command::RescheduleSupply { supply, due })?;
    trial.steps.push(Step::Hasten { supply, was, due });
    for order in orders {
        trial.give_up(*order)?;
        trial.take_again(*order)?;
    }
    Some(trial)
}

/// Orders that are less urgent give way, one after the other, as long as it helps.
fn swapped(
    book: &Book,
    exception: &Exception,
    orders: &BTreeSet<OrderId>,
    stamp: &Stamp,
) -> Option<Trial> {
    let items = items(book, exception);
    let mut trial = Trial::of(book, Resolution::PrioritySwap, stamp);
    let mut gave = Vec::new();
    for donor in donors(book, orders, &items, stamp) {
        trial.give_up(donor)?;
        gave.push(donor);
        for order in orders {
            trial.give_up(*order)?;
        }
        for order in orders {
            trial.take_again(*order)?;
        }
        if trial.mends(exception) {
            break;
        }
    }
    for donor in gave {
        trial.take_again(donor)?;
    }
    gains(book, &trial, orders).then_some(trial)
}

/// Orders that hold goods of the items and can wait, those that can wait longest first.
fn donors(
    book: &Book,
    orders: &BTreeSet<OrderId>,
    items: &BTreeSet<ItemId>,
    stamp: &Stamp,
) -> Vec<OrderId> {
    let mut donors: Vec<(i32, OrderId)> = book
        .orders
        .iter()
        .filter(|order| order.state == OrderState::Open && !orders.contains(&order.id))
        .filter_map(|order| Some((slack(&order, items, stamp)?, order.id)))
        .filter(|(slack, _)| *slack > 0)
        .collect();
    donors.sort_by_key(|(slack, id)| (std::cmp::Reverse(*slack), *id));
    donors.truncate(DONORS_MAX);
    donors.into_iter().map(|(_, id)| id).collect()
}

/// How many days from now an order wants what it holds of these items; `None` when it holds nothing that
/// it could give up, or wants it as soon as possible.
fn slack(order: &Order, items: &BTreeSet<ItemId>, stamp: &Stamp) -> Option<i32> {
    let holds = order.lines.iter().filter(|line| {
        let known = line.item.known().is_some_and(|item| items.contains(&item));
        let mut parts = line.schedule.iter();
        known && parts.any(|part| part.stage == Stage::Promised && part.source == Source::OnHand)
    });
    let wanted = holds.map(|line| order.requested_for(line)).min()??;
    Some(wanted.since(stamp.today))
}

/// What has no date is given up.
fn cancelled(book: &Book, exception: &Exception, stamp: &Stamp) -> Option<Trial> {
    let mut waiting: BTreeMap<OrderId, Vec<(u16, Quantity)>> = BTreeMap::new();
    for row in &exception.broken {
        let order = book.orders.get(row.order);
        let line = order.as_ref().and_then(|order| order.line(row.line));
        if let Some(part) = line.and_then(|line| line.backorder) {
            let lines = waiting.entry(row.order).or_default();
            lines.push((row.line, part.quantity));
        }
    }
    let step = |(order, lines)| Step::CancelWaiting { order, lines };
    let steps: Vec<Step> = waiting.into_iter().map(step).collect();
    if steps.is_empty() {
        return None;
    }
    let mut trial = Trial::of(book, Resolution::Cancel, stamp);
    trial.make_all(steps)?;
    Some(trial)
}
