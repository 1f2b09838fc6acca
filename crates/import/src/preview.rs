//! What an import would do, before it does: how the columns are read, the first rows as they would be
//! in, and what is wrong.

use crate::cells::{Cells, each_until};
use crate::column::{self, Column, Need};
use crate::failed::Failed;
use crate::kind::Kind;
use crate::known::Known;
use crate::plan::{Mark, Place, Plan, ROWS_SHOWN_MAX, Tally};
use crate::problem::{Problem, Problems};
use crate::recognise::{FileColumn, Filled, Heading};
use crate::report::lines;
use crate::table::Table;
use crate::written::{Written, written_columns};
use crate::{
    Import, Target, checked, customers, groups, items, parts, prices, quotas, sites, stock,
    substitutes, supplier_stock,
};
use serde::Serialize;
use vocab::Quantity;

/// How many problems a preview lists.
const PROBLEMS_SHOWN_MAX: usize = 50;

/// What an import would do.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Preview {
    /// What would be imported.
    pub kind: Kind,
    /// True when nothing is wrong, so that it can be imported.
    pub ok: bool,
    /// The columns of the first file, in its order.
    pub columns: Vec<FileColumn>,
    /// The fields that the kind has.
    pub fields: Vec<Field>,
    /// Sheets of a workbook that are not looked at.
    pub sheets_not_read: Vec<String>,
    /// Rows in the files, without titles and blank ones.
    pub rows: usize,
    /// The first rows of the first file.
    pub first: Vec<FirstRow>,
    /// Records that are new.
    pub added: u64,
    /// Records that are there and differ.
    pub changed: u64,
    /// Records that are there just so.
    pub unchanged: u64,
    /// What is wrong: the first of it.
    pub problems: Vec<Problem>,
    /// How many more things are wrong than are listed.
    pub problems_not_listed: u64,
}

/// A field of what is imported.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Whether it has to be there.
    pub need: Need,
    /// What stands in it, to complete "expected ...".
    pub about: &'static str,
    /// What may stand in it; empty where there is no example.
    pub example: &'static str,
    /// The title of the column that it is read from.
    pub column: Option<String>,
    /// What the mapping says is in every row.
    pub always: Option<String>,
}

/// The fields that files of a kind may have, in their order.
pub fn fields(kind: Kind) -> Vec<Field> {
    let nothing = Heading::default();
    let columns = column::columns(kind).iter().enumerate();
    columns
        .map(|(place, column)| field(column, &nothing, place))
        .collect()
}

/// A row as it would be in.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FirstRow {
    /// Its number in the file.
    pub row: u32,
    /// What it is.
    pub mark: Mark,
    /// Its cells by field, those of [`Preview::fields`] that are kept: as they would be in, and of a wrong
    /// row as they stand in the file.
    pub cells: Vec<String>,
}

/// Checks an import, and shows what it would do.
///
/// # Errors
/// When the engine or the vault fails.
pub fn preview(target: &Target<'_>, job: &Import<'_>) -> Result<Preview, Failed> {
    let checked = checked(target, job)?;
    let (tables, problems) = (checked.tables, checked.problems);
    let Plan { tally, people, .. } = checked.plan;
    let mut known = checked.known;
    known.take(people);
    let mut preview = Preview {
        kind: job.kind,
        ok: problems.is_empty(),
        columns: Vec::new(),
        fields: Vec::new(),
        sheets_not_read: Vec::new(),
        rows: tables.iter().map(Table::len).sum(),
        first: first_rows(job.kind, &tables, &tally, &known),
        added: tally.added,
        changed: tally.changed,
        unchanged: tally.unchanged,
        problems: Vec::new(),
        problems_not_listed: 0,
    };
    preview.tell(problems);
    preview.describe(job.kind, tables.into_iter().next());
    Ok(preview)
}

impl Preview {
    /// What is wrong, a line each.
    pub fn problems_text(&self) -> String {
        lines(&self.problems, self.problems_not_listed)
    }

    fn tell(&mut self, problems: Problems) {
        (self.problems, self.problems_not_listed) = problems.into_listed();
        let listed = self.problems.len();
        self.problems.truncate(PROBLEMS_SHOWN_MAX);
        self.problems_not_listed += (listed - self.problems.len()) as u64;
    }

