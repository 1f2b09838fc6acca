//! Units of measure as trade documents write them, brought to one word each.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A unit that goods are ordered in.
///
/// Codes are read from UN/ECE Recommendation 20 and 21 (EDIFACT, UBL, cXML), X12 data element 355
/// and the words of order sheets; the stored form is the number of the variant and never changes.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A single piece.
    #[n(0)]
    Each,
    /// An inner pack.
    #[n(1)]
    Pack,
    /// A case or carton.
    #[n(2)]
    Case,
    /// A layer of a pallet.
    #[n(3)]
    Layer,
    /// A pallet.
    #[n(4)]
    Pallet,
    /// A dozen pieces.
    #[n(5)]
    Dozen,
    /// A gram.
    #[n(6)]
    Gram,
    /// A kilogram.
    #[n(7)]
    Kilogram,
    /// A millilitre.
    #[n(8)]
    Millilitre,
    /// A litre.
    #[n(9)]
    Litre,
    /// A metre.
    #[n(10)]
    Metre,
    /// A square metre.
    #[n(11)]
    SquareMetre,
    /// A pound (avoirdupois).
    #[n(12)]
    Pound,
    /// A hundred pieces.
    #[n(13)]
    Hundred,
    /// A thousand pieces.
    #[n(14)]
    Thousand,
    /// A pair.
    #[n(15)]
    Pair,
    /// A set or kit.
    #[n(16)]
    Set,
    /// An hour (of service).
    #[n(17)]
    Hour,
    /// A foot.
    #[n(18)]
    Foot,
    /// A roll.
    #[n(19)]
    Roll,
}

/// Every code and word that is read, with its unit. Codes are compared in capitals.
const CODES: &[(&str, Unit)] = &[
    ("EA", Unit::Each),
    ("PCE", Unit::Each),
    ("PC", Unit::Each),
    ("PCS", Unit::Each),
    ("C62", Unit::Each),
    ("H87", Unit::Each),
    ("ST", Unit::Each),
    ("STK", Unit::Each),
    ("UN", Unit::Each),
    ("UNIT", Unit::Each),
    ("UNITS", Unit::Each),
    ("EACH", Unit::Each),
    ("PIECE", Unit::Each),
    ("PIECES", Unit::Each),
    ("NMB", Unit::Each),
    ("BO", Unit::Each),
    ("BT", Unit::Each),
    ("יחידה", Unit::Each),
    ("יחידות", Unit::Each),
    ("יח", Unit::Each),
    ("יח'", Unit::Each),
    ("PK", Unit::Pack),
    ("PA", Unit::Pack),
    ("XPK", Unit::Pack),
    ("PACK", Unit::Pack),
    ("XPA", Unit::Pack),
    ("PAC", Unit::Pack),
    ("IP", Unit::Pack),
    ("NMP", Unit::Pack),
    ("מארז", Unit::Pack),
    ("מארזים", Unit::Pack),
    ("CA", Unit::Case),
    ("CS", Unit::Case),
    ("CT", Unit::Case),
    ("XCT", Unit::Case),
    ("XCS", Unit::Case),
    ("CAR", Unit::Case),
    ("KAR", Unit::Case),
    ("CTN", Unit::Case),
    ("CASE", Unit::Case),
    ("CASES", Unit::Case),
    ("CARTON", Unit::Case),
    ("CARTONS", Unit::Case),
    ("BX", Unit::Case),
    ("XBX", Unit::Case),
    ("BOX", Unit::Case),
    ("CR", Unit::Case),
    ("CU", Unit::Case),
    ("KT", Unit::Set),
    ("קרטון", Unit::Case),
    ("קרטונים", Unit::Case),
    ("ארגז", Unit::Case),
    ("ארגזים", Unit::Case),
    ("LAY", Unit::Layer),
    ("LR", Unit::Layer),
    ("LAYER", Unit::Layer),
    ("PF", Unit::Pallet),
    ("PL", Unit::Pallet),
    ("PX", Unit::Pallet),
    ("XPX", Unit::Pallet),
    ("PLT", Unit::Pallet),
    ("PAL", Unit::Pallet),
    ("PALLET", Unit::Pallet),
    ("PALLETS", Unit::Pallet),
    ("משטח", Unit::Pallet),
    ("משטחים", Unit::Pallet),
    ("DZ", Unit::Dozen),
    ("DZN", Unit::Dozen),
    ("DOZEN", Unit::Dozen),
    ("DPC", Unit::Dozen),
    ("GR", Unit::Gram),
    ("GRM", Unit::Gram),
    ("G", Unit::Gram),
    ("KG", Unit::Kilogram),
    ("KGM", Unit::Kilogram),
    ("ק\"ג", Unit::Kilogram),
    ("ML", Unit::Millilitre),
    ("MLT", Unit::Millilitre),
    ("L", Unit::Litre),
    ("LT", Unit::Litre),
    ("LTR", Unit::Litre),
    ("M", Unit::Metre),
    ("MR", Unit::Metre),
    ("MTR", Unit::Metre),
    ("MTK", Unit::SquareMetre),
    ("SM", Unit::SquareMetre),
    ("LB", Unit::Pound),
    ("LBR", Unit::Pound),
    ("HN", Unit::Hundred),
    ("HC", Unit::Hundred),
    ("CEN", Unit::Hundred),
    ("CNP", Unit::Hundred),
    ("MIL", Unit::Thousand),
    ("TH", Unit::Thousand),
    ("T3", Unit::Thousand),
    ("PR", Unit::Pair),
    ("PAR", Unit::Pair),
    ("NPR", Unit::Pair),
    ("SET", Unit::Set),
    ("KIT", Unit::Set),
    ("HUR", Unit::Hour),
    ("HR", Unit::Hour),
    ("FT", Unit::Foot),
    ("FOT", Unit::Foot),
    ("LF", Unit::Foot),
    ("RL", Unit::Roll),
    ("RO", Unit::Roll),
    ("XRO", Unit::Roll),
    ("ROLL", Unit::Roll),
];

