//! Changing the policy: a form, the difference that it would make, and then the change, if nobody else
//! has made one in between.

use super::measure::{self, Measure, Told, told};
use super::words::Words;
use super::{APPLY, EDIT, PLACE, difference, version, words};
use crate::api::policy::{self as api, Put, set_to};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::field::{Field, Kind};
use crate::console::settings::{Tab, done, shown};
use crate::console::{form, show};
use crate::problem::{Kind as Trouble, Problem};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::{Policy, refusal};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Map;
use std::collections::HashMap;
use vocab::Currency;

/// What stands in the fields, and what is wrong with them, by setting.
#[derive(Default)]
struct Typed {
    values: HashMap<&'static str, String>,
    wrong: HashMap<&'static str, String>,
}

/// A change that was looked at.
#[derive(Deserialize)]
struct Decided {
    /// The tag of the policy that it was compared with.
    seen: String,
    /// The settings, as JSON.
    settings: String,
}

/// Which version is to be put in force again.
#[derive(Deserialize)]
struct Again {
    version: String,
}

/// `GET /settings/policy/edit`
pub(in crate::console::settings) async fn ask(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let policy = in_force(&call).await?;
    let fields = told(words(&desk)).map(|one| {
        let value = one.typed(&set_to(one.setting, &policy), policy.currency);
        (one.setting.name, value)
    });
    let typed = Typed {
        values: fields.collect(),
        ..Typed::default()
    };
    asked(&call, &desk, &policy, &typed).await
}

/// `POST /settings/policy/edit`
pub(in crate::console::settings) async fn check(
    call: Call,
    body: Body,
) -> Result<Response, Problem> {
    let sent: HashMap<String, String> = form::read(&call, body).await?;
    let desk = Desk::of(&call);
    let policy = in_force(&call).await?;
    let currency = sent.get("currency").and_then(|code| Currency::parse(code));
    let currency = currency.unwrap_or(policy.currency);
    let (mut typed, mut settings) = (Typed::default(), Map::new());
    for one in told(words(&desk)) {
        let text = sent.get(one.setting.name).cloned().unwrap_or_default();
        match one.read(words(&desk), &text, currency) {
            Ok(value) => drop(settings.insert(one.setting.name.to_owned(), value)),
            Err(how) => drop(typed.wrong.insert(one.setting.name, how)),
        }
        typed.values.insert(one.setting.name, text);
    }
    match measure::put(settings).filter(|_| typed.wrong.is_empty()) {
        Some(put) => compared(&call, &desk, &put, "", StatusCode::OK).await,
        None => asked(&call, &desk, &policy, &typed).await,
    }
}

/// `GET /settings/policy/restore`
pub(in crate::console::settings) async fn restore(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let again: Again = call.query()?;
    let row = call.app.blocking(move |app| version(app, &again.version));
    let row = row.await??;
    let lead = (words(&desk).restore_lead)(&show::clock(&desk, row.at));
    let put = measure::whole(&row.policy);
    compared(&call, &desk, &put, &lead, StatusCode::OK).await
}

/// `POST /settings/policy/apply`
pub(in crate::console::settings) async fn apply(
    call: Call,
    body: Body,
) -> Result<Response, Problem> {
    let decided: Decided = form::read(&call, body).await?;
    let desk = Desk::of(&call).at(EDIT);
    let put: Put = crate::body::parse(decided.settings.as_bytes())?;
    match api::put_in_force(&call, &put, Some(&decided.seen)).await {
        Ok(_) => Ok(done(PLACE, "applied")),
        Err(problem) if problem.kind() == Trouble::Book(refusal::Code::Changed) => {
            let lead = words(&desk).changed_since;
            compared(&call, &desk, &put, lead, StatusCode::CONFLICT).await
        }
        Err(problem) => Err(problem),
    }
}

async fn in_force(call: &Call) -> Result<Policy, Problem> {
    call.app.ask(|book| book.policy.clone()).await
}

/// The form.
async fn asked(
    call: &Call,
    desk: &Desk,
    policy: &Policy,
    typed: &Typed,
) -> Result<Response, Problem> {
    let words = words(desk);
    let status = match typed.wrong.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let content = html! {
        h2 { (words.edit) }
        p.lead { (words.edit_lead) }
        form.fields method="post" action=(EDIT) {
            (form::hidden(&desk.session, EDIT))
            @for one in told(words) { (field(words, &one, policy.currency, typed)) }
            div.actions {
                button type="submit" { (words.look_first) }
                a.button.quiet href=(PLACE) { (words.back) }
            }
        }
    };
    shown(call, desk, Tab::Policy, status, &content).await
}

fn field(words: &Words, one: &Told, currency: Currency, typed: &Typed) -> Markup {
    let name = one.setting.name;
    let text = |of: &HashMap<&'static str, String>| of.get(name).cloned().unwrap_or_default();
    let (value, error) = (text(&typed.values), text(&typed.wrong));
    let unit = one.unit(words, currency);
    let hint = match unit.as_str() {
        "" => one.meaning.to_owned(),
        unit => format!("{} {unit}", one.meaning),
    };
    let field = Field {
        name,
        label: one.label,
        value: &value,
        hint: &hint,
        error: &error,
        required: !matches!(
            one.measure,
            Measure::YesNo | Measure::Rules(_) | Measure::Prefix
        ),
    };
    match one.measure {
        Measure::YesNo => field.tick(!value.is_empty()),
        Measure::Currency => field.input(Kind::Code),
        Measure::Rules(_) | Measure::Prefix => field.input(Kind::Text),
        Measure::Percent(_) | Measure::Money | Measure::Days | Measure::Sites => {
            field.input(Kind::Number)
        }
    }
}

/// What these settings would change, with the button that does it.
async fn compared(
    call: &Call,
    desk: &Desk,
    put: &Put,
    lead: &str,
    status: StatusCode,
) -> Result<Response, Problem> {
    let words = words(desk);
    let now = in_force(call).await?;
    let (after, changes) = api::preview(call, put).await?;
    let settings = serde_json::to_string(put).expect("settings are numbers and words");
    let content = html! {
        div data-still {
            @if changes.is_empty() {
                div.empty {
                    h2 { (words.nothing) }
                    p { (words.nothing_how) }
                    a.button.quiet href=(PLACE) { (words.back) }
                }
            } @else {
                h2 { (words.would_change) }
                @if !lead.is_empty() { p.callout { (lead) } }
                p.lead { (words.would_change_lead) }
                (difference(words, &now, &after))
                form.decide method="post" action=(APPLY) {
                    (form::hidden(&desk.session, APPLY))
                    input type="hidden" name="seen" value=(api::tag(&now));
                    input type="hidden" name="settings" value=(settings);
                    button type="submit" { (words.apply) }
                    a.button.quiet href=(EDIT) { (words.back) }
                }
            }
        }
    };
    shown(call, desk, Tab::Policy, status, &content).await
}
