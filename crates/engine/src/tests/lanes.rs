//! Lanes: order, limits, and the end.

use super::*;
use crate::{BULK_MAX, ENTRIES_MAX, LANE_MAX, Unavailable};

#[test]
fn bulk_answers_keep_their_order() {
    let engine = open(&founded());
    let handle = engine.handle();
    let replies = send_bulk(&handle, (0..300).map(|n| order(n, 1 + n % 4)).collect());
    let replies = replies.recv().unwrap().unwrap();
    for (number, reply) in (0..).zip(&replies) {
        let events = reply.outcome.as_ref().unwrap();
        let book::Event::OrderPlaced { order, lines, .. } = &events[0] else {
            panic!("{events:?}");
        };
        assert_eq!((order.0, lines[0].quantity.0), (number, 1 + number % 4));
    }
    assert_eq!(replies.len(), 300);
}

#[test]
fn bulk_larger_than_a_batch_is_answered_whole() {
    let (journal, gate) = gated(journal(&founded()));
    let engine = open_with(journal);
    let handle = engine.handle();
    let first = send(&handle, order(0, 1));
    let seq = gate.wait();
    let count = |n: usize| keyed(1 + n as u64, 1, Command::SetPolicy(book::Policy::default()));
    let sent: Vec<Envelope> = (0..ENTRIES_MAX + 10).map(count).collect();
    let parts = sent
        .chunks(BULK_MAX - 5)
        .map(|part| send_bulk(&handle, part.to_vec()));
    let answers: Vec<_> = parts.collect();
    drop(gate);
    assert_eq!(first.recv().unwrap().unwrap().seq, seq);
    let replies = answers
        .into_iter()
        .flat_map(|part| part.recv().unwrap().unwrap());
    assert_eq!(
        replies.filter(|reply| reply.outcome.is_ok()).count(),
        sent.len()
    );
    assert!(handle.durable() > seq + 1);
}

#[test]
fn closing_finishes_what_was_sent() {
    let disk = founded();
    let (journal, gate) = gated(journal(&disk));
    let engine = open_with(journal);
    let handle = engine.handle();
    let first = send(&handle, order(0, 1));
    gate.wait();
    let singles: Vec<_> = (1..20).map(|n| send(&handle, order(n, 1))).collect();
    let bulk = send_bulk(&handle, (20..60).map(|n| order(n, 1)).collect());
    let closing = std::thread::spawn(move || engine.close());
    drop(gate);
    assert!(first.recv().unwrap().unwrap().outcome.is_ok());
    for answer in singles {
        assert!(answer.recv().unwrap().unwrap().outcome.is_ok());
    }
    assert_eq!(bulk.recv().unwrap().unwrap().len(), 40);
    closing.join().unwrap();
    let (engine, note) = Engine::open(super::journal(&disk), || moment(540)).unwrap();
    assert_eq!(
        (note.replayed, engine.handle().ask(open_orders)),
        (0, Ok(60))
    );
}

#[test]
fn a_handle_of_a_closed_engine_answers_stopped() {
    let engine = open(&founded());
    let handle = engine.handle();
    engine.close();
    assert_eq!(handle.call(order(1, 1)), Err(Unavailable::Stopped));
    assert_eq!(handle.ask(open_orders), Err(Unavailable::Stopped));
    assert_eq!(handle.save_snapshot(), Err(Unavailable::Stopped));
    let told = |_| panic!("a message that was not taken is not answered");
    assert_eq!(
        handle.submit_bulk(Vec::new(), told),
        Err(Unavailable::Stopped)
    );
    assert_eq!(handle.stopped().as_deref(), Some("it was closed"));
}

#[test]
fn a_full_lane_says_later_and_takes_no_more() {
    let (journal, gate) = gated(journal(&founded()));
    let engine = open_with(journal);
    let handle = engine.handle();
    let first = send(&handle, order(0, 1));
    gate.wait();
    let (to, answers) = mpsc::channel();
    let mut taken = 0;
    let busy = loop {
        let to = to.clone();
        match handle.submit(Envelope::own(refused()), move |answer| {
            to.send(answer).unwrap()
        }) {
            Ok(()) => taken += 1,
            Err(why) => break why,
        }
        assert!(taken <= ENTRIES_MAX + LANE_MAX, "the lane has no limit");
    };
    assert_eq!(busy, Unavailable::Busy);
    drop((to, gate));
    assert!(first.recv().unwrap().is_ok());
    assert_eq!(
        answers.iter().filter(|answer| answer.is_ok()).count(),
        taken
    );
}

#[test]
fn a_question_that_panics_stops_the_engine_and_nobody_waits_for_ever() {
    let engine = open(&founded());
    let handle = engine.handle();
    let asked = handle.ask(|_: &Book| -> usize { panic!("a planned panic") });
    assert_eq!(asked, Err(Unavailable::Stopped));
    assert_eq!(handle.call(order(1, 1)), Err(Unavailable::Stopped));
    handle.wait_beyond(u64::MAX - 1, std::time::Duration::from_secs(10));
    let why = handle.stopped().unwrap();
    assert!(why.contains("defect"), "{why}");
}

#[test]
fn who_looks_before_a_command_sees_the_state_that_it_was_decided_in() {
    let (journal, gate) = gated(journal(&founded()));
    let engine = open_with(journal);
    let handle = engine.handle();
    // While the first batch is written, many commands gather in the next one.
    let first = send(&handle, order(0, 1));
    gate.wait();
    let (to, from) = mpsc::channel();
    for key in 1..50 {
        let to = to.clone();
        let look = |book: &Book| book.orders_placed();
        let sent = handle.submit_looking(order(key, 1), look, move |seen| to.send(seen).unwrap());
        sent.unwrap();
    }
    drop((gate, to));
    assert!(first.recv().unwrap().is_ok());
    for (number, answer) in (1..).zip(from) {
        let (placed_before, reply) = answer.unwrap();
        let book::Event::OrderPlaced { order, .. } = &reply.outcome.unwrap()[0] else {
            panic!("an order is placed");
        };
        assert_eq!((placed_before, order.0), (number, number));
    }
}

#[test]
fn who_looks_is_told_when_the_engine_has_stopped() {
    let engine = open(&founded());
    let handle = engine.handle();
    engine.close();
    let sent = handle.submit_looking(order(0, 1), |_| (), |_| panic!("nothing is answered"));
    assert_eq!(sent, Err(Unavailable::Stopped));
}
