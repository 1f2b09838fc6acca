//! Reader of UN/EDIFACT (ISO 9735): the envelopes, and which message becomes a request.

mod codes;
mod delimiters;
mod line;
mod order;
#[cfg(test)]
mod tests;
use crate::edi::charset::Charset;
use crate::edi::findings::{Findings, brief};
use crate::edi::{Segment, Segments, blank_len};
use crate::request::{Format, Issue, IssueCode, Reading, Severity};
use order::Draft;

/// How far into a document the first segment is looked for.
const SNIFF_BYTES_MAX: usize = 4 * 1024;
/// Of how many interchanges of one document the separators are found anew.
const HEADERS_MAX: usize = 1_000;

/// True for documents that look like EDIFACT: a UNA, UNB, UNG or UNH.
pub fn recognises(bytes: &[u8]) -> bool {
    start(bytes).is_some()
}

/// Where the first segment stands: a UNA or UNB, or what is left behind a damaged one.
fn start(bytes: &[u8]) -> Option<usize> {
    let first = blank_len(bytes);
    let window = bytes.len().min(SNIFF_BYTES_MAX);
    let inner = (1..window).filter(|&at| !bytes[at - 1].is_ascii_alphanumeric());
    std::iter::once(first)
        .chain(inner)
        .find(|&at| bytes.get(at..).is_some_and(is_opening))
}

/// True for `UNA:+.? '`, `UNB+UNOC`, `UNG+` and `UNH+1+ORDERS:`, whatever the separators.
fn is_opening(rest: &[u8]) -> bool {
    let separates = |byte: &u8| byte.is_ascii_punctuation() || *byte < b' ';
    match rest {
        [b'U', b'N', b'A', a, b, _, ..] => separates(a) && separates(b),
        [b'U', b'N', b'B', s, b'U', b'N', b'O', ..] => separates(s),
        [b'U', b'N', b'B' | b'G' | b'H', s, next, ..] => {
            separates(s) && (next.is_ascii_alphanumeric() || next == s)
        }
        _ => false,
    }
}

