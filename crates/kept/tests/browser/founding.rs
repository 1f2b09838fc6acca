//! An administrator brings a company in: from an empty data directory, with files, to the place where the
//! first order is sent.

use super::demo::Demo;
use super::driver::Browser;
use super::looks::Looks;

/// What is brought in, in this order.
const KINDS: [&str; 6] = ["sites", "lanes", "items", "prices", "customers", "stock"];

/// Walks the whole way, and looks at each sort of page on both screens.
pub fn a_company_is_brought_in(browser: &Browser, looks: &Looks<'_>) {
    let (empty, welcome) = Demo::empty();
    browser.open(&format!("{welcome}&lang=en"));
    browser.write("#name", "Noa");
    browser.write("#login", "noa");
    browser.write("#password", "an-order-is-a-promise");
    browser.follow("main button");
    assert_eq!(browser.run("return location.pathname"), "/start");
    looks.on_both_screens("founding-start", "en");
    for (place, kind) in KINDS.iter().enumerate() {
        let file = empty.template(kind);
        browser.open(&empty.address(&format!("/import/{kind}")));
        if place == 0 {
            looks.on_both_screens("founding-import", "en");
        }
        browser.write("#file", &file.display().to_string());
        browser.follow("form.fields button");
        assert_eq!(
            browser.text(".callout strong"),
            "Everything fits.",
            "{kind}"
        );
        if *kind == "customers" {
            looks.on_both_screens("founding-preview", "en");
        }
        browser.follow(".callout form button");
        browser.wait_for(IS_IN);
        if place == 0 {
            looks.on_both_screens("founding-imported", "en");
        }
    }
    browser.open(&empty.address("/start"));
    assert_eq!(browser.text(".callout.good strong"), "Your company is in.");
    looks.on_both_screens("founding-complete", "en");
    browser.follow("#step-5 .actions a");
    assert_eq!(browser.run("return location.pathname"), "/documents");
    assert_eq!(browser.complaints(), [""; 0]);
}

/// True when the import has ended well; the page is loaded again while it is under way.
pub const IS_IN: &str = "
    if (document.querySelector('.callout.good') !== null) return true;
    location.reload();
    return false;
";
