//! Rows by id, and the ids by code, laid out so that finding a row by its code touches little
//! memory: one slot of eight bytes, and the row itself, which holds its code.

use rustc_hash::FxHasher;
use std::hash::Hasher;

/// Bytes of a code that are kept in its row.
const NEAR_BYTES: usize = 22;
/// Slots of the smallest index; a power of two.
const SLOTS_MIN: usize = 64;

/// A code, in its row unless it is unusually long.
pub enum Short {
    /// The first so many of these bytes.
    Near(u8, [u8; NEAR_BYTES]),
    /// All of it, elsewhere.
    Far(Box<str>),
}

/// A row that has a code.
pub trait Coded {
    /// Its code.
    fn code(&self) -> &Short;
}

/// Rows by dense id, and the ids by code.
pub struct Table<Row> {
    rows: Vec<Option<Row>>,
    /// Open addressing, linear probing, never more than half full.
    slots: Vec<Slot>,
    taken: usize,
}

/// One place of the index; free when `next_id` is 0.
#[derive(Clone, Copy, Default)]
struct Slot {
    hash: u32,
    /// One more than the id.
    next_id: u32,
}

impl Short {
    /// A code of this text.
    pub fn new(text: &str) -> Short {
        let mut bytes = [0; NEAR_BYTES];
        match bytes.get_mut(..text.len()) {
            Some(near) => {
                near.copy_from_slice(text.as_bytes());
                Short::Near(text.len() as u8, bytes)
            }
            None => Short::Far(text.into()),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        match self {
            Short::Near(..) => std::str::from_utf8(self.bytes()).expect("it was made of a text"),
            Short::Far(text) => text,
        }
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Short::Near(length, bytes) => &bytes[..usize::from(*length)],
            Short::Far(text) => text.as_bytes(),
        }
    }
}

impl<Row: Coded> Table<Row> {
    /// The row with this id.
    pub fn get(&self, id: usize) -> Option<&Row> {
        self.rows.get(id)?.as_ref()
    }

    /// The id of the row with this code.
    pub fn find(&self, code: &str) -> Option<usize> {
        let hash = hashed(code.as_bytes());
        let found = self.probe(hash).find(|slot| {
            let row = self.get(slot.next_id as usize - 1);
            slot.hash == hash && row.is_some_and(|row| row.code().bytes() == code.as_bytes())
        });
        found.map(|slot| slot.next_id as usize - 1)
    }

    /// Puts a row to be found by its code, in the place of what had its id.
    pub fn put(&mut self, id: usize, row: Row) {
        let hash = hashed(row.code().bytes());
        let next_id = id as u32 + 1;
        if self.slots.len() < 2 * (self.taken + 1) {
            self.grow();
        }
        if self.probe(hash).all(|slot| slot.next_id != next_id) {
            self.fill(Slot { hash, next_id });
            self.taken += 1;
        }
        self.put_row(id, row);
    }

    /// Puts a row that is not looked for by its code.
    pub fn put_row(&mut self, id: usize, row: Row) {
        if self.rows.len() <= id {
            self.rows.resize_with(id + 1, || None);
        }
        self.rows[id] = Some(row);
    }

    /// The slots that hold what has this hash, and others.
    fn probe(&self, hash: u32) -> impl Iterator<Item = &Slot> {
        let start = hash as usize & self.slots.len().saturating_sub(1);
        let (before, from) = self.slots.split_at(start.min(self.slots.len()));
        let slots = from.iter().chain(before);
        slots.take_while(|slot| slot.next_id != 0)
    }

    fn fill(&mut self, slot: Slot) {
        let mask = self.slots.len() - 1;
        let mut at = slot.hash as usize & mask;
        while self.slots[at].next_id != 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = slot;
    }

    fn grow(&mut self) {
        let size = SLOTS_MIN.max(2 * self.slots.len());
        let before = std::mem::replace(&mut self.slots, vec![Slot::default(); size]);
        let filled = before.into_iter().filter(|slot| slot.next_id != 0);
        filled.for_each(|slot| self.fill(slot));
    }
}

impl<Row> Default for Table<Row> {
    fn default() -> Table<Row> {
        Table {
            rows: Vec::new(),
            slots: Vec::new(),
            taken: 0,
        }
    }
}

fn hashed(bytes: &[u8]) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    let hash = hasher.finish();
    (hash >> 32) as u32 ^ hash as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Row(Short);

    impl Coded for Row {
        fn code(&self) -> &Short {
            &self.0
        }
    }

    fn code(id: usize) -> String {
        let long = if id.is_multiple_of(7) {
            "-a-long-item-code-"
        } else {
            ""
        };
        format!("שמן-{long}{id}")
    }

    #[test]
    fn each_of_many_codes_is_found_and_no_other() {
        let mut table = Table::default();
        assert_eq!(table.find("I1"), None);
        for id in (0..5_000).chain(2_000..3_000).filter(|id| id % 3 != 0) {
            table.put(id, Row(Short::new(&code(id))));
        }
        for id in 0..6_000 {
            let known = id < 5_000 && id % 3 != 0;
            assert_eq!(table.find(&code(id)), known.then_some(id));
            assert_eq!(
                table.get(id).map(|row| row.0.as_str().to_owned()),
                known.then(|| code(id))
            );
        }
        assert_eq!((table.find(""), table.taken), (None, 3_333));
    }
}
