//! Messages that are taken, refused, tried again and given up, by receivers of every kind.

mod world;

use super::feeding::PAGE;
use super::*;
use crate::python::Python;
use crate::receiver::{Receiver, Reply};
use crate::webhook::TRIES_MAX;
use keep::{DeliveryState, FeedPlace, Replay, WEBHOOK_WAITING_MAX};
use std::sync::atomic::AtomicUsize;
use world::{World, until};

/// A receiver that answers these in turn, and the last one for ever.
fn answering(replies: Vec<Reply>) -> Receiver {
    let asked = AtomicUsize::new(0);
    Receiver::start(move |_| {
        let number = asked.fetch_add(1, Ordering::Relaxed);
        replies[number.min(replies.len() - 1)].clone()
    })
}

fn ids(receiver: &Receiver) -> Vec<String> {
    let asked = receiver.asked();
    asked
        .iter()
        .map(|asked| asked.header("webhook-id").to_owned())
        .collect()
}

#[test]
fn what_happens_is_told_once_and_the_reference_library_believes_it() {
    let (world, receiver) = (World::new(), answering(vec![Reply::status(200)]));
    let (_, secret) = world.add(receiver.url("/hooks"));
    let running = world.run();
    world.happen();
    world.happen();
    world.await_counts(2, 0, 0);
    running.stop();
    assert_eq!(ids(&receiver), ["msg_1_1_0", "msg_1_2_0"]);
    let asked = &receiver.asked()[0];
    let expected = r#"{"id":"1-0","type":"site.changed","timestamp":"2026-11-22T00:00:00Z","actor":0,"data":{"sites":["DC-NORTH"]}}"#;
    assert_eq!(asked.text(), expected);
    let Some(python) = Python::find() else { return };
    let [id, timestamp, signature] =
        ["webhook-id", "webhook-timestamp", "webhook-signature"].map(|name| asked.header(name));
    let verify = |text: &str| python.verify_webhook(&secret, id, timestamp, signature, text);
    assert_eq!(verify(&asked.text()), "verified");
    assert_eq!(
        verify(&asked.text().replace("NORTH", "SOUTH")),
        "No matching signature found"
    );
}

#[test]
fn what_is_under_way_is_not_sent_beside_itself() {
    let late = Reply::Late(Duration::from_millis(250), 200);
    let (world, receiver) = (World::new(), answering(vec![Reply::status(200), late]));
    world.add(receiver.url("/"));
    (0..7).for_each(|_| world.happen());
    let running = world.run();
    world.await_counts(7, 0, 0);
    running.stop();
    let mut ids = ids(&receiver);
    ids.sort();
    let expected: Vec<String> = (1..=7).map(|seq| format!("msg_1_{seq}_0")).collect();
    assert_eq!(ids, expected);
}

#[test]
fn an_endpoint_that_is_set_back_is_told_again_from_there() {
    let (world, receiver) = (World::new(), answering(vec![Reply::status(200)]));
    let (endpoint, _) = world.add(receiver.url("/"));
    (0..3).for_each(|_| world.happen());
    let running = world.run();
    world.await_counts(3, 0, 0);
    let place = FeedPlace { seq: 1, nth: 0 };
    let replayed = world
        .webhooks
        .replay(endpoint, &Replay::After(place), world.now());
    assert_eq!(replayed.unwrap(), Some(0));
    world.await_counts(5, 0, 0);
    running.stop();
    let mut again = ids(&receiver).split_off(3);
    again.sort();
    assert_eq!(again, ["msg_1_2_0", "msg_1_3_0"]);
}

#[test]
fn what_is_not_taken_is_tried_again_later_under_the_same_id() {
    let receiver = answering(vec![Reply::status(500), Reply::Noise, Reply::status(204)]);
    let world = World::new();
    world.add(receiver.url("/"));
    world.happen();
    let running = world.run();
    world.await_counts(0, 1, 0);
    world.later(6);
    world.await_counts(0, 2, 0);
    world.later(10);
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(
        receiver.asked().len(),
        2,
        "the next try is five minutes away"
    );
    world.later(330);
    world.await_counts(1, 2, 0);
    running.stop();
    assert_eq!(ids(&receiver), ["msg_1_1_0"; 3]);
    let delivery = world.delivery();
    assert_eq!((delivery.state, delivery.tried), (DeliveryState::Taken, 3));
    assert_eq!(delivery.last.unwrap().told, "answered 204");
}

#[test]
fn what_is_never_taken_is_given_up_and_may_be_replayed() {
    let mut replies = vec![Reply::status(500); TRIES_MAX as usize];
    replies.push(Reply::status(200));
    let (world, receiver) = (World::new(), answering(replies));
    let (endpoint, _) = world.add(receiver.url("/"));
    world.happen();
    let running = world.run();
    for failed in 1..TRIES_MAX {
        world.await_counts(0, failed.into(), 0);
        world.next_try();
    }
    world.await_counts(0, TRIES_MAX.into(), 1);
    assert_eq!(world.delivery().state, DeliveryState::Dead);
    world.later(365 * 86_400);
    std::thread::sleep(Duration::from_millis(250));
    assert_eq!(receiver.asked().len(), TRIES_MAX as usize);
    let replayed = world.webhooks.replay(endpoint, &Replay::Dead, world.now());
    assert_eq!(replayed.unwrap(), Some(1));
    world.await_counts(1, TRIES_MAX.into(), 1);
    running.stop();
    assert_eq!(ids(&receiver), vec!["msg_1_1_0"; TRIES_MAX as usize + 1]);
}

