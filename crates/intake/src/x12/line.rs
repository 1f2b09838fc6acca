//! The segments of one X12 order line: PO1, POC, G68, W01 or LIN, and what stands in their loop.

use super::codes::{self, Set};
use super::order::{Draft, Scope};
use crate::edi::findings::{Findings, brief};
use crate::edi::item::{Item, Split};
use crate::edi::{Segment, value};
use crate::request::{Confidence, Field, IssueCode, Stated};
use vocab::{Day, Decimal};

/// Identifier pairs of a PO1 or POC stand up to this element.
const PAIRS_END: usize = 30;

/// Takes a segment of a line loop.
pub(super) fn read(draft: &mut Draft, segment: &Segment, findings: &mut Findings) {
    match segment.tag.as_str() {
        "PO1" => open(draft, segment, findings, po1),
        "POC" => open(draft, segment, findings, poc),
        "G68" => open(draft, segment, findings, g68),
        "W01" => open(draft, segment, findings, w01),
        "LX" => {
            draft.close_line(findings);
            draft.assigned = segment.text(1, 0);
        }
        "LIN" => lin(draft, segment, findings),
        "SLN" => sln(draft, segment, findings),
        _ if draft.scope == Scope::Line => detail(draft, segment, findings),
        _ => {}
    }
}

fn open(
    draft: &mut Draft,
    segment: &Segment,
    findings: &mut Findings,
    fill: fn(&mut Item, &Segment, &mut Findings),
) {
    draft.close_line(findings);
    if !findings.take_line() {
        return;
    }
    findings.line = Some(draft.lines());
    let mut item = Item::new(segment.place(0, 0));
    item.line.line_no = draft.assigned.clone();
    fill(&mut item, segment, findings);
    if draft.set == Set::Grocery {
        item.numbered(draft.lines() + 1, &segment.tag);
    }
    draft.item = Some(item);
    draft.scope = Scope::Line;
}

fn po1(item: &mut Item, segment: &Segment, findings: &mut Findings) {
    item.line.line_no = segment.text(1, 0);
    item.quantity.offer(0, findings.number(segment, 2, 0));
    item.line.uom = segment.text(3, 0);
    item.price.offer(0, findings.number(segment, 4, 0));
    basis(item, segment, 5);
    pairs(item, segment, 6);
}

fn poc(item: &mut Item, segment: &Segment, findings: &mut Findings) {
    item.line.line_no = segment.text(1, 0);
    item.deleted = codes::is_deletion(&segment.code(2, 0));
    if let Some(code) = segment.text(2, 0).filter(|_| !item.deleted) {
        let message = format!("line change code {}", brief(&code.value));
        findings.notice(
            IssueCode::NotInterpreted,
            Some(code.evidence.place),
            message,
        );
    }
    item.quantity.offer(0, findings.number(segment, 3, 0));
    item.line.uom = segment.text(5, 1);
    item.price.offer(0, findings.number(segment, 6, 0));
    basis(item, segment, 7);
    pairs(item, segment, 8);
}

fn g68(item: &mut Item, segment: &Segment, findings: &mut Findings) {
    item.quantity.offer(0, findings.number(segment, 1, 0));
    item.line.uom = segment.text(2, 0);
    item.price.offer(0, findings.number(segment, 3, 0));
    for element in [5, 7] {
        item.id(&segment.code(element, 0), segment.text(element + 1, 0));
    }
    item.id("UP", segment.text(4, 0));
}

fn w01(item: &mut Item, segment: &Segment, findings: &mut Findings) {
    item.quantity.offer(0, findings.number(segment, 1, 0));
    item.line.uom = segment.text(2, 0);
    if is_shifted(segment) {
        let message = "an element is missing: product qualifiers stand one place early, and are \
                       read there";
        findings.doubt(IssueCode::Syntax, Some(segment.place(3, 0)), message);
        for element in [3, 5] {
            let id = segment.text(element + 1, 0);
            let likely = id.map(|id| Field {
                confidence: Confidence::LIKELY,
                ..id
            });
            item.id(&segment.code(element, 0), likely);
        }
        return;
    }
    for element in [4, 6, 15] {
        item.id(&segment.code(element, 0), segment.text(element + 1, 0));
    }
    item.id("UP", segment.text(3, 0));
}

/// W0103 is a product code; a qualifier in its place, with no qualifier where one belongs, means
/// that the sender left W0103 out altogether.
fn is_shifted(segment: &Segment) -> bool {
    codes::is_id_kind(&segment.code(3, 0)) && !codes::is_id_kind(&segment.code(4, 0))
}

fn basis(item: &mut Item, segment: &Segment, element: usize) {
    let units = codes::price_basis(&segment.code(element, 0));
    if let (Some(units), Some(code)) = (units, segment.text(element, 0)) {
        item.line.price_basis = Some(code.map(|_| Decimal::whole(units)));
    }
}

fn pairs(item: &mut Item, segment: &Segment, from: usize) {
    for element in (from..segment.len().min(PAIRS_END)).step_by(2) {
        let kind = segment.code(element, 0);
        let id = segment.text(element + 1, 0);
        if kind == "PD" {
            item.text(2, id.clone());
        }
        item.id(&kind, id);
    }
}

