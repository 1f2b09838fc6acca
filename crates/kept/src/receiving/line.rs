//! The waiting line of documents that the second reader is asked about: short, and nobody waits in it
//! for long.

use super::Read;
use crate::grounding::Grounding;
use crate::second::{SecondReader, When};
use crossbeam_channel::{Receiver, Sender, TrySendError};
use intake::second::is_asked;
use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// The most questions at once.
pub const ASKED_AT_ONCE_MAX: usize = 2;
/// The most documents that wait to be asked about; further ones are recorded as they are.
const WAITING_MAX: usize = 32;
/// How often whoever asks looks whether to stop.
const WAIT: Duration = Duration::from_millis(250);

/// The second reader with the documents that it is asked about.
pub struct Line {
    reader: SecondReader,
    to: Sender<(Read, Instant)>,
    waiting: Receiver<(Read, Instant)>,
}

impl Line {
    pub fn new(reader: SecondReader) -> Line {
        let (to, waiting) = crossbeam_channel::bounded(WAITING_MAX);
        Line {
            reader,
            to,
            waiting,
        }
    }

    pub fn reader(&self) -> &SecondReader {
        &self.reader
    }

    /// Whether the second reader is asked about a document: one that it can be asked about, and that
    /// would wait for a person without it.
    pub fn is_for(&self, read: &Read, confidence_min: u16) -> bool {
        let doubted = || {
            let sender = read.sender.as_deref();
            let grounding = read.known.ground(&read.reading, sender, &HashMap::new());
            is_in_doubt(&grounding, confidence_min)
        };
        let wanted = || match self.reader.when {
            When::Always => true,
            When::Doubt => doubted(),
        };
        read.text.is_some() && is_asked(&read.reading) && wanted()
    }

    /// Puts a document into the line; hands it back where there is no room.
    pub fn put(&self, read: Read) -> Option<Read> {
        match self.to.try_send((read, Instant::now())) {
            Ok(()) => None,
            Err(TrySendError::Full((read, _)) | TrySendError::Disconnected((read, _))) => {
                Some(read)
            }
        }
    }

    /// The next document, if one comes soon; nothing is asked any more about one that waited as long
    /// as an answer may take.
    pub fn next(&self) -> Option<Read> {
        let (mut read, since) = self.waiting.recv_timeout(WAIT).ok()?;
        if since.elapsed() > self.reader.time_max() {
            read.text = None;
        }
        Some(read)
    }

    /// Asks about a document; false when it was broken off.
    pub fn opine(&self, read: &mut Read, stop: &AtomicBool) -> bool {
        match &read.text {
            Some(text) => self
                .reader
                .opine(read.held.document, &mut read.reading, text, stop),
            None => true,
        }
    }
}

/// Whether the gate would keep one of a document's requests for a person.
fn is_in_doubt(grounding: &Grounding, confidence_min: u16) -> bool {
    let mut drafts = grounding.drafts.iter();
    drafts.any(|draft| !draft.doubts.is_empty() || draft.confidence < confidence_min)
}
