//! From what a document says to what the book can decide: readings are grounded in the company's
//! catalogue and customers, and become request drafts with their doubts.

use crate::failure::Outcome;
use book::company::Company;
use book::order::{LineDraft, OrderDraft, StatedItem};
use book::request::{Doubt, DoubtCode, Intent, ReadAs, RequestDraft};
use intake::ground::{self, Directory, Grounded, GroundedLine, GroundedRequest, ground};
use intake::request::Stated;
use intake::{
    Ask, Confidence, Field, Issue, IssueCode, OrderRequest, Purpose, Reading, RequestLine, Severity,
};
use keep::{Lessons, Personal, SubjectKind, Vault};
use std::collections::HashMap;
use vocab::{CustomerId, LessonId, Ratio, ShipToId, Unit};
use web::known::{People, address_of, directory, personal};
use web::learning;

/// The longest text that an unknown item keeps, in characters.
const ITEM_TEXT_MAX: usize = 120;

/// The company as readers know it: ids for the book, names from the vault.
pub struct Known {
    company: Company,
    directory: Directory,
    places: HashMap<(CustomerId, String), ShipToId>,
}

/// What a document came to.
pub struct Grounding {
    /// What it is.
    pub read_as: ReadAs,
    /// What it asks for.
    pub drafts: Vec<RequestDraft>,
    /// The lessons that it was understood by, each once.
    pub lessons: Vec<LessonId>,
}

impl Known {
    /// Gathers what is known now.
    pub fn gather(company: Company, vault: &Vault, lessons: &Lessons) -> Outcome<Known> {
        let people = People::of(vault)?;
        let mut places = HashMap::new();
        for (id, row) in (0..).map(ShipToId).zip(company.ship_tos.iter()) {
            if let Some(person) = people.place(id) {
                places.insert((row.customer, place_of(person)), id);
            }
        }
        let directory = directory(&company, &people, learning::lessons(lessons)?);
        Ok(Known {
            company,
            directory,
            places,
        })
    }

    /// The customer of a request, if it is one that orders to a new address each time.
    pub fn one_time_customer(
        &self,
        request: &OrderRequest,
        sender: Option<&str>,
    ) -> Option<CustomerId> {
        let customer = ground(&self.directory, request, sender).customer.value()?;
        self.company.customers[customer.index()]
            .one_time_addresses
            .then_some(customer)
    }

    /// A delivery zone for an address that is new: that of a known place with the same postcode,
    /// or else in the same city.
    pub fn zone_of(
        &self,
        postcode: &str,
        city: &str,
        vault: &Vault,
    ) -> Outcome<Option<vocab::ZoneId>> {
        let addresses = personal(vault, SubjectKind::ShipTo)?;
        let same = |fits: &dyn Fn(&Personal) -> bool| {
            let found = addresses
                .iter()
                .filter(|(_, person)| fits(person))
                .map(|(id, _)| *id)
                .min();
            found
                .and_then(|id| self.company.ship_tos.get(id as usize))
                .map(|row| row.zone)
        };
        let by_postcode = same(&|person| !postcode.is_empty() && person.postcode == postcode);
        let city = plain(city);
        Ok(by_postcode.or_else(|| same(&|person| !city.is_empty() && plain(&person.city) == city)))
    }

    /// The place that a one-time address is known by already.
    pub fn place(&self, customer: CustomerId, person: &Personal) -> Option<ShipToId> {
        self.places.get(&(customer, place_of(person))).copied()
    }

    /// Grounds a reading. `ship_tos` are places that were made for its requests, by index.
    pub fn ground(
        &self,
        reading: &Reading,
        sender: Option<&str>,
        ship_tos: &HashMap<usize, ShipToId>,
    ) -> Grounding {
        let learned = reading.learned.iter().map(|learned| learned.lesson);
        let mut lessons: Vec<LessonId> = learned.collect();
        let mut drafts = Vec::new();
        for (index, request) in reading.requests.iter().enumerate() {
            let Some(intent) = intent(request.purpose) else {
                continue;
            };
            let drafting = Drafting {
                known: self,
                reading,
                request,
                index,
                intent,
            };
            let grounded = drafting.grounded(sender);
            lessons.extend(grounded.lessons());
            drafts.push(drafting.draft(&grounded, ship_tos.get(&index).copied()));
        }
        lessons.sort();
        lessons.dedup();
        let read_as = read_as(reading, &drafts);
        if read_as == ReadAs::Unreadable {
            drafts.push(unreadable());
        }
        Grounding {
            read_as,
            drafts,
            lessons,
        }
    }

