//! A key that comes again gets the answer it got the first time.

use super::*;
use crate::BULK_MAX;
use book::refusal::Code;

/// Sends of orders under few keys; and in the long suite.
const SENDS: u64 = 20_000;
const SENDS_LONG: u64 = 1_000_000;
/// Each key is sent so many times, by so many senders at once.
const SENDS_A_KEY: u64 = 20;
const SENDERS: u64 = 4;
/// Repeats come soon after the first: among so many other keys.
const WINDOW: u64 = 500;

#[test]
fn a_repeated_key_gets_its_first_answer() {
    let engine = open(&founded());
    let handle = engine.handle();
    let first = handle.call(order(1, 5)).unwrap();
    let again = handle.call(order(1, 5)).unwrap();
    assert!(!first.repeated && again.repeated);
    assert_eq!((first.seq, first.outcome), (again.seq, again.outcome));
    assert_eq!(handle.ask(open_orders), Ok(1));
}

#[test]
fn a_repeat_gets_the_same_answer_while_the_first_is_in_flight() {
    let (journal, gate) = gated(journal(&founded()));
    let engine = open_with(journal);
    let handle = engine.handle();
    let first = send(&handle, order(1, 5));
    gate.wait();
    // The second repeat shares its batch with another order.
    let repeats = [
        send(&handle, order(1, 5)),
        send(&handle, order(2, 6)),
        send(&handle, order(2, 6)),
    ];
    drop(gate);
    let first = first.recv().unwrap().unwrap();
    let [again, other, other_again] = repeats.map(|answer| answer.recv().unwrap().unwrap());
    assert_eq!((again.repeated, &again.outcome), (true, &first.outcome));
    assert_eq!(
        (other_again.repeated, other_again.outcome),
        (true, other.outcome)
    );
    assert_eq!(handle.ask(open_orders), Ok(2));
}

#[test]
fn a_repeated_key_gets_its_first_answer_after_a_restart() {
    let disk = founded();
    let engine = open(&disk);
    let first = engine.handle().call(order(1, 5)).unwrap();
    // Closing saves a snapshot, so one restart finds the key in it and the other in the journal.
    let copy = disk.copy();
    engine.close();
    for disk in [disk, copy] {
        let engine = open(&disk);
        let again = engine.handle().call(order(1, 5)).unwrap();
        assert_eq!((again.repeated, again.seq), (true, first.seq));
        assert_eq!(again.outcome, first.outcome);
        assert_eq!(engine.handle().ask(open_orders), Ok(1));
    }
}

#[test]
fn a_key_used_for_other_content_is_refused() {
    let engine = open(&founded());
    let handle = engine.handle();
    handle.call(order(1, 5)).unwrap().outcome.unwrap();
    let other = handle.call(order(1, 6)).unwrap();
    assert_eq!(other.outcome.unwrap_err().code, Code::KeyReused);
    let again = handle.call(order(1, 5)).unwrap();
    assert!(again.repeated && again.outcome.is_ok());
    assert_eq!(handle.ask(open_orders), Ok(1));
}

#[test]
fn a_refusal_is_remembered_under_its_key() {
    let engine = open(&founded());
    let handle = engine.handle();
    handle
        .own(Command::PutCustomers(vec![customer(true)]))
        .unwrap()
        .outcome
        .unwrap();
    let first = handle.call(order(1, 5)).unwrap();
    assert_eq!(
        first.outcome.as_ref().unwrap_err().code,
        Code::CustomerBlocked
    );
    handle
        .own(Command::PutCustomers(vec![customer(false)]))
        .unwrap()
        .outcome
        .unwrap();
    let again = handle.call(order(1, 5)).unwrap();
    assert_eq!((again.repeated, again.outcome), (true, first.outcome));
    assert!(handle.call(order(2, 5)).unwrap().outcome.is_ok());
}

