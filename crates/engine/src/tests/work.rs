//! The core alone: its clock, its limits, and the work that the book gets done by itself.

use super::*;
use crate::core::{Core, ENTRY_BYTES_MAX};
use crate::keys::Keys;
use crate::snapshot::Snapshot;
use crate::{Batch, replay};
use book::group::Grouping;
use book::quota::{QuotaDraft, QuotaKind};
use book::refusal::Code;
use book::request::{Intent, ReadAs, RequestDraft};
use book::work::Work;
use book::{Event, Events};
use vocab::{ContentHash, RequestId};

fn core() -> Core {
    replay(&journal(&founded())).unwrap().core
}

fn apply(core: &mut Core, command: Command, moment: Moment) -> Events {
    let applied = core.apply(&Envelope::own(command), moment);
    core.outcome(&applied).unwrap().clone().unwrap()
}

/// The moment that a batch with one command is stamped with.
fn stamped(core: &mut Core, moment: Moment) -> Moment {
    apply(core, receive(1), moment);
    let sealed = core.seal().unwrap();
    sealed.batch.moment
}

#[test]
fn the_clock_never_goes_back_and_day_and_minute_go_with_it() {
    let mut core = core();
    assert_eq!(stamped(&mut core, moment(600)), moment(600));
    let earlier = Moment {
        today: Day(1),
        minute: 3,
        ..moment(599)
    };
    assert_eq!(stamped(&mut core, earlier), moment(600));
    assert_eq!(stamped(&mut core, moment(601)), moment(601));
}

#[test]
fn a_copy_of_the_state_stays_as_it_was_while_the_book_goes_on() {
    let engine = Engine::open(journal(&founded()), || moment(600)).unwrap().0;
    let handle = engine.handle();
    let hash = |handle: &Handle| handle.ask(Book::state_hash).unwrap();
    let before = hash(&handle);
    let copy = handle.copy().unwrap().into_book();
    handle.own(receive(1)).unwrap().outcome.unwrap();
    assert_eq!(copy.state_hash(), before);
    assert_ne!(hash(&handle), before);
    engine.close();
}

#[test]
fn the_clock_does_not_go_back_over_a_restart() {
    let disk = founded();
    let ahead = Engine::open(journal(&disk), || moment(700)).unwrap().0;
    ahead.handle().own(receive(1)).unwrap().outcome.unwrap();
    // One restart reads the moment from the record, the other one from the snapshot.
    let copy = disk.copy();
    ahead.close();
    for disk in [copy, disk] {
        let mut core = replay(&journal(&disk)).unwrap().core;
        assert_eq!(stamped(&mut core, moment(540)), moment(700));
    }
}

#[test]
fn all_commands_of_a_batch_share_the_moment_of_its_first() {
    let mut core = core();
    apply(&mut core, receive(1), moment(600));
    assert_eq!(stamped(&mut core, moment(660)), moment(600));
}

#[test]
fn a_reservation_lapses_by_itself_when_its_time_has_come() {
    let mut core = core();
    let expires = Some(moment(660).at);
    let draft = OrderDraft {
        expires,
        ..draft(5)
    };
    apply(&mut core, Command::PlaceOrder(draft), moment(600));
    // The batch in the making is older than the clock: it is decided at its own moment.
    core.work(moment(700));
    assert_eq!((core.pending(), core.book().orders.len()), (1, 1));
    core.seal();
    core.work(moment(659));
    assert_eq!((core.pending(), core.book().orders.len()), (0, 1));
    core.work(moment(660));
    assert_eq!((core.pending(), core.book().orders.len()), (1, 0));
}

fn with_requests(count: usize) -> Core {
    let mut core = core();
    let document = ContentHash([1; 32]);
    let unsure = RequestDraft {
        intent: Intent::Place,
        order: None,
        confidence: 0,
        doubts: Vec::new(),
    };
    apply(
        &mut core,
        Command::ReceiveDocument { document },
        moment(540),
    );
    let reading = Command::RecordReading {
        document,
        read_as: ReadAs::Requests,
        requests: vec![unsure; count],
    };
    apply(&mut core, reading, moment(540));
    core
}

