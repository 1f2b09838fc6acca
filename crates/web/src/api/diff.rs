//! What a move changes in an order, told in fields and codes that people use: from the order before
//! and what happens to it, to a list that the API answers and the console shows before it acts.

use super::forms::{
    Amount, BackorderForm, HoldForm, Names, Slice, UnitPrice, amount, backorder_form, hold_forms,
    slice, unit_price,
};
use crate::codes::Codes;
use book::order::{Hold, OrderLine};
use book::{Event, Order, Stage};
use schemars::JsonSchema;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeSet;
use views::{OrderState, TermsTold};
use vocab::{Day, Instant, Quantity, ShipToId, Unit};

/// One thing that changes in an order. Quantities are base units of the item.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
#[schemars(rename = "OrderChange")]
pub enum Change {
    /// A hold is set: the order waits.
    HoldSet {
        /// Why it waits.
        hold: HoldForm,
    },
    /// A hold is released.
    HoldReleased {
        /// Why it waited.
        hold: HoldForm,
    },
    /// It goes elsewhere.
    ShipTo {
        /// Code of the ship-to.
        before: Option<String>,
        /// Code of the ship-to.
        after: Option<String>,
    },
    /// It is wanted on another day; null is as soon as possible.
    RequestedDeliveryDate {
        /// Which line; null is the order.
        line: Option<u16>,
        /// The day.
        before: Option<Day>,
        /// The day.
        after: Option<Day>,
    },
    /// It is served on other terms; null is none.
    Terms {
        /// The terms.
        before: Option<TermsTold>,
        /// The terms.
        after: Option<TermsTold>,
    },
    /// A reservation lapses at another moment; null is never: it is confirmed.
    Expires {
        /// The moment.
        before: Option<Instant>,
        /// The moment.
        after: Option<Instant>,
    },
    /// A line is added.
    LineAdded {
        /// Its number.
        line: u16,
        /// Code of the item.
        item: String,
        /// How much is ordered.
        quantity: Quantity,
        /// The unit that it was ordered in.
        unit: Unit,
        /// The price charged.
        unit_price: Option<UnitPrice>,
    },
    /// A line that named no known item names one.
    Item {
        /// Which line.
        line: u16,
        /// What the order called it.
        before: String,
        /// Code of the item.
        after: String,
    },
    /// A line has another price.
    UnitPrice {
        /// Which line.
        line: u16,
        /// The price charged.
        before: Option<UnitPrice>,
        /// The price charged.
        after: Option<UnitPrice>,
    },
    /// More or less of a line is ordered; what is cancelled is not counted.
    Quantity {
        /// Which line.
        line: u16,
        /// Code of the item.
        item: String,
        /// How much.
        before: Quantity,
        /// How much.
        after: Quantity,
    },
    /// Goods of a line move on.
    Goods {
        /// Which line.
        line: u16,
        /// Code of the item.
        item: String,
        /// How much.
        quantity: Quantity,
        /// Code of the site.
        site: String,
        /// The stage that they leave.
        before: Option<Stage>,
        /// The stage that they reach.
        after: Stage,
        /// The carrier's tracking number.
        tracking: Option<String>,
    },
    /// A line is promised otherwise.
    Promise {
        /// Which line.
        line: u16,
        /// Code of the item.
        item: String,
        /// What was promised.
        before: Promised,
        /// What is.
        after: Promised,
    },
    /// What is not cancelled is worth more or less.
    Value {
        /// The value.
        before: Amount,
        /// The value.
        after: Amount,
    },
    /// The order goes on, waits, or is finished.
    State {
        /// What it was.
        before: OrderState,
        /// What it is.
        after: OrderState,
    },
}

/// What of a line has a date, and what has none.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
pub struct Promised {
    /// What has a date.
    pub schedule: Vec<Slice<'static>>,
    /// What has none.
    pub backorder: Option<BackorderForm>,
}

/// What came of a move, or would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The order afterwards.
    pub order: Order,
    /// What has become of it.
    pub state: OrderState,
    /// What is different from before.
    pub changes: Vec<Change>,
}

