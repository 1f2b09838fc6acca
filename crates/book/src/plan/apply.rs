//! Making a plan: every step is checked against the state as it is, then all are made at once.

mod goods;
mod release;
mod road;

use super::ledger::Ledger;
use super::quotas;
use super::takers::name_takers;
use super::{Plan, STEPS_MAX, Shift, Step, last_delivery, promised_of};
use crate::company::Lane;
use crate::event::{CancelReason, LineSchedule};
use crate::order::Split;
use crate::order::cancel::{cancel, cancel_waiting};
use crate::order::hold::find;
use crate::order::{
    Backorder, BackorderReason, Order, OrderLine, OrderState, ScheduleLine, Source, Stage,
};
use crate::promise::calendar;
use crate::refusal::Code;
use crate::stock::movement::check_site;
use crate::stock::supply::{SupplyDraft, SupplyKind};
use crate::work::open_promising;
use crate::{Book, Event, Events, Refusal, Stamp};
use std::collections::{BTreeMap, BTreeSet};
use vocab::{CustomerId, Day, ItemId, OrderId, Quantity, SiteId, SupplyId};

const NO_LANE: &str = "no lane leads there from the site of the plan";
const NO_DAY: &str = "goods can't leave on the day of the plan";

/// What the steps of a plan come to.
struct Applying<'a> {
    book: &'a Book,
    stamp: &'a Stamp,
    ledger: Ledger,
    /// Orders that a step names.
    orders: BTreeSet<OrderId>,
    /// Supply that is hastened or announced: the item, where it comes to and when.
    supply: BTreeMap<SupplyId, (ItemId, SiteId, Day)>,
    /// What goes on around the promises, before them.
    around: Events,
    gives_up: Events,
    moves: Events,
    takes: Events,
    /// What orders come to in the end, whichever way.
    ends: Events,
    /// Items that may be free for others now.
    freed: BTreeSet<ItemId>,
    /// Who is promised more or otherwise of which item.
    takers: BTreeSet<(CustomerId, ItemId)>,
}

/// Decides a plan.
///
/// # Errors
/// [`Code::Changed`] when something is not as the planner saw it; others when a step is none that the
/// book could ever make.
pub(crate) fn apply(book: &Book, plan: &Plan, stamp: &Stamp) -> Result<Events, Refusal> {
    if plan.steps.len() > STEPS_MAX {
        return Err(Refusal::too_many("steps", plan.steps.len(), STEPS_MAX));
    }
    let mut applying = Applying {
        book,
        stamp,
        ledger: Ledger::default(),
        orders: BTreeSet::new(),
        supply: BTreeMap::new(),
        around: Events::new(),
        gives_up: Events::new(),
        moves: Events::new(),
        takes: Events::new(),
        ends: Events::new(),
        freed: BTreeSet::new(),
        takers: BTreeSet::new(),
    };
    // Schedules may count on what the other steps bring.
    let (schedules, others): (Vec<_>, Vec<_>) = (plan.steps.iter().enumerate())
        .partition(|(_, step)| matches!(step, Step::Schedule { .. }));
    for (row, step) in others.into_iter().chain(schedules) {
        applying.step(step).map_err(|refusal| refusal.in_row(row))?;
    }
    applying.ledger.check(book)?;
    let takers = std::mem::take(&mut applying.takers);
    let events = applying.events();
    quotas::check(book, &events, takers, stamp.today)?;
    Ok(events)
}

/// Makes a plan that no exception asked for, such as a backorder run.
///
/// # Errors
/// Those of [`apply`].
pub(crate) fn make(book: &Book, plan: &Plan, stamp: &Stamp) -> Result<Events, Refusal> {
    let mut events = apply(book, plan, stamp)?;
    if !events.is_empty() {
        events.push(Event::PlanMade {
            exception: None,
            proposal: 0,
            rule: None,
            shifts: given_away(book, plan, stamp.today)?,
            on: Some(stamp.today),
        });
    }
    Ok(events)
}

