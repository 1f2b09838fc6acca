//! Mailboxes: what is asked of a server, what comes in, and what is asked again after a fault.

use super::*;
use crate::channel::inbox::{Kept, Scratch};
use crate::channel::wire::tests::Script;
use std::sync::Arc;
use std::sync::atomic::Ordering;

const MAIL: &str = "From: dana@shop.example\r\nSubject: Order\r\n\r\nTwo cases\r\n";

struct World {
    scratch: Scratch,
    kept: Arc<Kept>,
    mailbox: Mailbox,
}

impl World {
    fn new(moved_to: Option<&str>) -> World {
        let settings = MailboxSettings {
            host: "mail.example.com".to_owned(),
            port: IMAP_PORT,
            encrypted: true,
            user: "orders".to_owned(),
            password: Password(r#"pass"\word"#.to_owned()),
            folder: "INBOX".to_owned(),
            moved_to: moved_to.map(str::to_owned),
            poll: Duration::from_secs(POLL_SECONDS),
        };
        World {
            scratch: Scratch::new(),
            kept: Arc::new(Kept::default()),
            mailbox: Mailbox::new(settings),
        }
    }

    /// One look at a server that says this; what was asked of it, each command in a line.
    fn look(&mut self, said: &str) -> Result<String, Trouble> {
        let stop = AtomicBool::new(false);
        let door = self.kept.door(&self.scratch.0);
        let mut script = Script::new(&said.replace('\n', "\r\n").replace("\r\r", "\r"));
        let looked = self.mailbox.look_over(&mut &mut script, &door, &stop);
        looked.map(|()| script.heard().replace("\r\n", "\n"))
    }
}

fn message(number: u32, uid: u32, text: &str) -> String {
    let length = text.len();
    format!("* {number} FETCH (UID {uid} BODY[] {{{length}}}\r\n{text})\r\n")
}

#[test]
fn what_is_unseen_comes_in_at_first_and_what_is_new_from_then_on() {
    let mut world = World::new(None);
    let asked = world.look(&format!(
        "* OK hello\nk1 OK in\n* 3 EXISTS\n* OK [UIDVALIDITY 77] valid\nk2 OK [READ-WRITE] done\n\
         * SEARCH 9 5\nk3 OK done\n\
         * 1 FETCH (UID 5 RFC822.SIZE 60)\nk4 OK done\n{}k5 OK done\nk6 OK done\n\
         * 2 FETCH (RFC822.SIZE 60 UID 9)\nk7 OK done\n{}k8 OK done\nk9 OK done\nk10 OK bye\n",
        message(1, 5, MAIL),
        message(2, 9, &MAIL.replace("Two", "Three"))
    ));
    assert_eq!(
        asked.unwrap(),
        "k1 LOGIN \"orders\" \"pass\\\"\\\\word\"\nk2 SELECT \"INBOX\"\nk3 UID SEARCH UNSEEN\n\
         k4 UID FETCH 5 (UID RFC822.SIZE)\nk5 UID FETCH 5 (UID BODY.PEEK[])\n\
         k6 UID STORE 5 +FLAGS.SILENT (\\Seen)\n\
         k7 UID FETCH 9 (UID RFC822.SIZE)\nk8 UID FETCH 9 (UID BODY.PEEK[])\n\
         k9 UID STORE 9 +FLAGS.SILENT (\\Seen)\nk10 LOGOUT\n"
    );
    let came = world.kept.told();
    assert_eq!(came.len(), 2, "{came:?}");
    assert!(
        came[0].starts_with("Order <dana@shop.example> From:"),
        "{came:?}"
    );

    let asked = world.look(
        "* OK hello\nk1 OK in\n* OK [UIDVALIDITY 77]\nk2 OK done\n* SEARCH 9\nk3 OK done\nk4 OK bye\n",
    );
    let asked = asked.unwrap();
    assert!(
        asked.ends_with("k3 UID SEARCH UID 10:*\nk4 LOGOUT\n"),
        "{asked}"
    );
}

#[test]
fn a_message_that_was_kept_before_the_connection_broke_off_is_not_doubled() {
    let mut world = World::new(None);
    let begun = "* OK hello\nk1 OK in\n* OK [UIDVALIDITY 1]\nk2 OK done\n* SEARCH 5\nk3 OK done\n\
                 * 1 FETCH (UID 5 RFC822.SIZE 60)\nk4 OK done\n";
    let fetched = format!("{begun}{}k5 OK done\n", message(1, 5, MAIL));
    assert!(world.look(begun).is_err());
    assert!(world.kept.told().is_empty());
    assert!(world.look(&fetched).is_err());
    assert_eq!(world.kept.told().len(), 1);
    let asked = world.look(&format!("{fetched}k6 OK done\nk7 OK bye\n"));
    assert!(
        asked.unwrap().contains("UNSEEN"),
        "the place was not noted before"
    );
    assert_eq!(world.kept.told().len(), 1);
}

#[test]
fn a_taken_message_is_moved_where_that_is_asked_for() {
    let begun = |can: &str| {
        format!(
            "* OK hello\nk1 OK in\n* CAPABILITY IMAP4rev1{can}\nk2 OK done\n\
             * OK [UIDVALIDITY 1]\nk3 OK done\n* SEARCH 5\nk4 OK done\n\
             * 1 FETCH (UID 5 RFC822.SIZE 60)\nk5 OK done\n{}k6 OK done\nk7 OK done\nk8 OK done\n\
             k9 OK bye\n",
            message(1, 5, MAIL)
        )
    };
    let asked = World::new(Some("Taken")).look(&begun(" MOVE")).unwrap();
    assert!(asked.contains("k7 UID MOVE 5 \"Taken\"\n"), "{asked}");
    let asked = World::new(Some("Taken")).look(&begun("")).unwrap();
    assert!(
        asked.contains("k7 UID COPY 5 \"Taken\"\nk8 UID STORE 5 +FLAGS.SILENT (\\Seen \\Deleted)"),
        "{asked}"
    );
}

#[test]
fn nothing_is_marked_that_could_not_be_kept() {
    let mut world = World::new(None);
    world.kept.closed.store(true, Ordering::Release);
    let said = format!(
        "* OK hello\nk1 OK in\n* OK [UIDVALIDITY 1]\nk2 OK done\n* SEARCH 5\nk3 OK done\n\
         * 1 FETCH (UID 5 RFC822.SIZE 60)\nk4 OK done\n{}k5 OK done\nk6 OK done\nk7 OK bye\n",
        message(1, 5, MAIL)
    );
    assert!(world.look(&said).is_err());
    world.kept.closed.store(false, Ordering::Release);
    assert!(world.look(&said).unwrap().contains("UNSEEN"));
    assert_eq!(world.kept.told().len(), 1);
}

#[test]
fn a_message_that_is_too_large_is_passed_over_unseen() {
    let mut world = World::new(None);
    let asked = world.look(
        "* OK hello\nk1 OK in\n* OK [UIDVALIDITY 1]\nk2 OK done\n* SEARCH 5\nk3 OK done\n\
         * 1 FETCH (UID 5 RFC822.SIZE 67108865)\nk4 OK done\nk5 OK bye\n",
    );
    let asked = asked.unwrap();
    assert!(
        asked.ends_with("k4 UID FETCH 5 (UID RFC822.SIZE)\nk5 LOGOUT\n"),
        "{asked}"
    );
    let channels = keep::Channels::open(&world.scratch.0).unwrap();
    let place = channels.state("a/channel").unwrap().place;
    assert_eq!(
        place.map(|place| place.uid),
        Some(5),
        "it is not asked for again"
    );
}

#[test]
fn a_server_that_refuses_breaks_off_or_floods_is_told_and_the_password_is_not() {
    let cases = [
        ("* BYE full\n", "BYE full"),
        (
            "* OK hello\nk1 NO pass\"\\word is wrong\n",
            "the user or the password",
        ),
        (
            "* OK hello\nk1 OK in\nk2 NO no such folder\n",
            "no such folder",
        ),
        ("* OK hello\nk1 OK in\nk2 OK done\n", "UIDVALIDITY"),
        ("* OK hello\n", "broke off"),
        ("* OK hello\n+ go on\n", "waits for more"),
        ("* OK hello\n* 1 FETCH (BODY[] {99999999999}\n", "too long"),
        (
            "* OK hello\n* 1 FETCH (BODY[] {99999999999999999999999}\n",
            "broke off",
        ),
    ];
    for (said, expected) in cases {
        let Trouble(told) = World::new(None).look(said).unwrap_err();
        assert!(
            told.contains(expected) && !told.contains("word\""),
            "{said}: {told}"
        );
        assert!(!told.contains("pass\""), "{told}");
    }
    let long = format!("* OK {}\n", "a".repeat(LIMITS.line_bytes_max));
    assert!(World::new(None).look(&long).is_err());
}
