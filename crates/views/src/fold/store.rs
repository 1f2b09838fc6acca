//! Gathered orders: read when a transaction first touches them, written once at its end.

use super::order::{Gathered, last_delivery};
use super::{Fold, GATHERED_MAX, Place};
use crate::fault::Fault;
use crate::model;
use crate::row::{Columns, hold_bit, json, signed, word};
use book::Order;
use book::order::{Hold, OrderLine, OrderState, ScheduleLine, Source, Stage, StatedItem};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::BTreeMap;
use vocab::{
    CustomerId, Day, Instant, ItemId, OrderId, Quantity, RequestId, ShipToId, SiteId, SupplyId,
};

/// Only for what is there already: replacing costs more than inserting, even where there is nothing
/// to replace.
const REPLACE_ORDER: &str = "REPLACE INTO orders VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,
    ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)";
const REPLACE_LINE: &str = "REPLACE INTO order_lines
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";

impl Fold<'_> {
    /// An order, to be changed in this record.
    pub(super) fn order(&mut self, id: OrderId, place: Place) -> Result<&mut Gathered, Fault> {
        if !self.orders.contains_key(&id) {
            let loaded = load(self.views, id)?.ok_or_else(|| place.unfit("order", id.number()))?;
            self.gather(loaded)?;
        }
        match self.orders.get_mut(&id) {
            Some(gathered) => {
                gathered.seq = place.seq;
                Ok(gathered)
            }
            None => Err(place.unfit("order", id.number())),
        }
    }

    pub(super) fn gather(&mut self, gathered: Gathered) -> Result<(), Fault> {
        if self.orders.len() >= GATHERED_MAX {
            self.write_orders()?;
        }
        self.orders.insert(gathered.order.id, gathered);
        Ok(())
    }

    pub(super) fn write_orders(&mut self) -> Result<(), Fault> {
        let orders: Vec<Gathered> = std::mem::take(&mut self.orders).into_values().collect();
        for gathered in &orders {
            if let Some(before) = &gathered.before {
                self.movements.peg(before, -1);
            }
            self.movements.peg(&gathered.order, 1);
            self.write_order(gathered)?;
            self.write_lines(gathered)?;
        }
        self.new.orders.write(self.views)?;
        self.new.lines.write(self.views)?;
        self.new.schedules.write(self.views)?;
        // Statements that can fail half way make FTS5 flush its index; its own come last, together.
        for gathered in &orders {
            self.write_words(gathered)?;
        }
        Ok(())
    }

    fn write_order(&mut self, gathered: &Gathered) -> Result<(), Fault> {
        let order = &gathered.order;
        let kinds = order.holds().iter().map(|hold| hold_bit(hold.kind()));
        let stages = || {
            order
                .lines
                .iter()
                .flat_map(|line| &line.schedule)
                .map(|part| part.stage)
        };
        let backorders = order.lines.iter().filter_map(|line| line.backorder);
        let backordered: Quantity = backorders.map(|backorder| backorder.quantity).sum();
        let row: [Value; 21] = [
            signed(order.id.0).into(),
            state(gathered).as_str().to_owned().into(),
            order.customer.0.into(),
            order.ship_to.map(|id| id.0).into(),
            order.po_number.clone().into(),
            json(&order.holds()).into(),
            kinds.fold(0i64, |bits, bit| bits | bit).into(),
            stages().min().map(|stage| stage as u8).into(),
            stages().max().map(|stage| stage as u8).into(),
            signed(backordered.0).into(),
            order.value().into(),
            order.currency.as_str().to_owned().into(),
            (order.lines.len() as i64).into(),
            order.placed.0.into(),
            order.requested.map(|day| day.0).into(),
            last_delivery(order).map(|day| day.0).into(),
            gathered.first_promised.map(|day| day.0).into(),
            gathered.delivered.map(|day| day.0).into(),
            order.expires.map(|at| at.0).into(),
            order.request.map(|id| signed(id.0)).into(),
            signed(gathered.seq).into(),
        ];
        match gathered.before {
            None => self.new.orders.add(self.views, row),
            Some(_) => self.run(REPLACE_ORDER, row).map(drop),
        }
    }

    /// Writes the lines that changed, and the schedules that changed.
    fn write_lines(&mut self, gathered: &Gathered) -> Result<(), Fault> {
        let order = gathered.order.id;
        for (number, line) in (1u16..).zip(&gathered.order.lines) {
            let before = gathered
                .before
                .as_ref()
                .and_then(|order| order.line(number));
            if before == Some(line) {
                continue;
            }
            self.write_line(order, number, line, before.is_some())?;
            let scheduled = before.map_or(&[][..], |line| &line.schedule);
            if scheduled != &line.schedule[..] {
                self.write_schedule(order, number, &line.schedule, scheduled.len())?;
            }
        }
        Ok(())
    }

    fn write_line(
        &mut self,
        order: OrderId,
        number: u16,
        line: &OrderLine,
        known: bool,
    ) -> Result<(), Fault> {
        let (item, stated) = match &line.item {
            StatedItem::Known(item) => (Some(item.0), None),
            StatedItem::Unknown(text) => (None, Some(text.clone())),
        };
        let row: [Value; 14] = [
            signed(order.0).into(),
            number.into(),
            item.into(),
            stated.into(),
            signed(line.ordered.0).into(),
            signed(line.cancelled.0).into(),
            line.unit.as_str().to_owned().into(),
            line.price.map(|price| price.minor).into(),
            line.price.map(|price| price.basis).into(),
            line.stated_price.map(|price| price.minor).into(),
            line.stated_price.map(|price| price.basis).into(),
            line.requested.map(|day| day.0).into(),
            line.backorder
                .map(|backorder| signed(backorder.quantity.0))
                .into(),
            line.backorder
                .map(|backorder| word(backorder.reason))
                .into(),
        ];
        match known {
            true => self.run(REPLACE_LINE, row).map(drop),
            false => self.new.lines.add(self.views, row),
        }
    }

    fn write_schedule(
        &mut self,
        order: OrderId,
        line: u16,
        schedule: &[ScheduleLine],
        before: usize,
    ) -> Result<(), Fault> {
        if before > 0 {
            let sql = "DELETE FROM schedule_lines WHERE order_id = ?1 AND line = ?2";
            self.run(sql, params![signed(order.0), line])?;
        }
        for (number, part) in (1u32..).zip(schedule) {
            let supply = match part.source {
                Source::OnHand => None,
                Source::Inbound(supply) => Some(signed(supply.0)),
            };
            let row = [
                signed(order.0).into(),
                line.into(),
                number.into(),
                signed(part.quantity.0).into(),
                part.site.0.into(),
                supply.into(),
                part.goods_issue.0.into(),
                part.delivery.0.into(),
                (part.stage as u8).into(),
            ];
            self.new.schedules.add(self.views, row)?;
        }
        Ok(())
    }

    /// Writes the words that the order is found by, when they changed.
    fn write_words(&mut self, gathered: &Gathered) -> Result<(), Fault> {
        let order = &gathered.order;
        let items = |order: &Order| -> Vec<StatedItem> {
            order.lines.iter().map(|line| line.item.clone()).collect()
        };
        match &gathered.before {
            Some(before) if items(before) == items(order) => return Ok(()),
            Some(_) => drop(self.run(
                "DELETE FROM order_search WHERE rowid = ?1",
                [signed(order.id.0)],
            )?),
            None => {}
        }
        let mut codes = String::new();
        for line in &order.lines {
            match &line.item {
                StatedItem::Known(item) => codes.push_str(self.item_code(*item, gathered.seq)?),
                StatedItem::Unknown(text) => codes.push_str(text),
            }
            codes.push(' ');
        }
        let customer = self.customer_code(order.customer, gathered.seq)?.to_owned();
        let number = order.id.number();
        let digits = number.trim_start_matches("SO-");
        self.run(
            "INSERT INTO order_search (rowid, number, po_number, customer, items)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![signed(order.id.0), digits, order.po_number, customer, codes],
        )?;
        Ok(())
    }
}

