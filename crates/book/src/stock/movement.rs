//! Stock movements that no order asked for: receive, move, count, scrap.

use crate::order::reschedule::missing_stock;
use crate::refusal::Code;
use crate::work::open_promising;
use crate::{Book, Event, Events, Refusal, Stamp};
use std::collections::BTreeMap;
use vocab::quantity::QUANTITY_MAX;
use vocab::{ItemId, Quantity, SiteId};

/// The most that may ever come in of one item, in base units: 10^18.
pub const STOCK_MAX: Quantity = Quantity(1_000_000_000_000_000_000);
/// The most rows that one receipt carries.
pub const RECEIPT_ROWS_MAX: usize = 1_000_000;

pub(crate) fn receive(book: &Book, rows: &[(SiteId, ItemId, Quantity)]) -> Result<Events, Refusal> {
    if rows.len() > RECEIPT_ROWS_MAX {
        return Err(Refusal::too_many(
            "stock rows",
            rows.len(),
            RECEIPT_ROWS_MAX,
        ));
    }
    let mut events = Events::with_capacity(rows.len());
    let mut coming: BTreeMap<ItemId, Quantity> = BTreeMap::new();
    for (row, (site, item, quantity)) in rows.iter().enumerate() {
        check_place(book, *site, *item, *quantity).map_err(|refusal| refusal.in_row(row))?;
        let sum = coming.entry(*item).or_default();
        *sum += *quantity;
        check_total(book, *item, *sum).map_err(|refusal| refusal.in_row(row))?;
        events.push(Event::StockReceived {
            site: *site,
            item: *item,
            quantity: *quantity,
        });
    }
    open_promising(book, coming.into_keys(), &mut events);
    Ok(events)
}

pub(crate) fn relocate(
    book: &Book,
    item: ItemId,
    from: SiteId,
    to: SiteId,
    quantity: Quantity,
) -> Result<Events, Refusal> {
    check_place(book, from, item, quantity)?;
    check_site(book, to)?;
    check_free(book, item, from, quantity)?;
    let mut events = vec![Event::StockMoved {
        item,
        from,
        to,
        quantity,
    }];
    open_promising(book, [item], &mut events);
    Ok(events)
}

pub(crate) fn count(
    book: &Book,
    site: SiteId,
    item: ItemId,
    counted: Quantity,
    stamp: &Stamp,
) -> Result<Events, Refusal> {
    check_site(book, site)?;
    check_item(book, item)?;
    if counted > QUANTITY_MAX {
        return Err(Refusal::bad_quantity(counted, QUANTITY_MAX));
    }
    let balance = book.stock.balance(item, site);
    check_total(book, item, counted.saturating_sub(balance.on_hand))?;
    let missing = balance.reserved.saturating_sub(counted);
    let mut events = missing_stock(book, site, item, missing, stamp.at)?;
    events.push(Event::StockCounted {
        site,
        item,
        counted,
    });
    open_promising(book, [item], &mut events);
    Ok(events)
}

pub(crate) fn scrap(
    book: &Book,
    site: SiteId,
    item: ItemId,
    quantity: Quantity,
) -> Result<Events, Refusal> {
    check_place(book, site, item, quantity)?;
    check_free(book, item, site, quantity)?;
    Ok(vec![Event::StockScrapped {
        site,
        item,
        quantity,
    }])
}

/// Everything that ever came in of an item stays within what can be added up.
pub(crate) fn check_total(book: &Book, item: ItemId, more: Quantity) -> Result<(), Refusal> {
    let flow = book.stock.flow(item);
    let allowed = STOCK_MAX.saturating_sub(flow.received + flow.returned + flow.found);
    if more > allowed {
        return Err(Refusal::bad_quantity(more, allowed));
    }
    Ok(())
}

pub(crate) fn check_free(
    book: &Book,
    item: ItemId,
    site: SiteId,
    quantity: Quantity,
) -> Result<(), Refusal> {
    let free = book.stock.balance(item, site).free();
    if quantity > free {
        let message = format!("{quantity} asked for, {free} free; the rest is promised to orders");
        return Err(Refusal::new(Code::StockReserved, message));
    }
    Ok(())
}

pub(crate) fn check_place(
    book: &Book,
    site: SiteId,
    item: ItemId,
    quantity: Quantity,
) -> Result<(), Refusal> {
    check_site(book, site)?;
    check_item(book, item)?;
    check_quantity(quantity)
}

pub(crate) fn check_site(book: &Book, site: SiteId) -> Result<(), Refusal> {
    match book.company.sites.get(site.index()) {
        Some(_) => Ok(()),
        None => Err(Refusal::unknown("site", site)),
    }
}

pub(crate) fn check_item(book: &Book, item: ItemId) -> Result<(), Refusal> {
    match book.company.items.get(item.index()) {
        Some(_) => Ok(()),
        None => Err(Refusal::unknown("item", item)),
    }
}

pub(crate) fn check_quantity(quantity: Quantity) -> Result<(), Refusal> {
    if quantity.is_zero() || quantity > QUANTITY_MAX {
        return Err(Refusal::bad_quantity(quantity, QUANTITY_MAX));
    }
    Ok(())
}

/// A text that people give: not empty, not longer than its limit, no control characters.
pub(crate) fn check_text(what: &str, text: &str, allowed: usize) -> Result<(), Refusal> {
    if is_fit(text, allowed) {
        Ok(())
    } else {
        Err(Refusal::bad_text(what, allowed))
    }
}

fn is_fit(text: &str, allowed: usize) -> bool {
    let plain = |letter: u8| letter.is_ascii_graphic();
    if (1..=allowed).contains(&text.len()) && text.bytes().all(plain) {
        return true;
    }
    !text.trim().is_empty()
        && text.chars().count() <= allowed
        && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests;
