//! Stories of what nobody reports.

use super::Watcher;
use crate::attend::{propose, settled, to_plan};
use crate::resolve::Terms;
use book::exception::{Cause, Kind};
use book::story::after;
use book::{Command, decide, evolve_all};

/// What is told to the book after a story, a line each, until nothing is new.
fn noticed(story: &str) -> Vec<String> {
    let (mut book, stamp) = after(story);
    let mut told = Vec::new();
    let mut watcher = Watcher::default();
    let commands = watcher.notice(&book, &stamp);
    for command in commands {
        let events = decide(&book, &command, &stamp).expect("what is noticed can be told");
        evolve_all(&mut book, &events);
        told.push(shown(&command));
    }
    assert_eq!(watcher.notice(&book, &stamp), [], "it is told once");
    told
}

fn shown(command: &Command) -> String {
    match command {
        Command::RescheduleSupply { supply, due } => format!("supply {supply} on {due}"),
        Command::RaiseException {
            kind, cause, lines, ..
        } => {
            let lines: Vec<String> = lines
                .iter()
                .map(|(order, line)| format!("{}.{line}", order.number()))
                .collect();
            format!("{}: {} ({})", kind.as_str(), lines.join(", "), of(cause))
        }
        other => panic!("{} is not for a watcher", other.name()),
    }
}

fn of(cause: &Cause) -> String {
    match cause {
        Cause::Supply { reference, .. } => reference.clone(),
        Cause::Stock { site, item } => format!("{item} at {site}"),
        Cause::Item { item } => format!("item {item}"),
        Cause::Order { order } => order.number().to_string(),
        Cause::Site { site, day } => format!("site {site} on {day}"),
    }
}

#[test]
fn goods_that_nobody_has_are_one_shortage_for_all_who_wait() {
    let story = "
        stock DC1 COFFEE 5
        order C1 COFFEE 8 / po 1
        order C2 COFFEE 8, TEA 1 / po 2
        ";
    assert_eq!(noticed(story), [""; 0]);
    let told = noticed(&format!("{story}\nclock 2026-03-04 9:01"));
    assert_eq!(
        told[..2],
        [
            "shortage: SO-100000.1, SO-100001.1 (item 0)",
            "shortage: SO-100001.2 (item 1)",
        ]
    );
}

#[test]
fn what_stays_after_its_day_is_told_for_the_lorry_that_did_not_come() {
    let told = noticed(
        "
        stock DC1 COFFEE 20
        order C1 COFFEE 8 / po 1
        order C2 COFFEE 8 / po 2
        release SO-100000 DC1
        clock 2026-03-02 9:00
        ",
    );
    assert_eq!(
        told,
        ["missed_cutoff: SO-100000.1, SO-100001.1 (site 0 on 2026-03-01)"]
    );
}

#[test]
fn goods_that_nobody_says_have_arrived_are_asked_after() {
    let story = "
        stock DC1 COFFEE 20
        order C1 COFFEE 8 / po 1
        release SO-100000 DC1
        pick SO-100000 DC1
        pack SO-100000 DC1
        ship SO-100000 DC1
        clock 2026-03-03 9:00
        ";
    assert_eq!(noticed(story), [""; 0]);
    let next = format!("{story}\nclock 2026-03-04 9:00");
    let told = ["carrier_delay: SO-100000.1 (site 0 on 2026-03-02)"];
    assert_eq!(noticed(&next), told);
    assert_eq!(noticed(&format!("{next}\ndeliver SO-100000 DC1")), [""; 0]);
}

#[test]
fn an_order_that_nobody_decides_is_stuck() {
    let story = "
        stock DC1 COFFEE 20
        order C1 COFFEE 8 / po 1
        hold SO-100000
        clock 2026-03-03 9:00
        ";
    assert_eq!(noticed(story), [""; 0]);
    let next = format!("{story}\nclock 2026-03-04 9:00");
    assert_eq!(noticed(&next), ["stuck: SO-100000.1 (SO-100000)"]);
}

#[test]
fn supply_that_did_not_come_is_expected_tomorrow_and_breaks_what_hung_on_it() {
    let (mut book, stamp) = after(
        "
        supply PO1 purchase DC1 COFFEE 20 2026-03-05
        order C1 COFFEE 8 / po 1
        clock 2026-03-08 9:00
        ",
    );
    for command in Watcher::default().notice(&book, &stamp) {
        let events = decide(&book, &command, &stamp).unwrap();
        evolve_all(&mut book, &events);
    }
    let kinds: Vec<Kind> = book.exceptions.values().map(|row| row.kind).collect();
    assert_eq!(kinds, [Kind::LateSupply]);
}

/// Plays the planner until it has nothing to say; how the exceptions stand, a line each.
fn attended(story: &str) -> Vec<String> {
    let (mut book, stamp) = after(story);
    for command in Watcher::default().notice(&book, &stamp) {
        let events = decide(&book, &command, &stamp).unwrap();
        evolve_all(&mut book, &events);
    }
    for id in to_plan(&book) {
        let command = propose(&book, id, &Terms::default(), &stamp);
        let events = decide(&book, &command, &stamp).unwrap();
        evolve_all(&mut book, &events);
    }
    assert_eq!(to_plan(&book), []);
    assert_eq!(settled(&book, None, &stamp), (Vec::new(), None));
    let told = book.exceptions.iter().map(|(id, row)| {
        let ways: Vec<&str> = (row.proposals.iter())
            .map(|one| one.resolution.as_str())
            .collect();
        format!("{id} {}: {}", row.kind.as_str(), ways.join(", "))
    });
    told.collect()
}

#[test]
fn what_missed_its_lorry_goes_with_the_next_once_somebody_says_yes() {
    let story = "
        stock DC1 COFFEE 20
        order C1 COFFEE 8 / po 1
        order C2 COFFEE 8 / po 2
        release SO-100000 DC1
        clock 2026-03-02 9:00
        ";
    assert_eq!(attended(story), ["0 missed_cutoff: repromise"]);
    let trusted = "policy autonomy repromise of missed_cutoff up to 1000000: auto";
    assert_eq!(attended(&format!("{trusted}\n{story}")), [""; 0]);
}
