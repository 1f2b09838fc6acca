//! Collects what a walk through an interchange finds: requests, issues, and the limits on both.

use super::Segment;
use super::value::{self, Comma};
use crate::Format;
use crate::request::{
    Confidence, Field, ISSUES_MAX, Issue, IssueCode, LINES_MAX, OrderRequest, Place, Purpose,
    REQUESTS_MAX, Reading, Severity, Stated,
};
use std::collections::{BTreeMap, BTreeSet};
use vocab::{Day, Decimal};

/// What an acknowledgement of the syntax (X12 997, EDIFACT CONTRL) would have to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A number is not one.
    Number,
    /// A date is not one.
    Date,
    /// A control count is wrong.
    Count,
    /// Header and trailer name different references.
    Reference,
    /// The trailer is not there.
    Trailer,
    /// A segment stands where none belongs.
    Unexpected,
    /// A segment is too long, or its terminator is lost.
    Segment,
    /// The interchange was there before.
    Duplicate,
}

impl Fault {
    /// The code of X12 997 (AK3, AK4, AK5, AK9) or of EDIFACT data element 0085.
    fn code(self, format: Format, tag: &str) -> Option<&'static str> {
        let (x12, edifact) = match self {
            Fault::Count if tag == "GE" => ("997 AK905 5", ""),
            Fault::Count if tag == "IEA" => ("TA105 021", ""),
            Fault::Reference if tag == "GE" => ("997 AK905 4", ""),
            Fault::Reference if tag == "IEA" => ("TA105 001", ""),
            Fault::Number => ("997 AK403 6", "CONTRL 0085 37"),
            Fault::Date => ("997 AK403 8", "CONTRL 0085 12"),
            Fault::Count => ("997 AK502 4", "CONTRL 0085 29"),
            Fault::Reference => ("997 AK502 3", "CONTRL 0085 28"),
            Fault::Trailer => ("997 AK502 2", "CONTRL 0085 13"),
            Fault::Unexpected => ("997 AK304 2", "CONTRL 0085 15"),
            Fault::Segment => ("997 AK304 8", "CONTRL 0085 18"),
            Fault::Duplicate => ("TA105 025", "CONTRL 0085 26"),
        };
        match format {
            Format::X12 => Some(x12),
            Format::Edifact => Some(edifact),
            _ => None,
        }
    }
}

/// A reading in the making.
pub(crate) struct Findings {
    /// What is handed on in the end; its issues are added by [`Findings::finish`].
    pub reading: Reading,
    issues: Vec<Issue>,
    listed: BTreeMap<Severity, usize>,
    unlisted: usize,
    lines: usize,
    full: bool,
    /// Index of the line that is being read, for the issues about it.
    pub line: Option<usize>,
    orders: BTreeSet<(String, String)>,
    /// Interchanges seen, by parties and reference.
    pub interchanges: BTreeSet<String>,
    /// How many segments stand outside of a message, one behind the other.
    pub strays: usize,
}

impl Findings {
    /// Nothing found yet.
    pub fn new(format: Format) -> Findings {
        Findings {
            reading: Reading::empty(format, Purpose::Other),
            issues: Vec::new(),
            listed: BTreeMap::new(),
            unlisted: 0,
            lines: 0,
            full: false,
            line: None,
            orders: BTreeSet::new(),
            interchanges: BTreeSet::new(),
            strays: 0,
        }
    }

    /// Index of the request that is being read.
    pub fn request(&self) -> usize {
        self.reading.requests.len()
    }

    /// True when a limit is reached and reading should stop.
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// Notes an issue. Of each severity at most [`ISSUES_MAX`] are kept.
    pub fn note(&mut self, issue: Issue) {
        let listed = self.listed.entry(issue.severity).or_default();
        if *listed < ISSUES_MAX {
            *listed += 1;
            self.issues.push(issue);
        } else {
            self.unlisted += 1;
        }
    }

    /// Notes an issue of the syntax, with the code that an acknowledgement would carry.
    pub fn fault(
        &mut self,
        fault: Fault,
        code: IssueCode,
        severity: Severity,
        at: Place,
        what: &str,
    ) {
        let message = self.acknowledge(fault, &at, what);
        self.note(Issue::new(code, severity, message).at(at));
    }

    fn acknowledge(&self, fault: Fault, at: &Place, what: &str) -> String {
        let Place::Segment {
            number,
            tag,
            element,
            ..
        } = at
        else {
            return what.to_owned();
        };
        let place = match element {
            0 => format!("segment {number} {tag}"),
            _ => format!("segment {number} {tag}, element {element}"),
        };
        match fault.code(self.reading.format, tag) {
            Some(code) => format!("{place}: {what} ({code})"),
            None => format!("{place}: {what}"),
        }
    }

    /// Notes a doubt about the request that is being read.
    pub fn doubt(&mut self, code: IssueCode, at: Option<Place>, message: impl Into<String>) {
        self.about_request(code, Severity::Doubt, at, message);
    }

