//! Finds the ruled lines of a page and takes them out, so that they are not read as letters.

use super::ink::{Blob, Ink, runs};
use crate::picture::grey::Grey;
use std::ops::Range;

/// A rule is at least this share of the longer side of the page long: a third of an inch of A4.
const LENGTH_SHARE: usize = 34;
/// A rule is at most this share of the longer side thick: 3 points of A4.
const THICKNESS_SHARE: usize = 260;
/// The least thickness that is still a rule, in pixels.
const THICKNESS_MIN: usize = 3;
/// A rule is at least this many times as long as it is thick: a stem of a headline is not.
const SLENDER: u32 = 14;
/// A rule may be broken for this share of the longer side: a pixel in 10 inches at 100 an inch.
const BREAK_SHARE: usize = 1_000;
/// At least this much of a rule is inked, in percent; a row through the letters of a line is not.
const INKED: usize = 96;
/// How far beside a rule its blurred edge reaches, in pixels.
const EDGE: usize = 1;
const PAPER: u8 = 255;

/// Takes the ruled lines out of the picture and hands them over.
pub fn take(picture: &mut Grey) -> Vec<Blob> {
    let ink = Ink::of(picture);
    let across = rules(&ink);
    let down: Vec<Blob> = rules(&ink.flipped())
        .into_iter()
        .map(Blob::flipped)
        .collect();
    let rules = [across, down].concat();
    let crossing = without(&ink, &rules);
    rules
        .iter()
        .for_each(|rule| erase(rule, &crossing, picture));
    rules
}

/// The rules that run from left to right.
fn rules(ink: &Ink) -> Vec<Blob> {
    let side = ink.width.max(ink.height());
    let (length, thickness) = (
        side / LENGTH_SHARE,
        (side / THICKNESS_SHARE).max(THICKNESS_MIN),
    );
    let is_rule = |blob: &Blob| {
        blob.height() as usize <= thickness && blob.width() >= blob.height() * SLENDER
    };
    stretches(ink, length.max(1))
        .blobs()
        .into_iter()
        .filter(is_rule)
        .collect()
}

/// The ink that lies in long stretches of a row.
fn stretches(ink: &Ink, length: usize) -> Ink {
    let mut long = Ink::blank(ink.width, ink.height());
    let gap = ink.width.max(ink.height()) / BREAK_SHARE;
    for y in 0..ink.height() {
        let mut stretches: Vec<(Range<usize>, usize)> = Vec::new();
        for run in runs(ink.row(y)) {
            match stretches.last_mut() {
                Some((last, inked)) if run.start <= last.end + gap => {
                    *inked += run.len();
                    last.end = run.end;
                }
                Some(_) | None => stretches.push((run.clone(), run.len())),
            }
        }
        for (stretch, inked) in stretches {
            if stretch.len() >= length && inked * 100 >= stretch.len() * INKED {
                long.darken(stretch, y);
            }
        }
    }
    long
}

/// The ink without the rules: what may cross them.
fn without(ink: &Ink, rules: &[Blob]) -> Ink {
    let mut rest = ink.clone();
    for rule in rules {
        for y in rule.top..rule.bottom {
            rest.lighten(rule.left as usize..rule.right as usize, y as usize);
        }
    }
    rest
}

/// Wipes a rule, except where a letter crosses or touches it.
fn erase(rule: &Blob, crossing: &Ink, picture: &mut Grey) {
    let grown = rule.grown(EDGE as u32, picture.width, picture.height);
    let is_across = rule.width() > rule.height();
    let beside = grown.grown(1, picture.width, picture.height);
    if is_across {
        for x in grown.left..grown.right {
            let touched = crossing.is_dark(x, beside.top) || crossing.is_dark(x, beside.bottom - 1);
            if !touched {
                picture.fill(x..x + 1, grown.top..grown.bottom, PAPER);
            }
        }
        return;
    }
    for y in grown.top..grown.bottom {
        let touched = crossing.is_dark(beside.left, y) || crossing.is_dark(beside.right - 1, y);
        if !touched {
            picture.fill(grown.left..grown.right, y..y + 1, PAPER);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of 680 by 680 with these boxes of ink: left, top, right, bottom.
    fn page(boxes: &[[u32; 4]]) -> Grey {
        let mut page = Grey::new(680, 680, vec![PAPER; 680 * 680]);
        for [left, top, right, bottom] in boxes {
            page.fill(*left..*right, *top..*bottom, 0);
        }
        page
    }

    #[test]
    fn the_rules_of_a_table_are_taken_out_and_its_letters_stay() {
        let letter = [100, 150, 108, 160];
        let mut table = page(&[
            [50, 100, 600, 102],
            [50, 200, 600, 202],
            [50, 100, 52, 202],
            [300, 100, 302, 202],
            letter,
        ]);
        assert_eq!(take(&mut table).len(), 4);
        assert_eq!(Ink::of(&table).blobs(), Ink::of(&page(&[letter])).blobs());
    }

    #[test]
    fn a_letter_that_touches_a_rule_keeps_its_foot() {
        let letter = [100, 90, 104, 110];
        let mut underlined = page(&[[50, 100, 600, 102], letter]);
        assert_eq!(take(&mut underlined).len(), 1);
        assert_eq!(
            Ink::of(&underlined).blobs(),
            Ink::of(&page(&[letter])).blobs()
        );
    }

    #[test]
    fn bars_and_the_stems_of_headlines_are_no_rules() {
        let boxes = [
            [50, 100, 600, 130],
            [50, 300, 56, 340],
            [100, 300, 104, 330],
        ];
        let mut headline = page(&boxes);
        assert_eq!(take(&mut headline), []);
        assert_eq!(headline, page(&boxes));
    }
}
