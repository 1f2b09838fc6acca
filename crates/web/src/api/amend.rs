//! Amending an order: quantities, days, the place of delivery, one more line, the item that was meant.

use super::moves::{OPERATION, carry_out};
use super::orders::{absent, current, own};
use super::resolve::{At, Clerk};
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::Call;
use crate::codes::Codes;
use crate::openapi::{Body as Reads, Operation};
use crate::problem::{Kind, Problem};
use crate::router::{Route, Verb};
use axum::body::Body;
use axum::response::Response;
use book::command::Change;
use book::refusal::Code;
use book::{Book, Command};
use intake::json::kept::{LineDocument, TermsDocument};
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use vocab::quantity::QUANTITY_MAX;
use vocab::{CustomerId, Day, Decimal, Instant, ItemId, OrderId, Quantity, Ratio};

/// The routes of this file.
pub const ROUTES: &[Route] = &[Route {
    verb: Verb::Post,
    path: "/v1/orders/{number}/amend",
    policy: Policy::Scope(Scope::OrdersWrite),
    lane: Lane::First,
    handler: |call, body| Box::pin(amend(call, body)),
    operation: Operation {
        id: "amend_order",
        summary: "Change an order, all or nothing: quantities, days, the ship-to, the terms, one \
                  more line, the item of a line that named none. What it touches is promised \
                  anew.",
        body: Some(Reads::json::<Amendment>()),
        also: &[
            Kind::Book(Code::Empty),
            Kind::Book(Code::TooMany),
            Kind::Book(Code::TooFarAlong),
            Kind::Book(Code::BadQuantity),
            Kind::Book(Code::OutOfRange),
            Kind::Book(Code::CreditExceeded),
            Kind::Book(Code::PriceDiffers),
            Kind::Book(Code::ValueTooLarge),
            Kind::Book(Code::InThePast),
        ],
        ..OPERATION
    },
}];

/// `POST /v1/orders/{number}/amend`
pub async fn amend(call: Call, body: Body) -> Result<Response, Problem> {
    let order = own(&call).await?;
    let asked: Amendment = call.json(body).await?;
    let known = known(&call, order).await?;
    let wanted = asked.clone();
    let resolve = move |book: &Book| resolved(book, &known, &wanted.changes);
    let changes = call.app.ask(resolve).await??;
    carry_out(&call, order, Command::AmendOrder { order, changes }, &asked).await
}

/// What to change.
#[derive(Clone, Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AmendRequest")]
struct Amendment {
    /// The changes, carried out in this order; all or nothing.
    changes: Vec<Asked>,
}

/// A change.
#[derive(Clone, Debug, JsonSchema, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case", deny_unknown_fields)]
#[schemars(rename = "ChangeRequest")]
enum Asked {
    /// Another quantity of a line. What is cancelled is not counted; to take a line back, cancel it.
    Quantity {
        /// Which line.
        line: u16,
        /// How much; more than nothing.
        quantity: Decimal,
        /// A unit of the item; base units when absent, as answers tell them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
    },
    /// Another day that the order, or one line, is wanted on.
    RequestedDeliveryDate {
        /// Which line; absent is the whole order, and then no line has a day of its own any more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        line: Option<u16>,
        /// The day; null is as soon as possible.
        #[serde(deserialize_with = "stated")]
        date: Option<Day>,
    },
    /// Another place of delivery.
    ShipTo {
        /// Code of a ship-to of the customer.
        ship_to: String,
    },
    /// Other terms, in the place of all that the order had: how far it may be split, by when it leaves,
    /// from where it comes.
    Terms {
        /// The terms, as in an order.
        terms: TermsDocument,
    },
    /// A reservation lapses at another moment, or is confirmed.
    Expires {
        /// The moment; null confirms it.
        #[serde(deserialize_with = "stated")]
        at: Option<Instant>,
    },
    /// One more line.
    AddLine {
        /// The line, as in an order.
        line: LineDocument,
    },
    /// The item that a line was meant to name.
    NameItem {
        /// Which line: one that names no known item.
        line: u16,
        /// Item code.
        item: String,
    },
}

