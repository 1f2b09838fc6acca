//! How pictures reach the demo while it is served, each by a channel of its own: a fax in the watched
//! folder, a scan in a mailbox, a photograph mailed to Kept's own mail server.

use crate::channels::{Channels, FolderConfig, MailboxConfig, Opened, SmtpConfig};
use crate::company::DataDir;
use crate::failure::{Doing, Outcome};
use connect::channel::SETTLE_SECONDS;
use sim::company::INBOX as ADDRESS;
use sim::post::{Forwarding, MailServer, PASSWORD, USER};
use sim::samples::PICTURES;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::thread;

/// The watched folder, below the data directory.
const INBOX: &str = "inbox";
/// The file with the mailbox's password, below the data directory.
const PASSWORD_FILE: &str = "mailbox-password";
/// How often the mailbox is looked into, in seconds.
const POLL_SECONDS: u64 = 10;

/// The channel that a picture comes by.
enum Way {
    Folder,
    Mailbox,
    MailServer,
}

fn way(name: &str) -> Way {
    match name {
        fax if fax.ends_with(".tif") => Way::Folder,
        scan if scan.contains("scan") => Way::Mailbox,
        _ => Way::MailServer,
    }
}

/// Opens the channels and sends the pictures; what is known from an earlier start is not doubled. It
/// comes to nothing where no text recognition is installed.
pub fn open(data: &DataDir) -> Outcome<Opened> {
    let inbox = data.path().join(INBOX);
    std::fs::create_dir_all(&inbox).doing(|| format!("{} can't be made", inbox.display()))?;
    let server = MailServer::open().doing(|| "no mail server could be opened".to_owned())?;
    let channels = Channels {
        folders: vec![folder(inbox.clone())],
        smtp: Some(mail_server()),
        mailboxes: vec![mailbox(data, server.address())?],
    };
    let channels = channels.open()?;
    eprintln!("documents that are put into {} are read", inbox.display());
    let address = channels.mail_server()?;
    if let Some(address) = address {
        eprintln!("mail to {ADDRESS} is taken at {address} (SMTP)");
    }
    for (path, bytes) in PICTURES {
        let name = path.rsplit('/').next().unwrap_or(path);
        match (way(name), address) {
            (Way::Folder, _) => put(&inbox, name, bytes)?,
            (Way::Mailbox, _) => server.deliver(bytes.to_vec()),
            (Way::MailServer, Some(address)) => mail(address, bytes),
            (Way::MailServer, None) => {}
        }
    }
    Ok(channels)
}

fn folder(path: PathBuf) -> FolderConfig {
    FolderConfig {
        name: INBOX.to_owned(),
        path,
        sender: String::new(),
        settle_seconds: SETTLE_SECONDS,
    }
}

fn mail_server() -> SmtpConfig {
    SmtpConfig {
        listen: (Ipv4Addr::LOCALHOST, 0).into(),
        name: "kept".to_owned(),
        recipients: vec![ADDRESS.to_owned()],
        peers: Vec::new(),
    }
}

/// The mailbox that somebody else's mail server keeps for the company.
fn mailbox(data: &DataDir, server: SocketAddr) -> Outcome<MailboxConfig> {
    let secret = data.path().join(PASSWORD_FILE);
    std::fs::write(&secret, PASSWORD).doing(|| format!("{} can't be written", secret.display()))?;
    Ok(MailboxConfig {
        name: USER.to_owned(),
        host: server.ip().to_string(),
        port: server.port(),
        encrypted: false,
        user: USER.to_owned(),
        password_file: Some(secret),
        password_env: None,
        folder: "INBOX".to_owned(),
        moved_to: None,
        poll_seconds: POLL_SECONDS,
    })
}

/// Puts a file into a watched folder as a fax server should: under another name until it is whole.
fn put(folder: &Path, name: &str, bytes: &[u8]) -> Outcome {
    let unfinished = folder.join(format!("{name}.part"));
    let written = std::fs::write(&unfinished, bytes);
    let moved = written.and_then(|()| std::fs::rename(&unfinished, folder.join(name)));
    moved.doing(|| format!("{name} can't be put into {}", folder.display()))
}

/// Sends a mail, which is taken as soon as the server works.
fn mail(server: SocketAddr, bytes: &'static [u8]) {
    let send = move || -> io::Result<()> {
        let mut forwarding = Forwarding::begin(server)?;
        forwarding.put(ADDRESS, bytes)?;
        forwarding.taken()
    };
    thread::spawn(move || {
        if let Err(error) = send() {
            eprintln!("kept: the sample company's mail was not taken: {error}");
        }
    });
}
