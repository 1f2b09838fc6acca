//! The invariants of the book, by name: one list for tests, the simulator and `kept verify`.

use crate::Book;
use crate::order::{OrderState, ScheduleLine, Source, Stage};
use crate::quota::counted_from;
use crate::work::Work;
use std::collections::BTreeMap;
use vocab::{ItemId, OrderId, Quantity, SiteId};

/// One rule that every state keeps.
pub struct Invariant {
    /// Stable name.
    pub name: &'static str,
    /// Looks for the first place where it does not hold; the text says where.
    pub check: fn(&Book) -> Result<(), String>,
}

/// Every invariant.
pub const INVARIANTS: &[Invariant] = &[
    Invariant {
        name: "never_oversold",
        check: never_oversold,
    },
    Invariant {
        name: "reserved_is_the_sum_of_pegs",
        check: reserved_is_the_sum_of_pegs,
    },
    Invariant {
        name: "supply_pegs_are_the_sum_of_pegs",
        check: supply_pegs_are_the_sum_of_pegs,
    },
    Invariant {
        name: "units_are_conserved",
        check: units_are_conserved,
    },
    Invariant {
        name: "lines_sum_to_what_was_ordered",
        check: lines_sum_to_what_was_ordered,
    },
    Invariant {
        name: "held_orders_reserve_nothing",
        check: held_orders_reserve_nothing,
    },
    Invariant {
        name: "open_orders_can_go_on",
        check: open_orders_can_go_on,
    },
    Invariant {
        name: "credit_exposure_is_the_sum_of_orders",
        check: credit_exposure,
    },
    Invariant {
        name: "backorders_are_waited_for",
        check: backorders_are_waited_for,
    },
    Invariant {
        name: "supply_is_early_enough",
        check: supply_is_early_enough,
    },
    Invariant {
        name: "quotas_count_what_is_promised",
        check: quotas_count_what_is_promised,
    },
    Invariant {
        name: "every_request_has_a_next_step",
        check: every_request_has_a_next_step,
    },
];

/// Checks all of them; the names and places of those that do not hold.
pub fn violations(book: &Book) -> Vec<(&'static str, String)> {
    let broken = |invariant: &Invariant| {
        (invariant.check)(book)
            .err()
            .map(|place| (invariant.name, place))
    };
    INVARIANTS.iter().filter_map(broken).collect()
}

fn places(book: &Book) -> impl Iterator<Item = (ItemId, SiteId)> {
    let sites = book.company.sites.len() as u16;
    let items = (0..book.company.items.len() as u32).map(ItemId);
    items.flat_map(move |item| (0..sites).map(move |site| (item, SiteId(site))))
}

fn holds(condition: bool, place: impl FnOnce() -> String) -> Result<(), String> {
    if condition { Ok(()) } else { Err(place()) }
}

fn never_oversold(book: &Book) -> Result<(), String> {
    for (item, site) in places(book) {
        let balance = book.stock.balance(item, site);
        holds(balance.reserved <= balance.on_hand, || {
            format!("item {item} at site {site}: {balance:?}")
        })?;
    }
    for (id, supply) in &book.stock.supplies {
        holds(supply.pegged <= supply.open, || {
            format!("supply {id}: {supply:?}")
        })?;
    }
    Ok(())
}

/// Parts of open orders that are pegged and have not left stock, with their order and item.
fn pegs(book: &Book) -> impl Iterator<Item = (OrderId, ItemId, ScheduleLine)> {
    book.orders.iter().flat_map(|order| {
        let lines = order.lines.into_iter();
        let known = lines.filter_map(|line| Some((line.item.known()?, line.schedule)));
        known.flat_map(move |(item, parts)| {
            let pegged = parts.into_iter().filter(|part| part.stage < Stage::Shipped);
            pegged.map(move |part| (order.id, item, part))
        })
    })
}

fn reserved_is_the_sum_of_pegs(book: &Book) -> Result<(), String> {
    let mut sums: BTreeMap<(ItemId, SiteId), Quantity> = BTreeMap::new();
    for (_, item, part) in pegs(book).filter(|(_, _, part)| part.source == Source::OnHand) {
        *sums.entry((item, part.site)).or_default() += part.quantity;
    }
    for (item, site) in places(book) {
        let pegged = sums.get(&(item, site)).copied().unwrap_or_default();
        let reserved = book.stock.balance(item, site).reserved;
        holds(pegged == reserved, || {
            format!("item {item} at site {site}: {reserved} reserved, {pegged} pegged")
        })?;
    }
    Ok(())
}

fn supply_pegs_are_the_sum_of_pegs(book: &Book) -> Result<(), String> {
    let mut sums: BTreeMap<_, Quantity> = BTreeMap::new();
    for (order, item, part) in pegs(book) {
        let Source::Inbound(id) = part.source else {
            continue;
        };
        let fits = book
            .stock
            .supplies
            .get(&id)
            .is_some_and(|s| s.item == item && s.site == part.site);
        holds(fits, || {
            format!(
                "{} is pegged to supply {id} of another kind",
                order.number()
            )
        })?;
        *sums.entry(id).or_default() += part.quantity;
    }
    for (id, supply) in &book.stock.supplies {
        let pegged = sums.get(id).copied().unwrap_or_default();
        holds(pegged == supply.pegged, || {
            format!("supply {id}: {} noted, {pegged} pegged", supply.pegged)
        })?;
    }
    Ok(())
}

