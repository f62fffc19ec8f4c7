//! The servers that the program starts.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};

use crate::shell::{Shell, refused};

/// A server that ends with the test.
pub(crate) struct Serving {
    child: Child,
    pub(crate) address: String,
}

impl Serving {
    pub(crate) fn start(args: &[&str]) -> Self {
        let all = [&["serve", "--port", "0"], args].concat();
        let shell = Shell::new();
        let mut child = shell.command(&all).stdout(Stdio::piped()).spawn().expect("the program starts");
        let mut line = String::new();
        let out = child.stdout.take().expect("standard output");
        BufReader::new(out).read_line(&mut line).expect("a line");
        let address = line.trim_end().strip_prefix("http://").expect("a URL").to_owned();
        Self { child, address }
    }

    /// Sends a body to the first API and gives the status line.
    fn post(&self, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("a server that listens");
        let (address, length) = (&self.address, body.len());
        write!(
            stream,
            "POST /freetrialinfo/batchget HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .expect("a request sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer.lines().next().unwrap_or_default().to_owned()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_reference_and_its_faults_are_served() {
    let empty = "{\"accountIds\":[]}";
    assert_eq!(Serving::start(&[]).post(empty), "HTTP/1.1 400 Bad Request");
    assert_eq!(Serving::start(&["--fault", "empty-list-answered"]).post(empty), "HTTP/1.1 200 OK");
}

#[test]
fn a_port_in_use_is_told_in_one_message() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let complaint = refused(&Shell::new(), &["serve", "--port", &port]);
    assert_eq!(
        complaint,
        format!("error: port {port} is in use: choose another with --port, or --port 0 for a free one\n")
    );
}
