//! Secrets are planted wherever there is room for one, and looked for in all that a run leaves behind.

use std::fs;
use std::path::Path;

use crate::gate::Gate;
use crate::runs::{KEY, TOKEN, keyed, reference, rule};
use crate::shell::Shell;

const BEARER: &str = "planted-bearer-0123456789";
const COOKIE: &str = "planted-cookie-0123456789";
const FORMATS: [&str; 8] = ["text", "json", "ndjson", "junit", "markdown", "html", "sarif", "har"];

/// Everything below a folder, as text.
fn texts(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").map_while(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(texts(&path));
        } else {
            let bytes = fs::read(&path).expect("a file");
            found.push((path.display().to_string(), String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    found
}

#[test]
fn planted_secrets_come_up_in_no_output() {
    let (_runtime, server) = reference();
    let behind = server.addr();
    let gate = Gate::before(
        behind,
        rule(|request| {
            let is_probe = request.header("x-batchspec-case").is_some_and(|case| case.contains("/probe/"));
            let sent = request.headers.iter().map(|(name, value)| format!("{name}={value}"));
            // Served at first, so that the run goes on and finds something.
            if is_probe { Ok(()) } else { Err(sent.collect::<Vec<_>>().join(" ")) }
        }),
    );
    let (shell, url) = (Shell::new(), gate.url());
    let reports: Vec<String> =
        FORMATS.iter().flat_map(|format| ["--report".to_owned(), format!("{format}=r.{format}")]).collect();
    let (bearer, cookie) = (format!("X-Api-Key: {BEARER}"), format!("Cookie: session={COOKIE}"));
    let mut args =
        vec!["inspector2", "--target", &url, "--seed", "1", "--cases", "5", "--max-requests", "150"];
    args.extend(["--sign", "aws", "--sign-region", "us-east-1", "--header", &bearer, "--header", &cookie]);
    args.extend(["--record", "record.har"]);
    args.extend(reports.iter().map(String::as_str));
    let said = keyed(&shell, &args);
    assert_eq!(said.code, Some(1), "{said:?}");
    let last = gate.seen().last.expect("a request");
    let authorization = last.header("authorization").expect("a signature").to_owned();
    let signature = authorization.rsplit('=').next().expect("a signature").to_owned();
    assert_eq!(last.header("cookie"), Some(format!("session={COOKIE}").as_str()), "the secrets were sent");
    let mut all = texts(shell.folder());
    assert!(FORMATS.iter().all(|format| all.iter().any(|(path, _)| path.ends_with(&format!("r.{format}")))));
    all.push(("standard output".to_owned(), said.out));
    all.push(("standard error".to_owned(), said.err));
    for (place, text) in &all {
        for secret in [KEY.0, KEY.1, TOKEN, BEARER, COOKIE, &signature] {
            assert!(!text.contains(secret), "{secret} in {place}");
        }
    }
    let har = all.iter().find(|(path, _)| path.ends_with("r.har")).map(|(_, text)| text.as_str());
    assert!(har.is_some_and(|text| text.contains("<redacted>")));
    let text = all.iter().find(|(path, _)| path.ends_with("r.text")).map(|(_, text)| text.as_str());
    assert!(text.is_some_and(|text| text.contains("--aws-sigv4 'aws:amz:us-east-1:inspector2'")));
}

#[test]
fn account_ids_are_masked_in_every_output_and_in_no_request() {
    let (_runtime, server) = reference();
    let gate = Gate::before(
        server.addr(),
        rule(|request| {
            let is_probe = request.header("x-batchspec-case").is_some_and(|case| case.contains("/probe/"));
            if is_probe { Ok(()) } else { Err("SomethingElse".to_owned()) }
        }),
    );
    let (shell, url) = (Shell::new(), gate.url());
    let reports: Vec<String> =
        FORMATS.iter().flat_map(|format| ["--report".to_owned(), format!("{format}=r.{format}")]).collect();
    let mut args =
        vec!["inspector2", "--target", &url, "--seed", "1", "--cases", "5", "--max-requests", "150"];
    args.push("--mask-accounts");
    args.extend(["--record", "record.har"]);
    args.extend(reports.iter().map(String::as_str));
    let said = keyed(&shell, &args);
    assert_eq!(said.code, Some(1), "{said:?}");
    let mut all = texts(shell.folder());
    all.push(("standard output".to_owned(), said.out));
    for (place, text) in &all {
        let words = text.split(|character: char| !character.is_ascii_digit());
        let ids: Vec<&str> = words.filter(|word| word.len() == 12 && !word.starts_with("9999")).collect();
        assert_eq!(ids, Vec::<&str>::new(), "{place}");
    }
    let last = gate.seen().last.expect("a request");
    assert!(!String::from_utf8_lossy(&last.body).contains("\"9999"), "the stand-ins are not sent");
}
