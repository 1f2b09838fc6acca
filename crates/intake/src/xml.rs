//! Reader of XML: parses the tree once and hands it to the reader of its vocabulary.

pub mod parse;
pub mod positional;

use crate::tree::check;
use crate::tree::clerk::requests_within_limit;
use crate::tree::{Node, Step};
use crate::{Format, Issue, IssueCode, Purpose, Reading, Severity, cxml, idoc, named, orderx, ubl};

/// How many envelopes (SBDH, SOAP) are unwrapped around a document.
const ENVELOPES_MAX: usize = 4;

/// True when the bytes look like XML: a `<` before a name, `?` or `!`, after marks and blanks.
pub fn recognises(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(64)];
    let mut signs = head
        .strip_prefix(b"\xef\xbb\xbf")
        .or(head.strip_prefix(b"\xff\xfe"))
        .or(head.strip_prefix(b"\xfe\xff"))
        .unwrap_or(head)
        .iter()
        .filter(|b| **b != 0)
        .skip_while(|b| b.is_ascii_whitespace());
    signs.next() == Some(&b'<')
        && signs
            .next()
            .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'?' | b'!' | b'_'))
}

/// Reads an XML document of any vocabulary.
pub fn read(bytes: &[u8]) -> Reading {
    let parsed = parse::parse(bytes);
    let roots: Vec<Node> = parsed.tree.top().children().collect();
    let mut reading = match roots.split_first() {
        None => Reading::empty(Format::Xml, Purpose::Other),
        Some((first, more)) => {
            let mut reading = read_root(*first);
            append_all(&mut reading, more);
            reading
        }
    };
    let refused = parsed
        .issues
        .iter()
        .any(|i| i.code == IssueCode::Refused && i.severity == Severity::Error);
    if refused {
        reading.requests.clear();
        reading.issues.clear();
    }
    reading.note_ahead(parsed.issues);
    if roots.is_empty() && reading.issues.is_empty() {
        let message = "expected an XML element, found none";
        reading.note(Issue::new(IssueCode::Truncated, Severity::Error, message));
    }
    reading
}

/// Documents written one behind another into one file are read as one.
fn append_all(reading: &mut Reading, more: &[Node]) {
    if more.is_empty() {
        return;
    }
    let message = format!("{} more documents stand behind the first", more.len());
    reading.note(Issue::new(IssueCode::Syntax, Severity::Notice, message));
    let count = requests_within_limit(reading, more.len());
    for root in more.iter().take(count) {
        let next = read_root(*root);
        let before = reading.requests.len() as u32;
        reading.requests.extend(next.requests);
        for mut issue in next.issues {
            issue.request = issue.request.map(|request| request + before);
            reading.note(issue);
        }
    }
}

fn read_root(root: Node) -> Reading {
    let body = payload(root);
    let mut reading = dispatch(body);
    if body != root {
        envelope(&mut reading, root);
    }
    check::check(&mut reading);
    reading
}

fn dispatch(body: Node) -> Reading {
    if ubl::recognises(body) {
        return ubl::read_tree(body);
    }
    if cxml::recognises(body) {
        return cxml::read_tree(body);
    }
    if idoc::recognises(body) {
        return idoc::read_tree(body, Format::IdocXml);
    }
    if orderx::recognises(body) {
        return orderx::read_tree(body);
    }
    positional::read_tree(body).unwrap_or_else(|| named::read_tree(body, Format::Xml))
}

/// The business document inside of a GS1 Standard Business Document or a SOAP envelope.
fn payload(root: Node) -> Node {
    let mut node = root;
    for _ in 0..ENVELOPES_MAX {
        let inner = match node.name() {
            "StandardBusinessDocument" => node.children().find(|child| {
                child.step() == Step::Element && child.name() != "StandardBusinessDocumentHeader"
            }),
            "Envelope" => node.at("Body"),
            "Body" => node.children().find(|c| c.step() == Step::Element),
            _ => None,
        };
        match inner {
            Some(inner) => node = inner,
            None => break,
        }
    }
    node
}

/// Sender and receiver as a Standard Business Document Header states them.
fn envelope(reading: &mut Reading, root: Node) {
    let field = |path: &str| {
        let found = root.at("StandardBusinessDocumentHeader")?.first(&[path])?;
        found.field()
    };
    let header = [
        (&mut reading.sender, "Sender/Identifier"),
        (&mut reading.receiver, "Receiver/Identifier"),
        (
            &mut reading.control_reference,
            "DocumentIdentification/InstanceIdentifier",
        ),
    ];
    for (slot, path) in header {
        if slot.is_none() {
            *slot = field(path);
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
