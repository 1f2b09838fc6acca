//! Measures readers against documents whose right reading is known.
//!
//! Pure: the caller walks the folders, keeps the time and catches panics; this module compares.
//! It is the one place of this crate where floats are used: they are shares, never amounts.

mod align;
mod compare;
mod grounded;
pub mod messages;
mod oracle;
mod truth;

use crate::ground::Directory;
use crate::request::{Confidence, Purpose, Reading, Severity};
use compare::Score;
use grounded::Measured;
pub use grounded::{Found, Grounding};
use serde::Serialize;
use std::collections::BTreeMap;
use truth::Truth;

/// The most files that the list of the worst holds.
pub const WORST_FILES_MAX: usize = 200;
/// The most wrong fields that are listed of one file.
pub const WRONG_FIELDS_MAX: usize = 60;

/// A document below this confidence in any field is not accepted without a person.
pub const TOUCHLESS_CONFIDENCE_MIN: Confidence = Confidence::LIKELY;

/// One document with its right reading.
#[derive(Clone, Debug)]
pub struct Document {
    /// What it is, usually the name of its folder; the report has one row for each kind.
    pub kind: String,
    /// File name.
    pub file: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// The truth, as JSON.
    pub truth: Vec<u8>,
}

/// Why a reader gave no reading: it panicked, or was ended by whoever watched it.
#[derive(Clone, Debug)]
pub struct Failed(pub String);

/// What a field should have been and what was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wrong {
    /// Path of the field: `po_number`, `lines[2].qty`, `orders[1].buyer.name`.
    pub field: String,
    /// The truth; absent when the document does not say.
    pub expected: Option<String>,
    /// What was read.
    pub read: Option<String>,
}

/// The wrong fields of one file.
#[derive(Clone, Debug, Serialize)]
pub struct WrongFile {
    /// File name.
    pub file: String,
    /// Its wrong fields, at most [`WRONG_FIELDS_MAX`].
    pub wrong: Vec<Wrong>,
}

/// Shares of one kind of document.
#[derive(Clone, Debug, Serialize)]
pub struct KindReport {
    /// How many documents.
    pub documents: usize,
    /// Right header fields of all header fields.
    pub header_accuracy: f64,
    /// Right line fields of all line fields; those of missing and of surplus lines are wrong.
    pub line_accuracy: f64,
    /// How many documents are right in every field.
    pub documents_right: usize,
}

/// How far the reader may be trusted alone.
#[derive(Clone, Debug, Serialize)]
pub struct Touchless {
    /// Documents that would be accepted without a person, of all documents.
    pub share: f64,
    /// Those of them that are right in every field.
    pub precision: f64,
}

/// The measure of a set of documents, ready to be written as JSON.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// How many documents.
    pub documents: usize,
    /// How many of them gave no reading at all.
    pub panics: usize,
    /// Right header fields of all header fields.
    pub header_accuracy: f64,
    /// Right line fields of all line fields.
    pub line_accuracy: f64,
    /// Lines of the truth that were found, of all lines of the truth.
    pub line_recall: f64,
    /// Lines read that are in the truth, of all lines read.
    pub line_precision: f64,
    /// How many documents are right in every field.
    pub documents_right: usize,
    /// What would be accepted without a person, and how rightly: by the reader's own judgement,
    /// and with a directory only what is also grounded.
    pub touchless: Touchless,
    /// How well the company's own data were found; only with a directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grounding: Option<Grounding>,
    /// The same by kind.
    pub by_kind: BTreeMap<String, KindReport>,
    /// How long reading took, as the caller measured it.
    pub seconds: f64,
    /// The files with wrong fields, those with the most first, at most [`WORST_FILES_MAX`].
    pub worst: Vec<WrongFile>,
}

/// Reads the bytes of a document that has this file name.
pub type Read<'f> = dyn Fn(&[u8], &str) -> Result<Reading, Failed> + 'f;

/// Reads every document with `read` and compares; with a directory, the readings are grounded in
/// it and compared too. The report's `seconds` are the caller's to set.
///
/// # Errors
/// Names the first document whose truth is not of the expected JSON form.
pub fn evaluate(
    documents: impl IntoIterator<Item = Document>,
    read: &Read<'_>,
    directory: Option<&Directory>,
) -> Result<Report, BadTruth> {
    let mut tally = Tally {
        grounded: directory.map(Measured::new),
        ..Tally::default()
    };
    for document in documents {
        let truth = Truth::parse(&document.truth).map_err(|reason| BadTruth {
            file: document.file.clone(),
            reason,
        })?;
        tally.add(document.kind, document.file, &truth, |file| {
            read(&document.bytes, file)
        });
    }
    Ok(tally.report())
}

/// A truth that cannot be compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadTruth {
    /// The document that it belongs to.
    pub file: String,
    /// What is the matter.
    pub reason: String,
}

