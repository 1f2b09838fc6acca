//! Tables of lines: a band of titles, columns by alignment and kind, and the rows below them.

use super::text::{Line, Piece};
use super::value::Habits;
use crate::page::Area;
use crate::sheet::role::{Role, Spelling, Title, title};
use crate::sheet::words::Concept;

use super::label::spoken;

/// The most lines of titles above or below the one that is recognised.
const TITLE_LINES_MAX: usize = 2;
/// Lines of one band of titles, and lines of one item, stand no further apart, in hundredths of
/// their height.
const LINE_GAP_PERCENT: u32 = 130;
/// The most lines of one item.
const ITEM_LINES_MAX: usize = 12;
/// How much a text weighs against a column of another kind, in units of the page.
const MISFIT: i64 = 20_000;

/// A title of a table.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub role: Role,
    pub area: Area,
    pub text: String,
}

/// A table: titles, and where its body begins and ends among the lines.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// One list of columns for each line of an item; one list where all is in one line.
    pub bands: Vec<Vec<Column>>,
    pub titles: std::ops::Range<usize>,
    pub end: usize,
}

/// An item of a table.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// What stands in each column.
    pub cells: Vec<(Role, Piece)>,
    /// Texts below it that go on.
    pub more: Vec<Piece>,
}

impl Row {
    /// The content of the first column of a meaning.
    pub fn cell(&self, role: Role) -> Option<&Piece> {
        self.cells
            .iter()
            .find(|(other, _)| *other == role)
            .map(|(_, piece)| piece)
    }
}

/// All tables of a document, from the top.
pub(super) fn tables(lines: &[Line]) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut index = 0;
    while index < lines.len() {
        match is_title_line(&lines[index]).then(|| table(lines, index)) {
            Some(table) => {
                if let Some(last) = tables.last_mut() {
                    last.end = last.end.min(table.titles.start);
                }
                index = table.titles.end;
                tables.push(table);
            }
            None => index += 1,
        }
    }
    tables
}

fn titled(piece: &Piece) -> Option<Title> {
    let has_digit = piece.text.contains(|c: char| c.is_ascii_digit());
    let found = (!has_digit).then(|| title(&piece.text, Spelling::Exact))?;
    found.filter(|title| !title.is_mostly_strange)
}

fn is_title_line(line: &Line) -> bool {
    let titles: Vec<Role> = line
        .pieces
        .iter()
        .filter_map(titled)
        .map(|title| title.role)
        .collect();
    let has = |wanted: &[Role]| titles.iter().any(|role| wanted.contains(role));
    let names = has(&[
        Role::Item,
        Role::BuyerPart,
        Role::SupplierPart,
        Role::Description,
        Role::Gtin,
    ]);
    let counts = has(&[Role::Quantity]);
    let prices = has(&[Role::UnitPrice]);
    titles.len() >= 2
        && titles.len() * 2 >= line.pieces.len()
        && (counts && (names || prices) || names && prices && has(&[Role::Amount]))
}

fn table(lines: &[Line], core: usize) -> Table {
    let mut band = columns(&lines[core]);
    let mut bands = Vec::new();
    let (mut first, mut last) = (core, core);
    while first > 0
        && core - first < TITLE_LINES_MAX
        && belongs(&lines[first - 1], &lines[first], &band)
    {
        first -= 1;
        if is_stacked(&lines[first], &band) {
            bands.push(columns(&lines[first]));
            break;
        }
        merge(&mut band, &lines[first], true);
    }
    while last + 1 < lines.len()
        && last - core < TITLE_LINES_MAX
        && belongs(&lines[last + 1], &lines[last], &band)
    {
        last += 1;
        merge(&mut band, &lines[last], false);
    }
    band.sort_by_key(|column| column.area.left);
    bands.push(band);
    let page = lines[core].page;
    let end = (last + 1..lines.len()).find(|index| lines[*index].page != page);
    let mut table = Table {
        bands,
        titles: first..last + 1,
        end: end.unwrap_or(lines.len()),
    };
    table.settle(lines);
    table
}

fn columns(line: &Line) -> Vec<Column> {
    let pieces = line.pieces.iter();
    pieces
        .map(|piece| Column {
            role: role_of(&piece.text),
            area: piece.area,
            text: piece.text.clone(),
        })
        .collect()
}

