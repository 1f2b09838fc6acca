//! The page behind a problem's type: what happened, what would have been allowed, what to do.

use super::Kind;
use maud::{DOCTYPE, Markup, html};

/// The page of one kind of problem.
pub(crate) fn page(kind: Kind) -> Markup {
    let about = kind.about();
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (about.title) " · Kept" }
            }
            body {
                main {
                    p { code { (kind.as_str()) } " · HTTP " (about.status) }
                    h1 { (about.title) }
                    h2 { "What happened" }
                    p { (about.what) }
                    h2 { "What is allowed" }
                    p { (about.allowed) }
                    h2 { "What to do" }
                    p { (about.remedy) }
                }
            }
        }
    }
}
