//! Who may do what: every route, by every role and by a customer's own people, with what is theirs,
//! what is another customer's, what was guessed and what is gone. Made from the tables of routes, so
//! that a new route is in it by being there.

use super::world::{Reply, World};
use crate::router::{all, routes};
use crate::{Policy, Route, Verb};
use keep::{CUSTOMER_SCOPES, NewKey, Role, Scopes};
use vocab::CustomerId;

/// What belongs to the other customer, wherever it is told: none of it may reach the first one.
const SECRET: &[&str] = &["SECRET", "C-1002"];
const OWN: CustomerId = CustomerId(0);
const OTHER: CustomerId = CustomerId(1);
/// An id of a document that never came in.
const NO_DOCUMENT: &str = "00000000000000000000000000000000000000000000000000000000000000ff";

/// Whose thing a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    Own,
    Other,
    Guessed,
    Gone,
}

const WHOSE: [Whose; 4] = [Whose::Own, Whose::Other, Whose::Guessed, Whose::Gone];

/// Two customers with an order and a document each, and an order of the second one that is gone.
struct Things {
    world: World,
    documents: [String; 2],
}

impl Things {
    async fn new() -> Things {
        let world = World::new();
        let mut documents = Vec::new();
        for (customer, code, po_number) in [(OWN, "C-1001", "OWN-1"), (OTHER, "C-1002", "SECRET-1")]
        {
            let key = customers_key(&world, customer, Role::Admin);
            place(&world, &key, code, po_number).await;
            let reply = world
                .send_bytes(
                    "POST /v1/documents",
                    &[
                        ("host", "localhost"),
                        ("authorization", &format!("Bearer {key}")),
                        ("x-file-name", &format!("{po_number}.txt")),
                    ],
                    po_number.as_bytes(),
                )
                .await;
            documents.push(reply.json()["id"].as_str().unwrap().to_owned());
        }
        let key = customers_key(&world, OTHER, Role::Admin);
        place(&world, &key, "C-1002", "SECRET-2").await;
        let cancel = "POST /v1/orders/SO-100002/cancel";
        let reply = world
            .send(&world.master(), cancel, &[], r#"{"reason":"customer"}"#)
            .await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let seq = reply.header("kept-seq").parse().unwrap();
        assert!(
            world
                .app
                .views
                .wait_for(seq, std::time::Duration::from_secs(5))
        );
        Things {
            world,
            documents: documents.try_into().unwrap(),
        }
    }

    /// A request line of a route with such a thing in its path.
    fn line(&self, route: &Route, whose: Whose) -> String {
        let filled = |part: &str| match part {
            "{number}" => match whose {
                Whose::Own => "SO-100000",
                Whose::Other => "SO-100001",
                Whose::Guessed => "SO-999999",
                Whose::Gone => "SO-100002",
            }
            .to_owned(),
            "{hash}" => match whose {
                Whose::Own => self.documents[0].clone(),
                Whose::Other | Whose::Gone => self.documents[1].clone(),
                Whose::Guessed => NO_DOCUMENT.to_owned(),
            },
            "{customer}" => match whose {
                Whose::Own => "C-1001",
                Whose::Other | Whose::Gone => "C-1002",
                Whose::Guessed => "C-9999",
            }
            .to_owned(),
            "{id}" => match whose {
                Whose::Own => "0",
                Whose::Other | Whose::Gone => "1",
                Whose::Guessed => "999999",
            }
            .to_owned(),
            part if part.starts_with('{') => "OIL-5".to_owned(),
            part => part.to_owned(),
        };
        let parts: Vec<String> = route.path.split('/').map(filled).collect();
        format!("{} {}", route.verb.as_str(), parts.join("/"))
    }

    async fn ask(&self, who: &str, route: &Route, whose: Whose) -> Reply {
        let line = self.line(route, whose);
        self.world.send(who, &line, &[], body(route)).await
    }
}

/// A body that a route can read, so that it comes to look at the thing that its path names.
fn body(route: &Route) -> &'static str {
    match route.path.rsplit('/').next().unwrap_or_default() {
        "cancel" => r#"{"reason":"customer"}"#,
        "release-hold" => r#"{"kind":"review"}"#,
        "availability" | "orders" => {
            r#"{"customer":"C-1002","lines":[{"item":"OIL-5","quantity":1}]}"#
        }
        _ => "{}",
    }
}

fn customers_key(world: &World, customer: CustomerId, role: Role) -> String {
    let key = NewKey {
        name: "test".to_owned(),
        scopes: role.scopes().intersection(CUSTOMER_SCOPES),
        customer: Some(customer),
        expires_at: None,
    };
    let made = world.app.keys.create(key, super::world::now().at).unwrap();
    made.0.reveal().to_owned()
}

