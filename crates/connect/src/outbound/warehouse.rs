//! What a warehouse is told to ship, and what it says it shipped.

use super::confirmation::NOTES_MAX;
use super::facts::{Carriage, Item, LINES_MAX, Measure, OrderReference, Party};
use super::message::{Message, Unsayable, at_most};
use super::unit::Units;
use vocab::guard::guarded;
use vocab::{Day, Decimal, Instant};

/// An order to a warehouse to ship goods that it holds for the company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WarehouseOrder {
    /// The depositor's number of it, which the warehouse answers with.
    pub number: String,
    /// When it is given.
    pub at: Instant,
    /// The customer's order.
    pub order: OrderReference,
    /// Whose goods they are.
    pub depositor: Party,
    /// Who holds them.
    pub warehouse: Party,
    /// Where they go.
    pub ship_to: Party,
    /// The day on which they are to leave.
    pub ship_on: Option<Day>,
    /// The day on which they are to be there.
    pub deliver_on: Option<Day>,
    /// Who is to carry them.
    pub carriage: Option<Carriage>,
    /// What to ship.
    pub lines: Vec<WarehouseLine>,
    /// What the warehouse is told besides.
    pub notes: Vec<String>,
}

/// One line of an order to a warehouse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WarehouseLine {
    /// Its number, from 1, which the warehouse answers with.
    pub number: u32,
    /// The item.
    pub item: Item,
    /// How many.
    pub quantity: Decimal,
    /// Of which unit.
    pub measure: Measure,
    /// The batch to take.
    pub lot: Option<String>,
}

impl WarehouseOrder {
    /// Refuses an order that is larger than any format is written for.
    ///
    /// # Errors
    /// With more than [`LINES_MAX`] lines or [`NOTES_MAX`] notes.
    pub fn check(&self) -> Result<(), Unsayable> {
        at_most("lines", self.lines.len(), LINES_MAX)?;
        at_most("notes", self.notes.len(), NOTES_MAX)
    }
}

/// The columns of [`csv`], in their sequence.
const COLUMNS: [&str; 20] = [
    "order",
    "line",
    "ship_on",
    "deliver_on",
    "customer_order",
    "our_order",
    "item",
    "gtin",
    "name",
    "quantity",
    "unit",
    "lot",
    "ship_to",
    "ship_to_name",
    "street",
    "city",
    "postcode",
    "country",
    "carrier",
    "note",
];

/// Writes the order as a table (RFC 4180, UTF-8 with a byte order mark), one row a line, for
/// warehouses without EDI.
///
/// Every cell is quoted; one that a spreadsheet program would take for a formula has an apostrophe in
/// front, as in every table that Kept writes.
///
/// # Errors
/// When the order is larger than [`WarehouseOrder::check`] allows.
pub fn csv(facts: &WarehouseOrder) -> Result<Message, Unsayable> {
    facts.check()?;
    // Without the mark, Excel takes Hebrew for something else.
    let mut table = String::from("\u{feff}");
    let rows = facts.lines.iter().map(|line| cells(facts, line));
    for row in std::iter::once(COLUMNS.map(str::to_owned)).chain(rows) {
        let cells = row.map(|cell| {
            let words = cell.split_whitespace().collect::<Vec<_>>().join(" ");
            format!("\"{}\"", guarded(&words).replace('"', "\"\""))
        });
        table += &cells.join(",");
        table += "\r\n";
    }
    Ok(Message {
        bytes: table.into_bytes(),
        losses: Vec::new(),
    })
}

fn cells(facts: &WarehouseOrder, line: &WarehouseLine) -> [String; 20] {
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let known = |text: &Option<String>| text.clone().unwrap_or_default();
    let (to, address) = (&facts.ship_to, &facts.ship_to.address);
    let code = to.gln.map(|gln| gln.to_string()).or(to.code.clone());
    let gtin = line.item.gtin.map(|gtin| gtin.to_string());
    let carrier = facts.carriage.as_ref().map(|c| c.carrier.clone());
    [
        facts.number.clone(),
        line.number.to_string(),
        day(facts.ship_on),
        day(facts.deliver_on),
        facts.order.po_number.clone(),
        facts.order.order_number.clone(),
        line.item.seller_code.clone(),
        known(&gtin),
        line.item.name.clone(),
        line.quantity.to_string(),
        Units::X12.of(&line.measure).to_owned(),
        known(&line.lot),
        known(&code),
        to.name.clone(),
        address.street.join(", "),
        known(&address.city),
        known(&address.postcode),
        known(&address.country),
        known(&carrier),
        facts.notes.join(" / "),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::sample;

    #[test]
    fn a_warehouse_without_edi_gets_a_table_that_holds_no_formula() {
        let mut facts = sample::warehouse_order();
        facts.lines[1].item.name = "=HYPERLINK(\"x\")".to_owned();
        let message = super::csv(&facts).unwrap();
        sample::golden("warehouse-order.csv", &message.bytes);
        let text = String::from_utf8(message.bytes).unwrap();
        assert!(text.contains(",\"'=HYPERLINK(\"\"x\"\")\","), "{text}");
    }
}
