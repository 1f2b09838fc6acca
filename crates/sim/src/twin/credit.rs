//! The ledger beside the book: invoices are paid on their day, and every evening the book is told what each
//! customer owes and may owe.

use super::trouble::{About, LATE_PAYMENT_PERMILLE};
use super::world::World;
use crate::company::catalogue::SHARE_ONE;
use crate::company::{Kind, SampleCompany, SampleCustomer, SampleItem};
use book::Command;
use book::company::CustomerDraft;
use std::collections::BTreeMap;
use vocab::{CustomerId, Day};

/// Invoices are due so many days after the delivery; what is owed at first is paid over as many.
const TERMS_DAYS: i32 = 30;
/// What of a customer is paid late together, and how late.
const MONTH_DAYS: i32 = 30;
const LATE_DAYS: (u64, u64) = (5, 15);

/// Who is let order beyond the limit gets one larger by so many percent: limits follow what customers buy.
const RAISE_PERCENT: i64 = 50;

/// What each customer owes, by the day that it pays, and may owe; minor units of its currency.
#[derive(Debug)]
pub(super) struct Credit {
    due: Vec<BTreeMap<Day, i64>>,
    limits: Vec<Option<i64>>,
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
        let customers = || company.customers.iter();
        Credit {
            due: customers()
                .map(|customer| evenly(customer.receivable))
                .collect(),
            limits: customers()
                .map(|customer| limit(company, customer))
                .collect(),
        }
    }

    /// Takes note of what was delivered, and of whose limit is to grow.
    pub fn hear(&mut self, world: &mut World) {
        for (customer, amount) in std::mem::take(&mut world.delivered) {
            let late = pays_late(world, customer);
            let day = world.now.day.plus(TERMS_DAYS + late);
            *self.due[customer.index()].entry(day).or_default() += amount;
        }
        for customer in std::mem::take(&mut world.trusted) {
            let limit = &mut self.limits[customer.index()];
            *limit = limit.map(|limit| limit + limit * RAISE_PERCENT / 100);
        }
    }

    /// What is due is paid, and the book hears what is left and what the limits are.
    pub fn settle(&mut self, world: &mut World, company: &SampleCompany) {
        let today = world.now.day;
        let mut told = Vec::new();
        let ledger = self.due.iter_mut().zip(&self.limits);
        for ((due, limit), customer) in ledger.zip(&company.customers) {
            due.retain(|day, _| *day > today);
            told.push(CustomerDraft {
                receivable: due.values().sum(),
                credit_limit: *limit,
                ship_tos: Vec::new(),
                parts: Vec::new(),
                ..customer.draft()
            });
        }
        let put = world.submit(&Command::PutCustomers(told));
        put.expect("what customers owe can be told");
    }
}

/// What a customer may owe at first: what the sample company allows it, but no less than two months of its
/// orders at one case a line, which is more than small shops' part of the revenue.
fn limit(company: &SampleCompany, customer: &SampleCustomer) -> Option<i64> {
    let (few, many) = customer.lines;
    let orders = customer.orders_in_ten_weeks * customer.ship_tos.len() as u64;
    let cases = (orders * (few + many) / 2 * 6 / 7) as i64;
    let worth = |item: &SampleItem| item.case_price * item.share as i64 / SHARE_ONE as i64;
    let case: i64 = company.items.iter().map(worth).sum();
    let least = match customer.kind {
        // They buy pieces.
        Kind::WebShop => 0,
        Kind::Chain | Kind::MiniMarket | Kind::Restaurant | Kind::Hotel | Kind::Institution => {
            cases * customer.list.in_own_currency(case)
        }
    };
    customer.credit_limit.map(|limit| limit.max(least))
}

/// Days that a customer pays late what is delivered this month.
fn pays_late(world: &World, customer: CustomerId) -> i32 {
    let month = world.now.day.0 / MONTH_DAYS;
    let subject = [u64::from(customer.0), month as u64];
    let late = world
        .trouble
        .strikes(About::Payment, LATE_PAYMENT_PERMILLE, &subject);
    late.map_or(0, |mut chance| {
        chance.between(LATE_DAYS.0, LATE_DAYS.1) as i32
    })
}
