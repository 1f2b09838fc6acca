//! One request: why it waits, what was read beside the document, what accepting it would come to,
//! and the fields to put right before.

mod decide;
mod editor;
mod looked;
mod meant;
mod result;
mod typed;
mod weighed;
mod words;

pub(super) use decide::{accept, decline};

use super::within::Within;
use super::{settled, size};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::evidence::Doubts;
use crate::console::frame::{Section, page as frame};
use crate::console::keys::keys;
use crate::console::orders::who;
use crate::console::original::{self, Panels};
use crate::console::refusals::refused;
use crate::console::source::visible;
use crate::console::timeline::timeline;
use crate::console::{form, reasons, show};
use crate::problem::Problem;
use axum::http::StatusCode;
use axum::response::Response;
use book::Refusal;
use book::request::{DeclineReason, Intent, ParkReason};
use keep::Scope;
use looked::{Looked, look};
use maud::{Markup, html};
use serde::Deserialize;
use typed::{LINES_TYPED_MAX, Typed};
use views::{RequestRow, RequestState};
use vocab::{Currency, RequestId, Unit};
use weighed::{Question, Weighed, weigh};
use words::Words;

/// Why a request may be declined, and the words that the form says it by.
const DECLINE_REASONS: [(&str, DeclineReason); 3] = [
    ("not_an_order", DeclineReason::NotAnOrder),
    ("duplicate", DeclineReason::Duplicate),
    ("unwanted", DeclineReason::Unwanted),
];

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    was: Option<u64>,
}

/// A unit, in words.
pub(in crate::console) fn unit_name(desk: &Desk, unit: Unit) -> &'static str {
    (desk
        .language
        .pick(&words::ENGLISH, &words::HEBREW)
        .unit_name)(unit)
}

/// What is told above a request.
enum Notice {
    Nothing,
    /// Here is what comes of the corrections.
    Look,
    /// Someone else was faster.
    Meanwhile,
    Refused(Refusal),
}

/// Everything that a page of a request is made of.
pub(super) struct Page<'a> {
    desk: &'a Desk,
    words: &'static Words,
    looked: &'a Looked,
    panels: &'a Panels,
    /// The book's own.
    currency: Currency,
    /// Whether the fields hold what someone typed.
    is_typed: bool,
    notice: Notice,
}

impl Page<'_> {
    fn request(&self) -> &RequestRow {
        &self.looked.view.request
    }

    fn intent(&self) -> Intent {
        self.request().intent
    }
}

/// `GET /review/{id}`
pub(super) async fn page(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let within: Within = call.query().unwrap_or_default();
    let asked: Asked = call.query().unwrap_or_default();
    let Some(looked) = look(&desk, &call, within, asked.was, None).await? else {
        return Ok(missing(&desk));
    };
    let weighed = weighed(&desk, &call, &looked, None).await?;
    let status = StatusCode::OK;
    shown(
        &desk,
        &call,
        &looked,
        weighed.as_ref(),
        false,
        status,
        Notice::Nothing,
    )
    .await
}

fn missing(desk: &Desk) -> Response {
    let words = &desk.words().review;
    desk.notice(404, words.missing, words.missing_how)
}

/// What the book says to it, for whoever decides; `None` where there is nothing to decide.
async fn weighed(
    desk: &Desk,
    call: &Call,
    looked: &Looked,
    typed: Option<Typed>,
) -> Result<Option<Weighed>, Problem> {
    if !(looked.is_open() && desk.may(Scope::RequestsDecide)) {
        return Ok(None);
    }
    let question = Question {
        request: looked.view.request.id,
        draft: looked.view.draft.clone(),
        read: looked.read().cloned(),
        grounded: looked.grounded.clone(),
        items: looked.items.clone(),
        typed: typed.filter(|_| looked.is_typed()),
        stamp: call.stamp(),
    };
    call.app
        .ask(move |book| weigh(book, &question))
        .await
        .map(Some)
}

