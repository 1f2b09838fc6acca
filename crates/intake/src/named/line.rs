//! Lines of documents without a standard: which nodes they are, and what stands in them.

use super::party;
use super::words::{Ranking, Ranks, WORDS, Word, bare};
use crate::json::shop::position;
use crate::request::{RequestLine, Stated};
use crate::tree::clerk::{Clerk, likely};
use crate::tree::values::divided;
use crate::tree::{Node, Step};
use crate::{IssueCode, Severity};
use vocab::{Currency, Decimal};

/// How deep below a line its fields are looked for.
const LINE_DEPTH: usize = 6;
/// How deep below the root lines are looked for.
const SEARCH_DEPTH: usize = 12;

/// How a document looks at its items.
#[derive(Clone, Copy)]
pub(crate) struct View {
    /// It names a supplier, so the buyer wrote it and a bare item number is the buyer's.
    pub by_buyer: bool,
    /// Its lines stand in a list whose order numbers them.
    pub numbered: bool,
}

/// The nodes that look like lines: a quantity beside an item, a description, a price or a line
/// number. Lines in lines (components) are not found; of several lists of the same order the one
/// nearest to the root counts.
pub(crate) fn find<'t>(root: Node<'t>, ranking: &mut Ranking) -> Vec<Node<'t>> {
    let mut level: Vec<Node> = vec![root];
    for _ in 0..SEARCH_DEPTH {
        let (lines, others): (Vec<Node>, Vec<Node>) =
            level.iter().partition(|node| is_line(**node, ranking));
        if !lines.is_empty() {
            return lines.into_iter().map(|line| whole(line, ranking)).collect();
        }
        level = others.iter().flat_map(|node| node.children()).collect();
    }
    Vec::new()
}

/// The node around a line that holds the rest of it (`ItemDetail` around `BaseItemDetail`).
fn whole<'t>(line: Node<'t>, ranking: &mut Ranking) -> Node<'t> {
    const AROUND: [&str; 5] = [
        "itemdetail",
        "orderline",
        "orderlineitem",
        "lineitem",
        "orderitem",
    ];
    let around = line
        .parent()
        .filter(|p| AROUND.contains(&bare(p.name()).as_str()));
    let alone = |parent: &Node, ranking: &mut Ranking| {
        let mut lines = parent.children().filter(|child| is_line(*child, ranking));
        lines.next().is_some() && lines.next().is_none()
    };
    around
        .filter(|parent| alone(parent, ranking))
        .unwrap_or(line)
}

fn is_line(node: Node, ranking: &mut Ranking) -> bool {
    let quantity = Word::Quantity as usize;
    let quantity = node
        .children()
        .any(|child| ranking.of(child)[quantity] != u8::MAX);
    quantity && {
        let goods = [
            Word::Item,
            Word::Description,
            Word::Price,
            Word::LineNo,
            Word::Gtin,
        ];
        let goods = goods
            .into_iter()
            .chain([Word::BuyerPart, Word::SupplierPart]);
        let leaves = leaves(node, ranking);
        let mut words = goods.map(|word| word as usize);
        words.any(|word| leaves.iter().any(|leaf| leaf.ranks[word] != u8::MAX))
    }
}

/// A node of a line with its ranks and how deep it stands.
struct Leaf<'t> {
    node: Node<'t>,
    ranks: Ranks,
    depth: usize,
}

/// The nodes of a line, except those of parties and of amounts that are not the line's own.
fn leaves<'t>(line: Node<'t>, ranking: &mut Ranking) -> Vec<Leaf<'t>> {
    let mut found = Vec::new();
    let mut level = vec![line];
    for depth in 0..LINE_DEPTH {
        let mut next = Vec::new();
        for child in level.iter().flat_map(|node| node.children()) {
            if party::is_party(child, ranking) || is_foreign(child) {
                continue;
            }
            let ranks = ranking.of(child);
            let attribute = child.step() == Step::Attribute;
            if ranks != [u8::MAX; WORDS] && (!attribute || depth == 0) {
                found.push(Leaf {
                    node: child,
                    ranks,
                    depth,
                });
            }
            next.push(child);
        }
        level = next;
    }
    found
}

