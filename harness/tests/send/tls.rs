//! https targets whose TLS fails; a server with a certificate that a machine trusts needs more than a test can set up.

use std::sync::Arc;
use std::time::Duration;

use batchspec_harness::message::WireFault;
use batchspec_harness::send::{Lane, Target};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpSocket;

use crate::server::{Server, fault_on, hold};

fn https(url: &str) -> Lane {
    let target = Target::new(&url.replace("http://", "https://")).expect("a good URL");
    Lane::new(Arc::new(target.with_timeout(Duration::from_millis(500))))
}

#[tokio::test]
async fn nobody_listens() {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let url = format!("http://{}", socket.local_addr().expect("an address"));
    assert_eq!(fault_on(&mut https(&url)).await, WireFault::Refused);
}

#[tokio::test]
async fn a_plain_http_server_is_told_from_a_missing_one() {
    let server = Server::start(|_, mut stream| async move {
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.expect("a connection");
        hold(&mut stream).await;
    })
    .await;
    let fault = fault_on(&mut https(server.url())).await;
    let WireFault::NotHttp { detail } = &fault else { panic!("{fault:?}") };
    assert!(detail.starts_with("the TLS handshake failed: "), "{detail}");
}

#[tokio::test]
async fn a_silent_server_times_out() {
    let server = Server::start(|_, mut stream| async move { hold(&mut stream).await }).await;
    assert_eq!(fault_on(&mut https(server.url())).await, WireFault::TimedOut { limit_ms: 500 });
}
