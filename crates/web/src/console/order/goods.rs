//! The form for a part of the goods: how much of which line is released, picked, packed, shipped or
//! delivered, and under which tracking number; or how much of what was to be picked is there.

use super::act::{DO, FOUND, Flaws, Kind, LINES_SHOWN_MAX, MOVES};
use super::change::amount;
use super::look::{Note, asked, back, does, flaw, head, noted, path, title};
use super::words::{ENGLISH, HEBREW};
use super::{Shown, load};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::field::{Field, Kind as Typed};
use crate::console::form::Sent;
use crate::console::frame::{Section, page as frame};
use crate::console::show;
use crate::problem::{Code, Problem};
use axum::http::StatusCode;
use axum::response::Response;
use book::Stage;
use connect::outbound::pick::walk;
use maud::{Markup, html};
use views::{LineRow, SourceRow};
use vocab::Quantity;

/// `GET /orders/{number}/goods`
pub(in crate::console) async fn page(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let sent = asked(&call);
    let kind = Kind::of(&sent).filter(|kind| kind.reaches().is_some());
    let kind = kind.ok_or_else(|| Problem::web(Code::NotFound))?;
    let Some(shown) = load(&desk, &call).await? else {
        let words = &desk.words().order;
        return Ok(desk.notice(404, words.missing, words.missing_how));
    };
    let content = form(&desk, &shown, kind, &sent, &Flaws::default(), &Note::None);
    let title = title(&desk, &shown, kind, &sent);
    let page = frame(&desk, Section::Orders, &title, &shown.counts, &content);
    Ok(desk.answer(StatusCode::OK, page))
}

/// The address of the form.
pub(super) fn address(number: &str, kind: Kind, site: &str) -> String {
    format!("/orders/{number}/goods?{}", said(kind, site))
}

/// What an address says of goods at a site: site codes have letters that need a spelling.
pub(super) fn said(kind: Kind, site: &str) -> String {
    let site = percent_encoding::utf8_percent_encode(site, percent_encoding::NON_ALPHANUMERIC);
    format!("{DO}={}&site={site}", kind.word())
}

/// How much of a line this can be done with at a site.
fn ready(line: &LineRow, kind: Kind, site: &str) -> Quantity {
    let from = kind.reaches().and_then(Stage::before);
    let here = line.schedule.iter().filter(|part| {
        Some(part.stage) == from
            && part.site.code == site
            && matches!(part.source, SourceRow::OnHand)
    });
    here.map(|part| part.quantity).sum()
}

/// The form, with what was typed and what is wrong with it.
pub(super) fn form(
    desk: &Desk,
    shown: &Shown,
    kind: Kind,
    sent: &Sent,
    flaws: &Flaws,
    note: &Note,
) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let site = sent.get("site").unwrap_or_default();
    let lines = shown.view.order_lines.iter();
    let ready = |line| (line, ready(line, kind, site));
    let mut lines: Vec<(&LineRow, Quantity)> = lines
        .map(ready)
        .filter(|(_, ready)| !ready.is_zero())
        .collect();
    let bin = |line: &LineRow| bin(line, shown, site);
    if kind.reaches() == Some(Stage::Picked) {
        lines.sort_by(|(left, _), (right, _)| walk(bin(left), bin(right)));
    }
    html! {
        (head(desk, shown, &title(desk, shown, kind, sent)))
        (noted(desk, flaws, note))
        @if lines.is_empty() {
            p { (words.none_ready) }
            p { (back(desk, shown)) }
        } @else {
            @if kind == Kind::Short { p.lead { (words.short_lead) } }
            form.fields-of.wide method="get" action=(path(shown)) {
                (does(kind))
                input type="hidden" name="site" value=(site);
                (table(desk, kind, &lines, bin, (sent, flaws)))
                @if kind == Kind::Move(Stage::Shipped) { (tracking(desk, sent)) }
                div.actions {
                    button type="submit" { (words.look) }
                    (back(desk, shown))
                }
            }
        }
    }
}

/// The bin that goods of a line lie in at a site.
fn bin<'s>(line: &LineRow, shown: &'s Shown, site: &str) -> Option<&'s str> {
    let mut parts = line.schedule.iter();
    let part = parts.find(|part| part.site.code == site)?;
    let bin = shown.bins.get(&(line.item?, part.site.id))?;
    Some(bin.as_str())
}

fn table<'s>(
    desk: &Desk,
    kind: Kind,
    lines: &[(&LineRow, Quantity)],
    bin: impl Fn(&LineRow) -> Option<&'s str>,
    (sent, flaws): (&Sent, &Flaws),
) -> Markup {
    let (words, shared) = (desk.language.pick(&ENGLISH, &HEBREW), desk.words());
    let (field, before, title, label) = match kind == Kind::Short {
        true => (FOUND, words.sought, words.found_title, words.found),
        false => (MOVES, words.ready, words.moves_title, words.moves),
    };
    let to_fetch = kind.reaches() == Some(Stage::Picked);
    html! {
        div.scroll {
            table.amounts {
                thead { tr {
                    th scope="col" { "#" }
                    @if to_fetch { th scope="col" { (words.bin) } }
                    th scope="col" { (shared.order.item) }
                    th.end scope="col" { (before) }
                    th scope="col" { (title) }
                } }
                tbody {
                    @for (line, ready) in lines.iter().take(LINES_SHOWN_MAX) {
                        tr {
                            td.muted { (line.number) }
                            @if to_fetch {
                                td data-label=(words.bin) {
                                    @match bin(line) {
                                        Some(bin) => (show::code(bin)),
                                        None => span.muted { "–" },
                                    }
                                }
                            }
                            th scope="row" {
                                (show::code(&line.item_code))
                                @if !line.description.is_empty() { span.about { bdi { (line.description) } } }
                            }
                            td.end data-label=(before) { bdi.num { (show::quantity(*ready)) } }
                            td data-label=(title) {
                                (amount(
                                    &format!("{field}{}", line.number),
                                    &label(&line.number.to_string()),
                                    &ready.to_string(),
                                    sent,
                                    |name| flaw(words, flaws, name),
                                ))
                            }
                        }
                    }
                }
            }
        }
        @if lines.len() > LINES_SHOWN_MAX {
            p.muted { ((words.more_lines)(&LINES_SHOWN_MAX.to_string())) }
        }
    }
}

fn tracking(desk: &Desk, sent: &Sent) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    Field {
        name: "tracking",
        label: words.tracking,
        value: sent.get("tracking").unwrap_or_default(),
        hint: words.tracking_hint,
        ..Field::NONE
    }
    .input(Typed::Code)
}
