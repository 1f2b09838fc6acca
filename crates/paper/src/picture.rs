//! Decodes a picture to shades of grey on white, within limits that are checked before decoding.

pub mod grey;

use grey::Grey;
use image::{DynamicImage, ImageError, ImageFormat, ImageReader, Limits};
use intake::page::Unseen;
use std::io::Cursor;

/// The longest side of a picture that is looked at, in pixels.
pub const SIDE_MAX: u32 = 12_000;
/// The most pixels of a picture that are looked at: A3 at 400 dots an inch has 31 million.
pub const PIXELS_MAX: u64 = 40_000_000;
/// The most bytes that decoding may ask for.
const BYTES_MAX: u64 = 8 * PIXELS_MAX;

/// The format, when these bytes are a picture that can be decoded.
pub fn format(bytes: &[u8]) -> Option<ImageFormat> {
    let format = image::guess_format(bytes).ok()?;
    matches!(format, ImageFormat::Png | ImageFormat::Jpeg).then_some(format)
}

/// Decodes a PNG or JPEG; what is transparent shows white paper.
///
/// # Errors
/// [`Unseen::TooLarge`] or [`Unseen::Damaged`].
pub fn decode(bytes: &[u8], format: ImageFormat) -> Result<Grey, Unseen> {
    let reader = || ImageReader::with_format(Cursor::new(bytes), format);
    let (width, height) = reader().into_dimensions().map_err(unseen)?;
    fits(width, height)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(BYTES_MAX);
    let mut reader = reader();
    reader.limits(limits);
    Ok(on_paper(&reader.decode().map_err(unseen)?))
}

/// Whether a picture of this size is looked at.
///
/// # Errors
/// [`Unseen::TooLarge`].
pub fn fits(width: u32, height: u32) -> Result<(), Unseen> {
    let pixels = u64::from(width) * u64::from(height);
    match width <= SIDE_MAX && height <= SIDE_MAX && pixels <= PIXELS_MAX {
        true => Ok(()),
        false => Err(too_large()),
    }
}

/// A picture in shades of grey; what is transparent shows white paper.
pub fn on_paper(picture: &DynamicImage) -> Grey {
    let shades = picture.to_luma_alpha8();
    let over = |pixel: &image::LumaA<u8>| {
        let [shade, alpha] = pixel.0.map(u16::from);
        // The sum is at most 255 · 255, so that the quotient is a byte.
        ((shade * alpha + 255 * (255 - alpha)) / 255) as u8
    };
    let pixels = shades.pixels().map(over).collect();
    Grey::new(shades.width(), shades.height(), pixels)
}

fn too_large() -> Unseen {
    Unseen::TooLarge(format!("{PIXELS_MAX} pixels, {SIDE_MAX} a side"))
}

fn unseen(error: ImageError) -> Unseen {
    match error {
        ImageError::Limits(_) => too_large(),
        error => Unseen::Damaged(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(picture: DynamicImage) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        (picture.write_to(&mut bytes, ImageFormat::Png)).expect("a picture in memory is written");
        bytes.into_inner()
    }

    #[test]
    fn what_is_transparent_shows_white_paper() {
        let mut picture = image::RgbaImage::new(2, 1);
        picture.put_pixel(0, 0, image::Rgba([0, 0, 0, 255]));
        let grey = decode(&png(picture.into()), ImageFormat::Png).expect("it is a picture");
        assert_eq!(grey.pixels, [0, 255]);
    }

    #[test]
    fn a_flood_of_pixels_is_refused_before_it_is_decoded() {
        let long = DynamicImage::new_luma8(SIDE_MAX + 1, 1);
        let refused = decode(&png(long), ImageFormat::Png);
        assert!(matches!(refused, Err(Unseen::TooLarge(_))));
    }

    #[test]
    fn a_picture_that_breaks_off_is_damaged() {
        let whole = png(DynamicImage::new_luma8(50, 50));
        let refused = decode(&whole[..40], ImageFormat::Png);
        assert!(matches!(refused, Err(Unseen::Damaged(_))));
    }
}
