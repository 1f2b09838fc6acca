//! The page of measures, as whoever answers for the figures finds it.

use super::browser::Browser;
use super::orders::ORDER;
use super::world::World;
use keep::{Role, Scope};

async fn place(world: &World) {
    let reply = world
        .send(&world.master(), "POST /v1/orders", &[], ORDER)
        .await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    world.read_up_to(&reply);
}

#[tokio::test]
async fn before_the_first_order_there_is_nothing_to_measure() {
    let world = World::new();
    let page = Browser::new(&world).get(&world, "/measures").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Nothing to measure") && !page.body.contains("class=\"tiles\""));
}

#[tokio::test]
async fn a_day_with_one_order_has_its_figures_and_each_leads_to_its_orders() {
    let world = World::new();
    place(&world).await;
    let mut browser = Browser::new(&world);
    let page = browser.get(&world, "/measures?days=7").await.body;
    for expected in [
        "16 Nov to 22 Nov, against the 7 days before",
        "/orders?placed_from=2026-11-16&amp;placed_to=2026-11-22&amp;touchless=yes",
        "/orders?placed_from=2026-11-22&amp;placed_to=2026-11-22\">1</a>",
        "/orders?backlog_of=2026-11-22",
        "on_time_in_full=no",
        "before: –",
        "Backlog at the end of each day",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    let hebrew = browser.get(&world, "/measures?days=nonsense&lang=he").await;
    assert_eq!(hebrew.status, 200);
    assert!(
        hebrew.body.contains("טרם הסתיימו בסוף כל יום"),
        "{}",
        hebrew.body
    );
}

#[tokio::test]
async fn the_orders_behind_a_figure_are_offered_to_whoever_may_see_them() {
    let world = World::new();
    place(&world).await;
    for role in Role::ALL {
        let mut browser = Browser::of(world.person(role, None));
        let page = browser.get(&world, "/measures").await;
        let scopes = role.scopes();
        let may = scopes.contains(Scope::MeasuresRead);
        assert_eq!(page.status == 200, may, "{role:?}");
        let offered = page.body.contains("/orders?placed_from=");
        assert_eq!(
            offered,
            may && scopes.contains(Scope::OrdersRead),
            "{role:?}"
        );
    }
}
