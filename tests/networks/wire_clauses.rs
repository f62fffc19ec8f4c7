//! Clauses about how requests are written, and signatures, on the ways to a target.

use std::net::SocketAddr;

use batchspec_faults::fault;
use batchspec_fixtures::ServeOptions;
use serde_json::Value;

use crate::certificates::Authority;
use crate::front::Front;
use crate::proxies::Proxy;
use crate::reference::Reference;
use crate::shell::{Said, Shell};
use crate::trust::run;

const OF_THE_WIRE: [&str; 8] = [
    "http/chunked-body",
    "http/close-announced",
    "http/close-heeded",
    "http/expect-continue",
    "http/head-without-body",
    "http/next-request-unharmed",
    "http/old-version-unchunked",
    "http/split-anywhere",
];

/// A server with its authority's certificate in `ca.pem`.
struct Server {
    shell: Shell,
    front: Front,
    reference: Reference,
}

impl Server {
    fn start(options: ServeOptions, host: &str) -> Self {
        let (shell, authority) = (Shell::new(), Authority::new("the authority of this test"));
        let reference = Reference::start(options);
        let front = Front::before(address(reference.url()), authority.server(host, &["http/1.1"]));
        shell.write("ca.pem", &authority.pem());
        Self { shell, front, reference }
    }

    fn run(&self, url: &str, variables: &[(&str, &str)]) -> Said {
        let options = ["--target", url, "--ca-file", "ca.pem", "--only", "http/*", "--rate", "2000"];
        let more = ["--max-requests", "20000", "--report", "json=r.json"];
        run(&self.shell, &[&options[..], &more].concat(), variables)
    }

    /// The outcomes of the clauses about writing, with why there is none.
    fn outcomes(&self) -> Vec<(String, String, String)> {
        let text = std::fs::read_to_string(self.shell.folder().join("r.json")).expect("a report");
        let report: Value = serde_json::from_str(&text).expect("JSON");
        let clauses = report["suites"][0]["clauses"].as_array().expect("clauses").iter();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let row = |clause: &Value| (text(&clause["id"]), text(&clause["outcome"]), text(&clause["why"]));
        let mut rows: Vec<_> =
            clauses.map(row).filter(|(id, _, _)| OF_THE_WIRE.contains(&id.as_str())).collect();
        rows.sort();
        rows
    }
}

fn address(url: &str) -> SocketAddr {
    url.trim_start_matches("http://").parse().expect("an address")
}

#[test]
fn clauses_of_the_wire_are_decided_in_tls_and_in_a_tunnel_as_without() {
    let server = Server::start(ServeOptions::default(), "api.example");
    let (port, proxy) = (server.front.port(), Proxy::to(server.front.address));
    let (direct, pin) = (format!("https://api.example:{port}"), format!("api.example:{port}:127.0.0.1"));
    assert_eq!(server.run(server.reference.url(), &[]).code, Some(0));
    let plain = server.outcomes();
    assert_eq!(plain.len(), OF_THE_WIRE.len());
    assert!(plain.iter().filter(|(_, outcome, _)| outcome == "held").count() > 6, "{plain:?}");
    for (url, variable) in
        [(direct.as_str(), ("BATCHSPEC_RESOLVE", pin)), ("https://api.example", ("HTTPS_PROXY", proxy.url()))]
    {
        let said = server.run(url, &[(variable.0, &variable.1)]);
        assert_eq!(said.code, Some(0), "{said:?}");
        assert_eq!(server.outcomes(), plain, "{url}");
    }
}

#[test]
fn a_proxy_that_writes_requests_anew_leaves_them_open() {
    let server = Server::start(ServeOptions::default(), "api.example");
    let proxy = Proxy::to(address(server.reference.url()));
    let said = server.run("http://api.example", &[("HTTP_PROXY", &proxy.url())]);
    assert_eq!(said.code, Some(0), "{said:?}");
    for (id, outcome, why) in server.outcomes() {
        assert_eq!(
            (outcome.as_str(), why.contains("through a proxy")),
            ("not-exercised", true),
            "{id}: {why}"
        );
    }
}

#[test]
fn faults_of_the_wire_are_found_in_tls() {
    let fault = fault("accounts-close-unheeded");
    let server = Server::start(ServeOptions { fault, ..ServeOptions::default() }, "localhost");
    let said = server.run(&format!("https://localhost:{}", server.front.port()), &[]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(
        server
            .outcomes()
            .iter()
            .any(|(id, outcome, _)| (id.as_str(), outcome.as_str()) == ("http/close-heeded", "broken")),
        "{said:?}"
    );
}

#[cfg(feature = "aws")]
#[test]
fn every_request_in_tls_and_in_a_tunnel_is_signed_rightly() {
    let key = ("AKIAPLANTEDPLANTED77", "planted/secret+key/0123456789abcdefghijk");
    let (shell, authority) = (Shell::new(), Authority::new("the authority of this test"));
    let reference = Reference::start(ServeOptions::default());
    let rule = std::sync::Arc::new(move |request: &crate::sigv4::Received| {
        request.verify(key, "eu-west-1", "inspector2")
    });
    let gate = crate::gate::Gate::before(address(reference.url()), rule);
    let front = Front::before(address(&gate.url()), authority.server("api.example", &["http/1.1"]));
    let proxy = Proxy::to(front.address);
    shell.write("ca.pem", &authority.pem());
    let options = ["--target", "https://api.example", "--ca-file", "ca.pem", "--only", "protocol/*"];
    let signed = ["--sign", "aws", "--sign-region", "eu-west-1", "--rate", "2000", "--max-requests", "20000"];
    let folder = shell.folder().display().to_string();
    let variables = [
        ("HTTPS_PROXY", proxy.url()),
        ("AWS_ACCESS_KEY_ID", key.0.to_owned()),
        ("AWS_SECRET_ACCESS_KEY", key.1.to_owned()),
        ("AWS_SESSION_TOKEN", String::new()),
        ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
        ("HOME", folder),
    ];
    let variables: Vec<(&str, &str)> =
        variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let said = run(&shell, &[&options[..], &signed].concat(), &variables);
    let seen = gate.seen();
    assert_eq!((said.code, seen.refused), (Some(0), Vec::new()), "{said:?}");
    assert!(seen.passed > 100, "{}", seen.passed);
}
