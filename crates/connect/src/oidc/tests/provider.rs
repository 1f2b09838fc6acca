//! An identity provider for the tests: describes itself, signs with keys of the tests, and checks what
//! a client must show.

use crate::chance::{base64, base64url, hash};
use crate::oidc::callback::decoded;
use crate::receiver::{Asked, Receiver, Reply};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
    RsaPublicKeyComponents,
};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, MutexGuard};

const RSA: &[u8] = include_bytes!("provider.key.pem");

/// How a token is signed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Signed {
    Rs256,
    Es256,
    /// `none`, without a signature.
    Not,
    /// HMAC with what everybody knows of the RSA key.
    WithPublicKey,
    /// The header says RS256, the signature is of another key.
    ByAnother,
    /// The header says ES256 and names the RSA key.
    Mixed,
}

/// What the provider does; a test changes it.
pub struct Script {
    pub signed: Signed,
    /// The id of the key that tokens name.
    pub kid: String,
    /// Changes the claims of the token.
    pub claims: Box<dyn Fn(&mut Value) + Send>,
    /// Changes the description.
    pub description: Box<dyn Fn(&mut Value) + Send>,
    /// What the userinfo endpoint tells.
    pub userinfo: Value,
    /// The ids under which the keys are published.
    pub published: Vec<String>,
    nonce: String,
    challenge: String,
}

/// The provider.
pub struct Idp {
    pub receiver: Arc<Receiver>,
    script: Arc<Mutex<Script>>,
}

/// The moment of the tests, in seconds.
pub const NOW: i64 = 1_795_356_300;

impl Idp {
    pub fn start() -> Idp {
        let script = Arc::new(Mutex::new(Script {
            signed: Signed::Rs256,
            kid: "rsa".to_owned(),
            claims: Box::new(|_| {}),
            description: Box::new(|_| {}),
            userinfo: json!({"sub": "ann"}),
            published: vec!["rsa".to_owned(), "ec".to_owned()],
            nonce: String::new(),
            challenge: String::new(),
        }));
        let (told, ec) = (script.clone(), Signer::new());
        let receiver = Receiver::start(move |asked| answer(&told.lock().unwrap(), asked, &ec));
        Idp {
            receiver: Arc::new(receiver),
            script,
        }
    }

    pub fn issuer(&self) -> String {
        self.receiver.url("")
    }

    pub fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap()
    }

    /// What a person's browser does: it opens the URL, the person signs in, and the browser is sent
    /// back. Returns the query of the way back.
    pub fn sign_in(&self, url: &str) -> String {
        let (endpoint, query) = url.split_once('?').unwrap();
        assert_eq!(endpoint, self.receiver.url("/authorize"));
        assert_eq!(value(query, "response_type"), "code");
        assert_eq!(value(query, "client_id"), "kept");
        assert_eq!(
            value(query, "redirect_uri"),
            "http://127.0.0.1:8650/sign-in/callback"
        );
        assert_eq!(value(query, "scope"), "openid profile email");
        assert_eq!(value(query, "code_challenge_method"), "S256");
        let mut script = self.script();
        script.nonce = value(query, "nonce");
        script.challenge = value(query, "code_challenge");
        format!("code=c%2Fode&state={}", value(query, "state"))
    }
}

/// The value of a form's field.
pub fn value(form: &str, name: &str) -> String {
    let pairs = form.split('&').filter_map(|pair| pair.split_once('='));
    let found = pairs.into_iter().find(|(known, _)| *known == name);
    found.map_or(String::new(), |(_, value)| decoded(value).unwrap())
}

struct Signer {
    rsa: RsaKeyPair,
    ec: EcdsaKeyPair,
    random: SystemRandom,
}

impl Signer {
    fn new() -> Signer {
        let random = SystemRandom::new();
        let kind = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let ec = EcdsaKeyPair::generate_pkcs8(kind, &random).unwrap();
        let rsa = PrivatePkcs8KeyDer::from_pem_slice(RSA).unwrap();
        Signer {
            rsa: RsaKeyPair::from_pkcs8(rsa.secret_pkcs8_der()).unwrap(),
            ec: EcdsaKeyPair::from_pkcs8(kind, ec.as_ref(), &random).unwrap(),
            random,
        }
    }

