//! The form that changes an order: quantities, days, the place of delivery, the items that were meant,
//! and lines that are added.

use super::act::{Flaws, Kind, LINES_SHOWN_MAX};
use super::look::{Note, asked, back, does, flaw, head, noted, path};
use super::words::{ENGLISH, HEBREW};
use super::{Shown, is_open, load};
use crate::call::Call;
use crate::console::desk::Desk;
use crate::console::entry::Added;
use crate::console::field::{Field, Kind as Typed};
use crate::console::form::Sent;
use crate::console::frame::{Section, page as frame};
use crate::console::show;
use crate::problem::Problem;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use views::{LineRow, PAGE_MAX};

/// A place of delivery: its code, and what people call it.
type Place = (String, String);

/// What the form lets one choose from.
pub(super) struct Offers {
    places: Vec<Place>,
    added: Added,
}

/// `GET /orders/{number}/change`
pub(in crate::console) async fn page(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let Some(shown) = load(&desk, &call).await? else {
        let words = &desk.words().order;
        return Ok(desk.notice(404, words.missing, words.missing_how));
    };
    let sent = asked(&call);
    let offers = offers(&desk, &call, &shown, &sent).await?;
    let flaws = Flaws {
        added: offers.added.flaws().clone(),
        ..Flaws::default()
    };
    let content = form(&desk, &shown, &offers, &sent, &flaws, &Note::None);
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let title = (words.change_title)(&shown.view.order.number);
    let page = frame(&desk, Section::Orders, &title, &shown.counts, &content);
    Ok(desk.answer(StatusCode::OK, page))
}

/// Where the goods can go, and what the lines that are added may mean.
///
/// # Errors
/// When the engine or the views do not answer.
pub(super) async fn offers(
    desk: &Desk,
    call: &Call,
    shown: &Shown,
    sent: &Sent,
) -> Result<Offers, Problem> {
    Ok(Offers {
        places: places(desk, call, shown).await?,
        added: Added::look_up(call, shown.view.order.customer, sent).await?,
    })
}

/// Where the customer's goods can go.
async fn places(desk: &Desk, call: &Call, shown: &Shown) -> Result<Vec<Place>, Problem> {
    let customer = shown.view.order.customer;
    desk.load(call, move |app, names| {
        let rows = app.views.ship_tos(customer, None, PAGE_MAX)?.items;
        let place = |row: &views::ShipToRow| match names.ship_to(row.id) {
            Some(address) => (row.code.clone(), format!("{}: {address}", row.code)),
            None => (row.code.clone(), row.code.clone()),
        };
        Ok(rows.iter().map(place).collect())
    })
    .await?
}

/// The form, with what was typed and what is wrong with it.
pub(super) fn form(
    desk: &Desk,
    shown: &Shown,
    offers: &Offers,
    sent: &Sent,
    flaws: &Flaws,
    note: &Note,
) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let title = (words.change_title)(&shown.view.order.number);
    html! {
        (head(desk, shown, &title))
        (noted(desk, flaws, note))
        @if is_open(&shown.view) {
            p.lead { (words.change_lead) }
            form.fields-of.wide method="get" action=(path(shown)) {
                (does(Kind::Change))
                (lines(desk, shown, sent, flaws))
                div.pair {
                    (requested(desk, shown, sent, flaws))
                    (ship_to(desk, shown, &offers.places, sent, flaws))
                }
                h2 { (words.add_lines) }
                p.hint { (words.add_lines_how) }
                (offers.added.table(desk, &flaws.added))
                div.actions {
                    button type="submit" { (words.look) }
                    (back(desk, shown))
                }
            }
        } @else {
            p { (words.finished) }
            p { (back(desk, shown)) }
        }
    }
}

fn lines(desk: &Desk, shown: &Shown, sent: &Sent, flaws: &Flaws) -> Markup {
    let (words, shared) = (desk.language.pick(&ENGLISH, &HEBREW), desk.words());
    let all = &shown.view.order_lines;
    html! {
        div.scroll {
            table.amounts {
                thead { tr {
                    th scope="col" { "#" }
                    th scope="col" { (shared.order.item) }
                    th scope="col" { (shared.order.quantity) }
                    th scope="col" { (words.wanted) }
                } }
                tbody {
                    @for line in all.iter().take(LINES_SHOWN_MAX) { (row(desk, shown, line, sent, flaws)) }
                }
            }
        }
        @if all.len() > LINES_SHOWN_MAX {
            p.muted { ((words.more_lines)(&LINES_SHOWN_MAX.to_string())) }
        }
    }
}

