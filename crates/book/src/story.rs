//! The test bench: plays a story, one command a line, and tells after each what became of it.
//!
//! A story is a transcript. Lines that start with `->` are what the book answers, those that start with
//! `#` are remarks; all others are commands, read by [`script`]. [`retell`] plays the commands and tells
//! the whole again. After every command every invariant must hold, events and state must read back from
//! their stored forms, a second book that sees only the events must arrive at the same state, and each
//! order must be what its own events tell.
//!
//! Part of the crate's tests, and with the feature `story` of those of other rooms. What can't be read
//! or doesn't hold panics: it is a mistake of the story or of the book.

mod company;
#[cfg(test)]
mod random;
mod script;
mod show;
mod words;

#[cfg(test)]
use crate::company::{CustomerDraft, Item, Site};
use crate::order::{Labelled, Order};
use crate::{Book, Command, Event, Events, Refusal, Stamp, decide, evolve, evolve_all, invariant};
use script::Step;
use std::collections::{BTreeMap, BTreeSet};
use vocab::{ActorId, Day, Instant, OrderId, Quantity, Sscc};

/// Who answers the lines of a story that start with `plan`: by the words after it, with commands.
pub type Planner = Box<dyn FnMut(&Book, &Stamp, &[String]) -> Vec<Command>>;

/// Plays a story and tells it again with what the book answers; remarks and empty lines stay.
///
/// # Panics
/// When a line can't be read, or when something doesn't hold that always must.
pub fn retell(story: &str) -> String {
    retell_with(story, Box::new(no_planner))
}

/// As [`retell`], with somebody who plans.
///
/// # Panics
/// As [`retell`].
pub fn retell_with(story: &str, planner: Planner) -> String {
    let mut bench = Bench {
        planner,
        ..Bench::new()
    };
    let mut told = String::new();
    let asked = story.lines().map(str::trim);
    for line in asked.filter(|line| !line.starts_with("->")) {
        told.push_str(line);
        told.push('\n');
        if is_command(line) {
            let answers = bench.step(line).into_iter();
            told.extend(answers.map(|answer| format!("  -> {answer}\n")));
        }
    }
    told
}

/// The book after a story, and the moment that the story ends at.
///
/// # Panics
/// As [`retell`].
pub fn after(story: &str) -> (Book, Stamp) {
    let mut bench = Bench::new();
    let commands = story.lines().map(str::trim).filter(|line| is_command(line));
    commands.for_each(|line| drop(bench.step(line)));
    (bench.book, bench.stamp)
}

fn no_planner(_: &Book, _: &Stamp, words: &[String]) -> Vec<Command> {
    panic!("nobody plans {words:?} in this story")
}

fn is_command(line: &str) -> bool {
    !line.is_empty() && !line.starts_with('#')
}

/// Plays a story and compares what the book answers with what the story says.
#[cfg(test)]
#[track_caller]
pub(crate) fn check(story: &str) {
    let retold = retell(story);
    let (told, played): (Vec<&str>, Vec<&str>) = (lines(story).collect(), lines(&retold).collect());
    assert!(
        told == played,
        "the story goes otherwise:\n<<<\n{}\n>>>\n",
        played
            .iter()
            .map(|line| indented(line))
            .collect::<Vec<_>>()
            .join("\n")
    );
}

#[cfg(test)]
fn lines(story: &str) -> impl Iterator<Item = &str> {
    story.lines().map(str::trim).filter(|line| !line.is_empty())
}

#[cfg(test)]
fn indented(line: &str) -> String {
    let depth = if line.starts_with("->") { 10 } else { 8 };
    format!("{:depth$}{line}", "")
}

#[cfg(test)]
pub(crate) fn a_site(code: &str) -> Site {
    company::site(code)
}

#[cfg(test)]
pub(crate) fn an_item(code: &str) -> Item {
    company::item(code, 100)
}

#[cfg(test)]
pub(crate) fn a_customer(code: &str) -> CustomerDraft {
    company::customer(code)
}

/// A book under test and the second one that only sees its events.
pub(crate) struct Bench {
    pub(crate) book: Book,
    replica: Book,
    /// Open orders, as their events alone tell them.
    retold: BTreeMap<OrderId, Order>,
    /// Numbers of packages that have left.
    labels: BTreeSet<Sscc>,
    pub(crate) stamp: Stamp,
    planner: Planner,
}

impl Bench {
    /// The company of the stories on Sunday, 1 March 2026, nine in the morning.
    pub(crate) fn new() -> Bench {
        let mut bench = Bench {
            book: Book::default(),
            replica: Book::default(),
            retold: BTreeMap::new(),
            labels: BTreeSet::new(),
            stamp: at("2026-03-01", 540),
            planner: Box::new(no_planner),
        };
        for command in company::commands() {
            bench
                .give(&command)
                .expect("the company of the stories can be set up");
        }
        bench
    }

