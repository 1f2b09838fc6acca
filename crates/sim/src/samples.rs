//! The committed sample documents: what customers of the sample company send on its first day,
//! and what should become of each.
//!
//! `KEPT_REFRESH=1 cargo test -p sim` writes them anew, together with the list of what the binary
//! carries; a test fails while files and generator differ.

mod bomb;
mod carried;
mod clean;
mod doubtful;
mod hard;
mod maker;
mod paper;
#[cfg(test)]
mod tests;

use crate::document::SampleOrder;
use serde::Serialize;

pub use carried::{HARD, PICTURES, SAMPLES};
pub use paper::Page;

/// The seed that the committed documents are made from.
pub const SEED: u64 = 1;

/// What should become of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// An order is taken, or a cancellation carried out, without a touch.
    Accepted,
    /// A person has to look: in the review inbox, or at the hold of an order.
    Review,
    /// Nothing can be read of it, or it is refused for safety.
    Rejected,
    /// It is recognised as something that is not an order.
    Other,
}

/// What a document asks for, where the book can be asked the same directly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Take this order.
    Place(Box<SampleOrder>),
    /// Take back the order that this customer number sent with this PO number.
    Cancel(String, String),
    /// Nothing that the book could be asked.
    Nothing,
}

/// One sample document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// File name below `samples/`.
    pub file: String,
    /// Its format and what is odd about it, in a few words.
    pub kind: String,
    /// What should become of it.
    pub outcome: Outcome,
    /// Why.
    pub why: String,
    /// What it asks for.
    pub ask: Ask,
    /// The document.
    pub bytes: Vec<u8>,
}

/// The documents of a seed in the order to submit them: the day's orders, then the hard cases,
/// which stand in the folder `hard`.
/// The pictures, which are read only where text can be recognised, stand in the folder `pictures`.
pub fn made(seed: u64) -> Vec<Sample> {
    maker(seed).samples
}

/// The pages that are to be printed for the documents of [`SEED`].
pub fn pages() -> Vec<Page> {
    maker(SEED).pages
}

fn maker(seed: u64) -> maker::Maker {
    let mut maker = maker::Maker::new(seed);
    clean::add(&mut maker);
    doubtful::add(&mut maker);
    paper::add(&mut maker);
    hard::add(&mut maker);
    paper::add_pictures(&mut maker);
    maker
}

/// File names and documents of a seed.
pub fn generate(seed: u64) -> Vec<(String, Vec<u8>)> {
    made(seed)
        .into_iter()
        .map(|sample| (sample.file, sample.bytes))
        .collect()
}

/// A row of `expected.json`.
#[derive(Serialize)]
struct Expected<'a> {
    file: &'a str,
    kind: &'a str,
    outcome: Outcome,
    why: &'a str,
}

/// The text of `expected.json`: every document in the order to submit it.
pub fn expected(samples: &[Sample]) -> String {
    let rows: Vec<Expected> = samples
        .iter()
        .map(|sample| Expected {
            file: &sample.file,
            kind: &sample.kind,
            outcome: sample.outcome,
            why: &sample.why,
        })
        .collect();
    let text = serde_json::to_string_pretty(&rows);
    text.expect("rows of texts are always JSON") + "\n"
}

/// The text of `README.md`: the same as a table, with what a reader has to know.
pub fn readme(samples: &[Sample]) -> String {
    let mut text = include_str!("samples/readme.md").to_owned();
    for sample in samples {
        let outcome = match sample.outcome {
            Outcome::Accepted => "accepted",
            Outcome::Review => "review",
            Outcome::Rejected => "rejected",
            Outcome::Other => "other",
        };
        let Sample {
            file, kind, why, ..
        } = sample;
        text.push_str(&format!(
            "| [{file}]({file}) | {kind} | {outcome} | {why} |\n"
        ));
    }
    text
}
