//! What left the company for an order, with its papers: labels, packing slips, pick lists, and the
//! messages that its customer is told in.

use crate::access::Policy;
use crate::api::{messages, papers};
use crate::console::desk::Desk;
use crate::console::{page, show, told};
use crate::router::Route;
use book::Stage;
use keep::Scope;
use maud::{Markup, html};
use std::collections::BTreeSet;
use views::{OrderView, ShipmentRow, SourceRow};

/// Shipments that the page of an order shows.
pub(super) const SHIPMENTS_SHOWN_MAX: usize = 50;

/// The routes of papers: who may print them is who may read what they tell.
pub(in crate::console) const ROUTES: &[Route] = &[
    page(
        "/shipments/{shipment}/labels",
        Policy::Page(Scope::FulfilmentWrite),
        |call, _| told(call, papers::labels),
    ),
    page(
        "/shipments/{shipment}/packing-slip",
        Policy::Page(Scope::FulfilmentWrite),
        |call, _| told(call, papers::packing_slip),
    ),
    page(
        "/orders/{number}/pick-list",
        Policy::Page(Scope::FulfilmentWrite),
        |call, _| told(call, papers::pick_list),
    ),
    page(
        "/orders/{number}/confirmation",
        Policy::Page(Scope::CustomersRead),
        |call, _| told(call, messages::confirmation),
    ),
    page(
        "/shipments/{shipment}/ship-notice",
        Policy::Page(Scope::CustomersRead),
        |call, _| told(call, messages::ship_notice),
    ),
    page(
        "/shipments/{shipment}/invoice",
        Policy::Page(Scope::CustomersRead),
        |call, _| told(call, messages::invoice),
    ),
];

struct Words {
    title: &'static str,
    left: &'static str,
    site: &'static str,
    tracking: &'static str,
    packages: &'static str,
    papers: &'static str,
    labels: &'static str,
    slip: &'static str,
    pick_list: &'static str,
    confirmation: &'static str,
    notice: &'static str,
    invoice: &'static str,
}

const ENGLISH: Words = Words {
    title: "Shipments and papers",
    left: "Left",
    site: "From",
    tracking: "Tracking",
    packages: "Packages",
    papers: "Papers",
    labels: "Labels",
    slip: "Packing slip",
    pick_list: "Pick list",
    confirmation: "Confirmation",
    notice: "Ship notice",
    invoice: "Invoice",
};

const HEBREW: Words = Words {
    title: "משלוחים ומסמכים",
    left: "יצא",
    site: "מאתר",
    tracking: "מספר מעקב",
    packages: "אריזות",
    papers: "מסמכים",
    labels: "תוויות",
    slip: "תעודת משלוח",
    pick_list: "רשימת ליקוט",
    confirmation: "אישור הזמנה",
    notice: "הודעת משלוח",
    invoice: "חשבונית",
};

/// The formats that the messages are linked in, each with what it is called.
const FORMATS: [(&str, &str); 4] = [
    ("x12", "X12"),
    ("edifact", "EDIFACT"),
    ("ubl", "UBL"),
    ("cxml", "cXML"),
];
/// Those that have invoices.
const INVOICE_FORMATS: usize = 3;

/// The section of the page; nothing where there is nothing to print.
pub(super) fn section(desk: &Desk, view: &OrderView, shipments: &[ShipmentRow]) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let order = orders_own(desk, words, view);
    html! {
        @if !order.is_empty() || !shipments.is_empty() {
            section aria-labelledby="papers" {
                h2 id="papers" { (words.title) }
                @for (name, links) in &order { p { (name) ": " (links) } }
                @if !shipments.is_empty() { (table(desk, words, shipments)) }
            }
        }
    }
}

/// Papers of the order as a whole.
fn orders_own(desk: &Desk, words: &Words, view: &OrderView) -> Vec<(&'static str, Markup)> {
    let number = &view.order.number;
    let mut papers = Vec::new();
    if desk.may(Scope::FulfilmentWrite) && !released_at(view).is_empty() {
        papers.push((words.pick_list, pick_lists(desk, view)));
    }
    let is_promised = view.order.holds.is_empty();
    if desk.may(Scope::CustomersRead) && is_promised {
        let address = format!("/orders/{number}/confirmation");
        papers.push((words.confirmation, formats(&address, FORMATS.len())));
    }
    papers
}

fn pick_lists(desk: &Desk, view: &OrderView) -> Markup {
    let language = desk.language.tag();
    html! {
        @for site in released_at(view) {
            @let code = percent_encoding::utf8_percent_encode(site, percent_encoding::NON_ALPHANUMERIC);
            a href={ "/orders/" (view.order.number) "/pick-list?site=" (code) "&language=" (language) } {
                bdi { (site) }
            }
            " "
        }
    }
}

/// The sites at which goods wait to be picked.
fn released_at(view: &OrderView) -> BTreeSet<&str> {
    let parts = view.order_lines.iter().flat_map(|line| &line.schedule);
    let waits = parts
        .filter(|part| part.stage == Stage::Released && matches!(part.source, SourceRow::OnHand));
    waits.map(|part| part.site.code.as_str()).collect()
}

fn table(desk: &Desk, words: &Words, shipments: &[ShipmentRow]) -> Markup {
    html! {
        div.scroll {
            table.list.papers {
                thead { tr {
                    th scope="col" { (words.left) }
                    th scope="col" { (words.site) }
                    th scope="col" { (words.tracking) }
                    th scope="col" { (words.packages) }
                    th scope="col" { (words.papers) }
                } }
                tbody {
                    @for row in shipments { (shipment(desk, words, row)) }
                }
            }
        }
    }
}

fn shipment(desk: &Desk, words: &Words, row: &ShipmentRow) -> Markup {
    let numbers: Vec<String> = row
        .packages
        .iter()
        .filter_map(|package| package.sscc.map(|sscc| sscc.to_string()))
        .collect();
    html! {
        tr {
            th scope="row" { (show::moment(desk, row.at)) }
            td data-label=(words.site) { bdi { (row.site.code) } }
            td data-label=(words.tracking) { bdi { (row.tracking.as_deref().unwrap_or_default()) } }
            td data-label=(words.packages) {
                @for number in &numbers { div { (show::code(number)) } }
            }
            td data-label=(words.papers) { (links(desk, words, row, numbers.is_empty())) }
        }
    }
}

fn links(desk: &Desk, words: &Words, row: &ShipmentRow, is_unlabelled: bool) -> Markup {
    let address = format!("/shipments/{}", row.id());
    let language = desk.language.tag();
    html! {
        @if desk.may(Scope::FulfilmentWrite) {
            div {
                a href={ (address) "/packing-slip?language=" (language) } { (words.slip) }
                @if !is_unlabelled {
                    " · " a href={ (address) "/labels?language=" (language) } { (words.labels) }
                }
            }
        }
        @if desk.may(Scope::CustomersRead) {
            div { (words.notice) ": " (formats(&format!("{address}/ship-notice"), FORMATS.len())) }
            div { (words.invoice) ": " (formats(&format!("{address}/invoice"), INVOICE_FORMATS)) }
        }
    }
}

fn formats(address: &str, count: usize) -> Markup {
    html! {
        @for (format, name) in FORMATS.iter().take(count) {
            a href={ (address) "?format=" (format) } { (name) }
            " "
        }
    }
}
