//! The original document beside an order or a request, and its download.

use super::desk::Desk;
use super::evidence::{self, Doubts, Sayings};
use super::source::{self, Marks, Numbered, SHOWN_BYTES_MAX};
use super::{channel, paper, second, show};
use crate::call::Call;
use crate::learning::sender;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use intake::page::Page;
use intake::second::Second;
use intake::{FormField, Format, Issue, IssueCode, OrderRequest, Reading};
use keep::{Document, DocumentMeta};
use maud::{Markup, html};
use views::{PAGE_MAX, RequestFilter};
use vocab::{ContentHash, CustomerId, LessonId};

/// How wide a page is drawn, in pixels: small print can be read on it.
const WIDTH: u32 = 1_600;
/// Remarks of a reader that are shown.
const REMARKS_MAX: usize = 50;

/// A document with what was read from it.
pub(super) struct Original {
    hash: ContentHash,
    meta: DocumentMeta,
    bytes: Vec<u8>,
    reading: Option<Reading>,
    /// Which request of the reading is looked at.
    index: u32,
}

/// The document that a request stands in; `None` when the store does not have it.
pub(super) fn load(app: &App, hash: ContentHash, index: u32) -> Result<Option<Original>, Problem> {
    let Some(document) = app.documents.get(hash)? else {
        return Ok(None);
    };
    let reading = reading(app, hash)?;
    Ok(Some(Original {
        hash,
        meta: document.meta,
        bytes: document.bytes,
        reading,
        index,
    }))
}

/// What was read from a document. A reading of an older form is as good as none: it can be made
/// again.
pub(super) fn reading(app: &App, hash: ContentHash) -> Result<Option<Reading>, Problem> {
    let reading = app.documents.reading(hash)?;
    Ok(reading.and_then(|reading| serde_json::from_slice(&reading.json).ok()))
}

impl Original {
    /// What was read of the request.
    pub(super) fn request(&self) -> Option<&OrderRequest> {
        self.reading.as_ref()?.requests.get(self.index as usize)
    }

    /// Whether it is on paper.
    fn has_pages(&self) -> bool {
        (self.reading.iter()).any(|reading| !reading.pages.is_empty())
    }

    /// Whether it is several pieces.
    fn has_parts(&self) -> bool {
        (self.reading.iter()).any(|reading| !reading.parts.is_empty())
    }

    /// Who sent it.
    pub(super) fn sender(&self) -> Option<&str> {
        sender(self.reading.as_ref(), &self.meta)
    }

    /// The lesson that told where a field stands on its pages.
    pub(super) fn learned(&self, field: FormField) -> Option<LessonId> {
        let mut learned = self.reading.as_ref()?.learned.iter();
        let found = learned.find(|learned| learned.field == field);
        found.map(|learned| learned.lesson)
    }

    /// What a second reader said of it.
    fn second(&self) -> Option<&Second> {
        self.reading.as_ref()?.second.as_ref()
    }

    /// What the reader says of this request and of the document as a whole; what the second one says
    /// is told in words of its own.
    fn remarks(&self) -> Vec<&Issue> {
        let issues = self.reading.iter().flat_map(|reading| &reading.issues);
        issues
            .filter(|issue| issue.code != IssueCode::Disagreement)
            .filter(|issue| issue.request.is_none_or(|index| index == self.index))
            .take(REMARKS_MAX)
            .collect()
    }
}

/// The evidence: the fields with what is said of them, and the document with their places marked.
pub(super) struct Panels {
    pub(super) fields: Markup,
    /// What the readers say beside them.
    pub(super) remarks: Markup,
    pub(super) document: Markup,
    /// What the document says of each part of an order.
    pub(super) sayings: Sayings,
}