    fn keys(&self, published: &[String]) -> Value {
        let public = self.components();
        let point = self.ec.public_key().as_ref();
        let rsa = json!({
            "kty": "RSA", "use": "sig", "alg": "RS256",
            "n": base64url(&public.n),
            "e": base64url(&public.e),
        });
        let ec = json!({
            "kty": "EC", "crv": "P-256",
            "x": base64url(&point[1..33]), "y": base64url(&point[33..]),
        });
        let named = published.iter().map(|kid| {
            let mut key = if kid.starts_with("ec") {
                ec.clone()
            } else {
                rsa.clone()
            };
            key["kid"] = json!(kid);
            key
        });
        let strange = json!({"kty": "OKP", "crv": "Ed25519", "x": "AAAA", "kid": "strange"});
        json!({ "keys": std::iter::once(strange).chain(named).collect::<Vec<_>>() })
    }

    fn token(&self, signed: Signed, kid: &str, claims: &Value) -> String {
        let alg = match signed {
            Signed::Rs256 | Signed::ByAnother => "RS256",
            Signed::Es256 | Signed::Mixed => "ES256",
            Signed::Not => "none",
            Signed::WithPublicKey => "HS256",
        };
        let header = json!({"alg": alg, "kid": kid, "typ": "JWT"}).to_string();
        let message = format!(
            "{}.{}",
            base64url(header.as_bytes()),
            base64url(claims.to_string().as_bytes())
        );
        format!(
            "{message}.{}",
            base64url(&self.signature(signed, message.as_bytes()))
        )
    }

    fn signature(&self, signed: Signed, message: &[u8]) -> Vec<u8> {
        match signed {
            Signed::Rs256 => self.by_rsa(message),
            Signed::Es256 | Signed::Mixed => self
                .ec
                .sign(&self.random, message)
                .unwrap()
                .as_ref()
                .to_vec(),
            Signed::Not => Vec::new(),
            Signed::WithPublicKey => {
                let public = self.components().n;
                let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &public);
                ring::hmac::sign(&key, message).as_ref().to_vec()
            }
            Signed::ByAnother => self.by_rsa(b"another message"),
        }
    }

    fn components(&self) -> RsaPublicKeyComponents<Vec<u8>> {
        self.rsa.public().into()
    }

    fn by_rsa(&self, message: &[u8]) -> Vec<u8> {
        let mut signature = vec![0; self.rsa.public().modulus_len()];
        self.rsa
            .sign(&RSA_PKCS1_SHA256, &self.random, message, &mut signature)
            .unwrap();
        signature
    }
}

fn answer(script: &Script, asked: &Asked, signer: &Signer) -> Reply {
    let issuer = format!("http://{}", asked.header("host"));
    match asked.target.as_str() {
        "/.well-known/openid-configuration" => {
            let mut description = json!({
                "issuer": issuer,
                "authorization_endpoint": format!("{issuer}/authorize"),
                "token_endpoint": format!("{issuer}/token"),
                "userinfo_endpoint": format!("{issuer}/userinfo"),
                "jwks_uri": format!("{issuer}/keys"),
            });
            (script.description)(&mut description);
            Reply::json(&description)
        }
        "/keys" => Reply::json(&signer.keys(&script.published)),
        "/userinfo" if asked.header("authorization") == "Bearer access" => {
            Reply::json(&script.userinfo)
        }
        "/token" => match may_exchange(script, asked) {
            true => Reply::json(&json!({
                "access_token": "access",
                "token_type": "Bearer",
                "id_token": signer.token(script.signed, &script.kid, &claims(script, &issuer)),
            })),
            false => Reply::With(400, vec![], r#"{"error": "invalid_grant"}"#.to_owned()),
        },
        _ => Reply::status(404),
    }
}

fn claims(script: &Script, issuer: &str) -> Value {
    let mut claims = json!({
        "iss": issuer, "sub": "ann", "aud": "kept", "exp": NOW + 300, "iat": NOW,
        "nonce": script.nonce, "email": "ann@acme.example", "email_verified": true,
        "name": "Ann Lee", "groups": ["desk"],
    });
    (script.claims)(&mut claims);
    claims
}

/// What RFC 6749 and RFC 7636 have a token endpoint check.
fn may_exchange(script: &Script, asked: &Asked) -> bool {
    let form = asked.text();
    let secret = format!("Basic {}", base64(b"kept:s%2Fcret%20"));
    let shown = asked.header("authorization") == secret
        || (value(&form, "client_id"), value(&form, "client_secret"))
            == ("kept".to_owned(), "s/cret ".to_owned());
    shown
        && value(&form, "grant_type") == "authorization_code"
        && value(&form, "code") == "c/ode"
        && value(&form, "redirect_uri") == "http://127.0.0.1:8650/sign-in/callback"
        && base64url(&hash(&value(&form, "code_verifier"))) == script.challenge
}
