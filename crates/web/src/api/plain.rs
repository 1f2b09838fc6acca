//! Reads orders that are written plainly, several times as fast as a reader of all JSON: members
//! with values, text without escapes, whole numbers. Whatever else a line holds, right or wrong, is
//! left to that reader, which can also tell what is wrong.

use intake::json::kept::{LineDocument, OrderDocument};
use std::str::FromStr;
use vocab::{Currency, Day, Decimal};

/// Longest number that is read here, in digits: it fits into 64 bits.
const DIGITS_MAX: usize = 18;

/// The order, or `None` when it is not written plainly.
pub fn read(line: &[u8]) -> Option<OrderDocument<&str>> {
    let mut from = Cursor {
        text: std::str::from_utf8(line).ok()?,
        at: 0,
    };
    let order = order(&mut from)?;
    from.blanks();
    (from.at == line.len()).then_some(order)
}

fn order<'a>(from: &mut Cursor<'a>) -> Option<OrderDocument<&'a str>> {
    let mut order = OrderDocument::default();
    let mut lines = None;
    let mut more = from.begins(b'{', b'}')?;
    while more {
        match from.name()? {
            "po_number" => set(&mut order.po_number, from.text()?)?,
            "customer" => set(&mut order.customer, from.text()?)?,
            "order_date" => set(&mut order.order_date, from.day()?)?,
            "requested_delivery_date" => set(&mut order.requested_delivery_date, from.day()?)?,
            "currency" => set(&mut order.currency, Currency::parse(from.text()?)?)?,
            "ship_to" => set(&mut order.ship_to, from.text()?)?,
            "notes" => set(&mut order.notes, from.text()?)?,
            "idempotency_key" => set(&mut order.idempotency_key, from.text()?)?,
            "lines" => set(&mut lines, list(from)?)?,
            _ => return None,
        }
        more = from.goes_on(b'}')?;
    }
    order.lines = lines?;
    Some(order)
}

fn list<'a>(from: &mut Cursor<'a>) -> Option<Vec<LineDocument<&'a str>>> {
    let mut lines = Vec::new();
    let mut more = from.begins(b'[', b']')?;
    while more {
        lines.push(line(from)?);
        more = from.goes_on(b']')?;
    }
    Some(lines)
}

fn line<'a>(from: &mut Cursor<'a>) -> Option<LineDocument<&'a str>> {
    let mut line = LineDocument::default();
    let mut quantity = None;
    let mut more = from.begins(b'{', b'}')?;
    while more {
        match from.name()? {
            "line_no" => set(&mut line.line_no, from.text()?)?,
            "item" => set(&mut line.item, from.text()?)?,
            "gtin" => set(&mut line.gtin, from.text()?)?,
            "customer_part" => set(&mut line.customer_part, from.text()?)?,
            "description" => set(&mut line.description, from.text()?)?,
            "quantity" => set(&mut quantity, from.decimal()?)?,
            "unit" => set(&mut line.unit, from.text()?)?,
            "unit_price" => set(&mut line.unit_price, from.decimal()?)?,
            "price_basis" => set(&mut line.price_basis, from.decimal()?)?,
            "requested_delivery_date" => set(&mut line.requested_delivery_date, from.day()?)?,
            _ => return None,
        }
        more = from.goes_on(b'}')?;
    }
    line.quantity = quantity?;
    Some(line)
}

/// Sets what was not set before: a member that comes twice is not plain.
fn set<T>(place: &mut Option<T>, value: T) -> Option<()> {
    place.replace(value).is_none().then_some(())
}

