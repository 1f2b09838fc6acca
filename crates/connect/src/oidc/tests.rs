//! Sign-ins at a provider of the tests: those that succeed, and those that an attacker would try.

mod provider;

use super::*;
use keep::Role;
use provider::{Idp, NOW, Signed};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use vocab::Instant;

/// Kept and a provider, and the time that both go by.
struct Scene {
    idp: Idp,
    provider: Provider,
    seconds: Arc<AtomicI64>,
}

impl Scene {
    fn new() -> Scene {
        let idp = Idp::start();
        let seconds = Arc::new(AtomicI64::new(NOW));
        let told = seconds.clone();
        let clock: Clock = Arc::new(move || Instant(told.load(Ordering::Relaxed) * 1_000_000));
        let settings = json!({
            "issuer": idp.issuer(),
            "client_id": "kept",
            "redirect_url": "http://127.0.0.1:8650/sign-in/callback",
            "roles": [{"claim": "groups", "value": "desk", "role": "desk"}],
        });
        let settings = serde_json::from_value(settings).unwrap();
        let provider = Provider::new(settings, Some("s/cret ".to_owned()), clock).unwrap();
        Scene {
            idp,
            provider,
            seconds,
        }
    }

    fn later(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::Relaxed);
    }

    fn sign_in(&self) -> Result<SignedIn, SignInFault> {
        let begun = self.provider.begin("/orders")?;
        let query = self.idp.sign_in(&begun.url);
        self.provider.finish(&begun.cookie, &query)
    }

    /// Why a sign-in fails when the provider's token has other claims.
    fn refused(&self, change: impl Fn(&mut Value) + Send + 'static) -> String {
        self.idp.script().claims = Box::new(change);
        self.sign_in().unwrap_err().to_string()
    }

    fn asked(&self, target: &str) -> usize {
        let asked = self.idp.receiver.asked();
        asked.iter().filter(|asked| asked.target == target).count()
    }
}

const UNTRUSTED: &str = "the ID token is not to be believed: ";

#[test]
fn a_person_signs_in_and_gets_the_role_that_the_settings_give() {
    let scene = Scene::new();
    for (signed, kid) in [(Signed::Rs256, "rsa"), (Signed::Es256, "ec")] {
        scene.idp.script().signed = signed;
        scene.idp.script().kid = kid.to_owned();
        let person = scene.sign_in().unwrap();
        assert_eq!(
            (person.issuer.clone(), person.subject.as_str()),
            (scene.idp.issuer(), "ann")
        );
        assert_eq!(person.email.as_deref(), Some("ann@acme.example"));
        assert!(person.email_verified);
        assert_eq!(person.name.as_deref(), Some("Ann Lee"));
        assert_eq!(person.role, Some(Role::Desk));
        assert_eq!(person.return_to, "/orders");
        assert!(!format!("{person:?}").contains("acme"));
    }
    let (described, keys) = (
        scene.asked("/.well-known/openid-configuration"),
        scene.asked("/keys"),
    );
    assert_eq!(
        (described, keys),
        (1, 1),
        "what is known is not asked again"
    );
}

#[test]
fn whoever_has_no_rule_signs_in_without_a_role() {
    let scene = Scene::new();
    scene.idp.script().claims = Box::new(|claims| claims["groups"] = json!(["others"]));
    assert_eq!(scene.sign_in().unwrap().role, None);
}

#[test]
fn the_secret_goes_where_the_provider_takes_it() {
    let scene = Scene::new();
    scene.idp.script().description = Box::new(|told| {
        told["token_endpoint_auth_methods_supported"] = json!(["client_secret_post"]);
    });
    scene.sign_in().unwrap();
    let asked = scene.idp.receiver.asked();
    let exchange = asked.iter().find(|asked| asked.target == "/token").unwrap();
    assert_eq!(exchange.header("authorization"), "");
    assert_eq!(
        provider::value(&exchange.text(), "client_secret"),
        "s/cret "
    );
}

#[test]
fn what_the_token_leaves_out_is_asked_for_but_only_of_the_same_person() {
    let scene = Scene::new();
    let bare = |claims: &mut Value| {
        let claims = claims.as_object_mut().unwrap();
        claims.remove("email");
        claims.remove("groups");
    };
    scene.idp.script().claims = Box::new(bare);
    scene.idp.script().userinfo = json!({
        "sub": "ann", "email": "ann@home.example", "groups": ["desk"], "name": "Not Ann",
    });
    let person = scene.sign_in().unwrap();
    assert_eq!(person.email.as_deref(), Some("ann@home.example"));
    assert_eq!(
        (person.role, person.name.as_deref()),
        (Some(Role::Desk), Some("Ann Lee"))
    );
    scene.idp.script().userinfo = json!({"sub": "eve", "groups": ["desk"]});
    let told = scene.sign_in().unwrap_err().to_string();
    assert_eq!(
        told,
        format!("{UNTRUSTED}the userinfo is of another person")
    );
}

