//! What carriers tell of shipments on their way.

use super::orders::ORDER;
use super::world::{Reply, World};
use book::exception::Cause;
use book::{Book, Command, Stamp};
use keep::Scope;
use serde_json::{Value, json};
use vocab::{ActorId, ExceptionId, OrderId};

/// An order of 24 that left in two shipments, of 18 and of 6, with these tracking numbers.
async fn left(first: &str, second: &str) -> World {
    let world = World::new();
    world.place(ORDER).await;
    let steps = [
        ("release", json!({"site": "TLV"})),
        ("pick", json!({"site": "TLV"})),
        ("pack", json!({"site": "TLV"})),
        (
            "ship",
            json!({"site": "TLV", "tracking": first, "lines": [{"line": 1, "quantity": 18}]}),
        ),
        ("ship", json!({"site": "TLV", "tracking": second})),
    ];
    for (what, body) in steps {
        let line = format!("POST /v1/orders/SO-100000/{what}");
        let reply = post(&world, &line, body).await;
        assert_eq!(reply.status, 200, "{line}: {}", reply.body);
    }
    world
}

/// The same under numbers of their own, with what each shipment is known by.
async fn shipped() -> (World, [String; 2]) {
    let world = left("RR1", "RR2").await;
    let shipments = [shipment(&world, "RR1").await, shipment(&world, "RR2").await];
    (world, shipments)
}

async fn post(world: &World, line: &str, body: Value) -> Reply {
    world
        .send(&world.master(), line, &[], &body.to_string())
        .await
}

async fn get(world: &World, what: &str) -> Value {
    world.caught_up();
    let line = format!("GET {what}");
    world.send(&world.master(), &line, &[], "").await.json()
}

async fn shipment(world: &World, tracking: &str) -> String {
    let list = get(world, &format!("/v1/shipments?tracking={tracking}")).await;
    list["shipments"][0]["id"].as_str().unwrap().to_owned()
}

/// What comes of a status, as `delivered SO-100000: raised 0`.
async fn track(world: &World, shipment: &str, status: &str) -> String {
    let line = format!("POST /v1/shipments/{shipment}/tracking");
    let reply = post(world, &line, json!({ "status": status })).await;
    match reply.status {
        200 => outcome(&reply.json()),
        _ => reply.json()["code"].as_str().unwrap().to_owned(),
    }
}

fn outcome(told: &Value) -> String {
    let text = |name: &str| told[name].as_str().unwrap_or_default().to_owned();
    let (status, order, outcome) = (text("status"), text("order"), text("outcome"));
    format!("{status} {order}: {outcome} {}", told["exception"])
}

/// How much of the first line has come how far.
async fn stages(world: &World) -> String {
    let order = get(world, "/v1/orders/SO-100000").await;
    let parts = order["lines"][0]["schedule"].as_array().unwrap();
    let part = |part: &Value| format!("{} {}", part["quantity"], part["stage"].as_str().unwrap());
    let mut parts: Vec<String> = parts.iter().map(part).collect();
    parts.sort_unstable();
    format!("{}: {}", order["state"].as_str().unwrap(), parts.join(", "))
}

#[tokio::test]
async fn a_shipment_that_arrived_is_delivered_once_however_often_it_is_told() {
    let (world, [first, second]) = shipped().await;
    for expected in ["delivered null", "known null", "known null"] {
        let told = track(&world, &second, "delivered").await;
        assert_eq!(told, format!("delivered SO-100000: {expected}"));
        assert_eq!(stages(&world).await, "open: 18 shipped, 6 delivered");
    }
    let told = track(&world, &first, "delivered").await;
    assert_eq!(told, "delivered SO-100000: delivered null");
    assert_eq!(stages(&world).await, "closed: 24 delivered");
    for shipment in [&first, &second] {
        let told = track(&world, shipment, "delivered").await;
        assert_eq!(told, "delivered SO-100000: known null");
    }
}

