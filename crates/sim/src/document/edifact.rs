//! UN/EDIFACT as EANCOM uses it: ORDERS, its change and its cancellation (ORDCHG).

use super::{LineChange, Party, SampleLine, SampleOrder, eight_digits, major, six_digits};
use crate::company::{NAME, OWN_GLN};
use vocab::Unit;

/// A directory of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Directory {
    /// D.96A.
    D96A,
    /// D.01B.
    D01B,
}

/// The service characters of an interchange (ISO 9735, section 5).
#[derive(Clone, Copy, Debug)]
pub struct Service {
    /// Between components.
    pub component: char,
    /// Between elements.
    pub element: char,
    /// Makes the next character a plain one.
    pub release: char,
    /// After a segment.
    pub segment: char,
    /// True when a UNA segment announces them.
    pub announced: bool,
}

/// The characters of the standard, announced.
pub const USUAL: Service = Service {
    component: ':',
    element: '+',
    release: '?',
    segment: '\'',
    announced: true,
};

/// An ORDERS message.
pub fn order(order: &SampleOrder, directory: Directory) -> String {
    order_with(order, directory, USUAL)
}

/// An ORDERS message with service characters of the sender's choice.
pub fn order_with(order: &SampleOrder, directory: Directory, service: Service) -> String {
    let mut message = Message::new(service);
    message.add(&[&["BGM"], &["220"], &[&order.po_number], &["9"]]);
    message.add(&[&["DTM"], &["137", &eight_digits(order.ordered), "102"]]);
    if let Some(requested) = order.requested {
        message.add(&[&["DTM"], &["2", &eight_digits(requested), "102"]]);
    }
    if let Some(note) = &order.note {
        message.add(&[&["FTX"], &["ZZZ"], &[""], &[""], &[note]]);
    }
    parties(&mut message, order);
    message.add(&[&["CUX"], &["2", order.currency.as_str(), "9"]]);
    for (line, number) in order.lines.iter().zip(1..) {
        line_group(&mut message, order, line, number, "", directory);
    }
    message.add(&[&["UNS"], &["S"]]);
    message.add(&[&["MOA"], &["86", &major(order.total(), order.currency)]]);
    message.add(&[&["CNT"], &["2", &order.lines.len().to_string()]]);
    message.interchange(order, "ORDERS", directory)
}

/// An ORDCHG that takes the whole order back (message function 1).
pub fn cancellation(order: &SampleOrder, directory: Directory) -> String {
    let mut message = change_head(order, "1");
    message.add(&[&["UNS"], &["S"]]);
    message.interchange(order, "ORDCHG", directory)
}

/// An ORDCHG that changes lines (message function 4), each with its number in the order.
pub fn change(
    order: &SampleOrder,
    changes: &[(usize, LineChange)],
    directory: Directory,
) -> String {
    let mut message = change_head(order, "4");
    for (number, change) in changes {
        // Code list 1229: 2 deletes, 3 changes a line.
        let (action, line) = match change {
            LineChange::Quantity(line) => ("3", line),
            LineChange::Delete(line) => ("2", line),
        };
        line_group(&mut message, order, line, *number, action, directory);
    }
    message.add(&[&["UNS"], &["S"]]);
    message.add(&[&["CNT"], &["2", &changes.len().to_string()]]);
    message.interchange(order, "ORDCHG", directory)
}

fn change_head(order: &SampleOrder, function: &str) -> Message {
    let mut message = Message::new(USUAL);
    let number = format!("{}-C1", order.po_number);
    message.add(&[&["BGM"], &["230"], &[&number], &[function]]);
    message.add(&[&["DTM"], &["137", &eight_digits(order.ordered), "102"]]);
    message.add(&[&["RFF"], &["ON", &order.po_number]]);
    parties(&mut message, order);
    message
}

fn parties(message: &mut Message, order: &SampleOrder) {
    party(message, "BY", &order.buyer);
    message.add(&[&["RFF"], &["VA", &order.buyer.tax_id]]);
    message.add(&[&["CTA"], &["OC"], &["", &order.buyer.contact]]);
    message.add(&[&["COM"], &[&order.buyer.email, "EM"]]);
    message.add(&[&["NAD"], &["SU"], &[OWN_GLN, "", "9"], &[""], &[NAME]]);
    party(message, "DP", &order.ship_to);
}

/// Code list 3055: 9 is GS1, 91 is "assigned by the seller".
fn party(message: &mut Message, role: &str, party: &Party) {
    let agency = if party.gln.is_some() { "9" } else { "91" };
    let address = &party.address;
    message.add(&[
        &["NAD"],
        &[role],
        &[&party.key(), "", agency],
        &[""],
        &[&party.name],
        &[&address.street],
        &[address.city],
        &[""],
        &[&address.postcode],
        &[address.country],
    ]);
}

