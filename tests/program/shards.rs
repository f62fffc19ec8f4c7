//! Shards of a run, merged.

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
    let said = shell.run(&["merge", "2.json", "1.json", "--report-json", "whole.json"]);
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
