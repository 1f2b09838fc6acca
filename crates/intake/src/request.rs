//! What a reader hands on: a [`Reading`] of one document, with zero or more [`OrderRequest`]s.
//!
//! A request is a draft that nobody has verified. Absent fields are `None`: "the document does not
//! say" is never mixed with an empty text.

mod format;
mod proof;
mod purpose;

use crate::page::{Area, Page};
use crate::second::Second;
pub use format::{Format, Written};
pub use purpose::{Ask, Purpose};
use serde::{Deserialize, Serialize};
use vocab::{Currency, Day, Decimal, LessonId};

/// The most lines that one document may hold; more is an issue and the rest is not read.
pub const LINES_MAX: usize = 50_000;
/// The most order requests that one document may hold.
pub const REQUESTS_MAX: usize = 5_000;
/// The most issues that are listed; further ones are counted in the last.
pub const ISSUES_MAX: usize = 200;

/// How sure the reader is, in thousandths: 1000 is certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Confidence(pub u16);

impl Confidence {
    /// Stated in a field that the standard defines for it.
    pub const STATED: Confidence = Confidence(1000);
    /// Found in a place that the standard defines for something else, or by a header word.
    pub const LIKELY: Confidence = Confidence(900);
    /// Inferred; a person should look.
    pub const GUESSED: Confidence = Confidence(600);
}

/// Where in the document a value stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// An element of an EDI segment. All numbers count from 1; `component` 0 is the whole element.
    Segment {
        /// Which segment of the document.
        number: u32,
        /// Its tag, `PO1`.
        tag: String,
        /// Which element.
        element: u16,
        /// Which component of the element.
        component: u16,
    },
    /// A path into XML (`/Order/OrderLine[2]/LineItem/Quantity`) or JSON (`/line_items/0/sku`); of an
    /// e-mail the name of a header (`From`).
    Path(String),
    /// A cell of a sheet. Row and column count from 1.
    Cell {
        /// Name of the sheet; empty for CSV.
        sheet: String,
        /// Row.
        row: u32,
        /// Column.
        column: u32,
    },
    /// Columns of a line of text. All numbers count from 1; `end` is inclusive.
    Columns {
        /// Line of the file.
        line: u32,
        /// First column.
        start: u32,
        /// Last column.
        end: u32,
    },
    /// A place on a page of paper.
    OnPage {
        /// Which page, from 1.
        page: u16,
        /// Where on it.
        area: Area,
    },
}

/// The proof of a field: where it stands and what stands there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Where in the document.
    pub place: Place,
    /// The text there, as sent.
    pub text: String,
    /// Byte range of that text in the document, where the format has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<(u32, u32)>,
    /// Which of [`Reading::parts`] it stands in, from 0; absent where the document is one piece.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<u16>,
}

/// One value that the document states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field<T> {
    /// The value.
    pub value: T,
    /// How sure the reader is.
    pub confidence: Confidence,
    /// Where it was found.
    pub evidence: Evidence,
}

impl<T> Field<T> {
    /// A value stated where the standard says that it stands.
    pub fn stated(value: T, evidence: Evidence) -> Field<T> {
        Field {
            value,
            confidence: Confidence::STATED,
            evidence,
        }
    }

    /// The same field with another value, made from this one.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Field<U> {
        Field {
            value: make(self.value),
            confidence: self.confidence,
            evidence: self.evidence,
        }
    }
}

/// A value, or `None` where the document does not say.
pub type Stated<T> = Option<Field<T>>;

/// A trading party as stated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Identifier: GLN, DUNS, customer number, e-mail; as sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Stated<String>,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Stated<String>,
    /// Address lines joined by `, `, in the order of the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Stated<String>,
    /// Postal code, where it is a field of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postcode: Stated<String>,
    /// City, where it is a field of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Stated<String>,
    /// ISO 3166 country, where it is a field of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Stated<String>,
    /// VAT or tax number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_id: Stated<String>,
    /// E-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Stated<String>,
    /// Phone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Stated<String>,
}

/// One line as stated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestLine {
    /// The sender's line number, as sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_no: Stated<String>,
    /// The buyer's part number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buyer_part: Stated<String>,
    /// The seller's part number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplier_part: Stated<String>,
    /// GTIN, UPC, EAN or ISBN, as sent (leading zeros kept, check digit not enforced).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gtin: Stated<String>,
    /// Description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Stated<String>,
    /// Quantity in `uom`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Stated<Decimal>,
    /// Unit of measure, as sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uom: Stated<String>,
    /// Price of `price_basis` units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_price: Stated<Decimal>,
    /// How many units the price is for; absent means one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_basis: Stated<Decimal>,
    /// How many consumer units are in one traded unit, where the document says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub units_per_traded_unit: Stated<Decimal>,
    /// Requested delivery date of this line, where it has its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested_delivery_date: Stated<Day>,
    /// Ship-to of this line, where it has its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ship_to_id: Stated<String>,
}

/// An unverified draft of one order (or of a change or cancellation of one).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRequest {
    /// New order, change, cancellation, warehouse order.
    pub purpose: Purpose,
    /// The customer's purchase order number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub po_number: Stated<String>,
    /// Date of the order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_date: Stated<Day>,
    /// When the customer wants it; the end, where a period is stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested_delivery_date: Stated<Day>,
    /// Currency of the prices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Stated<Currency>,
    /// Who buys.
    pub buyer: Party,
    /// Where to deliver.
    pub ship_to: Party,
    /// Order total as stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Stated<Decimal>,
    /// Free texts and instructions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Field<String>>,
    /// The lines, in the order of the document.
    pub lines: Vec<RequestLine>,
}

