//! `kept eval intake`: how right the readers are, on any folder of documents whose content is known.

mod page;

use super::percent;
use crate::cli::EvalIntake;
use crate::commands::import;
use crate::directory::directory;
use crate::failure::{Doing, Failure, Outcome};
use crate::reader::DocumentReader;
use crate::talk::{self, Progress};
use intake::eval::{Attempt, Document, Failed, Found, Grounding, Report, WrongFile, evaluate};
use intake::ground::Directory;
use intake::{Arrival, Confidence};
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// What the file beside a document is called that tells its content.
const TRUTH: &str = ".truth.json";
/// How deep folders are looked into.
const DEPTH_MAX: usize = 4;
/// How many of the worst files are shown, and how many wrong fields of each.
const WORST_SHOWN: usize = 10;
const WRONG_SHOWN: usize = 4;
/// The most documents of one run.
const DOCUMENTS_MAX: usize = 100_000;

/// Reads every document that has a truth, in limited child processes, and compares; with a
/// catalogue and customers, also what is found in them.
pub fn intake(options: &EvalIntake, json: bool) -> Outcome {
    let known = known(options)?;
    let directory = &options.directory;
    let files = documents(directory, options.kind.as_deref())?;
    let documents = files
        .iter()
        .map(|file| load(directory, file))
        .collect::<Outcome<Vec<_>>>()?;
    let reader = DocumentReader::new()?;
    let progress = RefCell::new((0, Progress::new("reading document", files.len() as u64)));
    let report = evaluate(
        documents,
        &|bytes, name| {
            let (done, progress) = &mut *progress.borrow_mut();
            *done += 1;
            progress.at(*done);
            read(&reader, bytes, name)
        },
        known.as_ref(),
    )?;
    let precision = f64::from(options.precision) / 100.0;
    if let Some(path) = &options.report {
        let page = page::page(&report, &directory.display().to_string(), precision);
        std::fs::write(path, page).doing(|| format!("{} can't be written", path.display()))?;
    }
    if json {
        return talk::json(&report);
    }
    print!("{}", text(&report, precision));
    Ok(())
}

/// The catalogue and the customers, if they are given.
fn known(options: &EvalIntake) -> Outcome<Option<Directory>> {
    let (Some(catalogue), Some(customers)) = (&options.catalogue, &options.customers) else {
        return Ok(None);
    };
    let parts = options.parts.iter().map(|path| import::read(path));
    let parts = parts.collect::<Outcome<Vec<_>>>()?;
    directory(&import::read(catalogue)?, &import::read(customers)?, &parts).map(Some)
}

fn documents(directory: &Path, kind: Option<&str>) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    find(directory, DEPTH_MAX, &mut files)?;
    files.retain(|file| kind.is_none_or(|kind| folder(file) == kind));
    files.sort();
    match files.is_empty() {
        true => Err(Failure::new(format!(
            "{} holds no document with a {TRUTH} file beside it",
            directory.display()
        ))),
        false => Ok(files),
    }
}

fn read(reader: &DocumentReader, bytes: &[u8], name: &str) -> Attempt {
    let arrival = Arrival {
        name: Some(name),
        received: None,
    };
    let start = Instant::now();
    let outcome = match reader.try_read(Arc::from(bytes), arrival) {
        Ok(Ok(reading)) => Ok(reading),
        Ok(Err(broken)) => Err(Failed(broken.to_string())),
        Err(failure) => Err(Failed(failure.to_string())),
    };
    Attempt {
        outcome,
        seconds: start.elapsed().as_secs_f64(),
    }
}

