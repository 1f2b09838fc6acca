//! Exports: whole lists as rows, read in pieces that are bounded.

mod lines;

use super::{PAGE_MAX, Reader};
use crate::fault::Fault;
use crate::model::Cursor;
use crate::model::{
    Cell, CustomerSummary, Export, ExportRows, ItemRow, OrderFilter, OrderRow, OrderSort, Page,
    StockRow, SupplyRow,
};
use crate::row::word;

const ORDERS: &[&str] = &[
    "order",
    "state",
    "customer",
    "ship_to",
    "po_number",
    "holds",
    "stage",
    "placed_at",
    "requested_delivery_date",
    "promised_delivery_date",
    "first_promised_delivery_date",
    "delivered_date",
    "finished_date",
    "lines",
    "backordered",
    "value",
    "currency",
    "touchless",
    "on_time_in_full",
];
const STOCK: &[&str] = &[
    "item",
    "description",
    "base_unit",
    "site",
    "on_hand",
    "reserved",
    "free",
    "safety_stock",
    "inbound",
    "inbound_promised",
];
const ITEMS: &[&str] = &[
    "item",
    "description",
    "base_unit",
    "sales_unit",
    "weight_grams",
    "orderable",
    "gtins",
];
const CUSTOMERS: &[&str] = &[
    "customer",
    "blocked",
    "credit_limit_minor",
    "open_orders",
    "held_orders",
    "closed_orders",
    "cancelled_orders",
    "last_order",
    "last_order_at",
];
const SUPPLY: &[&str] = &[
    "supply",
    "reference",
    "kind",
    "item",
    "site",
    "quantity",
    "open",
    "promised",
    "due_date",
    "closed",
];

impl Export {
    /// The names of its columns.
    pub fn columns(&self) -> &'static [&'static str] {
        match self {
            Export::Orders(_) => ORDERS,
            Export::OrderLines(_) => lines::COLUMNS,
            Export::Stock(_) => STOCK,
            Export::Items(_) => ITEMS,
            Export::Customers(_) => CUSTOMERS,
            Export::Supply(_) => SUPPLY,
        }
    }
}

impl Reader {
    /// The next rows of an export behind `after`: those of [`PAGE_MAX`] orders, items or whatever it
    /// is of. Pieces are read one by one, each as of its own moment: what changes in between may
    /// be told as it was or as it is.
    pub fn export(&self, export: &Export, after: Option<Cursor>) -> Result<ExportRows, Fault> {
        let columns = export.columns();
        let (rows, next) = match export {
            Export::Orders(filter) => {
                let page = self.orders(&by_number(filter), after, PAGE_MAX)?;
                told(page, order_row)
            }
            Export::OrderLines(filter) => self.export_lines(&by_number(filter), after)?,
            Export::Stock(filter) => told(self.stocks(filter, after, PAGE_MAX)?, stock_row),
            Export::Items(filter) => told(self.items(filter, after, PAGE_MAX)?, item_row),
            Export::Customers(filter) => {
                told(self.customers(filter, after, PAGE_MAX)?, customer_row)
            }
            Export::Supply(filter) => told(self.supply(filter, after, PAGE_MAX)?, supply_row),
        };
        Ok(ExportRows {
            columns,
            rows,
            next,
        })
    }
}

/// Rows, and where the next begin.
type Rows = (Vec<Vec<Cell>>, Option<Cursor>);

/// In the order that goes on from any row without looking at the others.
fn by_number(filter: &OrderFilter) -> OrderFilter {
    OrderFilter {
        sort: OrderSort::Newest,
        ..filter.clone()
    }
}

fn told<T>(page: Page<T, Cursor>, row: fn(T) -> Vec<Cell>) -> Rows {
    (page.items.into_iter().map(row).collect(), page.next)
}

fn order_row(row: OrderRow) -> Vec<Cell> {
    let holds: Vec<&str> = row.holds.iter().map(|hold| hold.kind().as_str()).collect();
    vec![
        row.number.into(),
        row.state.as_str().into(),
        row.customer_code.into(),
        row.ship_to_code.into(),
        row.po_number.into(),
        holds.join(" ").into(),
        row.stage_first.map(|stage| stage.as_str()).into(),
        row.placed.into(),
        row.requested.into(),
        row.promised.into(),
        row.first_promised.into(),
        row.delivered.into(),
        row.finished.into(),
        row.lines.into(),
        row.backordered.into(),
        row.value.into(),
        row.value.currency.into(),
        row.touchless.into(),
        row.on_time_in_full.into(),
    ]
}

fn stock_row(row: StockRow) -> Vec<Cell> {
    vec![
        row.item_code.into(),
        row.description.into(),
        row.base_unit.as_str().into(),
        row.stock.site.code.into(),
        row.stock.on_hand.into(),
        row.stock.reserved.into(),
        row.stock.free.into(),
        row.stock.safety.into(),
        row.inbound.into(),
        row.pegged.into(),
    ]
}

fn item_row(row: ItemRow) -> Vec<Cell> {
    let gtins = row.item.gtins.iter().map(|(gtin, _)| gtin.to_string());
    let gtins: Vec<String> = gtins.collect();
    vec![
        row.item.code.into(),
        row.item.description.into(),
        row.item.base_unit.as_str().into(),
        row.item.sales_unit.as_str().into(),
        row.item.weight_grams.into(),
        row.item.orderable.into(),
        gtins.join(" ").into(),
    ]
}

fn customer_row(row: CustomerSummary) -> Vec<Cell> {
    let CustomerSummary {
        customer,
        owed: _,
        orders,
    } = row;
    vec![
        customer.code.into(),
        customer.blocked.into(),
        customer.credit_limit.into(),
        orders.open.into(),
        orders.held.into(),
        orders.closed.into(),
        orders.cancelled.into(),
        orders.last.map(|order| order.number()).into(),
        orders.last_placed.into(),
    ]
}

fn supply_row(row: SupplyRow) -> Vec<Cell> {
    vec![
        row.id.0.into(),
        row.reference.into(),
        word(row.kind).into(),
        row.item_code.into(),
        row.site.code.into(),
        row.quantity.into(),
        row.open.into(),
        row.pegged.into(),
        row.due.into(),
        row.closed.into(),
    ]
}
