//! Webhooks: the servers that are told what happens, and having another one told.

mod one;
mod words;

use super::users::{bound_to, codes};
use super::{Tab, shown};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::field::{Field, Kind};
use crate::console::{form, show};
use crate::problem::Problem;
use crate::state::App;
use crate::trail;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use connect::Cause;
use keep::{Audited, DeliveryState, FeedPlace, NewWebhook, WEBHOOK_TEXT_BYTES_MAX, Webhook};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;
use views::feed::EventKind;
use vocab::CustomerId;
use words::{ENGLISH, HEBREW, Words};

pub(super) use one::{before, look, ping, remove, replay, rotate, switch};

const LIST: &str = "/settings/webhooks";
const NEW: &str = "/settings/webhooks/new";
/// What the list is narrowed to by.
const FAILING: &str = "failing";
/// Those that need somebody.
const FAILING_LIST: &str = "/settings/webhooks?show=failing";

/// What came of a form, as the address says.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Came {
    done: Option<String>,
    show: Option<String>,
}

/// The form of a new webhook. Each type of event that is ticked is a field of its own.
#[derive(Default, Deserialize)]
struct Entry {
    url: String,
    description: String,
    customer: String,
    #[serde(flatten)]
    ticked: HashMap<String, String>,
}

/// What is wrong with a form: the field, and what would have been allowed.
#[derive(Default)]
struct Wrong {
    field: &'static str,
    how: &'static str,
}

impl Entry {
    fn kinds(&self) -> Vec<String> {
        let kinds = EventKind::ALL.iter().map(|kind| kind.as_str());
        let ticked = kinds.filter(|name| self.ticked.contains_key(*name));
        ticked.map(str::to_owned).collect()
    }
}

impl Wrong {
    fn at(&self, field: &str) -> &'static str {
        match self.field == field {
            true => self.how,
            false => "",
        }
    }
}

/// The words of these pages.
fn words(desk: &Desk) -> &'static Words {
    desk.language.pick(&ENGLISH, &HEBREW)
}

/// A webhook, and what became of its messages.
pub(in crate::console) struct Standing {
    pub(in crate::console) webhook: Webhook,
    /// Messages that wait to be taken.
    waiting: u64,
    /// Messages that were given up, and nobody had sent again.
    pub(in crate::console) dead: u64,
}

impl Standing {
    /// Kept has stopped telling it, or has given messages up.
    pub(in crate::console) fn is_failing(&self) -> bool {
        let stopped = self.webhook.disabled.as_ref();
        self.dead > 0 || stopped.is_some_and(|stopped| !stopped.is_by_hand())
    }

    /// Where it is, and what was given up.
    pub(in crate::console) fn address(&self) -> String {
        match self.dead {
            0 => format!("{LIST}/{}", self.webhook.id),
            _ => self.dead_address(),
        }
    }

    fn dead_address(&self) -> String {
        let dead = DeliveryState::Dead.as_str();
        format!("{LIST}/{}?state={dead}", self.webhook.id)
    }
}

/// Every webhook, in the order they were made.
///
/// # Errors
/// When the store fails.
pub(in crate::console) fn standings(app: &App) -> Result<Vec<Standing>, Problem> {
    let standing = |webhook: Webhook| {
        Ok(Standing {
            waiting: app.webhooks.waiting(webhook.id)?,
            dead: app.webhooks.dead(webhook.id)?,
            webhook,
        })
    };
    app.webhooks.list()?.into_iter().map(standing).collect()
}

/// `GET /settings/webhooks`
pub(super) async fn list(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let loaded = call.app.blocking(|app| {
        let standings = standings(app)?;
        let customers = standings.iter().filter_map(|one| one.webhook.customer);
        let codes = codes(app, customers)?;
        Ok::<_, Problem>((standings, codes))
    });
    let (standings, codes) = loaded.await??;
    let came: Came = call.query().unwrap_or_default();
    let failing = came.show.as_deref() == Some(FAILING);
    let shown_ones = standings.iter().filter(|one| !failing || one.is_failing());
    let shown_ones: Vec<&Standing> = shown_ones.collect();
    let words = words(&desk);
    let content = html! {
        @if came.done.as_deref() == Some("removed") { p.done role="status" { (words.removed) } }
        div.head {
            p.lead { (words.lead) }
            a.button href=(NEW) { (words.new) }
        }
        @if standings.is_empty() {
            div.empty { h2 { (words.none) } p { (words.none_how) } }
        } @else {
            (narrowed(words, &standings, failing))
            @if shown_ones.is_empty() {
                div.empty { h2 { (words.none_failing) } p { (words.none_failing_how) } }
            } @else { (table(&desk, &shown_ones, &codes)) }
        }
    };
    shown(&call, &desk, Tab::Webhooks, StatusCode::OK, &content).await
}

