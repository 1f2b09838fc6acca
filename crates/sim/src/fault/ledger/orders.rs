//! The orders of the second model: what may happen to one, and what its lines must sum to.

use super::Place;
use crate::fault::Checked;
use crate::fault::property::{Property, broken};
use book::event::{Amendment, CancelReason, LineSchedule, PlacedLine};
use book::order::{Hold, HoldKind, ScheduleLine, Source, Split, Stage, Terms};
use book::returns::ReturnLine;
use book::{Book, Event};
use std::collections::{BTreeMap, BTreeSet};
use vocab::{CustomerId, Day, ItemId, OrderId, Price, Quantity, SiteId};

/// Every order that ever was.
#[derive(Clone, Debug, Default)]
pub(super) struct Orders {
    open: BTreeMap<OrderId, Order>,
    finished: BTreeSet<OrderId>,
}

#[derive(Clone, Debug)]
struct Order {
    customer: CustomerId,
    /// Whether it can lapse, and may not leave: until it is confirmed.
    expires: bool,
    terms: Terms,
    /// How much was agreed to come back, by item.
    coming_back: BTreeMap<ItemId, u64>,
    holds: Vec<HoldKind>,
    lines: Vec<Line>,
}

#[derive(Clone, Debug)]
struct Line {
    item: Option<ItemId>,
    price: Option<Price>,
    ordered: u64,
    cancelled: u64,
    waiting: u64,
    parts: Vec<ScheduleLine>,
    /// How much ever came this far and was not taken back, by stage.
    reached: [u64; Stage::ALL.len()],
}

/// A part of an order that holds stock or supply.
pub(super) struct Peg {
    pub(super) place: Place,
    pub(super) source: Source,
    pub(super) goods_issue: Day,
    pub(super) quantity: u64,
}

impl Orders {
    /// Notes what happened to an order.
    pub(super) fn note(&mut self, event: &Event) -> Checked {
        match event {
            Event::OrderPlaced {
                order,
                customer,
                lines,
                holds,
                expires,
                terms,
                ..
            } => {
                let placed = Order {
                    customer: *customer,
                    expires: expires.is_some(),
                    terms: *terms,
                    coming_back: BTreeMap::new(),
                    holds: holds.iter().map(Hold::kind).collect(),
                    lines: lines.iter().map(Line::placed).collect(),
                };
                self.place(*order, placed)
            }
            Event::LinesScheduled { order, lines, .. } => self.schedule(*order, lines),
            Event::HoldsSet { order, holds } => {
                let order = self.order(*order)?;
                order.holds.extend(holds.iter().map(Hold::kind));
                order.lines.iter_mut().for_each(Line::unpromise);
                Ok(())
            }
            Event::HoldReleased { order, kind } => self.release(*order, *kind),
            Event::OrderAmended { order, changes } => {
                let order = self.order(*order)?;
                changes.iter().try_for_each(|change| order.amend(change))
            }
            Event::LinesCancelled {
                order,
                lines,
                reason,
            } => {
                let (id, order) = (*order, self.order(*order)?);
                if *reason == CancelReason::Expired && !order.expires {
                    return illegal(id, "lapses though it can't");
                }
                for (number, quantity) in lines {
                    let is_possible = order.line(*number)?.cancel(quantity.0);
                    check(
                        is_possible,
                        id,
                        *number,
                        "more is cancelled than was not picked",
                    )?;
                }
                Ok(())
            }
            Event::OrderFinished { order, cancelled } => self.finish(*order, *cancelled),
            Event::GoodsPostponed {
                order,
                site,
                was,
                goods_issue,
                delivery,
            } => {
                let (id, order) = (*order, self.order(*order)?);
                let moved = |line: &mut Line| line.postpone((*site, *was), *goods_issue, *delivery);
                let moved: usize = order.lines.iter_mut().map(moved).sum();
                check(moved > 0, id, 0, "is postponed though nothing waits")
            }
            Event::DeliveryChanged {
                order,
                site,
                lines,
                was,
                delivery,
            } => {
                let (id, order) = (*order, self.order(*order)?);
                for number in lines {
                    let moved = order.line(*number)?.redirect((*site, *was), *delivery);
                    let what = "is redirected though nothing is on its way";
                    check(moved, id, *number, what)?;
                }
                Ok(())
            }
            other => broken(
                Property::LegalTransitions,
                format_args!("{} is nothing that happens to an order", other.name()),
            ),
        }
    }

