//! The commands of SMTP (RFC 5321, section 4.1), as far as a receiver of order mail needs them.

/// Longest address, in bytes (RFC 5321, section 4.5.3.1, and room for a long domain).
const ADDRESS_BYTES_MAX: usize = 512;

/// A command of the sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// `EHLO`, or `HELO` where it isn't extended.
    Hello {
        /// Whether it was `EHLO`.
        extended: bool,
    },
    /// `MAIL FROM`.
    Mail {
        /// The sender; empty for a bounce.
        from: String,
        /// The size that is announced, in bytes.
        size: Option<u64>,
    },
    /// `RCPT TO`.
    Recipient(String),
    /// `DATA`.
    Data,
    /// `STARTTLS`.
    StartTls,
    /// `RSET`.
    Reset,
    /// `NOOP`.
    Nothing,
    /// `VRFY`.
    Verify,
    /// `QUIT`.
    Quit,
}

/// Why a line is no command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Nobody knows the word.
    Unknown,
    /// What stands behind the word can't be read.
    Arguments,
    /// An option of `MAIL` or `RCPT` that isn't offered.
    Option,
}

impl Command {
    /// Reads a line without its end.
    pub fn parse(line: &str) -> Result<Command, Wrong> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let rest = rest.trim();
        let alone = |command: Command| match rest {
            "" => Ok(command),
            _ => Err(Wrong::Arguments),
        };
        match word.to_ascii_uppercase().as_str() {
            "EHLO" if !rest.is_empty() => Ok(Command::Hello { extended: true }),
            "HELO" if !rest.is_empty() => Ok(Command::Hello { extended: false }),
            "EHLO" | "HELO" => Err(Wrong::Arguments),
            "MAIL" => mail(behind(rest, "FROM:")?),
            "RCPT" => recipient(behind(rest, "TO:")?),
            "DATA" => alone(Command::Data),
            "STARTTLS" => alone(Command::StartTls),
            "RSET" => alone(Command::Reset),
            "NOOP" => Ok(Command::Nothing),
            "VRFY" => Ok(Command::Verify),
            "QUIT" => alone(Command::Quit),
            _ => Err(Wrong::Unknown),
        }
    }
}

fn behind<'t>(text: &'t str, word: &str) -> Result<&'t str, Wrong> {
    let (start, rest) = text.split_at_checked(word.len()).ok_or(Wrong::Arguments)?;
    match start.eq_ignore_ascii_case(word) {
        true => Ok(rest.trim_start()),
        false => Err(Wrong::Arguments),
    }
}

fn mail(text: &str) -> Result<Command, Wrong> {
    let (from, options) = path(text)?;
    let mut size = None;
    for option in options.split_ascii_whitespace() {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        match name.to_ascii_uppercase().as_str() {
            "SIZE" => size = Some(value.parse().map_err(|_| Wrong::Arguments)?),
            "BODY" | "SMTPUTF8" => {}
            _ => return Err(Wrong::Option),
        }
    }
    let from = from.to_owned();
    Ok(Command::Mail { from, size })
}

fn recipient(text: &str) -> Result<Command, Wrong> {
    match path(text)? {
        ("", _) => Err(Wrong::Arguments),
        (to, "") => Ok(Command::Recipient(to.to_owned())),
        _ => Err(Wrong::Option),
    }
}

/// An address in angle brackets, without the route that old senders write before it, and the
/// options behind.
fn path(text: &str) -> Result<(&str, &str), Wrong> {
    let inside = text.strip_prefix('<').ok_or(Wrong::Arguments)?;
    let (address, options) = inside.split_once('>').ok_or(Wrong::Arguments)?;
    let address = match address
        .strip_prefix('@')
        .and_then(|_| address.split_once(':'))
    {
        Some((_, behind_route)) => behind_route,
        None => address,
    };
    let is_plain = |c: char| !c.is_control() && !c.is_whitespace() && c != '<';
    match address.len() <= ADDRESS_BYTES_MAX && address.chars().all(is_plain) {
        true => Ok((address, options.trim())),
        false => Err(Wrong::Arguments),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_in_any_case_and_nothing_else_is() {
        let cases = [
            ("ehlo mail.example", "Ok(Hello { extended: true })"),
            ("HELO", "Err(Arguments)"),
            (
                "MAIL FROM:<dana@shop.example> SIZE=1200 BODY=8BITMIME SMTPUTF8",
                "Ok(Mail { from: \"dana@shop.example\", size: Some(1200) })",
            ),
            ("mail from: <>", "Ok(Mail { from: \"\", size: None })"),
            ("MAIL FROM:<a@b> AUTH=x", "Err(Option)"),
            ("MAIL FROM:<a@b> SIZE=many", "Err(Arguments)"),
            ("MAIL FROM:a@b", "Err(Arguments)"),
            ("MAIL TO:<a@b>", "Err(Arguments)"),
            (
                "RCPT TO:<@relay.example:orders@us>",
                "Ok(Recipient(\"orders@us\"))",
            ),
            ("RCPT TO:<דנה@us>", "Ok(Recipient(\"דנה@us\"))"),
            ("RCPT TO:<>", "Err(Arguments)"),
            ("RCPT TO:<a b@us>", "Err(Arguments)"),
            ("RCPT TO:ש", "Err(Arguments)"),
            ("data", "Ok(Data)"),
            ("DATA now", "Err(Arguments)"),
            ("NOOP anything", "Ok(Nothing)"),
            ("BDAT 12 LAST", "Err(Unknown)"),
            ("GET / HTTP/1.1", "Err(Unknown)"),
            ("", "Err(Unknown)"),
        ];
        for (line, expected) in cases {
            assert_eq!(format!("{:?}", Command::parse(line)), expected, "{line}");
        }
    }
}
