//! Segments, elements and components: the syntax that X12, EDIFACT and TRADACOMS have in common.

pub(crate) mod charset;
pub(crate) mod check;
mod envelope;
pub(crate) mod findings;
pub(crate) mod item;
#[cfg(test)]
pub(crate) mod sample;
pub(crate) mod value;
use crate::request::{Evidence, Field, Place};
use charset::Charset;
use std::borrow::Cow;

/// The longest segment that is read; the rest of a longer one, up to its terminator, is skipped.
pub(crate) const SEGMENT_BYTES_MAX: usize = 64 * 1024;
/// How many blanks may indent a segment whose predecessor lost its terminator.
const INDENT_MAX: usize = 64;
/// The longest tag of the three standards, with room for a line break inside it.
const TAG_BYTES_MAX: usize = 8;

/// The characters that a document is cut by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Delimiters {
    /// Between the tag and the first element: the element separator, or `=` in TRADACOMS.
    pub tag: u8,
    /// Between elements.
    pub element: u8,
    /// Between components of an element.
    pub component: Option<u8>,
    /// Takes the meaning from the character after it.
    pub release: Option<u8>,
    /// Ends a segment; `\n` stands for any line end.
    pub terminator: u8,
}

impl Delimiters {
    fn terminates(&self, byte: u8) -> bool {
        byte == self.terminator || (self.terminator == b'\n' && byte == b'\r')
    }
}

/// Walks through a document, a segment at a time, in one pass.
pub(crate) struct Segments<'a> {
    bytes: &'a [u8],
    charset: Charset,
    /// Used from the next segment on.
    pub delimiters: Delimiters,
    is_tag: fn(&[u8]) -> bool,
    position: usize,
    number: u32,
}

impl<'a> Segments<'a> {
    /// A walk from the start. `is_tag` tells which tags may begin a line although the segment
    /// before has no terminator.
    pub fn new(
        bytes: &'a [u8],
        charset: Charset,
        delimiters: Delimiters,
        is_tag: fn(&[u8]) -> bool,
    ) -> Segments<'a> {
        Segments {
            bytes,
            charset,
            delimiters,
            is_tag,
            position: 0,
            number: 0,
        }
    }

    /// What is not read yet, without the blanks in front of it.
    pub fn rest(&mut self) -> &'a [u8] {
        self.position += blank_len(&self.bytes[self.position..]);
        &self.bytes[self.position..]
    }

    /// Leaves out this many bytes.
    pub fn skip(&mut self, bytes: usize) {
        self.position = (self.position + bytes).min(self.bytes.len());
    }

    /// The next segment that is not empty.
    pub fn next(&mut self) -> Option<Segment<'a>> {
        loop {
            let start = self.bytes.len() - self.rest().len();
            if start == self.bytes.len() {
                return None;
            }
            let (end, terminated) = self.find_end(start);
            if end > start {
                self.number += 1;
                return Some(self.segment(start, end, terminated));
            }
        }
    }

    /// Finds the end of the segment at `start` and moves behind its terminator.
    fn find_end(&mut self, start: usize) -> (usize, bool) {
        let mut at = start;
        while at < self.bytes.len() {
            let byte = self.bytes[at];
            if self.delimiters.release == Some(byte) {
                at += 2;
            } else if self.delimiters.terminates(byte) {
                self.position = at + 1;
                return (at, true);
            } else if byte == b'\n' && self.begins_segment(at + 1) {
                self.position = at + 1;
                return (at, false);
            } else {
                at += 1;
            }
        }
        self.position = self.bytes.len();
        (self.position, false)
    }

    /// True when a line, after its indent, begins with a tag of the standard.
    fn begins_segment(&self, line: usize) -> bool {
        let rest = &self.bytes[line.min(self.bytes.len())..];
        let blanks = rest.iter().take(INDENT_MAX);
        let indent = blanks.take_while(|b| matches!(b, b' ' | b'\t')).count();
        let rest = &rest[indent..];
        let tag = rest
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric())
            .count();
        rest.get(tag) == Some(&self.delimiters.tag) && (self.is_tag)(&rest[..tag])
    }

    fn segment(&self, start: usize, end: usize, terminated: bool) -> Segment<'a> {
        let cut = end.min(start + SEGMENT_BYTES_MAX);
        let (tag_end, elements) = split_elements(self.bytes, start, cut, &self.delimiters);
        let tag = &self.bytes[start..tag_end.min(start + TAG_BYTES_MAX)];
        let tag = String::from_utf8_lossy(tag);
        Segment {
            bytes: self.bytes,
            charset: self.charset,
            delimiters: self.delimiters,
            number: self.number,
            tag: tag.chars().filter(|c| !c.is_whitespace()).collect(),
            elements,
            terminated,
            overlong: cut < end,
        }
    }
}

