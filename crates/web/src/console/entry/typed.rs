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
/// Longest text of a field that is taken, in characters; the rest is cut off.
const TEXT_MAX: usize = 100;

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
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
pub(super) type Flaws = BTreeMap<String, Flaw>;

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
}

impl TypedLine {
    fn is_blank(&self) -> bool {
        self.item.is_empty() && self.quantity.is_empty()
    }
}

/// The id of a field of a line.
pub(super) fn id(name: &str, row: usize) -> String {
    format!("{name}-{}", row + 1)
}

impl Typed {
    /// What a form or an address says.
    pub(super) fn of(sent: &Sent) -> Typed {
        let one = |name: &str| cut(sent.get(name).unwrap_or_default());
        let (mut quantities, mut units) = (sent.all("quantity"), sent.all("unit"));
        let row = |item: &str| TypedLine {
            item: cut(item),
            quantity: cut(quantities.next().unwrap_or_default()),
            unit: cut(units.next().unwrap_or_default()),
        };
        let lines = sent.all("item").take(LINES_MAX).map(row);
        let mut typed = Typed {
            customer: one("customer"),
            ship_to: one("ship_to"),
            po_number: one("po"),
            wanted: one("wanted"),
            lines: lines.collect(),
        };
        typed.make_room(sent.get("do") == Some("more"));
        typed
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
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let wanted = Day::parse(&self.wanted).filter(|day| *day >= today);
        if wanted.is_none() && !self.wanted.is_empty() {
            flaws.insert("wanted".to_owned(), Flaw::Day);
        }
        let mut lines = Vec::new();
        for (row, line) in self.filled() {
            if line.item.is_empty() {
                flaws.insert(id("item", row), Flaw::NoItem);
            }
            match Decimal::parse(&line.quantity.replace(',', "")) {
                Some(quantity) => lines.push(LineDocument {
                    item: given(&line.item),
                    quantity,
                    unit: given(&line.unit),
                    ..LineDocument::default()
                }),
                None => {
                    flaws.insert(id("quantity", row), Flaw::Quantity);
                }
            }
        }
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
        let lines = self.filled().flat_map(|(_, line)| {
            [
                ("item", line.item.as_str()),
                ("quantity", &line.quantity),
                ("unit", &line.unit),
            ]
        });
        head.into_iter().chain(lines).collect()
    }

    /// The address of the page that looks at this again.
    pub(super) fn address(&self) -> String {
        let pair =
            |(name, value): (&str, &str)| format!("{name}={}", utf8_percent_encode(value, PLAIN));
        let pairs: Vec<String> = self.pairs().into_iter().map(pair).collect();
        format!("{PATH}?{}&do=look", pairs.join("&"))
    }
}

fn cut(text: &str) -> String {
    text.trim().chars().take(TEXT_MAX).collect()
}
