//! From what the address says to what the views are asked: codes become ids, and what can't be is
//! told at its field.

use super::asked::{Asked, NO, Name, YES};
use crate::problem::Problem;
use book::Stage;
use book::order::HoldKind;
use std::collections::BTreeMap;
use views::{Cursor, OrderFilter, OrderSort, OrderState, Reader};
use vocab::{CustomerId, Day};

/// What the address says and can't be: no such customer, no such day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    Customer,
    Item,
    Site,
    Day,
    Word,
}

/// What can't be, by its name.
pub(super) type Flaws = BTreeMap<Name, Flaw>;

/// What the views are asked, if everything can be.
pub(super) struct Narrowed {
    pub(super) filter: OrderFilter,
    pub(super) flaws: Flaws,
}

/// Reads what the address says. `own` is the customer whose orders alone are shown.
pub(super) fn narrowed(
    asked: &Asked,
    today: Day,
    own: Option<CustomerId>,
    views: &Reader,
) -> Result<Narrowed, Problem> {
    let mut reading = Reading {
        asked,
        flaws: Flaws::new(),
    };
    let mut filter = reading.plain(today);
    reading.coded(&mut filter, own, views)?;
    Ok(Narrowed {
        filter,
        flaws: reading.flaws,
    })
}

/// Where the page begins; a text that is no cursor begins at the beginning.
pub(super) fn cursor(asked: &Asked) -> Option<Cursor> {
    asked.get(Name::After)?.parse().ok()
}

pub(super) fn sort(asked: &Asked) -> OrderSort {
    let word = asked.get(Name::Sort);
    word.and_then(OrderSort::parse).unwrap_or_default()
}

struct Reading<'a> {
    asked: &'a Asked,
    flaws: Flaws,
}

impl Reading<'_> {
    /// What needs no look into the views.
    fn plain(&mut self, today: Day) -> OrderFilter {
        OrderFilter {
            states: self
                .read(Name::State, Flaw::Word, OrderState::parse)
                .into_iter()
                .collect(),
            hold: self.read(Name::Hold, Flaw::Word, HoldKind::parse),
            backordered: self.yes_or_no(Name::Backordered) == Some(true),
            stage: self.read(Name::Stage, Flaw::Word, stage),
            leaves_to: self.day(Name::LeavesTo),
            late_on: (self.yes_or_no(Name::Late) == Some(true)).then_some(today),
            placed_from: self.day(Name::PlacedFrom),
            placed_to: self.day(Name::PlacedTo),
            requested_from: self.day(Name::RequestedFrom),
            requested_to: self.day(Name::RequestedTo),
            promised_from: self.day(Name::PromisedFrom),
            promised_to: self.day(Name::PromisedTo),
            finished_from: self.day(Name::FinishedFrom),
            finished_to: self.day(Name::FinishedTo),
            backlog_of: self.day(Name::BacklogOf),
            touchless: self.yes_or_no(Name::Touchless),
            began_held: self.yes_or_no(Name::BeganHeld),
            on_time_in_full: self.yes_or_no(Name::OnTimeInFull),
            text: self.asked.get(Name::Text).map(str::to_owned),
            sort: sort(self.asked),
            ..OrderFilter::default()
        }
    }

    /// What is named by a code.
    fn coded(
        &mut self,
        filter: &mut OrderFilter,
        own: Option<CustomerId>,
        views: &Reader,
    ) -> Result<(), Problem> {
        filter.customer = own;
        if let Some(code) = self.asked.get(Name::Customer) {
            let found = views.customer_by_code(code)?.map(|customer| customer.id);
            let found = found.filter(|found| own.is_none_or(|own| own == *found));
            filter.customer = self.found(Name::Customer, Flaw::Customer, found).or(own);
        }
        if let Some(code) = self.asked.get(Name::Item) {
            let found = views.item_by_code(code)?.map(|item| item.id);
            filter.item = self.found(Name::Item, Flaw::Item, found);
        }
        if let Some(code) = self.asked.get(Name::Site) {
            let sites = views.sites()?;
            let found = sites.iter().find(|site| site.code == code);
            filter.site = self.found(Name::Site, Flaw::Site, found.map(|site| site.id));
        }
        Ok(())
    }

    fn read<T>(&mut self, name: Name, flaw: Flaw, parse: fn(&str) -> Option<T>) -> Option<T> {
        let said = self.asked.get(name)?;
        self.found(name, flaw, parse(said))
    }

    fn found<T>(&mut self, name: Name, flaw: Flaw, found: Option<T>) -> Option<T> {
        if found.is_none() {
            self.flaws.insert(name, flaw);
        }
        found
    }

    fn day(&mut self, name: Name) -> Option<Day> {
        self.read(name, Flaw::Day, Day::parse)
    }

    fn yes_or_no(&mut self, name: Name) -> Option<bool> {
        self.read(name, Flaw::Word, |word| match word {
            YES => Some(true),
            NO => Some(false),
            _ => None,
        })
    }
}

fn stage(word: &str) -> Option<Stage> {
    Stage::ALL.into_iter().find(|stage| stage.as_str() == word)
}
