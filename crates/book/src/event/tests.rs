//! The stored form of every event, kept for ever: `golden/events.txt` has a name and bytes a line.

use super::*;
use crate::company::{Calendar, Consent};
use crate::exception::{Resolution, Risk};
use crate::golden::compare;
use crate::order::Split;
use crate::order::{BackorderReason, OrderDraft, Package, PackageKind, Source};
use crate::plan::{OnItsWay, Plan, RunEnd, Step};
use crate::quota::QuotaKind;
use crate::request::{Doubt, DoubtCode, Intent};
use minicbor::{Decoder, Encoder, decode};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use vocab::{Gln, Gtin, Ratio, Sscc};

/// One example of every event; a new one does not compile until it has its own.
fn examples() -> Vec<Event> {
    let mut examples: Vec<Event> = Vec::new();
    let mut next = Some(Event::PolicySet(Policy::default()));
    while let Some(event) = next {
        next = after(&event);
        examples.push(event);
    }
    examples.extend(on_terms());
    examples.push(in_a_bin());
    examples.push(without_substitutes());
    examples.push(with_arrivals());
    examples
}

/// A lane of which it is known how late goods may arrive: that came later than lanes.
fn with_arrivals() -> Event {
    let mut lane = a_lane();
    lane.arrivals.p95 = Some(4);
    Event::LanesPut {
        lanes: vec![(SiteId(2), ZoneId(4), lane)],
    }
}

/// An item that lies somewhere: bins came later than items.
fn in_a_bin() -> Event {
    let item = Item {
        bins: vec![(SiteId(2), "A-12-3".to_owned())],
        ..an_item()
    };
    Event::ItemsPut {
        items: vec![(ItemId(300), item)],
    }
}

/// A customer that takes none, which can be said since customers are asked.
fn without_substitutes() -> Event {
    let customer = Customer {
        substitutes: Consent::Never,
        ..a_customer()
    };
    Event::CustomersPut {
        customers: vec![(CustomerId(5), customer)],
    }
}

/// Events about the terms of an order, which came later than the events that they are in.
fn on_terms() -> [Event; 2] {
    let every_term = Terms {
        split: Split::ByLine,
        latest_ship: Some(a_day()),
        pickup: Some(SiteId(2)),
        preferred: Some(SiteId(3)),
    };
    let mut placed = an_order();
    if let Event::OrderPlaced { terms, .. } = &mut placed {
        *terms = every_term;
    }
    let changes = vec![
        Amendment::Terms { terms: every_term },
        Amendment::Expires {
            at: Some(Instant(1_772_100_000_000_000)),
        },
        Amendment::Expires { at: None },
    ];
    let order = OrderId(70_000);
    [placed, Event::OrderAmended { order, changes }]
}

