//! The typeface: words become glyphs with places, whichever way their letters run.

use harfrust::{Buffer, Direction, ShapeOptions, ShaperFont, shape};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use std::sync::LazyLock;
use unicode_bidi::{BidiInfo, Level};

/// First strong isolate, and its end (Unicode Bidirectional Algorithm, UAX 9).
const ISOLATE: [char; 2] = ['\u{2068}', '\u{2069}'];

/// A value inside words: which way it runs is its own matter.
pub(super) fn apart(value: &str) -> String {
    let [begin, end] = ISOLATE;
    format!("{begin}{value}{end}")
}

/// How bold letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// A weight of the typeface, as both libraries want it.
pub(super) struct Face {
    pub(super) font: Font,
    shaping: harfrust::Font,
}

static REGULAR: LazyLock<Face> =
    LazyLock::new(|| Face::of(include_bytes!("../../../fonts/Heebo-Regular.ttf")));
static BOLD: LazyLock<Face> =
    LazyLock::new(|| Face::of(include_bytes!("../../../fonts/Heebo-Bold.ttf")));

/// A piece of a line whose letters run one way.
pub(super) struct Run {
    pub(super) text: String,
    pub(super) glyphs: Vec<KrillaGlyph>,
    /// In ems.
    pub(super) width: f32,
}

impl Weight {
    pub(super) fn face(self) -> &'static Face {
        match self {
            Weight::Regular => &REGULAR,
            Weight::Bold => &BOLD,
        }
    }
}

impl Face {
    fn of(bytes: &'static [u8]) -> Face {
        let whole = "the typeface is part of the program";
        Face {
            font: Font::new(bytes.into(), 0).expect(whole),
            shaping: harfrust::Font::new(bytes.to_vec(), 0).expect(whole),
        }
    }

    /// The words with a question mark for each character that the typeface lacks, and whether
    /// there was one.
    pub(super) fn known(&self, words: &str) -> (String, bool) {
        let font = ShaperFont::new(&self.shaping);
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let known = |char: char| {
            let silent = char == ' ' || ISOLATE.contains(&char);
            silent || font.nominal_glyph(u32::from(char)).is_some()
        };
        let lacks = !words.chars().all(known);
        let words = words.chars().map(|c| if known(c) { c } else { '?' });
        (words.collect(), lacks)
    }

    /// The pieces of a line from left to right, as they are seen. Which way the line runs is told by
    /// its first letter.
    pub(super) fn line(&self, words: &str) -> Vec<Run> {
        let bidi = BidiInfo::new(words, None);
        let mut line = Vec::new();
        for paragraph in &bidi.paragraphs {
            let (levels, pieces) = bidi.visual_runs(paragraph, paragraph.range.clone());
            for piece in pieces {
                let level = levels.get(piece.start).copied().unwrap_or(Level::ltr());
                line.push(self.run(&words[piece], level.is_rtl()));
            }
        }
        line
    }

    /// How wide a line is, in ems.
    pub(super) fn width(&self, words: &str) -> f32 {
        self.line(words).iter().map(|run| run.width).sum()
    }

    fn run(&self, words: &str, right_to_left: bool) -> Run {
        let mut buffer = Buffer::new();
        buffer.push_str(words);
        buffer.guess_segment_properties();
        buffer.set_direction(match right_to_left {
            true => Direction::RightToLeft,
            false => Direction::LeftToRight,
        });
        let shaped = shape(
            &ShaperFont::new(&self.shaping),
            &mut buffer,
            ShapeOptions::default(),
        );
        shaped.expect("the direction of the buffer is set");
        let glyphs = self.glyphs(&buffer, words.len());
        Run {
            text: words.to_owned(),
            width: glyphs.iter().map(|glyph| glyph.x_advance).sum(),
            glyphs,
        }
    }

    fn glyphs(&self, buffer: &Buffer, len: usize) -> Vec<KrillaGlyph> {
        let infos = buffer.glyph_infos();
        let mut starts: Vec<usize> = infos.iter().map(|info| info.cluster as usize).collect();
        starts.sort_unstable();
        // A cluster ends where the next one in the text begins.
        let end = |start: usize| starts.iter().find(|next| **next > start).copied();
        let em = self.font.units_per_em();
        let ems = |units: i32| units as f32 / em;
        let glyphs = infos.iter().zip(buffer.glyph_positions());
        let glyphs = glyphs.map(|(info, at)| {
            let start = info.cluster as usize;
            KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                ems(at.x_advance),
                ems(at.x_offset),
                ems(at.y_offset),
                ems(at.y_advance),
                start..end(start).unwrap_or(len),
                None,
            )
        });
        glyphs.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(words: &str) -> Vec<String> {
        let line = Weight::Regular.face().line(words);
        line.into_iter().map(|run| run.text).collect()
    }

    #[test]
    fn numbers_in_hebrew_stand_left_of_what_they_follow() {
        assert_eq!(seen("קרטון 12 שמן"), [" שמן", "12", "קרטון "]);
        assert_eq!(seen("Oil שמן 5"), ["Oil ", "5", "שמן "]);
        assert_eq!(seen("2026-03-05"), ["2026-03-05"]);
        let phone = format!("טל' {}", apart("+972-4"));
        assert_eq!(seen(&phone).concat(), "\u{2069}+972-4טל' \u{2068}");
    }

    #[test]
    fn letters_that_the_typeface_lacks_become_question_marks() {
        let face = Weight::Bold.face();
        assert_eq!(face.known("a\n שמן é ₪"), ("a שמן é ₪".to_owned(), false));
        assert_eq!(face.known("Масло"), ("?????".to_owned(), true));
    }

    #[test]
    fn a_longer_line_is_wider() {
        let face = Weight::Regular.face();
        let (short, long) = (face.width("אב"), face.width("אבג"));
        assert!(0.5 < short && short < long && long < 3.0, "{short} {long}");
    }
}
