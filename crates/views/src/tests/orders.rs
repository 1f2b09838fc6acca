//! The list of orders, held against the plainest way to make it: look at every order.

use super::random::{Chance, life};
use super::world::World;
use crate::{Cursor, OrderFilter, OrderRow, OrderSort, OrderState, OrderView, Reader};
use book::Stage;
use book::order::HoldKind;
use std::cmp::Reverse;
use vocab::{CustomerId, Day, ItemId, OrderId, SiteId};

/// Filters that are tried on each life.
const FILTERS: usize = 400;

#[test]
fn every_filter_and_order_lists_what_looking_at_every_order_finds() {
    for seed in 0..2 {
        let world = life(seed, |_| {});
        let orders = everything(&world);
        let mut chance = Chance(seed);
        for _ in 0..FILTERS {
            let filter = chance.filter(&world);
            let expected = plainly(&orders, &filter);
            let limit = 1 + chance.below(9) as usize;
            let listed = walk(&world.reader(), &filter, limit);
            assert_eq!(listed, expected, "seed {seed}, {filter:?}");
        }
    }
}

#[test]
fn a_cursor_reads_back_as_it_is_written_and_nothing_else_is_one() {
    let cursor = Cursor { key: -5, id: 12 };
    assert_eq!(cursor.to_string().parse(), Ok(cursor));
    for text in [
        "",
        "12",
        "_",
        "1_",
        "+1_2",
        "01_2",
        "1_2_3",
        "1_-2",
        "SO-100000",
    ] {
        assert!(text.parse::<Cursor>().is_err(), "{text}");
    }
}

#[test]
fn a_page_begins_behind_its_cursor_though_the_order_has_changed() {
    let world = life(1, |_| {});
    let filter = OrderFilter {
        sort: OrderSort::Value,
        ..OrderFilter::default()
    };
    let page = world.reader().orders(&filter, None, 5).unwrap();
    let gone = Cursor {
        id: u64::MAX >> 1,
        ..page.next.unwrap()
    };
    let next = world.reader().orders(&filter, Some(gone), 5).unwrap();
    assert!(next.items[0].value.minor <= gone.key);
}

fn everything(world: &World) -> Vec<OrderView> {
    let ids = walk(&world.reader(), &OrderFilter::default(), 200);
    let views = ids
        .into_iter()
        .map(|id| world.reader().order(id).unwrap().unwrap());
    views.collect()
}

/// Every page of a list.
fn walk(reader: &Reader, filter: &OrderFilter, limit: usize) -> Vec<OrderId> {
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let page = reader.orders(filter, after, limit);
        let page = page.unwrap_or_else(|fault| panic!("{filter:?}: {fault:?}"));
        ids.extend(page.items.iter().map(|row| row.id));
        after = page.next;
        if after.is_none() {
            return ids;
        }
    }
}

fn plainly(orders: &[OrderView], filter: &OrderFilter) -> Vec<OrderId> {
    let mut rows: Vec<&OrderRow> = orders
        .iter()
        .filter(|view| fits(view, filter))
        .map(|view| &view.order)
        .collect();
    let last = Day(i32::MAX);
    match filter.sort {
        OrderSort::Newest => rows.sort_by_key(|row| Reverse(row.id)),
        OrderSort::Requested => rows.sort_by_key(|row| (row.requested.unwrap_or(last), row.id)),
        OrderSort::Promised => rows.sort_by_key(|row| (row.promised.unwrap_or(last), row.id)),
        OrderSort::Value => rows.sort_by_key(|row| Reverse((row.value.minor, row.id))),
    }
    rows.into_iter().map(|row| row.id).collect()
}

