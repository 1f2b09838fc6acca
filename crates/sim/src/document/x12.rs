//! ANSI ASC X12: purchase orders (850) and their changes and cancellations (860).

use super::{LineChange, Party, SampleLine, SampleOrder, eight_digits, major, six_digits};
use crate::company::{NAME, OWN_GLN};
use vocab::Unit;

/// A release of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// 004010.
    V4010,
    /// 005010.
    V5010,
}

/// The separators of an interchange.
#[derive(Clone, Copy, Debug)]
pub struct Separators {
    /// Between elements.
    pub element: char,
    /// After a segment; more than one character where senders add a line end.
    pub segment: &'static str,
}

/// What most senders use.
pub const USUAL: Separators = Separators {
    element: '*',
    segment: "~\n",
};

/// An 850.
pub fn order(order: &SampleOrder, version: Version) -> String {
    order_with(order, version, USUAL)
}

/// An 850 with separators of the sender's choice.
pub fn order_with(order: &SampleOrder, version: Version, separators: Separators) -> String {
    let mut set = Set::new("850", separators);
    set.add(&[
        "BEG",
        "00",
        "NE",
        &order.po_number,
        "",
        &eight_digits(order.ordered),
    ]);
    head(&mut set, order);
    for (line, number) in order.lines.iter().zip(1..) {
        set.add(&purchase_line(order, line, number));
        set.add(&["PID", "F", "", "", "", &line.description]);
    }
    set.add(&["CTT", &order.lines.len().to_string()]);
    set.add(&["AMT", "TT", &major(order.total(), order.currency)]);
    interchange(order, version, "PO", set)
}

/// An 860 that takes the whole order back (BCH01 is 01).
pub fn cancellation(order: &SampleOrder, version: Version) -> String {
    let mut set = Set::new("860", USUAL);
    let day = eight_digits(order.ordered);
    set.add(&[
        "BCH",
        "01",
        "NE",
        &order.po_number,
        "",
        "",
        &day,
        "",
        "",
        "",
        "",
        &day,
    ]);
    parties(&mut set, order);
    set.add(&["CTT", "0"]);
    interchange(order, version, "PC", set)
}

/// An 860 that changes lines (BCH01 is 04), each with its number in the order.
pub fn change(order: &SampleOrder, changes: &[(usize, LineChange)], version: Version) -> String {
    let mut set = Set::new("860", USUAL);
    let day = eight_digits(order.ordered);
    set.add(&[
        "BCH",
        "04",
        "NE",
        &order.po_number,
        "",
        "1",
        &day,
        "",
        "",
        "",
        "",
        &day,
    ]);
    parties(&mut set, order);
    for (number, change) in changes {
        let (code, line) = match change {
            LineChange::Quantity(line) => ("QI", line),
            LineChange::Delete(line) => ("DI", line),
        };
        let (number, quantity) = (number.to_string(), line.quantity.to_string());
        let mut segment = words(&["POC", &number, code, &quantity, &quantity, unit(line.unit)]);
        segment.extend(priced(order, line));
        segment.extend(keys(line));
        set.add(&segment);
    }
    set.add(&["CTT", &changes.len().to_string()]);
    interchange(order, version, "PC", set)
}

fn head(set: &mut Set, order: &SampleOrder) {
    set.add(&["CUR", "BY", order.currency.as_str()]);
    set.add(&[
        "PER",
        "BD",
        &order.buyer.contact,
        "TE",
        &order.buyer.phone,
        "EM",
        &order.buyer.email,
    ]);
    if let Some(requested) = order.requested {
        set.add(&["DTM", "002", &eight_digits(requested)]);
    }
    if let Some(note) = &order.note {
        set.add(&["N9", "L1", "NOTE"]);
        set.add(&["MSG", note]);
    }
    parties(set, order);
}

fn parties(set: &mut Set, order: &SampleOrder) {
    party(set, "BY", &order.buyer);
    party(set, "ST", &order.ship_to);
    set.add(&["N1", "SE", NAME, "UL", OWN_GLN]);
}

/// Element 66: UL is a GLN, 92 a number that the seller gave.
fn party(set: &mut Set, role: &str, party: &Party) {
    let qualifier = if party.gln.is_some() { "UL" } else { "92" };
    set.add(&["N1", role, &party.name, qualifier, &party.key()]);
    let address = &party.address;
    set.add(&["N3", &address.street]);
    set.add(&["N4", address.city, "", &address.postcode, address.country]);
}

