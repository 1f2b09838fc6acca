//! Going through the proofs of a request, whatever they prove.

use super::{Evidence, OrderRequest, Party, RequestLine, Stated};

impl OrderRequest {
    /// Shows every proof of the request and its lines.
    pub(crate) fn each_proof(&mut self, see: &mut dyn FnMut(&mut Evidence)) {
        let OrderRequest {
            purpose: _,
            po_number,
            order_date,
            requested_delivery_date,
            currency,
            buyer,
            ship_to,
            total,
            notes,
            lines,
        } = self;
        show(po_number, see);
        show(order_date, see);
        show(requested_delivery_date, see);
        show(currency, see);
        show(total, see);
        party(buyer, see);
        party(ship_to, see);
        notes.iter_mut().for_each(|note| see(&mut note.evidence));
        lines.iter_mut().for_each(|line| line.each_proof(see));
    }
}

impl RequestLine {
    /// Shows every proof of the line.
    pub(crate) fn each_proof(&mut self, see: &mut dyn FnMut(&mut Evidence)) {
        let RequestLine {
            line_no,
            buyer_part,
            supplier_part,
            gtin,
            description,
            quantity,
            uom,
            unit_price,
            price_basis,
            units_per_traded_unit,
            requested_delivery_date,
            ship_to_id,
        } = self;
        for field in [
            line_no,
            buyer_part,
            supplier_part,
            gtin,
            description,
            uom,
            ship_to_id,
        ] {
            show(field, see);
        }
        for field in [quantity, unit_price, price_basis, units_per_traded_unit] {
            show(field, see);
        }
        show(requested_delivery_date, see);
    }
}

fn show<T>(field: &mut Stated<T>, see: &mut dyn FnMut(&mut Evidence)) {
    if let Some(field) = field {
        see(&mut field.evidence);
    }
}

fn party(party: &mut Party, see: &mut dyn FnMut(&mut Evidence)) {
    let Party {
        id,
        name,
        address,
        postcode,
        city,
        country,
        tax_id,
        email,
        phone,
    } = party;
    for field in [
        id, name, address, postcode, city, country, tax_id, email, phone,
    ] {
        show(field, see);
    }
}
