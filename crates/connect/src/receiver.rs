//! A server for the tests: answers as it is told and remembers what it was asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Asked {
    /// The value of a header, by its name in small letters.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

/// What to answer.
#[derive(Clone, Debug)]
pub enum Reply {
    /// A status, headers and a body.
    With(u16, Vec<(&'static str, String)>, String),
    /// The same after a time.
    Late(Duration, u16),
    /// Nothing, with the connection left open as long as the client waits.
    Nothing,
    /// What is not HTTP.
    Noise,
    /// One byte of the head after the other, each just in time to keep a careless client waiting.
    Trickle,
}

impl Reply {
    pub fn status(status: u16) -> Reply {
        Reply::With(status, Vec::new(), String::new())
    }

    pub fn json(value: &serde_json::Value) -> Reply {
        let kind = ("content-type", "application/json".to_owned());
        Reply::With(200, vec![kind], value.to_string())
    }
}

/// A server on a port of its own, until the test ends.
pub struct Receiver {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Receiver {
    pub fn start(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (seen, answer) = (asked.clone(), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (seen, answer) = (seen.clone(), answer.clone());
                std::thread::spawn(move || serve(stream, &seen, &*answer));
            }
        });
        Receiver { address, asked }
    }

    /// The URL of a path on this server.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

fn serve(stream: TcpStream, seen: &Mutex<Vec<Asked>>, answer: &dyn Fn(&Asked) -> Reply) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    while let Some(asked) = read(&mut reader) {
        seen.lock().unwrap().push(asked.clone());
        if write(&stream, answer(&asked)).is_err() {
            return;
        }
    }
}

fn read(reader: &mut impl BufRead) -> Option<Asked> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let mut words = lines.first()?.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let headers = lines[1..].iter().filter_map(|line| line.split_once(": "));
    let headers: Vec<(String, String)> = headers
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Asked {
        method,
        target,
        headers,
        body,
    })
}

fn write(mut stream: &TcpStream, reply: Reply) -> std::io::Result<()> {
    match reply {
        Reply::With(status, headers, body) => {
            let headers: String = headers
                .iter()
                .map(|(name, value)| format!("{name}: {value}\r\n"))
                .collect();
            let length = body.len();
            write!(
                stream,
                "HTTP/1.1 {status} So\r\n{headers}content-length: {length}\r\n\r\n{body}"
            )
        }
        Reply::Late(time, status) => {
            std::thread::sleep(time);
            write(stream, Reply::status(status))
        }
        Reply::Nothing => stream.read(&mut [0]).map(drop),
        Reply::Noise => stream.write_all(b"\0\0 no HTTP at all\r\n\r\n"),
        Reply::Trickle => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nx-slow: ")?;
            loop {
                stream.write_all(b"x")?;
                std::thread::sleep(Duration::from_millis(50));
            }
        }
    }
}
