//! The shared strings of a workbook (section 18.4).

use crate::sheet::decode::decode;
use crate::sheet::workbook::{Fault, STRINGS_BYTES_MAX, STRINGS_MAX, append_text, broken};
use quick_xml::Reader;
use quick_xml::events::Event;

/// Reads the table. Phonetic hints are left out.
pub(super) fn strings(xml: &[u8]) -> Result<Vec<String>, Fault> {
    let text = decode(xml);
    let mut reader = Reader::from_str(&text);
    let mut strings: Vec<String> = Vec::new();
    let mut bytes = 0;
    let mut current = TextRun::default();
    loop {
        let event = reader
            .read_event()
            .map_err(|error| broken("sharedStrings.xml", &error))?;
        match &event {
            Event::Start(element) if element.local_name().as_ref() == "si" => current.clear(),
            Event::Empty(element) if element.local_name().as_ref() == "si" => {
                strings.push(String::new());
            }
            Event::End(element) if element.local_name().as_ref() == "si" => {
                bytes += current.text.len();
                strings.push(std::mem::take(&mut current.text));
            }
            Event::Eof => return Ok(strings),
            event => current.take(event),
        }
        if strings.len() > STRINGS_MAX || bytes > STRINGS_BYTES_MAX {
            return Err(Fault::Limit(format!(
                "the workbook holds more than {STRINGS_MAX} texts or {STRINGS_BYTES_MAX} bytes of them"
            )));
        }
    }
}

/// Collects the text of `t` elements, as strings and inline strings have it.
#[derive(Default)]
pub(super) struct TextRun {
    pub text: String,
    in_text: bool,
    in_phonetic: bool,
}

impl TextRun {
    pub fn clear(&mut self) {
        *self = TextRun::default();
    }

    /// Takes the next event inside of a string.
    pub fn take(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(element) => self.enter(element.local_name().as_ref(), true),
            Event::End(element) => self.enter(element.local_name().as_ref(), false),
            event if self.in_text && !self.in_phonetic => append_text(&mut self.text, event),
            _ => {}
        }
    }

    fn enter(&mut self, name: &str, begins: bool) {
        match name {
            "t" => self.in_text = begins,
            "rPh" => self.in_phonetic = begins,
            _ => {}
        }
    }
}
