//! The world outside: webhooks to others' servers.
//!
//! Everything that Kept itself sends to a machine that is not its own goes out through here, and
//! through one client ([`client`]) that is bounded in time and size and says where it may go.

pub mod client;
mod fault;
#[cfg(test)]
mod python;
#[cfg(test)]
mod receiver;
pub mod webhook;

pub use fault::{Cause, Unreachable};
