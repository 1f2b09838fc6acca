//! The tree of parts of an e-mail (RFC 2045, RFC 2046), walked within limits: what is shown, and
//! what is attached.
//!
//! Headers are understood by `mail_parser`, one part at a time. The tree is split here, so that
//! depth and number are bounded before anything is decoded.

use super::html;
use crate::sheet::decode::decode;
use encoding_rs::{Encoding, ISO_8859_8};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::{ContentType, Message, MessageParser, MimeHeaders};
use std::borrow::Cow;

/// How deep parts and e-mails may stand in one another.
pub const NESTING_MAX: u8 = 24;
/// The most parts of one e-mail, those inside of others counted too.
pub const PARTS_MAX: usize = 500;
/// The most bytes of the headers of one part.
pub const HEAD_BYTES_MAX: usize = 256 * 1024;
/// The longest name of an attachment that is kept, in characters.
const NAME_CHARS_MAX: usize = 120;

/// A limit that an e-mail goes beyond: nothing of it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Excess {
    Nesting,
    Parts,
    Head,
}

impl Excess {
    pub fn message(self) -> String {
        match self {
            Excess::Nesting => {
                format!("the e-mail has parts inside of more than {NESTING_MAX} others")
            }
            Excess::Parts => format!("the e-mail has more than {PARTS_MAX} parts"),
            Excess::Head => {
                format!("the e-mail has headers of more than {HEAD_BYTES_MAX} bytes")
            }
        }
    }
}

/// One leaf of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Leaf<'b> {
    /// Text that a person sees on opening the e-mail.
    Text(Shown),
    /// An e-mail as it was sent.
    Mail(Cow<'b, [u8]>),
    /// A file.
    File(Attachment),
}

/// Text of a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    pub text: String,
    /// Some of the text was hidden from a reader, and left out.
    pub hidden: bool,
    is_html: bool,
}

/// A file that came with an e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attachment {
    /// Its name as sent: a text of strangers, never a path.
    pub name: String,
    /// Its content, decoded.
    pub bytes: Vec<u8>,
    /// The body shows it, as it does the logo of a signature.
    pub inline: bool,
}

/// Counts the parts of an e-mail and of all that stand in it.
#[derive(Debug, Default)]
pub(super) struct Counted {
    parts: usize,
}

impl Counted {
    fn one_more(&mut self, depth: u8) -> Result<(), Excess> {
        self.parts += 1;
        match () {
            () if depth > NESTING_MAX => Err(Excess::Nesting),
            () if self.parts > PARTS_MAX => Err(Excess::Parts),
            () => Ok(()),
        }
    }
}

/// The headers of a part, and what is behind them.
pub(super) fn head(bytes: &[u8]) -> Result<(Option<Message<'_>>, &[u8]), Excess> {
    let end = head_end(bytes);
    if end > HEAD_BYTES_MAX {
        return Err(Excess::Head);
    }
    let (head, body) = bytes.split_at(end);
    Ok((MessageParser::default().parse_headers(head), body))
}

/// Where the first empty line ends.
fn head_end(bytes: &[u8]) -> usize {
    let mut at = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        at += line.len();
        if matches!(line, b"\n" | b"\r\n") || at > HEAD_BYTES_MAX {
            break;
        }
    }
    at
}

/// The leaves of a part that stands so deep.
pub(super) fn leaves<'b>(
    bytes: &'b [u8],
    depth: u8,
    counted: &mut Counted,
) -> Result<Vec<Leaf<'b>>, Excess> {
    counted.one_more(depth)?;
    let (head, body) = head(bytes)?;
    let Some(head) = head else {
        return Ok(vec![Leaf::Text(text(body, None, false))]);
    };
    let kind = head.content_type();
    let boundary = kind.filter(|kind| kind.ctype().eq_ignore_ascii_case("multipart"));
    let Some(boundary) = boundary.and_then(|kind| kind.attribute("boundary")) else {
        return Ok(leaf(&head, body).into_iter().collect());
    };
    let mut found = Vec::new();
    for section in sections(body, boundary.as_bytes()) {
        found.extend(leaves(section, depth + 1, counted)?);
    }
    if kind.is_some_and(|kind| is(kind, "multipart", "alternative")) {
        keep_richest(&mut found);
    }
    Ok(found)
}

/// What stands between the lines of a boundary, at most one more than the limit.
fn sections<'b>(body: &'b [u8], boundary: &[u8]) -> Vec<&'b [u8]> {
    let mut found = Vec::new();
    let (mut at, mut from) = (0, None);
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let rest = (line.strip_prefix(b"--")).and_then(|rest| rest.strip_prefix(boundary));
        let ends = match rest.map(|rest| rest.trim_ascii_end()) {
            Some(b"") => false,
            Some(b"--") => true,
            _ => {
                at += line.len();
                continue;
            }
        };
        found.extend(from.map(|from| &body[from..at]));
        at += line.len();
        from = Some(at).filter(|_| !ends);
        if ends || found.len() > PARTS_MAX {
            return found;
        }
    }
    found.extend(from.map(|from| &body[from..]));
    found
}

