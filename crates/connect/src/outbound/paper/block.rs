//! What stands above a table: the title, who is who, and the numbers of the document.

use super::sheet::{BODY, SMALL, STRONG, Sheets, Side, TITLE};
use super::typeface;
use super::words::Word;
use crate::outbound::facts::Party;
use crate::outbound::message::{Message, Unsayable};

/// White at the edges of a page, in points.
pub(super) const MARGIN: f32 = 42.0;
/// Between columns of blocks.
const GAP: f32 = 14.0;

/// How wide the page is between its margins.
pub(super) fn inside(sheets: &Sheets) -> f32 {
    sheets.size.width - 2.0 * MARGIN
}

/// The title, with the number of the document at the other end; where it ends.
pub(super) fn title(sheets: &mut Sheets, title: Word, number: &str) -> f32 {
    let baseline = MARGIN + TITLE.points;
    let words = sheets.language.say(title);
    sheets.words(MARGIN, baseline, Side::Start, TITLE, words);
    let end = sheets.size.width - MARGIN;
    sheets.words(end, baseline, Side::End, TITLE, number);
    let top = baseline + 8.0;
    sheets.rule(MARGIN, top, inside(sheets), 1.2);
    top + GAP
}

/// Parties side by side, each under what it is; where the longest ends.
pub(super) fn parties(sheets: &mut Sheets, top: f32, parties: &[(Word, &Party)]) -> f32 {
    let width = inside(sheets) / parties.len().max(1) as f32;
    let mut bottom = top;
    for ((role, party), place) in parties.iter().zip(0u8..) {
        let at = MARGIN + f32::from(place) * width;
        let end = person(sheets, at, top, width - GAP, (*role, party));
        bottom = bottom.max(end);
    }
    bottom + GAP
}

fn person(
    sheets: &mut Sheets,
    at: f32,
    top: f32,
    width: f32,
    (role, party): (Word, &Party),
) -> f32 {
    let mut baseline = top + SMALL.points;
    let role = sheets.language.say(role);
    sheets.words(at, baseline, Side::Start, SMALL, role);
    for line in STRONG.wrap(&party.name, width) {
        baseline += STRONG.leading();
        sheets.words(at, baseline, Side::Start, STRONG, &line);
    }
    for words in said(sheets, party) {
        for line in BODY.wrap(&words, width) {
            baseline += BODY.leading();
            sheets.words(at, baseline, Side::Start, BODY, &line);
        }
    }
    baseline + BODY.leading()
}

/// The address line by line, then how to reach the party.
pub(super) fn said(sheets: &Sheets, party: &Party) -> Vec<String> {
    let address = &party.address;
    let town = [&address.postcode, &address.city, &address.region];
    let town: Vec<_> = town.into_iter().flatten().map(String::as_str).collect();
    let place = [town.join(" "), address.country.clone().unwrap_or_default()];
    let place = place.into_iter().filter(|part| !part.is_empty());
    let place = place.collect::<Vec<_>>().join(", ");
    let named = |word: Word, value: &Option<String>| {
        let word = sheets.language.say(word);
        let value = value.as_ref()?;
        Some(format!("{word} {}", typeface::apart(value)))
    };
    let street = address.street.iter().cloned();
    let rest = [
        Some(place).filter(|place| !place.is_empty()),
        named(Word::Phone, &party.contact.phone),
        party.contact.email.clone(),
        named(Word::TaxNumber, &party.tax_number),
    ];
    street.chain(rest.into_iter().flatten()).collect()
}

/// Numbers with what they are, four in a row; where they end.
pub(super) fn numbers(sheets: &mut Sheets, top: f32, numbers: &[(Word, Option<String>)]) -> f32 {
    const ACROSS: usize = 4;
    let width = inside(sheets) / ACROSS as f32;
    let known = numbers
        .iter()
        .filter_map(|(word, value)| Some((word, value.as_ref()?)));
    let known: Vec<_> = known.collect();
    let mut top = top;
    for row in known.chunks(ACROSS) {
        for ((word, value), place) in row.iter().zip(0u8..) {
            let at = MARGIN + f32::from(place) * width;
            let word = sheets.language.say(**word);
            sheets.words(at, top + SMALL.points, Side::Start, SMALL, word);
            let baseline = top + SMALL.points + STRONG.leading();
            sheets.words(at, baseline, Side::Start, STRONG, value);
        }
        top += SMALL.points + STRONG.leading() + GAP;
    }
    top
}

/// What the document is and the number of the page, at the foot of every page; then all is drawn.
///
/// # Errors
/// As [`Sheets::finish`].
pub(super) fn finish(mut sheets: Sheets, title: Word, number: &str) -> Result<Message, Unsayable> {
    let language = sheets.language;
    let title = format!("{} {}", language.say(title), typeface::apart(number));
    let (end, baseline) = (
        sheets.size.width - MARGIN,
        sheets.size.height - MARGIN / 2.0,
    );
    sheets.on_every_page(MARGIN, baseline, Side::Start, |_, _| title.clone());
    sheets.on_every_page(end, baseline, Side::End, |page, of| language.page(page, of));
    sheets.finish(&title)
}
