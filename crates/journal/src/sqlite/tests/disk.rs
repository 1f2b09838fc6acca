//! A layer under SQLite that sees the disk: for the files of watched directories it records every
//! write, cut and flush, leaves flushes out where only the bytes matter, and can be full.
//!
//! This is the one place of the journal with unsafe code, and only its tests have it: SQLite's
//! interface to the operating system (`sqlite3_vfs`) is one of C. The layer is a copy of SQLite's
//! own, with five functions put before those that it names.
#![expect(unsafe_code, reason = "SQLite's interface to the disk is one of C")]

use rusqlite::ffi::{self, sqlite3_file, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs};
use std::collections::BTreeMap;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, Once, OnceLock, PoisonError};

/// What SQLite asked of the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Op {
    Write { offset: usize, bytes: Vec<u8> },
    Truncate { size: usize },
    Sync,
    Delete,
}

/// What a watched directory has seen. Names are those of files in it.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) ops: Vec<(String, Op)>,
    /// Writes that still find room; all, if `None`.
    pub(super) room: Option<u32>,
    /// Whether operations are recorded, and flushes carried out.
    records: bool,
    flushes: bool,
}

/// Watches a directory until it is dropped.
pub(super) struct Watch {
    directory: PathBuf,
    seen: Arc<Mutex<Seen>>,
}

impl Watch {
    /// Records everything.
    pub(super) fn recording(directory: &Path) -> Watch {
        Watch::new(directory, true, true)
    }

    /// Leaves out flushes, which cost time and change no byte.
    pub(super) fn without_flushes(directory: &Path) -> Watch {
        Watch::new(directory, false, false)
    }

    fn new(directory: &Path, records: bool, flushes: bool) -> Watch {
        register();
        let seen = Arc::new(Mutex::new(Seen {
            records,
            flushes,
            ..Seen::default()
        }));
        lock(&WATCHED).insert(directory.to_owned(), Arc::clone(&seen));
        Watch {
            directory: directory.to_owned(),
            seen,
        }
    }

    pub(super) fn seen(&self) -> MutexGuard<'_, Seen> {
        lock(&self.seen)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        lock(&WATCHED).remove(&self.directory);
    }
}

static WATCHED: Mutex<BTreeMap<PathBuf, Arc<Mutex<Seen>>>> = Mutex::new(BTreeMap::new());
/// Open files that are watched, by the address of SQLite's own handle.
static OPEN: Mutex<BTreeMap<usize, File>> = Mutex::new(BTreeMap::new());
static BENEATH: OnceLock<Beneath> = OnceLock::new();

/// What is called after this layer has seen a call.
struct Beneath {
    open: Open,
    delete: Delete,
}

type Open = unsafe extern "C" fn(
    *mut sqlite3_vfs,
    *const c_char,
    *mut sqlite3_file,
    c_int,
    *mut c_int,
) -> c_int;
type Delete = unsafe extern "C" fn(*mut sqlite3_vfs, *const c_char, c_int) -> c_int;

#[derive(Clone)]
struct File {
    name: String,
    seen: Arc<Mutex<Seen>>,
    beneath: sqlite3_io_methods,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Puts the layer before SQLite's own, once a process.
fn register() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: SQLite's default layer exists after initialisation and is never freed; the copy is
        // leaked, as a registered layer must live on.
        unsafe {
            ffi::sqlite3_initialize();
            let mut layer = *ffi::sqlite3_vfs_find(std::ptr::null());
            let beneath = Beneath {
                open: layer.xOpen.unwrap(),
                delete: layer.xDelete.unwrap(),
            };
            assert!(BENEATH.set(beneath).is_ok());
            layer.zName = c"watched".as_ptr();
            layer.xOpen = Some(open);
            layer.xDelete = Some(delete);
            let layer = Box::leak(Box::new(layer));
            assert_eq!(ffi::sqlite3_vfs_register(layer, 1), ffi::SQLITE_OK);
        }
    });
}

