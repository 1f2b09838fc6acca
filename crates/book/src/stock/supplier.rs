//! What suppliers could deliver: how much of an item to which site, how soon after it is called off,
//! and at what cost beyond that of the goods.
//!
//! It is no supply yet, and nothing is promised of it. A call-off takes of it and becomes supply that is
//! promised like any other.

use super::movement::{check_item, check_site, check_text};
use crate::company::{CODE_MAX, RATE_MAX};
use crate::exception::Broken;
use crate::refusal::Code;
use crate::work::Work;
use crate::{Book, Event, Events, Refusal, Stamp};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use vocab::quantity::QUANTITY_MAX;
use vocab::{Day, ItemId, Quantity, SiteId};

/// The most rows that a book keeps, and that one command puts.
pub const ROWS_MAX: usize = 100_000;
/// The longest that a supplier takes, in days.
pub const LEAD_DAYS_MAX: u16 = 730;

/// Whose, of what, and where to.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
pub struct Offered {
    /// What.
    #[n(0)]
    pub item: ItemId,
    /// Where it would come to.
    #[n(1)]
    pub site: SiteId,
    /// The supplier's code.
    #[n(2)]
    pub supplier: String,
}

/// On which terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct OnTerms {
    /// How much there is, base units; `None` where the supplier makes as much as is called off.
    #[n(0)]
    pub quantity: Option<Quantity>,
    /// Days from the call-off until the goods are at the site.
    #[n(1)]
    pub lead_days: u16,
    /// What one call-off costs beyond the goods, minor units of the book's currency.
    #[n(2)]
    pub cost: i64,
    /// True when the terms stay while there is nothing; else a row with nothing is taken away.
    #[cbor(n(3), skip_if = "is_false")]
    #[serde(default, skip_serializing_if = "is_false")]
    pub stays: bool,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

/// What suppliers could deliver, as they last told it.
pub type SupplierStock = BTreeMap<Offered, OnTerms>;

impl OnTerms {
    /// When goods that are called off on a day are at the site.
    pub fn due(&self, called_off: Day) -> Day {
        called_off.plus(i32::from(self.lead_days))
    }
}

/// What suppliers could deliver of one item.
pub fn of_item(stock: &SupplierStock, item: ItemId) -> impl Iterator<Item = (&Offered, &OnTerms)> {
    let first = Offered {
        item,
        site: SiteId(0),
        supplier: String::new(),
    };
    let rows = stock.range(first..);
    rows.take_while(move |(offered, _)| offered.item == item)
}

/// Notes what suppliers have by now; a row with nothing is taken away.
pub(crate) fn put(book: &Book, rows: &[(Offered, OnTerms)]) -> Result<Events, Refusal> {
    if rows.is_empty() {
        return Err(Refusal::empty("row"));
    }
    let known = &*book.stock.suppliers;
    let new = rows.iter().filter(|(row, _)| !known.contains_key(row));
    let all = known.len() + new.count();
    if rows.len().max(all) > ROWS_MAX {
        return Err(Refusal::too_many("rows of supplier stock", all, ROWS_MAX));
    }
    let mut seen = BTreeSet::new();
    for (index, (offered, terms)) in rows.iter().enumerate() {
        check(book, offered, terms).map_err(|refusal| refusal.in_row(index))?;
        if !seen.insert(offered) {
            let message = "the same item, site and supplier stand twice in these rows";
            return Err(Refusal::new(Code::AlreadyThere, message).in_row(index));
        }
    }
    let mut events = vec![Event::SupplierStockPut {
        rows: rows.to_vec(),
    }];
    let items = rows.iter().map(|(offered, _)| offered.item).collect();
    events.extend(planned_anew(book, &items));
    Ok(events)
}

/// Troubles of these items may have another solution by now.
fn planned_anew(book: &Book, items: &BTreeSet<ItemId>) -> Events {
    let waits = |row: &Broken| {
        let order = book.orders.get(row.order);
        let line = order.as_ref().and_then(|order| order.line(row.line));
        let short = line.filter(|line| line.backorder.is_some());
        short.is_some_and(|line| line.item.known().is_some_and(|item| items.contains(&item)))
    };
    let troubles = book.exceptions.iter();
    let touched = troubles.filter(|(_, trouble)| trouble.broken.iter().any(waits));
    let plans = touched.map(|(id, _)| Work::PlanException { exception: *id });
    let new = plans.filter(|work| !book.work.contains(work));
    new.map(Event::WorkOpened).collect()
}

fn check(book: &Book, offered: &Offered, terms: &OnTerms) -> Result<(), Refusal> {
    check_item(book, offered.item)?;
    check_site(book, offered.site)?;
    check_text("supplier code", &offered.supplier, CODE_MAX)?;
    if let Some(quantity) = terms.quantity.filter(|quantity| *quantity > QUANTITY_MAX) {
        return Err(Refusal::bad_quantity(quantity, QUANTITY_MAX));
    }
    if terms.lead_days > LEAD_DAYS_MAX {
        let allowed = format!("0 to {LEAD_DAYS_MAX} days");
        return Err(Refusal::out_of_range(
            "lead_days",
            terms.lead_days,
            &allowed,
        ));
    }
    if !(0..=RATE_MAX).contains(&terms.cost) {
        let allowed = format!("0 to {RATE_MAX} minor units");
        return Err(Refusal::out_of_range("cost", terms.cost, &allowed));
    }
    Ok(())
}

/// Checks that goods can be called off like this.
///
/// # Errors
/// [`Code::BadQuantity`] when the supplier has less, [`Code::OutOfRange`] when they can't come so soon.
pub(crate) fn check_call_off(
    book: &Book,
    offered: &Offered,
    quantity: Quantity,
    due: Day,
    stamp: &Stamp,
) -> Result<(), Refusal> {
    let terms = book.stock.suppliers.get(offered).ok_or_else(|| {
        let what = "supplier with this item for this site";
        Refusal::unknown(what, &offered.supplier)
    })?;
    if let Some(left) = terms.quantity.filter(|left| *left < quantity) {
        return Err(Refusal::bad_quantity(quantity, left));
    }
    let soonest = terms.due(stamp.today);
    if due < soonest {
        let allowed = format!("{soonest} or later");
        return Err(Refusal::out_of_range("the due day", due, &allowed));
    }
    Ok(())
}
