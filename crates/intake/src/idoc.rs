//! Reader of SAP IDocs of the ORDERS family: ORDERS and ORDCHG as XML or as fixed-width records;
//! its other messages are recognised. Segment names of all versions (`E2EDK01005`) are one.

pub mod flat;

use crate::request::Stated;
use crate::tree::clerk::{
    Clerk, add_notes, joined, likely, lines_within_limit, requests_within_limit,
};
use crate::tree::{Node, check};
use crate::{
    Field, Format, IssueCode, OrderRequest, Party, Purpose, Reading, RequestLine, Severity,
};
use vocab::{Currency, Day, Decimal};

/// True for fixed-width records that begin with a control record.
pub fn recognises_flat(bytes: &[u8]) -> bool {
    bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(bytes)
        .starts_with(b"EDI_DC40")
}

/// Reads fixed-width records.
pub fn read_flat(bytes: &[u8]) -> Reading {
    let records = flat::parse(bytes);
    let mut reading = read_tree(records.tree.top(), Format::IdocFlat);
    check::check(&mut reading);
    reading.note_ahead(records.issues);
    reading
}

/// True when a control record stands in the first levels below the root.
pub fn recognises(root: Node) -> bool {
    !documents(root).is_empty()
}

/// Reads all IDocs below a node.
pub fn read_tree(root: Node, format: Format) -> Reading {
    let documents = documents(root);
    let mut reading = Reading::empty(format, Purpose::Other);
    let count = requests_within_limit(&mut reading, documents.len());
    for document in documents.iter().take(count) {
        read_document(&mut reading, *document);
    }
    reading
}

/// The nodes that hold a control record: `IDOC`, `idocData`, or the root itself.
fn documents(root: Node) -> Vec<Node> {
    let is_control = |node: Node| node.name().starts_with("EDI_DC");
    let holds_control = |node: &Node| node.children().any(is_control);
    let mut level = vec![root];
    for _ in 0..4 {
        let found: Vec<Node> = level.iter().copied().filter(holds_control).collect();
        if !found.is_empty() {
            return found;
        }
        level = level
            .iter()
            .flat_map(|node| node.children())
            .take(1_000)
            .collect();
    }
    Vec::new()
}

fn read_document(reading: &mut Reading, document: Node) {
    let Some(control) = document.children().find(|c| c.name().starts_with("EDI_DC")) else {
        return;
    };
    let kind = control.word(&["IDOCTYP", "DOCTYP"]);
    let message = control.word(&["MESTYP"]);
    let purpose = purpose_of(if message.is_empty() { kind } else { message });
    if reading.document_type.is_empty() {
        reading.purpose = purpose;
        reading.document_type = format!("IDoc {kind} {message}");
        reading.sender = control.at("SNDPRN").and_then(Node::field);
        reading.receiver = control.at("RCVPRN").and_then(Node::field);
        reading.control_reference = control.at("DOCNUM").and_then(Node::field);
    }
    let mut clerk = Clerk::new(reading);
    match purpose {
        Purpose::Order | Purpose::Change => order(&mut clerk, document, purpose),
        _ => {
            let message = format!("an IDoc {message} is not an order");
            clerk.not_an_order(Severity::Notice, message);
        }
    }
}

/// By message type; a file without one goes by its basic type (`ORDERS05`).
fn purpose_of(message: &str) -> Purpose {
    match message.trim_end_matches(|c: char| c.is_ascii_digit()) {
        "ORDERS" => Purpose::Order,
        "ORDCHG" => Purpose::Change,
        "ORDRSP" => Purpose::OrderResponse,
        "DESADV" | "DELVRY" | "SHPMNT" => Purpose::DespatchAdvice,
        "INVOIC" => Purpose::Invoice,
        "DELFOR" | "DELINS" | "DELJIT" => Purpose::Forecast,
        "QUOTES" | "REQOTE" | "PRICAT" => Purpose::PriceInformation,
        "STATUS" | "CONTRL" | "SYSTAT" => Purpose::Acknowledgement,
        _ => Purpose::Other,
    }
}

