//! The best backorder run over one item, by a flow of least cost: the judge of the run that serves in turn.
//!
//! What is made small is what a planner would count: for each unit the points of its order's priority, one at
//! least, times the days that it comes late. A unit without a date counts as [`NEVER_DAYS`] late, and so does one that
//! comes later than that. Late is later than the wanted day, or where none was said, than the first day that goods in
//! stock could arrive. Freight doesn't count, nor how many sites an order is served from: with those the run is
//! bound to more than its judge, who is never worse.
//!
//! Of the segments it knows what they forbid: who wins or gains has no line that comes later or waits for more.

use super::{Claim, claims, waiting};
use crate::first_delivery;
use crate::flow::{Want, cheapest};
use book::company::Lane;
use book::event::LineSchedule;
use book::order::{Backorder, BackorderReason, Reach, Source, Split};
use book::plan::{Plan, Step, schedules};
use book::promise::{calendar, free_on_hand};
use book::{Book, Few, ScheduleLine, Stage, Stamp};
use std::collections::{BTreeMap, BTreeSet};
use vocab::{Day, ItemId, OrderId, Quantity, SiteId};

/// How late goods without a date count, days; no goods count later.
pub const NEVER_DAYS: i32 = 30;
/// The most points of priority that count.
const POINTS_MAX: i64 = 1 << 30;

/// How well goods are handed out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Units, times points of priority, times days late.
    pub late: i128,
    /// Units that come when they are wanted, or before.
    pub in_time: Quantity,
    /// All units.
    pub units: Quantity,
}

/// The best run over an item. `None` where quotas count, where there are more pairs of lines and supplies than
/// [`crate::flow::PAIRS_MAX`], and where somebody who loses nothing has goods that are kept back by now. Orders of
/// customers that take one shipment only stay as they are.
pub fn best(book: &Book, item: ItemId, stamp: &Stamp) -> Option<Plan> {
    if book.quotas.of(item).next().is_some() {
        return None;
    }
    let claims = single(book, item, stamp);
    let mut copy = book.clone();
    for claim in &claims {
        claim.give_up(&mut copy);
    }
    let problem = Problem {
        book,
        pools: pools(&copy, item, stamp),
        rows: rows(&claims),
        stamp,
    };
    let mut found = problem.solved()?;
    for (number, claim) in claims.iter().enumerate() {
        let line = |line: &LineSchedule| found.remove(&(number, line.line));
        claim.schedule(&mut copy, claim.lines.iter().filter_map(line).collect());
    }
    let orders = claims.iter().map(|claim| claim.order.id).collect();
    Some(Plan {
        steps: schedules(book, &copy, &orders),
    })
}

/// How well the goods of an item are handed out after a plan; [`Plan::default`] changes nothing.
pub fn score(book: &Book, item: ItemId, plan: &Plan, stamp: &Stamp) -> Score {
    let mut after: BTreeMap<(OrderId, u16), &LineSchedule> = BTreeMap::new();
    for step in &plan.steps {
        if let Step::Schedule { order, becomes, .. } = step {
            after.extend(becomes.iter().map(|line| ((*order, line.line), line)));
        }
    }
    let mut score = Score::default();
    for claim in &single(book, item, stamp) {
        for line in &claim.lines {
            let key = (claim.order.id, line.line);
            let Some(wish) = Wish::of(book, claim, line.line, stamp) else {
                continue;
            };
            let becomes = after.get(&key).copied().unwrap_or(line);
            for part in &becomes.schedule {
                score.add(part.quantity, wish.points, wish.late(part.delivery));
            }
            score.add(waiting(becomes), wish.points, NEVER_DAYS);
        }
    }
    score
}

impl Score {
    fn add(&mut self, quantity: Quantity, points: i64, days: i32) {
        self.late += i128::from(quantity.0) * i128::from(points) * i128::from(days);
        self.units += quantity;
        if days == 0 {
            self.in_time += quantity;
        }
    }
}

/// Whoever has or wants some of an item, and takes it in any number of shipments, whenever they leave.
fn single(book: &Book, item: ItemId, stamp: &Stamp) -> Vec<Claim> {
    let mut claims = claims(book, Some(&BTreeSet::from([item])), stamp);
    claims.retain(|claim| {
        let order = &claim.order;
        order.split(book) == Split::Freely && order.terms.latest_ship.is_none()
    });
    claims
}

/// When a line is wanted, where, and how much that counts.
#[derive(Clone, Copy)]
struct Wish {
    points: i64,
    requested: Option<Day>,
    /// What comes after it is late.
    target: Day,
    reach: Reach,
}

impl Wish {
    /// `None` where nothing can go.
    fn of(book: &Book, claim: &Claim, line: u16, stamp: &Stamp) -> Option<Wish> {
        let reach = claim.order.reach(book)?;
        let requested = claim.order.requested_for(claim.order.line(line)?);
        Some(Wish {
            points: claim.served.standing.points().clamp(1, POINTS_MAX),
            requested,
            target: requested.or_else(|| first_delivery(book, reach, stamp))?,
            reach,
        })
    }

    fn late(&self, delivery: Day) -> i32 {
        delivery.since(self.target).clamp(0, NEVER_DAYS)
    }
}

/// Goods of the item that leave a site on some day at the earliest.
struct Pool {
    site: SiteId,
    source: Source,
    free: Quantity,
    ready: Day,
}