impl Outcome {
    /// What these events make of an order. `None` where a code is not known, and where the events
    /// are not of this order.
    pub fn of(before: &Order, events: &[Event], codes: &impl Codes) -> Option<Outcome> {
        let mut order = before.clone();
        for event in events {
            order.take(event).ok()?;
        }
        let items = order.lines.iter().filter_map(|line| line.item.known());
        let diff = Diff {
            before,
            after: &order,
            moved: moved(events, order.id),
            names: Names::of(codes, order.customer, order.ship_to, items)?,
        };
        let mut changes = diff.holds();
        changes.extend(diff.ship_to(codes)?);
        changes.extend(diff.requested());
        changes.extend(diff.terms());
        changes.extend(diff.expires());
        changes.extend(events.iter().flat_map(|event| diff.goods(event)));
        changes.extend(diff.lines());
        changes.extend(diff.value());
        let (was, state) = (standing(before), finished(events, order.id));
        let state = state.unwrap_or_else(|| standing(&order));
        if was != state {
            changes.push(Change::State {
                before: was,
                after: state,
            });
        }
        Some(Outcome {
            order,
            state,
            changes,
        })
    }
}

/// An order before and after, and the codes of what it names.
struct Diff<'a> {
    before: &'a Order,
    after: &'a Order,
    /// Lines of which goods moved on: what is promised of them stays.
    moved: BTreeSet<u16>,
    names: Names<'a>,
}

