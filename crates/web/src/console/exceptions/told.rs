//! An exception in a sentence, what it puts at stake, and what a solution does.

use super::words;
use crate::console::desk::Desk;
use crate::console::{reasons, show, troubles};
use crate::problem::Problem;
use crate::solutions::{Source, Standing, Step, Substitution, TurnedBack, source, standing};
use crate::state::App;
use book::Book;
use book::plan::Shift;
use maud::{Markup, html};
use views::ExceptionRow;
use vocab::{Currency, Money};

/// An exception with what the book knows of it.
pub(in crate::console) struct Told {
    pub(super) row: ExceptionRow,
    pub(super) source: Source,
    /// `None` when it is closed.
    pub(super) standing: Option<Standing>,
}

impl Told {
    pub(super) fn of(book: &Book, row: ExceptionRow) -> Told {
        Told {
            source: source(book, &row.cause),
            standing: standing(book, row.id).filter(|_| row.closed.is_none()),
            row,
        }
    }

    /// These rows, and the currency that solutions cost.
    pub(in crate::console) fn all(
        app: &App,
        rows: Vec<ExceptionRow>,
    ) -> Result<(Vec<Told>, Currency), Problem> {
        let told = move |book: &Book| {
            let all = rows.into_iter().map(|row| Told::of(book, row));
            (all.collect(), book.policy.currency)
        };
        Ok(app.engine.ask(told)?)
    }
}

/// What happened, in one sentence.
pub(super) fn happened(desk: &Desk, told: &Told) -> String {
    let what = match &told.source {
        Source::Supply { reference, .. } => reference.clone(),
        Source::Stock { site, item } => format!("{item} ({site})"),
        Source::Item { item } => item.clone(),
        Source::Order { order } => order.clone(),
        Source::Site { site, day } => format!("{site}, {}", show::day_text(desk, *day)),
    };
    let due = match told.source {
        Source::Supply { due, .. } => due.map(|day| show::day_text(desk, day)),
        Source::Stock { .. } | Source::Item { .. } | Source::Order { .. } | Source::Site { .. } => {
            None
        }
    };
    (words(desk).happened)(told.row.kind, &what, due.as_deref())
}

/// How much is in trouble, and what that is worth.
pub(super) fn stake(desk: &Desk, row: &ExceptionRow) -> Markup {
    let words = words(desk);
    html! {
        (words.orders(row.orders)) ", " (words.lines(row.lines))
        @for (currency, minor) in row.amounts.iter().filter(|(_, minor)| *minor > 0) {
            " · " (show::money(Money { minor: *minor, currency: *currency }))
        }
        @if let Some(day) = row.promised { " · " (words.first_promised) " " (show::day(desk, day)) }
    }
}

/// The open exceptions of an order, for its page.
pub(in crate::console) fn of_order(desk: &Desk, all: &[Told]) -> Markup {
    html! {
        @if !all.is_empty() {
            div.callout.warn {
                b { (words(desk).in_trouble) }
                ul { @for told in all { li { a href={ "/exceptions/" (told.row.id) } { (happened(desk, told)) } } } }
            }
        }
    }
}

/// What stands above rows of [`row`].
pub(in crate::console) fn titles(desk: &Desk) -> [&'static str; 3] {
    let words = words(desk);
    [words.what, words.at_stake, words.best]
}

/// An exception in a list that has no room for more: the sentence leads to it.
pub(in crate::console) fn row(desk: &Desk, told: &Told) -> Markup {
    html! {
        tr {
            th scope="row" { a href={ "/exceptions/" (told.row.id) } { (happened(desk, told)) } }
            td { (stake(desk, &told.row)) }
            td { (standing_in_words(desk, told)) }
        }
    }
}

