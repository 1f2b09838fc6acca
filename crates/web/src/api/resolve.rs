//! From an order as it is written, with codes, to a draft with the ids of the book. Strict:
//! whatever can't be taken as it stands is told, with its place.

use crate::problem::{Code, ERRORS_MAX, Flaw, Problem};
use book::Book;
use book::company::{AMOUNT_MAX, Customer, Item};
use book::order::promising;
use book::order::{LINES_MAX, LineDraft, OrderDraft, StatedItem, place};
use intake::json::kept::{LineDocument, OrderDocument};
use vocab::quantity::QUANTITY_MAX;
use vocab::{Currency, CustomerId, Decimal, Gtin, ItemId, Price, Quantity, ShipToId, Unit};

/// Forms a draft.
///
/// # Errors
/// `bad_value`, with everything that is wrong.
pub fn draft(book: &Book, order: &OrderDocument) -> Result<OrderDraft, Problem> {
    let mut clerk = Clerk {
        book,
        flaws: Vec::new(),
    };
    if order.lines.len() > LINES_MAX {
        let given = order.lines.len();
        let detail = format!("{given} lines; an order has at most {LINES_MAX}");
        clerk.flaw::<()>("/lines".to_owned(), detail);
        return Err(refused(clerk.flaws));
    }
    let draft = clerk.order(order);
    match (draft, clerk.flaws) {
        (Some(draft), flaws) if flaws.is_empty() => Ok(draft),
        (_, flaws) => Err(refused(flaws)),
    }
}

/// Where an order of this customer goes when it names this ship-to, or none.
pub fn destination(
    book: &Book,
    customer: CustomerId,
    ship_to: Option<ShipToId>,
) -> Option<book::promise::Destination> {
    let default = book
        .company
        .customers
        .get(customer.index())?
        .default_ship_to;
    Some(promising::destination(book, customer, ship_to.or(default)?))
}

fn refused(flaws: Vec<Flaw>) -> Problem {
    let detail = flaws
        .first()
        .map_or_else(String::new, |flaw| match flaws.len() {
            1 => format!("{}: {}", flaw.pointer, flaw.detail),
            more => {
                let (pointer, detail, more) = (&flaw.pointer, &flaw.detail, more - 1);
                let least = if more >= ERRORS_MAX { "at least " } else { "" };
                format!("{pointer}: {detail} (and {least}{more} more)")
            }
        });
    Problem::web(Code::BadValue).because(detail).at(flaws)
}

struct Clerk<'a> {
    book: &'a Book,
    flaws: Vec<Flaw>,
}