impl Diff<'_> {
    fn holds(&self) -> Vec<Change> {
        let (before, after) = (self.before.holds(), self.after.holds());
        let set = self.told(after, before);
        let released = self.told(before, after);
        let set = set.into_iter().map(|hold| Change::HoldSet { hold });
        let released = released
            .into_iter()
            .map(|hold| Change::HoldReleased { hold });
        released.chain(set).collect()
    }

    /// The holds of one side that the other one has not.
    fn told(&self, these: &[Hold], others: &[Hold]) -> Vec<HoldForm> {
        let only = these.iter().filter(|hold| !others.contains(hold));
        let only: Vec<Hold> = only.cloned().collect();
        hold_forms(&only, self.after.currency)
    }

    /// `None` where a code is not known.
    fn ship_to(&self, codes: &impl Codes) -> Option<Option<Change>> {
        if self.before.ship_to == self.after.ship_to {
            return Some(None);
        }
        let code = |id: Option<ShipToId>| match id {
            Some(id) => codes.ship_to_code(id).map(|code| Some(code.to_owned())),
            None => Some(None),
        };
        Some(Some(Change::ShipTo {
            before: code(self.before.ship_to)?,
            after: code(self.after.ship_to)?,
        }))
    }

    fn requested(&self) -> Option<Change> {
        let (before, after) = (self.before.requested, self.after.requested);
        (before != after).then_some(Change::RequestedDeliveryDate {
            line: None,
            before,
            after,
        })
    }

    fn terms(&self) -> Option<Change> {
        let (before, after) = (&self.before.terms, &self.after.terms);
        (before != after).then(|| Change::Terms {
            before: self.names.terms(before),
            after: self.names.terms(after),
        })
    }

    fn expires(&self) -> Option<Change> {
        let (before, after) = (self.before.expires, self.after.expires);
        (before != after).then_some(Change::Expires { before, after })
    }

    fn goods(&self, event: &Event) -> Vec<Change> {
        let Event::GoodsAdvanced {
            order,
            to,
            site,
            lines,
            tracking,
            packages: _,
        } = event
        else {
            return Vec::new();
        };
        let lines = lines.iter().filter(|_| *order == self.after.id);
        let change = |(line, quantity): &(u16, Quantity)| {
            Some(Change::Goods {
                line: *line,
                item: self.item(self.after.line(*line)?),
                quantity: *quantity,
                site: self.names.site(*site).to_owned(),
                before: to.before(),
                after: *to,
                tracking: tracking.clone(),
            })
        };
        lines.filter_map(change).collect()
    }

    fn lines(&self) -> Vec<Change> {
        let lines = (1u16..).zip(&self.after.lines);
        let changes = lines.flat_map(|(number, after)| match self.before.line(number) {
            Some(before) => self.line(number, before, after),
            None => self.added(number, after),
        });
        changes.collect()
    }

    fn added(&self, line: u16, after: &OrderLine) -> Vec<Change> {
        let added = Change::LineAdded {
            line,
            item: self.item(after),
            quantity: after.open_quantity(),
            unit: after.unit,
            unit_price: self.price(after),
        };
        let nothing = Promised {
            schedule: Vec::new(),
            backorder: None,
        };
        let day = after.requested.map(|day| Change::RequestedDeliveryDate {
            line: Some(line),
            before: self.after.requested,
            after: Some(day),
        });
        let promise = self.promise(line, after, nothing);
        [added].into_iter().chain(day).chain(promise).collect()
    }

    fn line(&self, line: u16, before: &OrderLine, after: &OrderLine) -> Vec<Change> {
        let mut changes = Vec::new();
        if before.item != after.item {
            changes.push(Change::Item {
                line,
                before: self.item(before),
                after: self.item(after),
            });
        }
        if before.price != after.price {
            changes.push(Change::UnitPrice {
                line,
                before: self.price(before),
                after: self.price(after),
            });
        }
        if before.open_quantity() != after.open_quantity() {
            changes.push(Change::Quantity {
                line,
                item: self.item(after),
                before: before.open_quantity(),
                after: after.open_quantity(),
            });
        }
        let (was, is) = (
            self.before.requested_for(before),
            self.after.requested_for(after),
        );
        if before.requested != after.requested && was != is {
            changes.push(Change::RequestedDeliveryDate {
                line: Some(line),
                before: was,
                after: is,
            });
        }
        changes.extend(self.promise(line, after, self.promised(before)));
        changes
    }

    fn promise(&self, line: u16, after: &OrderLine, before: Promised) -> Option<Change> {
        let promised = self.promised(after);
        let stays = before == promised || self.moved.contains(&line);
        (!stays).then(|| Change::Promise {
            line,
            item: self.item(after),
            before,
            after: promised,
        })
    }

    fn promised(&self, line: &OrderLine) -> Promised {
        let part = |part| {
            let slice = slice(part, &self.names);
            Slice {
                site: Cow::Owned(slice.site.into_owned()),
                ..slice
            }
        };
        Promised {
            schedule: line.schedule.iter().map(part).collect(),
            backorder: line.backorder.map(backorder_form),
        }
    }

    fn value(&self) -> Option<Change> {
        let told = |order: &Order| amount(order.value(), order.currency);
        let (before, after) = (told(self.before), told(self.after));
        (before != after).then_some(Change::Value { before, after })
    }

    fn item(&self, line: &OrderLine) -> String {
        self.names.item(&line.item).to_owned()
    }

    fn price(&self, line: &OrderLine) -> Option<UnitPrice> {
        let price = line.price?;
        Some(unit_price(price, self.after.currency))
    }
}

fn standing(order: &Order) -> OrderState {
    match order.holds() {
        [] => OrderState::Open,
        [_, ..] => OrderState::Held,
    }
}

/// How these events finish the order, if they do.
fn finished(events: &[Event], id: vocab::OrderId) -> Option<OrderState> {
    events.iter().find_map(|event| match event {
        Event::OrderFinished { order, cancelled } if *order == id => Some(match cancelled {
            true => OrderState::Cancelled,
            false => OrderState::Closed,
        }),
        _ => None,
    })
}

fn moved(events: &[Event], id: vocab::OrderId) -> BTreeSet<u16> {
    let lines = events.iter().flat_map(|event| match event {
        Event::GoodsAdvanced { order, lines, .. } if *order == id => lines.as_slice(),
        _ => &[],
    });
    lines.map(|(line, _)| *line).collect()
}