    /// Plays lines of a story whose answers nobody asks for.
    #[cfg(test)]
    pub(crate) fn after(story: &str) -> Bench {
        let mut bench = Bench::new();
        lines(story).for_each(|line| drop(bench.step(line)));
        bench
    }

    /// Plays one line and tells what became of it.
    pub(crate) fn step(&mut self, line: &str) -> Vec<String> {
        match script::read(&self.book, line) {
            Step::Clock(stamp) => {
                self.stamp = stamp;
                Vec::new()
            }
            Step::Show(what) => show::asked(&self.book, self.stamp.today, &what),
            Step::Plan(words) => {
                let commands = (self.planner)(&self.book, &self.stamp, &words);
                commands
                    .iter()
                    .flat_map(|command| self.tell(command))
                    .collect()
            }
            Step::Command(command) => self.tell(&command),
        }
    }

    /// Gives a command and tells what became of it.
    pub(crate) fn tell(&mut self, command: &Command) -> Vec<String> {
        match self.give(command) {
            Ok(events) => show::answer(&self.book, &events),
            Err(refusal) => vec![format!("refused: {refusal}")],
        }
    }

    /// Plays one line that is a command and looks at the invariants only.
    #[cfg(test)]
    pub(crate) fn quick_step(&mut self, line: &str) -> Result<Events, Refusal> {
        match script::read(&self.book, line) {
            Step::Command(command) => self.try_out(&command),
            Step::Clock(_) | Step::Show(_) | Step::Plan(_) => panic!("{line:?} is no command"),
        }
    }

    /// Decides and applies a command, and checks everything that must hold after each.
    pub(crate) fn give(&mut self, command: &Command) -> Result<Events, Refusal> {
        let events = self.try_out(command)?;
        self.look_at_state();
        Ok(events)
    }

    /// Decides and applies a command and checks the invariants.
    fn try_out(&mut self, command: &Command) -> Result<Events, Refusal> {
        let events = decide(&self.book, command, &self.stamp)?;
        evolve_all(&mut self.book, &events);
        // One by one it comes to the same.
        for event in &events {
            evolve(&mut self.replica, &stored_and_read(event));
            self.retell(event);
            self.look_at_packages(event);
        }
        for id in events.iter().filter_map(Event::about_order) {
            let (open, retold) = (self.book.orders.get(id), self.retold.get(&id));
            assert_eq!(open.as_deref(), retold, "an order is what its events tell");
        }
        assert_eq!(invariant::violations(&self.book), [], "after {command:?}");
        Ok(events)
    }

    /// What is packed is what ships, and no number is given twice.
    fn look_at_packages(&mut self, event: &Event) {
        let Event::GoodsAdvanced {
            lines, packages, ..
        } = event
        else {
            return;
        };
        let mut packed: BTreeMap<u16, Quantity> = BTreeMap::new();
        for Labelled { sscc, package } in packages {
            assert!(sscc.is_none_or(|sscc| self.labels.insert(sscc)), "{sscc:?}");
            for (line, quantity) in &package.lines {
                *packed.entry(*line).or_default() += *quantity;
            }
        }
        let packed: Vec<_> = packed.into_iter().collect();
        assert!(packages.is_empty() || packed == *lines, "{event:?}");
    }

    fn retell(&mut self, event: &Event) {
        let Some(id) = event.about_order() else {
            return;
        };
        if let Event::OrderFinished { .. } = event {
            self.retold.remove(&id);
        } else if let Some(order) = Order::placed_by(event) {
            self.retold.insert(id, order);
        } else {
            let order = self.retold.get_mut(&id).expect("it was placed");
            order.take(event).expect("its lines are there");
        }
    }

    /// The stored form reads back, and the book that saw the events only is the same.
    fn look_at_state(&self) {
        let bytes = self.book.to_bytes();
        assert_eq!(
            self.book.state_hash(),
            self.replica.state_hash(),
            "replay is equal"
        );
        let read = Book::from_bytes(&bytes).expect("a snapshot can be read");
        assert!(read == self.book, "a snapshot is the state");
    }
}

fn stored_and_read(event: &Event) -> Event {
    let bytes = minicbor::to_vec(event).expect("events can be stored");
    let read: Event = minicbor::decode(&bytes).expect("stored events can be read");
    assert_eq!(*event, read, "an event reads back as it was");
    read
}

/// A stamp on a day, minutes after midnight.
pub(crate) fn at(day: &str, minute: u16) -> Stamp {
    let today = Day::parse(day).expect("a day like 2026-03-01");
    let moment = Instant::at_midnight(today).plus_seconds(i64::from(minute) * 60);
    Stamp {
        at: moment,
        today,
        minute,
        actor: ActorId(7),
    }
}