    /// Notes released goods that were not found: what is missing, by item.
    pub(super) fn pick_short(
        &mut self,
        id: OrderId,
        site: SiteId,
        lines: &[(u16, Quantity)],
    ) -> Checked<Vec<(ItemId, Quantity)>> {
        let order = self.order(id)?;
        check(order.holds.is_empty(), id, 0, "is picked though it is held")?;
        let mut missing = Vec::new();
        for (number, quantity) in lines {
            let line = order.line(*number)?;
            let left = line.pick_short(site, quantity.0);
            check(left == 0, id, *number, "more is missing than was released")?;
            missing.extend(line.item.map(|item| (item, *quantity)));
        }
        Ok(missing)
    }

    /// Notes goods that move; the items of the lines that did.
    pub(super) fn advance(&mut self, event: &Event) -> Checked<Vec<ItemId>> {
        let Event::GoodsAdvanced {
            order: id,
            to,
            site,
            lines,
            ..
        } = event
        else {
            return Ok(Vec::new());
        };
        let order = self.order(*id)?;
        if !order.holds.is_empty() && *to != Stage::Delivered {
            return illegal(*id, "moves though it is held");
        }
        check(!order.expires, *id, 0, "moves though it is not confirmed")?;
        let mut items = Vec::new();
        for (number, quantity) in lines {
            let line = order.line(*number)?;
            let left = line.advance(*to, *site, quantity.0);
            check(left == 0, *id, *number, "more moves than is ready")?;
            items.extend(line.item);
        }
        Ok(items)
    }

    /// Notes goods that are to come back; those of a finished order are not followed.
    pub(super) fn come_back(&mut self, id: OrderId, lines: &[ReturnLine]) -> Checked {
        let Some(order) = self.open.get_mut(&id) else {
            return Ok(());
        };
        for line in lines {
            let back = order.coming_back.entry(line.item).or_default();
            *back += line.agreed.0;
            let lines = order.lines.iter();
            let of_item = lines.filter(|other| other.item == Some(line.item));
            let sent: u64 = of_item
                .map(|line| line.reached[Stage::Shipped as usize])
                .sum();
            if *back > sent {
                return illegal(id, "gets back more than was sent");
            }
        }
        Ok(())
    }

    /// Notes goods that were to come back and stay with the customer.
    pub(super) fn stay(&mut self, id: OrderId, lines: &[(ItemId, u64)]) {
        let Some(order) = self.open.get_mut(&id) else {
            return;
        };
        for (item, kept) in lines {
            // What was agreed of a finished order was never noted.
            if let Some(back) = order.coming_back.get_mut(item) {
                *back = back.saturating_sub(*kept);
            }
        }
    }

    /// Everything that holds stock or supply.
    pub(super) fn pegs(&self) -> impl Iterator<Item = Peg> {
        let lines = self.open.values().flat_map(|order| &order.lines);
        let lines = lines.filter_map(|line| Some((line.item?, line)));
        lines.flat_map(|(item, line)| {
            let here = line.parts.iter().filter(|part| part.stage < Stage::Shipped);
            here.map(move |part| Peg {
                place: (item, part.site),
                source: part.source,
                goods_issue: part.goods_issue,
                quantity: part.quantity.0,
            })
        })
    }

    /// Compares the orders with the book's.
    pub(super) fn check(&self, book: &Book) -> Checked {
        if !self
            .open
            .keys()
            .copied()
            .eq(book.orders.iter().map(|order| order.id))
        {
            return broken(
                Property::OneOutcomeAnOrder,
                "the book has other open orders than were placed and not finished",
            );
        }
        for (id, order) in &self.open {
            for (number, line) in (1u16..).zip(&order.lines) {
                line.check(!order.holds.is_empty())
                    .or_else(|(property, what)| {
                        let place = format_args!("{} line {number} {what}", id.number());
                        broken(property, place)
                    })?;
            }
        }
        self.check_money(book)
    }

