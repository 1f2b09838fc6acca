//! Gathered orders: read when a transaction first touches them, written once at its end.

use super::order::{Gathered, last_delivery, least_advanced, next_issue, stages, waiting_at};
use super::rows::Cell;
use super::{Fold, GATHERED_MAX, ORDER_COLUMNS, Place};
use crate::fault::Fault;
use crate::row::{Columns, Marks, hold_bit, json, signed};
use crate::{model, packed};
use book::Order;
use book::order::{Hold, OrderLine, OrderState, StatedItem};
use rusqlite::{Connection, OptionalExtension, Row, params};
use vocab::{CustomerId, Instant, OrderId, Quantity, RequestId, ShipToId};

/// Only for what is there already: replacing costs more than inserting, even where there is nothing
/// to replace.
const REPLACE_ORDER: &str = "REPLACE INTO orders VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,
    ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28)";
const INSERT_WORDS: &str = "INSERT INTO order_search (rowid, number, po_number, customer, items)
    VALUES (?1, ?2, ?3, ?4, ?5)";
const DELETE_WORDS: &str = "DELETE FROM order_search WHERE rowid = ?1";

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
                self.leaving.count(before, -1);
            }
            self.movements.peg(&gathered.order, 1);
            self.leaving.count(&gathered.order, 1);
            self.write_order(gathered)?;
        }
        self.new.orders.write(self.views)?;
        for gathered in &orders {
            self.gather_words(gathered)?;
        }
        Ok(())
    }

    fn write_order(&mut self, gathered: &Gathered) -> Result<(), Fault> {
        let order = &gathered.order;
        let kinds = order.holds().iter().map(|hold| hold_bit(hold.kind()));
        let backorders = order.lines.iter().filter_map(|line| line.backorder);
        let backordered: Quantity = backorders.map(|backorder| backorder.quantity).sum();
        let row: [Cell; ORDER_COLUMNS] = [
            signed(order.id.0).into(),
            state(gathered).as_str().into(),
            order.customer.0.into(),
            order.ship_to.map(|id| id.0).into(),
            order.po_number.clone().into(),
            json(&order.holds()).into(),
            kinds.fold(0i64, |bits, bit| bits | bit).into(),
            least_advanced(order).map(|stage| stage as u8).into(),
            stages(order).max().map(|stage| stage as u8).into(),
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
            (!order.terms.are_none()).then(|| json(&order.terms)).into(),
            order.request.map(|id| signed(id.0)).into(),
            signed(gathered.seq).into(),
            gathered.finished_on.map(|day| day.0).into(),
            gathered.cycle.into(),
            gathered.marks.0.into(),
            next_issue(order).map(|day| day.0).into(),
            waiting_at(order).into(),
            packed::lines(&order.lines).into(),
        ];
        match gathered.before {
            None => self.new.orders.add(self.views, row),
            Some(_) => self.run(REPLACE_ORDER, row).map(drop),
        }
    }

    /// The words that an order is found by, when they changed.
    fn gather_words(&mut self, gathered: &Gathered) -> Result<(), Fault> {
        let order = &gathered.order;
        let before = gathered
            .before
            .as_ref()
            .map(|before| before.lines.iter().map(item));
        let known = before.is_some();
        if before.is_some_and(|before| before.eq(order.lines.iter().map(item))) {
            return Ok(());
        }
        let mut items = String::new();
        for line in &order.lines {
            match &line.item {
                StatedItem::Known(item) => items.push_str(self.item_code(*item, gathered.seq)?),
                StatedItem::Unknown(text) => items.push_str(text),
            }
            items.push(' ');
        }
        let customer = self.customer_code(order.customer, gathered.seq)?.to_owned();
        self.words.push(Words {
            order: order.id,
            known,
            po_number: order.po_number.clone(),
            customer,
            items,
        });
        Ok(())
    }

    /// Writes them. Other statements of many rows make FTS5 sort and write what it has, so all of a
    /// transaction come together at its end.
    pub(super) fn write_words(&mut self) -> Result<(), Fault> {
        let mut insert = self.views.prepare_cached(INSERT_WORDS)?;
        for words in self.words.drain(..) {
            let id = signed(words.order.0);
            if words.known {
                self.views.prepare_cached(DELETE_WORDS)?.execute([id])?;
            }
            let number = words.order.number();
            let digits = number.trim_start_matches("SO-");
            let (po_number, customer, items) = (words.po_number, words.customer, words.items);
            insert.execute(params![id, digits, po_number, customer, items])?;
        }
        Ok(())
    }
}

/// What an order is found by, beside its number.
pub(super) struct Words {
    order: OrderId,
    /// True when it was found by other words before.
    known: bool,
    po_number: Option<String>,
    customer: String,
    items: String,
}

fn item(line: &OrderLine) -> &StatedItem {
    &line.item
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
             request, state, holds, first_promised, delivered, seq, detail, finished, cycle,
             marks, terms
             FROM orders WHERE id = ?1",
        )?
        .query_row([signed(id.0)], read_order)
        .optional()?;
    let Some(mut gathered) = gathered else {
        return Ok(None);
    };
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
        lines: row.lines(14)?,
        credit_released: false,
        terms: row.json_or_none(18)?.unwrap_or_default(),
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
        finished_on: row.day_or_none(15)?,
        cycle: row.get(16)?,
        marks: Marks(row.get(17)?),
        seq: row.number(13)?,
    })
}
