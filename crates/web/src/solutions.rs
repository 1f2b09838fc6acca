//! What the book offers about open exceptions, with codes in the place of ids: the same for programs
//! and for people.

use crate::codes::Codes;
use book::exception::{Cause, Proposal, Resolution};
use book::order::{HoldKind, ScheduleLine};
use book::plan::{self, Plan};
use book::policy::Level;
use book::stock::supply::SupplyKind;
use book::{Book, Few};
use keep::{Scope, Scopes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use vocab::{ActorId, Day, ExceptionId, ItemId, Quantity, SiteId, SupplyId};

/// What the book knows of an open exception.
pub struct Standing {
    /// True while its solutions are being worked out.
    pub planning: bool,
    /// What is offered, the best first.
    pub offers: Vec<Offer>,
    /// Solutions that the rules of trust show nobody yet.
    pub held_back: usize,
}

/// A solution that may be approved.
pub struct Offer {
    /// Its number among all that were worked out.
    pub number: u16,
    /// What a yes to it refers to.
    pub seen: Version,
    /// The solution.
    pub proposal: Proposal,
    /// What it changes.
    pub steps: Vec<Step>,
    /// Whether two persons must approve it.
    pub needs_two: bool,
    /// Who did.
    pub approvals: Vec<ActorId>,
}

/// [`book::exception::Exception::version`] as it travels: hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
#[schemars(with = "String")]
pub struct Version(pub u64);

/// Text that is no version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoVersion;

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Display for NoVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected `seen` of the solution as it was looked at: 16 hexadecimal digits")
    }
}

impl std::error::Error for NoVersion {}

impl FromStr for Version {
    type Err = NoVersion;

    fn from_str(text: &str) -> Result<Version, NoVersion> {
        let version = u64::from_str_radix(text, 16).map(Version);
        version.map_err(|_| NoVersion)
    }
}

impl From<Version> for String {
    fn from(version: Version) -> String {
        version.to_string()
    }
}

impl TryFrom<String> for Version {
    type Error = NoVersion;

    fn try_from(text: String) -> Result<Version, NoVersion> {
        text.parse()
    }
}

/// Another item that is given instead of a line that waits.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
pub struct Substitution {
    /// The line that waits.
    pub line: u16,
    /// Code of the other item.
    pub item: String,
    /// How much of it, base units; as much as waits.
    pub quantity: Quantity,
    /// When the last of it arrives.
    pub delivery_date: Option<Day>,
}

/// Goods of a line that turn back.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
pub struct TurnedBack {
    /// Line number.
    pub line: u16,
    /// Code of the site that they left and come back to.
    pub site: String,
    /// How much, base units.
    pub quantity: Quantity,
    /// When other goods arrive in their place; null where none are sent.
    pub instead: Option<Day>,
}

/// One change of a plan.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
#[schemars(rename = "PlanStep")]
pub enum Step {
    /// Lines of an order are promised otherwise.
    Promise {
        /// The order's number.
        order: String,
        /// Line numbers.
        lines: Vec<u16>,
    },
    /// Supply comes earlier.
    Hasten {
        /// Its reference.
        supply: String,
        /// When it was due.
        was: Day,
        /// When it is to come.
        due: Day,
    },
    /// More supply is ordered.
    Announce {
        /// Its reference.
        supply: String,
        /// What kind.
        kind: SupplyKind,
        /// Code of the site that it comes to.
        site: String,
        /// Item code.
        item: String,
        /// How much, base units.
        quantity: Quantity,
        /// When it is due.
        due: Day,
        /// Code of the supplier of whose stock it is called off.
        #[serde(skip_serializing_if = "Option::is_none")]
        supplier: Option<String>,
    },
    /// Goods are sent from one site to another, where they are supply until they come in.
    Transfer {
        /// The reference of the supply.
        supply: String,
        /// Item code.
        item: String,
        /// Code of the site that they leave.
        from: String,
        /// Code of the site that they come to.
        to: String,
        /// How much, base units.
        quantity: Quantity,
        /// When they are there.
        due: Day,
    },
    /// What has no date of some lines is given as other items, at the price that was agreed.
    Substitute {
        /// The order's number.
        order: String,
        /// What becomes of which lines.
        lines: Vec<Substitution>,
    },
    /// Goods go from one site to another.
    Move {
        /// Item code.
        item: String,
        /// Code of the site that they leave.
        from: String,
        /// Code of the site that they come to.
        to: String,
        /// How much, base units.
        quantity: Quantity,
    },
    /// What has not been picked of some lines is cancelled.
    Cancel {
        /// The order's number.
        order: String,
        /// Line numbers.
        lines: Vec<u16>,
    },
    /// What has no date of some lines is cancelled.
    CancelWaiting {
        /// The order's number.
        order: String,
        /// Line numbers, and how much, base units.
        lines: Vec<(u16, Quantity)>,
    },
    /// Goods that did not leave on their day leave later.
    Postpone {
        /// The order's number.
        order: String,
        /// When they leave: the latest day.
        becomes: Option<Day>,
    },
    /// Goods on their way arrive on a later day.
    Redate {
        /// The order's number.
        order: String,
        /// Line numbers.
        lines: Vec<u16>,
        /// When they arrive.
        becomes: Day,
    },
    /// Goods on their way turn back; others are sent in their place, or the lines are cancelled as far.
    TurnBack {
        /// The order's number.
        order: String,
        /// Which goods.
        goods: Vec<TurnedBack>,
    },
    /// An order that is held goes on.
    Release {
        /// The order's number.
        order: String,
        /// What it is held for.
        holds: Vec<HoldKind>,
    },
}