    /// Takes from a reading's pages what lessons know the place of.
    pub fn apply_lessons(&self, reading: &mut Reading, sender: Option<&str>) {
        ground::apply_lessons(&self.directory, reading, sender);
    }
}

/// What a document is, from which these drafts came.
fn read_as(reading: &Reading, drafts: &[RequestDraft]) -> ReadAs {
    let recognised = reading.purpose != Purpose::Other && reading.purpose != Purpose::Order;
    match (
        drafts.is_empty(),
        recognised || !reading.requests.is_empty(),
    ) {
        (false, _) => ReadAs::Requests,
        (true, true) => ReadAs::Other,
        (true, false) => ReadAs::Unreadable,
    }
}

/// What a document that nothing can be read of asks for: a look.
fn unreadable() -> RequestDraft {
    let doubts = vec![Doubt {
        code: DoubtCode::Damaged,
        line: None,
    }];
    RequestDraft {
        intent: Intent::Place,
        order: None,
        confidence: 0,
        doubts,
    }
}

fn intent(purpose: Purpose) -> Option<Intent> {
    match purpose.asks()? {
        Ask::Place => Some(Intent::Place),
        Ask::Change => Some(Intent::Change),
        Ask::Cancel => Some(Intent::Cancel),
        Ask::Ship => None,
    }
}

/// One request on its way to a draft.
struct Drafting<'a> {
    known: &'a Known,
    reading: &'a Reading,
    request: &'a OrderRequest,
    index: usize,
    intent: Intent,
}