fn purchase_line(order: &SampleOrder, line: &SampleLine, number: usize) -> Vec<String> {
    let (number, quantity) = (number.to_string(), line.quantity.to_string());
    let mut segment = words(&["PO1", &number, &quantity, unit(line.unit)]);
    segment.extend(priced(order, line));
    segment.extend(keys(line));
    segment
}

/// Unit price and its basis; element 639: UM is per unit of measure.
fn priced(order: &SampleOrder, line: &SampleLine) -> [String; 2] {
    let price = line.price.map(|price| major(price, order.currency));
    let basis = if price.is_some() { "UM" } else { "" };
    [price.unwrap_or_default(), basis.to_owned()]
}

/// Element 235: UK is a GTIN of 14 digits, VN the vendor's and IN the buyer's item number.
fn keys(line: &SampleLine) -> Vec<String> {
    let gtin = line.gtin.map(|gtin| gtin.to_string());
    let all = [
        ("UK", gtin),
        ("IN", line.part.clone()),
        ("VN", line.code.clone()),
    ];
    let known = all
        .into_iter()
        .filter_map(|(qualifier, key)| Some([qualifier.to_owned(), key?]));
    known.flatten().collect()
}

/// Data element 355.
fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Case => "CA",
        Unit::Pallet => "PL",
        Unit::Pack => "PK",
        Unit::Layer => "LR",
        Unit::Dozen => "DZ",
        Unit::Each
        | Unit::Gram
        | Unit::Kilogram
        | Unit::Millilitre
        | Unit::Litre
        | Unit::Metre
        | Unit::SquareMetre
        | Unit::Pound
        | Unit::Hundred
        | Unit::Thousand
        | Unit::Pair
        | Unit::Set
        | Unit::Hour
        | Unit::Foot
        | Unit::Roll => "EA",
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// A transaction set that is being written.
pub struct Set {
    code: &'static str,
    separators: Separators,
    text: String,
    segments: usize,
}

impl Set {
    /// Starts a set; `code` is its identifier, `850`.
    pub fn new(code: &'static str, separators: Separators) -> Set {
        let mut set = Set {
            code,
            separators,
            text: String::new(),
            segments: 0,
        };
        set.add(&["ST", code, "0001"]);
        set
    }

    /// Adds a segment; empty elements at its end are left out. X12 has no escape, so that
    /// separators inside a text become blanks.
    pub fn add<T: AsRef<str>>(&mut self, elements: &[T]) {
        let clean = |element: &T| {
            element
                .as_ref()
                .replace([self.separators.element, '~', '>'], " ")
        };
        let segment: Vec<String> = elements.iter().map(clean).collect();
        let element = self.separators.element.to_string();
        self.text.push_str(
            segment
                .join(&element)
                .trim_end_matches(self.separators.element),
        );
        self.text.push_str(self.separators.segment);
        self.segments += 1;
    }
}

/// Puts the envelopes ISA, GS and ST around a set. The functional group `group` is `PO` for 850.
pub fn interchange(order: &SampleOrder, version: Version, group: &str, mut set: Set) -> String {
    let count = (set.segments + 1).to_string();
    set.add(&["SE", &count, "0001"]);
    let control = format!("{:09}", order.control_number());
    let sender = order.buyer.key();
    let (repetition, interchange_version, group_version) = match version {
        Version::V4010 => ("U", "00401", "004010"),
        Version::V5010 => ("^", "00501", "005010"),
    };
    let mut envelope = Set {
        code: set.code,
        separators: set.separators,
        text: String::new(),
        segments: 0,
    };
    let (ten, day) = (" ".repeat(10), six_digits(order.ordered));
    envelope.text = [
        "ISA",
        "00",
        &ten,
        "00",
        &ten,
        "ZZ",
        &format!("{sender:<15}"),
        "ZZ",
        &format!("{OWN_GLN:<15}"),
        &day,
        "0815",
        repetition,
        interchange_version,
        &control,
        "0",
        "P",
        ">",
    ]
    .join(&set.separators.element.to_string());
    envelope.text.push_str(set.separators.segment);
    let group_control = control.trim_start_matches('0').to_owned();
    let day = eight_digits(order.ordered);
    envelope.add(&[
        "GS",
        group,
        &sender,
        OWN_GLN,
        &day,
        "0815",
        &group_control,
        "X",
        group_version,
    ]);
    envelope.text.push_str(&set.text);
    envelope.add(&["GE", "1", &group_control]);
    envelope.add(&["IEA", "1", &control]);
    envelope.text
}
