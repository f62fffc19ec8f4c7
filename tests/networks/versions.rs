//! Servers that speak HTTP/2 and nothing else.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::thread;

use batchspec_fixtures::ServeOptions;

use crate::certificates::Authority;
use crate::front::Front;
use crate::reference::Reference;
use crate::shell::Shell;
use crate::trust::{run, words};

/// A server that begins as HTTP/2 does, with its settings, and waits.
fn greeting_in_http2() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for mut client in listener.incoming().map_while(Result::ok) {
            thread::spawn(move || {
                let _ = client.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0]);
                while client.read(&mut [0; 1024]).is_ok_and(|count| count > 0) {}
            });
        }
    });
    address
}

#[test]
fn a_server_that_agrees_to_http2_alone_is_told_of_in_one_line() {
    let (shell, authority) = (Shell::new(), Authority::new("the authority of this test"));
    let reference = Reference::start(ServeOptions::default());
    let behind = reference.url().trim_start_matches("http://").parse().expect("an address");
    shell.write("ca.pem", &authority.pem());
    let tried = |protocols: &[&str]| {
        let front = Front::before(behind, authority.server("localhost", protocols));
        let url = format!("https://localhost:{}", front.port());
        run(&shell, &["--target", &url, "--ca-file", "ca.pem"], &[])
    };
    let said = tried(&["h2"]);
    assert_eq!((said.code, said.err.as_str()), (Some(3), ""), "{said:?}");
    let told = "was never reached: it does not agree to HTTP/1.1, which is all that is spoken here: it may be for \
                HTTP/2 only. Exit code 3.";
    assert!(words(&said.out).ends_with(told), "{said:?}");
    assert_eq!(said.out.matches("HTTP/1.1").count(), 1, "{said:?}");
    assert_eq!(tried(&["h2", "http/1.1"]).code, Some(0));
}

#[test]
fn a_server_that_begins_in_http2_is_told_of_with_tls_and_without() {
    let (shell, authority) = (Shell::new(), Authority::new("the authority of this test"));
    shell.write("ca.pem", &authority.pem());
    let behind = greeting_in_http2();
    let front = Front::before(behind, authority.server("localhost", &[]));
    for url in [format!("http://{behind}"), format!("https://localhost:{}", front.port())] {
        let said = run(&shell, &["--target", &url, "--ca-file", "ca.pem"], &[]);
        assert_eq!(said.code, Some(3), "{said:?}");
        let told = "the answer is not HTTP/1.x: it is HTTP/2, and only HTTP/1.1 is spoken here";
        assert!(words(&said.out).contains(told), "{said:?}");
    }
}
