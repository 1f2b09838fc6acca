//! Signing in and out, and the very first user.

use super::browser::Browser;
use super::world::{Reply, World, now};
use crate::access::COOKIE;
use keep::{NewUser, Role, UserChange};

const PASSWORD: &str = "an-order-is-a-promise";

/// A world in which Dana of the desk may sign in.
fn world() -> World {
    let world = World::new();
    let dana = NewUser {
        login: "dana@example.com".to_owned(),
        name: "Dana".to_owned(),
        role: Role::Desk,
        customer: None,
    };
    let users = &world.app.users;
    users.create(dana, Some(PASSWORD), now().at).unwrap();
    world
}

async fn attempt(world: &World, login: &str, password: &str, to: &str) -> Reply {
    let mut browser = Browser::of(String::new());
    let login = login.replace('@', "%40");
    let fields = format!("login={login}&password={password}&to={to}");
    browser.send(world, "/sign-in", "/sign-in", &fields).await
}

/// The session in the cookie of an answer; empty without one.
fn session(reply: &Reply) -> String {
    let cookies = reply.headers.get_all("set-cookie").iter();
    let mut sessions = cookies.filter_map(|cookie| {
        let cookie = cookie.to_str().unwrap();
        let value = cookie.strip_prefix(&format!("{COOKIE}="))?;
        assert!(
            value.ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax"),
            "{value}"
        );
        Some(value.split(';').next().unwrap().to_owned())
    });
    sessions.next().unwrap_or_default()
}

#[tokio::test]
async fn who_signs_in_is_led_to_where_they_wanted_and_out_again() {
    let world = world();
    let reply = Browser::of(String::new()).get(&world, "/orders").await;
    assert_eq!(
        (reply.status, reply.header("location")),
        (303, "/sign-in?to=/orders")
    );
    let reply = attempt(&world, "Dana@example.com", PASSWORD, "/orders").await;
    assert_eq!((reply.status, reply.header("location")), (303, "/orders"));
    let secret = session(&reply);
    let mut browser = Browser::of(secret.clone());
    let page = browser.get(&world, "/orders").await;
    assert!(
        page.status == 200 && page.body.contains("Dana"),
        "{}",
        page.body
    );
    let other_site = [("sec-fetch-site", "cross-site")];
    let reply = browser.post(&world, "/sign-out", "", &other_site).await;
    assert_eq!(reply.status, 403);
    let reply = browser.post(&world, "/sign-out", "", &[]).await;
    assert_eq!((reply.status, reply.header("location")), (303, "/sign-in"));
    let reply = browser.get(&world, "/orders").await;
    assert_eq!(reply.status, 303, "the session has ended");
}

#[tokio::test]
async fn signing_in_leads_to_no_other_site() {
    let world = world();
    for to in [
        "//evil.example.com",
        "https%3A%2F%2Fevil.example.com",
        "/%255Cevil",
        "/a%0d%0ab:c",
    ] {
        let reply = attempt(&world, "dana@example.com", PASSWORD, to).await;
        assert_eq!((reply.status, reply.header("location")), (303, "/"), "{to}");
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_login_are_told_alike_and_lock_after_a_while() {
    let world = world();
    for login in ["dana@example.com", "nobody@example.com"] {
        for _ in 0..4 {
            let reply = attempt(&world, login, "not-the-password", "/").await;
            assert!(session(&reply).is_empty());
            assert!(
                reply.status == 401 && reply.body.contains("The login or the password is wrong."),
                "{login}: {}",
                reply.status
            );
        }
        for password in ["the-fifth-that-is-wrong", PASSWORD] {
            let reply = attempt(&world, login, password, "/").await;
            assert!(
                reply.status == 429 && reply.body.contains("Too many wrong passwords"),
                "{login}: {}",
                reply.status
            );
        }
    }
}

#[tokio::test]
async fn who_was_disabled_is_out_at_once_and_does_not_come_in_again() {
    let world = world();
    let mut browser = Browser::of(session(
        &attempt(&world, "dana@example.com", PASSWORD, "/").await,
    ));
    assert_eq!(browser.get(&world, "/orders").await.status, 200);
    let dana = world
        .app
        .users
        .by_login("dana@example.com")
        .unwrap()
        .unwrap();
    let change = UserChange {
        disabled: Some(true),
        ..UserChange::default()
    };
    world
        .app
        .users
        .change(dana.actor, change, now().at)
        .unwrap();
    assert_eq!(browser.get(&world, "/orders").await.status, 303);
    let reply = attempt(&world, "dana@example.com", PASSWORD, "/").await;
    assert!(reply.status == 401 && reply.body.contains("may not sign in"));
}

#[tokio::test]
async fn a_password_is_not_asked_for_where_it_could_be_read_on_the_way() {
    let world = world();
    let ask = async |proto: &str| {
        let headers = [("host", "orders.example.com"), ("x-forwarded-proto", proto)];
        world.send_bytes("GET /sign-in", &headers, b"").await.body
    };
    assert!(ask("http").await.contains("not encrypted"));
    assert!(!ask("https").await.contains("not encrypted"));
}

#[tokio::test]
async fn a_session_opens_the_console_and_a_key_the_api_and_neither_the_other() {
    let world = world();
    let secret = session(&attempt(&world, "dana@example.com", PASSWORD, "/").await);
    assert_eq!(
        world.send(&secret, "GET /v1/orders", &[], "").await.status,
        401
    );
    let bearer = format!("Bearer {secret}");
    let headers = [("authorization", bearer.as_str())];
    assert_eq!(
        world.send("", "GET /v1/orders", &headers, "").await.status,
        401
    );
    let reply = world.send(&world.master(), "GET /orders", &[], "").await;
    assert_eq!(
        (reply.status, reply.header("location")),
        (303, "/sign-in?to=/orders")
    );
}

#[tokio::test]
async fn the_link_of_the_start_makes_the_first_user_once() {
    let world = World::new();
    let mut browser = Browser::of(String::new());
    assert_eq!(
        browser.get(&world, "/welcome?token=guess").await.status,
        404
    );
    let form = |password: &str| format!("link=the-link&name=Noa&login=noa&password={password}");
    let page = "/welcome?token=the-link";
    let reply = browser.send(&world, page, "/welcome", &form("short")).await;
    assert!(
        reply.status == 422 && reply.body.contains("password-error"),
        "{}",
        reply.body
    );
    assert!(reply.body.contains("value=\"noa\""), "what was typed stays");
    let reply = browser
        .send(&world, page, "/welcome", &form(PASSWORD))
        .await;
    assert_eq!(
        (reply.status, reply.header("location")),
        (303, "/"),
        "{}",
        reply.body
    );
    let mut noa = Browser::of(session(&reply));
    assert_eq!(noa.get(&world, "/orders").await.status, 200);
    assert_eq!(browser.get(&world, page).await.status, 404);
}

#[tokio::test]
async fn the_way_in_speaks_hebrew_too() {
    let world = world();
    let page = Browser::of(String::new())
        .get(&world, "/sign-in?lang=he")
        .await
        .body;
    assert!(
        page.contains("dir=\"rtl\"") && page.contains("סיסמה"),
        "{page}"
    );
}
