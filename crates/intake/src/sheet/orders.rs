//! Makes order requests of the segments of a document.

use super::grid::{Cell, Grid, Kind, Row};
use super::label::Labelled;
use super::lines::{self, LineReader};
use super::locale::Locale;
use super::party;
use super::role::Role;
use super::rows::{Segment, segments};
use super::table::Table;
use crate::request::{
    Confidence, Field, Issue, IssueCode, LINES_MAX, OrderRequest, Purpose, REQUESTS_MAX, Reading,
    Severity, Stated,
};
use std::collections::HashMap;
use vocab::{Currency, Day};

/// The most notes of one request.
const NOTES_MAX: usize = 50;
/// The most characters of an order number (X12 DE 324 has 22, SAP 35).
const PO_NUMBER_CHARS_MAX: usize = 40;

/// The lines of one order, possibly from several segments.
struct Group<'s, 'a> {
    segment: &'s Segment<'a>,
    labels: Vec<&'s Labelled>,
    rows: Vec<(&'s Segment<'a>, &'a Row)>,
    /// Every segment that has lines in it, once.
    segments: Vec<&'s Segment<'a>>,
}

/// A value somewhere in the document.
#[derive(Clone, Copy)]
pub(super) struct Found<'x> {
    pub grid: &'x Grid,
    pub row: u32,
    pub cell: &'x Cell,
}

impl Found<'_> {
    pub fn field<T>(&self, value: T, confidence: Confidence) -> Field<T> {
        Field {
            value,
            confidence,
            evidence: self.grid.evidence(self.row, self.cell),
        }
    }

    pub fn text(&self) -> Stated<String> {
        let filled = self.cell.kind != Kind::Uncomputed && !self.cell.text.is_empty();
        filled.then(|| self.field(self.cell.text.clone(), Confidence::LIKELY))
    }
}

/// Adds the requests of all sheets to a reading.
pub(super) fn read(grids: &[Grid], tables: &[Vec<Table>], locale: &Locale, reading: &mut Reading) {
    let segments: Vec<Segment<'_>> = grids
        .iter()
        .zip(tables)
        .flat_map(|(grid, tables)| segments(grid, tables, locale))
        .collect();
    for group in groups(&segments) {
        if reading.requests.len() >= REQUESTS_MAX {
            let message = format!("more than {REQUESTS_MAX} orders; the rest was not read");
            reading.note(Issue::new(IssueCode::OverLimit, Severity::Error, message));
            break;
        }
        let mut maker = Maker {
            group: &group,
            locale,
            index: reading.requests.len(),
            issues: Vec::new(),
        };
        let request = maker.request(reading.purpose);
        for issue in maker.issues {
            reading.note(issue);
        }
        reading.requests.push(request);
    }
}

/// Lines by order number; without numbers, by segment.
fn groups<'s, 'a>(segments: &'s [Segment<'a>]) -> Vec<Group<'s, 'a>> {
    let mut groups: Vec<Group<'s, 'a>> = Vec::new();
    let mut by_number: HashMap<&str, usize> = HashMap::new();
    for segment in segments {
        let labelled = number_label(segment);
        let mut number = labelled;
        // Labels that name no order go on with the last one, on the same sheet.
        let goes_on = labelled.is_none()
            && groups
                .last()
                .is_some_and(|group| std::ptr::eq(group.segment.grid, segment.grid));
        let mut current = goes_on.then(|| groups.len() - 1);
        for row in &segment.rows {
            // An empty cell repeats the number above it.
            let said = segment.table.cell(row, Role::PoNumber);
            if let Some(cell) = said {
                number = Some(cell.text.as_str());
            }
            let known = number.and_then(|number| by_number.get(number).copied());
            let index = match (known, current) {
                (Some(index), _) => index,
                (None, Some(index)) if said.is_none() => index,
                _ => {
                    groups.push(Group {
                        segment,
                        labels: Vec::new(),
                        rows: Vec::new(),
                        segments: Vec::new(),
                    });
                    groups.len() - 1
                }
            };
            if let Some(number) = number {
                by_number.entry(number).or_insert(index);
            }
            current = Some(index);
            let group = &mut groups[index];
            if !group
                .segments
                .last()
                .is_some_and(|last| std::ptr::eq(*last, segment))
            {
                group.segments.push(segment);
                group.labels.extend(&segment.labels);
            }
            group.rows.push((segment, row));
        }
    }
    groups
}

fn number_label<'s>(segment: &'s Segment<'_>) -> Option<&'s str> {
    let mut labels = segment
        .labels
        .iter()
        .filter(|label| label.role == Role::PoNumber);
    labels.find_map(|label| {
        let text = label.values.first()?.1.text.as_str();
        is_po_number(text).then_some(text)
    })
}

fn is_po_number(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit()) && text.chars().count() <= PO_NUMBER_CHARS_MAX
}

/// Makes one request.
struct Maker<'g, 's, 'a> {
    group: &'g Group<'s, 'a>,
    locale: &'g Locale,
    index: usize,
    issues: Vec<Issue>,
}

