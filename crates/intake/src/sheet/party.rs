//! Buyer and place of delivery from the values around and in a table.

use super::grid::{Cell, Grid, Kind};
use super::label::is_label;
use super::orders::Found;
use super::role::{Role, Spelling, title};
use super::table::Table;
use crate::request::{Confidence, Field, Party, Stated};

/// How many rows from the top may hold the letterhead.
const LETTERHEAD_ROWS: usize = 3;
/// The most characters of a name in a letterhead.
const NAME_CHARS_MAX: usize = 80;

/// Finds a value by its meaning.
pub(super) type Find<'f, 'x> = &'f dyn Fn(Role) -> Option<Found<'x>>;

/// True for `DC-ATL-02` and `4711`, false for names and addresses.
pub(crate) fn looks_like_id(text: &str) -> bool {
    let is_code = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || "-_./#".contains(c);
    let marked = text.contains(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_'));
    text.chars().all(is_code) && marked && text.chars().count() <= 35
}

/// Endings that tell a company from a person.
const COMPANY_WORDS: [&str; 28] = [
    "inc",
    "llc",
    "ltd",
    "limited",
    "corp",
    "corporation",
    "co",
    "company",
    "gmbh",
    "ag",
    "kg",
    "sa",
    "sas",
    "sarl",
    "srl",
    "bv",
    "nv",
    "plc",
    "oy",
    "ab",
    "spa",
    "lp",
    "llp",
    "pvt",
    "pty",
    "industries",
    "בעמ",
    "חברה",
];

/// Whether a name says that it is a company's.
pub(crate) fn is_company(text: &str) -> bool {
    let folded = text.to_lowercase().replace(['"', '״', '\'', '.'], "");
    let mut words = folded.split([' ', ',', '(', ')']);
    words.any(|word| COMPANY_WORDS.contains(&word))
}

/// The buyer: as labelled, else the name in the letterhead.
pub(super) fn buyer(grid: &Grid, table: &Table, find: Find<'_, '_>) -> Party {
    let mut party = Party {
        id: find(Role::BuyerId).and_then(|found| found.text()),
        name: find(Role::BuyerName).and_then(|found| found.text()),
        email: find(Role::Email).and_then(|found| found.text()),
        phone: find(Role::Phone).and_then(|found| found.text()),
        tax_id: find(Role::TaxId).and_then(|found| found.text()),
        ..Party::default()
    };
    if let Some(field) = find(Role::Buyer).and_then(|found| found.text()) {
        let is_id = looks_like_id(&field.value);
        let slot = if is_id {
            &mut party.id
        } else {
            &mut party.name
        };
        slot.get_or_insert(field);
    }
    if party.name.is_none() {
        let contact = find(Role::Contact).and_then(|found| found.text());
        party.name = contact.filter(|field| is_company(&field.value));
    }
    if party.name.is_none() && party.id.is_none() {
        party.name = letterhead(grid, table);
    }
    party
}

/// The first text of the sheet, when it stands alone above the table and looks like a name.
fn letterhead(grid: &Grid, table: &Table) -> Stated<String> {
    for row in grid.rows[..table.titles].iter().take(LETTERHEAD_ROWS) {
        let [cell] = row.cells.as_slice() else {
            return None;
        };
        if is_heading(cell) {
            continue;
        }
        return is_name(cell).then(|| Field {
            value: cell.text.clone(),
            confidence: Confidence::GUESSED,
            evidence: grid.evidence(row.number, cell),
        });
    }
    None
}

/// "Purchase Order": what the document is, not who sends it.
fn is_heading(cell: &Cell) -> bool {
    let said = title(&cell.text, Spelling::Exact);
    said.is_some_and(|title| {
        !title.has_stranger && matches!(title.role, Role::PoNumber | Role::Other)
    }) && !is_company(&cell.text)
}

fn is_name(cell: &Cell) -> bool {
    cell.kind == Kind::Text
        && !is_label(cell)
        && cell.text.chars().count() <= NAME_CHARS_MAX
        && cell.text.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && !cell.text.contains(|c: char| c.is_ascii_digit())
}

/// The place of delivery: by its own columns, else by its label, else the address that is given.
pub(super) fn ship_to<'x>(find: Find<'_, 'x>, lines: &dyn Fn(Role) -> Vec<Found<'x>>) -> Party {
    let mut party = Party {
        id: find(Role::ShipToId).and_then(|found| found.text()),
        name: find(Role::ShipToName).and_then(|found| found.text()),
        ..Party::default()
    };
    for role in [Role::ShipTo, Role::ShipToAddress] {
        let labelled = lines(role);
        let found = match (labelled.is_empty(), find(role)) {
            (true, Some(found)) => vec![found],
            _ => labelled,
        };
        place(&mut party, role, &found);
    }
    address(&mut party, find, lines);
    let nothing = party.id.is_none() && party.name.is_none() && party.address.is_none();
    if let (true, Some(found)) = (nothing, find(Role::Site)) {
        place(&mut party, Role::Site, &[found]);
    }
    party
}

