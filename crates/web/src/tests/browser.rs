//! A browser, as far as the console needs one: it keeps cookies and sends the forms of pages.

use super::world::{Reply, World};
use crate::access::COOKIE;

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
        let cookies = format!("{COOKIE}={}; {}", self.person, self.session);
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

    /// Sends the form of a page that leads to this path, with these fields besides its own.
    pub async fn send(&mut self, world: &World, page: &str, path: &str, fields: &str) -> Reply {
        let page = self.get(world, page).await.body;
        let form = page
            .split("<form ")
            .find(|form| form.contains(&format!("action=\"{path}\"")))
            .unwrap_or_else(|| panic!("no form leads to {path} in {page}"));
        let token = form.split("name=\"token\" value=\"").nth(1).unwrap();
        let token = token.split('"').next().unwrap();
        self.post(world, path, &format!("token={token}&{fields}"), &[])
            .await
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
        headers.extend(more);
        world
            .send_bytes(&format!("POST {path}"), &headers, body.as_bytes())
            .await
    }
}
