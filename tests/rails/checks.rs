//! The register of checks holds every check's file, under the file's name.

use std::collections::BTreeSet;

use batchspec_harness::judge::CHECKS;

use crate::paths_below;

const FOLDER: &str = "harness/src/judge/checks/";

#[test]
fn every_file_is_in_the_register_under_its_own_name() {
    let paths = paths_below(FOLDER.trim_end_matches('/'));
    let stems = paths.iter().filter_map(|path| path.strip_prefix(FOLDER)?.strip_suffix(".rs"));
    let files: BTreeSet<String> =
        stems.filter(|stem| *stem != "mod").map(|stem| stem.replace('_', "-")).collect();
    let register: BTreeSet<String> = CHECKS.iter().map(|check| check.id().to_owned()).collect();
    let unregistered: Vec<_> = files.difference(&register).collect();
    assert!(
        unregistered.is_empty(),
        "files of {FOLDER} that no registered check is named by: {unregistered:?}"
    );
    let homeless: Vec<_> = register.difference(&files).collect();
    assert!(homeless.is_empty(), "checks without a file of their name in {FOLDER}: {homeless:?}");
}

#[test]
fn no_check_is_registered_twice() {
    let ids: Vec<&str> = CHECKS.iter().map(|check| check.id()).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
}

#[test]
fn every_check_says_what_it_judges_and_what_it_cannot_see() {
    for check in CHECKS {
        for text in [check.about(), check.blind()] {
            assert!(text.ends_with('.') && text.contains(' '), "{}: {text:?} is no sentence", check.id());
        }
    }
}
