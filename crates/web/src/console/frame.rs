//! The frame of every page: navigation, the counts, how fresh it is, the switch of languages.

use super::assets;
use super::desk::Desk;
use super::text::Language;
use super::{exceptions, settings, show, today};
use crate::call::{Call, json};
use crate::problem::Problem;
use axum::http::StatusCode;
use axum::response::Response;
use keep::Scope;
use maud::{DOCTYPE, Markup, html};
use serde::Serialize;
use views::Counts;

/// Where in the console a page stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Today,
    Orders,
    Review,
    Exceptions,
    Stock,
    Supply,
    Customers,
    Measures,
    Settings,
}

impl Section {
    /// The sections in the order of the navigation.
    const ALL: [Section; 9] = [
        Section::Today,
        Section::Orders,
        Section::Review,
        Section::Exceptions,
        Section::Stock,
        Section::Supply,
        Section::Customers,
        Section::Measures,
        Section::Settings,
    ];

    /// Where it begins for this person; `None` when it is not for them.
    fn place(self, desk: &Desk) -> Option<&'static str> {
        let own = desk.is_of_the_company();
        match self {
            Section::Today => desk.may(Scope::OrdersRead).then_some(today::PLACE),
            Section::Orders => desk.may(Scope::OrdersRead).then_some("/orders"),
            Section::Review => (own && desk.may(Scope::DocumentsRead)).then_some("/review"),
            Section::Exceptions => {
                (own && desk.may(Scope::ExceptionsRead)).then_some(exceptions::PLACE)
            }
            Section::Stock => (own && desk.may(Scope::StockRead)).then_some("/stock"),
            Section::Supply => (own && desk.may(Scope::StockRead)).then_some("/supply"),
            Section::Customers => (own && desk.may(Scope::CustomersRead)).then_some("/customers"),
            Section::Measures => (own && desk.may(Scope::MeasuresRead)).then_some("/measures"),
            Section::Settings => settings::place(desk).filter(|_| own),
        }
    }

    fn name(self, desk: &Desk) -> &'static str {
        let words = &desk.words().nav;
        match self {
            Section::Today => words.today,
            Section::Orders => words.orders,
            Section::Review => words.review,
            Section::Exceptions => words.exceptions,
            Section::Stock => words.stock,
            Section::Supply => words.supply,
            Section::Customers => words.customers,
            Section::Measures => words.measures,
            Section::Settings => words.settings,
        }
    }

    /// How many of its things wait for a person.
    fn waiting(self, counts: &Counts) -> u64 {
        match self {
            Section::Review => counts.in_review,
            Section::Exceptions => counts.exceptions,
            Section::Today
            | Section::Orders
            | Section::Stock
            | Section::Supply
            | Section::Customers
            | Section::Measures
            | Section::Settings => 0,
        }
    }
}

/// A whole page.
pub(super) fn page(
    desk: &Desk,
    section: Section,
    title: &str,
    counts: &Counts,
    content: &Markup,
) -> Markup {
    shell(desk, title, Some((section, counts)), content)
}

/// A page without counts, for when they can't be had.
pub(super) fn bare(desk: &Desk, title: &str, content: &Markup) -> Markup {
    shell(desk, title, None, content)
}

fn shell(desk: &Desk, title: &str, place: Option<(Section, &Counts)>, content: &Markup) -> Markup {
    let words = &desk.words().nav;
    html! {
        (DOCTYPE)
        html lang=(desk.language.tag()) dir=(desk.language.direction()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Kept" }
                link rel="icon" href=(*assets::MARK_ADDRESS);
                link rel="stylesheet" href=(*assets::STYLE_ADDRESS);
                script src=(*assets::SCRIPT_ADDRESS) defer {}
                script src=(*assets::ROWS_ADDRESS) defer {}
                script src=(*assets::ENTRY_ADDRESS) defer {}
            }
            body {
                a.skip href="#content" { (words.skip) }
                header.top {
                    a.brand href=(today::PLACE) { img src=(*assets::MARK_ADDRESS) alt="" width="22" height="22"; "Kept" }
                    nav aria-label=(desk.words().nav.sections) { (navigation(desk, place)) }
                    (freshness(desk, place.map(|(_, counts)| counts)))
                    (languages(desk))
                    (person(desk))
                }
                main id="content" data-live="main" { (content) }
            }
        }
    }
}

fn navigation(desk: &Desk, place: Option<(Section, &Counts)>) -> Markup {
    let section = place.map(|(section, _)| section);
    let open = Section::ALL
        .into_iter()
        .filter_map(|section| Some((section, section.place(desk)?)));
    html! {
        @for (here, begins) in open {
            @let waiting = place.map_or(0, |(_, counts)| here.waiting(counts));
            a href=(begins) aria-current=[(section == Some(here)).then_some("page")] {
                (here.name(desk))
                @if waiting > 0 { " " span.count { (show::number(waiting)) } }
            }
        }
    }
}

/// Who is signed in, and the way out.
fn person(desk: &Desk) -> Markup {
    html! {
        @if !desk.person.is_empty() {
            form.person method="post" action="/sign-out" {
                span dir="auto" { (desk.person) }
                button.plain type="submit" { (desk.words().nav.sign_out) }
            }
        }
    }
}

/// How far the lists are; the script keeps looking.
fn freshness(desk: &Desk, counts: Option<&Counts>) -> Markup {
    let words = &desk.words().nav;
    let seq = counts.map(|counts| counts.seq);
    let at = counts.and_then(|counts| counts.at);
    let unread = counts.map(|counts| counts.unread);
    let unread = unread.filter(|unread| *unread > 0 && desk.is_of_the_company());
    html! {
        p.fresh data-seq=[seq] role="status" {
            @if let Some(at) = at {
                span.dot aria-hidden="true" {}
                ((words.up_to_date)(&show::clock(desk, at)))
            }
            @if let Some(unread) = unread {
                " · " ((words.unread)(&unread.to_string()))
            }
        }
    }
}

fn languages(desk: &Desk) -> Markup {
    html! {
        ul.languages aria-label=(desk.words().nav.language) {
            @for language in Language::ALL {
                li {
                    a href=(format!("{}lang={}", desk.here, language.tag()))
                        lang=(language.tag()) hreflang=(language.tag())
                        aria-current=[(language == desk.language).then_some("true")] {
                        (language.own_name())
                    }
                }
            }
        }
    }
}

/// How far the lists are.
#[derive(Serialize)]
pub(super) struct Live {
    /// The last record that they show.
    pub(super) seq: u64,
}

impl Live {
    /// As JSON.
    pub(super) fn json(&self) -> String {
        serde_json::to_string(self).expect("a struct with a text key")
    }
}

/// How far the lists are, for the script where no stream comes through.
pub(super) async fn live(call: Call) -> Result<Response, Problem> {
    let seq = call.app.views.seq();
    Ok(json(StatusCode::OK, &Live { seq }))
}
