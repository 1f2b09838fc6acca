//! The console as people see it: a real browser walks through the sample company, in both
//! languages and on screens of both sizes.
//!
//! `KEPT_PICTURES=FOLDER` also saves pictures of the pages there, for the documents.

mod axe;
mod demo;
mod desk;
mod driver;
mod founding;
mod looks;
mod people;
mod planner;
mod round;
mod viewer;

use axe::Axe;
use demo::Demo;
use driver::Browser;
use looks::{DESK, Looks, SCREENS};
use serde_json::json;

/// What a person reads on the pages.
struct Language {
    tag: &'static str,
    direction: &'static str,
    orders: &'static str,
    document: &'static str,
    review: &'static str,
    why: &'static str,
    forbidden: &'static str,
}

const LANGUAGES: [Language; 2] = [
    Language {
        tag: "en",
        direction: "ltr",
        orders: "Orders",
        document: "Original document",
        review: "Review",
        why: "Why it is here",
        forbidden: "Not for your role",
    },
    Language {
        tag: "he",
        direction: "rtl",
        orders: "הזמנות",
        document: "המסמך המקורי",
        review: "לבדיקה",
        why: "הסיבה לבדיקה",
        forbidden: "לא בתפקיד שלך",
    },
];

/// The PO number of the first sample document, an EDIFACT order.
const PO_NUMBER: &str = "4500103019001";

#[test]
fn the_desk_finds_orders_with_their_evidence_and_what_waits_in_both_languages_on_both_screens() {
    let Some((browser, axe)) = equipment() else {
        return;
    };
    let demo = Demo::start();
    complaints_are_heard(&browser);
    sign_in(&browser, &demo);
    let looks = Looks::new(&browser, axe.as_ref());
    for language in &LANGUAGES {
        for screen in SCREENS {
            browser.resize(screen.0, screen.1);
            let visit = Visit {
                browser: &browser,
                demo: &demo,
                language,
                width: screen.0,
                looks: &looks,
            };
            visit.orders();
            visit.order();
            visit.review();
            if screen.0 == DESK {
                visit.correct();
            }
        }
    }
    looks.settle();
    decline(&browser, &demo);
}

#[test]
fn an_administrator_brings_a_company_in_from_an_empty_data_directory() {
    if let Some((browser, axe)) = equipment() {
        let looks = Looks::new(&browser, axe.as_ref());
        founding::a_company_is_brought_in(&browser, &looks);
        looks.settle();
    }
}

#[test]
fn the_desk_changes_an_order_and_a_picker_ships_it() {
    if let Some((browser, axe)) = equipment() {
        let looks = Looks::new(&browser, axe.as_ref());
        people::change_and_ship(&browser, &Demo::at_rest(), &looks);
        looks.settle();
    }
}

#[test]
fn a_planner_finds_what_is_short_and_whose_promise_moves_with_its_supply() {
    if let Some((browser, axe)) = equipment() {
        let looks = Looks::new(&browser, axe.as_ref());
        planner::keeps_a_promise(&browser, &Demo::at_rest(), &looks);
        looks.settle();
    }
}

#[test]
fn a_viewer_looks_everywhere_and_is_offered_nothing_to_do() {
    if let Some((browser, axe)) = equipment() {
        let looks = Looks::new(&browser, axe.as_ref());
        viewer::looks_and_touches_nothing(&browser, &Demo::at_rest(), &looks);
        looks.settle();
    }
}

#[test]
fn every_page_is_in_the_round() {
    round::is_complete();
}

#[test]
fn every_page_fits_both_screens_and_everyone_in_both_languages() {
    if let Some((browser, axe)) = equipment() {
        let looks = Looks::new(&browser, axe.as_ref());
        round::every_page(&browser, &Demo::at_rest(), &looks);
        looks.settle();
    }
}

