//! Files made to hurt whoever opens them: each ends as a reading that says why it was not read,
//! without an order, and in a process of its own.

use super::documents::intake;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde_json::Value;
use std::io::Write;

/// A PDF of numbered objects (ISO 32000-1, 7.5); the first is the catalogue.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(bytes.len());
        bytes.extend(format!("{number} 0 obj\n").bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let table = bytes.len();
    let size = objects.len() + 1;
    bytes.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").bytes());
    for place in places {
        bytes.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let trailer = format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n");
    bytes.extend(trailer.bytes());
    bytes
}

fn object(text: impl Into<String>) -> Vec<u8> {
    text.into().into_bytes()
}

fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let length = data.len();
    let mut bytes = object(format!("<</Length {length}{entries}>>\nstream\n"));
    bytes.extend(data);
    bytes.extend(b"\nendstream");
    bytes
}

/// A PDF of one page with the given content and resources; further objects begin at number 5.
fn page(side: &str, resources: &str, content: Vec<u8>, further: Vec<Vec<u8>>) -> Vec<u8> {
    let page = format!(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {side} {side}]/Resources<<{resources}>>/Contents 4 0 R>>"
    );
    let mut objects = vec![
        object("<</Type/Catalog/Pages 2 0 R>>"),
        object("<</Type/Pages/Kids[3 0 R]/Count 1>>"),
        object(page),
        content,
    ];
    objects.extend(further);
    pdf(&objects)
}

