//! Imports under way: files that wait for somebody to say how they are read, and the jobs that import
//! them, one after the other.

use crate::problem::{Code, Problem};
use crate::state::App;
use import::{Failed, Import, Kind, Mapping, Preview, Progress, Report, Source, Target};
use keep::{AuditEntry, Audited, Fault, Job, JobId, Scope};
use serde::Serialize;
use serde_json::Value;
use std::collections::{HashMap, VecDeque};
use std::ops::ControlFlow;
use std::slice;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Semaphore;
use vocab::{ActorId, Instant};

/// How long a file waits for its import, in seconds.
pub const UPLOAD_SECONDS: i64 = 3_600;
/// The most files that wait; the oldest is forgotten for another one.
pub const UPLOADS_MAX: usize = 64;
/// The most bytes of files that wait; the oldest are forgotten for another one.
pub const UPLOAD_BYTES_MAX: usize = 4 * import::BYTES_MAX;
/// The most imports that wait for their turn or are under way.
pub const IMPORTS_MAX: usize = 8;
/// The longest name of a file, in characters.
const NAME_MAX: usize = 200;
/// Random bytes of the id of a file.
const ID_BYTES: usize = 16;

/// Files that wait, and imports that are under way. Files are held in memory only, as they may hold
/// personal data: what is not imported is gone with the process.
pub struct Importing {
    files: Mutex<VecDeque<Upload>>,
    /// How each import that has not ended is told to stop.
    stops: Mutex<HashMap<JobId, Arc<AtomicBool>>>,
    /// The turn of an import.
    pub(crate) turn: Semaphore,
    /// The turn of a preview.
    looking: Semaphore,
}

/// A file that waits.
#[derive(Clone)]
pub struct Upload {
    /// Its id, which nobody guesses.
    pub id: String,
    /// The file.
    pub source: Arc<Source>,
    /// Until when it waits.
    pub until: Instant,
    actor: ActorId,
}

/// What is to be imported.
#[derive(Clone)]
pub struct Wanted {
    /// What the file holds.
    pub kind: Kind,
    /// The file.
    pub source: Arc<Source>,
    /// Which column is which field; without it, titles are recognised.
    pub mapping: Option<Mapping>,
    /// Check everything and change nothing.
    pub dry_run: bool,
}

/// Who wants it.
#[derive(Clone)]
pub struct Asker {
    /// Who.
    pub actor: ActorId,
    /// In which request.
    pub request: String,
}

/// What came of an import, as its job keeps it.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Outcome<'a> {
    /// Everything was checked, and, if nothing was wrong, brought in.
    Report(&'a Report),
    /// It could not be carried through, and why.
    Failure(String),
}

impl Default for Importing {
    fn default() -> Importing {
        Importing {
            files: Mutex::default(),
            stops: Mutex::default(),
            turn: Semaphore::new(1),
            looking: Semaphore::new(1),
        }
    }
}

impl Importing {
    fn files(&self) -> MutexGuard<'_, VecDeque<Upload>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stops(&self) -> MutexGuard<'_, HashMap<JobId, Arc<AtomicBool>>> {
        self.stops.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begun(&self, id: JobId) -> Arc<AtomicBool> {
        let stop = Arc::new(AtomicBool::new(false));
        self.stops().insert(id, Arc::clone(&stop));
        stop
    }
}

/// What it takes to import this: the scopes that a caller needs, all of them.
pub fn scopes(kind: Kind) -> &'static [Scope] {
    match kind {
        Kind::Sites | Kind::Lanes | Kind::Items | Kind::Prices | Kind::Substitutes => {
            &[Scope::CatalogueWrite]
        }
        // A preview shows who known customers are.
        Kind::Customers => &[Scope::CustomersWrite, Scope::CustomersRead],
        Kind::Parts | Kind::Groups => &[Scope::CustomersWrite],
        Kind::Stock | Kind::Receipts | Kind::Supply | Kind::Quotas | Kind::SupplierStock => {
            &[Scope::StockWrite]
        }
    }
}

impl App {
    /// Takes a file in, to be looked at and imported by who brought it.
    pub fn take_file(&self, actor: ActorId, name: &str, bytes: Vec<u8>) -> Upload {
        let (now, name) = (self.now().at, name.chars().take(NAME_MAX).collect());
        let upload = Upload {
            id: new_id(),
            source: Arc::new(Source { name, bytes }),
            until: now.plus_seconds(UPLOAD_SECONDS),
            actor,
        };
        let mut files = self.importing().files();
        files.push_back(upload.clone());
        let size = |files: &VecDeque<Upload>| -> usize {
            files.iter().map(|file| file.source.bytes.len()).sum()
        };
        while files.len() > UPLOADS_MAX || size(&files) > UPLOAD_BYTES_MAX {
            files.pop_front();
        }
        upload
    }

    /// A file that this actor brought, while it waits.
    pub fn file(&self, actor: ActorId, id: &str) -> Option<Upload> {
        let now = self.now().at;
        let mut files = self.importing().files();
        files.retain(|file| now < file.until);
        let mut own = files.iter().filter(|file| file.actor == actor);
        own.find(|file| file.id == id).cloned()
    }

    /// Forgets a file that this actor brought; false when it is not there any more.
    pub fn forget_file(&self, actor: ActorId, id: &str) -> bool {
        let mut files = self.importing().files();
        let before = files.len();
        files.retain(|file| file.id != id || file.actor != actor);
        files.len() < before
    }

