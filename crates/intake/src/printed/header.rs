//! Header fields by their labels: number and date of the order, delivery, currency, customer number.

use super::label::Label;
use super::text::{Line, Piece};
use super::value::{Habits, coded, currency, dollar_of, order_number};
use crate::request::{Confidence, Field, Issue, IssueCode, OrderRequest, Severity, Stated};
use crate::sheet::dates::DateOrder;
use crate::sheet::party::looks_like_id;
use crate::sheet::role::Role;
use crate::sheet::words::Concept as C;
use vocab::{Currency, Day};

/// Longer texts are no place for the code of the currency.
const CURRENCY_WORDS_MAX: usize = 8;
/// Letters and digits that are taken for each other.
const ALIKE: [char; 6] = ['O', 'o', '0', 'I', 'l', '1'];
/// Numbers of this rank and above are not sure.
const RANK_ROUGH: u8 = 4;

/// What the header of a document is read from.
pub(super) struct Header<'a> {
    pub lines: &'a [Line],
    pub labels: &'a [Label],
    pub habits: Habits,
    /// The seller wrote it.
    pub sells: bool,
    /// The line that the first table begins at.
    pub above: usize,
    /// The line behind the last table.
    pub below: usize,
}

/// A number that a label calls the order's.
struct Numbered<'a> {
    /// How well the label fits; 0 is best.
    rank: u8,
    piece: &'a Piece,
    number: &'a str,
    /// What stands behind the number: its date, perhaps.
    rest: &'a str,
}

