//! A list that mostly has one entry, which then lies in place: no memory of its own to be fetched
//! and given back.

use minicbor::encode::{Error, Write};
use minicbor::{Decode, Decoder, Encode, Encoder, decode};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::ops::{Deref, DerefMut};

/// A list that mostly has one entry. Used as a slice; shown, compared and stored as any list.
#[derive(Clone)]
pub struct Few<T>(Held<T>);

#[derive(Clone)]
enum Held<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> Few<T> {
    /// No entry.
    pub const fn none() -> Few<T> {
        Few(Held::Many(Vec::new()))
    }

    /// One entry.
    pub const fn one(entry: T) -> Few<T> {
        Few(Held::One(entry))
    }

    /// Adds an entry at the end.
    pub fn push(&mut self, entry: T) {
        match &mut self.0 {
            Held::Many(entries) if entries.capacity() == 0 => self.0 = Held::One(entry),
            Held::Many(entries) => entries.push(entry),
            Held::One(_) => {
                let mut entries = std::mem::take(self).into_vec();
                entries.push(entry);
                self.0 = Held::Many(entries);
            }
        }
    }

    /// Keeps the entries that fit, in their order.
    pub fn retain(&mut self, mut fits: impl FnMut(&T) -> bool) {
        match &mut self.0 {
            Held::One(entry) if fits(entry) => {}
            Held::One(_) => *self = Few::none(),
            Held::Many(entries) => entries.retain(fits),
        }
    }

    fn into_vec(self) -> Vec<T> {
        match self.0 {
            Held::One(entry) => vec![entry],
            Held::Many(entries) => entries,
        }
    }
}

impl<T> Default for Few<T> {
    fn default() -> Few<T> {
        Few::none()
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match &self.0 {
            Held::One(entry) => std::slice::from_ref(entry),
            Held::Many(entries) => entries,
        }
    }
}

impl<T> DerefMut for Few<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        match &mut self.0 {
            Held::One(entry) => std::slice::from_mut(entry),
            Held::Many(entries) => entries,
        }
    }
}

impl<T> From<Vec<T>> for Few<T> {
    fn from(entries: Vec<T>) -> Few<T> {
        Few(Held::Many(entries))
    }
}

impl<T> FromIterator<T> for Few<T> {
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Few<T> {
        let mut few = Few::none();
        few.extend(entries);
        few
    }
}

impl<T> Extend<T> for Few<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, entries: I) {
        entries.into_iter().for_each(|entry| self.push(entry));
    }
}

impl<T> IntoIterator for Few<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.into_vec().into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Few<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: PartialEq> PartialEq for Few<T> {
    fn eq(&self, other: &Few<T>) -> bool {
        **self == **other
    }
}

impl<T: Eq> Eq for Few<T> {}

impl<T: fmt::Debug> fmt::Debug for Few<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

impl<T: Serialize> Serialize for Few<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Few<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Few<T>, D::Error> {
        Vec::deserialize(deserializer).map(|entries| entries.into_iter().collect())
    }
}

impl<C, T: Encode<C>> Encode<C> for Few<T> {
    fn encode<W: Write>(
        &self,
        to: &mut Encoder<W>,
        context: &mut C,
    ) -> Result<(), Error<W::Error>> {
        (**self).encode(to, context)
    }
}

impl<'b, C, T: Decode<'b, C>> Decode<'b, C> for Few<T> {
    fn decode(from: &mut Decoder<'b>, context: &mut C) -> Result<Few<T>, decode::Error> {
        let entries = from.array_iter_with(context)?;
        entries.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a list of numbers becomes by a change, the same for every way it may be held.
    fn check(entries: &[u64], change: impl Fn(&mut Few<u64>), expect: &str) {
        let pushed: Few<u64> = entries.iter().copied().collect();
        for mut few in [pushed, Few::from(entries.to_vec())] {
            change(&mut few);
            assert_eq!(format!("{few:?}"), expect);
            let bytes = minicbor::to_vec(&few).unwrap();
            assert_eq!(bytes, minicbor::to_vec(few.to_vec()).unwrap());
            assert_eq!(minicbor::decode::<Few<u64>>(&bytes).unwrap(), few);
            assert_eq!(few.clone().into_iter().collect::<Few<u64>>(), few);
        }
    }

    #[test]
    fn it_grows_and_shrinks_like_any_list() {
        check(&[], |few| few.push(1), "[1]");
        check(&[1], |few| few.push(2), "[1, 2]");
        check(&[1, 2], |few| few.push(3), "[1, 2, 3]");
        check(&[1], |few| few.retain(|entry| *entry > 1), "[]");
        check(&[1, 2], |few| few.retain(|entry| *entry > 1), "[2]");
        check(&[1], |few| few[0] = 7, "[7]");
        check(&[], |few| few.extend([4, 5]), "[4, 5]");
    }

    #[test]
    fn one_part_takes_no_more_room_than_the_part_itself() {
        let part = size_of::<crate::ScheduleLine>();
        assert_eq!(size_of::<Few<crate::ScheduleLine>>(), part);
    }
}
