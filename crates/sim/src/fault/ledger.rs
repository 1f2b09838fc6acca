//! The naive second model of stock: sums by item and site, kept from the events alone and written
//! apart from the book's own.

use super::Checked;
use book::event::{Amendment, PlacedLine};
use book::order::{ScheduleLine, Source, Stage};
use book::returns::Disposition;
use book::{Book, Event};
use std::collections::BTreeMap;
use vocab::{ItemId, OrderId, Quantity, ReturnId, SiteId, SupplyId};

type Place = (ItemId, SiteId);

/// The model.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    on_hand: BTreeMap<Place, u64>,
    supplies: BTreeMap<SupplyId, (Place, u64)>,
    orders: BTreeMap<OrderId, Vec<Line>>,
    returns: BTreeMap<ReturnId, (SiteId, Vec<ItemId>)>,
}

#[derive(Clone, Debug)]
struct Line {
    item: Option<ItemId>,
    waiting: u64,
    parts: Vec<ScheduleLine>,
}

impl Ledger {
    /// Notes an event.
    pub(super) fn note(&mut self, event: &Event) -> Checked {
        match event {
            Event::PolicySet(_)
            | Event::SitesPut { .. }
            | Event::LanesPut { .. }
            | Event::ItemsPut { .. }
            | Event::CustomersPut { .. }
            | Event::ShipTosPut { .. }
            | Event::PricesPut { .. }
            | Event::SupplyRescheduled { .. }
            | Event::DocumentReceived { .. }
            | Event::DocumentRead { .. }
            | Event::RequestRaised { .. }
            | Event::RequestParked { .. }
            | Event::RequestAccepted { .. }
            | Event::RequestDeclined { .. }
            | Event::HoldReleased { .. }
            | Event::WorkOpened(_)
            | Event::WorkClosed(_) => {}
            Event::StockReceived {
                site,
                item,
                quantity,
            } => self.come((*item, *site), *quantity),
            Event::StockMoved {
                item,
                from,
                to,
                quantity,
            } => {
                self.go((*item, *from), *quantity)?;
                self.come((*item, *to), *quantity);
            }
            Event::StockCounted {
                site,
                item,
                counted,
            } => {
                self.on_hand.insert((*item, *site), counted.0);
            }
            Event::StockScrapped {
                site,
                item,
                quantity,
            } => self.go((*item, *site), *quantity)?,
            Event::SupplyAnnounced {
                supply,
                site,
                item,
                quantity,
                ..
            } => {
                self.supplies.insert(*supply, ((*item, *site), quantity.0));
            }
            Event::SupplyReceived { supply, quantity } => self.arrive(*supply, *quantity)?,
            Event::SupplyClosed { supply } => {
                self.supplies.remove(supply);
            }
            Event::OrderPlaced { order, lines, .. } => {
                self.orders
                    .insert(*order, lines.iter().map(placed).collect());
            }
            Event::LinesScheduled { order, lines, .. } => {
                for new in lines {
                    let line = self.line(*order, new.line)?;
                    line.parts.retain(|part| part.stage != Stage::Promised);
                    new.schedule.iter().for_each(|part| line.add(*part));
                    line.waiting = new.backorder.map_or(0, |backorder| backorder.quantity.0);
                }
            }
            Event::HoldsSet { order, .. } => {
                for line in self.orders.entry(*order).or_default() {
                    line.parts.retain(|part| part.stage != Stage::Promised);
                    line.waiting = 0;
                }
            }
            Event::OrderAmended { order, changes } => {
                changes
                    .iter()
                    .try_for_each(|change| self.amend(*order, change))?;
            }
            Event::LinesCancelled { order, lines, .. } => {
                for (number, quantity) in lines {
                    self.line(*order, *number)?.cancel(quantity.0);
                }
            }
            Event::GoodsAdvanced {
                order,
                to,
                site,
                lines,
                ..
            } => {
                for (number, quantity) in lines {
                    self.advance(*order, *number, *to, *site, *quantity)?;
                }
            }
            Event::OrderFinished { order, .. } => {
                self.orders.remove(order);
            }
            Event::ReturnPlaced {
                return_order,
                site,
                lines,
                ..
            } => {
                let items = lines.iter().map(|line| line.item).collect();
                self.returns.insert(*return_order, (*site, items));
            }
            Event::ReturnReceived {
                return_order,
                lines,
            } => {
                let (site, items) = self.returns.get(return_order).cloned().unwrap_or_default();
                let back = lines.iter().filter(|row| row.2 == Disposition::Restock);
                for (number, quantity, _) in back {
                    self.come((items[usize::from(*number) - 1], site), *quantity);
                }
            }
            Event::ReturnClosed { return_order } => {
                self.returns.remove(return_order);
            }
        }
        Ok(())
    }

