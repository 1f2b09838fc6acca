//! What needs a person, and the requests in review.

use super::random::life;
use super::world::{World, line, order};
use super::{draft, lived};
use crate::{
    DocumentFilter, DocumentState, OrderFilter, OrderState, PAGE_MAX, RequestFilter, RequestState,
    TODAY_ROWS, UNREADABLE_DAYS,
};
use book::request::{Doubt, DoubtCode, ReadAs};
use book::{Command, Stage};
use vocab::{ContentHash, RequestId};

/// Five requests in review, from one document; another document that nobody could read.
fn waiting() -> World {
    let mut world = lived();
    let doubt = Doubt {
        code: DoubtCode::BadDate,
        line: Some(1),
    };
    let readings = [
        (1, ReadAs::Requests, vec![draft(vec![doubt]); 5]),
        (2, ReadAs::Unreadable, Vec::new()),
        (3, ReadAs::Other, Vec::new()),
    ];
    for (number, read_as, requests) in readings {
        let document = ContentHash([number; 32]);
        world.give(Command::ReceiveDocument { document });
        world.give(Command::RecordReading {
            document,
            read_as,
            requests,
        });
    }
    let document = ContentHash([4; 32]);
    world.give(Command::ReceiveDocument { document });
    for request in (0..5).map(RequestId) {
        world.give(Command::WeighRequest { request });
    }
    world
}

