//! Hard cases: damaged, hostile and foreign documents. None of them may become an order unseen.

use super::clean::placed;
use super::maker::{Maker, silent};
use super::{Outcome, bomb};
use crate::company::{NAME, OWN_GLN};
use crate::document::edifact::{self, Directory, Message};
use crate::document::x12::{self, Set, Version};
use crate::document::{Format, LineChange, SampleOrder, render, ubl};
use vocab::Decimal;

pub(super) fn add(maker: &mut Maker) {
    truncated(maker);
    changed(maker);
    foreign(maker);
    hostile(maker);
}

fn truncated(maker: &mut Maker) {
    let order = maker.order(Format::X12v4010, 0);
    let bytes = render(&order, Format::X12v4010);
    let half = bytes.len() * 6 / 10;
    let why = "Cut off in the middle; the rest of the lines is unknown";
    let sample = silent(
        "X12 850 that was cut off",
        Outcome::Review,
        why,
        &bytes[..half],
    );
    maker.add_hard("truncated", "x12", sample);
}

fn changed(maker: &mut Maker) {
    let order = placed(maker, "x12-odd-separators");
    let mut line = order.lines[0].clone();
    line.quantity = line
        .quantity
        .checked_add(Decimal::whole(2))
        .unwrap_or(line.quantity);
    let changes = [
        (1, LineChange::Quantity(line)),
        (2, LineChange::Delete(order.lines[1].clone())),
    ];
    let text = x12::change(&order, &changes, Version::V4010);
    let why = format!(
        "Changes order {}; a person decides on changes",
        order.po_number
    );
    maker.add_hard(
        "change",
        "x12",
        silent("X12 860 order change", Outcome::Review, &why, text),
    );

    let order = placed(maker, "edifact-odd-separators");
    let changes = [(1, LineChange::Quantity(order.lines[0].clone()))];
    let text = edifact::change(&order, &changes, Directory::D96A);
    let why = format!(
        "Changes order {}; a person decides on changes",
        order.po_number
    );
    let sample = silent("EDIFACT ORDCHG order change", Outcome::Review, &why, text);
    maker.add_hard("change", "edi", sample);
}

fn foreign(maker: &mut Maker) {
    let order = maker.order(Format::Ubl, 2);
    let why = "Says what is owed, not what is wanted";
    let sample = silent("UBL invoice", Outcome::Other, why, ubl::invoice(&order));
    maker.add_hard("invoice", "xml", sample);
    let order = maker.order(Format::X12v4010, 1);
    let why = "A forecast must never become an order";
    let sample = silent(
        "X12 830 planning schedule",
        Outcome::Other,
        why,
        forecast_x12(&order),
    );
    maker.add_hard("forecast", "x12", sample);
    let order = maker.order(Format::Orders96a, 1);
    let sample = silent(
        "EDIFACT DELFOR delivery forecast",
        Outcome::Other,
        why,
        forecast_edifact(&order),
    );
    maker.add_hard("forecast", "edi", sample);
}

fn hostile(maker: &mut Maker) {
    let why = "Entities that unfold to a billion words are never unfolded";
    let sample = silent("XML bomb", Outcome::Rejected, why, bomb::xml());
    maker.add_hard("xml-bomb", "xml", sample);
    let why = "66 MiB of blanks in 66 KiB are not unpacked to the end";
    let sample = silent(
        "Workbook that is a zip bomb",
        Outcome::Rejected,
        why,
        bomb::workbook(),
    );
    maker.add_hard("zip-bomb", "xlsx", sample);
    let mut chance = crate::chance::Chance::new(maker.company.seed);
    let noise: Vec<u8> = (0..512).flat_map(|_| chance.bits().to_le_bytes()).collect();
    let sample = silent(
        "Noise that is called .edi",
        Outcome::Rejected,
        "There is nothing to read",
        noise,
    );
    maker.add_hard("noise", "edi", sample);
    let sample = silent(
        "Empty file",
        Outcome::Rejected,
        "There is nothing to read",
        Vec::new(),
    );
    maker.add_hard("empty", "csv", sample);
}

/// An 830 with weekly forecasts (FST) of each line.
fn forecast_x12(order: &SampleOrder) -> String {
    let mut set = Set::new("830", x12::USUAL);
    set.add(&[
        "BFR", "05", "", "F1", "DL", "A", "20260301", "20260430", "20260301",
    ]);
    set.add(&["N1", "BY", &order.buyer.name, "UL", &order.buyer.key()]);
    set.add(&["N1", "SE", NAME, "UL", OWN_GLN]);
    for (line, number) in order.lines.iter().zip(1..) {
        let part = line.part.as_deref().unwrap_or_default();
        set.add(&["LIN", &number.to_string(), "IN", part]);
        set.add(&["UIT", "CA"]);
        for week in ["20260308", "20260315", "20260322"] {
            // Element 680: D is a planning forecast.
            set.add(&["FST", &line.quantity.to_string(), "D", "W", week]);
        }
    }
    set.add(&["CTT", &order.lines.len().to_string()]);
    x12::interchange(order, Version::V4010, "PS", set)
}

/// A DELFOR D.96A with one forecast quantity a line.
fn forecast_edifact(order: &SampleOrder) -> String {
    let mut message = Message::new(edifact::USUAL);
    message.add(&[&["BGM"], &["241"], &["F-2026-10"], &["9"]]);
    message.add(&[&["DTM"], &["137", "20260301", "102"]]);
    message.add(&[&["NAD"], &["BY"], &[&order.buyer.key(), "", "9"]]);
    message.add(&[&["NAD"], &["SU"], &[OWN_GLN, "", "9"]]);
    for (line, number) in order.lines.iter().zip(1..) {
        let gtin = line.gtin.map(|gtin| gtin.to_string()).unwrap_or_default();
        message.add(&[&["LIN"], &[&number.to_string()], &[""], &[&gtin, "EN"]]);
        message.add(&[&["QTY"], &["113", &line.quantity.to_string(), "CT"]]);
        // Code list 4017: 4 is a planning estimate.
        message.add(&[&["SCC"], &["4"]]);
        message.add(&[&["DTM"], &["2", "20260322", "102"]]);
    }
    message.add(&[&["UNS"], &["S"]]);
    message.interchange(order, "DELFOR", Directory::D96A)
}
