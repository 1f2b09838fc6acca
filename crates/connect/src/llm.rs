//! A language model behind an endpoint that speaks OpenAI's chat completions: asked within a budget
//! of the day, and left alone for a while when it fails.
//!
//! The form is that of `POST /chat/completions` (OpenAI API reference, "Create chat completion"), as
//! llama.cpp, vLLM, Ollama and most services offer it too. What it answers is text for whoever
//! understands it; here it is only measured.

mod pause;
#[cfg(test)]
mod tests;

use crate::Clock;
use crate::channel::{Configured, Password};
use crate::client::{Client, Reach};
use crate::fault::Unreachable;
use crate::webhook::retry_after;
use keep::{Channels, Spent};
use pause::Pause;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use vocab::{ContentHash, Day};

/// Under which name it is kept how it is doing and what was spent, as a channel's is.
pub const NAME: &str = "reader";
/// The most bytes of an answer that are read, the envelope of HTTP's JSON included.
pub const BODY_BYTES_MAX: usize = 1 << 20;
/// The longest time that an answer may take.
pub const TIME_MAX: Duration = Duration::from_secs(120);
/// Bytes of text that are counted as one token where the endpoint doesn't say; a token of English has
/// about four, one of Hebrew fewer.
const BYTES_PER_TOKEN: u64 = 3;
/// Tokens that an answer is foreseen to have, before it is there.
const ANSWER_TOKENS_FORESEEN: u64 = 1_000;

/// What keeps the model's answer to JSON; not every endpoint knows every way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// The schema is given along (structured outputs).
    #[default]
    Schema,
    /// Any JSON object.
    Object,
    /// The instructions alone.
    Text,
}

/// Where the model is and what it may cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The URL that questions are posted to, `/chat/completions` included.
    pub url: String,
    /// The model, as the endpoint calls it.
    pub model: String,
    /// The key, where it wants one.
    pub key: Option<Password>,
    /// How long an answer may take; at most [`TIME_MAX`].
    pub time_max: Duration,
    /// What keeps the answer to JSON.
    pub form: Form,
    /// What is sent besides: `temperature`, `max_tokens`. It can't replace what is sent anyway.
    pub parameters: Map<String, Value>,
    /// The most that one day (UTC) may come to.
    pub day_max: Spent,
}

/// What the console shows of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// Under which name it is kept how it is doing, and what and where it is.
    pub configured: Configured,
    /// What a day may come to.
    pub day_max: Spent,
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question<'q> {
    /// The document that it is about, for the console.
    pub document: ContentHash,
    /// The message of the system.
    pub instructions: &'q str,
    /// The message of the user.
    pub text: &'q str,
    /// The JSON Schema of the answer.
    pub schema: &'q Value,
}

/// Why there is no answer, in a sentence without secrets and without a word of what came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// It failed before and is left alone for a while.
    Paused,
    /// The budget of the day is spent.
    Spent(Spent),
    /// No answer came.
    Unreachable(Unreachable),
    /// Another status than 200.
    Status(u16),
    /// The answer is larger than [`BODY_BYTES_MAX`].
    TooLarge,
    /// It is no chat completion.
    NoCompletion,
    /// It is one, and nobody understands it.
    Unusable(String),
    /// What was spent can't be counted.
    Uncounted(String),
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unanswered::Paused => f.write_str("it failed and is left alone for a while"),
            Unanswered::Spent(spent) => write!(
                f,
                "the budget of the day is spent: {} questions, {} tokens",
                spent.questions, spent.tokens
            ),
            Unanswered::Unreachable(why) => why.fmt(f),
            Unanswered::Status(status) => write!(f, "it answered with status {status}"),
            Unanswered::TooLarge => {
                write!(f, "it answered with more than {} KiB", BODY_BYTES_MAX >> 10)
            }
            Unanswered::NoCompletion => f.write_str("what it answered is no chat completion"),
            Unanswered::Unusable(why) => write!(f, "its answer can't be used: {why}"),
            Unanswered::Uncounted(why) => write!(f, "what is spent can't be counted: {why}"),
        }
    }
}

