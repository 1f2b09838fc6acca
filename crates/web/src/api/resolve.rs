//! From an order as it is written, with codes, to a draft with the ids of the book. Strict:
//! whatever can't be taken as it stands is told, with its place.

use crate::codes::{Codes, Goods};
use crate::directory::{Learned, Look};
use crate::problem::{ERRORS_MAX, Flaw, Problem};
use crate::state::App;
use book::Book;
use book::company::AMOUNT_MAX;
use book::order::promising;
use book::order::{LINES_MAX, LineDraft, OrderDraft, StatedItem, Terms};
use intake::json::kept::{LineDocument, OrderDocument, TermsDocument};
use std::fmt;
use vocab::quantity::QUANTITY_MAX;
use vocab::{Currency, CustomerId, Decimal, Gtin, ItemId, Price, Quantity, ShipToId, SiteId, Unit};

/// Forms a draft. A sender who orders for one customer `only` may leave the customer out.
///
/// # Errors
/// `bad_value`, with everything that is wrong.
pub fn draft<Text: AsRef<str>>(
    codes: &impl Codes,
    order: &OrderDocument<Text>,
    only: Option<CustomerId>,
) -> Result<OrderDraft, Problem> {
    let mut clerk = Clerk::new(codes, only);
    if order.lines.len() > LINES_MAX {
        let given = order.lines.len();
        let detail = format!("{given} lines; an order has at most {LINES_MAX}");
        let none = clerk.flaw("/lines".to_owned(), detail);
        return clerk.or(none);
    }
    let draft = clerk.order(order);
    clerk.or(draft)
}

/// A look into the directory, if it knows the company as it is.
pub fn look(app: &App) -> Option<Look<'_>> {
    app.directory().look(app.engine.company_version())
}

/// The draft of an order, if the directory knows all that it names.
pub fn by_directory<Text: AsRef<str>>(
    look: &Look,
    order: &OrderDocument<Text>,
    only: Option<CustomerId>,
) -> Option<Result<OrderDraft, Problem>> {
    look.sure(|look| draft(look, order, only))
}

/// Drafts of orders that name what the directory did not know, which learns it. One request asks
/// at a time: what it brings is often what the next one would have asked for.
///
/// # Errors
/// `busy` or `stopped`.
pub async fn by_the_book(
    app: &App,
    orders: Vec<OrderDocument>,
    only: Option<CustomerId>,
) -> Result<Vec<Result<OrderDraft, Problem>>, Problem> {
    let _alone = app.directory().learning().await;
    if let Some(known) = all_by_directory(app, &orders, only) {
        return Ok(known);
    }
    let version = app.engine.company_version();
    let asked = app.ask(move |book| {
        let drafts = orders.iter().map(|order| draft(book, order, only));
        (drafts.collect(), Learned::of(book, orders.iter(), only))
    });
    let (drafts, learned) = asked.await?;
    app.directory().learn(version, learned);
    Ok(drafts)
}

fn all_by_directory(
    app: &App,
    orders: &[OrderDocument],
    only: Option<CustomerId>,
) -> Option<Vec<Result<OrderDraft, Problem>>> {
    let look = look(app)?;
    let drafts = orders.iter().map(|order| by_directory(&look, order, only));
    drafts.collect()
}

/// Where an order of this customer goes when it names this ship-to, or none, and has these terms.
pub fn destination(
    book: &Book,
    customer: CustomerId,
    ship_to: Option<ShipToId>,
    terms: &Terms,
) -> Option<book::promise::Destination> {
    let default = book
        .company
        .customers
        .get(customer.index())?
        .default_ship_to;
    promising::destination(book, customer, ship_to.or(default), terms)
}

/// Where in a body something is written; told as a JSON pointer.
#[derive(Clone, Copy)]
pub enum At {
    /// A line of an order.
    Line(usize),
    /// A change of an order.
    Change(usize),
    /// The line that a change adds.
    AddedLine(usize),
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            At::Line(index) => write!(f, "/lines/{index}"),
            At::Change(index) => write!(f, "/changes/{index}"),
            At::AddedLine(index) => write!(f, "/changes/{index}/line"),
        }
    }
}

/// Looks up what a body names, and notes what can't be taken.
pub struct Clerk<'a, C> {
    codes: &'a C,
    /// Whom alone the sender may order for.
    only: Option<CustomerId>,
    flaws: Vec<Flaw>,
}

