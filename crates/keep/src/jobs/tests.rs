//! Jobs: begun, followed, ended, and what a restart makes of them.

use super::*;
use crate::scratch::{Scratch, golden};
use rusqlite::Connection as Sqlite;
use std::fs;

const NOW: Instant = Instant(1_764_000_000_000_000);
const LATER: Instant = Instant(1_764_000_060_000_000);

fn jobs() -> (Scratch, Jobs) {
    let directory = Scratch::new();
    let jobs = Jobs::open(&directory).unwrap();
    (directory, jobs)
}

fn begin(jobs: &Jobs, actor: u32) -> JobId {
    jobs.begin("import items", ActorId(actor), NOW).unwrap().id
}

/// A job in a line.
fn told(jobs: &Jobs, id: JobId) -> String {
    let job = jobs.get(id).unwrap().unwrap();
    let total = job.total.map_or("?".to_owned(), |total| total.to_string());
    let report = job.report.unwrap_or_default();
    format!("{} {} of {total} {report}", job.state.as_str(), job.done)
}

#[test]
fn a_job_is_queued_runs_and_ends_with_a_report() {
    let (directory, jobs) = jobs();
    let id = begin(&jobs, 3);
    assert_eq!(told(&jobs, id), "queued 0 of ? ");
    jobs.start(id).unwrap();
    jobs.progress(id, 10, Some(40)).unwrap();
    assert_eq!(told(&jobs, id), "running 10 of 40 ");
    jobs.progress(id, 40, Some(40)).unwrap();
    jobs.succeed(id, "{\"items\":40}".to_owned(), LATER)
        .unwrap();
    let jobs = Jobs::open(&directory).unwrap();
    assert_eq!(told(&jobs, id), "done 40 of 40 {\"items\":40}");
    let job = jobs.get(id).unwrap().unwrap();
    assert_eq!(
        (job.actor, job.created_at, job.ended_at),
        (ActorId(3), NOW, Some(LATER))
    );
}

#[test]
fn what_has_ended_stays_as_it_is() {
    let (_directory, jobs) = jobs();
    let id = begin(&jobs, 3);
    jobs.fail(id, "\"no such file\"".to_owned(), LATER).unwrap();
    jobs.start(id).unwrap();
    jobs.progress(id, 1, None).unwrap();
    jobs.succeed(id, "{}".to_owned(), LATER).unwrap();
    assert_eq!(told(&jobs, id), "failed 0 of ? \"no such file\"");
    jobs.progress(JobId(99), 1, None).unwrap();
    assert!(jobs.lock().is_empty());
    assert_eq!(jobs.get(JobId(99)).unwrap(), None);
    assert_eq!(jobs.get(JobId(u64::MAX)).unwrap(), None);
}

#[test]
fn progress_is_told_at_once_and_written_down_now_and_then() {
    let (directory, jobs) = jobs();
    let id = begin(&jobs, 3);
    jobs.start(id).unwrap();
    for done in 1..=10_000 {
        jobs.progress(id, done, Some(10_000)).unwrap();
    }
    assert_eq!(told(&jobs, id), "running 10000 of 10000 ");
    let beside = Jobs::open(&directory).unwrap();
    assert!(beside.get(id).unwrap().unwrap().done < 10_000);
    std::thread::sleep(NOTED);
    jobs.progress(id, 10_000, Some(10_000)).unwrap();
    assert_eq!(told(&beside, id), "running 10000 of 10000 ");
}

#[test]
fn what_was_not_done_when_kept_was_stopped_is_interrupted() {
    let (directory, first) = jobs();
    let ids = [(); 3].map(|()| begin(&first, 3));
    first.start(ids[1]).unwrap();
    first.progress(ids[1], 5, None).unwrap();
    first.succeed(ids[2], "{}".to_owned(), NOW).unwrap();
    let second = Jobs::open(&directory).unwrap();
    assert_eq!(told(&second, ids[0]), "queued 0 of ? ");
    assert_eq!(second.interrupt_open(LATER).unwrap(), 2);
    let told = ids.map(|id| told(&second, id));
    assert_eq!(
        told,
        [
            "interrupted 0 of ? ",
            "interrupted 5 of ? ",
            "done 0 of ? {}"
        ]
    );
    let job = second.get(ids[0]).unwrap().unwrap();
    assert_eq!(job.ended_at, Some(LATER));
}

