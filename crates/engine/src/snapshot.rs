//! Snapshots of a state: frozen in next to no time where the writer decides, written elsewhere, and
//! read when an engine opens.

use crate::clock::Moment;
use crate::keys::Keys;
use book::{Book, Frozen};
use minicbor::{Decoder, Encoder};
use std::io::{self, Write};
use std::thread;
use vocab::{Day, Instant};

/// Version of the layout: the version and the latest moment (instant, day, minute) in CBOR, the
/// rows of the keys behind their counts, and the book.
const LAYOUT: u16 = 3;

/// The state after a sealed batch, frozen: it shares with the live one what neither of them changes,
/// and any thread may write it.
pub struct Snapshot {
    book: Frozen,
    keys: Keys,
    latest: Moment,
}

impl Snapshot {
    pub(crate) fn of(book: &mut Book, keys: &mut Keys, latest: Moment) -> Snapshot {
        Snapshot {
            book: book.freeze(),
            keys: keys.share(),
            latest,
        }
    }

    /// Writes the snapshot, piece by piece.
    ///
    /// # Errors
    /// Those of `to`.
    pub fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(&head(self.latest))?;
        self.keys.write(to)?;
        self.book.write(to)
    }

    /// The snapshot as bytes, for states that are small.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.write(&mut bytes).expect("a vector takes any write");
        bytes
    }
}

fn head(latest: Moment) -> Vec<u8> {
    let mut to = Encoder::new(Vec::new());
    let written = to
        .u16(LAYOUT)
        .and_then(|to| to.i64(latest.at.0)?.i32(latest.today.0)?.u16(latest.minute))
        .map(|_| ());
    written.expect("writing to memory does not fail");
    to.into_writer()
}

/// Reads what [`Snapshot::write`] wrote; otherwise why it can't be used.
pub(crate) fn read(bytes: &[u8]) -> Result<(Book, Keys, Moment), String> {
    let mut from = Decoder::new(bytes);
    let latest = read_head(&mut from)?;
    let rest = &bytes[from.position()..];
    let (keys, book) = Keys::split(rest).ok_or("its idempotency index is cut short")?;
    // Both are large: they are read on two cores.
    let (keys, book) = thread::scope(|scope| {
        let keys = scope.spawn(|| Keys::read(keys));
        let book = Book::from_bytes(book);
        (keys.join(), book)
    });
    let keys = keys.map_err(|_| "the thread that read its idempotency index has stopped")?;
    let keys = keys.ok_or("its idempotency index has a torn row")?;
    let book = book.map_err(|fault| fault.to_string())?;
    Ok((book, keys, latest))
}

fn read_head(from: &mut Decoder<'_>) -> Result<Moment, String> {
    let unreadable = |error: minicbor::decode::Error| error.to_string();
    let layout = from.u16().map_err(unreadable)?;
    if layout != LAYOUT {
        return Err(format!("it has layout {layout}, this build reads {LAYOUT}"));
    }
    Ok(Moment {
        at: Instant(from.i64().map_err(unreadable)?),
        today: Day(from.i32().map_err(unreadable)?),
        minute: from.u16().map_err(unreadable)?,
    })
}
