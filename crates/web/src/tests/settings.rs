//! The settings, as administrators and others find them.

use super::browser::Browser;
use super::world::World;
use keep::Role;

#[tokio::test]
async fn an_administrator_lets_someone_in_changes_the_role_and_keeps_them_out() {
    let world = World::new();
    let mut admin = Browser::new(&world);
    let form = "login=noa&name=Noa+%3Cb%3E&role=desk&customer=&password=keep-every-promise";
    let page = "/settings/users/new";
    let reply = admin.send(&world, page, page, form).await;
    assert_eq!(reply.status, 303, "{}", reply.body);
    let there = reply.header("location").to_owned();
    let path = there.split('?').next().unwrap().to_owned();
    let shown = admin.get(&world, &there).await.body;
    assert!(
        shown.contains("Let in.") && shown.contains("Noa &lt;b&gt;"),
        "{shown}"
    );
    let change = "name=Noa&role=viewer&customer=C-1001";
    let reply = admin.send(&world, &path, &path, change).await;
    assert_eq!(reply.status, 303, "{}", reply.body);
    let noa = world.app.users.by_login("noa").unwrap().unwrap();
    assert!(noa.role == Role::Viewer && noa.customer.is_some());
    let session = world.session("noa");
    let keep_out = "name=Noa&role=viewer&customer=&disabled=on";
    admin.send(&world, &path, &path, keep_out).await;
    assert_eq!(
        Browser::of(session).get(&world, "/orders").await.status,
        303
    );
    let list = admin.get(&world, "/settings/users").await.body;
    assert!(
        list.contains("Kept out") && list.contains("May sign in"),
        "{list}"
    );
}

#[tokio::test]
async fn what_is_wrong_stands_at_its_field_and_what_was_typed_stays() {
    let world = World::new();
    let mut admin = Browser::new(&world);
    let page = "/settings/users/new";
    for (form, field) in [
        (
            "login=noa&name=Noa&role=desk&customer=&password=short",
            "password-error",
        ),
        (
            "login=no+a&name=Noa&role=desk&customer=&password=",
            "login-error",
        ),
        (
            "login=noa&name=Noa&role=desk&customer=C-9&password=",
            "customer-error",
        ),
    ] {
        let reply = admin.send(&world, page, page, form).await;
        assert!(
            reply.status == 422 && reply.body.contains(field),
            "{form}: {}",
            reply.body
        );
        assert!(reply.body.contains("value=\"Noa\"") && !reply.body.contains("short\""));
    }
    let own = world.app.users.list().unwrap()[0].clone();
    let path = format!("/settings/users/{}", own.actor);
    let reply = admin
        .send(&world, &path, &path, "name=A&role=viewer&customer=")
        .await;
    assert!(
        reply.status == 422 && reply.body.contains("last administrator"),
        "{}",
        reply.body
    );
}

#[tokio::test]
async fn a_key_is_shown_once_and_revoked_after_a_look() {
    let world = World::new();
    let mut admin = Browser::new(&world);
    let page = "/settings/keys/new";
    let reply = admin
        .send(&world, page, page, "name=shop&customer=&expires=")
        .await;
    assert!(reply.status == 422 && reply.body.contains("Tick at least one."));
    let form = "name=shop&customer=C-1001&expires=&stock%3Aread=on";
    let reply = admin.send(&world, page, page, form).await;
    assert!(reply.status == 422 && reply.body.contains("A customer's key can only have"));
    let form = "name=shop&customer=C-1001&expires=2027-01-01&orders%3Aread=on";
    let reply = admin.send(&world, page, page, form).await;
    let secret = reply.body.split("class=\"secret\">").nth(1).unwrap();
    let secret = secret.split('<').next().unwrap().to_owned();
    assert_eq!(world.send(&secret, "GET /v1/me", &[], "").await.status, 200);
    let list = admin.get(&world, "/settings/keys").await.body;
    assert!(list.contains("shop") && !list.contains(&secret));
    let revoke = list
        .split("/settings/keys/")
        .find(|part| part.contains("/revoke"));
    let id = revoke.unwrap().split('/').next().unwrap();
    let path = format!("/settings/keys/{id}/revoke");
    let reply = admin.send(&world, &path, &path, "").await;
    assert_eq!(reply.header("location"), "/settings/keys?done=revoked");
    assert_eq!(world.send(&secret, "GET /v1/me", &[], "").await.status, 401);
    let trail = admin
        .get(&world, "/settings/audit?what=key_revoked")
        .await
        .body;
    assert!(
        trail.contains("Revoked a key") && trail.contains(&format!("key:{id}")),
        "{trail}"
    );
}

#[tokio::test]
async fn settings_are_offered_to_whom_they_are_for() {
    let world = World::new();
    for role in Role::ALL {
        let mut browser = Browser::of(world.person(role, None));
        let page = browser.get(&world, "/orders").await.body;
        assert_eq!(
            page.contains("href=\"/settings/users\""),
            role == Role::Admin,
            "{role:?}"
        );
    }
    let mut admin = Browser::new(&world);
    let page = admin.get(&world, "/settings/audit?lang=he").await.body;
    assert!(page.contains("יומן ביקורת"), "{page}");
}
