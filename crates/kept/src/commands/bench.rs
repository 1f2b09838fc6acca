//! `kept bench …`: how fast this machine takes orders, on the engine that `kept serve` runs.

mod book;
mod documents;
mod founded;
mod graph;
mod http;
mod overload;
mod peer;
mod place;
mod ration;
mod slow_disk;
mod sweep;
mod views;

pub use book::book;
pub use documents::documents;
pub use http::http;
pub use overload::overload;
pub use peer::Peer;
pub use place::place;
pub use ration::ration;
pub use views::views;