impl Drafting<'_> {
    fn draft(&self, grounded: &GroundedRequest, place: Option<ShipToId>) -> RequestDraft {
        let mut doubts = self.issue_doubts();
        doubts.extend(self.header_doubts(grounded));
        let mut lines = Vec::with_capacity(grounded.lines.len());
        for (number, (stated, line)) in (1u16..).zip(self.request.lines.iter().zip(&grounded.lines))
        {
            doubts.extend(self.line_doubts(number, grounded, line));
            lines.push(line_draft(stated, line));
        }
        let order = grounded.customer.value().and_then(|customer| {
            let lines = lines.into_iter().collect::<Option<Vec<LineDraft>>>()?;
            Some(self.order(customer, grounded, place, lines))
        });
        let confidence = self.confidence(grounded).0;
        doubts.sort_by_key(|doubt| (doubt.line, doubt.code as u8));
        doubts.dedup();
        RequestDraft {
            intent: self.intent,
            order,
            confidence,
            doubts,
        }
    }

    /// Prices without a currency are in the one that the customer is charged in.
    fn grounded(&self, sender: Option<&str>) -> GroundedRequest {
        let directory = &self.known.directory;
        let first = ground(directory, self.request, sender);
        let customer = first
            .customer
            .value()
            .filter(|_| self.request.currency.is_none());
        let Some(customer) = customer else {
            return first;
        };
        let Some(evidence) = self
            .request
            .lines
            .iter()
            .find_map(|l| Some(l.unit_price.as_ref()?.evidence.clone()))
        else {
            return first;
        };
        let list = self.known.company.customers[customer.index()].price_list;
        let value = self.known.company.price_lists[list.index()].currency;
        let currency = Some(Field {
            value,
            confidence: Confidence::LIKELY,
            evidence,
        });
        ground(
            directory,
            &OrderRequest {
                currency,
                ..self.request.clone()
            },
            sender,
        )
    }

    fn order(
        &self,
        customer: CustomerId,
        grounded: &GroundedRequest,
        place: Option<ShipToId>,
        lines: Vec<LineDraft>,
    ) -> OrderDraft {
        let request = self.request;
        let ship_to = place
            .or(grounded.ship_to.value())
            .or_else(|| common_ship_to(grounded));
        OrderDraft {
            customer,
            ship_to,
            address_in_doubt: ship_to.is_none() && states_address(request),
            po_number: request.po_number.as_ref().map(|field| field.value.clone()),
            currency: request.currency.as_ref().map(|field| field.value),
            requested: request
                .requested_delivery_date
                .as_ref()
                .map(|field| field.value),
            expires: None,
            terms: book::order::Terms::default(),
            lines,
        }
    }

    fn issue_doubts(&self) -> Vec<Doubt> {
        let mine = |issue: &&Issue| {
            issue.severity >= Severity::Doubt
                && issue
                    .request
                    .is_none_or(|request| request as usize == self.index)
        };
        let doubt = |issue: &Issue| Doubt {
            code: doubt_of(issue.code),
            line: issue.line.and_then(|line| u16::try_from(line + 1).ok()),
        };
        self.reading.issues.iter().filter(mine).map(doubt).collect()
    }

    fn header_doubts(&self, grounded: &GroundedRequest) -> Vec<Doubt> {
        let mut codes = Vec::new();
        match grounded.customer {
            Grounded::Found { .. } => {}
            Grounded::Ambiguous { .. } => codes.push(DoubtCode::AmbiguousCustomer),
            Grounded::NotFound => codes.push(DoubtCode::UnknownCustomer),
        }
        if self.request.po_number.is_none() {
            codes.push(DoubtCode::NoPoNumber);
        }
        if self.request.lines.is_empty() && self.intent != Intent::Cancel {
            codes.push(DoubtCode::NoLines);
        }
        let places: Vec<_> = grounded
            .lines
            .iter()
            .filter_map(|line| line.ship_to.as_ref())
            .collect();
        if !places.is_empty() && common_ship_to(grounded).is_none() {
            codes.push(DoubtCode::Address);
        }
        codes
            .into_iter()
            .map(|code| Doubt { code, line: None })
            .collect()
    }

    fn line_doubts(
        &self,
        number: u16,
        grounded: &GroundedRequest,
        line: &GroundedLine,
    ) -> Vec<Doubt> {
        let mut codes = Vec::new();
        match line.item {
            Grounded::Found { .. } => {}
            Grounded::Ambiguous { .. } => codes.push(DoubtCode::AmbiguousItem),
            Grounded::NotFound => codes.push(DoubtCode::UnknownItem),
        }
        for doubt in &line.doubts {
            codes.extend(self.line_doubt(doubt.code, grounded, line));
        }
        codes
            .into_iter()
            .map(|code| Doubt {
                code,
                line: Some(number),
            })
            .collect()
    }

    fn line_doubt(
        &self,
        code: ground::DoubtCode,
        grounded: &GroundedRequest,
        line: &GroundedLine,
    ) -> Option<DoubtCode> {
        match code {
            ground::DoubtCode::Customer | ground::DoubtCode::ShipTo => None,
            ground::DoubtCode::Item => None,
            ground::DoubtCode::ItemContradiction => Some(DoubtCode::AmbiguousItem),
            // A price that is right for the unit that was taken says which unit was meant.
            ground::DoubtCode::UnitMissing => {
                (!self.price_confirms(grounded, line)).then_some(DoubtCode::BadUnit)
            }
            ground::DoubtCode::UnitUnknown
            | ground::DoubtCode::UnitNotSold
            | ground::DoubtCode::UnitContradiction
            | ground::DoubtCode::PackContradiction => Some(DoubtCode::BadUnit),
            ground::DoubtCode::Quantity | ground::DoubtCode::QuantityFraction => {
                Some(DoubtCode::BadQuantity)
            }
            ground::DoubtCode::Price => Some(DoubtCode::BadPrice),
        }
    }

    fn price_confirms(&self, grounded: &GroundedRequest, line: &GroundedLine) -> bool {
        let company = &self.known.company;
        let list = grounded
            .customer
            .value()
            .map(|id| company.customers[id.index()].price_list);
        let price = list
            .zip(line.item.value())
            .and_then(|(list, item)| company.price_lists[list.index()].price(item));
        /// A price this near, in basis points, is the same price.
        const NEAR_BP: u64 = 500;
        price
            .zip(line.price)
            .is_some_and(|(list, stated)| stated.difference_bp(list) <= NEAR_BP)
    }

    /// The least certain of everything that an order is made of.
    fn confidence(&self, grounded: &GroundedRequest) -> Confidence {
        let request = self.request;
        let header = [
            sureness(&request.po_number),
            sureness(&request.requested_delivery_date),
            found(&grounded.customer),
            found(&grounded.ship_to),
        ];
        let line = |(stated, line): (&RequestLine, &GroundedLine)| {
            [
                sureness(&stated.quantity),
                sureness(&stated.requested_delivery_date),
                found(&line.item),
                line.unit_learned.map(|learned| learned.confidence),
                line.ship_to.as_ref().and_then(found),
            ]
        };
        let lines = request.lines.iter().zip(&grounded.lines).flat_map(line);
        header
            .into_iter()
            .chain(lines)
            .flatten()
            .min()
            .unwrap_or(Confidence::STATED)
    }
}