/// The example that follows this event.
fn after(event: &Event) -> Option<Event> {
    let (site, item, order) = (SiteId(2), ItemId(300), OrderId(70_000));
    let (quantity, supply, document) = (Quantity(24), SupplyId(9), ContentHash([7; 32]));
    let exception = ExceptionId(13);
    let (request, return_order) = (RequestId(11), ReturnId(12));
    Some(match event {
        Event::PolicySet(_) => Event::SitesPut {
            sites: vec![(site, a_site())],
        },
        Event::SitesPut { .. } => Event::LanesPut {
            lanes: vec![(site, ZoneId(4), a_lane())],
        },
        Event::LanesPut { .. } => Event::ItemsPut {
            items: vec![(item, an_item())],
        },
        Event::ItemsPut { .. } => Event::CustomersPut {
            customers: vec![(CustomerId(5), a_customer())],
        },
        Event::CustomersPut { .. } => Event::ShipTosPut {
            ship_tos: vec![(ShipToId(6), a_ship_to())],
        },
        Event::ShipTosPut { .. } => Event::PricesPut {
            list: PriceListId(1),
            code: "LIST".to_owned(),
            currency: Currency::EUR,
            prices: vec![(item, a_price())],
        },
        Event::PricesPut { .. } => Event::StockReceived {
            site,
            item,
            quantity,
        },
        Event::StockReceived { .. } => Event::StockMoved {
            item,
            from: site,
            to: SiteId(3),
            quantity,
        },
        Event::StockMoved { .. } => Event::StockCounted {
            site,
            item,
            counted: quantity,
        },
        Event::StockCounted { .. } => Event::StockScrapped {
            site,
            item,
            quantity,
        },
        Event::StockScrapped { .. } => Event::SupplyAnnounced {
            supply,
            reference: "PO-1".to_owned(),
            kind: SupplyKind::PurchaseOrder,
            site,
            item,
            quantity,
            due: a_day(),
            supplier: None,
        },
        Event::SupplyAnnounced { .. } => Event::SupplyReceived { supply, quantity },
        Event::SupplyReceived { .. } => Event::SupplyRescheduled {
            supply,
            due: a_day(),
        },
        Event::SupplyRescheduled { .. } => Event::SupplyClosed { supply },
        Event::SupplyClosed { .. } => Event::DocumentReceived { document },
        Event::DocumentReceived { .. } => Event::DocumentRead {
            document,
            read_as: ReadAs::Unreadable,
        },
        Event::DocumentRead { .. } => Event::RequestRaised {
            request,
            document,
            index: 2,
            draft: a_request(),
        },
        Event::RequestRaised { .. } => Event::RequestParked {
            request,
            reasons: every_reason(),
        },
        Event::RequestParked { .. } => Event::RequestAccepted { request, order },
        Event::RequestAccepted { .. } => Event::RequestDeclined {
            request,
            reason: DeclineReason::Unwanted,
        },
        Event::RequestDeclined { .. } => an_order(),
        Event::OrderPlaced { .. } => Event::LinesScheduled {
            order,
            lines: vec![a_schedule()],
            considered: vec![Considered {
                sites: vec![site, SiteId(3)].into(),
                cost: 12_345,
                last_delivery: Some(a_day()),
                backordered: Quantity(1),
            }],
        },
        Event::LinesScheduled { .. } => Event::HoldsSet {
            order,
            holds: every_hold(),
        },
        Event::HoldsSet { .. } => Event::HoldReleased {
            order,
            kind: HoldKind::Duplicate,
        },
        Event::HoldReleased { .. } => Event::OrderAmended {
            order,
            changes: every_amendment(),
        },
        Event::OrderAmended { .. } => Event::LinesCancelled {
            order,
            lines: vec![(1, quantity)],
            reason: CancelReason::Expired,
        },
        Event::LinesCancelled { .. } => Event::GoodsAdvanced {
            order,
            to: Stage::Shipped,
            site,
            lines: vec![(1, quantity), (2, Quantity(1))],
            tracking: Some("TRK-1".to_owned()),
            packages: Vec::new(),
        },
        Event::GoodsAdvanced { packages, .. } if packages.is_empty() => Event::OrderFinished {
            order,
            cancelled: true,
        },
        Event::OrderFinished { .. } => Event::ReturnPlaced {
            return_order,
            customer: CustomerId(5),
            order,
            site,
            lines: vec![ReturnLine {
                item,
                agreed: quantity,
                restocked: Quantity(1),
                scrapped: Quantity(2),
            }],
            turned_back: false,
        },
        Event::ReturnPlaced {
            turned_back: true, ..
        } => Event::ExceptionRaised {
            exception,
            kind: Kind::CarrierDelay,
            cause: Cause::Order { order },
            at: Instant(1_772_000_000_000_000),
            broken: Vec::new(),
            expected: Some(a_day()),
        },
        Event::ReturnPlaced { .. } => Event::ReturnReceived {
            return_order,
            lines: vec![
                (1, quantity, Disposition::Restock),
                (2, quantity, Disposition::Scrap),
            ],
        },
        Event::ReturnReceived { .. } => Event::ReturnClosed { return_order },
        Event::ReturnClosed { .. } => Event::CustomersGrouped {
            made: vec!["KEY".to_owned()],
            customers: vec![(CustomerId(5), vec![GroupId(0), GroupId(2)])],
        },
        Event::CustomersGrouped { .. } => Event::QuotasPut {
            quotas: vec![(QuotaId(3), a_quota(QuotaKind::Allocation))],
        },
        Event::QuotasPut { quotas } if quotas[0].0 == QuotaId(3) => {
            let kept = QuotaKind::Protection { priority: 2 };
            Event::QuotasPut {
                quotas: vec![(QuotaId(4), a_quota(kept))],
            }
        }
        Event::QuotasPut { .. } => Event::QuotaEnded { quota: QuotaId(3) },
        Event::QuotaEnded { .. } => Event::WorkOpened(Work::ReadDocument { document }),
        Event::WorkOpened(_) => Event::WorkClosed(Work::PromiseBackorders { item }),
        Event::WorkClosed(_) => Event::ExceptionRaised {
            exception,
            kind: Kind::LateSupply,
            cause: Cause::Supply {
                supply,
                reference: "PO-9".to_owned(),
            },
            at: Instant(1_772_000_000_000_000),
            broken: vec![Broken {
                order,
                line: 2,
                quantity,
                promised: Some(a_day()),
            }],
            expected: None,
        },
        Event::ExceptionRaised {
            expected: Some(_), ..
        } => Event::SolutionsProposed {
            exception,
            proposals: vec![a_proposal_on_the_road()],
        },
        Event::ExceptionRaised { .. } => Event::SolutionsProposed {
            exception,
            proposals: vec![a_proposal()],
        },
        Event::SolutionsProposed { proposals, .. }
            if proposals[0].resolution == Resolution::Resend =>
        {
            return None;
        }
        Event::SolutionsProposed { .. } => Event::ProposalApproved {
            exception,
            proposal: 1,
            by: ActorId(7),
        },
        Event::ProposalApproved { .. } => Event::PlanMade {
            exception: Some(exception),
            proposal: 1,
            shifts: vec![a_shift()],
            rule: None,
            on: Some(a_day()),
        },
        Event::PlanMade { .. } => Event::ExceptionClosed {
            exception,
            how: Closing::Automatic,
        },
        Event::ExceptionClosed { .. } => Event::PlanReverted { exception },
        Event::PlanReverted { .. } => Event::GoodsPostponed {
            order,
            site,
            was: a_day(),
            goods_issue: a_day().plus(1),
            delivery: a_day().plus(3),
        },
        Event::GoodsPostponed { .. } => Event::PickedShort {
            order,
            site,
            lines: vec![(1, quantity)],
        },
        Event::PickedShort { .. } => Event::GoodsAdvanced {
            order,
            to: Stage::Shipped,
            site,
            lines: vec![(1, quantity)],
            tracking: None,
            packages: every_package(),
        },
        Event::GoodsAdvanced { .. } => Event::SupplierStockPut {
            rows: vec![(an_offer(), some_terms())],
        },
        Event::SupplierStockPut { rows } if rows[0].1.stays => Event::DeliveryChanged {
            order,
            site,
            lines: vec![1, 2],
            was: a_day(),
            delivery: Some(a_day().plus(3)),
        },
        Event::SupplierStockPut { .. } => Event::SubstitutesPut {
            item,
            substitutes: vec![ItemId(301)],
        },
        Event::SubstitutesPut { .. } => Event::StockSent {
            item,
            from: site,
            quantity,
        },
        Event::StockSent { .. } => Event::BackordersRun(LastRun {
            due: a_day(),
            rule: "sun, wed at 13:30: win, fill".parse().unwrap(),
            end: RunEnd::Made {
                gains: 3,
                losses: 1,
                left: 0,
            },
        }),
        Event::BackordersRun(LastRun {
            end: RunEnd::Made { .. },
            ..
        }) => Event::BackordersRun(LastRun {
            due: a_day(),
            rule: "daily at 06:00".parse().unwrap(),
            end: RunEnd::GivenUp,
        }),
        Event::BackordersRun(_) => Event::SupplierStockPut {
            rows: vec![(
                an_offer(),
                OnTerms {
                    quantity: Some(Quantity(0)),
                    stays: true,
                    ..some_terms()
                },
            )],
        },
        Event::DeliveryChanged {
            delivery: Some(_), ..
        } => Event::DeliveryChanged {
            order,
            site,
            lines: vec![1],
            was: a_day(),
            delivery: None,
        },
        Event::DeliveryChanged { delivery: None, .. } => Event::ReturnPlaced {
            return_order,
            customer: CustomerId(5),
            order,
            site,
            lines: Vec::new(),
            turned_back: true,
        },
    })
}

