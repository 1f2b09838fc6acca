//! The catalogue and the customers as readers know them, from the files that would be imported: to
//! measure before there is a company.

use crate::failure::{Failure, Outcome};
use import::{Buyer, Source, outline};
use intake::ground::{CustomerEntry, Directory};
use vocab::{CustomerId, ItemId, ShipToId};
use web::known::{catalogue_item, customer_entry, ship_to_entry};

/// Reads the files of `kept import items`, `customers` and `parts`. Prices, credit and zones are
/// not looked at: a document is not found by them.
///
/// # Errors
/// Tells everything that is wrong with the files, by file, row and column.
pub fn directory(catalogue: &Source, customers: &Source, parts: &[Source]) -> Outcome<Directory> {
    let outline = outline(catalogue, customers, parts).map_err(|wrong| {
        let wrong = wrong.trim_end();
        Failure::new(format!("the company can't be read of its files\n{wrong}"))
    })?;
    let items = (0..).map(ItemId).zip(&outline.items);
    let mut places = 0;
    let buyers = (0..).map(CustomerId).zip(&outline.buyers);
    Ok(Directory::new(
        items.map(|(id, item)| catalogue_item(id, item)).collect(),
        buyers
            .map(|(id, buyer)| entry(id, buyer, &mut places))
            .collect(),
    ))
}

/// A customer; `places` is the number of the next ship-to.
fn entry(id: CustomerId, buyer: &Buyer, places: &mut u32) -> CustomerEntry {
    let first = *places;
    *places += buyer.places.len() as u32;
    let ship_tos = (first..).map(ShipToId).zip(&buyer.places);
    CustomerEntry {
        parts: buyer.parts.clone(),
        ship_tos: ship_tos
            .map(|(id, place)| ship_to_entry(id, &place.code, place.gln, Some(&place.personal)))
            .collect(),
        ..customer_entry(id, &buyer.code, buyer.gln, Some(&buyer.personal))
    }
}
