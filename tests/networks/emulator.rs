//! AWS's own emulator, as its documentation tells of it: one https endpoint with a certificate of its own, its own key and no
//! other, and 501 with the operation's name for what it does not serve.

use std::sync::Arc;

use batchspec_fixtures::ServeOptions;
use serde_json::Value;

use crate::certificates::signed_by_itself;
use crate::front::Front;
use crate::gate::{Gate, Rule, Spelling};
use crate::reference::Reference;
use crate::shell::{Said, Shell};
use crate::sigv4::Received;
use crate::trust::words;

/// The emulator's own key, under the profile that it writes.
const KEY: (&str, &str) = ("AKIAEMULATOREMULATOR", "emulator/secret+key/0123456789abcdefghij");

/// The name in the scope of the service's signatures, its operation's path, and the operation.
const INSPECTOR: (&str, &str) = ("inspector2", "/freetrialinfo/batchget");
const MARKETPLACE: (&str, &str, &str) =
    ("aws-marketplace", "/BatchDescribeEntities", "BatchDescribeEntities");

/// The emulator; what it does not serve is said by its rule.
struct Emulator {
    front: Front,
    gate: Gate,
    shell: Shell,
    _reference: Reference,
}

impl Emulator {
    fn start(serves: &'static [&'static str]) -> Self {
        let reference = Reference::start(ServeOptions::default());
        let behind = reference.url().trim_start_matches("http://").parse().expect("an address");
        let rule: Rule = Arc::new(move |request: &Received| {
            let is_marketplace = request.path.starts_with(MARKETPLACE.1);
            let service = if is_marketplace { MARKETPLACE.0 } else { INSPECTOR.0 };
            request.verify(KEY, "us-east-1", service).map_err(|why| format!("403 {why}"))?;
            match serves.contains(&service) {
                true => Ok(()),
                false => Err(format!(
                    "501 {}",
                    if is_marketplace { MARKETPLACE.2 } else { "BatchGetFreeTrialInfo" }
                )),
            }
        });
        let gate = Gate::spelling(behind, rule, spelling());
        let (config, certificate) = signed_by_itself(false);
        let address = gate.url().trim_start_matches("http://").parse().expect("an address");
        let front = Front::before(address, config);
        let shell = Shell::new();
        shell.write("certificate.pem", &certificate);
        shell.write("inspector2.json", include_str!("../../suites/inspector2/model.json"));
        shell.write("marketplace.json", include_str!("../../suites/marketplace/model.json"));
        std::fs::create_dir(shell.folder().join(".aws")).expect("a folder");
        shell.write(".aws/config", "[profile emulator]\nregion = us-east-1\n");
        let credentials =
            format!("[emulator]\naws_access_key_id = {}\naws_secret_access_key = {}\n", KEY.0, KEY.1);
        shell.write(".aws/credentials", &credentials);
        Self { front, gate, shell, _reference: reference }
    }

    /// A scan as its user would type it.
    fn scan(&self, more: &[&str]) -> Said {
        let url = format!("https://localhost:{}", self.front.port());
        let scan =
            ["scan", "--models", ".", "--target", &url, "--sign", "aws", "--seed", "1", "--cases", "5"];
        let rest =
            ["--sign-region", "us-east-1", "--no-save", "--report", "json=report.json", "--only", "batch/*"];
        let mut command = self.shell.command(&[&scan[..], &rest, more].concat());
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("AWS_") || name.to_ascii_lowercase().ends_with("_proxy") {
                command.env_remove(name);
            }
        }
        command.env("HOME", self.shell.folder()).env("USERPROFILE", self.shell.folder());
        command.env("AWS_PROFILE", "emulator").env("AWS_EC2_METADATA_DISABLED", "true");
        Said::from(command.output().expect("the program starts"))
    }

    fn report(&self) -> Value {
        let text = std::fs::read_to_string(self.shell.folder().join("report.json")).expect("a report");
        serde_json::from_str(&text).expect("JSON")
    }
}

/// Answers in the protocol of JSON services.
fn spelling() -> Spelling {
    Arc::new(|why| {
        let (status, told) = why.split_once(' ').unwrap_or(("500", ""));
        let (name, message) = match status {
            "501" => ("NotImplemented", format!("{told} is not implemented")),
            _ => ("UnrecognizedClientException", told.replace('"', "'")),
        };
        let body = format!("{{\"__type\":\"{name}\",\"message\":\"{message}\"}}");
        format!(
            "HTTP/1.1 {status} No\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
    })
}

#[test]
fn what_an_emulator_does_not_implement_is_told_in_a_line_and_is_no_breach() {
    let emulator = Emulator::start(&["inspector2"]);
    let said = emulator.scan(&["--ca-file", "certificate.pem"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let out = words(&said.out);
    assert!(out.contains("it does not implement BatchDescribeEntities (501 NotImplemented)"), "{said:?}");
    assert!(out.contains("2 operations asked for, 1 served, 1 of them answered"), "{said:?}");
    let report = emulator.report();
    assert_eq!(report["findings"], serde_json::json!([]));
    let refused = emulator.gate.seen().refused;
    assert!(refused.len() <= 3 && refused.iter().all(|line| line.contains("501")), "{refused:?}");
}

#[test]
fn an_emulator_that_serves_nothing_of_the_models_gives_no_verdict() {
    let emulator = Emulator::start(&[]);
    let said = emulator.scan(&["--ca-file", "certificate.pem"]);
    assert_eq!(said.code, Some(4), "{said:?}");
    assert!(words(&said.out).contains("2 operations asked for, 0 served"), "{said:?}");
}

#[test]
fn its_certificate_has_to_be_named_and_its_key_used() {
    let emulator = Emulator::start(&["inspector2"]);
    let said = emulator.scan(&[]);
    assert_eq!(said.code, Some(3), "{said:?}");
    assert!(words(&said.out).contains("certificate"), "{said:?}");
    let placeholder = emulator.scan(&["--ca-file", "certificate.pem", "--sign", "placeholder"]);
    // The last of two options counts, or they are refused: either way nothing is judged by a key that is nobody's.
    assert!(placeholder.code == Some(2) || placeholder.code == Some(4), "{placeholder:?}");
}
