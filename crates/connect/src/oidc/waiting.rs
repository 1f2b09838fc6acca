//! Sign-ins that were begun and wait for the browser to come back.

use super::fault::SignInFault;
use crate::chance::hash;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use vocab::Instant;

/// How long a person may take at the provider, in seconds.
pub const SIGN_IN_SECONDS_MAX: i64 = 600;
/// The most sign-ins that wait at once. Of more, the one that has waited longest is forgotten.
pub const SIGN_INS_MAX: usize = 10_000;
/// Longest text that waits with a sign-in, in bytes.
pub const RETURN_BYTES_MAX: usize = 2_048;

/// What is needed when the browser comes back.
pub struct Waiting {
    pub nonce: String,
    pub verifier: String,
    /// SHA-256 of the cookie.
    pub cookie: [u8; 32],
    pub return_to: String,
    pub until: Instant,
}

/// The sign-ins that wait, by the hash of their state: looking one up tells nothing of the others
/// by how long it takes.
#[derive(Default)]
pub struct WaitingRoom(Mutex<HashMap<[u8; 32], Waiting>>);

impl WaitingRoom {
    /// Lets a sign-in wait.
    ///
    /// # Errors
    /// When its `return_to` is too long.
    pub fn admit(&self, state: &str, waiting: Waiting, now: Instant) -> Result<(), SignInFault> {
        if waiting.return_to.len() > RETURN_BYTES_MAX {
            return Err(SignInFault::Callback(
                "the page to return to is longer than 2,048 bytes",
            ));
        }
        let mut room = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if room.len() >= SIGN_INS_MAX {
            room.retain(|_, waiting| now < waiting.until);
        }
        if room.len() >= SIGN_INS_MAX {
            let first = room.iter().min_by_key(|(_, waiting)| waiting.until);
            let first = first.map(|(state, _)| *state);
            first.and_then(|state| room.remove(&state));
        }
        room.insert(hash(state), waiting);
        Ok(())
    }

    /// Takes a sign-in out, once, for the browser that began it.
    pub fn take(&self, state: &str, cookie: &str, now: Instant) -> Result<Waiting, SignInFault> {
        let mut room = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (state, cookie) = (hash(state), hash(cookie));
        let known = room
            .get(&state)
            .is_some_and(|waiting| waiting.cookie == cookie);
        let taken = known.then(|| room.remove(&state)).flatten();
        taken
            .filter(|waiting| now < waiting.until)
            .ok_or(SignInFault::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(until: i64) -> Waiting {
        Waiting {
            nonce: String::new(),
            verifier: String::new(),
            cookie: hash("cookie"),
            return_to: String::new(),
            until: Instant(until),
        }
    }

    #[test]
    fn many_sign_ins_wait_and_of_more_the_oldest_is_forgotten() {
        let room = WaitingRoom::default();
        let now = Instant(0);
        for number in 0..=SIGN_INS_MAX {
            room.admit(&number.to_string(), waiting(1_000 + number as i64), now)
                .unwrap();
        }
        assert_eq!(room.0.lock().unwrap().len(), SIGN_INS_MAX);
        assert!(room.take("0", "cookie", now).is_err());
        assert!(room.take("1", "cookie", now).is_ok());
    }

    #[test]
    fn what_is_over_makes_room_first() {
        let room = WaitingRoom::default();
        for number in 0..SIGN_INS_MAX {
            room.admit(&number.to_string(), waiting(10), Instant(0))
                .unwrap();
        }
        room.admit("new", waiting(100), Instant(50)).unwrap();
        assert_eq!(room.0.lock().unwrap().len(), 1);
    }
}
