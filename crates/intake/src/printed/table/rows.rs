//! The items below the titles of a table: which line begins one, which goes on with it, and which
//! is none at all.

use super::cells::{assign, is_unit, number_in};
use super::{Cell, Row, Table};
use crate::page::Area;
use crate::printed::text::{Line, Piece};
use crate::printed::value::Habits;
use crate::sheet::role::{Role, Spelling, title};
use crate::sheet::words::Concept;

/// Lines of one item stand no further apart, in hundredths of their height.
const LINE_GAP_PERCENT: u32 = 130;
/// The most lines of one item.
const ITEM_LINES_MAX: usize = 12;
/// Print below this share of the first item's height is smaller print.
const SMALL_PRINT_PERCENT: u32 = 90;
/// The blank between words is no wider, in hundredths of the height of the print.
const BLANK_PERCENT: u32 = 45;
/// What names an item.
const NAMES: [Role; 5] = [
    Role::Item,
    Role::BuyerPart,
    Role::SupplierPart,
    Role::Gtin,
    Role::Description,
];

/// The items of a table's body.
pub(super) fn rows(table: &Table, lines: &[Line], habits: &Habits) -> Vec<Row> {
    let mut reader = Rows {
        table,
        habits,
        rows: Vec::new(),
        first: None,
        open: None,
        ahead: Vec::new(),
        is_strict: false,
    };
    let body = &lines[table.titles.end..table.end];
    let mut page = lines.get(table.titles.start).map(|line| line.page);
    for (index, line) in body.iter().enumerate() {
        if page != Some(line.page) {
            page = Some(line.page);
            reader.break_off();
        }
        let next = body.get(index + 1).filter(|next| next.page == line.page);
        reader.line(line, next);
    }
    reader.rows
}

/// True when a line says "total" where an item would say what it is.
pub(in crate::printed) fn states_sum(line: &Line) -> bool {
    line.pieces.iter().any(|piece| {
        let words = piece.text.split(|c: char| c.is_ascii_digit()).next();
        let words = words.unwrap_or_default().trim_matches([' ', ':', '$', '(']);
        let said = title(words, Spelling::Exact).filter(|title| !title.has_stranger);
        said.is_some_and(|title| {
            let counts = crate::printed::label::spoken(words).contains(&Concept::Total);
            title.is_money || title.role == Role::Quantity && counts
        })
    })
}

/// What the first item of a table looks like; the others are like it.
struct Looks {
    left: u32,
    height: u32,
    strength: usize,
    is_named: bool,
}

/// The item that may still go on.
struct Open {
    /// Its last line.
    last: Area,
    lines: usize,
}

struct Rows<'a> {
    table: &'a Table,
    habits: &'a Habits,
    rows: Vec<Row>,
    first: Option<Looks>,
    open: Option<Open>,
    /// Texts that stand closer to the next item than to the last, with their line.
    ahead: Vec<(Area, Vec<Cell>)>,
    /// Behind a sum or a page break, an item must look entirely like the first.
    is_strict: bool,
}

