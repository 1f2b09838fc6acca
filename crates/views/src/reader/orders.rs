//! Orders: the list with its filters and search, and the single view of one.

use super::company::sites;
use super::lines::{decisions, line_rows};
use super::{Reader, SEARCH_TERMS_MAX, Subjects, first, page, page_size, timeline};
use crate::fault::Fault;
use crate::model::{OrderFilter, OrderRow, OrderView, Page};
use crate::row::{Columns, hold_bit, signed};
use rusqlite::types::Value;
use rusqlite::{Row, params, params_from_iter};
use vocab::{CustomerId, Instant, Money, OrderId, RequestId, ShipToId};

const ORDER: &str = "
    o.id, o.state, o.customer, coalesce(c.code, ''), o.ship_to, s.code, o.po_number, o.holds,
    o.stage_first, o.stage_last, o.backordered, o.value, o.currency, o.lines, o.placed,
    o.requested, o.promised, o.first_promised, o.delivered, o.expires, o.request, d.hash, o.seq,
    d.arrival";
const JOINS: &str = "
    LEFT JOIN customers c ON c.id = o.customer LEFT JOIN ship_tos s ON s.id = o.ship_to
    LEFT JOIN requests r ON r.id = o.request LEFT JOIN documents d ON d.arrival = r.document";

impl Reader {
    /// Orders, the newest first: those after (older than) `after`, up to `limit`, which is brought
    /// to 1 to [`super::PAGE_MAX`].
    pub fn orders(
        &self,
        filter: &OrderFilter,
        after: Option<OrderId>,
        limit: usize,
    ) -> Result<Page<OrderRow, OrderId>, Fault> {
        let limit = page_size(limit);
        let (sql, mut parameters) = list_query(filter, after);
        parameters.push(Value::Integer(limit as i64 + 1));
        let rows = self.ask("listing orders", |views| {
            let mut query = views.prepare_cached(&sql)?;
            let rows = query.query_map(params_from_iter(parameters), order_row)?;
            rows.collect()
        })?;
        Ok(page(rows, limit, |row: &OrderRow| row.id))
    }

    /// Everything about one order; `None` when there is no order with that id.
    pub fn order(&self, id: OrderId) -> Result<Option<OrderView>, Fault> {
        self.ask("reading an order", |views| {
            let sql = format!("SELECT {ORDER}, o.detail FROM orders o {JOINS} WHERE o.id = ?1");
            let found = first(views, &sql, [signed(id.0)], |row| {
                Ok((order_row(row)?, row.number_or_none(23)?, row.lines(24)?))
            })?;
            let Some((order, document, lines)) = found else {
                return Ok(None);
            };
            let sites = sites(views)?;
            let subjects = Subjects {
                order: Some(id.0),
                request: order.request.map(|request| request.0),
                document,
            };
            Ok(Some(OrderView {
                order_lines: line_rows(views, &order, &lines, &sites)?,
                decisions: decisions(views, id, &sites)?,
                timeline: timeline(views, &subjects)?,
                returns: super::stock::returns_of(views, id)?,
                order,
            }))
        })
    }

    /// The latest order that a customer sent with this PO number; capitals count.
    pub fn order_by_po(
        &self,
        customer: CustomerId,
        po_number: &str,
    ) -> Result<Option<OrderId>, Fault> {
        self.ask("looking up a PO number", |views| {
            let sql = "SELECT id FROM orders WHERE customer = ?1 AND po_number = ?2
                       ORDER BY id DESC LIMIT 1";
            first(views, sql, params![customer.0, po_number], |row| {
                row.number(0).map(OrderId)
            })
        })
    }
}

