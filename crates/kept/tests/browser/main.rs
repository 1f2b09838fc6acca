//! The console as people see it: a real browser walks through the sample company, in both
//! languages and on screens of both sizes.
//!
//! `KEPT_PICTURES=FOLDER` also saves pictures of the pages there, for the documents.

mod axe;
mod demo;
mod desk;
mod driver;
mod founding;
mod people;

use axe::Axe;
use demo::Demo;
use driver::Browser;
use serde_json::json;
use std::cell::RefCell;
use std::path::PathBuf;

/// What a person reads on the pages.
struct Language {
    tag: &'static str,
    direction: &'static str,
    orders: &'static str,
    document: &'static str,
    review: &'static str,
    why: &'static str,
}

const LANGUAGES: [Language; 2] = [
    Language {
        tag: "en",
        direction: "ltr",
        orders: "Orders",
        document: "Original document",
        review: "Review",
        why: "Why it is here",
    },
    Language {
        tag: "he",
        direction: "rtl",
        orders: "הזמנות",
        document: "המסמך המקורי",
        review: "לבדיקה",
        why: "הסיבה לבדיקה",
    },
];

/// Widths and heights of a desk's screen and of a phone's.
const SCREENS: [(u32, u32); 2] = [(DESK, 900), (390, 844)];
/// The width of a desk's screen.
const DESK: u32 = 1280;

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
    let faults = RefCell::new(Vec::new());
    for language in &LANGUAGES {
        for screen in SCREENS {
            browser.resize(screen.0, screen.1);
            let visit = Visit {
                browser: &browser,
                demo: &demo,
                language,
                width: screen.0,
                axe: axe.as_ref(),
                faults: &faults,
            };
            visit.orders();
            visit.order();
            visit.review();
            visit.others();
            if screen.0 == DESK {
                visit.correct();
            }
        }
    }
    let faults = faults.into_inner();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    decline(&browser, &demo);
}

#[test]
fn an_administrator_brings_a_company_in_from_an_empty_data_directory() {
    if let Some((browser, axe)) = equipment() {
        founding::a_company_is_brought_in(&browser, axe.as_ref());
    }
}

#[test]
fn the_desk_changes_an_order_and_a_picker_ships_it() {
    if let Some((browser, axe)) = equipment() {
        people::change_and_ship(&browser, &Demo::at_rest(), axe.as_ref());
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
    /// `None` where it is not installed.
    axe: Option<&'a Axe>,
    /// What is wrong with the pages: all of it is told at the end.
    faults: &'a RefCell<Vec<String>>,
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

    /// The pages that need no story.
    fn others(&self) {
        for (page, path) in PAGES {
            let tag = self.language.tag;
            self.browser
                .open(&self.demo.address(&format!("{path}?lang={tag}")));
            self.is_sound(page);
        }
    }

    /// A page fits its screen, everyone can use it, and the browser has nothing to complain of.
    fn is_sound(&self, page: &str) {
        let name = format!("{page}-{}-{}", self.language.tag, self.width);
        if let Some(folder) = std::env::var_os("KEPT_PICTURES") {
            let file = format!("console-{name}.png");
            self.browser.picture(&PathBuf::from(folder).join(file));
        }
        let fault = |what: String| self.faults.borrow_mut().push(format!("{name}: {what}"));
        let wider = self.browser.run(WIDER);
        if wider != json!([]) {
            fault(format!("wider than the screen: {wider}"));
        }
        self.browser.complaints().into_iter().for_each(fault);
        // Themes and languages meet the same rules; each is looked at once on a screen.
        let themes = match (self.width, self.language.tag) {
            (DESK, "en") => &["light", "dark"][..],
            (DESK, _) => &["dark"],
            _ => &["light"],
        };
        let violations = self.axe.map(|axe| axe.violations(self.browser, themes));
        violations.unwrap_or_default().into_iter().for_each(fault);
    }
}

/// Pages with their addresses.
const PAGES: [(&str, &str); 23] = [
    ("today", "/"),
    ("stock", "/stock"),
    ("item", "/stock/BAB-1001"),
    ("supply", "/supply"),
    ("customers", "/customers"),
    ("customer", "/customers/10001"),
    ("measures", "/measures"),
    ("new-order", "/orders/new"),
    ("documents", "/documents"),
    ("change", "/orders/SO-100005/change"),
    ("policy", "/settings/policy"),
    ("edit-policy", "/settings/policy/edit"),
    ("imports", "/settings/import"),
    ("import-customers", "/import/customers"),
    ("webhooks", "/settings/webhooks"),
    ("new-webhook", "/settings/webhooks/new"),
    ("users", "/settings/users"),
    ("user", "/settings/users/2"),
    ("new-user", "/settings/users/new"),
    ("keys", "/settings/keys"),
    ("new-key", "/settings/keys/new"),
    ("audit", "/settings/audit"),
    ("sign-in", "/sign-in"),
];

/// How far a page can be moved sideways, and what stands out of the screen.
const WIDER: &str = "
    const page = document.documentElement;
    const wider = page.scrollWidth - page.clientWidth;
    if (wider <= 0) return [];
    const out = [...document.body.querySelectorAll('*')].filter(part => {
        const box = part.getBoundingClientRect();
        return box.right > page.clientWidth + 1 || box.left < -1;
    });
    return [wider, ...out.map(part => part.outerHTML.slice(0, 100))];
";

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
