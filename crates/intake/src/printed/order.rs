//! Puts an order together: purpose, header fields, parties, lines, sums, and what contradicts.

use super::label::{Label, labels};
use super::line::{comes_to, line, near};
use super::party::{Block, Part, blocks, letterhead, party};
use super::table::{states_sum, tables};
use super::text::{Line, Piece};
use super::value::{Habits, currency, order_number};
use crate::page::Page;
use crate::request::{
    Confidence, Field, Issue, IssueCode, LINES_MAX, OrderRequest, Purpose, Reading, Severity,
};
use crate::sheet::party::is_company;
use crate::sheet::purpose::named;
use crate::sheet::role::{Role, Spelling, title};
use crate::sheet::words::{Concept, known_currency, split};
use vocab::{Currency, Day, Decimal};

/// How many lines from the top may hold the title of the document.
const TITLE_LINES: usize = 25;

/// Reads the lines of a document into its reading.
pub(super) fn read(pages: &[Page], lines: &[Line], reading: &mut Reading) {
    let found = labels(lines);
    let mut issues = Vec::new();
    let (purpose, is_said) = purpose(lines, &found);
    let document = Document {
        lines,
        labels: &found,
        habits: Habits::of(lines),
        sells: sells(purpose),
    };
    let request = document.request(purpose, pages, &mut issues);
    reading.purpose = if request.lines.is_empty() && !is_said {
        Purpose::Other
    } else {
        purpose
    };
    if !request.lines.is_empty() {
        if request.po_number.is_none() {
            issues.push(Issue::new(
                IssueCode::Missing,
                Severity::Doubt,
                "no order number was found",
            ));
        }
        reading.requests.push(request);
    }
    if !matches!(
        reading.purpose,
        Purpose::Order | Purpose::Change | Purpose::Cancellation
    ) || reading.requests.is_empty()
    {
        let message = "no order was found on the page: it says that it is something else, or no table of items was recognised";
        issues.push(Issue::new(IssueCode::NotAnOrder, Severity::Doubt, message));
    }
    let requests = reading.requests.len();
    for issue in issues {
        reading.note(if requests == 1 {
            issue.in_request(0)
        } else {
            issue
        });
    }
}

/// True where the seller wrote the document.
fn sells(purpose: Purpose) -> bool {
    matches!(
        purpose,
        Purpose::Invoice
            | Purpose::PriceInformation
            | Purpose::DespatchAdvice
            | Purpose::OrderResponse
    )
}

/// What the document says that it is, and whether it says so: by its title, else by the number that
/// it gives itself.
fn purpose(lines: &[Line], labels: &[Label]) -> (Purpose, bool) {
    let pieces = || lines.iter().take(TITLE_LINES).flat_map(|line| &line.pieces);
    let orders = |piece: &&Piece| {
        let words = split(&piece.text).join(" ");
        [
            "purchase order",
            "order form",
            "bestellung",
            "bon de commande",
            "orden de compra",
            "inkooporder",
            "ordine di acquisto",
            "הזמנת רכש",
            "הזמנה",
        ]
        .iter()
        .any(|title| words.starts_with(title))
    };
    let heading = |piece: &Piece| {
        let short: Vec<&str> = piece.text.trim_end_matches(['.', ':']).split(' ').collect();
        let words = short
            .iter()
            .take_while(|word| !word.contains(|c: char| c.is_ascii_digit()));
        named(&words.copied().collect::<Vec<_>>().join(" "))
    };
    let change = [Purpose::Change, Purpose::Cancellation];
    let titles: Vec<Purpose> = pieces().filter_map(heading).collect();
    if let Some(purpose) = titles.iter().find(|purpose| change.contains(purpose)) {
        return (*purpose, true);
    }
    if pieces().any(|piece| orders(&piece)) {
        return (Purpose::Order, true);
    }
    let is_billed = || {
        labels.iter().any(|label| {
            label.says(Concept::Bill) && (label.says(Concept::Number) || label.says(Concept::Date))
        })
    };
    match titles.first() {
        Some(purpose) => (*purpose, true),
        None if is_billed() => (Purpose::Invoice, true),
        None => (Purpose::Order, false),
    }
}

