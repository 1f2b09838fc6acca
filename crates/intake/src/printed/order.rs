//! Puts an order together: purpose, header fields, parties, lines, sums, and what contradicts.

use super::header::Header;
use super::label::labels;
use super::line::{comes_to, line};
use super::party::Parties;
use super::purpose::{purpose, sells};
use super::sum;
use super::table::{Table, tables};
use super::text::Line;
use super::value::Habits;
use crate::page::Page;
use crate::request::{
    Issue, IssueCode, LINES_MAX, OrderRequest, Purpose, Reading, RequestLine, Severity,
};
use crate::sheet::role::Role;
use vocab::Decimal;

/// Reads the lines of a document into its reading.
pub(super) fn read(pages: &[Page], lines: &[Line], reading: &mut Reading) {
    let labels = labels(lines);
    let (purpose, is_said) = purpose(lines, &labels);
    let tables = tables(lines);
    let header = Header {
        lines,
        labels: &labels,
        habits: Habits::of(lines),
        sells: sells(purpose),
        above: tables
            .first()
            .map_or(lines.len(), |table| table.titles.start),
        below: tables.last().map_or(lines.len(), |table| table.end),
    };
    let mut issues = Vec::new();
    let request = request(purpose, &header, &tables, pages, &mut issues);
    let is_empty = request.lines.is_empty();
    let has_header = request.po_number.is_some() || header.sells && request.buyer.name.is_some();
    let is_order = !is_empty || is_said && has_header;
    reading.purpose = if is_empty && !is_said {
        Purpose::Other
    } else {
        purpose
    };
    if is_order {
        issues.extend(lacks(&request));
        reading.requests.push(request);
    }
    let asks = [Purpose::Order, Purpose::Change, Purpose::Cancellation];
    if !is_order || !asks.contains(&reading.purpose) {
        let message = "no order was found on the page: it says that it is something else, or no \
                       table of items was recognised";
        issues.push(Issue::new(IssueCode::NotAnOrder, Severity::Doubt, message));
    }
    for issue in issues {
        reading.note(if is_order { issue.in_request(0) } else { issue });
    }
}

/// What an order must have and doesn't.
fn lacks(request: &OrderRequest) -> Vec<Issue> {
    let number = request
        .po_number
        .is_none()
        .then_some("no order number was found");
    let lines = (request.lines.is_empty() && request.purpose != Purpose::Cancellation)
        .then_some("no table of items was recognised");
    let missing = |message: &str| Issue::new(IssueCode::Missing, Severity::Doubt, message);
    number.into_iter().chain(lines).map(missing).collect()
}

fn request(
    purpose: Purpose,
    header: &Header<'_>,
    tables: &[Table],
    pages: &[Page],
    issues: &mut Vec<Issue>,
) -> OrderRequest {
    let mut request = OrderRequest::empty(purpose);
    let stated = items(header, tables, &mut request, issues);
    days(header, &mut request);
    header.fill(&mut request, issues);
    let height = pages.first().map_or(0, |page| page.height);
    let parties = Parties::of(header, height);
    request.buyer = parties.buyer();
    let buyer = request.buyer.name.as_ref().map(|name| name.value.clone());
    request.ship_to = parties.ship_to(buyer.as_deref());
    // A number that the form calls the customer's says more than the one of its letterhead.
    let customer = header.id([Role::BuyerId, Role::Buyer]);
    let place = header.id([Role::ShipToId, Role::ShipToAddress]);
    request.buyer.id = customer.or(request.buyer.id.take());
    request.ship_to.id = place.or(request.ship_to.id.take());
    request.total = sum::total(header.lines, &header.habits, &stated, issues);
    request
}

/// Gives each line the day that stands with it, where there are as many days as lines.
fn days(header: &Header<'_>, request: &mut OrderRequest) {
    let days = header.days_of_lines();
    let is_told = |line: &RequestLine| line.requested_delivery_date.is_some();
    if days.len() == request.lines.len() && !request.lines.iter().any(is_told) {
        for (line, day) in request.lines.iter_mut().zip(days) {
            line.requested_delivery_date = Some(day);
        }
    }
}

/// Reads the lines into a request; what each comes to, as stated or else by its price.
fn items(
    header: &Header<'_>,
    tables: &[Table],
    request: &mut OrderRequest,
    issues: &mut Vec<Issue>,
) -> Vec<Option<Decimal>> {
    let mut stated = Vec::new();
    let rows = tables.iter().flat_map(|table| {
        let rows = table.rows(header.lines, &header.habits);
        rows.into_iter().map(move |row| (table, row))
    });
    for (table, row) in rows {
        let at = request.lines.len();
        if at == LINES_MAX {
            let message = format!("more than {LINES_MAX} lines; the rest is not read");
            issues.push(Issue::new(IssueCode::OverLimit, Severity::Error, message));
            break;
        }
        let read = line(&row, table, &header.habits, header.sells);
        issues.extend(read.issues.into_iter().map(|issue| issue.in_line(at)));
        stated.push(read.amount.or_else(|| comes_to(&read.line)));
        request.lines.push(read.line);
    }
    stated
}
