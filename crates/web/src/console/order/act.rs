//! What can be done to an order, as a form or a link says it: read against the book, so that what
//! can't be is told at its field.

use super::cancel::parse_reason;
use crate::console::entry;
use crate::console::form::Sent;
use book::command::Change;
use book::event::CancelReason;
use book::order::{HoldKind, OrderLine};
use book::{Book, Command, Stage};
use keep::Scope;
use std::collections::BTreeMap;
use vocab::{CustomerId, Day, OrderId, Quantity, SiteId};

/// The field that says what is done.
pub(super) const DO: &str = "do";
/// How the fields begin that say how much of a line goes on.
pub(super) const MOVES: &str = "move-";
/// How the fields begin that say how much of a line was found.
pub(super) const FOUND: &str = "found-";
/// Lines that a form shows; a program changes more at once.
pub(super) const LINES_SHOWN_MAX: usize = 100;

/// The kinds of what can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Release,
    Hold,
    /// A reservation becomes an order.
    Confirm,
    Cancel,
    Change,
    Move(Stage),
    /// Not all that is to be picked is there.
    Short,
}

impl Kind {
    /// What the field says; `None` for a word that means nothing.
    pub(super) fn of(sent: &Sent) -> Option<Kind> {
        let word = sent.get(DO)?;
        let stage = Stage::ALL.into_iter().find(|stage| stage.as_str() == word);
        match word {
            "release" => Some(Kind::Release),
            "hold" => Some(Kind::Hold),
            "confirm" => Some(Kind::Confirm),
            "cancel" => Some(Kind::Cancel),
            "change" => Some(Kind::Change),
            "short" => Some(Kind::Short),
            _ => stage
                .filter(|stage| stage.before().is_some())
                .map(Kind::Move),
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Kind::Release => "release",
            Kind::Hold => "hold",
            Kind::Confirm => "confirm",
            Kind::Cancel => "cancel",
            Kind::Change => "change",
            Kind::Move(to) => to.as_str(),
            Kind::Short => "short",
        }
    }

    /// The stage that goods must be ready for; `None` for what is not about goods at a site.
    pub(super) fn reaches(self) -> Option<Stage> {
        match self {
            Kind::Move(to) => Some(to),
            Kind::Short => Some(Stage::Picked),
            Kind::Release | Kind::Hold | Kind::Confirm | Kind::Cancel | Kind::Change => None,
        }
    }

    /// What a person must be allowed.
    pub(super) fn needs(self) -> Scope {
        match self {
            Kind::Release => Scope::HoldsRelease,
            Kind::Hold | Kind::Confirm | Kind::Cancel | Kind::Change => Scope::OrdersWrite,
            Kind::Move(_) | Kind::Short => Scope::FulfilmentWrite,
        }
    }

    /// What the order's page says when it is done.
    pub(super) fn done(self) -> &'static str {
        match self {
            Kind::Release => "released",
            Kind::Hold => "held",
            Kind::Confirm => "confirmed",
            Kind::Cancel => "cancelled",
            Kind::Change => "changed",
            Kind::Move(_) => "moved",
            Kind::Short => "short",
        }
    }
}

/// What is done to an order.
#[derive(Clone, Debug)]
pub(super) enum Act {
    Release(HoldKind),
    Hold,
    Confirm,
    Cancel {
        /// Empty is the whole order.
        lines: Vec<u16>,
        reason: CancelReason,
    },
    Change(Vec<Change>),
    Move {
        to: Stage,
        site: SiteId,
        /// Empty is everything at the stage before.
        lines: Vec<(u16, Quantity)>,
        tracking: Option<String>,
    },
    /// So much of the lines is missing.
    Short {
        site: SiteId,
        lines: Vec<(u16, Quantity)>,
    },
}

impl Act {
    pub(super) fn command(&self, order: OrderId) -> Command {
        match self.clone() {
            Act::Release(kind) => Command::ReleaseHold { order, kind },
            Act::Hold => Command::HoldOrder { order },
            Act::Confirm => Command::AmendOrder {
                order,
                changes: vec![Change::Expires(None)],
            },
            Act::Cancel { lines, reason } => Command::CancelOrder {
                order,
                lines,
                reason,
            },
            Act::Change(changes) => Command::AmendOrder { order, changes },
            Act::Move {
                to,
                site,
                lines,
                tracking,
            } => Command::Advance {
                order,
                to,
                site,
                lines,
                tracking,
                packages: Vec::new(),
            },
            Act::Short { site, lines } => Command::PickShort { order, site, lines },
        }
    }

    pub(super) fn tracking(&self) -> Option<&str> {
        match self {
            Act::Move { tracking, .. } => tracking.as_deref(),
            Act::Release(_)
            | Act::Hold
            | Act::Confirm
            | Act::Cancel { .. }
            | Act::Change(_)
            | Act::Short { .. } => None,
        }
    }
}

