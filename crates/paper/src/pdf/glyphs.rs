//! Listens to a page being drawn and notes every character with its place.

use crate::words::Glyph;
use hayro::hayro_interpret::font::{Glyph as Drawn, GlyphRun, PositionedGlyph};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
};
use hayro::kurbo::{Affine, BezPath, Point, Rect};

/// The most characters of a page that are noted.
const GLYPHS_MAX: usize = 200_000;
/// Units of glyph space in one em (ISO 32000-1, 9.2.4).
const UNITS_PER_EM: f64 = 1000.0;

/// Notes what is drawn.
pub struct Glyphs {
    frame: Rect,
    /// The characters, in the order in which they are drawn.
    pub seen: Vec<Glyph>,
}

impl Glyphs {
    /// For a page of this size.
    pub fn new(frame: Rect) -> Glyphs {
        let seen = Vec::new();
        Glyphs { frame, seen }
    }

    fn note(&mut self, glyph: &PositionedGlyph<'_>, to_page: Affine, is_hidden: bool) {
        let Some(text) = text_of(glyph) else { return };
        let place = to_page * glyph.transform();
        let advance = advance(glyph).unwrap_or(UNITS_PER_EM / 2.0);
        let origin = place * Point::ZERO;
        let end = place * Point::new(advance, 0.0);
        let top = place * Point::new(0.0, UNITS_PER_EM);
        let is_outside = !self.frame.contains(origin);
        self.seen.push(Glyph {
            text,
            origin,
            end,
            size: (top - origin).hypot(),
            is_hidden: is_hidden || is_outside,
        });
    }
}

fn advance(glyph: &PositionedGlyph<'_>) -> Option<f64> {
    match &**glyph {
        Drawn::Outline(outline) => outline.advance_width().map(f64::from),
        Drawn::Type3(drawn) => drawn.advance_width().map(f64::from),
    }
}

fn text_of(glyph: &PositionedGlyph<'_>) -> Option<String> {
    match glyph.as_unicode()? {
        BfString::Char(one) => Some(one.to_string()),
        BfString::String(several) => Some(several),
    }
}

impl Device<'_> for Glyphs {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, mode: &DrawMode) {
        let is_hidden = matches!(mode, DrawMode::Invisible);
        for glyph in run.glyphs() {
            if self.seen.len() < GLYPHS_MAX {
                self.note(glyph, props.transform, is_hidden);
            }
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
