//! Orders as their senders would write them: one order, rendered in every format that customers
//! use.

pub mod cxml;
pub mod delimited;
pub mod edifact;
pub mod idoc;
pub mod kept;
pub mod mail;
pub mod paper;
pub mod sheet;
pub mod shop;
#[cfg(test)]
mod tests;
pub mod ubl;
pub mod workbook;
pub mod x12;
pub mod xml;

use crate::company::{Address, Kind, SampleCustomer, SampleItem, SampleShipTo};
use vocab::{Currency, Day, Decimal, Gln, Gtin, Unit};

/// A format that orders are sent in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// ANSI ASC X12 850, version 004010.
    X12v4010,
    /// ANSI ASC X12 850, version 005010.
    X12v5010,
    /// UN/EDIFACT ORDERS D.96A, as EANCOM 1997 uses it.
    Orders96a,
    /// UN/EDIFACT ORDERS D.01B, as EANCOM 2002 uses it.
    Orders01b,
    /// UBL 2.1 Order, Peppol BIS Ordering 3.
    Ubl,
    /// cXML 1.2 OrderRequest.
    Cxml,
    /// SAP IDoc ORDERS05 as XML.
    IdocXml,
    /// SAP IDoc ORDERS05 as fixed-width records.
    IdocFlat,
    /// Shopify order as its webhook sends it.
    Shopify,
    /// WooCommerce order as its webhook sends it.
    WooCommerce,
    /// Kept's own order JSON.
    KeptJson,
    /// Order sheet, comma separated, English titles.
    CsvComma,
    /// Order sheet, semicolon separated, English titles.
    CsvSemicolon,
    /// Order sheet, comma separated, Hebrew titles.
    CsvHebrew,
    /// Workbook with English titles.
    Xlsx,
    /// Workbook with Hebrew titles.
    XlsxHebrew,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 16] = [
        Format::X12v4010,
        Format::X12v5010,
        Format::Orders96a,
        Format::Orders01b,
        Format::Ubl,
        Format::Cxml,
        Format::IdocXml,
        Format::IdocFlat,
        Format::Shopify,
        Format::WooCommerce,
        Format::KeptJson,
        Format::CsvComma,
        Format::CsvSemicolon,
        Format::CsvHebrew,
        Format::Xlsx,
        Format::XlsxHebrew,
    ];

    /// A short word, used in file names.
    pub fn word(self) -> &'static str {
        match self {
            Format::X12v4010 => "x12-4010",
            Format::X12v5010 => "x12-5010",
            Format::Orders96a => "edifact-d96a",
            Format::Orders01b => "edifact-d01b",
            Format::Ubl => "ubl",
            Format::Cxml => "cxml",
            Format::IdocXml => "idoc-xml",
            Format::IdocFlat => "idoc-flat",
            Format::Shopify => "shopify",
            Format::WooCommerce => "woocommerce",
            Format::KeptJson => "kept",
            Format::CsvComma => "csv-comma",
            Format::CsvSemicolon => "csv-semicolon",
            Format::CsvHebrew => "csv-hebrew",
            Format::Xlsx => "xlsx",
            Format::XlsxHebrew => "xlsx-hebrew",
        }
    }

    /// How files of it end.
    pub fn extension(self) -> &'static str {
        match self {
            Format::X12v4010 | Format::X12v5010 => "x12",
            Format::Orders96a | Format::Orders01b => "edi",
            Format::Ubl | Format::Cxml | Format::IdocXml => "xml",
            Format::IdocFlat => "idoc",
            Format::Shopify | Format::WooCommerce | Format::KeptJson => "json",
            Format::CsvComma | Format::CsvSemicolon | Format::CsvHebrew => "csv",
            Format::Xlsx | Format::XlsxHebrew => "xlsx",
        }
    }
}

/// A party as a document states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Our number for it: customer number or ship-to code.
    pub code: String,
    /// Name in Latin letters.
    pub name: String,
    /// Name in Hebrew.
    pub hebrew: String,
    /// Global Location Number, if it has one.
    pub gln: Option<Gln>,
    /// Company number.
    pub tax_id: String,
    /// Person to ask.
    pub contact: String,
    /// E-mail address.
    pub email: String,
    /// Phone number.
    pub phone: String,
    /// Address.
    pub address: Address,
}

/// An order, before it is written in any format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleOrder {
    /// The buyer's order number.
    pub po_number: String,
    /// When it was written.
    pub ordered: Day,
    /// When the goods are wanted.
    pub requested: Option<Day>,
    /// Currency of the prices.
    pub currency: Currency,
    /// Who buys.
    pub buyer: Party,
    /// Where to deliver.
    pub ship_to: Party,
    /// Free text to the supplier.
    pub note: Option<String>,
    /// The lines.
    pub lines: Vec<SampleLine>,
}

/// A line of an order. The sender names the goods by whichever of the three keys it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleLine {
    /// Our item code.
    pub code: Option<String>,
    /// The buyer's part number.
    pub part: Option<String>,
    /// GTIN of the unit that is ordered.
    pub gtin: Option<Gtin>,
    /// Description in Latin letters.
    pub description: String,
    /// Description in Hebrew.
    pub hebrew: String,
    /// How many of `unit`.
    pub quantity: Decimal,
    /// The unit.
    pub unit: Unit,
    /// Minor units of the order's currency for one `unit`; `None` where the sender states none.
    pub price: Option<i64>,
}

impl Party {
    /// A customer as the buyer.
    pub fn buyer(customer: &SampleCustomer) -> Party {
        Party {
            code: customer.code.clone(),
            name: customer.name.clone(),
            hebrew: customer.hebrew.clone(),
            gln: customer.gln,
            tax_id: customer.tax_id.clone(),
            contact: customer.contact.clone(),
            email: customer.email.clone(),
            phone: customer.phone.clone(),
            address: customer.address.clone(),
        }
    }

