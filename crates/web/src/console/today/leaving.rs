//! What leaves today, by site and by how far it has come, against the hour until which orders are
//! taken for today.

use super::words;
use crate::console::desk::Desk;
use crate::console::listing::Address;
use crate::console::{show, stock};
use crate::problem::Problem;
use crate::state::App;
use book::Stage;
use maud::{Markup, html};
use views::SiteWork;

/// From how many minutes before the cut-off on it stands out.
const SOON_MINUTES: u16 = 60;
/// The stages of what has not left, in order.
const STAGES: [Stage; 4] = [
    Stage::Promised,
    Stage::Released,
    Stage::Picked,
    Stage::Packed,
];

/// The sites with something to leave, each with its cut-off, in minutes of the local day.
pub(super) struct Leaving {
    sites: Vec<(SiteWork, Option<u16>)>,
    /// The minute of the local day.
    now: u16,
}

/// What leaves, with the cut-offs of its sites; `None` when nothing does.
pub(super) fn load(work: &[SiteWork], now: u16, app: &App) -> Result<Option<Leaving>, Problem> {
    if work.is_empty() {
        return Ok(None);
    }
    let calendars = app.views.calendars()?;
    let cutoff = |work: &SiteWork| {
        let mut calendars = calendars.iter();
        let row = calendars.find(|row| row.site.id == work.site.id)?;
        Some(row.calendar.cutoff_minute)
    };
    let sites = work.iter().map(|work| (work.clone(), cutoff(work)));
    let sites = sites.collect();
    Ok(Some(Leaving { sites, now }))
}

pub(super) fn panel(desk: &Desk, leaving: &Leaving) -> Markup {
    let words = words(desk);
    html! {
        section.panel {
            header { h2 { (words.leaving) } }
            p.hint { (words.leaving_how) }
            div.scroll {
                table.list.figures {
                    thead { tr {
                        th scope="col" { (words.site) }
                        th scope="col" { (words.cut_off) }
                        @for stage in STAGES { th.end scope="col" { (words.to_do(stage)) } }
                        th.end scope="col" { (words.overdue) }
                    } }
                    tbody { @for (work, cutoff) in &leaving.sites { (row(desk, work, *cutoff, leaving.now)) } }
                }
            }
        }
    }
}

fn row(desk: &Desk, work: &SiteWork, cutoff: Option<u16>, now: u16) -> Markup {
    let words = words(desk);
    html! {
        tr {
            th scope="row" { (stock::site(&work.site)) }
            td data-label=(words.cut_off) {
                @match cutoff {
                    Some(cutoff) => (until(desk, cutoff, now)),
                    None => "–",
                }
            }
            @for (stage, count) in STAGES.into_iter().zip(work.stages) {
                td.end data-label=(words.to_do(stage)) {
                    @if count == 0 { span.muted { "–" } }
                    @else { a.tap href=(orders(desk, work, stage).text()) { (show::number(count)) } }
                }
            }
            td.end data-label=(words.overdue) {
                @if work.overdue == 0 { span.muted { "–" } }
                @else { (show::badge("bad", &show::number(work.overdue))) }
            }
        }
    }
}

/// The orders behind a number.
fn orders(desk: &Desk, work: &SiteWork, stage: Stage) -> Address {
    Address::of("/orders")
        .with("site", &work.site.code)
        .with("stage", stage.as_str())
        .with("leaves_to", &desk.today.to_string())
}

/// The hour of the cut-off, and how far it is.
fn until(desk: &Desk, cutoff: u16, now: u16) -> Markup {
    let words = words(desk);
    let left = cutoff.saturating_sub(now);
    let tone = if left <= SOON_MINUTES { "warn" } else { "info" };
    html! {
        bdi.num { (format!("{:02}:{:02}", cutoff / 60, cutoff % 60)) } " "
        @if cutoff < now { (show::badge("quiet", words.passed)) }
        @else {
            (show::badge(tone, &(words.left)(&(left / 60).to_string(), &format!("{:02}", left % 60))))
        }
    }
}
