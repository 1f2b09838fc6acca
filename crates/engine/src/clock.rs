//! The clock that the engine stamps commands with. The book never sees it, only the stamp.

use vocab::{Day, Instant};

/// A moment, and what the company's wall clock shows then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// The moment.
    pub at: Instant,
    /// The local day.
    pub today: Day,
    /// Minutes since local midnight, 0 to 1439.
    pub minute: u16,
}

impl Moment {
    /// This moment, or `latest` when the clock has gone back behind it. Day and minute go with the
    /// moment that they were read at; a local clock that is set back for the winter may show an
    /// hour twice.
    pub(crate) fn not_before(self, latest: Moment) -> Moment {
        if self.at < latest.at { latest } else { self }
    }
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