/// An act, and the fields that say it: no more than is needed.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) act: Act,
    pub(super) fields: Vec<(String, String)>,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    Quantity,
    /// Nothing to that much can be found.
    Found,
    Day,
    ShipTo,
    Item,
    /// Of the whole form: there is nothing to do.
    Nothing,
}

/// What is wrong with a form.
#[derive(Clone, Debug, Default)]
pub(super) struct Flaws {
    /// By the name of the field; that of the whole form has none.
    pub(super) fields: BTreeMap<String, Flaw>,
    /// Of the lines that are added.
    pub(super) added: entry::Flaws,
}

impl Flaws {
    /// What is wrong with a field.
    pub(super) fn get(&self, name: &str) -> Option<Flaw> {
        self.fields.get(name).copied()
    }

    fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.added.is_empty()
    }
}

/// Reads what was sent about an order, and whose it is.
///
/// # Errors
/// What is wrong, field by field. `None` in place of it is what no form of ours sends.
pub(super) fn read(
    book: &Book,
    (order, customer): (OrderId, CustomerId),
    kind: Kind,
    sent: &Sent,
) -> Result<Wanted, Option<Flaws>> {
    let mut reading = Reading {
        book,
        order,
        customer,
        sent,
        fields: vec![(DO.to_owned(), kind.word().to_owned())],
        flaws: Flaws::default(),
    };
    let act = match kind {
        Kind::Release => reading.release(),
        Kind::Hold => Some(Act::Hold),
        Kind::Confirm => Some(Act::Confirm),
        Kind::Cancel => reading.cancel(),
        Kind::Change => Some(Act::Change(reading.changes())),
        Kind::Move(to) => reading.goods(to),
        Kind::Short => reading.missing(),
    };
    match act {
        None => Err(None),
        Some(_) if !reading.flaws.is_empty() => Err(Some(reading.flaws)),
        Some(act) => Ok(Wanted {
            act,
            fields: reading.fields,
        }),
    }
}

struct Reading<'a> {
    book: &'a Book,
    order: OrderId,
    customer: CustomerId,
    sent: &'a Sent,
    fields: Vec<(String, String)>,
    flaws: Flaws,
}