fn role_key(world: &World, role: Role) -> String {
    let scopes: Vec<_> = role.scopes().iter().collect();
    world.key(&scopes)
}

async fn place(world: &World, key: &str, customer: &str, po_number: &str) {
    let body = format!(
        r#"{{"customer":"{customer}","po_number":"{po_number}","lines":[{{"item":"SOAP-1","quantity":1}}]}}"#
    );
    let reply = world.send(key, "POST /v1/orders", &[], &body).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
}

/// What a caller with these scopes is answered where the route asks for another one: 401 and 403
/// are for the tests of the table.
fn opens(route: &Route, scopes: Scopes) -> bool {
    match route.policy {
        Policy::Public | Policy::Key | Policy::Console => true,
        Policy::AnyScope(scopes_of) => scopes_of.iter().any(|scope| scopes.contains(*scope)),
        Policy::Scope(scope) | Policy::Page(scope) | Policy::SharedPage(scope) => {
            scopes.contains(scope)
        }
    }
}

/// Bulk requests and streams are answered line by line, and are tested by themselves.
fn streams(route: &Route) -> bool {
    ["/v1/orders/bulk", "/v1/events", "/live/events"].contains(&route.path)
}

#[tokio::test]
async fn every_role_does_at_every_route_what_it_covers_and_nothing_else() {
    let things = Things::new().await;
    for role in Role::ALL {
        let (key, person) = (
            role_key(&things.world, role),
            things.world.person(role, None),
        );
        for route in all().filter(|route| !streams(route) && route.path != "/sign-out") {
            let who = if route.policy.is_page() {
                &person
            } else {
                &key
            };
            let whose = match route.verb {
                Verb::Get => Whose::Own,
                // What does something is tried on what isn't there, so that the next role finds all.
                Verb::Post | Verb::Put | Verb::Delete => Whose::Guessed,
            };
            let reply = things.ask(who, route, whose).await;
            let line = things.line(route, whose);
            assert_eq!(
                reply.status == 403 && reply.body.contains("orbidden") || not_for_role(&reply),
                !opens(route, role.scopes()),
                "{line} as {role:?}: {} {}",
                reply.status,
                reply.body
            );
            assert!(reply.status < 500, "{line} as {role:?}: {}", reply.body);
        }
    }
}

fn not_for_role(reply: &Reply) -> bool {
    reply.status == 403 && reply.body.contains("Not for your role")
}

#[tokio::test]
async fn a_customer_learns_nothing_of_another_customer_at_any_route() {
    let things = Things::new().await;
    let key = customers_key(&things.world, OWN, Role::Admin);
    let person = things.world.person(Role::Admin, Some(OWN));
    for route in all().filter(|route| !streams(route) && route.path != "/sign-out") {
        let who = if route.policy.is_page() {
            &person
        } else {
            &key
        };
        let mut answers = Vec::new();
        for whose in WHOSE {
            let reply = things.ask(who, route, whose).await;
            let line = things.line(route, whose);
            // The request's own words may come back.
            let told = reply
                .body
                .replace(line.split(' ').nth(1).unwrap_or_default(), "");
            let leaked = SECRET.iter().find(|word| {
                let in_request = body(route).contains(**word) || line.contains(**word);
                !in_request && told.contains(**word)
            });
            assert_eq!(leaked, None, "{line}: {}", reply.body);
            assert!(reply.status < 500, "{line}: {}", reply.body);
            answers.push((reply.status, code(&reply)));
        }
        let [_, other, guessed, gone] = answers.as_slice() else {
            unreachable!("there are four answers");
        };
        assert_eq!(
            (other, gone),
            (guessed, guessed),
            "{} {}",
            route.verb.as_str(),
            route.path
        );
        if route.verb == Verb::Get && route.path == "/v1/orders/{number}" {
            assert_eq!((answers[0].0, other.0), (200, 404), "{}", route.path);
        }
    }
}

/// The code of a problem; empty for anything else.
fn code(reply: &Reply) -> String {
    match reply.header("content-type") {
        "application/problem+json" => reply.json()["code"].as_str().unwrap().to_owned(),
        _ => String::new(),
    }
}

#[tokio::test]
async fn nobody_comes_in_without_a_key_or_a_session_nor_with_one_of_the_other_kind() {
    let things = Things::new().await;
    let (key, person) = (things.world.master(), things.world.admin());
    for route in all().filter(|route| route.policy != Policy::Public) {
        let other = if route.policy.is_page() {
            &key
        } else {
            &person
        };
        for who in ["", other] {
            let reply = things.ask(who, route, Whose::Own).await;
            let line = things.line(route, Whose::Own);
            let led = reply.header("location").starts_with("/sign-in?to=");
            assert!(
                reply.status == 401 || led,
                "{line}: {} {}",
                reply.status,
                reply.body
            );
        }
    }
    assert!(routes().count() > 10);
}
