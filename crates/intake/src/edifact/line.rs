//! The segments of one EDIFACT order line: LIN, and what stands in its group.

use super::codes;
use super::order::{Draft, Scope};
use crate::edi::findings::{Findings, brief};
use crate::edi::item::{Item, Split};
use crate::edi::{Segment, value};
use crate::request::{Confidence, Field, IssueCode, Stated};
use vocab::{Day, Decimal, Gtin};

/// Texts of this many characters are cut by the field and go on in the next one (7008, an..35).
const TEXT_CHARS_MAX: usize = 35;
/// Elements of PIA that hold identifiers.
const PIA_ELEMENTS: std::ops::RangeInclusive<usize> = 2..=6;

/// Begins a line.
pub(super) fn open(draft: &mut Draft, segment: &Segment, findings: &mut Findings) {
    draft.close_line(findings);
    if !findings.take_line() {
        return;
    }
    findings.line = Some(draft.lines());
    let mut item = Item::new(segment.place(0, 0));
    item.line.line_no = segment.text(1, 1);
    item.deleted = segment.code(2, 1) == "2";
    let (kind, id) = identifier(segment, 3);
    item.id(&kind, id);
    if !segment.code(4, 2).is_empty() {
        let parent = segment.code(4, 2);
        let message = format!(
            "the line is a sub-line of line {}: a prepack or a kit",
            brief(&parent)
        );
        findings.doubt(
            IssueCode::NotInterpreted,
            Some(segment.place(4, 2)),
            message,
        );
    }
    draft.item = Some(item);
    draft.scope = Scope::Line;
}

/// C212 with its type. A valid GTIN that only names GS1 as its agency is one.
fn identifier(segment: &Segment, element: usize) -> (String, Stated<String>) {
    let kind = segment.code(element, 2).into_owned();
    let id = segment.text(element, 1);
    let is_gtin = kind.is_empty()
        && segment.code(element, 4) == "9"
        && id
            .as_ref()
            .is_some_and(|id| Gtin::parse(&id.value).is_some());
    match is_gtin {
        true => {
            let confidence = Confidence::LIKELY;
            ("EN".to_owned(), id.map(|id| Field { confidence, ..id }))
        }
        false => (kind, id),
    }
}

/// Takes a segment of an open line.
pub(super) fn read(draft: &mut Draft, segment: &Segment, findings: &mut Findings) {
    match segment.tag.as_str() {
        "LIN" => open(draft, segment, findings),
        "QTY" => quantity(draft, segment, findings),
        "DTM" => date(draft, segment, findings),
        "LOC" | "SCC" => delivery(draft, segment),
        "NAD" => party(draft, segment),
        "ALC" | "TAX" | "TDT" | "TOD" | "PAC" | "RCS" => draft.scope = Scope::Aside,
        "FTX" if segment.code(1, 1) != "AFM" => draft.note(segment),
        _ => detail(draft, segment, findings),
    }
}

fn detail(draft: &mut Draft, segment: &Segment, findings: &mut Findings) {
    let Some(item) = &mut draft.item else {
        return;
    };
    match segment.tag.as_str() {
        "PIA" => additional(item, segment),
        "IMD" => describe(item, segment),
        "FTX" => texts(item, segment, 4, 1..=5, codes::FREE_TEXT_TITLE),
        "PRI" => price(item, segment, findings),
        _ => {}
    }
}

/// PIA: further identifiers, but not those of substitutes.
fn additional(item: &mut Item, segment: &Segment) {
    if matches!(segment.code(1, 1).as_ref(), "3" | "4") {
        return;
    }
    for element in PIA_ELEMENTS {
        let (kind, id) = identifier(segment, element);
        item.id(&kind, id);
    }
}

fn describe(item: &mut Item, segment: &Segment) {
    let rank = codes::description_rank(&segment.code(2, 1));
    texts(item, segment, 3, 4..=5, rank);
}

fn texts(
    item: &mut Item,
    segment: &Segment,
    element: usize,
    components: std::ops::RangeInclusive<usize>,
    rank: usize,
) {
    for component in components {
        item.text(rank, segment.text(element, component));
    }
}

/// What stands between two texts: nothing where the first was cut by the length of its field.
pub(super) fn continue_text(text: &str) -> &'static str {
    if text.chars().count() >= TEXT_CHARS_MAX {
        ""
    } else {
        " "
    }
}

fn price(item: &mut Item, segment: &Segment, findings: &mut Findings) {
    let rank = codes::price_rank(&segment.code(1, 1));
    let price = findings.number(segment, 1, 2);
    if item.price.offer(rank, price) {
        let basis = findings.number(segment, 1, 5);
        item.line.price_basis = basis.filter(|basis| basis.value > Decimal::ZERO);
    }
}

fn quantity(draft: &mut Draft, segment: &Segment, findings: &mut Findings) {
    let Some(item) = &mut draft.item else {
        return;
    };
    let number = findings.number(segment, 1, 2);
    let qualifier = segment.code(1, 1);
    if draft.scope == Scope::Split {
        split_quantity(item, number);
        return;
    }
    if qualifier == "59" {
        item.line.units_per_traded_unit = number.clone();
    }
    let aside = if draft.scope == Scope::Aside {
        Item::SURE
    } else {
        0
    };
    if item
        .quantity
        .offer(codes::quantity_rank(&qualifier) + aside, number)
    {
        item.line.uom = segment.text(1, 3);
    }
}

/// A delivery schedule repeats QTY and DTM behind one SCC.
fn split_quantity(item: &mut Item, number: Stated<Decimal>) {
    match item.last_split() {
        Some(split) if split.quantity.is_none() => split.quantity = number,
        _ => item.split(Split {
            quantity: number,
            ..Split::default()
        }),
    }
}

fn date(draft: &mut Draft, segment: &Segment, findings: &mut Findings) {
    let Some(rank) = codes::wanted_rank(&segment.code(1, 1)) else {
        return;
    };
    let day = day_of(segment, findings);
    let Some(item) = &mut draft.item else {
        return;
    };
    match draft.scope {
        Scope::Split => {
            if let Some(split) = item.last_split() {
                split.day = split.day.take().or(day);
            }
        }
        Scope::Aside => {
            item.wanted.offer(rank + Item::SURE, day);
        }
        _ => {
            item.wanted.offer(rank, day);
        }
    }
}

/// LOC 7 is a place of delivery with its own quantity and date; SCC a schedule of deliveries.
fn delivery(draft: &mut Draft, segment: &Segment) {
    let is_place = segment.tag == "LOC" && segment.code(1, 1) == "7";
    if segment.tag == "LOC" && !is_place {
        return;
    }
    if let Some(item) = &mut draft.item {
        let ship_to = segment.text(2, 1).filter(|_| is_place);
        item.split(Split {
            ship_to,
            ..Split::default()
        });
    }
    draft.scope = Scope::Split;
}

fn party(draft: &mut Draft, segment: &Segment) {
    draft.scope = Scope::Aside;
    let delivers = matches!(segment.code(1, 1).as_ref(), "DP" | "ST");
    if let Some(item) = draft.item.as_mut().filter(|_| delivers) {
        item.line.ship_to_id = item.line.ship_to_id.take().or_else(|| segment.text(2, 1));
    }
}

/// The day of a DTM in its format; of a period, the last. Durations are no days.
pub(super) fn day_of(segment: &Segment, findings: &mut Findings) -> Stated<Day> {
    let format = segment.code(1, 3);
    if value::is_duration(&format) {
        return None;
    }
    findings.day(segment, 1, 2, |text| value::qualified_day(text, &format))
}
