//! Pages of lists: how many rows one has, and where it begins.

use crate::problem::{Code, Problem};
use views::{Cursor, PAGE_MAX, Page};

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

/// Behind which row the page begins.
///
/// # Errors
/// `bad_cursor` for what no page before has told.
pub fn behind(after: Option<&str>) -> Result<Option<Cursor>, Problem> {
    let cursor = after.map(str::parse).transpose();
    cursor.map_err(|_| Problem::web(Code::BadCursor))
}

/// A text to search by, if it has any.
pub fn text(query: Option<String>) -> Option<String> {
    query.filter(|text| !text.trim().is_empty())
}

/// A page of nothing.
pub fn none<T, C>() -> Page<T, C> {
    Page {
        items: Vec::new(),
        next: None,
    }
}
