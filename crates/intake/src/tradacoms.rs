//! Reader of GS1 UK TRADACOMS: the transmission, and which message becomes a request.

mod order;
#[cfg(test)]
mod tests;
use crate::edi::charset::Charset;
use crate::edi::findings::{Findings, brief};
use crate::edi::{Delimiters, Segment, Segments, blank_len};
use crate::request::{Format, Issue, IssueCode, Purpose, Reading, Severity};
use order::{Draft, File};

/// The separators, which TRADACOMS fixes.
const DELIMITERS: Delimiters = Delimiters {
    tag: b'=',
    element: b'+',
    component: Some(b':'),
    release: Some(b'?'),
    terminator: b'\'',
};
/// How far into a document the first segment is looked for.
const SNIFF_BYTES_MAX: usize = 4 * 1024;

/// True for documents that look like TRADACOMS: an STX or MHD with its `=`.
pub fn recognises(bytes: &[u8]) -> bool {
    start(bytes).is_some()
}

fn start(bytes: &[u8]) -> Option<usize> {
    let first = blank_len(bytes);
    let window = bytes.len().min(SNIFF_BYTES_MAX);
    let inner = (1..window).filter(|&at| !bytes[at - 1].is_ascii_alphanumeric());
    std::iter::once(first)
        .chain(inner)
        .find(|&at| bytes.get(at..).is_some_and(is_opening))
}

/// True for `STX=ANA` and `MHD=1+`.
fn is_opening(rest: &[u8]) -> bool {
    match rest {
        [b'S', b'T', b'X', b'=', next, ..] => next.is_ascii_alphanumeric(),
        [b'M', b'H', b'D', b'=', next, ..] => next.is_ascii_digit(),
        _ => false,
    }
}

/// What a message is, by the beginning of its type (`ORDERS`, `ORDHDR`, `INVFIL`).
fn purpose(message_type: &str) -> Purpose {
    match message_type.get(..3) {
        Some("ORD") => Purpose::Order,
        Some("INV" | "CRE" | "DRA") => Purpose::Invoice,
        Some("DEL" | "DLC") => Purpose::DespatchAdvice,
        Some("ACK") => Purpose::OrderResponse,
        Some("AVL" | "SNP" | "LPR") => Purpose::InventoryReport,
        Some("PRI" | "PRO" | "CUS") => Purpose::PriceInformation,
        _ => Purpose::Other,
    }
}

/// Tags that may begin a line of a file although the segment before lost its terminator.
fn is_tag(tag: &[u8]) -> bool {
    const TAGS: &[&[u8]] = &[
        b"STX", b"END", b"MHD", b"MTR", b"TYP", b"SDT", b"CDT", b"FIL", b"CLO", b"ORD", b"DIN",
        b"OLD", b"DNA", b"DNB", b"OTR", b"OFT",
    ];
    TAGS.contains(&tag)
}

/// Reads a document of any number of transmissions.
pub fn read(bytes: &[u8]) -> Reading {
    let mut findings = Findings::new(Format::Tradacoms);
    let Some(start) = start(bytes) else {
        let message = "expected a TRADACOMS transmission, which begins with STX= or MHD=";
        findings.note(Issue::new(
            IssueCode::UnknownFormat,
            Severity::Error,
            message,
        ));
        return findings.finish();
    };
    let charset = Charset::of(bytes, "");
    let mut segments = Segments::new(bytes, charset, DELIMITERS, is_tag);
    let mut walk = Walk::new(findings);
    walk.envelope(bytes[start..].starts_with(b"MHD"), start > blank_len(bytes));
    segments.skip(start);
    while !walk.findings.is_full() {
        let Some(segment) = segments.next() else {
            break;
        };
        walk.read(&segment);
    }
    walk.finish()
}

/// A message that is open.
struct Message {
    segments: usize,
    content: Content,
}

/// What a message is about.
enum Content {
    /// ORDHDR: the file, for all orders in it.
    Header,
    /// ORDERS: one order.
    Order(Box<Draft>),
    /// ORDTLR, or a message of another file.
    Other,
}

/// Where the walk through the transmission is.
struct Walk {
    findings: Findings,
    open: bool,
    messages: usize,
    orders: usize,
    message: Option<Message>,
    file: File,
}

impl Walk {
    fn new(findings: Findings) -> Walk {
        Walk {
            findings,
            open: false,
            messages: 0,
            orders: 0,
            message: None,
            file: File::default(),
        }
    }

