//! Shards of a run, merged.

use serde_json::Value;

use crate::servers::Serving;
use crate::shell::{Shell, refused};

fn sharded(shell: &Shell, target: &str, seed: &str) {
    for part in ["1/2", "2/2"] {
        let name = format!("{}.json", &part[..1]);
        let run = ["run", "--quiet", "--seed", seed, "--cases", "20", "--target", target];
        let said = shell.run(&[&run[..], &["--partition", part, "--report-json", &name]].concat());
        assert!(matches!(said.code, Some(0 | 1)), "{said:?}");
    }
}

#[test]
fn merged_shards_are_shown_as_one_run() {
    let server = Serving::start(&["--fault", "max-off-by-one"]);
    let (shell, target) = (Shell::new(), format!("inspector2=http://{}", server.address));
    sharded(&shell, &target, "1");
    let said = shell.run(&["merge", "2.json", "1.json", "--report", "json=whole.json"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.out.contains("1. must inspector2/request/account-ids-max"), "{}", said.out);
    let whole = ["run", "--quiet", "--seed", "1", "--cases", "20", "--target", &target];
    shell.run(&[&whole[..], &["--report-json", "one.json"]].concat());
    let same = shell.run(&["compare", "one.json", "whole.json"]);
    assert_eq!((same.code, same.out.as_str()), (Some(0), "Nothing got worse. Exit code 0.\n"), "{same:?}");
    let back = shell.run(&["compare", "whole.json", "one.json"]);
    assert_eq!(back.out, "Nothing got worse. Exit code 0.\n");
}

#[test]
fn the_whole_is_reported_in_every_format_that_is_asked_for() {
    let server = Serving::start(&["--fault", "max-off-by-one"]);
    let (shell, target) = (Shell::new(), format!("inspector2=http://{}", server.address));
    sharded(&shell, &target, "1");
    let formats = ["--report", "ndjson=-", "--report", "junit=whole.xml", "--report", "json=1.json"];
    let said = shell.run(&[&["merge", "1.json", "2.json"][..], &formats].concat());
    assert_eq!(said.code, Some(1), "{said:?}");
    let events = said.out.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON alone"));
    let kinds: Vec<String> = events.filter_map(|event| event["event"].as_str().map(str::to_owned)).collect();
    assert_eq!(kinds, ["run-started", "suite-started", "finding-seen", "suite-finished", "run-finished"]);
    let read = |name| std::fs::read_to_string(shell.folder().join(name)).expect("a report");
    assert!(read("whole.xml").starts_with("<?xml"));
    // One of the shards makes place for the whole once that is made, and not before.
    let whole = read("1.json");
    assert_eq!(serde_json::from_str::<Value>(&whole).expect("JSON")["terms"]["shard"], Value::Null);
    let again = refused(&shell, &["merge", "1.json", "2.json", "--report", "json=1.json"]);
    assert!(again.contains("failed to merge 1.json, 2.json: ") && read("1.json") == whole, "{again}");
}

#[test]
fn what_is_not_one_run_is_refused() {
    let server = Serving::start(&[]);
    let (shell, target) = (Shell::new(), format!("inspector2=http://{}", server.address));
    sharded(&shell, &target, "1");
    let missing = refused(&shell, &["merge", "1.json"]);
    assert!(missing.contains("failed to merge 1.json: these shards are missing: 2/2"), "{missing}");
    let twice = refused(&shell, &["merge", "1.json", "2.json", "2.json"]);
    assert!(twice.contains("shard 2/2 is there twice"), "{twice}");
    let run = ["run", "--quiet", "--seed", "2", "--cases", "20", "--target", &target, "--partition", "2/2"];
    shell.run(&[&run[..], &["--report-json", "2.json"]].concat());
    let seed = refused(&shell, &["merge", "1.json", "2.json"]);
    assert!(seed.contains("report 2 differs from report 1 in its seed"), "{seed}");
    for wrong in ["0/2", "3/2", "2"] {
        assert!(refused(&shell, &["run", "--partition", wrong]).contains("for example 2/4"), "{wrong}");
    }
}