/// A value that must be there, and may be null.
fn stated<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(from)
}

/// What changes of an order are read with.
#[derive(Clone, Debug)]
struct Known {
    customer: CustomerId,
    /// The items of its lines, by number; `None` where a line names none.
    items: Vec<Option<ItemId>>,
}

impl Known {
    fn item(&self, line: u16) -> Option<ItemId> {
        let index = usize::from(line).checked_sub(1)?;
        self.items.get(index).copied().flatten()
    }
}

/// What is finished has left the book, and may yet be named by a repeated command.
async fn known(call: &Call, order: OrderId) -> Result<Known, Problem> {
    let open = move |book: &Book| {
        let order = book.orders.get(order)?;
        let items = order.lines.iter().map(|line| line.item.known());
        Some(Known {
            customer: order.customer,
            items: items.collect(),
        })
    };
    if let Some(known) = call.app.ask(open).await? {
        return Ok(known);
    }
    let view = current(call, move |app| app.views.order(order)).await?;
    let view = view.ok_or_else(|| absent(order))?;
    Ok(Known {
        customer: view.order.customer,
        items: view.order_lines.iter().map(|line| line.item).collect(),
    })
}

/// The changes with ids in the place of codes.
fn resolved(book: &Book, order: &Known, asked: &[Asked]) -> Result<Vec<Change>, Problem> {
    let mut clerk = Clerk::new(book, None);
    let mut changes = Some(Vec::with_capacity(asked.len()));
    for (index, one) in asked.iter().enumerate() {
        match (change(&mut clerk, book, order, index, one), &mut changes) {
            (Some(change), Some(changes)) => changes.push(change),
            (_, changes) => *changes = None,
        }
    }
    clerk.or(changes)
}

fn change(
    clerk: &mut Clerk<Book>,
    book: &Book,
    order: &Known,
    index: usize,
    asked: &Asked,
) -> Option<Change> {
    let at = At::Change(index);
    Some(match asked {
        Asked::Quantity {
            line,
            quantity,
            unit,
        } => Change::Quantity {
            line: *line,
            quantity: match unit {
                Some(unit) => {
                    let item = order.item(*line);
                    in_unit(clerk, book, at, item, *quantity, unit)?
                }
                None => in_base_units(clerk, at, *quantity)?,
            },
        },
        Asked::RequestedDeliveryDate { line, date } => Change::Requested {
            line: *line,
            day: *date,
        },
        Asked::ShipTo { ship_to } => {
            let place = || format!("{at}/ship_to");
            Change::ShipTo(clerk.ship_to(order.customer, ship_to, place)?)
        }
        Asked::Terms { terms } => Change::Terms(clerk.terms(&format!("{at}/terms"), terms)?),
        Asked::Expires { at } => Change::Expires(*at),
        Asked::AddLine { line } => {
            let currency = book.currency(order.customer)?;
            let at = At::AddedLine(index);
            Change::AddLine(clerk.line(at, line, order.customer, currency)?)
        }
        Asked::NameItem { line, item } => Change::ResolveItem {
            line: *line,
            item: clerk.named(at, item)?,
        },
    })
}

fn in_unit(
    clerk: &mut Clerk<Book>,
    book: &Book,
    at: At,
    item: Option<ItemId>,
    quantity: Decimal,
    unit: &str,
) -> Option<Quantity> {
    let Some(goods) = item.and_then(|item| book.goods(item)) else {
        let detail = "the line names no known item; give the quantity in base units";
        return clerk.flaw(format!("{at}/unit"), detail);
    };
    let unit = clerk.unit(at, Some(unit), &goods)?;
    clerk.quantity(at, quantity, &goods, unit)
}

fn in_base_units(clerk: &mut Clerk<Book>, at: At, quantity: Decimal) -> Option<Quantity> {
    let base = Ratio::ONE.to_base(quantity);
    match base.filter(|quantity| !quantity.is_zero()) {
        Some(quantity) => Some(quantity),
        None => {
            let detail =
                format!("{quantity} is no quantity of base units; 1 to {QUANTITY_MAX} are allowed");
            clerk.flaw(format!("{at}/quantity"), detail)
        }
    }
}
