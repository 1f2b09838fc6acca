//! Jobs: long work that somebody began, how far it has come, and what came of it.

use crate::fault::{Fault, FaultKind};
use crate::file::{KeptFile, Layout, check_size, number};
use crate::refusal::check_name;
use crate::seal::{marked, optional, seal_fields};
use crate::words::words;
use rusqlite::{Connection, Row, params};
use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant as Stopwatch};
use vocab::{ActorId, Instant};

#[cfg(test)]
mod tests;

/// Jobs that are kept; beyond it the oldest that has ended is forgotten.
pub const JOBS_MAX: u64 = 1_000;
/// Jobs that are queued or running at once.
pub const JOBS_OPEN_MAX: u64 = 100;
/// Longest kind of a job, in bytes.
pub const JOB_KIND_BYTES_MAX: usize = 100;
/// Largest report of a job, in bytes of JSON.
pub const JOB_REPORT_BYTES_MAX: usize = 1 << 20;
/// Jobs that one call of [`Jobs::list`] returns at most.
pub const JOBS_PAGE_MAX: usize = 201;

/// Progress of a job is written down at most once in so long.
const NOTED: Duration = Duration::from_millis(500);
/// The file's name in the data directory.
const FILE: &str = "jobs.db";
/// The columns of a job, in the order that [`stored`] reads them.
const COLUMNS: &str = "id, kind, actor, state, done, total, created_at, ended_at, report, seal";

const LAYOUT: Layout = Layout {
    name: "a store of jobs of format 1",
    application_id: 0x4b45_504a, // KEPJ
    tables: "
        CREATE TABLE job (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          kind TEXT NOT NULL,
          actor INTEGER NOT NULL,
          state TEXT NOT NULL,
          done INTEGER NOT NULL,
          total INTEGER,
          created_at INTEGER NOT NULL,
          ended_at INTEGER,
          report TEXT,
          seal BLOB NOT NULL
        ) STRICT;
        CREATE INDEX job_by_actor ON job (actor, id);",
    upgrades: &[],
    settings: "",
};

words! {
    /// Where a job has come to. The words are stored and never change.
    JobState {
        /// It waits for its turn.
        Queued = "queued",
        /// It is being done.
        Running = "running",
        /// It is done.
        Done = "done",
        /// It could not be done.
        Failed = "failed",
        /// Kept was stopped before it was done.
        Interrupted = "interrupted",
        /// It was cancelled before it changed anything.
        Cancelled = "cancelled",
    }
}

impl JobState {
    /// True when nothing comes of it any more.
    pub fn is_ended(self) -> bool {
        match self {
            JobState::Queued | JobState::Running => false,
            JobState::Done | JobState::Failed | JobState::Interrupted | JobState::Cancelled => true,
        }
    }
}

/// The number of a job, shown as `job_1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u64);

/// A job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its number.
    pub id: JobId,
    /// What is done, in a word.
    pub kind: String,
    /// Who began it, and may look at it.
    pub actor: ActorId,
    /// Where it has come to.
    pub state: JobState,
    /// Steps that are done.
    pub done: u64,
    /// Steps that there are, once that is known.
    pub total: Option<u64>,
    /// When it was begun.
    pub created_at: Instant,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// What came of it, as JSON; at most [`JOB_REPORT_BYTES_MAX`].
    pub report: Option<String>,
}

/// The jobs of a data directory; may be used by several threads at once.
#[derive(Debug)]
pub struct Jobs {
    file: KeptFile,
    running: Mutex<HashMap<JobId, Progress>>,
}

/// How far a running job has come, and when that was last written down.
#[derive(Clone, Copy, Debug)]
struct Progress {
    done: u64,
    total: Option<u64>,
    noted: Stopwatch,
}

impl JobId {
    /// Reads `job_1`.
    pub fn parse(text: &str) -> Option<JobId> {
        let id = JobId(text.strip_prefix("job_")?.parse().ok()?);
        (id.to_string() == text).then_some(id)
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "job_{}", self.0)
    }
}

impl Jobs {
    /// Opens the store in a data directory, or founds it. Whoever does the jobs calls
    /// [`Jobs::interrupt_open`] once, before it begins one.
    pub fn open(directory: &Path) -> Result<Jobs, Fault> {
        Ok(Jobs {
            file: KeptFile::open(&directory.join(FILE), LAYOUT)?,
            running: Mutex::default(),
        })
    }

    /// Ends every job that was queued or running when the process that did them was stopped; how
    /// many.
    pub fn interrupt_open(&self, now: Instant) -> Result<u64, Fault> {
        self.lock().clear();
        self.file.change("interrupting jobs", |connection| {
            let open = jobs_where(connection, "state IN ('queued', 'running')", [])?;
            let count = open.len() as u64;
            for row in open {
                let mut job = match row.verified() {
                    Ok(job) => job,
                    Err(damaged) => return Ok(Err(damaged)),
                };
                (job.state, job.ended_at) = (JobState::Interrupted, Some(now));
                store(connection, &job)?;
            }
            Ok(Ok(count))
        })
    }

