//! Facts of what is sent: orders and shipments as the views have them, with the names and addresses
//! that the vault keeps, in the terms of `connect::outbound`.

mod confirmation;
mod despatch;
mod format;
mod invoice;
mod measured;
mod parties;
mod pick;
mod said;
mod sending;
mod warehouse;

use crate::state::App;
use connect::outbound::Unsayable;
use connect::outbound::facts::{LineReference, OrderReference, Party};
use engine::Records;
use keep::{DocumentStore, Personal, SubjectId, Vault};
use measured::Goods;
use said::Said;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use views::{LineRow, OrderView, Reader, ShipmentRow};
use vocab::{Decimal, OrderId};

pub use format::{CSV, EDIFACT, Format, Written, X12, XML};
pub use said::is_line_by_line;
pub use sending::{is_of_sites, is_written};
pub use warehouse::Release;

/// The company itself, as its papers and messages tell it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seller {
    /// Who and where it is.
    pub party: Party,
    /// The tax on what it sells, in percent with at most two places.
    pub tax_percent: Decimal,
}

/// Gathers facts, and notes whose personal data it looked at.
pub struct Gathering<'a> {
    /// Orders, shipments and master data.
    pub views: &'a Reader,
    vault: &'a Vault,
    documents: &'a DocumentStore,
    records: &'a Records,
    seller: &'a Seller,
    looked_at: RefCell<BTreeSet<SubjectId>>,
}

/// Why there are no facts to send.
#[derive(Debug)]
pub enum Unknown {
    /// The order, the shipment, or what it names is not there.
    Absent,
    /// It is there, and can't be said: what it needs is missing.
    Unsayable(Unsayable),
    /// The views can't be read.
    Views(views::Fault),
    /// The vault can't be read.
    Vault(keep::Fault),
    /// The journal can't be read.
    Journal(engine::Fault),
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unknown::Absent => write!(f, "there is nothing by this number"),
            Unknown::Unsayable(why) => write!(f, "{why}"),
            Unknown::Views(_) => write!(f, "the views can't be read"),
            Unknown::Vault(_) => write!(f, "the vault can't be read"),
            Unknown::Journal(_) => write!(f, "the journal can't be read"),
        }
    }
}

impl std::error::Error for Unknown {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Unknown::Absent | Unknown::Unsayable(_) => None,
            Unknown::Views(fault) => Some(fault),
            Unknown::Vault(fault) => Some(fault),
            Unknown::Journal(fault) => Some(fault),
        }
    }
}

impl From<views::Fault> for Unknown {
    fn from(fault: views::Fault) -> Unknown {
        Unknown::Views(fault)
    }
}

impl From<keep::Fault> for Unknown {
    fn from(fault: keep::Fault) -> Unknown {
        Unknown::Vault(fault)
    }
}

impl From<engine::Fault> for Unknown {
    fn from(fault: engine::Fault) -> Unknown {
        Unknown::Journal(fault)
    }
}

impl From<Unsayable> for Unknown {
    fn from(why: Unsayable) -> Unknown {
        Unknown::Unsayable(why)
    }
}

impl<'a> Gathering<'a> {
    /// A gathering from what this application knows.
    pub fn new(app: &'a App) -> Gathering<'a> {
        Gathering {
            views: &app.views,
            vault: &app.vault,
            documents: &app.documents,
            records: &app.records,
            seller: &app.seller,
            looked_at: RefCell::default(),
        }
    }

    /// Whose personal data was looked at.
    pub fn looked_at(&self) -> Vec<SubjectId> {
        self.looked_at.borrow().iter().copied().collect()
    }

    /// The shipment of this id, `SEQ-NTH`.
    ///
    /// # Errors
    /// [`Unknown::Views`].
    pub fn shipment(&self, id: &str) -> Result<Option<ShipmentRow>, Unknown> {
        let row = place(id).map(|(seq, nth)| self.views.shipment(seq, nth));
        Ok(row.transpose()?.flatten())
    }

    fn person(&self, subject: SubjectId) -> Result<Personal, Unknown> {
        let personal = self.vault.get(subject)?;
        if personal.is_some() {
            self.looked_at.borrow_mut().insert(subject);
        }
        Ok(personal.unwrap_or_default())
    }

    fn order(&self, id: OrderId) -> Result<OrderView, Unknown> {
        self.views.order(id)?.ok_or(Unknown::Absent)
    }

    /// What a line is of; a line whose item is not known can't be told to others.
    fn goods(&self, order: &OrderView, number: u16) -> Result<(LineRow, Goods), Unknown> {
        let line = order.order_lines.iter().find(|line| line.number == number);
        let line = line.ok_or(Unknown::Absent)?;
        let item = line
            .item
            .ok_or(Unsayable::Missing("an item that is known"))?;
        let item = self.views.item(item)?.ok_or(Unknown::Absent)?;
        let part = self.views.part_of(order.order.customer, item.item.id)?;
        Ok((line.clone(), Goods::of(line, &item.item.item, part)))
    }
}

/// The journal record, and the event of it, that an id such as `12-0` names.
fn place(id: &str) -> Option<(u64, u32)> {
    let (seq, nth) = id.split_once('-')?;
    Some((seq.parse().ok()?, nth.parse().ok()?))
}

/// The order as both sides name it.
fn reference(order: &OrderView, said: &Said) -> OrderReference {
    OrderReference {
        po_number: order.order.po_number.clone().unwrap_or_default(),
        po_date: said.day,
        order_number: order.order.number.clone(),
        document: said.payload_id.clone(),
    }
}

fn line_reference(number: u16, said: &Said) -> LineReference {
    LineReference {
        number: number.into(),
        theirs: said.line(number),
    }
}
