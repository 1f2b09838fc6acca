//! The naive second model: stock by item and site, supply, and the life of every order, kept from
//! the events alone and written apart from the book's own.

mod orders;

use super::Checked;
use super::property::{Property, broken};
use book::order::{Source, Stage};
use book::returns::Disposition;
use book::{Book, Event};
use orders::Orders;
use std::collections::BTreeMap;
use vocab::{Day, ItemId, OrderId, Quantity, ReturnId, SiteId, SupplyId};

type Place = (ItemId, SiteId);

/// The model.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    on_hand: BTreeMap<Place, u64>,
    supplies: BTreeMap<SupplyId, Supply>,
    orders: Orders,
    returns: BTreeMap<ReturnId, Return>,
}

#[derive(Clone, Copy, Debug)]
struct Supply {
    place: Place,
    open: u64,
    due: Day,
}

/// Goods that are to come back.
#[derive(Clone, Debug)]
struct Return {
    order: OrderId,
    site: SiteId,
    /// What, and how much is still expected.
    lines: Vec<(ItemId, u64)>,
    /// Whether the customer never had them.
    turned_back: bool,
}

impl Ledger {
    /// Notes an event; one that can't follow what came before is told.
    pub(super) fn note(&mut self, event: &Event) -> Checked {
        match event {
            Event::PolicySet(_)
            | Event::SitesPut { .. }
            | Event::LanesPut { .. }
            | Event::ItemsPut { .. }
            | Event::CustomersPut { .. }
            | Event::ShipTosPut { .. }
            | Event::PricesPut { .. }
            | Event::DocumentReceived { .. }
            | Event::DocumentRead { .. }
            | Event::RequestRaised { .. }
            | Event::RequestParked { .. }
            | Event::RequestAccepted { .. }
            | Event::RequestDeclined { .. }
            | Event::ExceptionRaised { .. }
            | Event::SolutionsProposed { .. }
            | Event::ProposalApproved { .. }
            | Event::PlanMade { .. }
            | Event::ExceptionClosed { .. }
            | Event::PlanReverted { .. }
            | Event::CustomersGrouped { .. }
            | Event::QuotasPut { .. }
            | Event::SupplierStockPut { .. }
            | Event::SubstitutesPut { .. }
            | Event::BackordersRun(_)
            | Event::QuotaEnded { .. }
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
            Event::StockSent {
                item,
                from,
                quantity,
            } => self.go((*item, *from), *quantity)?,
            Event::SupplyAnnounced {
                supply,
                site,
                item,
                quantity,
                due,
                ..
            } => {
                let (place, open, due) = ((*item, *site), quantity.0, *due);
                self.supplies.insert(*supply, Supply { place, open, due });
            }
            Event::SupplyReceived { supply, quantity } => self.arrive(*supply, *quantity)?,
            Event::SupplyRescheduled { supply, due } => self.supply(*supply)?.due = *due,
            Event::SupplyClosed { supply } => {
                self.supplies.remove(supply);
            }
            Event::OrderPlaced { .. }
            | Event::LinesScheduled { .. }
            | Event::HoldsSet { .. }
            | Event::HoldReleased { .. }
            | Event::OrderAmended { .. }
            | Event::LinesCancelled { .. }
            | Event::GoodsPostponed { .. }
            | Event::DeliveryChanged { .. }
            | Event::OrderFinished { .. } => self.orders.note(event)?,
            Event::PickedShort { order, site, lines } => {
                for (item, quantity) in self.orders.pick_short(*order, *site, lines)? {
                    self.go((item, *site), quantity)?;
                }
            }
            Event::GoodsAdvanced {
                to, site, lines, ..
            } => {
                let items = self.orders.advance(event)?;
                for (item, (_, quantity)) in items.into_iter().zip(lines) {
                    if *to == Stage::Shipped {
                        self.go((item, *site), *quantity)?;
                    }
                }
            }
            Event::ReturnPlaced {
                return_order,
                order,
                site,
                lines,
                turned_back,
                ..
            } => {
                if !turned_back {
                    self.orders.come_back(*order, lines)?;
                }
                let expected = lines.iter().map(|line| (line.item, line.agreed.0));
                let agreed = Return {
                    order: *order,
                    site: *site,
                    lines: expected.collect(),
                    turned_back: *turned_back,
                };
                self.returns.insert(*return_order, agreed);
            }
            Event::ReturnReceived {
                return_order,
                lines,
            } => {
                self.receive_return(*return_order, lines);
            }
            Event::ReturnClosed { return_order } => {
                let closed = self.returns.remove(return_order);
                if let Some(closed) = closed.filter(|row| !row.turned_back) {
                    self.orders.stay(closed.order, &closed.lines);
                }
            }
        }
        Ok(())
    }

