//! What the book can be asked to do. Commands are not stored; the events they cause are.

use crate::Policy;
use crate::company::{CustomerDraft, Item, LaneDraft, PriceListDraft, ShipToDraft, Site};
use crate::event::CancelReason;
use crate::exception::{Cause, Kind, Proposal};
use crate::group::Grouping;
use crate::order::{HoldKind, LineDraft, OrderDraft, Package, Stage, Terms};
use crate::plan::Plan;
use crate::policy::TimedRun;
use crate::quota::QuotaDraft;
use crate::request::{DeclineReason, ReadAs, RequestDraft};
use crate::returns::{Disposition, ReturnDraft};
use crate::stock::supplier::{Offered, OnTerms};
use crate::stock::supply::SupplyDraft;
use vocab::{
    ContentHash, CustomerId, Day, ExceptionId, Instant, ItemId, OrderId, Quantity, RequestId,
    ReturnId, ShipToId, SiteId, SupplyId,
};

/// One command, decided whole or refused whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Put this policy in force.
    SetPolicy(Policy),
    /// Add sites, or change those with a known code.
    PutSites(Vec<Site>),
    /// Add or change lanes.
    PutLanes(Vec<LaneDraft>),
    /// Add items, or change those with a known code.
    PutItems(Vec<Item>),
    /// Add customers with their ship-tos, or change those with a known number.
    PutCustomers(Vec<CustomerDraft>),
    /// Add a ship-to to a customer, or change the one with a known code.
    PutShipTo {
        /// Whose.
        customer: CustomerId,
        /// The ship-to.
        ship_to: ShipToDraft,
    },
    /// Set prices of a list.
    PutPrices(PriceListDraft),
    /// Say which groups customers are in.
    GroupCustomers(Vec<Grouping>),
    /// Add quotas, or change those with a known code.
    PutQuotas(Vec<QuotaDraft>),
    /// Take a quota away.
    EndQuota {
        /// Its code.
        code: String,
    },
    /// Note what suppliers could deliver by now, and on which terms; what is nothing is taken away,
    /// unless its terms stay.
    PutSupplierStock(Vec<(Offered, OnTerms)>),
    /// Say what may be given instead of an item.
    PutSubstitutes {
        /// Of which item.
        item: ItemId,
        /// The best first; none when nothing may.
        substitutes: Vec<ItemId>,
    },
    /// Send free goods to another site; they are supply there until they come in.
    TransferStock {
        /// The user's reference, unique among open supply.
        reference: String,
        /// What.
        item: ItemId,
        /// From where.
        from: SiteId,
        /// To where.
        to: SiteId,
        /// How much.
        quantity: Quantity,
    },
    /// Take goods into stock, each row a site, item and quantity. All or nothing.
    ReceiveStock(Vec<(SiteId, ItemId, Quantity)>),
    /// Move free goods between sites.
    MoveStock {
        /// What.
        item: ItemId,
        /// From where.
        from: SiteId,
        /// To where.
        to: SiteId,
        /// How much.
        quantity: Quantity,
    },
    /// Say how many a count found.
    CountStock {
        /// Where.
        site: SiteId,
        /// What.
        item: ItemId,
        /// How many there are.
        counted: Quantity,
    },
    /// Throw free goods away.
    ScrapStock {
        /// Where.
        site: SiteId,
        /// What.
        item: ItemId,
        /// How much.
        quantity: Quantity,
    },
    /// Announce inbound supply. All or nothing.
    AnnounceSupply(Vec<SupplyDraft>),
    /// Take announced supply into stock.
    ReceiveSupply {
        /// Which.
        supply: SupplyId,
        /// How much came; not more than is open.
        quantity: Quantity,
        /// True when no more will come.
        last: bool,
    },
    /// Give announced supply another day.
    RescheduleSupply {
        /// Which.
        supply: SupplyId,
        /// The new day.
        due: Day,
    },
    /// Give announced supply up.
    CancelSupply {
        /// Which.
        supply: SupplyId,
    },
    /// Note that a document came in; its bytes are in the document store already.
    ReceiveDocument {
        /// Its content.
        document: ContentHash,
    },
    /// Record what a reader made of a document.
    RecordReading {
        /// Which document.
        document: ContentHash,
        /// What it is.
        read_as: ReadAs,
        /// The requests found in it.
        requests: Vec<RequestDraft>,
    },
    /// Let the gate weigh a request.
    WeighRequest {
        /// Which.
        request: RequestId,
    },
    /// Make an order of a request in review, as a person corrected it.
    AcceptRequest {
        /// Which.
        request: RequestId,
        /// The order; `None` takes the draft as it was read.
        draft: Option<OrderDraft>,
    },
    /// Turn a request in review down.
    DeclineRequest {
        /// Which.
        request: RequestId,
        /// Why.
        reason: DeclineReason,
    },
    /// Place an order.
    PlaceOrder(OrderDraft),
    /// Change an order.
    AmendOrder {
        /// Which.
        order: OrderId,
        /// What to change, in order; all or nothing.
        changes: Vec<Change>,
    },
    /// Cancel what has not been picked yet.
    CancelOrder {
        /// Which.
        order: OrderId,
        /// Only these lines; empty is the whole order.
        lines: Vec<u16>,
        /// Why.
        reason: CancelReason,
    },
    /// Hold an order for a look; what it has reserved and not yet released is set free.
    HoldOrder {
        /// Which.
        order: OrderId,
    },
    /// Release the holds of one kind.
    ReleaseHold {
        /// Which order.
        order: OrderId,
        /// Which kind.
        kind: HoldKind,
    },
    /// Promise backorders of an item, the oldest order first; one order a command.
    PromiseBackorders {
        /// Of which item.
        item: ItemId,
    },
    /// Move goods of an order on to the next stage.
    Advance {
        /// Which order.
        order: OrderId,
        /// The stage to reach.
        to: Stage,
        /// At which site.
        site: SiteId,
        /// Line number and how much; empty is everything at the stage before.
        lines: Vec<(u16, Quantity)>,
        /// Tracking number, for shipping only.
        tracking: Option<String>,
        /// How the goods are packed, for shipping only: then the lines may be left out. Who packs
        /// nothing ships in one carton.
        packages: Vec<Package>,
    },
    /// Tell of released goods that are not where they were to be picked.
    PickShort {
        /// Of which order.
        order: OrderId,
        /// At which site.
        site: SiteId,
        /// Line number and how much is missing. At least one.
        lines: Vec<(u16, Quantity)>,
    },
    /// Agree to a return.
    PlaceReturn(ReturnDraft),
    /// Take returned goods in.
    ReceiveReturn {
        /// Which return.
        return_order: ReturnId,
        /// Line number, how much, and what becomes of it.
        lines: Vec<(u16, Quantity, Disposition)>,
    },
    /// Give up what is still expected of a return: the customer keeps it.
    CloseReturn {
        /// Which return.
        return_order: ReturnId,
    },
    /// Let reservations and quotas lapse whose time has come; the stamp says which. One order or
    /// quota a command.
    LapseReservations,
    /// Tell of promises in trouble that the book can't see by itself.
    RaiseException {
        /// What kind of trouble.
        kind: Kind,
        /// What it comes from.
        cause: Cause,
        /// Order and line number. At least one.
        lines: Vec<(OrderId, u16)>,
        /// When the carrier says that the goods arrive now.
        expected: Option<Day>,
    },
    /// Say what could be done about an exception; what the autonomy rules let through is done.
    ProposeSolutions {
        /// Which exception.
        exception: ExceptionId,
        /// The best first; none when nothing can be done.
        proposals: Vec<Proposal>,
    },
    /// Let a proposal be made.
    ApproveProposal {
        /// Of which exception.
        exception: ExceptionId,
        /// Which proposal, from 0.
        proposal: u16,
        /// [`Exception::version`](crate::exception::Exception::version) of it as it was looked at;
        /// without it, whatever the proposal is now is approved.
        seen: Option<u64>,
    },
    /// Close an exception if its promises are whole again, or have it planned anew if a proposal is
    /// stale.
    SettleException {
        /// Which.
        exception: ExceptionId,
    },
    /// Let an exception be: its promises stay as they are.
    CloseException {
        /// Which.
        exception: ExceptionId,
    },
    /// Take the solution of an exception back.
    RevertSolution {
        /// Of which exception.
        exception: ExceptionId,
    },
    /// Change promises and supply as a planner worked it out.
    MakePlan(Plan),
    /// Make the backorder run whose time has come, see [`Book::due_run`](crate::Book::due_run).
    RunBackorders {
        /// The day that it was due on.
        due: Day,
        /// The rule that it is made by.
        rule: TimedRun,
        /// What it changes; `None` gives it up, as the book changed faster than it was worked out.
        plan: Option<Plan>,
    },
}

