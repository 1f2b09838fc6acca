//! The channels that documents come in by: their settings, and the threads that they work on.

use crate::clock::CompanyClock;
use crate::failure::{Doing, Failure, Outcome};
use crate::receiving::Receiver;
use crate::secret::secret;
use connect::channel::{
    Configured, Door, Folder, FolderSettings, IMAP_PORT, Inbox, Looked, Mailbox, MailboxSettings,
    NAME_CHARS_MAX, Network, POLL_SECONDS, Password, SETTLE_SECONDS, Smtp, SmtpSettings, is_name,
    watch,
};
use serde::Deserialize;
use std::collections::HashSet;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// The most channels of a configuration.
const CHANNELS_MAX: usize = 50;
/// What the mail server's channel is called.
const SMTP: &str = "smtp";

/// The channels of a configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Channels {
    /// Watched folders.
    pub folders: Vec<FolderConfig>,
    /// The mail server.
    pub smtp: Option<SmtpConfig>,
    /// Mailboxes.
    pub mailboxes: Vec<MailboxConfig>,
}

/// A folder that fax and scan servers write into.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FolderConfig {
    /// What it is called in the console.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// Who sends what is put there: an e-mail address, or a customer's code or GLN.
    #[serde(default)]
    pub sender: String,
    /// For how long a file must stay the same before it is taken, in seconds.
    #[serde(default = "settle_seconds")]
    pub settle_seconds: u64,
}

/// Kept's own receiving mail server.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpConfig {
    /// Address and port.
    pub listen: SocketAddr,
    /// What it calls itself.
    #[serde(default = "server_name")]
    pub name: String,
    /// Addresses that orders are taken at; `@example.com` is every address there.
    pub recipients: Vec<String>,
    /// Machines and networks that may connect; where none are named, this machine.
    #[serde(default)]
    pub peers: Vec<String>,
}

/// A mailbox at a server of the company.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailboxConfig {
    /// What it is called in the console.
    pub name: String,
    /// The server.
    pub host: String,
    /// Its port.
    #[serde(default = "imap_port")]
    pub port: u16,
    /// Whether the connection is encrypted; off is for a server on this machine.
    #[serde(default = "encrypted")]
    pub encrypted: bool,
    /// Whose mailbox it is.
    pub user: String,
    /// The file that holds the password; blanks around it do not count.
    pub password_file: Option<PathBuf>,
    /// The variable of the environment that holds it.
    pub password_env: Option<String>,
    /// The folder that is looked into.
    #[serde(default = "inbox")]
    pub folder: String,
    /// The folder that messages are moved to when they were taken; none leaves them, marked as seen.
    pub moved_to: Option<String>,
    /// How long to wait between two looks, in seconds.
    #[serde(default = "poll_seconds")]
    pub poll_seconds: u64,
}

fn settle_seconds() -> u64 {
    SETTLE_SECONDS
}

fn server_name() -> String {
    "kept".to_owned()
}

fn imap_port() -> u16 {
    IMAP_PORT
}

fn encrypted() -> bool {
    true
}

fn inbox() -> String {
    "INBOX".to_owned()
}

fn poll_seconds() -> u64 {
    POLL_SECONDS
}

/// Channels that are ready to work.
pub struct Opened {
    looked: Vec<(Configured, Box<dyn Looked>)>,
    smtp: Option<(Configured, Smtp)>,
}

impl Channels {
    /// Checks the settings, reads the passwords, and begins to listen.
    pub fn open(self) -> Outcome<Opened> {
        self.check()?;
        let folders = self.folders.into_iter().map(|one| Ok(one.open()));
        let mailboxes = self.mailboxes.into_iter().map(MailboxConfig::open);
        Ok(Opened {
            looked: folders.chain(mailboxes).collect::<Outcome<_>>()?,
            smtp: self.smtp.map(SmtpConfig::open).transpose()?,
        })
    }

    /// How many there are, and that each has a name of its own.
    fn check(&self) -> Outcome {
        let folders = self.folders.iter().map(|one| ("folder", &one.name));
        let mailboxes = self.mailboxes.iter().map(|one| ("mailbox", &one.name));
        let names: Vec<(&str, &String)> = folders.chain(mailboxes).collect();
        if let Some((_, name)) = names.iter().find(|(_, name)| !is_name(name)) {
            return Err(Failure::new(format!(
                "\"{name}\" is no name for a channel: small letters, digits and hyphens, at most \
                 {NAME_CHARS_MAX}"
            )));
        }
        let different: HashSet<&(&str, &String)> = names.iter().collect();
        match different.len() == names.len() && names.len() <= CHANNELS_MAX {
            true => Ok(()),
            false => Err(Failure::new(format!(
                "at most {CHANNELS_MAX} folders and mailboxes can be set up, each with a name of its own"
            ))),
        }
    }
}

impl Opened {
    /// What is set up, as the console shows it.
    pub fn configured(&self) -> Vec<Configured> {
        let looked = self.looked.iter().map(|(about, _)| about);
        let smtp = self.smtp.iter().map(|(about, _)| about);
        looked.chain(smtp).cloned().collect()
    }

    /// Where mail is taken, if Kept's own mail server is set up.
    pub fn mail_server(&self) -> Outcome<Option<SocketAddr>> {
        let smtp = self.smtp.as_ref();
        Ok(smtp.map(|(_, smtp)| smtp.address()).transpose()?)
    }

