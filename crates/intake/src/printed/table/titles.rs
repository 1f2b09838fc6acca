//! Finds the titles of tables: which lines they are, and which columns they name.

use super::{Column, Table};
use crate::page::Area;
use crate::printed::label::{spelling, spoken};
use crate::printed::text::{Line, Piece};
use crate::sheet::role::{Role, Spelling, Title, title};

/// The most lines of titles above or below the one that is recognised.
const TITLE_LINES_MAX: usize = 4;
/// Lines of one band of titles stand no further apart, in hundredths of their height.
const LINE_GAP_PERCENT: u32 = 90;
/// How far below its titles the first item of a table is looked for.
const GUIDE_LINES_MAX: usize = 12;
/// Words of two titles stand further apart than those of one, by this share.
const TITLE_GAP_PERCENT: u32 = 120;
/// The blank between words of one title is no wider, in hundredths of the height of the print.
const BLANK_PERCENT: u32 = 40;
/// The most words of a line of one title.
const TITLE_WORDS_MAX: usize = 3;

/// All tables of a document, from the top; each goes on to the titles of the next.
pub(in crate::printed) fn tables(lines: &[Line]) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut index = 0;
    while index < lines.len() {
        match table(lines, index) {
            Some(table) => {
                if let Some(last) = tables.last_mut() {
                    last.end = end_before(lines, last, table.titles.start);
                }
                index = table.titles.end;
                tables.push(table);
            }
            None => index += 1,
        }
    }
    tables
}

/// Where a table ends that another one follows: what stands above titles that are repeated on a
/// new page is no item. Titles that reach up into its own leave it nothing.
fn end_before(lines: &[Line], last: &Table, next: usize) -> usize {
    let page = lines[next].page;
    let end = match lines[last.titles.start].page == page {
        true => next,
        false => {
            let top = lines[..next].iter().rposition(|line| line.page != page);
            top.map_or(0, |at| at + 1)
        }
    };
    end.max(last.titles.end)
}

/// What a title means; words of content mean nothing.
fn titled(piece: &Piece) -> Option<Title> {
    let has_digit = piece.text.contains(|c: char| c.is_ascii_digit());
    let found = (!has_digit).then(|| title(&piece.text, spelling(piece)))?;
    found.filter(|title| !title.is_mostly_strange)
}

fn table(lines: &[Line], core: usize) -> Option<Table> {
    if !is_title_line(&lines[core].pieces) {
        return None;
    }
    let guide = guide(lines, core);
    let cut = |line: &Line| cut_line(line, guide);
    let mut band = columns(&cut(&lines[core]));
    let mut bands = Vec::new();
    let (mut first, mut last) = (core, core);
    while first > 0
        && core - first < TITLE_LINES_MAX
        && belongs(&lines[first - 1], &lines[first], &band)
    {
        first -= 1;
        let pieces = cut(&lines[first]);
        let is_apart = lines[first].area.bottom < lines[first + 1].area.top;
        if is_apart && is_stacked(&pieces, &band) {
            bands.push(columns(&pieces));
            break;
        }
        merge(&mut band, &pieces, true);
    }
    let mut under = None;
    while last + 1 < lines.len()
        && last - core < TITLE_LINES_MAX
        && belongs(&lines[last + 1], &lines[last], &band)
    {
        last += 1;
        let pieces = cut(&lines[last]);
        let is_apart = lines[last - 1].area.bottom < lines[last].area.top;
        if is_apart && bands.is_empty() && is_stacked(&pieces, &band) {
            under = Some(columns(&pieces));
            break;
        }
        merge(&mut band, &pieces, false);
    }
    band.sort_by_key(|column| column.area.left);
    bands.push(band);
    bands.extend(under);
    bands.iter_mut().for_each(|band| limit_reach(band));
    Some(Table {
        bands,
        titles: first..last + 1,
        end: lines.len(),
        forms: Vec::new(),
    })
}

/// True for a line that titles a table of goods: what is counted, and what it is or costs.
fn is_title_line(pieces: &[Piece]) -> bool {
    let roles: Vec<Role> = (pieces.iter())
        .filter_map(titled)
        .map(|title| title.role)
        .collect();
    let has = |wanted: &[Role]| roles.iter().any(|role| wanted.contains(role));
    let names = has(&[
        Role::Item,
        Role::BuyerPart,
        Role::SupplierPart,
        Role::Description,
        Role::Gtin,
    ]);
    let counts = has(&[Role::Quantity]);
    let prices = has(&[Role::UnitPrice]);
    let sums = has(&[Role::Amount]);
    roles.len() >= 2
        && roles.len() * 2 >= pieces.len()
        && (counts && (names || prices || sums) || names && prices && sums)
}