#[test]
fn a_token_that_says_something_else_is_not_believed() {
    type Change = Box<dyn Fn(&mut Value) + Send>;
    let set = |name: &'static str, value: Value| -> Change {
        Box::new(move |claims| claims[name] = value.clone())
    };
    let cases: [(Change, &str); 19] = [
        (
            set("nonce", json!(chance::word().unwrap())),
            "it is of another sign-in",
        ),
        (set("nonce", json!("another")), "it is of another sign-in"),
        (set("nonce", Value::Null), "it is of another sign-in"),
        (set("aud", json!("shop")), "it is for another application"),
        (
            set("aud", json!(["shop", "crm"])),
            "it is for another application",
        ),
        (set("aud", json!([])), "it is for another application"),
        (
            set("aud", json!(["kept", "shop"])),
            "it is for several applications and doesn't say which one asked",
        ),
        (
            set("azp", json!("shop")),
            "it was given to another application",
        ),
        (
            set("iss", json!("https://evil.example")),
            "it is of another issuer",
        ),
        (set("exp", json!(NOW - 60)), "it has expired"),
        (set("exp", json!("never")), "it doesn't say when it expires"),
        (set("exp", json!(1e300)), "it doesn't say when it expires"),
        (set("nbf", json!(NOW + 61)), "it is not valid yet"),
        (set("nbf", json!("soon")), "it is not valid yet"),
        (set("iat", json!(NOW + 61)), "it was issued in the future"),
        (set("iat", Value::Null), "it doesn't say when it was issued"),
        (
            set("sub", json!("")),
            "the subject is not 1 to 255 ASCII characters",
        ),
        (
            set("sub", json!("a".repeat(256))),
            "the subject is not 1 to 255 ASCII characters",
        ),
        (
            set("sub", json!(["ann"])),
            "the subject is not 1 to 255 ASCII characters",
        ),
    ];
    let scene = Scene::new();
    for (change, why) in cases {
        assert_eq!(scene.refused(change), format!("{UNTRUSTED}{why}"));
    }
}

#[test]
fn a_clock_that_is_a_minute_off_and_a_list_of_audiences_do_no_harm() {
    let scene = Scene::new();
    scene.idp.script().claims = Box::new(|claims| {
        claims["exp"] = json!(NOW as f64 - 58.5);
        claims["nbf"] = json!(NOW + 60);
        claims["iat"] = json!(NOW + 60);
        claims["aud"] = json!(["kept", "shop"]);
        claims["azp"] = json!("kept");
    });
    scene.sign_in().unwrap();
}

#[test]
fn a_token_that_nobody_we_trust_signed_is_not_believed() {
    let other_way = "it is signed by another way than RS256 or ES256";
    let cases = [
        (Signed::Not, other_way),
        (Signed::WithPublicKey, other_way),
        (Signed::ByAnother, "its signature is wrong"),
        (Signed::Mixed, "the provider has no such key"),
    ];
    for (signed, why) in cases {
        let scene = Scene::new();
        scene.idp.script().signed = signed;
        let told = scene.sign_in().unwrap_err().to_string();
        assert_eq!(told, format!("{UNTRUSTED}{why}"), "{signed:?}");
    }
}

#[test]
fn what_is_no_token_is_refused() {
    let expected = token::Expected {
        issuer: "",
        client: "",
        nonce: "",
        now: Instant(0),
    };
    let long = format!("e30.{}.", "A".repeat(65 << 10));
    for token in ["", "a.b", "e30.e30", "..", "e30.W10.AA", "%.%.%", &long] {
        let told = token::verify(token, &expected, |_, _| Err(SignInFault::Unknown));
        let why = SignInFault::Untrusted("it is not a signed token");
        assert_eq!(told.unwrap_err(), why, "{}", token.len());
    }
}

#[test]
fn a_new_key_is_fetched_when_it_appears_and_at_most_once_a_minute() {
    let scene = Scene::new();
    scene.sign_in().unwrap();
    scene.idp.script().kid = "rsa-2".to_owned();
    let unknown = format!("{UNTRUSTED}the provider has no such key");
    assert_eq!(scene.sign_in().unwrap_err().to_string(), unknown);
    assert_eq!(scene.asked("/keys"), 1);
    scene.later(60);
    for _ in 0..3 {
        assert_eq!(scene.sign_in().unwrap_err().to_string(), unknown);
    }
    assert_eq!(scene.asked("/keys"), 2);
    scene.idp.script().published.push("rsa-2".to_owned());
    scene.later(60);
    scene.sign_in().unwrap();
    assert_eq!(scene.asked("/keys"), 3);
}

#[test]
fn a_sign_in_ends_once_in_its_browser_and_within_ten_minutes() {
    let scene = Scene::new();
    let begun = scene.provider.begin("/").unwrap();
    let query = scene.idp.sign_in(&begun.url);
    assert_eq!(
        scene.provider.finish("another browser", &query),
        Err(SignInFault::Unknown)
    );
    scene.provider.finish(&begun.cookie, &query).unwrap();
    assert_eq!(
        scene.provider.finish(&begun.cookie, &query),
        Err(SignInFault::Unknown)
    );
    assert_eq!(scene.asked("/token"), 1);

    let begun = scene.provider.begin("/").unwrap();
    let query = scene.idp.sign_in(&begun.url);
    scene.later(SIGN_IN_SECONDS_MAX);
    assert_eq!(
        scene.provider.finish(&begun.cookie, &query),
        Err(SignInFault::Unknown)
    );
}

