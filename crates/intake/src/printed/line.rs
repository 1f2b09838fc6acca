//! One row of a table to one line of a request, checked by its own arithmetic.

use super::label::spoken;
use super::table::{Row, Table};
use super::text::Piece;
use super::value::{Habits, looks_like_code};
use crate::request::{Confidence, Field, Issue, IssueCode, RequestLine, Severity, Stated};
use crate::sheet::role::{Role, Spelling, title};
use crate::sheet::words::{Concept, known_currency};
use vocab::{Decimal, Gtin};

/// A line, what it comes to as stated, and what is the matter with it.
pub(super) struct LineRead {
    pub line: RequestLine,
    pub amount: Option<Decimal>,
    pub issues: Vec<Issue>,
}

/// What a row says. `sells` is true where the seller wrote it: an item number is then the seller's.
pub(super) fn line(row: &Row, table: &Table, habits: &Habits, sells: bool) -> LineRead {
    let text = |role: Role| {
        row.cell(role)
            .map(|piece| piece.field(piece.text.clone(), Confidence::LIKELY))
    };
    let mut line = RequestLine {
        line_no: text(Role::LineNo),
        buyer_part: text(Role::BuyerPart),
        supplier_part: text(Role::SupplierPart),
        gtin: text(Role::Gtin),
        uom: text(Role::Unit),
        requested_delivery_date: row
            .cell(Role::DeliveryDate)
            .and_then(|piece| habits.day(piece)),
        ..RequestLine::default()
    };
    (line.quantity, line.uom) = measured(row.cell(Role::Quantity), habits, line.uom);
    (line.unit_price, line.uom) = measured(row.cell(Role::UnitPrice), habits, line.uom);
    let basis = row
        .cell(Role::PriceBasis)
        .and_then(|piece| habits.amount(piece));
    line.price_basis = basis.filter(|basis| basis.value != Decimal::whole(1));
    place_item(&mut line, row.cell(Role::Item), sells);
    describe(&mut line, row, table, habits, sells);
    let amount = row
        .cell(Role::Amount)
        .and_then(|piece| Some(numeral(piece, habits)?.0));
    let issues = check(&mut line, row, amount);
    LineRead {
        line,
        amount,
        issues,
    }
}

/// A number and the unit that stands with it: `10 EA`, `4.61/Ea`.
fn numeral(piece: &Piece, habits: &Habits) -> Option<(Decimal, String, bool)> {
    let (number, unit) = piece.text.split_once('/').unwrap_or((&piece.text, ""));
    let number = habits.number(number)?;
    let beside = if unit.is_empty() { number.behind } else { unit };
    Some((number.value, beside.trim().to_owned(), number.ambiguous))
}

fn measured(
    piece: Option<&Piece>,
    habits: &Habits,
    unit: Stated<String>,
) -> (Stated<Decimal>, Stated<String>) {
    let Some((piece, (value, beside, unsure))) =
        piece.and_then(|piece| Some((piece, numeral(piece, habits)?)))
    else {
        return (None, unit);
    };
    let confidence = if unsure {
        Confidence::GUESSED
    } else {
        Confidence::LIKELY
    };
    let is_unit = beside.chars().any(char::is_alphabetic) && known_currency(&beside).is_none();
    let unit = unit.or_else(|| is_unit.then(|| piece.field(beside, Confidence::LIKELY)));
    (Some(piece.field(value, confidence)), unit)
}

/// An item number is a GTIN by its check digit, else the number of whoever wrote the document.
fn place_item(line: &mut RequestLine, item: Option<&Piece>, sells: bool) {
    let Some(item) = item else { return };
    let code = item.text.trim_matches(['[', ']', '*']).to_owned();
    let field = item.field(code, Confidence::LIKELY);
    let has_length = matches!(field.value.len(), 12..=14);
    if has_length && Gtin::parse(&field.value).is_some() && line.gtin.is_none() {
        line.gtin = Some(field);
    } else if sells || line.buyer_part.is_some() {
        line.supplier_part.get_or_insert(field);
    } else {
        line.buyer_part = Some(field);
    }
}

/// The description, without a code in front of it, and what the texts below it say.
fn describe(line: &mut RequestLine, row: &Row, table: &Table, habits: &Habits, sells: bool) {
    let mut pieces: Vec<Piece> = row.cell(Role::Description).cloned().into_iter().collect();
    for piece in &row.more {
        if labelled(line, piece, habits) || is_remark(&piece.text) {
            break;
        }
        pieces.push(piece.clone());
    }
    let Some(first) = pieces.first().cloned() else {
        return;
    };
    let no_part = line.buyer_part.is_none() && line.supplier_part.is_none();
    if let (true, Some((code, rest))) = (
        no_part,
        code_ahead(&first.text, table.describes_parts(), pieces.len()),
    ) {
        place_item(line, Some(&first.saying(code)), sells);
        pieces[0].text = rest.to_owned();
    }
    let texts: Vec<&str> = pieces
        .iter()
        .map(|piece| piece.text.trim())
        .filter(|text| !text.is_empty())
        .collect();
    if texts.is_empty() {
        return;
    }
    let mut whole = first;
    for piece in &pieces {
        whole.shown = whole.shown.with(piece.shown);
    }
    whole.text = texts.join(" ");
    line.description = Some(whole.field(whole.text.clone(), Confidence::LIKELY));
}