#[test]
fn today_tells_what_needs_a_person() {
    let mut world = waiting();
    let mut wanted = order("EARLY", &[line(1, 2)]);
    wanted.requested = Some(world.moment.today.plus(-1));
    world.give(Command::PlaceOrder(wanted));
    for _ in 0..UNREADABLE_DAYS {
        let (day, now) = (world.moment.today, world.moment.at);
        assert_eq!(world.reader().today(day, now).unwrap().unreadable.count, 1);
        world.next_day();
    }
    let today = world
        .reader()
        .today(world.moment.today, world.moment.at)
        .unwrap();
    let day = Some(world.moment.today);
    let all = OrderFilter::default;
    let held = OrderFilter {
        states: vec![OrderState::Held],
        ..all()
    };
    let late = OrderFilter {
        late_on: day,
        ..all()
    };
    let backordered = OrderFilter {
        backordered: true,
        ..all()
    };
    let leaving = OrderFilter {
        leaves_to: day,
        ..all()
    };
    let orders = |name: &str, filter: &OrderFilter| {
        let needs = world.reader().needs(filter).unwrap();
        let numbers: Vec<&str> = needs.first.iter().map(|row| row.number.as_str()).collect();
        format!("{name} {} {}", needs.count, numbers.join(" "))
    };
    let work = |row: &crate::SiteWork| {
        format!(
            "{} {:?}, {} overdue",
            row.site.code, row.stages, row.overdue
        )
    };
    let told = [
        format!(
            "review {} {:?}",
            today.review.count,
            today
                .review
                .first
                .iter()
                .map(|row| row.id.0)
                .collect::<Vec<_>>()
        ),
        orders("held", &held),
        orders("late", &late),
        orders("backordered", &backordered),
        orders("leaving", &leaving),
        format!(
            "leaving {}",
            today
                .leaving
                .iter()
                .map(work)
                .collect::<Vec<_>>()
                .join(", ")
        ),
        format!(
            "overdue supply {} {}",
            today.overdue_supply.count, today.overdue_supply.first[0].reference
        ),
        format!(
            "nothing free {} {}",
            today.nothing_free.count,
            today.nothing_free.first.len()
        ),
        format!("unreadable {}", today.unreadable.count),
    ];
    insta::assert_snapshot!(told.join("\n"), @r"
    review 5 [0, 1, 2, 3, 4]
    held 1 SO-100001
    late 2 SO-100003 SO-100002
    backordered 1 SO-100002
    leaving 2 SO-100003 SO-100002
    leaving DC1 [2, 0, 0, 0], 2 overdue, DC2 [1, 0, 0, 0], 1 overdue
    overdue supply 1 PO-IN-1
    nothing free 1 1
    unreadable 1
    ");
}

#[test]
fn what_is_counted_to_leave_are_the_orders_themselves() {
    let mut counted = 0;
    for seed in 0..4 {
        life(seed, |world| {
            let (reader, day) = (world.reader(), world.moment.today);
            for stage in Stage::ALL {
                let filter = OrderFilter {
                    stage: Some(stage),
                    leaves_to: Some(day),
                    ..OrderFilter::default()
                };
                let all = reader.orders(&filter, None, PAGE_MAX).unwrap().items;
                let leaving = reader.leaving(stage, day).unwrap();
                assert_eq!(leaving.count, all.len() as u64, "seed {seed}, {stage:?}");
                let first: Vec<_> = leaving.first.iter().map(|row| row.id).collect();
                assert_eq!(first.len(), all.len().min(TODAY_ROWS));
                assert!(first.iter().all(|id| all.iter().any(|row| row.id == *id)));
                counted += leaving.count;
            }
        });
    }
    assert!(counted > 0);
}

#[test]
fn the_review_goes_forth_and_back() {
    let world = waiting();
    let reader = world.reader();
    let filter = RequestFilter {
        state: Some(RequestState::Review),
        ..RequestFilter::default()
    };
    let ids = |page: &crate::Page<crate::RequestRow, RequestId>| -> Vec<u64> {
        page.items.iter().map(|row| row.id.0).collect()
    };
    let first = reader.requests(&filter, None, 2).unwrap();
    let second = reader.requests(&filter, first.next, 2).unwrap();
    assert_eq!((ids(&first), ids(&second)), (vec![0, 1], vec![2, 3]));
    let back = reader.requests_before(&filter, RequestId(2), 2).unwrap();
    assert_eq!((ids(&back), back.next), (vec![0, 1], None));
    let back = reader.requests_before(&filter, RequestId(4), 2).unwrap();
    assert_eq!((ids(&back), back.next), (vec![2, 3], Some(RequestId(2))));
    let newest = RequestFilter::default();
    let back = reader.requests_before(&newest, RequestId(1), 2).unwrap();
    assert_eq!(ids(&back), [3, 2]);
    let place = reader.review_place(RequestId(1), &newest).unwrap();
    assert_eq!(
        (place.previous, place.next),
        (Some(RequestId(0)), Some(RequestId(2)))
    );
    assert_eq!((place.before, place.waiting), (1, 5));
}

#[test]
fn a_request_that_was_settled_still_knows_which_comes_next() {
    let mut world = waiting();
    let reason = book::request::DeclineReason::Unwanted;
    world.give(Command::DeclineRequest {
        request: RequestId(1),
        reason,
    });
    let place = world
        .reader()
        .review_place(RequestId(1), &RequestFilter::default())
        .unwrap();
    assert_eq!(
        (place.previous, place.next, place.waiting),
        (Some(RequestId(0)), Some(RequestId(2)), 4)
    );
}

#[test]
fn documents_are_listed_by_how_far_they_came_and_what_they_are() {
    let world = waiting();
    let reader = world.reader();
    let list = |filter: DocumentFilter| -> Vec<u64> {
        let page = reader.documents(&filter, None, 9).unwrap();
        page.items.iter().map(|row| row.arrival).collect()
    };
    let read_as = |read_as| DocumentFilter {
        read_as: Some(read_as),
        ..DocumentFilter::default()
    };
    let state = |state| DocumentFilter {
        state: Some(state),
        ..DocumentFilter::default()
    };
    assert_eq!(list(DocumentFilter::default()), [4, 3, 2, 1]);
    assert_eq!(list(state(DocumentState::Received)), [4]);
    assert_eq!(list(state(DocumentState::Read)), [3, 2, 1]);
    assert_eq!(list(read_as(ReadAs::Requests)), [1]);
    assert_eq!(list(read_as(ReadAs::Unreadable)), [2]);
    assert_eq!(list(read_as(ReadAs::Other)), [3]);
}
