//! Sessions: how long they last, and what ends them.

use super::*;
use crate::access::{NewUser, Role, UserChange};
use crate::scratch::Scratch;
use rusqlite::Connection as Sqlite;

const NOW: Instant = Instant(1_764_000_000_000_000);
const HOUR: i64 = 3_600;

fn world() -> (Scratch, Users, ActorId) {
    let directory = Scratch::new();
    let users = Users::open(&directory).unwrap();
    let user = create(&users, "dana");
    (directory, users, user)
}

fn create(users: &Users, login: &str) -> ActorId {
    let new = NewUser {
        login: login.to_owned(),
        name: "Dana Levi".to_owned(),
        role: Role::Desk,
        customer: None,
    };
    users.create(new, None, NOW).unwrap().actor
}

fn open(users: &Users, user: ActorId, at: Instant) -> Secret {
    users.open_session(user, at).unwrap().unwrap()
}

fn lasts(users: &Users, secret: &Secret, at: Instant) -> bool {
    users.session(secret.reveal(), at).unwrap().is_some()
}

#[test]
fn a_session_tells_its_user_after_reopening_and_is_not_on_disk() {
    let (directory, users, user) = world();
    let secret = open(&users, user, NOW);
    assert!(users.session_known(secret.reveal(), NOW).is_none());
    let users = Users::open(&directory).unwrap();
    let found = users.session(secret.reveal(), NOW).unwrap().unwrap();
    assert_eq!((found.actor, found.scopes()), (user, Role::Desk.scopes()));
    assert_eq!(users.session_known(secret.reveal(), NOW), Some(found));
    assert_eq!(secret.reveal().len(), SESSION_PREFIX.len() + 64);
    let digits = secret.reveal().strip_prefix("kepts_").unwrap();
    assert!(!directory.contains(digits.as_bytes()));
}

#[test]
fn what_is_not_a_session_is_none() {
    let (_directory, users, user) = world();
    let secret = open(&users, user, NOW);
    let right = secret.reveal();
    let zeros = format!("kepts_{}", "0".repeat(64));
    let wrong = ["", "kepts_", &zeros, &right[..right.len() - 1], &right[6..]];
    for secret in wrong {
        assert_eq!(users.session(secret, NOW).unwrap(), None, "{secret}");
        assert!(!users.end_session(secret).unwrap(), "{secret}");
    }
    assert!(users.open_session(ActorId(99), NOW).unwrap().is_none());
}

#[test]
fn a_session_ends_after_twelve_hours_without_use() {
    let (_directory, users, user) = world();
    let secret = open(&users, user, NOW);
    assert!(lasts(&users, &secret, NOW.plus_seconds(11 * HOUR)));
    assert!(lasts(&users, &secret, NOW.plus_seconds(22 * HOUR)));
    assert!(!lasts(&users, &secret, NOW.plus_seconds(34 * HOUR)));
}

#[test]
fn a_session_ends_after_seven_days_however_much_it_is_used() {
    let (_directory, users, user) = world();
    let secret = open(&users, user, NOW);
    for hour in (0..7 * 24).step_by(8) {
        assert!(
            lasts(&users, &secret, NOW.plus_seconds(hour * HOUR)),
            "{hour}"
        );
    }
    assert!(!lasts(&users, &secret, NOW.plus_seconds(7 * 24 * HOUR)));
}

#[test]
fn use_is_written_down_once_in_five_minutes() {
    let (directory, users, user) = world();
    let secret = open(&users, user, NOW);
    let file = Sqlite::open(directory.join("access.db")).unwrap();
    for (second, seen) in [(1, 0), (299, 0), (300, 300), (599, 300), (700, 700)] {
        users.sessions.clear();
        assert!(lasts(&users, &secret, NOW.plus_seconds(second)));
        let stored: i64 = file
            .query_row("SELECT seen_at FROM session", [], |row| row.get(0))
            .unwrap();
        assert_eq!(stored, NOW.plus_seconds(seen).0, "{second}");
    }
}

