//! `kept eval intake`: how right the readers are, on any folder of documents whose content is known.

use crate::failure::{Doing, Failure, Outcome};
use crate::reader::{Broken, DocumentReader};
use crate::talk::{self, Progress};
use intake::eval::{Document, Failed, Report, evaluate};
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// What the file beside a document is called that tells its content.
const TRUTH: &str = ".truth.json";
/// How deep folders are looked into.
const DEPTH_MAX: usize = 4;
/// The most documents of one run.
const DOCUMENTS_MAX: usize = 100_000;

/// Reads every document that has a truth, in limited child processes, and compares.
pub fn intake(directory: &Path, kind: Option<&str>, json: bool) -> Outcome {
    let mut files = Vec::new();
    find(directory, DEPTH_MAX, &mut files)?;
    files.retain(|file| kind.is_none_or(|kind| folder(file) == kind));
    files.sort();
    if files.is_empty() {
        let shown = directory.display();
        return Err(Failure::new(format!(
            "{shown} holds no document with a {TRUTH} file beside it"
        )));
    }
    let documents = files
        .iter()
        .map(|file| load(directory, file))
        .collect::<Outcome<Vec<_>>>()?;
    let reader = DocumentReader::new()?;
    let progress = RefCell::new((0, Progress::new("reading document", files.len() as u64)));
    let start = Instant::now();
    let mut report = evaluate(documents, &|bytes, name| {
        let (done, progress) = &mut *progress.borrow_mut();
        *done += 1;
        progress.at(*done);
        read(&reader, bytes, name)
    })?;
    report.seconds = start.elapsed().as_secs_f64();
    if json {
        return talk::json(&report);
    }
    print!("{}", text(&report));
    Ok(())
}

fn read(reader: &DocumentReader, bytes: &[u8], name: &str) -> Result<intake::Reading, Failed> {
    match reader.try_read(Arc::from(bytes), name) {
        Ok(Ok(reading)) => Ok(reading),
        Ok(Err(Broken::Ended(how))) => Err(Failed(how)),
        Ok(Err(Broken::Slow)) => Err(Failed("it took too long".to_owned())),
        Err(failure) => Err(Failed(failure.to_string())),
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

fn text(report: &Report) -> String {
    let percent = |share: f64| format!("{:.1}%", share * 100.0);
    let rows: Vec<Vec<String>> = report
        .by_kind
        .iter()
        .map(|(kind, of)| {
            let right = of.documents_right.to_string();
            vec![
                kind.clone(),
                of.documents.to_string(),
                percent(of.header_accuracy),
                percent(of.line_accuracy),
                right,
            ]
        })
        .collect();
    let table = talk::table(
        &["kind", "documents", "header", "lines", "all right"],
        &rows,
    );
    let worst = report.worst.iter().map(|file| {
        let fields: Vec<&str> = file
            .wrong
            .iter()
            .take(4)
            .map(|wrong| wrong.field.as_str())
            .collect();
        format!(
            "  {} ({} fields): {}\n",
            file.file,
            file.wrong.len(),
            fields.join(", ")
        )
    });
    format!(
        "{table}\nheader fields right {}, line fields right {}, {} of {} documents right, {} readers broke\n\
         touchless {}, of these {} right; {:.1} s\n{}",
        percent(report.header_accuracy),
        percent(report.line_accuracy),
        report.documents_right,
        report.documents,
        report.panics,
        percent(report.touchless.share),
        percent(report.touchless.precision),
        report.seconds,
        worst.take(10).collect::<String>()
    )
}
