//! What stands in a body: what its sender wrote now, a signature, the thread that it answers, and
//! the e-mail that it hands on.

use crate::sheet::dates::{self, DateRead};
use vocab::Day;

/// How many lines the headers of a quoted or forwarded e-mail may take.
const HEADER_LINES_MAX: usize = 12;
/// How many lines of a quoted header are needed, besides the first.
const HEADERS_MIN: usize = 2;

/// Beginnings of lines behind which a signature or a program's own words stand.
const CLOSINGS: [&str; 12] = [
    "sent from my ",
    "sent via ",
    "get outlook for ",
    "נשלח מה",
    "נשלח באמצעות",
    "this e-mail and any",
    "this email and any",
    "this message and any",
    "confidentiality notice",
    "the information contained in this",
    "הודעה זו וכל",
    "הודעת דואר זו",
];
/// Beginnings of lines that open what is handed on.
const FORWARDS: [&str; 6] = [
    "forwarded message",
    "begin forwarded message",
    "forwarded by ",
    "הודעה שהועברה",
    "הודעה מועברת",
    "תחילת ההודעה שהועברה",
];
/// Beginnings of lines that open an older e-mail, handed on or answered.
const ORIGINALS: [&str; 2] = ["original message", "הודעה מקורית"];
/// Beginnings of subjects of what is handed on.
const FORWARDED_SUBJECTS: [&str; 5] = ["fw:", "fwd:", "הועבר:", "העברה:", "wg:"];
/// Names of quoted headers: the sender, the day, the subject, and others.
const SENDERS: [&str; 2] = ["from", "מאת"];
const DAYS: [&str; 4] = ["sent", "date", "נשלח", "תאריך"];
const SUBJECTS: [&str; 2] = ["subject", "נושא"];
const OTHERS: [&str; 6] = ["to", "cc", "reply-to", "אל", "עותק", "השב אל"];
/// How a line ends that says who wrote what is quoted, and how it begins.
const WROTE: [&str; 6] = [
    " wrote:",
    "כתב:",
    "כתבה:",
    "כתב/ה:",
    "a écrit :",
    "schrieb:",
];
const WROTE_BEGINS: [&str; 5] = ["On ", "בתאריך", "ב-", "Le ", "Am "];

/// A body, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Body {
    /// What the sender wrote, signature included.
    pub text: String,
    /// How many bytes of it come before the signature.
    pub signature: usize,
    /// The e-mail that is handed on.
    pub forwarded: Option<Forwarded>,
}

/// An e-mail inside of a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Forwarded {
    /// Address of who wrote it.
    pub sender: Option<String>,
    /// When it was sent.
    pub day: Option<Day>,
    pub subject: Option<String>,
    /// Its own body.
    pub body: String,
}

/// Takes a body apart; of one that hands something on the subject says so.
pub(super) fn body(text: &str, subject: Option<&str>) -> Body {
    let lines: Vec<&str> = text.split('\n').collect();
    let end = (0..lines.len()).find_map(|at| Some((at, end(&lines[at..], subject)?)));
    let (own, end) = match end {
        Some((at, end)) => (&lines[..at], Some(end)),
        None => (&lines[..], None),
    };
    let forwarded = match end {
        Some(End::Forwarded(from)) => Some(forwarded(&lines[own.len() + from..])),
        Some(End::Quoted) | None => None,
    };
    let own: Vec<&str> = own
        .iter()
        .copied()
        .filter(|line| !line.starts_with('>'))
        .collect();
    let signature = own.iter().position(|line| signs(line)).unwrap_or(own.len());
    let text = own.join("\n");
    Body {
        signature: own[..signature].join("\n").len(),
        text,
        forwarded,
    }
}

/// What a line begins, that is not the sender's own words.
enum End {
    /// An e-mail that is answered: it is not asked for again.
    Quoted,
    /// An e-mail that is handed on, from so many lines further.
    Forwarded(usize),
}

