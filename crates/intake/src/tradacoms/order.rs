//! One TRADACOMS ORDERS message on its way to a request, with what ORDHDR says for all of them.

use crate::edi::check::{Totals, check};
use crate::edi::findings::Findings;
use crate::edi::item::{IdKinds, Item};
use crate::edi::{Segment, blank, comma, value};
use crate::request::{Confidence, Field, IssueCode, OrderRequest, Party, Place, Purpose, Stated};
use vocab::{Day, Decimal};

/// How many free texts of one request are kept.
const NOTES_MAX: usize = 500;
/// Implied decimals of a price (AUCT, 9(10)V9(4)).
const PRICE_SCALE: u8 = 4;
/// Implied decimals of a measured quantity (OQTY, 9(10)V9(3)).
const MEASURE_SCALE: u8 = 3;
/// Transaction code of TYP for new orders.
const NEW_ORDERS: &str = "0430";

/// OLD holds each identifier in an element of its own; these names stand for qualifiers.
const IDS: IdKinds = IdKinds {
    gtin: &["SPRO EAN"],
    supplier: &["SPRO"],
    buyer: &["CPRO"],
};

/// What ORDHDR states for every order of the file.
#[derive(Default)]
pub(super) struct File {
    sender_name: Stated<String>,
    buyer: Party,
    purpose: Option<Purpose>,
    odd_type: Stated<String>,
}

impl File {
    /// A file of this sender, by the name in STX, which stands in for a CDT without one.
    pub(super) fn sent_by(sender_name: Stated<String>) -> File {
        File {
            sender_name,
            ..File::default()
        }
    }

    /// Takes a segment of ORDHDR.
    pub(super) fn read(&mut self, segment: &Segment) {
        match segment.tag.as_str() {
            "TYP" => self.file_type(segment),
            "CDT" => self.buyer = party(segment),
            _ => {}
        }
    }

    fn file_type(&mut self, segment: &Segment) {
        let name = segment.code(2, 1).to_ascii_uppercase();
        let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
        self.purpose = match () {
            () if has(&["CANCEL"]) => Some(Purpose::Cancellation),
            () if has(&["AMEND", "CHANGE"]) => Some(Purpose::Change),
            () => None,
        };
        let odd = segment.code(1, 1) != NEW_ORDERS && self.purpose.is_none();
        self.odd_type = segment.text(1, 1).filter(|_| odd);
    }
}

/// A message that is being read.
pub(super) struct Draft {
    place: Place,
    request: OrderRequest,
    item: Option<Item>,
    totals: Totals,
    begun: bool,
    odd_type: Stated<String>,
}

impl Draft {
    pub(super) fn new(file: &File, place: Place) -> Draft {
        let mut request = OrderRequest::empty(file.purpose.unwrap_or(Purpose::Order));
        request.buyer = file.buyer.clone();
        if request.buyer.name.is_none() {
            request.buyer.name = file.sender_name.clone();
        }
        Draft {
            place,
            request,
            item: None,
            totals: Totals::default(),
            begun: false,
            odd_type: file.odd_type.clone(),
        }
    }

    /// Where the message begins.
    pub(super) fn place(&self) -> Place {
        self.place.clone()
    }

    /// Takes one segment.
    pub(super) fn read(&mut self, segment: &Segment, findings: &mut Findings) {
        match segment.tag.as_str() {
            "CLO" => self.request.ship_to = party(segment),
            "ORD" => self.begin(segment, findings),
            "DIN" => self.delivery(segment, findings),
            "OLD" => self.open_line(segment, findings),
            "DNA" | "DNB" => self.note(segment),
            "OTR" => {
                self.close_line(findings);
                self.totals.lines = findings.number(segment, 1, 1);
            }
            _ => {}
        }
    }

    /// ORD: order number of the customer, and the date.
    fn begin(&mut self, segment: &Segment, findings: &mut Findings) {
        self.begun = true;
        self.request.po_number = segment.text(1, 1);
        self.request.order_date = findings.day(segment, 1, 3, value::day);
    }

