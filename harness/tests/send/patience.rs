//! Waiting: for documented transient answers, and for a server to come up.

use std::time::Duration;

use batchspec_harness::message::Answer;
use batchspec_harness::send::{RetryPolicy, Target, Unreachable, exchange, reachable};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpSocket;

use crate::server::{GOOD, Server, read_request, request};

const THROTTLED: &[u8] =
    b"HTTP/1.1 429 Slow\r\nRetry-After: 0\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

fn throttled(answer: &Answer) -> Option<Duration> {
    (answer.status == 429).then_some(Duration::ZERO)
}

/// The statuses of all attempts with a server that throttles the first `times` requests.
async fn statuses(times: usize, policy: &RetryPolicy) -> Vec<Option<u16>> {
    let server = Server::start(move |number, mut stream| async move {
        read_request(&mut stream).await;
        let reply = if number > times { GOOD } else { THROTTLED };
        stream.write_all(reply).await.expect("a connection");
    })
    .await;
    let exchange = exchange(&mut server.lane(), &request(), "case", &throttled, policy).await;
    assert_eq!(exchange.request, request());
    exchange.attempts.iter().map(|attempt| attempt.outcome.answer().map(|answer| answer.status)).collect()
}

#[tokio::test]
async fn transient_answers_are_kept_and_asked_for_again() {
    let policy = RetryPolicy::LOOPBACK;
    assert_eq!(statuses(0, &policy).await, [Some(200)]);
    assert_eq!(statuses(2, &policy).await, [Some(429), Some(429), Some(200)]);
    assert_eq!(statuses(9, &policy).await, [Some(429); 5]);
    assert_eq!(statuses(9, &RetryPolicy { retries: 0, ..policy }).await, [Some(429)]);
}

#[tokio::test]
async fn missing_answers_are_not_asked_for_again() {
    let server = Server::replying("garbage").await;
    let policy = RetryPolicy::for_target(&server.target());
    let exchange = exchange(&mut server.lane(), &request(), "case", &throttled, &policy).await;
    assert_eq!((exchange.attempts.len(), server.accepted()), (1, 1));
}

#[tokio::test]
async fn a_listening_server_is_reachable_at_once() {
    let server = Server::replying(GOOD).await;
    reachable(&server.target(), Duration::ZERO).await.expect("a listening server");
}

#[tokio::test]
async fn a_server_that_comes_up_is_waited_for() {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let url = format!("http://{}", socket.local_addr().expect("an address"));
    let target = Target::new(&url).expect("a good URL");
    let error = reachable(&target, Duration::from_millis(30)).await.expect_err("nobody listens");
    assert!(matches!(error, Unreachable::NotAccepted { limit_ms: 30, .. }), "{error:?}");
    let (reached, listener) =
        tokio::join!(reachable(&target, Duration::from_secs(20)), async { socket.listen(8) });
    listener.expect("a listening socket");
    reached.expect("a listening server");
}

#[tokio::test]
async fn unknown_hosts_are_a_matter_of_the_set_up() {
    // A label of more than 63 characters resolves nowhere, and no name server needs to be asked.
    let target = Target::new(&format!("http://{}.invalid:80", "x".repeat(64))).expect("a good URL");
    let error = reachable(&target, Duration::ZERO).await.expect_err("no such host");
    assert!(matches!(error, Unreachable::SetUp(_)), "{error:?}");
}
