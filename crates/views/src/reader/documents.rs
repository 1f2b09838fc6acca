//! Documents and the requests that were read from them.

use super::conditions::Conditions;
use super::{PAGE_MAX, Reader, Subjects, first, page, page_size, timeline};
use crate::fault::Fault;
use crate::model::{
    Concern, ConcernCount, DocumentFilter, DocumentRow, DocumentState, Page, RequestFilter,
    RequestRow, RequestState, RequestView, ReviewPlace,
};
use crate::row::{Columns, signed};
use book::request::{ReadAs, RequestDraft};
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};
use vocab::{ActorId, ContentHash, CustomerId, Instant, OrderId, RequestId};

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
        let rows = self.ask("listing requests", |views| {
            requests(views, filter, after, limit)
        })?;
        Ok(page(rows, limit, |row: &RequestRow| row.id))
    }

    /// The page before: up to `limit` requests right before `before` in the order of the same list.
    /// Its `next` is the first of them, for the page before that.
    pub fn requests_before(
        &self,
        filter: &RequestFilter,
        before: RequestId,
        limit: usize,
    ) -> Result<Page<RequestRow, RequestId>, Fault> {
        let limit = page_size(limit);
        let rows = self.ask("listing requests", |views| {
            list(views, filter, Some(before), limit, !oldest_first(filter))
        })?;
        let mut page = page(rows, limit, |row: &RequestRow| row.id);
        page.items.reverse();
        Ok(page)
    }

    /// Where a request stands among those in review that fit the filter, or stood before it was
    /// settled; the filter's state is not looked at.
    pub fn review_place(
        &self,
        id: RequestId,
        filter: &RequestFilter,
    ) -> Result<ReviewPlace, Fault> {
        self.ask("finding the place of a request", |views| {
            let waiting = RequestFilter {
                state: Some(RequestState::Review),
                ..filter.clone()
            };
            let conditions = conditions_of(&waiting);
            let sql = format!(
                "SELECT max(r.id) FILTER (WHERE r.id < ?), min(r.id) FILTER (WHERE r.id > ?),
                 count(*) FILTER (WHERE r.id < ?), count(*) FROM requests r WHERE {}",
                conditions.sql()
            );
            let own = std::iter::repeat_n(Value::Integer(signed(id.0)), 3);
            let parameters = params_from_iter(own.chain(conditions.parameters));
            views.prepare_cached(&sql)?.query_row(parameters, |row| {
                Ok(ReviewPlace {
                    previous: row.number_or_none(0)?.map(RequestId),
                    next: row.number_or_none(1)?.map(RequestId),
                    before: row.number(2)?,
                    waiting: row.number(3)?,
                })
            })
        })
    }

    /// What those in review wait for: every concern that at least one request has.
    pub fn concerns(&self) -> Result<Vec<ConcernCount>, Fault> {
        self.ask("counting what reviews are about", |views| {
            let sums = Concern::ALL.map(|concern| {
                format!("count(*) FILTER (WHERE concerns & {0} <> 0)", concern.bit())
            });
            let sql = format!(
                "SELECT {} FROM requests WHERE state = 'review'",
                sums.join(", ")
            );
            views.prepare_cached(&sql)?.query_row([], |row| {
                let count = |(column, concern): (usize, Concern)| {
                    let requests = row.number(column)?;
                    Ok(ConcernCount { concern, requests })
                };
                let counts = Concern::ALL.into_iter().enumerate().map(count);
                let counts: rusqlite::Result<Vec<ConcernCount>> = counts.collect();
                Ok(counts?
                    .into_iter()
                    .filter(|count| count.requests > 0)
                    .collect())
            })
        })
    }

    /// Whose requests are in review, the most first: at most `limit` customers, each with its number
    /// and how many.
    pub fn customers_in_review(
        &self,
        limit: usize,
    ) -> Result<Vec<(CustomerId, String, u64)>, Fault> {
        self.ask("counting whose requests wait", |views| {
            let sql = "SELECT c.id, c.code, count(*) FROM requests r
                       JOIN customers c ON c.id = r.draft ->> '$.order.customer'
                       WHERE r.state = 'review' GROUP BY c.id ORDER BY 3 DESC, c.code LIMIT ?1";
            let mut query = views.prepare_cached(sql)?;
            let rows = query.query_map([page_size(limit) as i64], |row| {
                Ok((CustomerId(row.id(0)?), row.get(1)?, row.number(2)?))
            })?;
            rows.collect()
        })
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
        filter: &DocumentFilter,
        after: Option<u64>,
        limit: usize,
    ) -> Result<Page<DocumentRow, u64>, Fault> {
        let limit = page_size(limit);
        let rows = self.ask("listing documents", |views| {
            documents(views, filter, after, limit)
        })?;
        Ok(page(rows, limit, |row: &DocumentRow| row.arrival))
    }
}