/// The page as an answer.
async fn shown(
    desk: &Desk,
    call: &Call,
    looked: &Looked,
    weighed: Option<&Weighed>,
    is_typed: bool,
    status: StatusCode,
    notice: Notice,
) -> Result<Response, Problem> {
    let currency = call.app.ask(|book| book.policy.currency).await?;
    let doubts = doubts(desk, &looked.view.request);
    let panels = original::panels(desk, looked.original.as_ref(), &doubts);
    let page = Page {
        desk,
        words: desk.language.pick(&words::ENGLISH, &words::HEBREW),
        looked,
        panels: &panels,
        currency,
        is_typed,
        notice,
    };
    let title = (desk.words().review.request)(&looked.view.request.id.to_string());
    let content = content(&page, weighed);
    let markup = frame(desk, Section::Review, &title, &looked.counts, &content);
    Ok(desk.answer(status, markup))
}

/// What is doubted about each line, to be told beside its fields.
fn doubts(desk: &Desk, request: &RequestRow) -> Doubts {
    let mut doubts = Doubts::new();
    for reason in &request.reasons {
        if let ParkReason::Doubt(doubt) = reason
            && let Some(line) = doubt.line
        {
            let text = reasons::doubt(desk.words(), doubt.code);
            doubts.entry(usize::from(line)).or_default().push(text);
        }
    }
    doubts
}

fn content(page: &Page<'_>, weighed: Option<&Weighed>) -> Markup {
    let desk = page.desk;
    html! {
        (settled::banner(desk, page.looked.was.as_ref()))
        (head(page))
        (notice(page))
        (why(page))
        div.beside {
            div {
                @if let Some(weighed) = weighed { (decision(page, weighed)) }
                (read(page, weighed.is_some()))
                section aria-labelledby="history" {
                    h2 id="history" { (desk.words().order.history) }
                    (timeline(desk, &page.looked.view.timeline, &page.looked.told))
                }
            }
            section.evidence aria-labelledby="document" {
                h2 id="document" { (desk.words().document.title) }
                (page.panels.document)
            }
        }
        @if weighed.is_some() { p { (keys(desk, &page.words.keys)) } }
    }
}

fn head(page: &Page<'_>) -> Markup {
    let (desk, request) = (page.desk, page.request());
    let words = desk.words();
    html! {
        div.head {
            div {
                h1 {
                    (reasons::intent(words, request.intent)) " "
                    @match page.looked.po_number() {
                        Some(po_number) => (show::code(&visible(po_number))),
                        None => span.muted { (words.review.no_po) },
                    }
                    " " (state_badge(desk, request.state))
                }
                p.lead {
                    @match &page.looked.buyer {
                        Some((code, name)) => (who(name.as_deref(), code)),
                        None => span.muted { (words.review.unknown_customer) },
                    }
                    " · " (size(desk, request))
                    " · " (words.review.waiting_since) " " (show::moment(desk, request.raised))
                }
            }
            (through(page))
        }
    }
}

fn state_badge(desk: &Desk, state: RequestState) -> Markup {
    let states = &desk.words().states;
    match state {
        RequestState::Pending => show::badge("info", states.pending),
        RequestState::Review => show::badge("warn", states.in_review),
        RequestState::Accepted => show::badge("good", states.accepted),
        RequestState::Declined => show::badge("quiet", states.declined),
    }
}

/// The way to the others that wait.
fn through(page: &Page<'_>) -> Markup {
    let (words, place) = (page.words, &page.looked.place);
    let query = page.looked.within.query();
    let link = |id: RequestId, key: &'static str, rel: &'static str, text: &str| {
        html! { a.button.quiet rel=(rel) data-key=(key) href={ "/review/" (id) (query) } { (text) } }
    };
    html! {
        nav.through aria-label=(words.through) {
            @if page.looked.is_open() {
                span.muted { ((words.place)(&show::number(place.before + 1), &show::number(place.waiting))) }
            }
            @if let Some(previous) = place.previous { (link(previous, "p", "prev", words.previous)) }
            @if let Some(next) = place.next { (link(next, "n", "next", words.next)) }
            a.button.quiet href={ "/review" (query) } { (words.inbox) }
        }
    }
}

