//! Every format says the same order, with counts that hold and texts that cannot break it.

use super::*;
use crate::chance::Chance;
use crate::company::{FIRST_DAY, sample_company};
use crate::demand::{Demand, Wish};

/// An order of a chain that holds every character that some format gives a meaning to.
fn awkward() -> SampleOrder {
    let company = sample_company(1, FIRST_DAY);
    let customer = &company.customers[0];
    let wish = Wish {
        day: FIRST_DAY,
        serial: 7,
        value: 300_000,
        lines_max: 3,
    };
    let demand = Demand::new(&company);
    let mut chance = Chance::new(1);
    let mut order = demand.order(&mut chance, &company, customer, &customer.ship_tos[0], wish);
    order.buyer.name = "O'Neil: 5+1? *Oz* ~ & <Sons>, \"Ltd\"; ק\"ג".to_owned();
    order
}

fn text(format: Format) -> String {
    String::from_utf8_lossy(&render(&awkward(), format)).into_owned()
}

#[test]
fn the_same_order_gives_the_same_bytes() {
    for format in Format::ALL {
        assert_eq!(
            render(&awkward(), format),
            render(&awkward(), format),
            "{format:?}"
        );
    }
}

#[test]
fn an_x12_order_counts_its_segments_and_fills_its_envelope() {
    for format in [Format::X12v4010, Format::X12v5010] {
        let text = text(format);
        assert_eq!(text.find('~'), Some(105), "ISA has 106 characters");
        let segments: Vec<&str> = text.split("~\n").collect();
        let start = segments.iter().position(|s| s.starts_with("ST*")).unwrap();
        let end = segments.iter().position(|s| s.starts_with("SE*")).unwrap();
        assert_eq!(segments[end], format!("SE*{}*0001", end - start + 1));
        let control = segments[0].split('*').nth(13).unwrap();
        assert!(segments.contains(&format!("IEA*1*{control}").as_str()));
    }
}

#[test]
fn an_edifact_order_counts_its_segments_and_releases_service_characters() {
    for format in [Format::Orders96a, Format::Orders01b] {
        let text = text(format);
        assert!(text.contains("O?'Neil?: 5?+1?? *Oz*"));
        let segments: Vec<&str> = text.split("'\n").collect();
        let start = segments.iter().position(|s| s.starts_with("UNH+")).unwrap();
        let end = segments.iter().position(|s| s.starts_with("UNT+")).unwrap();
        assert_eq!(segments[end], format!("UNT+{}+1", end - start + 1));
    }
}

#[test]
fn an_idoc_keeps_every_field_in_its_columns() {
    let text = text(Format::IdocFlat);
    let mut lines = text.lines();
    let control = lines.next().unwrap();
    assert_eq!(control.chars().count(), 524);
    assert_eq!(control[39..69].trim(), "ORDERS05");
    let item = lines.find(|line| line.starts_with("E2EDP01")).unwrap();
    let field = |start: usize, width: usize| item[63 + start..63 + start + width].trim();
    let line = &awkward().lines[0];
    assert_eq!(
        (field(0, 6), field(11, 15), field(26, 3)),
        ("000010", &*line.quantity.to_string(), "CT")
    );
}

#[test]
fn every_text_format_names_the_order_its_lines_and_their_price() {
    let order = awkward();
    for format in Format::ALL {
        if matches!(format, Format::Xlsx | Format::XlsxHebrew) {
            continue;
        }
        let text = text(format);
        assert!(text.contains(&order.po_number), "{format:?}");
        for line in &order.lines {
            let price = major(line.price.unwrap(), order.currency);
            assert!(text.contains(&price), "{format:?} {price}");
        }
    }
}

#[test]
fn a_line_amount_is_rounded_once_half_up() {
    let mut line = awkward().lines.remove(0);
    line.price = Some(333);
    line.quantity = Decimal::parse("2.5").unwrap();
    assert_eq!(line.amount(), 833);
}
