//! The codes that units are written with.

use super::facts::Measure;
use vocab::Unit;

/// A list of codes for units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Units {
    /// X12 data element 355.
    X12,
    /// UN/ECE Recommendation 20 as of EDIFACT D.96A and cXML: packages without a prefix.
    Edifact,
    /// UN/ECE Recommendation 20 and 21 as of UBL 2.1: packages begin with X.
    Ubl,
}

impl Units {
    /// The code for a measure: the buyer's own where the order had one.
    pub(super) fn of(self, measure: &Measure) -> &str {
        measure
            .code
            .as_deref()
            .unwrap_or_else(|| self.usual(measure.unit))
    }

    fn usual(self, unit: Unit) -> &'static str {
        let (x12, edifact, ubl) = codes(unit);
        match self {
            Units::X12 => x12,
            Units::Edifact => edifact,
            Units::Ubl => ubl,
        }
    }
}

fn codes(unit: Unit) -> (&'static str, &'static str, &'static str) {
    match unit {
        Unit::Each => ("EA", "PCE", "EA"),
        Unit::Pack => ("PK", "PK", "XPK"),
        Unit::Case => ("CA", "CT", "XCT"),
        Unit::Layer => ("LR", "LR", "LR"),
        Unit::Pallet => ("PL", "PF", "XPX"),
        Unit::Dozen => ("DZ", "DZN", "DZN"),
        Unit::Gram => ("GR", "GRM", "GRM"),
        Unit::Kilogram => ("KG", "KGM", "KGM"),
        Unit::Millilitre => ("ML", "MLT", "MLT"),
        Unit::Litre => ("LT", "LTR", "LTR"),
        Unit::Metre => ("MR", "MTR", "MTR"),
        Unit::SquareMetre => ("SM", "MTK", "MTK"),
        Unit::Pound => ("LB", "LBR", "LBR"),
        Unit::Hundred => ("HC", "CEN", "CEN"),
        Unit::Thousand => ("TH", "MIL", "MIL"),
        Unit::Pair => ("PR", "PR", "PR"),
        Unit::Set => ("KT", "SET", "SET"),
        Unit::Hour => ("HR", "HUR", "HUR"),
        Unit::Foot => ("FT", "FOT", "FOT"),
        Unit::Roll => ("RL", "RO", "XRO"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_that_is_written_is_read_as_the_same_unit() {
        for unit in Unit::ALL {
            for list in [Units::X12, Units::Edifact, Units::Ubl] {
                let code = list.usual(unit);
                assert_eq!(Unit::parse(code), Some(unit), "{code}");
            }
        }
    }

    #[test]
    fn a_buyer_hears_the_code_that_the_order_had() {
        let measure = Measure {
            unit: Unit::Each,
            code: Some("C62".to_owned()),
        };
        assert_eq!(Units::Ubl.of(&measure), "C62");
    }
}
