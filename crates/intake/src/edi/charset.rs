//! Which characters the bytes of an interchange stand for.

use encoding_rs::{
    Encoding, ISO_8859_2, ISO_8859_3, ISO_8859_4, ISO_8859_5, ISO_8859_6, ISO_8859_7, ISO_8859_8,
    ISO_8859_15, WINDOWS_1252, WINDOWS_1254,
};
use std::borrow::Cow;

/// A character set of an interchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Charset {
    /// UTF-8, ASCII included.
    Utf8,
    /// A table of single bytes.
    Single(&'static Encoding),
}

impl Charset {
    /// UTF-8 where the bytes are valid UTF-8, whatever is declared: other text practically never
    /// is. Otherwise the declared set, or Windows-1252 (which holds Latin-1).
    ///
    /// `declared` is the EDIFACT syntax identifier (ISO 9735, data element 0001): `UNOC`.
    pub fn of(bytes: &[u8], declared: &str) -> Charset {
        match std::str::from_utf8(bytes) {
            Ok(_) => Charset::Utf8,
            // The document is cut inside a character.
            Err(error) if error.error_len().is_none() => Charset::Utf8,
            Err(_) => Charset::Single(table(declared)),
        }
    }

    /// The text of some bytes; what is not valid becomes U+FFFD.
    pub fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Charset::Utf8 => String::from_utf8_lossy(bytes),
            Charset::Single(encoding) => encoding.decode_without_bom_handling(bytes).0,
        }
    }
}

/// ISO 9735 code list 0001. Latin-1 and Latin-5 are read by the Windows sets that contain them.
fn table(declared: &str) -> &'static Encoding {
    match declared {
        "UNOD" => ISO_8859_2,
        "UNOE" => ISO_8859_5,
        "UNOF" => ISO_8859_7,
        "UNOG" => ISO_8859_3,
        "UNOH" => ISO_8859_4,
        "UNOI" => ISO_8859_6,
        "UNOJ" => ISO_8859_8,
        "UNOK" => WINDOWS_1254,
        "UNOL" => ISO_8859_15,
        _ => WINDOWS_1252,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_in_the_declared_set_unless_they_are_utf_8() {
        let cases: [(&[u8], &str, &str); 5] = [
            (b"M\xfcller", "UNOC", "Müller"),
            ("Müller".as_bytes(), "UNOC", "Müller"),
            (b"\xb9\xf3d\xbc", "UNOD", "šódź"),
            (b"\xc4\xee\xec", "UNOE", "Фюь"),
            (b"caf\xe9 \x80", "", "café €"),
        ];
        for (bytes, declared, expected) in cases {
            assert_eq!(Charset::of(bytes, declared).decode(bytes), expected);
        }
    }

    #[test]
    fn a_cut_character_does_not_change_the_set() {
        let bytes = &"Zoë".as_bytes()[..3];
        assert_eq!(Charset::of(bytes, "UNOC"), Charset::Utf8);
    }
}
