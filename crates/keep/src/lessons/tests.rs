//! Lessons: taught, taught again, replaced, revoked, used, and erased with their customer.

use super::*;
use crate::scratch::{Scratch, golden};
use rusqlite::Connection as Sqlite;
use std::fs;

const DANA: ActorId = ActorId(3);
const NOA: ActorId = ActorId(4);

fn lesson(customer: u32, about: &str, rule: &str) -> NewLesson {
    NewLesson {
        customer: CustomerId(customer),
        about: about.to_owned(),
        rule: rule.to_owned(),
    }
}

/// What accepting the request of this number taught.
fn by(request: u64) -> LessonTaught {
    LessonTaught {
        request: RequestId(request),
        document: ContentHash([request as u8; 32]),
        by: DANA,
        at: moment(request),
    }
}

fn moment(nth: u64) -> Instant {
    Instant(1_764_000_000_000_000 + nth as i64)
}

/// Customer 7 calls item 12 "bags", which two requests taught; customer 8 was changed about.
fn lessons() -> (Scratch, Lessons) {
    let directory = Scratch::new();
    let lessons = Lessons::open(&directory).unwrap();
    let teach = |new, request| lessons.teach(&[new], &by(request)).unwrap();
    teach(lesson(7, "7 part BAGS", "item 12"), 1);
    teach(lesson(8, "8 part BAGS", "item 2"), 2);
    teach(lesson(7, "7 part BAGS", "item 12"), 3);
    teach(lesson(8, "8 part BAGS", "item 3"), 4);
    lessons.used(&[LessonId(1)], moment(5)).unwrap();
    (directory, lessons)
}