#[test]
fn signing_out_ends_one_session_and_others_end_all() {
    let (_directory, users, user) = world();
    let noa = create(&users, "noa");
    let [first, second, third] = [(); 3].map(|()| open(&users, user, NOW));
    let others = open(&users, noa, NOW);
    assert!(lasts(&users, &first, NOW));
    assert!(users.end_session(first.reveal()).unwrap());
    let left = |secrets: [&Secret; 4]| secrets.map(|secret| lasts(&users, secret, NOW));
    assert_eq!(
        left([&first, &second, &third, &others]),
        [false, true, true, true]
    );
    assert_eq!(users.end_sessions_of(user).unwrap(), 2);
    assert_eq!(
        left([&first, &second, &third, &others]),
        [false, false, false, true]
    );
}

#[test]
fn less_right_or_another_password_ends_the_sessions_and_another_name_does_not() {
    let change = |edit: fn(&mut UserChange)| {
        let mut change = UserChange::default();
        edit(&mut change);
        change
    };
    let cases = [
        (change(|c| c.name = Some("Dana".to_owned())), true),
        (change(|c| c.role = Some(Role::Desk)), true),
        (change(|c| c.role = Some(Role::Viewer)), false),
        (
            change(|c| c.customer = Some(Some(vocab::CustomerId(1)))),
            false,
        ),
        (change(|c| c.disabled = Some(true)), false),
    ];
    for (change, stays) in cases {
        let (_directory, users, user) = world();
        let secret = open(&users, user, NOW);
        assert!(lasts(&users, &secret, NOW));
        users.change(user, change.clone(), NOW).unwrap();
        assert_eq!(lasts(&users, &secret, NOW), stays, "{change:?}");
    }
    let (_directory, users, user) = world();
    let secret = open(&users, user, NOW);
    users.set_password(user, "a quiet harbour at dusk").unwrap();
    assert!(!lasts(&users, &secret, NOW));
}

#[test]
fn a_disabled_user_gets_no_session() {
    let (_directory, users, user) = world();
    let disable = UserChange {
        disabled: Some(true),
        ..UserChange::default()
    };
    users.change(user, disable, NOW).unwrap();
    assert!(users.open_session(user, NOW).unwrap().is_none());
}

#[test]
fn with_one_session_too_many_the_oldest_ends() {
    let (directory, users, user) = world();
    let at = |number: usize| NOW.plus_seconds(number as i64);
    let secrets: Vec<Secret> = (0..SESSIONS_PER_USER_MAX + 2)
        .map(|number| open(&users, user, at(number)))
        .collect();
    let lasting: Vec<bool> = secrets
        .iter()
        .map(|secret| lasts(&users, secret, at(20)))
        .collect();
    assert_eq!(lasting[..3], [false, false, true]);
    assert_eq!(
        lasting.iter().filter(|lasts| **lasts).count(),
        SESSIONS_PER_USER_MAX
    );
    open(&users, user, NOW.plus_seconds(13 * HOUR));
    let file = Sqlite::open(directory.join("access.db")).unwrap();
    let kept: u32 = file
        .query_row("SELECT count(*) FROM session", [], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, 1);
}

#[test]
fn a_session_that_was_given_to_another_user_on_disk_is_noticed() {
    for change in [
        "user = 2",
        "created_at = created_at + 1",
        "seen_at = seen_at + 1",
    ] {
        let (directory, users, user) = world();
        create(&users, "noa");
        let secret = open(&users, user, NOW);
        let file = Sqlite::open(directory.join("access.db")).unwrap();
        file.execute(&format!("UPDATE session SET {change}"), [])
            .unwrap();
        let fault = users.session(secret.reveal(), NOW).unwrap_err();
        assert!(matches!(fault.kind, FaultKind::Damaged { .. }), "{change}");
    }
}

#[test]
fn a_session_that_another_process_ends_is_refused_soon() {
    let (directory, users, user) = world();
    let secret = open(&users, user, NOW);
    assert!(lasts(&users, &secret, NOW));
    Users::open(&directory)
        .unwrap()
        .end_sessions_of(user)
        .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(250));
    assert!(!lasts(&users, &secret, NOW));
}
