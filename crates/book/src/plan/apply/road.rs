//! The steps of a plan about goods on their way: they arrive later, or turn back.

use super::{Applying, changed};
use crate::event::{CancelReason, LineSchedule};
use crate::order::cancel::cancelled;
use crate::order::fulfil::check_open;
use crate::order::hold::find;
use crate::order::{Order, ScheduleLine};
use crate::plan::{OnItsWay, promised_of};
use crate::refusal::Code;
use crate::returns::{RETURN_LINES_MAX, ReturnLine};
use crate::{Event, Few, Refusal};
use std::collections::{BTreeMap, BTreeSet};
use vocab::{Day, ItemId, OrderId, Quantity, ReturnId, SiteId};

impl Applying<'_> {
    pub(super) fn redate(
        &mut self,
        id: OrderId,
        goods: &[OnItsWay],
        delivery: Day,
    ) -> Result<(), Refusal> {
        self.name(id)?;
        let order = find(self.book, id)?;
        check_on_their_way(&order, goods)?;
        let last = goods.iter().map(|part| part.delivery).max();
        let after = last.map_or(self.stamp.today, |last| last.plus(1).max(self.stamp.today));
        if delivery < after {
            let allowed = format!("{after} or later");
            return Err(Refusal::out_of_range("the new day", delivery, &allowed));
        }
        self.around.extend(redirected(id, goods, Some(delivery)));
        Ok(())
    }

    pub(super) fn turn_back(
        &mut self,
        id: OrderId,
        goods: &[OnItsWay],
        instead: &[(u16, Few<ScheduleLine>)],
    ) -> Result<(), Refusal> {
        self.name(id)?;
        let order = find(self.book, id)?;
        check_open(&order)?;
        check_on_their_way(&order, goods)?;
        let mut left = by_line(goods);
        let mut promised = Vec::with_capacity(instead.len());
        for (number, schedule) in instead {
            let quantity = left.remove(number).unwrap_or_default();
            promised.push(self.in_their_place(&order, (*number, quantity), schedule)?);
        }
        self.check_split(&order, &promised)?;
        self.expect_back(&order, goods)?;
        self.around.extend(redirected(id, goods, None));
        if !promised.is_empty() {
            self.takes.push(Event::LinesScheduled {
                order: id,
                lines: promised,
                considered: Vec::new(),
            });
        }
        if !left.is_empty() {
            let lines = left.into_iter().collect();
            let events = cancelled(self.book, &order, lines, CancelReason::Seller);
            self.takes.extend(events);
        }
        Ok(())
    }

    /// What a line is promised with other goods in the place of those that turn back.
    fn in_their_place(
        &mut self,
        order: &Order,
        (number, quantity): (u16, Quantity),
        schedule: &Few<ScheduleLine>,
    ) -> Result<LineSchedule, Refusal> {
        let unknown = || Refusal::unknown("line that turns back", number);
        let line = order.line(number).ok_or_else(unknown)?;
        let item = line.item.known().ok_or_else(unknown)?;
        if quantity.is_zero()
            || schedule.iter().map(|part| part.quantity).sum::<Quantity>() != quantity
        {
            let message = format!("{quantity} of line {number} turn back; as many are sent again");
            return Err(Refusal::new(Code::BadQuantity, message));
        }
        for part in schedule {
            self.check_part(order, Some(item), part)?;
        }
        let was = promised_of(number, line);
        let mut becomes = was.clone();
        schedule
            .iter()
            .for_each(|part| becomes.schedule.push(*part));
        self.ledger.turns(item, &was, &becomes);
        self.takers.insert((order.customer, item));
        Ok(becomes)
    }

    /// Goods that turn back are agreed to come in where they left.
    fn expect_back(&mut self, order: &Order, goods: &[OnItsWay]) -> Result<(), Refusal> {
        let mut sites: BTreeMap<SiteId, BTreeMap<ItemId, Quantity>> = BTreeMap::new();
        for part in goods {
            let line = order.line(part.line);
            let item = line.and_then(|line| line.item.known());
            let item = item.ok_or_else(|| Refusal::unknown("item of line", part.line))?;
            *sites.entry(part.site).or_default().entry(item).or_default() += part.quantity;
        }
        for (site, items) in sites {
            if items.len() > RETURN_LINES_MAX {
                return Err(Refusal::too_many("lines", items.len(), RETURN_LINES_MAX));
            }
            let line = |(item, agreed)| ReturnLine {
                item,
                agreed,
                restocked: Quantity::ZERO,
                scrapped: Quantity::ZERO,
            };
            let placed = |event: &&Event| matches!(event, Event::ReturnPlaced { .. });
            let before = self.around.iter().filter(placed).count() as u64;
            self.around.push(Event::ReturnPlaced {
                return_order: ReturnId(self.book.next.return_order + before),
                customer: order.customer,
                order: order.id,
                site,
                lines: items.into_iter().map(line).collect(),
                turned_back: true,
            });
        }
        Ok(())
    }
}

/// Whether just these goods are on their way, as the planner saw them.
fn check_on_their_way(order: &Order, goods: &[OnItsWay]) -> Result<(), Refusal> {
    if goods.is_empty() {
        return Err(Refusal::empty("goods on their way"));
    }
    let mut seen = BTreeSet::new();
    for part in goods {
        let line = order
            .line(part.line)
            .filter(|_| seen.insert((part.line, part.site, part.delivery)))
            .ok_or_else(|| Refusal::unknown("line", part.line))?;
        let on_its_way = line
            .schedule
            .iter()
            .filter(|row| row.is_to_arrive(part.site, part.delivery));
        if on_its_way.map(|row| row.quantity).sum::<Quantity>() != part.quantity {
            let (number, line) = (order.id.number(), part.line);
            let message = format!("line {line} of {number} is not on its way as the plan has it");
            return Err(changed(message));
        }
    }
    Ok(())
}

/// One event for the goods of each site and day.
fn redirected(order: OrderId, goods: &[OnItsWay], delivery: Option<Day>) -> Vec<Event> {
    let mut lines: BTreeMap<(SiteId, Day), Vec<u16>> = BTreeMap::new();
    for part in goods {
        let from = (part.site, part.delivery);
        lines.entry(from).or_default().push(part.line);
    }
    let event = |((site, was), lines)| Event::DeliveryChanged {
        order,
        site,
        lines,
        was,
        delivery,
    };
    lines.into_iter().map(event).collect()
}

/// How much of each line they are.
fn by_line(goods: &[OnItsWay]) -> BTreeMap<u16, Quantity> {
    let mut sums: BTreeMap<u16, Quantity> = BTreeMap::new();
    for part in goods {
        *sums.entry(part.line).or_default() += part.quantity;
    }
    sums
}
