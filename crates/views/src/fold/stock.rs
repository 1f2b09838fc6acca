//! Stock and supply: balances as sums of what each event adds. What is reserved follows from the
//! schedule lines of the orders alone, so that it cannot drift from them.

use super::rows::Rows;
use super::{Fold, Place};
use crate::fault::Fault;
use crate::row::{Columns, signed};
use book::order::{OrderLine, Source, Stage};
use book::{Event, Order};
use rusqlite::{Connection, OptionalExtension, params};
use rustc_hash::FxHashMap;
use vocab::{ItemId, Quantity, SiteId, SupplyId};

const ADD_TO_BALANCE: &str = "ON CONFLICT (item, site) DO UPDATE
    SET on_hand = on_hand + excluded.on_hand, reserved = reserved + excluded.reserved";
const SET_BALANCE: &str = "INSERT INTO stock VALUES (?1, ?2, ?3, 0, 0)
    ON CONFLICT (item, site) DO UPDATE SET on_hand = ?3";

/// What a transaction changes of balances and of pegs to supply.
#[derive(Default)]
pub(super) struct Movements {
    balances: FxHashMap<(ItemId, SiteId), Movement>,
    pegs: FxHashMap<SupplyId, i64>,
}

#[derive(Clone, Copy, Default)]
struct Movement {
    /// What a count found; what was added before it does not matter.
    counted: Option<i64>,
    /// Added on hand, after the count if there was one.
    on_hand: i64,
    reserved: i64,
}

impl Movements {
    /// Goods come in, or leave when `units` is negative.
    pub(super) fn add(&mut self, item: ItemId, site: SiteId, units: i64) {
        self.balances.entry((item, site)).or_default().on_hand += units;
    }

    fn count(&mut self, item: ItemId, site: SiteId, counted: Quantity) {
        let movement = self.balances.entry((item, site)).or_default();
        movement.counted = Some(signed(counted.0));
        movement.on_hand = 0;
    }

    /// The promises of an order as they were, or as they are.
    pub(super) fn peg(&mut self, order: &Order, sign: i64) {
        for line in &order.lines {
            let Some(item) = line.item.known() else {
                continue;
            };
            self.peg_line(item, line, sign);
        }
    }

    fn peg_line(&mut self, item: ItemId, line: &OrderLine, sign: i64) {
        let in_stock = line
            .schedule
            .iter()
            .filter(|part| part.stage < Stage::Shipped);
        for part in in_stock {
            let units = sign * signed(part.quantity.0);
            match part.source {
                Source::OnHand => {
                    self.balances.entry((item, part.site)).or_default().reserved += units;
                }
                Source::Inbound(supply) => *self.pegs.entry(supply).or_default() += units,
            }
        }
    }

    pub(super) fn write(&self, views: &Connection) -> Result<(), Fault> {
        // In the order of the table, so that a page that holds many of them is found once.
        let mut balances: Vec<_> = self.balances.iter().collect();
        balances.sort_unstable_by_key(|(place, _)| **place);
        let mut added = Rows::merged("stock", ADD_TO_BALANCE);
        for ((item, site), moved) in balances {
            if let Some(counted) = moved.counted {
                views
                    .prepare_cached(SET_BALANCE)?
                    .execute(params![item.0, site.0, counted])?;
            }
            let (on_hand, reserved) = (moved.on_hand, moved.reserved);
            if (on_hand, reserved) != (0, 0) {
                let row = [
                    item.0.into(),
                    u32::from(site.0).into(),
                    on_hand.into(),
                    reserved.into(),
                    0i64.into(),
                ];
                added.add(views, row)?;
            }
        }
        added.write(views)?;
        let mut peg =
            views.prepare_cached("UPDATE supply SET pegged = pegged + ?2 WHERE id = ?1")?;
        for (supply, units) in self.pegs.iter().filter(|(_, units)| **units != 0) {
            peg.execute(params![signed(supply.0), units])?;
        }
        Ok(())
    }
}

impl Fold<'_> {
    pub(super) fn stock_event(&mut self, event: &Event, place: Place) -> Result<(), Fault> {
        match event {
            Event::StockReceived {
                site,
                item,
                quantity,
            } => {
                self.movements.add(*item, *site, signed(quantity.0));
            }
            Event::StockMoved {
                item,
                from,
                to,
                quantity,
            } => {
                self.movements.add(*item, *from, -signed(quantity.0));
                self.movements.add(*item, *to, signed(quantity.0));
            }
            Event::StockCounted {
                site,
                item,
                counted,
            } => {
                self.movements.count(*item, *site, *counted);
            }
            Event::StockScrapped {
                site,
                item,
                quantity,
            } => {
                self.movements.add(*item, *site, -signed(quantity.0));
            }
            Event::StockSent {
                item,
                from,
                quantity,
            } => {
                self.movements.add(*item, *from, -signed(quantity.0));
            }
            Event::SupplyReceived { supply, quantity } => {
                self.receive(*supply, *quantity, place)?;
            }
            Event::SupplyRescheduled { supply, due } => {
                let sql = "UPDATE supply SET due = ?2 WHERE id = ?1";
                let changed = self.run(sql, params![signed(supply.0), due.0])?;
                place.must(changed, "supply", supply)?;
            }
            Event::SupplyClosed { supply } => {
                let sql = "UPDATE supply SET closed = 1 WHERE id = ?1";
                let changed = self.run(sql, [signed(supply.0)])?;
                place.must(changed, "supply", supply)?;
            }
            event => self.announce(event)?,
        }
        Ok(())
    }

    fn announce(&self, event: &Event) -> Result<(), Fault> {
        let Event::SupplyAnnounced {
            supply,
            reference,
            kind,
            site,
            item,
            quantity,
            due,
            ..
        } = event
        else {
            return Ok(());
        };
        let quantity = signed(quantity.0);
        self.run(
            "INSERT INTO supply VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, 0, ?7, 0)",
            params![
                signed(supply.0),
                reference,
                kind.as_str(),
                site.0,
                item.0,
                quantity,
                due.0
            ],
        )?;
        Ok(())
    }

    fn receive(&mut self, id: SupplyId, quantity: Quantity, place: Place) -> Result<(), Fault> {
        let units = signed(quantity.0);
        let received = self
            .views
            .prepare_cached(
                "UPDATE supply SET open = open - ?2 WHERE id = ?1 RETURNING item, site",
            )?
            .query_row(params![signed(id.0), units], |row| {
                Ok((ItemId(row.id(0)?), SiteId(row.id(1)?)))
            })
            .optional()?;
        let (item, site) = received.ok_or_else(|| place.unfit("supply", id))?;
        self.movements.add(item, site, units);
        Ok(())
    }
}
