//! Listens to a page being drawn and notes every character, box, picture and ruled line in order.

use super::cover::{Cover, Layer, Under};
use super::rules::Ruler;
use crate::words::Glyph;
use hayro::hayro_interpret::font::{Glyph as Letter, GlyphRun, PositionedGlyph};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask,
};
use hayro::kurbo::{Affine, BezPath, Point, Rect, Shape};

/// The most characters of a page that are noted.
const GLYPHS_MAX: usize = 200_000;
/// Units of glyph space in one em (ISO 32000-1, 9.2.4).
const UNITS_PER_EM: f64 = 1000.0;
/// Paint of less than this opacity hides nothing.
const OPAQUE: f32 = 0.95;
/// Paint of less than this opacity is not seen.
const FAINT: f32 = 0.08;
/// What stands for a character of which the file does not say what it is.
pub const UNKNOWN: char = '\u{FFFD}';

/// Everything that is drawn on one page.
pub struct Drawn {
    /// What the page shows of what is drawn, and the groups with their opacity.
    clips: Vec<Rect>,
    opacities: Vec<f32>,
    glyphs: Vec<(Glyph, Under)>,
    cover: Cover,
    /// The ruled lines.
    pub ruler: Ruler,
    /// The largest picture, in square points.
    pub largest_picture: f64,
    /// How many filled forms there are that are no boxes.
    pub forms: usize,
}

impl Drawn {
    /// For a page of this size.
    pub fn new(frame: Rect) -> Drawn {
        Drawn {
            clips: vec![frame],
            opacities: vec![1.0],
            glyphs: Vec::new(),
            cover: Cover::default(),
            ruler: Ruler::default(),
            largest_picture: 0.0,
            forms: 0,
        }
    }

    /// The characters; those that a person does not see are marked.
    pub fn glyphs(&self) -> Vec<Glyph> {
        let mark = |(glyph, under): &(Glyph, Under)| {
            let is_hidden = glyph.is_hidden || self.cover.hides(&glyph.middle(), under);
            Glyph {
                is_hidden,
                ..glyph.clone()
            }
        };
        self.glyphs.iter().map(mark).collect()
    }

    fn clip(&self) -> Rect {
        self.clips.last().copied().unwrap_or(Rect::ZERO)
    }

    fn opacity(&self) -> f32 {
        self.opacities.last().copied().unwrap_or(1.0)
    }

    fn note(&mut self, glyph: &PositionedGlyph<'_>, to_page: Affine, ink: Ink) {
        let place = to_page * glyph.transform();
        let advance = advance(glyph).unwrap_or(UNITS_PER_EM / 2.0);
        let origin = place * Point::ZERO;
        let top = place * Point::new(0.0, UNITS_PER_EM);
        let mut glyph = Glyph {
            text: text_of(glyph),
            origin,
            end: place * Point::new(advance, 0.0),
            size: (top - origin).hypot(),
            is_hidden: !ink.is_seen,
        };
        glyph.is_hidden |= !self.clip().contains(glyph.middle());
        if glyph.origin.is_finite() && glyph.end.is_finite() && glyph.size.is_finite() {
            let under = self.cover.under(&glyph.middle(), ink.colour);
            self.glyphs.push((glyph, under));
        }
    }

    /// Notes what lies over everything drawn before.
    fn lay(&mut self, area: Rect, layer: Layer) {
        self.cover.lay(area.intersect(self.clip()), layer);
    }
}

/// What something is painted with.
#[derive(Clone, Copy)]
struct Ink {
    /// `None` for a pattern.
    colour: Option<[u8; 3]>,
    is_seen: bool,
    is_opaque: bool,
}

impl Ink {
    fn of(props: &DrawProps<'_>, opacity: f32) -> Ink {
        let is_plain = props.soft_mask.is_none() && matches!(props.blend_mode, BlendMode::Normal);
        let Paint::Color(colour) = &props.paint else {
            return Ink {
                colour: None,
                is_seen: true,
                is_opaque: is_plain,
            };
        };
        let rgba = colour.to_rgba();
        let [red, green, blue, _] = rgba.to_rgba8();
        let alpha = rgba.components()[3] * opacity;
        Ink {
            colour: Some([red, green, blue]),
            is_seen: alpha > FAINT,
            is_opaque: is_plain && alpha > OPAQUE,
        }
    }
}

