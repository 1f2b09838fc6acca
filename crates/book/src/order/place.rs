//! Placing an order: check it, hold it or promise it, in one step.

use super::promising::{destination, promise_order};
use super::{Hold, LINES_MAX, LineDraft, Order, OrderDraft, REFERENCE_MAX, StatedItem, terms};
use crate::event::PlacedLine;
use crate::promise::Ask;
use crate::refusal::Code;
use crate::stock::movement::{check_quantity, check_text};
use crate::{Book, Event, Events, Refusal, Stamp};
use smallvec::SmallVec;
use vocab::{
    Currency, CustomerId, Day, Instant, ItemId, OrderId, Price, Quantity, RequestId, ShipToId,
};

/// How far a requested day may be from today, in days, either way.
const REQUESTED_DAYS_MAX: u32 = 3_650;
/// The most that the open orders of one customer are worth together, minor units.
const EXPOSURE_MAX: i64 = 1_000 * crate::company::AMOUNT_MAX;
/// The longest text that an unknown item is called by, in characters.
const STATED_ITEM_MAX: usize = 120;

pub(crate) fn place(
    book: &Book,
    draft: &OrderDraft,
    request: Option<RequestId>,
    stamp: &Stamp,
) -> Result<Events, Refusal> {
    check(book, draft, stamp)?;
    let customer = &book.company.customers[draft.customer.index()];
    let currency = currency_of(book, draft.customer);
    let lines: Vec<PlacedLine> = draft
        .lines
        .iter()
        .map(|line| placed_line(book, draft.customer, line))
        .collect();
    let value = value(lines.iter().map(|line| (line.price, line.quantity)))?;
    check_exposure(book, draft.customer, value)?;
    let ship_to = draft.ship_to.or(customer.default_ship_to);
    let nowhere = draft.terms.reach(book, ship_to).is_none();
    let mut holds = Vec::new();
    if let Some(of) = draft
        .po_number
        .as_ref()
        .and_then(|po| book.order_by_po(draft.customer, po))
    {
        holds.push(Hold::Duplicate { of });
    }
    if nowhere || draft.address_in_doubt {
        holds.push(Hold::Address);
    }
    if let Some(stated) = draft.currency.filter(|stated| *stated != currency) {
        holds.push(Hold::Currency {
            stated,
            charged: currency,
        });
    }
    for (number, line) in (1u16..).zip(&lines) {
        holds.extend(line_hold(book, number, line));
    }
    holds.extend(credit_hold(book, draft.customer, value));
    let order = OrderId(book.next.order);
    let promised = holds.is_empty();
    let mut events = Vec::with_capacity(2);
    events.push(Event::OrderPlaced {
        order,
        customer: draft.customer,
        ship_to,
        po_number: draft.po_number.clone(),
        currency,
        placed: stamp.at,
        requested: draft.requested,
        expires: draft.expires,
        request,
        lines,
        holds,
        terms: draft.terms,
    });
    if promised
        && let Some(scheduled) = promise_placed(book, order, draft, ship_to, stamp, &events[0])
    {
        events.push(scheduled);
    }
    Ok(events)
}

fn promise_placed(
    book: &Book,
    order: OrderId,
    draft: &OrderDraft,
    ship_to: Option<ShipToId>,
    stamp: &Stamp,
    placed: &Event,
) -> Option<Event> {
    let Event::OrderPlaced { lines, .. } = placed else {
        return None;
    };
    let asks = (1u16..).zip(lines).filter_map(|(number, line)| {
        Some(Ask {
            line: number,
            item: line.item.known()?,
            quantity: line.quantity,
            requested: line.requested.or(draft.requested),
            price: line.price,
        })
    });
    let asks: SmallVec<[Ask; 4]> = asks.collect();
    let destination = destination(book, draft.customer, ship_to, &draft.terms)?;
    Some(promise_order(book, order, destination, &asks, stamp))
}

fn check(book: &Book, draft: &OrderDraft, stamp: &Stamp) -> Result<(), Refusal> {
    let customer = book.company.customers.get(draft.customer.index());
    let customer = customer.ok_or_else(|| Refusal::unknown("customer", draft.customer))?;
    if customer.blocked {
        let message = format!("customer {} is blocked for new orders", customer.code);
        return Err(Refusal::new(Code::CustomerBlocked, message));
    }
    if draft.lines.is_empty() {
        return Err(Refusal::empty("line"));
    }
    if draft.lines.len() > LINES_MAX {
        return Err(Refusal::too_many("lines", draft.lines.len(), LINES_MAX));
    }
    if let Some(po_number) = &draft.po_number {
        check_text("PO number", po_number, REFERENCE_MAX)?;
    }
    if let Some(ship_to) = draft.ship_to {
        check_ship_to(book, draft.customer, ship_to)?;
    }
    check_lapse(draft.expires, stamp)?;
    check_requested(draft.requested, stamp)?;
    terms::check(book, &draft.terms, stamp)?;
    for (row, line) in draft.lines.iter().enumerate() {
        check_line(book, line, stamp).map_err(|refusal| refusal.in_row(row))?;
    }
    Ok(())
}

pub(super) fn check_ship_to(
    book: &Book,
    customer: CustomerId,
    ship_to: ShipToId,
) -> Result<(), Refusal> {
    match book.company.ship_tos.get(ship_to.index()) {
        None => Err(Refusal::unknown("ship-to", ship_to)),
        Some(row) if row.customer != customer => {
            let message = format!("ship-to {} belongs to another customer", row.code);
            Err(Refusal::new(Code::ForeignShipTo, message))
        }
        Some(_) => Ok(()),
    }
}