/// Documents below a directory that have a truth beside them.
fn find(directory: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Outcome {
    let entries =
        std::fs::read_dir(directory).doing(|| format!("{} can't be read", directory.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() && depth > 0 {
            find(&path, depth - 1, files)?;
        } else if let Some(document) = path.to_string_lossy().strip_suffix(TRUTH) {
            files.push(PathBuf::from(document));
        }
        if files.len() > DOCUMENTS_MAX {
            return Err(Failure::new(format!(
                "more than {DOCUMENTS_MAX} documents; name a smaller directory"
            )));
        }
    }
    Ok(())
}

fn folder(file: &Path) -> String {
    let folder = file.parent().and_then(Path::file_name).unwrap_or_default();
    folder.to_string_lossy().into_owned()
}

fn load(directory: &Path, file: &Path) -> Outcome<Document> {
    let truth = PathBuf::from(format!("{}{TRUTH}", file.display()));
    let shown = file
        .strip_prefix(directory)
        .unwrap_or(file)
        .display()
        .to_string();
    Ok(Document {
        kind: folder(file),
        bytes: std::fs::read(file).doing(|| format!("{shown} can't be read"))?,
        truth: std::fs::read(&truth).doing(|| format!("the truth of {shown} can't be read"))?,
        file: shown,
    })
}

fn text(report: &Report, precision: f64) -> String {
    let rows: Vec<Vec<String>> = report
        .by_kind
        .iter()
        .map(|(kind, of)| {
            vec![
                kind.clone(),
                of.documents.to_string(),
                percent(of.header_accuracy),
                percent(of.line_accuracy),
                of.documents_right.to_string(),
                format!("{:.0}", of.page_milliseconds.median),
            ]
        })
        .collect();
    let table = talk::table(
        &[
            "kind",
            "documents",
            "header",
            "lines",
            "all right",
            "ms a page",
        ],
        &rows,
    );
    format!(
        "{table}\nheader fields right {}, line fields right {}, {} of {} documents right, {} readers broke\n\
         touchless {}, of these {} right; {}; {:.1} s\n{}{}",
        percent(report.header_accuracy),
        percent(report.line_accuracy),
        report.documents_right,
        report.documents,
        report.panics,
        percent(report.touchless.share),
        percent(report.touchless.precision),
        reachable(report, precision),
        report.seconds,
        worst(&report.worst),
        report.grounding.as_ref().map(grounding).unwrap_or_default()
    )
}

/// How many documents could pass at the chosen precision, and from which confidence on.
fn reachable(report: &Report, precision: f64) -> String {
    let wanted = percent(precision);
    match report.at_precision(precision) {
        None => format!("none could pass with {wanted} right"),
        Some(step) => format!(
            "{} could pass with {wanted} right, from a confidence of {}",
            percent(step.passed.share()),
            sureness(step.confidence)
        ),
    }
}

/// What was found in the company's own data.
fn grounding(grounding: &Grounding) -> String {
    let row = |what: &str, found: &Found| {
        vec![
            what.to_owned(),
            found.known.to_string(),
            percent(found.accuracy),
            found.confident.to_string(),
            percent(found.precision),
            found.left.to_string(),
        ]
    };
    let mut rows = vec![
        row("customers", &grounding.customers),
        row("ship-tos", &grounding.ship_tos),
        row("items", &grounding.items),
    ];
    let by = grounding.items_by.iter();
    rows.extend(by.map(|(by, found)| row(&format!("  by {}", by.replace('_', " ")), found)));
    rows.push(row("quantities", &grounding.quantities));
    let titles = [
        "found in your data",
        "known",
        "right",
        "surely",
        "of these right",
        "left to a person",
    ];
    let doubts: Vec<String> = (grounding.doubts.iter())
        .map(|(code, times)| format!("{} {times}", code.replace('_', " ")))
        .collect();
    let doubts = match doubts.is_empty() {
        true => String::new(),
        false => format!("doubts: {}\n", doubts.join(", ")),
    };
    let table = talk::table(&titles, &rows);
    format!("\n{table}{doubts}{}", worst(&grounding.worst))
}

fn worst(files: &[WrongFile]) -> String {
    let line = |file: &WrongFile| {
        let wrong = file.wrong.iter().take(WRONG_SHOWN);
        let fields: Vec<&str> = wrong.map(|wrong| wrong.field.as_str()).collect();
        let (name, count) = (&file.file, file.wrong.len());
        format!("  {name} ({count} fields): {}\n", fields.join(", "))
    };
    files.iter().take(WORST_SHOWN).map(line).collect()
}

/// A confidence, in percent.
fn sureness(confidence: Confidence) -> String {
    percent(f64::from(confidence.0) / 1000.0)
}
