//! Saved views: one's own and everybody's.

use super::*;
use crate::refusal::Refusal;
use crate::scratch::{Scratch, golden};
use rusqlite::Connection as Sqlite;
use std::fs;

const NOW: Instant = Instant(1_764_000_000_000_000);
const DANA: ActorId = ActorId(3);
const NOA: ActorId = ActorId(4);

fn view(owner: Option<ActorId>, name: &str, query: &str) -> NewView {
    NewView {
        owner,
        page: "orders".to_owned(),
        name: name.to_owned(),
        query: query.to_owned(),
    }
}

fn views() -> (Scratch, SavedViews) {
    let directory = Scratch::new();
    let views = SavedViews::open(&directory).unwrap();
    let save = |view| views.save(view, DANA, NOW).unwrap();
    save(view(Some(DANA), "late", "late=1"));
    save(view(None, "held", "state=held"));
    save(view(Some(NOA), "late", "late=1&sort=value"));
    (directory, views)
}

fn told(views: &SavedViews, user: ActorId) -> String {
    let listed = views.list(user, "orders").unwrap().into_iter();
    let lines =
        listed.map(|saved| format!("{} {}?{}", saved.id, saved.view.name, saved.view.query));
    lines.collect::<Vec<_>>().join(", ")
}

#[test]
fn a_user_sees_what_is_everybodys_and_the_own_views() {
    let (directory, views) = views();
    assert_eq!(told(&views, DANA), "2 held?state=held, 1 late?late=1");
    let views_again = SavedViews::open(&directory).unwrap();
    assert_eq!(
        told(&views_again, NOA),
        "2 held?state=held, 3 late?late=1&sort=value"
    );
    assert_eq!(told(&views_again, ActorId(9)), "2 held?state=held");
    assert!(views.list(DANA, "stock").unwrap().is_empty());
}

#[test]
fn saving_under_the_same_name_replaces() {
    let (_directory, views) = views();
    let saved = views
        .save(view(Some(DANA), "late", "late=2"), DANA, NOW)
        .unwrap();
    assert_eq!(saved.id, 1);
    assert_eq!(told(&views, DANA), "2 held?state=held, 1 late?late=2");
    let shared = views.save(view(None, "late", "late=3"), NOA, NOW).unwrap();
    assert_eq!((shared.id, shared.saved_by), (4, NOA));
    assert_eq!(views.get(4).unwrap(), Some(shared));
}

#[test]
fn a_view_is_removed_by_its_owner_only_and_its_number_is_not_given_again() {
    let (_directory, views) = views();
    assert!(!views.delete(1, Some(NOA)).unwrap());
    assert!(!views.delete(1, None).unwrap());
    assert!(!views.delete(2, Some(DANA)).unwrap());
    assert!(views.delete(2, None).unwrap());
    assert!(views.delete(3, Some(NOA)).unwrap());
    assert!(!views.delete(3, Some(NOA)).unwrap());
    assert!(!views.delete(u64::MAX, None).unwrap());
    assert_eq!(
        (views.get(3).unwrap(), views.get(u64::MAX).unwrap()),
        (None, None)
    );
    assert_eq!(views.save(view(None, "new", ""), DANA, NOW).unwrap().id, 4);
}

#[test]
fn what_is_too_much_or_has_no_name_is_refused() {
    let (_directory, views) = views();
    let nameless = views.save(view(None, " ", ""), DANA, NOW).unwrap_err();
    assert_eq!(nameless.kind, FaultKind::Refused(Refusal::Name));
    let large = [
        view(None, &"n".repeat(VIEW_NAME_BYTES_MAX + 1), ""),
        view(None, "large", &"q".repeat(VIEW_QUERY_BYTES_MAX + 1)),
        NewView {
            page: "p".repeat(VIEW_PAGE_BYTES_MAX + 1),
            ..view(None, "large", "")
        },
    ];
    for view in large {
        assert!(views.save(view, DANA, NOW).is_err());
    }
    for number in 1..VIEWS_PER_OWNER_MAX {
        let one_more = view(Some(DANA), &format!("view {number}"), "");
        views.save(one_more, DANA, NOW).unwrap();
    }
    let fault = views
        .save(view(Some(DANA), "one more", ""), DANA, NOW)
        .unwrap_err();
    assert!(matches!(fault.kind, FaultKind::TooLarge { .. }), "{fault}");
    assert!(views.save(view(Some(DANA), "late", ""), DANA, NOW).is_ok());
    assert!(views.save(view(None, "one more", ""), DANA, NOW).is_ok());
}

#[test]
fn a_view_that_was_changed_on_disk_is_noticed() {
    for change in ["owner = NULL", "name = 'x'", "query = 'x'", "saved_by = 9"] {
        let (directory, views) = views();
        let file = Sqlite::open(directory.join(FILE)).unwrap();
        file.execute(&format!("UPDATE saved_view SET {change} WHERE id = 1"), [])
            .unwrap();
        let fault = views.get(1).unwrap_err();
        assert!(matches!(fault.kind, FaultKind::Damaged { .. }), "{change}");
    }
}

#[test]
fn the_golden_store_of_views_of_format_1_opens() {
    let directory = Scratch::new();
    let golden = golden("desk-format-1.db", |path| views().1.backup(path).unwrap());
    fs::copy(golden, directory.join(FILE)).unwrap();
    let views = SavedViews::open(&directory).unwrap();
    assert_eq!(told(&views, DANA), "2 held?state=held, 1 late?late=1");
}
