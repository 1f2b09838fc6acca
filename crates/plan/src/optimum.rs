//! The best promise that there is for one order, by an integer programme: the judge of the book's
//! search.
//!
//! It shares nothing with that search but the costs ([`book::promise::cost`]) and the rules, which it
//! states again as rows:
//!
//! * goods leave a site in shipments, one a day, each on a day that some of them could leave at the
//!   latest to be in time, and none before that day;
//! * an order is served from as many sites as the policy allows, or in one shipment;
//! * a site that serves an order gives a day to everything that it has or expects of it;
//! * something is promised where anything can be.

use crate::programme::{Minimum, Programme, Solver, Terms, Unsolved, Variable};
use crate::{first_delivery, worth};
use book::company::Lane;
use book::event::LineSchedule;
use book::order::{Backorder, BackorderReason, Split};
use book::promise::{Ask, Destination, calendar, free_on_hand};
use book::{Book, Few, ScheduleLine, Source, Stage, Stamp};
use std::collections::{BTreeMap, BTreeSet};
use vocab::{Day, ItemId, Quantity, SiteId};

/// A best promise.
#[derive(Clone, Debug)]
pub struct Optimum {
    /// What it costs, minor units, by the book's own function.
    pub cost: i64,
    /// What the programme says that it costs; without the rounding of amounts to minor units.
    pub unrounded: f64,
    /// By ask, what is promised and what has no date.
    pub lines: Vec<LineSchedule>,
}

/// The best promise for an order; `None` where nothing can be promised.
///
/// # Errors
/// When the solver finds no optimum.
pub fn optimum(
    book: &Book,
    destination: Destination,
    asks: &[Ask],
    stamp: &Stamp,
    solver: Solver,
) -> Result<Option<Optimum>, Unsolved> {
    let order = Order::new(book, destination, asks, stamp);
    if order.goods.is_empty() {
        return Ok(None);
    }
    let model = order.model();
    let minimum = model.programme.minimum(solver)?;
    let lines = order.lines(&model, &minimum);
    let cost = book::promise::cost(book, destination, asks, &lines, stamp);
    let cost = cost.ok_or_else(|| Unsolved::new("the optimum ships where no lane goes"))?;
    Ok(Some(Optimum {
        cost,
        unrounded: minimum.cost - book.policy.split_cost as f64,
        lines,
    }))
}

/// An order and all that it could be served from.
struct Order<'a> {
    book: &'a Book,
    destination: Destination,
    asks: &'a [Ask],
    lanes: BTreeMap<SiteId, Lane>,
    /// Late is later than this where no day was requested.
    first_delivery: Day,
    goods: Vec<Goods>,
    shipments: Vec<(SiteId, Day)>,
}

/// What one ask could take of one supply.
struct Goods {
    ask: usize,
    site: SiteId,
    source: Source,
    free: Quantity,
    /// The first day that they may leave for this ask.
    ready: Day,
}

/// The programme of an order, and what its variables stand for.
struct Model {
    programme: Programme,
    takes: Vec<Take>,
}

/// So much of these goods goes with this shipment.
struct Take {
    variable: Variable,
    goods: usize,
    shipment: usize,
}

/// So much of an ask has no date, and goes over one of the lanes.
struct Wait {
    variable: Variable,
    ask: usize,
}

