//! The pages behind the types of problems: what happened, what would have been allowed, what to do.

use super::Kind;
use crate::paper::{self, sentence};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// The page of one kind of problem.
pub(crate) fn page(kind: Kind) -> Markup {
    let about = kind.about();
    let content = html! {
        p.muted {
            code { (kind.as_str()) } " · HTTP " (about.status) " · "
            a href="/problems" { "all problems" }
        }
        h1 { (about.title) }
        section aria-labelledby="what" {
            h2 id="what" { "What happened" }
            p { (sentence(about.what)) }
        }
        section aria-labelledby="allowed" {
            h2 id="allowed" { "What is allowed" }
            p { (sentence(about.allowed)) }
        }
        section aria-labelledby="remedy" {
            h2 id="remedy" { "What to do" }
            p { (sentence(about.remedy)) }
        }
    };
    paper::page(about.title, &content)
}

/// Every kind of problem.
pub(crate) fn index() -> Markup {
    let content = html! {
        h1 { "Problems" }
        p {
            "Whatever is refused is told as " code { "application/problem+json" } " (RFC 9457) with a "
            code { "code" } " that never changes its meaning. See also the "
            a href="/reference" { "reference" } "."
        }
        @for (status, kinds) in by_status() {
            section aria-labelledby=(format!("status-{status}")) {
                h2 id=(format!("status-{status}")) { "HTTP " (status) }
                div.scroll {
                    table {
                        thead { tr { th scope="col" { "Code" } th scope="col" { "What happened" } } }
                        tbody { @for kind in kinds { (row(kind)) } }
                    }
                }
            }
        }
    };
    paper::page("Problems", &content)
}

fn row(kind: Kind) -> Markup {
    html! {
        tr {
            td { a href=(format!("/problems/{}", kind.as_str())) { code { (kind.as_str()) } } }
            td { (sentence(kind.about().what)) }
        }
    }
}

/// The kinds of each status, by name.
fn by_status() -> BTreeMap<u16, Vec<Kind>> {
    let mut all: BTreeMap<u16, Vec<Kind>> = BTreeMap::new();
    for kind in Kind::all() {
        all.entry(kind.about().status).or_default().push(kind);
    }
    for kinds in all.values_mut() {
        kinds.sort_by_key(|kind| kind.as_str());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/problems.md");

    /// The same in Markdown.
    fn told() -> String {
        let mut text =
            "# Problems\n\nEvery kind of problem that the API answers with, by its HTTP \
                        status. A running server tells the same\nat `/problems`; how problems are \
                        written is in [api.md](api.md#problems). This page is printed from\n\
                        `crates/web/src/problem/catalogue.rs`; `KEPT_REFRESH=1 cargo test -p web` \
                        writes it anew.\n"
                .to_owned();
        for (status, kinds) in by_status() {
            write!(text, "\n## HTTP {status}\n").unwrap();
            for kind in kinds {
                let about = kind.about();
                write!(
                    text,
                    "\n### {}\n{}.\n- **What happened**: {}\n- **What is allowed**: {}\n\
                     - **What to do**: {}\n",
                    kind.as_str(),
                    about.title,
                    about.what,
                    about.allowed,
                    about.remedy
                )
                .unwrap();
            }
        }
        text
    }

    #[test]
    fn the_document_about_problems_tells_every_kind() {
        let told = told();
        if std::env::var_os("KEPT_REFRESH").is_some() {
            std::fs::write(FILE, &told).unwrap();
        }
        let written = std::fs::read_to_string(FILE).unwrap_or_default();
        assert!(
            written == told,
            "docs/problems.md differs; KEPT_REFRESH=1 writes it anew"
        );
    }
}
