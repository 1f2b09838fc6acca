//! `evolve`: applies an event to the state. Total and without choice: everything was decided.

mod company;

use crate::event::{Amendment, LineSchedule, PlacedLine};
use crate::order::packed::{Head, pack_placed};
use crate::order::{HoldKind, Order, OrderLine, OrderState, ScheduleLine, Source, Stage};
use crate::request::Request;
use crate::returns::{Disposition, Return};
use crate::state::po_key;
use crate::stock::supply::Supply;
use crate::work::Work;
use crate::{Book, Event, Few};
use std::collections::BTreeSet;
use vocab::{CustomerId, Instant, ItemId, OrderId, Quantity, SiteId};

/// Applies what one command caused, in order; see [`evolve()`].
pub fn evolve_all(book: &mut Book, events: &[Event]) {
    let mut left = events;
    while let [event, rest @ ..] = left {
        left = rest;
        match rest {
            [Event::LinesScheduled { order, lines, .. }, rest @ ..]
                if place_promised(book, event, *order, lines) =>
            {
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
        Event::PolicySet(policy) => book.policy = policy.clone(),
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
            };
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
        Event::OrderPlaced { .. } => place(book, event),
        Event::LinesScheduled {
            order,
            lines,
            considered: _,
        } => schedule(book, *order, lines),
        Event::HoldsSet { order, holds } => {
            unpromise(book, *order);
            let held = order_mut(book, *order);
            match &mut held.state {
                OrderState::Held { holds: old } => old.extend(holds.iter().cloned()),
                OrderState::Open => {
                    held.state = OrderState::Held {
                        holds: holds.clone(),
                    }
                }
            }
        }
        Event::HoldReleased { order, kind } => release_hold(book, *order, *kind),
        Event::OrderAmended { order, changes } => {
            let before = open_value(book, *order);
            changes
                .iter()
                .for_each(|change| amend_order(order_mut(book, *order), change));
            let after = open_value(book, *order);
            add_open_value(book, *order, after.saturating_sub(before));
        }
        Event::LinesCancelled {
            order,
            lines,
            reason: _,
        } => {
            let before = open_value(book, *order);
            for (line, quantity) in lines {
                cancel(book, *order, *line, *quantity);
            }
            forget_waiting(book, *order);
            let after = open_value(book, *order);
            add_open_value(book, *order, after.saturating_sub(before));
        }
        Event::GoodsAdvanced {
            order,
            to,
            site,
            lines,
            tracking: _,
        } => {
            for (line, quantity) in lines {
                advance(book, *order, *line, *site, *to, *quantity);
            }
        }
        Event::OrderFinished {
            order,
            cancelled: _,
        } => finish(book, *order),
        Event::ReturnPlaced {
            return_order,
            customer,
            order,
            site,
            lines,
        } => {
            book.next.return_order = return_order.0 + 1;
            if book.orders.contains(*order) {
                for line in lines {
                    *book.sent_back.entry((*order, line.item)).or_default() += line.agreed;
                }
            }
            let placed = Return {
                customer: *customer,
                order: *order,
                site: *site,
                lines: lines.clone(),
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
        Event::ReturnClosed { return_order } => {
            book.returns.remove(return_order);
        }
        Event::WorkOpened(work) => {
            book.work.insert(*work);
        }
        Event::WorkClosed(work) => {
            book.work.remove(work);
        }
    }
}

fn order_mut(book: &mut Book, id: OrderId) -> &mut Order {
    book.orders
        .get_mut(id)
        .expect("events of an order come while it is open")
}

fn place(book: &mut Book, event: &Event) {
    let Event::OrderPlaced {
        order,
        customer,
        ship_to,
        po_number,
        currency,
        placed,
        requested,
        expires,
        request,
        lines,
        holds,
    } = event
    else {
        return;
    };
    enter(book, *order, *customer, po_number.as_deref(), *expires);
    let state = match holds.as_slice() {
        [] => OrderState::Open,
        holds => OrderState::Held {
            holds: holds.to_vec(),
        },
    };
    if holds.is_empty() {
        owe(book, *customer, value(lines));
    }
    book.orders.insert(Order {
        id: *order,
        customer: *customer,
        ship_to: *ship_to,
        po_number: po_number.clone(),
        currency: *currency,
        placed: *placed,
        requested: *requested,
        expires: *expires,
        request: *request,
        state,
        lines: lines.iter().map(placed_line).collect(),
        credit_released: false,
    });
}

/// Places and promises in one step, as nearly all orders are: the same as one event after the other,
/// without an order on the desk in between. False, and nothing is done, where the two do not fit
/// together line by line.
fn place_promised(
    book: &mut Book,
    event: &Event,
    promised: OrderId,
    schedules: &[LineSchedule],
) -> bool {
    let Event::OrderPlaced {
        order,
        customer,
        ship_to,
        po_number,
        currency,
        placed,
        requested,
        expires,
        request,
        lines,
        holds,
    } = event
    else {
        return false;
    };
    if *order != promised || !holds.is_empty() || !is_line_by_line(lines, schedules) {
        return false;
    }
    enter(book, *order, *customer, po_number.as_deref(), *expires);
    owe(book, *customer, value(lines));
    for (line, schedule) in lines.iter().zip(schedules) {
        reserve(book, *order, line, schedule);
    }
    let head = Head {
        customer: *customer,
        ship_to: *ship_to,
        po_number: po_number.as_deref(),
        currency: *currency,
        placed: *placed,
        requested: *requested,
        expires: *expires,
        request: *request,
        holds: &[],
        credit_released: false,
    };
    let lines = lines.iter().zip(schedules);
    book.orders
        .insert_written(*order, |to| pack_placed(&head, lines, to));
    true
}

/// True when each line has its schedule, of one part at most: parts of one line might have to be
/// added up.
fn is_line_by_line(lines: &[PlacedLine], schedules: &[LineSchedule]) -> bool {
    let mut pairs = (1u16..).zip(lines).zip(schedules);
    lines.len() == schedules.len()
        && pairs.all(|((number, line), schedule)| {
            schedule.line == number && schedule.schedule.len() <= 1 && line.item.known().is_some()
        })
}

fn reserve(book: &mut Book, order: OrderId, line: &PlacedLine, schedule: &LineSchedule) {
    let item = line.item.known().expect("only known items are promised");
    for part in &schedule.schedule {
        book.stock
            .reserve(item, part.site, part.source, part.quantity);
    }
    if schedule.backorder.is_some() {
        book.waiting.entry(item).or_default().insert(order);
    }
}

/// Takes the id and the PO number of a new order, and notes when its reservation lapses.
fn enter(
    book: &mut Book,
    order: OrderId,
    customer: CustomerId,
    po_number: Option<&str>,
    expires: Option<Instant>,
) {
    book.next.order = order.0 + 1;
    if let Some(po_number) = po_number {
        book.take_po_number(po_key(customer, po_number), order);
    }
    if let Some(moment) = expires {
        book.lapsing.insert((moment, order));
    }
}

/// What placed lines are worth, minor units.
fn value(lines: &[PlacedLine]) -> i64 {
    let amount = |line: &PlacedLine| line.price.and_then(|price| price.amount(line.quantity));
    let amounts = lines.iter().filter_map(amount);
    amounts.fold(0, i64::saturating_add)
}

/// Counts more against a customer's credit.
fn owe(book: &mut Book, customer: CustomerId, value: i64) {
    let account = &mut book.company.customers[customer.index()];
    account.open_value = account.open_value.saturating_add(value);
}

fn placed_line(line: &PlacedLine) -> OrderLine {
    OrderLine {
        item: line.item.clone(),
        ordered: line.quantity,
        cancelled: Quantity::ZERO,
        unit: line.unit,
        price: line.price,
        stated_price: line.stated_price,
        requested: line.requested,
        backorder: None,
        schedule: Few::none(),
    }
}

/// What an order counts against the customer's credit: nothing while it is held.
fn open_value(book: &Book, id: OrderId) -> i64 {
    match book.orders.get(id) {
        Some(order) if order.state == OrderState::Open => order.value(),
        Some(_) | None => 0,
    }
}

fn add_open_value(book: &mut Book, id: OrderId, value: i64) {
    let customer = order_mut(book, id).customer;
    owe(book, customer, value);
}

fn schedule(book: &mut Book, id: OrderId, lines: &[LineSchedule]) {
    let Book {
        orders,
        stock,
        waiting,
        ..
    } = book;
    let order = orders
        .get_mut(id)
        .expect("events of an order come while it is open");
    // All old promises are freed before any new one is made: lines of one order may trade stock.
    for change in lines {
        let line = &mut order.lines[usize::from(change.line) - 1];
        let item = line.item.known().expect("only known items are promised");
        line.schedule.retain(|part| {
            let stays = part.stage != Stage::Promised;
            if !stays {
                stock.free(item, part.site, part.source, part.quantity);
            }
            stays
        });
    }
    for change in lines {
        let line = &mut order.lines[usize::from(change.line) - 1];
        let item = line.item.known().expect("only known items are promised");
        for part in &change.schedule {
            stock.reserve(item, part.site, part.source, part.quantity);
            line.add_part(*part);
        }
        line.backorder = change.backorder;
        if change.backorder.is_some() {
            waiting.entry(item).or_default().insert(id);
        }
    }
    forget_waiting(book, id);
}

/// Takes an order off the waiting lists of items that it has no backorder of any more.
fn forget_waiting(book: &mut Book, id: OrderId) {
    let Book {
        orders, waiting, ..
    } = book;
    let Some(order) = orders.get(id).filter(|_| !waiting.is_empty()) else {
        return;
    };
    let items = |line: &OrderLine| line.item.known();
    let queued = |item: &ItemId| waiting.get(item).is_some_and(|queue| queue.contains(&id));
    let queued: Vec<ItemId> = order
        .lines
        .iter()
        .filter_map(items)
        .filter(queued)
        .collect();
    if queued.is_empty() {
        return;
    }
    let short = order.lines.iter().filter(|line| line.backorder.is_some());
    let still: BTreeSet<ItemId> = short.filter_map(items).collect();
    for item in queued.into_iter().filter(|item| !still.contains(item)) {
        leave_queue(book, item, id);
    }
}

fn leave_queue(book: &mut Book, item: ItemId, id: OrderId) {
    if let Some(orders) = book.waiting.get_mut(&item) {
        orders.remove(&id);
        if orders.is_empty() {
            book.waiting.remove(&item);
        }
    }
}

/// Frees everything of an order that is promised and not released, and forgets its backorders.
fn unpromise(book: &mut Book, id: OrderId) {
    let order = book
        .orders
        .get(id)
        .expect("events of an order come while it is open");
    let numbers = (1u16..)
        .zip(&order.lines)
        .filter(|(_, line)| line.item.known().is_some());
    let empty: Vec<LineSchedule> = numbers
        .map(|(line, _)| LineSchedule {
            line,
            schedule: Few::none(),
            backorder: None,
        })
        .collect();
    let value = open_value(book, id);
    schedule(book, id, &empty);
    add_open_value(book, id, -value);
}

fn release_hold(book: &mut Book, id: OrderId, kind: HoldKind) {
    let order = order_mut(book, id);
    order.credit_released |= kind == HoldKind::Credit;
    if let OrderState::Held { holds } = &mut order.state {
        holds.retain(|hold| hold.kind() != kind);
        if holds.is_empty() {
            order.state = OrderState::Open;
            let value = open_value(book, id);
            add_open_value(book, id, value);
        }
    }
}

/// Applies one change to an order, its schedule aside.
pub(crate) fn amend_order(order: &mut Order, change: &Amendment) {
    match change {
        Amendment::Quantity { line, quantity } => {
            let line = &mut order.lines[usize::from(*line) - 1];
            line.ordered = line.cancelled + *quantity;
        }
        Amendment::Requested {
            line: Some(line),
            day,
        } => {
            order.lines[usize::from(*line) - 1].requested = *day;
        }
        Amendment::Requested { line: None, day } => {
            order.requested = *day;
            order
                .lines
                .iter_mut()
                .for_each(|line| line.requested = None);
        }
        Amendment::ShipTo { ship_to } => order.ship_to = Some(*ship_to),
        Amendment::LineAdded { line } => order.lines.push(placed_line(line)),
        Amendment::ItemResolved { line, item, price } => {
            let line = &mut order.lines[usize::from(*line) - 1];
            line.item = crate::order::StatedItem::Known(*item);
            line.price = *price;
        }
    }
}

/// Takes a quantity off a line: first what has no date, then the latest promise, then what was
/// released and not picked.
fn cancel(book: &mut Book, id: OrderId, number: u16, quantity: Quantity) {
    let Book { orders, stock, .. } = book;
    let order = orders
        .get_mut(id)
        .expect("events of an order come while it is open");
    let held = matches!(order.state, OrderState::Held { .. });
    let line = &mut order.lines[usize::from(number) - 1];
    line.cancelled += quantity;
    let mut left = quantity;
    if let Some(backorder) = &mut line.backorder {
        let taken = Quantity(backorder.quantity.0.min(left.0));
        backorder.quantity -= taken;
        left -= taken;
    }
    line.backorder = line
        .backorder
        .filter(|backorder| !backorder.quantity.is_zero());
    for stage in [Stage::Promised, Stage::Released] {
        for part in line
            .schedule
            .iter_mut()
            .rev()
            .filter(|part| part.stage == stage)
        {
            let taken = Quantity(part.quantity.0.min(left.0));
            part.quantity -= taken;
            left -= taken;
            if let Some(item) = line.item.known() {
                stock.free(item, part.site, part.source, taken);
            }
        }
    }
    line.schedule.retain(|part| !part.quantity.is_zero());
    assert!(
        held || left.is_zero(),
        "only what is not picked is cancelled"
    );
}

/// Moves a quantity of a line on to the next stage, splitting schedule lines where it is partial.
fn advance(book: &mut Book, id: OrderId, number: u16, site: SiteId, to: Stage, quantity: Quantity) {
    let Book {
        orders,
        stock,
        lapsing,
        ..
    } = book;
    let order = orders
        .get_mut(id)
        .expect("events of an order come while it is open");
    if let Some(moment) = order.expires.take() {
        lapsing.remove(&(moment, id));
    }
    let line = &mut order.lines[usize::from(number) - 1];
    let item = line.item.known().expect("only known items move");
    let from = to.before().expect("nothing advances to the first stage");
    let mut left = quantity;
    for part in std::mem::take(&mut line.schedule) {
        let moves = part.stage == from && part.site == site && part.source == Source::OnHand;
        let taken = if moves {
            Quantity(part.quantity.0.min(left.0))
        } else {
            Quantity::ZERO
        };
        left -= taken;
        let stays = ScheduleLine {
            quantity: part.quantity - taken,
            ..part
        };
        let moved = ScheduleLine {
            quantity: taken,
            stage: to,
            ..part
        };
        for part in [moved, stays] {
            if !part.quantity.is_zero() {
                line.add_part(part);
            }
        }
    }
    assert!(left.is_zero(), "only what is at the stage before advances");
    if to == Stage::Shipped {
        let balance = stock.balance_mut(item, site);
        balance.on_hand -= quantity;
        balance.reserved -= quantity;
        stock.flow_mut(item).shipped += quantity;
    }
}

fn finish(book: &mut Book, id: OrderId) {
    let value = open_value(book, id);
    add_open_value(book, id, -value);
    let order = book.orders.remove(id).expect("an open order is finished");
    if let Some(moment) = order.expires {
        book.lapsing.remove(&(moment, id));
    }
    for item in order.lines.iter().filter_map(|line| line.item.known()) {
        leave_queue(book, item, id);
        book.sent_back.remove(&(id, item));
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