/// Reads a document of any number of interchanges, groups and messages.
pub fn read(bytes: &[u8]) -> Reading {
    let mut findings = Findings::new(Format::Edifact);
    let Some(start) = start(bytes) else {
        let message = "expected an EDIFACT interchange, which begins with UNA, UNB or UNH";
        findings.note(Issue::new(
            IssueCode::UnknownFormat,
            Severity::Error,
            message,
        ));
        return findings.finish();
    };
    let charset = Charset::of(bytes, declared(&bytes[start..]));
    let mut segments = Segments::new(bytes, charset, delimiters::DEFAULT, codes::is_tag);
    let mut walk = Walk::new(findings);
    walk.envelope(&bytes[start..], start > blank_len(bytes));
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

/// Shows every segment of a document, envelopes included, to a reader of messages that are no orders.
pub(crate) fn each_segment(bytes: &[u8], mut see: impl FnMut(&Segment)) {
    let Some(start) = start(bytes) else { return };
    let charset = Charset::of(bytes, declared(&bytes[start..]));
    let mut segments = Segments::new(bytes, charset, delimiters::DEFAULT, codes::is_tag);
    segments.skip(start);
    let mut walk = Walk::new(Findings::new(Format::Edifact));
    loop {
        walk.separators(&mut segments);
        match segments.next() {
            Some(segment) => {
                walk.messages += usize::from(segment.tag == "UNH");
                see(&segment);
            }
            None => return,
        }
    }
}

/// The syntax identifier of the first UNB, `UNOC`.
fn declared(rest: &[u8]) -> &str {
    const UNB_BYTES_MAX: usize = 64;
    let window = &rest[..rest.len().min(UNB_BYTES_MAX)];
    let found = window.windows(4).find(|code| code.starts_with(b"UNO"));
    found
        .and_then(|code| std::str::from_utf8(code).ok())
        .unwrap_or("")
}

/// A message that is open.
struct Message {
    reference: String,
    segments: usize,
    draft: Option<Draft>,
}

/// Where the walk through the envelopes is.
struct Walk {
    findings: Findings,
    interchange: Option<String>,
    group: Option<String>,
    groups: usize,
    messages: usize,
    group_messages: usize,
    message: Option<Message>,
    seen_order: bool,
    advised: bool,
    headers: usize,
}

impl Walk {
    fn new(findings: Findings) -> Walk {
        Walk {
            findings,
            interchange: None,
            group: None,
            groups: 0,
            messages: 0,
            group_messages: 0,
            message: None,
            seen_order: false,
            advised: false,
            headers: 0,
        }
    }

    fn envelope(&mut self, rest: &[u8], junk: bool) {
        let bare = rest.starts_with(b"UNH") || rest.starts_with(b"UNG");
        let (severity, what) = match (bare, junk) {
            (false, false) => return,
            (false, true) => (Severity::Notice, "text stands before the interchange"),
            (true, false) => (
                Severity::Notice,
                "there is no UNB; sender and receiver are not known",
            ),
            (true, true) => (
                Severity::Doubt,
                "the UNB is damaged; reading began behind it",
            ),
        };
        self.findings.damaged(severity, what);
    }

    /// Takes over the separators of a UNA, or of a UNB, UNG or UNH that begins a document.
    fn separators(&mut self, segments: &mut Segments) {
        let rest = segments.rest();
        if !is_opening(rest) || self.headers == HEADERS_MAX {
            return;
        }
        match &rest[..3] {
            b"UNA" => {
                let (delimiters, len) = delimiters::advice(rest);
                segments.delimiters = delimiters;
                segments.skip(len);
                self.advised = true;
            }
            // A UNA holds for the interchange behind it only.
            b"UNB" if self.advised => self.advised = false,
            b"UNB" => {
                segments.delimiters = delimiters::infer(rest);
                self.headers += 1;
            }
            _ if self.is_bare() => segments.delimiters = delimiters::infer(rest),
            _ => {}
        }
    }

    /// True before the first segment of a document without UNA and UNB.
    fn is_bare(&self) -> bool {
        let begun = self.interchange.is_some() || self.messages > 0 || self.groups > 0;
        !begun && !self.advised
    }

    fn read(&mut self, segment: &Segment) {
        let tag = segment.tag.as_str();
        self.findings
            .check_segment(segment, matches!(tag, "UNT" | "UNZ"));
        match tag {
            "UNB" => self.open_interchange(segment),
            "UNG" => self.open_group(segment),
            "UNH" => self.open_message(segment),
            "UNT" => self.close_message(segment),
            "UNE" => self.close_group(segment),
            "UNZ" => self.close_interchange(segment),
            _ => self.content(segment),
        }
    }

    fn open_interchange(&mut self, segment: &Segment) {
        self.abandon_message();
        let reference = segment.code(5, 1).into_owned();
        let parties = format!("{}|{}", segment.code(2, 1), segment.code(3, 1));
        self.findings.identify(segment, 5, &parties);
        if self.interchange.is_none() {
            let reading = &mut self.findings.reading;
            reading.sender = segment.text(2, 1);
            reading.receiver = segment.text(3, 1);
            reading.control_reference = segment.text(5, 1);
        }
        self.interchange = Some(reference);
        self.group = None;
        self.groups = 0;
        self.messages = 0;
    }

    fn open_group(&mut self, segment: &Segment) {
        self.abandon_message();
        self.groups += 1;
        self.group_messages = 0;
        self.group = Some(segment.code(5, 1).into_owned());
        let reading = &mut self.findings.reading;
        reading.sender = reading.sender.take().or_else(|| segment.text(2, 1));
        reading.receiver = reading.receiver.take().or_else(|| segment.text(3, 1));
    }

    fn open_message(&mut self, segment: &Segment) {
        self.abandon_message();
        self.messages += 1;
        self.group_messages += 1;
        let message_type = segment.code(2, 1).to_ascii_uppercase();
        let is_order = codes::is_order(&message_type);
        self.name_document(segment, &message_type);
        if !is_order {
            let what = format!("message {} is not an order", brief(&message_type));
            let issue = Issue::new(IssueCode::NotAnOrder, Severity::Notice, what);
            self.findings.note(issue.at(segment.place(2, 1)));
        }
        let purpose = codes::purpose(&message_type);
        self.message = Some(Message {
            reference: segment.code(1, 1).into_owned(),
            segments: 1,
            draft: is_order.then(|| Draft::new(purpose, segment.place(0, 0))),
        });
    }

    /// The first order names the document; without one, the first message.
    fn name_document(&mut self, segment: &Segment, message_type: &str) {
        let is_order = codes::is_order(message_type);
        let named = &self.findings.reading.document_type;
        if !named.is_empty() && (self.seen_order || !is_order) {
            return;
        }
        let version = format!("{}.{}", segment.code(2, 2), segment.code(2, 3));
        let association = segment.code(2, 5);
        let name = format!("{message_type} {version} {association}");
        self.findings.reading.document_type = name.trim_end_matches([' ', '.']).to_owned();
        self.findings.reading.purpose = codes::purpose(message_type);
        self.seen_order |= is_order;
    }

    fn content(&mut self, segment: &Segment) {
        match &mut self.message {
            Some(message) => {
                message.segments += 1;
                if let Some(draft) = &mut message.draft {
                    draft.read(segment, &mut self.findings);
                }
            }
            None => self.findings.stray(segment, "message"),
        }
    }

    fn close_message(&mut self, segment: &Segment) {
        self.findings.strays = 0;
        let Some(message) = self.message.take() else {
            return;
        };
        let found = message.segments + 1;
        self.findings
            .count(segment, 1, found, "segments in the message");
        self.findings.reference(segment, 2, &message.reference);
        if let Some(draft) = message.draft {
            draft.finish(&mut self.findings);
        }
    }

    /// A message that ends without UNT.
    fn abandon_message(&mut self) {
        self.findings.strays = 0;
        let Some(draft) = self.message.take().and_then(|message| message.draft) else {
            return;
        };
        self.findings.unended(draft.place(), "message", "UNT");
        draft.finish(&mut self.findings);
    }

    fn close_group(&mut self, segment: &Segment) {
        self.abandon_message();
        self.findings
            .count(segment, 1, self.group_messages, "messages in the group");
        if let Some(reference) = self.group.take() {
            self.findings.reference(segment, 2, &reference);
        }
    }

    fn close_interchange(&mut self, segment: &Segment) {
        self.abandon_message();
        let (found, what) = match self.groups {
            0 => (self.messages, "messages in the interchange"),
            groups => (groups, "groups in the interchange"),
        };
        self.findings.count(segment, 1, found, what);
        if let Some(reference) = self.interchange.replace(String::new()) {
            self.findings.reference(segment, 2, &reference);
        }
    }

    fn finish(mut self) -> Reading {
        self.abandon_message();
        let open = self
            .interchange
            .is_some_and(|reference| !reference.is_empty());
        if open && !self.findings.is_full() {
            let what = "the interchange ends without UNZ";
            self.findings.damaged(Severity::Notice, what);
        }
        if let Some(request) = self.findings.reading.requests.first() {
            self.findings.reading.purpose = request.purpose;
        }
        self.findings.finish()
    }
}
