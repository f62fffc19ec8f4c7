//! Two rules of one operation, as two versions of a model give them: what is inferred otherwise.

use crate::rule::{Collection, Key, Rule};

/// One part of a rule that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleChange {
    /// The part, by its name in suite files where it has one.
    pub part: &'static str,
    /// What the older model gives; `None` for nothing.
    pub old: Option<String>,
    /// What the newer one gives.
    pub new: Option<String>,
}

/// The parts in which a newer rule differs; how sure it is, and why, are none of them.
#[must_use]
pub fn rule_changes(old: &Rule, new: &Rule) -> Vec<RuleChange> {
    let pairs = parts(old).into_iter().zip(parts(new));
    let changed = pairs.filter(|(old, new)| old != new);
    changed.map(|((part, old), (_, new))| RuleChange { part, old, new }).collect()
}

fn parts(rule: &Rule) -> [(&'static str, Option<String>); 16] {
    let counters: Vec<String> =
        rule.counters.iter().map(|counter| format!("{} of {}", counter.place, counter.counts)).collect();
    let alternatives: Vec<String> = rule
        .alternatives
        .iter()
        .map(|other| {
            let sides = [&other.succeeded, &other.failed].map(|side| collection(side.as_ref()));
            let sides: Vec<String> = sides.into_iter().flatten().collect();
            format!("{} by {}: {}", other.items, key(other.item_key.as_ref()), sides.join(", "))
        })
        .collect();
    [
        ("class", Some(rule.class.name().to_owned())),
        ("items", rule.items.clone()),
        ("item_key", rule.item_key.as_ref().map(|own| key(Some(own)))),
        ("group_key", rule.group_key.clone()),
        ("succeeded", collection(rule.succeeded.as_ref())),
        ("failed", collection(rule.failed.as_ref())),
        ("third", collection(rule.third.as_ref())),
        ("remainder", Some(rule.remainder.name().to_owned())),
        ("bad_item", Some(rule.bad_item.name().to_owned())),
        ("effect", Some(rule.effect.name().to_owned())),
        ("counters", listed(&counters)),
        ("aliases", listed(&rule.aliases)),
        ("unique_keys", rule.unique_keys.as_ref().map(|_| "different".to_owned())),
        ("alternative", listed(&alternatives)),
        ("most items by the text", rule.told_limit.as_ref().map(|told| told.number.to_string())),
        ("most bytes by the text", rule.told_bytes.as_ref().map(|told| told.number.to_string())),
    ]
}

fn listed(texts: &[String]) -> Option<String> {
    if texts.is_empty() { None } else { Some(texts.join(", ")) }
}

fn key(key: Option<&Key>) -> String {
    let parts = key.map(|key| key.parts().join(" and ")).unwrap_or_default();
    if parts.is_empty() { "itself".to_owned() } else { parts }
}

fn collection(collection: Option<&Collection>) -> Option<String> {
    let collection = collection?;
    let named = collection.key.as_ref().map(|own| format!(" of {}", key(Some(own)))).unwrap_or_default();
    let code = collection.code.as_ref().map(|code| format!(", code in {code}")).unwrap_or_default();
    Some(format!("{} by {}{named}{code}", collection.place, collection.how.name()))
}

#[cfg(test)]
mod tests {
    use super::{RuleChange, rule_changes};
    use crate::rule::{Effect, Remainder, Rule};

    #[test]
    fn what_is_inferred_otherwise_is_told_by_part_and_how_sure_it_is_is_not() {
        let old = Rule::none(Effect::Reads);
        assert_eq!(rule_changes(&old, &Rule { confidence: 0.1, ..old.clone() }), []);
        let new = Rule { remainder: Remainder::Breach, items: Some("input.ids".to_owned()), ..old.clone() };
        let text = |text: &str| Some(text.to_owned());
        let wanted = [
            RuleChange { part: "items", old: None, new: text("input.ids") },
            RuleChange { part: "remainder", old: text("unknown"), new: text("breach") },
        ];
        assert_eq!(rule_changes(&old, &new), wanted);
    }
}
