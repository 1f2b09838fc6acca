//! Channels: the ways that documents come in by themselves, and what they have in common.
//!
//! A channel lets go of a document only after it is kept durably and the book knows of it. It may
//! hand one over twice, after a crash or because it was sent twice: the content tells, and nothing is
//! doubled. What fails is told in the console and tried again.

mod folder;
#[cfg(test)]
pub(crate) mod inbox;
mod letter;
mod mailbox;
mod peers;
mod secure;
mod smtp;
mod wire;

pub use folder::{FILES_PER_LOOK_MAX, Folder, FolderSettings, SETTLE_SECONDS};
pub use mailbox::{
    IMAP_PORT, Imap, ImapFault, MESSAGES_PER_LOOK_MAX, Mailbox, MailboxSettings, POLL_SECONDS,
    Password,
};
pub use peers::Network;
pub use smtp::{Incoming, SESSIONS_MAX, Smtp, SmtpCommand, SmtpSettings, SmtpWrong};
pub use wire::{Ended, Limits, Wire};

use crate::Clock;
use keep::{Channels, MailboxPlace};
use letter::Letter;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;
use vocab::ContentHash;

/// Longest name or sender of a document that is handed on, in characters.
pub const LABEL_CHARS_MAX: usize = 200;
/// The media type of an e-mail.
const MAIL: &str = "message/rfc822";
/// Longest name that a channel may have, in characters.
pub const NAME_CHARS_MAX: usize = 40;
/// How long a failing channel waits at most before it is tried again.
pub const BACKOFF_MAX: Duration = Duration::from_secs(300);
/// How long it waits after the first failure; it doubles.
const BACKOFF_MIN: Duration = Duration::from_secs(2);
/// How often a waiting channel looks whether it is to stop.
const WATCH: Duration = Duration::from_millis(100);

/// Where channels hand documents over.
pub trait Inbox: Send + Sync {
    /// Keeps a document durably and has it read; the same bytes again are known.
    ///
    /// # Errors
    /// When it can't be kept now.
    fn put(&self, arrived: &Arrived) -> Result<Taken, Unavailable>;
}

/// A document that arrives by a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrived<'a> {
    /// The channel, such as `folder/fax`.
    pub channel: &'a str,
    /// What it is called: a file name, or the subject of an e-mail.
    pub name: &'a str,
    /// Its media type; empty where nobody said.
    pub media_type: &'a str,
    /// Who sends it: an e-mail address, or a customer's code or GLN; empty where nobody said.
    pub sender: &'a str,
    /// What tells an e-mail from others, however it travelled; none for what is no e-mail.
    pub identity: Option<ContentHash>,
    /// Its bytes, at most [`keep::DOCUMENT_BYTES_MAX`].
    pub bytes: &'a [u8],
}

/// A document that was taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Its content.
    pub document: ContentHash,
    /// True when it came in before.
    pub known: bool,
}

/// Documents can't be taken in now, with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unavailable(pub String);

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "documents can't be taken in now: {}", self.0)
    }
}

impl std::error::Error for Unavailable {}

impl From<keep::Fault> for Unavailable {
    fn from(fault: keep::Fault) -> Unavailable {
        Unavailable(fault.to_string())
    }
}

/// A channel that is set up, as the console shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Configured {
    /// Its name, such as `folder/fax`.
    pub name: String,
    /// Where it listens or looks: a path, an address, or a mailbox at a server.
    pub place: String,
}

/// The door of one channel: what comes in goes through it, and how the channel is doing is noted.
#[derive(Clone)]
pub struct Door {
    name: String,
    inbox: Arc<dyn Inbox>,
    channels: Arc<Channels>,
    clock: Clock,
}

impl Door {
    /// The door of the channel of this name.
    pub fn new(name: String, inbox: Arc<dyn Inbox>, channels: Arc<Channels>, clock: Clock) -> Door {
        Door {
            name,
            inbox,
            channels,
            clock,
        }
    }

