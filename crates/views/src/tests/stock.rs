//! Stock, its holders, supply, returns and shipments, held against the orders themselves.

use super::lived;
use super::random::life;
use super::world::{World, line, order};
use crate::{
    Cursor, Holding, OrderFilter, OrderState, OrderView, ReturnFilter, ReturnState, ShipmentFilter,
    SourceRow, StockCondition, StockFilter, StockRow, SupplyFilter, WorkFilter, available,
};
use book::order::Source;
use book::{Command, Stage};
use std::collections::BTreeSet;
use vocab::{CustomerId, ItemId, OrderId, Quantity, SiteId};

/// Every page of a list, put together.
fn walk<T, C: Copy>(mut page: impl FnMut(Option<C>) -> crate::Page<T, C>) -> Vec<T> {
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let next = page(after);
        rows.extend(next.items);
        after = next.next;
        if after.is_none() {
            return rows;
        }
    }
}

fn orders(world: &World) -> Vec<OrderView> {
    let reader = world.reader();
    let all = OrderFilter::default();
    let rows = walk(|after| reader.orders(&all, after, 50).unwrap());
    let views = rows.into_iter().map(|row| reader.order(row.id).unwrap());
    views.map(Option::unwrap).collect()
}

fn stocks(world: &World, filter: &StockFilter) -> Vec<StockRow> {
    let reader = world.reader();
    walk(|after| reader.stocks(filter, after, 2).unwrap())
}

#[test]
fn the_list_of_stock_has_every_balance_once_and_its_conditions_are_true() {
    for seed in 0..2 {
        let mut world = life(seed, |_| {});
        let safety = vec![(SiteId(0), Quantity(40)), (SiteId(1), Quantity(7))];
        let mut coffee = world.book.company.items[0].clone();
        coffee.safety_stock = safety;
        world.give(Command::PutItems(vec![coffee]));
        let all = stocks(&world, &StockFilter::default());
        let places: BTreeSet<_> = all
            .iter()
            .map(|row| (row.item, row.stock.site.id))
            .collect();
        assert_eq!(places.len(), all.len());
        assert!(all.is_sorted_by_key(|row| (row.item_code.clone(), row.stock.site.id)));
        for row in &all {
            let balance = world.book.stock.balance(row.item, row.stock.site.id);
            let told = (row.stock.on_hand, row.stock.reserved);
            assert_eq!(told, (balance.on_hand, balance.reserved));
            let inbound = world.book.stock.inbound(row.item);
            let here = inbound.filter(|(_, supply)| supply.site == row.stock.site.id);
            let open: Quantity = here.map(|(_, supply)| supply.open).sum();
            assert_eq!(row.inbound, open);
        }
        for only in StockCondition::ALL {
            for site in [None, Some(SiteId(1))] {
                for text in [None, Some("coff".to_owned())] {
                    let filter = StockFilter {
                        site,
                        only: Some(only),
                        text,
                    };
                    let expected: Vec<_> = all.iter().filter(|row| fits(row, &filter)).collect();
                    let found = stocks(&world, &filter);
                    assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{filter:?}");
                }
            }
        }
    }
}

fn fits(row: &StockRow, filter: &StockFilter) -> bool {
    let stock = &row.stock;
    let condition = match filter.only {
        None => true,
        Some(StockCondition::OnHand) => !stock.on_hand.is_zero(),
        Some(StockCondition::BelowSafety) => stock.free < stock.safety,
        Some(StockCondition::NothingFree) => stock.free.is_zero(),
        Some(StockCondition::Inbound) => !row.inbound.is_zero(),
    };
    condition
        && filter.site.is_none_or(|site| stock.site.id == site)
        && (filter.text.is_none() || row.item_code == "COFFEE")
}

