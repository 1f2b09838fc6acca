//! The report of `kept eval intake` as one page of HTML that needs nothing beside it.

use super::super::percent;
use super::sureness;
use intake::eval::{
    Count, FieldReport, Found, Grounding, KindReport, Reliability, Report, Threshold, Wrong,
    WrongFile,
};
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("page.css");
/// How many of the worst documents the page shows.
const WORST_SHOWN: usize = 50;
/// How many thresholds the page lists.
const THRESHOLDS_SHOWN: usize = 30;
/// The bar of a share, in units of its own.
const BAR: (f64, f64) = (200.0, 16.0);
/// The diagram's sides and the room around it for words.
const SIDE: f64 = 320.0;
const ROOM: f64 = 44.0;
/// The marks along the axes of the diagram, in percent.
const TICKS: [u8; 5] = [0, 25, 50, 75, 100];

/// The page of what was measured in this directory, with the share that may pass untouched while so
/// many of them are right.
pub fn page(report: &Report, directory: &str, precision: f64) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "How right the readers are: " (directory) }
                style { (PreEscaped(STYLE)) }
            }
            body { main {
                h1 { "How right the readers are" }
                p.muted { (report.documents) " documents in " (directory)
                    ", each compared with what is known of its content." }
                (tiles(report, precision))
                (kinds(report))
                (fields(&report.by_field))
                (reliability(&report.reliability))
                (thresholds(report, precision))
                @if let Some(found) = &report.grounding { (grounding(found)) }
                (worst("Worst documents first", &report.worst))
            } }
        }
    };
    markup.into_string()
}

fn tiles(report: &Report, precision: f64) -> Markup {
    let reached = report.at_precision(precision);
    let touchless = reached.map_or(0.0, |step| step.passed.share());
    html! {
        div.tiles {
            (tile(&percent(report.header_accuracy), "of header fields right"))
            (tile(&percent(report.line_accuracy), "of line fields right"))
            (tile(&format!("{} of {}", report.documents_right, report.documents), "documents right in every field"))
            (tile(&percent(touchless), &format!("may pass untouched with {} of them right", percent(precision))))
            (tile(&milliseconds(report.page_milliseconds.median), "a page, half of the documents"))
        }
    }
}

fn tile(value: &str, what: &str) -> Markup {
    html! { div.tile { b { (value) } span.muted { (what) } } }
}

fn kinds(report: &Report) -> Markup {
    let row = |(kind, of): (&String, &KindReport)| {
        let pace = of.page_milliseconds;
        html! { tr {
            td { (kind) }
            td.number { (of.documents) }
            td.number { (percent(of.header_accuracy)) }
            td.number { (percent(of.line_accuracy)) }
            td.number { (of.documents_right) }
            td.number { (pace.pages) }
            td.number { (milliseconds(pace.median)) }
            td.number { (milliseconds(pace.p95)) }
            td.number { (milliseconds(pace.slowest)) }
        } }
    };
    html! {
        h2 { "By kind" }
        div.scroll { table {
            (titles(&["Kind"], &["Documents", "Header", "Lines", "All right", "Pages", "A page: half", "95%", "Slowest"]))
            @for kind in &report.by_kind { (row(kind)) }
        } }
    }
}

fn fields(fields: &[FieldReport]) -> Markup {
    html! {
        h2 { "By field" }
        p.muted { "The bar is the 95% interval in which the true share lies (Wilson), the mark what was measured." }
        div.scroll { table {
            (titles(&["Field"], &["Right", "Of", "Share", ""]))
            @for field in fields { tr {
                td { (field.field) }
                (counted(field.right))
                td { (bar(field.right)) }
            } }
        } }
    }
}

/// Three cells: so many, of so many, their share.
fn counted(count: Count) -> Markup {
    html! {
        td.number { (count.part) }
        td.number { (count.whole) }
        td.number { (percent(count.share())) }
    }
}

fn bar(count: Count) -> Markup {
    let (width, height) = BAR;
    let (low, high) = count.interval();
    let text = format!("{} to {}", percent(low), percent(high));
    html! {
        svg viewBox={ "0 0 " (width) " " (height) } role="img" aria-label=(text) {
            title { (text) }
            rect.track x="0" y="6" width=(width) height="4" {}
            rect.span x=(low * width) y="3" width=((high - low) * width) height="10" {}
            rect.point x=((count.share() * width - 1.5).max(0.0)) y="1" width="3" height="14" {}
        }
    }
}

fn reliability(steps: &[Reliability]) -> Markup {
    html! {
        h2 { "Does it know when it is sure?" }
        p.muted { "Fields that were read with about the same confidence: how sure the reader was, and how many of \
            them are right. On the dashed line a reader is right as often as it says; above it, it is too modest." }
        figure { (diagram(steps)) }
        div.scroll { table {
            (titles(&["Confidence from"], &["It says", "Right", "Of", "Share"]))
            @for step in steps { tr {
                td { (sureness(step.from)) }
                td.number { (percent(step.said)) }
                (counted(step.right))
            } }
        } }
    }
}

