//! What a suite demands of answers beyond its model.

use std::borrow::Cow;

use crate::contract::{
    AnswerRule, Breach, ClauseRef, ConstraintRef, Contract, DayForm, Demand, EarliestDay, JsonType, Level,
    NodeKind, NodeRef, Path, Side, Template, TextPlace, Watch, walk,
};
use crate::judge::{Broken, CaseVerdicts, Check, Reading, Where};
use crate::message::json::{Decimal, Document, Kind, Value, fingerprint, join};

/// What a suite demands of answers beyond its model.
pub(super) struct SuiteRules;

impl Check for SuiteRules {
    fn id(&self) -> &'static str {
        "suite-rules"
    }

    fn about(&self) -> &'static str {
        "Answers keep the rules that the suite file states beside the model: order of two numbers, distinct entries, text forms, texts that agree with others in the entry or the request, days that exist."
    }

    fn blind(&self) -> &'static str {
        "Entries that never come; a rule on an optional member is silent where the member is absent."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        contract.rules.iter().map(|rule| rule.clause).collect()
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        if !reading.is_addressed() || reading.is_to_be_refused() || reading.contract.rules.is_empty() {
            return;
        }
        let Some(body) = reading.success().and_then(|success| success.json()) else { return };
        let asked = Document::parse(&reading.request.body.bytes).ok();
        let asked = asked.as_ref().map(Document::root);
        let mut watch =
            RuleWatch { contract: reading.contract, reading, asked, verdicts, broken: Vec::new() };
        walk(reading.contract, reading.contract.output, body, Side::Answer, &mut watch);
    }
}

struct RuleWatch<'s, 'r> {
    contract: &'s Contract,
    reading: &'s Reading<'r>,
    /// The request's body.
    asked: Option<Value<'s>>,
    verdicts: &'s mut CaseVerdicts,
    /// The numbers of the rules that were told as broken.
    broken: Vec<usize>,
}

impl<'d> Watch<'d> for RuleWatch<'_, '_> {
    const JUDGES: bool = false;

    fn met(&mut self, _: ConstraintRef) {}

    fn breach(&mut self, _: &Breach<'_, 'd>) {}

    fn visit(&mut self, node: NodeRef, value: Value<'d>, path: &Path<'d>, entry: Option<&str>) {
        let contract = self.contract;
        for (number, rule) in contract.rules.iter().enumerate().filter(|(_, rule)| rule.at == node) {
            let is_exempt = |keys: &crate::contract::Pattern| entry.is_some_and(|key| keys.is_match(key));
            if !rule.except_keys.as_ref().is_some_and(is_exempt) {
                self.rule((number, rule), value, path, entry);
            }
        }
    }
}

/// Nothing to judge, or what is expected and what came instead.
type Judged = Option<Result<(), (String, String)>>;

impl RuleWatch<'_, '_> {
    fn rule(
        &mut self,
        (number, rule): (usize, &AnswerRule),
        value: Value<'_>,
        path: &Path<'_>,
        entry: Option<&str>,
    ) {
        let outcome: Judged = match &rule.demand {
            Demand::Ordered(less, greater) => ordered(value, less, greater),
            Demand::Distinct(members) => distinct(value, members),
            Demand::Pattern { pattern, min, max } => text(value).map(|text| {
                let fits = (*min..=*max).contains(&text.chars().count()) && pattern.is_match(&text);
                let expected = || format!("text that matches {}", pattern.source());
                if fits { Ok(()) } else { Err((expected(), shown(&text))) }
            }),
            Demand::Template { member, template } => {
                let holder = member.as_ref().map_or(Some(value), |member| value.get(member));
                holder.and_then(text).map(|text| self.fits(template, entry, value, &text))
            }
            Demand::Type(wanted) => Some(has_type(*wanted, value)),
            Demand::Day(form) => text(value).and_then(|text| day(form, &text)),
            Demand::Earliest(day) => since(day, value),
        };
        let note = self.contract.clauses.get(rule.clause).level == Level::Note;
        match outcome {
            None => {}
            Some(Ok(())) => self.verdicts.holds(rule.clause),
            Some(Err((_, actual))) if note => self.verdicts.observe(rule.clause, "an unseen value", actual),
            Some(Err(_)) if self.broken.contains(&number) => {}
            Some(Err((expected, actual))) => {
                self.broken.push(number);
                let place = match &rule.demand {
                    Demand::Template { member: Some(member), .. } => format!("{path}/{member}"),
                    _ => path.to_string(),
                };
                let broken = Broken::new(expected, actual).at(Where::Answer, place);
                let broken =
                    broken.signed(signature(&rule.demand)).also(self.document_clause(rule.at, value));
                self.verdicts.breaks(rule.clause, broken);
            }
        }
    }

