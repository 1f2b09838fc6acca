//! The history of an order or a request, one sentence for each thing that happened.

use super::desk::Desk;
use super::{reasons, show, troubles};
use book::event::{Amendment, CancelReason};
use book::exception::{Cause, Kind};
use book::order::Hold;
use book::plan::Shift;
use book::request::ReadAs;
use maud::{Markup, html};
use std::collections::HashMap;
use views::{Correction, Happening, PromisedLine, SiteRef, TimelineEntry};
use vocab::{ActorId, Day, OrderId, Quantity, SiteId};

/// What a timeline names besides numbers.
pub(super) struct Told {
    pub(super) sites: Vec<SiteRef>,
    pub(super) actors: HashMap<ActorId, String>,
}

impl Told {
    /// The code of a site.
    pub(super) fn site(&self, id: SiteId) -> &str {
        let site = self.sites.iter().find(|site| site.id == id);
        site.map_or("?", |site| &site.code)
    }

    fn actor(&self, desk: &Desk, id: ActorId) -> String {
        match (id, self.actors.get(&id)) {
            (_, Some(name)) => name.clone(),
            (ActorId(0), None) => desk.words().events.kept.to_owned(),
            (id, None) => (desk.words().events.user)(&id.to_string()),
        }
    }
}

pub(super) fn timeline(desk: &Desk, entries: &[TimelineEntry], told: &Told) -> Markup {
    html! {
        ol.timeline {
            @for entry in entries {
                li class=(tone(&entry.happening)) {
                    span.when { (show::moment(desk, entry.at)) }
                    span.what { (sentence(desk, &entry.happening, told)) }
                    // Who did what at the company is its own affair.
                    @if desk.is_of_the_company() {
                        span.by.muted dir="auto" { (told.actor(desk, entry.actor)) }
                    }
                }
            }
        }
    }
}

/// The colour of the dot before an entry.
fn tone(happening: &Happening) -> &'static str {
    match happening {
        Happening::RequestParked { .. }
        | Happening::HoldsSet { .. }
        | Happening::RequestDeclined { .. }
        | Happening::PromiseBroken { .. }
        | Happening::PickedShort { .. }
        | Happening::Postponed { .. }
        | Happening::DeliveryChanged { .. }
        | Happening::Cancelled { .. } => "bad",
        Happening::Placed { holds, .. } if !holds.is_empty() => "bad",
        Happening::Promised { lines } if lines.iter().any(|line| line.backorder.is_some()) => {
            "warn"
        }
        Happening::Finished { cancelled: false } | Happening::RequestAccepted { .. } => "good",
        Happening::DocumentReceived
        | Happening::DocumentRead { .. }
        | Happening::RequestRaised { .. }
        | Happening::Placed { .. }
        | Happening::Promised { .. }
        | Happening::HoldReleased { .. }
        | Happening::Amended { .. }
        | Happening::Advanced { .. }
        | Happening::Finished { cancelled: true }
        | Happening::Planned { .. }
        | Happening::ReturnPlaced { .. }
        | Happening::ReturnReceived { .. }
        | Happening::ReturnClosed { .. } => "",
    }
}

fn sentence(desk: &Desk, happening: &Happening, told: &Told) -> String {
    let words = desk.words();
    let events = &words.events;
    match happening {
        Happening::DocumentReceived => events.document_received.to_owned(),
        Happening::DocumentRead { read_as } => match read_as {
            ReadAs::Requests => events.read_requests.to_owned(),
            ReadAs::Other => events.read_other.to_owned(),
            ReadAs::Unreadable => events.read_unreadable.to_owned(),
        },
        Happening::RequestRaised { confidence, .. } => (events.raised)(&show::sure(*confidence)),
        Happening::RequestParked { .. } => events.parked.to_owned(),
        Happening::RequestAccepted {
            order, corrected, ..
        } => accepted(desk, *order, corrected),
        Happening::RequestDeclined { reason } => {
            (events.declined)(reasons::decline(words, *reason))
        }
        Happening::Placed { lines, holds } => match holds.as_slice() {
            [] => (events.placed)(&(words.review.lines)(&lines.to_string())),
            holds => (events.placed_held)(&kinds(desk, holds)),
        },
        Happening::Promised { lines } => promised(desk, lines),
        Happening::HoldsSet { holds } => (events.holds_set)(&kinds(desk, holds)),
        Happening::HoldReleased { hold } => (events.hold_released)(reasons::kind(words, *hold)),
        Happening::Amended { changes } => {
            let changes: Vec<String> = changes.iter().map(|change| changed(desk, change)).collect();
            format!("{}: {}", events.amended, changes.join(", "))
        }
        Happening::Cancelled { lines, reason } => {
            let all: Quantity = lines.iter().map(|(_, quantity)| *quantity).sum();
            let cancelled = (events.cancelled)(&show::quantity(all));
            format!("{cancelled}, {}", cancel_reason(desk, *reason))
        }
        Happening::Advanced {
            to, site, tracking, ..
        } => {
            let moved = (events.advanced)(show::stage(words, *to), told.site(*site));
            match tracking {
                Some(number) => format!("{moved}, {}", (events.tracking)(number)),
                None => moved,
            }
        }
        Happening::Finished { cancelled: false } => events.finished.to_owned(),
        Happening::Finished { cancelled: true } => events.finished_cancelled.to_owned(),
        Happening::PromiseBroken {
            trouble,
            cause,
            lines,
            ..
        } => broken(desk, *trouble, cause, lines, told),
        Happening::Postponed {
            site,
            was: _,
            goods_issue,
            delivery,
        } => {
            let [leaves, arrives] = [goods_issue, delivery].map(|day| show::day_text(desk, *day));
            (events.postponed)(told.site(*site), &leaves, &arrives)
        }
        Happening::DeliveryChanged {
            site,
            lines: _,
            was,
            delivery,
        } => {
            let was = show::day_text(desk, *was);
            let becomes = delivery.map(|day| show::day_text(desk, day));
            (events.delivery_changed)(told.site(*site), &was, becomes.as_deref())
        }
        Happening::PickedShort { site, lines } => {
            let all: Quantity = lines.iter().map(|(_, quantity)| *quantity).sum();
            (events.picked_short)(&show::quantity(all), told.site(*site))
        }
        Happening::Planned { shifts, .. } => planned(desk, shifts),
        Happening::ReturnPlaced { .. } => events.return_placed.to_owned(),
        Happening::ReturnReceived { .. } => events.return_received.to_owned(),
        Happening::ReturnClosed { .. } => events.return_closed.to_owned(),
    }
}

