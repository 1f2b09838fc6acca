//! Exceptions as programs see them and decide about them.

use super::world::{Reply, World};
use book::exception::{Proposal, Resolution, Risk};
use book::plan::{Plan, Shift, Step, last_delivery, schedules};
use book::policy::{Autonomy, Level};
use book::{Book, Command, Stamp, decide, evolve_all};
use serde_json::json;
use vocab::{ActorId, Day, ExceptionId, ItemId, OrderId, Quantity, SiteId, SupplyId};

const FIRST: ExceptionId = ExceptionId(0);

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// A purchase of oil that is ten days late, and an order of more than there is. Then oil comes to
/// Haifa, but not by itself to the order.
pub async fn late(world: &World) {
    let supply = json!({"supply": [{"reference": "PO-4711", "kind": "purchase_order", "site": "TLV",
        "item": "OIL-5", "quantity": 400, "due": "2026-11-29"}]});
    let key = world.master();
    let announced = world
        .send(&key, "POST /v1/supply", &[], &supply.to_string())
        .await;
    assert_eq!(announced.status, 201, "{}", announced.body);
    for (po_number, quantity) in [("A-1", 300), ("A-2", 60)] {
        let order = json!({"customer": "C-1001", "po_number": po_number,
            "lines": [{"item": "OIL-5", "quantity": quantity}]});
        world.place(&order.to_string()).await;
    }
    world.give(Command::RescheduleSupply {
        supply: SupplyId(0),
        due: day("2026-12-09"),
    });
    world.give(Command::ReceiveStock(vec![(
        SiteId(1),
        ItemId(0),
        Quantity(500),
    )]));
}

fn stamp() -> Stamp {
    let now = super::world::now();
    Stamp {
        at: now.at,
        today: now.today,
        minute: now.minute,
        actor: ActorId(0),
    }
}

/// The orders are promised anew from what there is now: tried on a copy, as a planner does.
fn from_haifa(book: &Book) -> Proposal {
    let orders = [OrderId(0), OrderId(1)];
    let mut copy = book.clone();
    for order in orders {
        let kind = book::order::HoldKind::Review;
        for command in [
            Command::HoldOrder { order },
            Command::ReleaseHold { order, kind },
        ] {
            let events = decide(&copy, &command, &stamp()).unwrap();
            evolve_all(&mut copy, &events);
        }
    }
    let plan = Plan {
        steps: schedules(book, &copy, &orders.into()),
    };
    let shifts = plan.steps.iter().flat_map(|step| match step {
        Step::Schedule {
            order,
            was,
            becomes,
        } => Some(Shift::days(
            *order,
            1,
            last_delivery(&was[0]),
            last_delivery(&becomes[0]),
        )),
        _ => None,
    });
    Proposal {
        resolution: Resolution::OtherSite,
        cost: 12_300,
        value: 1_800_000,
        shifts: shifts.collect(),
        risks: Vec::new(),
        plan,
    }
}

/// The customers live with the later day.
fn later() -> Proposal {
    Proposal {
        resolution: Resolution::Repromise,
        plan: Plan::default(),
        cost: 90_000,
        value: 1_800_000,
        shifts: Vec::new(),
        risks: vec![Risk::CustomerMustAgree, Risk::StillLate],
    }
}

/// Says what could be done, as the planner does.
pub fn propose(world: &World) {
    let proposals = world
        .app
        .engine
        .ask(|book| vec![from_haifa(book), later()])
        .unwrap();
    world.give(Command::ProposeSolutions {
        exception: FIRST,
        proposals,
    });
}

pub fn set_policy(world: &World, change: impl FnOnce(&mut book::Policy)) {
    let mut policy = world.app.engine.ask(|book| book.policy.clone()).unwrap();
    change(&mut policy);
    world.give(Command::SetPolicy(policy));
}

async fn look(world: &World, what: &str) -> Reply {
    world.caught_up();
    let line = format!("GET /v1/{what}");
    world.send(&world.master(), &line, &[], "").await
}

async fn decide_about(world: &World, key: &str, what: &str, body: &str) -> Reply {
    let line = format!("POST /v1/exceptions/0/{what}");
    world.send(key, &line, &[], body).await
}

/// A yes to a solution as it stands in a look at the exception.
fn yes(look: &Reply, place: usize) -> String {
    let solution = &look.json()["solutions"][place];
    json!({"solution": solution["number"], "seen": solution["seen"]}).to_string()
}

