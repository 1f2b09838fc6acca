//! The outbox while a company is served: what puts messages for others into their folders, on a thread of
//! its own.

use crate::telling::unwearied;
use connect::channel::Configured;
use connect::outbox::{Folder, NAME, Sender};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;
use web::App;

/// The outbox as the console shows it.
pub fn configured(folder: &Path) -> Configured {
    Configured {
        name: NAME.to_owned(),
        place: folder.display().to_string(),
    }
}

/// Sends until `stop` is set, also after faults, of which none loses anything.
pub fn spawn(app: App, stop: &Arc<AtomicBool>) -> thread::JoinHandle<()> {
    let clock = app.clone();
    let sender = Sender::new(
        app.outbox.clone(),
        app.channels.clone(),
        (app.feed.clone(), app.views.clone()),
        Folder::new(PathBuf::from(&app.outbox_folder.place)),
        Arc::new(move || clock.now().at),
    );
    unwearied("the outbox waits", stop, move |stop| sender.run(&app, stop))
}
