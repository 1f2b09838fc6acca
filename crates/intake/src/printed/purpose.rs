//! What a printed document says that it is.

use super::label::Label;
use super::text::{Line, Piece};
use crate::request::Purpose;
use crate::sheet::purpose::named;
use crate::sheet::words::{Concept, split};

/// How many lines from the top may hold the title of the document.
const TITLE_LINES: usize = 25;

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
/// it gives itself.
pub(super) fn purpose(lines: &[Line], labels: &[Label]) -> (Purpose, bool) {
    let pieces = || lines.iter().take(TITLE_LINES).flat_map(|line| &line.pieces);
    let change = [Purpose::Change, Purpose::Cancellation];
    let titles: Vec<Purpose> = pieces().filter_map(heading).collect();
    if let Some(purpose) = titles.iter().find(|purpose| change.contains(purpose)) {
        return (*purpose, true);
    }
    if pieces().any(is_order) {
        return (Purpose::Order, true);
    }
    match titles.first() {
        Some(purpose) => (*purpose, true),
        None if labels.iter().any(bills) => (Purpose::Invoice, true),
        None => (Purpose::Order, false),
    }
}

fn is_order(piece: &Piece) -> bool {
    let words = split(&piece.text).join(" ");
    ORDERS.iter().any(|title| words.starts_with(title))
}

fn heading(piece: &Piece) -> Option<Purpose> {
    let words = piece.text.trim_end_matches(['.', ':']).split(' ');
    let words = words.take_while(|word| !word.contains(|c: char| c.is_ascii_digit()));
    named(&words.collect::<Vec<_>>().join(" "))
}

/// "Invoice number", "date of the bill".
fn bills(label: &Label) -> bool {
    label.says(Concept::Bill) && (label.says(Concept::Number) || label.says(Concept::Date))
}
