//! Nothing leaves before it is durable, and nothing goes on after a fault.

use super::*;
use crate::Unavailable;
use journal::DiskFault;
use std::time::Duration;

/// Long enough for an answer that comes too early to come.
const TOO_EARLY: Duration = Duration::from_millis(30);

#[test]
fn nothing_is_answered_before_it_is_durable() {
    let (journal, gate) = gated(journal(&founded()));
    let engine = open_with(journal);
    let handle = engine.handle();
    let before = handle.durable();
    let placed = send(&handle, order(1, 5));
    gate.wait();
    let refusal = send(&handle, Envelope::own(refused()));
    let bulk = send_bulk(&handle, vec![order(2, 5)]);
    let (asked_to, asked) = mpsc::channel();
    let asker = handle.clone();
    std::thread::spawn(move || asked_to.send(asker.ask(open_orders)).unwrap());
    assert!(placed.recv_timeout(TOO_EARLY).is_err());
    assert!(refusal.try_recv().is_err() && bulk.try_recv().is_err() && asked.try_recv().is_err());
    assert_eq!(handle.durable(), before);
    drop(gate);
    assert_eq!(placed.recv().unwrap().unwrap().seq, before + 1);
    // The refusal changed nothing, but what it saw had to be durable.
    assert!(refusal.recv().unwrap().unwrap().seq > before);
    assert!(bulk.recv().unwrap().is_ok());
    assert!(asked.recv().unwrap().unwrap() >= 1);
}

#[test]
fn the_next_batch_is_decided_while_one_is_made_durable() {
    let (journal, gate) = gated(journal(&founded()));
    let engine = open_with(journal);
    let handle = engine.handle();
    let first = send(&handle, order(1, 5));
    let seq = gate.wait();
    let second = send(&handle, order(2, 5));
    let (seen_to, seen) = mpsc::channel();
    let asker = handle.clone();
    let asked = std::thread::spawn(move || {
        asker.ask(move |book| {
            seen_to.send(book.orders.len()).unwrap();
            book.orders.len()
        })
    });
    // The question was put to the state with both orders, while the first still waits.
    assert_eq!(seen.recv().unwrap(), 2);
    assert!(first.try_recv().is_err());
    gate.pass();
    assert_eq!(first.recv().unwrap().unwrap().seq, seq);
    assert_eq!(gate.wait(), seq + 1);
    assert!(second.try_recv().is_err() && !asked.is_finished());
    gate.pass();
    assert_eq!(second.recv().unwrap().unwrap().seq, seq + 1);
    assert_eq!(asked.join().unwrap(), Ok(2));
}

#[test]
fn after_a_fault_everyone_who_waits_is_told_and_nothing_further_is_decided() {
    let disk = founded();
    let plan = FaultPlan::none().with(1, DiskFault::Torn { kept: 100 });
    let (journal, gate) = gated(MemoryJournal::open(&disk, plan).unwrap());
    let engine = open_with(journal);
    let handle = engine.handle();
    let in_append = send(&handle, order(1, 5));
    gate.wait();
    let behind = [
        send(&handle, order(2, 5)),
        send(&handle, Envelope::own(refused())),
    ];
    let bulk = send_bulk(&handle, vec![order(3, 5), order(4, 5)]);
    let asker = handle.clone();
    let asked = std::thread::spawn(move || asker.ask(open_orders));
    gate.pass();
    assert_eq!(in_append.recv().unwrap(), Err(Unavailable::Stopped));
    let why = handle.stopped().unwrap();
    assert!(why.contains("whether it was kept is unknown"), "{why}");
    for answer in behind {
        assert_eq!(answer.recv().unwrap(), Err(Unavailable::Stopped));
    }
    assert_eq!(bulk.recv().unwrap(), Err(Unavailable::Stopped));
    assert_eq!(asked.join().unwrap(), Err(Unavailable::Stopped));
    assert_eq!(handle.call(order(5, 5)), Err(Unavailable::Stopped));
    assert_eq!(handle.ask(open_orders), Err(Unavailable::Stopped));
    engine.close();
    assert_eq!(open(&disk).handle().ask(open_orders), Ok(0));
}

/// Two orders are placed, the append of the second goes wrong. Which of them are there after a
/// restart, and what a repeat of the second gets: its first answer, or a new one.
fn after(fault: DiskFault, crash: bool) -> (usize, bool) {
    let disk = founded();
    let plan = FaultPlan::none().with(2, fault);
    let engine = open_with(MemoryJournal::open(&disk, plan).unwrap());
    let handle = engine.handle();
    let first = handle.call(order(1, 5)).unwrap();
    assert_eq!(handle.call(order(2, 6)), Err(Unavailable::Stopped));
    if crash {
        disk.crash();
    }
    engine.close();
    let engine = open(&disk);
    let handle = engine.handle();
    let kept = handle.ask(open_orders).unwrap();
    let repeat = handle.call(order(1, 5)).unwrap();
    assert_eq!((repeat.repeated, repeat.outcome), (true, first.outcome));
    let second = handle.call(order(2, 6)).unwrap();
    assert!(second.outcome.is_ok());
    assert_eq!(handle.ask(open_orders), Ok(2));
    (kept, second.repeated)
}

