//! Charts as SVG: values over days, as lines, steps or bars, with their table for those who don't
//! see them. Time runs from the left in every language.

use super::desk::Desk;
use super::listing::Address;
use super::show;
use maud::{Markup, html};
use std::fmt::Write;
use vocab::Day;

/// The drawing, in units of its own; the style scales it to the page.
const WIDTH: i64 = 720;
const HEIGHT: i64 = 220;
/// Room for the numbers at the start, and for the days below.
const START: i64 = 64;
const BELOW: i64 = 28;
const ABOVE: i64 = 10;
/// About so many lines across, and days named below.
const TICKS: i64 = 4;
const NAMED_DAYS: usize = 8;
/// The most days of a chart; more are cut off at the end.
const DAYS_MAX: usize = 400;

/// How values are drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// From value to value.
    Line,
    /// Each value until the next, as stock is.
    Steps,
    /// Each day by itself, as what was done in it.
    Bars,
}

/// One value a day.
pub(super) struct Series<'a> {
    /// What it is.
    pub(super) name: &'a str,
    /// The class that colours it: `one`, `two` or `three`.
    pub(super) tone: &'static str,
    /// By day, from the chart's first on; `None` where there is no value.
    pub(super) values: Vec<Option<i64>>,
}

/// A day on which something is to be seen.
pub(super) struct Mark {
    pub(super) day: Day,
    /// What, in a few words.
    pub(super) text: String,
}

/// A chart.
pub(super) struct Chart<'a> {
    /// What it shows, in a sentence.
    pub(super) title: &'a str,
    /// Its first day.
    pub(super) from: Day,
    pub(super) shape: Shape,
    pub(super) series: Vec<Series<'a>>,
    /// Days that are marked by a dashed line; those outside of the chart are left out.
    pub(super) marks: Vec<Mark>,
    /// The list behind a value, by its day and which of the series it is of; its table links there.
    pub(super) behind: Option<&'a dyn Fn(Day, usize) -> Option<Address>>,
    /// How a value is written.
    pub(super) written: fn(i64) -> String,
    /// What the column of days and the table are called.
    pub(super) day_name: &'a str,
    pub(super) table_name: &'a str,
}

/// The scale of the values: from the lowest line to the highest, and the step between two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Scale {
    low: i64,
    high: i64,
    step: i64,
}

