//! What the suite tries: what was found once, and some inputs for every target.

use crate::{Failure, Inputs, TARGETS, Target, minimised, tried};
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The seed of the inputs that the suite tries.
const SEED: u64 = 1;
/// The largest input that the suite makes, in bytes: many small ones reach more in its seconds.
const BYTES_MAX: usize = 4 << 10;
/// How many targets are tried side by side.
const WORKERS: usize = 4;

/// The first input from a number on that a target fails on.
fn failing(target: &Target, inputs: &Inputs, count: u64) -> Option<(Vec<u8>, Failure)> {
    (0..count).find_map(|number| {
        let input = inputs.number(number);
        tried(target, &input).err().map(|failure| (input, failure))
    })
}

#[test]
fn no_parser_falls_over_samples_that_chance_has_changed() {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Some(target) = TARGETS.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let inputs = Inputs::of(target, SEED, BYTES_MAX);
                    let failed = failing(target, &inputs, target.short);
                    let told = failed.map(|(input, failure)| {
                        let small = minimised(target, &input, &failure);
                        (failure.said, small.escape_ascii().to_string())
                    });
                    assert_eq!(told, None, "{}", target.name);
                }
            });
        }
    });
}

#[test]
fn what_was_found_once_is_mended_for_ever() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("found");
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .expect("it has a name");
        let word = name.split('-').next();
        let target = TARGETS.iter().find(|target| Some(target.name) == word);
        let target = target.unwrap_or_else(|| panic!("{name} begins with the name of a target"));
        let input = fs::read(&path).expect("it can be read");
        assert_eq!(tried(target, &input), Ok(()), "{name}");
    }
}

/// A parser with a bug.
const PLANTED: Target = Target {
    name: "planted",
    about: "falls over a number behind a colon that doesn't fit",
    samples: || vec![b"QTY+21:12'PRI+AAA:4.50'".to_vec()],
    words: &["'"],
    check: |bytes| {
        let text = String::from_utf8_lossy(bytes);
        for quantity in text.split("QTY+21:").skip(1) {
            let digits: String = quantity.chars().take_while(char::is_ascii_digit).collect();
            let number: u32 = digits.parse().unwrap_or(0);
            assert!(number < 2_000_000_000, "too many: {number}");
        }
    },
    short: 0,
};

#[test]
fn a_planted_bug_is_found_and_its_input_made_small() {
    let (input, failure) =
        failing(&PLANTED, &Inputs::of(&PLANTED, SEED, BYTES_MAX), 5_000).expect("it is found");
    assert!(failure.said.contains("too many: "), "{}", failure.said);
    let small = minimised(&PLANTED, &input, &failure);
    let text = String::from_utf8_lossy(&small);
    assert!(
        text.starts_with("QTY+21:") && text.len() == "QTY+21:4294967295".len(),
        "{text}"
    );
}

#[test]
fn a_seed_makes_the_same_inputs_again_and_begins_with_the_samples() {
    for target in TARGETS {
        let (one, other) = (
            Inputs::of(target, SEED, BYTES_MAX),
            Inputs::of(target, SEED, BYTES_MAX),
        );
        let samples = one.samples().len() as u64;
        assert!(samples > 0, "{}", target.name);
        assert_eq!(one.number(0), one.samples()[0], "{}", target.name);
        for number in samples..samples + 9 {
            assert_eq!(one.number(number), other.number(number), "{}", target.name);
        }
    }
}
