//! Webhooks after the Standard Webhooks specification: events are posted to the servers of others,
//! signed, at least once, and tried again for days.

mod post;
mod schedule;
mod sign;

pub use post::{Message, Outcome, post};
pub use schedule::{TRIES_MAX, delay_before, retry_after};
pub use sign::{SECRET_BYTES_MAX, SECRET_BYTES_MIN, SigningSecret, sign};
