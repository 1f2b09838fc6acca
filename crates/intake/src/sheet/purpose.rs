//! What a sheet says that it is.

use super::grid::{Grid, Kind};
use super::table::Table;
use super::words::split;
use crate::request::Purpose;

/// How many rows above the table, or from the top where there is none, may hold the heading.
const HEADING_ROWS: usize = 12;
/// Longer texts are no headings.
const HEADING_WORDS_MAX: usize = 4;

/// Phrases that name a document, in folded words.
const HEADINGS: &[(Purpose, &[&str])] = &[
    (
        Purpose::Invoice,
        &[
            "invoice",
            "tax invoice",
            "sales invoice",
            "proforma invoice",
            "commercial invoice",
            "credit note",
            "rechnung",
            "facture",
            "factura",
            "חשבונית",
            "חשבונית מס",
            "חשבונית עסקה",
        ],
    ),
    (
        Purpose::PriceInformation,
        &[
            "quotation",
            "quote",
            "sales quote",
            "price list",
            "request for quotation",
            "request for quote",
            "rfq",
            "angebot",
            "anfrage",
            "preisliste",
            "devis",
            "presupuesto",
            "offerte",
            "preventivo",
            "cotizacion",
            "הצעת מחיר",
            "מחירון",
        ],
    ),
    (
        Purpose::Forecast,
        &[
            "forecast",
            "demand forecast",
            "rolling forecast",
            "sales forecast",
            "bedarfsprognose",
            "prognose",
            "prevision",
            "תחזית",
            "תחזית ביקוש",
        ],
    ),
    (
        Purpose::DespatchAdvice,
        &[
            "packing list",
            "packing slip",
            "delivery note",
            "despatch note",
            "dispatch note",
            "lieferschein",
            "bon de livraison",
            "albaran",
            "pakbon",
            "documento di trasporto",
            "תעודת משלוח",
        ],
    ),
    (
        Purpose::InventoryReport,
        &[
            "inventory report",
            "stock report",
            "stock list",
            "inventory list",
            "דוח מלאי",
        ],
    ),
    (
        Purpose::OrderResponse,
        &[
            "order confirmation",
            "order acknowledgement",
            "order acknowledgment",
            "sales order",
            "auftragsbestatigung",
            "orderbevestiging",
            "conferma d ordine",
            "confirmation de commande",
            "confirmacion de pedido",
            "אישור הזמנה",
        ],
    ),
    (
        Purpose::Cancellation,
        &[
            "order cancellation",
            "cancellation",
            "purchase order cancellation",
            "stornierung",
            "annulation",
            "ביטול הזמנה",
        ],
    ),
    (
        Purpose::Change,
        &[
            "order change",
            "purchase order change",
            "change order",
            "order amendment",
            "bestellanderung",
            "שינוי הזמנה",
        ],
    ),
];

/// The purpose that a heading above the first table names; an order where none does.
pub(super) fn purpose(grids: &[Grid], tables: &[Vec<Table>]) -> Purpose {
    grids
        .iter()
        .zip(tables)
        .filter(|(grid, tables)| !tables.is_empty() || grid.rows.len() <= HEADING_ROWS)
        .find_map(|(grid, tables)| heading(grid, tables.first()))
        .unwrap_or(Purpose::Order)
}

fn heading(grid: &Grid, table: Option<&Table>) -> Option<Purpose> {
    let end = table
        .map_or(grid.rows.len(), |table| table.titles)
        .min(HEADING_ROWS);
    let cells = grid.rows[..end]
        .iter()
        .filter(|row| row.cells.len() <= 2)
        .flat_map(|row| &row.cells);
    cells
        .filter(|cell| cell.kind == Kind::Text)
        .find_map(|cell| named(&cell.text))
}

/// What a phrase names, where it names a kind of document.
pub(crate) fn named(text: &str) -> Option<Purpose> {
    let words = split(text);
    if words.len() > HEADING_WORDS_MAX {
        return None;
    }
    let phrase = words.join(" ");
    let named = HEADINGS
        .iter()
        .find(|(_, phrases)| phrases.contains(&phrase.as_str()));
    named.map(|(purpose, _)| *purpose)
}
