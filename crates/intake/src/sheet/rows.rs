//! Parts the rows of a sheet into orders: which rows are lines, which are totals, and which
//! labelled values belong to which lines.

use super::grid::{Grid, Kind, Row};
use super::label::{Labelled, is_label, labelled};
use super::locale::Locale;
use super::role::{Role, Spelling, title};
use super::table::Table;
use vocab::Decimal;

/// Lines that stand together under the same labelled values.
#[derive(Debug)]
pub(super) struct Segment<'a> {
    pub grid: &'a Grid,
    pub table: &'a Table,
    pub labels: Vec<Labelled>,
    /// The lines.
    pub rows: Vec<&'a Row>,
    /// Rows that state a sum.
    pub totals: Vec<&'a Row>,
    /// Items that are listed without a quantity, as in an order form.
    pub unordered: usize,
}

#[derive(Debug, PartialEq, Eq)]
enum RowKind {
    Line,
    Total,
    Unordered,
    Around,
}

/// The codes that name an item.
const CODES: [Role; 3] = [Role::BuyerPart, Role::SupplierPart, Role::Gtin];

/// The segments of a sheet from top to bottom.
pub(super) fn segments<'a>(
    grid: &'a Grid,
    tables: &'a [Table],
    locale: &Locale,
) -> Vec<Segment<'a>> {
    let mut segments: Vec<Segment<'a>> = Vec::new();
    let mut around: Vec<&Row> = match tables.first() {
        Some(table) => grid.rows[..table.titles].iter().collect(),
        None => Vec::new(),
    };
    for table in tables {
        let mut is_open = false;
        for row in &grid.rows[table.body.clone()] {
            match kind(table, row, locale) {
                RowKind::Around => around.push(row),
                RowKind::Total => {
                    // A sum ahead of the first line belongs to no line.
                    if let Some(segment) = segments.last_mut().filter(|_| is_open) {
                        segment.totals.push(row);
                    }
                }
                kind => {
                    let labels = labelled(&std::mem::take(&mut around));
                    let names_order = labels.iter().any(|label| label.role == Role::PoNumber);
                    if !is_open || names_order {
                        segments.push(Segment::new(grid, table));
                        is_open = true;
                    }
                    if let Some(segment) = segments.last_mut() {
                        segment.labels.extend(labels);
                        segment.take(row, &kind);
                    }
                }
            }
        }
    }
    if let Some(segment) = segments.last_mut() {
        segment.labels.extend(labelled(&around));
    }
    segments
}

impl<'a> Segment<'a> {
    fn new(grid: &'a Grid, table: &'a Table) -> Segment<'a> {
        Segment {
            grid,
            table,
            labels: Vec::new(),
            rows: Vec::new(),
            totals: Vec::new(),
            unordered: 0,
        }
    }

    fn take(&mut self, row: &'a Row, kind: &RowKind) {
        match kind {
            RowKind::Line => self.rows.push(row),
            RowKind::Unordered => self.unordered += 1,
            RowKind::Total | RowKind::Around => {}
        }
    }
}

fn kind(table: &Table, row: &Row, locale: &Locale) -> RowKind {
    if states_sum(table, row) {
        return RowKind::Total;
    }
    let filled = |role: Role| {
        table
            .cell(row, role)
            .is_some_and(|cell| cell.kind != Kind::Uncomputed)
    };
    let has_code = CODES.iter().any(|role| filled(*role));
    let has_item = has_code || filled(Role::Description);
    let quantity = table.cell(row, Role::Quantity);
    let is_number = quantity.is_some_and(|cell| locale.number(cell).is_some());
    let others = [Role::Description, Role::UnitPrice, Role::Unit, Role::Amount];
    let is_listed = has_code && others.iter().any(|role| filled(*role));
    let is_meant = filled(Role::LineNo) || filled(Role::PoNumber);
    let is_zero = quantity
        .and_then(|cell| locale.number(cell))
        .is_some_and(|n| n.value == Decimal::ZERO);
    match (is_number, quantity) {
        _ if heads_order(row) => RowKind::Around,
        (true, _) if is_zero && is_listed && !is_meant => RowKind::Unordered,
        (true, _) if has_item || filled(Role::UnitPrice) || filled(Role::LineNo) => RowKind::Line,
        (true, _) => RowKind::Around,
        (false, _) if row.cells.iter().take(2).any(is_label) => RowKind::Around,
        (false, Some(_)) if has_code => RowKind::Line,
        (false, _) if has_code && is_meant => RowKind::Line,
        (false, _) if is_listed => RowKind::Unordered,
        (false, _) => RowKind::Around,
    }
}

/// True for a label with its value where a line would begin: `PO Number | 101`.
fn heads_order(row: &Row) -> bool {
    const LABELS: [Role; 9] = [
        Role::PoNumber,
        Role::OrderDate,
        Role::DeliveryDate,
        Role::BuyerName,
        Role::BuyerId,
        Role::Buyer,
        Role::ShipTo,
        Role::ShipToAddress,
        Role::Notes,
    ];
    let first = row.cells.first().filter(|cell| cell.kind == Kind::Text);
    let said = first.and_then(|cell| title(cell.text.trim_end_matches(':'), Spelling::Exact));
    said.is_some_and(|title| !title.has_stranger && LABELS.contains(&title.role))
}

/// True when a row says "total" where a line would say something of an item.
fn states_sum(table: &Table, row: &Row) -> bool {
    let codes_and_text = CODES.iter().chain([&Role::Description]);
    let own: Vec<u32> = codes_and_text
        .filter_map(|role| table.column(*role))
        .collect();
    row.cells.iter().any(|cell| {
        let text = cell.text.trim_end_matches(':');
        let said = (cell.kind == Kind::Text)
            .then(|| title(text, Spelling::Exact))
            .flatten();
        // "Total Gym 2000" is an item, "Tax (resale exempt)" beside no item is a sum.
        said.is_some_and(|title| {
            title.is_money && (!title.has_stranger || !own.contains(&cell.column))
        })
    })
}
