//! Documents: sending them by hand, and what became of each that came in.

mod words;

use super::desk::Desk;
use super::entry::CUSTOMERS_PATH;
use super::field::{Field, Kind};
use super::form::{self, Sent, SentFile};
use super::frame::{Section, page as frame};
use super::listing::{self, Address, ROWS};
use super::{actions, channel, reasons, show, told};
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::Call;
use crate::problem::Problem;
use crate::receipt;
use crate::router::Route;
use crate::state::App;
use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::response::Response;
use book::order::Hold;
use book::request::{ParkReason, ReadAs};
use keep::{DocumentMeta, LABEL_BYTES_MAX, Listed, Scope};
use maud::{Markup, html};
use serde::Deserialize;
use views::{Counts, DocumentFilter, DocumentRow, RequestFilter, RequestRow, RequestState};
use vocab::OrderId;
use words::{ENGLISH, HEBREW, Words};

/// Where the documents are.
pub(super) const PATH: &str = "/documents";
/// Most files that are sent at once.
const FILES_MAX: usize = 20;
/// Requests of one document that are told in its row.
const REQUESTS_MAX: usize = 5;
/// What is known of pasted text.
const PASTED: &str = "pasted.txt";

/// The routes of this part.
pub(super) const ROUTES: &[Route] = &[
    super::page(PATH, Policy::Page(Scope::DocumentsRead), |call, _| {
        told(call, page)
    }),
    Route {
        lane: Lane::Background,
        ..super::form(PATH, Policy::Page(Scope::DocumentsWrite), |call, body| {
            told(call, |call| send(call, body))
        })
    },
];

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    after: Option<u64>,
    /// What the list is narrowed to.
    show: Option<String>,
    /// How many came in by the form a moment ago, and how many of them were here before.
    sent: Option<u64>,
    known: Option<u64>,
}

/// Which documents are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Show {
    All,
    /// Those that nobody could read.
    Unreadable,
}

impl Show {
    const ALL: [Show; 2] = [Show::All, Show::Unreadable];

    fn parse(word: &str) -> Show {
        match word {
            "unreadable" => Show::Unreadable,
            _ => Show::All,
        }
    }

    fn filter(self) -> DocumentFilter {
        DocumentFilter {
            state: None,
            read_as: match self {
                Show::All => None,
                Show::Unreadable => Some(ReadAs::Unreadable),
            },
        }
    }

    fn address(self) -> Address {
        match self {
            Show::All => Address::of(PATH),
            Show::Unreadable => Address::of(PATH).with("show", "unreadable"),
        }
    }

    fn name(self, words: &'static Words) -> &'static str {
        match self {
            Show::All => words.all,
            Show::Unreadable => words.unreadable_ones,
        }
    }
}

/// What is wrong with what was sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flaw {
    Nothing,
    TooMany,
}

struct Row {
    document: DocumentRow,
    about: Option<Listed>,
    /// What was asked for in it, each with the order that was sent before under its PO number.
    requests: Vec<(RequestRow, Option<OrderId>)>,
}

struct List {
    rows: Vec<Row>,
    show: Show,
    next: Option<u64>,
    counts: Counts,
}

/// `GET /documents`
async fn page(call: Call) -> Result<Response, Problem> {
    answer(&call, None).await
}

/// `POST /documents`: what was chosen and what was pasted, each a document.
async fn send(call: Call, body: Body) -> Result<Response, Problem> {
    let app = call.app.clone();
    let _room = receipt::room(&app).await?;
    let limit = app.limits.document_bytes;
    let (sent, mut files) = form::read_files(&call, body, limit).await?;
    files.extend(pasted(&sent));
    files.retain(|file| !file.bytes.is_empty());
    match files.len() {
        0 => return answer(&call, Some(Flaw::Nothing)).await,
        1..=FILES_MAX => {}
        _ => return answer(&call, Some(Flaw::TooMany)).await,
    }
    let (count, mut known, mut seq) = (files.len(), 0, 0);
    for file in files {
        let meta = meta(&call, &file, sent.get("sender"));
        let receipt = receipt::take_in(&call, file.bytes, meta).await?;
        known += u32::from(receipt.known);
        seq = seq.max(receipt.seq);
    }
    actions::wait_for(&call, seq).await?;
    Ok(form::see(&format!("{PATH}?sent={count}&known={known}")))
}