/// As many MiB of blanks, packed twice: a block of them is packed once and then only repeated.
fn packed_twice(megabytes: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let mut add_block = || {
        encoder.write_all(&[b' '; 1 << 20]).unwrap();
        encoder.flush().unwrap();
        encoder.get_ref().clone()
    };
    let (mut once, twice) = (add_block(), add_block());
    let block = twice[once.len()..].to_owned();
    (1..megabytes).for_each(|_| once.extend(&block));
    packed(&once)
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The reading of a file that can't be read, without an order and with a reason.
fn refused(name: &str, bytes: &[u8]) -> String {
    let reading: Value = intake(name, bytes);
    assert_eq!(reading["requests"].as_array().unwrap().len(), 0, "{name}");
    let issues = reading["issues"].as_array().unwrap().iter();
    let errors = issues.filter(|issue| issue["severity"] == "error");
    let told: Vec<_> = errors.map(|issue| issue["message"].to_string()).collect();
    assert!(!told.is_empty(), "{name}: {reading}");
    told.join("; ")
}

#[test]
fn a_pdf_whose_pages_never_end_is_refused() {
    let catalogue = || object("<</Type/Catalog/Pages 2 0 R>>");
    let own = object("<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>");
    refused("own-parent.pdf", &pdf(&[catalogue(), own]));
    let kids = "3 0 R ".repeat(100_000);
    let many = object(format!("<</Type/Pages/Kids[{kids}]/Count 100000>>"));
    let leaf = object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>");
    refused(
        "hundred-thousand-pages.pdf",
        &pdf(&[catalogue(), many, leaf]),
    );
}

#[test]
fn a_pdf_that_nests_without_end_is_refused() {
    let depth = 200_000;
    let nested = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let objects = [
        object("<</Type/Catalog/Pages 2 0 R>>"),
        object(format!("<</Type/Pages/Kids {nested}/Count 1>>")),
    ];
    refused("nested.pdf", &pdf(&objects));
    let states = "q ".repeat(1_000_000);
    refused(
        "states.pdf",
        &page("600", "", stream("", states.as_bytes()), vec![]),
    );
    let marks = format!("{nested} TJ");
    refused(
        "operands.pdf",
        &page("600", "", stream("", marks.as_bytes()), vec![]),
    );
}

#[test]
fn a_pdf_whose_drawings_call_themselves_is_refused() {
    let form = "/Type/XObject/Subtype/Form/BBox[0 0 600 600]";
    let itself = stream(
        &format!("{form}/Resources<</XObject<</A 5 0 R>>>>"),
        b"/A Do /A Do",
    );
    let drawn = stream("", b"/A Do");
    let bytes = page("600", "/XObject<</A 5 0 R>>", drawn.clone(), vec![itself]);
    refused("calls-itself.pdf", &bytes);
    // Each form draws the next one twice: 2^60 drawings, or as many as are done in a moment.
    let depth = if std::env::var_os("KEPT_LONG").is_some() {
        60
    } else {
        12
    };
    let doubling = (6..6 + depth).map(|next| {
        stream(
            &format!("{form}/Resources<</XObject<</A {next} 0 R>>>>"),
            b"/A Do /A Do",
        )
    });
    let bytes = page("600", "/XObject<</A 5 0 R>>", drawn, doubling.collect());
    refused("doubles.pdf", &bytes);
}

#[test]
fn a_pdf_that_is_small_until_it_is_unpacked_is_refused() {
    let filters = "/Filter[/FlateDecode/FlateDecode]";
    let content = stream(filters, &packed_twice(4 << 10));
    let why = refused("unpacks.pdf", &page("600", "", content, vec![]));
    assert!(why.contains("MiB of memory"), "{why}");
}

#[test]
fn a_pdf_with_a_page_or_a_picture_beyond_measure_is_refused() {
    let text = stream("", b"BT ET");
    refused("endless-page.pdf", &page("99999999999", "", text, vec![]));
    let picture = "/Type/XObject/Subtype/Image/Width 200000/Height 200000/ColorSpace/DeviceRGB\
                   /BitsPerComponent 8/Filter/FlateDecode";
    let drawn = stream("", b"600 0 0 600 0 0 cm /A Do");
    let further = vec![stream(picture, &packed(&vec![0; 8 << 20]))];
    refused(
        "flood.pdf",
        &page("600", "/XObject<</A 5 0 R>>", drawn, further),
    );
}

#[test]
fn a_picture_that_claims_more_than_it_holds_is_refused() {
    // An image of 60,000 by 60,000 (PNG, third edition, 11.2.1), of which one row is there.
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let side = 60_000_u32.to_be_bytes();
    let header = [&b"IHDR"[..], &side, &side, &[8, 0, 0, 0, 0]].concat();
    let row = [&b"IDAT"[..], &packed(&[0; 60_001])].concat();
    for chunk in [header, row, b"IEND".to_vec()] {
        png.extend(u32::try_from(chunk.len() - 4).unwrap().to_be_bytes());
        png.extend(&chunk);
        png.extend(crc32fast::hash(&chunk).to_be_bytes());
    }
    assert!(refused("flood.png", &png).contains("larger"));
    // Start of image, and a frame of 65,535 by 65,535 (ITU-T T.81, B.2.2).
    let jpeg =
        b"\xFF\xD8\xFF\xC0\x00\x11\x08\xFF\xFF\xFF\xFF\x03\x01\x11\x00\x02\x11\x00\x03\x11\x00";
    refused("flood.jpg", jpeg);
}

#[test]
fn a_tiff_whose_pages_go_in_a_circle_is_refused() {
    // A directory without entries whose next directory is itself (TIFF 6.0, section 2).
    refused("circle.tif", b"II*\0\x08\0\0\0\0\0\x08\0\0\0");
    // One that says it has 65,535 entries.
    refused("entries.tif", b"II*\0\x08\0\0\0\xFF\xFF");
}

#[test]
fn a_file_that_was_cut_off_or_is_noise_is_refused() {
    let whole = page("600", "", stream("", b"BT ET"), vec![]);
    refused("cut.pdf", &whole[..whole.len() / 3]);
    let mut seed = 7_u32;
    let noise = (0..200_000).map(|_| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed.to_be_bytes()[0]
    });
    let noise: Vec<u8> = noise.collect();
    for start in [
        &b"%PDF-1.4\n"[..],
        b"\x89PNG\r\n\x1a\n",
        b"\xFF\xD8\xFF\xE0",
        b"II*\0",
        b"PK\x03\x04",
    ] {
        refused("noise.bin", &[start, &noise].concat());
    }
}
