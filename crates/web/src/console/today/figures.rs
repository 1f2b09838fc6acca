//! How the day goes so far, as tiles that lead to their orders.

use super::words;
use crate::console::desk::Desk;
use crate::console::listing::Address;
use crate::console::show;
use crate::problem::Problem;
use crate::state::App;
use keep::Scope;
use maud::{Markup, html};
use views::{OrderFilter, OrderState, TotalMeasures};

/// What the tiles tell.
pub(super) enum Figures {
    /// The company's day.
    Day(TotalMeasures),
    /// How many orders of one customer are open.
    Open(u64),
}

/// The figures for this person; `None` when there are none for them.
pub(super) fn load(desk: &Desk, app: &App) -> Result<Option<Figures>, Problem> {
    if desk.customer.is_some() {
        let open = OrderFilter {
            customer: desk.customer,
            states: vec![OrderState::Open],
            ..OrderFilter::default()
        };
        return Ok(Some(Figures::Open(app.views.needs(&open)?.count)));
    }
    if !desk.may(Scope::MeasuresRead) {
        return Ok(None);
    }
    let measures = app.views.measures(desk.today, desk.today)?;
    Ok(Some(Figures::Day(measures.total)))
}

pub(super) fn tiles(desk: &Desk, figures: &Figures) -> Markup {
    let words = words(desk);
    let today = desk.today.to_string();
    let orders = || Address::of("/orders");
    let placed = || {
        orders()
            .with("placed_from", &today)
            .with("placed_to", &today)
    };
    let finished = || {
        orders()
            .with("finished_from", &today)
            .with("finished_to", &today)
    };
    html! {
        ul.tiles {
            @match figures {
                Figures::Day(total) => {
                    (tile(words.placed, &show::number(total.orders), &placed()))
                    (tile(words.touchless, &share(total.touchless_bp), &placed().with("touchless", "yes")))
                    (tile(words.delivered, &show::number(total.closed), &finished().with("state", "closed")))
                    (tile(words.on_time, &share(total.on_time_in_full_bp), &finished().with("state", "closed").with("on_time_in_full", "yes")))
                    (tile(words.backlog, &show::number(total.backlog), &orders().with("backlog_of", &today)))
                }
                Figures::Open(count) => {
                    (tile(words.open, &show::number(*count), &orders().with("state", "open")))
                }
            }
        }
    }
}

fn tile(label: &str, figure: &str, address: &Address) -> Markup {
    html! {
        li.tile {
            span.label { a href=(address.text()) { (label) } }
            span.figure { bdi { (figure) } }
        }
    }
}

/// Basis points as whole per cent.
fn share(basis_points: Option<u32>) -> String {
    basis_points.map_or("–".to_owned(), |share| {
        format!("{}%", share.saturating_add(50) / 100)
    })
}
