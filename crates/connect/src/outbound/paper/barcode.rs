//! A bar code with its text under it.

use super::sheet::{Sheets, Side, Style, style};
use super::typeface::Weight;
use crate::outbound::gs1::Barcode;

/// 72 points are an inch of 25.4 millimetres.
const POINTS_A_MILLIMETRE: f32 = 72.0 / 25.4;
/// The narrowest bar of a label on a logistic unit, 0.495 mm (GS1 General Specifications, 5.12.2.1).
const MODULE_MIN: f32 = 0.495 * POINTS_A_MILLIMETRE;
/// The height of bars on a logistic unit, 31.75 mm.
pub(super) const HEIGHT: f32 = 31.75 * POINTS_A_MILLIMETRE;
/// What people read under the bars.
const TEXT: Style = style(11.0, Weight::Bold);
/// Modules of white on each side.
const QUIET_MODULES: u32 = 10;

/// The widest module with which bars and quiet zones fit into a width, but at most twice the narrowest;
/// `None` when even the narrowest is too wide.
fn module(barcode: &Barcode, width: f32) -> Option<f32> {
    let modules = barcode.bars.modules() + 2 * QUIET_MODULES;
    let module = (width / modules as f32).min(2.0 * MODULE_MIN);
    (module >= MODULE_MIN).then_some(module)
}

/// Places a bar code with its text, from `top` on, as wide as the page allows.
pub(super) fn place(sheets: &mut Sheets, barcode: &Barcode, top: f32) {
    let middle = sheets.size.width / 2.0;
    let Some(module) = module(barcode, sheets.size.width) else {
        return;
    };
    sheets.bars(middle, top, HEIGHT, module, &barcode.bars);
    let baseline = top + HEIGHT + TEXT.leading();
    sheets.words(middle, baseline, Side::Middle, TEXT, &barcode.text);
}
