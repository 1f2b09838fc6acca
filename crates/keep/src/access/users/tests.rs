//! Users: made, found, changed; what nobody may change.

use super::*;
use crate::access::{AccessKeys, NewKey, Scope};
use crate::scratch::{Scratch, golden};
use rusqlite::Connection;
use std::fs;

const NOW: Instant = Instant(1_764_000_000_000_000);
const PASSWORD: &str = "a quiet harbour at dusk";

fn new(login: &str, role: Role) -> NewUser {
    NewUser {
        login: login.to_owned(),
        name: "Dana Levi".to_owned(),
        role,
        customer: None,
    }
}

fn key(name: &str) -> NewKey {
    NewKey {
        name: name.to_owned(),
        scopes: Scopes::of(&[Scope::OrdersRead]),
        customer: None,
        expires_at: None,
    }
}

fn identity(subject: &str) -> Identity {
    Identity {
        issuer: "https://id.example".to_owned(),
        subject: subject.to_owned(),
    }
}

fn refused(result: Result<impl Sized, Fault>) -> Refusal {
    match result.err().map(|fault| fault.kind) {
        Some(FaultKind::Refused(refusal)) => refusal,
        other => panic!("a refusal was expected, there is {other:?}"),
    }
}

#[test]
fn a_user_is_found_by_number_login_and_identity_after_reopening() {
    let directory = Scratch::new();
    let users = Users::open(&directory).unwrap();
    let made = users
        .create(new(" Dana.Levi ", Role::Desk), None, NOW)
        .unwrap();
    assert_eq!(
        (made.login.as_str(), made.has_password),
        ("dana.levi", false)
    );
    let change = UserChange {
        identity: Some(Some(identity("42"))),
        ..UserChange::default()
    };
    let made = users.change(made.actor, change, NOW).unwrap().unwrap();
    let users = Users::open(&directory).unwrap();
    assert_eq!(users.get(made.actor).unwrap(), Some(made.clone()));
    assert_eq!(users.by_login("DANA.levi").unwrap(), Some(made.clone()));
    assert_eq!(
        users.by_identity(&identity("42")).unwrap(),
        Some(made.clone())
    );
    assert_eq!(users.by_identity(&identity("43")).unwrap(), None);
    assert_eq!(users.by_login("dana").unwrap(), None);
    assert_eq!(users.list().unwrap(), [made]);
}

#[test]
fn keys_and_users_are_numbered_in_one_series_and_named_by_it() {
    let directory = Scratch::new();
    let (keys, users) = (
        AccessKeys::open(&directory).unwrap(),
        Users::open(&directory).unwrap(),
    );
    let shop = keys.create(key("web shop"), NOW).unwrap().1.actor;
    let dana = users
        .create(new("dana", Role::Desk), None, NOW)
        .unwrap()
        .actor;
    let next = keys.create(key("next"), NOW).unwrap().1.actor;
    assert_eq!([shop, dana, next], [1, 2, 3].map(ActorId));
    let named = |number| users.actor_name(ActorId(number)).unwrap();
    let names = [0, 1, 2, 3, 4].map(|number| named(number).unwrap_or_default());
    assert_eq!(names, ["", "web shop", "Dana Levi", "next", ""]);
    let change = UserChange {
        name: Some("Dana Cohen".to_owned()),
        ..UserChange::default()
    };
    users.change(dana, change, NOW).unwrap();
    assert_eq!(named(2).as_deref(), Some("Dana Cohen"));
}

#[test]
fn what_cannot_be_a_user_is_refused_with_the_field() {
    let directory = Scratch::new();
    let users = Users::open(&directory).unwrap();
    users.create(new("dana", Role::Admin), None, NOW).unwrap();
    let long = "d".repeat(LOGIN_BYTES_MAX + 1);
    let cases = [
        ("", Refusal::Login),
        ("dana levi", Refusal::Login),
        ("dana<script>", Refusal::Login),
        (long.as_str(), Refusal::Login),
        ("DANA", Refusal::LoginTaken),
    ];
    for (login, refusal) in cases {
        let made = users.create(new(login, Role::Desk), None, NOW);
        assert_eq!(refused(made), refusal, "{login}");
        assert_eq!(refusal.field(), "login");
    }
    let made = users.create(new("noa", Role::Desk), Some("password1234"), NOW);
    assert_eq!(refused(made), Refusal::PasswordCommon);
    let nameless = NewUser {
        name: "\n".to_owned(),
        ..new("noa", Role::Desk)
    };
    assert_eq!(refused(users.create(nameless, None, NOW)), Refusal::Name);
    assert_eq!(users.list().unwrap().len(), 1);
}