fn role_of(text: &str) -> Role {
    title(text, Spelling::Forgiving).map_or(Role::Other, |title| title.role)
}

/// True when a line goes on with the titles of a band: words only, each known or over a title.
fn belongs(line: &Line, next: &Line, band: &[Column]) -> bool {
    let apart = line.area.top.max(next.area.top) - line.area.top.min(next.area.top);
    let height = line.area.height().max(next.area.height());
    let near = apart * 100 <= height * (100 + LINE_GAP_PERCENT);
    line.page == next.page
        && near
        && line.pieces.iter().all(|piece| {
            let plain = title(&piece.text, Spelling::Exact).filter(|title| !title.has_stranger);
            let joined = band.iter().find(|column| piece.overlaps(&column.area));
            let has_digit = piece.text.contains(|c: char| c.is_ascii_digit());
            let is_short = piece.text.split(' ').count() <= 3 && !piece.text.ends_with(':');
            is_short
                && !has_digit
                && (plain.is_some() || joined.is_some() && !spoken(&piece.text).is_empty())
        })
}

/// True when a line of titles stands above another that it is not aligned with: each item then has
/// two lines.
fn is_stacked(line: &Line, band: &[Column]) -> bool {
    let roles: Vec<Role> = line
        .pieces
        .iter()
        .filter_map(titled)
        .map(|title| title.role)
        .collect();
    let names = roles.contains(&Role::Description) && roles.len() >= 2;
    let aligned = line
        .pieces
        .iter()
        .filter(|piece| band.iter().any(|column| piece.overlaps(&column.area)));
    names && aligned.count() * 2 < line.pieces.len()
}

fn merge(band: &mut Vec<Column>, line: &Line, above: bool) {
    for piece in &line.pieces {
        let shared = |column: &Column| {
            let right = column.area.right.min(piece.area.right);
            right.saturating_sub(column.area.left.max(piece.area.left))
        };
        let nearest = band
            .iter_mut()
            .filter(|column| shared(column) > 0)
            .max_by_key(|column| shared(column));
        match nearest {
            Some(column) => {
                column.text = if above {
                    format!("{} {}", piece.text, column.text)
                } else {
                    format!("{} {}", column.text, piece.text)
                };
                column.area = column.area.with(piece.area);
                column.role = role_of(&column.text);
            }
            None => band.push(Column {
                role: role_of(&piece.text),
                area: piece.area,
                text: piece.text.clone(),
            }),
        }
    }
}

impl Table {
    /// Looks at the content where titles leave a choice: a column titled "Item" may count.
    fn settle(&mut self, lines: &[Line]) {
        let body = &lines[self.titles.end..self.end];
        for band in &mut self.bands {
            let has = |wanted: Role| band.iter().any(|column| column.role == wanted);
            let has_number = has(Role::LineNo);
            let has_text = has(Role::Description);
            let Some(item) = band.iter_mut().find(|column| column.role == Role::Item) else {
                continue;
            };
            let pieces = body.iter().flat_map(|line| &line.pieces);
            let texts: Vec<&str> = pieces
                .filter(|piece| piece.overlaps(&item.area))
                .map(|piece| piece.text.as_str())
                .collect();
            let first = texts.first().copied().unwrap_or_default();
            let counts = first.len() <= 5 && matches!(first.trim_start_matches('0'), "1" | "10");
            if counts && !has_number {
                item.role = Role::LineNo;
            } else if !has_text && first.contains(' ') {
                item.role = Role::Description;
            }
        }
        if !self
            .bands
            .iter()
            .flatten()
            .any(|column| column.role == Role::Quantity)
        {
            self.rename(Role::PackSize, Role::Quantity);
        }
    }

    fn rename(&mut self, from: Role, to: Role) {
        if let Some(column) = self
            .bands
            .iter_mut()
            .flatten()
            .find(|column| column.role == from)
        {
            column.role = to;
        }
    }

    fn column(&self, role: Role) -> Option<&Column> {
        self.bands
            .iter()
            .flatten()
            .find(|column| column.role == role)
    }

