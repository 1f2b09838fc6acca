//! What an item is called, and what the texts above and below it say.

use super::{Owner, place_item};
use crate::printed::label::spoken;
use crate::printed::table::{Row, Table};
use crate::printed::text::Piece;
use crate::printed::value::{Habits, looks_like_code};
use crate::request::{Confidence, RequestLine};
use crate::sheet::role::{Role, Spelling, title};
use crate::sheet::words::Concept;

/// The most words of a label that is not known.
const LABEL_WORDS_MAX: usize = 4;
/// A number with at least so many digits behind a word for a number is a reference.
const REFERENCE_DIGITS_MIN: usize = 4;

/// Sets the description, without a code in front of it, and what labels below it state.
pub(super) fn describe(
    line: &mut RequestLine,
    row: &Row,
    table: &Table,
    habits: &Habits,
    owner: Owner,
) {
    let mut pieces = with_values(&row.before);
    // What a label above an item states may as well be of the one before: it is of neither.
    pieces.retain(|piece| !labelled(&mut RequestLine::default(), piece, habits, owner));
    pieces.extend(row.cell(Role::Description).cloned());
    let mut is_over = false;
    for piece in with_values(&row.more) {
        is_over |= labelled(line, &piece, habits, owner) || is_remark(&piece.text);
        if !is_over {
            pieces.push(piece);
        }
    }
    let Some(first) = pieces.first().cloned() else {
        return;
    };
    let no_part = match owner {
        Owner::Buyer => line.buyer_part.is_none(),
        Owner::Seller => line.buyer_part.is_none() && line.supplier_part.is_none(),
    };
    let code = code_ahead(&first.text, table.describes_parts(), pieces.len());
    if let Some((code, rest)) = code.filter(|_| no_part) {
        place_item(line, Some(&first.saying(code)), owner);
        pieces[0].text = rest.to_owned();
    }
    line.description =
        joined(&pieces).map(|whole| whole.field(whole.text.clone(), Confidence::LIKELY));
}

/// All texts as one; `None` where nothing is said.
fn joined(pieces: &[Piece]) -> Option<Piece> {
    let said = pieces.iter().filter(|piece| !piece.text.trim().is_empty());
    let texts: Vec<&str> = said.map(|piece| piece.text.trim()).collect();
    let mut whole = pieces.first()?.saying(&texts.join(" "));
    for piece in pieces {
        whole.shown = whole.shown.with(piece.shown);
        whole.seen = whole.seen.min(piece.seen);
    }
    (!texts.is_empty()).then_some(whole)
}

/// Labels together with the value that stands beside them.
fn with_values(texts: &[Piece]) -> Vec<Piece> {
    let mut whole: Vec<Piece> = Vec::with_capacity(texts.len());
    for piece in texts {
        let is_beside = |label: &&mut Piece| {
            label.text.ends_with(':')
                && label.area.top < piece.area.bottom
                && piece.area.top < label.area.bottom
        };
        match whole.last_mut().filter(is_beside) {
            Some(label) => *label = label.joined(piece),
            None => whole.push(piece.clone()),
        }
    }
    whole
}

/// `[A-1] Pen`, `A-1001 Pen` where the title speaks of item numbers, and a code in a line of its own.
fn code_ahead(text: &str, titled: bool, pieces: usize) -> Option<(&str, &str)> {
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    let within = |open: char, close: char| first.strip_prefix(open)?.strip_suffix(close);
    let is_apart = if rest.is_empty() { pieces > 1 } else { titled };
    let plain = is_apart && looks_like_code(first);
    let code = within('[', ']').or_else(|| within('*', '*'));
    code.or(plain.then_some(first)).map(|code| (code, rest))
}

/// Takes a labelled value below an item; true when there was a label.
fn labelled(line: &mut RequestLine, piece: &Piece, habits: &Habits, owner: Owner) -> bool {
    let Some(Label {
        role,
        value,
        is_sure,
    }) = label(piece)
    else {
        let ahead = piece.text.split_once(':').map(|(ahead, _)| ahead);
        return ahead.is_some_and(may_label) || is_label(&piece.text);
    };
    let code = || value.field(value.text.clone(), Confidence::LIKELY);
    let is_code = !value.text.contains(' ');
    match role {
        Role::DeliveryDate => {
            let day = line.requested_delivery_date.take();
            line.requested_delivery_date = day.or(habits.day(&value));
        }
        Role::SupplierPart if is_code => {
            line.supplier_part.get_or_insert(code());
        }
        Role::BuyerPart if is_sure && is_code => {
            line.buyer_part.get_or_insert(code());
        }
        Role::Item if is_sure && is_code => place_item(line, Some(&value), owner),
        Role::Gtin if is_code => {
            line.gtin.get_or_insert(code());
        }
        Role::LineNo if is_sure && is_code => {
            line.line_no.get_or_insert(code());
        }
        Role::Other | Role::Notes => {}
        _ => return is_sure,
    }
    true
}

/// A label below an item, with its value.
struct Label {
    role: Role,
    value: Piece,
    /// It ends in a colon.
    is_sure: bool,
}

/// The longest label that a text begins with, and its value: something with a digit.
fn label(piece: &Piece) -> Option<Label> {
    let ends = piece.text.match_indices([' ', ':']).map(|(at, _)| at);
    let mut found = ends.filter_map(|end| {
        let said = title(&piece.text[..end], Spelling::Exact);
        let rest = &piece.text[end..];
        let value = piece.saying(rest.trim_start_matches([':', ' ']));
        let is_value = value.text.contains(|c: char| c.is_ascii_digit());
        is_value.then_some(Label {
            role: said.filter(|title| !title.has_stranger)?.role,
            value,
            is_sure: rest.starts_with(':') || piece.text[..end].ends_with(':'),
        })
    });
    found.next_back()
}

/// True for a few words: what stands ahead of the colon of a label, known or not.
fn may_label(text: &str) -> bool {
    !text.contains(',') && text.split(' ').count() <= LABEL_WORDS_MAX
}

/// True for a label without a value.
fn is_label(text: &str) -> bool {
    let said = title(text, Spelling::Exact).filter(|title| !title.has_stranger);
    said.is_some_and(|title| {
        matches!(
            title.role,
            Role::Site | Role::Notes | Role::DeliveryDate | Role::ShipTo | Role::PoNumber
        )
    })
}

/// A text about the order rather than the item: terms, people, costs, or a reference.
fn is_remark(text: &str) -> bool {
    let about = [
        Concept::Notes,
        Concept::Terms,
        Concept::Contact,
        Concept::Price,
    ];
    spoken(text).iter().any(|concept| about.contains(concept))
        || text.starts_with("***")
        || is_reference(text)
}

/// A text that names a number of something else: `Account #4000227`, `per quote no. 220402`.
fn is_reference(text: &str) -> bool {
    let digits = |word: &str| word.chars().filter(char::is_ascii_digit).count();
    let folded = text
        .to_lowercase()
        .replace('#', " # ")
        .replace("no.", " no. ");
    let words: Vec<&str> = folded.split_whitespace().collect();
    words.windows(2).any(|pair| {
        matches!(
            pair[0].trim_end_matches(['.', ':']),
            "#" | "no" | "nr" | "id"
        ) && digits(pair[1]) >= REFERENCE_DIGITS_MIN
    })
}
