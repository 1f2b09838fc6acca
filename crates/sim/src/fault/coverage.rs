//! What was reached: commands by the state of their order, trouble by what the process was at.

use super::trouble::Trouble;
use book::order::Stage;
use book::{Book, Command, Order};
use std::collections::BTreeMap;
use vocab::OrderId;

/// What the process is at when trouble comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// The company is being founded.
    Founding,
    /// Nothing is in the making.
    Idle,
    /// A batch is being filled.
    Filling,
    /// A batch is on its way to the disk.
    Appending,
    /// One batch is on its way, the next is being filled.
    Overlapping,
    /// The state is being recovered.
    Recovering,
}

impl Phase {
    /// Every phase.
    pub const ALL: [Phase; 6] = [
        Phase::Founding,
        Phase::Idle,
        Phase::Filling,
        Phase::Appending,
        Phase::Overlapping,
        Phase::Recovering,
    ];

    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Founding => "founding",
            Phase::Idle => "idle",
            Phase::Filling => "filling",
            Phase::Appending => "appending",
            Phase::Overlapping => "overlapping",
            Phase::Recovering => "recovering",
        }
    }
}

/// How far the order has come that a command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// There is none with this number.
    Unknown,
    /// Held, and nothing of it is on its way.
    Held,
    /// Held, and something of it is on its way.
    HeldUnderway,
    /// Promised as a whole.
    Promised,
    /// Something waits for a date, and nothing is on its way.
    Waiting,
    /// The furthest part is released, picked, packed, shipped or delivered.
    Underway(Stage),
    /// It has come to an end.
    Finished,
}

impl Condition {
    /// Every condition.
    pub const ALL: [Condition; 11] = [
        Condition::Unknown,
        Condition::Held,
        Condition::HeldUnderway,
        Condition::Promised,
        Condition::Waiting,
        Condition::Underway(Stage::Released),
        Condition::Underway(Stage::Picked),
        Condition::Underway(Stage::Packed),
        Condition::Underway(Stage::Shipped),
        Condition::Underway(Stage::Delivered),
        Condition::Finished,
    ];

    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Condition::Unknown => "unknown",
            Condition::Held => "held",
            Condition::HeldUnderway => "held_underway",
            Condition::Promised => "promised",
            Condition::Waiting => "waiting",
            Condition::Underway(stage) => stage.as_str(),
            Condition::Finished => "finished",
        }
    }

    fn of(book: &Book, id: OrderId) -> Condition {
        match book.orders.get(id) {
            Some(order) => Condition::of_open(&order),
            None if id.0 < book.orders_placed() => Condition::Finished,
            None => Condition::Unknown,
        }
    }

    fn of_open(order: &Order) -> Condition {
        let parts = order.lines.iter().flat_map(|line| line.schedule.iter());
        let furthest = parts.map(|part| part.stage).max();
        let underway = furthest.filter(|stage| *stage > Stage::Promised);
        let waits = order.lines.iter().any(|line| line.backorder.is_some());
        match (order.holds().is_empty(), underway) {
            (false, None) => Condition::Held,
            (false, Some(_)) => Condition::HeldUnderway,
            (true, Some(stage)) => Condition::Underway(stage),
            (true, None) if waits => Condition::Waiting,
            (true, None) => Condition::Promised,
        }
    }
}

/// Commands about one order, by name; each can meet every condition.
const ABOUT_AN_ORDER: [&str; 6] = [
    "advance",
    "amend_order",
    "cancel_order",
    "hold_order",
    "place_return",
    "release_hold",
];