fn pools(book: &Book, item: ItemId, stamp: &Stamp) -> Vec<Pool> {
    let first =
        |site: SiteId| calendar::earliest_issue(&book.company.sites[site.index()].calendar, stamp);
    let sites = (0..).map(SiteId).take(book.company.sites.len());
    let on_hand = sites.map(|site| Pool {
        site,
        source: Source::OnHand,
        free: free_on_hand(book, item, site),
        ready: first(site),
    });
    let inbound = book.stock.inbound(item).map(|(id, supply)| Pool {
        site: supply.site,
        source: Source::Inbound(id),
        free: supply.open.saturating_sub(supply.pegged),
        ready: calendar::ready_day(book, supply.site, supply.due).max(first(supply.site)),
    });
    let pools = on_hand.chain(inbound);
    pools.filter(|pool| !pool.free.is_zero()).collect()
}

/// So much of a line, which must not become worse than this.
struct Row<'a> {
    claim: usize,
    of: &'a Claim,
    line: &'a LineSchedule,
    quantity: Quantity,
    may_wait: bool,
    /// Whether it comes no later than the last of it does now.
    keeps_day: bool,
}

/// What has a date and what has none are rows of their own where the line must not lose.
fn rows(claims: &[Claim]) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    for (number, claim) in claims.iter().enumerate() {
        for line in &claim.lines {
            let waits = waiting(line);
            let dated = super::quantity(line) - waits;
            let row = |quantity, may_wait| Row {
                claim: number,
                of: claim,
                line,
                quantity,
                may_wait,
                keeps_day: !may_wait && waits.is_zero(),
            };
            rows.push(row(dated, claim.may_lose()));
            rows.push(row(waits, true));
        }
    }
    rows.retain(|row| !row.quantity.is_zero());
    rows
}

struct Problem<'a> {
    book: &'a Book,
    pools: Vec<Pool>,
    rows: Vec<Row<'a>>,
    stamp: &'a Stamp,
}

impl Problem<'_> {
    /// By claim and line, what it is given.
    fn solved(&self) -> Option<BTreeMap<(usize, u16), LineSchedule>> {
        let units = self.rows.iter().map(|row| row.quantity.0).sum();
        let sizes = self.pools.iter().map(|pool| pool.free.0);
        // One more: what has no date.
        let sizes: Vec<u64> = sizes.chain([units]).collect();
        let wishes: Vec<Option<Wish>> = (self.rows.iter())
            .map(|row| Wish::of(self.book, row.of, row.line.line, self.stamp))
            .collect();
        let rows = || self.rows.iter().zip(&wishes);
        let wants: Vec<Want> = rows()
            .map(|(row, wish)| self.want(row, wish.as_ref()))
            .collect();
        let flow = cheapest(&sizes, &wants)?;
        let mut found = BTreeMap::new();
        for ((row, wish), parts) in rows().zip(&flow) {
            let line = found.entry((row.claim, row.line.line));
            let line = line.or_insert_with(|| LineSchedule {
                line: row.line.line,
                schedule: Few::none(),
                backorder: None,
            });
            for (pool, quantity) in parts {
                self.give(line, row, wish.as_ref(), *pool, Quantity(*quantity));
            }
        }
        Some(found)
    }

    fn want(&self, row: &Row<'_>, wish: Option<&Wish>) -> Want {
        let leaving = |pool| wish.and_then(|wish| self.leaving(wish, pool));
        let points = wish.map_or(1, |wish| wish.points);
        let until = wish.and_then(|wish| self.until(row, wish));
        let costs = self.pools.iter().map(|pool| {
            let (_, delivery) = leaving(pool)?;
            let fits = until.is_none_or(|until| delivery <= until);
            fits.then(|| points * i64::from(wish.map_or(0, |wish| wish.late(delivery))))
        });
        let never = row.may_wait.then_some(points * i64::from(NEVER_DAYS));
        Want {
            quantity: row.quantity.0,
            costs: costs.chain([never]).collect(),
        }
    }

    /// The last day that it may come: that of what it has, should that leave from now on, and the wanted one.
    fn until(&self, row: &Row<'_>, wish: &Wish) -> Option<Day> {
        let own = row.line.schedule.iter().flat_map(|part| {
            let same = |pool: &&Pool| (pool.site, pool.source) == (part.site, part.source);
            let pool = self.pools.iter().find(same);
            let again = pool.and_then(|pool| self.leaving(wish, pool));
            [Some(part.delivery), again.map(|days| days.1)]
        });
        let last = own.flatten().max().max(wish.requested);
        last.filter(|_| row.keeps_day)
    }

    /// Goods issue and delivery.
    fn leaving(&self, wish: &Wish, pool: &Pool) -> Option<(Day, Day)> {
        let lane: Lane = wish.reach.lane(self.book, pool.site)?;
        let calendar = &self.book.company.sites[pool.site.index()].calendar;
        Some(calendar::dates(calendar, &lane, pool.ready, wish.requested))
    }

    fn give(
        &self,
        line: &mut LineSchedule,
        row: &Row<'_>,
        wish: Option<&Wish>,
        pool: usize,
        quantity: Quantity,
    ) {
        let pool = self.pools.get(pool);
        let days = pool
            .zip(wish)
            .and_then(|(pool, wish)| self.leaving(wish, pool));
        let Some((pool, (goods_issue, delivery))) = pool.zip(days) else {
            let reason = row.line.backorder.map(|before| before.reason);
            line.backorder = Some(Backorder {
                quantity: quantity + waiting(line),
                reason: reason.unwrap_or(BackorderReason::NoSupply),
            });
            return;
        };
        let same = |part: &&mut ScheduleLine| (part.site, part.source) == (pool.site, pool.source);
        match line.schedule.iter_mut().find(same) {
            Some(part) => part.quantity += quantity,
            None => line.schedule.push(ScheduleLine {
                quantity,
                site: pool.site,
                source: pool.source,
                goods_issue,
                delivery,
                stage: Stage::Promised,
            }),
        }
    }
}

#[cfg(test)]
mod tests;