fn notice(page: &Page<'_>) -> Markup {
    match &page.notice {
        Notice::Nothing => html! {},
        Notice::Look => html! { p.callout.info role="status" { (page.words.look_first) } },
        Notice::Meanwhile => html! { p.callout.warn role="alert" { (page.words.meanwhile) } },
        Notice::Refused(refusal) => html! {
            div.callout.warn role="alert" { (refused(page.desk, refusal)) }
        },
    }
}

/// Why it waits; or what became of it.
fn why(page: &Page<'_>) -> Markup {
    let (desk, request) = (page.desk, page.request());
    let words = &desk.words().review;
    html! {
        @if request.state == RequestState::Review {
            section.holds aria-labelledby="why" {
                h2 id="why" { (words.why) }
                ul.reasons {
                    @for reason in &request.reasons {
                        li { (reasons::park(desk.words(), reason, page.currency)) }
                    }
                }
                @if !request.complete { p { (words.incomplete) } }
                @if !desk.may(Scope::RequestsDecide) { p.muted { (page.words.only_looks) } }
            }
        } @else {
            p { (settled::became(desk, request)) " " (settled_by(page)) }
        }
    }
}

/// Who decided, and when.
fn settled_by(page: &Page<'_>) -> Markup {
    let request = page.request();
    let who = request
        .settled_by
        .and_then(|actor| page.looked.told.actors.get(&actor));
    html! {
        @if let (Some(who), Some(at)) = (who, request.settled) {
            span.muted { ((page.words.settled_by)(who, &show::clock(page.desk, at))) }
        }
    }
}

/// What was read, as it was: all there is to see for whoever does not decide.
fn read(page: &Page<'_>, is_typed: bool) -> Markup {
    html! {
        @if is_typed {
            (page.panels.remarks)
            details { summary { (page.words.all_read) } (page.panels.fields) }
        } @else {
            section aria-labelledby="read" {
                h2 id="read" { (page.desk.words().document.fields) }
                (page.panels.fields)
                (page.panels.remarks)
            }
        }
    }
}

/// The fields, what comes of them, and the buttons that decide.
fn decision(page: &Page<'_>, weighed: &Weighed) -> Markup {
    let path = format!("/review/{}/accept", page.request().id);
    html! {
        form.review method="post" action=(path) data-still data-typed[page.is_typed] novalidate {
            (form::hidden(&page.desk.session, &path))
            input type="hidden" name="within" value=(page.looked.within.query());
            input type="hidden" name="checked" value=(weighed.mark());
            // Enter in a field looks, and does nothing.
            button.hidden type="submit" name="do" value="look" tabindex="-1" aria-hidden="true" { (page.words.look) }
            (editor::flaws(page, weighed))
            @if page.looked.is_typed() {
                (editor::head(page, weighed))
                @if page.intent() != Intent::Cancel { (editor::lines(page, weighed)) }
            } @else {
                p.callout.info { ((page.words.too_many)(&LINES_TYPED_MAX.to_string())) }
            }
            (result::result(page, weighed))
            div.settle {
                button type="submit" name="do" value="accept" data-key="a" { (accept_label(page)) }
                @if page.looked.is_typed() {
                    button.quiet type="submit" name="do" value="look" data-key="l" data-press { (page.words.look) }
                }
            }
        }
        (decline_form(page))
    }
}

fn accept_label(page: &Page<'_>) -> &'static str {
    let words = &page.desk.words().review;
    match page.intent() {
        Intent::Place => words.accept_place,
        Intent::Change => words.accept_change,
        Intent::Cancel => words.accept_cancel,
    }
}

fn decline_form(page: &Page<'_>) -> Markup {
    let words = page.desk.words();
    let path = format!("/review/{}/decline", page.request().id);
    html! {
        form.decide method="post" action=(path) {
            (form::hidden(&page.desk.session, &path))
            input type="hidden" name="within" value=(page.looked.within.query());
            label for="reason" { (words.review.decline_reason) }
            select id="reason" name="reason" data-key="d" {
                @for (word, reason) in DECLINE_REASONS {
                    option value=(word) { (reasons::decline(words, reason)) }
                }
            }
            button.danger type="submit" { (words.review.decline) }
        }
    }
}
