//! The settings, as administrators and others find them.

use super::browser::Browser;
use super::today_page::give_up;
use super::world::{World, now};
use connect::llm;
use keep::{DocumentMeta, Role, WebhookId};

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

#[tokio::test]
async fn a_webhook_is_added_with_its_secret_shown_once_and_removed_after_a_look() {
    let world = World::new();
    let mut admin = Browser::new(&world);
    let page = "/settings/webhooks/new";
    for (url, customer, field) in [
        ("ftp%3A%2F%2Fshop.example", "", "url-error"),
        ("http%3A%2F%2F10.0.0.1", "", "url-error"),
        ("https%3A%2F%2Fshop.example", "C-9", "customer-error"),
    ] {
        let form = format!("url={url}&description=the+shop&customer={customer}");
        let reply = admin.send(&world, page, page, &form).await;
        assert_eq!(reply.status, 422, "{url}");
        assert!(reply.body.contains(field), "{url}: {}", reply.body);
        assert!(reply.body.contains("value=\"the shop\""));
    }
    let form = "url=http%3A%2F%2F127.0.0.1%3A9%2F&description=%3Cb%3Eshop&customer=C-1001\
                &order.placed=on";
    let reply = admin.send(&world, page, page, form).await;
    let secret = reply.body.split("class=\"secret\">").nth(1).unwrap();
    let secret = secret.split('<').next().unwrap().to_owned();
    assert!(secret.starts_with("whsec_"), "{}", reply.body);
    let list = admin.get(&world, "/settings/webhooks").await.body;
    assert!(list.contains("http://127.0.0.1:9/") && list.contains("order.placed"));
    assert!(list.contains("&lt;b&gt;shop") && !list.contains(&secret));

    let one = "/settings/webhooks/wh_1";
    let ping = format!("{one}/ping");
    let reply = admin.send(&world, one, &ping, "").await;
    let told = "The server did not take the ping:";
    assert!(reply.body.contains(told), "{}", reply.body);
    assert!(reply.body.contains("no connection was accepted"));
    let reply = admin.send(&world, one, &format!("{one}/disable"), "").await;
    assert_eq!(reply.header("location"), format!("{one}?done=disabled"));
    let body = admin.get(&world, one).await.body;
    assert!(body.contains("Disabled") && body.contains("disabled by hand"));
    let reply = admin.send(&world, one, &format!("{one}/secret"), "").await;
    assert!(reply.body.contains("whsec_") && !reply.body.contains(&secret));

    let remove = format!("{one}/remove");
    let before = admin.get(&world, &remove).await.body;
    assert!(before.contains("the 0 that wait are forgotten"), "{before}");
    let reply = admin.send(&world, &remove, &remove, "").await;
    assert_eq!(reply.header("location"), "/settings/webhooks?done=removed");
    assert_eq!(admin.get(&world, one).await.status, 404);
    let hebrew = admin.get(&world, "/settings/webhooks?lang=he").await.body;
    assert!(hebrew.contains("עדיין אין מי שמקבל עדכונים"), "{hebrew}");
}

#[tokio::test]
async fn what_a_webhook_could_not_be_told_is_listed_and_sent_again() {
    let world = World::new();
    let mut admin = Browser::new(&world);
    let new = "/settings/webhooks/new";
    let form = "url=https%3A%2F%2Fshop.example%2F&description=&customer=";
    admin.send(&world, new, new, form).await;
    let webhooks = &world.app.webhooks;
    let webhook = webhooks.get(WebhookId(1)).unwrap().unwrap();
    give_up(&world, &webhook);
    let dead = "/settings/webhooks/wh_1?state=dead";
    let body = admin.get(&world, dead).await.body;
    for told in ["Given up", "answered 500", "msg_1_9_0", "Send all again"] {
        assert!(body.contains(told), "{told}: {body}");
    }
    let path = "/settings/webhooks/wh_1/replay";
    let reply = admin.send(&world, dead, path, "message=msg_1_9_0").await;
    assert_eq!(
        reply.header("location"),
        "/settings/webhooks/wh_1?done=replayed"
    );
    assert_eq!(webhooks.waiting(webhook.id).unwrap(), 1);
    let body = admin.get(&world, dead).await.body;
    assert!(body.contains("No messages"), "{body}");
}

#[tokio::test]
async fn a_channel_tells_its_last_document_and_what_fails_there_and_on_today() {
    let world = World::new();
    let (channels, at) = (&world.app.channels, now().at);
    let meta = DocumentMeta {
        name: "fax <1>.tif".to_owned(),
        media_type: String::new(),
        channel: "folder/fax".to_owned(),
        sender: String::new(),
        received_at: at,
    };
    let document = world.app.documents.put(b"an order", &meta).unwrap();
    channels.took("folder/fax", document, at).unwrap();
    let mut admin = Browser::of(world.person(Role::Admin, None));
    let quiet = admin.get(&world, "/").await.body;
    assert!(!quiet.contains("Channels that fail"), "{quiet}");
    let trouble = "the server <b>refused</b> the password";
    channels.fails("mailbox/orders", trouble, at).unwrap();
    let page = admin.get(&world, "/settings/channels").await.body;
    for told in [
        "fax &lt;1&gt;.tif",
        "/srv/fax/in",
        "<bdi>mailbox orders</bdi>",
        "refused&lt;/b&gt; the password",
        "works",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let today = admin.get(&world, "/").await.body;
    assert!(today.contains("Channels that fail"), "{today}");
    assert!(today.contains("the password"), "{today}");
    let mut viewer = Browser::of(world.person(Role::Viewer, None));
    assert_eq!(viewer.get(&world, "/settings/channels").await.status, 200);
}

#[tokio::test]
async fn the_second_reader_tells_what_today_came_to_and_that_its_budget_is_spent() {
    let world = World::new();
    let (channels, at) = (&world.app.channels, now().at);
    let today = at.utc_day();
    channels.spend(llm::NAME, today, 12, 34_567).unwrap();
    let mut admin = Browser::of(world.person(Role::Admin, None));
    let page = admin.get(&world, "/settings/channels").await.body;
    for told in [
        "second reader",
        "small at http://127.0.0.1:11434/v1/chat/completions",
        "asked today: 12 of 500, tokens: 34,567 of 1,000,000",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let spent = "the budget of the day is spent";
    channels.fails(llm::NAME, spent, at).unwrap();
    let today = admin.get(&world, "/").await.body;
    assert!(today.contains(spent), "{today}");
}
