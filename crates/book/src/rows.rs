//! Rows by dense id that are shared with a copy until they change: a book of millions of customers is
//! copied for a snapshot in about a millisecond.

use crate::ahead::ask_for;
use crate::piece::Piece;
use minicbor::encode::{Error, Write};
use minicbor::{Decode, Decoder, Encode, Encoder, decode};
use std::ops::{Index, IndexMut};

/// Rows that are shared, and copied at the first change, together.
const CHUNK: usize = 64;

/// A list that grows at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows<T> {
    /// Full chunks.
    chunks: Vec<Piece<Box<[T]>>>,
    /// What comes behind them, less than a chunk.
    tail: Vec<T>,
}

impl<T> Default for Rows<T> {
    fn default() -> Rows<T> {
        Rows {
            chunks: Vec::new(),
            tail: Vec::new(),
        }
    }
}

impl<T> Rows<T> {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.chunks.len() * CHUNK + self.tail.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row at an index.
    pub fn get(&self, index: usize) -> Option<&T> {
        match self.chunks.get(index / CHUNK) {
            Some(chunk) => chunk.get(index % CHUNK),
            None => self.tail.get(index - self.chunks.len() * CHUNK),
        }
    }

    /// Asks memory for a row that is going to be read.
    pub(crate) fn ask_for(&self, index: usize) {
        if let Some(chunk) = self.chunks.get(index / CHUNK) {
            ask_for(chunk, index % CHUNK);
        }
    }

    /// All rows in order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.iter_from(0)
    }

    /// The rows from an index on, in order.
    pub fn iter_from(&self, index: usize) -> impl Iterator<Item = &T> {
        (index..self.len()).filter_map(|index| self.get(index))
    }

    /// Adds a row.
    pub fn push(&mut self, row: T) {
        self.tail.push(row);
        if self.tail.len() == CHUNK {
            let full = std::mem::take(&mut self.tail);
            self.chunks.push(Piece::Own(full.into()));
        }
    }
}

impl<T: Clone> Rows<T> {
    /// A copy that shares every full chunk until it changes.
    pub fn share(&mut self) -> Rows<T> {
        Rows {
            chunks: self.chunks.iter_mut().map(Piece::share).collect(),
            tail: self.tail.clone(),
        }
    }
}

impl<T> Index<usize> for Rows<T> {
    type Output = T;

    /// # Panics
    /// When there is no such row.
    fn index(&self, index: usize) -> &T {
        match self.chunks.get(index / CHUNK) {
            Some(chunk) => &chunk[index % CHUNK],
            None => &self.tail[index - self.chunks.len() * CHUNK],
        }
    }
}

impl<T: Clone> IndexMut<usize> for Rows<T> {
    /// # Panics
    /// When there is no such row.
    fn index_mut(&mut self, index: usize) -> &mut T {
        let full = self.chunks.len() * CHUNK;
        match self.chunks.get_mut(index / CHUNK) {
            Some(chunk) => &mut chunk.own()[index % CHUNK],
            None => &mut self.tail[index - full],
        }
    }
}

impl<T> FromIterator<T> for Rows<T> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Rows<T> {
        let mut all = Rows::default();
        rows.into_iter().for_each(|row| all.push(row));
        all
    }
}

/// The bytes of a plain list of the rows.
impl<C, T: Encode<C>> Encode<C> for Rows<T> {
    fn encode<W: Write>(
        &self,
        to: &mut Encoder<W>,
        context: &mut C,
    ) -> Result<(), Error<W::Error>> {
        to.array(self.len() as u64)?;
        self.iter().try_for_each(|row| row.encode(to, context))
    }
}

impl<'b, C, T: Decode<'b, C>> Decode<'b, C> for Rows<T> {
    fn decode(from: &mut Decoder<'b>, context: &mut C) -> Result<Rows<T>, decode::Error> {
        let mut rows = Rows::default();
        for row in from.array_iter_with(context)? {
            rows.push(row?);
        }
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(count: usize) -> Rows<usize> {
        (0..count).collect()
    }

    #[test]
    fn every_row_is_found_wherever_it_lies() {
        for count in [0, 1, CHUNK - 1, CHUNK, 3 * CHUNK + 7] {
            let rows = rows(count);
            assert!(
                (0..count).all(|index| rows[index] == index && rows.get(index) == Some(&index))
            );
            assert_eq!((rows.len(), rows.get(count)), (count, None));
            assert!(rows.iter().copied().eq(0..count));
            assert!(rows.iter_from(count / 2).copied().eq(count / 2..count));
        }
    }

    #[test]
    fn a_copy_does_not_see_what_comes_later() {
        let mut rows = rows(3 * CHUNK + 7);
        let copy = rows.share();
        for index in 0..rows.len() {
            rows[index] += 1;
        }
        rows.push(0);
        assert!(copy.iter().copied().eq(0..3 * CHUNK + 7));
        assert_eq!(
            (rows[0], rows[3 * CHUNK + 6], rows.len()),
            (1, 3 * CHUNK + 7, 3 * CHUNK + 8)
        );
    }

    #[test]
    fn rows_are_stored_as_a_list() {
        let list: Vec<u64> = (0..200).collect();
        let rows: Rows<u64> = list.iter().copied().collect();
        let bytes = minicbor::to_vec(&rows).unwrap();
        assert_eq!(bytes, minicbor::to_vec(&list).unwrap());
        assert_eq!(minicbor::decode::<Rows<u64>>(&bytes).unwrap(), rows);
    }
}
