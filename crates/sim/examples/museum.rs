//! Makes a piece of the museum of journals: the records of a simulated life, in an SQLite journal.
//! The museum is `crates/engine/museum`; its pieces are never remade. A new one is added when a
//! stored form gets a new version, under a name of its own:
//!
//! `cargo run --release -p sim --example museum -- SEED FILE.db >> crates/engine/museum/hashes.txt`
//!
//! Prints the lines for `hashes.txt`: the name, the number of a record, and the hash of the state
//! after it.

use book::{Book, evolve};
use engine::Batch;
use journal::{Journal, Record, SqliteJournal};
use std::error::Error;
use std::path::Path;

/// Places of the journal whose state is recorded, besides the end.
const PLACES: u64 = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [seed, path] = args.as_slice() else {
        return Err("expected: SEED FILE.db".into());
    };
    let (records, path) = (sim::fault::records(seed.parse()?)?, Path::new(path));
    keep(&records, path)?;
    let name = path.file_name().ok_or("the file has no name")?.display();
    let mut book = Book::default();
    for record in &records {
        for entry in Batch::of(record)?.entries {
            let events = entry.outcome.iter().flatten();
            events.for_each(|event| evolve(&mut book, event));
        }
        let (seq, step) = (record.seq, records.len() as u64 / PLACES);
        if seq % step == 0 || seq == records.len() as u64 {
            println!("{name} {seq} {}", vocab::ContentHash(book.state_hash()));
        }
    }
    Ok(())
}

/// One whole file without anything beside it; one that is there is not overwritten.
fn keep(records: &[Record], path: &Path) -> Result<(), Box<dyn Error>> {
    let first = records.first().ok_or("the life left no records")?;
    let draft = std::env::temp_dir().join(format!("kept-museum-{}", std::process::id()));
    std::fs::create_dir(&draft)?;
    let mut journal = SqliteJournal::create(&draft.join("journal.db"), first.book)?;
    for record in records {
        if record.epoch > journal.head()?.epoch {
            journal.fence(record.epoch)?;
        }
        journal.append(record)?;
    }
    journal.reader()?.backup(path, |_, _| {})?;
    std::fs::remove_dir_all(&draft)?;
    Ok(())
}