    fn check_money(&self, book: &Book) -> Checked {
        let mut sums: BTreeMap<CustomerId, i64> = BTreeMap::new();
        for order in self.open.values().filter(|order| order.holds.is_empty()) {
            let values = order.lines.iter().map(Line::value);
            let sum = sums.entry(order.customer).or_default();
            *sum = sum.saturating_add(values.fold(0, i64::saturating_add));
        }
        for (id, customer) in (0..).map(CustomerId).zip(book.company.customers.iter()) {
            let sum = sums.get(&id).copied().unwrap_or(0);
            if sum != customer.open_value {
                return broken(
                    Property::MoneyIsConserved,
                    format_args!(
                        "customer {}: the book has {} on order, the lines sum to {sum}",
                        customer.code, customer.open_value
                    ),
                );
            }
        }
        Ok(())
    }

    fn place(&mut self, id: OrderId, order: Order) -> Checked {
        if self.finished.contains(&id) || self.open.contains_key(&id) {
            let place = format_args!("{} is placed twice", id.number());
            return broken(Property::OneOutcomeAnOrder, place);
        }
        self.open.insert(id, order);
        Ok(())
    }

    fn schedule(&mut self, id: OrderId, lines: &[LineSchedule]) -> Checked {
        let order = self.order(id)?;
        if !order.holds.is_empty() {
            return illegal(id, "is promised though it is held");
        }
        for new in lines {
            let promised = new
                .schedule
                .iter()
                .all(|part| part.stage == Stage::Promised);
            check(
                promised,
                id,
                new.line,
                "is promised what has moved on already",
            )?;
            let terms = order.terms;
            let line = order.line(new.line)?;
            check(
                line.keeps(&terms, &new.schedule),
                id,
                new.line,
                "is promised otherwise than its terms say",
            )?;
            line.unpromise();
            new.schedule.iter().for_each(|part| line.add(*part));
            line.waiting = new.backorder.map_or(0, |backorder| backorder.quantity.0);
        }
        Ok(())
    }

    fn release(&mut self, id: OrderId, kind: HoldKind) -> Checked {
        let order = self.order(id)?;
        let before = order.holds.len();
        order.holds.retain(|hold| *hold != kind);
        match order.holds.len() < before {
            true => Ok(()),
            false => illegal(id, "is released from a hold that it has not"),
        }
    }

    fn finish(&mut self, id: OrderId, cancelled: bool) -> Checked {
        let lines = &self.order(id)?.lines;
        let delivered = |line: &Line| line.reached[Stage::Delivered as usize];
        if lines
            .iter()
            .any(|line| delivered(line) != line.open_quantity())
        {
            return illegal(
                id,
                "is finished before everything is delivered or cancelled",
            );
        }
        if cancelled != lines.iter().all(|line| delivered(line) == 0) {
            return illegal(id, "has another outcome than its lines");
        }
        self.open.remove(&id);
        self.finished.insert(id);
        Ok(())
    }

    fn order(&mut self, id: OrderId) -> Checked<&mut Order> {
        if self.finished.contains(&id) {
            let place = format_args!("something happens to {} after its end", id.number());
            return broken(Property::OneOutcomeAnOrder, place);
        }
        match self.open.get_mut(&id) {
            Some(order) => Ok(order),
            None => illegal(id, "was never placed"),
        }
    }
}

fn illegal<T>(id: OrderId, what: &str) -> Checked<T> {
    let place = format_args!("{} {what}", id.number());
    broken(Property::LegalTransitions, place)
}

fn check(condition: bool, id: OrderId, number: u16, what: &str) -> Checked {
    let place = || format!("{} line {number}: {what}", id.number());
    match condition {
        true => Ok(()),
        false => broken(Property::LegalTransitions, place()),
    }
}

