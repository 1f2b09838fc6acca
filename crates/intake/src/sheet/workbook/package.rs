//! The zip package of a workbook, every part inflated behind a limit.

use super::{Fault, PART_BYTES_MAX, PARTS_BYTES_MAX, PARTS_MAX};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// How a zip begins: the signature of a file in it (APPNOTE 4.3.7).
pub(super) const BEGINNING: &[u8] = b"PK\x03\x04";
/// Signature of an entry of the central directory (APPNOTE 4.3.12).
const ENTRY: &[u8] = b"PK\x01\x02";

/// An opened package.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    bytes_left: u64,
}

/// True for a zip that names this part.
pub(super) fn holds(bytes: &[u8], path: &str) -> bool {
    let path = path.as_bytes();
    bytes.starts_with(BEGINNING) && bytes.windows(path.len()).any(|window| window == path)
}

impl<'a> Package<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Package<'a>, Fault> {
        // Counted before the directory is read, for each of its entries costs memory.
        let entries = bytes.windows(4).filter(|window| *window == ENTRY).count();
        if entries > PARTS_MAX {
            return Err(Fault::Limit(format!(
                "the workbook holds {entries} files; at most {PARTS_MAX} are read"
            )));
        }
        let archive = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| Fault::Damaged(format!("the workbook is damaged: {error}")))?;
        Ok(Package {
            archive,
            bytes_left: PARTS_BYTES_MAX,
        })
    }

    /// The content of a part that must be there.
    pub fn part(&mut self, path: &str) -> Result<Vec<u8>, Fault> {
        self.part_if_there(path)?
            .ok_or_else(|| Fault::Damaged(format!("the workbook has no part {path}")))
    }

    /// The content of a part, if the package has it. Paths compare without regard to case.
    pub fn part_if_there(&mut self, path: &str) -> Result<Option<Vec<u8>>, Fault> {
        let Some(name) = self.name_of(path) else {
            return Ok(None);
        };
        let damaged = |error: String| Fault::Damaged(format!("the part {path}: {error}"));
        let part = self.archive.by_name(&name).map_err(|error| {
            if error.to_string().contains("assword") {
                Fault::Encrypted
            } else {
                damaged(error.to_string())
            }
        })?;
        let limit = PART_BYTES_MAX.min(self.bytes_left);
        let mut content = Vec::new();
        part.take(limit + 1)
            .read_to_end(&mut content)
            .map_err(|error| damaged(error.to_string()))?;
        let read = content.len() as u64;
        if read > limit {
            return Err(Fault::Limit(format!(
                "the part {path} unpacks to more than {limit} bytes and was not read"
            )));
        }
        self.bytes_left -= read;
        Ok(Some(content))
    }

    fn name_of(&self, path: &str) -> Option<String> {
        let mut names = self.archive.file_names().flatten();
        let name = names.find(|name| name.eq_ignore_ascii_case(path))?;
        Some(name.into_owned())
    }
}
