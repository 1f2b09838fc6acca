//! What was read from a document, field by field, each linked to its place in the document.

use super::desk::Desk;
use super::show;
use super::source::{Marks, cell_name, visible};
use super::text::{With1, Words};
use intake::{Evidence, Field, OrderRequest, Party, Place, RequestLine};
use maud::{Markup, html};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Display;

/// Fields that are shown; more are counted.
const FIELDS_MAX: usize = 4_000;

/// What a field is about, for whoever looks for what the document says of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum About {
    PoNumber,
    Requested,
    Buyer,
    ShipTo,
    Currency,
    Item,
    Quantity,
    Unit,
    Price,
    /// Everything that no order is made of.
    Other,
}

/// A field as it is shown.
pub(super) struct Shown {
    about: About,
    pub(super) label: String,
    pub(super) value: String,
    pub(super) confidence: u16,
    pub(super) evidence: Evidence,
    /// Which line of the request, from 0; `None` is the head.
    line: Option<usize>,
}

/// What is doubted about each line, by its number from 1.
pub(super) type Doubts = BTreeMap<usize, Vec<&'static str>>;

/// Collects the fields of a request.
struct Collector<'w> {
    words: &'w Words,
    shown: Vec<Shown>,
    left_out: usize,
    line: Option<usize>,
}

impl Collector<'_> {
    fn add<T: Display>(&mut self, about: About, label: &str, field: Option<&Field<T>>) {
        let Some(field) = field else {
            return;
        };
        if self.shown.len() == FIELDS_MAX {
            self.left_out += 1;
            return;
        }
        self.shown.push(Shown {
            about,
            label: label.to_owned(),
            value: field.value.to_string(),
            confidence: field.confidence.0,
            evidence: field.evidence.clone(),
            line: self.line,
        });
    }

    fn party(&mut self, about: About, name: &str, party: &Party) {
        let words = &self.words.fields;
        let parts: [(With1, &Option<Field<String>>); 9] = [
            (words.id, &party.id),
            (words.name, &party.name),
            (words.address, &party.address),
            (words.postcode, &party.postcode),
            (words.city, &party.city),
            (words.country, &party.country),
            (words.tax_id, &party.tax_id),
            (words.email, &party.email),
            (words.phone, &party.phone),
        ];
        for (label, field) in parts {
            self.add(about, &label(name), field.as_ref());
        }
    }

    fn line(&mut self, index: usize, line: &RequestLine) {
        let words = &self.words.fields;
        self.line = Some(index);
        self.add(About::Other, words.line_no, line.line_no.as_ref());
        self.add(About::Item, words.buyer_part, line.buyer_part.as_ref());
        let supplier_part = line.supplier_part.as_ref();
        self.add(About::Item, words.supplier_part, supplier_part);
        self.add(About::Item, words.gtin, line.gtin.as_ref());
        self.add(About::Item, words.description, line.description.as_ref());
        self.add(About::Quantity, words.quantity, line.quantity.as_ref());
        self.add(About::Unit, words.unit, line.uom.as_ref());
        self.add(About::Price, words.unit_price, line.unit_price.as_ref());
        self.add(About::Price, words.price_basis, line.price_basis.as_ref());
        let pack = line.units_per_traded_unit.as_ref();
        self.add(About::Unit, words.units_per_traded_unit, pack);
        let requested = line.requested_delivery_date.as_ref();
        self.add(About::Requested, words.requested, requested);
        self.add(About::ShipTo, words.ship_to, line.ship_to_id.as_ref());
    }
}

/// Every stated field of a request, in the order it is shown, and how many were left out.
pub(super) fn fields(words: &Words, request: &OrderRequest) -> (Vec<Shown>, usize) {
    let mut collector = Collector {
        words,
        shown: Vec::new(),
        left_out: 0,
        line: None,
    };
    let names = &words.fields;
    let head = &mut collector;
    head.add(About::PoNumber, names.po_number, request.po_number.as_ref());
    head.add(About::Other, names.order_date, request.order_date.as_ref());
    let requested = request.requested_delivery_date.as_ref();
    head.add(About::Requested, names.requested, requested);
    head.party(About::Buyer, names.buyer, &request.buyer);
    head.party(About::ShipTo, names.ship_to, &request.ship_to);
    head.add(About::Currency, names.currency, request.currency.as_ref());
    head.add(About::Other, names.total, request.total.as_ref());
    for note in &request.notes {
        head.add(About::Other, names.note, Some(note));
    }
    for (index, line) in request.lines.iter().enumerate() {
        collector.line(index, line);
    }
    (collector.shown, collector.left_out)
}

