//! A hash map that can be asked but never walked in hash order: what keeps the book deterministic.

use rustc_hash::FxBuildHasher;
use std::hash::Hash;

/// Key to value, found by hash. Walked only in key order.
#[derive(Clone, Debug)]
pub(crate) struct Lookup<K, V> {
    #[expect(clippy::disallowed_types, reason = "this wrapper hides the hash order")]
    map: std::collections::HashMap<K, V, FxBuildHasher>,
}

impl<K, V> Default for Lookup<K, V> {
    fn default() -> Self {
        Lookup {
            map: Default::default(),
        }
    }
}

impl<K: Hash + Eq + Ord + Copy, V> Lookup<K, V> {
    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        self.map.get(key)
    }

    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        self.map.insert(key, value)
    }

    pub(crate) fn len(&self) -> usize {
        self.map.len()
    }

    /// All entries in key order. Sorts: for snapshots and hashes, not for moves.
    pub(crate) fn sorted(&self) -> Vec<(K, &V)> {
        let mut entries: Vec<(K, &V)> = self.map.iter().map(|(key, value)| (*key, value)).collect();
        entries.sort_unstable_by_key(|(key, _)| *key);
        entries
    }
}

impl<K: Hash + Eq + Ord + Copy, V: PartialEq> PartialEq for Lookup<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.map == other.map
    }
}

impl<K: Hash + Eq + Ord + Copy, V: Eq> Eq for Lookup<K, V> {}
