//! Holds the readers to the accuracy that they reached on documents written by others.
//!
//! The documents are no part of this repository; without the folder beside it the test says so
//! and passes.

use intake::eval::{Document, Failed, Report, evaluate};
use std::fs;
use std::panic;
use std::path::{Path, PathBuf};

const DOCUMENTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/documents");

/// The least share of right header fields and of right line fields, by kind.
const FLOORS: [(&str, f64, f64); 13] = [
    ("csv", 1.0, 1.0),
    ("cxml", 1.0, 1.0),
    ("edifact", 1.0, 1.0),
    ("eml", 0.95, 0.96),
    ("idoc", 1.0, 1.0),
    ("json", 0.995, 1.0),
    ("orderx", 1.0, 1.0),
    ("pdf", 0.96, 0.97),
    ("tradacoms", 1.0, 1.0),
    ("ubl", 1.0, 1.0),
    ("x12", 1.0, 0.995),
    ("xlsx", 1.0, 1.0),
    ("xml", 1.0, 1.0),
];

/// The same of pictures, which take seconds each: they are read in the long suite.
const FLOORS_OF_PICTURES: [(&str, f64, f64); 2] =
    [("image", 0.5, 0.6), ("image_derived", 0.75, 0.3)];

#[test]
fn no_reader_reads_less_than_it_did() {
    let folder = Path::new(DOCUMENTS);
    if !folder.is_dir() {
        return println!("skipped: {DOCUMENTS} is not there");
    }
    let pictures = match std::env::var_os("KEPT_LONG") {
        Some(_) => &FLOORS_OF_PICTURES[..],
        None => &[],
    };
    let floors = [&FLOORS[..], pictures].concat();
    let report = measure(folder, |kind| {
        let is_picture = FLOORS_OF_PICTURES
            .iter()
            .any(|(picture, ..)| *picture == kind);
        !is_picture || !pictures.is_empty()
    });
    assert_eq!(report.panics, 0);
    for (kind, header, lines) in floors {
        let reached = &report.by_kind[kind];
        assert!(
            reached.header_accuracy >= header && reached.line_accuracy >= lines,
            "{kind}: {reached:?}\n{:#?}",
            report.worst
        );
    }
    assert!(report.touchless.precision >= 0.98, "{:?}", report.touchless);
}

fn measure(folder: &Path, is_wanted: impl Fn(&str) -> bool) -> Report {
    let read = |bytes: &[u8], name: &str| {
        let read = || intake::read(bytes, Some(name), &paper::Sight::new());
        let outcome = panic::catch_unwind(read);
        outcome.map_err(|_| Failed("panicked".to_owned())).into()
    };
    let documents = documents(folder).filter(|document| is_wanted(&document.kind));
    evaluate(documents, &read, None).expect("the truths are well-formed")
}

fn documents(folder: &Path) -> impl Iterator<Item = Document> {
    let kinds = children(folder).into_iter().filter(|path| path.is_dir());
    let files = kinds.flat_map(|kind| children(&kind));
    files.filter_map(|path| {
        let kind = path.parent()?.file_name()?.to_string_lossy().into_owned();
        let file = path.file_name()?.to_string_lossy().into_owned();
        let truth = fs::read(path.with_file_name(format!("{file}.truth.json"))).ok()?;
        let bytes = fs::read(&path).ok()?;
        Some(Document {
            kind,
            file,
            bytes,
            truth,
        })
    })
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}
