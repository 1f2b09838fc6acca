//! Customers with their ship-tos: one row a ship-to, what belongs to the customer repeated in each.
//! Names, contacts and addresses go to the vault, everything else to the book.

mod columns;
mod written;

use crate::cells::{Cells, code, each, flag};
use crate::column::Need;
use crate::known::Known;
use crate::person::{customer_person, ship_to_person};
use crate::plan::{Person, Place, Plan};
use crate::problem::{Code, Problems, quoted};
use crate::sites::zone;
use crate::submit::{customer_subject, ship_to_subject};
use crate::table::Table;
use book::company::{AMOUNT_MAX, Consent, CustomerDraft, ShipToDraft};
use book::{Book, Command};
use keep::Personal;
use std::collections::HashMap;
use std::ops::RangeInclusive;
use vocab::{Currency, CustomerId, Gln, ShipToId};

pub use columns::COLUMNS;
use columns::COLUMNS_OF_CUSTOMER;
pub use written::{rows_of, written};

/// A customer in the making.
struct Group {
    /// Its first row, which says what belongs to the customer.
    first: Place,
    known: Option<CustomerId>,
    code: String,
    /// Without ship-tos; `None` when something in it is wrong.
    draft: Option<CustomerDraft>,
    personal: Personal,
    ship_tos: Vec<(ShipToDraft, Personal)>,
    /// Its rows.
    rows: Vec<Place>,
    /// Which of them was said to be the default, and where.
    default: Option<(usize, Place)>,
}

/// Plans customers.
pub fn customers(tables: &[Table], known: &Known, problems: &mut Problems) -> Plan {
    let mut groups: Vec<Group> = Vec::new();
    let (mut numbers, mut seen) = (HashMap::new(), HashMap::new());
    each(tables, problems, |cells| {
        let Some(code) = cells.read("customer", code) else {
            return;
        };
        let number = *numbers.entry(code.clone()).or_insert(groups.len());
        match groups.get(number) {
            None => groups.push(Group::read(cells, known, code)),
            Some(group) => repeats(cells, group.first),
        }
        let group = &mut groups[number];
        group.rows.push(cells.place());
        if has_ship_to(cells, group) {
            let key = (number, cells.text("ship_to").to_owned());
            if cells.once(&mut seen, key, "ship_to").is_some() {
                group.add_ship_to(cells, known);
            }
        }
    });
    let mut plan = Plan::default();
    let rows = groups
        .into_iter()
        .filter_map(|group| group.plan(known, &mut plan))
        .collect();
    plan.add(rows, bytes, Command::PutCustomers);
    plan
}

/// No less than what a customer is in the journal.
pub fn bytes(draft: &CustomerDraft) -> usize {
    let parts: usize = draft.parts.iter().map(|(part, _)| part.len() + 8).sum();
    let ship_tos: usize = draft.ship_tos.iter().map(|to| to.code.len() + 48).sum();
    160 + draft.code.len() + parts + ship_tos
}

/// A customer as it is in the book; its ship-tos stay when none are put.
pub fn present(book: &Book, id: CustomerId) -> CustomerDraft {
    let company = &book.company;
    let row = &company.customers[id.index()];
    let part = |(part, item): (&String, &vocab::ItemId)| {
        (part.clone(), company.items[item.index()].code.clone())
    };
    CustomerDraft {
        code: row.code.clone(),
        price_list: company.price_lists[row.price_list.index()].code.clone(),
        credit_limit: row.credit_limit,
        receivable: row.receivable,
        one_time_addresses: row.one_time_addresses,
        ship_complete: row.ship_complete,
        blocked: row.blocked,
        substitutes: row.substitutes,
        gln: row.gln,
        parts: row.parts.iter().map(part).collect(),
        ship_tos: Vec::new(),
    }
}

/// A customer of which nothing is known but its number.
fn blank(code: &str) -> CustomerDraft {
    CustomerDraft {
        code: code.to_owned(),
        price_list: String::new(),
        credit_limit: None,
        receivable: 0,
        one_time_addresses: false,
        ship_complete: false,
        blocked: false,
        substitutes: Consent::default(),
        gln: None,
        parts: Vec::new(),
        ship_tos: Vec::new(),
    }
}

