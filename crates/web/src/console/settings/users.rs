//! Users: the list, letting someone in, and what can be changed of them.

use super::{Tab, Wrong, button, done, shown, words};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::field::{Field, Kind};
use crate::console::{form, show};
use crate::problem::{Code, Problem};
use crate::trail;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use keep::{Audited, NewUser, Role, User, UserChange};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;
use vocab::{ActorId, CustomerId};

/// Where the list is.
const LIST: &str = "/settings/users";
/// Where someone is let in.
const NEW: &str = "/settings/users/new";

/// What came of a form, as the address says.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Came {
    done: Option<String>,
}

/// The form of someone new.
#[derive(Default, Deserialize)]
struct Entry {
    login: String,
    name: String,
    role: String,
    customer: String,
    password: String,
}

/// The form of what can be changed.
#[derive(Deserialize)]
struct Change {
    name: String,
    role: String,
    customer: String,
    disabled: Option<String>,
}

#[derive(Deserialize)]
struct Password {
    password: String,
}

/// `GET /settings/users`
pub(super) async fn list(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let loaded = call.app.blocking(|app| {
        let users = app.users.list()?;
        let codes = codes(app, users.iter().filter_map(|user| user.customer))?;
        Ok::<_, Problem>((users, codes))
    });
    let (users, codes) = loaded.await??;
    let words = words(&desk);
    let content = html! {
        div.head {
            p.lead { (words.users_lead) }
            a.button href=(NEW) { (words.new_user) }
        }
        @if users.is_empty() {
            div.empty { h2 { (words.no_users) } p { (words.no_users_how) } }
        } @else { (table(&desk, &users, &codes)) }
    };
    shown(&call, &desk, Tab::Users, StatusCode::OK, &content).await
}

fn table(desk: &Desk, users: &[User], codes: &HashMap<CustomerId, String>) -> Markup {
    let words = words(desk);
    html! {
        div.scroll {
            table.list {
                thead { tr {
                    th scope="col" { (words.login) }
                    th scope="col" { (words.name) }
                    th scope="col" { (words.role) }
                    th scope="col" { (words.customer) }
                    th scope="col" { (words.state) }
                } }
                tbody {
                    @for user in users {
                        tr {
                            th scope="row" {
                                a href={ (LIST) "/" (user.actor) } { (show::code(&user.login)) }
                            }
                            td.who { bdi { (user.name) } }
                            td data-label=(words.role) { (words.role_name(user.role)) }
                            td data-label=(words.customer) {
                                @if let Some(id) = user.customer {
                                    (show::code(codes.get(&id).map_or("", String::as_str)))
                                }
                            }
                            td.state { (state(desk, user)) }
                        }
                    }
                }
            }
        }
    }
}

fn state(desk: &Desk, user: &User) -> Markup {
    let words = words(desk);
    html! {
        @match user.disabled_at {
            Some(_) => (show::badge("bad", words.kept_out)),
            None => (show::badge("good", words.may_sign_in)),
        }
        @if user.disabled_at.is_none() && !user.has_password && user.identity.is_none() {
            " " (show::badge("warn", words.no_password))
        }
    }
}

/// `GET /settings/users/new`
pub(super) async fn ask(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let entry = Entry {
        role: Role::Desk.as_str().to_owned(),
        ..Entry::default()
    };
    asked(&call, &desk, &entry, &Wrong::default()).await
}

async fn asked(
    call: &Call,
    desk: &Desk,
    entry: &Entry,
    wrong: &Wrong,
) -> Result<Response, Problem> {
    let words = words(desk);
    let field = |name: &'static str, label, value, hint| Field {
        name,
        label,
        value,
        hint,
        error: wrong.at(name),
        required: true,
    };
    let content = html! {
        h2 { (words.new_user) }
        form.fields method="post" action=(NEW) {
            (form::hidden(&desk.session, NEW))
            (field("name", words.name, &entry.name, "").input(Kind::Text))
            (field("login", words.login, &entry.login, words.login_hint).input(Kind::Code))
            (field("role", words.role, &entry.role, words.role_hint).choice(roles(desk)))
            (Field { required: false, ..field("customer", words.customer, &entry.customer,
                words.customer_hint) }.input(Kind::Code))
            (Field { required: false, ..field("password", words.password, "",
                words.password_hint) }.input(Kind::NewPassword))
            div.actions {
                button type="submit" { (words.let_in) }
                a.button.quiet href=(LIST) { (words.back) }
            }
        }
    };
    shown(call, desk, Tab::Users, wrong.status(), &content).await
}

