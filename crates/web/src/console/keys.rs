//! The keys of a page, told to whoever asks for them.

use super::desk::Desk;
use maud::{Markup, html};

/// A key, and what it does in the page.
pub(super) type Key = (&'static str, &'static str);

struct Words {
    title: &'static str,
    close: &'static str,
}

const ENGLISH: Words = Words {
    title: "Keys of this page",
    close: "Close",
};

const HEBREW: Words = Words {
    title: "מקשים בדף זה",
    close: "סגירה",
};

/// The list of keys; the key `?` opens it, and a button where there is a script.
pub(super) fn keys(desk: &Desk, keys: &[Key]) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    html! {
        button.plain.scripted type="button" data-keys { (words.title) " " kbd { "?" } }
        dialog.keys aria-labelledby="keys" {
            form method="dialog" {
                h2 id="keys" { (words.title) }
                dl {
                    @for (key, meaning) in keys {
                        div { dt { kbd { (key) } } dd { (meaning) } }
                    }
                    div { dt { kbd { "?" } } dd { (words.title) } }
                }
                button.quiet type="submit" { (words.close) }
            }
        }
    }
}
