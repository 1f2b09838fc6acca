//! Who buys, who sells and where to deliver: blocks of lines under, beside or behind a label.

use super::label::{is_label, spoken};
use super::text::{Line, Piece};
use crate::request::{Confidence, Field, Party};
use crate::sheet::party::is_company;
use crate::sheet::purpose::named;
use crate::sheet::words::{Concept as C, split};

/// The most lines of a block.
const BLOCK_LINES_MAX: usize = 8;
/// Lines of a block stand no further apart, in heights of a line.
const BLOCK_GAP_HEIGHTS: u32 = 2;
/// The most characters of a name.
const NAME_CHARS_MAX: usize = 80;
/// The share of the first page, from its top, that may hold the letterhead.
const LETTERHEAD_PERCENT: u32 = 35;
/// The part a block plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Buyer,
    Seller,
    BillTo,
    ShipTo,
}

/// A block of lines that names a party.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub part: Part,
    pub lines: Vec<Piece>,
}

/// Every labelled block.
pub(super) fn blocks(lines: &[Line], end: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (index, line) in lines[..end].iter().enumerate() {
        for (at, piece) in line.pieces.iter().enumerate() {
            let (words, own) = piece.text.split_once(':').unwrap_or((&piece.text, ""));
            if let Some(part) = part(words) {
                let block = block(lines, index, at, own.trim());
                if !block.is_empty() {
                    blocks.push(Block { part, lines: block });
                }
            }
        }
    }
    blocks
}

/// The part that a label of nothing but known words gives.
fn part(text: &str) -> Option<Part> {
    const WORDS_MAX: usize = 5;
    let words = split(text);
    let said = spoken(text);
    let has = |concept| said.contains(&concept);
    let is_addressed = has(C::To) || has(C::Address);
    let folded = words.join(" ");
    let polite = [
        "please deliver to",
        "send goods to",
        "goods to",
        "לכבוד",
        "אל",
        "afleveradres",
        "factuuradres",
        "envie a",
        "cobrar a",
    ];
    if let Some(at) = polite.iter().position(|phrase| *phrase == folded) {
        return Some(match at {
            0..=2 | 5 | 7 => Part::ShipTo,
            _ => Part::BillTo,
        });
    }
    let is_known = words.len() <= WORDS_MAX
        && words
            .iter()
            .all(|word| crate::sheet::words::concepts(word).is_some());
    let other = [
        C::Number,
        C::Code,
        C::Date,
        C::Terms,
        C::Email,
        C::Phone,
        C::Contact,
        C::Tax,
        C::Item,
        C::By,
        C::Quantity,
        C::Total,
    ];
    if words.is_empty() || !is_known || other.iter().any(|concept| has(*concept)) {
        return None;
    }
    match () {
        () if has(C::Vendor) => Some(Part::Seller),
        () if has(C::Bill) && is_addressed => Some(Part::BillTo),
        () if (has(C::Ship) || has(C::Delivery)) && is_addressed => Some(Part::ShipTo),
        () if has(C::Buyer) && words.len() == 1
            || has(C::Customer) && (words.len() == 1 || has(C::To)) =>
        {
            Some(Part::Buyer)
        }
        () => None,
    }
}

/// The lines of a block, from what is behind or beside its label, or from what is below.
fn block(lines: &[Line], index: usize, at: usize, own: &str) -> Vec<Piece> {
    let line = &lines[index];
    let label = &line.pieces[at];
    let near = |next: &&Piece| {
        label.text.ends_with(':')
            && next.area.left.saturating_sub(label.area.right) < label.area.height() * 6
            && !is_label(&next.text)
            && part(&next.text).is_none()
    };
    let head = (!own.is_empty())
        .then(|| label.saying(own))
        .or_else(|| line.pieces.get(at + 1).filter(near).cloned());
    let mut block: Vec<Piece> = head.into_iter().collect();
    let edge = block.first().map_or(label.area.left, |head| head.area.left);
    let mut last = label.area;
    for row in &lines[index + 1..] {
        let found = row
            .pieces
            .iter()
            .find(|piece| aligned(piece, edge, &label.area, block.first()));
        let gap = row.area.top.saturating_sub(last.bottom);
        if row.page != line.page
            || gap > last.height() * BLOCK_GAP_HEIGHTS
            || block.len() >= BLOCK_LINES_MAX
        {
            break;
        }
        let Some(piece) = found else { continue };
        if part(piece.text.trim_end_matches(':')).is_some() {
            break;
        }
        last = piece.area;
        if !is_contact(&piece.text) {
            if is_label(&piece.text) {
                break;
            }
            block.push(piece.clone());
        }
    }
    block
}

fn aligned(piece: &Piece, edge: u32, label: &crate::page::Area, head: Option<&Piece>) -> bool {
    let near = |left: u32| piece.area.left.abs_diff(left) <= label.height() * 3 / 2;
    match head {
        Some(head) => near(head.area.left),
        None => near(edge) || piece.overlaps(label),
    }
}

/// A phone, fax or e-mail line, which is no part of an address.
fn is_contact(text: &str) -> bool {
    let said = spoken(text.split(':').next().unwrap_or_default());
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    text.contains('@')
        || text.starts_with("www.")
        || text.starts_with("http")
        || said
            .iter()
            .any(|concept| matches!(concept, C::Phone | C::Email))
        || digits >= 7 && letters == 0
}

/// The party that a block names; `also` is a name that it may state behind a person's.
pub(super) fn party(block: &[Piece], also: Option<&str>, confidence: Confidence) -> Party {
    let at = (block.iter().take(2))
        .position(|piece| is_company(&piece.text) || also == Some(piece.text.as_str()));
    let at = at.unwrap_or(0);
    let name = block
        .get(at)
        .map(|piece| piece.field(trimmed(&piece.text), confidence));
    let rest: Vec<&Piece> = block.iter().skip(at + 1).collect();
    let address = rest.first().map(|first| {
        let lines: Vec<String> = rest.iter().map(|piece| trimmed(&piece.text)).collect();
        let mut field = first.field(lines.join(", "), confidence);
        field.evidence.text = field.value.clone();
        field
    });
    Party {
        name,
        address,
        ..Party::default()
    }
}

fn trimmed(text: &str) -> String {
    text.trim_matches([' ', ',', ';', ':']).to_owned()
}

/// The name in the letterhead: the first company that stands at the top in no labelled block, else
/// the first text there that could be a name.
pub(super) fn letterhead(lines: &[Line], height: u32, blocks: &[Block]) -> Option<Field<String>> {
    let limit = height * LETTERHEAD_PERCENT / 100;
    let top = lines
        .iter()
        .take_while(|line| line.page == 1 && line.area.top <= limit);
    let taken = |piece: &Piece| {
        let mut own = blocks.iter().flat_map(|block| &block.lines);
        own.any(|line| line.shown == piece.shown)
    };
    let names: Vec<&Piece> = top
        .flat_map(|line| &line.pieces)
        .filter(|piece| could_name(&piece.text) && !taken(piece))
        .collect();
    let company = names.iter().find(|piece| is_company(&piece.text));
    let name = company.or(names.first())?;
    Some(name.field(trimmed(&name.text), Confidence::GUESSED))
}

fn could_name(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    letters >= 4
        && digits * 4 < letters
        && text.chars().count() <= NAME_CHARS_MAX
        && !is_label(text)
        && !is_contact(text)
        && named(text).is_none()
        && part(text.split(':').next().unwrap_or_default()).is_none()
        && !text.ends_with([':', '.']) | is_company(text)
}