impl Unit {
    /// Every unit.
    pub const ALL: [Unit; 20] = [
        Unit::Each,
        Unit::Pack,
        Unit::Case,
        Unit::Layer,
        Unit::Pallet,
        Unit::Dozen,
        Unit::Gram,
        Unit::Kilogram,
        Unit::Millilitre,
        Unit::Litre,
        Unit::Metre,
        Unit::SquareMetre,
        Unit::Pound,
        Unit::Hundred,
        Unit::Thousand,
        Unit::Pair,
        Unit::Set,
        Unit::Hour,
        Unit::Foot,
        Unit::Roll,
    ];

    /// Reads a code of a standard, a word of order sheets, or the word of [`Unit::as_str`];
    /// `None` when it is not known.
    pub fn parse(text: &str) -> Option<Unit> {
        // What was seen on paper may have a speck before it.
        let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
        let text = text.trim_end().trim_end_matches('.').to_uppercase();
        let own = Unit::ALL
            .into_iter()
            .find(|unit| unit.as_str().eq_ignore_ascii_case(&text));
        if own.is_some() {
            return own;
        }
        CODES
            .iter()
            .find(|(code, _)| *code == text)
            .map(|(_, unit)| *unit)
    }

    /// The word that is stored, shown and accepted by the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Unit::Each => "each",
            Unit::Pack => "pack",
            Unit::Case => "case",
            Unit::Layer => "layer",
            Unit::Pallet => "pallet",
            Unit::Dozen => "dozen",
            Unit::Gram => "gram",
            Unit::Kilogram => "kilogram",
            Unit::Millilitre => "millilitre",
            Unit::Litre => "litre",
            Unit::Metre => "metre",
            Unit::SquareMetre => "square_metre",
            Unit::Pound => "pound",
            Unit::Hundred => "hundred",
            Unit::Thousand => "thousand",
            Unit::Pair => "pair",
            Unit::Set => "set",
            Unit::Hour => "hour",
            Unit::Foot => "foot",
            Unit::Roll => "roll",
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_reads_the_word_that_it_prints() {
        for unit in Unit::ALL {
            assert_eq!(Unit::parse(unit.as_str()), Some(unit));
        }
    }

    #[test]
    fn a_carton_is_a_case_in_every_standard() {
        for code in ["CT", "XCT", "ctn.", "Cartons", "CS", "קרטון", "' קרטון"] {
            assert_eq!(Unit::parse(code), Some(Unit::Case), "{code}");
        }
        assert_eq!(Unit::parse("furlong"), None);
    }
}
