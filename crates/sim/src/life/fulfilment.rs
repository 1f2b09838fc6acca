//! Goods of orders move on: released in the morning of the day they leave, picked, packed, shipped
//! by the cut-off, and delivered on the promised day, a few of them late.

use super::{Moment, STEPS_MAX};
use crate::chance::Chance;
use book::promise::calendar::works;
use book::{Book, Command, Order, OrderState, ScheduleLine, Source, Stage};
use std::collections::{BTreeMap, BTreeSet};
use vocab::{Day, OrderId, Quantity, SiteId};

/// Work at the centres starts at six.
const WORK_MINUTE: u16 = 6 * 60;
/// Deliveries are reported from ten on.
const DELIVERY_MINUTE: u16 = 10 * 60;
/// So long before the cut-off everything of the day is brought to the lorries.
const CLOSING_MINUTES: u16 = 90;
/// Out of a thousand orders, this many are delivered late.
const LATE_PERMILLE: u64 = 30;
/// The stages that goods reach at their centre.
const AT_THE_CENTRE: [Stage; 4] = [
    Stage::Released,
    Stage::Picked,
    Stage::Packed,
    Stage::Shipped,
];

/// Quantity of each line by its number.
pub(crate) type Goods = BTreeMap<u16, Quantity>;

/// Moves goods of every open order that has some to move, the oldest order first.
pub(super) fn advance(commands: &mut Vec<Command>, seed: u64, now: Moment, book: &Book) {
    let open = book
        .orders
        .iter()
        .filter(|order| order.state == OrderState::Open);
    for order in open {
        if commands.len() >= STEPS_MAX {
            return;
        }
        for site in sites(&order) {
            deliver(commands, seed, now, &order, site);
            work_at_the_centre(commands, now, book, &order, site);
        }
    }
}

fn sites(order: &Order) -> BTreeSet<SiteId> {
    order
        .lines
        .iter()
        .flat_map(|line| line.schedule.iter().map(|part| part.site))
        .collect()
}

/// What of each line at a site is chosen.
pub(crate) fn goods(order: &Order, site: SiteId, chosen: impl Fn(&ScheduleLine) -> bool) -> Goods {
    let mut goods = Goods::new();
    for (line, number) in order.lines.iter().zip(1..) {
        let parts = line
            .schedule
            .iter()
            .filter(|part| part.site == site && chosen(part));
        let quantity: Quantity = parts.map(|part| part.quantity).sum();
        if !quantity.is_zero() {
            goods.insert(number, quantity);
        }
    }
    goods
}

fn deliver(commands: &mut Vec<Command>, seed: u64, now: Moment, order: &Order, site: SiteId) {
    if now.minute < DELIVERY_MINUTE {
        return;
    }
    let late = days_late(seed, order.id);
    let arrived =
        |part: &ScheduleLine| part.stage == Stage::Shipped && part.delivery.plus(late) <= now.day;
    push(
        commands,
        order.id,
        Stage::Delivered,
        site,
        &goods(order, site, arrived),
        None,
    );
}

fn days_late(seed: u64, order: OrderId) -> i32 {
    let mut chance = Chance::of(seed, &[0x1A7E, order.0]);
    if chance.permille(LATE_PERMILLE) {
        chance.between(1, 3) as i32
    } else {
        0
    }
}

/// One stage a call through the day; all the way to the lorry shortly before the cut-off and after.
fn work_at_the_centre(
    commands: &mut Vec<Command>,
    now: Moment,
    book: &Book,
    order: &Order,
    site: SiteId,
) {
    let calendar = &book.company.sites[site.index()].calendar;
    if now.minute < WORK_MINUTE || !works(calendar, now.day) {
        return;
    }
    let closing = now.minute + CLOSING_MINUTES >= calendar.cutoff_minute;
    let mut carried = Goods::new();
    for to in AT_THE_CENTRE {
        if to == Stage::Shipped && !closing {
            return;
        }
        let mut moving = goods(order, site, |part| may_reach(part, to, now.day));
        if closing {
            carried
                .iter()
                .for_each(|(line, more)| *moving.entry(*line).or_default() += *more);
        }
        let tracking = (to == Stage::Shipped).then(|| tracking(order.id, site, now.day));
        push(commands, order.id, to, site, &moving, tracking);
        carried = moving;
    }
}

fn may_reach(part: &ScheduleLine, to: Stage, today: Day) -> bool {
    let leaves_today = part.source == Source::OnHand && part.goods_issue <= today;
    Some(part.stage) == to.before() && (to != Stage::Released || leaves_today)
}

/// The number of a shipment.
pub(crate) fn tracking(order: OrderId, site: SiteId, day: Day) -> String {
    format!("TW{}{:07}{:05}", site.0 + 1, order.0, day.0)
}

fn push(
    commands: &mut Vec<Command>,
    order: OrderId,
    to: Stage,
    site: SiteId,
    goods: &Goods,
    tracking: Option<String>,
) {
    if goods.is_empty() {
        return;
    }
    let lines = goods
        .iter()
        .map(|(line, quantity)| (*line, *quantity))
        .collect();
    commands.push(Command::Advance {
        order,
        to,
        site,
        lines,
        tracking,
        packages: Vec::new(),
    });
}
