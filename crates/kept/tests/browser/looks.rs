//! Looking at a page: it fits its screen, everyone can use it, and the browser has nothing to
//! complain of.

use super::axe::Axe;
use super::driver::Browser;
use serde_json::json;
use std::cell::RefCell;
use std::path::PathBuf;

/// Widths and heights of a desk's screen and of the smallest phone that counts.
pub const SCREENS: [(u32, u32); 2] = [(DESK, 900), (PHONE, 780)];
/// The width of a desk's screen.
pub const DESK: u32 = 1280;
/// The width of a small phone's screen.
const PHONE: u32 = 360;

/// Whoever looks at pages, and what was wrong with them.
pub struct Looks<'a> {
    browser: &'a Browser,
    /// `None` where it is not installed.
    axe: Option<&'a Axe>,
    /// All of them are told at the end.
    faults: RefCell<Vec<String>>,
}

impl<'a> Looks<'a> {
    /// Nothing was looked at yet.
    pub fn new(browser: &'a Browser, axe: Option<&'a Axe>) -> Looks<'a> {
        let faults = RefCell::default();
        Looks {
            browser,
            axe,
            faults,
        }
    }

    /// Looks at the page that is open, on the screen that is set; its picture gets this name.
    pub fn at(&self, page: &str, language: &str, width: u32) {
        let name = format!("{page}-{language}-{width}");
        if let Some(folder) = std::env::var_os("KEPT_PICTURES") {
            let file = format!("console-{name}.png");
            self.browser.picture(&PathBuf::from(folder).join(file));
        }
        let wider = self.browser.run(WIDER);
        if wider != json!([]) {
            self.fault(&name, &format!("wider than the screen: {wider}"));
        }
        let complaints = self.browser.complaints();
        // Themes and languages meet the same rules; each is looked at once on a screen.
        let themes = match (width, language) {
            (DESK, "en") => &["light", "dark"][..],
            (DESK, _) => &["dark"],
            _ => &["light"],
        };
        let violations = self.axe.map(|axe| axe.violations(self.browser, themes));
        let all = complaints.into_iter().chain(violations.unwrap_or_default());
        all.for_each(|what| self.fault(&name, &what));
    }

    /// Looks at the page that is open on both screens; the desk's stays.
    pub fn on_both_screens(&self, page: &str, language: &str) {
        for (width, height) in SCREENS.into_iter().rev() {
            self.browser.resize(width, height);
            self.at(page, language, width);
        }
    }

    /// Notes what is wrong with a page.
    pub fn fault(&self, page: &str, what: &str) {
        self.faults.borrow_mut().push(format!("{page}: {what}"));
    }

    /// Fails if anything was wrong with any page.
    pub fn settle(self) {
        let faults = self.faults.into_inner();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}

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
