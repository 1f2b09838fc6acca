//! Orders: what each event does to an order, by the steps that the book takes too. The
//! tests hold the two against each other.

use super::{Fold, Place, Subject};
use crate::fault::Fault;
use crate::happening::{Happening, PromisedLine};
use crate::row::{Marks, json, signed, site_bit};
use book::event::{Considered, LineSchedule};
use book::order::{OrderLine, ScheduleLine, Source, Stage};
use book::{Event, Order};
use rusqlite::params;
use vocab::{Day, OrderId, Quantity, SiteId};

const MICROS_OF_MINUTE: i64 = 60_000_000;

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
    /// The local day from which nothing can happen to it.
    pub(super) finished_on: Option<Day>,
    /// Minutes from its placing to its latest delivery.
    pub(super) cycle: Option<i64>,
    pub(super) marks: Marks,
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
                held.hold(holds);
                let holds = holds.clone();
                self.tell(
                    Subject::Order(*order),
                    place,
                    &Happening::HoldsSet { holds },
                )
            }
            Event::HoldReleased { order, kind } => {
                self.order(*order, place)?.order.release_hold(*kind);
                let released = Happening::HoldReleased { hold: *kind };
                self.tell(Subject::Order(*order), place, &released)
            }
            Event::OrderAmended { order, changes } => {
                let amended = &mut self.order(*order, place)?.order;
                for change in changes {
                    amended
                        .amend(change)
                        .map_err(|line| place.unfit("line", line))?;
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
                    line_mut(cancelled, *number, place)?.cancel(*quantity, |_, _| {});
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
            Event::GoodsPostponed {
                order,
                site,
                was,
                goods_issue,
                delivery,
            } => {
                let postponed = &mut self.order(*order, place)?.order;
                postponed.postpone(*site, *was, *goods_issue, *delivery);
                let postponed = Happening::Postponed {
                    site: *site,
                    was: *was,
                    goods_issue: *goods_issue,
                    delivery: *delivery,
                };
                self.tell(Subject::Order(*order), place, &postponed)
            }
            Event::DeliveryChanged {
                order,
                site,
                lines,
                was,
                delivery,
            } => {
                let redirected = &mut self.order(*order, place)?.order;
                redirected
                    .redirect((*site, *was), lines, *delivery)
                    .map_err(|line| place.unfit("line", line))?;
                let changed = Happening::DeliveryChanged {
                    site: *site,
                    lines: lines.clone(),
                    was: *was,
                    delivery: *delivery,
                };
                self.tell(Subject::Order(*order), place, &changed)
            }
            Event::PickedShort { order, site, lines } => {
                self.pick_short(*order, *site, lines, place)
            }
            event => self.place(event, place),
        }
    }

    fn place(&mut self, event: &Event, place: Place) -> Result<(), Fault> {
        let Some(order) = Order::placed_by(event) else {
            return Ok(());
        };
        let day = self.days.on(place.stamp.today);
        day.orders += 1;
        day.lines += order.lines.len() as u64;
        day.held += u64::from(!order.holds().is_empty());
        day.first_order.get_or_insert(order.id);
        day.last_order = Some(order.id);
        self.days
            .add_value(place.stamp.today, order.currency, order.value());
        let happening = Happening::Placed {
            lines: order.lines.len() as u32,
            holds: order.holds().to_vec(),
        };
        self.tell(Subject::Order(order.id), place, &happening)?;
        let mut marks = Marks::default();
        if !order.holds().is_empty() {
            marks.set(Marks::BEGAN_HELD);
        }
        self.gather(Gathered {
            before: None,
            order,
            finished: None,
            first_promised: None,
            delivered: None,
            finished_on: None,
            cycle: None,
            marks,
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
                line.add_part(*part);
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
            packages: _,
        } = event
        else {
            return Ok(());
        };
        let gathered = self.order(*id, place)?;
        gathered.order.expires = None;
        if *to == Stage::Delivered {
            gathered.delivered = Some(place.stamp.today);
            gathered.cycle = Some((place.stamp.at.0 - gathered.order.placed.0) / MICROS_OF_MINUTE);
        }
        let mut left = Vec::new();
        for (number, quantity) in lines {
            let line = line_mut(&mut gathered.order, *number, place)?;
            line.advance(*site, *to, *quantity);
            left.extend(line.item.known().map(|item| (item, signed(quantity.0))));
        }
        if *to == Stage::Shipped {
            for (item, units) in left {
                self.movements.add(item, *site, -units);
            }
            self.ship(event, place)?;
        }
        let advanced = Happening::Advanced {
            to: *to,
            site: *site,
            lines: lines.clone(),
            tracking: tracking.clone(),
        };
        self.tell(Subject::Order(*id), place, &advanced)
    }

    fn pick_short(
        &mut self,
        id: OrderId,
        site: SiteId,
        lines: &[(u16, Quantity)],
        place: Place,
    ) -> Result<(), Fault> {
        let order = &mut self.order(id, place)?.order;
        let mut gone = Vec::new();
        for (number, quantity) in lines {
            let line = line_mut(order, *number, place)?;
            line.pick_short(site, *quantity);
            gone.extend(line.item.known().map(|item| (item, signed(quantity.0))));
        }
        for (item, units) in gone {
            self.movements.add(item, site, -units);
        }
        let lines = lines.to_vec();
        let short = Happening::PickedShort { site, lines };
        self.tell(Subject::Order(id), place, &short)
    }

    /// Keeps a shipment.
    fn ship(&mut self, event: &Event, place: Place) -> Result<(), Fault> {
        let Event::GoodsAdvanced {
            order,
            site,
            lines,
            tracking,
            packages,
            ..
        } = event
        else {
            return Ok(());
        };
        self.run(
            "INSERT INTO shipments VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                signed(place.seq),
                place.nth,
                place.stamp.at.0,
                place.stamp.today.0,
                signed(order.0),
                site.0,
                tracking,
                json(lines),
                json(packages)
            ],
        )?;
        Ok(())
    }

    fn finish_order(&mut self, id: OrderId, cancelled: bool, place: Place) -> Result<(), Fault> {
        let gathered = self.order(id, place)?;
        gathered.finished = Some(cancelled);
        gathered.finished_on = Some(place.stamp.today);
        let kept = !cancelled && on_time_in_full(gathered);
        if kept {
            gathered.marks.set(Marks::ON_TIME_IN_FULL);
        }
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

/// Stage of the least advanced goods.
pub(super) fn least_advanced(order: &Order) -> Option<Stage> {
    stages(order).min()
}

/// How far each part of an order has come.
pub(super) fn stages(order: &Order) -> impl Iterator<Item = Stage> {
    let parts = order.lines.iter().flat_map(|line| &line.schedule);
    parts.map(|part| part.stage)
}

/// The earliest day on which goods that are there and have not left are to leave; what is not confirmed
/// is not to leave.
pub(super) fn next_issue(order: &Order) -> Option<Day> {
    let confirmed = order.expires.is_none();
    let there = waiting(order).filter(|part| confirmed && part.source == Source::OnHand);
    there.map(|part| part.goods_issue).min()
}

/// The sites that goods have yet to leave from.
pub(super) fn waiting_at(order: &Order) -> i64 {
    waiting(order).fold(0, |sites, part| sites | site_bit(part.site))
}

/// What has not left.
fn waiting(order: &Order) -> impl Iterator<Item = &ScheduleLine> {
    let parts = order.lines.iter().flat_map(|line| &line.schedule);
    parts.filter(|part| part.stage < Stage::Shipped)
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
    let line = order.line_mut(number);
    line.map_err(|number| place.unfit("line", number))
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