impl<'a, C: Codes> Clerk<'a, C> {
    /// Who looks up in these codes.
    pub fn new(codes: &'a C, only: Option<CustomerId>) -> Clerk<'a, C> {
        Clerk {
            codes,
            only,
            flaws: Vec::new(),
        }
    }

    /// What was made of the body, if nothing is wrong with it.
    ///
    /// # Errors
    /// `bad_value`, with everything that is wrong.
    pub fn or<T>(self, made: Option<T>) -> Result<T, Problem> {
        match (made, self.flaws) {
            (Some(made), flaws) if flaws.is_empty() => Ok(made),
            (_, flaws) => Err(Problem::flawed(flaws)),
        }
    }

    /// Notes what is wrong. One more than is told is kept, so that "and more" can be said.
    pub fn flaw<T>(&mut self, pointer: String, detail: impl Into<String>) -> Option<T> {
        if self.flaws.len() <= ERRORS_MAX {
            self.flaws.push(Flaw {
                pointer,
                detail: detail.into(),
            });
        }
        None
    }

    fn order<Text: AsRef<str>>(&mut self, order: &OrderDocument<Text>) -> Option<OrderDraft> {
        if order.notes.is_some() {
            let detail = "notes are not kept with an order; send the order as a document instead";
            self.flaw::<()>("/notes".to_owned(), detail);
        }
        let customer = self.customer(order.customer.as_ref().map(AsRef::as_ref))?;
        let charged = order.currency.or_else(|| self.codes.currency(customer));
        let ship_to = match &order.ship_to {
            Some(code) => self
                .ship_to(customer, code.as_ref(), || "/ship_to".to_owned())
                .map(Some),
            None => Some(None),
        };
        let terms = match &order.terms {
            Some(stated) => self.terms("/terms", stated),
            None => Some(Terms::default()),
        };
        let mut lines = Some(Vec::with_capacity(order.lines.len()));
        for (index, line) in order.lines.iter().enumerate() {
            let at = At::Line(index);
            match (self.line(at, line, customer, charged?), &mut lines) {
                (Some(line), Some(lines)) => lines.push(line),
                (_, lines) => *lines = None,
            }
        }
        Some(OrderDraft {
            customer,
            ship_to: ship_to?,
            address_in_doubt: false,
            po_number: order.po_number.as_ref().map(|po| po.as_ref().to_owned()),
            currency: order.currency,
            requested: order.requested_delivery_date,
            expires: order.expires,
            lines: lines?,
            terms: terms?,
        })
    }

    /// The terms that stand at this place.
    pub fn terms<Text: AsRef<str>>(
        &mut self,
        at: &str,
        stated: &TermsDocument<Text>,
    ) -> Option<Terms> {
        let pickup = self.site(stated.pickup_site.as_ref(), || format!("{at}/pickup_site"));
        let preferred = self.site(stated.preferred_site.as_ref(), || {
            format!("{at}/preferred_site")
        });
        Some(Terms {
            split: stated.split.unwrap_or_default(),
            latest_ship: stated.latest_ship_date,
            pickup: pickup?,
            preferred: preferred?,
        })
    }

    /// The site with this code, if one is named at this place.
    fn site(
        &mut self,
        code: Option<&impl AsRef<str>>,
        pointer: impl Fn() -> String,
    ) -> Option<Option<SiteId>> {
        let Some(code) = code.map(AsRef::as_ref) else {
            return Some(None);
        };
        let codes = self.codes.site_codes();
        match codes
            .iter()
            .zip((0..).map(SiteId))
            .find(|(known, _)| *known == code)
        {
            Some((_, site)) => Some(Some(site)),
            None => {
                let detail = format!("there is no site \"{}\"", clipped(code));
                self.flaw(pointer(), detail)
            }
        }
    }

    fn customer(&mut self, code: Option<&str>) -> Option<CustomerId> {
        let pointer = || "/customer".to_owned();
        let code = match (self.only, code) {
            (Some(own), None) => return Some(own),
            (Some(own), Some(code)) if self.codes.customer_code(own) == Some(code) => {
                return Some(own);
            }
            (Some(_), Some(_)) => {
                return self.flaw(pointer(), "this key is for one customer only");
            }
            (None, None) => return self.flaw(pointer(), "a customer number is needed"),
            (None, Some(code)) => code,
        };
        match self.codes.customer(code) {
            Some(customer) => Some(customer),
            None => self.flaw(
                pointer(),
                format!("there is no customer \"{}\"", clipped(code)),
            ),
        }
    }

    /// The customer's ship-to with this code, which stands at this place.
    pub fn ship_to(
        &mut self,
        customer: CustomerId,
        code: &str,
        at: impl FnOnce() -> String,
    ) -> Option<ShipToId> {
        match self.codes.ship_to(customer, code) {
            Some(ship_to) => Some(ship_to),
            None => {
                let detail = format!("the customer has no ship-to \"{}\"", clipped(code));
                self.flaw(at(), detail)
            }
        }
    }

    /// The item with this code, which stands at this place.
    pub fn named(&mut self, at: At, code: &str) -> Option<ItemId> {
        match self.codes.item(code) {
            Some(item) => Some(item),
            None => self.flaw(
                format!("{at}/item"),
                format!("there is no item \"{}\"", clipped(code)),
            ),
        }
    }

    /// A line that stands at this place.
    pub fn line<Text: AsRef<str>>(
        &mut self,
        at: At,
        line: &LineDocument<Text>,
        customer: CustomerId,
        currency: Currency,
    ) -> Option<LineDraft> {
        let item = self.item(at, line, customer)?;
        let row = self.codes.goods(item)?;
        let unit = self.unit(at, line.unit.as_ref().map(AsRef::as_ref), &row)?;
        let quantity = self.quantity(at, line.quantity, &row, unit);
        let stated_price = match line.unit_price {
            Some(amount) => self.price(at, line, amount, &row, unit, currency).map(Some),
            None => Some(None),
        };
        Some(LineDraft {
            item: StatedItem::Known(item),
            quantity: quantity?,
            unit,
            stated_price: stated_price?,
            requested: line.requested_delivery_date,
        })
    }

    fn item<Text: AsRef<str>>(
        &mut self,
        place: At,
        line: &LineDocument<Text>,
        customer: CustomerId,
    ) -> Option<ItemId> {
        let at = |field: &str| format!("{place}/{field}");
        let part = line.customer_part.as_ref().map(AsRef::as_ref);
        let (field, code, found) = match (&line.item, part) {
            (Some(code), _) => ("item", code.as_ref(), self.codes.item(code.as_ref())),
            (None, Some(part)) => ("customer_part", part, self.codes.part(customer, part)),
            (None, None) => {
                let detail = "a line names its goods by item or customer_part";
                return self.flaw(at("item"), detail);
            }
        };
        let Some(item) = found else {
            return self.flaw(at(field), format!("there is no item \"{}\"", clipped(code)));
        };
        let row = self.codes.goods(item)?;
        if let (Some(part), "item") = (part, field)
            && self
                .codes
                .part(customer, part)
                .is_some_and(|other| other != item)
        {
            let detail = format!("this part number is another item than {}", row.code);
            return self.flaw(at("customer_part"), detail);
        }
        match &line.gtin {
            Some(gtin) if !marks(&row, gtin.as_ref()) => self.flaw(
                at("gtin"),
                format!("this is not a GTIN of item {}", row.code),
            ),
            Some(_) | None => Some(item),
        }
    }

    /// The item's unit of this name, or the one that is meant without.
    pub fn unit(&mut self, at: At, stated: Option<&str>, item: &Goods) -> Option<Unit> {
        let Some(text) = stated else {
            return Some(item.sales_unit);
        };
        match item.unit(text) {
            Some(unit) => Some(unit),
            None => {
                let known = item.units.iter().map(|(unit, _)| unit.as_str());
                let known: Vec<&str> = [item.base_unit.as_str()].into_iter().chain(known).collect();
                let (code, known) = (&item.code, known.join(", "));
                let detail = format!("item {code} has no such unit; it has {known}");
                self.flaw(format!("{at}/unit"), detail)
            }
        }
    }

    /// So many of a unit as base units of the item.
    pub fn quantity(
        &mut self,
        at: At,
        stated: Decimal,
        item: &Goods,
        unit: Unit,
    ) -> Option<Quantity> {
        let base = item.ratio(unit)?.to_base(stated);
        match base.filter(|quantity| !quantity.is_zero()) {
            Some(quantity) => Some(quantity),
            None => {
                let base_unit = item.base_unit;
                let detail = format!(
                    "{stated} {unit} is no quantity; it must come to a whole number of \
                     {base_unit}, 1 to {QUANTITY_MAX}"
                );
                self.flaw(format!("{at}/quantity"), detail)
            }
        }
    }

    fn price<Text>(
        &mut self,
        at: At,
        line: &LineDocument<Text>,
        amount: Decimal,
        item: &Goods,
        unit: Unit,
        currency: Currency,
    ) -> Option<Price> {
        let per = line.price_basis.unwrap_or(Decimal::whole(1));
        let basis = item.ratio(unit)?.to_base(per);
        let basis = basis.and_then(|quantity| u32::try_from(quantity.0).ok());
        let sane = basis.filter(|_| amount <= Decimal::whole(AMOUNT_MAX));
        match sane.and_then(|basis| Price::stated(amount, basis, currency)) {
            Some(price) => Some(price),
            None => {
                let detail = format!(
                    "{amount} {currency} for {per} {unit} is no price; it must be 0 to {AMOUNT_MAX}, \
                     for a whole number of {}",
                    item.base_unit
                );
                self.flaw(format!("{at}/unit_price"), detail)
            }
        }
    }
}

fn marks(item: &Goods, gtin: &str) -> bool {
    let gtin = Gtin::parse(gtin);
    item.gtins.iter().any(|(known, _)| Some(*known) == gtin)
}

/// What is repeated of a stated text in a message.
fn clipped(text: &str) -> String {
    text.chars().take(book::company::CODE_MAX).collect()
}