pub(super) fn panels(desk: &Desk, original: Option<&Original>, doubts: &Doubts) -> Panels {
    let words = &desk.words().document;
    let Some(original) = original else {
        return Panels {
            fields: html! {},
            remarks: html! {},
            document: html! { p.muted { (words.gone) } },
            sayings: Sayings::new(),
        };
    };
    let (shown, left_out) = match original.request() {
        Some(request) => evidence::fields(desk.words(), request),
        None => (Vec::new(), 0),
    };
    let numbered: Vec<Numbered> = shown.iter().enumerate().collect();
    let (marked, marks) = match &original.reading {
        Some(reading) if original.has_parts() => parts(desk, original, reading, &numbered),
        Some(reading) if original.has_pages() => paper::pages(
            desk,
            original.hash,
            1,
            &reading.pages.iter().collect::<Vec<_>>(),
            &numbered,
        ),
        Some(reading) => source::document(desk, reading.format, &original.bytes, &numbered),
        None => source::document(desk, Format::Unknown, &original.bytes, &numbered),
    };
    let fields = html! {
        @if original.reading.is_none() { p.muted { (words.unread) } }
        @if !shown.is_empty() { (evidence::table(desk, &shown, left_out, &marks, doubts)) }
    };
    let remarks = html! {
        (remarks(desk, &original.remarks()))
        @if let Some(second) = original.second() { (second::opinion(desk, second)) }
    };
    Panels {
        fields,
        remarks,
        document: html! { (heading(desk, original)) (marked) },
        sayings: evidence::sayings(&shown, &marks),
    }
}

/// The pieces of an e-mail one under the other, each as it would be shown by itself.
fn parts(
    desk: &Desk,
    original: &Original,
    reading: &Reading,
    shown: &[Numbered],
) -> (Markup, Marks) {
    let pieces = intake::mail::pieces(&original.bytes);
    let (mut page, mut marks, mut sections) = (0, Marks::new(), Vec::new());
    for (number, (part, piece)) in (0..).zip(reading.parts.iter().zip(&pieces)) {
        let own = shown
            .iter()
            .filter(|(_, field)| field.evidence.part == Some(number));
        let own: Vec<Numbered> = own.copied().collect();
        let pages = reading
            .pages
            .iter()
            .skip(usize::from(page))
            .take(usize::from(part.pages));
        let pages: Vec<&Page> = pages.collect();
        let (markup, found) = match pages.is_empty() {
            true => source::document(desk, part.format, &piece.bytes, &own),
            false => paper::pages(desk, original.hash, page + 1, &pages, &own),
        };
        page += part.pages;
        marks.extend(found);
        sections.push(html! {
            section.part {
                h3 { bdi { (source::visible(&part.name)) } }
                @if piece.bytes.len() > SHOWN_BYTES_MAX && pages.is_empty() { (cut(desk)) }
                (markup)
            }
        });
    }
    (html! { @for section in sections { (section) } }, marks)
}

/// Says that only the beginning is shown.
fn cut(desk: &Desk) -> Markup {
    let shown = format!("{} KiB", SHOWN_BYTES_MAX >> 10);
    html! { p.muted { ((desk.words().document.cut)(&shown)) } }
}

fn heading(desk: &Desk, original: &Original) -> Markup {
    let words = &desk.words().document;
    let received = show::clock(desk, original.meta.received_at);
    let kind = original
        .reading
        .as_ref()
        .map_or("", |reading| reading.document_type.as_str());
    html! {
        div.document-head {
            div {
                p {
                    strong { bdi { (original.meta.name) } }
                    @if !kind.is_empty() { " " span.muted { bdi { (kind) } } }
                }
                p.muted {
                    ((words.received)(&channel::name(desk, &original.meta.channel), &received))
                    @if !original.meta.sender.is_empty() { " · " bdi { (original.meta.sender) } }
                }
            }
            a.button.quiet href={ "/documents/" (original.hash) } download { (words.download) }
        }
        @if original.bytes.len() > SHOWN_BYTES_MAX && !original.has_pages() && !original.has_parts() {
            (cut(desk))
        }
    }
}