/// A segment's name without version: `E2EDK01005` and `E1EDK01` are the same segment.
fn is(node: Node, segment: &str) -> bool {
    let name = node.name();
    let known = name.strip_prefix("E1").or_else(|| name.strip_prefix("E2"));
    known.is_some_and(|rest| {
        let (base, version) = rest
            .split_at_checked(segment.len() - 2)
            .unwrap_or((rest, ""));
        base == &segment[2..] && matches!(version.len(), 0 | 3)
    })
}

fn segments<'t>(node: Node<'t>, segment: &str) -> Vec<Node<'t>> {
    node.children()
        .filter(|child| is(*child, segment))
        .collect()
}

/// The first segment of this name whose qualifier is one of these, in the order of preference.
fn qualified<'t>(node: Node<'t>, segment: &str, field: &str, wanted: &[&str]) -> Option<Node<'t>> {
    let all = segments(node, segment);
    let with = |qualifier: &&str| all.iter().copied().find(|s| s.word(&[field]) == *qualifier);
    wanted.iter().find_map(with)
}

fn order(clerk: &mut Clerk, document: Node, purpose: Purpose) {
    let mut request = OrderRequest::empty(purpose);
    let header = segments(document, "E1EDK01").first().copied();
    // 001 is the customer's order; a purchasing system puts its number into the header itself.
    let reference = qualified(document, "E1EDK02", "QUALF", &["001"]);
    let number = |node: Option<Node>| node?.at("BELNR")?.field();
    request.po_number = number(reference).or_else(|| number(header));
    request.order_date = order_date(clerk, document, reference);
    request.requested_delivery_date = header_day(clerk, document, &["002", "001"]);
    request.currency = header.and_then(|header| clerk.currency(header, &["CURCY"]));
    request.buyer = party(document, &["AG", "SP", "BY"]);
    request.ship_to = party(document, &["WE", "ST"]);
    let sum = qualified(document, "E1EDS01", "SUMID", &["002", "010"]);
    request.total = sum.and_then(|sum| clerk.decimal(sum, &["SUMME"]));
    for text in segments(document, "E1EDKT1") {
        add_notes(&mut request, text_lines(text));
    }
    lines(clerk, document, &mut request);
    if request.currency.is_none() {
        request.currency = line_currency(clerk, document);
    }
    clerk.finish(request);
}

/// 012 is the date of the document; 022 that of the purchase order (E1EDK03-IDDAT).
fn order_date(clerk: &mut Clerk, document: Node, reference: Option<Node>) -> Stated<Day> {
    reference
        .and_then(|reference| clerk.day(reference, &["DATUM"]))
        .or_else(|| header_day(clerk, document, &["022", "012", "011", "025"]))
}

fn header_day(clerk: &mut Clerk, document: Node, kinds: &[&str]) -> Stated<Day> {
    let found = qualified(document, "E1EDK03", "IDDAT", kinds)?;
    clerk.day(found, &["DATUM"])
}

fn line_currency(clerk: &mut Clerk, document: Node) -> Stated<Currency> {
    let lines = segments(document, "E1EDP01");
    let found = lines.into_iter().find_map(|line| line.first(&["CURCY"]))?;
    clerk.currency_of(found)
}

/// Partner by function (E1EDKA1-PARVW): AG sold-to, WE ship-to.
fn party(node: Node, functions: &[&str]) -> Party {
    let segment = qualified(node, "E1EDKA1", "PARVW", functions)
        .or_else(|| qualified(node, "E1EDPA1", "PARVW", functions));
    let Some(partner) = segment else {
        return Party::default();
    };
    let text = |paths: &[&str]| partner.first(paths).and_then(Node::field);
    let parts = [
        "STRAS", "STRS2", "PFACH", "ORT02", "ORT01", "REGIO", "PSTLZ", "LAND1",
    ];
    Party {
        id: text(&["PARTN", "LIFNR", "ILNNR"]),
        name: text(&["NAME1"]),
        address: joined(parts.iter().filter_map(|part| partner.at(part))),
        postcode: text(&["PSTLZ"]),
        city: text(&["ORT01"]),
        country: text(&["LAND1"]),
        tax_id: None,
        email: None,
        phone: text(&["TELF1"]),
    }
}

