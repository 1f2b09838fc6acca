//! One order line in the making, from whichever segments state it.

use super::findings::{Best, Findings, brief};
use super::join_fields;
use crate::request::{
    Confidence, Evidence, Field, Issue, IssueCode, Place, RequestLine, Severity, Stated,
};
use vocab::{Day, Decimal};

/// How many identifiers of one line are kept.
const IDS_MAX: usize = 64;
/// How many deliveries of one line are told apart.
const SPLITS_MAX: usize = 1_000;
/// How many texts of one line are joined to its description.
const TEXTS_MAX: usize = 20;

/// Which identifier qualifiers name what, the best first.
pub(crate) struct IdKinds {
    /// GTIN, UPC, EAN.
    pub gtin: &'static [&'static str],
    /// The seller's part number.
    pub supplier: &'static [&'static str],
    /// The buyer's part number.
    pub buyer: &'static [&'static str],
}

/// One of several deliveries of a line.
#[derive(Default)]
pub(crate) struct Split {
    /// How much.
    pub quantity: Stated<Decimal>,
    /// When.
    pub day: Stated<Day>,
    /// Where.
    pub ship_to: Stated<String>,
}

/// A line whose loop is not finished yet.
pub(crate) struct Item {
    /// What is known without choosing.
    pub line: RequestLine,
    /// Identifiers with their qualifiers, in the order of the document.
    ids: Vec<(String, Field<String>)>,
    texts: Vec<(usize, Field<String>)>,
    splits: Vec<Split>,
    /// Prices by preference.
    pub price: Best<Decimal>,
    /// Quantities by preference; those of rank [`Item::SURE`] and above are only likely.
    pub quantity: Best<Decimal>,
    /// Requested days by preference.
    pub wanted: Best<Day>,
    /// The document takes this line out of the order.
    pub deleted: bool,
    place: Place,
}

impl Item {
    /// Ranks from here on are not what the standard defines for the field.
    pub const SURE: usize = 4;

    /// A line that begins at `place`.
    pub fn new(place: Place) -> Item {
        Item {
            line: RequestLine::default(),
            ids: Vec::new(),
            texts: Vec::new(),
            splits: Vec::new(),
            price: Best::none(),
            quantity: Best::none(),
            wanted: Best::none(),
            deleted: false,
            place,
        }
    }

    /// Adds an identifier.
    pub fn id(&mut self, kind: &str, id: Option<Field<String>>) {
        if let (Some(id), true) = (id, self.ids.len() < IDS_MAX) {
            self.ids.push((kind.to_owned(), id));
        }
    }

    /// Adds a text of the description; only texts of the lowest rank are used in the end.
    pub fn text(&mut self, rank: usize, text: Option<Field<String>>) {
        if let (Some(text), true) = (text, self.texts.len() < TEXTS_MAX) {
            self.texts.push((rank, text));
        }
    }

    /// True when a text of this rank is there.
    pub fn has_text(&self, rank: usize) -> bool {
        self.texts.iter().any(|(r, _)| *r == rank)
    }

    /// Adds a delivery.
    pub fn split(&mut self, split: Split) {
        if self.splits.len() < SPLITS_MAX {
            self.splits.push(split);
        }
    }

    /// The delivery that was added last.
    pub fn last_split(&mut self) -> Option<&mut Split> {
        self.splits.last_mut()
    }

    /// True when the line began with this tag.
    pub fn begun_by(&self, tag: &str) -> bool {
        matches!(&self.place, Place::Segment { tag: begun, .. } if begun == tag)
    }

    /// The number of the line by its place, for standards that do not send one.
    pub fn numbered(&mut self, number: usize, tag: &str) {
        let evidence = Evidence {
            place: self.place.clone(),
            text: tag.to_owned(),
            span: None,
            part: None,
        };
        let confidence = Confidence::LIKELY;
        self.line.line_no = Some(Field {
            value: number.to_string(),
            confidence,
            evidence,
        });
    }

    /// Makes the choices and hands the line on; `index` is its place in the request.
    pub fn finish(
        mut self,
        kinds: &IdKinds,
        join: fn(&str) -> &'static str,
        index: usize,
        findings: &mut Findings,
    ) -> RequestLine {
        let pick = |kinds: &[&str]| pick(&self.ids, kinds);
        self.line.gtin = self.line.gtin.or_else(|| pick(kinds.gtin));
        self.line.supplier_part = self.line.supplier_part.or_else(|| pick(kinds.supplier));
        self.line.buyer_part = self.line.buyer_part.or_else(|| pick(kinds.buyer));
        self.line.description = describe(std::mem::take(&mut self.texts), join);
        self.line.unit_price = std::mem::replace(&mut self.price, Best::none()).take(Item::SURE);
        self.line.quantity = std::mem::replace(&mut self.quantity, Best::none()).take(Item::SURE);
        self.line.requested_delivery_date =
            std::mem::replace(&mut self.wanted, Best::none()).take(Item::SURE);
        let mut issues = Vec::new();
        self.resolve_splits(&mut issues);
        self.check(&mut issues);
        for (code, message) in issues {
            let issue = Issue::new(code, Severity::Doubt, message).at(self.place.clone());
            findings.note(issue.in_request(findings.request()).in_line(index));
        }
        findings.line = None;
        self.line
    }

