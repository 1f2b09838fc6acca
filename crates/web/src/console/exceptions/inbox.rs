//! The inbox of exceptions: one row a cause, with the best solution beside it, and what promises broke
//! by lately.

use super::told::{Told, happened, outcome, stake, standing_in_words};
use super::{PLACE, decide, words};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::frame::{Section, page as frame};
use crate::console::keys::keys;
use crate::console::listing::{Address, ROWS, pages};
use crate::console::{form, show, troubles};
use crate::problem::Problem;
use crate::solutions::Offer;
use axum::http::StatusCode;
use axum::response::Response;
use keep::Scope;
use maud::{Markup, html};
use serde::Deserialize;
use views::{BlameRow, Counts, Cursor, ExceptionFilter};
use vocab::{ActorId, Currency, Money};

/// For how many days back broken promises are summed up.
const BLAME_DAYS: i64 = 30;
const BULK_FORM: &str = "several";

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    show: Option<String>,
    after: Option<Cursor>,
    /// What came of those that were ticked: solved, half approved, stale.
    came: Option<String>,
}

struct Inbox {
    closed: bool,
    first: bool,
    all: Vec<Told>,
    next: Option<Cursor>,
    costs: Currency,
    blame: Vec<BlameRow>,
    counts: Counts,
    /// Who closed each, by name.
    names: Vec<Option<String>>,
}

/// `GET /exceptions`
pub(super) async fn page(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let words = words(&desk);
    let asked: Asked = call.query().unwrap_or_default();
    let inbox = load(&desk, &call, &asked).await?;
    let count = inbox.counts.exceptions;
    let lead = match count {
        0 => words.lead_none.to_owned(),
        count => (words.lead)(&show::number(count)),
    };
    let content = html! {
        @if let Some(came) = &asked.came { p.done role="status" { (decide::came(&desk, came)) } }
        div.head {
            div { h1 { (words.title) } p.lead { (lead) } }
            (keys(&desk, &[("j k", words.key_rows), ("x", words.key_tick), ("a", words.approve_ticked)]))
        }
        (chips(&desk, &inbox))
        @match inbox.closed {
            true => (done(&desk, &inbox)),
            false => (open(&desk, &inbox)),
        }
        (further(&desk, &inbox))
        @if !inbox.blame.is_empty() { (blame(&desk, &inbox.blame)) }
    };
    let page = frame(
        &desk,
        Section::Exceptions,
        words.title,
        &inbox.counts,
        &content,
    );
    Ok(desk.answer(StatusCode::OK, page))
}

async fn load(desk: &Desk, call: &Call, asked: &Asked) -> Result<Inbox, Problem> {
    let closed = asked.show.as_deref() == Some("done");
    let (after, since) = (asked.after, desk.now.plus_seconds(-BLAME_DAYS * 86_400));
    desk.load(call, move |app, names| {
        let filter = ExceptionFilter {
            closed,
            ..ExceptionFilter::default()
        };
        let page = app.views.exceptions(&filter, after, ROWS)?;
        let by = page.items.iter().map(|row| row.closed.as_ref());
        let by = by.map(|closed| closed.filter(|closed| closed.by != ActorId(0)));
        let names = by.map(|closed| names.actor(closed?.by)).collect();
        let (all, costs) = Told::all(app, page.items)?;
        Ok(Inbox {
            closed,
            first: after.is_none(),
            all,
            next: page.next,
            costs,
            blame: app.views.blame(since)?,
            counts: app.views.counts()?,
            names,
        })
    })
    .await?
}

fn address(closed: bool) -> Address {
    Address::of(PLACE).with("show", if closed { "done" } else { "" })
}

fn chips(desk: &Desk, inbox: &Inbox) -> Markup {
    let words = words(desk);
    let chip = |closed: bool, text: &str| {
        let here = (inbox.closed == closed).then_some("true");
        html! { a.chip href=(address(closed).text()) aria-current=[here] { (text) } }
    };
    html! {
        nav.chips aria-label=(words.narrow) { (chip(false, words.open)) (chip(true, words.done)) }
    }
}

fn further(desk: &Desk, inbox: &Inbox) -> Markup {
    let first = (!inbox.first).then(|| address(inbox.closed));
    let next = inbox
        .next
        .as_ref()
        .map(|next| address(inbox.closed).after(next));
    pages(desk, first.as_ref(), next.as_ref())
}

