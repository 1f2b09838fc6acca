//! Pages as marks that are placed first and drawn in the end.
//!
//! Places are points (1/72 inch) from the top and from the side at which a line begins: the left one, or
//! on a Hebrew page the right one.

use super::typeface::Weight;
use super::words::Language;
use crate::outbound::gs1::Bars;
use crate::outbound::message::{Loss, Lost, Message, Unsayable};
use krilla::Document;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::surface::Surface;

/// The most pages of one document.
pub(super) const PAGES_MAX: usize = 2_000;

/// How wide and high a page is, in points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub(super) width: f32,
    pub(super) height: f32,
}

/// ISO 216 A4.
pub(super) const A4: Size = Size {
    width: 595.28,
    height: 841.89,
};

/// From where words go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// They begin here.
    Start,
    /// Their middle is here.
    Middle,
    /// They end here.
    End,
}

/// How words look.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub(super) points: f32,
    pub(super) weight: Weight,
}

/// Words that are read.
pub(super) const BODY: Style = style(9.0, Weight::Regular);
/// Words that say what others are.
pub(super) const SMALL: Style = style(7.5, Weight::Regular);
/// Words that stand out.
pub(super) const STRONG: Style = style(9.0, Weight::Bold);
/// What a document is.
pub(super) const TITLE: Style = style(18.0, Weight::Bold);

pub(super) const fn style(points: f32, weight: Weight) -> Style {
    Style { points, weight }
}

impl Style {
    /// From one line to the next.
    pub(super) fn leading(self) -> f32 {
        self.points * 1.35
    }

    /// How wide words are.
    pub(super) fn width(self, words: &str) -> f32 {
        self.weight.face().width(words) * self.points
    }

    /// The words as lines that are no wider than `width`; what has no blank is parted where it must.
    pub(super) fn wrap(self, words: &str, width: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in words.split_whitespace() {
            let longer = lines.last().map(|line| format!("{line} {word}"));
            match longer.filter(|longer| self.width(longer) <= width) {
                Some(longer) => {
                    lines.pop();
                    lines.push(longer);
                }
                None => lines.extend(self.part(word, width)),
            }
        }
        lines
    }

    fn part(self, word: &str, width: f32) -> Vec<String> {
        let mut parts = vec![String::new()];
        if self.width(word) <= width {
            return vec![word.to_owned()];
        }
        for char in word.chars() {
            let last = parts.last_mut().expect("there is a part");
            last.push(char);
            if self.width(last) > width && last.chars().nth(1).is_some() {
                last.pop();
                parts.push(char.to_string());
            }
        }
        parts
    }
}

enum Mark {
    Words {
        at: f32,
        baseline: f32,
        side: Side,
        style: Style,
        words: String,
    },
    /// A filled rectangle: a rule, or a bar.
    Block { at: f32, top: f32, size: Size },
    /// Bars, always from left to right, centred.
    Bars {
        middle: f32,
        top: f32,
        height: f32,
        module: f32,
        bars: Bars,
    },
}

/// A document in the making.
pub(super) struct Sheets {
    pub(super) language: Language,
    pub(super) size: Size,
    pages: Vec<Vec<Mark>>,
    lost: Lost,
}

impl Sheets {
    /// A document of one empty page.
    pub(super) fn new(language: Language, size: Size) -> Sheets {
        Sheets {
            language,
            size,
            pages: vec![Vec::new()],
            lost: Lost::default(),
        }
    }

    /// Begins another page.
    pub(super) fn turn(&mut self) {
        self.pages.push(Vec::new());
    }

    /// Places one line of words.
    pub(super) fn words(&mut self, at: f32, baseline: f32, side: Side, style: Style, words: &str) {
        let (words, lacks) = style.weight.face().known(words);
        if lacks {
            let page = self.pages.len();
            self.lost.note(format!("page {page}"), Loss::Replaced);
        }
        self.put(Mark::Words {
            at,
            baseline,
            side,
            style,
            words,
        });
    }

    /// Places a rule across, `thickness` high.
    pub(super) fn rule(&mut self, at: f32, top: f32, width: f32, thickness: f32) {
        let size = Size {
            width,
            height: thickness,
        };
        self.put(Mark::Block { at, top, size });
    }

    /// Places an empty box.
    pub(super) fn frame(&mut self, at: f32, top: f32, size: Size, thickness: f32) {
        let upright = Size {
            width: thickness,
            height: size.height,
        };
        self.rule(at, top, size.width, thickness);
        self.rule(at, top + size.height - thickness, size.width, thickness);
        for at in [at, at + size.width - thickness] {
            self.put(Mark::Block {
                at,
                top,
                size: upright,
            });
        }
    }

    /// Places a bar code with its middle at a place; `module` is the width of its narrowest bar.
    pub(super) fn bars(&mut self, middle: f32, top: f32, height: f32, module: f32, bars: &Bars) {
        self.put(Mark::Bars {
            middle,
            top,
            height,
            module,
            bars: bars.clone(),
        });
    }

