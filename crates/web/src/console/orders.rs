//! Orders: the newest first, with filters, search and pages that stay put while orders come in.

use super::desk::Desk;
use super::frame::{Section, page as frame};
use super::{reasons, show, told};
use crate::access::Policy;
use crate::call::Call;
use crate::problem::Problem;
use crate::router::Route;
use axum::http::StatusCode;
use axum::response::Response;
use book::order::HoldKind;
use keep::Scope;
use maud::{Markup, html};
use serde::Deserialize;
use views::{Counts, Cursor, OrderFilter, OrderRow, OrderState, Page};
use vocab::OrderId;

/// The routes of this part.
pub(super) const ROUTES: &[Route] = &[
    super::page("/", Policy::Page(Scope::OrdersRead), |call, _| {
        told(call, page)
    }),
    super::page("/orders", Policy::Page(Scope::OrdersRead), |call, _| {
        told(call, page)
    }),
];

/// Rows of one page.
const ROWS: usize = 50;
/// Longest search text that is taken, in characters.
const SEARCH_MAX: usize = 200;

/// What the address says.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    state: Option<String>,
    hold: Option<String>,
    q: Option<String>,
    after: Option<u64>,
}

/// One way to narrow the list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chip {
    All,
    State(OrderState),
    Backordered,
    Hold(HoldKind),
}

struct List {
    page: Page<OrderRow, Cursor>,
    names: Vec<Option<String>>,
    counts: Counts,
}

pub(super) async fn page(call: Call) -> Result<Response, Problem> {
    let desk = Desk::of(&call);
    let asked: Asked = call.query().unwrap_or_default();
    let chip = chip(&asked);
    let text = asked
        .q
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty());
    let text: Option<String> = text.map(|text| text.chars().take(SEARCH_MAX).collect());
    let filter = filter(chip, text.clone());
    let after = asked.after.map(OrderId);
    let list = desk.load(&call, move |app, names| {
        let page = app.views.orders(&filter, after.map(Cursor::from), ROWS)?;
        let names = page
            .items
            .iter()
            .map(|row| names.customer(row.customer))
            .collect();
        let counts = app.views.counts()?;
        Ok::<List, Problem>(List {
            page,
            names,
            counts,
        })
    });
    let list = list.await??;
    let content = content(&desk, chip, text.as_deref(), after.is_some(), &list);
    let title = desk.words().orders.title;
    Ok(desk.answer(
        StatusCode::OK,
        frame(&desk, Section::Orders, title, &list.counts, &content),
    ))
}

fn chip(asked: &Asked) -> Chip {
    let hold = asked.hold.as_deref().and_then(HoldKind::parse);
    match (hold, asked.state.as_deref()) {
        (Some(kind), _) => Chip::Hold(kind),
        (None, Some("backordered")) => Chip::Backordered,
        (None, Some(word)) => OrderState::parse(word).map_or(Chip::All, Chip::State),
        (None, None) => Chip::All,
    }
}

fn filter(chip: Chip, text: Option<String>) -> OrderFilter {
    let all = OrderFilter {
        text,
        ..OrderFilter::default()
    };
    match chip {
        Chip::All => all,
        Chip::State(state) => OrderFilter {
            states: vec![state],
            ..all
        },
        Chip::Backordered => OrderFilter {
            backordered: true,
            ..all
        },
        Chip::Hold(kind) => OrderFilter {
            hold: Some(kind),
            ..all
        },
    }
}

/// The address of the list with this chip and text.
fn address(chip: Chip, text: Option<&str>, after: Option<OrderId>) -> String {
    let mut pairs = Vec::new();
    match chip {
        Chip::All => {}
        Chip::State(state) => pairs.push(format!("state={}", state.as_str())),
        Chip::Backordered => pairs.push("state=backordered".to_owned()),
        Chip::Hold(kind) => pairs.push(format!("hold={}", kind.as_str())),
    }
    pairs.extend(text.map(|text| format!("q={}", escaped(text))));
    pairs.extend(after.map(|after| format!("after={after}")));
    match pairs.is_empty() {
        true => "/".to_owned(),
        false => format!("/orders?{}", pairs.join("&")),
    }
}

/// A text as it stands in a query (RFC 3986, section 2).
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                escaped.push(char::from(byte));
            }
            other => escaped.push_str(&format!("%{other:02X}")),
        }
    }
    escaped
}

fn content(desk: &Desk, chip: Chip, text: Option<&str>, later: bool, list: &List) -> Markup {
    let words = desk.words();
    html! {
        div.head {
            h1 { (words.orders.title) }
            (search(desk, chip, text))
        }
        (chips(desk, chip, text, &list.counts))
        @if list.page.items.is_empty() {
            (empty(desk, chip == Chip::All && text.is_none() && !later))
        } @else {
            (table(desk, list))
            nav.pages {
                @if later { a.button.quiet href=(address(chip, text, None)) { (words.orders.newest) } }
                @if let Some(next) = list.page.next {
                    a.button rel="next" href=(address(chip, text, Some(OrderId(next.id)))) { (words.orders.next) }
                }
            }
        }
    }
}

