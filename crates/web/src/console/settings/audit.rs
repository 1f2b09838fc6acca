//! The audit trail, for whoever has to answer for it.

use super::{Tab, shown, words};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::show;
use crate::problem::Problem;
use axum::http::StatusCode;
use axum::response::Response;
use keep::{AuditFilter, AuditRow, Audited, Fault};
use maud::{Markup, html};
use serde::Deserialize;
use vocab::ActorId;

const LIST: &str = "/settings/audit";
/// Rows of one page.
const ROWS: usize = 50;

/// What the address says; what can't be read narrows nothing.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    what: String,
    subject: String,
    before: Option<u64>,
}

/// An entry, with the name of who did it.
type Named = (AuditRow, Option<String>);

/// `GET /settings/audit`
pub(super) async fn list(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let asked: Asked = call.query().unwrap_or_default();
    let filter = AuditFilter {
        actor: None,
        what: Audited::parse(&asked.what),
        subject: Some(asked.subject.trim().to_owned()).filter(|text| !text.is_empty()),
    };
    let before = asked.before;
    let rows = call.app.blocking(move |app| {
        let rows = app.audit.list(&filter, before, ROWS)?;
        let named = |row: AuditRow| {
            let name = app.users.actor_name(row.entry.actor)?;
            Ok((row, name))
        };
        rows.into_iter().map(named).collect()
    });
    let rows: Result<Vec<Named>, Fault> = rows.await?;
    let content = content(&desk, &asked, &rows?);
    shown(&call, &desk, Tab::Audit, StatusCode::OK, &content).await
}

fn content(desk: &Desk, asked: &Asked, rows: &[Named]) -> Markup {
    let words = words(desk);
    let next = rows
        .last()
        .filter(|(row, _)| rows.len() == ROWS && row.nth > 1);
    html! {
        p.lead { (words.audit_lead) }
        (narrow(desk, asked))
        @if rows.is_empty() {
            div.empty { h2 { (words.no_entries) } p { (words.no_entries_how) } }
        } @else { (table(desk, rows)) }
        @if let Some((row, _)) = next {
            nav.pages {
                a.button rel="next" href=(format!(
                    "{LIST}?what={}&subject={}&before={}", plain(&asked.what), plain(&asked.subject), row.nth,
                )) { (words.older) }
            }
        }
    }
}

/// What of a filter may stand in an address: its words have no other letters.
fn plain(text: &str) -> String {
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || "_:".contains(*c);
    text.chars().filter(is_plain).collect()
}

fn narrow(desk: &Desk, asked: &Asked) -> Markup {
    let words = words(desk);
    html! {
        form.toolbar method="get" action=(LIST) {
            div.field {
                label for="what" { (words.what) }
                select id="what" name="what" {
                    option value="" { (words.everything) }
                    @for what in Audited::ALL {
                        option value=(what.as_str()) selected[what.as_str() == asked.what] {
                            (words.audited(*what))
                        }
                    }
                }
            }
            div.field {
                label for="subject" { (words.subject) }
                input type="text" id="subject" name="subject" value=(asked.subject) dir="ltr"
                    placeholder="customer:17" autocomplete="off";
            }
            button.quiet type="submit" { (words.narrow) }
        }
    }
}

fn table(desk: &Desk, rows: &[Named]) -> Markup {
    let words = words(desk);
    html! {
        div.scroll {
            table.list {
                thead { tr {
                    th scope="col" { (words.when) }
                    th scope="col" { (words.by) }
                    th scope="col" { (words.what) }
                    th scope="col" { (words.subject) }
                    th scope="col" { (words.detail) }
                } }
                tbody { @for (row, name) in rows { (entry(desk, row, name.as_deref())) } }
            }
        }
    }
}

fn entry(desk: &Desk, row: &AuditRow, name: Option<&str>) -> Markup {
    let words = words(desk);
    let entry = &row.entry;
    let detail = entry
        .detail
        .iter()
        .map(|(name, value)| format!("{name}: {value}"));
    html! {
        tr {
            td data-label=(words.when) { (show::moment(desk, entry.at)) }
            td data-label=(words.by) {
                @match name {
                    Some(name) => bdi { (name) },
                    None => span.muted { (nobody(words, entry.actor)) },
                }
            }
            th scope="row" { (words.audited(entry.what)) }
            td data-label=(words.subject) { (show::code(&entry.subject)) }
            td data-label=(words.detail) {
                span.about dir="ltr" { (detail.collect::<Vec<_>>().join(", ")) }
            }
        }
    }
}

fn nobody(words: &super::Words, actor: ActorId) -> String {
    match actor {
        crate::access::AT_THIS_MACHINE => words.at_this_machine.to_owned(),
        ActorId(0) => words.unknown.to_owned(),
        ActorId(number) => number.to_string(),
    }
}
