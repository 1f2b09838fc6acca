//! `kept bench …`: how fast this machine takes orders, on the engine that `kept serve` runs.

mod place;

pub use place::place;
