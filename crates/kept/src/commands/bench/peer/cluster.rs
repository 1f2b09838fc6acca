//! A PostgreSQL cluster of the benchmark's own: made, started, measured with pgbench, and gone.

use crate::failure::{Doing, Failure, Outcome};
use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The user that owns everything in the cluster.
const OWNER: &str = "kept";
/// How long the server may take until it answers.
const START_WAIT: Duration = Duration::from_secs(60);
/// How long to wait between two looks whether it answers.
const START_LOOK: Duration = Duration::from_millis(100);
/// Users that the server may run as when this process is root, which it refuses to run as.
const USERS: [&str; 2] = ["postgres", "nobody"];
/// Where Debian keeps the programs of each version.
const VERSIONS: &str = "/usr/lib/postgresql";
/// Those that are needed.
const PROGRAMS: [&str; 6] = [
    "initdb",
    "postgres",
    "pg_ctl",
    "pg_isready",
    "psql",
    "pgbench",
];
/// What to do when they are not there.
const INSTALL: &str =
    "PostgreSQL is not installed: install it (on Debian the package `postgresql`)";

/// What the server is given, so that it shows what it can:
///
/// - the whole company fits into the shared buffers;
/// - no checkpoint falls into a measurement, and the log is written without waiting for buffers;
/// - only what crash recovery needs is logged, since there is no replica;
/// - statements are too short for compilation to pay off.
///
/// Commits are durable (`fsync`, `synchronous_commit` and `full_page_writes` as they come), and
/// autovacuum runs, as both would in a company.
const SETTINGS: &str = "\
listen_addresses = ''
max_connections = 100
shared_buffers = 1GB
max_wal_size = 16GB
min_wal_size = 2GB
checkpoint_timeout = 30min
wal_buffers = 64MB
wal_level = minimal
max_wal_senders = 0
random_page_cost = 1.1
jit = off
fsync = on
synchronous_commit = on
full_page_writes = on
autovacuum = on
";

/// A running cluster; it ends and its files go when it is dropped.
pub struct Cluster {
    programs: PathBuf,
    directory: PathBuf,
    user: Option<User>,
    server: Child,
}

/// Whom the programs run as.
#[derive(Clone, Copy)]
struct User {
    uid: u32,
    gid: u32,
}

impl Cluster {
    /// Makes a cluster in a new directory and starts it. Each flush of its log waits for
    /// `fsync_longer` first.
    ///
    /// # Errors
    /// When PostgreSQL is not installed or can't work there; what it said is told.
    pub fn start(directory: &Path, fsync_longer: Duration) -> Outcome<Cluster> {
        let programs = programs()?;
        fs::create_dir_all(directory).doing(|| format!("creating {}", directory.display()))?;
        let directory = directory.canonicalize()?;
        let user = match fs::metadata(&directory)?.uid() {
            0 => Some(unprivileged()?),
            _ => None,
        };
        if let Some(User { uid, gid }) = user {
            chown(&directory, Some(uid), Some(gid))?;
        }
        let data = directory.join("data");
        let mut initdb = command(&programs, "initdb", user, &directory);
        initdb.args(["--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"]);
        initdb
            .arg("--username")
            .arg(OWNER)
            .arg("--pgdata")
            .arg(&data);
        said(initdb)?;
        let settings = data.join("postgresql.auto.conf");
        fs::write(settings, settings_in(&directory, fsync_longer))?;
        let log = fs::File::create(directory.join("log"))?;
        let mut server = command(&programs, "postgres", user, &directory);
        server.arg("-D").arg(&data).stdin(Stdio::null());
        server.stdout(Stdio::null()).stderr(log);
        let server = server.spawn().doing(|| "starting PostgreSQL".to_owned())?;
        let mut cluster = Cluster {
            programs,
            directory,
            user,
            server,
        };
        cluster.wait()?;
        Ok(cluster)
    }