    /// A document that is a string breaks what documents are as well.
    fn document_clause(&self, at: NodeRef, value: Value<'_>) -> Option<ClauseRef> {
        match self.contract.node(at).kind {
            NodeKind::Document { rule } if value.kind() == Kind::String => {
                self.contract.constraint(rule).clause
            }
            _ => None,
        }
    }

    /// Whether `text` fits the template in an entry called `key`, whose members stand `beside` it. Where several items of
    /// the request have that key, the entry may speak of any of them.
    fn fits(
        &self,
        template: &Template,
        key: Option<&str>,
        beside: Value<'_>,
        text: &str,
    ) -> Result<(), (String, String)> {
        let known = |item: Option<Value<'_>>, place: &TextPlace| match place {
            TextPlace::Key => key.map(str::to_owned),
            TextPlace::Beside(member) => scalar(beside.get(member)?),
            TextPlace::Item(member) => self.asked_for(member, scalar(item?.get(member)?)?, text),
        };
        let items: Vec<Value<'_>> = key.map_or_else(Vec::new, |key| self.items(key));
        let mut items = items.into_iter().map(Some).collect::<Vec<_>>();
        if items.is_empty() {
            items.push(None);
        }
        let mut missed = None;
        for item in items {
            match template.fits(text, |place| known(item, place)) {
                Ok(()) => return Ok(()),
                Err(pattern) => missed = missed.or(Some(pattern)),
            }
        }
        let pattern = missed.unwrap_or_default();
        Err((format!("text that matches {pattern}"), shown(text)))
    }

    /// The items of the request with this key.
    fn items(&self, key: &str) -> Vec<Value<'_>> {
        let (Some(batch), Some(requested)) = (&self.contract.batch, &self.reading.requested) else {
            return Vec::new();
        };
        let Some(asked) = self.asked else { return Vec::new() };
        let lists = batch.of_request(asked).1.lists(asked).unwrap_or_default();
        let asked = lists.iter().flat_map(|list| list.list.elements()).zip(&requested.keys);
        asked.filter(|(_, asked)| *asked == key).map(|(item, _)| item).collect()
    }

    /// What an item says at a member. Where the documentation leaves open whether it may say that, a documented value which
    /// differs in upper and lower case alone is as right: a server may know it in no other spelling.
    fn asked_for(&self, member: &str, asked: String, text: &str) -> Option<String> {
        let contract = self.contract;
        let batch = contract.batch.as_ref()?;
        if self.reading.is_decided() || text.contains(&asked) {
            return Some(asked);
        }
        let place = format!("{}[].{member}", contract.node(batch.items_node).place);
        let documented = contract.node_at(&place).and_then(|node| contract.value_rule(node)?.only.as_ref());
        let same = documented.into_iter().flatten().find(|value| value.eq_ignore_ascii_case(&asked));
        Some(same.cloned().unwrap_or(asked))
    }
}

/// What breaches of a demand have in common.
fn signature(demand: &Demand) -> &'static str {
    match demand {
        Demand::Day(_) => "no day",
        Demand::Earliest(_) => "too early",
        _ => "breached",
    }
}

fn text(value: Value<'_>) -> Option<Cow<'_, str>> {
    value.as_str()
}

/// The text of a string, or of a number or a truth value as it is written.
fn scalar(value: Value<'_>) -> Option<String> {
    match value.kind() {
        Kind::String => value.as_str().map(Cow::into_owned),
        Kind::Number | Kind::True | Kind::False => Some(value.source().to_owned()),
        _ => None,
    }
}

fn has_type(wanted: JsonType, value: Value<'_>) -> Result<(), (String, String)> {
    let (kind, name) = match wanted {
        JsonType::Object => (Kind::Object, "a JSON object"),
        JsonType::Array => (Kind::Array, "a JSON array"),
        JsonType::String => (Kind::String, "a JSON string"),
    };
    if value.kind() == kind {
        return Ok(());
    }
    let source: String = value.source().chars().take(120).collect();
    Err((name.to_owned(), format!("{} {source}", value.kind().name())))
}

fn day(form: &DayForm, text: &str) -> Judged {
    let expected = || format!("a day of the calendar as {}", form.source());
    Some(if form.exists(text)? { Ok(()) } else { Err((expected(), shown(text))) })
}

fn since(day: &EarliestDay, value: Value<'_>) -> Judged {
    let expected = || format!("a moment since {}", day.source());
    Some(if day.is_after(value)? { Err((expected(), value.source().to_owned())) } else { Ok(()) })
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
