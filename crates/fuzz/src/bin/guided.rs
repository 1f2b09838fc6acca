//! The targets under libFuzzer: `KEPT_FUZZ` names the one that is tried; `cargo xtask fuzz --guided`
//! builds it with the counters that it is led by.
#![no_main]

use fuzz::{TARGETS, Target};
use libfuzzer_sys::fuzz_target;
use std::path::Path;
use std::sync::LazyLock;

static TARGET: LazyLock<&Target> = LazyLock::new(|| {
    let name = std::env::var("KEPT_FUZZ").unwrap_or_default();
    let found = TARGETS.iter().find(|target| target.name == name);
    found.expect("KEPT_FUZZ names a target")
});

/// Writes the samples to where libFuzzer looks for inputs to begin with.
fn write_samples() {
    let Some(folder) = std::env::var_os("KEPT_FUZZ_SAMPLES") else {
        return;
    };
    for (number, sample) in (TARGET.samples)().iter().enumerate() {
        let path = Path::new(&folder).join(format!("sample-{number}"));
        std::fs::write(path, sample).expect("the folder of samples can be written");
    }
}

fuzz_target!(
    init: write_samples(),
    |bytes: &[u8]| (TARGET.check)(bytes)
);
