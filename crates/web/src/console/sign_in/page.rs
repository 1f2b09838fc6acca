//! The page to sign in on.

use super::local;
use super::words::{ENGLISH, HEBREW};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::field::{Field, Kind};
use crate::console::{form, frame, show};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use vocab::Instant;

/// What came of the attempt before.
#[derive(Clone, Copy)]
pub(super) enum Said {
    /// There was none.
    Nothing,
    /// Login or password is wrong.
    Wrong,
    /// Nobody may try before this moment.
    Locked(Instant),
    /// The user may not sign in.
    Disabled,
    /// Too many sign in at this moment.
    Busy,
    /// The connection is not safe for a password.
    Unsafe,
    /// The identity provider could not be asked, or said no.
    Provider,
    /// The identity provider knows the person, and no role is meant for them.
    NoRole,
}

pub(super) fn page(call: &Call, desk: &Desk, login: &str, to: &str, said: Said) -> Response {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let status = match said {
        Said::Nothing | Said::Unsafe => StatusCode::OK,
        Said::Wrong | Said::Disabled | Said::NoRole => StatusCode::UNAUTHORIZED,
        Said::Locked(_) => StatusCode::TOO_MANY_REQUESTS,
        Said::Busy | Said::Provider => StatusCode::SERVICE_UNAVAILABLE,
    };
    let content = html! {
        div.door {
            h1 { (words.title) }
            @if let Some(text) = told(desk, said) {
                p.callout.bad role="alert" { (text) }
            }
            @if let Some(provider) = &call.app.provider {
                (by_provider(desk, provider.name(), to))
                p.or { (words.or) }
            }
            (by_password(desk, login, to))
        }
    };
    desk.answer(status, frame::bare(desk, words.title, &content))
}

fn by_password(desk: &Desk, login: &str, to: &str) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    html! {
        form.fields method="post" action="/sign-in" {
            (form::hidden(&desk.session, "/sign-in"))
            input type="hidden" name="to" value=(local(to));
            (Field { name: "login", label: words.login, value: login, required: true, ..Field::NONE }
                .input(Kind::Login))
            (Field { name: "password", label: words.password, required: true, ..Field::NONE }
                .input(Kind::Password))
            div.actions { button type="submit" { (words.enter) } }
            p.hint { (words.forgotten) }
        }
    }
}

fn by_provider(desk: &Desk, name: &str, to: &str) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    html! {
        form method="post" action="/sign-in/provider" {
            (form::hidden(&desk.session, "/sign-in/provider"))
            input type="hidden" name="to" value=(local(to));
            button type="submit" { ((words.by)(name)) }
        }
    }
}

fn told(desk: &Desk, said: Said) -> Option<String> {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let text = match said {
        Said::Nothing => return None,
        Said::Wrong => words.wrong,
        Said::Locked(until) => return Some((words.locked)(&show::clock(desk, until))),
        Said::Disabled => words.disabled,
        Said::Busy => words.busy,
        Said::Unsafe => words.not_safe,
        Said::Provider => words.provider_failed,
        Said::NoRole => words.no_role,
    };
    Some(text.to_owned())
}
