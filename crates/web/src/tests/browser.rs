//! A browser, as far as the console needs one: it keeps cookies and sends the forms of pages.

use super::world::{Reply, World};
use crate::access::COOKIE;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// A browser: who is signed in, and the cookies that it was given.
pub struct Browser {
    person: String,
    session: String,
}

impl Browser {
    /// Someone who may do everything.
    pub fn new(world: &World) -> Browser {
        Browser::of(world.admin())
    }

    /// Someone with this session; empty is nobody.
    pub fn of(person: String) -> Browser {
        Browser {
            person,
            session: String::new(),
        }
    }

    pub async fn get(&mut self, world: &World, path: &str) -> Reply {
        self.get_with(world, path, "").await
    }

    /// Opens a page with one more cookie.
    pub async fn get_with(&mut self, world: &World, path: &str, cookie: &str) -> Reply {
        let cookies = format!("{COOKIE}={}; {}; {cookie}", self.person, self.session);
        let headers = [("host", "localhost"), ("cookie", cookies.as_str())];
        let reply = world
            .send_bytes(&format!("GET {path}"), &headers, b"")
            .await;
        for cookie in reply.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap().split(';').next().unwrap();
            if cookie.starts_with("kept_session=") {
                self.session = cookie.to_owned();
            }
        }
        reply
    }

    /// Sends the form of a page that leads to this path, with these fields besides its hidden ones.
    pub async fn send(&mut self, world: &World, page: &str, path: &str, fields: &str) -> Reply {
        let hidden = self.fields(world, page, path).await;
        let name = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
        let given: Vec<String> = fields.split('&').map(name).collect();
        let kept = hidden
            .split('&')
            .filter(|pair| !given.contains(&name(pair)));
        let all: Vec<&str> = kept.chain([fields]).collect();
        self.post(world, path, &all.join("&"), &[]).await
    }

    /// Sends a form as it stands in a page, with these fields filled in otherwise.
    pub async fn submit(
        &self,
        world: &World,
        page: &str,
        path: &str,
        changes: &[(&str, &str)],
    ) -> Reply {
        let mut fields = controls(page, path);
        fields.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        let changed = changes.iter().map(|(name, value)| (*name, *value));
        let all = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let pairs = all.chain(changed);
        let body: Vec<String> = pairs
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        self.post(world, path, &body.join("&"), &[]).await
    }

    /// What the form of a page that leads to this path sends by itself, as it is sent.
    pub async fn fields(&mut self, world: &World, page: &str, path: &str) -> String {
        let page = self.get(world, page).await.body;
        hidden_fields(&page, path)
    }

    pub async fn post(
        &self,
        world: &World,
        path: &str,
        body: &str,
        more: &[(&str, &str)],
    ) -> Reply {
        let cookies = format!("{COOKIE}={}; {}", self.person, self.session);
        let mut headers = vec![
            ("host", "localhost"),
            ("cookie", cookies.as_str()),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        headers.retain(|(name, _)| !more.iter().any(|(given, _)| given == name));
        headers.extend(more);
        world
            .send_bytes(&format!("POST {path}"), &headers, body.as_bytes())
            .await
    }
}

/// A text of a page as it is shown.
fn read(markup: &str) -> String {
    let marks = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&amp;", "&"),
    ];
    marks
        .iter()
        .fold(markup.to_owned(), |text, (mark, letter)| {
            text.replace(mark, letter)
        })
}

/// What a browser sends of the form in a page that leads to this path when nobody types: every field
/// with its value, but no button.
pub fn controls(page: &str, path: &str) -> Vec<(String, String)> {
    let form = form_to(page, path);
    let mut fields = Vec::new();
    for tag in form.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').unwrap();
        let (kind, name) = (tag.split(' ').next().unwrap(), attribute(tag, "name"));
        match (kind, name) {
            ("input", Some(name)) => {
                let is_box = attribute(tag, "type").as_deref() == Some("checkbox");
                let value = match is_box {
                    true => "on".to_owned(),
                    false => attribute(tag, "value").unwrap_or_default(),
                };
                if !is_box || tag.contains(" checked") {
                    fields.push((name, value));
                }
            }
            ("select", Some(name)) => fields.push((name, String::new())),
            ("option", None) if tag.contains(" selected") => {
                fields.last_mut().unwrap().1 = attribute(tag, "value").unwrap();
            }
            _ => {}
        }
    }
    fields
}

/// An attribute of a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(read(rest.split('"').next()?))
}

/// The form in a page that leads to this path.
fn form_to<'p>(page: &'p str, path: &str) -> &'p str {
    let form = page
        .split("<form ")
        .find(|form| {
            let tag = form.split('>').next().unwrap();
            tag.contains(&format!("action=\"{path}\"")) && tag.contains("method=\"post\"")
        })
        .unwrap_or_else(|| panic!("no form leads to {path} in {page}"));
    form.split("</form>").next().unwrap()
}

/// The hidden fields of the form in a page that leads to this path.
pub fn hidden_fields(page: &str, path: &str) -> String {
    let form = form_to(page, path);
    let fields = form.split("<input type=\"hidden\" name=\"").skip(1);
    let fields = fields.map(|field| {
        let (name, rest) = field.split_once("\" value=\"").unwrap();
        let value = read(rest.split('"').next().unwrap());
        format!("{name}={}", utf8_percent_encode(&value, NON_ALPHANUMERIC))
    });
    fields.collect::<Vec<_>>().join("&")
}
