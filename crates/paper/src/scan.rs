//! Reads the picture of a page: evens its light, turns it upright and straight, takes out what is no
//! letter, and has the words recognised.

mod ink;
mod light;
mod ruled;
mod specks;
mod tilt;

use crate::picture::fits;
use crate::picture::grey::{Grey, Turn};
use crate::recognise::Recogniser;
use ink::{Blob, Ink};
use intake::page::{Area, Page, RULES_MAX, Unseen};

/// The most letters of a page that are recognised: four times a page of close type. What has more
/// is small print, which would take longer than a whole document may.
const LETTERS_MAX: usize = 16_000;
/// A page with fewer letters is not looked at again the other way up.
const LETTERS_TO_TURN: usize = 20;
/// How high letters should be, in pixels; where the half of them is lower, the page is enlarged.
const LETTER_HEIGHT: u32 = 20;
/// The most that a page is enlarged.
const ENLARGE_MAX: f32 = 3.0;

/// A page as it was seen in a picture.
pub struct Scan {
    /// The picture, upright and straight: the boxes of the words are of this one.
    pub picture: Grey,
    /// What stands on it.
    pub page: Page,
    /// How sure its letters are on average, in thousandths.
    pub confidence: u32,
    is_sure: bool,
}

/// Sees a page, whichever way up its picture is.
///
/// # Errors
/// [`Unseen`] when there is too much on it, or the recognition fails.
pub fn see(picture: &Grey, recogniser: &Recogniser) -> Result<Scan, Unseen> {
    let even = light::even(picture);
    let even = legible(&even, height(&Ink::of(&even).letters()));
    let letters = Ink::of(&even).letters();
    if letters.len() > LETTERS_MAX {
        return Err(Unseen::TooLarge(format!("{LETTERS_MAX} letters a page")));
    }
    let [likely, other] = match tilt::runs_down(&letters) {
        true => [Turn::Left, Turn::Right],
        false => [Turn::Not, Turn::Around],
    };
    let first = read(&even.turned(likely), recogniser)?;
    if first.is_sure || letters.len() < LETTERS_TO_TURN {
        return Ok(first);
    }
    let second = read(&even.turned(other), recogniser)?;
    let is_better = second.confidence > first.confidence;
    Ok(if is_better { second } else { first })
}

/// Reads a page whose lines run about level.
fn read(picture: &Grey, recogniser: &Recogniser) -> Result<Scan, Unseen> {
    let picture = tilt::straightened(picture, tilt::slope(&Ink::of(picture).letters()));
    let mut clean = picture.clone();
    let rules = ruled::take(&mut clean);
    let ink = Ink::of(&clean);
    let letter = height(&ink.letters());
    specks::wipe(&ink.blobs(), letter, &mut clean);
    let found = recogniser.read(&clean, |pixels| picture.units(pixels))?;
    let (confidence, is_sure) = (found.confidence, found.is_sure());
    let page = Page {
        width: picture.units(picture.width),
        height: picture.units(picture.height),
        rules: areas(&rules, &picture),
        words: found.words,
    };
    Ok(Scan {
        picture,
        page,
        is_sure,
        confidence,
    })
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

fn areas(rules: &[Blob], picture: &Grey) -> Vec<Area> {
    let area = |rule: &Blob| Area {
        left: picture.units(rule.left),
        top: picture.units(rule.top),
        right: picture.units(rule.right),
        bottom: picture.units(rule.bottom),
    };
    rules.iter().take(RULES_MAX).map(area).collect()
}
