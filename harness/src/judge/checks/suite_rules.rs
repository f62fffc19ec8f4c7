//! What a suite demands of answers beyond its model.

use std::borrow::Cow;

use crate::contract::{
    AnswerRule, Breach, ClauseRef, ConstraintRef, Contract, Demand, Level, NodeRef, Path, Side, Template,
    Watch, walk,
};
use crate::judge::{Broken, Check, Reading, Sheet, Where};
use crate::message::json::{Decimal, Value, fingerprint, join};

/// What a suite demands of answers beyond its model.
pub(super) struct SuiteRules;

impl Check for SuiteRules {
    fn id(&self) -> &'static str {
        "suite-rules"
    }

    fn about(&self) -> &'static str {
        "Answers keep the rules that the suite file states beside the model: order of two numbers, distinct entries, text forms."
    }

    fn blind(&self) -> &'static str {
        "Entries that never come; a rule on an optional member is silent where the member is absent."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        contract.rules.iter().map(|rule| rule.clause).collect()
    }

    fn judge(&self, reading: &Reading<'_>, sheet: &mut Sheet) {
        if !reading.is_addressed() || reading.is_to_be_refused() || reading.contract.rules.is_empty() {
            return;
        }
        let Some(body) = reading.success().and_then(|success| success.json()) else { return };
        let mut watch = RuleWatch { contract: reading.contract, sheet, broken: Vec::new() };
        walk(reading.contract, reading.contract.output, body, Side::Answer, &mut watch);
    }
}

struct RuleWatch<'s> {
    contract: &'s Contract,
    sheet: &'s mut Sheet,
    broken: Vec<ClauseRef>,
}

impl<'d> Watch<'d> for RuleWatch<'_> {
    const JUDGES: bool = false;

    fn met(&mut self, _: ConstraintRef) {}

    fn breach(&mut self, _: &Breach<'_, 'd>) {}

    fn visit(&mut self, node: NodeRef, value: Value<'d>, path: &Path<'d>, entry: Option<&str>) {
        let contract = self.contract;
        for rule in contract.rules.iter().filter(|rule| rule.at == node) {
            self.rule(rule, value, path, entry);
        }
    }
}

impl RuleWatch<'_> {
    fn rule(&mut self, rule: &AnswerRule, value: Value<'_>, path: &Path<'_>, entry: Option<&str>) {
        let outcome = match &rule.demand {
            Demand::Ordered(less, greater) => ordered(value, less, greater),
            Demand::Distinct(members) => distinct(value, members),
            Demand::Pattern { pattern, min, max } => text(value).map(|text| {
                let fits = (*min..=*max).contains(&text.chars().count()) && pattern.is_match(&text);
                if fits {
                    Ok(())
                } else {
                    Err((format!("text that matches {}", pattern.source()), shown(&text)))
                }
            }),
            Demand::Template { member, template } => {
                let holder = member.as_ref().map_or(Some(value), |member| value.get(member));
                match (holder.and_then(text), entry) {
                    (Some(text), Some(key)) => Some(fits(template, key, value, &text)),
                    _ => None,
                }
            }
        };
        let note = self.contract.clauses.get(rule.clause).level == Level::Note;
        match outcome {
            None => {}
            Some(Ok(())) => self.sheet.holds(rule.clause),
            Some(Err((_, actual))) if note => self.sheet.observe(rule.clause, "an unseen value", actual),
            Some(Err(_)) if self.broken.contains(&rule.clause) => {}
            Some(Err((expected, actual))) => {
                self.broken.push(rule.clause);
                let place = match &rule.demand {
                    Demand::Template { member: Some(member), .. } => format!("{path}/{member}"),
                    _ => path.to_string(),
                };
                let broken = Broken::new(expected, actual).at(Where::Answer, place);
                self.sheet.breaks(rule.clause, broken.signed("breached"));
            }
        }
    }
}

/// Whether `text` fits the template in an entry called `key`, whose members stand `beside` it.
fn fits(template: &Template, key: &str, beside: Value<'_>, text: &str) -> Result<(), (String, String)> {
    let known = |name: &str| match name {
        "key" => Some(key.to_owned()),
        member => {
            let text = beside.get(member)?.as_str()?;
            Some(text.split('@').next().unwrap_or_default().to_owned()).filter(|text| !text.is_empty())
        }
    };
    template.fits(text, known).map_err(|pattern| (format!("text that matches {pattern}"), shown(text)))
}

fn text(value: Value<'_>) -> Option<Cow<'_, str>> {
    value.as_str()
}

fn shown(text: &str) -> String {
    format!("{:?}", text.chars().take(120).collect::<String>())
}

fn ordered(value: Value<'_>, less: &str, greater: &str) -> Option<Result<(), (String, String)>> {
    let number = |name: &str| value.get(name).and_then(Value::as_number).and_then(Decimal::parse);
    let (low, high) = (number(less)?, number(greater)?);
    let spelled = |name: &str| value.get(name).map(Value::source).unwrap_or_default();
    let actual = || format!("{less} {}, {greater} {}", spelled(less), spelled(greater));
    Some(if low <= high { Ok(()) } else { Err((format!("{less} is at most {greater}"), actual())) })
}

fn distinct(value: Value<'_>, members: &[String]) -> Option<Result<(), (String, String)>> {
    let print = |entry: Value<'_>| {
        let members = members.iter().map(|name| entry.get(name).map_or(0, |value| fingerprint(value).0));
        members.fold(0, join)
    };
    let mut seen: Vec<u64> = value.elements().map(print).collect();
    if seen.is_empty() {
        return None;
    }
    seen.sort_unstable();
    let repeated = seen.windows(2).any(|pair| pair[0] == pair[1]);
    let names = members.join(" and ");
    Some(if repeated {
        Err((format!("no two entries with the same {names}"), format!("two entries with the same {names}")))
    } else {
        Ok(())
    })
}
