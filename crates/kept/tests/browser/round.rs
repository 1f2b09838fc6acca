//! The round through every page of the console: a page that is in its table of routes and in no
//! story fails the suite.

use super::LANGUAGES;
use super::demo::Demo;
use super::driver::Browser;
use super::looks::{Looks, SCREENS};
use super::people::sign_in;
use serde_json::json;
use web::{Verb, pages};

/// How a page is come to.
enum Way {
    /// By its address.
    At(&'static str),
    /// From another page, by the link that a selector finds.
    From(&'static str, &'static str),
}

use Way::{At, From};

/// Each page with its route, its name, and the way to it.
const PAGES: [(&str, &str, Way); 53] = [
    ("/sign-in", "sign-in", At("/sign-in")),
    ("/", "today", At("/")),
    ("/orders", "list", At("/orders?state=open")),
    (
        "/orders/bulk",
        "bulk",
        At("/orders/bulk?do=hold&order=SO-100030&order=SO-100031"),
    ),
    ("/orders/new", "new-order", At("/orders/new")),
    ("/orders/{number}", "one-order", At("/orders/SO-100030")),
    (
        "/orders/{number}/change",
        "change",
        At("/orders/SO-100030/change"),
    ),
    (
        "/orders/{number}/cancel",
        "cancel",
        At("/orders/SO-100030/cancel"),
    ),
    (
        "/orders/{number}/goods",
        "goods",
        From("/orders/SO-100030", "a[href*='/goods?']"),
    ),
    (
        "/orders/{number}/act",
        "act",
        At("/orders/SO-100030/act?do=hold"),
    ),
    ("/documents", "documents", At("/documents")),
    ("/review", "inbox", At("/review")),
    ("/review/{id}", "request", From("/review", "ul.inbox a")),
    ("/exceptions", "exceptions", At("/exceptions")),
    ("/backorders", "backorders", At("/backorders?look=yes")),
    ("/quotas", "quotas", At("/quotas")),
    (
        "/quotas/edit",
        "edit-quota",
        At("/quotas/edit?quota=SPRING"),
    ),
    (
        "/exceptions/{id}",
        "exception",
        From("/exceptions", "main tbody th a"),
    ),
    ("/stock", "stock", At("/stock")),
    ("/stock/{item}", "item", At("/stock/BAB-1001")),
    ("/stock/{item}", "long-item", From("/stock", "main table a")),
    (
        "/stock/{item}/count",
        "count",
        At("/stock/BAB-1001/count?site=DC-NORTH&quantity=120"),
    ),
    ("/supply", "supply", At("/supply")),
    (
        "/supply/{id}/{act}",
        "receive",
        At("/supply/570/receive?quantity=5"),
    ),
    (
        "/supply/{id}/{act}",
        "reschedule",
        At("/supply/570/reschedule?due=2030-01-07"),
    ),
    ("/supply/{id}/{act}", "close", At("/supply/570/close")),
    ("/customers", "customers", At("/customers")),
    ("/customers/{customer}", "customer", At("/customers/10001")),
    ("/measures", "measures", At("/measures")),
    (
        "/import/{import}",
        "import-customers",
        At("/import/customers"),
    ),
    ("/import/{import}/{file}", "preview", At(PREVIEW)),
    (
        "/imports/{job}",
        "imported",
        From("/settings/import", "main a[href^='/imports/']"),
    ),
    ("/settings/import", "imports", At("/settings/import")),
    ("/settings/policy", "policy", At("/settings/policy")),
    ("/settings/channels", "channels", At("/settings/channels")),
    (
        "/settings/policy/edit",
        "edit-policy",
        At("/settings/policy/edit"),
    ),
    (
        "/settings/policy/restore",
        "restore-policy",
        From("/settings/policy", "a[href*='/restore?']"),
    ),
    ("/settings/lessons", "lessons", At("/settings/lessons")),
    (
        "/settings/lessons/{lesson}",
        "lesson",
        From("/settings/lessons", "main tbody th a"),
    ),
    ("/settings/webhooks", "webhooks", At("/settings/webhooks")),
    (
        "/settings/webhooks/new",
        "new-webhook",
        At("/settings/webhooks/new"),
    ),
    (
        "/settings/webhooks/{webhook}",
        "webhook",
        At("/settings/webhooks/wh_1"),
    ),
    (
        "/settings/webhooks/{webhook}/remove",
        "remove-webhook",
        At("/settings/webhooks/wh_1/remove"),
    ),
    ("/settings/outbox", "outbox", At("/settings/outbox")),
    (
        "/settings/outbox/recipient",
        "recipient",
        At("/settings/outbox/recipient"),
    ),
    ("/settings/users", "users", At("/settings/users")),
    ("/settings/users/new", "new-user", At("/settings/users/new")),
    (
        "/settings/users/{id}",
        "user",
        From("/settings/users", "main table a"),
    ),
    ("/settings/keys", "keys", At("/settings/keys")),
    ("/settings/keys/new", "new-key", At("/settings/keys/new")),
    (
        "/settings/keys/{id}/revoke",
        "revoke",
        From("/settings/keys", "a[href$='/revoke']"),
    ),
    ("/settings/audit", "audit", At("/settings/audit")),
    ("/start", "guide", At("/start")),
];

/// What stands for the address of the file that was brought for a look.
const PREVIEW: &str = "{preview}";

/// What is asked for and is no page of this round, and why.
const ELSEWHERE: [(&str, &str); 17] = [
    ("/welcome", "the story of the first user opens it"),
    ("/sign-in/back", "the provider leads there, and it leads on"),
    ("/orders.csv", "a file"),
    ("/orders/new/items", "what is found while one types"),
    ("/orders/new/customers", "what is found while one types"),
    ("/import/{import}/template", "a file"),
    ("/documents/{hash}", "a file"),
    ("/documents/{hash}/pages/{page}", "a picture"),
    ("/orders/{number}/pick-list", "a paper"),
    ("/orders/{number}/confirmation", "a file"),
    ("/shipments/{shipment}/labels", "a paper"),
    ("/shipments/{shipment}/packing-slip", "a paper"),
    ("/shipments/{shipment}/ship-notice", "a file"),
    ("/shipments/{shipment}/invoice", "a file"),
    ("/live", "a part of a page"),
    ("/live/events", "a stream"),
    ("/assets/{name}", "a file"),
];

/// Every page that the console serves is in the round or known to be elsewhere, and the other way
/// about.
pub fn is_complete() {
    let known = || {
        let elsewhere = ELSEWHERE.iter().map(|(route, _)| *route);
        PAGES.iter().map(|(route, ..)| *route).chain(elsewhere)
    };
    let served = || pages().filter(|route| route.verb == Verb::Get);
    for route in served() {
        assert!(
            known().any(|path| path == route.path),
            "nobody looks at {}",
            route.path
        );
    }
    for path in known() {
        assert!(
            served().any(|route| route.path == path),
            "{path} is not served"
        );
    }
}

/// Opens every page in both languages and on both screens.
pub fn every_page(browser: &Browser, demo: &Demo, looks: &Looks<'_>) {
    demo.add_user("dana", "admin");
    sign_in(browser, demo, "dana", "en");
    let preview = prepare(browser, demo);
    for language in &LANGUAGES {
        for (width, height) in SCREENS {
            browser.resize(width, height);
            for (_, page, way) in &PAGES {
                open(browser, demo, way, &preview, language.tag);
                if browser.run(STATUS) != json!(200) {
                    looks.fault(page, &browser.text("main"));
                }
                looks.at(page, language.tag, width);
            }
        }
    }
}

/// The answer's status of the page that is open.
pub const STATUS: &str = "return performance.getEntriesByType('navigation')[0].responseStatus";

fn open(browser: &Browser, demo: &Demo, way: &Way, preview: &str, language: &str) {
    let (path, link) = match way {
        At(path) => (path.replace(PREVIEW, preview), None),
        From(path, link) => ((*path).to_owned(), Some(link)),
    };
    let query = if path.contains('?') { '&' } else { '?' };
    browser.open(&demo.address(&format!("{path}{query}lang={language}")));
    if let Some(link) = link {
        browser.follow(link);
    }
}

/// Makes what some pages are about: a quota, a lesson, a webhook, another policy, an import, and a file to look at, of
/// which the address is told. What comes first in lists has a name as long as it may be.
fn prepare(browser: &Browser, demo: &Demo) -> String {
    long_names(browser, demo);
    quota(browser, demo);
    correct(browser, demo);
    browser.open(&demo.address("/settings/webhooks/new"));
    browser.write("#url", WEBHOOK);
    browser.follow("main form.fields button");
    browser.open(&demo.address("/settings/policy/edit"));
    browser.run("document.querySelector('main form [inputmode=decimal]').value = '2'");
    browser.follow("main form.fields button");
    browser.follow("form.decide button, main form:not(.fields) button");
    bring(browser, demo, "sites");
    browser.follow(".callout form button");
    browser.wait_for(super::founding::IS_IN);
    bring(browser, demo, "customers")
}

/// Keeps goods for a group, far ahead.
fn quota(browser: &Browser, demo: &Demo) {
    let key = demo.key();
    let members = json!({ "add": ["10001", "10138"] });
    browser.call_api(&key, "PUT /v1/groups/KEY-CUSTOMERS", &members);
    let quota = json!({
        "kind": "protection", "priority": 1, "group": "KEY-CUSTOMERS", "items": ["BAB-1001"],
        "quantity": 100, "from": "2030-01-01", "to": "2030-02-28",
    });
    browser.call_api(&key, "PUT /v1/quotas/SPRING", &quota);
}

/// Corrects the request of a customer who asks for an item that nobody has: that teaches a lesson.
fn correct(browser: &Browser, demo: &Demo) {
    browser.open(&demo.address("/review?customer=10138"));
    browser.follow("ul.inbox a");
    let path = browser.run("return location.pathname");
    let request = path
        .as_str()
        .expect("a path")
        .trim_start_matches("/review/");
    let line = |item: &str| json!({ "item": item, "quantity": 2, "unit": "case" });
    let lines = ["TEA-1064", "TEA-1043", "TEA-1008"].map(line);
    let order = json!({ "customer": "10138", "po_number": "R0103/9035", "lines": lines });
    let accept = format!("POST /v1/requests/{request}/accept");
    browser.call_api(&demo.key(), &accept, &json!({ "order": order }));
}

/// Gives a customer, an item, a supply, an order and a user names without a blank, Hebrew between
/// Latin letters.
fn long_names(browser: &Browser, demo: &Demo) {
    let key = demo.key();
    let name = |letters: usize| {
        "Toשלוםlong"
            .chars()
            .cycle()
            .take(letters)
            .collect::<String>()
    };
    let personal = json!({ "name": name(LETTERS) });
    browser.call_api(&key, "PUT /v1/customers/10001/personal-data", &personal);
    let item = json!({ "description": name(LETTERS), "base_unit": "each", "weight_grams": 120 });
    browser.call_api(&key, &format!("PUT /v1/items/{ITEM}"), &item);
    let stock = json!({ "receipts": [{ "site": "DC-NORTH", "item": ITEM, "quantity": 7 }] });
    browser.call_api(&key, "POST /v1/stock/receipts", &stock);
    let supply = json!({ "supply": [{
        "reference": name(REFERENCE), "kind": "in_transit", "site": "DC-NORTH",
        "item": ITEM, "quantity": 7, "due": "2026-01-01",
    }] });
    browser.call_api(&key, "POST /v1/supply", &supply);
    let line = json!({ "item": "BAB-1001", "quantity": 1, "unit": "case" });
    let order = json!({ "customer": "10001", "po_number": name(REFERENCE), "lines": [line] });
    browser.call_api(&key, "POST /v1/orders", &order);
    demo.add_user(&format!("a{}", "long".repeat(12)), "desk");
}

/// An item whose code is as long as codes are.
const ITEM: &str = "AAA-100200300400500600700800900-CARTON-X";
/// Letters of a long name, and of a long reference.
const LETTERS: usize = 130;
const REFERENCE: usize = 40;

/// A server that nobody answers for, with a long name.
const WEBHOOK: &str =
    "https://kept.invalid/orders/incoming-events-of-the-whole-company-and-of-all-its-warehouses";

/// Brings a file for a look; the address of the page that shows it.
fn bring(browser: &Browser, demo: &Demo, kind: &str) -> String {
    let file = demo.template(kind);
    browser.open(&demo.address(&format!("/import/{kind}")));
    browser.write("#file", &file.display().to_string());
    browser.follow("form.fields button");
    let address = browser.run("return location.pathname");
    address.as_str().expect("a path").to_owned()
}
