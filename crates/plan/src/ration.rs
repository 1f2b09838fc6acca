//! A backorder run: goods that do not suffice for all are handed out anew, by priority, and by what the
//! policy lets happen to whom.
//!
//! It works on a copy of the book. Orders that may lose give up what they have; then each is served in
//! turn, as the book would promise it: who wins, who gains, who is redistributed, who fills up and who
//! loses, and among these whoever has the most points. Whoever was served leaves what is there sooner
//! than it needs to those who want it sooner. What comes out is one plan, which the book makes
//! as a whole or refuses.

pub mod exact;
mod lean;
#[cfg(test)]
mod tests;

use book::event::LineSchedule;
use book::order::{Backorder, BackorderReason, OrderState, Source, Split};
use book::plan::{Plan, Shift, promised_of, schedules, shifts};
use book::policy::Strategy;
use book::priority::{Priorities, Standing};
use book::promise::{Ask, Freed, promise};
use book::{Book, Event, Few, Order, OrderLine, ScheduleLine, Stage, Stamp, evolve};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use vocab::{ItemId, OrderId, Quantity, SiteId};

/// What a backorder run comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The changes, to be made by [`book::Command::MakePlan`]; none when all is well as it is.
    pub plan: Plan,
    /// Who gains and who loses, line by line.
    pub shifts: Vec<Shift>,
    /// Every order that was looked at, in the order that they were served in.
    pub served: Vec<Served>,
}

/// An order as a run sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Served {
    /// Which.
    pub order: OrderId,
    /// What its priority is made of.
    pub standing: Standing,
    /// What may be done to it.
    pub strategy: Strategy,
}

/// Hands out goods anew: of these items, or of all.
pub fn run(book: &Book, items: Option<&BTreeSet<ItemId>>, stamp: &Stamp) -> Run {
    hand_out(book, claims(book, items, stamp), stamp)
}

/// Hands out goods of all items anew, among the orders that may be treated by one of these strategies;
/// none is all strategies. The others keep what they have.
pub fn run_among(book: &Book, strategies: &[Strategy], stamp: &Stamp) -> Run {
    let mut claims = claims(book, None, stamp);
    let counts = |claim: &Claim| strategies.contains(&claim.served.strategy);
    claims.retain(|claim| strategies.is_empty() || counts(claim));
    hand_out(book, claims, stamp)
}

fn hand_out(book: &Book, claims: Vec<Claim>, stamp: &Stamp) -> Run {
    let mut copy = book.clone();
    for claim in claims.iter().filter(|claim| claim.may_lose()) {
        claim.give_up(&mut copy);
    }
    let scarce = lean::scarce(&claims);
    for claim in &claims {
        claim.serve(&mut copy, stamp);
        claim.lean(&mut copy, &scarce, stamp.today);
    }
    let orders = claims.iter().map(|claim| claim.order.id).collect();
    let plan = Plan {
        steps: schedules(book, &copy, &orders),
    };
    Run {
        shifts: shifts(book, &plan),
        plan,
        served: claims.iter().map(|claim| claim.served).collect(),
    }
}

/// An order that goods are handed out to.
struct Claim {
    served: Served,
    order: Order,
    /// The lines that are handed out anew, as they are promised.
    lines: Vec<LineSchedule>,
}

/// Every open order that has or wants some of these items, in the order that they are served in.
fn claims(book: &Book, items: Option<&BTreeSet<ItemId>>, stamp: &Stamp) -> Vec<Claim> {
    let priorities = Priorities::of(book, stamp.today);
    let orders = book.orders.iter();
    let open = orders.filter(|order| order.state == OrderState::Open);
    let claim = |order: Order| {
        let lines = lines(book, &order, items);
        let standing = priorities.standing(&order);
        let served = Served {
            order: order.id,
            standing,
            strategy: priorities.strategy(&order, standing.points()),
        };
        (!lines.is_empty()).then_some(Claim {
            served,
            order,
            lines,
        })
    };
    let mut claims: Vec<Claim> = open.filter_map(claim).collect();
    claims.sort_by_key(|claim| {
        let Served {
            order,
            standing,
            strategy,
        } = claim.served;
        (strategy, Reverse(standing.points()), order)
    });
    claims
}

/// The lines of an order that are not on their way and are of these items; all of them where the
/// customer takes one shipment only, as long as none of it is on its way.
fn lines(book: &Book, order: &Order, items: Option<&BTreeSet<ItemId>>) -> Vec<LineSchedule> {
    let asked = |line: &OrderLine| {
        let item = line.item.known();
        item.is_some_and(|item| items.is_none_or(|items| items.contains(&item)))
    };
    let complete = order.split(book) == Split::Never;
    if complete {
        let begun = |line: &OrderLine| !line.from_stage(Stage::Released).is_zero();
        if order.lines.iter().any(begun) || !order.lines.iter().any(asked) {
            return Vec::new();
        }
    }
    let rows = (1u16..).zip(&order.lines);
    let rows = rows.filter(|(_, line)| line.item.known().is_some() && (complete || asked(line)));
    let rows = rows.map(|(number, line)| promised_of(number, line));
    rows.filter(|row| !quantity(row).is_zero()).collect()
}