/// The first line below some titles that holds numbers in several places.
fn guide(lines: &[Line], titles: usize) -> Option<&Line> {
    let page = lines[titles].page;
    let below = lines[titles + 1..].iter().take(GUIDE_LINES_MAX);
    let has_digit = |piece: &&Piece| piece.text.contains(|c: char| c.is_ascii_digit());
    below
        .take_while(|line| line.page == page)
        .find(|line| line.pieces.iter().filter(has_digit).count() >= 2)
}

/// The pieces of a line of titles. Titles that stand too close to be told apart by their gaps are
/// told apart by what stands below them.
fn cut_line(line: &Line, guide: Option<&Line>) -> Vec<Piece> {
    let mut whole: Vec<Piece> = line.pieces.iter().rev().cloned().collect();
    let mut parts = Vec::with_capacity(whole.len());
    while let Some(piece) = whole.pop() {
        match guide.and_then(|guide| cut_title(&piece, guide)) {
            Some((left, right)) => {
                parts.push(left);
                whole.push(right);
            }
            None => parts.push(piece),
        }
    }
    parts
}

/// The first title of a piece, if two stand in it: each is over something of its own.
fn cut_title(piece: &Piece, guide: &Line) -> Option<(Piece, Piece)> {
    let is_title = |part: &Piece| {
        let said = title(&part.text, Spelling::Exact).filter(|title| !title.has_stranger);
        said.is_some_and(|title| is_of_lines(title.role) && title.role != Role::PoNumber)
    };
    let words: Vec<Area> = piece.word_areas().collect();
    let below: Vec<Area> = guide.pieces.iter().map(|below| below.area).collect();
    let each = || guide.pieces.iter().flat_map(Piece::word_areas);
    let words_below: Vec<Area> = each().collect();
    (1..words.len()).find_map(|at| {
        let (left, right) = piece.cut(at)?;
        let is_apart = are_apart(&left.area, &right.area, &below)
            || is_gap(&words, at) && are_apart(&left.area, &right.area, &words_below);
        (is_title(&left) && is_title(&right) && is_apart).then_some((left, right))
    })
}

/// True when two places have something below them each, and nothing together.
fn are_apart(left: &Area, right: &Area, below: &[Area]) -> bool {
    let has = |place: &Area| below.iter().any(|area| touches(area, place));
    let shared = below
        .iter()
        .any(|area| touches(area, left) && touches(area, right));
    has(left) && has(right) && !shared
}

/// True when the words of a title stand apart here, compared with its other words.
fn is_gap(words: &[Area], at: usize) -> bool {
    let gap = |at: usize| words[at].left.saturating_sub(words[at - 1].right);
    let mut others = (1..words.len()).filter(|other| *other != at);
    let is_wide = gap(at) * 100 > words[at].height() * BLANK_PERCENT;
    (words.len() > 2 || is_wide)
        && others.all(|other| gap(other) * TITLE_GAP_PERCENT < gap(at) * 100)
}

fn columns(pieces: &[Piece]) -> Vec<Column> {
    pieces.iter().map(Column::of).collect()
}

impl Column {
    fn of(piece: &Piece) -> Column {
        Column {
            role: role_of(&piece.text),
            area: piece.area,
            reach: piece.between.unwrap_or((piece.area.left, piece.area.right)),
            text: piece.text.clone(),
        }
    }

    /// Takes in more words of its title.
    fn extend(&mut self, piece: &Piece, above: bool) {
        self.text = if above {
            format!("{} {}", piece.text, self.text)
        } else {
            format!("{} {}", self.text, piece.text)
        };
        self.area = self.area.with(piece.area);
        self.reach = (
            self.reach.0.min(piece.area.left),
            self.reach.1.max(piece.area.right),
        );
        self.role = role_of(&self.text);
    }
}

fn role_of(text: &str) -> Role {
    title(text, Spelling::Forgiving).map_or(Role::Other, |title| title.role)
}

/// Ruled cells that hold several titles tell nothing of how far each of them reaches.
fn limit_reach(band: &mut [Column]) {
    let titles: Vec<u32> = band.iter().map(|column| column.area.middle_x()).collect();
    for column in band {
        let holds = |middle: &&u32| column.reach.0 < **middle && **middle < column.reach.1;
        if titles.iter().filter(holds).count() != 1 {
            column.reach = (column.area.left, column.area.right);
        }
    }
}

