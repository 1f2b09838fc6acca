//! Many clients on one thread: each has a connection, one request under way, and the orders that
//! are due to it.

use crate::commands::bench::http::{Head, Template, Writer, end_of_head};
use crate::failure::{Failure, Outcome};
use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio::task::LocalSet;
use tokio::time::{Instant, sleep_until, timeout};

/// Different orders, each sent under many numbers.
const TEMPLATES: usize = 16_384;
/// How long an order waits in its client for its turn.
const WAIT_MAX: Duration = Duration::from_secs(5);
/// How long a client waits for an answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// Room for an answer, in bytes.
const ANSWER_BYTES: usize = 4 << 10;

/// When orders are due.
#[derive(Clone, Copy)]
pub enum Arrivals {
    /// As soon as the one before it is answered.
    AtOnce,
    /// So many a second, whatever came of the ones before.
    PerSecond(f64),
}

/// What came of a run.
#[derive(Default)]
pub struct Tally {
    /// Microseconds from a request to its answer, of orders that were placed, sorted.
    pub micros: Vec<u64>,
    /// Requests that were told to come back.
    pub refused: u64,
    /// Orders that waited too long to be sent.
    pub given_up: u64,
}

/// The clients, and the thread's runtime that they live in.
pub struct Clients {
    runtime: Runtime,
    orders: Rc<RefCell<Orders>>,
    address: Option<SocketAddr>,
}

/// The orders that are sent.
struct Orders {
    templates: Vec<Template>,
    /// Orders that were numbered.
    numbered: u64,
}

impl Clients {
    /// Clients that send what this writer writes.
    pub fn new(mut writer: Writer) -> Outcome<Clients> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let templates = (0..TEMPLATES).map(|_| writer.template());
        let orders = Orders {
            templates: templates.collect::<Outcome<_>>()?,
            numbered: 0,
        };
        Ok(Clients {
            runtime,
            orders: Rc::new(RefCell::new(orders)),
            address: None,
        })
    }

    /// Where the server is.
    pub fn connect_to(&mut self, address: SocketAddr) {
        self.address = Some(address);
    }

    /// So many clients send orders as they are due, for this long.
    pub fn run(&mut self, number: usize, arrivals: Arrivals, time: Duration) -> Outcome<Tally> {
        let address = self
            .address
            .ok_or_else(|| Failure::new("there is no server"))?;
        let tasks = LocalSet::new();
        let tally = Rc::new(RefCell::new(Tally::default()));
        let ran: Outcome = tasks.block_on(&self.runtime, async {
            let start = Instant::now();
            let client = |index: usize| Client {
                stream: None,
                address,
                orders: Rc::clone(&self.orders),
                tally: Rc::clone(&tally),
                due: Due::new(arrivals, index, number, start),
                again: start,
                end: start + time,
            };
            let working = (0..number).map(|index| tokio::task::spawn_local(client(index).work()));
            for client in working.collect::<Vec<_>>() {
                client.await??;
            }
            Ok(())
        });
        ran.map(|()| {
            let mut tally = std::mem::take(&mut *tally.borrow_mut());
            tally.micros.sort_unstable();
            tally
        })
    }
}

impl Orders {
    fn next(&mut self) -> u64 {
        self.numbered += 1;
        self.numbered
    }

    fn written(&mut self, number: u64) -> &[u8] {
        let template = number as usize % self.templates.len();
        self.templates[template].numbered(number)
    }
}

/// When the orders of one client are due.
struct Due {
    first: Instant,
    /// Between two of them; `None` when each is due as soon as the one before is answered.
    gap: Option<Duration>,
    orders: u32,
}

impl Due {
    /// The share of one of so many clients, evenly among those of the others.
    fn new(arrivals: Arrivals, index: usize, number: usize, start: Instant) -> Due {
        let gap = match arrivals {
            Arrivals::AtOnce => None,
            Arrivals::PerSecond(rate) => Some(Duration::from_secs_f64(number as f64 / rate)),
        };
        let share = index as f64 / number as f64;
        Due {
            first: start + gap.unwrap_or_default().mul_f64(share),
            gap,
            orders: 0,
        }
    }

    fn next(&mut self) -> Instant {
        let Some(gap) = self.gap else {
            return Instant::now();
        };
        self.orders += 1;
        self.first + gap * (self.orders - 1)
    }
}

/// One client.
struct Client {
    stream: Option<TcpStream>,
    address: SocketAddr,
    orders: Rc<RefCell<Orders>>,
    tally: Rc<RefCell<Tally>>,
    due: Due,
    /// When it may send again, after it was told to come back.
    again: Instant,
    end: Instant,
}

impl Client {
    async fn work(mut self) -> Outcome {
        loop {
            let due = self.due.next();
            if due.max(self.again) >= self.end || Instant::now() >= self.end {
                return Ok(());
            }
            sleep_until(due.max(self.again)).await;
            if due.elapsed() > WAIT_MAX {
                self.tally.borrow_mut().given_up += 1;
                continue;
            }
            self.place(due + WAIT_MAX).await?;
        }
    }

    /// Sends one order until it is placed, or it is too late for it.
    async fn place(&mut self, latest: Instant) -> Outcome {
        let number = self.orders.borrow_mut().next();
        loop {
            let sent = Instant::now();
            let head = self.send(number).await?;
            match head.status {
                201 => {
                    let micros = sent.elapsed().as_micros() as u64;
                    if Instant::now() < self.end {
                        self.tally.borrow_mut().micros.push(micros);
                    }
                    return Ok(());
                }
                429 | 503 => self.tally.borrow_mut().refused += 1,
                status => {
                    let what = format!("an order of the benchmark was answered {status}");
                    return Err(Failure::new(what));
                }
            }
            let wait = head.retry_after.map(Duration::from_secs);
            let wait = wait.ok_or_else(|| Failure::new("a refusal without Retry-After"))?;
            // Not all at the same moment: up to half as much again.
            self.again = Instant::now() + wait + wait.mul_f64((number % 64) as f64 / 128.0);
            if self.again >= self.end || self.again > latest {
                self.tally.borrow_mut().given_up += 1;
                return Ok(());
            }
            sleep_until(self.again).await;
        }
    }

    async fn send(&mut self, number: u64) -> Outcome<Head> {
        let request = self.orders.borrow_mut().written(number).to_vec();
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => connected(self.address).await?,
        };
        stream.write_all(&request).await?;
        let head = timeout(PATIENCE, answer(&mut stream)).await??;
        if !head.closes {
            self.stream = Some(stream);
        }
        Ok(head)
    }
}

async fn connected(address: SocketAddr) -> Outcome<TcpStream> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Reads an answer whole, and tells its head.
async fn answer(stream: &mut TcpStream) -> Outcome<Head> {
    let mut bytes = Vec::with_capacity(ANSWER_BYTES);
    loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(Failure::new("the server has closed the connection"));
        }
        let Some(end) = end_of_head(&bytes) else {
            continue;
        };
        let head = Head::parsed(&bytes[..end])?;
        if bytes.len() >= end + head.length.unwrap_or(0) {
            return Ok(head);
        }
    }
}
