//! Orders: what each event does to an order, as `book::evolve` does it to the book's own. The
//! tests hold the two against each other.

use super::{Fold, Place, Subject};
use crate::fault::Fault;
use crate::happening::{Happening, PromisedLine};
use crate::row::signed;
use book::event::{Amendment, Considered, LineSchedule, PlacedLine};
use book::order::{HoldKind, OrderLine, OrderState, ScheduleLine, Source, Stage, StatedItem};
use book::{Event, Order};
use vocab::{Day, OrderId, Quantity, SiteId};

/// An order that a transaction has touched.
pub(crate) struct Gathered {
    /// As it stands in the file; `None` when it is new.
    pub(super) before: Option<Order>,
    /// As it is now.
    pub(crate) order: Order,
    /// Set when nothing more can happen to it; true when it was cancelled.
    pub(super) finished: Option<bool>,
    pub(super) first_promised: Option<Day>,
    pub(super) delivered: Option<Day>,
    /// The record of its latest change.
    pub(super) seq: u64,
}

impl Fold<'_> {
    pub(super) fn order_event(&mut self, event: &Event, place: Place) -> Result<(), Fault> {
        match event {
            Event::LinesScheduled {
                order,
                lines,
                considered,
            } => self.schedule(*order, lines, considered, place),
            Event::HoldsSet { order, holds } => {
                let held = &mut self.order(*order, place)?.order;
                unpromise(held);
                match &mut held.state {
                    OrderState::Held { holds: old } => old.extend(holds.iter().cloned()),
                    OrderState::Open => {
                        held.state = OrderState::Held {
                            holds: holds.clone(),
                        }
                    }
                }
                let holds = holds.clone();
                self.tell(
                    Subject::Order(*order),
                    place,
                    &Happening::HoldsSet { holds },
                )
            }
            Event::HoldReleased { order, kind } => {
                release(&mut self.order(*order, place)?.order, *kind);
                let released = Happening::HoldReleased { hold: *kind };
                self.tell(Subject::Order(*order), place, &released)
            }
            Event::OrderAmended { order, changes } => {
                let amended = &mut self.order(*order, place)?.order;
                for change in changes {
                    amend(amended, change, place)?;
                }
                let changes = changes.clone();
                self.tell(
                    Subject::Order(*order),
                    place,
                    &Happening::Amended { changes },
                )
            }
            Event::LinesCancelled {
                order,
                lines,
                reason,
            } => {
                let cancelled = &mut self.order(*order, place)?.order;
                for (number, quantity) in lines {
                    cancel(line_mut(cancelled, *number, place)?, *quantity);
                }
                let (lines, reason) = (lines.clone(), *reason);
                self.tell(
                    Subject::Order(*order),
                    place,
                    &Happening::Cancelled { lines, reason },
                )
            }
            Event::OrderFinished { order, cancelled } => {
                self.finish_order(*order, *cancelled, place)
            }
            Event::GoodsAdvanced { .. } => self.advance(event, place),
            event => self.place(event, place),
        }
    }

    fn place(&mut self, event: &Event, place: Place) -> Result<(), Fault> {
        let Some(order) = placed(event) else {
            return Ok(());
        };
        let day = self.days.on(place.stamp.today);
        day.orders += 1;
        day.lines += order.lines.len() as u64;
        day.held += u64::from(!order.holds().is_empty());
        let happening = Happening::Placed {
            lines: order.lines.len() as u32,
            holds: order.holds().to_vec(),
        };
        self.tell(Subject::Order(order.id), place, &happening)?;
        self.gather(Gathered {
            before: None,
            order,
            finished: None,
            first_promised: None,
            delivered: None,
            seq: place.seq,
        })
    }

    fn schedule(
        &mut self,
        id: OrderId,
        lines: &[LineSchedule],
        ways: &[Considered],
        place: Place,
    ) -> Result<(), Fault> {
        let gathered = self.order(id, place)?;
        for change in lines {
            let line = line_mut(&mut gathered.order, change.line, place)?;
            line.schedule.retain(|part| part.stage != Stage::Promised);
            for part in &change.schedule {
                add_part(line, *part);
            }
            line.backorder = change.backorder;
        }
        gathered.first_promised = gathered
            .first_promised
            .or_else(|| last_delivery(&gathered.order));
        let lines = lines.iter().map(promised_line).collect();
        let promised = Happening::Promised { lines };
        self.tell_ways(Subject::Order(id), place, &promised, ways)
    }

    fn advance(&mut self, event: &Event, place: Place) -> Result<(), Fault> {
        let Event::GoodsAdvanced {
            order: id,
            to,
            site,
            lines,
            tracking,
        } = event
        else {
            return Ok(());
        };
        let gathered = self.order(*id, place)?;
        gathered.order.expires = None;
        if *to == Stage::Delivered {
            gathered.delivered = Some(place.stamp.today);
        }
        let mut left = Vec::new();
        for (number, quantity) in lines {
            let line = line_mut(&mut gathered.order, *number, place)?;
            advance_line(line, *site, *to, *quantity);
            left.extend(line.item.known().map(|item| (item, signed(quantity.0))));
        }
        if *to == Stage::Shipped {
            for (item, units) in left {
                self.movements.add(item, *site, -units);
            }
        }
        let advanced = Happening::Advanced {
            to: *to,
            site: *site,
            lines: lines.clone(),
            tracking: tracking.clone(),
        };
        self.tell(Subject::Order(*id), place, &advanced)
    }

    fn finish_order(&mut self, id: OrderId, cancelled: bool, place: Place) -> Result<(), Fault> {
        let gathered = self.order(id, place)?;
        gathered.finished = Some(cancelled);
        let kept = !cancelled && on_time_in_full(gathered);
        let day = self.days.on(place.stamp.today);
        match cancelled {
            true => day.cancelled += 1,
            false => day.closed += 1,
        }
        day.on_time_in_full += u64::from(kept);
        self.tell(
            Subject::Order(id),
            place,
            &Happening::Finished { cancelled },
        )
    }
}

