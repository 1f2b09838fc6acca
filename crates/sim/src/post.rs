//! The post of the demo and of tests: a mail server with one mailbox, and a neighbour that forwards mail.
//! Both speak as much of their protocols as Kept asks for (IMAP, RFC 3501; SMTP, RFC 5321).

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// Whose mailbox it is.
pub const USER: &str = "orders";
/// What opens it.
pub const PASSWORD: &str = "open-sesame";

/// The longest line that is read, in bytes.
const LINE_BYTES_MAX: u64 = 4_096;
/// The longest wait for the other side.
const PATIENCE: Duration = Duration::from_secs(60);

/// A mail server on this machine, for as long as the program runs.
pub struct MailServer {
    address: SocketAddr,
    mailbox: Mailbox,
}

type Mailbox = Arc<Mutex<Vec<Mail>>>;

struct Mail {
    uid: u32,
    bytes: Vec<u8>,
    seen: bool,
}

impl MailServer {
    /// A server with an empty mailbox, on a free port.
    ///
    /// # Errors
    /// When no port can be listened on.
    pub fn open() -> io::Result<MailServer> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let mailbox = Mailbox::default();
        let mails = Arc::clone(&mailbox);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mails = Arc::clone(&mails);
                // A client that is killed breaks off.
                thread::spawn(move || drop(serve(&stream, &mails)));
            }
        });
        Ok(MailServer { address, mailbox })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Puts a mail into the mailbox.
    pub fn deliver(&self, bytes: Vec<u8>) {
        let mut mails = held(&self.mailbox);
        let uid = mails.last().map_or(1, |last| last.uid + 1);
        mails.push(Mail {
            uid,
            bytes,
            seen: false,
        });
    }

    /// True when every mail was marked as seen.
    pub fn all_seen(&self) -> bool {
        held(&self.mailbox).iter().all(|mail| mail.seen)
    }
}

fn held(mailbox: &Mailbox) -> MutexGuard<'_, Vec<Mail>> {
    // A list of mails is never half changed.
    mailbox.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(mut stream: &TcpStream, mails: &Mailbox) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(b"* OK ready\r\n")?;
    let mut lines = BufReader::new(stream.try_clone()?);
    while let Some(line) = line(&mut lines)? {
        let (tag, command) = line.split_once(' ').unwrap_or((&line, ""));
        let (mut told, state) = match answer(command, &mut held(mails)) {
            Some(told) => (told, "OK done"),
            None => (Vec::new(), "NO"),
        };
        told.extend_from_slice(format!("{tag} {state}\r\n").as_bytes());
        stream.write_all(&told)?;
    }
    Ok(())
}

/// The next line without its end; `None` when the other side has closed.
fn line(stream: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = String::new();
    let read = stream.take(LINE_BYTES_MAX).read_line(&mut line)?;
    Ok((read > 0).then(|| line.trim_end().to_owned()))
}

/// What is told before a command is done; `None` of one that can't be.
fn answer(command: &str, mails: &mut [Mail]) -> Option<Vec<u8>> {
    let words: Vec<&str> = command.split(' ').collect();
    match words.as_slice() {
        ["LOGIN", user, password] => {
            let given = (user.trim_matches('"'), password.trim_matches('"'));
            (given == (USER, PASSWORD)).then(Vec::new)
        }
        ["SELECT", ..] => Some(b"* OK [UIDVALIDITY 9] valid\r\n".to_vec()),
        ["UID", "SEARCH", "UNSEEN"] => Some(found(mails, |mail| !mail.seen)),
        ["UID", "SEARCH", "UID", from] => {
            let from: u32 = from.trim_end_matches(":*").parse().ok()?;
            Some(found(mails, |mail| mail.uid >= from))
        }
        ["UID", "FETCH", uid, ..] => {
            let mail = one(mails, uid)?;
            let (uid, length) = (mail.uid, mail.bytes.len());
            Some(match command.contains("SIZE") {
                true => format!("* 1 FETCH (UID {uid} RFC822.SIZE {length})\r\n").into_bytes(),
                false => {
                    let head = format!("* 1 FETCH (UID {uid} BODY[] {{{length}}}\r\n");
                    [head.as_bytes(), &mail.bytes, b")\r\n"].concat()
                }
            })
        }
        ["UID", "STORE", uid, ..] => {
            one(mails, uid)?.seen = true;
            Some(Vec::new())
        }
        _ => Some(Vec::new()),
    }
}

fn found(mails: &[Mail], fits: impl Fn(&&Mail) -> bool) -> Vec<u8> {
    let uids = mails.iter().filter(fits);
    let uids: String = uids.map(|mail| format!(" {}", mail.uid)).collect();
    format!("* SEARCH{uids}\r\n").into_bytes()
}

fn one<'m>(mails: &'m mut [Mail], uid: &str) -> Option<&'m mut Mail> {
    let uid: u32 = uid.parse().ok()?;
    mails.iter_mut().find(|mail| mail.uid == uid)
}

/// A mail server that forwards mail to another.
pub struct Forwarding {
    stream: BufReader<TcpStream>,
}

impl Forwarding {
    /// Connects and greets.
    ///
    /// # Errors
    /// When the other doesn't answer, or doesn't want it.
    pub fn begin(server: SocketAddr) -> io::Result<Forwarding> {
        let stream = TcpStream::connect(server)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let stream = BufReader::new(stream);
        let mut forwarding = Forwarding { stream };
        forwarding.expect("220")?;
        forwarding.say(b"EHLO mail.example\r\n", "250")?;
        Ok(forwarding)
    }

    /// Sends a mail as far as its last byte, and doesn't wait for the answer.
    ///
    /// # Errors
    /// When the other refuses, or breaks off.
    pub fn put(&mut self, recipient: &str, mail: &[u8]) -> io::Result<()> {
        self.say(b"MAIL FROM:<bounce@mail.example>\r\n", "250")?;
        self.say(format!("RCPT TO:<{recipient}>\r\n").as_bytes(), "250")?;
        self.say(b"DATA\r\n", "354")?;
        for line in mail.split_inclusive(|byte| *byte == b'\n') {
            // A line that begins with a dot gets another (RFC 5321, 4.5.2).
            let dot: &[u8] = if line.starts_with(b".") { b"." } else { b"" };
            self.stream.get_mut().write_all(&[dot, line].concat())?;
        }
        self.stream.get_mut().write_all(b".\r\n")
    }

    /// Waits until the mail is taken.
    ///
    /// # Errors
    /// When it is refused, or the other breaks off.
    pub fn taken(&mut self) -> io::Result<()> {
        self.expect("250")
    }

    fn say(&mut self, words: &[u8], code: &str) -> io::Result<()> {
        self.stream.get_mut().write_all(words)?;
        self.expect(code)
    }

    /// Reads an answer, with its further lines.
    fn expect(&mut self, code: &str) -> io::Result<()> {
        loop {
            let line = line(&mut self.stream)?.unwrap_or_default();
            if line.get(3..4) != Some("-") {
                return match line.starts_with(code) {
                    true => Ok(()),
                    false => Err(io::Error::other(format!(
                        "expected {code}, was told {line:?}"
                    ))),
                };
            }
        }
    }
}
