//! The chips above the list: one narrowing each, with its count; and what else the list is
//! narrowed to, each to be taken away.

use super::asked::{Asked, Name, YES};
use super::words::{ENGLISH, HEBREW, Words};
use crate::console::desk::Desk;
use crate::console::{reasons, show};
use book::Stage;
use book::order::HoldKind;
use maud::{Markup, html};
use views::{Counts, OrderState};
use vocab::Day;

/// One narrowing that most people want.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Chip {
    All,
    Open,
    Late,
    Backordered,
    Held,
    HeldBy(HoldKind),
    Closed,
    Cancelled,
}

impl Chip {
    /// What the chips say in the address.
    const NAMES: [Name; 4] = [Name::State, Name::Hold, Name::Late, Name::Backordered];

    /// The list with this chip instead of another.
    fn put_on(self, asked: &Asked) -> Asked {
        let asked = asked.without(&Chip::NAMES);
        match self {
            Chip::All => asked,
            Chip::Open => asked.with(Name::State, OrderState::Open.as_str()),
            Chip::Late => asked.with(Name::Late, YES),
            Chip::Backordered => asked.with(Name::Backordered, YES),
            Chip::Held => asked.with(Name::State, OrderState::Held.as_str()),
            Chip::HeldBy(kind) => asked.with(Name::Hold, kind.as_str()),
            Chip::Closed => asked.with(Name::State, OrderState::Closed.as_str()),
            Chip::Cancelled => asked.with(Name::State, OrderState::Cancelled.as_str()),
        }
    }

    fn label(self, desk: &Desk) -> String {
        let words = desk.words();
        match self {
            Chip::All => words.orders.all.to_owned(),
            Chip::Open => words.states.open.to_owned(),
            Chip::Late => desk.language.pick(&ENGLISH, &HEBREW).late.to_owned(),
            Chip::Backordered => words.states.backordered.to_owned(),
            Chip::Held => words.states.held.to_owned(),
            Chip::HeldBy(kind) => held_by(desk, kind),
            Chip::Closed => words.states.delivered.to_owned(),
            Chip::Cancelled => words.states.cancelled.to_owned(),
        }
    }

    /// How many orders it shows when nothing else narrows the list.
    fn count(self, counts: &Counts) -> Option<u64> {
        match self {
            Chip::Open => Some(counts.open),
            Chip::Backordered => Some(counts.backordered),
            Chip::Held => Some(counts.held),
            Chip::HeldBy(kind) => {
                let hold = counts.holds.iter().find(|hold| hold.kind == kind);
                hold.map(|hold| hold.orders)
            }
            Chip::All | Chip::Late | Chip::Closed | Chip::Cancelled => None,
        }
    }
}

fn held_by(desk: &Desk, kind: HoldKind) -> String {
    let words = desk.words();
    format!("{}: {}", words.states.held, reasons::kind(words, kind))
}

/// The chips; the counts are the company's, so only its people see them.
pub(super) fn chips(desk: &Desk, asked: &Asked, counts: &Counts) -> Markup {
    let kinds = counts.holds.iter().map(|hold| Chip::HeldBy(hold.kind));
    let kinds = kinds.filter(|_| desk.is_of_the_company());
    let first = [
        Chip::All,
        Chip::Open,
        Chip::Late,
        Chip::Backordered,
        Chip::Held,
    ];
    let all = first
        .into_iter()
        .chain(kinds)
        .chain([Chip::Closed, Chip::Cancelled]);
    let narrowed = asked.without(&Chip::NAMES).narrowings().next().is_some();
    let counted = desk.is_of_the_company() && !narrowed;
    html! {
        ul.chips aria-label=(desk.words().orders.filters) {
            @for chip in all {
                @let to = chip.put_on(asked);
                @let current = to == asked.without(&[]);
                li {
                    a.chip href=(to.address()) aria-current=[current.then_some("true")] {
                        (chip.label(desk))
                        @if let Some(count) = chip.count(counts).filter(|_| counted) {
                            " " b { (show::number(count)) }
                        }
                    }
                }
            }
        }
    }
}

