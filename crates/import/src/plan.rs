//! What an import would do: commands whose rows know where they come from, and people for the
//! vault.

use crate::Target;
use crate::failed::Failed;
use crate::problem::{Code, Problems, Wrong};
use crate::table::Table;
use book::{Book, Command, Refusal};
use engine::{Key, Unavailable};
use keep::Personal;
use vocab::IdempotencyKey;

/// A command is full with this many rows, so that other commands are decided in between.
pub const COMMAND_ROWS_MAX: usize = 10_000;
/// A command is full with this many bytes of rows, as a weight that is no less than what they are
/// in the journal. The engine takes more, see [`engine::ENTRY_BYTES_MAX`].
const COMMAND_BYTES_MAX: usize = 4 << 20;
/// Of how many of the first rows it is kept what came of them, to show it.
pub const ROWS_SHOWN_MAX: usize = 20;

/// What an import would do.
#[derive(Debug, Default)]
pub struct Plan {
    /// Commands, in order.
    pub steps: Vec<Step>,
    /// Whose personal data to put into the vault.
    pub people: Vec<Person>,
    /// What the rows are.
    pub tally: Tally,
    /// What the commands are recognised by when they come again, if they must not be done twice.
    pub once: Option<blake3::Hash>,
}

/// A command and where each of its rows comes from.
#[derive(Debug)]
pub struct Step {
    /// The command.
    pub command: Command,
    places: Vec<Place>,
    bytes: usize,
    /// True when it takes something from orders, which the copy of the book does not have.
    touches_orders: bool,
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
#[derive(Debug, Default)]
pub struct Tally {
    /// New ones.
    pub added: u64,
    /// Those that were there, and differed.
    pub changed: u64,
    /// Those that were there just so.
    pub unchanged: u64,
    /// What the first rows are.
    marks: Vec<(Place, Mark)>,
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// It is not there yet.
    New,
    /// It is there, and differs.
    Changed,
    /// It is there just so.
    Unchanged,
    /// Something in it is wrong.
    Wrong,
}

impl Mark {
    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Mark::New => "new",
            Mark::Changed => "changed",
            Mark::Unchanged => "unchanged",
            Mark::Wrong => "wrong",
        }
    }

    fn of(known: bool, differs: bool) -> Mark {
        match (known, differs) {
            (false, _) => Mark::New,
            (true, true) => Mark::Changed,
            (true, false) => Mark::Unchanged,
        }
    }
}

impl Tally {
    /// Counts the record of a row; true when it is new or differs.
    pub fn compare<T: PartialEq>(&mut self, place: Place, present: Option<&T>, record: &T) -> bool {
        self.record(place, present.is_some(), present != Some(record))
    }

    /// Counts the record of a row that was or was not there; true when it is new or differs.
    pub fn record(&mut self, place: Place, known: bool, differs: bool) -> bool {
        self.mark(place, known, differs);
        self.count(known, differs)
    }

    /// Counts a record of several rows; true when it is new or differs.
    pub fn count(&mut self, known: bool, differs: bool) -> bool {
        match Mark::of(known, differs) {
            Mark::New => self.added += 1,
            Mark::Changed => self.changed += 1,
            Mark::Unchanged | Mark::Wrong => self.unchanged += 1,
        }
        !known || differs
    }

    /// Notes what a row is, if it is one of the first.
    pub fn mark(&mut self, place: Place, known: bool, differs: bool) {
        if place.table == 0 && (place.row as usize) < ROWS_SHOWN_MAX {
            self.marks.push((place, Mark::of(known, differs)));
        }
    }

    /// What one of the first rows is.
    pub fn marked(&self, place: Place) -> Mark {
        let mark = self.marks.iter().find(|(other, _)| *other == place);
        mark.map_or(Mark::Wrong, |(_, mark)| *mark)
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
            let is_full = drafts.len() == COMMAND_ROWS_MAX || filled + more > COMMAND_BYTES_MAX;
            if is_full && filled > 0 {
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

    /// Adds the command of one row.
    pub fn single(&mut self, place: Place, command: Command, touches_orders: bool) {
        self.steps.push(Step {
            command,
            places: vec![place],
            bytes: 0,
            touches_orders,
        });
    }

    fn step(&mut self, command: Command, places: Vec<Place>, bytes: usize) {
        self.steps.push(Step {
            command,
            places,
            bytes,
            touches_orders: false,
        });
    }

    /// Does everything to a copy of the book, and tells what is refused; the first refusal ends it.
    ///
    /// # Errors
    /// When the engine does not answer.
    pub fn rehearse(
        &self,
        target: &Target<'_>,
        book: &mut Book,
        tables: &[Table],
        problems: &mut Problems,
    ) -> Result<(), Failed> {
        for step in &self.steps {
            if step.bytes > engine::ENTRY_BYTES_MAX {
                step.tell(0, tables, problems, || {
                    let bytes = step.bytes;
                    let message = format!(
                        "what belongs to this record is {bytes} bytes, too much for the journal"
                    );
                    Wrong::new(Code::RecordTooLarge, message)
                });
                return Ok(());
            }
            if let Some(refusal) = step.rehearse(target, book)? {
                let row = refusal.row.map_or(0, |row| row as usize - 1);
                step.tell(row, tables, problems, || Wrong::refused(&refusal));
                return Ok(());
            }
        }
        Ok(())
    }
}

impl Step {
    /// How many rows it is.
    pub fn rows(&self) -> u64 {
        self.places.len() as u64
    }

    /// What the book says to it, if it refuses. What touches orders is asked of the book itself.
    fn rehearse(
        &self,
        target: &Target<'_>,
        book: &mut Book,
    ) -> Result<Option<Refusal>, Unavailable> {
        let stamp = target.stamp();
        if self.touches_orders {
            let command = self.command.clone();
            let decided = move |book: &Book| book::decide(book, &command, &stamp).err();
            return target.handle.ask(decided);
        }
        Ok(match book::decide(book, &self.command, &stamp) {
            Ok(events) => {
                events.iter().for_each(|event| book::evolve(book, event));
                None
            }
            Err(refusal) => Some(refusal),
        })
    }

    /// Tells a problem of one of its rows.
    fn tell(
        &self,
        row: usize,
        tables: &[Table],
        problems: &mut Problems,
        wrong: impl FnOnce() -> Wrong,
    ) {
        let place = self.places[row];
        let table = &tables[place.table as usize];
        let number = table.number(place.row as usize);
        problems.tell(&table.file, Some(number), None, wrong);
    }
}

/// The key that step `nth` of an import is recognised by.
pub fn key(once: &blake3::Hash, nth: u64) -> Key {
    let key = blake3::keyed_hash(once.as_bytes(), &nth.to_le_bytes());
    let (mut name, mut print) = ([0; 16], [0; 8]);
    name.copy_from_slice(&key.as_bytes()[..16]);
    print.copy_from_slice(&key.as_bytes()[16..24]);
    (IdempotencyKey(name), u64::from_le_bytes(print))
}
