//! Orders as tables: a list, and everything about one.

use crate::cli::{OrderList, OrderState};
use crate::failure::{Failure, Outcome};
use crate::{talk, wording};
use views::{LineRow, OrderFilter, OrderRow, OrderView, Reader, SourceRow};
use vocab::{Day, OrderId};

/// Prints a list of orders, the newest first.
pub fn list(views: &Reader, options: &OrderList, json: bool) -> Outcome {
    let filter = OrderFilter {
        states: options.state.map(view_state).into_iter().collect(),
        text: options.search.clone(),
        ..OrderFilter::default()
    };
    let limit = options.limit;
    let mut orders: Vec<OrderRow> = Vec::new();
    let mut after = None;
    while orders.len() < limit {
        let page = views.orders(
            &filter,
            after,
            (limit - orders.len()).min(::views::PAGE_MAX),
        )?;
        orders.extend(page.items);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    if json {
        return talk::json(&orders);
    }
    let rows: Vec<Vec<String>> = orders.iter().map(row).collect();
    let titles = [
        "order",
        "customer",
        "po number",
        "state",
        "wanted",
        "promised",
        "value",
    ];
    print!("{}", talk::table(&titles, &rows));
    Ok(())
}

/// Prints everything about one order.
pub fn one(views: &Reader, order: OrderId, json: bool) -> Outcome {
    let view = views.order(order)?;
    let view = view.ok_or_else(|| Failure::new(format!("there is no order {}", order.number())))?;
    if json {
        return talk::json(&view);
    }
    print!("{}", text(&view));
    Ok(())
}

fn view_state(state: OrderState) -> ::views::OrderState {
    match state {
        OrderState::Held => ::views::OrderState::Held,
        OrderState::Open => ::views::OrderState::Open,
        OrderState::Closed => ::views::OrderState::Closed,
        OrderState::Cancelled => ::views::OrderState::Cancelled,
    }
}

fn row(order: &OrderRow) -> Vec<String> {
    vec![
        order.number.clone(),
        order.customer_code.clone(),
        order.po_number.clone().unwrap_or_default(),
        order.state.as_str().to_owned(),
        day(order.requested),
        day(order.promised),
        order.value.to_string(),
    ]
}

fn day(day: Option<Day>) -> String {
    day.map_or_else(|| "-".to_owned(), |day| day.to_string())
}

fn text(view: &OrderView) -> String {
    let order = &view.order;
    let mut text = format!(
        "{}  {}  customer {}  PO {}  {}\nwanted {}  promised {}\n",
        order.number,
        order.state.as_str(),
        order.customer_code,
        order.po_number.as_deref().unwrap_or("-"),
        order.value,
        day(order.requested),
        day(order.promised),
    );
    for hold in &order.holds {
        let kind = hold.kind().as_str();
        text.push_str(&format!(
            "held: {} (release with `kept order release {} {kind}`)\n",
            wording::hold(hold),
            order.number
        ));
    }
    let rows: Vec<Vec<String>> = view.order_lines.iter().flat_map(line_rows).collect();
    let titles = [
        "line",
        "item",
        "quantity",
        "from",
        "covered by",
        "leaves",
        "arrives",
        "stage",
    ];
    text.push_str(&format!("\n{}", talk::table(&titles, &rows)));
    for way in view
        .decisions
        .first()
        .iter()
        .flat_map(|decision| &decision.ways)
    {
        let sites: Vec<&str> = way.sites.iter().map(|site| site.code.as_str()).collect();
        let mark = if way.chosen { "chosen" } else { "considered" };
        text.push_str(&format!(
            "{mark}: {} at {}, last on {}\n",
            sites.join(" + "),
            way.cost,
            day(way.last_delivery)
        ));
    }
    text
}

fn line_rows(line: &LineRow) -> Vec<Vec<String>> {
    let cell = |text: &str| text.to_owned();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for part in &line.schedule {
        let source = match &part.source {
            SourceRow::OnHand => cell("stock"),
            SourceRow::Inbound { reference, due, .. } => format!("{reference} due {due}"),
        };
        rows.push(vec![
            line.number.to_string(),
            line.item_code.clone(),
            part.quantity.to_string(),
            part.site.code.clone(),
            source,
            part.goods_issue.to_string(),
            part.delivery.to_string(),
            cell(part.stage.as_str()),
        ]);
    }
    let undated = line
        .backorder
        .map(|backorder| (backorder.quantity, "backordered"));
    let cancelled = (!line.cancelled.is_zero()).then_some((line.cancelled, "cancelled"));
    let bare = (rows.is_empty() && undated.is_none() && cancelled.is_none())
        .then_some((line.ordered, "not promised"));
    for (quantity, word) in [undated, cancelled, bare].into_iter().flatten() {
        let number = line.number.to_string();
        rows.push(vec![
            number,
            line.item_code.clone(),
            quantity.to_string(),
            cell("-"),
            cell("-"),
            cell("-"),
            cell("-"),
            cell(word),
        ]);
    }
    rows
}
