//! Connections to servers that the operator names: encrypted, or in the clear on this machine only.

use super::Trouble;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

/// Longest time for connecting to one address.
const CONNECT_TIME_MAX: Duration = Duration::from_secs(10);
/// How long a read waits before it is looked whether to stop.
const PAUSE: Duration = Duration::from_millis(200);
/// How long the other side may take nothing.
const WRITE_TIME_MAX: Duration = Duration::from_secs(30);

/// A connection that can be read and written.
pub trait Stream: Read + Write + Send {}

impl<S: Read + Write + Send> Stream for S {}

/// The system's certificate authorities, or those that Mozilla trusts where it has none; read once.
static TRUST: LazyLock<Result<Arc<ClientConfig>, String>> = LazyLock::new(|| {
    let mut roots = RootCertStore::empty();
    // A certificate that can't be read is one authority less, not a reason to trust nobody.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    let config = config.with_root_certificates(roots).with_no_client_auth();
    Ok(Arc::new(config))
});

/// Connects to a host.
///
/// # Errors
/// When it can't be reached, isn't who it is called, or is not this machine and `encrypted` is off.
pub fn connect(host: &str, port: u16, encrypted: bool) -> Result<Box<dyn Stream>, Trouble> {
    let stream = reach(host, port)?;
    let told = |what: String| Trouble(format!("{host}: {what}"));
    let io = |error: std::io::Error| told(error.to_string());
    stream.set_read_timeout(Some(PAUSE)).map_err(io)?;
    stream.set_write_timeout(Some(WRITE_TIME_MAX)).map_err(io)?;
    if !encrypted {
        let peer = stream.peer_addr().map_err(io)?;
        return match peer.ip().to_canonical().is_loopback() {
            true => Ok(Box::new(stream)),
            false => Err(told(
                "only this machine is talked to unencrypted".to_owned(),
            )),
        };
    }
    let config = TRUST.clone().map_err(told)?;
    let name = ServerName::try_from(host.to_owned()).map_err(|error| told(error.to_string()))?;
    let tls = ClientConnection::new(config, name).map_err(|error| told(error.to_string()))?;
    Ok(Box::new(StreamOwned::new(tls, stream)))
}

fn reach(host: &str, port: u16) -> Result<TcpStream, Trouble> {
    let found = (host, port).to_socket_addrs();
    let found = found.map_err(|error| Trouble(format!("{host} is not found: {error}")))?;
    let mut trouble = Trouble(format!("{host} has no address"));
    for address in found {
        match TcpStream::connect_timeout(&address, CONNECT_TIME_MAX) {
            Ok(stream) => return Ok(stream),
            Err(error) => trouble = Trouble(format!("{host} port {port}: {error}")),
        }
    }
    Err(trouble)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn what_does_not_answer_or_speaks_in_the_clear_is_told_by_name() {
        let Trouble(told) = connect("no.such.host.invalid", 993, true).err().unwrap();
        assert!(told.contains("no.such.host.invalid"), "{told}");
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        assert!(connect("127.0.0.1", port, false).is_ok());
        let mut stream = connect("127.0.0.1", port, true).ok().unwrap();
        let server = std::thread::spawn(move || {
            for _ in 0..2 {
                let (mut stream, _) = listener.accept().unwrap();
                stream.write_all(b"* OK not encrypted\r\n").unwrap();
            }
        });
        let failed = std::iter::repeat_with(|| stream.read(&mut [0; 16])).find(
            |read| !matches!(read, Err(error) if error.kind() == std::io::ErrorKind::WouldBlock),
        );
        assert!(failed.unwrap().is_err());
        server.join().unwrap();
    }
}
