//! One connection of a mail server: commands in, answers out, mails handed over.

use super::command::{Command, Wrong};
use super::data::Incoming;
use super::{
    COMMANDS_PER_SESSION_MAX, MISTAKES_PER_SESSION_MAX, RECIPIENTS_PER_MAIL_MAX, SmtpSettings,
};
use crate::channel::Door;
use crate::channel::wire::{Ended, Wire};
use keep::DOCUMENT_BYTES_MAX;
use std::io::{Read, Write};

/// A code and a text (RFC 5321, section 4.2).
type Answer = (u16, String);

/// What is said of the mail that is being sent.
#[derive(Default)]
struct Envelope {
    from: Option<String>,
    recipients: usize,
}

/// A connection.
pub struct Session<'s, S> {
    wire: Wire<'s, S>,
    settings: &'s SmtpSettings,
    door: &'s Door,
    greeted: bool,
    envelope: Envelope,
    mistakes: usize,
}

impl<'s, S: Read + Write> Session<'s, S> {
    /// A connection over which nothing was said.
    pub fn new(wire: Wire<'s, S>, settings: &'s SmtpSettings, door: &'s Door) -> Session<'s, S> {
        Session {
            wire,
            settings,
            door,
            greeted: false,
            envelope: Envelope::default(),
            mistakes: 0,
        }
    }

    /// Greets, and answers until the sender goes.
    pub fn run(&mut self) -> Result<(), Ended> {
        self.say(&(220, format!("{} Kept takes orders", self.settings.name)))?;
        for _ in 0..COMMANDS_PER_SESSION_MAX {
            let line = match self.wire.line() {
                Ok(line) => line,
                Err(ended) => return self.part(ended),
            };
            let line = line.map(|line| String::from_utf8_lossy(&line).into_owned());
            let answer = match line.as_deref().map(Command::parse) {
                Some(Ok(Command::Quit)) => return self.say(&(221, "goodbye".to_owned())),
                Some(Ok(command)) => self.answer(command),
                Some(Err(wrong)) => self.mistake(wrong),
                None => (500, "that line is too long".to_owned()),
            };
            self.say(&answer)?;
            if answer.0 == 354 {
                let received = self.receive()?;
                self.say(&received)?;
            }
            if self.mistakes > MISTAKES_PER_SESSION_MAX {
                break;
            }
        }
        self.say(&(421, "that is enough for one connection".to_owned()))
    }

    /// Says why it ends, where somebody may still listen.
    fn part(&mut self, ended: Ended) -> Result<(), Ended> {
        match ended {
            Ended::Gone => Ok(()),
            Ended::Slow => self.say(&(421, "that takes too long".to_owned())),
            Ended::Stopping => self.say(&(421, "closing down".to_owned())),
        }
    }

    fn say(&mut self, answer: &Answer) -> Result<(), Ended> {
        let (code, text) = answer;
        let last = text.lines().count().saturating_sub(1);
        let lines = text.lines().enumerate().map(|(number, line)| {
            let mark = if number == last { ' ' } else { '-' };
            format!("{code}{mark}{line}\r\n")
        });
        self.wire.send(&lines.collect::<String>())
    }

    fn mistake(&mut self, wrong: Wrong) -> Answer {
        self.mistakes += 1;
        match wrong {
            Wrong::Unknown => (500, "that command is not known here".to_owned()),
            Wrong::Arguments => (
                501,
                "what stands behind the command can't be read".to_owned(),
            ),
            Wrong::Option => (555, "that option is not offered".to_owned()),
        }
    }

    fn answer(&mut self, command: Command) -> Answer {
        let plain = |code, text: &str| (code, text.to_owned());
        match command {
            Command::Hello { extended } => {
                self.greeted = true;
                self.envelope = Envelope::default();
                (250, self.hello(extended))
            }
            Command::Mail { from, size } => self.begin(from, size),
            Command::Recipient(to) => self.recipient(&to),
            Command::Data if self.envelope.from.is_none() => plain(503, "MAIL comes first"),
            Command::Data if self.envelope.recipients == 0 => plain(554, "nobody is to have it"),
            Command::Data => plain(354, "end it with a dot on a line of its own"),
            Command::StartTls => plain(502, "that is not offered"),
            Command::Reset => {
                self.envelope = Envelope::default();
                plain(250, "forgotten")
            }
            Command::Nothing => plain(250, "fine"),
            Command::Verify => plain(252, "send it and see"),
            Command::Quit => plain(221, "goodbye"),
        }
    }

    fn hello(&self, extended: bool) -> String {
        let name = &self.settings.name;
        match extended {
            false => name.clone(),
            true => format!("{name}\nPIPELINING\nSIZE {DOCUMENT_BYTES_MAX}\n8BITMIME\nSMTPUTF8"),
        }
    }

    fn begin(&mut self, from: String, size: Option<u64>) -> Answer {
        if !self.greeted {
            return (503, "say EHLO first".to_owned());
        }
        if self.envelope.from.is_some() {
            return (503, "another mail is being sent".to_owned());
        }
        if size.is_some_and(|size| size > DOCUMENT_BYTES_MAX as u64) {
            return too_large();
        }
        self.envelope.from = Some(from);
        (250, "go on".to_owned())
    }

    fn recipient(&mut self, to: &str) -> Answer {
        if self.envelope.from.is_none() {
            return (503, "MAIL comes first".to_owned());
        }
        if self.envelope.recipients >= RECIPIENTS_PER_MAIL_MAX {
            return (452, "no more recipients in one mail".to_owned());
        }
        if !self.settings.takes_for(to) {
            self.mistakes += 1;
            return (550, "no orders are taken at that address".to_owned());
        }
        self.envelope.recipients += 1;
        (250, "go on".to_owned())
    }

    /// Reads a mail to its end, and answers when it is kept.
    fn receive(&mut self) -> Result<Answer, Ended> {
        let mut incoming = Incoming::new(DOCUMENT_BYTES_MAX);
        self.wire.until(|bytes| incoming.take(bytes))?;
        let from = std::mem::take(&mut self.envelope).from.unwrap_or_default();
        let Some(bytes) = incoming.whole() else {
            return Ok(too_large());
        };
        Ok(match self.door.take_letter(&from, &bytes) {
            Ok(taken) => {
                self.door.works();
                (250, format!("kept as {}", taken.document))
            }
            Err(unavailable) => {
                self.door.fails(&unavailable.to_string());
                (451, "it can't be kept now; try again later".to_owned())
            }
        })
    }
}

fn too_large() -> Answer {
    (552, format!("a mail may have {DOCUMENT_BYTES_MAX} bytes"))
}

#[cfg(test)]
mod tests {
    use super::super::LIMITS;
    use super::*;
    use crate::channel::inbox::{Kept, Scratch};
    use crate::channel::wire::tests::Script;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    fn settings() -> SmtpSettings {
        SmtpSettings {
            listen: ([127, 0, 0, 1], 0).into(),
            name: "orders.example.com".to_owned(),
            recipients: vec!["orders@us.example".to_owned(), "@fax.us.example".to_owned()],
            peers: Vec::new(),
        }
    }

