//! The list of orders as a query: which index walks it, what must hold, and where a page begins.
//!
//! First the ids of the page are found, if possible from an index alone, then their rows are read.
//! Which index that is is said here and not left to SQLite, which knows no numbers of rows.

use super::conditions::Conditions;
use super::first;
use super::search::{terms, words};
use crate::model::{Cursor, OrderFilter, OrderSort, OrderState};
use crate::row::{Columns, Marks, hold_bit, signed, site_bit};
use book::Stage;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::collections::BinaryHeap;
use vocab::Day;

/// Orders found by words that are sorted otherwise than by their age: the newest of them.
pub const SORTED_SEARCH_MAX: usize = 10_000;

const BY_STATE: &str = "INDEXED BY orders_by_state";
/// The day that stands for none, behind all others.
const NEVER: i64 = i32::MAX as i64;

/// The ids of a page, in the order of the list: one more than asked for when there are more.
pub(super) fn page_ids(
    views: &Connection,
    filter: &OrderFilter,
    after: Option<Cursor>,
    limit: usize,
) -> rusqlite::Result<Vec<i64>> {
    let Some(mut list) = List::of(views, filter)? else {
        return Ok(Vec::new());
    };
    list.after(filter.sort, after);
    let mut query = views.prepare_cached(&list.sql(filter.sort))?;
    let parameters = params_from_iter(list.conditions.with_limit(limit));
    let rows = query.query_map(parameters, |row| row.get(0))?;
    rows.collect()
}

/// How many orders a filter finds, and the first `rows` of them, the earliest wanted first: in one go
/// through what is found. Counting ends at `limit`.
pub(super) fn counted(
    views: &Connection,
    filter: &OrderFilter,
    rows: usize,
    limit: usize,
) -> rusqlite::Result<(u64, Vec<i64>)> {
    let Some(list) = List::of(views, filter)? else {
        return Ok((0, Vec::new()));
    };
    let (List { from, id, .. }, key) = (&list, key_of(OrderSort::Requested));
    let conditions = list.conditions.sql();
    let sql = format!("SELECT {key}, {id} FROM {from} WHERE {conditions} LIMIT ? - 1");
    let mut query = views.prepare_cached(&sql)?;
    let mut found = query.query(params_from_iter(list.conditions.with_limit(limit)))?;
    let (mut count, mut first) = (0, BinaryHeap::<(i64, i64)>::new());
    while let Some(row) = found.next()? {
        count += 1;
        first.push((row.get(0)?, row.get(1)?));
        if first.len() > rows {
            first.pop();
        }
    }
    let first = first.into_sorted_vec().into_iter().map(|(_, id)| id);
    Ok((count, first.collect()))
}

/// What a list is sorted by, as a cursor has it.
pub(super) fn cursor(sort: OrderSort, row: &crate::model::OrderRow) -> Cursor {
    let day = |day: Option<Day>| day.map_or(NEVER, |day| day.0.into());
    Cursor {
        key: match sort {
            OrderSort::Newest => signed(row.id.0),
            OrderSort::Requested => day(row.requested),
            OrderSort::Promised => day(row.promised),
            OrderSort::Value => row.value.minor,
        },
        id: row.id.0,
    }
}

/// A query that grows.
struct List {
    from: String,
    /// The column of the id that walks the list.
    id: &'static str,
    conditions: Conditions,
}

impl List {
    /// The orders that a filter finds; `None` when it contradicts itself.
    fn of(views: &Connection, filter: &OrderFilter) -> rusqlite::Result<Option<List>> {
        let states = states(filter);
        if states.as_ref().is_some_and(Vec::is_empty) {
            return Ok(None);
        }
        let mut list = List::walking(views, filter)?;
        // An index is only walked by its first column.
        let by_state = list.from.ends_with(BY_STATE);
        let all = by_state.then(|| OrderState::ALL.to_vec());
        if let Some(states) = states.or(all) {
            list.conditions.must(in_one_of(&states));
        }
        let conditions = &mut list.conditions;
        conditions.if_given("o.customer = ?", filter.customer);
        conditions.if_given("o.hold_kinds & ?", filter.hold.map(hold_bit));
        if filter.backordered {
            conditions.must("o.backordered > 0");
        }
        conditions.if_given("o.stage_first = ?", filter.stage.map(|stage| stage as i64));
        conditions.if_given("o.sites & ?", filter.site.map(site_bit));
        conditions.if_given(
            "EXISTS (SELECT 1 FROM json_each(o.detail) l WHERE l.value ->> 0 = ?)",
            filter.item,
        );
        days(conditions, filter);
        marks(conditions, filter);
        Ok(Some(list))
    }

