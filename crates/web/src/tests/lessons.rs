//! What corrections taught: listed, shown, revoked, used beside the fields, and erased.

use super::browser::Browser;
use super::requests::{CSV, raise, unknown, wanted};
use super::world::{Reply, World};
use book::request::Intent;
use keep::{LessonTaught, NewLesson, Role, Scope};
use serde_json::Value;
use vocab::{ActorId, ContentHash, CustomerId, Instant, RequestId};

const CORRECTED: &str = r#"{"order": {"customer": "C-1001", "po_number": "PO-9",
    "lines": [{"item": "OIL-5", "quantity": 2, "unit": "case"}]}}"#;

async fn ask(world: &World, key: &str, line: &str) -> Reply {
    let body = if line.starts_with("POST") { "{}" } else { "" };
    world.send(key, line, &[], body).await
}

/// A world in which the first customer's WIDGET was corrected to OIL-5.
async fn corrected() -> World {
    let world = World::new();
    raise(&world, CSV, wanted(Intent::Place, unknown(), 24)).await;
    world.caught_up();
    let line = "POST /v1/requests/0/accept";
    let done = world.send(&world.master(), line, &[], CORRECTED).await;
    assert_eq!(done.status, 200, "{}", done.body);
    world
}

/// The same with something about the second customer.
async fn of_two() -> World {
    let world = corrected().await;
    let other = NewLesson {
        customer: CustomerId(1),
        about: "1 part SECRET".to_owned(),
        rule: r#"{"kind":"part","said":"SECRET","item":1}"#.to_owned(),
    };
    let taught = LessonTaught {
        request: RequestId(9),
        document: ContentHash([9; 32]),
        by: ActorId(0),
        at: Instant(1_764_000_000_000_000),
    };
    world.app.lessons.teach(&[other], &taught).unwrap();
    world
}

/// The lessons of an answer, a line each, without who, when and which document.
fn listed(reply: &Reply) -> String {
    let json = reply.json();
    let rows = json["lessons"].as_array().unwrap().iter();
    let row = |row: &Value| {
        let by = &row["taught_by"][0]["request"];
        let (customer, kind, said, means) =
            (&row["customer"], &row["kind"], &row["said"], &row["means"]);
        let how = &row["ended"]["how"];
        format!(
            "{customer} {kind} {said} {means} by {by}, {}, ended {how}",
            row["taught"]
        )
    };
    rows.map(row).collect::<Vec<String>>().join("\n")
}