/// A reservation lapses later than now.
pub(super) fn check_lapse(at: Option<Instant>, stamp: &Stamp) -> Result<(), Refusal> {
    match at {
        Some(moment) if moment <= stamp.at => {
            let message = "the reservation would lapse before it is made";
            Err(Refusal::new(Code::InThePast, message))
        }
        Some(_) | None => Ok(()),
    }
}

pub(super) fn check_requested(day: Option<Day>, stamp: &Stamp) -> Result<(), Refusal> {
    match day {
        Some(day) if day.since(stamp.today).unsigned_abs() > REQUESTED_DAYS_MAX => {
            let allowed = format!("a day within {REQUESTED_DAYS_MAX} days of {}", stamp.today);
            Err(Refusal::out_of_range("the requested day", day, &allowed))
        }
        Some(_) | None => Ok(()),
    }
}

pub(super) fn check_line(book: &Book, line: &LineDraft, stamp: &Stamp) -> Result<(), Refusal> {
    check_quantity(line.quantity)?;
    check_requested(line.requested, stamp)?;
    if line
        .stated_price
        .is_some_and(|price| price.basis == 0 || price.minor < 0)
    {
        return Err(Refusal::out_of_range(
            "the stated price",
            "negative or without basis",
            "a price",
        ));
    }
    match &line.item {
        StatedItem::Unknown(text) => check_text("item text", text, STATED_ITEM_MAX),
        StatedItem::Known(item) => {
            let brief = book.company.brief.get(item.index());
            let brief = brief.ok_or_else(|| Refusal::unknown("item", item))?;
            if line.unit == brief.base_unit {
                return Ok(());
            }
            let row = &book.company.items[item.index()];
            match row.ratio(line.unit) {
                Some(_) => Ok(()),
                None => Err(Refusal::unknown(
                    &format!("unit of item {}", row.code),
                    line.unit,
                )),
            }
        }
    }
}

pub(super) fn placed_line(book: &Book, customer: CustomerId, line: &LineDraft) -> PlacedLine {
    PlacedLine {
        item: line.item.clone(),
        quantity: line.quantity,
        unit: line.unit,
        price: line
            .item
            .known()
            .and_then(|item| list_price(book, customer, item)),
        stated_price: line.stated_price,
        requested: line.requested,
    }
}

/// The price that a customer is charged for an item.
pub(crate) fn list_price(book: &Book, customer: CustomerId, item: ItemId) -> Option<Price> {
    let list = book.company.customers[customer.index()].price_list;
    book.company.price_lists[list.index()].price(item)
}

/// The value of an order, minor units; refused when it is more than can be added up.
pub(super) fn checked_value(order: &Order) -> Result<i64, Refusal> {
    let lines = order.lines.iter();
    value(lines.map(|line| (line.price, line.open_quantity())))
}

/// Open orders of one customer may not be worth more together than can be added up.
pub(super) fn check_exposure(book: &Book, customer: CustomerId, more: i64) -> Result<(), Refusal> {
    let open = book.company.customers[customer.index()].open_value;
    if open.saturating_add(more) <= EXPOSURE_MAX {
        return Ok(());
    }
    let message = "the open orders of the customer are worth more than can be added up";
    Err(Refusal::new(Code::ValueTooLarge, message))
}

/// The value of lines by price and quantity, minor units.
fn value(mut lines: impl Iterator<Item = (Option<Price>, Quantity)>) -> Result<i64, Refusal> {
    let total = lines.try_fold(0i64, |sum, (price, quantity)| match price {
        Some(price) => sum.checked_add(price.amount(quantity)?),
        None => Some(sum),
    });
    total
        .filter(|total| *total <= crate::company::AMOUNT_MAX)
        .ok_or_else(|| {
            let message = "the order is worth more than can be added up; split it";
            Refusal::new(Code::ValueTooLarge, message)
        })
}

fn line_hold(book: &Book, number: u16, line: &PlacedLine) -> Option<Hold> {
    let item = line
        .item
        .known()
        .filter(|item| book.company.brief[item.index()].orderable);
    if item.is_none() {
        return Some(Hold::UnknownItem { line: number });
    }
    let Some(list) = line.price else {
        return Some(Hold::NoPrice { line: number });
    };
    let stated = line.stated_price?;
    let differs = differs(book, stated, list);
    differs.then_some(Hold::Price {
        line: number,
        stated,
        list,
    })
}

/// True when a stated price is further from the list price than the policy tolerates.
pub(super) fn differs(book: &Book, stated: Price, list: Price) -> bool {
    stated.difference_bp(list) > u64::from(book.policy.price_tolerance_bp)
}

/// The hold for an order of this value, if it takes the customer beyond the limit.
pub(super) fn credit_hold(book: &Book, customer: CustomerId, value: i64) -> Option<Hold> {
    let account = &book.company.customers[customer.index()];
    let limit = account.credit_limit?;
    let exposure = account
        .receivable
        .saturating_add(account.open_value)
        .saturating_add(value);
    (exposure > limit).then_some(Hold::Credit { exposure, limit })
}

/// The currency that a customer is charged in.
pub fn currency_of(book: &Book, customer: CustomerId) -> Currency {
    let list = book.company.customers[customer.index()].price_list;
    book.company.price_lists[list.index()].currency
}

#[cfg(test)]
mod tests;
