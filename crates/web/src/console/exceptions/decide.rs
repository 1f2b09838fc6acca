//! The forms: a yes to one solution or to the best ones of several exceptions, leaving as it is, taking
//! back.

use super::one::{Notice, answer, id};
use super::{PLACE, words};
use crate::api::exceptions::{approval, check, plan_anew};
use crate::call::Call;
use crate::console::actions;
use crate::console::desk::Desk;
use crate::console::form::{self, Sent};
use crate::problem::{Code, Problem};
use crate::solutions::{Offer, Version};
use axum::body::Body;
use axum::response::Response;
use book::{Command, Event, refusal};
use maud::{Markup, html};
use vocab::ExceptionId;

/// Where several are approved at once.
pub(super) const SEVERAL: &str = "/exceptions/approve";
/// The most at once: more than a page has.
const SEVERAL_MAX: usize = 100;

/// What came of a yes.
enum Came {
    Made,
    /// A second person must say yes.
    Half,
    Stale,
    Refused(book::Refusal),
}

/// A solution as it was looked at, as forms name it.
pub(super) fn yes(exception: ExceptionId, offer: &Offer) -> String {
    format!("{exception}:{}:{}", offer.number, offer.seen)
}

fn read(text: &str) -> Option<(ExceptionId, u16, Version)> {
    let mut parts = text.split(':');
    let exception = parts.next()?.parse().ok().map(ExceptionId)?;
    let (number, seen) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some((exception, number, seen))
}

/// The form with the button that says yes; a key leads to it where it has one.
pub(super) fn button(desk: &Desk, exception: ExceptionId, offer: &Offer, key: &str) -> Markup {
    let words = words(desk);
    let path = format!("/exceptions/{exception}/approve");
    let label = match (offer.needs_two, offer.approvals.is_empty()) {
        (false, _) => words.approve,
        (true, true) => words.first_yes,
        (true, false) => words.second_yes,
    };
    let key = (!key.is_empty()).then_some(key);
    html! {
        form.decide method="post" action=(path) {
            (form::hidden(&desk.session, &path))
            input type="hidden" name="yes" value=(yes(exception, offer));
            button type="submit" data-key=[key] { (label) }
        }
    }
}

/// `POST /exceptions/{id}/approve`
pub(super) async fn approve(call: Call, body: Body) -> Result<Response, Problem> {
    let sent = Sent::of(form::read(&call, body).await?);
    let yes = sent.get("yes").and_then(read);
    let Some(yes) = yes.filter(|(exception, ..)| Some(*exception) == id(&call)) else {
        return Err(Problem::web(Code::BadValue));
    };
    match say_yes(&call, yes).await? {
        Came::Made => Ok(form::see(&format!("/exceptions/{}", yes.0))),
        Came::Half => Ok(form::see(&format!("/exceptions/{}?noted=yes", yes.0))),
        Came::Stale => answer(&call, yes.0, Notice::Stale).await,
        Came::Refused(refusal) => answer(&call, yes.0, Notice::Refused(refusal)).await,
    }
}

/// `POST /exceptions/approve`: each that is ticked, one after the other.
pub(super) async fn approve_several(call: Call, body: Body) -> Result<Response, Problem> {
    let sent = Sent::of(form::read(&call, body).await?);
    let ticked: Vec<_> = sent.all("yes").filter_map(read).take(SEVERAL_MAX).collect();
    let (mut made, mut half, mut stale) = (0, 0, 0);
    for yes in ticked {
        match say_yes(&call, yes).await? {
            Came::Made => made += 1,
            Came::Half => half += 1,
            Came::Stale | Came::Refused(_) => stale += 1,
        }
    }
    Ok(form::see(&format!("{PLACE}?came={made}-{half}-{stale}")))
}

/// What came of those that were ticked, from the address.
pub(super) fn came(desk: &Desk, text: &str) -> String {
    let words = words(desk);
    let counts: Vec<usize> = text.split('-').filter_map(|one| one.parse().ok()).collect();
    match counts.as_slice() {
        [0, 0, 0] => words.none_ticked.to_owned(),
        [made, half, stale] => (words.came)(*made, *half, *stale),
        _ => String::new(),
    }
}

async fn say_yes(
    call: &Call,
    (exception, number, seen): (ExceptionId, u16, Version),
) -> Result<Came, Problem> {
    check(call, exception, number).await?;
    let given = actions::give(call, approval(exception, number, seen), None, None).await?;
    let came = match given.outcome {
        Ok(events) => match events
            .iter()
            .any(|event| matches!(event, Event::PlanMade { .. }))
        {
            true => Came::Made,
            false => Came::Half,
        },
        Err(refusal) if refusal.code == refusal::Code::Changed => {
            plan_anew(call, exception).await?;
            Came::Stale
        }
        Err(refusal) => Came::Refused(refusal),
    };
    actions::wait_for(call, given.seq).await?;
    Ok(came)
}

/// `POST /exceptions/{id}/dismiss`
pub(super) async fn dismiss(call: Call, body: Body) -> Result<Response, Problem> {
    close(call, body, |exception| Command::CloseException {
        exception,
    })
    .await
}

/// `POST /exceptions/{id}/revert`
pub(super) async fn revert(call: Call, body: Body) -> Result<Response, Problem> {
    close(call, body, |exception| Command::RevertSolution {
        exception,
    })
    .await
}

async fn close(
    call: Call,
    body: Body,
    command: fn(ExceptionId) -> Command,
) -> Result<Response, Problem> {
    Sent::of(form::read(&call, body).await?);
    let exception = id(&call).ok_or_else(|| Problem::web(Code::NotFound))?;
    let given = actions::give(&call, command(exception), None, None).await?;
    match given.outcome {
        Ok(_) => {
            actions::wait_for(&call, given.seq).await?;
            Ok(form::see(&format!("/exceptions/{exception}")))
        }
        Err(refusal) => answer(&call, exception, Notice::Refused(refusal)).await,
    }
}
