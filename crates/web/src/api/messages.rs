//! What customers are told of their orders, in the formats of the trade: confirmations, ship notices and
//! invoices, to be downloaded.

use super::orders::named;
use super::papers::{GATHERED, answered, gathered, of_shipment};
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::Call;
use crate::openapi::{Answer, Form, Operation, Part, Place};
use crate::outgoing::{EDIFACT, Format, Unknown, Written, X12, XML};
use crate::problem::{Code, Problem};
use crate::router::{Route, Verb};
use axum::response::Response;
use connect::outbound::confirmation::Answers;
use keep::Scope;
use schemars::JsonSchema;
use serde::Deserialize;

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/v1/orders/{number}/confirmation",
        handler: |call, _| Box::pin(confirmation(call)),
        operation: Operation {
            id: "get_confirmation",
            summary: "The answer to an order as it is promised now: X12 855 or 865, EDIFACT ORDRSP, UBL \
                      OrderResponse, cXML ConfirmationRequest.",
            query: Some(Form::of::<ConfirmationQuery>()),
            ..OPERATION
        },
        ..ROUTE
    },
    Route {
        path: "/v1/shipments/{shipment}/ship-notice",
        handler: |call, _| Box::pin(ship_notice(call)),
        operation: Operation {
            id: "get_ship_notice",
            summary: "What a shipment brings: X12 856, EDIFACT DESADV, UBL DespatchAdvice, cXML \
                      ShipNoticeRequest.",
            query: Some(Form::of::<MessageQuery>()),
            ..OPERATION
        },
        ..ROUTE
    },
    Route {
        path: "/v1/shipments/{shipment}/invoice",
        handler: |call, _| Box::pin(invoice(call)),
        operation: Operation {
            id: "get_invoice",
            summary: "What a shipment costs, for whoever keeps the books: X12 810, EDIFACT INVOIC, UBL \
                      Invoice.",
            query: Some(Form::of::<MessageQuery>()),
            ..OPERATION
        },
        ..ROUTE
    },
];

/// What all of them have in common: they tell who customers are.
const ROUTE: Route = Route {
    verb: Verb::Get,
    path: "",
    policy: Policy::Scope(Scope::CustomersRead),
    lane: Lane::Reading,
    handler: |call, _| Box::pin(confirmation(call)),
    operation: OPERATION,
};

const OPERATION: Operation = Operation {
    part: Part::Fulfilment,
    headers: &[Place::KEPT_AFTER],
    answers: &[
        Answer::of::<String>(200, X12),
        Answer::of::<String>(200, EDIFACT),
        Answer::of::<String>(200, XML),
    ],
    problems: GATHERED,
    ..Operation::NONE
};

/// `GET /v1/orders/{number}/confirmation`
pub async fn confirmation(call: Call) -> Result<Response, Problem> {
    let query: ConfirmationQuery = call.query()?;
    let (id, at) = (named(&call)?, call.app.now().at);
    let answers = match query.change {
        false => Answers::Order,
        true => Answers::Change {
            number: None,
            day: None,
        },
    };
    let caller = call.caller.clone();
    let written = gathered(&call, move |gathering| {
        let order = gathering.views.order(id)?.ok_or(Unknown::Absent)?;
        if !caller.may_see(order.order.customer) {
            return Err(Unknown::Absent);
        }
        let facts = gathering.confirmation(id, answers, at)?;
        Ok(query.format.confirmation(&facts, query.control)?)
    });
    let name = format!("confirmation-{}", call.parameter("number"));
    Ok(told(&written.await?, &name))
}

/// `GET /v1/shipments/{shipment}/ship-notice`
pub async fn ship_notice(call: Call) -> Result<Response, Problem> {
    let query: MessageQuery = call.query()?;
    let at = call.app.now().at;
    let written = of_shipment(&call, move |gathering, row| {
        let facts = gathering.despatch(row, at)?;
        Ok(query.format.ship_notice(&facts, query.control)?)
    });
    let name = format!("ship-notice-{}", call.parameter("shipment"));
    Ok(told(&written.await?, &name))
}

/// `GET /v1/shipments/{shipment}/invoice`
pub async fn invoice(call: Call) -> Result<Response, Problem> {
    let query: MessageQuery = call.query()?;
    if query.format == Format::Cxml {
        let detail = "invoices are written as x12, edifact or ubl";
        return Err(Problem::web(Code::BadQuery).because(detail));
    }
    let at = call.app.now().at;
    let written = of_shipment(&call, move |gathering, row| {
        let facts = gathering.invoice(row)?;
        Ok(query.format.invoice(&facts, at, query.control)?)
    });
    let name = format!("invoice-{}", call.parameter("shipment"));
    Ok(told(&written.await?, &name))
}

/// How a message is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MessageQuery {
    /// In which format.
    format: Format,
    /// The control number of the interchange, which whoever sends it gives to no other. Without one the
    /// message is marked as a test.
    #[schemars(range(min = 1, max = 999_999_999))]
    control: Option<u32>,
}

/// How a confirmation is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ConfirmationQuery {
    /// In which format.
    format: Format,
    /// The control number of the interchange, which whoever sends it gives to no other. Without one the
    /// message is marked as a test.
    #[schemars(range(min = 1, max = 999_999_999))]
    control: Option<u32>,
    /// True to answer a change of the order, not the order itself.
    #[serde(default)]
    change: bool,
}

fn told(written: &Written, name: &str) -> Response {
    let name = format!("{name}.{}", written.ending);
    answered(&written.message, written.kind, &name)
}