#[test]
fn what_is_reserved_and_pegged_is_held_by_the_lines_that_are_told() {
    for seed in 0..2 {
        let world = life(seed, |_| {});
        for item in [0, 1].map(ItemId) {
            let reader = world.reader();
            let held = walk(|after| reader.holders(item, after, 3).unwrap());
            let (mut on_hand, mut inbound, mut backordered) = (0, 0, 0);
            for row in &held {
                match &row.holds {
                    Holding::Promised {
                        source: SourceRow::OnHand,
                        ..
                    } => on_hand += row.quantity.0,
                    Holding::Promised {
                        source: SourceRow::Inbound { .. },
                        ..
                    } => {
                        inbound += row.quantity.0;
                    }
                    Holding::Backordered { .. } => backordered += row.quantity.0,
                    Holding::Waiting => {}
                }
            }
            let stock = reader.stock(item).unwrap().unwrap();
            let reserved: u64 = stock.sites.iter().map(|site| site.reserved.0).sum();
            let pegged: u64 = stock.supply.iter().map(|supply| supply.pegged.0).sum();
            assert_eq!((on_hand, inbound), (reserved, pegged), "seed {seed}");
            let lines = world
                .book
                .orders
                .iter()
                .flat_map(|order| order.lines.clone());
            let none = lines.filter(|line| line.item.known() == Some(item));
            let expected: u64 = none
                .filter_map(|line| line.backorder)
                .map(|b| b.quantity.0)
                .sum();
            assert_eq!(backordered, expected);
        }
    }
}

