//! The console: pages for the order desk, rendered here, live by a stream, and of full use without
//! scripts.
//!
//! **Invariants.** Whatever a document says is text: nothing of it becomes markup. Every page
//! stands in a table with the policy that guards it; every form that does something carries a
//! token of its browser, and comes from this site.

mod actions;
pub(crate) mod assets;
mod backorders;
mod channel;
mod chart;
mod customers;
mod desk;
mod documents;
mod entry;
mod evidence;
mod exceptions;
#[expect(dead_code, reason = "pages use some of the kinds of fields")]
mod field;
mod files;
mod foresee;
mod form;
mod frame;
mod goods;
mod keys;
mod listing;
mod measures;
mod order;
mod orders;
mod original;
mod paper;
mod priority;
mod pulse;
mod quotas;
mod reasons;
mod refusals;
mod review;
mod second;
mod settings;
mod show;
pub(crate) mod sign_in;
mod source;
mod start;
mod stock;
mod supply;
mod text;
mod timeline;
mod today;
mod troubles;

use crate::access::Policy;
use crate::admission::Lane;
use crate::call::Call;
use crate::openapi::Operation;
use crate::problem::{Code, Kind, Problem};
use crate::router::{Answering, Route, Verb};
use axum::body::Body;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use desk::Desk;
use keep::Scope;
use std::future::Future;

/// Every page, and every form that is sent: one table a part of the console.
pub const TABLES: &[&[Route]] = &[
    today::ROUTES,
    orders::ROUTES,
    entry::ROUTES,
    documents::ROUTES,
    order::ROUTES,
    order::papers::ROUTES,
    review::ROUTES,
    exceptions::ROUTES,
    backorders::ROUTES,
    quotas::ROUTES,
    stock::ROUTES,
    supply::ROUTES,
    goods::ROUTES,
    customers::ROUTES,
    measures::ROUTES,
    settings::ROUTES,
    files::ROUTES,
    start::ROUTES,
    OWN,
];

/// What belongs to no part.
const OWN: &[Route] = &[
    page(
        "/documents/{hash}",
        Policy::SharedPage(Scope::DocumentsRead),
        |call, _| told(call, original::download),
    ),
    page(
        "/documents/{hash}/pages/{page}",
        Policy::SharedPage(Scope::DocumentsRead),
        |call, _| told(call, original::picture),
    ),
    page("/live", Policy::Console, |call, _| {
        Box::pin(frame::live(call))
    }),
    page("/live/events", Policy::Console, |call, _| {
        Box::pin(pulse::beat(call))
    }),
    page("/assets/{name}", Policy::Public, |call, _| {
        Box::pin(async move { assets::serve(&call) })
    }),
];

/// What answers a page or a form.
type Handler = fn(Call, Body) -> Answering;

/// The route of a page.
const fn page(path: &'static str, policy: Policy, handler: Handler) -> Route {
    Route {
        verb: Verb::Get,
        path,
        policy,
        lane: Lane::Reading,
        handler,
        operation: Operation::NONE,
    }
}

/// The route of a form that is sent.
const fn form(path: &'static str, policy: Policy, handler: Handler) -> Route {
    Route {
        verb: Verb::Post,
        lane: Lane::Interactive,
        ..page(path, policy, handler)
    }
}

/// The route of a form that makes room by what it does.
const fn first(path: &'static str, policy: Policy, handler: Handler) -> Route {
    Route {
        lane: Lane::First,
        ..form(path, policy, handler)
    }
}

/// Runs a page; what a person at the desk can meet is told as a page too.
fn told<F>(call: Call, page: impl FnOnce(Call) -> F) -> Answering
where
    F: Future<Output = Result<Response, Problem>> + Send + 'static,
{
    let desk = Desk::of(&call);
    let answer = page(call);
    Box::pin(async move {
        let answer = answer.await;
        answer.or_else(|problem| explained(&problem, &desk).ok_or(problem))
    })
}

/// Tells in a page that a person may not do this.
///
/// # Errors
/// The problem itself, when there is no page for it.
pub(crate) fn denied(call: &Call, problem: Problem) -> Result<Response, Problem> {
    explained(&problem, &Desk::of(call)).ok_or(problem)
}

/// A problem as a page, where there is something to do about it; all else is told as the API
/// tells it.
fn explained(problem: &Problem, desk: &Desk) -> Option<Response> {
    let words = &desk.words().actions;
    let (title, how) = match problem.kind() {
        Kind::Web(Code::NotFound) => (words.not_found, words.not_found_how),
        Kind::Web(Code::Forbidden) => (words.forbidden, words.forbidden_how),
        Kind::Web(Code::Busy | Code::Stopped | Code::ViewsBehind | Code::Timeout) => {
            (words.try_again, words.try_again_how)
        }
        Kind::Web(Code::CrossSite | Code::BadValue) => (words.stale_form, words.stale_form_how),
        Kind::Web(_) | Kind::Book(_) => return None,
    };
    Some(desk.notice(problem.kind().about().status, title, how))
}

/// The value of a cookie.
fn cookie<'h>(headers: &'h HeaderMap, wanted: &str) -> Option<&'h str> {
    let cookies = headers.get_all(header::COOKIE).iter();
    cookies
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == wanted)
        .map(|(_, value)| value)
}