#[test]
fn whoever_asks_for_time_gets_it() {
    let busy = Reply::With(429, vec![("retry-after", "3600".to_owned())], String::new());
    let (world, receiver) = (World::new(), answering(vec![busy, Reply::status(200)]));
    world.add(receiver.url("/"));
    world.happen();
    let running = world.run();
    world.await_counts(0, 1, 0);
    world.later(3_500);
    std::thread::sleep(Duration::from_millis(250));
    assert_eq!(receiver.asked().len(), 1);
    world.later(100);
    world.await_counts(1, 1, 0);
    running.stop();
}

#[test]
fn whoever_wants_no_more_is_told_no_more() {
    let (world, receiver) = (World::new(), answering(vec![Reply::status(410)]));
    world.add(receiver.url("/"));
    world.happen();
    let running = world.run();
    world.await_counts(0, 1, 1);
    until("disabled", || world.disabled().is_some());
    world.happen();
    std::thread::sleep(Duration::from_millis(250));
    running.stop();
    assert_eq!(receiver.asked().len(), 1);
    let why = "answered 410: it wants no more messages";
    assert_eq!(world.disabled().as_deref(), Some(why));
}

#[test]
fn an_endpoint_that_takes_nothing_for_five_days_is_disabled_with_the_reason() {
    let (world, receiver) = (World::new(), answering(vec![Reply::status(500)]));
    world.add(receiver.url("/"));
    world.happen();
    let running = world.run();
    world.await_counts(0, 1, 0);
    world.later(FAILING_DAYS_MAX * 86_400);
    // That it fails is noticed half a second later: until then it is just tried again.
    until("disabled", || {
        std::thread::sleep(2 * WAIT);
        world.disabled().is_some() || {
            world.next_try();
            false
        }
    });
    running.stop();
    let why = "it took nothing for 5 days; last: answered 500, and only 200 to 299 means taken";
    assert_eq!(world.disabled().as_deref(), Some(why));
}

#[test]
fn an_endpoint_that_hangs_holds_up_no_other_and_not_the_stop() {
    let hanging = answering(vec![Reply::Nothing]);
    let swift = answering(vec![Reply::status(200)]);
    let world = World::new();
    world.add(hanging.url("/"));
    world.add(swift.url("/"));
    (0..30).for_each(|_| world.happen());
    let running = world.run();
    world.await_counts(30, 0, 0);
    assert_eq!(
        hanging.asked().len(),
        1,
        "a slow endpoint has one try at a time"
    );
    let began = Stopwatch::now();
    running.stop();
    assert!(
        began.elapsed() < Duration::from_secs(1),
        "{:?}",
        began.elapsed()
    );
}

#[test]
fn whoever_begins_again_loses_nothing_and_tells_nothing_twice() {
    let (world, receiver) = (World::new(), answering(vec![Reply::status(200)]));
    world.add(receiver.url("/"));
    world.happen();
    let running = world.run();
    world.await_counts(1, 0, 0);
    running.stop();
    world.happen();
    let running = world.run();
    world.await_counts(2, 0, 0);
    running.stop();
    assert_eq!(ids(&receiver), ["msg_1_1_0", "msg_1_2_0"]);
}

#[test]
fn what_waits_in_the_store_has_an_end_and_the_rest_waits_in_the_journal() {
    let (world, receiver) = (World::new(), answering(vec![Reply::status(503)]));
    let (endpoint, _) = world.add(receiver.url("/"));
    std::thread::scope(|scope| {
        for _ in 0..23 {
            scope.spawn(|| (0..100).for_each(|_| world.happen()));
        }
    });
    let running = world.run();
    let waiting = || world.webhooks.waiting(endpoint).unwrap();
    // What is read at once must find room as a whole.
    until("full", || waiting() > WEBHOOK_WAITING_MAX - PAGE as u64);
    std::thread::sleep(Duration::from_millis(300));
    running.stop();
    assert!(waiting() <= WEBHOOK_WAITING_MAX);
}

#[test]
fn an_endpoint_is_told_what_it_wants() {
    let (world, receiver) = (World::new(), answering(vec![Reply::status(200)]));
    world.add_for(receiver.url("/"), &["order.placed"], None);
    world.add_for(receiver.url("/"), &["site.changed", "order.placed"], None);
    world.add_for(receiver.url("/"), &[], Some(vocab::CustomerId(0)));
    world.happen();
    let running = world.run();
    world.await_counts(1, 0, 0);
    std::thread::sleep(Duration::from_millis(200));
    running.stop();
    assert_eq!(ids(&receiver), ["msg_2_1_0"]);
}

#[test]
fn a_ping_tells_at_once_whether_somebody_listens() {
    let receiver = answering(vec![Reply::status(202), Reply::status(404)]);
    let world = World::new();
    let (endpoint, _) = world.add(receiver.url("/"));
    let told = |id| {
        let outcome = world.dispatcher.ping(id).unwrap();
        outcome.map(|outcome| outcome.to_string())
    };
    assert_eq!(told(endpoint).as_deref(), Some("answered 202"));
    world
        .webhooks
        .disable(endpoint, "for a while", world.now())
        .unwrap();
    let refused = "answered 404, and only 200 to 299 means taken";
    assert_eq!(told(endpoint).as_deref(), Some(refused));
    assert_eq!(told(keep::WebhookId(9)), None);
    assert!(receiver.asked()[0].text().starts_with(r#"{"type":"ping""#));
    assert_eq!(world.dispatcher.counts(), Counts::default());
}
