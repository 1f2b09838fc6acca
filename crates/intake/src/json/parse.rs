//! Bytes of JSON (RFC 8259) to a tree: exact number lexemes, byte spans, no recursion, every
//! duplicate key found.

use crate::tree::clerk::clip;
use crate::tree::{DEPTH_MAX, DOCUMENT_BYTES_MAX, NODES_MAX, Step, Tree, Value};
use crate::{Issue, IssueCode, Severity};
use std::borrow::Cow;
use std::collections::HashSet;

/// A tree and what was the matter with its syntax.
#[derive(Debug)]
pub struct Parsed {
    /// What could be read; the top-level value stands as `$` below its top.
    pub tree: Tree,
    /// Problems of the syntax.
    pub issues: Vec<Issue>,
}

/// Parses a document as far as it can be read. UTF-16 is recoded; other text must be UTF-8.
pub fn parse(bytes: &[u8]) -> Parsed {
    let mut parser = Parser {
        tree: Tree::new(),
        issues: Vec::new(),
        text: "",
        at: 0,
        base: None,
        open: Vec::new(),
    };
    let text = parser.decoded(bytes);
    if let Some(text) = &text {
        parser.text = text;
        parser.run();
    }
    Parsed {
        tree: parser.tree,
        issues: parser.issues,
    }
}

/// An object or array whose end has not come yet.
struct Open {
    node: u32,
    /// The name that items of an array get; an object has none.
    items: Option<String>,
    /// How an item of this array is written in a path.
    step: Step,
    keys: HashSet<String>,
    empty: bool,
}

struct Parser<'a> {
    tree: Tree,
    issues: Vec<Issue>,
    text: &'a str,
    at: usize,
    base: Option<usize>,
    open: Vec<Open>,
}

/// The text of a string and its span.
type Quoted<'a> = (Cow<'a, str>, Option<(u32, u32)>);

/// Why parsing ended before the document did.
type Stop = ();

