//! One way: which shipments leave a set of sites, and what goes with each.
//!
//! Once it is settled which leave, each line takes the supply that is cheapest for it, on hand before
//! inbound where that is the same. Which should leave is found by branch and bound: begin with all,
//! close one, see whether the goods that then go later or from elsewhere cost less than it does. That
//! is exact for ordinary orders; after [`LOOKS_MAX`] the best so far is taken.

use super::Ask;
use super::cost::{value, weight_cost};
use super::offers::{Offer, Offers};
use super::search::Search;
use crate::order::{BackorderReason, Source, Split};
use vocab::{Day, ItemId, Quantity};

/// How many offers are looked at in search of better shipments before the best so far is taken.
const LOOKS_MAX: usize = 50_000;

/// One way, worked out.
#[derive(Clone)]
pub(super) struct Way {
    pub(super) cost: i64,
    /// No choice of shipments from these sites costs less.
    pub(super) floor: i64,
    pub(super) routes: Vec<usize>,
    /// In the order of the asks.
    pub(super) parts: Vec<Part>,
    /// By ask, what has no date, and what stopped it.
    pub(super) missing: Vec<Missing>,
}

/// What has no date, and why.
pub(super) type Missing = (Quantity, BackorderReason);

/// A slice of a line that a way would promise.
#[derive(Clone, Copy)]
pub(super) struct Part {
    pub(super) ask: usize,
    pub(super) route: usize,
    pub(super) source: Source,
    pub(super) quantity: Quantity,
    pub(super) goods_issue: Day,
    pub(super) delivery: Day,
}

impl Way {
    /// Ways are compared by this: one that promises nothing comes last whatever it costs, and ties
    /// go to fewer sites, then to the lower ones.
    pub(super) fn rank(&self) -> (bool, i64, usize, &[usize]) {
        (
            self.parts.is_empty(),
            self.cost,
            self.routes.len(),
            &self.routes,
        )
    }

    /// All that is promised of supply that is yet to come in.
    fn inbound(&self) -> Quantity {
        let inbound = |part: &&Part| matches!(part.source, Source::Inbound(_));
        self.parts
            .iter()
            .filter(inbound)
            .map(|part| part.quantity)
            .sum()
    }

    /// All that has no date.
    pub(super) fn missing(&self) -> Quantity {
        self.missing.iter().map(|(left, _)| *left).sum()
    }
}

/// As they are written; where an item is wanted on several days, also who wants it first and who wants
/// it last before the others.
fn turns(asks: &[Ask]) -> Vec<Vec<usize>> {
    let written: Vec<usize> = (0..asks.len()).collect();
    let mut wanted: Vec<(ItemId, Option<Day>)> =
        asks.iter().map(|ask| (ask.item, ask.requested)).collect();
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.windows(2).all(|pair| pair[0].0 != pair[1].0) {
        return vec![written];
    }
    let (mut early, mut late) = (written.clone(), written.clone());
    early.sort_by_key(|ask| asks[*ask].requested);
    late.sort_by_key(|ask| std::cmp::Reverse(asks[*ask].requested));
    vec![written, early, late]
}

/// Whether a shipment leaves.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leaves {
    Maybe,
    Surely,
    Never,
}

/// What an ask could take, and how it would go.
struct Choice<'a> {
    /// By what all of the ask would cost in this way, then on hand before inbound, early before late.
    rank: (i64, Source, Day, usize),
    offer: &'a Offer,
    shipment: usize,
}

/// The search for the shipments of ways.
pub(super) struct Shipping<'a> {
    search: &'a Search<'a>,
    offers: &'a Offers,
    /// By ask, what all of it is worth, and what it weighs.
    whole: Vec<(i64, i64)>,
    /// The orders that the asks take their turns in; whoever comes first takes what it likes best.
    turns: Vec<Vec<usize>>,
    /// By shipment; always put back to `Maybe`.
    leaves: Vec<Leaves>,
    looks_left: usize,
}