/// What is promised and what waits.
fn quantity(line: &LineSchedule) -> Quantity {
    let promised: Quantity = line.schedule.iter().map(|part| part.quantity).sum();
    promised + waiting(line)
}

fn waiting(line: &LineSchedule) -> Quantity {
    line.backorder.map_or(Quantity::ZERO, |row| row.quantity)
}

impl Claim {
    fn may_lose(&self) -> bool {
        match self.served.strategy {
            Strategy::Win | Strategy::Gain => false,
            Strategy::Redistribute | Strategy::Fill | Strategy::Lose => true,
        }
    }

    fn give_up(&self, copy: &mut Book) {
        let none = |line: &LineSchedule| LineSchedule {
            line: line.line,
            schedule: Few::none(),
            backorder: Some(Backorder {
                quantity: quantity(line),
                reason: reason(line),
            }),
        };
        self.schedule(copy, self.lines.iter().map(none).collect());
    }

    fn serve(&self, copy: &mut Book, stamp: &Stamp) {
        let keeps = || self.fits(copy);
        let found = || self.found(copy, stamp);
        let becomes = match self.served.strategy {
            Strategy::Win | Strategy::Gain => Some(found()).filter(|found| self.is_better(found)),
            // What is no better is left as it was, so that nobody is told of a change for nothing.
            Strategy::Redistribute => {
                let found = found();
                match !self.is_better(&found) && keeps() {
                    true => Some(self.lines.clone()),
                    false => Some(found),
                }
            }
            Strategy::Fill if keeps() => Some(self.lines.clone()),
            Strategy::Fill | Strategy::Lose => Some(found()),
        };
        if let Some(lines) = becomes {
            self.schedule(copy, lines);
        }
    }

    fn schedule(&self, copy: &mut Book, lines: Vec<LineSchedule>) {
        let event = Event::LinesScheduled {
            order: self.order.id,
            lines,
            considered: Vec::new(),
        };
        evolve(copy, &event);
    }

    /// What the book would promise now.
    fn found(&self, copy: &Book, stamp: &Stamp) -> Vec<LineSchedule> {
        let Some(destination) = self.order.destination(copy) else {
            return self.lines.clone();
        };
        let mut freed = Freed::default();
        if !self.may_lose() {
            for (item, part) in self.parts() {
                freed.add(item, part);
            }
        }
        let asks: Vec<Ask> = self
            .lines
            .iter()
            .filter_map(|line| self.ask(line))
            .collect();
        let mut found = promise(copy, destination, &asks, &freed, stamp).lines;
        for (found, was) in found.iter_mut().zip(&self.lines) {
            if let (Some(missing), Some(before)) = (&mut found.backorder, was.backorder) {
                missing.reason = before.reason;
            }
        }
        found
    }

    fn ask(&self, line: &LineSchedule) -> Option<Ask> {
        let row = self.order.line(line.line)?;
        Some(Ask {
            line: line.line,
            item: row.item.known()?,
            quantity: quantity(line),
            requested: self.order.requested_for(row),
            price: row.price,
        })
    }

    /// What it had, with the item.
    fn parts(&self) -> impl Iterator<Item = (ItemId, &ScheduleLine)> {
        self.lines.iter().flat_map(|line| {
            let item = self.order.line(line.line).and_then(|row| row.item.known());
            let item = item.into_iter();
            item.flat_map(|item| line.schedule.iter().map(move |part| (item, part)))
        })
    }

    /// Whether nothing is worse than it was, and something is better.
    fn is_better(&self, found: &[LineSchedule]) -> bool {
        let key = |line: &LineSchedule| {
            let row = self.order.line(line.line);
            let wanted = row.and_then(|row| self.order.requested_for(row));
            let last = line.schedule.iter().map(|part| part.delivery).max();
            (waiting(line), last.max(wanted))
        };
        let rows = || found.iter().zip(&self.lines);
        rows().all(|(new, was)| key(new) <= key(was))
            && rows().any(|(new, was)| key(new) < key(was))
    }

    /// Whether what it had is still free. Where quotas count, only a promise knows.
    fn fits(&self, copy: &Book) -> bool {
        let mut needs: BTreeMap<(ItemId, SiteId, Source), Quantity> = BTreeMap::new();
        for (item, part) in self.parts() {
            *needs.entry((item, part.site, part.source)).or_default() += part.quantity;
        }
        needs.into_iter().all(|((item, site, source), needed)| {
            let free = match source {
                Source::OnHand => copy.stock.balance(item, site).free(),
                Source::Inbound(id) => {
                    let supply = copy.stock.supplies.get(&id);
                    supply.map_or(Quantity::ZERO, |row| row.open.saturating_sub(row.pegged))
                }
            };
            free >= needed && copy.quotas.of(item).next().is_none()
        })
    }
}

fn reason(line: &LineSchedule) -> BackorderReason {
    let before = line.backorder.map(|row| row.reason);
    before.unwrap_or(BackorderReason::NoSupply)
}
