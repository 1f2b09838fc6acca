//! UN/EDIFACT, directories D.96A and D.01B: the envelope of what is sent, and what all messages share.
//!
//! The five messages use segments and codes that both directories have at the same places; they differ
//! in how a GTIN is called. Separators are the usual ones, told in UNA, and released in data by `?`.

mod contrl;
mod desadv;
mod invoic;
mod ordrsp;
#[cfg(test)]
mod tests;

pub use contrl::{InterchangeResult, MESSAGES_MAX, MessageResult, contrl};
pub use desadv::desadv;
pub use invoic::invoic;
pub use ordrsp::ordrsp;

use super::facts::{Carriage, Item, Mode, Party, Rate};
use super::message::{Message, Unsayable};
use super::segment::{Charset, Datum, Segment, Syntax, Writer, code, name, none, text};
use super::stamp::{ccyymmdd, hhmm, yymmdd};
use vocab::{Day, Decimal, Instant};

/// Who is sent to, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The directory of the message.
    pub directory: Directory,
    /// Data element 0057, such as `EAN008` of EANCOM, where the partner asks for one.
    pub association: Option<String>,
    /// Who sends.
    pub sender: Mailbox,
    /// Who receives.
    pub receiver: Mailbox,
    /// Data element 0020; the message is number 1 of its interchange.
    pub control: u32,
    /// When.
    pub at: Instant,
    /// Whether it is a test.
    pub test: bool,
    /// What the partner reads: [`Charset::Latin1`] unless something else is agreed. Hebrew and
    /// UTF-8 are known to version 4 of the syntax only, which is then used.
    pub charset: Charset,
}

/// A directory of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Directory {
    /// D.96A, as in EANCOM 1997.
    D96A,
    /// D.01B, as in EANCOM 2002.
    D01B,
}

/// An address of the interchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// Data element 0004 or 0010: mostly a GLN.
    pub id: String,
    /// Data element 0007: `14` for a GLN, `ZZ` for what the partners agreed.
    pub qualifier: Option<String>,
}

impl Envelope {
    /// An interchange of one message of this type.
    fn wrap(&self, kind: &str, body: impl FnOnce(&mut Writer)) -> Result<Message, Unsayable> {
        let directory = match self.directory {
            Directory::D96A => "96A",
            Directory::D01B => "01B",
        };
        let association = name(self.association.as_deref(), 6);
        self.carry(
            kind,
            [code("D"), code(directory), code("UN"), association],
            body,
        )
    }

    /// The same with the version that the message has: directory, release, agency, association.
    fn carry(
        &self,
        kind: &str,
        version: [Datum; 4],
        body: impl FnOnce(&mut Writer),
    ) -> Result<Message, Unsayable> {
        let mut writer = Writer::new(self.syntax());
        writer.raw(match self.is_version_4() {
            false => "UNA:+.? '",
            true => "UNA:+.?*'",
        });
        writer.push(self.header(kind));
        writer.count();
        let kind = std::iter::once(code(kind)).chain(version);
        writer.push(Segment::new("UNH").with(code("1")).of(kind));
        body(&mut writer);
        let segments = writer.count();
        writer.push(Segment::new("UNT").with(code(segments)).with(code("1")));
        let end = Segment::new("UNZ").with(code("1"));
        writer.push(end.with(code(self.control)));
        writer.finish()
    }

    fn is_version_4(&self) -> bool {
        match self.charset {
            Charset::Ascii | Charset::Latin1 => false,
            Charset::Hebrew | Charset::Utf8 => true,
        }
    }

    fn syntax(&self) -> Syntax {
        Syntax {
            element: '+',
            component: ':',
            repetition: self.is_version_4().then_some('*'),
            release: Some('?'),
            terminator: '\'',
            charset: self.charset,
        }
    }

