//! Segments as X12 and EDIFACT write them: what may stand in an element, escaped, cut and counted.

use super::message::{Loss, Lost, Message, Unsayable};

/// The most segments of one message: EDIFACT counts them with six digits.
pub const SEGMENTS_MAX: usize = 999_999;

/// Which characters the bytes of an interchange may stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// ASCII: X12's basic and extended sets lie within it.
    Ascii,
    /// ISO 8859-1, which has the letters of Western Europe: EDIFACT UNOC.
    Latin1,
    /// ISO 8859-8, which has the Hebrew letters, in the order in which they are read: EDIFACT UNOJ.
    Hebrew,
    /// UTF-8, which has all: EDIFACT UNOY.
    Utf8,
}

impl Charset {
    /// Writes a character; `false`, and nothing is written, where the set does not have it.
    fn put(self, char: char, bytes: &mut Vec<u8>) -> bool {
        let code = u32::from(char);
        let byte = match (self, code) {
            (_, 0x20..0x7F) => code,
            (Charset::Latin1, 0xA0..=0xFF) => code,
            (Charset::Hebrew, 0x5D0..=0x5EA) => code - 0x5D0 + 0xE0,
            (Charset::Utf8, 0xA0..) => {
                bytes.extend(char.encode_utf8(&mut [0; 4]).bytes());
                return true;
            }
            _ => return false,
        };
        bytes.push(byte as u8);
        true
    }
}

/// The characters that segments are made with. A terminator is followed by a line end, which both
/// standards allow and people can read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Syntax {
    pub element: char,
    pub component: char,
    pub repetition: Option<char>,
    /// Takes the meaning from the next one; without it, a separator in data becomes a blank.
    pub release: Option<char>,
    pub terminator: char,
    pub charset: Charset,
}

impl Syntax {
    fn separates(&self, char: char) -> bool {
        let marks = [self.element, self.component, self.terminator];
        marks.contains(&char) || [self.repetition, self.release].contains(&Some(char))
    }
}

/// What stands in an element or component.
#[derive(Clone, Debug, Default)]
pub(super) struct Datum {
    text: String,
    chars_min: usize,
    chars_max: usize,
    /// Cut or changed it would name something else.
    whole: bool,
}

/// A code, count or date of this house: it fits by what it is.
pub(super) fn code(text: impl ToString) -> Datum {
    name(&*text.to_string(), usize::MAX)
}

/// A number or code that names something: it is written whole or not at all.
pub(super) fn name<'a>(text: impl Into<Option<&'a str>>, chars_max: usize) -> Datum {
    Datum {
        whole: true,
        ..self::text(text, chars_max)
    }
}

/// Words: what is too long is cut, what the character set lacks becomes a question mark.
pub(super) fn text<'a>(text: impl Into<Option<&'a str>>, chars_max: usize) -> Datum {
    let words = text.into().unwrap_or_default().split_whitespace();
    Datum {
        text: words.collect::<Vec<_>>().join(" "),
        chars_min: 0,
        chars_max,
        whole: false,
    }
}

/// Nothing.
pub(super) fn none() -> Datum {
    Datum::default()
}

impl Datum {
    /// Left out where it is shorter than the standard asks for.
    pub(super) fn at_least(self, chars_min: usize) -> Datum {
        Datum { chars_min, ..self }
    }
}

/// A segment on its way.
pub(super) struct Segment {
    tag: &'static str,
    elements: Vec<Vec<Datum>>,
}

impl Segment {
    pub(super) fn new(tag: &'static str) -> Segment {
        Segment {
            tag,
            elements: Vec::new(),
        }
    }

    /// The next element.
    pub(super) fn with(self, datum: Datum) -> Segment {
        self.of([datum])
    }

    /// The next element, made of components.
    pub(super) fn of(mut self, components: impl IntoIterator<Item = Datum>) -> Segment {
        self.elements.push(components.into_iter().collect());
        self
    }

    /// Leaves out so many elements.
    pub(super) fn skip(mut self, elements: usize) -> Segment {
        self.elements
            .extend(std::iter::repeat_with(Vec::new).take(elements));
        self
    }
}

/// Writes segments and remembers what could not be said.
pub(super) struct Writer {
    syntax: Syntax,
    bytes: Vec<u8>,
    segments: usize,
    lost: Lost,
    fault: Option<Unsayable>,
}

impl Writer {
    pub(super) fn new(syntax: Syntax) -> Writer {
        Writer {
            syntax,
            bytes: Vec::new(),
            segments: 0,
            lost: Lost::default(),
            fault: None,
        }
    }

    /// Bytes that are no segment of this syntax: the service string advice, an ISA.
    pub(super) fn raw(&mut self, text: &str) {
        self.bytes.extend(text.bytes());
        self.bytes.push(b'\n');
    }

    /// Writes a segment, without the empty elements at its end.
    pub(super) fn push(&mut self, segment: Segment) {
        self.segments += 1;
        self.bytes.extend(segment.tag.bytes());
        let mut behind = self.bytes.len();
        for (index, components) in segment.elements.iter().enumerate() {
            self.bytes.push(self.syntax.element as u8);
            if self.element(segment.tag, index + 1, components) {
                behind = self.bytes.len();
            }
        }
        self.bytes.truncate(behind);
        self.bytes.push(self.syntax.terminator as u8);
        self.bytes.push(b'\n');
    }

    /// How many segments were written since the last count, the one to come included.
    pub(super) fn count(&mut self) -> usize {
        std::mem::take(&mut self.segments) + 1
    }

