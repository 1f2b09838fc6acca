//! `kept bench …`: how fast this machine takes orders, on the engine that `kept serve` runs.

mod http;
mod overload;
mod place;
mod slow_disk;

pub use http::http;
pub use overload::overload;
pub use place::place;