    fn describe(&mut self, kind: Kind, table: Option<Table>) {
        let (mut heading, columns) = (Heading::default(), column::columns(kind));
        if let Some(table) = table {
            heading = table.heading;
            self.sheets_not_read = table.sheets_not_read;
        }
        let fields = columns.iter().enumerate();
        self.fields = fields
            .map(|(place, column)| field(column, &heading, place))
            .collect();
        let columns = heading.titles.into_iter();
        self.columns = columns.filter(|column| !column.is_empty()).collect();
    }
}

fn field(column: &Column, heading: &Heading, place: usize) -> Field {
    let mut field = Field {
        name: column.name,
        need: column.need,
        about: column.expected,
        example: column.examples[0],
        column: None,
        always: None,
    };
    match heading.fields.get(place).and_then(Option::as_ref) {
        None => {}
        Some(Filled::Column(column)) => field.column = Some(heading.titles[*column].title.clone()),
        Some(Filled::Always(always)) => field.always = Some(always.clone()),
    }
    field
}

fn first_rows(kind: Kind, tables: &[Table], tally: &Tally, known: &Known) -> Vec<FirstRow> {
    let mut rows = Vec::new();
    let first = &tables[..tables.len().min(1)];
    // What is wrong was told before.
    each_until(ROWS_SHOWN_MAX, first, &mut Problems::default(), |cells| {
        rows.push(first_row(kind, cells, tally, known));
    });
    rows
}

fn first_row(kind: Kind, cells: &mut Cells<'_>, tally: &Tally, known: &Known) -> FirstRow {
    let place: Place = cells.place();
    let mark = tally.marked(place);
    let written = match mark {
        Mark::Wrong => None,
        Mark::New | Mark::Changed | Mark::Unchanged => understood(kind, cells, known),
    };
    let stands = |column: &Column| cells.text(column.name).to_owned();
    let as_it_stands = || written_columns(column::columns(kind)).map(stands).collect();
    FirstRow {
        row: cells.number(),
        mark,
        cells: written.map_or_else(as_it_stands, Written::into_shown),
    }
}

/// The record of a row as it is after the rehearsal.
fn understood(kind: Kind, cells: &mut Cells<'_>, known: &Known) -> Option<Written> {
    let book = &known.book;
    let company = &book.company;
    let item = || company.item_by_code(cells.text("item"));
    let site = || Some(&company.sites[company.site_by_code(cells.text("site"))?.index()]);
    let customer = || company.customer_by_code(cells.text("customer"));
    match kind {
        Kind::Sites => Some(sites::written_site(site()?)),
        Kind::Lanes => {
            let (id, zone) = (
                company.site_by_code(cells.text("site"))?,
                sites::zone(cells.text("zone"))?,
            );
            let lane = company.lane(id, zone)?;
            Some(sites::written_lane(
                site()?,
                zone,
                lane,
                book.policy.currency,
            ))
        }
        Kind::Items => Some(items::written(&company.items[item()?.index()], book)),
        Kind::Prices => {
            let list = company.price_list_by_code(cells.text("price_list"))?;
            let (list, item) = (&company.price_lists[list.index()], item()?);
            Some(prices::written(list, item, list.price(item)?, book))
        }
        Kind::Customers => {
            let customer = customer()?;
            let ship_to = company.ship_to_by_code(customer, cells.text("ship_to"));
            Some(customers::written(customer, ship_to, known))
        }
        Kind::Parts => {
            let (customer, part) = (customer()?, cells.text("customer_part"));
            let item = company.customers[customer.index()].parts.get(part)?;
            Some(parts::written(customer, part, *item, book))
        }
        Kind::Groups => groups::understood(cells, book),
        Kind::Stock => stock::understood(cells, book, Quantity::ZERO),
        Kind::Receipts => stock::understood(cells, book, Quantity(1)),
        Kind::Supply => {
            let supply = book.supply_by_reference(cells.text("reference"))?;
            Some(stock::written(book.stock.supplies.get(&supply)?, book))
        }
        Kind::Quotas => quotas::understood(cells, book),
        Kind::SupplierStock => supplier_stock::understood(cells, book),
        Kind::Substitutes => substitutes::understood(cells, book),
    }
}
