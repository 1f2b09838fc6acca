//! Taking documents in: orders in any form, as they are.

use crate::access::Policy;
use crate::admission::Lane;
use crate::body;
use crate::call::{Call, json, located};
use crate::openapi::{Answer, Body as Reads, Operation, Part, Place};
use crate::problem::{Code, Kind, Problem};
use crate::receipt;
use crate::router::{Route, Verb};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use keep::Scope;
use keep::{DocumentMeta, LABEL_BYTES_MAX};
use schemars::JsonSchema;
use serde::Serialize;
use vocab::ContentHash;

/// The routes of this file.
pub const ROUTES: &[Route] = &[Route {
    verb: Verb::Post,
    path: "/v1/documents",
    policy: Policy::Scope(Scope::DocumentsWrite),
    lane: Lane::Background,
    handler: |call, body| Box::pin(receive(call, body)),
    operation: Operation {
        id: "send_document",
        part: Part::Documents,
        summary: "Send an order in any form, as it is: EDI, XML, JSON, a sheet, a PDF, a picture, a \
                      message in words. The answer comes when it is kept; the same bytes again are \
                      answered with 200 and the same id.",
        headers: &[Place::FILE_NAME, Place::SENDER],
        body: Some(Reads::Bytes),
        answers: &[Answer::json::<Received>(202), Answer::json::<Received>(200)],
        problems: &[Kind::Web(Code::TooLarge), Kind::Web(Code::BadValue)],
        ..Operation::NONE
    },
}];

/// `POST /v1/documents`
pub async fn receive(call: Call, body: Body) -> Result<Response, Problem> {
    let app = call.app.clone();
    let _room = receipt::room(&app).await?;
    let limit = app.limits.document_bytes;
    let bytes = body::read(body, &call.head.headers, limit).await?;
    if bytes.is_empty() {
        return Err(Problem::web(Code::BadValue).because("the body is empty"));
    }
    let receipt = receipt::take_in(&call, bytes, meta(&call)).await?;
    let document = receipt.document;
    let status = match receipt.known {
        true => StatusCode::OK,
        false => StatusCode::ACCEPTED,
    };
    let mut response = json(status, &Received { id: document });
    response
        .headers_mut()
        .insert("kept-seq", HeaderValue::from(receipt.seq));
    Ok(located(response, &format!("/v1/documents/{document}")))
}

#[derive(JsonSchema, Serialize)]
struct Received {
    id: ContentHash,
}

fn meta(call: &Call) -> DocumentMeta {
    let headers = &call.head.headers;
    let media_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    DocumentMeta {
        name: file_name(headers),
        media_type: media_type
            .filter(|text| text.len() <= LABEL_BYTES_MAX)
            .unwrap_or("application/octet-stream")
            .to_owned(),
        channel: "api".to_owned(),
        sender: receipt::sender(call, stated_sender(headers).as_deref()),
        received_at: call.app.now().at,
    }
}

/// Whom `X-Sender` names, in UTF-8.
fn stated_sender(headers: &HeaderMap) -> Option<String> {
    let value = headers.get("x-sender")?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// What the sender calls the file: `X-File-Name` in UTF-8, or the `filename` of
/// `Content-Disposition`; without folders, and empty when neither is there.
pub fn file_name(headers: &HeaderMap) -> String {
    let text = |name| {
        let value: &HeaderValue = headers.get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let stated = text("x-file-name").or_else(|| disposition(&text("content-disposition")?));
    let stated = stated.unwrap_or_default();
    receipt::bare_name(&stated)
}

fn disposition(value: &str) -> Option<String> {
    let (_, name) = value.split_once("filename=")?;
    let name = name.trim_start();
    Some(match name.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().unwrap_or_default().to_owned(),
        None => name.split(';').next().unwrap_or_default().trim().to_owned(),
    })
}