fn search(desk: &Desk, chip: Chip, text: Option<&str>) -> Markup {
    let words = &desk.words().orders;
    html! {
        form.search role="search" action="/orders" method="get" {
            label.hidden for="q" { (words.search) }
            input type="search" id="q" name="q" value=[text] placeholder=(words.search_hint)
                maxlength=(SEARCH_MAX) autocomplete="off" dir="auto";
            @match chip {
                Chip::All => {},
                Chip::State(state) => input type="hidden" name="state" value=(state.as_str());,
                Chip::Backordered => input type="hidden" name="state" value="backordered";,
                Chip::Hold(kind) => input type="hidden" name="hold" value=(kind.as_str());,
            }
            button type="submit" { (words.find) }
            @if text.is_some() { a.button.quiet href=(address(chip, None, None)) { (words.clear) } }
        }
    }
}

fn chips(desk: &Desk, chip: Chip, text: Option<&str>, counts: &Counts) -> Markup {
    let words = desk.words();
    let one = |to: Chip, label: &str, count: Option<u64>| {
        html! {
            li {
                a.chip href=(address(to, text, None)) aria-current=[(chip == to).then_some("true")] {
                    (label)
                    @if let Some(count) = count { " " b { (show::number(count)) } }
                }
            }
        }
    };
    html! {
        ul.chips aria-label=(words.orders.filters) {
            (one(Chip::All, words.orders.all, None))
            (one(Chip::State(OrderState::Open), words.states.open, Some(counts.open)))
            (one(Chip::Backordered, words.states.backordered, Some(counts.backordered)))
            (one(Chip::State(OrderState::Held), words.states.held, Some(counts.held)))
            @for hold in &counts.holds {
                @let label = format!("{}: {}", words.states.held, reasons::kind(words, hold.kind));
                (one(Chip::Hold(hold.kind), &label, Some(hold.orders)))
            }
            (one(Chip::State(OrderState::Closed), words.states.delivered, None))
            (one(Chip::State(OrderState::Cancelled), words.states.cancelled, None))
        }
    }
}

fn empty(desk: &Desk, nothing_yet: bool) -> Markup {
    let words = &desk.words().orders;
    html! {
        div.empty {
            @if nothing_yet {
                h2 { (words.none_yet) }
                p { (words.none_yet_how) }
                pre dir="ltr" { code {
                    "curl -X POST http://localhost:8650/v1/documents \\\n"
                    "  -H \"Authorization: Bearer kept_…\" \\\n"
                    "  --data-binary @order.xml"
                } }
            } @else {
                h2 { (words.none_found) }
                p { (words.none_found_how) }
            }
        }
    }
}

fn table(desk: &Desk, list: &List) -> Markup {
    let words = &desk.words().orders;
    html! {
        div.scroll {
            table.list {
                thead { tr {
                    th scope="col" { (words.number) }
                    th scope="col" { (words.customer) }
                    th scope="col" { (words.po_number) }
                    th scope="col" { (words.placed) }
                    th scope="col" { (words.requested) }
                    th scope="col" { (words.promised) }
                    th.end scope="col" { (words.value) }
                    th scope="col" { (words.state) }
                } }
                tbody {
                    @for (order, name) in list.page.items.iter().zip(&list.names) {
                        (row(desk, order, name.as_deref()))
                    }
                }
            }
        }
    }
}

fn row(desk: &Desk, order: &OrderRow, name: Option<&str>) -> Markup {
    let words = desk.words();
    html! {
        tr {
            th scope="row" { a href={ "/orders/" (order.number) } { (show::code(&order.number)) } }
            td.who { (who(name, &order.customer_code)) }
            td.po data-label=(words.orders.po_number) {
                @if let Some(po_number) = &order.po_number { (show::code(po_number)) }
            }
            td data-label=(words.orders.placed) { (show::moment(desk, order.placed)) }
            td data-label=(words.orders.requested) {
                (show::day_or(desk, order.requested, words.orders.asap))
            }
            td data-label=(words.orders.promised) {
                @if let Some(promised) = order.promised {
                    (show::day(desk, promised)) " "
                    @if order.requested.is_some_and(|wanted| promised > wanted) {
                        (show::against_wanted(words, promised, order.requested))
                    }
                } @else { span.muted { "–" } }
            }
            td.end { (show::money(order.value)) }
            td.state {
                (show::order_badges(words, order))
                @for hold in &order.holds { " " span.why { (reasons::kind(words, hold.kind())) } }
            }
        }
    }
}

/// A customer's name with the number, or the number alone.
pub(super) fn who(name: Option<&str>, code: &str) -> Markup {
    html! {
        @if let Some(name) = name { span.name dir="auto" { (name) } " " }
        span.muted { (show::code(code)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_the_list_says_what_is_shown() {
        let held = Chip::State(OrderState::Held);
        assert_eq!(address(Chip::All, None, None), "/");
        assert_eq!(
            address(held, Some("a&b ש"), Some(OrderId(7))),
            "/orders?state=held&q=a%26b%20%D7%A9&after=7"
        );
        let asked = |state: &str, hold: &str| Asked {
            state: Some(state.to_owned()),
            hold: Some(hold.to_owned()),
            ..Asked::default()
        };
        assert!(chip(&asked("held", "credit")) == Chip::Hold(HoldKind::Credit));
        assert!(chip(&asked("held", "?")) == held);
        assert!(chip(&asked("backordered", "")) == Chip::Backordered);
        assert!(chip(&asked("nonsense", "")) == Chip::All);
    }
}