impl<'a> Parser<'a> {
    fn decoded<'b>(&mut self, bytes: &'b [u8]) -> Option<Cow<'b, str>> {
        if bytes.len() > DOCUMENT_BYTES_MAX {
            self.error(
                IssueCode::OverLimit,
                format!("more than {DOCUMENT_BYTES_MAX} bytes"),
            );
            return None;
        }
        match encoding_rs::Encoding::for_bom(bytes) {
            Some((encoding, skipped)) if encoding != encoding_rs::UTF_8 => {
                Some(encoding.decode_without_bom_handling(&bytes[skipped..]).0)
            }
            bom => {
                let skipped = bom.map_or(0, |(_, skipped)| skipped);
                match std::str::from_utf8(&bytes[skipped..]) {
                    Ok(text) => {
                        self.base = Some(skipped);
                        Some(Cow::Borrowed(text))
                    }
                    Err(error) => {
                        let at = skipped + error.valid_up_to();
                        self.doubt(format!(
                            "the text is not UTF-8 at byte {at}; marks stand there"
                        ));
                        Some(String::from_utf8_lossy(&bytes[skipped..]))
                    }
                }
            }
        }
    }

    fn run(&mut self) {
        let whole = self.value("$", 0, Step::Member).and_then(|()| self.rest());
        if whole.is_err() && self.issues.iter().all(|i| i.severity != Severity::Error) {
            let at = self.base.unwrap_or(0) + self.at;
            let (code, what) = match self.at >= self.text.len() {
                true => (IssueCode::Truncated, "the document ends too early"),
                false => (IssueCode::Syntax, "the JSON is broken"),
            };
            self.error(code, format!("{what}, at byte {at}"));
        }
    }

    /// Reads on until every open object and array has ended.
    fn rest(&mut self) -> Result<(), Stop> {
        while let Some(open) = self.open.last_mut() {
            let first = std::mem::replace(&mut open.empty, false);
            let end = if open.items.is_some() { b']' } else { b'}' };
            if self.peek() == Some(end) {
                self.at += 1;
                self.open.pop();
                continue;
            }
            if !first {
                self.expect(b',')?;
            }
            self.next_in_last()?;
        }
        match self.peek() {
            None => Ok(()),
            Some(_) => {
                self.doubt("something stands behind the end of the JSON; it was not read");
                Ok(())
            }
        }
    }

    fn next_in_last(&mut self) -> Result<(), Stop> {
        let Some(open) = self.open.last() else {
            return Err(());
        };
        let (node, step) = (open.node, open.step);
        if let Some(name) = open.items.clone() {
            return self.value(&name, node, step);
        }
        let (key, _) = self.string()?;
        self.expect(b':')?;
        let fresh = self
            .open
            .last_mut()
            .is_some_and(|o| o.keys.insert(key.to_string()));
        if !fresh {
            self.doubt(format!(
                "the key '{}' stands twice in one object",
                clip(&key)
            ));
        }
        self.value(&key, node, Step::Member)
    }

    /// Reads one value, or the opening of one, as a node below `parent`.
    fn value(&mut self, name: &str, parent: u32, step: Step) -> Result<(), Stop> {
        match self.peek().ok_or(())? {
            b'{' => self.opening(name, parent, step, false),
            b'[' => self.opening(name, parent, step, true),
            b'"' => {
                let node = self.add(parent, name, step)?;
                let (text, span) = self.string()?;
                self.tree.add_text(node, &text, span);
                Ok(())
            }
            _ => self.scalar(name, parent, step),
        }
    }

    fn opening(&mut self, name: &str, parent: u32, step: Step, array: bool) -> Result<(), Stop> {
        if self.open.len() >= DEPTH_MAX {
            self.error(
                IssueCode::OverLimit,
                format!("nested deeper than {DEPTH_MAX}"),
            );
            return Err(());
        }
        self.at += 1;
        // An array that is a member has no node of its own: its items carry its name.
        let own = !array || step != Step::Member || parent == 0;
        let node = if own {
            self.add(parent, name, step)?
        } else {
            parent
        };
        if own {
            self.tree.set_value(node, Value::Branch);
        }
        self.open.push(Open {
            node,
            items: array.then(|| name.to_owned()),
            step: if own { Step::Item } else { Step::MemberItem },
            keys: HashSet::new(),
            empty: true,
        });
        Ok(())
    }

    fn scalar(&mut self, name: &str, parent: u32, step: Step) -> Result<(), Stop> {
        let rest = &self.text[self.at..];
        let length = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '-' | '.'))
            .unwrap_or(rest.len());
        let lexeme = &rest[..length];
        let value = match lexeme {
            "true" | "false" => Value::Bool,
            "null" => Value::Null,
            number if is_number(number) => Value::Number,
            _ => return Err(()),
        };
        let node = self.add(parent, name, step)?;
        self.tree.set_value(node, value);
        if value != Value::Null {
            self.tree.add_text(node, lexeme, self.span(self.at, length));
        }
        self.at += length;
        Ok(())
    }

    /// Reads a string; its span is that of the text between the quotes.
    fn string(&mut self) -> Result<Quoted<'a>, Stop> {
        self.expect(b'"')?;
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut escaped = false;
        while let Some(byte) = bytes.get(self.at) {
            match byte {
                b'"' => break,
                b'\\' => {
                    escaped = true;
                    self.at += 1;
                }
                _ => {}
            }
            self.at += 1;
        }
        let raw = self.text.get(start..self.at).ok_or(())?;
        let span = self.span(start, raw.len());
        if self.at >= bytes.len() {
            return Err(());
        }
        self.at += 1;
        Ok(match escaped {
            true => (Cow::Owned(unescaped(raw).ok_or(())?), span),
            false => (Cow::Borrowed(raw), span),
        })
    }

    fn add(&mut self, parent: u32, name: &str, step: Step) -> Result<u32, Stop> {
        let added = self.tree.add(parent, name, step);
        if added.is_none() {
            self.error(
                IssueCode::OverLimit,
                format!("more than {NODES_MAX} values"),
            );
        }
        added.ok_or(())
    }

    /// The next byte that is not blank; the position moves up to it.
    fn peek(&mut self) -> Option<u8> {
        let rest = &self.text.as_bytes()[self.at.min(self.text.len())..];
        let blanks = rest
            .iter()
            .take_while(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n'))
            .count();
        self.at += blanks;
        rest.get(blanks).copied()
    }

    fn expect(&mut self, byte: u8) -> Result<(), Stop> {
        if self.peek() != Some(byte) {
            return Err(());
        }
        self.at += 1;
        Ok(())
    }

    fn span(&self, start: usize, length: usize) -> Option<(u32, u32)> {
        let start = self.base? + start;
        Some((start as u32, (start + length) as u32))
    }

    fn error(&mut self, code: IssueCode, message: impl Into<String>) {
        self.issues.push(Issue::new(code, Severity::Error, message));
    }

    fn doubt(&mut self, message: impl Into<String>) {
        if self.issues.len() < crate::request::ISSUES_MAX {
            self.issues
                .push(Issue::new(IssueCode::Syntax, Severity::Doubt, message));
        }
    }
}