impl Header<'_> {
    /// Fills in all but the parties, and notes what contradicts.
    pub fn fill(&self, request: &mut OrderRequest, issues: &mut Vec<Issue>) {
        let numbers = self.numbers();
        request.po_number = number(&numbers, issues);
        let mut habits = self.habits;
        let (mut ordered, mut wanted) = self.days(&habits, &numbers);
        if is_before(&wanted, &ordered) && habits.is_open() {
            habits = habits.with_days(DateOrder::DayFirst);
            (ordered, wanted) = self.days(&habits, &numbers);
        }
        if is_before(&wanted, &ordered) {
            let place = wanted.as_ref().map(|field| field.evidence.place.clone());
            let message = "the requested delivery is before the date of the order";
            let issue = Issue::new(IssueCode::BadDate, Severity::Doubt, message);
            issues.push(place.map_or(issue.clone(), |place| issue.at(place)));
        }
        request.order_date = ordered;
        request.requested_delivery_date = wanted;
        request.currency = self.currency();
    }

    fn days(&self, habits: &Habits, numbers: &[Numbered<'_>]) -> (Stated<Day>, Stated<Day>) {
        let ordered = (!self.sells)
            .then(|| self.order_date(habits, numbers))
            .flatten();
        (ordered, self.delivery(habits))
    }

    /// All numbers that labels call the order's.
    fn numbers(&self) -> Vec<Numbered<'_>> {
        let ranked = self
            .labels
            .iter()
            .filter_map(|label| Some((self.rank(label)?, label)));
        let found = ranked.filter_map(|(rank, label)| {
            let mut values = label.values(self.lines).into_iter();
            values.find_map(|piece| {
                let (number, rest) = order_number(&piece.text)?;
                Some(Numbered {
                    rank,
                    piece,
                    number,
                    rest,
                })
            })
        });
        found.collect()
    }

    /// How well a label fits a number of the order; `None` where it means something else.
    fn rank(&self, label: &Label) -> Option<u8> {
        let numbered = label.says(C::Number) || label.says(C::Code);
        let purchase = label.says(C::Po) || label.says(C::Purchase);
        let rough = u8::from(label.is_rough) * 4;
        match label.role {
            Role::PoNumber => Some(rough + u8::from(!purchase) * 2 + u8::from(!numbered)),
            Role::OrderDate if label.says(C::Number) => Some(rough + u8::from(!purchase) * 2),
            // "Number" under the title of an order; on a bill it is the bill's.
            Role::LineNo if label.says(C::Number) && !self.sells && label.line < self.above => {
                Some(8)
            }
            _ => None,
        }
    }

    /// As labelled, "order date" before "date"; else behind the number; else the one date that no
    /// label claims.
    fn order_date(&self, habits: &Habits, numbers: &[Numbered<'_>]) -> Stated<Day> {
        let mut labels: Vec<&Label> = self.labels_of(Role::OrderDate).collect();
        labels.sort_by_key(|label| {
            let is_orders = [C::Order, C::Po, C::Purchase]
                .iter()
                .any(|said| label.says(*said));
            (label.is_rough, label.line >= self.above, !is_orders)
        });
        let labelled = labels.iter().find_map(|label| self.day_of(label, habits));
        labelled
            .or_else(|| {
                let mut behind = numbers.iter().filter(|found| !found.rest.is_empty());
                behind.find_map(|found| day_in(&found.piece.saying(found.rest), habits))
            })
            .or_else(|| self.lone_date(habits))
    }

    /// The only date above the lines that stands by itself or behind the name of a town.
    fn lone_date(&self, habits: &Habits) -> Stated<Day> {
        let labels = self.labels.iter();
        let claimed: Vec<&Piece> = labels.flat_map(|label| label.values(self.lines)).collect();
        let pieces = self.lines[..self.above]
            .iter()
            .flat_map(|line| &line.pieces);
        let mut found: Vec<Field<Day>> = pieces
            .filter(|piece| !claimed.iter().any(|other| other.shown == piece.shown))
            .filter_map(|piece| day_in(piece, habits))
            .collect();
        found.dedup_by_key(|field| field.value);
        match found.as_mut_slice() {
            [one] => {
                one.confidence = one.confidence.min(Confidence::GUESSED);
                found.pop()
            }
            _ => None,
        }
    }

    /// The day on which the goods are wanted, where it is said outside of the lines.
    fn delivery(&self, habits: &Habits) -> Stated<Day> {
        let outside = |label: &&Label| label.line < self.above || label.line >= self.below;
        let mut labels: Vec<&Label> = self.labels_of(Role::DeliveryDate).filter(outside).collect();
        labels.retain(|label| !(self.sells && is_payment(label)));
        labels.sort_by_key(|label| (label.line >= self.above, label.is_rough));
        labels.iter().find_map(|label| self.day_of(label, habits))
    }

    /// All that may stand for the value of a label that takes words.
    pub fn texts(&self) -> Vec<&Piece> {
        let other = [Role::PoNumber, Role::OrderDate, Role::DeliveryDate];
        let labels = self
            .labels
            .iter()
            .filter(|label| !other.contains(&label.role));
        labels.flat_map(|label| label.values(self.lines)).collect()
    }

    /// The days of delivery that labels between the lines state, from the top.
    pub fn days_of_lines(&self) -> Vec<Field<Day>> {
        let body = self.above..self.below;
        let own = self
            .labels_of(Role::DeliveryDate)
            .filter(|label| body.contains(&label.line));
        let valued = own.filter_map(|label| day_in(label.beside(self.lines)?, &self.habits));
        valued.collect()
    }

    /// What the form calls the number of its customer, or of the place of delivery. An account may
    /// as well be one at a bank.
    pub fn id(&self, roles: [Role; 2]) -> Stated<String> {
        let is_account = |label: &Label| label.words.iter().any(|word| word == "account");
        let fits = |label: &&Label| {
            let outside = label.line < self.above || label.line >= self.below;
            outside && !label.is_rough && !self.sells && !is_account(label)
        };
        let mut labels = roles
            .into_iter()
            .flat_map(|role| self.labels_of(role))
            .filter(fits);
        labels.find_map(|label| {
            let piece = label.values(self.lines).into_iter().next()?;
            looks_like_id(&piece.text).then(|| piece.field(piece.text.clone(), Confidence::LIKELY))
        })
    }

    fn labels_of(&self, role: Role) -> impl Iterator<Item = &Label> {
        self.labels.iter().filter(move |label| label.role == role)
    }

    fn day_of(&self, label: &Label, habits: &Habits) -> Stated<Day> {
        let mut values = label.values(self.lines).into_iter();
        values.find_map(|piece| day_in(piece, habits))
    }

    /// The currency as labelled; else the one that is named by code; else by a sign on prices, where
    /// a dollar is that of the country.
    fn currency(&self) -> Stated<Currency> {
        let pieces = || self.lines.iter().flat_map(|line| &line.pieces);
        let labelled = self
            .labels_of(Role::Currency)
            .flat_map(|label| label.values(self.lines));
        let labelled = labelled
            .map(|piece| (piece, currency(&piece.text)))
            .find(|(_, found)| found.is_some());
        let short = |piece: &&Piece| piece.text.split(' ').count() <= CURRENCY_WORDS_MAX;
        let named = |named: fn(&str) -> Option<Currency>| {
            let mut named = pieces()
                .filter(short)
                .map(move |piece| (piece, named(&piece.text)));
            named.find(|(_, found)| found.is_some())
        };
        let found = labelled
            .or_else(|| named(coded))
            .or_else(|| named(currency));
        let found = found.and_then(|(piece, found)| Some(piece.field(found?, Confidence::LIKELY)));
        found.or_else(|| self.dollar())
    }

    /// The dollar of the one country that is named, where amounts have its sign.
    fn dollar(&self) -> Stated<Currency> {
        let pieces = || self.lines.iter().flat_map(|line| &line.pieces);
        let is_amount = |piece: &&Piece| {
            piece.text.starts_with('$') && self.habits.number(&piece.text).is_some()
        };
        pieces().find(is_amount)?;
        let mut countries = pieces().filter_map(|piece| Some((piece, dollar_of(&piece.text)?)));
        let (piece, currency) = countries.next()?;
        let is_one = countries.all(|(_, other)| other == currency);
        is_one.then(|| piece.field(currency, Confidence::GUESSED))
    }
}

