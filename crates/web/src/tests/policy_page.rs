//! The policy in the console: read in words, changed after a look, compared and restored.

use super::browser::{Browser, hidden_fields};
use super::world::World;
use keep::Role;

const PAGE: &str = "/settings/policy";
const EDIT: &str = "/settings/policy/edit";
const APPLY: &str = "/settings/policy/apply";

/// The fields of the form as a new book has them, with some others instead.
fn fields(other: &[(&str, &str)]) -> String {
    let usual = [
        ("currency", "ILS"),
        ("price_tolerance_bp", "1"),
        ("split_cost", "25"),
        ("split_sites_max", "2"),
        ("lateness_cost_bp_per_day", "1"),
        ("backorder_cost_bp", "30"),
        ("receiving_days", "1"),
        ("confidence_min", "85"),
        ("requested_days_max", "365"),
        ("touchless_value_max", "200000"),
        ("touchless_cancellation", "on"),
        ("touchless_change", ""),
        ("second_approver_value", "0"),
        ("autonomy", ""),
        ("company_prefix", ""),
        ("priority", ""),
        ("segments", ""),
        ("loss_rest_days", "0"),
        ("backorder_runs", ""),
        ("promise_percent", "0"),
        ("auto_release", ""),
    ];
    let pairs = usual.map(|(name, value)| {
        let instead = other.iter().find(|(named, _)| *named == name);
        format!("{name}={}", instead.map_or(value, |(_, value)| value))
    });
    pairs.join("&")
}

/// Looks at the difference, and puts it in force.
async fn change(world: &World, admin: &mut Browser, other: &[(&str, &str)]) {
    let seen = admin.send(world, EDIT, EDIT, &fields(other)).await;
    assert_eq!(seen.status, 200, "{}", seen.body);
    apply(world, admin, &seen.body).await;
}

async fn apply(world: &World, admin: &mut Browser, seen: &str) {
    let body = hidden_fields(seen, APPLY);
    let done = admin.post(world, APPLY, &body, &[]).await;
    assert_eq!(done.status, 303, "{}", done.body);
    world.caught_up();
}

