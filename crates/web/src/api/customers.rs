//! Customers: their terms, as the book knows them, beside what the vault knows of them as people.

use super::flaws::{Flaws, clipped};
use super::forms::{Amount, amount};
use super::orders::current;
use super::paging;
use super::people::{Known, Person};
use super::ship_tos;
use super::supply::Nothing;
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::openapi::{self, Answer, Body as Reads, Form, Operation, Part, Place};
use crate::problem::{Code, Problem};
use crate::router::{Route, Verb};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::company::{Consent, CustomerDraft};
use book::{Book, Command};
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use std::sync::Arc;
use views::{Cursor, CustomerFilter, CustomerSummary, CustomerView};
use vocab::{Currency, CustomerId, Decimal, Gln, Instant, OrderId};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/customers",
        policy: Policy::Scope(Scope::CustomersRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(list(call)),
        operation: Operation {
            id: "list_customers",
            part: Part::MasterData,
            summary: "Customers, by number.",
            query: Some(Form::of::<ListQuery>()),
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json::<List>(200)],
            problems: openapi::LIST,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/customers/{customer}",
        policy: Policy::Scope(Scope::CustomersRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(look(call)),
        operation: Operation {
            id: "get_customer",
            part: Part::MasterData,
            summary: "One customer: terms, orders in numbers, the first 200 ship-tos, and who they are.",
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json::<Detailed>(200)],
            problems: openapi::LOOK,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Put,
        path: "/v1/customers/{customer}",
        policy: Policy::Scope(Scope::CustomersWrite),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(put(call, body)),
        operation: Operation {
            id: "put_customer",
            part: Part::MasterData,
            summary: "Add a customer, or change the terms that are named: what is left out stays. A \
                      new one needs a price list.",
            headers: &[Place::IDEMPOTENCY_KEY],
            body: Some(Reads::json::<Put>()),
            answers: &[Answer::json::<Terms>(200)],
            problems: openapi::PUT,
            ..Operation::NONE
        },
    },
    blocking("/v1/customers/{customer}/block", "block_customer", true),
    blocking(
        "/v1/customers/{customer}/unblock",
        "unblock_customer",
        false,
    ),
];

/// What a change of terms is answered by.
const TERMS: &[Answer] = &[Answer::json::<Terms>(200)];

/// The route that blocks customers, or the one that lets them order again.
const fn blocking(path: &'static str, id: &'static str, blocks: bool) -> Route {
    Route {
        verb: Verb::Post,
        path,
        policy: Policy::Scope(Scope::CustomersWrite),
        lane: Lane::Interactive,
        handler: match blocks {
            true => |call, body| Box::pin(block(call, body, true)),
            false => |call, body| Box::pin(block(call, body, false)),
        },
        operation: Operation {
            id,
            part: Part::MasterData,
            summary: match blocks {
                true => "Take no further orders of a customer; what is open goes on.",
                false => "Take orders of a customer again.",
            },
            headers: &[Place::IDEMPOTENCY_KEY],
            body: Some(Reads::json::<Nothing>()),
            answers: TERMS,
            problems: openapi::PUT,
            ..Operation::NONE
        },
    }
}

/// `GET /v1/customers`
pub async fn list(call: Call) -> Result<Response, Problem> {
    let query: ListQuery = call.query()?;
    let limit = paging::size(query.limit)?;
    let after = paging::behind(query.after.as_deref())?;
    let filter = CustomerFilter {
        prefix: paging::text(query.q),
        blocked: query.blocked,
    };
    call.catch_up().await?;
    let (actor, request) = (call.caller.actor(), call.request_id().to_owned());
    let list = call.app.blocking(move |app| {
        let page = app.views.customers(&filter, after, limit)?;
        let ids: Vec<CustomerId> = page.items.iter().map(|row| row.customer.id).collect();
        let currencies = app.engine.ask(move |book| currencies(book, &ids))?;
        let mut known = Known::new(app);
        let rows = page.items.iter().zip(currencies);
        let customers = rows.map(|(row, currency)| {
            let person = known.customer(row.customer.id)?;
            Ok(summary(row, currency, person.name))
        });
        let list = List {
            customers: customers.collect::<Result<_, Problem>>()?,
            next: page.next,
        };
        app.note_looks(actor, &known.looked_at, &request)?;
        Ok::<List, Problem>(list)
    });
    Ok(json(StatusCode::OK, &list.await??))
}