#[tokio::test]
async fn trouble_on_the_way_is_an_exception_until_the_goods_arrive() {
    let (world, [first, second]) = shipped().await;
    for (status, kind) in [
        ("delayed", "carrier_delay"),
        ("customs_hold", "customs"),
        ("failed_delivery", "failed_delivery"),
    ] {
        let told = track(&world, &first, status).await;
        assert!(told.contains("raised"), "{told}");
        let told = track(&world, &first, status).await;
        assert_eq!(told, format!("{status} SO-100000: known null"));
        let open = get(&world, &format!("/v1/exceptions?kind={kind}")).await;
        assert_eq!(open["exceptions"].as_array().unwrap().len(), 1, "{kind}");
    }
    track(&world, &first, "delivered").await;
    track(&world, &second, "delivered").await;
    let told = track(&world, &first, "delayed").await;
    assert_eq!(told, "delayed SO-100000: known null", "it is past that");
    for exception in (0..3).map(ExceptionId) {
        world.give(Command::SettleException { exception });
    }
    let open = get(&world, "/v1/exceptions").await;
    assert_eq!(open["exceptions"], json!([]));
}

#[tokio::test]
async fn what_was_delivered_by_hand_is_known_and_what_was_in_part_is_left_to_a_person() {
    let (world, [first, second]) = shipped().await;
    let line = "POST /v1/orders/SO-100000/deliver";
    let part = json!({"site": "TLV", "lines": [{"line": 1, "quantity": 10}]});
    assert_eq!(post(&world, line, part).await.status, 200);
    assert_eq!(track(&world, &first, "delivered").await, "not_at_stage");
    assert_eq!(stages(&world).await, "open: 10 delivered, 14 shipped");
    assert_eq!(post(&world, line, json!({"site": "TLV"})).await.status, 200);
    for shipment in [&first, &second] {
        let told = track(&world, shipment, "delivered").await;
        assert_eq!(told, "delivered SO-100000: known null");
    }
}

#[tokio::test]
async fn tracking_is_told_by_whoever_ships_of_shipments_that_are_there() {
    let (world, [first, _]) = shipped().await;
    let line = format!("POST /v1/shipments/{first}/tracking");
    let reader = world.key(&[Scope::OrdersRead]);
    let body = r#"{"status": "delivered"}"#;
    assert_eq!(world.send(&reader, &line, &[], body).await.status, 403);
    for missing in ["999-0", "x"] {
        assert_eq!(track(&world, missing, "delivered").await, "not_found");
    }
    assert_eq!(track(&world, &first, "in_orbit").await, "bad_value");
    assert_eq!(stages(&world).await, "open: 24 shipped");
}

/// What comes of a report, a line each.
async fn report(world: &World, text: &str) -> Vec<String> {
    let reply = world
        .send(&world.master(), "POST /v1/tracking", &[], text)
        .await;
    let json = reply.json();
    if reply.status != 200 {
        return vec![json["code"].as_str().unwrap().to_owned()];
    }
    let list = |name: &str| json[name].as_array().unwrap().clone();
    let told = list("told").iter().map(outcome).collect::<Vec<_>>();
    let refused = list("refused");
    let refused = refused.iter().map(|row| format!("{}", row["code"]));
    let unknown = list("unknown");
    let unknown = unknown.iter().map(|number| format!("unknown {number}"));
    let passed = match json["passed_over"].as_u64().unwrap() {
        0 => None,
        count => Some(format!("{count} passed over")),
    };
    let rest = refused.chain(unknown).chain(passed);
    told.into_iter().chain(rest).collect()
}