fn pasted(sent: &Sent) -> Option<SentFile> {
    let text = sent.get("text")?;
    Some(SentFile {
        name: PASTED.to_owned(),
        media_type: "text/plain; charset=utf-8".to_owned(),
        bytes: Bytes::from(text.to_owned()),
    })
}

fn meta(call: &Call, file: &SentFile, sender: Option<&str>) -> DocumentMeta {
    let media_type = match file.media_type.len() {
        1..=LABEL_BYTES_MAX => file.media_type.as_str(),
        _ => "application/octet-stream",
    };
    DocumentMeta {
        name: file.name.clone(),
        media_type: media_type.to_owned(),
        channel: "console".to_owned(),
        sender: receipt::sender(call, sender),
        received_at: call.app.now().at,
    }
}

async fn answer(call: &Call, flaw: Option<Flaw>) -> Result<Response, Problem> {
    let desk = Desk::of(call);
    let asked: Asked = call.query().unwrap_or_default();
    let after = asked.after;
    let show = Show::parse(asked.show.as_deref().unwrap_or_default());
    let list = call.app.blocking(move |app| load(app, show, after));
    let list = list.await??;
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let content = html! {
        div.head { div { h1 { (words.title) } p.lead { (words.lead) } } }
        @if let Some(sent) = asked.sent {
            p.done role="status" {
                ((words.sent)(&show::number(sent)))
                @if let Some(known @ 1..) = asked.known { " " ((words.known)(&show::number(known))) }
            }
        }
        @if desk.may(Scope::DocumentsWrite) { (sending(&desk, words, flaw)) }
        (chips(words, list.show))
        (table(&desk, words, &list, after.is_some()))
    };
    let status = match flaw {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    Ok(desk.answer(
        status,
        frame(&desk, Section::Review, words.title, &list.counts, &content),
    ))
}

fn load(app: &App, show: Show, after: Option<u64>) -> Result<List, Problem> {
    let page = app.views.documents(&show.filter(), after, ROWS)?;
    let row = |document: DocumentRow| {
        let filter = RequestFilter {
            document: Some(document.document),
            ..RequestFilter::default()
        };
        let mut requests = match document.requests.is_empty() {
            true => Vec::new(),
            false => app.views.requests(&filter, None, REQUESTS_MAX)?.items,
        };
        requests.sort_by_key(|request| request.index);
        let with_first = |request: RequestRow| Ok((request.clone(), first_of(app, &request)?));
        Ok::<Row, Problem>(Row {
            about: app.documents.about(document.document)?,
            requests: requests
                .into_iter()
                .map(with_first)
                .collect::<Result<_, Problem>>()?,
            document,
        })
    };
    Ok(List {
        show,
        next: page.next,
        rows: page.items.into_iter().map(row).collect::<Result<_, _>>()?,
        counts: app.views.counts()?,
    })
}

/// The order that the customer sent before under the same PO number, while a person has not told
/// what this one is.
fn first_of(app: &App, request: &RequestRow) -> Result<Option<OrderId>, Problem> {
    let parked = request.reasons.iter().find_map(|reason| {
        if let ParkReason::DuplicateOf { order } = reason {
            return Some(*order);
        }
        None
    });
    let Some(order) = request.order.filter(|_| parked.is_none()) else {
        return Ok(parked);
    };
    let order = app.views.order(order)?;
    let holds = order.map_or_else(Vec::new, |view| view.order.holds);
    Ok(holds.into_iter().find_map(|hold| {
        if let Hold::Duplicate { of } = hold {
            return Some(of);
        }
        None
    }))
}

fn sending(desk: &Desk, words: &'static Words, flaw: Option<Flaw>) -> Markup {
    let error = match flaw {
        Some(Flaw::Nothing) => words.nothing.to_owned(),
        Some(Flaw::TooMany) => (words.too_many)(&FILES_MAX.to_string()),
        None => String::new(),
    };
    let described = (!error.is_empty()).then_some("file-error");
    html! {
        section.panel aria-labelledby="send" {
            h2 id="send" { (words.send) }
            form.fields method="post" action=(PATH) enctype="multipart/form-data" {
                (form::hidden(&desk.session, PATH))
                div.field {
                    label for="file" { (words.files) }
                    input id="file" name="file" type="file" multiple aria-describedby=[described]
                        aria-invalid=[described.map(|_| "true")];
                    p.hint { (words.files_hint) }
                    @if !error.is_empty() { p.error id="file-error" { (error) } }
                }
                (Field { name: "text", label: words.text, hint: words.text_hint, ..Field::NONE }
                    .input(Kind::Lines))
                (Field { name: "sender", label: words.sender, hint: words.sender_hint, ..Field::NONE }
                    .suggested(Kind::Text, CUSTOMERS_PATH))
                div.actions { button type="submit" { (words.send_them) } }
            }
        }
    }
}

fn chips(words: &'static Words, shown: Show) -> Markup {
    html! {
        ul.chips aria-label=(words.show) {
            @for show in Show::ALL {
                li {
                    a.chip href=(show.address().text()) aria-current=[(show == shown).then_some("true")] {
                        (show.name(words))
                    }
                }
            }
        }
    }
}

fn table(desk: &Desk, words: &'static Words, list: &List, later: bool) -> Markup {
    let first = later.then(|| list.show.address());
    let next = list.next.map(|next| list.show.address().after(&next));
    html! {
        @if list.rows.is_empty() && list.show == Show::Unreadable {
            div.empty { h2 { (words.none_unreadable) } p { (words.none_unreadable_how) } }
        } @else if list.rows.is_empty() {
            div.empty { h2 { (words.none) } p { (words.none_how) } }
        } @else {
            div.scroll {
                table.list data-rows {
                    thead { tr {
                        th scope="col" { (words.document) }
                        th scope="col" { (words.came) }
                        th scope="col" { (words.read_as) }
                        th scope="col" { (words.became) }
                    } }
                    tbody { @for row in &list.rows { (line(desk, words, row)) } }
                }
            }
            (listing::pages(desk, first.as_ref(), next.as_ref()))
        }
    }
}

fn line(desk: &Desk, words: &'static Words, row: &Row) -> Markup {
    let name = row.about.as_ref().map(|about| about.meta.name.as_str());
    let name = name.filter(|name| !name.is_empty());
    html! {
        tr {
            th.name scope="row" {
                a href={ "/documents/" (row.document.document) } download {
                    (show::code(name.unwrap_or(words.nameless)))
                }
            }
            td data-label=(words.came) {
                (show::moment(desk, row.document.received))
                @if let Some(about) = &row.about {
                    span.about { bdi { (channel::name(desk, &about.meta.channel)) } @if !about.meta.sender.is_empty() {
                        " · " bdi { (about.meta.sender) }
                    } }
                }
            }
            td data-label=(words.read_as) { (read_as(words, row)) }
            td data-label=(words.became) { (became(desk, row)) }
        }
    }
}

fn read_as(words: &'static Words, row: &Row) -> Markup {
    match row.document.read_as {
        None => show::badge("info", words.being_read),
        Some(ReadAs::Requests) => html! { (words.requests) },
        Some(ReadAs::Other) => show::badge("quiet", words.other),
        Some(ReadAs::Unreadable) => show::badge("bad", words.unreadable),
    }
}

/// Each request with what it became, and the way there.
fn became(desk: &Desk, row: &Row) -> Markup {
    let left = row
        .document
        .requests
        .len()
        .saturating_sub(row.requests.len());
    html! {
        @if !row.requests.is_empty() {
            ul {
                @for (request, first) in &row.requests {
                    li { (became_of(desk, request)) (same_as(desk, *first)) }
                }
                @if left > 0 { li.muted { "+" (left) } }
            }
        }
    }
}

/// The way to the order that was sent before.
fn same_as(desk: &Desk, first: Option<OrderId>) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    html! {
        @if let Some(first) = first {
            " " span.muted { (words.same_as) }
            " " a href={ "/orders/" (first.number()) } { bdi { (first.number()) } }
        }
    }
}

fn became_of(desk: &Desk, request: &RequestRow) -> Markup {
    let words = desk.words();
    let states = &words.states;
    html! {
        @match (request.state, request.order) {
            (RequestState::Accepted, Some(order)) => {
                a href={ "/orders/" (order.number()) } { bdi { (order.number()) } }
            },
            (RequestState::Accepted, None) => (show::badge("good", states.accepted)),
            (RequestState::Pending, _) => (show::badge("info", states.pending)),
            (RequestState::Review, _) => {
                a href={ "/review/" (request.id) } { (show::badge("warn", states.in_review)) }
            },
            (RequestState::Declined, _) => {
                a href={ "/review/" (request.id) } { (show::badge("quiet", states.declined)) }
                @if let Some(reason) = request.declined { " " span.muted { (reasons::decline(words, reason)) } }
            },
        }
    }
}
