//! A hash table of fingerprints that grows in small steps, is copied in next to no time, and can be
//! asked but never walked in hash order: what keeps the book quick and deterministic.
//!
//! Linear hashing (W. Litwin, "Linear hashing: a new tool for file and table addressing", 1980): the
//! table is a row of small shards; whenever it is full on average, the next shard in turn is split
//! in two. No step ever moves more than one shard, where a plain table of ten million entries
//! stops for a second to move them all. Shards are shared between a table and its copies until one
//! of them changes.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Entries of a shard, on average, when the next one is split.
const SHARD_FILL: usize = 320;

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
    shards: Vec<Arc<Shard<K, V>>>,
    len: usize,
}

#[expect(clippy::disallowed_types, reason = "the table hides the hash order")]
type Shard<K, V> = std::collections::HashMap<Key<K>, V, std::hash::BuildHasherDefault<Mixed>>;

/// A key that is hashed by its mixed words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Key<K>(K);

impl<K: Fingerprint> Hash for Key<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(mix(self.0.words()));
    }
}

/// Passes on the one word that is written to it.
#[derive(Clone, Copy, Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("keys write one word");
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = word;
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
        }
    }
}

impl<K: Fingerprint, V: Clone> Lookup<K, V> {
    /// The value of a key.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.shards.get(self.shard(key)?)?.get(&Key(*key))
    }

    /// Sets the value of a key; what it was before.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        if self.len >= self.shards.len() * SHARD_FILL {
            self.split();
        }
        let shard = self.shard(&key).expect("a table that was split has shards");
        let before = Arc::make_mut(&mut self.shards[shard]).insert(Key(key), value);
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
        let entries = self.shards.iter().flat_map(|shard| shard.iter());
        let mut entries: Vec<(K, &V)> = entries.map(|(key, value)| (key.0, value)).collect();
        entries.sort_unstable_by_key(|(key, _)| *key);
        entries
    }

    /// The shard of a key: as many low bits of its hash as there are whole rounds of shards, one
    /// more where this round has split already. `None` in an empty table.
    fn shard(&self, key: &K) -> Option<usize> {
        let round = self.shards.len().checked_ilog2()?;
        // The hash table in the shard uses the highest and lowest bits.
        let bits = (mix(key.words()) >> 16) as usize;
        let finer = bits & ((2 << round) - 1);
        match finer < self.shards.len() {
            true => Some(finer),
            false => Some(bits & ((1 << round) - 1)),
        }
    }

    /// Adds a shard and moves those entries of its elder to it that belong there now.
    fn split(&mut self) {
        self.shards.push(Arc::default());
        let young = self.shards.len() - 1;
        let Some(round) = young.checked_ilog2() else {
            return;
        };
        let elder = young - (1 << round);
        let entries = std::mem::take(&mut self.shards[elder]);
        let entries = Arc::try_unwrap(entries).unwrap_or_else(|shared| (*shared).clone());
        let halves = entries.len() / 2;
        let mut split =
            [elder, young].map(|_| Shard::with_capacity_and_hasher(halves, Default::default()));
        for (key, value) in entries {
            let moves = self.shard(&key.0) == Some(young);
            split[usize::from(moves)].insert(key, value);
        }
        let [stay, go] = split;
        self.shards[elder] = Arc::new(stay);
        self.shards[young] = Arc::new(go);
    }
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
        let fullest = table.shards.iter().map(|shard| shard.len()).max().unwrap();
        assert!(fullest < 3 * SHARD_FILL, "{fullest}");
    }

    #[test]
    fn a_copy_does_not_see_what_comes_later() {
        let copy = table(1_000);
        let mut table = copy.clone();
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
