//! Doing something to an order: first a look at what would be different, then the thing itself, as
//! it was seen.

use super::act::{self, Act, DO, Flaw, Flaws, Kind, Wanted};
use super::difference::{self, Names};
use super::words::{ENGLISH, HEBREW, Words};
use super::{Shown, cancel, change, goods, load};
use crate::call::Call;
use crate::codes::Codes;
use crate::console::desk::Desk;
use crate::console::entry::Added;
use crate::console::foresee::{self, Foreseen};
use crate::console::form::{self, Sent};
use crate::console::frame::{Section, page as frame};
use crate::console::{actions, reasons, refusals, show};
use crate::problem::{Code, Problem};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::order::{HoldKind, Seen};
use book::refusal;
use book::{Book, Refusal};
use maud::{Markup, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use vocab::ItemId;

/// Why a page is shown again in place of what was asked for.
pub(super) enum Note {
    None,
    /// The order has changed since it was looked at.
    Stale,
    Refused(Refusal),
}

/// What a look shows: the act with what would come of it, or what is wrong with the fields.
enum Looked {
    Foreseen(Box<Ahead>),
    Refused(Refusal),
    Flawed(Flaws),
}

/// What would come of an act.
struct Ahead {
    wanted: Wanted,
    foreseen: Foreseen,
    names: Names,
}

/// `GET /orders/{number}/act`: what would be different.
pub(in crate::console) async fn page(call: Call) -> Result<Response, Problem> {
    let sent = asked(&call);
    let kind = allowed(&call, &sent)?;
    answer(&call, kind, &sent, Note::None).await
}

/// `POST /orders/{number}/act`: it is done, if the order is still as it was seen.
pub(in crate::console) async fn carry_out(call: Call, body: Body) -> Result<Response, Problem> {
    let sent = Sent::of(form::read(&call, body).await?);
    let kind = allowed(&call, &sent)?;
    let desk = Desk::of(&call);
    let Some(shown) = load(&desk, &call).await? else {
        return Err(Problem::web(Code::NotFound));
    };
    let (order, customer) = (shown.view.order.id, shown.view.order.customer);
    let version = sent.get("seen").map(|hex| u64::from_str_radix(hex, 16));
    let Some(Ok(version)) = version else {
        return Err(Problem::web(Code::BadValue));
    };
    let reading = sent.clone();
    let wanted = move |book: &Book| act::read(book, (order, customer), kind, &reading);
    let Ok(wanted) = call.app.ask(wanted).await? else {
        return answer(&call, kind, &sent, Note::None).await;
    };
    let seen = Some(Seen { order, version });
    let command = wanted.act.command(order);
    let given = actions::give(&call, command, seen, sent.get("once")).await?;
    match given.outcome {
        Ok(_) => {
            actions::wait_for(&call, given.seq).await?;
            let to = format!("/orders/{}?done={}", order.number(), kind.done());
            Ok(form::see(&to))
        }
        Err(refusal) if refusal.code == refusal::Code::Changed => {
            answer(&call, kind, &sent, Note::Stale).await
        }
        Err(refusal) => answer(&call, kind, &sent, Note::Refused(refusal)).await,
    }
}

/// The fields that the address has.
pub(super) fn asked(call: &Call) -> Sent {
    Sent::of(call.query().unwrap_or_default())
}

/// What is to be done, if the person may do it.
fn allowed(call: &Call, sent: &Sent) -> Result<Kind, Problem> {
    let kind = Kind::of(sent).ok_or_else(|| Problem::web(Code::NotFound))?;
    match call.caller.scopes().contains(kind.needs()) {
        true => Ok(kind),
        false => Err(Problem::web(Code::Forbidden).because("the role does not include this")),
    }
}

/// The look at what would be different now, or the form with what is wrong in it.
async fn answer(call: &Call, kind: Kind, sent: &Sent, note: Note) -> Result<Response, Problem> {
    let desk = Desk::of(call);
    let Some(shown) = load(&desk, call).await? else {
        let words = &desk.words().order;
        return Ok(desk.notice(404, words.missing, words.missing_how));
    };
    let looked = look(call, &shown, kind, sent).await?;
    let (status, content) = match (looked, note) {
        (Looked::Foreseen(ahead), Note::None) => (200, preview(&desk, &shown, kind, &ahead, false)),
        (Looked::Foreseen(ahead), Note::Stale) => (409, preview(&desk, &shown, kind, &ahead, true)),
        (Looked::Flawed(flaws), note) => {
            let content = again(&desk, call, &shown, kind, sent, &flaws, &note).await?;
            (422, content)
        }
        (Looked::Foreseen(_), Note::Refused(refusal)) | (Looked::Refused(refusal), _) => {
            let note = Note::Refused(refusal);
            let flaws = Flaws::default();
            (
                409,
                again(&desk, call, &shown, kind, sent, &flaws, &note).await?,
            )
        }
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let title = title(&desk, &shown, kind, sent);
    let page = frame(&desk, Section::Orders, &title, &shown.counts, &content);
    Ok(desk.answer(status, page))
}

async fn look(call: &Call, shown: &Shown, kind: Kind, sent: &Sent) -> Result<Looked, Problem> {
    let (order, customer) = (shown.view.order.id, shown.view.order.customer);
    let (stamp, mut sent) = (call.stamp(), sent.clone());
    if kind == Kind::Change {
        let added = Added::look_up(call, customer, &sent).await?;
        if !added.flaws().is_empty() {
            let added = added.flaws().clone();
            return Ok(Looked::Flawed(Flaws {
                added,
                ..Flaws::default()
            }));
        }
        sent = added.found_in(&sent);
    }
    let ask = move |book: &Book| {
        let wanted = match act::read(book, (order, customer), kind, &sent) {
            Ok(wanted) => wanted,
            Err(Some(flaws)) => return Some(Looked::Flawed(flaws)),
            Err(None) => return None,
        };
        let command = wanted.act.command(order);
        Some(match foresee::foreseen(book, order, &command, &stamp) {
            Ok(foreseen) => Looked::Foreseen(Box::new(Ahead {
                names: names(book, &foreseen),
                wanted,
                foreseen,
            })),
            Err(refusal) => Looked::Refused(refusal),
        })
    };
    let looked = call.app.ask(ask).await?;
    looked.ok_or_else(|| Problem::web(Code::NotFound))
}

/// The codes of what the order names before and after.
fn names(book: &Book, foreseen: &Foreseen) -> Names {
    let lines = foreseen.before.lines.iter().chain(&foreseen.after.lines);
    let items = lines.filter_map(|line| line.item.known());
    let code = |item: ItemId| Some((item, book.goods(item)?.code.to_owned()));
    let ship_to = |order: &book::Order| Some(book.ship_to_code(order.ship_to?)?.to_owned());
    Names {
        items: items.filter_map(code).collect(),
        ship_to_before: ship_to(&foreseen.before),
        ship_to_after: ship_to(&foreseen.after),
    }
}

/// The title of a page about what is done.
pub(super) fn title(desk: &Desk, shown: &Shown, kind: Kind, sent: &Sent) -> String {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let number = &shown.view.order.number;
    let site = sent.get("site").unwrap_or_default();
    match kind {
        Kind::Release => {
            let hold = sent.get("kind").and_then(HoldKind::parse);
            let name = hold.map_or("", |hold| reasons::kind(desk.words(), hold));
            (words.release_title)(number, name)
        }
        Kind::Hold => (words.hold_title)(number),
        Kind::Confirm => (words.confirm_title)(number),
        Kind::Cancel => (words.cancel_title)(number),
        Kind::Change => (words.change_title)(number),
        Kind::Move(to) => (words.move_title)(to, number, site),
        Kind::Short => (words.short_title)(number, site),
    }
}

/// The head of a page about what is done to an order.
pub(super) fn head(desk: &Desk, shown: &Shown, title: &str) -> Markup {
    let order = &shown.view.order;
    html! {
        div.head data-still {
            div {
                h1 { (title) }
                p.lead { (show::order_badges(desk.words(), order)) " " (super::buyer(shown)) }
            }
        }
    }
}

/// Why a form is shown again.
pub(super) fn noted(desk: &Desk, flaws: &Flaws, note: &Note) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    html! {
        @match note {
            Note::None => {},
            Note::Stale => p.callout.warn role="alert" { (words.stale) },
            Note::Refused(refusal) => div.callout.bad role="alert" {
                p { (words.not_possible) }
                (refusals::refused(desk, refusal))
            },
        }
        @if flaws.get("") == Some(Flaw::Nothing) { p.callout.warn role="alert" { (words.nothing) } }
    }
}

/// What is wrong with a field, in words; empty for nothing.
pub(super) fn flaw(words: &'static Words, flaws: &Flaws, name: &str) -> &'static str {
    match flaws.get(name) {
        None => "",
        Some(Flaw::Quantity) => words.bad_quantity,
        Some(Flaw::Found) => words.bad_found,
        Some(Flaw::Day) => words.bad_day,
        Some(Flaw::ShipTo) => words.no_ship_to,
        Some(Flaw::Item) => words.no_item,
        Some(Flaw::Nothing) => words.nothing,
    }
}

/// The form of an act, with what was typed and what is wrong.
async fn again(
    desk: &Desk,
    call: &Call,
    shown: &Shown,
    kind: Kind,
    sent: &Sent,
    flaws: &Flaws,
    note: &Note,
) -> Result<Markup, Problem> {
    Ok(match kind {
        Kind::Change => {
            let offers = change::offers(desk, call, shown, sent).await?;
            change::form(desk, shown, &offers, sent, flaws, note)
        }
        Kind::Move(_) | Kind::Short => goods::form(desk, shown, kind, sent, flaws, note),
        Kind::Cancel => cancel::form(desk, shown, sent, note),
        Kind::Release | Kind::Hold | Kind::Confirm => html! {
            (head(desk, shown, &title(desk, shown, kind, sent)))
            (noted(desk, flaws, note))
            p { (back(desk, shown)) }
        },
    })
}

/// What would be different, and the button that does it.
fn preview(desk: &Desk, shown: &Shown, kind: Kind, ahead: &Ahead, stale: bool) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let sent = Sent::of(ahead.wanted.fields.clone());
    let path = path(shown);
    html! {
        (head(desk, shown, &title(desk, shown, kind, &sent)))
        @if stale { p.callout.warn role="alert" { (words.stale) } }
        @else { p.lead { (words.nothing_yet) } }
        (difference::table(desk, shown, &ahead.foreseen, &ahead.names, ahead.wanted.act.tracking()))
        form.decide method="post" action=(path) {
            (form::hidden(&desk.session, &path))
            @for (name, value) in &ahead.wanted.fields { input type="hidden" name=(name) value=(value); }
            input type="hidden" name="seen" value=(format!("{:x}", ahead.foreseen.seen.version));
            input type="hidden" name="once" value=(form::new_session());
            button.danger[kind == Kind::Cancel] type="submit" { (label(desk, &ahead.wanted.act)) }
            @if let Some(edit) = edit(shown, kind, &ahead.wanted.fields) {
                a.button.quiet href=(edit) { (words.edit) }
            }
            (back(desk, shown))
        }
    }
}

/// What the button does.
fn label(desk: &Desk, act: &Act) -> String {
    let (words, shared) = (desk.language.pick(&ENGLISH, &HEBREW), desk.words());
    match act {
        Act::Release(kind) => (shared.holds.release)(reasons::kind(shared, *kind)),
        Act::Hold => words.hold.to_owned(),
        Act::Confirm => words.confirm.to_owned(),
        Act::Cancel { .. } => words.cancel.to_owned(),
        Act::Change(_) => words.change.to_owned(),
        Act::Move { to, .. } => (words.reach)(*to).to_owned(),
        Act::Short { .. } => words.short.to_owned(),
    }
}

/// Where what was typed can be changed; `None` where nothing was.
fn edit(shown: &Shown, kind: Kind, fields: &[(String, String)]) -> Option<String> {
    let page = match kind {
        Kind::Change => "change",
        Kind::Cancel => "cancel",
        Kind::Move(_) | Kind::Short => "goods",
        Kind::Release | Kind::Hold | Kind::Confirm => return None,
    };
    let plain = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pair = |(name, value): &(String, String)| format!("{}={}", plain(name), plain(value));
    let pairs: Vec<String> = fields.iter().map(pair).collect();
    let number = &shown.view.order.number;
    Some(format!("/orders/{number}/{page}?{}", pairs.join("&")))
}

/// The address where things are done to the order.
pub(super) fn path(shown: &Shown) -> String {
    format!("/orders/{}/act", shown.view.order.number)
}

/// The hidden field that says what a form does.
pub(super) fn does(kind: Kind) -> Markup {
    html! { input type="hidden" name=(DO) value=(kind.word()); }
}

/// The way back to the order.
pub(super) fn back(desk: &Desk, shown: &Shown) -> Markup {
    html! {
        a.button.quiet href={ "/orders/" (shown.view.order.number) } { (desk.words().actions.back) }
    }
}
