//! Makes sample documents one after the other, numbered in the order to submit them.

use super::paper::{Page, printed};
use super::{Ask, Outcome, Sample};
use crate::chance::Chance;
use crate::company::{FIRST_DAY, SampleCompany, SampleCustomer, sample_company};
use crate::demand::{Demand, Wish};
use crate::document::paper::{Look, html};
use crate::document::{Format, SampleOrder, render};

/// Serials of samples count from here, above those of the life that follows them.
const FIRST_SERIAL: u64 = 9_000;
/// The most lines of a sample, so that a person can read it.
const LINES_MAX: u64 = 6;
/// What a sample comes to, in agorot, from and to; web shops stay below.
const VALUE: (u64, u64) = (80_000, 420_000);
const WEB_VALUE: u64 = 15_000;

/// The bench that samples are made on.
pub(super) struct Maker {
    pub company: SampleCompany,
    pub samples: Vec<Sample>,
    pub pages: Vec<Page>,
    demand: Demand,
    chance: Chance,
    serial: u64,
}

impl Maker {
    pub fn new(seed: u64) -> Maker {
        let company = sample_company(seed, FIRST_DAY);
        let demand = Demand::new(&company);
        let chance = Chance::of(seed, &[0x5A3B]);
        Maker {
            company,
            samples: Vec::new(),
            pages: Vec::new(),
            demand,
            chance,
            serial: FIRST_SERIAL,
        }
    }

    /// An order of the `nth` customer that sends this format, with whole credit to its name.
    pub fn order(&mut self, format: Format, nth: usize) -> SampleOrder {
        self.serial += 1;
        let mut senders = self.company.customers.iter().filter(|c| sends(c, format));
        let customer = senders
            .nth(nth)
            .expect("every format has several customers that send it");
        let place = self.chance.pick(&customer.ship_tos).clone();
        let web = matches!(format, Format::Shopify | Format::WooCommerce);
        let (low, high) = VALUE;
        let value = if web {
            WEB_VALUE
        } else {
            self.chance.between(low, high)
        };
        let (day, serial) = (FIRST_DAY, self.serial);
        let wish = Wish {
            day,
            serial,
            value: value as i64,
            lines_max: LINES_MAX,
        };
        self.demand
            .order(&mut self.chance, &self.company, customer, &place, wish)
    }

    /// Adds a document; `word` goes into its file name.
    pub fn add(&mut self, word: &str, extension: &str, sample: Sample) {
        let file = format!("{:02}-{word}.{extension}", self.samples.len() + 1);
        self.samples.push(Sample { file, ..sample });
    }

    /// Adds a document of the folder `hard`.
    pub fn add_hard(&mut self, word: &str, extension: &str, sample: Sample) {
        let file = format!("hard/{:02}-{word}.{extension}", self.samples.len() + 1);
        self.samples.push(Sample { file, ..sample });
    }

    /// Adds a document of the folder `pictures`.
    pub fn add_picture(&mut self, word: &str, extension: &str, sample: Sample) {
        let file = format!("pictures/{:02}-{word}.{extension}", self.samples.len() + 1);
        self.samples.push(Sample { file, ..sample });
    }

    /// Notes the page of an order; what was printed of it.
    pub fn print(&mut self, name: &'static str, order: &SampleOrder, look: Look) -> Vec<u8> {
        let html = html(order, look);
        self.pages.push(Page { name, html });
        printed(name).to_owned()
    }

    /// Adds an order as it is, to be accepted.
    pub fn add_order(&mut self, format: Format, order: SampleOrder, kind: &str, why: &str) {
        let bytes = render(&order, format);
        let sample = accepted(kind, why, order, bytes);
        self.add(format.word(), format.extension(), sample);
    }
}

fn sends(customer: &SampleCustomer, format: Format) -> bool {
    let half_used = |limit| customer.receivable * 2 > limit;
    customer.format == format && !customer.credit_limit.is_some_and(half_used)
}

/// An order that should be taken.
pub(super) fn accepted(kind: &str, why: &str, order: SampleOrder, bytes: Vec<u8>) -> Sample {
    Sample {
        file: String::new(),
        kind: kind.to_owned(),
        outcome: Outcome::Accepted,
        why: why.to_owned(),
        ask: Ask::Place(Box::new(order)),
        bytes,
    }
}

/// An order that a person should look at.
pub(super) fn doubtful(kind: &str, why: &str, order: SampleOrder, bytes: Vec<u8>) -> Sample {
    Sample {
        outcome: Outcome::Review,
        ..accepted(kind, why, order, bytes)
    }
}

/// A document that asks the book for nothing.
pub(super) fn silent(kind: &str, outcome: Outcome, why: &str, bytes: impl Into<Vec<u8>>) -> Sample {
    Sample {
        file: String::new(),
        kind: kind.to_owned(),
        outcome,
        why: why.to_owned(),
        ask: Ask::Nothing,
        bytes: bytes.into(),
    }
}