#[test]
fn a_refusal_without_a_key_leaves_no_record() {
    let engine = open(&founded());
    let handle = engine.handle();
    let before = handle.durable();
    let reply = handle.own(refused()).unwrap();
    assert_eq!(reply.outcome.unwrap_err().code, Code::Unknown);
    assert_eq!((reply.seq, handle.durable()), (before, before));
}

#[test]
fn the_answers_of_a_repeated_bulk_come_from_all_its_batches() {
    let engine = open(&founded());
    let handle = engine.handle();
    let orders = |keys: std::ops::Range<u64>| keys.map(|key| order(key, 1 + key % 3)).collect();
    let mut first = Vec::new();
    for start in (0..60).step_by(10) {
        let part: Vec<_> = orders(start..start + 10);
        first.extend(send_bulk(&handle, part).recv().unwrap().unwrap());
    }
    let again = send_bulk(&handle, orders(0..60)).recv().unwrap().unwrap();
    let answers = |replies: Vec<Reply>| -> Vec<_> {
        replies
            .into_iter()
            .map(|reply| (reply.seq, reply.outcome))
            .collect()
    };
    assert!(again.iter().all(|reply| reply.repeated));
    assert_eq!(answers(again), answers(first));
}

/// Every sender sends every key, some several times in one message, in an order of its own; its
/// own answers for each key are the same, and so are those of all senders.
#[test]
fn however_often_a_key_is_sent_its_order_is_placed_once() {
    let sends = match std::env::var_os("KEPT_LONG") {
        Some(_) => SENDS_LONG,
        None => SENDS,
    };
    let keys = sends / SENDS_A_KEY;
    let disk = founded();
    let engine = open(&disk);
    let sender = |number: u64| {
        let handle = engine.handle();
        std::thread::spawn(move || {
            let each = SENDS_A_KEY / SENDERS;
            // Steps that share no factor with the window meet each of its keys.
            let step = [3, 7, 11, 13][number as usize];
            let mut answers = std::collections::BTreeMap::new();
            let mut repeated = 0u64;
            let windows = (0..keys).step_by(WINDOW as usize);
            let in_window = |first| (0..WINDOW * each).map(move |nth| first + nth * step % WINDOW);
            let all: Vec<u64> = windows.flat_map(in_window).collect();
            for some in all.chunks(BULK_MAX) {
                let message = some.iter().map(|key| order(*key, 1 + key % 3)).collect();
                let replies = send_bulk(&handle, message).recv().unwrap().unwrap();
                for (key, reply) in some.iter().zip(replies) {
                    repeated += u64::from(reply.repeated);
                    let first = answers.entry(*key).or_insert_with(|| reply.outcome.clone());
                    assert_eq!(*first, reply.outcome, "key {key}");
                }
            }
            (answers, repeated)
        })
    };
    let senders: Vec<_> = (0..SENDERS).map(sender).collect();
    let told: Vec<_> = senders.into_iter().map(|one| one.join().unwrap()).collect();
    let mut sent = std::collections::BTreeSet::new();
    for (answers, _) in &told {
        sent.extend(answers.keys().copied());
        for (key, outcome) in answers {
            let same = told.iter().filter_map(|(others, _)| others.get(key));
            assert!(same.into_iter().all(|other| other == outcome), "key {key}");
        }
    }
    let repeated: u64 = told.iter().map(|(_, repeated)| repeated).sum();
    assert_eq!(repeated, sends - sent.len() as u64);
    let handle = engine.handle();
    assert_eq!(
        handle.ask(|book| book.orders_placed()),
        Ok(sent.len() as u64)
    );
    // Another content under each of some of these keys is refused, and places nothing.
    for key in sent.iter().take(1_000) {
        let reply = handle.call(order(*key, 9)).unwrap();
        assert_eq!(reply.outcome.unwrap_err().code, Code::KeyReused);
    }
    engine.close();
    let engine = open(&disk);
    assert_eq!(
        engine.handle().ask(|book| book.orders_placed()),
        Ok(sent.len() as u64)
    );
}
