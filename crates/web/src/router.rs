//! The table of contents: every route with its policy, its handler and what is told of it.
//!
//! A route can't be added without a policy, and is served, guarded and told in `/openapi.json` by
//! being here.

use crate::access::{Caller, Policy, admit};
use crate::admission::Lane;
use crate::api::{availability, bulk, documents, health, moves, orders};
use crate::body::stated_length;
use crate::call::{Call, json};
use crate::console;
use crate::openapi::{self, Answer, Body, Operation, Place};
use crate::paths::Paths;
use crate::problem::{self, Code, Kind, Problem};
use crate::sign_in;
use crate::state::App;
use axum::body::Body as RequestBody;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use keep::Scope;
use serde_json::Value;
use std::future::Future;
use std::pin::Pin;
use std::sync::LazyLock;

/// A method that routes answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Reads; changes nothing.
    Get,
    /// Does something.
    Post,
}

/// The future of an answer.
pub type Answering = Pin<Box<dyn Future<Output = Result<Response, Problem>> + Send>>;

/// One route.
pub struct Route {
    /// Its method.
    pub verb: Verb,
    /// Its path, parameters in braces.
    pub path: &'static str,
    /// What a request must bring before the handler sees it.
    pub policy: Policy,
    /// Which requests it waits with.
    pub lane: Lane,
    /// What is done.
    pub handler: fn(Call, RequestBody) -> Answering,
    /// What is told of it.
    pub operation: Operation,
}

/// Every route of the API: what programs call, and what `/openapi.json` tells.
pub fn routes() -> &'static [Route] {
    ROUTES
}

/// Every table: the API's, and those of the pages that people open.
pub fn tables() -> [&'static [Route]; 3] {
    [ROUTES, sign_in::ROUTES, console::ROUTES]
}

