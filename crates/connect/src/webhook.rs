//! Webhooks after the Standard Webhooks specification: events are posted to the servers of others,
//! signed, at least once, and tried again for days.

mod dispatch;
mod lanes;
mod message;
mod post;
mod schedule;
mod sign;
mod target;

pub use dispatch::{Clocks, Counts, Dispatcher, FAILING_DAYS_MAX, Fault};
pub use lanes::{SLOW_AT_ONCE_MAX, SWIFT_AT_ONCE_MAX, TRIES_AT_ONCE_MAX};
pub use message::{PING, payload, webhook_id};
pub use post::{Message, Outcome, post};
pub use schedule::{TRIES_MAX, delay_before, retry_after};
pub use sign::{SECRET_BYTES_MAX, SECRET_BYTES_MIN, SigningSecret, sign};
