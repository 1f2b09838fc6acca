//! One X12 transaction set on its way to a request: header, parties, summary.

use super::codes::{self, Set};
use super::line;
use crate::edi::check::{Totals, check};
use crate::edi::findings::{Best, Findings, brief};
use crate::edi::item::Item;
use crate::edi::{Segment, blank, comma, join_fields, value};
use crate::request::{Field, IssueCode, OrderRequest, Party, Place, Stated};
use vocab::{Currency, Day};

/// How many free texts of one request are kept.
const NOTES_MAX: usize = 500;
/// How many address segments of one party are joined.
const ADDRESS_PARTS_MAX: usize = 20;

/// Which loop the walk is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Before the first line.
    Header,
    /// In an N1 loop of the header.
    Party(Role),
    /// In a line.
    Line,
    /// In a line, behind its first SLN: what follows is about the sub-line.
    Subline,
    /// Behind the last line.
    Summary,
}

/// Who a party of the header is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// N101 BY.
    Buyer,
    /// N101 ST.
    ShipTo,
    /// Any other, or one that was there before.
    Other,
}

/// A transaction set that is being read.
pub(super) struct Draft {
    pub(super) set: Set,
    place: Place,
    request: OrderRequest,
    pub(super) scope: Scope,
    pub(super) item: Option<Item>,
    /// LX01 of the loop.
    pub(super) assigned: Stated<String>,
    address: Vec<Field<String>>,
    wanted: Best<Day>,
    pub(super) totals: Totals,
    begun: bool,
}

impl Draft {
    pub(super) fn new(set: Set, place: Place) -> Draft {
        Draft {
            set,
            place,
            request: OrderRequest::empty(set.purpose()),
            scope: Scope::Header,
            item: None,
            assigned: None,
            address: Vec::new(),
            wanted: Best::none(),
            totals: Totals::default(),
            begun: false,
        }
    }

