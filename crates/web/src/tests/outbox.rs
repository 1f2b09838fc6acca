//! The outbox: what is sent by itself, to whom, once, and what becomes of what fails.

use super::browser::Browser;
use super::orders::ORDER;
use super::world::{World, now};
use connect::outbox::{Folder, Sender};
use keep::Scope;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant as Stopwatch};
use vocab::Instant;

/// A company with an outbox at work.
struct Post {
    world: World,
    folder: PathBuf,
    micros: Arc<AtomicI64>,
    running: Option<(Arc<AtomicBool>, JoinHandle<()>)>,
}

impl Post {
    fn new() -> Post {
        let world = World::new();
        let folder = PathBuf::from(&world.app.outbox_folder.place);
        let mut post = Post {
            world,
            folder,
            micros: Arc::new(AtomicI64::new(now().at.0)),
            running: None,
        };
        post.start();
        post
    }

    fn start(&mut self) {
        let (app, micros) = (self.world.app.clone(), Arc::clone(&self.micros));
        let sender = Sender::new(
            app.outbox.clone(),
            app.channels.clone(),
            (app.feed.clone(), app.views.clone()),
            Folder::new(self.folder.clone()),
            Arc::new(move || Instant(micros.load(Ordering::Relaxed))),
        );
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || sender.run(&app, &stopped).unwrap());
        self.running = Some((stop, thread));
    }

    fn stop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            stop.store(true, Ordering::Release);
            thread.join().unwrap();
        }
    }

    /// So many hours go by.
    fn pass(&self, hours: i64) {
        self.micros
            .fetch_add(hours * 3_600_000_000, Ordering::Relaxed);
    }

    async fn ask(&self, line: &str, body: &Value) -> (u16, Value) {
        let body = match body {
            Value::Null => String::new(),
            body => body.to_string(),
        };
        let reply = self
            .world
            .send(&self.world.master(), line, &[], &body)
            .await;
        let answer = match reply.body.is_empty() {
            true => Value::Null,
            false => reply.json(),
        };
        (reply.status, answer)
    }

    async fn give(&self, line: &str, body: Value) -> Value {
        let (status, answer) = self.ask(line, &body).await;
        assert!(status < 300, "{line}: {answer}");
        self.world.caught_up();
        answer
    }

    async fn recipient(&self, name: &str, messages: &[&str], format: &str) {
        let line = format!("PUT /v1/recipients/{name}");
        let body = json!({"customer": "C-1001", "messages": messages, "format": format});
        self.give(&line, body).await;
    }

    /// Every message in a line, the latest first, once as many have ended.
    async fn ended(&self, count: usize) -> Vec<String> {
        let began = Stopwatch::now();
        loop {
            let (_, list) = self.ask("GET /v1/outbox", &Value::Null).await;
            let messages = list["messages"].as_array().unwrap();
            let ended = messages.iter().filter(|one| one["state"] != "waiting");
            if ended.count() >= count {
                return messages.iter().map(line).collect();
            }
            assert!(began.elapsed() < Duration::from_secs(20), "{list}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until everything that has happened was looked at, and tells every message.
    async fn settled(&self) -> Vec<String> {
        tokio::time::sleep(Duration::from_millis(600)).await;
        self.ended(0).await
    }

    /// The page of the channels, once it tells this.
    async fn channels(&self, told: fn(&str) -> bool) -> String {
        let (began, admin) = (Stopwatch::now(), self.world.admin());
        loop {
            let page = self.world.send(&admin, "GET /settings/channels", &[], "");
            let page = page.await.body;
            if told(&page) {
                return page;
            }
            assert!(began.elapsed() < Duration::from_secs(20), "{page}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn file(&self, path: &str) -> String {
        std::fs::read_to_string(self.folder.join(path)).unwrap()
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        self.stop();
    }
}

fn line(message: &Value) -> String {
    let text = |name: &str| message[name].as_str().unwrap_or("-").to_owned();
    let number = &message["number"];
    format!(
        "{number} {} {} {}",
        text("message"),
        text("of"),
        text("state")
    )
}

#[tokio::test]
async fn an_order_is_confirmed_once_and_a_change_of_its_promise_is_told() {
    let post = Post::new();
    let wanted = ["confirmation", "change"];
    post.recipient("north-shop", &wanted, "x12").await;
    post.world.place(ORDER).await;
    let confirmed = post.ended(1).await;
    assert_eq!(confirmed, ["1 confirmation SO-100000 sent"]);
    let text = post.file("north-shop/000000001-confirmation-SO-100000.x12");
    assert!(text.contains("*000000001*0*P*>~"), "{text}");
    assert!(text.contains("ST*855*0001~"), "{text}");
    // That it is released changes nothing of what was promised.
    post.give(
        "POST /v1/orders/SO-100000/release",
        json!({"site": "TLV", "lines": [{"line": 1, "quantity": 12}]}),
    )
    .await;
    assert_eq!(post.settled().await, confirmed);
    let more = json!({"change": "add_line", "line": {"item": "SOAP-1", "quantity": 3}});
    let more = json!({"changes": [more]});
    post.give("POST /v1/orders/SO-100000/amend", more).await;
    let told = post.ended(2).await;
    assert!(told[0].ends_with("change SO-100000 sent"), "{told:?}");
    let number: u32 = told[0].split(' ').next().unwrap().parse().unwrap();
    let text = post.file(&format!("north-shop/{number:09}-change-SO-100000.x12"));
    assert!(text.contains("ST*865*0001~"), "{text}");
}

#[tokio::test]
async fn what_ships_is_announced_and_charged_each_in_a_file() {
    let post = Post::new();
    post.recipient("north-shop", &["ship_notice", "invoice"], "edifact")
        .await;
    post.world.place(ORDER).await;
    for step in ["release", "pick", "pack", "ship"] {
        let line = format!("POST /v1/orders/SO-100000/{step}");
        post.give(&line, json!({"site": "TLV"})).await;
    }
    let sent = post.ended(2).await;
    assert!(sent[1].starts_with("1 ship_notice "), "{sent:?}");
    assert!(sent[0].starts_with("2 invoice "), "{sent:?}");
    let shipment = sent[0].split(' ').nth(2).unwrap();
    let notice = post.file(&format!("north-shop/000000001-ship-notice-{shipment}.edi"));
    assert!(notice.contains("DESADV:D:96A:UN"), "{notice}");
    let invoice = post.file(&format!("north-shop/000000002-invoice-{shipment}.edi"));
    assert!(invoice.contains("+2'"), "{invoice}");
}

#[tokio::test]
async fn a_site_that_others_run_is_sent_what_it_is_to_ship() {
    let post = Post::new();
    let depot = json!({"site": "TLV", "messages": ["warehouse_order"], "format": "csv"});
    post.give("PUT /v1/recipients/depot", depot).await;
    let edi = json!({"site": "TLV", "messages": ["warehouse_order"], "format": "x12"});
    post.give("PUT /v1/recipients/depot-edi", edi).await;
    let other = json!({"site": "HFA", "messages": ["warehouse_order"], "format": "csv"});
    post.give("PUT /v1/recipients/other", other).await;
    post.world.place(ORDER).await;
    let release = json!({"site": "TLV", "lines": [{"line": 1, "quantity": 18}]});
    post.give("POST /v1/orders/SO-100000/release", release)
        .await;
    let sent = post.ended(2).await;
    assert_eq!(sent.len(), 2, "{sent:?}");
    let release = sent[0].split(' ').nth(2).unwrap();
    let table = post.file(&format!("depot/000000001-warehouse-order-{release}.csv"));
    let row = table.lines().nth(1).unwrap();
    let expected = format!("\"{release}\",\"1\",");
    assert!(
        row.starts_with(&expected) && row.contains("\"18\",\"EA\""),
        "{row}"
    );
    let edi = post.file(&format!(
        "depot-edi/000000002-warehouse-order-{release}.x12"
    ));
    assert!(edi.contains(&format!("W05*N*{release}*PO-1007~")), "{edi}");
    assert!(edi.contains("W01*18*EA"), "{edi}");
}

#[tokio::test]
async fn what_the_warehouse_shipped_leaves_once_and_what_is_short_is_promised_anew() {
    let post = Post::new();
    post.world.place(ORDER).await;
    let release = json!({"site": "TLV", "lines": [{"line": 1, "quantity": 18}]});
    let key = post.world.master();
    let line = "POST /v1/orders/SO-100000/release";
    let reply = post.world.send(&key, line, &[], &release.to_string()).await;
    let number = format!("{}-0", reply.header("kept-seq"));
    let advice = |release: &str, shipped: u32, short: u32| {
        format!(
            "ISA*00*          *00*          *ZZ*DEPOT          *ZZ*KEPT           *261122*0900*^*00501*000000042*0*P*>~\
             GS*SW*DEPOT*KEPT*20261122*0900*42*X*005010~ST*945*0001~W06*F*{release}*20261122*WS-88~\
             N9*CN*GF-0099887~LX*1~W12*CP*18*{shipped}*{short}*EA**VN*OIL-5~N9*LI*1~W03*1~SE*8*0001~\
             GE*1*42~IEA*1*000000042~"
        )
    };
    let post_line = "POST /v1/warehouse-shipments";
    let send = async |text: String| {
        let reply = post.world.send(&key, post_line, &[], &text).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        post.world.caught_up();
        reply.json()
    };
    let too_much = send(advice(&number, 18, 6)).await;
    let detail = &too_much["refused"][0]["detail"];
    assert_eq!(detail, "line 1: 24 are claimed, 18 were released");
    let cases = send(advice(&number, 1, 0).replace("*EA**", "*CA**")).await;
    let detail = cases["refused"][0]["detail"].as_str().unwrap();
    assert!(detail.starts_with("line 1: told in "), "{detail}");
    assert_eq!(send(advice("999-0", 12, 6)).await["unknown"][0], "999-0");
    let told = send(advice(&number, 12, 6)).await;
    let expected = json!([{"release": number, "order": "SO-100000", "shipped": 12, "short": 6}]);
    assert_eq!(told["told"], expected, "{told}");
    assert_eq!(send(advice(&number, 12, 6)).await["told"], expected);
    let (_, list) = post.ask("GET /v1/shipments", &Value::Null).await;
    let shipments = list["shipments"].as_array().unwrap();
    assert_eq!(shipments.len(), 1, "{list}");
    assert_eq!(shipments[0]["tracking"], "GF-0099887");
    let reply = post.world.send(&key, post_line, &[], "no report").await;
    assert_eq!(reply.status, 422, "{}", reply.body);
}

#[tokio::test]
async fn after_a_restart_nothing_is_sent_twice_and_nothing_is_lost() {
    let mut post = Post::new();
    post.recipient("north-shop", &["confirmation"], "ubl").await;
    post.world.place(ORDER).await;
    post.ended(1).await;
    post.stop();
    let second = ORDER.replace("PO-1007", "PO-1008");
    post.world.place(&second).await;
    post.start();
    let sent = post.ended(2).await;
    assert_eq!(post.settled().await, sent);
    let files = std::fs::read_dir(post.folder.join("north-shop")).unwrap();
    assert_eq!(files.count(), 2);
}

#[tokio::test]
async fn what_can_not_be_put_waits_is_told_and_comes_under_the_same_number() {
    let post = Post::new();
    std::fs::write(&post.folder, "in the way").unwrap();
    post.recipient("north-shop", &["confirmation"], "x12").await;
    post.world.place(ORDER).await;
    let page = post
        .channels(|page| page.contains("that wait after a failure: 1"))
        .await;
    assert!(page.contains("outbox"), "{page}");
    std::fs::remove_file(&post.folder).unwrap();
    assert_eq!(post.settled().await, ["1 confirmation SO-100000 waiting"]);
    post.pass(1);
    assert_eq!(post.ended(1).await, ["1 confirmation SO-100000 sent"]);
    let text = post.file("north-shop/000000001-confirmation-SO-100000.x12");
    // It was written when it was asked for.
    assert!(text.contains("*261122*0700*"), "{text}");
    post.channels(|page| !page.contains("after a failure"))
        .await;
}

#[tokio::test]
async fn what_can_not_be_said_is_given_up_until_a_person_has_it_sent_again_or_forgets_it() {
    let post = Post::new();
    // The order did not come as cXML, so that there is no document to answer.
    post.recipient("north-shop", &["confirmation"], "cxml")
        .await;
    post.world.place(ORDER).await;
    assert_eq!(post.ended(1).await, ["1 confirmation SO-100000 dead"]);
    let (_, list) = post
        .ask("GET /v1/outbox?state=dead&order=SO-100000", &Value::Null)
        .await;
    let told = list["messages"][0]["told"].as_str().unwrap();
    assert!(told.starts_with("the message needs"), "{told}");
    post.recipient("north-shop", &["confirmation"], "ubl").await;
    let again = post.give("POST /v1/outbox/1/send-again", json!({})).await;
    assert_eq!(again["number"], 2);
    assert_eq!(post.ended(1).await, ["2 confirmation SO-100000 sent"]);
    let again = post.give("POST /v1/outbox/2/send-again", json!({})).await;
    assert_eq!(again["number"], 3);
    let sent = post.ended(2).await;
    assert_eq!(sent[0], "3 confirmation SO-100000 sent");
    for line in ["DELETE /v1/outbox/3", "DELETE /v1/outbox/x"] {
        assert_eq!(post.ask(line, &Value::Null).await.0, 404, "{line}");
    }
}

#[tokio::test]
async fn a_recipient_that_could_not_be_sent_to_is_refused_with_the_reason() {
    let post = Post::new();
    for (name, body, told) in [
        (
            "North",
            json!({"customer": "C-1001", "messages": ["invoice"], "format": "x12"}),
            "small letters",
        ),
        (
            "a",
            json!({"messages": ["invoice"], "format": "x12"}),
            "/customer: a recipient is told",
        ),
        (
            "a",
            json!({"site": "EVE", "messages": ["warehouse_order"], "format": "x12"}),
            "/site: there is no such site",
        ),
        (
            "a",
            json!({"site": "TLV", "messages": ["invoice"], "format": "x12"}),
            "/messages/0: a site is sent",
        ),
        (
            "a",
            json!({"customer": "C-1001", "messages": ["warehouse_order"], "format": "csv"}),
            "/messages/0: orders to warehouses",
        ),
        (
            "a",
            json!({"customer": "C-1001", "messages": ["invoice"], "format": "cxml"}),
            "/messages/0: the format has no",
        ),
        (
            "a",
            json!({"customer": "C-1001", "messages": ["change"], "format": "x12"}),
            "take confirmation, too",
        ),
        (
            "a",
            json!({"customer": "C-1001", "messages": [], "format": "x12"}),
            "/messages: at least one",
        ),
        (
            "a",
            json!({"customer": "C-1001", "messages": ["invoice"], "format": "fax"}),
            "/format: there is no such format",
        ),
    ] {
        let (status, answer) = post.ask(&format!("PUT /v1/recipients/{name}"), &body).await;
        assert_eq!(status, 422, "{body}: {answer}");
        let detail = answer["detail"].as_str().unwrap();
        assert!(detail.contains(told), "{body}: {detail}");
    }
}

#[tokio::test]
async fn recipients_are_set_by_whoever_manages_what_others_are_told() {
    let post = Post::new();
    post.recipient("north-shop", &["invoice"], "x12").await;
    let reader = post.world.key(&[Scope::CustomersRead]);
    let list = post
        .world
        .send(&reader, "GET /v1/recipients", &[], "")
        .await;
    assert_eq!(list.status, 403);
    let sent = post.world.send(&reader, "GET /v1/outbox", &[], "").await;
    assert_eq!(sent.status, 200);
    let (_, list) = post.ask("GET /v1/recipients", &Value::Null).await;
    assert_eq!(list["recipients"][0]["messages"], json!(["invoice"]));
    assert_eq!(
        post.ask("DELETE /v1/recipients/north-shop", &Value::Null)
            .await
            .0,
        204
    );
    assert_eq!(
        post.ask("DELETE /v1/recipients/north-shop", &Value::Null)
            .await
            .0,
        404
    );
}

#[tokio::test]
async fn what_was_sent_is_shown_and_sent_again_from_the_page() {
    let post = Post::new();
    post.recipient("north-shop", &["confirmation"], "x12").await;
    post.world.place(ORDER).await;
    post.ended(1).await;
    let mut admin = Browser::new(&post.world);
    let list = admin.get(&post.world, "/settings/outbox").await.body;
    for words in [
        "north-shop",
        "SO-100000",
        "000000001-confirmation-SO-100000.x12",
    ] {
        assert!(list.contains(words), "{words}: {list}");
    }
    let again = "/settings/outbox/1/again";
    let sent = admin.send(&post.world, "/settings/outbox", again, "").await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let confirmed = post.ended(2).await;
    assert_eq!(confirmed[0], "2 confirmation SO-100000 sent");
    let dead = admin.get(&post.world, "/settings/outbox?state=dead").await;
    assert!(dead.body.contains("No messages."), "{}", dead.body);
}