/// True when a line goes on with the titles of a band: close to it, short words, no content.
fn belongs(line: &Line, next: &Line, band: &[Column]) -> bool {
    let (upper, lower) = if line.area.top < next.area.top {
        (line.area, next.area)
    } else {
        (next.area, line.area)
    };
    let gap = lower.top.saturating_sub(upper.bottom);
    let near = gap * 100 <= upper.height().min(lower.height()) * LINE_GAP_PERCENT;
    let may = line.pieces.iter().all(|piece| may_title(&piece.text));
    let known = line
        .pieces
        .iter()
        .filter(|piece| is_known(piece, band))
        .count();
    line.page == next.page && near && may && known * 2 > line.pieces.len()
}

fn may_title(text: &str) -> bool {
    let is_content = text.contains(|c: char| c.is_ascii_digit() || c == '@' || c == ':');
    text.split(' ').count() <= TITLE_WORDS_MAX && !is_content
}

/// True for a title, and for a word over or under one that speaks of orders.
fn is_known(piece: &Piece, band: &[Column]) -> bool {
    let plain = title(&piece.text, Spelling::Exact)
        .filter(|title| !title.has_stranger && is_of_lines(title.role));
    let joined = || band.iter().any(|column| piece.overlaps(&column.area));
    plain.is_some() || joined() && !spoken(&piece.text).is_empty()
}

/// True for what a line of an order states, or anything that a table may state besides.
fn is_of_lines(role: Role) -> bool {
    !matches!(
        role,
        Role::BuyerName
            | Role::BuyerId
            | Role::Buyer
            | Role::Contact
            | Role::ShipToAddress
            | Role::Street
            | Role::City
            | Role::Region
            | Role::Postcode
            | Role::Country
            | Role::Email
            | Role::Phone
            | Role::TaxId
    )
}

/// True when a line of titles stands above or below another that it is not aligned with: each item
/// then has two lines.
fn is_stacked(pieces: &[Piece], band: &[Column]) -> bool {
    let roles: Vec<Role> = (pieces.iter())
        .filter_map(titled)
        .map(|title| title.role)
        .collect();
    let names = roles.contains(&Role::Description) && roles.len() >= 2;
    let is_new = |role: &Role| !band.iter().any(|column| column.role == *role);
    let aligned = (pieces.iter())
        .filter(|piece| band.iter().any(|column| touches(&column.area, &piece.area)));
    let is_aside = aligned.count() * 2 < pieces.len();
    names
        && (is_aside
            || shares_title(pieces, band)
            || roles.iter().all(is_new) && roles.len() == pieces.len())
        || pieces.iter().any(|piece| is_other_number(piece, band))
}

/// True for the title of another number of the item than the one that it stands over or under:
/// "Part", and "Vendor Part" below it.
fn is_other_number(piece: &Piece, band: &[Column]) -> bool {
    let Some(role) = titled(piece).map(|title| title.role) else {
        return false;
    };
    let is_number = |role| {
        matches!(
            role,
            Role::Item | Role::BuyerPart | Role::SupplierPart | Role::Gtin
        )
    };
    let mut beside = band.iter().filter(|column| piece.overlaps(&column.area));
    let is_whole = role != Role::Item && is_number(role) && piece.text.contains(' ');
    is_whole && beside.any(|column| is_number(column.role) && column.role != role)
}

/// True when two titles of a line stand over one title of a band.
fn shares_title(pieces: &[Piece], band: &[Column]) -> bool {
    let over = |column: &Column| {
        let over = pieces.iter().filter(|piece| piece.overlaps(&column.area));
        over.count() > 1
    };
    band.iter().any(over)
}

fn touches(one: &Area, other: &Area) -> bool {
    one.left < other.right && other.left < one.right
}

/// Adds a line of titles to a band: each to the column that it stands over or under.
fn merge(band: &mut Vec<Column>, pieces: &[Piece], above: bool) {
    for piece in pieces {
        let shared = |column: &Column| {
            let right = column.area.right.min(piece.area.right);
            right.saturating_sub(column.area.left.max(piece.area.left))
        };
        let nearest = (band.iter_mut())
            .filter(|column| shared(column) > 0)
            .max_by_key(|column| shared(column));
        match nearest {
            Some(column) => column.extend(piece, above),
            None => band.push(Column::of(piece)),
        }
    }
}
