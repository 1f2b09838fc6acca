//! Orders arrive: how many on which day of the week, at what time, from whom, and now and then
//! with something wrong in them.

use super::{ARRIVALS_MAX, ArriveAs, DAYS_MAX, Happening, Moment, ORDERS_PER_DAY_MAX, Pace};
use crate::chance::{Chance, running_sums};
use crate::company::{Kind, ORDER_DAYS_A_YEAR, SampleCompany, SampleCustomer};
use crate::demand::{Demand, Wish, draft};
use crate::document::{SampleOrder, render};
use book::{Book, Command};
use vocab::{Day, Weekday};

/// The most lines of an order.
const LINES_MAX: u64 = 24;
/// Out of a thousand orders, this many state a price that is not agreed.
const PRICE_PERMILLE: u64 = 12;
/// Out of a thousand, this many name goods that are not in the catalogue.
const UNKNOWN_PERMILLE: u64 = 6;
/// Out of a thousand, this many are sent twice.
const TWICE_PERMILLE: u64 = 4;
/// Orders come in from six in the morning on, over fifteen hours, most of them in the middle.
const FIRST_MINUTE: u64 = 6 * 60;
const MINUTES: u64 = 15 * 60;

/// The stream of orders.
#[derive(Clone, Debug)]
pub(crate) struct Arrivals {
    seed: u64,
    pace: Pace,
    demand: Demand,
    /// How many orders a day has, in percent of what its weekday has.
    season_percent: u64,
    /// Index of a customer and of one of its ship-tos.
    senders: Vec<(usize, usize)>,
    /// Running sums of how often each sender orders.
    sums: Vec<u64>,
    /// The day that is under way: what arrives when, and how much of it has arrived.
    day: Option<(Day, Vec<Arrival>, usize)>,
}

/// An order to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Arrival {
    minute: u16,
    serial: u64,
}

impl Arrivals {
    pub fn new(seed: u64, company: &SampleCompany, pace: Pace) -> Arrivals {
        let orders_per_day = pace.orders_per_day.clamp(1, ORDERS_PER_DAY_MAX);
        let customers = company.customers.iter().enumerate();
        let senders: Vec<(usize, usize)> = customers
            .flat_map(|(index, customer)| {
                (0..customer.ship_tos.len()).map(move |place| (index, place))
            })
            .collect();
        let often = senders
            .iter()
            .map(|(index, _)| company.customers[*index].orders_in_ten_weeks);
        Arrivals {
            seed,
            pace: Pace {
                orders_per_day,
                ..pace
            },
            demand: Demand::new(company),
            season_percent: 100,
            sums: running_sums(often),
            senders,
            day: None,
        }
    }

    /// From the next day on customers want this, and order so often, in percent of usual.
    pub fn turn(&mut self, demand: Demand, season_percent: u64) {
        self.demand = demand;
        self.season_percent = season_percent;
    }

    /// What arrives up to now.
    pub fn until(&mut self, now: Moment, company: &SampleCompany, book: &Book) -> Vec<Happening> {
        let mut happenings = Vec::new();
        while happenings.len() < ARRIVALS_MAX {
            let Some((day, serial)) = self.due(now) else {
                break;
            };
            happenings.extend(self.arrive(day, serial, company, book));
        }
        happenings
    }

    /// Takes the next order that is due.
    fn due(&mut self, now: Moment) -> Option<(Day, u64)> {
        loop {
            let (day, plan, arrived) = match self.day.take() {
                Some(open) => open,
                None => (now.day, self.plan(now.day), 0),
            };
            let next = plan.get(arrived).copied();
            let is_due = |arrival: Arrival| {
                Moment {
                    day,
                    minute: arrival.minute,
                } <= now
            };
            match next.filter(|arrival| is_due(*arrival)) {
                Some(arrival) => {
                    self.day = Some((day, plan, arrived + 1));
                    return Some((day, arrival.serial));
                }
                None if day < now.day => {
                    let following = day.plus(1).max(now.day.plus(1 - DAYS_MAX));
                    self.day = Some((following, self.plan(following), 0));
                }
                None => {
                    self.day = Some((day, plan, arrived));
                    return None;
                }
            }
        }
    }