    /// Runs a script of statements, with variables.
    pub fn run_script(&self, script: &str, variables: &[(&str, u64)]) -> Outcome {
        let file = self.file("script.sql", script)?;
        let mut psql = self.client("psql");
        psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", "postgres"]);
        for (name, value) in variables {
            psql.arg("-v").arg(format!("{name}={value}"));
        }
        said(psql.arg("-f").arg(file)).map(drop)
    }

    /// Has so many clients run a script again and again; how many times a second all of them did.
    pub fn measure(
        &self,
        script: &str,
        clients: u32,
        seconds: u32,
        variables: &[(&str, u64)],
    ) -> Outcome<f64> {
        let file = self.file("pgbench.sql", script)?;
        let mut pgbench = self.client("pgbench");
        pgbench.args(["-n", "-M", "prepared"]);
        pgbench.arg(format!("--client={clients}"));
        pgbench.arg(format!("--jobs={}", clients.min(2)));
        pgbench.arg(format!("--time={seconds}"));
        for (name, value) in variables {
            pgbench.arg("-D").arg(format!("{name}={value}"));
        }
        let output = said(pgbench.arg("-f").arg(file).arg("postgres"))?;
        rate(&output)
    }

    /// Its name and version.
    pub fn version(&self) -> Outcome<String> {
        let mut psql = self.client("psql");
        let output = said(
            psql.args(["-X", "-A", "-t", "-d", "postgres", "-c"])
                .arg("SHOW server_version"),
        )?;
        let number = output.split_whitespace().next().unwrap_or_default();
        Ok(format!("PostgreSQL {number}"))
    }

    /// Waits until the server answers.
    fn wait(&mut self) -> Outcome {
        let since = Instant::now();
        while since.elapsed() < START_WAIT {
            if let Some(status) = self.server.try_wait()? {
                let log = fs::read_to_string(self.directory.join("log")).unwrap_or_default();
                let what = format!("PostgreSQL did not start ({status}): {}", log.trim_end());
                return Err(Failure::new(what));
            }
            if self.client("pg_isready").arg("-q").status()?.success() {
                return Ok(());
            }
            thread::sleep(START_LOOK);
        }
        let waited = START_WAIT.as_secs();
        Err(Failure::new(format!(
            "PostgreSQL did not answer within {waited} seconds"
        )))
    }

    /// A program that connects to the server.
    fn client(&self, name: &str) -> Command {
        let mut client = command(&self.programs, name, self.user, &self.directory);
        client.arg("-h").arg(&self.directory).args(["-U", OWNER]);
        client
    }

    fn file(&self, name: &str, text: &str) -> Outcome<PathBuf> {
        let path = self.directory.join(name);
        fs::write(&path, text)?;
        Ok(path)
    }

    /// At once, without a checkpoint: its files go anyway.
    fn stop(&mut self) -> Outcome {
        let mut pg_ctl = command(&self.programs, "pg_ctl", self.user, &self.directory);
        pg_ctl.args(["stop", "--mode=immediate", "--pgdata"]);
        let stopped = said(pg_ctl.arg(self.directory.join("data")));
        if stopped.is_err() {
            self.server.kill()?;
        }
        self.server.wait()?;
        Ok(fs::remove_dir_all(&self.directory)?)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Err(failure) = self.stop() {
            eprintln!("kept: PostgreSQL was not cleared away: {failure}");
        }
    }
}

/// Where `initdb` and the others are: on the path, or the newest version that Debian installed.
fn programs() -> Outcome<PathBuf> {
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&on_path).collect::<Vec<_>>();
    let installed = fs::read_dir(VERSIONS).into_iter().flatten().flatten();
    let mut installed: Vec<PathBuf> = installed.map(|entry| entry.path()).collect();
    installed.sort_by_key(|path| version_of(path));
    let installed = installed.into_iter().rev().map(|path| path.join("bin"));
    first_whole(on_path.into_iter().chain(installed))
}

/// The first directory with every program that is needed.
fn first_whole(mut directories: impl Iterator<Item = PathBuf>) -> Outcome<PathBuf> {
    let whole = |path: &PathBuf| PROGRAMS.iter().all(|name| path.join(name).is_file());
    let found = directories.find(whole);
    found.ok_or_else(|| Failure::new(INSTALL))
}

