//! What should happen to an order now, and by whom: the step that is due first stands first, with
//! its button for whoever may take it.

use super::act::{DO, Kind};
use super::goods;
use super::words::{ENGLISH, HEBREW, Words};
use crate::console::desk::Desk;
use crate::console::{reasons, show};
use book::Stage;
use book::order::{BackorderReason, Hold, HoldKind};
use keep::Scope;
use maud::{Markup, html};
use views::{OrderState, OrderView, SourceRow};
use vocab::{Day, Instant, Quantity};

/// Goods of the order that go on together.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Group {
    /// In a warehouse or on their way: what they are ready for.
    Ready { to: Stage, site: String },
    /// Still to come in.
    Awaited { reference: String },
    /// Without a date.
    Missing { reason: BackorderReason },
}

/// A step: which goods, how many, and the day that it is due.
struct Step {
    group: Group,
    quantity: Quantity,
    due: Option<Day>,
}

/// The panel on top of the page.
pub(super) fn panel(desk: &Desk, view: &OrderView) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    match view.order.state {
        OrderState::Held => holds(desk, view),
        OrderState::Open => open(desk, view),
        OrderState::Closed => done(words, words.arrived),
        OrderState::Cancelled => done(words, words.called_off),
    }
}

fn done(words: &Words, what: &str) -> Markup {
    html! {
        section.next.good aria-labelledby="next" {
            h2 id="next" { (words.next) }
            p { (what) }
        }
    }
}

fn holds(desk: &Desk, view: &OrderView) -> Markup {
    let (words, shared) = (desk.language.pick(&ENGLISH, &HEBREW), desk.words());
    let order = &view.order;
    let mut kinds: Vec<HoldKind> = order.holds.iter().map(Hold::kind).collect();
    kinds.dedup();
    html! {
        section.next.bad aria-labelledby="next" {
            h2 id="next" { (words.next) " · " span.muted { (words.by_desk) } }
            p { (words.held) }
            ul {
                @for kind in kinds {
                    li {
                        div {
                            h3 { (reasons::kind(shared, kind)) }
                            @for hold in order.holds.iter().filter(|hold| hold.kind() == kind) {
                                p { (reasons::hold(shared, hold, order.value.currency)) }
                            }
                            p.muted { (reasons::remedy(shared, kind)) }
                        }
                        div.actions { (settle(desk, &order.number, kind)) }
                    }
                }
            }
        }
    }
}

/// What puts a hold right, and what releases it.
fn settle(desk: &Desk, number: &str, kind: HoldKind) -> Markup {
    let (words, shared) = (desk.language.pick(&ENGLISH, &HEBREW), desk.words());
    let is_changed = match kind {
        HoldKind::UnknownItem | HoldKind::Address => true,
        HoldKind::Credit
        | HoldKind::Price
        | HoldKind::NoPrice
        | HoldKind::Duplicate
        | HoldKind::Currency
        | HoldKind::Review => false,
    };
    html! {
        @if is_changed && desk.may(Scope::OrdersWrite) {
            a.button.quiet href={ "/orders/" (number) "/change" } { (words.change) }
        }
        @if desk.may(Scope::HoldsRelease) {
            a.button href={ "/orders/" (number) "/act?" (DO) "=release&kind=" (kind.as_str()) } {
                ((shared.holds.release)(reasons::kind(shared, kind)))
            }
        }
    }
}

/// A reservation waits for whoever confirms it.
fn reserved(desk: &Desk, view: &OrderView, moment: Instant) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    html! {
        section.next aria-labelledby="next" {
            h2 id="next" { (words.next) }
            p { ((words.reserved)(&show::clock(desk, moment))) }
            @if desk.may(Scope::OrdersWrite) {
                div.actions {
                    a.button href={ "/orders/" (view.order.number) "/act?" (DO) "=confirm" } {
                        (words.confirm)
                    }
                }
            }
        }
    }
}

fn open(desk: &Desk, view: &OrderView) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    if let Some(moment) = view.order.expires {
        return reserved(desk, view, moment);
    }
    let steps = steps(view);
    html! {
        @if !steps.is_empty() {
            section.next aria-labelledby="next" {
                h2 id="next" { (words.next) }
                ol {
                    @for (place, step) in steps.iter().enumerate() {
                        li { (told(desk, view, step, place == 0)) }
                    }
                }
            }
        }
    }
}

