//! Tells a page whose text stands in the file from one that is only a picture of text.

use super::drawn::{Drawn, UNKNOWN};
use crate::words::Glyph;
use hayro::kurbo::Rect;
use intake::page::{Seen, Word};
use intake::request::Confidence;

/// A page that a picture covers for the most part is a scan when it has fewer letters than this
/// besides: what a fax machine or a scanner prints on it.
const LETTERS_OF_A_SCAN: usize = 200;
/// The share of a page that the picture of a scan covers at least.
const COVERED: f64 = 0.5;
/// A page without any letter is drawn as outlines when it has more forms than this.
const OUTLINES_MIN: usize = 50;
/// How sure the text is that another program recognised and laid under a scan, in thousandths.
const OF_OTHERS: Confidence = Confidence(300);

/// Whether the words of a page have to be recognised in its picture.
pub fn is_picture(drawn: &Drawn, glyphs: &[Glyph], frame: Rect) -> bool {
    let printed = glyphs.iter().filter(|glyph| !glyph.is_hidden);
    let (unknown, known): (Vec<&Glyph>, Vec<&Glyph>) = (printed
        .filter(|glyph| !glyph.text.trim().is_empty()))
    .partition(|glyph| is_unknown(glyph));
    let is_covered = drawn.largest_picture >= frame.area() * COVERED;
    let is_outlined = glyphs.is_empty() && drawn.forms > OUTLINES_MIN;
    is_covered && known.len() < LETTERS_OF_A_SCAN || is_outlined || unknown.len() > known.len()
}

/// True for a character of which the file does not say what it is.
fn is_unknown(glyph: &Glyph) -> bool {
    let is_private =
        |c: char| c == UNKNOWN || matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{0}'..='\u{1F}');
    glyph.text.chars().all(is_private)
}

/// The text that another program recognised and laid under the picture, to be doubted.
pub fn laid_under(words: Vec<Word>) -> Vec<Word> {
    let doubted = |word: Word| Word {
        seen: Seen::Recognised(OF_OTHERS),
        ..word
    };
    words.into_iter().map(doubted).collect()
}