fn end(lines: &[&str], subject: Option<&str>) -> Option<End> {
    let line = bare(lines.first()?);
    let hands_on = subject.is_some_and(|subject| begins(subject.trim(), &FORWARDED_SUBJECTS));
    if begins(&line, &FORWARDS) {
        return Some(End::Forwarded(1));
    }
    let original = begins(&line, &ORIGINALS) && lines[0].trim().starts_with("--");
    match original || is_header_block(lines) {
        true if hands_on => Some(End::Forwarded(usize::from(original))),
        true => Some(End::Quoted),
        false => wrote(lines).then_some(End::Quoted),
    }
}

/// A line without the marks around it: quotes, dashes, stars, marks of direction.
fn bare(line: &str) -> String {
    let mark = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}');
    let line: String = line.chars().filter(|c| !mark(*c)).collect();
    let around = |c: char| c.is_whitespace() || matches!(c, '>' | '-' | '*' | '_');
    line.trim_matches(around).to_owned()
}

fn begins(line: &str, known: &[&str]) -> bool {
    let line = line.to_lowercase();
    known.iter().any(|beginning| line.starts_with(beginning))
}

/// "On Monday Dana wrote:", on one line or wrapped into two.
fn wrote(lines: &[&str]) -> bool {
    let first = bare(lines[0]);
    let next = lines.get(1).map_or_else(String::new, |next| bare(next));
    let ends = |line: &str| WROTE.iter().any(|end| line.ends_with(end.trim_start()));
    let begins = WROTE_BEGINS.iter().any(|begin| first.starts_with(begin));
    begins && (ends(&first) || ends(&next))
}

fn signs(line: &str) -> bool {
    let line = line.trim_end_matches('\r');
    line == "-- " || line == "--" || begins(line.trim_start(), &CLOSINGS)
}

/// A quoted header's name and value.
fn header(line: &str) -> Option<(String, String)> {
    let line = bare(line);
    let (name, value) = line.split_once(':')?;
    let name = name
        .trim_matches(|c: char| c == '*' || c.is_whitespace())
        .to_lowercase();
    let known = [&SENDERS[..], &DAYS, &SUBJECTS, &OTHERS].concat();
    let value = value.trim_matches(|c: char| c == '*' || c.is_whitespace());
    known
        .contains(&name.as_str())
        .then(|| (name, value.to_owned()))
}

/// True where the headers of an older e-mail begin, its sender first.
fn is_header_block(lines: &[&str]) -> bool {
    let is_sender =
        |line: &&str| header(line).is_some_and(|(name, _)| SENDERS.contains(&name.as_str()));
    let others = lines.iter().skip(1).take(HEADER_LINES_MAX);
    lines.first().is_some_and(is_sender)
        && others.map_while(|line| header(line)).count() >= HEADERS_MIN
}

/// Reads the headers that are quoted in front of it, and takes the rest as it was sent.
fn forwarded(lines: &[&str]) -> Forwarded {
    let quoted = lines
        .iter()
        .filter(|line| !line.trim().is_empty())
        .all(|line| line.starts_with('>'));
    let unquoted = |line: &&'_ str| match quoted {
        true => line
            .strip_prefix("> ")
            .or(line.strip_prefix('>'))
            .unwrap_or(line)
            .to_owned(),
        false => (*line).to_owned(),
    };
    let mut found = Forwarded::default();
    let mut behind = 0;
    for (at, line) in lines.iter().enumerate().take(HEADER_LINES_MAX) {
        match header(line) {
            Some((name, value)) => {
                found.take(&name, value);
                behind = at + 1;
            }
            None if line.trim_matches(['>', ' ', '\r']).is_empty() => {}
            None => break,
        }
    }
    found.body = lines[behind..]
        .iter()
        .map(unquoted)
        .collect::<Vec<_>>()
        .join("\n");
    found
}

impl Forwarded {
    fn take(&mut self, name: &str, value: String) {
        match name {
            name if SENDERS.contains(&name) => self.sender = address(&value),
            name if DAYS.contains(&name) => self.day = day(&value),
            name if SUBJECTS.contains(&name) => self.subject = Some(value),
            _ => {}
        }
    }
}

