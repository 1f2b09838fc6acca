//! One webhook: how it is, what it was sent, telling it again, and removing it.

use super::{LIST, Words, bound, state, told_once, types, words};
use crate::call::{Call, located};
use crate::console::desk::Desk;
use crate::console::settings::users::codes;
use crate::console::settings::{Tab, button, shown};
use crate::console::{form, show};
use crate::problem::{Code, Problem};
use crate::trail;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use connect::webhook::Outcome;
use keep::{
    Audited, DeliveryRow, DeliveryState, FeedPlace, Replay, Webhook, WebhookChange, WebhookId,
};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;
use views::feed::FeedId;

/// Deliveries on a page.
const ROWS: usize = 50;
/// How long messages are signed with the secret before, too, in seconds.
const OLD_SECRET_SECONDS: i64 = 86_400;

/// Which deliveries to show, and what came of a form.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    state: String,
    before: String,
    done: Option<String>,
}

/// What is shown of a webhook.
struct Shown {
    webhook: Webhook,
    customer: Option<String>,
    waiting: u64,
    rows: Vec<DeliveryRow>,
}

/// `GET /settings/webhooks/{webhook}`
pub(in crate::console::settings) async fn look(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let asked: Asked = call.query().unwrap_or_default();
    let came = words(&desk).came(asked.done.as_deref());
    let note = came.map(|text| html! { p.done role="status" { (text) } });
    page(&call, &desk, &asked, note).await
}

async fn page(
    call: &Call,
    desk: &Desk,
    asked: &Asked,
    note: Option<Markup>,
) -> Result<Response, Problem> {
    let id = named(call)?;
    let state = DeliveryState::parse(&asked.state);
    let before = asked.before.parse::<FeedId>().ok().map(|id| FeedPlace {
        seq: id.seq,
        nth: id.nth,
    });
    let loaded = call.app.blocking(move |app| {
        let webhook = app.webhooks.get(id)?.ok_or_else(missing)?;
        let codes = codes(app, webhook.customer.into_iter())?;
        Ok::<_, Problem>(Shown {
            customer: codes.into_values().next(),
            waiting: app.webhooks.waiting(id)?,
            rows: app.webhooks.deliveries(id, state, before, ROWS)?,
            webhook,
        })
    });
    let shown_one = loaded.await??;
    let words = words(desk);
    let content = html! {
        @if let Some(note) = note { (note) }
        (head(desk, &shown_one.webhook))
        section.panel aria-labelledby="facts" {
            header { h2 id="facts" { (words.about) } }
            (facts(desk, &shown_one))
        }
        section.panel aria-labelledby="deliveries" {
            header { h2 id="deliveries" { (words.deliveries) } (replay_dead(desk, id, state, &shown_one.rows)) }
            (chips(words, id, state))
            @if shown_one.rows.is_empty() {
                div.empty { h2 { (words.no_deliveries) } p { (words.no_deliveries_how) } }
            } @else { (table(desk, id, &shown_one.rows)) }
            (older(words, id, asked, &shown_one.rows))
        }
        p { a href=(LIST) { (words.back) } }
    };
    shown(call, desk, Tab::Webhooks, StatusCode::OK, &content).await
}

fn head(desk: &Desk, webhook: &Webhook) -> Markup {
    let words = words(desk);
    let path = format!("{LIST}/{}", webhook.id);
    let (to, text) = match webhook.disabled {
        Some(_) => ("enable", words.enable),
        None => ("disable", words.disable),
    };
    html! {
        div.head {
            div {
                h2 { (show::code(&webhook.url)) " " (state(desk, webhook)) }
                @if !webhook.description.is_empty() { p.lead { bdi { (webhook.description) } } }
            }
            div.actions {
                (button(desk, &format!("{path}/ping"), "", words.ping))
                (button(desk, &format!("{path}/{to}"), "quiet", text))
                (button(desk, &format!("{path}/secret"), "quiet", words.new_secret))
                a.button.quiet href={ (path) "/remove" } { (words.remove) }
            }
        }
        @if let Some(disabled) = &webhook.disabled {
            div.callout.warn {
                p {
                    (words.disabled_since) " " (show::moment(desk, disabled.at)) ": "
                    bdi { (disabled.why) }
                }
                p { (words.disabled_how) }
            }
        }
    }
}

fn facts(desk: &Desk, one: &Shown) -> Markup {
    let (words, webhook) = (words(desk), &one.webhook);
    html! {
        dl.facts {
            (show::fact(words.types, types(desk, webhook)))
            (show::fact(words.customer, bound(desk, one.customer.as_ref())))
            (show::fact(words.waiting, html! { (show::number(one.waiting)) }))
            @if let Some(since) = webhook.failing_since {
                (show::fact(words.failing_since, show::moment(desk, since)))
            }
            @if let Some(until) = webhook.old_secret_until {
                (show::fact(words.old_secret_until, show::moment(desk, until)))
            }
            (show::fact(words.made_at, show::moment(desk, webhook.created_at)))
        }
    }
}

