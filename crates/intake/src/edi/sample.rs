//! What the tests of the three readers share: a request as text, and torture.

use crate::request::{OrderRequest, Reading, Stated};
use std::fmt::Display;

/// Bytes that mean something to one of the standards, or to the character set.
const HOSTILE: [u8; 7] = [b'\n', b'*', b'\'', b'?', b'A', b'9', 0xC3];

/// Reads a sample cut at every byte, and with every byte replaced, for readers to survive.
pub(crate) fn torture(sample: &[u8], read: fn(&[u8]) -> Reading) {
    for cut in 0..sample.len() {
        read(&sample[..cut]);
        read(&sample[cut..]);
    }
    let mut bytes = sample.to_vec();
    for at in 0..bytes.len() {
        let kept = bytes[at];
        for other in [HOSTILE[at % HOSTILE.len()], kept ^ 1] {
            bytes[at] = other;
            read(&bytes);
        }
        bytes[at] = kept;
    }
}

/// A request as a line of its header and one of each of its lines, `-` where nothing is stated.
pub(crate) fn show(request: &OrderRequest) -> String {
    let mut shown = format!(
        "{} {} {} {} by {} {} to {} {} {}",
        plain(&request.po_number),
        plain(&request.order_date),
        plain(&request.requested_delivery_date),
        plain(&request.currency),
        plain(&request.buyer.id),
        plain(&request.buyer.name),
        plain(&request.ship_to.id),
        plain(&request.ship_to.name),
        plain(&request.ship_to.address),
    );
    for line in &request.lines {
        shown += &format!(
            "\n{} b:{} s:{} g:{} {} {} {} @{}/{} x{} {} {}",
            plain(&line.line_no),
            plain(&line.buyer_part),
            plain(&line.supplier_part),
            plain(&line.gtin),
            plain(&line.description),
            plain(&line.quantity),
            plain(&line.uom),
            plain(&line.unit_price),
            plain(&line.price_basis),
            plain(&line.units_per_traded_unit),
            plain(&line.requested_delivery_date),
            plain(&line.ship_to_id),
        );
    }
    shown
}

fn plain<T: Display>(field: &Stated<T>) -> String {
    field
        .as_ref()
        .map_or("-".to_owned(), |field| field.value.to_string())
}
