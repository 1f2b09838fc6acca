//! Finds the separators of an X12 interchange: by position where the ISA is whole, by what
//! follows where it is not.

use super::codes;
use crate::edi::Delimiters;

/// How far behind an ISA its end and the next tag are looked for.
const HEADER_BYTES_MAX: usize = 512;
/// Where the element separators of a padded ISA stand (X12.5, fixed lengths).
const PADDED: [usize; 16] = [
    3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103,
];
/// Length of a padded ISA before its terminator.
const PADDED_LEN: usize = 105;

/// In which state the envelope's header is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Header {
    /// As the standard wants it.
    Whole,
    /// Not padded to fixed lengths; its elements are all there.
    Unpadded,
    /// Elements are missing.
    Damaged,
    /// There is no ISA.
    Absent,
}

/// The separators of what begins with an ISA, or of a bare GS or ST.
pub(super) fn detect(rest: &[u8]) -> (Delimiters, Header) {
    let element = rest.get(3).copied().filter(|_| rest.starts_with(b"ISA"));
    let Some(element) = element.filter(|byte| !byte.is_ascii_alphanumeric()) else {
        return (infer(rest), Header::Absent);
    };
    let padded = rest.len() > PADDED_LEN && PADDED.iter().all(|&at| rest[at] == element);
    let next = header_end(rest, element);
    let (header, run_at) = match padded {
        true => (Header::Whole, (PADDED_LEN - 1).min(next)),
        false => measure(&rest[..next], element),
    };
    let (component, terminator) = split_run(&rest[run_at..next], rest, next, element);
    (delimiters(element, component, terminator), header)
}

/// The state of a header of other lengths, and where the marks at its end begin.
fn measure(header: &[u8], element: u8) -> (Header, usize) {
    let separators = header.iter().filter(|byte| **byte == element).count();
    let state = if separators < PADDED.len() {
        Header::Damaged
    } else {
        Header::Unpadded
    };
    let textual = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == element;
    let last = header.iter().rposition(textual);
    (state, last.map_or(header.len(), |at| at + 1))
}

/// Tells component separator and terminator apart in what stands between ISA15 and the next tag.
fn split_run(run: &[u8], rest: &[u8], next: usize, element: u8) -> (Option<u8>, u8) {
    let marks: Vec<u8> = run.iter().copied().filter(|b| !is_blank(*b)).collect();
    let line_end = if run.iter().any(|b| matches!(b, b'\r' | b'\n')) {
        Some(b'\n')
    } else {
        None
    };
    let used = terminator_before_next(rest, next, element);
    match marks[..] {
        [only] if used == Some(only) => (None, only),
        [component] => (Some(component), line_end.or(used).unwrap_or(b'~')),
        [component, terminator, ..] => (Some(component), terminator),
        [] => (None, used.or(line_end).unwrap_or(b'~')),
    }
}

/// What ends the segment at `from`, judged by the tag after it.
fn terminator_before_next(rest: &[u8], from: usize, element: u8) -> Option<u8> {
    let next = next_tag(rest, from + 2, element);
    let between = rest.get(from..next)?;
    let mark = between.iter().rev().find(|b| !is_blank(**b))?;
    let line_end = between
        .last()
        .filter(|b| matches!(b, b'\r' | b'\n'))
        .map(|_| b'\n');
    let plain = mark.is_ascii_alphanumeric() || *mark == element;
    if plain { line_end } else { Some(*mark) }
}

/// Where the segment behind an ISA begins: `GS*PO*`, `ST*850*` or `TA1*`.
fn header_end(rest: &[u8], element: u8) -> usize {
    let end = rest.len().min(HEADER_BYTES_MAX);
    let mut starts = (4..end).filter(|&at| !rest[at - 1].is_ascii_alphanumeric());
    let found = starts.find(|&at| match &rest[at..] {
        [b'G', b'S', s, a, b, t, ..] => {
            [s, t] == [&element; 2] && a.is_ascii_uppercase() && b.is_ascii_uppercase()
        }
        [b'S', b'T', s, a, b, c, t, ..] => {
            [s, t] == [&element; 2] && [a, b, c].iter().all(|digit| digit.is_ascii_digit())
        }
        [b'T', b'A', b'1', s, ..] => *s == element,
        _ => false,
    });
    found.unwrap_or(end)
}

/// Where the next tag that is known and followed by the separator stands; at most
/// [`HEADER_BYTES_MAX`] away.
fn next_tag(rest: &[u8], from: usize, element: u8) -> usize {
    let end = rest.len().min(from + HEADER_BYTES_MAX);
    let starts = (from..end).filter(|&at| at > 0 && !rest[at - 1].is_ascii_alphanumeric());
    let mut starts = starts.filter(|&at| rest[at - 1] != element);
    let found = starts.find(|&at| {
        let tag = rest[at..end]
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric())
            .count();
        rest.get(at + tag) == Some(&element) && codes::is_tag(&rest[at..at + tag])
    });
    found.unwrap_or(end)
}

/// The separators of a document without ISA: what follows the first tag, and what precedes the
/// second.
fn infer(rest: &[u8]) -> Delimiters {
    let tag = rest
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric())
        .count();
    let element = rest.get(tag).copied().unwrap_or(b'*');
    let terminator = terminator_before_next(rest, 0, element).unwrap_or(b'~');
    delimiters(element, Some(b'>'), terminator)
}

fn delimiters(element: u8, component: Option<u8>, terminator: u8) -> Delimiters {
    Delimiters {
        tag: element,
        element,
        component,
        release: None,
        terminator,
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0xA0 | 0xC2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> (char, Option<char>, char, Header) {
        let (delimiters, header) = detect(text.as_bytes());
        let component = delimiters.component.map(char::from);
        (
            char::from(delimiters.element),
            component,
            char::from(delimiters.terminator),
            header,
        )
    }

    #[test]
    fn separators_are_found_in_whole_and_in_broken_headers() {
        let short = "ISA*00**00**ZZ*A*ZZ*B*260101*1200*U*00401*1*0*P*";
        let cases = [
            (
                format!("{short}>~GS*PO*A~"),
                ('*', Some('>'), '~', Header::Unpadded),
            ),
            (
                format!("{short}>~\r\n  GS*PO*A~"),
                ('*', Some('>'), '~', Header::Unpadded),
            ),
            (
                format!("{short}>\nGS*PO*A\nST*850"),
                ('*', Some('>'), '\n', Header::Unpadded),
            ),
            (
                format!("{short}> \r\nGS*PO*A \r\nST*850"),
                ('*', Some('>'), '\n', Header::Unpadded),
            ),
            (
                format!("{short}~\nGS*PO*A~\nST*850"),
                ('*', None, '~', Header::Unpadded),
            ),
            (
                format!("{}>~GS*PO*A~", short.replace("*A*", "*A*Inc*")),
                ('*', Some('>'), '~', Header::Unpadded),
            ),
            (
                "ISA*00*A~GS*PO*A~ST*850*1~".to_owned(),
                ('*', None, '~', Header::Damaged),
            ),
            (
                "ST|850|1!BEG|00!".to_owned(),
                ('|', Some('>'), '!', Header::Absent),
            ),
            (
                "GS*PO*A\nST*850*1\n".to_owned(),
                ('*', Some('>'), '\n', Header::Absent),
            ),
            ("ISA".to_owned(), ('*', Some('>'), '~', Header::Absent)),
        ];
        for (text, expected) in cases {
            assert_eq!(found(&text), expected, "{text}");
        }
    }
}
