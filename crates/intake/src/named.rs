//! Reader of XML and JSON in no known vocabulary: finds the lines by their shape and the rest by the
//! names of things. All that it finds is likely, not certain.

mod line;
mod party;
mod words;

use crate::request::Stated;
use crate::tree::clerk::{Clerk, add_notes, likely, lines_within_limit, requests_within_limit};
use crate::tree::{Node, Step};
use crate::{Field, Format, OrderRequest, Party, Purpose, Reading, Severity};
use party::Role;
use std::collections::{HashMap, HashSet};
use words::{Ranking, Word, bare};

/// How deep below an order its header fields are looked for.
const HEADER_DEPTH: usize = 4;

/// Roots that say what a document is.
const PURPOSES: [(&str, Purpose); 14] = [
    ("orderresponse", Purpose::OrderResponse),
    ("orderconfirmation", Purpose::OrderResponse),
    ("acknowledgepurchaseorder", Purpose::OrderResponse),
    ("invoice", Purpose::Invoice),
    ("creditnote", Purpose::Invoice),
    ("despatchadvice", Purpose::DespatchAdvice),
    ("dispatchnotification", Purpose::DespatchAdvice),
    ("shipment", Purpose::DespatchAdvice),
    ("quotation", Purpose::PriceInformation),
    ("rfq", Purpose::PriceInformation),
    ("catalog", Purpose::PriceInformation),
    ("forecast", Purpose::Forecast),
    ("cancelpurchaseorder", Purpose::Cancellation),
    ("orderchange", Purpose::Change),
];

/// Reads a document by the names in it.
pub(crate) fn read_tree(root: Node, format: Format) -> Reading {
    let purpose = purpose_of(root);
    let mut reading = Reading::empty(format, purpose);
    if format == Format::Xml {
        reading.document_type = root.name().to_owned();
    }
    let mut ranking = Ranking::default();
    let orders = match purpose {
        Purpose::Order | Purpose::Change | Purpose::Cancellation => orders(root, &mut ranking),
        _ => Vec::new(),
    };
    if orders.is_empty() {
        let (severity, message) = match purpose {
            Purpose::Order => (
                Severity::Doubt,
                "nothing here looks like the lines of an order",
            ),
            _ => (
                Severity::Notice,
                "the document says that it is not an order",
            ),
        };
        Clerk::new(&mut reading).not_an_order(severity, message);
        if purpose == Purpose::Order {
            reading.purpose = Purpose::Other;
        }
        return reading;
    }
    let count = requests_within_limit(&mut reading, orders.len());
    for (order, lines) in orders.into_iter().take(count) {
        let mut clerk = Clerk::new(&mut reading);
        clerk.written = true;
        read_order(&mut clerk, &mut ranking, order, lines, purpose);
    }
    reading
}

/// By the name of the root; JSON has none, there the first keys say it.
fn purpose_of(root: Node) -> Purpose {
    let says = |node: Node| {
        let name = bare(node.name());
        let found = PURPOSES.iter().find(|(known, _)| name.contains(known));
        found.map(|(_, purpose)| *purpose)
    };
    let wrapped = || {
        let json = root.step() == Step::Member;
        let mut keys = root.children().filter(|child| json && child.is_branch());
        keys.next().filter(|_| keys.next().is_none()).and_then(says)
    };
    let invoice = || {
        let mut names = root.children().map(|child| bare(child.name()));
        let number =
            |name: &String| matches!(name.as_str(), "invoicenumber" | "invoiceno" | "invoiceid");
        names.any(|name| number(&name)).then_some(Purpose::Invoice)
    };
    says(root)
        .or_else(wrapped)
        .or_else(invoice)
        .unwrap_or(Purpose::Order)
}