impl Clerk<'_> {
    /// Notes what is wrong. One more than is told is kept, so that "and more" can be said.
    fn flaw<T>(&mut self, pointer: String, detail: impl Into<String>) -> Option<T> {
        if self.flaws.len() <= ERRORS_MAX {
            self.flaws.push(Flaw {
                pointer,
                detail: detail.into(),
            });
        }
        None
    }

    fn order(&mut self, order: &OrderDocument) -> Option<OrderDraft> {
        if order.notes.is_some() {
            let detail = "notes are not kept with an order; send the order as a document instead";
            self.flaw::<()>("/notes".to_owned(), detail);
        }
        let customer = self.customer(order.customer.as_deref())?;
        let row = &self.book.company.customers[customer.index()];
        let currency = order
            .currency
            .unwrap_or_else(|| place::currency_of(self.book, customer));
        let ship_to = match &order.ship_to {
            Some(code) => self.ship_to(customer, code).map(Some),
            None => Some(None),
        };
        let lines: Vec<Option<LineDraft>> = order
            .lines
            .iter()
            .enumerate()
            .map(|(index, line)| self.line(index, line, row, currency))
            .collect();
        Some(OrderDraft {
            customer,
            ship_to: ship_to?,
            address_in_doubt: false,
            po_number: order.po_number.clone(),
            currency: order.currency,
            requested: order.requested_delivery_date,
            expires: None,
            lines: lines.into_iter().collect::<Option<_>>()?,
        })
    }

    fn customer(&mut self, code: Option<&str>) -> Option<CustomerId> {
        let pointer = || "/customer".to_owned();
        let Some(code) = code else {
            return self.flaw(pointer(), "a customer number is needed");
        };
        match self.book.company.customer_by_code(code) {
            Some(customer) => Some(customer),
            None => self.flaw(
                pointer(),
                format!("there is no customer \"{}\"", clipped(code)),
            ),
        }
    }

    fn ship_to(&mut self, customer: CustomerId, code: &str) -> Option<ShipToId> {
        match self.book.company.ship_to_by_code(customer, code) {
            Some(ship_to) => Some(ship_to),
            None => {
                let detail = format!("the customer has no ship-to \"{}\"", clipped(code));
                self.flaw("/ship_to".to_owned(), detail)
            }
        }
    }

    fn line(
        &mut self,
        index: usize,
        line: &LineDocument,
        customer: &Customer,
        currency: Currency,
    ) -> Option<LineDraft> {
        let item = self.item(index, line, customer)?;
        let row = &self.book.company.items[item.index()];
        let unit = self.unit(index, line, row)?;
        let quantity = self.quantity(index, line, row, unit);
        let stated_price = match line.unit_price {
            Some(amount) => self
                .price(index, line, amount, row, unit, currency)
                .map(Some),
            None => Some(None),
        };
        Some(LineDraft {
            item: StatedItem::Known(item),
            quantity: quantity?,
            unit,
            stated_price: stated_price?,
            requested: line.requested_delivery_date,
        })
    }

    fn item(&mut self, index: usize, line: &LineDocument, customer: &Customer) -> Option<ItemId> {
        let at = |field: &str| format!("/lines/{index}/{field}");
        let (field, code, found) = match (&line.item, &line.customer_part) {
            (Some(code), _) => ("item", code, self.book.company.item_by_code(code)),
            (None, Some(part)) => ("customer_part", part, customer.parts.get(part).copied()),
            (None, None) => {
                let detail = "a line names its goods by item or customer_part";
                return self.flaw(at("item"), detail);
            }
        };
        let Some(item) = found else {
            return self.flaw(at(field), format!("there is no item \"{}\"", clipped(code)));
        };
        let row = &self.book.company.items[item.index()];
        if let (Some(part), "item") = (&line.customer_part, field)
            && customer.parts.get(part).is_some_and(|other| *other != item)
        {
            let detail = format!("this part number is another item than {}", row.code);
            return self.flaw(at("customer_part"), detail);
        }
        match &line.gtin {
            Some(gtin) if !marks(row, gtin) => self.flaw(
                at("gtin"),
                format!("this is not a GTIN of item {}", row.code),
            ),
            Some(_) | None => Some(item),
        }
    }

    fn unit(&mut self, index: usize, line: &LineDocument, item: &Item) -> Option<Unit> {
        let Some(text) = &line.unit else {
            return Some(item.sales_unit);
        };
        match Unit::parse(text).filter(|unit| item.ratio(*unit).is_some()) {
            Some(unit) => Some(unit),
            None => {
                let known = item.units.iter().map(|(unit, _)| unit.as_str());
                let known: Vec<&str> = [item.base_unit.as_str()].into_iter().chain(known).collect();
                let (code, known) = (&item.code, known.join(", "));
                let detail = format!("item {code} has no such unit; it has {known}");
                self.flaw(format!("/lines/{index}/unit"), detail)
            }
        }
    }

    fn quantity(
        &mut self,
        index: usize,
        line: &LineDocument,
        item: &Item,
        unit: Unit,
    ) -> Option<Quantity> {
        let base = item.ratio(unit)?.to_base(line.quantity);
        match base.filter(|quantity| !quantity.is_zero()) {
            Some(quantity) => Some(quantity),
            None => {
                let (stated, base_unit) = (line.quantity, item.base_unit);
                let detail = format!(
                    "{stated} {unit} is no quantity; it must come to a whole number of \
                     {base_unit}, 1 to {QUANTITY_MAX}"
                );
                self.flaw(format!("/lines/{index}/quantity"), detail)
            }
        }
    }

    fn price(
        &mut self,
        index: usize,
        line: &LineDocument,
        amount: Decimal,
        item: &Item,
        unit: Unit,
        currency: Currency,
    ) -> Option<Price> {
        let per = line.price_basis.unwrap_or(Decimal::whole(1));
        let basis = item.ratio(unit)?.to_base(per);
        let basis = basis.and_then(|quantity| u32::try_from(quantity.0).ok());
        let sane = basis.filter(|_| amount <= Decimal::whole(AMOUNT_MAX));
        match sane.and_then(|basis| Price::stated(amount, basis, currency)) {
            Some(price) => Some(price),
            None => {
                let detail = format!(
                    "{amount} {currency} for {per} {unit} is no price; it must be 0 to {AMOUNT_MAX}, \
                     for a whole number of {}",
                    item.base_unit
                );
                self.flaw(format!("/lines/{index}/unit_price"), detail)
            }
        }
    }
}

fn marks(item: &Item, gtin: &str) -> bool {
    let gtin = Gtin::parse(gtin);
    item.gtins.iter().any(|(known, _)| Some(*known) == gtin)
}

/// What is repeated of a stated text in a message.
fn clipped(text: &str) -> String {
    text.chars().take(book::company::CODE_MAX).collect()
}
