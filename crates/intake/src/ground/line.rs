//! Which item a line means.

use super::code::code;
use super::customer::{choose, line_ship_to, settled};
use super::directory::{Directory, Known};
use super::measure::Measure;
use super::{
    CANDIDATES_MAX, Candidate, Doubt, DoubtCode, Grounded, GroundedLine, Learned, Lesson,
    MatchedBy, Proposal,
};
use crate::request::{Confidence, RequestLine, Stated};
use vocab::{Currency, Gtin, ItemId, Unit};

/// A description below this score fits nothing.
const SCORE_MIN: u16 = 550;
/// A description with the words of the item's own, in any order, and no other. One word more or
/// less names another flavour or size, which the catalogue may not have.
const SCORE_SURE: u16 = 1000;
/// Two scores this close are a tie, unless one of them is sure.
const SCORE_TIE: u16 = 60;

/// What the identifiers of a line lead to.
struct Lead {
    items: Vec<ItemId>,
    by: MatchedBy,
    confidence: Confidence,
    /// The unit that a GTIN names.
    unit: Option<Unit>,
}

/// Grounds one line.
pub(super) fn ground(
    directory: &Directory,
    customer: Option<&Known>,
    currency: Option<Currency>,
    stated: &RequestLine,
) -> GroundedLine {
    let leads = leads(directory, customer, stated);
    let mut doubts = Vec::new();
    let (item, candidates) = match leads.first() {
        Some(lead) => (by_lead(directory, customer, lead, stated), Vec::new()),
        None => match taught_description(directory, customer, stated) {
            Some((item, lesson)) => (Learned::from(lesson).found(item), Vec::new()),
            None => by_description(directory, stated),
        },
    };
    doubts.extend(item_doubt(stated, &item));
    doubts.extend(contradiction(directory, &leads, &item));
    let (measured, unit_learned) = match item.value() {
        Some(id) => measured(directory, customer, id, currency, stated),
        None => (Measure::without_item(stated), None),
    };
    doubts.extend(measured.doubts);
    let ship_to = line_ship_to(directory, customer, &stated.ship_to_id);
    if ship_to
        .as_ref()
        .is_some_and(|place| place.value().is_none())
    {
        let message = "the line's place of delivery is not one of the customer's";
        doubts.push(Doubt::new(DoubtCode::ShipTo, message));
    }
    GroundedLine {
        item,
        candidates,
        quantity: measured.quantity,
        unit: measured.unit,
        unit_learned,
        amount: stated.quantity.as_ref().map(|field| field.value),
        price: measured.price,
        ship_to,
        doubts,
    }
}

/// Every identifier that leads somewhere, in the order in which they are believed.
fn leads(directory: &Directory, customer: Option<&Known>, stated: &RequestLine) -> Vec<Lead> {
    let theirs = |field: &Stated<String>, confidence| {
        let items = customer?.parts.get(&code(&field.as_ref()?.value))?;
        Some(Lead {
            items: items.clone(),
            by: MatchedBy::CustomerPart,
            confidence,
            unit: None,
        })
    };
    let ours = |field: &Stated<String>, confidence| {
        let written = &field.as_ref()?.value;
        let items = directory.by_code.get(&code(written))?;
        Some(Lead {
            items: exact_or_all(directory, items, written),
            by: MatchedBy::Code,
            confidence,
            unit: None,
        })
    };
    let stated_leads = [
        theirs(&stated.buyer_part, Confidence::STATED),
        ours(&stated.supplier_part, Confidence::STATED),
        by_gtin(directory, stated),
    ];
    let leads: Vec<Lead> = stated_leads.into_iter().flatten().collect();
    let taught = taught_part(directory, customer, stated).map(|(item, lesson)| Lead {
        items: vec![item],
        by: MatchedBy::Learned(lesson.id),
        confidence: lesson.confidence(),
        unit: None,
    });
    if !leads.is_empty() {
        return leads.into_iter().chain(taught).collect();
    }
    // The fields are often confused: what is no part of theirs may be ours, and the other way.
    let confused = [
        ours(&stated.buyer_part, Confidence::LIKELY),
        theirs(&stated.supplier_part, Confidence::LIKELY),
    ];
    let confused = confused.into_iter().flatten();
    taught.into_iter().chain(confused).collect()
}

