//! What is on hand by a count, what came in, and supply that is still to come.

use crate::also;
use crate::cells::{Cells, each, line};
use crate::column::{Column, not_kept, optional, required};
use crate::plan::{Place, Plan};
use crate::problem::{Code, Problems};
use crate::table::Table;
use crate::written::Written;
use book::order::REFERENCE_MAX;
use book::stock::supply::{Supply, SupplyDraft, SupplyKind};
use book::{Book, Command};
use std::collections::HashMap;
use vocab::quantity::QUANTITY_MAX;
use vocab::{Day, Decimal, ItemId, Quantity, Ratio, SiteId, Unit};

/// The columns of a count.
pub const STOCK: &[Column] = &[
    required("site", "the code of a site", ["NORTH", "SOUTH"], also::SITE),
    required(
        "item",
        "the code of an item",
        ["COFFEE-250", "TEA-20"],
        also::ITEM,
    ),
    required(
        "quantity",
        "a number from 0 on",
        ["40", "10"],
        also::COUNTED,
    ),
    optional("unit", "a unit of the item", ["case", "case"], also::UNIT),
];

/// The columns of receipts.
pub const RECEIPTS: &[Column] = &[
    required("site", "the code of a site", ["NORTH", "SOUTH"], also::SITE),
    required(
        "item",
        "the code of an item",
        ["COFFEE-250", "TEA-20"],
        also::ITEM,
    ),
    required("quantity", "a number above 0", ["12", "5"], also::RECEIVED),
    optional("unit", "a unit of the item", ["case", "case"], also::UNIT),
    not_kept(
        "delivery_note",
        "anything",
        ["DN-311", "DN-312"],
        also::DELIVERY_NOTE,
    ),
];

/// The columns of supply.
pub const SUPPLY: &[Column] = &[
    required(
        "reference",
        "a text of at most 80 characters",
        ["PO-7001", "PO-7002"],
        also::REFERENCE,
    ),
    required(
        "kind",
        "in_transit or purchase_order",
        ["purchase_order", "in_transit"],
        also::SUPPLY_KIND,
    ),
    required("site", "the code of a site", ["NORTH", "SOUTH"], also::SITE),
    required(
        "item",
        "the code of an item",
        ["COFFEE-250", "TEA-20"],
        also::ITEM,
    ),
    required("quantity", "a number above 0", ["80", "20"], also::COMING),
    optional("unit", "a unit of the item", ["case", "case"], also::UNIT),
    required(
        "due",
        "a day like 2027-01-10",
        ["2027-01-10", "2027-01-12"],
        also::DUE,
    ),
];

/// Where, what and how much in base units.
type Goods = (SiteId, ItemId, Quantity);

/// Plans a count: what a file says is on hand, rows of the same item at the same site together, is on
/// hand after it, however often it is imported.
pub fn stock(tables: &[Table], book: &Book, problems: &mut Problems) -> Plan {
    let (mut plan, mut counts) = (Plan::default(), Counts::default());
    each(tables, problems, |cells| {
        if let Some(row) = goods(cells, book, Quantity::ZERO)
            && counts.add(cells.place(), row).is_none()
        {
            cells.wrong("quantity", Code::SumTooLarge, || {
                format!("expected at most {QUANTITY_MAX} in all rows of the item and site")
            });
        }
    });
    for (places, (site, item, counted)) in counts.rows {
        let balance = book.stock.balance(item, site);
        let known = !balance.on_hand.is_zero() || counted.is_zero();
        for place in &places {
            plan.tally.mark(*place, known, balance.on_hand != counted);
        }
        if plan.tally.count(known, balance.on_hand != counted) {
            let command = Command::CountStock {
                site,
                item,
                counted,
            };
            plan.single(places[0], command, counted < balance.reserved);
        }
    }
    plan
}

/// Rows of a count, those of one item at one site together.
#[derive(Default)]
struct Counts {
    rows: Vec<(Vec<Place>, Goods)>,
    places: HashMap<(SiteId, ItemId), usize>,
}

impl Counts {
    /// Adds a row; `None` when together it is more than can be counted.
    fn add(&mut self, place: Place, (site, item, quantity): Goods) -> Option<()> {
        let next = self.rows.len();
        let number = *self.places.entry((site, item)).or_insert(next);
        if number == next {
            self.rows.push((vec![place], (site, item, quantity)));
            return Some(());
        }
        let (places, (_, _, sum)) = &mut self.rows[number];
        places.push(place);
        *sum += quantity;
        (*sum <= QUANTITY_MAX).then_some(())
    }
}

/// Plans receipts. The same goods with the same delivery notes are received once, however often the
/// file is imported.
pub fn receipts(tables: &[Table], book: &Book, problems: &mut Problems) -> Plan {
    let (mut plan, mut rows) = (Plan::default(), Vec::new());
    let mut print = blake3::Hasher::new_derive_key(RECEIPTS_CONTEXT);
    each(tables, problems, |cells| {
        if let Some(row) = goods(cells, book, Quantity(1)) {
            let note = cells.text("delivery_note");
            let (site, item, quantity) = row;
            print.update(format!("{site} {item} {quantity} {} {note}\n", note.len()).as_bytes());
            plan.tally.record(cells.place(), false, true);
            rows.push((cells.place(), row));
        }
    });
    plan.add(rows, |_| 32, Command::ReceiveStock);
    plan.once = Some(print.finalize());
    plan
}

/// What the fingerprints of receipts are made for; another text would not know what was received.
const RECEIPTS_CONTEXT: &str = "kept import receipts 1";

