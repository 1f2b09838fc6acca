//! Labelled values around a table: `PO Number: 4711`, a label beside its value, labels above
//! their values, a label above an address.

use super::grid::{Cell, Kind, Row};
use super::role::{Role, Spelling, Title, title};
use std::collections::HashSet;

/// The most lines below a label that belong to it.
const LINES_BELOW_MAX: usize = 6;
/// The furthest that a value stands to the right of its label, in columns.
const COLUMNS_APART_MAX: u32 = 6;
/// Longer texts hold no labels; they are prose.
const LABELLED_BYTES_MAX: usize = 240;
/// The most words of a label inside of a text.
const LABEL_WORDS_MAX: usize = 4;

/// A value with its label.
#[derive(Clone, Debug)]
pub(super) struct Labelled {
    pub role: Role,
    /// The value, by line, with the row that each stands in.
    pub values: Vec<(u32, Cell)>,
}

/// Finds the labelled values in some rows.
pub(super) fn labelled(rows: &[&Row]) -> Vec<Labelled> {
    let mut search = Search {
        rows,
        taken: HashSet::new(),
        found: Vec::new(),
    };
    for index in 0..rows.len() {
        search.row(index);
    }
    search.found
}

/// True when a cell is a label or says its own.
pub(super) fn is_label(cell: &Cell) -> bool {
    cell.kind == Kind::Text && (label(cell).is_some() || !inline(&cell.text).is_empty())
}

struct Search<'a> {
    rows: &'a [&'a Row],
    taken: HashSet<(u32, u32)>,
    found: Vec<Labelled>,
}

impl Search<'_> {
    fn row(&mut self, index: usize) {
        let row = self.rows[index];
        if self.labels_above(index) {
            return;
        }
        for (at, cell) in row.cells.iter().enumerate() {
            if cell.kind != Kind::Text || self.taken.contains(&(row.number, cell.column)) {
                continue;
            }
            if let Some(role) = label(cell) {
                self.beside_or_below(index, at, role);
                continue;
            }
            let pieces = inline(&cell.text);
            let last = pieces.len().saturating_sub(1);
            for (piece, (role, value)) in pieces.into_iter().enumerate() {
                match value.is_empty() {
                    true if piece == last => self.beside_or_below(index, at, role),
                    true => {}
                    false => self.inline_value(index, cell, role, value),
                }
            }
        }
    }

    /// A value in the cell of its label; the lines below it may go on.
    fn inline_value(&mut self, index: usize, cell: &Cell, role: Role, text: String) {
        let value = Cell {
            text,
            ..cell.clone()
        };
        let mut values = vec![(self.rows[index].number, value)];
        values.extend(self.continued(index, cell.column, cell.column, role));
        self.push(role, values);
    }

    fn beside_or_below(&mut self, index: usize, at: usize, role: Role) {
        let row = self.rows[index];
        let cell = &row.cells[at];
        let beside = row.cells.get(at + 1).filter(|next| {
            next.column - cell.column <= COLUMNS_APART_MAX
                && next.kind != Kind::Uncomputed
                && !is_label(next)
        });
        match beside {
            Some(value) => {
                let mut values = vec![(row.number, value.clone())];
                values.extend(self.continued(index, cell.column, value.column, role));
                self.push(role, values);
            }
            None if cell.text.ends_with(':') => {
                let values = self.lines_below(index, cell.column);
                self.push(role, values);
            }
            None => {}
        }
    }

    /// The further lines of an address or a note: below the value, nothing below the label.
    fn continued(
        &self,
        index: usize,
        label_column: u32,
        column: u32,
        role: Role,
    ) -> Vec<(u32, Cell)> {
        if !goes_on(role) {
            return Vec::new();
        }
        let mut lines = self.lines_below(index, column);
        let rows = self.rows;
        if label_column != column {
            let free = |number: u32| {
                let row = rows.iter().find(|row| row.number == number);
                row.is_some_and(|row| row.at(label_column).is_none())
            };
            let until = lines.iter().position(|(number, _)| !free(*number));
            lines.truncate(until.unwrap_or(lines.len()));
        }
        lines
    }

    /// Texts in a column right below a row, up to a gap or a label.
    fn lines_below(&self, index: usize, column: u32) -> Vec<(u32, Cell)> {
        let mut lines = Vec::new();
        let mut number = self.rows[index].number;
        for row in self.rows[index + 1..].iter().take(LINES_BELOW_MAX) {
            let cell = row.at(column).filter(|cell| !is_label(cell));
            let (true, Some(cell)) = (row.number == number + 1, cell) else {
                break;
            };
            number = row.number;
            lines.push((number, cell.clone()));
        }
        lines
    }

    /// A row of nothing but labels with values below each.
    fn labels_above(&mut self, index: usize) -> bool {
        let row = self.rows[index];
        let Some(below) = self.rows.get(index + 1) else {
            return false;
        };
        let free = |row: &Row| {
            let mut cells = row.cells.iter();
            cells.all(|cell| !self.taken.contains(&(row.number, cell.column)))
        };
        let roles: Option<Vec<Role>> = row.cells.iter().map(label).collect();
        let Some(roles) = roles.filter(|roles| roles.len() >= 2 && free(row)) else {
            return false;
        };
        let under: Vec<Option<&Cell>> = (row.cells.iter())
            .map(|cell| below.at(cell.column).filter(|under| !is_label(under)))
            .collect();
        if below.number != row.number + 1 || under.iter().flatten().count() < 2 {
            return false;
        }
        let columns: Vec<u32> = row.cells.iter().map(|cell| cell.column).collect();
        for (role, column) in roles.into_iter().zip(columns) {
            let mut values = self.lines_below(index, column);
            if !goes_on(role) {
                values.truncate(1);
            }
            self.push(role, values);
        }
        true
    }

    fn push(&mut self, role: Role, values: Vec<(u32, Cell)>) {
        for (row, cell) in &values {
            self.taken.insert((*row, cell.column));
        }
        if !values.is_empty() {
            self.found.push(Labelled { role, values });
        }
    }
}