/// The item of a lead; of several, the one that a lesson names.
fn by_lead(
    directory: &Directory,
    customer: Option<&Known>,
    lead: &Lead,
    stated: &RequestLine,
) -> Grounded<ItemId> {
    let item = choose(&lead.items, lead.confidence, lead.by);
    settled(item, taught_part(directory, customer, stated))
}

/// What corrections taught of the first part number of a line that they taught anything of.
fn taught_part<'d>(
    directory: &'d Directory,
    customer: Option<&Known>,
    stated: &RequestLine,
) -> Option<(ItemId, &'d Lesson)> {
    let customer = customer?.entry.id;
    let mut parts = numbers(stated);
    parts.find_map(|said| directory.lessons.part(customer, said))
}

fn taught_description<'d>(
    directory: &'d Directory,
    customer: Option<&Known>,
    stated: &RequestLine,
) -> Option<(ItemId, &'d Lesson)> {
    let said = &stated.description.as_ref()?.value;
    directory.lessons.description(customer?.entry.id, said)
}

/// The part numbers of a line, the buyer's first.
pub(super) fn numbers(stated: &RequestLine) -> impl Iterator<Item = &str> {
    let numbers = [&stated.buyer_part, &stated.supplier_part, &stated.gtin];
    let numbers = numbers.into_iter().flatten();
    numbers.map(|field| field.value.as_str())
}

/// How much of an item a line asks for, and the lesson that its unit was taken by.
pub(super) fn measured(
    directory: &Directory,
    customer: Option<&Known>,
    item: ItemId,
    currency: Option<Currency>,
    stated: &RequestLine,
) -> (Measure, Option<Learned>) {
    let Some(entry) = directory.item(item) else {
        return (Measure::without_item(stated), None);
    };
    let gtin_unit = by_gtin(directory, stated)
        .filter(|lead| lead.items.contains(&item))
        .and_then(|lead| lead.unit);
    let said = stated.uom.as_ref().map(|field| field.value.as_str());
    let taught = customer.and_then(|known| directory.lessons.unit(known.entry.id, item, said));
    let measure = Measure::of(
        entry,
        gtin_unit,
        taught.map(|(unit, _)| unit),
        stated,
        currency,
    );
    (measure, taught.map(|(_, lesson)| Learned::from(lesson)))
}

/// Every item that an identifier of the line leads to, in the order in which they are believed.
pub(super) fn identified(
    directory: &Directory,
    customer: Option<&Known>,
    stated: &RequestLine,
) -> Vec<Proposal<ItemId>> {
    let leads = leads(directory, customer, stated).into_iter();
    let proposals = leads.flat_map(|lead| {
        let same = move |item| Proposal::same(item, lead.by);
        lead.items.into_iter().map(same)
    });
    proposals.collect()
}

/// Every item that is called this by a part number, our code or a GTIN.
pub(super) fn named(
    directory: &Directory,
    customer: Option<&Known>,
    text: &str,
) -> Vec<Proposal<ItemId>> {
    let key = code(text);
    let theirs = customer.and_then(|known| known.parts.get(&key));
    let ours = directory.by_code.get(&key);
    let marked = Gtin::parse(text).and_then(|gtin| directory.by_gtin.get(&gtin));
    let theirs =
        (theirs.into_iter().flatten()).map(|item| Proposal::same(*item, MatchedBy::CustomerPart));
    let ours = (ours.into_iter().flatten()).map(|item| Proposal::same(*item, MatchedBy::Code));
    let marked =
        (marked.into_iter().flatten()).map(|(item, _)| Proposal::same(*item, MatchedBy::Gtin));
    theirs.chain(ours).chain(marked).collect()
}

/// Of codes that differ only in zeros and dashes, the one that is written the same.
fn exact_or_all(directory: &Directory, items: &[ItemId], written: &str) -> Vec<ItemId> {
    let same = |id: &&ItemId| {
        let item = directory.item(**id);
        item.is_some_and(|item| item.code.eq_ignore_ascii_case(written.trim()))
    };
    match items.iter().find(same) {
        Some(id) => vec![*id],
        None => items.to_vec(),
    }
}