/// A row of goods; the least that it may be is given.
fn goods(cells: &mut Cells<'_>, book: &Book, least: Quantity) -> Option<Goods> {
    let site = cells.find("site", "site", |code| book.company.site_by_code(code));
    let item = cells.find("item", "item", |code| book.company.item_by_code(code));
    let base = in_base(cells, book, item, least);
    Some((site?, item?, base?))
}

/// The quantity of a row in base units; the least that it may be is given.
pub fn in_base(
    cells: &mut Cells<'_>,
    book: &Book,
    item: Option<ItemId>,
    least: Quantity,
) -> Option<Quantity> {
    let quantity = cells.read("quantity", Decimal::parse);
    let row = &book.company.items[item?.index()];
    let unit = cells.read_or("unit", row.base_unit, row.base_unit, |cell| {
        Unit::parse(cell).filter(|unit| row.ratio(*unit).is_some())
    })?;
    let (quantity, ratio) = (quantity?, row.ratio(unit).unwrap_or(Ratio::ONE));
    let base = ratio.to_base(quantity).filter(|base| *base >= least);
    if base.is_none() {
        let each = row.base_unit;
        cells.wrong("quantity", Code::NotWhole, || {
            format!(
                "expected a whole number of the base unit ({each}), {least} to {QUANTITY_MAX}; \
                 there is {quantity} {unit}"
            )
        });
    }
    base
}

/// Goods as their row, in base units.
pub fn written_goods((site, item, quantity): Goods, book: &Book) -> Written {
    let company = &book.company;
    let row = &company.items[item.index()];
    Written::default()
        .text(&company.sites[site.index()].code)
        .text(&row.code)
        .plain(quantity)
        .plain(row.base_unit)
}

/// A row of a count or of receipts as it is understood.
pub fn understood(cells: &mut Cells<'_>, book: &Book, least: Quantity) -> Option<Written> {
    goods(cells, book, least).map(|goods| written_goods(goods, book))
}

/// Everything that is on hand, site by site.
pub fn on_hand(book: &Book) -> impl Iterator<Item = Goods> {
    let sites = (0..).map(SiteId).take(book.company.sites.len());
    sites.flat_map(move |site| {
        let items = (0..).map(ItemId).take(book.company.items.len());
        let counted = items.map(move |item| (site, item, book.stock.balance(item, site).on_hand));
        counted.filter(|(_, _, quantity)| !quantity.is_zero())
    })
}

/// Plans supply. What is announced already in the same words stays as it is.
pub fn supply(tables: &[Table], book: &Book, problems: &mut Problems) -> Plan {
    let (mut plan, mut seen, mut rows) = (Plan::default(), HashMap::new(), Vec::new());
    each(tables, problems, |cells| {
        let Some(draft) = announced(cells, book) else {
            return;
        };
        if cells
            .once(&mut seen, draft.reference.clone(), "reference")
            .is_none()
        {
            return;
        }
        let present = book.supply_by_reference(&draft.reference);
        match present.and_then(|id| book.stock.supplies.get(&id)) {
            Some(open) if !is_same(open, &draft) => {
                cells.wrong("reference", Code::AnnouncedOtherwise, || {
                    format!(
                        "expected one that is not announced already as {}",
                        shown(open, book)
                    )
                })
            }
            present => {
                if plan.tally.record(cells.place(), present.is_some(), false) {
                    rows.push((cells.place(), draft));
                }
            }
        }
    });
    plan.add(
        rows,
        |draft| 64 + draft.reference.len(),
        Command::AnnounceSupply,
    );
    plan
}

fn announced(cells: &mut Cells<'_>, book: &Book) -> Option<SupplyDraft> {
    let reference = cells.read("reference", |cell| line(cell, REFERENCE_MAX));
    let kind = cells.read("kind", supply_kind);
    let goods = goods(cells, book, Quantity(1));
    let due = cells.read("due", Day::parse)?;
    let (site, item, quantity) = goods?;
    Some(SupplyDraft {
        reference: reference?,
        kind: kind?,
        site,
        item,
        quantity,
        due,
        supplier: None,
    })
}

fn supply_kind(cell: &str) -> Option<SupplyKind> {
    let word = cell.replace([' ', '-'], "_");
    SupplyKind::ALL
        .into_iter()
        .find(|kind| kind.as_str().eq_ignore_ascii_case(&word))
}

fn is_same(open: &Supply, draft: &SupplyDraft) -> bool {
    let terms = |kind, site, item, quantity, due| (kind as u8, site, item, quantity, due);
    terms(open.kind, open.site, open.item, open.open, open.due)
        == terms(
            draft.kind,
            draft.site,
            draft.item,
            draft.quantity,
            draft.due,
        )
}

fn shown(open: &Supply, book: &Book) -> String {
    let company = &book.company;
    let (item, site) = (
        &company.items[open.item.index()],
        &company.sites[open.site.index()],
    );
    let (kind, quantity, due) = (open.kind.as_str(), open.open, open.due);
    format!(
        "{kind} of {quantity} {} {} to {} due {due}",
        item.base_unit, item.code, site.code
    )
}

/// What is still to come of a supply as its row.
pub fn written(open: &Supply, book: &Book) -> Written {
    let company = &book.company;
    let item = &company.items[open.item.index()];
    Written::default()
        .text(&open.reference)
        .plain(open.kind.as_str())
        .text(&company.sites[open.site.index()].code)
        .text(&item.code)
        .plain(open.open)
        .plain(item.base_unit)
        .plain(open.due)
}
