//! Reads the picture of a page: evens its light, turns it upright and straight, takes out what is no
//! letter, and has the words recognised.

mod ink;
mod light;
mod ruled;
mod screen;
mod specks;
mod tilt;

use crate::picture::fits;
use crate::picture::grey::{Grey, Turn};
use crate::recognise::{Found, Recogniser, sureness};
use ink::{Blob, Ink};
use intake::page::{Area, Page, RULES_MAX, Unseen, Word};

/// The most letters of a page that are recognised: four times a page of close type. What has more
/// is small print, which would take longer than a whole document may.
const LETTERS_MAX: usize = 16_000;
/// A page with fewer letters is not looked at again the other way up.
const LETTERS_TO_TURN: usize = 20;
/// How high letters should be, in pixels; where the half of them is lower, the page is enlarged.
const LETTER_HEIGHT: u32 = 20;
/// The most that a page is enlarged.
const ENLARGE_MAX: f32 = 3.0;
/// A word that is less sure than this is looked at again by itself.
const READ: u16 = 600;
/// With fewer letters left unread, nothing is looked at again.
const UNREAD_MIN: usize = 3;
const PAPER: u8 = 255;

/// A page as it was seen in a picture.
pub struct Scan {
    /// The picture, upright and straight: the boxes of the words are of this one.
    pub picture: Grey,
    /// What stands on it.
    pub page: Page,
}

/// Sees a page, whichever way up its picture is.
///
/// # Errors
/// [`Unseen`] when there is too much on it, or the recognition fails.
pub fn see(picture: &Grey, recogniser: &Recogniser) -> Result<Scan, Unseen> {
    let even = light::even(&screen::smoothed(picture));
    let even = legible(&even, height(&Ink::of(&even).letters()));
    let letters = Ink::of(&even).letters();
    if letters.len() > LETTERS_MAX {
        return Err(Unseen::TooLarge(format!("{LETTERS_MAX} letters a page")));
    }
    let [likely, other] = match tilt::runs_down(&letters) {
        true => [Turn::Left, Turn::Right],
        false => [Turn::Not, Turn::Around],
    };
    let first = Look::at(&even.turned(likely), recogniser)?;
    if first.found.is_sure() || letters.len() < LETTERS_TO_TURN {
        return Ok(first.completed(recogniser));
    }
    let second = Look::at(&even.turned(other), recogniser)?;
    let is_better = second.found.confidence > first.found.confidence;
    let better = if is_better { second } else { first };
    Ok(better.completed(recogniser))
}

/// A look at a page whose lines run about level.
struct Look {
    picture: Grey,
    /// The picture without what is no letter.
    clean: Grey,
    rules: Vec<Blob>,
    /// How high its letters are, in pixels.
    letter: u32,
    found: Found,
}

impl Look {
    fn at(picture: &Grey, recogniser: &Recogniser) -> Result<Look, Unseen> {
        let picture = tilt::straightened(picture, tilt::slope(&Ink::of(picture).letters()));
        let mut clean = picture.clone();
        let rules = ruled::take(&mut clean);
        let ink = Ink::of(&clean);
        let letter = height(&ink.letters());
        specks::wipe(&ink.blobs(), letter, &mut clean);
        let found = recogniser.read(&clean)?;
        Ok(Look {
            picture,
            clean,
            rules,
            letter,
            found,
        })
    }

    /// The page, with what stands by itself or in letters of another size: the first look takes a
    /// page as one block of lines, and loses what is in no line with the rest.
    fn completed(self, recogniser: &Recogniser) -> Scan {
        let more = |rest| recogniser.read_rest(&self.found, &rest).ok();
        let found = self.unread().and_then(more).unwrap_or(self.found);
        let picture = self.picture;
        let word = |word: Word| Word {
            area: area(word.area, &picture),
            ..word
        };
        let rule = |rule: &Blob| area(rule.area(), &picture);
        let page = Page {
            width: picture.units(picture.width),
            height: picture.units(picture.height),
            rules: self.rules.iter().take(RULES_MAX).map(rule).collect(),
            words: found.words.into_iter().map(word).collect(),
        };
        Scan { picture, page }
    }

    /// The picture of what is not surely read; `None` when that is nothing but marks.
    fn unread(&self) -> Option<Grey> {
        let mut rest = self.clean.clone();
        let read = self.found.words.iter();
        for word in read.filter(|word| sureness(word) >= READ) {
            let columns = word.area.left..word.area.right.min(rest.width);
            rest.fill(
                columns,
                word.area.top..word.area.bottom.min(rest.height),
                PAPER,
            );
        }
        let left = Ink::of(&rest).letters();
        let whole = left.iter().filter(|blob| blob.height() * 2 >= self.letter);
        (whole.count() >= UNREAD_MIN).then_some(rest)
    }
}

/// How high the middle one of these letters is.
fn height(letters: &[Blob]) -> u32 {
    let mut heights: Vec<u32> = letters.iter().map(Blob::height).collect();
    heights.sort_unstable();
    heights
        .get(heights.len() / 2)
        .copied()
        .unwrap_or(LETTER_HEIGHT)
}

/// The picture, enlarged when its letters are low.
fn legible(picture: &Grey, letter: u32) -> Grey {
    let factor = (LETTER_HEIGHT as f32 / letter.max(1) as f32).clamp(1.0, ENLARGE_MAX);
    let larger = |pixels: u32| (pixels as f32 * factor).round() as u32;
    let (width, height) = (larger(picture.width), larger(picture.height));
    match fits(width, height) {
        Ok(()) => picture.resized(width, height),
        Err(_) => picture.clone(),
    }
}

/// Pixels as units of the page.
fn area(pixels: Area, picture: &Grey) -> Area {
    Area {
        left: picture.units(pixels.left),
        top: picture.units(pixels.top),
        right: picture.units(pixels.right),
        bottom: picture.units(pixels.bottom),
    }
}