    /// Starts every channel; each works until `stop` is set.
    pub fn spawn(
        self,
        receiver: &Arc<Receiver>,
        kept: &Arc<keep::Channels>,
        clock: &CompanyClock,
        stop: &Arc<AtomicBool>,
    ) -> Vec<JoinHandle<()>> {
        let door = |about: Configured| {
            let clock = clock.clone();
            let inbox: Arc<dyn Inbox> = Arc::<Receiver>::clone(receiver);
            let clock = Arc::new(move || clock.now().at);
            Door::new(about.name, inbox, Arc::clone(kept), clock)
        };
        let mut threads = Vec::new();
        for (about, mut channel) in self.looked {
            let (door, stop) = (door(about), Arc::clone(stop));
            threads.push(thread::spawn(move || watch(&mut *channel, &door, &stop)));
        }
        if let Some((about, smtp)) = self.smtp {
            let (door, stop) = (door(about), Arc::clone(stop));
            threads.push(thread::spawn(move || smtp.run(&door, &stop)));
        }
        threads
    }
}

impl FolderConfig {
    fn open(self) -> (Configured, Box<dyn Looked>) {
        let about = Configured {
            name: format!("folder/{}", self.name),
            place: self.path.display().to_string(),
        };
        let folder = Folder::new(FolderSettings {
            path: self.path,
            sender: self.sender,
            settle: Duration::from_secs(self.settle_seconds),
        });
        (about, Box::new(folder))
    }
}

impl SmtpConfig {
    fn open(self) -> Outcome<(Configured, Smtp)> {
        if self.recipients.is_empty() {
            return Err(Failure::new(
                "[smtp] recipients: name at least one address that orders are taken at",
            ));
        }
        let listen = self.listen;
        let smtp = Smtp::bind(SmtpSettings {
            listen,
            name: self.name,
            recipients: self.recipients,
            peers: networks(&self.peers)?,
        });
        let smtp = smtp.doing(|| format!("[smtp] {listen} can't be listened on"))?;
        let about = Configured {
            name: SMTP.to_owned(),
            place: smtp.address()?.to_string(),
        };
        Ok((about, smtp))
    }
}

fn networks(stated: &[String]) -> Outcome<Vec<Network>> {
    let parse = |text: &String| {
        let why = || {
            Failure::new(format!(
                "[smtp] peers: {text:?} is no address or network, such as 10.1.0.0/16"
            ))
        };
        Network::parse(text).ok_or_else(why)
    };
    match stated {
        [] => Ok(Network::LOOPBACK.to_vec()),
        some => some.iter().map(parse).collect(),
    }
}

impl MailboxConfig {
    fn open(self) -> Outcome<(Configured, Box<dyn Looked>)> {
        let password = self.password()?;
        let about = Configured {
            name: format!("mailbox/{}", self.name),
            place: format!("{} at {}, {}", self.user, self.host, self.folder),
        };
        let mailbox = Mailbox::new(MailboxSettings {
            host: self.host,
            port: self.port,
            encrypted: self.encrypted,
            user: self.user,
            password,
            folder: self.folder,
            moved_to: self.moved_to,
            poll: Duration::from_secs(self.poll_seconds.max(1)),
        });
        Ok((about, Box::new(mailbox)))
    }

    fn password(&self) -> Outcome<Password> {
        let whose = format!("mailbox {}", self.name);
        let (file, variable) = (self.password_file.as_deref(), self.password_env.as_deref());
        secret(&whose, file, variable)?.ok_or_else(|| {
            Failure::new(format!(
                "{whose}: name its password by password_file or by password_env"
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    #[serde(default)]
    #[derive(Default)]
    struct Stated {
        folder: Vec<FolderConfig>,
        smtp: Option<SmtpConfig>,
        mailbox: Vec<MailboxConfig>,
    }

    /// What a configuration sets up, or what is wrong with it.
    fn check(text: &str) -> String {
        let stated: Stated = match toml::from_str(text) {
            Ok(stated) => stated,
            Err(error) => return error.message().to_owned(),
        };
        let channels = Channels {
            folders: stated.folder,
            smtp: stated.smtp,
            mailboxes: stated.mailbox,
        };
        match channels.open() {
            Err(failure) => failure.to_string(),
            Ok(opened) => {
                let told = opened.configured().into_iter();
                let told = told.map(|one| format!("{} ({})", one.name, one.place));
                told.collect::<Vec<_>>().join("; ")
            }
        }
    }

    #[test]
    fn channels_are_set_up_with_names_of_their_own_or_refused_with_the_reason() {
        let folder = |name: &str| format!("[[folder]]\nname = {name:?}\npath = \"/srv/in\"\n");
        let mailbox = "[[mailbox]]\nname = \"orders\"\nhost = \"mail\"\nuser = \"o@us\"\n";
        let smtp = "[smtp]\nlisten = \"127.0.0.1:0\"\n";
        let cases = [
            (folder("fax"), "folder/fax (/srv/in)"),
            (folder("fax") + &folder("fax"), "a name of its own"),
            (folder("Fax machine"), "no name for a channel"),
            (mailbox.to_owned(), "password_file or by password_env"),
            (
                format!("{mailbox}password_env = \"KEPT_NO_SUCH\""),
                "KEPT_NO_SUCH",
            ),
            (
                format!("{mailbox}password_file = \"/no/such\""),
                "/no/such can't be read",
            ),
            (
                format!("{mailbox}password = \"secret\""),
                "unknown field `password`",
            ),
            (format!("{smtp}recipients = []"), "at least one address"),
            (
                format!("{smtp}recipients = [\"@us\"]\npeers = [\"here\"]"),
                "\"here\" is no address",
            ),
            (format!("{smtp}recipients = [\"@us\"]"), "smtp (127.0.0.1:"),
        ];
        for (text, expected) in cases {
            let told = check(&text);
            assert!(told.contains(expected), "{text}: {told}");
        }
    }
}
