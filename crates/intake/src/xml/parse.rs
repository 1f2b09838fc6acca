//! Bytes of XML to a tree: encodings, limits, and no way in for DTDs and entities.

use crate::tree::{DEPTH_MAX, DOCUMENT_BYTES_MAX, NODES_MAX, Step, Tree};
use crate::{Issue, IssueCode, Severity};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;

/// The most attributes of one element that are read.
pub const ATTRIBUTES_MAX: usize = 64;
/// How far into a document an XML declaration is looked for, in bytes.
const DECLARATION_BYTES_MAX: usize = 256;

/// A tree and what was the matter with its markup.
#[derive(Debug)]
pub struct Parsed {
    /// What could be read; roots stand below its top.
    pub tree: Tree,
    /// Problems of the markup.
    pub issues: Vec<Issue>,
}

/// Parses a document as far as it can be read.
pub fn parse(bytes: &[u8]) -> Parsed {
    let mut parser = Parser {
        tree: Tree::new(),
        open: Vec::new(),
        issues: Vec::new(),
        base: None,
    };
    if bytes.len() > DOCUMENT_BYTES_MAX {
        parser.stop(
            IssueCode::OverLimit,
            format!("more than {DOCUMENT_BYTES_MAX} bytes"),
        );
    } else {
        let text = parser.decoded(bytes);
        parser.run(&text);
    }
    Parsed {
        tree: parser.tree,
        issues: parser.issues,
    }
}

struct Parser {
    tree: Tree,
    open: Vec<u32>,
    issues: Vec<Issue>,
    /// How many bytes of the document stand before the text; `None` when the bytes were recoded.
    base: Option<usize>,
}