/// Cuts a segment: where the tag ends, and the byte range of each element after it.
fn split_elements(
    bytes: &[u8],
    start: usize,
    end: usize,
    delimiters: &Delimiters,
) -> (usize, Vec<(usize, usize)>) {
    let tag_end = (start..end).find(|&at| {
        let byte = bytes[at];
        byte == delimiters.tag || byte == delimiters.element
    });
    let Some(tag_end) = tag_end else {
        return (end, Vec::new());
    };
    let mut elements = Vec::new();
    let mut from = tag_end + 1;
    loop {
        let to = find_unreleased(bytes, from, end, delimiters.element, delimiters.release);
        elements.push((from, to));
        if to >= end {
            return (tag_end, elements);
        }
        from = to + 1;
    }
}

/// The first place of `byte` that is not released, or `end`.
fn find_unreleased(bytes: &[u8], from: usize, end: usize, byte: u8, release: Option<u8>) -> usize {
    let mut at = from;
    while at < end {
        if release == Some(bytes[at]) {
            at += 2;
        } else if bytes[at] == byte {
            return at;
        } else {
            at += 1;
        }
    }
    end
}

/// How many bytes of blanks, line ends, no-break spaces and byte order marks stand in front.
pub(crate) fn blank_len(bytes: &[u8]) -> usize {
    let mut at = 0;
    loop {
        at += match &bytes[at..] {
            [0xC2, 0xA0, ..] => 2,
            [0xEF, 0xBB, 0xBF, ..] => 3,
            [b' ' | b'\t' | b'\r' | b'\n' | 0xA0 | 0, ..] => 1,
            _ => return at,
        };
    }
}

/// One segment: a tag and its elements.
pub(crate) struct Segment<'a> {
    bytes: &'a [u8],
    charset: Charset,
    delimiters: Delimiters,
    /// Which segment of the document, from 1.
    pub number: u32,
    /// The tag without blanks.
    pub tag: String,
    elements: Vec<(usize, usize)>,
    /// False when the terminator is missing.
    pub terminated: bool,
    /// True when it was longer than [`SEGMENT_BYTES_MAX`] and was cut.
    pub overlong: bool,
}

impl Segment<'_> {
    /// How many elements stand behind the tag.
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    /// The place of a component (from 1) of an element (from 1); component 0 is the element.
    pub fn place(&self, element: usize, component: usize) -> Place {
        Place::Segment {
            number: self.number,
            tag: self.tag.clone(),
            element: u16::try_from(element).unwrap_or(u16::MAX),
            component: u16::try_from(component).unwrap_or(u16::MAX),
        }
    }

    /// The text of an element or component, released, without line ends and outer blanks;
    /// `None` when it is absent or empty.
    pub fn text(&self, element: usize, component: usize) -> Option<Field<String>> {
        let (from, to) = self.range(element, component)?;
        let raw = self.charset.decode(&self.bytes[from..to]);
        let clean = self.clean(&raw);
        let value = clean.trim();
        if value.is_empty() {
            return None;
        }
        let evidence = Evidence {
            place: self.place(element, component),
            text: raw.trim().to_owned(),
            span: u32::try_from(from).ok().zip(u32::try_from(to).ok()),
            part: None,
        };
        Some(Field::stated(value.to_owned(), evidence))
    }

    /// A code for comparing, without line ends and outer blanks; empty when absent.
    pub fn code(&self, element: usize, component: usize) -> Cow<'_, str> {
        let range = self.range(element, component);
        let text = range.and_then(|(from, to)| std::str::from_utf8(&self.bytes[from..to]).ok());
        match text.unwrap_or("").trim() {
            text if text.contains(['\r', '\n']) => Cow::Owned(text.replace(['\r', '\n'], "")),
            text => Cow::Borrowed(text),
        }
    }

    /// The texts of several components, in order, cut ones joined again.
    pub fn joined(
        &self,
        element: usize,
        components: impl IntoIterator<Item = usize>,
        join: fn(&str) -> &'static str,
    ) -> Option<Field<String>> {
        let parts = components.into_iter();
        let parts = parts.filter_map(|component| self.text(element, component));
        join_fields(parts, join)
    }

    fn range(&self, element: usize, component: usize) -> Option<(usize, usize)> {
        let (from, to) = *self.elements.get(element.checked_sub(1)?)?;
        match (component, self.delimiters.component) {
            (0, _) | (1, None) => Some((from, to)),
            (_, None) => None,
            (component, Some(separator)) => self.component(from, to, component, separator),
        }
    }

    fn component(
        &self,
        mut from: usize,
        to: usize,
        component: usize,
        separator: u8,
    ) -> Option<(usize, usize)> {
        for _ in 1..component {
            let end = find_unreleased(self.bytes, from, to, separator, self.delimiters.release);
            if end >= to {
                return None;
            }
            from = end + 1;
        }
        let end = find_unreleased(self.bytes, from, to, separator, self.delimiters.release);
        Some((from, end))
    }

    fn clean(&self, raw: &str) -> String {
        let release = self.delimiters.release.map(char::from);
        let mut clean = String::with_capacity(raw.len());
        let mut chars = raw.chars();
        while let Some(next) = chars.next() {
            let released = match next {
                _ if release == Some(next) => chars.next(),
                '\r' | '\n' => None,
                _ => Some(next),
            };
            clean.extend(released);
        }
        clean
    }
}