/// RFC 8259, section 6, except that leading zeros and a leading plus are let through.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (
            mantissa,
            exponent.strip_prefix(['-', '+']).unwrap_or(exponent),
        ),
        None => (unsigned, "0"),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    [whole, fraction, exponent]
        .iter()
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

/// Resolves escapes; a lone surrogate becomes U+FFFD.
fn unescaped(raw: &str) -> Option<String> {
    let mut text = String::with_capacity(raw.len());
    let mut parts = raw.split('\\');
    text.push_str(parts.next()?);
    let mut high: Option<u16> = None;
    let mut literal = false;
    for part in parts {
        if std::mem::replace(&mut literal, false) {
            text.push_str(part);
            continue;
        }
        let Some(sign) = part.chars().next() else {
            // Two backslashes stand for one, and what follows the second is plain.
            flush(&mut high, &mut text);
            text.push('\\');
            literal = true;
            continue;
        };
        if sign == 'u' {
            let unit = u16::from_str_radix(part.get(1..5)?, 16).ok()?;
            push_unit(&mut text, &mut high, unit);
            let rest = &part[5..];
            if !rest.is_empty() {
                flush(&mut high, &mut text);
            }
            text.push_str(rest);
            continue;
        }
        flush(&mut high, &mut text);
        text.push(match sign {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            '"' | '/' => sign,
            _ => return None,
        });
        text.push_str(&part[sign.len_utf8()..]);
    }
    flush(&mut high, &mut text);
    Some(text)
}

fn flush(high: &mut Option<u16>, text: &mut String) {
    if high.take().is_some() {
        text.push('\u{fffd}');
    }
}

fn push_unit(text: &mut String, high: &mut Option<u16>, unit: u16) {
    if let Some(first) = high.take() {
        match char::decode_utf16([first, unit]).next() {
            Some(Ok(char)) => return text.push(char),
            _ => text.push('\u{fffd}'),
        }
    }
    match unit {
        0xd800..=0xdbff => *high = Some(unit),
        _ => text.push(char::from_u32(u32::from(unit)).unwrap_or('\u{fffd}')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_exact_words() {
        let parsed = parse(br#"{"a":[{"n":1.10},{"n":12345678901234567890.5}],"s":"\u00e9\\\"\ud83d\ude00\n","x":null}"#);
        assert!(parsed.issues.is_empty(), "{:?}", parsed.issues);
        let root = parsed.tree.top().at("$").unwrap();
        let numbers: Vec<&str> = root.all("a/n").iter().map(|n| n.text()).collect();
        assert_eq!(numbers, ["1.10", "12345678901234567890.5"]);
        assert_eq!(root.word(&["s"]), "é\\\"😀");
        assert_eq!(root.at("x").unwrap().value(), Value::Null);
    }

    #[test]
    fn broken_json_says_where() {
        let cases = [
            ("", "the document ends too early, at byte 0"),
            ("{\"a\":1", "the document ends too early, at byte 6"),
            ("{\"a\" 1}", "the JSON is broken, at byte 5"),
            ("{\"a\":1,}", "the JSON is broken, at byte 7"),
            ("[1 2]", "the JSON is broken, at byte 3"),
            ("{\"a\":\"\\x\"}", "the JSON is broken, at byte 9"),
            ("nul", "the JSON is broken, at byte 0"),
            (
                "{} {}",
                "something stands behind the end of the JSON; it was not read",
            ),
            (
                "{\"a\":1,\"a\":2}",
                "the key 'a' stands twice in one object",
            ),
        ];
        for (text, expected) in cases {
            let messages: Vec<String> = parse(text.as_bytes())
                .issues
                .into_iter()
                .map(|i| i.message)
                .collect();
            assert_eq!(messages, [expected], "{text}");
        }
    }

    #[test]
    fn ten_megabytes_of_brackets_end_at_the_depth_limit() {
        let parsed = parse(&vec![b'['; 10 << 20]);
        assert_eq!(parsed.issues[0].code, IssueCode::OverLimit);
    }
}