fn open(desk: &Desk, inbox: &Inbox) -> Markup {
    let words = words(desk);
    let decides = desk.may(Scope::ExceptionsDecide);
    html! {
        @if inbox.all.is_empty() {
            div.empty { h2 { (words.none) } p { (words.none_how) } }
        } @else {
            div.scroll {
                table.list data-rows {
                    thead { tr {
                        @if decides {
                            th.tick scope="col" {
                                input.scripted type="checkbox" data-tick-all aria-label=(words.tick_all);
                            }
                        }
                        th scope="col" { (words.what) }
                        th scope="col" { (words.at_stake) }
                        th scope="col" { (words.best) }
                        @if decides { th scope="col" { span.hidden { (words.approve) } } }
                    } }
                    tbody { @for told in &inbox.all { (open_row(desk, told, inbox.costs, decides)) } }
                }
            }
            @if decides { (several(desk)) }
        }
    }
}

fn open_row(desk: &Desk, told: &Told, costs: Currency, decides: bool) -> Markup {
    let words = words(desk);
    let standing = told.standing.as_ref();
    let best = standing.and_then(|standing| standing.offers.first());
    let sentence = happened(desk, told);
    let at_once = best.filter(|offer| !offer.is_weighty());
    html! {
        tr {
            @if decides {
                td.tick {
                    @if let Some(offer) = at_once {
                        input type="checkbox" name="yes" form=(BULK_FORM)
                            value=(decide::yes(told.row.id, offer)) aria-label=((words.tick)(&sentence));
                    }
                }
            }
            th scope="row" {
                a href={ "/exceptions/" (told.row.id) } { (sentence) }
                " " (show::badge("bad", troubles::kind(desk.language, told.row.kind)))
            }
            td data-label=(words.at_stake) { (stake(desk, &told.row)) }
            td data-label=(words.best) {
                (standing_in_words(desk, told))
                @if let Some(offer) = best { (in_short(desk, offer, costs)) }
            }
            @if decides {
                td {
                    @match (at_once, best) {
                        (Some(offer), _) => (decide::button(desk, told.row.id, offer, "")),
                        (None, Some(_)) => a.button.quiet href={ "/exceptions/" (told.row.id) } { (words.look) },
                        (None, None) => "",
                    }
                }
            }
        }
    }
}

/// What a solution costs and does.
fn in_short(desk: &Desk, offer: &Offer, currency: Currency) -> Markup {
    let (name, cost) = words(desk).cost(offer.proposal.cost, currency);
    html! {
        br;
        span.muted {
            (name) " " (cost)
            " · " (outcome(desk, &offer.proposal.shifts))
            @if offer.proposal.plan.inverse().is_err() { " · " (words(desk).no_way_back) }
        }
    }
}

/// The bar below the list.
fn several(desk: &Desk) -> Markup {
    let words = words(desk);
    html! {
        form.bulk id=(BULK_FORM) method="post" action=(decide::SEVERAL) {
            (form::hidden(&desk.session, decide::SEVERAL))
            span.scripted { b data-ticked { "0" } " " (words.ticked) }
            button type="submit" data-key="a" { (words.approve_ticked) }
        }
    }
}

fn done(desk: &Desk, inbox: &Inbox) -> Markup {
    let words = words(desk);
    html! {
        @if inbox.all.is_empty() {
            div.empty { h2 { (words.none_done) } }
        } @else {
            div.scroll {
                table.list data-rows {
                    thead { tr {
                        th scope="col" { (words.what) }
                        th scope="col" { (words.at_stake) }
                        th scope="col" { (words.was_done) }
                    } }
                    tbody {
                        @for (told, name) in inbox.all.iter().zip(&inbox.names) {
                            tr {
                                th scope="row" {
                                    a href={ "/exceptions/" (told.row.id) } { (happened(desk, told)) }
                                }
                                td data-label=(words.at_stake) { (stake(desk, &told.row)) }
                                td data-label=(words.was_done) {
                                    (super::one::closed(desk, &told.row, name.as_deref()))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What promises broke by.
fn blame(desk: &Desk, rows: &[BlameRow]) -> Markup {
    let words = words(desk);
    html! {
        section aria-labelledby="blame" {
            h2 id="blame" { (words.blame) }
            div.scroll {
                table.list {
                    thead { tr {
                        th scope="col" { (words.what) }
                        th.end scope="col" { (words.causes) }
                        th.end scope="col" { (words.line_count) }
                        th.end scope="col" { (words.at_stake) }
                    } }
                    tbody {
                        @for row in rows {
                            tr {
                                th scope="row" { (troubles::kind(desk.language, row.kind)) }
                                td.end data-label=(words.causes) { (show::number(row.exceptions)) }
                                td.end data-label=(words.line_count) { (show::number(row.lines)) }
                                td.end data-label=(words.at_stake) {
                                    @for (currency, minor) in &row.amounts {
                                        (show::money(Money { minor: *minor, currency: *currency })) " "
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
