//! The document store: the bytes of everything that came in, under the hash of those bytes.

use crate::fault::{Fault, FaultKind};
use crate::file::{KeptFile, Layout, check_size, number};
use crate::seal::seal_fields;
use rusqlite::{OptionalExtension, Row, params};
use std::path::Path;
use vocab::{ContentHash, Instant};

#[cfg(test)]
mod tests;

/// Largest document, in bytes.
pub const DOCUMENT_BYTES_MAX: usize = 64 << 20;
/// Largest reading of a document, in bytes.
pub const READING_BYTES_MAX: usize = 16 << 20;
/// Longest name, media type, channel, sender or reader version, in bytes.
pub const LABEL_BYTES_MAX: usize = 4 << 10;
/// Documents that one call of [`DocumentStore::list`] returns at most.
pub const LIST_MAX: usize = 1_000;

/// The file's name in the data directory.
const FILE: &str = "documents.db";

const LAYOUT: Layout = Layout {
    name: "a document store of format 1",
    application_id: 0x4b45_5044, // KEPD
    tables: "
        CREATE TABLE document (
          arrival INTEGER PRIMARY KEY,
          hash BLOB NOT NULL UNIQUE,
          name TEXT NOT NULL,
          media_type TEXT NOT NULL,
          channel TEXT NOT NULL,
          sender TEXT NOT NULL,
          received_at INTEGER NOT NULL,
          seal BLOB NOT NULL,
          bytes BLOB NOT NULL
        ) STRICT;
        CREATE TABLE reading (
          hash BLOB PRIMARY KEY REFERENCES document (hash),
          reader TEXT NOT NULL,
          seal BLOB NOT NULL,
          json BLOB NOT NULL
        ) STRICT;",
    upgrades: &[],
    settings: "PRAGMA foreign_keys = ON;",
};

/// What is known of a document besides its bytes. Name and sender are personal data, which is
/// why they live here and not in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentMeta {
    /// File name or subject, as the sender gave it.
    pub name: String,
    /// Media type, such as `application/pdf`.
    pub media_type: String,
    /// How it came in, such as `mail`, `api` or `folder`.
    pub channel: String,
    /// Who sent it, as the channel tells; empty if it does not.
    pub sender: String,
    /// When it came in.
    pub received_at: Instant,
}

/// A stored document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What is known of it.
    pub meta: DocumentMeta,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A document in a list, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Place in the order of arrival, from 1: the cursor of [`DocumentStore::list`].
    pub arrival: u64,
    /// Its name.
    pub hash: ContentHash,
    /// Size, in bytes.
    pub size: u64,
    /// What is known of it.
    pub meta: DocumentMeta,
}

/// What a reader made of a document. It is derived, and may be made again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Version of the reader that made it.
    pub reader: String,
    /// The reading, JSON in UTF-8; opaque here.
    pub json: Vec<u8>,
}

/// How much a verification has found to be whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VerifiedDocuments {
    /// Documents.
    pub documents: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// The documents of a data directory; may be used by several threads at once. Nothing is ever
/// removed.
#[derive(Debug)]
pub struct DocumentStore(KeptFile);

impl DocumentStore {
    /// Opens the document store in a data directory, or founds it.
    pub fn open(directory: &Path) -> Result<DocumentStore, Fault> {
        KeptFile::open(&directory.join(FILE), LAYOUT).map(DocumentStore)
    }

    /// Stores a document, durable on return, and says under which hash. The same bytes are stored
    /// once; what was known of them first is kept.
    pub fn put(&self, bytes: &[u8], meta: &DocumentMeta) -> Result<ContentHash, Fault> {
        let hash = ContentHash(blake3::hash(bytes).into());
        check_document(bytes, meta).map_err(|kind| self.0.fault(kind).of(hash))?;
        let seal = seal(&hash, meta);
        self.0.write("storing a document", |connection| {
            connection
                .prepare_cached(
                    "INSERT INTO document
                     (hash, name, media_type, channel, sender, received_at, seal, bytes)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (hash) DO NOTHING",
                )?
                .execute(params![
                    hash.0,
                    meta.name,
                    meta.media_type,
                    meta.channel,
                    meta.sender,
                    meta.received_at.0,
                    seal,
                    bytes
                ])
        })?;
        Ok(hash)
    }

    /// The document with that hash, verified.
    pub fn get(&self, hash: ContentHash) -> Result<Option<Document>, Fault> {
        let row = self.0.read("reading a document", |connection| {
            connection
                .prepare_cached(
                    "SELECT name, media_type, channel, sender, received_at, seal, bytes
                     FROM document WHERE hash = ?1",
                )?
                .query_row([hash.0], |row| {
                    Ok((meta(row, 0)?, row.get(5)?, row.get(6)?))
                })
                .optional()
        });
        let Some((meta, stored, bytes)) = row.map_err(|fault| fault.of(hash))? else {
            return Ok(None);
        };
        let document = Document { meta, bytes };
        match check_stored(&hash, &document, stored) {
            None => Ok(Some(document)),
            Some(how) => Err(self.0.fault(FaultKind::Damaged { how }).of(hash)),
        }
    }

    /// What is known of the document with that hash, without its bytes.
    pub fn about(&self, hash: ContentHash) -> Result<Option<Listed>, Fault> {
        self.0.read("reading about a document", |connection| {
            connection
                .prepare_cached(&format!("{LISTED} WHERE hash = ?1"))?
                .query_row([hash.0], listed)
                .optional()
        })
    }

