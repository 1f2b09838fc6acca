//! Bringing master data, stock and supply in from files: read, check everything against the book,
//! rehearse on a copy of it, and only then submit, all or nothing.
//!
//! **Invariants.** A file is not trusted: every size has a limit with a name, and what is wrong with a
//! file is told by row and column, never by a failure. Nothing of it reaches the book or the vault
//! unless all of it is right.

mod also;
mod cells;
mod column;
mod customers;
mod delimited;
mod export;
mod failed;
mod groups;
mod items;
mod json;
mod kind;
mod known;
mod outline;
mod parts;
mod person;
mod plan;
mod preview;
mod prices;
mod problem;
mod quotas;
mod recognise;
mod report;
mod sites;
mod stock;
mod submit;
mod substitutes;
mod supplier_stock;
mod table;
#[cfg(test)]
mod tests;
mod workbook;
mod written;

use book::{Book, Stamp};
use engine::{Handle, Moment};
use keep::Vault;
use known::Known;
use plan::Plan;
use problem::Problems;
use std::ops::ControlFlow;
use table::Table;
use vocab::ActorId;

pub use column::Need;
pub use customers::present as present_customer;
pub use delimited::line as csv_line;
pub use export::{BYTE_ORDER_MARK, LINE_END, export, template};
pub use failed::Failed;
pub use kind::Kind;
pub use outline::{Buyer, BuyerPlace, Outline, outline};
pub use person::{Unfit, fit_person};
pub use plan::{COMMAND_ROWS_MAX, Mark, ROWS_SHOWN_MAX};
pub use preview::{Field, FirstRow, Preview, fields, preview};
pub use problem::{Code, PROBLEMS_LISTED_MAX, Problem};
pub use recognise::{COLUMNS_MAX, FileColumn, Mapping, Origin, SAMPLES_MAX, Why};
pub use report::Report;
pub use submit::{customer_subject, ship_to_subject};
pub use table::{BYTES_MAX, CELL_BYTES_MAX, ROWS_MAX, TEXT_BYTES_MAX, TITLE_ROWS_MAX};
pub use vocab::guard::guarded;

/// A file to import: CSV, a workbook (XLSX, ODS) or JSON, which its content tells.
pub struct Source {
    /// What the report calls it.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// What is imported into, or exported from.
pub struct Target<'a> {
    /// The book.
    pub handle: &'a Handle,
    /// Where names and addresses are.
    pub vault: &'a Vault,
    /// Who imports.
    pub actor: ActorId,
    /// The moment that the import is checked at.
    pub now: Moment,
}

/// What to import.
pub struct Import<'a> {
    /// What the files hold.
    pub kind: Kind,
    /// The files; together they are imported or not.
    pub sources: &'a [Source],
    /// Which column is which field; without it, titles are recognised.
    pub mapping: Option<&'a Mapping>,
    /// Check everything and change nothing.
    pub dry_run: bool,
}

/// How far an import has come, in rows and people that are durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// So many are done.
    pub done: u64,
    /// Of so many.
    pub total: u64,
}

/// Imports files of one kind, or only checks them in a dry run. Blocks until everything is durable.
///
/// What is wrong with the files is in the report, and then nothing was changed. `progress` is told of
/// nothing done once everything was checked: a break then stops the import. Later it is carried through.
///
/// # Errors
/// [`Failed::Stopped`] where `progress` breaks, with nothing changed. Others when the engine or the vault
/// fails; the same import again then completes what was begun.
pub fn import(
    target: &Target<'_>,
    job: &Import<'_>,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Report, Failed> {
    let Checked {
        tables,
        plan,
        problems,
        ..
    } = checked(target, job)?;
    let mut report = Report::new(job, &tables, &plan.tally, problems);
    drop(tables);
    if report.ok && !job.dry_run {
        report.repeat(submit::submit(target, plan, progress)?);
    }
    Ok(report)
}

/// An import that was read, checked and rehearsed.
struct Checked {
    tables: Vec<Table>,
    /// What is there, and after it, as far as it is right, what the rehearsal made of it.
    known: Known,
    plan: Plan,
    problems: Problems,
}

fn checked(target: &Target<'_>, job: &Import<'_>) -> Result<Checked, Failed> {
    let mut problems = Problems::default();
    let tables = table::read(job.kind, job.sources, job.mapping, &mut problems);
    let mut known = Known::gather(target, job.kind)?;
    let plan = match tables.iter().all(Table::is_complete) {
        true => plan(job.kind, &tables, &known, &mut problems),
        false => Plan::default(),
    };
    plan.rehearse(target, &mut known.book, &tables, &mut problems)?;
    Ok(Checked {
        tables,
        known,
        plan,
        problems,
    })
}

fn plan(kind: Kind, tables: &[Table], known: &Known, problems: &mut Problems) -> Plan {
    let book: &Book = &known.book;
    match kind {
        Kind::Sites => sites::sites(tables, book, problems),
        Kind::Lanes => sites::lanes(tables, book, problems),
        Kind::Items => items::items(tables, book, problems),
        Kind::Prices => prices::prices(tables, book, problems),
        Kind::Customers => customers::customers(tables, known, problems),
        Kind::Parts => parts::parts(tables, book, problems),
        Kind::Groups => groups::groups(tables, book, problems),
        Kind::Stock => stock::stock(tables, book, problems),
        Kind::Receipts => stock::receipts(tables, book, problems),
        Kind::Supply => stock::supply(tables, book, problems),
        Kind::Quotas => quotas::quotas(tables, book, problems),
        Kind::SupplierStock => supplier_stock::supplier_stock(tables, book, problems),
        Kind::Substitutes => substitutes::substitutes(tables, book, problems),
    }
}

impl Target<'_> {
    /// The stamp that the commands of the import get.
    fn stamp(&self) -> Stamp {
        Stamp {
            at: self.now.at,
            today: self.now.today,
            minute: self.now.minute,
            actor: self.actor,
        }
    }
}
