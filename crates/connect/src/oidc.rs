//! Sign-in by an identity provider: OpenID Connect, authorization code flow with PKCE.
//!
//! The browser is sent to the provider with a state, a nonce and a challenge, and comes back with a
//! code. The code is exchanged for an ID token, which is believed only after its signature, issuer,
//! audience, times and nonce were checked.

mod callback;
mod discovery;
mod fault;
mod json;
mod keys;
mod remembered;
mod settings;
mod token;
mod waiting;

#[cfg(test)]
mod tests;

use crate::client::{Client, Reach};
use crate::{Clock, chance};
use callback::{Callback, encoded, form};
use discovery::Discovery;
use keys::KeyRing;
use remembered::Remembered;
use serde_json::{Map, Value};
use std::fmt;
use waiting::{Waiting, WaitingRoom};

pub use fault::SignInFault;
pub use settings::{RULES_MAX, RoleRule, SCOPES_MAX, Settings};
pub use waiting::{RETURN_BYTES_MAX, SIGN_IN_SECONDS_MAX, SIGN_INS_MAX};

/// Largest answer of a provider that is read, in bytes.
pub const ANSWER_BYTES_MAX: usize = 256 << 10;
/// Longest query of a callback, in bytes.
pub const QUERY_BYTES_MAX: usize = 8 << 10;

/// An identity provider that people sign in by. May be used by several threads at once.
pub struct Provider {
    settings: Settings,
    secret: Option<String>,
    client: Client,
    clock: Clock,
    discovery: Remembered<Discovery>,
    keys: KeyRing,
    waiting: WaitingRoom,
}

/// A sign-in that was begun.
pub struct Begun {
    /// Where to send the browser.
    pub url: String,
    /// What the browser must bring back besides, in a cookie that lives ten minutes and is sent on
    /// navigation from elsewhere (`SameSite=Lax`). Base64url without padding.
    pub cookie: String,
}

/// Who signed in.
#[derive(Clone, PartialEq)]
pub struct SignedIn {
    /// The issuer; together with the subject it names the person for ever.
    pub issuer: String,
    /// The provider's id of the person, at most 255 ASCII characters.
    pub subject: String,
    /// The e-mail address, when the provider tells one.
    pub email: Option<String>,
    /// Whether the provider says that the address was verified.
    pub email_verified: bool,
    /// The name to show, when the provider tells one.
    pub name: Option<String>,
    /// The role that the settings give this person; `None` is no admission.
    pub role: Option<keep::Role>,
    /// Everything that the provider said of the person.
    pub claims: Map<String, Value>,
    /// What [`Provider::begin`] was told.
    pub return_to: String,
}

impl fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedIn({} of {})", self.subject, self.issuer)
    }
}

impl Provider {
    /// A provider with these settings, and the client's secret if it has one. Nothing is asked of
    /// the provider before somebody signs in.
    ///
    /// # Errors
    /// When a setting can't be used, with its name and what was expected.
    pub fn new(
        settings: Settings,
        secret: Option<String>,
        clock: Clock,
    ) -> Result<Provider, SignInFault> {
        let client = Client::new(Reach::Anywhere);
        settings.check(&client)?;
        Ok(Provider {
            settings,
            secret,
            client,
            clock,
            discovery: Remembered::default(),
            keys: KeyRing::default(),
            waiting: WaitingRoom::default(),
        })
    }

    /// What the button says: the provider's name.
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    /// Begins a sign-in. `return_to` comes back with [`SignedIn`]; it is the caller's, at most
    /// 2,048 bytes.
    ///
    /// # Errors
    /// When the provider can't be reached or describes itself wrongly.
    pub fn begin(&self, return_to: &str) -> Result<Begun, SignInFault> {
        let discovery = self.discovery()?;
        let (state, cookie) = (chance::word()?, chance::word()?);
        let waiting = Waiting {
            nonce: chance::word()?,
            verifier: chance::word()?,
            cookie: chance::hash(&cookie),
            return_to: return_to.to_owned(),
            until: (self.clock)().plus_seconds(SIGN_IN_SECONDS_MAX),
        };
        let parameters = [
            ("response_type", "code"),
            ("client_id", &self.settings.client_id),
            ("redirect_uri", &self.settings.redirect_url),
            ("scope", &self.settings.scope()),
            ("state", &state),
            ("nonce", &waiting.nonce),
            (
                "code_challenge",
                &chance::base64url(&chance::hash(&waiting.verifier)),
            ),
            ("code_challenge_method", "S256"),
        ];
        let query = form(&parameters);
        self.waiting.admit(&state, waiting, (self.clock)())?;
        let joint = if discovery.authorization_endpoint.contains('?') {
            '&'
        } else {
            '?'
        };
        let url = format!("{}{joint}{query}", discovery.authorization_endpoint);
        Ok(Begun { url, cookie })
    }