#[test]
fn a_users_scopes_are_the_roles_and_a_customers_user_has_fewer() {
    let directory = Scratch::new();
    let users = Users::open(&directory).unwrap();
    let desk = users.create(new("dana", Role::Desk), None, NOW).unwrap();
    assert_eq!(desk.scopes(), Role::Desk.scopes());
    let buyer = NewUser {
        customer: Some(CustomerId(7)),
        ..new("buyer", Role::Admin)
    };
    let buyer = users.create(buyer, None, NOW).unwrap();
    assert_eq!(buyer.customer, Some(CustomerId(7)));
    assert_eq!(buyer.scopes(), CUSTOMER_SCOPES);
}

#[test]
fn the_last_administrator_stays_one() {
    let directory = Scratch::new();
    let users = Users::open(&directory).unwrap();
    let first = users
        .create(new("first", Role::Admin), None, NOW)
        .unwrap()
        .actor;
    let buyer = NewUser {
        customer: Some(CustomerId(7)),
        ..new("buyer", Role::Admin)
    };
    users.create(buyer, None, NOW).unwrap();
    let disable = UserChange {
        disabled: Some(true),
        ..UserChange::default()
    };
    let demote = UserChange {
        role: Some(Role::Viewer),
        ..UserChange::default()
    };
    let bind = UserChange {
        customer: Some(Some(CustomerId(7))),
        ..UserChange::default()
    };
    for change in [&disable, &demote, &bind] {
        let changed = users.change(first, change.clone(), NOW);
        assert_eq!(refused(changed), Refusal::LastAdmin);
    }
    let second = users
        .create(new("second", Role::Admin), None, NOW)
        .unwrap()
        .actor;
    let disabled = users.change(first, disable.clone(), NOW).unwrap().unwrap();
    assert_eq!(disabled.disabled_at, Some(NOW));
    assert_eq!(
        refused(users.change(second, disable, NOW)),
        Refusal::LastAdmin
    );
    let enable = UserChange {
        disabled: Some(false),
        ..UserChange::default()
    };
    let enabled = users.change(first, enable, NOW).unwrap().unwrap();
    assert_eq!(enabled.disabled_at, None);
    assert!(users.change(second, demote, NOW).is_ok());
    let nobody = users.change(ActorId(99), UserChange::default(), NOW);
    assert_eq!(nobody.unwrap(), None);
}

#[test]
fn an_identity_is_one_users() {
    let directory = Scratch::new();
    let users = Users::open(&directory).unwrap();
    let bind = |login: &str, identity: Option<Identity>| {
        let actor = users.by_login(login).unwrap().unwrap().actor;
        let change = UserChange {
            identity: Some(identity),
            ..UserChange::default()
        };
        users.change(actor, change, NOW)
    };
    users.create(new("dana", Role::Desk), None, NOW).unwrap();
    users.create(new("noa", Role::Desk), None, NOW).unwrap();
    assert!(bind("dana", Some(identity("1"))).is_ok());
    assert!(bind("dana", Some(identity("1"))).is_ok());
    assert_eq!(
        refused(bind("noa", Some(identity("1")))),
        Refusal::IdentityTaken
    );
    assert_eq!(refused(bind("noa", Some(identity("")))), Refusal::Identity);
    assert!(bind("dana", None).is_ok());
    assert!(bind("noa", Some(identity("1"))).is_ok());
    let long = identity(&"s".repeat(IDENTITY_BYTES_MAX + 1));
    let fault = bind("noa", Some(long)).unwrap_err();
    assert!(matches!(fault.kind, FaultKind::TooLarge { .. }));
}