/// LIN names the item of the line that is open, or begins a line in sets without PO1.
fn lin(draft: &mut Draft, segment: &Segment, findings: &mut Findings) {
    let begins = match (&draft.item, draft.scope) {
        (Some(_), Scope::Subline) => return,
        (Some(item), _) => !segment.code(1, 0).is_empty() && item.begun_by("LIN"),
        (None, _) => true,
    };
    if begins {
        open(draft, segment, findings, |item, segment, _| {
            item.line.line_no = segment.text(1, 0);
        });
    }
    if let Some(item) = &mut draft.item {
        pairs(item, segment, 2);
    }
}

fn sln(draft: &mut Draft, segment: &Segment, findings: &mut Findings) {
    if draft.scope == Scope::Line && draft.item.is_some() {
        let message = "the line has sub-lines (SLN), which are not read: a prepack or a kit";
        findings.doubt(
            IssueCode::NotInterpreted,
            Some(segment.place(0, 0)),
            message,
        );
        draft.scope = Scope::Subline;
    }
}

/// Segments that say more about the open line.
fn detail(draft: &mut Draft, segment: &Segment, findings: &mut Findings) {
    let Some(item) = &mut draft.item else {
        return;
    };
    match segment.tag.as_str() {
        "PID" => describe(item, segment),
        "G69" if !item.has_text(0) => item.text(0, segment.text(1, 0)),
        "PO3" => po3(item, segment, findings),
        "CTP" => ctp(item, segment, findings),
        "PO4" => po4(item, segment, findings),
        "G70" => item.line.units_per_traded_unit = findings.number(segment, 1, 0),
        "QTY" => qty(item, segment, findings),
        "SCH" => sch(item, segment, findings),
        "SDQ" => sdq(item, segment, findings),
        _ => {}
    }
}

/// PID: the general description, before the characteristics (colour, size) of other codes.
fn describe(item: &mut Item, segment: &Segment) {
    let rank = match segment.code(2, 0).as_ref() {
        "" | "08" | "GEN" => 0,
        _ => 1,
    };
    if !item.has_text(rank) {
        item.text(rank, segment.text(5, 0));
    }
}

/// PO3 carries the price of senders that leave PO104 empty.
fn po3(item: &mut Item, segment: &Segment, findings: &mut Findings) {
    item.price.offer(1, findings.number(segment, 4, 0));
    item.quantity
        .offer(Item::SURE, findings.number(segment, 6, 0));
    item.text(3, segment.text(8, 0));
}

/// CTP: a price of its own, unless it is what the consumer pays.
fn ctp(item: &mut Item, segment: &Segment, findings: &mut Findings) {
    let resale = matches!(
        segment.code(2, 0).as_ref(),
        "RES" | "RTL" | "MSR" | "SRP" | "RPP"
    );
    if !resale {
        item.price.offer(2, findings.number(segment, 3, 0));
    }
}

fn po4(item: &mut Item, segment: &Segment, findings: &mut Findings) {
    let uom = item.line.uom.as_ref().map_or("", |uom| uom.value.as_str());
    if !codes::is_outer_unit(uom) || item.line.units_per_traded_unit.is_some() {
        return;
    }
    let inner = findings
        .number(segment, 14, 0)
        .map_or(Decimal::whole(1), |inner| inner.value);
    let pack = findings.number(segment, 1, 0);
    let units = pack.as_ref().and_then(|pack| pack.value.checked_mul(inner));
    item.line.units_per_traded_unit = pack.zip(units).map(|(pack, units)| pack.map(|_| units));
}

/// QTY counts where the line itself states no quantity.
fn qty(item: &mut Item, segment: &Segment, findings: &mut Findings) {
    item.quantity
        .offer(Item::SURE, findings.number(segment, 2, 0));
    if item.line.uom.is_none() {
        item.line.uom = segment.text(3, 1);
    }
}

/// SCH: a delivery of the line; 010 and its like are days of shipping.
fn sch(item: &mut Item, segment: &Segment, findings: &mut Findings) {
    let delivers = |element| {
        let code = segment.code(element, 0);
        code == "106" || codes::wanted_rank(&code).is_some()
    };
    let element = [5, 8].into_iter().find(|element| delivers(*element));
    let day = element.and_then(|element| findings.day(segment, element + 1, 0, value::day));
    let quantity = findings.number(segment, 1, 0);
    item.split(Split {
        quantity,
        day,
        ship_to: None,
    });
}

/// SDQ: pairs of store and quantity.
fn sdq(item: &mut Item, segment: &Segment, findings: &mut Findings) {
    for element in (3..segment.len().min(22)).step_by(2) {
        let quantity = findings.number(segment, element + 1, 0);
        item.split(Split {
            quantity,
            day: None,
            ship_to: segment.text(element, 0),
        });
    }
}

/// N1*ST in a line loop.
pub(super) fn ship_to(draft: &mut Draft, segment: &Segment) {
    if let Some(item) = &mut draft.item
        && item.line.ship_to_id.is_none()
    {
        item.line.ship_to_id = segment.text(4, 0);
    }
}

/// The day of a DTM or G62; of a period in DTM05 and DTM06 (RD8), its end.
pub(super) fn day_of(segment: &Segment, findings: &mut Findings) -> Stated<Day> {
    if segment.tag == "DTM" && segment.code(2, 0).is_empty() {
        let end = |text: &str| value::day(text.rsplit('-').next().unwrap_or(text));
        return findings.day(segment, 6, 0, end);
    }
    findings.day(segment, 2, 0, value::day)
}