    /// Places small words on every page that its number and the count of all may stand in.
    pub(super) fn on_every_page(
        &mut self,
        at: f32,
        baseline: f32,
        side: Side,
        text: impl Fn(usize, usize) -> String,
    ) {
        let count = self.pages.len();
        for (page, number) in self.pages.iter_mut().zip(1..) {
            page.push(Mark::Words {
                at,
                baseline,
                side,
                style: SMALL,
                words: SMALL.weight.face().known(&text(number, count)).0,
            });
        }
    }

    /// Draws all.
    ///
    /// # Errors
    /// With more than [`PAGES_MAX`] pages.
    pub(super) fn finish(self, title: &str) -> Result<Message, Unsayable> {
        crate::outbound::message::at_most("pages", self.pages.len(), PAGES_MAX)?;
        let mut document = Document::new();
        let metadata = Metadata::new().title(title.to_owned());
        document.set_metadata(metadata.language(self.language.code().to_owned()));
        let draw = Draw {
            size: self.size,
            mirrored: self.language.is_right_to_left(),
        };
        let settings = PageSettings::from_wh(self.size.width, self.size.height);
        let settings = settings.expect("a page has a size");
        for marks in &self.pages {
            let mut page = document.start_page_with(settings.clone());
            let mut surface = page.surface();
            for mark in marks {
                draw.mark(&mut surface, mark);
            }
            surface.finish();
            page.finish();
        }
        let bytes = document.finish();
        Ok(Message {
            bytes: bytes.map_err(|_| Unsayable::Missing("a page that can be drawn"))?,
            losses: self.lost.listed(),
        })
    }

    fn put(&mut self, mark: Mark) {
        self.pages.last_mut().expect("there is a page").push(mark);
    }
}

/// How places become those of the page.
struct Draw {
    size: Size,
    mirrored: bool,
}

impl Draw {
    fn mark(&self, surface: &mut Surface, mark: &Mark) {
        match mark {
            Mark::Words {
                at,
                baseline,
                side,
                style,
                words,
            } => self.words(surface, (*at, *baseline), *side, *style, words),
            Mark::Block { at, top, size } => {
                let left = match self.mirrored {
                    false => *at,
                    true => self.size.width - at - size.width,
                };
                block(surface, left, *top, *size);
            }
            Mark::Bars {
                middle,
                top,
                height,
                module,
                bars,
            } => {
                let left = self.place(*middle) - bars.modules() as f32 * module / 2.0;
                barcode(surface, (left, *top), *height, *module, bars);
            }
        }
    }

    fn place(&self, at: f32) -> f32 {
        match self.mirrored {
            false => at,
            true => self.size.width - at,
        }
    }

    fn words(
        &self,
        surface: &mut Surface,
        (at, baseline): (f32, f32),
        side: Side,
        style: Style,
        words: &str,
    ) {
        let face = style.weight.face();
        let line = face.line(words);
        let width = line.iter().map(|run| run.width).sum::<f32>() * style.points;
        let before = match (side, self.mirrored) {
            (Side::Start, false) | (Side::End, true) => 0.0,
            (Side::Middle, _) => width / 2.0,
            (Side::End, false) | (Side::Start, true) => width,
        };
        let mut left = self.place(at) - before;
        for run in &line {
            let (font, start) = (face.font.clone(), Point::from_xy(left, baseline));
            surface.draw_glyphs(start, &run.glyphs, font, &run.text, style.points, false);
            left += run.width * style.points;
        }
    }
}

/// Each bar as a rectangle.
fn barcode(surface: &mut Surface, (left, top): (f32, f32), height: f32, module: f32, bars: &Bars) {
    let mut left = left;
    for (index, width) in bars.widths.iter().enumerate() {
        let width = f32::from(*width) * module;
        if index % 2 == 0 {
            block(surface, left, top, Size { width, height });
        }
        left += width;
    }
}

fn block(surface: &mut Surface, left: f32, top: f32, size: Size) {
    let rectangle = Rect::from_xywh(left, top, size.width, size.height);
    let path = rectangle.and_then(|rectangle| {
        let mut path = PathBuilder::new();
        path.push_rect(rectangle);
        path.finish()
    });
    if let Some(path) = path {
        surface.draw_path(&path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_wrapped_and_what_has_no_blank_is_parted() {
        assert_eq!(BODY.wrap("olive oil", 30.0), ["olive", "oil"]);
        assert_eq!(BODY.wrap("olive oil", 300.0), ["olive oil"]);
        let parts = BODY.wrap("AB-1234567890-XYZ", 40.0);
        assert_eq!(parts.concat(), "AB-1234567890-XYZ");
        assert!(parts.len() > 1 && parts.iter().all(|part| BODY.width(part) <= 40.0));
        assert_eq!(BODY.wrap("WW", 1.0), ["W", "W"]);
    }
}