#[test]
fn a_password_is_neither_on_disk_nor_in_debug_output() {
    let directory = Scratch::new();
    let users = Users::open(&directory).unwrap();
    let made = users
        .create(new("dana", Role::Desk), Some(PASSWORD), NOW)
        .unwrap();
    assert!(made.has_password);
    assert!(!directory.contains(PASSWORD.as_bytes()));
    assert!(directory.contains(b"$argon2id$"));
    assert!(!format!("{users:?} {made:?}").contains("argon2"));
}

#[test]
fn what_was_changed_of_a_user_on_disk_is_noticed() {
    for change in [
        "login = 'root'",
        "name = 'other'",
        "role = 'admin'",
        "role = 'emperor'",
        "customer = NULL",
        "disabled_at = NULL",
        "password = NULL",
        "issuer = 'https://id.example', subject = '1'",
    ] {
        let directory = Scratch::new();
        let users = Users::open(&directory).unwrap();
        let new = NewUser {
            customer: Some(CustomerId(1)),
            ..new("dana", Role::Desk)
        };
        let actor = users.create(new, Some(PASSWORD), NOW).unwrap().actor;
        let disable = UserChange {
            disabled: Some(true),
            ..UserChange::default()
        };
        users.change(actor, disable, NOW).unwrap();
        let file = Connection::open(directory.join(FILE)).unwrap();
        file.execute(&format!("UPDATE user SET {change}"), [])
            .unwrap();
        let fault = users.get(actor).unwrap_err();
        assert!(matches!(fault.kind, FaultKind::Damaged { .. }), "{change}");
        assert!(
            users.change(actor, UserChange::default(), NOW).is_err(),
            "{change}"
        );
    }
}

#[test]
fn the_golden_store_of_keys_and_users_of_format_2_opens() {
    let directory = Scratch::new();
    let golden = golden("access-format-2.db", write_the_golden_store);
    fs::copy(&golden, directory.join(FILE)).unwrap();
    let (keys, users) = (
        AccessKeys::open(&directory).unwrap(),
        Users::open(&directory).unwrap(),
    );
    // What the session was when it was shown; it opens nothing else.
    let secret = fs::read_to_string(golden.with_extension("key")).unwrap();
    assert_eq!(keys.list().unwrap()[0].customer, Some(CustomerId(7)));
    let told: Vec<_> = users
        .list()
        .unwrap()
        .into_iter()
        .map(|user| {
            (
                user.login,
                user.role.as_str(),
                user.has_password,
                user.identity,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("dana".to_owned(), "admin", true, None),
            ("noa".to_owned(), "picker", false, Some(identity("1"))),
        ]
    );
    let user = users.session(secret.trim_end(), NOW).unwrap().unwrap();
    assert_eq!(user.login, "dana");
    let signed_in = users.sign_in("Dana", PASSWORD, NOW).unwrap();
    assert_eq!(signed_in, crate::access::SignIn::SignedIn(user));
}

fn write_the_golden_store(path: &Path) {
    let directory = Scratch::new();
    let (keys, users) = (
        AccessKeys::open(&directory).unwrap(),
        Users::open(&directory).unwrap(),
    );
    let new_key = NewKey {
        customer: Some(CustomerId(7)),
        ..key("shop of 10007")
    };
    keys.create(new_key, NOW).unwrap();
    let dana = users
        .create(new("dana", Role::Admin), Some(PASSWORD), NOW)
        .unwrap();
    let noa = users.create(new("noa", Role::Picker), None, NOW).unwrap();
    let change = UserChange {
        identity: Some(Some(identity("1"))),
        ..UserChange::default()
    };
    users.change(noa.actor, change, NOW).unwrap();
    users.sign_in("stranger", PASSWORD, NOW).unwrap();
    let secret = users.open_session(dana.actor, NOW).unwrap().unwrap();
    fs::write(path.with_extension("key"), format!("{}\n", secret.reveal())).unwrap();
    keys.backup(path).unwrap();
}