    /// Begins a job; it is queued.
    ///
    /// # Errors
    /// [`FaultKind::TooLarge`] where the kind is, or [`JOBS_OPEN_MAX`] jobs are queued or running;
    /// [`FaultKind::Refused`] where the kind is no name.
    pub fn begin(&self, kind: &str, actor: ActorId, now: Instant) -> Result<Job, Fault> {
        let checked = check_size("the kind of a job", kind.len(), JOB_KIND_BYTES_MAX);
        let checked = checked.and_then(|()| Ok(check_name(kind)?));
        checked.map_err(|kind| self.file.fault(kind))?;
        self.file.change("storing a job", |connection| {
            let open = count(connection, "state IN ('queued', 'running')")? + 1;
            let (size, limit) = (open as usize, JOBS_OPEN_MAX as usize);
            if let Err(full) = check_size("the number of jobs at once", size, limit) {
                return Ok(Err(full));
            }
            let job = Job {
                id: next_id(connection)?,
                kind: kind.to_owned(),
                actor,
                state: JobState::Queued,
                done: 0,
                total: None,
                created_at: now,
                ended_at: None,
                report: None,
            };
            store(connection, &job)?;
            forget_oldest(connection)?;
            Ok(Ok(job))
        })
    }

    /// Its turn has come; nothing when it has ended.
    pub fn start(&self, id: JobId) -> Result<(), Fault> {
        self.edit(id, "starting a job", |job| job.state = JobState::Running)
            .map(drop)
    }

    /// So many steps are done. What [`Jobs::get`] tells changes at once; it is written down at
    /// most twice a second.
    pub fn progress(&self, id: JobId, done: u64, total: Option<u64>) -> Result<(), Fault> {
        let is_to_be_noted = {
            let mut running = self.lock();
            let noted = running.get(&id).map(|progress| progress.noted);
            let is_to_be_noted = noted.is_none_or(|noted| noted.elapsed() >= NOTED);
            let noted = noted.filter(|_| !is_to_be_noted);
            let noted = noted.unwrap_or_else(Stopwatch::now);
            running.insert(id, Progress { done, total, noted });
            is_to_be_noted
        };
        if is_to_be_noted {
            let note = |job: &mut Job| (job.done, job.total) = (done, total);
            if !self.edit(id, "noting a job", note)? {
                self.lock().remove(&id);
            }
        }
        Ok(())
    }

    /// The job is done, with a report in JSON.
    ///
    /// # Errors
    /// [`FaultKind::TooLarge`] where the report is.
    pub fn succeed(&self, id: JobId, report: String, now: Instant) -> Result<(), Fault> {
        self.end(id, JobState::Done, report, now)
    }

    /// The job could not be done, with a report in JSON.
    ///
    /// # Errors
    /// [`FaultKind::TooLarge`] where the report is.
    pub fn fail(&self, id: JobId, report: String, now: Instant) -> Result<(), Fault> {
        self.end(id, JobState::Failed, report, now)
    }

    /// The job was cancelled, and changed nothing.
    pub fn cancel(&self, id: JobId, now: Instant) -> Result<(), Fault> {
        self.lock().remove(&id);
        self.edit(id, "cancelling a job", |job| {
            (job.state, job.ended_at) = (JobState::Cancelled, Some(now));
        })
        .map(drop)
    }

    /// The job with this number, if it is still kept.
    pub fn get(&self, id: JobId) -> Result<Option<Job>, Fault> {
        let Ok(number) = i64::try_from(id.0) else {
            return Ok(None);
        };
        let rows = self.file.read("reading a job", |connection| {
            jobs_where(connection, "id = ?1", [number])
        })?;
        rows.into_iter()
            .next()
            .map(|row| self.told(row))
            .transpose()
    }

    /// Up to `limit` (at most [`JOBS_PAGE_MAX`]) jobs before the number `before`, the newest first;
    /// of one actor, or of all.
    pub fn list(
        &self,
        actor: Option<ActorId>,
        before: Option<JobId>,
        limit: usize,
    ) -> Result<Vec<Job>, Fault> {
        let before = before.and_then(|id| i64::try_from(id.0).ok());
        let (before, limit) = (before.unwrap_or(i64::MAX), limit.min(JOBS_PAGE_MAX) as i64);
        let rows = self.file.read("listing jobs", |connection| match actor {
            Some(actor) => jobs_where(
                connection,
                "actor = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3",
                params![actor.0, before, limit],
            ),
            None => {
                let page = "id < ?1 ORDER BY id DESC LIMIT ?2";
                jobs_where(connection, page, params![before, limit])
            }
        })?;
        rows.into_iter().map(|row| self.told(row)).collect()
    }

    /// Copies the store as it is at this moment into one new file, while others go on writing. An
    /// existing file is not overwritten ([`FaultKind::Exists`]).
    pub fn backup(&self, to: &Path) -> Result<(), Fault> {
        self.file.backup(to)
    }

