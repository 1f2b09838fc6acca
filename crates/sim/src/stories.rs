//! The stories in `stories/`: whole scenarios as transcripts, played on the real book; one file a scenario.
//! `KEPT_REFRESH=1` writes down what the book answers now, to be read by a person.

use book::story::{Planner, retell_with};
use book::{Book, Command, Stamp};
use plan::attend::{propose, settled, timed_run, to_plan};
use plan::ration;
use plan::release::to_release;
use plan::resolve::Terms;
use plan::watch::Watcher;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Where they are.
const STORIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/stories");

fn stories() -> Vec<PathBuf> {
    let files = fs::read_dir(STORIES).expect("the stories are there");
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

/// Who plans in the stories, as beside whoever serves: `plan watch` looks for trouble that nobody reports,
/// `plan exceptions` proposes what could be done, `plan settled` looks what has settled by itself, and
/// `plan run` hands goods out anew, of all items or of those that it names, and `plan timed` makes the run
/// whose time has come.
fn planner() -> Planner {
    let mut watcher = Watcher::default();
    Box::new(move |book, stamp, words| match words[0].as_str() {
        "watch" => watcher.notice(book, stamp),
        "exceptions" => {
            let exceptions = to_plan(book).into_iter();
            let terms = Terms::default();
            exceptions
                .map(|id| propose(book, id, &terms, stamp))
                .collect()
        }
        "settled" => settled(book, None, stamp).0,
        "release" => to_release(book, stamp),
        "timed" => timed_run(book, stamp).into_iter().collect(),
        "run" => backorder_run(book, &words[1..], stamp),
        other => panic!("nobody plans {other:?}"),
    })
}

fn backorder_run(book: &Book, items: &[String], stamp: &Stamp) -> Vec<Command> {
    let item = |code: &String| book.company.item_by_code(code).expect("a known item");
    let items: BTreeSet<_> = items.iter().map(item).collect();
    let run = ration::run(book, Some(&items).filter(|items| !items.is_empty()), stamp);
    vec![Command::MakePlan(run.plan)]
}

/// The first line in which a story goes otherwise than it is told.
fn difference(file: &Path) -> Option<String> {
    let told = fs::read_to_string(file).unwrap();
    let played = retell_with(&told, planner());
    if std::env::var_os("KEPT_REFRESH").is_some() {
        fs::write(file, &played).unwrap();
        return None;
    }
    let lines = told.lines().chain([""]).zip(played.lines().chain([""]));
    let (number, (told, played)) = (1..)
        .zip(lines)
        .find(|(_, (told, played))| told != played)?;
    let name = file.file_name()?.display();
    Some(format!(
        "{name}, line {number}: told\n  {told}\nplayed\n  {played}"
    ))
}

#[test]
fn every_story_goes_as_it_is_told() {
    let stories = stories();
    assert!(stories.len() >= 27, "only {} stories", stories.len());
    let differences: Vec<String> = stories.iter().filter_map(|file| difference(file)).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
