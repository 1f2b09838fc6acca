//! `kept import`: files to the book and the vault, all or nothing.

use crate::cli;
use crate::company::Company;
use crate::failure::{Doing, Failure, Outcome};
use crate::talk::{self, Progress};
use import::{
    BYTES_MAX, Field, FileColumn, FirstRow, Import, Mapping, Need, Origin, Preview, Source, Target,
};
use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;
use vocab::ActorId;

/// Imports files, or checks them in a dry run, and prints what came of it. Anything that is wrong
/// with them makes it fail, with nothing changed.
pub fn run(company: &Company, options: &cli::Import, json: bool) -> Outcome {
    let sources = options
        .files
        .iter()
        .map(|path| read(path))
        .collect::<Outcome<Vec<Source>>>()?;
    let mapping = mapping(options);
    let target = Target {
        handle: &company.handle,
        vault: &company.vault,
        actor: ActorId::default(),
        now: company.clock.now(),
    };
    let job = Import {
        kind: options.kind.into(),
        sources: &sources,
        mapping: mapping.as_ref(),
        dry_run: options.dry_run,
    };
    match options.preview {
        true => preview(&target, &job, json),
        false => import(&target, &job, json),
    }
}

fn import(target: &Target<'_>, job: &Import<'_>, json: bool) -> Outcome {
    let mut shown = Progress::new("importing: row", 1);
    let report = import::import(target, job, &mut |now| {
        shown.of(now.done, now.total);
        ControlFlow::Continue(())
    })?;
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

fn preview(target: &Target<'_>, job: &Import<'_>, json: bool) -> Outcome {
    let preview = import::preview(target, job)?;
    match json {
        true => talk::json(&preview),
        false => {
            print!("{}", shown(&preview));
            Ok(())
        }
    }
}

/// What the flags say of the columns, if anything.
fn mapping(options: &cli::Import) -> Option<Mapping> {
    let columns = options.mapped.iter().cloned();
    let columns = columns.map(|(field, title)| (field, Origin::Column(title)));
    let texts = options.set.iter().cloned();
    let texts = texts.map(|(field, always)| (field, Origin::Always { always }));
    let mapping = Mapping(columns.chain(texts).collect());
    (!mapping.0.is_empty()).then_some(mapping)
}

/// A preview as tables. Of the fields, those that have anything in the first rows.
fn shown(preview: &Preview) -> String {
    let column = |column: &FileColumn| {
        let (fields, samples) = (column.fields.join(", "), column.samples.join(" | "));
        [column.title.clone(), fields, samples]
            .map(one_line)
            .to_vec()
    };
    let columns: Vec<Vec<String>> = preview.columns.iter().map(column).collect();
    let fields = preview.fields.iter();
    let kept = fields.filter(|field| field.need != Need::NotKept).zip(0..);
    let is_filled = |place: usize| preview.first.iter().any(|row| !row.cells[place].is_empty());
    let filled: Vec<(&Field, usize)> = kept.filter(|(_, place)| is_filled(*place)).collect();
    let names = filled.iter().map(|(field, _)| field.name);
    let titles: Vec<&str> = ["row", ""].into_iter().chain(names).collect();
    let row = |row: &FirstRow| {
        let start = [row.row.to_string(), row.mark.as_str().to_owned()];
        let cells = filled
            .iter()
            .map(|(_, place)| one_line(row.cells[*place].clone()));
        start.into_iter().chain(cells).collect()
    };
    let rows: Vec<Vec<String>> = preview.first.iter().map(row).collect();
    format!(
        "{}\n{}\n{} rows, {} to add, {} to change, {} as before\n{}",
        talk::table(&["column", "read as", "cells"], &columns),
        talk::table(&titles, &rows),
        preview.rows,
        preview.added,
        preview.changed,
        preview.unchanged,
        preview.problems_text()
    )
}

fn one_line(cell: String) -> String {
    cell.replace(char::is_control, " ")
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
