//! One ORDERS or ORDCHG message on its way to a request: header, parties, summary.

use super::{codes, line};
use crate::edi::check::{Totals, check};
use crate::edi::findings::{Best, Findings, brief};
use crate::edi::item::Item;
use crate::edi::{Segment, blank, comma, join_fields};
use crate::request::{Confidence, Field, IssueCode, OrderRequest, Party, Place, Purpose, Stated};
use vocab::{Currency, Day, Decimal};

/// How many free texts of one request are kept.
const NOTES_MAX: usize = 500;
/// Data element 1225 has at most this many characters; longer ones are something else.
const FUNCTION_CHARS_MAX: usize = 3;

/// Which group the walk is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Before the first line.
    Header,
    /// In a NAD group of the header.
    Party(Role),
    /// In a line.
    Line,
    /// In a line, behind a LOC 7 or SCC: one delivery of it.
    Split,
    /// In a line, in a group about packages, parties, charges or transport.
    Aside,
    /// Behind the last line.
    Summary,
}

/// Who a party of the header is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// NAD BY.
    Buyer,
    /// NAD DP or ST.
    ShipTo,
    /// Any other, or one that was there before.
    Other,
}

/// A message that is being read.
pub(super) struct Draft {
    message: Purpose,
    place: Place,
    request: OrderRequest,
    pub(super) scope: Scope,
    pub(super) item: Option<Item>,
    begun: bool,
    delivery_party: bool,
    /// Qualifier of the RFF that a DTM may follow.
    reference: String,
    number: Best<String>,
    ordered: Best<Day>,
    wanted: Best<Day>,
    total: Best<Decimal>,
    totals: Totals,
}

impl Draft {
    pub(super) fn new(message: Purpose, place: Place) -> Draft {
        Draft {
            message,
            place,
            request: OrderRequest::empty(message),
            scope: Scope::Header,
            item: None,
            begun: false,
            delivery_party: false,
            reference: String::new(),
            number: Best::none(),
            ordered: Best::none(),
            wanted: Best::none(),
            total: Best::none(),
            totals: Totals::default(),
        }
    }

    /// Where the message begins.
    pub(super) fn place(&self) -> Place {
        self.place.clone()
    }

    /// How many lines are finished.
    pub(super) fn lines(&self) -> usize {
        self.request.lines.len()
    }

    /// Takes one segment.
    pub(super) fn read(&mut self, segment: &Segment, findings: &mut Findings) {
        match segment.tag.as_str() {
            "BGM" => self.begin(segment, findings),
            "UNS" => self.section(segment, findings),
            "CNT" => self.control(segment, findings),
            "ALC" | "TAX" => self.totals.has_charges = true,
            _ => {}
        }
        match (&self.item, self.scope) {
            (Some(_), _) => line::read(self, segment, findings),
            (None, _) if segment.tag == "LIN" => line::open(self, segment, findings),
            (None, Scope::Summary) => self.summary(segment, findings),
            (None, _) => self.header(segment, findings),
        }
        if !matches!(segment.tag.as_str(), "RFF" | "DTM") {
            self.reference.clear();
        }
    }

    fn header(&mut self, segment: &Segment, findings: &mut Findings) {
        match segment.tag.as_str() {
            "DTM" => self.date(segment, findings),
            "RFF" => self.reference(segment),
            "NAD" => self.party(segment, findings),
            "COM" => self.contact(segment),
            "CUX" => self.currency(segment, findings),
            "FTX" => self.note(segment),
            "MOA" => self.summary(segment, findings),
            _ => {}
        }
    }