#[tokio::test]
async fn a_carriers_214_delivers_what_arrived_and_raises_what_is_in_trouble() {
    let (world, _) = shipped().await;
    let status = "ST*214*0001~B10*RR2*X-1*GLFR~LX*1~AT7*AF*NS***20261122*1705*LT~\
                  AT7*SD*AI***20261123*0800*LT~AT7*D1*NS***20261123*0912*LT~SE*6*0001~\
                  ST*214*0002~B10*RR1*X-2*GLFR~LX*1~AT7*SD*AI***20261123*0800*LT~SE*5*0002~\
                  ST*214*0003~B10*RR9*X-3*GLFR~LX*1~AT7*D1*NS***20261123*0800*LT~SE*5*0003~";
    let told = [
        "delayed SO-100000: raised 0",
        "delivered SO-100000: delivered null",
        "unknown \"RR9\"",
        "1 passed over",
    ];
    assert_eq!(report(&world, status).await, told);
    assert_eq!(stages(&world).await, "open: 18 shipped, 6 delivered");
    let again = [
        "delayed SO-100000: known null",
        "delivered SO-100000: known null",
        "unknown \"RR9\"",
        "1 passed over",
    ];
    assert_eq!(report(&world, status).await, again);
    assert_eq!(stages(&world).await, "open: 18 shipped, 6 delivered");
}

#[tokio::test]
async fn a_status_report_of_edifact_is_taken_up_the_same_way() {
    let (world, _) = shipped().await;
    let status = "UNB+UNOC:3+GALIL+TAVLIT+261123:0900+7'UNH+1+IFTSTA:D:01B:UN'BGM+23+R-1+9'\
                  CNI+1+RR1'STS+1+21'DTM+334:20261123:102'CNI+2+RR2'STS+1+23'UNT+7+1'UNZ+1+7'";
    assert_eq!(
        report(&world, status).await,
        [
            "delivered SO-100000: delivered null",
            "failed_delivery SO-100000: raised 0"
        ]
    );
    assert_eq!(stages(&world).await, "open: 18 delivered, 6 shipped");
}

#[tokio::test]
async fn of_a_load_with_several_stops_only_the_shipment_that_was_unloaded_arrives() {
    let world = left("PRO-1", "PRO-1").await;
    let second = shipment(&world, "PRO-1").await;
    let stops = |code: &str| {
        format!(
            "ST*214*0001~B10*PRO-1*X-1*GLFR~LX*1~AT7*X6*NS***20261122~L11*X-2*SI~\
             LX*2~AT7*{code}*NS***20261123~L11*{second}*SI~SE*8*0001~"
        )
    };
    let told = ["delivered SO-100000: delivered null", "1 passed over"];
    assert_eq!(report(&world, &stops("D1")).await, told);
    assert_eq!(stages(&world).await, "open: 18 shipped, 6 delivered");
    let elsewhere = stops("D1").replace(&second, "X-9");
    let told = ["unknown \"PRO-1\"", "1 passed over"];
    assert_eq!(report(&world, &elsewhere).await, told);
}

#[tokio::test]
async fn a_report_that_tells_of_no_shipment_is_refused() {
    let (world, _) = shipped().await;
    let order = "ST*850*0001~BEG*00*NE*1**20261122~SE*3*0001~";
    for text in ["", "where is it?", order] {
        assert_eq!(report(&world, text).await, ["bad_value"], "{text}");
    }
}

/// Says what could be done, as the planner does.
fn plan(world: &World, exception: u64) {
    let propose = move |book: &Book| {
        let now = super::world::now();
        let stamp = Stamp {
            at: now.at,
            today: now.today,
            minute: now.minute,
            actor: ActorId(0),
        };
        let terms = plan::resolve::Terms::default();
        plan::attend::propose(book, ExceptionId(exception), &terms, &stamp)
    };
    let command = world.app.engine.ask(propose).unwrap();
    world.give(command);
}