fn a_shift() -> Shift {
    Shift {
        order: OrderId(70_000),
        line: 2,
        was: Some(a_day()),
        becomes: None,
        lost_to: Some(OrderId(3)),
        waited: Quantity(0),
        waits: Quantity(8),
    }
}

/// A proposal with one step of each kind.
fn a_proposal() -> Proposal {
    let (order, item, site) = (OrderId(70_000), ItemId(300), SiteId(2));
    let (supply, quantity, due) = (SupplyId(9), Quantity(24), a_day());
    let line = LineSchedule {
        line: 2,
        schedule: Few::none(),
        backorder: Some(Backorder {
            quantity,
            reason: BackorderReason::SupplyLate,
        }),
    };
    let steps = vec![
        Step::Schedule {
            order,
            was: vec![line.clone()],
            becomes: vec![line],
        },
        Step::Hasten {
            supply,
            was: due.plus(4),
            due,
        },
        Step::Announce {
            supply,
            reference: "PO-10".to_owned(),
            kind: SupplyKind::PurchaseOrder,
            site,
            item,
            quantity,
            due,
            supplier: None,
        },
        Step::Move {
            item,
            from: site,
            to: SiteId(3),
            quantity,
        },
        Step::Cancel {
            order,
            lines: vec![2],
        },
    ];
    Proposal {
        resolution: Resolution::OtherSupplier,
        plan: Plan { steps },
        cost: 12_500,
        value: 990_000,
        shifts: vec![a_shift()],
        risks: vec![Risk::SupplierMustAgree],
    }
}