/// `GET /v1/customers/{customer}`
pub async fn look(call: Call) -> Result<Response, Problem> {
    call.catch_up().await?;
    let code = call.parameter("customer").to_owned();
    let found = current(&call, move |app| {
        let customer = app.views.customer_by_code(&code)?;
        customer.map_or(Ok(None), |row| app.views.customer_view(row.id))
    });
    let view = found
        .await?
        .ok_or_else(|| absent(call.parameter("customer")))?;
    let (actor, request) = (call.caller.actor(), call.request_id().to_owned());
    let detailed = call.app.blocking(move |app| {
        let mut known = Known::new(app);
        let detailed = Detailed::of(&view, &mut known)?;
        app.note_looks(actor, &known.looked_at, &request)?;
        Ok::<Detailed, Problem>(detailed)
    });
    Ok(json(StatusCode::OK, &detailed.await??))
}

/// `PUT /v1/customers/{customer}`
pub async fn put(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: Arc<Put> = Arc::new(call.json(body).await?);
    changed(&call, &asked, true).await
}

/// `POST /v1/customers/{customer}/block` and `unblock`
async fn block(call: Call, body: Body, blocked: bool) -> Result<Response, Problem> {
    let _: Nothing = call.json(body).await?;
    let asked = Put {
        blocked: Some(blocked),
        ..Put::default()
    };
    changed(&call, &Arc::new(asked), false).await
}

/// Puts what is asked over what the customer has.
async fn changed(call: &Call, asked: &Arc<Put>, may_be_new: bool) -> Result<Response, Problem> {
    let _alone = call.app.changing_customers().await;
    let (code, same) = (call.parameter("customer").to_owned(), Arc::clone(asked));
    let over = move |book: &Book| {
        let known = book.company.customer_by_code(&code);
        match known {
            None if !may_be_new => Err(absent(&code)),
            None => same.over(book, blank(&code)),
            Some(id) => same.over(book, import::present_customer(book, id)),
        }
    };
    let (draft, currency) = call.app.ask(over).await??;
    let terms = Terms::of(&draft, currency);
    let decided = call
        .decide(Command::PutCustomers(vec![draft]), &**asked)
        .await?;
    Ok(decided.answer(StatusCode::OK, &terms))
}

/// There is no such customer.
pub fn absent(code: &str) -> Problem {
    let detail = format!("there is no customer \"{}\"", clipped(code));
    Problem::web(Code::NotFound).because(detail)
}

/// The id of the customer that the path names.
///
/// # Errors
/// `not_found`.
pub async fn named(call: &Call) -> Result<CustomerId, Problem> {
    let code = call.parameter("customer").to_owned();
    let id = call
        .app
        .ask(move |book| book.company.customer_by_code(&code));
    id.await?.ok_or_else(|| absent(call.parameter("customer")))
}

/// A customer of which nothing is known but its number.
fn blank(code: &str) -> CustomerDraft {
    CustomerDraft {
        code: code.to_owned(),
        price_list: String::new(),
        credit_limit: None,
        receivable: 0,
        one_time_addresses: false,
        ship_complete: false,
        blocked: false,
        substitutes: Consent::default(),
        gln: None,
        parts: Vec::new(),
        ship_tos: Vec::new(),
    }
}

fn currencies(book: &Book, customers: &[CustomerId]) -> Vec<Currency> {
    let company = &book.company;
    let currency = |id: &CustomerId| {
        let row = company.customers.get(id.index());
        let list = row.and_then(|row| company.price_lists.get(row.price_list.index()));
        list.map_or(book.policy.currency, |list| list.currency)
    };
    customers.iter().map(currency).collect()
}