/// The text of the list query and its parameters, the limit excepted.
fn list_query(filter: &OrderFilter, after: Option<OrderId>) -> (String, Vec<Value>) {
    let mut parameters = Vec::new();
    let mut conditions = Vec::new();
    let mut add = |condition: &'static str, parameter: Value| {
        conditions.push(condition);
        parameters.push(parameter);
    };
    let words = filter.text.as_deref().map(search_words);
    // The search drives the query when there is one: it walks ids downwards by itself.
    let (from, id) = match &words {
        Some(words) => {
            add("f.order_search MATCH ?", Value::Text(words.clone()));
            (
                "order_search f CROSS JOIN orders o ON o.id = f.rowid",
                "f.rowid",
            )
        }
        None => ("orders o", "o.id"),
    };
    if let Some(after) = after {
        let condition = match words {
            Some(_) => "f.rowid < ?",
            None => "o.id < ?",
        };
        add(condition, Value::Integer(signed(after.0)));
    }
    if let Some(state) = filter.state {
        add("o.state = ?", Value::Text(state.as_str().to_owned()));
    }
    if let Some(customer) = filter.customer {
        add("o.customer = ?", Value::Integer(customer.0.into()));
    }
    if let Some(kind) = filter.hold {
        add(
            "o.state = 'held' AND o.hold_kinds & ?",
            Value::Integer(hold_bit(kind)),
        );
    }
    if filter.backordered {
        conditions.push("o.backordered > 0");
    }
    let conditions = match conditions.as_slice() {
        [] => "true".to_owned(),
        conditions => conditions.join(" AND "),
    };
    let sql =
        format!("SELECT {ORDER} FROM {from} {JOINS} WHERE {conditions} ORDER BY {id} DESC LIMIT ?");
    (sql, parameters)
}

/// A search text as an FTS5 query: each word must begin a word of the order. A text without any
/// word finds nothing.
fn search_words(text: &str) -> String {
    let trimmed = text.trim();
    let number = trimmed
        .get(..3)
        .filter(|prefix| prefix.eq_ignore_ascii_case("so-"));
    let rest = number.map_or(trimmed, |_| &trimmed[3..]);
    let words = rest
        .split(|letter: char| !is_word_letter(letter))
        .filter(|word| !word.is_empty());
    let terms: Vec<String> = words
        .take(SEARCH_TERMS_MAX)
        .map(|word| format!("\"{word}\"*"))
        .collect();
    match terms.as_slice() {
        [] => "\"\"".to_owned(),
        terms => terms.join(" AND "),
    }
}

/// True for what the tokenizer of `order_search` takes as part of a word: enclosed letters are
/// alphabetic to Unicode and symbols to it.
fn is_word_letter(letter: char) -> bool {
    let enclosed = matches!(letter, '\u{24b6}'..='\u{24e9}' | '\u{1f130}'..='\u{1f189}');
    letter.is_alphanumeric() && !enclosed
}

fn order_row(row: &Row<'_>) -> rusqlite::Result<OrderRow> {
    let id = OrderId(row.number(0)?);
    let currency = row.currency(12)?;
    Ok(OrderRow {
        id,
        number: id.number(),
        state: row.word(1)?,
        customer: CustomerId(row.id(2)?),
        customer_code: row.get(3)?,
        ship_to: row.id_or_none(4)?.map(ShipToId),
        ship_to_code: row.get(5)?,
        po_number: row.get(6)?,
        holds: row.json(7)?,
        stage_first: row.stage_or_none(8)?,
        stage_last: row.stage_or_none(9)?,
        backordered: row.quantity(10)?,
        value: Money {
            minor: row.get(11)?,
            currency,
        },
        lines: row.id(13)?,
        placed: Instant(row.get(14)?),
        requested: row.day_or_none(15)?,
        promised: row.day_or_none(16)?,
        first_promised: row.day_or_none(17)?,
        delivered: row.day_or_none(18)?,
        expires: row.get::<_, Option<i64>>(19)?.map(Instant),
        request: row.number_or_none(20)?.map(RequestId),
        document: row.hash_or_none(21)?,
        seq: row.number(22)?,
    })
}