/// Who waits, the oldest first.
fn oldest_first(filter: &RequestFilter) -> bool {
    filter.state == Some(RequestState::Review)
}

/// One row more than the page has.
pub(super) fn requests(
    views: &Connection,
    filter: &RequestFilter,
    after: Option<RequestId>,
    limit: usize,
) -> rusqlite::Result<Vec<RequestRow>> {
    list(views, filter, after, limit, oldest_first(filter))
}

fn list(
    views: &Connection,
    filter: &RequestFilter,
    after: Option<RequestId>,
    limit: usize,
    ascending: bool,
) -> rusqlite::Result<Vec<RequestRow>> {
    let (order, beyond) = match ascending {
        true => ("ASC", "r.id > ?"),
        false => ("DESC", "r.id < ?"),
    };
    let mut conditions = conditions_of(filter);
    conditions.if_given(beyond, after.map(|after| after.0));
    let sql = format!(
        "{REQUEST} WHERE {} ORDER BY r.id {order} LIMIT ?",
        conditions.sql()
    );
    let mut query = views.prepare_cached(&sql)?;
    let parameters = params_from_iter(conditions.with_limit(limit));
    let rows = query.query_map(parameters, |row| Ok(request_row(row)?.0))?;
    rows.collect()
}

fn conditions_of(filter: &RequestFilter) -> Conditions {
    let mut conditions = Conditions::default();
    conditions.if_given("r.state = ?", filter.state.map(RequestState::as_str));
    conditions.if_given(
        "r.document = (SELECT arrival FROM documents WHERE hash = ?)",
        filter.document.map(|document| document.0.to_vec()),
    );
    let customer = "r.draft ->> '$.order.customer' = ?";
    conditions.if_given(customer, filter.customer);
    let concern = filter.concern.map(Concern::bit);
    conditions.if_given("r.concerns & ? <> 0", concern);
    let wanted = "r.draft ->> '$.order.requested' <= ?";
    conditions.if_given(wanted, filter.wanted_by.map(|day| day.to_string()));
    conditions
}

/// One row more than the page has.
pub(super) fn documents(
    views: &Connection,
    filter: &DocumentFilter,
    after: Option<u64>,
    limit: usize,
) -> rusqlite::Result<Vec<DocumentRow>> {
    let mut conditions = Conditions::default();
    match filter.state {
        Some(DocumentState::Received) => conditions.must("read IS NULL"),
        Some(DocumentState::Read) => conditions.must("read IS NOT NULL"),
        None => {}
    }
    match filter.read_as {
        Some(ReadAs::Requests) => conditions.must("read_as = 'requests'"),
        Some(ReadAs::Other) => conditions.must("read_as = 'other' AND read_as <> 'requests'"),
        Some(ReadAs::Unreadable) => {
            conditions.must("read_as = 'unreadable' AND read_as <> 'requests'");
        }
        None => {}
    }
    conditions.if_given("arrival < ?", after);
    let sql = format!(
        "{DOCUMENT} WHERE {} ORDER BY arrival DESC LIMIT ?",
        conditions.sql()
    );
    let mut query = views.prepare_cached(&sql)?;
    let parameters = params_from_iter(conditions.with_limit(limit));
    let rows = query.query_map(parameters, document_row)?;
    rows.map(|row| with_requests(views, row?)).collect()
}

/// How many documents that nobody could read came in since a moment.
pub(super) fn count_unreadable(views: &Connection, since: Instant) -> rusqlite::Result<u64> {
    let sql = "SELECT count(*) FROM documents INDEXED BY documents_without_requests
               WHERE read_as = 'unreadable' AND read_as <> 'requests' AND received >= ?1";
    let count = first(views, sql, [since.0], |row| row.number(0))?;
    Ok(count.unwrap_or(0))
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
        requested: order.and_then(|order| order.requested),
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
