//! How sure a rule is, in a number and in words.

use crate::rule::{Class, Effect, How, Rule};

use super::assemble::Making;
use super::outcomes::Outcome;

/// A rule of nothing.
pub(crate) fn nothing(mut rule: Rule, may_be: bool) -> Rule {
    rule.confidence = if may_be { 0.5 } else { 0.85 };
    if may_be {
        rule.needs_human
            .push("Whether the lists of the input are a batch: the answer has a list too.".to_owned());
    }
    rule.reasons.push("The name says batch, and no list of the input is answered item by item.".to_owned());
    rule
}

/// What the lists leave open.
pub(crate) fn doubt_lists(
    doubts: &mut Vec<(f64, String)>,
    succeeded: Option<&Outcome<'_>>,
    failed: Option<&Outcome<'_>>,
    effect: Effect,
) {
    for (role, outcome) in [("success", succeeded), ("failure", failed)] {
        let Some(outcome) = outcome else { continue };
        let name = &outcome.found.member.name;
        let Some(link) = outcome.link.as_ref().filter(|link| link.score >= 3.0) else {
            doubts.push((0.3, format!("No member of a {role} in {name} is called as the items are.")));
            continue;
        };
        if link.score < 5.0 {
            doubts.push((0.3, format!("What names the item in {name} is called otherwise than the item.")));
        } else if link.score < 6.5 {
            doubts.push((0.1, format!("What names the item in {name} is called a little otherwise.")));
        }
        if link.lead < 1.5 && link.how == How::Member {
            doubts.push((0.2, format!("More than one member of {name} may name the item.")));
        }
        if link.how == How::Echo {
            doubts.push((0.1, format!("{name} repeats the item as a structure.")));
        }
    }
    if let (Some(succeeded), Some(failed)) = (succeeded, failed) {
        let items = |outcome: &Outcome<'_>| outcome.link.as_ref().map(|link| link.item.clone());
        if let (Some(a), Some(b)) = (items(succeeded), items(failed))
            && a != b
            && !succeeded.found.is_map
            && !failed.found.is_map
        {
            doubts.push((0.3, "Successes and failures name the item by different members.".to_owned()));
        }
    }
    if failed.is_none() && effect == Effect::Writes {
        doubts.push((0.2, "What becomes of an item that is not done is said nowhere.".to_owned()));
    }
}

/// The rule with its confidence, its reasons and its questions.
pub(crate) fn judged(making: Making<'_>) -> Rule {
    let mut rule = making.rule;
    let mut confidence = 0.97;
    let mut doubts = making.doubts;
    if let Some(next) = making.others.first()
        && making.chosen.total - next.total < 1.5
        && rule.alternatives.is_empty()
    {
        doubts.push((0.2, format!("{} may hold the items as well.", next.items.member.name)));
    }
    let by_class = match rule.class {
        Class::Untraceable | Class::ThreeWay => 0.3,
        Class::SeveralInputs => 0.2,
        Class::OneList | Class::SuccessesOnly => 0.1,
        Class::Token | Class::IdsFailed => 0.03,
        _ => 0.0,
    };
    confidence -= by_class;
    for (weight, _) in &doubts {
        confidence -= weight;
    }
    rule.confidence = (confidence.clamp(0.05, 1.0) * 100.0).round() / 100.0;
    reasons(&mut rule, &making.order);
    questions(&mut rule, &doubts);
    rule
}

fn reasons(rule: &mut Rule, order: &Option<String>) {
    let mut told = Vec::new();
    if let Some(items) = &rule.items {
        told.push(format!("Items are {items}."));
    }
    for (role, collection) in
        [("Successes", &rule.succeeded), ("Failures", &rule.failed), ("A third kind", &rule.third)]
    {
        let Some(collection) = collection else { continue };
        let key = match &collection.key {
            Some(key) if !key.parts().concat().is_empty() => {
                let named = |part: &String| if part.is_empty() { "itself".to_owned() } else { part.clone() };
                format!(", by {}", key.parts().iter().map(named).collect::<Vec<_>>().join(", "))
            }
            _ => String::new(),
        };
        told.push(format!("{role} are {} ({}{key}).", collection.place, collection.how.name()));
    }
    if let Some(order) = order {
        told.push(format!("Order is told: \"{order}\""));
    }
    told.append(&mut rule.reasons);
    rule.reasons = told;
}

fn questions(rule: &mut Rule, doubts: &[(f64, String)]) {
    for (weight, doubt) in doubts {
        if *weight >= 0.2 {
            rule.needs_human.push(doubt.clone());
            rule.undecided.push(doubt.clone());
        } else {
            rule.reasons.push(doubt.clone());
        }
    }
    match (rule.limit, &rule.told_limit) {
        (None, None) if rule.class != Class::NotABatch => {
            rule.needs_human.push("No limit is given anywhere.".to_owned());
        }
        (None, Some(told)) => {
            rule.needs_human
                .push(format!("The limit of {} stands in prose only: \"{}\"", told.number, told.sentence));
        }
        (Some(limit), Some(told)) if limit != told.number => rule.needs_human.push(format!(
            "The model's limit is {limit}, its prose says {}: \"{}\"",
            told.number, told.sentence
        )),
        _ => {}
    }
    if let Some(told) = &rule.told_bytes {
        rule.needs_human.push(format!("A limit over all items stands in prose only: \"{}\"", told.sentence));
    }
    if !rule.aliases.is_empty() {
        rule.reasons.push(format!("An item may go by another name too: {}.", rule.aliases.join(", ")));
    }
    if rule.class == Class::Untraceable {
        rule.needs_human.push("Failures do not say which item they are about.".to_owned());
    }
    if rule.class == Class::ThreeWay {
        rule.undecided.push("Whether the three collections are disjoint, and complete together.".to_owned());
        rule.needs_human
            .push("Whether the three collections are disjoint, and complete together.".to_owned());
    }
    if rule.class == Class::SeveralInputs {
        rule.needs_human.push("Whether the alternatives may be used together.".to_owned());
    }
    if rule.succeeded.as_ref().is_some_and(|found| found.how == How::Attributes) {
        rule.undecided.push("Which attributes name an item.".to_owned());
        rule.needs_human.push("Which attributes name an item.".to_owned());
    }
}
