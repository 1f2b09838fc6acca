//! What holds for every route of the table.

use super::world::{Reply, World, route_of};
use crate::router::{all, routes};
use crate::{Kind, Policy, Verb};
use keep::{Role, Scope};
use std::collections::BTreeSet;
use vocab::CustomerId;

/// A request line of a route, with something in place of its parameters.
fn line(route: &crate::Route) -> String {
    let verb = route.verb.as_str();
    let filled = |part: &str| match part {
        "{number}" => "SO-100000".to_owned(),
        "{code}" => "busy".to_owned(),
        part if part.starts_with('{') => "0".repeat(64),
        part => part.to_owned(),
    };
    let parts: Vec<String> = route.path.split('/').map(filled).collect();
    format!("{verb} {}", parts.join("/"))
}

#[tokio::test]
async fn every_route_of_the_api_asks_for_a_key_with_its_scope() {
    let world = World::new();
    let mut guarded = 0;
    for route in routes().filter(|route| route.policy != Policy::Public) {
        guarded += 1;
        let line = line(route);
        let reply = world.send("", &line, &[], "{}").await;
        assert_eq!(reply.status, 401, "{line}");
        let challenge = reply.header("www-authenticate");
        assert_eq!(challenge, "Bearer realm=\"kept\"", "{line}");
        let reply = world.send("kept_1_0", &line, &[], "{}").await;
        let expected = "401 unauthorized: there is no such key";
        assert_eq!(reply.problem(), expected, "{line}");
        let Policy::Scope(scope) = route.policy else {
            continue;
        };
        let reply = world
            .send(&world.key(&all_but(scope)), &line, &[], "{}")
            .await;
        let word = scope.as_str();
        let expected = format!("403 forbidden: this needs a key with the scope {word}");
        assert_eq!(reply.problem(), expected, "{line}");
        let reply = world.send(&world.key(&[scope]), &line, &[], "{}").await;
        let_in(&reply, &line);
    }
    assert!(guarded >= 8);
}

#[tokio::test]
async fn every_page_asks_to_sign_in_and_tells_who_may_not() {
    let world = World::new();
    for route in all().filter(|route| route.policy.is_page()) {
        let line = line(route);
        let reply = world.send("", &line, &[], "").await;
        match route.verb {
            Verb::Get => assert!(
                reply.header("location").starts_with("/sign-in?to="),
                "{line}"
            ),
            Verb::Post | Verb::Put | Verb::Delete => assert_eq!(reply.status, 401, "{line}"),
        }
        let (Policy::Page(scope) | Policy::SharedPage(scope)) = route.policy else {
            continue;
        };
        for role in Role::ALL {
            let reply = world.send(&world.person(role, None), &line, &[], "").await;
            match role.scopes().contains(scope) {
                true => let_in(&reply, &line),
                false => assert!(
                    reply.status == 403 && reply.body.contains("Not for your role"),
                    "{line} as {role:?}"
                ),
            }
        }
        if !matches!(route.policy, Policy::SharedPage(_)) {
            let buyer = world.person(Role::Admin, Some(CustomerId(0)));
            let reply = world.send(&buyer, &line, &[], "").await;
            assert_eq!(reply.status, 403, "{line}");
        }
    }
}

fn all_but(scope: Scope) -> Vec<Scope> {
    let all = Scope::ALL.iter().copied();
    all.filter(|other| *other != scope).collect()
}

/// It is let in; what comes then is for the tests of the route.
fn let_in(reply: &Reply, line: &str) {
    let refused = [r#""code":"unauthorized""#, r#""code":"forbidden""#];
    let let_in = !refused.iter().any(|code| reply.body.contains(code));
    assert!(
        let_in && reply.status != 405 && !reply.header("location").starts_with("/sign-in"),
        "{line}: {}",
        reply.body
    );
}

#[tokio::test]
async fn every_route_is_told_in_the_description_of_the_api() {
    let world = World::new();
    let told = world.send("", "GET /openapi.json", &[], "").await.json();
    let ids: BTreeSet<&str> = routes().map(|route| route.operation.id).collect();
    assert_eq!(ids.len(), routes().count());
    for route in routes() {
        let verb = line(route).split(' ').next().unwrap().to_lowercase();
        let operation = &told["paths"][route.path][&verb];
        assert_eq!(operation["operationId"], route.operation.id);
        assert!(
            operation["summary"].as_str().unwrap().ends_with('.'),
            "{}",
            route.path
        );
        let public = route.policy == Policy::Public;
        assert_eq!(
            operation["responses"].get("401").is_none(),
            public,
            "{}",
            route.path
        );
    }
    let text = told.to_string();
    for reference in text.split("#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(told["components"]["schemas"].get(name).is_some(), "{name}");
    }
}

#[tokio::test]
async fn every_kind_of_problem_has_a_page() {
    let world = World::new();
    for kind in Kind::all() {
        let line = format!("GET /problems/{}", kind.as_str());
        let reply = world.send("", &line, &[], "").await;
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (200, "text/html; charset=utf-8")
        );
        assert!(reply.body.contains("What to do"), "{line}");
    }
    let reply = world.send("", "GET /problems/nonsense", &[], "").await;
    assert_eq!(reply.status, 404);
}

