//! Opening stock and inbound supply, in days of each item's demand at each centre.

use super::network::SITE_SHARES;
use super::{FIRST_REFERENCE, SampleItem};
use crate::chance::Chance;
use book::stock::supply::{SupplyDraft, SupplyKind};
use vocab::{Day, ItemId, Quantity, SiteId};

/// Days of demand that are kept back from promises.
pub const SAFETY_DAYS: u64 = 1;
/// Out of a thousand items, this many open with almost no stock anywhere.
const SHORT_PERMILLE: u64 = 40;
/// Out of a thousand items and centres, this many have nothing on its way.
const NONE_COMING_PERMILLE: u64 = 450;
/// Out of a thousand, this many open with none at one of the centres.
const MISSING_AT_ONE_PERMILLE: u64 = 60;

/// Opening stock: centre, item and quantity, whole cases.
pub(super) fn opening(seed: u64, items: &[SampleItem]) -> Vec<(SiteId, ItemId, Quantity)> {
    let mut rows = Vec::new();
    for (number, item) in items.iter().enumerate() {
        let mut chance = Chance::of(seed, &[0x570C, number as u64]);
        let short = is_short(seed, number);
        let missing = chance
            .permille(MISSING_AT_ONE_PERMILLE)
            .then(|| chance.below(3));
        for site in 0..SITE_SHARES.len() {
            let days = if short {
                chance.below(2)
            } else {
                chance.between(8, 25)
            };
            let quantity = item.days_of_demand(site, days);
            if quantity > 0 && missing != Some(site as u64) {
                rows.push((
                    SiteId(site as u16),
                    ItemId(number as u32),
                    Quantity(quantity),
                ));
            }
        }
    }
    rows
}

/// True for the few items that nobody has ordered in time: almost no stock, and none on its way.
fn is_short(seed: u64, number: usize) -> bool {
    Chance::of(seed, &[0x54, number as u64]).permille(SHORT_PERMILLE)
}

/// Supply on its way and on order, due within the lead time of its item.
pub(super) fn inbound(seed: u64, items: &[SampleItem], today: Day) -> Vec<SupplyDraft> {
    let mut drafts: Vec<SupplyDraft> = Vec::new();
    for (number, item) in items.iter().enumerate() {
        let mut chance = Chance::of(seed, &[0x5099, number as u64]);
        for site in 0..SITE_SHARES.len() {
            if is_short(seed, number) || chance.permille(NONE_COMING_PERMILLE) {
                continue;
            }
            let days = chance.between(1, item.lead_days as u64) as i32;
            let kind = if days <= 3 {
                SupplyKind::InTransit
            } else {
                SupplyKind::PurchaseOrder
            };
            drafts.push(SupplyDraft {
                reference: format!("PO-{}", FIRST_REFERENCE + drafts.len() as u64),
                kind,
                site: SiteId(site as u16),
                item: ItemId(number as u32),
                quantity: Quantity(item.days_of_demand(site, chance.between(6, 12))),
                due: super::working_day(today.plus(days)),
                supplier: None,
            });
        }
    }
    drafts
}
