//! The planted bugs: each would hurt, and each must be found.

use super::{Finder, Mutant};

/// A bug for the simulator.
const fn bug(
    name: &'static str,
    file: &'static str,
    before: &'static str,
    after: &'static str,
) -> Mutant {
    Mutant {
        name,
        file,
        before,
        after,
        finder: Finder::Simulator,
    }
}

impl Mutant {
    /// The same for the tests of a crate.
    const fn for_tests(mut self, package: &'static str, name: &'static str) -> Mutant {
        self.finder = Finder::Tests(package, name);
        self
    }
}

/// Every planted bug. `before` stands in its file exactly once.
pub const PLANTED: &[Mutant] = &[
    // The life of an order.
    bug(
        "picked goods can be cancelled",
        "crates/book/src/order/cancel.rs",
        "line.open_quantity() - line.from_stage(Stage::Picked)",
        "line.open_quantity() - line.from_stage(Stage::Packed)",
    ),
    bug(
        "a reservation that lapses takes back only the first line",
        "crates/book/src/order/cancel.rs",
        "cancel(book, *id, &[], CancelReason::Expired)",
        "cancel(book, *id, &[1], CancelReason::Expired)",
    ),
    bug(
        "what a cancelled line leaves is offered to nobody",
        "crates/book/src/order/cancel.rs",
        "    open_promising(book, items, &mut events);\n",
        "    let _ = items;\n",
    ),
    bug(
        "goods that are still to come can be released",
        "crates/book/src/order.rs",
        "part.stage == stage && part.site == site && part.source == Source::OnHand",
        "part.stage == stage && part.site == site",
    ),
    bug(
        "goods of a held order move on",
        "crates/book/src/order/fulfil.rs",
        "if to != Stage::Delivered {",
        "if to == Stage::Released {",
    ),
    bug(
        "an order that is delivered in two parts never ends",
        "crates/book/src/order/fulfil.rs",
        "line.at_stage(Stage::Delivered) + now == line.open_quantity()",
        "now == line.open_quantity()",
    ),
    bug(
        "a line that is named twice moves once",
        "crates/book/src/order/fulfil.rs",
        "if !quantity.is_zero() && quantity <= there {",
        "if quantity <= there + Quantity(1) {",
    ),
    bug(
        "an order with two kinds of hold is promised after the first is released",
        "crates/book/src/order/hold.rs",
        "holds.all(|hold| kinds.contains(&hold.kind()))",
        "holds.any(|hold| kinds.contains(&hold.kind()))",
    ),
    bug(
        "what a held order sets free is offered to nobody",
        "crates/book/src/order/hold.rs",
        "    open_promising(book, items, &mut events);\n",
        "    let _ = items;\n",
    ),
    bug(
        "a line can be made smaller than what is released",
        "crates/book/src/order/amend.rs",
        "let released = line.from_stage(Stage::Released);",
        "let released = line.from_stage(Stage::Picked);",
    ),
    bug(
        "a smaller line keeps its promise",
        "crates/book/src/order/amend.rs",
        "Ordering::Less => Need::Less(was - is),",
        "Ordering::Less => return None,",
    ),
    bug(
        "a larger line is promised whole once more",
        "crates/book/src/order/amend.rs",
        "Ordering::Greater => Need::More(is - was),",
        "Ordering::Greater => Need::More(is),",
    ),
    bug(
        "a backorder that gains nothing is promised for ever",
        "crates/book/src/order/promising.rs",
        "(now < before).then_some(event)",
        "(now <= before).then_some(event)",
    ),
    bug(
        "what an order gives up when it is promised anew is offered to nobody",
        "crates/book/src/order/promising.rs",
        "            if !given_up.is_empty() {\n",
        "            if given_up.is_empty() {\n",
    ),
    bug(
        "a promise whose supply came short vanishes",
        "crates/book/src/order/reschedule.rs",
        "let lost = if closed { waits } else { Quantity::ZERO };",
        "let lost = if closed { Quantity::ZERO } else { waits };",
    ),
    bug(
        "a line whose supply is lost loses its other promises too",
        "crates/book/src/order/reschedule.rs",
        "None => schedule.push(*part),",
        "None => {}",
    ),
    // Stock and supply.
    bug(
        "a count below what is reserved leaves one promise too many",
        "crates/book/src/stock/movement.rs",
        "let missing = balance.reserved.saturating_sub(counted);",
        "let missing = balance.reserved.saturating_sub(counted + Quantity(1));",
    ),
    bug(
        "reserved goods can be moved and scrapped",
        "crates/book/src/stock/movement.rs",
        "let free = book.stock.balance(item, site).free();",
        "let free = book.stock.balance(item, site).on_hand;",
    ),
    bug(
        "received supply stays pegged as if it were still to come",
        "crates/book/src/stock/supply.rs",
        "    events.extend(pegs_that_arrive(book, id, quantity, closed, stamp.at));\n",
        "",
    ),
    bug(
        "supply that comes later keeps the promises that it can't keep",
        "crates/book/src/stock/supply.rs",
        "part.goods_issue < ready",
        "part.goods_issue > ready",
    ),
    bug(
        "supply that is promised to others is promised again",
        "crates/book/src/promise/offers.rs",
        "let free = supply.open.saturating_sub(supply.pegged);",
        "let free = supply.open;",
    ),
    bug(
        "supply is promised before it is due",
        "crates/book/src/promise/offers.rs",
        "|ready| ready.max(row.ready)",
        "|ready| ready.min(row.ready)",
    ),
    bug(
        "goods in stock wake no backorder that waited before",
        "crates/book/src/work.rs",
        "let waited_for = made.contains(&item) || book.waiting.contains_key(&item);",
        "let waited_for = made.contains(&item);",
    ),
    bug(
        "more can come back than was sent",
        "crates/book/src/returns.rs",
        "if agreed + draft.asked(item) > sent {",
        "if draft.asked(item) > sent {",
    ),
    // Recovery and repeated keys.
    bug(
        "a snapshot forgets the idempotency index",
        "crates/engine/src/snapshot.rs",
        "Ok((book, keys, latest))",
        "Ok((book, Keys::default(), latest))",
    ),
    bug(
        "the records that a snapshot contains are replayed again",
        "crates/engine/src/recover.rs",
        "let mut seq = state.seq;",
        "let mut seq = state.seq.saturating_sub(1);",
    ),
    bug(
        "after a restart the clock may go back",
        "crates/engine/src/recover.rs",
        "(self.latest, self.seq) = (batch.moment, record.seq);",
        "self.seq = record.seq;",
    ),
    bug(
        "the clock may go back",
        "crates/engine/src/core.rs",
        "None => now.not_before(self.latest),",
        "None => now,",
    ),
    bug(
        "a key with another content gets the old answer",
        "crates/engine/src/core.rs",
        "if place.fingerprint != fingerprint {",
        "if place.fingerprint != fingerprint && fingerprint == 0 {",
    ),
    bug(
        "a refusal is not remembered under its key",
        "crates/engine/src/core.rs",
        "if !changed && envelope.key.is_none() {",
        "if !changed {",
    ),
    // The journal.
    bug(
        "a leader that was replaced can append",
        "crates/journal/src/chain.rs",
        "if record.epoch != head.epoch {",
        "if record.epoch > head.epoch {",
    ),
    bug(
        "a record is not compared with its hash",
        "crates/journal/src/chain.rs",
        "if record.hash() != stored {",
        "if record.payload.is_empty() && record.hash() != stored {",
    ),
    bug(
        "the hash of a record leaves out its payload",
        "crates/journal/src/record.rs",
        "        hasher.update(&self.payload);\n",
        "",
    ),
    bug(
        "a snapshot is not compared with its checksum",
        "crates/journal/src/snapshot.rs",
        "if blake3::hash(body).as_bytes() != seal {",
        "if body.is_empty() && blake3::hash(body).as_bytes() != seal {",
    ),
    bug(
        "the last acknowledged record may be missing",
        "crates/journal/src/memory.rs",
        "if seq <= self.acknowledged {",
        "if seq < self.acknowledged {",
    ),
    bug(
        "what a failed flush has left is built upon before it is flushed",
        "crates/journal/src/memory.rs",
        "        self.truncate(place);\n        self.flush();\n",
        "        self.truncate(place);\n",
    ),
    // What the simulator does not run: SQLite, and the threads of the writer.
    bug(
        "the log is not flushed before an append is acknowledged",
        "crates/journal/src/sqlite/connection.rs",
        "connection.pragma_update(None, \"synchronous\", \"FULL\")?;",
        "connection.pragma_update(None, \"synchronous\", \"NORMAL\")?;",
    )
    .for_tests("journal", "power_cut"),
    bug(
        "the last acknowledged record is not looked for",
        "crates/journal/src/sqlite.rs",
        "        witness::check(path, &database, head.book)?;\n",
        "",
    )
    .for_tests("journal", "sqlite"),
    bug(
        "a full disk is taken for a write of unknown outcome",
        "crates/journal/src/sqlite/connection.rs",
        "Some(ErrorCode::DiskFull) => FaultKind::Full,",
        "Some(ErrorCode::DiskFull) => FaultKind::Io { doing },",
    )
    .for_tests("journal", "sqlite"),
    bug(
        "progress is told before the record is durable",
        "crates/engine/src/writer/commit.rs",
        "        self.append(&record)?;\n        self.progress.reached(seq);\n",
        "        self.progress.reached(seq);\n        self.append(&record)?;\n",
    )
    .for_tests("engine", "durable"),
    bug(
        "a full disk stops the engine",
        "crates/engine/src/writer/commit.rs",
        "Err(fault) if fault.kind == FaultKind::Full && !self.door.is_closing() => {",
        "Err(fault) if fault.kind == FaultKind::Full && self.door.is_closing() => {",
    )
    .for_tests("engine", "durable"),
];