impl Order {
    fn line(&mut self, number: u16) -> Checked<&mut Line> {
        let line = usize::from(number).checked_sub(1);
        match line.and_then(|index| self.lines.get_mut(index)) {
            Some(line) => Ok(line),
            None => broken(
                Property::LegalTransitions,
                format_args!("there is no line {number}"),
            ),
        }
    }

    fn amend(&mut self, change: &Amendment) -> Checked {
        match change {
            Amendment::Requested { .. } | Amendment::ShipTo { .. } => {}
            Amendment::Terms { terms } => self.terms = *terms,
            Amendment::Expires { at } => self.expires = at.is_some(),
            Amendment::Quantity { line, quantity } => {
                let line = self.line(*line)?;
                line.ordered = line.cancelled + quantity.0;
            }
            Amendment::LineAdded { line } => self.lines.push(Line::placed(line)),
            Amendment::ItemResolved { line, item, price } => {
                let line = self.line(*line)?;
                (line.item, line.price) = (Some(*item), *price);
            }
        }
        Ok(())
    }
}

impl Line {
    fn placed(line: &PlacedLine) -> Line {
        Line {
            item: line.item.known(),
            price: line.price,
            ordered: line.quantity.0,
            cancelled: 0,
            waiting: 0,
            parts: Vec::new(),
            reached: [0; Stage::ALL.len()],
        }
    }

    fn open_quantity(&self) -> u64 {
        self.ordered - self.cancelled
    }

    fn value(&self) -> i64 {
        let amount = |price: Price| price.amount(Quantity(self.open_quantity()));
        self.price.and_then(amount).unwrap_or(0)
    }

    /// What is promised, waiting or on its way.
    fn scheduled(&self) -> u64 {
        let parts = self.parts.iter().map(|part| part.quantity.0);
        self.waiting + parts.sum::<u64>()
    }

    fn check(&self, held: bool) -> Result<(), (Property, String)> {
        let sum = self.scheduled() + self.cancelled;
        if sum > self.ordered || (!held && sum < self.ordered) {
            let what = format!("has {sum} in its parts and {} ordered", self.ordered);
            return Err((Property::LinesSumToTheOrder, what));
        }
        // From `Released` on; the first stage is what was promised.
        let mut limit = self.open_quantity();
        for (stage, reached) in Stage::ALL.iter().zip(self.reached).skip(1) {
            if reached > limit {
                let what = format!("has {reached} {}, at most {limit} may be", stage.as_str());
                return Err((Property::ShippedWithinReleasedWithinOrdered, what));
            }
            limit = reached;
        }
        Ok(())
    }

    /// Whether a new schedule is as the terms of its order say. What was promised before may have been
    /// put off since.
    fn keeps(&self, terms: &Terms, schedule: &[ScheduleLine]) -> bool {
        let leaves = |part: &ScheduleLine| (part.site, part.goods_issue);
        let stood = |part: &&ScheduleLine| self.parts.iter().any(|old| leaves(old) == leaves(part));
        let mut new = schedule.iter().filter(|part| !stood(part));
        let whole = terms.split == Split::Freely
            || schedule
                .iter()
                .all(|part| leaves(part) == leaves(&schedule[0]));
        new.all(|part| {
            whole
                && terms.pickup.is_none_or(|site| site == part.site)
                && terms.latest_ship.is_none_or(|day| part.goods_issue <= day)
        })
    }

    fn unpromise(&mut self) {
        self.parts.retain(|part| part.stage != Stage::Promised);
        self.waiting = 0;
    }

    fn add(&mut self, part: ScheduleLine) {
        let alike = |old: &&mut ScheduleLine| {
            let (mut a, mut b) = (**old, part);
            (a.quantity, b.quantity) = (Quantity::ZERO, Quantity::ZERO);
            a == b
        };
        match self.parts.iter_mut().find(alike) {
            Some(old) => old.quantity = Quantity(old.quantity.0 + part.quantity.0),
            None => self.parts.push(part),
        }
    }