/// The number that a directory of Debian's is named by.
fn version_of(path: &Path) -> u32 {
    let name = path.file_name().and_then(|name| name.to_str());
    name.and_then(|name| name.parse().ok()).unwrap_or(0)
}

fn unprivileged() -> Outcome<User> {
    let accounts = fs::read_to_string("/etc/passwd").doing(|| "reading /etc/passwd".to_owned())?;
    let found = USERS.iter().find_map(|name| account(&accounts, name));
    let what = "PostgreSQL does not run as root, and there is no user `postgres` or `nobody` here";
    found.ok_or_else(|| Failure::new(what))
}

/// A user of `/etc/passwd`.
fn account(accounts: &str, name: &str) -> Option<User> {
    let mut lines = accounts.lines().map(|line| line.split(':'));
    let mut fields =
        lines.find_map(|mut fields| (fields.next() == Some(name)).then_some(fields))?;
    fields.next();
    Some(User {
        uid: fields.next()?.parse().ok()?,
        gid: fields.next()?.parse().ok()?,
    })
}

/// A delay before each flush of the log makes each as much longer, for all who wait for it.
fn settings_in(directory: &Path, fsync_longer: Duration) -> String {
    let delay = fsync_longer.as_micros().min(100_000);
    let socket = directory.display().to_string().replace('\'', "''");
    format!(
        "{SETTINGS}unix_socket_directories = '{socket}'\ncommit_delay = {delay}\ncommit_siblings = 0\n"
    )
}

fn command(programs: &Path, name: &str, user: Option<User>, directory: &Path) -> Command {
    let mut command = Command::new(programs.join(name));
    command.current_dir(directory).env("LC_ALL", "C");
    if let Some(User { uid, gid }) = user {
        command.uid(uid).gid(gid);
    }
    command
}

/// Runs a program to its end; what it said on stdout.
fn said(mut command: impl std::borrow::BorrowMut<Command>) -> Outcome<String> {
    let command = command.borrow_mut();
    let name = command.get_program().to_string_lossy().into_owned();
    let output: Output = command
        .stdin(Stdio::null())
        .output()
        .doing(|| format!("running {name}"))?;
    let (told, complaint) = (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    );
    match output.status.success() {
        true => Ok(told),
        false => {
            let what = format!(
                "{name} failed ({}): {}",
                output.status,
                complaint.trim_end()
            );
            Err(Failure::new(what))
        }
    }
}

/// What pgbench measured.
fn rate(output: &str) -> Outcome<f64> {
    let number = |line: &str| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok();
    let rate = output.lines().find_map(number);
    rate.ok_or_else(|| Failure::new(format!("pgbench told no rate: {output}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_read_from_what_pgbench_says() {
        let said = "number of failed transactions: 0 (0.000%)\ntps = 9800.125 (without initial connection time)\n";
        assert_eq!(rate(said).unwrap(), 9_800.125);
        let failure = rate("pgbench: error").unwrap_err().to_string();
        assert_eq!(failure, "pgbench told no rate: pgbench: error");
    }

    #[test]
    fn without_postgresql_it_is_told_what_to_install() {
        let failure = first_whole([PathBuf::from("src")].into_iter()).unwrap_err();
        assert!(failure.to_string().contains("package `postgresql`"));
    }

    #[test]
    fn the_server_runs_as_a_user_of_the_machine() {
        let accounts = "root:x:0:0::/root:/bin/sh\nnobody:x:65534:65533::/:/bin/false\n";
        let found = account(accounts, "nobody").map(|user| (user.uid, user.gid));
        assert_eq!(found, Some((65_534, 65_533)));
        assert!(account(accounts, "postgres").is_none());
    }

    #[test]
    fn a_slow_disk_delays_every_flush() {
        let settings = settings_in(Path::new("/it's"), Duration::from_millis(1));
        assert!(
            settings.contains("unix_socket_directories = '/it''s'\n"),
            "{settings}"
        );
        assert!(
            settings.ends_with("commit_delay = 1000\ncommit_siblings = 0\n"),
            "{settings}"
        );
    }
}