async fn promised(world: &World) -> String {
    let order = look(world, "orders/SO-100000").await.json();
    let parts = order["lines"][0]["schedule"].as_array().unwrap().iter();
    let told = parts.map(|part| format!("{} {}", part["quantity"], part["delivery_date"]));
    told.collect::<Vec<_>>().join(", ")
}

#[tokio::test]
async fn late_supply_is_listed_with_its_solutions_solved_by_a_yes_and_taken_back() {
    let world = World::new();
    late(&world).await;
    let list = look(&world, "exceptions").await;
    insta::assert_snapshot!(list.body, @r#"{"exceptions":[{"id":0,"state":"open","kind":"late_supply","cause":{"of":"supply","supply":0,"reference":"PO-4711","due":"2026-12-09"},"raised_at":"2026-11-22T07:00:00Z","orders":2,"lines":2,"value":[{"amount":"10500.00","currency":"ILS"}],"promised":"2026-12-01","planning":true,"offered":0,"best":null,"closed":null}],"next":null}"#);
    propose(&world);
    let before = promised(&world).await;
    insta::assert_snapshot!(before, @r#"100 "2026-11-23", 50 "2026-11-24", 150 "2026-12-11""#);
    let seen = look(&world, "exceptions/0").await;
    let mut told = seen.json();
    let steps = told["solutions"][0].as_object_mut().unwrap();
    steps.remove("seen");
    told["solutions"].as_array_mut().unwrap().truncate(1);
    told["best"].as_object_mut().unwrap().remove("seen");
    insta::assert_snapshot!(told, @r#"{"best":{"cost":{"amount":"123.00","currency":"ILS"},"number":0,"resolution":"other_site"},"cause":{"due":"2026-12-09","of":"supply","reference":"PO-4711","supply":0},"closed":null,"held_back":0,"id":0,"kind":"late_supply","lines":2,"made":null,"offered":2,"orders":2,"planning":false,"promised":"2026-12-01","promises":[{"customer":"C-1001","item":"OIL-5","line":1,"now":"2026-12-11","order":"SO-100000","promised":"2026-12-01","quantity":150},{"customer":"C-1001","item":"OIL-5","line":1,"now":"2026-12-11","order":"SO-100001","promised":"2026-12-01","quantity":60}],"raised_at":"2026-11-22T07:00:00Z","solutions":[{"approved_by":[],"changes":[{"becomes":"2026-11-24","line":1,"order":"SO-100000","was":"2026-12-11"},{"becomes":"2026-11-24","line":1,"order":"SO-100001","was":"2026-12-11"}],"cost":{"amount":"123.00","currency":"ILS"},"needs_two":false,"number":0,"resolution":"other_site","risks":[],"steps":[{"lines":[1],"order":"SO-100000","step":"promise"},{"lines":[1],"order":"SO-100001","step":"promise"}],"value":{"amount":"18000.00","currency":"ILS"}}],"state":"open","value":[{"amount":"10500.00","currency":"ILS"}]}"#);
    let key = world.master();
    let made = decide_about(&world, &key, "approve", &yes(&seen, 0)).await;
    insta::assert_snapshot!(made.body, @r#"{"exception":0,"made":true,"changes":[{"order":"SO-100000","line":1,"was":"2026-12-11","becomes":"2026-11-24"},{"order":"SO-100001","line":1,"was":"2026-12-11","becomes":"2026-11-24"}]}"#);
    insta::assert_snapshot!(promised(&world).await, @r#"100 "2026-11-23", 200 "2026-11-24""#);
    let again = decide_about(&world, &key, "approve", &yes(&seen, 0)).await;
    insta::assert_snapshot!(again.problem(), @"409 exception_closed: exception 0 is closed already");
    let closed = look(&world, "exceptions?state=closed").await;
    insta::assert_snapshot!(closed.json()["exceptions"][0]["closed"], @r#"{"at":"2026-11-22T07:00:00Z","by":7,"how":"approved","resolution":"other_site","reverted_at":null,"rule":null}"#);
    let made = look(&world, "exceptions/0").await.json();
    assert_eq!(made["made"]["kept_because"], json!(null));
    let back = decide_about(&world, &key, "revert", "{}").await;
    insta::assert_snapshot!(back.body, @r#"{"exception":0,"raised":1}"#);
    assert_eq!(promised(&world).await, before);
    let made = look(&world, "exceptions/0").await.json();
    insta::assert_snapshot!(made["made"]["kept_because"], @r#""nothing was made of it, it was taken back, or it is too long ago""#);
    let anew = look(&world, "exceptions?kind=late_supply").await.json();
    assert_eq!(anew["exceptions"][0]["id"], 1);
    assert_eq!(anew["exceptions"][0]["planning"], true);
}

#[tokio::test]
async fn a_yes_to_what_has_changed_is_refused_and_the_exception_is_planned_anew() {
    let world = World::new();
    late(&world).await;
    propose(&world);
    let seen = look(&world, "exceptions/0").await;
    let cancel = "POST /v1/orders/SO-100001/cancel";
    let key = world.master();
    let cancelled = world
        .send(&key, cancel, &[], r#"{"reason": "customer"}"#)
        .await;
    assert_eq!(cancelled.status, 200);
    let stale = decide_about(&world, &key, "approve", &yes(&seen, 0)).await;
    insta::assert_snapshot!(stale.problem(), @"412 changed: the solution does not fit any more: SO-100001 is finished and can't be changed any more");
    assert_eq!(look(&world, "exceptions/0").await.json()["planning"], true);
    world.give(Command::ProposeSolutions {
        exception: FIRST,
        proposals: vec![later()],
    });
    // Another solution stands where that one was.
    let other = decide_about(&world, &key, "approve", &yes(&seen, 0)).await;
    insta::assert_snapshot!(other.problem(), @"412 changed: exception 0 has changed since it was looked at");
    let gone = decide_about(&world, &key, "dismiss", "{}").await;
    insta::assert_snapshot!(gone.body, @r#"{"exception":0,"raised":null}"#);
    let closed = look(&world, "exceptions/0").await.json();
    assert_eq!(closed["closed"]["how"], "dismissed");
    let never = world
        .send(&key, "POST /v1/exceptions/7/dismiss", &[], "{}")
        .await;
    insta::assert_snapshot!(never.problem(), @"404 not_found: there is no exception 7");
    let back = decide_about(&world, &key, "revert", "{}").await;
    insta::assert_snapshot!(back.problem(), @"409 cannot_revert: nothing was made of it, it was taken back, or it is too long ago");
}

#[tokio::test]
async fn what_moves_much_takes_the_yes_of_two_persons() {
    let world = World::new();
    set_policy(&world, |policy| policy.second_approver_value = 1_000_000);
    late(&world).await;
    propose(&world);
    let seen = look(&world, "exceptions/0").await;
    let (first, second) = (world.master(), world.master());
    let half = decide_about(&world, &first, "approve", &yes(&seen, 0)).await;
    insta::assert_snapshot!(half.body, @r#"{"exception":0,"made":false,"changes":[]}"#);
    let same = decide_about(&world, &first, "approve", &yes(&seen, 0)).await;
    insta::assert_snapshot!(same.problem(), @"409 second_approver: you approved it already; somebody else must approve it too");
    let waiting = look(&world, "exceptions/0").await.json();
    let solution = &waiting["solutions"][0];
    assert_eq!(solution["needs_two"], true);
    assert_eq!(solution["approved_by"].as_array().unwrap().len(), 1);
    let whole = decide_about(&world, &second, "approve", &yes(&seen, 0)).await;
    assert_eq!(whole.json()["made"], true);
}

#[tokio::test]
async fn a_solution_that_is_not_trusted_yet_is_counted_and_offered_to_nobody() {
    let world = World::new();
    set_policy(&world, |policy| {
        policy.autonomy = vec![Autonomy {
            resolution: Resolution::OtherSite,
            kind: None,
            value_max: i64::MAX,
            level: Level::Shadow,
        }];
    });
    late(&world).await;
    propose(&world);
    let seen = look(&world, "exceptions/0").await.json();
    assert_eq!(
        (&seen["held_back"], &seen["offered"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(seen["solutions"][0]["resolution"], "repromise");
    let version = &seen["solutions"][0]["seen"];
    let body = json!({"solution": 0, "seen": version}).to_string();
    let held_back = decide_about(&world, &world.master(), "approve", &body).await;
    insta::assert_snapshot!(held_back.problem(), @"422 unknown: solution 0 is not offered");
}
