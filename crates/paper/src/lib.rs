//! Eyes for documents on paper: a PDF or a picture becomes pages, words and boxes.
//!
//! Everything here is meant to run in the limited child process that reads one document: a hostile
//! file may at worst end that process. Lengths are floats inside, as PDF has them, and leave this
//! room as whole hundredths of a point.

mod pdf;
mod picture;
mod recognise;
mod scan;
mod tiff;
mod words;

use intake::page::{Eyes, Page, Sheets, Unseen};
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
        let mut sheets = Sheets::default();
        for (number, picture) in (1..).zip(pictures) {
            match scan::see(picture, recogniser) {
                Ok(scan) => sheets.pages.push(scan.page),
                Err(why) => {
                    sheets.pages.push(Page::default());
                    sheets.unseen.push((number, why));
                }
            }
        }
        Ok(sheets)
    }
}

impl Eyes for Sight {
    fn look(&self, bytes: &[u8]) -> Result<Sheets, Unseen> {
        if tiff::is_one(bytes) {
            return self.look_at_pictures(&tiff::pages(bytes)?);
        }
        match picture::format(bytes) {
            Some(format) => self.look_at_pictures(&[picture::decode(bytes, format)?]),
            None => pdf::look(bytes),
        }
    }
}