#[tokio::test]
async fn an_acceptance_with_a_correction_teaches_and_what_it_taught_is_revoked() {
    let world = corrected().await;
    let master = world.master();
    let list = ask(&world, &master, "GET /v1/lessons").await;
    insta::assert_snapshot!(listed(&list), @r#"
    "C-1001" "part" "WIDGET" {"item":"OIL-5"} by 0, 1, ended null
    "C-1001" "sender" "buyer@example.com" {} by 0, 1, ended null
    "#);
    let id = &list.json()["lessons"][0]["id"];
    let line = format!("POST /v1/lessons/{id}/revoke");
    let reader = world.key(&[Scope::DocumentsRead]);
    assert_eq!(ask(&world, &reader, &line).await.status, 403);
    let ended = ask(&world, &master, &line).await.json();
    assert_eq!(ended["ended"]["how"], "revoked");
    // The second time it is as it was, and the trail tells of one.
    assert_eq!(ask(&world, &master, &line).await.json(), ended);
    let trail = ask(&world, &master, "GET /v1/audit?what=lesson_revoked").await;
    assert_eq!(
        trail.json()["entries"].as_array().unwrap().len(),
        1,
        "{}",
        trail.body
    );
    let list = ask(&world, &master, "GET /v1/lessons?ended=true").await;
    insta::assert_snapshot!(listed(&list), @r#"
    "C-1001" "part" "WIDGET" {"item":"OIL-5"} by 0, 1, ended "revoked"
    "C-1001" "sender" "buyer@example.com" {} by 0, 1, ended null
    "#);
    let gone = ask(&world, &master, "POST /v1/lessons/77/revoke").await;
    insta::assert_snapshot!(gone.problem(), @"404 not_found: there is no such lesson");
}

#[tokio::test]
async fn lessons_are_listed_by_customer_page_by_page_and_a_customer_sees_its_own() {
    let world = of_two().await;
    let master = world.master();
    let first = ask(&world, &master, "GET /v1/lessons?limit=1").await;
    let next = first.json()["next"].as_str().unwrap().to_owned();
    let second = ask(
        &world,
        &master,
        &format!("GET /v1/lessons?limit=1&after={next}"),
    )
    .await;
    insta::assert_snapshot!(format!("{}\n{}", listed(&first), listed(&second)), @r#"
    "C-1002" "part" "SECRET" {"item":"SOAP-1"} by 9, 1, ended null
    "C-1001" "part" "WIDGET" {"item":"OIL-5"} by 0, 1, ended null
    "#);
    let of = |code: &str| format!("GET /v1/lessons?customer={code}");
    let theirs = ask(&world, &master, &of("C-1002")).await;
    assert!(theirs.body.contains("SECRET") && !theirs.body.contains("WIDGET"));
    assert_eq!(ask(&world, &master, &of("nobody")).await.status, 404);
    let own = world.key_of(0);
    let seen = ask(&world, &own, "GET /v1/lessons").await;
    assert!(
        seen.body.contains("WIDGET") && !seen.body.contains("SECRET"),
        "{}",
        seen.body
    );
    assert_eq!(ask(&world, &own, &of("C-1002")).await.status, 404);
}

#[tokio::test]
async fn erasing_who_a_customer_is_erases_what_was_learned_of_its_documents() {
    let world = of_two().await;
    let master = world.master();
    let line = "DELETE /v1/customers/C-1001/personal-data";
    assert_eq!(ask(&world, &master, line).await.status, 200);
    let left = ask(&world, &master, "GET /v1/lessons?ended=true").await;
    assert!(
        left.body.contains("SECRET") && !left.body.contains("WIDGET"),
        "{}",
        left.body
    );
}

#[tokio::test]
async fn the_next_document_is_understood_by_the_lesson_and_its_page_says_so() {
    let world = corrected().await;
    let again = CSV.replace("PO-9", "PO-10");
    raise(&world, &again, wanted(Intent::Place, unknown(), 24)).await;
    world.caught_up();
    let mut browser = Browser::new(&world);
    let page = browser.get(&world, "/review/1").await.body;
    assert!(page.contains("corrections taught it"), "{page}");
    let lesson = "href=\"/settings/lessons/2\"";
    assert!(page.contains(lesson) && page.contains("Learned from corrections before"));
}

#[tokio::test]
async fn what_was_learned_is_shown_with_what_taught_it_and_revoked_after_a_look() {
    let world = of_two().await;
    world.name_customer(0, "River Foods");
    let mut browser = Browser::new(&world);
    let list = browser.get(&world, "/settings/lessons").await.body;
    for one in [
        "WIDGET",
        "Part number of",
        "OIL-5",
        "River Foods",
        "href=\"/review/0\"",
        "SECRET",
    ] {
        assert!(list.contains(one), "{one} is not in {list}");
    }
    let narrowed = browser
        .get(&world, "/settings/lessons?customer=C-1002")
        .await
        .body;
    assert!(narrowed.contains("SECRET") && !narrowed.contains("WIDGET"));
    let page = browser.get(&world, "/settings/lessons/2").await.body;
    assert!(
        page.contains("River Foods") && page.contains("admin 0"),
        "{page}"
    );
    let (look, revoke) = ("/settings/lessons/2", "/settings/lessons/2/revoke");
    let done = browser.send(&world, look, revoke, "").await;
    assert_eq!(done.header("location"), "/settings/lessons?done=revoked");
    let list = browser.get(&world, "/settings/lessons").await.body;
    assert!(!list.contains("WIDGET") && list.contains("SECRET"));
    let all = browser.get(&world, "/settings/lessons?ended=on").await.body;
    assert!(all.contains("WIDGET") && all.contains("Revoked"), "{all}");
    let hebrew = browser.get(&world, "/settings/lessons?lang=he").await.body;
    assert!(
        hebrew.contains("מה למדה המערכת") && hebrew.contains("סומכים עליו"),
        "{hebrew}"
    );
}

#[tokio::test]
async fn whoever_only_looks_is_offered_no_way_to_revoke() {
    let world = corrected().await;
    let mut viewer = Browser::of(world.person(Role::Viewer, None));
    let page = viewer.get(&world, "/settings/lessons/2").await;
    assert_eq!(page.status, 200);
    assert!(
        page.body.contains("WIDGET") && !page.body.contains("/revoke"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn a_text_of_a_document_is_never_markup_among_what_was_learned() {
    let world = World::new();
    let text = CSV.replace("WIDGET", "<b>bold</b>");
    raise(&world, &text, wanted(Intent::Place, unknown(), 24)).await;
    world.caught_up();
    let line = "POST /v1/requests/0/accept";
    world.send(&world.master(), line, &[], CORRECTED).await;
    let mut browser = Browser::new(&world);
    for path in ["/settings/lessons", "/settings/lessons/2"] {
        let page = browser.get(&world, path).await.body;
        assert!(
            page.contains("&lt;b&gt;bold") && !page.contains("<b>bold"),
            "{page}"
        );
    }
}
