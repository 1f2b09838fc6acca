//! Numbers as people see them, of numbers as files hold them.

/// The most digits that a spreadsheet shows of a number.
const DIGITS_MAX: usize = 15;

/// A number as people see it: files hold `0.28999999999999998` and `4.0123E12` for what is shown
/// as 0.29 and 4012300000000.
pub(super) fn plain_digits(value: &str) -> String {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    if digits <= DIGITS_MAX && !value.contains(['e', 'E']) {
        return value.to_owned();
    }
    match value.parse::<f64>() {
        Ok(number) if number.is_finite() && number.abs() < 1e18 => {
            let rounded = format!("{number:.*e}", DIGITS_MAX - 1).parse::<f64>();
            rounded.map_or_else(|_| value.to_owned(), |rounded| rounded.to_string())
        }
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_see_them() {
        let cases = [
            ("48", "48"),
            ("3.08", "3.08"),
            ("0.28999999999999998", "0.29"),
            ("4.0008621414039999E12", "4000862141404"),
            ("1.0E-3", "0.001"),
            ("4000862141404", "4000862141404"),
            ("x", "x"),
        ];
        for (value, shown) in cases {
            assert_eq!(plain_digits(value), shown);
        }
    }
}