fn roles(desk: &Desk) -> impl Iterator<Item = (&'static str, &'static str)> {
    let words = words(desk);
    Role::ALL
        .into_iter()
        .map(|role| (role.as_str(), words.role_told(role)))
}

/// `POST /settings/users/new`
pub(super) async fn create(call: Call, body: Body) -> Result<Response, Problem> {
    let entry: Entry = form::read(&call, body).await?;
    let desk = Desk::of(&call);
    let Some(role) = Role::parse(&entry.role) else {
        return Err(Problem::web(Code::BadValue));
    };
    let Ok(customer) = bound_to(&call, &entry.customer).await? else {
        let wrong = no_customer(&desk);
        return asked(&call, &desk, &entry, &wrong).await;
    };
    let new = NewUser {
        login: entry.login.trim().to_owned(),
        name: entry.name.trim().to_owned(),
        role,
        customer,
    };
    let password = Some(entry.password.clone()).filter(|text| !text.is_empty());
    let now = call.app.now().at;
    let made = call
        .app
        .blocking(move |app| app.users.create(new, password.as_deref(), now))
        .await?;
    match made {
        Ok(user) => {
            let detail = [("role", Value::from(role.as_str()))];
            let subject = trail::user(user.actor);
            call.note(Audited::UserCreated, subject, &detail).await?;
            Ok(done(&format!("{LIST}/{}", user.actor), "made"))
        }
        Err(fault) => {
            let wrong = Wrong::of(&desk, fault)?;
            asked(&call, &desk, &entry, &wrong).await
        }
    }
}

/// `GET /settings/users/{id}`
pub(super) async fn look(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let user = found(&call).await?;
    one(&call, &desk, &user, &Wrong::default()).await
}

async fn one(call: &Call, desk: &Desk, user: &User, wrong: &Wrong) -> Result<Response, Problem> {
    let words = words(desk);
    let came: Came = call.query().unwrap_or_default();
    let customer = user.customer;
    let codes = call
        .app
        .blocking(move |app| codes(app, customer.into_iter()));
    let codes = codes.await??;
    let code = user.customer.and_then(|id| codes.get(&id));
    let path = format!("{LIST}/{}", user.actor);
    let content = html! {
        @if let Some(text) = words.came(came.done.as_deref()) { p.done role="status" { (text) } }
        div.head { div {
            h2 { bdi { (user.name) } " " (state(desk, user)) }
            p.lead { (show::code(&user.login)) " · " (words.since) " " (show::moment(desk, user.created_at)) }
        } }
        div.grid {
            section.panel aria-labelledby="who" {
                header { h2 id="who" { (words.who) } }
                (change_form(desk, &path, user, code.map_or("", String::as_str), wrong))
            }
            section.panel aria-labelledby="way-in" {
                header { h2 id="way-in" { (words.way_in) } }
                (password_form(desk, &path, wrong))
                (button(desk, &format!("{path}/sign-out"), "quiet", words.end_sessions))
                p.hint { (words.end_sessions_hint) }
            }
        }
        p { a href=(LIST) { (words.back) } }
    };
    shown(call, desk, Tab::Users, wrong.status(), &content).await
}

fn change_form(desk: &Desk, path: &str, user: &User, customer: &str, wrong: &Wrong) -> Markup {
    let words = words(desk);
    let field = |name: &'static str, label, value, hint| Field {
        name,
        label,
        value,
        hint,
        error: wrong.at(name),
        required: name != "customer",
    };
    html! {
        form.fields method="post" action=(path) {
            (form::hidden(&desk.session, path))
            (field("name", words.name, &user.name, "").input(Kind::Text))
            (field("role", words.role, user.role.as_str(), words.role_hint).choice(roles(desk)))
            (field("customer", words.customer, customer, words.customer_hint).input(Kind::Code))
            (Field { required: false, ..field("disabled", words.keep_out, "", words.keep_out_hint) }
                .tick(user.disabled_at.is_some()))
            div.actions { button type="submit" { (words.save) } }
        }
    }
}

