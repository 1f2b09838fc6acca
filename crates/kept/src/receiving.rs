//! Receiving documents: keep the bytes, tell the book, read, ground, and record what was read.
//!
//! Reading is open work of the book: a crash in between leaves it open, and the next start takes it
//! up again. Recording the same reading twice is refused, so nothing is doubled.

mod hands;
mod line;

use crate::clock::CompanyClock;
use crate::company::Company;
use crate::failure::{Failure, Outcome};
use crate::grounding::Known;
use crate::reader::{DocumentReader, READER};
use crate::second::SecondReader;
use book::Command;
use book::company::ShipToDraft;
use book::refusal::Code;
use connect::channel::{Arrived, Inbox, Taken, Unavailable};
use engine::Handle;
use hands::{Hands, Held, Lane};
use intake::profile::{self, Profile};
use intake::second::Text;
use intake::{Arrival, OrderRequest, Reading};
use keep::{
    Channels, DocumentMeta, DocumentStore, Lessons, Personal, SubjectId, SubjectKind, Vault,
};
use line::{ASKED_AT_ONCE_MAX, Line};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;
use vocab::{ContentHash, CustomerId, Instant, ShipToId};
use web::learning::sender;

/// Documents that are taken up before the company's data are gathered anew.
const ROUND: usize = 64;
/// The fewest and the most documents that are read at a time.
const READERS: (usize, usize) = (2, 8);
/// How long the receiver waits for new documents before it looks again.
const WAIT: Duration = Duration::from_millis(250);

/// How many documents are read at a time: one of them is a quick one, so that orders of machines don't
/// wait for scans. On a small machine the others come one by one: orders that are placed meanwhile need
/// the processor too.
fn readers() -> usize {
    let cores = thread::available_parallelism().map_or(READERS.0, usize::from);
    cores.clamp(READERS.0, READERS.1)
}

/// A document that was read and is not recorded yet.
struct Read {
    held: Held,
    reading: Reading,
    /// What a second reader may be shown of it.
    text: Option<Text>,
    sender: Option<String>,
    received_at: Instant,
    /// The company as it was known when it was read.
    known: Arc<Known>,
}

/// Reads what came in, some documents at a time.
pub struct Receiver {
    handle: Handle,
    documents: Arc<DocumentStore>,
    vault: Arc<Vault>,
    channels: Arc<Channels>,
    lessons: Arc<Lessons>,
    reader: DocumentReader,
    clock: CompanyClock,
    partners: Vec<Profile>,
    line: Option<Line>,
    hands: Arc<Hands>,
}

impl Receiver {
    /// The receiver of a company that knows this about its partners.
    pub fn new(company: &Company, partners: Vec<Profile>) -> Outcome<Receiver> {
        Ok(Receiver {
            handle: company.handle.clone(),
            documents: Arc::clone(&company.documents),
            vault: Arc::clone(&company.vault),
            channels: Arc::clone(&company.channels),
            lessons: Arc::clone(&company.lessons),
            reader: DocumentReader::new()?,
            clock: company.clock.clone(),
            partners,
            line: None,
            hands: Arc::default(),
        })
    }

    /// The same, which asks a second reader too.
    pub fn with_second(self, second: Option<SecondReader>) -> Receiver {
        Receiver {
            line: second.map(Line::new),
            ..self
        }
    }

    /// The second reader, if there is one.
    pub fn second(&self) -> Option<&SecondReader> {
        self.line.as_ref().map(Line::reader)
    }

    /// Keeps a document and tells the book.
    pub fn receive(&self, arrived: &Arrived) -> Outcome<Taken> {
        let meta = DocumentMeta {
            name: arrived.name.to_owned(),
            media_type: arrived.media_type.to_owned(),
            channel: arrived.channel.to_owned(),
            sender: arrived.sender.to_owned(),
            received_at: self.clock.now().at,
        };
        let document = self.kept(arrived, &meta)?;
        let command = Command::ReceiveDocument { document };
        let known = match self.handle.own(command)?.outcome {
            Ok(_) => false,
            Err(refusal) if refusal.code == Code::DocumentKnown => true,
            Err(refusal) => return Err(refusal.into()),
        };
        Ok(Taken { document, known })
    }

