//! `decide`: what a command causes in a state, or why not. Reads only.

mod company;

use crate::order::{amend, cancel, fulfil, hold, place, promising, short};
use crate::quota::put;
use crate::stock::{movement, supplier, supply, transfer};
use crate::{Book, Command, Events, Refusal, Stamp, exception, group, plan, request, returns};

/// Decides a command. The state is not touched; the same state, command and stamp always give the
/// same answer.
///
/// # Errors
/// A [`Refusal`] says which rule said no and what would have been allowed.
pub fn decide(book: &Book, command: &Command, stamp: &Stamp) -> Result<Events, Refusal> {
    match command {
        Command::SetPolicy(policy) => company::set_policy(book, policy),
        Command::PutSites(sites) => company::put_sites(book, sites),
        Command::PutLanes(lanes) => company::put_lanes(book, lanes),
        Command::PutItems(items) => company::put_items(book, items),
        Command::PutCustomers(customers) => company::put_customers(book, customers),
        Command::PutShipTo { customer, ship_to } => company::put_ship_to(book, *customer, ship_to),
        Command::PutPrices(draft) => company::put_prices(book, draft),
        Command::GroupCustomers(rows) => group::put(book, rows),
        Command::PutQuotas(drafts) => put::put(book, drafts),
        Command::EndQuota { code } => put::end(book, code),
        Command::PutSupplierStock(rows) => supplier::put(book, rows),
        Command::PutSubstitutes { item, substitutes } => {
            company::put_substitutes(book, *item, substitutes)
        }
        Command::TransferStock {
            reference,
            item,
            from,
            to,
            quantity,
        } => transfer::send(book, reference, *item, (*from, *to), *quantity, stamp),
        Command::ReceiveStock(rows) => movement::receive(book, rows),
        Command::MoveStock {
            item,
            from,
            to,
            quantity,
        } => movement::relocate(book, *item, *from, *to, *quantity),
        Command::CountStock {
            site,
            item,
            counted,
        } => movement::count(book, *site, *item, *counted, stamp),
        Command::ScrapStock {
            site,
            item,
            quantity,
        } => movement::scrap(book, *site, *item, *quantity),
        Command::AnnounceSupply(drafts) => supply::announce(book, drafts, stamp),
        Command::ReceiveSupply {
            supply,
            quantity,
            last,
        } => supply::receive(book, *supply, *quantity, *last, stamp),
        Command::RescheduleSupply { supply, due } => supply::reschedule(book, *supply, *due, stamp),
        Command::CancelSupply { supply } => supply::cancel(book, *supply, stamp),
        Command::ReceiveDocument { document } => request::receive_document(book, *document),
        Command::RecordReading {
            document,
            read_as,
            requests,
        } => request::record_reading(book, *document, *read_as, requests),
        Command::WeighRequest { request } => request::weigh(book, *request, stamp),
        Command::AcceptRequest { request, draft } => {
            request::accept(book, *request, draft.as_ref(), stamp)
        }
        Command::DeclineRequest { request, reason } => request::decline(book, *request, *reason),
        Command::PlaceOrder(draft) => place::place(book, draft, None, stamp),
        Command::AmendOrder { order, changes } => amend::amend(book, *order, changes, stamp),
        Command::CancelOrder {
            order,
            lines,
            reason,
        } => cancel::cancel(book, *order, lines, *reason),
        Command::HoldOrder { order } => hold::hold(book, *order),
        Command::ReleaseHold { order, kind } => hold::release(book, *order, &[*kind], stamp),
        Command::PromiseBackorders { item } => promising::promise_backorders(book, *item, stamp),
        Command::Advance {
            order,
            to,
            site,
            lines,
            tracking,
            packages,
        } => {
            let moving = fulfil::Moving {
                order: *order,
                to: *to,
                site: *site,
            };
            fulfil::advance(book, moving, lines, tracking.as_deref(), packages)
        }
        Command::PlaceReturn(draft) => returns::place(book, draft),
        Command::ReceiveReturn {
            return_order,
            lines,
        } => returns::receive(book, *return_order, lines),
        Command::CloseReturn { return_order } => returns::close(book, *return_order),
        Command::LapseReservations => cancel::lapse(book, stamp),
        Command::RaiseException {
            kind,
            cause,
            lines,
            expected,
        } => exception::raise(book, (*kind, cause), lines, *expected, stamp),
        Command::ProposeSolutions {
            exception,
            proposals,
        } => exception::propose(book, *exception, proposals, stamp),
        Command::ApproveProposal {
            exception,
            proposal,
            seen,
        } => exception::approve(book, *exception, *proposal, *seen, stamp),
        Command::SettleException { exception } => exception::settle(book, *exception, stamp),
        Command::CloseException { exception } => exception::close(book, *exception),
        Command::PickShort { order, site, lines } => {
            short::pick_short(book, *order, *site, lines, stamp)
        }
        Command::RevertSolution { exception } => exception::revert(book, *exception, stamp),
        Command::MakePlan(plan) => plan::make(book, plan, stamp),
        Command::RunBackorders { due, rule, plan } => {
            plan::run(book, (*due, rule), plan.as_ref(), stamp)
        }
    }
}