    /// Notes what was lost before it became a datum.
    pub(super) fn note(&mut self, at: String, loss: Loss) {
        self.lost.note(at, loss);
    }

    /// Notes what can't be said; the first one counts.
    fn refuse(&mut self, fault: Unsayable) {
        self.fault.get_or_insert(fault);
    }

    /// The bytes, unless something could not be said.
    pub(super) fn finish(self) -> Result<Message, Unsayable> {
        match self.fault {
            Some(fault) => Err(fault),
            None => Ok(Message {
                bytes: self.bytes,
                losses: self.lost.listed(),
            }),
        }
    }

    /// Writes an element; whether anything stands in it.
    fn element(&mut self, tag: &str, number: usize, components: &[Datum]) -> bool {
        let start = self.bytes.len();
        let mut behind = start;
        for (index, datum) in components.iter().enumerate() {
            if index > 0 {
                self.bytes.push(self.syntax.component as u8);
            }
            let at = || match components.len() {
                1 => format!("{tag}{number:02}"),
                _ => format!("{tag}{number:02}-{}", index + 1),
            };
            if self.datum(datum, at) {
                behind = self.bytes.len();
            }
        }
        self.bytes.truncate(behind);
        behind > start
    }

    fn datum(&mut self, datum: &Datum, at: impl Fn() -> String) -> bool {
        let chars = datum.text.chars().count();
        if chars < datum.chars_min && chars > 0 {
            self.lose(datum, Loss::LeftOut, at);
            return false;
        }
        if chars > datum.chars_max {
            self.lose(datum, Loss::Cut, &at);
        }
        for char in datum.text.chars().take(datum.chars_max) {
            if !self.put(char) {
                self.lose(datum, Loss::Replaced, &at);
            }
        }
        chars > 0
    }

    /// Writes a character of data; whether it is the one that was meant.
    fn put(&mut self, char: char) -> bool {
        let meant = match (self.syntax.separates(char), self.syntax.release) {
            (false, _) => return self.put_or_ask(char),
            (true, Some(release)) => {
                self.bytes.push(release as u8);
                char
            }
            (true, None) => ' ',
        };
        self.bytes.push(meant as u8);
        meant == char
    }

    fn put_or_ask(&mut self, char: char) -> bool {
        let written = self.syntax.charset.put(char, &mut self.bytes);
        if !written {
            self.put('?');
        }
        written
    }

    fn lose(&mut self, datum: &Datum, loss: Loss, at: impl Fn() -> String) {
        match datum.whole {
            true => self.refuse(Unsayable::Name {
                at: at(),
                said: datum.text.clone(),
            }),
            false => self.lost.note(at(), loss),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(release: Option<char>, charset: Charset, datum: Datum) -> (String, Vec<String>) {
        let syntax = Syntax {
            element: '+',
            component: ':',
            repetition: None,
            release,
            terminator: '\'',
            charset,
        };
        let mut writer = Writer::new(syntax);
        writer.push(
            Segment::new("FTX")
                .with(code("AAI"))
                .skip(1)
                .of([datum, none()])
                .skip(2),
        );
        match writer.finish() {
            Ok(message) => (
                message.bytes.iter().map(|byte| char::from(*byte)).collect(),
                message.losses.iter().map(ToString::to_string).collect(),
            ),
            Err(fault) => (fault.to_string(), Vec::new()),
        }
    }

    #[test]
    fn a_separator_in_data_is_released_or_becomes_a_blank() {
        let (bytes, losses) = written(Some('?'), Charset::Ascii, text("it's 1+1: why?", 70));
        assert_eq!(bytes, "FTX+AAI++it?'s 1?+1?: why??'\n");
        assert_eq!(losses, [""; 0]);
        let (bytes, losses) = written(None, Charset::Ascii, text("it's 1+1", 70));
        assert_eq!(bytes, "FTX+AAI++it s 1 1'\n");
        assert_eq!(losses, ["FTX03-1: a character was replaced"]);
    }

    #[test]
    fn words_are_cut_and_names_are_refused() {
        let (bytes, losses) = written(Some('?'), Charset::Ascii, text("ab\n 'cd", 4));
        assert_eq!(bytes, "FTX+AAI++ab ?''\n");
        assert_eq!(losses, ["FTX03-1: the text was cut"]);
        let (refused, _) = written(Some('?'), Charset::Ascii, name("PO-12345", 4));
        assert_eq!(
            refused,
            "FTX03-1 has no room or no letters for \"PO-12345\", which can't be cut or changed"
        );
    }

    #[test]
    fn hebrew_is_written_where_the_character_set_has_it() {
        let (bytes, losses) = written(Some('?'), Charset::Hebrew, text("שמן", 70));
        assert_eq!(bytes, "FTX+AAI++\u{f9}\u{ee}\u{ef}'\n");
        assert_eq!(losses, [""; 0]);
        let (bytes, losses) = written(Some('?'), Charset::Latin1, text("שמן", 70));
        assert_eq!(bytes, "FTX+AAI++??????'\n");
        assert_eq!(losses, ["FTX03-1: a character was replaced"]);
    }

    #[test]
    fn a_text_that_is_too_short_for_the_standard_is_left_out() {
        let (bytes, losses) = written(None, Charset::Ascii, text("X", 30).at_least(2));
        assert_eq!(bytes, "FTX+AAI'\n");
        assert_eq!(losses, ["FTX03-1: the text was left out"]);
    }
}