/// What a plan changes for customers: the last delivery of each line that it names.
pub fn shifts(book: &Book, plan: &Plan) -> Vec<Shift> {
    let mut shifts = Vec::new();
    for step in &plan.steps {
        match step {
            Step::Schedule {
                order,
                was,
                becomes,
            } => shifts.extend(
                was.iter()
                    .zip(becomes)
                    .map(|(was, becomes)| Shift::of(*order, was, becomes)),
            ),
            Step::Cancel { order, lines } => {
                let found = book.orders.get(*order);
                let line = |number: &u16| found.as_ref()?.line(*number).cloned();
                shifts.extend(lines.iter().filter_map(|number| {
                    let was = last_delivery(&promised_of(*number, &line(number)?));
                    Some(Shift::days(*order, *number, was, None))
                }));
            }
            Step::Postpone { order, parts } => shifts.extend(postponed(book, *order, parts)),
            Step::Substitute { order, lines } => shifts.extend(
                lines
                    .iter()
                    .map(|row| Shift::days(*order, row.line, None, last_of(&row.schedule))),
            ),
            Step::Redate {
                order,
                goods,
                delivery,
            } => shifts.extend(goods.iter().map(|part| {
                let (was, becomes) = (Some(part.delivery), Some(*delivery));
                Shift::days(*order, part.line, was, becomes)
            })),
            Step::TurnBack {
                order,
                goods,
                instead,
            } => shifts.extend(goods.iter().map(|part| {
                let other = instead.iter().find(|(line, _)| *line == part.line);
                let becomes = other.and_then(|(_, parts)| last_of(parts));
                Shift::days(*order, part.line, Some(part.delivery), becomes)
            })),
            Step::Release { order, becomes, .. } => shifts.extend(
                becomes
                    .iter()
                    .map(|line| Shift::days(*order, line.line, None, last_delivery(line))),
            ),
            // What had no date and is cancelled is neither won nor lost; its own event tells it.
            Step::CancelWaiting { .. }
            | Step::Hasten { .. }
            | Step::Announce { .. }
            | Step::Transfer { .. }
            | Step::Move { .. } => {}
        }
    }
    shifts.retain(|shift| shift.is_gain() || shift.is_loss());
    name_takers(book, plan, &mut shifts);
    shifts
}

/// When the last of these parts arrives.
fn last_of(parts: &[ScheduleLine]) -> Option<Day> {
    parts.iter().map(|part| part.delivery).max()
}

/// What a backorder run changes for customers: nobody that lost lately loses again.
fn given_away(book: &Book, plan: &Plan, today: Day) -> Result<Vec<Shift>, Refusal> {
    let shifts = shifts(book, plan);
    let customer = |shift: &Shift| Some(book.orders.get(shift.order)?.customer);
    let mut losing = shifts.iter().filter(|shift| shift.lost_to.is_some());
    let again = losing.find(|shift| customer(shift).is_some_and(|id| book.rests(id, today)));
    match again {
        None => Ok(shifts),
        Some(shift) => Err(changed(format!(
            "the customer of {} lost goods to another one less than {} days ago",
            shift.order.number(),
            book.policy.loss_rest_days
        ))),
    }
}

/// When the goods of an order arrive that are in stock, before and after they are postponed.
fn postponed(book: &Book, id: OrderId, parts: &[(SiteId, Day, Day)]) -> Vec<Shift> {
    let Some(before) = book.orders.get(id) else {
        return Vec::new();
    };
    let mut after = before.clone().into_owned();
    for (site, was, becomes) in parts {
        if let Some(lane) = lane(book, &before, *site) {
            let delivery = calendar::delivery_day(&lane, *becomes);
            after.postpone(*site, *was, *becomes, delivery);
        }
    }
    let last = |line: &OrderLine| {
        let waits = line.schedule.iter().filter(|part| part.waits_in_stock());
        waits.map(|part| part.delivery).max()
    };
    let rows = (1u16..).zip(before.lines.iter().zip(&after.lines));
    let shift = |(line, (was, becomes)): (u16, (&OrderLine, &OrderLine))| {
        Shift::days(id, line, last(was), last(becomes))
    };
    rows.map(shift).collect()
}

/// The lane that goods of an order take from a site.
fn lane(book: &Book, order: &Order, site: SiteId) -> Option<Lane> {
    order.reach(book)?.lane(book, site)
}

