//! Making a quota, changing one, and ending it before its period is over.

use super::words::Words;
use super::{EDIT, END, LIST, words};
use crate::api::quotas::{Put, named, understood};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::field::{Field, Kind};
use crate::console::form::{self, Sent};
use crate::console::frame::{Section, page as frame};
use crate::console::listing::Address;
use crate::problem::{Kind as Trouble, Problem};
use crate::quotas::{Shown, What};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::Command;
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::Arc;
use views::Counts;
use vocab::{Day, Quantity};

/// The fields of the form, in their order.
const FIELDS: [&str; 9] = [
    "quota", "kind", "priority", "group", "items", "site", "quantity", "from", "to",
];

/// What the address says.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    quota: String,
}

/// What stands in the fields, and what is wrong with them.
#[derive(Default)]
struct Typed {
    values: HashMap<&'static str, String>,
    wrong: HashMap<&'static str, String>,
    /// What the book said to it as a whole.
    refused: String,
    /// True of a quota that is there.
    is_known: bool,
}

/// The form of a quota.
pub(super) fn address(quota: &str) -> Address {
    Address::of(EDIT).with("quota", quota)
}

/// `GET /quotas/edit`
pub(super) async fn ask(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let asked: Asked = call.query().unwrap_or_default();
    let present = match asked.quota.is_empty() {
        true => None,
        false => named(&call, asked.quota).await?,
    };
    let typed = present.map_or_else(Typed::default, |quota| Typed::of(&quota));
    answer(&call, &desk, &typed).await
}

/// `POST /quotas/edit`
pub(super) async fn put(call: Call, body: Body) -> Result<Response, Problem> {
    let sent = Sent::of(form::read(&call, body).await?);
    let desk = Desk::of(&call).at(EDIT);
    let mut typed = Typed::sent(&sent);
    let asked = typed.read(words(&desk));
    if let Some(asked) = asked {
        let code = typed.value("quota").to_owned();
        match decided(&call, code.clone(), asked).await {
            Ok(()) => return Ok(form::see(Address::of(LIST).with("put", &code).text())),
            Err(problem) => typed.take(problem)?,
        }
    }
    typed.is_known = named(&call, typed.value("quota").to_owned())
        .await?
        .is_some();
    answer(&call, &desk, &typed).await
}

async fn decided(call: &Call, code: String, asked: Put) -> Result<(), Problem> {
    let draft = understood(call, code, &Arc::new(asked)).await?;
    let command = Command::PutQuotas(vec![draft]);
    call.decide_as(None, None, command, |_| ()).await?;
    Ok(())
}

/// `POST /quotas/end`
pub(super) async fn end(call: Call, body: Body) -> Result<Response, Problem> {
    let sent = Sent::of(form::read(&call, body).await?);
    let code = sent.get("quota").unwrap_or_default().to_owned();
    let command = Command::EndQuota { code: code.clone() };
    call.decide_as(None, None, command, |_| ()).await?;
    Ok(form::see(Address::of(LIST).with("ended", &code).text()))
}

impl Typed {
    fn of(quota: &Shown) -> Typed {
        let value = |name: &&'static str| {
            let text = match *name {
                "quota" => quota.quota.clone(),
                "kind" => quota.kind.as_str().to_owned(),
                "priority" => quota.priority.map_or(String::new(), |one| one.to_string()),
                "group" => quota.group.clone(),
                "items" => quota.items.join(", "),
                "site" => quota.site.clone().unwrap_or_default(),
                "quantity" => quota.quantity.to_string(),
                "from" => quota.from.to_string(),
                _ => quota.to.to_string(),
            };
            (*name, text)
        };
        Typed {
            values: FIELDS.iter().map(value).collect(),
            is_known: true,
            ..Typed::default()
        }
    }

    fn sent(sent: &Sent) -> Typed {
        let value = |name: &&'static str| (*name, sent.get(name).unwrap_or_default().to_owned());
        Typed {
            values: FIELDS.iter().map(value).collect(),
            ..Typed::default()
        }
    }

    fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    fn error(&self, name: &str) -> &str {
        self.wrong.get(name).map_or("", String::as_str)
    }

    /// What was typed, as the API takes it; what can't be read is noted.
    fn read(&mut self, words: &Words) -> Option<Put> {
        let day = |typed: &Typed, name| Day::parse(typed.value(name));
        let (from, to) = (day(self, "from"), day(self, "to"));
        let quantity = self.value("quantity").parse().ok().map(Quantity);
        let priority = match self.value("priority") {
            "" => Some(None),
            text => text.parse().ok().map(Some),
        };
        let missing = [
            ("from", from.is_none(), words.no_day),
            ("to", to.is_none(), words.no_day),
            ("quantity", quantity.is_none(), words.no_number),
            ("priority", priority.is_none(), words.no_number),
        ];
        for (name, _, how) in missing.into_iter().filter(|(_, is_wrong, _)| *is_wrong) {
            self.wrong.insert(name, how.to_owned());
        }
        let codes = self.value("items").split([',', ';']).map(str::trim);
        let kind = What::parse(self.value("kind")).unwrap_or(What::Allocation);
        Some(Put {
            kind,
            priority: priority?,
            group: self.value("group").to_owned(),
            items: codes
                .filter(|code| !code.is_empty())
                .map(str::to_owned)
                .collect(),
            site: Some(self.value("site").to_owned()).filter(|site| !site.is_empty()),
            quantity: quantity?,
            from: from?,
            to: to?,
        })
    }

    /// Takes what is wrong to its fields.
    ///
    /// # Errors
    /// A problem that is about nothing that was typed.
    fn take(&mut self, problem: Problem) -> Result<(), Problem> {
        for flaw in problem.flaws() {
            let mut fields = FIELDS.into_iter();
            let of = |name: &&str| {
                let place = flaw.pointer.trim_start_matches('/');
                place.split('/').next() == Some(*name)
            };
            if let Some(name) = fields.find(of) {
                self.wrong.insert(name, flaw.detail.clone());
            }
        }
        match problem.kind() {
            Trouble::Book(_) => self.refused = problem.detail().to_owned(),
            _ if self.wrong.is_empty() => return Err(problem),
            _ => {}
        }
        Ok(())
    }
}