impl Offer {
    /// Whether it is looked at before it is approved: it needs two, gives up what a customer ordered, or
    /// releases what somebody held.
    pub fn is_weighty(&self) -> bool {
        self.needs_two
            || matches!(
                self.proposal.resolution,
                Resolution::Cancel | Resolution::TakeBack | Resolution::Release
            )
    }

    /// Whether a person may approve it who has these scopes.
    pub fn is_open_to(&self, scopes: Scopes) -> bool {
        scopes.contains(Scope::HoldsRelease) || !releases(&self.proposal)
    }
}

/// Whether a solution releases orders from their holds.
fn releases(proposal: &Proposal) -> bool {
    let mut steps = proposal.plan.steps.iter();
    steps.any(|step| matches!(step, plan::Step::Release { .. }))
}

/// What is offered about an exception; `None` when it is not open.
pub fn standing(book: &Book, id: ExceptionId) -> Option<Standing> {
    let exception = book.exceptions.get(&id)?;
    let all = (0u16..).zip(&exception.proposals);
    let (held_back, shown): (Vec<_>, Vec<_>) =
        all.partition(|(_, proposal)| is_shadow(book, id, proposal));
    let offer = |(number, proposal): (u16, &Proposal)| {
        let approved = exception.approvals.iter().filter(|row| row.0 == number);
        Some(Offer {
            number,
            seen: Version(exception.version(number)?),
            steps: steps(book, &proposal.plan),
            needs_two: book.needs_two(proposal),
            approvals: approved.map(|row| row.1).collect(),
            proposal: proposal.clone(),
        })
    };
    let work = book::work::Work::PlanException { exception: id };
    Some(Standing {
        planning: book.work.contains(&work),
        offers: shown.into_iter().filter_map(offer).collect(),
        held_back: held_back.len(),
    })
}

/// Why a person may not approve a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The rules of trust keep it from being offered.
    Back,
    /// It releases an order from its holds, which the person may not.
    Held,
}

/// Whether somebody with these scopes may approve a proposal of an open exception.
///
/// # Errors
/// Why not.
pub fn may_approve(book: &Book, id: ExceptionId, number: u16, scopes: Scopes) -> Result<(), Kept> {
    let exception = book.exceptions.get(&id);
    let proposal = exception.and_then(|open| open.proposals.get(usize::from(number)));
    match proposal {
        Some(proposal) if is_shadow(book, id, proposal) => Err(Kept::Back),
        Some(proposal) if releases(proposal) && !scopes.contains(Scope::HoldsRelease) => {
            Err(Kept::Held)
        }
        Some(_) | None => Ok(()),
    }
}

fn is_shadow(book: &Book, id: ExceptionId, proposal: &Proposal) -> bool {
    let exception = book.exceptions.get(&id);
    let rule = exception.and_then(|open| book.policy.trust(open.kind, proposal));
    rule.is_some_and(|rule| rule.level == Level::Shadow)
}

/// The steps of a plan.
pub fn steps(book: &Book, plan: &Plan) -> Vec<Step> {
    plan.steps.iter().map(|one| step(book, one)).collect()
}

