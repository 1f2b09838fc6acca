//! Everything that goes wrong in a simulated life, by name, and the mix of it that a seed draws.

use super::coverage::Phase;
use crate::chance::Chance;

/// One kind of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// A message to the process never arrives.
    MessageLost,
    /// A message arrives, and arrives again later.
    MessageTwice,
    /// A message overtakes others.
    MessageReordered,
    /// An answer never arrives.
    AnswerLost,
    /// An answer overtakes others.
    AnswerReordered,
    /// A client starts anew: it sends everything again that it has no answer to, and its last
    /// answered command besides.
    ClientRestarted,
    /// A client uses an answered key for another content.
    KeyReused,
    /// The process is killed; what it wrote stays.
    ProcessKilled,
    /// The power fails; what was not flushed is gone.
    PowerFailed,
    /// The process stands still while the world goes on.
    ProcessPaused,
    /// A process is killed while it recovers.
    RecoveryInterrupted,
    /// The next process is a newer build that does not know the last snapshot's layout.
    BuildUpgraded,
    /// A standby takes over.
    LeaderReplaced,
    /// A standby takes over, and the old leader tries to append what it had in hand.
    LeaderStale,
    /// The clock jumps days ahead.
    ClockJumped,
    /// The clock goes hours back.
    ClockWentBack,
    /// The power fails in the middle of a write.
    WriteTorn,
    /// A write is acknowledged and goes nowhere.
    WriteLost,
    /// A write is acknowledged and goes elsewhere.
    WriteMisdirected,
    /// A bit of an acknowledged record turns over.
    BitFlipped,
    /// A flush fails.
    FlushFailed,
    /// The disk is full for a while.
    DiskFull,
    /// A write takes long.
    DiskSlow,
    /// A write is kept, and reported as failed.
    OutcomeUnknown,
    /// A snapshot is damaged.
    SnapshotDamaged,
    /// A snapshot is gone.
    SnapshotLost,
    /// A snapshot can't be saved.
    SnapshotFailed,
}

