//! Who holds an item: the lines that it is promised to, and those that wait for it.

use super::{item_address, site, words};
use crate::console::desk::Desk;
use crate::console::listing::pages;
use crate::console::orders::who;
use crate::console::{reasons, show};
use keep::Scope;
use maud::{Markup, html};
use views::{Cursor, HolderRow, Holding, Page, SourceRow};

/// The panel with one page of them, `later` for a further one.
pub(super) fn panel(
    desk: &Desk,
    code: &str,
    page: &Page<HolderRow, Cursor>,
    names: &[Option<String>],
    later: bool,
) -> Markup {
    let words = words(desk);
    let first = item_address(code);
    let next = page.next.map(|next| first.clone().after(&next));
    html! {
        section.panel {
            header { h2 { (words.holders) } }
            p.hint { (words.holders_note) }
            @if page.items.is_empty() {
                p.muted { (if later { words.no_further_holders } else { words.no_holders }) }
            } @else {
                (table(desk, page, names))
            }
        }
        (pages(desk, later.then_some(&first), next.as_ref()))
    }
}

fn table(desk: &Desk, page: &Page<HolderRow, Cursor>, names: &[Option<String>]) -> Markup {
    let (words, shared) = (words(desk), &desk.words().orders);
    html! {
        div.scroll {
            table.list.figures {
                thead { tr {
                    th scope="col" { (shared.number) }
                    th scope="col" { (shared.customer) }
                    th scope="col" { (words.line) }
                    th.end scope="col" { (words.quantity) }
                    th scope="col" { (words.from) }
                    th scope="col" { (words.covered_by) }
                    th scope="col" { (words.leaves) }
                    th scope="col" { (shared.state) }
                } }
                tbody {
                    @for (row, name) in page.items.iter().zip(names) {
                        (holder(desk, row, name.as_deref()))
                    }
                }
            }
        }
    }
}

fn holder(desk: &Desk, row: &HolderRow, name: Option<&str>) -> Markup {
    let words = words(desk);
    html! {
        tr {
            th scope="row" {
                @if desk.may(Scope::OrdersRead) {
                    a href={ "/orders/" (row.number) } { (show::code(&row.number)) }
                } @else { (show::code(&row.number)) }
            }
            td.who { (who(name, &row.customer_code)) }
            td data-label=(words.line) { (row.line) }
            td.end data-label=(words.quantity) { (show::quantity(row.quantity)) }
            (holding(desk, &row.holds))
        }
    }
}

fn holding(desk: &Desk, holds: &Holding) -> Markup {
    let (words, shared) = (words(desk), desk.words());
    match holds {
        Holding::Promised {
            site: from,
            source,
            goods_issue,
            delivery: _,
            stage,
        } => html! {
            td data-label=(words.from) { (site(from)) }
            td data-label=(words.covered_by) { (covered(desk, source)) }
            td data-label=(words.leaves) { (show::day(desk, *goods_issue)) }
            td.state { (show::badge("info", show::stage(shared, *stage))) }
        },
        Holding::Backordered { reason } => html! {
            td {} td {} td {}
            td.state {
                (show::badge("warn", words.backordered)) " "
                span.about { (reasons::backorder(shared, *reason)) }
            }
        },
        Holding::Waiting => html! {
            td {} td {} td {}
            td.state {
                (show::badge("bad", words.waiting)) " " span.about { (words.waiting_how) }
            }
        },
    }
}

fn covered(desk: &Desk, source: &SourceRow) -> Markup {
    let words = &desk.words().order;
    match source {
        SourceRow::OnHand => html! { (words.on_hand) },
        SourceRow::Inbound {
            supply: _,
            reference,
            kind: _,
            due,
        } => html! {
            ((words.inbound)(reference, &show::day_text(desk, *due)))
        },
    }
}
