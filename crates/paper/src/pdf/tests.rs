//! What a person sees of a page, and what is only in the file.

use super::{look, open, render};
use crate::picture::grey::{Grey, Turn};
use crate::recognise::Recogniser;
use intake::page::{Seen, Sheets, Unseen};

/// A one-page PDF of 200 × 200 points that draws this, in Helvetica as `/F`.
pub fn drawing(content: &str) -> Vec<u8> {
    drawing_with(content, &Grey::new(1, 1, vec![0]))
}

/// The same with a picture, to be drawn as `/P`.
fn drawing_with(content: &str, picture: &Grey) -> Vec<u8> {
    let attached = "hello";
    let shades: String = picture
        .pixels
        .iter()
        .map(|shade| format!("{shade:02x}"))
        .collect();
    let objects = [
        "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a)6 0 R]>>>>>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R\
         /Resources<</Font<</F 5 0 R>>/XObject<</P 8 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
        "<</Type/Filespec/F(order.xml)/EF<</F 7 0 R>>>>".to_owned(),
        format!(
            "<</Length {}>>stream\n{attached}\nendstream",
            attached.len()
        ),
        format!(
            "<</Type/XObject/Subtype/Image/Width {}/Height {}/ColorSpace/DeviceGray\
             /BitsPerComponent 8/Filter/ASCIIHexDecode/Length {}>>stream\n{shades}>\nendstream",
            picture.width,
            picture.height,
            shades.len() + 1
        ),
    ];
    let mut file = "%PDF-1.7\n".to_owned();
    for (number, object) in (1..).zip(&objects) {
        file += &format!("{number} 0 obj\n{object}\nendobj\n");
    }
    (file + "trailer<</Size 9/Root 1 0 R>>\n%%EOF").into_bytes()
}

fn seen(content: &str) -> Sheets {
    look(&drawing(content), None).expect("the drawing is a PDF")
}

/// Its words, those that nobody sees in brackets.
fn words(content: &str) -> String {
    let word = |word: &intake::page::Word| match word.seen {
        Seen::Hidden => format!("[{}]", word.text),
        Seen::Printed | Seen::Recognised(_) => word.text.clone(),
    };
    let sheets = seen(content);
    let words: Vec<String> = sheets
        .pages
        .iter()
        .flat_map(|page| &page.words)
        .map(word)
        .collect();
    words.join(" ")
}

#[test]
fn printed_text_is_seen_and_text_in_the_colour_of_paper_is_not() {
    assert_eq!(
        words("BT /F 12 Tf 20 100 Td (Order 4711) Tj ET"),
        "Order 4711"
    );
    assert_eq!(
        words("BT 1 g /F 12 Tf 20 100 Td (price 0.01) Tj ET"),
        "[price] [0.01]"
    );
    assert_eq!(
        words("0 g 0 90 200 40 re f BT 1 g /F 12 Tf 20 100 Td (Total) Tj ET"),
        "Total"
    );
}

#[test]
fn text_that_is_covered_invisible_tiny_or_off_the_page_is_hidden() {
    assert_eq!(
        words("BT /F 12 Tf 20 100 Td (gone) Tj ET 1 g 0 90 200 40 re f"),
        "[gone]"
    );
    assert_eq!(words("BT 3 Tr /F 12 Tf 20 100 Td (gone) Tj ET"), "[gone]");
    assert_eq!(words("BT /F 1.5 Tf 20 100 Td (gone) Tj ET"), "[gone]");
    assert_eq!(words("BT /F 12 Tf 320 100 Td (gone) Tj ET"), "[gone]");
    assert_eq!(
        words("q 0 0 10 10 re W n BT /F 12 Tf 20 100 Td (gone) Tj ET Q"),
        "[gone]"
    );
}

#[test]
fn strokes_thin_boxes_and_edges_of_boxes_are_the_rules_of_a_table() {
    let sheets = seen("1 w 20 150 m 180 150 l S 20 100 160 0.5 re f 50 20 m 60 90 l S");
    let rules: Vec<(u32, u32)> = sheets.pages[0]
        .rules
        .iter()
        .map(|rule| (rule.middle_y(), rule.width()))
        .collect();
    assert_eq!(rules, [(5000, 16_100), (9975, 16_000)]);
    assert_eq!(seen("0.9 g 20 50 100 40 re f").pages[0].rules.len(), 4);
}

#[test]
fn a_file_that_the_document_carries_is_handed_out() {
    assert_eq!(
        seen("").attached,
        [("order.xml".to_owned(), b"hello".to_vec())]
    );
}

#[test]
fn a_blank_without_room_does_not_part_a_word() {
    assert_eq!(
        words("BT /F 12 Tf 20 100 Td [(F) 0 ( ) 278 (actura)] TJ ET"),
        "Factura"
    );
}

/// A typed order, in the picture that a scanner makes of it.
fn scanned(turn: Turn) -> Grey {
    let typed = "BT /F 9 Tf 20 170 Td (Purchase order 4711) Tj 0 -30 Td (Item Quantity Price) Tj \
                 0 -14 Td (Lamp 12 7.50) Tj 0 -14 Td (Shade 30 4.25) Tj ET";
    let pdf = open(&drawing(typed)).expect("the drawing is a PDF");
    render::grey(&pdf.pages()[0]).turned(turn)
}

/// Places the picture over the whole page, and something that nobody sees.
const SCAN: &str = "q 200 0 0 200 0 0 cm /P Do Q BT 3 Tr /F 9 Tf 20 170 Td (Guessed) Tj ET";

/// Tesseract, unless it is not installed: then the test says that it has nothing to try.
fn recogniser() -> Option<Recogniser> {
    let found = Recogniser::find();
    if found.is_none() {
        eprintln!("skipped: Tesseract is not installed");
    }
    found
}

#[test]
fn a_scanned_page_is_recognised_whichever_way_up_it_lay() {
    let Some(recogniser) = recogniser() else {
        return;
    };
    for turn in [Turn::Not, Turn::Left, Turn::Around] {
        let scan = drawing_with(SCAN, &scanned(turn));
        let sheets = look(&scan, Some(&recogniser)).expect("the scan is a PDF");
        let words: Vec<&str> = sheets.pages[0]
            .words
            .iter()
            .map(|word| &*word.text)
            .collect();
        let expected = "Purchase order 4711 Item Quantity Price Lamp 12 7.50 Shade 30 4.25";
        assert_eq!(words.join(" "), expected, "{turn:?}");
        let first = sheets.pages[0].words[0].area;
        assert!(
            first.left.abs_diff(2_000) < 150 && first.bottom.abs_diff(3_000) < 250,
            "{first:?}"
        );
    }
}

#[test]
fn without_recognition_the_text_laid_under_a_scan_is_doubted_and_a_bare_scan_is_unseen() {
    let sheets = look(&drawing_with(SCAN, &scanned(Turn::Not)), None).expect("the scan is a PDF");
    let [word] = &sheets.pages[0].words[..] else {
        panic!("{:?}", sheets.pages[0].words);
    };
    assert_eq!(word.text, "Guessed");
    assert!(matches!(word.seen, Seen::Recognised(sure) if sure.0 < 500));
    let bare = drawing_with("q 200 0 0 200 0 0 cm /P Do Q", &scanned(Turn::Not));
    let sheets = look(&bare, None).expect("the scan is a PDF");
    assert!(matches!(sheets.unseen[..], [(1, Unseen::NoRecognition(_))]));
}

#[test]
fn what_is_no_pdf_is_refused() {
    assert!(look(b"%PDF-1.7 and nothing more", None).is_err());
}
