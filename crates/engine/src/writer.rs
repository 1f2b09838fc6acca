//! The threads of an engine: one decides and applies, the second makes durable and answers, the
//! third saves snapshots. While a batch is being fsynced, the next one fills.

mod commit;
mod decide;
mod save;

use crate::clock::Clock;
use crate::core::{Applied, Core, Envelope, Sealed};
use crate::handle::{Progress, Reply};
use crate::lane::{Deliver, Door, Message, Then};
use crossbeam_channel::{Receiver, bounded};
use journal::Journal;
use save::ToSave;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

/// The writer's ends of what it shares with the handles.
pub(crate) struct Ends {
    /// Single commands and questions: they go before bulk.
    pub(crate) first: Receiver<Message>,
    pub(crate) bulk: Receiver<Message>,
    pub(crate) door: Arc<Door>,
    pub(crate) progress: Arc<Progress>,
}

/// What the committer gets: a batch if anything was changed, who waits for it, and a state to save.
struct Commit {
    sealed: Option<Sealed>,
    waiting: Vec<Waiting>,
    to_save: Option<ToSave>,
}

/// Who waits for a batch to be durable.
enum Waiting {
    One(Applied, Then<Reply>),
    /// A bulk that goes on in the next batch.
    Part(Vec<Applied>, Earlier),
    /// The rest of a bulk, or all of it.
    Bulk {
        applied: Vec<Applied>,
        earlier: Earlier,
        then: Then<Vec<Reply>>,
        /// Kept to be dropped by the thread that answers, which has less to do.
        sent: Vec<Envelope>,
    },
    /// Dropped undelivered, whoever asked sees the channel close.
    Asked(Deliver),
}

/// The answers of a bulk's earlier parts; nothing is shared while there are none.
#[derive(Clone, Default)]
struct Earlier(Option<Arc<Mutex<Vec<Reply>>>>);

impl Earlier {
    /// The same place again, made if it is the first time.
    fn share(&mut self) -> Earlier {
        self.0.get_or_insert_default();
        self.clone()
    }

    fn add(&self, replies: Vec<Reply>) {
        if let Some(earlier) = &self.0 {
            earlier
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .extend(replies);
        }
    }

    /// All answers, these last.
    fn before(&self, replies: Vec<Reply>) -> Vec<Reply> {
        let Some(earlier) = &self.0 else {
            return replies;
        };
        self.add(replies);
        std::mem::take(&mut *earlier.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Starts the threads over a core that stands at the end of the journal, as the leader of `epoch`.
pub(crate) fn start<J: Journal + 'static>(
    core: Core,
    journal: J,
    epoch: u64,
    clock: impl Clock + 'static,
    ends: Ends,
) -> Vec<JoinHandle<()>> {
    let (commits, commits_in) = bounded(1);
    let (ready, ready_in) = bounded(1);
    let (saves, saves_in) = bounded(1);
    let (progress, door) = (Arc::clone(&ends.progress), Arc::clone(&ends.door));
    let decider = decide::Decider::new(core, Box::new(clock), ends, commits, ready_in);
    let committer = commit::Committer {
        journal,
        epoch,
        progress,
        door,
        commits: commits_in,
        ready,
        spare: Vec::new(),
        saves,
    };
    vec![
        spawn("kept-decide", move || decider.run()),
        spawn("kept-commit", move || committer.run()),
        spawn("kept-save", move || save::run(&saves_in)),
    ]
}

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> JoinHandle<()> {
    let thread = thread::Builder::new().name(name.to_owned()).spawn(run);
    thread.expect("the operating system gives the engine its threads")
}

/// A fault with everything beneath it.
fn in_full(fault: &dyn std::error::Error) -> String {
    let mut text = fault.to_string();
    let mut cause = fault.source();
    while let Some(beneath) = cause {
        text.push_str(": ");
        text.push_str(&beneath.to_string());
        cause = beneath.source();
    }
    text
}