fn diagram(steps: &[Reliability]) -> Markup {
    let (across, up) = (
        |share: f64| ROOM + share * SIDE,
        |share: f64| ROOM / 2.0 + (1.0 - share) * SIDE,
    );
    let whole = SIDE + 1.5 * ROOM;
    html! {
        svg viewBox={ "0 0 " (whole) " " (whole) } role="img" aria-label="How sure the reader was, across, and how many were right, up" {
            @for tick in TICKS {
                @let share = f64::from(tick) / 100.0;
                line.axis x1=(across(share)) x2=(across(share)) y1=(up(0.0)) y2=(up(1.0)) {}
                line.axis x1=(across(0.0)) x2=(across(1.0)) y1=(up(share)) y2=(up(share)) {}
                text x=(across(share)) y=(up(0.0) + 16.0) text-anchor="middle" { (tick) "%" }
                text x=(across(0.0) - 6.0) y=(up(share) + 4.0) text-anchor="end" { (tick) "%" }
            }
            text x=(across(0.5)) y=(up(0.0) + 32.0) text-anchor="middle" { "how sure the reader was" }
            line.ideal x1=(across(0.0)) y1=(up(0.0)) x2=(across(1.0)) y2=(up(1.0)) {}
            @for step in steps {
                @let (low, high) = step.right.interval();
                line.whisker x1=(across(step.said)) x2=(across(step.said)) y1=(up(low)) y2=(up(high)) {}
                circle.point cx=(across(step.said)) cy=(up(step.right.share())) r="5" {
                    title { (step.right.part) " of " (step.right.whole) " right" }
                }
            }
        }
    }
}

fn thresholds(report: &Report, precision: f64) -> Markup {
    let reached = report.at_precision(precision);
    let row = |step: &Threshold| {
        html! { tr {
            td { (sureness(step.confidence))
                @if reached == Some(step) { " — the last with " (percent(precision)) " right" } }
            (counted(step.passed))
            (counted(step.right))
        } }
    };
    html! {
        h2 { "How many could pass untouched?" }
        p.muted { "Documents that nothing keeps back, were every field asked to have this confidence, and how many of \
            these are right in every field. Kept asks for 90%." }
        div.scroll { table {
            (titles(&["Confidence"], &["Pass", "Of", "Share", "Right", "Of", "Share"]))
            @for step in report.thresholds.iter().take(THRESHOLDS_SHOWN) { (row(step)) }
        } }
    }
}

fn grounding(found: &Grounding) -> Markup {
    let row = |what: &str, found: &Found| {
        html! { tr {
            td { (what) }
            td.number { (found.known) }
            td.number { (percent(found.accuracy)) }
            td.number { (found.confident) }
            td.number { (percent(found.precision)) }
            td.number { (found.left) }
        } }
    };
    html! {
        h2 { "Found in your data" }
        div.scroll { table {
            (titles(&["What"], &["Known", "Right", "Surely", "Of these right", "Left to a person"]))
            (row("customers", &found.customers))
            (row("ship-tos", &found.ship_tos))
            (row("items", &found.items))
            @for (by, found) in &found.items_by { (row(&format!("items by {}", by.replace('_', " ")), found)) }
            (row("quantities", &found.quantities))
        } }
        (worst("Found wrongly without asking", &found.worst))
    }
}

fn worst(title: &str, files: &[WrongFile]) -> Markup {
    if files.is_empty() {
        return html! {};
    }
    html! {
        h2 { (title) }
        @if files.len() > WORST_SHOWN { p.muted { (WORST_SHOWN) " of " (files.len()) } }
        @for file in files.iter().take(WORST_SHOWN) {
            details {
                summary { (file.file) " " span.muted { (file.wrong.len()) " wrong" } }
                div.scroll { table {
                    (titles(&["Field", "Should be", "Read"], &[]))
                    @for wrong in &file.wrong { (mistake(wrong)) }
                } }
            }
        }
    }
}

fn mistake(wrong: &Wrong) -> Markup {
    let shown = |text: &Option<String>| {
        html! {
            @match text { Some(text) => bdi { (text) }, None => span.muted { "nothing" } }
        }
    };
    html! { tr {
        td { (wrong.field) }
        td.value { (shown(&wrong.expected)) }
        td.value { (shown(&wrong.read)) }
    } }
}

/// The head of a table: titles of words, then of numbers.
fn titles(words: &[&str], numbers: &[&str]) -> Markup {
    html! { thead { tr {
        @for title in words { th scope="col" { (title) } }
        @for title in numbers { th.number scope="col" { (title) } }
    } } }
}

fn milliseconds(value: f64) -> String {
    match value < 10.0 {
        true => format!("{value:.1} ms"),
        false => format!("{value:.0} ms"),
    }
}