fn state(gathered: &Gathered) -> model::OrderState {
    match (gathered.finished, &gathered.order.state) {
        (Some(true), _) => model::OrderState::Cancelled,
        (Some(false), _) => model::OrderState::Closed,
        (None, OrderState::Held { .. }) => model::OrderState::Held,
        (None, OrderState::Open) => model::OrderState::Open,
    }
}

pub(crate) fn load(views: &Connection, id: OrderId) -> Result<Option<Gathered>, Fault> {
    let gathered = views
        .prepare_cached(
            "SELECT id, customer, ship_to, po_number, currency, placed, requested, expires,
             request, state, holds, first_promised, delivered, seq FROM orders WHERE id = ?1",
        )?
        .query_row([signed(id.0)], read_order)
        .optional()?;
    let Some(mut gathered) = gathered else {
        return Ok(None);
    };
    gathered.order.lines = load_lines(views, id)?;
    gathered.before = Some(gathered.order.clone());
    Ok(Some(gathered))
}

fn read_order(row: &Row<'_>) -> rusqlite::Result<Gathered> {
    let state: model::OrderState = row.word(9)?;
    let holds: Vec<Hold> = row.json(10)?;
    let order = Order {
        id: OrderId(row.number(0)?),
        customer: CustomerId(row.id(1)?),
        ship_to: row.id_or_none(2)?.map(ShipToId),
        po_number: row.get(3)?,
        currency: row.currency(4)?,
        placed: Instant(row.get(5)?),
        requested: row.day_or_none(6)?,
        expires: row.get::<_, Option<i64>>(7)?.map(Instant),
        request: row.number_or_none(8)?.map(RequestId),
        state: match holds.is_empty() {
            true => OrderState::Open,
            false => OrderState::Held { holds },
        },
        lines: Vec::new(),
        credit_released: false,
    };
    Ok(Gathered {
        before: None,
        order,
        finished: match state {
            model::OrderState::Held | model::OrderState::Open => None,
            model::OrderState::Closed => Some(false),
            model::OrderState::Cancelled => Some(true),
        },
        first_promised: row.day_or_none(11)?,
        delivered: row.day_or_none(12)?,
        seq: row.number(13)?,
    })
}

