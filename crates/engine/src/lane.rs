//! The lanes to the writer: bounded queues that answer everyone who ever got a message into them.

use crate::core::Envelope;
use crate::handle::{Reply, Unavailable};
use book::{Book, Frozen};
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What can be sent to the writer.
pub(crate) enum Message {
    /// One command.
    One(Envelope, Then<Reply>),
    /// One command, and a look at the state right before it.
    Looking(Envelope, Looking),
    /// Several commands, answered together.
    Bulk(Vec<Envelope>, Then<Vec<Reply>>),
    /// A question about the state.
    Ask(Box<dyn FnOnce(&Book) -> Deliver + Send>),
    /// A copy of the state, handed over.
    Copy(Box<dyn FnOnce(Frozen) -> Deliver + Send>),
    /// Save the state.
    Snapshot,
    /// Finish and end.
    Close,
}

/// Looks at the state that a command is about to be decided in, and says who waits for the answer.
pub(crate) type Looking = Box<dyn FnOnce(&Book) -> Then<Reply> + Send>;

/// Hands an answer over once its batch is durable.
pub(crate) type Deliver = Box<dyn FnOnce() + Send>;

type Told<T> = Box<dyn FnOnce(Result<T, Unavailable>) + Send>;

/// Who waits for an answer. Dropped without one, it is told that the engine has stopped: nobody
/// waits for ever, whatever ends the writer.
pub(crate) struct Then<T>(Option<Told<T>>);

impl<T> Then<T> {
    pub(crate) fn new(told: impl FnOnce(Result<T, Unavailable>) + Send + 'static) -> Then<T> {
        Then(Some(Box::new(told)))
    }

    pub(crate) fn answer(mut self, answer: T) {
        self.tell(Ok(answer));
    }

    fn tell(&mut self, answer: Result<T, Unavailable>) {
        if let Some(told) = self.0.take() {
            told(answer);
        }
    }
}

impl<T> Drop for Then<T> {
    fn drop(&mut self) {
        self.tell(Err(Unavailable::Stopped));
    }
}

impl Message {
    /// Whoever waits for it is told nothing: the sender hears at once that it was not taken.
    fn withdraw(self) {
        match self {
            Message::One(_, mut then) => then.0 = None,
            Message::Bulk(_, mut then) => then.0 = None,
            Message::Looking(..)
            | Message::Ask(_)
            | Message::Copy(_)
            | Message::Snapshot
            | Message::Close => {}
        }
    }
}

/// Whether messages are still taken, shared by all lanes.
#[derive(Default)]
pub(crate) struct Door {
    closing: AtomicBool,
    ended: AtomicBool,
}

impl Door {
    /// Takes no new messages; those that were taken are finished.
    pub(crate) fn close(&self) {
        self.closing.store(true, Ordering::SeqCst);
    }

    /// Nobody takes messages out any more.
    pub(crate) fn end(&self) {
        self.ended.store(true, Ordering::SeqCst);
    }

    pub(crate) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::SeqCst)
    }

    fn is_shut(&self) -> bool {
        self.is_closing() || self.has_ended()
    }

    fn has_ended(&self) -> bool {
        self.ended.load(Ordering::SeqCst)
    }
}

/// One lane. Senders hold its other end too: a message that comes in while the writer ends is
/// either drained by the writer, after it has told the door, or by its sender, who looks at the
/// door after sending.
#[derive(Clone)]
pub(crate) struct Lane {
    to: Sender<Message>,
    from: Receiver<Message>,
    door: Arc<Door>,
}

impl Lane {
    pub(crate) fn new(capacity: usize, door: &Arc<Door>) -> Lane {
        let (to, from) = bounded(capacity);
        Lane {
            to,
            from,
            door: Arc::clone(door),
        }
    }

    /// The end that the writer takes messages out of. It keeps no sender alive: when all handles
    /// are gone, it is disconnected.
    pub(crate) fn receiver(&self) -> Receiver<Message> {
        self.from.clone()
    }

    /// Sends if there is room.
    pub(crate) fn offer(&self, message: Message) -> Result<(), Unavailable> {
        if self.door.is_shut() {
            message.withdraw();
            return Err(Unavailable::Stopped);
        }
        let sent = self.to.try_send(message).map_err(|error| match error {
            TrySendError::Full(message) => refuse(message, Unavailable::Busy),
            TrySendError::Disconnected(message) => refuse(message, Unavailable::Stopped),
        });
        self.look_back();
        sent
    }

    /// Sends, and waits for room.
    pub(crate) fn send(&self, message: Message) -> Result<(), Unavailable> {
        if self.door.is_shut() {
            message.withdraw();
            return Err(Unavailable::Stopped);
        }
        let sent = self.to.send(message);
        self.look_back();
        sent.map_err(|error| refuse(error.0, Unavailable::Stopped))
    }

    /// Sends the message that closes, past the closed door.
    pub(crate) fn send_close(&self) {
        // Fails only when nobody takes messages out any more, and then there is nothing to close.
        let _ = self.to.send(Message::Close);
        self.look_back();
    }

    fn look_back(&self) {
        if self.door.has_ended() {
            drain(&self.from);
        }
    }
}

/// Takes out what is left; whoever waits for it is told that the engine has stopped.
pub(crate) fn drain(lane: &Receiver<Message>) {
    lane.try_iter().for_each(drop);
}

fn refuse(message: Message, why: Unavailable) -> Unavailable {
    message.withdraw();
    why
}
