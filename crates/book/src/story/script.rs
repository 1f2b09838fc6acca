//! The language of the stories: one command a line, things named by their codes.
//!
//! A list of rows is divided by commas, and what belongs to the whole follows a slash:
//! `order C1 COFFEE 10, TEA 2 case at 4.00 / by 2026-03-05 po 4711`. A line that can't be read is a
//! mistake of the story and stops the test.

use super::company;
use super::words::{Words, parse};
use crate::command::{Change, Command};
use crate::company::{Consent, LaneDraft};
use crate::event::CancelReason;
use crate::exception::{Cause, Kind};
use crate::order::{OrderDraft, Package, PackageKind, Split, Stage, Terms};
use crate::quota::QuotaKind;
use crate::request::{DeclineReason, Doubt, DoubtCode, Intent, ReadAs, RequestDraft};
use crate::returns::{Disposition, Left, ReturnDraft};
use crate::{Book, Policy, Stamp};
use vocab::{
    ContentHash, Currency, CustomerId, ExceptionId, Instant, Quantity, RequestId, ReturnId, ZoneId,
};

/// What a line of a story asks for.
pub(super) enum Step {
    /// It is now this time.
    Clock(Stamp),
    /// Tell about something.
    Show(Vec<String>),
    /// Let the planner give commands.
    Plan(Vec<String>),
    /// Give the book a command.
    Command(Command),
}

/// Reads a line of a story.
pub(super) fn read(book: &Book, line: &str) -> Step {
    let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
    let mut words = Words::of(book, rest);
    match verb {
        "clock" => Step::Clock(words.clock()),
        "show" => Step::Show(words.all()),
        "plan" => Step::Plan(words.all()),
        verb => Step::Command(command(book, verb, rest, &mut words)),
    }
}

fn command(book: &Book, verb: &str, rest: &str, words: &mut Words<'_>) -> Command {
    match verb {
        "policy" => Command::SetPolicy(policy(book, words)),
        "site" => put_site(words),
        "lane" => put_lane(book, words),
        "item" => put_item(book, words),
        "customer" => put_customer(words),
        "price" => put_price(words),
        "group" => Command::GroupCustomers(vec![words.grouping()]),
        "allocate" => Command::PutQuotas(vec![words.quota(QuotaKind::Allocation)]),
        "protect" => {
            let priority = words.number();
            Command::PutQuotas(vec![words.quota(QuotaKind::Protection { priority })])
        }
        "end" => Command::EndQuota {
            code: words.word().to_owned(),
        },
        "stock" => Command::ReceiveStock(vec![(words.site(), words.item(), words.quantity())]),
        "move" => Command::MoveStock {
            item: words.item(),
            from: words.site(),
            to: words.site(),
            quantity: words.quantity(),
        },
        "count" => Command::CountStock {
            site: words.site(),
            item: words.item(),
            counted: words.quantity(),
        },
        "scrap" => Command::ScrapStock {
            site: words.site(),
            item: words.item(),
            quantity: words.quantity(),
        },
        "supplier" => Command::PutSupplierStock(vec![words.supplier_row()]),
        "substitute" => Command::PutSubstitutes {
            item: words.item(),
            substitutes: words.items(),
        },
        "transfer" => Command::TransferStock {
            reference: words.word().to_owned(),
            item: words.item(),
            from: words.site(),
            to: words.site(),
            quantity: words.quantity(),
        },
        "supply" => Command::AnnounceSupply(vec![words.supply_draft()]),
        "arrive" => Command::ReceiveSupply {
            supply: words.supply(),
            quantity: words.quantity(),
            last: words.flag("last"),
        },
        "redate" => Command::RescheduleSupply {
            supply: words.supply(),
            due: words.day(),
        },
        "lose" => Command::CancelSupply {
            supply: words.supply(),
        },
        "order" => Command::PlaceOrder(order_draft(book, rest)),
        "amend" => amend(book, rest),
        "cancel" => cancel(words),
        "hold" => Command::HoldOrder {
            order: words.order(),
        },
        "unhold" => Command::ReleaseHold {
            order: words.order(),
            kind: words.hold_kind(),
        },
        "backorders" => Command::PromiseBackorders { item: words.item() },
        "release" | "pick" | "pack" | "ship" | "deliver" => advance(verb, words),
        "short" => pick_short(words),
        "return" => place_return(book, rest),
        "returned" => receive_return(words),
        "keep" => Command::CloseReturn {
            return_order: ReturnId(words.number()),
        },
        "lapse" => Command::LapseReservations,
        "trouble" => trouble(words),
        "settle" => Command::SettleException {
            exception: ExceptionId(words.number()),
        },
        "leave" => Command::CloseException {
            exception: ExceptionId(words.number()),
        },
        "approve" => Command::ApproveProposal {
            exception: ExceptionId(words.number()),
            proposal: words.number(),
            seen: None,
        },
        "revert" => Command::RevertSolution {
            exception: ExceptionId(words.number()),
        },
        "document" => Command::ReceiveDocument {
            document: document(words.word()),
        },
        "read" => record_reading(book, rest),
        "weigh" => Command::WeighRequest {
            request: words.request(),
        },
        "accept" => accept(book, rest),
        "decline" => Command::DeclineRequest {
            request: words.request(),
            reason: DeclineReason::Unwanted,
        },
        other => panic!("no story knows the command {other:?}"),
    }
}

