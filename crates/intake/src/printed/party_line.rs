//! What a line in the block of a party tells: name and address, a number, or something else.

use super::label::{is_label, spoken};
use super::part::part;
use crate::sheet::party::is_company;
use crate::sheet::words::Concept as C;

/// How many words the label of a line has at most.
const LABEL_WORDS_MAX: usize = 3;

/// What a line tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told<'a> {
    /// A part of the name or the address, without a label such as "Address:".
    Line(&'a str),
    /// The name of the company, as its label says.
    Company(&'a str),
    /// A phone, a number that the party is registered by.
    Detail,
    /// Something else begins.
    Label,
    /// A line that is drawn.
    Nothing,
}

/// What a line of a block tells.
pub(super) fn told(text: &str) -> Told<'_> {
    match () {
        () if !text.contains(char::is_alphanumeric) => Told::Nothing,
        () if registered(text).is_some() || is_contact(text) => Told::Detail,
        () if part(text.trim_end_matches(':')).is_some() => Told::Label,
        () => attention(text).or_else(|| named(text)).unwrap_or(
            if is_label(text) || is_labelled(text) {
                Told::Label
            } else {
                Told::Line(text)
            },
        ),
    }
}

/// A line for a person at the company; a company may be named there too.
fn attention(text: &str) -> Option<Told<'_>> {
    const STARTS: [&str; 13] = [
        "attn:",
        "attn.",
        "attn",
        "attention:",
        "attention",
        "att:",
        "att.",
        "t.a.v.",
        "z.hd.",
        "z. hd.",
        "à l'attention de",
        "לידי:",
        "לידי",
    ];
    let folded = text.to_lowercase();
    let start = STARTS.iter().find(|start| folded.starts_with(**start))?;
    let own = text.get(start.len()..)?.trim();
    Some(if is_company(own) {
        Told::Line(own)
    } else {
        Told::Detail
    })
}

/// A name or an address with a label of its own: `Company Name: Acme`, `City: Haifa`.
fn named(text: &str) -> Option<Told<'_>> {
    let (label, own) = text.split_once(':')?;
    let own = own.trim();
    let said = spoken(label);
    let is_of = |wanted: &[C]| !said.is_empty() && said.iter().all(|said| wanted.contains(said));
    let is_short = label.trim().split(' ').count() <= LABEL_WORDS_MAX;
    let place = [
        C::Address,
        C::City,
        C::Region,
        C::Postcode,
        C::Country,
        C::Site,
        C::Ship,
        C::Delivery,
    ];
    let name = [C::Name, C::Company, C::Customer, C::Buyer, C::Vendor];
    match () {
        () if own.is_empty() || !is_short => None,
        () if is_of(&place) => Some(Told::Line(own)),
        () if is_of(&name) && said.contains(&C::Company) => Some(Told::Company(own)),
        () if is_of(&name) && said.contains(&C::Name) => Some(Told::Line(own)),
        () => None,
    }
}

/// "Deliv. terms: EXW": a few words and a colon.
fn is_labelled(text: &str) -> bool {
    text.split_once(':').is_some_and(|(before, _)| {
        before.split(' ').count() <= LABEL_WORDS_MAX
            && !before.contains(|c: char| c.is_ascii_digit())
    })
}

/// A phone, fax or e-mail line, or a site of the web.
pub(super) fn is_contact(text: &str) -> bool {
    let said = spoken(text.split(':').next().unwrap_or_default());
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let is_reached = |said: &C| matches!(said, C::Phone | C::Email);
    text.contains('@')
        || text.starts_with("www.")
        || text.starts_with("http")
        || said.iter().any(is_reached)
        || digits >= 7 && letters == 0
}

/// The number that the register of companies, the tax office or the state knows a party by in
/// Israel, eight or nine digits: behind `ח.פ`, `ת.ז`, `ע.מ` or `עוסק מורשה`, or, where no label can be
/// read, with a right check digit.
pub(super) fn registered(text: &str) -> Option<&str> {
    const LABELS: [&str; 6] = ["ח.פ", "ח\"פ", "ת.ז", "ע.מ", "עוסק מורשה", "עוסק פטור"];
    const WORDS_MAX: usize = 4;
    let is_said = LABELS.iter().any(|label| text.contains(label));
    let is_digits = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let mut words = text.split([' ', ':']).filter(|word| is_digits(word));
    let number = words.find(|word| (8..=9).contains(&word.len()))?;
    let is_short = text.split(' ').count() <= WORDS_MAX && text.contains(':');
    (is_said || is_short && is_checked(number)).then_some(number)
}

/// Nine digits whose last one checks the others as Israel's numbers of persons and companies do:
/// each second one is doubled, and the digits of all add up to a multiple of ten.
fn is_checked(number: &str) -> bool {
    let sum: u32 = number
        .bytes()
        .zip([1u32, 2].into_iter().cycle())
        .map(|(byte, weight)| {
            let product = u32::from(byte - b'0') * weight;
            product / 10 + product % 10
        })
        .sum();
    number.len() == 9 && !number.starts_with('0') && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_below_the_name_of_a_party_tells_what_it_is() {
        let cases = [
            ("12 Low Lane", Told::Line("12 Low Lane")),
            ("Address: 12 Low Lane", Told::Line("12 Low Lane")),
            ("Company Name: Kestrel", Told::Company("Kestrel")),
            ("Tel: 04-8123456", Told::Detail),
            ("orders@kestrel.example", Told::Detail),
            ("ח.פ: 514000001", Told::Detail),
            ("Attn: Jo Harker", Told::Detail),
            ("ATTN: Kestrel Ltd", Told::Line("Kestrel Ltd")),
            ("Payt. terms: 30 days", Told::Label),
            ("Bill To:", Told::Label),
            ("________", Told::Nothing),
        ];
        for (text, expected) in cases {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn a_registered_number_is_told_by_its_label_or_its_check_digit() {
        assert_eq!(registered("עוסק מורשה / ח.פ: 514000001"), Some("514000001"));
        assert_eq!(registered("n.z: 123456782"), Some("123456782"));
        assert_eq!(registered("n.z: 123456783"), None);
        assert_eq!(registered("טל: 048123456"), None);
    }
}
