//! A month of orders, sourced in two ways, and what they cost at least in hindsight.

use crate::failure::{Failure, Outcome};
use crate::talk::Progress;
use book::event::LineSchedule;
use book::order::promising::destination;
use book::promise::{Ask, Destination};
use book::{Book, Command, Event, Events};
use plan::network::{Goods, Order, prices};
use serde::Serialize;
use sim::company::FIRST_DAY;
use sim::month::{Month, nearest};
use vocab::{ItemId, SiteId};

/// Orders of a day.
const ORDERS_PER_DAY: u32 = 40;
/// The company whose month it is.
const COMPANY: u64 = 1;
/// Rounds in which the bound is raised.
const ROUNDS: u32 = 200;

/// What the month came to, minor units.
#[derive(Serialize)]
pub struct Costs {
    /// How many orders.
    pub orders: usize,
    /// No way of sourcing them, with the whole month known, costs less than this.
    pub hindsight_cost: i64,
    /// As Kept promises them, one by one.
    pub kept_cost: i64,
    /// Each line from the nearest site that has it.
    pub nearest_site_cost: i64,
}

/// Who says where the goods of an order come from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    Kept,
    NearestSite,
}

/// Lives the month of a seed.
pub fn month(seed: u64) -> Outcome<Costs> {
    let month = Month::new(COMPANY, seed, ORDERS_PER_DAY);
    let mut progress = Progress::new("living a month, way", 3);
    let (kept_cost, orders) = live(&month, Rule::Kept)?;
    progress.at(1);
    let (nearest_site_cost, _) = live(&month, Rule::NearestSite)?;
    progress.at(2);
    let found = prices(
        &month.book,
        &orders,
        &goods(&month.book),
        kept_cost as f64,
        ROUNDS,
    );
    progress.at(3);
    Ok(Costs {
        orders: orders.len(),
        hindsight_cost: found.bound.floor() as i64,
        kept_cost,
        nearest_site_cost,
    })
}

/// What all orders cost by a rule, and what they asked for.
fn live(month: &Month, rule: Rule) -> Outcome<(i64, Vec<Order>)> {
    let mut book = month.book.clone();
    let mut cost = 0;
    let mut orders = Vec::new();
    for (stamp, draft) in &month.orders {
        Month::receive(&mut book, stamp.today);
        let mut events = book::decide(&book, &Command::PlaceOrder(draft.clone()), stamp)
            .map_err(|refusal| Failure::new(refusal.to_string()))?;
        let (to, asks) =
            asked(&book, &events).ok_or_else(|| Failure::new("an order of the month is held"))?;
        if let Some(lines) = scheduled(&mut events) {
            if rule == Rule::NearestSite {
                *lines = nearest(&book, to, &asks, stamp);
            }
            cost += book::promise::cost(&book, to, &asks, lines, stamp)
                .ok_or_else(|| Failure::new("an order of the month goes where no lane goes"))?;
        }
        book::evolve_all(&mut book, &events);
        orders.push(Order {
            to,
            stamp: *stamp,
            asks,
        });
    }
    Ok((cost, orders))
}

/// Where an order that was just placed goes, and what it asks for.
fn asked(book: &Book, events: &Events) -> Option<(Destination, Vec<Ask>)> {
    let placed = events.iter().find_map(|event| match event {
        Event::OrderPlaced {
            customer,
            ship_to,
            requested,
            lines,
            terms,
            ..
        } => Some((customer, ship_to, requested, lines, terms)),
        _ => None,
    });
    let (customer, ship_to, requested, lines, terms) = placed?;
    let asks = (1..).zip(lines).map(|(number, line)| {
        Some(Ask {
            line: number,
            item: line.item.known()?,
            quantity: line.quantity,
            requested: line.requested.or(*requested),
            price: line.price,
        })
    });
    Some((
        destination(book, *customer, *ship_to, terms)?,
        asks.collect::<Option<_>>()?,
    ))
}

fn scheduled(events: &mut Events) -> Option<&mut Vec<LineSchedule>> {
    events.iter_mut().find_map(|event| match event {
        Event::LinesScheduled { lines, .. } => Some(lines),
        _ => None,
    })
}

/// All goods of the month: in stock on its first morning, and when more is due.
fn goods(book: &Book) -> Vec<Goods> {
    let items = (0..book.company.items.len()).map(|item| ItemId(item as u32));
    let on_hand = items.flat_map(|item| {
        let sites = (0..).map(SiteId).zip(book.stock.balances(item));
        sites.map(move |(site, balance)| Goods {
            item,
            site,
            day: FIRST_DAY,
            quantity: balance.free(),
        })
    });
    let inbound = book.stock.supplies.values().map(|supply| Goods {
        item: supply.item,
        site: supply.site,
        day: supply.due,
        quantity: supply.open,
    });
    let all = on_hand.chain(inbound);
    all.filter(|goods| !goods.quantity.is_zero()).collect()
}
