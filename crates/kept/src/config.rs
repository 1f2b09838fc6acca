//! The configuration of `kept serve`: one TOML file, every key known, every value checked.

use crate::channels::{Channels, FolderConfig, MailboxConfig, SmtpConfig};
use crate::clock::CompanyClock;
use crate::failure::{Doing, Failure, Outcome};
use crate::second::ReaderConfig;
use connect::client::Reach;
use connect::oidc::Provider;
use connect::outbound::facts::{Address, Contact, Party};
use intake::profile::Profile;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use vocab::{Decimal, Gln};
use web::outgoing::Seller;

/// The largest configuration file, in bytes.
const CONFIG_BYTES_MAX: u64 = 1 << 20;
/// The example that the documentation shows; a test reads it.
#[cfg(test)]
const EXAMPLE: &str = include_str!("../../../kept.example.toml");

/// The configuration. Keys that are not given have the defaults of `kept.example.toml`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Time zone that days and cut-offs are told in.
    pub time_zone: String,
    /// The server.
    pub server: Server,
    /// The rules of the book; see [`crate::policy`].
    pub policy: Option<book::Policy>,
    /// The company, as its papers and messages tell it.
    pub company: CompanyConfig,
    /// What is known about senders.
    pub partner: Vec<Profile>,
    /// What reads documents besides the readers that are built in.
    pub reader: ReaderConfig,
    /// How people sign in besides a password.
    pub sign_in: SignIn,
    /// Servers that are told what happens.
    pub webhooks: Webhooks,
    /// Where messages for others are put.
    pub outbox: OutboxConfig,
    /// Folders that documents are put into.
    pub folder: Vec<FolderConfig>,
    /// The mail server that orders are sent to.
    pub smtp: Option<SmtpConfig>,
    /// Mailboxes that orders come into.
    pub mailbox: Vec<MailboxConfig>,
}

/// Who and where the company is; what is empty is not told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CompanyConfig {
    /// Its name.
    pub name: String,
    /// Its Global Location Number, with a right check digit.
    pub gln: Option<Gln>,
    /// The number that it pays value added tax under.
    pub tax_number: Option<String>,
    /// Street and house, one or two lines.
    pub street: Vec<String>,
    /// The town.
    pub city: Option<String>,
    /// The postal code.
    pub postcode: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// A telephone number.
    pub phone: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
    /// The tax on what it sells, in percent with at most two places, as text.
    pub tax_percent: Decimal,
}

impl CompanyConfig {
    /// It as the server tells it.
    pub fn seller(self) -> Seller {
        Seller {
            party: Party {
                name: self.name,
                gln: self.gln,
                code: None,
                tax_number: self.tax_number,
                address: Address {
                    street: self.street,
                    city: self.city,
                    region: None,
                    postcode: self.postcode,
                    country: self.country,
                },
                contact: Contact {
                    name: None,
                    phone: self.phone,
                    email: self.email,
                },
            },
            tax_percent: self.tax_percent,
        }
    }
}

/// What webhooks may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Webhooks {
    /// Whether they may be posted to addresses that the public internet does not reach.
    pub allow_local: bool,
}

/// Where messages for others are put.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OutboxConfig {
    /// The folder, with one for each recipient in it; none is `outbox` in the data directory.
    pub folder: Option<PathBuf>,
}

/// Signing in by an identity provider (OpenID Connect).
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignIn {
    /// The provider; none is passwords only.
    pub provider: Option<connect::oidc::Settings>,
    /// The file that holds the client's secret, for a client that has one; blanks around it do not
    /// count.
    pub secret_file: Option<PathBuf>,
}

/// Where and how to serve.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// Address and port.
    pub listen: SocketAddr,
    /// Host names that the server is reached by, besides the loopback ones.
    pub hosts: Vec<String>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            time_zone: "Asia/Jerusalem".to_owned(),
            server: Server::default(),
            policy: None,
            company: CompanyConfig::default(),
            partner: Vec::new(),
            reader: ReaderConfig::default(),
            sign_in: SignIn::default(),
            webhooks: Webhooks::default(),
            outbox: OutboxConfig::default(),
            folder: Vec::new(),
            smtp: None,
            mailbox: Vec::new(),
        }
    }
}