    /// DIN: earliest and latest day of delivery, time, instructions.
    fn delivery(&mut self, segment: &Segment, findings: &mut Findings) {
        let day = |element, findings: &mut Findings| -> Stated<Day> {
            let stated = segment.code(element, 1).bytes().any(|digit| digit != b'0');
            stated
                .then(|| findings.day(segment, element, 1, value::day))
                .flatten()
        };
        let earliest = day(1, findings);
        let latest = day(2, findings);
        self.request.requested_delivery_date = latest.or(earliest);
        let instructions = segment.joined(4, 1..=4, blank);
        self.request.notes.extend(instructions);
    }

    fn note(&mut self, segment: &Segment) {
        let from = if segment.tag == "DNA" { 3 } else { 4 };
        for element in from..=from + 1 {
            let text = segment.joined(element, 1..=8, blank);
            if let (Some(text), true) = (text, self.request.notes.len() < NOTES_MAX) {
                self.request.notes.push(text);
            }
        }
    }

    fn open_line(&mut self, segment: &Segment, findings: &mut Findings) {
        self.close_line(findings);
        if !findings.take_line() {
            return;
        }
        findings.line = Some(self.request.lines.len());
        let mut item = Item::new(segment.place(0, 0));
        item.line.line_no = segment.text(1, 1);
        item.id("SPRO EAN", segment.text(2, 1));
        item.id("SPRO", segment.text(2, 2));
        item.id("CPRO", segment.text(4, 2).or_else(|| segment.text(4, 1)));
        item.id("SACU", segment.text(3, 1));
        item.line.units_per_traded_unit = findings.number(segment, 5, 1);
        quantity(&mut item, segment, findings);
        item.price
            .offer(0, implied(segment, 7, 1, PRICE_SCALE, findings));
        for component in 1..=2 {
            item.text(0, segment.text(10, component));
        }
        self.item = Some(item);
    }

    fn close_line(&mut self, findings: &mut Findings) {
        if let Some(item) = self.item.take() {
            let index = self.request.lines.len();
            let line = item.finish(&IDS, blank, index, findings);
            self.request.lines.push(line);
        }
    }

    /// Ends the message: checks the request and hands it on.
    pub(super) fn finish(mut self, findings: &mut Findings) {
        self.close_line(findings);
        if !self.begun {
            let message = "the message has no ORD segment, which names the order";
            findings.doubt(IssueCode::Missing, Some(self.place.clone()), message);
        }
        if let Some(odd) = &self.odd_type {
            let message = format!(
                "the file is of type {}, not {NEW_ORDERS} (new orders)",
                odd.value
            );
            let at = Some(odd.evidence.place.clone());
            findings.doubt(IssueCode::Contradiction, at, message);
        }
        check(&self.request, &self.totals, findings);
        findings.add(self.request);
    }
}

/// CDT and CLO: the EAN location number or else the customer's own code, name, address.
fn party(segment: &Segment) -> Party {
    let own = segment.text(1, 2).map(|own| Field {
        confidence: Confidence::LIKELY,
        ..own
    });
    Party {
        id: segment.text(1, 1).or(own),
        name: segment.text(2, 1),
        address: segment.joined(3, 1..=5, comma),
        postcode: segment.text(3, 5),
        tax_id: segment.text(4, 1).filter(|_| segment.tag == "CDT"),
        ..Party::default()
    }
}

/// OQTY: a number of traded units, or a measure with its unit.
fn quantity(item: &mut Item, segment: &Segment, findings: &mut Findings) {
    let counted = findings.number(segment, 6, 1);
    if !item.quantity.offer(0, counted)
        && item
            .quantity
            .offer(1, implied(segment, 6, 2, MEASURE_SCALE, findings))
    {
        item.line.uom = segment.text(6, 3);
    }
}

/// A number with implied decimals, which makes it likely only.
fn implied(
    segment: &Segment,
    element: usize,
    component: usize,
    scale: u8,
    findings: &mut Findings,
) -> Stated<Decimal> {
    let written = findings.number(segment, element, component)?;
    let digits = segment.text(element, component)?;
    let number = value::implied(&digits.value, scale)?;
    let exact = number == written.value;
    let confidence = if exact {
        Confidence::STATED
    } else {
        Confidence::LIKELY
    };
    Some(Field {
        value: number,
        confidence,
        ..written
    })
}