    /// UNB.
    fn header(&self, kind: &str) -> Segment {
        let (level, version) = match self.charset {
            Charset::Ascii | Charset::Latin1 => ("UNOC", "3"),
            Charset::Hebrew => ("UNOJ", "4"),
            Charset::Utf8 => ("UNOY", "4"),
        };
        let day = self.at.utc_day();
        let day = match self.is_version_4() {
            false => yymmdd(day),
            true => ccyymmdd(day),
        };
        let header = Segment::new("UNB")
            .of([code(level), code(version)])
            .of(self.sender.components())
            .of(self.receiver.components())
            .of([code(day), code(hhmm(self.at))])
            .with(code(self.control))
            .skip(1)
            .with(code(kind));
        match self.test {
            false => header,
            true => header.skip(3).with(code("1")),
        }
    }

    /// How an item number is called that is a GTIN: data element 7143.
    fn gtin(&self) -> &'static str {
        match self.directory {
            Directory::D96A => "EN",
            Directory::D01B => "SRV",
        }
    }

    /// LIN, PIA and IMD of an item, as line `number` of the message, and the item that comes instead.
    /// `action` is data element 1229.
    fn item(
        &self,
        writer: &mut Writer,
        number: usize,
        action: &str,
        (item, comes): (&Item, Option<&Item>),
    ) {
        let line = Segment::new("LIN").with(code(number)).with(code(action));
        writer.push(match item.gtin {
            Some(gtin) => line.of([code(gtin_digits(gtin)), code(self.gtin())]),
            None => line,
        });
        // 1 adds numbers to that of LIN, 5 is the number where LIN has none.
        let kind = if item.gtin.is_some() { "1" } else { "5" };
        let ids = Segment::new("PIA").with(code(kind));
        let ids = ids.of([name(&*item.seller_code, 35), code("SA")]);
        writer.push(match item.buyer_code.as_deref() {
            Some(buyer) => ids.of([name(buyer, 35), code("IN")]),
            None => ids,
        });
        if let Some(comes) = comes {
            // 3: substituted by.
            let by = Segment::new("PIA").with(code("3"));
            writer.push(by.of([name(&*comes.seller_code, 35), code("SA")]));
        }
        let words = lines(&item.name, 35, 2);
        let words = [none(), none(), none()].into_iter().chain(words);
        writer.push(Segment::new("IMD").with(code("F")).skip(1).of(words));
    }
}

impl Mailbox {
    fn components(&self) -> [Datum; 2] {
        [name(&*self.id, 35), name(self.qualifier.as_deref(), 4)]
    }
}

/// A GTIN with 13 digits, or 14 where it has so many.
fn gtin_digits(gtin: vocab::Gtin) -> String {
    let digits = gtin.to_string();
    digits
        .strip_prefix('0')
        .map(str::to_owned)
        .unwrap_or(digits)
}

