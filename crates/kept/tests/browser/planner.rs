//! The planner's day: an item is short, an order waits for its supply, the supply comes later than
//! announced and then arrives; and how it all went.

use super::demo::Demo;
use super::driver::Browser;
use super::looks::Looks;
use super::people::sign_in;
use super::{LANGUAGES, Language};
use serde_json::{Value, json};

/// The items that are short, one for each language.
const ITEMS: [&str; 2] = ["BAB-1078", "BEV-1071"];
const SITES: [&str; 3] = ["DC-NORTH", "DC-CENTRE", "DC-SOUTH"];

/// From the shortage to the measures, in each language.
pub fn keeps_a_promise(browser: &Browser, demo: &Demo, looks: &Looks<'_>) {
    demo.add_user("gil", "planner");
    let key = demo.key();
    sign_in(browser, demo, "gil", "en");
    for (language, item) in LANGUAGES.iter().zip(ITEMS) {
        let order = run_short(browser, &key, item);
        let story = Story {
            browser,
            demo,
            looks,
            language,
            item,
        };
        story.finds_who_holds_it(&order);
        let before = story.promised(&order);
        story.delays(&order);
        let after = story.promised(&order);
        assert!(after > before, "the promise moves from {before} to {after}");
        story.receives();
        story.looks_at_measures();
    }
}

/// Leaves nothing of an item in stock, announces some, and has a customer order of it. The order's
/// address.
fn run_short(browser: &Browser, key: &str, item: &str) -> String {
    for site in SITES {
        let count = json!({ "site": site, "item": item, "quantity": 0 });
        browser.call_api(key, "POST /v1/stock/counts", &count);
    }
    let supply = json!({ "supply": [{
        "reference": format!("PO-{item}"), "kind": "purchase_order", "site": SITES[1],
        "item": item, "quantity": 600, "due": day(browser, 5),
    }] });
    browser.call_api(key, "POST /v1/supply", &supply);
    let order =
        json!({ "customer": "10001", "lines": [{ "item": item, "quantity": 1, "unit": "case" }] });
    let placed = browser.call_api(key, "POST /v1/orders", &order);
    format!(
        "/orders/{}",
        placed["number"].as_str().expect("an order has a number")
    )
}

/// A day so many days from now, as ISO 8601 writes it.
fn day(browser: &Browser, ahead: u32) -> String {
    let script =
        format!("return new Date(Date.now() + {ahead} * 864e5).toISOString().slice(0, 10)");
    browser
        .run(&script)
        .as_str()
        .expect("a day is a text")
        .to_owned()
}

/// The planner and one item.
struct Story<'a> {
    browser: &'a Browser,
    demo: &'a Demo,
    looks: &'a Looks<'a>,
    language: &'a Language,
    item: &'static str,
}

impl Story<'_> {
    fn open(&self, path: &str) {
        let address = format!("{path}?lang={}", self.language.tag);
        self.browser.open(&self.demo.address(&address));
    }

    fn look(&self, page: &str) {
        self.looks
            .on_both_screens(&format!("planner-{page}"), self.language.tag);
    }

    /// From the list of what is not free to whoever waits for it.
    fn finds_who_holds_it(&self, order: &str) {
        let browser = self.browser;
        self.open("/stock");
        browser.follow("a.chip[href*='nothing_free']");
        browser.write("#q", self.item);
        browser.follow("form.toolbar button");
        let shown = "return document.querySelectorAll('main table tbody tr').length";
        assert_eq!(browser.run(shown), json!(SITES.len()));
        self.look("short");
        browser.follow(&format!("main table a[href='/stock/{}']", self.item));
        assert_eq!(browser.text("h1"), self.item);
        assert!(
            !browser
                .text(&format!("main table a[href='{order}']"))
                .is_empty()
        );
        self.look("held");
    }

    /// Moves the supply by two weeks, after a look at whose promise that takes.
    fn delays(&self, order: &str) {
        let browser = self.browser;
        self.open(&format!("/stock/{}", self.item));
        browser.follow("a[href$='/reschedule']");
        let due = day(browser, 19);
        browser.run(&format!("document.querySelector('#due').value = '{due}'"));
        browser.follow("form.fields button");
        assert!(!browser.text("table.diff ins").is_empty());
        assert!(
            !browser
                .text(&format!("ul.chips a[href='{order}']"))
                .is_empty()
        );
        self.look("delay");
        browser.follow("form.decide button");
        assert!(!browser.text("p.done").is_empty());
    }

    /// The latest day that an order is promised for.
    fn promised(&self, order: &str) -> String {
        self.open(order);
        self.look("order");
        let days = "return [...document.querySelectorAll('table.lines .parts time')]
            .map(time => time.dateTime).sort().at(-1) ?? null";
        match self.browser.run(days) {
            Value::String(day) => day,
            none => panic!("{order} is not promised: {none}"),
        }
    }

    /// What came goes into stock; nothing is to come any more.
    fn receives(&self) {
        let browser = self.browser;
        self.open(&format!("/stock/{}", self.item));
        browser.follow("a[href$='/receive']");
        browser.follow("form.fields button");
        self.look("receive");
        browser.follow("form.decide button");
        assert!(!browser.text("p.done").is_empty());
        let open = "return document.querySelectorAll(\"a[href$='/receive']\").length";
        assert_eq!(browser.run(open), json!(0));
        self.look("received");
    }

    /// From a figure to the orders behind it.
    fn looks_at_measures(&self) {
        let browser = self.browser;
        browser.follow("nav a[href='/measures']");
        self.look("measures");
        browser.follow(".tile a[href^='/orders?placed_from']");
        assert_eq!(browser.text("h1"), self.language.orders);
        let rows = browser.run("return document.querySelectorAll('table.list tbody tr').length");
        assert!(rows.as_u64() >= Some(1), "{rows}");
        self.look("behind");
    }
}
