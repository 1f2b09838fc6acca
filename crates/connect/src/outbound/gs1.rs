//! GS1-128: element strings of application identifiers as a bar code (GS1 General Specifications,
//! sections 3 and 5.4).

mod code128;

pub use code128::Bars;
use code128::Symbol;
use vocab::{Day, Gtin, Sscc};

/// The most characters of one bar code, separators included (section 5.4.4).
pub const CHARS_MAX: usize = 48;

/// An application identifier with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Element {
    /// (00) The serial shipping container code of the unit that wears the label.
    Sscc(Sscc),
    /// (02) What is in the unit, where it is of one item only; with [`Element::Count`].
    Content(Gtin),
    /// (37) How many are in the unit, at most eight digits.
    Count(u32),
    /// (10) The batch, at most 20 characters.
    Lot(String),
    /// (15) The day until which it is at its best.
    BestBefore(Day),
    /// (400) The buyer's order number, at most 30 characters.
    OrderNumber(String),
}

impl Element {
    fn identifier(&self) -> &'static str {
        match self {
            Element::Sscc(_) => "00",
            Element::Content(_) => "02",
            Element::BestBefore(_) => "15",
            Element::Lot(_) => "10",
            Element::Count(_) => "37",
            Element::OrderNumber(_) => "400",
        }
    }

    fn value(&self) -> String {
        match self {
            Element::Sscc(sscc) => sscc.to_string(),
            Element::Content(gtin) => gtin.to_string(),
            Element::Count(count) => count.to_string(),
            Element::BestBefore(day) => super::stamp::yymmdd(*day),
            Element::Lot(text) | Element::OrderNumber(text) => text.clone(),
        }
    }

    /// The length that a value has or may have, and whether a separator ends it.
    fn chars_max(&self) -> (usize, bool) {
        match self {
            Element::Sscc(_) => (18, false),
            Element::Content(_) => (14, false),
            Element::BestBefore(_) => (6, false),
            Element::Count(_) => (8, true),
            Element::Lot(_) => (20, true),
            Element::OrderNumber(_) => (30, true),
        }
    }
}

/// A bar code with what people read under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Barcode {
    /// The bars.
    pub bars: Bars,
    /// Such as `(00)376104250021234569`.
    pub text: String,
}

/// Makes the bar code of some elements; `None` when a value is empty, too long or has characters that
/// GS1 does not allow, or when all together are longer than [`CHARS_MAX`].
pub fn barcode(elements: &[Element]) -> Option<Barcode> {
    let (mut symbols, mut text) = (vec![Symbol::Fnc1], String::new());
    for (index, element) in elements.iter().enumerate() {
        let (value, (chars_max, separated)) = (element.value(), element.chars_max());
        let fits = (1..=chars_max).contains(&value.len()) && value.bytes().all(is_allowed);
        if !fits {
            return None;
        }
        let identifier = element.identifier();
        symbols.extend(identifier.bytes().chain(value.bytes()).map(Symbol::Char));
        if separated && index + 1 < elements.len() {
            symbols.push(Symbol::Fnc1);
        }
        text += &format!("({identifier}){value}");
    }
    // The first separator is not counted.
    let fits = (2..=CHARS_MAX + 1).contains(&symbols.len());
    fits.then(|| Barcode {
        bars: code128::encode(&symbols),
        text,
    })
}

/// The character set of element strings (section 7.11).
fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!\"%&'()*+,-./_:;<=>?".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lot(text: &str) -> Element {
        Element::Lot(text.to_owned())
    }

    #[test]
    fn people_read_the_identifiers_in_brackets() {
        let sscc = Sscc::parse("376104250021234569").unwrap();
        let barcode = barcode(&[Element::Sscc(sscc)]).unwrap();
        assert_eq!(barcode.text, "(00)376104250021234569");
        // Start, FNC1, ten pairs and the check symbol of 11 modules each, and the stop of 13.
        assert_eq!(barcode.bars.modules(), 13 * 11 + 13);
    }

    #[test]
    fn what_gs1_does_not_allow_makes_no_bar_code() {
        assert!(barcode(&[lot("AB-1/2")]).is_some());
        assert_eq!(barcode(&[lot("A B")]), None);
        assert_eq!(barcode(&[lot("אצווה")]), None);
        assert_eq!(barcode(&[lot("")]), None);
        assert_eq!(barcode(&[lot(&"9".repeat(21))]), None);
        assert_eq!(barcode(&[Element::Count(100_000_000)]), None);
        assert_eq!(barcode(&[]), None);
        let order = Element::OrderNumber("X".repeat(30));
        assert_eq!(barcode(&[order, lot(&"9".repeat(15))]), None);
    }

    #[test]
    fn another_decoder_reads_what_is_written() {
        let Some(python) = crate::python::Python::find() else {
            return;
        };
        let sscc = Element::Sscc(Sscc::parse("376104250021234569").unwrap());
        let gtin = Element::Content(Gtin::parse("7299997101019").unwrap());
        let day = Element::BestBefore(Day::parse("2027-08-31").unwrap());
        let order = Element::OrderNumber("PO-77/a".to_owned());
        let cases = [
            vec![sscc],
            vec![gtin, Element::Count(7)],
            vec![lot("L226x"), day],
            vec![lot("12345"), order, Element::Count(120)],
        ];
        for elements in cases {
            let barcode = barcode(&elements).unwrap();
            let quiet = "0".repeat(10);
            let widths = barcode.bars.widths.iter().zip("10".chars().cycle());
            let modules = widths.map(|(width, module)| module.to_string().repeat((*width).into()));
            let modules: String = modules.collect();
            let read = python.scan(&format!("{quiet}{modules}{quiet}"));
            assert!(read.starts_with("Code 128 ContentType.GS1 "), "{read}");
            assert!(read.ends_with(&format!(" {}", barcode.text)), "{read}");
        }
    }
}
