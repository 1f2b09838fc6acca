//! Which route a request is for: a path without parameters is looked up whole, the others are
//! compared part by part.

use crate::problem::{Code, Problem};
use crate::router::{Route, Verb};
use axum::http::Method;
use percent_encoding::percent_decode_str;
use rustc_hash::FxHashMap;

/// The parameters of a path by name, decoded.
pub type Parameters = Vec<(&'static str, String)>;

/// Routes by their paths.
pub struct Paths {
    whole: FxHashMap<&'static str, Methods>,
    /// Paths with parameters.
    patterns: Vec<(&'static str, Methods)>,
}

/// The routes of one path, by [`Verb::index`].
#[derive(Clone, Copy, Default)]
struct Methods([Option<&'static Route>; Verb::ALL.len()]);

impl Paths {
    /// The paths of these routes.
    pub fn of(routes: impl Iterator<Item = &'static Route>) -> Paths {
        let mut paths = Paths {
            whole: FxHashMap::default(),
            patterns: Vec::new(),
        };
        routes.for_each(|route| paths.methods(route.path).put(route));
        paths
    }

    /// The route for this method and path. What is asked for with HEAD is answered as with GET,
    /// without the body.
    ///
    /// # Errors
    /// `not_found`, also for a path that is no text; `method_not_allowed`.
    pub fn find(
        &self,
        method: &Method,
        path: &str,
    ) -> Result<(&'static Route, Parameters), Problem> {
        let (methods, parameters) = self.at(path).ok_or_else(|| Problem::web(Code::NotFound))?;
        let route = Verb::of(method).and_then(|verb| methods.0[verb.index()]);
        let other = || Problem::web(Code::MethodNotAllowed).allowing(methods.allowed());
        Ok((route.ok_or_else(other)?, parameters))
    }

    fn at(&self, path: &str) -> Option<(Methods, Parameters)> {
        if let Some(methods) = self.whole.get(path) {
            return Some((*methods, Vec::new()));
        }
        let matched = |(pattern, methods): &(&'static str, Methods)| {
            Some((*methods, parameters(pattern, path)?))
        };
        self.patterns.iter().find_map(matched)
    }

    fn methods(&mut self, path: &'static str) -> &mut Methods {
        if !path.contains('{') {
            return self.whole.entry(path).or_default();
        }
        let known = self.patterns.iter().position(|(known, _)| *known == path);
        let at = known.unwrap_or_else(|| {
            self.patterns.push((path, Methods::default()));
            self.patterns.len() - 1
        });
        &mut self.patterns[at].1
    }
}

impl Methods {
    fn put(&mut self, route: &'static Route) {
        self.0[route.verb.index()] = Some(route);
    }

    /// What the `Allow` header lists (RFC 9110, section 10.2.1).
    fn allowed(self) -> String {
        let routes = self.0.into_iter().flatten();
        let mut words: Vec<&str> = routes.map(|route| route.verb.as_str()).collect();
        if words.contains(&Verb::Get.as_str()) {
            words.push("HEAD");
        }
        words.join(", ")
    }
}

/// The parameters of a path, if it is of this pattern and each of them is text.
fn parameters(pattern: &'static str, path: &str) -> Option<Parameters> {
    let mut parameters = Vec::new();
    let (mut names, mut parts) = (pattern.split('/'), path.split('/'));
    loop {
        match (names.next(), parts.next()) {
            (None, None) => return Some(parameters),
            (Some(name), Some(part)) => match parameter(name) {
                Some(name) if !part.is_empty() => parameters.push((name, decoded(part)?)),
                None if name == part => {}
                Some(_) | None => return None,
            },
            (Some(_), None) | (None, Some(_)) => return None,
        }
    }
}

/// The name of a parameter, if this part of a pattern is one.
fn parameter(part: &'static str) -> Option<&'static str> {
    part.strip_prefix('{')?.strip_suffix('}')
}

fn decoded(part: &str) -> Option<String> {
    let text = percent_decode_str(part).decode_utf8().ok()?;
    Some(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::router::all;

    #[test]
    fn a_request_finds_its_route_and_what_its_path_names() {
        let paths = Paths::of(all());
        for (line, expected) in [
            ("POST /v1/orders", "/v1/orders"),
            ("HEAD /v1/orders", "/v1/orders"),
            ("POST /v1/orders/bulk", "/v1/orders/bulk"),
            ("GET /v1/orders/SO-1", "/v1/orders/{number} number=SO-1"),
            (
                "GET /v1/orders/a%20b%2Fc",
                "/v1/orders/{number} number=a b/c",
            ),
            (
                "POST /v1/orders/7/cancel",
                "/v1/orders/{number}/cancel number=7",
            ),
            ("GET /v1/orders/", "not_found"),
            ("GET /v1/orders/%ff", "not_found"),
            ("GET /v1/orders/7/cancel/", "not_found"),
            ("GET /nothing", "not_found"),
            ("GET /v1/orders/7/cancel", "method_not_allowed"),
            ("DELETE /v1/orders", "method_not_allowed"),
        ] {
            let (method, path) = line.split_once(' ').unwrap();
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let found = match paths.find(&method, path) {
                Ok((route, parameters)) => parameters
                    .iter()
                    .fold(route.path.to_owned(), |text, (name, value)| {
                        format!("{text} {name}={value}")
                    }),
                Err(problem) => problem.kind().as_str().to_owned(),
            };
            assert_eq!(found, expected, "{line}");
        }
    }
}
