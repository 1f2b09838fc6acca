//! Purchase orders as offices print them: a page of HTML that a browser prints as a PDF.

use super::sheet::{ENGLISH, HEBREW, Words};
use super::xml::escaped;
use super::{Party, SampleLine, SampleOrder, major};
use crate::company::NAME;

/// How an office's form looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// English: labels before their values, blocks side by side, a ruled table.
    Ruled,
    /// English: labels above their values, a table without lines.
    Open,
    /// Hebrew, from right to left, a ruled table.
    Hebrew,
}

/// The words of a form besides those that order sheets have too.
struct Form {
    words: &'static Words,
    direction: &'static str,
    supplier: &'static str,
    ship_to: &'static str,
    number: &'static str,
    amount: &'static str,
    total: &'static str,
    note: &'static str,
    phone: &'static str,
    tax_id: &'static str,
}

const ENGLISH_FORM: Form = Form {
    words: &ENGLISH,
    direction: "ltr",
    supplier: "Supplier",
    ship_to: "Ship To",
    number: "#",
    amount: "Amount",
    total: "Total",
    note: "Remarks",
    phone: "Tel.",
    tax_id: "Company No.",
};

const HEBREW_FORM: Form = Form {
    words: &HEBREW,
    direction: "rtl",
    supplier: "לכבוד",
    ship_to: "כתובת למשלוח",
    number: "שורה",
    amount: "סה\"כ",
    total: "סה\"כ להזמנה",
    note: "הערות",
    phone: "טלפון",
    tax_id: "ח.פ.",
};

/// The page of an order.
pub fn html(order: &SampleOrder, look: Look) -> String {
    let form = match look {
        Look::Ruled | Look::Open => &ENGLISH_FORM,
        Look::Hebrew => &HEBREW_FORM,
    };
    let (title, direction) = (form.words.title, form.direction);
    let head = match look {
        Look::Ruled | Look::Hebrew => head_table(order, form),
        Look::Open => head_strip(order, form),
    };
    let lines = lines(order, form, if look == Look::Open { "" } else { " ruled" });
    let letterhead = letterhead(&order.buyer, form);
    let blocks = blocks(order, form);
    let note = (order.note.as_deref())
        .map(|note| format!("<p><b>{}:</b> {}</p>\n", form.note, escaped(note)))
        .unwrap_or_default();
    format!(
        "<!DOCTYPE html>\n<html dir=\"{direction}\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"page.css\">\n<header>\n{letterhead}<h1>{title}</h1>\n</header>\n\
         {head}{blocks}{lines}{note}</html>\n"
    )
}

fn name<'a>(party: &'a Party, form: &Form) -> &'a str {
    match form.words.hebrew {
        true => &party.hebrew,
        false => &party.name,
    }
}

fn letterhead(buyer: &Party, form: &Form) -> String {
    let Party { tax_id, phone, .. } = buyer;
    format!(
        "<div><h2>{}</h2>\n<div>{}</div>\n<div>{}: {tax_id} &nbsp; {}: <span dir=\"ltr\">{phone}</span></div>\n<div>{}</div></div>\n",
        escaped(name(buyer, form)),
        address(buyer, form),
        form.tax_id,
        form.phone,
        escaped(&buyer.email),
    )
}

fn address(party: &Party, form: &Form) -> String {
    let address = &party.address;
    let city = match form.words.hebrew {
        true => address.city_hebrew,
        false => address.city,
    };
    format!("{}, {city} {}", escaped(&address.street), address.postcode)
}

/// Labels of the order's own fields with what stands in them; the ship-to is a block of its own.
fn fields(order: &SampleOrder, form: &Form) -> Vec<(&'static str, String)> {
    let values = super::sheet::head(order, form.words);
    let fields = form.words.head.into_iter().zip(values);
    fields.filter(|(_, value)| !value.is_empty()).collect()
}

fn head_table(order: &SampleOrder, form: &Form) -> String {
    let row = |(label, value): (&str, String)| {
        format!(
            "<tr><td>{}:</td><td>{}</td></tr>\n",
            escaped(label),
            escaped(&value)
        )
    };
    let rows: String = fields(order, form).into_iter().map(row).collect();
    format!("<table class=\"head\">\n{rows}</table>\n")
}

fn head_strip(order: &SampleOrder, form: &Form) -> String {
    let cell = |(label, value): (&str, String)| {
        format!("<div><b>{}</b>{}</div>\n", escaped(label), escaped(&value))
    };
    let cells: String = fields(order, form).into_iter().map(cell).collect();
    format!("<div class=\"strip\">\n{cells}</div>\n")
}

fn blocks(order: &SampleOrder, form: &Form) -> String {
    let ship_to = &order.ship_to;
    format!(
        "<div class=\"blocks\">\n<div><b>{}</b>{NAME}</div>\n<div><b>{}</b>{}<br>{}</div>\n</div>\n",
        form.supplier,
        form.ship_to,
        escaped(&ship_to.name),
        address(ship_to, form),
    )
}

fn lines(order: &SampleOrder, form: &Form, ruled: &str) -> String {
    let columns = form.words.columns.into_iter();
    let titles: String = [form.number]
        .into_iter()
        .chain(columns)
        .chain([form.amount])
        .map(|title| format!("<th>{}</th>", escaped(title)))
        .collect();
    let rows: String = (1..)
        .zip(&order.lines)
        .map(|(number, line)| row(order, number, line, form))
        .collect();
    let total = major(order.total(), order.currency);
    format!(
        "<table class=\"lines{ruled}\">\n<tr>{titles}</tr>\n{rows}\
         <tr><td colspan=\"7\" class=\"amount\">{}</td><td class=\"amount\">{total}</td></tr>\n</table>\n",
        escaped(form.total),
    )
}

fn row(order: &SampleOrder, number: usize, line: &SampleLine, form: &Form) -> String {
    let [code, gtin, description, quantity, unit, price] =
        super::sheet::cells(order, line, form.words).map(|cell| escaped(&cell));
    let amount = major(line.amount(), order.currency);
    format!(
        "<tr><td>{number}</td><td class=\"code\">{code}</td><td class=\"code\">{gtin}</td><td>{description}</td>\
         <td class=\"amount\">{quantity}</td><td>{unit}</td><td class=\"amount\">{price}</td>\
         <td class=\"amount\">{amount}</td></tr>\n"
    )
}
