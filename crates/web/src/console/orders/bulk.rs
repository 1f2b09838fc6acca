//! Several orders at once: what would happen to each is shown first, then it is done, one after
//! the other, and told for each.

mod carry_out;

pub(super) use carry_out::carry_out;

use super::export::{one, ticked};
use super::words::{ENGLISH, HEBREW, Words};
use super::{BULK_FORM, List, who};
use crate::access::Caller;
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::foresee::{Foreseen, foresee, standing};
use crate::console::frame::{Section, page as frame};
use crate::console::order::cancel;
use crate::console::{form, reasons, refusals, show};
use crate::problem::{Code, Problem};
use axum::http::StatusCode;
use axum::response::Response;
use book::event::CancelReason;
use book::order::HoldKind;
use book::{Command, Refusal};
use keep::Scope;
use maud::{Markup, html};
use views::OrderRow;
use vocab::OrderId;

/// Where it is looked at, and done.
pub(super) const PATH: &str = "/orders/bulk";
/// The most orders at once: more than a page has.
pub(super) const ORDERS_MAX: usize = 100;
/// The parameter that says what is done.
const ACT: &str = "do";

/// What is done to each order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Release(HoldKind),
    Hold,
    Cancel,
}

impl Act {
    fn parse(word: &str) -> Option<Act> {
        match word.split_once(':') {
            Some(("release", kind)) => HoldKind::parse(kind).map(Act::Release),
            None if word == "hold" => Some(Act::Hold),
            None if word == "cancel" => Some(Act::Cancel),
            Some(_) | None => None,
        }
    }

    fn word(self) -> String {
        match self {
            Act::Release(kind) => format!("release:{}", kind.as_str()),
            Act::Hold => "hold".to_owned(),
            Act::Cancel => "cancel".to_owned(),
        }
    }

    /// What a person must be allowed.
    fn needs(self) -> Scope {
        match self {
            Act::Release(_) => Scope::HoldsRelease,
            Act::Hold | Act::Cancel => Scope::OrdersWrite,
        }
    }

    fn label(self, desk: &Desk) -> String {
        let words = desk.language.pick(&ENGLISH, &HEBREW);
        match self {
            Act::Release(kind) => (desk.words().holds.release)(reasons::kind(desk.words(), kind)),
            Act::Hold => words.hold.to_owned(),
            Act::Cancel => words.cancel.to_owned(),
        }
    }

    fn command(self, order: OrderId, reason: CancelReason) -> Command {
        match self {
            Act::Release(kind) => Command::ReleaseHold { order, kind },
            Act::Hold => Command::HoldOrder { order },
            Act::Cancel => Command::CancelOrder {
                order,
                lines: Vec::new(),
                reason,
            },
        }
    }

    /// Refuses whoever may not do this.
    fn check(self, caller: &Caller) -> Result<(), Problem> {
        match caller.scopes().contains(self.needs()) {
            true => Ok(()),
            false => Err(Problem::web(Code::Forbidden).because("the role does not include this")),
        }
    }
}

/// What can be done with the ticked rows of a page.
pub(super) fn bar(desk: &Desk, list: &List) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let acts: Vec<Act> = acts(list)
        .into_iter()
        .filter(|act| desk.may(act.needs()))
        .collect();
    html! {
        form.bulk id=(BULK_FORM) method="get" action=(PATH) {
            span.scripted { b data-ticked { "0" } " " (words.ticked) }
            @if !acts.is_empty() {
                label for=(ACT) { (words.with_ticked) }
                select id=(ACT) name=(ACT) {
                    @for act in &acts { option value=(act.word()) { (act.label(desk)) } }
                }
                button type="submit" { (words.go_on) }
            }
            button.quiet type="submit" formaction=(super::export::PATH) { (words.export_ticked) }
        }
    }
}

/// What makes sense for some order of the page.
fn acts(list: &List) -> Vec<Act> {
    let kinds = HoldKind::ALL.into_iter().filter(|kind| {
        let mut holds = list.page.items.iter().flat_map(|order| &order.holds);
        holds.any(|hold| hold.kind() == *kind)
    });
    kinds
        .map(Act::Release)
        .chain([Act::Hold, Act::Cancel])
        .collect()
}

/// An order with what would come of it.
struct Weighed {
    order: OrderRow,
    name: Option<String>,
    outcome: Result<Foreseen, Refusal>,
}