    /// The orders of a day, the earliest first.
    fn plan(&self, day: Day) -> Vec<Arrival> {
        let mut chance = Chance::of(self.seed, &[0xDA7, day.0 as u64]);
        let mean = u64::from(self.pace.orders_per_day) * weekday_percent(day) * self.season_percent
            / 10_000;
        let count = chance.between(mean * 9 / 10, mean * 11 / 10);
        let mut plan: Vec<Arrival> = (1..=count)
            .map(|serial| {
                let minute = FIRST_MINUTE + (chance.below(MINUTES) + chance.below(MINUTES)) / 2;
                Arrival {
                    minute: minute as u16,
                    serial,
                }
            })
            .collect();
        plan.sort_unstable();
        plan
    }

    fn arrive(
        &self,
        day: Day,
        serial: u64,
        company: &SampleCompany,
        book: &Book,
    ) -> Vec<Happening> {
        let mut chance = Chance::of(self.seed, &[0x0D3, day.0 as u64, serial]);
        let (index, place) = self.senders[chance.weighted(&self.sums)];
        let customer = &company.customers[index];
        let value = self.value(customer);
        let wish = Wish {
            day,
            serial,
            value,
            lines_max: LINES_MAX,
        };
        let place = &customer.ship_tos[place];
        let mut order = self
            .demand
            .order(&mut chance, company, customer, place, wish);
        spoil(&mut chance, &mut order, self.pace.slips_percent);
        let happening = sent(self.pace.arrive_as, book, customer, &order, (day, serial));
        let twice = TWICE_PERMILLE * u64::from(self.pace.slips_percent);
        let times = if chance.per_hundred_thousand(twice) {
            2
        } else {
            1
        };
        happening
            .into_iter()
            .flat_map(|happening| std::iter::repeat_n(happening, times))
            .collect()
    }

    /// What an order of the customer comes to, so that the year adds up at any pace.
    fn value(&self, customer: &SampleCustomer) -> i64 {
        let all = self.sums.last().copied().unwrap_or(1).max(1);
        let own = customer.orders_in_ten_weeks * customer.ship_tos.len() as u64;
        let orders_a_year = u64::from(self.pace.orders_per_day) * ORDER_DAYS_A_YEAR;
        // own / all of the year's orders are this customer's.
        let worth = i128::from(customer.yearly_value) * i128::from(all);
        i64::try_from(worth / i128::from(orders_a_year * own)).unwrap_or(i64::MAX)
    }
}

/// How busy a weekday is; six days come to the average.
fn weekday_percent(day: Day) -> u64 {
    match day.weekday() {
        Weekday::Sunday => 128,
        Weekday::Monday => 110,
        Weekday::Tuesday => 105,
        Weekday::Wednesday => 100,
        Weekday::Thursday => 112,
        Weekday::Friday => 37,
        Weekday::Saturday => 8,
    }
}

/// Now and then an order has something wrong in its first line.
fn spoil(chance: &mut Chance, order: &mut SampleOrder, percent: u32) {
    let mut strikes = |permille| chance.per_hundred_thousand(permille * u64::from(percent));
    let (price, unknown) = (strikes(PRICE_PERMILLE), strikes(UNKNOWN_PERMILLE));
    let Some(line) = order.lines.first_mut() else {
        return;
    };
    if price {
        line.price = line.price.map(|price| price * 93 / 100);
    }
    if unknown {
        line.code = Some(format!("OLD-{:04}", chance.below(10_000)));
        line.part = None;
        line.gtin = None;
        line.description = format!("{} (old packing)", line.description);
    }
}

/// An order as its customer sends it, told from others by its day and serial number; `None` when the
/// customer is not in the book.
pub(super) fn sent(
    arrive_as: ArriveAs,
    book: &Book,
    customer: &SampleCustomer,
    order: &SampleOrder,
    (day, serial): (Day, u64),
) -> Option<Happening> {
    match arrive_as {
        ArriveAs::Documents => Some(document(customer, order, day, serial)),
        ArriveAs::Commands => draft(book, order)
            .map(Command::PlaceOrder)
            .map(Happening::Command),
    }
}

fn document(customer: &SampleCustomer, order: &SampleOrder, day: Day, serial: u64) -> Happening {
    let format = customer.format;
    let word = match customer.kind {
        Kind::Chain => "chain",
        Kind::MiniMarket => "shop",
        Kind::Restaurant => "restaurant",
        Kind::Hotel => "hotel",
        Kind::Institution => "kitchen",
        Kind::WebShop => "web",
    };
    let name = format!(
        "{day}-{serial:04}-{word}-{}.{}",
        customer.code,
        format.extension()
    );
    Happening::Document {
        name,
        bytes: render(order, format),
    }
}
