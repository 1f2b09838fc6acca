//! Draws one page for a person, as upright as the boxes of its words are.

use crate::picture::grey::Grey;
use crate::{Sight, pdf, pictures, scan};
use image::{DynamicImage, ImageFormat};
use intake::page::Unseen;
use std::io::Cursor;

/// The most pixels that a page is drawn wide.
pub const WIDTH_MAX: u32 = 4_000;

impl Sight {
    /// A page (counted from 1) as a PNG of this many pixels from left to right, at most
    /// [`WIDTH_MAX`]; a very long page is drawn less wide.
    ///
    /// # Errors
    /// [`Unseen`] when there is no such page, or it can't be shown.
    pub fn draw(&self, bytes: &[u8], page: u16, width: u32) -> Result<Vec<u8>, Unseen> {
        let width = width.clamp(1, WIDTH_MAX);
        match pictures(bytes) {
            Some(pictures) => {
                let place = usize::from(page).checked_sub(1);
                let mut pictures = pictures?;
                let picture = place.filter(|place| *place < pictures.len());
                let picture = pictures.swap_remove(picture.ok_or_else(|| absent(page))?);
                png(&self.upright(picture).of_width(width).into_image())
            }
            None => png(&pdf::draw(bytes, page, width, |scan| self.upright(scan))?),
        }
    }

    /// A picture as it is read: turned upright and straight, where text can be recognised.
    fn upright(&self, picture: Grey) -> Grey {
        let seen = self
            .recogniser()
            .map(|recogniser| scan::see(&picture, recogniser));
        match seen {
            Some(Ok(scan)) => scan.picture,
            Some(Err(_)) | None => picture,
        }
    }
}

/// What a page that the document does not have is told as.
pub fn absent(page: u16) -> Unseen {
    Unseen::Damaged(format!("it has no page {page}"))
}

fn png(picture: &DynamicImage) -> Result<Vec<u8>, Unseen> {
    let mut bytes = Cursor::new(Vec::new());
    let written = picture.write_to(&mut bytes, ImageFormat::Png);
    written.map_err(|error| Unseen::Damaged(error.to_string()))?;
    Ok(bytes.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::tests::drawing;

    fn side(png: &[u8]) -> (u32, u32) {
        let picture = image::load_from_memory(png).expect("it is a picture");
        (picture.width(), picture.height())
    }

    #[test]
    fn a_page_is_drawn_as_wide_as_asked_within_the_limit() {
        let page = drawing("1 0 0 rg 0 0 100 200 re f");
        let sight = Sight::new();
        let drawn = sight.draw(&page, 1, 300).expect("the page is drawn");
        assert_eq!(side(&drawn), (300, 300));
        let picture = image::load_from_memory(&drawn)
            .expect("it is a picture")
            .to_rgb8();
        assert_eq!(picture.get_pixel(20, 20).0, [255, 0, 0]);
        assert_eq!(picture.get_pixel(280, 20).0, [255, 255, 255]);
        assert_eq!(
            sight.draw(&drawn, 1, 100).map(|drawn| side(&drawn)),
            Ok((100, 100))
        );
    }

    #[test]
    fn a_page_that_is_not_there_is_not_drawn() {
        let page = drawing("");
        let sight = Sight::new();
        let picture = sight.draw(&page, 1, 50).expect("the page is drawn");
        for (document, page) in [(&page, 0), (&page, 2), (&picture, 0), (&picture, 2)] {
            assert_eq!(sight.draw(document, page, 50), Err(absent(page)));
        }
    }
}
