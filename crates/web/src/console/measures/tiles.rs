//! The figures of a period as tiles, each against the period before.

use super::words::Words;
use super::{Compared, behind, words};
use crate::console::desk::Desk;
use crate::console::show;
use maud::{Markup, html};
use views::{Measure, TotalMeasures};

/// A figure that may be missing, such as a share of nothing.
type Figure = fn(&TotalMeasures) -> Option<i64>;

/// What a figure is made of, for writing it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Count,
    /// Basis points.
    Share,
    Minutes,
}

struct Tile {
    name: &'static str,
    measure: Measure,
    unit: Unit,
    figure: Figure,
}

pub(super) fn tiles(desk: &Desk, compared: &Compared) -> Markup {
    html! {
        ul.tiles {
            @for tile in all(words(desk)) { (shown(desk, compared, &tile)) }
        }
    }
}

fn all(words: &Words) -> [Tile; 9] {
    let tile = |name, measure, unit, figure| Tile {
        name,
        measure,
        unit,
        figure,
    };
    [
        tile(words.orders, Measure::Orders, Unit::Count, |all| {
            count(all.orders)
        }),
        tile(words.lines, Measure::Orders, Unit::Count, |all| {
            count(all.lines)
        }),
        tile(words.on_time, Measure::OnTimeInFull, Unit::Share, |all| {
            share(all.on_time_in_full_bp)
        }),
        tile(words.cycle, Measure::Closed, Unit::Minutes, |all| {
            Some(all.cycle?.median_minutes)
        }),
        tile(words.backlog, Measure::Backlog, Unit::Count, |all| {
            count(all.backlog)
        }),
        tile(words.touchless, Measure::Touchless, Unit::Share, |all| {
            share(all.touchless_bp)
        }),
        tile(
            words.touchless_lines,
            Measure::Touchless,
            Unit::Share,
            |all| share(all.touchless_lines_bp),
        ),
        tile(words.began_held, Measure::BeganHeld, Unit::Share, |all| {
            share(all.held_bp)
        }),
        tile(words.cancelled, Measure::Cancelled, Unit::Count, |all| {
            count(all.cancelled)
        }),
    ]
}

fn count(count: u64) -> Option<i64> {
    i64::try_from(count).ok()
}

fn share(basis_points: Option<u32>) -> Option<i64> {
    basis_points.map(i64::from)
}

fn shown(desk: &Desk, compared: &Compared, tile: &Tile) -> Markup {
    let words = words(desk);
    let period = &compared.now;
    let now = (tile.figure)(&period.total);
    let before = (tile.figure)(&compared.before.total);
    let orders = behind::orders(desk, tile.measure, period.from, period.to);
    html! {
        li.tile {
            span.label {
                @match orders {
                    Some(address) => a href=(address.text()) { (tile.name) },
                    None => (tile.name),
                }
            }
            span.figure { bdi { (written(words, tile.unit, now)) } }
            span.hint {
                @if let (Some(now), Some(before)) = (now, before) {
                    bdi { (change(words, tile.unit, now.saturating_sub(before))) } " · "
                }
                ((words.before)(&written(words, tile.unit, before)))
            }
            @if let (Unit::Minutes, Some(cycle)) = (tile.unit, period.total.cycle) {
                span.hint { ((words.nine_in_ten)(&span(words, cycle.p90_minutes))) }
            }
        }
    }
}

fn written(words: &Words, unit: Unit, figure: Option<i64>) -> String {
    match (figure, unit) {
        (None, _) => "–".to_owned(),
        (Some(figure), Unit::Count) => show::signed(figure),
        (Some(figure), Unit::Share) => format!("{}%", tenths(figure)),
        (Some(figure), Unit::Minutes) => span(words, figure),
    }
}

/// Basis points as per cent with a tenth.
fn tenths(basis_points: i64) -> String {
    let tenths = basis_points.unsigned_abs().saturating_add(5) / 10;
    let sign = if basis_points < 0 && tenths > 0 {
        "-"
    } else {
        ""
    };
    match tenths % 10 {
        0 => format!("{sign}{}", tenths / 10),
        tenth => format!("{sign}{}.{tenth}", tenths / 10),
    }
}

/// How much more or less it is.
fn change(words: &Words, unit: Unit, by: i64) -> String {
    let sign = match by {
        0 => return "±0".to_owned(),
        1.. => "+",
        _ => "-",
    };
    let size = by.saturating_abs();
    match unit {
        Unit::Count => format!("{sign}{}", show::signed(size)),
        Unit::Share => (words.points)(&format!("{sign}{}", tenths(size))),
        Unit::Minutes => format!("{sign}{}", span(words, size)),
    }
}

/// A time in its two largest units.
fn span(words: &Words, minutes: i64) -> String {
    let minutes = minutes.max(0);
    let (days, hours, rest) = (minutes / 1_440, minutes % 1_440 / 60, minutes % 60);
    match (days, hours) {
        (0, 0) => (words.minutes)(&rest.to_string()),
        (0, hours) => (words.hours)(&hours.to_string(), &rest.to_string()),
        (days, hours) => (words.days_hours)(&show::signed(days), &hours.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::ENGLISH;
    use super::*;

    #[test]
    fn figures_are_written_as_people_say_them() {
        let told = |unit, figure| written(&ENGLISH, unit, Some(figure));
        assert_eq!(told(Unit::Count, 12_345), "12,345");
        assert_eq!(told(Unit::Share, 9_874), "98.7%");
        assert_eq!(told(Unit::Share, 10_000), "100%");
        assert_eq!(told(Unit::Minutes, 59), "59 min");
        assert_eq!(told(Unit::Minutes, 125), "2 h 5 min");
        assert_eq!(told(Unit::Minutes, 3_000), "2 d 2 h");
        assert_eq!(written(&ENGLISH, Unit::Share, None), "–");
        assert_eq!(change(&ENGLISH, Unit::Share, -120), "-1.2 points");
        assert_eq!(change(&ENGLISH, Unit::Count, 0), "±0");
        assert_eq!(change(&ENGLISH, Unit::Count, 7), "+7");
    }
}
