//! The clock that the engine stamps commands with. The book never sees it, only the stamp.

use vocab::{Day, Instant};

/// A moment, and what the company's wall clock shows then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The moment.
    pub at: Instant,
    /// The local day.
    pub today: Day,
    /// Minutes since local midnight, 0 to 1439.
    pub minute: u16,
}

/// Tells the time. The engine never goes back: a clock that does is held at its latest moment.
pub trait Clock: Send {
    /// Now.
    fn now(&mut self) -> Moment;
}

impl<F: FnMut() -> Moment + Send> Clock for F {
    fn now(&mut self) -> Moment {
        self()
    }
}