impl Rows<'_> {
    fn break_off(&mut self) {
        self.open = None;
        self.ahead.clear();
        self.is_strict = true;
    }

    fn line(&mut self, line: &Line, next: Option<&Line>) {
        if states_sum(line) {
            return self.break_off();
        }
        if self.second_line(line) {
            return;
        }
        let cells = self.cells(line, 0);
        if self.is_item(line, &cells) {
            self.begin(line, cells);
        } else {
            self.go_on(line, cells, next);
        }
    }

    fn cells(&self, line: &Line, band: usize) -> Vec<Cell> {
        let before: usize = self.table.bands[..band].iter().map(Vec::len).sum();
        let mut cells = assign(line, &self.table.bands[band], self.habits);
        for at in 0..cells.len() {
            let counted = at > 0 && cells[at - 1].role == Role::Quantity;
            let is_unit = cells[at].role == Role::Other && is_unit(&cells[at].piece.text);
            if counted && is_unit && is_bare(&cells[at - 1].piece) && !self.table.has(Role::Unit) {
                cells[at].role = Role::Unit;
            }
            cells[at].column += before;
        }
        cells
    }

    /// Takes the line below the first of an item where the titles have two lines.
    fn second_line(&mut self, line: &Line) -> bool {
        let Some(Open { lines: 1, last }) = self.open else {
            return false;
        };
        if self.table.bands.len() < 2 || !is_near(&last, line) {
            return false;
        }
        let cells = self.cells(line, 1);
        let Some(row) = self.rows.last_mut() else {
            return false;
        };
        let is_new = |cell: &Cell| cell.role != Role::Other && row.cell(cell.role).is_none();
        if !cells.iter().any(is_new) {
            return false;
        }
        row.cells.extend(cells);
        self.open = Some(Open {
            last: line.area,
            lines: 2,
        });
        true
    }

    fn begin(&mut self, line: &Line, cells: Vec<Cell>) {
        self.first.get_or_insert(Looks {
            left: line.area.left,
            height: line.area.height(),
            strength: strength(&cells, self.habits),
            is_named: is_named(&cells),
        });
        let mut row = Row {
            cells,
            ..Row::default()
        };
        for (area, cells) in self.ahead.drain(..) {
            row.lead(cells, area.bottom > line.area.top);
        }
        self.rows.push(row);
        self.open = Some(Open {
            last: line.area,
            lines: 1,
        });
    }

    fn is_item(&self, line: &Line, cells: &[Cell]) -> bool {
        let is_named = is_named(cells);
        let has_number = |wanted: Role| {
            let mut found = cells.iter().filter(|cell| cell.role == wanted);
            found.any(|cell| number_in(&cell.piece.text, self.habits))
        };
        let strength = strength(cells, self.habits);
        let is_alike = self.first.as_ref().is_none_or(|first| {
            let is_remark = line.area.height() * 100 < first.height * SMALL_PRINT_PERCENT
                && line.area.left > first.left;
            let enough = if self.is_strict {
                strength >= first.strength && is_named >= first.is_named
            } else {
                strength * 2 >= first.strength
            };
            enough && !is_remark
        });
        let counts_below = self.table.bands.len() > 1
            && !self.table.bands[0]
                .iter()
                .any(|column| column.role == Role::Quantity);
        let begins = if counts_below {
            is_named && has_number(Role::LineNo)
        } else {
            let sums = has_number(Role::UnitPrice) && has_number(Role::Amount);
            let named = is_named && !counts_paragraphs(cells);
            has_number(Role::Quantity) && (named || strength > 0) || is_named && sums
        };
        begins && is_alike
    }

    /// A line that begins no item: more of the last one, or what stands ahead of the next.
    fn go_on(&mut self, line: &Line, cells: Vec<Cell>, next: Option<&Line>) {
        let after = next.map(|next| next.area.top.saturating_sub(line.area.bottom));
        if let Some(open) = &mut self.open {
            let gap = line.area.top.saturating_sub(open.last.bottom);
            let is_ahead = after.is_some_and(|after| after + line.area.height() / 3 < gap);
            let goes_on = is_near(&open.last, line) && open.lines < ITEM_LINES_MAX && !is_ahead;
            if let Some(row) = self.rows.last_mut().filter(|_| goes_on) {
                row.follow(cells, line.area.top < open.last.bottom, self.habits);
                open.last = line.area;
                open.lines += 1;
                return;
            }
        }
        self.open = None;
        let is_last = |(area, _): &(Area, _)| !is_near(area, line);
        if self.ahead.last().is_some_and(is_last) || self.ahead.len() >= ITEM_LINES_MAX {
            self.ahead.clear();
        }
        if next.is_some_and(|next| is_near(&line.area, next)) {
            self.ahead.push((line.area, cells));
        }
    }
}

