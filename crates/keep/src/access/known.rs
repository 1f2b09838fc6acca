//! What was looked up a moment ago, so that a busy caller's key or session is not read from the file
//! with each request.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long something that another process may have changed is believed.
const BELIEVED: Duration = Duration::from_millis(200);
/// The most that is remembered; beyond it all is forgotten and read again.
const KNOWN_MAX: usize = 10_000;

/// Values by what they are looked up by, and when they were read.
#[derive(Debug)]
pub(super) struct Known<K, V>(Mutex<HashMap<K, (V, Instant)>>);

impl<K, V> Default for Known<K, V> {
    fn default() -> Known<K, V> {
        Known(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Known<K, V> {
    /// What was read a moment ago.
    pub(super) fn get(&self, key: &K) -> Option<V> {
        let known = self.lock();
        let (value, _) = known
            .get(key)
            .filter(|(_, read)| read.elapsed() < BELIEVED)?;
        Some(value.clone())
    }

    /// Remembers what was read after `read`.
    pub(super) fn put(&self, key: K, value: V, read: Instant) {
        let mut known = self.lock();
        if known.len() >= KNOWN_MAX {
            known.clear();
        }
        known.insert(key, (value, read));
    }

    /// Forgets all: something was changed.
    pub(super) fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<K, (V, Instant)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