#[tokio::test]
async fn what_is_not_there_is_a_problem_too() {
    let world = World::new();
    let reply = world.send("", "GET /v2/orders", &[], "").await;
    assert!(reply.problem().starts_with("404 not_found"));
    let reply = world.send("", "DELETE /v1/orders", &[], "").await;
    assert!(reply.problem().starts_with("405 method_not_allowed"));
    assert_eq!(reply.header("allow"), "GET, POST, HEAD");
    let key = world.master();
    for line in [
        "GET /v1/orders/SO-999999",
        "GET /v1/orders/SO-18446744073709551615",
        "GET /v1/orders/99999999999999999999999999",
        "GET /v1/orders/%ff%fe",
        "GET /v1/orders/..%2f..%2fetc",
        "GET /v1/documents/xyz",
        "POST /v1/orders/SO-999999/cancel",
    ] {
        let reply = world
            .send(&key, line, &[], r#"{"reason":"customer"}"#)
            .await;
        assert!(
            reply.problem().starts_with("404 not_found"),
            "{line}: {}",
            reply.body
        );
    }
}

#[tokio::test]
async fn every_answer_has_an_id_and_forbids_browsers_to_guess() {
    let world = World::new();
    let key = world.master();
    for line in [
        "GET /health",
        "GET /nowhere",
        "GET /problems/busy",
        "POST /v1/orders",
    ] {
        let reply = world
            .send(&key, line, &[("x-request-id", "trace-7.a")], "{")
            .await;
        assert_eq!(reply.header("x-request-id"), "trace-7.a", "{line}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{line}");
        assert_eq!(reply.header("cache-control"), "no-store", "{line}");
        let policy = reply.header("content-security-policy");
        assert!(
            policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"),
            "{line}"
        );
    }
    let made = world
        .send("", "GET /nowhere", &[("x-request-id", "<script>")], "")
        .await;
    assert_eq!(made.header("x-request-id").len(), 16);
    assert_eq!(made.json()["request_id"], made.header("x-request-id"));
}

#[tokio::test]
async fn a_name_that_the_server_does_not_go_by_is_refused() {
    let world = World::new();
    let cases = [
        ("localhost:8080", 200),
        ("LOCALHOST", 200),
        ("127.0.0.1:1", 200),
        ("[::1]:8080", 200),
        ("orders.example.com", 200),
        ("evil.example.com", 421),
        ("localhost.evil.example.com", 421),
        ("localhost:x", 421),
        ("", 421),
    ];
    for (host, status) in cases {
        let reply = world.send("", "GET /health", &[("host", host)], "").await;
        assert_eq!(reply.status, status, "{host}");
    }
}

#[tokio::test]
async fn a_key_works_until_it_is_revoked_or_expires() {
    let world = World::new();
    let new = |name: &str, expires_at| keep::NewKey {
        name: name.to_owned(),
        scopes: keep::Scopes::of(&[Scope::OrdersRead]),
        customer: None,
        expires_at,
    };
    let now = super::world::now().at;
    let (secret, key) = world.app.keys.create(new("shop", None), now).unwrap();
    assert_eq!(
        world
            .send(secret.reveal(), "GET /v1/orders", &[], "")
            .await
            .status,
        200
    );
    world.app.keys.revoke(key.actor, now).unwrap();
    let reply = world.send(secret.reveal(), "GET /v1/orders", &[], "").await;
    assert_eq!(reply.problem(), "401 unauthorized: the key was revoked");
    let (secret, _) = world.app.keys.create(new("trial", Some(now)), now).unwrap();
    let reply = world.send(secret.reveal(), "GET /v1/orders", &[], "").await;
    assert_eq!(
        reply.problem(),
        "401 unauthorized: the key expired at 2026-11-22T07:00:00Z"
    );
    let reply = world
        .send("", "GET /v1/orders", &[("authorization", "Basic a2V5")], "")
        .await;
    assert_eq!(reply.status, 401);
    assert!(!reply.body.contains("a2V5"));
}

#[tokio::test]
async fn a_stopped_order_book_is_told_and_takes_nothing() {
    let mut world = World::new();
    let key = world.master();
    let reply = world.send("", "GET /health", &[], "").await;
    let seq = world.app.engine.durable();
    assert_eq!((reply.status, &reply.json()["seq"]), (200, &seq.into()));
    world.stop_engine();
    let reply = world.send("", "GET /health", &[], "").await;
    assert_eq!(
        (reply.status, &reply.json()["status"]),
        (503, &"stopped".into())
    );
    let reply = world
        .send(&key, "POST /v1/orders", &[], super::orders::ORDER)
        .await;
    assert!(reply.problem().starts_with("503 stopped"));
    assert_eq!(reply.header("retry-after"), "10");
    assert!(route_of("GET /health").is_some());
}

#[tokio::test]
async fn a_fault_of_a_store_is_told_without_its_files() {
    let directory = std::env::temp_dir().join(format!("kept-web-fault-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    std::fs::write(
        directory.join("access.db"),
        "this is no database".repeat(500),
    )
    .unwrap();
    let fault = keep::AccessKeys::open(&directory).unwrap_err();
    let response = crate::Problem::from(fault).respond("trace-1");
    assert_eq!(response.status(), 500);
    let body = axum::body::to_bytes(response.into_body(), 10_000)
        .await
        .unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    assert!(
        body.contains("trace-1") && !body.contains("access.db"),
        "{body}"
    );
    std::fs::remove_dir_all(&directory).unwrap();
}