/// `[A-1] Pen`, and `A-1001 Pen` where the title speaks of item numbers.
fn code_ahead(text: &str, titled: bool, pieces: usize) -> Option<(&str, &str)> {
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    let bare = first
        .strip_prefix('[')
        .and_then(|code| code.strip_suffix(']'));
    let starred = first
        .strip_prefix('*')
        .and_then(|code| code.strip_suffix('*'));
    let plain = titled && looks_like_code(first) && (pieces > 1 || !rest.is_empty());
    bare.or(starred)
        .or(plain.then_some(first))
        .map(|code| (code, rest))
}

/// Takes a labelled value below an item; true when there was a label.
fn labelled(line: &mut RequestLine, piece: &Piece, habits: &Habits) -> bool {
    let ends = piece.text.match_indices(' ').map(|(at, _)| at);
    let colon = piece.text.find(':');
    let found = colon.into_iter().chain(ends).filter_map(|end| {
        let said =
            title(&piece.text[..end], Spelling::Exact).filter(|title| !title.has_stranger)?;
        Some((
            said.role,
            piece.saying(piece.text[end..].trim_start_matches([':', ' '])),
        ))
    });
    let mut values = found.filter(|(_, value)| value.text.contains(|c: char| c.is_ascii_digit()));
    let Some((role, value)) = values.next_back() else {
        return colon.is_some();
    };
    match role {
        Role::DeliveryDate => {
            line.requested_delivery_date =
                line.requested_delivery_date.take().or(habits.day(&value));
        }
        Role::SupplierPart if !value.text.contains(' ') => {
            line.supplier_part
                .get_or_insert(value.field(value.text.clone(), Confidence::LIKELY));
        }
        Role::BuyerPart if colon.is_some() && !value.text.contains(' ') => {
            line.buyer_part
                .get_or_insert(value.field(value.text.clone(), Confidence::LIKELY));
        }
        Role::Other | Role::Notes => {}
        _ => return colon.is_some(),
    }
    true
}

/// A text about the order rather than the item.
fn is_remark(text: &str) -> bool {
    let said = spoken(text);
    let price = [Concept::Notes, Concept::Terms, Concept::Contact];
    said.iter().any(|concept| price.contains(concept))
        || text.starts_with("___")
        || text.starts_with("***")
}

/// Quantity times price against the amount: what agrees is likely, what doesn't is named.
fn check(line: &mut RequestLine, row: &Row, amount: Option<Decimal>) -> Vec<Issue> {
    let mut issues = Vec::new();
    let mut doubt = |code, piece: Option<&Piece>, message: String| {
        let issue = Issue::new(code, Severity::Doubt, message);
        issues.push(Issue {
            place: piece.map(Piece::place),
            ..issue
        });
    };
    match &line.quantity {
        None => doubt(
            IssueCode::Missing,
            row.cells.first().map(|(_, piece)| piece),
            "the line has no quantity".to_owned(),
        ),
        Some(quantity) if quantity.value <= Decimal::ZERO => {
            let message = format!("expected a quantity above zero, found {}", quantity.value);
            doubt(IssueCode::BadQuantity, row.cell(Role::Quantity), message);
        }
        Some(_) => {}
    }
    if [
        &line.buyer_part,
        &line.supplier_part,
        &line.gtin,
        &line.description,
    ]
    .iter()
    .all(|field| field.is_none())
    {
        doubt(
            IssueCode::Missing,
            row.cell(Role::Quantity),
            "the line names no item".to_owned(),
        );
    }
    match (comes_to(line), amount) {
        (Some(expected), Some(stated)) if !near(expected, stated, 1) => {
            let message = format!("quantity times price is {expected}, the line says {stated}");
            doubt(IssueCode::BadTotal, row.cell(Role::Amount), message);
            weaken(line);
        }
        (Some(_), Some(_)) => {}
        _ => weaken(line),
    }
    issues
}

/// What no arithmetic confirms is a guess.
fn weaken(line: &mut RequestLine) {
    let guess =
        |field: &mut Field<Decimal>| field.confidence = field.confidence.min(Confidence::GUESSED);
    line.quantity.iter_mut().for_each(guess);
    line.unit_price.iter_mut().for_each(guess);
}

/// Quantity times price, for the units that the price is for.
pub(super) fn comes_to(line: &RequestLine) -> Option<Decimal> {
    let product = line
        .quantity
        .as_ref()?
        .value
        .checked_mul(line.unit_price.as_ref()?.value)?;
    let Some(basis) = &line.price_basis else {
        return Some(product);
    };
    let shift = match basis.value.to_string().as_str() {
        "10" => 1,
        "100" => 2,
        "1000" => 3,
        _ => return None,
    };
    Decimal::new(product.mantissa(), product.scale() + shift)
}

/// Equal but for the rounding of so many lines: a hundredth each.
pub(super) fn near(a: Decimal, b: Decimal, lines: usize) -> bool {
    let gap = Decimal::new(-b.mantissa(), b.scale()).and_then(|negative| a.checked_add(negative));
    let allowed = Decimal::new(i64::try_from(lines).unwrap_or(i64::MAX), 2);
    let size = gap.and_then(|gap| {
        if gap.is_negative() {
            Decimal::new(-gap.mantissa(), gap.scale())
        } else {
            Some(gap)
        }
    });
    matches!((size, allowed), (Some(size), Some(allowed)) if size <= allowed)
}
