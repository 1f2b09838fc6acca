//! Everything that a message says, clause by clause, and the request that it makes.

use super::change;
use super::intent::{self, Signs};
use super::line::{self, Found, Setting};
use super::mention::{self, Kind, Mention, has_street};
use super::table::{self, Table};
use super::text::{self, Clause, Token, evidence};
use super::words::{self, Class};
use super::{Known, shortened};
use crate::request::{
    Confidence, Evidence, Field, Issue, IssueCode, LINES_MAX, OrderRequest, Place, Purpose,
    Reading, RequestLine, Severity, Stated,
};
use std::ops::Range;
use vocab::Day;

/// The longest line that signs a letter.
const SIGNING_WORDS_MAX: usize = 4;

/// The fewest lines with a bare number that make a list.
const LISTED_LINES_MIN: usize = 2;

/// What a message says.
pub(super) struct Said<'t> {
    text: &'t str,
    known: Known<'t>,
    /// The text without its tables: names of goods in them say nothing of its purpose.
    spoken: String,
    clauses: Vec<(Clause<'t>, Vec<Mention>)>,
    lines: Vec<SaidLine>,
    /// Goods and quantity, each named on a line of its own.
    apart: RequestLine,
    signs: Signs,
}

/// A line, and where it was said.
struct SaidLine {
    /// Which clause; none for a line of a pasted table.
    clause: Option<usize>,
    /// Which tokens of it.
    tokens: Range<usize>,
    line: RequestLine,
    /// A range in place of the quantity.
    range: Option<String>,
}

