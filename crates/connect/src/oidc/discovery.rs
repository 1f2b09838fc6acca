//! How a provider describes itself (OpenID Connect Discovery 1.0).

use super::ANSWER_BYTES_MAX;
use super::fault::SignInFault;
use super::json;
use crate::client::Client;
use serde_json::{Map, Value};

const WHAT: &str = "the provider's description";

/// What is used of a provider's description.
#[derive(Clone, Debug)]
pub struct Discovery {
    issuer: String,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    pub userinfo_endpoint: Option<String>,
    pub jwks_uri: String,
    /// Whether the token endpoint takes the client's secret in a header.
    pub takes_basic: bool,
    /// Whether the way back always names the issuer (RFC 9207).
    names_issuer: bool,
}

impl Discovery {
    /// Fetches the description of an issuer.
    pub fn fetch(client: &Client, issuer: &str) -> Result<Discovery, SignInFault> {
        let url = format!(
            "{}/.well-known/openid-configuration",
            issuer.trim_end_matches('/')
        );
        let accept = [("accept", "application/json")];
        let told = json::object(WHAT, client.get(&url, &accept, ANSWER_BYTES_MAX))?;
        let discovery = Discovery::read(&told)?;
        if discovery.issuer != issuer {
            let wrong = "its issuer is not the one of the settings, letter by letter";
            return Err(SignInFault::answer(WHAT, wrong));
        }
        discovery.check_reachable(client)?;
        Ok(discovery)
    }

    fn read(told: &Map<String, Value>) -> Result<Discovery, SignInFault> {
        let needed = |name: &str| {
            let missing = || SignInFault::answer(WHAT, format!("it has no {name}"));
            json::text(told, name)
                .map(str::to_owned)
                .ok_or_else(missing)
        };
        Ok(Discovery {
            issuer: needed("issuer")?,
            authorization_endpoint: needed("authorization_endpoint")?,
            token_endpoint: needed("token_endpoint")?,
            userinfo_endpoint: json::text(told, "userinfo_endpoint").map(str::to_owned),
            jwks_uri: needed("jwks_uri")?,
            takes_basic: match told.get("token_endpoint_auth_methods_supported") {
                Some(Value::Array(ways)) => ways.iter().any(|way| way == "client_secret_basic"),
                _ => true,
            },
            names_issuer: json::says_true(told, "authorization_response_iss_parameter_supported"),
        })
    }

    /// The browser is sent to one of them: no `javascript:` and nothing unencrypted.
    fn check_reachable(&self, client: &Client) -> Result<(), SignInFault> {
        let urls = [
            &self.authorization_endpoint,
            &self.token_endpoint,
            &self.jwks_uri,
        ];
        urls.into_iter()
            .chain(&self.userinfo_endpoint)
            .try_for_each(|url| {
                let wrong = |why| SignInFault::answer(WHAT, format!("one of its endpoints: {why}"));
                client.check(url).map_err(wrong)
            })
    }

    /// Checks the issuer that the way back names, so that the answer of one provider isn't taken
    /// to another.
    pub fn check_issuer_told(&self, told: Option<&str>) -> Result<(), SignInFault> {
        match told {
            Some(told) if told == self.issuer => Ok(()),
            Some(_) => Err(SignInFault::Callback("it comes from another issuer")),
            None if self.names_issuer => Err(SignInFault::Callback("it names no issuer")),
            None => Ok(()),
        }
    }
}
