//! Order mail comes in by Kept's own mail server and from a mailbox: each mail becomes its order once,
//! whatever breaks off in between.

use super::channels::{came_by, configure, has_come, order, orders};
use super::demo;
use super::served::{Served, until};
use sim::post::{Forwarding, MailServer, PASSWORD, USER};
use std::net::{SocketAddr, TcpListener};

/// A mail with an order attached.
fn mail(po_number: &str) -> String {
    let attached = order(po_number).replace('\n', "\r\n");
    format!(
        "From: Dana <dana@shop.example>\r\nTo: orders@us.example\r\n\
         Date: Sun, 1 Mar 2026 08:00:00 +0200\r\nMessage-ID: <{po_number}@shop.example>\r\n\
         Subject: Order {po_number}\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=cut\r\n\r\n\
         --cut\r\nContent-Type: text/plain\r\n\r\nPlease see the order attached.\r\n\
         --cut\r\nContent-Type: text/csv; name=order.csv\r\n\
         Content-Disposition: attachment; filename=order.csv\r\n\r\n{attached}\r\n--cut--\r\n"
    )
}

/// The company's mail server, when Kept's listens at this port.
fn forwarding(port: u16) -> Forwarding {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    until("the mail server", || Forwarding::begin(address).ok())
}

/// Sends a mail as far as its last byte, and doesn't wait for the answer.
fn put(forwarding: &mut Forwarding, mail: &str) {
    forwarding
        .put("orders@us.example", mail.as_bytes())
        .unwrap();
}

/// A port of this machine that nobody listens on.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

#[test]
fn a_mail_that_is_sent_again_after_its_answer_got_lost_becomes_one_order() {
    let data = demo("channels-smtp");
    let port = free_port();
    let recipients = "recipients = [\"orders@us.example\"]";
    configure(
        &data,
        &format!("[smtp]\nlisten = \"127.0.0.1:{port}\"\n{recipients}\n"),
    );
    let mut served = Served::to_master(&data);
    let sent = ["SMTP-1", "SMTP-2", "SMTP-3"];
    for po_number in sent {
        put(&mut forwarding(port), &mail(po_number));
        let secret = served.secret.clone();
        drop(served);
        served = Served::start(&data, secret);
        let mut again = forwarding(port);
        for _ in 0..2 {
            put(&mut again, &mail(po_number));
            again.taken().unwrap();
        }
    }
    sent.iter()
        .for_each(|po_number| has_come(&served, po_number));
    for po_number in sent {
        assert_eq!(orders(&served, po_number).len(), 1, "{po_number}");
    }
    assert_eq!(came_by(&served, "smtp").len(), sent.len());
}

#[test]
fn every_mail_of_a_mailbox_becomes_one_order_also_when_it_came_by_the_mail_server_before() {
    let data = demo("channels-mailbox");
    let mailbox = MailServer::open().unwrap();
    let (port, smtp) = (mailbox.address().port(), free_port());
    let secret = data.join("mailbox-password");
    std::fs::write(&secret, format!("{PASSWORD}\n")).unwrap();
    configure(
        &data,
        &format!(
            "[smtp]\nlisten = \"127.0.0.1:{smtp}\"\nrecipients = [\"@us.example\"]\n\
             [[mailbox]]\nname = \"orders\"\nhost = \"127.0.0.1\"\nport = {port}\nencrypted = false\n\
             user = \"{USER}\"\npassword_file = {secret:?}\npoll_seconds = 1\n"
        ),
    );
    let mut served = Served::to_master(&data);
    let mut sent = Vec::new();
    for round in 0..3 {
        for number in 1..=3 {
            let uid = round * 10 + number;
            let po_number = format!("BOX-{uid}");
            mailbox.deliver(mail(&po_number).into_bytes());
            sent.push(po_number);
        }
        has_come(&served, &sent[sent.len() - 3]);
        let secret = served.secret.clone();
        drop(served);
        served = Served::start(&data, secret);
    }
    sent.iter()
        .for_each(|po_number| has_come(&served, po_number));
    // On another way it has other trace headers, and is the same mail.
    let mut forwarding = forwarding(smtp);
    let again = format!("Received: from elsewhere\r\n{}", mail(&sent[0]));
    put(&mut forwarding, &again);
    forwarding.taken().unwrap();
    for po_number in &sent {
        assert_eq!(orders(&served, po_number).len(), 1, "{po_number}");
    }
    assert_eq!(came_by(&served, "mailbox/orders").len(), sent.len());
    assert!(came_by(&served, "smtp").is_empty());
    until("every mail seen", || mailbox.all_seen().then_some(()));
}