fn load_lines(views: &Connection, id: OrderId) -> Result<Vec<OrderLine>, Fault> {
    let mut schedules = load_schedules(views, id)?;
    let mut query = views.prepare_cached(
        "SELECT number, item, stated, ordered, cancelled, unit, price, price_basis, stated_price,
         stated_basis, requested, backordered, backorder_reason
         FROM order_lines WHERE order_id = ?1 ORDER BY number",
    )?;
    let rows = query.query_map([signed(id.0)], |row| Ok((row.id(0)?, read_line(row)?)))?;
    rows.map(|row| {
        let (number, mut line): (u16, OrderLine) = row?;
        line.schedule = schedules.remove(&number).into_iter().flatten().collect();
        Ok(line)
    })
    .collect()
}

fn read_line(row: &Row<'_>) -> rusqlite::Result<OrderLine> {
    let item = match row.id_or_none(1)? {
        Some(item) => StatedItem::Known(ItemId(item)),
        None => StatedItem::Unknown(row.get(2)?),
    };
    Ok(OrderLine {
        item,
        ordered: row.quantity(3)?,
        cancelled: row.quantity(4)?,
        unit: row.word(5)?,
        price: row.price_or_none(6)?,
        stated_price: row.price_or_none(8)?,
        requested: row.day_or_none(10)?,
        backorder: row.backorder_or_none(11)?,
        schedule: Default::default(),
    })
}

fn load_schedules(
    views: &Connection,
    id: OrderId,
) -> Result<BTreeMap<u16, Vec<ScheduleLine>>, Fault> {
    let mut query = views.prepare_cached(
        "SELECT line, quantity, site, supply, goods_issue, delivery, stage
         FROM schedule_lines WHERE order_id = ?1 ORDER BY line, part",
    )?;
    let mut rows = query.query([signed(id.0)])?;
    let mut schedules: BTreeMap<u16, Vec<ScheduleLine>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        schedules
            .entry(row.id(0)?)
            .or_default()
            .push(read_part(row)?);
    }
    Ok(schedules)
}

fn read_part(row: &Row<'_>) -> rusqlite::Result<ScheduleLine> {
    Ok(ScheduleLine {
        quantity: row.quantity(1)?,
        site: SiteId(row.id(2)?),
        source: match row.number_or_none(3)? {
            None => Source::OnHand,
            Some(supply) => Source::Inbound(SupplyId(supply)),
        },
        goods_issue: Day(row.get(4)?),
        delivery: Day(row.get(5)?),
        stage: row.stage_or_none(6)?.unwrap_or(Stage::Promised),
    })
}