/// The order that an event places.
fn placed(event: &Event) -> Option<Order> {
    let Event::OrderPlaced {
        order,
        customer,
        ship_to,
        po_number,
        currency,
        placed,
        requested,
        expires,
        request,
        lines,
        holds,
    } = event
    else {
        return None;
    };
    Some(Order {
        id: *order,
        customer: *customer,
        ship_to: *ship_to,
        po_number: po_number.clone(),
        currency: *currency,
        placed: *placed,
        requested: *requested,
        expires: *expires,
        request: *request,
        state: match holds.as_slice() {
            [] => OrderState::Open,
            holds => OrderState::Held {
                holds: holds.to_vec(),
            },
        },
        lines: lines.iter().map(placed_line).collect(),
        credit_released: false,
    })
}

fn placed_line(line: &PlacedLine) -> OrderLine {
    OrderLine {
        item: line.item.clone(),
        ordered: line.quantity,
        cancelled: Quantity::ZERO,
        unit: line.unit,
        price: line.price,
        stated_price: line.stated_price,
        requested: line.requested,
        backorder: None,
        schedule: Default::default(),
    }
}

fn promised_line(line: &LineSchedule) -> PromisedLine {
    PromisedLine {
        line: line.line,
        promised: line.schedule.iter().map(|part| part.quantity).sum(),
        delivery: line.schedule.iter().map(|part| part.delivery).max(),
        backorder: line.backorder,
    }
}

/// When the last of what has a date arrives.
pub(super) fn last_delivery(order: &Order) -> Option<Day> {
    let parts = order.lines.iter().flat_map(|line| &line.schedule);
    parts.map(|part| part.delivery).max()
}

fn on_time_in_full(gathered: &Gathered) -> bool {
    let wanted = gathered.order.requested.or(gathered.first_promised);
    let in_full = |line: &OrderLine| line.cancelled.is_zero();
    let on_time = match (gathered.delivered, wanted) {
        (Some(delivered), Some(wanted)) => delivered <= wanted,
        (None, _) | (_, None) => false,
    };
    on_time && gathered.order.lines.iter().all(in_full)
}

