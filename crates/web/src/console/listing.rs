//! What lists have in common: addresses that say what is shown, search, and the way to further
//! rows.

use super::desk::Desk;
use maud::{Markup, html};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Rows of one page.
pub(super) const ROWS: usize = 50;
/// Longest text that is searched for, in characters; the rest is cut off.
pub(super) const SEARCH_MAX: usize = 200;
/// What stands in an address as it is (RFC 3986, section 2.3).
pub(super) const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

struct Words {
    next: &'static str,
    first: &'static str,
    find: &'static str,
}

const ENGLISH: Words = Words {
    next: "Further rows",
    first: "From the beginning",
    find: "Find",
};

const HEBREW: Words = Words {
    next: "שורות נוספות",
    first: "מההתחלה",
    find: "חיפוש",
};

/// An address: a path, and what its query says.
#[derive(Clone)]
pub(super) struct Address(String);

impl Address {
    pub(super) fn of(path: &str) -> Address {
        Address(path.to_owned())
    }

    /// The page of a thing below a path, such as an item by its code.
    pub(super) fn below(path: &str, name: &str) -> Address {
        Address(format!("{path}/{}", utf8_percent_encode(name, PLAIN)))
    }

    /// The same, saying this too; an empty value says nothing.
    pub(super) fn with(mut self, name: &str, value: &str) -> Address {
        if !value.is_empty() {
            self.0.push(if self.0.contains('?') { '&' } else { '?' });
            self.0.push_str(name);
            self.0.push('=');
            self.0.extend(utf8_percent_encode(value, PLAIN));
        }
        self
    }

    /// The same with a cursor, when there are further rows.
    pub(super) fn after(self, cursor: &impl ToString) -> Address {
        self.with("after", &cursor.to_string())
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

/// What was typed into a search, as far as it is taken; `None` for nothing.
pub(super) fn searched(text: &str) -> Option<String> {
    let text: String = text.trim().chars().take(SEARCH_MAX).collect();
    (!text.is_empty()).then_some(text)
}

/// The button that narrows a list, for the end of a toolbar.
pub(super) fn find(desk: &Desk) -> Markup {
    html! { button.quiet type="submit" { (desk.language.pick(&ENGLISH, &HEBREW).find) } }
}

/// The way to the first and to further rows; nothing where all rows are shown.
pub(super) fn pages(desk: &Desk, first: Option<&Address>, next: Option<&Address>) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    html! {
        @if first.is_some() || next.is_some() {
            nav.pages {
                @if let Some(first) = first { a.button.quiet href=(first.text()) { (words.first) } }
                @if let Some(next) = next { a.button rel="next" href=(next.text()) { (words.next) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_shown_whatever_stands_in_it() {
        let list = Address::of("/stock").with("q", "a&b ש").with("site", "");
        assert_eq!(list.text(), "/stock?q=a%26b%20%D7%A9");
        assert_eq!(
            list.after(&"7_1").text(),
            "/stock?q=a%26b%20%D7%A9&after=7_1"
        );
        assert_eq!(Address::below("/stock", "A/B?").text(), "/stock/A%2FB%3F");
        assert_eq!(searched("  \n"), None);
        assert_eq!(searched(&"x".repeat(900)).unwrap().len(), SEARCH_MAX);
    }
}
