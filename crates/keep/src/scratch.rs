//! Directories of the tests: one that goes away with its test, and one that stays for ever.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new() -> Scratch {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("kept-keep-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Scratch(path)
    }

    /// A copy of the files as they are now.
    pub(crate) fn copy(&self) -> Scratch {
        let copy = Scratch::new();
        for entry in fs::read_dir(&self.0).unwrap() {
            let name = entry.unwrap().file_name();
            // SQLite makes the shared memory anew.
            if !name.to_string_lossy().ends_with("-shm") {
                fs::copy(self.0.join(&name), copy.0.join(&name)).unwrap();
            }
        }
        copy
    }

    /// Whether these bytes are in any of the files.
    pub(crate) fn contains(&self, bytes: &[u8]) -> bool {
        fs::read_dir(&self.0).unwrap().any(|entry| {
            let content = fs::read(entry.unwrap().path()).unwrap();
            content.windows(bytes.len()).any(|window| window == bytes)
        })
    }
}

impl std::ops::Deref for Scratch {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A golden file of a format that is not written any more.
pub(crate) fn old_golden(name: &str) -> PathBuf {
    golden(name, |path| panic!("{} is gone", path.display()))
}

/// A golden file, kept for each format there ever was. `KEPT_REFRESH=1` writes one that is missing,
/// but never over one that is there.
pub(crate) fn golden(name: &str, write: impl FnOnce(&Path)) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("golden")
        .join(name);
    if !path.exists() && std::env::var_os("KEPT_REFRESH").is_some() {
        write(&path);
    }
    path
}