/// The best number; others that fit as well and differ are told.
fn number(found: &[Numbered<'_>], issues: &mut Vec<Issue>) -> Stated<String> {
    let best = found.iter().min_by_key(|found| found.rank)?;
    let same = |other: &&Numbered<'_>| other.rank == best.rank && other.number != best.number;
    if let Some(other) = found.iter().find(same) {
        let (one, two) = (best.number, other.number);
        let message = format!("the order has the number {one} here and {two} there");
        let issue = Issue::new(IssueCode::Contradiction, Severity::Doubt, message);
        issues.push(issue.at(other.piece.place()));
    }
    let may_be_other = may_be_other(best);
    if may_be_other {
        let message = format!(
            "the order's number {} was read in a picture, where O looks like 0 and I like 1",
            best.number
        );
        let issue = Issue::new(IssueCode::BadValue, Severity::Doubt, message);
        issues.push(issue.at(best.piece.place()));
    }
    let is_said = best.rank < RANK_ROUGH || says_itself(best.number);
    let sure = if is_said && !may_be_other {
        Confidence::LIKELY
    } else {
        Confidence::GUESSED
    };
    Some(best.piece.field(best.number.to_owned(), sure))
}

/// True for a number of letters and digits that was recognised in a picture and has one of those
/// that are taken for each other; nothing else on the page confirms it.
fn may_be_other(found: &Numbered<'_>) -> bool {
    let is_recognised = found.piece.seen < Confidence::STATED;
    is_recognised && found.number.contains(char::is_alphabetic) && found.number.contains(ALIKE)
}

/// A number that tells by its first letters that it is a purchase order's: `PO284256-1`.
fn says_itself(number: &str) -> bool {
    let rest = number.strip_prefix("PO").unwrap_or_default();
    rest.trim_start_matches('-')
        .starts_with(|c: char| c.is_ascii_digit())
}

/// The day of a text, or of its last words: `4711 / 01/27/2021`, `Berlin, den 3. Mai 2027`.
fn day_in(piece: &Piece, habits: &Habits) -> Stated<Day> {
    let starts = piece.text.match_indices(' ').map(|(at, _)| at);
    let mut texts = [0].into_iter().chain(starts);
    texts.find_map(|at| habits.day(&piece.saying(&piece.text[at..])))
}

fn is_before(one: &Stated<Day>, other: &Stated<Day>) -> bool {
    let days = one.as_ref().zip(other.as_ref());
    days.is_some_and(|(one, other)| one.value < other.value)
}

/// True where "due" speaks of money, as it does on a bill.
fn is_payment(label: &Label) -> bool {
    label.words.iter().any(|word| word == "due")
}
