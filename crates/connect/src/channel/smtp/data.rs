//! The text of a mail as SMTP sends it: dots at the start of a line are doubled, and a dot alone
//! ends it (RFC 5321, section 4.5.2).

/// Where in a line the text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// Behind CR LF.
    Start,
    /// Behind the dot that a line begins with.
    Dot,
    /// Behind CR that follows such a dot.
    DotReturn,
    /// Behind any other CR.
    Return,
    /// Somewhere else.
    Middle,
}

/// A mail while it comes in. Only CR LF ends a line: what other servers take for a line's end is not
/// one here, so that no mail is smuggled inside another.
#[derive(Debug)]
pub struct Incoming {
    at: At,
    bytes: Vec<u8>,
    bytes_max: usize,
    too_large: bool,
}

impl Incoming {
    /// A mail of which nothing came yet, and of which so many bytes are kept.
    pub fn new(bytes_max: usize) -> Incoming {
        Incoming {
            at: At::Start,
            bytes: Vec::new(),
            bytes_max,
            too_large: false,
        }
    }

    /// Takes what came next; how many bytes were taken up to the end of the mail, if it is among them.
    pub fn take(&mut self, bytes: &[u8]) -> Option<usize> {
        bytes
            .iter()
            .position(|byte| self.ends_with(*byte))
            .map(|last| last + 1)
    }

    /// The mail; `None` when it was too large.
    pub fn whole(self) -> Option<Vec<u8>> {
        (!self.too_large).then_some(self.bytes)
    }

    fn ends_with(&mut self, byte: u8) -> bool {
        self.at = match (self.at, byte) {
            (At::Start, b'.') => At::Dot,
            (At::Dot, b'\r') => At::DotReturn,
            (At::DotReturn, b'\n') => return true,
            (At::DotReturn, _) => {
                // The dot was a doubled one, and its line begins with this CR.
                self.keep(b'\r');
                self.keep(byte);
                if byte == b'\r' {
                    At::Return
                } else {
                    At::Middle
                }
            }
            (At::Start | At::Return | At::Middle, b'\r') => {
                self.keep(byte);
                At::Return
            }
            (At::Return, b'\n') => {
                self.keep(byte);
                At::Start
            }
            (At::Start | At::Dot | At::Return | At::Middle, _) => {
                self.keep(byte);
                At::Middle
            }
        };
        false
    }

    fn keep(&mut self, byte: u8) {
        match self.bytes.len() < self.bytes_max {
            true => self.bytes.push(byte),
            false => self.too_large = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> String {
        let mut incoming = Incoming::new(20);
        let end = incoming.take(text.as_bytes());
        let rest = end.map(|end| &text[end..]);
        let whole = incoming
            .whole()
            .map(|bytes| String::from_utf8(bytes).unwrap());
        format!("{whole:?} then {rest:?}")
    }

    #[test]
    fn a_mail_ends_with_a_dot_alone_and_loses_the_dots_that_were_added() {
        let cases = [
            (
                "a\r\n.\r\nQUIT\r\n",
                "Some(\"a\\r\\n\") then Some(\"QUIT\\r\\n\")",
            ),
            (".\r\n", "Some(\"\") then Some(\"\")"),
            (
                "..\r\n..b\r\n.\r\n",
                "Some(\".\\r\\n.b\\r\\n\") then Some(\"\")",
            ),
            ("a.\r\n.\r\n", "Some(\"a.\\r\\n\") then Some(\"\")"),
            (
                "a\n.\nb\r\n.\r\n",
                "Some(\"a\\n.\\nb\\r\\n\") then Some(\"\")",
            ),
            ("a\r.\r\n.\r\n", "Some(\"a\\r.\\r\\n\") then Some(\"\")"),
            ("a\r\n.\rb", "Some(\"a\\r\\n\\rb\") then None"),
            ("123456789012345678901\r\n.\r\nx", "None then Some(\"x\")"),
        ];
        for (text, expected) in cases {
            assert_eq!(check(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_mail_may_come_byte_by_byte() {
        let mut incoming = Incoming::new(20);
        let text = b"..a\r\n.\r\n";
        let ends: Vec<bool> = text
            .iter()
            .map(|byte| incoming.take(&[*byte]).is_some())
            .collect();
        assert_eq!(ends.iter().position(|end| *end), Some(text.len() - 1));
        assert_eq!(incoming.whole().unwrap(), b".a\r\n");
    }
}
