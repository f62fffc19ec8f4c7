//! Whole runs, signed: every request of both suites, the malformed and odd ones among them.

use std::sync::Arc;

use batchspec_fixtures::{ServeOptions, Server, serve};
use serde_json::Value;

use crate::gate::{Gate, Rule};
use crate::shell::{Said, Shell, refused};
use crate::sigv4::Received;

/// Nobody's key, in the form of keys.
pub(crate) const KEY: (&str, &str) = ("AKIAPLANTEDPLANTED77", "planted/secret+key/0123456789abcdefghijk");
pub(crate) const TOKEN: &str = "planted-session-token-0123456789";

/// What holds for all tests: no configuration of the machine plays a part.
pub(crate) fn run(shell: &Shell, args: &[&str], variables: &[(&str, &str)]) -> Said {
    let mut command = shell.command(&[&["run"], args].concat());
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AWS_")) {
        command.env_remove(name);
    }
    command.env("HOME", shell.folder()).env("AWS_EC2_METADATA_DISABLED", "true");
    Said::from(command.envs(variables.iter().copied()).output().expect("the program starts"))
}

pub(crate) fn keyed(shell: &Shell, args: &[&str]) -> Said {
    let key = [("AWS_ACCESS_KEY_ID", KEY.0), ("AWS_SECRET_ACCESS_KEY", KEY.1), ("AWS_SESSION_TOKEN", TOKEN)];
    run(shell, args, &key)
}

pub(crate) fn rule(rule: impl Fn(&Received) -> Result<(), String> + Send + Sync + 'static) -> Rule {
    Arc::new(rule)
}

/// A reference server on a runtime of its own, which lives as long as the test.
pub(crate) fn reference() -> (tokio::runtime::Runtime, Server) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let server = runtime.block_on(serve(ServeOptions::default())).expect("a free port");
    (runtime, server)
}

#[test]
fn every_request_of_both_suites_is_signed_rightly() {
    let (_runtime, server) = reference();
    for (suite, service) in [("inspector2", "inspector2"), ("marketplace", "aws-marketplace")] {
        let gate = Gate::before(
            server.addr(),
            rule(move |request| {
                assert_eq!(request.header("x-amz-security-token"), Some(TOKEN));
                request.verify(KEY, "eu-west-1", service)
            }),
        );
        let shell = Shell::new();
        let url = gate.url();
        let options = ["--seed", "1", "--cases", "50", "--sign", "aws", "--sign-region", "eu-west-1"];
        let said =
            keyed(&shell, &[&[suite, "--target", &url, "--report-json", "r.json"][..], &options].concat());
        let seen = gate.seen();
        assert_eq!(seen.refused, Vec::<String>::new());
        assert_eq!(said.code, Some(0), "{said:?}");
        let text = std::fs::read_to_string(shell.folder().join("r.json")).expect("a report");
        let report: Value = serde_json::from_str(&text).expect("JSON");
        let reported =
            usize::try_from(report["requests"].as_u64().expect("a count")).expect("a few thousand");
        // A kept connection that died is replaced, and what it carried is sent again without counting.
        assert!(reported > 500 && seen.passed >= reported, "{reported} of {}", seen.passed);
    }
}

#[test]
fn a_placeholder_has_the_form_of_a_signature_and_needs_no_credentials() {
    let (_runtime, server) = reference();
    let example = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    let gate =
        Gate::before(server.addr(), rule(move |request| request.verify(example, "us-east-1", "inspector2")));
    let shell = Shell::new();
    let file = format!("target = \"{}\"\nsign = \"placeholder\"\nsuites = [\"inspector2\"]", gate.url());
    shell.write("batchspec.toml", &file);
    let said = run(&shell, &["--seed", "1", "--cases", "0"], &[]);
    assert_eq!((said.code, gate.seen().refused), (Some(0), Vec::new()), "{said:?}");
}

#[test]
fn without_credentials_nothing_is_sent() {
    let (_runtime, server) = reference();
    let gate = Gate::before(server.addr(), rule(|_| Ok(())));
    let (shell, url) = (Shell::new(), gate.url());
    let options = ["inspector2", "--target", &url, "--sign", "aws"];
    let refused = |args: &[&str], variables: &[(&str, &str)]| {
        let said = run(&shell, args, variables);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{said:?}");
        said.err
    };
    assert_eq!(
        refused(&[&options[..], &["--sign-region", "us-east-1"]].concat(), &[]),
        "error: no AWS credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, choose a profile by \
         AWS_PROFILE, or log in with `aws sso login`\n"
    );
    assert_eq!(
        refused(&options, &[]),
        "error: a signature names a region: add --sign-region REGION, or set AWS_REGION\n"
    );
    assert_eq!(
        refused(&options, &[("AWS_REGION", "us-east-1"), ("AWS_PROFILE", "nobody")]),
        "error: no AWS credentials were found, nor any in the profile \"nobody\" that AWS_PROFILE names: check its name \
         in ~/.aws/config, or log in with `aws sso login`\n"
    );
    assert_eq!(gate.seen().passed, 0);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let shell = Shell::new();
    let refused = |args: &[&str]| refused(&shell, &[&["run"], args].concat());
    assert_eq!(
        refused(&["marketplace", "--aws", "eu-west-1"]),
        "error: marketplace: \"eu-west-1\" is no region of aws-marketplace; the nearest is \"us-east-1\" (a region \
         newer than this list: --target URL --sign aws --sign-region REGION)\n"
    );
    assert_eq!(
        refused(&["--target", "http://127.0.0.1:9", "--fips"]),
        "error: fips and dual-stack choose among the hosts of a region: name it with --aws REGION\n"
    );
    assert_eq!(
        refused(&["--aws", "us-east-1", "--header", "Authorization: x"]),
        "error: \"Authorization\" belongs to the signature: leave out the header, or --sign\n"
    );
}
