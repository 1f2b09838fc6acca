//! The policy: what is in force in words, what was before, and the difference between any two.

mod edit;
mod measure;
mod words;

use super::{Tab, shown};
use crate::api::policy::{Change, changes, set_to};
use crate::call::Call;
use crate::console::desk::{Desk, Names};
use crate::console::show;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::http::StatusCode;
use axum::response::Response;
use book::Policy;
use keep::Scope;
use maud::{Markup, html};
use measure::told;
use serde::Deserialize;
use views::{Cursor, PolicyRow};
use vocab::ActorId;
use words::{ENGLISH, HEBREW, Words};

pub(super) use edit::{apply, ask, check, restore};

/// Where the policy is.
const PLACE: &str = "/settings/policy";
/// Where it is changed.
const EDIT: &str = "/settings/policy/edit";
/// Where a change is put in force.
const APPLY: &str = "/settings/policy/apply";
/// Where an earlier one is looked at before it is put in force again.
const RESTORE: &str = "/settings/policy/restore";
/// Versions of one page.
const ROWS: usize = 50;

/// What the address says; what can't be read is left out.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    done: Option<String>,
    after: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

/// A version, who put it in force, and the one before it.
struct Version {
    row: PolicyRow,
    by: String,
    before: Policy,
}

fn words(desk: &Desk) -> &'static Words {
    desk.language.pick(&ENGLISH, &HEBREW)
}

/// `GET /settings/policy`
pub(super) async fn look(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let asked: Asked = call.query().unwrap_or_default();
    let after = asked.after.as_deref().and_then(|text| text.parse().ok());
    let words = words(&desk);
    let load = move |app: &App, names: &mut Names<'_>| versions(app, names, words, after);
    let (versions, next) = desk.load(&call, load).await??;
    let policy = call.app.ask(|book| book.policy.clone()).await?;
    let content = html! {
        div.head {
            p.lead { (words.lead) }
            @if desk.may(Scope::PolicyWrite) { a.button href=(EDIT) { (words.edit) } }
        }
        @if asked.done.is_some() { p.callout.good role="status" { (words.applied) } }
        @if let (Some(from), Some(to)) = (&asked.from, &asked.to) {
            (compared(words, &versions, from, to))
        }
        section.panel {
            header { h2 { (words.in_force) } (since(&desk, words, versions.first(), after)) }
            (values(words, &policy))
        }
        @if !versions.is_empty() { (history(&desk, words, &versions, next)) }
    };
    shown(&call, &desk, Tab::Policy, StatusCode::OK, &content).await
}

/// A page of versions, the latest first.
fn versions(
    app: &App,
    names: &mut Names<'_>,
    words: &Words,
    after: Option<Cursor>,
) -> Result<(Vec<Version>, Option<Cursor>), Problem> {
    let page = app.views.policies(after, ROWS)?;
    let older = match page.next {
        Some(next) => app.views.policies(Some(next), 1)?.items,
        None => Vec::new(),
    };
    let before = page.items.iter().skip(1).chain(&older);
    let before = before.map(|row| row.policy.clone());
    let before: Vec<Policy> = before.chain([Policy::default()]).collect();
    let rows = page.items.into_iter().zip(before);
    let versions = rows.map(|(row, before)| Version {
        by: by(words, names, row.actor),
        row,
        before,
    });
    Ok((versions.collect(), page.next))
}

fn by(words: &Words, names: &mut Names<'_>, actor: ActorId) -> String {
    match actor {
        ActorId(0) => words.from_the_file.to_owned(),
        crate::access::AT_THIS_MACHINE => words.at_this_machine.to_owned(),
        actor => names
            .actor(actor)
            .unwrap_or_else(|| (words.someone)(&actor.to_string())),
    }
}

fn since(desk: &Desk, words: &Words, latest: Option<&Version>, after: Option<Cursor>) -> Markup {
    html! {
        @match latest {
            Some(version) if after.is_none() => p.muted {
                ((words.since)(&show::clock(desk, version.row.at), &version.by))
            },
            Some(_) => {},
            None => p.muted { (words.never) },
        }
    }
}