/// Whether a row is about a ship-to; one that is not has nothing in a ship-to's columns.
fn has_ship_to(cells: &mut Cells<'_>, group: &Group) -> bool {
    if !cells.text("ship_to").is_empty() {
        return true;
    }
    let place_columns = COLUMNS[COLUMNS_OF_CUSTOMER..].iter();
    let filled = place_columns
        .map(|column| column.name)
        .find(|name| !cells.text(name).is_empty());
    if let Some(filled) = filled {
        cells.wrong("ship_to", Code::ShipToMissing, || {
            format!("expected the code of a ship-to, as {filled} has something, there is nothing")
        });
    } else if group.first != cells.place() {
        let first = cells.shown(group.first);
        cells.wrong("ship_to", Code::ShipToMissing, || {
            format!("expected another ship-to of the customer in {first}, there is nothing")
        });
    }
    false
}

/// That a further row of a customer says the same as its first, or nothing.
pub fn repeats(cells: &mut Cells<'_>, first: Place) {
    let own = COLUMNS[..COLUMNS_OF_CUSTOMER].iter();
    for column in own.filter(|column| column.need != Need::NotKept) {
        let (before, now) = (cells.text_at(first, column.name), cells.text(column.name));
        if !now.is_empty() && now != before {
            let place = cells.shown(first);
            cells.wrong(column.name, Code::Differs, || {
                format!(
                    "expected {}, as in {place}, there is {}",
                    quoted(before),
                    quoted(now)
                )
            });
        }
    }
}

impl Group {
    fn read(cells: &mut Cells<'_>, known: &Known, code: String) -> Group {
        let id = known.book.company.customer_by_code(&code);
        let person = known
            .person(id.map(customer_subject))
            .cloned()
            .unwrap_or_default();
        let draft = customer(cells, &known.book, id, &code);
        let personal = customer_person(cells, person, id.is_some());
        Group {
            first: cells.place(),
            known: id,
            code,
            // Something is wrong in the whole import when it is in the person.
            draft: draft.filter(|_| personal.is_some()),
            personal: personal.unwrap_or_default(),
            ship_tos: Vec::new(),
            rows: Vec::new(),
            default: None,
        }
    }

    fn add_ship_to(&mut self, cells: &mut Cells<'_>, known: &Known) {
        let is_default = cells.read_or("default_ship_to", false, false, flag);
        if is_default == Some(true) {
            if let Some((_, other)) = self.default {
                let other = cells.shown(other);
                cells.wrong("default_ship_to", Code::TwoDefaults, || {
                    format!("expected one default of a customer, {other} is it already")
                });
            }
            self.default = Some((self.ship_tos.len(), cells.place()));
        }
        // A default that is not read leaves a gap in the numbers, and a problem that stops it all.
        self.ship_tos.extend(ship_to(cells, known, self.known));
    }

    /// What to put into the book, if anything; people who differ go to the plan.
    fn plan(mut self, known: &Known, plan: &mut Plan) -> Option<(Place, CustomerDraft)> {
        let draft = self.draft.take()?;
        let people = plan.people.len();
        self.plan_people(known, plan);
        let people_differ = plan.people.len() > people;
        let ship_tos = self.ship_tos_default_first(&known.book);
        let differs = self.known.is_none_or(|id| {
            present(&known.book, id) != draft || ship_tos_differ(&known.book, id, &ship_tos)
        });
        let (known, differs_at_all) = (self.known.is_some(), differs || people_differ);
        self.rows
            .iter()
            .for_each(|row| plan.tally.mark(*row, known, differs_at_all));
        plan.tally.count(known, differs_at_all);
        differs.then_some((self.first, CustomerDraft { ship_tos, ..draft }))
    }

    fn plan_people(&self, known: &Known, plan: &mut Plan) {
        let mut keep = |subject, ship_to: Option<&str>, personal: &Personal| {
            if known.person(subject).cloned().unwrap_or_default() != *personal {
                let (customer, ship_to) = (self.code.clone(), ship_to.map(str::to_owned));
                plan.people.push(Person {
                    customer,
                    ship_to,
                    personal: personal.clone(),
                });
            }
        };
        keep(self.known.map(customer_subject), None, &self.personal);
        for (draft, personal) in &self.ship_tos {
            let id = known_ship_to(&known.book, self.known, &draft.code);
            keep(id.map(ship_to_subject), Some(&draft.code), personal);
        }
    }

    /// The ship-tos with the default first: the one that the file names, or else the one that it
    /// was, or else the first.
    fn ship_tos_default_first(&self, book: &Book) -> Vec<ShipToDraft> {
        let mut drafts: Vec<ShipToDraft> = self
            .ship_tos
            .iter()
            .map(|(draft, _)| draft.clone())
            .collect();
        let present = self.known.and_then(|id| default_ship_to(book, id));
        let place = match (self.default, present) {
            (Some((place, _)), _) => place,
            (None, Some(present)) if !drafts.is_empty() => {
                let place = drafts.iter().position(|draft| draft.code == present.code);
                place.unwrap_or_else(|| {
                    drafts.push(present);
                    drafts.len() - 1
                })
            }
            (None, _) => 0,
        };
        if let Some(until_default) = drafts.get_mut(..=place) {
            until_default.rotate_right(1);
        }
        drafts
    }
}

