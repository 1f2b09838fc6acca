//! Supply comes in, mostly as announced; and stock that runs low is ordered anew.

use super::{Moment, STEPS_MAX};
use crate::chance::Chance;
use crate::company::{SampleCompany, SampleItem, working_day};
use book::promise::calendar::works;
use book::stock::supply::{Supply, SupplyDraft, SupplyKind};
use book::{Book, Command};
use vocab::{Day, ItemId, Quantity, SiteId, SupplyId};

/// Goods are received from seven in the morning on.
const RECEIVING_MINUTE: u16 = 7 * 60;
/// Purchase orders are written at four in the afternoon.
const REPLENISH_MINUTE: u16 = 16 * 60;
/// Days of demand beyond the lead time at which stock is ordered, and up to which.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cover {
    pub reorder_days: u64,
    pub order_up_to_days: u64,
}

/// As thin as shows what shortages look like.
pub(super) const THIN: Cover = Cover {
    reorder_days: 4,
    order_up_to_days: 12,
};
/// Which centre makes up for backorders, whatever centre they are promised from later.
const BACKORDER_SITE: usize = 1;

/// What becomes of supply on the day it is due.
pub(crate) enum Fate {
    /// It comes as announced.
    InFull,
    /// It comes so many days later, or is late again.
    Late { days: i32 },
    /// So much of it comes, and no more.
    Short { percent: u64 },
    /// Half comes, the rest so many days later.
    InTwoParts { days: i32 },
    /// Nothing comes.
    Never,
}

/// What becomes of a sample company's supply.
pub(super) fn fate(seed: u64, id: SupplyId, due: Day) -> Fate {
    let mut chance = Chance::of(seed, &[0xFA7E, id.0, due.0 as u64]);
    match chance.below(1_000) {
        0..880 => Fate::InFull,
        880..940 => Fate::Late {
            days: chance.between(1, 4) as i32,
        },
        940..980 => Fate::Short {
            percent: chance.between(60, 95),
        },
        _ => Fate::InTwoParts {
            days: chance.between(1, 3) as i32,
        },
    }
}

/// Receives what is due, or gives it another day.
pub(crate) fn receive(
    commands: &mut Vec<Command>,
    now: Moment,
    book: &Book,
    fate: impl Fn(SupplyId, &Supply) -> Fate,
) {
    if now.minute < RECEIVING_MINUTE {
        return;
    }
    let due = book
        .stock
        .supplies
        .iter()
        .filter(|(_, supply)| is_due(book, supply, now));
    for (id, supply) in due {
        if commands.len() >= STEPS_MAX {
            return;
        }
        settle(commands, *id, supply, fate(*id, supply), now.day);
    }
}

fn is_due(book: &Book, supply: &Supply, now: Moment) -> bool {
    let calendar = &book.company.sites[supply.site.index()].calendar;
    supply.due <= now.day && works(calendar, now.day)
}

fn settle(commands: &mut Vec<Command>, id: SupplyId, supply: &Supply, fate: Fate, today: Day) {
    let receive = |quantity: Quantity, last| Command::ReceiveSupply {
        supply: id,
        quantity,
        last,
    };
    let later = |days| Command::RescheduleSupply {
        supply: id,
        due: working_day(today.plus(days)),
    };
    match fate {
        Fate::InTwoParts { days } if supply.open.0 > 1 => {
            commands.push(receive(Quantity(supply.open.0 / 2), false));
            commands.push(later(days));
        }
        Fate::InFull | Fate::InTwoParts { .. } => commands.push(receive(supply.open, true)),
        Fate::Late { days } => commands.push(later(days)),
        Fate::Never => commands.push(Command::CancelSupply { supply: id }),
        Fate::Short { percent } => {
            let came = (supply.open.0 * percent / 100).max(1);
            commands.push(receive(Quantity(came), true));
        }
    }
}

/// True from the time of day on at which purchase orders are written.
pub(crate) fn is_time_to_replenish(now: Moment) -> bool {
    now.minute >= REPLENISH_MINUTE && working_day(now.day) == now.day
}

/// Orders what runs low, up to some days of demand beyond the lead time, in whole cases.
pub(crate) fn replenish(
    seed: u64,
    company: &SampleCompany,
    cover: Cover,
    now: Moment,
    book: &Book,
) -> Option<Command> {
    let backorders = backorders(book);
    let mut drafts = Vec::new();
    for item in &company.items {
        let Some(id) = book.company.item_by_code(&item.item.code) else {
            continue;
        };
        for (place, site) in company.sites.iter().enumerate() {
            let Some(site) = book.company.site_by_code(&site.code) else {
                continue;
            };
            let owed = if place == BACKORDER_SITE {
                backorders[id.index()]
            } else {
                0
            };
            let quantity = wanted(book, (item, id), (place, site), cover, owed);
            if quantity > 0 {
                drafts.push(purchase(seed, item, id, site, quantity, now.day));
            }
        }
    }
    drafts.retain(|draft| book.supply_by_reference(&draft.reference).is_none());
    (!drafts.is_empty()).then_some(Command::AnnounceSupply(drafts))
}

/// Pieces of each item that orders wait for without a date.
fn backorders(book: &Book) -> Vec<u64> {
    let mut owed = vec![0; book.company.items.len()];
    for line in book.orders.iter().flat_map(|order| order.lines) {
        if let (Some(item), Some(backorder)) = (line.item.known(), line.backorder) {
            owed[item.index()] += backorder.quantity.0;
        }
    }
    owed
}

/// Pieces to order of an item for a centre, which is told by its place in the company and its id;
/// zero while there is enough.
fn wanted(
    book: &Book,
    (item, id): (&SampleItem, ItemId),
    (place, site): (usize, SiteId),
    cover: Cover,
    owed: u64,
) -> u64 {
    let inbound = book
        .stock
        .inbound(id)
        .filter(|(_, supply)| supply.site == site);
    let coming: u64 = inbound
        .map(|(_, supply)| supply.open.saturating_sub(supply.pegged).0)
        .sum();
    let there = book.stock.balance(id, site).free().0 + coming;
    let lead_days = item.lead_days as u64;
    if there >= item.days_of_demand(place, lead_days + cover.reorder_days) + owed {
        return 0;
    }
    let case = u64::from(item.case_eaches);
    let up_to = item.days_of_demand(place, lead_days + cover.order_up_to_days) + owed;
    up_to.saturating_sub(there).div_ceil(case) * case
}

fn purchase(
    seed: u64,
    item: &SampleItem,
    id: ItemId,
    site: SiteId,
    quantity: u64,
    today: Day,
) -> SupplyDraft {
    let mut chance = Chance::of(
        seed,
        &[0xB0F, today.0 as u64, u64::from(id.0), u64::from(site.0)],
    );
    let days = item.lead_days + chance.below(3) as i32;
    SupplyDraft {
        // One a day, item and centre, so that it is unique without counting.
        reference: format!("PO-{}-{}-{site}", today.0, item.item.code),
        kind: SupplyKind::PurchaseOrder,
        site,
        item: id,
        quantity: Quantity(quantity),
        due: working_day(today.plus(days)),
        supplier: None,
    }
}
