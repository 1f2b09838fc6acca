//! Keys that were looked up a moment ago, so that a busy caller's key is not read from the file
//! with each request.

use super::AccessKey;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use vocab::ActorId;

/// How long a key that another process may have changed is believed.
const BELIEVED: Duration = Duration::from_millis(200);

/// Keys by number, with the hash of their secret and when they were read.
#[derive(Debug, Default)]
pub(super) struct Known(Mutex<HashMap<ActorId, Row>>);

#[derive(Debug)]
struct Row {
    key: AccessKey,
    hash: blake3::Hash,
    read: Instant,
}

impl Known {
    /// The key and the hash of its secret, if it was read a moment ago.
    pub(super) fn get(&self, actor: ActorId) -> Option<(AccessKey, blake3::Hash)> {
        let known = self.lock();
        let row = known
            .get(&actor)
            .filter(|row| row.read.elapsed() < BELIEVED)?;
        Some((row.key.clone(), row.hash))
    }

    /// Remembers a key that was read after `read`.
    pub(super) fn put(&self, key: AccessKey, hash: blake3::Hash, read: Instant) {
        self.lock().insert(key.actor, Row { key, hash, read });
    }

    /// Forgets all: something was changed.
    pub(super) fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ActorId, Row>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