/// E1EDKT1 with its E1EDKT2, which fixed-width files write behind it and XML inside of it.
fn text_lines(text: Node) -> Vec<Node> {
    let children = text
        .children()
        .filter(|c| is(*c, "E1EDKT2") || is(*c, "E1EDPT2"));
    children.filter_map(|line| line.at("TDLINE")).collect()
}

fn lines(clerk: &mut Clerk, document: Node, request: &mut OrderRequest) {
    let items = segments(document, "E1EDP01");
    let count = lines_within_limit(clerk, items.len());
    for (number, item) in items.into_iter().take(count).enumerate() {
        clerk.line = Some(number);
        action(clerk, item);
        request.lines.push(line(clerk, item));
        for text in segments(item, "E1EDPT1") {
            add_notes(request, text_lines(text));
        }
    }
    clerk.line = None;
}

/// E1EDP01-ACTION: 003 deletes the line.
fn action(clerk: &mut Clerk, item: Node) {
    if let Some(action) = item.at("ACTION").filter(|action| action.text() == "003") {
        let message = "the action code (003) says that this line is to be deleted";
        clerk.note(
            IssueCode::NotInterpreted,
            Severity::Doubt,
            Some(action.place()),
            message,
        );
    }
}

fn line(clerk: &mut Clerk, item: Node) -> RequestLine {
    let part = |qualifiers: &[&str]| qualified(item, "E1EDP19", "QUALF", qualifiers);
    let id = |qualifiers: &[&str]| {
        part(qualifiers)?
            .first(&["IDTNR", "IDTNR_EXTERNAL"])?
            .field()
    };
    let (unit_price, price_basis) = price(clerk, item);
    RequestLine {
        line_no: clerk.text(item, &["POSEX"]),
        buyer_part: id(&["001"]),
        supplier_part: id(&["002"]).or_else(|| likely(id(&["004"]))),
        gtin: id(&["003"]),
        description: description(item),
        quantity: clerk.decimal(item, &["MENGE"]),
        uom: clerk.text(item, &["MENEE"]),
        unit_price,
        price_basis,
        units_per_traded_unit: None,
        requested_delivery_date: line_wanted(clerk, item),
        ship_to_id: party(item, &["WE", "ST"]).id,
    }
}

fn price(clerk: &mut Clerk, item: Node) -> (Stated<Decimal>, Stated<Decimal>) {
    let price = clerk.decimal(item, &["VPREI"]);
    let basis = clerk.decimal(item, &["PEINH"]);
    (price, basis.filter(|basis| basis.value != Decimal::ZERO))
}

fn description(item: Node) -> Stated<String> {
    let ids = segments(item, "E1EDP19");
    let found = ids.into_iter().find_map(|id| id.first(&["KTEXT"]))?;
    found.field()
}

/// Schedule lines (E1EDP20) go before dates of the item (E1EDP03).
fn line_wanted(clerk: &mut Clerk, item: Node) -> Stated<Day> {
    let schedule = segments(item, "E1EDP20");
    if schedule.len() > 1 {
        let message = format!(
            "the line is split into {} deliveries; the last date is read",
            schedule.len()
        );
        clerk.note(
            IssueCode::NotInterpreted,
            Severity::Doubt,
            Some(schedule[0].place()),
            message,
        );
    }
    let days: Vec<Field<Day>> = schedule
        .iter()
        .filter_map(|s| clerk.day(*s, &["EDATU"]))
        .collect();
    days.into_iter().max_by_key(|day| day.value).or_else(|| {
        let found = qualified(item, "E1EDP03", "IDDAT", &["002", "001"])?;
        clerk.day(found, &["DATUM"])
    })
}