/// A change to an order, as asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Another quantity for a line, base units; what is cancelled is not counted. More than zero.
    Quantity {
        /// Line number.
        line: u16,
        /// The new quantity.
        quantity: Quantity,
    },
    /// Another requested day for the order or a line.
    Requested {
        /// Line number; `None` is the whole order.
        line: Option<u16>,
        /// The new day; `None` is as soon as possible.
        day: Option<Day>,
    },
    /// Another delivery address.
    ShipTo(ShipToId),
    /// Other terms: how far it may be split, by when it leaves and from where.
    Terms(Terms),
    /// A reservation lapses at another moment; with `None` it is confirmed.
    Expires(Option<Instant>),
    /// One more line.
    AddLine(LineDraft),
    /// The item that an unknown one was meant to be.
    ResolveItem {
        /// Line number.
        line: u16,
        /// The item.
        item: ItemId,
    },
}

impl Command {
    /// The name that the transition table, the metrics and the logs use.
    pub fn name(&self) -> &'static str {
        match self {
            Command::SetPolicy(_) => "set_policy",
            Command::PutSites(_) => "put_sites",
            Command::PutLanes(_) => "put_lanes",
            Command::PutItems(_) => "put_items",
            Command::PutCustomers(_) => "put_customers",
            Command::PutShipTo { .. } => "put_ship_to",
            Command::PutPrices(_) => "put_prices",
            Command::GroupCustomers(_) => "group_customers",
            Command::PutQuotas(_) => "put_quotas",
            Command::EndQuota { .. } => "end_quota",
            Command::PutSupplierStock(_) => "put_supplier_stock",
            Command::PutSubstitutes { .. } => "put_substitutes",
            Command::TransferStock { .. } => "transfer_stock",
            Command::ReceiveStock(_) => "receive_stock",
            Command::MoveStock { .. } => "move_stock",
            Command::CountStock { .. } => "count_stock",
            Command::ScrapStock { .. } => "scrap_stock",
            Command::AnnounceSupply(_) => "announce_supply",
            Command::ReceiveSupply { .. } => "receive_supply",
            Command::RescheduleSupply { .. } => "reschedule_supply",
            Command::CancelSupply { .. } => "cancel_supply",
            Command::ReceiveDocument { .. } => "receive_document",
            Command::RecordReading { .. } => "record_reading",
            Command::WeighRequest { .. } => "weigh_request",
            Command::AcceptRequest { .. } => "accept_request",
            Command::DeclineRequest { .. } => "decline_request",
            Command::PlaceOrder(_) => "place_order",
            Command::AmendOrder { .. } => "amend_order",
            Command::CancelOrder { .. } => "cancel_order",
            Command::HoldOrder { .. } => "hold_order",
            Command::ReleaseHold { .. } => "release_hold",
            Command::PromiseBackorders { .. } => "promise_backorders",
            Command::Advance { .. } => "advance",
            Command::PickShort { .. } => "pick_short",
            Command::PlaceReturn(_) => "place_return",
            Command::ReceiveReturn { .. } => "receive_return",
            Command::CloseReturn { .. } => "close_return",
            Command::LapseReservations => "lapse_reservations",
            Command::RaiseException { .. } => "raise_exception",
            Command::ProposeSolutions { .. } => "propose_solutions",
            Command::ApproveProposal { .. } => "approve_proposal",
            Command::SettleException { .. } => "settle_exception",
            Command::CloseException { .. } => "close_exception",
            Command::RevertSolution { .. } => "revert_solution",
            Command::MakePlan(_) => "make_plan",
            Command::RunBackorders { .. } => "run_backorders",
        }
    }
}