/// The content hash that stories name a document by.
pub(super) fn document(name: &str) -> ContentHash {
    ContentHash(*blake3::hash(name.as_bytes()).as_bytes())
}

/// Trouble of one order that somebody reports: `trouble customs SO-100000 1`, or with the day that the
/// carrier names, `trouble carrier_delay SO-100000 1 expected 2026-03-10`.
fn trouble(words: &mut Words<'_>) -> Command {
    let name = words.word();
    let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == name);
    let order = words.order();
    Command::RaiseException {
        kind: kind.expect("a kind of trouble"),
        cause: Cause::Order { order },
        lines: vec![(order, words.number())],
        expected: words.flag("expected").then(|| words.day()),
    }
}

fn policy(book: &Book, words: &mut Words<'_>) -> Policy {
    let mut policy = book.policy.clone();
    match words.word() {
        "split_cost" => policy.split_cost = words.number(),
        "split_sites_max" => policy.split_sites_max = words.number(),
        "lateness_cost_bp_per_day" => policy.lateness_cost_bp_per_day = words.number(),
        "backorder_cost_bp" => policy.backorder_cost_bp = words.number(),
        "receiving_days" => policy.receiving_days = words.number(),
        "second_approver_value" => policy.second_approver_value = words.number(),
        "touchless_value_max" => policy.touchless_value_max = words.number(),
        "touchless_cancellation" => policy.touchless_cancellation = words.number(),
        "autonomy" => {
            let rule = words.rest().parse().expect("a rule of trust");
            policy.autonomy.push(rule);
        }
        "priority" => {
            let rule = words.rest().parse().expect("a weight");
            policy.priority.push(rule);
        }
        "segment" => {
            let rule = words.rest().parse().expect("a segment");
            policy.segments.push(rule);
        }
        "loss_rest_days" => policy.loss_rest_days = words.number(),
        "auto_release" => policy.auto_release = words.number(),
        "promise_percent" => policy.promise_percent = words.number(),
        "backorder_run" => {
            let rule = words.rest().parse().expect("a rule of time");
            policy.backorder_runs.push(rule);
        }
        "touchless_change" => policy.touchless_change = words.number(),
        "company_prefix" => policy.company_prefix = words.word().to_owned(),
        other => panic!("no story sets the policy {other:?}"),
    }
    policy
}