impl OrderRequest {
    /// A request with nothing stated yet.
    pub fn empty(purpose: Purpose) -> OrderRequest {
        OrderRequest {
            purpose,
            po_number: None,
            order_date: None,
            requested_delivery_date: None,
            currency: None,
            buyer: Party::default(),
            ship_to: Party::default(),
            total: None,
            notes: Vec::new(),
            lines: Vec::new(),
        }
    }
}

/// How much an issue weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth telling the sender; the order is not in doubt.
    Notice,
    /// A person should look before an order is made of it.
    Doubt,
    /// This part of the document could not be read.
    Error,
}

/// What is the matter. Stable: shown as `snake_case` in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IssueCode {
    /// The format is not known.
    UnknownFormat,
    /// The document ends too early.
    Truncated,
    /// The envelope (ISA, UNB, root element) is damaged or missing; the content was read anyway.
    DamagedEnvelope,
    /// A control total or count does not agree with the content.
    CountMismatch,
    /// The syntax is broken at this place; reading went on behind it.
    Syntax,
    /// A mandatory field is missing.
    Missing,
    /// A value is not of the kind that belongs there.
    BadValue,
    /// Quantity is zero, negative or absurd.
    BadQuantity,
    /// A date cannot be, or contradicts another.
    BadDate,
    /// Stated amounts do not add up.
    BadTotal,
    /// The same document or order stands here twice.
    Duplicate,
    /// The document says that it is something else than it contains.
    Contradiction,
    /// A second reader reads something else.
    Disagreement,
    /// A limit with a name was reached and the rest was not read.
    OverLimit,
    /// Markup that is refused for safety (DOCTYPE, entity, formula, macro).
    Refused,
    /// Recognised, and not something an order can be made of.
    NotAnOrder,
    /// A part that this reader does not interpret and that may matter (prepack, schedule).
    NotInterpreted,
}

/// One finding about a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// What is the matter.
    pub code: IssueCode,
    /// How much it weighs.
    pub severity: Severity,
    /// Which request it is about (index into [`Reading::requests`]); `None` is the whole document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<u32>,
    /// Which line of that request (index).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Where, if it can be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// A sentence for a person: what was expected and what is there.
    pub message: String,
}

/// A piece of a document that carries others: the body of an e-mail, an attachment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its file name as sent, or what it is; a text of strangers.
    pub name: String,
    /// The syntax that it was read as.
    pub format: Format,
    /// How many of [`Reading::pages`] are its own; they follow those of the parts before it.
    #[serde(default)]
    pub pages: u16,
}

/// A field of the header whose place on a sender's form can be learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormField {
    /// The customer's purchase order number.
    PoNumber,
    /// When the customer wants it.
    Requested,
}

impl FormField {
    /// All of them.
    pub const ALL: [FormField; 2] = [FormField::PoNumber, FormField::Requested];
}

/// A field that was taken from where a lesson says that it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LearnedField {
    /// Which.
    pub field: FormField,
    /// The lesson.
    pub lesson: LessonId,
}

/// What was read from one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The syntax.
    pub format: Format,
    /// What the document as a whole is; each request says its own purpose.
    pub purpose: Purpose,
    /// Standard, version and type as the document states them: `X12 850 004010`, `ORDERS D.96A`.
    pub document_type: String,
    /// Sender as the envelope states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender: Stated<String>,
    /// Receiver as the envelope states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receiver: Stated<String>,
    /// The control reference that an acknowledgement would name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control_reference: Stated<String>,
    /// The pieces of a document that carries others, in their order; none where it is one piece.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// The pages as they were seen, where the document is paper.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<Page>,
    /// What was taken from where lessons say that it stands, after the readers were done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub learned: Vec<LearnedField>,
    /// What a second reader said of it, where one was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<Second>,
    /// The order requests, in the order of the document.
    pub requests: Vec<OrderRequest>,
    /// Everything that is the matter with it.
    pub issues: Vec<Issue>,
}

impl Reading {
    /// A reading that holds nothing yet.
    pub fn empty(format: Format, purpose: Purpose) -> Reading {
        Reading {
            format,
            purpose,
            document_type: String::new(),
            sender: None,
            receiver: None,
            control_reference: None,
            parts: Vec::new(),
            pages: Vec::new(),
            learned: Vec::new(),
            second: None,
            requests: Vec::new(),
            issues: Vec::new(),
        }
    }

    /// Notes an issue; keeps at most [`ISSUES_MAX`].
    pub fn note(&mut self, issue: Issue) {
        if self.issues.len() < ISSUES_MAX {
            self.issues.push(issue);
        }
    }

    /// Notes issues ahead of those that are noted; keeps at most [`ISSUES_MAX`].
    pub(crate) fn note_ahead(&mut self, issues: Vec<Issue>) {
        self.issues.splice(0..0, issues);
        self.issues.truncate(ISSUES_MAX);
    }

    /// True when some issue weighs at least this much.
    pub fn has(&self, severity: Severity) -> bool {
        self.issues.iter().any(|issue| issue.severity >= severity)
    }
}

impl Issue {
    /// An issue about the document as a whole.
    pub fn new(code: IssueCode, severity: Severity, message: impl Into<String>) -> Issue {
        Issue {
            code,
            severity,
            request: None,
            line: None,
            place: None,
            message: message.into(),
        }
    }

    /// The same issue, at a place.
    pub fn at(mut self, place: Place) -> Issue {
        self.place = Some(place);
        self
    }

    /// The same issue, about a request.
    pub fn in_request(mut self, request: usize) -> Issue {
        self.request = Some(request as u32);
        self
    }

    /// The same issue, about a line of its request.
    pub fn in_line(mut self, line: usize) -> Issue {
        self.line = Some(line as u32);
        self
    }
}