impl<'a> Shipping<'a> {
    pub(super) fn new(search: &'a Search<'a>, offers: &'a Offers) -> Shipping<'a> {
        let whole = search.asks.iter();
        let whole = whole.map(|ask| (value(ask, ask.quantity), search.grams(ask, ask.quantity)));
        Shipping {
            search,
            offers,
            whole: whole.collect(),
            turns: turns(search.asks),
            leaves: vec![Leaves::Maybe; offers.shipments().len()],
            looks_left: LOOKS_MAX,
        }
    }

    /// The way with every shipment that could leave; one for who takes one only.
    pub(super) fn every_shipment(&mut self, routes: Vec<usize>) -> Way {
        let way = self.way(routes);
        match self.search.destination.split {
            Split::Never => self.one_shipment(way),
            Split::ByLine | Split::Freely => way,
        }
    }

    /// One shipment: the one that can take the most, of these the cheapest, of these the one with the
    /// least that is yet to come in, of these the first.
    fn one_shipment(&mut self, all: Way) -> Way {
        let shipments: Vec<usize> = all
            .routes
            .iter()
            .flat_map(|route| self.offers.shipments_of(*route))
            .collect();
        for shipment in &shipments {
            self.leaves[*shipment] = Leaves::Never;
        }
        let mut found: Option<Way> = None;
        for shipment in &shipments {
            self.leaves[*shipment] = Leaves::Surely;
            let way = self.way(all.routes.clone());
            self.leaves[*shipment] = Leaves::Never;
            let rank = |way: &Way| (way.missing(), way.cost, way.inbound());
            if found.as_ref().is_none_or(|best| rank(&way) < rank(best)) {
                found = Some(way);
            }
        }
        for shipment in shipments {
            self.leaves[shipment] = Leaves::Maybe;
        }
        found.unwrap_or(all)
    }

    /// The best way over the same sites.
    pub(super) fn fewer_shipments(&mut self, all: Way) -> Way {
        if self.search.destination.split == Split::Never {
            return all;
        }
        let mut best = all.clone();
        self.branch(&all, &mut best);
        best
    }

    /// Closes or keeps a shipment of a way, and goes on with what comes of it.
    fn branch(&mut self, way: &Way, best: &mut Way) {
        let Some(shipment) = self.undecided(way) else {
            return;
        };
        self.leaves[shipment] = Leaves::Never;
        if self.looks_left > 0 {
            let without = self.way(way.routes.clone());
            if without.missing() == best.missing() {
                if without.cost < best.cost {
                    best.clone_from(&without);
                }
                if without.floor < best.cost {
                    self.branch(&without, best);
                }
            }
        }
        self.leaves[shipment] = Leaves::Surely;
        if self.floor(way) < best.cost {
            self.branch(way, best);
        }
        self.leaves[shipment] = Leaves::Maybe;
    }

    /// The shipment that is most likely not worth it: the one with the least in it.
    fn undecided(&self, way: &Way) -> Option<usize> {
        let used = self.used(way).into_iter();
        let open = used.filter(|(shipment, _)| self.leaves[*shipment] == Leaves::Maybe);
        let least = open.min_by_key(|(shipment, grams)| (*grams, *shipment));
        least.map(|(shipment, _)| shipment)
    }

    /// The shipments that something goes with, and how much that weighs.
    fn used(&self, way: &Way) -> Vec<(usize, i64)> {
        let mut used: Vec<(usize, i64)> = Vec::new();
        for part in &way.parts {
            let grams = self
                .search
                .grams(&self.search.asks[part.ask], part.quantity);
            let shipment = self.offers.shipment(part.route, part.goods_issue);
            match used.iter_mut().find(|(other, _)| *other == shipment) {
                Some((_, sum)) => *sum = sum.saturating_add(grams),
                None => used.push((shipment, grams)),
            }
        }
        used
    }

    /// Closing shipments never makes what goes with them cheaper; it saves at most the shipments that
    /// may yet be closed, and one of each site stays.
    fn floor(&self, way: &Way) -> i64 {
        let used = self.used(way);
        let mut floor = way.cost;
        for route in &way.routes {
            let of_route = || {
                let shipments = self.offers.shipments_of(*route);
                used.iter().filter(move |(one, _)| shipments.contains(one))
            };
            let surely = of_route().any(|(one, _)| self.leaves[*one] == Leaves::Surely);
            let maybe = of_route().filter(|(one, _)| self.leaves[*one] == Leaves::Maybe);
            let saved = maybe.count().saturating_sub(usize::from(!surely)) as i64;
            let each = self.search.routes.all[*route].lane.cost_per_shipment;
            let each = each.saturating_add(self.search.book.policy.split_cost);
            floor = floor.saturating_sub(saved.saturating_mul(each));
        }
        floor
    }

    /// The best that goes from these sites with the shipments that are not closed.
    fn way(&mut self, routes: Vec<usize>) -> Way {
        let mut best = self.way_in_turn(0, &routes);
        for turn in 1..self.turns.len() {
            let other = self.way_in_turn(turn, &routes);
            if (other.missing(), other.cost) < (best.missing(), best.cost) {
                best = other;
            }
        }
        best.floor = self.floor(&best);
        best
    }

    fn way_in_turn(&mut self, turn: usize, routes: &[usize]) -> Way {
        let mut pools: Vec<Quantity> = self.offers.pools().iter().map(|pool| pool.free).collect();
        let mut parts: Vec<Part> = Vec::new();
        let mut missing = vec![(Quantity::ZERO, BackorderReason::NoSupply); self.search.asks.len()];
        let mut choices = Vec::new();
        for place in 0..self.turns[turn].len() {
            let ask = self.turns[turn][place];
            let mut left = self.search.asks[ask].quantity;
            let mut reason = None;
            self.choices(ask, routes, &mut choices);
            if self.search.destination.split == Split::ByLine {
                self.keep_one_shipment(left, &pools, &mut choices);
            }
            for choice in &choices {
                if left.is_zero() {
                    break;
                }
                let (goods_issue, delivery) = self.offers.shipments()[choice.shipment].days();
                let from = choice.offer.pools(goods_issue);
                let quantity = take(&mut pools, from.clone(), left);
                left -= quantity;
                if !left.is_zero() {
                    reason = reason.or_else(|| self.stopped(from, &pools));
                }
                if !quantity.is_zero() {
                    parts.push(Part {
                        ask,
                        route: choice.offer.route,
                        source: choice.offer.source,
                        quantity,
                        goods_issue,
                        delivery,
                    });
                }
            }
            let reason = reason.unwrap_or_else(|| self.offers.absence(self.search.asks[ask].item));
            missing[ask] = (left, reason);
        }
        Way {
            cost: self.search.cost(&parts, &missing),
            floor: 0,
            routes: routes.to_vec(),
            parts,
            missing,
        }
    }

    /// Leaves the choices that go together with one shipment that can take all of a line, the best one;
    /// none where no shipment can.
    fn keep_one_shipment(
        &self,
        wanted: Quantity,
        pools: &[Quantity],
        choices: &mut Vec<Choice<'a>>,
    ) {
        let shipments = self.offers.shipments();
        let goes = |choice: &Choice<'a>, shipment: usize| {
            choice.offer.route == shipments[shipment].route && choice.shipment <= shipment
        };
        let takes_all = |shipment: usize| {
            let mut pools = pools.to_vec();
            let mut left = wanted;
            for choice in choices.iter().filter(|choice| goes(choice, shipment)) {
                let from = choice.offer.pools(shipments[shipment].goods_issue);
                left -= take(&mut pools, from, left);
            }
            left.is_zero()
        };
        let mut best_first = choices.iter().map(|choice| choice.shipment);
        let Some(chosen) = best_first.find(|shipment| takes_all(*shipment)) else {
            choices.clear();
            return;
        };
        choices.retain(|choice| goes(choice, chosen));
        choices
            .iter_mut()
            .for_each(|choice| choice.shipment = chosen);
    }

