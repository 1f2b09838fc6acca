//! The documents as the binary carries them. Written by the refresh, see `samples.rs`.

macro_rules! carried {
    ($file:literal) => {
        (
            $file,
            include_bytes!(concat!("../../../../samples/", $file)),
        )
    };
}

/// The day's orders in the order to submit them: file name and bytes.
pub const SAMPLES: &[(&str, &[u8])] = &[
    carried!("01-edifact-d96a.edi"),
    carried!("02-edifact-d96a.edi"),
    carried!("03-x12-4010.x12"),
    carried!("04-x12-4010.x12"),
    carried!("05-ubl.xml"),
    carried!("06-ubl.xml"),
    carried!("07-edifact-d01b.edi"),
    carried!("08-x12-5010.x12"),
    carried!("09-cxml.xml"),
    carried!("10-cxml.xml"),
    carried!("11-idoc-xml.xml"),
    carried!("12-idoc-flat.idoc"),
    carried!("13-idoc-flat.idoc"),
    carried!("14-shopify.json"),
    carried!("15-shopify.json"),
    carried!("16-woocommerce.json"),
    carried!("17-woocommerce.json"),
    carried!("18-kept.json"),
    carried!("19-kept.json"),
    carried!("20-csv-comma.csv"),
    carried!("21-csv-comma.csv"),
    carried!("22-csv-semicolon.csv"),
    carried!("23-csv-hebrew.csv"),
    carried!("24-xlsx.xlsx"),
    carried!("25-xlsx.xlsx"),
    carried!("26-xlsx-hebrew.xlsx"),
    carried!("27-xlsx-hebrew.xlsx"),
    carried!("28-edifact-no-una.edi"),
    carried!("29-edifact-odd-separators.edi"),
    carried!("30-x12-odd-separators.x12"),
    carried!("31-csv-hebrew-utf16.csv"),
    carried!("32-edifact-latin-1.edi"),
    carried!("33-ubl-wrong-extension.csv"),
    carried!("34-kept-half-case.json"),
    carried!("35-edifact-cancellation.edi"),
    carried!("36-ubl-cancellation.xml"),
    carried!("37-unknown-item.csv"),
    carried!("38-price-difference.x12"),
    carried!("39-duplicate-po.edi"),
    carried!("40-wrong-currency.xml"),
    carried!("41-nonsense-quantity.csv"),
    carried!("42-absurd-date.json"),
    carried!("43-unknown-customer.xlsx"),
    carried!("44-x12-lost-line.x12"),
    carried!("45-pdf-ruled.pdf"),
    carried!("46-pdf-open.pdf"),
    carried!("47-pdf-hebrew.pdf"),
    carried!("48-mail-pdf.eml"),
    carried!("49-mail-sheet.eml"),
    carried!("50-mail-words.eml"),
    carried!("51-message-hebrew.txt"),
];

/// Damaged, hostile and foreign documents.
pub const HARD: &[(&str, &[u8])] = &[
    carried!("hard/52-truncated.x12"),
    carried!("hard/53-change.x12"),
    carried!("hard/54-change.edi"),
    carried!("hard/55-invoice.xml"),
    carried!("hard/56-forecast.x12"),
    carried!("hard/57-forecast.edi"),
    carried!("hard/58-xml-bomb.xml"),
    carried!("hard/59-zip-bomb.xlsx"),
    carried!("hard/60-noise.edi"),
    carried!("hard/61-empty.csv"),
];

/// Pictures of pages, which are read only where text can be recognised.
pub const PICTURES: &[(&str, &[u8])] = &[
    carried!("pictures/62-fax.tif"),
    carried!("pictures/63-scan-hebrew.eml"),
    carried!("pictures/64-photo.eml"),
];
