//! Reader of ANSI ASC X12: the envelopes, and which transaction set becomes a request.

mod codes;
mod delimiters;
mod line;
mod order;
#[cfg(test)]
mod tests;
use crate::edi::charset::Charset;
use crate::edi::findings::{Findings, brief};
use crate::edi::{Segment, Segments, blank_len};
use crate::request::{Format, Issue, IssueCode, Purpose, Reading, Severity};
use delimiters::Header;
use order::Draft;

/// How far into a document the first segment is looked for.
const SNIFF_BYTES_MAX: usize = 4 * 1024;
/// Of how many interchanges of one document the separators are found anew.
const HEADERS_MAX: usize = 1_000;

/// True for documents that look like X12: an ISA, a GS or an ST with a set identifier.
pub fn recognises(bytes: &[u8]) -> bool {
    start(bytes).is_some()
}

/// Where the first segment stands: an ISA, GS or ST in front, or one behind a lost header.
fn start(bytes: &[u8]) -> Option<usize> {
    let first = blank_len(bytes);
    match is_opening(&bytes[first..]) {
        true => Some(first),
        false => start_within(&bytes[..bytes.len().min(SNIFF_BYTES_MAX)]),
    }
}

/// Inside of a text, only an ISA or the ST of a known set is evidence enough; a GS before that ST
/// belongs to it.
fn start_within(window: &[u8]) -> Option<usize> {
    let starts = (1..window.len()).filter(|&at| !window[at - 1].is_ascii_alphanumeric());
    let mut group = None;
    for at in starts.filter(|&at| is_opening(&window[at..])) {
        let set = window.get(at + 3..at + 6);
        let set = set
            .and_then(|set| std::str::from_utf8(set).ok())
            .unwrap_or("");
        match window[at] {
            b'G' => group = Some(at),
            b'S' if codes::purpose(set) == Purpose::Other => {}
            b'S' => return group.or(Some(at)),
            _ => return Some(at),
        }
    }
    None
}

/// True for `ISA*00*`, `GS*PO*` and `ST*850*`, whatever the separator.
fn is_opening(rest: &[u8]) -> bool {
    let separates = |byte: &u8| {
        let textual = matches!(byte, b' ' | b'\r' | b'\n' | b',' | b'.' | b'-');
        !byte.is_ascii_alphanumeric() && !textual
    };
    match rest {
        [b'I', b'S', b'A', s, next, ..] => {
            let blank = matches!(next, b' ' | 0xA0 | 0xC2);
            separates(s) && (next == s || next.is_ascii_digit() || blank)
        }
        [b'G', b'S', s, a, b, t, ..] => {
            separates(s) && s == t && a.is_ascii_uppercase() && b.is_ascii_uppercase()
        }
        [b'S', b'T', s, a, b, c, t, ..] => {
            let set = [a, b, c].iter().all(|digit| digit.is_ascii_digit());
            separates(s) && set && !t.is_ascii_alphanumeric()
        }
        _ => false,
    }
}

/// Reads a document of any number of interchanges, groups and transaction sets.
pub fn read(bytes: &[u8]) -> Reading {
    let mut findings = Findings::new(Format::X12);
    let Some(start) = start(bytes) else {
        let message = "expected an X12 interchange, which begins with ISA, GS or ST";
        findings.note(Issue::new(
            IssueCode::UnknownFormat,
            Severity::Error,
            message,
        ));
        return findings.finish();
    };
    let charset = Charset::of(bytes, "");
    let (delimiters, header) = delimiters::detect(&bytes[start..]);
    let mut segments = Segments::new(bytes, charset, delimiters, codes::is_tag);
    let mut walk = Walk::new(findings);
    walk.header(header, start > blank_len(bytes));
    segments.skip(start);
    while !walk.findings.is_full() {
        walk.separators(&mut segments);
        let Some(segment) = segments.next() else {
            break;
        };
        walk.read(&segment);
    }
    walk.finish()
}