/// All of them, or those that need somebody.
fn narrowed(words: &'static Words, standings: &[Standing], failing: bool) -> Markup {
    let count = standings.iter().filter(|one| one.is_failing()).count();
    let chip = |address: &str, chosen: bool, name: &str, count: usize| {
        html! {
            li {
                a.chip href=(address) aria-current=[chosen.then_some("true")] {
                    (name) " " b { (show::number(count as u64)) }
                }
            }
        }
    };
    html! {
        ul.chips aria-label=(words.state) {
            (chip(LIST, !failing, words.all_states, standings.len()))
            (chip(FAILING_LIST, failing, words.need_somebody, count))
        }
    }
}

fn table(desk: &Desk, standings: &[&Standing], codes: &HashMap<CustomerId, String>) -> Markup {
    let words = words(desk);
    html! {
        div.scroll {
            table.list {
                thead { tr {
                    th scope="col" { (words.url) }
                    th scope="col" { (words.types) }
                    th scope="col" { (words.customer) }
                    th scope="col".end { (words.waiting) }
                    th scope="col".end { (words.dead) }
                    th scope="col" { (words.state) }
                } }
                tbody { @for one in standings { (row(desk, one, codes)) } }
            }
        }
    }
}

fn row(desk: &Desk, standing: &Standing, codes: &HashMap<CustomerId, String>) -> Markup {
    let (words, webhook) = (words(desk), &standing.webhook);
    html! {
        tr {
            th scope="row" {
                a href={ (LIST) "/" (webhook.id) } { (show::code(&webhook.url)) }
                @if !webhook.description.is_empty() {
                    div.about { bdi { (webhook.description) } }
                }
            }
            td data-label=(words.types) { (types(desk, webhook)) }
            td data-label=(words.customer) {
                (bound(desk, webhook.customer.and_then(|id| codes.get(&id))))
            }
            td.end data-label=(words.waiting) { (show::number(standing.waiting)) }
            td.end data-label=(words.dead) {
                @if standing.dead == 0 { span.muted { "–" } }
                @else { a.tap href=(standing.dead_address()) { (show::number(standing.dead)) } }
            }
            td.state { (state(desk, webhook)) }
        }
    }
}

/// What it is told, in short.
fn types(desk: &Desk, webhook: &Webhook) -> Markup {
    match webhook.kinds.as_slice() {
        [] => html! { span.muted { (words(desk).all_types) } },
        kinds => html! { span.about dir="ltr" { (kinds.join(", ")) } },
    }
}

/// Of whose orders it is told.
fn bound(desk: &Desk, customer: Option<&String>) -> Markup {
    match customer {
        Some(code) => show::code(code),
        None => html! { span.muted { (words(desk).everybody) } },
    }
}

/// How it stands, as a badge.
pub(in crate::console) fn state(desk: &Desk, webhook: &Webhook) -> Markup {
    let words = words(desk);
    match (&webhook.disabled, webhook.failing_since) {
        (Some(_), _) => show::badge("bad", words.disabled),
        (None, Some(_)) => show::badge("warn", words.failing),
        (None, None) => show::badge("good", words.works),
    }
}

/// `GET /settings/webhooks/new`
pub(super) async fn ask(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    asked(&call, &desk, &Entry::default(), &Wrong::default()).await
}

