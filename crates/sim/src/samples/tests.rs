//! The committed files are what the generator writes, and the book agrees with what is expected.

use super::*;
use crate::book_of;
use crate::company::{FIRST_DAY, sample_company};
use crate::demand::draft;
use book::event::CancelReason;
use book::{Book, Command, Event, Stamp, decide, evolve};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use vocab::{ActorId, Instant};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples")
}

/// Everything that a refresh writes: path below the repository root and content.
fn files(samples: &[Sample]) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<(PathBuf, Vec<u8>)> = samples
        .iter()
        .map(|sample| (folder().join(&sample.file), sample.bytes.clone()))
        .collect();
    files.push((
        folder().join("expected.json"),
        expected(samples).into_bytes(),
    ));
    files.push((folder().join("README.md"), readme(samples).into_bytes()));
    files.push((folder().join(".gitattributes"), b"* -text\n".to_vec()));
    let printed = Path::new(env!("CARGO_MANIFEST_DIR")).join("printed");
    for page in pages() {
        files.push((
            printed.join(format!("{}.html", page.name)),
            page.html.into_bytes(),
        ));
    }
    let carried = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/samples/carried.rs");
    files.push((carried, carried_source(samples).into_bytes()));
    files
}

fn carried_source(samples: &[Sample]) -> String {
    let list = |folder: &str| {
        let in_folder = |sample: &&Sample| {
            let parent = Path::new(&sample.file).parent();
            parent == Some(Path::new(folder))
        };
        let chosen = samples.iter().filter(in_folder);
        let name = |sample: &Sample| format!("    carried!(\"{}\"),\n", sample.file);
        chosen.map(name).collect::<String>()
    };
    format!(
        "//! The documents as the binary carries them. Written by the refresh, see `samples.rs`.\n\n\
         macro_rules! carried {{\n    ($file:literal) => {{\n        (\n            $file,\n            \
         include_bytes!(concat!(\"../../../../samples/\", $file)),\n        )\n    }};\n}}\n\n\
         /// The day's orders in the order to submit them: file name and bytes.\n\
         pub const SAMPLES: &[(&str, &[u8])] = &[\n{}];\n\n\
         /// Damaged, hostile and foreign documents.\n\
         pub const HARD: &[(&str, &[u8])] = &[\n{}];\n\n\
         /// Pictures of pages, which are read only where text can be recognised.\n\
         pub const PICTURES: &[(&str, &[u8])] = &[\n{}];\n",
        list(""),
        list("hard"),
        list("pictures")
    )
}

#[test]
fn the_committed_documents_are_what_the_generator_writes() {
    let files = files(&made(SEED));
    if std::env::var_os("KEPT_REFRESH").is_some() {
        let _ = fs::remove_dir_all(folder());
        for folder in [folder().join("hard"), folder().join("pictures")] {
            fs::create_dir_all(folder).unwrap();
        }
        files
            .iter()
            .for_each(|(path, bytes)| fs::write(path, bytes).unwrap());
    }
    for (path, bytes) in &files {
        let committed = fs::read(path).unwrap_or_default();
        assert!(
            committed == *bytes,
            "{} differs; see KEPT_REFRESH",
            path.display()
        );
    }
    let listed = |folder: PathBuf| fs::read_dir(folder).unwrap().count();
    // Two folders, the table, the README and the attributes besides the documents of the day.
    let folders = ["hard", "pictures"].map(|name| listed(folder().join(name)));
    let documents = listed(folder()) - 5 + folders.iter().sum::<usize>();
    assert_eq!(documents, made(SEED).len());
}

#[test]
fn the_binary_carries_every_document() {
    let carried: Vec<(String, Vec<u8>)> = SAMPLES
        .iter()
        .chain(HARD)
        .chain(PICTURES)
        .map(|(file, bytes)| ((*file).to_owned(), bytes.to_vec()))
        .collect();
    assert!(carried == generate(SEED));
}

#[test]
fn four_of_five_documents_of_the_day_need_no_touch() {
    let samples = made(SEED);
    let day: Vec<&Sample> = samples
        .iter()
        .filter(|sample| !sample.file.contains('/'))
        .collect();
    let accepted = day
        .iter()
        .filter(|sample| sample.outcome == Outcome::Accepted)
        .count();
    assert!((36..=60).contains(&day.len()), "{} documents", day.len());
    assert!(
        accepted * 10 >= day.len() * 8,
        "{accepted} of {}",
        day.len()
    );
    let names: BTreeSet<&String> = samples.iter().map(|sample| &sample.file).collect();
    assert_eq!(names.len(), samples.len());
}

fn stamp() -> Stamp {
    let noon = Instant::at_midnight(FIRST_DAY).plus_seconds(9 * 3_600);
    Stamp {
        at: noon,
        today: FIRST_DAY,
        minute: 9 * 60,
        actor: ActorId(0),
    }
}

/// Does what a command says; the events, or the code of the refusal.
fn submit(book: &mut Book, command: &Command) -> Result<Vec<Event>, &'static str> {
    let events = decide(book, command, &stamp()).map_err(|refusal| refusal.code.as_str())?;
    events.iter().for_each(|event| evolve(book, event));
    Ok(events)
}

/// What comes of asking the book directly: `taken`, or why not.
fn ask(book: &mut Book, ask: &Ask) -> String {
    let command = match ask {
        Ask::Nothing => return "nothing asked".to_owned(),
        Ask::Place(order) => draft(book, order).map(Command::PlaceOrder),
        Ask::Cancel(customer, po_number) => {
            let customer = book.company.customer_by_code(customer).unwrap();
            let order = book.order_by_po(customer, po_number);
            let reason = CancelReason::Customer;
            order.map(|order| Command::CancelOrder {
                order,
                lines: Vec::new(),
                reason,
            })
        }
    };
    let Some(command) = command else {
        return "cannot be asked".to_owned();
    };
    match submit(book, &command) {
        Err(code) => code.to_owned(),
        Ok(events) => match &events[0] {
            Event::OrderPlaced { holds, .. } if !holds.is_empty() => {
                let kinds: BTreeSet<&str> = holds.iter().map(|hold| hold.kind().as_str()).collect();
                format!("held: {}", kinds.into_iter().collect::<Vec<_>>().join(", "))
            }
            _ => "taken".to_owned(),
        },
    }
}

#[test]
fn the_book_takes_every_clean_document_of_any_seed_without_a_hold() {
    for seed in [SEED, 2, 3, 4] {
        let mut book = book_of(&sample_company(seed, FIRST_DAY));
        for sample in made(seed) {
            let answer = ask(&mut book, &sample.ask);
            if sample.outcome == Outcome::Accepted {
                assert_eq!(answer, "taken", "seed {seed}, {}", sample.file);
            }
        }
    }
}

#[test]
fn the_book_itself_stops_most_of_the_doubtful_ones() {
    let mut book = book_of(&sample_company(SEED, FIRST_DAY));
    let mut answers = Vec::new();
    for sample in made(SEED) {
        let answer = ask(&mut book, &sample.ask);
        if sample.outcome == Outcome::Review && sample.ask != Ask::Nothing {
            answers.push(format!("{}: {answer}", sample.file));
        }
    }
    insta::assert_snapshot!(answers.join("\n"), @r"
    37-unknown-item.csv: held: unknown_item
    38-price-difference.x12: held: price
    39-duplicate-po.edi: held: duplicate
    40-wrong-currency.xml: held: currency
    41-nonsense-quantity.csv: cannot be asked
    42-absurd-date.json: out_of_range
    43-unknown-customer.xlsx: cannot be asked
    44-x12-lost-line.x12: taken
    ");
}
