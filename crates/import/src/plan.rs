//! What an import would do: commands whose rows know where they come from, and people for the
//! vault.

use crate::problem::Problems;
use crate::table::{ROWS_MAX, Table};
use book::{Book, Command, Stamp};
use keep::Personal;

/// A command is full with this many bytes of rows, as a weight that is no less than what they are
/// in the journal. The engine takes more, see [`engine::ENTRY_BYTES_MAX`].
const COMMAND_BYTES_MAX: usize = 32 << 20;

/// What an import would do.
#[derive(Debug, Default)]
pub struct Plan {
    /// Commands, in order.
    pub steps: Vec<Step>,
    /// Whose personal data to put into the vault.
    pub people: Vec<Person>,
    /// What the rows are.
    pub tally: Tally,
}

/// A command and where each of its rows comes from.
#[derive(Debug)]
pub struct Step {
    /// The command.
    pub command: Command,
    places: Vec<Place>,
    bytes: usize,
}

/// A row of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// Which table.
    pub table: u32,
    /// Which of its rows, from 0.
    pub row: u32,
}

/// A customer or ship-to with what the vault should have of it.
#[derive(Debug)]
pub struct Person {
    /// Customer number.
    pub customer: String,
    /// Code of the ship-to; `None` is the customer.
    pub ship_to: Option<String>,
    /// Names and addresses.
    pub personal: Personal,
}

/// What came of the records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// New ones.
    pub added: u64,
    /// Those that were there, and differed.
    pub changed: u64,
    /// Those that were there just so.
    pub unchanged: u64,
}

impl Tally {
    /// Counts a record; true when it is new or differs.
    pub fn counts<T: PartialEq>(&mut self, present: Option<&T>, record: &T) -> bool {
        let known = present.is_some();
        self.count(known, present != Some(record))
    }

    /// Counts a record that was or was not there; true when it is new or differs.
    pub fn count(&mut self, known: bool, differs: bool) -> bool {
        match (known, differs) {
            (false, _) => self.added += 1,
            (true, true) => self.changed += 1,
            (true, false) => self.unchanged += 1,
        }
        !known || differs
    }
}

impl Plan {
    /// Adds as few commands as hold these rows.
    pub fn add<T>(
        &mut self,
        rows: Vec<(Place, T)>,
        bytes: impl Fn(&T) -> usize,
        command: impl Fn(Vec<T>) -> Command,
    ) {
        let (mut places, mut drafts, mut filled) = (Vec::new(), Vec::new(), 0);
        for (place, draft) in rows {
            let more = bytes(&draft);
            if drafts.len() == ROWS_MAX || (filled + more > COMMAND_BYTES_MAX && filled > 0) {
                let full = std::mem::take(&mut drafts);
                self.step(command(full), std::mem::take(&mut places), filled);
                filled = 0;
            }
            filled += more;
            places.push(place);
            drafts.push(draft);
        }
        if !drafts.is_empty() {
            self.step(command(drafts), places, filled);
        }
    }

    fn step(&mut self, command: Command, places: Vec<Place>, bytes: usize) {
        self.steps.push(Step {
            command,
            places,
            bytes,
        });
    }

    /// Does everything to a copy of the book, and tells what it refuses.
    pub fn rehearse(
        &self,
        mut book: Book,
        stamp: &Stamp,
        tables: &[Table],
        problems: &mut Problems,
    ) {
        for step in &self.steps {
            if step.bytes > engine::ENTRY_BYTES_MAX {
                step.tell(0, tables, problems, || {
                    format!(
                        "what belongs to this record is {} bytes, too much for the journal",
                        step.bytes
                    )
                });
                return;
            }
            match book::decide(&book, &step.command, stamp) {
                Ok(events) => events
                    .iter()
                    .for_each(|event| book::evolve(&mut book, event)),
                Err(refusal) => {
                    let row = refusal.row.map_or(0, |row| row as usize - 1);
                    return step.tell(row, tables, problems, || refusal.message.clone());
                }
            }
        }
    }
}

impl Step {
    /// Tells a problem of one of its rows.
    fn tell(
        &self,
        row: usize,
        tables: &[Table],
        problems: &mut Problems,
        message: impl FnOnce() -> String,
    ) {
        let place = self.places[row];
        let table = &tables[place.table as usize];
        let number = table.number(place.row as usize);
        problems.tell(&table.file, Some(number), None, message);
    }
}
