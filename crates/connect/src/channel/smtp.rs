//! Kept's own receiving mail server (RFC 5321): the company's mail server forwards order mail to it.
//!
//! It takes mail for the addresses that the configuration names, from the machines that it names, and
//! answers 250 only when the mail is kept and the book knows of it. It sends nothing, relays nothing
//! and changes nothing of a mail: what is sent again after an answer that got lost is the same
//! document.

mod command;
mod data;
mod session;

use super::Door;
use super::peers::Network;
use super::wire::{Limits, Wire};
pub use command::{Command as SmtpCommand, Wrong as SmtpWrong};
pub use data::Incoming;
use session::Session;
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// The most connections at once; more are told to come back.
pub const SESSIONS_MAX: usize = 8;
/// The most commands of one connection.
pub const COMMANDS_PER_SESSION_MAX: usize = 1_000;
/// The most mistakes of one connection, addresses that nobody knows among them.
pub const MISTAKES_PER_SESSION_MAX: usize = 20;
/// The most recipients of one mail.
pub const RECIPIENTS_PER_MAIL_MAX: usize = 100;
/// A line of a command, how long a sender may say nothing (RFC 5321, section 4.5.3.2.7), and how long
/// a connection may last.
const LIMITS: Limits = Limits {
    line_bytes_max: 4 << 10,
    idle_time_max: Duration::from_secs(300),
    time_max: Duration::from_secs(1_800),
};
/// How long a read or a write waits before it is looked whether to stop.
const PAUSE: Duration = Duration::from_millis(200);
/// How long a sender may take nothing of an answer.
const WRITE_TIME_MAX: Duration = Duration::from_secs(30);

/// Where mail is taken, from whom, and for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmtpSettings {
    /// Address and port.
    pub listen: SocketAddr,
    /// What the server calls itself.
    pub name: String,
    /// Addresses that orders are taken at; `@example.com` is every address there.
    pub recipients: Vec<String>,
    /// Machines that may connect.
    pub peers: Vec<Network>,
}

impl SmtpSettings {
    /// True for an address that orders are taken at.
    fn takes_for(&self, to: &str) -> bool {
        let to = to.to_lowercase();
        let domain = to.rfind('@').map_or("", |at| &to[at..]);
        let takes = |allowed: &String| {
            let allowed = allowed.to_lowercase();
            allowed == to || allowed == domain
        };
        self.recipients.iter().any(takes)
    }
}

/// A mail server that listens.
#[derive(Debug)]
pub struct Smtp {
    listener: TcpListener,
    settings: Arc<SmtpSettings>,
}

impl Smtp {
    /// Begins to listen.
    ///
    /// # Errors
    /// When the address can't be listened on.
    pub fn bind(settings: SmtpSettings) -> io::Result<Smtp> {
        let listener = TcpListener::bind(settings.listen)?;
        listener.set_nonblocking(true)?;
        let settings = Arc::new(settings);
        Ok(Smtp { listener, settings })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// When the operating system doesn't say.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Takes mail until told to stop; returns when every connection has ended.
    pub fn run(&self, door: &Door, stop: &AtomicBool) {
        let open = AtomicUsize::new(0);
        thread::scope(|scope| {
            while !stop.load(Ordering::Acquire) {
                let Ok((stream, peer)) = self.listener.accept() else {
                    thread::sleep(PAUSE);
                    continue;
                };
                if !self.settings.peers.iter().any(|one| one.holds(peer.ip())) {
                    refuse(stream, "554 no mail is taken from your address\r\n");
                    continue;
                }
                if open.fetch_add(1, Ordering::AcqRel) >= SESSIONS_MAX {
                    open.fetch_sub(1, Ordering::AcqRel);
                    refuse(stream, "421 too many connections; try again later\r\n");
                    continue;
                }
                let (open, settings) = (&open, &*self.settings);
                scope.spawn(move || {
                    serve(&stream, settings, door, stop);
                    open.fetch_sub(1, Ordering::AcqRel);
                });
            }
        });
    }
}

/// Serves one connection. How it ended is the sender's business: a mail that got no answer comes
/// again.
fn serve(stream: &TcpStream, settings: &SmtpSettings, door: &Door, stop: &AtomicBool) {
    let ready = stream
        .set_nonblocking(false)
        .and_then(|()| stream.set_read_timeout(Some(PAUSE)))
        .and_then(|()| stream.set_write_timeout(Some(WRITE_TIME_MAX)));
    if ready.is_ok() {
        let _ = Session::new(Wire::new(stream, LIMITS, stop), settings, door).run();
    }
}

fn refuse(mut stream: TcpStream, answer: &str) {
    use std::io::Write;
    let ready = stream.set_nonblocking(false);
    let ready = ready.and_then(|()| stream.set_write_timeout(Some(PAUSE)));
    // Whoever does not wait for the reason is refused all the same.
    let _ = ready.and_then(|()| stream.write_all(answer.as_bytes()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::inbox::{Kept, Scratch};
    use std::io::{BufRead, BufReader, Write};

    /// What the first line is for whoever connects, while the server takes these peers.
    fn greeted(peers: Vec<Network>, connections: usize) -> Vec<String> {
        let (scratch, kept) = (Scratch::new(), Arc::new(Kept::default()));
        let settings = SmtpSettings {
            listen: ([127, 0, 0, 1], 0).into(),
            name: "orders.example.com".to_owned(),
            recipients: vec!["@us.example".to_owned()],
            peers,
        };
        let (smtp, stop) = (Smtp::bind(settings).unwrap(), AtomicBool::new(false));
        let door = kept.door(&scratch.0);
        thread::scope(|scope| {
            let running = scope.spawn(|| smtp.run(&door, &stop));
            let connect = || BufReader::new(TcpStream::connect(smtp.address().unwrap()).unwrap());
            let mut open: Vec<_> = (0..connections).map(|_| connect()).collect();
            let greetings = open.iter_mut().map(|stream| {
                let mut line = String::new();
                stream.read_line(&mut line).unwrap();
                line.chars().take(3).collect()
            });
            let greetings = greetings.collect();
            if let Some(first) = open.first_mut() {
                // A connection that says nothing more does not keep the server from stopping.
                let _ = first.get_mut().write_all(b"EHLO a\r\n");
            }
            stop.store(true, Ordering::Release);
            running.join().unwrap();
            greetings
        })
    }

    #[test]
    fn strangers_are_sent_away_and_too_many_are_told_to_come_back() {
        let elsewhere = vec![Network::parse("192.0.2.0/24").unwrap()];
        assert_eq!(greeted(elsewhere, 1), ["554"]);
        let mut expected = vec!["220"; SESSIONS_MAX];
        expected.push("421");
        assert_eq!(
            greeted(Network::LOOPBACK.to_vec(), SESSIONS_MAX + 1),
            expected
        );
    }
}