    /// Keeps what a reader made of a document, in place of an earlier reading.
    pub fn put_reading(&self, hash: ContentHash, reader: &str, json: &[u8]) -> Result<(), Fault> {
        check_size("a reader's version", reader.len(), LABEL_BYTES_MAX)
            .and_then(|()| check_size("a reading", json.len(), READING_BYTES_MAX))
            .map_err(|kind| self.0.fault(kind).of(hash))?;
        let seal = seal_reading(&hash, reader, json);
        let stored = self.0.write("storing a reading", |connection| {
            connection
                .prepare_cached(
                    "INSERT OR REPLACE INTO reading (hash, reader, seal, json)
                     SELECT hash, ?2, ?3, ?4 FROM document WHERE hash = ?1",
                )?
                .execute(params![hash.0, reader, seal, json])
        })?;
        match stored {
            0 => Err(self.0.fault(FaultKind::UnknownDocument).of(hash)),
            _ => Ok(()),
        }
    }

    /// The latest reading of a document, verified.
    pub fn reading(&self, hash: ContentHash) -> Result<Option<Reading>, Fault> {
        let row = self.0.read("reading a reading", |connection| {
            connection
                .prepare_cached("SELECT reader, json, seal FROM reading WHERE hash = ?1")?
                .query_row([hash.0], |row| {
                    Ok((
                        Reading {
                            reader: row.get(0)?,
                            json: row.get(1)?,
                        },
                        row.get(2)?,
                    ))
                })
                .optional()
        });
        let Some((reading, stored)) = row.map_err(|fault| fault.of(hash))? else {
            return Ok(None);
        };
        let stored: [u8; 32] = stored;
        match stored == seal_reading(&hash, &reading.reader, &reading.json) {
            true => Ok(Some(reading)),
            false => {
                let how = "the reading does not match its seal";
                Err(self.0.fault(FaultKind::Damaged { how }).of(hash))
            }
        }
    }

    /// Up to `limit` (at most [`LIST_MAX`]) documents that arrived after the one with that
    /// [`Listed::arrival`], in order; 0 begins at the first.
    pub fn list(&self, after: u64, limit: usize) -> Result<Vec<Listed>, Fault> {
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        self.0.read("listing the documents", |connection| {
            connection
                .prepare_cached(&format!(
                    "{LISTED} WHERE arrival > ?1 ORDER BY arrival LIMIT ?2"
                ))?
                .query_map(params![after, limit.min(LIST_MAX) as i64], listed)?
                .collect()
        })
    }

    /// Reads and verifies every document and its reading; `progress` is told the sum so far.
    pub fn verify(
        &self,
        mut progress: impl FnMut(VerifiedDocuments),
    ) -> Result<VerifiedDocuments, Fault> {
        let (mut verified, mut after) = (VerifiedDocuments::default(), 0);
        loop {
            let listed = self.list(after, LIST_MAX)?;
            let Some(last) = listed.last() else {
                return Ok(verified);
            };
            after = last.arrival;
            for Listed { hash, size, .. } in listed {
                self.get(hash)?;
                self.reading(hash)?;
                verified.documents += 1;
                verified.bytes += size;
                progress(verified);
            }
        }
    }

    /// Copies the store as it is at this moment into one new file, while others go on writing.
    /// An existing file is not overwritten ([`FaultKind::Exists`]).
    pub fn backup(&self, to: &Path) -> Result<(), Fault> {
        self.0.backup(to)
    }
}

fn check_document(bytes: &[u8], meta: &DocumentMeta) -> Result<(), FaultKind> {
    check_size("a document", bytes.len(), DOCUMENT_BYTES_MAX)?;
    check_size("a document's name", meta.name.len(), LABEL_BYTES_MAX)?;
    check_size("a media type", meta.media_type.len(), LABEL_BYTES_MAX)?;
    check_size("a channel", meta.channel.len(), LABEL_BYTES_MAX)?;
    check_size("a sender", meta.sender.len(), LABEL_BYTES_MAX)
}

/// How a document differs from what was stored.
fn check_stored(hash: &ContentHash, document: &Document, stored: [u8; 32]) -> Option<&'static str> {
    if blake3::hash(&document.bytes) != hash.0 {
        return Some("the bytes do not match their hash");
    }
    (seal(hash, &document.meta) != stored).then_some("the name or sender does not match its seal")
}

/// What [`listed`] reads.
const LISTED: &str =
    "SELECT name, media_type, channel, sender, received_at, arrival, hash, length(bytes)
    FROM document";

fn listed(row: &Row<'_>) -> rusqlite::Result<Listed> {
    Ok(Listed {
        arrival: number(row, 5)?,
        hash: ContentHash(row.get(6)?),
        size: number(row, 7)?,
        meta: meta(row, 0)?,
    })
}

fn meta(row: &Row, first: usize) -> rusqlite::Result<DocumentMeta> {
    Ok(DocumentMeta {
        name: row.get(first)?,
        media_type: row.get(first + 1)?,
        channel: row.get(first + 2)?,
        sender: row.get(first + 3)?,
        received_at: Instant(row.get(first + 4)?),
    })
}

/// BLAKE3 of the hash and everything known of a document.
fn seal(hash: &ContentHash, meta: &DocumentMeta) -> [u8; 32] {
    let at = meta.received_at.0.to_le_bytes();
    let DocumentMeta {
        name,
        media_type,
        channel,
        sender,
        received_at: _,
    } = meta;
    let texts = [name, media_type, channel, sender].map(|text| text.as_bytes());
    seal_fields(
        &[&hash.0[..], &at[..]]
            .into_iter()
            .chain(texts)
            .collect::<Vec<_>>(),
    )
}

fn seal_reading(hash: &ContentHash, reader: &str, json: &[u8]) -> [u8; 32] {
    seal_fields(&[&hash.0[..], reader.as_bytes(), json])
}
