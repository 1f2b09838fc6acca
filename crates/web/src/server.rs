//! Serving connections: limits on how many and how slow, and a stop that lets requests finish.

mod impatient;

use crate::door;
use crate::state::App;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use impatient::Impatient;
use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// How long to wait after accepting failed, as it does when there are no more file handles.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves until `shutdown` is ready; open requests then have [`crate::Limits::stop_time`] to
/// finish.
///
/// # Errors
/// When the listener has no address any more.
pub async fn serve(
    listener: TcpListener,
    app: App,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    listener.local_addr()?;
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(app.limits.head_time)
        .max_buf_size(app.limits.head_bytes)
        .max_headers(app.limits.headers);
    let room = Arc::new(Semaphore::new(app.limits.connections));
    let graceful = GracefulShutdown::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &room) => accepted,
            () = &mut shutdown => break,
        };
        let (stream, place) = accepted;
        let serving = app.clone();
        let answer = service_fn(move |request: hyper::Request<Incoming>| {
            let app = serving.clone();
            let request = request.map(Body::new);
            async move { Ok::<_, Infallible>(door::pass(&app, request).await) }
        });
        let stream = TokioIo::new(Impatient::new(stream, app.limits.write_time));
        let connection = http.serve_connection(stream, answer);
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            // A connection that breaks is the client's affair; its requests were answered or not.
            let _ = watched.await;
            drop(place);
        });
    }
    drop(listener);
    app.live().stop();
    // What has not finished by then is cut off; commands that were sent are carried out.
    let _ = tokio::time::timeout(app.limits.stop_time, graceful.shutdown()).await;
    Ok(())
}

/// The next connection, once there is room for one.
async fn accept(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> (TcpStream, tokio::sync::OwnedSemaphorePermit) {
    let place = Arc::clone(room).acquire_owned().await;
    let place = place.expect("the semaphore is never closed");
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // Answers are written whole; waiting to fill a packet only delays them. Where the
                // option can't be set, they are delayed.
                let _ = stream.set_nodelay(true);
                return (stream, place);
            }
            Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
        }
    }
}
