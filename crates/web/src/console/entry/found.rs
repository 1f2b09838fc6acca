//! What the typed texts mean: customers by number or name, items by code, part number, GTIN or words
//! of their description.

use super::typed::{Flaw, Flaws, Typed, id};
use crate::call::Call;
use crate::codes::Codes;
use crate::console::desk::{Desk, Names};
use crate::problem::Problem;
use crate::state::App;
use book::Book;
use keep::SubjectKind;
use serde::Serialize;
use std::collections::BTreeMap;
use views::{CustomerFilter, ItemFilter, PAGE_MAX};
use vocab::{CustomerId, ItemId, Unit};

/// Most that are offered to choose from.
const CHOICES_MAX: usize = 12;

/// Something that may be meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Choice {
    pub(super) code: String,
    /// What people call it.
    pub(super) about: String,
}

/// What is suggested while one types.
#[derive(Serialize)]
pub(super) struct Suggestions {
    found: Vec<Choice>,
}

impl Suggestions {
    pub(super) fn of(found: Vec<Choice>) -> Suggestions {
        Suggestions { found }
    }
}

/// What the form's texts were found to mean.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// The customer's name.
    pub(super) customer: Option<String>,
    /// Whom the text may mean, where it isn't clear.
    pub(super) customers: Vec<Choice>,
    /// Where the customer's goods can go.
    pub(super) ship_tos: Vec<Choice>,
    /// By row, what is known of its item.
    pub(super) items: BTreeMap<usize, KnownItem>,
    /// By row, what the text may mean, where it isn't clear.
    pub(super) choices: BTreeMap<usize, Vec<Choice>>,
    /// What can't be found.
    pub(super) flaws: Flaws,
}

/// What the form shows of an item.
#[derive(Clone, Debug)]
pub(super) struct KnownItem {
    pub(super) code: String,
    pub(super) description: String,
    /// The units that it can be ordered in, the usual one first.
    pub(super) units: Vec<Unit>,
}

/// Finds what the texts mean; a text that means one thing only becomes its code.
///
/// # Errors
/// When the engine, the views or the vault does not answer.
pub(super) async fn look_up(desk: &Desk, call: &Call, typed: &mut Typed) -> Result<Known, Problem> {
    let mut known = Known::default();
    let customer = customer(desk, call, typed, &mut known).await?;
    if let Some(customer) = customer {
        let of_customer = desk.load(call, move |app, names| about(app, names, customer));
        (known.customer, known.ship_tos) = of_customer.await??;
    }
    lines(call, typed, customer, &mut known).await?;
    Ok(known)
}

/// Who orders: by number, or else by name.
async fn customer(
    desk: &Desk,
    call: &Call,
    typed: &mut Typed,
    known: &mut Known,
) -> Result<Option<CustomerId>, Problem> {
    if let Some(own) = desk.customer {
        return Ok(Some(own));
    }
    let text = typed.customer.clone();
    if text.is_empty() {
        known.flaws.insert("customer".to_owned(), Flaw::NoCustomer);
        return Ok(None);
    }
    let code = text.clone();
    let exact = call
        .app
        .ask(move |book| book.company.customer_by_code(&code));
    if let Some(customer) = exact.await? {
        return Ok(Some(customer));
    }
    let found = desk.load(call, move |app, names| customers(app, names, &text));
    match found.await??.as_slice() {
        [] => {
            let flaw = Flaw::UnknownCustomer;
            known.flaws.insert("customer".to_owned(), flaw);
            Ok(None)
        }
        [one] => {
            typed.customer.clone_from(&one.code);
            let code = one.code.clone();
            let by_code = move |book: &Book| book.company.customer_by_code(&code);
            call.app.ask(by_code).await
        }
        several => {
            let flaw = Flaw::SeveralCustomers;
            known.flaws.insert("customer".to_owned(), flaw);
            known.customers = several.to_vec();
            Ok(None)
        }
    }
}

/// A customer's name and addresses.
fn about(
    app: &App,
    names: &mut Names,
    customer: CustomerId,
) -> Result<(Option<String>, Vec<Choice>), Problem> {
    let rows = app.views.ship_tos(customer, None, PAGE_MAX)?.items;
    let ship_tos = rows.into_iter().map(|row| {
        let about = match names.ship_to(row.id) {
            Some(address) => format!("{} · {address}", row.code),
            None => row.code.clone(),
        };
        Choice {
            code: row.code,
            about,
        }
    });
    let ship_tos = ship_tos.collect();
    Ok((names.customer(customer), ship_tos))
}

