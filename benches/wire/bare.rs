//! The other yardstick: a bare client that sends the same bodies and parses each answer.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

const LASTING: Duration = Duration::from_secs(4);

/// Requests a second over some seconds.
pub(super) async fn requests_per_second(
    url: &str,
    bodies: &[Vec<u8>],
    in_flight: usize,
) -> anyhow::Result<f64> {
    let bodies: Arc<Vec<Bytes>> = Arc::new(bodies.iter().cloned().map(Bytes::from).collect());
    let address = url.strip_prefix("http://").context("the server has a plain address")?.to_owned();
    let started = Instant::now();
    let mut clients = JoinSet::new();
    for first in 0..in_flight {
        clients.spawn(client(address.clone(), Arc::clone(&bodies), first, started));
    }
    let mut sent = 0;
    while let Some(ended) = clients.join_next().await {
        sent += ended??;
    }
    Ok(sent as f64 / started.elapsed().as_secs_f64())
}

async fn client(
    address: String,
    bodies: Arc<Vec<Bytes>>,
    first: usize,
    started: Instant,
) -> anyhow::Result<u64> {
    let stream = TcpStream::connect(&address).await?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let mut sent = 0;
    for body in bodies.iter().cycle().skip(first * 31) {
        if started.elapsed() > LASTING {
            break;
        }
        let request = Request::post("/freetrialinfo/batchget")
            .header("host", &address)
            .header("content-type", "application/json")
            .body(Full::new(body.clone()))?;
        let answer = sender.send_request(request).await?.into_body().collect().await?.to_bytes();
        let _value: serde_json::Value = serde_json::from_slice(&answer)?;
        sent += 1;
    }
    Ok(sent)
}