/// Shows every segment of a document, envelopes included, to a reader of sets that are no orders.
pub(crate) fn each_segment(bytes: &[u8], mut see: impl FnMut(&Segment)) {
    let Some(start) = start(bytes) else { return };
    let (delimiters, _) = delimiters::detect(&bytes[start..]);
    let mut segments = Segments::new(bytes, Charset::of(bytes, ""), delimiters, codes::is_tag);
    segments.skip(start);
    let mut walk = Walk::new(Findings::new(Format::X12));
    loop {
        walk.separators(&mut segments);
        match segments.next() {
            Some(segment) => see(&segment),
            None => return,
        }
    }
}

/// A transaction set that is open.
struct Transaction {
    control: String,
    segments: usize,
    draft: Option<Draft>,
}

/// Where the walk through the envelopes is.
struct Walk {
    findings: Findings,
    interchange: Option<String>,
    groups: usize,
    group: Option<(String, String, String)>,
    sets: usize,
    transaction: Option<Transaction>,
    seen_set: bool,
    headers: usize,
}

impl Walk {
    fn new(findings: Findings) -> Walk {
        Walk {
            findings,
            interchange: None,
            groups: 0,
            group: None,
            sets: 0,
            transaction: None,
            seen_set: false,
            headers: 0,
        }
    }

    fn header(&mut self, header: Header, junk: bool) {
        let what = match header {
            Header::Whole | Header::Unpadded if junk => "text stands before the ISA",
            Header::Whole => return,
            Header::Unpadded => "the ISA is not padded to its fixed lengths",
            Header::Damaged => "the ISA lacks elements; separators are inferred from what follows",
            Header::Absent if junk => "the ISA is damaged; reading began behind it",
            Header::Absent => "there is no ISA; separators are inferred from the first segments",
        };
        let severity = match header {
            Header::Damaged => Severity::Doubt,
            Header::Absent if junk => Severity::Doubt,
            Header::Whole | Header::Unpadded | Header::Absent => Severity::Notice,
        };
        self.findings.damaged(severity, what);
    }

    /// Takes over the separators of a further ISA.
    fn separators(&mut self, segments: &mut Segments) {
        let rest = segments.rest();
        let opens = rest.starts_with(b"ISA") && is_opening(rest);
        if opens && self.headers < HEADERS_MAX {
            let (delimiters, header) = delimiters::detect(rest);
            segments.delimiters = delimiters;
            self.headers += 1;
            if self.headers > 1 {
                self.header(header, false);
            }
        }
    }

    fn read(&mut self, segment: &Segment) {
        let tag = segment.tag.as_str();
        self.findings
            .check_segment(segment, matches!(tag, "SE" | "GE" | "IEA"));
        match tag {
            "ISA" => self.open_interchange(segment),
            "GS" => self.open_group(segment),
            "ST" => self.open_set(segment),
            "SE" => self.close_set(segment),
            "GE" => self.close_group(segment),
            "IEA" => self.close_interchange(segment),
            "TA1" => {}
            _ => self.content(segment),
        }
    }

    fn open_interchange(&mut self, segment: &Segment) {
        self.abandon_set();
        let control = segment.code(13, 0).into_owned();
        let parties = [5, 6, 7, 8].map(|element| segment.code(element, 0));
        self.findings.identify(segment, 13, &parties.join("|"));
        if self.interchange.is_none() {
            let reading = &mut self.findings.reading;
            reading.sender = segment.text(6, 0);
            reading.receiver = segment.text(8, 0);
            reading.control_reference = segment.text(13, 0);
        }
        self.interchange = Some(control);
        self.groups = 0;
    }

    fn open_group(&mut self, segment: &Segment) {
        self.abandon_set();
        self.groups += 1;
        self.sets = 0;
        let element = |n| segment.code(n, 0).into_owned();
        self.group = Some((element(1), element(6), element(8)));
        let reading = &mut self.findings.reading;
        reading.sender = reading.sender.take().or_else(|| segment.text(2, 0));
        reading.receiver = reading.receiver.take().or_else(|| segment.text(3, 0));
    }