    fn begin(&mut self, segment: &Segment, findings: &mut Findings) {
        self.begun = true;
        let (purpose, doubt) = codes::function(&segment.code(3, 1));
        let change = segment.code(1, 1) == "230";
        let by_name = change.then_some(Purpose::Change);
        self.request.purpose = purpose.or(by_name).unwrap_or(self.message);
        if let Some(doubt) = doubt {
            findings.doubt(IssueCode::Contradiction, Some(segment.place(3, 1)), doubt);
        }
        // A change names the order in RFF ON; the number of its BGM is its own.
        let own = if self.message == Purpose::Change {
            1
        } else {
            0
        };
        if let Some(number) = segment.text(2, 1) {
            self.number.offer(own, Some(number));
        } else if let Some(number) = misplaced_number(segment) {
            let message = "the document number stands in a place of BGM that is not its own";
            let at = Some(number.evidence.place.clone());
            findings.notice(IssueCode::BadValue, at, message);
            self.number.offer(Item::SURE, Some(number));
        }
    }

    fn date(&mut self, segment: &Segment, findings: &mut Findings) {
        let qualifier = segment.code(1, 1);
        let is_change = self.message == Purpose::Change;
        match qualifier.as_ref() {
            "4" => {
                self.ordered.offer(0, line::day_of(segment, findings));
            }
            "171" if is_change && self.reference == "ON" => {
                self.ordered.offer(1, line::day_of(segment, findings));
            }
            "137" if !is_change => {
                self.ordered.offer(2, line::day_of(segment, findings));
            }
            other => {
                if let Some(rank) = codes::wanted_rank(other) {
                    self.wanted.offer(rank, line::day_of(segment, findings));
                }
            }
        }
    }

    fn reference(&mut self, segment: &Segment) {
        self.reference = segment.code(1, 1).into_owned();
        let number = segment.text(1, 2);
        match (self.reference.as_str(), self.scope) {
            ("ON", Scope::Header) => {
                let rank = if self.message == Purpose::Change {
                    0
                } else {
                    Item::SURE + 1
                };
                self.number.offer(rank, number);
            }
            ("VA" | "FC" | "XA", Scope::Party(_)) => {
                if let Some(party) = self.current_party() {
                    party.tax_id = party.tax_id.take().or(number);
                }
            }
            _ => {}
        }
    }

    fn party(&mut self, segment: &Segment, findings: &mut Findings) {
        let role = match segment.code(1, 1).as_ref() {
            "BY" if self.request.buyer == Party::default() => Role::Buyer,
            "DP" if !self.delivery_party => Role::ShipTo,
            "ST" if self.request.ship_to == Party::default() => Role::ShipTo,
            "DP" => {
                let message = "the order names a second delivery party, which is not read";
                findings.doubt(
                    IssueCode::NotInterpreted,
                    Some(segment.place(1, 1)),
                    message,
                );
                Role::Other
            }
            _ => Role::Other,
        };
        self.delivery_party |= segment.code(1, 1) == "DP";
        self.scope = Scope::Party(role);
        if let Some(party) = self.current_party() {
            *party = read_party(segment);
        }
    }

    fn current_party(&mut self) -> Option<&mut Party> {
        match self.scope {
            Scope::Party(Role::Buyer) => Some(&mut self.request.buyer),
            Scope::Party(Role::ShipTo) => Some(&mut self.request.ship_to),
            _ => None,
        }
    }

    fn contact(&mut self, segment: &Segment) {
        let Some(party) = self.current_party() else {
            return;
        };
        for element in 1..=segment.len().min(3) {
            match segment.code(element, 2).as_ref() {
                "TE" if party.phone.is_none() => party.phone = segment.text(element, 1),
                "EM" if party.email.is_none() => party.email = segment.text(element, 1),
                _ => {}
            }
        }
    }

    fn currency(&mut self, segment: &Segment, findings: &mut Findings) {
        let Some(code) = segment
            .text(1, 2)
            .filter(|_| self.request.currency.is_none())
        else {
            return;
        };
        match Currency::parse(&code.value) {
            Some(currency) => self.request.currency = Some(code.map(|_| currency)),
            None => {
                let message = format!("expected a currency, found {:?}", brief(&code.value));
                findings.doubt(IssueCode::BadValue, Some(code.evidence.place), message);
            }
        }
    }