fn fits(view: &OrderView, filter: &OrderFilter) -> bool {
    let row = &view.order;
    let placed = row.placed.utc_day();
    let within = |day: Option<Day>, from: Option<Day>, to: Option<Day>| match (from, to) {
        (None, None) => true,
        (from, to) => day.is_some_and(|day| {
            from.is_none_or(|from| day >= from) && to.is_none_or(|to| day <= to)
        }),
    };
    let active = matches!(row.state, OrderState::Open | OrderState::Held);
    let mut parts = view.order_lines.iter().flat_map(|line| &line.schedule);
    let mut to_leave = parts.clone().filter(|part| {
        matches!(part.source, crate::SourceRow::OnHand) && part.stage < Stage::Shipped
    });
    let began_held = began_held(view);
    let OrderFilter {
        states,
        customer,
        hold,
        backordered,
        stage,
        late_on,
        site,
        leaves_to,
        item,
        placed_from,
        placed_to,
        requested_from,
        requested_to,
        promised_from,
        promised_to,
        finished_from,
        finished_to,
        backlog_of,
        touchless,
        began_held: wanted_held,
        on_time_in_full,
        text,
        sort: _,
    } = filter;
    (states.is_empty() || states.contains(&row.state))
        && customer.is_none_or(|customer| row.customer == customer)
        && hold.is_none_or(|kind| {
            row.state == OrderState::Held && row.holds.iter().any(|hold| hold.kind() == kind)
        })
        && (!backordered || !row.backordered.is_zero())
        && stage.is_none_or(|stage| row.stage_first == Some(stage))
        && late_on.is_none_or(|day| active && is_late(row, day))
        && site.is_none_or(|site| {
            parts.any(|part| part.site.id == site && part.stage < Stage::Shipped)
        })
        && leaves_to
            .is_none_or(|day| row.expires.is_none() && to_leave.any(|part| part.goods_issue <= day))
        && item.is_none_or(|item| view.order_lines.iter().any(|line| line.item == Some(item)))
        && within(Some(placed), *placed_from, *placed_to)
        && within(row.requested, *requested_from, *requested_to)
        && within(row.promised, *promised_from, *promised_to)
        && within(row.finished, *finished_from, *finished_to)
        && backlog_of
            .is_none_or(|day| placed <= day && row.finished.is_none_or(|finished| finished > day))
        && touchless.is_none_or(|wanted| row.touchless == wanted)
        && wanted_held.is_none_or(|wanted| began_held == wanted)
        && on_time_in_full
            .is_none_or(|wanted| row.state == OrderState::Closed && row.on_time_in_full == wanted)
        && text.as_deref().is_none_or(|text| is_found(view, text))
}

fn began_held(view: &OrderView) -> bool {
    view.timeline.iter().any(|entry| match &entry.happening {
        crate::Happening::Placed { holds, .. } => !holds.is_empty(),
        _ => false,
    })
}

fn is_late(row: &OrderRow, day: Day) -> bool {
    let past = |other: Option<Day>| other.is_some_and(|other| other < day);
    let later = row.requested.zip(row.promised);
    past(row.requested)
        || past(row.promised)
        || later.is_some_and(|(requested, promised)| promised > requested)
}

fn is_found(view: &OrderView, text: &str) -> bool {
    let row = &view.order;
    let mut words = vec![row.number.replace("SO-", ""), row.customer_code.clone()];
    words.extend(
        row.po_number
            .iter()
            .flat_map(|po| po.split(' '))
            .map(str::to_owned),
    );
    words.extend(view.order_lines.iter().map(|line| match line.item {
        Some(item) => ["COFFEE", "TEA"][item.index()].to_owned(),
        None => line.item_code.clone(),
    }));
    text.split(' ').all(|term| {
        let begins = |word: &String| word.to_lowercase().starts_with(&term.to_lowercase());
        words.iter().any(begins)
    })
}

impl Chance {
    fn some<T>(&mut self, make: impl FnOnce(&mut Chance) -> T) -> Option<T> {
        (self.below(12) == 0).then(|| make(self))
    }

    fn day(&mut self, world: &World) -> Day {
        world.moment.today.plus(-(self.below(20) as i32) + 6)
    }

    fn filter(&mut self, world: &World) -> OrderFilter {
        let states = (0..self.below(4)).map(|_| self.pick(&OrderState::ALL));
        let states = states.collect::<Vec<_>>();
        OrderFilter {
            states: if self.below(2) == 0 {
                states
            } else {
                Vec::new()
            },
            customer: self.some(|c| CustomerId(c.below(3) as u32)),
            hold: self.some(|c| c.pick(&HoldKind::ALL)),
            backordered: self.below(12) == 0,
            stage: self.some(|c| c.pick(&Stage::ALL)),
            late_on: self.some(|c| c.day(world)),
            site: self.some(|c| SiteId(c.below(3) as u16)),
            leaves_to: self.some(|c| c.day(world)),
            item: self.some(|c| ItemId(c.below(3) as u32)),
            placed_from: self.some(|c| c.day(world)),
            placed_to: self.some(|c| c.day(world)),
            requested_from: self.some(|c| c.day(world)),
            requested_to: self.some(|c| c.day(world)),
            promised_from: self.some(|c| c.day(world)),
            promised_to: self.some(|c| c.day(world)),
            finished_from: self.some(|c| c.day(world)),
            finished_to: self.some(|c| c.day(world)),
            backlog_of: self.some(|c| c.day(world)),
            touchless: self.some(|c| c.below(2) == 0),
            began_held: self.some(|c| c.below(2) == 0),
            on_time_in_full: self.some(|c| c.below(2) == 0),
            text: self.some(|c| {
                c.pick(&["po", "c1 tea", "COFFEE", "1000", "beans"])
                    .to_owned()
            }),
            sort: self.pick(&OrderSort::ALL),
        }
    }
}
