//! The world outside: webhooks to others' servers, sign-in by others' identity providers, the
//! channels that documents come in by, the language model that is asked for a second opinion, what is sent of
//! orders, and carriers.
//!
//! Everything that Kept itself sends to a machine that is not its own goes out through here, and
//! through one client ([`client`]) that is bounded in time and size and says where it may go.

pub mod carrier;
mod chance;
pub mod channel;
pub mod client;
mod fault;
pub mod llm;
pub mod oidc;
pub mod outbound;
pub mod outbox;
#[cfg(test)]
mod python;
#[cfg(test)]
mod receiver;
pub mod webhook;

pub use fault::{Cause, Unreachable};

use std::sync::Arc;

/// Tells the time; a test hands in its own.
pub type Clock = Arc<dyn Fn() -> vocab::Instant + Send + Sync>;
