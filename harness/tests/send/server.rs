//! Scripted servers on raw loopback sockets.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use batchspec_harness::message::{Body, Credentials, Outcome, Request, WireFault, Writing};
use batchspec_harness::send::{Lane, Target};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A complete answer that keeps the connection.
pub(crate) const GOOD: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

/// Runs a script for each connection until it is dropped.
pub(crate) struct Server {
    url: String,
    accepted: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Server {
    /// Starts a server; `script` gets the connection's number, from 1, and the connection.
    pub(crate) async fn start<F, Fut>(script: F) -> Self
    where
        F: Fn(usize, TcpStream) -> Fut + Send + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let accepted = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&accepted);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let number = count.fetch_add(1, Ordering::SeqCst) + 1;
                tokio::spawn(script(number, stream));
            }
        });
        Self { url, accepted, task }
    }

    /// A server that answers the first request on each connection with `reply` and closes.
    pub(crate) async fn replying(reply: impl Into<Vec<u8>>) -> Self {
        let reply: Arc<[u8]> = reply.into().into();
        Self::start(move |_, mut stream| {
            let reply = Arc::clone(&reply);
            async move {
                read_request(&mut stream).await;
                // The harness may hang up in the middle; that is its right.
                let _ = stream.write_all(&reply).await;
            }
        })
        .await
    }

    /// How many connections were accepted so far.
    pub(crate) fn accepted(&self) -> usize {
        self.accepted.load(Ordering::SeqCst)
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The target with a limit that no healthy exchange reaches, even on a busy machine.
    pub(crate) fn target(&self) -> Target {
        Target::new(&self.url).expect("a good URL").with_timeout(Duration::from_secs(20))
    }

    pub(crate) fn lane(&self) -> Lane {
        Lane::new(Arc::new(self.target()))
    }

    /// A lane that soon loses patience.
    pub(crate) fn hasty_lane(&self) -> Lane {
        Lane::new(Arc::new(self.target().with_timeout(Duration::from_millis(200))))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Reads one request whose end is told by `Content-Length`, by chunks, or by the end of its head.
pub(crate) async fn read_request(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    while !is_whole(&bytes) {
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            break;
        }
    }
    bytes
}

fn is_whole(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    if head.contains("\r\ntransfer-encoding: chunked") {
        // The last chunk may have an extension.
        let last = body.strip_suffix("\r\n\r\n").and_then(|body| body.rsplit("\r\n").next());
        return last.is_some_and(|last| last.split(';').next().is_some_and(|size| size.ends_with('0')));
    }
    let length = head.split("\r\ncontent-length: ").nth(1).and_then(|rest| rest.lines().next());
    length.is_none_or(|length| length.parse().is_ok_and(|length: usize| body.len() >= length))
}

/// Keeps a connection open until the other side closes it.
pub(crate) async fn hold(stream: &mut TcpStream) {
    while stream.read(&mut [0; 1024]).await.is_ok_and(|count| count > 0) {}
}

/// A usual request.
pub(crate) fn request() -> Request {
    Request {
        method: "POST".into(),
        path: "/things/batchget".into(),
        headers: vec![("content-type".into(), "application/json".into())],
        body: Body::of("{\"ids\":[]}"),
        credentials: Credentials::Own,
        writing: Writing::default(),
    }
}

/// The fault that a usual request meets on `lane`.
pub(crate) async fn fault_on(lane: &mut Lane) -> WireFault {
    match lane.send(&request(), "case").await.outcome {
        Outcome::Failed(fault) => fault,
        Outcome::Answered(answer) => panic!("answered: {answer:?}"),
    }
}

/// The status and body that a usual request gets on `lane`.
pub(crate) async fn answer_on(lane: &mut Lane) -> (u16, Vec<u8>) {
    match lane.send(&request(), "case").await.outcome {
        Outcome::Answered(answer) => (answer.status, answer.body.to_vec()),
        Outcome::Failed(fault) => panic!("failed: {fault:?}"),
    }
}
