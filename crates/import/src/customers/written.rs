//! Customers with their ship-tos as rows: what an export writes and a preview shows.

use super::{COLUMNS, COLUMNS_OF_CUSTOMER};
use crate::known::Known;
use crate::submit::{customer_subject, ship_to_subject};
use crate::written::Written;
use book::Book;
use std::collections::HashMap;
use vocab::{CustomerId, Money, ShipToId};

/// A customer with one of its ship-tos, if it has any, as its row.
pub fn written(id: CustomerId, ship_to: Option<ShipToId>, known: &Known) -> Written {
    let company = &known.book.company;
    let customer = &company.customers[id.index()];
    let list = &company.price_lists[customer.price_list.index()];
    let person = known
        .person(Some(customer_subject(id)))
        .cloned()
        .unwrap_or_default();
    let limit = customer.credit_limit.map(|minor| Money {
        minor,
        currency: list.currency,
    });
    let row = Written::default()
        .text(&customer.code)
        .text(person.name)
        .text(person.other_names.join("\n"))
        .text(person.contact)
        .text(person.emails.join(" "))
        .text(person.phones.join("\n"))
        .text(person.tax_id)
        .maybe(customer.gln)
        .text(&list.code)
        .maybe(limit.map(|limit| limit.digits().as_str().to_owned()))
        .money(customer.receivable, list.currency)
        .plain(customer.one_time_addresses)
        .plain(customer.ship_complete)
        .plain(customer.blocked)
        .plain(customer.substitutes.as_str());
    match ship_to {
        Some(ship_to) => written_ship_to(row, ship_to, known),
        None => COLUMNS[COLUMNS_OF_CUSTOMER..]
            .iter()
            .fold(row, |row, _| row.plain("")),
    }
}

fn written_ship_to(row: Written, id: ShipToId, known: &Known) -> Written {
    let company = &known.book.company;
    let ship_to = &company.ship_tos[id.index()];
    let default = company.customers[ship_to.customer.index()].default_ship_to;
    let person = known
        .person(Some(ship_to_subject(id)))
        .cloned()
        .unwrap_or_default();
    row.text(&ship_to.code)
        .plain(default == Some(id))
        .text(person.name)
        .maybe(ship_to.gln)
        .text(person.contact)
        .text(person.phones.join("\n"))
        .text(person.address.join("\n"))
        .text(person.city)
        .text(person.region)
        .text(person.postcode)
        .text(person.country)
        .plain(ship_to.zone)
}

/// All customers, each with one of its ship-tos at a time.
pub fn rows_of(book: &Book) -> Vec<(CustomerId, Option<ShipToId>)> {
    let mut ship_tos: HashMap<CustomerId, Vec<Option<ShipToId>>> = HashMap::new();
    for (id, ship_to) in (0..).map(ShipToId).zip(book.company.ship_tos.iter()) {
        ship_tos.entry(ship_to.customer).or_default().push(Some(id));
    }
    let customers = (0..).map(CustomerId).take(book.company.customers.len());
    let rows = customers.flat_map(|id| {
        let own = ship_tos.remove(&id).unwrap_or_else(|| vec![None]);
        own.into_iter().map(move |ship_to| (id, ship_to))
    });
    rows.collect()
}