    /// Compares every balance and every supply with the book's.
    pub(super) fn check(&self, book: &Book) -> Checked {
        let (reserved, pegged) = self.pegs();
        let sites = book.company.sites.len() as u16;
        for item in (0..book.company.items.len() as u32).map(ItemId) {
            for site in (0..sites).map(SiteId) {
                let place = (item, site);
                let of = |sums: &BTreeMap<Place, u64>| sums.get(&place).copied().unwrap_or(0);
                let (expected, balance) = (
                    (of(&self.on_hand), of(&reserved)),
                    book.stock.balance(item, site),
                );
                if expected != (balance.on_hand.0, balance.reserved.0) || expected.1 > expected.0 {
                    return Err(format!(
                        "item {item} at site {site}: the ledger has {} on hand and {} reserved, \
                         the book {balance:?}",
                        expected.0, expected.1
                    ));
                }
            }
        }
        let expected = self.supplies.iter().map(|(id, (_, open))| {
            let pegged = pegged.get(id).copied().unwrap_or(0);
            (*id, *open, pegged)
        });
        let supplies = book.stock.supplies.iter();
        let found = supplies.map(|(id, supply)| (*id, supply.open.0, supply.pegged.0));
        match expected.clone().eq(found.clone()) {
            true => Ok(()),
            false => Err(format!(
                "open supply: the ledger has {:?}, the book {:?}",
                expected.collect::<Vec<_>>(),
                found.collect::<Vec<_>>()
            )),
        }
    }

    /// What is reserved at each place, and pegged to each supply.
    fn pegs(&self) -> (BTreeMap<Place, u64>, BTreeMap<SupplyId, u64>) {
        let (mut reserved, mut pegged) = (BTreeMap::new(), BTreeMap::new());
        for line in self.orders.values().flatten() {
            let Some(item) = line.item else { continue };
            for part in line.parts.iter().filter(|part| part.stage < Stage::Shipped) {
                let sum = match part.source {
                    Source::OnHand => reserved.entry((item, part.site)).or_insert(0),
                    Source::Inbound(supply) => pegged.entry(supply).or_insert(0),
                };
                *sum += part.quantity.0;
            }
        }
        (reserved, pegged)
    }

    fn come(&mut self, place: Place, quantity: Quantity) {
        *self.on_hand.entry(place).or_default() += quantity.0;
    }

    fn go(&mut self, place: Place, quantity: Quantity) -> Checked {
        let there = self.on_hand.entry(place).or_default();
        let left = there.checked_sub(quantity.0);
        let too_few = || format!("{quantity} leave {place:?}, where {there} are");
        *there = left.ok_or_else(too_few)?;
        Ok(())
    }

    fn arrive(&mut self, supply: SupplyId, quantity: Quantity) -> Checked {
        let unknown = || format!("supply {supply} is received and not open");
        let (place, open) = self.supplies.get_mut(&supply).ok_or_else(unknown)?;
        let left = open.checked_sub(quantity.0);
        let too_many = || format!("{quantity} of supply {supply} come in, {open} are open");
        *open = left.ok_or_else(too_many)?;
        let place = *place;
        self.come(place, quantity);
        Ok(())
    }

    fn line(&mut self, order: OrderId, number: u16) -> Checked<&mut Line> {
        let lines = self.orders.get_mut(&order);
        let line = lines.and_then(|lines| lines.get_mut(usize::from(number).checked_sub(1)?));
        line.ok_or_else(|| format!("{} has no line {number} for the ledger", order.number()))
    }

    fn amend(&mut self, order: OrderId, change: &Amendment) -> Checked {
        match change {
            Amendment::Quantity { .. } | Amendment::Requested { .. } | Amendment::ShipTo { .. } => {
            }
            Amendment::LineAdded { line } => {
                self.orders.entry(order).or_default().push(placed(line));
            }
            Amendment::ItemResolved { line, item, .. } => {
                self.line(order, *line)?.item = Some(*item);
            }
        }
        Ok(())
    }

    fn advance(
        &mut self,
        order: OrderId,
        number: u16,
        to: Stage,
        site: SiteId,
        quantity: Quantity,
    ) -> Checked {
        let line = self.line(order, number)?;
        let left = line.advance(to, site, quantity.0);
        let item = line.item.filter(|_| left == 0);
        let item = item.ok_or_else(|| {
            format!(
                "{} line {number}: {left} too many advance to {to:?}",
                order.number()
            )
        })?;
        match to {
            Stage::Shipped => self.go((item, site), quantity),
            Stage::Promised
            | Stage::Released
            | Stage::Picked
            | Stage::Packed
            | Stage::Delivered => Ok(()),
        }
    }
}

fn placed(line: &PlacedLine) -> Line {
    Line {
        item: line.item.known(),
        waiting: 0,
        parts: Vec::new(),
    }
}

impl Line {
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

    /// Takes off first what waits, then the latest promise, then what was released.
    fn cancel(&mut self, quantity: u64) {
        let waiting = quantity.min(self.waiting);
        self.waiting -= waiting;
        let mut left = quantity - waiting;
        for stage in [Stage::Promised, Stage::Released] {
            for part in self
                .parts
                .iter_mut()
                .rev()
                .filter(|part| part.stage == stage)
            {
                let taken = left.min(part.quantity.0);
                part.quantity = Quantity(part.quantity.0 - taken);
                left -= taken;
            }
        }
        self.parts.retain(|part| part.quantity.0 > 0);
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
        left
    }
}
