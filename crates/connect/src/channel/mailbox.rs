//! A mailbox that Kept looks into over IMAP: each new message becomes a document.
//!
//! A message is kept first, then marked as seen or moved, and then the place in the mailbox is noted:
//! after a crash in between it is fetched again, and known by its content. Where the mailbox is looked
//! into for the first time, or its numbers were given anew, what is unseen is taken; after that, all that is new.

mod imap;
#[cfg(test)]
mod tests;

use super::secure::{self, Stream};
use super::wire::Wire;
use super::{Door, Looked, Trouble};
pub use imap::{Fault as ImapFault, Imap};
use imap::{Fault, LIMITS};
use keep::{DOCUMENT_BYTES_MAX, MailboxPlace};
use std::fmt;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// The most messages that one look takes; the next look takes the rest.
pub const MESSAGES_PER_LOOK_MAX: usize = 100;
/// The port of IMAP over TLS (RFC 8314).
pub const IMAP_PORT: u16 = 993;
/// How often a mailbox is looked into, in seconds, where the settings don't say.
pub const POLL_SECONDS: u64 = 60;
/// What marks a message that was taken.
const SEEN: &str = r"\Seen";

/// Which mailbox is looked into.
#[derive(Clone, Debug)]
pub struct MailboxSettings {
    /// The server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whether the connection is encrypted; off is for servers on this machine.
    pub encrypted: bool,
    /// Whose mailbox it is.
    pub user: String,
    /// The password; never told.
    pub password: Password,
    /// The folder that is looked into.
    pub folder: String,
    /// The folder that messages are moved to when they were taken; none leaves them, marked as seen.
    pub moved_to: Option<String>,
    /// How long to wait between two looks.
    pub poll: Duration,
}

/// A password that `Debug` does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(pub String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// A mailbox that is looked into.
pub struct Mailbox {
    settings: MailboxSettings,
    /// True when the last look left some for the next.
    has_more: bool,
}

impl Mailbox {
    /// A mailbox.
    pub fn new(settings: MailboxSettings) -> Mailbox {
        Mailbox {
            settings,
            has_more: false,
        }
    }

    fn look_over(
        &mut self,
        stream: &mut dyn Stream,
        door: &Door,
        stop: &AtomicBool,
    ) -> Result<(), Trouble> {
        let mut imap = Imap::greeted(Wire::new(stream, LIMITS, stop))?;
        imap.log_in(&self.settings.user, &self.settings.password.0)?;
        let can_move = self.settings.moved_to.is_some() && imap.can("MOVE")?;
        let uid_validity = imap.select(&self.settings.folder)?;
        let place = door.place()?;
        let place = place.filter(|place| place.uid_validity == uid_validity);
        let mut uids = match place {
            Some(place) => imap.search(&format!("UID {}:*", place.uid.saturating_add(1)))?,
            None => imap.search("UNSEEN")?,
        };
        // A range up to the last one always holds the last one.
        uids.retain(|uid| place.is_none_or(|place| *uid > place.uid));
        self.has_more = uids.len() > MESSAGES_PER_LOOK_MAX;
        uids.truncate(MESSAGES_PER_LOOK_MAX);
        for uid in uids {
            self.take(&mut imap, uid, can_move, door)?;
            door.reached(MailboxPlace { uid_validity, uid })?;
        }
        imap.log_out();
        Ok(())
    }

    fn take<S: Stream + ?Sized>(
        &self,
        imap: &mut Imap<'_, &mut S>,
        uid: u32,
        can_move: bool,
        door: &Door,
    ) -> Result<(), Trouble> {
        let Some(size) = imap.size(uid)? else {
            return Ok(());
        };
        if size > DOCUMENT_BYTES_MAX as u64 {
            door.tell(&format!(
                "message {uid} has {size} bytes; at most {DOCUMENT_BYTES_MAX} are taken, it is left unseen"
            ));
            return Ok(());
        }
        let Some(bytes) = imap.fetch(uid)? else {
            return Ok(());
        };
        door.take_letter("", &bytes)?;
        match &self.settings.moved_to {
            None => imap.mark(uid, SEEN)?,
            Some(folder) => imap.move_to(uid, folder, can_move)?,
        }
        Ok(())
    }
}

impl Looked for Mailbox {
    fn look(&mut self, door: &Door, stop: &AtomicBool) -> Result<(), Trouble> {
        let settings = &self.settings;
        let mut stream = secure::connect(&settings.host, settings.port, settings.encrypted)?;
        self.look_over(&mut *stream, door, stop)
    }

    fn pause(&self) -> Duration {
        match self.has_more {
            true => Duration::ZERO,
            false => self.settings.poll,
        }
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Trouble {
        Trouble(fault.to_string())
    }
}
