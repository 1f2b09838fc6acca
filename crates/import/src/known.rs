//! What is there before an import: a copy of the book without its orders, and for customers what the
//! vault has of them.

use crate::Target;
use crate::failed::Failed;
use crate::kind::Kind;
use crate::plan::Person;
use crate::submit::subject;
use book::Book;
use keep::{Personal, SubjectId, SubjectKind, Vault};
use std::collections::HashMap;

/// What is there.
pub struct Known {
    /// Master data, stock and supply.
    pub book: Book,
    people: HashMap<SubjectId, Personal>,
}

impl Known {
    /// Gathers what an import of a kind may change.
    pub fn gather(target: &Target<'_>, kind: Kind) -> Result<Known, Failed> {
        let book = target.handle.ask(Book::without_orders)?;
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
    pub fn person(&self, subject: Option<SubjectId>) -> Option<&Personal> {
        self.people.get(&subject?)
    }

    /// Has people as the vault would have them after the import.
    pub fn take(&mut self, people: Vec<Person>) {
        for person in people {
            if let Some(subject) = subject(&self.book, &person) {
                self.people.insert(subject, person.personal);
            }
        }
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
