//! The second reader: its settings, and asking it for an opinion on one document.

use crate::company::Company;
use crate::failure::{Failure, Outcome};
use crate::secret::secret;
use connect::llm::{self, About, Form, LanguageModel, Settings, TIME_MAX};
use crossbeam_channel::RecvTimeoutError;
use intake::Reading;
use intake::second::{Answer, Question, Text, weigh};
use keep::{Channels, Spent};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use vocab::ContentHash;

/// How often it is looked, while an answer is waited for, whether to stop.
const WATCH: Duration = Duration::from_millis(100);
/// How much longer an answer is waited for than the client waits.
const GRACE: Duration = Duration::from_secs(1);

/// What reads documents besides the readers that are built in.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReaderConfig {
    /// A language model as second reader; none asks nobody.
    pub llm: Option<LlmConfig>,
}

/// A language model behind an OpenAI-compatible endpoint.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LlmConfig {
    /// The URL that questions are posted to, `/chat/completions` included.
    pub url: String,
    /// The model, as the endpoint calls it.
    pub model: String,
    /// The file that holds the key; blanks around it do not count.
    pub key_file: Option<PathBuf>,
    /// The variable of the environment that holds it.
    pub key_env: Option<String>,
    /// About which documents it is asked.
    #[serde(default)]
    pub when: When,
    /// How long an answer may take, in seconds.
    #[serde(default = "timeout_seconds")]
    pub timeout_seconds: u64,
    /// The most questions of a day (UTC).
    #[serde(default = "questions_a_day")]
    pub questions_a_day: u32,
    /// The most tokens of a day (UTC), of questions and answers.
    #[serde(default = "tokens_a_day")]
    pub tokens_a_day: u64,
    /// What keeps the answer to JSON.
    #[serde(default)]
    pub form: Form,
    /// What is sent besides.
    #[serde(default = "parameters")]
    pub parameters: Map<String, Value>,
}

/// About which documents a second reader is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Those that would wait for a person.
    #[default]
    Doubt,
    /// All that it can be asked about.
    Always,
}

fn timeout_seconds() -> u64 {
    20
}

fn questions_a_day() -> u32 {
    500
}

fn tokens_a_day() -> u64 {
    1_000_000
}

fn parameters() -> Map<String, Value> {
    let parameters = [("temperature", json!(0)), ("max_tokens", json!(4_096))];
    parameters
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect()
}

/// A second reader that can be asked.
pub struct SecondReader {
    model: Arc<LanguageModel>,
    /// About which documents.
    pub when: When,
}

impl ReaderConfig {
    /// The second reader, if there is to be one.
    pub fn open(self, company: &Company) -> Outcome<Option<SecondReader>> {
        let clock = company.clock.clone();
        let kept = Arc::clone(&company.channels);
        let opened = self
            .llm
            .map(|llm| llm.open(kept, Arc::new(move || clock.now().at)));
        opened.transpose()
    }
}

impl LlmConfig {
    fn open(self, kept: Arc<Channels>, clock: connect::Clock) -> Outcome<SecondReader> {
        let time_max = Duration::from_secs(self.timeout_seconds);
        if !(Duration::from_secs(1)..=TIME_MAX).contains(&time_max) {
            return Err(Failure::new(format!(
                "[reader.llm] timeout_seconds: 1 to {}",
                TIME_MAX.as_secs()
            )));
        }
        let key = secret(
            "[reader.llm]",
            self.key_file.as_deref(),
            self.key_env.as_deref(),
        )?;
        let settings = Settings {
            url: self.url,
            model: self.model,
            key,
            time_max,
            form: self.form,
            parameters: self.parameters,
            day_max: Spent {
                questions: self.questions_a_day,
                tokens: self.tokens_a_day,
            },
        };
        let model = LanguageModel::new(settings, kept, clock);
        let refused = |why| Failure::because("[reader.llm] url can't be used", why);
        Ok(SecondReader {
            model: Arc::new(model.map_err(refused)?),
            when: self.when,
        })
    }
}

impl SecondReader {
    /// How the console shows it.
    pub fn about(&self) -> About {
        self.model.about()
    }

    /// What `kept serve` says of it at its start: that the text of documents leaves the house.
    pub fn told(&self) -> String {
        let which = match self.when {
            When::Doubt => "documents in doubt",
            When::Always => "every document that it can read",
        };
        let place = self.about().configured.place;
        format!("second reader: {place}; it is shown the text of {which}")
    }

    /// How long an answer may take.
    pub fn time_max(&self) -> Duration {
        self.model.settings().time_max
    }

    /// Asks about a document and weighs the answer into its reading; without one the reading stays as
    /// it is. False when it was broken off by `stop`.
    pub fn opine(
        &self,
        document: ContentHash,
        reading: &mut Reading,
        text: &Text,
        stop: &AtomicBool,
    ) -> bool {
        let (to, answers) = crossbeam_channel::bounded(1);
        let (model, question) = (Arc::clone(&self.model), Question::about(text));
        // On a thread that is left to itself where nobody waits any longer.
        let asking = thread::Builder::new().spawn(move || {
            let asked = model.ask(
                llm::Question {
                    document,
                    instructions: question.instructions,
                    text: &question.document,
                    schema: &question.schema,
                },
                |said| Answer::parse(said).map_err(|unusable| unusable.to_string()),
            );
            // Whoever waited may be gone.
            let _ = to.send(asked);
        });
        if let Err(error) = asking {
            eprintln!("kept: the second reader can't be asked: {error}");
            return true;
        }
        let until = Instant::now() + self.time_max() + GRACE;
        while Instant::now() < until {
            match answers.recv_timeout(WATCH) {
                Ok(Ok(answer)) => {
                    weigh(reading, text, &answer, &self.model.settings().model);
                    return true;
                }
                // What is the matter was noted where it was asked.
                Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => return true,
                Err(RecvTimeoutError::Timeout) if stop.load(Ordering::Acquire) => return false,
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
        true
    }
}