fn put_site(words: &mut Words<'_>) -> Command {
    let mut site = company::site(words.word());
    while let Some(word) = words.next() {
        match word {
            "cutoff" => site.calendar.cutoff_minute = words.number(),
            "weekdays" => {
                site.calendar.weekdays =
                    u8::from_str_radix(words.word(), 2).expect("a mask of days");
            }
            "zone" => site.zone = Some(ZoneId(words.number())),
            "closed" => site.calendar.holidays.push(words.day()),
            other => panic!("a site has no {other:?}"),
        }
    }
    Command::PutSites(vec![site])
}

fn put_lane(book: &Book, words: &mut Words<'_>) -> Command {
    let (site, zone) = (words.site(), ZoneId(words.number()));
    let mut lane = *book.company.lane(site, zone).expect("a lane that is there");
    while let Some(word) = words.next() {
        match word {
            "transit" => lane.transit_days = words.number(),
            "p80" => lane.arrivals.p80 = Some(words.number()),
            "p95" => lane.arrivals.p95 = Some(words.number()),
            "p99" => lane.arrivals.p99 = Some(words.number()),
            other => panic!("a lane has no {other:?}"),
        }
    }
    let site = book.company.sites[site.index()].code.clone();
    Command::PutLanes(vec![LaneDraft { site, zone, lane }])
}

fn put_item(book: &Book, words: &mut Words<'_>) -> Command {
    let mut item = book.company.items[words.item().index()].clone();
    match words.word() {
        "withdrawn" => item.orderable = false,
        "sold" => item.orderable = true,
        "safety" => item.safety_stock = vec![(words.site(), words.quantity())],
        other => panic!("an item has no {other:?}"),
    }
    Command::PutItems(vec![item])
}

fn put_customer(words: &mut Words<'_>) -> Command {
    let mut draft = company::customer(words.word());
    draft.ship_tos.clear();
    while let Some(word) = words.next() {
        match word {
            "limit" => draft.credit_limit = Some(words.amount()),
            "owes" => draft.receivable = words.amount(),
            "substitutes" => {
                draft.substitutes = Consent::parse(words.word()).expect("a consent");
            }
            "ship_to" => draft
                .ship_tos
                .push(company::ship_to(words.word(), words.number())),
            other => panic!("a customer has no {other:?}"),
        }
    }
    Command::PutCustomers(vec![draft])
}

fn put_price(words: &mut Words<'_>) -> Command {
    let (item, price) = (words.word().to_owned(), words.price());
    Command::PutPrices(crate::company::PriceListDraft {
        code: "LIST".to_owned(),
        currency: Currency::ILS,
        prices: vec![(item, price)],
    })
}

fn order_draft(book: &Book, text: &str) -> OrderDraft {
    let (head, tail) = text.split_once('/').unwrap_or((text, ""));
    let (customer, rows) = head.trim().split_once(' ').unwrap_or((head.trim(), ""));
    let customer = Words::of(book, customer).customer();
    let lines = rows.split(',').filter(|row| !row.trim().is_empty());
    let mut draft = OrderDraft {
        customer,
        ship_to: None,
        address_in_doubt: false,
        po_number: None,
        currency: None,
        requested: None,
        expires: None,
        terms: Terms::default(),
        lines: lines.map(|row| Words::of(book, row).line()).collect(),
    };
    let mut words = Words::of(book, tail);
    while let Some(word) = words.next() {
        match word {
            "by" => draft.requested = Some(words.day()),
            "to" => draft.ship_to = book.company.ship_to_by_code(customer, words.word()),
            "po" => draft.po_number = Some(words.word().to_owned()),
            "in" => draft.currency = Currency::parse(words.word()),
            "expires" => draft.expires = Instant::parse(words.word()),
            "doubted" => draft.address_in_doubt = true,
            word => term(word, &mut words, &mut draft.terms),
        }
    }
    draft
}