impl std::error::Error for Unanswered {}

/// A language model. Shared between threads.
pub struct LanguageModel {
    settings: Settings,
    client: Client,
    kept: Arc<Channels>,
    clock: Clock,
    pause: Mutex<Pause>,
    /// Held while the budget is looked at and spent, never while it is waited.
    purse: Mutex<()>,
}

impl LanguageModel {
    /// The model of these settings.
    ///
    /// # Errors
    /// When nothing would ever be posted to its URL, with the reason.
    pub fn new(
        settings: Settings,
        kept: Arc<Channels>,
        clock: Clock,
    ) -> Result<LanguageModel, Unreachable> {
        let client = Client::waiting(Reach::Anywhere, settings.time_max.min(TIME_MAX));
        client.check(&settings.url)?;
        Ok(LanguageModel {
            settings,
            client,
            kept,
            clock,
            pause: Mutex::default(),
            purse: Mutex::default(),
        })
    }

    /// What the console shows of it.
    pub fn about(&self) -> About {
        let Settings {
            url,
            model,
            day_max,
            ..
        } = &self.settings;
        About {
            configured: Configured {
                name: NAME.to_owned(),
                place: format!("{model} at {url}"),
            },
            day_max: *day_max,
        }
    }

    /// What it is set to.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Asks a question, and hands what is answered to whoever understands it. Blocks for
    /// [`Settings::time_max`] at most.
    ///
    /// # Errors
    /// Whatever keeps it from an answer. It is noted for the console; a model that fails again and
    /// again is not asked for a while.
    pub fn ask<T>(
        &self,
        question: Question<'_>,
        understand: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, Unanswered> {
        if lock(&self.pause).is_on(Instant::now()) {
            return Err(Unanswered::Paused);
        }
        let foreseen = tokens_of(&[question.instructions, question.text]) + ANSWER_TOKENS_FORESEEN;
        let asked = self.afford(foreseen).and_then(|day| {
            let answer = self.post(question).and_then(|body| completion(&body));
            self.settle(day, foreseen, question, answer.as_ref().ok())?;
            understand(&answer?.said).map_err(Unanswered::Unusable)
        });
        match &asked {
            Ok(_) => self.works(question.document),
            Err(why) => self.fails(why),
        }
        asked
    }

    /// Counts a question in advance, if the day can afford it.
    fn afford(&self, tokens: u64) -> Result<Day, Unanswered> {
        let day = (self.clock)().utc_day();
        let _purse = self.purse.lock().unwrap_or_else(PoisonError::into_inner);
        let spent = self.kept.spent(NAME, day).map_err(uncounted)?;
        let max = self.settings.day_max;
        if spent.questions >= max.questions || spent.tokens.saturating_add(tokens) > max.tokens {
            return Err(Unanswered::Spent(spent));
        }
        let counted = self.kept.spend(NAME, day, 1, tokens as i64);
        counted.map(|_| day).map_err(uncounted)
    }

    /// Counts what it came to instead of what was foreseen; what nobody answered stays counted as
    /// foreseen.
    fn settle(
        &self,
        day: Day,
        foreseen: u64,
        question: Question<'_>,
        answer: Option<&Completion>,
    ) -> Result<(), Unanswered> {
        let Some(completion) = answer else {
            return Ok(());
        };
        let estimated = || tokens_of(&[question.instructions, question.text, &completion.said]);
        let used = completion.tokens.unwrap_or_else(estimated);
        let more = i64::try_from(used).unwrap_or(i64::MAX) - foreseen as i64;
        let counted = self.kept.spend(NAME, day, 0, more);
        counted.map(drop).map_err(uncounted)
    }

    /// Posts a question; the body of an answer that is one.
    fn post(&self, question: Question<'_>) -> Result<Vec<u8>, Unanswered> {
        let body = self.body(question).to_string();
        let key = self.settings.key.as_ref();
        let bearer = key.map(|key| format!("Bearer {}", key.0));
        let mut headers = vec![("content-type", "application/json")];
        headers.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
        let posted = self.client.post(
            &self.settings.url,
            &headers,
            body.as_bytes(),
            BODY_BYTES_MAX,
        );
        let answer = posted.map_err(Unanswered::Unreachable)?;
        if answer.status != 200 {
            let asked = answer.retry_after.as_deref();
            if let Some(asked) = asked.and_then(|value| retry_after(value, (self.clock)())) {
                lock(&self.pause).begin(Instant::now(), asked);
            }
            return Err(Unanswered::Status(answer.status));
        }
        match answer.cut {
            true => Err(Unanswered::TooLarge),
            false => Ok(answer.body),
        }
    }

    fn body(&self, question: Question<'_>) -> Value {
        let mut body = self.settings.parameters.clone();
        let message = |role: &str, content: &str| json!({"role": role, "content": content});
        let messages = json!([
            message("system", question.instructions),
            message("user", question.text)
        ]);
        let ours = [
            ("model", json!(self.settings.model)),
            ("messages", messages),
            ("stream", json!(false)),
            ("n", json!(1)),
        ];
        body.extend(ours.map(|(name, value)| (name.to_owned(), value)));
        let format = match self.settings.form {
            Form::Schema => Some(json!({
                "type": "json_schema",
                "json_schema": {"name": "answer", "strict": true, "schema": question.schema},
            })),
            Form::Object => Some(json!({"type": "json_object"})),
            Form::Text => None,
        };
        body.extend(format.map(|format| ("response_format".to_owned(), format)));
        Value::Object(body)
    }

    fn works(&self, document: ContentHash) {
        lock(&self.pause).worked();
        let noted = self.kept.works(NAME);
        let noted = noted.and_then(|()| self.kept.took(NAME, document, (self.clock)()));
        tell_fault(noted);
    }

    fn fails(&self, why: &Unanswered) {
        match why {
            Unanswered::Paused => return,
            Unanswered::Spent(_) => {}
            Unanswered::Unreachable(_)
            | Unanswered::Status(_)
            | Unanswered::TooLarge
            | Unanswered::NoCompletion
            | Unanswered::Unusable(_)
            | Unanswered::Uncounted(_) => lock(&self.pause).failed(Instant::now()),
        }
        tell_fault(self.kept.fails(NAME, &why.to_string(), (self.clock)()));
    }
}

/// What came, as far as it is looked at.
#[derive(Deserialize)]
struct Chat {
    choices: Vec<Choice>,
    #[serde(default)]
    usage: Option<Usage>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
}

#[derive(Deserialize)]
struct Message {
    content: Option<String>,
}

#[derive(Deserialize)]
struct Usage {
    total_tokens: Option<u64>,
}

/// What the model said, and how many tokens question and answer had, if that is told.
struct Completion {
    said: String,
    tokens: Option<u64>,
}

fn completion(body: &[u8]) -> Result<Completion, Unanswered> {
    let chat: Chat = serde_json::from_slice(body).map_err(|_| Unanswered::NoCompletion)?;
    let first = chat.choices.into_iter().next();
    let said = first.and_then(|choice| choice.message.content);
    Ok(Completion {
        said: said.ok_or(Unanswered::NoCompletion)?,
        tokens: chat.usage.and_then(|usage| usage.total_tokens),
    })
}

fn tokens_of(texts: &[&str]) -> u64 {
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    bytes as u64 / BYTES_PER_TOKEN
}

fn uncounted(fault: keep::Fault) -> Unanswered {
    Unanswered::Uncounted(fault.to_string())
}

fn lock(pause: &Mutex<Pause>) -> std::sync::MutexGuard<'_, Pause> {
    // A number of failures and a time are never half written.
    pause.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tells whoever runs the program what can't be noted.
fn tell_fault(noted: Result<(), keep::Fault>) {
    if let Err(fault) = noted {
        eprintln!("kept: {NAME}: {fault}");
    }
}
