//! What became of one document: its requests, the orders they became, and why not.

use crate::company::Company;
use crate::failure::{Failure, Outcome};
use book::request::{Intent, ReadAs};
use intake::{Format, Reading};
use serde::Serialize;
use views::{OrderRow, OrderState, RequestFilter, RequestRow, RequestState};
use vocab::ContentHash;

/// What can become of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Every request of it was carried out without a touch.
    Accepted,
    /// It is something else than an order, and is known as that.
    Other,
    /// A person has to look at a request or at a hold.
    Review,
    /// Nothing could be read of it, or it was refused for safety.
    Rejected,
}

/// A document and what became of it.
#[derive(Serialize)]
pub struct DocumentOutcome {
    file: String,
    kind: String,
    outcome: Fate,
    order: Option<String>,
    state: Option<String>,
    reasons: Vec<String>,
    #[serde(skip)]
    promise: String,
    #[serde(skip)]
    read_as: String,
}

impl DocumentOutcome {
    /// True when nobody has to touch it.
    pub fn is_accepted(&self) -> bool {
        self.outcome == Fate::Accepted
    }

    /// The row of the table for people.
    pub fn row(&self) -> Vec<String> {
        let state = match (&self.state, self.reasons.as_slice()) {
            (Some(state), []) => state.clone(),
            (Some(state), reasons) => format!("{state}: {}", reasons.join(", ")),
            (None, reasons) => format!("{}: {}", self.fate_word(), reasons.join(", ")),
        };
        let order = self.order.clone().unwrap_or_else(|| "-".to_owned());
        vec![
            self.file.clone(),
            self.read_as.clone(),
            order,
            self.promise.clone(),
            state,
        ]
    }

    fn fate_word(&self) -> &'static str {
        match self.outcome {
            Fate::Accepted => "accepted",
            Fate::Other => "not an order",
            Fate::Review => "in review",
            Fate::Rejected => "unreadable",
        }
    }
}

/// Looks up what became of a document.
pub fn of(company: &Company, file: String, document: ContentHash) -> Outcome<DocumentOutcome> {
    let row = company.views.document(document)?;
    let row = row.ok_or_else(|| Failure::new(format!("the views do not know {file}")))?;
    let stored = company.documents.reading(document)?;
    let reading: Option<Reading> = stored
        .map(|stored| serde_json::from_slice(&stored.json))
        .transpose()?;
    let filter = RequestFilter {
        document: Some(document),
        ..RequestFilter::default()
    };
    let requests = company
        .views
        .requests(&filter, None, views::PAGE_MAX)?
        .items;
    let orders = requests
        .iter()
        .filter_map(|request| request.order)
        .map(|order| Ok(company.views.order(order)?.map(|view| view.order)))
        .collect::<Outcome<Vec<Option<OrderRow>>>>()?;
    let orders: Vec<OrderRow> = orders.into_iter().flatten().collect();
    let fate = fate(row.read_as, &requests, &orders);
    Ok(DocumentOutcome {
        file,
        kind: reading
            .as_ref()
            .map_or_else(String::new, |reading| format_word(reading.format)),
        outcome: fate,
        order: numbers(&orders),
        state: state(&requests, &orders),
        reasons: reasons(&requests, &orders, reading.as_ref(), fate),
        promise: promise(&orders),
        read_as: reading.map_or_else(String::new, |reading| read_as(&reading)),
    })
}

fn fate(read_as: Option<ReadAs>, requests: &[RequestRow], orders: &[OrderRow]) -> Fate {
    match read_as {
        None | Some(ReadAs::Unreadable) => Fate::Rejected,
        Some(ReadAs::Other) => Fate::Other,
        Some(ReadAs::Requests) => {
            let all_accepted = requests
                .iter()
                .all(|request| request.state == RequestState::Accepted);
            let held = orders.iter().any(|order| order.state == OrderState::Held);
            if all_accepted && !held {
                Fate::Accepted
            } else {
                Fate::Review
            }
        }
    }
}

fn numbers(orders: &[OrderRow]) -> Option<String> {
    let numbers: Vec<&str> = orders.iter().map(|order| order.number.as_str()).collect();
    (!numbers.is_empty()).then(|| numbers.join(" "))
}

fn state(requests: &[RequestRow], orders: &[OrderRow]) -> Option<String> {
    let cancels = requests
        .iter()
        .any(|request| request.intent == Intent::Cancel);
    let order = orders.first()?;
    Some(match order.state {
        OrderState::Held => "held".to_owned(),
        OrderState::Open if !order.backordered.is_zero() && order.promised.is_some() => {
            "partly promised".to_owned()
        }
        OrderState::Open if !order.backordered.is_zero() => "backordered".to_owned(),
        OrderState::Open => order
            .stage_first
            .map_or("open", |stage| stage.as_str())
            .to_owned(),
        OrderState::Closed => "delivered".to_owned(),
        OrderState::Cancelled if cancels => "cancelled as asked".to_owned(),
        OrderState::Cancelled => "cancelled".to_owned(),
    })
}

fn promise(orders: &[OrderRow]) -> String {
    let Some(order) = orders.first() else {
        return "-".to_owned();
    };
    let value = order.value.to_string();
    match (order.promised, order.requested) {
        (Some(promised), Some(requested)) if promised > requested => {
            format!("{value} on {promised} (wanted {requested})")
        }
        (Some(promised), _) => format!("{value} on {promised}"),
        (None, _) => value,
    }
}

fn reasons(
    requests: &[RequestRow],
    orders: &[OrderRow],
    reading: Option<&Reading>,
    fate: Fate,
) -> Vec<String> {
    let mut reasons: Vec<String> = Vec::new();
    for request in requests
        .iter()
        .filter(|request| request.state == RequestState::Review)
    {
        reasons.extend(request.reasons.iter().map(crate::wording::park_reason));
    }
    for order in orders {
        reasons.extend(order.holds.iter().map(crate::wording::hold));
    }
    if matches!(fate, Fate::Other | Fate::Rejected) {
        reasons.clear();
        reasons.extend(reading.and_then(why_not_an_order));
    }
    reasons.dedup();
    reasons
}

fn why_not_an_order(reading: &Reading) -> Option<String> {
    let worst = reading.issues.iter().max_by_key(|issue| issue.severity);
    worst
        .map(|issue| issue.message.clone())
        .or_else(|| Some(reading.document_type.clone()))
}

fn read_as(reading: &Reading) -> String {
    match reading.document_type.as_str() {
        "" => format_word(reading.format),
        named => named.to_owned(),
    }
}

/// The word for a format, as JSON has it.
fn format_word(format: Format) -> String {
    let word = serde_json::to_value(format).ok();
    word.and_then(|word| word.as_str().map(str::to_owned))
        .unwrap_or_default()
}
