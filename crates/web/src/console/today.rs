//! Today: what waits for whoever looks, the most urgent first, and how the day goes.

mod figures;
mod group;
mod leaving;
mod rows;
mod words;

use super::desk::Desk;
use super::frame::{Section, page as frame};
use super::{backorders, show, told};
use crate::access::Policy;
use crate::call::Call;
use crate::problem::Problem;
use crate::rationing::{self, Timed};
use crate::router::Route;
use axum::http::StatusCode;
use axum::response::Response;
use figures::Figures;
use group::{Group, Waiting};
use keep::Scope;
use leaving::Leaving;
use maud::{Markup, html};
use views::Counts;
use vocab::Currency;
use words::{ENGLISH, HEBREW, Words};

/// Where the page is, and where signing in leads.
pub(super) const PLACE: &str = "/";

/// The routes of this part.
pub(super) const ROUTES: &[Route] = &[super::page(
    PLACE,
    Policy::SharedPage(Scope::OrdersRead),
    |call, _| told(call, page),
)];

/// Everything that the page shows.
struct Shown {
    figures: Option<Figures>,
    leaving: Option<Leaving>,
    waiting: Waiting,
    /// Backorder runs that are made by themselves, for whom they concern.
    timed: Option<Timed>,
    /// What the thresholds of the policy are in.
    currency: Currency,
    counts: Counts,
}

/// `GET /`
async fn page(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    if let Some(guide) = super::start::instead(&call, &desk).await? {
        return Ok(guide);
    }
    let shown = load(&desk, &call).await?;
    let title = words(&desk).title;
    let content = content(&desk, &shown);
    let page = frame(&desk, Section::Today, title, &shown.counts, &content);
    Ok(desk.answer(StatusCode::OK, page))
}

async fn load(desk: &Desk, call: &Call) -> Result<Shown, Problem> {
    let (of, now) = (desk.clone(), call.app.now());
    let currency = call.app.ask(|book| book.policy.currency).await?;
    let timed = match desk.is_of_the_company() && desk.may(Scope::ExceptionsRead) {
        true => Some(rationing::timed(call).await?),
        false => None,
    };
    let loaded = desk.load(call, move |app, names| {
        let today = match of.is_of_the_company() {
            true => Some(app.views.today(of.today, now.at)?),
            false => None,
        };
        let waiting = group::load(&of, now.at, today.as_ref(), app, names)?;
        let leaving = today.as_ref().map_or(&[][..], |today| &today.leaving);
        Ok::<Shown, Problem>(Shown {
            figures: figures::load(&of, app)?,
            leaving: leaving::load(leaving, now.minute, app)?,
            timed,
            currency,
            waiting,
            counts: app.views.counts()?,
        })
    });
    loaded.await?
}

fn words(desk: &Desk) -> &'static Words {
    desk.language.pick(&ENGLISH, &HEBREW)
}

fn content(desk: &Desk, shown: &Shown) -> Markup {
    let words = words(desk);
    let Waiting { own, others } = &shown.waiting;
    // Stock that is used up is good to know, and nothing to be done one by one.
    let things = own.iter().filter(|found| found.group != Group::NothingFree);
    let waiting: u64 = things.map(|found| found.count).sum();
    html! {
        div.head { div {
            h1 { (words.title) }
            p.lead {
                (show::day(desk, desk.today))
                @if waiting > 0 { " · " ((words.waiting)(&show::number(waiting))) }
            }
        } }
        @if let Some(figures) = &shown.figures { (figures::tiles(desk, figures)) }
        @if let Some(leaving) = &shown.leaving { (leaving::panel(desk, leaving)) }
        @if let Some(timed) = &shown.timed { (backorders::of_today(desk, timed)) }
        @for found in own { (rows::panel(desk, found, shown.currency)) }
        @if own.is_empty() { (nothing(desk)) }
        @if !others.is_empty() { (with_others(desk, others)) }
    }
}

fn nothing(desk: &Desk) -> Markup {
    let words = words(desk);
    html! {
        div.empty {
            h2 { (words.nothing) }
            p { (words.nothing_how) }
            p { a href="/orders" { (words.to_orders) } }
        }
    }
}

/// What others have to do, in one line each.
fn with_others(desk: &Desk, others: &[(Group, u64)]) -> Markup {
    let words = words(desk);
    html! {
        section {
            h2 id="others" { (words.others) }
            ul.chips aria-labelledby="others" {
                @for (group, count) in others {
                    li {
                        a.chip href=(group.address(desk).text()) {
                            (words.group(*group).name) " " b { (show::number(*count)) }
                        }
                    }
                }
            }
        }
    }
}
