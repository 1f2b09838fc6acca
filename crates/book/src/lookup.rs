//! A hash table of fingerprints that grows in small steps, is copied in next to no time, and can be
//! asked but never walked in hash order: what keeps the book quick and deterministic.
//!
//! Linear hashing (W. Litwin, "Linear hashing: a new tool for file and table addressing", 1980): the
//! table is a row of small shards; whenever it is full on average, the next shard in turn is split
//! in two. No step ever moves more than one shard, where a plain table of ten million entries
//! stops for a second to move them all. Shards are shared with copies until they change.

mod recent;

pub use recent::Recent;

use crate::ahead::ask_for;
use crate::piece::Piece;

/// Entries of a shard, on average, when the next one is split. Those that this round has split have
/// half as many and more, the others up to twice as many.
const SHARD_FILL: usize = 192;
/// Slots of a shard; more where chance brings too many entries together. All shards are of one size,
/// so that one that is split leaves no gap that the next can't fill; slots of 24 and of 32 bytes, with
/// the few that an allocator may add to align them, stay just within a size class.
const SHARD_SLOTS: usize = 511;

/// What a table finds things by: bytes that are spread evenly, such as hashes and random numbers,
/// or numbers in a row.
pub trait Fingerprint: Copy + Eq + Ord {
    /// Two words of it; what they leave out may not tell entries apart in great numbers.
    fn words(&self) -> [u64; 2];
}

impl Fingerprint for [u8; 16] {
    fn words(&self) -> [u64; 2] {
        let (words, _) = self.as_chunks::<8>();
        [u64::from_le_bytes(words[0]), u64::from_le_bytes(words[1])]
    }
}

impl Fingerprint for vocab::ContentHash {
    fn words(&self) -> [u64; 2] {
        let (words, _) = self.0.as_chunks::<8>();
        [u64::from_le_bytes(words[0]), u64::from_le_bytes(words[1])]
    }
}

impl Fingerprint for vocab::IdempotencyKey {
    fn words(&self) -> [u64; 2] {
        self.0.words()
    }
}

/// Fingerprint to value.
#[derive(Clone, Debug)]
pub struct Lookup<K, V> {
    shards: Vec<Shard<K, V>>,
    len: usize,
    /// The shard that is swept next.
    swept: usize,
}

/// A table of open addressing with linear probing: an entry lies where its hash points, or in the
/// first free slot behind it, so that most are found with one look at memory.
#[derive(Clone, Debug)]
struct Shard<K, V> {
    /// Never full.
    slots: Piece<Slots<K, V>>,
    filled: usize,
}

type Slots<K, V> = Box<[Option<(K, V)>]>;

impl<K: Fingerprint, V: Clone> Shard<K, V> {
    fn new(slots: usize) -> Shard<K, V> {
        Shard {
            slots: Piece::Own(vec![None; slots].into()),
            filled: 0,
        }
    }

    /// Where a hash points to in the shard that its lower bits have chosen.
    #[inline]
    fn home(&self, hash: u64) -> usize {
        ((hash >> 48) as usize * self.slots.len()) >> 16
    }

    /// The slot of a key: its own, or the free one that it would take.
    #[inline]
    fn slot(&self, key: &K, hash: u64) -> usize {
        let mut at = self.home(hash);
        while self.slots[at]
            .as_ref()
            .is_some_and(|(other, _)| other != key)
        {
            at += 1;
            if at == self.slots.len() {
                at = 0;
            }
        }
        at
    }

    fn insert(&mut self, key: K, hash: u64, value: V) -> Option<V> {
        if self.filled >= self.slots.len() / 8 * 7 {
            self.grow();
        }
        let at = self.slot(&key, hash);
        let before = self.slots.own()[at].replace((key, value));
        self.filled += usize::from(before.is_none());
        before.map(|(_, value)| value)
    }

    fn share(&mut self) -> Shard<K, V> {
        Shard {
            slots: self.slots.share(),
            filled: self.filled,
        }
    }

    fn grow(&mut self) {
        let mut wider = Shard::new(self.slots.len() * 2);
        self.move_to(|_| 0, &mut [&mut wider]);
        *self = wider;
    }

    /// Moves every entry to the one of some shards that is chosen by its hash.
    fn move_to(&self, choose: impl Fn(u64) -> usize, to: &mut [&mut Shard<K, V>]) {
        for (key, value) in self.slots.iter().flatten() {
            let hash = mix(key.words());
            to[choose(hash)].insert(*key, hash, value.clone());
        }
    }
}

