//! Order mail comes in by Kept's own mail server and from a mailbox: each mail becomes its order once,
//! whatever breaks off in between.

use super::channels::{came_by, configure, has_come, order, orders};
use super::demo;
use super::served::{Served, until};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

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

/// The company's mail server while it forwards a mail.
struct Forwarding {
    stream: BufReader<TcpStream>,
}

impl Forwarding {
    fn begin(port: u16) -> Forwarding {
        let stream = until("the mail server", || {
            TcpStream::connect(("127.0.0.1", port)).ok()
        });
        let stream = BufReader::new(stream);
        let mut forwarding = Forwarding { stream };
        assert_eq!(forwarding.code(), "220");
        assert_eq!(forwarding.say("EHLO mail.us.example\r\n"), "250");
        forwarding
    }

    /// The code of an answer, its further lines read.
    fn code(&mut self) -> String {
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).unwrap();
            if line.get(3..4) != Some("-") {
                return line.chars().take(3).collect();
            }
        }
    }

    fn say(&mut self, text: &str) -> String {
        self.stream.get_mut().write_all(text.as_bytes()).unwrap();
        self.code()
    }

    /// Sends a mail as far as its last byte, and doesn't wait for the answer.
    fn send(&mut self, mail: &str) {
        assert_eq!(self.say("MAIL FROM:<bounce@us.example>\r\n"), "250");
        assert_eq!(self.say("RCPT TO:<orders@us.example>\r\n"), "250");
        assert_eq!(self.say("DATA\r\n"), "354");
        let text = mail.replace("\r\n.", "\r\n..") + ".\r\n";
        self.stream.get_mut().write_all(text.as_bytes()).unwrap();
    }
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
        Forwarding::begin(port).send(&mail(po_number));
        let secret = served.secret.clone();
        drop(served);
        served = Served::start(&data, secret);
        let mut again = Forwarding::begin(port);
        for _ in 0..2 {
            again.send(&mail(po_number));
            assert_eq!(again.code(), "250");
        }
    }
    sent.iter()
        .for_each(|po_number| has_come(&served, po_number));
    for po_number in sent {
        assert_eq!(orders(&served, po_number).len(), 1, "{po_number}");
    }
    assert_eq!(came_by(&served, "smtp").len(), sent.len());
}

/// A mailbox with its mails, by number, and which were seen.
type Mails = Arc<Mutex<Vec<(u32, String, bool)>>>;

/// A mail server for one mailbox, as far as it is asked here.
fn mail_server(mails: &Mails) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let mails = Arc::clone(mails);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mails = Arc::clone(&mails);
            // A client that is killed breaks off.
            thread::spawn(move || drop(serve(&stream.unwrap(), &mails)));
        }
    });
    port
}

fn serve(mut stream: &TcpStream, mails: &Mails) -> std::io::Result<()> {
    stream.write_all(b"* OK ready\r\n")?;
    for line in BufReader::new(stream.try_clone()?).lines() {
        let line = line?;
        let (tag, command) = line.split_once(' ').unwrap();
        let told = answer(command, &mut mails.lock().unwrap());
        stream.write_all(format!("{told}{tag} OK done\r\n").as_bytes())?;
    }
    Ok(())
}

fn answer(command: &str, mails: &mut [(u32, String, bool)]) -> String {
    let words: Vec<&str> = command.split(' ').collect();
    let number = |at: usize| {
        words
            .get(at)
            .and_then(|word| word.trim_end_matches(":*").parse().ok())
    };
    match words.as_slice() {
        ["LOGIN", user, password] => {
            assert_eq!((*user, *password), ("\"orders\"", "\"open-sesame\""));
            String::new()
        }
        ["SELECT", ..] => "* OK [UIDVALIDITY 9] valid\r\n".to_owned(),
        ["UID", "SEARCH", rest @ ..] => {
            let after: u32 = number(3).unwrap_or(0);
            let fits = |(uid, _, seen): &&(u32, String, bool)| {
                if rest == ["UNSEEN"] {
                    !seen
                } else {
                    *uid >= after
                }
            };
            let uids = mails.iter().filter(fits);
            let uids: String = uids.map(|(uid, ..)| format!(" {uid}")).collect();
            format!("* SEARCH{uids}\r\n")
        }
        ["UID", "FETCH", ..] => {
            let uid: u32 = number(2).unwrap();
            let (_, mail, _) = mails.iter().find(|(one, ..)| *one == uid).unwrap();
            match command.contains("SIZE") {
                true => format!("* 1 FETCH (UID {uid} RFC822.SIZE {})\r\n", mail.len()),
                false => format!(
                    "* 1 FETCH (UID {uid} BODY[] {{{}}}\r\n{mail})\r\n",
                    mail.len()
                ),
            }
        }
        ["UID", "STORE", ..] => {
            let uid: u32 = number(2).unwrap();
            mails
                .iter_mut()
                .filter(|(one, ..)| *one == uid)
                .for_each(|mail| mail.2 = true);
            String::new()
        }
        _ => String::new(),
    }
}

#[test]
fn every_mail_of_a_mailbox_becomes_one_order_also_when_it_came_by_the_mail_server_before() {
    let data = demo("channels-mailbox");
    let mails: Mails = Arc::default();
    let (port, smtp) = (mail_server(&mails), free_port());
    let secret = data.join("mailbox-password");
    std::fs::write(&secret, "open-sesame\n").unwrap();
    configure(
        &data,
        &format!(
            "[smtp]\nlisten = \"127.0.0.1:{smtp}\"\nrecipients = [\"@us.example\"]\n\
             [[mailbox]]\nname = \"orders\"\nhost = \"127.0.0.1\"\nport = {port}\nencrypted = false\n\
             user = \"orders\"\npassword_file = {secret:?}\npoll_seconds = 1\n"
        ),
    );
    let mut served = Served::to_master(&data);
    let mut sent = Vec::new();
    for round in 0..3 {
        for number in 1..=3 {
            let uid = round * 10 + number;
            let po_number = format!("BOX-{uid}");
            mails.lock().unwrap().push((uid, mail(&po_number), false));
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
    let mut forwarding = Forwarding::begin(smtp);
    forwarding.send(&format!("Received: from elsewhere\r\n{}", mail(&sent[0])));
    assert_eq!(forwarding.code(), "250");
    for po_number in &sent {
        assert_eq!(orders(&served, po_number).len(), 1, "{po_number}");
    }
    assert_eq!(came_by(&served, "mailbox/orders").len(), sent.len());
    assert!(came_by(&served, "smtp").is_empty());
    until("every mail seen", || {
        mails
            .lock()
            .unwrap()
            .iter()
            .all(|(.., seen)| *seen)
            .then_some(())
    });
}