/// The default ship-to of a customer, as it would be put.
fn default_ship_to(book: &Book, id: CustomerId) -> Option<ShipToDraft> {
    let default = book.company.customers[id.index()].default_ship_to?;
    Some(ship_to_draft(book, default))
}

fn ship_to_draft(book: &Book, id: ShipToId) -> ShipToDraft {
    let row = &book.company.ship_tos[id.index()];
    ShipToDraft {
        code: row.code.clone(),
        zone: row.zone,
        gln: row.gln,
    }
}

fn known_ship_to(book: &Book, customer: Option<CustomerId>, code: &str) -> Option<ShipToId> {
    book.company.ship_to_by_code(customer?, code)
}

fn ship_tos_differ(book: &Book, customer: CustomerId, ship_tos: &[ShipToDraft]) -> bool {
    let differs = |draft: &ShipToDraft| {
        let known = known_ship_to(book, Some(customer), &draft.code);
        known.is_none_or(|id| ship_to_draft(book, id) != *draft)
    };
    let other_default =
        !ship_tos.is_empty() && default_ship_to(book, customer).as_ref() != ship_tos.first();
    other_default || ship_tos.iter().any(differs)
}

fn customer(
    cells: &mut Cells<'_>,
    book: &Book,
    id: Option<CustomerId>,
    code: &str,
) -> Option<CustomerDraft> {
    let old = id.map_or_else(|| blank(code), |id| present(book, id));
    let gln = cells.read_or("gln", old.gln, None, gln);
    let list = cells.find("price_list", "price list", |code| {
        book.company.price_list_by_code(code)
    });
    let one_time_addresses =
        cells.read_or("one_time_addresses", old.one_time_addresses, false, flag);
    let ship_complete = cells.read_or("ship_complete", old.ship_complete, false, flag);
    let blocked = cells.read_or("blocked", old.blocked, false, flag);
    let substitutes = cells.read_or(
        "takes_substitutes",
        old.substitutes,
        Consent::default(),
        Consent::parse,
    );
    let list = &book.company.price_lists[list?.index()];
    let old_limit = old.credit_limit;
    let limit = money_or(
        cells,
        "credit_limit",
        list.currency,
        (old_limit, None),
        0..=AMOUNT_MAX,
    );
    let owed = (Some(old.receivable), Some(0));
    let receivable = money_or(
        cells,
        "receivable",
        list.currency,
        owed,
        -AMOUNT_MAX..=AMOUNT_MAX,
    );
    Some(CustomerDraft {
        price_list: list.code.clone(),
        credit_limit: limit?,
        receivable: receivable??,
        one_time_addresses: one_time_addresses?,
        ship_complete: ship_complete?,
        blocked: blocked?,
        substitutes: substitutes?,
        gln: gln?,
        ..old
    })
}

/// An amount: without its column the present one stays, an empty cell is the other one.
fn money_or(
    cells: &mut Cells<'_>,
    column: &str,
    currency: Currency,
    (present, empty): (Option<i64>, Option<i64>),
    range: RangeInclusive<i64>,
) -> Option<Option<i64>> {
    match (cells.has(column), cells.text(column)) {
        (false, _) => Some(present),
        (true, "") => Some(empty),
        (true, _) => cells.money(column, currency, range).map(Some),
    }
}

fn ship_to(
    cells: &mut Cells<'_>,
    known: &Known,
    customer: Option<CustomerId>,
) -> Option<(ShipToDraft, Personal)> {
    let code = cells.read("ship_to", code);
    let id = known_ship_to(&known.book, customer, code.as_deref().unwrap_or_default());
    let present = id.map(|id| &known.book.company.ship_tos[id.index()]);
    let zone = match present {
        Some(present) if !cells.has("zone") => Some(present.zone),
        Some(_) | None => cells.read("zone", zone),
    };
    let gln = cells.read_or(
        "ship_to_gln",
        present.and_then(|present| present.gln),
        None,
        gln,
    );
    let person = known
        .person(id.map(ship_to_subject))
        .cloned()
        .unwrap_or_default();
    let person = ship_to_person(cells, person);
    Some((
        ShipToDraft {
            code: code?,
            zone: zone?,
            gln: gln?,
        },
        person?,
    ))
}

/// A GLN, which a cell may have or not.
pub fn gln(cell: &str) -> Option<Option<Gln>> {
    Gln::parse(cell).map(Some)
}
