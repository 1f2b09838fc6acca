//! Documents and the requests that were read from them.

use super::{PAGE_MAX, Reader, Subjects, first, page, page_size, timeline};
use crate::fault::Fault;
use crate::model::{
    DocumentRow, DocumentState, Page, RequestFilter, RequestRow, RequestState, RequestView,
};
use crate::row::{Columns, signed};
use book::request::RequestDraft;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};
use vocab::{ActorId, ContentHash, Instant, OrderId, RequestId};

const REQUEST: &str = "
    SELECT r.id, r.state, r.draft, d.hash, r.place, c.code, r.reasons, r.order_id, r.declined,
    r.raised, r.settled, r.settled_by, r.seq, d.arrival
    FROM requests r JOIN documents d ON d.arrival = r.document
    LEFT JOIN customers c ON c.id = r.draft ->> '$.order.customer'";
const DOCUMENT: &str = "SELECT arrival, hash, read_as, received, received_by, read FROM documents";

impl Reader {
    /// Requests: those in review the oldest first, since they wait; all others the newest first.
    /// Up to `limit` after the request `after` in that order.
    pub fn requests(
        &self,
        filter: &RequestFilter,
        after: Option<RequestId>,
        limit: usize,
    ) -> Result<Page<RequestRow, RequestId>, Fault> {
        let limit = page_size(limit);
        let (sql, mut parameters) = list_query(filter, after);
        parameters.push(Value::Integer(limit as i64 + 1));
        let rows = self.ask("listing requests", |views| {
            let mut query = views.prepare_cached(&sql)?;
            let rows =
                query.query_map(params_from_iter(parameters), |row| Ok(request_row(row)?.0))?;
            rows.collect()
        })?;
        Ok(page(rows, limit, |row: &RequestRow| row.id))
    }

    /// Everything about one request; `None` when there is no request with that id.
    pub fn request(&self, id: RequestId) -> Result<Option<RequestView>, Fault> {
        self.ask("reading a request", |views| {
            let sql = format!("{REQUEST} WHERE r.id = ?1");
            let found = first(views, &sql, [signed(id.0)], |row| {
                Ok((request_row(row)?, row.number(13)?))
            })?;
            let Some(((request, draft), document)) = found else {
                return Ok(None);
            };
            let subjects = Subjects {
                order: None,
                request: Some(id.0),
                document: Some(document),
            };
            Ok(Some(RequestView {
                request,
                draft,
                timeline: timeline(views, &subjects)?,
            }))
        })
    }

    /// A document by its content.
    pub fn document(&self, document: ContentHash) -> Result<Option<DocumentRow>, Fault> {
        self.ask("reading a document", |views| {
            let sql = format!("{DOCUMENT} WHERE hash = ?1");
            let found = first(views, &sql, [document.0], document_row)?;
            found.map(|row| with_requests(views, row)).transpose()
        })
    }

    /// Documents, the newest first: up to `limit` that arrived before the one with the arrival
    /// number `after`.
    pub fn documents(
        &self,
        after: Option<u64>,
        limit: usize,
    ) -> Result<Page<DocumentRow, u64>, Fault> {
        let limit = page_size(limit);
        let rows = self.ask("listing documents", |views| {
            let sql = format!("{DOCUMENT} WHERE arrival < ?1 ORDER BY arrival DESC LIMIT ?2");
            let mut query = views.prepare_cached(&sql)?;
            let bounds = [signed(after.unwrap_or(u64::MAX)), limit as i64 + 1];
            let rows = query.query_map(bounds, document_row)?;
            rows.map(|row| with_requests(views, row?)).collect()
        })?;
        Ok(page(rows, limit, |row: &DocumentRow| row.arrival))
    }
}

fn list_query(filter: &RequestFilter, after: Option<RequestId>) -> (String, Vec<Value>) {
    let oldest_first = filter.state == Some(RequestState::Review);
    let (order, beyond) = match oldest_first {
        true => ("ASC", "r.id > ?"),
        false => ("DESC", "r.id < ?"),
    };
    let mut conditions = vec!["true"];
    let mut parameters = Vec::new();
    if let Some(state) = filter.state {
        conditions.push("r.state = ?");
        parameters.push(Value::Text(state.as_str().to_owned()));
    }
    if let Some(document) = filter.document {
        conditions.push("r.document = (SELECT arrival FROM documents WHERE hash = ?)");
        parameters.push(Value::Blob(document.0.to_vec()));
    }
    if let Some(after) = after {
        conditions.push(beyond);
        parameters.push(Value::Integer(signed(after.0)));
    }
    let conditions = conditions.join(" AND ");
    let sql = format!("{REQUEST} WHERE {conditions} ORDER BY r.id {order} LIMIT ?");
    (sql, parameters)
}

fn request_row(row: &Row<'_>) -> rusqlite::Result<(RequestRow, RequestDraft)> {
    let draft: RequestDraft = row.json(2)?;
    let order = draft.order.as_ref();
    let request = RequestRow {
        id: RequestId(row.number(0)?),
        state: row.word(1)?,
        intent: draft.intent,
        document: ContentHash(row.get(3)?),
        index: row.id(4)?,
        customer: order.map(|order| order.customer),
        customer_code: row.get(5)?,
        po_number: order.and_then(|order| order.po_number.clone()),
        lines: order.map_or(0, |order| order.lines.len() as u32),
        complete: order.is_some(),
        confidence: draft.confidence,
        reasons: row.json(6)?,
        order: row.number_or_none(7)?.map(OrderId),
        declined: row.word_or_none(8)?,
        raised: Instant(row.get(9)?),
        settled: row.get::<_, Option<i64>>(10)?.map(Instant),
        settled_by: row.id_or_none(11)?.map(ActorId),
        seq: row.number(12)?,
    };
    Ok((request, draft))
}

fn document_row(row: &Row<'_>) -> rusqlite::Result<DocumentRow> {
    let read = row.get::<_, Option<i64>>(5)?.map(Instant);
    Ok(DocumentRow {
        arrival: row.number(0)?,
        document: ContentHash(row.get(1)?),
        state: match read {
            None => DocumentState::Received,
            Some(_) => DocumentState::Read,
        },
        read_as: row.word_or_none(2)?,
        received: Instant(row.get(3)?),
        received_by: ActorId(row.id(4)?),
        read,
        requests: Vec::new(),
    })
}

fn with_requests(views: &Connection, row: DocumentRow) -> rusqlite::Result<DocumentRow> {
    let requests = views
        .prepare_cached("SELECT id FROM requests WHERE document = ?1 ORDER BY id LIMIT ?2")?
        .query_map([signed(row.arrival), PAGE_MAX as i64], |row| {
            row.number(0).map(RequestId)
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(DocumentRow { requests, ..row })
}