#[test]
fn a_held_order_waits_for_its_item_and_holds_none_of_it() {
    let world = lived();
    let held = world.reader().holders(ItemId(1), None, 50).unwrap();
    let told: Vec<String> = held
        .items
        .iter()
        .map(|row| {
            let how = serde_json::to_value(&row.holds).unwrap()["holding"].clone();
            format!("{} line {} {} {how}", row.number, row.line, row.quantity)
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    SO-100002 line 2 2 "promised"
    SO-100001 line 1 5 "waiting"
    "#);
}

#[test]
fn what_comes_in_and_is_not_promised_is_free_from_the_day_it_is_due() {
    let mut world = World::new();
    world.give(Command::PlaceOrder(order("A", &[line(0, 130)])));
    let stock = world.reader().stock(ItemId(0)).unwrap().unwrap();
    let told = available(&stock, world.moment.today, 12);
    let row = |name: &str, days: &[i64]| {
        let days: Vec<String> = days.iter().map(i64::to_string).collect();
        format!("{name} {}", days.join(" "))
    };
    let mut lines: Vec<String> = told
        .sites
        .iter()
        .map(|site| row(&site.site.code, &site.free))
        .collect();
    lines.push(row("inbound", &told.sites[0].inbound));
    lines.push(row("total", &told.total));
    insta::assert_snapshot!(lines.join("\n"), @r"
    DC1 0 0 0 0 0 0 0 0 0 170 170 170
    DC2 20 20 20 20 20 20 20 20 20 20 20 20
    inbound 0 0 0 0 0 0 0 0 0 170 0 0
    total 20 20 20 20 20 20 20 20 20 190 190 190
    ");
    let overdue = available(&stock, world.moment.today.plus(20), 1);
    assert_eq!(overdue.total, [190]);
    assert_eq!(available(&stock, world.moment.today, 0).total.len(), 1);
    assert_eq!(
        available(&stock, world.moment.today, 9_999).total.len(),
        366
    );
}

#[test]
fn the_work_list_has_all_goods_that_are_there_and_due_and_no_other() {
    for seed in 0..2 {
        let world = life(seed, |_| {});
        let reader = world.reader();
        for days in [-3, 0, 2, 30] {
            for site in [None, Some(SiteId(0)), Some(SiteId(1))] {
                for stage in [None, Some(Stage::Promised), Some(Stage::Picked)] {
                    let due = world.moment.today.plus(days);
                    let filter = WorkFilter { due, site, stage };
                    let listed = walk(|after| reader.work(&filter, after, 2).unwrap());
                    let told = listed.iter().map(|row| {
                        (
                            row.order,
                            row.line,
                            row.site.id,
                            row.stage,
                            row.goods_issue,
                            row.quantity,
                        )
                    });
                    let mut told: Vec<_> = told.collect();
                    told.sort_unstable();
                    assert_eq!(told, work(&world, &filter), "{filter:?}");
                }
            }
        }
    }
}

type Work = (OrderId, u16, SiteId, Stage, vocab::Day, Quantity);

fn work(world: &World, filter: &WorkFilter) -> Vec<Work> {
    let mut work = Vec::new();
    let confirmed = |order: &book::Order| order.expires.is_none();
    for order in world.book.orders.iter().filter(confirmed) {
        for (number, line) in (1u16..).zip(&order.lines) {
            let parts = line.schedule.iter().filter(|part| {
                part.source == Source::OnHand
                    && part.stage < Stage::Shipped
                    && part.goods_issue <= filter.due
                    && filter.site.is_none_or(|site| site == part.site)
                    && filter.stage.is_none_or(|stage| stage == part.stage)
            });
            let told = |part: &book::ScheduleLine| {
                (
                    order.id,
                    number,
                    part.site,
                    part.stage,
                    part.goods_issue,
                    part.quantity,
                )
            };
            work.extend(parts.map(told));
        }
    }
    work.sort_unstable();
    work
}

#[test]
fn supply_is_listed_by_its_due_day_while_it_is_open_and_by_its_age_otherwise() {
    let world = life(2, |_| {});
    let reader = world.reader();
    let today = world.moment.today;
    let list = |filter: SupplyFilter| walk(|after| reader.supply(&filter, after, 2).unwrap());
    let all = list(SupplyFilter::default());
    assert!(all.is_sorted_by_key(|row| std::cmp::Reverse(row.id)) && all.len() > 3);
    for (item, site) in [
        (None, None),
        (Some(ItemId(0)), None),
        (None, Some(SiteId(1))),
    ] {
        for overdue_on in [None, Some(today)] {
            let filter = SupplyFilter {
                open: true,
                overdue_on,
                site,
                item,
            };
            let mut expected: Vec<_> = all
                .iter()
                .filter(|row| !row.closed && overdue_on.is_none_or(|day| row.due < day))
                .filter(|row| item.is_none_or(|item| row.item == item))
                .filter(|row| site.is_none_or(|site| row.site.id == site))
                .cloned()
                .collect();
            expected.sort_by_key(|row| (row.due, row.id));
            assert_eq!(list(filter), expected);
        }
    }
}

#[test]
fn returns_and_shipments_are_found_by_order_customer_and_tracking_number() {
    let world = lived();
    let reader = world.reader();
    let returns = |filter: ReturnFilter| reader.returns(&filter, None, 9).unwrap().items;
    let all = returns(ReturnFilter::default());
    assert_eq!(
        (
            all.len(),
            all[0].number.as_str(),
            all[0].customer_code.as_str()
        ),
        (1, "SO-100000", "C1")
    );
    let closed = ReturnFilter {
        state: Some(ReturnState::Closed),
        ..ReturnFilter::default()
    };
    assert!(returns(closed).is_empty());
    let of_other = ReturnFilter {
        customer: Some(CustomerId(1)),
        ..ReturnFilter::default()
    };
    assert!(returns(of_other).is_empty());
    // 30 were sent, and 3 of them are agreed to come back.
    let left = reader.returnable(OrderId(0)).unwrap().unwrap().left;
    assert_eq!(left.items.iter().map(|(_, left)| left.0).sum::<u64>(), 27);
    assert_eq!(left.counted, 1);
    assert_eq!(reader.returnable(OrderId(99)).unwrap(), None);
    let shipped = |filter: ShipmentFilter| reader.shipments(&filter, None, 9).unwrap().items;
    let tracking = Some("TRK1".to_owned());
    let found = shipped(ShipmentFilter {
        tracking,
        ..ShipmentFilter::default()
    });
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].site.code.as_str(), found[0].lines.as_slice()),
        ("DC1", &[(1, Quantity(30))][..])
    );
    let of_order = ShipmentFilter {
        order: Some(OrderId(0)),
        site: Some(SiteId(0)),
        ..ShipmentFilter::default()
    };
    assert_eq!(shipped(of_order), found);
    let of_customer = |id| ShipmentFilter {
        customer: Some(CustomerId(id)),
        ..ShipmentFilter::default()
    };
    assert_eq!(
        (shipped(of_customer(0)), shipped(of_customer(1))),
        (found, Vec::new())
    );
}

#[test]
fn every_shipment_of_a_random_life_is_told_once_the_latest_first() {
    let world = life(3, |_| {});
    let reader = world.reader();
    let all = walk(|after: Option<Cursor>| {
        reader
            .shipments(&ShipmentFilter::default(), after, 3)
            .unwrap()
    });
    assert!(all.is_sorted_by_key(|row| std::cmp::Reverse((row.seq, row.nth))));
    let mut shipped = 0;
    for view in orders(&world) {
        let moves = view.timeline.iter().filter(|entry| match &entry.happening {
            crate::Happening::Advanced { to, .. } => *to == Stage::Shipped,
            _ => false,
        });
        let told = all.iter().filter(|row| row.order == view.order.id).count();
        assert_eq!(told, moves.count());
        shipped += told;
        assert!(told > 0 || view.order.state != OrderState::Closed);
    }
    assert_eq!(shipped, all.len());
}