    /// What is answered to what a sender says, and what came in.
    fn told(kept: &Arc<Kept>, said: &str) -> String {
        let scratch = Scratch::new();
        let (stop, settings) = (AtomicBool::new(false), settings());
        let door = kept.door(&scratch.0);
        let mut script = Script::new(&said.replace('\n', "\r\n"));
        let wire = Wire::new(&mut script, LIMITS, &stop);
        // A sender may go in the middle.
        let _ = Session::new(wire, &settings, &door).run();
        script.heard()
    }

    fn check(said: &str) -> (String, Vec<String>) {
        let kept = Arc::new(Kept::default());
        (told(&kept, said), kept.told())
    }

    const MAIL: &str = "MAIL FROM:<bounce@shop.example>\nRCPT TO:<Orders@US.example>\nDATA\n\
        From: Dana <dana@shop.example>\nSubject: Order 4711\n\n..two cases\n.\n";

    #[test]
    fn a_mail_is_answered_when_it_is_kept() {
        let (answers, came) = check(&format!("EHLO mail.example\n{MAIL}QUIT\n"));
        assert_eq!(
            codes(&answers),
            "220 250-250-250-250-250 250 250 354 250 221"
        );
        assert!(answers.contains("SIZE 67108864"), "{answers}");
        assert_eq!(
            came,
            [
                "Order 4711 <dana@shop.example> From: Dana <dana@shop.example>\r\n\
              Subject: Order 4711\r\n\r\n.two cases\r\n"
            ]
        );
    }

