//! The last unit: thousands of buyers want it at once, over HTTP, and exactly one gets it.

use super::served::Served;
use super::{fresh, json, run};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Buyers of one unit.
const BUYERS: usize = 10_000;
/// Rounds, each for an item of its own; and in the long suite.
const ROUNDS: usize = 2;
const ROUNDS_LONG: usize = 100;
/// Connections that stay open; the buyers share them.
const CONNECTIONS: usize = 64;
/// One of so many buyers hears nothing of the first answer and asks again with the same key.
const ASKS_AGAIN: usize = 10;
/// How long a buyer waits who is told to come later.
const LATER: Duration = Duration::from_millis(20);

/// What a buyer hears.
struct Answer {
    status: u16,
    body: String,
}

/// A connection that is opened again when the server has closed it.
struct Buyer<'a> {
    served: &'a Served,
    stream: Option<BufReader<TcpStream>>,
}

impl Buyer<'_> {
    /// Orders one unit; comes again with the same key when told to, and when there was no answer
    /// in time.
    fn order(&mut self, item: &str, key: &str) -> Answer {
        loop {
            match self.ask(item, key) {
                Some(Answer {
                    status: 429 | 503 | 504,
                    ..
                }) => thread::sleep(LATER),
                Some(answer) => return answer,
                None => self.stream = None,
            }
        }
    }

    fn ask(&mut self, item: &str, key: &str) -> Option<Answer> {
        let connect = || {
            let stream = TcpStream::connect(&self.served.address).unwrap();
            stream.set_nodelay(true).unwrap();
            BufReader::new(stream)
        };
        let stream = self.stream.get_or_insert_with(connect);
        let body = format!(r#"{{"customer":"C","lines":[{{"item":"{item}","quantity":1}}]}}"#);
        let request = format!(
            "POST /v1/orders HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/json\r\nIdempotency-Key: {key}\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.served.secret,
            body.len()
        );
        stream.get_mut().write_all(request.as_bytes()).ok()?;
        answer(stream)
    }
}

fn answer(stream: &mut BufReader<TcpStream>) -> Option<Answer> {
    let (mut status, mut length) = (None, 0);
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).ok()?;
        let line = line.trim_end();
        match line.split_once(": ") {
            _ if line.is_empty() => break,
            Some(("content-length", bytes)) => length = bytes.parse().ok()?,
            _ if status.is_none() => status = line.split(' ').nth(1)?.parse().ok(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some(Answer {
        status: status?,
        body: String::from_utf8(body).ok()?,
    })
}

/// A company with one unit of each item; and the secret of a key that may order.
fn company(items: usize) -> (PathBuf, String) {
    let data = fresh("race");
    std::fs::create_dir_all(&data).unwrap();
    let rows = |head: &str, row: &dyn Fn(usize) -> String| {
        (0..items).fold(format!("{head}\n"), |mut text, number| {
            writeln!(text, "{}", row(number)).unwrap();
            text
        })
    };
    let week = "sun mon tue wed thu fri sat";
    let files = [
        (
            "sites",
            format!("site,name,weekdays,cutoff\nDC,Depot,{week},15:00\n"),
        ),
        (
            "lanes",
            format!(
                "site,zone,transit_days,delivery_weekdays,cost_per_shipment,cost_per_kilogram\n\
                 DC,1,1,{week},10.00,0.10\n"
            ),
        ),
        (
            "items",
            rows("item,description,base_unit", &|n| {
                format!("LAST-{n},The last one,each")
            }),
        ),
        (
            "prices",
            rows("price_list,currency,item,price", &|n| {
                format!("LIST,ILS,LAST-{n},9.00")
            }),
        ),
        (
            "customers",
            "customer,name,price_list,ship_to,zone\nC,Everyone,LIST,A,1\n".to_owned(),
        ),
        (
            "stock",
            rows("site,item,quantity", &|n| format!("DC,LAST-{n},1")),
        ),
    ];
    for (kind, text) in files {
        let path = data.join(format!("{kind}.csv"));
        std::fs::write(&path, text).unwrap();
        run(&data, &["import", kind, path.to_str().unwrap()]);
    }
    let made = json(
        &data,
        &["key", "create", "buyers", "--scope", "orders:write"],
    );
    let secret = made["secret"].as_str().unwrap().to_owned();
    (data, secret)
}

/// All buyers want one item; the bodies of those that got it, and all order numbers.
fn race(served: &Served, round: usize) -> (Vec<String>, BTreeSet<String>) {
    let next = AtomicUsize::new(0);
    let item = format!("LAST-{round}");
    let buy = || {
        let mut buyer = Buyer {
            served,
            stream: None,
        };
        let mut bodies = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= BUYERS {
                return bodies;
            }
            let key = format!("{round}-{number}");
            let answer = buyer.order(&item, &key);
            assert_eq!(answer.status, 201, "{}", answer.body);
            if number.is_multiple_of(ASKS_AGAIN) {
                let again = buyer.order(&item, &key);
                assert_eq!((again.status, &again.body), (201, &answer.body));
            }
            bodies.push(answer.body);
        }
    };
    let bodies: Vec<String> = thread::scope(|scope| {
        let buyers: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(buy)).collect();
        let bodies = buyers.into_iter().flat_map(|buyer| buyer.join().unwrap());
        bodies.collect()
    });
    let number = |body: &String| body.split('"').nth(3).unwrap().to_owned();
    let numbers = bodies.iter().map(number).collect();
    let got = |body: &String| body.contains(r#""backorder":null"#);
    (bodies.into_iter().filter(got).collect(), numbers)
}

#[test]
fn of_ten_thousand_buyers_of_the_last_unit_exactly_one_gets_it() {
    let rounds = match std::env::var_os("KEPT_LONG") {
        Some(_) => ROUNDS_LONG,
        None => ROUNDS,
    };
    let (data, secret) = company(rounds);
    let served = Served::start(&data, secret);
    let mut numbers = BTreeSet::new();
    let began = Instant::now();
    for round in 0..rounds {
        let (winners, placed) = race(&served, round);
        assert_eq!(winners.len(), 1, "round {round}: {winners:?}");
        assert!(winners[0].contains(r#""source":"on_hand""#), "{winners:?}");
        numbers.extend(placed);
    }
    // Nobody's order was placed twice, and nobody's was forgotten.
    assert_eq!(numbers.len(), rounds * BUYERS);
    let rate = numbers.len() as f64 / began.elapsed().as_secs_f64();
    println!("{rounds} rounds, {rate:.0} buyers a second");
    let mut buyer = Buyer {
        served: &served,
        stream: None,
    };
    let refused = buyer.order("LAST-1", "0-7");
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("key_reused"), "{}", refused.body);
    drop(served);
    assert_eq!(json(&data, &["verify"])["ok"], true);
}
