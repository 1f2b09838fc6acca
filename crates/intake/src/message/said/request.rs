//! The request that a message makes: its header, its lines, and what is left to a person.

use super::super::change;
use super::super::intent;
use super::super::mention::{self, Kind, Mention, has_street};
use super::super::shortened;
use super::super::text::{self, Clause, evidence};
use super::{Said, SaidLine};
use crate::request::{
    Confidence, Evidence, Field, Issue, IssueCode, OrderRequest, Place, Purpose, Reading, Severity,
    Stated,
};
use std::ops::Range;
use vocab::Day;

impl Said<'_> {
    /// The request that it makes; what is open goes to the issues of the reading.
    pub fn request(&self, purpose: Purpose, reading: &mut Reading) -> OrderRequest {
        let mut request = OrderRequest::empty(purpose);
        self.header(&mut request, reading);
        match purpose {
            Purpose::Change => self.changes(&mut request, reading),
            Purpose::Cancellation => {}
            _ => self.order(&mut request, reading),
        }
        let day = |received: Day| Field {
            value: received,
            confidence: Confidence::LIKELY,
            evidence: Evidence {
                place: Place::Path("Date".to_owned()),
                text: received.to_string(),
                span: None,
                part: None,
            },
        };
        let ordered = self.known.received.filter(|_| purpose == Purpose::Order);
        request.order_date = ordered.map(day);
        request
    }

    /// What holds for the whole order: its number, its place.
    fn header(&self, request: &mut OrderRequest, reading: &mut Reading) {
        request.po_number = subject_number(self.known.subject);
        for (_, clause, mention) in self.mentions() {
            let proof = || evidence(self.text, &clause.tokens[mention.value.clone()]);
            let field = |value: &String| likely(value.clone(), proof());
            match &mention.kind {
                Kind::Number(number) => set(
                    &mut request.po_number,
                    field(number),
                    "order numbers",
                    reading,
                ),
                Kind::Place(place) if has_street(place) => set(
                    &mut request.ship_to.address,
                    field(place),
                    "places",
                    reading,
                ),
                Kind::Place(place) => {
                    set(&mut request.ship_to.name, field(place), "places", reading)
                }
                Kind::PlaceCode(code) => {
                    set(&mut request.ship_to.id, field(code), "places", reading)
                }
                Kind::Delivery(_) | Kind::Price(..) | Kind::LineNumber(_) | Kind::Aside => {}
            }
        }
    }

    fn order(&self, request: &mut OrderRequest, reading: &mut Reading) {
        request.lines = self.lines.iter().map(|said| said.line.clone()).collect();
        self.prices(request);
        self.days(request, reading);
        self.ranges(reading);
        if intent::repeats_earlier(self.text) {
            let lines = match request.lines.len() {
                0 => "its lines must be taken from that order".to_owned(),
                1 => "one line is stated, the others must be taken from that order".to_owned(),
                count => {
                    format!("{count} lines are stated, others may have to be taken from that order")
                }
            };
            let message = format!(
                "asks for what was ordered earlier; {lines}. It says: {:?}",
                shortened(self.text)
            );
            let issue = Issue::new(IssueCode::NotInterpreted, Severity::Doubt, message);
            reading.note(issue.in_request(0));
        } else if request.lines.is_empty() {
            let message = "asks for goods, and names none with a quantity";
            let issue = Issue::new(IssueCode::Missing, Severity::Doubt, message);
            reading.note(issue.in_request(0));
        }
    }

    fn ranges(&self, reading: &mut Reading) {
        for range in self.lines.iter().filter_map(|said| said.range.as_ref()) {
            let message = format!("{range:?} is no single quantity");
            let issue = Issue::new(IssueCode::Missing, Severity::Doubt, message);
            reading.note(issue.in_request(0));
        }
    }

    /// A price belongs to the line before it in its clause.
    fn prices(&self, request: &mut OrderRequest) {
        for (index, clause, mention) in self.mentions() {
            let Kind::Price(amount, currency) = mention.kind else {
                continue;
            };
            let proof = evidence(self.text, &clause.tokens[mention.value.clone()]);
            let owner = self.owner(index, mention.tokens.start + 1);
            if let Some(line) = owner.and_then(|at| request.lines.get_mut(at)) {
                put(&mut line.unit_price, likely(amount, proof.clone()));
            }
            if let Some(currency) = currency {
                put(&mut request.currency, likely(currency, proof));
            }
        }
    }

    /// The line that begins before this token in its clause.
    fn owner(&self, clause: usize, at: usize) -> Option<usize> {
        let before = |said: &SaidLine| said.clause == Some(clause) && said.tokens.start < at;
        self.lines.iter().rposition(before)
    }

    /// One day is that of the order; several belong to the lines before them.
    fn days(&self, request: &mut OrderRequest, reading: &mut Reading) {
        let mut found: Vec<(Vec<usize>, Field<Day>)> = Vec::new();
        for (index, clause, mention) in self.mentions() {
            let Kind::Delivery(said) = mention.kind else {
                continue;
            };
            let proof = evidence(self.text, &clause.tokens[mention.value.clone()]);
            let Some(day) = said.day else {
                let message = format!(
                    "{:?} depends on the day of the message, which is not known",
                    proof.text
                );
                let issue = Issue::new(IssueCode::BadDate, Severity::Doubt, message);
                reading.note(issue.at(proof.place).in_request(0));
                continue;
            };
            let mut field = likely(day, proof);
            if said.vague {
                field.confidence = Confidence::GUESSED;
            }
            let owner = self.owner(index, mention.tokens.start);
            let opens = mention.tokens.start <= 1;
            let lines = match owner {
                Some(line) => vec![line],
                None if opens => self.section(index),
                None => Vec::new(),
            };
            found.push((lines, field));
        }
        let several = found.iter().any(|(_, day)| day.value != found[0].1.value);
        let apart = several && found.iter().filter(|(lines, _)| !lines.is_empty()).count() > 1;
        for (lines, day) in found {
            if !apart || lines.is_empty() {
                put(&mut request.requested_delivery_date, day);
                continue;
            }
            for line in lines {
                if let Some(line) = request.lines.get_mut(line) {
                    put(&mut line.requested_delivery_date, day.clone());
                }
            }
        }
    }

    /// "Tomorrow: 12 baguettes; 6 ciabatta": the lines from this clause to the next that opens with a day.
    fn section(&self, clause: usize) -> Vec<usize> {
        let opens = |(_, mentions): &(Clause, Vec<Mention>)| {
            let mut mentions = mentions.iter();
            mentions.any(|mention| {
                matches!(mention.kind, Kind::Delivery(_)) && mention.tokens.start <= 1
            })
        };
        let behind = self.clauses.iter().skip(clause + 1);
        let end = behind.take_while(|clause| !opens(clause)).count() + clause;
        let inside = |said: &SaidLine| said.clause.is_some_and(|at| (clause..=end).contains(&at));
        (0..self.lines.len())
            .filter(|line| inside(&self.lines[*line]))
            .collect()
    }

    fn changes(&self, request: &mut OrderRequest, reading: &mut Reading) {
        for (index, (clause, mentions)) in self.clauses.iter().enumerate() {
            let mut changed = change::lines(self.text, clause, mentions);
            for said in self.lines_of(Some(index)) {
                let apart = |piece: &Range<usize>| {
                    piece.end <= said.tokens.start || said.tokens.end <= piece.start
                };
                if changed.iter().all(|(piece, _)| apart(piece)) {
                    let mut line = said.line.clone();
                    if change::takes_some_off(clause, said.tokens.start) {
                        let message = "some are taken off, and not how many shall be left";
                        let issue = Issue::new(IssueCode::Missing, Severity::Doubt, message);
                        reading.note(issue.in_request(0));
                        line.quantity = None;
                    }
                    changed.push((said.tokens.clone(), line));
                }
            }
            changed.sort_by_key(|(piece, _)| piece.start);
            request
                .lines
                .extend(changed.into_iter().map(|(_, line)| line));
        }
        let whole = request.requested_delivery_date.is_none()
            && request.ship_to.name.is_none()
            && request.ship_to.address.is_none()
            && request.ship_to.id.is_none();
        let pasted = self.lines_of(None).map(|said| said.line.clone());
        request.lines.extend(pasted);
        self.days(request, reading);
        let dated = request.requested_delivery_date.is_some();
        if request.lines.is_empty() && whole && !dated {
            let message = "asks for a change that is not understood";
            let issue = Issue::new(IssueCode::NotInterpreted, Severity::Doubt, message);
            reading.note(issue.in_request(0));
        }
        if request.po_number.is_none() {
            let message = "does not say which order it changes";
            let issue = Issue::new(IssueCode::Missing, Severity::Doubt, message);
            reading.note(issue.in_request(0));
        }
    }

    fn lines_of(&self, clause: Option<usize>) -> impl Iterator<Item = &SaidLine> {
        self.lines.iter().filter(move |said| said.clause == clause)
    }
}