fn units_are_conserved(book: &Book) -> Result<(), String> {
    for item in (0..book.company.items.len() as u32).map(ItemId) {
        let sites = (0..book.company.sites.len() as u16).map(SiteId);
        let on_hand: Quantity = sites
            .map(|site| book.stock.balance(item, site).on_hand)
            .sum();
        let flow = book.stock.flow(item);
        let came = flow.received + flow.returned + flow.found;
        let went = flow.shipped + flow.scrapped + flow.missing;
        holds(came == on_hand + went, || {
            format!("item {item}: {on_hand} on hand, {flow:?}")
        })?;
    }
    Ok(())
}

fn lines_sum_to_what_was_ordered(book: &Book) -> Result<(), String> {
    for order in book
        .orders
        .iter()
        .filter(|order| order.state == OrderState::Open)
    {
        for (number, line) in (1..).zip(&order.lines) {
            let scheduled: Quantity = line.schedule.iter().map(|part| part.quantity).sum();
            let waiting = line
                .backorder
                .map_or(Quantity::ZERO, |backorder| backorder.quantity);
            holds(line.cancelled + scheduled + waiting == line.ordered, || {
                format!("{} line {number}: {line:?}", order.id.number())
            })?;
        }
    }
    Ok(())
}

fn held_orders_reserve_nothing(book: &Book) -> Result<(), String> {
    for order in book
        .orders
        .iter()
        .filter(|order| order.state != OrderState::Open)
    {
        let promised = order
            .lines
            .iter()
            .any(|line| !line.at_stage(Stage::Promised).is_zero());
        holds(!promised && !order.holds().is_empty(), || order.id.number())?;
    }
    Ok(())
}

fn open_orders_can_go_on(book: &Book) -> Result<(), String> {
    for order in book.orders.iter() {
        let unfinished = order.lines.iter().any(|line| !line.is_finished());
        holds(unfinished, || {
            format!("{} is finished and still there", order.id.number())
        })?;
    }
    Ok(())
}

fn credit_exposure(book: &Book) -> Result<(), String> {
    let mut sums: BTreeMap<_, i64> = BTreeMap::new();
    for order in book
        .orders
        .iter()
        .filter(|order| order.state == OrderState::Open)
    {
        let sum = sums.entry(order.customer).or_default();
        *sum = sum.saturating_add(order.value());
    }
    for (id, customer) in (0..)
        .map(vocab::CustomerId)
        .zip(book.company.customers.iter())
    {
        let value = sums.get(&id).copied().unwrap_or_default();
        holds(value == customer.open_value, || {
            format!(
                "customer {}: {} noted, {value} on order",
                customer.code, customer.open_value
            )
        })?;
    }
    Ok(())
}

fn backorders_are_waited_for(book: &Book) -> Result<(), String> {
    let mut expected: BTreeMap<ItemId, std::collections::BTreeSet<_>> = BTreeMap::new();
    for order in book.orders.iter() {
        for line in order.lines.iter().filter(|line| line.backorder.is_some()) {
            let Some(item) = line.item.known() else {
                continue;
            };
            expected.entry(item).or_default().insert(order.id);
        }
    }
    holds(expected == book.waiting, || {
        "the waiting lists and the backorders differ".to_owned()
    })
}

fn supply_is_early_enough(book: &Book) -> Result<(), String> {
    for (order, _, part) in pegs(book) {
        let Source::Inbound(id) = part.source else {
            continue;
        };
        let due = book.stock.supplies.get(&id).map(|supply| supply.due);
        holds(due.is_some_and(|due| due <= part.goods_issue), || {
            format!(
                "{} leaves on {} and waits for supply {id}",
                order.number(),
                part.goods_issue
            )
        })?;
    }
    Ok(())
}

fn quotas_count_what_is_promised(book: &Book) -> Result<(), String> {
    let sums = counted_from(book);
    for (id, row) in book.quotas.iter() {
        let promised = sums.get(&id).copied().unwrap_or_default();
        holds(promised == row.open, || {
            format!(
                "quota {}: {} noted, {promised} promised",
                row.quota.code, row.open
            )
        })?;
    }
    let briefs = (0..).map(ItemId).zip(book.company.brief.iter());
    for (item, brief) in briefs {
        holds(brief.has_quotas == book.quotas.has(item), || {
            format!("item {item} is noted with quotas: {}", brief.has_quotas)
        })?;
    }
    Ok(())
}

fn every_request_has_a_next_step(book: &Book) -> Result<(), String> {
    for (id, request) in &book.requests {
        let weighed = book.work.contains(&Work::WeighRequest { request: *id });
        holds(weighed == request.parked.is_empty(), || {
            format!("request {id}")
        })?;
    }
    Ok(())
}
