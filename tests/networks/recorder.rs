//! A server that keeps what it is sent, byte for byte and read for read.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// One request as it came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) bytes: Vec<u8>,
    /// Where each read ended but the last.
    pub(crate) cuts: Vec<usize>,
}

/// The server; each request is answered with success and the connection kept.
pub(crate) struct Recorder {
    pub(crate) address: SocketAddr,
    records: Receiver<Record>,
}

impl Recorder {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (sender, records) = channel();
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let sender = sender.clone();
                thread::spawn(move || record(client, &sender));
            }
        });
        Self { address, records }
    }

    /// The next request that came.
    pub(crate) fn next(&self) -> Record {
        self.records.recv().expect("a request")
    }
}

fn record(mut client: TcpStream, records: &Sender<Record>) {
    let mut record = Record::default();
    let mut buffer = vec![0; 64 * 1024];
    let mut has_continued = false;
    while let Ok(count @ 1..) = client.read(&mut buffer) {
        record.cuts.push(record.bytes.len());
        record.bytes.extend_from_slice(&buffer[..count]);
        let Some(head) = find(&record.bytes, b"\r\n\r\n").map(|at| at + 4) else { continue };
        let text = String::from_utf8_lossy(&record.bytes[..head]).to_ascii_lowercase();
        if text.contains("\r\nexpect: 100-continue") && !has_continued {
            has_continued = true;
            let _ = client.write_all(b"HTTP/1.1 100 Continue\r\n\r\n");
        }
        if is_whole(&text, &record.bytes[head..]) {
            let mut whole = std::mem::take(&mut record);
            whole.cuts.remove(0);
            let _ = records.send(whole);
            let _ = client.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
            has_continued = false;
        }
    }
}

/// Whether the body behind a head has come to its end.
fn is_whole(head: &str, mut body: &[u8]) -> bool {
    if !head.contains("\r\ntransfer-encoding: chunked") {
        let length = head.split("\r\ncontent-length: ").nth(1).and_then(|rest| rest.lines().next());
        return length.is_none_or(|length| length.parse().is_ok_and(|length: usize| body.len() >= length));
    }
    while let Some(end) = find(body, b"\r\n") {
        let line = String::from_utf8_lossy(&body[..end]);
        let size = usize::from_str_radix(line.split(';').next().unwrap_or_default(), 16).expect("a size");
        if size == 0 {
            return body[end..].ends_with(b"\r\n\r\n");
        }
        body = body.get(end + 2 + size + 2..).unwrap_or_default();
    }
    false
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
