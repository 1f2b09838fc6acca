//! The configuration of `kept serve`: one TOML file, every key known, every value checked.

use crate::failure::{Doing, Failure, Outcome};
use intake::profile::Profile;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::Path;

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
    /// The rules of the book; journaled when they change.
    pub policy: Option<book::Policy>,
    /// What is known about senders.
    pub partner: Vec<Profile>,
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
            partner: Vec::new(),
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
