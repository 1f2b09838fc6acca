//! What is on disk: records of the journal, and the batches in them.

use crate::target::Target;
use book::{Book, Events};
use engine::{Batch, Entry, Moment, SCHEMA};
use journal::{BookId, Head, Record};
use vocab::{ActorId, Day, IdempotencyKey, Instant};

/// The first day of the company whose journal is tried.
const TODAY: Day = Day(20_500);

pub const RECORD: Target = Target {
    name: "record",
    about: "records of the journal: what is read is written with the same bytes",
    samples: || batches().map(|payload| record(payload).encode()).collect(),
    words: &["KEPTREC1"],
    check: |bytes| {
        if let Ok(record) = Record::decode(bytes) {
            assert_eq!(record.encode(), bytes, "a record is one text of bytes");
            let _ = Batch::of(&record);
        }
    },
    short: 400,
};

pub const BATCH: Target = Target {
    name: "batch",
    about: "batches of commands and events: what is read is read the same after it was written",
    samples: || batches().collect(),
    words: &[],
    check: |bytes| {
        if let Ok(batch) = Batch::decode(bytes) {
            let written = batch.encode(Vec::new());
            assert_eq!(
                Batch::decode(&written),
                Ok(batch),
                "a batch is read as it was written"
            );
        }
    },
    short: 400,
};

fn record(payload: Vec<u8>) -> Record {
    Head::genesis(BookId([7; 16])).next(journal::Batch {
        schema: SCHEMA,
        build: "fuzz".to_owned(),
        at: Instant::at_midnight(TODAY),
        state: None,
        payload,
    })
}

/// The batches that found the sample company, one for each command.
fn batches() -> impl Iterator<Item = Vec<u8>> {
    let mut book = Book::default();
    let at = Instant::at_midnight(TODAY);
    let moment = Moment {
        at,
        today: TODAY,
        minute: 0,
    };
    let company = sim::company::sample_company(1, TODAY);
    let stamp = book::Stamp {
        at,
        today: TODAY,
        minute: 0,
        actor: ActorId(0),
    };
    let outcomes = company.commands().into_iter().map(move |command| {
        let outcome = book::decide(&book, &command, &stamp);
        let events: &Events = outcome.as_ref().expect("the sample company can be founded");
        events
            .iter()
            .for_each(|event| book::evolve(&mut book, event));
        outcome
    });
    let mut number = 0;
    outcomes.map(move |outcome| {
        number += 1;
        let entry = Entry {
            key: Some(IdempotencyKey([number as u8; 16])),
            fingerprint: number,
            actor: ActorId(3),
            outcome,
        };
        let entries = vec![entry];
        Batch { moment, entries }.encode(Vec::new())
    })
}