fn by_gtin(directory: &Directory, stated: &RequestLine) -> Option<Lead> {
    let gtin = Gtin::parse(&stated.gtin.as_ref()?.value)?;
    let found = directory.by_gtin.get(&gtin)?;
    let mut items: Vec<ItemId> = found.iter().map(|(item, _)| *item).collect();
    items.dedup();
    Some(Lead {
        items,
        by: MatchedBy::Gtin,
        confidence: Confidence::STATED,
        unit: match found.as_slice() {
            [(_, unit)] => Some(*unit),
            _ => None,
        },
    })
}

fn by_description(
    directory: &Directory,
    stated: &RequestLine,
) -> (Grounded<ItemId>, Vec<Candidate>) {
    let Some(description) = &stated.description else {
        return (Grounded::NotFound, Vec::new());
    };
    let best = directory.similar.best(&description.value, CANDIDATES_MAX);
    let candidates: Vec<Candidate> = (best.into_iter())
        .filter_map(|(index, score)| {
            let item = directory.item_at(index)?.id;
            Some(Candidate { item, score })
        })
        .collect();
    let sure = candidates
        .first()
        .is_some_and(|first| first.score >= SCORE_SURE);
    if let Some(item) = named_in_part(directory, &description.value).filter(|_| !sure) {
        return (item, candidates);
    }
    let good: Vec<&Candidate> = (candidates.iter())
        .filter(|candidate| candidate.score >= SCORE_MIN)
        .collect();
    let Some(first) = good.first() else {
        return (Grounded::NotFound, candidates);
    };
    let (confidence, tie) = match first.score >= SCORE_SURE {
        true => (Confidence::LIKELY, 1),
        false => (Confidence::GUESSED, SCORE_TIE),
    };
    let tied: Vec<ItemId> = (good.iter())
        .filter(|candidate| first.score - candidate.score < tie)
        .map(|candidate| candidate.item)
        .collect();
    (
        choose(&tied, confidence, MatchedBy::Description),
        candidates,
    )
}

/// "Dark roast": the items whose descriptions have all of these words. One is a guess, since the
/// catalogue may not have what is meant; several ask.
fn named_in_part(directory: &Directory, description: &str) -> Option<Grounded<ItemId>> {
    let fits = directory.similar.containing(description, CANDIDATES_MAX);
    let items: Vec<ItemId> = (fits.into_iter())
        .filter_map(|index| Some(directory.item_at(index)?.id))
        .collect();
    (!items.is_empty()).then(|| choose(&items, Confidence::GUESSED, MatchedBy::Description))
}

fn item_doubt(stated: &RequestLine, item: &Grounded<ItemId>) -> Option<Doubt> {
    let known = match item {
        Grounded::Found { .. } => return None,
        Grounded::Ambiguous { candidates } => format!("{} items fit", candidates.len()),
        Grounded::NotFound => "no item fits".to_owned(),
    };
    let fields = [
        &stated.buyer_part,
        &stated.supplier_part,
        &stated.gtin,
        &stated.description,
    ];
    let stated: Vec<&str> = (fields.into_iter().flatten())
        .map(|field| field.value.as_str())
        .collect();
    let message = format!("the line names {:?}, and {known}", stated.join(", "));
    Some(Doubt::new(DoubtCode::Item, message))
}

/// A doubt when an identifier leads to other items than the one that was believed.
fn contradiction(directory: &Directory, leads: &[Lead], item: &Grounded<ItemId>) -> Option<Doubt> {
    let believed = item.value()?;
    let other = leads.iter().find(|lead| !lead.items.contains(&believed))?;
    let name = |id: ItemId| directory.item(id).map_or("", |item| item.code.as_str());
    let other_item = other.items.first().copied()?;
    let message = format!(
        "identifiers of the line name different items: {} was taken, the {} says {}",
        name(believed),
        match other.by {
            MatchedBy::Gtin => "GTIN",
            MatchedBy::CustomerPart => "customer's part number",
            MatchedBy::Learned(_) => "correction before",
            _ => "item code",
        },
        name(other_item)
    );
    Some(Doubt::new(DoubtCode::ItemContradiction, message))
}
