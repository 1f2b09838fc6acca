//! Decodes TIFF (revision 6.0): the pages of a fax or of a scan, in shades of grey.

mod fax;

use crate::picture::grey::Grey;
use crate::picture::{PIXELS_MAX, fits, on_paper};
use image::{DynamicImage, GrayImage, RgbImage, RgbaImage};
use intake::page::Unseen;
use std::io::Cursor;
use std::ops::RangeInclusive;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;
use tiff::{ColorType, TiffError};

/// The most pages of one file that are looked at; each is recognised by itself, which takes
/// seconds.
pub const PAGES_MAX: usize = 20;
/// The most bytes that one page may take while it is decoded: four a pixel.
const BYTES_MAX: usize = 4 * PIXELS_MAX as usize;
/// Units of the resolution, and the length of one in the other.
const INCH: u16 = 2;
const CENTIMETRE: u16 = 3;
const CENTIMETRES_PER_INCH: f32 = 2.54;
/// Pixels an inch that scanners and fax machines have; other figures say nothing about a page.
const DENSITIES: RangeInclusive<f32> = 90.0..=1_200.0;
/// The most bytes of one entry of a directory.
const ENTRY_BYTES_MAX: usize = 1 << 20;

/// True for what begins as a TIFF, of either order of bytes.
pub fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*")
}

/// Decodes the pages, up to [`PAGES_MAX`].
///
/// # Errors
/// [`Unseen::TooLarge`] or [`Unseen::Damaged`], of the first page that can't be decoded.
pub fn pages(bytes: &[u8]) -> Result<Vec<Grey>, Unseen> {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = BYTES_MAX;
    limits.intermediate_buffer_size = BYTES_MAX;
    limits.ifd_value_size = ENTRY_BYTES_MAX;
    let decoder = Decoder::new(Cursor::new(bytes)).map_err(unseen)?;
    let mut decoder = decoder.with_limits(limits);
    let mut pages = vec![page(&mut decoder, bytes)?];
    while decoder.more_images() && pages.len() < PAGES_MAX {
        decoder.next_image().map_err(unseen)?;
        pages.push(page(&mut decoder, bytes)?);
    }
    Ok(pages)
}

fn page(decoder: &mut Decoder<Cursor<&[u8]>>, bytes: &[u8]) -> Result<Grey, Unseen> {
    let (width, height) = decoder.dimensions().map_err(unseen)?;
    fits(width, height)?;
    if let Some(fax) = fax::page(decoder, bytes, (width, height)) {
        return Ok(square(fax?, density(decoder)));
    }
    let colours = decoder.colortype().map_err(unseen)?;
    let DecodingResult::U8(samples) = decoder.read_image().map_err(unseen)? else {
        return Err(unusual(colours));
    };
    let picture = match colours {
        ColorType::Gray(1) => grey(width, height, shades(&samples, width)),
        ColorType::Gray(8) => grey(width, height, samples),
        ColorType::RGB(8) => RgbImage::from_raw(width, height, samples).map(DynamicImage::from),
        ColorType::RGBA(8) => RgbaImage::from_raw(width, height, samples).map(DynamicImage::from),
        _ => None,
    };
    let picture = picture.ok_or_else(|| unusual(colours))?;
    Ok(square(on_paper(&picture), density(decoder)))
}

/// Pixels an inch, across and down, when the file says so believably.
fn density(decoder: &mut Decoder<Cursor<&[u8]>>) -> Option<(f32, f32)> {
    let unit = decoder.find_tag_unsigned::<u16>(Tag::ResolutionUnit);
    let per_inch = match unit.ok()?.unwrap_or(INCH) {
        INCH => 1.0,
        CENTIMETRE => CENTIMETRES_PER_INCH,
        _ => return None,
    };
    let mut along = |tag| {
        decoder
            .get_tag_f32(tag)
            .ok()
            .map(|pixels| pixels * per_inch)
    };
    let (across, down) = (along(Tag::XResolution)?, along(Tag::YResolution)?);
    let is_known = DENSITIES.contains(&across) && DENSITIES.contains(&down);
    is_known.then_some((across, down))
}

/// The picture with pixels as wide as high: those of a fax are up to twice as high.
fn square(picture: Grey, density: Option<(f32, f32)>) -> Grey {
    let Some((across, down)) = density else {
        return picture;
    };
    let most = across.max(down);
    let side = |pixels: u32, density: f32| (pixels as f32 * most / density).round() as u32;
    let (width, height) = (side(picture.width, across), side(picture.height, down));
    if fits(width, height).is_err() {
        return picture;
    }
    Grey {
        density: Some(most.round() as u32),
        ..picture.resized(width, height)
    }
}

fn grey(width: u32, height: u32, shades: Vec<u8>) -> Option<DynamicImage> {
    GrayImage::from_raw(width, height, shades).map(DynamicImage::from)
}

/// Bits as shades: each row begins at a byte, and a set bit is white.
fn shades(bits: &[u8], width: u32) -> Vec<u8> {
    let width = width as usize;
    let rows = bits.chunks_exact(width.div_ceil(8).max(1));
    rows.flat_map(|row| (0..width).map(|at| 255 * (row[at / 8] >> (7 - at % 8) & 1)))
        .collect()
}

fn unusual(colours: ColorType) -> Unseen {
    Unseen::Damaged(format!(
        "its pixels are of a kind that is not read: {colours:?}"
    ))
}

fn unseen(error: TiffError) -> Unseen {
    match error {
        TiffError::LimitsExceeded => Unseen::TooLarge(format!("{PIXELS_MAX} pixels")),
        error => Unseen::Damaged(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiff::encoder::{TiffEncoder, colortype};

    fn two_pages() -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let mut encoder = TiffEncoder::new(&mut bytes).expect("memory is written");
        for shade in [0, 255] {
            (encoder.write_image::<colortype::Gray8>(2, 1, &[shade, 7]))
                .expect("memory is written");
        }
        bytes.into_inner()
    }

    #[test]
    fn a_fax_has_as_many_pages_as_were_sent() {
        let pages = pages(&two_pages()).expect("it is a TIFF");
        let pixels: Vec<Vec<u8>> = pages.into_iter().map(|page| page.pixels).collect();
        assert_eq!(pixels, [[0, 7], [255, 7]]);
    }

    #[test]
    fn a_row_of_bits_ends_where_the_page_does() {
        let shades = shades(&[0b1010_0000, 0b1111_1111, 0b0000_0001, 0b0100_0000], 10);
        let black = |shade: &&u8| **shade == 0;
        let (first, second) = shades.split_at(10);
        assert_eq!([first.len(), second.len()], [10, 10]);
        assert_eq!(first.iter().filter(black).count(), 6);
        assert_eq!(second, [0, 0, 0, 0, 0, 0, 0, 255, 0, 255]);
    }

    #[test]
    fn a_file_that_breaks_off_is_damaged() {
        let whole = two_pages();
        for end in 4..whole.len() {
            assert!(matches!(
                pages(&whole[..end]),
                Err(Unseen::Damaged(_)) | Ok(_)
            ));
        }
        assert!(matches!(pages(&whole[..8]), Err(Unseen::Damaged(_))));
    }
}
