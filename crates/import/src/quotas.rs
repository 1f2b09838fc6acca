//! Quotas: allocations and protections, one row for each item; the rows of one quota say the same of all
//! else.

use crate::also;
use crate::cells::{Cells, code, each, whole};
use crate::column::{Column, optional, required};
use crate::plan::{Place, Plan};
use crate::problem::{Code, Problems};
use crate::table::Table;
use crate::written::Written;
use book::quota::{Quota, QuotaDraft, QuotaKind};
use book::{Book, Command};
use std::collections::HashMap;
use vocab::quantity::QUANTITY_MAX;
use vocab::{Day, ItemId, Quantity};

/// The columns.
pub const COLUMNS: &[Column] = &[
    required(
        "quota",
        "a code of at most 40 characters",
        ["COFFEE-MAR-WEB", "TEA-KEY"],
        also::QUOTA,
    ),
    required(
        "kind",
        "allocation or protection",
        ["allocation", "protection"],
        also::QUOTA_KIND,
    ),
    required("group", "the code of a group", ["WEB", "KEY"], also::GROUP),
    required(
        "item",
        "the code of an item",
        ["COFFEE-250", "TEA-20"],
        also::ITEM,
    ),
    optional(
        "site",
        "the code of a site; empty is all of them together",
        ["", "NORTH"],
        also::SITE,
    ),
    required(
        "quantity",
        "a whole number of base units",
        ["1200", "300"],
        also::QUOTA_QUANTITY,
    ),
    required(
        "from",
        "a day like 2026-03-01",
        ["2026-03-01", "2026-03-01"],
        also::FROM,
    ),
    required(
        "to",
        "a day like 2026-03-31",
        ["2026-03-31", "2026-12-31"],
        also::TO,
    ),
    optional(
        "priority",
        "0 to 255 of a protection, the lowest first",
        ["", "1"],
        also::PRIORITY,
    ),
];

/// The priority of a protection that says none.
const PRIORITY: u8 = 1;

/// The rows of a quota and what they say.
struct Rows {
    places: Vec<Place>,
    draft: QuotaDraft,
}

/// Plans quotas. Those that the file does not name stay.
pub fn quotas(tables: &[Table], book: &Book, problems: &mut Problems) -> Plan {
    let (mut places, mut seen) = (HashMap::new(), HashMap::new());
    let mut all: Vec<Rows> = Vec::new();
    each(tables, problems, |cells| {
        let Some(draft) = row(cells, book) else {
            return;
        };
        let number = *places.entry(draft.code.clone()).or_insert(all.len());
        if cells
            .once(&mut seen, (number, draft.items[0]), "item")
            .is_none()
        {
            return;
        }
        match all.get_mut(number) {
            Some(rows) => rows.add(cells, draft),
            None => all.push(Rows {
                places: vec![cells.place()],
                draft,
            }),
        }
    });
    let mut plan = Plan::default();
    let mut rows = Vec::new();
    for Rows { places, mut draft } in all {
        draft.items.sort_unstable();
        let present = book.quotas.by_code(&draft.code);
        let present = book.quotas.iter().find(|(id, _)| Some(*id) == present);
        let present = present.map(|(_, row)| drafted(&row.quota, book));
        let (known, differs) = (present.is_some(), present.as_ref() != Some(&draft));
        places
            .iter()
            .for_each(|place| plan.tally.mark(*place, known, differs));
        if plan.tally.count(known, differs) {
            rows.push((places[0], draft));
        }
    }
    let bytes = |draft: &QuotaDraft| 64 + draft.code.len() + 8 * draft.items.len();
    plan.add(rows, bytes, Command::PutQuotas);
    plan
}

impl Rows {
    /// One more item; what else the row says was said before.
    fn add(&mut self, cells: &mut Cells<'_>, draft: QuotaDraft) {
        let mut same = draft;
        let items = std::mem::replace(&mut same.items, self.draft.items.clone());
        if same != self.draft {
            let first = cells.shown(self.places[0]);
            cells.wrong("quota", Code::Differs, || {
                format!("expected what {first} says of this quota, but for the item; something else differs")
            });
        }
        self.places.push(cells.place());
        self.draft.items.extend(items);
    }
}

fn row(cells: &mut Cells<'_>, book: &Book) -> Option<QuotaDraft> {
    let quota = cells.read("quota", code);
    let priority = cells.read_or("priority", PRIORITY, PRIORITY, |cell| {
        whole(cell, 0..=u64::from(u8::MAX)).map(|number: u64| number as u8)
    });
    let kind = cells.read("kind", |cell| kind(cell, priority.unwrap_or(PRIORITY)));
    let group = cells.read("group", code);
    let item = cells.find("item", "item", |code| book.company.item_by_code(code));
    let site = match cells.text("site") {
        "" => Some(None),
        _ => cells
            .find("site", "site", |code| book.company.site_by_code(code))
            .map(Some),
    };
    let quantity = cells.read("quantity", |cell| whole(cell, 0..=QUANTITY_MAX.0));
    let (from, to) = (cells.read("from", Day::parse), cells.read("to", Day::parse));
    priority?;
    Some(QuotaDraft {
        code: quota?,
        kind: kind?,
        group: group?,
        items: vec![item?],
        site: site?,
        quantity: Quantity(quantity?),
        from: from?,
        to: to?,
    })
}

fn kind(cell: &str, priority: u8) -> Option<QuotaKind> {
    match cell.to_ascii_lowercase().as_str() {
        "allocation" => Some(QuotaKind::Allocation),
        "protection" => Some(QuotaKind::Protection { priority }),
        _ => None,
    }
}

/// A quota as it would be put.
fn drafted(quota: &Quota, book: &Book) -> QuotaDraft {
    QuotaDraft {
        code: quota.code.clone(),
        kind: quota.kind,
        group: book.company.groups.code(quota.group).to_owned(),
        items: quota.items.to_vec(),
        site: quota.site,
        quantity: quota.quantity,
        from: quota.from,
        to: quota.to,
    }
}

/// A quota's item as its row.
pub fn written(quota: &Quota, item: ItemId, book: &Book) -> Written {
    let company = &book.company;
    let (kind, priority) = match quota.kind {
        QuotaKind::Allocation => ("allocation", None),
        QuotaKind::Protection { priority } => ("protection", Some(priority)),
    };
    let site = quota
        .site
        .map(|site| company.sites[site.index()].code.as_str());
    Written::default()
        .text(&quota.code)
        .plain(kind)
        .text(company.groups.code(quota.group))
        .text(&company.items[item.index()].code)
        .text(site.unwrap_or_default())
        .plain(quota.quantity)
        .plain(quota.from)
        .plain(quota.to)
        .maybe(priority)
}

/// A row as it is understood.
pub fn understood(cells: &mut Cells<'_>, book: &Book) -> Option<Written> {
    let id = book.quotas.by_code(cells.text("quota"))?;
    let item = book.company.item_by_code(cells.text("item"))?;
    let (_, row) = book.quotas.of(item).find(|(other, _)| *other == id)?;
    Some(written(&row.quota, item, book))
}

/// All quotas with each of their items.
pub fn quotas_of(book: &Book) -> impl Iterator<Item = (&Quota, ItemId)> {
    book.quotas.iter().flat_map(|(_, row)| {
        let items = row.quota.items.iter();
        items.map(|item| (&*row.quota, *item))
    })
}