/// The deliveries of each state, each an address.
fn chips(words: &Words, id: WebhookId, shown: Option<DeliveryState>) -> Markup {
    let all = [None].into_iter();
    let states = all.chain(DeliveryState::ALL.iter().copied().map(Some));
    html! {
        ul.chips aria-label=(words.state) {
            @for state in states {
                @let word = state.map_or("", |state| state.as_str());
                li {
                    a.chip href={ (LIST) "/" (id) "?state=" (word) }
                        aria-current=[(state == shown).then_some("true")] {
                        (state.map_or(words.all_states, |state| state_name(words, state)))
                    }
                }
            }
        }
    }
}

fn state_name(words: &Words, state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Waiting => words.waits,
        DeliveryState::Taken => words.taken,
        DeliveryState::Dead => words.dead,
    }
}

fn table(desk: &Desk, id: WebhookId, rows: &[DeliveryRow]) -> Markup {
    let words = words(desk);
    html! {
        div.scroll {
            table.list {
                thead { tr {
                    th scope="col" { (words.event) }
                    th scope="col" { (words.message) }
                    th scope="col" { (words.state) }
                    th scope="col".end { (words.tries) }
                    th scope="col" { (words.last_try) }
                    th scope="col" { (words.next_try) }
                    th scope="col" { span.hidden { (words.replay) } }
                } }
                tbody { @for row in rows { (delivery(desk, id, row)) } }
            }
        }
    }
}

fn delivery(desk: &Desk, id: WebhookId, row: &DeliveryRow) -> Markup {
    let words = words(desk);
    let tone = match row.state {
        DeliveryState::Waiting => "info",
        DeliveryState::Taken => "good",
        DeliveryState::Dead => "bad",
    };
    html! {
        tr {
            th scope="row" { (show::code(&row.kind)) }
            td data-label=(words.message) { (show::code(&row.id)) }
            td data-label=(words.state) { (show::badge(tone, state_name(words, row.state))) }
            td.end data-label=(words.tries) { (row.tried) }
            td data-label=(words.last_try) {
                @match &row.last {
                    Some(last) => { (show::moment(desk, last.at)) " " span.about dir="ltr" { (last.told) } },
                    None => "–",
                }
            }
            td data-label=(words.next_try) {
                @match row.due_at { Some(due) => (show::moment(desk, due)), None => "–" }
            }
            td { (replay_one(desk, id, row)) }
        }
    }
}

/// The button that has a message told again; what waits is told anyway.
fn replay_one(desk: &Desk, id: WebhookId, row: &DeliveryRow) -> Markup {
    let path = format!("{LIST}/{id}/replay");
    html! {
        @if row.state != DeliveryState::Waiting {
            form method="post" action=(path) {
                (form::hidden(&desk.session, &path))
                input type="hidden" name="message" value=(row.id);
                button.quiet type="submit" {
                    (words(desk).replay) span.hidden { " " (row.id) }
                }
            }
        }
    }
}

fn replay_dead(
    desk: &Desk,
    id: WebhookId,
    state: Option<DeliveryState>,
    rows: &[DeliveryRow],
) -> Markup {
    html! {
        @if state == Some(DeliveryState::Dead) && !rows.is_empty() {
            (button(desk, &format!("{LIST}/{id}/replay"), "quiet", words(desk).replay_dead))
        }
    }
}

fn older(words: &Words, id: WebhookId, asked: &Asked, rows: &[DeliveryRow]) -> Markup {
    let last = rows.last().filter(|_| rows.len() == ROWS);
    let state = DeliveryState::parse(&asked.state).map_or("", |state| state.as_str());
    html! {
        @if let Some(row) = last {
            nav.pages {
                a.button rel="next" href=(format!(
                    "{LIST}/{id}?state={state}&before={}-{}", row.event.seq, row.event.nth,
                )) { (words.older) }
            }
        }
    }
}

/// `POST /settings/webhooks/{webhook}/ping`
pub(in crate::console::settings) async fn ping(
    call: Call,
    body: Body,
) -> Result<Response, Problem> {
    let _: serde::de::IgnoredAny = form::read(&call, body).await?;
    let id = named(&call)?;
    let outcome = call.app.blocking(move |app| app.dispatcher.ping(id));
    let outcome = outcome.await??.ok_or_else(missing)?;
    let desk = Desk::of(&call).at(&format!("{LIST}/{id}"));
    let words = words(&desk);
    let (tone, text) = match outcome {
        Outcome::Taken(_) => ("good", words.ping_taken),
        Outcome::Gone | Outcome::Refused { .. } | Outcome::Unreached(_) => {
            ("bad", words.ping_not_taken)
        }
    };
    let note = html! {
        div class={ "callout " (tone) } role="status" {
            p { (text) " " bdi dir="ltr" { (outcome) } }
        }
    };
    page(&call, &desk, &Asked::default(), Some(note)).await
}