fn step(book: &Book, step: &plan::Step) -> Step {
    match step {
        plan::Step::Schedule { order, becomes, .. } => Step::Promise {
            order: order.number(),
            lines: becomes.iter().map(|line| line.line).collect(),
        },
        plan::Step::Hasten { supply, was, due } => Step::Hasten {
            supply: reference(book, *supply),
            was: *was,
            due: *due,
        },
        plan::Step::Announce {
            reference,
            kind,
            site,
            item,
            quantity,
            due,
            supplier,
            ..
        } => Step::Announce {
            supply: reference.clone(),
            kind: *kind,
            site: site_code(book, *site),
            item: item_code(book, *item),
            quantity: *quantity,
            due: *due,
            supplier: supplier.clone(),
        },
        plan::Step::Transfer {
            reference,
            item,
            from,
            to,
            quantity,
            due,
            ..
        } => Step::Transfer {
            supply: reference.clone(),
            item: item_code(book, *item),
            from: site_code(book, *from),
            to: site_code(book, *to),
            quantity: *quantity,
            due: *due,
        },
        plan::Step::Substitute { order, lines } => Step::Substitute {
            order: order.number(),
            lines: lines.iter().map(|row| substitution(book, row)).collect(),
        },
        plan::Step::Move {
            item,
            from,
            to,
            quantity,
        } => Step::Move {
            item: item_code(book, *item),
            from: site_code(book, *from),
            to: site_code(book, *to),
            quantity: *quantity,
        },
        plan::Step::Cancel { order, lines } => Step::Cancel {
            order: order.number(),
            lines: lines.clone(),
        },
        plan::Step::CancelWaiting { order, lines } => Step::CancelWaiting {
            order: order.number(),
            lines: lines.clone(),
        },
        plan::Step::Postpone { order, parts } => Step::Postpone {
            order: order.number(),
            becomes: parts.iter().map(|(_, _, becomes)| *becomes).max(),
        },
        plan::Step::Redate {
            order,
            goods,
            delivery,
        } => Step::Redate {
            order: order.number(),
            lines: goods.iter().map(|part| part.line).collect(),
            becomes: *delivery,
        },
        plan::Step::TurnBack {
            order,
            goods,
            instead,
        } => Step::TurnBack {
            order: order.number(),
            goods: goods
                .iter()
                .map(|part| turned_back(book, part, instead))
                .collect(),
        },
        plan::Step::Release { order, holds, .. } => Step::Release {
            order: order.number(),
            holds: holds.clone(),
        },
    }
}

fn substitution(book: &Book, row: &plan::Substituted) -> Substitution {
    Substitution {
        line: row.line,
        item: item_code(book, row.item),
        quantity: row.quantity,
        delivery_date: row.schedule.iter().map(|part| part.delivery).max(),
    }
}

fn turned_back(
    book: &Book,
    part: &plan::OnItsWay,
    instead: &[(u16, Few<ScheduleLine>)],
) -> TurnedBack {
    let other = instead.iter().find(|(line, _)| *line == part.line);
    let days = other.iter().flat_map(|(_, parts)| parts);
    TurnedBack {
        line: part.line,
        site: site_code(book, part.site),
        quantity: part.quantity,
        instead: days.map(|part| part.delivery).max(),
    }
}

/// What trouble comes from.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
#[serde(tag = "of", rename_all = "snake_case")]
#[schemars(rename = "ExceptionCause")]
pub enum Source {
    /// A supply element.
    Supply {
        /// Which.
        supply: u64,
        /// Its reference.
        reference: String,
        /// When it is due now; null when it is closed.
        due: Option<Day>,
    },
    /// The stock of an item at a site.
    Stock {
        /// Site code.
        site: String,
        /// Item code.
        item: String,
    },
    /// An item, everywhere.
    Item {
        /// Item code.
        item: String,
    },
    /// One order.
    Order {
        /// Its number.
        order: String,
    },
    /// A day at a site.
    Site {
        /// Site code.
        site: String,
        /// The day.
        day: Day,
    },
}

/// A cause with codes.
pub fn source(book: &Book, cause: &Cause) -> Source {
    match cause {
        Cause::Supply { supply, reference } => Source::Supply {
            supply: supply.0,
            reference: reference.clone(),
            due: book.stock.supplies.get(supply).map(|open| open.due),
        },
        Cause::Stock { site, item } => Source::Stock {
            site: site_code(book, *site),
            item: item_code(book, *item),
        },
        Cause::Item { item } => Source::Item {
            item: item_code(book, *item),
        },
        Cause::Order { order } => Source::Order {
            order: order.number(),
        },
        Cause::Site { site, day } => Source::Site {
            site: site_code(book, *site),
            day: *day,
        },
    }
}

/// The reference of supply; of what is closed the book only knows the number.
fn reference(book: &Book, id: SupplyId) -> String {
    let open = book.stock.supplies.get(&id);
    open.map_or_else(|| id.to_string(), |supply| supply.reference.clone())
}

fn site_code(book: &Book, id: SiteId) -> String {
    let site = book.company.sites.get(id.index());
    site.map(|site| site.code.clone()).unwrap_or_default()
}

fn item_code(book: &Book, id: ItemId) -> String {
    let goods = book.goods(id);
    goods.map(|goods| goods.code.to_owned()).unwrap_or_default()
}
