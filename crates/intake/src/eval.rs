//! Measures readers against documents whose right reading is known.
//!
//! Pure: the caller walks the folders, takes the time and catches panics; this module compares.
//! It is the one place of this crate where floats are used: they are shares, never amounts.

mod align;
mod compare;
mod count;
mod grounded;
pub mod messages;
mod oracle;
mod pace;
mod trust;
mod truth;

use crate::ground::Directory;
use crate::request::{Ask, Confidence, Reading, Severity};
use compare::{Named, Score};
pub use count::Count;
pub use grounded::{Found, Grounding};
use grounded::{Measured, Verdict};
pub use pace::Pace;
use pace::Times;
use serde::Serialize;
use std::collections::BTreeMap;
use trust::Trust;
pub use trust::{Reliability, Threshold};
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
    /// How long a page took, in milliseconds.
    pub page_milliseconds: Pace,
}

/// How right one field was read.
#[derive(Clone, Debug, Serialize)]
pub struct FieldReport {
    /// Path of the field in the truth: `po_number`, `lines.qty`.
    pub field: String,
    /// Those right, of those that the truth knows or that were read of what is not there.
    pub right: Count,
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
    /// How right each field was read, in the order of a document.
    pub by_field: Vec<FieldReport>,
    /// Whether fields are right as often as the reader says, from the least sure.
    pub reliability: Vec<Reliability>,
    /// What would pass without a person at each confidence that it could be asked for, from the
    /// surest.
    pub thresholds: Vec<Threshold>,
    /// How long a page took, in milliseconds.
    pub page_milliseconds: Pace,
    /// How long reading took.
    pub seconds: f64,
    /// The files with wrong fields, those with the most first, at most [`WORST_FILES_MAX`].
    pub worst: Vec<WrongFile>,
}

impl Report {
    /// The largest share of documents that could pass without a person while this share of them is
    /// right in every field; none where not even the surest are.
    pub fn at_precision(&self, wanted: f64) -> Option<&Threshold> {
        let enough = |step: &&Threshold| step.right.share() >= wanted;
        self.thresholds.iter().rev().find(enough)
    }
}

/// What reading a document came to.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The reading, or why there is none.
    pub outcome: Result<Reading, Failed>,
    /// How long it took.
    pub seconds: f64,
}

impl From<Result<Reading, Failed>> for Attempt {
    /// An attempt whose time doesn't matter.
    fn from(outcome: Result<Reading, Failed>) -> Attempt {
        Attempt {
            outcome,
            seconds: 0.0,
        }
    }
}

/// Reads the bytes of a document that has this file name.
pub type Read<'f> = dyn Fn(&[u8], &str) -> Attempt + 'f;

/// Reads every document with `read` and compares; with a directory, the readings are grounded in
/// it and compared too.
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
        let attempt = read(&document.bytes, &document.file);
        tally.add(document.kind, document.file, &truth, &attempt);
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
    may_pass(reading) && least_confidence(reading) >= TOUCHLESS_CONFIDENCE_MIN
}

/// True when only its confidence may keep a reading from being carried out without a person.
fn may_pass(reading: &Reading) -> bool {
    let asks = reading.requests.iter().all(|request| {
        let whole = match request.purpose.asks() {
            Some(Ask::Place) => !request.lines.is_empty(),
            Some(Ask::Cancel) => true,
            Some(Ask::Change | Ask::Ship) | None => false,
        };
        whole && request.po_number.is_some()
    });
    asks && !reading.requests.is_empty() && !reading.has(Severity::Doubt)
}

/// The confidence of the field that the reader is least sure of.
fn least_confidence(reading: &Reading) -> Confidence {
    let values = reading.requests.iter().flat_map(|request| {
        let lines = request.lines.iter().flat_map(compare::line_values);
        compare::header_values(request).into_iter().chain(lines)
    });
    let confidences = values.flatten().map(|value| value.confidence);
    confidences.min().unwrap_or(Confidence::STATED)
}

/// Sums over documents.
#[derive(Default)]
struct Tally<'d> {
    kinds: BTreeMap<String, Sums>,
    fields: BTreeMap<Named, Count>,
    trust: Trust,
    panics: usize,
    touchless: Count,
    wrong: Vec<WrongFile>,
    grounded: Option<Measured<'d>>,
}

#[derive(Default, Clone)]
struct Sums {
    documents: usize,
    right: usize,
    score: Score,
    times: Times,
}

impl Tally<'_> {
    fn add(&mut self, kind: String, file: String, truth: &Truth, attempt: &Attempt) {
        let reading = attempt.outcome.as_ref();
        self.panics += usize::from(reading.is_err());
        let grounded = self.grounded.as_mut();
        let verdict = grounded.map(|sum| sum.add(&file, truth, reading.ok()));
        let score = compare::score(truth, reading.map_err(|failed| failed.0.as_str()));
        let touchless = self.pass(truth, reading.ok(), &score, verdict);
        let right = if truth.must_not_pass {
            reading.is_ok() && !touchless
        } else {
            score.is_right()
        };
        for compared in &score.compared {
            self.fields
                .entry(compared.field)
                .or_default()
                .tell(compared.right);
            self.trust.field(compared);
        }
        let sums = self.kinds.entry(kind).or_default();
        sums.documents += 1;
        sums.right += usize::from(right);
        sums.score.add(&score);
        sums.times.add(
            attempt.seconds,
            reading.map_or(1, |reading| reading.pages.len()),
        );
        if !score.wrong.is_empty() {
            let wrong = score.wrong;
            self.wrong.push(WrongFile { file, wrong });
        }
    }

    /// Notes whether a document would pass without a person, and tells.
    fn pass(
        &mut self,
        truth: &Truth,
        reading: Option<&Reading>,
        score: &Score,
        verdict: Option<Verdict>,
    ) -> bool {
        let grounded = verdict.is_none_or(|verdict| verdict.touchless);
        let Some(reading) = reading.filter(|reading| grounded && may_pass(reading)) else {
            return false;
        };
        let found = verdict.is_none_or(|verdict| verdict.right);
        let right = score.is_right() && found && !truth.must_not_pass;
        self.trust.document(least_confidence(reading), right);
        let touchless = is_touchless(reading);
        if touchless {
            self.touchless.tell(right);
        }
        touchless
    }

    fn report(mut self) -> Report {
        let mut all = Sums::default();
        for sums in self.kinds.values() {
            all.documents += sums.documents;
            all.right += sums.right;
            all.score.add(&sums.score);
            all.times.extend(&sums.times);
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
                share: share(self.touchless.whole, all.documents),
                precision: self.touchless.share(),
            },
            grounding: self.grounded.map(Measured::report),
            by_kind: self.kinds.into_iter().map(kind_report).collect(),
            by_field: self.fields.into_iter().map(field_report).collect(),
            reliability: self.trust.reliability(),
            thresholds: self.trust.thresholds(all.documents),
            seconds: all.times.seconds(),
            page_milliseconds: all.times.pace(),
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
        page_milliseconds: sums.times.pace(),
    };
    (kind, report)
}

fn field_report((field, right): (Named, Count)) -> FieldReport {
    FieldReport {
        field: field.path(),
        right,
    }
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
