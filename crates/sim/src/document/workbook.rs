//! Order forms as workbooks: the order's own fields above, the lines in a table below.

use super::sheet::{Words, cells, head};
use super::{SampleLine, SampleOrder};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use vocab::Day;

/// Rows that the fields of the order start below: the title and an empty row.
const HEAD_START: u32 = 2;
/// Which fields of the order are its days.
const DAYS: [usize; 2] = [3, 4];
/// Which column of a line is its quantity and which its price.
const NUMBERS: [u16; 2] = [3, 5];
const COLUMN_WIDTHS: [u16; 6] = [16, 18, 44, 10, 10, 12];

/// An order form.
pub fn xlsx(order: &SampleOrder, words: &Words) -> Vec<u8> {
    write(order, words).expect("a sheet of a few rows in memory has nothing to fail on")
}

fn write(order: &SampleOrder, words: &Words) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(order)?);
    let sheet = workbook.add_worksheet();
    sheet.set_name(if words.hebrew { "הזמנה" } else { "Order" })?;
    sheet.set_right_to_left(words.hebrew);
    let bold = Format::new().set_bold();
    sheet.write_with_format(0, 0, words.title, &bold)?;
    let day_format = Format::new().set_num_format("dd/mm/yyyy");
    for ((title, text), field) in words.head.iter().zip(head(order, words)).zip(0..) {
        let row = HEAD_START + field as u32;
        sheet.write_with_format(row, 0, *title, &bold)?;
        let day = if field == DAYS[0] {
            Some(order.ordered)
        } else {
            order.requested
        };
        match day.filter(|_| DAYS.contains(&field)) {
            Some(day) => sheet.write_with_format(row, 1, &moment(day)?, &day_format)?,
            None => sheet.write(row, 1, text)?,
        };
    }
    let table = HEAD_START + words.head.len() as u32 + 1;
    let header = bold.set_align(FormatAlign::Center);
    for ((title, column), width) in words.columns.iter().zip(0..).zip(COLUMN_WIDTHS) {
        sheet.write_with_format(table, column, *title, &header)?;
        sheet.set_column_width(column, width)?;
    }
    for (line, row) in order.lines.iter().zip(table + 1..) {
        write_line(sheet, row, order, line, words)?;
    }
    workbook.save_to_buffer()
}

/// Without a fixed moment the writer would put the clock in, and no two files would be equal.
fn properties(order: &SampleOrder) -> Result<DocProperties, XlsxError> {
    let written = moment(order.ordered)?;
    Ok(DocProperties::new()
        .set_author(&order.buyer.contact)
        .set_creation_datetime(&written))
}

fn moment(day: Day) -> Result<ExcelDateTime, XlsxError> {
    let (year, month, day) = day.to_civil();
    ExcelDateTime::from_ymd(year as u16, month as u8, day as u8)
}

fn write_line(
    sheet: &mut Worksheet,
    row: u32,
    order: &SampleOrder,
    line: &SampleLine,
    words: &Words,
) -> Result<(), XlsxError> {
    for (cell, column) in cells(order, line, words).into_iter().zip(0u16..) {
        let number = NUMBERS
            .contains(&column)
            .then(|| cell.parse::<f64>().ok())
            .flatten();
        match number {
            // A workbook has no other numbers than doubles; these few digits survive in them.
            Some(number) => sheet.write(row, column, number)?,
            None => sheet.write(row, column, cell)?,
        };
    }
    Ok(())
}