impl Applying<'_> {
    fn step(&mut self, step: &Step) -> Result<(), Refusal> {
        match step {
            Step::Schedule {
                order,
                was,
                becomes,
            } => self.schedule(*order, was, becomes),
            Step::Hasten { supply, was, due } => self.hasten(*supply, *was, *due),
            Step::Announce {
                supply,
                reference,
                kind,
                site,
                item,
                quantity,
                due,
                supplier,
            } => self.announce(
                *supply,
                SupplyDraft {
                    reference: reference.clone(),
                    kind: *kind,
                    site: *site,
                    item: *item,
                    quantity: *quantity,
                    due: *due,
                    supplier: supplier.clone(),
                },
            ),
            Step::Transfer {
                supply,
                reference,
                item,
                from,
                to,
                quantity,
                due,
            } => self.transfer(
                (*supply, *from),
                SupplyDraft {
                    reference: reference.clone(),
                    kind: SupplyKind::Transfer,
                    site: *to,
                    item: *item,
                    quantity: *quantity,
                    due: *due,
                    supplier: None,
                },
            ),
            Step::Substitute { order, lines } => self.substitute(*order, lines),
            Step::Move {
                item,
                from,
                to,
                quantity,
            } => self.relocate(*item, *from, *to, *quantity),
            Step::Cancel { order, lines } => self.cancel(*order, lines),
            Step::CancelWaiting { order, lines } => self.cancel_waiting(*order, lines),
            Step::Postpone { order, parts } => self.postpone(*order, parts),
            Step::Redate {
                order,
                goods,
                delivery,
            } => self.redate(*order, goods, *delivery),
            Step::TurnBack {
                order,
                goods,
                instead,
            } => self.turn_back(*order, goods, instead),
            Step::Release {
                order,
                holds,
                becomes,
            } => self.release(*order, holds, becomes),
        }
    }

    fn cancel(&mut self, id: OrderId, lines: &[u16]) -> Result<(), Refusal> {
        self.name(id)?;
        let events = cancel(self.book, id, lines, CancelReason::Seller)?;
        self.around.extend(events);
        Ok(())
    }

    fn cancel_waiting(&mut self, id: OrderId, lines: &[(u16, Quantity)]) -> Result<(), Refusal> {
        self.name(id)?;
        let events = cancel_waiting(self.book, id, lines)?;
        self.around.extend(events);
        Ok(())
    }

    fn postpone(&mut self, id: OrderId, parts: &[(SiteId, Day, Day)]) -> Result<(), Refusal> {
        self.name(id)?;
        let order = find(self.book, id)?;
        for (site, was, goods_issue) in parts {
            check_site(self.book, *site)?;
            let mut goods = order.lines.iter().flat_map(|line| &line.schedule);
            let number = id.number();
            if !goods.any(|part| part.is_to_leave(*site, *was)) {
                return Err(changed(format!("nothing of {number} is to leave on {was}")));
            }
            let lane = lane(self.book, &order, *site);
            let lane = lane.ok_or_else(|| changed(format!("{number}: {NO_LANE}")))?;
            let calendar = &self.book.company.sites[site.index()].calendar;
            let first = calendar::earliest_issue(calendar, self.stamp);
            if *goods_issue < first || !calendar::works(calendar, *goods_issue) {
                return Err(changed(format!("{number}: {NO_DAY}")));
            }
            self.takes.push(Event::GoodsPostponed {
                order: id,
                site: *site,
                was: *was,
                goods_issue: *goods_issue,
                delivery: calendar::delivery_day(&lane, *goods_issue),
            });
        }
        Ok(())
    }

    fn name(&mut self, order: OrderId) -> Result<(), Refusal> {
        match self.orders.insert(order) {
            true => Ok(()),
            false => Err(Refusal::new(
                Code::AlreadyThere,
                format!("{} is named by two steps", order.number()),
            )),
        }
    }

    fn schedule(
        &mut self,
        id: OrderId,
        was: &[LineSchedule],
        becomes: &[LineSchedule],
    ) -> Result<(), Refusal> {
        self.name(id)?;
        let order = find(self.book, id)?;
        let seen = |line: &LineSchedule| {
            let now = order.line(line.line).map(|row| promised_of(line.line, row));
            now.as_ref() == Some(line)
        };
        if order.state != OrderState::Open || !was.iter().all(seen) {
            let number = id.number();
            return Err(changed(format!(
                "{number} is not promised any more as the plan has it"
            )));
        }
        self.check_lines(&order, was, becomes)?;
        let mut kept = Vec::with_capacity(was.len());
        for (was, becomes) in was.iter().zip(becomes) {
            let item = order.line(was.line).and_then(|line| line.item.known());
            let item = item.ok_or_else(|| Refusal::unknown("item of line", was.line))?;
            self.ledger.turns(item, was, becomes);
            let common = common(was, becomes);
            if common.schedule != becomes.schedule {
                self.takers.insert((order.customer, item));
            }
            if common.schedule != was.schedule {
                self.freed.insert(item);
            }
            kept.push(common);
        }
        let event = |lines: &[LineSchedule]| Event::LinesScheduled {
            order: id,
            lines: lines.to_vec(),
            considered: Vec::new(),
        };
        // What is given up is given up before anything is taken, so that two may trade.
        let gives = kept
            .iter()
            .zip(was)
            .any(|(kept, was)| kept.schedule != was.schedule);
        if gives {
            self.gives_up.push(event(&kept));
        }
        self.ends.push(event(becomes));
        if !gives || kept != becomes {
            self.takes.push(event(becomes));
        }
        Ok(())
    }

    /// Whether lines could ever be promised like this: the same quantities, by ways that are there.
    fn check_lines(
        &self,
        order: &Order,
        was: &[LineSchedule],
        becomes: &[LineSchedule],
    ) -> Result<(), Refusal> {
        let alike = was.len() == becomes.len()
            && was.iter().zip(becomes).all(|(was, becomes)| {
                was.line == becomes.line && quantity(was) == quantity(becomes)
            });
        let named: BTreeSet<u16> = was.iter().map(|line| line.line).collect();
        if !alike || named.len() != was.len() {
            let message = "a plan leaves the lines and their quantities as they are";
            return Err(Refusal::new(Code::BadQuantity, message));
        }
        for (was, becomes) in was.iter().zip(becomes) {
            let item = order.line(was.line).and_then(|line| line.item.known());
            for part in &becomes.schedule {
                if !was.schedule.contains(part) {
                    self.check_part(order, item, part)?;
                }
            }
        }
        self.check_split(order, becomes)
    }

    /// What may not be split leaves one site on one day: the whole order, or each line.
    fn check_split(&self, order: &Order, becomes: &[LineSchedule]) -> Result<(), Refusal> {
        let one_shipment = |lines: &[LineSchedule]| {
            let parts = lines.iter().flat_map(|line| &line.schedule);
            let mut leaves = parts.map(|part| (part.site, part.goods_issue));
            let first = leaves.next();
            leaves.all(|other| Some(other) == first)
        };
        let (kept, what) = match order.split(self.book) {
            Split::Never => (one_shipment(becomes), "is taken in one shipment only"),
            Split::ByLine => {
                let mut lines = becomes.chunks(1);
                (lines.all(one_shipment), "is taken in whole lines only")
            }
            Split::Freely => return Ok(()),
        };
        match kept {
            true => Ok(()),
            false => {
                let message = format!("{} {what}", order.id.number());
                Err(Refusal::new(Code::OutOfRange, message))
            }
        }
    }

    fn check_part(
        &self,
        order: &Order,
        item: Option<ItemId>,
        part: &ScheduleLine,
    ) -> Result<(), Refusal> {
        let refused = |what: &str| Err(changed(format!("{}: {what}", order.id.number())));
        let Some(lane) = lane(self.book, order, part.site) else {
            return refused(NO_LANE);
        };
        if part.stage != Stage::Promised || part.quantity.is_zero() {
            return refused("a plan promises goods that are not released yet");
        }
        let site = &self.book.company.sites[part.site.index()];
        let ready = match part.source {
            Source::OnHand => calendar::earliest_issue(&site.calendar, self.stamp),
            Source::Inbound(id) => match self.supply_at(id) {
                Some((of, at, due)) if (Some(of), at) == (item, part.site) => {
                    calendar::ready_day(self.book, part.site, due)
                }
                Some(_) | None => return refused("the supply that it counts on is not there"),
            },
        };
        let works = calendar::works(&site.calendar, part.goods_issue);
        if part.goods_issue < ready || !works {
            return refused(NO_DAY);
        }
        if order
            .terms
            .latest_ship
            .is_some_and(|day| part.goods_issue > day)
        {
            return refused("goods would leave after the latest day that the order allows");
        }
        match part.delivery == calendar::delivery_day(&lane, part.goods_issue) {
            true => Ok(()),
            false => refused("goods don't arrive on the day of the plan"),
        }
    }

    fn supply_at(&self, id: SupplyId) -> Option<(ItemId, SiteId, Day)> {
        let open = || {
            let supply = self.book.stock.supplies.get(&id)?;
            Some((supply.item, supply.site, supply.due))
        };
        self.supply.get(&id).copied().or_else(open)
    }

    fn events(self) -> Events {
        let mut events = self.around;
        events.extend(self.gives_up);
        events.extend(self.moves);
        events.extend(self.takes);
        let mut ends = self.ends;
        let orders = ends.len();
        open_promising(self.book, self.freed, &mut ends);
        events.extend(ends.drain(orders..));
        events
    }
}

