//! Parties in documents without a standard: blocks with a role, and fields named after a role.

use super::words::{Ranking, Word, bare};
use crate::Party;
use crate::request::Stated;
use crate::tree::clerk::{joined, likely};
use crate::tree::{Node, Step};

/// How deep the fields of a party are looked for.
const PARTY_DEPTH: usize = 4;

/// A role that matters for an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Buyer,
    ShipTo,
    Supplier,
}

/// Names of roles, best first; a lower one stands in when the better ones are absent.
const ROLES: [(Role, &[&str]); 3] = [
    (
        Role::Buyer,
        &[
            "buyer",
            "buyercustomer",
            "orderedby",
            "orderperson",
            "purchaser",
            "customer",
            "client",
            "soldto",
            "by",
            "importer",
            "billto",
            "billing",
            "invoiceto",
            "invoicee",
            "consignee",
        ],
    ),
    (
        Role::ShipTo,
        &[
            "shipto",
            "deliverto",
            "delivery",
            "deliverylocation",
            "shipping",
            "st",
            "dp",
            "recipient",
            "destination",
            "finaldelivery",
        ],
    ),
    (
        Role::Supplier,
        &[
            "supplier",
            "vendor",
            "seller",
            "sellersupplier",
            "su",
            "se",
            "vn",
        ],
    ),
];

/// Endings that say only that a block is about somebody.
const BLOCK_ENDINGS: [&str; 8] = [
    "party",
    "address",
    "info",
    "information",
    "person",
    "details",
    "customerparty",
    "tradeparty",
];

/// Role of a block, by what it says itself (`Type`, `@role`) or by its name, and how good it is.
pub(crate) fn role_of(node: Node, ranking: &mut Ranking) -> Option<(Role, usize)> {
    if !node.children().any(|child| child.step() != Step::Item) {
        return None;
    }
    let says = node
        .children()
        .filter(|child| ranking.of(*child)[Word::Role as usize] != u8::MAX)
        .find_map(|child| role_named(&bare(child.text())));
    says.or_else(|| role_named(&bare(node.name())))
}

fn role_named(name: &str) -> Option<(Role, usize)> {
    let stem = BLOCK_ENDINGS
        .iter()
        .find_map(|ending| name.strip_suffix(ending).filter(|stem| !stem.is_empty()));
    let find = |name: &str| {
        ROLES.iter().find_map(|(role, names)| {
            let rank = names.iter().position(|known| *known == name)?;
            Some((*role, rank))
        })
    };
    find(name).or_else(|| find(stem?))
}

/// True for blocks that name a party or a place, whatever their role.
pub(crate) fn is_party(node: Node, ranking: &mut Ranking) -> bool {
    const ABOUT: [&str; 3] = ["address", "party", "partyinfo"];
    const PLACES: [&str; 3] = ["finaldestination", "contact", "contactdetails"];
    if !node.is_branch() {
        return false;
    }
    let name = bare(node.name());
    ABOUT.iter().any(|ending| name.ends_with(ending))
        || PLACES.contains(&name.as_str())
        || role_of(node, ranking).is_some()
}

/// What a block says of its party.
pub(crate) fn party(block: Node, ranking: &mut Ranking) -> Party {
    let mut leaves = Vec::new();
    collect(block, PARTY_DEPTH, &mut leaves);
    let mut best = |word: Word| {
        let ranked = leaves.iter().filter_map(|(node, depth)| {
            let rank = ranking.of(*node)[word as usize];
            (rank != u8::MAX).then_some((*depth, rank, *node))
        });
        ranked
            .min_by_key(|(depth, rank, _)| (*depth, *rank))
            .map(|(_, _, node)| node)
    };
    let [city, region, postcode, country] =
        [Word::City, Word::Region, Word::Postcode, Word::Country].map(&mut best);
    let field = |node: Option<Node>| node.and_then(Node::field);
    let mut party = Party {
        id: field(best(Word::PartyId)),
        name: field(best(Word::PartyName)),
        postcode: field(postcode),
        city: field(city),
        country: field(country),
        email: field(best(Word::Email)),
        phone: field(best(Word::Phone)),
        tax_id: field(best(Word::TaxId)),
        address: None,
    };
    if party.name.is_none() {
        let names = [best(Word::FirstName), best(Word::LastName)];
        party.name = joined(names.into_iter().flatten());
        if let Some(name) = &mut party.name {
            name.value = name.value.replace(", ", " ");
        }
    }
    let streets = leaves
        .iter()
        .map(|(node, _)| *node)
        .filter(|node| ranking.of(*node)[Word::Street as usize] != u8::MAX);
    let streets: Vec<Node> = streets.collect();
    let places = [city, region, postcode, country].into_iter().flatten();
    party.address = joined(streets.into_iter().chain(places));
    party
}

fn collect<'t>(node: Node<'t>, depth: usize, leaves: &mut Vec<(Node<'t>, usize)>) {
    for child in node
        .children()
        .filter(|child| child.step() != Step::Attribute)
    {
        if !child.text().is_empty() {
            leaves.push((child, PARTY_DEPTH - depth));
        }
        let nested = bare(child.name());
        // References and contacts inside a party have names and numbers of their own.
        let foreign = matches!(
            nested.as_str(),
            "references" | "reference" | "contact" | "contactdetails" | "account"
        );
        if depth > 0 && !foreign {
            collect(child, depth - 1, leaves);
        }
    }
}

/// Fills what a header says by names such as `CustomerNumber` or `ship_to_name`.
pub(crate) fn add_prefixed(party: &mut Party, role: Role, header: &[Node]) {
    if party.id.is_none() {
        party.id = prefixed(
            role,
            header,
            &["id", "code", "number", "no", "gln", "account"],
        );
    }
    if party.name.is_none() {
        party.name = prefixed(role, header, &["name", "companyname", "company", ""]);
    }
    if role == Role::ShipTo && party.address.is_none() {
        let parts = [
            "address", "address1", "address2", "street", "city", "state", "zip", "postcode",
            "country",
        ];
        let found = parts
            .iter()
            .filter_map(|part| find_prefixed(role, header, part));
        party.address = joined(found);
    }
}

fn prefixed(role: Role, header: &[Node], endings: &[&str]) -> Stated<String> {
    let found = endings
        .iter()
        .find_map(|ending| find_prefixed(role, header, ending))?;
    likely(found.field())
}

fn find_prefixed<'t>(role: Role, header: &[Node<'t>], ending: &str) -> Option<Node<'t>> {
    let (_, names) = ROLES.iter().find(|(known, _)| *known == role)?;
    let long = names.iter().filter(|name| name.len() > 2);
    long.into_iter().find_map(|name| {
        let wanted = format!("{name}{ending}");
        header
            .iter()
            .copied()
            .find(|node| !node.is_branch() && bare(node.name()) == wanted)
    })
}
