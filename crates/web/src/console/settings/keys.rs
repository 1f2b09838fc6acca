//! Keys of programs: the list, making one, revoking one.

use super::users::{bound_to, codes};
use super::{Tab, Wrong, done, shown, words};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::field::{Field, Kind};
use crate::console::{form, show};
use crate::problem::{Code, Problem};
use crate::trail;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use keep::{AccessKey, Audited, CUSTOMER_SCOPES, NewKey, Scope, Scopes};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;
use vocab::{ActorId, CustomerId, Day};

const LIST: &str = "/settings/keys";
const NEW: &str = "/settings/keys/new";
/// Microseconds of a day.
const DAY_MICROS: i64 = 86_400_000_000;

/// What came of a form, as the address says.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Came {
    done: Option<String>,
}

/// The form of a new key. Each scope that is ticked is a field of its own.
#[derive(Default, Deserialize)]
struct Entry {
    name: String,
    customer: String,
    expires: String,
    #[serde(flatten)]
    ticked: HashMap<String, String>,
}

impl Entry {
    fn scopes(&self) -> Scopes {
        let ticked = |scope: &Scope| self.ticked.contains_key(scope.as_str());
        offered().filter(ticked).collect()
    }
}

/// What programs may do; the console is opened by signing in.
fn offered() -> impl Iterator<Item = Scope> {
    let scopes = Scope::ALL.iter().copied();
    scopes.filter(|scope| *scope != Scope::Console)
}

/// `GET /settings/keys`
pub(super) async fn list(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let loaded = call.app.blocking(|app| {
        let keys = app.keys.list()?;
        let codes = codes(app, keys.iter().filter_map(|key| key.customer))?;
        Ok::<_, Problem>((keys, codes))
    });
    let (keys, codes) = loaded.await??;
    let came: Came = call.query().unwrap_or_default();
    let words = words(&desk);
    let content = html! {
        @if let Some(text) = words.came(came.done.as_deref()) { p.done role="status" { (text) } }
        div.head {
            p.lead { (words.keys_lead) }
            a.button href=(NEW) { (words.new_key) }
        }
        @if keys.is_empty() {
            div.empty { h2 { (words.no_keys) } p { (words.no_keys_how) } }
        } @else { (table(&desk, &keys, &codes)) }
    };
    shown(&call, &desk, Tab::Keys, StatusCode::OK, &content).await
}