fn row(desk: &Desk, shown: &Shown, line: &LineRow, sent: &Sent, flaws: &Flaws) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let left = line.ordered.saturating_sub(line.cancelled);
    html! {
        tr {
            td.muted { (line.number) }
            th scope="row" { (item(desk, line, sent, flaws)) }
            td data-label=(desk.words().order.quantity) {
                @if left.is_zero() { (show::badge("quiet", desk.words().states.cancelled)) }
                @else {
                    (amount(
                        &format!("quantity-{}", line.number),
                        &(words.new_quantity)(&line.number.to_string()),
                        &left.to_string(),
                        sent,
                        |name| flaw(words, flaws, name),
                    ))
                    @if line.unit_size.is_some_and(|size| size > 1) {
                        span.about { bdi { (show::ordered(line, left)) } }
                    }
                }
            }
            @if left.is_zero() { td {} }
            @else { td data-label=(words.wanted) { (wanted(desk, shown, line, sent, flaws)) } }
        }
    }
}

/// The day of a line, where it has one of its own.
fn wanted(desk: &Desk, shown: &Shown, line: &LineRow, sent: &Sent, flaws: &Flaws) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let own = line
        .requested
        .filter(|_| line.requested != shown.view.order.requested);
    let was = own.map(|day| day.to_string()).unwrap_or_default();
    let name = format!("wanted-{}", line.number);
    let error = flaw(words, flaws, &name);
    let about = format!("{name}-error");
    let typed = sent.all(&name).next().unwrap_or(&was);
    html! {
        input type="hidden" name={ "was-" (name) } value=(was);
        input type="date" name=(name) value=(typed)
            aria-label=((words.new_wanted)(&line.number.to_string()))
            aria-invalid=[(!error.is_empty()).then_some("true")]
            aria-describedby=[(!error.is_empty()).then_some(&about)];
        @if !error.is_empty() { p.error id=(about) { (error) } }
    }
}

/// The item of a line; one that is not known can be named.
fn item(desk: &Desk, line: &LineRow, sent: &Sent, flaws: &Flaws) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let name = format!("item-{}", line.number);
    html! {
        @if line.item.is_none() { (show::badge("bad", desk.words().order.unknown_item)) " " }
        (show::code(&line.item_code))
        @if !line.description.is_empty() { span.about { bdi { (line.description) } } }
        @if line.item.is_none() {
            (Field {
                name: &name,
                label: &(words.new_item)(&line.number.to_string()),
                value: sent.get(&name).unwrap_or_default(),
                hint: words.item_hint,
                error: flaw(words, flaws, &name),
                ..Field::NONE
            }.input(Typed::Code))
        }
    }
}

/// A quantity in a table, with what it was before in a hidden field.
pub(super) fn amount(
    name: &str,
    label: &str,
    was: &str,
    sent: &Sent,
    error: impl FnOnce(&str) -> &'static str,
) -> Markup {
    let error = error(name);
    let about = format!("{name}-error");
    html! {
        input type="hidden" name={ "was-" (name) } value=(was);
        input.amount type="text" inputmode="numeric" dir="ltr" autocomplete="off" name=(name)
            aria-label=(label) value=(sent.get(name).unwrap_or(was))
            aria-invalid=[(!error.is_empty()).then_some("true")]
            aria-describedby=[(!error.is_empty()).then_some(&about)];
        @if !error.is_empty() { p.error id=(about) { (error) } }
    }
}

fn requested(desk: &Desk, shown: &Shown, sent: &Sent, flaws: &Flaws) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let was = shown.view.order.requested;
    let was = was.map(|day| day.to_string()).unwrap_or_default();
    let typed = sent.all("requested").next();
    html! {
        div {
            input type="hidden" name="was-requested" value=(was);
            (Field {
                name: "requested",
                label: desk.words().orders.requested,
                value: typed.unwrap_or(&was),
                hint: words.requested_hint,
                error: flaw(words, flaws, "requested"),
                ..Field::NONE
            }.input(Typed::Day))
        }
    }
}

fn ship_to(desk: &Desk, shown: &Shown, places: &[Place], sent: &Sent, flaws: &Flaws) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let was = shown.view.order.ship_to_code.as_deref().unwrap_or_default();
    let options = places
        .iter()
        .map(|(code, name)| (code.as_str(), name.as_str()));
    // An order without an address, and one of which the address is not among the first.
    let missing = !places.iter().any(|(code, _)| code == was);
    let own = missing.then_some((was, if was.is_empty() { "–" } else { was }));
    html! {
        @if !places.is_empty() {
            div {
                input type="hidden" name="was-ship_to" value=(was);
                (Field {
                    name: "ship_to",
                    label: desk.words().order.ship_to,
                    value: sent.get("ship_to").unwrap_or(was),
                    error: flaw(words, flaws, "ship_to"),
                    ..Field::NONE
                }.choice(own.into_iter().chain(options)))
            }
        }
    }
}
