//! A watched folder: fax and scan servers write files there, each becomes a document.
//!
//! A file is taken when two looks a while apart found it the same. It is kept first and moved away
//! then: whatever happens in between, the next look finds it again, and its content is known. What is
//! not taken is moved to `refused` with the reason beside it. Folders, links, hidden and unfinished
//! files are left alone.

use super::{Door, Looked, Trouble, Unavailable};
use rustix::fs::OFlags;
use std::collections::HashMap;
use std::fs::{DirEntry, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

#[cfg(test)]
mod tests;

/// The most files that one look takes; the next look takes the rest.
pub const FILES_PER_LOOK_MAX: usize = 200;
/// The most entries of a folder that one look sees.
const ENTRIES_MAX: usize = 10_000;
/// For how long a file must stay the same, in seconds, where the settings don't say.
pub const SETTLE_SECONDS: u64 = 2;
/// How often a folder is looked at.
const PAUSE: Duration = Duration::from_secs(1);
/// Where files go that were taken.
const TAKEN: &str = "taken";
/// Where files go that can't be.
const REFUSED: &str = "refused";
/// What programs call files that they still write.
const UNFINISHED: [&str; 7] = [
    "~",
    ".tmp",
    ".temp",
    ".part",
    ".partial",
    ".filepart",
    ".crdownload",
];
/// Digits of the content's hash in the name of a file that would take another's place.
const HASH_DIGITS: usize = 12;

/// Which folder is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderSettings {
    /// Where it is.
    pub path: PathBuf,
    /// Who sends what is put there: an e-mail address, or a customer's code or GLN; empty for nobody
    /// in particular.
    pub sender: String,
    /// For how long a file must stay the same before it is taken.
    pub settle: Duration,
}

/// A folder that is watched.
pub struct Folder {
    settings: FolderSettings,
    seen: HashMap<PathBuf, Seen>,
}

/// A file as it was seen, and since when it has been so.
#[derive(Clone, Copy)]
struct Seen {
    state: State,
    since: Instant,
}

/// What shows that a file is another or has changed.
#[derive(Clone, Copy, PartialEq, Eq)]
struct State {
    inode: u64,
    size: u64,
    changed: (i64, i64),
}

impl State {
    fn of(about: &Metadata) -> State {
        State {
            inode: about.ino(),
            size: about.size(),
            changed: (about.mtime(), about.mtime_nsec()),
        }
    }
}

impl Folder {
    /// A folder of which nothing was seen yet.
    pub fn new(settings: FolderSettings) -> Folder {
        Folder {
            settings,
            seen: HashMap::new(),
        }
    }

    /// Files that have stayed the same long enough, the oldest first.
    fn settled(&mut self) -> io::Result<Vec<(PathBuf, State)>> {
        let entries = std::fs::read_dir(&self.settings.path)?.take(ENTRIES_MAX);
        let (mut seen, mut files) = (HashMap::new(), Vec::new());
        for entry in entries {
            let Some((path, state)) = candidate(&entry?)? else {
                continue;
            };
            let before = self.seen.get(&path).filter(|before| before.state == state);
            if before.is_some_and(|before| before.since.elapsed() >= self.settings.settle) {
                files.push((path.clone(), state));
            }
            let since = before.map_or_else(Instant::now, |before| before.since);
            seen.insert(path, Seen { state, since });
        }
        self.seen = seen;
        files.sort_by(|(a, one), (b, other)| (one.changed, a).cmp(&(other.changed, b)));
        files.truncate(FILES_PER_LOOK_MAX);
        Ok(files)
    }

