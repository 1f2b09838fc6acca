//! Pages for those who write programs: the reference of the API, what its problems mean.

use crate::console::assets;
use maud::{DOCTYPE, Markup, html};

/// A page with this title and content.
pub fn page(title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Kept" }
                link rel="icon" href=(*assets::MARK_ADDRESS);
                link rel="stylesheet" href=(*assets::STYLE_ADDRESS);
            }
            body.reference {
                a.skip href="#content" { "Skip to content" }
                main id="content" { (content) }
            }
        }
    }
}

/// A sentence in which backticks mark what is code.
pub fn sentence(text: &str) -> Markup {
    html! {
        @for (nth, part) in text.split('`').enumerate() {
            @if nth % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}
