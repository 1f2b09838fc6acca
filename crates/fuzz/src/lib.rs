//! Fuzz targets: every parser of what strangers send, with what must hold of whatever it makes of it.
//!
//! Two drivers try to break them: this crate's own, which needs nothing and makes the same inputs of a
//! seed on every machine, and libFuzzer, which is led by what of the code an input reaches.

mod changes;
mod drive;
mod sound;
mod target;
mod targets;
#[cfg(test)]
mod tests;

pub use changes::{INPUT_BYTES_MAX, Inputs};
pub use drive::{Failure, TIME_MAX, minimised, tried};
pub use target::{TARGETS, Target};
