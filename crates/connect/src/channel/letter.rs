//! The outside of an e-mail: who wrote it, about what, and what tells it from others however it
//! travelled. What is inside is read elsewhere, with limits.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::borrow::Cow;
use vocab::ContentHash;

/// How much of an e-mail is looked at for its headers, in bytes.
pub const HEAD_BYTES_MAX: usize = 256 << 10;
/// What an e-mail without a readable subject is called.
const NAMELESS: &str = "message.eml";

/// What the outside of an e-mail tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The address in `From`; empty where there is none.
    pub from: String,
    /// The subject, or a name that stands for it.
    pub subject: String,
    /// The same for the same message on another way: of its Message-ID and what stands behind its
    /// headers; none without a Message-ID.
    pub identity: Option<ContentHash>,
}

impl Letter {
    /// What an e-mail (RFC 5322) tells of itself.
    pub fn of(bytes: &[u8]) -> Letter {
        let end = head_end(bytes);
        let head = String::from_utf8_lossy(&bytes[..end.min(HEAD_BYTES_MAX)]);
        let field = |name| field(&head, name);
        let subject = field("subject").map(|text| decoded(&text));
        let id = field("message-id").map(|id| id.trim().to_owned());
        let id = id.filter(|id| !id.is_empty());
        Letter {
            from: field("from")
                .and_then(|text| address(&text))
                .unwrap_or_default(),
            subject: subject
                .filter(|text| !text.trim().is_empty())
                .unwrap_or_else(|| NAMELESS.to_owned()),
            identity: id.map(|id| identity(&id, &bytes[end..])),
        }
    }
}

/// Where the headers end: behind the first empty line, or at the end of all.
fn head_end(bytes: &[u8]) -> usize {
    let found = |mark: &[u8]| {
        let at = bytes.windows(mark.len()).position(|window| window == mark);
        at.map(|at| at + mark.len())
    };
    let ends = [found(b"\r\n\r\n"), found(b"\n\n")];
    ends.into_iter().flatten().min().unwrap_or(bytes.len())
}

/// The first header of this name, its lines joined.
fn field(head: &str, name: &str) -> Option<String> {
    let mut lines = head.lines();
    let is_named = |line: &&str| {
        let stated = line.split_once(':').map(|(stated, _)| stated.trim_end());
        stated.is_some_and(|stated| stated.eq_ignore_ascii_case(name))
    };
    let first = lines.by_ref().find(is_named)?;
    let mut text = first.split_once(':')?.1.trim().to_owned();
    for line in lines.take_while(|line| line.starts_with([' ', '\t'])) {
        text.push(' ');
        text.push_str(line.trim());
    }
    Some(text)
}

/// The address of the first author: in angle brackets, or the whole.
fn address(text: &str) -> Option<String> {
    let inside = text
        .split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'))
        .map(|(inside, _)| inside);
    let stated = inside.unwrap_or_else(|| text.split(',').next().unwrap_or_default());
    let stated = stated.trim();
    let whole = stated.contains('@') && !stated.contains(char::is_whitespace);
    whole.then(|| stated.to_owned())
}

/// A header with its encoded words (RFC 2047) in UTF-8 read; those in other charsets stay out.
fn decoded(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    let mut after_word = false;
    while let Some((before, word, behind)) = encoded_word(rest) {
        // Blanks between two encoded words are not part of the text.
        if !(after_word && before.trim().is_empty()) {
            shown.push_str(before);
        }
        shown.push_str(&word.unwrap_or_default());
        rest = behind;
        after_word = true;
    }
    shown.push_str(rest);
    shown
}

/// What stands before the next encoded word, its text where it can be read, and what is behind it.
fn encoded_word(text: &str) -> Option<(&str, Option<Cow<'_, str>>, &str)> {
    let start = text.find("=?")?;
    let mut parts = text[start + 2..].splitn(3, '?');
    let (charset, encoding, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let (content, behind) = rest.split_once("?=")?;
    let charset = charset.split('*').next().unwrap_or_default();
    let is_read = ["utf-8", "us-ascii"]
        .iter()
        .any(|known| charset.eq_ignore_ascii_case(known));
    let bytes = match encoding {
        _ if !is_read => None,
        "B" | "b" => STANDARD.decode(content).ok(),
        "Q" | "q" => Some(quoted(content)),
        _ => None,
    };
    let word = bytes.map(|bytes| Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()));
    Some((&text[..start], word, behind))
}

/// The Q encoding: `_` is a blank, `=` and two digits a byte.
fn quoted(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'_' => b' ',
            b'=' => {
                let digits = [rest.next(), rest.next()].map(|digit| digit.unwrap_or(b'0'));
                let digits = str::from_utf8(&digits).unwrap_or_default();
                u8::from_str_radix(digits, 16).unwrap_or(b'?')
            }
            plain => plain,
        });
    }
    bytes
}

/// BLAKE3 of the Message-ID, after its length, and what stands behind the headers.
fn identity(id: &str, body: &[u8]) -> ContentHash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(id.len() as u64).to_le_bytes());
    hasher.update(id.as_bytes());
    hasher.update(body.trim_ascii_end());
    ContentHash(hasher.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> String {
        let letter = Letter::of(text.as_bytes());
        format!("{} | {}", letter.from, letter.subject)
    }

    #[test]
    fn who_wrote_about_what_is_told_by_the_headers() {
        let cases = [
            (
                "From: Dana <dana@shop.example>\r\nSubject: Order\r\n 4711\r\n\r\nSubject: no",
                "dana@shop.example | Order 4711",
            ),
            (
                "Received: x\nsubject: =?UTF-8?B?15TXlteU?= =?utf-8?Q?_=D7=A0_a=3D1?=\nFROM: a@b.example\n\n",
                "a@b.example | הזה נ a=1",
            ),
            ("From: Dana\r\n\r\n", " | message.eml"),
            ("Subject: =?windows-1255?B?4OE=?=\r\n\r\n", " | message.eml"),
            ("Subject: =?utf-8?Q?broken\r\n\r\n", " | =?utf-8?Q?broken"),
            ("Subject: =?utf-8?Q?=4?=\r\n\r\n", " | @"),
            ("", " | message.eml"),
        ];
        for (text, expected) in cases {
            assert_eq!(check(text), expected, "{text}");
        }
    }

    #[test]
    fn a_message_is_the_same_on_every_way_and_another_with_another_body() {
        let identity = |text: &str| Letter::of(text.as_bytes()).identity;
        let first = identity("Message-ID: <1@shop>\r\nReceived: a\r\n\r\nTwo cases\r\n");
        assert!(first.is_some());
        assert_eq!(
            first,
            identity("Received: b\r\nMessage-Id: <1@shop>\r\n\r\nTwo cases")
        );
        assert_ne!(first, identity("Message-ID: <1@shop>\r\n\r\nThree cases"));
        assert_ne!(first, identity("Message-ID: <2@shop>\r\n\r\nTwo cases"));
        assert_eq!(identity("Subject: none\r\n\r\nTwo cases"), None);
    }
}
