//! The views of a small company's life: what the queries answer, and that they agree with the book.

mod company;
mod exceptions;
mod export;
mod feed;
mod measures;
mod orders;
mod policies;
mod random;
mod review;
mod stock;
mod today;
mod world;

use crate::{OrderFilter, OrderState, RequestFilter, RequestState, Views, describe};
use book::Command;
use book::event::CancelReason;
use book::order::{HoldKind, Stage};
use book::request::{DeclineReason, Doubt, DoubtCode, Intent, ReadAs, RequestDraft};
use book::returns::{Disposition, ReturnDraft};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use vocab::{ContentHash, CustomerId, ItemId, OrderId, Quantity, RequestId, ReturnId, SiteId};
use world::{Scratch, World, line, order};

/// Three orders: one delivered and partly returned, one held for its price, one with a backorder.
fn lived() -> World {
    let mut world = World::new();
    world.give(Command::PlaceOrder(order("PO-77/a", &[line(0, 30)])));
    for (to, tracking) in [
        (Stage::Released, None),
        (Stage::Picked, None),
        (Stage::Packed, None),
        (Stage::Shipped, Some("TRK1".to_owned())),
    ] {
        world.give(Command::Advance {
            order: OrderId(0),
            to,
            site: SiteId(0),
            lines: Vec::new(),
            tracking,
            packages: Vec::new(),
        });
    }
    world.next_day();
    world.give(Command::Advance {
        order: OrderId(0),
        to: Stage::Delivered,
        site: SiteId(0),
        lines: Vec::new(),
        tracking: None,
        packages: Vec::new(),
    });
    let mut dear = order("PO-78", &[line(1, 5)]);
    dear.lines[0].stated_price = Some(vocab::Price { minor: 1, basis: 1 });
    world.give(Command::PlaceOrder(dear));
    world.give(Command::PlaceOrder(order(
        "PO-79",
        &[line(0, 500), line(1, 2)],
    )));
    world.give(Command::PlaceReturn(ReturnDraft {
        customer: CustomerId(0),
        order: OrderId(0),
        left: None,
        site: SiteId(0),
        lines: vec![(ItemId(0), Quantity(3))],
    }));
    world.give(Command::ReceiveReturn {
        return_order: ReturnId(0),
        lines: vec![(1, Quantity(2), Disposition::Restock)],
    });
    world
}

