//! Users and keys over the API, and the trail of what was done with them.

use super::browser::Browser;
use super::world::World;
use keep::{Role, Scope};
use serde_json::{Value, json};

#[tokio::test]
async fn a_key_is_made_tells_its_secret_once_and_works_until_it_is_revoked() {
    let world = World::new();
    let admin = world.master();
    let body = json!({"name": "web shop", "scopes": ["orders:read"], "customer": "C-1001"});
    let reply = world
        .send(&admin, "POST /v1/keys", &[], &body.to_string())
        .await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    let made = reply.json();
    let secret = made["secret"].as_str().unwrap();
    assert_eq!(
        (&made["key"]["customer"], &made["key"]["name"]),
        (&"C-1001".into(), &"web shop".into())
    );
    let me = world.send(secret, "GET /v1/me", &[], "").await.json();
    assert_eq!(
        (&me["scopes"], &me["customer"]),
        (&json!(["orders:read"]), &"C-1001".into())
    );
    let list = world.send(&admin, "GET /v1/keys", &[], "").await;
    assert!(list.body.contains("web shop") && !list.body.contains(secret));
    let line = format!("DELETE /v1/keys/{}", made["key"]["id"]);
    for _ in 0..2 {
        let reply = world.send(&admin, &line, &[], "").await;
        assert!(reply.status == 200 && reply.json()["revoked_at"].is_string());
    }
    let reply = world.send(secret, "GET /v1/me", &[], "").await;
    assert_eq!(reply.problem(), "401 unauthorized: the key was revoked");
    let trail = trail(&world, "subject", &format!("key:{}", made["key"]["id"])).await;
    assert_eq!(trail, ["key_revoked", "key_created"]);
}

#[tokio::test]
async fn a_key_that_can_not_be_made_is_told_what_is_wrong_with_it() {
    let world = World::new();
    let admin = world.master();
    let cases = [
        (
            json!({"name": "x", "scopes": ["orders:steal"]}),
            "/scopes: orders:steal is no scope",
        ),
        (
            json!({"name": "x", "scopes": ["console"]}),
            "/scopes: console is no scope",
        ),
        (
            json!({"name": "x", "scopes": ["stock:read"], "customer": "C-1001"}),
            "/scopes: one customer's key can't have the scope stock:read",
        ),
        (
            json!({"name": "x", "scopes": [], "customer": "C-9"}),
            "/customer: there is no customer C-9",
        ),
        (
            json!({"name": "x", "scopes": [], "expires_at": "2020-01-01T00:00:00Z"}),
            "/expires_at: a moment after now is needed",
        ),
    ];
    for (body, expected) in cases {
        let reply = world
            .send(&admin, "POST /v1/keys", &[], &body.to_string())
            .await;
        let told = reply.problem();
        assert!(
            told.starts_with(&format!("422 bad_value: {expected}")),
            "{told}"
        );
    }
}

#[tokio::test]
async fn a_user_is_let_in_gets_another_role_and_is_kept_out() {
    let world = World::new();
    let admin = world.master();
    let body =
        json!({"login": "noa", "name": "Noa", "role": "viewer", "password": "keep-every-promise"});
    let reply = world
        .send(&admin, "POST /v1/users", &[], &body.to_string())
        .await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    let user = reply.json();
    assert!(!reply.body.contains("keep-every-promise"));
    let id = user["id"].to_string();
    let session = world.session("noa");
    let mut browser = Browser::of(session);
    assert_eq!(browser.get(&world, "/orders").await.status, 200);
    let change = |body: Value| {
        let line = format!("POST /v1/users/{id}/change");
        let (world, admin) = (&world, &admin);
        async move { world.send(admin, &line, &[], &body.to_string()).await }
    };
    let reply = change(json!({"role": "desk"})).await;
    assert_eq!(reply.json()["role"], "desk");
    assert_eq!(
        browser.get(&world, "/orders").await.status,
        303,
        "the role ended the session"
    );
    let reply = change(json!({"disabled": true})).await;
    assert!(reply.json()["disabled_at"].is_string());
    let reply = change(json!({"password": "short"})).await;
    assert!(
        reply.problem().starts_with("422 bad_value: /password:"),
        "{}",
        reply.body
    );
    let told = trail(&world, "subject", &format!("user:{id}")).await;
    assert_eq!(told, ["user_changed", "user_changed", "user_created"]);
}

#[tokio::test]
async fn whose_data_was_shown_to_whom_stands_in_the_trail() {
    let world = World::new();
    world.name_customer(0, "Corner Shop");
    let order = r#"{"customer":"C-1001","lines":[{"item":"OIL-5","quantity":1}]}"#;
    let reply = world
        .send(&world.master(), "POST /v1/orders", &[], order)
        .await;
    world.read_up_to(&reply);
    let desk = world.person(Role::Desk, None);
    let mut browser = Browser::of(desk);
    for _ in 0..3 {
        let page = browser.get(&world, "/orders").await.body;
        assert!(page.contains("Corner Shop"));
    }
    let told = trail(&world, "subject", "customer:0").await;
    assert_eq!(told, ["personal_data_read"], "a look is one look");
    let list = world
        .send(
            &world.key(&[Scope::AuditRead]),
            "GET /v1/audit?limit=1",
            &[],
            "",
        )
        .await;
    assert!(!list.body.contains("Corner Shop"), "{}", list.body);
    assert_eq!(list.json()["entries"][0]["actor_name"], "desk 0");
}

/// What the trail tells of something, the latest first.
async fn trail(world: &World, by: &str, value: &str) -> Vec<String> {
    let line = format!("GET /v1/audit?{by}={value}");
    let list = world
        .send(&world.key(&[Scope::AuditRead]), &line, &[], "")
        .await
        .json();
    let entries = list["entries"].as_array().unwrap().iter();
    entries
        .map(|entry| entry["what"].as_str().unwrap().to_owned())
        .collect()
}
