//! A company's data directory, opened for work: the engine over its journal, the views behind it,
//! the stores beside it.

use crate::clock::CompanyClock;
use crate::failure::{Doing, Failure, Outcome};
use engine::{Engine, Handle};
use journal::{BookId, FaultKind, Journal, SqliteJournal};
use keep::{Channels, DocumentStore, Lessons, Vault};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;
use views::Views;

/// The data directory where none is named.
pub const DATA: &str = "kept-data";
/// How much the thread of the views yields, as `nice` counts it: it gets what the others leave.
#[cfg(target_os = "linux")]
const VIEWS_NICE: i32 = 19;
/// How long a command waits for the views to show what it did.
const VIEWS_WAIT: Duration = Duration::from_secs(10);

/// Where things are in a data directory.
#[derive(Clone, Debug)]
pub struct DataDir(PathBuf);

impl DataDir {
    /// The directory that was named, or the usual one.
    pub fn new(named: Option<&Path>) -> DataDir {
        DataDir(named.map_or_else(|| PathBuf::from(DATA), Path::to_path_buf))
    }

    /// The directory itself.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The journal.
    pub fn journal(&self) -> PathBuf {
        self.0.join("journal.db")
    }

    /// The views.
    pub fn views(&self) -> PathBuf {
        self.0.join("views.db")
    }

    /// The folder that messages are put into, where none is named.
    pub fn outbox(&self) -> PathBuf {
        self.0.join("outbox")
    }

    /// The configuration, where none is named.
    pub fn config(&self) -> PathBuf {
        self.0.join("kept.toml")
    }

    /// True when a book was founded here.
    pub fn is_founded(&self) -> bool {
        self.journal().exists()
    }

    /// That a book was founded here.
    pub fn must_be_founded(&self) -> Outcome {
        match self.is_founded() {
            true => Ok(()),
            false => Err(Failure::new(format!(
                "there is no book in {}; `kept demo` makes a sample one, `kept import` starts your own",
                self.0.display()
            ))),
        }
    }

    /// The journal to read from, beside whoever writes it.
    pub fn reader(&self) -> Outcome<journal::Reader> {
        self.must_be_founded()?;
        Ok(journal::Reader::open(&self.journal())?)
    }

    /// True while another process has the directory open for work.
    pub fn is_worked_in(&self) -> Outcome<bool> {
        match SqliteJournal::open(&self.journal()) {
            Ok(_) => Ok(false),
            Err(fault) if fault.kind == FaultKind::WriterPresent => Ok(true),
            Err(fault) => Err(fault.into()),
        }
    }

    /// When the last batch was decided; `None` in a new book.
    pub fn latest(&self) -> Outcome<Option<vocab::Instant>> {
        if !self.is_founded() {
            return Ok(None);
        }
        let reader = self.reader()?;
        let seq = reader.head()?.seq;
        Ok(reader.read(seq.max(1), 1)?.first().map(|record| record.at))
    }
}

/// A company that is open for work. One process at a time has it open.
pub struct Company {
    /// Where it is.
    pub data: DataDir,
    /// What commands are sent through.
    pub handle: Handle,
    /// Its time.
    pub clock: CompanyClock,
    /// Documents.
    pub documents: Arc<DocumentStore>,
    /// Personal data.
    pub vault: Arc<Vault>,
    /// How the channels that documents come in by are doing.
    pub channels: Arc<Channels>,
    /// What corrections taught.
    pub lessons: Arc<Lessons>,
    /// What is shown.
    pub views: views::Reader,
    /// How it was recovered.
    pub recovered: engine::RecoveryNote,
    engine: Engine,
    stop: Arc<AtomicBool>,
    follower: JoinHandle<()>,
}

impl Company {
    /// Opens a data directory, and founds a book in it where there is none.
    pub fn open(data: DataDir, clock: CompanyClock) -> Outcome<Company> {
        Company::open_on(data, clock, |journal| journal)
    }

    /// Like [`Company::open`], with something between the engine and the journal.
    pub fn open_on<J: Journal + 'static>(
        data: DataDir,
        clock: CompanyClock,
        between: impl FnOnce(SqliteJournal) -> J,
    ) -> Outcome<Company> {
        std::fs::create_dir_all(data.path())
            .doing(|| format!("the data directory {} can't be made", data.path().display()))?;
        let journal = open_journal(&data)?;
        let journal_reader = journal.reader()?;
        let documents = Arc::new(DocumentStore::open(data.path())?);
        let vault = Arc::new(Vault::open(data.path())?);
        let channels = Arc::new(Channels::open(data.path())?);
        let lessons = Arc::new(Lessons::open(data.path())?);
        let views = Views::open(&data.views())?;
        let stamps = clock.clone();
        let (engine, recovered) = Engine::open(between(journal), move || stamps.now())?;
        let handle = engine.handle();
        let reader = views.reader();
        let stop = Arc::new(AtomicBool::new(false));
        let follower = follow(views, journal_reader, handle.clone(), Arc::clone(&stop));
        Ok(Company {
            data,
            handle,
            clock,
            documents,
            vault,
            channels,
            lessons,
            views: reader,
            recovered,
            engine,
            stop,
            follower,
        })
    }

    /// Waits until the views show everything that is durable now.
    pub fn catch_up(&self) -> Outcome {
        match self.views.wait_for(self.handle.durable(), VIEWS_WAIT) {
            true => Ok(()),
            false => Err(Failure::new(
                "the views are far behind the journal; try again in a moment",
            )),
        }
    }

    /// Finishes what was begun and closes.
    pub fn close(self) -> Outcome {
        let stopped = self.handle.stopped();
        self.stop.store(true, Ordering::Release);
        self.engine.close();
        let joined = self.follower.join();
        match stopped {
            Some(why) => Err(Failure::new(format!("the engine had stopped: {why}"))),
            None if joined.is_err() => Err(Failure::new(
                "the views could not keep up; rebuild them with `kept views rebuild`",
            )),
            None => Ok(()),
        }
    }
}

fn open_journal(data: &DataDir) -> Outcome<SqliteJournal> {
    let path = data.journal();
    if data.is_founded() {
        return SqliteJournal::open(&path).map_err(|fault| match fault.kind {
            FaultKind::WriterPresent => Failure::new(format!(
                "another kept works in {}; use its API or console, or stop it first",
                data.path().display()
            )),
            _ => fault.into(),
        });
    }
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(|error| {
        Failure::new(format!(
            "the operating system gives no random numbers: {error}"
        ))
    })?;
    Ok(SqliteJournal::create(&path, BookId(id))?)
}

/// Starts the thread that keeps views behind the journal, until `stop` is set or the engine has
/// stopped.
pub fn follow(
    mut views: Views,
    journal: journal::Reader,
    handle: Handle,
    stop: Arc<AtomicBool>,
) -> JoinHandle<()> {
    let thread = std::thread::Builder::new().name("kept-views".to_owned());
    let spawned = thread.spawn(move || {
        yield_to_others();
        if let Err(fault) = views::follow(&mut views, &journal, &handle, &stop) {
            eprintln!("kept: the views have stopped: {}", Failure::from(fault));
        }
    });
    spawned.expect("the operating system gives the views their thread")
}

/// Lets other threads go first when all cores are busy: orders are answered before lists are
/// brought up to date. On Linux a thread has a priority of its own; elsewhere it would be the whole
/// process that yields.
fn yield_to_others() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(VIEWS_NICE) {
        eprintln!("kept: the views take as much of the machine as the orders: {error}");
    }
}