impl Parser {
    fn decoded<'b>(&mut self, bytes: &'b [u8]) -> Cow<'b, str> {
        let (encoding, skipped) = encoding_of(bytes);
        let body = &bytes[skipped..];
        if encoding == UTF_8 {
            self.base = Some(skipped);
            if let Ok(text) = std::str::from_utf8(body) {
                return Cow::Borrowed(text);
            }
            self.base = None;
            self.doubt("the text is not the UTF-8 it claims to be; read as Windows-1252");
            return WINDOWS_1252.decode_without_bom_handling(body).0;
        }
        let (text, broken) = encoding.decode_without_bom_handling(body);
        if broken {
            let name = encoding.name();
            self.doubt(format!("some characters are not valid {name}"));
        }
        if matches!(&text, Cow::Borrowed(_)) {
            self.base = Some(skipped);
        }
        text
    }

    fn run(&mut self, text: &str) {
        let mut reader = Reader::from_str(text);
        loop {
            let start = reader.buffer_position() as usize;
            let event = match reader.read_event() {
                Ok(Event::Eof) => break,
                Ok(event) => event,
                Err(_) => return self.broken(reader.error_position() as usize, text.len()),
            };
            if !self.take(event, text, start) {
                return;
            }
        }
        if !self.open.is_empty() {
            self.stop(
                IssueCode::Truncated,
                format!("the document ends with {} elements open", self.open.len()),
            );
        }
    }

    /// Takes one event; false when nothing more may be read.
    fn take(&mut self, event: Event, text: &str, start: usize) -> bool {
        match event {
            Event::Start(tag) => return self.start(&tag, text, true),
            Event::Empty(tag) => return self.start(&tag, text, false),
            Event::End(_) => {
                self.open.pop();
            }
            Event::Text(chars) => self.chars(&chars, start),
            Event::CData(chars) => self.chars(&chars, start + "<![CDATA[".len()),
            Event::GeneralRef(entity) => match entity.resolve_char_ref() {
                Ok(Some(char)) => self.entity(char.encode_utf8(&mut [0; 4]), start, entity.len()),
                Ok(None) | Err(_) => return self.named_entity(&entity, start),
            },
            Event::DocType(doctype) => return self.doctype(&doctype),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Eof => {}
        }
        true
    }

    fn start(&mut self, tag: &BytesStart, text: &str, stays_open: bool) -> bool {
        if self.open.len() >= DEPTH_MAX {
            return self.stop(
                IssueCode::OverLimit,
                format!("elements nested deeper than {DEPTH_MAX}"),
            );
        }
        let parent = self.open.last().copied().unwrap_or(0);
        let Some(id) = self
            .tree
            .add(parent, tag.local_name().as_ref(), Step::Element)
        else {
            return self.too_many();
        };
        if stays_open {
            self.open.push(id);
        }
        self.attributes(id, tag, text)
    }

    fn attributes(&mut self, id: u32, tag: &BytesStart, text: &str) -> bool {
        for (number, attribute) in tag.attributes().with_checks(false).enumerate() {
            let Ok(attribute) = attribute else {
                self.doubt("an attribute could not be read");
                return true;
            };
            if number >= ATTRIBUTES_MAX {
                self.doubt(format!(
                    "more than {ATTRIBUTES_MAX} attributes on one element"
                ));
                return true;
            }
            // Namespace declarations keep their whole name, so that a vocabulary can be told.
            let key = attribute.key.as_ref();
            let name = if key.starts_with("xmlns") {
                key
            } else {
                attribute.key.local_name().into_inner()
            };
            let Some(child) = self.tree.add(id, &format!("@{name}"), Step::Attribute) else {
                return self.too_many();
            };
            let span = self.span_of(&attribute.value, text);
            let plain = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0);
            let value = plain.unwrap_or(Cow::Borrowed(&attribute.value));
            self.tree.add_text(child, &value, span);
        }
        true
    }

    fn chars(&mut self, chars: &str, start: usize) {
        let Some(id) = self.open.last().copied() else {
            if !chars.trim().is_empty() {
                self.note(
                    IssueCode::Syntax,
                    Severity::Notice,
                    "there is text outside of the root element",
                );
            }
            return;
        };
        let lead = chars.len() - chars.trim_start().len();
        let span = self.span(start + lead, chars.trim().len());
        self.tree.add_text(id, chars, span);
    }

    fn entity(&mut self, text: &str, start: usize, length: usize) {
        if let Some(id) = self.open.last().copied() {
            let span = self.span(start, length + "&;".len());
            self.tree.add_text(id, text, span);
        }
    }

    fn named_entity(&mut self, name: &str, start: usize) -> bool {
        let text = match name {
            "lt" => "<",
            "gt" => ">",
            "amp" => "&",
            "apos" => "'",
            "quot" => "\"",
            _ => {
                let name = crate::tree::clerk::clip(name);
                let message =
                    format!("entity '{name}' is not one of XML's own; it is not expanded");
                return self.stop(IssueCode::Refused, message);
            }
        };
        self.entity(text, start, name.len());
        true
    }

    /// A document type that only names an external file is skipped; nothing is ever loaded. One
    /// that declares anything itself is refused: entities are the way to bombs and stolen files.
    fn doctype(&mut self, doctype: &str) -> bool {
        if doctype.contains('[') || doctype.contains("<!") {
            return self.stop(
                IssueCode::Refused,
                "the document type declares its own markup (entities); that is refused",
            );
        }
        self.note(
            IssueCode::Refused,
            Severity::Notice,
            "the document type names an external file; it was not loaded",
        );
        true
    }

    fn broken(&mut self, position: usize, length: usize) {
        let at = self.base.map_or(position, |base| base + position);
        let code =
            if length - position.min(length) < 2 || !self.open.is_empty() && position >= length {
                IssueCode::Truncated
            } else {
                IssueCode::Syntax
            };
        self.stop(code, format!("the markup is broken at byte {at}"));
    }

    fn too_many(&mut self) -> bool {
        self.stop(
            IssueCode::OverLimit,
            format!("more than {NODES_MAX} elements and attributes"),
        )
    }

    fn stop(&mut self, code: IssueCode, message: impl Into<String>) -> bool {
        self.note(code, Severity::Error, message);
        false
    }

    fn doubt(&mut self, message: impl Into<String>) {
        self.note(IssueCode::BadValue, Severity::Doubt, message);
    }

    fn note(&mut self, code: IssueCode, severity: Severity, message: impl Into<String>) {
        if self.issues.len() < crate::request::ISSUES_MAX {
            self.issues.push(Issue::new(code, severity, message));
        }
    }

    fn span(&self, start: usize, length: usize) -> Option<(u32, u32)> {
        let start = self.base? + start;
        Some((start as u32, (start + length) as u32))
    }

    fn span_of(&self, part: &str, text: &str) -> Option<(u32, u32)> {
        let start = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
        (start + part.len() <= text.len()).then(|| self.span(start, part.len()))?
    }
}

/// The encoding of a document by its byte order mark, its first bytes or its declaration
/// (XML 1.0, appendix F), and how many bytes of mark to skip.
fn encoding_of(bytes: &[u8]) -> (&'static Encoding, usize) {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return (encoding, length);
    }
    match bytes {
        [b'<', 0, ..] => return (UTF_16LE, 0),
        [0, b'<', ..] => return (UTF_16BE, 0),
        _ => {}
    }
    let declared = declared_encoding(bytes).and_then(|label| Encoding::for_label(&label));
    // The declaration was read as ASCII, so it cannot be true if it says UTF-16.
    match declared {
        Some(encoding) if encoding != UTF_16LE && encoding != UTF_16BE => (encoding, 0),
        _ => (UTF_8, 0),
    }
}

fn declared_encoding(bytes: &[u8]) -> Option<Vec<u8>> {
    let head = &bytes[..bytes.len().min(DECLARATION_BYTES_MAX)];
    let head = String::from_utf8_lossy(head);
    let declaration = head.trim_start().strip_prefix("<?xml")?;
    let declaration = &declaration[..declaration.find("?>")?];
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Some(value[1..].split(quote).next()?.as_bytes().to_vec())
}
