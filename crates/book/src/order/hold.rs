//! Holds: why an order waits for a person, and the moves that set and release them.

use super::place::{check_exposure, checked_value, credit_hold, differs, list_price};
use super::promising::{all_anew, promise_lines};
use super::{Order, OrderLine};
use crate::event::Amendment;
use crate::refusal::Code;
use crate::work::open_promising;
use crate::{Book, Event, Events, Refusal, Stamp};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use vocab::{Currency, ItemId, OrderId, Price};

/// A reason why an order waits, with what a person needs to judge it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Hold {
    /// The order would take the customer beyond the credit limit.
    #[n(0)]
    Credit {
        /// Owed, on order and this order together, minor units.
        #[n(0)]
        exposure: i64,
        /// The limit, minor units.
        #[n(1)]
        limit: i64,
    },
    /// The customer states another price than the price list has.
    #[n(1)]
    Price {
        /// Line number.
        #[n(0)]
        line: u16,
        /// What is stated.
        #[n(1)]
        stated: Price,
        /// What the list says.
        #[n(2)]
        list: Price,
    },
    /// The price list has no price for the item.
    #[n(2)]
    NoPrice {
        /// Line number.
        #[n(0)]
        line: u16,
    },
    /// The line names an item that is not in the catalogue or may not be ordered.
    #[n(3)]
    UnknownItem {
        /// Line number.
        #[n(0)]
        line: u16,
    },
    /// No ship-to, or an address that is not one of the customer's.
    #[n(4)]
    Address,
    /// The customer has sent this PO number before.
    #[n(5)]
    Duplicate {
        /// The order that it was.
        #[n(0)]
        of: OrderId,
    },
    /// Prices are stated in another currency than the customer is charged in.
    #[n(6)]
    Currency {
        /// What is stated.
        #[n(0)]
        stated: Currency,
        /// What is charged.
        #[n(1)]
        charged: Currency,
    },
    /// A person asked for a look.
    #[n(7)]
    Review,
}

/// The kinds of hold; all holds of a kind are released together.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cbor(index_only)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum HoldKind {
    /// Over the credit limit.
    #[n(0)]
    Credit,
    /// A price difference.
    #[n(1)]
    Price,
    /// A price is missing.
    #[n(2)]
    NoPrice,
    /// An item is unknown.
    #[n(3)]
    UnknownItem,
    /// The address is missing or in doubt.
    #[n(4)]
    Address,
    /// A duplicate is suspected.
    #[n(5)]
    Duplicate,
    /// The currency differs.
    #[n(6)]
    Currency,
    /// A person asked for a look.
    #[n(7)]
    Review,
}

impl HoldKind {
    /// Every kind, in the order they are listed in.
    pub const ALL: [HoldKind; 8] = [
        HoldKind::Credit,
        HoldKind::Price,
        HoldKind::NoPrice,
        HoldKind::UnknownItem,
        HoldKind::Address,
        HoldKind::Duplicate,
        HoldKind::Currency,
        HoldKind::Review,
    ];