/// Every rule with what it is set to.
fn values(words: &Words, policy: &Policy) -> Markup {
    html! {
        div.scroll {
            table {
                thead { tr {
                    th scope="col" { (words.setting) }
                    th.end scope="col" { (words.value) }
                } }
                tbody {
                    @for one in told(words) {
                        tr {
                            th scope="row" { (one.label) span.about { (one.meaning) } }
                            td.end {
                                bdi { (one.shown(words, &set_to(one.setting, policy), policy.currency)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn history(desk: &Desk, words: &Words, versions: &[Version], next: Option<Cursor>) -> Markup {
    html! {
        section.panel {
            header { h2 { (words.versions) } p.muted { (words.versions_lead) } }
            @if versions.len() > 1 { (choice(desk, words, versions)) }
            div.scroll {
                table.list {
                    thead { tr {
                        th scope="col" { (words.when) }
                        th scope="col" { (words.by) }
                        th scope="col" { (words.changes) }
                        th scope="col" { span.hidden { (words.restore) } }
                    } }
                    tbody {
                        @for (place, version) in versions.iter().enumerate() {
                            (entry(desk, words, version, place))
                        }
                    }
                }
            }
            @if let Some(next) = next {
                nav.pages { a.button.quiet rel="next" href={ (PLACE) "?after=" (next) } { (words.older) } }
            }
        }
    }
}

fn entry(desk: &Desk, words: &Words, version: &Version, place: usize) -> Markup {
    let row = &version.row;
    let changes = changes(&version.before, &row.policy);
    html! {
        tr {
            th scope="row" { (show::moment(desk, row.at)) }
            td data-label=(words.by) { bdi { (version.by) } }
            td data-label=(words.changes) {
                @if changes.is_empty() { span.muted { (words.first) } }
                ul {
                    @for change in &changes { li { (line(words, change, &version.before, &row.policy)) } }
                }
            }
            td.end {
                @if place == 0 { (show::badge("good", words.current)) }
                @else if desk.may(Scope::PolicyWrite) {
                    a href={ (RESTORE) "?version=" (key(row)) } { (words.restore) }
                }
            }
        }
    }
}

/// A change on one line: what, from, to.
fn line(words: &Words, change: &Change, before: &Policy, after: &Policy) -> Markup {
    let one = told(words).find(|one| one.setting.name == change.setting);
    html! {
        @if let Some(one) = one {
            (one.label) ": "
            bdi.whole { (one.shown(words, &change.from, before.currency)) }
            " " (words.becomes) " "
            bdi.whole { (one.shown(words, &change.to, after.currency)) }
        }
    }
}

/// The form that chooses two versions.
fn choice(desk: &Desk, words: &Words, versions: &[Version]) -> Markup {
    let select = |name: &str, label: &str, chosen: usize| {
        html! {
            div.field {
                label for=(name) { (label) }
                select id=(name) name=(name) {
                    @for (place, version) in versions.iter().enumerate() {
                        option value=(key(&version.row)) selected[place == chosen] {
                            (show::clock(desk, version.row.at)) " · " (version.by)
                        }
                    }
                }
            }
        }
    };
    html! {
        form.toolbar method="get" action=(PLACE) {
            (select("from", words.from, 1))
            (select("to", words.to, 0))
            button.quiet type="submit" { (words.compare) }
        }
    }
}

fn compared(words: &Words, versions: &[Version], from: &str, to: &str) -> Markup {
    let find = |wanted: &str| versions.iter().find(|version| key(&version.row) == wanted);
    html! {
        @if let (Some(from), Some(to)) = (find(from), find(to)) {
            section.panel {
                header { h2 { (words.difference) } }
                (difference(words, &from.row.policy, &to.row.policy))
            }
        }
    }
}

/// What differs between two policies, before and after.
fn difference(words: &Words, before: &Policy, after: &Policy) -> Markup {
    let changes = changes(before, after);
    let of = |change: &Change| told(words).find(|one| one.setting.name == change.setting);
    html! {
        @if changes.is_empty() { p { (words.same) } }
        @else {
            div.scroll {
                table.diff {
                    thead { tr {
                        th scope="col" { (words.setting) }
                        th.end scope="col" { (words.before) }
                        th.end scope="col" { (words.after) }
                    } }
                    tbody {
                        @for (change, one) in changes.iter().filter_map(|change| Some((change, of(change)?))) {
                            tr {
                                th scope="row" { (one.label) span.about { (one.meaning) } }
                                td.end { bdi { (one.shown(words, &change.from, before.currency)) } }
                                td.end { bdi { (one.shown(words, &change.to, after.currency)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What an address names a version by.
fn key(row: &PolicyRow) -> String {
    format!("{}-{}", row.seq, row.nth)
}

/// The version that an address names.
///
/// # Errors
/// `not_found`.
fn version(app: &App, wanted: &str) -> Result<PolicyRow, Problem> {
    let mut after = None;
    loop {
        let page = app.views.policies(after, views::PAGE_MAX)?;
        let found = page.items.into_iter().find(|row| key(row) == wanted);
        if let Some(row) = found {
            return Ok(row);
        }
        after = page.next;
        if after.is_none() {
            return Err(Problem::web(Code::NotFound));
        }
    }
}
