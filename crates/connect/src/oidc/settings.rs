//! What the operator says about a provider, and which role a person gets.

use super::fault::SignInFault;
use crate::client::Client;
use keep::Role;
use serde::{Deserialize, Deserializer, de};
use serde_json::{Map, Value};

/// The most scopes that are asked for.
pub const SCOPES_MAX: usize = 20;
/// The most rules that give roles.
pub const RULES_MAX: usize = 100;
/// The scope that makes it OpenID Connect.
const OPENID: &str = "openid";

/// The settings of a provider. The client's secret is not among them: it is read from a file of its
/// own.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// What the button of the sign-in page calls it.
    #[serde(default = "usual_name")]
    pub name: String,
    /// The issuer's URL, letter by letter as the provider writes it; `https`, or `http` on
    /// loopback.
    pub issuer: String,
    /// What the provider calls Kept.
    pub client_id: String,
    /// What is asked for besides `openid`.
    #[serde(default = "usual_scopes")]
    pub scopes: Vec<String>,
    /// Where the provider sends the browser back to, as it is registered there.
    pub redirect_url: String,
    /// Who gets which role; the first rule that fits decides.
    #[serde(default)]
    pub roles: Vec<RoleRule>,
    /// The role of those whom no rule fits; without it they are not let in.
    #[serde(default, deserialize_with = "some_role")]
    pub default_role: Option<Role>,
}

/// Gives a role to those of whom the provider says something.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleRule {
    /// The claim: its name, or names with dots between them where it stands in another one
    /// (`realm_access.roles`).
    pub claim: String,
    /// The value of the claim, or one of its values when it is a list.
    pub value: String,
    /// The role.
    #[serde(deserialize_with = "role")]
    pub role: Role,
}

impl Settings {
    /// Checks what can be checked without asking the provider.
    pub(super) fn check(&self, client: &Client) -> Result<(), SignInFault> {
        let fault = |name, expected| Err(SignInFault::Setting { name, expected });
        let url = |url: &str| client.check(url).is_ok() && !url.contains('#');
        if !url(&self.issuer) || self.issuer.contains('?') {
            return fault(
                "issuer",
                "an https URL without query (http on loopback addresses)",
            );
        }
        if self.client_id.is_empty() {
            return fault("client_id", "what the provider calls Kept");
        }
        if !url(&self.redirect_url) {
            return fault("redirect_url", "an https URL (http on loopback addresses)");
        }
        let plain =
            |scope: &String| !scope.is_empty() && scope.bytes().all(|b| b.is_ascii_graphic());
        if self.scopes.len() > SCOPES_MAX || !self.scopes.iter().all(plain) {
            return fault("scopes", "at most 20 words");
        }
        if self.roles.len() > RULES_MAX {
            return fault("roles", "at most 100 rules");
        }
        Ok(())
    }

    /// The scopes as they are asked for.
    pub(super) fn scope(&self) -> String {
        let others = self.scopes.iter().map(String::as_str);
        let others = others.filter(|scope| *scope != OPENID);
        std::iter::once(OPENID)
            .chain(others)
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Whether the token leaves out what the provider may tell at its userinfo endpoint.
    pub(super) fn wants_more(&self, claims: &Map<String, Value>) -> bool {
        let unknown = |rule: &RoleRule| find(claims, &rule.claim).is_none();
        !claims.contains_key("email") || self.roles.iter().any(unknown)
    }

    /// The role of a person.
    pub(super) fn role_of(&self, claims: &Map<String, Value>) -> Option<Role> {
        let rule = self.roles.iter().find(|rule| rule.fits(claims));
        rule.map(|rule| rule.role).or(self.default_role)
    }
}

impl RoleRule {
    fn fits(&self, claims: &Map<String, Value>) -> bool {
        match find(claims, &self.claim) {
            Some(Value::Array(values)) => values.iter().any(|value| self.is(value)),
            Some(value) => self.is(value),
            None => false,
        }
    }

    fn is(&self, value: &Value) -> bool {
        match value {
            Value::String(text) => *text == self.value,
            Value::Bool(said) => said.to_string() == self.value,
            Value::Number(number) => number.to_string() == self.value,
            Value::Null | Value::Array(_) | Value::Object(_) => false,
        }
    }
}

/// A claim by its name; dots in a name may also be steps into objects.
fn find<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    if let Some(value) = claims.get(name) {
        return Some(value);
    }
    let (first, rest) = name.split_once('.')?;
    find(claims.get(first)?.as_object()?, rest)
}