    /// The word that is shown, stored by the views and accepted by the API.
    pub fn as_str(self) -> &'static str {
        match self {
            HoldKind::Credit => "credit",
            HoldKind::Price => "price",
            HoldKind::NoPrice => "no_price",
            HoldKind::UnknownItem => "unknown_item",
            HoldKind::Address => "address",
            HoldKind::Duplicate => "duplicate",
            HoldKind::Currency => "currency",
            HoldKind::Review => "review",
        }
    }

    /// Reads the word of [`HoldKind::as_str`].
    pub fn parse(text: &str) -> Option<HoldKind> {
        HoldKind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

impl Hold {
    /// Its kind.
    pub fn kind(&self) -> HoldKind {
        match self {
            Hold::Credit { .. } => HoldKind::Credit,
            Hold::Price { .. } => HoldKind::Price,
            Hold::NoPrice { .. } => HoldKind::NoPrice,
            Hold::UnknownItem { .. } => HoldKind::UnknownItem,
            Hold::Address => HoldKind::Address,
            Hold::Duplicate { .. } => HoldKind::Duplicate,
            Hold::Currency { .. } => HoldKind::Currency,
            Hold::Review => HoldKind::Review,
        }
    }
}

/// Holds an order for a look; promises that are not released are set free.
pub(crate) fn hold(book: &Book, id: OrderId) -> Result<Events, Refusal> {
    let order = find(book, id)?;
    if order.holds().contains(&Hold::Review) {
        return Ok(Events::new());
    }
    let mut events = vec![Event::HoldsSet {
        order: id,
        holds: vec![Hold::Review],
    }];
    let items = order.lines.iter().filter_map(|line| line.item.known());
    open_promising(book, items, &mut events);
    Ok(events)
}

/// Releases the holds of these kinds; with the last, the order is promised.
///
/// # Errors
/// [`Code::NotHeld`] where there is no hold of a kind; [`Code::HoldStands`] while what it is for is not
/// put right.
pub(crate) fn release(
    book: &Book,
    id: OrderId,
    kinds: &[HoldKind],
    stamp: &Stamp,
) -> Result<Events, Refusal> {
    let order = find(book, id)?;
    let mut opened = Order::clone(&order);
    let mut events = Events::new();
    for kind in kinds {
        if !order.holds().iter().any(|hold| hold.kind() == *kind) {
            let message = format!("{} has no hold of kind {}", id.number(), kind.as_str());
            return Err(Refusal::new(Code::NotHeld, message));
        }
        events.extend(put_right(book, &mut opened, *kind)?);
        events.push(Event::HoldReleased {
            order: id,
            kind: *kind,
        });
    }
    let lines = (1u16..).zip(&order.lines);
    let priced = lines
        .filter(|(_, line)| line.price.is_none())
        .map(|(number, _)| number);
    let differing = price_holds(book, &opened, priced);
    let goes_on = differing.is_none() && {
        let mut holds = order.holds().iter();
        holds.all(|hold| kinds.contains(&hold.kind()))
    };
    events.extend(differing);
    if !goes_on {
        return Ok(events);
    }
    let credit_looked_at = order.credit_released || kinds.contains(&HoldKind::Credit);
    let value = checked_value(&opened)?;
    check_exposure(book, order.customer, value)?;
    let over = credit_hold(book, order.customer, value).filter(|_| !credit_looked_at);
    if let Some(credit) = over {
        // The other holds kept the order waiting while the customer ordered on.
        events.push(Event::HoldsSet {
            order: id,
            holds: vec![credit],
        });
        return Ok(events);
    }
    events.extend(promise_lines(book, &opened, &all_anew(&opened), stamp));
    Ok(events)
}

/// Holds lines whose price has only now become known and is not the one that the customer states.
pub(super) fn price_holds(
    book: &Book,
    order: &Order,
    lines: impl Iterator<Item = u16>,
) -> Option<Event> {
    let differing = lines.filter_map(|number| {
        let line = order.line(number)?;
        let (stated, list) = (line.stated_price?, line.price?);
        differs(book, stated, list).then_some(Hold::Price {
            line: number,
            stated,
            list,
        })
    });
    let holds: Vec<Hold> = differing.collect();
    (!holds.is_empty()).then_some(Event::HoldsSet {
        order: order.id,
        holds,
    })
}

/// What must be right before a hold of this kind may fall; prices that are there now are taken.
fn put_right(book: &Book, order: &mut Order, kind: HoldKind) -> Result<Events, Refusal> {
    match kind {
        HoldKind::UnknownItem => {
            let lines = (1u16..).zip(&order.lines);
            match lines.into_iter().find(|(_, line)| is_unknown(book, line)) {
                Some((number, _)) => Err(stands(format!(
                    "line {number} still names no item that may be ordered; resolve or cancel it"
                ))),
                None => Ok(Events::new()),
            }
        }
        HoldKind::NoPrice => take_prices(book, order),
        HoldKind::Address if order.ship_to.is_none() => {
            Err(stands("the order has no ship-to; set one first".to_owned()))
        }
        HoldKind::Address
        | HoldKind::Credit
        | HoldKind::Price
        | HoldKind::Duplicate
        | HoldKind::Currency
        | HoldKind::Review => Ok(Events::new()),
    }
}

fn is_unknown(book: &Book, line: &OrderLine) -> bool {
    let orderable = |item: ItemId| book.company.items[item.index()].orderable;
    !line.open_quantity().is_zero() && !line.item.known().is_some_and(orderable)
}

fn take_prices(book: &Book, order: &mut Order) -> Result<Events, Refusal> {
    let customer = order.customer;
    let mut changes = Vec::new();
    for (number, line) in (1u16..)
        .zip(&mut order.lines)
        .filter(|(_, line)| line.price.is_none())
    {
        let Some(item) = line.item.known() else {
            continue;
        };
        line.price = list_price(book, customer, item);
        if line.price.is_none() {
            if line.open_quantity().is_zero() {
                continue;
            }
            let message = format!("line {number} still has no price in the customer's price list");
            return Err(stands(message));
        }
        changes.push(Amendment::ItemResolved {
            line: number,
            item,
            price: line.price,
        });
    }
    Ok(match changes.is_empty() {
        true => Events::new(),
        false => vec![Event::OrderAmended {
            order: order.id,
            changes,
        }],
    })
}

fn stands(message: String) -> Refusal {
    Refusal::new(Code::HoldStands, message)
}

/// The open order with this id; finished and unknown ones are told apart.
pub(crate) fn find(book: &Book, id: OrderId) -> Result<Cow<'_, Order>, Refusal> {
    match book.orders.get(id) {
        Some(order) => Ok(order),
        None if id.0 < book.orders_placed() => Err(Refusal::finished(id)),
        None => Err(Refusal::unknown("order", id.number())),
    }
}

#[cfg(test)]
mod tests;
