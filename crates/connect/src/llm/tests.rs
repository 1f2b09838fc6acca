//! A model that answers well, badly, slowly or not at all, asked within its budget.

use super::*;
use crate::channel::inbox::Scratch;
use crate::receiver::{Receiver, Reply};
use std::path::Path;
use vocab::Instant as Moment;

const DOCUMENT: ContentHash = ContentHash([7; 32]);
const NOW: Moment = Moment(1_764_000_000_000_000);

fn settings(url: String) -> Settings {
    Settings {
        url,
        model: "small".to_owned(),
        key: Some(Password("secret-key".to_owned())),
        time_max: Duration::from_secs(20),
        form: Form::Schema,
        parameters: Map::new(),
        day_max: Spent {
            questions: 100,
            tokens: 1_000_000,
        },
    }
}

fn model(directory: &Path, settings: Settings) -> (Arc<Channels>, LanguageModel) {
    let kept = Arc::new(Channels::open(directory).unwrap());
    let model = LanguageModel::new(settings, kept.clone(), Arc::new(|| NOW)).unwrap();
    (kept, model)
}

fn ask(model: &LanguageModel) -> String {
    let question = Question {
        document: DOCUMENT,
        instructions: "Read it.",
        text: "{\"document\":[\"20 cases\"]}",
        schema: &json!({"type": "object"}),
    };
    let understand = |said: &str| match said {
        "nonsense" => Err("it is nonsense".to_owned()),
        said => Ok(said.to_owned()),
    };
    match model.ask(question, understand) {
        Ok(said) => format!("said {said}"),
        Err(why) => why.to_string(),
    }
}

fn completes(said: &str) -> Reply {
    Reply::json(&json!({
        "choices": [{"index": 0, "message": {"role": "assistant", "content": said}}],
        "usage": {"prompt_tokens": 40, "completion_tokens": 2, "total_tokens": 42},
    }))
}

fn spent(kept: &Channels) -> (u32, u64) {
    let spent = kept.spent(NAME, NOW.utc_day()).unwrap();
    (spent.questions, spent.tokens)
}

#[test]
fn a_question_is_a_chat_completion_with_the_key_in_its_head_and_nothing_of_it_in_the_body() {
    let receiver = Receiver::start(|_| completes("20"));
    let data = Scratch::new();
    let mut settings = settings(receiver.url("/v1/chat/completions"));
    settings.parameters = json!({"temperature": 0, "stream": true, "model": "large"})
        .as_object()
        .unwrap()
        .clone();
    let (kept, model) = model(&data.0, settings);
    assert_eq!(ask(&model), "said 20");
    let asked = &receiver.asked()[0];
    assert_eq!(asked.header("authorization"), "Bearer secret-key");
    assert!(!asked.text().contains("secret-key"));
    let body: Value = serde_json::from_slice(&asked.body).unwrap();
    let schema = json!({"name": "answer", "strict": true, "schema": {"type": "object"}});
    let expected = json!({
        "model": "small",
        "temperature": 0,
        "stream": false,
        "n": 1,
        "messages": [
            {"role": "system", "content": "Read it."},
            {"role": "user", "content": "{\"document\":[\"20 cases\"]}"},
        ],
        "response_format": {"type": "json_schema", "json_schema": schema},
    });
    assert_eq!(body, expected);
    assert_eq!(spent(&kept), (1, 42));
    assert_eq!(kept.state(NAME).unwrap().last, Some((DOCUMENT, NOW)));
}

#[test]
fn whatever_is_no_answer_is_told_in_a_sentence_without_a_word_of_it() {
    let status = |status| Reply::With(status, vec![], "<script>steal()</script>".to_owned());
    let redirect = Reply::With(
        307,
        vec![("location", "http://127.0.0.1/".to_owned())],
        String::new(),
    );
    let cases = [
        (status(500), "it answered with status 500"),
        (redirect, "it answered with status 307"),
        (
            Reply::With(200, vec![], "x".repeat(BODY_BYTES_MAX + 1)),
            "it answered with more than 1024 KiB",
        ),
        (
            Reply::With(200, vec![], "[".repeat(100_000)),
            "what it answered is no chat completion",
        ),
        (
            Reply::json(&json!({"choices": []})),
            "what it answered is no chat completion",
        ),
        (
            Reply::json(&json!({"choices": [{"message": {"content": 7}}]})),
            "what it answered is no chat completion",
        ),
        (
            completes("nonsense"),
            "its answer can't be used: it is nonsense",
        ),
        (Reply::Nothing, "no answer came in time"),
        (Reply::Trickle, "no answer came in time"),
        (Reply::Noise, "what was answered is not HTTP, or broke off"),
    ];
    for (reply, expected) in cases {
        let is_slow = matches!(reply, Reply::Nothing | Reply::Trickle);
        let receiver = Receiver::start(move |_| reply.clone());
        let data = Scratch::new();
        let mut settings = settings(receiver.url("/"));
        if is_slow {
            settings.time_max = Duration::from_millis(400);
        }
        let (kept, model) = model(&data.0, settings);
        assert_eq!(ask(&model), expected);
        assert_eq!(kept.state(NAME).unwrap().trouble, expected);
    }
}