    /// Keeps the bytes. An e-mail that came in before, by whatever way, is the document that it was
    /// then.
    fn kept(&self, arrived: &Arrived, meta: &DocumentMeta) -> Outcome<ContentHash> {
        let Some(identity) = arrived.identity else {
            return Ok(self.documents.put(arrived.bytes, meta)?);
        };
        if let Some(first) = self.channels.message(identity)? {
            return Ok(first);
        }
        // What a message is known as is always there.
        let document = self.documents.put(arrived.bytes, meta)?;
        Ok(self.channels.first_of(identity, document)?)
    }

    /// Reads everything that waits to be read and that nobody has in hand; how many documents that
    /// were. Those that the second reader is asked about are recorded when it has answered, or let
    /// them go.
    pub fn read_all(&self) -> Outcome<usize> {
        self.read_lane(Lane::Every)
    }

    fn read_lane(&self, lane: Lane) -> Outcome<usize> {
        let mut read = 0;
        let mut known = None;
        while let Some(held) = self.hands.take(lane, &self.handle, &self.documents)? {
            if read % ROUND == 0 {
                known = None;
            }
            let (known, confidence_min) = match &known {
                Some(known) => known,
                None => known.insert(self.gather()?),
            };
            let reading = self.read(held, known)?;
            if let Some(reading) = self.line_up(reading, *confidence_min) {
                self.record(reading)?;
            }
            read += 1;
        }
        Ok(read)
    }

    /// The company as it is now, and how sure the gate wants a reading to be.
    fn gather(&self) -> Outcome<(Arc<Known>, u16)> {
        let (company, confidence_min) = self
            .handle
            .ask(|book| (book.company.clone(), book.policy.confidence_min))?;
        let known = Known::gather(company, &self.vault, &self.lessons)?;
        Ok((Arc::new(known), confidence_min))
    }

    /// Reads whatever comes until told to stop, or the engine stops.
    pub fn run(&self, stop: &AtomicBool) {
        thread::scope(|scope| {
            if let Some(line) = &self.line {
                for _ in 0..ASKED_AT_ONCE_MAX {
                    scope.spawn(|| self.ask(line, stop));
                }
            }
            for _ in 1..readers() {
                scope.spawn(|| self.help(stop));
            }
            self.watch(stop);
        });
    }

    /// The quick lane, which alone watches for what comes.
    fn watch(&self, stop: &AtomicBool) {
        let mut seen = 0;
        while self.goes_on(stop) {
            self.try_lane(Lane::Quick);
            seen = self.handle.wait_beyond(seen, WAIT);
        }
    }

    /// Reads whenever the quick lane has left something.
    fn help(&self, stop: &AtomicBool) {
        while self.goes_on(stop) {
            if self.hands.wait(WAIT) {
                self.try_lane(Lane::Every);
            }
        }
    }

    fn try_lane(&self, lane: Lane) {
        if let Err(failure) = self.read_lane(lane) {
            eprintln!("kept: documents wait to be read: {failure}");
            thread::sleep(WAIT);
        }
    }

    fn goes_on(&self, stop: &AtomicBool) -> bool {
        !stop.load(Ordering::Acquire) && self.handle.stopped().is_none()
    }

    fn read(&self, mut held: Held, known: &Arc<Known>) -> Outcome<Read> {
        let document = held.document;
        let stored = match held.stored.take() {
            Some(stored) => Some(stored),
            None => self.documents.get(document)?,
        };
        let stored = stored.ok_or_else(|| {
            Failure::new(format!("document {document} is in the journal and not in the store; restore documents.db from a backup"))
        })?;
        let bytes: Arc<[u8]> = stored.bytes.into();
        let arrival = Arrival {
            name: Some(&stored.meta.name),
            received: Some(self.clock.day_of(stored.meta.received_at)),
        };
        let (mut reading, text) = match self.line {
            None => (self.reader.read(bytes, arrival)?, None),
            Some(_) => self.reader.read_with_text(bytes, arrival)?,
        };
        let mail = mail_address(&reading, &stored.meta);
        if let Some(partner) = profile::find(&self.partners, &reading, mail.as_deref()).cloned() {
            profile::apply(&partner, &mut reading);
        }
        let sender = sender(Some(&reading), &stored.meta).map(str::to_owned);
        known.apply_lessons(&mut reading, sender.as_deref());
        Ok(Read {
            held,
            reading,
            text,
            sender,
            received_at: stored.meta.received_at,
            known: Arc::clone(known),
        })
    }