fn summary(row: &CustomerSummary, currency: Currency, name: String) -> Summary {
    let (customer, orders) = (&row.customer, &row.orders);
    Summary {
        customer: customer.code.clone(),
        name,
        blocked: customer.blocked,
        credit_limit: customer.credit_limit.map(|limit| amount(limit, currency)),
        orders: Orders {
            open: orders.open,
            held: orders.held,
            closed: orders.closed,
            cancelled: orders.cancelled,
            last: orders.last.map(OrderId::number),
            last_placed_at: orders.last_placed,
        },
    }
}

/// What a list of customers may be asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CustomerQuery")]
struct ListQuery {
    /// What the customer number begins with.
    q: Option<String>,
    /// Only those that are blocked, or only those that are not.
    blocked: Option<bool>,
    /// `next` of the page before.
    after: Option<String>,
    /// Customers on the page, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// A page of customers.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "CustomerList")]
struct List {
    /// The customers.
    customers: Vec<Summary>,
    /// Hand it in as `after` for the next page; null on the last.
    #[schemars(with = "Option<String>")]
    next: Option<Cursor>,
}

/// A customer in a list.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "CustomerSummary")]
struct Summary {
    /// Its number.
    customer: String,
    /// What it is called; empty when it was erased, or never told.
    name: String,
    /// True when no order is taken.
    blocked: bool,
    /// The most that may be owed and on order together; null is without limit.
    credit_limit: Option<Amount>,
    /// Its orders.
    orders: Orders,
}

/// The orders of a customer in numbers.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "CustomerOrders")]
struct Orders {
    /// Promised, backordered or on their way.
    open: u64,
    /// Waiting for a person.
    held: u64,
    /// Delivered.
    closed: u64,
    /// Cancelled before anything was delivered.
    cancelled: u64,
    /// The latest one.
    last: Option<String>,
    /// When that was placed.
    last_placed_at: Option<Instant>,
}

/// What was agreed with a customer.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "CustomerTerms")]
struct Terms {
    /// Its number.
    customer: String,
    /// Code of the price list that it is charged by.
    price_list: String,
    /// The most that may be owed and on order together; null is without limit.
    credit_limit: Option<Amount>,
    /// What is owed from before.
    receivable: Amount,
    /// True when no order is taken.
    blocked: bool,
    /// True when everything must come in one shipment.
    ship_complete: bool,
    /// True when orders bring their own address.
    one_time_addresses: bool,
    /// Whether other items may be given instead of those that are short.
    substitutes: Consent,
    /// Global Location Number.
    gln: Option<String>,
}

/// One customer.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "Customer")]
struct Detailed {
    #[serde(flatten)]
    terms: Terms,
    /// Its orders.
    orders: Orders,
    /// Where goods go when an order does not say.
    default_ship_to: Option<String>,
    /// How many part numbers of its own it has.
    parts: u32,
    /// Where it is delivered to, by code: the first 200.
    ship_tos: Vec<ship_tos::Shown>,
    /// Who it is; null when it was erased, or never told.
    personal: Option<Person>,
}

/// Terms of a customer as they are put; what is left out stays, or is as in a new one.
#[derive(Debug, Default, Deserialize, JsonSchema, Serialize)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "CustomerPut")]
struct Put {
    /// Code of the price list that it is charged by.
    price_list: Option<String>,
    /// The most that may be owed and on order together, in the currency of the price list; null is
    /// without limit.
    #[serde(deserialize_with = "stated", skip_serializing_if = "Option::is_none")]
    credit_limit: Option<Option<Decimal>>,
    /// What is owed from before, in the currency of the price list.
    receivable: Option<Decimal>,
    /// True when no order is taken.
    blocked: Option<bool>,
    /// True when everything must come in one shipment.
    ship_complete: Option<bool>,
    /// True when orders bring their own address.
    one_time_addresses: Option<bool>,
    /// Whether other items may be given instead of those that are short: `asked` each time (as in a new
    /// one), `always` or `never`.
    substitutes: Option<Consent>,
    /// Global Location Number; null is none.
    #[serde(deserialize_with = "stated", skip_serializing_if = "Option::is_none")]
    gln: Option<Option<Gln>>,
}

/// A value that may be left out, and may be null.
pub fn stated<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

impl Put {
    /// These terms over those that a customer has, and what its amounts are in.
    fn over(&self, book: &Book, old: CustomerDraft) -> Result<(CustomerDraft, Currency), Problem> {
        let mut flaws = Flaws::default();
        let price_list = self.price_list.clone().unwrap_or(old.price_list);
        let list = book.company.price_list_by_code(&price_list);
        let at = || "/price_list".to_owned();
        let list = flaws.found(list, at, || match price_list.as_str() {
            "" => "a new customer needs the code of a price list".to_owned(),
            code => format!("there is no price list \"{}\"", clipped(code)),
        });
        let currency = list.map_or(book.policy.currency, |list| {
            book.company.price_lists[list.index()].currency
        });
        let mut minor = |stated: Decimal, at: &str| {
            let minor = flaws.money(stated, currency, || at.to_owned());
            minor.unwrap_or_default()
        };
        let draft = CustomerDraft {
            credit_limit: match self.credit_limit {
                None => old.credit_limit,
                Some(limit) => limit.map(|limit| minor(limit, "/credit_limit")),
            },
            receivable: match self.receivable {
                None => old.receivable,
                Some(owed) => minor(owed, "/receivable"),
            },
            blocked: self.blocked.unwrap_or(old.blocked),
            ship_complete: self.ship_complete.unwrap_or(old.ship_complete),
            one_time_addresses: self.one_time_addresses.unwrap_or(old.one_time_addresses),
            substitutes: self.substitutes.unwrap_or(old.substitutes),
            gln: self.gln.unwrap_or(old.gln),
            price_list,
            ..old
        };
        flaws.or((draft, currency))
    }
}

impl Terms {
    fn of(draft: &CustomerDraft, currency: Currency) -> Terms {
        Terms {
            customer: draft.code.clone(),
            price_list: draft.price_list.clone(),
            credit_limit: draft.credit_limit.map(|limit| amount(limit, currency)),
            receivable: amount(draft.receivable, currency),
            blocked: draft.blocked,
            ship_complete: draft.ship_complete,
            one_time_addresses: draft.one_time_addresses,
            substitutes: draft.substitutes,
            gln: draft.gln.map(|gln| gln.to_string()),
        }
    }
}

impl Detailed {
    fn of(view: &CustomerView, known: &mut Known<'_>) -> Result<Detailed, Problem> {
        let (row, currency) = (&view.summary.customer, view.price_list.currency);
        let default = |to: &&views::ShipToRow| Some(to.id) == view.default_ship_to;
        let default = view.ship_tos.iter().find(default);
        let ship_tos = view.ship_tos.iter();
        let personal = known.customer(row.id)?;
        Ok(Detailed {
            terms: Terms {
                customer: row.code.clone(),
                price_list: view.price_list.code.clone(),
                credit_limit: row.credit_limit.map(|limit| amount(limit, currency)),
                receivable: amount(view.receivable, currency),
                blocked: row.blocked,
                ship_complete: view.ship_complete,
                one_time_addresses: view.one_time_addresses,
                substitutes: view.substitutes,
                gln: view.gln.clone(),
            },
            orders: summary(&view.summary, currency, String::new()).orders,
            default_ship_to: default.map(|to| to.code.clone()),
            parts: view.parts,
            ship_tos: ship_tos
                .map(|row| ship_tos::shown(row, known))
                .collect::<Result<_, Problem>>()?,
            personal: personal.told(),
        })
    }
}