/// Street, city and so on, as columns or labels give them.
fn address<'x>(party: &mut Party, find: Find<'_, 'x>, lines: &dyn Fn(Role) -> Vec<Found<'x>>) {
    let text = |role| find(role).and_then(|found| found.text());
    party.city = text(Role::City);
    party.postcode = text(Role::Postcode);
    party.country = text(Role::Country);
    let street = match party.address.take() {
        Some(address) => vec![address],
        None => {
            let labelled = lines(Role::Street);
            let column = || find(Role::Street).into_iter().collect();
            let street: Vec<Found<'x>> = match labelled.is_empty() {
                true => column(),
                false => labelled,
            };
            street.iter().filter_map(Found::text).collect()
        }
    };
    let said = |part: &Field<String>| street.iter().any(|line| line.value.contains(&part.value));
    let rest = [Role::City, Role::Region, Role::Postcode, Role::Country];
    let rest: Vec<_> = rest
        .into_iter()
        .filter_map(text)
        .filter(|part| !said(part))
        .collect();
    party.address = joined([street, rest].concat());
}

/// Fields as one, with the evidence of the first.
fn joined(parts: Vec<Field<String>>) -> Stated<String> {
    let texts: Vec<&str> = parts.iter().map(|part| part.value.as_str()).collect();
    let value = texts.join(", ");
    let first = parts.into_iter().next()?;
    Some(first.map(|_| value))
}

/// Tells id, name and address in the lines behind "Ship to".
fn place(party: &mut Party, role: Role, lines: &[Found<'_>]) {
    let mut texts = lines.iter().filter_map(|found| found.text());
    let Some(first) = texts.next() else { return };
    let rest: Vec<Field<String>> = texts.collect();
    if looks_like_id(&first.value) {
        party.id.get_or_insert(first);
    } else if is_address(&first.value) || role == Role::ShipToAddress && rest.is_empty() {
        let all = [vec![first], rest].concat();
        party.address = party.address.take().or_else(|| joined(all));
        return;
    } else {
        match first.value.split_once(", ") {
            // "Main yard, 1 Road, Town" in one cell.
            Some((name, address)) if rest.is_empty() && has_digit(address) && !has_digit(name) => {
                let (name, address) = (name.to_owned(), address.to_owned());
                party.name.get_or_insert(first.clone().map(|_| name));
                party.address.get_or_insert(first.map(|_| address));
            }
            _ => {
                party.name.get_or_insert(first);
            }
        }
    }
    if party.address.is_none() {
        party.address = joined(rest);
    }
}

fn has_digit(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

/// "12 Main Street": begins with a number and goes on with words.
fn is_address(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c.is_ascii_digit());
    begins && text.split_whitespace().count() >= 2 && text.contains(char::is_alphabetic)
}
