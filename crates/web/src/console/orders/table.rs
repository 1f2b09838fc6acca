//! The rows of the list: one order each, with the columns that the person chose.

use super::asked::{Asked, Name};
use super::columns::Column;
use super::filter::sort;
use super::words::{ENGLISH, HEBREW};
use super::{BULK_FORM, List, who};
use crate::console::desk::Desk;
use crate::console::{reasons, show};
use maud::{Markup, html};
use views::{OrderRow, OrderSort};

pub(super) fn table(desk: &Desk, asked: &Asked, columns: &[Column], list: &List) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    html! {
        div.scroll {
            table.list data-rows {
                thead { tr {
                    th.tick scope="col" {
                        input.scripted type="checkbox" data-tick-all aria-label=(words.tick_all);
                    }
                    (title(asked, desk.words().orders.number, Some(OrderSort::Newest)))
                    @for column in columns { (column_title(desk, asked, *column)) }
                    th scope="col" { (desk.words().orders.state) }
                } }
                tbody {
                    @for (order, name) in list.page.items.iter().zip(&list.names) {
                        (row(desk, columns, order, name.as_deref()))
                    }
                }
            }
        }
    }
}

fn column_title(desk: &Desk, asked: &Asked, column: Column) -> Markup {
    let sorts = match column {
        Column::Requested => Some(OrderSort::Requested),
        Column::Promised => Some(OrderSort::Promised),
        Column::Value => Some(OrderSort::Value),
        Column::Customer
        | Column::PoNumber
        | Column::ShipTo
        | Column::Placed
        | Column::FirstPromised
        | Column::Delivered
        | Column::Lines
        | Column::Backordered => None,
    };
    match is_number(column) {
        true => {
            html! { th.end scope="col" aria-sort=[direction(asked, sorts)] { (sorter(asked, column.title(desk), sorts)) } }
        }
        false => title(asked, column.title(desk), sorts),
    }
}

fn is_number(column: Column) -> bool {
    matches!(column, Column::Value | Column::Lines | Column::Backordered)
}

fn title(asked: &Asked, text: &str, sorts: Option<OrderSort>) -> Markup {
    html! { th scope="col" aria-sort=[direction(asked, sorts)] { (sorter(asked, text, sorts)) } }
}

/// How the list runs by this column, when it is sorted by it.
fn direction(asked: &Asked, sorts: Option<OrderSort>) -> Option<&'static str> {
    let sorted = sorts.filter(|sorts| *sorts == sort(asked))?;
    Some(match sorted {
        OrderSort::Newest | OrderSort::Value => "descending",
        OrderSort::Requested | OrderSort::Promised => "ascending",
    })
}

fn sorter(asked: &Asked, text: &str, sorts: Option<OrderSort>) -> Markup {
    let to = match sorts {
        None => return html! { (text) },
        Some(OrderSort::Newest) => asked.without(&[Name::Sort]),
        Some(sorts) => asked.with(Name::Sort, sorts.as_str()),
    };
    let arrow = match direction(asked, sorts) {
        Some("ascending") => " ↑",
        Some(_) => " ↓",
        None => "",
    };
    html! { a href=(to.address()) { (text) (arrow) } }
}

fn row(desk: &Desk, columns: &[Column], order: &OrderRow, name: Option<&str>) -> Markup {
    let words = desk.words();
    let tick = (desk.language.pick(&ENGLISH, &HEBREW).tick)(&order.number);
    html! {
        tr {
            td.tick {
                input type="checkbox" name="order" value=(order.number) form=(BULK_FORM) aria-label=(tick);
            }
            th scope="row" { a href={ "/orders/" (order.number) } { (show::code(&order.number)) } }
            @for column in columns { (cell(desk, *column, order, name)) }
            td.state {
                (show::order_badges(words, order))
                @for hold in &order.holds { " " span.why { (reasons::kind(words, hold.kind())) } }
            }
        }
    }
}

fn cell(desk: &Desk, column: Column, order: &OrderRow, name: Option<&str>) -> Markup {
    let label = column.title(desk);
    let none = html! { span.muted { "–" } };
    let day =
        |day: Option<vocab::Day>| day.map_or_else(|| none.clone(), |day| show::day(desk, day));
    let code = |code: &Option<String>| code.as_deref().map_or_else(|| html! {}, show::code);
    match column {
        Column::Customer => html! { td.who { (who(name, &order.customer_code)) } },
        Column::PoNumber => html! { td.po data-label=(label) { (code(&order.po_number)) } },
        Column::ShipTo => html! { td data-label=(label) { (code(&order.ship_to_code)) } },
        Column::Placed => html! { td data-label=(label) { (show::moment(desk, order.placed)) } },
        Column::Requested => html! {
            td data-label=(label) { (show::day_or(desk, order.requested, desk.words().orders.asap)) }
        },
        Column::FirstPromised => html! { td data-label=(label) { (day(order.first_promised)) } },
        Column::Promised => html! { td data-label=(label) { (promised(desk, order)) } },
        Column::Delivered => html! { td data-label=(label) { (day(order.delivered)) } },
        Column::Lines => html! { td.end data-label=(label) { (show::number(order.lines.into())) } },
        Column::Backordered => html! {
            td.end data-label=(label) {
                @if order.backordered.is_zero() { (none) } @else { (show::quantity(order.backordered)) }
            }
        },
        Column::Value => html! { td.end.value { (show::money(order.value)) } },
    }
}

/// The promised day, and how late it is.
fn promised(desk: &Desk, order: &OrderRow) -> Markup {
    html! {
        @if let Some(promised) = order.promised {
            (show::day(desk, promised)) " "
            @if order.requested.is_some_and(|wanted| promised > wanted) {
                (show::against_wanted(desk.words(), promised, order.requested))
            }
        } @else { span.muted { "–" } }
    }
}