    /// Where the set begins.
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
            "BEG" | "BCH" => self.begin(segment, findings),
            "G50" => self.begin_grocery(segment, findings),
            "W05" => self.begin_warehouse(segment, findings),
            "CUR" => self.currency(segment, findings),
            "DTM" | "G62" => self.date(segment, findings),
            "N1" => self.party(segment, findings),
            "N3" | "N4" | "PER" => self.party_detail(segment),
            "MSG" | "NTE" => self.note(segment),
            "AMT" => self.amount(segment, findings),
            "SAC" | "TXI" | "TAX" => self.totals.has_charges |= segment.tag != "TAX",
            "CTT" | "G76" | "W76" => self.summary(segment, findings),
            _ => line::read(self, segment, findings),
        }
    }

    fn begin(&mut self, segment: &Segment, findings: &mut Findings) {
        self.begun = true;
        self.mean(segment, codes::meaning(&segment.code(1, 0)), findings);
        self.request.po_number = segment.text(3, 0);
        let date = if segment.tag == "BCH" { 6 } else { 5 };
        self.request.order_date = findings.day(segment, date, 0, value::day);
    }

    fn begin_grocery(&mut self, segment: &Segment, findings: &mut Findings) {
        self.begun = true;
        self.mean(
            segment,
            codes::status_meaning(&segment.code(1, 0)),
            findings,
        );
        self.request.order_date = findings.day(segment, 2, 0, value::day);
        self.request.po_number = segment.text(3, 0);
    }

    fn begin_warehouse(&mut self, segment: &Segment, findings: &mut Findings) {
        self.begun = true;
        self.mean(
            segment,
            codes::status_meaning(&segment.code(1, 0)),
            findings,
        );
        self.request.po_number = segment.text(3, 0).or_else(|| segment.text(2, 0));
    }

    fn mean(&mut self, segment: &Segment, meaning: codes::Meaning, findings: &mut Findings) {
        if let Some(purpose) = meaning.purpose {
            self.request.purpose = purpose;
        }
        if let Some(doubt) = meaning.doubt {
            findings.doubt(IssueCode::Contradiction, Some(segment.place(1, 0)), doubt);
        }
    }

    fn currency(&mut self, segment: &Segment, findings: &mut Findings) {
        if self.request.currency.is_some() || self.item.is_some() {
            return;
        }
        let Some(code) = segment.text(2, 0) else {
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

    fn date(&mut self, segment: &Segment, findings: &mut Findings) {
        let qualifier = segment.code(1, 0);
        let rank = match segment.tag.as_str() {
            "G62" => codes::g62_wanted_rank(&qualifier),
            _ => codes::wanted_rank(&qualifier),
        };
        if let Some(rank) = rank {
            let day = line::day_of(segment, findings);
            let best = match &mut self.item {
                Some(item) => &mut item.wanted,
                None => &mut self.wanted,
            };
            if !matches!(self.scope, Scope::Subline | Scope::Summary) {
                best.offer(rank, day);
            }
        } else if segment.tag == "G62" && qualifier == "04" && self.request.order_date.is_none() {
            self.request.order_date = findings.day(segment, 2, 0, value::day);
        } else if qualifier == "106" && self.item.is_none() {
            let message = "DTM 106 says when the goods are required; it is not read as the \
                           requested delivery date";
            findings.notice(
                IssueCode::NotInterpreted,
                Some(segment.place(2, 0)),
                message,
            );
        }
    }

    fn party(&mut self, segment: &Segment, findings: &mut Findings) {
        if self.item.is_some() {
            if segment.code(1, 0) == "ST" && self.scope == Scope::Line {
                line::ship_to(self, segment);
            }
            return;
        }
        self.close_party();
        let role = match segment.code(1, 0).as_ref() {
            "BY" if self.request.buyer == Party::default() => Role::Buyer,
            "ST" if self.request.ship_to == Party::default() => Role::ShipTo,
            "ST" => {
                self.second_ship_to(segment, findings);
                Role::Other
            }
            _ => Role::Other,
        };
        self.scope = Scope::Party(role);
        if let Some(party) = self.current_party() {
            party.name = segment.text(2, 0);
            party.id = segment.text(4, 0);
        }
    }

    fn second_ship_to(&self, segment: &Segment, findings: &mut Findings) {
        let first = self.request.ship_to.id.as_ref().map(|id| id.value.as_str());
        if first != Some(segment.code(4, 0).as_ref()) {
            let message = "the order names a second ship-to, which is not read";
            findings.doubt(
                IssueCode::NotInterpreted,
                Some(segment.place(1, 0)),
                message,
            );
        }
    }

    fn current_party(&mut self) -> Option<&mut Party> {
        match self.scope {
            Scope::Party(Role::Buyer) => Some(&mut self.request.buyer),
            Scope::Party(Role::ShipTo) => Some(&mut self.request.ship_to),
            _ => None,
        }
    }

    fn party_detail(&mut self, segment: &Segment) {
        let Some(party) = self.current_party() else {
            return;
        };
        let address = match segment.tag.as_str() {
            "N3" => 1..3,
            "N4" => {
                party.city = segment.text(1, 0);
                party.postcode = segment.text(3, 0);
                party.country = segment.text(4, 0);
                1..5
            }
            _ => return contact(party, segment),
        };
        if self.address.len() < ADDRESS_PARTS_MAX {
            let parts = address.filter_map(|element| segment.text(element, 0));
            self.address.extend(parts);
        }
    }

    /// Ends an N1 loop: its address lines become one field.
    pub(super) fn close_party(&mut self) {
        let address = join_fields(std::mem::take(&mut self.address), comma);
        if let Some(party) = self.current_party() {
            party.address = address;
        }
        if matches!(self.scope, Scope::Party(_)) {
            self.scope = Scope::Header;
        }
    }

    fn note(&mut self, segment: &Segment) {
        let element = if segment.tag == "NTE" { 2 } else { 1 };
        if let (Some(text), true) = (
            segment.text(element, 0),
            self.request.notes.len() < NOTES_MAX,
        ) {
            self.request.notes.push(text);
        }
    }

    fn amount(&mut self, segment: &Segment, findings: &mut Findings) {
        let summary = self.item.is_none();
        if summary
            && matches!(segment.code(1, 0).as_ref(), "TT" | "1")
            && self.request.total.is_none()
        {
            self.request.total = findings.number(segment, 2, 0);
            self.totals.amount = self.request.total.clone();
        }
    }

    fn summary(&mut self, segment: &Segment, findings: &mut Findings) {
        self.close_line(findings);
        self.scope = Scope::Summary;
        if segment.tag == "CTT" {
            self.totals.lines = findings.number(segment, 1, 0);
            self.totals.quantity = findings.number(segment, 2, 0);
        } else {
            self.totals.quantity = findings.number(segment, 1, 0);
        }
    }

    /// Ends the loop of the current line.
    pub(super) fn close_line(&mut self, findings: &mut Findings) {
        self.close_party();
        if let Some(item) = self.item.take() {
            let index = self.request.lines.len();
            let line = item.finish(&codes::IDS, blank, index, findings);
            self.request.lines.push(line);
        }
    }

    /// Ends the set: checks the request and hands it on.
    pub(super) fn finish(mut self, findings: &mut Findings) {
        self.close_line(findings);
        let wanted = std::mem::replace(&mut self.wanted, Best::none());
        self.request.requested_delivery_date = wanted.take(Item::SURE);
        if !self.begun {
            let tag = match self.set {
                Set::Order => "BEG",
                Set::Change => "BCH",
                Set::Grocery => "G50",
                Set::Warehouse => "W05",
            };
            let message = format!("the set has no {tag} segment, which names the order");
            findings.doubt(IssueCode::Missing, Some(self.place.clone()), message);
        }
        check(&self.request, &self.totals, findings);
        findings.add(self.request);
    }
}

/// PER: pairs of qualifier and number.
fn contact(party: &mut Party, segment: &Segment) {
    for element in [3, 5, 7] {
        match segment.code(element, 0).as_ref() {
            "TE" if party.phone.is_none() => party.phone = segment.text(element + 1, 0),
            "EM" if party.email.is_none() => party.email = segment.text(element + 1, 0),
            _ => {}
        }
    }
}
