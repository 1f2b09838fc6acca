//! Putting quotas and taking them away, when asked to or when their period is over.

use super::{ITEMS_MAX, QUOTAS_OF_ITEM_MAX, Quota, QuotaDraft, QuotaKind, ROWS_MAX};
use crate::company::CODE_MAX;
use crate::refusal::Code;
use crate::stock::movement::{check_item, check_site, check_text};
use crate::work::open_promising;
use crate::{Book, Event, Events, Refusal, Stamp};
use std::collections::{BTreeMap, BTreeSet};
use vocab::quantity::QUANTITY_MAX;
use vocab::{Day, GroupId, ItemId, QuotaId};

/// Puts quotas, all or none.
pub(crate) fn put(book: &Book, drafts: &[QuotaDraft]) -> Result<Events, Refusal> {
    if drafts.is_empty() {
        return Err(Refusal::empty("quota"));
    }
    if drafts.len() > ROWS_MAX {
        return Err(Refusal::too_many("quotas", drafts.len(), ROWS_MAX));
    }
    let groups = book.company.groups.by_code();
    let mut next = book.next.quota;
    let mut seen = BTreeSet::new();
    let mut quotas = Vec::with_capacity(drafts.len());
    let mut more: BTreeMap<ItemId, usize> = BTreeMap::new();
    for (row, draft) in drafts.iter().enumerate() {
        let quota = quota(book, &groups, draft).map_err(|refusal| refusal.in_row(row))?;
        if !seen.insert(draft.code.as_str()) {
            let message = format!("\"{}\" stands twice in these rows", draft.code);
            return Err(Refusal::new(Code::AlreadyThere, message).in_row(row));
        }
        check_room(book, &quota, &mut more).map_err(|refusal| refusal.in_row(row))?;
        let id = book.quotas.by_code(&draft.code).unwrap_or_else(|| {
            next += 1;
            QuotaId(next - 1)
        });
        quotas.push((id, quota));
    }
    let before = quotas.iter().filter_map(|(id, _)| book.quotas.rows.get(id));
    let before = before.flat_map(|row| row.quota.items.iter().copied());
    let items: BTreeSet<ItemId> = before
        .chain(
            quotas
                .iter()
                .flat_map(|(_, quota)| quota.items.iter().copied()),
        )
        .collect();
    let mut events = vec![Event::QuotasPut { quotas }];
    open_promising(book, items, &mut events);
    Ok(events)
}

fn quota(
    book: &Book,
    groups: &BTreeMap<&str, GroupId>,
    draft: &QuotaDraft,
) -> Result<Quota, Refusal> {
    check_text("quota code", &draft.code, CODE_MAX)?;
    let group = groups.get(draft.group.as_str()).copied();
    let group = group.ok_or_else(|| Refusal::unknown("group", &draft.group))?;
    let items: BTreeSet<ItemId> = draft.items.iter().copied().collect();
    let items_max = match draft.kind {
        QuotaKind::Allocation => ITEMS_MAX,
        QuotaKind::Protection { .. } => 1,
    };
    if items.is_empty() {
        return Err(Refusal::empty("item"));
    }
    if items.len() > items_max {
        return Err(Refusal::too_many("items", items.len(), items_max));
    }
    items.iter().try_for_each(|item| check_item(book, *item))?;
    draft.site.map_or(Ok(()), |site| check_site(book, site))?;
    if draft.quantity > QUANTITY_MAX {
        return Err(Refusal::bad_quantity(draft.quantity, QUANTITY_MAX));
    }
    check_period(draft.from, draft.to)?;
    Ok(Quota {
        code: draft.code.clone(),
        kind: draft.kind,
        group,
        items: items.into_iter().collect(),
        site: draft.site,
        quantity: draft.quantity,
        from: draft.from,
        to: draft.to,
    })
}

fn check_period(from: Day, to: Day) -> Result<(), Refusal> {
    let years = Day::from_civil(1900, 1, 1)..=Day::from_civil(2999, 12, 31);
    let fits = years.contains(&Some(from)) && years.contains(&Some(to));
    match fits && from <= to {
        true => Ok(()),
        false => Err(Refusal::out_of_range(
            "the period",
            format!("{from} to {to}"),
            "a first and a last day of the years 1900 to 2999",
        )),
    }
}

/// Every promise of an item looks at all of its quotas: there may not be too many.
fn check_room(
    book: &Book,
    quota: &Quota,
    more: &mut BTreeMap<ItemId, usize>,
) -> Result<(), Refusal> {
    let known = book.quotas.by_code(&quota.code);
    for item in &quota.items {
        let there = book.quotas.by_item.get(item);
        if known.is_some_and(|id| there.is_some_and(|ids| ids.contains(&id))) {
            continue;
        }
        let more = more.entry(*item).or_default();
        *more += 1;
        let count = there.map_or(0, BTreeSet::len) + *more;
        if count > QUOTAS_OF_ITEM_MAX {
            return Err(Refusal::too_many(
                "quotas of an item",
                count,
                QUOTAS_OF_ITEM_MAX,
            ));
        }
    }
    Ok(())
}

/// Takes a quota away by its code.
pub(crate) fn end(book: &Book, code: &str) -> Result<Events, Refusal> {
    let id = book.quotas.by_code(code);
    Ok(ended(
        book,
        id.ok_or_else(|| Refusal::unknown("quota", code))?,
    ))
}

/// Takes the first quota away whose period is over; nothing when there is none.
pub(crate) fn lapse(book: &Book, stamp: &Stamp) -> Events {
    let over = book.quotas.ended(stamp.today);
    over.map_or_else(Events::new, |id| ended(book, id))
}

fn ended(book: &Book, id: QuotaId) -> Events {
    let row = book.quotas.rows.get(&id);
    let items: Vec<ItemId> = row
        .into_iter()
        .flat_map(|row| row.quota.items.to_vec())
        .collect();
    let mut events = vec![Event::QuotaEnded { quota: id }];
    // What was kept is free, and what was limited is limited no more.
    open_promising(book, items, &mut events);
    events
}