/// Folds two words into one in which every bit depends on all of theirs (a 64-by-64-bit multiply,
/// halves xored). The constants are digits of pi.
fn mix([low, high]: [u64; 2]) -> u64 {
    let product =
        u128::from(low ^ 0x243f_6a88_85a3_08d3) * u128::from(high ^ 0x1319_8a2e_0370_7344);
    (product as u64) ^ (product >> 64) as u64
}

impl<K, V> Default for Lookup<K, V> {
    fn default() -> Lookup<K, V> {
        Lookup {
            shards: Vec::new(),
            len: 0,
            swept: 0,
        }
    }
}

impl<K: Fingerprint, V: Clone> Lookup<K, V> {
    /// A table of these rows; of rows with the same key, the last counts. Its shards are filled one
    /// after the other, which is several times as fast as adding rows anywhere.
    pub fn of(rows: &[(K, V)]) -> Lookup<K, V> {
        let count = rows.len().div_ceil(SHARD_FILL);
        let mut table = Lookup {
            shards: Vec::with_capacity(count),
            ..Lookup::default()
        };
        let home = |(key, _): &(K, V)| shard_of(mix(key.words()), count).unwrap_or(0) as u32;
        let homes: Vec<u32> = rows.iter().map(home).collect();
        let mut rest = in_order(&homes, count).into_iter().peekable();
        for number in 0..count {
            let mut shard = Shard::new(SHARD_SLOTS);
            while let Some(row) = rest.next_if(|row| homes[*row as usize] as usize == number) {
                let (key, value) = &rows[row as usize];
                shard.insert(*key, mix(key.words()), value.clone());
            }
            table.len += shard.filled;
            table.shards.push(shard);
        }
        table
    }

    /// Drops what is not kept of one shard, the next in turn: tables that live for years forget in
    /// steps that nobody notices.
    pub fn sweep(&mut self, keep: impl Fn(&V) -> bool) {
        if self.shards.is_empty() {
            return;
        }
        self.swept = (self.swept + 1) % self.shards.len();
        let shard = &mut self.shards[self.swept];
        let kept = || {
            shard
                .slots
                .iter()
                .flatten()
                .filter(|(_, value)| keep(value))
        };
        if kept().count() < shard.filled {
            let mut left = Shard::new(SHARD_SLOTS);
            kept().for_each(|(key, value)| {
                left.insert(*key, mix(key.words()), value.clone());
            });
            self.len -= shard.filled - left.filled;
            *shard = left;
        }
    }

    /// A copy that shares every shard until it changes.
    pub fn share(&mut self) -> Lookup<K, V> {
        Lookup {
            shards: self.shards.iter_mut().map(Shard::share).collect(),
            len: self.len,
            swept: self.swept,
        }
    }

    /// Gives back one shard of a table that is not asked any more.
    fn shed(&mut self) {
        self.shards.pop();
    }

    /// The value of a key.
    #[inline]
    pub fn get(&self, key: &K) -> Option<&V> {
        let hash = mix(key.words());
        let shard = self.shards.get(self.shard(hash)?)?;
        let found = shard.slots[shard.slot(key, hash)].as_ref();
        found.map(|(_, value)| value)
    }

    /// Asks memory for the slot of a key that is going to be looked up or inserted.
    pub fn ask_for(&self, key: &K) {
        let hash = mix(key.words());
        if let Some(shard) = self.shard(hash).and_then(|shard| self.shards.get(shard)) {
            ask_for(&shard.slots, shard.home(hash));
        }
    }

    /// Sets the value of a key; what it was before.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        if self.len >= self.shards.len() * SHARD_FILL {
            self.split();
        }
        let hash = mix(key.words());
        let shard = self.shard(hash).expect("a table that was split has shards");
        let before = self.shards[shard].insert(key, hash, value);
        self.len += usize::from(before.is_none());
        before
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All entries in key order. Sorts: for snapshots and hashes, not for moves.
    pub fn sorted(&self) -> Vec<(K, &V)> {
        let entries = self
            .shards
            .iter()
            .flat_map(|shard| shard.slots.iter().flatten());
        let mut entries: Vec<(K, &V)> = entries.map(|(key, value)| (*key, value)).collect();
        entries.sort_unstable_by_key(|(key, _)| *key);
        entries
    }

    #[inline]
    fn shard(&self, hash: u64) -> Option<usize> {
        shard_of(hash, self.shards.len())
    }

    /// Adds a shard and moves those entries of its elder to it that belong there now.
    fn split(&mut self) {
        self.shards.push(Shard::new(SHARD_SLOTS));
        let young = self.shards.len() - 1;
        let Some(round) = young.checked_ilog2() else {
            return;
        };
        let elder = young - (1 << round);
        let all = std::mem::replace(&mut self.shards[elder], Shard::new(SHARD_SLOTS));
        let (stay, go) = self.shards.split_at_mut(young);
        let moves = |hash: u64| (hash as usize >> round) & 1;
        all.move_to(moves, &mut [&mut stay[elder], &mut go[0]]);
    }
}

