//! The style and the scripts: built in, and kept by browsers until they change.

use crate::call::Call;
use crate::problem::{Code, Problem};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use std::sync::LazyLock;

const STYLE: &str = include_str!("assets/console.css");
const SCRIPT: &str = include_str!("assets/console.js");
const ROWS: &str = include_str!("assets/rows.js");
const ENTRY: &str = include_str!("assets/entry.js");
const MARK: &str = include_str!("assets/mark.svg");

/// The addresses of the files carry a hash of their content.
pub(crate) static STYLE_ADDRESS: LazyLock<String> = LazyLock::new(|| address("console.css", STYLE));
pub(crate) static SCRIPT_ADDRESS: LazyLock<String> =
    LazyLock::new(|| address("console.js", SCRIPT));
pub(crate) static ROWS_ADDRESS: LazyLock<String> = LazyLock::new(|| address("rows.js", ROWS));
pub(crate) static ENTRY_ADDRESS: LazyLock<String> = LazyLock::new(|| address("entry.js", ENTRY));
pub(crate) static MARK_ADDRESS: LazyLock<String> = LazyLock::new(|| address("mark.svg", MARK));

fn address(name: &str, content: &str) -> String {
    let hash = blake3::hash(content.as_bytes()).to_hex();
    format!("/assets/{name}?{}", &hash[..12])
}

pub(super) fn serve(call: &Call) -> Result<Response, Problem> {
    let (kind, content) = match call.parameter("name") {
        "console.css" => ("text/css; charset=utf-8", STYLE),
        "console.js" => ("text/javascript; charset=utf-8", SCRIPT),
        "rows.js" => ("text/javascript; charset=utf-8", ROWS),
        "entry.js" => ("text/javascript; charset=utf-8", ENTRY),
        "mark.svg" => ("image/svg+xml", MARK),
        _ => return Err(Problem::web(Code::NotFound)),
    };
    let mut response = ([(header::CONTENT_TYPE, kind)], content).into_response();
    let for_a_year = HeaderValue::from_static("public, max-age=31536000, immutable");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, for_a_year);
    Ok(response)
}