#[tokio::test]
async fn the_day_that_a_carrier_names_is_proposed_approved_and_told() {
    let (world, [first, _]) = shipped().await;
    let line = format!("POST /v1/shipments/{first}/tracking");
    let asked = json!({"status": "delayed", "expected": "2026-11-26"});
    let told = post(&world, &line, asked).await;
    assert_eq!(outcome(&told.json()), "delayed SO-100000: raised 0");
    let passed = json!({"status": "delayed", "expected": "2020-01-01"});
    let refused = post(&world, &line, passed).await.problem();
    assert!(refused.starts_with("422 out_of_range"), "{refused}");
    plan(&world, 0);
    let shown = get(&world, "/v1/exceptions/0").await;
    let solution = &shown["solutions"][0];
    let step =
        json!({"step": "redate", "order": "SO-100000", "lines": [1], "becomes": "2026-11-26"});
    assert_eq!(
        (&solution["resolution"], &solution["steps"][0]),
        (&json!("repromise"), &step)
    );
    let yes = json!({"solution": solution["number"], "seen": solution["seen"]});
    let made = post(&world, "POST /v1/exceptions/0/approve", yes).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let order = get(&world, "/v1/orders/SO-100000").await;
    assert_eq!(
        order["lines"][0]["schedule"][0]["delivery_date"],
        "2026-11-26"
    );
    let timeline = get(&world, "/v1/orders/SO-100000/timeline").await;
    let events = timeline["events"].as_array().unwrap();
    let changed = events
        .iter()
        .find(|event| event["what"] == "delivery_changed");
    assert_eq!(changed.unwrap()["moved"][0]["to"], "2026-11-26");
    let feed = get(&world, "/v1/events?types=order.delivery_changed").await;
    assert_eq!(feed["events"][0]["data"]["arrives"], "2026-11-26", "{feed}");
}

#[tokio::test]
async fn goods_that_are_taken_back_are_expected_as_a_return() {
    let (world, [first, _]) = shipped().await;
    assert_eq!(
        track(&world, &first, "failed_delivery").await,
        "failed_delivery SO-100000: raised 0"
    );
    plan(&world, 0);
    let shown = get(&world, "/v1/exceptions/0").await;
    let solutions = shown["solutions"].as_array().unwrap();
    let words: Vec<&str> = solutions
        .iter()
        .map(|row| row["resolution"].as_str().unwrap())
        .collect();
    assert_eq!(words, ["redeliver", "take_back"]);
    let yes = json!({"solution": solutions[1]["number"], "seen": solutions[1]["seen"]});
    let made = post(&world, "POST /v1/exceptions/0/approve", yes).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let order = get(&world, "/v1/orders/SO-100000").await;
    assert_eq!(order["state"], "cancelled");
    let returns = get(&world, "/v1/returns").await;
    let line = &returns["returns"][0]["lines"][0];
    assert_eq!(line["agreed"], 24, "{returns}");
}

#[tokio::test]
async fn who_may_not_release_holds_may_not_approve_a_release() {
    let world = World::new();
    world.place(ORDER).await;
    let (order, kind) = (OrderId(0), book::exception::Kind::Stuck);
    world.give(Command::HoldOrder { order });
    world.give(Command::RaiseException {
        kind,
        cause: Cause::Order { order },
        lines: vec![(order, 1)],
        expected: None,
    });
    plan(&world, 0);
    let solution = &get(&world, "/v1/exceptions/0").await["solutions"][0];
    assert_eq!(
        solution["steps"][0]["holds"],
        json!(["review"]),
        "{solution}"
    );
    let yes = json!({"solution": solution["number"], "seen": solution["seen"]}).to_string();
    let line = "POST /v1/exceptions/0/approve";
    let scopes = [Scope::ExceptionsRead, Scope::ExceptionsDecide];
    let refused = world.send(&world.key(&scopes), line, &[], &yes).await;
    assert_eq!(refused.status, 403, "{}", refused.body);
    let scopes = [
        Scope::ExceptionsRead,
        Scope::ExceptionsDecide,
        Scope::HoldsRelease,
    ];
    let made = world.send(&world.key(&scopes), line, &[], &yes).await;
    assert_eq!(made.status, 200, "{}", made.body);
}