fn subject_number(subject: Option<&str>) -> Stated<String> {
    let subject = subject?;
    let clauses = text::clauses(subject);
    let mut found = clauses.iter().flat_map(|clause| {
        let mentions = mention::mentions(clause, None, false);
        mentions.into_iter().map(move |mention| (clause, mention))
    });
    found.find_map(|(clause, mention)| match mention.kind {
        Kind::Number(number) => {
            let mut proof = evidence(subject, &clause.tokens[mention.value]);
            proof.place = Place::Path("Subject".to_owned());
            proof.span = None;
            Some(likely(number, proof))
        }
        _ => None,
    })
}

fn likely<T>(value: T, evidence: Evidence) -> Field<T> {
    Field {
        value,
        confidence: Confidence::LIKELY,
        evidence,
    }
}

fn put<T>(field: &mut Stated<T>, found: Field<T>) {
    if field.is_none() {
        *field = Some(found);
    }
}

/// The first one counts; another one is a contradiction that a person decides.
fn set(field: &mut Stated<String>, found: Field<String>, what: &str, reading: &mut Reading) {
    match field {
        None => *field = Some(found),
        Some(first) if first.value.eq_ignore_ascii_case(&found.value) => {}
        Some(first) => {
            let message = format!("two {what} are named: {} and {}", first.value, found.value);
            let issue = Issue::new(IssueCode::Contradiction, Severity::Doubt, message);
            reading.note(issue.at(found.evidence.place).in_request(0));
        }
    }
}
