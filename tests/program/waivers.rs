//! Waivers: written for what is found, filled in, read, and told when they are to be deleted.

use std::fs;

use crate::servers::Serving;
use crate::shell::{Said, Shell, refused};

/// A shell, and a server whose one fault a run finds.
struct Gate {
    shell: Shell,
    target: String,
    _server: Serving,
}

impl Gate {
    fn new(fault: &[&str]) -> Self {
        let server = Serving::start(fault);
        Self { shell: Shell::new(), target: format!("inspector2=http://{}", server.address), _server: server }
    }

    fn run(&self, args: &[&str]) -> Said {
        let run = ["run", "--quiet", "--seed", "1", "--cases", "20", "--target", &self.target];
        self.shell.run(&[&run, args].concat())
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.shell.folder().join(name)).expect("a file")
    }

    /// Writes the waivers of a run, with a reason filled in.
    fn waive(&self, until: &str) -> String {
        let said = self.run(&["--write-waivers", "new.toml"]);
        assert_eq!(said.code, Some(1), "{said:?}");
        let reason =
            format!("reason = \"known since May\"\nlink = \"https://example.org/7\"\nuntil = \"{until}\"");
        let text = self.text("new.toml").replace("reason = \"TODO\"", &reason);
        self.shell.write("waivers.toml", &text);
        text
    }
}

/// The number of the first line that begins like this.
fn line(text: &str, start: &str) -> usize {
    1 + text.lines().position(|line| line.starts_with(start)).expect("such a line")
}

const SIZE: [&str; 2] = ["--fault", "max-off-by-one"];

