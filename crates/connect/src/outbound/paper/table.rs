//! Tables over as many pages as they take.

use super::block::{MARGIN, inside};
use super::sheet::{BODY, SMALL, STRONG, Sheets, Side, Size};
use super::words::Word;

/// Between the words of two columns.
const GUTTER: f32 = 6.0;
/// Above and below the words of a row.
const PADDING: f32 = 3.0;
/// The side of a box to tick.
const TICK: f32 = 9.0;

/// A column.
pub(super) struct Column {
    /// `None` is a box to tick.
    pub(super) title: Option<Word>,
    /// Its part of the width, of what all parts add up to.
    pub(super) part: f32,
    /// Where its words stand: numbers at the end.
    pub(super) side: Side,
}

pub(super) const fn column(title: Word, part: f32, side: Side) -> Column {
    Column {
        title: Some(title),
        part,
        side,
    }
}

/// A row of a table.
pub(super) enum Row {
    /// Words over the whole width, about the rows below.
    Heading(String),
    /// A cell for each column.
    Cells(Vec<String>),
}

/// A table on its way down the page.
pub(super) struct Table<'a> {
    columns: &'a [Column],
    /// Where each column begins, and how wide it is.
    places: Vec<(f32, f32)>,
    top: f32,
}

/// Places a table from `top` on; where it ends on the last page.
pub(super) fn table(sheets: &mut Sheets, top: f32, columns: &[Column], rows: &[Row]) -> f32 {
    let mut table = Table::new(sheets, top, columns);
    table.titles(sheets);
    for row in rows {
        table.row(sheets, row);
    }
    table.top
}

impl<'a> Table<'a> {
    fn new(sheets: &Sheets, top: f32, columns: &'a [Column]) -> Table<'a> {
        let parts: f32 = columns.iter().map(|column| column.part).sum();
        let room = inside(sheets) - GUTTER * columns.len().saturating_sub(1) as f32;
        let mut at = MARGIN;
        let places = columns.iter().map(|column| {
            let width = room * column.part / parts;
            let place = (at, width);
            at += width + GUTTER;
            place
        });
        Table {
            places: places.collect(),
            columns,
            top,
        }
    }

    fn titles(&mut self, sheets: &mut Sheets) {
        let titles = self.columns.iter().zip(&self.places);
        let wrapped: Vec<_> = titles
            .map(|(column, (_, width))| {
                let title = column.title.map(|title| sheets.language.say(title));
                SMALL.wrap(title.unwrap_or_default(), *width)
            })
            .collect();
        let lines = wrapped.iter().map(Vec::len).max().unwrap_or(0);
        for (index, lines) in wrapped.iter().enumerate() {
            let mut baseline = self.top;
            for line in lines {
                baseline += SMALL.leading();
                self.cell(sheets, index, baseline, SMALL, line);
            }
        }
        self.top += lines as f32 * SMALL.leading() + PADDING;
        sheets.rule(MARGIN, self.top, inside(sheets), 0.8);
        self.top += PADDING;
    }

    fn cell(
        &self,
        sheets: &mut Sheets,
        index: usize,
        baseline: f32,
        style: super::sheet::Style,
        words: &str,
    ) {
        let ((at, width), side) = (self.places[index], self.columns[index].side);
        let at = match side {
            Side::Start => at,
            Side::Middle => at + width / 2.0,
            Side::End => at + width,
        };
        sheets.words(at, baseline, side, style, words);
    }

    /// Begins a new page when what comes does not fit on this one.
    fn make_room(&mut self, sheets: &mut Sheets, height: f32) {
        if self.top + height > sheets.size.height - 1.5 * MARGIN && self.top > 2.0 * MARGIN {
            sheets.turn();
            self.top = MARGIN;
            self.titles(sheets);
        }
    }

    fn row(&mut self, sheets: &mut Sheets, row: &Row) {
        match row {
            Row::Heading(words) => self.heading(sheets, words),
            Row::Cells(cells) => self.cells(sheets, cells),
        }
    }

    fn heading(&mut self, sheets: &mut Sheets, words: &str) {
        // A heading stays with a row below.
        self.make_room(sheets, 3.0 * STRONG.leading());
        self.top += PADDING;
        let baseline = self.top + STRONG.leading();
        sheets.words(MARGIN, baseline, Side::Start, STRONG, words);
        self.top = baseline + 2.0 * PADDING;
    }

    fn cells(&mut self, sheets: &mut Sheets, cells: &[String]) {
        let columns = cells.iter().zip(&self.places);
        let wrapped: Vec<_> = columns
            .map(|(words, (_, width))| BODY.wrap(words, *width))
            .collect();
        let lines = wrapped.iter().map(Vec::len).max().unwrap_or(0).max(1);
        let height = lines as f32 * BODY.leading() + 2.0 * PADDING;
        self.make_room(sheets, height);
        for (index, lines) in wrapped.iter().enumerate() {
            let mut baseline = self.top;
            for line in lines {
                baseline += BODY.leading();
                self.cell(sheets, index, baseline, BODY, line);
            }
        }
        self.ticks(sheets);
        self.top += height - PADDING;
        sheets.rule(MARGIN, self.top, inside(sheets), 0.25);
        self.top += PADDING;
    }

    fn ticks(&self, sheets: &mut Sheets) {
        let size = Size {
            width: TICK,
            height: TICK,
        };
        let columns = self.columns.iter().zip(&self.places);
        for (_, (at, _)) in columns.filter(|(column, _)| column.title.is_none()) {
            sheets.frame(*at, self.top + PADDING / 2.0, size, 0.8);
        }
    }
}