/// What a document says of something, and where.
pub(super) struct Says {
    /// As it was read.
    pub(super) value: String,
    /// In thousandths.
    pub(super) confidence: u16,
    /// Its mark in the document, where it is shown.
    pub(super) mark: Option<usize>,
}

/// What a document says, by the line from 0 (`None` is the head) and by what it is about. Where it
/// says several things, all are told, and the first one's place.
pub(super) type Sayings = HashMap<(Option<usize>, About), Says>;

/// What the fields say.
pub(super) fn sayings(shown: &[Shown], marks: &Marks) -> Sayings {
    let mut all = Sayings::new();
    for (number, field) in shown.iter().enumerate() {
        let mark = marks.get(&number).copied();
        all.entry((field.line, field.about))
            .and_modify(|says| {
                says.value.push_str(" · ");
                says.value.push_str(&field.value);
                says.confidence = says.confidence.min(field.confidence);
                says.mark = says.mark.or(mark);
            })
            .or_insert_with(|| Says {
                value: field.value.clone(),
                confidence: field.confidence,
                mark,
            });
    }
    all
}

/// What a page shows of an order, leading to where the document says it.
pub(super) fn place_of(
    sayings: &Sayings,
    line: Option<usize>,
    about: About,
    title: &str,
    content: Markup,
) -> Markup {
    match sayings.get(&(line, about)).and_then(|says| says.mark) {
        Some(mark) => html! {
            a.place href=(format!("#p{mark}")) data-field=(mark) title=(title) { (content) }
        },
        None => content,
    }
}

/// The table of fields, each linked to its mark in the document.
pub(super) fn table(
    desk: &Desk,
    shown: &[Shown],
    left_out: usize,
    marks: &Marks,
    doubts: &Doubts,
) -> Markup {
    let words = &desk.words().document;
    let mut line = None;
    html! {
        table.fields {
            thead { tr {
                th scope="col" { (words.field) }
                th scope="col" { (words.value) }
                th scope="col" { (words.sure) }
                th scope="col" { (words.place) }
            } }
            tbody {
                @for (number, field) in shown.iter().enumerate() {
                    @if field.line != line {
                        @let index = field.line.map_or(0, |index| index + 1);
                        tr.group { th colspan="4" scope="rowgroup" {
                            ((words.line)(&index.to_string()))
                            @for doubt in doubts.get(&index).into_iter().flatten() {
                                " " span.doubt { (doubt) }
                            }
                        } }
                        ({ line = field.line; "" })
                    }
                    (row(desk, number, field, marks.get(&number).copied()))
                }
            }
        }
        @if left_out > 0 { p.muted { ((words.more_fields)(&left_out.to_string())) } }
    }
}

fn row(desk: &Desk, number: usize, field: &Shown, mark: Option<usize>) -> Markup {
    let doubtful = field.confidence < intake::Confidence::LIKELY.0;
    html! {
        tr id=(format!("f{number}")) data-field=[mark] {
            th scope="row" { (field.label) }
            td { bdi { (visible(&field.value)) } }
            td class=(if doubtful { "doubt" } else { "" }) { (show::sure(field.confidence)) }
            td {
                @let place = place(desk.words(), &field.evidence.place);
                @if let Some(mark) = mark { a href=(format!("#p{mark}")) { bdi { (place) } } }
                @else { span.muted { bdi { (place) } } }
            }
        }
    }
}

fn place(words: &Words, place: &Place) -> String {
    let document = &words.document;
    match place {
        Place::Segment {
            number,
            tag,
            element,
            component,
        } => {
            let tag = format!("{} ({number})", visible(tag));
            match component {
                0 => (document.segment)(&tag, &element.to_string()),
                component => (document.segment)(&tag, &format!("{element}.{component}")),
            }
        }
        Place::Path(path) => visible(path).into_owned(),
        Place::Cell { sheet, row, column } => {
            (document.cell)(&visible(sheet), &cell_name(*row, *column))
        }
        Place::Columns { line, start, end } => {
            (document.columns)(&line.to_string(), &format!("{start}–{end}"))
        }
        Place::OnPage { page, .. } => (document.on_page)(&page.to_string()),
    }
}

#[cfg(test)]
impl Shown {
    /// A field of which only the evidence matters.
    pub(super) fn at(evidence: Evidence) -> Shown {
        Shown {
            about: About::Other,
            label: String::new(),
            value: String::new(),
            confidence: 1000,
            evidence,
            line: None,
        }
    }
}