fn remarks(desk: &Desk, remarks: &[&Issue]) -> Markup {
    html! {
        @if !remarks.is_empty() {
            h3 { (desk.words().document.reader_says) }
            ul.remarks {
                @for issue in remarks { li { bdi lang="en" { (issue.message) } } }
            }
        }
    }
}

/// Whether a document is shown to a customer's person: when all that was read from it is the
/// customer's.
pub(super) fn is_open_to(
    app: &App,
    document: ContentHash,
    customer: Option<CustomerId>,
) -> Result<bool, Problem> {
    if customer.is_none() {
        return Ok(true);
    }
    let filter = RequestFilter {
        document: Some(document),
        ..RequestFilter::default()
    };
    let requests = app.views.requests(&filter, None, PAGE_MAX)?;
    let own = requests.items.iter().all(|row| row.customer == customer);
    Ok(own && requests.next.is_none() && !requests.items.is_empty())
}

/// The document that is asked for, if it is there and the caller may see it.
async fn wanted(call: &Call) -> Result<(ContentHash, Document), Problem> {
    let missing = || Problem::web(Code::NotFound);
    let hash = ContentHash::parse(call.parameter("hash")).ok_or_else(missing)?;
    let customer = call.caller.customer();
    let document = call
        .app
        .blocking(move |app| match is_open_to(app, hash, customer)? {
            true => Ok::<_, Problem>(app.documents.get(hash)?),
            false => Ok(None),
        })
        .await??;
    Ok((hash, document.ok_or_else(missing)?))
}

/// A page of the document as it looks, drawn in another process.
pub(super) async fn picture(call: Call) -> Result<Response, Problem> {
    let missing = || Problem::web(Code::NotFound);
    let page = call.parameter("page").parse().map_err(|_| missing())?;
    let (hash, document) = wanted(&call).await?;
    let _permit = call.app.permit_drawing().await;
    let drawn = call.app.blocking(move |app| {
        let reading = reading(app, hash)?;
        let found = sheet(document.bytes, reading.as_ref(), page);
        Ok::<_, Problem>(found.and_then(|(bytes, page)| app.draw.page(bytes.into(), page, WIDTH)))
    });
    let mut response = drawn.await??.ok_or_else(missing)?.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/png"));
    // The bytes behind a hash never change; whoever shares the browser sees nothing.
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, max-age=600"),
    );
    Ok(response)
}

/// The file that a page of a document stands in, and which of that file's pages it is: an e-mail
/// counts the pages of all its attachments.
fn sheet(bytes: Vec<u8>, reading: Option<&Reading>, page: u16) -> Option<(Vec<u8>, u16)> {
    let parts = reading.map_or(&[][..], |reading| &reading.parts);
    if parts.is_empty() {
        return Some((bytes, page));
    }
    let mut before = 0;
    for (part, piece) in parts.iter().zip(intake::mail::pieces(&bytes)) {
        if page > before && page <= before + part.pages {
            return Some((piece.bytes, page - before));
        }
        before += part.pages;
    }
    None
}

/// The bytes as they came, to be saved and never opened in place.
pub(super) async fn download(call: Call) -> Result<Response, Problem> {
    let (hash, document) = wanted(&call).await?;
    let plain = |letter: &char| letter.is_ascii_alphanumeric() || "-_.".contains(*letter);
    let name: String = document.meta.name.chars().filter(plain).collect();
    let name = match name.is_empty() {
        true => hash.short(),
        false => name,
    };
    let mut response = document.bytes.into_response();
    let headers = response.headers_mut();
    let saved = format!("attachment; filename=\"{name}\"");
    let value = HeaderValue::from_str(&saved).expect("the name is plain letters");
    headers.insert(header::CONTENT_DISPOSITION, value);
    let bytes = HeaderValue::from_static("application/octet-stream");
    headers.insert(header::CONTENT_TYPE, bytes);
    Ok(response)
}