/// What a header says that is to be done with the order: `<Purpose>AMEND</Purpose>`.
fn stated_purpose(header: &[Node]) -> Option<Purpose> {
    const FIELDS: [&str; 7] = [
        "purpose",
        "purposecode",
        "action",
        "actioncode",
        "transactiontype",
        "messagefunction",
        "documentfunction",
    ];
    const CANCELS: [&str; 3] = ["cancel", "delet", "void"];
    const CHANGES: [&str; 6] = ["amend", "chang", "updat", "replac", "revis", "modif"];
    let mut fields = header
        .iter()
        .filter(|field| FIELDS.contains(&bare(field.name()).trim_start_matches('@')));
    fields.find_map(|field| {
        let word = bare(field.text());
        let begins = |stems: &[&str]| stems.iter().any(|stem| word.starts_with(stem));
        match (begins(&CANCELS), begins(&CHANGES)) {
            (true, _) => Some(Purpose::Cancellation),
            (_, true) => Some(Purpose::Change),
            (false, false) => None,
        }
    })
}

/// The orders of a document with their lines, in the order of the document.
fn orders<'t>(root: Node<'t>, ranking: &mut Ranking) -> Vec<(Node<'t>, Vec<Node<'t>>)> {
    let found = line::find(root, ranking);
    let mut orders: Vec<(Node, Vec<Node>)> = Vec::new();
    let mut places: HashMap<u32, usize> = HashMap::new();
    let mut known: HashMap<u32, Node> = HashMap::new();
    let mut heads = HashMap::new();
    let all: HashSet<u32> = found.iter().map(|line| line.id()).collect();
    for line in found {
        let Some(parent) = line.parent() else {
            continue;
        };
        let order = *known
            .entry(parent.id())
            .or_insert_with(|| order_above(parent, root, &all, &mut heads, ranking));
        let place = *places.entry(order.id()).or_insert_with(|| {
            orders.push((order, Vec::new()));
            orders.len() - 1
        });
        orders[place].1.push(line);
    }
    orders
}

/// The nearest node above the lines that has an order number or date of its own. `heads` keeps what
/// was found out about nodes already, so that each is looked at once.
fn order_above<'t>(
    from: Node<'t>,
    root: Node<'t>,
    lines: &HashSet<u32>,
    heads: &mut HashMap<u32, bool>,
    ranking: &mut Ranking,
) -> Node<'t> {
    let above = std::iter::successors(Some(from), |node| node.parent());
    for node in above.take_while(|node| *node != root) {
        let is_head = *heads
            .entry(node.id())
            .or_insert_with(|| is_head(node, lines, ranking));
        if is_head {
            return node;
        }
    }
    root
}

fn is_head(node: Node, lines: &HashSet<u32>, ranking: &mut Ranking) -> bool {
    header_of(node, lines, ranking).iter().any(|field| {
        let ranks = ranking.of(*field);
        let words = [Word::PoNumber, Word::OrderDate];
        words.iter().any(|word| ranks[*word as usize] != u8::MAX)
    })
}

/// The filled leaves of an order that belong to no line and no party.
fn header_of<'t>(order: Node<'t>, lines: &HashSet<u32>, ranking: &mut Ranking) -> Vec<Node<'t>> {
    let mut fields = Vec::new();
    let mut level = vec![order];
    for _ in 0..=HEADER_DEPTH {
        let mut next = Vec::new();
        for child in level.iter().flat_map(|node| node.children()) {
            if lines.contains(&child.id()) || party::is_party(child, ranking) {
                continue;
            }
            if !child.text().is_empty() {
                fields.push(child);
            }
            next.push(child);
        }
        level = next;
    }
    fields
}

fn best<'t>(fields: &[Node<'t>], word: Word, ranking: &mut Ranking) -> Option<Node<'t>> {
    let ranked = fields.iter().filter_map(|field| {
        let rank = ranking.of(*field)[word as usize];
        (rank != u8::MAX).then_some((rank, *field))
    });
    ranked.min_by_key(|(rank, _)| *rank).map(|(_, field)| field)
}

