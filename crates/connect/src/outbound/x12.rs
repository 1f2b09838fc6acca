//! ANSI ASC X12, versions 004010 and 005010: the envelope of what is sent, and what all sets share.
//!
//! Separators are `*`, `>` and `~` (in 005010 also `^`); X12 has no release character, so that one of
//! them in data becomes a blank.

mod acknowledgment;
mod advice;
mod invoice;
mod response;
#[cfg(test)]
mod tests;
mod warehouse;

pub use acknowledgment::{GroupResult, SETS_MAX, SetResult, acknowledgment};
pub use advice::ship_notice;
pub use invoice::invoice;
pub use response::response;
pub use warehouse::shipping_order;

use super::facts::{Carriage, Item, Mode, Party, Rate};
use super::message::{Loss, Message, Unsayable};
use super::segment::{Charset, Datum, Segment, Syntax, Writer, code, name, none, text};
use super::stamp::{ccyymmdd, hhmm, yymmdd};
use vocab::{Decimal, Instant};

/// The highest control number: ISA13 and GS06 have nine digits.
pub const CONTROL_MAX: u32 = 999_999_999;

/// Who is sent to, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The version of the standard.
    pub version: Version,
    /// Who sends.
    pub sender: Mailbox,
    /// Who receives.
    pub receiver: Mailbox,
    /// ISA13 and GS06, at most [`CONTROL_MAX`]; the set is number 1 of its group.
    pub control: u32,
    /// When.
    pub at: Instant,
    /// Whether it is a test.
    pub test: bool,
    /// What the partner reads; [`Charset::Ascii`] unless something else is agreed.
    pub charset: Charset,
}

/// A version of X12.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// 004010.
    V4010,
    /// 005010.
    V5010,
}

/// An address of the interchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// ISA05 or ISA07: `ZZ` mutually defined, `01` DUNS, `08` UCC communications id, `12` telephone.
    pub qualifier: String,
    /// ISA06 or ISA08, at most 15 characters.
    pub id: String,
    /// GS02 or GS03, where it is another one.
    pub group_id: Option<String>,
}

impl Envelope {
    /// An interchange of one set. `functional` is GS01.
    fn wrap(
        &self,
        functional: &str,
        set: &str,
        body: impl FnOnce(&mut Writer),
    ) -> Result<Message, Unsayable> {
        let mut writer = Writer::new(self.syntax());
        writer.raw(&self.interchange_header()?);
        writer.push(self.group_header(functional));
        writer.count();
        writer.push(Segment::new("ST").with(code(set)).with(code("0001")));
        body(&mut writer);
        let segments = writer.count();
        let trailer = |tag, count: usize, control: String| {
            Segment::new(tag).with(code(count)).with(code(control))
        };
        writer.push(trailer("SE", segments, "0001".to_owned()));
        writer.push(trailer("GE", 1, self.control.to_string()));
        writer.push(trailer("IEA", 1, format!("{:09}", self.control)));
        writer.finish()
    }

    fn syntax(&self) -> Syntax {
        Syntax {
            element: '*',
            component: '>',
            repetition: (self.version == Version::V5010).then_some('^'),
            release: None,
            terminator: '~',
            charset: self.charset,
        }
    }

    /// The ISA, whose elements have fixed widths.
    fn interchange_header(&self) -> Result<String, Unsayable> {
        let (from, to) = (&self.sender, &self.receiver);
        let parties = [
            fixed("ISA05", &from.qualifier, 2)?,
            fixed("ISA06", &from.id, 15)?,
            fixed("ISA07", &to.qualifier, 2)?,
            fixed("ISA08", &to.id, 15)?,
        ];
        let control = fixed("ISA13", &format!("{:09}", self.control), 9)?;
        let (day, time) = (yymmdd(self.at.utc_day()), hhmm(self.at));
        let (repetition, version) = match self.version {
            Version::V4010 => ("U", "00401"),
            Version::V5010 => ("^", "00501"),
        };
        let usage = if self.test { "T" } else { "P" };
        let (none, parties) = (" ".repeat(10), parties.join("*"));
        Ok(format!(
            "ISA*00*{none}*00*{none}*{parties}*{day}*{time}*{repetition}*{version}*{control}*0*{usage}*>~"
        ))
    }

    fn group_header(&self, functional: &str) -> Segment {
        let id = |mailbox: &Mailbox| mailbox.group_id.clone().unwrap_or(mailbox.id.clone());
        let version = match self.version {
            Version::V4010 => "004010",
            Version::V5010 => "005010",
        };
        Segment::new("GS")
            .with(code(functional))
            .with(name(&*id(&self.sender), 15))
            .with(name(&*id(&self.receiver), 15))
            .with(code(ccyymmdd(self.at.utc_day())))
            .with(code(hhmm(self.at)))
            .with(code(self.control))
            .with(code("X"))
            .with(code(version))
    }
}

/// A name of the ISA, filled up with blanks.
fn fixed(at: &str, said: &str, width: usize) -> Result<String, Unsayable> {
    let plain = |byte: u8| matches!(byte, b' '..=b'}') && !b"*>^".contains(&byte);
    match !said.is_empty() && said.len() <= width && said.bytes().all(plain) {
        true => Ok(format!("{said:width$}")),
        false => Err(Unsayable::Name {
            at: at.to_owned(),
            said: said.to_owned(),
        }),
    }
}

