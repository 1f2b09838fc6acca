//! Reader of JSON: Shopify, WooCommerce, Amazon, Kept's own orders ([`kept`]), and any other by the
//! names of its keys.

pub mod amazon;
pub mod kept;
pub mod parse;
pub mod shop;

use crate::tree::{Node, Step, check};
use crate::{Format, IssueCode, Purpose, Reading, Severity, named};

/// True when the bytes look like JSON: an object or array after marks and blanks.
pub fn recognises(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(64)];
    let text: Vec<u8> = head
        .strip_prefix(b"\xef\xbb\xbf")
        .or(head.strip_prefix(b"\xff\xfe"))
        .or(head.strip_prefix(b"\xfe\xff"))
        .unwrap_or(head)
        .iter()
        .copied()
        .filter(|b| *b != 0 && !b.is_ascii_whitespace())
        .take(2)
        .collect();
    match text[..] {
        [b'{', next] => matches!(next, b'"' | b'}'),
        [b'[', next] => matches!(next, b'{' | b'[' | b']' | b'"' | b'-' | b'0'..=b'9'),
        [b'{' | b'['] => true,
        _ => false,
    }
}

/// Reads a JSON document of any schema.
pub fn read(bytes: &[u8]) -> Reading {
    read_as(bytes, dispatch)
}

/// Parses, reads the top-level value with `reader` and checks the result.
fn read_as(bytes: &[u8], reader: impl Fn(Node) -> Reading) -> Reading {
    let parsed = parse::parse(bytes);
    let mut reading = match parsed.tree.top().at("$") {
        Some(root) => reader(root),
        None => Reading::empty(Format::Json, Purpose::Other),
    };
    check::check(&mut reading);
    let broken = parsed.issues.iter().any(|i| i.severity == Severity::Error);
    if broken && reading.requests.is_empty() {
        // What is missing is explained by the broken syntax; more would only repeat it.
        reading.issues.retain(|i| i.code != IssueCode::NotAnOrder);
    }
    reading.note_ahead(parsed.issues);
    reading
}

fn dispatch(root: Node) -> Reading {
    if kept::recognises(root) {
        return kept::read_tree(root);
    }
    amazon::read_tree(root)
        .or_else(|| shop::read_tree(root))
        .unwrap_or_else(|| named::read_tree(root, Format::Json))
}

/// The objects that may be orders: the root, the items of a top-level array, or the values of one
/// of these keys, as API answers and webhooks wrap them.
fn unwrapped<'t>(root: Node<'t>, keys: &[&str]) -> Vec<Node<'t>> {
    let is_item = |node: &Node| node.step() == Step::Item;
    let items: Vec<Node> = root.children().filter(is_item).collect();
    if !items.is_empty() {
        return items;
    }
    let wrapped = keys.iter().map(|key| root.all(key));
    let found = wrapped
        .into_iter()
        .find(|found| found.iter().any(|node| node.is_branch()));
    found.unwrap_or_else(|| vec![root])
}

#[cfg(test)]
mod tests;
