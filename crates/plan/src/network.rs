//! What a unit of an item is worth at each site, and what the orders of some time cost at least: the
//! Lagrangian dual of sourcing all of them together.
//!
//! Orders compete for goods. Let goods have a price by site and day, and no limit: then each order finds
//! its cheapest way alone. Whatever the prices, what the orders pay, less the worth of the goods that
//! there are, is not more than the cheapest way to serve all of them (weak duality). Prices go up where
//! the orders want more than there is and down where they want less, which raises that bound step by
//! step (subgradients, with the step of Polyak, 1969).

mod sourcing;

use crate::network::sourcing::{Choice, Sourcing};
use book::promise::{Ask, Destination};
use book::{Book, Stamp};
use std::collections::BTreeMap;
use vocab::{Day, ItemId, Quantity, SiteId};

/// How much of the step to the target is gone in the first round.
const PACE: f64 = 1.0;
/// After so many rounds without a better bound the pace is halved.
const PATIENCE: u32 = 5;

/// An order that is known, or expected.
#[derive(Clone, Debug)]
pub struct Order {
    /// Where it goes, and how.
    pub to: Destination,
    /// When it comes in.
    pub stamp: Stamp,
    /// What it wants.
    pub asks: Vec<Ask>,
}

/// Goods that can leave a site from a day on.
#[derive(Clone, Copy, Debug)]
pub struct Goods {
    /// What.
    pub item: ItemId,
    /// Where.
    pub site: SiteId,
    /// From when on.
    pub day: Day,
    /// How much, base units.
    pub quantity: Quantity,
}

/// The best prices that were found.
#[derive(Clone, Debug)]
pub struct Prices {
    /// What the orders cost at least, minor units, but for the rounding of amounts.
    pub bound: f64,
    /// By item and site, from which day on a unit costs how much, minor units.
    steps: BTreeMap<(ItemId, SiteId), Vec<(Day, f64)>>,
}

impl Prices {
    /// What a unit that leaves on a day is worth, minor units.
    pub fn of(&self, item: ItemId, site: SiteId, day: Day) -> f64 {
        let steps = self.steps.get(&(item, site)).map_or(&[][..], Vec::as_slice);
        let known = steps.iter().rev().find(|(from, _)| *from <= day);
        known.or(steps.first()).map_or(0.0, |(_, price)| *price)
    }
}

/// Prices for what the orders compete for, and the bound that they prove. `target` is what the orders
/// are known to cost at most.
pub fn prices(book: &Book, orders: &[Order], goods: &[Goods], target: f64, rounds: u32) -> Prices {
    let mut market = Market::new(goods);
    let sourcings: Vec<Sourcing> = orders
        .iter()
        .map(|order| Sourcing::new(book, order, &mut market))
        .collect();
    let mut best = (f64::NEG_INFINITY, market.duals.clone());
    let (mut pace, mut waited) = (PACE, 0);
    for _ in 0..rounds {
        let prices = market.prices();
        let mut wanted = vec![0.0; market.duals.len()];
        let mut bound = -market.worth();
        let mut choice = Choice::default();
        for sourcing in &sourcings {
            bound += sourcing.cheapest(&prices, &mut choice);
            for (cell, quantity) in &choice.draws {
                wanted[*cell] += quantity;
            }
        }
        if bound > best.0 {
            best = (bound, market.duals.clone());
            waited = 0;
        } else {
            waited += 1;
        }
        if waited > PATIENCE {
            pace /= 2.0;
            waited = 0;
        }
        market.step(&wanted, pace * (target - bound).max(0.0));
    }
    market.duals = best.1;
    Prices {
        bound: best.0,
        steps: market.steps(),
    }
}

/// The goods of all items and sites, in the periods between their arrivals.
struct Market {
    /// By item and site, its first cell and the first days of its periods.
    periods: BTreeMap<(ItemId, SiteId), (usize, Vec<Day>)>,
    /// By cell, how much there is up to the end of the period.
    there: Vec<f64>,
    /// By cell, what one more unit up to the end of the period would save.
    duals: Vec<f64>,
    /// By cell, what a unit of the item is worth: prices are found in shares of it.
    worth: Vec<f64>,
}

