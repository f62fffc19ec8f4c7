//! Two small reports, compared.

use super::compare;
use crate::contract::Level;
use crate::report::samples::{finding, habit, report, tally};
use crate::report::{Ending, Outcome, Waived};

#[test]
fn equal_reports_differ_in_nothing() {
    let one = report(vec![tally("a/b/c", Outcome::Broken)], vec![finding("a/b/c", "1")]);
    assert_eq!(compare(&one, &one), super::Comparison::default());
}

#[test]
fn another_fault_of_a_broken_clause_is_newly_broken_and_the_old_one_fixed() {
    let old = report(vec![tally("a/b/c", Outcome::Broken)], vec![finding("a/b/c", "1")]);
    let new = report(vec![tally("a/b/c", Outcome::Broken)], vec![finding("a/b/c", "2")]);
    let comparison = compare(&old, &new);
    assert_eq!((comparison.broken[0].signature.as_str(), comparison.broken.len()), ("2", 1));
    assert_eq!((comparison.fixed[0].signature.as_str(), comparison.fixed.len()), ("1", 1));
    assert!(comparison.has_broken());
}

#[test]
fn what_followed_and_now_stands_alone_is_not_new() {
    let mut root = finding("a/b/c", "1");
    root.consequences = vec![finding("a/b/d", "2")];
    let tallies = || vec![tally("a/b/c", Outcome::Broken), tally("a/b/d", Outcome::Broken)];
    let comparison = compare(&report(tallies(), vec![root]), &report(tallies(), vec![finding("a/b/d", "2")]));
    assert_eq!((comparison.broken.len(), comparison.fixed.len()), (0, 1));
}

#[test]
fn what_is_waived_or_only_a_warning_does_not_count() {
    let mut waived = finding("a/b/c", "1");
    waived.waived = Some(Waived { reason: "known".to_owned(), link: None, until: None, flaky: false });
    let mut warning = finding("a/b/c", "2");
    warning.level = Level::Should;
    let old = report(vec![tally("a/b/c", Outcome::Held)], Vec::new());
    let mut new = report(vec![tally("a/b/c", Outcome::Broken)], vec![waived, warning]);
    assert_eq!(compare(&old, &new).broken.len(), 2);
    assert!(!compare(&old, &new).has_broken());
    new.strict = true;
    assert!(compare(&old, &new).has_broken());
}

#[test]
fn what_is_not_looked_at_is_untested_and_not_fixed() {
    let old = report(
        vec![tally("a/b/c", Outcome::Broken), tally("a/b/d", Outcome::Held)],
        vec![finding("a/b/c", "1")],
    );
    let mut new = report(vec![tally("a/b/c", Outcome::Undecided)], Vec::new());
    new.terms.skip = vec!["a/b/d".to_owned()];
    let comparison = compare(&old, &new);
    let untested: Vec<_> = comparison.untested.iter().map(|next| next.id.clause.as_str()).collect();
    assert_eq!((untested, comparison.fixed.len()), (vec!["a/b/c", "a/b/d"], 0));
    let back = compare(&new, &old);
    assert_eq!((back.tested.len(), back.untested.len()), (2, 0));
}

#[test]
fn clauses_that_come_go_or_change_their_level_are_told_as_such() {
    let old = report(vec![tally("a/b/c", Outcome::Held), tally("a/b/d", Outcome::Held)], Vec::new());
    let new = report(vec![tally("a/b/d", Outcome::Observed), tally("a/b/e", Outcome::Held)], Vec::new());
    let comparison = compare(&old, &new);
    let changes: Vec<_> =
        comparison.clauses.iter().map(|next| (next.id.clause.as_str(), next.old, next.new)).collect();
    let (must, note) = (Some(Level::Must), Some(Level::Note));
    assert_eq!(changes, [("a/b/c", must, None), ("a/b/d", must, note), ("a/b/e", None, must)]);
    assert_eq!((comparison.untested.len(), comparison.tested.len()), (0, 0));
}

#[test]
fn habits_and_circumstances_are_told() {
    let mut old = report(vec![tally("a/b/c", Outcome::Held)], Vec::new());
    let mut new = old.clone();
    old.observations = vec![habit("by name")];
    new.observations = vec![habit("as asked"), habit("by name")];
    new.seed = 2;
    new.suites[0].target = "http://elsewhere".to_owned();
    new.terms.skip = vec!["a/*".to_owned()];
    new.terms.only = vec!["b/*".to_owned()];
    new.ending = Ending::Lost { why: "silence".to_owned() };
    let target = old.suites[0].target.clone();
    let comparison = compare(&old, &new);
    assert_eq!(comparison.observations[0].new, ["as asked", "by name"]);
    let suite = new.suites[0].suite.clone();
    let told = [
        "the newer run lost its target: silence".to_owned(),
        format!("the seed was {} and is 2: each run made random cases of its own", old.seed),
        "what was to be judged was everything and is --only b/* --skip a/*".to_owned(),
        format!("{suite}: the target was {target} and is http://elsewhere"),
    ];
    assert_eq!(comparison.remarks, told);
    new.suites.clear();
    let left = compare(&old, &new).remarks;
    assert_eq!(left.last(), Some(&format!("{suite}: in the older report only")));
}

#[test]
fn only_what_the_baseline_lacks_breaks_the_run() {
    let mut root = finding("a/b/c", "1");
    root.consequences = vec![finding("a/b/d", "2"), finding("a/b/e", "3")];
    let baseline = report(vec![tally("a/b/c", Outcome::Broken)], vec![root.clone()]);
    let mut same = baseline.clone();
    same.count_only_what_is_new(&baseline);
    assert_eq!(same.exit_code(), 0);
    root.consequences.push(finding("a/b/c", "4"));
    let mut worse = report(vec![tally("a/b/c", Outcome::Broken)], vec![root]);
    worse.count_only_what_is_new(&baseline);
    let breaking: Vec<_> = worse.breaking().map(|finding| finding.signature.as_str()).collect();
    assert_eq!((breaking, worse.exit_code()), (vec!["4"], 1));
}

#[test]
fn a_clause_that_breaks_together_with_a_known_finding_is_newly_broken() {
    let tallies = |other| vec![tally("a/b/c", Outcome::Broken), tally("a/b/d", other)];
    let old = report(tallies(Outcome::Held), vec![finding("a/b/c", "1")]);
    let mut both = finding("a/b/c", "1");
    both.also = vec!["a/b/d".to_owned()];
    let mut new = report(tallies(Outcome::Broken), vec![both]);
    let broken = compare(&old, &new).broken;
    assert_eq!((broken[0].id.clause.as_str(), broken.len(), broken[0].counts), ("a/b/d", 1, true));
    assert_eq!(broken[0].actual, "it broke together with a/b/c");
    assert_eq!(compare(&new, &old).fixed[0].id.clause, "a/b/d");
    new.findings[0].waived =
        Some(Waived { reason: "known".to_owned(), link: None, until: None, flaky: false });
    assert!(!compare(&old, &new).has_broken());
}
