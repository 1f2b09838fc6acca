//! The channels that documents come in by: their settings, and the threads that they work on.

use crate::clock::CompanyClock;
use crate::failure::{Failure, Outcome};
use crate::receiving::Receiver;
use connect::channel::{
    Configured, Door, Folder, FolderSettings, Inbox, Looked, NAME_CHARS_MAX, SETTLE_SECONDS,
    is_name, watch,
};
use serde::Deserialize;
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// The most channels of a configuration.
const CHANNELS_MAX: usize = 50;

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

fn settle_seconds() -> u64 {
    SETTLE_SECONDS
}

/// The channels of a configuration.
#[derive(Clone, Debug, Default)]
pub struct Channels {
    /// Watched folders.
    pub folders: Vec<FolderConfig>,
}

/// A channel that Kept goes to, ready to be looked at.
struct Ready {
    about: Configured,
    channel: Box<dyn Looked>,
}

impl Channels {
    /// Checks the settings: how many there are, and that each has a name of its own.
    pub fn check(&self) -> Outcome {
        let names: Vec<&str> = self.folders.iter().map(|one| one.name.as_str()).collect();
        let different: HashSet<&str> = names.iter().copied().collect();
        if let Some(name) = names.iter().find(|name| !is_name(name)) {
            return Err(Failure::new(format!(
                "\"{name}\" is no name for a channel: small letters, digits and hyphens, at most \
                 {NAME_CHARS_MAX}"
            )));
        }
        match different.len() == names.len() && names.len() <= CHANNELS_MAX {
            true => Ok(()),
            false => Err(Failure::new(format!(
                "at most {CHANNELS_MAX} channels can be set up, each with a name of its own"
            ))),
        }
    }

    /// What is set up, as the console shows it.
    pub fn configured(&self) -> Vec<Configured> {
        self.ready().into_iter().map(|ready| ready.about).collect()
    }

    /// Starts every channel; each works until `stop` is set.
    pub fn spawn(
        &self,
        receiver: &Arc<Receiver>,
        kept: &Arc<keep::Channels>,
        clock: &CompanyClock,
        stop: &Arc<AtomicBool>,
    ) -> Vec<JoinHandle<()>> {
        let door = |name: String| {
            let clock = clock.clone();
            let inbox: Arc<dyn Inbox> = Arc::<Receiver>::clone(receiver);
            Door::new(
                name,
                inbox,
                Arc::clone(kept),
                Arc::new(move || clock.now().at),
            )
        };
        let start = |mut ready: Ready| {
            let (door, stop) = (door(ready.about.name), Arc::clone(stop));
            thread::spawn(move || watch(&mut *ready.channel, &door, &stop))
        };
        self.ready().into_iter().map(start).collect()
    }

    fn ready(&self) -> Vec<Ready> {
        self.folders.iter().map(folder).collect()
    }
}

fn folder(config: &FolderConfig) -> Ready {
    let about = Configured {
        name: format!("folder/{}", config.name),
        place: config.path.display().to_string(),
    };
    let channel = Box::new(Folder::new(FolderSettings {
        path: config.path.clone(),
        sender: config.sender.clone(),
        settle: Duration::from_secs(config.settle_seconds),
    }));
    Ready { about, channel }
}
