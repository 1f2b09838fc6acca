//! `kept demo`: a sample company from nothing: founded, its documents read, promised and kept; then
//! it goes on living on a faster clock, served on loopback.

mod outcome;
mod post;

use crate::cli::Demo;
use crate::clock::{self, CompanyClock};
use crate::company::{Company, DataDir};
use crate::failure::{Doing, Failure, Outcome};
use crate::receiving::Receiver;
use crate::serving::{self, Serving};
use crate::talk::{self, Progress};
use connect::channel::Arrived;
use keep::{Personal, SubjectId, SubjectKind};
use outcome::DocumentOutcome;
use serde::Serialize;
use sim::company::{FIRST_DAY, PartyRecord, SampleCompany, sample_company};
use std::path::{Path, PathBuf};

/// Where the demo's company is, where no directory is named.
const DATA: &str = "kept-demo";
/// Where the sample documents are put, below the data directory.
const SAMPLES: &str = "samples";
/// What the GLN of the demo's company begins with: its packages are numbered under it.
const COMPANY_PREFIX: &str = "7299997";
/// When the company's first day begins, in minutes after midnight.
const OPENS: u16 = 7 * 60;

/// What `kept demo --once --json` prints.
#[derive(Serialize)]
struct Report {
    documents: Vec<DocumentOutcome>,
    touchless_share: f64,
}

/// Founds the company if need be, reads the samples, and serves unless it is done once.
pub fn demo(named: Option<&Path>, options: &Demo, json: bool) -> Outcome {
    let data = DataDir::new(Some(named.unwrap_or(Path::new(DATA))));
    let pace = if options.once { 0 } else { options.pace };
    let start = data
        .latest()?
        .unwrap_or_else(|| clock::at(FIRST_DAY, OPENS));
    let company = Company::open(data, CompanyClock::paced(start, pace))?;
    let mut sample = sample_company(sim::samples::SEED, FIRST_DAY);
    sample.policy.company_prefix = COMPANY_PREFIX.to_owned();
    found(&company, &sample)?;
    let files = lay_out_samples(&company.data)?;
    let receiver = Receiver::new(&company, Vec::new())?;
    let report = take_in(&company, &receiver, &files)?;
    if json {
        talk::json(&report)?;
    } else {
        print!("{}", text(&report));
    }
    if options.once {
        return company.close();
    }
    let channels = post::open(&company.data)?;
    let serving = Serving::demo(options.listen, sample, channels);
    serving::serve(company, receiver, serving)
}

/// Gives a new book its company; one that was founded before is left as it is.
fn found(company: &Company, sample: &SampleCompany) -> Outcome {
    if company.handle.ask(|book| !book.company.sites.is_empty())? {
        return Ok(());
    }
    let commands = sample.commands();
    let mut progress = Progress::new("founding the company: step", commands.len() as u64);
    for (done, command) in (1..).zip(commands) {
        company.handle.own(command)?.outcome?;
        progress.at(done);
    }
    let people = sample
        .parties()
        .into_iter()
        .map(|party| Ok((subject(company, &party)?, personal(party))))
        .collect::<Outcome<Vec<(SubjectId, Personal)>>>()?;
    let people: Vec<(SubjectId, &Personal)> = people
        .iter()
        .map(|(subject, personal)| (*subject, personal))
        .collect();
    Ok(company.vault.put_all(&people)?)
}

fn subject(company: &Company, party: &PartyRecord) -> Outcome<SubjectId> {
    let (customer, ship_to) = (party.customer_code.clone(), party.ship_to_code.clone());
    let found = company.handle.ask(move |book| {
        let customer = book.company.customer_by_code(&customer)?;
        Some(match ship_to {
            None => SubjectId {
                kind: SubjectKind::Customer,
                number: u64::from(customer.0),
            },
            Some(code) => {
                let place = book.company.ship_to_by_code(customer, &code)?;
                SubjectId {
                    kind: SubjectKind::ShipTo,
                    number: u64::from(place.0),
                }
            }
        })
    })?;
    found.ok_or_else(|| {
        Failure::new(format!(
            "the sample company has no customer {}",
            party.customer_code
        ))
    })
}

fn personal(party: PartyRecord) -> Personal {
    let some = |text: String| {
        if text.is_empty() {
            Vec::new()
        } else {
            vec![text]
        }
    };
    Personal {
        name: party.name,
        other_names: some(party.name_hebrew),
        contact: party.contact,
        emails: some(party.email),
        phones: some(party.phone),
        address: party.address,
        city: party.city,
        postcode: party.postcode,
        country: party.country,
        tax_id: party.tax_id,
        ..Personal::default()
    }
}

/// Puts the sample documents into a folder, as customers would; their paths in order of arrival.
fn lay_out_samples(data: &DataDir) -> Outcome<Vec<PathBuf>> {
    let folder = data.path().join(SAMPLES);
    std::fs::create_dir_all(&folder).doing(|| format!("{} can't be made", folder.display()))?;
    for (name, bytes) in sim::samples::SAMPLES {
        let path = folder.join(name);
        std::fs::write(&path, bytes).doing(|| format!("{} can't be written", path.display()))?;
    }
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Outcome<_>>()?;
    files.sort();
    Ok(files)
}

fn from_folder<'a>(name: &'a str, bytes: &'a [u8]) -> Arrived<'a> {
    Arrived {
        channel: "folder",
        name,
        media_type: "",
        sender: "",
        identity: None,
        bytes,
    }
}

fn take_in(company: &Company, receiver: &Receiver, files: &[PathBuf]) -> Outcome<Report> {
    let mut progress = Progress::new("reading document", files.len() as u64);
    let mut received = Vec::with_capacity(files.len());
    for (done, path) in (1..).zip(files) {
        let bytes = std::fs::read(path).doing(|| format!("{} can't be read", path.display()))?;
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let arrived = from_folder(&name, &bytes);
        let taken = receiver.receive(&arrived)?;
        receiver.read_all()?;
        received.push((name, taken.document));
        progress.at(done);
    }
    company.catch_up()?;
    let documents = received
        .into_iter()
        .map(|(name, document)| outcome::of(company, name, document))
        .collect::<Outcome<Vec<DocumentOutcome>>>()?;
    let touchless = documents
        .iter()
        .filter(|document| document.is_accepted())
        .count();
    let touchless_share = touchless as f64 / documents.len().max(1) as f64;
    Ok(Report {
        documents,
        touchless_share,
    })
}

fn text(report: &Report) -> String {
    let rows: Vec<Vec<String>> = report.documents.iter().map(DocumentOutcome::row).collect();
    let table = talk::table(&["document", "read as", "order", "promise", "state"], &rows);
    let accepted = report
        .documents
        .iter()
        .filter(|document| document.is_accepted())
        .count();
    format!(
        "{table}\n{} documents, {accepted} accepted without a touch ({:.0}%), the rest for a person to look at\n",
        report.documents.len(),
        report.touchless_share * 100.0
    )
}
