//! HTTP/2, with TLS and without.

use batchspec_fixtures::ServeOptions;

use crate::certificates::Authority;
use crate::front::{Front, Manner};
use crate::reference::Reference;
use crate::shell::{Shell, refused};
use crate::trust::{run, words};

fn behind(reference: &Reference) -> std::net::SocketAddr {
    reference.url().trim_start_matches("http://").parse().expect("an address")
}

#[test]
fn http2_is_agreed_on_within_tls() {
    let (shell, authority) = (Shell::new(), Authority::new("the authority of this test"));
    let reference = Reference::start(ServeOptions::default());
    let config = authority.server("localhost", &["h2", "http/1.1"]);
    let front = Front::before(behind(&reference), Manner::TlsHttp2(config));
    shell.write("ca.pem", &authority.pem());
    let url = format!("https://localhost:{}", front.port());
    let said = run(&shell, &["--target", &url, "--ca-file", "ca.pem", "--http2"], &[]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    assert!(front.seen_in_http2() > 10, "{}", front.seen_in_http2());
}

#[test]
fn a_server_that_does_not_agree_to_http2_is_told_of() {
    let (shell, authority) = (Shell::new(), Authority::new("the authority of this test"));
    let reference = Reference::start(ServeOptions::default());
    let front = Front::before(behind(&reference), Manner::Tls(authority.server("localhost", &["http/1.1"])));
    shell.write("ca.pem", &authority.pem());
    let url = format!("https://localhost:{}", front.port());
    let said = run(&shell, &["--target", &url, "--ca-file", "ca.pem", "--http2"], &[]);
    assert_eq!(said.code, Some(3), "{said:?}");
    assert!(words(&said.out).contains("it does not agree to HTTP/2: leave out --http2"), "{said:?}");
}

#[test]
fn http2_is_spoken_from_the_first_byte_on_without_tls() {
    let reference = Reference::start(ServeOptions::default());
    let front = Front::before(behind(&reference), Manner::Http2);
    let shell = Shell::new();
    let url = format!("http://127.0.0.1:{}", front.port());
    let said = run(&shell, &["--target", &url], &[("BATCHSPEC_HTTP2", "1")]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    assert!(front.seen_in_http2() > 10, "{}", front.seen_in_http2());
}

#[test]
fn a_host_header_has_no_place_in_http2() {
    let complaint = refused(
        &Shell::new(),
        &["run", "--target", "http://127.0.0.1:9", "--http2", "--header", "Host: api.example"],
    );
    assert_eq!(
        complaint,
        "error: a Host header and HTTP/2 do not go together: name that host in the target URL, and where it is with \
         --resolve\n"
    );
}
