//! Smooths screens: the patterns of dots that a fax or a scanner of black and white makes of shades.

use super::ink::Ink;
use crate::picture::grey::Grey;

/// The side of the squares that are judged, in pixels.
const SIDE: usize = 16;
/// In a screen ink begins or ends at this share of the pixels, across and down together, in percent:
/// every second or fourth one. The strokes of letters are wider, and there is paper between them.
const CHANGES_PERCENT: usize = 50;
/// Beside a screen this share tells that it reaches into a square.
const EDGE_PERCENT: usize = 20;
/// A picture has screens instead of shades when at most one of so many pixels is neither black nor
/// white; the small letters of a picture in shades would be taken for dots.
const SHADES_SHARE: usize = 100;
/// What is darker is black, and what is at least as light as the other is white.
const BLACK: u8 = 32;
const WHITE: u8 = 224;
/// The weights of a pixel and of its neighbours on either side: a pattern of two pixels vanishes.
const WEIGHTS: [u32; 5] = [1, 4, 6, 4, 1];
/// Their sum.
const WEIGHT: u32 = 16;

/// The picture with shades where it has screens; what is printed on them stays.
pub fn smoothed(picture: &Grey) -> Grey {
    let mut smoothed = picture.clone();
    if has_shades(picture) {
        return smoothed;
    }
    let screens = Screens::of(&Ink::of(picture));
    if screens.is_none() {
        return smoothed;
    }
    let soft = softened(picture);
    let width = picture.width.max(1) as usize;
    let rows = smoothed.pixels.chunks_exact_mut(width);
    for (y, (row, soft)) in rows.zip(soft.chunks_exact(width)).enumerate() {
        for (x, (shade, soft)) in row.iter_mut().zip(soft).enumerate() {
            if screens.covers(x, y) {
                *shade = *soft;
            }
        }
    }
    smoothed
}

fn has_shades(picture: &Grey) -> bool {
    let is_shade = |shade: &&u8| (BLACK..WHITE).contains(*shade);
    let shades = picture.pixels.iter().filter(is_shade).count();
    shades * SHADES_SHARE > picture.pixels.len()
}

/// Which squares of a page are screens.
struct Screens {
    across: usize,
    /// How often ink begins or ends in each, row by row.
    changes: Vec<usize>,
    is_screen: Vec<bool>,
}

impl Screens {
    fn of(ink: &Ink) -> Screens {
        let (across, down) = (ink.width.div_ceil(SIDE), ink.height().div_ceil(SIDE));
        let mut changes = vec![0; across * down];
        for y in 0..ink.height() {
            let row = ink.row(y);
            let above = ink.row(y.saturating_sub(1));
            for x in 0..ink.width {
                let before = row[x.saturating_sub(1)];
                changes[y / SIDE * across + x / SIDE] +=
                    usize::from(row[x] != before) + usize::from(row[x] != above[x]);
            }
        }
        let mut screens = Screens {
            across,
            is_screen: vec![false; changes.len()],
            changes,
        };
        screens.is_screen = (0..screens.changes.len())
            .map(|at| screens.is_or_borders(at))
            .collect();
        screens
    }

    /// True for a square full of dots, and for one beside it that has dots.
    fn is_or_borders(&self, at: usize) -> bool {
        let has = |at: usize, percent| self.changes[at] * 100 >= percent * SIDE * SIDE;
        let (x, y) = (at % self.across, at / self.across);
        let rows = y.saturating_sub(1)..(y + 2).min(self.changes.len() / self.across);
        let mut around = rows.flat_map(|row| {
            let columns = x.saturating_sub(1)..(x + 2).min(self.across);
            columns.map(move |column| row * self.across + column)
        });
        has(at, EDGE_PERCENT) && around.any(|near| has(near, CHANGES_PERCENT))
    }

    fn is_none(&self) -> bool {
        !self.is_screen.contains(&true)
    }

    fn covers(&self, x: usize, y: usize) -> bool {
        self.is_screen[y / SIDE * self.across + x / SIDE]
    }
}

/// All pixels, each with a share of those around it.
fn softened(picture: &Grey) -> Vec<u8> {
    let (width, height) = (picture.width as usize, picture.height as usize);
    let across = weighted(&picture.pixels, width * height, |at, step| {
        let x = (at % width + step).saturating_sub(2).min(width - 1);
        at / width * width + x
    });
    weighted(&across, width * height, |at, step| {
        let y = (at / width + step).saturating_sub(2).min(height - 1);
        y * width + at % width
    })
}

/// Each pixel from those at five steps, of which the third is its own place.
fn weighted(pixels: &[u8], count: usize, place: impl Fn(usize, usize) -> usize) -> Vec<u8> {
    let shade = |at: usize| {
        let parts = WEIGHTS.iter().enumerate();
        let sum: u32 = parts
            .map(|(step, weight)| weight * u32::from(pixels[place(at, step)]))
            .sum();
        // An average of bytes is a byte.
        (sum / WEIGHT) as u8
    };
    (0..count).map(shade).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAPER: u8 = 255;

    /// A page of 320 by 320 with a field of dots, and a letter of 4 by 14 at each of some places.
    fn page(is_dot: impl Fn(u32, u32) -> bool, letters: &[u32]) -> Grey {
        let mut page = Grey::new(320, 320, vec![PAPER; 320 * 320]);
        for (x, y) in (0..160 * 64).map(|at| (at % 160, at / 160)) {
            if is_dot(x, y) {
                page.fill(x..x + 1, y..y + 1, 0);
            }
        }
        for left in letters {
            page.fill(*left..left + 4, 20..34, 0);
        }
        page
    }

    #[test]
    fn a_shaded_title_of_a_fax_is_light_and_its_letters_are_dark() {
        let shaded = page(|x, y| x % 2 == 0 && y % 2 == 0, &[40, 60, 80]);
        let smoothed = smoothed(&shaded);
        let shade = |x: i64, y: i64| smoothed.at(x, y).expect("it lies on the page");
        assert!((8..32).all(|x| shade(x, 26) > 180));
        assert!(shade(41, 26) < 90 && shade(62, 26) < 90);
    }

    #[test]
    fn a_picture_in_shades_is_left_as_it_is() {
        let mut shaded = page(|x, y| x % 2 == 0 && y % 2 == 0, &[]);
        shaded.fill(0..320, 200..240, 150);
        assert_eq!(smoothed(&shaded), shaded);
    }

    #[test]
    fn letters_and_dust_are_no_screen() {
        let letters: Vec<u32> = (0..18).map(|at| 10 + at * 8).collect();
        let lines = page(|x, y| x % 23 == 0 && y % 17 == 0, &letters);
        assert_eq!(smoothed(&lines), lines);
    }
}
