//! Everything that a message says, clause by clause.

mod request;

use super::Known;
use super::change;
use super::intent::{self, Signs};
use super::line::{self, Found, Setting};
use super::mention::{self, Kind, Mention};
use super::table::{self, Table};
use super::text::{self, Clause, Token};
use super::words::{self, Class};
use crate::request::{Issue, IssueCode, LINES_MAX, Purpose, RequestLine, Severity};
use std::ops::Range;

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