/// The steps of an open order, what is due first in front; what has no day comes last.
fn steps(view: &OrderView) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut add = |group: Group, quantity: Quantity, due: Option<Day>| match steps
        .iter_mut()
        .find(|step| step.group == group)
    {
        Some(step) => {
            step.quantity += quantity;
            step.due = step.due.min(due);
        }
        None => steps.push(Step {
            group,
            quantity,
            due,
        }),
    };
    for line in &view.order_lines {
        for part in &line.schedule {
            let site = part.site.code.clone();
            match (&part.source, after(part.stage)) {
                (SourceRow::Inbound { reference, due, .. }, _) => {
                    let reference = reference.clone();
                    add(Group::Awaited { reference }, part.quantity, Some(*due));
                }
                (SourceRow::OnHand, Some(Stage::Delivered)) => {
                    let to = Stage::Delivered;
                    add(
                        Group::Ready { to, site },
                        part.quantity,
                        Some(part.delivery),
                    );
                }
                (SourceRow::OnHand, Some(to)) => {
                    let leaves = Some(part.goods_issue);
                    add(Group::Ready { to, site }, part.quantity, leaves);
                }
                (SourceRow::OnHand, None) => {}
            }
        }
        if let Some(backorder) = line.backorder {
            let reason = backorder.reason;
            add(Group::Missing { reason }, backorder.quantity, None);
        }
    }
    steps.sort_by_key(|step| (step.due.is_none(), step.due));
    steps
}

/// The stage that follows; `None` for the last.
fn after(stage: Stage) -> Option<Stage> {
    Stage::ALL
        .into_iter()
        .find(|next| next.before() == Some(stage))
}

fn told(desk: &Desk, view: &OrderView, step: &Step, first: bool) -> Markup {
    let (words, shared) = (desk.language.pick(&ENGLISH, &HEBREW), desk.words());
    let quantity = show::quantity(step.quantity);
    let day = step.due.map(|day| show::day_text(desk, day));
    let day = day.unwrap_or_default();
    let (what, who) = match &step.group {
        Group::Ready { to, site } => (
            (words.step)(*to, &quantity, site, &day),
            owner(words, *to, site),
        ),
        Group::Awaited { reference } => (
            (words.wait)(&quantity, reference, &day),
            words.by_planner.to_owned(),
        ),
        Group::Missing { reason } => (
            (words.find_supply)(&quantity, reasons::backorder(shared, *reason)),
            words.by_planner.to_owned(),
        ),
    };
    html! {
        div {
            p {
                @if first { strong { (what) } } @else { (what) }
                @if step.due.is_some_and(|due| due < desk.today) {
                    " " (show::badge("warn", words.overdue))
                }
            }
            p.muted { (who) }
        }
        @if let Group::Ready { to, site } = &step.group {
            @if desk.may(Scope::FulfilmentWrite) { (buttons(desk, view, *to, site, first)) }
        }
    }
}

/// Who takes goods to a stage.
fn owner(words: &Words, to: Stage, site: &str) -> String {
    match to {
        Stage::Promised | Stage::Released | Stage::Picked | Stage::Packed | Stage::Shipped => {
            (words.by_site)(site)
        }
        Stage::Delivered => words.by_carrier.to_owned(),
    }
}

/// What ships gets a tracking number first; all else goes on whole, or in part.
fn buttons(desk: &Desk, view: &OrderView, to: Stage, site: &str, first: bool) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let number = &view.order.number;
    let form = goods::address(number, Kind::Move(to), site);
    let whole = match to {
        Stage::Shipped => form.clone(),
        Stage::Promised | Stage::Released | Stage::Picked | Stage::Packed | Stage::Delivered => {
            format!("/orders/{number}/act?{}", goods::said(Kind::Move(to), site))
        }
    };
    html! {
        div.actions {
            @if to != Stage::Shipped { a href=(form) { (words.some) } }
            @if to == Stage::Picked {
                a href=(goods::address(number, Kind::Short, site)) { (words.not_there) }
            }
            a.button.quiet[!first] href=(whole) { ((words.reach)(to)) }
        }
    }
}