fn term(word: &str, words: &mut Words<'_>, terms: &mut Terms) {
    match word {
        "whole_lines" => terms.split = Split::ByLine,
        "one_shipment" => terms.split = Split::Never,
        "leave_by" => terms.latest_ship = Some(words.day()),
        "pickup" => terms.pickup = Some(words.site()),
        "prefer" => terms.preferred = Some(words.site()),
        other => panic!("an order has no {other:?}"),
    }
}

fn all_terms(words: &mut Words<'_>) -> Terms {
    let mut terms = Terms::default();
    while let Some(word) = words.next() {
        term(word, words, &mut terms);
    }
    terms
}

fn amend(book: &Book, text: &str) -> Command {
    let (order, rows) = text.split_once(' ').expect("an order and its changes");
    let order = Words::of(book, order).order();
    let customer = book
        .orders
        .get(order)
        .map_or(CustomerId(0), |order| order.customer);
    let change = |row: &str| {
        let mut words = Words::of(book, row);
        match words.word() {
            "by" => Change::Requested {
                line: None,
                day: words.day_or_none(),
            },
            "to" => {
                let code = words.word();
                let ship_to = book.company.ship_to_by_code(customer, code);
                let any = || company_ship_to(book, code);
                Change::ShipTo(ship_to.unwrap_or_else(any))
            }
            "add" => Change::AddLine(words.line()),
            "line" => line_change(&mut words),
            "terms" => Change::Terms(all_terms(&mut words)),
            "confirm" => Change::Expires(None),
            "until" => Change::Expires(Instant::parse(words.word())),
            other => panic!("no change is called {other:?}"),
        }
    };
    let changes = rows
        .split(',')
        .filter(|row| !row.trim().is_empty() && row.trim() != "nothing");
    Command::AmendOrder {
        order,
        changes: changes.map(change).collect(),
    }
}

fn company_ship_to(book: &Book, code: &str) -> vocab::ShipToId {
    let (customer, code) = code
        .split_once(':')
        .expect("a ship-to of the customer, or C2:A");
    let customer = Words::of(book, customer).customer();
    book.company
        .ship_to_by_code(customer, code)
        .expect("a known ship-to")
}

fn line_change(words: &mut Words<'_>) -> Change {
    let line = words.number();
    match words.word() {
        "qty" => Change::Quantity {
            line,
            quantity: words.quantity(),
        },
        "by" => Change::Requested {
            line: Some(line),
            day: words.day_or_none(),
        },
        "is" => Change::ResolveItem {
            line,
            item: words.item(),
        },
        other => panic!("a line has no {other:?}"),
    }
}

fn cancel(words: &mut Words<'_>) -> Command {
    let order = words.order();
    let mut lines = Vec::new();
    while let Some(word) = words.next() {
        lines.push(word.parse().expect("a line number"));
    }
    Command::CancelOrder {
        order,
        lines,
        reason: CancelReason::Customer,
    }
}

fn advance(verb: &str, words: &mut Words<'_>) -> Command {
    let (order, site) = (words.order(), words.site());
    let mut lines = Vec::new();
    let mut tracking = None;
    let mut packages: Vec<Package> = Vec::new();
    while let Some(word) = words.next() {
        let share = word.split_once(':');
        let share = share.map(|(line, quantity)| (parse(line), Quantity(parse(quantity))));
        match (share, word, packages.last_mut()) {
            (Some(share), _, Some(package)) => package.lines.push(share),
            (Some(share), _, None) => lines.push(share),
            (None, "tracking", _) => tracking = Some(words.word().to_owned()),
            (None, "on", Some(package)) => package.within = Some(parse(words.word())),
            (None, "grams", Some(package)) => package.weight_grams = Some(parse(words.word())),
            (None, "carton", _) => packages.push(Package::default()),
            (None, "pallet", _) => packages.push(Package {
                kind: PackageKind::Pallet,
                ..Package::default()
            }),
            (None, _, _) => panic!("expected line:quantity or a package, got {word:?}"),
        }
    }
    Command::Advance {
        order,
        to: stage(verb),
        site,
        lines,
        tracking,
        packages,
    }
}