#[tokio::test]
async fn the_policy_is_read_in_words_and_changed_after_a_look_at_the_difference() {
    let world = World::new();
    let mut admin = Browser::new(&world);
    let page = admin.get(&world, PAGE).await.body;
    for told in [
        "Price tolerance",
        "1%",
        "25.00 ILS",
        "2 sites",
        "365 days",
        "Nobody has changed it yet",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let other = [
        ("price_tolerance_bp", "2.5"),
        ("split_cost", "40.10"),
        ("touchless_cancellation", ""),
    ];
    let seen = admin.send(&world, EDIT, EDIT, &fields(&other)).await.body;
    for told in [
        "What would change",
        "2.5%",
        "40.10 ILS",
        "Cancel without a touch",
    ] {
        assert!(seen.contains(told), "{told}: {seen}");
    }
    assert!(!seen.contains("Furthest day"));
    let before = world.app.engine.ask(|book| book.policy.clone()).unwrap();
    assert_eq!(before.split_cost, 2_500);
    apply(&world, &mut admin, &seen).await;
    let after = world.app.engine.ask(|book| book.policy.clone()).unwrap();
    assert_eq!(
        (
            after.price_tolerance_bp,
            after.split_cost,
            after.touchless_cancellation
        ),
        (250, 4_010, false)
    );
    assert_eq!(after.confidence_min, 850);
    let page = admin.get(&world, PAGE).await.body;
    assert!(
        page.contains("Versions") && page.contains("admin 0"),
        "{page}"
    );
}

#[tokio::test]
async fn what_a_rule_cannot_be_is_told_at_its_field_and_what_was_typed_stays() {
    let world = World::new();
    let mut admin = Browser::new(&world);
    let wrong = [
        ("currency", "XYZ1", "A currency of three letters"),
        ("price_tolerance_bp", "%3Cb%3E", "A number from 0 to 10000"),
        ("split_sites_max", "4", "A number from 1 to 3"),
        ("confidence_min", "85.05", "A number from 0 to 100"),
        ("split_cost", "1e9", "A number from 0 to 10000000"),
        ("receiving_days", "", "A number from 0 to 60"),
    ];
    for (name, typed, told) in wrong {
        let reply = admin
            .send(&world, EDIT, EDIT, &fields(&[(name, typed)]))
            .await;
        assert_eq!(reply.status, 422, "{name}");
        let error = format!("id=\"{name}-error\">{told}");
        assert!(reply.body.contains(&error), "{name}: {}", reply.body);
        assert!(!reply.body.contains("<b>"));
    }
    let same = admin.send(&world, EDIT, EDIT, &fields(&[])).await;
    assert!(same.status == 200 && same.body.contains("Nothing would change"));
}

#[tokio::test]
async fn a_change_that_somebody_else_made_in_between_is_told_with_the_new_difference() {
    let world = World::new();
    let (mut one, mut other) = (Browser::new(&world), Browser::new(&world));
    let seen = one
        .send(&world, EDIT, EDIT, &fields(&[("receiving_days", "3")]))
        .await
        .body;
    change(&world, &mut other, &[("split_cost", "40")]).await;
    let body = hidden_fields(&seen, APPLY);
    let told = one.post(&world, APPLY, &body, &[]).await;
    assert_eq!(told.status, 409, "{}", told.body);
    assert!(
        told.body
            .contains("Somebody else has changed the policy since")
    );
    assert!(
        told.body.contains("40.00 ILS") && told.body.contains("25.00 ILS"),
        "{}",
        told.body
    );
    apply(&world, &mut one, &told.body).await;
    let policy = world.app.engine.ask(|book| book.policy.clone()).unwrap();
    assert_eq!((policy.receiving_days, policy.split_cost), (3, 2_500));
}

#[tokio::test]
async fn two_versions_are_compared_and_an_earlier_one_is_restored() {
    let world = World::new();
    let mut admin = Browser::new(&world);
    for days in ["2", "3", "4"] {
        change(&world, &mut admin, &[("receiving_days", days)]).await;
    }
    let versions = world.app.views.policies(None, 10).unwrap().items;
    let key = |place: usize| format!("{}-{}", versions[place].seq, versions[place].nth);
    let address = format!("{PAGE}?from={}&to={}", key(2), key(0));
    let page = admin.get(&world, &address).await.body;
    let difference = page.split("Difference").nth(1).unwrap();
    let difference = difference.split("In force").next().unwrap();
    assert!(
        difference.contains("2 days") && difference.contains("4 days"),
        "{difference}"
    );
    let restore = format!("/settings/policy/restore?version={}", key(2));
    let seen = admin.get(&world, &restore).await.body;
    assert!(seen.contains("All of the policy as it was on"), "{seen}");
    apply(&world, &mut admin, &seen).await;
    let policy = world.app.engine.ask(|book| book.policy.clone()).unwrap();
    assert_eq!(policy.receiving_days, 2);
    assert_eq!(world.app.views.policies(None, 10).unwrap().items.len(), 4);
    let gone = admin
        .get(&world, "/settings/policy/restore?version=9-9")
        .await;
    assert_eq!(gone.status, 404);
}

#[tokio::test]
async fn whoever_may_only_see_the_policy_is_offered_no_change_of_it() {
    let world = World::new();
    let mut admin = Browser::new(&world);
    for days in ["2", "3"] {
        change(&world, &mut admin, &[("receiving_days", days)]).await;
    }
    for role in [Role::Viewer, Role::Desk, Role::Planner] {
        let mut person = Browser::of(world.person(role, None));
        let page = person.get(&world, PAGE).await;
        assert_eq!(page.status, 200);
        assert!(
            !page.body.contains(EDIT) && !page.body.contains("Restore</a>"),
            "{role:?}"
        );
        assert_eq!(person.get(&world, EDIT).await.status, 403);
    }
    let mut hebrew = Browser::new(&world);
    let page = hebrew.get(&world, "/settings/policy?lang=he").await.body;
    assert!(
        page.contains("סטיית מחיר מותרת") && page.contains('←'),
        "{page}"
    );
}