    /// Hands a document to those who ask the second reader, if it is to be asked; hands back one that
    /// is to be recorded as it is.
    fn line_up(&self, read: Read, confidence_min: u16) -> Option<Read> {
        match &self.line {
            Some(line) if line.is_for(&read, confidence_min) => line.put(read),
            Some(_) | None => Some(read),
        }
    }

    /// Asks the second reader about one document after the other. Whatever comes of it, the document
    /// is recorded; what is broken off stays open in the book.
    fn ask(&self, line: &Line, stop: &AtomicBool) {
        while self.goes_on(stop) {
            let Some(mut read) = line.next() else {
                continue;
            };
            if line.opine(&mut read, stop)
                && let Err(failure) = self.record(read)
            {
                eprintln!("kept: a document waits to be read: {failure}");
            }
        }
    }

    /// Keeps a reading, and tells the book what it asks for.
    fn record(&self, read: Read) -> Outcome {
        let Read {
            held,
            reading,
            text: _,
            sender,
            received_at,
            known,
        } = read;
        let document = held.document;
        self.documents
            .put_reading(document, READER, &serde_json::to_vec(&reading)?)?;
        let places = self.one_time_places(&reading, sender.as_deref(), &known)?;
        let grounding = known.ground(&reading, sender.as_deref(), &places);
        let (read_as, requests) = (grounding.read_as, grounding.drafts);
        self.lessons.used(&grounding.lessons, received_at)?;
        self.handle
            .own(Command::RecordReading {
                document,
                read_as,
                requests,
            })?
            .outcome?;
        Ok(())
    }

    /// Places of delivery for customers that order to a new address each time.
    fn one_time_places(
        &self,
        reading: &Reading,
        sender: Option<&str>,
        known: &Known,
    ) -> Outcome<HashMap<usize, ShipToId>> {
        let mut places = HashMap::new();
        for (index, request) in reading.requests.iter().enumerate() {
            if let Some(customer) = known.one_time_customer(request, sender)
                && let Some(place) = self.one_time_place(customer, request, known)?
            {
                places.insert(index, place);
            }
        }
        Ok(places)
    }

    fn one_time_place(
        &self,
        customer: CustomerId,
        request: &OrderRequest,
        known: &Known,
    ) -> Outcome<Option<ShipToId>> {
        let person = stated_person(request);
        if person.address.is_empty() {
            return Ok(None);
        }
        if let Some(place) = known.place(customer, &person) {
            return Ok(Some(place));
        }
        let Some(zone) = known.zone_of(&person.postcode, &person.city, &self.vault)? else {
            return Ok(None);
        };
        let code = format!(
            "W-{}",
            &blake3::hash(&serde_json::to_vec(&person)?).to_hex()[..12]
        );
        let ship_to = ShipToDraft {
            code: code.clone(),
            zone,
            gln: None,
        };
        self.handle
            .own(Command::PutShipTo { customer, ship_to })?
            .outcome?;
        let id = self
            .handle
            .ask(move |book| book.company.ship_to_by_code(customer, &code))?;
        if let Some(id) = id {
            let subject = SubjectId {
                kind: SubjectKind::ShipTo,
                number: u64::from(id.0),
            };
            self.vault.put(subject, &person)?;
        }
        Ok(id)
    }
}

impl Inbox for Receiver {
    fn put(&self, arrived: &Arrived) -> Result<Taken, Unavailable> {
        let taken = self.receive(arrived);
        taken.map_err(|failure| Unavailable(failure.to_string()))
    }
}

fn stated_person(request: &OrderRequest) -> Personal {
    let text = |field: &intake::request::Stated<String>| {
        field
            .as_ref()
            .map(|field| field.value.clone())
            .unwrap_or_default()
    };
    let to = &request.ship_to;
    Personal {
        name: text(&to.name),
        emails: to.email.iter().map(|field| field.value.clone()).collect(),
        phones: to.phone.iter().map(|field| field.value.clone()).collect(),
        address: to.address.iter().map(|field| field.value.clone()).collect(),
        city: text(&to.city),
        postcode: text(&to.postcode),
        country: text(&to.country),
        ..Personal::default()
    }
}

/// The e-mail address that a document came from.
fn mail_address(reading: &Reading, meta: &DocumentMeta) -> Option<String> {
    let stated = reading.sender.iter().map(|field| &field.value);
    let mut senders = stated.chain([&meta.sender]);
    senders.find(|sender| sender.contains('@')).cloned()
}