struct Document<'a> {
    lines: &'a [Line],
    labels: &'a [Label],
    habits: Habits,
    sells: bool,
}

impl Document<'_> {
    fn request(&self, purpose: Purpose, pages: &[Page], issues: &mut Vec<Issue>) -> OrderRequest {
        let mut request = OrderRequest::empty(purpose);
        let tables = tables(self.lines);
        let mut stated = Vec::new();
        for table in &tables {
            for row in table.rows(self.lines, &self.habits) {
                let read = line(&row, table, &self.habits, self.sells);
                let at = request.lines.len();
                if at == LINES_MAX {
                    let message = format!("more than {LINES_MAX} lines; the rest is not read");
                    issues.push(Issue::new(IssueCode::OverLimit, Severity::Error, message));
                    return request;
                }
                issues.extend(read.issues.into_iter().map(|issue| issue.in_line(at)));
                stated.push(read.amount.or_else(|| comes_to(&read.line)));
                request.lines.push(read.line);
            }
        }
        let header = tables
            .first()
            .map_or(self.lines.len(), |table| table.titles.start);
        request.po_number = self.po_number(issues);
        request.order_date = if self.sells {
            None
        } else {
            self.day(Role::OrderDate, header)
        };
        request.requested_delivery_date = self.day(Role::DeliveryDate, header);
        request.currency = self.currency();
        self.parties(&mut request, header, pages);
        self.total(&mut request, &stated, issues);
        request
    }

    /// The number of the order: as labelled, the label that says "number" first.
    fn po_number(&self, issues: &mut Vec<Issue>) -> Option<Field<String>> {
        let mut found: Vec<(u8, &Piece, String)> = Vec::new();
        for label in self.labels {
            let both = label.role == Role::OrderDate && label.says(Concept::Number);
            if label.role != Role::PoNumber && !both {
                continue;
            }
            let rank = match (
                label.says(Concept::Number) || label.says(Concept::Code),
                label.says(Concept::Po) || label.says(Concept::Purchase),
            ) {
                (true, true) => 0,
                (false, true) => 1,
                (true, false) => 2,
                (false, false) => 3,
            };
            let mut values = label.values(self.lines).into_iter();
            let number = values.find_map(|piece| {
                let text = if both {
                    piece.text.split(' ').next().unwrap_or_default()
                } else {
                    &piece.text
                };
                let number = order_number(text)?;
                let is_day =
                    self.habits.day(&piece.saying(number)).is_some() && number.contains(['/', '.']);
                (!is_day).then(|| (piece, number.to_owned()))
            });
            found.extend(number.map(|(piece, number)| (rank, piece, number)));
        }
        let (rank, piece, number) = found.iter().min_by_key(|(rank, _, _)| *rank)?;
        let other = found
            .iter()
            .find(|(other, _, text)| other == rank && text != number);
        if let Some((_, piece, text)) = other {
            let message = format!("the order has the number {number} here and {text} there");
            issues.push(
                Issue::new(IssueCode::Contradiction, Severity::Doubt, message).at(piece.place()),
            );
        }
        Some(piece.field(number.clone(), Confidence::LIKELY))
    }

    /// The first day with such a label, above the lines if there is one.
    fn day(&self, role: Role, header: usize) -> Option<Field<Day>> {
        let days = |from: usize, to: usize| {
            let mut labels = self
                .labels
                .iter()
                .filter(move |label| (from..to).contains(&label.line));
            labels.find_map(|label| {
                if label.role != role {
                    return None;
                }
                label
                    .values(self.lines)
                    .into_iter()
                    .find_map(|piece| self.day_in(piece))
            })
        };
        match role {
            Role::DeliveryDate => days(0, header),
            _ => days(0, header).or_else(|| days(header, self.lines.len())),
        }
    }

    /// The day of a text, or of its last words: `4711 / 01/27/2021`.
    fn day_in(&self, piece: &Piece) -> Option<Field<Day>> {
        let starts = piece.text.match_indices(' ').map(|(at, _)| at);
        let mut texts = [0].into_iter().chain(starts);
        texts.find_map(|at| self.habits.day(&piece.saying(&piece.text[at..])))
    }

    /// The one currency that is named by code; else the one that prices have a sign of.
    fn currency(&self) -> Option<Field<Currency>> {
        let pieces = || self.lines.iter().flat_map(|line| &line.pieces);
        let labelled = self
            .labels
            .iter()
            .filter(|label| label.role == Role::Currency);
        let mut said = labelled.flat_map(|label| label.values(self.lines));
        let labelled = said.find_map(|piece| Some((piece, currency(&piece.text)?)));
        let coded = || {
            pieces().find_map(|piece| {
                let short = piece.text.split(' ').count() <= 8;
                let upper =
                    |word: &&str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase());
                let code = piece
                    .text
                    .split([' ', '(', ')'])
                    .filter(upper)
                    .find_map(known_currency);
                Some((piece, code.filter(|_| short)?))
            })
        };
        let signed = || pieces().find_map(|piece| Some((piece, currency(&piece.text)?)));
        let (piece, currency) = labelled.or_else(coded).or_else(signed)?;
        Some(piece.field(currency, Confidence::LIKELY))
    }

    fn parties(&self, request: &mut OrderRequest, header: usize, pages: &[Page]) {
        let blocks = blocks(self.lines, header);
        let find = |part: Part| blocks.iter().find(|block| block.part == part);
        let height = pages.first().map_or(0, |page| page.height);
        let head = letterhead(self.lines, height, &blocks);
        let name = |block: &Block| party(&block.lines, None, Confidence::LIKELY).name;
        let billed = find(Part::Buyer)
            .or_else(|| find(Part::BillTo))
            .and_then(name);
        request.buyer.name = if self.sells {
            billed
        } else {
            let company = head.clone().filter(|name| is_company(&name.value));
            company.or(billed).or(head)
        };
        let buyer = request.buyer.name.as_ref().map(|name| name.value.as_str());
        let ship_to =
            find(Part::ShipTo).map(|block| party(&block.lines, buyer, Confidence::LIKELY));
        request.ship_to = ship_to.unwrap_or_default();
    }

    /// The total as stated, weighed against the lines.
    fn total(
        &self,
        request: &mut OrderRequest,
        stated: &[Option<Decimal>],
        issues: &mut Vec<Issue>,
    ) {
        let sums: Vec<(&Piece, Decimal, bool)> = self
            .lines
            .iter()
            .filter(|line| states_sum(line))
            .filter_map(|line| {
                let piece = line
                    .pieces
                    .iter()
                    .rev()
                    .find(|piece| self.habits.number(&piece.text).is_some())?;
                let value = self.habits.number(&piece.text)?.value;
                let words = line
                    .pieces
                    .first()
                    .map(|piece| piece.text.trim_end_matches(':'));
                let is_total = words
                    .and_then(|text| title(text, Spelling::Exact))
                    .is_some_and(|title| title.role == Role::Amount);
                Some((piece, value, is_total))
            })
            .collect();
        let last = sums.iter().rev().find(|(_, _, is_total)| *is_total);
        request.total = last.map(|(piece, value, _)| piece.field(*value, Confidence::LIKELY));
        let mut expected = Some(Decimal::ZERO);
        for amount in stated {
            expected = expected
                .zip(*amount)
                .and_then(|(sum, amount)| sum.checked_add(amount));
        }
        let Some(expected) = expected.filter(|_| !sums.is_empty()) else {
            return;
        };
        if !sums
            .iter()
            .any(|(_, sum, _)| near(expected, *sum, request.lines.len()))
        {
            let message = format!("the lines come to {expected}, which is none of the stated sums");
            issues.push(Issue::new(IssueCode::BadTotal, Severity::Doubt, message));
        }
    }
}
