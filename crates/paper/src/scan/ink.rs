//! The ink of a page: which pixels are dark, and the connected blobs that they make.

use crate::picture::grey::Grey;
use intake::page::Area;
use std::ops::Range;

/// What is darker than this is ink.
const INK: u8 = 160;
/// The most runs of ink that are put together; noise beyond that is left alone.
const RUNS_MAX: usize = 3_000_000;
/// A letter is at least this many pixels high or wide, and at most this share of the page's width.
const LETTER_MIN: u32 = 4;
const LETTER_MAX_SHARE: u32 = 16;

/// Which pixels of a page are ink.
#[derive(Clone)]
pub struct Ink {
    /// Pixels from left to right.
    pub width: usize,
    /// Row by row.
    dark: Vec<bool>,
}

/// Dark pixels that touch each other, sides or corners.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blob {
    /// The first column.
    pub left: u32,
    /// The first row.
    pub top: u32,
    /// Behind the last column.
    pub right: u32,
    /// Behind the last row.
    pub bottom: u32,
    /// How many pixels it has.
    pub pixels: u32,
}

impl Blob {
    /// From left to right.
    pub fn width(&self) -> u32 {
        self.right - self.left
    }

    /// From top to bottom.
    pub fn height(&self) -> u32 {
        self.bottom - self.top
    }

    /// Where it lies, in pixels.
    pub fn area(&self) -> Area {
        Area {
            left: self.left,
            top: self.top,
            right: self.right,
            bottom: self.bottom,
        }
    }

    /// With a margin, within a page of this size.
    pub fn grown(&self, by: u32, width: u32, height: u32) -> Blob {
        Blob {
            left: self.left.saturating_sub(by),
            top: self.top.saturating_sub(by),
            right: (self.right + by).min(width),
            bottom: (self.bottom + by).min(height),
            pixels: self.pixels,
        }
    }

    /// With left and top, right and bottom exchanged.
    pub fn flipped(self) -> Blob {
        Blob {
            left: self.top,
            top: self.left,
            right: self.bottom,
            bottom: self.right,
            pixels: self.pixels,
        }
    }

    fn add(&mut self, other: Blob) {
        self.left = self.left.min(other.left);
        self.top = self.top.min(other.top);
        self.right = self.right.max(other.right);
        self.bottom = self.bottom.max(other.bottom);
        self.pixels += other.pixels;
    }
}

impl Ink {
    /// The ink of a picture.
    pub fn of(picture: &Grey) -> Ink {
        Ink {
            width: picture.width as usize,
            dark: picture.pixels.iter().map(|shade| *shade < INK).collect(),
        }
    }

    /// Rows from top to bottom.
    pub fn height(&self) -> usize {
        self.dark.len() / self.width.max(1)
    }

    /// A page without ink.
    pub fn blank(width: usize, height: usize) -> Ink {
        let dark = vec![false; width * height];
        Ink { width, dark }
    }

    /// The page with its left and top, right and bottom exchanged.
    pub fn flipped(&self) -> Ink {
        let columns = 0..self.width;
        let column = |x: usize| self.dark.iter().skip(x).step_by(self.width.max(1)).copied();
        Ink {
            width: self.height(),
            dark: columns.flat_map(column).collect(),
        }
    }

    /// A row, from the left.
    pub fn row(&self, y: usize) -> &[bool] {
        &self.dark[y * self.width..][..self.width]
    }

    /// Whether there is ink in this column of this row.
    pub fn is_dark(&self, x: u32, y: u32) -> bool {
        self.dark[y as usize * self.width + x as usize]
    }

    /// Puts ink into columns of a row.
    pub fn darken(&mut self, columns: Range<usize>, y: usize) {
        self.dark[y * self.width..][columns].fill(true);
    }

    /// Takes the ink out of columns of a row.
    pub fn lighten(&mut self, columns: Range<usize>, y: usize) {
        self.dark[y * self.width..][columns].fill(false);
    }

    /// The blobs that have the size of letters.
    pub fn letters(&self) -> Vec<Blob> {
        let largest = (self.width.max(self.height()) as u32 / LETTER_MAX_SHARE).max(LETTER_MIN);
        let is_letter = |blob: &Blob| {
            let side = blob.width().max(blob.height());
            (LETTER_MIN..=largest).contains(&side)
        };
        self.blobs().into_iter().filter(is_letter).collect()
    }

    /// All blobs.
    pub fn blobs(&self) -> Vec<Blob> {
        let mut groups = Groups::default();
        let mut above: Vec<(Range<usize>, usize)> = Vec::new();
        for (y, row) in self.dark.chunks_exact(self.width.max(1)).enumerate() {
            let mut here = Vec::with_capacity(above.len());
            let mut first = 0;
            for run in runs(row) {
                if groups.parents.len() >= RUNS_MAX {
                    return groups.blobs();
                }
                let group = groups.begin(&run, y);
                // Runs of the row above that end before this one can't touch a later one either.
                while first < above.len() && above[first].0.end < run.start {
                    first += 1;
                }
                for (_, other) in
                    (above[first..].iter()).take_while(|(other, _)| other.start <= run.end)
                {
                    groups.join(group, *other);
                }
                here.push((run, group));
            }
            above = here;
        }
        groups.blobs()
    }
}

/// The dark stretches of a row.
pub fn runs(row: &[bool]) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + row[at..].iter().position(|dark| *dark)?;
        let length = row[start..].iter().position(|dark| !dark);
        at = length.map_or(row.len(), |length| start + length);
        Some(start..at)
    })
}

/// Runs that were found to belong together.
#[derive(Default)]
struct Groups {
    parents: Vec<u32>,
    blobs: Vec<Blob>,
}

impl Groups {
    fn begin(&mut self, run: &Range<usize>, y: usize) -> usize {
        let number = self.parents.len();
        self.parents.push(number as u32);
        self.blobs.push(Blob {
            left: run.start as u32,
            top: y as u32,
            right: run.end as u32,
            bottom: y as u32 + 1,
            pixels: run.len() as u32,
        });
        number
    }

    fn root(&mut self, mut of: usize) -> usize {
        while self.parents[of] as usize != of {
            self.parents[of] = self.parents[self.parents[of] as usize];
            of = self.parents[of] as usize;
        }
        of
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        if one != other {
            let (first, later) = (one.min(other), one.max(other));
            self.parents[later] = first as u32;
            let blob = self.blobs[later];
            self.blobs[first].add(blob);
        }
    }

    fn blobs(&self) -> Vec<Blob> {
        let is_root = |number: &usize| self.parents[*number] as usize == *number;
        let roots = (0..self.parents.len()).filter(is_root);
        roots.map(|root| self.blobs[root]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::grey::drawn;

    #[test]
    fn pixels_that_touch_by_side_or_corner_are_one_blob() {
        let picture = drawn(&["#.#..#", "###.#.", ".....#", "#....."]);
        let blobs = Ink::of(&picture).blobs();
        let told: Vec<(u32, u32, u32, u32, u32)> = blobs
            .iter()
            .map(|blob| (blob.left, blob.top, blob.right, blob.bottom, blob.pixels))
            .collect();
        assert_eq!(told, [(0, 0, 3, 2, 5), (4, 0, 6, 3, 3), (0, 3, 1, 4, 1)]);
    }
}