/// True where the value may have several lines.
fn goes_on(role: Role) -> bool {
    matches!(
        role,
        Role::ShipTo | Role::ShipToAddress | Role::Street | Role::Buyer | Role::Notes | Role::Other
    )
}

/// The meaning of a cell that is a label and nothing else. Without a colon every word must be
/// known.
fn label(cell: &Cell) -> Option<Role> {
    if cell.kind != Kind::Text {
        return None;
    }
    match cell.text.strip_suffix(':') {
        Some(text) if !text.contains(':') => Some(roughly(text).unwrap_or(Role::Other)),
        Some(_) => None,
        None => known(&cell.text).map(|title| title.role),
    }
}

fn known(text: &str) -> Option<Title> {
    title(text, Spelling::Exact).filter(|title| !title.has_stranger)
}

/// The meaning of a text before a colon, typing errors and names forgiven.
fn roughly(text: &str) -> Option<Role> {
    let title = title(text, Spelling::Forgiving).filter(|title| !title.is_mostly_strange);
    title.map(|title| title.role)
}

/// Labels with their values inside of one text: `Ship to: CIN-1 Terms: net`.
fn inline(text: &str) -> Vec<(Role, String)> {
    if text.len() > LABELLED_BYTES_MAX || !text.contains(':') {
        return Vec::new();
    }
    let segments = segments(text);
    let mut pieces: Vec<(Role, String)> = Vec::new();
    let mut role = None;
    for (index, segment) in segments.iter().enumerate() {
        let is_last = index + 1 == segments.len();
        let (value, next) = if is_last {
            (*segment, None)
        } else {
            let (value, label) = cut_label(segment, index == 0);
            (value, label)
        };
        match role {
            Some(role) => pieces.push((role, value.trim().trim_end_matches([',', ';']).to_owned())),
            // What stands before the first label is no value; prose has no labels at all.
            None if index > 0 => return Vec::new(),
            None => {}
        }
        role = next;
    }
    pieces
}