fn broken(desk: &Desk, trouble: Kind, cause: &Cause, lines: &[u16], told: &Told) -> String {
    let words = desk.words();
    let lines: Vec<String> = lines.iter().map(u16::to_string).collect();
    let trouble = troubles::kind(desk.language, trouble);
    let by = match cause {
        Cause::Supply { reference, .. } => reference.as_str(),
        Cause::Stock { site, .. } | Cause::Site { site, .. } => told.site(*site),
        Cause::Item { .. } | Cause::Order { .. } => "",
    };
    let told = (words.events.broken)(trouble, &lines.join(", "));
    match by {
        "" => told,
        by => format!("{told} ({by})"),
    }
}

fn planned(desk: &Desk, shifts: &[Shift]) -> String {
    let events = &desk.words().events;
    let day =
        |day: Option<Day>| day.map_or(events.no_day.to_owned(), |day| show::day_text(desk, day));
    let moved = shifts.iter().map(|shift| {
        let (line, was, becomes) = (shift.line, day(shift.was), day(shift.becomes));
        (events.moved)(&line.to_string(), &was, &becomes)
    });
    format!(
        "{}: {}",
        events.planned,
        moved.collect::<Vec<_>>().join("; ")
    )
}

fn accepted(desk: &Desk, order: OrderId, corrected: &[Correction]) -> String {
    let accepted = (desk.words().events.accepted)(&order.number());
    match super::review::corrected(desk, corrected).as_str() {
        "" => accepted,
        corrected => format!("{accepted}, {corrected}"),
    }
}

fn kinds(desk: &Desk, holds: &[Hold]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for hold in holds {
        let name = reasons::kind(desk.words(), hold.kind());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}

fn promised(desk: &Desk, lines: &[PromisedLine]) -> String {
    let events = &desk.words().events;
    let last = lines.iter().filter_map(|line| line.delivery).max();
    let missing = lines.iter().filter_map(|line| line.backorder);
    let missing: Quantity = missing.map(|backorder| backorder.quantity).sum();
    match last.map(|day| show::day_text(desk, day)) {
        None => events.not_promised.to_owned(),
        Some(day) if missing.is_zero() => (events.promised)(&day),
        Some(day) => (events.promised_partly)(&day, &show::quantity(missing)),
    }
}

fn changed(desk: &Desk, change: &Amendment) -> String {
    let words = desk.words();
    let events = &words.events;
    match change {
        Amendment::Quantity { line, quantity } => {
            (events.amended_quantity)(&line.to_string(), &show::quantity(*quantity))
        }
        Amendment::Requested { day, .. } => match day {
            Some(day) => (events.amended_requested)(&show::day_text(desk, *day)),
            None => (events.amended_requested)(words.orders.asap),
        },
        Amendment::ShipTo { .. } => events.amended_ship_to.to_owned(),
        Amendment::Terms { .. } => events.amended_terms.to_owned(),
        Amendment::Expires { at: None } => events.amended_confirmed.to_owned(),
        Amendment::Expires { at: Some(at) } => (events.amended_expires)(&show::clock(desk, *at)),
        Amendment::LineAdded { .. } => events.amended_added.to_owned(),
        Amendment::ItemResolved { line, .. } => (events.amended_item)(&line.to_string()),
    }
}

pub(super) fn cancel_reason(desk: &Desk, reason: CancelReason) -> &'static str {
    let events = &desk.words().events;
    match reason {
        CancelReason::Customer => events.by_customer,
        CancelReason::Seller => events.by_seller,
        CancelReason::Expired => events.by_expiry,
    }
}
