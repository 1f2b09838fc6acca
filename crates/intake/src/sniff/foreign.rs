//! Documents that are known by their first bytes and that no reader takes: said plainly, so that
//! the sender knows what to do.

use crate::sheet;

/// A kind of document that is recognised and not read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Foreign {
    /// "a PDF".
    what: &'static str,
    /// What to do instead.
    advice: &'static str,
}

/// What is said of documents that a person can read and this program cannot.
const BY_HAND: &str = "of which this reader takes no orders yet; send it as EDI, XML, JSON, CSV, \
                       XLSX or ODS, or enter it by hand";
const UNPACK: &str = "send the order that is in it by itself";

/// How the container of old Office formats begins ([MS-CFB], 2.2).
const OLE: &[u8] = b"\xD0\xCF\x11\xE0";
/// How the streams of an Outlook message are called there, in UTF-16: `__substg1.0_` ([MS-OXMSG],
/// 2.1).
const OUTLOOK: &[u8] = b"_\0_\0s\0u\0b\0s\0t\0g\x001\0.\x000\0_\0";

/// First bytes, and what they are the beginning of.
const BEGINNINGS: [(&[u8], &str, &str); 7] = [
    (b"GIF8", "a picture (GIF)", BY_HAND),
    (b"{\\rtf", "a text document (RTF)", BY_HAND),
    (b"\x1F\x8B", "compressed data (gzip)", UNPACK),
    (b"7z\xBC\xAF", "an archive (7-Zip)", UNPACK),
    (b"Rar!", "an archive (RAR)", UNPACK),
    (
        b"\x78\x9F\x3E\x22",
        "a package of Outlook (winmail.dat)",
        "ask the sender to send as HTML or as plain text",
    ),
    (
        OLE,
        "a document of an old Office format, or a locked one",
        "save it as XLSX without a password, or as CSV",
    ),
];

/// Parts by which a zip is known, and what it is.
const PACKAGES: [(&[u8], &str, &str); 3] = [
    (b"word/document.xml", "a Word document", BY_HAND),
    (
        b"xl/workbook.bin",
        "a binary workbook (XLSB)",
        "save it as XLSX or CSV",
    ),
    (
        b"application/vnd.oasis.opendocument",
        "an OpenDocument file",
        BY_HAND,
    ),
];

impl Foreign {
    /// A sentence for the sender.
    pub fn message(&self) -> String {
        format!("this is {}, {}", self.what, self.advice)
    }
}

/// Tells a document that no reader takes.
pub(super) fn recognised(bytes: &[u8]) -> Option<Foreign> {
    let found = beginning(bytes).or_else(|| package(bytes));
    let (what, advice) = found.or_else(|| web_page(bytes))?;
    Some(Foreign { what, advice })
}

type Known = (&'static str, &'static str);

fn beginning(bytes: &[u8]) -> Option<Known> {
    if bytes.len() > 12 && bytes.starts_with(b"RIFF") && &bytes[8..12] == b"WEBP" {
        return Some(("a picture (WebP)", BY_HAND));
    }
    if bytes.len() > 12 && &bytes[4..8] == b"ftyp" && matches!(&bytes[8..11], b"hei" | b"mif") {
        return Some(("a picture (HEIC)", BY_HAND));
    }
    if bytes.starts_with(OLE) && holds(bytes, OUTLOOK) {
        return Some(("an Outlook message (.msg)", "save it as .eml"));
    }
    let known = BEGINNINGS
        .iter()
        .find(|(start, ..)| bytes.starts_with(start));
    known.map(|(_, what, advice)| (*what, *advice))
}

/// A zip that is no workbook which is read.
fn package(bytes: &[u8]) -> Option<Known> {
    if !bytes.starts_with(b"PK\x03\x04") || sheet::recognises_workbook(bytes) {
        return None;
    }
    let known = PACKAGES.iter().find(|(part, ..)| holds(bytes, part));
    Some(
        known.map_or(("an archive (zip)", UNPACK), |(_, what, advice)| {
            (*what, *advice)
        }),
    )
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

fn web_page(bytes: &[u8]) -> Option<Known> {
    let head = &bytes[..bytes.len().min(256)];
    let head = String::from_utf8_lossy(head)
        .trim_start_matches('\u{feff}')
        .trim()
        .to_lowercase();
    let is_page = head.starts_with("<!doctype html") || head.starts_with("<html");
    is_page.then_some(("a web page (HTML)", BY_HAND))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_read_is_named() {
        let cases: [(&[u8], &str); 9] = [
            (b"GIF89a", "a picture (GIF)"),
            (b"\x1F\x8B\x08", "compressed data (gzip)"),
            (b"x\x9F>\"\x01", "a package of Outlook (winmail.dat)"),
            (
                b"\xD0\xCF\x11\xE0 _\0_\0s\0u\0b\0s\0t\0g\x001\0.\x000\0_\0",
                "an Outlook message (.msg)",
            ),
            (b"PK\x03\x04 word/document.xml", "a Word document"),
            (b"PK\x03\x04 a.txt", "an archive (zip)"),
            (b"<!DOCTYPE html><html>", "a web page (HTML)"),
            (b"PK\x03\x04 xl/workbook.xml", "-"),
            (b"Date: 1\n\nitem,qty", "-"),
        ];
        for (bytes, what) in cases {
            assert_eq!(recognised(bytes).map_or("-", |known| known.what), what);
        }
    }
}