fn read_order(
    clerk: &mut Clerk,
    ranking: &mut Ranking,
    order: Node,
    lines: Vec<Node>,
    purpose: Purpose,
) {
    let mut request = OrderRequest::empty(purpose);
    let set: HashSet<u32> = lines.iter().map(|line| line.id()).collect();
    let header = header_of(order, &set, ranking);
    if let Some(stated) = stated_purpose(&header) {
        request.purpose = stated;
        clerk.reading.purpose = stated;
    }
    let mut find = |word| best(&header, word, ranking);
    let bare = find(Word::BareNumber).filter(|found| found.parent() == Some(order));
    let number = find(Word::PoNumber).or(bare);
    request.po_number = likely(number.and_then(Node::field));
    let date = find(Word::OrderDate).or_else(|| find(Word::BareDate));
    request.order_date = date.and_then(|found| likely(clerk.day_of(found)));
    request.requested_delivery_date =
        find(Word::Wanted).and_then(|found| likely(clerk.day_of(found)));
    request.currency = find(Word::Currency).and_then(|found| likely(clerk.currency_of(found)));
    request.total = find(Word::Total).and_then(|found| line::money(clerk, found));
    let notes = header.iter().copied();
    let notes: Vec<Node> = notes
        .filter(|n| ranking.of(*n)[Word::Note as usize] != u8::MAX)
        .collect();
    add_notes(&mut request, notes);
    let blocks = blocks_of(order, &set, ranking);
    request.buyer = party_of(Role::Buyer, &blocks, &header, ranking);
    request.ship_to = party_of(Role::ShipTo, &blocks, &header, ranking);
    let supplier = party_of(Role::Supplier, &blocks, &header, ranking);
    let view = line::View {
        by_buyer: supplier.id.is_some() || supplier.name.is_some(),
        numbered: matches!(order.step(), Step::Member | Step::MemberItem | Step::Item),
    };
    let count = lines_within_limit(clerk, lines.len());
    for (number, node) in lines.iter().take(count).enumerate() {
        clerk.line = Some(number);
        request.lines.push(line::read(clerk, ranking, *node, view));
    }
    clerk.line = None;
    common_ship_to(&mut request, &lines, ranking);
    if request.currency.is_none() {
        request.currency = lines
            .first()
            .and_then(|first| line::currency(clerk, ranking, *first));
    }
    clerk.finish(request);
}

/// The party blocks of an order outside of its lines.
fn blocks_of<'t>(order: Node<'t>, lines: &HashSet<u32>, ranking: &mut Ranking) -> Vec<Node<'t>> {
    let mut blocks = Vec::new();
    let mut level = vec![order];
    for _ in 0..=HEADER_DEPTH {
        let mut next = Vec::new();
        for child in level.iter().flat_map(|node| node.children()) {
            let is_line = lines.contains(&child.id());
            // A block of blocks (`OrderParty` with `BuyerParty`) is not a party itself.
            let holds_parties = child
                .children()
                .any(|c| party::role_of(c, ranking).is_some());
            match party::is_party(child, ranking) && !holds_parties {
                _ if is_line => {}
                true => blocks.push(child),
                false => next.push(child),
            }
        }
        level = next;
    }
    blocks
}

fn party_of(role: Role, blocks: &[Node], header: &[Node], ranking: &mut Ranking) -> Party {
    let block = blocks
        .iter()
        .filter_map(|block| {
            let (known, rank) = party::role_of(*block, ranking)?;
            (known == role).then_some((rank, *block))
        })
        .min_by_key(|(rank, _)| *rank);
    let mut found = block
        .map(|(_, block)| party::party(block, ranking))
        .unwrap_or_default();
    party::add_prefixed(&mut found, role, header);
    found
}

/// A ship-to that only the lines state is the order's when they all agree, and theirs when not.
fn common_ship_to(request: &mut OrderRequest, lines: &[Node], ranking: &mut Ranking) {
    let none = HashSet::new();
    let mut of_line = |line: &Node| {
        let blocks = blocks_of(*line, &none, ranking);
        party_of(Role::ShipTo, &blocks, &[], ranking)
    };
    let parties: Vec<Party> = lines
        .iter()
        .take(request.lines.len())
        .map(&mut of_line)
        .collect();
    let value = |field: &Stated<String>| field.as_ref().map(|f: &Field<String>| f.value.clone());
    let words = |party: &Party| [&party.id, &party.name, &party.address].map(value);
    let stated = |party: &Party| words(party).iter().any(Option::is_some);
    let header = &request.ship_to;
    let empty = !stated(header);
    let Some(first) = parties.first().filter(|first| stated(first)) else {
        return;
    };
    if empty && parties.iter().all(|party| words(party) == words(first)) {
        request.ship_to = first.clone();
        return;
    }
    for (line, party) in request.lines.iter_mut().zip(parties) {
        line.ship_to_id = party.id;
    }
}
