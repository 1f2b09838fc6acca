//! The floor of a site: goods are released without waves, the most urgent first, as far as the pickers can
//! follow; picked, packed, and loaded at the cut-off.

use super::STEP_MINUTES;
use super::agenda::Agenda;
use super::carrier::{self, Load};
use super::measure::minutes;
use super::trouble::{About, NO_LORRY_PERMILLE, SHORT_PICK_PERMILLE};
use super::world::World;
use crate::life::Moment;
use crate::life::fulfilment::{Goods, goods, tracking};
use book::promise::calendar::{working_day_from, works};
use book::{Command, Order, OrderState, ScheduleLine, Source, Stage};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use vocab::{Day, OrderId, Quantity, SiteId};

/// When pickers work, in minutes of a day on which the site does.
const OPENS: u16 = 6 * 60;
const CLOSES: u16 = 20 * 60;
/// Lines that all pickers of a site take from their places in an hour: eighty a person, with five, nine and
/// five of them. It is twice what an average day asks for, so that the day before a holiday can be worked off.
const LINES_AN_HOUR: [u64; 3] = [400, 720, 400];
/// What is released and not picked yet is at most this many minutes of work: beyond that, goods are better
/// left to orders that are more urgent or change.
const AHEAD_MINUTES: u64 = 60;

/// Goods of orders at a site that wait for their release, are picked, or wait for the lorry.
#[derive(Debug)]
pub(super) struct Floor {
    site: SiteId,
    /// By the day that they leave and the order's number; with the moment since when they could go.
    ready: BTreeMap<(Day, OrderId), Moment>,
    ready_at: BTreeMap<OrderId, Day>,
    /// Orders whose goods are released, with their lines.
    picking: VecDeque<(OrderId, u64)>,
    /// Work that is done of the next order, in sixtieths of a line.
    done: u64,
    packed: Vec<OrderId>,
    loaded: Option<Day>,
    /// Lines that came up short here once: what is found for them then is counted twice.
    short: BTreeSet<(OrderId, u16)>,
}

impl Floor {
    pub fn new(site: SiteId) -> Floor {
        Floor {
            site,
            ready: BTreeMap::new(),
            ready_at: BTreeMap::new(),
            picking: VecDeque::new(),
            done: 0,
            packed: Vec::new(),
            loaded: None,
            short: BTreeSet::new(),
        }
    }

    /// Something happened to an order: it may have goods to release here now, or none any more.
    pub fn look_at(&mut self, world: &World, id: OrderId) {
        let until = self.horizon(world);
        let order = world.book.orders.get(id);
        let leaves = order.and_then(|order| self.first_issue(&order, until));
        let before = self.ready_at.get(&id).copied();
        if before == leaves {
            return;
        }
        let since = before.and_then(|day| self.ready.remove(&(day, id)));
        match leaves {
            Some(day) => {
                self.ready.insert((day, id), since.unwrap_or(world.now));
                self.ready_at.insert(id, day);
            }
            None => drop(self.ready_at.remove(&id)),
        }
    }

    /// Releases, picks and packs for a step; at the cut-off, loads.
    pub fn step(&mut self, world: &mut World, agenda: &mut Agenda) {
        let calendar = &world.book.company.sites[self.site.index()].calendar;
        let (open, cutoff) = (works(calendar, world.now.day), calendar.cutoff_minute);
        if !open || !(OPENS..CLOSES).contains(&world.now.minute) {
            return;
        }
        self.release(world);
        self.pick(world);
        if world.now.minute >= cutoff && self.loaded.replace(world.now.day) != Some(world.now.day) {
            self.load(world, agenda);
            // From now on the goods of the next lorry may go.
            world.look_at_all_orders();
        }
    }

    /// Until which day goods may be released that leave then: today's until the cut-off, then the next
    /// lorry's.
    fn horizon(&self, world: &World) -> Day {
        let calendar = &world.book.company.sites[self.site.index()].calendar;
        match world.now.minute < calendar.cutoff_minute {
            true => world.now.day,
            false => working_day_from(calendar, world.now.day.plus(1)),
        }
    }

    /// The earliest day that something releasable leaves.
    fn first_issue(&self, order: &Order, until: Day) -> Option<Day> {
        if order.state != OrderState::Open {
            return None;
        }
        let parts = order.lines.iter().flat_map(|line| &line.schedule);
        let here = parts.filter(|part| part.site == self.site && is_due(part, until));
        here.map(|part| part.goods_issue).min()
    }

    fn lines_an_hour(&self) -> u64 {
        LINES_AN_HOUR[self.site.index() % LINES_AN_HOUR.len()]
    }