/// Customers whose number begins so, and those with the text in their name.
///
/// # Errors
/// When the views or the vault does not answer.
pub(super) fn customers(app: &App, names: &mut Names, text: &str) -> Result<Vec<Choice>, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let filter = CustomerFilter {
        prefix: Some(text.to_owned()),
        blocked: Some(false),
    };
    let by_number = app.views.customers(&filter, None, CHOICES_MAX)?.items;
    let named = names.called(SubjectKind::Customer, text, CHOICES_MAX)?;
    let ids: Vec<CustomerId> = named
        .into_iter()
        .filter_map(|number| u32::try_from(number).ok().map(CustomerId))
        .collect();
    let by_name = app.views.customers_of(&ids)?;
    let mut found: Vec<Choice> = Vec::new();
    for row in by_number.into_iter().chain(by_name) {
        let (id, code) = (row.customer.id, row.customer.code);
        if found.iter().any(|choice| choice.code == code) {
            continue;
        }
        let about = match names.customer(id) {
            Some(name) => format!("{name} · {code}"),
            None => code.clone(),
        };
        found.push(Choice { code, about });
    }
    found.truncate(CHOICES_MAX);
    Ok(found)
}

/// What each line names: exactly, or else by words.
///
/// # Errors
/// When the engine or the views do not answer.
pub(super) async fn lines(
    call: &Call,
    typed: &mut Typed,
    customer: Option<CustomerId>,
    known: &mut Known,
) -> Result<(), Problem> {
    let named = typed.filled().filter(|(_, line)| !line.item.is_empty());
    let texts: Vec<(usize, String)> = named.map(|(row, line)| (row, line.item.clone())).collect();
    let unknown = exactly(call, customer, texts, known).await?;
    let searched = call.app.blocking(move |app| {
        let search = |(row, text): (usize, String)| Ok((row, items(app, &text)?));
        unknown.into_iter().map(search).collect()
    });
    let searched: Result<Vec<(usize, Vec<Choice>)>, Problem> = searched.await?;
    let mut only = Vec::new();
    for (row, mut found) in searched? {
        match found.len() {
            0 => drop(known.flaws.insert(id("item", row), Flaw::UnknownItem)),
            1 => only.push((row, found.remove(0).code)),
            _ => {
                known.flaws.insert(id("item", row), Flaw::SeveralItems);
                known.choices.insert(row, found);
            }
        }
    }
    exactly(call, customer, only, known).await?;
    for (row, item) in &known.items {
        typed.lines[*row].item.clone_from(&item.code);
    }
    Ok(())
}

/// Notes the items with these codes or part numbers of the customer, by row; what is neither is
/// left over. The book is asked once for all of them.
async fn exactly(
    call: &Call,
    customer: Option<CustomerId>,
    texts: Vec<(usize, String)>,
    known: &mut Known,
) -> Result<Vec<(usize, String)>, Problem> {
    if texts.is_empty() {
        return Ok(texts);
    }
    let asked = call.app.ask(move |book| {
        let (mut items, mut unknown) = (Vec::new(), Vec::new());
        for (row, text) in texts {
            let part = || book.part(customer?, &text);
            let item = book.company.item_by_code(&text).or_else(part);
            match item.and_then(|item| known_item(book, item)) {
                Some(item) => items.push((row, item)),
                None => unknown.push((row, text)),
            }
        }
        (items, unknown)
    });
    let (items, unknown) = asked.await?;
    known.items.extend(items);
    Ok(unknown)
}

fn known_item(book: &Book, item: ItemId) -> Option<KnownItem> {
    let item = book.company.items.get(item.index())?;
    let mut units = vec![item.sales_unit];
    let others = [item.base_unit].into_iter();
    for unit in others.chain(item.units.iter().map(|(unit, _)| *unit)) {
        if !units.contains(&unit) {
            units.push(unit);
        }
    }
    Some(KnownItem {
        code: item.code.clone(),
        description: item.description.clone(),
        units,
    })
}

/// Items that can be ordered, with all words of the text.
///
/// # Errors
/// When the views do not answer.
pub(super) fn items(app: &App, text: &str) -> Result<Vec<Choice>, Problem> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let filter = ItemFilter {
        text: Some(text.to_owned()),
    };
    let found = app.views.items(&filter, None, CHOICES_MAX)?.items;
    let orderable = found.into_iter().filter(|row| row.item.orderable);
    let choice = |row: views::ItemRow| Choice {
        about: format!("{} · {}", row.item.description, row.item.code),
        code: row.item.code,
    };
    Ok(orderable.map(choice).collect())
}
