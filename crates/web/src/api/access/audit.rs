//! The audit trail, as it is asked for.

use crate::api::paging;
use crate::call::{Call, json};
use crate::problem::{Code, Problem};
use axum::http::StatusCode;
use axum::response::Response;
use keep::{AuditFilter, AuditRow, Audited};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use vocab::{ActorId, Instant};

/// What the trail may be asked for.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AuditQuery")]
pub(super) struct Query {
    /// Only what this key or user did.
    actor: Option<u32>,
    /// Only this kind of thing, such as `key_created`.
    #[schemars(extend("enum" = kinds()))]
    what: Option<String>,
    /// Only what was done to this, such as `user:3` or `customer:17`.
    subject: Option<String>,
    /// `next` of the page before.
    after: Option<String>,
    /// Entries on the page, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// Entries of the trail, the latest first.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AuditList")]
pub(super) struct List {
    entries: Vec<Entry>,
    /// Hand this in as `after` for the next page; null on the last.
    next: Option<String>,
}

/// An entry of the trail.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AuditEntry")]
struct Entry {
    /// Its place in the trail, from 1.
    nth: u64,
    /// When.
    at: Instant,
    /// By whom.
    actor: ActorId,
    /// What the key or user is called; null when nobody is known by the number.
    actor_name: Option<String>,
    /// What was done.
    what: &'static str,
    /// To whom or what: a kind and a number, never a name.
    subject: String,
    /// What else is worth knowing.
    detail: Map<String, Value>,
    /// The request in which it was done; empty for none.
    request: String,
}

/// `GET /v1/audit`
pub(super) async fn list(call: Call) -> Result<Response, Problem> {
    let query: Query = call.query()?;
    let limit = paging::size(query.limit)?;
    let before = query.after.as_deref().map(str::parse).transpose();
    let before: Option<u64> = before.map_err(|_| Problem::web(Code::BadCursor))?;
    let what = query.what.as_deref().map(known).transpose()?;
    let list = call.app.blocking(move |app| {
        let filter = AuditFilter {
            actor: query.actor.map(ActorId),
            what,
            subject: query.subject,
        };
        let rows = app.audit.list(&filter, before, limit)?;
        let next = rows.last().filter(|row| rows.len() == limit && row.nth > 1);
        let next = next.map(|row| row.nth.to_string());
        let entry = |row: AuditRow| {
            let name = app.users.actor_name(row.entry.actor)?;
            Ok(shown(row, name))
        };
        let entries = rows.into_iter().map(entry);
        let entries = entries.collect::<Result<Vec<Entry>, keep::Fault>>()?;
        Ok::<List, keep::Fault>(List { entries, next })
    });
    Ok(json(StatusCode::OK, &list.await??))
}

fn known(word: &str) -> Result<Audited, Problem> {
    let told = || format!("what is {word}; there are {}", kinds().join(", "));
    Audited::parse(word).ok_or_else(|| Problem::web(Code::BadQuery).because(told()))
}

fn kinds() -> Vec<&'static str> {
    Audited::ALL.iter().map(|what| what.as_str()).collect()
}

fn shown(row: AuditRow, actor_name: Option<String>) -> Entry {
    let entry = row.entry;
    Entry {
        nth: row.nth,
        at: entry.at,
        actor: entry.actor,
        actor_name,
        what: entry.what.as_str(),
        subject: entry.subject,
        detail: entry.detail,
        request: entry.request,
    }
}
