//! The bound of small networks whose optimum is known.

use super::*;
use crate::optimum::optimum;
use crate::programme::Solver;
use book::promise::free_on_hand;
use sim::sourcing::Sourcing as Problem;
use vocab::Split;

const ROUNDS: u32 = 300;

/// Everything that a problem may be promised from.
fn goods(problem: &Problem) -> Vec<Goods> {
    let book = &problem.book;
    let mut goods = Vec::new();
    for item in (0..book.company.items.len()).map(|item| ItemId(item as u32)) {
        for site in (0..).map(SiteId).take(book.company.sites.len()) {
            let (day, quantity) = (problem.stamp.today, free_on_hand(book, item, site));
            goods.push(Goods {
                item,
                site,
                day,
                quantity,
            });
        }
    }
    goods.extend(book.stock.supplies.values().map(|supply| Goods {
        item: supply.item,
        site: supply.site,
        day: supply.due,
        quantity: supply.open,
    }));
    goods.retain(|one| !one.quantity.is_zero());
    goods
}

#[test]
fn the_bound_of_one_order_is_never_above_its_optimum() {
    let mut shares = Vec::new();
    for number in 0..40 {
        let one = Problem::new(5, number);
        let best = optimum(
            &one.book,
            one.destination,
            &one.asks,
            &one.stamp,
            Solver::Microlp,
        );
        let Some(best) = best.expect("the solver finds it") else {
            continue;
        };
        let order = Order {
            to: one.destination,
            stamp: one.stamp,
            asks: one.asks.clone(),
        };
        let found = prices(&one.book, &[order], &goods(&one), best.unrounded, ROUNDS);
        assert!(
            found.bound <= best.unrounded + 0.01,
            "problem {number}: {} of {}",
            found.bound,
            best.unrounded
        );
        shares.push(found.bound / best.unrounded);
    }
    let mean = shares.iter().sum::<f64>() / shares.len() as f64;
    assert!(mean > 0.75, "the bound is useful: {mean}");
}

#[test]
fn goods_that_are_short_at_a_site_have_a_price_there() {
    let mut one = Problem::new(5, 1);
    one.book.policy.backorder_cost_bp = 20_000;
    let order = |number: u16| Order {
        to: Destination {
            split: Split::Freely,
            ..one.destination
        },
        stamp: one.stamp,
        asks: vec![Ask {
            line: number,
            ..one.asks[0]
        }],
    };
    let orders: Vec<Order> = (1..=8).map(order).collect();
    let here = |quantity: u64| Goods {
        item: one.asks[0].item,
        site: SiteId(0),
        day: one.stamp.today,
        quantity: Quantity(quantity * one.asks[0].quantity.0),
    };
    let all = |order: &Order| crate::worth(&order.asks[0]) * order.asks[0].quantity.0 as f64;
    let target = orders.iter().map(all).sum();
    let price = |quantity: u64| {
        let found = prices(&one.book, &orders, &[here(quantity)], target, ROUNDS);
        found.of(one.asks[0].item, SiteId(0), one.stamp.today)
    };
    assert!(price(20) < 0.01, "there is more than enough: {}", price(20));
    assert!(price(2) > 1.0, "most go without: {}", price(2));
}