fn advance(glyph: &PositionedGlyph<'_>) -> Option<f64> {
    match &**glyph {
        Letter::Outline(outline) => outline.advance_width().map(f64::from),
        Letter::Type3(drawn) => drawn.advance_width().map(f64::from),
    }
}

fn text_of(glyph: &PositionedGlyph<'_>) -> String {
    match glyph.as_unicode() {
        Some(BfString::Char(one)) => one.to_string(),
        Some(BfString::String(several)) => several,
        None => UNKNOWN.to_string(),
    }
}

impl Device<'_> for Drawn {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, mode: &DrawMode) {
        let mut ink = Ink::of(&props, self.opacity());
        ink.is_seen &= !matches!(mode, DrawMode::Invisible);
        for glyph in run.glyphs() {
            if self.glyphs.len() < GLYPHS_MAX {
                self.note(glyph, props.transform, ink);
            }
        }
    }

    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'_>, mode: &DrawMode) {
        let ink = Ink::of(&props, self.opacity());
        let path = props.transform * path;
        let (is_filled, pen) = match mode {
            DrawMode::Fill(_) => (true, None),
            DrawMode::Stroke(pen) => (false, Some(pen)),
            DrawMode::FillAndStroke(_, pen) => (true, Some(pen)),
            DrawMode::Invisible => return,
        };
        let scale = props.transform.determinant().abs().sqrt();
        let pen = pen.map(|pen| f64::from(pen.line_width) * scale);
        let boxes = self.ruler.draw(&path, is_filled, pen, self.clip());
        if !is_filled {
            return;
        }
        if boxes.is_empty() {
            self.forms += 1;
            let form = ink.colour.map_or(Layer::Film, Layer::Form);
            self.lay(path.bounding_box(), form);
        }
        if ink.is_opaque {
            let layer = ink.colour.map_or(Layer::Pattern, Layer::Colour);
            boxes.into_iter().for_each(|area| self.lay(area, layer));
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        let clip = self.clip().intersect(clip.path.bounding_box());
        self.clips.push(clip);
    }

    fn push_transparency_group(
        &mut self,
        opacity: f32,
        mask: Option<SoftMask<'_>>,
        blend: BlendMode,
    ) {
        let is_plain = mask.is_none() && matches!(blend, BlendMode::Normal);
        // What is mixed with what is below hides nothing, and is still seen.
        let opacity = if is_plain { opacity } else { opacity.min(0.5) };
        self.opacities.push(self.opacity() * opacity);
    }

    fn draw_image(&mut self, image: Image<'_, '_>, props: ImageDrawProps<'_>) {
        let (width, height) = (f64::from(image.width()), f64::from(image.height()));
        let place = Rect::new(0.0, 0.0, width, height);
        let area = props.transform.transform_rect_bbox(place);
        let is_plain = props.soft_mask.is_none() && matches!(props.blend_mode, BlendMode::Normal);
        let layer = match &image {
            Image::Raster(image) if is_plain && self.opacity() > OPAQUE => {
                let dict = image.stream().dict();
                let is_cut = dict.contains_key("SMask") || dict.contains_key("Mask");
                if is_cut { Layer::Film } else { Layer::Picture }
            }
            Image::Raster(_) | Image::Stencil(_) => Layer::Film,
        };
        let shown = area.intersect(self.clip()).area();
        self.largest_picture = self.largest_picture.max(shown);
        self.lay(area, layer);
    }

    fn pop_clip(&mut self) {
        if self.clips.len() > 1 {
            self.clips.pop();
        }
    }

    fn pop_transparency_group(&mut self) {
        if self.opacities.len() > 1 {
            self.opacities.pop();
        }
    }
}
