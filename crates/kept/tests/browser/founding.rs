//! An administrator brings a company in: from an empty data directory, with files, to the place where the
//! first order is sent.

use super::WIDER;
use super::axe::Axe;
use super::demo::Demo;
use super::driver::Browser;
use serde_json::json;
use std::path::PathBuf;

/// What is brought in, in this order.
const KINDS: [&str; 6] = ["sites", "lanes", "items", "prices", "customers", "stock"];
/// A desk's screen and a phone's.
const SCREENS: [(u32, u32); 2] = [(1280, 900), (390, 844)];

/// Walks the whole way, and looks at each sort of page on both screens.
pub fn a_company_is_brought_in(browser: &Browser, axe: Option<&Axe>) {
    let (empty, welcome) = Demo::empty();
    browser.open(&format!("{welcome}&lang=en"));
    browser.write("#name", "Noa");
    browser.write("#login", "noa");
    browser.write("#password", "an-order-is-a-promise");
    browser.follow("main button");
    assert_eq!(browser.run("return location.pathname"), "/start");
    is_sound(browser, axe, "start");
    for (place, kind) in KINDS.iter().enumerate() {
        let file = empty.template(kind);
        browser.open(&empty.address(&format!("/import/{kind}")));
        if place == 0 {
            is_sound(browser, axe, "import");
        }
        browser.write("#file", &file.display().to_string());
        browser.follow("form.fields button");
        assert_eq!(
            browser.text(".callout strong"),
            "Everything fits.",
            "{kind}"
        );
        if *kind == "customers" {
            is_sound(browser, axe, "preview");
        }
        browser.follow(".callout form button");
        browser.wait_for(IS_IN);
        if place == 0 {
            is_sound(browser, axe, "imported");
        }
    }
    browser.open(&empty.address("/start"));
    assert_eq!(browser.text(".callout.good strong"), "Your company is in.");
    is_sound(browser, axe, "complete");
    browser.follow("#step-5 .actions a");
    assert_eq!(browser.run("return location.pathname"), "/documents");
    assert_eq!(browser.complaints(), [""; 0]);
}

/// True when the import has ended well; the page is loaded again while it is under way.
const IS_IN: &str = "
    if (document.querySelector('.callout.good') !== null) return true;
    location.reload();
    return false;
";

fn is_sound(browser: &Browser, axe: Option<&Axe>, page: &str) {
    for (width, height) in SCREENS {
        browser.resize(width, height);
        if let Some(folder) = std::env::var_os("KEPT_PICTURES") {
            let file = format!("founding-{page}-{width}.png");
            browser.picture(&PathBuf::from(folder).join(file));
        }
        assert_eq!(
            browser.run(WIDER),
            json!([]),
            "wider than the screen: {page} at {width}"
        );
    }
    assert_eq!(browser.complaints(), [""; 0], "{page}");
    let violations = axe.map(|axe| axe.violations(browser, &["light", "dark"]));
    assert_eq!(violations.unwrap_or_default(), [""; 0], "{page}");
    let (width, height) = SCREENS[0];
    browser.resize(width, height);
}