#[test]
fn jobs_are_listed_the_newest_first_of_one_or_of_all() {
    let (_directory, jobs) = jobs();
    for actor in [1, 2, 1, 2, 1] {
        begin(&jobs, actor);
    }
    let list = |actor, before, limit| -> Vec<u64> {
        let listed = jobs.list(actor, before, limit).unwrap();
        listed.into_iter().map(|job| job.id.0).collect()
    };
    assert_eq!(list(None, None, 2), [5, 4]);
    assert_eq!(list(None, Some(JobId(4)), 10), [3, 2, 1]);
    assert_eq!(list(Some(ActorId(1)), None, 10), [5, 3, 1]);
    assert_eq!(list(Some(ActorId(2)), Some(JobId(4)), 10), [2]);
}

#[test]
fn only_so_many_jobs_are_open_and_the_newest_are_kept() {
    let (directory, jobs) = jobs();
    for _ in 0..JOBS_OPEN_MAX {
        begin(&jobs, 1);
    }
    let fault = jobs.begin("import items", ActorId(1), NOW).unwrap_err();
    assert!(matches!(fault.kind, FaultKind::TooLarge { .. }), "{fault}");
    jobs.interrupt_open(NOW).unwrap();
    let open = begin(&jobs, 1);
    let more = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000)
                INSERT INTO job SELECT 1000 + i, 'x', 1, 'done', 0, NULL, 0, 0, NULL, zeroblob(32)
                FROM n";
    let file = Sqlite::open(directory.join(FILE)).unwrap();
    file.execute(more, []).unwrap();
    assert_eq!(begin(&jobs, 1), JobId(2_001));
    let kept: i64 = file
        .query_row("SELECT count(*) FROM job", [], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, JOBS_MAX as i64);
    assert_eq!(jobs.get(JobId(1)).unwrap(), None);
    assert!(jobs.get(open).unwrap().is_some());
}

#[test]
fn what_cannot_be_a_job_is_refused() {
    let (_directory, jobs) = jobs();
    assert!(jobs.begin("", ActorId(1), NOW).is_err());
    let long = "k".repeat(JOB_KIND_BYTES_MAX + 1);
    assert!(jobs.begin(&long, ActorId(1), NOW).is_err());
    let id = begin(&jobs, 1);
    let fault = jobs
        .succeed(id, "x".repeat(JOB_REPORT_BYTES_MAX + 1), NOW)
        .unwrap_err();
    assert!(matches!(fault.kind, FaultKind::TooLarge { .. }), "{fault}");
    assert_eq!(told(&jobs, id), "queued 0 of ? ");
}

#[test]
fn a_job_that_was_changed_on_disk_is_noticed() {
    for change in [
        "kind = 'x'",
        "actor = 2",
        "state = 'done'",
        "done = 7",
        "report = '{}'",
    ] {
        let (directory, jobs) = jobs();
        let id = begin(&jobs, 1);
        let file = Sqlite::open(directory.join(FILE)).unwrap();
        file.execute(&format!("UPDATE job SET {change}"), [])
            .unwrap();
        let fault = jobs.get(id).unwrap_err();
        assert!(matches!(fault.kind, FaultKind::Damaged { .. }), "{change}");
    }
}

#[test]
fn ids_and_states_read_back() {
    assert_eq!(JobId::parse("job_17"), Some(JobId(17)));
    for wrong in ["17", "job_", "job_+1", "job_01", "JOB_1", "job_1 "] {
        assert_eq!(JobId::parse(wrong), None, "{wrong}");
    }
    for state in JobState::ALL {
        assert_eq!(JobState::parse(state.as_str()), Some(*state));
    }
}

#[test]
fn the_golden_store_of_jobs_of_format_1_opens() {
    let directory = Scratch::new();
    let golden = golden("jobs-format-1.db", |path| {
        let (_directory, jobs) = jobs();
        let id = begin(&jobs, 3);
        jobs.progress(id, 7, Some(9)).unwrap();
        jobs.succeed(id, "{}".to_owned(), LATER).unwrap();
        jobs.backup(path).unwrap();
    });
    fs::copy(golden, directory.join(FILE)).unwrap();
    let jobs = Jobs::open(&directory).unwrap();
    assert_eq!(told(&jobs, JobId(1)), "done 7 of 9 {}");
}

#[test]
fn a_job_that_was_cancelled_has_ended_and_stays_so() {
    let (_directory, jobs) = jobs();
    let (open, done) = (begin(&jobs, 3), begin(&jobs, 3));
    jobs.succeed(done, "{}".to_owned(), NOW).unwrap();
    for id in [open, done] {
        jobs.cancel(id, LATER).unwrap();
    }
    jobs.start(open).unwrap();
    assert_eq!(told(&jobs, open), "cancelled 0 of ? ");
    assert_eq!(told(&jobs, done), "done 0 of ? {}");
    assert_eq!(jobs.get(open).unwrap().unwrap().ended_at, Some(LATER));
}
