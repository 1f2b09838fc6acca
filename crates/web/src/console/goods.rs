//! What is done with goods: typed, looked at with all that it changes, and then done once.

mod act;
mod words;

use super::desk::Desk;
use super::field::{Field, Kind};
use super::form::{self, Sent};
use super::frame::{Section, page as frame};
use super::{actions, refusals, show, stock, told};
use crate::access::Policy;
use crate::call::Call;
use crate::problem::Problem;
use crate::router::Route;
use act::{Act, Facts, Flaw, Subject, Weighed};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::Refusal;
use keep::Scope;
use maud::{Markup, html};
use views::{Counts, SiteRef};
use vocab::OrderId;
use words::{ENGLISH, HEBREW, Words};

/// Orders that are named where their promises change; all are counted.
const ORDERS_NAMED: usize = 20;
/// Who may do something with goods.
const WRITES: Policy = Policy::Page(Scope::StockWrite);

/// The routes of this part.
pub(super) const ROUTES: &[Route] = &[
    super::page("/stock/{item}/count", WRITES, |call, _| told(call, ask)),
    super::form("/stock/{item}/count", WRITES, |call, body| {
        told(call, |call| carry_out(call, body))
    }),
    super::page("/supply/{id}/{act}", WRITES, |call, _| told(call, ask)),
    super::form("/supply/{id}/{act}", WRITES, |call, body| {
        told(call, |call| carry_out(call, body))
    }),
];

/// Why a form that was sent was not carried out.
enum Stopped {
    /// Stock or supply has changed since the person looked.
    Changed,
    Refused(Refusal),
}

/// `GET /stock/{item}/count`, `GET /supply/{id}/{act}`: asks, and shows what would change once
/// everything is filled in.
async fn ask(call: Call) -> Result<Response, Problem> {
    let sent = Sent::of(call.query().unwrap_or_default());
    answer(&call, &sent, None).await
}

/// `POST` of the same: what was looked at is done, if it is still so.
async fn carry_out(call: Call, body: Body) -> Result<Response, Problem> {
    let sent = Sent::of(form::read(&call, body).await?);
    let Some(subject) = Subject::of(&call).await? else {
        return answer(&call, &sent, None).await;
    };
    let Ok(Some(act)) = Act::read(&subject, &sent) else {
        return answer(&call, &sent, None).await;
    };
    let about = act.clone();
    let now = call.app.ask(move |book| Facts::of(book, &about)).await?;
    if sent.get("seen") != Some(&now.seen()) {
        return answer(&call, &sent, Some(Stopped::Changed)).await;
    }
    let reply = actions::give(&call, act.command(), None, sent.get("once")).await?;
    match reply.outcome {
        Ok(_) => {
            actions::wait_for(&call, reply.seq).await?;
            let to = stock::item_address(&subject.item_code).with("done", act.word());
            Ok(form::see(to.text()))
        }
        Err(refusal) => answer(&call, &sent, Some(Stopped::Refused(refusal))).await,
    }
}

/// The page of an act, as far as it is filled in.
async fn answer(call: &Call, sent: &Sent, stopped: Option<Stopped>) -> Result<Response, Problem> {
    let desk = Desk::of(call);
    let words = words(&desk);
    let Some(subject) = Subject::of(call).await? else {
        return Ok(desk.notice(404, words.missing, words.missing_how));
    };
    let act = Act::read(&subject, sent);
    let weighed = match &act {
        Ok(Some(act)) => {
            let (act, stamp) = (act.clone(), call.stamp());
            Some(
                call.app
                    .ask(move |book| Weighed::of(book, &act, &stamp))
                    .await?,
            )
        }
        Ok(None) | Err(_) => None,
    };
    let loaded = call.app.blocking(|app| {
        Ok::<(Counts, Vec<SiteRef>), Problem>((app.views.counts()?, app.views.sites()?))
    });
    let (counts, sites) = loaded.await??;
    let status = match (&stopped, &act) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, Err(_)) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, Ok(_)) => StatusCode::OK,
    };
    let content = html! {
        (head(&desk, &subject))
        @match &stopped {
            Some(Stopped::Changed) => p.callout.warn role="alert" { (words.changed) },
            Some(Stopped::Refused(refusal)) => div.callout.bad role="alert" { (refusals::refused(&desk, refusal)) },
            None => {}
        }
        (fields(&desk, &subject, sent, act.as_ref().err(), &sites))
        @if let (Ok(Some(act)), Some(weighed)) = (&act, &weighed) {
            (preview(&desk, &subject, act, weighed))
        }
    };
    let section = match subject.supply {
        Some(_) => Section::Supply,
        None => Section::Stock,
    };
    let title = (words.title)(subject.what, &subject.name);
    Ok(desk.answer(status, frame(&desk, section, &title, &counts, &content)))
}

fn words(desk: &Desk) -> &'static Words {
    desk.language.pick(&ENGLISH, &HEBREW)
}

/// What came of an act, for the page of the item.
pub(super) fn done(desk: &Desk, word: &str) -> Markup {
    let done = act::What::parse(word).map(|what| words(desk).act(what).done);
    html! { @if let Some(done) = done { p.done role="status" { (done) } } }
}