impl Maker<'_, '_, '_> {
    fn request(&mut self, purpose: Purpose) -> OrderRequest {
        let mut request = OrderRequest::empty(purpose);
        request.po_number = self.po_number();
        request.order_date = self.day(Role::OrderDate);
        request.currency = self.currency();
        request.buyer = party::buyer(self.group.segment.grid, self.group.segment.table, &|role| {
            self.find(role)
        });
        request.ship_to = party::ship_to(&|role| self.find(role), &|role| self.label_lines(role));
        request.notes = self.notes();
        self.lines(&mut request);
        self.delivery(&mut request);
        self.places(&mut request);
        self.contradictions();
        request.total = lines::total(&self.group.segments, self.locale);
        let sums = lines::check_total(&request, &self.group.segments, self.locale);
        self.issues
            .extend(sums.map(|issue| issue.in_request(self.index)));
        request
    }

    fn note(&mut self, code: IssueCode, severity: Severity, message: impl Into<String>) {
        let issue = Issue::new(code, severity, message);
        self.issues.push(issue.in_request(self.index));
    }

    /// The first value of a meaning: in the column, else behind a label.
    fn find(&self, role: Role) -> Option<Found<'_>> {
        self.column(role).next().or_else(|| self.label(role))
    }

    fn column(&self, role: Role) -> impl Iterator<Item = Found<'_>> {
        self.group.rows.iter().filter_map(move |(segment, row)| {
            let cell = segment.table.cell(row, role)?;
            Some(Found {
                grid: segment.grid,
                row: row.number,
                cell,
            })
        })
    }

    fn label(&self, role: Role) -> Option<Found<'_>> {
        self.label_lines(role).into_iter().next()
    }

    /// The lines behind the first label of a meaning.
    fn label_lines(&self, role: Role) -> Vec<Found<'_>> {
        let label = self.group.labels.iter().find(|label| label.role == role);
        let values = label.map_or(&[][..], |label| &label.values);
        let found = values.iter().map(|(row, cell)| Found {
            grid: self.group.segment.grid,
            row: *row,
            cell,
        });
        found.collect()
    }

    fn po_number(&mut self) -> Stated<String> {
        let in_column = self.column(Role::PoNumber).next();
        let mut labels = self
            .group
            .labels
            .iter()
            .filter(|label| label.role == Role::PoNumber);
        let labelled = || {
            let (row, cell) = labels.find_map(|label| {
                let value = label.values.first()?;
                is_po_number(&value.1.text).then_some(value)
            })?;
            Some(Found {
                grid: self.group.segment.grid,
                row: *row,
                cell,
            })
        };
        let number = in_column.or_else(labelled).and_then(|found| found.text());
        if number.is_none() {
            self.note(
                IssueCode::Missing,
                Severity::Doubt,
                "no purchase order number is stated",
            );
        }
        number
    }

    fn day(&mut self, role: Role) -> Stated<Day> {
        let found = self.find(role)?;
        let (field, issue) = day_of(&found, self.locale, role);
        self.issues
            .extend(issue.map(|issue| issue.in_request(self.index)));
        field
    }

    fn currency(&mut self) -> Stated<Currency> {
        let said = self.find(Role::Currency);
        if let Some(found) = said {
            match Currency::parse(&found.cell.text) {
                Some(currency) => return Some(found.field(currency, Confidence::LIKELY)),
                None => {
                    let message = format!(
                        "\"{}\" is not a three-letter currency code",
                        found.cell.text
                    );
                    self.note(IssueCode::BadValue, Severity::Doubt, message);
                    return None;
                }
            }
        }
        lines::currency(
            &self.group.segments,
            self.group.rows.first().map(|(_, row)| *row),
        )
    }

    fn notes(&self) -> Vec<Field<String>> {
        let labels = self
            .group
            .labels
            .iter()
            .filter(|label| label.role == Role::Notes);
        let labelled = labels
            .flat_map(|label| &label.values)
            .map(|(row, cell)| Found {
                grid: self.group.segment.grid,
                row: *row,
                cell,
            });
        let mut notes: Vec<Field<String>> = Vec::new();
        for found in labelled.chain(self.column(Role::Notes)) {
            let repeated = notes
                .last()
                .is_some_and(|note| note.value == found.cell.text);
            if notes.len() < NOTES_MAX && !repeated {
                notes.extend(found.text());
            }
        }
        notes
    }

    fn lines(&mut self, request: &mut OrderRequest) {
        for (segment, row) in &self.group.rows {
            if request.lines.len() >= LINES_MAX {
                let message = format!("more than {LINES_MAX} lines; the rest was not read");
                self.note(IssueCode::OverLimit, Severity::Error, message);
                break;
            }
            let reader = LineReader {
                segment,
                row,
                locale: self.locale,
            };
            let (line, issues) = reader.line();
            let (request_index, line_index) = (self.index, request.lines.len());
            let placed = |issue: Issue| issue.in_request(request_index).in_line(line_index);
            self.issues.extend(issues.into_iter().map(placed));
            request.lines.push(line);
        }
        if self.group.segment.table.is_untitled {
            let message = "the sheet has no titles; its columns were told by their content";
            self.note(IssueCode::NotInterpreted, Severity::Doubt, message);
        }
        let unordered: usize = self
            .group
            .segments
            .iter()
            .map(|segment| segment.unordered)
            .sum();
        if unordered > 0 {
            let message = format!("{unordered} listed items have no quantity and are not ordered");
            self.note(IssueCode::NotInterpreted, Severity::Notice, message);
        }
    }

    /// One date for all lines is the date of the order; different dates stay with their lines.
    fn delivery(&mut self, request: &mut OrderRequest) {
        if let Some(found) = self.label(Role::DeliveryDate) {
            let (field, issue) = day_of(&found, self.locale, Role::DeliveryDate);
            request.requested_delivery_date = field;
            self.issues
                .extend(issue.map(|issue| issue.in_request(self.index)));
        }
        let dates = |request: &OrderRequest| -> Vec<Day> {
            let dates = request
                .lines
                .iter()
                .filter_map(|line| line.requested_delivery_date.as_ref());
            let mut dates: Vec<Day> = dates.map(|field| field.value).collect();
            dates.dedup();
            dates
        };
        let all_same = dates(request).len() == 1
            && request
                .lines
                .iter()
                .all(|line| line.requested_delivery_date.is_some());
        if all_same && request.requested_delivery_date.is_none() {
            let first = request.lines.first_mut();
            request.requested_delivery_date =
                first.and_then(|line| line.requested_delivery_date.clone());
        }
        let general = request
            .requested_delivery_date
            .as_ref()
            .map(|field| field.value);
        for line in &mut request.lines {
            let own = line
                .requested_delivery_date
                .as_ref()
                .map(|field| field.value);
            if own == general {
                line.requested_delivery_date = None;
            }
        }
    }

    /// One place for all lines is the place of the order; different places stay with their lines.
    fn places(&mut self, request: &mut OrderRequest) {
        let mut ids: Vec<&str> = (request.lines.iter())
            .filter_map(|line| line.ship_to_id.as_ref())
            .map(|field| field.value.as_str())
            .collect();
        let everywhere = ids.len() == request.lines.len();
        ids.dedup();
        match ids.as_slice() {
            [] => {}
            [_] if everywhere => {
                let first = request
                    .lines
                    .first()
                    .and_then(|line| line.ship_to_id.clone());
                request.ship_to.id = first;
                for line in &mut request.lines {
                    line.ship_to_id = None;
                }
            }
            // The header's own id was the first line's.
            _ => request.ship_to.id = None,
        }
    }

    /// Values that belong to the whole order and differ from line to line.
    fn contradictions(&mut self) {
        const WHOLE: [Role; 7] = [
            Role::OrderDate,
            Role::Currency,
            Role::BuyerId,
            Role::BuyerName,
            Role::ShipToName,
            Role::Street,
            Role::Postcode,
        ];
        let mut found = Vec::new();
        for role in WHOLE {
            let Some(first) = self.column(role).next() else {
                continue;
            };
            let other = self
                .column(role)
                .find(|other| other.cell.text != first.cell.text);
            if let Some(other) = other {
                let message = format!(
                    "lines of the same order differ: \"{}\" and \"{}\"; the first was read",
                    first.cell.text, other.cell.text
                );
                let issue = Issue::new(IssueCode::Contradiction, Severity::Doubt, message);
                let place = other.grid.evidence(other.row, other.cell).place;
                found.push(issue.at(place).in_request(self.index));
            }
        }
        self.issues.extend(found);
    }
}