    /// Takes a file, or tells what the matter with it is.
    fn take(&self, path: &Path, state: State, door: &Door) -> Result<io::Result<()>, Unavailable> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok(match read(path, state) {
            // It was taken away, or is written again: the next look tells.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Ok(Content::Changed) => Ok(()),
            Err(error) => Err(error),
            Ok(Content::Refused(why)) => self.refuse(path, &why),
            Ok(Content::Whole(bytes)) => {
                let taken = door.take(&name, &self.settings.sender, &bytes)?;
                let digits = taken.document.to_string();
                self.put_away(path, state, digits.get(..HASH_DIGITS).unwrap_or_default())
            }
        })
    }

    /// Moves a file that was taken away. Where another one came to stand in its place meanwhile,
    /// that one comes back.
    fn put_away(&self, path: &Path, state: State, digits: &str) -> io::Result<()> {
        let target = free(&self.settings.path.join(TAKEN), path, digits)?;
        std::fs::rename(path, &target)?;
        let is_same = State::of(&std::fs::symlink_metadata(&target)?) == state;
        match is_same || path.try_exists()? {
            true => Ok(()),
            false => std::fs::rename(&target, path),
        }
    }

    /// The reason is written first: a file never stands there without one.
    fn refuse(&self, path: &Path, why: &str) -> io::Result<()> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let digits = &moment();
        let target = free(&self.settings.path.join(REFUSED), path, digits)?;
        let mut reason = target.clone().into_os_string();
        reason.push(".why.txt");
        std::fs::write(reason, format!("{name} was not taken: {why}.\n"))?;
        std::fs::rename(path, target)
    }
}

impl Looked for Folder {
    fn look(&mut self, door: &Door, stop: &AtomicBool) -> Result<(), Trouble> {
        let folder = self.settings.path.clone();
        for place in [TAKEN, REFUSED] {
            let place = folder.join(place);
            let made = match place.is_dir() {
                true => Ok(()),
                false => std::fs::create_dir(&place),
            };
            made.map_err(|error| trouble(&place, &error))?;
        }
        let files = self.settled().map_err(|error| trouble(&folder, &error))?;
        let mut first = Ok(());
        for (path, state) in files {
            if stop.load(Ordering::Acquire) {
                break;
            }
            match self.take(&path, state, door)? {
                Ok(()) => drop(self.seen.remove(&path)),
                // One bad file doesn't keep the others from coming in.
                Err(error) => first = first.and(Err(trouble(&path, &error))),
            }
        }
        first
    }

    fn pause(&self) -> Duration {
        PAUSE
    }
}

/// A file that may be a document, as it stands now.
fn candidate(entry: &DirEntry) -> io::Result<Option<(PathBuf, State)>> {
    let name = entry.file_name().to_string_lossy().to_lowercase();
    let is_hidden = name.starts_with(['.', '~']);
    if is_hidden || UNFINISHED.iter().any(|end| name.ends_with(end)) {
        return Ok(None);
    }
    // The entry itself, not what a link leads to.
    match entry.metadata() {
        Ok(about) => Ok(about.is_file().then(|| (entry.path(), State::of(&about)))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

enum Content {
    Whole(Vec<u8>),
    /// It can't be a document, with the reason.
    Refused(String),
    /// It is another now than it was when it was looked at.
    Changed,
}

/// Reads a file that stands as it was seen, and still does so afterwards.
fn read(path: &Path, state: State) -> io::Result<Content> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let flags = i32::try_from(flags.bits()).unwrap_or_default();
    let mut file = OpenOptions::new()
        .read(true)
        .custom_flags(flags)
        .open(path)?;
    let is_same = |file: &File| Ok::<_, io::Error>(State::of(&file.metadata()?) == state);
    if !is_same(&file)? {
        return Ok(Content::Changed);
    }
    let most = keep::DOCUMENT_BYTES_MAX as u64;
    if state.size == 0 {
        return Ok(Content::Refused("it is empty".to_owned()));
    }
    if state.size > most {
        let why = format!("it has {} bytes; at most {most} are taken", state.size);
        return Ok(Content::Refused(why));
    }
    let mut bytes = Vec::new();
    (&mut file).take(most + 1).read_to_end(&mut bytes)?;
    Ok(match is_same(&file)? && bytes.len() as u64 == state.size {
        true => Content::Whole(bytes),
        false => Content::Changed,
    })
}

/// Where a file goes in a folder: under its name, or with these digits where that is taken.
fn free(folder: &Path, path: &Path, digits: &str) -> io::Result<PathBuf> {
    let plain = folder.join(path.file_name().unwrap_or_default());
    if !plain.try_exists()? {
        return Ok(plain);
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let end = path.extension().map(|end| end.to_string_lossy());
    let end = end.map_or_else(String::new, |end| format!(".{end}"));
    Ok(folder.join(format!("{stem}.{digits}{end}")))
}

/// Digits that tell one refused file from the next of its name.
fn moment() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.unwrap_or_default().as_micros().to_string()
}

fn trouble(path: &Path, error: &io::Error) -> Trouble {
    Trouble(format!("{}: {error}", path.display()))
}
