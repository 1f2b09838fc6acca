//! What is there as a file that an import reads back unchanged, and empty files to fill in.

use crate::column::{self, Column};
use crate::failed::Failed;
use crate::kind::Kind;
use crate::known::Known;
use crate::written::{Written, written_columns};
use crate::{
    Target, customers, delimited, groups, items, parts, prices, quotas, sites, stock, substitutes,
    supplier_stock,
};
use std::io::Write;

/// Tells spreadsheet programs that a file is UTF-8.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";
/// How a row ends (RFC 4180).
pub const LINE_END: &str = "\r\n";

/// A CSV file to fill in: the titles and two example rows. Its examples of all kinds, imported in the
/// order of [`Kind::ALL`], make a small company.
pub fn template(kind: Kind) -> String {
    let columns: Vec<&Column> = written_columns(column::columns(kind)).collect();
    let titles = delimited::line(columns.iter().map(|column| column.name));
    let example = |row: usize| delimited::line(columns.iter().map(|column| column.examples[row]));
    [titles, example(0), example(1)]
        .map(|line| line + LINE_END)
        .concat()
}

/// Writes everything of a kind as CSV, and tells how many rows it is. An import of it changes nothing.
/// What people wrote is guarded against being taken for a formula. Of receipts, which are not kept,
/// there are only the titles. Exports of customers hold personal data.
///
/// # Errors
/// When the engine or the vault fails, or `to`.
pub fn export(target: &Target<'_>, kind: Kind, to: &mut dyn Write) -> Result<u64, Failed> {
    let known = Known::gather(target, kind)?;
    let titles = written_columns(column::columns(kind)).map(|column| column.name);
    write!(to, "{BYTE_ORDER_MARK}{}{LINE_END}", delimited::line(titles))?;
    let mut rows = 0;
    for record in records(kind, &known) {
        write!(to, "{}{LINE_END}", delimited::line(record.cells()))?;
        rows += 1;
    }
    Ok(rows)
}

fn records(kind: Kind, known: &Known) -> Box<dyn Iterator<Item = Written> + '_> {
    let book = &known.book;
    let company = &book.company;
    match kind {
        Kind::Sites => Box::new(company.sites.iter().map(sites::written_site)),
        Kind::Lanes => {
            Box::new(sites::lanes_of(book).map(|(site, zone, lane)| {
                sites::written_lane(site, zone, lane, book.policy.currency)
            }))
        }
        Kind::Items => Box::new(company.items.iter().map(|item| items::written(item, book))),
        Kind::Prices => Box::new(
            prices::prices_of(book)
                .map(|(list, item, price)| prices::written(list, item, price, book)),
        ),
        Kind::Customers => {
            let rows = customers::rows_of(book).into_iter();
            Box::new(rows.map(|(id, ship_to)| customers::written(id, ship_to, known)))
        }
        Kind::Parts => {
            let parts = parts::parts_of(book);
            Box::new(parts.map(|(customer, part, item)| parts::written(customer, part, item, book)))
        }
        Kind::Groups => {
            let rows = groups::groups_of_all(book);
            Box::new(rows.map(|(customer, group)| groups::written(customer, group, book)))
        }
        Kind::Stock => {
            Box::new(stock::on_hand(book).map(|goods| stock::written_goods(goods, book)))
        }
        Kind::Receipts => Box::new(std::iter::empty()),
        Kind::Supply => {
            let open = book.stock.supplies.values();
            Box::new(open.map(|supply| stock::written(supply, book)))
        }
        Kind::Quotas => {
            let rows = quotas::quotas_of(book);
            Box::new(rows.map(|(quota, item)| quotas::written(quota, item, book)))
        }
        Kind::SupplierStock => {
            let rows = book.stock.suppliers.iter();
            Box::new(rows.map(|row| supplier_stock::written(row, book)))
        }
        Kind::Substitutes => {
            let rows = substitutes::substitutes_of_all(book);
            Box::new(rows.map(|(item, other)| substitutes::written(item, other, book)))
        }
    }
}
