//! Prints the sample documents that come on paper: from HTML to PDFs, a fax, a scan and a photograph.
//!
//! Browsers and picture tools differ from version to version, so what they make is committed, below
//! `crates/sim/printed`; this is how it was made.

use crate::child::run;
use crate::{Outcome, packages};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The Debian packages that print, draw and spoil pages.
const PACKAGES: &[&str] = &["chromium", "poppler-utils", "imagemagick", "img2pdf"];
/// Pages that become pictures: name, dots an inch, what is done to them, and the ending.
const PICTURES: [(&str, &str, &[&str], &str); 3] = [
    ("fax", "204", FAX, "tif"),
    ("scan-hebrew", "200", SCAN, "jpg"),
    ("photo", "150", PHOTO, "jpg"),
];
/// A sheet that went in askew, over a noisy line, as ITU-T T.6 packs it.
const FAX: &[&str] = &[
    "-background",
    "white",
    "-rotate",
    "0.8",
    "+repage",
    "-attenuate",
    "0.25",
    "+noise",
    "Impulse",
    "-threshold",
    "60%",
    "-units",
    "PixelsPerInch",
    "-density",
    "204",
    "-compress",
    "Group4",
];
/// A grey sheet from an office scanner.
const SCAN: &[&str] = &[
    "-background",
    "#eeeeee",
    "-rotate",
    "-0.5",
    "+repage",
    "-blur",
    "0x0.6",
    "-units",
    "PixelsPerInch",
    "-density",
    "200",
    "-quality",
    "60",
];
/// A sheet on a desk under a lamp that stands to the left.
const PHOTO: &[&str] = &[
    "(",
    "+clone",
    "-sparse-color",
    "Barycentric",
    "0,0 white %w,%h gray60",
    ")",
    "-compose",
    "multiply",
    "-composite",
    "-background",
    "#5a4a3a",
    "-rotate",
    "1.4",
    "+repage",
    "-blur",
    "0x0.7",
    "-quality",
    "75",
];

/// Prints every page anew; the samples are then written by `cargo xtask refresh`.
///
/// # Errors
/// When a program is missing and can't be installed, or fails.
pub fn run_all() -> Outcome {
    packages::install(PACKAGES)?;
    let folder = crate::root().join("crates/sim/printed");
    for page in pages(&folder)? {
        print(&page)?;
    }
    for (name, dots, spoil, ending) in PICTURES {
        picture(&folder.join(name), dots, spoil, ending)?;
    }
    scan(&folder.join("scan-hebrew"))
}

fn pages(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    Ok(paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "html"))
        .collect())
}

fn print(page: &Path) -> Outcome {
    let mut chromium = Command::new("chromium");
    chromium
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
        ])
        .arg(format!(
            "--print-to-pdf={}",
            page.with_extension("pdf").display()
        ))
        .arg(page);
    run(chromium)
}

/// Draws a printed page and spoils it as its way through the world would.
fn picture(page: &Path, dots: &str, spoil: &[&str], ending: &str) -> Outcome {
    let printed = page.with_extension("pdf");
    let mut draw = Command::new("pdftoppm");
    draw.args(["-r", dots, "-gray", "-png", "-singlefile"])
        .arg(&printed)
        .arg(page);
    run(draw)?;
    let drawn = page.with_extension("png");
    remove(&printed)?;
    let mut convert = Command::new("convert");
    convert
        .arg(&drawn)
        .args(spoil)
        .arg(page.with_extension(ending));
    run(convert)?;
    remove(&drawn)
}

/// Puts a picture into a PDF, as office scanners do.
fn scan(page: &Path) -> Outcome {
    let picture = page.with_extension("jpg");
    let mut wrap = Command::new("img2pdf");
    wrap.args(["--nodate", "--output"])
        .arg(page.with_extension("pdf"))
        .arg(&picture);
    run(wrap)?;
    remove(&picture)
}

fn remove(file: &Path) -> Outcome {
    fs::remove_file(file).map_err(|error| format!("{}: {error}", file.display()))
}
