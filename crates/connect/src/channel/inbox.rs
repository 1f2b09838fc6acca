//! An inbox for tests: what it holds, and whether it takes anything now.

use super::{Arrived, Door, Inbox, Taken, Unavailable};
use keep::Channels;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use vocab::{ContentHash, Instant};

/// A directory that goes away with its test.
pub struct Scratch(pub PathBuf);

impl Scratch {
    pub fn new() -> Scratch {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("kept-channel-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Scratch(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What came in, each document once.
#[derive(Default)]
pub struct Kept {
    came: Mutex<Vec<(ContentHash, String)>>,
    /// True while nothing is taken.
    pub closed: AtomicBool,
}

impl Kept {
    /// Each document in a line, in order of arrival.
    pub fn told(&self) -> Vec<String> {
        let came = self.came.lock().unwrap();
        came.iter().map(|(_, told)| told.clone()).collect()
    }

    /// A door to it, that notes in this directory.
    pub fn door(self: &Arc<Kept>, directory: &Path) -> Door {
        let channels = Arc::new(Channels::open(directory).unwrap());
        let clock: crate::Clock = Arc::new(|| Instant(0));
        Door::new(
            "a/channel".to_owned(),
            Arc::<Kept>::clone(self),
            channels,
            clock,
        )
    }
}

impl Inbox for Kept {
    fn put(&self, arrived: &Arrived) -> Result<Taken, Unavailable> {
        if self.closed.load(Ordering::Acquire) {
            return Err(Unavailable("it is closed".to_owned()));
        }
        let mut hash = [0; 32];
        let sum = ring::digest::digest(&ring::digest::SHA256, arrived.bytes);
        hash.copy_from_slice(sum.as_ref());
        let document = ContentHash(hash);
        let mut came = self.came.lock().unwrap();
        let known = came.iter().any(|(one, _)| *one == document);
        if !known {
            let Arrived {
                name,
                sender,
                bytes,
                ..
            } = arrived;
            let content = String::from_utf8_lossy(bytes);
            came.push((document, format!("{name} <{sender}> {content}")));
        }
        Ok(Taken { document, known })
    }
}
