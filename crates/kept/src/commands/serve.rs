//! `kept serve`: the API and the console of the user's own company.

use crate::cli::Serve;
use crate::clock::CompanyClock;
use crate::company::{Company, DataDir};
use crate::config::Config;
use crate::failure::Outcome;
use crate::fence;
use crate::policy;
use crate::receiving::Receiver;
use crate::serving::{self, Serving};

/// Opens the company by its configuration and serves it.
pub fn serve(data: DataDir, options: &Serve) -> Outcome {
    let config = Config::load(options.config.as_deref(), &data.config())?;
    let channels = config.channels().open()?;
    let company = Company::open(data, CompanyClock::wall(&config.time_zone)?)?;
    tell(&company)?;
    if let Some(policy) = config.policy {
        policy::apply(&company, policy)?;
    }
    let clock = company.clock.clone();
    let second = config.reader.open(&company)?;
    second
        .iter()
        .for_each(|second| eprintln!("{}", second.told()));
    let receiver = Receiver::new(&company, config.partner)?.with_second(second);
    let listen = options.listen.unwrap_or(config.server.listen);
    serving::serve(
        company,
        receiver,
        Serving {
            listen,
            hosts: config.server.hosts,
            provider: config.sign_in.open(&clock)?,
            reach: config.webhooks.reach(),
            seller: config.company.seller(),
            outbox: config.outbox.folder,
            channels,
            life: None,
        },
    )
}

fn tell(company: &Company) -> Outcome {
    let note = &company.recovered;
    eprintln!(
        "opened {}: snapshot {}, {} records replayed",
        company.data.path().display(),
        note.snapshot,
        note.replayed
    );
    note.skipped
        .iter()
        .for_each(|skipped| eprintln!("kept: not used: {skipped}"));
    eprintln!("{}", paper::Sight::new().means());
    eprintln!("{}", fence::strength()?.told());
    Ok(())
}
