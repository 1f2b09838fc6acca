//! What was read from a document for a request: each field with its value, how sure the reader is, and
//! where in the document it stands.

use intake::{Field, Issue, OrderRequest, Party, Place, Reading, RequestLine, Severity};
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt::Display;

/// Fields of one request that are told.
const FIELDS_MAX: usize = 2_000;
/// Remarks of a reader that are told.
const REMARKS_MAX: usize = 100;

/// A field that the document states.
#[derive(JsonSchema, Serialize)]
pub struct ReadField {
    /// Which line of the request, from 1; null is the request as a whole.
    line: Option<u32>,
    /// Which field: `po_number`, `buyer_name`, `quantity` …
    field: String,
    /// Its value, as text.
    value: String,
    /// How sure the reader is, in thousandths.
    confidence: u16,
    /// What stands in the document.
    text: String,
    /// Where it stands.
    place: Place,
}

/// A remark of the reader.
#[derive(JsonSchema, Serialize)]
pub struct Remark {
    /// Which line of the request, from 1; null is the request, or the document.
    line: Option<u32>,
    /// How much it weighs: notice, doubt or error.
    severity: &'static str,
    /// What is the matter.
    detail: String,
}

/// The fields of a request, in the order of the document's own; the first 2,000.
pub fn fields(request: &OrderRequest) -> Vec<ReadField> {
    let mut collector = Collector::default();
    collector.add("po_number", request.po_number.as_ref());
    collector.add("order_date", request.order_date.as_ref());
    let wanted = request.requested_delivery_date.as_ref();
    collector.add("requested_delivery_date", wanted);
    collector.party("buyer", &request.buyer);
    collector.party("ship_to", &request.ship_to);
    collector.add("currency", request.currency.as_ref());
    collector.add("total", request.total.as_ref());
    for note in &request.notes {
        collector.add("note", Some(note));
    }
    for (number, line) in (1..).zip(&request.lines) {
        collector.line = Some(number);
        collector.line(line);
    }
    collector.fields
}

/// What the reader remarks of a request, by its index, and of the document as a whole.
pub fn remarks(reading: &Reading, index: u32) -> Vec<Remark> {
    let about = |issue: &&Issue| issue.request.is_none_or(|of| of == index);
    let remarks = reading.issues.iter().filter(about).map(|issue| Remark {
        line: issue.line.map(|index| index + 1),
        severity: match issue.severity {
            Severity::Notice => "notice",
            Severity::Doubt => "doubt",
            Severity::Error => "error",
        },
        detail: issue.message.clone(),
    });
    remarks.take(REMARKS_MAX).collect()
}

#[derive(Default)]
struct Collector {
    fields: Vec<ReadField>,
    line: Option<u32>,
}

impl Collector {
    fn add<T: Display>(&mut self, name: &str, field: Option<&Field<T>>) {
        let Some(field) = field.filter(|_| self.fields.len() < FIELDS_MAX) else {
            return;
        };
        self.fields.push(ReadField {
            line: self.line,
            field: name.to_owned(),
            value: field.value.to_string(),
            confidence: field.confidence.0,
            text: field.evidence.text.clone(),
            place: field.evidence.place.clone(),
        });
    }

    fn party(&mut self, who: &str, party: &Party) {
        let parts = [
            ("id", &party.id),
            ("name", &party.name),
            ("address", &party.address),
            ("postcode", &party.postcode),
            ("city", &party.city),
            ("country", &party.country),
            ("tax_id", &party.tax_id),
            ("email", &party.email),
            ("phone", &party.phone),
        ];
        for (part, field) in parts {
            self.add(&format!("{who}_{part}"), field.as_ref());
        }
    }

    fn line(&mut self, line: &RequestLine) {
        self.add("line_no", line.line_no.as_ref());
        self.add("customer_part", line.buyer_part.as_ref());
        self.add("item", line.supplier_part.as_ref());
        self.add("gtin", line.gtin.as_ref());
        self.add("description", line.description.as_ref());
        self.add("quantity", line.quantity.as_ref());
        self.add("unit", line.uom.as_ref());
        self.add("unit_price", line.unit_price.as_ref());
        self.add("price_basis", line.price_basis.as_ref());
        let units = line.units_per_traded_unit.as_ref();
        self.add("units_per_traded_unit", units);
        let wanted = line.requested_delivery_date.as_ref();
        self.add("requested_delivery_date", wanted);
        self.add("ship_to", line.ship_to_id.as_ref());
    }
}