const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/health",
        policy: Policy::Public,
        lane: Lane::Reading,
        handler: |call, _| Box::pin(health::health(call)),
        operation: Operation {
            id: "health",
            summary: "Whether the server does its work, and how far the journal and the lists are.",
            answers: &[Answer::json(200, "Health"), Answer::json(503, "Health")],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/openapi.json",
        policy: Policy::Public,
        lane: Lane::Reading,
        handler: |_, _| Box::pin(async { Ok(json(StatusCode::OK, &*DESCRIPTION)) }),
        operation: Operation {
            id: "openapi",
            summary: "This description.",
            answers: &[Answer::json(200, "Anything")],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/problems/{code}",
        policy: Policy::Public,
        lane: Lane::Reading,
        handler: |call, _| Box::pin(async move { problem_page(&call) }),
        operation: Operation {
            id: "problem",
            summary: "A page that explains one kind of problem.",
            answers: &[Answer::page(200)],
            problems: &[Kind::Web(Code::NotFound)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/documents",
        policy: Policy::Scope(Scope::DocumentsWrite),
        lane: Lane::Background,
        handler: |call, body| Box::pin(documents::receive(call, body)),
        operation: Operation {
            id: "send_document",
            summary: "Send an order in any form, as it is: EDI, XML, JSON, a sheet. The answer comes \
                      when it is kept; the same bytes again are answered with 200 and the same id.",
            headers: &[Place::FILE_NAME],
            body: Some(Body::Bytes),
            answers: &[Answer::json(202, "Received"), Answer::json(200, "Received")],
            problems: &[Kind::Web(Code::TooLarge), Kind::Web(Code::BadValue)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/documents/{id}",
        policy: Policy::Scope(Scope::DocumentsRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(documents::find(call)),
        operation: Operation {
            id: "get_document",
            summary: "What a document was read as, and which requests and orders came of it.",
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json(200, "Document")],
            problems: &[Kind::Web(Code::NotFound), Kind::Web(Code::ViewsBehind)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/orders",
        policy: Policy::Scope(Scope::OrdersWrite),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(orders::place(call, body)),
        operation: Operation {
            id: "place_order",
            summary: "Place an order. It is promised, or held with the reasons, before the answer \
                      comes.",
            headers: &[Place::IDEMPOTENCY_KEY],
            body: Some(Body::Json("OrderDocument")),
            answers: &[Answer::json(201, "Order")],
            problems: openapi::WRITE,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/orders/bulk",
        policy: Policy::Scope(Scope::OrdersWrite),
        lane: Lane::Bulk,
        handler: |call, body| Box::pin(bulk::place(call, body)),
        operation: Operation {
            id: "place_orders",
            summary: "Place many orders: one document a line, each answered by a line in the same \
                      order as it becomes durable. One that is refused does not keep the others \
                      back.",
            headers: &[Place::LINE_KEYS],
            body: Some(Body::Lines("OrderDocument")),
            answers: &[Answer::lines(200, "BulkLine")],
            problems: &[
                Kind::Web(Code::BadHeader),
                Kind::Web(Code::TooLarge),
                Kind::Web(Code::UnsupportedMediaType),
            ],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/orders",
        policy: Policy::Scope(Scope::OrdersRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(orders::list(call)),
        operation: Operation {
            id: "list_orders",
            summary: "Orders, the newest first.",
            query: Place::LIST,
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json(200, "OrderList")],
            problems: &[
                Kind::Web(Code::BadQuery),
                Kind::Web(Code::BadCursor),
                Kind::Web(Code::ViewsBehind),
            ],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/orders/{number}",
        policy: Policy::Scope(Scope::OrdersRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(orders::find(call)),
        operation: Operation {
            id: "get_order",
            summary: "One order, with everything that happened to it.",
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json(200, "OrderDetailed")],
            problems: &[Kind::Web(Code::NotFound), Kind::Web(Code::ViewsBehind)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/orders/{number}/cancel",
        policy: Policy::Scope(Scope::OrdersWrite),
        lane: Lane::First,
        handler: |call, body| Box::pin(moves::cancel(call, body)),
        operation: Operation {
            id: "cancel_order",
            summary: "Cancel what has not been picked yet, of the order or of some lines.",
            headers: &[Place::IDEMPOTENCY_KEY],
            body: Some(Body::Json("Cancellation")),
            answers: &[Answer::json(200, "Cancelled")],
            problems: openapi::MOVE,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/orders/{number}/release-hold",
        policy: Policy::Scope(Scope::HoldsRelease),
        lane: Lane::First,
        handler: |call, body| Box::pin(moves::release_hold(call, body)),
        operation: Operation {
            id: "release_hold",
            summary: "Release an order's holds of one kind; with the last, it is promised.",
            headers: &[Place::IDEMPOTENCY_KEY],
            body: Some(Body::Json("Release")),
            answers: &[Answer::json(200, "Released")],
            problems: openapi::MOVE,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/availability",
        policy: Policy::Scope(Scope::AvailabilityRead),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(availability::ask(call, body)),
        operation: Operation {
            id: "ask_availability",
            summary: "What an order would be promised now: dates, sites, costs, and what would \
                      hold it. Nothing is placed or reserved.",
            body: Some(Body::Json("OrderDocument")),
            answers: &[Answer::json(200, "Availability")],
            problems: openapi::WRITE,
            ..Operation::NONE
        },
    },
];

/// What a body counts that does not state its length, in bytes.
const UNSTATED_BYTES: u64 = 64 << 10;

/// Made once; the tables do not change.
static PATHS: LazyLock<Paths> = LazyLock::new(|| Paths::of(tables().into_iter().flatten()));
static DESCRIPTION: LazyLock<Value> = LazyLock::new(|| openapi::document(ROUTES));

/// Answers a request by its route, once its policy and its lane let it in.
///
/// # Errors
/// Whatever keeps the request from being answered; a browser without a key is led to sign in.
pub async fn answer(app: &App, head: Parts, body: RequestBody) -> Result<Response, Problem> {
    let (route, path) = PATHS.find(&head.method, head.uri.path())?;
    let page = route.policy == Policy::Console && head.method.is_safe();
    let page = page.then(|| head.uri.path().to_owned());
    let answered = async {
        let place = app.admission().enter(route.lane, counted(&head))?;
        let caller = admit(app, route.policy, &head).await?;
        let key = match &caller {
            Caller::Key(key) => Some(app.admission().enter_key(key.actor)?),
            Caller::Anyone | Caller::AtThisMachine => None,
        };
        let call = Call {
            app: app.clone(),
            caller,
            path,
            head,
            inside: Some((place, key)),
        };
        (route.handler)(call, body).await
    };
    match (answered.await, page) {
        (Err(problem), Some(address)) if problem.kind() == Kind::Web(Code::Unauthorized) => {
            Ok(sign_in::redirect(&address))
        }
        (answer, _) => answer,
    }
}

/// What a request counts in its lane, in bytes.
fn counted(head: &Parts) -> u64 {
    let chunked = head.headers.contains_key(header::TRANSFER_ENCODING);
    match stated_length(&head.headers) {
        Some(stated) => stated as u64,
        None if chunked => UNSTATED_BYTES,
        None => 0,
    }
}

fn problem_page(call: &Call) -> Result<Response, Problem> {
    let kind = Kind::parse(call.parameter("code")).ok_or_else(|| Problem::web(Code::NotFound))?;
    Ok(Html(problem::page(kind).into_string()).into_response())
}
