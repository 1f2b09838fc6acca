//! Prices, list by list.

use crate::also;
use crate::cells::{Cells, code, each, whole};
use crate::column::{Column, optional, required};
use crate::plan::{Place, Plan};
use crate::problem::{Code, Problems};
use crate::table::Table;
use crate::written::Written;
use book::company::{AMOUNT_MAX, PriceList, PriceListDraft};
use book::{Book, Command};
use std::collections::HashMap;
use vocab::{Currency, ItemId, Price};

/// The columns.
pub const COLUMNS: &[Column] = &[
    required(
        "price_list",
        "a code of at most 40 characters",
        ["RETAIL", "RETAIL"],
        also::PRICE_LIST,
    ),
    required(
        "currency",
        "a currency of three letters (ISO 4217)",
        ["ILS", "ILS"],
        also::CURRENCY,
    ),
    required(
        "item",
        "the code of an item",
        ["COFFEE-250", "TEA-20"],
        also::ITEM,
    ),
    required(
        "price",
        "an amount like 118.80",
        ["118.80", "9.90"],
        also::PRICE,
    ),
    optional(
        "per",
        "how many base units the price is for, from 1",
        ["12", "1"],
        also::PER,
    ),
];

/// Lists in the order that they come in, and their places by code.
#[derive(Default)]
struct Lists {
    lists: Vec<List>,
    places: HashMap<String, usize>,
}

/// A list on the way to its draft.
struct List {
    code: String,
    currency: Currency,
    /// The row that the currency is from; `None` when the list was there before.
    first: Option<Place>,
    prices: Vec<(Place, (String, Price))>,
}

/// Plans prices.
pub fn prices(tables: &[Table], book: &Book, problems: &mut Problems) -> Plan {
    let (mut plan, mut lists, mut seen) = (Plan::default(), Lists::default(), HashMap::new());
    each(tables, problems, |cells| {
        let Some((list, item, price)) = row(cells, book, &mut lists) else {
            return;
        };
        if cells.once(&mut seen, (list, item), "item").is_none() {
            return;
        }
        let list = &mut lists.lists[list];
        let present = book.company.price_list_by_code(&list.code);
        let present = present.and_then(|id| book.company.price_lists[id.index()].price(item));
        if plan.tally.compare(cells.place(), present.as_ref(), &price) {
            let code = book.company.items[item.index()].code.clone();
            list.prices.push((cells.place(), (code, price)));
        }
    });
    for list in lists.lists {
        let draft = |prices| {
            let (code, currency) = (list.code.clone(), list.currency);
            Command::PutPrices(PriceListDraft {
                code,
                currency,
                prices,
            })
        };
        plan.add(list.prices, |_| 32, draft);
    }
    plan
}

/// Which of the lists, the item and its price.
fn row(cells: &mut Cells<'_>, book: &Book, lists: &mut Lists) -> Option<(usize, ItemId, Price)> {
    let list = cells.read("price_list", code);
    let currency = cells.read("currency", Currency::parse);
    let item = cells.find("item", "item", |code| book.company.item_by_code(code));
    let minor = currency.and_then(|currency| cells.money("price", currency, 0..=AMOUNT_MAX));
    let basis = cells.read_or("per", 1, 1, |cell| whole(cell, 1..=u64::from(u32::MAX)));
    let list = lists.place(cells, book, &list?, currency?)?;
    let (minor, basis) = (minor?, basis?);
    Some((list, item?, Price { minor, basis }))
}

impl Lists {
    /// The list with this code; it has one currency, and an old one keeps its own.
    fn place(
        &mut self,
        cells: &mut Cells<'_>,
        book: &Book,
        code: &str,
        currency: Currency,
    ) -> Option<usize> {
        let place = match self.places.get(code) {
            Some(place) => *place,
            None => self.add(List::new(cells.place(), book, code, currency)),
        };
        let List {
            currency: kept,
            first,
            ..
        } = self.lists[place];
        if kept != currency {
            let since = first.map_or_else(|| "the book".to_owned(), |first| cells.shown(first));
            cells.wrong("currency", Code::OtherCurrency, || {
                format!("expected {kept}, as list {code} has in {since}, there is {currency}")
            });
        }
        (kept == currency).then_some(place)
    }

    fn add(&mut self, list: List) -> usize {
        self.places.insert(list.code.clone(), self.lists.len());
        self.lists.push(list);
        self.lists.len() - 1
    }
}

impl List {
    fn new(place: Place, book: &Book, code: &str, currency: Currency) -> List {
        let present = book.company.price_list_by_code(code);
        let present = present.map(|id| book.company.price_lists[id.index()].currency);
        List {
            code: code.to_owned(),
            currency: present.unwrap_or(currency),
            first: present.is_none().then_some(place),
            prices: Vec::new(),
        }
    }
}

/// A price as its row.
pub fn written(list: &PriceList, item: ItemId, price: Price, book: &Book) -> Written {
    Written::default()
        .text(&list.code)
        .plain(list.currency)
        .text(&book.company.items[item.index()].code)
        .money(price.minor, list.currency)
        .plain(price.basis)
}

/// All prices of all lists.
pub fn prices_of(book: &Book) -> impl Iterator<Item = (&PriceList, ItemId, Price)> {
    book.company.price_lists.iter().flat_map(|list| {
        let items = (0..).map(ItemId).zip(&list.prices);
        items.filter_map(move |(item, price)| Some((&**list, item, (*price)?)))
    })
}
