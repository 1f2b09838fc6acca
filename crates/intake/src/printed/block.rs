//! Blocks of lines that name a party: under, beside or behind a label, or an address by itself.

use super::label::{is_label, spoken};
use super::text::{Line, Piece};
use crate::page::Area;
use crate::sheet::party::looks_like_id;
use crate::sheet::words::{Concept as C, concepts, split};

/// The most lines of a block.
const BLOCK_LINES_MAX: usize = 8;
/// Lines of a labelled block stand no further apart, in heights of a line.
const BLOCK_GAP_HEIGHTS: u32 = 2;
/// How far beside its label a block may begin, in heights of the label.
const BESIDE_HEIGHTS_MAX: u32 = 12;
/// How far behind a town its postcode may stand, in heights of the line.
const POSTCODE_HEIGHTS_MAX: u32 = 5;
/// The most characters of a postcode.
const POSTCODE_CHARS_MAX: usize = 10;
/// The most words of a label.
const LABEL_WORDS_MAX: usize = 6;

/// The part a block plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Buyer,
    Seller,
    BillTo,
    ShipTo,
    /// Whom the document is written to: who sells or who buys, by what the document is.
    Addressee,
}

/// A block of lines that names a party.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    /// As its label says.
    pub part: Option<Part>,
    /// Name and address.
    pub lines: Vec<Piece>,
    /// The number that the party has, where it stands right behind the label.
    pub id: Option<Piece>,
    /// Phones, numbers and other labelled lines in it.
    pub details: Vec<Piece>,
}

/// Labels of parties that the words of tables and forms do not make up.
const PHRASES: &[(Part, &[&str])] = &[
    (
        Part::ShipTo,
        &[
            "please deliver to",
            "deliver goods to",
            "send goods to",
            "goods to",
            "shipped to",
            "delivered to",
            "place of delivery",
            "consignee",
            "livrer a",
            "lieu de livraison",
            "envie a",
            "enviar a",
            "entregar a",
            "entregar en",
            "lugar de entrega",
            "luogo di consegna",
            "destinazione merce",
            "consegnare a",
            "לאספקה אל",
            "נא לספק אל",
            "יעד אספקה",
        ],
    ),
    (
        Part::BillTo,
        &[
            "send invoice to",
            "send invoices to",
            "mail invoice to",
            "mail invoices to",
            "invoices to",
            "factuuradres",
            "facturer a",
            "facturar a",
            "cobrar a",
            "fatturare a",
            "לחיוב",
        ],
    ),
    (
        Part::Buyer,
        &[
            "sold to",
            "ordered for",
            "auftraggeber",
            "committente",
            "acquirente",
            "המזמין",
            "שם המזמין",
            "שם לקוח",
            "שם הלקוח",
            "פרטי לקוח",
            "פרטי הלקוח",
            "פרטי המזמין",
        ],
    ),
    (
        Part::Seller,
        &[
            "ship from",
            "shipped from",
            "bill from",
            "order from",
            "ordered from",
            "purchased from",
            "remit to",
            "remittance address",
            "service provider",
            "פרטי ספק",
            "פרטי הספק",
            "שם ספק",
            "שם הספק",
        ],
    ),
    (
        Part::Addressee,
        &[
            "to",
            "an",
            "messrs",
            "לכבוד",
            "לכב",
            "אל",
            "spett le",
            "spettle",
        ],
    ),
];

/// Every labelled block above a line.
pub(super) fn labelled(lines: &[Line], end: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (index, line) in lines[..end].iter().enumerate() {
        for (at, piece) in line.pieces.iter().enumerate() {
            let (words, own) = piece.text.split_once(':').unwrap_or((&piece.text, ""));
            if let Some(part) = part(words) {
                let block = Search::new(lines, index, at, own.trim()).block(part);
                if !block.lines.is_empty() || block.id.is_some() {
                    blocks.push(block);
                }
            }
        }
    }
    blocks
}

/// Runs of lines on the first page above some line that stand below each other, in no other block.
pub(super) fn standing(lines: &[Line], end: usize, taken: &[Block]) -> Vec<Block> {
    let taken = |piece: &Piece| {
        let mut own = taken
            .iter()
            .flat_map(|block| block.lines.iter().chain(&block.details));
        own.any(|line| line.shown == piece.shown)
    };
    let mut runs: Vec<Block> = Vec::new();
    let first = lines[..end].iter().take_while(|line| line.page == 1);
    let pieces = first.flat_map(|line| {
        line.pieces
            .iter()
            .enumerate()
            .map(move |(at, piece)| (line, at, piece))
    });
    for (line, at, piece) in pieces {
        if taken(piece) {
            continue;
        }
        let run = runs.iter_mut().rev().find(|run| goes_on(run, piece));
        match (run, kind(&piece.text)) {
            (Some(run), Kind::Detail) => run.details.push(piece.clone()),
            (Some(run), Kind::Line) if run.lines.len() < BLOCK_LINES_MAX => {
                run.lines.push(with_postcode(line, at));
            }
            (None, Kind::Line) => runs.push(Block {
                lines: vec![piece.clone()],
                ..Block::default()
            }),
            (_, Kind::Line | Kind::Detail | Kind::Label | Kind::Empty) => {}
        }
    }
    runs
}