/// `GET /orders/bulk`: what would happen.
pub(super) async fn page(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let ticked = ticked(&call);
    let asked: Vec<(String, String)> = call.query().unwrap_or_default();
    let act = asked.iter().find(|(name, _)| name == ACT);
    let Some(act) = act.and_then(|(_, word)| Act::parse(word)) else {
        return Err(Problem::web(Code::NotFound));
    };
    act.check(&call.caller)?;
    if ticked.is_empty() {
        return Ok(desk.notice(422, words.none_ticked, words.none_ticked_how));
    }
    let weighed = weigh(&desk, &call, act, ticked).await?;
    let counts = call.app.blocking(|app| app.views.counts()).await??;
    let title = act.label(&desk);
    let content = preview(&desk, act, &weighed);
    Ok(desk.answer(
        StatusCode::OK,
        frame(&desk, Section::Orders, &title, &counts, &content),
    ))
}

/// The rows of these orders, and what would come of each. Each is asked for by itself, so that
/// nobody waits for all of them.
async fn weigh(
    desk: &Desk,
    call: &Call,
    act: Act,
    ticked: Vec<OrderId>,
) -> Result<Vec<Weighed>, Problem> {
    let mut weighed = Vec::with_capacity(ticked.len());
    for (order, name) in rows(desk, call, ticked).await? {
        // Whose wish it is changes nothing of what would be left.
        let command = act.command(order.id, CancelReason::Customer);
        weighed.push(Weighed {
            outcome: foresee(call, order.id, command).await?,
            order,
            name,
        });
    }
    Ok(weighed)
}

/// Orders as they stand in the list, with the names of their customers.
async fn rows(
    desk: &Desk,
    call: &Call,
    ids: Vec<OrderId>,
) -> Result<Vec<(OrderRow, Option<String>)>, Problem> {
    let looking = desk.clone();
    desk.load(call, move |app, names| {
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            if let Some(order) = one(app, id, &looking)? {
                let name = names.customer(order.customer);
                rows.push((order, name));
            }
        }
        Ok(rows)
    })
    .await?
}

fn preview(desk: &Desk, act: Act, weighed: &[Weighed]) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let possible = weighed.iter().filter(|one| one.outcome.is_ok()).count();
    let counted = (words.of_so_many)(&possible.to_string(), &weighed.len().to_string());
    html! {
        div.head data-still { div { h1 { (act.label(desk)) } p.lead { (counted) " " (note(act, words)) } } }
        div.scroll {
            table.diff.list {
                thead { tr {
                    th scope="col" { (desk.words().orders.number) }
                    th scope="col" { (desk.words().orders.customer) }
                    th scope="col" { (desk.words().actions.now) }
                    th scope="col" { (desk.words().actions.after) }
                } }
                tbody { @for one in weighed { (weighed_row(desk, one)) } }
            }
        }
        (confirm(desk, act, weighed))
    }
}

/// What to know before it is done.
fn note(act: Act, words: &Words) -> &'static str {
    match act {
        Act::Release(_) => words.release_note,
        Act::Hold => words.hold_note,
        Act::Cancel => words.cancel_note,
    }
}

fn weighed_row(desk: &Desk, one: &Weighed) -> Markup {
    let actions = &desk.words().actions;
    html! {
        tr {
            th scope="row" { (link(&one.order)) }
            td.who { (who(one.name.as_deref(), &one.order.customer_code)) }
            @match &one.outcome {
                Ok(foreseen) => {
                    td data-label=(actions.now) { (standing(desk, &foreseen.before, false)) }
                    td data-label=(actions.after) {
                        (standing(desk, &foreseen.after, foreseen.finished))
                    }
                },
                Err(refusal) => {
                    td data-label=(actions.now) {
                        (show::order_badges(desk.words(), &one.order))
                    }
                    td data-label=(actions.after) { (refusals::refused(desk, refusal)) }
                },
            }
        }
    }
}

fn link(order: &OrderRow) -> Markup {
    html! { a href={ "/orders/" (order.number) } { bdi { (order.number) } } }
}

/// The form that does it to those that it can be done to.
fn confirm(desk: &Desk, act: Act, weighed: &[Weighed]) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let possible: Vec<&Foreseen> = weighed
        .iter()
        .filter_map(|one| one.outcome.as_ref().ok())
        .collect();
    html! {
        form.decide method="post" action=(PATH) {
            @if possible.is_empty() {
                p { (words.nothing_possible) }
            } @else {
                (form::hidden(&desk.session, PATH))
                input type="hidden" name="once" value=(form::new_session());
                input type="hidden" name=(ACT) value=(act.word());
                @for foreseen in &possible {
                    input type="hidden" name="order" value=(foreseen.seen.order.number());
                    input type="hidden" name="seen" value=(format!("{:x}", foreseen.seen.version));
                }
                @if act == Act::Cancel { (cancel::reason_field(desk)) }
                button.danger[act == Act::Cancel] type="submit" {
                    ((words.do_it)(&act.label(desk), &possible.len().to_string()))
                }
            }
            a.button.quiet href="/orders" { (desk.words().actions.back) }
        }
    }
}
