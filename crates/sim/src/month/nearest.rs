//! Nearest-site sourcing, as companies do it that don't work it out: each line from the nearest site that
//! has it, whatever the other lines do.

use book::event::LineSchedule;
use book::order::{Backorder, BackorderReason};
use book::promise::{Ask, Destination, calendar, free_on_hand};
use book::{Book, Few, ScheduleLine, Source, Stage, Stamp};
use std::collections::BTreeMap;
use vocab::{Day, ItemId, Quantity, SiteId};

/// What is promised by the nearest site: in stock near by, else in stock further away, else what comes in,
/// the nearest site first. Near is few days, then a cheap shipment.
pub fn nearest(
    book: &Book,
    destination: Destination,
    asks: &[Ask],
    stamp: &Stamp,
) -> Vec<LineSchedule> {
    let mut sites: Vec<SiteId> = (0..).map(SiteId).take(book.company.sites.len()).collect();
    let lane = |site: &SiteId| destination.reach.lane(book, *site);
    sites.retain(|site| lane(site).is_some());
    sites.sort_by_key(|site| lane(site).map(|lane| (lane.transit_days, lane.cost_per_shipment)));
    let mut taken = BTreeMap::new();
    let schedule = |ask: &Ask| {
        let offers = sites
            .iter()
            .map(|site| (*site, Source::OnHand, stamp.today));
        let coming = sites.iter().flat_map(|site| inbound(book, ask.item, *site));
        let mut left = ask.quantity;
        let mut schedule = Few::none();
        for (site, source, day) in offers.chain(coming) {
            let taken: &mut Quantity = taken.entry((ask.item, site, source)).or_default();
            let free = free(book, ask.item, site, source).saturating_sub(*taken);
            let quantity = Quantity(free.0.min(left.0));
            let part = part(book, destination, ask, stamp, (site, source, day), quantity);
            if let Some(part) = part.filter(|_| !quantity.is_zero()) {
                *taken += quantity;
                left -= quantity;
                schedule.push(part);
            }
        }
        let reason = BackorderReason::NoSupply;
        LineSchedule {
            line: ask.line,
            schedule,
            backorder: (!left.is_zero()).then_some(Backorder {
                quantity: left,
                reason,
            }),
        }
    };
    asks.iter().map(schedule).collect()
}

fn inbound(book: &Book, item: ItemId, site: SiteId) -> Vec<(SiteId, Source, Day)> {
    let all = book
        .stock
        .inbound(item)
        .filter(|(_, supply)| supply.site == site);
    let ready = |due| calendar::ready_day(book, site, due);
    let mut all: Vec<_> = all
        .map(|(id, supply)| (site, Source::Inbound(id), ready(supply.due)))
        .collect();
    all.sort_by_key(|(_, _, day)| *day);
    all
}

fn free(book: &Book, item: ItemId, site: SiteId, source: Source) -> Quantity {
    match source {
        Source::OnHand => free_on_hand(book, item, site),
        Source::Inbound(id) => {
            let supply = &book.stock.supplies[&id];
            supply.open.saturating_sub(supply.pegged)
        }
    }
}

fn part(
    book: &Book,
    destination: Destination,
    ask: &Ask,
    stamp: &Stamp,
    (site, source, day): (SiteId, Source, Day),
    quantity: Quantity,
) -> Option<ScheduleLine> {
    let calendar = &book.company.sites[site.index()].calendar;
    let lane = destination.reach.lane(book, site)?;
    let ready = calendar::earliest_issue(calendar, stamp).max(day);
    let (goods_issue, delivery) = calendar::dates(calendar, &lane, ready, ask.requested);
    Some(ScheduleLine {
        quantity,
        site,
        source,
        goods_issue,
        delivery,
        stage: Stage::Promised,
    })
}
