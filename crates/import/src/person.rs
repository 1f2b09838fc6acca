//! What a row says of a customer or a ship-to as people: names, addresses and the like, which go to the
//! vault and not to the book.

use crate::cells::{Cells, line, words};
use keep::Personal;

/// The longest name, contact, phone number, line of an address and the like, in characters.
const TEXT_MAX: usize = 200;
/// The most e-mail addresses, phone numbers, further names and lines of an address.
const LIST_MAX: usize = 10;

/// What was expected of a field that can't be kept.
const TEXT: &str = "at most 200 characters, none of them control characters";
const TEXTS: &str = "at most 10 texts of at most 200 characters, none of them control characters";
const EMAILS: &str = "at most 10 e-mail addresses";
const COUNTRY: &str = "a country of two letters (ISO 3166-1)";

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

/// A field of personal data that can't be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// Its name, as [`Personal`] has it.
    pub field: &'static str,
    /// What was expected.
    pub expected: &'static str,
}

/// Personal data as it is kept, if it is by the same rules as that of a file: empty where it was
/// empty, lists without what is empty in them.
///
/// # Errors
/// Every field that can't be kept.
pub fn fit_person(given: &Personal) -> Result<Personal, Vec<Unfit>> {
    let mut unfit = Vec::new();
    let fit = Personal {
        name: one(&given.name, "name", TEXT, text, &mut unfit),
        other_names: some(&given.other_names, "other_names", TEXTS, text, &mut unfit),
        contact: one(&given.contact, "contact", TEXT, text, &mut unfit),
        emails: some(&given.emails, "emails", EMAILS, email, &mut unfit),
        phones: some(&given.phones, "phones", TEXTS, text, &mut unfit),
        address: some(&given.address, "address", TEXTS, text, &mut unfit),
        city: one(&given.city, "city", TEXT, text, &mut unfit),
        region: one(&given.region, "region", TEXT, text, &mut unfit),
        postcode: one(&given.postcode, "postcode", TEXT, text, &mut unfit),
        country: one(&given.country, "country", COUNTRY, country, &mut unfit),
        tax_id: one(&given.tax_id, "tax_id", TEXT, text, &mut unfit),
    };
    match unfit.is_empty() {
        true => Ok(fit),
        false => Err(unfit),
    }
}

fn one(
    given: &str,
    field: &'static str,
    expected: &'static str,
    read: fn(&str) -> Option<String>,
    unfit: &mut Vec<Unfit>,
) -> String {
    match given.trim() {
        "" => String::new(),
        given => read(given).unwrap_or_else(|| {
            unfit.push(Unfit { field, expected });
            String::new()
        }),
    }
}

fn some(
    given: &[String],
    field: &'static str,
    expected: &'static str,
    read: fn(&str) -> Option<String>,
    unfit: &mut Vec<Unfit>,
) -> Vec<String> {
    let given = given.iter().map(|one| one.trim());
    let given = given.filter(|one| !one.is_empty());
    let fit: Option<Vec<String>> = given.map(read).collect();
    match fit.filter(|fit| fit.len() <= LIST_MAX) {
        Some(fit) => fit,
        None => {
            unfit.push(Unfit { field, expected });
            Vec::new()
        }
    }
}

fn text(cell: &str) -> Option<String> {
    line(cell, TEXT_MAX)
}

fn lines(cell: &str) -> Option<Vec<String>> {
    let lines = cell.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines = lines.map(text).collect::<Option<Vec<String>>>()?;
    (lines.len() <= LIST_MAX).then_some(lines)
}

fn email(word: &str) -> Option<String> {
    let (name, domain) = word.split_once('@')?;
    let blank = word.contains(char::is_whitespace);
    let fits = !name.is_empty() && !domain.is_empty() && !domain.contains('@') && !blank;
    fits.then(|| text(word))?
}

fn emails(cell: &str) -> Option<Vec<String>> {
    let emails = words(cell).map(email).collect::<Option<Vec<String>>>()?;
    (!emails.is_empty() && emails.len() <= LIST_MAX).then_some(emails)
}

fn country(cell: &str) -> Option<String> {
    let fits = cell.len() == 2 && cell.bytes().all(|byte| byte.is_ascii_alphabetic());
    fits.then(|| cell.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, emails: &[&str], country: &str) -> Personal {
        Personal {
            name: name.to_owned(),
            emails: emails.iter().map(|email| (*email).to_owned()).collect(),
            country: country.to_owned(),
            ..Personal::default()
        }
    }

    #[test]
    fn personal_data_is_trimmed_and_kept_by_the_rules_of_the_columns() {
        let given = person(" Corner Grocery ", &["a@b.example", " "], "il");
        let fit = fit_person(&given).unwrap();
        assert!(fit == person("Corner Grocery", &["a@b.example"], "IL"));
        let long = "x".repeat(201);
        let wrong = person(&long, &["a@b.example", "nobody"], "ISR");
        let unfit = fit_person(&wrong).err().unwrap_or_default();
        let fields: Vec<&str> = unfit.iter().map(|unfit| unfit.field).collect();
        assert_eq!(fields, ["name", "emails", "country"]);
        let many = person("x", &["a@b.example"; 11], "");
        assert_eq!(fit_person(&many).err().map(|unfit| unfit.len()), Some(1));
        assert!(fit_person(&person("a\nb", &["a b@c.example"], "")).is_err());
    }
}
