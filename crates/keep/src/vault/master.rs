//! The master key: one line of text in a file of its own, and the proof that it fits the vault.

use crate::cipher::{KEY_BYTES, Key};
use crate::fault::{Fault, FaultKind};
use crate::file::{KeptFile, publish};
use rusqlite::OptionalExtension;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use vocab::ContentHash;

/// What the key file's line begins with; 64 hexadecimal digits follow.
const PREFIX: &str = "kept-vault-key-1 ";
/// Longest key file that is read, in bytes.
const FILE_BYTES_MAX: u64 = 256;
/// What the master key has sealed if it is the vault's.
const PROOF: &[u8] = b"this key fits this vault";
const PROOF_USE: &[u8] = b"kept vault 1 proof";

/// The key that fits the vault; a new one if the vault holds nothing and there is none.
pub(super) fn open(file: &KeptFile, path: &Path) -> Result<Key, Fault> {
    let key = match load(path)? {
        Some(key) => key,
        None if is_empty(file)? => create(path)?,
        None => return Err(place(FaultKind::KeyMissing, path)),
    };
    let proof = proof(file)?;
    match proof {
        Some(proof)
            if key
                .open(PROOF_USE, &proof)
                .is_some_and(|plain| plain == PROOF) =>
        {
            Ok(key)
        }
        Some(_) if !is_empty(file)? => Err(place(FaultKind::KeyWrong, path)),
        _ => prove(file, &key).map(|()| key),
    }
}

fn is_empty(file: &KeptFile) -> Result<bool, Fault> {
    file.read("looking into the vault", |connection| {
        connection.query_row("SELECT NOT EXISTS (SELECT 1 FROM subject)", [], |row| {
            row.get(0)
        })
    })
}

fn proof(file: &KeptFile) -> Result<Option<Vec<u8>>, Fault> {
    file.read("reading the proof of the key", |connection| {
        connection
            .query_row("SELECT proof FROM vault", [], |row| row.get(0))
            .optional()
    })
}

fn prove(file: &KeptFile, key: &Key) -> Result<(), Fault> {
    let proof = key
        .seal(PROOF_USE, PROOF)
        .map_err(|error| file.fault(FaultKind::NoRandomness).because(error))?;
    file.write("writing the proof of the key", |connection| {
        connection.execute(
            "INSERT OR REPLACE INTO vault (one, proof) VALUES (1, ?1)",
            [proof],
        )
    })?;
    Ok(())
}

fn load(path: &Path) -> Result<Option<Key>, Fault> {
    let text = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Ok(metadata) if metadata.len() > FILE_BYTES_MAX => String::new(),
        _ => fs::read_to_string(path).map_err(|error| io_fault("reading the key", path, error))?,
    };
    let key = text
        .trim_end()
        .strip_prefix(PREFIX)
        .and_then(ContentHash::parse);
    let found = || FaultKind::WrongFormat {
        expected: "one line: kept-vault-key-1 and 64 hexadecimal digits",
        found: "something else".to_owned(),
    };
    key.map(|digits| Some(Key::from_bytes(digits.0)))
        .ok_or_else(|| place(found(), path))
}

/// Makes a new key and keeps it in its file.
fn create(path: &Path) -> Result<Key, Fault> {
    let key = Key::random().map_err(|error| place(FaultKind::NoRandomness, path).because(error))?;
    write(path, &key).map_err(|error| io_fault("writing the key", path, error))?;
    Ok(key)
}

fn write(path: &Path, key: &Key) -> io::Result<()> {
    let draft = path.with_extension("key.part");
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    writeln!(
        options.open(&draft)?,
        "{PREFIX}{}",
        hexadecimal(key.bytes())
    )?;
    publish(&draft, path)
}

fn hexadecimal(bytes: &[u8; KEY_BYTES]) -> String {
    ContentHash(*bytes).to_string()
}

fn io_fault(doing: &'static str, path: &Path, error: io::Error) -> Fault {
    place(FaultKind::Io { doing }, path).because(error)
}

fn place(kind: FaultKind, path: &Path) -> Fault {
    Fault::new(kind, path.display().to_string())
}