impl<'a> Order<'a> {
    fn new(book: &'a Book, destination: Destination, asks: &'a [Ask], stamp: &Stamp) -> Order<'a> {
        let sites = (0..).map(SiteId).take(book.company.sites.len());
        let lane = |site| Some((site, destination.reach.lane(book, site)?));
        let lanes: BTreeMap<SiteId, Lane> = sites.filter_map(lane).collect();
        let in_stock = |site: &SiteId| {
            calendar::earliest_issue(&book.company.sites[site.index()].calendar, stamp)
        };
        let mut order = Order {
            book,
            destination,
            asks,
            first_delivery: first_delivery(book, destination.reach, stamp).unwrap_or(stamp.today),
            lanes,
            goods: Vec::new(),
            shipments: Vec::new(),
        };
        for (ask, row) in asks.iter().enumerate() {
            for (site, lane) in &order.lanes {
                let ready = in_stock(site);
                let free = free_on_hand(book, row.item, *site);
                let inbound = book.stock.inbound(row.item);
                let inbound = inbound.filter(|(_, supply)| supply.site == *site);
                let inbound = inbound.map(|(id, supply)| {
                    let ready = calendar::ready_day(book, *site, supply.due).max(ready);
                    let free = supply.open.saturating_sub(supply.pegged);
                    (Source::Inbound(id), free, ready)
                });
                let all = std::iter::once((Source::OnHand, free, ready)).chain(inbound);
                let calendar = &book.company.sites[site.index()].calendar;
                order.goods.extend(all.map(|(source, free, ready)| Goods {
                    ask,
                    site: *site,
                    source,
                    free,
                    ready: calendar::dates(calendar, lane, ready, row.requested).0,
                }));
            }
        }
        order.goods.retain(|goods| !goods.free.is_zero());
        let days = order.goods.iter().map(|goods| (goods.site, goods.ready));
        order.shipments = days.collect::<BTreeSet<_>>().into_iter().collect();
        order
    }

    fn model(&self) -> Model {
        let mut programme = Programme::default();
        let split = self.book.policy.split_cost as f64;
        let ships: Vec<Variable> = (self.shipments.iter())
            .map(|(site, _)| programme.choice(self.lanes[site].cost_per_shipment as f64 + split))
            .collect();
        let takes = self.takes(&mut programme, &ships);
        let waits = self.waits(&mut programme, split);
        self.everything_is_taken_or_waits(&mut programme, &takes, &waits);
        self.nothing_is_taken_twice(&mut programme, &takes);
        let serves = self.few_sites_serve(&mut programme, &ships);
        self.nothing_is_withheld(&mut programme, &takes, &waits, &serves);
        programme.at_least(takes.iter().map(|take| (take.variable, 1.0)).collect(), 1.0);
        Model { programme, takes }
    }

    /// What goes with which shipment: nothing with one that does not leave.
    fn takes(&self, programme: &mut Programme, ships: &[Variable]) -> Vec<Take> {
        let mut takes = Vec::new();
        for (index, goods) in self.goods.iter().enumerate() {
            let ask = &self.asks[goods.ask];
            let most = goods.free.0.min(ask.quantity.0) as f64;
            for (shipment, (site, day)) in self.shipments.iter().enumerate() {
                if *site == goods.site && *day >= goods.ready {
                    let cost = self.freight(ask, *site) + self.lateness(ask, *site, *day);
                    let take = programme.variable(cost, most);
                    programme.at_most(vec![(take, 1.0), (ships[shipment], -most)], 0.0);
                    takes.push(Take {
                        variable: take,
                        goods: index,
                        shipment,
                    });
                }
            }
        }
        takes
    }

    /// What has no date, by ask: all of it goes one day over one lane.
    fn waits(&self, programme: &mut Programme, split: f64) -> Vec<Wait> {
        let mut waits = Vec::new();
        let mut laters = Vec::new();
        for (site, lane) in &self.lanes {
            let later = programme.choice(lane.cost_per_shipment as f64 + split);
            for (index, ask) in self.asks.iter().enumerate() {
                let rate = f64::from(self.book.policy.backorder_cost_bp) / 10_000.0;
                let most = ask.quantity.0 as f64;
                let cost = worth(ask) * rate + self.freight(ask, *site);
                let wait = programme.variable(cost, most);
                programme.at_most(vec![(wait, 1.0), (later, -most)], 0.0);
                waits.push(Wait {
                    variable: wait,
                    ask: index,
                });
            }
            laters.push((later, 1.0));
        }
        programme.at_most(laters, 1.0);
        waits
    }

    fn everything_is_taken_or_waits(
        &self,
        programme: &mut Programme,
        takes: &[Take],
        waits: &[Wait],
    ) {
        for (index, ask) in self.asks.iter().enumerate() {
            let taken = takes
                .iter()
                .filter(|take| self.goods[take.goods].ask == index);
            let waiting = waits.iter().filter(|wait| wait.ask == index);
            let terms = taken
                .map(|take| take.variable)
                .chain(waiting.map(|wait| wait.variable));
            programme.exactly(terms.map(|one| (one, 1.0)).collect(), ask.quantity.0 as f64);
        }
    }

    fn nothing_is_taken_twice(&self, programme: &mut Programme, takes: &[Take]) {
        let mut pools: BTreeMap<(ItemId, SiteId, Source), (Quantity, Terms)> = BTreeMap::new();
        for take in takes {
            let goods = &self.goods[take.goods];
            let pool = (self.asks[goods.ask].item, goods.site, goods.source);
            let pool = pools.entry(pool).or_insert((goods.free, Vec::new()));
            pool.1.push((take.variable, 1.0));
        }
        for (free, terms) in pools.into_values() {
            programme.at_most(terms, free.0 as f64);
        }
    }

    /// Which sites serve the order: those that a shipment leaves.
    fn few_sites_serve(
        &self,
        programme: &mut Programme,
        ships: &[Variable],
    ) -> BTreeMap<SiteId, Variable> {
        let mut serves = BTreeMap::new();
        for ((site, _), ship) in self.shipments.iter().zip(ships) {
            let serve = *serves
                .entry(*site)
                .or_insert_with(|| programme.variable(0.0, 1.0));
            programme.at_most(vec![(*ship, 1.0), (serve, -1.0)], 0.0);
        }
        let most = f64::from(self.book.policy.split_sites_max);
        programme.at_most(serves.values().map(|serve| (*serve, 1.0)).collect(), most);
        if self.destination.split == Split::Never {
            programme.at_most(ships.iter().map(|ship| (*ship, 1.0)).collect(), 1.0);
        }
        serves
    }

    /// Where some of an item waits, each site that serves the order has given all that it has of it.
    fn nothing_is_withheld(
        &self,
        programme: &mut Programme,
        takes: &[Take],
        waits: &[Wait],
        serves: &BTreeMap<SiteId, Variable>,
    ) {
        let items: BTreeSet<ItemId> = self.asks.iter().map(|ask| ask.item).collect();
        for item in items {
            let alike = self.asks.iter().filter(|ask| ask.item == item);
            let wanted: Quantity = alike.map(|ask| ask.quantity).sum();
            let short = programme.choice(0.0);
            let waiting = waits.iter().filter(|wait| self.asks[wait.ask].item == item);
            let mut terms: Terms = waiting.map(|wait| (wait.variable, 1.0)).collect();
            terms.push((short, -(wanted.0 as f64)));
            programme.at_most(terms, 0.0);
            for (site, serve) in serves {
                let here = |goods: &Goods| goods.site == *site && self.asks[goods.ask].item == item;
                let free: BTreeMap<Source, Quantity> = (self.goods.iter())
                    .filter(|goods| here(goods))
                    .map(|goods| (goods.source, goods.free))
                    .collect();
                let has = free.into_values().sum::<Quantity>().0.min(wanted.0) as f64;
                let taken = takes.iter().filter(|take| here(&self.goods[take.goods]));
                let mut terms: Terms = taken.map(|take| (take.variable, 1.0)).collect();
                if !terms.is_empty() {
                    terms.extend([(short, -has), (*serve, -has)]);
                    programme.at_least(terms, -has);
                }
            }
        }
    }

    /// What a unit costs by its weight.
    fn freight(&self, ask: &Ask, site: SiteId) -> f64 {
        let grams = self.book.company.items[ask.item.index()].weight_grams;
        self.lanes[&site].cost_per_kilogram as f64 * f64::from(grams) / 1_000.0
    }

    /// What a unit costs when it leaves on a day.
    fn lateness(&self, ask: &Ask, site: SiteId, day: Day) -> f64 {
        let delivery = calendar::delivery_day(&self.lanes[&site], day);
        let target = ask.requested.unwrap_or(self.first_delivery);
        let rate = f64::from(self.book.policy.lateness_cost_bp_per_day) / 10_000.0;
        f64::from(delivery.since(target).max(0)) * rate * worth(ask)
    }

    fn lines(&self, model: &Model, minimum: &Minimum) -> Vec<LineSchedule> {
        let mut lines: Vec<LineSchedule> = (self.asks.iter())
            .map(|ask| LineSchedule {
                line: ask.line,
                schedule: Few::none(),
                backorder: None,
            })
            .collect();
        for take in &model.takes {
            let quantity = Quantity(minimum.value(take.variable).round().max(0.0) as u64);
            let goods = &self.goods[take.goods];
            let (site, goods_issue) = self.shipments[take.shipment];
            if !quantity.is_zero() {
                lines[goods.ask].schedule.push(ScheduleLine {
                    quantity,
                    site,
                    source: goods.source,
                    goods_issue,
                    delivery: calendar::delivery_day(&self.lanes[&site], goods_issue),
                    stage: Stage::Promised,
                });
            }
        }
        for (ask, line) in self.asks.iter().zip(&mut lines) {
            let promised: Quantity = line.schedule.iter().map(|part| part.quantity).sum();
            let quantity = ask.quantity.saturating_sub(promised);
            let reason = BackorderReason::NoSupply;
            line.backorder = (!quantity.is_zero()).then_some(Backorder { quantity, reason });
        }
        lines
    }
}

#[cfg(test)]
mod tests;