impl Chart<'_> {
    /// The chart with its legend and its table.
    pub(super) fn draw(&self, desk: &Desk) -> Markup {
        let days = self.days();
        let scale = self.scale();
        html! {
            figure.chart {
                @if self.series.len() > 1 {
                    ul.legend aria-hidden="true" {
                        @for one in &self.series { li class=(one.tone) { (one.name) } }
                    }
                }
                svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(self.title) {
                    (self.lines_across(scale))
                    (self.days_below(desk, days))
                    (self.marked(days))
                    @for (nth, one) in self.series.iter().enumerate() {
                        (self.drawn(desk, nth, one, scale, days))
                    }
                }
                (self.table(desk, days))
            }
        }
    }

    fn days(&self) -> usize {
        let longest = self.series.iter().map(|one| one.values.len()).max();
        longest.unwrap_or(0).min(DAYS_MAX)
    }

    fn scale(&self) -> Scale {
        let values = self
            .series
            .iter()
            .flat_map(|one| one.values.iter().flatten());
        let (low, high) = values.fold((0, 0), |(low, high), value| {
            (low.min(*value), high.max(*value))
        });
        Scale::of(low, high)
    }

    fn lines_across(&self, scale: Scale) -> Markup {
        html! {
            @for value in scale.ticks() {
                @let y = scale.y(value);
                line.across x1=(START) x2=(WIDTH) y1=(y) y2=(y) {}
                text.value x=(START - 8) y=(y + 4) { ((self.written)(value)) }
            }
        }
    }

    fn days_below(&self, desk: &Desk, days: usize) -> Markup {
        let step = days.div_ceil(NAMED_DAYS).max(1);
        html! {
            @for nth in (0..days).step_by(step) {
                text.day.other[nth / step % 2 == 1] x=(middle(nth, days)) y=(HEIGHT - 8) {
                    (show::day_text(desk, self.from.plus(nth as i32)))
                }
            }
        }
    }

    fn marked(&self, days: usize) -> Markup {
        html! {
            @for mark in &self.marks {
                @if let Some(day) = self.nth(mark.day, days) {
                    line.mark x1=(left(day, days)) x2=(left(day, days)) y1=(ABOVE) y2=(HEIGHT - BELOW) {}
                }
            }
        }
    }

    /// Which day of the chart it is, if it is one.
    fn nth(&self, day: Day, days: usize) -> Option<usize> {
        let nth = usize::try_from(day.since(self.from)).ok()?;
        (nth < days).then_some(nth)
    }

    /// What is marked on a day of the chart.
    fn marks_on(&self, nth: usize) -> impl Iterator<Item = &str> {
        let day = self.from.plus(nth as i32);
        let marks = self.marks.iter().filter(move |mark| mark.day == day);
        marks.map(|mark| mark.text.as_str())
    }

    fn drawn(&self, desk: &Desk, nth: usize, one: &Series, scale: Scale, days: usize) -> Markup {
        html! {
            g class=(one.tone) {
                @match self.shape {
                    Shape::Bars => (self.bars(nth, one, scale, days)),
                    Shape::Line | Shape::Steps => path.line d=(self.path(one, scale, days)) {},
                }
                @for (day, value) in one.values.iter().take(days).enumerate() {
                    @if let Some(value) = value {
                        // Something to point at, as high as the chart.
                        rect.point x=(left(day, days)) y=(ABOVE) height=(HEIGHT - BELOW - ABOVE)
                            width=((left(day + 1, days) - left(day, days)).max(1)) {
                            title {
                                (show::day_text(desk, self.from.plus(day as i32))) ": "
                                (one.name) " " ((self.written)(*value))
                                @for text in self.marks_on(day) { "\n" (text) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn bars(&self, nth: usize, one: &Series, scale: Scale, days: usize) -> Markup {
        let count = self.series.len().max(1) as i64;
        html! {
            @for (day, value) in one.values.iter().take(days).enumerate() {
                @if let Some(value) = value {
                    @let (from, to) = (left(day, days), left(day + 1, days));
                    @let width = ((to - from) * 8 / 10 / count).max(1);
                    @let x = from + (to - from) / 10 + width * nth as i64;
                    @let (top, bottom) = (scale.y((*value).max(0)), scale.y((*value).min(0)));
                    rect.bar x=(x) y=(top) width=(width) height=((bottom - top).max(0)) {}
                }
            }
        }
    }

    fn path(&self, one: &Series, scale: Scale, days: usize) -> String {
        let mut path = String::new();
        let mut pen_down = false;
        for (day, value) in one.values.iter().take(days).enumerate() {
            let Some(value) = value else {
                pen_down = false;
                continue;
            };
            let y = scale.y(*value);
            let (from, to) = match self.shape {
                Shape::Steps => (left(day, days), left(day + 1, days)),
                Shape::Line | Shape::Bars => (middle(day, days), middle(day, days)),
            };
            let verb = if pen_down { 'L' } else { 'M' };
            // Writing to text never fails.
            let _ = write!(path, "{verb}{from} {y}");
            if to != from {
                let _ = write!(path, "H{to}");
            }
            pen_down = true;
        }
        path
    }

    fn table(&self, desk: &Desk, days: usize) -> Markup {
        html! {
            details {
                summary { (self.table_name) }
                div.scroll tabindex="0" {
                    table {
                        thead { tr {
                            th scope="col" { (self.day_name) }
                            @for one in &self.series { th.end scope="col" { (one.name) } }
                        } }
                        tbody {
                            @for day in 0..days {
                                tr {
                                    th scope="row" {
                                        (show::day(desk, self.from.plus(day as i32)))
                                        @for text in self.marks_on(day) { span.about { (text) } }
                                    }
                                    @for nth in 0..self.series.len() {
                                        td.end { (self.told(day, nth)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// A value of the table, with the way to what is behind it.
    fn told(&self, day: usize, nth: usize) -> Markup {
        let value = self.series[nth].values.get(day).copied().flatten();
        let text = value.map_or("–".to_owned(), self.written);
        let address = self
            .behind
            .and_then(|behind| behind(self.from.plus(day as i32), nth));
        html! {
            @match address.filter(|_| value.is_some_and(|value| value != 0)) {
                Some(address) => a href=(address.text()) { (text) },
                None => (text),
            }
        }
    }
}

/// Where a day begins.
fn left(day: usize, days: usize) -> i64 {
    START + (WIDTH - START) * day as i64 / days.max(1) as i64
}

fn middle(day: usize, days: usize) -> i64 {
    (left(day, days) + left(day + 1, days)) / 2
}

impl Scale {
    /// A scale with round steps that holds these values and zero.
    fn of(low: i64, high: i64) -> Scale {
        let span = high.saturating_sub(low).max(1);
        let step = round_up(span.div_euclid(TICKS).max(1));
        Scale {
            low: low.div_euclid(step).saturating_mul(step),
            high: high
                .saturating_add(step - 1)
                .div_euclid(step)
                .saturating_mul(step)
                .max(step),
            step,
        }
    }

    fn ticks(self) -> impl Iterator<Item = i64> {
        let count = (self.high - self.low) / self.step;
        (0..=count).map(move |nth| self.low + nth * self.step)
    }

    fn y(self, value: i64) -> i64 {
        let room = i128::from(HEIGHT - BELOW - ABOVE);
        let above = i128::from(self.high) - i128::from(value);
        let span = (i128::from(self.high) - i128::from(self.low)).max(1);
        ABOVE + i64::try_from(above * room / span).unwrap_or(0)
    }
}

/// The next of 1, 2, 5, 10, 20, 50 … that is not smaller.
fn round_up(step: i64) -> i64 {
    let mut power: i64 = 1;
    loop {
        for factor in [1, 2, 5] {
            match power.checked_mul(factor) {
                Some(round) if round >= step => return round,
                Some(_) => {}
                None => return step,
            }
        }
        match power.checked_mul(10) {
            Some(next) => power = next,
            None => return step,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_has_round_steps_and_holds_all_values_and_zero() {
        let told = |low, high| {
            let ticks: Vec<i64> = Scale::of(low, high).ticks().collect();
            format!("{ticks:?}")
        };
        assert_eq!(told(0, 0), "[0, 1]");
        assert_eq!(told(0, 3), "[0, 1, 2, 3]");
        assert_eq!(told(0, 97), "[0, 50, 100]");
        assert_eq!(told(-30, 1_000), "[-500, 0, 500, 1000]");
        assert_eq!(told(0, 12_345), "[0, 5000, 10000, 15000]");
        let huge = Scale::of(i64::MIN / 2, i64::MAX / 2);
        assert!(huge.step > 0 && huge.y(i64::MAX / 2) >= ABOVE);
    }
}