/// How far it is: planned, to be decided, or to be solved by hand.
pub(super) fn standing_in_words(desk: &Desk, told: &Told) -> Markup {
    let words = words(desk);
    let best = told
        .standing
        .as_ref()
        .and_then(|standing| standing.offers.first());
    html! {
        @match (best, &told.standing) {
            (Some(offer), _) => (troubles::resolution(desk.language, offer.proposal.resolution)),
            (None, Some(standing)) if standing.planning => span.muted { (words.planning) },
            (None, _) => span.muted { (words.nothing_found) },
        }
    }
}

/// What a solution does to lines, counted.
pub(super) fn outcome(desk: &Desk, shifts: &[Shift]) -> String {
    let words = words(desk);
    let later = shifts.iter().filter(|shift| shift.is_loss()).count();
    let earlier = shifts.iter().filter(|shift| shift.is_gain()).count();
    let told = [(earlier, words.earlier), (later, words.later)];
    let parts: Vec<String> = told
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, text)| format!("{} {text}", words.lines(count as u64)))
        .collect();
    match parts.is_empty() {
        true => words.nothing_moves.to_owned(),
        false => parts.join(", "),
    }
}

/// One step of a solution.
pub(super) fn step(desk: &Desk, step: &Step) -> String {
    let words = words(desk);
    let day = |day| show::day_text(desk, day);
    match step {
        Step::Promise { order, lines } => (words.promise)(order, &words.lines(lines.len() as u64)),
        Step::Hasten { supply, was, due } => (words.hasten)(supply, &day(*was), &day(*due)),
        Step::Announce {
            supply,
            kind: _,
            site,
            item,
            quantity,
            due,
            supplier,
        } => {
            let goods = format!("{} {item}", show::quantity(*quantity));
            let due = format!("{} ({supply})", day(*due));
            match supplier {
                Some(supplier) => (words.calls_off)(&goods, supplier, site, &due),
                None => (words.announce)(&goods, site, &due),
            }
        }
        Step::Transfer {
            supply,
            item,
            from,
            to,
            quantity,
            due,
        } => {
            let goods = format!("{} {item}", show::quantity(*quantity));
            (words.sends)(&goods, from, to, &format!("{} ({supply})", day(*due)))
        }
        Step::Substitute { order, lines } => {
            let one = |row: &Substitution| {
                let goods = format!("{} {}", show::quantity(row.quantity), row.item);
                let arrives = row.delivery_date.map_or_else(|| "–".to_owned(), day);
                (words.substitutes)(order, &goods, &row.line.to_string(), &arrives)
            };
            lines.iter().map(one).collect::<Vec<_>>().join("; ")
        }
        Step::Move {
            item,
            from,
            to,
            quantity,
        } => (words.moves)(&format!("{} {item}", show::quantity(*quantity)), from, to),
        Step::Cancel { order, lines } => (words.cancels)(order, &words.lines(lines.len() as u64)),
        Step::CancelWaiting { order, lines } => {
            let quantities = lines.iter().map(|(_, quantity)| *quantity);
            (words.cancels_waiting)(order, &show::quantity(quantities.sum()))
        }
        Step::Postpone { order, becomes } => {
            let becomes = becomes.map_or_else(|| "–".to_owned(), day);
            (words.postpones)(order, &becomes)
        }
        Step::Redate { order, becomes, .. } => (words.redates)(order, &day(*becomes)),
        Step::TurnBack { order, goods } => {
            let one = |part: &TurnedBack| {
                let quantity = show::quantity(part.quantity);
                let goods = (words.of_line)(&quantity, &part.line.to_string());
                match part.instead {
                    Some(instead) => (words.sends_again)(order, &goods, &day(instead)),
                    None => (words.turns_back)(order, &goods, &part.site),
                }
            };
            goods.iter().map(one).collect::<Vec<_>>().join("; ")
        }
        Step::Release { order, holds } => {
            let holds = holds.iter().map(|hold| reasons::kind(desk.words(), *hold));
            (words.releases)(order, &holds.collect::<Vec<_>>().join(", "))
        }
    }
}