    fn open_set(&mut self, segment: &Segment) {
        self.abandon_set();
        self.sets += 1;
        let code = &*segment.code(1, 0);
        self.name_document(code, &segment.code(3, 0));
        let set = codes::order_set(code);
        if let (Some(set), Some((group, ..))) = (set, &self.group)
            && group != set.group()
        {
            let what = format!(
                "GS01 is {}, but the set is {code} ({})",
                brief(group),
                set.group()
            );
            let issue = Issue::new(IssueCode::Contradiction, Severity::Notice, what);
            self.findings.note(issue.at(segment.place(1, 0)));
        }
        if set.is_none() {
            self.not_an_order(segment, code);
        }
        self.transaction = Some(Transaction {
            control: segment.code(2, 0).into_owned(),
            segments: 1,
            draft: set.map(|set| Draft::new(set, segment.place(0, 0))),
        });
    }

    /// The first order set names the document; without one, the first set.
    fn name_document(&mut self, code: &str, implementation: &str) {
        let is_order = codes::order_set(code).is_some();
        let named = &self.findings.reading.document_type;
        if !named.is_empty() && (self.seen_set || !is_order) {
            return;
        }
        let group = self
            .group
            .as_ref()
            .map_or("", |(_, _, version)| version.as_str());
        let version = if group.is_empty() {
            implementation
        } else {
            group
        };
        self.findings.reading.document_type = format!("X12 {code} {version}").trim().to_owned();
        self.findings.reading.purpose = codes::purpose(code);
        self.seen_set |= is_order;
    }

    fn not_an_order(&mut self, segment: &Segment, code: &str) {
        // 876 changes an order, but is a set of its own that this reader does not know.
        let severity = if code == "876" {
            Severity::Doubt
        } else {
            Severity::Notice
        };
        let message = format!("transaction set {} is not an order", brief(code));
        let issue = Issue::new(IssueCode::NotAnOrder, severity, message);
        self.findings.note(issue.at(segment.place(1, 0)));
    }

    fn content(&mut self, segment: &Segment) {
        match &mut self.transaction {
            Some(transaction) => {
                transaction.segments += 1;
                if let Some(draft) = &mut transaction.draft {
                    draft.read(segment, &mut self.findings);
                }
            }
            None => self.findings.stray(segment, "transaction set"),
        }
    }

    fn close_set(&mut self, segment: &Segment) {
        self.findings.strays = 0;
        let Some(transaction) = self.transaction.take() else {
            return;
        };
        let found = transaction.segments + 1;
        self.findings
            .count(segment, 1, found, "segments in the transaction set");
        self.findings.reference(segment, 2, &transaction.control);
        if let Some(draft) = transaction.draft {
            draft.finish(&mut self.findings);
        }
    }

    /// A set that ends without SE.
    fn abandon_set(&mut self) {
        self.findings.strays = 0;
        let Some(draft) = self.transaction.take().and_then(|set| set.draft) else {
            return;
        };
        self.findings
            .unended(draft.place(), "transaction set", "SE");
        draft.finish(&mut self.findings);
    }

    fn close_group(&mut self, segment: &Segment) {
        self.abandon_set();
        self.findings
            .count(segment, 1, self.sets, "transaction sets in the group");
        if let Some((_, control, _)) = self.group.take() {
            self.findings.reference(segment, 2, &control);
        }
    }

    fn close_interchange(&mut self, segment: &Segment) {
        self.abandon_set();
        self.findings
            .count(segment, 1, self.groups, "groups in the interchange");
        if let Some(control) = self.interchange.replace(String::new()) {
            self.findings.reference(segment, 2, &control);
        }
    }

    fn finish(mut self) -> Reading {
        self.abandon_set();
        if self.interchange.is_some_and(|control| !control.is_empty()) && !self.findings.is_full() {
            let what = "the interchange ends without IEA";
            self.findings.damaged(Severity::Notice, what);
        }
        if let Some(request) = self.findings.reading.requests.first() {
            self.findings.reading.purpose = request.purpose;
        }
        self.findings.finish()
    }
}
