//! A picture in shades of grey, and how it is turned, enlarged and measured.

use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage};
use intake::page::UNITS_PER_POINT;
use std::ops::Range;

/// Points of an inch.
const POINTS_PER_INCH: u32 = 72;
/// Points of the longer side of a page whose picture does not say how large it is: A4.
const LONG_SIDE: u32 = 842;

/// A picture in shades of grey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grey {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// A byte a pixel, row by row: 0 is black, 255 white.
    pub pixels: Vec<u8>,
    /// Pixels an inch, when that is known.
    pub density: Option<u32>,
}

/// A turn by right angles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// None.
    Not,
    /// Clockwise by 90 degrees.
    Right,
    /// By 180 degrees.
    Around,
    /// Anticlockwise by 90 degrees.
    Left,
}

impl Grey {
    /// A picture of unknown density, of as many pixels as the sides say.
    pub fn new(width: u32, height: u32, pixels: Vec<u8>) -> Grey {
        debug_assert_eq!(width as usize * height as usize, pixels.len());
        Grey {
            width,
            height,
            pixels,
            density: None,
        }
    }

    /// The shade at a place; `None` outside.
    pub fn at(&self, x: i64, y: i64) -> Option<u8> {
        let (x, y) = (u32::try_from(x).ok()?, u32::try_from(y).ok()?);
        let is_inside = x < self.width && y < self.height;
        is_inside.then(|| self.pixels[y as usize * self.width as usize + x as usize])
    }

    /// Fills a rectangle.
    pub fn fill(&mut self, columns: Range<u32>, rows: Range<u32>, shade: u8) {
        for y in rows {
            let row = &mut self.pixels[y as usize * self.width as usize..];
            row[columns.start as usize..columns.end as usize].fill(shade);
        }
    }

    /// Turned by right angles.
    pub fn turned(&self, turn: Turn) -> Grey {
        let turned = |image: GrayImage| match turn {
            Turn::Not => image,
            Turn::Right => imageops::rotate90(&image),
            Turn::Around => imageops::rotate180(&image),
            Turn::Left => imageops::rotate270(&image),
        };
        self.with(turned)
    }

    /// With this many pixels a side.
    pub fn resized(&self, width: u32, height: u32) -> Grey {
        if (width, height) == (self.width, self.height) {
            return self.clone();
        }
        let density = self
            .density
            .map(|density| scaled(density, width, self.width));
        Grey {
            density,
            ..self.with(|image| imageops::resize(&image, width, height, FilterType::CatmullRom))
        }
    }

    /// At most this many pixels wide, its sides in their proportion.
    pub fn of_width(self, width: u32) -> Grey {
        match width < self.width {
            true => self.resized(width, scaled(self.height, width, self.width).max(1)),
            false => self,
        }
    }

    /// As an image to be written.
    pub fn into_image(self) -> DynamicImage {
        let image = GrayImage::from_raw(self.width, self.height, self.pixels);
        image.unwrap_or_default().into()
    }

    fn with(&self, change: impl Fn(GrayImage) -> GrayImage) -> Grey {
        let image = GrayImage::from_raw(self.width, self.height, self.pixels.clone());
        let changed = change(image.unwrap_or_default());
        Grey {
            width: changed.width(),
            height: changed.height(),
            pixels: changed.into_raw(),
            density: self.density,
        }
    }

    /// Pixels as hundredths of a point; without a density the longer side is that of A4.
    pub fn units(&self, pixels: u32) -> u32 {
        let (inch, points) = match self.density {
            Some(density) => (density, POINTS_PER_INCH),
            None => (self.width.max(self.height), LONG_SIDE),
        };
        scaled(points * UNITS_PER_POINT, pixels, inch)
    }
}

/// `value * times / of`, rounded.
fn scaled(value: u32, times: u32, of: u32) -> u32 {
    let of = u64::from(of.max(1));
    let scaled = (u64::from(value) * u64::from(times) + of / 2) / of;
    u32::try_from(scaled).unwrap_or(u32::MAX)
}

/// A picture of rows of characters: `#` is black, all else white.
#[cfg(test)]
pub fn drawn(rows: &[&str]) -> Grey {
    let shade = |c: char| if c == '#' { 0 } else { 255 };
    let pixels = rows.iter().flat_map(|row| row.chars().map(shade)).collect();
    Grey::new(rows[0].len() as u32, rows.len() as u32, pixels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_lies_on_its_side_is_turned_back() {
        let page = drawn(&["##.", "#.."]);
        assert_eq!(page.turned(Turn::Right), drawn(&["##", ".#", ".."]));
        assert_eq!(page.turned(Turn::Left).turned(Turn::Right), page);
        assert_eq!(page.turned(Turn::Around), drawn(&["..#", ".##"]));
    }

    #[test]
    fn a_page_is_as_large_as_its_density_says_or_else_as_long_as_a4() {
        let mut page = Grey::new(1_654, 2_339, vec![255; 1_654 * 2_339]);
        assert_eq!(
            [page.units(page.width), page.units(page.height)],
            [59_541, 84_200]
        );
        page.density = Some(200);
        assert_eq!(
            [page.units(page.width), page.units(page.height)],
            [59_544, 84_204]
        );
        assert_eq!(page.resized(827, 1_170).density, Some(100));
    }
}
