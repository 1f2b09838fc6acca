//! A picker finds less than was released: the goods are gone from stock, and their lines are promised
//! anew from what else there is.

use super::fulfil::{check_open, merged};
use super::hold::find;
use super::{Order, Stage};
use crate::exception::{Broken, Cause, Kind, broken_line, raising};
use crate::refusal::Code;
use crate::stock::movement::check_site;
use crate::work::open_promising;
use crate::{Book, Event, Events, Refusal, Stamp};
use std::collections::BTreeMap;
use vocab::{ItemId, OrderId, Quantity, SiteId};

pub(crate) fn pick_short(
    book: &Book,
    id: OrderId,
    site: SiteId,
    lines: &[(u16, Quantity)],
    stamp: &Stamp,
) -> Result<Events, Refusal> {
    let order = find(book, id)?;
    check_site(book, site)?;
    check_open(&order)?;
    if lines.is_empty() {
        return Err(Refusal::empty("line that was picked short"));
    }
    let lines = merged(lines);
    let mut broken: BTreeMap<ItemId, Vec<Broken>> = BTreeMap::new();
    for (number, missing) in &lines {
        let item = check_missing(&order, *number, *missing, site)
            .map_err(|refusal| refusal.in_row(usize::from(*number).saturating_sub(1)))?;
        let row = broken_line(&order, *number, *missing);
        broken.entry(item).or_default().push(row);
    }
    let items: Vec<ItemId> = broken.keys().copied().collect();
    let mut events = vec![Event::PickedShort {
        order: id,
        site,
        lines,
    }];
    for (item, rows) in broken {
        let cause = Cause::Stock { site, item };
        events.extend(raising(book, Kind::ShortPick, cause, rows, stamp.at));
    }
    open_promising(book, items, &mut events);
    Ok(events)
}

/// The item of a line of which so much is released at the site.
fn check_missing(
    order: &Order,
    number: u16,
    missing: Quantity,
    site: SiteId,
) -> Result<ItemId, Refusal> {
    let line = order
        .line(number)
        .ok_or_else(|| Refusal::unknown("line", number))?;
    let released = line.ready(site, Stage::Released);
    match line.item.known() {
        Some(item) if !missing.is_zero() && missing <= released => Ok(item),
        Some(_) | None => {
            let message =
                format!("{released} are released at this site; 1 to that many can be missing");
            Err(Refusal::new(Code::NotAtStage, message))
        }
    }
}

#[cfg(test)]
mod tests;