/// N1, N3, N4 and PER of a party. `entity` is N101.
fn party(writer: &mut Writer, entity: &str, party: &Party) {
    let (qualifier, id) = match (&party.gln, &party.code) {
        (Some(gln), _) => (code("UL"), code(gln)),
        (None, Some(given)) => (code("92"), name(given.as_str(), 80)),
        (None, None) => (none(), none()),
    };
    let header = Segment::new("N1").with(code(entity));
    let header = header.with(text(&*party.name, 60));
    writer.push(header.with(qualifier).with(id));
    let address = &party.address;
    for lines in address.street_lines(4).chunks(2) {
        let street = lines.iter().map(|line| text(line.as_str(), 55));
        writer.push(street.fold(Segment::new("N3"), Segment::with));
    }
    // N402 is a code of two letters; a longer name of a region has no place.
    let said = address.region.as_deref();
    let region = said.filter(|region| region.chars().count() == 2);
    if region != said {
        writer.note("N402".to_owned(), Loss::LeftOut);
    }
    let [city, postcode, country] =
        [&address.city, &address.postcode, &address.country].map(Option::as_deref);
    if [city, region, postcode, country]
        .iter()
        .any(Option::is_some)
    {
        writer.push(
            Segment::new("N4")
                .with(text(city, 30).at_least(2))
                .with(text(region, 2))
                .with(text(postcode, 15).at_least(3))
                .with(text(country, 3).at_least(2)),
        );
    }
    contact(writer, party);
}

fn contact(writer: &mut Writer, party: &Party) {
    let contact = &party.contact;
    let ways = [("TE", &contact.phone), ("EM", &contact.email)];
    let mut segment = Segment::new("PER").with(code("IC"));
    segment = segment.with(text(contact.name.as_deref(), 60));
    for (kind, number) in ways {
        if let Some(number) = number {
            segment = segment.with(code(kind)).with(text(number.as_str(), 80));
        }
    }
    if contact.phone.is_some() || contact.email.is_some() {
        writer.push(segment);
    }
}

/// Pairs of qualifier (data element 235) and code for an item: the seller's, the GTIN, the buyer's,
/// as many as are known, but no more than there is room for.
fn item(segment: Segment, item: &Item, pairs_max: usize) -> Segment {
    let seller = Some(("VN", name(&*item.seller_code, 48)));
    let gtin = item.gtin.map(|gtin| {
        let digits = gtin.to_string();
        // A GTIN is said with the digits that its kind has.
        let (kind, start) = match gtin.number() {
            0..1_000_000_000_000 => ("UP", 2),
            1_000_000_000_000..10_000_000_000_000 => ("EN", 1),
            _ => ("UK", 0),
        };
        (kind, code(&digits[start..]))
    });
    let buyer = item.buyer_code.as_deref();
    let buyer = buyer.map(|buyer| ("BP", name(buyer, 48)));
    let known = [seller, gtin, buyer].into_iter().flatten();
    known
        .take(pairs_max)
        .fold(segment, |segment, (kind, number)| {
            segment.with(code(kind)).with(number)
        })
}

/// PID: what an item is called.
fn description(item: &Item) -> Segment {
    let segment = Segment::new("PID").with(code("F"));
    segment.skip(3).with(text(&*item.name, 80))
}

/// A price and its basis (data element 639). What has no basis of its own is divided; a price that
/// can't be divided exactly is left out, since a wrong one is worse than none.
fn price(writer: &mut Writer, tag: &str, rate: Option<Rate>) -> [Datum; 2] {
    let Some(rate) = rate else {
        return [none(), none()];
    };
    let (amount, basis) = match rate.basis {
        100 => (Some(rate.amount), "HP"),
        1000 => (Some(rate.amount), "TP"),
        basis => (divided(rate.amount, basis), "PE"),
    };
    match amount {
        Some(amount) => [number(amount, 17), code(basis)],
        None => {
            writer.note(format!("{tag} price"), Loss::LeftOut);
            [none(), none()]
        }
    }
}

/// The price of one, where it is exact with nine places.
fn divided(amount: Decimal, basis: u32) -> Option<Decimal> {
    let scaled = amount.at_scale(vocab::decimal::SCALE_MAX)?;
    let basis = i64::from(basis.max(1));
    (scaled % basis == 0)
        .then(|| Decimal::new(scaled / basis, vocab::decimal::SCALE_MAX))
        .flatten()
}

/// A number of at most so many characters.
fn number(value: Decimal, chars_max: usize) -> Datum {
    name(&*value.to_string(), chars_max)
}

/// Data element 91.
fn mode(carriage: &Carriage) -> &'static str {
    match carriage.mode {
        Mode::Road => "M",
        Mode::Parcel => "U",
        Mode::Rail => "R",
        Mode::Air => "A",
        Mode::Sea => "S",
        Mode::Pickup => "H",
    }
}

/// A segment of qualifier and value, such as REF, DTM, G62 and N9.
fn qualified(tag: &'static str, qualifier: &str, value: Datum) -> Segment {
    Segment::new(tag).with(code(qualifier)).with(value)
}

/// The same of a day.
fn dated(tag: &'static str, qualifier: &str, day: vocab::Day) -> Segment {
    qualified(tag, qualifier, code(ccyymmdd(day)))
}

/// REF of a number that is known.
fn referenced(writer: &mut Writer, qualifier: &str, number: Option<&str>) {
    if let Some(number) = number {
        writer.push(qualified("REF", qualifier, name(number, 30)));
    }
}

/// CTT: how many lines there were.
fn total(writer: &mut Writer, lines: usize) {
    writer.push(Segment::new("CTT").with(code(lines)));
}