    /// Ends a sign-in: `query` is the query of the URL that the browser was sent back to, `cookie`
    /// what [`Provider::begin`] gave it. Works once.
    ///
    /// # Errors
    /// When the sign-in isn't known, the provider says no, or what it says can't be believed.
    pub fn finish(&self, cookie: &str, query: &str) -> Result<SignedIn, SignInFault> {
        let answer = Callback::parse(query)?;
        let waiting = self.waiting.take(&answer.state, cookie, (self.clock)())?;
        let discovery = self.discovery()?;
        discovery.check_issuer_told(answer.issuer.as_deref())?;
        if let Some(error) = answer.error {
            return Err(SignInFault::Denied(error));
        }
        let code = answer.code.ok_or(SignInFault::Callback("it has no code"))?;
        let told = self.exchange(&discovery, &code, &waiting.verifier)?;
        let expected = token::Expected {
            issuer: &self.settings.issuer,
            client: &self.settings.client_id,
            nonce: &waiting.nonce,
            now: (self.clock)(),
        };
        let find = |alg, kid: Option<&str>| {
            self.keys
                .find(&self.client, &discovery.jwks_uri, alg, kid, (self.clock)())
        };
        let mut claims = token::verify(&told.id_token, &expected, find)?;
        if self.settings.wants_more(&claims) {
            self.ask_for_more(&discovery, &told, &mut claims)?;
        }
        self.signed_in(claims, waiting.return_to)
    }

    fn discovery(&self) -> Result<Discovery, SignInFault> {
        self.discovery.get((self.clock)(), || {
            Discovery::fetch(&self.client, &self.settings.issuer)
        })
    }

    fn exchange(
        &self,
        discovery: &Discovery,
        code: &str,
        verifier: &str,
    ) -> Result<Tokens, SignInFault> {
        const WHAT: &str = "the token endpoint";
        let mut parameters = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.settings.redirect_url),
            ("code_verifier", verifier),
        ];
        let basic = self.basic(discovery);
        let mut headers = vec![
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", "application/json"),
        ];
        match (&basic, &self.secret) {
            (Some(basic), _) => headers.push(("authorization", basic)),
            (None, Some(secret)) => parameters.extend([
                ("client_id", self.settings.client_id.as_str()),
                ("client_secret", secret),
            ]),
            (None, None) => parameters.push(("client_id", &self.settings.client_id)),
        }
        let body = form(&parameters);
        let answer = self.client.post(
            &discovery.token_endpoint,
            &headers,
            body.as_bytes(),
            ANSWER_BYTES_MAX,
        );
        let told = json::object(WHAT, answer)?;
        let id_token = json::text(&told, "id_token")
            .ok_or_else(|| SignInFault::answer(WHAT, "it gave no id_token"))?;
        Ok(Tokens {
            id_token: id_token.to_owned(),
            access_token: json::text(&told, "access_token").map(str::to_owned),
        })
    }

    /// How the client shows who it is, where that goes into a header.
    fn basic(&self, discovery: &Discovery) -> Option<String> {
        let secret = self.secret.as_ref().filter(|_| discovery.takes_basic)?;
        let pair = format!("{}:{}", encoded(&self.settings.client_id), encoded(secret));
        Some(format!("Basic {}", chance::base64(pair.as_bytes())))
    }

    /// Some providers tell little in the token and more at an endpoint of its own.
    fn ask_for_more(
        &self,
        discovery: &Discovery,
        tokens: &Tokens,
        claims: &mut Map<String, Value>,
    ) -> Result<(), SignInFault> {
        const WHAT: &str = "the userinfo endpoint";
        let (Some(url), Some(access)) = (&discovery.userinfo_endpoint, &tokens.access_token) else {
            return Ok(());
        };
        let headers = [
            ("authorization", &*format!("Bearer {access}")),
            ("accept", "application/json"),
        ];
        let told = json::object(WHAT, self.client.get(url, &headers, ANSWER_BYTES_MAX))?;
        if told.get("sub") != claims.get("sub") {
            return Err(SignInFault::Untrusted("the userinfo is of another person"));
        }
        for (name, value) in told {
            claims.entry(name).or_insert(value);
        }
        Ok(())
    }

    fn signed_in(
        &self,
        claims: Map<String, Value>,
        return_to: String,
    ) -> Result<SignedIn, SignInFault> {
        let subject = json::text(&claims, "sub").unwrap_or_default();
        if subject.is_empty() || subject.len() > 255 || !subject.is_ascii() {
            return Err(SignInFault::Untrusted(
                "the subject is not 1 to 255 ASCII characters",
            ));
        }
        let text = |name| json::text(&claims, name).map(str::to_owned);
        Ok(SignedIn {
            issuer: self.settings.issuer.clone(),
            subject: subject.to_owned(),
            email: text("email"),
            email_verified: json::says_true(&claims, "email_verified"),
            name: text("name").or_else(|| text("preferred_username")),
            role: self.settings.role_of(&claims),
            return_to,
            claims,
        })
    }
}

/// What the token endpoint gave.
struct Tokens {
    id_token: String,
    access_token: Option<String>,
}