#[test]
fn the_list_tells_state_and_dates_of_every_order() {
    let world = lived();
    let page = world
        .reader()
        .orders(&OrderFilter::default(), None, 10)
        .unwrap();
    let shown: Vec<String> = page
        .items
        .iter()
        .map(|row| {
            let day = |day: Option<vocab::Day>| day.map_or("-".to_owned(), |day| day.to_string());
            format!(
                "{} {} {} {:?} {} back={} {} promised {} delivered {} holds {}",
                row.number,
                row.state.as_str(),
                row.customer_code,
                row.po_number,
                row.value,
                row.backordered,
                row.stage_first.map_or("-", Stage::as_str),
                day(row.promised),
                day(row.delivered),
                row.holds.len(),
            )
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @r#"
    SO-100002 open C1 Some("PO-79") 5010.00 ILS back=210 promised promised 2026-03-12 delivered - holds 0
    SO-100001 held C1 Some("PO-78") 25.00 ILS back=0 - promised - delivered - holds 1
    SO-100000 closed C1 Some("PO-77/a") 300.00 ILS back=0 delivered promised 2026-03-02 delivered 2026-03-02 holds 0
    "#);
    assert_eq!(page.next, None);
}

#[test]
fn the_single_view_tells_everything_in_order() {
    let world = lived();
    let view = world.reader().order(OrderId(0)).unwrap().unwrap();
    let timeline: Vec<String> = view
        .timeline
        .iter()
        .map(|entry| {
            let happening = serde_json::to_string(&entry.happening).unwrap();
            format!("{} {} {happening}", entry.at, entry.actor)
        })
        .collect();
    insta::assert_snapshot!(timeline.join("\n"), @r#"
    2026-03-01T09:00:00Z 0 {"kind":"placed","lines":1,"holds":[]}
    2026-03-01T09:00:00Z 0 {"kind":"promised","lines":[{"line":1,"promised":30,"delivery":"2026-03-02","backorder":null}]}
    2026-03-01T09:00:00Z 0 {"kind":"advanced","to":"released","site":0,"lines":[[1,30]],"tracking":null}
    2026-03-01T09:00:00Z 0 {"kind":"advanced","to":"picked","site":0,"lines":[[1,30]],"tracking":null}
    2026-03-01T09:00:00Z 0 {"kind":"advanced","to":"packed","site":0,"lines":[[1,30]],"tracking":null}
    2026-03-01T09:00:00Z 0 {"kind":"advanced","to":"shipped","site":0,"lines":[[1,30]],"tracking":"TRK1"}
    2026-03-02T09:00:00Z 0 {"kind":"advanced","to":"delivered","site":0,"lines":[[1,30]],"tracking":null}
    2026-03-02T09:00:00Z 0 {"kind":"finished","cancelled":false}
    2026-03-02T09:00:00Z 0 {"kind":"return_placed","return_order":0,"site":0}
    2026-03-02T09:00:00Z 0 {"kind":"return_received","return_order":0,"lines":[[1,2,"restock"]]}
    "#);
    let ways = &view.decisions[0].ways;
    assert_eq!(ways[0].sites[0].code, "DC1");
    assert!(ways[0].chosen && ways.iter().skip(1).all(|way| !way.chosen));
    assert_eq!(view.returns[0].return_lines[0].restocked, Quantity(2));
}

#[test]
fn what_a_row_keeps_as_a_list_is_told_in_rows_to_any_tool() {
    let world = lived();
    let told = [
        "SELECT order_id, number, item, ordered, unit, price, price_basis, stated_price,
         backordered, backorder_reason FROM order_lines",
        "SELECT * FROM schedule_lines",
        "SELECT order_id, rank, sites, last_delivery, backordered FROM considered",
    ];
    let told = told.map(|sql| world::rows(&world.path(), sql).join("\n"));
    insta::assert_snapshot!(told.join("\n\n"), @r"
    0 1 0 30 each 1000 1 - - -
    1 1 1 5 each 500 1 1 - -
    2 1 0 500 each 1000 1 - 210 no_supply
    2 2 1 2 each 500 1 - - -

    0 1 1 30 0 - 20513 20514 5
    2 1 1 70 0 - 20514 20515 0
    2 1 2 20 1 - 20514 20516 0
    2 1 3 200 0 0 20523 20524 0
    2 2 1 2 0 - 20514 20515 0

    0 0 [0] 20514 0
    2 0 [0,1] 20524 210
    2 1 [0] 20524 230
    2 2 [1] 20516 482
    ");
}

#[test]
fn filters_and_search_find_what_they_say() {
    let world = lived();
    let find = |filter: OrderFilter| -> String {
        let page = world.reader().orders(&filter, None, 10).unwrap();
        let numbers: Vec<String> = page.items.into_iter().map(|row| row.number).collect();
        numbers.join(" ")
    };
    let text = |text: &str| OrderFilter {
        text: Some(text.to_owned()),
        ..OrderFilter::default()
    };
    let cases = [
        (
            OrderFilter {
                states: vec![OrderState::Held],
                ..OrderFilter::default()
            },
            "SO-100001",
        ),
        (
            OrderFilter {
                hold: Some(HoldKind::Price),
                ..OrderFilter::default()
            },
            "SO-100001",
        ),
        (
            OrderFilter {
                hold: Some(HoldKind::Credit),
                ..OrderFilter::default()
            },
            "",
        ),
        (
            OrderFilter {
                backordered: true,
                ..OrderFilter::default()
            },
            "SO-100002",
        ),
        (
            OrderFilter {
                customer: Some(CustomerId(1)),
                ..OrderFilter::default()
            },
            "",
        ),
        (text("so-100001"), "SO-100001"),
        (text("10000"), "SO-100002 SO-100001 SO-100000"),
        (text("po-77/A"), "SO-100000"),
        (text("c1 tea"), "SO-100002 SO-100001"),
        (text("\" OR * NEAR( :"), ""),
        (text("Ⓐ ״ שלום"), ""),
        (
            OrderFilter {
                states: vec![OrderState::Closed],
                ..text("coffee")
            },
            "SO-100000",
        ),
    ];
    for (filter, numbers) in cases {
        assert_eq!(find(filter.clone()), numbers, "{filter:?}");
    }
}

#[test]
fn a_cursor_walks_every_order_once() {
    let mut world = World::new();
    for number in 0..23 {
        world.give(Command::PlaceOrder(order(
            &format!("W{number}"),
            &[line(1, 1)],
        )));
    }
    for text in [None, Some("W".to_owned())] {
        let filter = OrderFilter {
            text,
            ..OrderFilter::default()
        };
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = world.reader().orders(&filter, after, 5).unwrap();
            seen.extend(page.items.iter().map(|row| row.id.0));
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        assert_eq!(seen, (0..23).rev().collect::<Vec<u64>>());
    }
}

fn draft(doubts: Vec<Doubt>) -> RequestDraft {
    RequestDraft {
        intent: Intent::Place,
        order: Some(order("R1", &[line(1, 4)])),
        confidence: 1000,
        doubts,
    }
}

#[test]
fn a_request_is_followed_from_its_document_to_its_order() {
    let mut world = World::new();
    let document = ContentHash([7; 32]);
    world.give(Command::ReceiveDocument { document });
    assert_eq!(world.reader().counts().unwrap().unread, 1);
    let doubt = Doubt {
        code: DoubtCode::BadDate,
        line: Some(1),
    };
    let read_as = ReadAs::Requests;
    let requests = vec![draft(Vec::new()), draft(vec![doubt]), draft(vec![doubt])];
    world.give(Command::RecordReading {
        document,
        read_as,
        requests,
    });
    for request in 0..3 {
        world.give(Command::WeighRequest {
            request: RequestId(request),
        });
    }
    let counts = world.reader().counts().unwrap();
    assert_eq!((counts.unread, counts.in_review, counts.open), (0, 2, 1));
    let reason = DeclineReason::Unwanted;
    world.give(Command::DeclineRequest {
        request: RequestId(1),
        reason,
    });
    world.give(Command::AcceptRequest {
        request: RequestId(2),
        draft: None,
    });

    let all = world
        .reader()
        .requests(&RequestFilter::default(), None, 10)
        .unwrap();
    let states: Vec<&str> = all.items.iter().map(|row| row.state.as_str()).collect();
    assert_eq!(states, ["accepted", "declined", "accepted"]);
    let review = RequestFilter {
        state: Some(RequestState::Review),
        document: Some(document),
        ..RequestFilter::default()
    };
    assert!(
        world
            .reader()
            .requests(&review, None, 10)
            .unwrap()
            .items
            .is_empty()
    );

    let placed = world.reader().order(OrderId(1)).unwrap().unwrap();
    assert_eq!(placed.order.document, Some(document));
    let kinds: Vec<String> = placed
        .timeline
        .iter()
        .map(|entry| {
            let happening = serde_json::to_value(&entry.happening).unwrap();
            happening["kind"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(
        kinds.join(" "),
        "document_received document_read request_raised request_parked placed request_accepted"
    );
    let today = world.moment.today;
    let days = world.reader().daily(today, today).unwrap();
    let day = &days[0];
    assert_eq!(
        (
            day.documents,
            day.orders,
            day.touchless,
            day.parked,
            day.declined
        ),
        (1, 2, 1, 2, 1)
    );
    let row = world.reader().document(document).unwrap().unwrap();
    assert_eq!(
        (row.requests.len(), row.read_as),
        (3, Some(ReadAs::Requests))
    );
}

#[test]
fn a_change_by_document_stands_in_the_timeline_of_the_order_it_changed() {
    let mut world = World::new();
    world.give(Command::PlaceOrder(order("R1", &[line(1, 9)])));
    let document = ContentHash([8; 32]);
    world.give(Command::ReceiveDocument { document });
    let change = RequestDraft {
        intent: Intent::Change,
        ..draft(Vec::new())
    };
    let (read_as, requests) = (ReadAs::Requests, vec![change]);
    world.give(Command::RecordReading {
        document,
        read_as,
        requests,
    });
    world.give(Command::WeighRequest {
        request: RequestId(0),
    });
    world.give(Command::AcceptRequest {
        request: RequestId(0),
        draft: None,
    });
    let view = world.reader().order(OrderId(0)).unwrap().unwrap();
    assert_eq!(view.order_lines[0].ordered, Quantity(4));
    let last = view.timeline.last().unwrap();
    let accepted = crate::Happening::RequestAccepted {
        request: RequestId(0),
        order: OrderId(0),
        corrected: Vec::new(),
    };
    assert_eq!(last.happening, accepted);
}

#[test]
fn what_is_on_time_and_in_full_is_counted_on_the_day_it_is_done() {
    let world = lived();
    let today = world.moment.today;
    let days = world.reader().daily(today.plus(-1), today).unwrap();
    assert_eq!((days[0].orders, days[0].closed), (1, 0));
    assert_eq!((days[1].closed, days[1].on_time_in_full), (1, 1));
}

#[test]
fn a_backorder_run_and_a_cancellation_leave_stock_as_the_book_has_it() {
    let mut world = lived();
    world.give(Command::CancelOrder {
        order: OrderId(2),
        lines: vec![1],
        reason: CancelReason::Customer,
    });
    world.agrees_with_book();
    let stock = world.reader().stock(ItemId(0)).unwrap().unwrap();
    let balances = world.book.stock.balance(ItemId(0), SiteId(0));
    assert_eq!(stock.sites[0].on_hand, balances.on_hand);
    assert_eq!(stock.sites[0].reserved, Quantity::ZERO);
}

#[test]
fn folding_a_batch_twice_changes_nothing_and_a_gap_is_refused() {
    let mut world = lived();
    let before = world.dump();
    let (seq, batch) = world.batches.last().cloned().unwrap();
    world.views.fold(seq, &batch).unwrap();
    world.views.fold(1, &batch).unwrap();
    assert_eq!(world.dump(), before);
    let gap = world.views.fold(seq + 2, &batch).unwrap_err();
    let expected = seq + 1;
    assert_eq!(
        gap.to_string(),
        format!("expected record {expected} next, got record {}", seq + 2)
    );
    assert_eq!(world.views.seq(), seq);
}

#[test]
fn views_of_another_version_or_with_damage_start_empty() {
    for damage in [true, false] {
        let world = lived();
        let path = world.path();
        let World { views, scratch, .. } = world;
        drop(views);
        if damage {
            std::fs::write(&path, b"this is not a database, it only looks like a file").unwrap();
        } else {
            let other = rusqlite::Connection::open(&path).unwrap();
            other.pragma_update(None, "user_version", 999).unwrap();
        }
        let views = Views::open(&path).unwrap();
        assert_eq!(views.seq(), 0);
        let orders = views
            .reader()
            .orders(&OrderFilter::default(), None, 5)
            .unwrap();
        assert!(orders.items.is_empty());
        drop(scratch);
    }
}

#[test]
fn views_that_are_opened_again_go_on_where_they_were() {
    let world = lived();
    let path = world.path();
    let World { views, scratch, .. } = world;
    let (seq, counts) = (views.seq(), views.reader().counts().unwrap());
    drop(views);
    let views = Views::open(&path).unwrap();
    assert_eq!(
        (views.seq(), views.reader().counts().unwrap()),
        (seq, counts)
    );
    drop(scratch);
}

#[test]
fn who_waits_for_a_record_is_told_when_it_is_folded() {
    let world = lived();
    let (reader, seq) = (world.reader(), world.views.seq());
    assert!(reader.wait_for(seq, Duration::ZERO));
    assert!(!reader.wait_for(seq + 1, Duration::from_millis(1)));
}

#[test]
fn the_follower_keeps_up_and_rebuilt_views_are_equal() {
    let scratch = Scratch::new();
    let (engine, journal) = world::engine(&scratch, &["A", "B"]);
    let path = scratch.join("views.db");
    let mut views = Views::open(&path).unwrap();
    let (reader, handle) = (views.reader(), engine.handle());
    let stop = Arc::new(AtomicBool::new(false));
    let (followed, stopping) = (handle.clone(), Arc::clone(&stop));
    let follower = std::thread::spawn(move || {
        crate::follow(&mut views, &journal, &followed, &stopping).unwrap();
        (views, journal)
    });
    let last = Command::PlaceOrder(order("C", &[line(1, 9)]));
    let placed = handle.own(last).unwrap();
    assert!(reader.wait_for(placed.seq, Duration::from_secs(20)));
    stop.store(true, Ordering::Release);
    let (mut views, journal) = follower.join().unwrap();
    let head = journal.head().unwrap().seq;
    assert_eq!((views.seq(), reader.counts().unwrap().open), (head, 3));
    let folded = world::dump(&path);
    assert_eq!(views.rebuild(&journal).unwrap(), head);
    assert!(world::dump(&path) == folded, "rebuilt views differ");
    assert_eq!(reader.counts().unwrap().open, 3);
    engine.close();
}

#[test]
fn views_of_another_history_are_folded_anew() {
    let scratch = Scratch::new();
    let path = scratch.join("views.db");
    for po_numbers in [&["A", "B"][..], &["C"]] {
        let (engine, journal) = world::engine(&scratch, po_numbers);
        let head = journal.head().unwrap().seq;
        let mut views = Views::open(&path).unwrap();
        assert_eq!(views.catch_up(&journal, head).unwrap(), head);
        let page = views
            .reader()
            .orders(&OrderFilter::default(), None, 9)
            .unwrap();
        assert_eq!(page.items.len(), po_numbers.len());
        engine.close();
    }
}

#[test]
fn every_column_is_documented() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/views.md");
    let described = describe().unwrap();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, &described).unwrap();
    }
    let documented = std::fs::read_to_string(path).unwrap();
    assert!(
        documented == described,
        "docs/views.md is not what the tables say; UPDATE_GOLDEN=1"
    );
    let world = World::new();
    for (table, column) in world::columns(&world.path()) {
        let section = documented.split(&format!("\n## {table}\n")).nth(1);
        let section = section.unwrap_or_else(|| panic!("{table} is not documented"));
        let section = section.split("\n## ").next().unwrap();
        assert!(
            section.contains(&format!("| `{column}` |")),
            "{table}.{column}"
        );
    }
}
