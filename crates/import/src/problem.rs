//! What is wrong with the files, by file, row and column.

mod code;

use book::{Refusal, refusal};
use serde::Serialize;

pub use code::Code;

/// Problems that are listed; further ones are counted.
pub const PROBLEMS_LISTED_MAX: usize = 100;
/// What stands for a cell with an error, or with a formula whose result a workbook does not hold: a
/// character that no field takes, so that such a cell is wrong where it is read, and only there.
pub const UNCOMPUTED: &str = "\u{1a}";
/// Characters of a cell that a message quotes.
const QUOTED_MAX: usize = 60;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// Which file.
    pub file: String,
    /// Which row, as a spreadsheet counts: the title row is 1. In JSON, which object, from 1.
    pub row: Option<u32>,
    /// Which column.
    pub column: Option<String>,
    /// What kind of thing is wrong.
    pub code: Code,
    /// Which rule of the book says no, where one does.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub rule: Option<refusal::Code>,
    /// What was expected, and what is there.
    pub message: String,
}

/// What is wrong, without its place.
#[derive(Debug)]
pub struct Wrong {
    code: Code,
    rule: Option<refusal::Code>,
    /// What was expected, and what is there.
    pub message: String,
}

impl Wrong {
    /// Something of a kind, in words.
    pub fn new(code: Code, message: impl Into<String>) -> Wrong {
        Wrong {
            code,
            rule: None,
            message: message.into(),
        }
    }

    /// What the book said to a row.
    pub fn refused(refusal: &Refusal) -> Wrong {
        Wrong {
            rule: Some(refusal.code),
            ..Wrong::new(Code::Refused, refusal.message.clone())
        }
    }
}

/// Everything that is wrong.
#[derive(Debug, Default)]
pub struct Problems {
    listed: Vec<Problem>,
    more: u64,
}

impl Problems {
    /// Adds one; what is said of it is only made when it will be listed.
    pub fn tell(
        &mut self,
        file: &str,
        row: Option<u32>,
        column: Option<&str>,
        wrong: impl FnOnce() -> Wrong,
    ) {
        if self.listed.len() == PROBLEMS_LISTED_MAX {
            self.more += 1;
            return;
        }
        let Wrong {
            code,
            rule,
            message,
        } = wrong();
        self.listed.push(Problem {
            file: file.to_owned(),
            row,
            column: column.map(str::to_owned),
            code,
            rule,
            message,
        });
    }

    /// True when nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// Those that are listed, and how many more there are.
    pub fn into_listed(self) -> (Vec<Problem>, u64) {
        (self.listed, self.more)
    }
}

/// A cell as a message shows it.
pub fn quoted(cell: &str) -> String {
    match cell {
        "" => return "nothing".to_owned(),
        UNCOMPUTED => return "an error or a formula without a result".to_owned(),
        _ => {}
    }
    match cell.char_indices().nth(QUOTED_MAX) {
        None => format!("\"{cell}\""),
        Some((end, _)) => format!("\"{}…\"", &cell[..end]),
    }
}
