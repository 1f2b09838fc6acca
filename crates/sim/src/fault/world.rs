//! The simulated world: clients, a network, a clock, and one process after the other on one disk.

use super::Checked;
use super::check::Witness;
use super::client::{Client, Message};
use super::command::Asker;
use super::company::{self, Size};
use super::machine::{Appending, Closed, Machine, Waiting};
use super::property::{Property, broken};
use super::report::{Report, Trace};
use super::trouble::{Mix, Trouble};
use crate::chance::Chance;
use engine::{Entry, Moment, Outcome};
use journal::{BookId, FaultKind, Journal, Record, SimulatedDisk};
use vocab::{ContentHash, Day, Instant};

/// Steps of a life before the faults stop.
const STEPS: u32 = 1_200;
/// Steps in which one command of the founder must be answered, whatever goes wrong.
const FOUNDING_STEPS_MAX: u32 = 100_000;
/// Clients; the first one founds the company.
pub(super) const CLIENTS: usize = 4;
/// Commands that one client waits for at once.
const WINDOW: usize = 8;
/// Messages on their way at once; what comes on top is lost.
const NETWORK_MAX: usize = 60;
/// Answers that arrive in one step at most.
const ANSWERS_AT_ONCE: usize = 4;

/// An answer on its way to its client.
pub(super) struct Answer {
    pub(super) client: usize,
    number: u64,
    reused: bool,
    outcome: Outcome,
}

pub(super) struct World<'a> {
    pub(super) chance: Chance,
    pub(super) trace: &'a mut Trace,
    pub(super) report: Report,
    pub(super) machine: Machine,
    pub(super) clients: Vec<Client>,
    /// What goes wrong in this life, and how often.
    pub(super) mix: Mix,
    /// Whether the company stands, so that clients have something to ask for.
    pub(super) founded: bool,
    pub(super) size: Size,
    pub(super) now: Instant,
    pub(super) disk: SimulatedDisk,
    pub(super) witness: Witness,
    pub(super) network: Vec<Message>,
    pub(super) answers: Vec<Answer>,
    /// Number of the build that starts next.
    pub(super) build: u32,
    /// Steps for which the process stands still.
    pub(super) paused: u32,
    /// Steps for which the write on its way takes.
    pub(super) slow: u32,
    /// Writes for which there is no room.
    pub(super) full: u32,
}

