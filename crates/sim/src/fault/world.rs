//! The simulated world: clients, a network, a clock, and one process after the other on one disk.

use super::Checked;
use super::check::Witness;
use super::client::{Client, Message};
use super::command::Asker;
use super::company::{self, Size};
use super::machine::{Appending, Closed, Machine, Waiting};
use super::report::{Report, Trace};
use crate::chance::Chance;
use engine::{Applied, Fault, Moment, Outcome};
use journal::{BookId, DiskFault, FaultKind, Journal, SimulatedDisk};
use vocab::{ContentHash, Day, Instant};

/// Steps of a life before the faults stop.
const STEPS: u32 = 1_200;
/// Clients; the first one founds the company.
const CLIENTS: usize = 4;
/// Commands that one client waits for at once.
const WINDOW: usize = 8;
/// Messages on their way at once; what comes on top is lost.
const NETWORK_MAX: usize = 60;
/// Answers that arrive in one step at most.
const ANSWERS_AT_ONCE: usize = 4;
/// The latest append of a process that a fault is planned for.
const PLANNED_MAX: u64 = 8;

/// An answer on its way to its client.
struct Answer {
    client: usize,
    number: u64,
    reused: bool,
    outcome: Outcome,
}

/// A bit of an acknowledged record that turned over.
struct Rot {
    seq: u64,
    bit: usize,
}

pub(super) struct World<'a> {
    pub(super) chance: Chance,
    pub(super) trace: &'a mut Trace,
    pub(super) report: Report,
    pub(super) machine: Machine,
    pub(super) clients: Vec<Client>,
    /// Whether faults happen.
    pub(super) stormy: bool,
    /// Whether the company stands, so that clients have something to ask for.
    founded: bool,
    size: Size,
    now: Instant,
    disk: SimulatedDisk,
    witness: Witness,
    network: Vec<Message>,
    answers: Vec<Answer>,
    rot: Option<Rot>,
}

