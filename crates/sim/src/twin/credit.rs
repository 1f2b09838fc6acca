//! The ledger beside the book: invoices are paid on their day, and every evening the book is told what each
//! customer owes.

use super::trouble::{About, LATE_PAYMENT_PERMILLE};
use super::world::World;
use crate::company::SampleCompany;
use book::Command;
use book::company::CustomerDraft;
use std::collections::BTreeMap;
use vocab::{CustomerId, Day};

/// Invoices are due so many days after the delivery; what is owed at first is paid over as many.
const TERMS_DAYS: i32 = 30;
/// A month, as far as it is paid late.
const MONTH_DAYS: i32 = 30;

/// What each customer owes, by the day that it pays; minor units of its currency.
#[derive(Debug)]
pub(super) struct Credit {
    due: Vec<BTreeMap<Day, i64>>,
}

impl Credit {
    pub fn new(company: &SampleCompany) -> Credit {
        let evenly = |receivable: i64| {
            let days = (1..=TERMS_DAYS).map(|day| company.today.plus(day));
            let mut due: BTreeMap<Day, i64> = days
                .map(|day| (day, receivable / i64::from(TERMS_DAYS)))
                .collect();
            *due.entry(company.today.plus(TERMS_DAYS)).or_default() +=
                receivable % i64::from(TERMS_DAYS);
            due
        };
        let customers = company.customers.iter();
        Credit {
            due: customers
                .map(|customer| evenly(customer.receivable))
                .collect(),
        }
    }

    /// Takes note of what was delivered, and of who was asked to pay and did.
    pub fn hear(&mut self, world: &mut World) {
        for (customer, amount) in std::mem::take(&mut world.delivered) {
            let late = pays_late(world, customer);
            let day = world.now.day.plus(TERMS_DAYS + late);
            *self.due[customer.index()].entry(day).or_default() += amount;
        }
        for customer in std::mem::take(&mut world.paid) {
            // Who is asked pays the older half.
            let due = &mut self.due[customer.index()];
            let half = due.len() / 2;
            *due = std::mem::take(due).into_iter().skip(half).collect();
        }
    }

    /// In the evening, what is due is paid, and the book hears what is left.
    pub fn settle(&mut self, world: &mut World, company: &SampleCompany) {
        let today = world.now.day;
        let mut told = Vec::new();
        for (due, customer) in self.due.iter_mut().zip(&company.customers) {
            due.retain(|day, _| *day > today);
            told.push(CustomerDraft {
                receivable: due.values().sum(),
                ship_tos: Vec::new(),
                parts: Vec::new(),
                ..customer.draft()
            });
        }
        let put = world.submit(&Command::PutCustomers(told));
        put.expect("what customers owe can be told");
    }
}

/// Days that a customer pays late what is delivered this month.
fn pays_late(world: &World, customer: CustomerId) -> i32 {
    let month = world.now.day.0 / MONTH_DAYS;
    let subject = [u64::from(customer.0), month as u64];
    let late = world
        .trouble
        .strikes(About::Payment, LATE_PAYMENT_PERMILLE, &subject);
    if late.is_some() { MONTH_DAYS } else { 0 }
}
