//! How trouble strikes: what each kind does to the clients, the clock, the process and the disk, and
//! how a process recovers from it.

use super::Checked;
use super::check::replay_everything;
use super::coverage::Phase;
use super::machine::Machine;
use super::property::{Property, broken};
use super::trouble::Trouble;
use super::world::{CLIENTS, World};
use engine::Fault;
use journal::{DiskFault, FaultKind, Journal};

type Strike = fn(&mut World<'_>) -> Checked;
type WriteStrike = fn(&mut World<'_>) -> Option<DiskFault>;

/// What may strike at any step, and what it does.
const AT_ANY_STEP: [(Trouble, Strike); 9] = [
    (Trouble::ClientRestarted, |world| world.restart_client()),
    (Trouble::ProcessKilled, |world| world.restart(false)),
    (Trouble::PowerFailed, |world| world.restart(true)),
    (Trouble::ProcessPaused, |world| world.pause()),
    (Trouble::BuildUpgraded, |world| world.upgrade()),
    (Trouble::LeaderReplaced, |world| world.restart(false)),
    (Trouble::LeaderStale, |world| world.take_over()),
    (Trouble::ClockJumped, |world| world.move_clock(4 * 1_440, 1)),
    (Trouble::ClockWentBack, |world| world.move_clock(300, -1)),
];
/// What may strike when a batch is written, and what the disk does then; only slower, if nothing.
const AT_A_WRITE: [(Trouble, WriteStrike); 8] = [
    (Trouble::WriteTorn, |world| {
        let kept = world.chance.below(600) as usize;
        Some(DiskFault::Torn { kept })
    }),
    (Trouble::WriteLost, |_| Some(DiskFault::Lost)),
    (Trouble::WriteMisdirected, |world| {
        let place = world.chance.below(1 << 20) as usize;
        Some(DiskFault::Misdirected { place })
    }),
    (Trouble::BitFlipped, |world| {
        let bit = world.chance.below(1 << 16) as usize;
        Some(DiskFault::FlipBit { bit })
    }),
    (Trouble::FlushFailed, |_| Some(DiskFault::FailFsync)),
    (Trouble::DiskFull, |world| {
        world.full = world.chance.below(FULL_MAX) as u32;
        Some(DiskFault::Full)
    }),
    (Trouble::DiskSlow, |world| {
        world.slow = world.chance.between(1, WRITE_MAX) as u32;
        None
    }),
    (Trouble::OutcomeUnknown, |_| Some(DiskFault::UnknownOutcome)),
];
/// What may strike when a process starts.
const AT_A_START: [(Trouble, Strike); 3] = [
    (Trouble::SnapshotDamaged, |world| {
        let bit = world.chance.below(1 << 20) as usize;
        world.disk.flip_snapshot_bit(bit);
        Ok(())
    }),
    (Trouble::SnapshotLost, |world| {
        world.disk.lose_snapshot();
        Ok(())
    }),
    (Trouble::RecoveryInterrupted, |world| {
        world.start().map(drop)
    }),
];
/// The longest pause and the longest write, in steps; the most writes that find the disk full.
const PAUSE_MAX: u64 = 80;
const WRITE_MAX: u64 = 60;
const FULL_MAX: u64 = 6;
/// One of so many recoveries is compared with a replay of all records.
const FULL_REPLAY: u64 = 8;

impl World<'_> {
    /// Whether a kind of trouble comes now; it is noted when it does.
    pub(super) fn comes(&mut self, trouble: Trouble) -> bool {
        let comes = self.mix.strikes(trouble, &mut self.chance);
        if comes {
            self.note(trouble, self.phase());
        }
        comes
    }

    /// What strikes at a step.
    pub(super) fn storm(&mut self) -> Checked {
        match self.mix.first(&AT_ANY_STEP, &mut self.chance) {
            None => Ok(()),
            Some((trouble, strike)) => {
                // A leader is busy with a batch when it is replaced.
                if trouble == Trouble::LeaderStale {
                    self.paused = 0;
                    self.close()?;
                }
                self.note(trouble, self.phase());
                strike(self)
            }
        }
    }

    /// What strikes at this write, if anything; true when it will fail or be kept otherwise.
    pub(super) fn disk_trouble(&mut self) -> bool {
        let fault = match self.full.checked_sub(1) {
            Some(left) => {
                self.full = left;
                Some(DiskFault::Full)
            }
            None => {
                let struck = self.mix.first(&AT_A_WRITE, &mut self.chance);
                struck.and_then(|(trouble, strike)| {
                    self.note(trouble, self.phase());
                    strike(self)
                })
            }
        };
        fault.is_some_and(|fault| {
            self.machine.journal.fail_next(fault);
            true
        })
    }

    /// Nothing goes on that was begun by trouble.
    pub(super) fn calm_down(&mut self) {
        (self.paused, self.slow, self.full) = (0, 0, 0);
    }

    fn note(&mut self, trouble: Trouble, phase: Phase) {
        self.trace.step(format_args!("trouble: {}", trouble.name()));
        self.report.coverage.trouble(trouble, phase);
    }

    fn phase(&self) -> Phase {
        let (filling, appending) = (
            self.machine.core.pending() > 0,
            self.machine.appending.is_some(),
        );
        match (filling, appending) {
            _ if !self.founded => Phase::Founding,
            (false, false) => Phase::Idle,
            (true, false) => Phase::Filling,
            (false, true) => Phase::Appending,
            (true, true) => Phase::Overlapping,
        }
    }

    /// What was on its way to the client finds nobody.
    fn restart_client(&mut self) -> Checked {
        let index = self.chance.below(CLIENTS as u64) as usize;
        self.answers.retain(|answer| answer.client != index);
        self.network.extend(self.clients[index].restart());
        Ok(())
    }

    fn pause(&mut self) -> Checked {
        self.paused = self.chance.between(1, PAUSE_MAX) as u32;
        Ok(())
    }

    fn upgrade(&mut self) -> Checked {
        self.build += 1;
        let aged = self.machine.age_snapshot();
        aged.map_err(|fault| format!("a snapshot can't be saved again: {fault}"))?;
        self.restart(false)
    }

    fn move_clock(&mut self, minutes_max: u64, direction: i64) -> Checked {
        let minutes = self.chance.below(minutes_max) as i64;
        self.turn_clock(minutes * direction);
        Ok(())
    }

    /// A standby takes over; what the old leader still tries must be refused.
    fn take_over(&mut self) -> Checked {
        let Some(batch) = self.machine.appending.take() else {
            return self.restart(false);
        };
        let mut old = self.restart_and_keep(false)?;
        match old.append(&batch.sealed) {
            Err(fault) if matches!(fault.kind, FaultKind::Fenced { .. }) => Ok(()),
            other => broken(
                Property::AStaleLeaderIsFenced,
                format_args!("its append came to {other:?}"),
            ),
        }
    }

    pub(super) fn restart_after_fault(&mut self) -> Checked {
        let power = self.chance.permille(500);
        self.restart(power)
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
        self.calm_down();
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
        let core = &self.machine.core;
        self.witness.recovered(core, &records, &self.clients)?;
        if self.chance.below(FULL_REPLAY) == 0 {
            replay_everything(&records, core.book())?;
        }
        Ok(old)
    }

    /// Starts a process on what the last one has left, some of it damaged, some of it twice.
    fn recover(&mut self) -> Checked<(Machine, bool)> {
        if let Some((trouble, strike)) = self.mix.first(&AT_A_START, &mut self.chance) {
            self.note(trouble, Phase::Recovering);
            strike(self)?;
        }
        self.start()
    }

    /// Starts a process; damage must be reported by its record, and is put right from a mirror.
    fn start(&mut self) -> Checked<(Machine, bool)> {
        let start = || Machine::start(&self.disk, self.build);
        let Some(seq) = self.disk.damaged() else {
            return start().map_err(|fault| in_full(&fault));
        };
        match start() {
            Err(Fault::Journal(fault))
                if fault.seq == Some(seq)
                    && matches!(fault.kind, FaultKind::Damaged { .. } | FaultKind::Missing) => {}
            Err(other) => {
                let told = in_full(&other);
                let place = format_args!("damage in record {seq} is reported as: {told}");
                return broken(Property::DamageIsReported, place);
            }
            Ok(_) => {
                let place = format_args!("nobody noticed the damage in record {seq}");
                return broken(Property::DamageIsReported, place);
            }
        }
        self.disk.repair();
        start().map_err(|fault| in_full(&fault))
    }
}

fn in_full(fault: &Fault) -> String {
    match fault {
        Fault::Journal(beneath) => format!("{fault}: {beneath}"),
        Fault::Unreadable { .. } | Fault::Diverged { .. } => fault.to_string(),
    }
}
