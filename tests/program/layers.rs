//! The file, its profile, the environment, the command line: each is stronger than the one before.

use std::collections::BTreeMap;

use insta::assert_snapshot;
use serde_json::Value;

use crate::shell::{Said, Shell};

const FILE: &str = r#"
seed = 1
lanes = 2
timeout = "3s"
strict = true
only = ["batch/*", "protocol/*"]
target = "http://all.example"
waivers = ["known.toml"]

[targets]
marketplace = "http://market.example:81"

[headers]
Authorization = "Bearer hunter2"
X-Tenant = "conformance"
x-session-token = "hunter2"

[subjects.inspector2]
present = ["123456789012"]

[triggers.inspector2]
ThrottlingException = { header = "x-secret: hunter2" }

[[waiver]]
clause = "inspector2/batch/complete"
evidence = "0123456789abcdef"
reason = "known"

[profile.ci]
seed = 2
fail-on = "must"
require-exercised = "80%"

[profile.ci.headers]
x-tenant = "ci"
"#;

fn said(shell: &Shell, args: &[&str], variables: &[(&str, &str)]) -> Said {
    let output = shell.command(args).envs(variables.iter().copied()).output();
    Said::from(output.expect("the program starts"))
}

/// Each key in force, with its value and where that comes from.
fn in_force(shell: &Shell, args: &[&str], variables: &[(&str, &str)]) -> BTreeMap<String, (Value, String)> {
    let said = said(shell, &[&["config", "--format", "json"], args].concat(), variables);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    let rows: Vec<Value> = serde_json::from_str(&said.out).expect("a JSON list");
    let row = |row: &Value| {
        let text = |key: &str| row[key].as_str().expect("text").to_owned();
        (text("key"), (row["value"].clone(), text("from")))
    };
    rows.iter().map(row).collect()
}

#[test]
fn what_is_in_force_is_shown_with_its_origin_and_without_secrets() {
    let shell = Shell::new();
    shell.write("batchspec.toml", FILE);
    let said = said(&shell, &["config", "--profile", "ci", "--lanes", "4"], &[("BATCHSPEC_CASES", "9")]);
    assert!(!said.out.contains("hunter2"), "{}", said.out);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    assert_snapshot!(said.out);
}

#[test]
fn each_source_is_stronger_than_the_one_before() {
    let shell = Shell::new();
    shell.write("batchspec.toml", FILE);
    let seed = |args: &[&str], variables: &[(&str, &str)]| {
        let (value, from) = in_force(&shell, args, variables)["seed"].clone();
        (value.as_u64(), from)
    };
    let variable = [("BATCHSPEC_SEED", "3")];
    assert_eq!(seed(&[], &[]), (Some(1), "batchspec.toml:2".to_owned()));
    assert_eq!(seed(&["--profile", "ci"], &[]), (Some(2), "batchspec.toml:30".to_owned()));
    assert_eq!(seed(&["--profile", "ci"], &variable), (Some(3), "BATCHSPEC_SEED".to_owned()));
    assert_eq!(seed(&["--profile", "ci", "--seed", "4"], &variable), (Some(4), "--seed".to_owned()));
    assert_eq!(seed(&[], &[("BATCHSPEC_PROFILE", "ci")]), (Some(2), "batchspec.toml:30".to_owned()));
    assert_eq!(seed(&[], &[("BATCHSPEC_SEED", "")]), (Some(1), "batchspec.toml:2".to_owned()));
}

#[test]
fn lists_are_replaced_and_tables_are_joined() {
    let shell = Shell::new();
    shell.write("batchspec.toml", FILE);
    let all = in_force(&shell, &["--profile", "ci", "--only", "auth/*"], &[("BATCHSPEC_SKIP", "a/*, b/*")]);
    assert_eq!(all["only"].0, serde_json::json!(["auth/*"]));
    assert_eq!(all["skip"].0, serde_json::json!(["a/*", "b/*"]));
    assert_eq!(all["fail-on"], (serde_json::json!("must"), "batchspec.toml:31".to_owned()));
    assert_eq!(all["headers.x-tenant"].0, "ci");
    assert!(!all.contains_key("headers.X-Tenant"));
    assert_eq!(all["headers.Authorization"].0, "<redacted>");
    let other = in_force(&shell, &["--target", "http://other.example"], &[]);
    assert_eq!(other["target"].1, "--target");
    assert!(!other.contains_key("targets.marketplace"), "the command line speaks of all suites");
    let one = in_force(&shell, &[], &[("BATCHSPEC_TARGET", "inspector2=http://one.example")]);
    assert_eq!(one["targets.inspector2"].1, "BATCHSPEC_TARGET");
    assert!(one.contains_key("targets.marketplace"));
}

