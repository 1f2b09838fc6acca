//! The outbox: who is sent documents, what was sent, what could not be, and sending it again.

mod recipient;
mod words;

use super::{Tab, done, shown};
use crate::api::outbox::{Message, page, send_again};
use crate::api::recipients::{List as Recipients, Recipient, all};
use crate::api::{outbox as messages, recipients};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::listing::{Address, ROWS, pages};
use crate::console::{form, show};
use crate::problem::Problem;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use keep::{OutboxFilter, OutboxState};
use maud::{Markup, html};
use serde::Deserialize;
use words::{ENGLISH, HEBREW, Words};

pub(super) use recipient::{ask, put};

/// Where it is.
pub(super) const LIST: &str = "/settings/outbox";
/// Where a recipient is made or changed.
const RECIPIENT: &str = "/settings/outbox/recipient";

/// What the address says.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    state: String,
    after: String,
    done: String,
}

fn words(desk: &Desk) -> &'static Words {
    desk.language.pick(&ENGLISH, &HEBREW)
}

/// `GET /settings/outbox`
pub(super) async fn list(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let asked: Asked = call.query().unwrap_or_default();
    let state = OutboxState::parse(&asked.state);
    let filter = OutboxFilter {
        state,
        ..OutboxFilter::default()
    };
    let found = page(&call, filter, asked.after.parse().ok(), ROWS).await?;
    let recipients = all(&call).await?;
    let words = words(&desk);
    let first = Address::of(LIST).with("state", &asked.state);
    let next = found.next.as_ref().map(|next| first.clone().after(next));
    let later = !asked.after.is_empty();
    let content = html! {
        @if let Some(told) = words.done(&asked.done) { p.done role="status" { (told) } }
        div.head {
            p.lead { (words.lead) }
            a.button href=(RECIPIENT) { (words.new) }
        }
        (who(&desk, &recipients))
        section.panel {
            header { h2 { (words.messages) } }
            (chips(words, state))
            @if found.messages.is_empty() { p.muted { (words.no_messages) } }
            @else { (table(&desk, &found.messages)) }
        }
        (pages(&desk, later.then_some(&first), next.as_ref()))
    };
    shown(&call, &desk, Tab::Outbox, StatusCode::OK, &content).await
}

/// `POST /settings/outbox/{message}/again`
pub(super) async fn again(call: Call, body: Body) -> Result<Response, Problem> {
    form::read::<Vec<(String, String)>>(&call, body).await?;
    send_again(&call).await?;
    Ok(done(LIST, "again"))
}

/// `POST /settings/outbox/{message}/forget`
pub(super) async fn forget(call: Call, body: Body) -> Result<Response, Problem> {
    form::read::<Vec<(String, String)>>(&call, body).await?;
    messages::forget(&call).await?;
    Ok(done(LIST, "forgotten"))
}

/// `POST /settings/outbox/recipients/{recipient}/remove`
pub(super) async fn remove(call: Call, body: Body) -> Result<Response, Problem> {
    form::read::<Vec<(String, String)>>(&call, body).await?;
    recipients::remove_one(&call).await?;
    Ok(done(LIST, "removed"))
}

/// Who is sent what.
fn who(desk: &Desk, all: &Recipients) -> Markup {
    let words = words(desk);
    html! {
        section.panel {
            header { h2 { (words.recipients) } p.muted { (words.folder) " " (show::code(&all.folder)) } }
            @if all.recipients.is_empty() { p.muted { (words.no_recipients) } }
            @else {
                div.scroll {
                    table.list {
                        thead { tr {
                            th scope="col" { (words.recipient) }
                            th scope="col" { (words.of) }
                            th scope="col" { (words.is_sent) }
                            th scope="col" { (words.format) }
                            th scope="col" { span.hidden { (words.remove) } }
                        } }
                        tbody { @for one in &all.recipients { (recipient_row(desk, one)) } }
                    }
                }
            }
        }
    }
}

fn recipient_row(desk: &Desk, one: &Recipient) -> Markup {
    let words = words(desk);
    let remove = format!("{LIST}/recipients/{}/remove", one.name);
    html! {
        tr {
            th scope="row" {
                a href=(Address::of(RECIPIENT).with("name", &one.name).text()) { (show::code(&one.name)) }
            }
            td data-label=(words.of) {
                @if let Some(customer) = &one.customer { (words.customer) " " (show::code(customer)) }
                @if let Some(site) = &one.site { (words.site) " " (show::code(site)) }
            }
            td data-label=(words.is_sent) {
                @for (nth, kind) in one.messages.iter().enumerate() {
                    @if nth > 0 { ", " }
                    (words.kind(kind))
                }
            }
            td data-label=(words.format) { (show::code(one.format)) }
            td.doing { (button(desk, &remove, words.remove)) }
        }
    }
}

fn chips(words: &Words, chosen: Option<OutboxState>) -> Markup {
    let states = [None]
        .into_iter()
        .chain(OutboxState::ALL.iter().copied().map(Some));
    html! {
        ul.chips aria-label=(words.state) {
            @for state in states {
                @let word = state.map_or("", OutboxState::as_str);
                li {
                    a.chip href=(Address::of(LIST).with("state", word).text())
                        aria-current=[(state == chosen).then_some("true")] {
                        (words.state_of(word))
                    }
                }
            }
        }
    }
}

fn table(desk: &Desk, messages: &[Message]) -> Markup {
    let words = words(desk);
    html! {
        div.scroll {
            table.list {
                thead { tr {
                    th scope="col" { (words.number) }
                    th scope="col" { (words.recipient) }
                    th scope="col" { (words.message) }
                    th scope="col" { (words.order) }
                    th scope="col" { (words.when) }
                    th scope="col" { (words.state) }
                    th scope="col" { (words.told) }
                    th scope="col" { span.hidden { (words.again) } }
                } }
                tbody { @for message in messages { (row(desk, message)) } }
            }
        }
    }
}

fn row(desk: &Desk, message: &Message) -> Markup {
    let words = words(desk);
    let address = |act: &str| format!("{LIST}/{}/{act}", message.number);
    let ended = message.ended_at.is_some();
    let dead = message.state == OutboxState::Dead.as_str();
    html! {
        tr {
            th scope="row" { (show::code(&message.number.to_string())) }
            td data-label=(words.recipient) { (show::code(&message.recipient)) }
            td data-label=(words.message) { (words.kind(message.message)) }
            td data-label=(words.order) {
                a href={ "/orders/" (message.order) } { (show::code(&message.order)) }
            }
            td data-label=(words.when) { (show::moment(desk, message.ended_at.unwrap_or(message.asked_at))) }
            td.state { (show::badge(tone(message.state), words.state_of(message.state))) }
            td.wide data-label=(words.told) {
                @if let Some(file) = &message.file { (show::code(file)) " " }
                @if !message.told.is_empty() { span.about lang="en" dir="ltr" { (message.told) } }
            }
            td.doing {
                @if ended { (button(desk, &address("again"), words.again)) }
                @if dead { " " (button(desk, &address("forget"), words.forget)) }
            }
        }
    }
}

fn tone(state: &str) -> &'static str {
    match OutboxState::parse(state) {
        Some(OutboxState::Sent) => "good",
        Some(OutboxState::Dead) => "bad",
        Some(OutboxState::Waiting) | None => "quiet",
    }
}

/// A form that is one button.
fn button(desk: &Desk, action: &str, label: &str) -> Markup {
    html! {
        form method="post" action=(action) {
            (form::hidden(&desk.session, action))
            button.quiet type="submit" { (label) }
        }
    }
}