    /// True when the title of the description speaks of an item number too.
    pub fn describes_parts(&self) -> bool {
        let text = self
            .column(Role::Description)
            .map(|column| spoken(&column.text));
        text.is_some_and(|words| {
            words.contains(&Concept::Item) || words.contains(&Concept::Material)
        })
    }

    /// The items of its body.
    pub fn rows(&self, lines: &[Line], habits: &Habits) -> Vec<Row> {
        let mut reader = Rows {
            table: self,
            habits,
            rows: Vec::new(),
            open: None,
            ahead: Vec::new(),
        };
        let body = &lines[self.titles.end..self.end];
        for (index, line) in body.iter().enumerate() {
            reader.line(line, body.get(index + 1));
        }
        reader.rows
    }
}

struct Rows<'a> {
    table: &'a Table,
    habits: &'a Habits,
    rows: Vec<Row>,
    /// The last line of the item that may still go on, with how many lines it has.
    open: Option<(Area, usize)>,
    /// Texts that stand closer to the next item than to the last.
    ahead: Vec<Piece>,
}

impl Rows<'_> {
    fn line(&mut self, line: &Line, next: Option<&Line>) {
        if states_sum(line) {
            self.open = None;
            self.ahead.clear();
            return;
        }
        let stacked = self.table.bands.len() > 1;
        if let (true, Some((_, 1)), Some(row)) = (stacked, self.open, self.rows.last_mut()) {
            let cells = assign(line, &self.table.bands[1], self.habits);
            if cells.iter().any(|(role, _)| *role == Role::Quantity) {
                row.cells.extend(cells);
                self.open = Some((line.area, 2));
                return;
            }
        }
        let cells = assign(line, &self.table.bands[0], self.habits);
        if self.is_item(&cells) {
            return self.begin(line, cells);
        }
        self.go_on(line, cells, next);
    }

    fn begin(&mut self, line: &Line, cells: Vec<(Role, Piece)>) {
        let mut row = Row {
            cells,
            more: Vec::new(),
        };
        if row.cell(Role::Description).is_none() {
            row.more.append(&mut self.ahead);
        }
        self.ahead.clear();
        self.rows.push(row);
        self.open = Some((line.area, 1));
    }

    fn is_item(&self, cells: &[(Role, Piece)]) -> bool {
        let text = |role: Role| {
            cells
                .iter()
                .find(|(other, _)| *other == role)
                .map(|(_, piece)| piece)
        };
        let number =
            |role: Role| text(role).is_some_and(|piece| number_in(&piece.text, self.habits));
        let names = [
            Role::Item,
            Role::BuyerPart,
            Role::SupplierPart,
            Role::Gtin,
            Role::Description,
        ];
        let is_named = names.iter().any(|role| text(*role).is_some());
        let is_counted = number(Role::LineNo);
        let has_unit_or_more =
            number(Role::UnitPrice) || number(Role::Amount) || text(Role::Unit).is_some();
        if self.table.bands.len() > 1 {
            return is_named && (is_counted || number(Role::Quantity));
        }
        number(Role::Quantity) && (has_unit_or_more || is_counted || is_named)
    }

    /// A line that begins no item: more of the description of the last or the next one.
    fn go_on(&mut self, line: &Line, cells: Vec<(Role, Piece)>, next: Option<&Line>) {
        let Some((last, count)) = self.open else {
            self.wait(line, cells, next);
            return;
        };
        let gap = line.area.top.saturating_sub(last.bottom);
        let after = next.map(|next| next.area.top.saturating_sub(line.area.bottom));
        let height = line.area.height().max(1);
        let is_near = gap * 100 <= height * LINE_GAP_PERCENT && count < ITEM_LINES_MAX;
        let is_ahead = after.is_some_and(|after| (after + height / 3) < gap);
        match self.rows.last_mut().filter(|_| is_near && !is_ahead) {
            Some(row) => {
                row.more.extend(cells.into_iter().map(|(_, piece)| piece));
                self.open = Some((line.area, count + 1));
            }
            None => self.wait(line, cells, next),
        }
    }

    fn wait(&mut self, line: &Line, cells: Vec<(Role, Piece)>, next: Option<&Line>) {
        let after = next.map(|next| next.area.top.saturating_sub(line.area.bottom));
        let is_near =
            after.is_some_and(|after| after * 100 <= line.area.height() * LINE_GAP_PERCENT);
        self.ahead.clear();
        if is_near {
            let texts = cells
                .into_iter()
                .filter(|(role, _)| *role == Role::Description);
            self.ahead.extend(texts.map(|(_, piece)| piece));
        }
    }
}

