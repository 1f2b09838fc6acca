//! The form for a part of the goods: how much of which line is released, picked, packed, shipped or
//! delivered, and under which tracking number.

use super::act::{DO, Flaws, Kind, LINES_SHOWN_MAX};
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
use maud::{Markup, html};
use views::{LineRow, SourceRow};
use vocab::Quantity;

/// `GET /orders/{number}/goods`
pub(in crate::console) async fn page(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let sent = asked(&call);
    let Some(kind @ Kind::Move(to)) = Kind::of(&sent) else {
        return Err(Problem::web(Code::NotFound));
    };
    let Some(shown) = load(&desk, &call).await? else {
        let words = &desk.words().order;
        return Ok(desk.notice(404, words.missing, words.missing_how));
    };
    let content = form(&desk, &shown, to, &sent, &Flaws::default(), &Note::None);
    let title = title(&desk, &shown, kind, &sent);
    let page = frame(&desk, Section::Orders, &title, &shown.counts, &content);
    Ok(desk.answer(StatusCode::OK, page))
}

/// The address of the form.
pub(super) fn address(number: &str, to: Stage, site: &str) -> String {
    format!("/orders/{number}/goods?{}", said(to, site))
}

/// What an address says of goods at a site: site codes have letters that need a spelling.
pub(super) fn said(to: Stage, site: &str) -> String {
    let site = percent_encoding::utf8_percent_encode(site, percent_encoding::NON_ALPHANUMERIC);
    format!("{DO}={}&site={site}", to.as_str())
}

/// How much of a line can reach a stage at a site.
pub(super) fn ready(line: &LineRow, to: Stage, site: &str) -> Quantity {
    let here = line.schedule.iter().filter(|part| {
        Some(part.stage) == to.before()
            && part.site.code == site
            && matches!(part.source, SourceRow::OnHand)
    });
    here.map(|part| part.quantity).sum()
}

/// The form, with what was typed and what is wrong with it.
pub(super) fn form(
    desk: &Desk,
    shown: &Shown,
    to: Stage,
    sent: &Sent,
    flaws: &Flaws,
    note: &Note,
) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let site = sent.get("site").unwrap_or_default();
    let lines = shown.view.order_lines.iter();
    let ready = |line| (line, ready(line, to, site));
    let lines: Vec<(&LineRow, Quantity)> = lines
        .map(ready)
        .filter(|(_, ready)| !ready.is_zero())
        .collect();
    html! {
        (head(desk, shown, &title(desk, shown, Kind::Move(to), sent)))
        (noted(desk, flaws, note))
        @if lines.is_empty() {
            p { (words.none_ready) }
            p { (back(desk, shown)) }
        } @else {
            form.fields-of.wide method="get" action=(path(shown)) {
                (does(Kind::Move(to)))
                input type="hidden" name="site" value=(site);
                (table(desk, &lines, sent, flaws))
                @if to == Stage::Shipped { (tracking(desk, sent)) }
                div.actions {
                    button type="submit" { (words.look) }
                    (back(desk, shown))
                }
            }
        }
    }
}

fn table(desk: &Desk, lines: &[(&LineRow, Quantity)], sent: &Sent, flaws: &Flaws) -> Markup {
    let (words, shared) = (desk.language.pick(&ENGLISH, &HEBREW), desk.words());
    html! {
        div.scroll {
            table.amounts {
                thead { tr {
                    th scope="col" { "#" }
                    th scope="col" { (shared.order.item) }
                    th.end scope="col" { (words.ready) }
                    th scope="col" { (words.moves_title) }
                } }
                tbody {
                    @for (line, ready) in lines.iter().take(LINES_SHOWN_MAX) {
                        tr {
                            td.muted { (line.number) }
                            th scope="row" {
                                (show::code(&line.item_code))
                                @if !line.description.is_empty() { span.about { bdi { (line.description) } } }
                            }
                            td.end data-label=(words.ready) { bdi.num { (show::quantity(*ready)) } }
                            td data-label=(words.moves_title) {
                                (amount(
                                    &format!("move-{}", line.number),
                                    &(words.moves)(&line.number.to_string()),
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
