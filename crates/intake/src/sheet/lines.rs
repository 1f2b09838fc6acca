//! One line of a table to one line of a request, and the sums of all lines.

use super::grid::{Cell, Kind, Row};
use super::locale::Locale;
use super::numbers::Numeral;
use super::orders::{Found, day_of};
use super::party::looks_like_id;
use super::role::{Role, Spelling, title};
use super::rows::Segment;
use crate::request::{
    Confidence, Field, Issue, IssueCode, OrderRequest, RequestLine, Severity, Stated,
};
use vocab::{Currency, Decimal};

/// Reads one row.
pub(super) struct LineReader<'x, 'a> {
    pub segment: &'x Segment<'a>,
    pub row: &'x Row,
    pub locale: &'x Locale,
}

impl LineReader<'_, '_> {
    /// The line and what is the matter with it.
    pub fn line(&self) -> (RequestLine, Vec<Issue>) {
        let mut issues = Vec::new();
        let mut line = RequestLine {
            line_no: self.text(Role::LineNo),
            buyer_part: self.text(Role::BuyerPart),
            supplier_part: self.text(Role::SupplierPart),
            gtin: self.text(Role::Gtin),
            description: self.text(Role::Description),
            quantity: self.number(Role::Quantity, &mut issues),
            uom: self.text(Role::Unit).or_else(|| self.unit_of_quantity()),
            unit_price: self.number(Role::UnitPrice, &mut issues),
            price_basis: self.number(Role::PriceBasis, &mut issues),
            units_per_traded_unit: None,
            requested_delivery_date: None,
            ship_to_id: self.ship_to(),
        };
        line.units_per_traded_unit = self
            .found(Role::PackSize)
            .and_then(|found| self.plain_number(&found));
        if let Some(found) = self.found(Role::DeliveryDate) {
            let (field, issue) = day_of(&found, self.locale, Role::DeliveryDate);
            line.requested_delivery_date = field;
            issues.extend(issue);
        }
        self.check(&line, &mut issues);
        (line, issues)
    }

    fn found(&self, role: Role) -> Option<Found<'_>> {
        Some(Found {
            grid: self.segment.grid,
            row: self.row.number,
            cell: self.segment.table.cell(self.row, role)?,
        })
    }

    fn text(&self, role: Role) -> Stated<String> {
        self.found(role)?.text()
    }

    fn plain_number(&self, found: &Found<'_>) -> Stated<Decimal> {
        let number = self.locale.number(found.cell)?;
        Some(found.field(number.value, confidence(&number)))
    }

    fn number(&self, role: Role, issues: &mut Vec<Issue>) -> Stated<Decimal> {
        let found = self.found(role)?;
        if let Some(field) = self.plain_number(&found) {
            return Some(field);
        }
        let place = found.grid.evidence(found.row, found.cell).place;
        let (code, what) = match role {
            Role::Quantity => (IssueCode::BadQuantity, "a quantity"),
            _ => (IssueCode::BadValue, "a price"),
        };
        let message = match found.cell.kind {
            Kind::Uncomputed => format!("expected {what}, found a formula without a result"),
            _ => format!("expected {what}, found \"{}\"", found.cell.text),
        };
        issues.push(Issue::new(code, Severity::Doubt, message).at(place));
        None
    }

    /// The unit behind the number, as in `10 EA`.
    fn unit_of_quantity(&self) -> Stated<String> {
        let found = self.found(Role::Quantity)?;
        let unit = self.locale.number(found.cell)?.behind;
        (!unit.is_empty()).then(|| found.field(unit.to_owned(), Confidence::LIKELY))
    }

    fn ship_to(&self) -> Stated<String> {
        let by_id = self.text(Role::ShipToId).or_else(|| self.text(Role::Site));
        by_id.or_else(|| {
            self.text(Role::ShipTo)
                .filter(|field| looks_like_id(&field.value))
        })
    }

    fn check(&self, line: &RequestLine, issues: &mut Vec<Issue>) {
        let mut doubt = |code, cell: Option<Found<'_>>, message: String| {
            let issue = Issue::new(code, Severity::Doubt, message);
            let place = cell.map(|found| found.grid.evidence(found.row, found.cell).place);
            issues.push(Issue { place, ..issue });
        };
        let item = [
            &line.buyer_part,
            &line.supplier_part,
            &line.gtin,
            &line.description,
        ];
        if item.iter().all(|field| field.is_none()) {
            doubt(
                IssueCode::Missing,
                self.found(Role::Quantity),
                "the line names no item".to_owned(),
            );
        }
        match &line.quantity {
            Some(quantity) if quantity.value <= Decimal::ZERO => doubt(
                IssueCode::BadQuantity,
                self.found(Role::Quantity),
                format!("expected a quantity above zero, found {}", quantity.value),
            ),
            None if self.found(Role::Quantity).is_none() => doubt(
                IssueCode::Missing,
                self.row.cells.first().map(|cell| Found {
                    grid: self.segment.grid,
                    row: self.row.number,
                    cell,
                }),
                "the line has no quantity".to_owned(),
            ),
            _ => {}
        }
        if let Some((expected, found)) = self.wrong_amount(line) {
            let message = format!(
                "quantity times price is {expected}, the line says {}",
                found.cell.text
            );
            doubt(IssueCode::BadTotal, Some(found), message);
        }
    }

    /// What the line should come to, when it says something else.
    fn wrong_amount(&self, line: &RequestLine) -> Option<(Decimal, Found<'_>)> {
        let found = self.found(Role::Amount)?;
        let stated = self.locale.number(found.cell)?.value;
        let expected = amount(line)?;
        let differs = !near(expected, stated, 1);
        (differs && !self.segment.table.has_discount).then_some((expected, found))
    }
}