#[test]
fn a_code_of_another_sign_in_is_worth_nothing() {
    let scene = Scene::new();
    let (mine, other) = (
        scene.provider.begin("/").unwrap(),
        scene.provider.begin("/").unwrap(),
    );
    let query = scene.idp.sign_in(&mine.url);
    // The provider gave the code to the other sign-in, with the other's challenge.
    scene.idp.sign_in(&other.url);
    let told = scene
        .provider
        .finish(&mine.cookie, &query)
        .unwrap_err()
        .to_string();
    assert_eq!(
        told,
        "the token endpoint can't be used: it answers 400, invalid_grant"
    );
}

#[test]
fn the_answer_of_another_issuer_goes_nowhere() {
    let scene = Scene::new();
    scene.idp.script().description = Box::new(|told| {
        told["authorization_response_iss_parameter_supported"] = json!(true);
    });
    let finish = |more: &str| {
        let begun = scene.provider.begin("/").unwrap();
        let query = scene.idp.sign_in(&begun.url) + more;
        scene
            .provider
            .finish(&begun.cookie, &query)
            .map(drop)
            .map_err(|fault| fault.to_string())
    };
    let refused = |why: &str| Err(format!("the way back can't be used: {why}"));
    assert_eq!(
        finish("&iss=https%3A%2F%2Fevil.example"),
        refused("it comes from another issuer")
    );
    assert_eq!(finish(""), refused("it names no issuer"));
    assert_eq!(scene.asked("/token"), 0);
    assert_eq!(
        finish(&format!("&iss={}", encoded(&scene.idp.issuer()))),
        Ok(())
    );
}

#[test]
fn a_person_may_say_no() {
    let scene = Scene::new();
    let begun = scene.provider.begin("/").unwrap();
    let query = scene
        .idp
        .sign_in(&begun.url)
        .replace("code=c%2Fode", "error=access_denied");
    let told = scene
        .provider
        .finish(&begun.cookie, &query)
        .unwrap_err()
        .to_string();
    assert_eq!(told, "the identity provider says no: access_denied");
}

#[test]
fn a_way_back_that_no_provider_sends_is_refused() {
    let scene = Scene::new();
    let cases = [
        ("", "it has no state"),
        ("code=a", "it has no state"),
        ("state=a&state=b", "a parameter stands in it twice"),
        ("state=%ff", "it is not UTF-8"),
    ];
    for (query, why) in cases {
        let told = scene.provider.finish("", query).unwrap_err().to_string();
        assert_eq!(
            told,
            format!("the way back can't be used: {why}"),
            "{query}"
        );
    }
    let begun = scene.provider.begin("/").unwrap();
    let query = scene.idp.sign_in(&begun.url).replace("code=c%2Fode&", "");
    let told = scene
        .provider
        .finish(&begun.cookie, &query)
        .unwrap_err()
        .to_string();
    assert_eq!(told, "the way back can't be used: it has no code");
}

#[test]
fn a_provider_that_describes_another_or_leads_astray_is_refused() {
    type Change = Box<dyn Fn(&mut Value) + Send>;
    let set = |name: &'static str, value: Value| -> Change {
        Box::new(move |told| told[name] = value.clone())
    };
    let cases: [(Change, &str); 4] = [
        (
            set("issuer", json!("https://evil.example")),
            "its issuer is not the one of the settings, letter by letter",
        ),
        (
            set("token_endpoint", Value::Null),
            "it has no token_endpoint",
        ),
        (
            set("authorization_endpoint", json!("javascript:alert(1)")),
            "one of its endpoints: the URL can't be used: it must begin with https://",
        ),
        (
            set("jwks_uri", json!("http://10.0.0.1/keys")),
            "one of its endpoints: http is for loopback addresses; use https",
        ),
    ];
    for (change, why) in cases {
        let scene = Scene::new();
        scene.idp.script().description = change;
        let told = scene.provider.begin("/").err().unwrap().to_string();
        assert_eq!(
            told,
            format!("the provider's description can't be used: {why}")
        );
    }
}

#[test]
fn a_failure_of_the_provider_is_not_asked_for_again_at_once() {
    let scene = Scene::new();
    scene.idp.script().description = Box::new(|told| *told = json!([]));
    for _ in 0..3 {
        let told = scene.provider.begin("/").err().unwrap().to_string();
        assert_eq!(
            told,
            "the provider's description can't be used: it answers no JSON object"
        );
    }
    assert_eq!(scene.asked("/.well-known/openid-configuration"), 1);
    scene.idp.script().description = Box::new(|_| {});
    scene.later(10);
    scene.sign_in().unwrap();
}