fn address(value: &str) -> Option<String> {
    let mut words = value.split(|c: char| c.is_whitespace() || "<>[]()\"',;".contains(c));
    let found = words.find(|word| word.contains('@'))?;
    Some(found.trim_start_matches("mailto:").to_owned())
}

/// A day as programs write it: "Mon, Apr 20, 2026 at 9:15 AM".
fn day(value: &str) -> Option<Day> {
    let date = value.split(" at ").next().unwrap_or(value);
    let clock = date.split_whitespace().position(|word| word.contains(':'));
    let words: Vec<&str> = date.split_whitespace().collect();
    let date = words[..clock.unwrap_or(words.len())].join(" ");
    match dates::read(&date)? {
        DateRead::Certain(day) => Some(day),
        DateRead::Either { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, subject: &str) -> String {
        let body = body(text, Some(subject));
        let mut shown = format!("{:?}", &body.text[..body.signature].trim());
        if let Some(forwarded) = body.forwarded {
            let day = forwarded.day.map_or("-".to_owned(), |day| day.to_string());
            let sender = forwarded.sender.as_deref().unwrap_or("-");
            shown += &format!(" + {sender} {day} {:?}", forwarded.body.trim());
        }
        shown
    }

    #[test]
    fn what_was_written_before_and_what_signs_is_left_out() {
        let bodies = [
            "Send 5 cases\n\nOn Monday X wrote:\n> Send 9 cases",
            "Send 5 cases\n\nOn Mon, Apr 20, 2026 at 9:15 AM Dana <d@example.com>\nwrote:\n\nSend 9",
            "Send 5 cases\nSent from my phone",
            "Send 5 cases\n-- \nDana\n+1 555 0100",
            "Send 5 cases\n-----Original Message-----\nFrom: X\nSend 9 cases",
            "Send 5 cases\n________________________________\nFrom: X <x@example.com>\nSent: Monday\nTo: Y\nSubject: Z\n\nSend 9",
            "> Send 9 cases\nSend 5 cases",
        ];
        for body in bodies {
            assert_eq!(
                check(body, "Re: order").trim_matches(['"', '_', '\\', 'n']),
                "Send 5 cases",
                "{body}"
            );
        }
        let hebrew = [
            "שלחו 5\nבתאריך 1.1.2026 פלוני כתב:\nישן",
            "שלחו 5\n\u{200f}ב-1 בינואר 2026 בשעה 9:00, מאת פלוני \u{200f}<x@example.com>\u{200f} כתב/ה:\nישן",
            "שלחו 5\nמאת: פלוני\nנשלח: יום שני\nאל: אלמוני\nנושא: הזמנה\n\nישן",
        ];
        for body in hebrew {
            assert_eq!(check(body, "השב: הזמנה"), "\"שלחו 5\"", "{body}");
        }
    }

    #[test]
    fn what_is_handed_on_is_read_with_its_own_sender() {
        let headers = "From: Dana <dana@example.com>\nDate: Mon, Apr 20, 2026 at 9:15 AM\nSubject: order\nTo: X";
        let expected = "\"FYI\" + dana@example.com 2026-04-20 \"Send 5 cases\"";
        let marked =
            format!("FYI\n\n---------- Forwarded message ---------\n{headers}\n\nSend 5 cases");
        let apple = format!("FYI\n\nBegin forwarded message:\n\n{headers}\n\nSend 5 cases")
            .replace("\n\nFrom", "\n\n> From");
        let quoted = format!(
            "FYI\n\nBegin forwarded message:\n> {}\n>\n> Send 5 cases",
            headers.replace('\n', "\n> ")
        );
        let bold = format!(
            "FYI\n\n{}\n\nSend 5 cases",
            headers.replace("From:", "*From:*")
        );
        for text in [marked, apple, quoted, bold] {
            assert_eq!(check(&text, "Fwd: order"), expected, "{text}");
        }
    }
}
