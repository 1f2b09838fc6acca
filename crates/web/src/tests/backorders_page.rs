//! Backorder runs in the console: looked at, made, and not made when they would come out otherwise.

use super::backorders::hot;
use super::browser::Browser;
use super::world::World;
use book::Command;
use keep::Role;
use vocab::{ItemId, Quantity, SiteId};

const LOOK: &str = "/backorders?items=OIL-5&look=yes";

fn says(page: &str, all: &[&str]) {
    for one in all {
        let main = page.split("<main").nth(1).unwrap_or(page);
        assert!(page.contains(one), "{one} is not in {main}");
    }
}

#[tokio::test]
async fn a_planner_sees_who_gains_and_who_loses_before_goods_are_handed_out() {
    let world = World::new();
    hot(&world).await;
    let mut browser = Browser::of(world.person(Role::Planner, None));
    let item = browser.get(&world, "/stock/OIL-5").await.body;
    says(&item, &["/backorders?items=OIL-5&amp;look=yes"]);
    let look = browser.get(&world, LOOK).await;
    says(
        &look.body,
        &[
            "Lines that are better off: 1; worse off: 1. Orders that were weighed: 2.",
            "goods go to \u{2068}SO-100001\u{2069}",
            "may gain or lose · 120 points",
            "(wanted day 120)",
            "60 without a date",
        ],
    );
    let made = browser.submit(&world, &look.body, "/backorders", &[]).await;
    let done = browser.get(&world, made.header("location")).await.body;
    says(
        &done,
        &["Handed out. Lines that are better off: 1; worse off: 1."],
    );
    let again = browser.get(&world, LOOK).await.body;
    says(&again, &["Nothing would change"]);
}

#[tokio::test]
async fn a_run_that_has_changed_meanwhile_is_shown_anew_and_not_made() {
    let world = World::new();
    hot(&world).await;
    let mut browser = Browser::of(world.person(Role::Planner, None));
    let look = browser.get(&world, LOOK).await;
    world.give(Command::ReceiveStock(vec![(
        SiteId(0),
        ItemId(0),
        Quantity(60),
    )]));
    let made = browser.submit(&world, &look.body, "/backorders", &[]).await;
    assert_eq!(made.status, 409);
    says(&made.body, &["Nothing was done"]);
}

#[tokio::test]
async fn who_only_looks_on_is_offered_no_run_and_a_wrong_item_is_told() {
    let world = World::new();
    hot(&world).await;
    let mut browser = Browser::of(world.person(Role::Viewer, None));
    let look = browser.get(&world, LOOK).await.body;
    assert!(!look.contains("method=\"post\" action=\"/backorders"));
    let wrong = browser
        .get(&world, "/backorders?items=OIL-9&look=yes")
        .await;
    assert_eq!(wrong.status, 422);
    says(&wrong.body, &["OIL-9"]);
}

#[tokio::test]
async fn an_order_tells_its_priority_where_the_policy_gives_points() {
    let world = World::new();
    hot(&world).await;
    let mut browser = Browser::of(world.person(Role::Desk, None));
    let order = browser.get(&world, "/orders/SO-100001").await.body;
    says(&order, &["Priority", "120 points", "(wanted day 120)"]);
}
