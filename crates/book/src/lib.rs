//! The order book: [`decide()`] and [`evolve()`] over orders, stock, supply, customers and policy.
//!
//! Pure and deterministic: no I/O, clock, chance, float, thread or hash-order iteration. Time and
//! the actor arrive in [`Stamp`]; everything else arrives as a [`Command`] and leaves as [`Event`]s.
#![deny(clippy::float_arithmetic, clippy::float_cmp)]
#![deny(clippy::disallowed_types, clippy::disallowed_methods)]
#![deny(clippy::wildcard_enum_match_arm)]

mod ahead;
pub mod command;
pub mod company;
pub mod decide;
pub mod event;
pub mod evolve;
pub mod exception;
pub mod few;
#[cfg(test)]
mod golden;
pub mod group;
pub mod invariant;
pub mod lookup;
pub mod order;
mod packed;
mod piece;
pub mod plan;
pub mod policy;
pub mod priority;
pub mod promise;
pub mod quota;
pub mod refusal;
pub mod request;
pub mod returns;
pub mod rows;
pub mod stamp;
pub mod state;
pub mod stock;
#[cfg(any(test, feature = "story"))]
pub mod story;
pub mod work;

pub use command::Command;
pub use decide::decide;
pub use event::{Event, Events};
pub use evolve::{evolve, evolve_all};
pub use few::Few;
pub use order::{Order, OrderLine, OrderState, ScheduleLine, Source, Stage};
pub use policy::Policy;
pub use refusal::Refusal;
pub use stamp::Stamp;
pub use state::{Book, Frozen};