impl Market {
    fn new(goods: &[Goods]) -> Market {
        let mut arrivals: BTreeMap<(ItemId, SiteId), BTreeMap<Day, f64>> = BTreeMap::new();
        for one in goods {
            let days = arrivals.entry((one.item, one.site)).or_default();
            *days.entry(one.day).or_default() += one.quantity.0 as f64;
        }
        let mut market = Market {
            periods: BTreeMap::new(),
            there: Vec::new(),
            duals: Vec::new(),
            worth: Vec::new(),
        };
        for (place, days) in arrivals {
            let first = market.there.len();
            let mut there = 0.0;
            for quantity in days.values() {
                there += quantity;
                market.there.push(there);
            }
            let days: Vec<Day> = days.into_keys().collect();
            market.periods.insert(place, (first, days));
        }
        market.duals = vec![0.0; market.there.len()];
        market.worth = vec![1.0; market.there.len()];
        market
    }

    /// The cell that a unit is drawn from when it leaves on a day; `None` where there is none yet.
    fn cell(&self, item: ItemId, site: SiteId, day: Day) -> Option<usize> {
        let (first, days) = self.periods.get(&(item, site))?;
        let period = days.partition_point(|from| *from <= day).checked_sub(1)?;
        Some(first + period)
    }

    /// The days on which more of an item arrives at a site.
    fn days(&self, item: ItemId, site: SiteId) -> &[Day] {
        let periods = self.periods.get(&(item, site));
        periods.map_or(&[], |(_, days)| days.as_slice())
    }

    /// Tells what a unit of an item is worth.
    fn value(&mut self, item: ItemId, value: f64) {
        for ((_, _), (first, days)) in self
            .periods
            .range((item, SiteId(0))..=(item, SiteId(u16::MAX)))
        {
            self.worth[*first..first + days.len()].fill(value.max(1.0));
        }
    }

    /// By cell, the price of a unit: what is drawn early is missing in every later period.
    fn prices(&self) -> Vec<f64> {
        let mut prices = self.duals.clone();
        for (first, days) in self.periods.values() {
            for cell in (*first..first + days.len() - 1).rev() {
                prices[cell] += prices[cell + 1];
            }
        }
        prices
    }

    /// What all goods are worth at the prices.
    fn worth(&self) -> f64 {
        let all = self.duals.iter().zip(&self.there);
        all.map(|(dual, there)| dual * there).sum()
    }

    /// Goes uphill: `climb` is how far the bound should rise.
    fn step(&mut self, wanted: &[f64], climb: f64) {
        let mut slopes = Vec::with_capacity(wanted.len());
        for (first, days) in self.periods.values() {
            let cells = *first..first + days.len();
            let mut drawn = 0.0;
            for (cell, wanted) in cells.clone().zip(&wanted[cells]) {
                drawn += wanted;
                slopes.push((drawn - self.there[cell]) * self.worth[cell]);
            }
        }
        // What is free and not wanted stays free.
        let free = |(slope, dual): (&f64, &f64)| {
            if *dual <= 0.0 && *slope < 0.0 {
                0.0
            } else {
                slope * slope
            }
        };
        let norm: f64 = slopes.iter().zip(&self.duals).map(free).sum();
        if norm > 0.0 {
            let length = climb / norm;
            for ((dual, slope), worth) in self.duals.iter_mut().zip(slopes).zip(&self.worth) {
                *dual = (*dual + length * slope * worth).max(0.0);
            }
        }
    }

    fn steps(&self) -> BTreeMap<(ItemId, SiteId), Vec<(Day, f64)>> {
        let prices = self.prices();
        let steps = self.periods.iter().map(|(place, (first, days))| {
            let steps = days.iter().copied().zip(prices[*first..].iter().copied());
            (*place, steps.collect())
        });
        steps.collect()
    }
}

#[cfg(test)]
mod tests;
