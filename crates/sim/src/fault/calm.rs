//! After the storm: every client gets its answers, and everything that is open comes to an end.

use super::check::replay_everything;
use super::property::{Property, broken};
use super::trouble::Mix;
use super::world::World;
use super::{Checked, owed};
use book::command::Command;
use book::event::CancelReason;
use book::order::{Order, Stage};
use book::request::{DeclineReason, ReadAs};
use book::returns::Disposition;
use book::work::Work;
use book::{Book, Stamp};
use engine::Envelope;
use journal::{Journal, Record};
use vocab::ActorId;

/// Rounds in which every client must have its answers, and the book its work done.
const ROUNDS_MAX: usize = 50;
/// Commands that everything open must be brought to an end with.
const ENDINGS_MAX: usize = 20_000;
/// Endings of one batch.
const ENDINGS_A_BATCH: usize = 25;

impl World<'_> {
    /// Faults stop; what was begun is finished.
    pub(super) fn calm(&mut self) -> Checked<Vec<Record>> {
        self.trace.step("the faults stop");
        self.mix = Mix::calm();
        self.calm_down();
        self.restart(false)?;
        self.drain()?;
        self.end_everything()?;
        self.restart(true)?;
        let records = self.machine.journal.read(1, usize::MAX);
        let records = records.map_err(|fault| fault.to_string())?;
        replay_everything(&records, self.machine.core.book())?;
        Ok(records)
    }

    /// What must hold when the book has nothing to do.
    pub(super) fn check_at_rest(&self) -> Checked {
        let (book, stamp) = (self.machine.core.book(), self.stamp());
        match has_own_work(book) || book.lapses(stamp.at, stamp.today) {
            true => Ok(()),
            false => owed::check_backorders(book, &stamp),
        }
    }

    /// As the book would be told now: a batch in the making is decided at its own moment, and a clock that
    /// went back counts for nothing.
    fn stamp(&self) -> Stamp {
        let moment = self.machine.core.moment(self.moment());
        Stamp {
            at: moment.at,
            today: moment.today,
            minute: moment.minute,
            actor: ActorId::default(),
        }
    }

    fn drain(&mut self) -> Checked {
        for _ in 0..ROUNDS_MAX {
            self.deliver_all()?;
            let waits = self.clients.iter().any(|client| client.waits_for() > 0);
            let book = self.machine.core.book();
            let lapses = book.lapses(self.now, self.moment().today);
            if !waits && !lapses && !has_own_work(book) {
                return Ok(());
            }
        }
        let clients = self.clients.iter().map(|client| client.waits_for());
        let unfinished = format!(
            "after {ROUNDS_MAX} rounds without faults, clients wait for {:?} answers, open work \
             is {:?}, and the next reservation lapses at {:?}",
            clients.collect::<Vec<_>>(),
            self.machine.core.book().work,
            self.machine.core.book().next_lapse()
        );
        broken(Property::EverythingComesToAnEnd, unfinished)
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
            let core = &mut self.machine.core;
            let applied = core.apply(&Envelope::own(command), moment);
            match core.outcome(&applied) {
                Some(Ok(events)) if !events.is_empty() => {}
                other => {
                    return broken(Property::EverythingComesToAnEnd, format_args!("{other:?}"));
                }
            }
            if count % ENDINGS_A_BATCH == 0 {
                self.commit_all()?;
            }
        }
        broken(
            Property::EverythingComesToAnEnd,
            format_args!("{ENDINGS_MAX} commands were not enough"),
        )
    }
}

fn has_own_work(book: &Book) -> bool {
    book.work.iter().any(|work| match work {
        Work::WeighRequest { .. } | Work::PromiseBackorders { .. } => true,
        Work::ReadDocument { .. } | Work::PlanException { .. } => false,
    })
}

fn is_empty(book: &Book) -> Checked {
    let left = [
        ("orders", book.orders.len()),
        ("requests", book.requests.len()),
        ("returns", book.returns.len()),
        ("supplies", book.stock.supplies.len()),
        ("exceptions", book.exceptions.len()),
        ("pieces of work", book.work.len()),
    ];
    let open_value = book
        .company
        .customers
        .iter()
        .any(|customer| customer.open_value != 0);
    match left.iter().find(|(_, count)| *count > 0) {
        Some((what, count)) => broken(
            Property::EverythingComesToAnEnd,
            format_args!("{count} {what} are left"),
        ),
        None if open_value => broken(
            Property::MoneyIsConserved,
            "a customer without orders has an open value",
        ),
        None => Ok(()),
    }
}

/// The next command that brings something to an end.
fn ending(book: &Book) -> Option<Command> {
    ending_of_document(book)
        .or_else(|| ending_of_request(book))
        .or_else(|| {
            book.orders
                .iter()
                .next()
                .map(|order| ending_of_order(&order))
        })
        .or_else(|| ending_of_return(book))
        .or_else(|| ending_of_exception(book))
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
        Work::WeighRequest { .. } | Work::PromiseBackorders { .. } | Work::PlanException { .. } => {
            None
        }
    })
}

/// The promises of finished orders are in no trouble any more.
fn ending_of_exception(book: &Book) -> Option<Command> {
    let exception = *book.exceptions.keys().next()?;
    Some(Command::SettleException { exception })
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
            packages: Vec::new(),
        },
        Some(_) | None => Command::ReleaseHold {
            order: order.id,
            kind: held.map_or(book::order::HoldKind::Review, |hold| hold.kind()),
        },
    }
}