fn line_group(
    message: &mut Message,
    order: &SampleOrder,
    line: &SampleLine,
    number: usize,
    action: &str,
    directory: Directory,
) {
    let gtin_code = match directory {
        Directory::D96A => "EN",
        Directory::D01B => "SRV",
    };
    let number = number.to_string();
    match line.gtin {
        Some(gtin) => {
            let gtin = gtin.to_string();
            let gtin = gtin.strip_prefix('0').unwrap_or(&gtin);
            message.add(&[&["LIN"], &[&number], &[action], &[gtin, gtin_code]]);
        }
        None => message.add(&[&["LIN"], &[&number], &[action]]),
    }
    for (key, qualifier) in [(&line.code, "SA"), (&line.part, "IN")] {
        if let Some(key) = key {
            message.add(&[&["PIA"], &["1"], &[key, qualifier]]);
        }
    }
    message.add(&[&["IMD"], &["F"], &[""], &["", "", "", &line.description]]);
    message.add(&[
        &["QTY"],
        &["21", &line.quantity.to_string(), unit(line.unit)],
    ]);
    if let Some(price) = line.price {
        message.add(&[&["MOA"], &["203", &major(line.amount(), order.currency)]]);
        message.add(&[
            &["PRI"],
            &[
                "AAA",
                &major(price, order.currency),
                "",
                "",
                "1",
                unit(line.unit),
            ],
        ]);
    }
}

/// UN/ECE Recommendations 20 and 21 as EANCOM lists them.
fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Case => "CT",
        Unit::Pallet => "PF",
        Unit::Kilogram => "KGM",
        Unit::Litre => "LTR",
        Unit::Dozen => "DZN",
        Unit::Pack => "PA",
        Unit::Each
        | Unit::Layer
        | Unit::Gram
        | Unit::Millilitre
        | Unit::Metre
        | Unit::SquareMetre
        | Unit::Pound
        | Unit::Hundred
        | Unit::Thousand
        | Unit::Pair
        | Unit::Set
        | Unit::Hour
        | Unit::Foot
        | Unit::Roll => "PCE",
    }
}

/// A message that is being written.
pub struct Message {
    service: Service,
    text: String,
    segments: usize,
}

impl Message {
    /// Starts a message.
    pub fn new(service: Service) -> Message {
        Message {
            service,
            text: String::new(),
            segments: 0,
        }
    }

    /// Adds a segment, element by element, each component by component.
    pub fn add(&mut self, elements: &[&[&str]]) {
        let components = |components: &&[&str]| {
            let released: Vec<String> = components.iter().map(|text| self.released(text)).collect();
            let joined = released.join(&self.service.component.to_string());
            joined.trim_end_matches(self.service.component).to_owned()
        };
        let elements: Vec<String> = elements.iter().map(components).collect();
        self.text
            .push_str(&elements.join(&self.service.element.to_string()));
        self.text.push(self.service.segment);
        self.text.push('\n');
        self.segments += 1;
    }

    /// The text with every service character released.
    fn released(&self, text: &str) -> String {
        let Service {
            component,
            element,
            release,
            segment,
            ..
        } = self.service;
        let mut released = String::with_capacity(text.len());
        for character in text.chars() {
            if [component, element, release, segment].contains(&character) {
                released.push(release);
            }
            released.push(character);
        }
        released
    }

    /// Puts the envelopes UNB and UNH around the message.
    pub fn interchange(self, order: &SampleOrder, kind: &str, directory: Directory) -> String {
        let (release, association) = match (directory, kind) {
            (Directory::D96A, _) => ("96A", "EAN008"),
            (Directory::D01B, _) => ("01B", "EAN010"),
        };
        let control = order.control_number().to_string();
        let buyer = order.buyer.key();
        let day = six_digits(order.ordered);
        let mut whole = Message::new(self.service);
        if self.service.announced {
            let Service {
                component,
                element,
                release,
                segment,
                ..
            } = self.service;
            whole.text = format!("UNA{component}{element}.{release} {segment}\n");
        }
        whole.add(&[
            &["UNB"],
            &["UNOC", "3"],
            &[&buyer, "14"],
            &[OWN_GLN, "14"],
            &[&day, "0815"],
            &[&control],
        ]);
        whole.add(&[&["UNH"], &["1"], &[kind, "D", release, "UN", association]]);
        whole.text.push_str(&self.text);
        whole.add(&[&["UNT"], &[&(self.segments + 2).to_string()], &["1"]]);
        whole.add(&[&["UNZ"], &["1"], &[&control]]);
        whole.text
    }
}
