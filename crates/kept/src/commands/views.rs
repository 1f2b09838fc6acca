//! `kept views rebuild`: the read side, made again from the journal.

use crate::company::DataDir;
use crate::failure::Outcome;
use crate::talk;
use serde::Serialize;
use views::Views;

/// What the command prints.
#[derive(Serialize)]
struct Report {
    records: u64,
}

/// Drops the views and folds the whole journal again.
pub fn rebuild(data: &DataDir, json: bool) -> Outcome {
    let journal = data.reader()?;
    let mut views = Views::open(&data.views())?;
    let records = views.rebuild(&journal)?;
    match json {
        true => talk::json(&Report { records })?,
        false => println!("{records} records folded"),
    }
    Ok(())
}
