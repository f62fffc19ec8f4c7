//! How connections in TLS end: in order, or broken off.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use batchspec_harness::message::{Body, Credentials, Outcome, Request, WireFault, Writing};
use batchspec_harness::send::{Authority as Trusted, Lane, Network, Target};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;

use crate::certificates::Authority;
use crate::shell::Shell;

/// What a server does after its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Says in TLS that it ends, and ends.
    InOrder,
    /// Ends the connection below TLS.
    BrokenOff,
    /// Waits for the client.
    None,
}

/// A lane to a server that gives each connection one answer, and how the client ended those that it was left.
struct Scene {
    runtime: Runtime,
    lane: Lane,
    ends: Receiver<bool>,
}

impl Scene {
    fn of(answer: &'static str, end: End) -> Self {
        let (shell, authority) = (Shell::new(), Authority::new("the authority of this test"));
        let runtime = Runtime::new().expect("a runtime");
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let acceptor = TlsAcceptor::from(authority.server("localhost", &[]));
        let (sender, ends) = channel();
        runtime.spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let Ok(mut client) = acceptor.accept(client).await else { continue };
                let mut request = Vec::new();
                while !request.ends_with(b"{}") && client.read_buf(&mut request).await.is_ok_and(|n| n > 0) {}
                let _ = client.write_all(answer.as_bytes()).await;
                let _ = client.flush().await;
                match end {
                    End::InOrder => drop(client.shutdown().await),
                    End::BrokenOff => {}
                    End::None => {
                        let _ = sender.send(client.read(&mut [0; 16]).await.is_ok_and(|count| count == 0));
                    }
                }
            }
        });
        shell.write("ca.pem", &authority.pem());
        let file = Trusted::read(&shell.folder().join("ca.pem")).expect("a certificate");
        let network = Network { authorities: vec![file], ..Network::default() };
        let target = Target::new(&format!("https://localhost:{port}")).expect("a good URL");
        let target = target.with_max_answer_bytes(100).with_network(&network).expect("a way");
        Self { runtime, lane: Lane::new(Arc::new(target)), ends }
    }

    /// The status and body of one answer.
    fn ask(&mut self) -> Result<(u16, String), WireFault> {
        let request = Request {
            method: "POST".into(),
            path: "/".into(),
            headers: Vec::new(),
            body: Body::of("{}"),
            credentials: Credentials::Own,
            writing: Writing::default(),
        };
        match self.runtime.block_on(self.lane.send(&request, "case")).outcome {
            Outcome::Answered(answer) => {
                Ok((answer.status, String::from_utf8_lossy(&answer.body).into_owned()))
            }
            Outcome::Failed(fault) => Err(fault),
        }
    }
}

const SIZED: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
const OPEN: &str = "HTTP/1.1 200 OK\r\n\r\n{}";

#[test]
fn a_body_that_ends_with_its_connection_is_whole_only_if_tls_says_so() {
    assert_eq!(Scene::of(OPEN, End::InOrder).ask(), Ok((200, "{}".to_owned())));
    assert_eq!(Scene::of(OPEN, End::BrokenOff).ask(), Err(WireFault::CutShort));
}

#[test]
fn a_kept_connection_that_ended_is_replaced_and_does_not_count() {
    for end in [End::InOrder, End::BrokenOff] {
        let mut scene = Scene::of(SIZED, end);
        for _ in 0..3 {
            assert_eq!(scene.ask(), Ok((200, "{}".to_owned())), "{end:?}");
        }
    }
}

#[test]
fn a_connection_that_ends_without_an_answer_is_dropped_and_a_long_answer_too_large() {
    for end in [End::InOrder, End::BrokenOff] {
        assert_eq!(Scene::of("", end).ask(), Err(WireFault::Dropped), "{end:?}");
        let cut = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}";
        assert_eq!(Scene::of(cut, end).ask(), Err(WireFault::CutShort), "{end:?}");
    }
    let long = "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n";
    assert_eq!(Scene::of(long, End::None).ask(), Err(WireFault::TooLarge { limit_bytes: 100 }));
}

#[test]
fn a_client_that_leaves_says_so_in_tls() {
    let mut scene = Scene::of(SIZED, End::None);
    assert!(scene.ask().is_ok());
    drop(scene.lane);
    assert!(scene.ends.recv().expect("an end"));
}
