//! The stories in `stories/`: whole scenarios as transcripts, played on the real book; one file a scenario.
//! `KEPT_REFRESH=1` writes down what the book answers now, to be read by a person.

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

/// The first line in which a story goes otherwise than it is told.
fn difference(file: &Path) -> Option<String> {
    let told = fs::read_to_string(file).unwrap();
    let played = book::story::retell(&told);
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
    assert!(stories.len() >= 13, "only {} stories", stories.len());
    let differences: Vec<String> = stories.iter().filter_map(|file| difference(file)).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
