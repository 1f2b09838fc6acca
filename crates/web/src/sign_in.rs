//! Signing in to the console with an access key, and out again.

use crate::access::{self, COOKIE, Policy};
use crate::admission::Lane;
use crate::body;
use crate::call::{Call, located};
use crate::openapi::Operation;
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use axum::body::Body;
use axum::extract::Query;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use keep::Scope;
use maud::{DOCTYPE, Markup, html};
use serde::Deserialize;

/// Largest form, in bytes.
const FORM_BYTES_MAX: usize = 4 << 10;
/// Where signing in leads when nothing else was asked for.
const HOME: &str = "/";

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/sign-in",
        policy: Policy::Public,
        lane: Lane::Reading,
        handler: |call, _| Box::pin(async move { ask(&call) }),
        operation: Operation::NONE,
    },
    Route {
        verb: Verb::Post,
        path: "/sign-in",
        policy: Policy::Public,
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(enter(call, body)),
        operation: Operation::NONE,
    },
    Route {
        verb: Verb::Post,
        path: "/sign-out",
        policy: Policy::Console,
        lane: Lane::Interactive,
        handler: |call, _| Box::pin(async move { Ok(leave(&call)) }),
        operation: Operation::NONE,
    },
];

/// Leads a browser that has no key to the form, and from there back to this path.
pub fn redirect(path: &str) -> Response {
    let to: String = path.chars().filter(|c| !"&#+%".contains(*c)).collect();
    located(
        StatusCode::SEE_OTHER.into_response(),
        &format!("/sign-in?to={to}"),
    )
}

/// Where to go afterwards.
#[derive(Deserialize)]
struct Target {
    #[serde(default)]
    to: String,
}

/// What the form sends.
#[derive(Deserialize)]
struct Form {
    key: String,
    #[serde(default)]
    to: String,
}

fn ask(call: &Call) -> Result<Response, Problem> {
    let target: Target = call.query()?;
    Ok(Html(page(&target.to, None).into_string()).into_response())
}

async fn enter(call: Call, body: Body) -> Result<Response, Problem> {
    access::check_site(&call.head)?;
    let bytes = body::read(body, &call.head.headers, FORM_BYTES_MAX).await?;
    let form = fields(&bytes)?;
    match access::holder(&call.app, form.key.trim(), &[Scope::Console]).await {
        Ok(_) => {
            let response = located(StatusCode::SEE_OTHER.into_response(), local(&form.to));
            Ok(remember(response, &call, form.key.trim(), ""))
        }
        Err(problem) => match problem.kind() {
            Kind::Web(Code::Unauthorized | Code::Forbidden) => {
                let page = page(&form.to, Some("This key does not open the console."));
                Ok((StatusCode::UNAUTHORIZED, Html(page.into_string())).into_response())
            }
            Kind::Web(_) | Kind::Book(_) => Err(problem),
        },
    }
}

fn leave(call: &Call) -> Response {
    let response = located(StatusCode::SEE_OTHER.into_response(), "/sign-in");
    remember(response, call, "", "; Max-Age=0")
}

/// Sets the cookie. Scripts do not see it; it goes over TLS only when the browser came by it.
fn remember(mut response: Response, call: &Call, secret: &str, age: &str) -> Response {
    let proto = call
        .head
        .headers
        .get("x-forwarded-proto")
        .map(HeaderValue::as_bytes);
    let secure = if proto == Some(b"https") {
        "; Secure"
    } else {
        ""
    };
    let cookie = format!("{COOKIE}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
    let cookie = HeaderValue::from_str(&cookie).expect("keys that were found are plain letters");
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    response
}

/// A form is written as a query is.
fn fields(bytes: &[u8]) -> Result<Form, Problem> {
    let bad = || Problem::web(Code::BadValue).because("the form can't be read");
    let text = std::str::from_utf8(bytes).map_err(|_| bad())?;
    let uri: Uri = format!("/?{text}").parse().map_err(|_| bad())?;
    let form = Query::try_from_uri(&uri).map(|Query(form)| form);
    form.map_err(|_| bad())
}

/// The path, if it is one of this server; anything else leads home.
fn local(to: &str) -> &str {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte);
    match to.starts_with('/') && !to.starts_with("//") && to.bytes().all(plain) {
        true => to,
        false => HOME,
    }
}

fn page(to: &str, complaint: Option<&str>) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "Sign in · Kept" }
            }
            body {
                main {
                    h1 { "Sign in to Kept" }
                    @if let Some(complaint) = complaint {
                        p role="alert" { (complaint) }
                    }
                    form method="post" action="/sign-in" {
                        input type="hidden" name="to" value=(local(to));
                        label for="key" { "Access key" }
                        " "
                        input #key type="password" name="key" autocomplete="current-password"
                            required autofocus;
                        " "
                        button type="submit" { "Sign in" }
                    }
                    p { "Whoever runs this server makes keys: " code { "kept key create --scope console" } "." }
                }
            }
        }
    }
}
