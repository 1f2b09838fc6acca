//! Pages of lists: how many rows one has.

use crate::problem::{Code, Problem};
use views::PAGE_MAX;

/// Rows on a page when the query does not say.
const ROWS: usize = 50;

/// How many rows are asked for.
///
/// # Errors
/// `bad_query` for none, and for more than [`PAGE_MAX`].
pub fn size(limit: Option<usize>) -> Result<usize, Problem> {
    let limit = limit.unwrap_or(ROWS);
    if (1..=PAGE_MAX).contains(&limit) {
        return Ok(limit);
    }
    let detail = format!("limit is {limit}; 1 to {PAGE_MAX} are allowed");
    Err(Problem::web(Code::BadQuery).because(detail))
}