/// The text between colons that end labels; times and addresses of the web have colons too.
fn segments(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut segments = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(':') {
        let digit = |index: Option<&u8>| index.is_some_and(u8::is_ascii_digit);
        let is_time = at > 0 && digit(bytes.get(at - 1)) && digit(bytes.get(at + 1));
        if !is_time && bytes.get(at + 1) != Some(&b'/') {
            segments.push(&text[start..at]);
            start = at + 1;
        }
    }
    segments.push(&text[start..]);
    segments
}

/// Parts a segment into the value of the label before it and the label at its end.
fn cut_label(segment: &str, is_first: bool) -> (&str, Option<Role>) {
    let starts: Vec<usize> = word_starts(segment);
    let longest = starts.len().saturating_sub(LABEL_WORDS_MAX);
    for &start in &starts[longest..] {
        if let Some(title) = known(&segment[start..]) {
            return (&segment[..start], Some(title.role));
        }
    }
    if is_first {
        return ("", roughly(segment));
    }
    match starts.last() {
        Some(&start) if segment[start..].chars().all(char::is_alphabetic) => {
            (&segment[..start], Some(Role::Other))
        }
        _ => (segment, None),
    }
}

fn word_starts(text: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut in_blank = true;
    for (at, c) in text.char_indices() {
        if in_blank && !c.is_whitespace() {
            starts.push(at);
        }
        in_blank = c.is_whitespace();
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of cells parted by `|`; an empty line is an empty row.
    fn check(text: &str) -> String {
        let rows: Vec<Row> = (1..)
            .zip(text.lines())
            .filter(|(_, line)| !line.is_empty())
            .map(|(number, line)| {
                let cells = (1..)
                    .zip(line.split('|'))
                    .filter(|(_, text)| !text.is_empty());
                let cell = |(column, text): (u32, &str)| Cell {
                    column,
                    kind: Kind::Text,
                    text: text.to_owned(),
                };
                Row {
                    number,
                    cells: cells.map(cell).collect(),
                }
            })
            .collect();
        let found = labelled(&rows.iter().collect::<Vec<_>>());
        let show = |one: &Labelled| {
            let values: Vec<&str> = one.values.iter().map(|(_, c)| c.text.as_str()).collect();
            format!("{:?}={}", one.role, values.join("/"))
        };
        let wanted = found.iter().filter(|one| one.role != Role::Other);
        wanted.map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn labels_are_found_beside_above_and_inside_their_values() {
        let cases = [
            ("PO Number:|4711||Buyer:|Ann", "PoNumber=4711 Contact=Ann"),
            ("PO Number|4711", "PoNumber=4711"),
            ("PO Number: 4711", "PoNumber=4711"),
            (
                "SHIP TO: OVI-1 NEED BY: ASAP RUN: 03/16/26 04:12",
                "ShipTo=OVI-1 DeliveryDate=ASAP",
            ),
            (
                "PO Number|Date\n4711|2026-04-22",
                "PoNumber=4711 OrderDate=2026-04-22",
            ),
            (
                "Ship To:|Main yard||Terms|30\n|1 Road||Vendor:|X\n|Oslo",
                "ShipTo=Main yard/1 Road/Oslo",
            ),
            (
                "Special Instructions:\nCall first\n\nSigned",
                "Notes=Call first",
            ),
            ("Call Tom about this: he knows", ""),
            ("Notes: see http://x.y", "Notes=see http://x.y"),
            ("PURCHASE ORDER\n\nAcme Ltd", ""),
            ("תאריך הזמנה:|2026-04-22", "OrderDate=2026-04-22"),
            ("Po dte:|2026-04-22", "OrderDate=2026-04-22"),
        ];
        for (rows, expected) in cases {
            assert_eq!(check(rows), expected, "{rows}");
        }
    }
}
