//! One lane keeps one connection as long as that is sound, and no longer.

use tokio::io::AsyncWriteExt as _;

use crate::server::{GOOD, Server, answer_on, hold, read_request, request};

/// Answers every request with `reply` on the same connection.
async fn patient_server(reply: &'static [u8]) -> Server {
    Server::start(move |_, mut stream| async move {
        while !read_request(&mut stream).await.is_empty() {
            if stream.write_all(reply).await.is_err() {
                break;
            }
        }
    })
    .await
}

#[tokio::test]
async fn a_connection_is_used_again() {
    for reply in [
        GOOD,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n{}",
    ] {
        let server = patient_server(reply).await;
        let mut lane = server.lane();
        for _ in 0..20 {
            assert_eq!(answer_on(&mut lane).await, (200, b"{}".to_vec()));
        }
        assert_eq!(server.accepted(), 1, "{}", reply.escape_ascii());
    }
}

#[tokio::test]
async fn answers_to_head_leave_the_connection_in_step() {
    let server = patient_server(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n").await;
    let mut lane = server.lane();
    let mut head = request();
    head.method = "HEAD".into();
    for _ in 0..3 {
        let attempt = lane.send(&head, "case").await;
        assert_eq!(attempt.outcome.answer().map(|answer| (answer.status, answer.body.len())), Some((200, 0)));
    }
    assert_eq!(server.accepted(), 1);
}

#[tokio::test]
async fn bytes_after_an_answer_never_reach_the_next_one() {
    for (reply, expected) in [
        (b"HTTP/1.1 204 No Content\r\n\r\n{}".as_slice(), (204, b"".as_slice())),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n{}", (200, b"{")),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 500 Stray\r\n\r\n", (200, b"{}")),
        (b"HTTP/1.1 101 Switching\r\n\r\nHTTP/1.1 500 Stray\r\n\r\n", (101, b"")),
    ] {
        let server = patient_server(reply).await;
        let mut lane = server.lane();
        for round in 1..=3 {
            let (status, body) = answer_on(&mut lane).await;
            assert_eq!((status, body.as_slice()), expected);
            assert_eq!(server.accepted(), round);
        }
    }
}

#[tokio::test]
async fn bytes_that_come_late_are_not_taken_for_the_next_answer() {
    let server = Server::start(|number, mut stream| async move {
        read_request(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await.expect("a connection");
        if number == 1 {
            // Only when the next request is there, so that it is under way when the stray bytes come.
            read_request(&mut stream).await;
            stream.write_all(b"stray bytes").await.expect("a connection");
        }
        hold(&mut stream).await;
    })
    .await;
    let mut lane = server.lane();
    for _ in 0..2 {
        assert_eq!(answer_on(&mut lane).await, (200, b"{}".to_vec()));
    }
    assert_eq!(server.accepted(), 2);
}

#[tokio::test]
async fn connections_closed_between_requests_are_no_fault() {
    for reply in [
        GOOD,
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\n\r\n{}",
        b"HTTP/1.0 200 OK\r\n\r\n{}",
    ] {
        let server = Server::replying(reply).await;
        let mut lane = server.lane();
        for _ in 0..20 {
            assert_eq!(answer_on(&mut lane).await, (200, b"{}".to_vec()));
        }
        assert_eq!(server.accepted(), 20, "{}", reply.escape_ascii());
    }
}

#[tokio::test]
async fn a_kept_connection_that_dies_under_a_request_is_replaced() {
    for resets in [false, true] {
        let server = Server::start(move |number, mut stream| async move {
            read_request(&mut stream).await;
            // The second connection is lost as well: the replacement has its own retry.
            if number == 2 {
                return;
            }
            stream.write_all(GOOD).await.expect("a connection");
            read_request(&mut stream).await;
            if resets {
                stream.set_zero_linger().expect("an option of the socket");
            }
        })
        .await;
        let mut lane = server.lane();
        for _ in 0..2 {
            assert_eq!(answer_on(&mut lane).await.0, 200);
        }
        assert_eq!(server.accepted(), 3);
    }
}