fn told(lessons: &[Lesson]) -> String {
    let line = |one: &Lesson| {
        let ended = one.ended.map_or(String::new(), |(how, _, by)| {
            format!(", {} by {by}", how.as_str())
        });
        let (id, said) = (one.id, &one.lesson);
        format!(
            "{id} {}: {}, taught {}, used {}{ended}",
            said.about, said.rule, one.taught, one.used
        )
    };
    lessons.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn all(lessons: &Lessons) -> String {
    told(&lessons.list(None, true, None, 100).unwrap())
}

#[test]
fn corrections_add_up_and_a_later_one_replaces_what_it_contradicts() {
    let (directory, lessons) = lessons();
    insta::assert_snapshot!(all(&lessons), @r"
    3 8 part BAGS: item 3, taught 1, used 0
    2 8 part BAGS: item 2, taught 1, used 0, replaced by 3
    1 7 part BAGS: item 12, taught 2, used 1
    ");
    assert_eq!(all(&Lessons::open(&directory).unwrap()), all(&lessons));
    insta::assert_snapshot!(told(&lessons.in_force().unwrap()), @r"
    1 7 part BAGS: item 12, taught 2, used 1
    3 8 part BAGS: item 3, taught 1, used 0
    ");
    assert_eq!(lessons.taught(LessonId(1)).unwrap(), [by(3), by(1)]);
}

#[test]
fn the_same_request_teaches_a_lesson_once() {
    let (_directory, lessons) = lessons();
    let before = all(&lessons);
    let again = lesson(7, "7 part BAGS", "item 12");
    lessons.teach(&[again], &by(3)).unwrap();
    assert_eq!(all(&lessons), before);
}

#[test]
fn what_is_known_of_a_sender_moves_to_the_customer_that_a_person_chose_last() {
    let (_directory, lessons) = lessons();
    for (customer, request) in [(7, 5), (8, 6)] {
        let sender = lesson(customer, "sender ann@x.example", "sender");
        lessons.teach(&[sender], &by(request)).unwrap();
    }
    let known = lessons.in_force().unwrap();
    let senders = known.iter().filter(|one| one.lesson.rule == "sender");
    let customers: Vec<u32> = senders.map(|one| one.lesson.customer.0).collect();
    assert_eq!(customers, [8]);
}

#[test]
fn a_revoked_lesson_is_in_force_no_more_and_is_learned_anew() {
    let (_directory, lessons) = lessons();
    let version = lessons.version();
    assert!(lessons.revoke(LessonId(1), NOA, moment(9)).unwrap());
    assert!(!lessons.revoke(LessonId(1), NOA, moment(9)).unwrap());
    assert!(!lessons.revoke(LessonId(u64::MAX), NOA, moment(9)).unwrap());
    assert!(lessons.version() > version);
    let ended = lessons.get(LessonId(1)).unwrap().unwrap().ended;
    assert_eq!(ended, Some((LessonEnd::Revoked, moment(9), NOA)));
    let again = lesson(7, "7 part BAGS", "item 12");
    lessons.teach(&[again], &by(10)).unwrap();
    insta::assert_snapshot!(all(&lessons), @r"
    4 7 part BAGS: item 12, taught 1, used 0
    3 8 part BAGS: item 3, taught 1, used 0
    2 8 part BAGS: item 2, taught 1, used 0, replaced by 3
    1 7 part BAGS: item 12, taught 2, used 1, revoked by 4
    ");
}

#[test]
fn a_customers_lessons_are_listed_page_by_page() {
    let (_directory, lessons) = lessons();
    let of = |customer: u32, ended, before: Option<u64>, limit| {
        let customer = Some(CustomerId(customer));
        let page = lessons.list(customer, ended, before.map(LessonId), limit);
        let ids = page.unwrap().into_iter().map(|one| one.id.0);
        ids.collect::<Vec<u64>>()
    };
    assert_eq!(of(8, true, None, 1), [3]);
    assert_eq!(of(8, true, Some(3), 1), [2]);
    assert_eq!(of(8, false, None, 9), [3]);
    assert_eq!(of(9, true, None, 9), [0u64; 0]);
}

#[test]
fn erasing_a_customer_leaves_nothing_of_what_it_was_quoted_with() {
    let (directory, lessons) = lessons();
    let quote = lesson(8, "8 description frobnicated widgets", "item 9");
    lessons.teach(&[quote], &by(8)).unwrap();
    assert!(directory.contains(b"frobnicated"));
    assert_eq!(lessons.erase(CustomerId(8)).unwrap(), 3);
    assert_eq!(lessons.erase(CustomerId(8)).unwrap(), 0);
    assert!(!directory.contains(b"frobnicated"));
    insta::assert_snapshot!(all(&lessons), @"1 7 part BAGS: item 12, taught 2, used 1");
    assert_eq!(lessons.taught(LessonId(3)).unwrap(), []);
}

#[test]
fn what_is_too_long_or_too_much_is_refused_and_nothing_of_it_is_kept() {
    let (_directory, lessons) = lessons();
    let before = all(&lessons);
    let large = [
        lesson(7, &"a".repeat(LESSON_ABOUT_BYTES_MAX + 1), ""),
        lesson(7, "7", &"r".repeat(LESSON_RULE_BYTES_MAX + 1)),
    ];
    for one in large {
        let fault = lessons
            .teach(&[lesson(7, "fits", ""), one], &by(9))
            .unwrap_err();
        assert!(matches!(fault.kind, FaultKind::TooLarge { .. }), "{fault}");
    }
    assert_eq!(all(&lessons), before);
}

#[test]
fn a_customer_with_too_many_lessons_forgets_the_oldest_that_ended() {
    let (_directory, lessons) = lessons();
    let many: Vec<NewLesson> = (2..LESSONS_PER_CUSTOMER_MAX)
        .map(|nth| lesson(8, &format!("8 part {nth}"), "item 1"))
        .collect();
    lessons.teach(&many, &by(9)).unwrap();
    let more = |about: &str| lessons.teach(&[lesson(8, about, "item 1")], &by(10));
    more("8 part first beyond").unwrap();
    assert_eq!(lessons.get(LessonId(2)).unwrap(), None);
    let fault = more("8 part second beyond").unwrap_err();
    assert!(matches!(fault.kind, FaultKind::TooLarge { .. }), "{fault}");
    let others = lesson(7, "7 part of another customer", "item 1");
    lessons.teach(&[others], &by(10)).unwrap();
}

#[test]
fn only_the_newest_of_those_who_taught_a_lesson_are_kept() {
    let (_directory, lessons) = lessons();
    for request in 10..40 {
        let same = lesson(7, "7 part BAGS", "item 12");
        lessons.teach(&[same], &by(request)).unwrap();
    }
    let taught = lessons.taught(LessonId(1)).unwrap();
    assert_eq!((taught.len(), taught[0]), (TEACHINGS_MAX, by(39)));
    assert_eq!(lessons.get(LessonId(1)).unwrap().unwrap().taught, 32);
}

#[test]
fn a_lesson_that_was_changed_on_disk_is_noticed() {
    for change in ["customer = 9", "about = 'x'", "rule = 'x'", "taught = 9"] {
        let (directory, lessons) = lessons();
        let file = Sqlite::open(directory.join(FILE)).unwrap();
        file.execute(&format!("UPDATE lesson SET {change} WHERE id = 1"), [])
            .unwrap();
        let fault = lessons.get(LessonId(1)).unwrap_err();
        assert!(matches!(fault.kind, FaultKind::Damaged { .. }), "{change}");
    }
}

#[test]
fn the_golden_store_of_lessons_of_format_1_opens() {
    let directory = Scratch::new();
    let golden = golden("lessons-format-1.db", |path| {
        lessons().1.backup(path).unwrap();
    });
    fs::copy(golden, directory.join(FILE)).unwrap();
    let opened = Lessons::open(&directory).unwrap();
    assert_eq!(all(&opened), all(&lessons().1));
}