fn sureness<T>(stated: &Stated<T>) -> Option<Confidence> {
    stated.as_ref().map(|field| field.confidence)
}

fn found<T>(grounded: &Grounded<T>) -> Option<Confidence> {
    match grounded {
        Grounded::Found { confidence, .. } => Some(*confidence),
        Grounded::Ambiguous { .. } | Grounded::NotFound => None,
    }
}

fn states_address(request: &OrderRequest) -> bool {
    let to = &request.ship_to;
    to.id.is_some() || to.address.is_some() || to.name.is_some() || to.postcode.is_some()
}

/// The one place that all lines name.
fn common_ship_to(grounded: &GroundedRequest) -> Option<ShipToId> {
    let mut places = grounded
        .lines
        .iter()
        .map(|line| line.ship_to.as_ref()?.value());
    let first = places.next()??;
    places.all(|place| place == Some(first)).then_some(first)
}

/// A line for the book; `None` when there is no quantity that it could take.
fn line_draft(stated: &RequestLine, line: &GroundedLine) -> Option<LineDraft> {
    let requested = stated
        .requested_delivery_date
        .as_ref()
        .map(|field| field.value);
    let stated_price = line.price;
    match line.item.value() {
        Some(item) => {
            let (quantity, item) = (line.quantity?, StatedItem::Known(item));
            Some(LineDraft {
                item,
                quantity,
                unit: line.unit,
                stated_price,
                requested,
            })
        }
        None => {
            let quantity = Ratio::ONE.to_base(stated.quantity.as_ref()?.value)?;
            let item = StatedItem::Unknown(item_text(stated)?);
            Some(LineDraft {
                item,
                quantity,
                unit: Unit::Each,
                stated_price: None,
                requested,
            })
        }
    }
    .filter(|line| !line.quantity.is_zero())
}

fn item_text(stated: &RequestLine) -> Option<String> {
    let parts = [
        &stated.supplier_part,
        &stated.gtin,
        &stated.buyer_part,
        &stated.description,
    ];
    let texts: Vec<&str> = parts
        .into_iter()
        .flatten()
        .map(|field| field.value.trim())
        .collect();
    let text: String = texts
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .take(ITEM_TEXT_MAX)
        .collect();
    (!text.is_empty()).then_some(text)
}

fn doubt_of(code: IssueCode) -> DoubtCode {
    match code {
        IssueCode::Truncated
        | IssueCode::DamagedEnvelope
        | IssueCode::Syntax
        | IssueCode::UnknownFormat
        | IssueCode::OverLimit => DoubtCode::Damaged,
        IssueCode::CountMismatch | IssueCode::BadTotal => DoubtCode::BadTotal,
        IssueCode::BadQuantity => DoubtCode::BadQuantity,
        IssueCode::BadDate => DoubtCode::BadDate,
        IssueCode::Duplicate => DoubtCode::Repeated,
        IssueCode::Missing
        | IssueCode::BadValue
        | IssueCode::Contradiction
        | IssueCode::Refused
        | IssueCode::NotAnOrder
        | IssueCode::NotInterpreted
        | IssueCode::Disagreement => DoubtCode::Reader,
    }
}

/// What two one-time addresses are compared by.
fn place_of(person: &Personal) -> String {
    plain(&format!("{} {}", person.name, address_of(person)))
}

fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
