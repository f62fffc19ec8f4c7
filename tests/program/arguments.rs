//! Commands that are wrong: one message, exit code 2, nothing sent.

use rstest::rstest;

use crate::shell::{Said, Shell, refused};

#[rstest]
#[case::flag(&["run", "--targets", "x"], "unexpected argument '--targets' found")]
#[case::seed(&["run", "--seed", "x"], "invalid value 'x' for '--seed <N>'")]
#[case::seed_advice(&["run", "--seed", "x"], "write a whole number")]
#[case::cases(&["run", "--cases", "x"], "write a whole number")]
#[case::lanes(&["run", "--lanes", "0"], "write a whole number from 1 to 256")]
#[case::lanes_in_words(&["run", "--lanes", "four"], "write a whole number from 1 to 256")]
#[case::time(&["run", "--timeout", "2 s"], "write a whole number and ms, s or m, for example 2s")]
#[case::topic(&["list", "clause"], "'clauses'")]
#[case::suite(&["run", "inspector"], "unknown suite \"inspector\"; did you mean \"inspector2\"?")]
#[case::target_suite(&["run", "--target", "market=http://localhost"], "unknown suite \"market\"; did you mean \"marketplace\"?")]
#[case::other_suite(&["run", "dynamodb"], "error: unknown suite \"dynamodb\" (suites: inspector2, marketplace)\n")]
#[case::url_as_suite(&["run", "inspector2", "http://u:secret@127.0.0.1:1"], "error: a URL is given by --target")]
#[case::list_suite(&["list", "clauses", "x"], "unknown suite \"x\"")]
#[case::url(&["run", "--target", "localhost:80"], "bad target URL: write it as http://host:port")]
#[case::scheme(&["run", "--target", "ftp://localhost"], "unsupported scheme \"ftp\"")]
#[case::two_targets(&["run", "--target", "http://a", "--target", "http://b"], "two targets for all suites: give one")]
#[case::no_target(
    &["run", "marketplace", "--target", "inspector2=http://localhost"],
    "no target for marketplace: add --target marketplace=URL, or leave marketplace out"
)]
#[case::header(&["run", "--header", "secret"], "a --header lacks its colon: write it as --header 'Name: value'")]
#[case::header_name(&["run", "--header", "a b: secret"], "bad header \"a b\"")]
#[case::glob(
    &["run", "--only", "inspector2/request/account-id-*", "--skip", "inspektor2/request/*"],
    "\"inspektor2/request/*\" matches no clause of the suites to run; the nearest is \"inspector2/request/"
)]
#[case::exec(&["run", "--exec", "true"], "name its address with --target URL")]
#[case::report(&["run", "--report-json", "no/such/folder.json"], "failed to open no/such/folder.json for the report: the folder no/such does not exist")]
#[case::record(&["run", "--record", "no/such.har"], "for the recording: the folder no does not exist")]
#[case::score(&["score", "--json", "no/s.json"], "failed to open no/s.json for the score: the folder no does not exist: create it")]
#[case::score_folder(&["score", "--json", "."], "failed to open . for the score: it is a folder: name a file in it")]
#[case::record_folder(&["run", "--record", "."], "failed to open . for the recording: it is a folder")]
#[case::report_folder(&["run", "--report", "json=."], "failed to open . for the report: it is a folder")]
#[case::merge(&["merge", "none.json", "--report", "json=no/a"], "failed to open no/a for the report: the folder no does not")]
#[case::rejudge(&["rejudge", "none.har", "--report", "json=no/a"], "failed to open no/a for the report: the folder no does not")]
#[case::merge_format(&["merge", "none.json", "--report", "junt=a"], "the nearest is \"junit\"")]
#[case::write_waivers(&["run", "--write-waivers", "no/w.toml"], "for the waivers: the folder no does not exist")]
#[case::dialect(&["serve", "--port", "0", "--dialect", "prety-json"], "the nearest is `pretty-json`")]
#[case::fault(&["serve", "--port", "0", "--fault", "max-off-by-on"], "did you mean \"max-off-by-one\"?")]
#[case::explain(&["explain", "batch/complet"], "did you mean \"batch/complete\"?")]
#[case::explain_part(&["explain", "permutation"], "did you mean \"batch/permutation-invariant\"?")]
#[case::explain_other(&["explain", "frobnicate"], "nothing is called \"frobnicate\": `batchspec list clauses` shows all")]
#[case::explain_signature(&["explain", "0123456789abcdef"], ".batchspec/findings/0123456789abcdef.json")]
fn a_wrong_command_is_refused_with_advice(#[case] args: &[&str], #[case] advice: &str) {
    let complaint = refused(&Shell::new(), args);
    assert!(complaint.starts_with("error: "), "{complaint}");
    assert!(complaint.contains(advice), "{complaint}");
    assert!(!complaint.contains("secret"), "{complaint}");
}

#[test]
fn a_host_without_an_address_is_a_wrong_command() {
    // RFC 6761 keeps the name from ever existing; the long label spares asking a name server.
    let host = format!("{}.invalid", "x".repeat(64));
    let complaint = refused(&Shell::new(), &["run", "--target", &format!("http://{host}:80")]);
    assert!(
        complaint.starts_with(&format!("error: host {host:?} does not resolve: check its spelling")),
        "{complaint}"
    );
}

#[test]
fn help_names_every_exit_code() {
    let said = Shell::new().run(&["run", "--help"]);
    assert_eq!(said.code, Some(0));
    for code in ["2 ", "130 ", "5 ", "1 ", "3 ", "4 ", "0 "] {
        let line = format!("\n  {code}");
        assert!(said.out.contains(&line), "{code}: {}", said.out);
    }
}

#[test]
fn the_environment_names_a_target_unless_the_command_line_does() {
    let shell = Shell::new();
    let run = |args: &[&str]| {
        let output = shell.command(args).env("BATCHSPEC_TARGET", "ftp://a").output();
        Said::from(output.expect("the program starts")).err
    };
    assert!(run(&["run"]).contains("unsupported scheme \"ftp\""));
    assert!(run(&["run", "--target", "gopher://b"]).contains("unsupported scheme \"gopher\""));
}