#[test]
fn a_reopened_engine_continues_with_exactly_what_was_kept() {
    let cases = [
        (DiskFault::UnknownOutcome, false, (2, true)),
        (DiskFault::UnknownOutcome, true, (2, true)),
        (DiskFault::FailFsync, false, (2, true)),
        (DiskFault::FailFsync, true, (1, false)),
        (DiskFault::Torn { kept: 100 }, true, (1, false)),
    ];
    for (fault, crash, expected) in cases {
        assert_eq!(after(fault, crash), expected, "{fault:?}, crash: {crash}");
    }
}

#[test]
fn a_full_disk_makes_commands_wait_and_they_are_kept_when_there_is_room() {
    let disk = founded();
    let full = |plan: FaultPlan, append| plan.with(append, DiskFault::Full);
    let plan = (2..5).fold(FaultPlan::none(), full);
    let engine = open_with(MemoryJournal::open(&disk, plan).unwrap());
    let handle = engine.handle();
    let first = handle.call(order(1, 5)).unwrap();
    let waits = send(&handle, order(2, 5));
    assert!(waits.recv_timeout(TOO_EARLY).is_err());
    let behind = send(&handle, order(3, 5));
    assert!(waits.recv().unwrap().unwrap().outcome.is_ok());
    assert!(behind.recv().unwrap().unwrap().outcome.is_ok());
    assert_eq!(handle.stopped(), None);
    engine.close();
    let engine = open(&disk);
    let handle = engine.handle();
    assert_eq!(handle.ask(open_orders), Ok(3));
    assert_eq!(handle.call(order(1, 5)).unwrap().outcome, first.outcome);
}

#[test]
fn an_engine_that_is_closed_while_the_disk_is_full_tells_who_waits() {
    let disk = founded();
    let full = |plan: FaultPlan, append| plan.with(append, DiskFault::Full);
    let plan = (1..1_000).fold(FaultPlan::none(), full);
    let engine = open_with(MemoryJournal::open(&disk, plan).unwrap());
    let waits = send(&engine.handle(), order(1, 5));
    assert!(waits.recv_timeout(TOO_EARLY).is_err());
    engine.close();
    assert_eq!(waits.recv().unwrap(), Err(Unavailable::Stopped));
    assert_eq!(open(&disk).handle().ask(open_orders), Ok(0));
}

#[test]
fn a_repeat_whose_record_was_damaged_stops_the_engine_and_says_so() {
    let disk = founded();
    let plan = FaultPlan::none().with(1, DiskFault::FlipBit { bit: 2_000 });
    let engine = open_with(MemoryJournal::open(&disk, plan).unwrap());
    let handle = engine.handle();
    assert!(handle.call(order(1, 5)).unwrap().outcome.is_ok());
    assert_eq!(handle.call(order(1, 5)), Err(Unavailable::Stopped));
    engine.close();
    let why = handle.stopped().unwrap();
    assert!(why.contains("record 7: damaged"), "{why}");
}

#[test]
fn a_leader_that_was_taken_over_stops_and_writes_nothing() {
    let disk = founded();
    let (old, new) = (open(&disk), open(&disk));
    assert_eq!(old.handle().call(order(1, 5)), Err(Unavailable::Stopped));
    let why = old.handle().stopped().unwrap();
    assert!(why.contains("leader"), "{why}");
    let reply = new.handle().call(order(1, 5)).unwrap();
    assert!(!reply.repeated && reply.outcome.is_ok());
    old.close();
    new.close();
}

#[test]
fn whoever_calls_while_the_engine_stops_is_answered() {
    for round in 0..20 {
        let disk = founded();
        let plan = FaultPlan::none().with(1 + round % 4, DiskFault::FailFsync);
        let engine = open_with(MemoryJournal::open(&disk, plan).unwrap());
        let caller = |number: u64| {
            let handle = engine.handle();
            std::thread::spawn(move || {
                let mut calls = (0..).map(|n| handle.call(order(number * 1_000 + n, 1)));
                calls.find(Result::is_err)
            })
        };
        let callers: Vec<_> = (0..4).map(caller).collect();
        for caller in callers {
            assert_eq!(caller.join().unwrap(), Some(Err(Unavailable::Stopped)));
        }
        engine.close();
    }
}
