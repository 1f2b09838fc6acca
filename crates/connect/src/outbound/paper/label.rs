//! The label of a carton or pallet: from, to, the order, and the SSCC as GS1-128 (GS1 Logistic Label
//! Guideline).

use super::barcode::{self, HEIGHT};
use super::block;
use super::sheet::{SMALL, STRONG, Sheets, Side, Size, style};
use super::typeface::{self, Weight};
use super::words::{Language, Word};
use crate::outbound::Despatch;
use crate::outbound::despatch::{Package, PackedLine};
use crate::outbound::facts::{OrderReference, Party};
use crate::outbound::gs1::{self, Element};
use crate::outbound::message::{Message, Unsayable};

/// The size of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelSize {
    /// 105 × 148 mm.
    A6,
    /// 4 × 6 inches.
    FourBySix,
}

impl LabelSize {
    fn points(self) -> Size {
        let (width, height) = match self {
            LabelSize::A6 => (297.64, 419.53),
            LabelSize::FourBySix => (288.0, 432.0),
        };
        Size { width, height }
    }
}

const MARGIN: f32 = 12.0;
/// A bar code with the text under it, and the white around.
const BARCODE: f32 = HEIGHT + 22.0;

/// Makes a label for every package of a shipment that has an SSCC, inner ones too, one a page. Of a
/// package with one item only it says which and how many, also in a second bar code.
///
/// # Errors
/// Without any SSCC, or when the shipment is larger than [`Despatch::check`] allows.
pub fn label(language: Language, size: LabelSize, facts: &Despatch) -> Result<Message, Unsayable> {
    facts.check()?;
    let mut sheets = Sheets::new(language, size.points());
    let mut labels = 0;
    for order in &facts.orders {
        for package in &order.packages {
            package.walk(&mut |package| {
                let Some(sscc) = package.sscc else { return };
                if labels > 0 {
                    sheets.turn();
                }
                labels += 1;
                one(&mut sheets, facts, &order.order, package, sscc);
            });
        }
    }
    match labels {
        0 => Err(Unsayable::Missing("an SSCC")),
        _ => sheets.finish(&facts.number),
    }
}

fn one(
    sheets: &mut Sheets,
    facts: &Despatch,
    order: &OrderReference,
    package: &Package,
    sscc: vocab::Sscc,
) {
    let width = sheets.size.width - 2.0 * MARGIN;
    let top = party(sheets, MARGIN, Word::From, &facts.ship_from, SMALL);
    sheets.rule(MARGIN, top, width, 0.8);
    let strong = style(12.0, Weight::Bold);
    let top = party(sheets, top + 2.0, Word::To, &facts.ship_to, strong);
    sheets.rule(MARGIN, top, width, 0.8);
    let top = numbers(sheets, top, facts, order);
    sheets.rule(MARGIN, top, width, 0.8);
    let top = goods(sheets, top, package);
    // The SSCC is the lowest bar code of a label.
    let lowest = sheets.size.height - MARGIN - BARCODE;
    if let Some(code) = content(package).filter(|_| lowest - top > BARCODE) {
        barcode::place(sheets, &code, lowest - BARCODE);
    }
    if let Some(code) = gs1::barcode(&[Element::Sscc(sscc)]) {
        barcode::place(sheets, &code, lowest);
    }
}

fn party(
    sheets: &mut Sheets,
    top: f32,
    role: Word,
    party: &Party,
    style: super::sheet::Style,
) -> f32 {
    let width = sheets.size.width - 2.0 * MARGIN;
    let mut baseline = top + SMALL.points;
    let role = sheets.language.say(role);
    sheets.words(MARGIN, baseline, Side::Start, SMALL, role);
    // Who to ask there has no place on a label.
    let mut party = party.clone();
    party.contact = Default::default();
    party.tax_number = None;
    let name = style.wrap(&party.name, width);
    let address = block::said(sheets, &party).join(", ");
    for line in name.into_iter().chain(style.wrap(&address, width)).take(4) {
        baseline += style.leading();
        sheets.words(MARGIN, baseline, Side::Start, style, &line);
    }
    baseline + 5.0
}

/// The numbers that people look for: the buyer's order, the shipment, the carrier.
fn numbers(sheets: &mut Sheets, top: f32, facts: &Despatch, order: &OrderReference) -> f32 {
    let carriage = facts.carriage.as_ref();
    let carrier = carriage.map(|c| c.carrier.clone()).unwrap_or_default();
    let tracking = carriage.and_then(|c| c.tracking.clone());
    let pairs = [
        (Word::PurchaseOrder, order.po_number.clone()),
        (Word::Number, facts.number.clone()),
        (Word::Carrier, carrier),
        (Word::Tracking, tracking.unwrap_or_default()),
    ];
    let half = sheets.size.width / 2.0;
    for (index, (word, value)) in pairs.iter().enumerate() {
        let at = if index % 2 == 0 { MARGIN } else { half };
        let baseline = top + SMALL.leading() + (index / 2) as f32 * 22.0;
        let word = sheets.language.say(*word);
        sheets.words(at, baseline, Side::Start, SMALL, word);
        let baseline = baseline + STRONG.leading() - 1.0;
        sheets.words(at, baseline, Side::Start, STRONG, value);
    }
    top + 50.0
}

/// The only line of a package.
fn only(package: &Package) -> Option<&PackedLine> {
    match &package.contents[..] {
        [line] if package.inner.is_empty() => Some(line),
        _ => None,
    }
}

/// What is in a package of one item, for people.
fn goods(sheets: &mut Sheets, top: f32, package: &Package) -> f32 {
    let Some(line) = only(package) else {
        return top;
    };
    let say = |word: Word, value: Option<String>| {
        let word = sheets.language.say(word);
        value.map(|value| format!("{word} {}", typeface::apart(&value)))
    };
    let unit = sheets.language.unit(line.measure.unit);
    let rest = [
        Some(format!("{} {unit}", line.quantity)),
        say(Word::Lot, line.lot.clone()),
        say(
            Word::BestBefore,
            line.best_before.map(|day| day.to_string()),
        ),
    ];
    let rest: Vec<_> = rest.into_iter().flatten().collect();
    let width = sheets.size.width - 2.0 * MARGIN;
    let name = STRONG.wrap(&line.item.name, width).into_iter().take(1);
    let mut baseline = top;
    for words in name.chain([rest.join(", ")]) {
        baseline += STRONG.leading();
        sheets.words(MARGIN, baseline, Side::Start, STRONG, &words);
    }
    baseline + 4.0
}

/// What is in a package of one item, for scanners: (02) and (37).
fn content(package: &Package) -> Option<gs1::Barcode> {
    let line = only(package)?;
    let count = u32::try_from(line.quantity.at_scale(0)?).ok()?;
    gs1::barcode(&[Element::Content(line.item.gtin?), Element::Count(count)])
}
