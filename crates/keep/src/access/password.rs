//! Passwords: which are good enough, and how they are hashed without letting many sign-ins at once
//! take all memory.

use crate::cipher::random;
use crate::refusal::Refusal;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Shortest password, in characters.
pub const PASSWORD_CHARS_MIN: usize = 12;
/// Longest password, in characters.
pub const PASSWORD_CHARS_MAX: usize = 128;
/// Passwords that are hashed at once in one process: 4 × 19 MiB.
pub const PASSWORD_CHECKS_MAX: usize = 4;
/// Sign-ins that wait for their turn; one more is told to come again.
pub const PASSWORD_WAITERS_MAX: usize = 64;

/// Memory of one hash in KiB, passes over it, and lanes: what OWASP asks for at least.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Random bytes in the salt of a password.
const SALT_BYTES: usize = 16;
/// Fewer different characters than this are a pattern, however many there are.
const DIFFERENT_CHARS_MIN: usize = 5;
/// Logins shorter than this, in characters, may be a part of the password by chance.
const LOGIN_CHARS_MIN: usize = 4;

/// What is verified where there is no password to verify, so that it takes the same time. No
/// password is known that has this hash.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$\
                       AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// What many people think of first, where it is long enough: whatever contains it, and has but a
/// few characters besides, is guessed soon.
const COMMON: [&str; 24] = [
    "123456789",
    "234567890",
    "987654321",
    "abcdefgh",
    "adminadmin",
    "administrator",
    "asdfghjkl",
    "changeme",
    "correcthorsebatterystaple",
    "default",
    "football",
    "iloveyou",
    "letmein",
    "password",
    "passw0rd",
    "p@ssword",
    "p@ssw0rd",
    "princess",
    "qwertyuiop",
    "qwerty",
    "secret",
    "sunshine",
    "1q2w3e4r5t",
    "welcome",
];
/// So many characters besides something common don't make it better.
const COMMON_BESIDES_MAX: usize = 6;

/// Refuses a password that is too short, too long, or guessed soon.
pub(super) fn check(login: &str, password: &str) -> Result<(), Refusal> {
    let count = password.chars().count();
    if !(PASSWORD_CHARS_MIN..=PASSWORD_CHARS_MAX).contains(&count) {
        return Err(Refusal::PasswordLength);
    }
    let lower = password.to_lowercase();
    if login.chars().count() >= LOGIN_CHARS_MIN && lower.contains(login) {
        return Err(Refusal::PasswordHasLogin);
    }
    match is_common(&lower) {
        true => Err(Refusal::PasswordCommon),
        false => Ok(()),
    }
}

fn is_common(lower: &str) -> bool {
    let mut different: Vec<char> = lower.chars().collect();
    different.sort_unstable();
    different.dedup();
    let besides = |word: &&str| {
        let rest = lower.replace(*word, "");
        rest.len() < lower.len() && rest.chars().count() <= COMMON_BESIDES_MAX
    };
    different.len() < DIFFERENT_CHARS_MIN || COMMON.iter().any(besides)
}

/// The hash to store, in the form of PHC strings.
pub(super) fn hash(password: &str) -> Result<String, getrandom::Error> {
    let salt: [u8; SALT_BYTES] = random()?;
    let hash = argon2().hash_password_with_salt(password.as_bytes(), &salt);
    Ok(hash
        .expect("the lengths of password and salt are within Argon2's")
        .to_string())
}

/// Whether it is the password of this hash. It takes the same time without one, and is false then.
pub(super) fn is_right(password: &str, hash: Option<&str>) -> bool {
    let fits = password.chars().count() <= PASSWORD_CHARS_MAX;
    let (tried, against) = match (fits, hash) {
        (true, Some(hash)) => (password, hash),
        (true, None) => (password, NOBODYS),
        (false, _) => ("", NOBODYS),
    };
    let verified = argon2().verify_password(tried.as_bytes(), against).is_ok();
    verified && fits && hash.is_some()
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).expect("the parameters are in range");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Lets [`PASSWORD_CHECKS_MAX`] through at once.
#[derive(Default)]
pub(super) struct Gate {
    at_work: Mutex<Queue>,
    left: Condvar,
}

#[derive(Default)]
struct Queue {
    inside: usize,
    waiting: usize,
}

/// Leave to hash one password.
pub(super) struct Turn<'a>(&'a Gate);

