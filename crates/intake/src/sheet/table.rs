//! Finds the tables of a sheet: a row of titles, what each column means, and the rows below.

use super::grid::{Cell, Grid, Kind, Row};
use super::label::is_label;
use super::role::{Role, Spelling, Title, title};
use std::ops::Range;
use vocab::{Currency, Decimal, Gtin};

/// Typing errors in titles are forgiven in this many rows; further down only exact ones count.
const FORGIVING_ROWS: usize = 200;
/// How many rows tell what a column holds.
const SAMPLE_ROWS: usize = 50;

/// A table of a sheet.
#[derive(Debug)]
pub(super) struct Table {
    /// Index of the row of titles.
    pub titles: usize,
    /// Indices of the rows up to the next table.
    pub body: Range<usize>,
    columns: Vec<(u32, Role)>,
    /// The currency that a title names.
    pub currency: Option<(u32, Currency)>,
    /// Some column takes money off the line.
    pub has_discount: bool,
    /// There are no titles; the columns were told by their content.
    pub is_untitled: bool,
}

/// The tables of a sheet from top to bottom.
pub(super) fn tables(grid: &Grid) -> Vec<Table> {
    let titles: Vec<(usize, Vec<(u32, Title)>)> = (grid.rows.iter().enumerate())
        .filter_map(|(index, row)| Some((index, title_row(index, row)?)))
        .collect();
    if titles.is_empty() {
        return untitled(grid).into_iter().collect();
    }
    let ends = titles.iter().skip(1).map(|(index, _)| *index);
    let ends: Vec<usize> = ends.chain([grid.rows.len()]).collect();
    titles
        .into_iter()
        .zip(ends)
        .map(|((index, titles), end)| Table::new(grid, index, index + 1..end, titles))
        .collect()
}

/// The titles of a row, when it is a row of titles: a quantity, an item, and few other texts.
fn title_row(index: usize, row: &Row) -> Option<Vec<(u32, Title)>> {
    let spelling = if index < FORGIVING_ROWS {
        Spelling::Forgiving
    } else {
        Spelling::Exact
    };
    if row.cells.len() < 2 || row.cells.iter().any(|cell| cell.kind != Kind::Text) {
        return None;
    }
    let titles: Vec<(u32, Title)> = (row.cells.iter())
        .filter_map(|cell| Some((cell.column, title(&cell.text, spelling)?)))
        .collect();
    let has = |wanted: &[Role]| titles.iter().any(|(_, title)| wanted.contains(&title.role));
    let is_row = has(&[Role::Quantity, Role::PackSize])
        && has(&[
            Role::Item,
            Role::BuyerPart,
            Role::SupplierPart,
            Role::Gtin,
            Role::Description,
            Role::LineNo,
        ])
        && titles.len() * 2 >= row.cells.len();
    is_row.then_some(titles)
}

/// The most columns of a list without titles.
const UNTITLED_COLUMNS_MAX: usize = 3;

/// A bare list of item codes and quantities, as quick orders are uploaded.
fn untitled(grid: &Grid) -> Option<Table> {
    let first = grid.rows.first()?;
    let columns: Vec<u32> = first.cells.iter().map(|cell| cell.column).collect();
    let every = |column: u32, holds: &dyn Fn(&str) -> bool| {
        let mut rows = grid.rows.iter();
        rows.all(|row| row.at(column).is_some_and(|cell| holds(&cell.text)))
    };
    let is_code = |text: &str| {
        text.contains(|c: char| c.is_ascii_digit()) && !text.contains(char::is_whitespace)
    };
    let is_count = |text: &str| text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    if columns.len() > UNTITLED_COLUMNS_MAX || grid.rows.len() < 2 {
        return None;
    }
    let mut rest = columns.iter().copied();
    let code = rest.find(|column| every(*column, &is_code))?;
    let mut others = columns.iter().copied().filter(|column| *column != code);
    let quantity = others.find(|column| every(*column, &is_count))?;
    let mut table = Table {
        titles: 0,
        body: 0..grid.rows.len(),
        columns: vec![(code, Role::Item), (quantity, Role::Quantity)],
        currency: None,
        has_discount: false,
        is_untitled: true,
    };
    table.settle(grid);
    Some(table)
}

impl Table {
    fn new(grid: &Grid, index: usize, body: Range<usize>, titles: Vec<(u32, Title)>) -> Table {
        let money = titles
            .iter()
            .find_map(|(column, title)| title.currency.map(|currency| (*column, currency)));
        let has_discount = (grid.rows[index].cells.iter()).any(|cell| {
            let text = cell.text.to_lowercase();
            ["disc", "rabatt", "remise", "descuento", "הנחה"]
                .iter()
                .any(|word| text.contains(word))
        });
        let mut table = Table {
            titles: index,
            columns: Vec::new(),
            currency: money,
            has_discount,
            is_untitled: false,
            body,
        };
        for (column, title) in titles {
            table.columns.push((column, title.role));
        }
        table.settle(grid);
        table
    }