impl<'a> World<'a> {
    pub(super) fn new(seed: u64, trace: &'a mut Trace) -> World<'a> {
        let mut chance = Chance::of(seed, &[0xFA17]);
        let disk = SimulatedDisk::new(BookId(*b"the fault's book"));
        let (machine, _) = Machine::start(&disk, 0).expect("an empty disk can be opened");
        World {
            size: Size::of(&mut chance),
            mix: Mix::of(&mut chance),
            chance,
            trace,
            report: Report::default(),
            machine,
            clients: (0..CLIENTS).map(Client::new).collect(),
            founded: false,
            now: Instant::at_midnight(Day::from_civil(2026, 3, 1).expect("it is a day")),
            disk,
            witness: Witness::default(),
            network: Vec::new(),
            answers: Vec::new(),
            build: 0,
            paused: 0,
            slow: 0,
            full: 0,
        }
    }

    /// The whole life, and the records that it leaves.
    pub(super) fn live(mut self) -> Checked<(Report, Vec<Record>)> {
        for command in company::commands(self.size, &mut self.chance) {
            let message = self.clients[0].ask(command);
            self.network.push(message);
            self.wait_for_the_founder()?;
        }
        self.founded = true;
        for _ in 0..STEPS {
            self.step()?;
        }
        let records = self.calm()?;
        self.report.lives = 1;
        self.report.hash = ContentHash(self.machine.core.book().state_hash());
        Ok((self.report, records))
    }

    fn wait_for_the_founder(&mut self) -> Checked {
        for _ in 0..FOUNDING_STEPS_MAX {
            if self.clients[0].waits_for() == 0 {
                return Ok(());
            }
            self.step()?;
        }
        let what = format_args!("the founder waits after {FOUNDING_STEPS_MAX} steps");
        broken(Property::EverythingComesToAnEnd, what)
    }

    fn step(&mut self) -> Checked {
        self.storm()?;
        self.paused = self.paused.saturating_sub(1);
        self.slow = self.slow.saturating_sub(1);
        match self.chance.below(100) {
            0..34 => self.speak(),
            34..67 => self.message_arrives(),
            67..75 => self.close()?,
            75..84 => self.append()?,
            84..98 => self.answers_arrive()?,
            _ => self.time_passes(),
        }
        Ok(())
    }

    /// A client sends something new, or something again that it waits for.
    fn speak(&mut self) {
        let index = self.chance.below(CLIENTS as u64) as usize;
        let waits = self.clients[index].waits_for();
        if !self.founded || waits >= WINDOW {
            if self.chance.permille(400) {
                let nth = self.chance.below(waits as u64) as usize;
                self.network.extend(self.clients[index].repeat().nth(nth));
            }
        } else {
            let moment = self.moment();
            let command = Asker {
                chance: &mut self.chance,
                book: self.machine.core.book(),
                size: self.size,
                now: moment,
            }
            .command();
            let message = match self.comes(Trouble::KeyReused) {
                true => self.clients[index].reuse(command),
                false => Some(self.clients[index].ask(command)),
            };
            self.network.extend(message);
        }
        self.network.truncate(NETWORK_MAX);
    }

    /// The next message arrives; or another one, or twice, or never.
    fn message_arrives(&mut self) {
        if self.network.is_empty() || self.paused > 0 || self.machine.core.is_full() {
            return;
        }
        let nth = match self.comes(Trouble::MessageReordered) {
            true => self.chance.below(self.network.len() as u64) as usize,
            false => 0,
        };
        let message = self.network.remove(nth);
        if self.comes(Trouble::MessageLost) {
            return;
        }
        if self.comes(Trouble::MessageTwice) {
            self.network.push(message.clone());
        }
        self.decide(&message);
    }

    pub(super) fn decide(&mut self, message: &Message) {
        let command = &message.envelope.command;
        // The step is told before it is taken: it may panic.
        self.trace.step(format_args!(
            "client {} command {}: {command:?}",
            message.client, message.number
        ));
        let moment = self.moment();
        let book = self.machine.core.book();
        self.report.coverage.command(command, book);
        self.machine.take(message, moment);
        let told = match self.machine.told() {
            None => "decided for a batch that is sealed".to_owned(),
            Some(Err((seq, nth))) => format!("answered before, record {seq} entry {nth}"),
            Some(Ok(outcome)) => {
                let counts = self.report.commands.entry(command.name()).or_default();
                match outcome {
                    Ok(events) => {
                        counts.done += 1;
                        format!("{} events", events.len())
                    }
                    Err(refusal) => {
                        counts.refused += 1;
                        let code = refusal.code.as_str();
                        *self.report.refusals.entry(code).or_default() += 1;
                        format!("refused: {refusal}")
                    }
                }
            }
        };
        self.trace.step(told);
    }

    /// The batch in the making is closed, once the one before is on the disk.
    pub(super) fn close(&mut self) -> Checked {
        if self.machine.appending.is_some() || self.paused > 0 {
            return Ok(());
        }
        let moment = self.moment();
        self.trace.step("the book does its own work");
        self.machine.core.work(moment);
        self.check_at_rest()?;
        let with_snapshot = self.chance.permille(60);
        match self.machine.close(with_snapshot) {
            Closed::Busy => Ok(()),
            Closed::Empty(waiting) => self.answer_all(waiting, &[]),
            Closed::Sealed => {
                let Some(Appending { sealed, .. }) = &self.machine.appending else {
                    return Ok(());
                };
                self.trace
                    .step(format_args!("batch {} is closed", sealed.seq));
                self.witness.sealed(sealed, self.machine.core.book())
            }
        }
    }

    /// The batch on its way reaches the disk, or fails to.
    pub(super) fn append(&mut self) -> Checked {
        if self.machine.appending.is_none() || self.paused > 0 || self.slow > 0 {
            return Ok(());
        }
        let planned = self.disk_trouble();
        let Some(batch) = self.machine.appending.take() else {
            return Ok(());
        };
        let seq = batch.sealed.seq;
        self.witness.tried(seq);
        if let Err(fault) = self.machine.append(&batch.sealed) {
            self.trace.step(format_args!("batch {seq} failed: {fault}"));
            return match fault.kind {
                // The same batch waits for room; nothing else is tried in its place.
                FaultKind::Full if planned => {
                    self.machine.appending = Some(batch);
                    Ok(())
                }
                _ if planned => self.restart_after_fault(),
                _ => Err(format!("an append failed for no reason: {fault}")),
            };
        }
        self.witness.durable(seq);
        self.report.batches += 1;
        self.trace.step(format_args!("batch {seq} is durable"));
        if let Some(state) = batch.snapshot {
            self.save_snapshot(seq, &state)?;
        }
        self.answer_all(batch.waiting, &batch.sealed.batch.entries)
    }

    fn save_snapshot(&mut self, seq: u64, state: &[u8]) -> Checked {
        if self.comes(Trouble::SnapshotFailed) {
            return Ok(());
        }
        let saved = self.machine.journal.save_snapshot(seq, state);
        saved.map_err(|fault| format!("the snapshot was not saved: {fault}"))
    }

    fn answer_all(&mut self, waiting: Vec<Waiting>, durable: &[Entry]) -> Checked {
        for one in waiting {
            let (outcome, repeated) = match self.machine.answer(one.applied, durable) {
                Ok(answer) => answer?,
                // The record was damaged; the process stops, and the others hear nothing.
                Err(fault) if self.disk.damaged().is_some() => {
                    self.trace
                        .step(format_args!("a repeat met damage: {fault}"));
                    return self.restart(false);
                }
                Err(fault) => {
                    return broken(
                        Property::SameKeySameAnswer,
                        format_args!("a durable answer can't be read: {fault}"),
                    );
                }
            };
            self.report.repeats += u64::from(repeated);
            self.answers.push(Answer {
                client: one.client,
                number: one.number,
                reused: one.reused,
                outcome,
            });
        }
        Ok(())
    }

    /// Some answers arrive; in another order, or never.
    fn answers_arrive(&mut self) -> Checked {
        for _ in 0..self.answers.len().min(ANSWERS_AT_ONCE) {
            let nth = match self.comes(Trouble::AnswerReordered) {
                true => self.chance.below(self.answers.len() as u64) as usize,
                false => 0,
            };
            let answer = self.answers.remove(nth);
            if !self.comes(Trouble::AnswerLost) {
                self.hear(answer)?;
            }
        }
        Ok(())
    }

    fn hear(&mut self, answer: Answer) -> Checked {
        self.report.answers += 1;
        self.clients[answer.client].take(answer.number, answer.reused, answer.outcome)
    }

    fn time_passes(&mut self) {
        let minutes = self.chance.below(120) as i64;
        self.turn_clock(minutes);
    }

    pub(super) fn turn_clock(&mut self, minutes: i64) {
        self.now = self.now.plus_seconds(minutes * 60);
        self.trace
            .step(format_args!("the clock shows {}", self.now));
    }

    pub(super) fn moment(&self) -> Moment {
        Moment {
            at: self.now,
            today: self.now.utc_day(),
            minute: (self.now.micros_of_day() / 60_000_000) as u16,
        }
    }

    /// Everything that is on its way arrives, and every client repeats what it waits for.
    pub(super) fn deliver_all(&mut self) -> Checked {
        for index in 0..CLIENTS {
            self.network.extend(self.clients[index].repeat());
        }
        for message in std::mem::take(&mut self.network) {
            self.decide(&message);
        }
        self.commit_all()?;
        std::mem::take(&mut self.answers)
            .into_iter()
            .try_for_each(|answer| self.hear(answer))
    }

    /// Everything that was decided becomes durable.
    pub(super) fn commit_all(&mut self) -> Checked {
        self.append()?;
        self.close()?;
        self.append()
    }
}
