//! Certificates: which are trusted, and what is said of one that is not.

use batchspec_fixtures::ServeOptions;
use serde_json::Value;

use crate::certificates::{Authority, signed_by_itself};
use crate::front::Front;
use crate::reference::Reference;
use crate::shell::{Said, Shell, refused};

/// What makes a run short: little is judged, and all the same it is a run.
pub(crate) const SHORT: [&str; 7] = ["inspector2", "--seed", "1", "--cases", "0", "--only", "batch/*"];

/// A run without any proxy of this machine.
pub(crate) fn run(shell: &Shell, args: &[&str], variables: &[(&str, &str)]) -> Said {
    let mut command = shell.command(&[&["run"], &SHORT[..], args].concat());
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_ascii_lowercase());
    }
    Said::from(command.envs(variables.iter().copied()).output().expect("the program starts"))
}

/// What was said, in one line.
pub(crate) fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A server for `localhost` whose authority has its certificate in `ca.pem`.
struct Server {
    front: Front,
    shell: Shell,
    reference: Reference,
}

impl Server {
    fn start() -> Self {
        let (shell, authority) = (Shell::new(), Authority::new("the authority of this test"));
        let reference = Reference::start(ServeOptions::default());
        let behind = reference.url().trim_start_matches("http://").parse().expect("an address");
        let front = Front::before(behind, authority.server("localhost", &[]));
        // Two in one file, and the one that counts is not the first.
        shell.write("ca.pem", &format!("{}\n{}", Authority::new("another").pem(), authority.pem()));
        Self { front, shell, reference }
    }

    fn run(&self, host: &str, args: &[&str]) -> Said {
        let url = format!("https://{host}:{}", self.front.port());
        run(&self.shell, &[&["--target", &url], args].concat(), &[])
    }
}

#[test]
fn a_certificate_of_an_authority_that_is_named_is_trusted() {
    let server = Server::start();
    let said = server.run("localhost", &["--ca-file", "ca.pem"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    server.shell.write("other.pem", &Authority::new("yet another").pem());
    let said = server.run("localhost", &["--ca-file", "other.pem", "--ca-file", "ca.pem"]);
    assert_eq!(said.code, Some(0), "{said:?}");
}

#[test]
fn a_certificate_of_an_unknown_authority_is_refused_in_one_sentence() {
    let server = Server::start();
    let said = server.run("localhost", &[]);
    assert_eq!((said.code, said.err.as_str()), (Some(3), ""), "{said:?}");
    let told = format!(
        "https://localhost:{} was never reached: the certificate was refused (UnknownIssuer): trust its authority with \
         --ca-file FILE, or go by the name that it is for; --insecure accepts any. Exit code 3.",
        server.front.port()
    );
    assert!(words(&said.out).ends_with(&told), "{said:?}");
    assert_eq!(said.out.matches("certificate").count(), 1, "{said:?}");
}

#[test]
fn a_certificate_for_another_name_is_refused() {
    let server = Server::start();
    let said = server.run("127.0.0.1", &["--ca-file", "ca.pem"]);
    assert_eq!(said.code, Some(3), "{said:?}");
    let told = words(&said.out);
    assert!(
        told.contains("the certificate was refused (certificate not valid for name \"127.0.0.1\""),
        "{said:?}"
    );
}

#[test]
fn the_own_certificate_of_an_authority_is_no_servers_and_one_that_says_so_is() {
    let (shell, reference) = (Shell::new(), Reference::start(ServeOptions::default()));
    let tried = |is_authority| {
        let (config, pem) = signed_by_itself(is_authority);
        let behind = reference.url().trim_start_matches("http://").parse().expect("an address");
        let front = Front::before(behind, config);
        shell.write("cert.pem", &pem);
        let url = format!("https://localhost:{}", front.port());
        run(&shell, &["--target", &url, "--ca-file", "cert.pem"], &[])
    };
    let refused = tried(true);
    assert_eq!(refused.code, Some(3), "{refused:?}");
    let told = words(&refused.out);
    assert!(
        told.contains("refused (CaUsedAsEndEntity): it is an authority's own, and no server's"),
        "{told}"
    );
    assert!(told.contains("-addext basicConstraints=critical,CA:FALSE"), "{told}");
    assert_eq!(tried(false).code, Some(0));
}

#[test]
fn the_other_scheme_is_proposed_where_the_port_does_not_speak_this_one() {
    let server = Server::start();
    let address = server.reference.url().trim_start_matches("http://");
    let said = run(&server.shell, &["--target", &format!("https://{address}/base")], &[]);
    assert_eq!(said.code, Some(3), "{said:?}");
    let told = words(&said.out);
    assert!(
        told.contains(&format!("the TLS handshake failed: is it http://{address}/base? (received")),
        "{told}"
    );
    let said = run(&server.shell, &["--target", &format!("http://localhost:{}", server.front.port())], &[]);
    assert_eq!(said.code, Some(3), "{said:?}");
    assert!(said.out.contains("https"), "{said:?}");
}

#[test]
fn any_certificate_will_do_where_that_is_asked_for_and_everybody_is_told() {
    let server = Server::start();
    let formats = ["json", "junit", "markdown", "sarif", "ndjson", "html"];
    let reports: Vec<String> = formats.iter().map(|format| format!("{format}=report.{format}")).collect();
    let asked: Vec<&str> = reports.iter().flat_map(|report| ["--report", report.as_str()]).collect();
    let said = server.run("127.0.0.1", &[&["--insecure"], &asked[..]].concat());
    assert_eq!(said.code, Some(0), "{said:?}");
    let warning = format!(
        "WARNING: the certificate of https://127.0.0.1:{} is NOT CHECKED (--insecure): whoever is in between can read and \
         change what is sent\n",
        server.front.port()
    );
    assert_eq!(said.err, warning);
    assert!(words(&said.out).contains("Certificates were not checked"), "{said:?}");
    for (format, told) in [
        ("json", "\"unverified\": true"),
        ("junit", "not checked"),
        ("markdown", "whose certificate was not checked"),
        ("sarif", "\"certificatesChecked\": false"),
        ("ndjson", "Certificates were not checked"),
        ("html", "Certificates were not checked"),
    ] {
        let path = server.shell.folder().join(format!("report.{format}"));
        let text = std::fs::read_to_string(path).expect("a report");
        assert!(text.contains(told), "{format}: {text}");
    }
    let text = std::fs::read_to_string(server.shell.folder().join("report.json")).expect("a report");
    let report: Value = serde_json::from_str(&text).expect("JSON");
    assert!(report["requests"].as_u64().is_some_and(|requests| requests > 10), "{report}");
}

#[test]
fn files_that_hold_no_certificates_are_refused() {
    let shell = Shell::new();
    shell.write("empty.pem", "");
    shell.write("broken.pem", "-----BEGIN CERTIFICATE-----\nbm9uc2Vuc2U=\n-----END CERTIFICATE-----\n");
    shell.write("batchspec.toml", "ca-file = [\"of-the-file.pem\"]\n");
    let advice = "; name a readable file in PEM form with one certificate or more\n";
    for (args, file) in [
        (&["run", "--ca-file", "empty.pem"][..], "empty.pem: there is no certificate in it"),
        (&["run", "--ca-file", "broken.pem"], "broken.pem: "),
        (&["run", "--ca-file", "none.pem"], "none.pem: "),
        (&["run"], "of-the-file.pem: "),
    ] {
        let complaint = refused(&shell, args);
        assert!(complaint.starts_with(&format!("error: bad certificate file {file}")), "{complaint}");
        assert!(complaint.ends_with(advice), "{complaint}");
    }
}