/// The shard of a hash: as many low bits of it as there are whole rounds of shards, one more where
/// this round has split already. `None` in an empty table.
#[inline]
fn shard_of(hash: u64, shards: usize) -> Option<usize> {
    let round = shards.checked_ilog2()?;
    let bits = hash as usize;
    let finer = bits & ((2 << round) - 1);
    match finer < shards {
        true => Some(finer),
        false => Some(bits & ((1 << round) - 1)),
    }
}

/// The numbers of the rows, ordered by shard and else as they come.
fn in_order(homes: &[u32], shards: usize) -> Vec<u32> {
    let mut ends = vec![0u32; shards + 1];
    homes
        .iter()
        .for_each(|shard| ends[*shard as usize + 1] += 1);
    for shard in 0..shards {
        ends[shard + 1] += ends[shard];
    }
    let mut order = vec![0; homes.len()];
    for (row, shard) in (0..).zip(homes) {
        let next = &mut ends[*shard as usize];
        order[*next as usize] = row;
        *next += 1;
    }
    order
}

impl<K: Fingerprint, V: Clone + PartialEq> PartialEq for Lookup<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.sorted().into_iter().eq(other.sorted())
    }
}

impl<K: Fingerprint, V: Clone + Eq> Eq for Lookup<K, V> {}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u64) -> [u8; 16] {
        let mut key = [0; 16];
        key[8..].copy_from_slice(&number.to_be_bytes());
        key
    }

    #[test]
    fn everything_is_found_again_while_the_table_grows() {
        let mut table = Lookup::default();
        for number in 0..20_000u64 {
            assert_eq!(table.insert(key(number), number), None);
            let earlier = number * 7 / 10;
            assert_eq!(table.get(&key(earlier)), Some(&earlier));
        }
        assert_eq!(table.len(), 20_000);
        assert_eq!(table.get(&key(20_000)), None);
        assert_eq!(table.insert(key(3), 4), Some(3));
        let sorted = table.sorted();
        assert!(sorted.is_sorted_by_key(|(key, _)| *key) && sorted.len() == 20_000);
    }

    #[test]
    fn keys_in_a_row_are_spread_over_the_shards() {
        let table = table(100_000);
        let fullest = table.shards.iter().map(|shard| shard.filled).max().unwrap();
        assert!(fullest < 3 * SHARD_FILL, "{fullest}");
    }

    #[test]
    fn a_table_that_is_made_at_once_is_the_one_that_grew() {
        for count in [0, 1, 191, 192, 193, 10_000] {
            let rows: Vec<_> = (0..count).map(|number| (key(number), number + 1)).collect();
            let mut made = Lookup::of(&rows);
            assert_eq!((made.len(), &made), (count as usize, &table(count)));
            assert_eq!(made.shards.len(), table(count).shards.len());
            assert_eq!(made.insert(key(count), 7), None);
        }
    }

    #[test]
    fn once_round_everything_is_swept_that_is_not_kept() {
        let mut table = table(10_000);
        let round = table.shards.len();
        (0..round).for_each(|_| table.sweep(|value| value % 2 == 0));
        assert_eq!(table.len(), 5_000);
        assert_eq!(table.get(&key(0)), None);
        assert_eq!(table.get(&key(1)), Some(&2));
        (0..round).for_each(|_| table.sweep(|_| false));
        assert!(table.is_empty());
    }

    #[test]
    fn a_copy_does_not_see_what_comes_later() {
        let mut table = table(1_000);
        let copy = table.share();
        (0..2_000).for_each(|number| assert_ne!(table.insert(key(number), 0), Some(0)));
        assert_eq!((copy.len(), copy.get(&key(999))), (1_000, Some(&1_000)));
        assert_ne!(copy, table);
    }

    fn table(count: u64) -> Lookup<[u8; 16], u64> {
        let mut table = Lookup::default();
        (0..count).for_each(|number| assert_eq!(table.insert(key(number), number + 1), None));
        table
    }
}
