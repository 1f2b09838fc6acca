//! Measures the readers on a folder of documents: `eval_dev DIR [KIND]` prints every wrong field.

use intake::eval::{Attempt, Document, Failed, evaluate};
use std::path::{Path, PathBuf};
use std::{env, fs, panic, time::Instant};

fn main() {
    let mut arguments = env::args().skip(1);
    let Some(folder) = arguments.next() else {
        return eprintln!("usage: eval_dev DIR [KIND]");
    };
    let wanted = arguments.next();
    let documents = documents(Path::new(&folder), wanted.as_deref());
    let read = |bytes: &[u8], name: &str| {
        let started = Instant::now();
        let read = || intake::read(bytes, Some(name), &paper::Sight::new());
        let outcome = panic::catch_unwind(read);
        Attempt {
            outcome: outcome.map_err(|_| Failed("panicked".to_owned())),
            seconds: started.elapsed().as_secs_f64(),
        }
    };
    let mut report = match evaluate(documents, &read, None) {
        Ok(report) => report,
        Err(bad) => return eprintln!("{bad}"),
    };
    for file in report.worst.iter().rev() {
        println!("\n{}", file.file);
        for wrong in &file.wrong {
            let show = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
            let (expected, read) = (show(&wrong.expected), show(&wrong.read));
            println!("  {:36} expected {expected:32} read {read}", wrong.field);
        }
    }
    report.worst.clear();
    println!(
        "\n{}",
        serde_json::to_string_pretty(&report).unwrap_or_default()
    );
}

fn documents(folder: &Path, wanted: Option<&str>) -> Vec<Document> {
    let mut found = Vec::new();
    for kind in children(folder).into_iter().filter(|path| path.is_dir()) {
        let name = kind.file_name().unwrap_or_default().to_string_lossy();
        if wanted.is_some_and(|wanted| wanted != name) {
            continue;
        }
        for path in children(&kind) {
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            let truth = fs::read(path.with_file_name(format!("{file}.truth.json")));
            if let (Ok(truth), Ok(bytes)) = (truth, fs::read(&path)) {
                found.push(Document {
                    kind: name.to_string(),
                    file: file.to_string(),
                    bytes,
                    truth,
                });
            }
        }
    }
    found
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}
