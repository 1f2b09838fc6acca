//! A table that remembers the latest and forgets the oldest, in two halves: when the younger one is
//! full, the older one goes.

use super::{Fingerprint, Lookup};

/// Fingerprint to value. The last `KEPT` that were added are always known, and never more than twice
/// as many.
#[derive(Clone, Debug)]
pub struct Recent<K, V, const KEPT: usize> {
    old: Lookup<K, V>,
    young: Lookup<K, V>,
    /// What was forgotten, on its way out: its memory is given back a shard at a time.
    gone: Lookup<K, V>,
}

impl<K, V, const KEPT: usize> Default for Recent<K, V, KEPT> {
    fn default() -> Self {
        Recent {
            old: Lookup::default(),
            young: Lookup::default(),
            gone: Lookup::default(),
        }
    }
}

impl<K: Fingerprint, V: Clone, const KEPT: usize> Recent<K, V, KEPT> {
    /// A table of an older and a younger half.
    pub fn of([old, young]: [Lookup<K, V>; 2]) -> Self {
        Recent {
            old,
            young,
            gone: Lookup::default(),
        }
    }

    /// A copy that shares what it holds until that changes.
    pub fn share(&mut self) -> Self {
        Recent::of([self.old.share(), self.young.share()])
    }

    /// The older half and the younger one.
    pub fn halves(&self) -> [&Lookup<K, V>; 2] {
        [&self.old, &self.young]
    }

    /// The value of a key, as long as it is remembered.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.young.get(key).or_else(|| self.old.get(key))
    }

    /// Asks memory for the slot of a key that is going to be looked up and inserted.
    pub fn ask_for(&self, key: &K) {
        self.young.ask_for(key);
        self.old.ask_for(key);
    }

    /// Sets the value of a key.
    pub fn insert(&mut self, key: K, value: V) {
        if self.young.len() >= KEPT {
            self.gone = std::mem::replace(&mut self.old, std::mem::take(&mut self.young));
        }
        self.gone.shed();
        self.young.insert(key, value);
    }
}

impl<K: Fingerprint, V: Clone + PartialEq, const KEPT: usize> PartialEq for Recent<K, V, KEPT> {
    fn eq(&self, other: &Self) -> bool {
        self.halves() == other.halves()
    }
}

impl<K: Fingerprint, V: Clone + Eq, const KEPT: usize> Eq for Recent<K, V, KEPT> {}

#[cfg(test)]
mod tests {
    use super::*;

    const KEPT: usize = 1_000;

    #[test]
    fn the_latest_are_always_known_and_never_more_than_twice_as_many() {
        let key = |number: u64| (u128::from(number)).to_be_bytes();
        let mut table = Recent::<_, _, KEPT>::default();
        for number in 0..10 * KEPT as u64 {
            table.insert(key(number), number);
            let latest = (number + 1).saturating_sub(KEPT as u64)..=number;
            let known = |number: &u64| table.get(&key(*number)) == Some(number);
            assert!(known(latest.start()) && known(latest.end()));
            assert!(table.halves().map(Lookup::len).iter().sum::<usize>() <= 2 * KEPT);
        }
        assert_eq!(table.get(&key(0)), None);
        assert!(table.gone.shards.is_empty());
    }
}
