//! The order that someone means who typed it: what was not touched is as it was read, all else is
//! resolved as an order of the API is.

use super::typed::{Typed, TypedLine};
use crate::api::resolve;
use book::Book;
use book::order::{LineDraft, OrderDraft};
use book::request::Intent;
use intake::json::kept::{LineDocument, OrderDocument};
use std::collections::BTreeMap;
use vocab::{Currency, Day, Decimal};

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    NoCustomer,
    Customer,
    ShipTo,
    Day,
    Currency,
    NoItem,
    Item,
    Unit,
    Quantity,
    Price,
    Lines,
}

/// What is wrong, by the name of the field.
pub(super) type Flaws = BTreeMap<String, Flaw>;

/// The draft that is meant; `None` is the order as it was read, which was `begun` with.
///
/// # Errors
/// What is wrong, by field.
pub(super) fn meant(
    book: &Book,
    typed: &Typed,
    begun: &Typed,
    read: Option<&OrderDraft>,
    intent: Intent,
) -> Result<Option<OrderDraft>, Flaws> {
    if read.is_some() && typed == begun {
        return Ok(None);
    }
    let mut reading = Reading::default();
    let mut document = reading.head(typed);
    let mut lines = Vec::new();
    for (number, line) in typed.lines.iter().enumerate() {
        if line.removed || line.is_blank() {
            continue;
        }
        match untouched(line, begun, read) {
            Some(draft) => lines.push(Line::Read(draft)),
            None => {
                lines.push(Line::Typed);
                document.lines.push(reading.line(number, line));
                reading.numbers.push(number);
            }
        }
    }
    if lines.is_empty() && intent != Intent::Cancel {
        reading.flaws.insert("lines".to_owned(), Flaw::Lines);
    }
    let resolved = resolve::draft(book, &document, None);
    let flaws = reading.flaws_of(typed, &resolved);
    match resolved {
        Ok(resolved) if flaws.is_empty() => Ok(Some(merged(typed, resolved, lines, read))),
        Ok(_) | Err(_) => Err(flaws),
    }
}

/// Where a line of the order comes from.
enum Line<'a> {
    /// As it was read.
    Read(&'a LineDraft),
    /// The next of those that were resolved.
    Typed,
}

/// The line as it was read, if nobody touched it.
fn untouched<'a>(
    line: &TypedLine,
    begun: &Typed,
    read: Option<&'a OrderDraft>,
) -> Option<&'a LineDraft> {
    let index = line.read?;
    let same = begun.line_of(index).is_some_and(|before| before == line);
    read?.lines.get(index).filter(|_| same)
}

fn merged(
    typed: &Typed,
    resolved: OrderDraft,
    lines: Vec<Line<'_>>,
    read: Option<&OrderDraft>,
) -> OrderDraft {
    let mut typed_lines = resolved.lines.into_iter();
    let lines = lines.into_iter().filter_map(|line| match line {
        Line::Read(draft) => Some(draft.clone()),
        Line::Typed => typed_lines.next(),
    });
    let lines = lines.collect();
    let of_the_same = read.filter(|read| read.customer == resolved.customer);
    OrderDraft {
        // An address that nobody chose is as doubtful as it was.
        address_in_doubt: typed.ship_to.is_empty()
            && of_the_same.is_some_and(|read| read.address_in_doubt),
        expires: read.and_then(|read| read.expires),
        lines,
        ..resolved
    }
}

/// Reads the fields into values.
#[derive(Default)]
struct Reading {
    flaws: Flaws,
    /// Which line of the page each line of the document is.
    numbers: Vec<usize>,
}

impl Reading {
    fn head(&mut self, typed: &Typed) -> OrderDocument {
        if typed.customer.is_empty() {
            self.flaws.insert("customer".to_owned(), Flaw::NoCustomer);
        }
        OrderDocument {
            po_number: filled(&typed.po_number),
            customer: filled(&typed.customer),
            ship_to: filled(&typed.ship_to),
            requested_delivery_date: self.day("requested", &typed.requested),
            currency: self.value("currency", &typed.currency, Flaw::Currency, |text| {
                Currency::parse(text)
            }),
            ..OrderDocument::default()
        }
    }

    fn line(&mut self, number: usize, line: &TypedLine) -> LineDocument {
        let name = |field: &str| format!("{field}-{number}");
        if line.item.is_empty() {
            self.flaws.insert(name("item"), Flaw::NoItem);
        }
        let decimal = |text: &str| Decimal::parse(&text.replace(',', ""));
        let quantity = self.value(&name("quantity"), &line.quantity, Flaw::Quantity, decimal);
        if line.quantity.is_empty() {
            self.flaws.insert(name("quantity"), Flaw::Quantity);
        }
        LineDocument {
            item: filled(&line.item),
            // A quantity that is wrong is told already; the rest of the line is looked at all the same.
            quantity: quantity.unwrap_or(Decimal::whole(1)),
            unit: filled(&line.unit),
            unit_price: self.value(&name("price"), &line.price, Flaw::Price, decimal),
            price_basis: self.value(&name("price"), &line.per, Flaw::Price, decimal),
            requested_delivery_date: self.day(&name("wanted"), &line.requested),
            ..LineDocument::default()
        }
    }

    fn day(&mut self, name: &str, text: &str) -> Option<Day> {
        self.value(name, text, Flaw::Day, Day::parse)
    }

    /// The value of a field; `None` for an empty one, and for one that is wrong.
    fn value<T>(
        &mut self,
        name: &str,
        text: &str,
        flaw: Flaw,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = parse(text);
        if value.is_none() && !text.is_empty() {
            self.flaws.insert(name.to_owned(), flaw);
        }
        value
    }

    /// What is wrong with the fields, and with what they name.
    fn flaws_of(self, typed: &Typed, resolved: &Result<OrderDraft, crate::Problem>) -> Flaws {
        let Reading { mut flaws, numbers } = self;
        let wrong = resolved
            .as_ref()
            .err()
            .map_or(&[][..], |problem| problem.flaws());
        for flaw in wrong {
            let (name, flaw) = named(&flaw.pointer, &numbers);
            if !(typed.customer.is_empty() && flaw == Flaw::Customer) {
                flaws.entry(name).or_insert(flaw);
            }
        }
        flaws
    }
}

/// The field that a place of the document is typed into.
fn named(pointer: &str, numbers: &[usize]) -> (String, Flaw) {
    let mut parts = pointer.split('/').skip(1);
    let (first, second, third) = (parts.next(), parts.next(), parts.next());
    let number = second.and_then(|index| numbers.get(index.parse::<usize>().ok()?));
    let line = |field: &str| match number {
        Some(number) => format!("{field}-{number}"),
        None => "lines".to_owned(),
    };
    match (first, third) {
        (Some("customer"), _) => ("customer".to_owned(), Flaw::Customer),
        (Some("ship_to"), _) => ("ship_to".to_owned(), Flaw::ShipTo),
        (Some("lines"), Some("item")) => (line("item"), Flaw::Item),
        (Some("lines"), Some("unit")) => (line("unit"), Flaw::Unit),
        (Some("lines"), Some("quantity")) => (line("quantity"), Flaw::Quantity),
        (Some("lines"), Some("unit_price")) => (line("price"), Flaw::Price),
        (_, _) => ("lines".to_owned(), Flaw::Lines),
    }
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
