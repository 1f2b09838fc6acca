//! What would come of the order that was typed: its promise, its value and what would hold it.

use super::typed::Typed;
use super::words::Words;
use super::{PATH, about};
use crate::console::desk::Desk;
use crate::console::{form, reasons, show};
use crate::offer::{Offer, offer};
use crate::problem::{Code, Problem};
use book::event::{LineSchedule, PlacedLine};
use book::order::{Backorder, OrderDraft, ScheduleLine, Source};
use book::{Book, Stamp};
use maud::{Markup, html};
use vocab::{Currency, Day, Money, Quantity, SiteId, Unit};

/// An offer with what its ids stand for.
pub(super) struct Offered {
    offer: Offer,
    lines: Vec<OfferedLine>,
    sites: Vec<String>,
}

struct OfferedLine {
    code: String,
    description: String,
    /// How much was typed, in its unit.
    ordered: String,
}

/// What would come of placing this draft.
///
/// # Errors
/// What the book would refuse it for.
pub(super) fn offered(book: &Book, draft: OrderDraft, stamp: &Stamp) -> Result<Offered, Problem> {
    let offer = offer(book, draft, stamp)?;
    let lines = offer.lines.iter().map(|line| offered_line(book, line));
    let lines: Option<Vec<OfferedLine>> = lines.collect();
    let sites = book.company.sites.iter().map(|site| site.code.clone());
    Ok(Offered {
        lines: lines.ok_or_else(|| Problem::web(Code::Internal))?,
        sites: sites.collect(),
        offer,
    })
}

fn offered_line(book: &Book, line: &PlacedLine) -> Option<OfferedLine> {
    let item = book.company.items.get(line.item.known()?.index())?;
    let ratio = item.ratio(line.unit)?;
    let one = ratio.to_base(vocab::Decimal::whole(1));
    let size = one.filter(|one| !one.is_zero() && line.quantity.0.is_multiple_of(one.0));
    Some(OfferedLine {
        code: item.code.clone(),
        description: item.description.clone(),
        ordered: match size {
            Some(size) => ordered(line.quantity.0 / size.0, line.unit, line.quantity, size),
            None => show::quantity(line.quantity),
        },
    })
}

/// `3 case = 36`; the base quantity is told where it is another.
fn ordered(number: u64, unit: Unit, base: Quantity, size: Quantity) -> String {
    let text = format!("{} {unit}", show::number(number));
    match size.0 {
        1 => text,
        _ => format!("{text} = {}", show::quantity(base)),
    }
}

/// The panel that shows the offer, and the button that takes it.
pub(super) fn panel(
    desk: &Desk,
    words: &'static Words,
    offered: &Offered,
    typed: &Typed,
) -> Markup {
    let offer = &offered.offer;
    let held = !offer.holds.is_empty();
    html! {
        section.panel data-still aria-labelledby="offer" {
            header {
                h2 id="offer" { (words.offer) }
                p { (standing(desk, words, offer)) }
            }
            @if held {
                div.callout.warn {
                    p { strong { (words.held) } }
                    ul { @for hold in &offer.holds {
                        li { (reasons::hold(desk.words(), hold, offer.currency)) " "
                            (reasons::remedy(desk.words(), hold.kind())) }
                    } }
                }
            }
            div.scroll {
                table.lines {
                    thead { tr {
                        th scope="col" { "#" }
                        th scope="col" { (words.item) }
                        th.end scope="col" { (words.quantity) }
                        th.end scope="col" { (desk.words().order.price) }
                        th.end scope="col" { (desk.words().orders.value) }
                    } }
                    @for (number, (line, placed)) in (1u16..).zip(offered.lines.iter().zip(&offer.lines)) {
                        (row(desk, offered, number, line, placed))
                    }
                }
            }
            form.decide method="post" action=(PATH) {
                (form::hidden(&desk.session, PATH))
                input type="hidden" name="once" value=(form::new_session());
                @for (name, value) in typed.pairs() { input type="hidden" name=(name) value=(value); }
                button type="submit" { @if held { (words.place_held) } @else { (words.place) } }
                span.hint { (words.place_note) }
            }
        }
    }
}

/// How it stands in a few words: its value, and when the last of it comes.
fn standing(desk: &Desk, words: &'static Words, offer: &Offer) -> Markup {
    let minor = crate::api::forms::value(&offer.lines);
    let currency = offer.currency;
    html! {
        (show::money(Money { minor, currency })) " · "
        @match (offer.last_delivery(), offer.is_complete()) {
            (Some(day), true) => (show::badge("good", &(words.complete)(&show::day_text(desk, day)))),
            (Some(day), false) => (show::badge("warn", &(words.partly)(&show::day_text(desk, day)))),
            (None, _) => (show::badge("bad", words.no_date)),
        }
    }
}

fn row(
    desk: &Desk,
    offered: &Offered,
    number: u16,
    line: &OfferedLine,
    placed: &PlacedLine,
) -> Markup {
    let words = desk.words();
    let offer = &offered.offer;
    let schedules = &offer.schedules;
    let schedule = schedules.iter().find(|schedule| schedule.line == number);
    html! {
        tbody {
            tr {
                td.muted { (number) }
                th scope="row" { (show::code(&line.code)) (about(Some(&line.description))) }
                td.end data-label=(words.order.quantity) { bdi.num { (line.ordered) } }
                td.end data-label=(words.order.price) {
                    @match placed.price {
                        Some(price) => bdi.num { (show::price_text(price, offer.currency)) },
                        None => "–",
                    }
                }
                td.end data-label=(words.orders.value) { (value(placed, offer.currency)) }
            }
            tr.parts { td {} td colspan="4" {
                @match schedule {
                    Some(schedule) => (promised(desk, offered, placed.requested.or(offer.requested), schedule)),
                    None => span.muted { (words.order.not_promised) },
                }
            } }
        }
    }
}

fn value(placed: &PlacedLine, currency: Currency) -> Markup {
    let minor = placed.price.and_then(|price| price.amount(placed.quantity));
    html! {
        @match minor {
            Some(minor) => (show::money(Money { minor, currency })),
            None => "–",
        }
    }
}

fn promised(desk: &Desk, offered: &Offered, wanted: Option<Day>, line: &LineSchedule) -> Markup {
    html! {
        ul {
            @for part in &line.schedule { li { (part_of(desk, offered, wanted, part)) } }
            @if let Some(backorder) = line.backorder { li { (without_date(desk, backorder)) } }
        }
    }
}

fn part_of(desk: &Desk, offered: &Offered, wanted: Option<Day>, part: &ScheduleLine) -> Markup {
    let words = desk.words();
    html! {
        b.num { (show::quantity(part.quantity)) } " · " (show::day(desk, part.delivery)) " "
        (show::against_wanted(words, part.delivery, wanted)) " "
        span.muted {
            ((words.order.from_site)(site(offered, part.site))) ", "
            @match part.source {
                Source::OnHand => (words.order.on_hand),
                Source::Inbound(_) => (desk.language.pick(&super::ENGLISH, &super::HEBREW).inbound),
            }
            ", " ((words.order.leaves)(&show::day_text(desk, part.goods_issue)))
        }
    }
}

fn without_date(desk: &Desk, backorder: Backorder) -> Markup {
    let words = desk.words();
    let quantity = show::quantity(backorder.quantity);
    html! {
        (show::badge("warn", &(words.order.without_date)(&quantity))) " "
        span.muted { (reasons::backorder(words, backorder.reason)) }
    }
}

fn site(offered: &Offered, site: SiteId) -> &str {
    offered.sites.get(site.index()).map_or("", String::as_str)
}
