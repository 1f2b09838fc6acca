//! A record: one batch, its place in the chain, and the canonical bytes that its hash is taken of.

use std::fmt;
use vocab::{ContentHash, Instant};

/// 256-bit BLAKE3 hash of a record's canonical bytes.
pub type Hash = ContentHash;

/// Largest payload of a record, in bytes.
pub const PAYLOAD_BYTES_MAX: usize = 64 << 20;
/// Longest build label, in bytes.
pub const BUILD_BYTES_MAX: usize = 64;
/// Largest record number and largest epoch: what SQLite's signed integers hold.
pub const NUMBER_MAX: u64 = i64::MAX as u64;

/// First bytes of a record's canonical form: the layout and its version.
const MAGIC: &[u8; 8] = b"KEPTREC1";
/// Bytes of the canonical form before the build label.
const FIXED_BYTES: usize = 8 + 16 + 8 + 8 + 32 + 2 + 8 + 1 + 32 + 1;

/// Which company's book a journal belongs to: 16 random bytes, drawn when the book is founded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BookId(pub [u8; 16]);

impl BookId {
    /// What the first record names as its previous hash: the BLAKE3 hash of the book's id.
    pub fn genesis(self) -> Hash {
        ContentHash(blake3::hash(&self.0).into())
    }
}

impl fmt::Display for BookId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// One batch in the log. Its canonical bytes are described in `FORMAT.md`, section 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The book that the record belongs to.
    pub book: BookId,
    /// Place in the log: from 1, without gaps, at most [`NUMBER_MAX`].
    pub seq: u64,
    /// The leadership under which it was written; never falls along the log.
    pub epoch: u64,
    /// Hash of the record before it, or [`BookId::genesis`].
    pub previous: Hash,
    /// Version of the payload's encoding.
    pub schema: u16,
    /// The build that wrote it, at most [`BUILD_BYTES_MAX`] bytes.
    pub build: String,
    /// When it was written, by the writer's clock.
    pub at: Instant,
    /// Hash of the state after this batch, given at intervals.
    pub state: Option<Hash>,
    /// The batch itself, at most [`PAYLOAD_BYTES_MAX`] bytes; opaque here.
    pub payload: Vec<u8>,
}

/// What a writer says of a batch; the rest of its [`Record`] follows from the [`Head`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Version of the payload's encoding.
    pub schema: u16,
    /// The build that writes it, at most [`BUILD_BYTES_MAX`] bytes.
    pub build: String,
    /// The writer's clock.
    pub at: Instant,
    /// Hash of the state after this batch, if taken.
    pub state: Option<Hash>,
    /// The batch, at most [`PAYLOAD_BYTES_MAX`] bytes.
    pub payload: Vec<u8>,
}

/// Where a log ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The book that the log belongs to.
    pub book: BookId,
    /// Number of the last record, 0 in an empty log.
    pub seq: u64,
    /// Hash of the last record, [`BookId::genesis`] in an empty log.
    pub hash: Hash,
    /// The epoch that may append.
    pub epoch: u64,
}

impl Head {
    /// The end of an empty log.
    pub fn genesis(book: BookId) -> Head {
        Head {
            book,
            seq: 0,
            hash: book.genesis(),
            epoch: 0,
        }
    }

    /// The record that puts `batch` after this head.
    pub fn next(&self, batch: Batch) -> Record {
        let Batch {
            schema,
            build,
            at,
            state,
            payload,
        } = batch;
        let (book, seq, epoch, previous) = (self.book, self.seq + 1, self.epoch, self.hash);
        Record {
            book,
            seq,
            epoch,
            previous,
            schema,
            build,
            at,
            state,
            payload,
        }
    }
}

