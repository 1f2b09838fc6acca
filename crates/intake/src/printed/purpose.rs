//! What a printed document says that it is.

use super::label::{Label, is_label};
use super::part::part;
use super::text::{Line, Piece};
use crate::request::Purpose;
use crate::sheet::purpose::named;
use crate::sheet::words::{Concept, split};

/// How many lines from the top may hold the title of the document.
const TITLE_LINES: usize = 25;

/// The most words of a title.
const TITLE_WORDS_MAX: usize = 4;
/// A title so much higher than another, in hundredths, is the larger one.
const LARGER_PERCENT: u32 = 115;

/// What bills are called.
const BILLS: [&str; 7] = [
    "invoice",
    "rechnung",
    "facture",
    "factura",
    "factuur",
    "fattura",
    "חשבונית",
];

/// Titles of orders, in folded words.
const ORDERS: [&str; 14] = [
    "purchase order",
    "order form",
    "bestellung",
    "bestellformular",
    "bon de commande",
    "orden de compra",
    "pedido de compra",
    "inkooporder",
    "bestelling",
    "ordine di acquisto",
    "ordine d acquisto",
    "ordine fornitore",
    "הזמנת רכש",
    "הזמנה",
];

/// True where the seller wrote the document.
pub(super) fn sells(purpose: Purpose) -> bool {
    matches!(
        purpose,
        Purpose::Invoice
            | Purpose::PriceInformation
            | Purpose::DespatchAdvice
            | Purpose::OrderResponse
    )
}

/// What the document says that it is, and whether it says so: by its title, else by the number that
/// it gives itself. Of several titles the largest counts; a change or a cancellation always does.
pub(super) fn purpose(lines: &[Line], labels: &[Label]) -> (Purpose, bool) {
    let mut titles: Vec<(u32, Purpose)> = Vec::new();
    for line in lines.iter().take(TITLE_LINES) {
        let found = line
            .pieces
            .iter()
            .filter_map(|piece| Some((piece, titled(piece)?)));
        titles.extend(found.map(|(piece, purpose)| (piece.area.height(), purpose)));
    }
    let changes = |purpose: &Purpose| matches!(purpose, Purpose::Change | Purpose::Cancellation);
    let mut largest: Option<(u32, Purpose)> = None;
    for (height, purpose) in &titles {
        if largest.is_none_or(|(most, _)| height * 100 > most * LARGER_PERCENT) {
            largest = Some((*height, *purpose));
        }
    }
    let change = titles.iter().map(|(_, purpose)| *purpose).find(changes);
    match change.or(largest.map(|(_, purpose)| purpose)) {
        Some(purpose) => (purpose, true),
        None if labels.iter().any(bills) => (Purpose::Invoice, true),
        None => (Purpose::Order, false),
    }
}

/// What a title says: a known phrase, the beginning of an order's, or a bill by name.
fn titled(piece: &Piece) -> Option<Purpose> {
    let words = piece.text.trim_end_matches(['.', ':']).split(' ');
    let words = words.take_while(|word| !word.contains(|c: char| c.is_ascii_digit()));
    let text = words.collect::<Vec<_>>().join(" ");
    let words = split(&text);
    let folded = words.join(" ");
    let is_short = words.len() <= TITLE_WORDS_MAX;
    let is_order = is_short && ORDERS.iter().any(|title| folded.starts_with(title));
    let is_bill = || is_short && words.iter().any(|word| BILLS.contains(&word.as_str()));
    named(&text)
        .or(is_order.then_some(Purpose::Order))
        .or_else(|| (is_bill() && is_free(&text)).then_some(Purpose::Invoice))
}

/// True for words that are no label of a number, a date or an address.
fn is_free(text: &str) -> bool {
    !text.contains(':') && part(text).is_none() && !is_label(text)
}

/// "Invoice number", "date of the bill".
fn bills(label: &Label) -> bool {
    label.says(Concept::Bill) && (label.says(Concept::Number) || label.says(Concept::Date))
}
