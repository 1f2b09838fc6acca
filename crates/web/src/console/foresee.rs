//! What a command would make of an order that is there, and how orders stand in a few words.

use super::desk::Desk;
use super::{reasons, show};
use crate::call::Call;
use crate::foretold::foretold;
use crate::problem::Problem;
use book::order::{Hold, Order, OrderState, Seen};
use book::refusal::Code;
use book::{Book, Command, Refusal, Stage, Stamp};
use maud::{Markup, html};
use vocab::{Day, OrderId, Quantity};

/// An order as it is, and as a command would leave it.
pub(super) struct Foreseen {
    /// The order, and the version that this is about.
    pub(super) seen: Seen,
    pub(super) before: Order,
    /// The same as it would be then.
    pub(super) after: Order,
    /// True when nothing could happen to it any more.
    pub(super) finished: bool,
}

/// What would come of a command about an order that is not finished. The inner refusal is what the
/// book would say to it now.
///
/// # Errors
/// When the engine does not answer.
pub(super) async fn foresee(
    call: &Call,
    order: OrderId,
    command: Command,
) -> Result<Result<Foreseen, Refusal>, Problem> {
    let stamp = call.stamp();
    call.app
        .ask(move |book| foreseen(book, order, &command, &stamp))
        .await
}

/// What would come of a command, see [`foresee`].
pub(super) fn foreseen(
    book: &Book,
    order: OrderId,
    command: &Command,
    stamp: &Stamp,
) -> Result<Foreseen, Refusal> {
    let told = foretold(book, command, stamp)?;
    let (before, seen) = told.before.ok_or_else(|| {
        let message = format!("{} is no order that is there", order.number());
        Refusal::new(Code::Unknown, message)
    })?;
    Ok(Foreseen {
        seen,
        before,
        after: told.after,
        finished: told.finished,
    })
}

/// How an order stands, in a few words.
pub(super) fn standing(desk: &Desk, order: &Order, finished: bool) -> Markup {
    let words = desk.words();
    let left: Quantity = order.lines.iter().map(|line| line.open_quantity()).sum();
    match &order.state {
        OrderState::Held { holds } => html! {
            (show::badge("bad", words.states.held)) " " (kinds(desk, holds))
        },
        OrderState::Open if finished && left.is_zero() => {
            show::badge("quiet", words.states.cancelled)
        }
        OrderState::Open if finished => show::badge("good", words.states.delivered),
        OrderState::Open => html! { (on_its_way(desk, order)) },
    }
}

fn kinds(desk: &Desk, holds: &[Hold]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for hold in holds {
        let name = reasons::kind(desk.words(), hold.kind());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}

/// How far an open order has come, and for when it is promised.
fn on_its_way(desk: &Desk, order: &Order) -> Markup {
    let words = desk.words();
    let parts = || order.lines.iter().flat_map(|line| &line.schedule);
    let furthest = parts().map(|part| part.stage).max();
    let without = without_date(order);
    html! {
        @if let Some(stage) = furthest.filter(|stage| *stage > Stage::Promised) {
            (show::badge("info", show::stage(words, stage))) " "
        }
        @match promised_day(order).map(|day| show::day_text(desk, day)) {
            None => (show::badge("warn", words.events.not_promised)),
            Some(day) if without.is_zero() => ((words.events.promised)(&day)),
            Some(day) => ((words.events.promised_partly)(&day, &show::quantity(without))),
        }
    }
}

/// The day that the last of an order arrives.
pub(super) fn promised_day(order: &Order) -> Option<Day> {
    let parts = order.lines.iter().flat_map(|line| &line.schedule);
    parts.map(|part| part.delivery).max()
}

/// How much of an order has no date.
pub(super) fn without_date(order: &Order) -> Quantity {
    let backorders = order.lines.iter().filter_map(|line| line.backorder);
    backorders.map(|backorder| backorder.quantity).sum()
}
