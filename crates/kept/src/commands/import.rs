//! `kept import`: files to the book and the vault, all or nothing.

use crate::cli::Import;
use crate::company::Company;
use crate::failure::{Doing, Failure, Outcome};
use crate::talk;
use import::{BYTES_MAX, Source, Target, import};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use vocab::ActorId;

/// Imports files, or checks them in a dry run, and prints what came of it. Anything that is wrong
/// with them makes it fail, with nothing changed.
pub fn run(company: &Company, options: &Import, json: bool) -> Outcome {
    let sources = options
        .files
        .iter()
        .map(|path| read(path))
        .collect::<Outcome<Vec<Source>>>()?;
    let target = Target {
        handle: &company.handle,
        vault: &company.vault,
        actor: ActorId::default(),
        now: company.clock.now(),
    };
    let report = import(&target, options.kind.into(), &sources, options.dry_run)?;
    match json {
        true => talk::json(&report)?,
        false => print!("{}", report.text()),
    }
    match report.wrong() {
        0 => Ok(()),
        1 => Err(Failure::new(
            "nothing was imported: one thing is wrong with the files",
        )),
        wrong => Err(Failure::new(format!(
            "nothing was imported: {wrong} things are wrong with the files"
        ))),
    }
}

/// Reads a file, whatever it is, up to the limit.
pub fn read(path: &Path) -> Outcome<Source> {
    let name = path.display().to_string();
    let cant_be_read = || format!("{name} can't be read");
    let mut bytes = Vec::new();
    let file = File::open(path).doing(cant_be_read)?;
    file.take(BYTES_MAX as u64 + 1)
        .read_to_end(&mut bytes)
        .doing(cant_be_read)?;
    match bytes.len() > BYTES_MAX {
        true => Err(Failure::new(format!(
            "{name} has more than {BYTES_MAX} bytes; import it in parts"
        ))),
        false => Ok(Source { name, bytes }),
    }
}
