//! Trying an input: a target fails when it panics, breaks what must hold, or takes too long.

use crate::Target;
use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::time::{Duration, Instant};

/// The longest that a target may work on one input. Inputs are small and take milliseconds; what is in
/// front of a limit of 60 seconds with a larger one is seen here.
pub const TIME_MAX: Duration = Duration::from_secs(10);
/// How many inputs are tried at most to make one that fails smaller.
const SMALLER_TRIES_MAX: usize = 2_000;
/// How long that may take.
const SMALLER_TIME_MAX: Duration = Duration::from_secs(30);

/// How a target failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What it said, and where.
    pub said: String,
}

thread_local! {
    /// What the last panic of this thread said; `None` while no input is tried.
    static SAID: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Tries an input.
///
/// # Errors
/// How the target failed.
pub fn tried(target: &Target, input: &[u8]) -> Result<(), Failure> {
    listen();
    SAID.set(Some(String::new()));
    let began = Instant::now();
    let ended = panic::catch_unwind(AssertUnwindSafe(|| (target.check)(input)));
    let time = began.elapsed();
    let said = SAID.take().unwrap_or_default();
    match ended {
        Err(_) => Err(Failure { said }),
        Ok(()) if time > TIME_MAX => Err(Failure {
            said: format!("it takes more than {} seconds", TIME_MAX.as_secs()),
        }),
        Ok(()) => Ok(()),
    }
}

/// Has panics of inputs that are tried noted instead of printed.
fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |told| {
            let is_tried = SAID.with_borrow_mut(|said| match said {
                Some(said) => {
                    *said = told.to_string();
                    true
                }
                None => false,
            });
            if !is_tried {
                others(told);
            }
        }));
    });
}

/// A smaller input that fails in the same place, as far as one is found in time.
pub fn minimised(target: &Target, input: &[u8], failure: &Failure) -> Vec<u8> {
    let place = failure.place();
    let fails = |input: &[u8]| tried(target, input).is_err_and(|failure| failure.place() == place);
    let (mut small, mut tries, began) = (input.to_vec(), 0, Instant::now());
    let mut piece = small.len().div_ceil(2);
    while piece > 0 {
        let mut at = 0;
        while at < small.len() {
            tries += 1;
            if tries > SMALLER_TRIES_MAX || began.elapsed() > SMALLER_TIME_MAX {
                return small;
            }
            let mut smaller = small.clone();
            smaller.drain(at..small.len().min(at + piece));
            match fails(&smaller) {
                true => small = smaller,
                false => at += piece,
            }
        }
        piece /= 2;
    }
    small
}

impl Failure {
    /// The first line, which names the place in the code: what follows may differ by input.
    fn place(&self) -> &str {
        self.said.lines().next().unwrap_or_default()
    }
}
