//! Finds out which way the lines of a page run, and turns them level.

use super::ink::Blob;
use crate::picture::grey::Grey;

/// The steepest lines that are levelled: about 10 degrees.
const SLOPE_MAX: f32 = 0.18;
/// The steps of a first look and of a second around what it found.
const COARSE: f32 = 0.002;
const FINE: f32 = 0.0005;
/// Lines that climb less than this are level: two pixels on the width of a page.
const LEVEL: f32 = 0.0012;
/// How many letters are needed to tell, and the most that are looked at.
const LETTERS_MIN: usize = 30;
const LETTERS_MAX: usize = 4_000;
/// Lines run down when letters stand in line that way this much better.
const CLEARLY: f32 = 1.3;
/// How many pixels of height are taken as one when letters are put in line.
const ROW: f32 = 1.0;
/// What is turned in from outside of the picture.
const PAPER: u8 = 255;

/// True when the lines of text run from top to bottom or from bottom to top.
pub fn runs_down(letters: &[Blob]) -> bool {
    let upright = feet(letters, |blob| (blob.left, blob.bottom));
    let tops = feet(letters, |blob| (blob.left, blob.top));
    let lefts = feet(letters, |blob| (blob.top, blob.left));
    let rights = feet(letters, |blob| (blob.top, blob.right));
    let across = best(&upright).1.max(best(&tops).1);
    let down = best(&lefts).1.max(best(&rights).1);
    letters.len() >= LETTERS_MIN && down > across * CLEARLY
}

/// How much the lines of text climb to the right: pixels down a pixel to the right, 0 when they are
/// level or there is too little to tell.
pub fn slope(letters: &[Blob]) -> f32 {
    let (slope, _) = best(&feet(letters, |blob| (blob.left, blob.bottom)));
    let is_level = letters.len() < LETTERS_MIN || slope.abs() < LEVEL;
    if is_level { 0.0 } else { slope }
}

/// Where the letters stand; of many, every n-th.
fn feet(letters: &[Blob], foot: impl Fn(&Blob) -> (u32, u32)) -> Vec<(f32, f32)> {
    let step = letters.len().div_ceil(LETTERS_MAX).max(1);
    let places = letters.iter().step_by(step).map(foot);
    places
        .map(|(along, across)| (along as f32, across as f32))
        .collect()
}

/// The slope at which the most letters stand in line, and how well they do.
fn best(feet: &[(f32, f32)]) -> (f32, f32) {
    let among = |from: f32, to: f32, step: f32| {
        let steps = ((to - from) / step).round() as u32;
        let slopes = (0..=steps).map(|at| from + at as f32 * step);
        slopes
            .map(|slope| (slope, in_line(feet, slope)))
            .max_by(|one, other| one.1.total_cmp(&other.1))
            .unwrap_or_default()
    };
    let (coarse, _) = among(-SLOPE_MAX, SLOPE_MAX, COARSE);
    among(coarse - COARSE, coarse + COARSE, FINE)
}

/// How well letters stand in line at a slope: the sum of the squares of how many share a row.
fn in_line(feet: &[(f32, f32)], slope: f32) -> f32 {
    let row = |(along, across): &(f32, f32)| (across - along * slope) / ROW;
    let first = feet.iter().map(row).fold(f32::INFINITY, f32::min);
    let last = feet.iter().map(row).fold(f32::NEG_INFINITY, f32::max);
    if feet.is_empty() {
        return 0.0;
    }
    let mut rows = vec![0_u32; (last - first) as usize + 2];
    for foot in feet {
        rows[(row(foot) - first) as usize] += 1;
    }
    // Two rows at a time: a line that stands across an edge counts no less.
    let pairs = rows.windows(2).map(|pair| (pair[0] + pair[1]) as f32);
    pairs.map(|count| count * count).sum()
}

/// The picture, of the same size, with lines of this slope made level around its middle.
pub fn straightened(picture: &Grey, slope: f32) -> Grey {
    if slope == 0.0 {
        return picture.clone();
    }
    let (sine, cosine) = slope.atan().sin_cos();
    let (middle_x, middle_y) = (picture.width as f32 / 2.0, picture.height as f32 / 2.0);
    let mut straight = picture.clone();
    for (y, row) in straight
        .pixels
        .chunks_exact_mut(picture.width as usize)
        .enumerate()
    {
        let down = y as f32 + 0.5 - middle_y;
        for (x, shade) in row.iter_mut().enumerate() {
            let along = x as f32 + 0.5 - middle_x;
            let from_x = middle_x + along * cosine - down * sine - 0.5;
            let from_y = middle_y + along * sine + down * cosine - 0.5;
            *shade = between(picture, from_x, from_y);
        }
    }
    straight
}

/// The shade between four pixels.
fn between(picture: &Grey, x: f32, y: f32) -> u8 {
    let (left, top) = (x.floor(), y.floor());
    let (along, down) = (x - left, y - top);
    let shade = |x: f32, y: f32| f32::from(picture.at(x as i64, y as i64).unwrap_or(PAPER));
    let above = shade(left, top) * (1.0 - along) + shade(left + 1.0, top) * along;
    let below = shade(left, top + 1.0) * (1.0 - along) + shade(left + 1.0, top + 1.0) * along;
    (above * (1.0 - down) + below * down).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::grey::Turn;
    use crate::scan::ink::Ink;

    /// Lines of letters, six pixels wide and ten high, that climb by a slope.
    fn lines(slope: f32) -> Grey {
        let mut page = Grey::new(800, 800, vec![PAPER; 800 * 800]);
        for at in 0..20 * 40 {
            let (line, letter) = (at / 40, at % 40);
            // Every third line is short, and letters have heights of their own.
            let (left, height) = (100 + letter * 15, 6 + (at * 7 % 5));
            let foot = 120 + line * 28 + (slope * (left as f32 - 400.0)) as i32;
            for (x, y) in (0..60).map(|pixel| (pixel % 6, pixel / 6)) {
                if y < height && (line % 3 > 0 || letter < 20) {
                    page.pixels[((foot - y) * 800 + left + x) as usize] = 0;
                }
            }
        }
        page
    }

    #[test]
    fn lines_that_climb_are_made_level() {
        for slope_of in [-0.12, -0.02, 0.0, 0.005, 0.08] {
            let page = lines(slope_of);
            let found = slope(&Ink::of(&page).letters());
            assert!((found - slope_of).abs() < 0.003, "{slope_of}: {found}");
            let level = slope(&Ink::of(&straightened(&page, found)).letters());
            assert!(level.abs() < 0.003, "{slope_of}: then {level}");
        }
    }

    #[test]
    fn a_page_that_lies_on_its_side_is_noticed() {
        for slope_of in [0.0, 0.05] {
            let page = lines(slope_of);
            assert!(!runs_down(&Ink::of(&page).letters()));
            assert!(!runs_down(&Ink::of(&page.turned(Turn::Around)).letters()));
            assert!(runs_down(&Ink::of(&page.turned(Turn::Left)).letters()));
            assert!(runs_down(&Ink::of(&page.turned(Turn::Right)).letters()));
        }
    }
}