/// The watched directory that a path lies in, and the file's name.
fn watched(path: *const c_char) -> Option<(Arc<Mutex<Seen>>, String)> {
    if path.is_null() {
        return None;
    }
    // SAFETY: SQLite gives names as strings that end with a zero.
    let path = unsafe { CStr::from_ptr(path) };
    let path = Path::new(path.to_str().ok()?);
    let seen = Arc::clone(lock(&WATCHED).get(path.parent()?)?);
    Some((seen, path.file_name()?.to_str()?.to_owned()))
}

unsafe extern "C" fn open(
    vfs: *mut sqlite3_vfs,
    path: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    given: *mut c_int,
) -> c_int {
    // SAFETY: the arguments are passed on as they came; after a success `file` is a handle whose
    // methods may be replaced by a copy, which is leaked because handles refer to it.
    unsafe {
        let code = (BENEATH.get().unwrap().open)(vfs, path, file, flags, given);
        if let (ffi::SQLITE_OK, Some((seen, name))) = (code, watched(path)) {
            let beneath = *(*file).pMethods;
            let methods = sqlite3_io_methods {
                xClose: Some(close),
                xWrite: Some(write),
                xTruncate: Some(truncate),
                xSync: Some(sync),
                ..beneath
            };
            (*file).pMethods = Box::leak(Box::new(methods));
            let seen = File {
                name,
                seen,
                beneath,
            };
            lock(&OPEN).insert(file as usize, seen);
        }
        code
    }
}

unsafe extern "C" fn delete(vfs: *mut sqlite3_vfs, path: *const c_char, flush: c_int) -> c_int {
    if let Some((seen, name)) = watched(path) {
        note(&seen, &name, || Op::Delete);
    }
    // SAFETY: the arguments are passed on as they came.
    unsafe { (BENEATH.get().unwrap().delete)(vfs, path, flush) }
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    let seen = lock(&OPEN).remove(&(file as usize)).unwrap();
    // SAFETY: the handle goes back to the methods that it was opened with.
    unsafe { seen.beneath.xClose.unwrap()(file) }
}

unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    from: *const c_void,
    count: c_int,
    offset: sqlite3_int64,
) -> c_int {
    let seen = of(file);
    {
        let mut seen = lock(&seen.seen);
        match &mut seen.room {
            Some(0) => return ffi::SQLITE_FULL,
            Some(left) => *left -= 1,
            None => {}
        }
    }
    note(&seen.seen, &seen.name, || {
        // SAFETY: SQLite says that so many bytes are there.
        let bytes = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), count as usize) };
        let (offset, bytes) = (offset as usize, bytes.to_vec());
        Op::Write { offset, bytes }
    });
    // SAFETY: the arguments are passed on as they came.
    unsafe { seen.beneath.xWrite.unwrap()(file, from, count, offset) }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, size: sqlite3_int64) -> c_int {
    let seen = of(file);
    let op = || Op::Truncate {
        size: size as usize,
    };
    note(&seen.seen, &seen.name, op);
    // SAFETY: the arguments are passed on as they came.
    unsafe { seen.beneath.xTruncate.unwrap()(file, size) }
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    let seen = of(file);
    note(&seen.seen, &seen.name, || Op::Sync);
    match lock(&seen.seen).flushes {
        // SAFETY: the arguments are passed on as they came.
        true => unsafe { seen.beneath.xSync.unwrap()(file, flags) },
        false => ffi::SQLITE_OK,
    }
}

fn of(file: *mut sqlite3_file) -> File {
    lock(&OPEN)[&(file as usize)].clone()
}

fn note(seen: &Mutex<Seen>, name: &str, op: impl FnOnce() -> Op) {
    let mut seen = lock(seen);
    if seen.records {
        seen.ops.push((name.to_owned(), op()));
    }
}