/// True for the next line of a run: right below it, at its left edge or its middle.
fn goes_on(run: &Block, piece: &Piece) -> bool {
    let last = run
        .lines
        .iter()
        .chain(&run.details)
        .max_by_key(|line| line.area.bottom);
    last.is_some_and(|last| {
        let gap = piece.area.top.saturating_sub(last.area.bottom);
        let under = piece.area.top >= last.area.middle_y();
        under
            && gap <= last.area.height().max(piece.area.height())
            && in_column(piece, &run.lines[0].area)
    })
}

/// At the left edge or around the middle of another line.
fn in_column(piece: &Piece, other: &Area) -> bool {
    let near = piece.area.height() * 3 / 2;
    let middle = |area: &Area| u64::from(area.left) + u64::from(area.right);
    piece.area.left.abs_diff(other.left) <= near
        || middle(&piece.area).abs_diff(middle(other)) <= u64::from(near)
}

/// The part that a label of nothing but known words gives.
pub(super) fn part(text: &str) -> Option<Part> {
    let text = text.split('(').next().unwrap_or_default();
    let words = split(text);
    if words.is_empty() || words.len() > LABEL_WORDS_MAX {
        return None;
    }
    let folded = words.join(" ");
    let polite = PHRASES
        .iter()
        .find(|(_, all)| all.contains(&folded.as_str()));
    if let Some((part, _)) = polite {
        return Some(*part);
    }
    let is_known = words.iter().all(|word| concepts(word).is_some());
    is_known.then(|| by_concepts(&spoken(text), words.len()))?
}

fn by_concepts(said: &[C], words: usize) -> Option<Part> {
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
        C::Reference,
        C::Attribute,
        C::Notes,
        C::Price,
        C::Material,
    ];
    let has = |concept| said.contains(&concept);
    if other.iter().any(|concept| has(*concept)) {
        return None;
    }
    let is_placed = has(C::To) || has(C::Address);
    match () {
        () if has(C::Vendor) => Some(Part::Seller),
        () if has(C::Bill) && is_placed => Some(Part::BillTo),
        () if (has(C::Ship) || has(C::Delivery)) && (is_placed || has(C::Site)) => {
            Some(Part::ShipTo)
        }
        () if (has(C::Buyer) || has(C::Customer))
            && (words == 1 || is_placed || has(C::Name) || has(C::Company)) =>
        {
            Some(Part::Buyer)
        }
        () => None,
    }
}

/// What a line below the label of a party is.
enum Kind {
    /// A part of the name or the address.
    Line,
    /// A phone, a number that the party is registered by.
    Detail,
    /// Something else begins.
    Label,
    /// A line that is drawn.
    Empty,
}

fn kind(text: &str) -> Kind {
    match () {
        () if !text.contains(char::is_alphanumeric) => Kind::Empty,
        () if is_contact(text) || registered(text).is_some() => Kind::Detail,
        () if is_part(text) || is_label(text) || is_labelled(text) => Kind::Label,
        () => Kind::Line,
    }
}

fn is_part(text: &str) -> bool {
    part(text.trim_end_matches(':')).is_some()
}

/// "Deliv. terms: EXW": a few words, a colon, and no address.
fn is_labelled(text: &str) -> bool {
    const WORDS_MAX: usize = 3;
    let Some((before, _)) = text.split_once(':') else {
        return false;
    };
    let is_address = spoken(before).iter().any(|said| {
        matches!(
            said,
            C::Address | C::City | C::Region | C::Postcode | C::Country
        )
    });
    before.split(' ').count() <= WORDS_MAX
        && !before.contains(|c: char| c.is_ascii_digit())
        && !is_address
}

/// A phone, fax or e-mail line, or a site of the web.
pub(super) fn is_contact(text: &str) -> bool {
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

/// The number that the register of companies, the tax office or the state knows a party by in
/// Israel: behind `ח.פ`, `ת.ז`, `ע.מ` or `עוסק מורשה`, eight or nine digits.
pub(super) fn registered(text: &str) -> Option<&str> {
    const LABELS: [&str; 6] = ["ח.פ", "ח\"פ", "ת.ז", "ע.מ", "עוסק מורשה", "עוסק פטור"];
    let is_said = LABELS.iter().any(|label| text.contains(label));
    let mut words = text.split([' ', ':']);
    let number = words
        .find(|word| (8..=9).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit()));
    number.filter(|_| is_said)
}

/// Looks for the lines of one labelled block.
struct Search<'a> {
    lines: &'a [Line],
    index: usize,
    at: usize,
    label: &'a Piece,
    /// What stands in the same piece behind the label.
    own: &'a str,
}

