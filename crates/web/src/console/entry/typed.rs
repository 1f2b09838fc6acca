//! What was typed into the form, as it was typed, and the order that it means.

use super::PATH;
use crate::console::form::Sent;
use crate::console::listing::PLAIN;
use crate::problem::Problem;
use intake::json::kept::{LineDocument, OrderDocument};
use percent_encoding::utf8_percent_encode;
use std::collections::BTreeMap;
use vocab::{Day, Decimal};

/// Most lines of an order that is typed; a longer one is sent as a document.
pub(super) const LINES_MAX: usize = 50;
/// Lines that a new form shows, and that are added to one that is full.
const LINES_STEP: usize = 5;
/// Blank lines below those that are added to an order.
const LINES_SPARE: usize = 3;
/// Longest text of a field that is taken, in characters; the rest is cut off.
const TEXT_MAX: usize = 100;

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::console) enum Flaw {
    NoCustomer,
    UnknownCustomer,
    SeveralCustomers,
    ShipTo,
    Day,
    Text,
    NoLines,
    NoItem,
    UnknownItem,
    SeveralItems,
    Quantity,
    Unit,
}

/// What is wrong, by the id of its field.
pub(in crate::console) type Flaws = BTreeMap<String, Flaw>;

/// The fields of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) customer: String,
    pub(super) ship_to: String,
    pub(super) po_number: String,
    pub(super) wanted: String,
    /// The rows of the form, blank ones too.
    pub(super) lines: Vec<TypedLine>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TypedLine {
    pub(super) item: String,
    pub(super) quantity: String,
    pub(super) unit: String,
    /// When it is wanted, if other than the order; where the form asks for it.
    pub(super) wanted: String,
}

impl TypedLine {
    fn is_blank(&self) -> bool {
        self.item.is_empty() && self.quantity.is_empty()
    }
}

/// The id of a field of a line.
pub(super) fn id(name: &str, row: usize) -> String {
    format!("line-{name}-{}", row + 1)
}

impl Typed {
    /// What a form or an address says.
    pub(super) fn of(sent: &Sent) -> Typed {
        let one = |name: &str| cut(sent.get(name).unwrap_or_default());
        let mut typed = Typed {
            customer: one("customer"),
            ship_to: one("ship_to"),
            po_number: one("po"),
            wanted: one("wanted"),
            lines: lines(sent),
        };
        typed.make_room(sent.get("do") == Some("more"));
        typed
    }

    /// The lines alone, with room for some more.
    pub(super) fn lines_of(sent: &Sent) -> Typed {
        let mut lines = lines(sent);
        lines.retain(|line| !line.is_blank());
        let rows = (lines.len() + LINES_SPARE).min(LINES_MAX);
        lines.resize_with(rows, TypedLine::default);
        Typed {
            lines,
            ..Typed::default()
        }
    }

    /// Sees to it that there are blank lines where there should be.
    fn make_room(&mut self, more: bool) {
        let step = match more || self.lines.is_empty() {
            true => LINES_STEP,
            false => 0,
        };
        let rows = (self.lines.len() + step).min(LINES_MAX);
        self.lines.resize_with(rows, TypedLine::default);
    }

    /// The lines that say something, each with its row.
    pub(super) fn filled(&self) -> impl Iterator<Item = (usize, &TypedLine)> {
        let rows = self.lines.iter().enumerate();
        rows.filter(|(_, line)| !line.is_blank())
    }

    /// The order that it means, typed on this day; codes are not looked up.
    ///
    /// # Errors
    /// What can't be read, by field.
    pub(super) fn document(&self, today: Day) -> Result<OrderDocument, Flaws> {
        let mut flaws = Flaws::new();
        let wanted = Day::parse(&self.wanted).filter(|day| *day >= today);
        if wanted.is_none() && !self.wanted.is_empty() {
            flaws.insert("wanted".to_owned(), Flaw::Day);
        }
        let lines = self.line_documents(&mut flaws);
        if lines.is_empty() && flaws.is_empty() {
            flaws.insert(id("item", 0), Flaw::NoLines);
        }
        match flaws.is_empty() {
            true => Ok(OrderDocument {
                po_number: given(&self.po_number),
                customer: given(&self.customer),
                requested_delivery_date: wanted,
                ship_to: given(&self.ship_to),
                lines,
                ..OrderDocument::default()
            }),
            false => Err(flaws),
        }
    }

