//! Which cell styles show a number as a date, or with leading zeros (section 18.8).

use crate::sheet::dates::day_of_serial;
use crate::sheet::decode::decode;
use crate::sheet::workbook::{Fault, attribute, broken};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::HashMap;
use vocab::Day;

/// How a number is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// As a number.
    Plain,
    /// As a date.
    Date,
    /// As a time without a date.
    Time,
    /// With leading zeros up to this many digits.
    Padded(usize),
}

/// The styles of a workbook by index.
#[derive(Debug)]
pub(super) struct Styles {
    shown: Vec<Shown>,
    starts_1904: bool,
}

impl Styles {
    /// Styles of a workbook that has none.
    pub fn plain(starts_1904: bool) -> Styles {
        Styles {
            shown: Vec::new(),
            starts_1904,
        }
    }

    pub fn read(xml: &[u8], starts_1904: bool) -> Result<Styles, Fault> {
        let text = decode(xml);
        let mut reader = Reader::from_str(&text);
        let mut styles = Styles::plain(starts_1904);
        let mut formats: HashMap<u32, Shown> = HashMap::new();
        let mut in_cell_formats = false;
        loop {
            let event = reader
                .read_event()
                .map_err(|error| broken("styles.xml", &error))?;
            match &event {
                Event::Eof => return Ok(styles),
                Event::Start(element) | Event::Empty(element) => {
                    let number = |name| attribute(element, name)?.parse::<u32>().ok();
                    match element.local_name().as_ref() {
                        "numFmt" => {
                            let code = attribute(element, "formatCode").unwrap_or_default();
                            formats.extend(number("numFmtId").map(|id| (id, shown_by(&code))));
                        }
                        "cellXfs" => in_cell_formats = true,
                        "xf" if in_cell_formats => {
                            let id = number("numFmtId").unwrap_or(0);
                            let own = formats.get(&id).copied();
                            styles.shown.push(own.unwrap_or_else(|| built_in(id)));
                        }
                        _ => {}
                    }
                }
                Event::End(element) if element.local_name().as_ref() == "cellXfs" => {
                    in_cell_formats = false;
                }
                _ => {}
            }
        }
    }

    pub fn shown(&self, style: usize) -> Shown {
        self.shown.get(style).copied().unwrap_or(Shown::Plain)
    }

    /// The day of a serial number; the time of day is dropped.
    pub fn day(&self, serial: &str) -> Option<Day> {
        day_of_serial(serial, self.starts_1904)
    }
}

/// Formats that need no definition (section 18.8.30).
fn built_in(id: u32) -> Shown {
    match id {
        14..=17 | 22 | 27..=31 | 36 | 50..=58 => Shown::Date,
        18..=21 | 32..=35 | 45..=47 => Shown::Time,
        _ => Shown::Plain,
    }
}

/// What a format code shows, quoted and bracketed parts left out.
fn shown_by(code: &str) -> Shown {
    let code = code.split(';').next().unwrap_or_default();
    if code.len() > 1 && code.bytes().all(|byte| byte == b'0') {
        return Shown::Padded(code.len());
    }
    let mut letters = String::new();
    let mut quoted = false;
    let mut bracketed = false;
    let mut escaped = false;
    for c in code.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' | '_' | '*' => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => bracketed = true,
            ']' if !quoted => bracketed = false,
            c if !quoted && !bracketed => letters.push(c.to_ascii_lowercase()),
            _ => {}
        }
    }
    if letters.contains("general") {
        return Shown::Plain;
    }
    match (letters.contains(['d', 'y']), letters.contains(['h', 's'])) {
        (true, _) => Shown::Date,
        (false, true) => Shown::Time,
        (false, false) => Shown::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_code_says_whether_a_number_is_a_date() {
        let cases = [
            ("dd/mm/yyyy", Shown::Date),
            ("[$-409]d-mmm-yy;@", Shown::Date),
            ("#,##0.00 \"days\"", Shown::Plain),
            ("[Red]0.00", Shown::Plain),
            ("h:mm", Shown::Time),
            ("0000000", Shown::Padded(7)),
            ("0", Shown::Plain),
            ("General", Shown::Plain),
        ];
        for (code, shown) in cases {
            assert_eq!(shown_by(code), shown, "{code}");
        }
    }
}