    /// Looks at the content where titles leave a choice.
    fn settle(&mut self, grid: &Grid) {
        if self.column(Role::Quantity).is_none() {
            self.rename(Role::PackSize, Role::Quantity);
        }
        let items: Vec<u32> = self.columns_of(Role::Item);
        for column in items {
            let role = self.item_role(grid, column);
            self.set(column, role);
        }
        if self.column(Role::Item).is_none() {
            return;
        }
        if self.column(Role::Description).is_none() {
            self.describe(grid);
        }
        let other = if self.column(Role::SupplierPart).is_some() {
            Role::BuyerPart
        } else {
            Role::SupplierPart
        };
        self.rename(Role::Item, other);
    }

    /// What a column titled "Item" holds: numbers of lines, barcodes, descriptions or codes.
    fn item_role(&self, grid: &Grid, column: u32) -> Role {
        let rows = &grid.rows[self.body.clone()];
        let texts: Vec<&str> = (rows.iter().take(SAMPLE_ROWS))
            .filter_map(|row| row.at(column))
            .filter(|cell| !is_label(cell))
            .map(|cell| cell.text.as_str())
            .collect();
        let most = |holds: &dyn Fn(&&&str) -> bool| {
            let count = texts.iter().filter(holds).count();
            count > 0 && count * 5 >= texts.len() * 4
        };
        let another = |roles: &[Role]| {
            let mut columns = self.columns.iter();
            columns.any(|(other, role)| *other != column && roles.contains(role))
        };
        let codes = [Role::Item, Role::BuyerPart, Role::SupplierPart, Role::Gtin];
        if !another(&[Role::LineNo])
            && counts_up(&texts)
            && (another(&codes) || another(&[Role::Description]))
        {
            return Role::LineNo;
        }
        if !another(&[Role::Gtin]) && most(&|text| Gtin::parse(text).is_some()) {
            return Role::Gtin;
        }
        let is_prose = |text: &&&str| text.split_whitespace().count() >= 2 && text.len() > 8;
        if !another(&[Role::Description]) && most(&is_prose) {
            return Role::Description;
        }
        Role::Item
    }

    /// Of two columns that name the item, the one with the longer texts describes it.
    fn describe(&mut self, grid: &Grid) {
        let rows = &grid.rows[self.body.clone()];
        let length = |column: &u32| -> usize {
            let cells = rows
                .iter()
                .take(SAMPLE_ROWS)
                .filter_map(|row| row.at(*column));
            cells.map(|cell| cell.text.chars().count()).sum()
        };
        let items = self.columns_of(Role::Item);
        let longest = items.iter().copied().max_by_key(length);
        if let (true, Some(longest)) = (items.len() > 1, longest) {
            let mut cells = rows.iter().filter_map(|row| row.at(longest));
            if cells.any(|cell| cell.text.contains(' ')) {
                self.set(longest, Role::Description);
            }
        }
    }

    fn columns_of(&self, role: Role) -> Vec<u32> {
        let columns = self.columns.iter().filter(|(_, other)| *other == role);
        columns.map(|(column, _)| *column).collect()
    }

    fn set(&mut self, column: u32, role: Role) {
        for entry in self
            .columns
            .iter_mut()
            .filter(|(other, _)| *other == column)
        {
            entry.1 = role;
        }
    }

    fn rename(&mut self, from: Role, to: Role) {
        if let Some(column) = self.column(from) {
            self.set(column, to);
        }
    }

    /// The first column of a meaning.
    pub fn column(&self, role: Role) -> Option<u32> {
        let found = self.columns.iter().find(|(_, other)| *other == role);
        found.map(|(column, _)| *column)
    }

    /// The filled cell of a row in the first column of a meaning.
    pub fn cell<'a>(&self, row: &'a Row, role: Role) -> Option<&'a Cell> {
        row.at(self.column(role)?)
    }
}

/// 1, 2, 3 or 10, 20, 30.
fn counts_up(texts: &[&str]) -> bool {
    let numbers: Vec<Decimal> = texts
        .iter()
        .filter_map(|text| Decimal::parse(text))
        .collect();
    let first = numbers.first().copied();
    texts.len() >= 2
        && texts.len() == numbers.len()
        && matches!(first, Some(first) if first == Decimal::whole(1) || first == Decimal::whole(10))
        && numbers.windows(2).all(|pair| pair[0] < pair[1])
}
