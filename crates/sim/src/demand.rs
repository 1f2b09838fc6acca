//! What customers order: which items, how much of each, in whose name and where to.

use crate::chance::{Chance, running_sums};
use crate::company::names;
use crate::company::{Kind, SampleCompany, SampleCustomer, SampleItem, SampleShipTo, working_day};
use crate::document::{Format, Party, SampleLine, SampleOrder};
use book::Book;
use book::order::{LineDraft, OrderDraft, StatedItem};
use vocab::{Day, ItemId, Price, Quantity, Unit};

/// Draws tried for one more item that is not on the order yet.
const DRAWS_MAX: usize = 20;
/// The most cases of one line.
const CASES_MAX: u64 = 400;

/// Draws orders of the customers of a company.
#[derive(Clone, Debug)]
pub struct Demand {
    /// Running sums of the items' shares.
    shares: Vec<u64>,
}

/// What an order should look like, besides chance.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// The day it is written.
    pub day: Day,
    /// Tells orders of a customer and day apart, up to 9,999.
    pub serial: u64,
    /// What it should come to, in agorot.
    pub value: i64,
    /// The most lines, whatever the customer is used to.
    pub lines_max: u64,
}

impl Demand {
    /// Demand for the items of a company.
    pub fn new(company: &SampleCompany) -> Demand {
        Demand {
            shares: running_sums(company.items.iter().map(|item| item.share)),
        }
    }

    /// The same, but for some items that sell more: so many percent of what they do, or less.
    pub fn lifted(company: &SampleCompany, items: &[usize], percent: u64) -> Demand {
        let share = |(index, item): (usize, &SampleItem)| match items.contains(&index) {
            true => item.share * percent,
            false => item.share * 100,
        };
        Demand {
            shares: running_sums(company.items.iter().enumerate().map(share)),
        }
    }

    /// An order of a customer for one of its ship-tos.
    pub fn order(
        &self,
        chance: &mut Chance,
        company: &SampleCompany,
        customer: &SampleCustomer,
        place: &SampleShipTo,
        wish: Wish,
    ) -> SampleOrder {
        let (few, many) = customer.lines;
        let most = many.min(wish.lines_max);
        let count = chance.between(few.min(most), most);
        let items = self.items(chance, count as usize);
        let worth = wish.value / items.len() as i64;
        let lines = items
            .iter()
            .map(|index| line(chance, customer, &company.items[*index], worth));
        SampleOrder {
            po_number: po_number(customer, wish),
            ordered: wish.day,
            lines: lines.collect(),
            requested: requested(chance, customer, wish.day),
            currency: customer.list.currency(),
            buyer: Party::buyer(customer),
            ship_to: ship_to(chance, customer, place),
            note: None,
        }
    }

    /// Different items, drawn by what they sell.
    fn items(&self, chance: &mut Chance, count: usize) -> Vec<usize> {
        let mut items: Vec<usize> = Vec::with_capacity(count);
        for _ in 0..count {
            let mut draws = (0..DRAWS_MAX).map(|_| chance.weighted(&self.shares));
            items.extend(draws.find(|item| !items.contains(item)));
        }
        items
    }
}

/// Web shops order pieces, the others cases; from half to one and a half times the worth.
fn line(
    chance: &mut Chance,
    customer: &SampleCustomer,
    item: &SampleItem,
    worth: i64,
) -> SampleLine {
    let unit = if customer.kind == Kind::WebShop {
        Unit::Each
    } else {
        Unit::Case
    };
    let pieces = item
        .item
        .ratio(unit)
        .map_or(1, |ratio| i64::from(ratio.numerator));
    let price = (item.case_price * pieces / i64::from(item.case_eaches)).max(1);
    let wanted = worth.max(0) as u64 * chance.between(50, 150) / 100;
    // What is left of a whole unit is one more with that chance, so that the mean stays right.
    let (whole, rest) = (wanted / price as u64, wanted % price as u64);
    let more = u64::from(chance.below(price as u64) < rest);
    SampleLine::of(customer, item, (whole + more).clamp(1, CASES_MAX), unit)
}

