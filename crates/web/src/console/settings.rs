//! Settings: who may sign in, which programs may call, which servers are told what happens, who is sent
//! documents, by which
//! policy is decided, what documents come in by, what was learned from corrections, and what was done
//! with access and personal data.

mod audit;
mod channels;
mod imports;
mod keys;
mod lessons;
mod outbox;
mod policy;
mod users;
mod webhooks;
mod words;

use super::desk::Desk;
use super::frame::{Section, page as frame};
use super::{form, page, told};
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, located};
use crate::problem::Problem;
use crate::router::Route;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
pub(super) use channels::{
    Standing as ChannelStanding, standings as channel_standings, state as channel_state,
};
use keep::{Fault, FaultKind, Refusal, Scope};
pub(super) use lessons::LIST as LESSONS;
use maud::{Markup, html};
pub(super) use webhooks::{Standing, standings, state as webhook_state};
use words::{ENGLISH, HEBREW, Words};

/// Who manages access.
const MANAGE: Policy = Policy::Page(Scope::AccessManage);

/// Who has others told.
const TELL: Policy = Policy::Page(Scope::WebhooksManage);
/// Who sees the policy, and who changes it.
const POLICY: Policy = Policy::Page(Scope::PolicyRead);
const RULE: Policy = Policy::Page(Scope::PolicyWrite);
/// Who sees what was learned.
const LEARN: Policy = Policy::Page(Scope::DocumentsRead);

/// The routes of this part.
pub(super) const ROUTES: &[Route] = &[
    page("/settings/users", MANAGE, |call, _| told(call, users::list)),
    page("/settings/users/new", MANAGE, |call, _| {
        told(call, users::ask)
    }),
    form("/settings/users/new", MANAGE, |call, body| {
        told(call, |call| users::create(call, body))
    }),
    page("/settings/users/{id}", MANAGE, |call, _| {
        told(call, users::look)
    }),
    form("/settings/users/{id}", MANAGE, |call, body| {
        told(call, |call| users::change(call, body))
    }),
    form("/settings/users/{id}/password", MANAGE, |call, body| {
        told(call, |call| users::set_password(call, body))
    }),
    form("/settings/users/{id}/sign-out", MANAGE, |call, body| {
        told(call, |call| users::sign_out(call, body))
    }),
    page("/settings/keys", MANAGE, |call, _| told(call, keys::list)),
    page("/settings/keys/new", MANAGE, |call, _| {
        told(call, keys::ask)
    }),
    form("/settings/keys/new", MANAGE, |call, body| {
        told(call, |call| keys::create(call, body))
    }),
    page("/settings/keys/{id}/revoke", MANAGE, |call, _| {
        told(call, keys::before)
    }),
    form("/settings/keys/{id}/revoke", MANAGE, |call, body| {
        told(call, |call| keys::revoke(call, body))
    }),
    page("/settings/webhooks", TELL, |call, _| {
        told(call, webhooks::list)
    }),
    page("/settings/webhooks/new", TELL, |call, _| {
        told(call, webhooks::ask)
    }),
    form("/settings/webhooks/new", TELL, |call, body| {
        told(call, |call| webhooks::create(call, body))
    }),
    page("/settings/webhooks/{webhook}", TELL, |call, _| {
        told(call, webhooks::look)
    }),
    Route {
        // It waits for the other server.
        lane: Lane::Background,
        ..form("/settings/webhooks/{webhook}/ping", TELL, |call, body| {
            told(call, |call| webhooks::ping(call, body))
        })
    },
    form("/settings/webhooks/{webhook}/enable", TELL, |call, body| {
        told(call, |call| webhooks::switch(call, body, false))
    }),
    form(
        "/settings/webhooks/{webhook}/disable",
        TELL,
        |call, body| told(call, |call| webhooks::switch(call, body, true)),
    ),
    form("/settings/webhooks/{webhook}/secret", TELL, |call, body| {
        told(call, |call| webhooks::rotate(call, body))
    }),
    form("/settings/webhooks/{webhook}/replay", TELL, |call, body| {
        told(call, |call| webhooks::replay(call, body))
    }),
    page("/settings/webhooks/{webhook}/remove", TELL, |call, _| {
        told(call, webhooks::before)
    }),
    form("/settings/webhooks/{webhook}/remove", TELL, |call, body| {
        told(call, |call| webhooks::remove(call, body))
    }),
    page(outbox::LIST, TELL, |call, _| told(call, outbox::list)),
    page("/settings/outbox/recipient", TELL, |call, _| {
        told(call, outbox::ask)
    }),
    form("/settings/outbox/recipient", TELL, |call, body| {
        told(call, |call| outbox::put(call, body))
    }),
    form(
        "/settings/outbox/recipients/{recipient}/remove",
        TELL,
        |call, body| told(call, |call| outbox::remove(call, body)),
    ),
    form("/settings/outbox/{message}/again", TELL, |call, body| {
        told(call, |call| outbox::again(call, body))
    }),
    form("/settings/outbox/{message}/forget", TELL, |call, body| {
        told(call, |call| outbox::forget(call, body))
    }),
    page("/settings/channels", POLICY, |call, _| {
        told(call, channels::list)
    }),
    page("/settings/import", super::files::IMPORT, |call, _| {
        told(call, imports::list)
    }),
    page("/settings/policy", POLICY, |call, _| {
        told(call, policy::look)
    }),
    page("/settings/policy/edit", RULE, |call, _| {
        told(call, policy::ask)
    }),
    form("/settings/policy/edit", RULE, |call, body| {
        told(call, |call| policy::check(call, body))
    }),
    page("/settings/policy/restore", RULE, |call, _| {
        told(call, policy::restore)
    }),
    form("/settings/policy/apply", RULE, |call, body| {
        told(call, |call| policy::apply(call, body))
    }),
    page("/settings/lessons", LEARN, |call, _| {
        told(call, lessons::list)
    }),
    page("/settings/lessons/{lesson}", LEARN, |call, _| {
        told(call, lessons::look)
    }),
    form(
        "/settings/lessons/{lesson}/revoke",
        Policy::Page(Scope::RequestsDecide),
        |call, body| told(call, |call| lessons::revoke(call, body)),
    ),
    page(
        "/settings/audit",
        Policy::Page(Scope::AuditRead),
        |call, _| told(call, audit::list),
    ),
];