impl Trouble {
    /// Every kind.
    pub const ALL: [Trouble; 27] = [
        Trouble::MessageLost,
        Trouble::MessageTwice,
        Trouble::MessageReordered,
        Trouble::AnswerLost,
        Trouble::AnswerReordered,
        Trouble::ClientRestarted,
        Trouble::KeyReused,
        Trouble::ProcessKilled,
        Trouble::PowerFailed,
        Trouble::ProcessPaused,
        Trouble::RecoveryInterrupted,
        Trouble::BuildUpgraded,
        Trouble::LeaderReplaced,
        Trouble::LeaderStale,
        Trouble::ClockJumped,
        Trouble::ClockWentBack,
        Trouble::WriteTorn,
        Trouble::WriteLost,
        Trouble::WriteMisdirected,
        Trouble::BitFlipped,
        Trouble::FlushFailed,
        Trouble::DiskFull,
        Trouble::DiskSlow,
        Trouble::OutcomeUnknown,
        Trouble::SnapshotDamaged,
        Trouble::SnapshotLost,
        Trouble::SnapshotFailed,
    ];

    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Trouble::MessageLost => "message_lost",
            Trouble::MessageTwice => "message_twice",
            Trouble::MessageReordered => "message_reordered",
            Trouble::AnswerLost => "answer_lost",
            Trouble::AnswerReordered => "answer_reordered",
            Trouble::ClientRestarted => "client_restarted",
            Trouble::KeyReused => "key_reused",
            Trouble::ProcessKilled => "process_killed",
            Trouble::PowerFailed => "power_failed",
            Trouble::ProcessPaused => "process_paused",
            Trouble::RecoveryInterrupted => "recovery_interrupted",
            Trouble::BuildUpgraded => "build_upgraded",
            Trouble::LeaderReplaced => "leader_replaced",
            Trouble::LeaderStale => "leader_stale",
            Trouble::ClockJumped => "clock_jumped",
            Trouble::ClockWentBack => "clock_went_back",
            Trouble::WriteTorn => "write_torn",
            Trouble::WriteLost => "write_lost",
            Trouble::WriteMisdirected => "write_misdirected",
            Trouble::BitFlipped => "bit_flipped",
            Trouble::FlushFailed => "flush_failed",
            Trouble::DiskFull => "disk_full",
            Trouble::DiskSlow => "disk_slow",
            Trouble::OutcomeUnknown => "outcome_unknown",
            Trouble::SnapshotDamaged => "snapshot_damaged",
            Trouble::SnapshotLost => "snapshot_lost",
            Trouble::SnapshotFailed => "snapshot_failed",
        }
    }

    /// What the process can be at when it comes.
    pub fn phases(self) -> &'static [Phase] {
        match self {
            Trouble::MessageLost
            | Trouble::MessageTwice
            | Trouble::MessageReordered
            | Trouble::AnswerLost
            | Trouble::AnswerReordered
            | Trouble::ClientRestarted
            | Trouble::ProcessKilled
            | Trouble::PowerFailed
            | Trouble::ProcessPaused
            | Trouble::BuildUpgraded
            | Trouble::LeaderReplaced
            | Trouble::ClockJumped
            | Trouble::ClockWentBack => &[
                Phase::Founding,
                Phase::Idle,
                Phase::Filling,
                Phase::Appending,
                Phase::Overlapping,
            ],
            // It closes its batch first, so that it has something in hand.
            Trouble::LeaderStale => &[
                Phase::Founding,
                Phase::Idle,
                Phase::Appending,
                Phase::Overlapping,
            ],
            Trouble::KeyReused => &[
                Phase::Idle,
                Phase::Filling,
                Phase::Appending,
                Phase::Overlapping,
            ],
            Trouble::WriteTorn
            | Trouble::WriteLost
            | Trouble::WriteMisdirected
            | Trouble::BitFlipped
            | Trouble::FlushFailed
            | Trouble::DiskFull
            | Trouble::DiskSlow
            | Trouble::OutcomeUnknown => &[Phase::Founding, Phase::Appending, Phase::Overlapping],
            // After the batch that it follows; before, another may be filling.
            Trouble::SnapshotFailed => &[Phase::Founding, Phase::Idle, Phase::Filling],
            Trouble::RecoveryInterrupted | Trouble::SnapshotDamaged | Trouble::SnapshotLost => {
                &[Phase::Recovering]
            }
        }
    }

    /// How often it comes at its place, out of a thousand times, when the mix has it as usual:
    /// places are a message, an answer, something said, a step, an append, a restart, a snapshot.
    fn usual_permille(self) -> u64 {
        match self {
            Trouble::MessageTwice
            | Trouble::MessageReordered
            | Trouble::AnswerLost
            | Trouble::AnswerReordered => 120,
            Trouble::MessageLost => 80,
            Trouble::KeyReused => 40,
            Trouble::ClockJumped | Trouble::ClockWentBack => 3,
            Trouble::ClientRestarted
            | Trouble::ProcessKilled
            | Trouble::PowerFailed
            | Trouble::ProcessPaused
            | Trouble::BuildUpgraded
            | Trouble::LeaderReplaced
            | Trouble::LeaderStale => 2,
            Trouble::WriteTorn
            | Trouble::WriteLost
            | Trouble::WriteMisdirected
            | Trouble::BitFlipped
            | Trouble::FlushFailed
            | Trouble::DiskFull
            | Trouble::DiskSlow
            | Trouble::OutcomeUnknown => 12,
            Trouble::RecoveryInterrupted | Trouble::SnapshotDamaged | Trouble::SnapshotLost => 100,
            Trouble::SnapshotFailed => 150,
        }
    }
}

/// How often each kind of trouble comes in one life.
#[derive(Clone, Debug)]
pub(super) struct Mix([u64; Trouble::ALL.len()]);

impl Mix {
    /// Two of five kinds are left out, the others are rarer or more frequent than usual.
    pub(super) fn of(chance: &mut Chance) -> Mix {
        Mix(Trouble::ALL.map(|trouble| {
            let usual = trouble.usual_permille();
            match chance.below(5) {
                0 | 1 => 0,
                2 => usual.div_ceil(3),
                3 => usual,
                _ => usual * 3,
            }
        }))
    }

    /// No trouble at all.
    pub(super) fn calm() -> Mix {
        Mix([0; Trouble::ALL.len()])
    }

    /// Whether a kind of trouble comes now.
    pub(super) fn strikes(&self, trouble: Trouble, chance: &mut Chance) -> bool {
        let permille = self.0[trouble as usize];
        permille > 0 && chance.permille(permille)
    }

    /// The first of these that comes now.
    pub(super) fn first<T: Copy>(
        &self,
        of: &[(Trouble, T)],
        chance: &mut Chance,
    ) -> Option<(Trouble, T)> {
        let comes = |(trouble, _): &(Trouble, T)| self.strikes(*trouble, chance);
        of.iter().copied().find(comes)
    }
}
