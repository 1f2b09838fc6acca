//! The only room that knows HTTP and HTML: the API under `/v1`, and what every answer has in
//! common: problems, access, limits.
//!
//! **Invariants.** Every route stands in a table with the policy that guards it. A write is
//! answered when it is durable. No answer tells a key, a path on disk or the text of a fault.

mod access;
mod admission;
mod api;
mod body;
mod call;
mod codes;
mod coding;
mod console;
mod directory;
mod door;
mod foretold;
mod importing;
pub mod known;
pub mod learning;
mod live;
mod offer;
mod openapi;
pub mod outgoing;
mod paper;
mod paths;
mod pipe;
mod problem;
pub mod quotas;
pub mod rationing;
mod receipt;
mod router;
mod server;
pub mod solutions;
mod state;
#[cfg(test)]
mod tests;
mod trail;
mod written;

pub use access::{AT_THIS_MACHINE, Caller, Policy};
pub use admission::Lane;
pub use api::resolve::draft as draft_order;
pub use body::parse as read_json;
pub use codes::{Codes, Goods};
pub use problem::{About, Code, Kind, Problem};
pub use router::{Route, Verb, pages, routes};
pub use server::serve;
pub use state::{App, Draw, LaneLimit, LaneLimits, Limits, Setup};
