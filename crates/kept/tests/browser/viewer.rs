//! Whoever only looks: sees what there is, is offered nothing to do, and is told kindly where the
//! role ends.

use super::LANGUAGES;
use super::demo::Demo;
use super::driver::Browser;
use super::looks::Looks;
use super::people::sign_in;
use super::round::STATUS;
use serde_json::json;

/// What is open to a viewer.
const OPEN: [&str; 13] = [
    "/",
    "/orders",
    "/orders/SO-100030",
    "/documents",
    "/review",
    "/stock",
    "/stock/BAB-1001",
    "/supply",
    "/customers",
    "/measures",
    "/settings/policy",
    "/settings/channels",
    "/settings/lessons",
];

/// What is not, each with how a page would lead there.
const CLOSED: [&str; 11] = [
    "/orders/new",
    "/orders/SO-100030/change",
    "/orders/SO-100030/cancel",
    "/stock/BAB-1001/count",
    "/supply/570/receive",
    "/settings/policy/edit",
    "/settings/users",
    "/settings/keys",
    "/settings/webhooks",
    "/settings/import",
    "/settings/audit",
];

/// Looks everywhere, in each language.
pub fn looks_and_touches_nothing(browser: &Browser, demo: &Demo, looks: &Looks<'_>) {
    demo.add_user("tamar", "viewer");
    sign_in(browser, demo, "tamar", "en");
    for language in &LANGUAGES {
        let open = |path: &str| {
            browser.open(&demo.address(&format!("{path}?lang={}", language.tag)));
        };
        for path in OPEN {
            open(path);
            assert_eq!(browser.run(STATUS), json!(200), "{path}");
            offers_nothing(browser, path);
            let page = path.trim_start_matches('/').replace('/', "-");
            let page = format!("viewer-{}", if page.is_empty() { "today" } else { &page });
            looks.on_both_screens(&page, language.tag);
        }
        browser.open(&demo.address("/review"));
        browser.follow("ul.inbox a");
        offers_nothing(browser, "a request in review");
        looks.on_both_screens("viewer-request", language.tag);
        for path in CLOSED {
            open(path);
            assert_eq!(browser.run(STATUS), json!(403), "{path}");
            assert_eq!(browser.text("h1"), language.forbidden, "{path}");
            // That the page is refused is what the browser complains of.
            browser.complaints();
        }
        looks.on_both_screens("viewer-forbidden", language.tag);
    }
}

/// The page leads to nothing that is closed, and has no button that changes anything.
fn offers_nothing(browser: &Browser, page: &str) {
    let links = "return [...document.querySelectorAll('a[href]')].map(a => a.pathname)";
    let links = browser.run(links);
    let links = links.as_array().expect("links are a list");
    for closed in CLOSED {
        assert!(!links.contains(&json!(closed)), "{page} leads to {closed}");
    }
    assert_eq!(browser.run(DOING), json!([]), "{page}");
}

/// What does something: all but signing out, and one's own lists and columns.
const DOING: &str = "
    const own = ['/sign-out', '/orders/views', '/orders/views/delete', '/orders/columns'];
    const forms = [...document.querySelectorAll('form')].filter(form => form.method === 'post');
    const doing = forms.filter(form => !own.includes(new URL(form.action).pathname));
    const asking = [...document.querySelectorAll(\"a[href*='/act?'], a[href*='/goods?'], .bulk, button.danger\")]
        .filter(part => !part.closest('form') || doing.includes(part.closest('form')));
    return [...doing, ...asking].map(part => part.outerHTML.slice(0, 120));
";