async fn asked(
    call: &Call,
    desk: &Desk,
    entry: &Entry,
    wrong: &Wrong,
) -> Result<Response, Problem> {
    let words = words(desk);
    let field = |name: &'static str, label, value, hint| Field {
        name,
        label,
        value,
        hint,
        error: wrong.at(name),
        required: name == "url",
    };
    let content = html! {
        h2 { (words.new) }
        form.fields method="post" action=(NEW) {
            (form::hidden(&desk.session, NEW))
            (field("url", words.url, &entry.url, words.url_hint).input(Kind::Code))
            (field("description", words.description, &entry.description, words.description_hint)
                .input(Kind::Text))
            (field("customer", words.customer, &entry.customer, words.customer_hint).input(Kind::Code))
            (ticks(desk, &entry.kinds()))
            div.actions {
                button type="submit" { (words.make) }
                a.button.quiet href=(LIST) { (words.back) }
            }
        }
    };
    let status = match wrong.field {
        "" => StatusCode::OK,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    shown(call, desk, Tab::Webhooks, status, &content).await
}

fn ticks(desk: &Desk, chosen: &[String]) -> Markup {
    let words = words(desk);
    html! {
        fieldset aria-describedby="types-hint" {
            legend { (words.types) }
            p.hint id="types-hint" { (words.types_hint) }
            div.pair {
                @for kind in EventKind::ALL {
                    (Field { name: kind.as_str(), label: kind.as_str(), ..Field::NONE }
                        .tick(chosen.iter().any(|one| one == kind.as_str())))
                }
            }
        }
    }
}

/// `POST /settings/webhooks/new`
pub(super) async fn create(call: Call, body: Body) -> Result<Response, Problem> {
    let entry: Entry = form::read(&call, body).await?;
    let desk = Desk::of(&call).at(NEW);
    let new = match checked(&call, &desk, &entry).await? {
        Ok(new) => new,
        Err(wrong) => return asked(&call, &desk, &entry, &wrong).await,
    };
    let now = call.app.now().at;
    let made = call.app.blocking(move |app| app.webhooks.create(new, now));
    let (secret, webhook) = made.await??;
    let detail = [("types", Value::from(webhook.kinds.clone()))];
    call.note(Audited::WebhookCreated, trail::webhook(webhook.id), &detail)
        .await?;
    let desk = desk.at(&format!("{LIST}/{}", webhook.id));
    told_once(&call, &desk, words(&desk).made, secret.reveal(), &webhook).await
}

async fn checked(
    call: &Call,
    desk: &Desk,
    entry: &Entry,
) -> Result<Result<NewWebhook, Wrong>, Problem> {
    let words = words(desk);
    let wrong = |field, how| Ok(Err(Wrong { field, how }));
    let url = entry.url.trim();
    if let Err(unreachable) = call.app.dispatcher.check(url) {
        return wrong("url", refused(words, unreachable.cause));
    }
    if entry.description.len() > WEBHOOK_TEXT_BYTES_MAX {
        return wrong("description", words.too_long);
    }
    let Ok(customer) = bound_to(call, &entry.customer).await? else {
        return wrong("customer", words.no_customer);
    };
    let latest = call.app.feed.latest();
    Ok(Ok(NewWebhook {
        url: url.to_owned(),
        kinds: entry.kinds(),
        description: entry.description.trim().to_owned(),
        customer,
        after: FeedPlace {
            seq: latest.seq,
            nth: latest.nth,
        },
    }))
}

/// Why an address is none to post to.
fn refused(words: &Words, cause: Cause) -> &'static str {
    match cause {
        Cause::Address(_) => words.private_url,
        Cause::Plain => words.plain_url,
        Cause::Url(_)
        | Cause::NoSuchName
        | Cause::NoConnection
        | Cause::TooSlow
        | Cause::Encryption
        | Cause::Broken => words.wrong_url,
    }
}

/// The only page that ever shows a secret.
async fn told_once(
    call: &Call,
    desk: &Desk,
    title: &str,
    secret: &str,
    webhook: &Webhook,
) -> Result<Response, Problem> {
    let words = words(desk);
    let content = html! {
        section.callout.good aria-labelledby="made" {
            h2 id="made" { (title) " " (show::code(&webhook.url)) }
            p { (words.secret_how) }
            code.secret { (secret) }
            p { (words.secret_use) }
        }
        p { a href={ (LIST) "/" (webhook.id) } { (words.to_webhook) } }
    };
    shown(call, desk, Tab::Webhooks, StatusCode::OK, &content).await
}