    /// What an import would do.
    ///
    /// # Errors
    /// When the engine or the vault fails.
    pub async fn preview_import(&self, actor: ActorId, wanted: Wanted) -> Result<Preview, Problem> {
        let turn = self.importing().looking.acquire().await;
        let _turn = turn.map_err(|_| Problem::web(Code::Busy))?;
        let preview = move |app: &App| import::preview(&app.target(actor), &wanted.import());
        Ok(self.blocking(preview).await??)
    }

    /// Begins an import; its job tells what comes of it.
    ///
    /// # Errors
    /// `busy` while `IMPORTS_MAX` wait; when the store of jobs fails.
    pub async fn begin_import(&self, asker: Asker, wanted: Wanted) -> Result<Job, Problem> {
        if self.importing().stops().len() >= IMPORTS_MAX {
            let detail = format!("{IMPORTS_MAX} imports wait for their turn already");
            return Err(Problem::web(Code::Busy).because(detail));
        }
        let (actor, kind) = (asker.actor, job_kind(wanted.kind, wanted.dry_run));
        let begin = move |app: &App| app.jobs.begin(&kind, actor, app.now().at);
        let job = self.blocking(begin).await??;
        let (app, id) = (self.clone(), job.id);
        let stop = self.importing().begun(id);
        tokio::spawn(async move {
            let _turn = app.importing().turn.acquire().await;
            let work = move |app: &App| app.carry_out(id, &asker, &wanted, &stop);
            let ended = app.blocking(work).await;
            if !matches!(ended, Ok(Ok(()))) {
                eprintln!("kept: what came of the import {id} can't be noted");
            }
            app.importing().stops().remove(&id);
        });
        Ok(job)
    }

    /// Asks an import to end before it changes anything; what has begun to change is carried
    /// through. False when it has ended.
    pub fn stop_import(&self, id: JobId) -> bool {
        let stops = self.importing().stops();
        let stop = stops.get(&id);
        stop.inspect(|stop| stop.store(true, Ordering::Relaxed));
        stop.is_some()
    }

    /// Imports, and notes in the job how far it came and what came of it.
    fn carry_out(
        &self,
        id: JobId,
        asker: &Asker,
        wanted: &Wanted,
        stop: &AtomicBool,
    ) -> Result<(), Fault> {
        let jobs = &self.jobs;
        if stop.load(Ordering::Relaxed) {
            return jobs.cancel(id, self.now().at);
        }
        jobs.start(id)?;
        let mut told = |progress: Progress| {
            // How far it came is worth less than that it goes on.
            drop(jobs.progress(id, progress.done, Some(progress.total)));
            match stop.load(Ordering::Relaxed) {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        };
        let done = import::import(&self.target(asker.actor), &wanted.import(), &mut told);
        let now = self.now().at;
        match done {
            Ok(report) if report.ok => {
                self.note_import(asker, id, &report)?;
                jobs.succeed(id, Outcome::Report(&report).json(), now)
            }
            Ok(mut report) => {
                discreet(&mut report);
                jobs.fail(id, Outcome::Report(&report).json(), now)
            }
            Err(Failed::Stopped) => jobs.cancel(id, now),
            Err(failed) => jobs.fail(id, Outcome::Failure(failed.to_string()).json(), now),
        }
    }

    fn note_import(&self, asker: &Asker, id: JobId, report: &Report) -> Result<(), Fault> {
        if report.dry_run {
            return Ok(());
        }
        let detail = [
            ("job", Value::from(id.to_string())),
            ("added", report.added.into()),
            ("changed", report.changed.into()),
        ];
        let detail = detail.map(|(name, value)| (name.to_owned(), value));
        let entry = AuditEntry {
            at: self.now().at,
            actor: asker.actor,
            what: Audited::Imported,
            subject: format!("import:{}", report.kind.as_str()),
            detail: detail.into_iter().collect(),
            request: asker.request.clone(),
        };
        self.audit.note(&entry).map(drop)
    }

    /// What is imported into, and exported from.
    pub fn target(&self, actor: ActorId) -> Target<'_> {
        Target {
            handle: &self.engine,
            vault: &self.vault,
            actor,
            now: self.now(),
        }
    }
}

impl Wanted {
    fn import(&self) -> Import<'_> {
        Import {
            kind: self.kind,
            sources: slice::from_ref(&*self.source),
            mapping: self.mapping.as_ref(),
            dry_run: self.dry_run,
        }
    }
}

impl Outcome<'_> {
    fn json(&self) -> String {
        serde_json::to_string(self).expect("a report is texts and numbers")
    }
}

/// What the job of an import is called.
fn job_kind(kind: Kind, dry_run: bool) -> String {
    let what = if dry_run { "check" } else { "import" };
    format!("{what}_{}", kind.as_str())
}

/// What a job keeps of an import that failed quotes no cells that hold people's data; the preview,
/// which is not kept, has shown them.
fn discreet(report: &mut Report) {
    if report.kind != Kind::Customers {
        return;
    }
    for problem in &mut report.errors {
        if let Some(quoted) = problem.message.find('"') {
            problem.message.truncate(quoted);
            problem.message.push('…');
        }
    }
}

fn new_id() -> String {
    let mut bytes = [0; ID_BYTES];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
