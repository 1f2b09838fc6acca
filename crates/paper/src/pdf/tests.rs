//! What a person sees of a page, and what is only in the file.

use super::look;
use intake::page::{Seen, Sheets};

/// A one-page PDF of 200 × 200 points that draws this, in Helvetica as `/F`.
fn drawing(content: &str) -> Vec<u8> {
    let attached = "hello";
    let objects = [
        "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a)6 0 R]>>>>>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R\
         /Resources<</Font<</F 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
        "<</Type/Filespec/F(order.xml)/EF<</F 7 0 R>>>>".to_owned(),
        format!(
            "<</Length {}>>stream\n{attached}\nendstream",
            attached.len()
        ),
    ];
    let mut file = "%PDF-1.7\n".to_owned();
    for (number, object) in (1..).zip(&objects) {
        file += &format!("{number} 0 obj\n{object}\nendobj\n");
    }
    (file + "trailer<</Size 8/Root 1 0 R>>\n%%EOF").into_bytes()
}

fn seen(content: &str) -> Sheets {
    look(&drawing(content)).expect("the drawing is a PDF")
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

#[test]
fn what_is_no_pdf_is_refused() {
    assert!(look(b"%PDF-1.7 and nothing more").is_err());
}
