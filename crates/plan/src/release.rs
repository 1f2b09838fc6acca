//! Goods that are to leave today are released to their site without a person, order by order and with no
//! wave: whatever comes in during the day follows at the next look.

use book::order::{Order, OrderState, Source, Split};
use book::priority::Priorities;
use book::{Book, Command, ScheduleLine, Stage, Stamp};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use vocab::{Day, Quantity, SiteId};

/// The most releases of one look; the next one goes on.
pub const RELEASES_MAX: usize = 1_000;

/// What is to be released now, where the policy says so: goods that lie at their site and are to leave by
/// today, of open orders that are confirmed. Those of the earliest cut-off come first, among these those of
/// the orders with the most points of priority, and then the older ones.
pub fn to_release(book: &Book, stamp: &Stamp) -> Vec<Command> {
    if !book.policy.auto_release {
        return Vec::new();
    }
    let priorities = Priorities::of(book, stamp.today);
    let mut due = Vec::new();
    for order in book.orders.iter() {
        let points = || priorities.standing(&order).points();
        for (site, lines) in leaving(book, &order, stamp.today) {
            let cutoff = book.company.sites[site.index()].calendar.cutoff_minute;
            due.push(((cutoff, Reverse(points()), order.id, site), lines));
        }
    }
    due.sort_unstable();
    let release = |((_, _, order, site), lines)| Command::Advance {
        order,
        to: Stage::Released,
        site,
        lines,
        tracking: None,
        packages: Vec::new(),
    };
    due.into_iter().take(RELEASES_MAX).map(release).collect()
}

/// What of an order is to leave each site by a day; nothing while it is held or only reserved, or waits for
/// the rest of its one shipment.
fn leaving(book: &Book, order: &Order, day: Day) -> BTreeMap<SiteId, Vec<(u16, Quantity)>> {
    let mut sites: BTreeMap<SiteId, Vec<(u16, Quantity)>> = BTreeMap::new();
    let may_leave = order.state == OrderState::Open && order.expires.is_none();
    if !may_leave || (order.split(book) == Split::Never && !is_whole(order)) {
        return sites;
    }
    for (number, line) in (1u16..).zip(&order.lines) {
        let mut due: BTreeMap<SiteId, Quantity> = BTreeMap::new();
        let leaves = |part: &&ScheduleLine| is_ready(part) && part.goods_issue <= day;
        for part in line.schedule.iter().filter(leaves) {
            *due.entry(part.site).or_default() += part.quantity;
        }
        for (site, quantity) in due {
            sites.entry(site).or_default().push((number, quantity));
        }
    }
    sites
}

fn is_ready(part: &ScheduleLine) -> bool {
    part.stage == Stage::Promised && part.source == Source::OnHand
}

/// Whether nothing of an order is still to come in or without a date.
fn is_whole(order: &Order) -> bool {
    let here = |part: &ScheduleLine| part.stage > Stage::Promised || is_ready(part);
    let mut lines = order.lines.iter();
    lines.all(|line| line.backorder.is_none() && line.schedule.iter().all(here))
}