    /// What walks the list.
    fn walking(views: &Connection, filter: &OrderFilter) -> rusqlite::Result<List> {
        let mut list = List {
            from: String::new(),
            id: "o.id",
            conditions: Conditions::default(),
        };
        let placed = placed_ids(views, filter)?;
        let backlog = match filter.backlog_of {
            Some(day) => Some((day, last_placed(views, day)?)),
            None => None,
        };
        if let Some(words) = search(views, filter)? {
            list.found_by(filter.sort, words);
        } else if let Some((day, last)) = backlog {
            list.left_on(day, last);
        } else {
            list.from = format!("orders o {}", index(filter, placed.is_some()));
        }
        if let Some((day, last)) = backlog {
            list.conditions.and("o.id <= ?", last);
            let left = "(o.finished IS NULL OR o.finished > ?)";
            list.conditions.and(left, day);
        }
        if let Some((from, to)) = placed {
            list.conditions.and("o.id >= ?", from);
            list.conditions.and("o.id <= ?", to);
        }
        Ok(list)
    }

    /// The search walks the list: by itself it goes from the newest back.
    fn found_by(&mut self, sort: OrderSort, words: String) {
        if sort == OrderSort::Newest {
            self.id = "f.rowid";
            self.from = "order_search f CROSS JOIN orders o ON o.id = f.rowid".to_owned();
            self.conditions.and("f.order_search MATCH ?", words);
            return;
        }
        self.from = format!(
            "(SELECT rowid AS id FROM order_search WHERE order_search MATCH ?
              ORDER BY rowid DESC LIMIT {SORTED_SEARCH_MAX}) f
             CROSS JOIN orders o ON o.id = f.id"
        );
        self.conditions.parameters.push(Value::Text(words));
    }

    /// What was not finished at the end of a day walks the list: what still is not, and what was
    /// finished later.
    fn left_on(&mut self, day: Day, last: i64) {
        self.from = "(SELECT id FROM orders INDEXED BY orders_by_state
                WHERE state IN ('held', 'open') AND id <= ?
              UNION ALL SELECT id FROM orders INDEXED BY orders_finished
                WHERE finished > ? AND id <= ?) b CROSS JOIN orders o ON o.id = b.id"
            .to_owned();
        let (day, last) = (Value::Integer(day.0.into()), Value::Integer(last));
        let parameters = &mut self.conditions.parameters;
        parameters.extend([last.clone(), day, last]);
    }

    /// The page begins behind a row.
    fn after(&mut self, sort: OrderSort, after: Option<Cursor>) {
        let Some(Cursor { key, id }) = after else {
            return;
        };
        let row = self.id;
        match sort {
            OrderSort::Newest => self.conditions.and(format!("{row} < ?"), id),
            OrderSort::Requested | OrderSort::Promised | OrderSort::Value => {
                let (column, descending) = (key_of(sort), sort == OrderSort::Value);
                let beyond = if descending { "<" } else { ">" };
                let behind = format!("({column}, {row}) {beyond} (?, ?)");
                self.conditions.and(behind, key);
                self.conditions.parameters.push(Value::Integer(signed(id)));
            }
        }
    }

    fn sql(&self, sort: OrderSort) -> String {
        let (List { from, id, .. }, key) = (self, key_of(sort));
        let conditions = self.conditions.sql();
        let order = match sort {
            OrderSort::Newest => format!("{id} DESC"),
            OrderSort::Requested | OrderSort::Promised => format!("{key}, {id}"),
            OrderSort::Value => format!("{key} DESC, {id} DESC"),
        };
        format!("SELECT {id} FROM {from} WHERE {conditions} ORDER BY {order} LIMIT ?")
    }
}

fn in_one_of(states: &[OrderState]) -> String {
    let words = states.iter().map(|state| format!("'{}'", state.as_str()));
    format!("o.state IN ({})", words.collect::<Vec<_>>().join(", "))
}

fn days(conditions: &mut Conditions, filter: &OrderFilter) {
    conditions.if_given("o.requested >= ?", filter.requested_from);
    conditions.if_given("o.requested <= ?", filter.requested_to);
    conditions.if_given("o.promised >= ?", filter.promised_from);
    conditions.if_given("o.promised <= ?", filter.promised_to);
    conditions.if_given("o.issue <= ?", filter.leaves_to);
    conditions.if_given("o.finished >= ?", filter.finished_from);
    conditions.if_given("o.finished <= ?", filter.finished_to);
    if let Some(day) = filter.late_on {
        let late = "(o.promised > o.requested OR o.requested < ? OR o.promised < ?)";
        conditions.and(late, day);
        conditions.parameters.push(Value::Integer(day.0.into()));
    }
}

fn marks(conditions: &mut Conditions, filter: &OrderFilter) {
    let marks = [
        (Marks::TOUCHLESS, filter.touchless),
        (Marks::BEGAN_HELD, filter.began_held),
        (Marks::ON_TIME_IN_FULL, filter.on_time_in_full),
    ];
    for (mark, wanted) in marks {
        match wanted {
            Some(true) => conditions.and("o.marks & ?", mark.0),
            Some(false) => conditions.and("NOT o.marks & ?", mark.0),
            None => {}
        }
    }
}

fn key_of(sort: OrderSort) -> &'static str {
    match sort {
        OrderSort::Newest => "o.id",
        OrderSort::Requested => "coalesce(o.requested, 2147483647)",
        OrderSort::Promised => "coalesce(o.promised, 2147483647)",
        OrderSort::Value => "o.value",
    }
}

