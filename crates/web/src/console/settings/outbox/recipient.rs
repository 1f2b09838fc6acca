//! A recipient of documents: whose orders it is told of, by which messages, in which format.

use super::{LIST, RECIPIENT, words};
use crate::api::recipients::{Put, all, put_one};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::field::{Field, Kind};
use crate::console::form::{self, Sent};
use crate::console::settings::{Tab, done, shown};
use crate::problem::Problem;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use keep::{OutboxFormat, OutboxKind};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::HashMap;

/// What the address says.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    name: String,
}

/// What stands in the fields, and what is wrong with them, by the name of the field.
#[derive(Default)]
struct Typed {
    name: String,
    customer: String,
    site: String,
    format: String,
    messages: Vec<String>,
    wrong: HashMap<String, String>,
}

/// `GET /settings/outbox/recipient`
pub(in crate::console::settings) async fn ask(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let asked: Asked = call.query().unwrap_or_default();
    let present = all(&call).await?.recipients;
    let present = present.into_iter().find(|one| one.name == asked.name);
    let typed = present.map_or_else(Typed::default, |one| Typed {
        name: one.name,
        customer: one.customer.unwrap_or_default(),
        site: one.site.unwrap_or_default(),
        format: one.format.to_owned(),
        messages: one.messages.iter().map(ToString::to_string).collect(),
        wrong: HashMap::new(),
    });
    answer(&call, &desk, &typed).await
}

/// `POST /settings/outbox/recipient`
pub(in crate::console::settings) async fn put(call: Call, body: Body) -> Result<Response, Problem> {
    let sent = Sent::of(form::read(&call, body).await?);
    let desk = Desk::of(&call).at(RECIPIENT);
    let mut typed = Typed::of(&sent);
    match put_one(&call, typed.name.clone(), typed.asked()).await {
        Ok(_) => Ok(done(LIST, "put")),
        Err(problem) if problem.flaws().is_empty() => Err(problem),
        Err(problem) => {
            let flaws = problem.flaws().iter();
            let field = |pointer: &str| pointer.split('/').nth(1).unwrap_or_default().to_owned();
            let wrong = flaws.map(|flaw| (field(&flaw.pointer), flaw.detail.clone()));
            typed.wrong = wrong.collect();
            answer(&call, &desk, &typed).await
        }
    }
}

impl Typed {
    fn of(sent: &Sent) -> Typed {
        let text = |name: &str| sent.get(name).unwrap_or_default().to_owned();
        Typed {
            name: text("name"),
            customer: text("customer"),
            site: text("site"),
            format: text("format"),
            messages: sent.all("messages").map(str::to_owned).collect(),
            wrong: HashMap::new(),
        }
    }

    fn asked(&self) -> Put {
        let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        Put {
            customer: some(&self.customer),
            site: some(&self.site),
            messages: self.messages.clone(),
            format: self.format.clone(),
        }
    }

    fn error(&self, name: &str) -> &str {
        self.wrong.get(name).map_or("", String::as_str)
    }
}

async fn answer(call: &Call, desk: &Desk, typed: &Typed) -> Result<Response, Problem> {
    let words = words(desk);
    let status = match typed.wrong.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let content = html! {
        h2 { (words.recipient) }
        p.lead { (words.recipient_lead) }
        form.fields method="post" action=(RECIPIENT) {
            (form::hidden(&desk.session, RECIPIENT))
            (fields(desk, typed))
            div.actions {
                button type="submit" { (words.save) }
                a.button.quiet href=(LIST) { (words.back) }
            }
        }
    };
    shown(call, desk, Tab::Outbox, status, &content).await
}

fn fields(desk: &Desk, typed: &Typed) -> Markup {
    let words = words(desk);
    let field = |name: &'static str, label: &'static str| Field {
        name,
        label,
        error: typed.error(name),
        ..Field::NONE
    };
    let name = Field {
        value: &typed.name,
        hint: words.name_how,
        required: true,
        ..field("name", words.name)
    };
    let customer = Field {
        value: &typed.customer,
        hint: words.customer_how,
        ..field("customer", words.customer)
    };
    let site = Field {
        value: &typed.site,
        hint: words.site_how,
        ..field("site", words.site)
    };
    let format = Field {
        value: &typed.format,
        required: true,
        ..field("format", words.format)
    };
    let formats = OutboxFormat::ALL.iter();
    let formats = formats.map(|format| (format.as_str(), format.as_str()));
    html! {
        (name.input(Kind::Code))
        (customer.input(Kind::Code))
        (site.input(Kind::Code))
        fieldset {
            legend { (words.is_sent) }
            @for kind in OutboxKind::ALL {
                @let word = kind.as_str();
                div.field.tick {
                    input type="checkbox" id=(word) name="messages" value=(word)
                        checked[typed.messages.iter().any(|one| one == word)];
                    label for=(word) { (words.kind(word)) }
                }
            }
            @if !typed.error("messages").is_empty() { p.error { (typed.error("messages")) } }
        }
        (format.choice(formats))
    }
}
