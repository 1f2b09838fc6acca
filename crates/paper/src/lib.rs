//! Eyes for documents on paper: a PDF or a picture becomes pages, words and boxes.
//!
//! Everything here is meant to run in the limited child process that reads one document: a hostile
//! file may at worst end that process. Lengths are floats inside, as PDF has them, and leave this
//! room as whole hundredths of a point.

mod pdf;
mod words;

use intake::page::{Eyes, Sheets, Unseen};

/// Looks at documents.
#[derive(Clone, Debug, Default)]
pub struct Sight;

impl Sight {
    /// Eyes with everything that this machine has to see with.
    pub fn new() -> Sight {
        Sight
    }
}

impl Eyes for Sight {
    fn look(&self, bytes: &[u8]) -> Result<Sheets, Unseen> {
        pdf::look(bytes)
    }
}
