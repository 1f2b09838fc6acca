//! What was fetched from a provider and is good for a while.

use super::fault::SignInFault;
use std::sync::{Mutex, MutexGuard, PoisonError};
use vocab::Instant;

/// How long it is good.
const GOOD_SECONDS: i64 = 3_600;
/// How long a failure is repeated before the provider is asked again: whoever waits meanwhile
/// needn't wait for the same.
const FAILED_SECONDS: i64 = 10;

/// A value that is fetched when it is needed, by one thread for all.
#[derive(Debug)]
pub struct Remembered<T>(Mutex<Option<Fetched<T>>>);

#[derive(Debug)]
struct Fetched<T> {
    outcome: Result<T, SignInFault>,
    at: Instant,
}

impl<T> Default for Remembered<T> {
    fn default() -> Remembered<T> {
        Remembered(Mutex::new(None))
    }
}

impl<T: Clone> Remembered<T> {
    /// The value, fetched if it isn't known or too old.
    pub fn get(
        &self,
        now: Instant,
        fetch: impl FnOnce() -> Result<T, SignInFault>,
    ) -> Result<T, SignInFault> {
        let mut known = self.lock();
        if let Some(fetched) = &*known {
            let good = match fetched.outcome {
                Ok(_) => GOOD_SECONDS,
                Err(_) => FAILED_SECONDS,
            };
            if now < fetched.at.plus_seconds(good) {
                return fetched.outcome.clone();
            }
        }
        let outcome = fetch();
        *known = Some(Fetched {
            outcome: outcome.clone(),
            at: now,
        });
        outcome
    }

    /// Forgets a value that is older than this, so that the next one who asks has it fetched.
    pub fn forget_older(&self, seconds: i64, now: Instant) -> bool {
        let mut known = self.lock();
        let old = known
            .as_ref()
            .is_some_and(|fetched| now >= fetched.at.plus_seconds(seconds));
        if old {
            *known = None;
        }
        old
    }

    fn lock(&self) -> MutexGuard<'_, Option<Fetched<T>>> {
        // What is kept is replaced as a whole; a thread that died here left nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
