//! E-mails as customers send them: a body, and files attached to it (RFC 5322, RFC 2045).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The longest line of a body in base64 (RFC 2045, section 6.8).
const LINE: usize = 76;
/// What stands between the parts.
const BOUNDARY: &str = "=_kept_sample";

/// A file attached to a mail.
#[derive(Clone, Copy, Debug)]
pub struct Attached<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its media type.
    pub media_type: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// An e-mail.
#[derive(Clone, Copy, Debug)]
pub struct Mail<'a> {
    /// Who wrote it: name and address.
    pub from: (&'a str, &'a str),
    /// Whom it is to.
    pub to: &'a str,
    /// What it is about.
    pub subject: &'a str,
    /// When it was sent, as RFC 5322 writes it.
    pub date: &'a str,
    /// What is said.
    pub body: &'a str,
    /// What is attached.
    pub attached: &'a [Attached<'a>],
}

impl Mail<'_> {
    /// The mail as it travels.
    pub fn bytes(&self) -> Vec<u8> {
        let (name, address) = self.from;
        let body = part(
            "Content-Type: text/plain; charset=utf-8",
            self.body.as_bytes(),
        );
        let files = self.attached.iter().map(|file| {
            let Attached {
                name,
                media_type,
                bytes,
            } = file;
            let head = format!(
                "Content-Type: {media_type}; name=\"{name}\"\r\n\
                 Content-Disposition: attachment; filename=\"{name}\""
            );
            part(&head, bytes)
        });
        let parts: String = [body]
            .into_iter()
            .chain(files)
            .map(|part| format!("--{BOUNDARY}\r\n{part}"))
            .collect();
        let text = format!(
            "From: {} <{address}>\r\nTo: {}\r\nSubject: {}\r\nDate: {}\r\nMessage-ID: <{}@{}>\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"{BOUNDARY}\"\r\n\r\n\
             {parts}--{BOUNDARY}--\r\n",
            word(name),
            self.to,
            word(self.subject),
            self.date,
            self.number(),
            address.split('@').next_back().unwrap_or_default(),
        );
        text.into_bytes()
    }

    /// A number that is the same whenever the mail is written again.
    fn number(&self) -> String {
        let hash = blake3::hash(format!("{} {}", self.subject, self.body).as_bytes());
        hash.to_hex().chars().take(16).collect()
    }
}

/// A header's text; what is not ASCII is an encoded word (RFC 2047).
fn word(text: &str) -> String {
    match text.is_ascii() {
        true => text.to_owned(),
        false => format!("=?utf-8?B?{}?=", STANDARD.encode(text)),
    }
}

fn part(head: &str, bytes: &[u8]) -> String {
    let encoded = STANDARD.encode(bytes);
    let mut text = format!("{head}\r\nContent-Transfer-Encoding: base64\r\n\r\n");
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, behind) = rest.split_at(rest.len().min(LINE));
        text.push_str(line);
        text.push_str("\r\n");
        rest = behind;
    }
    text
}