/// Purchase order numbers as the customers' systems and people write them.
pub(crate) fn po_number(customer: &SampleCustomer, wish: Wish) -> String {
    let (_, month, day) = wish.day.to_civil();
    let (serial, number) = (wish.serial, &customer.code[2..]);
    match customer.kind {
        Kind::Chain => format!("45{number}{month:02}{day:02}{serial:04}"),
        Kind::MiniMarket => format!("{month:02}{day:02}-{serial:03}"),
        Kind::Restaurant => format!("R{day:02}{month:02}/{serial:03}"),
        Kind::Hotel => format!("PO-{number}-{month:02}{day:02}{serial:03}"),
        Kind::Institution => format!("{number}/2026/{month:02}{day:02}{serial:03}"),
        Kind::WebShop if customer.format == Format::Shopify => {
            format!("#{number}{month:02}{day:02}{serial:04}")
        }
        Kind::WebShop => format!("{number}{month:02}{day:02}{serial:04}"),
    }
}

/// Shops order for the next days, web shops for as soon as possible.
fn requested(chance: &mut Chance, customer: &SampleCustomer, day: Day) -> Option<Day> {
    let days = match customer.kind {
        Kind::Chain | Kind::Hotel => chance.between(2, 5),
        Kind::MiniMarket | Kind::Restaurant => chance.between(1, 4),
        Kind::Institution => chance.between(3, 8),
        Kind::WebShop => return None,
    };
    Some(working_day(day.plus(days as i32)))
}

/// A ship-to of the customer; a web shop's consumer is someone new each time.
fn ship_to(chance: &mut Chance, customer: &SampleCustomer, place: &SampleShipTo) -> Party {
    let mut party = Party::ship_to(customer, place);
    if customer.kind == Kind::WebShop {
        party.contact = names::person(chance);
        party.name = party.contact.clone();
        party.hebrew = party.contact.clone();
        party.address.street = names::street(chance);
        party.phone = format!("+972-50-555-{:04}", chance.below(10_000));
    }
    party
}

/// The order as a program that knows the book would place it; `None` when the customer is not in
/// the book or a quantity cannot be one. Goods that are not in the catalogue become lines of unknown
/// items.
pub fn draft(book: &Book, order: &SampleOrder) -> Option<OrderDraft> {
    let customer = book.company.customer_by_code(&order.buyer.code)?;
    let lines = order.lines.iter().map(|line| line_draft(book, order, line));
    Some(OrderDraft {
        customer,
        ship_to: book.company.ship_to_by_code(customer, &order.ship_to.code),
        address_in_doubt: false,
        po_number: Some(order.po_number.clone()),
        currency: Some(order.currency),
        requested: order.requested,
        expires: None,
        terms: book::order::Terms::default(),
        lines: lines.collect::<Option<_>>()?,
    })
}

fn line_draft(book: &Book, order: &SampleOrder, line: &SampleLine) -> Option<LineDraft> {
    let Some(item) = item_of(book, order, line) else {
        let item = StatedItem::Unknown(line.description.clone());
        let quantity = Quantity(u64::try_from(line.quantity.at_scale(0)?).ok()?);
        return Some(LineDraft {
            item,
            quantity,
            unit: line.unit,
            stated_price: None,
            requested: None,
        });
    };
    let ratio = book.company.items[item.index()].ratio(line.unit)?;
    let stated_price = line.price.map(|minor| Price {
        minor,
        basis: ratio.numerator,
    });
    Some(LineDraft {
        item: StatedItem::Known(item),
        quantity: ratio.to_base(line.quantity)?,
        unit: line.unit,
        stated_price,
        requested: None,
    })
}

fn item_by_gtin(book: &Book, line: &SampleLine) -> Option<ItemId> {
    let marked = (line.gtin?, line.unit);
    let mut items = (0..).map(ItemId).zip(book.company.items.iter());
    let found = items.find(|(_, item)| item.gtins.contains(&marked));
    found.map(|(id, _)| id)
}

fn item_of(book: &Book, order: &SampleOrder, line: &SampleLine) -> Option<ItemId> {
    let company = &book.company;
    if let Some(code) = &line.code {
        return company.item_by_code(code);
    }
    let customer = company.customer_by_code(&order.buyer.code)?;
    let parts = &company.customers[customer.index()].parts;
    let part = line.part.as_ref().and_then(|part| parts.get(part));
    part.copied().or_else(|| item_by_gtin(book, line))
}