    /// One of a customer's delivery addresses.
    pub fn ship_to(customer: &SampleCustomer, place: &SampleShipTo) -> Party {
        Party {
            code: place.code.clone(),
            name: place.name.clone(),
            gln: place.gln,
            address: place.address.clone(),
            ..Party::buyer(customer)
        }
    }

    /// What EDI names the party by: its GLN, or our number for it where it has none.
    pub fn key(&self) -> String {
        self.gln
            .map_or_else(|| self.code.clone(), |gln| gln.to_string())
    }
}

impl SampleLine {
    /// A line of an item at the customer's list price, named as customers of its kind name goods.
    pub fn of(
        customer: &SampleCustomer,
        item: &SampleItem,
        quantity: u64,
        unit: Unit,
    ) -> SampleLine {
        let part = customer
            .parts
            .iter()
            .find(|(_, code)| *code == item.item.code);
        let pieces = item
            .item
            .ratio(unit)
            .map_or(1, |ratio| i64::from(ratio.numerator));
        let price = customer.list.price(item);
        // Chains know their own numbers and GTINs, the others order from our catalogue.
        let knows_our_code = customer.kind != Kind::Chain;
        SampleLine {
            code: knows_our_code.then(|| item.item.code.clone()),
            part: part.map(|(part, _)| part.clone()),
            gtin: item.gtin(unit),
            description: item.item.description.clone(),
            hebrew: item.hebrew.clone(),
            quantity: Decimal::whole(quantity as i64),
            unit,
            price: Some(price.minor * pieces / i64::from(price.basis)),
        }
    }

    /// Minor units of the whole line, rounded half up.
    pub fn amount(&self) -> i64 {
        let scale = 10i128.pow(u32::from(self.quantity.scale()));
        let product = i128::from(self.quantity.mantissa()) * i128::from(self.price.unwrap_or(0));
        i64::try_from((2 * product + scale).div_euclid(2 * scale)).unwrap_or(i64::MAX)
    }

    /// The code that a form with one column for it would hold.
    pub(crate) fn any_code(&self) -> String {
        let gtin = || self.gtin.map(|gtin| gtin.to_string());
        self.code
            .clone()
            .or_else(|| self.part.clone())
            .or_else(gtin)
            .unwrap_or_default()
    }
}

impl SampleOrder {
    /// Minor units of all lines.
    pub fn total(&self) -> i64 {
        self.lines
            .iter()
            .map(SampleLine::amount)
            .fold(0, i64::saturating_add)
    }

    /// A number for the envelope that is the same whenever the order is rendered again.
    fn control_number(&self) -> u32 {
        let hash = blake3::hash(format!("{} {}", self.buyer.code, self.po_number).as_bytes());
        let [a, b, c, d, ..] = *hash.as_bytes();
        u32::from_le_bytes([a, b, c, d]) % 900_000_000 + 100_000_000
    }
}

/// What a change does to one line of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineChange {
    /// The line now asks for this much of its unit.
    Quantity(SampleLine),
    /// The line is taken out.
    Delete(SampleLine),
}

/// Renders an order.
pub fn render(order: &SampleOrder, format: Format) -> Vec<u8> {
    match format {
        Format::X12v4010 => x12::order(order, x12::Version::V4010).into_bytes(),
        Format::X12v5010 => x12::order(order, x12::Version::V5010).into_bytes(),
        Format::Orders96a => edifact::order(order, edifact::Directory::D96A).into_bytes(),
        Format::Orders01b => edifact::order(order, edifact::Directory::D01B).into_bytes(),
        Format::Ubl => ubl::order(order).into_bytes(),
        Format::Cxml => cxml::order(order).into_bytes(),
        Format::IdocXml => idoc::as_xml(order).into_bytes(),
        Format::IdocFlat => idoc::as_records(order).into_bytes(),
        Format::Shopify => shop::shopify(order).into_bytes(),
        Format::WooCommerce => shop::woocommerce(order).into_bytes(),
        Format::KeptJson => kept::order(order).into_bytes(),
        Format::CsvComma => sheet::csv(order, ',', &sheet::ENGLISH).into_bytes(),
        Format::CsvSemicolon => sheet::csv(order, ';', &sheet::ENGLISH).into_bytes(),
        Format::CsvHebrew => marked(sheet::csv(order, ',', &sheet::HEBREW)),
        Format::Xlsx => workbook::xlsx(order, &sheet::ENGLISH),
        Format::XlsxHebrew => workbook::xlsx(order, &sheet::HEBREW),
    }
}

/// UTF-8 with a byte order mark, as spreadsheets save it.
fn marked(text: String) -> Vec<u8> {
    [b"\xEF\xBB\xBF", text.as_bytes()].concat()
}

/// A day as `20260301`.
fn eight_digits(day: Day) -> String {
    let (year, month, day) = day.to_civil();
    format!("{year:04}{month:02}{day:02}")
}

/// A day as `260301`.
fn six_digits(day: Day) -> String {
    eight_digits(day).split_off(2)
}

/// A day as `01/03/2026`, the way that people here write it.
fn slashed(day: Day) -> String {
    let (year, month, day) = day.to_civil();
    format!("{day:02}/{month:02}/{year:04}")
}

/// Minor units in major ones: `12.50`.
fn major(minor: i64, currency: Currency) -> String {
    let text = vocab::Money { minor, currency }.to_string();
    text.split(' ').next().unwrap_or_default().to_owned()
}
