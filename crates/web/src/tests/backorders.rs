//! Backorder runs as programs look at them and make them.

use super::browser::Browser;
use super::exceptions::set_policy;
use super::world::{Reply, World, now};
use book::{Command, Stamp};
use plan::attend::timed_run;
use serde_json::json;
use vocab::{ActorId, ItemId, Quantity, SiteId};

/// An order that has time has all the oil that there is; one that is urgent waits.
pub async fn hot(world: &World) {
    for (po_number, quantity, day) in [("A-1", 150, "2026-12-20"), ("A-2", 60, "2026-11-24")] {
        let order = json!({"customer": "C-1001", "po_number": po_number, "requested_delivery_date": day,
            "lines": [{"item": "OIL-5", "quantity": quantity}]});
        world.place(&order.to_string()).await;
    }
    set_policy(world, |policy| {
        policy.priority = vec!["late: 10".parse().unwrap()];
        policy.segments = vec!["any: redistribute".parse().unwrap()];
    });
}

async fn send(world: &World, path: &str, body: &serde_json::Value) -> Reply {
    let line = format!("POST /v1/backorder-runs{path}");
    world
        .send(&world.master(), &line, &[], &body.to_string())
        .await
}

#[tokio::test]
async fn a_run_is_looked_at_and_made_as_it_was_looked_at() {
    let world = World::new();
    hot(&world).await;
    let items = json!({"items": ["OIL-5"]});
    let looked = send(&world, "/look", &items).await;
    insta::assert_snapshot!(looked.body, @r#"{"seen":"06fb15eb32fb81b8","orders":2,"gains":1,"losses":1,"changes":[{"order":"SO-100001","line":1,"customer":"C-1001","item":"OIL-5","was":null,"becomes":"2026-11-24","waited":60,"waits":0,"is_loss":false,"lost_to":null,"strategy":"redistribute","points":120,"priority":{"customer":0,"late":120,"broken":0,"age":0,"value":0}},{"order":"SO-100000","line":1,"customer":"C-1001","item":"OIL-5","was":"2026-12-20","becomes":null,"waited":0,"waits":60,"is_loss":true,"lost_to":"SO-100001","strategy":"redistribute","points":0,"priority":{"customer":0,"late":0,"broken":0,"age":0,"value":0}}]}"#);
    let mut yes = items.clone();
    yes["seen"] = looked.json()["seen"].clone();
    let made = send(&world, "", &yes).await;
    assert_eq!(made.body, looked.body);
    let nothing = send(&world, "/look", &items).await.json();
    assert_eq!(nothing["changes"], json!([]));
    let again = send(&world, "", &yes).await;
    insta::assert_snapshot!(again.problem(), @"412 changed: the run would come out otherwise by now; look at it again");
}

#[tokio::test]
async fn a_run_that_would_come_out_otherwise_is_refused() {
    let world = World::new();
    hot(&world).await;
    let seen = send(&world, "/look", &json!({})).await.json()["seen"].clone();
    world.give(Command::ReceiveStock(vec![(
        SiteId(0),
        ItemId(0),
        Quantity(60),
    )]));
    let made = send(&world, "", &json!({"seen": seen})).await;
    insta::assert_snapshot!(made.problem(), @"412 changed: the run would come out otherwise by now; look at it again");
    let unknown = send(&world, "/look", &json!({"items": ["OIL-9"]})).await;
    insta::assert_snapshot!(unknown.problem(), @r#"422 unknown: there is no item "OIL-9""#);
}

/// The run that is due by now, as the planner beside the server works it out.
fn due(world: &World) -> Option<Command> {
    let now = now();
    let stamp = Stamp {
        at: now.at,
        today: now.today,
        minute: now.minute,
        actor: ActorId(0),
    };
    let book = world.app.engine.copy().unwrap().into_book();
    timed_run(&book, &stamp)
}

fn every_morning(world: &World) {
    set_policy(world, |policy| {
        policy.backorder_runs = vec!["daily at 08:30".parse().unwrap()];
    });
}

#[tokio::test]
async fn a_run_that_was_made_by_itself_is_told_with_its_rule_and_the_next_one() {
    let world = World::new();
    hot(&world).await;
    let mut planner = Browser::new(&world);
    let before = planner.get(&world, "/backorders").await.body;
    assert!(!before.contains("By itself"), "{before}");
    every_morning(&world);
    world.give(due(&world).unwrap());
    let told = world
        .send(&world.master(), "GET /v1/backorder-runs", &[], "")
        .await;
    insta::assert_snapshot!(told.body, @r#"{"last":{"due":"2026-11-22","rule":"daily at 08:30","end":{"how":"made","gains":1,"losses":1,"left":0}},"next":{"due":"2026-11-23","rule":"daily at 08:30"}}"#);
    let page = planner.get(&world, "/backorders").await.body;
    for words in [
        "The run of 08:30 was made.",
        "better off: 1; worse off: 1.",
        "The next run: ",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let today = planner.get(&world, "/").await.body;
    assert!(today.contains("The run of 08:30 was made."), "{today}");
}

#[tokio::test]
async fn a_run_that_was_given_up_is_told_and_not_tried_again() {
    let world = World::new();
    hot(&world).await;
    every_morning(&world);
    let Some(Command::RunBackorders { due: day, rule, .. }) = due(&world) else {
        panic!("a run is due");
    };
    let plan = None;
    world.give(Command::RunBackorders {
        due: day,
        rule,
        plan,
    });
    assert_eq!(due(&world), None);
    let today = Browser::new(&world).get(&world, "/").await.body;
    assert!(today.contains("The run of 08:30 was given up"), "{today}");
}
