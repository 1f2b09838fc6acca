//! Order sheets: what shops and kitchens fill in, with English or Hebrew titles.

use super::delimited::Table;
use super::{SampleLine, SampleOrder, major, slashed};
use vocab::{Day, Unit};

/// The words of a sheet.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// True when names and descriptions are in Hebrew.
    pub hebrew: bool,
    /// What the sheet is called.
    pub title: &'static str,
    /// Titles of the order's own fields: PO number, customer number, customer, order date,
    /// requested delivery date, ship-to, currency.
    pub head: [&'static str; 7],
    /// Titles of the columns of a line: item, barcode, description, quantity, unit, price.
    pub columns: [&'static str; 6],
    case: &'static str,
    each: &'static str,
    pallet: &'static str,
}

/// English.
pub const ENGLISH: Words = Words {
    hebrew: false,
    title: "Purchase Order",
    head: [
        "PO Number",
        "Customer No.",
        "Customer Name",
        "Order Date",
        "Delivery Date",
        "Ship To Code",
        "Currency",
    ],
    columns: [
        "Item",
        "Barcode",
        "Description",
        "Quantity",
        "Unit",
        "Unit Price",
    ],
    case: "case",
    each: "each",
    pallet: "pallet",
};

/// Hebrew.
pub const HEBREW: Words = Words {
    hebrew: true,
    title: "הזמנת רכש",
    head: [
        "מספר הזמנה",
        "מספר לקוח",
        "שם לקוח",
        "תאריך הזמנה",
        "תאריך אספקה",
        "קוד כתובת למשלוח",
        "מטבע",
    ],
    columns: ["מק\"ט", "ברקוד", "תיאור", "כמות", "יחידה", "מחיר"],
    case: "קרטון",
    each: "יחידה",
    pallet: "משטח",
};

impl Words {
    /// Days as people write them here; English sheets keep to ISO 8601, since 01/03 could be
    /// January.
    fn date(&self, day: Day) -> String {
        if self.hebrew {
            slashed(day)
        } else {
            day.to_string()
        }
    }
}

/// One row a line; what belongs to the order is repeated in each.
pub fn csv(order: &SampleOrder, separator: char, words: &Words) -> String {
    let titles: Vec<&str> = words.head.iter().chain(&words.columns).copied().collect();
    let mut table = Table::new(separator, &titles);
    for line in &order.lines {
        table.row(
            head(order, words)
                .into_iter()
                .chain(cells(order, line, words)),
        );
    }
    table.text()
}

/// The order's own fields, in the order of [`Words::head`].
pub(super) fn head(order: &SampleOrder, words: &Words) -> [String; 7] {
    let buyer = &order.buyer;
    let name = if words.hebrew {
        &buyer.hebrew
    } else {
        &buyer.name
    };
    [
        order.po_number.clone(),
        buyer.code.clone(),
        name.clone(),
        words.date(order.ordered),
        order
            .requested
            .map(|day| words.date(day))
            .unwrap_or_default(),
        order.ship_to.code.clone(),
        order.currency.to_string(),
    ]
}

/// The fields of a line, in the order of [`Words::columns`].
pub(super) fn cells(order: &SampleOrder, line: &SampleLine, words: &Words) -> [String; 6] {
    let description = if words.hebrew {
        &line.hebrew
    } else {
        &line.description
    };
    [
        line.any_code(),
        line.gtin.map(|gtin| gtin.to_string()).unwrap_or_default(),
        description.clone(),
        line.quantity.to_string(),
        unit(line.unit, words).to_owned(),
        line.price
            .map(|price| major(price, order.currency))
            .unwrap_or_default(),
    ]
}

fn unit(unit: Unit, words: &Words) -> &'static str {
    match unit {
        Unit::Case => words.case,
        Unit::Pallet => words.pallet,
        Unit::Each => words.each,
        other => other.as_str(),
    }
}
