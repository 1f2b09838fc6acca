//! Finds the separators of an EDIFACT interchange: from UNA, or from the first segments.

use super::codes;
use crate::edi::{Delimiters, blank_len};

/// Length of a service string advice (ISO 9735, section 9).
const ADVICE_LEN: usize = 9;
/// How far the segment behind the first is looked for.
const LOOK_BYTES_MAX: usize = 512;

/// The separators that hold without UNA.
pub(super) const DEFAULT: Delimiters = Delimiters {
    tag: b'+',
    element: b'+',
    component: Some(b':'),
    release: Some(b'?'),
    terminator: b'\'',
};

/// The separators of what begins with UNA, and how many bytes it takes.
///
/// A UNA that does not fit what follows it is left out, and the separators inferred.
pub(super) fn advice(rest: &[u8]) -> (Delimiters, usize) {
    if let [component, element, _decimal, release, _, terminator] = rest.get(3..9).unwrap_or(b"") {
        let after = &rest[ADVICE_LEN..];
        let after = &after[blank_len(after)..];
        if begins_with_header(after) && after.get(3) == Some(element) {
            let line_end = matches!(terminator, b'\r' | b'\n');
            let delimiters = Delimiters {
                tag: *element,
                element: *element,
                component: Some(*component),
                release: Some(*release).filter(|release| *release != b' '),
                terminator: if line_end { b'\n' } else { *terminator },
            };
            return (delimiters, ADVICE_LEN);
        }
    }
    let window = rest.len().min(LOOK_BYTES_MAX);
    let header = (3..window).find(|&at| begins_with_header(&rest[at..]));
    match header {
        Some(at) => (infer(&rest[at..]), at),
        None => (DEFAULT, ADVICE_LEN),
    }
}

fn begins_with_header(rest: &[u8]) -> bool {
    let header = [b"UNB", b"UNG", b"UNH"]
        .iter()
        .any(|tag| rest.starts_with(*tag));
    header
        && rest
            .get(3)
            .is_some_and(|byte| !byte.is_ascii_alphanumeric())
}

/// The separators of what begins with UNB, UNG or UNH: the standard ones, unless the segment
/// clearly uses others.
pub(super) fn infer(rest: &[u8]) -> Delimiters {
    let Some(&element) = rest.get(3).filter(|byte| !byte.is_ascii_alphanumeric()) else {
        return DEFAULT;
    };
    Delimiters {
        tag: element,
        element,
        component: component(rest, element).or(DEFAULT.component),
        release: DEFAULT.release,
        terminator: terminator(rest, element).unwrap_or(DEFAULT.terminator),
    }
}

/// In UNB the first element is composite, `UNOC:3`; in UNH the second, `ORDERS:D:96A`.
fn component(rest: &[u8], element: u8) -> Option<u8> {
    let skipped = if rest.starts_with(b"UNB") { 1 } else { 2 };
    let mut elements = rest[..rest.len().min(LOOK_BYTES_MAX)].split(|byte| *byte == element);
    let composite = elements.nth(skipped)?;
    composite
        .iter()
        .copied()
        .find(|byte| !byte.is_ascii_alphanumeric())
}

/// What stands before the next known tag.
fn terminator(rest: &[u8], element: u8) -> Option<u8> {
    let window = &rest[..rest.len().min(LOOK_BYTES_MAX)];
    let next = (4..window.len().saturating_sub(3)).find(|&at| {
        let fits = window[at + 3] == element && !window[at - 1].is_ascii_alphanumeric();
        fits && window[at - 1] != element && codes::is_tag(&window[at..at + 3])
    })?;
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
    let mark = window[..next].iter().rev().find(|byte| !blank(byte))?;
    let line_end = matches!(window[next - 1], b'\r' | b'\n');
    match mark.is_ascii_alphanumeric() {
        false => Some(*mark),
        true => line_end.then_some(b'\n'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(delimiters: Delimiters) -> String {
        let release = delimiters.release.unwrap_or(b'-');
        let component = delimiters.component.unwrap_or(b'-');
        let bytes = [
            delimiters.element,
            component,
            release,
            delimiters.terminator,
        ];
        bytes.map(char::from).iter().collect()
    }

    #[test]
    fn separators_come_from_una_where_it_fits() {
        assert_eq!(show(advice(b"UNA:+.? 'UNB+UNOC:3").0), "+:?'");
        assert_eq!(show(advice(b"UNA!^,\\ ~\r\nUNB^UNOC!3").0), "^!\\~");
        assert_eq!(show(advice(b"UNA:+.  'UNH+1+ORDERS:D").0), "+:-'");
        let (delimiters, len) = advice(b"UNA:+.?'UNB+UNOC:3+A'UNH+1");
        assert_eq!((show(delimiters).as_str(), len), ("+:?'", 8));
        assert_eq!(show(advice(b"UNA").0), "+:?'");
    }

    #[test]
    fn without_una_they_are_the_standard_ones_or_those_that_are_used() {
        assert_eq!(show(infer(b"UNB+UNOC:3+A+B'UNH+1+ORDERS:D'")), "+:?'");
        assert_eq!(show(infer(b"UNB|UNOC;3|A|B~\nUNH|1|ORDERS;D~")), "|;?~");
        assert_eq!(show(infer(b"UNH+1+ORDERS:D:96A:UN\r\nBGM+220")), "+:?\n");
        assert_eq!(show(infer(b"UNH")), "+:?'");
    }
}