/// Of texts that say the same, the one that the sender formed: HTML.
fn keep_richest(found: &mut Vec<Leaf<'_>>) {
    let rich = |leaf: &Leaf| matches!(leaf, Leaf::Text(shown) if shown.is_html && !shown.text.trim().is_empty());
    if found.iter().any(rich) {
        found.retain(|leaf| !matches!(leaf, Leaf::Text(_)) || rich(leaf));
    }
}

fn is(kind: &ContentType, of: &str, which: &str) -> bool {
    let subtype = kind.subtype().unwrap_or_default();
    kind.ctype().eq_ignore_ascii_case(of) && subtype.eq_ignore_ascii_case(which)
}

/// One part without parts; `None` where it seals or signs the others.
fn leaf<'b>(head: &Message, body: &'b [u8]) -> Option<Leaf<'b>> {
    let kind = head.content_type();
    let is_kind = |of, which| kind.is_some_and(|kind| is(kind, of, which));
    let bytes = decoded(body, head.content_transfer_encoding());
    if is_kind("message", "rfc822") || is_kind("message", "global") {
        return Some(Leaf::Mail(bytes));
    }
    if SEALS.iter().any(|(of, which)| is_kind(of, which)) {
        return None;
    }
    let charset = kind.and_then(|kind| kind.attribute("charset"));
    let disposition = head.content_disposition();
    let attached = disposition.is_some_and(ContentType::is_attachment);
    let named = head.attachment_name();
    let is_html = is_kind("text", "html");
    if (kind.is_none() || is_html || is_kind("text", "plain")) && !attached && named.is_none() {
        return Some(Leaf::Text(text(&bytes, charset, is_html)));
    }
    let inline = head.content_id().is_some() || disposition.is_some_and(ContentType::is_inline);
    let bytes = match charset.filter(|_| is_kind("text", "plain") || is_kind("text", "csv")) {
        Some(_) => characters(&bytes, charset).into_owned().into_bytes(),
        None => bytes.into_owned(),
    };
    Some(Leaf::File(Attachment {
        name: name(named),
        bytes,
        inline: inline && !attached,
    }))
}

/// Parts that say something of the others, and nothing to a reader of orders.
const SEALS: [(&str, &str); 7] = [
    ("application", "pgp-signature"),
    ("application", "pkcs7-signature"),
    ("application", "x-pkcs7-signature"),
    ("message", "delivery-status"),
    ("text", "calendar"),
    ("text", "vcard"),
    ("text", "x-vcard"),
];

/// The last piece of a name that may look like a path.
fn name(sent: Option<&str>) -> String {
    let last = sent.and_then(|name| name.rsplit(['/', '\\']).next());
    let shown: String = (last.unwrap_or_default().chars())
        .filter(|c| !c.is_control())
        .take(NAME_CHARS_MAX)
        .collect();
    match shown.trim() {
        "" => "attachment".to_owned(),
        name => name.to_owned(),
    }
}

fn decoded<'b>(body: &'b [u8], encoding: Option<&str>) -> Cow<'b, [u8]> {
    let encoding = encoding.unwrap_or_default();
    if encoding.eq_ignore_ascii_case("base64") {
        let of_alphabet = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=".contains(byte);
        let dense: Vec<u8> = body.iter().copied().filter(of_alphabet).collect();
        return Cow::Owned(base64_decode(&dense).unwrap_or_default());
    }
    match encoding.eq_ignore_ascii_case("quoted-printable") {
        true => Cow::Owned(unquoted(body)),
        false => Cow::Borrowed(body),
    }
}

/// Quoted-printable (RFC 2045, 6.7); what is no code stays as it is.
fn unquoted(body: &[u8]) -> Vec<u8> {
    let digit = |byte: Option<&u8>| char::from(*byte?).to_digit(16).map(|digit| digit as u8);
    let mut plain = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((first, behind)) = rest.split_first() {
        let code = digit(behind.first()).zip(digit(behind.get(1)));
        let soft = [&b"\r\n"[..], b"\n"]
            .into_iter()
            .find(|end| behind.starts_with(end));
        rest = match (first, code, soft) {
            (b'=', Some((high, low)), _) => {
                plain.push(high << 4 | low);
                &behind[2..]
            }
            (b'=', None, Some(end)) => &behind[end.len()..],
            _ => {
                plain.push(*first);
                behind
            }
        };
    }
    plain
}

