//! What is said about the envelopes of all three standards: lost terminators, stray segments,
//! missing trailers, interchanges that stand in a document twice, wrong counts and references.

use super::Segment;
use super::findings::{Fault, Findings, brief};
use crate::request::{Issue, IssueCode, Place, Severity};

impl Findings {
    /// Notes a header that is damaged or missing.
    pub fn damaged(&mut self, severity: Severity, what: &str) {
        self.note(Issue::new(IssueCode::DamagedEnvelope, severity, what));
    }

    /// Notes a segment that is too long or whose terminator is lost; the `last` of a document may
    /// lack it.
    pub fn check_segment(&mut self, segment: &Segment, last: bool) {
        let what = match (segment.overlong, segment.terminated || last) {
            (true, _) => "the segment is too long and was cut",
            (false, false) => "the segment has no terminator",
            (false, true) => return,
        };
        let at = segment.place(0, 0);
        let (code, severity) = (IssueCode::Syntax, Severity::Notice);
        self.fault(Fault::Segment, code, severity, at, what);
    }

    /// Notes a segment outside of what it belongs into: one error for all that follow each other.
    pub fn stray(&mut self, segment: &Segment, container: &str) {
        self.strays += 1;
        if self.strays == 1 {
            let what =
                format!("stands outside of a {container} and is not read, nor is what follows it");
            let at = segment.place(0, 0);
            let (code, severity) = (IssueCode::Syntax, Severity::Error);
            self.fault(Fault::Unexpected, code, severity, at, &what);
        }
    }

    /// Notes that what begins at a place has no trailer, unless a limit ended the reading.
    pub fn unended(&mut self, at: Place, container: &str, trailer: &str) {
        if !self.is_full() {
            let what = format!("the {container} ends without {trailer}; something may be missing");
            let (code, severity) = (IssueCode::Truncated, Severity::Doubt);
            self.fault(Fault::Trailer, code, severity, at, &what);
        }
    }

    /// Remembers an interchange by its parties and reference; one that was there is a doubt.
    pub fn identify(&mut self, segment: &Segment, element: usize, parties: &str) {
        let reference = segment.code(element, 1);
        if reference.is_empty() || self.interchanges.insert(format!("{parties}|{reference}")) {
            return;
        }
        let what = format!("interchange {} stands here twice", brief(&reference));
        let at = segment.place(element, 0);
        let (code, severity) = (IssueCode::Duplicate, Severity::Doubt);
        self.fault(Fault::Duplicate, code, severity, at, &what);
    }

    /// Compares a stated count with the counted one; a difference is a notice.
    pub fn count(&mut self, segment: &Segment, element: usize, found: usize, what: &str) {
        let Some(field) = segment.text(element, 1) else {
            return;
        };
        if field.value.parse() != Ok(found) {
            let stated = brief(&field.value);
            let what = format!("{stated} {what} stated, {found} found");
            self.mismatch(Fault::Count, field.evidence.place, &what);
        }
    }

    /// Compares the reference of a trailer with that of its header; a difference is a notice.
    pub fn reference(&mut self, segment: &Segment, element: usize, opened: &str) {
        let closing = segment.code(element, 1);
        if closing != opened && !same_number(&closing, opened) {
            let (opened, closed) = (brief(opened), brief(&closing));
            let what = format!("opened as {opened:?}, closed as {closed:?}");
            self.mismatch(Fault::Reference, segment.place(element, 0), &what);
        }
    }

    fn mismatch(&mut self, fault: Fault, at: Place, what: &str) {
        self.fault(fault, IssueCode::CountMismatch, Severity::Notice, at, what);
    }
}

fn same_number(left: &str, right: &str) -> bool {
    let number = |text: &str| text.parse::<u64>().ok();
    number(left).is_some() && number(left) == number(right)
}
