//! `evolve`: applies an event to the state. Total and without choice: everything was decided.

mod company;
mod exception;
mod order;
mod place;
mod quota;

use crate::Book;
use crate::event::Event;
use crate::request::Request;
use crate::returns::{Disposition, Return};
use crate::stock::supply::Supply;
use crate::work::Work;
use vocab::Quantity;

/// Applies what one command caused, in order; see [`evolve()`].
pub fn evolve_all(book: &mut Book, events: &[Event]) {
    let mut left = events;
    while let [event, rest @ ..] = left {
        left = rest;
        match rest {
            [Event::LinesScheduled { order, lines, .. }, rest @ ..]
                if place::go_together(event, *order, lines) =>
            {
                place::place(book, event, lines);
                left = rest;
            }
            _ => evolve(book, event),
        }
    }
}

/// Applies an event that [`crate::decide()`] returned for this very state, or for the same state
/// when it was recorded.
///
/// # Panics
/// When the event does not fit the state: then the journal is not the one of this book, or we are
/// wrong, and going on would make it worse.
pub fn evolve(book: &mut Book, event: &Event) {
    match event {
        Event::PolicySet(policy) => company::set_policy(book, policy),
        Event::SitesPut { sites } => company::put_sites(book, sites),
        Event::LanesPut { lanes } => company::put_lanes(book, lanes),
        Event::ItemsPut { items } => company::put_items(book, items),
        Event::CustomersPut { customers } => company::put_customers(book, customers),
        Event::ShipTosPut { ship_tos } => company::put_ship_tos(book, ship_tos),
        Event::PricesPut {
            list,
            code,
            currency,
            prices,
        } => {
            company::put_prices(book, *list, code, *currency, prices);
        }
        Event::StockReceived {
            site,
            item,
            quantity,
        } => {
            book.stock.balance_mut(*item, *site).on_hand += *quantity;
            book.stock.flow_mut(*item).received += *quantity;
        }
        Event::StockMoved {
            item,
            from,
            to,
            quantity,
        } => {
            book.stock.balance_mut(*item, *from).on_hand -= *quantity;
            book.stock.balance_mut(*item, *to).on_hand += *quantity;
        }
        Event::StockCounted {
            site,
            item,
            counted,
        } => {
            let balance = book.stock.balance_mut(*item, *site);
            let before = balance.on_hand;
            balance.on_hand = *counted;
            let flow = book.stock.flow_mut(*item);
            flow.found += counted.saturating_sub(before);
            flow.missing += before.saturating_sub(*counted);
        }
        Event::StockScrapped {
            site,
            item,
            quantity,
        } => {
            book.stock.balance_mut(*item, *site).on_hand -= *quantity;
            book.stock.flow_mut(*item).scrapped += *quantity;
        }
        Event::SupplyAnnounced {
            supply,
            reference,
            kind,
            site,
            item,
            quantity,
            due,
            supplier,
        } => {
            book.next.supply = supply.0 + 1;
            book.supply_references.insert(reference.clone(), *supply);
            let open = Supply {
                reference: reference.clone(),
                kind: *kind,
                site: *site,
                item: *item,
                open: *quantity,
                pegged: Quantity::ZERO,
                due: *due,
                supplier: supplier.clone(),
            };
            book.stock.called_off(&open);
            book.stock.add_supply(*supply, open);
        }
        Event::SupplyReceived { supply, quantity } => {
            let element = book
                .stock
                .supplies
                .get_mut(supply)
                .expect("open supply is received");
            element.open -= *quantity;
            let (item, site) = (element.item, element.site);
            book.stock.balance_mut(item, site).on_hand += *quantity;
            book.stock.flow_mut(item).received += *quantity;
        }
        Event::SupplyRescheduled { supply, due } => {
            book.stock
                .supplies
                .get_mut(supply)
                .expect("open supply is rescheduled")
                .due = *due;
        }
        Event::SupplyClosed { supply } => {
            let element = book
                .stock
                .supplies
                .get(supply)
                .expect("open supply is closed");
            assert!(
                element.pegged.is_zero(),
                "no promise hangs on closed supply"
            );
            book.supply_references.remove(&element.reference.clone());
            book.stock.remove_supply(*supply);
        }
        Event::DocumentReceived { document } => {
            book.documents.insert(*document, ());
            book.work.insert(Work::ReadDocument {
                document: *document,
            });
        }
        Event::DocumentRead {
            document,
            read_as: _,
        } => {
            book.work.remove(&Work::ReadDocument {
                document: *document,
            });
        }
        Event::RequestRaised {
            request,
            document,
            index,
            draft,
        } => {
            book.next.request = request.0 + 1;
            let raised = Request {
                document: *document,
                index: *index,
                draft: draft.clone(),
                parked: Vec::new(),
            };
            book.requests.insert(*request, raised);
            book.work.insert(Work::WeighRequest { request: *request });
        }
        Event::RequestParked { request, reasons } => {
            book.work.remove(&Work::WeighRequest { request: *request });
            book.requests
                .get_mut(request)
                .expect("open requests are parked")
                .parked = reasons.clone();
        }
        Event::RequestAccepted { request, order: _ } | Event::RequestDeclined { request, .. } => {
            book.work.remove(&Work::WeighRequest { request: *request });
            book.requests.remove(request);
        }
        Event::OrderPlaced { .. } => place::place(book, event, &[]),
        Event::LinesScheduled {
            order,
            lines,
            considered: _,
        } => order::schedule(book, *order, lines),
        Event::HoldsSet { order, holds } => {
            order::unpromise(book, *order);
            order::order_mut(book, *order).hold(holds);
        }
        Event::HoldReleased { order, kind } => order::release_hold(book, *order, *kind),
        Event::OrderAmended { order, changes } => {
            let before = order::open_value(book, *order);
            order::amend(book, *order, changes);
            let after = order::open_value(book, *order);
            order::add_open_value(book, *order, after.saturating_sub(before));
        }
        Event::LinesCancelled {
            order,
            lines,
            reason: _,
        } => {
            let before = order::open_value(book, *order);
            for (line, quantity) in lines {
                order::cancel(book, *order, *line, *quantity);
            }
            order::forget_waiting(book, *order);
            let after = order::open_value(book, *order);
            order::add_open_value(book, *order, after.saturating_sub(before));
        }
        Event::GoodsAdvanced {
            order,
            to,
            site,
            lines,
            tracking: _,
            packages,
        } => {
            book.next.sscc += packages.iter().flat_map(|package| package.sscc).count() as u64;
            for (line, quantity) in lines {
                order::advance(book, *order, *line, *site, *to, *quantity);
            }
        }
        Event::OrderFinished {
            order,
            cancelled: _,
        } => order::finish(book, *order),
        Event::ReturnPlaced {
            return_order,
            customer,
            order,
            site,
            lines,
            turned_back,
        } => {
            book.next.return_order = return_order.0 + 1;
            if book.orders.contains(*order) && !turned_back {
                for line in lines {
                    *book.sent_back.entry((*order, line.item)).or_default() += line.agreed;
                }
            }
            let placed = Return {
                customer: *customer,
                order: *order,
                site: *site,
                lines: lines.clone(),
                turned_back: *turned_back,
            };
            book.returns.insert(*return_order, placed);
        }
        Event::ReturnReceived {
            return_order,
            lines,
        } => {
            for (line, quantity, disposition) in lines {
                receive_return(book, *return_order, *line, *quantity, *disposition);
            }
        }
        Event::ReturnClosed { return_order } => close_return(book, *return_order),
        Event::ExceptionRaised {
            exception,
            kind,
            cause,
            at,
            broken,
            expected,
        } => {
            exception::raise(book, (*exception, *kind), cause, *at, broken);
            exception::expect(book, *exception, *expected);
        }
        Event::SolutionsProposed {
            exception,
            proposals,
        } => exception::propose(book, *exception, proposals),
        Event::ProposalApproved {
            exception,
            proposal,
            by,
        } => exception::approve(book, *exception, *proposal, *by),
        Event::PlanMade {
            exception,
            proposal,
            shifts,
            rule: _,
            on,
        } => {
            exception::make(book, *exception, *proposal);
            on.iter().for_each(|on| exception::lose(book, shifts, *on));
        }
        Event::ExceptionClosed { exception, how: _ } => exception::close(book, *exception),
        Event::PlanReverted { exception } => exception::revert(book, *exception),
        Event::GoodsPostponed {
            order,
            site,
            was,
            goods_issue,
            delivery,
        } => order::postpone(book, *order, (*site, *was), (*goods_issue, *delivery)),
        Event::PickedShort { order, site, lines } => {
            for (line, quantity) in lines {
                order::pick_short(book, *order, *line, *site, *quantity);
            }
        }
        Event::CustomersGrouped { made, customers } => quota::group(book, made, customers),
        Event::QuotasPut { quotas } => quota::put(book, quotas),
        Event::QuotaEnded { quota } => quota::end(book, *quota),
        Event::SupplierStockPut { rows } => book.stock.put_suppliers(rows),
        Event::SubstitutesPut { item, substitutes } => book.company.substitute(*item, substitutes),
        Event::StockSent {
            item,
            from,
            quantity,
        } => {
            book.stock.balance_mut(*item, *from).on_hand -= *quantity;
            book.stock.flow_mut(*item).shipped += *quantity;
        }
        Event::BackordersRun(run) => book.last_run = Some(run.clone()),
        Event::DeliveryChanged {
            order,
            site,
            lines,
            was,
            delivery,
        } => order::redirect(book, *order, (*site, *was), lines, *delivery),
        Event::WorkOpened(work) => {
            book.work.insert(*work);
        }
        Event::WorkClosed(work) => {
            book.work.remove(work);
        }
    }
}

/// What never came may be agreed to come back again.
fn close_return(book: &mut Book, id: vocab::ReturnId) {
    let Some(closed) = book.returns.remove(&id).filter(|row| !row.turned_back) else {
        return;
    };
    for line in &closed.lines {
        if let Some(agreed) = book.sent_back.get_mut(&(closed.order, line.item)) {
            *agreed = agreed.saturating_sub(line.expected());
        }
    }
}

fn receive_return(
    book: &mut Book,
    id: vocab::ReturnId,
    number: u16,
    quantity: Quantity,
    disposition: Disposition,
) {
    let returned = book
        .returns
        .get_mut(&id)
        .expect("goods of an open return come in");
    let site = returned.site;
    let line = &mut returned.lines[usize::from(number) - 1];
    let item = line.item;
    match disposition {
        Disposition::Restock => {
            line.restocked += quantity;
            book.stock.balance_mut(item, site).on_hand += quantity;
            book.stock.flow_mut(item).returned += quantity;
        }
        Disposition::Scrap => line.scrapped += quantity,
    }
}