fn confidence(number: &Numeral<'_>) -> Confidence {
    if number.ambiguous {
        Confidence::GUESSED
    } else {
        Confidence::LIKELY
    }
}

/// Quantity times price; `None` where either is missing or the price is not for one.
fn amount(line: &RequestLine) -> Option<Decimal> {
    let (quantity, price) = (line.quantity.as_ref()?, line.unit_price.as_ref()?);
    if line.price_basis.is_some() {
        return None;
    }
    quantity.value.checked_mul(price.value)
}

/// Equal but for the rounding of so many lines: a hundredth each.
fn near(a: Decimal, b: Decimal, lines: usize) -> bool {
    let negative = Decimal::new(-b.mantissa(), b.scale());
    let Some(gap) = negative.and_then(|negative| a.checked_add(negative)) else {
        return false;
    };
    let allowed = Decimal::new(i64::try_from(lines).unwrap_or(i64::MAX), 2);
    let gap = if gap.is_negative() {
        Decimal::new(-gap.mantissa(), gap.scale())
    } else {
        Some(gap)
    };
    gap <= allowed
}

/// The amount that a sum row states.
fn stated_sum<'x>(
    segment: &'x Segment<'_>,
    row: &'x Row,
    locale: &Locale,
) -> Option<(&'x Cell, Decimal)> {
    let in_column = segment.table.cell(row, Role::Amount);
    let any = || {
        row.cells
            .iter()
            .rev()
            .find(|cell| locale.number(cell).is_some())
    };
    let cell = in_column.or_else(any)?;
    Some((cell, locale.number(cell)?.value))
}

/// The order total: the last sum that is neither a subtotal nor a tax.
pub(super) fn total(segments: &[&Segment<'_>], locale: &Locale) -> Stated<Decimal> {
    let rows = segments
        .iter()
        .flat_map(|segment| segment.totals.iter().map(move |row| (*segment, *row)));
    let mut finals = rows.filter(|(_, row)| {
        let mut titles = row
            .cells
            .iter()
            .filter_map(|cell| title(&cell.text, Spelling::Exact));
        titles.any(|title| title.role == Role::Amount) && !says_subtotal(row)
    });
    let (segment, row) = finals.next_back()?;
    let (cell, value) = stated_sum(segment, row, locale)?;
    Some(Field {
        value,
        confidence: Confidence::LIKELY,
        evidence: segment.grid.evidence(row.number, cell),
    })
}

fn says_subtotal(row: &Row) -> bool {
    let says = |cell: &Cell| {
        let text = cell.text.to_lowercase().replace([' ', '-'], "");
        ["subtotal", "zwischensumme", "soustotal", "sumadelinea"]
            .iter()
            .any(|word| text.starts_with(word))
    };
    row.cells.iter().any(says)
}

/// A doubt when the lines add up to none of the sums that are stated.
pub(super) fn check_total(
    request: &OrderRequest,
    segments: &[&Segment<'_>],
    locale: &Locale,
) -> Option<Issue> {
    let sums: Vec<Decimal> = segments
        .iter()
        .flat_map(|segment| {
            segment
                .totals
                .iter()
                .filter_map(|row| stated_sum(segment, row, locale))
        })
        .map(|(_, value)| value)
        .filter(|value| *value > Decimal::ZERO)
        .collect();
    let has_discount = segments.iter().any(|segment| segment.table.has_discount);
    if sums.is_empty() || has_discount {
        return None;
    }
    let mut expected = Decimal::ZERO;
    for line in &request.lines {
        expected = expected.checked_add(amount(line)?)?;
    }
    let agrees = sums
        .iter()
        .any(|sum| near(expected, *sum, request.lines.len()));
    (!agrees).then(|| {
        let message = format!("the lines come to {expected}, which is none of the stated sums");
        Issue::new(IssueCode::BadTotal, Severity::Doubt, message)
    })
}

/// The currency that titles of prices, or the prices themselves, name. A dollar sign names none:
/// many countries have dollars.
pub(super) fn currency(segments: &[&Segment<'_>], first: Option<&Row>) -> Stated<Currency> {
    let segment = segments.first()?;
    if let Some((column, currency)) = segment.table.currency {
        let row = &segment.grid.rows[segment.table.titles];
        let cell = row.at(column)?;
        return Some(Field {
            value: currency,
            confidence: Confidence::LIKELY,
            evidence: segment.grid.evidence(row.number, cell),
        });
    }
    let row = first?;
    let cell = segment.table.cell(row, Role::UnitPrice)?;
    let currency = named_in(&cell.text)?;
    Some(Field {
        value: currency,
        confidence: Confidence::LIKELY,
        evidence: segment.grid.evidence(row.number, cell),
    })
}

fn named_in(text: &str) -> Option<Currency> {
    let signs = [("€", "EUR"), ("£", "GBP"), ("₪", "ILS")];
    let sign = signs.iter().find(|(sign, _)| text.contains(sign));
    let word = || {
        let mut words = text.split(|c: char| !c.is_ascii_alphabetic());
        words.find_map(super::words::known_currency)
    };
    match sign {
        Some((_, code)) => Currency::parse(code),
        None => word(),
    }
}