/// The parts of the settings.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    Users,
    Keys,
    Webhooks,
    Outbox,
    Policy,
    Channels,
    Lessons,
    Import,
    Audit,
}

impl Tab {
    const ALL: [Tab; 9] = [
        Tab::Users,
        Tab::Keys,
        Tab::Webhooks,
        Tab::Outbox,
        Tab::Policy,
        Tab::Channels,
        Tab::Lessons,
        Tab::Import,
        Tab::Audit,
    ];

    fn place(self) -> (&'static str, Scope) {
        match self {
            Tab::Users => ("/settings/users", Scope::AccessManage),
            Tab::Keys => ("/settings/keys", Scope::AccessManage),
            Tab::Webhooks => ("/settings/webhooks", Scope::WebhooksManage),
            Tab::Outbox => (outbox::LIST, Scope::WebhooksManage),
            Tab::Policy => ("/settings/policy", Scope::PolicyRead),
            Tab::Channels => ("/settings/channels", Scope::PolicyRead),
            Tab::Lessons => (lessons::LIST, Scope::DocumentsRead),
            Tab::Import => ("/settings/import", Scope::CatalogueWrite),
            Tab::Audit => ("/settings/audit", Scope::AuditRead),
        }
    }

    fn name(self, words: &Words) -> &'static str {
        match self {
            Tab::Users => words.users,
            Tab::Keys => words.keys,
            Tab::Webhooks => words.webhooks,
            Tab::Outbox => words.outbox,
            Tab::Policy => words.policy,
            Tab::Channels => words.channels,
            Tab::Lessons => words.lessons,
            Tab::Import => words.import,
            Tab::Audit => words.audit,
        }
    }
}

/// Where the settings begin for this person; `None` when there is nothing for them.
pub(super) fn place(desk: &Desk) -> Option<&'static str> {
    let places = Tab::ALL.into_iter().map(Tab::place);
    let mut open = places.filter(|(_, scope)| desk.may(*scope));
    open.next().map(|(path, _)| path)
}

/// The words of this part.
fn words(desk: &Desk) -> &'static Words {
    desk.language.pick(&ENGLISH, &HEBREW)
}

/// A page of the settings, with its tabs.
async fn shown(
    call: &Call,
    desk: &Desk,
    tab: Tab,
    status: StatusCode,
    content: &Markup,
) -> Result<Response, Problem> {
    let counts = call.app.blocking(|app| app.views.counts()).await??;
    let words = words(desk);
    let content = html! {
        div.head { h1 { (words.title) } }
        nav.tabs aria-label=(words.title) {
            @for one in Tab::ALL.into_iter().filter(|one| desk.may(one.place().1)) {
                a href=(one.place().0) aria-current=[(one == tab).then_some("page")] {
                    (one.name(words))
                }
            }
        }
        (content)
    };
    let page = frame(desk, Section::Settings, tab.name(words), &counts, &content);
    Ok(desk.answer(status, page))
}

/// What is wrong with a form: the field, and what would have been allowed.
#[derive(Default)]
struct Wrong {
    field: &'static str,
    how: String,
}

impl Wrong {
    /// What a store refuses, in the person's language.
    ///
    /// # Errors
    /// Any other fault.
    fn of(desk: &Desk, fault: Fault) -> Result<Wrong, Problem> {
        match &fault.kind {
            FaultKind::Refused(refusal) => Ok(Wrong {
                field: refusal.field(),
                how: refused(words(desk), refusal),
            }),
            _ => Err(Problem::from(fault)),
        }
    }

    fn at(&self, field: &str) -> &str {
        match self.field == field {
            true => &self.how,
            false => "",
        }
    }

    fn status(&self) -> StatusCode {
        match self.field {
            "" => StatusCode::OK,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

fn refused(words: &Words, refusal: &Refusal) -> String {
    let text = match refusal {
        Refusal::ScopeNotForCustomers(scope) => {
            return (words.scope_not_for_customers)(scope.as_str());
        }
        Refusal::Name => words.wrong_name,
        Refusal::Login => words.wrong_login,
        Refusal::LoginTaken => words.login_taken,
        Refusal::PasswordLength => words.password_length,
        Refusal::PasswordHasLogin => words.password_has_login,
        Refusal::PasswordCommon => words.password_common,
        Refusal::LastAdmin => words.last_admin,
        // Neither is asked for in the forms of this part.
        Refusal::Identity | Refusal::IdentityTaken | Refusal::WebhookUrl => {
            return refusal.to_string();
        }
    };
    text.to_owned()
}

/// A button that does one thing.
fn button(desk: &Desk, path: &str, class: &str, text: &str) -> Markup {
    html! {
        form method="post" action=(path) {
            (form::hidden(&desk.session, path))
            button class=(class) type="submit" { (text) }
        }
    }
}

/// Where a page sends the browser after something was done.
fn done(path: &str, what: &str) -> Response {
    let address = format!("{path}?done={what}");
    located(StatusCode::SEE_OTHER.into_response(), &address)
}
