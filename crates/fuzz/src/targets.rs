//! What each target tries, by where its inputs come from.

pub mod documents;
pub mod paper;
pub mod stored;
pub mod wires;

use sim::samples::{HARD, SAMPLES};

/// The largest sample that inputs are made of, in bytes.
const SAMPLE_BYTES_MAX: usize = 64 << 10;

/// The sample documents whose names end so; all of them for an empty ending.
fn samples(endings: &[&str]) -> Vec<Vec<u8>> {
    let all = SAMPLES.iter().chain(HARD);
    let fit = all.filter(|(name, bytes)| {
        bytes.len() <= SAMPLE_BYTES_MAX && endings.iter().any(|ending| name.ends_with(ending))
    });
    fit.map(|(_, bytes)| bytes.to_vec()).collect()
}
