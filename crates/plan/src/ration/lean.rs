//! Leaving goods that are there sooner than needed to those who want them sooner.
//!
//! A promise takes stock before supply that is yet to come in. Where goods don't suffice, an order that is wanted
//! next week so takes what another one is wanted for today. When it was served, it changes to what comes in last
//! at the same site and leaves on the same day: nothing becomes different for the order itself.

use super::{Claim, waiting};
use book::event::LineSchedule;
use book::order::Source;
use book::plan::promised_of;
use book::promise::calendar;
use book::{Book, Few, ScheduleLine};
use std::cmp::Reverse;
use std::collections::BTreeSet;
use vocab::{Day, ItemId, Quantity};

/// The items that somebody waits for, or has later than wanted.
pub(super) fn scarce(claims: &[Claim]) -> BTreeSet<ItemId> {
    let lines = claims.iter().flat_map(|claim| {
        let late = claim.lines.iter().filter(|line| claim.is_late(line));
        late.filter_map(|line| claim.item(line))
    });
    lines.collect()
}

impl Claim {
    fn item(&self, line: &LineSchedule) -> Option<ItemId> {
        self.order.line(line.line)?.item.known()
    }

    /// Where no day is wanted, what is not there yet is late.
    fn is_late(&self, line: &LineSchedule) -> bool {
        let row = self.order.line(line.line);
        let wanted = row.and_then(|row| self.order.requested_for(row));
        let late = |part: &ScheduleLine| match wanted {
            Some(wanted) => part.delivery > wanted,
            None => part.source != Source::OnHand,
        };
        !waiting(line).is_zero() || line.schedule.iter().any(late)
    }

    /// Takes what comes in last and still leaves on its day. Where quotas count, it stays with what it has.
    pub(super) fn lean(&self, copy: &mut Book, scarce: &BTreeSet<ItemId>, today: Day) {
        for line in &self.lines {
            let Some(item) = self.item(line).filter(|item| scarce.contains(item)) else {
                continue;
            };
            let counted = copy.quotas.of(item).next().is_some();
            if counted || copy.stock.inbound(item).next().is_none() {
                continue;
            }
            let order = copy.orders.get(self.order.id);
            let row = order.as_ref().and_then(|order| order.line(line.line));
            let now = row.map(|row| promised_of(line.line, row));
            let leaner = now.as_ref().map(|now| leaner(copy, item, now, today));
            if let Some(line) = leaner.filter(|leaner| Some(leaner) != now.as_ref()) {
                self.schedule(copy, vec![line]);
            }
        }
    }
}

fn leaner(book: &Book, item: ItemId, line: &LineSchedule, today: Day) -> LineSchedule {
    let mut becomes = LineSchedule {
        schedule: Few::none(),
        ..line.clone()
    };
    let mut taken: Vec<(Source, Quantity)> = Vec::new();
    for part in &line.schedule {
        let mut left = part.quantity;
        for (source, free) in later(book, item, part, today) {
            let before = taken.iter().filter(|row| row.0 == source);
            let before = before.map(|row| row.1).sum();
            let quantity = Quantity(free.saturating_sub(before).0.min(left.0));
            left -= quantity;
            taken.push((source, quantity));
            add(
                &mut becomes,
                ScheduleLine {
                    quantity,
                    source,
                    ..*part
                },
            );
        }
        add(
            &mut becomes,
            ScheduleLine {
                quantity: left,
                ..*part
            },
        );
    }
    becomes
}

/// Supply that is ready later than that of a part and not after it leaves, the last one first. What should be
/// there by now and is not is no better than stock.
fn later(book: &Book, item: ItemId, part: &ScheduleLine, today: Day) -> Vec<(Source, Quantity)> {
    let ready = |due| calendar::ready_day(book, part.site, due);
    let own = match part.source {
        Source::OnHand => None,
        Source::Inbound(id) => book.stock.supplies.get(&id).map(|row| ready(row.due)),
    };
    let here = book
        .stock
        .inbound(item)
        .filter(|row| row.1.site == part.site && row.1.due >= today);
    let rows = here.map(|(id, row)| {
        let free = row.open.saturating_sub(row.pegged);
        (ready(row.due), Source::Inbound(id), free)
    });
    let fits = |row: &(Day, Source, Quantity)| Some(row.0) > own && row.0 <= part.goods_issue;
    let mut rows: Vec<(Day, Source, Quantity)> = rows.filter(fits).collect();
    rows.sort_by_key(|row| (Reverse(row.0), row.1));
    rows.into_iter().map(|row| (row.1, row.2)).collect()
}

/// Adds a part, to one that is alike where there is one.
fn add(line: &mut LineSchedule, part: ScheduleLine) {
    let alike = |other: &&mut ScheduleLine| {
        (other.site, other.source, other.goods_issue) == (part.site, part.source, part.goods_issue)
    };
    match line.schedule.iter_mut().find(alike) {
        Some(other) => other.quantity += part.quantity,
        None if part.quantity.is_zero() => {}
        None => line.schedule.push(part),
    }
}