/// The order that a command is about.
fn order_of(command: &Command) -> Option<OrderId> {
    match command {
        Command::AmendOrder { order, .. }
        | Command::CancelOrder { order, .. }
        | Command::HoldOrder { order }
        | Command::ReleaseHold { order, .. }
        | Command::Advance { order, .. }
        | Command::PickShort { order, .. } => Some(*order),
        Command::PlaceReturn(draft) => Some(draft.order),
        Command::SetPolicy(_)
        | Command::PutSites(_)
        | Command::PutLanes(_)
        | Command::PutItems(_)
        | Command::PutCustomers(_)
        | Command::PutShipTo { .. }
        | Command::PutPrices(_)
        | Command::GroupCustomers(_)
        | Command::PutQuotas(_)
        | Command::EndQuota { .. }
        | Command::PutSupplierStock(_)
        | Command::PutSubstitutes { .. }
        | Command::TransferStock { .. }
        | Command::ReceiveStock(_)
        | Command::MoveStock { .. }
        | Command::CountStock { .. }
        | Command::ScrapStock { .. }
        | Command::AnnounceSupply(_)
        | Command::ReceiveSupply { .. }
        | Command::RescheduleSupply { .. }
        | Command::CancelSupply { .. }
        | Command::ReceiveDocument { .. }
        | Command::RecordReading { .. }
        | Command::WeighRequest { .. }
        | Command::AcceptRequest { .. }
        | Command::DeclineRequest { .. }
        | Command::PlaceOrder(_)
        | Command::PromiseBackorders { .. }
        | Command::ReceiveReturn { .. }
        | Command::CloseReturn { .. }
        | Command::LapseReservations
        | Command::RaiseException { .. }
        | Command::ProposeSolutions { .. }
        | Command::ApproveProposal { .. }
        | Command::SettleException { .. }
        | Command::CloseException { .. }
        | Command::RevertSolution { .. }
        | Command::MakePlan(_)
        | Command::RunBackorders { .. } => None,
    }
}

/// Counters of pairs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    commands: BTreeMap<(&'static str, Condition), u64>,
    troubles: BTreeMap<(Trouble, Phase), u64>,
}

impl Coverage {
    /// A command is about to be decided.
    pub(super) fn command(&mut self, command: &Command, book: &Book) {
        if let Some(order) = order_of(command) {
            let pair = (command.name(), Condition::of(book, order));
            *self.commands.entry(pair).or_default() += 1;
        }
    }

    /// Trouble has come.
    pub(super) fn trouble(&mut self, trouble: Trouble, phase: Phase) {
        *self.troubles.entry((trouble, phase)).or_default() += 1;
    }

    /// Adds the counts of another life.
    pub(super) fn add(&mut self, other: &Coverage) {
        for (pair, count) in &other.commands {
            *self.commands.entry(*pair).or_default() += count;
        }
        for (pair, count) in &other.troubles {
            *self.troubles.entry(*pair).or_default() += count;
        }
    }

    /// How often a kind of trouble came, in all phases.
    pub fn times(&self, trouble: Trouble) -> u64 {
        let counts = self.troubles.iter();
        let of_kind = counts.filter(|((kind, _), _)| *kind == trouble);
        of_kind.map(|(_, count)| count).sum()
    }

    /// Commands by the condition of their order: one row a command.
    pub(super) fn command_rows(&self) -> Vec<(&'static str, Vec<u64>)> {
        let count = |pair| self.commands.get(&pair).copied().unwrap_or(0);
        let row = |name| Condition::ALL.map(|condition| count((name, condition)));
        ABOUT_AN_ORDER.map(|name| (name, row(name).to_vec())).into()
    }

    /// Trouble by phase: one row a kind.
    pub(super) fn trouble_rows(&self) -> Vec<(&'static str, Vec<u64>)> {
        let count = |pair| self.troubles.get(&pair).copied().unwrap_or(0);
        let row = |trouble| Phase::ALL.map(|phase| count((trouble, phase)));
        let rows = Trouble::ALL.map(|trouble| (trouble.name(), row(trouble).to_vec()));
        rows.into()
    }

    /// Every pair that can be and was never reached, as `first × second`.
    pub fn never_reached(&self) -> Vec<String> {
        let commands = ABOUT_AN_ORDER.iter().flat_map(|name| {
            let missed = Condition::ALL
                .iter()
                .filter(|condition| !self.commands.contains_key(&(*name, **condition)));
            missed.map(move |condition| format!("{name} × {}", condition.name()))
        });
        let troubles = Trouble::ALL.iter().flat_map(|trouble| {
            let phases = trouble.phases().iter();
            let missed = phases.filter(|phase| !self.troubles.contains_key(&(*trouble, **phase)));
            missed.map(move |phase| format!("{} × {}", trouble.name(), phase.name()))
        });
        commands.chain(troubles).collect()
    }
}
