//! Signing in: who is let in, and what guessing comes to.

use super::*;
use crate::access::{NewUser, Role, UserChange};
use crate::scratch::Scratch;
use rusqlite::Connection as Sqlite;
use std::time::{Duration, Instant as Clock};

const NOW: Instant = Instant(1_764_000_000_000_000);
const PASSWORD: &str = "a quiet harbour at dusk";
const WRONG: &str = "a quiet harbour at dawn";

struct World {
    directory: Scratch,
    users: Users,
    dana: User,
}

fn world() -> World {
    let directory = Scratch::new();
    let users = Users::open(&directory).unwrap();
    let new = NewUser {
        login: "dana".to_owned(),
        name: "Dana Levi".to_owned(),
        role: Role::Desk,
        customer: None,
    };
    let dana = users.create(new, Some(PASSWORD), NOW).unwrap();
    World {
        directory,
        users,
        dana,
    }
}

impl World {
    fn told(&self, login: &str, password: &str, at: Instant) -> String {
        match self.users.sign_in(login, password, at).unwrap() {
            SignIn::SignedIn(user) => format!("signed in: {}", user.login),
            SignIn::Wrong => "wrong".to_owned(),
            SignIn::Locked { until } => format!("locked for {} s", (until.0 - at.0) / 1_000_000),
            SignIn::Disabled(user) => format!("disabled: {}", user.login),
            SignIn::Busy => "busy".to_owned(),
        }
    }

    /// Wrong passwords, each as soon as there is no lock; what each was answered.
    fn guess(&self, login: &str, times: usize) -> Vec<String> {
        let mut at = NOW;
        let mut answers = Vec::new();
        for _ in 0..times {
            let answer = self.users.sign_in(login, WRONG, at).unwrap();
            answers.push(match answer {
                SignIn::Locked { until } => {
                    let seconds = (until.0 - at.0) / 1_000_000;
                    at = until;
                    seconds.to_string()
                }
                SignIn::Wrong => "wrong".to_owned(),
                other => panic!("{other:?}"),
            });
        }
        answers
    }
}

#[test]
fn the_right_password_signs_in_and_nothing_else_does() {
    let world = world();
    let cases = [
        ("dana", PASSWORD, "signed in: dana"),
        (" DANA ", PASSWORD, "signed in: dana"),
        ("dana", WRONG, "wrong"),
        ("dana", "", "wrong"),
        ("nobody", PASSWORD, "wrong"),
        ("", "", "wrong"),
    ];
    for (login, password, told) in cases {
        assert_eq!(world.told(login, password, NOW), told, "{login}");
    }
}

#[test]
fn five_wrong_passwords_lock_a_user_for_a_minute_and_each_further_one_for_twice_as_long() {
    let world = world();
    let told = "wrong wrong wrong wrong 60 120 240 480 960 1920 3600 3600";
    assert_eq!(world.guess("dana", 12).join(" "), told);
}

#[test]
fn a_login_that_nobody_has_is_locked_the_same_way() {
    let world = world();
    assert_eq!(world.guess("nobody", 7), world.guess("dana", 7));
}

#[test]
fn a_lock_holds_against_the_right_password_and_is_forgotten_by_it_afterwards() {
    let world = world();
    for _ in 0..4 {
        assert_eq!(world.told("dana", WRONG, NOW), "wrong");
    }
    assert_eq!(world.told("dana", WRONG, NOW), "locked for 60 s");
    let later = NOW.plus_seconds(59);
    assert_eq!(world.told("dana", PASSWORD, later), "locked for 1 s");
    let free = NOW.plus_seconds(60);
    assert_eq!(world.told("dana", PASSWORD, free), "signed in: dana");
    for _ in 0..4 {
        assert_eq!(world.told("dana", WRONG, free), "wrong");
    }
    assert_eq!(world.told("dana", PASSWORD, free), "signed in: dana");
}

#[test]
fn a_lock_outlives_the_process_and_the_wrong_ones_of_yesterday_are_forgotten() {
    let mut world = world();
    assert_eq!(world.guess("dana", 4).join(" "), "wrong wrong wrong wrong");
    world.users = Users::open(&world.directory).unwrap();
    assert_eq!(world.told("dana", WRONG, NOW), "locked for 60 s");
    let tomorrow = NOW.plus_seconds(WRONG_FORGOTTEN_SECONDS);
    assert_eq!(world.told("dana", WRONG, tomorrow), "wrong");
}

#[test]
fn a_new_password_unlocks() {
    let world = world();
    assert_eq!(world.guess("dana", 5).last().unwrap(), "60");
    assert!(
        world
            .users
            .set_password(world.dana.actor, "another quiet harbour")
            .unwrap()
    );
    assert_eq!(world.told("dana", PASSWORD, NOW), "wrong");
    assert_eq!(
        world.told("dana", "another quiet harbour", NOW),
        "signed in: dana"
    );
    assert!(
        !world
            .users
            .set_password(vocab::ActorId(99), PASSWORD)
            .unwrap()
    );
}

#[test]
fn only_who_knows_the_password_learns_that_the_user_is_disabled() {
    let world = world();
    let disable = UserChange {
        disabled: Some(true),
        ..UserChange::default()
    };
    world.users.change(world.dana.actor, disable, NOW).unwrap();
    assert_eq!(world.told("dana", WRONG, NOW), "wrong");
    assert_eq!(world.told("dana", PASSWORD, NOW), "disabled: dana");
}

#[test]
fn a_login_that_nobody_has_takes_as_long_as_a_wrong_password() {
    let world = world();
    let fastest = |login: &str| {
        let tries = (0..4).map(|_| {
            let began = Clock::now();
            assert_eq!(world.told(login, WRONG, NOW), "wrong");
            began.elapsed()
        });
        tries.min().unwrap_or(Duration::MAX)
    };
    let (known, unknown) = (fastest("dana"), fastest("nobody"));
    let (less, more) = (known.min(unknown), known.max(unknown));
    assert!(more < less * 5, "{known:?} against {unknown:?}");
}

#[test]
fn what_was_typed_as_a_login_is_not_on_disk() {
    let world = world();
    world.told("my secret in the wrong field", WRONG, NOW);
    assert!(!world.directory.contains(b"my secret in the wrong"));
}

#[test]
fn logins_that_nobody_has_are_forgotten_before_they_fill_the_disk() {
    let world = world();
    let rows = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 10000)
                INSERT INTO attempt SELECT randomblob(32), 0, 1, i, NULL FROM n";
    let file = Sqlite::open(world.directory.join("access.db")).unwrap();
    file.execute(rows, []).unwrap();
    world.told("nobody", WRONG, NOW);
    world.told("dana", WRONG, NOW);
    let counted: (i64, i64) = file
        .query_row(
            "SELECT count(*), min(at) FROM attempt WHERE is_user = 0",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    assert_eq!(counted, (STRANGERS_MAX as i64, 2));
}
