//! Hosts that are named otherwise than where they are, and addresses of IPv6.

use std::net::{SocketAddr, TcpListener};

use batchspec_faults::fault;
use batchspec_fixtures::{Dialect, ServeOptions};

use crate::certificates::Authority;
use crate::front::Front;
use crate::gate::{Gate, Rule};
use crate::reference::Reference;
use crate::shell::{Shell, refused};
use crate::trust::run;

fn behind(reference: &Reference) -> SocketAddr {
    reference.url().trim_start_matches("http://").parse().expect("an address")
}

/// Lets through what is for the host `name` at whatever port.
fn only_for(name: &'static str) -> Rule {
    std::sync::Arc::new(move |request| match request.header("host") {
        Some(host) if host.split(':').next() == Some(name) => Ok(()),
        other => Err(format!("for {other:?}")),
    })
}

#[test]
fn a_host_is_where_resolve_says() {
    let (shell, authority) = (Shell::new(), Authority::new("the authority of this test"));
    let reference = Reference::start(ServeOptions::default());
    let gate = Gate::before(behind(&reference), only_for("api.example"));
    let address = gate.url().trim_start_matches("http://").parse().expect("an address");
    let front = Front::before(address, authority.server("api.example", &[]));
    shell.write("ca.pem", &authority.pem());
    for (scheme, port) in [("https", front.port()), ("http", address.port())] {
        let (url, pin) = (format!("{scheme}://api.example:{port}"), format!("api.example:{port}:127.0.0.1"));
        let said = run(&shell, &["--target", &url, "--resolve", &pin, "--ca-file", "ca.pem"], &[]);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    }
    assert_eq!(gate.seen().refused, Vec::<String>::new());
}

#[test]
fn an_address_that_is_for_no_target_is_a_mistake() {
    let shell = Shell::new();
    let with = |pin: &str| refused(&shell, &["run", "--target", "http://api.example:9", "--resolve", pin]);
    assert_eq!(
        with("api.exmaple:9:127.0.0.1"),
        "error: --resolve api.exmaple:9:127.0.0.1 is for none of the targets: write host and port as the target URL has \
         them\n"
    );
    assert!(with("api.example:443:127.0.0.1").contains("is for none of the targets"));
    assert!(with("api.example:9").contains("write it as HOST:PORT:ADDRESS"));
}

#[test]
fn a_host_header_arrives_over_both_wires() {
    let (shell, authority) = (Shell::new(), Authority::new("the authority of this test"));
    let reference = Reference::start(ServeOptions::default());
    let gate = Gate::before(behind(&reference), only_for("routed.example"));
    let address = gate.url().trim_start_matches("http://").parse().expect("an address");
    let front = Front::before(address, authority.server("localhost", &[]));
    shell.write("ca.pem", &authority.pem());
    for url in [gate.url(), format!("https://localhost:{}", front.port())] {
        let options = ["--target", &url, "--ca-file", "ca.pem", "--header", "Host: routed.example"];
        let said = run(&shell, &options, &[]);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    }
    assert_eq!(gate.seen().refused, Vec::<String>::new());
    assert!(gate.seen().passed > 20, "{}", gate.seen().passed);
}

#[test]
fn addresses_of_ipv6_are_targets_and_stand_in_curl_lines() {
    let addr = "[::1]:0".parse().expect("an address");
    if let Err(error) = TcpListener::bind(addr) {
        eprintln!("skipped: this machine has no IPv6 ({error})");
        return;
    }
    let fault = fault("max-off-by-one");
    let reference = Reference::start(ServeOptions { addr, dialect: Dialect::default(), fault });
    assert!(reference.url().starts_with("http://[::1]:"), "{}", reference.url());
    let shell = Shell::new();
    let said = shell.run(&["run", "inspector2", "--seed", "1", "--cases", "0", "--target", reference.url()]);
    assert_eq!((said.code, said.err.as_str()), (Some(1), ""), "{said:?}");
    let shown = format!("-g --path-as-is '{}/freetrialinfo/batchget'", reference.url());
    assert!(said.out.contains(&shown), "{said:?}");
}

#[test]
fn curl_lines_go_the_same_way() {
    let (shell, authority) = (Shell::new(), Authority::new("the authority of this test"));
    let fault = fault("max-off-by-one");
    let reference = Reference::start(ServeOptions { fault, ..ServeOptions::default() });
    let front = Front::before(behind(&reference), authority.server("api.example", &[]));
    shell.write("ca.pem", &authority.pem());
    let (url, pin) =
        (format!("https://api.example:{}", front.port()), format!("api.example:{}:127.0.0.1", front.port()));
    let target = ["run", "inspector2", "--seed", "1", "--cases", "0", "--target", &url, "--resolve", &pin];
    let mut command = shell.command(&[&target[..], &["--ca-file", "ca.pem", "--insecure"]].concat());
    command.env("HTTPS_PROXY", "http://me:hunter2@127.0.0.1:9");
    let said = crate::shell::Said::from(command.output().expect("the program starts"));
    assert_eq!(said.code, Some(1), "{said:?}");
    let shown = format!("--cacert 'ca.pem' -k --resolve '{pin}' --noproxy '*'");
    assert!(said.out.contains(&shown) && !said.out.contains("hunter2"), "{said:?}");
}