fn text(bytes: &[u8], charset: Option<&str>, is_html: bool) -> Shown {
    let text = characters(bytes, charset);
    let (text, hidden) = match is_html {
        true => html::shown(&text),
        false => (text.replace("\r\n", "\n"), false),
    };
    Shown {
        text,
        hidden,
        is_html,
    }
}

/// Bytes to text by the charset that is named, or else by what they look like.
fn characters<'b>(bytes: &'b [u8], charset: Option<&str>) -> Cow<'b, str> {
    let encoding = charset.and_then(|charset| Encoding::for_label(charset.as_bytes()));
    match encoding {
        Some(encoding) if encoding == ISO_8859_8 => Cow::Owned(logical(&encoding.decode(bytes).0)),
        Some(encoding) => encoding.decode(bytes).0,
        None => decode(bytes),
    }
}

/// Hebrew of ISO-8859-8 may be written as it is shown (RFC 1556): then its final letters begin
/// words, and each line is turned around but for its numbers and Latin words.
fn logical(text: &str) -> String {
    const FINALS: [char; 5] = ['ך', 'ם', 'ן', 'ף', 'ץ'];
    let words = || text.split(|c: char| !c.is_alphabetic());
    let begun = words().filter(|word| word.starts_with(FINALS)).count();
    let ended = words().filter(|word| word.ends_with(FINALS)).count();
    match begun > ended {
        true => text.lines().map(turned).collect::<Vec<_>>().join("\n"),
        false => text.to_owned(),
    }
}

fn turned(line: &str) -> String {
    let is_ltr = |c: char| c.is_ascii_alphanumeric();
    let mut shown: Vec<char> = line.chars().rev().collect();
    for run in shown.chunk_by_mut(|a, b| {
        is_ltr(*a) && (is_ltr(*b) || ".,-/:@".contains(*b)) || ".,-/:@".contains(*a) && is_ltr(*b)
    }) {
        run.reverse();
    }
    shown.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(mail: &str) -> String {
        let found = leaves(mail.as_bytes(), 0, &mut Counted::default());
        let found = found.expect("the e-mail is within the limits");
        let shown = found.iter().map(|leaf| match leaf {
            Leaf::Text(shown) => format!("text {:?}", shown.text.trim()),
            Leaf::Mail(bytes) => format!("mail of {}", bytes.len()),
            Leaf::File(file) => {
                format!("{} {:?}", file.name, String::from_utf8_lossy(&file.bytes))
            }
        });
        shown.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn a_body_is_text_in_whatever_way_it_is_packed() {
        let cases = [
            ("A: b\n\nplain", "text \"plain\""),
            (
                "Content-Transfer-Encoding: base64\n\naGVs\nbG8=\n",
                "text \"hello\"",
            ),
            (
                "Content-Transfer-Encoding: quoted-printable\n\n5 =3D fi=\nve, =ZZ",
                "text \"5 = five, =ZZ\"",
            ),
            (
                "Content-Type: text/html\n\n<p>a &amp; b</p>",
                "text \"a & b\"",
            ),
        ];
        for (mail, expected) in cases {
            assert_eq!(check(mail), expected);
        }
    }

    #[test]
    fn of_two_forms_of_a_body_the_formed_one_is_read_and_the_name_of_a_file_is_no_path() {
        let mail = "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/alternative; boundary=i\n\n--i\n\nplain\n--i\nContent-Type: text/html\n\n<b>rich</b>\n--i--\n--o\nContent-Type: text/csv\nContent-Disposition: attachment; filename=\"../../etc/o.csv\"\n\na,b\n--o--\nbehind";
        assert_eq!(check(mail), "text \"rich\"; o.csv \"a,b\\n\"");
    }

    #[test]
    fn hebrew_is_read_in_each_of_its_charsets() {
        let body = |charset: &str, bytes: &[u8]| {
            let mut mail = format!("Content-Type: text/plain; charset={charset}\n\n").into_bytes();
            mail.extend(bytes);
            match leaves(&mail, 0, &mut Counted::default()) {
                Ok(found) => match &found[0] {
                    Leaf::Text(shown) => shown.text.clone(),
                    other => format!("{other:?}"),
                },
                Err(excess) => excess.message(),
            }
        };
        let logical = b"\xf9\xec\xe5\xed 20 \xf7\xf8\xe8\xe5\xf0\xe9\xed";
        let visual = b"\xed\xe9\xf0\xe5\xe8\xf8\xf7 20 \xed\xe5\xec\xf9";
        for charset in ["windows-1255", "iso-8859-8-i", "iso-8859-8", "x-unknown"] {
            assert_eq!(body(charset, logical), "שלום 20 קרטונים", "{charset}");
        }
        assert_eq!(body("iso-8859-8", visual), "שלום 20 קרטונים");
    }
}
