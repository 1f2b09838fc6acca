//! Exceptions as they are listed, with what they are worth and what promises broke by.

use super::world::{World, line, order};
use crate::{BlameRow, ExceptionFilter, ExceptionRow};
use book::Command;
use book::exception::{Cause, Kind, Proposal, Resolution, Risk};
use book::plan::Plan;
use vocab::{ExceptionId, Instant, OrderId};

/// Orders that can't be promised in full, and an exception for each of the first two, one for both of
/// the others.
fn short() -> World {
    let mut world = World::new();
    for (po_number, quantity) in [("A", 900), ("B", 100), ("C", 300), ("D", 200)] {
        world.give(Command::PlaceOrder(order(po_number, &[line(0, quantity)])));
    }
    for cause in [vec![0], vec![1], vec![2, 3]] {
        let first = OrderId(cause[0]);
        let cause: Vec<_> = cause.into_iter().map(|id| (OrderId(id), 1)).collect();
        world.give(Command::RaiseException {
            kind: Kind::Shortage,
            cause: Cause::Order { order: first },
            lines: cause,
            expected: None,
        });
    }
    world
}

fn told(row: &ExceptionRow) -> String {
    let how = row.closed.as_ref().map_or("open".to_owned(), |closed| {
        format!(
            "{} {:?} reverted {}",
            closed.how.as_str(),
            closed.resolution,
            closed.reverted.is_some()
        )
    });
    format!(
        "{} {} {} orders {} lines {:?} {how}",
        row.id,
        row.kind.as_str(),
        row.orders,
        row.lines,
        row.amounts
    )
}

fn list(world: &World, filter: &ExceptionFilter) -> String {
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let page = world.reader().exceptions(filter, after, 1).unwrap();
        rows.extend(page.items.iter().map(told));
        after = page.next;
        if after.is_none() {
            return rows.join("\n");
        }
    }
}

#[test]
fn open_exceptions_come_by_what_they_are_worth_and_closed_ones_by_when() {
    let mut world = short();
    let open = ExceptionFilter::default();
    insta::assert_snapshot!(list(&world, &open), @r"
    0 shortage 1 orders 1 lines [(ILS, 580000)] open
    2 shortage 2 orders 2 lines [(ILS, 500000)] open
    1 shortage 1 orders 1 lines [(ILS, 100000)] open
    ");
    let of_order = ExceptionFilter {
        order: Some(OrderId(3)),
        ..open
    };
    insta::assert_snapshot!(list(&world, &of_order), @"2 shortage 2 orders 2 lines [(ILS, 500000)] open");
    let promises = world.reader().broken(ExceptionId(2)).unwrap();
    let promises = promises.iter().map(|row| {
        format!(
            "{} {} {} of {} promised {:?} now {:?}",
            row.number, row.customer_code, row.quantity, row.item_code, row.promised, row.now
        )
    });
    insta::assert_snapshot!(promises.collect::<Vec<_>>().join("\n"), @r"
    SO-100002 C1 300 of COFFEE promised None now None
    SO-100003 C1 200 of COFFEE promised None now None
    ");
    let later = Proposal {
        resolution: Resolution::Repromise,
        plan: Plan::default(),
        cost: 0,
        value: 20_000,
        shifts: Vec::new(),
        risks: vec![Risk::StillLate],
    };
    let exception = ExceptionId(1);
    world.give(Command::ProposeSolutions {
        exception,
        proposals: vec![later.clone()],
    });
    world.give(Command::ApproveProposal {
        exception,
        proposal: 0,
        seen: None,
    });
    world.next_day();
    world.give(Command::CloseException {
        exception: ExceptionId(0),
    });
    let view = world.reader().exception(exception).unwrap().unwrap();
    assert_eq!(view.made, Some(later));
    world.give(Command::RevertSolution { exception });
    let closed = ExceptionFilter {
        closed: true,
        ..open
    };
    insta::assert_snapshot!(list(&world, &closed), @r"
    0 shortage 1 orders 1 lines [(ILS, 580000)] dismissed None reverted false
    1 shortage 1 orders 1 lines [(ILS, 100000)] approved Some(Repromise) reverted true
    ");
    assert_eq!(world.reader().counts().unwrap().exceptions, 2);
    let at = |day: i32| Instant::at_midnight(world.moment.today.plus(day));
    let blame = |since: Instant| {
        let told = |row: BlameRow| format!("{row:?}");
        let rows = world.reader().blame(since).unwrap().into_iter();
        rows.map(told).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(blame(at(-1)), @"BlameRow { kind: Shortage, exceptions: 3, lines: 4, amounts: [(ILS, 1180000)] }");
    insta::assert_snapshot!(blame(at(0)), @"BlameRow { kind: Shortage, exceptions: 1, lines: 1, amounts: [(ILS, 100000)] }");
    assert_eq!(blame(at(1)), "");
}