impl Record {
    /// BLAKE3 of the canonical bytes.
    pub fn hash(&self) -> Hash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.header());
        hasher.update(&self.payload);
        ContentHash(hasher.finalize().into())
    }

    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = self.header();
        bytes.reserve_exact(self.payload.len());
        bytes.extend_from_slice(&self.payload);
        bytes
    }

    /// Reads canonical bytes; `Err` says what is wrong with them.
    pub fn decode(bytes: &[u8]) -> Result<Record, &'static str> {
        let mut fields = Fields(bytes);
        if &fields.take::<8>()? != MAGIC {
            return Err("the record does not begin with KEPTREC1");
        }
        let record = Record {
            book: BookId(fields.take()?),
            seq: u64::from_le_bytes(fields.take()?),
            epoch: u64::from_le_bytes(fields.take()?),
            previous: ContentHash(fields.take()?),
            schema: u16::from_le_bytes(fields.take()?),
            at: Instant(i64::from_le_bytes(fields.take()?)),
            state: fields.state()?,
            build: fields.build()?,
            payload: fields.payload()?,
        };
        match fields.0 {
            [] => Ok(record),
            _ => Err("bytes follow the payload"),
        }
    }

    /// Everything before the payload's bytes.
    fn header(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(FIXED_BYTES + self.build.len() + 4);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&self.book.0);
        bytes.extend_from_slice(&self.seq.to_le_bytes());
        bytes.extend_from_slice(&self.epoch.to_le_bytes());
        bytes.extend_from_slice(&self.previous.0);
        bytes.extend_from_slice(&self.schema.to_le_bytes());
        bytes.extend_from_slice(&self.at.0.to_le_bytes());
        bytes.push(u8::from(self.state.is_some()));
        bytes.extend_from_slice(&self.state.unwrap_or_default().0);
        bytes.push(self.build.len() as u8);
        bytes.extend_from_slice(self.build.as_bytes());
        bytes.extend_from_slice(&(self.payload.len() as u32).to_le_bytes());
        bytes
    }
}

/// What of the canonical bytes is still to be read.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], &'static str> {
        let (taken, rest) = self
            .0
            .split_first_chunk::<N>()
            .ok_or("the record is cut short")?;
        self.0 = rest;
        Ok(*taken)
    }

    fn bytes(&mut self, count: usize) -> Result<Vec<u8>, &'static str> {
        let (taken, rest) = self
            .0
            .split_at_checked(count)
            .ok_or("the record is cut short")?;
        self.0 = rest;
        Ok(taken.to_vec())
    }

    fn state(&mut self) -> Result<Option<Hash>, &'static str> {
        match (self.take()?, ContentHash(self.take()?)) {
            ([0], hash) if hash == ContentHash::default() => Ok(None),
            ([1], hash) => Ok(Some(hash)),
            _ => Err("the state flag is neither 0 with no hash nor 1"),
        }
    }

    fn build(&mut self) -> Result<String, &'static str> {
        let [length] = self.take()?;
        let label = self.bytes(usize::from(length))?;
        String::from_utf8(label).map_err(|_| "the build label is not UTF-8")
    }

    fn payload(&mut self) -> Result<Vec<u8>, &'static str> {
        let length = u32::from_le_bytes(self.take()?);
        self.bytes(length as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        let mut head = Head::genesis(BookId(*b"kept golden book"));
        head.epoch = 3;
        head.next(Batch {
            schema: 7,
            build: "0.1.0".to_owned(),
            at: Instant(1_764_000_000_000_001),
            state: Some(ContentHash([0xab; 32])),
            payload: b"two pallets".to_vec(),
        })
    }

    #[test]
    fn the_canonical_bytes_of_a_record_never_change() {
        let hex: String = record()
            .encode()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        insta::assert_snapshot!(hex, @"4b455054524543316b65707420676f6c64656e20626f6f6b010000000000000003000000000000006e1cc50456a75aadb4160f4607cbd2115ac3af2959b90efba6ba9fb88ca978db0700014062415944060001abababababababababababababababababababababababababababababababab05302e312e300b00000074776f2070616c6c657473");
        insta::assert_snapshot!(record().hash(), @"7bed79a2a2610261b271fa133d404aae839e2a5bec4035b7dd2297751fce5008");
        insta::assert_snapshot!(record().book.genesis(), @"6e1cc50456a75aadb4160f4607cbd2115ac3af2959b90efba6ba9fb88ca978db");
        let plain = Record {
            state: None,
            build: String::new(),
            payload: Vec::new(),
            ..record()
        };
        insta::assert_snapshot!(plain.hash(), @"4f7023f5f9b7d313bcd75c6db2517d505f7292d2e5965b5cb441639bbb9737e8");
    }

    #[test]
    fn canonical_bytes_read_back_and_every_cut_is_refused() {
        let bytes = record().encode();
        assert_eq!(Record::decode(&bytes), Ok(record()));
        for length in 0..bytes.len() {
            assert!(
                Record::decode(&bytes[..length]).is_err(),
                "cut to {length} bytes"
            );
        }
        let longer = [bytes.as_slice(), b"!"].concat();
        assert_eq!(Record::decode(&longer), Err("bytes follow the payload"));
    }

    #[test]
    fn every_bit_of_a_record_is_under_its_hash() {
        let bytes = record().encode();
        for place in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[place / 8] ^= 1 << (place % 8);
            if let Ok(other) = Record::decode(&flipped) {
                assert_ne!(other.hash(), record().hash(), "bit {place}");
            }
        }
    }
}
