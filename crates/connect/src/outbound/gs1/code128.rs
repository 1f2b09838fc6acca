//! Code 128 (ISO/IEC 15417): characters as bars and spaces.

/// What a bar code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symbol {
    /// The mark of GS1, and its separator.
    Fnc1,
    /// A character of printable ASCII.
    Char(u8),
}

/// Bars and spaces by turns, beginning and ending with a bar, each 1 to 4 modules wide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bars {
    /// The widths.
    pub widths: Vec<u8>,
}

impl Bars {
    /// How many modules wide all are together; a quiet zone of ten belongs on each side.
    pub fn modules(&self) -> u32 {
        self.widths.iter().map(|width| u32::from(*width)).sum()
    }
}

const START_B: u8 = 104;
const START_C: u8 = 105;
const CODE_B: u8 = 100;
const CODE_C: u8 = 99;
const FNC1: u8 = 102;
const STOP: &str = "2331112";
/// The check symbol is a remainder of this.
const MODULUS: u32 = 103;
/// So many digits are shorter as pairs, the change of the set included.
const DIGITS_WORTH_A_CHANGE: usize = 4;

/// The widths of the symbols by their values (table 1 of the standard), stop apart.
const PATTERNS: [&str; 106] = [
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212",
    "221213", "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221",
    "223211", "221132", "221231", "213212", "223112", "312131", "311222", "321122", "321221",
    "312212", "322112", "322211", "212123", "212321", "232121", "111323", "131123", "131321",
    "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331", "132131",
    "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131",
    "311123", "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111",
    "111224", "111422", "121124", "121421", "141122", "141221", "112214", "112412", "122114",
    "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111", "111242",
    "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
    "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
    "113141", "114131", "311141", "411131", "211412", "211214", "211232",
];

/// The bars of some symbols, with start, check symbol and stop.
pub(super) fn encode(symbols: &[Symbol]) -> Bars {
    let mut values = values(symbols);
    values.push(check(&values));
    let patterns = values.iter().map(|value| PATTERNS[usize::from(*value)]);
    let widths = patterns.chain([STOP]).flat_map(str::bytes);
    Bars {
        widths: widths.map(|digit| digit - b'0').collect(),
    }
}

/// The values with the start: pairs of digits in set C where that is shorter, the rest in set B.
fn values(symbols: &[Symbol]) -> Vec<u8> {
    let first = symbols.iter().take_while(|s| **s == Symbol::Fnc1).count();
    let digits = digits(&symbols[first..]);
    let whole = digits >= 2 && digits.is_multiple_of(2) && first + digits == symbols.len();
    let mut pairs = digits >= DIGITS_WORTH_A_CHANGE || whole;
    let mut values = vec![if pairs { START_C } else { START_B }];
    let mut rest = symbols;
    while let [symbol, behind @ ..] = rest {
        match (symbol, behind) {
            (Symbol::Fnc1, _) => values.push(FNC1),
            (Symbol::Char(tens), [Symbol::Char(ones), behind @ ..])
                if pairs && tens.is_ascii_digit() && ones.is_ascii_digit() =>
            {
                values.push((tens - b'0') * 10 + ones - b'0');
                rest = behind;
                continue;
            }
            (Symbol::Char(_), _) if pairs => {
                (pairs, _) = (false, values.push(CODE_B));
                continue;
            }
            (Symbol::Char(_), _) if is_worth_a_change(rest) => {
                (pairs, _) = (true, values.push(CODE_C));
                continue;
            }
            (Symbol::Char(byte), _) => values.push(byte.saturating_sub(b' ')),
        }
        rest = behind;
    }
    values
}

/// Of an odd number of digits the first one stays in set B.
fn is_worth_a_change(symbols: &[Symbol]) -> bool {
    let digits = digits(symbols);
    digits >= DIGITS_WORTH_A_CHANGE && digits.is_multiple_of(2)
}

fn digits(symbols: &[Symbol]) -> usize {
    let is_digit = |s: &&Symbol| matches!(s, Symbol::Char(byte) if byte.is_ascii_digit());
    symbols.iter().take_while(is_digit).count()
}

/// The start once, and every value times its place, from 1.
fn check(values: &[u8]) -> u8 {
    let places = values.iter().zip(0u32..);
    let sum: u32 = places.map(|(v, place)| u32::from(*v) * place.max(1)).sum();
    (sum % MODULUS) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<u8> {
        let symbol = |byte| match byte {
            b'~' => Symbol::Fnc1,
            byte => Symbol::Char(byte),
        };
        values(&text.bytes().map(symbol).collect::<Vec<_>>())
    }

    #[test]
    fn every_symbol_is_eleven_modules_wide_and_no_two_are_alike() {
        for pattern in PATTERNS {
            let modules: u8 = pattern.bytes().map(|digit| digit - b'0').sum();
            assert_eq!(modules, 11, "{pattern}");
            // An even number of modules is black.
            let black: u8 = pattern.bytes().step_by(2).map(|digit| digit - b'0').sum();
            assert_eq!(black % 2, 0, "{pattern}");
        }
        let mut different = PATTERNS.to_vec();
        different.sort_unstable();
        different.dedup();
        assert_eq!(different.len(), PATTERNS.len());
    }

    #[test]
    fn digits_are_paired_where_that_is_shorter() {
        assert_eq!(shown("~0012"), [START_C, FNC1, 0, 12]);
        assert_eq!(shown("~10AB1"), [START_B, FNC1, 17, 16, 33, 34, 17]);
        assert_eq!(shown("~1234A"), [START_C, FNC1, 12, 34, CODE_B, 33]);
        assert_eq!(shown("AB12345"), [START_B, 33, 34, 17, CODE_C, 23, 45]);
        assert_eq!(
            shown("~12~3456"),
            [START_B, FNC1, 17, 18, FNC1, CODE_C, 34, 56]
        );
        assert_eq!(shown("~12345"), [START_C, FNC1, 12, 34, CODE_B, 21]);
    }

    #[test]
    fn the_check_symbol_weighs_every_value_by_its_place() {
        // The example of the standard: start A would be 103; here "PJJ123C" in set B.
        let values = shown("PJJ123C");
        assert_eq!(values, [START_B, 48, 42, 42, 17, 18, 19, 35]);
        let by_hand = 104 + 48 + 2 * 42 + 3 * 42 + 4 * 17 + 5 * 18 + 6 * 19 + 7 * 35;
        assert_eq!(u32::from(check(&values)), by_hand % 103);
    }
}