    /// The reason why goods that are there were not taken, if they are.
    fn stopped(
        &self,
        mut from: impl Iterator<Item = usize>,
        pools: &[Quantity],
    ) -> Option<BackorderReason> {
        let empty = from.find(|pool| pools[*pool].is_zero())?;
        let reason = self.offers.pools()[empty].reason;
        (reason != BackorderReason::NoSupply).then_some(reason)
    }

    /// What an ask could take, and how it would go: the cheapest first.
    fn choices(&mut self, ask: usize, routes: &[usize], choices: &mut Vec<Choice<'a>>) {
        choices.clear();
        let (worth, grams) = self.whole[ask];
        for route in routes {
            let lane = &self.search.routes.all[*route].lane;
            let freight = weight_cost(lane.cost_per_kilogram, grams);
            let shipments = self.offers.shipments_of(*route);
            for offer in self.offers.to(ask, *route) {
                self.looks_left = self.looks_left.saturating_sub(1);
                let mut from = offer.shipment..shipments.end;
                let Some(shipment) = from.find(|one| self.leaves[*one] != Leaves::Never) else {
                    continue;
                };
                let (_, delivery) = self.offers.shipments()[shipment].days();
                let days = self.search.late_days(&self.search.asks[ask], delivery);
                let late = self.search.lateness_cost(worth, days);
                let rank = (late.saturating_add(freight), offer.source, delivery, *route);
                choices.push(Choice {
                    rank,
                    offer,
                    shipment,
                });
            }
        }
        choices.sort_by_key(|choice| choice.rank);
    }
}

/// Takes as much of a quantity as every one of these pools has.
fn take(
    pools: &mut [Quantity],
    from: impl Iterator<Item = usize> + Clone,
    quantity: Quantity,
) -> Quantity {
    let least = from.clone().map(|pool| pools[pool]).min();
    let taken = Quantity(least.map_or(quantity.0, |least| least.0.min(quantity.0)));
    from.for_each(|pool| pools[pool] -= taken);
    taken
}