    fn release(&mut self, world: &mut World) {
        let until = self.horizon(world);
        let mut lines: u64 = self.picking.iter().map(|(_, lines)| lines).sum();
        while lines < self.lines_an_hour() * AHEAD_MINUTES / 60 {
            let Some(((_, id), since)) = self.ready.pop_first() else {
                return;
            };
            self.ready_at.remove(&id);
            let Some(order) = world.book.orders.get(id).map(|order| order.into_owned()) else {
                continue;
            };
            let goods = goods(&order, self.site, |part| is_due(part, until));
            if goods.is_empty() {
                continue;
            }
            world
                .measure
                .released_after(minutes(world.now) - minutes(since));
            lines += goods.len() as u64;
            self.picking.push_back((id, goods.len() as u64));
            self.advance(world, id, Stage::Released, &goods, None);
        }
    }

    fn pick(&mut self, world: &mut World) {
        self.done += self.lines_an_hour() * u64::from(STEP_MINUTES);
        while let Some((id, lines)) = self.picking.front().copied() {
            if self.done < lines * 60 {
                return;
            }
            self.done -= lines * 60;
            self.picking.pop_front();
            self.pick_order(world, id);
        }
        // Nobody works ahead of what there is.
        self.done = 0;
    }

    fn pick_order(&mut self, world: &mut World, id: OrderId) {
        let Some(order) = world.book.orders.get(id).map(|order| order.into_owned()) else {
            return;
        };
        let released = goods(&order, self.site, |part| part.stage == Stage::Released);
        let mut found = released.clone();
        for (number, quantity) in &mut found {
            *quantity -= self.missing(world, id, *number, *quantity);
        }
        found.retain(|_, quantity| !quantity.is_zero());
        self.advance(world, id, Stage::Picked, &found, None);
        self.advance(world, id, Stage::Packed, &found, None);
        if !found.is_empty() {
            self.packed.push(id);
        }
        let missing = released.iter().map(|(number, quantity)| {
            (
                *number,
                *quantity - found.get(number).copied().unwrap_or_default(),
            )
        });
        let missing: Vec<_> = missing
            .filter(|(_, quantity)| !quantity.is_zero())
            .collect();
        if !missing.is_empty() {
            self.come_up_short(world, id, missing);
        }
    }

    fn missing(&mut self, world: &World, id: OrderId, line: u16, quantity: Quantity) -> Quantity {
        let subject = [
            id.0,
            u64::from(line),
            u64::from(self.site.0),
            world.now.day.0 as u64,
        ];
        let short = world
            .trouble
            .strikes(About::ShortPick, SHORT_PICK_PERMILLE, &subject);
        match short {
            Some(mut chance) if self.short.insert((id, line)) => {
                Quantity(chance.between(1, quantity.0))
            }
            Some(_) | None => Quantity::ZERO,
        }
    }

    /// What was not found is told, and comes from what else there is.
    fn come_up_short(&self, world: &mut World, order: OrderId, lines: Vec<(u16, Quantity)>) {
        let short = Command::PickShort {
            order,
            site: self.site,
            lines,
        };
        // The order may have been held meanwhile.
        drop(world.submit(&short));
    }

    /// The lorry takes what is packed and leaves today; if none comes, that goes tomorrow.
    fn load(&mut self, world: &mut World, agenda: &mut Agenda) {
        let today = world.now.day;
        let subject = [u64::from(self.site.0), today.0 as u64];
        let lorry = world
            .trouble
            .strikes(About::Lorry, NO_LORRY_PERMILLE, &subject);
        if lorry.is_some() {
            return;
        }
        for id in std::mem::take(&mut self.packed) {
            let Some(order) = world.book.orders.get(id).map(|order| order.into_owned()) else {
                continue;
            };
            let leaves =
                |part: &ScheduleLine| part.stage == Stage::Packed && part.goods_issue <= today;
            let later =
                |part: &ScheduleLine| part.stage == Stage::Packed && part.goods_issue > today;
            if !goods(&order, self.site, later).is_empty() {
                self.packed.push(id);
            }
            let going = goods(&order, self.site, leaves);
            let parts = order.lines.iter().flat_map(|line| &line.schedule);
            let due = parts.filter(|part| part.site == self.site && leaves(part));
            let Some(due) = due.map(|part| part.delivery).max() else {
                continue;
            };
            let tracking = tracking(id, self.site, today);
            if self.advance(world, id, Stage::Shipped, &going, Some(tracking)) {
                let load = Load {
                    order: id,
                    site: self.site,
                    lines: going.into_iter().collect(),
                    due,
                    tries: 0,
                };
                carrier::load(world, agenda, load);
            }
        }
    }

    /// Moves goods on; `false` where the book says no: the order is held meanwhile.
    fn advance(
        &self,
        world: &mut World,
        order: OrderId,
        to: Stage,
        goods: &Goods,
        tracking: Option<String>,
    ) -> bool {
        let lines: Vec<(u16, Quantity)> = goods.iter().map(|(line, some)| (*line, *some)).collect();
        let advance = Command::Advance {
            order,
            to,
            site: self.site,
            lines,
            tracking,
            packages: Vec::new(),
        };
        !goods.is_empty() && world.submit(&advance).is_ok()
    }
}

/// Goods in stock that may be released.
fn is_due(part: &ScheduleLine, until: Day) -> bool {
    part.stage == Stage::Promised && part.source == Source::OnHand && part.goods_issue <= until
}