impl Reading<'_> {
    fn release(&mut self) -> Option<Act> {
        let word = self.sent.get("kind")?;
        let kind = HoldKind::parse(word)?;
        self.keep("kind", word);
        Some(Act::Release(kind))
    }

    fn cancel(&mut self) -> Option<Act> {
        let word = self.sent.get("reason")?;
        let reason = parse_reason(word)?;
        self.keep("reason", word);
        let mut lines = Vec::new();
        for number in self.sent.all("line").take(LINES_SHOWN_MAX) {
            lines.push(number.parse().ok()?);
            self.keep("line", number);
        }
        Some(Act::Cancel { lines, reason })
    }

    /// What differs from what the form was given with.
    fn changes(&mut self) -> Vec<Change> {
        let mut changes = self.quantities();
        changes.extend(self.items());
        let day = self.requested();
        changes.extend(self.days(day.is_some()));
        // The order's day is every line's: those that differ come after it.
        changes.splice(0..0, day);
        changes.extend(self.ship_to());
        changes.extend(self.added());
        if changes.is_empty() && self.flaws.is_empty() {
            self.flaw("", Flaw::Nothing);
        }
        changes
    }

    fn quantities(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        for (line, name, value) in self.lines("quantity-") {
            if self.is_as_it_was(&name) {
                continue;
            }
            match parse_quantity(&value).filter(|quantity| !quantity.is_zero()) {
                Some(quantity) => changes.push(Change::Quantity { line, quantity }),
                None => self.flaw(&name, Flaw::Quantity),
            }
            self.keep(&name, &value);
        }
        changes
    }

    fn items(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        for (line, name, value) in self.lines("item-") {
            if value.is_empty() {
                continue;
            }
            match self.book.company.item_by_code(&value) {
                Some(item) => changes.push(Change::ResolveItem { line, item }),
                None => self.flaw(&name, Flaw::Item),
            }
            self.keep(&name, &value);
        }
        changes
    }

    fn requested(&mut self) -> Option<Change> {
        let name = "requested";
        if !self.is_sent(name) || self.is_as_it_was(name) {
            return None;
        }
        let word = self.sent.get(name).unwrap_or_default();
        self.keep(name, word);
        let day = match word {
            "" => None,
            word => {
                let day = Day::parse(word);
                if day.is_none() {
                    self.flaw(name, Flaw::Day);
                }
                Some(day?)
            }
        };
        Some(Change::Requested { line: None, day })
    }

    /// The days of lines. When the order gets another one, those that lines have of their own are
    /// said again, so that they stay.
    fn days(&mut self, order_differs: bool) -> Vec<Change> {
        let mut changes = Vec::new();
        for (number, name, value) in self.lines("wanted-") {
            let stays = self.is_as_it_was(&name);
            if stays && (!order_differs || value.is_empty()) {
                continue;
            }
            self.keep(&name, &value);
            let day = Day::parse(&value);
            if day.is_none() && !value.is_empty() {
                self.flaw(&name, Flaw::Day);
                continue;
            }
            let line = Some(number);
            changes.push(Change::Requested { line, day });
        }
        changes
    }

    fn added(&mut self) -> Vec<Change> {
        match entry::drafts(self.book, self.customer, self.sent) {
            Ok(drafted) => {
                self.fields.extend(drafted.fields);
                drafted.lines.into_iter().map(Change::AddLine).collect()
            }
            Err(flaws) => {
                self.flaws.added = flaws;
                Vec::new()
            }
        }
    }

    fn ship_to(&mut self) -> Option<Change> {
        let name = "ship_to";
        let code = self.sent.get(name)?;
        if self.is_as_it_was(name) {
            return None;
        }
        self.keep(name, code);
        match self.book.company.ship_to_by_code(self.customer, code) {
            Some(ship_to) => Some(Change::ShipTo(ship_to)),
            None => {
                self.flaw(name, Flaw::ShipTo);
                None
            }
        }
    }

    fn goods(&mut self, to: Stage) -> Option<Act> {
        let site = self.site()?;
        let named = self.lines(MOVES);
        let mut lines = Vec::new();
        for (line, name, value) in &named {
            match parse_quantity(value) {
                Some(quantity) if quantity.is_zero() => {}
                Some(quantity) => {
                    lines.push((*line, quantity));
                    self.keep(name, value);
                }
                None => self.flaw(name, Flaw::Quantity),
            }
        }
        if lines.is_empty() && !named.is_empty() && self.flaws.is_empty() {
            self.flaw("", Flaw::Nothing);
        }
        let tracking = self.sent.get("tracking").filter(|_| to == Stage::Shipped);
        if let Some(number) = tracking {
            self.keep("tracking", number);
        }
        Some(Act::Move {
            to,
            site,
            lines,
            tracking: tracking.map(str::to_owned),
        })
    }

    /// What is missing of what was to be picked, where the fields say how much was found.
    fn missing(&mut self) -> Option<Act> {
        let site = self.site()?;
        let mut lines = Vec::new();
        for (line, name, value) in self.lines(FOUND) {
            let sought = self.released(line, site);
            let found =
                parse_quantity(&value).filter(|found| !value.is_empty() && *found <= sought);
            match found.map(|found| sought.saturating_sub(found)) {
                None => self.flaw(&name, Flaw::Found),
                Some(missing) if missing.is_zero() => {}
                Some(missing) => lines.push((line, missing)),
            }
            self.keep(&name, &value);
        }
        if lines.is_empty() && self.flaws.is_empty() {
            self.flaw("", Flaw::Nothing);
        }
        Some(Act::Short { site, lines })
    }

    /// How much of a line is to be picked at a site.
    fn released(&self, line: u16, site: SiteId) -> Quantity {
        let order = self.book.orders.get(self.order);
        let released = |line: &OrderLine| line.ready(site, Stage::Released);
        let released = order.and_then(|order| order.line(line).map(released));
        released.unwrap_or_default()
    }

    fn site(&mut self) -> Option<SiteId> {
        let code = self.sent.get("site")?;
        let site = self.book.company.site_by_code(code)?;
        self.keep("site", code);
        Some(site)
    }

    /// The fields whose names are this prefix and the number of a line.
    fn lines(&self, prefix: &str) -> Vec<(u16, String, String)> {
        let named = self.sent.pairs().filter_map(|(name, value)| {
            let line = name.strip_prefix(prefix)?.parse().ok()?;
            Some((line, name.to_owned(), value.trim().to_owned()))
        });
        named.take(LINES_SHOWN_MAX).collect()
    }

    fn is_sent(&self, name: &str) -> bool {
        self.sent.all(name).next().is_some()
    }

    /// Whether the field holds what it was given with.
    fn is_as_it_was(&self, name: &str) -> bool {
        let was = format!("was-{name}");
        self.is_sent(&was) && self.sent.get(&was) == self.sent.get(name)
    }

    fn keep(&mut self, name: &str, value: &str) {
        self.fields.push((name.to_owned(), value.to_owned()));
    }

    fn flaw(&mut self, name: &str, flaw: Flaw) {
        self.flaws.fields.insert(name.to_owned(), flaw);
    }
}

/// A whole number, with or without the commas that pages show; nothing is zero.
fn parse_quantity(text: &str) -> Option<Quantity> {
    let digits: String = text.chars().filter(|letter| *letter != ',').collect();
    match digits.is_empty() {
        true => Some(Quantity::ZERO),
        false => digits.parse().ok().map(Quantity),
    }
}
