//! A client: sends commands under keys, repeats them until they are answered, and remembers every
//! answer it ever got.

use super::Checked;
use super::property::{Property, broken};
use book::Command;
use book::refusal::Code;
use engine::{Envelope, Outcome};
use std::collections::BTreeMap;
use vocab::{ActorId, IdempotencyKey};

/// What a message on its way is about.
#[derive(Clone, Debug)]
pub(super) struct Message {
    /// Index of the client.
    pub(super) client: usize,
    /// Number of its command.
    pub(super) number: u64,
    /// True when the key was used for another content before.
    pub(super) reused: bool,
    pub(super) envelope: Envelope,
}

/// A client.
#[derive(Clone, Debug)]
pub(super) struct Client {
    index: usize,
    next: u64,
    /// Sent and not answered yet.
    open: BTreeMap<u64, Envelope>,
    /// The client's own list of what was answered.
    answered: BTreeMap<u64, Outcome>,
    /// What was answered last; a client that starts anew may not know that it was.
    last: Option<Message>,
}

impl Client {
    pub(super) fn new(index: usize) -> Client {
        Client {
            index,
            next: 0,
            open: BTreeMap::new(),
            answered: BTreeMap::new(),
            last: None,
        }
    }

    /// How many commands it waits for.
    pub(super) fn waits_for(&self) -> usize {
        self.open.len()
    }

    /// A new command under a new key.
    pub(super) fn ask(&mut self, command: Command) -> Message {
        let number = self.next;
        self.next += 1;
        let envelope = self.envelope(number, number, command);
        self.open.insert(number, envelope);
        self.message(number)
    }

    /// Every command that was not answered, again.
    pub(super) fn repeat(&self) -> impl Iterator<Item = Message> {
        self.open.keys().map(|number| self.message(*number))
    }

    /// What a client sends that has started anew.
    pub(super) fn restart(&self) -> impl Iterator<Item = Message> {
        self.last.clone().into_iter().chain(self.repeat())
    }

    /// An answered key with another content, which must be refused.
    pub(super) fn reuse(&self, command: Command) -> Option<Message> {
        let number = *self.answered.keys().next_back()?;
        Some(Message {
            client: self.index,
            number,
            reused: true,
            envelope: self.envelope(number, u64::MAX, command),
        })
    }

    /// Takes an answer: the first one for a key is the answer for ever.
    pub(super) fn take(&mut self, number: u64, reused: bool, outcome: Outcome) -> Checked {
        if reused {
            let refused = outcome.as_ref().is_err_and(|no| no.code == Code::KeyReused);
            return match refused {
                true => Ok(()),
                false => broken(
                    Property::SameKeySameAnswer,
                    format_args!("a reused key was answered with {outcome:?}"),
                ),
            };
        }
        if self.open.contains_key(&number) {
            self.last = Some(self.message(number));
            self.open.remove(&number);
        }
        match self.answered.get(&number) {
            Some(first) if *first != outcome => broken(
                Property::SameKeySameAnswer,
                format_args!(
                    "client {} command {number} was answered twice:\n{first:?}\n{outcome:?}",
                    self.index
                ),
            ),
            Some(_) => Ok(()),
            None => {
                self.answered.insert(number, outcome);
                Ok(())
            }
        }
    }

    /// Every key that was answered, with the answer.
    pub(super) fn answered(&self) -> impl Iterator<Item = (IdempotencyKey, &Outcome)> {
        let rows = self.answered.iter();
        rows.map(|(number, outcome)| (self.key(*number), outcome))
    }

    fn message(&self, number: u64) -> Message {
        Message {
            client: self.index,
            number,
            reused: false,
            envelope: self.open[&number].clone(),
        }
    }

    fn envelope(&self, number: u64, fingerprint: u64, command: Command) -> Envelope {
        Envelope {
            key: Some((self.key(number), fingerprint)),
            actor: ActorId(self.index as u32),
            seen: None,
            command,
        }
    }

    fn key(&self, number: u64) -> IdempotencyKey {
        IdempotencyKey::from_parts(self.index as u64, number)
    }
}
