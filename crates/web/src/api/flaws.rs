//! What is wrong with a body, collected so that all of it can be told at once.

use crate::problem::{ERRORS_MAX, Flaw, Problem};
use vocab::{Currency, Decimal};

/// What is wrong so far.
#[derive(Default)]
pub struct Flaws(Vec<Flaw>);

impl Flaws {
    /// Notes what was expected at a place, a JSON pointer. One more than is told is kept, so that
    /// "and more" can be said.
    pub fn note(&mut self, pointer: impl Into<String>, detail: impl Into<String>) {
        if self.0.len() <= ERRORS_MAX {
            self.0.push(Flaw {
                pointer: pointer.into(),
                detail: detail.into(),
            });
        }
    }

    /// Notes what was expected where nothing was found; what was found, if anything.
    pub fn found<T>(
        &mut self,
        found: Option<T>,
        pointer: impl FnOnce() -> String,
        detail: impl FnOnce() -> String,
    ) -> Option<T> {
        if found.is_none() {
            self.note(pointer(), detail());
        }
        found
    }

    /// An amount of major units as minor ones, if it has no more places than the currency.
    pub fn money(
        &mut self,
        amount: Decimal,
        currency: Currency,
        pointer: impl FnOnce() -> String,
    ) -> Option<i64> {
        let digits = currency.minor_digits();
        self.found(amount.at_scale(digits), pointer, || {
            format!(
                "expected an amount in {currency} with at most {digits} places, there is {amount}"
            )
        })
    }

    /// The value, if nothing was wrong.
    ///
    /// # Errors
    /// `bad_value`, with everything that was noted.
    pub fn or<T>(self, value: T) -> Result<T, Problem> {
        match self.0.is_empty() {
            true => Ok(value),
            false => Err(Problem::flawed(self.0)),
        }
    }
}

/// What is repeated of a text in a message.
pub fn clipped(text: &str) -> String {
    text.chars().take(book::company::CODE_MAX).collect()
}