fn table(desk: &Desk, keys: &[AccessKey], codes: &HashMap<CustomerId, String>) -> Markup {
    let words = words(desk);
    html! {
        div.scroll {
            table.list {
                thead { tr {
                    th scope="col" { (words.name) }
                    th scope="col" { (words.scopes) }
                    th scope="col" { (words.customer) }
                    th scope="col" { (words.made) }
                    th scope="col" { (words.expires) }
                    th scope="col" { (words.state) }
                    th scope="col" { span.hidden { (words.revoke) } }
                } }
                tbody {
                    @for key in keys.iter().rev() {
                        tr {
                            th scope="row" { bdi { (key.name) } }
                            td data-label=(words.scopes) { span.about { (key.scopes.words().join(", ")) } }
                            td data-label=(words.customer) {
                                @if let Some(id) = key.customer {
                                    (show::code(codes.get(&id).map_or("", String::as_str)))
                                }
                            }
                            td data-label=(words.made) { (show::moment(desk, key.created_at)) }
                            td data-label=(words.expires) {
                                @match key.expires_at {
                                    Some(at) => (show::moment(desk, at)),
                                    None => span.muted { (words.never) },
                                }
                            }
                            td.state { (state(desk, key)) }
                            td {
                                @if key.revoked_at.is_none() {
                                    a href={ (LIST) "/" (key.actor) "/revoke" } {
                                        (words.revoke)
                                        span.hidden { " " bdi { (key.name) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn state(desk: &Desk, key: &AccessKey) -> Markup {
    let words = words(desk);
    let over = key
        .expires_at
        .is_some_and(|end| desk.local(end).0 < desk.today);
    match (key.revoked_at, over) {
        (Some(_), _) => show::badge("quiet", words.revoked),
        (None, true) => show::badge("quiet", words.expired),
        (None, false) => show::badge("good", words.works),
    }
}

/// `GET /settings/keys/new`
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
    let chosen = entry.scopes();
    let field = |name: &'static str, label, value, hint| Field {
        name,
        label,
        value,
        hint,
        error: wrong.at(name),
        required: name == "name",
    };
    let content = html! {
        h2 { (words.new_key) }
        form.fields method="post" action=(NEW) {
            (form::hidden(&desk.session, NEW))
            (field("name", words.name, &entry.name, words.key_name_hint).input(Kind::Text))
            fieldset aria-describedby="scopes-error" {
                legend { (words.scopes) }
                div.pair {
                    @for scope in offered() {
                        (Field { name: scope.as_str(), label: scope.as_str(),
                            hint: words.scope_told(scope), ..Field::NONE }
                            .tick(chosen.contains(scope)))
                    }
                }
                @if !wrong.at("scopes").is_empty() {
                    p.error id="scopes-error" { (wrong.at("scopes")) }
                }
            }
            (field("customer", words.customer, &entry.customer, words.key_customer_hint)
                .input(Kind::Code))
            (field("expires", words.expires, &entry.expires, words.expires_hint).input(Kind::Day))
            div.actions {
                button type="submit" { (words.make_key) }
                a.button.quiet href=(LIST) { (words.back) }
            }
        }
    };
    shown(call, desk, Tab::Keys, wrong.status(), &content).await
}

/// `POST /settings/keys/new`
pub(super) async fn create(call: Call, body: Body) -> Result<Response, Problem> {
    let entry: Entry = form::read(&call, body).await?;
    let desk = Desk::of(&call);
    let key = match checked(&call, &desk, &entry).await? {
        Ok(key) => key,
        Err(wrong) => return asked(&call, &desk, &entry, &wrong).await,
    };
    let now = call.app.now().at;
    match call
        .app
        .blocking(move |app| app.keys.create(key, now))
        .await?
    {
        Ok((secret, key)) => {
            let detail = [("scopes", Value::from(key.scopes.words()))];
            let subject = trail::key(key.actor);
            call.note(Audited::KeyCreated, subject, &detail).await?;
            made(&call, &desk, secret.reveal(), &key).await
        }
        Err(fault) => {
            let wrong = Wrong::of(&desk, fault)?;
            asked(&call, &desk, &entry, &wrong).await
        }
    }
}

async fn checked(
    call: &Call,
    desk: &Desk,
    entry: &Entry,
) -> Result<Result<NewKey, Wrong>, Problem> {
    let words = words(desk);
    let wrong = |field, how: &str| {
        let how = how.to_owned();
        Ok(Err(Wrong { field, how }))
    };
    let scopes = entry.scopes();
    if scopes == Scopes::NONE {
        return wrong("scopes", words.no_scope);
    }
    let Ok(customer) = bound_to(call, &entry.customer).await? else {
        return wrong("customer", words.no_customer);
    };
    if customer.is_some() && !scopes.is_subset_of(CUSTOMER_SCOPES) {
        return wrong("scopes", words.scopes_of_customers);
    }
    let day = Some(entry.expires.trim()).filter(|text| !text.is_empty());
    let day = day.map(Day::parse);
    let end = match day {
        None => None,
        Some(Some(day)) if day > desk.today => Some(midnight(desk, day)),
        Some(_) => return wrong("expires", words.wrong_day),
    };
    Ok(Ok(NewKey {
        name: entry.name.trim().to_owned(),
        scopes,
        customer,
        expires_at: end,
    }))
}

/// When a local day begins.
fn midnight(desk: &Desk, day: Day) -> vocab::Instant {
    vocab::Instant(i64::from(day.0) * DAY_MICROS - desk.ahead_minutes * 60_000_000)
}

/// The only page that ever shows a secret.
async fn made(
    call: &Call,
    desk: &Desk,
    secret: &str,
    key: &AccessKey,
) -> Result<Response, Problem> {
    let words = words(desk);
    let content = html! {
        section.callout.good aria-labelledby="made" {
            h2 id="made" { (words.key_made) " " bdi { (key.name) } }
            p { (words.key_made_how) }
            code.secret { (secret) }
            p { (words.key_use) " " code dir="ltr" { "Authorization: Bearer …" } }
        }
        p { a href=(LIST) { (words.back) } }
    };
    shown(call, desk, Tab::Keys, StatusCode::OK, &content).await
}

/// `GET /settings/keys/{id}/revoke`
pub(super) async fn before(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let key = found(&call).await?;
    let words = words(&desk);
    let path = format!("{LIST}/{}/revoke", key.actor);
    let content = html! {
        h2 { (words.revoke_title) " " bdi { (key.name) } }
        p.lead { (words.revoke_lead) }
        form.decide method="post" action=(path) {
            (form::hidden(&desk.session, &path))
            button.danger type="submit" { (words.revoke) }
            a.button.quiet href=(LIST) { (words.back) }
        }
    };
    shown(&call, &desk, Tab::Keys, StatusCode::OK, &content).await
}

/// `POST /settings/keys/{id}/revoke`
pub(super) async fn revoke(call: Call, body: Body) -> Result<Response, Problem> {
    let _: serde::de::IgnoredAny = form::read(&call, body).await?;
    let (id, now) = (found(&call).await?.actor, call.app.now().at);
    let revoked = call
        .app
        .blocking(move |app| app.keys.revoke(id, now))
        .await??;
    if revoked {
        call.note(Audited::KeyRevoked, trail::key(id), &[]).await?;
    }
    Ok(done(LIST, "revoked"))
}

async fn found(call: &Call) -> Result<AccessKey, Problem> {
    let missing = || Problem::web(Code::NotFound);
    let id = call.parameter("id").parse().map(ActorId);
    let id = id.map_err(|_| missing())?;
    let key = call.app.blocking(move |app| app.keys.get(id)).await??;
    key.ok_or_else(missing)
}