/// True where the count is the number of a paragraph: `1.`
fn counts_paragraphs(cells: &[Cell]) -> bool {
    let is_ordinal = |cell: &Cell| {
        let number = cell.piece.text.strip_suffix('.');
        number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    cells
        .iter()
        .any(|cell| cell.role == Role::Quantity && is_ordinal(cell))
}

fn is_bare(count: &Piece) -> bool {
    !count.text.contains(char::is_alphabetic)
}

/// True when a line stands close below another, with no rule between them.
fn is_near(above: &Area, line: &Line) -> bool {
    let gap = line.area.top.saturating_sub(above.bottom);
    gap * 100 <= line.area.height().max(1) * LINE_GAP_PERCENT && !line.is_ruled_off
}

fn is_named(cells: &[Cell]) -> bool {
    cells.iter().any(|cell| NAMES.contains(&cell.role))
}

/// Puts together what an upright rule parts inside of a text: it runs on over its column.
fn running_on(cells: Vec<Cell>) -> Vec<Cell> {
    let mut whole: Vec<Cell> = Vec::with_capacity(cells.len());
    for cell in cells {
        let runs_on = |last: &&mut Cell| {
            let gap = cell.piece.area.left.saturating_sub(last.piece.area.right);
            gap * 100 <= cell.piece.area.height() * BLANK_PERCENT
        };
        match whole.last_mut().filter(runs_on) {
            Some(last) => last.piece = last.piece.joined(&cell.piece),
            None => whole.push(cell),
        }
    }
    whole
}

/// How many of the numbers that an item has stand in a line.
fn strength(cells: &[Cell], habits: &Habits) -> usize {
    let counts = |cell: &&Cell| match cell.role {
        Role::LineNo | Role::UnitPrice | Role::Amount => number_in(&cell.piece.text, habits),
        Role::Unit | Role::DeliveryDate => true,
        _ => false,
    };
    cells.iter().filter(counts).count()
}

impl Row {
    /// Takes a line ahead of the first: texts, and what stands halfway beside the first.
    fn lead(&mut self, cells: Vec<Cell>, is_beside: bool) {
        for cell in running_on(cells) {
            match cell.role {
                Role::Unit if is_beside => self.join(cell, true),
                Role::Description | Role::Item => self.before.push(cell.piece),
                _ => {}
            }
        }
    }

    /// Takes a line below.
    fn follow(&mut self, cells: Vec<Cell>, is_beside: bool, habits: &Habits) {
        let cells = running_on(cells);
        let describes = cells.iter().any(|cell| cell.role == Role::Description);
        for mut cell in cells {
            let has = self.cell(cell.role).is_some() && !cell.piece.text.contains(':');
            match cell.role {
                Role::Unit if is_beside => self.join(cell, false),
                Role::Item | Role::BuyerPart | Role::SupplierPart | Role::Gtin
                    if has && describes =>
                {
                    self.join(cell, false);
                }
                Role::DeliveryDate
                    if self.cell(cell.role).is_none() && habits.day(&cell.piece).is_some() =>
                {
                    self.cells.push(cell);
                }
                Role::Quantity if is_unit(&cell.piece.text) && self.cell(Role::Unit).is_none() => {
                    cell.role = Role::Unit;
                    self.cells.push(cell);
                }
                Role::Quantity | Role::UnitPrice | Role::Amount | Role::Other
                    if habits.number(&cell.piece.text).is_some() && !self.ends_in_label() => {}
                _ => self.more.push(cell.piece),
            }
        }
    }

    fn ends_in_label(&self) -> bool {
        self.more
            .last()
            .is_some_and(|last| last.text.ends_with(':'))
    }

    /// Joins a part of a cell that stands above or below the rest of it.
    fn join(&mut self, cell: Cell, above: bool) {
        let found = self.cells.iter_mut().find(|other| other.role == cell.role);
        match found {
            Some(other) if above => other.piece = cell.piece.joined(&other.piece),
            Some(other) => other.piece = other.piece.joined(&cell.piece),
            None => self.cells.push(cell),
        }
    }
}