    /// FTX: the text of C108.
    pub(super) fn note(&mut self, segment: &Segment) {
        let text = segment.joined(4, 1..=5, blank);
        if let (Some(text), true) = (text, self.request.notes.len() < NOTES_MAX) {
            self.request.notes.push(text);
        }
    }

    fn section(&mut self, segment: &Segment, findings: &mut Findings) {
        self.close_line(findings);
        if segment.code(1, 1) == "S" {
            self.scope = Scope::Summary;
        }
    }

    /// MOA of header or summary: 79 is the sum of the lines, 86 and 128 the total to pay.
    fn summary(&mut self, segment: &Segment, findings: &mut Findings) {
        let rank = match (segment.tag.as_str(), segment.code(1, 1).as_ref()) {
            ("MOA", "86") => 0,
            ("MOA", "128" | "39" | "9") => 1,
            ("MOA", "79") => 2,
            _ => return,
        };
        let amount = findings.number(segment, 1, 2);
        if rank == 2 || self.totals.amount.is_none() {
            self.totals.amount = amount.clone();
        }
        self.total.offer(rank, amount);
    }

    fn control(&mut self, segment: &Segment, findings: &mut Findings) {
        self.close_line(findings);
        match segment.code(1, 1).as_ref() {
            "1" => self.totals.quantity = findings.number(segment, 1, 2),
            "2" => self.totals.lines = findings.number(segment, 1, 2),
            _ => {}
        }
    }

    /// Ends the group of the current line.
    pub(super) fn close_line(&mut self, findings: &mut Findings) {
        if let Some(item) = self.item.take() {
            let index = self.request.lines.len();
            let line = item.finish(&codes::IDS, line::continue_text, index, findings);
            self.request.lines.push(line);
        }
    }

    /// Ends the message: checks the request and hands it on.
    pub(super) fn finish(mut self, findings: &mut Findings) {
        self.close_line(findings);
        if !self.begun {
            let message = "the message has no BGM segment, which names the order";
            findings.doubt(IssueCode::Missing, Some(self.place.clone()), message);
        }
        self.request.po_number = self.number.take(Item::SURE);
        self.request.order_date = self.ordered.take(Item::SURE);
        self.request.requested_delivery_date = self.wanted.take(Item::SURE);
        self.request.total = self.total.take(Item::SURE);
        check(&self.request, &self.totals, findings);
        findings.add(self.request);
    }
}

/// The number of a BGM whose C106 is empty in front: in another component, in the document name,
/// or in the element of the function.
fn misplaced_number(segment: &Segment) -> Stated<String> {
    let places = [(2, 2), (2, 3), (1, 4), (3, 1)];
    let mut found = places.into_iter().filter_map(|(element, component)| {
        let text = segment.text(element, component)?;
        let fits = element != 3 || text.value.chars().count() > FUNCTION_CHARS_MAX;
        (fits && text.value.bytes().any(|b| b.is_ascii_digit())).then_some(text)
    });
    found.next().map(|field| Field {
        confidence: Confidence::LIKELY,
        ..field
    })
}

/// NAD: C082 identifies, C080 names; without it the first line of C058 does.
fn read_party(segment: &Segment) -> Party {
    let named = segment.joined(4, 1..=5, blank);
    let (name, unstructured) = match named {
        Some(name) => (Some(name), 1..=5),
        None => (segment.text(3, 1), 2..=5),
    };
    let lines = unstructured.filter_map(|component| segment.text(3, component));
    let streets = (1..=4).filter_map(|component| segment.text(5, component));
    let region = segment.text(7, 1).or_else(|| segment.text(7, 4));
    let rest = [
        segment.text(6, 1),
        region,
        segment.text(8, 1),
        segment.text(9, 1),
    ];
    let address = lines.chain(streets).chain(rest.into_iter().flatten());
    Party {
        id: segment.text(2, 1),
        name,
        address: join_fields(address, comma),
        city: segment.text(6, 1),
        postcode: segment.text(8, 1),
        country: segment.text(9, 1),
        ..Party::default()
    }
}
