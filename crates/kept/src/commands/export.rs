//! `kept export`: what is there as CSV that `kept import` reads back, and empty files to fill in.

use crate::cli::Export;
use crate::company::Company;
use crate::failure::Outcome;
use import::{Target, export, template};
use std::io::{BufWriter, Write, stdout};
use vocab::ActorId;

/// Prints everything of a kind.
pub fn run(company: &Company, options: &Export) -> Outcome {
    let target = Target {
        handle: &company.handle,
        vault: &company.vault,
        actor: ActorId::default(),
        now: company.clock.now(),
    };
    let mut to = BufWriter::new(stdout().lock());
    export(&target, options.kind.into(), &mut to)?;
    Ok(to.flush()?)
}

/// Prints a file to fill in.
pub fn empty(options: &Export) -> Outcome {
    print!("{}", template(options.kind.into()));
    Ok(())
}