#[test]
fn a_model_that_fails_again_and_again_is_left_alone() {
    let receiver = Receiver::start(|_| Reply::status(500));
    let data = Scratch::new();
    let (_, model) = model(&data.0, settings(receiver.url("/")));
    let told: Vec<String> = (0..5).map(|_| ask(&model)).collect();
    assert_eq!(told[2], "it answered with status 500");
    assert_eq!(told[3], "it failed and is left alone for a while");
    assert_eq!(receiver.asked().len(), 3);
}

#[test]
fn a_model_that_asks_for_patience_gets_it_at_once() {
    let busy = Reply::With(429, vec![("retry-after", "30".to_owned())], String::new());
    let receiver = Receiver::start(move |_| busy.clone());
    let data = Scratch::new();
    let (_, model) = model(&data.0, settings(receiver.url("/")));
    assert_eq!(ask(&model), "it answered with status 429");
    assert_eq!(ask(&model), "it failed and is left alone for a while");
    assert_eq!(receiver.asked().len(), 1);
}

#[test]
fn when_the_budget_of_the_day_is_spent_nothing_is_sent_not_even_after_a_restart() {
    let receiver = Receiver::start(|_| completes("20"));
    let data = Scratch::new();
    let mut few = settings(receiver.url("/"));
    few.day_max.questions = 2;
    let (kept, first) = model(&data.0, few.clone());
    assert_eq!([ask(&first), ask(&first)], ["said 20", "said 20"]);
    let spent = "the budget of the day is spent: 2 questions, 84 tokens";
    assert_eq!(ask(&first), spent);
    drop((kept, first));
    let (kept, again) = model(&data.0, few);
    assert_eq!(ask(&again), spent);
    assert_eq!(kept.state(NAME).unwrap().trouble, spent);
    assert_eq!(receiver.asked().len(), 2);
}

#[test]
fn tokens_are_counted_in_advance_and_estimated_where_nobody_tells_them() {
    let untold = json!({"choices": [{"message": {"content": "twenty"}}]});
    let receiver = Receiver::start(move |_| Reply::json(&untold));
    let data = Scratch::new();
    let mut little = settings(receiver.url("/"));
    little.day_max.tokens = ANSWER_TOKENS_FORESEEN + 20;
    let (kept, model) = model(&data.0, little);
    assert_eq!(ask(&model), "said twenty");
    // 8, 25 and 6 bytes.
    assert_eq!(spent(&kept), (1, 13));
    assert_eq!(
        ask(&model),
        "the budget of the day is spent: 1 questions, 13 tokens"
    );
}

#[test]
fn a_count_of_tokens_that_can_not_be_spends_the_budget_and_nothing_else() {
    let boundless =
        json!({"choices": [{"message": {"content": "20"}}], "usage": {"total_tokens": u64::MAX}});
    let receiver = Receiver::start(move |_| Reply::json(&boundless));
    let data = Scratch::new();
    let (_, model) = model(&data.0, settings(receiver.url("/")));
    assert_eq!(ask(&model), "said 20");
    assert!(ask(&model).starts_with("the budget of the day is spent: 1 questions"));
}

#[test]
fn a_model_without_encryption_is_reached_on_this_machine_only() {
    let data = Scratch::new();
    let kept = Arc::new(Channels::open(&data.0).unwrap());
    let refused = |url: &str| {
        let made = LanguageModel::new(settings(url.to_owned()), kept.clone(), Arc::new(|| NOW));
        made.err().map(|why| why.to_string())
    };
    let plain = "http is for loopback addresses; use https";
    assert_eq!(
        refused("http://192.168.1.1/v1/chat/completions"),
        Some(plain.to_owned())
    );
    assert_eq!(refused("http://127.0.0.1:11434/v1/chat/completions"), None);
    assert_eq!(refused("https://llm.example.com/v1/chat/completions"), None);
}