    /// The name of the channel.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Takes a file in; durable on return.
    ///
    /// # Errors
    /// When it can't be kept now; then the channel still has it.
    pub fn take(&self, name: &str, sender: &str, bytes: &[u8]) -> Result<Taken, Unavailable> {
        self.put(&Arrived {
            channel: &self.name,
            name: &label(name),
            media_type: "",
            sender: &label(sender),
            identity: None,
            bytes,
        })
    }

    /// Takes an e-mail in; durable on return. It is of its author, or else of who sent it.
    fn take_letter(&self, sent_by: &str, bytes: &[u8]) -> Result<Taken, Unavailable> {
        let letter = Letter::of(bytes);
        let sender = match letter.from.as_str() {
            "" => sent_by,
            from => from,
        };
        self.put(&Arrived {
            channel: &self.name,
            name: &label(&letter.subject),
            media_type: MAIL,
            sender: &label(sender),
            identity: letter.identity,
            bytes,
        })
    }

    fn put(&self, arrived: &Arrived) -> Result<Taken, Unavailable> {
        let taken = self.inbox.put(arrived)?;
        let at = (self.clock)();
        self.channels.took(&self.name, taken.document, at)?;
        Ok(taken)
    }

    /// How far the channel was read, if it is a mailbox.
    fn place(&self) -> Result<Option<MailboxPlace>, Unavailable> {
        Ok(self.channels.state(&self.name)?.place)
    }

    /// Notes how far the channel was read.
    fn reached(&self, place: MailboxPlace) -> Result<(), Unavailable> {
        Ok(self.channels.reached(&self.name, place)?)
    }

    /// Notes that the channel works.
    pub fn works(&self) {
        if let Err(fault) = self.channels.works(&self.name) {
            self.tell(&fault.to_string());
        }
    }

    /// Tells whoever runs the program.
    fn tell(&self, what: &str) {
        eprintln!("kept: {}: {what}", self.name);
    }

    /// Notes what fails; it is also told to whoever runs the program.
    pub fn fails(&self, trouble: &str) {
        self.tell(trouble);
        if let Err(fault) = self.channels.fails(&self.name, trouble, (self.clock)()) {
            self.tell(&fault.to_string());
        }
    }
}

/// Why a look at a channel ended early, in a sentence without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble(pub String);

impl From<Unavailable> for Trouble {
    fn from(unavailable: Unavailable) -> Trouble {
        Trouble(unavailable.to_string())
    }
}

/// A channel that Kept goes to and looks at.
pub trait Looked: Send {
    /// Takes in what is there, and ends early where it is told to stop.
    ///
    /// # Errors
    /// What keeps it from that; what was taken in before stays so.
    fn look(&mut self, door: &Door, stop: &AtomicBool) -> Result<(), Trouble>;

    /// How long to wait until the next look.
    fn pause(&self) -> Duration;
}

/// Looks at a channel until told to stop; after a failure it waits longer each time.
pub fn watch(channel: &mut dyn Looked, door: &Door, stop: &AtomicBool) {
    let mut backoff = BACKOFF_MIN;
    while !stop.load(Ordering::Acquire) {
        match channel.look(door, stop) {
            Ok(()) => {
                door.works();
                backoff = BACKOFF_MIN;
                rest(channel.pause(), stop);
            }
            // What was broken off is no trouble of the channel.
            Err(_) if stop.load(Ordering::Acquire) => {}
            Err(Trouble(trouble)) => {
                door.fails(&trouble);
                rest(backoff, stop);
                backoff = (backoff * 2).min(BACKOFF_MAX);
            }
        }
    }
}

/// True for what a channel may be called: small letters, digits and hyphens.
pub fn is_name(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=NAME_CHARS_MAX).contains(&text.len()) && text.chars().all(allowed)
}

fn rest(pause: Duration, stop: &AtomicBool) {
    let mut rested = Duration::ZERO;
    while rested < pause && !stop.load(Ordering::Acquire) {
        let nap = WATCH.min(pause - rested);
        thread::sleep(nap);
        rested += nap;
    }
}

/// A name or sender as far as it is kept, on one line.
fn label(text: &str) -> String {
    let plain = text.trim().chars().filter(|c| !c.is_control());
    plain.take(LABEL_CHARS_MAX).collect()
}
