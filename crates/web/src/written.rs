//! JSON that is written byte by byte, where very much of it is written. What it writes is what
//! serde_json would write; the tests hold one against the other.

mod shown;

use intake::json::kept::{LineDocument, OrderDocument, TermsDocument};
use serde::Serialize;
use std::fmt::Display;
use std::io::Write;
use vocab::{Decimal, Split};

pub use shown::shown;

/// Digits of the largest number.
const DIGITS_MAX: usize = 20;

/// A whole number.
pub fn whole(to: &mut Vec<u8>, mut number: u64) {
    let mut digits = [0; DIGITS_MAX];
    let mut at = DIGITS_MAX;
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            return to.extend_from_slice(&digits[at..]);
        }
    }
}

/// What needs no escapes, in quotes.
pub fn quoted(to: &mut Vec<u8>, value: impl Display) {
    write!(to, "\"{value}\"").expect("memory takes all that is written");
}

/// A value behind its name, with the signs around that.
pub fn named<T>(to: &mut Vec<u8>, name: &str, value: T, put: impl FnOnce(&mut Vec<u8>, T)) {
    to.extend_from_slice(name.as_bytes());
    put(to, value);
}

/// An order as JSON: members that are not set are left out.
pub fn order<Text: AsRef<str>>(to: &mut Vec<u8>, order: &OrderDocument<Text>) {
    let OrderDocument {
        po_number,
        customer,
        order_date,
        requested_delivery_date,
        currency,
        ship_to,
        notes,
        terms,
        expires,
        lines,
        idempotency_key: _,
    } = order;
    to.push(b'{');
    text_member(to, "\"po_number\":", po_number);
    text_member(to, "\"customer\":", customer);
    member(to, "\"order_date\":", order_date, quoted);
    member(
        to,
        "\"requested_delivery_date\":",
        requested_delivery_date,
        quoted,
    );
    member(to, "\"currency\":", currency, quoted);
    text_member(to, "\"ship_to\":", ship_to);
    text_member(to, "\"notes\":", notes);
    if let Some(terms) = terms {
        to.extend_from_slice(b"\"terms\":");
        self::terms(to, terms);
        to.push(b',');
    }
    member(to, "\"expires\":", expires, quoted);
    to.extend_from_slice(b"\"lines\":[");
    for (index, one) in lines.iter().enumerate() {
        if index > 0 {
            to.push(b',');
        }
        line(to, one);
    }
    to.extend_from_slice(b"]}");
}

fn terms<Text: AsRef<str>>(to: &mut Vec<u8>, terms: &TermsDocument<Text>) {
    let TermsDocument {
        split,
        latest_ship_date,
        pickup_site,
        preferred_site,
    } = terms;
    to.push(b'{');
    member(to, "\"split\":", &split.map(Split::as_str), text);
    member(to, "\"latest_ship_date\":", latest_ship_date, quoted);
    text_member(to, "\"pickup_site\":", pickup_site);
    text_member(to, "\"preferred_site\":", preferred_site);
    if to.last() == Some(&b',') {
        to.pop();
    }
    to.push(b'}');
}

fn line<Text: AsRef<str>>(to: &mut Vec<u8>, line: &LineDocument<Text>) {
    let LineDocument {
        line_no,
        item,
        gtin,
        customer_part,
        description,
        quantity,
        unit,
        unit_price,
        price_basis,
        requested_delivery_date,
    } = line;
    to.push(b'{');
    text_member(to, "\"line_no\":", line_no);
    text_member(to, "\"item\":", item);
    text_member(to, "\"gtin\":", gtin);
    text_member(to, "\"customer_part\":", customer_part);
    text_member(to, "\"description\":", description);
    member(to, "\"quantity\":", &Some(*quantity), decimal);
    text_member(to, "\"unit\":", unit);
    member(to, "\"unit_price\":", unit_price, decimal);
    member(to, "\"price_basis\":", price_basis, decimal);
    member(
        to,
        "\"requested_delivery_date\":",
        requested_delivery_date,
        quoted,
    );
    to.pop();
    to.push(b'}');
}

fn text_member<Text: AsRef<str>>(to: &mut Vec<u8>, name: &str, value: &Option<Text>) {
    member(to, name, &value.as_ref().map(AsRef::as_ref), text);
}

/// A member that another one may follow, if it is set.
fn member<T: Copy>(to: &mut Vec<u8>, name: &str, value: &Option<T>, put: fn(&mut Vec<u8>, T)) {
    if let Some(value) = *value {
        to.extend_from_slice(name.as_bytes());
        put(to, value);
        to.push(b',');
    }
}

/// Text in quotes.
pub fn text(to: &mut Vec<u8>, text: &str) {
    let special = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
    // Without a way out early this looks at many bytes at once.
    if text
        .bytes()
        .fold(false, |found, byte| found | special(byte))
    {
        return serialized(to, text);
    }
    to.push(b'"');
    to.extend_from_slice(text.as_bytes());
    to.push(b'"');
}

/// Anything else, as serde_json writes it.
pub fn serialized<T: Serialize + ?Sized>(to: &mut Vec<u8>, value: &T) {
    serde_json::to_writer(to, value).expect("texts, numbers and structs of them are JSON");
}

fn decimal(to: &mut Vec<u8>, number: Decimal) {
    match (number.scale(), u64::try_from(number.mantissa())) {
        (0, Ok(digits)) => {
            to.push(b'"');
            whole(to, digits);
            to.push(b'"');
        }
        _ => quoted(to, number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_written_as_serde_writes_it() {
        for json in [
            r#"{"lines":[]}"#,
            r#"{"terms":{},"lines":[]}"#,
            r#"{"terms":{"split":"by_line","latest_ship_date":"2026-12-01","pickup_site":"D\"C","preferred_site":"H"},"expires":"2026-11-22T07:00:00Z","lines":[]}"#,
            r#"{"customer":"ל \"1\" \u0001 \\","lines":[{"quantity":0}]}"#,
            r#"{"po_number":"P","customer":"C","order_date":"2026-11-22","requested_delivery_date":
                "2026-12-01","currency":"ILS","ship_to":"S","notes":"n","idempotency_key":"k",
                "lines":[{"line_no":"1","item":"I","gtin":"7","customer_part":"p","description":
                "d","quantity":"12.50","unit":"case","unit_price":"-1.05","price_basis":100,
                "requested_delivery_date":"2026-12-24"},{"quantity":9223372036854775807}]}"#,
        ] {
            let document: OrderDocument = serde_json::from_str(json).unwrap();
            let mut bytes = Vec::new();
            order(&mut bytes, &document);
            let expected = serde_json::to_string(&document).unwrap();
            assert_eq!(String::from_utf8(bytes).unwrap(), expected);
        }
    }

    #[test]
    fn numbers_are_written_in_full() {
        for number in [0, 7, 10, 100_000, u64::MAX] {
            let mut bytes = Vec::new();
            whole(&mut bytes, number);
            assert_eq!(String::from_utf8(bytes).unwrap(), number.to_string());
        }
    }
}