/// One field of several: values joined, evidence of the first with all the texts.
///
/// `join` is what stands between a value and the next one.
pub(crate) fn join_fields(
    parts: impl IntoIterator<Item = Field<String>>,
    join: fn(&str) -> &'static str,
) -> Option<Field<String>> {
    let mut parts = parts.into_iter();
    let mut whole = parts.next()?;
    let mut last_len = 0;
    for part in parts {
        let between = join(&whole.value[last_len..]);
        whole.value.push_str(between);
        last_len = whole.value.len();
        whole.value.push_str(&part.value);
        whole.evidence.text.push_str(between);
        whole.evidence.text.push_str(&part.evidence.text);
        whole.evidence.span = match (whole.evidence.span, part.evidence.span) {
            (Some((from, _)), Some((_, to))) if to > from => Some((from, to)),
            (span, _) => span,
        };
    }
    Some(whole)
}

/// Address lines are listed.
pub(crate) fn comma(_: &str) -> &'static str {
    ", "
}

/// Words are parted by a blank.
pub(crate) fn blank(_: &str) -> &'static str {
    " "
}

#[cfg(test)]
mod tests {
    use super::*;

    const EDIFACT: Delimiters = Delimiters {
        tag: b'+',
        element: b'+',
        component: Some(b':'),
        release: Some(b'?'),
        terminator: b'\'',
    };

    fn walk(text: &str) -> Vec<String> {
        let is_tag = |tag: &[u8]| tag == b"LIN";
        let mut segments = Segments::new(text.as_bytes(), Charset::Utf8, EDIFACT, is_tag);
        let mut seen = Vec::new();
        while let Some(segment) = segments.next() {
            let elements = (1..=segment.len()).map(|e| segment.text(e, 0).map(|f| f.value));
            let elements: Vec<_> = elements.map(Option::unwrap_or_default).collect();
            seen.push(format!("{}:{}", segment.tag, elements.join("|")));
        }
        seen
    }

    #[test]
    fn a_released_terminator_belongs_to_the_text_even_before_a_line_break() {
        assert_eq!(walk("FTX+it?'\ns ?+ here'X'"), ["FTX:it's + here", "X:"]);
    }

    #[test]
    fn empty_segments_are_skipped_and_a_lost_terminator_ends_with_the_line() {
        assert_eq!(walk("A+1''\r\n B+2\n  LIN+3'"), ["A:1", "B:2", "LIN:3"]);
        assert_eq!(walk("A+1\nQQQ+2'"), ["A:1QQQ|2"]);
    }

    #[test]
    fn evidence_points_at_the_bytes_of_a_component() {
        let text = "NAD+BY+12?:3::9'";
        let mut segments = Segments::new(text.as_bytes(), Charset::Utf8, EDIFACT, |_| false);
        let field = segments.next().unwrap().text(2, 1).unwrap();
        assert_eq!(field.value, "12:3");
        assert_eq!(field.evidence.text, "12?:3");
        assert_eq!(field.evidence.span, Some((7, 12)));
    }
}
