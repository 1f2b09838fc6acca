//! A page as a reader sees it: words with their boxes, however they came onto it.
//!
//! Pages are made by whoever has [`Eyes`]: this room has none, so that it stays free of I/O and of
//! the weight of PDF and pictures.

use crate::request::Confidence;
use serde::{Deserialize, Serialize};

/// The most pages of one document that are looked at.
pub const PAGES_MAX: usize = 100;
/// The most words of one page that are kept; the rest is not read.
pub const WORDS_MAX: usize = 20_000;
/// The most ruled lines of one page that are kept.
pub const RULES_MAX: usize = 5_000;
/// How many units of an [`Area`] are one PostScript point (1/72 inch).
pub const UNITS_PER_POINT: u32 = 100;

/// A rectangle on a page as it is shown, in hundredths of a point from the top left corner.
/// `left <= right` and `top <= bottom`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Area {
    /// Left edge.
    pub left: u32,
    /// Upper edge.
    pub top: u32,
    /// Right edge.
    pub right: u32,
    /// Lower edge.
    pub bottom: u32,
}

impl Area {
    /// From left to right.
    pub fn width(&self) -> u32 {
        self.right.saturating_sub(self.left)
    }

    /// From top to bottom.
    pub fn height(&self) -> u32 {
        self.bottom.saturating_sub(self.top)
    }

    /// The middle from left to right.
    pub fn middle_x(&self) -> u32 {
        self.left.midpoint(self.right)
    }

    /// The middle from top to bottom.
    pub fn middle_y(&self) -> u32 {
        self.top.midpoint(self.bottom)
    }

    /// The smallest area that holds both.
    pub fn with(self, other: Area) -> Area {
        Area {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// The area that holds all; `None` of none.
    pub fn around(areas: impl IntoIterator<Item = Area>) -> Option<Area> {
        areas.into_iter().reduce(Area::with)
    }
}

/// How a word came to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seen {
    /// Text that is printed where a person sees it.
    Printed,
    /// Text that a person does not see: drawn invisibly, in the colour of what is behind it, under
    /// something else, outside of the page or too small to read. Never a source of a value.
    Hidden,
    /// Recognised in a picture, this surely.
    Recognised(Confidence),
}

/// A word: characters without blanks between them, in the order in which they are read (Hebrew
/// from its first letter on).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// The characters; never empty.
    pub text: String,
    /// Where it stands.
    pub area: Area,
    /// How it is known.
    pub seen: Seen,
}

/// One page, turned as it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Width in hundredths of a point.
    pub width: u32,
    /// Height in hundredths of a point.
    pub height: u32,
    /// The words, line by line from the top, each line from the left as it is shown.
    pub words: Vec<Word>,
    /// Straight lines and edges of boxes that are drawn: the rules of a table. Each is thin in one
    /// direction.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Area>,
}

impl Page {
    /// True when most letters are written from right to left.
    pub fn is_rtl(&self) -> bool {
        let letters = || self.words.iter().flat_map(|word| word.text.chars());
        let hebrew = letters().filter(|c| is_hebrew(*c)).count();
        hebrew * 2 > letters().filter(|c| c.is_alphabetic()).count()
    }
}

/// A letter that is written from right to left.
pub(crate) fn is_hebrew(c: char) -> bool {
    ('א'..='ת').contains(&c)
}

/// Why something on paper was not seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unseen {
    /// It asks for a password.
    Locked,
    /// It is damaged, or no document of its kind; with what was found.
    Damaged(String),
    /// It is larger than what is looked at; with the limit.
    TooLarge(String),
    /// It is a picture, and the machine has nothing that recognises text; with what to install.
    NoRecognition(String),
    /// This program was given no eyes at all.
    Blind,
}

/// What was seen of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheets {
    /// The pages, in their order; one that could not be seen has no words.
    pub pages: Vec<Page>,
    /// Pages (counted from 1) that could not be seen, and why.
    pub unseen: Vec<(u16, Unseen)>,
    /// Files that the document carries inside it: name and bytes.
    pub attached: Vec<(String, Vec<u8>)>,
}

impl Sheets {
    /// Adds the page of this number; one that could not be seen is empty.
    pub fn add(&mut self, number: u16, seen: Result<Page, Unseen>) {
        let page = seen.unwrap_or_else(|why| {
            self.unseen.push((number, why));
            Page::default()
        });
        self.pages.push(page);
    }
}

/// What turns paper (PDF, TIFF, PNG, JPEG) into pages.
pub trait Eyes {
    /// Looks at a document.
    ///
    /// # Errors
    /// [`Unseen`] when nothing of it can be shown.
    fn look(&self, bytes: &[u8]) -> Result<Sheets, Unseen>;
}

/// Eyes that see nothing: for those who read only what is written, not what is shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Blind;

impl Eyes for Blind {
    fn look(&self, _: &[u8]) -> Result<Sheets, Unseen> {
        Err(Unseen::Blind)
    }
}
