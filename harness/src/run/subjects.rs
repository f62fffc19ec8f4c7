//! Subjects that are otherwise than they were told to be.

use super::options::SuiteRun;
use crate::generate::{ItemKind, Pool};
use crate::judge::{ItemOutcome, Memory};
use crate::report::ContrarySubject;

/// Subjects that were told as present and never succeeded, or as denied and never failed, and those that no request may
/// ask for. No document says what a target holds: the mistake may be in what was told.
pub(super) fn contrary(suite: &SuiteRun, pool: &Pool, memory: &Memory) -> Vec<ContrarySubject> {
    let subjects = &suite.subjects;
    let told = [
        (ItemKind::Present, &subjects.present),
        (ItemKind::Absent, &subjects.absent),
        (ItemKind::Denied, &subjects.denied),
    ];
    let mut found = Vec::new();
    for (kind, keys) in told {
        for key in keys {
            let shown = match pool.items().iter().any(|item| item.key == *key) {
                true => otherwise(kind, memory.outcomes(key)),
                false => Some("no request for it is certainly valid".to_owned()),
            };
            found.extend(shown.map(|shown| ContrarySubject { key: key.clone(), told: name(kind), shown }));
        }
    }
    found
}

fn name(kind: ItemKind) -> String {
    let name = match kind {
        ItemKind::Present => "present",
        ItemKind::Absent => "absent",
        ItemKind::Denied => "denied",
        ItemKind::Drawn => "drawn",
    };
    name.to_owned()
}

/// What came of an item each time, where that is not what was told. An absent one may succeed: without content, say.
fn otherwise<'o>(kind: ItemKind, outcomes: impl Iterator<Item = &'o ItemOutcome>) -> Option<String> {
    let outcomes: Vec<&ItemOutcome> = outcomes.collect();
    let succeeds = |outcome: &&ItemOutcome| matches!(outcome, ItemOutcome::Succeeded(_));
    let is_contrary = match kind {
        ItemKind::Present => !outcomes.iter().any(succeeds),
        ItemKind::Denied => outcomes.iter().all(succeeds),
        ItemKind::Absent | ItemKind::Drawn => false,
    };
    outcomes.first().filter(|_| is_contrary).map(ToString::to_string)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::otherwise;
    use crate::generate::ItemKind;
    use crate::judge::ItemOutcome;
    use crate::message::json::Fingerprint;

    #[rstest]
    #[case::present_and_failing(ItemKind::Present, &[false, false], Some("it fails with NO"))]
    #[case::present_at_times(ItemKind::Present, &[false, true], None)]
    #[case::present(ItemKind::Present, &[true], None)]
    #[case::never_answered(ItemKind::Present, &[], None)]
    #[case::denied_and_served(ItemKind::Denied, &[true], Some("it succeeds"))]
    #[case::denied(ItemKind::Denied, &[false, true], None)]
    #[case::absent_and_served(ItemKind::Absent, &[true], None)]
    fn what_always_came_is_held_against_what_was_told(
        #[case] kind: ItemKind,
        #[case] succeeded: &[bool],
        #[case] said: Option<&str>,
    ) {
        let outcome = |succeeds: &bool| match succeeds {
            true => ItemOutcome::Succeeded(Fingerprint(1)),
            false => ItemOutcome::Failed("NO".into()),
        };
        let outcomes: Vec<ItemOutcome> = succeeded.iter().map(outcome).collect();
        assert_eq!(otherwise(kind, outcomes.iter()).as_deref(), said);
    }
}