impl<'a> Search<'a> {
    fn new(lines: &'a [Line], index: usize, at: usize, own: &'a str) -> Search<'a> {
        let label = &lines[index].pieces[at];
        Search {
            lines,
            index,
            at,
            label,
            own,
        }
    }

    fn block(&self, part: Part) -> Block {
        let mut block = Block {
            part: Some(part),
            ..Block::default()
        };
        if let Some(head) = self.head() {
            if looks_like_id(&head.text) {
                block.id = Some(head);
            } else {
                block.lines.push(head);
            }
        }
        let mut last = self.label.area;
        for row in &self.lines[self.index + 1..] {
            let gap = row.area.top.saturating_sub(last.bottom);
            if row.page != self.label.page
                || gap > last.height() * BLOCK_GAP_HEIGHTS
                || block.lines.len() >= BLOCK_LINES_MAX
            {
                break;
            }
            let Some(at) = self.next(row, &block) else {
                continue;
            };
            let piece = with_postcode(row, at);
            last = piece.area;
            match kind(&piece.text) {
                Kind::Line => block.lines.push(piece),
                Kind::Empty => {}
                Kind::Detail => block.details.push(piece),
                Kind::Label if block.lines.is_empty() && !is_part(&piece.text) => {
                    block.details.push(piece);
                }
                Kind::Label => break,
            }
        }
        block
    }

    /// What stands behind or beside the label.
    fn head(&self) -> Option<Piece> {
        if !self.own.is_empty() {
            let mut own = self.label.saying(self.own);
            own.area.left = self.left_of_own();
            return Some(own);
        }
        let line = &self.lines[self.index];
        let next = line.pieces.get(self.at + 1)?;
        let gap = next.area.left.saturating_sub(self.label.area.right);
        let is_beside = gap < self.label.area.height() * BESIDE_HEIGHTS_MAX
            && !is_label(&next.text)
            && part(&next.text).is_none()
            && (self.label.text.ends_with(':') || !self.has_text_below());
        is_beside.then(|| with_postcode(line, self.at + 1))
    }

    /// Where the text behind the label begins: by its share of the letters.
    fn left_of_own(&self) -> u32 {
        let area = self.label.area;
        let whole = self.label.text.chars().count().max(1) as u64;
        let own = self.own.chars().count() as u64;
        area.right - (u64::from(area.width()) * own / whole).min(u64::from(area.width())) as u32
    }

    /// True when the next line has something at the label's own edge.
    fn has_text_below(&self) -> bool {
        let limit = self.label.area.bottom + self.label.area.height() * BLOCK_GAP_HEIGHTS;
        let rows = self.lines[self.index + 1..].iter();
        let mut near = rows.take_while(|row| row.page == self.label.page && row.area.top <= limit);
        near.any(|row| {
            let mut pieces = row.pieces.iter();
            pieces.any(|piece| {
                in_column(piece, &self.label.area)
                    && !is_label(&piece.text)
                    && part(&piece.text).is_none()
            })
        })
    }

    /// The piece of a row that goes on with the block.
    fn next(&self, row: &Line, block: &Block) -> Option<usize> {
        let found = |fits: &dyn Fn(&Piece) -> bool| row.pieces.iter().position(fits);
        match block.lines.first() {
            Some(head) => {
                let wide = if self.own.is_empty() {
                    0
                } else {
                    self.label.area.height() * 2
                };
                found(&|piece| {
                    in_column(piece, &head.area) || piece.area.left.abs_diff(head.area.left) <= wide
                })
            }
            None => found(&|piece| self.is_mine(piece)),
        }
    }

    /// The first line below a label: at its edge, or nearer to it than to any other label beside it.
    fn is_mine(&self, piece: &Piece) -> bool {
        let label = self.label;
        if in_column(piece, &label.area) || piece.overlaps(&label.area) {
            return true;
        }
        let heads = self.lines[self.index].pieces.iter();
        let heads: Vec<&Piece> = heads.filter(|head| part(&head.text).is_some()).collect();
        let apart = |head: &Piece| {
            let middles =
                (head.area.left + head.area.right).abs_diff(piece.area.left + piece.area.right) / 2;
            middles.min(head.area.left.abs_diff(piece.area.left))
        };
        let nearest = heads.iter().min_by_key(|head| apart(head));
        heads.len() > 1 && nearest.is_some_and(|head| head.shown == label.shown)
    }
}

/// A piece with the postcode that stands a little further.
fn with_postcode(line: &Line, at: usize) -> Piece {
    let piece = &line.pieces[at];
    let next = line.pieces.get(at + 1).filter(|next| {
        let gap = next.area.left.saturating_sub(piece.area.right);
        let is_code = |c: char| c.is_ascii_digit() || c == '-';
        gap <= piece.area.height() * POSTCODE_HEIGHTS_MAX
            && (4..=POSTCODE_CHARS_MAX).contains(&next.text.len())
            && next.text.chars().all(is_code)
    });
    match next {
        Some(next) => piece.joined(next),
        None => piece.clone(),
    }
}