/// Parts of a line with quantities, prices and names of something else.
fn is_foreign(node: Node) -> bool {
    const FOREIGN: [&str; 9] = [
        "tax",
        "discount",
        "allowance",
        "charge",
        "component",
        "references",
        "feature",
        "option",
        "properties",
    ];
    node.is_branch() && {
        let name = bare(node.name());
        FOREIGN.iter().any(|part| name.contains(part))
    }
}

fn best<'t>(leaves: &[Leaf<'t>], word: Word) -> Option<Node<'t>> {
    let has = |leaf: &Leaf, word: Word| leaf.ranks[word as usize] != u8::MAX;
    // What says whose number it is, is not a bare item number.
    let owned = |leaf: &Leaf| has(leaf, Word::BuyerPart) || has(leaf, Word::SupplierPart);
    let fits = |leaf: &&Leaf| has(leaf, word) && (word != Word::Item || !owned(leaf));
    let filled = leaves.iter().filter(fits).filter_map(|leaf| {
        let value = value_of(leaf.node, word)?;
        let depth = leaf.depth + usize::from(value != leaf.node);
        Some((depth, leaf.ranks[word as usize], value))
    });
    filled
        .min_by_key(|(depth, rank, _)| (*depth, *rank))
        .map(|(_, _, value)| value)
}

/// A node's own text, or that of the one part that carries its value: `{"amount": 3, "unit": ..}`.
fn value_of(node: Node, word: Word) -> Option<Node> {
    if !node.text().is_empty() {
        return Some(node);
    }
    const VALUES: [&str; 6] = ["amount", "value", "quantity", "quantityvalue", "id", "text"];
    let parts: Vec<Node> = node
        .children()
        .filter(|c| c.step() != Step::Attribute)
        .collect();
    let filled = |part: &&Node| !part.text().is_empty();
    let by_name = |name: &str| parts.iter().filter(filled).find(|c| bare(c.name()) == name);
    let named = VALUES.iter().find_map(|name| by_name(name));
    let only = parts
        .first()
        .filter(|_| parts.len() == 1 || word == Word::Description);
    named.or(only.filter(filled)).copied()
}

fn is_amount(node: Node) -> bool {
    let name = bare(node.name());
    ["price", "quantity", "cost", "qty", "amount"]
        .iter()
        .any(|part| name.contains(part))
}

/// Reads one line.
pub(crate) fn read(
    clerk: &mut Clerk,
    ranking: &mut Ranking,
    node: Node,
    view: View,
) -> RequestLine {
    let leaves = leaves(node, ranking);
    let text = |word| likely(best(&leaves, word).and_then(Node::field));
    let quantity_node = best(&leaves, Word::Quantity);
    let price = best(&leaves, Word::Price).and_then(|found| money(clerk, found));
    let mut line = RequestLine {
        line_no: text(Word::LineNo),
        buyer_part: text(Word::BuyerPart),
        supplier_part: text(Word::SupplierPart),
        gtin: text(Word::Gtin),
        description: text(Word::Description),
        quantity: quantity_node.and_then(|found| likely(clerk.decimal_of(found))),
        uom: unit(quantity_node).or_else(|| text(Word::Uom)),
        unit_price: price,
        price_basis: best(&leaves, Word::PriceBasis)
            .and_then(|found| likely(clerk.decimal_of(found))),
        units_per_traded_unit: None,
        requested_delivery_date: best(&leaves, Word::Wanted).and_then(|f| likely(clerk.day_of(f))),
        ship_to_id: None,
    };
    qualified(&mut line, node);
    if line.line_no.is_none() && view.numbered {
        line.line_no = numeric_id(node).or_else(|| position(node));
    }
    let part = match view.by_buyer {
        true => &mut line.buyer_part,
        false => &mut line.supplier_part,
    };
    if part.is_none() {
        *part = text(Word::Item);
    }
    line
}