    #[test]
    fn a_mail_without_an_author_is_of_who_sends_it_and_comes_in_once() {
        let mail = MAIL.replace("From: Dana <dana@shop.example>\n", "");
        let (answers, came) = check(&format!("HELO mail.example\n{mail}{mail}"));
        assert_eq!(codes(&answers), "220 250 250 250 354 250 250 250 354 250");
        assert_eq!(came.len(), 1, "{came:?}");
        assert!(came[0].contains("<bounce@shop.example>"), "{came:?}");
    }

    #[test]
    fn what_is_out_of_order_or_not_for_us_is_refused() {
        let cases = [
            (MAIL.to_owned(), "220 503 503 503 500 500"),
            (
                "EHLO a\nRCPT TO:<orders@us.example>\nDATA\n".to_owned(),
                "503 503",
            ),
            (
                "EHLO a\nMAIL FROM:<a@b>\nMAIL FROM:<a@b>\n".to_owned(),
                "250 503",
            ),
            (
                "EHLO a\nMAIL FROM:<a@b>\nRSET\nDATA\n".to_owned(),
                "250 250 503",
            ),
            (
                "EHLO a\nMAIL FROM:<a@b>\nRCPT TO:<boss@us.example>\nDATA\n".to_owned(),
                "250 550 554",
            ),
            (
                "EHLO a\nMAIL FROM:<a@b>\nRCPT TO:<any@fax.us.example>\n".to_owned(),
                "250 250",
            ),
            ("EHLO a\nMAIL FROM:<a@b> SIZE=67108865\n".to_owned(), "552"),
            (
                "EHLO a\nSTARTTLS\nVRFY x\nNOOP\nBDAT 1\n".to_owned(),
                "502 252 250 500",
            ),
        ];
        for (said, expected) in cases {
            let (answers, came) = check(&said);
            assert!(codes(&answers).contains(expected), "{said}: {answers}");
            assert!(came.is_empty());
        }
    }

    #[test]
    fn nothing_is_answered_with_250_that_is_not_kept() {
        let kept = Arc::new(Kept::default());
        kept.closed.store(true, Ordering::Release);
        let answers = told(&kept, &format!("EHLO a\n{MAIL}"));
        assert!(codes(&answers).ends_with("354 451"), "{answers}");
    }

    #[test]
    fn a_sender_that_makes_too_many_mistakes_or_never_ends_a_line_is_sent_away() {
        let (answers, _) = check(&"WHAT\n".repeat(MISTAKES_PER_SESSION_MAX + 5));
        assert!(codes(&answers).ends_with("500 421"), "{answers}");
        let (answers, _) = check(&format!("{}\nNOOP\n", "a".repeat(1 << 20)));
        assert!(codes(&answers).starts_with("220 500 250"), "{answers}");
        let recipients = "RCPT TO:<orders@us.example>\n".repeat(RECIPIENTS_PER_MAIL_MAX + 1);
        let (answers, _) = check(&format!("EHLO a\nMAIL FROM:<a@b>\n{recipients}"));
        assert!(codes(&answers).ends_with("250 452"), "{answers}");
    }

    #[test]
    fn a_mail_that_breaks_off_is_not_taken() {
        let (answers, came) = check(&format!("EHLO a\n{}", MAIL.trim_end_matches(".\n")));
        assert!(codes(&answers).ends_with("354"), "{answers}");
        assert!(came.is_empty());
    }

    fn codes(answers: &str) -> String {
        let codes: String = answers.lines().filter_map(|line| line.get(..4)).collect();
        codes.trim_end().to_owned()
    }
}