impl Gate {
    /// Waits for a turn, unless too many do.
    pub(super) fn enter(&self) -> Option<Turn<'_>> {
        let queue = self.lock();
        match queue.inside >= PASSWORD_CHECKS_MAX && queue.waiting >= PASSWORD_WAITERS_MAX {
            true => None,
            false => Some(self.pass(queue)),
        }
    }

    /// Waits for a turn, however many do.
    pub(super) fn wait(&self) -> Turn<'_> {
        self.pass(self.lock())
    }

    fn pass<'a>(&'a self, mut queue: MutexGuard<'a, Queue>) -> Turn<'a> {
        queue.waiting += 1;
        while queue.inside >= PASSWORD_CHECKS_MAX {
            queue = self
                .left
                .wait(queue)
                .unwrap_or_else(PoisonError::into_inner);
        }
        queue.waiting -= 1;
        queue.inside += 1;
        Turn(self)
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.at_work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.lock().inside -= 1;
        self.0.left.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;
    use std::time::Duration;

    #[test]
    fn a_password_is_long_enough_and_not_guessed_soon() {
        let cases = [
            ("dana.levi", "short-11ch.", Some(Refusal::PasswordLength)),
            ("dana.levi", "a quiet harbour at dusk", None),
            ("dana.levi", "שלום עולם יפה 7", None),
            (
                "dana.levi",
                "Dana.Levi-2026!",
                Some(Refusal::PasswordHasLogin),
            ),
            ("ab", "a quiet cab at dusk", None),
            ("dana.levi", "Password1234", Some(Refusal::PasswordCommon)),
            (
                "dana.levi",
                "passwordpassword",
                Some(Refusal::PasswordCommon),
            ),
            ("dana.levi", "123456789012", Some(Refusal::PasswordCommon)),
            (
                "dana.levi",
                "CorrectHorseBatteryStaple",
                Some(Refusal::PasswordCommon),
            ),
            (
                "dana.levi",
                "aaaabbbbccccdddd",
                Some(Refusal::PasswordCommon),
            ),
            ("dana.levi", "the password of my grandmother", None),
        ];
        for (login, password, refusal) in cases {
            assert_eq!(check(login, password).err(), refusal, "{password}");
        }
        let long = "harbour ".repeat(16);
        assert_eq!(check("dana", &long), Ok(()));
        assert_eq!(check("dana", &(long + "x")), Err(Refusal::PasswordLength));
    }

    #[test]
    fn a_password_is_stored_as_a_salted_hash_of_the_asked_strength() {
        let (first, second) = (
            hash("a quiet harbour").unwrap(),
            hash("a quiet harbour").unwrap(),
        );
        assert_ne!(first, second);
        assert!(
            first.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{first}"
        );
        assert!(is_right("a quiet harbour", Some(&first)));
        assert!(!is_right("a quiet harbor", Some(&first)));
    }

    #[test]
    fn where_there_is_no_password_the_work_is_the_same_and_no_answer_right() {
        let cost = |hash: &str| {
            hash.rsplit_once('$')
                .unwrap()
                .0
                .rsplit_once('$')
                .unwrap()
                .0
                .to_owned()
        };
        assert_eq!(cost(NOBODYS), cost(&hash("a quiet harbour").unwrap()));
        assert_eq!(NOBODYS.len(), hash("a quiet harbour").unwrap().len());
        assert!(
            argon2().verify_password(b"", NOBODYS)
                == Err(argon2::password_hash::Error::PasswordInvalid)
        );
        assert!(!is_right("", None) && !is_right(&"x".repeat(1_000), None));
    }

    #[test]
    fn only_so_many_passwords_are_hashed_at_once_and_so_many_wait() {
        let gate = Gate::default();
        let turns: Vec<Turn> = (0..PASSWORD_CHECKS_MAX).map(|_| gate.wait()).collect();
        thread::scope(|scope| {
            let waiters: Vec<_> = (0..PASSWORD_WAITERS_MAX)
                .map(|_| scope.spawn(|| gate.enter().is_some()))
                .collect();
            while gate.lock().waiting < PASSWORD_WAITERS_MAX {
                thread::sleep(Duration::from_millis(1));
            }
            assert!(gate.enter().is_none());
            drop(turns);
            assert!(waiters.into_iter().all(|waiter| waiter.join().unwrap()));
        });
        assert!(gate.enter().is_some());
        let queue = gate.lock();
        assert_eq!((queue.inside, queue.waiting), (0, 0));
    }
}