/// A browser and the rules of accessibility; without one, a test says so and skips itself, except
/// in `CI`.
fn equipment() -> Option<(Browser, Option<Axe>)> {
    let in_ci = std::env::var_os("CI").is_some();
    let Some(browser) = Browser::start() else {
        assert!(!in_ci, "chromedriver is not installed");
        eprintln!("skipped: chromedriver is not installed, so no browser looked at the console");
        return None;
    };
    let axe = Axe::installed();
    assert!(
        axe.is_some() || !in_ci,
        "axe is not installed: run cargo xtask python"
    );
    Some((browser, axe))
}

/// Silence means nothing unless complaints would be heard.
fn complaints_are_heard(browser: &Browser) {
    browser.run("console.error('probe')");
    let heard = browser.complaints();
    assert!(heard.len() == 1 && heard[0].contains("probe"), "{heard:?}");
}

/// On the machine itself the demo asks for no key; from elsewhere its key opens the console.
fn sign_in(browser: &Browser, demo: &Demo) {
    browser.open(&demo.address("/sign-in"));
    browser.write("#login", demo::LOGIN);
    browser.write("#password", "not-the-password");
    browser.follow("main button");
    browser.wait_for("return document.querySelector('[role=alert]') !== null");
    browser.complaints();
    browser.write("#password", demo::PASSWORD);
    browser.follow("main button");
    assert_eq!(browser.run("return location.pathname"), "/");
    assert_eq!(browser.complaints(), [""; 0]);
}

/// One person's way through the pages.
struct Visit<'a> {
    browser: &'a Browser,
    demo: &'a Demo,
    language: &'a Language,
    width: u32,
    looks: &'a Looks<'a>,
}

impl Visit<'_> {
    fn orders(&self) {
        let Visit {
            browser, language, ..
        } = self;
        browser.open(&self.demo.address(&format!("/orders?lang={}", language.tag)));
        assert_eq!(
            browser.run("return document.documentElement.dir"),
            language.direction
        );
        assert_eq!(browser.text("h1"), language.orders);
        assert!(
            browser
                .run("return document.querySelectorAll('table.list tbody tr').length")
                .as_u64()
                > Some(20)
        );
        self.is_sound("orders");
    }

    /// The order of a document: what was read stands beside the place that it was read from, and
    /// both light up when one is looked at.
    fn order(&self) {
        let Visit {
            browser, language, ..
        } = self;
        browser.write("#q", PO_NUMBER);
        browser.follow("form.search button");
        let number = browser.text("table.list tbody th a");
        browser.follow("table.list tbody th a");
        assert!(browser.text("h1").starts_with(&number));
        assert_eq!(browser.text("#document"), language.document);
        browser.run("document.querySelectorAll('details').forEach(part => part.open = true)");
        browser.run("document.querySelector('mark a').focus({ preventScroll: true })");
        browser.wait_for("return document.querySelector('mark.lit') !== null");
        let of = |selector: &str| {
            let script = "return document.querySelector(SELECTOR).dataset.field";
            browser.run(&script.replace("SELECTOR", &json!(selector).to_string()))
        };
        assert_eq!(of("mark.lit"), of("tr.lit"));
        self.is_sound("order");
    }

    fn review(&self) {
        let Visit {
            browser, language, ..
        } = self;
        browser.follow("nav a[href='/review']");
        assert_eq!(browser.text("h1"), language.review);
        self.is_sound("review");
        browser.follow("ul.inbox a");
        assert_eq!(browser.text("#why"), language.why);
        assert_eq!(browser.text("#document"), language.document);
        self.is_sound("request");
    }

    fn is_sound(&self, page: &str) {
        self.looks.at(page, self.language.tag, self.width);
    }
}

/// A form works: it carries the token of its browser, and what it does is told.
fn decline(browser: &Browser, demo: &Demo) {
    browser.open(&demo.address("/review?lang=en"));
    let first = "document.querySelector('ul.inbox a').getAttribute('href')";
    let declined = browser.run(&format!("return {first}"));
    browser.follow("ul.inbox a");
    browser.follow("button.danger");
    assert!(browser.text("p.done").contains("Declined"));
    browser.open(&demo.address("/review"));
    assert_ne!(browser.run(&format!("return {first}")), declined);
    assert_eq!(browser.complaints(), [""; 0]);
}
