//! Requests in review: by what they wait for, and what a person put right in them.

use super::draft;
use super::world::{World, line, order};
use crate::{Concern, Correction, Happening, RequestFilter, RequestState};
use book::Command;
use book::order::{OrderDraft, StatedItem};
use book::request::{Doubt, DoubtCode, ReadAs, RequestDraft};
use vocab::{ContentHash, CustomerId, Price, Quantity, RequestId};

/// A company with these requests in review.
fn waiting(requests: Vec<RequestDraft>) -> World {
    let mut world = World::new();
    let document = ContentHash([9; 32]);
    world.give(Command::ReceiveDocument { document });
    let count = requests.len() as u64;
    world.give(Command::RecordReading {
        document,
        read_as: ReadAs::Requests,
        requests,
    });
    for request in (0..count).map(RequestId) {
        world.give(Command::WeighRequest { request });
    }
    world
}

fn doubted(code: DoubtCode, order: Option<OrderDraft>) -> RequestDraft {
    let line = Some(1);
    RequestDraft {
        order,
        ..draft(vec![Doubt { code, line }])
    }
}

#[test]
fn what_waits_is_listed_by_what_it_waits_for_and_by_when_it_is_wanted() {
    let wanted = World::new().moment.today;
    let soon = OrderDraft {
        requested: Some(wanted),
        ..order("SOON", &[line(1, 4)])
    };
    let world = waiting(vec![
        doubted(DoubtCode::UnknownItem, Some(order("A", &[line(1, 4)]))),
        doubted(DoubtCode::AmbiguousCustomer, None),
        doubted(DoubtCode::AmbiguousItem, Some(soon)),
    ]);
    let reader = world.reader();
    let counts = reader.concerns().unwrap().into_iter();
    let counts: Vec<(Concern, u64)> = counts.map(|one| (one.concern, one.requests)).collect();
    assert_eq!(counts, [(Concern::Customer, 1), (Concern::Item, 2)]);
    let whose = reader.customers_in_review(9).unwrap();
    assert_eq!(whose.len(), 1);
    assert_eq!((whose[0].0, whose[0].2), (CustomerId(0), 2));
    let of = |filter: RequestFilter| -> Vec<u64> {
        let page = reader.requests(&filter, None, 10).unwrap();
        page.items.iter().map(|row| row.id.0).collect()
    };
    let review = RequestFilter {
        state: Some(RequestState::Review),
        ..RequestFilter::default()
    };
    let items = RequestFilter {
        concern: Some(Concern::Item),
        ..review.clone()
    };
    assert_eq!(of(items.clone()), [0, 2]);
    let wanted_by = |day| RequestFilter {
        wanted_by: Some(day),
        ..review.clone()
    };
    assert_eq!(of(wanted_by(wanted)), [2]);
    assert_eq!(of(wanted_by(wanted.plus(-1))), [0; 0]);
    let place = reader.review_place(RequestId(1), &items).unwrap();
    let around = (place.previous, place.next);
    assert_eq!(around, (Some(RequestId(0)), Some(RequestId(2))));
    assert_eq!((place.before, place.waiting), (1, 2));
}

/// What the timeline tells that was put right when a request is accepted with this draft.
fn corrections(read: Option<OrderDraft>, accepted: Option<OrderDraft>) -> Vec<Correction> {
    let mut world = waiting(vec![doubted(DoubtCode::BadQuantity, read)]);
    world.give(Command::AcceptRequest {
        request: RequestId(0),
        draft: accepted,
    });
    let view = world.reader().request(RequestId(0)).unwrap().unwrap();
    match &view.timeline.last().unwrap().happening {
        Happening::RequestAccepted { corrected, .. } => corrected.clone(),
        other => panic!("the last that happened is {other:?}"),
    }
}

#[test]
fn what_a_person_put_right_is_told_with_the_acceptance() {
    let mut unknown = line(0, 7);
    unknown.item = StatedItem::Unknown("KAFFEE".to_owned());
    let read = order("PO-1", &[line(0, 10), unknown, line(1, 3)]);
    assert_eq!(corrections(Some(read.clone()), None), []);
    assert_eq!(corrections(Some(read.clone()), Some(read.clone())), []);

    let mut right = OrderDraft {
        po_number: Some("PO-2".to_owned()),
        lines: vec![line(0, 12), line(1, 7), line(1, 3)],
        ..read.clone()
    };
    right.lines[2].stated_price = Some(Price {
        minor: 500,
        basis: 1,
    });
    let told = corrections(Some(read.clone()), Some(right));
    let told: Vec<String> = told
        .iter()
        .map(|one| serde_json::to_string(one).unwrap())
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    {"what":"po_number","from":"PO-1","to":"PO-2"}
    {"what":"quantity","line":1,"from":10,"to":12}
    {"what":"item","line":2,"from":"KAFFEE","to":"TEA"}
    {"what":"price","line":3,"from":null,"to":{"minor":500,"basis":1}}
    "#);

    let fewer = OrderDraft {
        lines: vec![line(1, 3)],
        ..read.clone()
    };
    let told = corrections(Some(read), Some(fewer));
    assert!(
        matches!(
            told.as_slice(),
            [
                Correction::LineRemoved { line: 1, .. },
                Correction::LineRemoved {
                    line: 2,
                    quantity: Quantity(7),
                    ..
                },
            ]
        ),
        "{told:?}"
    );
}

#[test]
fn another_customer_and_an_order_that_was_formed_by_hand_are_told() {
    let read = order("PO-1", &[line(1, 3)]);
    let other = OrderDraft {
        customer: CustomerId(1),
        ..read.clone()
    };
    let told = corrections(Some(read.clone()), Some(other));
    assert!(
        matches!(told.as_slice(), [Correction::Customer { .. }]),
        "{told:?}"
    );
    let in_doubt = OrderDraft {
        address_in_doubt: true,
        ..read.clone()
    };
    assert_eq!(
        corrections(Some(in_doubt), Some(read.clone())),
        [Correction::ShipTo]
    );
    assert_eq!(
        corrections(None, Some(read)),
        [Correction::Formed { lines: 1 }]
    );
}