fn password_form(desk: &Desk, path: &str, wrong: &Wrong) -> Markup {
    let words = words(desk);
    let path = format!("{path}/password");
    html! {
        form.fields method="post" action=(path) {
            (form::hidden(&desk.session, &path))
            (Field { name: "password", label: words.new_password, hint: words.password_rules,
                error: wrong.at("password"), required: true, ..Field::NONE }.input(Kind::NewPassword))
            div.actions { button type="submit" { (words.set_password) } }
        }
    }
}

/// `POST /settings/users/{id}`
pub(super) async fn change(call: Call, body: Body) -> Result<Response, Problem> {
    let entry: Change = form::read(&call, body).await?;
    let desk = Desk::of(&call);
    let user = found(&call).await?;
    let Some(role) = Role::parse(&entry.role) else {
        return Err(Problem::web(Code::BadValue));
    };
    let Ok(customer) = bound_to(&call, &entry.customer).await? else {
        return one(&call, &desk, &user, &no_customer(&desk)).await;
    };
    let disabled = entry.disabled.is_some();
    let change = UserChange {
        name: Some(entry.name.trim().to_owned()),
        role: Some(role),
        customer: Some(customer),
        disabled: Some(disabled),
        identity: None,
    };
    let (id, now) = (user.actor, call.app.now().at);
    let changed = call
        .app
        .blocking(move |app| app.users.change(id, change, now));
    if let Err(fault) = changed.await? {
        let wrong = Wrong::of(&desk, fault)?;
        return one(&call, &desk, &user, &wrong).await;
    }
    let detail = [
        ("role", Value::from(role.as_str())),
        ("disabled", Value::from(disabled)),
    ];
    call.note(Audited::UserChanged, trail::user(id), &detail)
        .await?;
    Ok(done(&format!("{LIST}/{id}"), "saved"))
}

/// `POST /settings/users/{id}/password`
pub(super) async fn set_password(call: Call, body: Body) -> Result<Response, Problem> {
    let entry: Password = form::read(&call, body).await?;
    let desk = Desk::of(&call);
    let user = found(&call).await?;
    let id = user.actor;
    let set = call
        .app
        .blocking(move |app| app.users.set_password(id, &entry.password))
        .await?;
    if let Err(fault) = set {
        let wrong = Wrong::of(&desk, fault)?;
        return one(&call, &desk, &user, &wrong).await;
    }
    call.note(Audited::PasswordSet, trail::user(id), &[])
        .await?;
    Ok(done(&format!("{LIST}/{id}"), "password"))
}

/// `POST /settings/users/{id}/sign-out`
pub(super) async fn sign_out(call: Call, body: Body) -> Result<Response, Problem> {
    let _: serde::de::IgnoredAny = form::read(&call, body).await?;
    let id = found(&call).await?.actor;
    call.app
        .blocking(move |app| app.users.end_sessions_of(id))
        .await??;
    call.note(Audited::SessionsEnded, trail::user(id), &[])
        .await?;
    Ok(done(&format!("{LIST}/{id}"), "out"))
}

/// The user that the path names.
async fn found(call: &Call) -> Result<User, Problem> {
    let missing = || Problem::web(Code::NotFound);
    let id = call.parameter("id").parse().map(ActorId);
    let id = id.map_err(|_| missing())?;
    let user = call.app.blocking(move |app| app.users.get(id)).await??;
    user.ok_or_else(missing)
}

fn no_customer(desk: &Desk) -> Wrong {
    Wrong {
        field: "customer",
        how: words(desk).no_customer.to_owned(),
    }
}

/// The customer that somebody is bound to, by its number; none for an empty one.
pub(super) async fn bound_to(
    call: &Call,
    code: &str,
) -> Result<Result<Option<CustomerId>, NoCustomer>, Problem> {
    let code = code.trim().to_owned();
    if code.is_empty() {
        return Ok(Ok(None));
    }
    let found = call
        .app
        .blocking(move |app| app.views.customer_by_code(&code));
    let found = found.await??.map(|row| Some(row.id));
    Ok(found.ok_or(NoCustomer))
}

/// Nobody has this customer number.
pub(super) struct NoCustomer;

/// The numbers of these customers.
pub(super) fn codes(
    app: &crate::App,
    ids: impl Iterator<Item = CustomerId>,
) -> Result<HashMap<CustomerId, String>, Problem> {
    let mut codes = HashMap::new();
    for id in ids {
        if let Some(row) = app.views.customer(id)? {
            codes.insert(id, row.code);
        }
    }
    Ok(codes)
}
