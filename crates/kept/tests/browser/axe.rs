//! Accessibility: axe-core looks at a page by the rules of WCAG 2.2, levels A and AA.

use super::driver::Browser;
use serde_json::Value;
use std::path::PathBuf;

/// What is run in the page, after axe itself.
const RUN: &str = "
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    axe.run(document, { runOnly: { type: 'tag', values: tags } }).then(
        found => done(found.violations.map(rule => {
            const places = rule.nodes.slice(0, 3).map(node => node.html.slice(0, 160));
            return `${rule.id}: ${rule.help}: ${places.join(' | ')}`;
        })),
        error => done([String(error)]),
    );
";

/// The rules, as `cargo xtask python` installs them.
pub struct Axe(String);

impl Axe {
    /// Reads them; `None` where they are not installed.
    pub fn installed() -> Option<Axe> {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
        let libraries = std::fs::read_dir(root.join("target/python/lib")).ok()?;
        let mut files = libraries.filter_map(Result::ok).map(|folder| {
            folder
                .path()
                .join("site-packages/axe_playwright_python/axe.min.js")
        });
        let script = files.find_map(|file| std::fs::read_to_string(file).ok())?;
        Some(Axe(script))
    }

    /// What of the page breaks a rule in these themes.
    pub fn violations(&self, browser: &Browser, themes: &[&str]) -> Vec<String> {
        browser.run(&self.0);
        let mut all = Vec::new();
        for theme in themes {
            browser.theme(theme);
            let found = browser.run_until_done(RUN);
            let found = found.as_array().expect("axe answers with a list").iter();
            all.extend(found.map(|one| format!("{theme}: {}", text(one))));
        }
        browser.theme("light");
        all
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a rule is told in words")
}