/// A proposal with the steps about goods on their way, and the one that lets an order go on.
fn a_proposal_on_the_road() -> Proposal {
    let (order, quantity) = (OrderId(70_000), Quantity(24));
    let goods = vec![OnItsWay {
        line: 2,
        site: SiteId(2),
        delivery: a_day(),
        quantity,
    }];
    let part = ScheduleLine {
        quantity,
        site: SiteId(2),
        source: Source::OnHand,
        goods_issue: a_day(),
        delivery: a_day().plus(2),
        stage: Stage::Promised,
    };
    let steps = vec![
        Step::Redate {
            order,
            goods: goods.clone(),
            delivery: a_day().plus(3),
        },
        Step::TurnBack {
            order,
            goods,
            instead: vec![(2, vec![part].into())],
        },
        Step::Release {
            order,
            holds: vec![HoldKind::Credit, HoldKind::Review],
            becomes: vec![LineSchedule {
                line: 1,
                schedule: vec![part].into(),
                backorder: None,
            }],
        },
    ];
    Proposal {
        resolution: Resolution::Resend,
        plan: Plan { steps },
        ..a_proposal()
    }
}

fn an_offer() -> Offered {
    Offered {
        item: ItemId(300),
        site: SiteId(2),
        supplier: "ACME".to_owned(),
    }
}

fn some_terms() -> OnTerms {
    OnTerms {
        quantity: Some(Quantity(600)),
        lead_days: 5,
        cost: 4_500,
        stays: false,
    }
}

fn a_day() -> Day {
    Day(20_513)
}

fn a_price() -> Price {
    Price {
        minor: 1_999,
        basis: 12,
    }
}

fn a_site() -> Site {
    let calendar = Calendar {
        weekdays: 0b001_1111,
        holidays: vec![a_day()],
        cutoff_minute: 840,
    };
    Site {
        code: "DC3".to_owned(),
        name: "Depot north".to_owned(),
        calendar,
        zone: None,
    }
}

fn a_quota(kind: QuotaKind) -> Quota {
    Quota {
        code: "Q1".to_owned(),
        kind,
        group: GroupId(2),
        items: Few::one(ItemId(300)),
        site: Some(SiteId(2)),
        quantity: Quantity(24),
        from: a_day(),
        to: a_day(),
    }
}

fn a_lane() -> Lane {
    Lane {
        transit_days: 2,
        delivery_weekdays: 0b011_1111,
        cost_per_shipment: 1_500,
        cost_per_kilogram: 90,
        arrivals: crate::company::Arrivals::NONE,
    }
}