/// The states that an order of the list may be in; `None` is all. Some of what is asked for is only
/// true of orders in certain states.
fn states(filter: &OrderFilter) -> Option<Vec<OrderState>> {
    let mut states = OrderState::ALL.to_vec();
    if !filter.states.is_empty() {
        states.retain(|state| filter.states.contains(state));
    }
    let active = |state: &OrderState| matches!(state, OrderState::Open | OrderState::Held);
    if filter.hold.is_some() {
        states.retain(|state| *state == OrderState::Held);
    }
    let moving = filter.stage.is_some_and(|stage| stage < Stage::Delivered);
    let leaving = filter.site.is_some() || filter.leaves_to.is_some();
    if filter.late_on.is_some() || leaving || moving {
        states.retain(active);
    }
    if filter.on_time_in_full.is_some() {
        states.retain(|state| *state == OrderState::Closed);
    }
    (states.len() < OrderState::ALL.len()).then_some(states)
}

/// What is asked for, of what `orders_by_state` tells without the rows.
fn is_covered(filter: &OrderFilter) -> bool {
    let days = [
        filter.requested_from,
        filter.requested_to,
        filter.promised_from,
        filter.promised_to,
        filter.late_on,
        filter.leaves_to,
    ];
    let any_day = days.iter().any(Option::is_some);
    any_day || filter.stage.is_some() || filter.site.is_some() || filter.sort != OrderSort::Newest
}

/// The index that walks the list when nothing is searched for.
fn index(filter: &OrderFilter, placed: bool) -> &'static str {
    let states = states(filter);
    let states = states.as_deref();
    let few = states.is_some_and(|states| !states.contains(&OrderState::Closed));
    let one = states.is_some_and(|states| states.len() == 1);
    if filter.finished_from.is_some() || filter.finished_to.is_some() {
        "INDEXED BY orders_finished"
    } else if filter.customer.is_some() {
        "INDEXED BY orders_by_customer"
    } else if filter.backordered {
        "INDEXED BY orders_backordered"
    } else if placed && !few {
        "NOT INDEXED"
    } else if few || one || is_covered(filter) {
        BY_STATE
    } else {
        "NOT INDEXED"
    }
}

/// The first and the last order that were placed in the days that are asked for; `None` when none
/// are. Orders are numbered in the order they are placed.
fn placed_ids(views: &Connection, filter: &OrderFilter) -> rusqlite::Result<Option<(i64, i64)>> {
    if filter.placed_from.is_none() && filter.placed_to.is_none() {
        return Ok(None);
    }
    let from = filter.placed_from.map_or(i32::MIN, |day| day.0);
    let to = filter.placed_to.map_or(i32::MAX, |day| day.0);
    let sql = "SELECT min(first_order), max(last_order) FROM daily WHERE day BETWEEN ?1 AND ?2";
    let found = first(views, sql, [from, to], |row| {
        Ok((row.number_or_none(0)?, row.number_or_none(1)?))
    })?;
    Ok(Some(match found {
        Some((Some(from), Some(to))) => (signed(from), signed(to)),
        Some(_) | None => (0, -1),
    }))
}

/// The last order that was placed by the end of a day; -1 when none was.
fn last_placed(views: &Connection, day: Day) -> rusqlite::Result<i64> {
    let sql = "SELECT max(last_order) FROM daily WHERE day <= ?1";
    let last = first(views, sql, [day.0], |row| row.get::<_, Option<i64>>(0))?;
    Ok(last.flatten().unwrap_or(-1))
}

/// The words to search for: those of the text, the item's code, and with them the customer's number;
/// what they find may be too much, never too little.
fn search(views: &Connection, filter: &OrderFilter) -> rusqlite::Result<Option<String>> {
    let text = filter.text.as_deref().map(order_terms);
    let mut all = match text {
        Some(none) if none.is_empty() => return Ok(Some(words(&[]))),
        text => text.unwrap_or_default(),
    };
    if let Some(item) = filter.item {
        let code = code(views, "SELECT code FROM items WHERE id = ?1", item.0)?;
        all.extend(terms(&code, false));
    }
    if all.is_empty() {
        return Ok(None);
    }
    if let Some(customer) = filter.customer {
        let code = code(
            views,
            "SELECT code FROM customers WHERE id = ?1",
            customer.0,
        )?;
        all.extend(terms(&code, false));
    }
    Ok(Some(words(&all)))
}

fn code(views: &Connection, sql: &str, id: u32) -> rusqlite::Result<String> {
    let code = first(views, sql, [id], |row| row.get(0))?;
    Ok(code.unwrap_or_default())
}

/// The words of a text that orders are searched by; an order number is one of them, without `SO-`.
fn order_terms(text: &str) -> Vec<String> {
    let trimmed = text.trim();
    let number = trimmed
        .get(..3)
        .filter(|prefix| prefix.eq_ignore_ascii_case("so-"));
    terms(number.map_or(trimmed, |_| &trimmed[3..]), true)
}
