//! Bringing master data, stock and supply in from files: read, check everything against the book,
//! rehearse on a copy of it, and only then submit, all or nothing.

mod cells;
mod column;
mod customers;
mod delimited;
mod directory;
mod items;
mod json;
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

use crate::cli::ImportKind;
use crate::failure::Outcome;
use book::{Book, Stamp};
use engine::{Handle, Moment};
use keep::{Personal, SubjectId, SubjectKind, Vault};
use plan::Plan;
use problem::Problems;
use std::collections::HashMap;
use table::Table;
use vocab::ActorId;

pub use directory::directory;
pub use report::Report;
pub use table::BYTES_MAX;

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
    kind: ImportKind,
    sources: &[Source],
    dry_run: bool,
) -> Outcome<Report> {
    let mut problems = Problems::default();
    let tables = table::read(kind, sources, &mut problems);
    let known = Known::gather(target, kind)?;
    let plan = plan(kind, &tables, &known, &mut problems);
    if problems.is_empty() {
        plan.rehearse(known.book, &stamp(target.now), &tables, &mut problems);
    }
    let report = Report::new(kind, sources, &tables, plan.tally, problems, dry_run);
    if report.ok && !dry_run {
        submit::submit(target, plan)?;
    }
    Ok(report)
}

fn plan(kind: ImportKind, tables: &[Table], known: &Known, problems: &mut Problems) -> Plan {
    let book = &known.book;
    match kind {
        ImportKind::Sites => sites::sites(tables, book, problems),
        ImportKind::Lanes => sites::lanes(tables, book, problems),
        ImportKind::Items => items::items(tables, book, problems),
        ImportKind::Prices => prices::prices(tables, book, problems),
        ImportKind::Customers => customers::customers(tables, known, problems),
        ImportKind::Parts => parts::parts(tables, book, problems),
        ImportKind::Stock => stock::stock(tables, book, problems),
        ImportKind::Supply => stock::supply(tables, book, problems),
    }
}

/// The stamp that a command of Kept itself gets at a moment.
fn stamp(now: Moment) -> Stamp {
    Stamp {
        at: now.at,
        today: now.today,
        minute: now.minute,
        actor: ActorId::default(),
    }
}

impl Known {
    fn gather(target: &Target<'_>, kind: ImportKind) -> Outcome<Known> {
        let book = target.handle.ask(Book::clone)?;
        let mut people = HashMap::new();
        if kind == ImportKind::Customers {
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
) -> Outcome {
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
