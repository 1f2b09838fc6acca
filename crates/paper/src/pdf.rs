//! Looks at a PDF: what is printed on each page, and the files attached to it.

mod attached;
mod cover;
mod drawn;
mod legible;
mod render;
mod rules;

use crate::draw::absent;
use crate::picture::grey::Grey;
use crate::recognise::{self, Recogniser};
use crate::{scan, words};
use drawn::Drawn;
use hayro::hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page,
};
use hayro::hayro_syntax::page::Page as PdfPage;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::kurbo::Rect;
use image::DynamicImage;
use intake::page::{Area, PAGES_MAX, Page, Sheets, UNITS_PER_POINT, Unseen};

/// The longest side of a page that is looked at, in points: 200 inches, the limit of PDF 1.x
/// (ISO 32000-1, annex C).
const SIDE_MAX: f32 = 14_400.0;
/// The shortest side of a page, in points.
const SIDE_MIN: f32 = 3.0;

/// Looks at every page, up to [`PAGES_MAX`]; one that is a picture is recognised.
pub fn look(bytes: &[u8], recogniser: Option<&Recogniser>) -> Result<Sheets, Unseen> {
    let pdf = open(bytes)?;
    let cache = InterpreterCache::new();
    let recogniser = recogniser.map(Recogniser::for_document);
    let mut sheets = Sheets {
        attached: attached::files(&pdf),
        ..Sheets::default()
    };
    for (number, page) in (1..).zip(pdf.pages().iter().take(PAGES_MAX)) {
        let seen =
            look_at(page, &cache).and_then(|look| recognised(page, look, recogniser.as_ref()));
        sheets.add(number, seen);
    }
    Ok(sheets)
}

/// Draws a page (counted from 1); one that is a picture is made `upright` first.
pub fn draw(
    bytes: &[u8],
    number: u16,
    width: u32,
    upright: impl Fn(Grey) -> Grey,
) -> Result<DynamicImage, Unseen> {
    let pdf = open(bytes)?;
    let place = usize::from(number).checked_sub(1);
    let page = place.and_then(|place| pdf.pages().get(place));
    let page = page.ok_or_else(|| absent(number))?;
    match look_at(page, &InterpreterCache::new())?.is_picture {
        true => Ok(upright(render::grey(page)).of_width(width).into_image()),
        false => Ok(render::picture(page, width)),
    }
}

fn open(bytes: &[u8]) -> Result<Pdf, Unseen> {
    Pdf::new(bytes.to_vec()).map_err(unseen)
}

fn unseen(error: LoadPdfError) -> Unseen {
    match error {
        LoadPdfError::Decryption(_) => Unseen::Locked,
        LoadPdfError::Invalid => Unseen::Damaged("it is no PDF that can be opened".to_owned()),
    }
}

/// A page by what its file says.
struct Look {
    page: Page,
    is_picture: bool,
}

fn look_at<'a>(page: &'a PdfPage<'a>, cache: &InterpreterCache<'a>) -> Result<Look, Unseen> {
    let (width, height) = page.render_dimensions();
    if !(width <= SIDE_MAX && height <= SIDE_MAX) {
        return Err(Unseen::TooLarge(format!("{SIDE_MAX} points a side")));
    }
    if !(width >= SIDE_MIN && height >= SIDE_MIN) {
        return Err(Unseen::Damaged("a page has no room".to_owned()));
    }
    let frame = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let upright = page.initial_transform(true);
    let mut context = Context::new(
        upright.to_kurbo(),
        frame,
        cache,
        page.xref(),
        InterpreterSettings::default(),
    );
    let mut drawn = Drawn::new(frame);
    interpret_page(page, &mut context, &mut drawn);
    let glyphs = drawn.glyphs();
    let is_picture = legible::is_picture(&drawn, &glyphs, frame);
    let page = Page {
        width: units(f64::from(width)),
        height: units(f64::from(height)),
        words: words::assemble(&glyphs, frame),
        rules: drawn.ruler.rules(),
    };
    Ok(Look { page, is_picture })
}

/// The page with the words that are recognised in its picture, where it is one.
fn recognised(
    page: &PdfPage<'_>,
    look: Look,
    recogniser: Option<&Recogniser>,
) -> Result<Page, Unseen> {
    match recogniser {
        _ if !look.is_picture => Ok(look.page),
        Some(recogniser) => Ok(scan::see(&render::grey(page), recogniser)?.page),
        None if look.page.words.is_empty() => Err(recognise::missing()),
        None => Ok(Page {
            words: legible::laid_under(look.page.words),
            ..look.page
        }),
    }
}

/// A rectangle in points as an area.
pub fn area(rect: Rect) -> Area {
    Area {
        left: units(rect.x0),
        top: units(rect.y0),
        right: units(rect.x1),
        bottom: units(rect.y1),
    }
}

/// Points as whole units of an area; what is left of or above the page is at its edge.
pub fn units(points: f64) -> u32 {
    (points * f64::from(UNITS_PER_POINT)).round() as u32
}

#[cfg(test)]
pub mod tests;
