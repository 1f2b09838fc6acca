//! Paper: pages of words as eyes see them, and the eyes themselves, without recognition of text.

use super::samples;
use crate::sound;
use crate::target::Target;
use ::paper::Sight;
use image::{DynamicImage, ImageFormat, Luma};
use intake::page::{Area, Eyes, Page, Seen, Sheets, Unseen, Word};
use std::io::Cursor;
use tiff::encoder::{Compression, TiffEncoder, colortype};

pub const PRINTED: Target = Target {
    name: "printed",
    about: "what stands on pages: a text as words in columns, `~` before one that nobody sees, `-----` for a rule",
    samples: || vec![PRINTED_SAMPLE.as_bytes().to_vec()],
    words: &[
        "Purchase order",
        "PO No: ",
        "Qty",
        "Unit price",
        "Total",
        "Ship to:",
        "Delivery date",
        "הזמנה",
        "כמות",
        "1.234,50",
        "1,234.50",
        "-----",
        "\u{c}",
        "~",
        "          ",
    ],
    check: |bytes| {
        let eyes = Shown(sheets(&String::from_utf8_lossy(bytes)));
        sound::check(bytes, &intake::read(PDF_BEGINNING, None, &eyes));
    },
    short: 15,
};

/// What makes a document one for eyes.
const PDF_BEGINNING: &[u8] = b"%PDF-1.7\n";

const PRINTED_SAMPLE: &str = "\
North Shop Ltd                          PURCHASE ORDER
1 Quay Street, Leeds                    PO No: 4711
                                        Date: 01.03.2026
Ship to:                                Supplier:
North Depot                             Kept Ltd
Haifa 31000                             Delivery date: 15.03.2026
----------------------------------------------------------------------
No   Item      Description              Qty    Unit   Price    Amount
1    TEA-1     Green tea, organic       12     cases  4.50     54.00
2    OIL-7     Olive oil 1 l            100    each   12.25    1,225.00
                                               Net             1,279.00
                                               VAT 17%         217.43
                                               Total           1,496.43
\u{c}Page 2                                  Terms: 30 days
";

/// Width and height of a character, in hundredths of a point.
const CHARACTER: (u32, u32) = (550, 1_000);
/// From one line to the next.
const LEADING: u32 = 1_300;

/// Eyes that have seen this.
struct Shown(Sheets);

impl Eyes for Shown {
    fn look(&self, _: &[u8]) -> Result<Sheets, Unseen> {
        Ok(self.0.clone())
    }
}

/// A text as pages, one behind each form feed.
fn sheets(text: &str) -> Sheets {
    let pages = text.split('\u{c}').take(intake::page::PAGES_MAX);
    Sheets {
        pages: pages.map(page).collect(),
        ..Sheets::default()
    }
}

fn page(text: &str) -> Page {
    let mut page = Page {
        width: 59_500,
        height: 84_200,
        ..Page::default()
    };
    for (line, top) in text.lines().zip((LEADING..).step_by(LEADING as usize)) {
        let mut left = CHARACTER.0;
        for word in line.split(' ') {
            let width = word.chars().count() as u32 * CHARACTER.0;
            let area = Area {
                left,
                top,
                right: left + width,
                bottom: top + CHARACTER.1,
            };
            left = area.right + CHARACTER.0;
            match word.strip_prefix('~') {
                _ if word.starts_with("-----") => page.rules.push(area),
                Some(hidden) => add(&mut page, hidden, area, Seen::Hidden),
                None => add(&mut page, word, area, Seen::Printed),
            }
        }
    }
    page
}

fn add(page: &mut Page, text: &str, area: Area, seen: Seen) {
    let has_room = page.words.len() < intake::page::WORDS_MAX;
    if has_room && !text.trim().is_empty() {
        let text = text.to_owned();
        page.words.push(Word { text, area, seen });
    }
}

pub const PDF: Target = Target {
    name: "pdf",
    about: "PDF: read, and its first page drawn",
    samples: || {
        let mut files = samples(&[".pdf"]);
        files.push(PDF_SAMPLE.as_bytes().to_vec());
        files
    },
    words: &[
        "1 0 R",
        "endobj",
        "stream\n",
        "endstream",
        "/Kids[3 0 R]",
        "/MediaBox[0 0 9 9]",
        "/Filter/FlateDecode",
        "<<",
        ">>",
        "[",
        "BT /F1 9 Tf (x) Tj ET",
        " cm",
        "/Length ",
        "trailer<</Root 1 0 R>>",
        "q ",
        "0 0 9 9 re f",
    ],
    check: paper,
    short: 4,
};

