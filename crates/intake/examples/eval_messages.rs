//! Measures the reader of messages on the sets that belong to it: `eval_messages [FILTER]`.
//!
//! The unseen set is told by its totals only: `--unseen-details` shows its messages too, and then
//! they are no longer unseen by who mends rules.

use intake::eval::Count;
use intake::eval::messages::{Case, Good, Language, Measured, cases, expand, measure};
use intake::ground::{CatalogueItem, Directory};
use sim::company::catalogue;
use std::env;
use vocab::ItemId;

const SEEN: [&str; 2] = [
    include_str!("../messages/seen/hard.txt"),
    include_str!("../messages/seen/templates.txt"),
];
const UNSEEN: [&str; 2] = [
    include_str!("../messages/unseen/hard.txt"),
    include_str!("../messages/unseen/templates.txt"),
];
/// The seed of the catalogue and of the filled templates.
const SEED: u64 = 1;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let details = arguments.iter().any(|word| word == "--unseen-details");
    for (name, set, told) in [("seen", SEEN, true), ("unseen", UNSEEN, details)] {
        for language in [Language::English, Language::Hebrew] {
            let cases: Vec<Case> = all(set)
                .into_iter()
                .filter(|case| case.language == language)
                .collect();
            let measured = measure(&cases, Some(&directory(language)));
            if told {
                measured
                    .wrong
                    .iter()
                    .for_each(|wrong| println!("{wrong}\n"));
            }
            show(&format!("{name} {language:?}"), &measured);
        }
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

fn all([hard, templates]: [&str; 2]) -> Vec<Case> {
    let mut all = cases(hard).expect("cases are well written");
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
        assert!(seen.len() + unseen.len() >= 400 && unseen.len() * 2 >= seen.len());
        for (set, purposes, lines) in [(seen, 0.985, 0.985), (unseen, 0.94, 0.87)] {
            let measured = measure(&set, None);
            let reached = (measured.purposes.share(), measured.lines.share());
            assert!(reached.0 >= purposes && reached.1 >= lines, "{reached:?}");
        }
    }
}
