//! The pages of customers, as the order desk and others find them.

use super::browser::Browser;
use super::orders::ORDER;
use super::world::World;
use keep::{Personal, Role, Scope, SubjectId, SubjectKind};

async fn world() -> World {
    let world = World::new();
    let reply = world
        .send(&world.master(), "POST /v1/orders", &[], ORDER)
        .await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    world.read_up_to(&reply);
    world.name_customer(0, "<i>Asher</i>");
    let (kind, number) = (SubjectKind::ShipTo, 0);
    let address = Personal {
        name: "Back door".to_owned(),
        address: vec!["1 <b>Herzl</b>".to_owned()],
        ..Personal::default()
    };
    let vault = &world.app.vault;
    vault.put(SubjectId { kind, number }, &address).unwrap();
    world
}

#[tokio::test]
async fn customers_are_found_by_their_number_and_by_being_blocked() {
    let world = world().await;
    let mut browser = Browser::new(&world);
    for (path, expected) in [
        ("/customers", "C-1001 C-1002"),
        ("/customers?q=C-1002", "C-1002"),
        ("/customers?q=nobody", ""),
        ("/customers?blocked=no", "C-1001 C-1002"),
        ("/customers?blocked=yes", ""),
        ("/customers?blocked=x&after=x", "C-1001 C-1002"),
    ] {
        let page = browser.get(&world, path).await;
        assert_eq!(page.status, 200, "{path}");
        let linked = |code: &&str| page.body.contains(&format!("\"/customers/{code}\""));
        let found: Vec<&str> = ["C-1001", "C-1002"].into_iter().filter(linked).collect();
        assert_eq!(found.join(" "), expected, "{path}: {}", page.body);
    }
    let list = browser.get(&world, "/customers").await.body;
    assert!(list.contains("&lt;i&gt;Asher&lt;/i&gt;") && !list.contains("<i>Asher"));
    assert!(
        list.contains("0.00 ILS of 10.00 ILS") && list.contains("No limit"),
        "{list}"
    );
}

#[tokio::test]
async fn the_page_of_a_customer_has_its_terms_addresses_and_orders_and_is_noted() {
    let world = world().await;
    let mut browser = Browser::new(&world);
    let page = browser.get(&world, "/customers/C-1001").await.body;
    for expected in [
        "&lt;i&gt;Asher&lt;/i&gt;",
        "Back door, 1 &lt;b&gt;Herzl&lt;/b&gt;",
        "LIST",
        "/orders/SO-100000",
        "/orders?customer=C-1001",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    let looked = world
        .app
        .audit
        .list(&keep::AuditFilter::default(), None, 10);
    let subjects: Vec<String> = looked
        .unwrap()
        .into_iter()
        .map(|row| row.entry.subject)
        .collect();
    assert!(
        subjects.iter().any(|subject| subject == "ship_to:0"),
        "{subjects:?}"
    );
    let other = browser.get(&world, "/customers/C-1002?lang=he").await.body;
    assert!(
        other.contains("אף הזמנה עוד לא הסתיימה") && other.contains("לא שמורה כתובת"),
        "{other}"
    );
    assert_eq!(browser.get(&world, "/customers/C-9").await.status, 404);
}

#[tokio::test]
async fn customers_are_shown_to_no_role_that_may_not_see_them() {
    let world = world().await;
    for role in Role::ALL {
        let mut browser = Browser::of(world.person(role, None));
        let may = role.scopes().contains(Scope::CustomersRead);
        for path in ["/customers", "/customers/C-1001"] {
            let page = browser.get(&world, path).await;
            assert_eq!(page.status == 200, may, "{role:?} {path}");
            assert_eq!(page.body.contains("Asher"), may, "{role:?} {path}");
        }
    }
}
