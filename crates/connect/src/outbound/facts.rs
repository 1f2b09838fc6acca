//! What every message says of parties, goods and the order that it is about.

use vocab::{Day, Decimal, Gln, Gtin, Unit};

/// The most lines that one message is written with; no reader of these formats takes more at once.
pub const LINES_MAX: usize = 10_000;

/// A company or place, as the other side knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// Its name.
    pub name: String,
    /// Its Global Location Number.
    pub gln: Option<Gln>,
    /// The number that the buyer gave it, as the buyer's order said it.
    pub code: Option<String>,
    /// The number that it pays value added tax under.
    pub tax_number: Option<String>,
    /// Where it is.
    pub address: Address,
    /// Who to ask there.
    pub contact: Contact,
}

/// A postal address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Street and house, one or two lines.
    pub street: Vec<String>,
    /// The town.
    pub city: Option<String>,
    /// The state or province, as a code where the country has such.
    pub region: Option<String>,
    /// The postal code.
    pub postcode: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
}

impl Address {
    /// Street and house in at most so many lines: what is beyond stands in the last one.
    pub(super) fn street_lines(&self, lines_max: usize) -> Vec<String> {
        let (first, rest) = self.street.split_at(self.street.len().min(lines_max));
        let mut lines = first.to_vec();
        if let Some(last) = lines.last_mut() {
            rest.iter().for_each(|line| *last += &format!(", {line}"));
        }
        lines
    }
}

/// How to reach somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// The name of a person or a desk.
    pub name: Option<String>,
    /// A telephone number.
    pub phone: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
}

/// An item by the names that both sides have for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// The seller's own code.
    pub seller_code: String,
    /// The buyer's code.
    pub buyer_code: Option<String>,
    /// The GTIN of the unit that is traded.
    pub gtin: Option<Gtin>,
    /// What it is called.
    pub name: String,
}

/// The unit that a quantity counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// The unit.
    pub unit: Unit,
    /// The code that the buyer wrote for it in a document of the same standard: it is said again
    /// as it was.
    pub code: Option<String>,
}

impl Measure {
    /// A unit that the standard's usual code is written for.
    pub fn of(unit: Unit) -> Measure {
        Measure { unit, code: None }
    }
}

/// The order that a message is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderReference {
    /// The buyer's order number.
    pub po_number: String,
    /// The day on the buyer's order.
    pub po_date: Option<Day>,
    /// The seller's number of the order.
    pub order_number: String,
    /// What identifies the document that the order came in: the payload id of cXML.
    pub document: Option<String>,
}

/// A line of the order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineReference {
    /// The line of the seller's order, from 1.
    pub number: u32,
    /// The number that the buyer gave it.
    pub theirs: Option<String>,
}

impl LineReference {
    /// The buyer's number; the seller's where the buyer gave none.
    pub fn said(&self) -> String {
        self.theirs
            .clone()
            .unwrap_or_else(|| self.number.to_string())
    }
}

/// A price: so much, in major units of the message's currency, for so many of the line's unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The amount.
    pub amount: Decimal,
    /// For how many. At least 1.
    pub basis: u32,
}

/// Who carries the goods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carriage {
    /// The carrier's name.
    pub carrier: String,
    /// Its Standard Carrier Alpha Code.
    pub scac: Option<String>,
    /// How.
    pub mode: Mode,
    /// The carrier's service, such as `next day`.
    pub service: Option<String>,
    /// What the carrier tracks the shipment by.
    pub tracking: Option<String>,
    /// The number of the bill of lading or consignment note.
    pub bill_of_lading: Option<String>,
}

/// A mode of transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// By lorry.
    Road,
    /// By a parcel service.
    Parcel,
    /// By rail.
    Rail,
    /// By air.
    Air,
    /// By sea.
    Sea,
    /// The buyer fetches them.
    Pickup,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_of_a_street_is_lost_for_want_of_lines() {
        let address = Address {
            street: ["Port", "Quay 7", "Gate 4"].map(str::to_owned).to_vec(),
            ..Address::default()
        };
        assert_eq!(address.street_lines(2), ["Port", "Quay 7, Gate 4"]);
        assert_eq!(address.street_lines(4), ["Port", "Quay 7", "Gate 4"]);
        assert_eq!(Address::default().street_lines(2), [""; 0]);
    }
}