#[test]
fn a_waived_finding_stays_in_sight_and_does_not_break_the_run() {
    let gate = Gate::new(&SIZE);
    gate.waive("9999-12-31");
    let said = gate.run(&["--waivers", "waivers.toml", "--report-json", "report.json"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    for part in [
        "Waived\n  must inspector2/request/account-ids-max\n",
        "known since May; see https://example.org/7; until 9999-12-31",
        "Excused: 1 finding. Exit code 0.",
    ] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
    let report: serde_json::Value = serde_json::from_str(&gate.text("report.json")).expect("JSON");
    assert_eq!(report["findings"][0]["waived"]["reason"], "known since May");
    assert_eq!(report["stale_waivers"].as_array().map(Vec::len), Some(0));
    let evidence = report["findings"][0]["signature"].as_str().expect("a signature");
    assert!(gate.text("new.toml").contains(&format!("evidence = \"{evidence}\"")));
}

#[test]
fn waivers_may_stand_in_the_configuration_and_the_tally_shows_them() {
    let gate = Gate::new(&SIZE);
    let text = gate.waive("9999-12-31");
    gate.shell.write("batchspec.toml", &text);
    let run = ["run", "--seed", "1", "--cases", "20", "--target", &gate.target, "--fail-fast"];
    let said = gate.shell.run(&run);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(
        said.out.contains("broken, but excused:\n    inspector2/request/account-ids-max\n"),
        "{}",
        said.out
    );
    gate.shell.write("batchspec.toml", "waivers = [\"waivers.toml\"]\n");
    assert_eq!(gate.run(&[]).code, Some(0));
}

#[test]
fn an_expired_waiver_breaks_the_run_and_is_told_with_its_line() {
    let gate = Gate::new(&SIZE);
    let text = gate.waive("2020-02-29");
    let said = gate.run(&["--waivers", "waivers.toml"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.out.contains("it ended on 2020-02-29: delete it"), "{}", said.out);
    let place = format!("waivers.toml:{}: inspector2/request/account-ids-max", line(&text, "[[waiver]]"));
    assert!(said.out.contains(&place), "{place}: {}", said.out);
    assert!(said.out.contains("1. must inspector2/request/account-ids-max"), "{}", said.out);
}

#[test]
fn a_waiver_of_what_is_mended_breaks_the_run_unless_nothing_tried_it() {
    let gate = Gate::new(&SIZE);
    let text = gate.waive("9999-12-31");
    let mended = Gate::new(&[]);
    mended.shell.write("waivers.toml", &text);
    let said = mended.run(&["--waivers", "waivers.toml"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    let flat = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("was not found any more: delete it"), "{}", said.out);
    assert!(flat.contains("Nothing breaks the run but its waivers: 1 waiver to delete."), "{}", said.out);
    let elsewhere = mended.run(&["--waivers", "waivers.toml", "--only", "batch/*"]);
    assert_eq!(elsewhere.code, Some(0), "{elsewhere:?}");
    mended.shell.write("waivers.toml", &text.replace("[[waiver]]", "[[flaky]]"));
    let flaky = mended.run(&["--waivers", "waivers.toml"]);
    assert_eq!(flaky.code, Some(0), "{flaky:?}");
}

#[test]
fn a_waiver_does_not_hide_another_fault_of_its_clause() {
    let gate = Gate::new(&["--fault", "trailing-comma-accepted"]);
    let text = gate.waive("9999-12-31");
    assert_eq!(gate.run(&["--waivers", "waivers.toml"]).code, Some(0));
    let other = Gate::new(&["--fault", "bytes-after-body-ignored"]);
    other.shell.write("waivers.toml", &text);
    let said = other.run(&["--waivers", "waivers.toml"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.out.contains("1. must protocol/malformed-json-rejected"), "{}", said.out);
    assert!(said.out.contains("which is another fault"), "{}", said.out);
}

#[test]
fn what_is_written_says_what_came_and_what_to_do_with_it() {
    let gate = Gate::new(&["--fault", "last-account-lost"]);
    let said = gate.run(&["--write-waivers", "new.toml"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert_eq!(said.err, "wrote 1 waiver to new.toml: fill in its reason, then --waivers new.toml\n");
    let text = gate.text("new.toml");
    let comment =
        "under succeeded or failed; came 1 of 3 requested items missing; at request /accountIds/2\n";
    assert!(
        text.contains("# inspector2 must batch/complete: expected \"") && text.contains(comment),
        "{text}"
    );
    let good = Gate::new(&[]);
    let said = good.run(&["--write-waivers", "new.toml"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), "nothing breaks the run: new.toml has no waiver\n"));
}

#[test]
fn what_follows_from_a_waived_finding_is_excused_as_far_as_it_is_listed() {
    let gate = Gate::new(&["--fault", "leading-zeros-lost"]);
    let text = gate.waive("9999-12-31");
    assert!(text.contains("\nfollows = [\""), "{text}");
    assert_eq!(gate.run(&["--waivers", "waivers.toml"]).code, Some(0));
    let without: Vec<&str> = text.lines().filter(|line| !line.starts_with("follows")).collect();
    gate.shell.write("waivers.toml", &without.join("\n"));
    let said = gate.run(&["--waivers", "waivers.toml"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(!said.out.contains("1. must batch/key-echo-exact"), "{}", said.out);
}

#[test]
fn waivers_are_not_written_over_what_is_there_nor_read_without_a_reason() {
    let gate = Gate::new(&SIZE);
    gate.waive("9999-12-31");
    let written = gate.text("new.toml");
    let again = refused(&gate.shell, &["run", "--write-waivers", "new.toml"]);
    assert!(again.contains("new.toml exists already"), "{again}");
    assert_eq!(gate.text("new.toml"), written);
    let complaint = refused(&gate.shell, &["run", "--waivers", "new.toml"]);
    let place =
        format!("error: new.toml: line {}: the reason is still to be given", line(&written, "reason"));
    assert!(complaint.starts_with(&place), "{complaint}");
    let missing = refused(&gate.shell, &["run", "--waivers", "none.toml"]);
    assert!(missing.starts_with("error: failed to read the waivers in none.toml"), "{missing}");
}
