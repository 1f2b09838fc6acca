//! The days of a period as charts.

use super::{behind, words};
use crate::console::chart::{Chart, Series, Shape};
use crate::console::desk::Desk;
use crate::console::listing::Address;
use crate::console::show;
use maud::{Markup, html};
use views::{DayMeasures, Measure, Measures};
use vocab::Day;

/// A figure of a day.
type Figure = fn(&DayMeasures) -> u64;
/// A line or a row of bars: what it is, which orders it counts, and how many of a day.
type Drawn = (&'static str, Measure, Figure);

pub(super) fn charts(desk: &Desk, measures: &Measures) -> Markup {
    let words = words(desk);
    let placed: [Drawn; 3] = [
        (words.orders, Measure::Orders, |day| day.figures.orders),
        (words.touchless_short, Measure::Touchless, |day| {
            day.figures.touchless
        }),
        (words.began_held, Measure::BeganHeld, |day| day.figures.held),
    ];
    let closed: [Drawn; 2] = [
        (words.closed, Measure::Closed, |day| day.figures.closed),
        (words.on_time, Measure::OnTimeInFull, |day| {
            day.figures.on_time_in_full
        }),
    ];
    let backlog: [Drawn; 1] = [(words.backlog, Measure::Backlog, |day| day.backlog)];
    html! {
        div.grid {
            (panel(desk, measures, words.placed_by_day, Shape::Bars, &placed))
            (panel(desk, measures, words.closed_by_day, Shape::Bars, &closed))
            (panel(desk, measures, words.backlog_by_day, Shape::Line, &backlog))
        }
    }
}

fn panel(desk: &Desk, measures: &Measures, title: &str, shape: Shape, drawn: &[Drawn]) -> Markup {
    let words = words(desk);
    let link = |day: Day, nth: usize| -> Option<Address> {
        let (_, measure, _) = drawn.get(nth)?;
        behind::orders(desk, *measure, day, day)
    };
    let tones = ["one", "two", "three"];
    let series = drawn
        .iter()
        .zip(tones)
        .map(|((name, _, figure), tone)| Series {
            name,
            tone,
            values: measures
                .days
                .iter()
                .map(|day| i64::try_from(figure(day)).ok())
                .collect(),
        });
    let chart = Chart {
        title,
        from: measures.from,
        shape,
        series: series.collect(),
        marks: Vec::new(),
        behind: Some(&link),
        written: show::signed,
        day_name: words.day,
        table_name: words.as_table,
    };
    html! { section.panel { header { h2 { (title) } } (chart.draw(desk)) } }
}
