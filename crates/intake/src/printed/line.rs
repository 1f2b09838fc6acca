//! One row of a table to one line of a request, checked by its own arithmetic.

mod check;
mod repair;
mod texts;

use super::arithmetic::measure;
use super::table::{Row, Table};
use super::text::Piece;
use super::value::Habits;
use crate::request::{Confidence, Issue, RequestLine, Stated};
use crate::sheet::role::Role;
use crate::sheet::words::known_currency;
pub(super) use check::comes_to;
use vocab::{Decimal, Gtin};

/// A line, what it comes to as stated, and what is the matter with it.
pub(super) struct LineRead {
    pub line: RequestLine,
    pub amount: Option<Decimal>,
    pub issues: Vec<Issue>,
}

/// What a row says. `sells` is true where the seller wrote it: an item number is then the seller's.
pub(super) fn line(row: &Row, table: &Table, habits: &Habits, sells: bool) -> LineRead {
    let code = |role: Role| {
        let piece = row.cell(role).filter(|piece| !piece.text.is_empty())?;
        Some(piece.field(bare_code(&piece.text).to_owned(), Confidence::LIKELY))
    };
    let mut line = RequestLine {
        line_no: code(Role::LineNo),
        buyer_part: code(Role::BuyerPart),
        supplier_part: code(Role::SupplierPart),
        gtin: code(Role::Gtin),
        uom: row.cell(Role::Unit).and_then(unit),
        requested_delivery_date: row
            .cell(Role::DeliveryDate)
            .and_then(|piece| habits.day(piece)),
        ..RequestLine::default()
    };
    let numbers = check::numbers(row, table, habits);
    (line.quantity, line.uom) = measured(numbers.quantity, habits, line.uom);
    (line.unit_price, line.uom) = measured(numbers.price, habits, line.uom);
    (line.price_basis, _) = measured(row.cell(Role::PriceBasis), habits, None);
    line.price_basis = (line.price_basis).filter(|basis| basis.value != Decimal::whole(1));
    let owner = Owner::of(&line, table, sells);
    place_item(&mut line, row.cell(Role::Item), owner);
    place_gtin(&mut line, row);
    texts::describe(&mut line, row, table, habits, owner);
    let amount = (numbers.amount).and_then(|piece| Some(measure(piece, habits)?.value));
    let issues = check::check(&mut line, row, table, &numbers, amount);
    LineRead {
        line,
        amount,
        issues,
    }
}

/// Whose number an item number is that doesn't say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    Buyer,
    Seller,
}

impl Owner {
    /// A purchasing system prints the numbers of its own item master, and it numbers its lines or
    /// knows their units. A form that has neither is filled in by hand, from the seller's
    /// catalogue.
    fn of(line: &RequestLine, table: &Table, sells: bool) -> Owner {
        let is_form = !table.has(Role::LineNo) && line.uom.is_none();
        if sells || is_form {
            Owner::Seller
        } else {
            Owner::Buyer
        }
    }
}

fn measured(
    piece: Option<&Piece>,
    habits: &Habits,
    unit: Stated<String>,
) -> (Stated<Decimal>, Stated<String>) {
    let Some((piece, found)) = piece.and_then(|piece| Some((piece, measure(piece, habits)?)))
    else {
        return (None, unit);
    };
    let confidence = if found.is_ambiguous {
        Confidence::GUESSED
    } else {
        Confidence::LIKELY
    };
    let is_unit =
        found.unit.chars().any(char::is_alphabetic) && known_currency(&found.unit).is_none();
    let unit = unit.or_else(|| is_unit.then(|| piece.field(found.unit, Confidence::LIKELY)));
    (Some(piece.field(found.value, confidence)), unit)
}

/// A unit without what explains it, `EA(each)`, and what it counts, `10 EA`.
fn unit(piece: &Piece) -> Stated<String> {
    let text = piece.text.split('(').next().unwrap_or_default();
    let text = text.trim_start_matches(|c: char| !c.is_alphabetic()).trim();
    (!text.is_empty()).then(|| piece.field(text.to_owned(), Confidence::LIKELY))
}

fn bare_code(text: &str) -> &str {
    text.trim_matches(['[', ']', '*'])
}

/// What stands under a title that nobody understands is a GTIN by its check digit.
fn place_gtin(line: &mut RequestLine, row: &Row) {
    let others = row.cells.iter().filter(|cell| cell.role == Role::Other);
    let mut pieces = others.map(|cell| &cell.piece);
    if let (None, Some(piece)) = (&line.gtin, pieces.find(|piece| is_gtin(&piece.text))) {
        line.gtin = Some(piece.field(piece.text.clone(), Confidence::LIKELY));
    }
}

fn is_gtin(code: &str) -> bool {
    matches!(code.len(), 12..=14) && Gtin::parse(code).is_some()
}

/// An item number is a GTIN by its check digit, else the number of its owner.
fn place_item(line: &mut RequestLine, item: Option<&Piece>, owner: Owner) {
    let Some(item) = item else { return };
    let field = item.field(bare_code(&item.text).to_owned(), Confidence::LIKELY);
    if is_gtin(&field.value) && line.gtin.is_none() {
        line.gtin = Some(field);
    } else if owner == Owner::Seller || line.buyer_part.is_some() {
        line.supplier_part.get_or_insert(field);
    } else {
        line.buyer_part = Some(field);
    }
}