#[test]
fn the_mistakes_of_all_sources_are_told_at_once() {
    let shell = Shell::new();
    shell.write(
        "batchspec.toml",
        "sede = 1\nlanes = 300\nstrict = true\nfail-on = \"most\"\ntimeout = \"2 s\"\nrequire-exercised = \"all\"\n\
         [[waiver]]\nclause = \"batch/complet\"\nevidence = \"status 500\"\nreason = \"TODO\"\n\
         [profile.ci]\nprofile = 1\n[profile.night.targets]\nmarket = \"http://x\"\n",
    );
    let variables =
        [("BATCHSPEC_CASES", "many"), ("BATCHSPEC_FAIL_ON", "all"), ("BATCHSPEC_HEADER", "hunter2")];
    let said = said(&shell, &["run"], &variables);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(!said.err.contains("hunter2"), "{}", said.err);
    assert_snapshot!(said.err);
}

#[test]
fn a_variable_that_nothing_reads_is_told_with_the_one_that_may_be_meant() {
    let variables = [
        ("BATCHSPEC_LANS", "4"),
        ("BATCHSPEC_REPORT_JSON", "r.json"),
        ("BATCHSPEC_ZZZ", "1"),
        ("BATCHSPEC_UPDATE", "1"),
        ("BATCHSPEC_CONFIG", "other.toml"),
        ("BATCHSPEC_LANES", "4"),
    ];
    let shell = Shell::new();
    shell.write("other.toml", "seed = 1\n");
    let said = said(&shell, &["config"], &variables);
    assert_eq!(said.code, Some(0), "{said:?}");
    let told: Vec<&str> = said.err.lines().collect();
    let wanted = [
        "BATCHSPEC_LANS is not heeded; did you mean BATCHSPEC_LANES?",
        "BATCHSPEC_REPORT_JSON is not heeded; did you mean BATCHSPEC_REPORT?",
        "BATCHSPEC_ZZZ is not heeded; variables are called as the options of `batchspec run` are",
    ];
    assert_eq!(told.len(), wanted.len(), "{told:?}");
    assert!(wanted.iter().all(|line| told.contains(line)), "{told:?}");
}

#[test]
fn a_profile_has_to_exist() {
    let shell = Shell::new();
    shell.write("batchspec.toml", FILE);
    let misspelt = said(&shell, &["config", "--profile", "cl"], &[]);
    assert!(misspelt.err.contains("did you mean \"ci\"?"), "{misspelt:?}");
    let none = said(&Shell::new(), &["config", "--profile", "ci"], &[]);
    assert_eq!(none.code, Some(2), "{none:?}");
    assert!(none.err.contains("there is no profile \"ci\""), "{none:?}");
}

fn text(shell: &Shell, name: &str) -> String {
    std::fs::read_to_string(shell.folder().join(name)).expect(name)
}

#[test]
fn reports_may_be_asked_for_by_any_source() {
    let shell = Shell::new();
    shell.write("batchspec.toml", "report = [\"junit=file.xml\"]\n");
    let run = ["run", "inspector2", "--cases", "1", "--only", "inspector2/error/*", "--quiet"];
    let by_file = said(&shell, &run, &[]);
    assert_eq!(by_file.code, Some(0), "{by_file:?}");
    assert!(text(&shell, "file.xml").contains("<testsuites"));
    let by_flag = said(
        &shell,
        &[&run[..], &["--report-json", "flag.json"]].concat(),
        &[("BATCHSPEC_REPORT", "har=variable.har")],
    );
    assert_eq!(by_flag.code, Some(0), "{by_flag:?}");
    assert!(text(&shell, "flag.json").starts_with('{'));
    assert!(
        !shell.folder().join("variable.har").exists(),
        "the command line is stronger than the environment"
    );
}
