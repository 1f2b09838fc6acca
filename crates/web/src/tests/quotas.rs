//! Quotas as clients put, see and end them.

use super::browser::Browser;
use super::world::World;
use book::Command;
use book::group::Grouping;
use serde_json::{Value, json};
use vocab::CustomerId;

const PUT: &str = r#"{"kind": "protection", "priority": 2, "group": "KEY", "items": ["SOAP-1"],
    "site": "HFA", "quantity": 30, "from": "2026-11-01", "to": "2026-12-31"}"#;

fn world() -> World {
    let world = World::new();
    world.give(Command::GroupCustomers(vec![Grouping {
        customer: CustomerId(0),
        groups: vec!["KEY".to_owned()],
    }]));
    world
}

#[tokio::test]
async fn what_is_kept_for_a_group_is_put_listed_changed_and_ended() {
    let world = world();
    let key = world.master();
    let put = world.send(&key, "PUT /v1/quotas/XMAS", &[], PUT).await;
    let expected = json!({
        "quota": "XMAS", "kind": "protection", "priority": 2, "group": "KEY", "items": ["SOAP-1"],
        "site": "HFA", "quantity": 30, "promised": 0, "finished": 0, "left": 30,
        "from": "2026-11-01", "to": "2026-12-31",
    });
    assert_eq!((put.status, put.json()), (200, expected.clone()));
    let more = PUT.replace("XMAS", "MORE").replace("30,", "12,");
    let more = world.send(&key, "PUT /v1/quotas/MORE", &[], &more).await;
    assert_eq!((more.status, &more.json()["quantity"]), (200, &json!(12)));

    let page = world.send(&key, "GET /v1/quotas?limit=1", &[], "").await;
    let page = page.json();
    assert_eq!(page["quotas"], json!([expected]));
    let next = page["next"].as_str().expect("there is one more");
    for request in [
        format!("GET /v1/quotas?after={next}"),
        format!("GET /v1/quotas?item=SOAP-1&after={next}"),
    ] {
        let rest = world.send(&key, &request, &[], "").await.json();
        assert_eq!(rest["quotas"][0]["quota"], "MORE");
        assert_eq!(rest["next"], Value::Null);
    }
    let none = world.send(&key, "GET /v1/quotas?item=NONE", &[], "").await;
    assert_eq!(none.json(), json!({"quotas": [], "next": null}));

    let ended = world
        .send(&key, "POST /v1/quotas/XMAS/end", &[], "{}")
        .await;
    assert_eq!(
        (ended.status, ended.json()),
        (200, json!({"quota": "XMAS"}))
    );
    let again = world
        .send(&key, "POST /v1/quotas/XMAS/end", &[], "{}")
        .await;
    assert_eq!(again.status, 404);
}

#[tokio::test]
async fn a_quota_of_goods_or_groups_that_nobody_knows_is_refused_with_the_place() {
    let world = world();
    let key = world.master();
    let wrong = PUT.replace("SOAP-1", "SAOP-1").replace("HFA", "HAF");
    let put = world.send(&key, "PUT /v1/quotas/XMAS", &[], &wrong).await;
    assert_eq!(put.status, 422);
    let told = put.json().to_string();
    assert!(
        told.contains("/items/0") && told.contains("/site"),
        "{told}"
    );
    let ranked = PUT.replace("protection", "allocation");
    let put = world.send(&key, "PUT /v1/quotas/XMAS", &[], &ranked).await;
    let told = put.json().to_string();
    assert!(put.status == 422 && told.contains("/priority"), "{told}");
    let nobody = PUT.replace("KEY", "NOBODY");
    let put = world.send(&key, "PUT /v1/quotas/XMAS", &[], &nobody).await;
    assert_eq!(put.json()["code"], "unknown", "{}", put.json());
}

#[tokio::test]
async fn customers_come_into_groups_and_leave_them() {
    let world = world();
    let key = world.master();
    let members = |reply: Value| (reply["count"].clone(), reply["customers"].clone());
    let put = |body: &'static str| {
        let (world, key) = (&world, &key);
        async move { world.send(key, "PUT /v1/groups/WEB", &[], body).await }
    };
    let came = put(r#"{"add": ["C-1001"]}"#).await;
    assert_eq!(came.status, 200, "{}", came.body);
    assert_eq!(members(came.json()), (json!(1), json!(["C-1001"])));
    let all = world.send(&key, "GET /v1/groups", &[], "").await.json();
    assert_eq!(
        all["groups"],
        json!([{"group": "KEY", "customers": 1}, {"group": "WEB", "customers": 1}])
    );
    let left = put(r#"{"remove": ["C-1001"]}"#).await.json();
    assert_eq!(members(left), (json!(0), json!([])));
    let still = world.send(&key, "GET /v1/groups/KEY", &[], "").await;
    assert_eq!(members(still.json()), (json!(1), json!(["C-1001"])));
    let wrong = put(r#"{"add": ["C-1001", "NOBODY"], "remove": ["C-1001"]}"#).await;
    let told = wrong.json().to_string();
    assert!(
        wrong.status == 422 && told.contains("/add/1") && told.contains("/remove/0"),
        "{told}"
    );
    let none = world.send(&key, "GET /v1/groups/NONE", &[], "").await;
    insta::assert_snapshot!(none.problem(), @r#"404 not_found: there is no group "NONE""#);
    let empty = world
        .send(&key, "POST /v1/groups/KEY/clear", &[], "{}")
        .await;
    assert_eq!(members(empty.json()), (json!(0), json!([])));
}

#[tokio::test]
async fn a_planner_makes_changes_and_ends_a_quota_on_its_page() {
    let world = world();
    let mut planner = Browser::new(&world);
    let empty = planner.get(&world, "/quotas").await.body;
    assert!(empty.contains("No quotas"), "{empty}");
    let fields = "quota=XMAS&kind=protection&group=KEY&items=SOAP-1&site=HFA&quantity=30\
                  &from=2026-11-01&to=2026-12-31&priority=2";
    let wrong = fields.replace("SOAP-1", "SAOP").replace("=30", "=some");
    let page = "/quotas/edit";
    let told = planner.send(&world, page, page, &wrong).await;
    assert_eq!(told.status, 422);
    assert!(
        told.body.contains("A whole number is needed."),
        "{}",
        told.body
    );
    let wrong = fields.replace("SOAP-1", "SAOP");
    let told = planner.send(&world, page, page, &wrong).await;
    assert!(told.body.contains("there is no item"), "{}", told.body);
    let nobody = fields.replace("KEY", "NOBODY");
    let told = planner.send(&world, page, page, &nobody).await;
    assert!(told.body.contains("there is no group"), "{}", told.body);
    let made = planner.send(&world, page, page, fields).await;
    assert_eq!(made.status, 303, "{}", made.body);
    world.caught_up();
    let list = planner.get(&world, "/quotas").await.body;
    for words in ["XMAS", "KEY", "kept", "priority 2", "running", "C-1001"] {
        assert!(list.contains(words), "{words}: {list}");
    }
    let one = "/quotas/edit?quota=XMAS";
    let form = planner.get(&world, one).await.body;
    let more = planner
        .submit(&world, &form, page, &[("quantity", "40")])
        .await;
    assert_eq!(more.status, 303, "{}", more.body);
    let ended = planner.send(&world, one, "/quotas/end", "quota=XMAS").await;
    assert_eq!(ended.status, 303, "{}", ended.body);
    world.caught_up();
    let list = planner.get(&world, "/quotas").await.body;
    assert!(list.contains("No quotas"), "{list}");
}
