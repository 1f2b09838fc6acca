//! What the outbox sends: each message gathered as things are now, and written for its recipient.

use super::format::{Format, Written, warehouse_table};
use super::{Gathering, Unknown};
use crate::state::App;
use connect::outbound::confirmation::Answers;
use connect::outbound::{Confirmation, LossAt, Unsayable, x12};
use connect::outbox::{Compose, Composed, NAME, Uncomposed};
use keep::{OutboxFormat, OutboxKind, OutboxMessage, Recipient};
use views::{OrderState, ShipmentRow};
use vocab::{ActorId, ContentHash, Instant, OrderId};

/// True for messages that are of what a site ships; the others are of a customer's orders.
pub fn is_of_sites(kind: OutboxKind) -> bool {
    match kind {
        OutboxKind::WarehouseOrder => true,
        OutboxKind::Confirmation
        | OutboxKind::Change
        | OutboxKind::ShipNotice
        | OutboxKind::Invoice => false,
    }
}

/// True where a format has such messages.
pub fn is_written(kind: OutboxKind, format: OutboxFormat) -> bool {
    match (kind, format) {
        (OutboxKind::WarehouseOrder, OutboxFormat::X12 | OutboxFormat::Csv) => true,
        (OutboxKind::WarehouseOrder, _) | (_, OutboxFormat::Csv) => false,
        (OutboxKind::Invoice, OutboxFormat::Cxml) => false,
        (
            OutboxKind::Confirmation
            | OutboxKind::Change
            | OutboxKind::ShipNotice
            | OutboxKind::Invoice,
            OutboxFormat::X12 | OutboxFormat::Edifact | OutboxFormat::Ubl | OutboxFormat::Cxml,
        ) => true,
    }
}

impl Compose for App {
    fn compose(
        &self,
        message: &OutboxMessage,
        kind: OutboxKind,
        to: &Recipient,
    ) -> Result<Composed, Uncomposed> {
        let gathering = Gathering::new(self);
        let letter = Letter {
            message,
            format: to.format,
            control: control(message.number)?,
            at: self.now().at,
        };
        let composed = letter.composed(&gathering, kind)?;
        let noted = self.note_looks(ActorId::default(), &gathering.looked_at(), NAME);
        noted.map_err(|fault| Uncomposed::Failed(fault.to_string()))?;
        Ok(composed)
    }
}

/// A message that is to be written.
struct Letter<'m> {
    message: &'m OutboxMessage,
    format: OutboxFormat,
    control: u32,
    at: Instant,
}

impl Letter<'_> {
    fn composed(
        &self,
        gathering: &Gathering<'_>,
        kind: OutboxKind,
    ) -> Result<Composed, Uncomposed> {
        let control = Some(self.control);
        match kind {
            OutboxKind::Confirmation => self.answer(gathering, Answers::Order),
            OutboxKind::Change => self.answer(gathering, CHANGE),
            OutboxKind::ShipNotice => {
                let facts = gathering.despatch(&self.shipment(gathering)?, self.at)?;
                told_once(self.format()?.ship_notice(&facts, control)?)
            }
            OutboxKind::Invoice => {
                let facts = gathering.invoice(&self.shipment(gathering)?)?;
                told_once(self.format()?.invoice(&facts, self.at, control)?)
            }
            OutboxKind::WarehouseOrder => {
                let subject = &self.message.asked.subject;
                let facts = gathering.warehouse_order(subject, self.at)?;
                told_once(match self.format {
                    OutboxFormat::Csv => warehouse_table(&facts)?,
                    _ => self.format()?.warehouse_order(&facts, control)?,
                })
            }
        }
    }

    /// What becomes of an order; of one that is held, nothing is told until it is promised.
    fn answer(&self, gathering: &Gathering<'_>, answers: Answers) -> Result<Composed, Uncomposed> {
        let (id, format) = (self.order()?, self.format()?);
        let order = gathering.order(id)?;
        if order.order.state == OrderState::Held {
            return Err(Uncomposed::Nothing);
        }
        let facts = gathering.confirmation(id, answers, self.at)?;
        let written = format.confirmation(&facts, Some(self.control))?;
        // The same promise is written the same: what tells answers apart is left out.
        let plain = format.confirmation(&plain(facts), None)?;
        let said = blake3::hash(&plain.message.bytes);
        Ok(Composed {
            said: Some(ContentHash(said.into())),
            ..told_once(written)?
        })
    }

    fn order(&self) -> Result<OrderId, Uncomposed> {
        let order = OrderId::parse_number(&self.message.asked.order);
        order.ok_or_else(|| Unknown::Absent.into())
    }

    fn shipment(&self, gathering: &Gathering<'_>) -> Result<ShipmentRow, Uncomposed> {
        let row = gathering.shipment(&self.message.asked.subject)?;
        row.ok_or_else(|| Unknown::Absent.into())
    }

    fn format(&self) -> Result<Format, Unsayable> {
        match self.format {
            OutboxFormat::X12 => Ok(Format::X12),
            OutboxFormat::Edifact => Ok(Format::Edifact),
            OutboxFormat::Ubl => Ok(Format::Ubl),
            OutboxFormat::Cxml => Ok(Format::Cxml),
            OutboxFormat::Csv => Err(Unsayable::Missing("a format that is no table")),
        }
    }
}

/// A change that the seller tells of, which answers none of the buyer's.
const CHANGE: Answers = Answers::Change {
    number: None,
    day: None,
};

/// What is said, without when and in which number it is.
fn plain(facts: Confirmation) -> Confirmation {
    Confirmation {
        number: facts.order.order_number.clone(),
        at: Instant(0),
        answers: Answers::Order,
        ..facts
    }
}

fn told_once(written: Written) -> Result<Composed, Uncomposed> {
    let lost: Vec<String> = written
        .message
        .losses
        .iter()
        .map(LossAt::to_string)
        .collect();
    Ok(Composed {
        content: written.message.bytes,
        ending: written.ending,
        said: None,
        lost: lost.join("; "),
    })
}

/// The control number of a message: its own.
fn control(number: u64) -> Result<u32, Uncomposed> {
    let control = u32::try_from(number).ok();
    let control = control.filter(|control| *control <= x12::CONTROL_MAX);
    control.ok_or_else(|| {
        let why = format!("there are no control numbers above {}", x12::CONTROL_MAX);
        Uncomposed::Unsayable(why)
    })
}

impl From<Unknown> for Uncomposed {
    fn from(unknown: Unknown) -> Uncomposed {
        match unknown {
            Unknown::Absent | Unknown::Unsayable(_) => Uncomposed::Unsayable(unknown.to_string()),
            Unknown::Views(_) | Unknown::Vault(_) | Unknown::Journal(_) => {
                Uncomposed::Failed(unknown.to_string())
            }
        }
    }
}