fn head(desk: &Desk, subject: &Subject) -> Markup {
    let words = words(desk);
    html! {
        div.head { div {
            h1 { ((words.title)(subject.what, &subject.name)) }
            p.lead { (words.act(subject.what).how) }
            p {
                a href=(stock::item_address(&subject.item_code).text()) { (show::code(&subject.item_code)) }
                @if !subject.description.is_empty() { " " span.muted dir="auto" { (subject.description) } }
            }
        } }
    }
}

/// What is asked for; nothing is done by sending it.
fn fields(
    desk: &Desk,
    subject: &Subject,
    sent: &Sent,
    flaw: Option<&Flaw>,
    sites: &[SiteRef],
) -> Markup {
    let words = words(desk);
    if subject.what == act::What::Close {
        return html! {};
    }
    let said = |flaw: Option<&'static str>| flaw.unwrap_or("");
    let wrong = |this: Flaw, text| said((flaw == Some(&this)).then_some(text));
    let open = subject.open.to_string();
    let codes = || {
        sites
            .iter()
            .map(|site| (site.code.as_str(), site.code.as_str()))
    };
    html! {
        form.fields method="get" action=(subject.path) {
            @match subject.what {
                act::What::Count => {
                    (Field { name: "site", label: words.site, value: sent.get("site").unwrap_or(""),
                        error: wrong(Flaw::Site, words.no_site), required: true, ..Field::NONE }.choice(codes()))
                    (quantity(words, sent.get("quantity").unwrap_or(""), words.counted, wrong(Flaw::Quantity, words.no_quantity)))
                }
                act::What::Receive => {
                    (quantity(words, sent.get("quantity").unwrap_or(&open), words.came, wrong(Flaw::Quantity, words.no_quantity)))
                    (Field { name: "last", label: words.last, hint: words.last_how, ..Field::NONE }.tick(sent.get("last").is_some()))
                }
                act::What::Reschedule => {
                    (Field { name: "due", label: words.due, value: sent.get("due").unwrap_or(""),
                        error: wrong(Flaw::Day, words.no_day), required: true, ..Field::NONE }.input(Kind::Day))
                }
                act::What::Close => {}
            }
            div.actions { button.quiet type="submit" { (words.look) } }
        }
    }
}

fn quantity(words: &Words, value: &str, label: &str, error: &str) -> Markup {
    let field = Field {
        name: "quantity",
        label,
        value,
        hint: words.base_units,
        error,
        required: true,
    };
    field.input(Kind::Number)
}

/// What would change, and the button that does it.
fn preview(
    desk: &Desk,
    subject: &Subject,
    act: &Act,
    weighed: &Result<Weighed, Refusal>,
) -> Markup {
    let weighed = match weighed {
        Ok(weighed) => weighed,
        Err(refusal) => {
            return html! { div.callout.bad role="alert" { (refusals::refused(desk, refusal)) } };
        }
    };
    let words = words(desk);
    html! {
        section.panel {
            header { h2 { (words.changes) } }
            (diff(desk, &weighed.before, &weighed.after))
            (orders(desk, &weighed.orders))
            form.decide method="post" action=(subject.path) {
                (form::hidden(&desk.session, &subject.path))
                input type="hidden" name="once" value=(form::new_session());
                input type="hidden" name="seen" value=(weighed.before.seen());
                @for (name, value) in act.fields(subject) {
                    input type="hidden" name=(name) value=(value);
                }
                button.danger[subject.what == act::What::Close] type="submit" {
                    (words.act(subject.what).do_it)
                }
                a.button.quiet href=(stock::item_address(&subject.item_code).text()) {
                    (desk.words().actions.back)
                }
            }
        }
    }
}

fn diff(desk: &Desk, before: &Facts, after: &Facts) -> Markup {
    let words = words(desk);
    html! {
        div.scroll {
            table.diff {
                thead { tr {
                    th scope="col" { (words.what) }
                    th.end scope="col" { (desk.words().actions.now) }
                    th.end scope="col" { (desk.words().actions.after) }
                } }
                tbody {
                    @for (label, now, then) in told_facts(desk, before, after) {
                        tr {
                            th scope="row" { (label) }
                            td.end { @if now == then { (now) } @else { del { (now) } } }
                            td.end { @if now == then { (then) } @else { ins { (then) } } }
                        }
                    }
                }
            }
        }
    }
}

/// What is known before and after, each with its name.
fn told_facts(desk: &Desk, before: &Facts, after: &Facts) -> Vec<(&'static str, String, String)> {
    let words = words(desk);
    let mut told = vec![(
        words.on_hand,
        show::quantity(before.on_hand),
        show::quantity(after.on_hand),
    )];
    if let (Some(now), Some(then)) = (&before.supply, &after.supply) {
        told.push((
            words.to_come,
            show::quantity(now.open),
            show::quantity(then.open),
        ));
        told.push((
            words.due,
            show::day_text(desk, now.due),
            show::day_text(desk, then.due),
        ));
    }
    told
}

/// The orders that are promised otherwise by it.
fn orders(desk: &Desk, orders: &[OrderId]) -> Markup {
    let words = words(desk);
    html! {
        @if orders.is_empty() { p.hint { (words.no_orders) } }
        @else {
            p { ((words.orders)(&show::number(orders.len() as u64))) }
            ul.chips {
                @for order in orders.iter().take(ORDERS_NAMED) {
                    @let number = order.number();
                    li {
                        a.chip href=[desk.may(Scope::OrdersRead).then(|| format!("/orders/{number}"))] {
                            (show::code(&number))
                        }
                    }
                }
            }
        }
    }
}
