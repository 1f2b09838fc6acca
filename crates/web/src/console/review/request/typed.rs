//! A request as a person types it: every field as text, begun with what was read. Text that is no
//! value yet stays, so that it can be put right.

use crate::codes::{Codes, Goods};
use crate::console::form::Sent;
use book::Book;
use book::order::{LineDraft, OrderDraft};
use intake::ground::GroundedRequest;
use intake::request::Stated;
use intake::{OrderRequest, RequestLine};
use std::collections::HashMap;
use std::fmt::Display;
use vocab::{Currency, Decimal, Money, Price, Quantity, Ratio, Unit};

/// The most lines that are corrected by hand; a request with more is accepted as it was read, or
/// corrected over the API.
pub(super) const LINES_TYPED_MAX: usize = 500;

/// What stands in the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) customer: String,
    pub(super) ship_to: String,
    pub(super) po_number: String,
    pub(super) requested: String,
    pub(super) currency: String,
    pub(super) lines: Vec<TypedLine>,
}

/// What stands in the fields of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TypedLine {
    /// Which line of the request it was read from, from 0; `None` is a line that was added.
    pub(super) read: Option<usize>,
    pub(super) item: String,
    pub(super) quantity: String,
    pub(super) unit: String,
    pub(super) price: String,
    /// How many units the price is for; empty is one.
    pub(super) per: String,
    pub(super) requested: String,
    /// Whether it is to be left out.
    pub(super) removed: bool,
}

impl Typed {
    /// A request as it was read: the order that could be formed, or what the document states.
    pub(super) fn begun(
        book: &Book,
        draft: Option<&OrderDraft>,
        read: Option<&OrderRequest>,
        grounded: Option<&GroundedRequest>,
    ) -> Typed {
        match (draft, read, grounded) {
            (Some(draft), read, _) => Typed::of_draft(book, draft, read),
            (None, Some(read), Some(grounded)) => Typed::of_reading(book, read, grounded),
            (None, _, _) => Typed::default(),
        }
    }

    fn of_draft(book: &Book, draft: &OrderDraft, read: Option<&OrderRequest>) -> Typed {
        let currency = draft.currency.or_else(|| book.currency(draft.customer));
        let currency = currency.unwrap_or(book.policy.currency);
        let lines = draft.lines.iter().enumerate().map(|(index, line)| {
            let stated = read.and_then(|read| read.lines.get(index));
            let known = line.item.known().and_then(|item| book.goods(item));
            let typed = match (known, stated) {
                (Some(goods), _) => TypedLine::of_draft(&goods, line, currency),
                (None, Some(stated)) => TypedLine::of_reading(stated, String::new()),
                (None, None) => TypedLine::unknown(line),
            };
            TypedLine {
                read: Some(index),
                ..typed
            }
        });
        Typed {
            customer: text(book.customer_code(draft.customer)),
            ship_to: text(draft.ship_to.and_then(|id| book.ship_to_code(id))),
            po_number: text(draft.po_number.as_ref()),
            requested: text(draft.requested),
            currency: text(draft.currency),
            lines: lines.collect(),
        }
    }

    fn of_reading(book: &Book, read: &OrderRequest, grounded: &GroundedRequest) -> Typed {
        let lines = read.lines.iter().enumerate();
        let lines = lines.map(|(index, stated)| {
            let found = grounded.lines.get(index);
            let item = found.and_then(|line| line.item.value());
            let goods = item.and_then(|item| book.goods(item));
            TypedLine {
                read: Some(index),
                ..TypedLine::of_reading(stated, text(goods.map(|goods| goods.code)))
            }
        });
        let customer = grounded.customer.value();
        let ship_to = grounded.ship_to.value();
        Typed {
            customer: text(customer.and_then(|id| book.customer_code(id))),
            ship_to: text(ship_to.and_then(|id| book.ship_to_code(id))),
            po_number: stated(&read.po_number),
            requested: stated(&read.requested_delivery_date),
            currency: stated(&read.currency),
            lines: lines.collect(),
        }
    }

