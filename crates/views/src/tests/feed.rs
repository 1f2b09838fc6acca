//! Public events of a small company's life.

use super::world::{World, line, order};
use super::{draft, lived};
use crate::feed::{EventData, EventKind, Feed, FeedFilter, FeedId, FeedPage};
use book::Command;
use book::command::Change;
use book::event::CancelReason;
use book::order::HoldKind;
use book::request::{DeclineReason, Doubt, DoubtCode, ReadAs};
use std::collections::BTreeSet;
use vocab::{ContentHash, CustomerId, Day, ItemId, OrderId, Quantity, RequestId, SiteId, SupplyId};

fn feed(world: &World) -> Feed {
    Feed::new(world.journal(), world.reader())
}

fn all(feed: &Feed) -> FeedPage {
    feed.read(None, 500, &FeedFilter::default()).unwrap()
}

/// One event a line, as it is sent.
fn told(page: &FeedPage) -> String {
    let line = |event: &crate::feed::FeedEvent| {
        let data = serde_json::to_string(&event.data).unwrap();
        format!("{} {} {} {data}", event.id, event.at, event.kind)
    };
    page.events.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_feed_tells_an_order_from_its_placing_to_its_return() {
    let world = lived();
    let page = all(&feed(&world));
    assert!(page.caught_up);
    insta::assert_snapshot!(told(&page), @r#"
    1-0 2026-03-01T09:00:00Z site.changed {"sites":["DC1","DC2"]}
    2-0 2026-03-01T09:00:00Z lane.changed {"sites":["DC1","DC2"]}
    3-0 2026-03-01T09:00:00Z item.changed {"items":["COFFEE","TEA"],"more":0}
    4-0 2026-03-01T09:00:00Z price.changed {"price_list":"LIST","currency":"ILS","items":["COFFEE","TEA"],"more":0}
    5-0 2026-03-01T09:00:00Z customer.changed {"customers":["C1","C2"],"more":0}
    5-2 2026-03-01T09:00:00Z customer.changed {"customers":["C1","C2"],"more":0}
    6-0 2026-03-01T09:00:00Z stock.changed {"change":"received","item":"COFFEE","site":"DC1","to_site":null,"quantity":100}
    6-2 2026-03-01T09:00:00Z stock.changed {"change":"received","item":"TEA","site":"DC1","to_site":null,"quantity":100}
    6-4 2026-03-01T09:00:00Z stock.changed {"change":"received","item":"COFFEE","site":"DC2","to_site":null,"quantity":20}
    7-0 2026-03-01T09:00:00Z supply.announced {"supply":0,"reference":"PO-IN-1","item":"COFFEE","site":"DC1","kind":"purchase_order","quantity":200,"due_date":"2026-03-10"}
    8-0 2026-03-01T09:00:00Z order.placed {"order":"SO-100000","customer":"C1","po_number":"PO-77/a","ship_to":"A","value":{"amount":"300.00","currency":"ILS"},"requested_delivery_date":null,"request":null,"lines":[{"line":1,"item":"COFFEE","quantity":30}],"more_lines":0}
    8-2 2026-03-01T09:00:00Z order.promised {"order":"SO-100000","customer":"C1","po_number":"PO-77/a","last_delivery_date":"2026-03-02","slices":[{"line":1,"quantity":30,"site":"DC1","goods_issue_date":"2026-03-01","delivery_date":"2026-03-02"}],"more_slices":0}
    9-0 2026-03-01T09:00:00Z order.released {"order":"SO-100000","customer":"C1","po_number":"PO-77/a","site":"DC1","lines":[{"line":1,"quantity":30}],"more_lines":0,"tracking":null}
    10-0 2026-03-01T09:00:00Z order.picked {"order":"SO-100000","customer":"C1","po_number":"PO-77/a","site":"DC1","lines":[{"line":1,"quantity":30}],"more_lines":0,"tracking":null}
    11-0 2026-03-01T09:00:00Z order.packed {"order":"SO-100000","customer":"C1","po_number":"PO-77/a","site":"DC1","lines":[{"line":1,"quantity":30}],"more_lines":0,"tracking":null}
    12-0 2026-03-01T09:00:00Z order.shipped {"order":"SO-100000","customer":"C1","po_number":"PO-77/a","site":"DC1","lines":[{"line":1,"quantity":30}],"more_lines":0,"tracking":"TRK1"}
    13-0 2026-03-02T09:00:00Z order.delivered {"order":"SO-100000","customer":"C1","po_number":"PO-77/a","site":"DC1","lines":[{"line":1,"quantity":30}],"more_lines":0,"tracking":null}
    13-2 2026-03-02T09:00:00Z order.completed {"order":"SO-100000","customer":"C1","po_number":"PO-77/a"}
    14-0 2026-03-02T09:00:00Z order.placed {"order":"SO-100001","customer":"C1","po_number":"PO-78","ship_to":"A","value":{"amount":"25.00","currency":"ILS"},"requested_delivery_date":null,"request":null,"lines":[{"line":1,"item":"TEA","quantity":5}],"more_lines":0}
    14-1 2026-03-02T09:00:00Z order.held {"order":"SO-100001","customer":"C1","po_number":"PO-78","holds":["price"]}
    15-0 2026-03-02T09:00:00Z order.placed {"order":"SO-100002","customer":"C1","po_number":"PO-79","ship_to":"A","value":{"amount":"5010.00","currency":"ILS"},"requested_delivery_date":null,"request":null,"lines":[{"line":1,"item":"COFFEE","quantity":500},{"line":2,"item":"TEA","quantity":2}],"more_lines":0}
    15-2 2026-03-02T09:00:00Z order.promised {"order":"SO-100002","customer":"C1","po_number":"PO-79","last_delivery_date":"2026-03-12","slices":[{"line":1,"quantity":70,"site":"DC1","goods_issue_date":"2026-03-02","delivery_date":"2026-03-03"},{"line":1,"quantity":20,"site":"DC2","goods_issue_date":"2026-03-02","delivery_date":"2026-03-04"},{"line":1,"quantity":200,"site":"DC1","goods_issue_date":"2026-03-11","delivery_date":"2026-03-12"},{"line":2,"quantity":2,"site":"DC1","goods_issue_date":"2026-03-02","delivery_date":"2026-03-03"}],"more_slices":0}
    15-3 2026-03-02T09:00:00Z order.backordered {"order":"SO-100002","customer":"C1","po_number":"PO-79","lines":[{"line":1,"quantity":210,"reason":"no_supply"}],"more_lines":0}
    16-0 2026-03-02T09:00:00Z return.placed {"return":0,"order":"SO-100000","customer":"C1","po_number":"PO-77/a","site":"DC1","lines":[{"line":1,"item":"COFFEE","quantity":3}],"more_lines":0}
    17-0 2026-03-02T09:00:00Z return.received {"return":0,"order":"SO-100000","customer":"C1","po_number":"PO-77/a","lines":[{"line":1,"quantity":2,"disposition":"restock"}],"more_lines":0}
    "#);
}

/// Whatever the first story has not: documents, amendments, cancellations, supply, stock.
fn busy() -> World {
    let mut world = World::new();
    let document = ContentHash([7; 32]);
    world.give(Command::ReceiveDocument { document });
    let doubt = Doubt {
        code: DoubtCode::BadDate,
        line: Some(1),
    };
    world.give(Command::RecordReading {
        document,
        read_as: ReadAs::Requests,
        requests: vec![draft(Vec::new()), draft(vec![doubt])],
    });
    for request in [0, 1].map(RequestId) {
        world.give(Command::WeighRequest { request });
    }
    world.give(Command::DeclineRequest {
        request: RequestId(1),
        reason: DeclineReason::Unwanted,
    });
    let order = OrderId(0);
    let changes = vec![
        Change::Quantity {
            line: 1,
            quantity: Quantity(6),
        },
        Change::AddLine(line(0, 2)),
    ];
    world.give(Command::AmendOrder { order, changes });
    world.give(Command::HoldOrder { order });
    world.give(Command::ReleaseHold {
        order,
        kind: HoldKind::Review,
    });
    world.give(Command::CancelOrder {
        order,
        lines: Vec::new(),
        reason: CancelReason::Customer,
    });
    let (supply, due) = (SupplyId(0), Day::parse("2026-03-12").unwrap());
    world.give(Command::RescheduleSupply { supply, due });
    world.give(Command::ReceiveSupply {
        supply,
        quantity: Quantity(150),
        last: true,
    });
    let (item, quantity) = (ItemId(0), Quantity(3));
    let [from, to] = [0, 1].map(SiteId);
    world.give(Command::MoveStock {
        item,
        from,
        to,
        quantity,
    });
    world.give(Command::CountStock {
        site: to,
        item,
        counted: Quantity(22),
    });
    world
}

#[test]
fn the_feed_tells_documents_changes_and_stock() {
    let world = busy();
    let founded = FeedId { seq: 8, nth: 0 };
    let page = feed(&world)
        .read(Some(founded), 500, &FeedFilter::default())
        .unwrap();
    insta::assert_snapshot!(told(&page), @r#"
    9-0 2026-03-01T09:00:00Z document.read {"document":"0707070707070707070707070707070707070707070707070707070707070707","read_as":"requests"}
    9-2 2026-03-01T09:00:00Z request.raised {"request":0,"document":"0707070707070707070707070707070707070707070707070707070707070707","index":0,"intent":"place","customer":"C1","po_number":"R1","confidence":1000}
    9-4 2026-03-01T09:00:00Z request.raised {"request":1,"document":"0707070707070707070707070707070707070707070707070707070707070707","index":1,"intent":"place","customer":"C1","po_number":"R1","confidence":1000}
    10-0 2026-03-01T09:00:00Z order.placed {"order":"SO-100000","customer":"C1","po_number":"R1","ship_to":"A","value":{"amount":"20.00","currency":"ILS"},"requested_delivery_date":null,"request":0,"lines":[{"line":1,"item":"TEA","quantity":4}],"more_lines":0}
    10-2 2026-03-01T09:00:00Z order.promised {"order":"SO-100000","customer":"C1","po_number":"R1","last_delivery_date":"2026-03-02","slices":[{"line":1,"quantity":4,"site":"DC1","goods_issue_date":"2026-03-01","delivery_date":"2026-03-02"}],"more_slices":0}
    10-4 2026-03-01T09:00:00Z request.accepted {"request":0,"order":"SO-100000","customer":"C1","po_number":"R1"}
    11-0 2026-03-01T09:00:00Z request.in_review {"request":1,"reasons":[{"reason":"bad_date","line":1}]}
    12-0 2026-03-01T09:00:00Z request.declined {"request":1,"reason":"unwanted"}
    13-0 2026-03-01T09:00:00Z order.amended {"order":"SO-100000","customer":"C1","po_number":"R1","changes":[{"change":"quantity","line":1,"quantity":6,"requested_delivery_date":null,"ship_to":null,"item":null},{"change":"line_added","line":null,"quantity":2,"requested_delivery_date":null,"ship_to":null,"item":"COFFEE"}],"more_changes":0}
    13-2 2026-03-01T09:00:00Z order.promised {"order":"SO-100000","customer":"C1","po_number":"R1","last_delivery_date":"2026-03-02","slices":[{"line":1,"quantity":4,"site":"DC1","goods_issue_date":"2026-03-01","delivery_date":"2026-03-02"},{"line":1,"quantity":2,"site":"DC1","goods_issue_date":"2026-03-01","delivery_date":"2026-03-02"},{"line":2,"quantity":2,"site":"DC1","goods_issue_date":"2026-03-01","delivery_date":"2026-03-02"}],"more_slices":0}
    14-0 2026-03-01T09:00:00Z order.held {"order":"SO-100000","customer":"C1","po_number":"R1","holds":["review"]}
    15-0 2026-03-01T09:00:00Z order.hold_released {"order":"SO-100000","customer":"C1","po_number":"R1","hold":"review"}
    15-2 2026-03-01T09:00:00Z order.promised {"order":"SO-100000","customer":"C1","po_number":"R1","last_delivery_date":"2026-03-02","slices":[{"line":1,"quantity":6,"site":"DC1","goods_issue_date":"2026-03-01","delivery_date":"2026-03-02"},{"line":2,"quantity":2,"site":"DC1","goods_issue_date":"2026-03-01","delivery_date":"2026-03-02"}],"more_slices":0}
    16-0 2026-03-01T09:00:00Z order.lines_cancelled {"order":"SO-100000","customer":"C1","po_number":"R1","lines":[{"line":1,"quantity":6},{"line":2,"quantity":2}],"more_lines":0,"reason":"customer"}
    16-2 2026-03-01T09:00:00Z order.cancelled {"order":"SO-100000","customer":"C1","po_number":"R1"}
    17-0 2026-03-01T09:00:00Z supply.rescheduled {"supply":0,"reference":"PO-IN-1","item":"COFFEE","site":"DC1","due_date":"2026-03-12"}
    18-0 2026-03-01T09:00:00Z supply.received {"supply":0,"reference":"PO-IN-1","item":"COFFEE","site":"DC1","quantity":150}
    18-2 2026-03-01T09:00:00Z supply.closed {"supply":0,"reference":"PO-IN-1","item":"COFFEE","site":"DC1"}
    19-0 2026-03-01T09:00:00Z stock.changed {"change":"moved","item":"COFFEE","site":"DC1","to_site":"DC2","quantity":3}
    20-0 2026-03-01T09:00:00Z stock.changed {"change":"counted","item":"COFFEE","site":"DC2","to_site":null,"quantity":22}
    "#);
}

#[test]
fn the_feed_is_the_same_in_whatever_pieces_it_is_read() {
    for world in [lived(), busy()] {
        let feed = feed(&world);
        let whole = all(&feed).events;
        let ids: BTreeSet<FeedId> = whole.iter().map(|event| event.id).collect();
        assert_eq!(ids.len(), whole.len());
        assert!(whole.is_sorted_by_key(|event| event.id));
        for limit in [1, 2, 3, 7] {
            let (mut pieces, mut after) = (Vec::new(), None);
            loop {
                let page = feed.read(after, limit, &FeedFilter::default()).unwrap();
                assert!(page.events.len() <= limit);
                pieces.extend(page.events);
                after = Some(page.next);
                if page.caught_up {
                    break;
                }
            }
            assert_eq!(pieces, whole);
        }
        for event in &whole {
            let behind = feed
                .read(Some(event.id), 500, &FeedFilter::default())
                .unwrap();
            let expected = whole.iter().filter(|other| other.id > event.id);
            assert_eq!(behind.events, expected.cloned().collect::<Vec<_>>());
        }
    }
}

#[test]
fn a_customer_is_told_of_nothing_but_its_own() {
    let mut world = lived();
    let mut other = order("OTHER", &[line(1, 1)]);
    other.customer = CustomerId(1);
    world.give(Command::PlaceOrder(other));
    let feed = feed(&world);
    let whole = all(&feed).events;
    for customer in [0, 1].map(CustomerId) {
        let filter = FeedFilter {
            customer: Some(customer),
            ..FeedFilter::default()
        };
        let page = feed.read(None, 500, &filter).unwrap();
        let its = whole.iter().filter(|one| one.customer == Some(customer));
        assert_eq!(page.events, its.cloned().collect::<Vec<_>>());
        let text = told(&page);
        assert_eq!(text.contains("OTHER"), customer == CustomerId(1), "{text}");
        assert!(!page.events.is_empty());
    }
}

#[test]
fn a_filter_by_kind_leaves_the_rest_out_and_still_moves_on() {
    let world = busy();
    let feed = feed(&world);
    let kinds = vec![EventKind::OrderCancelled, EventKind::DocumentRead];
    let filter = FeedFilter {
        kinds,
        ..FeedFilter::default()
    };
    let page = feed.read(None, 500, &filter).unwrap();
    let names: Vec<_> = page
        .events
        .iter()
        .map(|event| event.kind.as_str())
        .collect();
    assert_eq!(names, ["document.read", "order.cancelled"]);
    assert_eq!(page.next.seq, world.views.seq());
    let behind = feed.read(Some(feed.latest()), 500, &filter).unwrap();
    assert!(behind.events.is_empty() && behind.caught_up);
}

#[test]
fn of_a_long_list_the_first_are_told_and_how_many_more_there_are() {
    let mut world = World::new();
    let lines: Vec<_> = (0..130).map(|_| line(1, 1)).collect();
    world.give(Command::PlaceOrder(order("LONG", &lines)));
    let page = all(&feed(&world));
    let placed = page.events.iter().find_map(|event| match &event.data {
        EventData::OrderPlaced(placed) => Some((placed.lines.len(), placed.more_lines)),
        _ => None,
    });
    assert_eq!(placed, Some((100, 30)));
}

#[test]
fn an_id_reads_back_as_it_is_written_and_nothing_else_is_one() {
    let id = FeedId { seq: 812, nth: 4 };
    assert_eq!(id.to_string().parse(), Ok(id));
    for text in [
        "",
        "812",
        "812-",
        "-4",
        "812-4-1",
        "a-b",
        "+8-4",
        "812-99999999999",
    ] {
        let read: Result<FeedId, _> = text.parse();
        assert!(read.is_err(), "{text}");
    }
}

#[test]
fn every_kind_has_a_dotted_name_and_a_meaning() {
    let names: BTreeSet<&str> = EventKind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(names.len(), EventKind::ALL.len());
    for kind in EventKind::ALL {
        assert_eq!(EventKind::parse(kind.as_str()), Some(*kind));
        assert!(kind.as_str().contains('.') && kind.meaning().ends_with('.'));
    }
}