/// What narrows the list besides a chip, each with a way to take it away.
pub(super) fn narrowings(desk: &Desk, asked: &Asked) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let shown: Vec<(Name, &str)> = match is_a_chip(asked) {
        true => Vec::new(),
        false => asked.narrowings().collect(),
    };
    html! {
        @if !shown.is_empty() {
            ul.narrowings aria-label=(words.narrowed_by) {
                @for (name, value) in &shown {
                    @let said = said(desk, *name, value);
                    li {
                        a.chip href=(asked.without(&[*name]).address())
                            aria-label=((words.take_away)(&said)) { bdi { (said) } " ×" }
                    }
                }
                @if shown.len() > 1 {
                    li { a href="/orders" { (words.reset) } }
                }
            }
        }
    }
}

/// True when one chip says all that the address says.
fn is_a_chip(asked: &Asked) -> bool {
    let mut narrowings = asked.narrowings();
    let first = narrowings.next();
    let chip = first.is_none_or(|(name, _)| Chip::NAMES.contains(&name));
    chip && narrowings.next().is_none()
}

/// A narrowing in words.
fn said(desk: &Desk, name: Name, value: &str) -> String {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let is = |label: &str| format!("{label}: {value}");
    let day = |label: &str| match Day::parse(value) {
        Some(day) => format!("{label} {}", show::day_text(desk, day)),
        None => is(label),
    };
    let chosen = |yes: &str, no: &str| if value == YES { yes } else { no }.to_owned();
    match name {
        Name::State => state(desk, value, words),
        Name::Hold => {
            HoldKind::parse(value).map_or_else(|| is(words.held_by), |kind| held_by(desk, kind))
        }
        Name::Late => words.late.to_owned(),
        Name::Backordered => desk.words().states.backordered.to_owned(),
        Name::Text => format!("“{value}”"),
        Name::Customer => is(desk.words().orders.customer),
        Name::Item => is(desk.words().order.item),
        Name::Site => is(words.site),
        Name::Stage => stage(desk, value, words),
        Name::LeavesTo => day(words.leaves_to),
        Name::PlacedFrom => day(&(words.from)(words.placed)),
        Name::PlacedTo => day(&(words.to)(words.placed)),
        Name::RequestedFrom => day(&(words.from)(words.requested)),
        Name::RequestedTo => day(&(words.to)(words.requested)),
        Name::PromisedFrom => day(&(words.from)(words.promised)),
        Name::PromisedTo => day(&(words.to)(words.promised)),
        Name::FinishedFrom => day(words.finished_from),
        Name::FinishedTo => day(words.finished_to),
        Name::BacklogOf => day(words.backlog_of),
        Name::Touchless => chosen(words.touchless, words.touched),
        Name::BeganHeld => chosen(words.began_held, words.began_open),
        Name::OnTimeInFull => chosen(words.on_time_in_full, words.not_on_time_in_full),
        Name::Sort | Name::After => String::new(),
    }
}

fn state(desk: &Desk, value: &str, words: &Words) -> String {
    let states = &desk.words().states;
    match OrderState::parse(value) {
        Some(OrderState::Held) => states.held.to_owned(),
        Some(OrderState::Open) => states.open.to_owned(),
        Some(OrderState::Closed) => states.delivered.to_owned(),
        Some(OrderState::Cancelled) => states.cancelled.to_owned(),
        None => format!("{}: {value}", words.states),
    }
}

fn stage(desk: &Desk, value: &str, words: &Words) -> String {
    let known = Stage::ALL.into_iter().find(|stage| stage.as_str() == value);
    let name = known.map_or(value, |stage| show::stage(desk.words(), stage));
    format!("{}: {name}", words.stage)
}
