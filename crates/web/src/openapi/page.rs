//! The description as a page for people: what can be called, with what, and what comes back.

use super::forms::Forms;
use super::{Body, Form, Part, parameters, problems};
use crate::access::Policy;
use crate::paper::{self, sentence};
use crate::router::Route;
use maud::{Markup, html};
use serde_json::Value;

/// The reference of these routes.
pub fn reference<'r>(routes: impl Iterator<Item = &'r Route>) -> Markup {
    let routes: Vec<&Route> = routes.collect();
    let mut forms = Forms::default();
    let parts = Part::ALL.map(|part| (part, part_of(part, &routes, &mut forms)));
    let all = forms.all();
    let content = html! {
        h1 { "API reference" }
        p {
            "Every call is made with a key, as " code { "Authorization: Bearer kept_…" }
            ". The same for programs: " a href="/openapi.json" { "openapi.json" }
            "; what may be refused, and why: " a href="/problems" { "problems" } "."
        }
        nav aria-label="Parts" {
            ul {
                @for part in Part::ALL {
                    li { a href=(format!("#{}", anchor(part.title()))) { (part.title()) } }
                }
                li { a href="#forms" { "Forms" } }
            }
        }
        @for (part, content) in parts {
            section aria-labelledby=(anchor(part.title())) {
                h2 id=(anchor(part.title())) { (part.title()) }
                (content)
            }
        }
        section aria-labelledby="forms" {
            h2 id="forms" { "Forms" }
            @for (name, form) in &all { (told_form(name, form)) }
        }
    };
    paper::page("API reference", &content)
}

fn part_of(part: Part, routes: &[&Route], forms: &mut Forms) -> Markup {
    let of_part = routes.iter().filter(|route| route.operation.part == part);
    html! { @for route in of_part { (operation(route, forms)) } }
}

fn operation(route: &Route, forms: &mut Forms) -> Markup {
    let told = &route.operation;
    let parameters = parameters::of(route, forms);
    let body = told.body.as_ref().map(|body| read(body, forms));
    let answers: Vec<Markup> = told.answers.iter().map(|one| answer(one, forms)).collect();
    html! {
        article id=(told.id) {
            h3 { code { (route.verb.as_str()) " " (route.path) } }
            p { (sentence(told.summary)) }
            @if let Some(needed) = needed(route.policy) { p.muted { (needed) } }
            @if !parameters.is_empty() { (parameter_table(&parameters)) }
            @if let Some(body) = body { p { "Reads " (body) "." } }
            @if !answers.is_empty() {
                ul.answers { @for answer in answers { li { (answer) } } }
            }
            p.muted {
                "Problems: "
                @for (nth, kind) in problems(route).into_iter().enumerate() {
                    @if nth > 0 { ", " }
                    a href=(format!("/problems/{}", kind.as_str())) { code { (kind.as_str()) } }
                }
            }
        }
    }
}

fn needed(policy: Policy) -> Option<Markup> {
    match policy {
        Policy::Scope(scope) => {
            Some(html! { "Needs a key with the scope " code { (scope.as_str()) } "." })
        }
        Policy::AnyScope(scopes) => Some(html! {
            "Needs a key with one of the scopes, by what it is about: "
            @for (place, scope) in scopes.iter().enumerate() {
                @if place > 0 { ", " } code { (scope.as_str()) }
            }
            "."
        }),
        Policy::Key => Some(html! { "Needs a key, whatever it is for." }),
        Policy::Public | Policy::Console | Policy::Page(_) | Policy::SharedPage(_) => None,
    }
}

fn parameter_table(parameters: &[Value]) -> Markup {
    html! {
        div.scroll {
            table {
                thead { tr { th { "Parameter" } th { "In" } th { "Form" } th { "Meaning" } } }
                tbody {
                    @for one in parameters {
                        tr {
                            td { code { (text(&one["name"])) } }
                            td { (text(&one["in"])) }
                            td { (shape(&one["schema"])) }
                            td { (sentence(text(&one["description"]))) }
                        }
                    }
                }
            }
        }
    }
}

fn read(body: &Body, forms: &mut Forms) -> Markup {
    match body {
        Body::Json(form) => shape(&forms.read(*form)),
        Body::Lines(form) => html! { "lines, each " (shape(&forms.read(*form))) },
        Body::Bytes => html! { "bytes of any kind" },
    }
}

fn answer(answer: &super::Answer, forms: &mut Forms) -> Markup {
    let form = |form: Form, forms: &mut Forms| shape(&forms.written(form));
    html! {
        code { (answer.status) }
        @if let Some((kind, of)) = answer.content {
            " " (kind) " " (form(of, forms))
        }
    }
}

fn told_form(name: &str, form: &Value) -> Markup {
    let fields = form["properties"].as_object().into_iter().flatten();
    let required = |name: &str| {
        let names = form["required"].as_array();
        names.is_some_and(|names| names.iter().any(|known| known == name))
    };
    html! {
        article id=(format!("form-{name}")) {
            h3 { code { (name) } }
            @if let Some(about) = form["description"].as_str() { p { (sentence(about)) } }
            @if form["properties"].is_object() {
                div.scroll {
                    table {
                        thead { tr { th { "Field" } th { "Form" } th { "" } th { "Meaning" } } }
                        tbody {
                            @for (field, of) in fields {
                                tr {
                                    td { code { (field) } }
                                    td { (shape(of)) }
                                    td.muted { @if !required(field) { "may be left out" } }
                                    td { (sentence(text(&of["description"]))) }
                                }
                            }
                        }
                    }
                }
            } @else {
                p { (shape(form)) }
            }
        }
    }
}

/// The form of a value in a few words, with links to forms that have a name.
fn shape(schema: &Value) -> Markup {
    if let Some(path) = schema["$ref"].as_str() {
        let name = path.rsplit('/').next().unwrap_or_default();
        return html! { a href=(format!("#form-{name}")) { (name) } };
    }
    let either = schema["anyOf"].as_array().or(schema["oneOf"].as_array());
    if let Some(all) = either {
        return html! {
            @for (nth, one) in all.iter().enumerate() { @if nth > 0 { " or " } (shape(one)) }
        };
    }
    if let Some(words) = schema["enum"].as_array() {
        return html! {
            @for (nth, word) in words.iter().enumerate() {
                @if nth > 0 { ", " }
                code { (text(word)) }
            }
        };
    }
    if schema["const"].is_string() {
        return html! { code { (text(&schema["const"])) } };
    }
    if schema["type"] == "array" {
        return html! { "list of " (shape(&schema["items"])) };
    }
    html! { (kind(schema)) }
}

fn kind(schema: &Value) -> String {
    let word = |one: &Value| match (one.as_str(), schema["format"].as_str()) {
        (Some("string"), Some("date")) => "day, YYYY-MM-DD".to_owned(),
        (Some("string"), Some("date-time")) => "moment, RFC 3339".to_owned(),
        (Some("string"), _) => "text".to_owned(),
        (Some("null"), _) => "null".to_owned(),
        (Some(other), _) => other.to_owned(),
        (None, _) => "anything".to_owned(),
    };
    match &schema["type"] {
        Value::Array(kinds) => kinds.iter().map(word).collect::<Vec<_>>().join(" or "),
        one => word(one),
    }
}

fn text(value: &Value) -> &str {
    match value {
        Value::String(text) => text,
        Value::Null => "null",
        _ => "",
    }
}

fn anchor(title: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    title.chars().map(plain).collect()
}
