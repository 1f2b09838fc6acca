//! What must hold, by name: the invariants of the book are named there, these are the simulator's.

use super::Checked;
use std::fmt::Display;

/// A property that is more than a look at one state of the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Property {
    /// On hand and reserved are what a second model makes of the events.
    StockIsTheLedgers,
    /// Open and pegged supply are what the second model makes of the events.
    SupplyIsTheLedgers,
    /// No item is promised from a site before it is there, day by day.
    NeverOversoldOnAnyDay,
    /// Delivered ≤ shipped ≤ packed ≤ picked ≤ released ≤ ordered − cancelled.
    ShippedWithinReleasedWithinOrdered,
    /// Promised, waiting, moving and cancelled parts of a line sum to what was ordered.
    LinesSumToTheOrder,
    /// An order is placed once and ends once, and nothing happens to it afterwards.
    OneOutcomeAnOrder,
    /// Every event may follow those before it.
    LegalTransitions,
    /// What a customer has on order is the sum of the lines, each at its price.
    MoneyIsConserved,
    /// A key gets one answer for ever; with another content it is refused.
    SameKeySameAnswer,
    /// A recovery decides nothing and writes nothing.
    ReplayHasNoEffects,
    /// A recovered state is the one that was left.
    ReplayGivesTheLiveState,
    /// A snapshot and the records behind it give what all records give.
    SnapshotAndTailGiveTheFullReplay,
    /// Everything that is open waits for a timer, a task or somebody.
    EveryOpenStateHasAnOwner,
    /// A backorder that could be promised is promised, or work for it is open.
    NoBackorderIsForgotten,
    /// What was acknowledged is there after every recovery, and what was not is whole or absent.
    AcknowledgedIsKept,
    /// Damage is reported by the number of its record.
    DamageIsReported,
    /// A leader that was replaced can't append.
    AStaleLeaderIsFenced,
    /// The stamps of batches never go back, and their days and minutes are those of the clock.
    TimeNeverGoesBack,
    /// Without faults every client is answered and everything open comes to an end.
    EverythingComesToAnEnd,
}

impl Property {
    fn name(self) -> &'static str {
        match self {
            Property::StockIsTheLedgers => "stock_is_the_ledgers",
            Property::SupplyIsTheLedgers => "supply_is_the_ledgers",
            Property::NeverOversoldOnAnyDay => "never_oversold_on_any_day",
            Property::ShippedWithinReleasedWithinOrdered => {
                "shipped_within_released_within_ordered"
            }
            Property::LinesSumToTheOrder => "lines_sum_to_the_order",
            Property::OneOutcomeAnOrder => "one_outcome_an_order",
            Property::LegalTransitions => "legal_transitions",
            Property::MoneyIsConserved => "money_is_conserved",
            Property::SameKeySameAnswer => "same_key_same_answer",
            Property::ReplayHasNoEffects => "replay_has_no_effects",
            Property::ReplayGivesTheLiveState => "replay_gives_the_live_state",
            Property::SnapshotAndTailGiveTheFullReplay => "snapshot_and_tail_give_the_full_replay",
            Property::EveryOpenStateHasAnOwner => "every_open_state_has_an_owner",
            Property::NoBackorderIsForgotten => "no_backorder_is_forgotten",
            Property::AcknowledgedIsKept => "acknowledged_is_kept",
            Property::DamageIsReported => "damage_is_reported",
            Property::AStaleLeaderIsFenced => "a_stale_leader_is_fenced",
            Property::TimeNeverGoesBack => "time_never_goes_back",
            Property::EverythingComesToAnEnd => "everything_comes_to_an_end",
        }
    }
}

/// Says that a property does not hold, and where.
pub(super) fn broken<T>(property: Property, place: impl Display) -> Checked<T> {
    Err(format!("{} does not hold: {place}", property.name()))
}