/// Words for "as soon as you can", which is no date and no mistake.
const SOON: [&str; 7] = [
    "asap",
    "urgent",
    "rush",
    "immediately",
    "sofort",
    "דחוף",
    "now",
];

/// A date with what is doubtful about it.
pub(super) fn day_of(
    found: &Found<'_>,
    locale: &Locale,
    role: Role,
) -> (Stated<Day>, Option<Issue>) {
    let place = found.grid.evidence(found.row, found.cell).place;
    let text = &found.cell.text;
    match locale.day(found.cell) {
        Some(read) => {
            let doubt = read.other.map(|other| {
                let message = format!("\"{text}\" may mean {} or {other}", read.day);
                Issue::new(IssueCode::BadDate, Severity::Doubt, message).at(place)
            });
            (Some(found.field(read.day, read.confidence)), doubt)
        }
        None => {
            let soon = text.to_lowercase();
            let severity = if SOON.iter().any(|word| soon.contains(word)) || text == "-" {
                Severity::Notice
            } else {
                Severity::Doubt
            };
            let what = match role {
                Role::OrderDate => "the order date",
                _ => "the requested delivery date",
            };
            let message = format!("expected {what}, found \"{text}\"");
            let issue = Issue::new(IssueCode::BadDate, severity, message).at(place);
            (None, Some(issue))
        }
    }
}