impl<'t> Said<'t> {
    /// Reads a message.
    pub fn of(text: &'t str, known: Known<'t>) -> Said<'t> {
        let mut said = Said {
            text,
            known,
            spoken: String::new(),
            clauses: Vec::new(),
            lines: Vec::new(),
            apart: RequestLine::default(),
            signs: Signs::default(),
        };
        let tables = table::tables(text);
        let in_table = |line: u32| {
            tables
                .iter()
                .any(|table| (table.first..=table.last).contains(&line))
        };
        let numbered = (1..).zip(text.lines());
        let spoken = numbered.filter(|(number, _)| !in_table(*number));
        said.spoken = spoken.map(|(_, line)| line).collect::<Vec<_>>().join("\n");
        let clauses = text::clauses(text);
        let listed = clauses
            .iter()
            .filter(|clause| line::is_listed(clause))
            .count();
        let mut setting = Setting {
            listing: false,
            list: listed >= LISTED_LINES_MIN,
        };
        for clause in clauses {
            if tables.iter().any(|table| stands_in(&clause, table)) {
                continue;
            }
            let signs = is_signing(&clause);
            said.clause(clause, signs, &mut setting);
            if signs && !said.lines.is_empty() {
                break;
            }
        }
        said.end_apart(said.clauses.len());
        for line in tables.into_iter().flat_map(|table| table.lines) {
            said.lines.push(SaidLine {
                clause: None,
                tokens: 0..0,
                line,
                range: None,
            });
        }
        said.lines.truncate(LINES_MAX);
        said.signs.lines = !said.lines.is_empty();
        said.signs.listed = said.lists();
        said
    }

    /// What it wants.
    pub fn purpose(&self) -> Purpose {
        let subject = self.known.subject.unwrap_or_default();
        intent::purpose(&format!("{subject}\n{}", self.spoken), self.signs)
    }

    fn clause(&mut self, clause: Clause<'t>, signs: bool, setting: &mut Setting) {
        let has = |class| clause.tokens.iter().any(|token| token.is_a(class));
        let asks = line::asks(&clause);
        let numbers = (clause.tokens.iter())
            .filter(|token| token.raw.starts_with(|c: char| c.is_ascii_digit()));
        let numbers = numbers.count();
        let counted = clause
            .tokens
            .iter()
            .any(|token| words::unit(token.word()).is_some());
        let orders = asks
            || counted
            || numbers >= LISTED_LINES_MIN
            || clause.bullet.is_some()
            || setting.listing
            || has(Class::Changing)
            || has(Class::WeaklyAsking);
        let mentions = mention::mentions(&clause, self.known.received, orders);
        let index = self.clauses.len();
        let before = self.lines.len();
        if !signs {
            for found in line::lines(self.text, &clause, &mentions, *setting) {
                self.add(index, found);
            }
        }
        let found = self.lines.len() > before;
        let changes = change::changes(&clause, &mentions);
        let numbered = mentions
            .iter()
            .any(|mention| matches!(mention.kind, Kind::Number(_)));
        self.signs.changes |= changes;
        self.signs.numbered |= numbered;
        let asked = clause.tokens.last().is_some_and(|token| token.is("?"));
        let after = has(Class::Questioning) && has(Class::Moving) || numbered;
        let inquires = has(Class::Inquiring) && has(Class::Moving);
        self.signs.questions |= asked && after && !changes && !found;
        self.signs.inquires |= inquires && !changes && !found;
        self.signs.cancels |= change::cancels(&clause, &mentions);
        let replaces = change::replaces(&clause);
        self.signs.replaces |= replaces;
        self.signs.prices |= asked && has(Class::Pricing) && !asks;
        self.signs.asked |= found
            && asks
            && !changes
            && !replaces
            && !intent::says_other(written(self.text, &clause));
        setting.listing = asks || found || setting.listing && !has(Class::Talk);
        self.clauses.push((clause, mentions));
    }

    /// Two lines of the message at least hold nothing but goods with quantities.
    fn lists(&self) -> bool {
        let lines = self
            .lines
            .iter()
            .filter_map(|said| self.clauses.get(said.clause?));
        let plain = lines.filter(|(clause, _)| {
            clause.opens_line && !intent::says_other(written(self.text, clause))
        });
        plain.count() >= LISTED_LINES_MIN
    }

    fn add(&mut self, clause: usize, found: Found) {
        match found {
            Found::Line {
                line,
                tokens,
                range,
            } => self.lines.push(SaidLine {
                clause: Some(clause),
                tokens,
                line,
                range,
            }),
            Found::Name(named) => {
                let again = named.description.is_some() && self.apart.description.is_some()
                    || named.supplier_part.is_some() && self.apart.supplier_part.is_some();
                if again {
                    self.end_apart(clause);
                }
                let apart = &mut self.apart;
                apart.description = named.description.or(apart.description.take());
                apart.supplier_part = named.supplier_part.or(apart.supplier_part.take());
                apart.gtin = named.gtin.or(apart.gtin.take());
            }
            Found::Amount(amount) => {
                if self.apart.quantity.is_some() {
                    self.end_apart(clause);
                }
                self.apart.quantity = amount.quantity;
                self.apart.uom = amount.uom;
            }
            Found::Correction(new) => {
                if let Some(last) = self.lines.last_mut() {
                    last.line.quantity = new.quantity;
                    last.line.uom = new.uom.or(last.line.uom.take());
                    last.range = None;
                }
            }
        }
    }

    /// A line of what was said apart, where both goods and quantity were.
    fn end_apart(&mut self, clause: usize) {
        let line = std::mem::take(&mut self.apart);
        let named =
            line.description.is_some() || line.supplier_part.is_some() || line.gtin.is_some();
        if named && line.quantity.is_some() {
            self.lines.push(SaidLine {
                clause: Some(clause),
                tokens: 0..0,
                line,
                range: None,
            });
        }
    }

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

    /// Why it makes none.
    pub fn no_order(&self, purpose: Purpose) -> Issue {
        let what = match purpose {
            Purpose::PriceInformation => "asks for a price",
            Purpose::StatusQuestion => "asks how an order stands",
            Purpose::Complaint => "complains",
            Purpose::Unwanted => "is an advertisement",
            _ => "is not understood as an order, a change or a question",
        };
        let about = self
            .mentions()
            .find_map(|(.., mention)| match &mention.kind {
                Kind::Number(number) => Some(format!(" (about order {number})")),
                _ => None,
            });
        let message = format!("the message {what}{}", about.unwrap_or_default());
        Issue::new(IssueCode::NotAnOrder, Severity::Doubt, message)
    }

    fn mentions(&self) -> impl Iterator<Item = (usize, &Clause<'t>, &Mention)> {
        let clauses = self.clauses.iter().enumerate();
        clauses.flat_map(|(index, (clause, mentions))| {
            mentions.iter().map(move |mention| (index, clause, mention))
        })
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

fn stands_in(clause: &Clause, table: &Table) -> bool {
    let line = clause.tokens.first().map_or(0, |token| token.line);
    (table.first..=table.last).contains(&line)
}

/// The clause as it is written.
fn written<'t>(text: &'t str, clause: &Clause) -> &'t str {
    match (clause.tokens.first(), clause.tokens.last()) {
        (Some(first), Some(last)) => &text[first.start..last.end()],
        _ => "",
    }
}

/// A line that only says goodbye: a signature follows.
fn is_signing(clause: &Clause) -> bool {
    let words: Vec<&Token> = clause
        .tokens
        .iter()
        .filter(|token| token.raw.contains(char::is_alphabetic))
        .collect();
    let signs = words.first().is_some_and(|word| word.is_a(Class::Signing));
    clause.opens_line && words.len() <= SIGNING_WORDS_MAX && signs
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