    fn envelope(&mut self, bare: bool, junk: bool) {
        let (severity, what) = match (bare, junk) {
            (false, false) => return,
            (false, true) => (Severity::Notice, "text stands before the transmission"),
            (true, false) => (Severity::Notice, "there is no STX; the sender is not known"),
            (true, true) => (
                Severity::Doubt,
                "the STX is damaged; reading began behind it",
            ),
        };
        self.findings.damaged(severity, what);
    }

    fn read(&mut self, segment: &Segment) {
        let tag = segment.tag.as_str();
        self.findings.check_segment(segment, matches!(tag, "END"));
        match tag {
            "STX" => self.open_transmission(segment),
            "MHD" => self.open_message(segment),
            "MTR" => self.close_message(segment),
            "END" => self.close_transmission(segment),
            _ => self.content(segment),
        }
    }

    fn open_transmission(&mut self, segment: &Segment) {
        self.abandon_message();
        let from = segment.text(2, 1).or_else(|| segment.text(2, 2));
        let name = from.as_ref().map_or("", |from| from.value.as_str());
        let parties = format!("{name}|{}", segment.code(4, 0));
        self.findings.identify(segment, 5, &parties);
        let reading = &mut self.findings.reading;
        if reading.sender.is_none() {
            reading.sender = from;
            reading.receiver = segment.text(3, 1).or_else(|| segment.text(3, 2));
            reading.control_reference = segment.text(5, 1);
        }
        self.file = File::sent_by(segment.text(2, 2));
        self.open = true;
        self.messages = 0;
        self.orders = 0;
    }

    fn open_message(&mut self, segment: &Segment) {
        self.abandon_message();
        self.messages += 1;
        let message_type = segment.code(2, 1).to_ascii_uppercase();
        self.name_document(segment, &message_type);
        let content = match message_type.as_str() {
            "ORDHDR" => Content::Header,
            "ORDERS" => {
                self.orders += 1;
                Content::Order(Box::new(Draft::new(&self.file, segment.place(0, 0))))
            }
            "ORDTLR" => Content::Other,
            _ => {
                self.not_an_order(segment, &message_type);
                Content::Other
            }
        };
        self.message = Some(Message {
            segments: 1,
            content,
        });
    }

    fn name_document(&mut self, segment: &Segment, message_type: &str) {
        if self.findings.reading.document_type.is_empty() {
            let is_order = message_type.starts_with("ORD");
            let name = if is_order { "ORDERS" } else { message_type };
            let name = format!("TRADACOMS {name} {}", segment.code(2, 2));
            self.findings.reading.document_type = name.trim_end().to_owned();
            self.findings.reading.purpose = purpose(message_type);
        }
    }

    fn not_an_order(&mut self, segment: &Segment, message_type: &str) {
        let what = format!("message {} is not an order", brief(message_type));
        let issue = Issue::new(IssueCode::NotAnOrder, Severity::Notice, what);
        self.findings.note(issue.at(segment.place(2, 1)));
    }

    fn content(&mut self, segment: &Segment) {
        let Some(message) = &mut self.message else {
            self.findings.stray(segment, "message");
            return;
        };
        message.segments += 1;
        match &mut message.content {
            Content::Header => self.file.read(segment),
            Content::Order(draft) => draft.read(segment, &mut self.findings),
            Content::Other if segment.tag == "OFT" => {
                self.findings
                    .count(segment, 1, self.orders, "orders in the file");
            }
            Content::Other => {}
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
        if let Content::Order(draft) = message.content {
            draft.finish(&mut self.findings);
        }
    }

    /// A message that ends without MTR.
    fn abandon_message(&mut self) {
        self.findings.strays = 0;
        if let Some(Message {
            content: Content::Order(draft),
            ..
        }) = self.message.take()
        {
            self.findings.unended(draft.place(), "message", "MTR");
            draft.finish(&mut self.findings);
        }
    }

    fn close_transmission(&mut self, segment: &Segment) {
        self.abandon_message();
        self.findings
            .count(segment, 1, self.messages, "messages in the transmission");
        self.open = false;
    }

    fn finish(mut self) -> Reading {
        self.abandon_message();
        if self.open && !self.findings.is_full() {
            let what = "the transmission ends without END";
            self.findings.damaged(Severity::Notice, what);
        }
        if let Some(request) = self.findings.reading.requests.first() {
            self.findings.reading.purpose = request.purpose;
        }
        self.findings.finish()
    }
}
