//! Transfers: goods leave a site of ours for another one, where they are supply until they come in.

use super::movement::{check_free, check_place, check_site};
use super::supply::{SupplyDraft, SupplyKind, announce};
use crate::company::Lane;
use crate::promise::calendar;
use crate::refusal::Code;
use crate::{Book, Event, Events, Refusal, Stamp};
use vocab::{Day, ItemId, Quantity, SiteId};

/// The lane that goods take from one site to another, where the other one stands in a zone.
pub fn lane(book: &Book, from: SiteId, to: SiteId) -> Option<&Lane> {
    let zone = book.company.sites.get(to.index())?.zone?;
    book.company.lane(from, zone).filter(|_| from != to)
}

/// When goods that leave a site as soon as they can are at another one; `None` without a lane.
pub fn arrives(book: &Book, from: SiteId, to: SiteId, stamp: &Stamp) -> Option<Day> {
    let lane = lane(book, from, to)?;
    let calendar = &book.company.sites[from.index()].calendar;
    let leaves = calendar::earliest_issue(calendar, stamp);
    Some(calendar::delivery_day(lane, leaves))
}

/// Sends free goods to another site, as soon as they can leave.
pub(crate) fn send(
    book: &Book,
    reference: &str,
    item: ItemId,
    (from, to): (SiteId, SiteId),
    quantity: Quantity,
    stamp: &Stamp,
) -> Result<Events, Refusal> {
    check_place(book, from, item, quantity)?;
    check_site(book, to)?;
    check_free(book, item, from, quantity)?;
    let arrives = arrives(book, from, to, stamp).ok_or_else(|| no_lane(book, from, to))?;
    let mut events = vec![Event::StockSent {
        item,
        from,
        quantity,
    }];
    events.extend(announce(
        book,
        &[SupplyDraft {
            reference: reference.to_owned(),
            kind: SupplyKind::Transfer,
            site: to,
            item,
            quantity,
            due: arrives,
            supplier: None,
        }],
        stamp,
    )?);
    Ok(events)
}

/// The refusal of goods that can't be sent.
fn no_lane(book: &Book, from: SiteId, to: SiteId) -> Refusal {
    let code = |site: SiteId| &book.company.sites[site.index()].code;
    let message = format!(
        "no lane leads from {} to the zone that {} stands in",
        code(from),
        code(to)
    );
    Refusal::new(Code::Unknown, message)
}
