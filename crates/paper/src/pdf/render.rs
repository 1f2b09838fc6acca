//! Draws a page of a PDF as a person sees it.

use crate::picture::grey::Grey;
use crate::picture::{PIXELS_MAX, SIDE_MAX};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::Pixmap;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use image::{DynamicImage, RgbaImage};

/// Pixels an inch at which a page is drawn to be recognised.
const DENSITY: u32 = 250;
/// Points of an inch.
const POINTS_PER_INCH: f32 = 72.0;

/// The page in shades of grey, to be recognised; less dense when it is very large.
pub fn grey(page: &Page<'_>) -> Grey {
    let (width, height) = page.render_dimensions();
    let scale = (DENSITY as f32 / POINTS_PER_INCH).min(scale_max(width, height));
    let mut grey = crate::picture::on_paper(&drawn(page, scale));
    grey.density = Some((scale * POINTS_PER_INCH).round() as u32);
    grey
}

/// The page in colour, this many pixels wide or as wide as the limit of pixels lets it be.
pub fn picture(page: &Page<'_>, width: u32) -> DynamicImage {
    let (points, height) = page.render_dimensions();
    drawn(page, (width as f32 / points).min(scale_max(points, height)))
}

/// The most pixels a point so that a page stays within [`PIXELS_MAX`] and [`SIDE_MAX`].
fn scale_max(width: f32, height: f32) -> f32 {
    let by_side = SIDE_MAX as f32 / width.max(height);
    (PIXELS_MAX as f32 / (width * height)).sqrt().min(by_side)
}

fn drawn(page: &Page<'_>, scale: f32) -> DynamicImage {
    let on_paper = PixmapSettings {
        x_scale: scale,
        y_scale: scale,
        bg_color: WHITE,
    };
    let cache = RenderCache::new();
    let settings = InterpreterSettings::default();
    let drawn: Pixmap = render(
        page,
        &cache,
        &settings,
        &RenderSettings::default(),
        &on_paper,
    );
    let (width, height) = (u32::from(drawn.width()), u32::from(drawn.height()));
    // On white paper nothing is transparent, so that the colours are as they are.
    let picture = RgbaImage::from_raw(width, height, drawn.data_as_u8_slice().to_vec());
    picture.unwrap_or_default().into()
}
