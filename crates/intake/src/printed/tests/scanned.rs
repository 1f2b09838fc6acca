//! What is read of pages that were recognised in a picture.

use super::recognised;
use crate::request::Severity;

/// An order of one line with this number.
fn order(number: &str) -> String {
    format!(
        "\
Northwind Mills Ltd.                     PURCHASE ORDER
1 Quay Road                              PO Number: {number}

Item Code     Description              Qty     Unit     Price      Amount
BR-4242       Brass hinge              40      EA       2.50       100.00
"
    )
}

#[test]
fn letters_among_the_digits_of_a_scanned_number_are_for_a_person_to_confirm() {
    let doubts = |number: &str| {
        let reading = recognised(&order(number), 960);
        let field = reading.requests[0].po_number.clone();
        let sure = field.map(|field| (field.value, field.confidence.0));
        let told = reading
            .issues
            .iter()
            .filter(|issue| issue.severity == Severity::Doubt);
        let told = told.filter(|issue| issue.message.contains("O looks like 0"));
        (sure, told.count())
    };
    assert_eq!(doubts("P0284"), (Some(("P0284".to_owned(), 600)), 1));
    assert_eq!(doubts("10284"), (Some(("10284".to_owned(), 900)), 0));
    assert_eq!(doubts("XB-284"), (Some(("XB-284".to_owned(), 900)), 0));
}

#[test]
fn the_paragraphs_of_an_instruction_are_no_items() {
    let text = "
Quantity   Item Code     Description                Price      Amount
1.         Send us the bill of the carrier.
2.         Name the hours of your dock.
40         BR-4242       Brass hinge                2.50       100.00
";
    let read = recognised(&format!("PURCHASE ORDER\nPO Number: 4711\n{text}"), 960);
    let lines = read.requests.iter().flat_map(|request| &request.lines);
    let counts: Vec<String> = lines
        .filter_map(|line| Some(line.quantity.as_ref()?.value.to_string()))
        .collect();
    assert_eq!(counts, ["40"]);
}

#[test]
fn a_colon_that_stands_apart_belongs_to_its_label() {
    let text = "
PURCHASE ORDER
ORDER #          ;      45000
ORDER DATE       :      24/11/2026

Quantity   Item Code     Description                Price      Amount
40         BR-4242       Brass hinge                2.50       100.00
";
    let reading = recognised(text, 960);
    let request = &reading.requests[0];
    let number = request.po_number.as_ref().map(|field| field.value.as_str());
    let day = request
        .order_date
        .as_ref()
        .map(|field| field.value.to_string());
    assert_eq!(
        (number, day.as_deref()),
        (Some("45000"), Some("2026-11-24"))
    );
}
