//! X12 rendered as XML, where elements are named after positions (`BEG`, `BEG03`): turned back
//! into segments and read by the X12 reader.

use crate::tree::{Node, Step};
use crate::{Evidence, Field, Format, Place, Reading, x12};

/// The signs that the rebuilt interchange is cut by; none of them occurs in XML text.
const ELEMENT: char = '\u{1d}';
const TERMINATOR: char = '\u{1c}';
const COMPONENT: char = '\u{1f}';

/// Reads such a document; `None` when it is none.
pub fn read_tree(root: Node) -> Option<Reading> {
    let mut segments = Vec::new();
    collect(root, &mut segments, 0);
    let tag = |tag: &str| segments.iter().any(|segment| segment.name() == tag);
    if !(tag("ST") && (tag("BEG") || tag("BCH") || tag("BIG") || tag("BSN") || tag("BAK"))) {
        return None;
    }
    let mut reading = x12::read(rebuilt(&segments).as_bytes());
    reading.format = Format::Xml;
    relocate(&mut reading, &segments);
    describe(&mut reading, &segments);
    Some(reading)
}

/// Segments are the elements whose children are named by their own name and two digits.
fn collect<'t>(node: Node<'t>, segments: &mut Vec<Node<'t>>, depth: usize) {
    for child in node
        .children()
        .filter(|child| child.step() == Step::Element)
    {
        if position_in(child).is_some_and(|(_, parent)| parent == node.name()) {
            continue;
        }
        let mut parts = child.children().filter(|part| part.step() == Step::Element);
        let is_segment = parts
            .next()
            .and_then(position_in)
            .is_some_and(|(_, tag)| tag == child.name());
        if is_segment {
            segments.push(child);
        } else if depth < crate::tree::DEPTH_MAX {
            collect(child, segments, depth + 1);
        }
    }
}

/// `BEG03` is position 3 of `BEG`.
fn position_in<'t>(node: Node<'t>) -> Option<(usize, &'t str)> {
    let name = node.name();
    let (tag, digits) = name.split_at_checked(name.len().checked_sub(2)?)?;
    let digits = digits
        .bytes()
        .all(|b| b.is_ascii_digit())
        .then_some(digits)?;
    Some((digits.parse().ok()?, tag))
}

fn rebuilt(segments: &[Node]) -> String {
    let mut text = String::new();
    if !segments.iter().any(|segment| segment.name() == "ISA") {
        text.push_str(&isa(|_| ""));
    }
    for segment in segments {
        if segment.name() == "ISA" {
            text.push_str(&isa(|position| element(*segment, position)));
            continue;
        }
        text.push_str(segment.name());
        let last = segment
            .children()
            .filter_map(|c| position_in(c))
            .map(|(p, _)| p)
            .max();
        for position in 1..=last.unwrap_or(0) {
            text.push(ELEMENT);
            text.push_str(element(*segment, position));
        }
        text.push(TERMINATOR);
    }
    text
}

fn element<'t>(segment: Node<'t>, position: usize) -> &'t str {
    element_node(segment, position).map_or("", Node::text)
}

fn element_node(segment: Node, position: usize) -> Option<Node> {
    let at = |child: &Node| position_in(*child).is_some_and(|(found, _)| found == position);
    segment.children().find(at)
}

/// The interchange header is the one segment of fixed widths; XML has lost its padding.
fn isa<'t>(element: impl Fn(usize) -> &'t str) -> String {
    const WIDTHS: [usize; 15] = [2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1];
    let mut text = String::from("ISA");
    for (place, width) in WIDTHS.iter().enumerate() {
        let value: String = element(place + 1).chars().take(*width).collect();
        text.push(ELEMENT);
        text.push_str(&format!("{value:width$}"));
    }
    text.extend([ELEMENT, COMPONENT, TERMINATOR]);
    text
}

/// Turns the places of rebuilt segments into those of the XML that they were made of.
fn relocate(reading: &mut Reading, segments: &[Node]) {
    let mut moved = |place: &mut Place| {
        if let Place::Segment {
            number, element, ..
        } = place
        {
            let at = segments.get((*number as usize).saturating_sub(1));
            if let Some(segment) = at {
                let part = element_node(*segment, usize::from(*element));
                *place = part.unwrap_or(*segment).place();
            }
        }
    };
    for issue in &mut reading.issues {
        issue.place.iter_mut().for_each(&mut moved);
    }
    each_evidence(reading, |evidence| {
        moved(&mut evidence.place);
        evidence.span = None;
    });
}

fn each_evidence(reading: &mut Reading, mut change: impl FnMut(&mut Evidence)) {
    fn touch<T>(field: &mut Option<Field<T>>, change: &mut impl FnMut(&mut Evidence)) {
        if let Some(field) = field {
            change(&mut field.evidence);
        }
    }
    let c = &mut change;
    for slot in [
        &mut reading.sender,
        &mut reading.receiver,
        &mut reading.control_reference,
    ] {
        touch(slot, c);
    }
    for request in &mut reading.requests {
        touch(&mut request.po_number, c);
        touch(&mut request.order_date, c);
        touch(&mut request.requested_delivery_date, c);
        touch(&mut request.currency, c);
        touch(&mut request.total, c);
        for party in [&mut request.buyer, &mut request.ship_to] {
            let texts = [
                &mut party.id,
                &mut party.name,
                &mut party.address,
                &mut party.postcode,
                &mut party.city,
                &mut party.country,
                &mut party.tax_id,
                &mut party.email,
                &mut party.phone,
            ];
            texts.into_iter().for_each(|text| touch(text, c));
        }
        request
            .notes
            .iter_mut()
            .for_each(|note| c(&mut note.evidence));
        for line in &mut request.lines {
            let texts = [
                &mut line.line_no,
                &mut line.buyer_part,
                &mut line.supplier_part,
                &mut line.gtin,
                &mut line.description,
                &mut line.uom,
                &mut line.ship_to_id,
            ];
            texts.into_iter().for_each(|text| touch(text, c));
            let numbers = [
                &mut line.quantity,
                &mut line.unit_price,
                &mut line.price_basis,
                &mut line.units_per_traded_unit,
            ];
            numbers.into_iter().for_each(|number| touch(number, c));
            touch(&mut line.requested_delivery_date, c);
        }
    }
}

/// A LIN in a PO1 loop whose mutually defined "id" (ZZ) is words, not a number, describes the item.
fn describe(reading: &mut Reading, segments: &[Node]) {
    let [request] = reading.requests.as_mut_slice() else {
        return;
    };
    let mut line = 0;
    for segment in segments {
        match segment.name() {
            "PO1" => line += 1,
            "LIN" if line > 0 && element(*segment, 2) == "ZZ" => {
                let words = element_node(*segment, 3).filter(|text| text.text().contains(' '));
                if let Some(target) = request.lines.get_mut(line - 1)
                    && target.description.is_none()
                {
                    target.description = crate::tree::clerk::likely(words.and_then(Node::field));
                }
            }
            _ => {}
        }
    }
}
