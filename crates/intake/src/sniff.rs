//! Tells what a document is by its content and hands it to the reader of that format.

mod foreign;

use crate::page::Eyes;
use crate::request::{Format, Issue, IssueCode, Purpose, Reading, Severity};
use crate::{edifact, idoc, json, mail, message, printed, sheet, tradacoms, x12, xml};
use vocab::Day;

/// The most bytes of a document; larger ones are refused unread.
pub const DOCUMENT_BYTES_MAX: usize = 32 * 1024 * 1024;

/// What is known of a document besides its bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Arrival<'a> {
    /// The file name that it came by, a hint only: content decides, and the name of what nothing
    /// recognises is told in the message.
    pub name: Option<&'a str>,
    /// The company's day that it came in on, from which "tomorrow" in a message counts.
    pub received: Option<Day>,
}

/// A reader with the test that claims a document for it.
struct Reader {
    recognises: fn(&[u8]) -> bool,
    read: fn(&[u8]) -> Reading,
}

/// The readers, the surest and cheapest test first.
const READERS: [Reader; 8] = [
    Reader {
        recognises: xml::recognises,
        read: xml::read,
    },
    Reader {
        recognises: json::recognises,
        read: json::read,
    },
    Reader {
        recognises: sheet::recognises_workbook,
        read: sheet::read_workbook,
    },
    Reader {
        recognises: edifact::recognises,
        read: edifact::read,
    },
    Reader {
        recognises: tradacoms::recognises,
        read: tradacoms::read,
    },
    Reader {
        recognises: x12::recognises,
        read: x12::read,
    },
    Reader {
        recognises: idoc::recognises_flat,
        read: idoc::read_flat,
    },
    Reader {
        recognises: sheet::recognises,
        read: sheet::read,
    },
];

/// Reads a document that came by this name on a day that nobody knows. `eyes` look at what is on
/// paper.
pub fn read(bytes: &[u8], name: Option<&str>, eyes: &dyn Eyes) -> Reading {
    let arrival = Arrival {
        name,
        received: None,
    };
    read_arrived(bytes, arrival, eyes)
}

/// Reads a document as it arrived. `eyes` look at what is on paper.
pub fn read_arrived(bytes: &[u8], arrival: Arrival, eyes: &dyn Eyes) -> Reading {
    if bytes.len() > DOCUMENT_BYTES_MAX {
        let message = format!(
            "the document has {} bytes; at most {DOCUMENT_BYTES_MAX} are read",
            bytes.len()
        );
        return unread(IssueCode::OverLimit, message);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return unread(IssueCode::UnknownFormat, "the document is empty".to_owned());
    }
    // Before paper: the mark of a PDF may stand in the body of an e-mail.
    if mail::recognises(bytes) {
        return mail::read(bytes, arrival.received, eyes);
    }
    if let Some(format) = printed::recognised(bytes) {
        return printed::read(bytes, format, eyes);
    }
    if let Some(foreign) = foreign::recognised(bytes) {
        return unread(IssueCode::UnknownFormat, foreign.message());
    }
    let reader = READERS.iter().find(|reader| (reader.recognises)(bytes));
    let read = reader.map(|reader| (reader.read)(bytes));
    // A message in words is what remains; its commas may look like those of columns.
    match read {
        Some(read) if read.format != Format::Csv || !read.requests.is_empty() => read,
        read if message::recognises(bytes) => {
            let said = message::read(bytes, arrival.received);
            read.filter(|_| said.purpose == Purpose::Other)
                .unwrap_or(said)
        }
        Some(read) => read,
        None => unread(IssueCode::UnknownFormat, unknown(bytes, arrival.name)),
    }
}

/// True when pages may have to be looked at, which takes seconds where they are pictures: paper, or an
/// e-mail, which may carry some.
pub fn may_be_paper(bytes: &[u8]) -> bool {
    mail::recognises(bytes) || printed::recognised(bytes).is_some()
}

fn unread(code: IssueCode, message: String) -> Reading {
    let mut reading = Reading::empty(Format::Unknown, Purpose::Other);
    reading.note(Issue::new(code, Severity::Error, message));
    reading
}

fn unknown(bytes: &[u8], name: Option<&str>) -> String {
    let content = if std::str::from_utf8(bytes).is_ok() {
        "text"
    } else {
        "data"
    };
    let named = name.map_or(String::new(), |name| format!(" (named {name:?})"));
    format!(
        "expected X12, EDIFACT, TRADACOMS, XML, JSON, IDoc, CSV, XLSX, ODS, PDF, a picture, an \
         e-mail or a message, found {content} of another kind{named}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Blind;

    fn check(bytes: &[u8]) -> String {
        let reading = read(bytes, Some("order.bin"), &Blind);
        match (reading.format, reading.issues.first()) {
            (Format::Unknown, Some(issue)) => issue.message.clone(),
            (format, _) => format!("{format:?}"),
        }
    }

    #[test]
    fn commas_make_no_columns_of_what_is_said_in_words() {
        let text = "Good morning, this is Ann.\nPlease send 3 cases of olive oil, cold pressed,\nand 2 cases \
                    of rice, long grain.\nThanks, Ann\n";
        assert_eq!(check(text.as_bytes()), "Message");
    }

    #[test]
    fn content_decides_whatever_the_name_says() {
        let cases: [(&[u8], &str); 9] = [
            (b"ISA*00*          *00*          *ZZ*A              *ZZ*B              *261122*1405*U*00401*000000001*0*P*>~GS*PO*A*B*20261122*1405*1*X*004010~ST*850*0001~BEG*00*NE*1**20261122~SE*3*0001~GE*1*1~IEA*1*000000001~", "X12"),
            (b"UNB+UNOA:1+A+B+261122:1405+1'UNH+1+ORDERS:D:96A:UN'BGM+220+1+9'UNT+3+1'UNZ+1+1'", "Edifact"),
            (b"STX=ANA:1+1:A+2:B+261122:140500+1++ORDHDR'MHD=1+ORDHDR:9'MTR=2'END=1'", "Tradacoms"),
            (b"<?xml version=\"1.0\"?><Purchase><Number>1</Number></Purchase>", "Xml"),
            (b"\xEF\xBB\xBF{\"number\": 1, \"lines\": []}", "Json"),
            (b"item,qty\nA-1,2\n", "Csv"),
            (b"%PDF-1.7\n1 0 obj", "Pdf"),
            (b" \r\n ", "the document is empty"),
            (b"hello there", "expected X12, EDIFACT, TRADACOMS, XML, JSON, IDoc, CSV, XLSX, ODS, PDF, a picture, an e-mail or a message, found text of another kind (named \"order.bin\")"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(check(bytes), expected);
        }
    }

    #[test]
    fn tomorrow_in_a_message_counts_from_the_day_that_it_came_in() {
        let text = "Please send 20 cases of dark roast tomorrow";
        let days = [None, Day::parse("2026-11-30")].map(|received| {
            let arrival = Arrival {
                name: None,
                received,
            };
            let reading = read_arrived(text.as_bytes(), arrival, &Blind);
            let asked = &reading.requests[0].requested_delivery_date;
            asked.as_ref().map(|day| day.value.to_string())
        });
        assert_eq!(days, [None, Some("2026-12-01".to_owned())]);
    }

    #[test]
    fn a_document_beyond_the_limit_is_refused_unread() {
        let reading = read(&vec![b'x'; DOCUMENT_BYTES_MAX + 1], None, &Blind);
        assert_eq!(reading.issues[0].code, IssueCode::OverLimit);
    }
}