fn an_item() -> Item {
    Item {
        code: "COFFEE".to_owned(),
        description: "coffee, 500 g".to_owned(),
        base_unit: Unit::Each,
        units: vec![(
            Unit::Case,
            Ratio {
                numerator: 12,
                denominator: 1,
            },
        )],
        sales_unit: Unit::Case,
        gtins: Gtin::parse("4006381333931")
            .map(|gtin| (gtin, Unit::Each))
            .into_iter()
            .collect(),
        weight_grams: 520,
        orderable: true,
        safety_stock: vec![(SiteId(2), Quantity(40))],
        bins: Vec::new(),
    }
}

fn a_customer() -> Customer {
    Customer {
        code: "C-77".to_owned(),
        price_list: PriceListId(1),
        credit_limit: Some(5_000_000),
        receivable: -250,
        open_value: 0,
        default_ship_to: Some(ShipToId(6)),
        one_time_addresses: true,
        ship_complete: true,
        blocked: true,
        gln: Gln::parse("4006381333931"),
        parts: BTreeMap::from([("their 1".to_owned(), ItemId(300))]),
        substitutes: Consent::Asked,
    }
}

fn a_ship_to() -> ShipTo {
    let gln = Gln::parse("4006381333931");
    ShipTo {
        code: "A".to_owned(),
        customer: CustomerId(5),
        zone: ZoneId(4),
        gln,
    }
}

fn a_request() -> RequestDraft {
    let doubt = Doubt {
        code: DoubtCode::BadTotal,
        line: Some(3),
    };
    RequestDraft {
        intent: Intent::Change,
        order: Some(OrderDraft {
            customer: CustomerId(5),
            ship_to: Some(ShipToId(6)),
            address_in_doubt: true,
            po_number: Some("4711".to_owned()),
            currency: Some(Currency::USD),
            requested: Some(a_day()),
            expires: Some(Instant(1_772_000_000_000_000)),
            terms: Terms::default(),
            lines: vec![crate::order::LineDraft {
                item: StatedItem::Known(ItemId(300)),
                quantity: Quantity(24),
                unit: Unit::Case,
                stated_price: Some(a_price()),
                requested: Some(a_day()),
            }],
        }),
        confidence: 912,
        doubts: vec![doubt],
    }
}

fn every_reason() -> Vec<ParkReason> {
    vec![
        ParkReason::Doubt(Doubt {
            code: DoubtCode::Repeated,
            line: None,
        }),
        ParkReason::LowConfidence {
            confidence: 700,
            required: 850,
        },
        ParkReason::HighValue {
            value: 30_000_000,
            allowed: 20_000_000,
        },
        ParkReason::RequestedDay {
            days: -3,
            allowed: 365,
        },
        ParkReason::ChangesOrder,
        ParkReason::CannotCancel,
        ParkReason::Refused {
            code: "customer_blocked".to_owned(),
        },
        ParkReason::DuplicateOf { order: OrderId(3) },
    ]
}

fn an_order() -> Event {
    Event::OrderPlaced {
        order: OrderId(70_000),
        customer: CustomerId(5),
        ship_to: Some(ShipToId(6)),
        po_number: Some("4711".to_owned()),
        currency: Currency::ILS,
        placed: Instant(1_772_000_000_000_000),
        requested: Some(a_day()),
        expires: Some(Instant(1_772_100_000_000_000)),
        request: Some(RequestId(11)),
        lines: vec![a_line()],
        holds: vec![Hold::Address],
        terms: Terms::default(),
    }
}

fn a_line() -> PlacedLine {
    PlacedLine {
        item: StatedItem::Unknown("beans".to_owned()),
        quantity: Quantity(24),
        unit: Unit::Each,
        price: Some(a_price()),
        stated_price: Some(Price {
            minor: 1_800,
            basis: 1,
        }),
        requested: Some(a_day()),
    }
}

fn a_schedule() -> LineSchedule {
    let part = |source| ScheduleLine {
        quantity: Quantity(12),
        site: SiteId(2),
        source,
        goods_issue: a_day(),
        delivery: a_day().plus(2),
        stage: Stage::Promised,
    };
    LineSchedule {
        line: 1,
        schedule: vec![part(Source::OnHand), part(Source::Inbound(SupplyId(9)))].into(),
        backorder: Some(Backorder {
            quantity: Quantity(5),
            reason: BackorderReason::SupplyLate,
        }),
    }
}