/// True when a line says "total" where an item would say what it is.
pub(super) fn states_sum(line: &Line) -> bool {
    line.pieces.iter().any(|piece| {
        let words = piece
            .text
            .split(|c: char| c.is_ascii_digit())
            .next()
            .unwrap_or_default();
        let said = title(words.trim_matches([' ', ':', '$', '(']), Spelling::Exact);
        said.is_some_and(|title| title.is_money && !title.has_stranger)
    })
}

/// True for a number, with a unit behind a stroke if need be.
fn number_in(text: &str, habits: &Habits) -> bool {
    let first = text.split('/').next().unwrap_or_default();
    habits.number(first).is_some()
}

/// Gives each piece of a line its column: the nearest that takes its kind, from left to right.
fn assign(line: &Line, band: &[Column], habits: &Habits) -> Vec<(Role, Piece)> {
    let width = band.len();
    if width == 0 {
        return Vec::new();
    }
    let mut best: Vec<Vec<(i64, usize)>> = Vec::new();
    for piece in &line.pieces {
        let mut row = Vec::with_capacity(width);
        let mut least = (i64::MAX, 0);
        for (at, column) in band.iter().enumerate() {
            let before = best
                .last()
                .map_or((0, 0), |last: &Vec<(i64, usize)>| (last[at].0, at));
            if before.0 < least.0 {
                least = before;
            }
            row.push((least.0.saturating_add(cost(piece, column, habits)), least.1));
        }
        best.push(row);
    }
    let mut chosen = Vec::new();
    let mut at = best
        .last()
        .and_then(|last| (0..width).min_by_key(|at| last[*at].0))
        .unwrap_or(0);
    for (row, piece) in best.iter().zip(&line.pieces).rev() {
        chosen.push((at, piece));
        at = row[at].1;
    }
    chosen.reverse();
    joined(&chosen, band)
}

fn joined(chosen: &[(usize, &Piece)], band: &[Column]) -> Vec<(Role, Piece)> {
    let mut cells: Vec<(usize, Piece)> = Vec::new();
    for (at, piece) in chosen {
        match cells.last_mut().filter(|(last, _)| last == at) {
            Some((_, cell)) => {
                cell.text = format!("{} {}", cell.text, piece.text);
                cell.area = cell.area.with(piece.area);
                cell.shown = cell.shown.with(piece.shown);
                cell.seen = cell.seen.min(piece.seen);
            }
            None => cells.push((*at, (*piece).clone())),
        }
    }
    cells
        .into_iter()
        .map(|(at, piece)| (band[at].role, piece))
        .collect()
}

/// How badly a text goes into a column: how far it stands from it, and whether it is of its kind.
fn cost(piece: &Piece, column: &Column, habits: &Habits) -> i64 {
    let gap = column.area.left.saturating_sub(piece.area.right)
        + piece.area.left.saturating_sub(column.area.right);
    let aside = piece.area.middle_x().abs_diff(column.area.middle_x());
    let height = i64::from(piece.area.height());
    let is_number = number_in(&piece.text, habits);
    let is_sign = !piece.text.contains(char::is_alphanumeric) || piece.text.len() == 3;
    let kind = match column.role {
        Role::Quantity | Role::UnitPrice | Role::Amount | Role::PriceBasis if is_number => -height,
        Role::UnitPrice | Role::Amount if is_sign => 0,
        Role::Quantity | Role::UnitPrice | Role::Amount | Role::PriceBasis => MISFIT,
        Role::DeliveryDate if habits.day(piece).is_some() => -height,
        Role::DeliveryDate => MISFIT,
        Role::LineNo if piece.text.len() <= 6 && is_number => -height,
        Role::LineNo => MISFIT,
        Role::Unit
            if habits
                .number(&piece.text)
                .is_some_and(|n| n.behind.is_empty()) =>
        {
            MISFIT / 2
        }
        _ => 0,
    };
    i64::from(gap) + i64::from(aside) / 8 + kind
}
