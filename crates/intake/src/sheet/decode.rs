//! Bytes of a text file to text: the encodings that spreadsheets are exported in.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1255};
use std::borrow::Cow;

/// How many bytes are looked at to tell an encoding without a mark.
const SAMPLE_BYTES: usize = 64 * 1024;

/// Decodes by byte order mark, else by what the bytes look like. Never fails: what cannot be
/// decoded becomes U+FFFD.
pub(crate) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => encoding.decode_without_bom_handling(&bytes[mark..]).0,
        None => encoding_of(bytes).decode_without_bom_handling(bytes).0,
    }
}

fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    if let Some(wide) = utf16_without_mark(sample) {
        return wide;
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => UTF_8,
        Err(_) if looks_hebrew(bytes) => WINDOWS_1255,
        Err(_) => WINDOWS_1252,
    }
}

/// Text with mostly Latin letters has a zero in every other byte of UTF-16.
fn utf16_without_mark(sample: &[u8]) -> Option<&'static Encoding> {
    let zeros = |first: usize| {
        let bytes = sample.iter().skip(first).step_by(2);
        bytes.filter(|&&byte| byte == 0).count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let many = sample.len() / 5;
    match (even > many, odd > many) {
        (false, true) => Some(UTF_16LE),
        (true, false) => Some(UTF_16BE),
        _ => None,
    }
}

/// Windows-1255 keeps its letters where Windows-1252 keeps accented ones. Hebrew words are runs of
/// them; in Western words they stand alone.
fn looks_hebrew(bytes: &[u8]) -> bool {
    let letter = |byte: u8| (0xE0..=0xFA).contains(&byte);
    let mut pairs = 0usize;
    let mut singles = 0usize;
    for window in bytes.windows(2) {
        match (letter(window[0]), letter(window[1])) {
            (true, true) => pairs += 1,
            (true, false) | (false, true) => singles += 1,
            (false, false) => {}
        }
    }
    // A run of n letters has n - 1 pairs and two ends.
    pairs * 2 > singles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encodings_of_spreadsheets_are_told_apart() {
        let wide: Vec<u8> = "qty;שם".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked: Vec<u8> = [vec![0xFF, 0xFE], wide.clone()].concat();
        let long: Vec<u8> = "quantity;name"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        let cases: [(&[u8], &str); 7] = [
            (b"\xEF\xBB\xBFqty,item", "qty,item"),
            ("Stück,Größe".as_bytes(), "Stück,Größe"),
            (b"St\xFCck,Gr\xF6\xDFe", "Stück,Größe"),
            (b"\xEB\xEE\xE5\xFA,\xF4\xF8\xE9\xE8", "כמות,פריט"),
            (&marked, "qty;שם"),
            (&long, "quantity;name"),
            (b"", ""),
        ];
        for (bytes, text) in cases {
            assert_eq!(decode(bytes), text);
        }
    }
}