    fn receive_return(&mut self, id: ReturnId, lines: &[(u16, Quantity, Disposition)]) {
        let Some(coming) = self.returns.get_mut(&id) else {
            return;
        };
        let mut back = Vec::new();
        for (number, quantity, disposition) in lines {
            let (item, expected) = &mut coming.lines[usize::from(*number) - 1];
            *expected -= quantity.0;
            match disposition {
                Disposition::Restock => back.push(((*item, coming.site), *quantity)),
                Disposition::Scrap => {}
            }
        }
        for (place, quantity) in back {
            self.come(place, quantity);
        }
    }

    /// Compares every sum with the book's.
    pub(super) fn check(&self, book: &Book) -> Checked {
        self.check_stock(book)?;
        self.check_supply(book)?;
        self.check_days()?;
        self.orders.check(book)
    }

    fn check_stock(&self, book: &Book) -> Checked {
        let mut reserved: BTreeMap<Place, u64> = BTreeMap::new();
        for peg in self
            .orders
            .pegs()
            .filter(|peg| peg.source == Source::OnHand)
        {
            *reserved.entry(peg.place).or_default() += peg.quantity;
        }
        let sites = book.company.sites.len() as u16;
        for item in (0..book.company.items.len() as u32).map(ItemId) {
            for site in (0..sites).map(SiteId) {
                let of = |sums: &BTreeMap<Place, u64>| sums.get(&(item, site)).copied();
                let expected = (of(&self.on_hand).unwrap_or(0), of(&reserved).unwrap_or(0));
                let balance = book.stock.balance(item, site);
                if expected != (balance.on_hand.0, balance.reserved.0) || expected.1 > expected.0 {
                    let (on_hand, reserved) = expected;
                    return broken(
                        Property::StockIsTheLedgers,
                        format_args!(
                            "item {item} at site {site}: the ledger has {on_hand} on hand and \
                             {reserved} reserved, the book {balance:?}"
                        ),
                    );
                }
            }
        }
        Ok(())
    }

    fn check_supply(&self, book: &Book) -> Checked {
        let mut pegged: BTreeMap<SupplyId, u64> = BTreeMap::new();
        for peg in self.orders.pegs() {
            if let Source::Inbound(supply) = peg.source {
                *pegged.entry(supply).or_default() += peg.quantity;
            }
        }
        let expected = self.supplies.iter().map(|(id, supply)| {
            let pegged = pegged.get(id).copied().unwrap_or(0);
            (*id, supply.open, pegged)
        });
        let supplies = book.stock.supplies.iter();
        let found = supplies.map(|(id, supply)| (*id, supply.open.0, supply.pegged.0));
        match expected.clone().eq(found.clone()) {
            true => Ok(()),
            false => broken(
                Property::SupplyIsTheLedgers,
                format_args!(
                    "the ledger has {:?}, the book {:?}",
                    expected.collect::<Vec<_>>(),
                    found.collect::<Vec<_>>()
                ),
            ),
        }
    }

    /// On no day may more of an item leave a site than is there by then.
    fn check_days(&self) -> Checked {
        let mut days: BTreeMap<Place, BTreeMap<Day, i128>> = BTreeMap::new();
        for supply in self.supplies.values() {
            let day = days.entry(supply.place).or_default();
            *day.entry(supply.due).or_default() += i128::from(supply.open);
        }
        for peg in self.orders.pegs() {
            let day = match peg.source {
                Source::OnHand => Day(i32::MIN),
                Source::Inbound(_) => peg.goods_issue,
            };
            let there = days.entry(peg.place).or_default();
            *there.entry(day).or_default() -= i128::from(peg.quantity);
        }
        for (place, changes) in days {
            let mut left = i128::from(self.on_hand.get(&place).copied().unwrap_or(0));
            for (day, change) in changes {
                left += change;
                if left < 0 {
                    return broken(
                        Property::NeverOversoldOnAnyDay,
                        format_args!("{place:?}: {left} are left on {day}"),
                    );
                }
            }
        }
        Ok(())
    }

    fn come(&mut self, place: Place, quantity: Quantity) {
        *self.on_hand.entry(place).or_default() += quantity.0;
    }

    fn go(&mut self, place: Place, quantity: Quantity) -> Checked {
        let there = self.on_hand.entry(place).or_default();
        let Some(left) = there.checked_sub(quantity.0) else {
            return broken(
                Property::LegalTransitions,
                format_args!("{quantity} leave {place:?}, where {there} are"),
            );
        };
        *there = left;
        Ok(())
    }

    fn arrive(&mut self, id: SupplyId, quantity: Quantity) -> Checked {
        let supply = self.supply(id)?;
        let Some(left) = supply.open.checked_sub(quantity.0) else {
            return broken(
                Property::LegalTransitions,
                format_args!(
                    "{quantity} of supply {id} come in, {} are open",
                    supply.open
                ),
            );
        };
        supply.open = left;
        let place = supply.place;
        self.come(place, quantity);
        Ok(())
    }

    fn supply(&mut self, id: SupplyId) -> Checked<&mut Supply> {
        match self.supplies.get_mut(&id) {
            Some(supply) => Ok(supply),
            None => broken(
                Property::LegalTransitions,
                format_args!("supply {id} changes and is not open"),
            ),
        }
    }
}
