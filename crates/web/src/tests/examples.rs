//! The examples of `docs/api.md` do what the page says.

use super::world::World;

const PAGE: &str = include_str!("../../../../docs/api.md");

/// One `curl` of the page: what it sends, and the status that stands under it.
#[derive(Default)]
struct Example {
    verb: Option<String>,
    address: String,
    headers: Vec<(String, String)>,
    body: Option<String>,
    status: u16,
}

/// The examples of the page, in order.
fn examples(key: &str) -> Vec<Example> {
    let blocks = PAGE
        .split("```sh\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap());
    let script: String = blocks.collect::<Vec<_>>().join("\n");
    let script = script
        .replace("\\\n", " ")
        .replace("$KEPT", "")
        .replace("$KEY", key);
    let mut examples = Vec::new();
    for command in script.split("curl ").skip(1) {
        let (command, status) = command.split_once("\n# ").unwrap();
        let status = status.lines().next().unwrap().parse().unwrap();
        let mut example = Example {
            status,
            ..Example::default()
        };
        let mut words = words(command).into_iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "-H" => {
                    let header = words.next().unwrap();
                    let (name, value) = header.split_once(": ").unwrap();
                    example
                        .headers
                        .push((name.to_lowercase(), value.to_owned()));
                }
                "-X" => example.verb = words.next(),
                "-d" | "--data-binary" => example.body = words.next(),
                _ => example.address = word,
            }
        }
        examples.push(example);
    }
    examples
}

/// The words of a shell command; quotes hold one together.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut quote, mut open) = (Vec::new(), None, false);
    for letter in command.chars() {
        match quote {
            Some(mark) if mark == letter => quote = None,
            None if letter == '"' || letter == '\'' => {
                quote = Some(letter);
                if !open {
                    words.push(String::new());
                }
                open = true;
            }
            None if letter.is_whitespace() => open = false,
            Some(_) | None => {
                if !open {
                    words.push(String::new());
                }
                open = true;
                words.last_mut().unwrap().push(letter);
            }
        }
    }
    words
}

#[tokio::test]
async fn the_examples_of_the_page_about_the_api_work() {
    let world = World::new();
    let examples = examples(&world.master());
    assert!(examples.len() >= 9, "{}", examples.len());
    for example in examples {
        let usual = if example.body.is_some() {
            "POST"
        } else {
            "GET"
        };
        let verb = example.verb.as_deref().unwrap_or(usual);
        let line = format!("{verb} {}", example.address);
        let given = example
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let headers: Vec<(&str, &str)> = [("host", "localhost:7400")]
            .into_iter()
            .chain(given)
            .collect();
        let body = example.body.unwrap_or_default();
        let reply = world.send_bytes(&line, &headers, body.as_bytes()).await;
        assert_eq!(reply.status, example.status, "{line}: {}", reply.body);
    }
}