    fn end(&self, id: JobId, state: JobState, report: String, now: Instant) -> Result<(), Fault> {
        check_size("the report of a job", report.len(), JOB_REPORT_BYTES_MAX)
            .map_err(|kind| self.file.fault(kind).of(id))?;
        let last = self.lock().remove(&id);
        self.edit(id, "ending a job", |job| {
            if let Some(progress) = last {
                (job.done, job.total) = (progress.done, progress.total);
            }
            (job.state, job.ended_at) = (state, Some(now));
            job.report = Some(report);
        })
        .map(drop)
    }

    /// Changes a job that has not ended; false when there is none.
    fn edit(
        &self,
        id: JobId,
        doing: &'static str,
        edit: impl FnOnce(&mut Job),
    ) -> Result<bool, Fault> {
        self.file.change(doing, |connection| {
            let found = jobs_where(connection, "id = ?1", [id.0 as i64])?;
            let found = found.into_iter().next().map(Stored::verified);
            match found {
                Some(Ok(mut job)) if !job.state.is_ended() => {
                    edit(&mut job);
                    store(connection, &job)?;
                    Ok(Ok(true))
                }
                Some(Ok(_)) | None => Ok(Ok(false)),
                Some(Err(damaged)) => Ok(Err(damaged)),
            }
        })
    }

    /// The job with how far it has come by now.
    fn told(&self, row: Stored) -> Result<Job, Fault> {
        let id = row.job.id;
        let mut job = row
            .verified()
            .map_err(|kind| self.file.fault(kind).of(id))?;
        if let Some(progress) = self.lock().get(&id).filter(|_| !job.state.is_ended()) {
            (job.done, job.total) = (progress.done, progress.total);
        }
        Ok(job)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<JobId, Progress>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A row of the table.
struct Stored {
    job: Job,
    seal: [u8; 32],
}

impl Stored {
    fn verified(self) -> Result<Job, FaultKind> {
        match seal(&self.job) == self.seal {
            true => Ok(self.job),
            false => Err(FaultKind::Damaged {
                how: "the job does not match its seal",
            }),
        }
    }
}

/// The number for the next job; none is used again.
fn next_id(connection: &Connection) -> rusqlite::Result<JobId> {
    let last = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'job'), 0)";
    connection.query_row(last, [], |row| Ok(JobId(number(row, 0)? + 1)))
}

fn count(connection: &Connection, condition: &'static str) -> rusqlite::Result<u64> {
    let sql = format!("SELECT count(*) FROM job WHERE {condition}");
    connection.query_row(&sql, [], |row| number(row, 0))
}

/// Makes room: what has not ended is never forgotten.
fn forget_oldest(connection: &Connection) -> rusqlite::Result<()> {
    let over = count(connection, "true")?.saturating_sub(JOBS_MAX);
    let forgotten = connection.execute(
        "DELETE FROM job WHERE id IN
           (SELECT id FROM job WHERE state NOT IN ('queued', 'running') ORDER BY id LIMIT ?1)",
        [over as i64],
    );
    forgotten.map(drop)
}

fn jobs_where(
    connection: &Connection,
    condition: &'static str,
    named: impl rusqlite::Params,
) -> rusqlite::Result<Vec<Stored>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM job WHERE {condition}"))?
        .query_map(named, stored)?
        .collect()
}

fn stored(row: &Row) -> rusqlite::Result<Stored> {
    let total = row.get::<_, Option<i64>>(5)?;
    let job = Job {
        id: JobId(number(row, 0)?),
        kind: row.get(1)?,
        actor: ActorId(row.get(2)?),
        state: row.get(3)?,
        done: number(row, 4)?,
        total: total.map(|_| number(row, 5)).transpose()?,
        created_at: Instant(row.get(6)?),
        ended_at: row.get::<_, Option<i64>>(7)?.map(Instant),
        report: row.get(8)?,
    };
    let seal = row.get(9)?;
    Ok(Stored { job, seal })
}

fn store(connection: &Connection, job: &Job) -> rusqlite::Result<()> {
    let sql = format!(
        "INSERT OR REPLACE INTO job ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
    );
    let stored = connection.prepare_cached(&sql)?.execute(params![
        job.id.0 as i64,
        job.kind,
        job.actor.0,
        job.state,
        job.done as i64,
        job.total.map(|total| total as i64),
        job.created_at.0,
        job.ended_at.map(|at| at.0),
        job.report,
        seal(job),
    ]);
    stored.map(drop)
}

/// BLAKE3 of the whole row.
fn seal(job: &Job) -> [u8; 32] {
    let total = job.total.map(u64::to_le_bytes);
    seal_fields(&[
        &job.id.0.to_le_bytes(),
        job.kind.as_bytes(),
        &job.actor.0.to_le_bytes(),
        job.state.as_str().as_bytes(),
        &job.done.to_le_bytes(),
        &optional(total.as_ref().map(|bytes| &bytes[..])),
        &job.created_at.0.to_le_bytes(),
        &marked(job.ended_at),
        &optional(job.report.as_deref().map(str::as_bytes)),
    ])
}