/// A pallet with a carton on it.
fn every_package() -> Vec<Labelled> {
    let labelled = |number, package| Labelled {
        sscc: Sscc::numbered("7299999", number),
        package,
    };
    let pallet = Package {
        kind: PackageKind::Pallet,
        lines: vec![(2, Quantity(1))],
        within: None,
        weight_grams: Some(31_000),
    };
    let carton = Package {
        lines: vec![(1, Quantity(4))],
        within: Some(1),
        ..Package::default()
    };
    vec![labelled(41, pallet), labelled(42, carton)]
}

fn every_hold() -> Vec<Hold> {
    vec![
        Hold::Credit {
            exposure: 120_000,
            limit: 100_000,
        },
        Hold::Price {
            line: 1,
            stated: a_price(),
            list: Price {
                minor: 2_100,
                basis: 12,
            },
        },
        Hold::NoPrice { line: 2 },
        Hold::UnknownItem { line: 3 },
        Hold::Address,
        Hold::Duplicate { of: OrderId(3) },
        Hold::Currency {
            stated: Currency::USD,
            charged: Currency::ILS,
        },
        Hold::Review,
    ]
}

fn every_amendment() -> Vec<Amendment> {
    vec![
        Amendment::Quantity {
            line: 1,
            quantity: Quantity(30),
        },
        Amendment::Requested {
            line: Some(2),
            day: None,
        },
        Amendment::Requested {
            line: None,
            day: Some(a_day()),
        },
        Amendment::ShipTo {
            ship_to: ShipToId(8),
        },
        Amendment::LineAdded { line: a_line() },
        Amendment::ItemResolved {
            line: 1,
            item: ItemId(300),
            price: Some(a_price()),
        },
    ]
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex(text: &str) -> Vec<u8> {
    let pair = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).expect("two hex digits");
    (0..text.len()).step_by(2).map(pair).collect()
}

/// A list of this one event as it is journaled.
fn stored(event: &Event) -> Vec<u8> {
    let mut to = Encoder::new(Vec::new());
    let written = write(std::slice::from_ref(event), &mut to, &mut Vec::new());
    written.expect("events can be stored");
    to.into_writer()
}

fn read_whole(bytes: &[u8]) -> Result<Vec<Event>, decode::Error> {
    read(&mut Decoder::new(bytes))
}

#[test]
fn every_event_is_written_as_it_always_was() {
    let line = |event: &Event| format!("{} {}\n", event.name(), hex(&stored(event)));
    compare(
        "events.txt",
        &examples().iter().map(line).collect::<String>(),
    );
}

#[test]
fn every_event_that_was_ever_written_can_be_read() {
    let rows = |golden: &str, head: &[u8]| -> Vec<Event> {
        let bytes = |line: &str| unhex(line.split_once(' ').expect("a name and bytes").1);
        let read = |line| read_whole(&[head, &bytes(line)].concat());
        let lists = golden
            .lines()
            .map(|line| read(line).expect("a list that was written once"));
        lists.flatten().collect()
    };
    assert_eq!(
        rows(include_str!("../../golden/events.txt"), &[]),
        examples()
    );
    // Before some were packed; the rows hold single events.
    let plain = include_str!("../../golden/events_plain.txt");
    const LIST_OF_ONE: &[u8] = &[0x81];
    let old = rows(plain, LIST_OF_ONE);
    assert_eq!(old, examples()[..old.len()]);
}

#[test]
fn an_event_that_is_cut_off_is_an_error_and_never_a_panic() {
    for event in examples() {
        let bytes = stored(&event);
        for end in 0..bytes.len() {
            assert!(
                read_whole(&bytes[..end]).is_err(),
                "{} to {end}",
                event.name()
            );
        }
    }
}

#[test]
fn a_flipped_bit_makes_another_event_or_an_error_and_never_a_panic() {
    for event in examples() {
        let bytes = stored(&event);
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            if let Ok(other) = read_whole(&flipped) {
                let again: Vec<Event> = other
                    .iter()
                    .flat_map(|e| read_whole(&stored(e)).unwrap())
                    .collect();
                assert_eq!(again, other);
            }
        }
    }
}
