//! What comes over the network: orders as JSON, and the lines of two mail protocols.

use super::documents::JSON_WORDS;
use super::samples;
use crate::target::Target;
use connect::channel::{Imap, ImapFault, Incoming, Limits, SmtpCommand, Wire};
use intake::json::kept::OrderDocument;
use std::io::{self, Cursor, Read, Write};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

pub const ORDER: Target = Target {
    name: "order",
    about: "the JSON of an order that is posted: what is taken is taken the same after it was written",
    samples: || samples(&["kept.json", "half-case.json"]),
    words: JSON_WORDS,
    check: |bytes| {
        if let Ok(order) = web::read_json::<OrderDocument>(bytes) {
            let written = serde_json::to_vec(&order).expect("an order is JSON");
            let again = web::read_json::<OrderDocument>(&written);
            assert!(
                again.is_ok_and(|again| again == order),
                "an order is read as it was written"
            );
        }
    },
    short: 400,
};

pub const SMTP: Target = Target {
    name: "smtp",
    about: "what a mail server says to ours: commands, and a mail that comes in pieces of any size",
    samples: || vec![SMTP_SAMPLE.as_bytes().to_vec()],
    words: &[
        "\r\n.\r\n",
        "\r\n..",
        "\n.\n",
        "\r.\r",
        "MAIL FROM:<",
        "RCPT TO:<",
        "> SIZE=",
        "<@a,@b:c@d>",
        "DATA\r\n",
    ],
    check: |bytes| {
        for line in bytes.split(|byte| *byte == b'\n') {
            let _ = SmtpCommand::parse(&String::from_utf8_lossy(line));
        }
        let pieces = [bytes.len().max(1), 1, 2, 7];
        let [whole, others @ ..] = pieces.map(|length| incoming(bytes, length));
        for other in others {
            assert_eq!(other, whole, "a mail is the same in pieces of any size");
        }
    },
    short: 400,
};

const SMTP_SAMPLE: &str = "EHLO shop.example\r\nMAIL FROM:<ann@shop.example> SIZE=120 BODY=8BITMIME\r\n\
    RCPT TO:<@relay:orders@kept.example>\r\nDATA\r\nSubject: x\r\n\r\n..dot\r\nline\r\n.\r\nQUIT\r\n";
/// The largest mail that is tried, in bytes.
const MAIL_BYTES_MAX: usize = 4_000;

/// The mail that comes in pieces of this length, and how many bytes it took.
fn incoming(bytes: &[u8], length: usize) -> (Option<usize>, Option<Vec<u8>>) {
    let mut mail = Incoming::new(MAIL_BYTES_MAX);
    let mut before = 0;
    for piece in bytes.chunks(length) {
        if let Some(end) = mail.take(piece) {
            return (Some(before + end), mail.whole());
        }
        before += piece.len();
    }
    (None, mail.whole())
}

pub const IMAP: Target = Target {
    name: "imap",
    about: "what the server of a mailbox answers",
    samples: || vec![IMAP_SAMPLE.as_bytes().to_vec()],
    words: &[
        "* OK ",
        "k1 OK\r\n",
        "k2 OK\r\n",
        "k3 OK\r\n",
        "k4 NO ",
        "* SEARCH 1 2 3\r\n",
        "{4}\r\n",
        "{99999999999999999999}\r\n",
        "{67108864}\r\n",
        "UID 1 BODY[] ",
        "[UIDVALIDITY ",
        "RFC822.SIZE ",
        "\r\n",
        "+ \r\n",
    ],
    check: |bytes| drop(visit(bytes)),
    short: 400,
};

const IMAP_SAMPLE: &str = "* OK ready\r\nk1 OK in\r\n* CAPABILITY IMAP4rev1 MOVE\r\nk2 OK\r\n* 3 EXISTS\r\n\
    * OK [UIDVALIDITY 77] set\r\nk3 OK\r\n* SEARCH 1 5 9\r\nk4 OK\r\n* 1 FETCH (UID 1 RFC822.SIZE 12)\r\nk5 OK\r\n\
    * 1 FETCH (UID 1 BODY[] {12}\r\nSubject: a\r\n)\r\nk6 OK\r\nk7 OK\r\nk8 OK\r\n* BYE\r\nk9 OK\r\n";
const LIMITS: Limits = Limits {
    line_bytes_max: 1 << 20,
    idle_time_max: Duration::from_secs(60),
    time_max: Duration::from_secs(60),
};

/// Looks into a mailbox whose server said everything beforehand.
fn visit(said: &[u8]) -> Result<(), ImapFault> {
    let never = AtomicBool::new(false);
    let wire = Wire::new(Script(Cursor::new(said)), LIMITS, &never);
    let mut imap = Imap::greeted(wire)?;
    imap.log_in("ann", "secret")?;
    let can_move = imap.can("MOVE")?;
    imap.select("INBOX")?;
    let found = imap.search("UNSEEN")?;
    assert!(
        found.is_sorted_by(|one, next| one < next),
        "numbers are in order"
    );
    imap.size(1)?;
    imap.fetch(1)?;
    imap.mark(1, r"\Seen")?;
    imap.move_to(1, "Taken", can_move)?;
    imap.log_out();
    Ok(())
}

/// A connection on which everything was said, and nobody listens.
struct Script<'a>(Cursor<&'a [u8]>);

impl Read for Script<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into)
    }
}

impl Write for Script<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
