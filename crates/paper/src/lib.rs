//! Eyes for documents on paper: a PDF or a picture becomes pages, words and boxes.
//!
//! Everything here is meant to run in the limited child process that reads one document: a hostile
//! file may at worst end that process. Lengths are floats inside, as PDF has them, and leave this
//! room as whole hundredths of a point.

mod draw;
mod pdf;
mod picture;
mod recognise;
mod scan;
mod tiff;
mod words;

pub use draw::WIDTH_MAX;
use intake::page::{Eyes, Sheets, Unseen};
use picture::grey::Grey;
use recognise::Recogniser;
use std::sync::OnceLock;

/// Looks at documents.
#[derive(Clone, Debug, Default)]
pub struct Sight {
    /// What recognises text, once somebody asked; `None` without Tesseract.
    recogniser: OnceLock<Option<Recogniser>>,
}

impl Sight {
    /// Eyes with everything that this machine has to see with.
    pub fn new() -> Sight {
        Sight::default()
    }

    /// Eyes that recognise nothing in pictures, whatever this machine has.
    pub fn without_recognition() -> Sight {
        Sight {
            recogniser: OnceLock::from(None),
        }
    }

    /// What there is to see with, in a sentence for whoever starts the program.
    pub fn means(&self) -> String {
        match self.recogniser().map(Recogniser::languages) {
            None => "pictures and scans are not read: tesseract-ocr is not installed".to_owned(),
            Some([]) => "pictures and scans are not read: Tesseract has no language".to_owned(),
            Some(found) => format!("pictures are read by Tesseract in {}", found.join(" and ")),
        }
    }

    fn recogniser(&self) -> Option<&Recogniser> {
        self.recogniser.get_or_init(Recogniser::find).as_ref()
    }

    fn look_at_pictures(&self, pictures: &[Grey]) -> Result<Sheets, Unseen> {
        let recogniser = self.recogniser().ok_or_else(recognise::missing)?;
        let recogniser = recogniser.for_document();
        let mut sheets = Sheets::default();
        for (number, picture) in (1..).zip(pictures) {
            sheets.add(
                number,
                scan::see(picture, &recogniser).map(|scan| scan.page),
            );
        }
        Ok(sheets)
    }
}

impl Eyes for Sight {
    fn look(&self, bytes: &[u8]) -> Result<Sheets, Unseen> {
        match pictures(bytes) {
            Some(pictures) => self.look_at_pictures(&pictures?),
            None => pdf::look(bytes, self.recogniser()),
        }
    }
}

/// The pages of a document that is made of pictures; `None` when it is none.
fn pictures(bytes: &[u8]) -> Option<Result<Vec<Grey>, Unseen>> {
    if tiff::is_one(bytes) {
        return Some(tiff::pages(bytes));
    }
    let format = picture::format(bytes)?;
    Some(picture::decode(bytes, format).map(|page| vec![page]))
}
