//! Measures the reader of messages on the sets that belong to it, or on cases of one's own:
//! `eval_messages [FILE ...]`.
//!
//! The unseen set is told by its totals only: `--unseen-details` shows its messages too, and then
//! they are no longer unseen by who mends rules.

use intake::eval::Count;
use intake::eval::messages::{Case, Good, Language, Measured, cases, expand, measure};
use intake::ground::{CatalogueItem, Directory};
use sim::company::catalogue;
use std::{env, fs};
use vocab::ItemId;

/// What is written by hand, and templates.
type Set = (&'static [&'static str], &'static str);

const SEEN: Set = (
    &[
        include_str!("../messages/seen/hard.txt"),
        include_str!("../messages/seen/varied.txt"),
    ],
    include_str!("../messages/seen/templates.txt"),
);
const UNSEEN: Set = (
    &[include_str!("../messages/unseen/hard.txt")],
    include_str!("../messages/unseen/templates.txt"),
);
/// The seed of the catalogue and of the filled templates.
const SEED: u64 = 1;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let details = arguments.iter().any(|word| word == "--unseen-details");
    let files = arguments.iter().filter(|word| !word.starts_with("--"));
    let own: Vec<Case> = files
        .flat_map(|file| cases(&read(file)).expect(file))
        .collect();
    if !own.is_empty() {
        return tell("own", &own, true);
    }
    tell("seen", &all(SEEN), true);
    tell("unseen", &all(UNSEEN), details);
}

fn read(file: &str) -> String {
    fs::read_to_string(file).expect(file)
}

/// The figures of a set by language, and what was read wrong where that may be told.
fn tell(name: &str, set: &[Case], details: bool) {
    for language in [Language::English, Language::Hebrew] {
        let cases = set.iter().filter(|case| case.language == language);
        let measured = measure(cases, Some(&directory(language)));
        for wrong in measured.wrong.iter().filter(|_| details) {
            println!("{wrong}\n");
        }
        show(&format!("{name} {language:?}"), &measured);
    }
}

fn show(name: &str, measured: &Measured) {
    let told = |what: &str, count: Count| {
        let (low, high) = count.interval();
        println!(
            "{name:15} {what:22} {:4} of {:4}  {:5.1}%  ({:.1} to {:.1})",
            count.part,
            count.whole,
            count.share() * 100.0,
            low * 100.0,
            high * 100.0
        );
    };
    told("purpose", measured.purposes);
    told("lines entirely right", measured.lines);
    told("messages right in all", measured.messages);
    told("items found or asked", measured.items);
    println!(
        "{name:15} wrong items            {:4}",
        measured.items_wrong
    );
}

fn all((written, templates): Set) -> Vec<Case> {
    let written = written.iter().map(|file| cases(file));
    let mut all: Vec<Case> = written
        .flat_map(|cases| cases.expect("cases are well written"))
        .collect();
    all.extend(expand(templates, &goods(), SEED).expect("templates are well written"));
    all
}

/// Every item of the sample company by its names.
fn goods() -> Vec<Good> {
    let named = catalogue::items(SEED).into_iter().flat_map(|sample| {
        let good = |language, name| Good {
            language,
            name,
            code: sample.item.code.clone(),
        };
        [
            good(Language::English, sample.item.description.clone()),
            good(Language::Hebrew, sample.hebrew.clone()),
        ]
    });
    named.collect()
}

/// The catalogue as a company of that language keeps it.
fn directory(language: Language) -> Directory {
    let numbered = (1..).zip(catalogue::items(SEED));
    let items = numbered.map(|(id, sample)| CatalogueItem {
        id: ItemId(id),
        code: sample.item.code,
        gtins: sample.item.gtins,
        description: match language {
            Language::English => sample.item.description,
            Language::Hebrew => sample.hebrew,
        },
        units: sample.item.units,
        base_unit: sample.item.base_unit,
    });
    Directory::new(items.collect(), Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_as_well_as_they_were() {
        let (seen, unseen) = (all(SEEN), all(UNSEEN));
        assert!(seen.len() + unseen.len() >= 400 && unseen.len() * 4 >= seen.len());
        for (set, purposes, lines) in [(seen, 0.985, 0.975), (unseen, 0.97, 0.905)] {
            let measured = measure(&set, None);
            let reached = (measured.purposes.share(), measured.lines.share());
            assert!(reached.0 >= purposes && reached.1 >= lines, "{reached:?}");
        }
    }
}
