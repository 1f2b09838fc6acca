//! One cell of an OpenDocument sheet: what it is worth (`office:value-type` and its companions) and what it shows.

use super::Content;
use crate::sheet::grid::{Cell, Kind, trimmed};
use crate::sheet::workbook::digits::plain_digits;
use crate::sheet::workbook::{Fault, append_text, attribute};
use quick_xml::events::{BytesStart, Event};
use vocab::Day;

/// A cell while it is read.
#[derive(Debug, Default)]
pub(super) struct Draft {
    worth: Worth,
    /// What it is worth, as written.
    value: String,
    has_formula: bool,
    /// Its paragraphs.
    shown: String,
}

/// What kind of value a cell says that it has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Worth {
    #[default]
    Text,
    Number,
    Date,
    Time,
    Truth,
    /// A formula that failed.
    Failed,
}

/// Reads a cell that has begun to its end.
pub(super) fn draft(element: &BytesStart<'_>, content: &mut Content<'_>) -> Result<Draft, Fault> {
    let worth = worth(element);
    let value = attribute(element, value_of(worth)).unwrap_or_default();
    let mut draft = Draft {
        worth,
        value,
        has_formula: attribute(element, "formula").is_some(),
        shown: String::new(),
    };
    while let Some(event) = content.inside("table-cell")? {
        match event {
            Event::Start(element) if element.local_name().as_ref() == "p" => {
                if !draft.shown.is_empty() {
                    draft.shown.push('\n');
                }
                paragraph(content, &mut draft.shown)?;
            }
            // Comments, drawings and tables within the cell.
            Event::Start(element) => content.skip(&element)?,
            _ => {}
        }
    }
    Ok(draft)
}

/// The kind that a cell names. An extension of LibreOffice names what failed, beside the standard's.
fn worth(element: &BytesStart<'_>) -> Worth {
    let mut attributes = element.attributes();
    let kinds = (attributes.with_checks(false).flatten())
        .filter(|attribute| attribute.key.local_name().as_ref() == "value-type")
        .map(|attribute| match attribute.value.as_ref() {
            "float" | "percentage" | "currency" => Worth::Number,
            "date" => Worth::Date,
            "time" => Worth::Time,
            "boolean" => Worth::Truth,
            "error" => Worth::Failed,
            _ => Worth::Text,
        });
    let kinds: Vec<Worth> = kinds.collect();
    if kinds.contains(&Worth::Failed) {
        return Worth::Failed;
    }
    kinds.first().copied().unwrap_or_default()
}

/// The attribute that holds the value.
fn value_of(worth: Worth) -> &'static str {
    match worth {
        Worth::Text | Worth::Failed => "string-value",
        Worth::Number => "value",
        Worth::Date => "date-value",
        Worth::Time => "time-value",
        Worth::Truth => "boolean-value",
    }
}

/// Appends the text of a paragraph that has begun, with one blank where it has several.
fn paragraph(content: &mut Content<'_>, text: &mut String) -> Result<(), Fault> {
    let mut piece = String::new();
    while let Some(event) = content.inside("p")? {
        match &event {
            Event::Start(element) => match element.local_name().as_ref() {
                "s" | "tab" | "line-break" => piece.push(' '),
                "annotation" | "note" | "frame" | "custom-shape" => content.skip(element)?,
                _ => {}
            },
            event => append_text(&mut piece, event),
        }
    }
    for (nth, word) in piece.split_ascii_whitespace().enumerate() {
        if nth > 0 {
            text.push(' ');
        }
        text.push_str(word);
    }
    Ok(())
}

impl Draft {
    /// The cell that it makes in a column; `None` when it is empty.
    pub fn cell(self, column: u32) -> Option<Cell> {
        let (kind, text) = self.content();
        let text = trimmed(&text);
        let kind = if text.is_empty() && self.has_formula {
            Kind::Uncomputed
        } else {
            kind
        };
        (!text.is_empty() || kind == Kind::Uncomputed).then(|| Cell {
            column,
            kind,
            text: text.to_owned(),
        })
    }

    fn content(&self) -> (Kind, String) {
        let known = match self.worth {
            Worth::Failed => return (Kind::Uncomputed, self.shown.clone()),
            Worth::Text => None,
            Worth::Number => self.number(),
            Worth::Date => self.day().map(|day| (Kind::Date, day.to_string())),
            Worth::Time => clock(&self.value).map(|time| (Kind::Time, time)),
            Worth::Truth => Some((Kind::Text, self.value.to_uppercase())),
        };
        known.unwrap_or_else(|| (Kind::Text, self.shown_or_value()))
    }

    /// What a person sees, where the file tells it.
    fn shown_or_value(&self) -> String {
        if self.shown.is_empty() {
            self.value.clone()
        } else {
            self.shown.clone()
        }
    }

    /// A number; one that is shown with leading zeros is a code.
    fn number(&self) -> Option<(Kind, String)> {
        let digits = plain_digits(trimmed(&self.value));
        digits
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite())?;
        let is_code = self.shown.starts_with('0') && self.shown.trim_start_matches('0') == digits;
        Some(if is_code {
            (Kind::Text, self.shown.clone())
        } else {
            (Kind::Number, digits)
        })
    }

    /// The day of a date, which may have a time behind it.
    fn day(&self) -> Option<Day> {
        Day::parse(self.value.get(..10)?)
    }
}

/// The time of a duration such as `PT15H30M00S`, to the minute; `None` for more than a day.
fn clock(duration: &str) -> Option<String> {
    let (hours, rest) = duration.strip_prefix("PT")?.split_once('H')?;
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, rest.split_once('M')?.0.parse().ok()?);
    let is_time = minutes < 60 && (hours < 24 || hours == 24 && minutes == 0);
    is_time.then(|| format!("{hours:02}:{minutes:02}"))
}
