//! The pages of a document with the places of its fields marked: pictures that another process
//! draws, and until they are there, or where they can't be drawn, the words as they were seen.
//! Nothing of the file itself reaches the browser.

use super::desk::Desk;
use super::evidence::Shown;
use super::source::{Marks, Numbered, visible};
use intake::Place;
use intake::page::{Area, Page, Seen, Word};
use maud::{Markup, html};
use vocab::ContentHash;

/// Pages that are drawn.
const PAGES_MAX: usize = 20;
/// Words of one page that are drawn.
const WORDS_MAX: usize = 4_000;
/// Rules of one page that are drawn.
const RULES_MAX: usize = 1_000;
/// How much larger than its words a mark is, in hundredths of a point.
const MARK_ROOM: u32 = 150;
/// The baseline of a word and the size of its type, in hundredths of the height of its box, as the
/// eyes make boxes.
const BASELINE: u32 = 77;
const TYPE_SIZE: u32 = 100;

/// The pages, counted from `first`, and which field is marked where: fields that stand in the same
/// place share a mark.
pub(super) fn pages(
    desk: &Desk,
    document: ContentHash,
    first: u16,
    pages: &[&Page],
    shown: &[Numbered],
) -> (Markup, Marks) {
    let mut places: Vec<(u16, Area, Numbered)> = Vec::new();
    let mut marks = Marks::new();
    for &(number, field) in shown {
        if let Place::OnPage { page, area } = field.evidence.place {
            let same = places
                .iter()
                .find(|(on, at, _)| (*on, *at) == (page, area))
                .map(|(.., (mark, _))| *mark);
            marks.insert(number, same.unwrap_or(number));
            if same.is_none() {
                places.push((page, area, (number, field)));
            }
        }
    }
    let drawn = (first..).zip(pages).take(PAGES_MAX);
    let markup = html! {
        @for (number, page) in drawn.filter(|(_, page)| page.width > 0 && page.height > 0) {
            (one(desk, document, number, page, places.iter().filter(|(on, ..)| *on == number)))
        }
        @if pages.len() > PAGES_MAX {
            p.muted { ((desk.words().document.more_pages)(&(pages.len() - PAGES_MAX).to_string())) }
        }
    };
    (markup, marks)
}

fn one<'m>(
    desk: &Desk,
    document: ContentHash,
    number: u16,
    page: &Page,
    places: impl Iterator<Item = &'m (u16, Area, Numbered<'m>)>,
) -> Markup {
    let name = (desk.words().document.on_page)(&number.to_string());
    let view = format!("0 0 {} {}", page.width, page.height);
    let picture = format!("/documents/{document}/pages/{number}");
    // Where a page is wider than its place, it is seen from where one begins to read.
    let direction = if page.is_rtl() { "rtl" } else { "ltr" };
    html! {
        div.paper dir=(direction) role="group" tabindex="0" aria-label=(name) {
            svg viewBox=(view) {
                @for rule in page.rules.iter().take(RULES_MAX) { (ruled(*rule)) }
                @for word in page.words.iter().take(WORDS_MAX) {
                    @if word.seen != Seen::Hidden { (written(word)) }
                }
                image href=(picture) width=(page.width) height=(page.height) preserveAspectRatio="none" {}
                @for (_, area, (number, field)) in places { (mark(*area, *number, field)) }
            }
        }
    }
}

fn ruled(rule: Area) -> Markup {
    let (width, height) = (rule.width().max(50), rule.height().max(50));
    html! { rect.rule x=(rule.left) y=(rule.top) width=(width) height=(height) {} }
}

fn mark(area: Area, number: usize, field: &Shown) -> Markup {
    let (x, y) = (
        area.left.saturating_sub(MARK_ROOM),
        area.top.saturating_sub(MARK_ROOM),
    );
    let (width, height) = (area.width() + 2 * MARK_ROOM, area.height() + 2 * MARK_ROOM);
    html! {
        rect.mark id=(format!("p{number}")) data-field=(number)
            x=(x) y=(y) width=(width) height=(height) rx=(MARK_ROOM) {
            title { (visible(&field.label)) ": " (visible(&field.value)) }
        }
    }
}

/// A word, as wide as it is on the page whatever the type of this browser.
fn written(word: &Word) -> Markup {
    let Area { left, top, .. } = word.area;
    let (width, height) = (word.area.width(), word.area.height());
    let baseline = top + height * BASELINE / 100;
    let size = height * TYPE_SIZE / 100;
    html! {
        text x=(left) y=(baseline) font-size=(size) textLength=(width) lengthAdjust="spacingAndGlyphs" {
            (visible(&word.text))
        }
    }
}