fn line_mut(order: &mut Order, number: u16, place: Place) -> Result<&mut OrderLine, Fault> {
    let index = usize::from(number).checked_sub(1);
    let line = index.and_then(|index| order.lines.get_mut(index));
    line.ok_or_else(|| place.unfit("line", number))
}

/// Nothing that is not released is promised any more.
fn unpromise(order: &mut Order) {
    for line in order
        .lines
        .iter_mut()
        .filter(|line| line.item.known().is_some())
    {
        line.schedule.retain(|part| part.stage != Stage::Promised);
        line.backorder = None;
    }
}

fn release(order: &mut Order, kind: HoldKind) {
    if let OrderState::Held { holds } = &mut order.state {
        holds.retain(|hold| hold.kind() != kind);
        if holds.is_empty() {
            order.state = OrderState::Open;
        }
    }
}

fn amend(order: &mut Order, change: &Amendment, place: Place) -> Result<(), Fault> {
    match change {
        Amendment::Quantity { line, quantity } => {
            let line = line_mut(order, *line, place)?;
            line.ordered = line.cancelled + *quantity;
        }
        Amendment::Requested {
            line: Some(line),
            day,
        } => {
            line_mut(order, *line, place)?.requested = *day;
        }
        Amendment::Requested { line: None, day } => {
            order.requested = *day;
            order
                .lines
                .iter_mut()
                .for_each(|line| line.requested = None);
        }
        Amendment::ShipTo { ship_to } => order.ship_to = Some(*ship_to),
        Amendment::LineAdded { line } => order.lines.push(placed_line(line)),
        Amendment::ItemResolved { line, item, price } => {
            let line = line_mut(order, *line, place)?;
            line.item = StatedItem::Known(*item);
            line.price = *price;
        }
    }
    Ok(())
}

/// Takes a quantity off a line: first what has no date, then the latest promise, then what was
/// released and not picked.
fn cancel(line: &mut OrderLine, quantity: Quantity) {
    line.cancelled += quantity;
    let mut left = quantity;
    let mut take = |from: &mut Quantity| {
        let taken = Quantity(from.0.min(left.0));
        *from -= taken;
        left -= taken;
    };
    if let Some(backorder) = &mut line.backorder {
        take(&mut backorder.quantity);
    }
    for stage in [Stage::Promised, Stage::Released] {
        let parts = line.schedule.iter_mut().rev();
        parts
            .filter(|part| part.stage == stage)
            .for_each(|part| take(&mut part.quantity));
    }
    line.backorder = line
        .backorder
        .filter(|backorder| !backorder.quantity.is_zero());
    line.schedule.retain(|part| !part.quantity.is_zero());
}

/// Moves a quantity of a line on, splitting schedule lines where it is partial.
fn advance_line(line: &mut OrderLine, site: SiteId, to: Stage, quantity: Quantity) {
    let mut left = quantity;
    for part in std::mem::take(&mut line.schedule) {
        let moves =
            Some(part.stage) == to.before() && part.site == site && part.source == Source::OnHand;
        let taken = match moves {
            true => Quantity(part.quantity.0.min(left.0)),
            false => Quantity::ZERO,
        };
        left -= taken;
        let moved = ScheduleLine {
            quantity: taken,
            stage: to,
            ..part
        };
        let stays = ScheduleLine {
            quantity: part.quantity - taken,
            ..part
        };
        let parts = [moved, stays].into_iter();
        parts
            .filter(|part| !part.quantity.is_zero())
            .for_each(|part| add_part(line, part));
    }
}

/// Adds a part to the schedule; parts that differ in nothing but the quantity become one.
fn add_part(line: &mut OrderLine, part: ScheduleLine) {
    let same = |old: &&mut ScheduleLine| {
        let as_much = ScheduleLine {
            quantity: part.quantity,
            ..**old
        };
        as_much == part
    };
    match line.schedule.iter_mut().find(same) {
        Some(old) => old.quantity += part.quantity,
        None => line.schedule.push(part),
    }
}
