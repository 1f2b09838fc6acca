//! What a row says of a customer or a ship-to as people: names, addresses and the like, which go to the
//! vault and not to the book.

use crate::cells::{Cells, line, words};
use keep::Personal;

/// The longest name, contact, phone number, line of an address and the like, in characters.
const TEXT_MAX: usize = 200;
/// The most e-mail addresses, phone numbers, further names and lines of an address.
const LIST_MAX: usize = 10;

/// What the vault keeps of a customer, over what it has of it.
/// A customer that was erased has no name any more, and needs none.
pub fn customer_person(cells: &mut Cells<'_>, old: Personal, is_known: bool) -> Option<Personal> {
    let is_erased = is_known && old.name.is_empty();
    let name = match is_erased && cells.text("name").is_empty() {
        true => Some(String::new()),
        false => cells.read("name", text),
    };
    let other_names = cells.read_or("name_hebrew", old.other_names.clone(), Vec::new(), lines);
    let contact = cells.read_or("contact", old.contact.clone(), String::new(), text);
    let emails = cells.read_or("email", old.emails.clone(), Vec::new(), emails);
    let phones = cells.read_or("phone", old.phones.clone(), Vec::new(), lines);
    let tax_id = cells.read_or("tax_id", old.tax_id.clone(), String::new(), text);
    Some(Personal {
        name: name?,
        other_names: other_names?,
        contact: contact?,
        emails: emails?,
        phones: phones?,
        tax_id: tax_id?,
        ..old
    })
}

/// What the vault keeps of a ship-to, over what it has of it.
pub fn ship_to_person(cells: &mut Cells<'_>, old: Personal) -> Option<Personal> {
    let name = cells.read_or("ship_to_name", old.name.clone(), String::new(), text);
    let contact = cells.read_or("ship_to_contact", old.contact.clone(), String::new(), text);
    let phones = cells.read_or("ship_to_phone", old.phones.clone(), Vec::new(), lines);
    let address = cells.read_or("street", old.address.clone(), Vec::new(), lines);
    let city = cells.read_or("city", old.city.clone(), String::new(), text);
    let region = cells.read_or("region", old.region.clone(), String::new(), text);
    let postcode = cells.read_or("postcode", old.postcode.clone(), String::new(), text);
    let country = cells.read_or("country", old.country.clone(), String::new(), country);
    Some(Personal {
        name: name?,
        contact: contact?,
        phones: phones?,
        address: address?,
        city: city?,
        region: region?,
        postcode: postcode?,
        country: country?,
        ..old
    })
}

fn text(cell: &str) -> Option<String> {
    line(cell, TEXT_MAX)
}

fn lines(cell: &str) -> Option<Vec<String>> {
    let lines = cell.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines = lines.map(text).collect::<Option<Vec<String>>>()?;
    (lines.len() <= LIST_MAX).then_some(lines)
}

fn emails(cell: &str) -> Option<Vec<String>> {
    let email = |word: &str| {
        let (name, domain) = word.split_once('@')?;
        let fits = !name.is_empty() && !domain.is_empty() && !domain.contains('@');
        fits.then(|| text(word))?
    };
    let emails = words(cell).map(email).collect::<Option<Vec<String>>>()?;
    (!emails.is_empty() && emails.len() <= LIST_MAX).then_some(emails)
}

fn country(cell: &str) -> Option<String> {
    let fits = cell.len() == 2 && cell.bytes().all(|byte| byte.is_ascii_alphabetic());
    fits.then(|| cell.to_ascii_uppercase())
}