    fn resolve_splits(&mut self, issues: &mut Vec<(IssueCode, String)>) {
        self.splits
            .retain(|s| s.quantity.is_some() || s.day.is_some() || s.ship_to.is_some());
        let Some(first) = self.splits.first() else {
            return;
        };
        let day = first.day.as_ref().map(|f| f.value);
        let ship_to = first.ship_to.as_ref().map(|f| f.value.clone());
        let same_day = self
            .splits
            .iter()
            .all(|s| s.day.as_ref().map(|f| f.value) == day);
        let same_place =
            (self.splits.iter()).all(|s| s.ship_to.as_ref().map(|f| &f.value) == ship_to.as_ref());
        let line = &mut self.line;
        if same_day {
            line.requested_delivery_date = line
                .requested_delivery_date
                .take()
                .or_else(|| first.day.clone());
        }
        if same_place {
            line.ship_to_id = line.ship_to_id.take().or_else(|| first.ship_to.clone());
        }
        if !same_day || !same_place {
            let message = format!(
                "the line is split over {} deliveries, which are not read one by one",
                self.splits.len()
            );
            issues.push((IssueCode::NotInterpreted, message));
        }
        self.compare_splits(issues);
    }

    fn compare_splits(&mut self, issues: &mut Vec<(IssueCode, String)>) {
        let quantities = self
            .splits
            .iter()
            .map(|s| s.quantity.as_ref().map(|f| f.value));
        let sum = quantities.sum_exactly();
        let Some(sum) = sum else {
            return;
        };
        match &self.line.quantity {
            Some(quantity) if quantity.value != sum => {
                let message = format!(
                    "{} ordered, but its deliveries add up to {sum}",
                    quantity.value
                );
                issues.push((IssueCode::BadTotal, message));
            }
            Some(_) => {}
            None => {
                let first = self.splits.iter().find_map(|s| s.quantity.clone());
                let confidence = Confidence::LIKELY;
                self.line.quantity = first.map(|f| Field {
                    value: sum,
                    confidence,
                    ..f
                });
            }
        }
    }

    fn check(&self, issues: &mut Vec<(IssueCode, String)>) {
        let line = &self.line;
        if self.deleted {
            let message = "the sender takes this line out of the order".to_owned();
            issues.push((IssueCode::NotInterpreted, message));
        } else if line.quantity.is_none() {
            issues.push((IssueCode::Missing, "the line states no quantity".to_owned()));
        }
        if line.gtin.is_none() && line.supplier_part.is_none() && line.buyer_part.is_none() {
            issues.push((IssueCode::Missing, self.nameless()));
        }
    }

    fn nameless(&self) -> String {
        let named = |(kind, id): &(String, Field<String>)| format!("{kind} {}", brief(&id.value));
        let others: Vec<String> = self.ids.iter().take(4).map(named).collect();
        match others.is_empty() {
            true => "the line names no item".to_owned(),
            false => format!("the line names its item only as {}", others.join(", ")),
        }
    }
}

fn pick(ids: &[(String, Field<String>)], kinds: &[&str]) -> Stated<String> {
    kinds.iter().find_map(|wanted| {
        let found = ids.iter().find(|(kind, _)| kind == wanted);
        found.map(|(_, id)| id.clone())
    })
}

fn describe(texts: Vec<(usize, Field<String>)>, join: fn(&str) -> &'static str) -> Stated<String> {
    let best = texts.iter().map(|(rank, _)| *rank).min()?;
    let chosen = texts.into_iter().filter(|(rank, _)| *rank == best);
    join_fields(chosen.map(|(_, text)| text), join)
}

/// Adds up numbers that may be absent or too large.
pub(crate) trait SumExactly {
    /// The sum; `None` when one is absent or it does not fit.
    fn sum_exactly(self) -> Option<Decimal>;
}

impl<I: Iterator<Item = Option<Decimal>>> SumExactly for I {
    fn sum_exactly(mut self) -> Option<Decimal> {
        self.try_fold(Decimal::ZERO, |sum, next| sum.checked_add(next?))
    }
}