impl std::fmt::Display for BadTruth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the truth of {}: {}", self.file, self.reason)
    }
}

impl std::error::Error for BadTruth {}

/// True when a reading would be carried out without a person by the reader's own judgement: an
/// order with lines, or a cancellation, that has a number. A person decides on every change.
pub fn is_touchless(reading: &Reading) -> bool {
    let asks = reading.requests.iter().all(|request| {
        let whole = match request.purpose {
            Purpose::Order => !request.lines.is_empty(),
            Purpose::Cancellation => true,
            Purpose::Change
            | Purpose::WarehouseOrder
            | Purpose::Invoice
            | Purpose::Forecast
            | Purpose::OrderResponse
            | Purpose::DespatchAdvice
            | Purpose::Acknowledgement
            | Purpose::PriceInformation
            | Purpose::InventoryReport
            | Purpose::StatusQuestion
            | Purpose::Complaint
            | Purpose::Unwanted
            | Purpose::Other => false,
        };
        whole && request.po_number.is_some()
    });
    asks && !reading.requests.is_empty()
        && !reading.has(Severity::Doubt)
        && least_confidence(reading) >= TOUCHLESS_CONFIDENCE_MIN
}

/// The confidence of the field that the reader is least sure of.
fn least_confidence(reading: &Reading) -> Confidence {
    let headers = reading
        .requests
        .iter()
        .flat_map(compare::header_confidences);
    let lines = reading
        .requests
        .iter()
        .flat_map(|request| request.lines.iter().flat_map(compare::line_confidences));
    headers.chain(lines).min().unwrap_or(Confidence::STATED)
}

/// Sums over documents.
#[derive(Default)]
struct Tally<'d> {
    kinds: BTreeMap<String, Sums>,
    panics: usize,
    touchless: usize,
    touchless_right: usize,
    wrong: Vec<WrongFile>,
    grounded: Option<Measured<'d>>,
}

#[derive(Default, Clone)]
struct Sums {
    documents: usize,
    right: usize,
    score: Score,
}

impl Tally<'_> {
    fn add(
        &mut self,
        kind: String,
        file: String,
        truth: &Truth,
        read: impl FnOnce(&str) -> Result<Reading, Failed>,
    ) {
        let outcome = read(&file);
        self.panics += usize::from(outcome.is_err());
        let grounded = self.grounded.as_mut();
        let verdict = grounded.map(|sum| sum.add(&file, truth, outcome.as_ref().ok()));
        let touchless = outcome.as_ref().is_ok_and(is_touchless)
            && verdict.is_none_or(|verdict| verdict.touchless);
        let score = compare::score(truth, outcome.as_ref().map_err(|failed| failed.0.as_str()));
        let right = if truth.must_not_pass {
            outcome.is_ok() && !touchless
        } else {
            score.is_right()
        };
        self.touchless += usize::from(touchless);
        let found = verdict.is_none_or(|verdict| verdict.right);
        self.touchless_right += usize::from(touchless && right && found);
        let sums = self.kinds.entry(kind).or_default();
        sums.documents += 1;
        sums.right += usize::from(right);
        sums.score.add(&score);
        if !score.wrong.is_empty() {
            let wrong = score.wrong;
            self.wrong.push(WrongFile { file, wrong });
        }
    }

    fn report(mut self) -> Report {
        let mut all = Sums::default();
        for sums in self.kinds.values() {
            all.documents += sums.documents;
            all.right += sums.right;
            all.score.add(&sums.score);
        }
        self.wrong
            .sort_by_key(|file| std::cmp::Reverse(file.wrong.len()));
        self.wrong.truncate(WORST_FILES_MAX);
        for file in &mut self.wrong {
            file.wrong.truncate(WRONG_FIELDS_MAX);
        }
        Report {
            documents: all.documents,
            panics: self.panics,
            header_accuracy: all.score.header.share(),
            line_accuracy: all.score.lines.share(),
            line_recall: all.score.found.share(),
            line_precision: all.score.wanted.share(),
            documents_right: all.right,
            touchless: Touchless {
                share: share(self.touchless, all.documents),
                precision: share(self.touchless_right, self.touchless),
            },
            grounding: self.grounded.map(Measured::report),
            by_kind: self.kinds.into_iter().map(kind_report).collect(),
            seconds: 0.0,
            worst: self.wrong,
        }
    }
}

fn kind_report((kind, sums): (String, Sums)) -> (String, KindReport) {
    let report = KindReport {
        documents: sums.documents,
        header_accuracy: sums.score.header.share(),
        line_accuracy: sums.score.lines.share(),
        documents_right: sums.right,
    };
    (kind, report)
}

/// A part of a whole; of nothing, everything.
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 1.0;
    }
    part as f64 / whole as f64
}

#[cfg(test)]
mod tests;