const PDF_SAMPLE: &str = "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n\
    2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n\
    3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>\nendobj\n\
    4 0 obj\n<</Length 150>>\nstream\nBT /F1 10 Tf 20 150 Td (PO No: 4711) Tj 0 -20 Td (Item Qty) Tj 0 -12 Td (TEA-1 12) Tj ET\n\
    0 0 1 RG 20 100 m 200 100 l S q 1 0 0 1 5 5 cm 10 10 30 30 re f Q\nendstream\nendobj\n\
    5 0 obj\n<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>\nendobj\ntrailer\n<</Size 6/Root 1 0 R>>\n%%EOF\n";

pub const PICTURE: Target = Target {
    name: "picture",
    about: "PNG, JPEG and TIFF with fax in it: decoded, and drawn",
    samples: pictures,
    words: &["\u{89}PNG", "IHDR", "IDAT", "IEND", "II*\0", "MM\0*"],
    check: paper,
    short: 200,
};

/// The side of the pictures that inputs are made of, in pixels.
const SIDE: u32 = 40;

fn pictures() -> Vec<Vec<u8>> {
    let shade = |x: u32, y: u32| Luma([(x * y % 251) as u8]);
    let picture = image::GrayImage::from_fn(SIDE, SIDE, shade);
    let tiff = |compression| {
        let mut bytes = Cursor::new(Vec::new());
        let encoder =
            TiffEncoder::new(&mut bytes).map(|encoder| encoder.with_compression(compression));
        let written = encoder.and_then(|mut encoder| {
            encoder.write_image::<colortype::Gray8>(SIDE, SIDE, picture.as_raw())
        });
        written.expect("memory takes everything");
        bytes.into_inner()
    };
    let mut files = vec![
        tiff(Compression::Uncompressed),
        tiff(Compression::Lzw),
        tiff(Compression::Packbits),
    ];
    files.extend([fax(3), fax(4)]);
    for format in [ImageFormat::Png, ImageFormat::Jpeg] {
        let mut bytes = Cursor::new(Vec::new());
        let written = DynamicImage::from(picture.clone()).write_to(&mut bytes, format);
        written.expect("memory takes everything");
        files.push(bytes.into_inner());
    }
    files
}

/// A TIFF (6.0, section 2) of one strip of fax, packed by T.4 (3) or T.6 (4).
fn fax(packing: u16) -> Vec<u8> {
    let strip = [
        0x26, 0xA0, 0x5F, 0xFB, 0x4D, 0x9E, 0x35, 0x17, 0x00, 0x10, 0x01,
    ];
    // Tag, type (3 is SHORT, 4 is LONG) and value of each entry.
    let entries: [(u16, u16, u32); 9] = [
        (256, 3, 64),
        (257, 3, 8),
        (258, 3, 1),
        (259, 3, u32::from(packing)),
        (262, 3, 0),
        (273, 4, 8),
        (277, 3, 1),
        (278, 3, 8),
        (279, 4, strip.len() as u32),
    ];
    let directory = (8 + strip.len()).next_multiple_of(2);
    let mut bytes = b"II*\0".to_vec();
    bytes.extend((directory as u32).to_le_bytes());
    bytes.extend(strip);
    bytes.resize(directory, 0);
    bytes.extend((entries.len() as u16).to_le_bytes());
    for (tag, kind, value) in entries {
        bytes.extend([tag.to_le_bytes(), kind.to_le_bytes()].concat());
        bytes.extend([1u32.to_le_bytes(), value.to_le_bytes()].concat());
    }
    bytes.extend([0; 4]);
    bytes
}

/// How wide a page is drawn, in pixels.
const DRAWN: u32 = 200;

fn paper(bytes: &[u8]) {
    let sight = Sight::without_recognition();
    sound::check(bytes, &intake::read(bytes, None, &sight));
    let _ = sight.draw(bytes, 1, DRAWN);
}