    /// The lines that say something, as a document has them.
    pub(super) fn line_documents(&self, flaws: &mut Flaws) -> Vec<LineDocument> {
        let mut lines = Vec::new();
        for (row, line) in self.filled() {
            if line.item.is_empty() {
                flaws.insert(id("item", row), Flaw::NoItem);
            }
            let wanted = Day::parse(&line.wanted);
            if wanted.is_none() && !line.wanted.is_empty() {
                flaws.insert(id("wanted", row), Flaw::Day);
            }
            match Decimal::parse(&line.quantity.replace(',', "")) {
                Some(quantity) => lines.push(LineDocument {
                    item: given(&line.item),
                    quantity,
                    unit: given(&line.unit),
                    requested_delivery_date: wanted,
                    ..LineDocument::default()
                }),
                None => {
                    flaws.insert(id("quantity", row), Flaw::Quantity);
                }
            }
        }
        lines
    }

    /// What the API says of the order that this means, by field of the form.
    pub(super) fn flaws(&self, problem: &Problem) -> Flaws {
        let rows: Vec<usize> = self.filled().map(|(row, _)| row).collect();
        let field = |pointer: &str| {
            let mut parts = pointer.split('/').skip(1);
            let (first, index, last) = (parts.next(), parts.next(), parts.next());
            let row = index.and_then(|index| rows.get(index.parse::<usize>().ok()?));
            match (first, row, last) {
                (Some("customer"), _, _) => ("customer".to_owned(), Flaw::UnknownCustomer),
                (Some("ship_to"), _, _) => ("ship_to".to_owned(), Flaw::ShipTo),
                (Some("requested_delivery_date"), _, _) => ("wanted".to_owned(), Flaw::Day),
                (Some("lines"), Some(row), Some("unit")) => (id("unit", *row), Flaw::Unit),
                (Some("lines"), Some(row), Some("quantity")) => {
                    (id("quantity", *row), Flaw::Quantity)
                }
                (Some("lines"), Some(row), _) => (id("item", *row), Flaw::UnknownItem),
                (_, _, _) => ("po".to_owned(), Flaw::Text),
            }
        };
        let pointers = problem.flaws().iter().map(|flaw| flaw.pointer.as_str());
        pointers.map(field).collect()
    }

    /// Every field with its value, without blank lines.
    pub(super) fn pairs(&self) -> Vec<(&'static str, &str)> {
        let head = [
            ("customer", self.customer.as_str()),
            ("ship_to", &self.ship_to),
            ("po", &self.po_number),
            ("wanted", &self.wanted),
        ];
        head.into_iter().chain(self.line_pairs()).collect()
    }

    /// The fields of the lines that say something; their days where any has one.
    pub(super) fn line_pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let with_days = self.lines.iter().any(|line| !line.wanted.is_empty());
        self.filled().flat_map(move |(_, line)| {
            let day = with_days.then_some(("line_wanted", line.wanted.as_str()));
            let fields = [
                ("item", line.item.as_str()),
                ("quantity", &line.quantity),
                ("unit", &line.unit),
            ];
            fields.into_iter().chain(day)
        })
    }

    /// The same, to be sent again.
    pub(super) fn line_fields(&self) -> impl Iterator<Item = (String, String)> {
        let pairs = self.line_pairs();
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned()))
    }

    /// The address of the page that looks at this again.
    pub(super) fn address(&self) -> String {
        let pair =
            |(name, value): (&str, &str)| format!("{name}={}", utf8_percent_encode(value, PLAIN));
        let pairs: Vec<String> = self.pairs().into_iter().map(pair).collect();
        format!("{PATH}?{}&do=look", pairs.join("&"))
    }
}

/// The rows of the form, blank ones too.
fn lines(sent: &Sent) -> Vec<TypedLine> {
    let (mut quantities, mut units) = (sent.all("quantity"), sent.all("unit"));
    let mut days = sent.all("line_wanted");
    let row = |item: &str| TypedLine {
        item: cut(item),
        quantity: cut(quantities.next().unwrap_or_default()),
        unit: cut(units.next().unwrap_or_default()),
        wanted: cut(days.next().unwrap_or_default()),
    };
    sent.all("item").take(LINES_MAX).map(row).collect()
}

fn given(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn cut(text: &str) -> String {
    text.trim().chars().take(TEXT_MAX).collect()
}