/// `POST /settings/webhooks/{webhook}/enable` and `…/disable`
pub(in crate::console::settings) async fn switch(
    call: Call,
    body: Body,
    disabled: bool,
) -> Result<Response, Problem> {
    let _: serde::de::IgnoredAny = form::read(&call, body).await?;
    let (id, now) = (named(&call)?, call.app.now().at);
    let change = WebhookChange {
        disabled: Some(disabled),
        ..WebhookChange::default()
    };
    let changed = call
        .app
        .blocking(move |app| app.webhooks.change(id, change, now));
    changed.await??.ok_or_else(missing)?;
    let detail = [("fields", Value::from(vec!["disabled"]))];
    call.note(Audited::WebhookChanged, trail::webhook(id), &detail)
        .await?;
    Ok(done(id, if disabled { "disabled" } else { "enabled" }))
}

/// `POST /settings/webhooks/{webhook}/secret`
pub(in crate::console::settings) async fn rotate(
    call: Call,
    body: Body,
) -> Result<Response, Problem> {
    let _: serde::de::IgnoredAny = form::read(&call, body).await?;
    let id = named(&call)?;
    let until = call.app.now().at.plus_seconds(OLD_SECRET_SECONDS);
    let rotated = call.app.blocking(move |app| {
        let secret = app.webhooks.rotate(id, until)?.ok_or_else(missing)?;
        let webhook = app.webhooks.get(id)?.ok_or_else(missing)?;
        Ok::<_, Problem>((secret, webhook))
    });
    let (secret, webhook) = rotated.await??;
    let detail = [("old_until", Value::from(until.to_string()))];
    call.note(Audited::WebhookSecretRotated, trail::webhook(id), &detail)
        .await?;
    let desk = Desk::of(&call).at(&format!("{LIST}/{id}"));
    let title = words(&desk).secret_made;
    told_once(&call, &desk, title, secret.reveal(), &webhook).await
}

/// Which message is to be told again; all that are dead when none is named.
#[derive(Deserialize)]
struct Again {
    #[serde(default)]
    message: Option<String>,
}

/// `POST /settings/webhooks/{webhook}/replay`
pub(in crate::console::settings) async fn replay(
    call: Call,
    body: Body,
) -> Result<Response, Problem> {
    let again: Again = form::read(&call, body).await?;
    let (id, now) = (named(&call)?, call.app.now().at);
    let (replay, what) = match again.message {
        Some(message) => (Replay::One(message), "delivery"),
        None => (Replay::Dead, "dead"),
    };
    let due = call
        .app
        .blocking(move |app| app.webhooks.replay(id, &replay, now));
    due.await??.ok_or_else(missing)?;
    let detail = [("what", Value::from(what))];
    call.note(Audited::WebhookReplayed, trail::webhook(id), &detail)
        .await?;
    Ok(done(id, "replayed"))
}

/// `GET /settings/webhooks/{webhook}/remove`
pub(in crate::console::settings) async fn before(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let id = named(&call)?;
    let found = call.app.blocking(move |app| {
        let webhook = app.webhooks.get(id)?.ok_or_else(missing)?;
        Ok::<_, Problem>((webhook, app.webhooks.waiting(id)?))
    });
    let (webhook, waiting) = found.await??;
    let words = words(&desk);
    let path = format!("{LIST}/{id}/remove");
    let content = html! {
        h2 { (words.remove_title) " " (show::code(&webhook.url)) }
        p.lead { ((words.remove_lead)(&show::number(waiting))) }
        form.decide method="post" action=(path) {
            (form::hidden(&desk.session, &path))
            button.danger type="submit" { (words.remove) }
            a.button.quiet href={ (LIST) "/" (id) } { (words.back) }
        }
    };
    shown(&call, &desk, Tab::Webhooks, StatusCode::OK, &content).await
}

/// `POST /settings/webhooks/{webhook}/remove`
pub(in crate::console::settings) async fn remove(
    call: Call,
    body: Body,
) -> Result<Response, Problem> {
    let _: serde::de::IgnoredAny = form::read(&call, body).await?;
    let id = named(&call)?;
    let removed = call.app.blocking(move |app| app.webhooks.delete(id));
    if removed.await?? {
        call.note(Audited::WebhookDeleted, trail::webhook(id), &[])
            .await?;
    }
    let address = format!("{LIST}?done=removed");
    Ok(located(StatusCode::SEE_OTHER.into_response(), &address))
}

fn named(call: &Call) -> Result<WebhookId, Problem> {
    WebhookId::parse(call.parameter("webhook")).ok_or_else(missing)
}

fn missing() -> Problem {
    Problem::web(Code::NotFound)
}

fn done(id: WebhookId, what: &str) -> Response {
    let address = format!("{LIST}/{id}?done={what}");
    located(StatusCode::SEE_OTHER.into_response(), &address)
}