/// The unit that stands at the quantity itself: `<Quantity Unit="CT">`, `{"amount": 1, "unit": ..}`.
fn unit(quantity: Option<Node>) -> Stated<String> {
    const UNITS: [&str; 8] = [
        "unit",
        "unitcode",
        "uom",
        "uomcode",
        "unitofmeasure",
        "measurementunitcode",
        "units",
        "unitofmeasurecode",
    ];
    let quantity = quantity?;
    let holders = [
        Some(quantity),
        quantity.parent().filter(|parent| is_amount(*parent)),
    ];
    let units = holders
        .into_iter()
        .flatten()
        .flat_map(|holder| holder.children());
    let mut units = units.filter(|child| {
        let name = bare(child.name());
        UNITS.contains(&name.trim_start_matches('@'))
    });
    likely(units.find_map(Node::field))
}

/// A plain number that the list itself gives to the line.
fn numeric_id(node: Node) -> Stated<String> {
    let id = node.children().find(|child| bare(child.name()) == "id")?;
    let digits = !id.text().is_empty() && id.text().bytes().all(|b| b.is_ascii_digit());
    likely(id.field().filter(|_| digits))
}

/// Ids that say what they are: `{"id-qualifier": "EN", "id": "..."}`, `<ID type="buyer">..</ID>`.
fn qualified(line: &mut RequestLine, node: Node) {
    let mut pairs = Vec::new();
    for child in node
        .children()
        .flat_map(|child| std::iter::once(child).chain(child.children()))
    {
        pairs.extend(pair(child));
    }
    for (qualifier, value) in pairs {
        let slot = match qualifier.as_str() {
            "en" | "ean" | "gtin" | "upc" | "up" | "srv" | "isbn13" | "ua" | "uk" => &mut line.gtin,
            "sa" | "vp" | "vn" | "mf" => &mut line.supplier_part,
            "in" | "bp" | "cb" | "sk" => &mut line.buyer_part,
            text if text.contains("supplier")
                || text.contains("vendor")
                || text.contains("seller") =>
            {
                &mut line.supplier_part
            }
            text if text.contains("buyer") || text.contains("customer") => &mut line.buyer_part,
            _ => continue,
        };
        if slot.is_none() {
            *slot = value.field();
        }
    }
}

fn pair(node: Node) -> Option<(String, Node)> {
    let ends = |child: &Node, endings: &[&str]| {
        let name = bare(child.name());
        endings.iter().any(|ending| name.ends_with(ending))
    };
    let qualifier = node.children().find(|child| {
        ends(
            child,
            &["qualifier", "type", "typecode", "scheme", "schemename"],
        )
    })?;
    let value = if node.text().is_empty() {
        let named = |child: &Node| *child != qualifier && ends(child, &["id", "value", "number"]);
        node.children()
            .find(|child| named(child) && !child.text().is_empty())?
    } else {
        node
    };
    Some((bare(qualifier.text()), value))
}

/// An amount; one that is named in cents is turned into units.
pub(crate) fn money(clerk: &mut Clerk, node: Node) -> Stated<Decimal> {
    let mut field = likely(clerk.decimal_of(node))?;
    if bare(node.name()).ends_with("cents") {
        match divided(field.value, Decimal::whole(100)) {
            Some(units) => field.value = units,
            None => {
                let message = "expected whole cents";
                clerk.note(
                    IssueCode::BadValue,
                    Severity::Doubt,
                    Some(node.place()),
                    message,
                );
            }
        }
    }
    Some(field)
}

/// The currency that stands in a line or at its price.
pub(crate) fn currency(clerk: &mut Clerk, ranking: &mut Ranking, line: Node) -> Stated<Currency> {
    let leaves = leaves(line, ranking);
    let stated = best(&leaves, Word::Currency);
    let at_price = || {
        let prices = leaves
            .iter()
            .filter(|leaf| leaf.ranks[Word::Price as usize] != u8::MAX);
        let parts = prices.flat_map(|leaf| leaf.node.children());
        let mut parts = parts.flat_map(|part| std::iter::once(part).chain(part.children()));
        parts.find(|part| {
            bare(part.name())
                .trim_start_matches('@')
                .starts_with("currency")
        })
    };
    let found = stated.or_else(at_price)?;
    likely(clerk.currency_of(found))
}