/// A place in a line.
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.peek() {
            self.at += 1;
        }
    }

    /// The next byte that is no blank.
    fn next(&mut self) -> Option<u8> {
        self.blanks();
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    /// The first byte of a list or object; whether there is anything in it.
    fn begins(&mut self, first: u8, last: u8) -> Option<bool> {
        if self.next()? != first {
            return None;
        }
        self.blanks();
        let empty = self.peek()? == last;
        self.at += usize::from(empty);
        Some(!empty)
    }

    /// Whether another one comes, or the end of the list or object.
    fn goes_on(&mut self, last: u8) -> Option<bool> {
        match self.next()? {
            b',' => Some(true),
            byte => (byte == last).then_some(false),
        }
    }

    fn name(&mut self) -> Option<&'a str> {
        let name = self.text()?;
        (self.next()? == b':').then_some(name)
    }

    /// A text without escapes.
    fn text(&mut self) -> Option<&'a str> {
        if self.next()? != b'"' {
            return None;
        }
        let start = self.at;
        let special = |byte: &u8| *byte == b'"' || *byte == b'\\' || *byte < b' ';
        let rest = &self.text.as_bytes()[start..];
        let end = start + rest.iter().position(special)?;
        self.at = end + 1;
        (rest[end - start] == b'"').then(|| &self.text[start..end])
    }

    fn day(&mut self) -> Option<Day> {
        Day::parse(self.text()?)
    }

    /// A decimal as text, or a whole number.
    fn decimal(&mut self) -> Option<Decimal> {
        self.blanks();
        match self.peek()? {
            b'"' => Decimal::parse(self.text()?),
            _ => self.whole(),
        }
    }

    fn whole(&mut self) -> Option<Decimal> {
        let rest = &self.text.as_bytes()[self.at..];
        let length = rest.iter().position(|byte| !byte.is_ascii_digit())?;
        let digits = &self.text[self.at..self.at + length];
        let ends = matches!(rest[length], b',' | b'}' | b' ' | b'\t' | b'\r' | b'\n');
        let padded = length > 1 && digits.starts_with('0');
        self.at += length;
        let plain = ends && !padded && length <= DIGITS_MAX;
        i64::from_str(digits)
            .ok()
            .filter(|_| plain)
            .map(Decimal::whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: [&str; 4] = [
        r#"{"po_number":"P1","customer":"C-1","requested_delivery_date":"2026-12-01","lines":[{"item":"I1","quantity":"12.50","unit":"each"}]}"#,
        r#" { "customer" : "ל-1" , "lines" : [ { "item":"I1", "quantity": 7 } , {"customer_part":"x","quantity":0}] } "#,
        r#"{"lines":[],"order_date":"2026-11-22","currency":"ils","ship_to":"1","notes":"n","idempotency_key":"k"}"#,
        r#"{"lines":[{"quantity":3,"line_no":"1","gtin":"7","description":"d","unit_price":"1.5","price_basis":100,"requested_delivery_date":"2026-12-24"}]}"#,
    ];

    /// Whatever is read here is what the reader of all JSON reads; true when it was.
    fn check(line: &[u8]) -> bool {
        let Some(plain) = read(line) else {
            return false;
        };
        let read: OrderDocument = serde_json::from_slice(line)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(line)));
        assert_eq!(format!("{plain:?}"), format!("{read:?}"));
        true
    }

    #[test]
    fn plain_orders_are_read_here() {
        assert!(PLAIN.iter().all(|line| check(line.as_bytes())));
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_reader_of_all_json() {
        for line in [
            r#"{"customer":null,"lines":[]}"#,
            r#"{"customer":"a\"b","lines":[]}"#,
            r#"{"customer":"a","customer":"b","lines":[]}"#,
            r#"{"colour":"red","lines":[]}"#,
            r#"{"customer":"a"}"#,
            r#"{"lines":[{"item":"a"}]}"#,
            r#"{"lines":[{"quantity":1.5}]}"#,
            r#"{"lines":[{"quantity":-1}]}"#,
            r#"{"lines":[]} x"#,
            "",
        ] {
            assert!(!check(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn no_slip_of_the_pen_makes_an_order_another_one_than_json_says() {
        let slips = b" \t\"\\,:{}[]0127.-eE+n\x00\x1f\x7f\x80\xd7x";
        let mut still_read = 0;
        for plain in PLAIN {
            for at in 0..plain.len() {
                let (before, after) = plain.as_bytes().split_at(at);
                still_read += u32::from(check(&[before, &after[1..]].concat()));
                for slip in slips {
                    still_read += u32::from(check(&[before, &[*slip], after].concat()));
                    still_read += u32::from(check(&[before, &[*slip], &after[1..]].concat()));
                }
            }
        }
        assert!(still_read > 1_000, "{still_read}");
    }
}
