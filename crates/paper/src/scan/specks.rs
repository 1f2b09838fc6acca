//! Wipes the specks of a bad line or a dusty glass: what is tiny and stands alone.

use super::ink::Blob;
use crate::picture::grey::Grey;
use std::collections::HashSet;

/// A speck is at most this share of a letter's height high and wide.
const SPECK_SHARE: u32 = 4;
/// With fewer specks than this, the page is left as it is.
const SPECKS_MIN: usize = 100;
const PAPER: u8 = 255;

/// Wipes what is tiny and has no letter beside it, on a page whose letters are about this high: a
/// decimal point or the dot of an i is never further from a letter.
pub fn wipe(blobs: &[Blob], letter: u32, picture: &mut Grey) {
    let largest = letter / SPECK_SHARE;
    let is_tiny = |blob: &&Blob| blob.width().max(blob.height()) <= largest;
    let (width, height) = (picture.width, picture.height);
    let letters = blobs.iter().filter(|blob| !is_tiny(blob));
    let taken: HashSet<(u32, u32)> = letters.flat_map(|blob| cells(*blob, letter)).collect();
    let is_alone = |blob: &&Blob| {
        let around = blob.grown(letter, width, height);
        cells(around, letter).all(|cell| !taken.contains(&cell))
    };
    let specks: Vec<&Blob> = (blobs.iter().filter(is_tiny)).filter(is_alone).collect();
    if specks.len() >= SPECKS_MIN {
        for speck in specks {
            picture.fill(speck.left..speck.right, speck.top..speck.bottom, PAPER);
        }
    }
}

/// The squares of this side that a blob lies in.
fn cells(blob: Blob, side: u32) -> impl Iterator<Item = (u32, u32)> {
    let side = side.max(1);
    let columns = blob.left / side..blob.right.div_ceil(side);
    let rows = blob.top / side..blob.bottom.div_ceil(side);
    rows.flat_map(move |row| columns.clone().map(move |column| (column, row)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::ink::Ink;

    #[test]
    fn the_dust_of_a_fax_goes_and_a_decimal_point_stays() {
        let mut page = Grey::new(600, 600, vec![PAPER; 600 * 600]);
        page.fill(300..308, 300..312, 0);
        page.fill(310..312, 310..312, 0);
        let clean = page.clone();
        for (x, y) in (0..150).map(|at| (at % 15 * 40, at / 15 * 20)) {
            page.fill(x..x + 2, y..y + 1, 0);
        }
        wipe(&Ink::of(&page).blobs(), 12, &mut page);
        assert_eq!(page, clean);
    }

    #[test]
    fn a_page_with_little_dust_is_left_as_it_is() {
        let mut page = Grey::new(600, 600, vec![PAPER; 600 * 600]);
        (0..20).for_each(|at| page.fill(at * 20..at * 20 + 2, 300..302, 0));
        let before = page.clone();
        wipe(&Ink::of(&page).blobs(), 12, &mut page);
        assert_eq!(page, before);
    }
}
