//! The pick list: what to fetch, bin by bin, with a box to tick.

use super::block;
use super::sheet::{A4, Sheets, Side};
use super::table::{Column, Row, column, table};
use super::words::{Language, Word};
use crate::outbound::PickList;
use crate::outbound::facts::LINES_MAX;
use crate::outbound::message::{Message, Unsayable, at_most};
use crate::outbound::pick::PickLine;

const COLUMNS: &[Column] = &[
    Column {
        title: None,
        part: 4.0,
        side: Side::Start,
    },
    column(Word::Bin, 12.0, Side::Start),
    column(Word::Item, 12.0, Side::Start),
    column(Word::Description, 34.0, Side::Start),
    column(Word::Lot, 10.0, Side::Start),
    column(Word::Quantity, 9.0, Side::End),
    column(Word::Unit, 9.0, Side::Start),
    column(Word::Order, 14.0, Side::Start),
];

/// Makes the pick list, A4, in the sequence of the bins.
///
/// # Errors
/// With more than [`LINES_MAX`] lines.
pub fn pick_list(language: Language, facts: &PickList) -> Result<Message, Unsayable> {
    at_most("lines", facts.lines.len(), LINES_MAX)?;
    let mut sheets = Sheets::new(language, A4);
    let top = block::title(&mut sheets, Word::PickList, &facts.number);
    let numbers = [
        (Word::Site, Some(facts.site.clone())),
        (Word::Date, Some(facts.at.utc_day().to_string())),
        (Word::Picker, facts.picker.clone()),
    ];
    let top = block::numbers(&mut sheets, top, &numbers);
    let lines = facts.by_bin();
    let rows = lines
        .into_iter()
        .map(|line| Row::Cells(cells(language, line)));
    table(&mut sheets, top, COLUMNS, &rows.collect::<Vec<_>>());
    block::finish(sheets, Word::PickList, &facts.number)
}

fn cells(language: Language, line: &PickLine) -> Vec<String> {
    let no_bin = || language.say(Word::NoBin).to_owned();
    vec![
        String::new(),
        line.bin.clone().unwrap_or_else(no_bin),
        line.item.seller_code.clone(),
        line.item.name.clone(),
        line.lot.clone().unwrap_or_default(),
        line.quantity.to_string(),
        language.unit(line.measure.unit).to_owned(),
        line.order_number.clone(),
    ]
}