fn usual_name() -> String {
    "OpenID Connect".to_owned()
}

fn usual_scopes() -> Vec<String> {
    ["profile", "email"].map(str::to_owned).to_vec()
}

fn role<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Role, D::Error> {
    let word = String::deserialize(deserializer)?;
    Role::parse(&word).ok_or_else(|| {
        let words = Role::ALL.map(Role::as_str).join(", ");
        de::Error::custom(format!("expected a role ({words}), got \"{word}\""))
    })
}

fn some_role<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Role>, D::Error> {
    role(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::Reach;

    fn settings(change: impl FnOnce(&mut Settings)) -> Settings {
        let mut settings: Settings = serde_json::from_str(
            r#"{"issuer": "https://id.example", "client_id": "kept",
                "redirect_url": "https://kept.example/sign-in/callback",
                "roles": [
                    {"claim": "groups", "value": "oms-admins", "role": "admin"},
                    {"claim": "realm_access.roles", "value": "picker", "role": "picker"},
                    {"claim": "https://acme.example/desk", "value": "true", "role": "desk"}
                ]}"#,
        )
        .unwrap();
        change(&mut settings);
        settings
    }

    fn role_of(claims: &str) -> Option<&'static str> {
        let claims = serde_json::from_str(claims).unwrap();
        settings(|_| {}).role_of(&claims).map(Role::as_str)
    }

    #[test]
    fn the_first_rule_that_fits_gives_the_role() {
        assert_eq!(
            role_of(r#"{"groups": ["sales", "oms-admins"]}"#),
            Some("admin")
        );
        assert_eq!(role_of(r#"{"groups": "oms-admins"}"#), Some("admin"));
        assert_eq!(
            role_of(r#"{"realm_access": {"roles": ["picker"]}}"#),
            Some("picker")
        );
        assert_eq!(
            role_of(r#"{"https://acme.example/desk": true}"#),
            Some("desk")
        );
        let both = r#"{"groups": ["oms-admins"], "realm_access": {"roles": ["picker"]}}"#;
        assert_eq!(role_of(both), Some("admin"));
    }

    #[test]
    fn whom_no_rule_fits_gets_the_default_role_or_none() {
        let claims = serde_json::from_str(r#"{"groups": ["oms-admins-not"]}"#).unwrap();
        assert_eq!(settings(|_| {}).role_of(&claims), None);
        let lenient = settings(|settings| settings.default_role = Some(Role::Viewer));
        assert_eq!(lenient.role_of(&claims), Some(Role::Viewer));
        assert_eq!(role_of(r#"{"groups": {"oms-admins": true}}"#), None);
    }

    #[test]
    fn a_setting_that_cannot_be_used_is_named() {
        let told = |change: fn(&mut Settings)| {
            let fault = settings(change)
                .check(&Client::new(Reach::Anywhere))
                .unwrap_err();
            fault.to_string()
        };
        assert_eq!(
            settings(|_| {}).check(&Client::new(Reach::Anywhere)),
            Ok(())
        );
        let issuer =
            "the setting `issuer` must be an https URL without query (http on loopback addresses)";
        assert_eq!(
            told(|settings| settings.issuer = "http://10.0.0.1".to_owned()),
            issuer
        );
        assert_eq!(told(|settings| settings.issuer.push_str("?a=b")), issuer);
        assert!(told(|settings| settings.client_id.clear()).contains("`client_id`"));
        assert!(told(|settings| settings.redirect_url.clear()).contains("`redirect_url`"));
        assert!(told(|settings| settings.scopes.push("a b".to_owned())).contains("`scopes`"));
    }

    #[test]
    fn an_unknown_role_is_refused_with_the_known_ones() {
        let rule = r#"{"claim": "a", "value": "b", "role": "boss"}"#;
        let problem = serde_json::from_str::<RoleRule>(rule)
            .unwrap_err()
            .to_string();
        let expected = "expected a role (viewer, desk, planner, picker, admin), got \"boss\"";
        assert!(problem.starts_with(expected), "{problem}");
    }
}