/// Words over several components, parted between words; what is left over is cut.
fn lines(words: &str, chars_max: usize, lines_max: usize) -> Vec<Datum> {
    let mut lines = vec![String::new()];
    for word in words.split_whitespace() {
        let room = lines.len() == lines_max;
        let last = lines.last_mut().expect("there is always a line");
        let chars = last.chars().count() + 1 + word.chars().count();
        if last.is_empty() {
            last.push_str(word);
        } else if chars <= chars_max || room {
            last.push(' ');
            last.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
        .iter()
        .map(|line| text(line.as_str(), chars_max))
        .collect()
}

/// NAD, RFF of the tax number, CTA and COM of a party. `role` is data element 3035.
fn party(writer: &mut Writer, role: &str, party: &Party) {
    let id = match (party.gln, party.code.as_deref()) {
        (Some(gln), _) => vec![code(gln), none(), code("9")],
        (None, Some(given)) => vec![name(given, 35), none(), code("92")],
        (None, None) => Vec::new(),
    };
    let address = &party.address;
    let street = address.street_lines(3);
    writer.push(
        Segment::new("NAD")
            .with(code(role))
            .of(id)
            .skip(1)
            .of(lines(&party.name, 35, 5))
            .of(street.iter().map(|line| text(line.as_str(), 35)))
            .with(text(address.city.as_deref(), 35))
            .with(text(address.region.as_deref(), 9))
            .with(text(address.postcode.as_deref(), 9))
            .with(text(address.country.as_deref(), 3)),
    );
    if let Some(number) = &party.tax_number {
        referenced(writer, "VA", number);
    }
    let ways = [(&party.contact.phone, "TE"), (&party.contact.email, "EM")];
    if ways.iter().any(|(number, _)| number.is_some()) {
        let contact = Segment::new("CTA").with(code("IC"));
        writer.push(contact.of([none(), text(party.contact.name.as_deref(), 35)]));
    }
    for (number, kind) in ways {
        if let Some(number) = number {
            writer.push(Segment::new("COM").of([text(number.as_str(), 70), code(kind)]));
        }
    }
}

/// RFF.
fn referenced(writer: &mut Writer, qualifier: &str, number: &str) {
    writer.push(Segment::new("RFF").of([code(qualifier), name(number, 35)]));
}

/// DTM of a day.
fn dated(writer: &mut Writer, qualifier: &str, day: Day) {
    let day = [code(qualifier), code(ccyymmdd(day)), code("102")];
    writer.push(Segment::new("DTM").of(day));
}

/// DTM of the message, to the minute.
fn issued(writer: &mut Writer, at: Instant) {
    let moment = format!("{}{}", ccyymmdd(at.utc_day()), hhmm(at));
    writer.push(Segment::new("DTM").of([code("137"), code(moment), code("203")]));
}

/// RFF of the order with its day, then RFF of the seller's number.
fn ordered(writer: &mut Writer, order: &super::facts::OrderReference) {
    referenced(writer, "ON", &order.po_number);
    if let Some(day) = order.po_date {
        dated(writer, "171", day);
    }
    referenced(writer, "VN", &order.order_number);
}

/// QTY.
fn quantity(writer: &mut Writer, qualifier: &str, value: Decimal, unit: &str) {
    let value = [code(qualifier), number(value, 15), code(unit)];
    writer.push(Segment::new("QTY").of(value));
}

/// PRI: the calculation price without taxes, for so many.
fn priced(writer: &mut Writer, rate: Rate, unit: &str) {
    let price = [code("AAA"), number(rate.amount, 15)];
    let basis = [none(), none(), code(rate.basis), code(unit)];
    let whole: Vec<_> = match rate.basis {
        1 => price.into(),
        _ => price.into_iter().chain(basis).collect(),
    };
    writer.push(Segment::new("PRI").of(whole));
}

/// MOA.
fn amount(writer: &mut Writer, qualifier: &str, digits: &str) {
    writer.push(Segment::new("MOA").of([code(qualifier), name(digits, 18)]));
}

/// FTX of words for anybody: up to five lines of 70.
fn note(writer: &mut Writer, words: &str) {
    let note = Segment::new("FTX").with(code("AAI")).skip(2);
    writer.push(note.of(lines(words, 70, 5)));
}

/// CNT: how many lines there were.
fn total(writer: &mut Writer, lines: usize) {
    writer.push(Segment::new("CNT").of([code("2"), code(lines)]));
}

/// A number of at most so many characters.
fn number(value: Decimal, chars_max: usize) -> Datum {
    name(&*value.to_string(), chars_max)
}

/// TDT: data element 8067 is the mode (UN/ECE Recommendation 19); 182 says that the carrier's code
/// is a SCAC.
fn carried(writer: &mut Writer, carriage: &Carriage) {
    let mode = match carriage.mode {
        Mode::Sea => code("10"),
        Mode::Rail => code("20"),
        Mode::Road | Mode::Parcel => code("30"),
        Mode::Air => code("40"),
        Mode::Pickup => none(),
    };
    let carrier = match carriage.scac.as_deref() {
        Some(scac) => [name(scac, 17), none(), code("182")],
        None => [none(), none(), none()],
    };
    let called = text(&*carriage.carrier, 35);
    writer.push(
        Segment::new("TDT")
            .with(code("20"))
            .skip(1)
            .with(mode)
            .skip(1)
            .of(carrier.into_iter().chain([called])),
    );
}