#[test]
fn a_thousand_requests_are_weighed_in_a_few_batches() {
    let mut core = with_requests(1_000);
    let mut batches = 0;
    while core.work(moment(540)) {
        core.seal();
        batches += 1;
    }
    assert_eq!(batches, 3);
    assert!(
        core.book()
            .requests
            .values()
            .all(|request| !request.parked.is_empty())
    );
    assert!(core.book().work.is_empty());
}

#[test]
fn a_document_that_waits_for_its_reader_is_no_work_of_the_book() {
    let mut core = with_requests(2);
    let document = ContentHash([2; 32]);
    apply(
        &mut core,
        Command::ReceiveDocument { document },
        moment(540),
    );
    assert!(!core.work(moment(540)));
    assert_eq!(
        core.book().work.iter().collect::<Vec<_>>(),
        [&Work::ReadDocument { document }]
    );
}

#[test]
fn work_that_cannot_be_done_holds_nothing_up() {
    let sound = core();
    let mut book = sound.book().clone();
    let lost = |number| Work::WeighRequest {
        request: RequestId(number),
    };
    let promising = Work::PromiseBackorders { item: ItemId(0) };
    book.work.extend([lost(1), promising, lost(2)]);
    let mut core = Core::new(book, Keys::default(), sound.seq(), moment(540));
    assert!(!core.work(moment(540)));
    assert_eq!(core.pending(), 1);
    assert_eq!(
        core.book().work.iter().collect::<Vec<_>>(),
        [&lost(1), &lost(2)]
    );
    assert!(!core.work(moment(540)));
    assert_eq!(core.pending(), 1);
}

#[test]
fn an_engine_with_work_that_cannot_be_done_closes() {
    let disk = founded();
    let state = replay(&journal(&disk)).unwrap().core;
    let mut book = state.book().clone();
    book.work
        .extend((0..1_000).map(|number| Work::WeighRequest {
            request: RequestId(number),
        }));
    let snapshot = Snapshot::of(&mut book, &mut Keys::default(), moment(540)).to_bytes();
    journal(&disk)
        .save_snapshot(state.seq(), &snapshot)
        .unwrap();
    let engine = open(&disk);
    assert!(engine.handle().call(order(1, 5)).unwrap().outcome.is_ok());
    engine.close();
}

#[test]
fn what_no_record_could_hold_is_refused() {
    let mut open = crate::core::Open::new(moment(540));
    let supply = |bytes| Event::SupplyAnnounced {
        supply: vocab::SupplyId(1),
        reference: "x".repeat(bytes),
        kind: book::stock::supply::SupplyKind::InTransit,
        site: SiteId(0),
        item: ItemId(0),
        quantity: Quantity(1),
        due: Day(0),
        supplier: None,
    };
    let refused = open
        .note(&order(1, 5), Ok(vec![supply(ENTRY_BYTES_MAX)]))
        .clone()
        .unwrap_err();
    assert_eq!(refused.code, Code::TooMany);
    let kept = open.note(&order(2, 5), Ok(vec![supply(10)])).clone();
    let batch = Batch::decode(&open.batch.encode(Vec::new())).unwrap();
    let outcomes: Vec<_> = batch
        .entries
        .into_iter()
        .map(|entry| entry.outcome)
        .collect();
    assert_eq!(outcomes, [Err(refused), kept]);
}

#[test]
fn a_quota_ends_with_the_day_of_the_company_though_it_goes_on_in_greenwich() {
    let mut core = core();
    let grouping = Grouping {
        customer: CustomerId(0),
        groups: vec!["WEB".to_owned()],
    };
    apply(
        &mut core,
        Command::GroupCustomers(vec![grouping]),
        moment(1_300),
    );
    let quota = QuotaDraft {
        code: "Q1".to_owned(),
        kind: QuotaKind::Allocation,
        group: "WEB".to_owned(),
        items: vec![ItemId(0)],
        site: None,
        quantity: Quantity(5),
        from: moment(0).today,
        to: moment(0).today,
    };
    apply(&mut core, Command::PutQuotas(vec![quota]), moment(1_300));
    core.seal();
    core.work(moment(1_319));
    assert_eq!(core.pending(), 0);
    // 22:00 in Greenwich is midnight in Jerusalem.
    let midnight = Moment {
        today: moment(0).today.plus(1),
        minute: 0,
        ..moment(1_320)
    };
    core.work(midnight);
    assert_eq!(core.pending(), 1);
}
