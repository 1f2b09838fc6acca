//! What of an item comes free when: counted from its balances and its open supply.

use crate::model::{Availability, SiteAvailability, SiteRef, SiteStock, StockView, SupplyRow};
use vocab::{Day, Quantity};

/// The most days that are told.
pub const AVAILABILITY_DAYS_MAX: usize = 366;

/// What of an item is free to promise at the end of each day from `from` on, for 1 to
/// [`AVAILABILITY_DAYS_MAX`] days: on hand and not reserved, with the supply that has come by then
/// and is not promised.
pub fn available(stock: &StockView, from: Day, days: usize) -> Availability {
    let days = days.clamp(1, AVAILABILITY_DAYS_MAX);
    let mut sites: Vec<SiteAvailability> = stock
        .sites
        .iter()
        .map(|balance| on_hand(balance, days))
        .collect();
    for supply in &stock.supply {
        let site = match sites.iter().position(|row| row.site.id == supply.site.id) {
            Some(place) => &mut sites[place],
            None => {
                sites.push(nothing(&supply.site, days));
                sites.last_mut().expect("one was just pushed")
            }
        };
        site.await_supply(supply, from);
    }
    let day = |day: usize| sites.iter().map(|site| site.free[day]).sum();
    Availability {
        from,
        total: (0..days).map(day).collect(),
        sites,
    }
}

fn on_hand(balance: &SiteStock, days: usize) -> SiteAvailability {
    let free = units(balance.on_hand) - units(balance.reserved);
    SiteAvailability {
        safety: balance.safety,
        free: vec![free; days],
        ..nothing(&balance.site, days)
    }
}

fn nothing(site: &SiteRef, days: usize) -> SiteAvailability {
    SiteAvailability {
        site: site.clone(),
        safety: Quantity::ZERO,
        inbound: vec![0; days],
        free: vec![0; days],
    }
}

impl SiteAvailability {
    fn await_supply(&mut self, supply: &SupplyRow, from: Day) {
        let units = units(supply.open) - units(supply.pegged);
        // What is overdue may come any moment.
        let day = supply.due.since(from).max(0) as usize;
        if let Some(inbound) = self.inbound.get_mut(day) {
            *inbound += units;
        }
        let later = self.free.iter_mut().skip(day);
        later.for_each(|free| *free += units);
    }
}

fn units(quantity: Quantity) -> i64 {
    crate::row::signed(quantity.0)
}
