//! The configuration file: all its mistakes at once, each with its line.

use insta::assert_snapshot;

use crate::shell::{Shell, refused};

#[test]
fn every_mistake_is_told_with_its_line() {
    let shell = Shell::new();
    shell.write(
        "batchspec.toml",
        r#"
target = "localhost:8080"
seed = -1
cases = "many"
stric = true

[targets]
inspektor2 = "http://localhost"
marketplace = 7

[headers]
"X Y" = "secret"
Authorization = ["secret"]

[subjects.inspector2]
presnt = ["123456789012"]
absent = "210987654321"

[triggers.inspector2]
ThrotlingException = { header = "x: y" }
ThrottlingException = { header = "no colon" }
AccessDeniedException = {}
InternalServerException = { path = "no-slash", statuscode = 500 }
"#,
    );
    assert_snapshot!(refused(&shell, &["run"]));
}

#[test]
fn broken_syntax_is_told_with_its_line() {
    let shell = Shell::new();
    shell.write("other.toml", "seed = 1\ntarget = http://localhost\nstrict = yes\n");
    assert_snapshot!(refused(&shell, &["run", "--config", "other.toml"]));
}

#[test]
fn a_named_file_must_exist() {
    let complaint = refused(&Shell::new(), &["run", "--config", "none.toml"]);
    assert!(complaint.starts_with("error: failed to read the configuration file none.toml: "), "{complaint}");
}

#[test]
fn the_command_line_goes_before_the_file() {
    let shell = Shell::new();
    shell.write("batchspec.toml", "[targets]\ninspector2 = \"http://from-the-file.invalid\"\n");
    let complaint = refused(&shell, &["run", "--target", "ftp://from-the-command-line"]);
    assert!(complaint.contains("unsupported scheme"), "{complaint}");
}