impl Default for Server {
    fn default() -> Server {
        Server {
            listen: SocketAddr::from(([127, 0, 0, 1], 8650)),
            hosts: Vec::new(),
        }
    }
}

impl Config {
    /// The configuration that was named, or the usual file if it is there, or the defaults.
    pub fn load(named: Option<&Path>, usual: &Path) -> Outcome<Config> {
        match named {
            Some(path) => Config::read(path),
            None if usual.exists() => Config::read(usual),
            None => Ok(Config::default()),
        }
    }

    /// The channels that documents come in by.
    pub fn channels(&self) -> Channels {
        Channels {
            folders: self.folder.clone(),
            smtp: self.smtp.clone(),
            mailboxes: self.mailbox.clone(),
        }
    }

    fn read(path: &Path) -> Outcome<Config> {
        let shown = path.display();
        let size = std::fs::metadata(path)
            .doing(|| format!("{shown} can't be read"))?
            .len();
        if size > CONFIG_BYTES_MAX {
            return Err(Failure::new(format!(
                "{shown} has {size} bytes; at most {CONFIG_BYTES_MAX} are read"
            )));
        }
        let text = std::fs::read_to_string(path).doing(|| format!("{shown} can't be read"))?;
        toml::from_str(&text)
            .map_err(|error| Failure::because(format!("{shown} is not a configuration"), error))
    }
}

impl Webhooks {
    /// Where they may be posted to.
    pub fn reach(self) -> Reach {
        match self.allow_local {
            true => Reach::Anywhere,
            false => Reach::Public,
        }
    }
}

impl SignIn {
    /// The provider, with the client's secret read from its file.
    pub fn open(self, clock: &CompanyClock) -> Outcome<Option<Provider>> {
        let Some(settings) = self.provider else {
            return Ok(None);
        };
        let read = |path: PathBuf| {
            let text = std::fs::read_to_string(&path);
            text.doing(|| format!("{} can't be read", path.display()))
        };
        let secret = self.secret_file.map(read).transpose()?;
        let secret = secret.map(|text| text.trim().to_owned());
        let clock = clock.clone();
        let provider = Provider::new(settings, secret, Arc::new(move || clock.now().at));
        let refused = |fault| Failure::because("[sign_in.provider] can't be used", fault);
        provider.map(Some).map_err(refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_a_configuration_with_the_defaults() {
        let example: Config = toml::from_str(EXAMPLE).unwrap();
        assert_eq!(example.time_zone, Config::default().time_zone);
        assert_eq!(example.server, Server::default());
        assert_eq!(example.policy, Some(book::Policy::default()));
        assert_eq!(example.partner.len(), 1);
        assert_eq!(example.webhooks.reach(), Reach::Public);
    }

    #[test]
    fn the_example_of_a_second_reader_names_the_defaults() {
        let block = EXAMPLE.split("# [reader.llm]\n").nth(1).unwrap();
        let stated = block.lines().map_while(|line| line.strip_prefix("# "));
        let stated: Vec<&str> = stated.collect();
        let read = |lines: &[&str]| {
            let text = format!("[reader.llm]\n{}", lines.join("\n"));
            toml::from_str::<Config>(&text).unwrap().reader.llm.unwrap()
        };
        let (named, rest) = stated.split_at(3);
        assert!(named[2].starts_with("key_file") && rest.len() == 6);
        assert_eq!(read(&stated), read(named));
    }

    #[test]
    fn an_unknown_key_is_refused_by_name() {
        let error = toml::from_str::<Config>("[server]\nlissten = \"x\"\n")
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("lissten") && error.contains("listen"),
            "{error}"
        );
    }
}
