//! Bringing master data, stock and supply in from files: read, check everything against the book,
//! rehearse on a copy of it, and only then submit, all or nothing.
//!
//! **Invariants.** A file is not trusted: every size has a limit with a name, and what is wrong with a
//! file is told by row and column, never by a failure. Nothing of it reaches the book or the vault
//! unless all of it is right.

mod cells;
mod column;
mod customers;
mod delimited;
mod failed;
mod items;
mod json;
mod kind;
mod outline;
mod parts;
mod plan;
mod prices;
mod problem;
mod report;
mod sites;
mod stock;
mod submit;
mod table;
#[cfg(test)]
mod tests;

use book::{Book, Stamp};
use engine::{Handle, Moment};
use keep::{Personal, SubjectId, SubjectKind, Vault};
use plan::Plan;
use problem::Problems;
use std::collections::HashMap;
use table::Table;
use vocab::ActorId;

pub use failed::Failed;
pub use kind::Kind;
pub use outline::{Buyer, BuyerPlace, Outline, outline};
pub use problem::{PROBLEMS_LISTED_MAX, Problem};
pub use report::Report;
pub use table::{BYTES_MAX, CELL_BYTES_MAX, ROWS_MAX};

/// A file to import.
pub struct Source {
    /// What the report calls it.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// What is imported into.
pub struct Target<'a> {
    /// The book.
    pub handle: &'a Handle,
    /// Where names and addresses go.
    pub vault: &'a Vault,
    /// Who imports.
    pub actor: ActorId,
    /// The moment that the import is checked at.
    pub now: Moment,
}

/// What is there before the import: a copy of the book, and for customers their personal data.
struct Known {
    book: Book,
    people: HashMap<SubjectId, Personal>,
}

/// Imports files of one kind, or only checks them in a dry run.
///
/// What is wrong with the files is in the report, and then nothing was changed.
///
/// # Errors
/// When the engine or the vault fails. The same import again then completes what was begun;
/// of stock, look first whether it was received.
pub fn import(
    target: &Target<'_>,
    kind: Kind,
    sources: &[Source],
    dry_run: bool,
) -> Result<Report, Failed> {
    let mut problems = Problems::default();
    let tables = table::read(kind, sources, &mut problems);
    let known = Known::gather(target, kind)?;
    let plan = plan(kind, &tables, &known, &mut problems);
    if problems.is_empty() {
        plan.rehearse(known.book, &target.stamp(), &tables, &mut problems);
    }
    let report = Report::new(kind, sources, &tables, plan.tally, problems, dry_run);
    if report.ok && !dry_run {
        submit::submit(target, plan)?;
    }
    Ok(report)
}

fn plan(kind: Kind, tables: &[Table], known: &Known, problems: &mut Problems) -> Plan {
    let book = &known.book;
    match kind {
        Kind::Sites => sites::sites(tables, book, problems),
        Kind::Lanes => sites::lanes(tables, book, problems),
        Kind::Items => items::items(tables, book, problems),
        Kind::Prices => prices::prices(tables, book, problems),
        Kind::Customers => customers::customers(tables, known, problems),
        Kind::Parts => parts::parts(tables, book, problems),
        Kind::Stock => stock::stock(tables, book, problems),
        Kind::Supply => stock::supply(tables, book, problems),
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

impl Known {
    fn gather(target: &Target<'_>, kind: Kind) -> Result<Known, Failed> {
        let book = target.handle.ask(Book::clone)?;
        let mut people = HashMap::new();
        if kind == Kind::Customers {
            for of in [SubjectKind::Customer, SubjectKind::ShipTo] {
                gather_people(target.vault, of, &mut people)?;
            }
        }
        Ok(Known { book, people })
    }

    /// What the vault has of someone whom the book knows; nothing of anyone else, whatever is left
    /// in the vault under a number that the book has not given out yet.
    fn person(&self, subject: Option<SubjectId>) -> Option<&Personal> {
        self.people.get(&subject?)
    }
}

fn gather_people(
    vault: &Vault,
    kind: SubjectKind,
    people: &mut HashMap<SubjectId, Personal>,
) -> Result<(), Failed> {
    let mut from = 0;
    loop {
        let page = vault.all(kind, from, keep::SUBJECTS_MAX)?;
        let Some((last, _)) = page.last() else {
            return Ok(());
        };
        from = last.number + 1;
        people.extend(page);
    }
}
