//! The orders of a benchmark as they go over the wire, written before the clock starts.

use crate::failure::Outcome;
use book::Book;
use book::order::{LineDraft, OrderDraft, StatedItem};
use engine::Handle;
use intake::json::kept::{LineDocument, OrderDocument};
use sim::load::{Demand, Size};
use std::sync::Arc;
use vocab::Decimal;

/// Seed of the demand.
const SEED: u64 = 1;

/// Where orders are sent to.
const ORDERS: &str = "/v1/orders";

/// Digits of a number that is written anew for each request.
const DIGITS: usize = 12;

/// A request that is sent again and again, each time as another order: its idempotency key and its
/// PO number are made of a number that is written into it.
pub struct Template {
    bytes: Vec<u8>,
    /// Where the number stands.
    places: Vec<usize>,
}

impl Template {
    /// The request for the order of this number.
    pub fn numbered(&mut self, number: u64) -> &[u8] {
        let digits = format!("{number:0DIGITS$}");
        for place in &self.places {
            self.bytes[*place..place + DIGITS].copy_from_slice(digits.as_bytes());
        }
        &self.bytes
    }
}

/// Writes requests.
pub struct Writer {
    codes: Arc<Codes>,
    demand: Demand,
    authority: String,
}

/// The codes that orders are written with, by id.
struct Codes {
    customers: Vec<String>,
    items: Vec<String>,
}

impl Writer {
    /// A writer of requests by the holder of this key.
    pub fn new(handle: &Handle, size: Size, secret: &str) -> Outcome<Writer> {
        Ok(Writer {
            codes: Arc::new(handle.ask(Codes::of)?),
            demand: Demand::new(SEED, size),
            authority: format!("Host: localhost\r\nAuthorization: Bearer {secret}\r\n"),
        })
    }

    /// One order in one request, with a key of its own.
    pub fn single(&mut self) -> Outcome<Vec<u8>> {
        let (number, draft) = self.demand.order();
        let body = serde_json::to_vec(&self.codes.written(&draft))?;
        Ok(self.request(ORDERS, "application/json", &number.to_string(), &body))
    }

    /// An order that is sent under many numbers.
    pub fn template(&mut self) -> Outcome<Template> {
        let (_, draft) = self.demand.order();
        let number = "#".repeat(DIGITS);
        let po_number = Some(number.clone());
        let body = serde_json::to_vec(&self.codes.written(&OrderDraft { po_number, ..draft }))?;
        let bytes = self.request(ORDERS, "application/json", &number, &body);
        let places = bytes.windows(DIGITS).enumerate();
        let places = places.filter(|(_, window)| *window == number.as_bytes());
        let places = places.map(|(place, _)| place).collect();
        Ok(Template { bytes, places })
    }

    /// Many orders in one request, a line each, each with a key of its own.
    pub fn bulk(&mut self, lines: usize) -> Outcome<Vec<u8>> {
        let mut body = Vec::new();
        let mut first = 0;
        for _ in 0..lines {
            let (number, draft) = self.demand.order();
            first = if first == 0 { number } else { first };
            serde_json::to_writer(&mut body, &self.codes.written(&draft))?;
            body.push(b'\n');
        }
        let kind = "application/x-ndjson\r\nExpect: 100-continue";
        Ok(self.request(&format!("{ORDERS}/bulk"), kind, &first.to_string(), &body))
    }

    /// A document in one request, with a key of its own.
    pub fn document(&self, kind: &str, key: &str, bytes: &[u8]) -> Vec<u8> {
        self.request("/v1/documents", kind, key, bytes)
    }

    fn request(&self, path: &str, kind: &str, key: &str, body: &[u8]) -> Vec<u8> {
        let (authority, length) = (&self.authority, body.len());
        let mut request = format!(
            "POST {path} HTTP/1.1\r\n{authority}Content-Type: {kind}\r\n\
             Idempotency-Key: bench-{key}\r\nContent-Length: {length}\r\n\r\n"
        )
        .into_bytes();
        request.extend_from_slice(body);
        request
    }
}

impl Codes {
    fn of(book: &Book) -> Codes {
        let (customers, items) = (book.company.customers.iter(), book.company.items.iter());
        Codes {
            customers: customers.map(|row| row.code.clone()).collect(),
            items: items.map(|row| row.code.clone()).collect(),
        }
    }

    fn written(&self, draft: &OrderDraft) -> OrderDocument<String> {
        OrderDocument {
            po_number: draft.po_number.clone(),
            customer: Some(self.customers[draft.customer.index()].clone()),
            requested_delivery_date: draft.requested,
            lines: draft.lines.iter().map(|line| self.line(line)).collect(),
            ..OrderDocument::default()
        }
    }

    fn line(&self, line: &LineDraft) -> LineDocument<String> {
        LineDocument {
            item: Some(match &line.item {
                StatedItem::Known(item) => self.items[item.index()].clone(),
                StatedItem::Unknown(text) => text.clone(),
            }),
            quantity: Decimal::whole(line.quantity.0 as i64),
            unit: Some(line.unit.as_str().to_owned()),
            requested_delivery_date: line.requested,
            ..LineDocument::default()
        }
    }
}
