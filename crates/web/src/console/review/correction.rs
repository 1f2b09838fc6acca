//! What a person put right in a request before it became an order, in a sentence.

use super::words::Words;
use crate::console::desk::Desk;
use crate::console::show;
use views::Correction;
use vocab::Day;

/// Corrections that are told one by one; more are counted.
const TOLD_MAX: usize = 8;

/// `corrected: quantity of line 2 from 10 to 12`; empty for no correction.
pub(in crate::console) fn sentence(desk: &Desk, corrected: &[Correction]) -> String {
    let words = super::words(desk);
    let told = corrected.iter().take(TOLD_MAX);
    let mut told: Vec<String> = told.map(|one| phrase(desk, words, one)).collect();
    if corrected.len() > TOLD_MAX {
        told.push((words.more)(&(corrected.len() - TOLD_MAX).to_string()));
    }
    match told.is_empty() {
        true => String::new(),
        false => (words.corrected)(&told.join("; ")),
    }
}

fn phrase(desk: &Desk, words: &Words, correction: &Correction) -> String {
    let none = || words.none.to_owned();
    let day = |day: &Option<Day>| day.map_or_else(none, |day| show::day_text(desk, day));
    match correction {
        Correction::Formed { lines } => (words.formed)(&lines.to_string()),
        Correction::Customer { from, to } => (words.was)(words.customer, from, to),
        Correction::ShipTo => words.ship_to_corrected.to_owned(),
        Correction::PoNumber { from, to } => {
            let text = |text: &Option<String>| text.clone().unwrap_or_else(none);
            (words.was)(words.po_number, &text(from), &text(to))
        }
        Correction::Requested { line, from, to } => {
            let what = of(words, words.requested, *line);
            (words.was)(&what, &day(from), &day(to))
        }
        Correction::Item { line, from, to } => {
            (words.was)(&of(words, words.item, Some(*line)), from, to)
        }
        Correction::Quantity { line, from, to } => {
            let what = of(words, words.quantity, Some(*line));
            (words.was)(&what, &show::quantity(*from), &show::quantity(*to))
        }
        Correction::Price { line, .. } => (words.price_corrected)(&line.to_string()),
        Correction::LineAdded { item, quantity, .. } => {
            (words.line_added)(item, &show::quantity(*quantity))
        }
        Correction::LineRemoved { line, item, .. } => (words.line_removed)(&line.to_string(), item),
    }
}

fn of(words: &Words, what: &str, line: Option<u16>) -> String {
    match line {
        Some(line) => (words.of_line)(what, &line.to_string()),
        None => what.to_owned(),
    }
}