async fn answer(call: &Call, desk: &Desk, typed: &Typed) -> Result<Response, Problem> {
    let words = words(desk);
    let load = desk.load(call, |app, _| {
        Ok::<_, Problem>((app.views.counts()?, app.views.sites()?))
    });
    let (counts, sites): (Counts, Vec<views::SiteRef>) = load.await??;
    let sites: Vec<String> = sites.into_iter().map(|site| site.code).collect();
    let status = match typed.wrong.is_empty() && typed.refused.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let title = match typed.is_known {
        true => words.change,
        false => words.new,
    };
    let content = html! {
        div.head { div { h1 { (title) } p.lead { (words.edit_lead) } } }
        @if !typed.refused.is_empty() {
            p.callout.warn role="alert" lang="en" dir="ltr" { (typed.refused) }
        }
        form.fields method="post" action=(EDIT) {
            (form::hidden(&desk.session, EDIT))
            (fields(words, typed, &sites))
            div.actions {
                button type="submit" { (words.save) }
                a.button.quiet href=(LIST) { (words.back) }
            }
        }
        @if typed.is_known { (ending(desk, typed)) }
    };
    let page = frame(desk, Section::Stock, title, &counts, &content);
    Ok(desk.answer(status, page))
}

fn fields(words: &Words, typed: &Typed, sites: &[String]) -> Markup {
    let field = |name: &'static str, label: &'static str, hint: &'static str, required: bool| {
        let (value, error) = (typed.value(name), typed.error(name));
        (name, label, value, hint, error, required)
    };
    let of = |(name, label, value, hint, error, required)| Field {
        name,
        label,
        value,
        hint,
        error,
        required,
    };
    let kinds = What::ALL.map(|kind| (kind.as_str(), words.what(kind)));
    let all_sites = [("", words.all_sites)].into_iter();
    let sites = all_sites.chain(sites.iter().map(|code| (code.as_str(), code.as_str())));
    html! {
        (of(field("quota", words.quota, words.quota_how, true)).input(Kind::Code))
        (of(field("kind", words.kind, words.kind_how, true)).choice(kinds.into_iter()))
        (of(field("priority", words.priority, words.priority_how, false)).input(Kind::Number))
        (of(field("group", words.group, words.group_how, true)).input(Kind::Code))
        (of(field("items", words.items, words.items_how, true)).input(Kind::Code))
        (of(field("site", words.site, "", false)).choice(sites))
        (of(field("quantity", words.quantity, words.quantity_how, true)).input(Kind::Number))
        (of(field("from", words.from, words.period_how, true)).input(Kind::Day))
        (of(field("to", words.to, "", true)).input(Kind::Day))
    }
}

/// Ending it, apart from the form that changes it.
fn ending(desk: &Desk, typed: &Typed) -> Markup {
    let words = words(desk);
    html! {
        section.panel {
            header { h2 { (words.end) } }
            p { (words.end_how) }
            form.decide method="post" action=(END) {
                (form::hidden(&desk.session, END))
                input type="hidden" name="quota" value=(typed.value("quota"));
                button.quiet type="submit" { (words.end) }
            }
        }
    }
}