    /// What a form sent.
    pub(super) fn of(sent: &Sent) -> Typed {
        let fields: HashMap<&str, &str> = sent.pairs().collect();
        let get = |name: &str| fields.get(name).map_or("", |text| text.trim()).to_owned();
        let lines: usize = get("lines").parse().unwrap_or(0);
        let line = |number: usize| {
            let get = |name: &str| get(&format!("{name}-{number}"));
            TypedLine {
                read: get("read").parse().ok(),
                item: get("item"),
                quantity: get("quantity"),
                unit: get("unit"),
                price: get("price"),
                per: get("per"),
                requested: get("wanted"),
                removed: !get("remove").is_empty(),
            }
        };
        Typed {
            customer: get("customer"),
            ship_to: get("ship_to"),
            po_number: get("po_number"),
            requested: get("requested"),
            currency: get("currency").to_uppercase(),
            lines: (0..lines.min(LINES_TYPED_MAX)).map(line).collect(),
        }
    }

    /// The line that was read as this one, as it stands in the fields.
    pub(super) fn line_of(&self, read: usize) -> Option<&TypedLine> {
        self.lines.iter().find(|line| line.read == Some(read))
    }
}

impl TypedLine {
    fn of_draft(goods: &Goods, line: &LineDraft, currency: Currency) -> TypedLine {
        let whole = |unit: &Unit| {
            let ratio = goods.ratio(*unit)?;
            let amount = ratio.from_base(line.quantity)?;
            let price = line.stated_price;
            let priced = match price {
                Some(price) => Some(priced(price, ratio, currency)?),
                None => None,
            };
            Some((*unit, amount, priced))
        };
        let found = [line.unit, goods.base_unit].iter().find_map(whole);
        // Every quantity is a whole number of base units.
        let (unit, amount, priced) = found.unwrap_or((goods.base_unit, line.quantity.0, None));
        let (price, per) = priced.unwrap_or_default();
        TypedLine {
            item: goods.code.to_owned(),
            quantity: amount.to_string(),
            unit: unit.as_str().to_owned(),
            price,
            per,
            requested: text(line.requested),
            ..TypedLine::default()
        }
    }

    fn of_reading(line: &RequestLine, item: String) -> TypedLine {
        let unit = line.uom.as_ref().and_then(|uom| Unit::parse(&uom.value));
        let per = stated(&line.price_basis);
        TypedLine {
            item,
            quantity: stated(&line.quantity),
            unit: text(unit.map(Unit::as_str)),
            price: stated(&line.unit_price),
            per: if per == "1" { String::new() } else { per },
            requested: stated(&line.requested_delivery_date),
            ..TypedLine::default()
        }
    }

    /// A line with an item that nobody knows, where the document is not there any more.
    fn unknown(line: &LineDraft) -> TypedLine {
        TypedLine {
            quantity: line.quantity.to_string(),
            requested: text(line.requested),
            ..TypedLine::default()
        }
    }

    /// True when nothing stands in it, so that it is no line.
    pub(super) fn is_blank(&self) -> bool {
        let texts = [&self.item, &self.quantity, &self.price, &self.requested];
        self.read.is_none() && texts.into_iter().all(String::is_empty)
    }
}

/// A price as an amount and the units that it is for, empty for one; `None` when it can't be told so.
fn priced(price: Price, ratio: Ratio, currency: Currency) -> Option<(String, String)> {
    let amount = |minor: i64| Money { minor, currency }.digits().as_str().to_owned();
    // The price of one unit, where that is a whole number of minor units.
    let size = ratio.to_base(Decimal::whole(1));
    let one = size.and_then(|size| {
        let product = i128::from(price.minor) * i128::from(size.0);
        let basis = i128::from(price.basis);
        (product % basis == 0).then(|| i64::try_from(product / basis).ok())?
    });
    match one {
        Some(minor) => Some((amount(minor), String::new())),
        None => {
            let per = ratio.from_base(Quantity(u64::from(price.basis)))?;
            Some((amount(price.minor), per.to_string()))
        }
    }
}

fn text(value: Option<impl Display>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn stated<T: Display>(field: &Stated<T>) -> String {
    text(field.as_ref().map(|field| &field.value))
}