/// What stays of a line: the part of its promises that it has after the plan too. The rest waits.
fn common(was: &LineSchedule, becomes: &LineSchedule) -> LineSchedule {
    let mut left: Vec<ScheduleLine> = becomes.schedule.to_vec();
    let mut kept = was.clone();
    let mut lost = Quantity::ZERO;
    kept.schedule.retain(|part| {
        let stays = left.iter().position(|other| other == part);
        match stays {
            Some(index) => drop(left.swap_remove(index)),
            None => lost += part.quantity,
        }
        stays.is_some()
    });
    if !lost.is_zero() {
        let waiting = was.backorder.map_or(Quantity::ZERO, |row| row.quantity);
        let reason = (becomes.backorder.or(was.backorder)).map(|row| row.reason);
        kept.backorder = Some(Backorder {
            quantity: waiting + lost,
            reason: reason.unwrap_or(BackorderReason::NoSupply),
        });
    }
    kept
}

fn quantity(line: &LineSchedule) -> Quantity {
    let promised: Quantity = line.schedule.iter().map(|part| part.quantity).sum();
    promised + line.backorder.map_or(Quantity::ZERO, |row| row.quantity)
}

fn changed(message: String) -> Refusal {
    Refusal::new(Code::Changed, format!("{message}; plan it again"))
}
