//! Every way of getting no answer has its name, and none of them hangs or exhausts the harness.

use std::sync::Arc;
use std::time::{Duration, Instant};

use batchspec_harness::message::{Body, Outcome, WireFault};
use batchspec_harness::send::{Lane, Target};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpSocket;

use crate::server::{GOOD, Server, answer_on, fault_on, hold, read_request, request};

#[tokio::test]
async fn nobody_listens() {
    // A bound socket that does not listen keeps its port from everybody else.
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let url = format!("http://{}", socket.local_addr().expect("an address"));
    let mut lane = Lane::new(Arc::new(Target::new(&url).expect("a good URL")));
    assert_eq!(fault_on(&mut lane).await, WireFault::Refused);
}

#[tokio::test]
async fn a_server_that_never_answers_times_out() {
    let server = Server::start(|_, mut stream| async move { hold(&mut stream).await }).await;
    let before = Instant::now();
    assert_eq!(fault_on(&mut server.hasty_lane()).await, WireFault::TimedOut { limit_ms: 200 });
    assert!(before.elapsed() >= Duration::from_millis(200));
    assert_eq!(server.accepted(), 1);
}

#[tokio::test]
async fn a_server_that_trickles_times_out() {
    for (at_once, slowly) in [
        ("", "HTTP/1.1 200 OK\r\nA: "),
        ("HTTP/1.1 200 OK\r\n", "A: "),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", ""),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "ffff\r\n"),
        ("HTTP/1.1 200 OK\r\n\r\n", ""),
    ] {
        let server = Server::start(move |_, mut stream| async move {
            stream.write_all(at_once.as_bytes()).await.expect("a connection");
            let mut tick = tokio::time::interval(Duration::from_millis(10));
            for byte in slowly.bytes().chain(std::iter::repeat(b'b')) {
                tick.tick().await;
                if stream.write_all(&[byte]).await.is_err() {
                    break;
                }
            }
        })
        .await;
        let fault = fault_on(&mut server.hasty_lane()).await;
        assert_eq!(fault.waited_ms(), Some(200), "{at_once}");
        let has_head = at_once.ends_with("\r\n\r\n");
        assert_eq!(matches!(fault, WireFault::Stalled { .. }), has_head, "{at_once}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_read_times_out() {
    let server = Server::start(|_, stream| async move {
        std::future::pending::<()>().await;
        drop(stream);
    })
    .await;
    let mut large = request();
    large.body = Body::of(vec![b' '; 16 << 20]);
    let attempt = server.hasty_lane().send(&large, "case").await;
    assert_eq!(attempt.outcome, Outcome::Failed(WireFault::TimedOut { limit_ms: 200 }));
}

#[tokio::test]
async fn answers_that_break_off_are_cut_short() {
    for reply in [
        "HTTP/1.1 200",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
    ] {
        let server = Server::replying(reply).await;
        assert_eq!(fault_on(&mut server.lane()).await, WireFault::CutShort, "{reply}");
        assert_eq!(server.accepted(), 1, "an answer that began is not asked for again");
    }
}

#[tokio::test]
async fn a_reset_inside_the_body_cuts_it_short() {
    for head in ["HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}", "HTTP/1.1 200 OK\r\n\r\n{}"] {
        let server = Server::start(move |_, mut stream| async move {
            read_request(&mut stream).await;
            stream.write_all(head.as_bytes()).await.expect("a connection");
            stream.set_zero_linger().expect("an option of the socket");
        })
        .await;
        assert_eq!(fault_on(&mut server.lane()).await, WireFault::CutShort, "{head}");
    }
}

#[tokio::test]
async fn closing_before_an_answer_is_tried_twice_and_called_dropped() {
    for (reads, resets) in [(true, false), (false, false), (true, true), (false, true)] {
        let server = Server::start(move |_, mut stream| async move {
            if reads {
                read_request(&mut stream).await;
            }
            if resets {
                stream.set_zero_linger().expect("an option of the socket");
            }
        })
        .await;
        assert_eq!(fault_on(&mut server.lane()).await, WireFault::Dropped, "{reads} {resets}");
        assert_eq!(server.accepted(), 2, "{reads} {resets}");
    }
}

#[tokio::test]
async fn a_connection_lost_once_does_not_count() {
    let server = Server::start(|number, mut stream| async move {
        read_request(&mut stream).await;
        if number > 1 {
            stream.write_all(GOOD).await.expect("a connection");
        }
    })
    .await;
    assert_eq!(answer_on(&mut server.lane()).await, (200, b"{}".to_vec()));
}

#[tokio::test]
async fn other_protocols_are_not_http() {
    let endless_head = format!("HTTP/1.1 200 OK\r\n{}", "a: b\r\n".repeat(20_000));
    for reply in [
        b"<html>HTTP/0.9</html>".as_slice(),
        b"\x15\x03\x01\x00\x02\x02\x28",
        b"\x00\x00\x12\x04\x00\x00\x00\x00\x00",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot a size\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n",
        endless_head.as_bytes(),
        "HTTP/1.1 102 Wait\r\n\r\n".repeat(1000).as_bytes(),
    ] {
        let server = Server::replying(reply).await;
        let fault = fault_on(&mut server.lane()).await;
        assert!(
            matches!(fault, WireFault::NotHttp { .. }),
            "{fault:?} for {:.60}",
            reply.escape_ascii().to_string()
        );
    }
}

#[tokio::test]
async fn endless_bodies_are_bounded() {
    for head in [
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
    ] {
        let server = Server::start(move |_, mut stream| async move {
            read_request(&mut stream).await;
            let chunk = format!("3e8\r\n{}\r\n", "x".repeat(1000));
            let mut going = stream.write_all(head.as_bytes()).await.is_ok();
            while going {
                going = stream.write_all(chunk.as_bytes()).await.is_ok();
            }
        })
        .await;
        let mut lane = Lane::new(Arc::new(server.target().with_max_answer_bytes(100_000)));
        assert_eq!(fault_on(&mut lane).await, WireFault::TooLarge { limit_bytes: 100_000 }, "{head}");
    }
}

#[tokio::test]
async fn an_early_refusal_is_an_answer() {
    let refusal = b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
    let server = Server::start(move |_, mut stream| async move {
        let mut some = [0; 1000];
        stream.read_exact(&mut some).await.expect("the beginning of a request");
        stream.write_all(refusal).await.expect("a connection");
        // Closing with most of the request unread resets the connection under the writer.
    })
    .await;
    let mut large = request();
    large.body = Body::of(vec![b' '; 16 << 20]);
    let mut lane = server.lane();
    for _ in 0..10 {
        let attempt = lane.send(&large, "case").await;
        assert_eq!(attempt.outcome.answer().map(|answer| answer.status), Some(413), "{:?}", attempt.outcome);
    }
    assert_eq!(server.accepted(), 10);
}

#[tokio::test]
async fn a_lane_is_usable_after_each_fault() {
    let server = Server::start(|number, mut stream| async move {
        read_request(&mut stream).await;
        let reply = match number {
            1 => b"garbage".as_slice(),
            2 => b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}",
            _ => GOOD,
        };
        stream.write_all(reply).await.expect("a connection");
    })
    .await;
    let mut lane = server.lane();
    assert!(matches!(fault_on(&mut lane).await, WireFault::NotHttp { .. }));
    assert_eq!(fault_on(&mut lane).await, WireFault::CutShort);
    assert_eq!(answer_on(&mut lane).await.0, 200);
}
