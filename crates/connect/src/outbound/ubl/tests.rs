//! The documents as text, whole.

use super::*;
use crate::outbound::invoice::{InvoiceKind, Terms};
use crate::outbound::message::{Message, Unsayable};
use crate::outbound::{Invoice, sample};

fn check(file: &str, message: Result<Message, Unsayable>) {
    sample::golden(file, &message.unwrap().bytes);
}

#[test]
fn an_order_and_its_change_are_answered_with_a_delivery_for_every_promise() {
    check(
        "ubl-order-response.xml",
        order_response(&sample::confirmation()),
    );
    check(
        "ubl-change-response.xml",
        order_response(&sample::change_answer()),
    );
}

#[test]
fn a_despatch_advice_names_the_package_of_every_line() {
    check(
        "ubl-despatch-advice.xml",
        despatch_advice(&sample::despatch()),
    );
}

#[test]
fn an_invoice_is_written_for_payment_and_for_show() {
    check("ubl-invoice.xml", invoice(&sample::invoice()));
    let pro_forma = Invoice {
        kind: InvoiceKind::ProForma,
        charges: Vec::new(),
        terms: Terms::default(),
        ..sample::invoice()
    };
    check("ubl-pro-forma.xml", invoice(&pro_forma));
}

#[test]
fn what_the_schema_asks_for_is_never_left_out() {
    let mut shipment = sample::despatch();
    shipment.orders.clear();
    let refused = despatch_advice(&shipment).unwrap_err();
    assert_eq!(refused, Unsayable::Missing("a line"));
}
