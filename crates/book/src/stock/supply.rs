//! Supply that is still to come: announce, receive, reschedule and cancel it, and what becomes of
//! the promises that are pegged to it.

use crate::exception::Kind;
use crate::order::reschedule::{lost_pegs, pegs_that_arrive};
use crate::order::{BackorderReason, REFERENCE_MAX};
use crate::promise::calendar;
use crate::refusal::Code;
use crate::stock::movement::{check_item, check_quantity, check_site, check_text, check_total};
use crate::stock::supplier::{Offered, check_call_off};
use crate::work::open_promising;
use crate::{Book, Event, Events, Refusal, Stamp};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use vocab::{Day, ItemId, Quantity, SiteId, SupplyId};

/// The most supply elements that one command announces.
pub const ANNOUNCE_MAX: usize = 1_000_000;
/// The most open supply elements of one item; every promise of the item may look at each.
pub const INBOUND_MAX: usize = 1_000;

/// What kind of supply an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum SupplyKind {
    /// On its way.
    #[n(0)]
    InTransit,
    /// Ordered from a supplier.
    #[n(1)]
    PurchaseOrder,
    /// From another site of ours.
    #[n(2)]
    Transfer,
    /// Made by ourselves.
    #[n(3)]
    Production,
}

impl SupplyKind {
    /// Every kind.
    pub const ALL: [SupplyKind; 4] = [
        SupplyKind::InTransit,
        SupplyKind::PurchaseOrder,
        SupplyKind::Transfer,
        SupplyKind::Production,
    ];

    /// The word that is shown and stored by the views.
    pub fn as_str(self) -> &'static str {
        match self {
            SupplyKind::InTransit => "in_transit",
            SupplyKind::PurchaseOrder => "purchase_order",
            SupplyKind::Transfer => "transfer",
            SupplyKind::Production => "production",
        }
    }
}

/// Supply as announced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplyDraft {
    /// The user's reference, unique among open supply.
    pub reference: String,
    /// What kind.
    pub kind: SupplyKind,
    /// Where to.
    pub site: SiteId,
    /// What.
    pub item: ItemId,
    /// How much.
    pub quantity: Quantity,
    /// When it is due in.
    pub due: Day,
    /// The supplier of whose [stock](super::supplier) it is called off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier: Option<String>,
}

impl SupplyDraft {
    /// What it is called off of, where it is.
    pub(crate) fn offered(&self) -> Option<Offered> {
        Some(Offered {
            item: self.item,
            site: self.site,
            supplier: self.supplier.clone()?,
        })
    }
}

/// An open element of supply.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Supply {
    /// The user's reference.
    #[n(0)]
    pub reference: String,
    /// What kind.
    #[n(1)]
    pub kind: SupplyKind,
    /// Where to.
    #[n(2)]
    pub site: SiteId,
    /// What.
    #[n(3)]
    pub item: ItemId,
    /// How much is still to come.
    #[n(4)]
    pub open: Quantity,
    /// The part of it that schedule lines are pegged to.
    #[n(5)]
    pub pegged: Quantity,
    /// When it is due in.
    #[n(6)]
    pub due: Day,
    /// The supplier of whose stock it was called off.
    #[cbor(n(7), skip_if = "Option::is_none")]
    pub supplier: Option<String>,
}

impl Supply {
    /// What it was called off of, where it was.
    pub(crate) fn offered(&self) -> Option<Offered> {
        Some(Offered {
            item: self.item,
            site: self.site,
            supplier: self.supplier.clone()?,
        })
    }
}