    /// Takes off first what waits, then the latest promise, then what was released; the rest must
    /// be what a hold keeps from being promised. False when that is not enough.
    fn cancel(&mut self, quantity: u64) -> bool {
        let unpromised = self.open_quantity() - self.scheduled().min(self.open_quantity());
        self.cancelled += quantity;
        let waiting = quantity.min(self.waiting);
        self.waiting -= waiting;
        let mut left = quantity - waiting;
        for stage in [Stage::Promised, Stage::Released] {
            let parts = self.parts.iter_mut().rev();
            for part in parts.filter(|part| part.stage == stage) {
                let taken = left.min(part.quantity.0);
                part.quantity = Quantity(part.quantity.0 - taken);
                left -= taken;
                if stage == Stage::Released {
                    self.reached[Stage::Released as usize] -= taken;
                }
            }
        }
        self.parts.retain(|part| part.quantity.0 > 0);
        left <= unpromised
    }

    /// Takes a quantity off what is released at a site, to wait anew; what was not found there.
    fn pick_short(&mut self, site: SiteId, quantity: u64) -> u64 {
        let mut left = quantity;
        let parts = self.parts.iter_mut();
        let released = |part: &&mut ScheduleLine| {
            part.stage == Stage::Released && part.site == site && part.source == Source::OnHand
        };
        for part in parts.filter(released) {
            let taken = left.min(part.quantity.0);
            part.quantity = Quantity(part.quantity.0 - taken);
            left -= taken;
        }
        self.parts.retain(|part| part.quantity.0 > 0);
        self.waiting += quantity - left;
        self.reached[Stage::Released as usize] -= quantity - left;
        left
    }

    /// Gives what is to leave a site on a day other days; how many parts that were.
    fn postpone(&mut self, (site, was): (SiteId, Day), leaves: Day, arrives: Day) -> usize {
        let mut moved = 0;
        for mut part in std::mem::take(&mut self.parts) {
            let waits = part.stage < Stage::Shipped && part.source == Source::OnHand;
            if waits && part.site == site && part.goods_issue == was {
                (part.goods_issue, part.delivery) = (leaves, arrives);
                moved += 1;
            }
            self.add(part);
        }
        moved
    }

    /// Gives what is on its way from a site by a day another day, or takes it off to wait; whether that was
    /// anything.
    fn redirect(&mut self, (site, was): (SiteId, Day), delivery: Option<Day>) -> bool {
        let on_its_way = |part: &ScheduleLine| {
            part.stage == Stage::Shipped && part.site == site && part.delivery == was
        };
        let parts = std::mem::take(&mut self.parts);
        let (moved, stays): (Vec<_>, Vec<_>) = parts.into_iter().partition(on_its_way);
        self.parts = stays;
        for part in &moved {
            match delivery {
                Some(delivery) => self.add(ScheduleLine { delivery, ..*part }),
                None => {
                    self.waiting += part.quantity.0;
                    for stage in [
                        Stage::Released,
                        Stage::Picked,
                        Stage::Packed,
                        Stage::Shipped,
                    ] {
                        self.reached[stage as usize] -= part.quantity.0;
                    }
                }
            }
        }
        !moved.is_empty()
    }

    /// Moves a quantity on, the first parts first; what could not be found to move.
    fn advance(&mut self, to: Stage, site: SiteId, quantity: u64) -> u64 {
        let mut left = quantity;
        for part in std::mem::take(&mut self.parts) {
            let fits = Some(part.stage) == to.before()
                && part.site == site
                && part.source == Source::OnHand;
            let moved = if fits { left.min(part.quantity.0) } else { 0 };
            left -= moved;
            let halves = [(to, moved), (part.stage, part.quantity.0 - moved)];
            for (stage, quantity) in halves.into_iter().filter(|half| half.1 > 0) {
                let quantity = Quantity(quantity);
                self.add(ScheduleLine {
                    stage,
                    quantity,
                    ..part
                });
            }
        }
        self.reached[to as usize] += quantity - left;
        left
    }
}
