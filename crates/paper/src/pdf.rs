//! Looks at a PDF: what is printed on each page, and the files attached to it.

mod attached;
mod cover;
mod drawn;
mod rules;

use crate::words;
use drawn::Drawn;
use hayro::hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page,
};
use hayro::hayro_syntax::page::Page as PdfPage;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::kurbo::Rect;
use intake::page::{Area, PAGES_MAX, Page, Sheets, UNITS_PER_POINT, Unseen};

/// The longest side of a page that is looked at, in points: 200 inches, the limit of PDF 1.x
/// (ISO 32000-1, annex C).
const SIDE_MAX: f32 = 14_400.0;

/// Looks at every page, up to [`PAGES_MAX`].
pub fn look(bytes: &[u8]) -> Result<Sheets, Unseen> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(unseen)?;
    let cache = InterpreterCache::new();
    let mut sheets = Sheets {
        attached: attached::files(&pdf),
        ..Sheets::default()
    };
    for (number, page) in (1..).zip(pdf.pages().iter().take(PAGES_MAX)) {
        match look_at(page, &cache) {
            Ok(seen) => sheets.pages.push(seen),
            Err(why) => {
                sheets.pages.push(Page::default());
                sheets.unseen.push((number, why));
            }
        }
    }
    Ok(sheets)
}

fn unseen(error: LoadPdfError) -> Unseen {
    match error {
        LoadPdfError::Decryption(_) => Unseen::Locked,
        LoadPdfError::Invalid => Unseen::Damaged("it is no PDF that can be opened".to_owned()),
    }
}

fn look_at<'a>(page: &'a PdfPage<'a>, cache: &InterpreterCache<'a>) -> Result<Page, Unseen> {
    let (width, height) = page.render_dimensions();
    if !(width <= SIDE_MAX && height <= SIDE_MAX) {
        return Err(Unseen::TooLarge(format!("{SIDE_MAX} points a side")));
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
    Ok(Page {
        width: units(f64::from(width)),
        height: units(f64::from(height)),
        words: words::assemble(&drawn.glyphs(), frame),
        rules: drawn.ruler.rules(),
    })
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
mod tests;
