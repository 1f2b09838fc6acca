//! A company is brought in by files in the console, from the guide on an empty book to the last import.

use super::browser::{Browser, hidden_fields};
use super::documents_page::{BOUNDARY, multipart};
use super::world::{Reply, World};
use import::Kind;
use keep::{Role, Scope};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::time::Duration;

/// Chooses a file, and tells where it is looked at.
async fn choose(world: &World, browser: &mut Browser, kind: &str, file: (&str, &str)) -> Reply {
    let path = format!("/import/{kind}");
    let hidden = browser.fields(world, &path, &path).await;
    let token = hidden.strip_prefix("token=").unwrap();
    let form = format!("multipart/form-data; boundary={BOUNDARY}");
    let body = multipart(token, &[(file.0, "file", file.1)]);
    let headers = [("content-type", form.as_str())];
    browser.post(world, &path, &body, &headers).await
}

async fn chosen(world: &World, browser: &mut Browser, kind: &str, file: (&str, &str)) -> String {
    let reply = choose(world, browser, kind, file).await;
    assert_eq!(reply.status, 303, "{}", reply.body);
    reply.header("location").to_owned()
}

/// Takes a file that was looked at, and tells the page of what came of it.
async fn take(world: &World, browser: &mut Browser, address: &str) -> String {
    let page = browser.get(world, address).await.body;
    let path = address.split('?').next().unwrap();
    let reply = browser
        .post(world, path, &hidden_fields(&page, path), &[])
        .await;
    assert_eq!(reply.status, 303, "{}", reply.body);
    let job = reply.header("location").to_owned();
    for _ in 0..3_000 {
        let page = browser.get(world, &job).await.body;
        if !page.contains("Look again") {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{job} does not end");
}

#[tokio::test]
async fn the_guide_leads_from_an_empty_book_to_a_company_that_can_take_orders() {
    let world = World::empty();
    let mut admin = Browser::new(&world);
    let home = admin.get(&world, "/").await;
    assert_eq!((home.status, home.header("location")), (303, "/start"));
    let guide = admin.get(&world, "/start").await.body;
    assert!(
        guide.contains("1. Where goods leave from") && guide.contains(">Next<"),
        "{guide}"
    );
    assert!(!guide.contains(">Done<"));
    for kind in [
        Kind::Sites,
        Kind::Lanes,
        Kind::Items,
        Kind::Prices,
        Kind::Customers,
        Kind::Stock,
    ] {
        let template = admin
            .get(&world, &format!("/import/{}/template", kind.as_str()))
            .await
            .body;
        let address = chosen(&world, &mut admin, kind.as_str(), ("a.csv", &template)).await;
        let seen = admin.get(&world, &address).await.body;
        assert!(
            seen.contains("Everything fits.") && seen.contains("Import 2 rows"),
            "{kind:?}: {seen}"
        );
        let done = take(&world, &mut admin, &address).await;
        assert!(
            done.contains("It is in.") && done.contains(" new, 0 changed"),
            "{kind:?}: {done}"
        );
        let again = chosen(&world, &mut admin, kind.as_str(), ("a.csv", &template)).await;
        let seen = admin.get(&world, &again).await.body;
        assert!(
            seen.contains("All of it is there already"),
            "{kind:?}: {seen}"
        );
    }
    world.caught_up();
    let guide = admin.get(&world, "/start").await.body;
    assert_eq!(guide.matches(">Done<").count(), 4 + 1, "{guide}");
    assert!(guide.contains("Your company is in.") && guide.contains("href=\"/documents\""));
    assert_ne!(admin.get(&world, "/").await.header("location"), "/start");
    let list = admin.get(&world, "/settings/import").await.body;
    assert!(
        list.contains("The latest imports") && list.contains("/imports/job_6"),
        "{list}"
    );
}

#[tokio::test]
async fn whoever_brings_nothing_in_is_not_led_to_the_guide_and_not_offered_imports() {
    let world = World::empty();
    for role in Role::ALL {
        let mut person = Browser::of(world.person(role, None));
        let may = role.scopes().contains(Scope::CatalogueWrite);
        let led = person.get(&world, "/").await.header("location") == "/start";
        assert_eq!(led, may, "{role:?}");
        for page in [
            "/start",
            "/settings/import",
            "/import/items",
            "/import/items/template",
        ] {
            let status = person.get(&world, page).await.status;
            assert_eq!(status, if may { 200 } else { 403 }, "{role:?} {page}");
        }
        if role.scopes().contains(Scope::PolicyRead) {
            let tabs = person.get(&world, "/settings/policy").await.body;
            assert_eq!(tabs.contains("href=\"/settings/import\""), may, "{role:?}");
        }
    }
}

#[tokio::test]
async fn a_wrong_file_is_told_row_by_row_and_put_right_by_choosing_columns() {
    let world = World::new();
    let mut admin = Browser::new(&world);
    let text = "Thing,Naming,What\nTEA,Green <b>tea</b>,x\nMINT,Mint,y\n";
    let address = chosen(&world, &mut admin, "items", ("<i>.csv", text)).await;
    let seen = admin.get(&world, &address).await.body;
    assert!(
        seen.contains("things are wrong") && seen.contains("&lt;i&gt;.csv"),
        "{seen}"
    );
    assert!(!seen.contains("<i>") && !seen.contains("Import 2 rows"));
    let options = seen.matches("<option value=\"c:Thing\">").count();
    assert!(
        options > 5,
        "every field can be read from every column: {options}"
    );
    let column = |title: &str| utf8_percent_encode(title, NON_ALPHANUMERIC).to_string();
    let chosen_so = format!(
        "{address}?f.item={}&f.description={}&f.base_unit={}&s.base_unit=barrels",
        column("c:Thing"),
        column("c:Naming"),
        column("a:")
    );
    let seen = admin.get(&world, &chosen_so).await.body;
    assert!(
        seen.contains("2 things are wrong.")
            && seen.contains("<th class=\"end\" scope=\"row\">3</th>"),
        "{seen}"
    );
    let right = chosen_so.replace("barrels", "each");
    let seen = admin.get(&world, &right).await.body;
    assert!(
        seen.contains("Everything fits.") && seen.contains("Green &lt;b&gt;tea&lt;/b&gt;"),
        "{seen}"
    );
    assert!(
        seen.contains("<option value=\"c:Thing\" selected>") && seen.contains("Not read: What.")
    );
    let done = take(&world, &mut admin, &right).await;
    assert!(
        done.contains("It is in.") && done.contains("Not read: What."),
        "{done}"
    );
    let units = world.app.engine.ask(|book| {
        let item = book.company.item_by_code("TEA").unwrap();
        book.company.items[item.index()].base_unit
    });
    assert_eq!(units.unwrap(), vocab::Unit::Each);
}

#[tokio::test]
async fn in_hebrew_what_is_wrong_is_told_in_hebrew_beside_the_sentence_that_has_the_numbers() {
    let world = World::new();
    let mut admin = Browser::new(&world);
    let text = "item,description,base_unit\nTEA,Tea,barrels\nTEA,<b>Tea</b>,each\nTEA,Tea,each\n";
    let address = chosen(&world, &mut admin, "items", ("a.csv", text)).await;
    let seen = admin.get(&world, &format!("{address}?lang=he")).await.body;
    for words in ["הערך אינו מתאים לשדה.", "הערך כבר מופיע בשורה קודמת."]
    {
        assert!(
            seen.contains(&format!("<strong>{words}</strong>")),
            "{seen}"
        );
    }
    assert!(
        seen.contains("there is &quot;barrels&quot;</span>") && !seen.contains("<b>"),
        "{seen}"
    );
}

#[tokio::test]
async fn what_cannot_be_a_file_is_told_at_its_field_and_a_file_that_is_gone_is_asked_for_again() {
    let world = World::new();
    let (mut admin, mut other) = (Browser::new(&world), Browser::new(&world));
    let none = choose(&world, &mut admin, "items", ("", "")).await;
    assert!(
        none.status == 422 && none.body.contains("A file is needed."),
        "{}",
        none.body
    );
    let rubbish = chosen(
        &world,
        &mut admin,
        "items",
        ("a.xlsx", "PK\u{3}\u{4}rubbish"),
    )
    .await;
    let seen = admin.get(&world, &rubbish).await;
    assert!(
        seen.status == 200 && seen.body.contains("callout bad"),
        "{}",
        seen.body
    );
    let theirs = other.get(&world, &rubbish).await;
    assert!(
        theirs.status == 404 && theirs.body.contains("not here any more"),
        "{}",
        theirs.body
    );
    for gone in ["/import/nothing", "/imports/job_9", "/imports/x"] {
        assert_eq!(admin.get(&world, gone).await.status, 404, "{gone}");
    }
}

#[tokio::test]
async fn in_hebrew_the_guide_and_the_columns_are_in_hebrew() {
    let world = World::empty();
    let mut admin = Browser::new(&world);
    let guide = admin.get(&world, "/start?lang=he").await.body;
    assert!(
        guide.contains("הכניסו את החברה") && guide.contains("dir=\"rtl\""),
        "{guide}"
    );
    let columns = admin.get(&world, "/import/items?lang=he").await.body;
    assert!(
        columns.contains("ייבוא פריטים") && columns.contains("מק״ט"),
        "{columns}"
    );
}