fn pick_short(words: &mut Words<'_>) -> Command {
    let Command::Advance {
        order, site, lines, ..
    } = advance("pick", words)
    else {
        unreachable!("goods are picked by advancing them");
    };
    Command::PickShort { order, site, lines }
}

fn stage(verb: &str) -> Stage {
    match verb {
        "release" => Stage::Released,
        "pick" => Stage::Picked,
        "pack" => Stage::Packed,
        "ship" => Stage::Shipped,
        "deliver" => Stage::Delivered,
        other => panic!("no stage is reached by {other:?}"),
    }
}

fn place_return(book: &Book, text: &str) -> Command {
    let (head, rows) = text.split_once('/').expect(
        "order customer site / item quantity, ... ; left after returns: item quantity, ...",
    );
    let mut words = Words::of(book, head);
    let (order, customer, site) = (words.order(), words.customer(), words.site());
    let row = |row: &str| {
        let mut words = Words::of(book, row);
        (words.item(), words.quantity())
    };
    let left_of = |text: &str| {
        let (counted, items) = text.split_once(':').expect("returns: item quantity, ...");
        Left {
            items: items.split(',').map(row).collect(),
            counted: parse(counted),
        }
    };
    let (rows, left) = match rows.split_once("; left after ") {
        Some((rows, left)) => (rows, Some(left)),
        None => (rows, None),
    };
    Command::PlaceReturn(ReturnDraft {
        customer,
        order,
        left: left.map(left_of),
        site,
        lines: rows.split(',').map(row).collect(),
    })
}

fn receive_return(words: &mut Words<'_>) -> Command {
    let return_order = ReturnId(words.number());
    let mut lines = Vec::new();
    while let Some(word) = words.next() {
        let (line, quantity) = word.split_once(':').expect("line:quantity");
        let disposition = match words.word() {
            "restock" => Disposition::Restock,
            "scrap" => Disposition::Scrap,
            other => panic!("no disposition is called {other:?}"),
        };
        lines.push((parse(line), Quantity(parse(quantity)), disposition));
    }
    Command::ReceiveReturn {
        return_order,
        lines,
    }
}

/// `read D1 other`, or `read D1 place|change|cancel <order> ; confidence 700 ; doubt bad_unit`.
fn record_reading(book: &Book, text: &str) -> Command {
    let (name, rest) = text.split_once(' ').expect("a document and what it is");
    let document = document(name);
    let (intent, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let intent = match intent {
        "place" => Intent::Place,
        "change" => Intent::Change,
        "cancel" => Intent::Cancel,
        _ => {
            return Command::RecordReading {
                document,
                read_as: ReadAs::Other,
                requests: Vec::new(),
            };
        }
    };
    let mut parts = rest.split(';');
    let order = parts.next().map(str::trim).filter(|text| !text.is_empty());
    let order = order.map(|text| order_draft(book, text));
    let mut request = RequestDraft {
        intent,
        order,
        confidence: 1_000,
        doubts: Vec::new(),
    };
    for part in parts {
        let mut words = Words::of(book, part);
        match words.word() {
            "confidence" => request.confidence = words.number(),
            "doubt" => request.doubts.push(Doubt {
                code: DoubtCode::BadUnit,
                line: Some(words.number()),
            }),
            other => panic!("a reading has no {other:?}"),
        }
    }
    Command::RecordReading {
        document,
        read_as: ReadAs::Requests,
        requests: vec![request],
    }
}

fn accept(book: &Book, text: &str) -> Command {
    let (request, order) = text.split_once(' ').unwrap_or((text, ""));
    let draft = (!order.is_empty()).then(|| order_draft(book, order));
    Command::AcceptRequest {
        request: RequestId(parse(request)),
        draft,
    }
}