impl<'a> World<'a> {
    pub(super) fn new(seed: u64, trace: &'a mut Trace) -> World<'a> {
        let mut chance = Chance::of(seed, &[0xFA17]);
        let disk = SimulatedDisk::new(BookId(*b"the fault's book"));
        let (machine, _) = Machine::start(&disk, None).expect("an empty disk can be opened");
        World {
            size: Size::of(&mut chance),
            chance,
            trace,
            report: Report::default(),
            machine,
            clients: (0..CLIENTS).map(Client::new).collect(),
            stormy: true,
            founded: false,
            now: Instant::at_midnight(Day::from_civil(2026, 3, 1).expect("it is a day")),
            disk,
            witness: Witness::default(),
            network: Vec::new(),
            answers: Vec::new(),
            rot: None,
        }
    }

    /// The whole life.
    pub(super) fn live(mut self) -> Checked<Report> {
        for command in company::commands(self.size, &mut self.chance) {
            let message = self.clients[0].ask(command);
            self.network.push(message);
            while self.clients[0].waits_for() > 0 {
                self.step()?;
            }
        }
        self.founded = true;
        for _ in 0..STEPS {
            self.step()?;
        }
        self.calm()?;
        self.report.hash = ContentHash(self.machine.core.book().state_hash());
        Ok(self.report)
    }

    fn step(&mut self) -> Checked {
        match self.chance.below(1_000) {
            0..330 => self.speak(),
            330..660 => self.message_arrives(),
            660..740 => self.close()?,
            740..820 => self.append()?,
            820..970 => self.answers_arrive()?,
            970..992 => self.clock_moves(),
            _ => self.crash()?,
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
            let reused = self.chance.permille(30);
            let message = match reused {
                true => self.clients[index].reuse(command),
                false => Some(self.clients[index].ask(command)),
            };
            self.network.extend(message);
        }
        self.network.truncate(NETWORK_MAX);
    }

    /// A message arrives, in any order, perhaps once more than sent, or never.
    fn message_arrives(&mut self) {
        if self.network.is_empty() || self.machine.core.is_full() {
            return;
        }
        let nth = self.chance.below(self.network.len() as u64) as usize;
        if self.chance.permille(80) {
            self.network.swap_remove(nth);
            return self.report.fault("message_lost");
        }
        let message = match self.chance.permille(100) {
            true => {
                self.report.fault("message_twice");
                self.network[nth].clone()
            }
            false => self.network.swap_remove(nth),
        };
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
        let told = match self.machine.take(message, moment) {
            Applied::Repeated { seq, nth } => format!("answered before, record {seq} entry {nth}"),
            Applied::Decided(outcome) => {
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
        if self.machine.appending.is_some() {
            return Ok(());
        }
        let moment = self.moment();
        self.trace.step("the book does its own work");
        self.machine.core.work(moment);
        let with_snapshot = self.chance.permille(60);
        match self.machine.close(with_snapshot) {
            Closed::Busy => Ok(()),
            Closed::Empty(waiting) => self.answer_all(waiting),
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
        let Some(batch) = self.machine.appending.take() else {
            return Ok(());
        };
        let seq = batch.sealed.seq;
        let (planned, start) = (self.machine.next_fault(), self.disk.size());
        self.witness.tried(seq);
        let appended = self.machine.append(&batch.sealed);
        if let Some(fault) = planned {
            self.report.fault(name(fault));
            self.trace
                .step(format_args!("batch {seq}: planned {fault:?}"));
        }
        if let Err(fault) = appended {
            self.trace.step(format_args!("batch {seq} failed: {fault}"));
            return match planned {
                Some(_) => self.restart_after_fault(),
                None => Err(format!("an append failed for no reason: {fault}")),
            };
        }
        if let Some(DiskFault::FlipBit { bit }) = planned {
            let bits = (self.disk.size() - start) * 8;
            let bit = start * 8 + bit % bits;
            self.rot = Some(Rot { seq, bit });
        }
        self.witness.durable(seq);
        self.report.batches += 1;
        self.trace.step(format_args!("batch {seq} is durable"));
        if let Some(state) = batch.snapshot {
            self.save_snapshot(seq, &state)?;
        }
        self.answer_all(batch.waiting)
    }

    fn save_snapshot(&mut self, seq: u64, state: &[u8]) -> Checked {
        let saved = self.machine.journal.save_snapshot(seq, state);
        saved.map_err(|fault| format!("the snapshot was not saved: {fault}"))
    }

    fn answer_all(&mut self, waiting: Vec<Waiting>) -> Checked {
        for one in waiting {
            let (outcome, repeated) = match self.machine.answer(one.applied) {
                Ok(answer) => answer?,
                // The record was damaged; the process stops, and the others hear nothing.
                Err(fault) if self.rot.is_some() => {
                    self.trace
                        .step(format_args!("a repeat met damage: {fault}"));
                    return self.restart(false);
                }
                Err(fault) => return Err(format!("a durable answer can't be read: {fault}")),
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

    /// Some answers arrive, in any order, or never.
    fn answers_arrive(&mut self) -> Checked {
        for _ in 0..self.answers.len().min(ANSWERS_AT_ONCE) {
            let nth = self.chance.below(self.answers.len() as u64) as usize;
            let answer = self.answers.swap_remove(nth);
            if self.chance.permille(150) {
                self.report.fault("answer_lost");
            } else {
                self.hear(answer)?;
            }
        }
        Ok(())
    }

    fn hear(&mut self, answer: Answer) -> Checked {
        self.report.answers += 1;
        self.clients[answer.client].take(answer.number, answer.reused, answer.outcome)
    }

    /// Mostly some minutes on; at times days, or hours back.
    fn clock_moves(&mut self) {
        let minutes = match self.chance.below(10) {
            0 => {
                self.report.fault("clock_jumped");
                self.chance.below(4 * 1_440) as i64
            }
            1 => {
                self.report.fault("clock_went_back");
                -(self.chance.below(300) as i64)
            }
            _ => self.chance.below(120) as i64,
        };
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

    fn crash(&mut self) -> Checked {
        match self.chance.below(3) {
            0 => {
                self.report.fault("process_killed");
                self.restart(false)
            }
            1 => {
                self.report.fault("power_failed");
                self.restart(true)
            }
            _ => self.take_over(),
        }
    }

    fn restart_after_fault(&mut self) -> Checked {
        let power = self.chance.permille(500);
        self.restart(power)
    }

    /// A standby takes over; what the old leader still tries must be refused.
    fn take_over(&mut self) -> Checked {
        self.report.fault("leader_replaced");
        let old_batch = self.machine.appending.take();
        let mut old = self.restart_and_keep(false)?;
        let Some(batch) = old_batch.filter(|_| self.rot.is_none()) else {
            return Ok(());
        };
        match old.append(&batch.sealed) {
            Err(fault) if matches!(fault.kind, FaultKind::Fenced { .. }) => Ok(()),
            other => Err(format!(
                "a leader that was replaced could append: {other:?}"
            )),
        }
    }

    /// The process ends, and another one recovers what it left.
    pub(super) fn restart(&mut self, power: bool) -> Checked {
        self.restart_and_keep(power).map(|_| ())
    }

    /// The same; gives the old process back.
    fn restart_and_keep(&mut self, power: bool) -> Checked<Machine> {
        self.trace.step(match power {
            true => "the power fails",
            false => "the process ends",
        });
        if power {
            self.disk.crash();
        }
        if self.stormy && self.chance.permille(100) {
            self.report.fault("snapshot_damaged");
            self.disk
                .flip_snapshot_bit(self.chance.below(1 << 20) as usize);
        }
        let (machine, from_snapshot) = self.recover()?;
        let old = std::mem::replace(&mut self.machine, machine);
        self.report.recoveries += 1;
        self.report.from_snapshot += u64::from(from_snapshot);
        let seq = self.machine.core.seq();
        self.trace.step(format_args!(
            "recovered record {seq}, snapshot: {from_snapshot}"
        ));
        let records = self.machine.journal.read(1, usize::MAX);
        let records = records.map_err(|fault| fault.to_string())?;
        self.witness
            .recovered(&self.machine.core, &records, &self.clients)?;
        Ok(old)
    }

    /// Starts a process; damage must be reported by its record, and is put right from a mirror.
    fn recover(&mut self) -> Checked<(Machine, bool)> {
        let planned = self.plan();
        let started = Machine::start(&self.disk, planned);
        let Some(rot) = self.rot.take() else {
            return started.map_err(|fault| in_full(&fault));
        };
        match started {
            Err(Fault::Journal(fault))
                if fault.seq == Some(rot.seq)
                    && matches!(fault.kind, FaultKind::Damaged { .. }) => {}
            Err(other) => {
                let told = in_full(&other);
                return Err(format!(
                    "damage in record {} is reported as: {told}",
                    rot.seq
                ));
            }
            Ok(_) => return Err(format!("nobody noticed the damage in record {}", rot.seq)),
        }
        self.disk.flip_bit(rot.bit);
        Machine::start(&self.disk, planned).map_err(|fault| in_full(&fault))
    }

    /// What goes wrong in the life of the next process.
    fn plan(&mut self) -> Option<(u64, DiskFault)> {
        if !self.stormy || self.chance.permille(400) {
            return None;
        }
        let fault = match self.chance.below(5) {
            0 => DiskFault::FailFsync,
            1 => DiskFault::Full,
            2 => DiskFault::UnknownOutcome,
            3 => DiskFault::Torn {
                kept: self.chance.below(600) as usize,
            },
            _ => DiskFault::FlipBit {
                bit: self.chance.below(1 << 16) as usize,
            },
        };
        Some((self.chance.between(1, PLANNED_MAX), fault))
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

fn name(fault: DiskFault) -> &'static str {
    match fault {
        DiskFault::FailFsync => "fsync_failed",
        DiskFault::Torn { .. } => "write_torn",
        DiskFault::Full => "disk_full",
        DiskFault::UnknownOutcome => "outcome_unknown",
        DiskFault::FlipBit { .. } => "bit_flipped",
    }
}

fn in_full(fault: &Fault) -> String {
    match fault {
        Fault::Journal(beneath) => format!("{fault}: {beneath}"),
        Fault::Unreadable { .. } | Fault::Diverged { .. } => fault.to_string(),
    }
}
