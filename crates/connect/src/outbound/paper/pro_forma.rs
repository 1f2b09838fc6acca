//! The invoice for show, which tells what goods are worth and asks for no money.

use super::block::{self, MARGIN};
use super::sheet::{A4, BODY, STRONG, Sheets, Side, Style};
use super::table::{Column, Row, column, table};
use super::typeface;
use super::words::{Language, Word};
use crate::outbound::Invoice;
use crate::outbound::invoice::{ChargeKind, InvoiceLine, Totals};
use crate::outbound::message::{Message, Unsayable};

const COLUMNS: &[Column] = &[
    column(Word::Line, 5.0, Side::Start),
    column(Word::Item, 12.0, Side::Start),
    column(Word::Description, 36.0, Side::Start),
    column(Word::Quantity, 9.0, Side::End),
    column(Word::Unit, 9.0, Side::Start),
    column(Word::Price, 12.0, Side::End),
    column(Word::Amount, 14.0, Side::End),
];
/// How far the sums reach from the end of the page, in points.
const SUMS_WIDTH: f32 = 200.0;

/// Makes the pro forma invoice, A4. It says of itself that it is not a tax invoice.
///
/// # Errors
/// As [`Invoice::checked`].
pub fn pro_forma(language: Language, facts: &Invoice) -> Result<Message, Unsayable> {
    let totals = facts.checked()?;
    let mut sheets = Sheets::new(language, A4);
    let top = block::title(&mut sheets, Word::ProForma, &facts.number);
    let parties = [
        (Word::Seller, &facts.seller),
        (Word::Buyer, &facts.buyer),
        (Word::To, &facts.ship_to),
    ];
    let top = block::parties(&mut sheets, top, &parties);
    let numbers = [
        (Word::Date, Some(facts.day.to_string())),
        (Word::PurchaseOrder, Some(facts.order.po_number.clone())),
        (Word::OurOrder, Some(facts.order.order_number.clone())),
    ];
    let top = block::numbers(&mut sheets, top, &numbers);
    let lines = facts.lines.iter();
    let rows = lines.map(|line| Row::Cells(cells(language, facts, line)));
    let bottom = table(&mut sheets, top, COLUMNS, &rows.collect::<Vec<_>>());
    sums(&mut sheets, bottom, &amounts(language, facts, &totals));
    block::finish(sheets, Word::ProForma, &facts.number)
}

fn cells(language: Language, facts: &Invoice, line: &InvoiceLine) -> Vec<String> {
    let minor = line.rate.amount.at_scale(facts.currency.minor_digits());
    let finer = || line.rate.amount.to_string();
    let amount = minor.map_or_else(finer, |minor| facts.digits(minor));
    let price = match line.rate.basis {
        1 => amount,
        basis => format!("{amount} / {basis}"),
    };
    vec![
        line.reference.said(),
        line.item.seller_code.clone(),
        line.item.name.clone(),
        line.quantity.to_string(),
        language.unit(line.measure.unit).to_owned(),
        price,
        facts.digits(line.net_minor),
    ]
}

/// Each sum with what it is; the last one is the total.
fn amounts(language: Language, facts: &Invoice, totals: &Totals) -> Vec<(String, String)> {
    let say = |word: Word| language.say(word).to_owned();
    let charges = facts.charges.iter().map(|charge| {
        let kind = match charge.kind {
            ChargeKind::Freight => Word::Freight,
            ChargeKind::Handling => Word::Handling,
            ChargeKind::Discount => Word::Discount,
        };
        (say(kind), facts.digits(charge.net_minor))
    });
    let taxes = facts.taxes.iter().map(|tax| {
        let percent = typeface::apart(&format!("{}%", tax.percent));
        let word = format!("{} {percent}", say(Word::Tax));
        (word, facts.digits(tax.minor))
    });
    let net = (say(Word::Net), facts.digits(totals.net));
    let total = format!("{} {}", facts.digits(totals.gross), facts.currency);
    let before = charges.chain([net]).chain(taxes);
    before.chain([(say(Word::Total), total)]).collect()
}

fn sums(sheets: &mut Sheets, bottom: f32, amounts: &[(String, String)]) {
    let height = (amounts.len() + 3) as f32 * STRONG.leading();
    let mut baseline = bottom;
    if bottom + height > sheets.size.height - 1.5 * MARGIN {
        sheets.turn();
        baseline = MARGIN;
    }
    let end = sheets.size.width - MARGIN;
    for (index, (word, amount)) in amounts.iter().enumerate() {
        let style: Style = if index + 1 == amounts.len() {
            STRONG
        } else {
            BODY
        };
        baseline += style.leading() + 2.0;
        sheets.words(end - SUMS_WIDTH, baseline, Side::Start, style, word);
        sheets.words(end, baseline, Side::End, style, amount);
    }
    baseline += 2.0 * BODY.leading();
    let words = sheets.language.say(Word::NotForPayment);
    sheets.words(MARGIN, baseline, Side::Start, BODY, words);
}