pub(crate) fn announce(
    book: &Book,
    drafts: &[SupplyDraft],
    stamp: &Stamp,
) -> Result<Events, Refusal> {
    if drafts.len() > ANNOUNCE_MAX {
        return Err(Refusal::too_many("supply rows", drafts.len(), ANNOUNCE_MAX));
    }
    let mut seen = BTreeSet::new();
    let mut events = Events::with_capacity(drafts.len());
    let mut items: BTreeMap<ItemId, usize> = BTreeMap::new();
    let mut called_off: BTreeMap<Offered, Quantity> = BTreeMap::new();
    for (row, draft) in drafts.iter().enumerate() {
        check_draft(book, draft).map_err(|refusal| refusal.in_row(row))?;
        if let Some(offered) = draft.offered() {
            let sum = called_off.entry(offered.clone()).or_default();
            *sum += draft.quantity;
            check_call_off(book, &offered, *sum, draft.due, stamp)
                .map_err(|refusal| refusal.in_row(row))?;
        }
        let taken = book.supply_references.contains_key(&draft.reference);
        if taken || !seen.insert(draft.reference.as_str()) {
            let message = format!("supply {} is announced already", draft.reference);
            return Err(Refusal::new(Code::AlreadyThere, message).in_row(row));
        }
        let open = items
            .entry(draft.item)
            .or_insert_with(|| book.stock.inbound(draft.item).count());
        *open += 1;
        if *open > INBOUND_MAX {
            return Err(
                Refusal::too_many("open supplies of the item", *open, INBOUND_MAX).in_row(row),
            );
        }
        events.push(Event::SupplyAnnounced {
            supply: SupplyId(book.next.supply + row as u64),
            reference: draft.reference.clone(),
            kind: draft.kind,
            site: draft.site,
            item: draft.item,
            quantity: draft.quantity,
            due: draft.due,
            supplier: draft.supplier.clone(),
        });
    }
    open_promising(book, items.into_keys(), &mut events);
    Ok(events)
}

fn check_draft(book: &Book, draft: &SupplyDraft) -> Result<(), Refusal> {
    check_site(book, draft.site)?;
    check_item(book, draft.item)?;
    check_quantity(draft.quantity)?;
    check_due(draft.due)?;
    check_text("supply reference", &draft.reference, REFERENCE_MAX)
}

pub(crate) fn receive(
    book: &Book,
    id: SupplyId,
    quantity: Quantity,
    last: bool,
    stamp: &Stamp,
) -> Result<Events, Refusal> {
    let supply = find(book, id)?;
    if quantity > supply.open || (quantity.is_zero() && !last) {
        return Err(Refusal::bad_quantity(quantity, supply.open));
    }
    check_total(book, supply.item, quantity)?;
    let closed = last || quantity == supply.open;
    let mut events = vec![Event::SupplyReceived {
        supply: id,
        quantity,
    }];
    events.extend(pegs_that_arrive(book, id, quantity, closed, stamp.at));
    if closed {
        events.push(Event::SupplyClosed { supply: id });
    }
    open_promising(book, [supply.item], &mut events);
    Ok(events)
}

pub(crate) fn reschedule(
    book: &Book,
    id: SupplyId,
    due: Day,
    stamp: &Stamp,
) -> Result<Events, Refusal> {
    let supply = find(book, id)?;
    check_due(due)?;
    if supply.due == due {
        return Ok(Events::new());
    }
    let mut events = vec![Event::SupplyRescheduled { supply: id, due }];
    let ready = calendar::ready_day(book, supply.site, due);
    let late = (BackorderReason::SupplyLate, Kind::LateSupply);
    events.extend(lost_pegs(book, id, late, stamp.at, |part| {
        part.goods_issue < ready
    }));
    open_promising(book, [supply.item], &mut events);
    Ok(events)
}

pub(crate) fn cancel(book: &Book, id: SupplyId, stamp: &Stamp) -> Result<Events, Refusal> {
    let supply = find(book, id)?;
    let lost = (BackorderReason::SupplyLost, Kind::LostSupply);
    let mut events = lost_pegs(book, id, lost, stamp.at, |_| true);
    events.push(Event::SupplyClosed { supply: id });
    open_promising(book, [supply.item], &mut events);
    Ok(events)
}

/// Days beyond these can't be counted with.
fn check_due(due: Day) -> Result<(), Refusal> {
    let years = Day::from_civil(1900, 1, 1)..=Day::from_civil(2999, 12, 31);
    match years.contains(&Some(due)) {
        true => Ok(()),
        false => Err(Refusal::out_of_range(
            "the due day",
            due,
            "a day of the years 1900 to 2999",
        )),
    }
}

fn find(book: &Book, id: SupplyId) -> Result<&Supply, Refusal> {
    book.stock.supplies.get(&id).ok_or_else(|| {
        if id.0 >= book.next.supply {
            return Refusal::unknown("supply", id);
        }
        let message = format!("supply {id} was received whole or cancelled before");
        Refusal::new(Code::SupplyClosed, message)
    })
}

#[cfg(test)]
mod tests;
