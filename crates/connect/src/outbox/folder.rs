//! A folder that messages are put into, each whole or not at all.

use crate::channel::is_name;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The folder below which each recipient has one.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// The folder at this path; it is made when something is put into it.
    pub fn new(path: PathBuf) -> Folder {
        Folder(path)
    }

    /// Where it is.
    pub fn place(&self) -> std::path::Display<'_> {
        self.0.display()
    }

    /// Puts a file into the folder of a recipient, durably. Who looks meanwhile sees the whole file or
    /// none; one that is there already is replaced.
    ///
    /// # Errors
    /// When it can't be written, or the names are none that stay within the folder.
    pub fn put(&self, recipient: &str, name: &str, content: &[u8]) -> io::Result<()> {
        if !is_name(recipient) || !is_file_name(name) {
            let why = format!("{recipient}/{name} is no name of a file here");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        }
        let folder = self.0.join(recipient);
        fs::create_dir_all(&folder)?;
        let draft = folder.join(format!(".{name}.part"));
        let mut file = File::create(&draft)?;
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&draft, folder.join(name))?;
        flush(&folder)
    }
}

/// A renamed file is durable once its directory is.
fn flush(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Letters, digits, hyphens and dots inside.
fn is_file_name(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    !name.starts_with('.') && !name.is_empty() && name.chars().all(allowed)
}
