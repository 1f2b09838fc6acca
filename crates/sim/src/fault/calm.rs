//! After the storm: every client gets its answers, and everything that is open comes to an end.

use super::Checked;
use super::world::World;
use book::command::Command;
use book::event::CancelReason;
use book::order::{Order, Stage};
use book::request::{DeclineReason, ReadAs};
use book::returns::Disposition;
use book::work::Work;
use book::{Book, evolve};
use engine::{Applied, Batch, Envelope};
use journal::Journal;

/// Rounds in which every client must have its answers, and the book its work done.
const ROUNDS_MAX: usize = 50;
/// Commands that everything open must be brought to an end with.
const ENDINGS_MAX: usize = 20_000;
/// Endings of one batch.
const ENDINGS_A_BATCH: usize = 25;

impl World<'_> {
    /// Faults stop; what was begun is finished.
    pub(super) fn calm(&mut self) -> Checked {
        self.stormy = false;
        self.trace.step("the faults stop");
        self.restart(false)?;
        self.drain()?;
        self.end_everything()?;
        self.restart(true)?;
        self.replay_everything()
    }

    fn drain(&mut self) -> Checked {
        for _ in 0..ROUNDS_MAX {
            self.deliver_all()?;
            let waits = self.clients.iter().any(|client| client.waits_for() > 0);
            if !waits && !has_own_work(self.machine.core.book()) {
                return Ok(());
            }
        }
        Err(format!(
            "after {ROUNDS_MAX} rounds without faults, clients wait for {:?} answers, and open \
             work is {:?}",
            self.clients
                .iter()
                .map(|client| client.waits_for())
                .collect::<Vec<_>>(),
            self.machine.core.book().work
        ))
    }

    fn end_everything(&mut self) -> Checked {
        for count in 1..ENDINGS_MAX {
            let book = self.machine.core.book();
            let Some(command) = ending(book) else {
                self.commit_all()?;
                // The work that the last endings opened is done in a batch of its own.
                if ending(self.machine.core.book()).is_none() {
                    return is_empty(self.machine.core.book());
                }
                continue;
            };
            self.trace
                .step(format_args!("to bring it to an end: {command:?}"));
            let moment = self.moment();
            match self.machine.core.apply(&Envelope::own(command), moment) {
                Applied::Decided(Ok(events)) if !events.is_empty() => {}
                other => return Err(format!("something can't be brought to an end: {other:?}")),
            }
            if count % ENDINGS_A_BATCH == 0 {
                self.commit_all()?;
            }
        }
        Err(format!(
            "{ENDINGS_MAX} commands did not bring everything to an end"
        ))
    }

    /// The journal alone, without any snapshot, gives the same state.
    fn replay_everything(&mut self) -> Checked {
        let records = self.machine.journal.read(1, usize::MAX);
        let mut book = Book::default();
        for record in records.map_err(|fault| fault.to_string())? {
            let batch = Batch::decode(&record.payload)?;
            let events = batch
                .entries
                .iter()
                .flat_map(|entry| entry.outcome.iter().flatten());
            events.for_each(|event| evolve(&mut book, event));
        }
        match book.state_hash() == self.machine.core.book().state_hash() {
            true => Ok(()),
            false => Err("the full replay gives another state".to_owned()),
        }
    }
}

fn has_own_work(book: &Book) -> bool {
    book.work.iter().any(|work| match work {
        Work::WeighRequest { .. } | Work::PromiseBackorders { .. } => true,
        Work::ReadDocument { .. } => false,
    })
}

fn is_empty(book: &Book) -> Checked {
    let left = [
        ("orders", book.orders.len()),
        ("requests", book.requests.len()),
        ("returns", book.returns.len()),
        ("supplies", book.stock.supplies.len()),
        ("pieces of work", book.work.len()),
    ];
    let open_value = book
        .company
        .customers
        .iter()
        .any(|customer| customer.open_value != 0);
    match left.iter().find(|(_, count)| *count > 0) {
        Some((what, count)) => Err(format!("{count} {what} are left in the end")),
        None if open_value => Err("a customer without orders has an open value".to_owned()),
        None => Ok(()),
    }
}

/// The next command that brings something to an end.
fn ending(book: &Book) -> Option<Command> {
    ending_of_document(book)
        .or_else(|| ending_of_request(book))
        .or_else(|| book.orders.iter().next().map(ending_of_order))
        .or_else(|| ending_of_return(book))
        .or_else(|| {
            let supply = *book.stock.supplies.keys().next()?;
            Some(Command::CancelSupply { supply })
        })
}

fn ending_of_document(book: &Book) -> Option<Command> {
    book.work.iter().find_map(|work| match work {
        Work::ReadDocument { document } => Some(Command::RecordReading {
            document: *document,
            read_as: ReadAs::Other,
            requests: Vec::new(),
        }),
        Work::WeighRequest { .. } | Work::PromiseBackorders { .. } => None,
    })
}

fn ending_of_request(book: &Book) -> Option<Command> {
    let parked = book
        .requests
        .iter()
        .find(|(_, request)| !request.parked.is_empty());
    parked.map(|(request, _)| Command::DeclineRequest {
        request: *request,
        reason: DeclineReason::Unwanted,
    })
}

fn ending_of_return(book: &Book) -> Option<Command> {
    let (id, open) = book.returns.iter().next()?;
    let expected = (1u16..)
        .zip(&open.lines)
        .filter(|(_, line)| !line.expected().is_zero());
    let lines = expected.map(|(number, line)| (number, line.expected(), Disposition::Restock));
    Some(Command::ReceiveReturn {
        return_order: *id,
        lines: lines.collect(),
    })
}

/// What is not picked is cancelled; what is picked goes on its way until it is delivered.
fn ending_of_order(order: &Order) -> Command {
    let parts = || order.lines.iter().flat_map(|line| &line.schedule);
    let stands = |stage: Stage| parts().find(|part| part.stage == stage);
    let picked = |line: &book::OrderLine| line.from_stage(Stage::Picked);
    let cancellable = order
        .lines
        .iter()
        .any(|line| line.open_quantity() > picked(line));
    let next = [
        (Stage::Shipped, Stage::Delivered),
        (Stage::Packed, Stage::Shipped),
        (Stage::Picked, Stage::Packed),
    ];
    let held = order.holds().first();
    match next
        .into_iter()
        .find_map(|(from, to)| Some((stands(from)?, to)))
    {
        _ if cancellable => Command::CancelOrder {
            order: order.id,
            lines: Vec::new(),
            reason: CancelReason::Seller,
        },
        Some((part, to)) if held.is_none() || to == Stage::Delivered => Command::Advance {
            order: order.id,
            to,
            site: part.site,
            lines: Vec::new(),
            tracking: None,
        },
        Some(_) | None => Command::ReleaseHold {
            order: order.id,
            kind: held.map_or(book::order::HoldKind::Review, |hold| hold.kind()),
        },
    }
}