    /// Notes something harmless about the request that is being read.
    pub fn notice(&mut self, code: IssueCode, at: Option<Place>, message: impl Into<String>) {
        self.about_request(code, Severity::Notice, at, message);
    }

    fn about_request(
        &mut self,
        code: IssueCode,
        severity: Severity,
        at: Option<Place>,
        message: impl Into<String>,
    ) {
        let mut issue = Issue::new(code, severity, message).in_request(self.request());
        issue.line = self.line.and_then(|line| u32::try_from(line).ok());
        issue.place = at;
        self.note(issue);
    }

    /// A number of the document; one that cannot be read is a doubt.
    pub fn number(
        &mut self,
        segment: &Segment,
        element: usize,
        component: usize,
    ) -> Stated<Decimal> {
        let field = segment.text(element, component)?;
        let comma = match self.reading.format {
            Format::X12 => Comma::Group,
            _ => Comma::Decimal,
        };
        match value::number(&field.value, comma) {
            Some(number) => Some(field.map(|_| number)),
            None => {
                let what = format!("expected a number, found {:?}", brief(&field.value));
                let at = field.evidence.place;
                let message = self.acknowledge(Fault::Number, &at, &what);
                self.doubt(IssueCode::BadValue, Some(at), message);
                None
            }
        }
    }

    /// A day of the document, read by `parse`; one that cannot be read is a doubt.
    pub fn day(
        &mut self,
        segment: &Segment,
        element: usize,
        component: usize,
        parse: impl Fn(&str) -> Option<Day>,
    ) -> Stated<Day> {
        let field = segment.text(element, component)?;
        match parse(&field.value) {
            Some(day) => Some(field.map(|_| day)),
            None => {
                let what = format!("expected a date, found {:?}", brief(&field.value));
                let at = field.evidence.place;
                let message = self.acknowledge(Fault::Date, &at, &what);
                self.doubt(IssueCode::BadDate, Some(at), message);
                None
            }
        }
    }

    /// Asks for room for one more line; `false` when the document is full.
    pub fn take_line(&mut self) -> bool {
        if self.lines == LINES_MAX {
            self.stop(format!("more than {LINES_MAX} lines; the rest is not read"));
        } else {
            self.lines += 1;
        }
        !self.full
    }

    /// Adds a finished request. One that repeats the order number of another is a doubt.
    pub fn add(&mut self, request: OrderRequest) {
        if self.request() == REQUESTS_MAX {
            self.stop(format!(
                "more than {REQUESTS_MAX} orders; the rest is not read"
            ));
            return;
        }
        if matches!(request.purpose, Purpose::Order | Purpose::WarehouseOrder) {
            self.remember(&request);
        }
        self.reading.requests.push(request);
    }

    fn remember(&mut self, request: &OrderRequest) {
        let Some(number) = &request.po_number else {
            return;
        };
        let buyer = request.buyer.id.as_ref().map(|id| id.value.clone());
        if !self
            .orders
            .insert((buyer.unwrap_or_default(), number.value.clone()))
        {
            let message = format!("order {} stands in this document before", number.value);
            self.doubt(
                IssueCode::Duplicate,
                Some(number.evidence.place.clone()),
                message,
            );
        }
    }

    fn stop(&mut self, message: String) {
        if !self.full {
            self.full = true;
            self.note(Issue::new(IssueCode::OverLimit, Severity::Error, message));
        }
    }

    /// The reading with its issues: the weightiest when there are more than [`ISSUES_MAX`].
    pub fn finish(mut self) -> Reading {
        let total = self.issues.len() + self.unlisted;
        if total > ISSUES_MAX {
            self.issues
                .sort_by_key(|issue| std::cmp::Reverse(issue.severity));
            self.issues.truncate(ISSUES_MAX - 1);
            let message = format!("{} further issues are not listed", total - ISSUES_MAX + 1);
            self.issues
                .push(Issue::new(IssueCode::OverLimit, Severity::Notice, message));
        }
        self.reading.issues = self.issues;
        self.reading
    }
}

/// The beginning of a text, for messages.
pub(crate) fn brief(text: &str) -> String {
    const BRIEF_CHARS_MAX: usize = 40;
    match text.char_indices().nth(BRIEF_CHARS_MAX) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    }
}

/// The best of several statements of one thing: the lowest rank, then the first.
pub(crate) struct Best<T>(Option<(usize, Field<T>)>);

impl<T> Best<T> {
    /// None yet.
    pub fn none() -> Best<T> {
        Best(None)
    }

    /// Takes a statement when it is better than what is there; tells whether it was.
    pub fn offer(&mut self, rank: usize, field: Option<Field<T>>) -> bool {
        let better = self.0.as_ref().is_none_or(|(best, _)| rank < *best);
        let taken = better && field.is_some();
        if taken {
            self.0 = field.map(|field| (rank, field));
        }
        taken
    }

    /// The best; one of rank `sure` or above is only likely.
    pub fn take(self, sure: usize) -> Stated<T> {
        let (rank, mut field) = self.0?;
        if rank >= sure {
            field.confidence = field.confidence.min(Confidence::LIKELY);
        }
        Some(field)
    }
}
