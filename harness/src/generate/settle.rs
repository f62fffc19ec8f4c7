//! What a request has beside its items: settled once, so that requests whose answers are compared differ in items alone.

use std::collections::BTreeMap;

use serde_json::Value;

use super::bound::head_of;
use super::rng::Rng;
use super::values::sample::Sampler;
use crate::contract::{
    Breach, ConstraintRef, Contract, Member, NodeKind, NodeRef, Side, Watch, demand, walk,
};
use crate::message::json::Document;

/// Values of members of the input beside the items, by the members' names: an account, a repository, a path label.
pub type Inputs = BTreeMap<String, Value>;

/// Texts that resemble what such members are called, tried before any that is drawn.
const PLAIN: [&str; 12] = [
    "example",
    "example1",
    "123456789012",
    "us-east-1",
    "a",
    "1",
    "abcdefab",
    "a1b2c3d4-5678-90ab-cdef-11111example",
    "a1b2c3d4-5678-90ab-cdef-111111111111",
    "arn:aws:iam::123456789012:role/example",
    "example-123456789012-us-east-1",
    "EXAMPLE1",
];

/// Values drawn where no plain one fits.
const DRAWS: u64 = 60;

/// The contract with a value for each member beside the items that a request must have: those given, and sampled ones, the
/// same in every run.
///
/// A contract that is settled and gets no new values stays as it is.
///
/// # Errors
/// Each value that no such member can have, with the reason, and each member for which no value was found.
pub fn settled(contract: Contract, inputs: &Inputs) -> Result<Contract, Vec<String>> {
    if contract.fixed.is_some() && inputs.is_empty() {
        return Ok(contract);
    }
    let mut wrong: Vec<String> =
        inputs.iter().filter_map(|(name, value)| fault(&contract, name, value)).collect();
    let mut fixed = contract.fixed.clone().unwrap_or_default();
    for member in contract.input_members().iter().filter(|member| !contract.holds_items(&member.name)) {
        if let Some(value) = inputs.get(&member.name) {
            fixed.insert(member.name.clone(), value.clone());
        } else if member.required.is_some() && !fixed.contains_key(&member.name) {
            fixed.insert(member.name.clone(), sampled(&contract, member));
        }
    }
    let mut company = contract.input_members().iter().filter(|member| !contract.holds_items(&member.name));
    let is_company_told =
        company.all(|member| member.required.is_none() || inputs.contains_key(&member.name));
    let mut settled = contract;
    if settled.binding.template.is_some() && wrong.is_empty() {
        match head_of(&settled, &Value::Object(fixed.clone())) {
            Some((path, headers)) => {
                settled.binding.path = path;
                settled.binding.headers.retain(|(name, _)| name == "content-type");
                if !settled.has_body() {
                    settled.binding.headers.clear();
                }
                settled.binding.headers.extend(headers);
            }
            None => wrong.push(format!(
                "the path, query and headers of {} cannot be written with these values: {}",
                settled.operation,
                Value::Object(fixed.clone())
            )),
        }
    }
    settled.is_company_told = is_company_told;
    settled.fixed = Some(fixed);
    if wrong.is_empty() { Ok(settled) } else { Err(wrong) }
}

/// As [`settled`], with values that nobody told: that a target refuses them says nothing of it.
///
/// # Errors
/// As [`settled`].
pub fn settled_unsaid(contract: Contract, inputs: &Inputs) -> Result<Contract, Vec<String>> {
    let is_told = contract.is_company_told;
    let mut settled = settled(contract, inputs)?;
    settled.is_company_told = is_told;
    Ok(settled)
}

/// What is wrong with a value given for a member, if anything is.
fn fault(contract: &Contract, name: &str, value: &Value) -> Option<String> {
    let members = contract.input_members();
    if contract.holds_items(name) {
        return Some(format!("{name} holds the items of the batch, which a run makes itself"));
    }
    let Some(member) = members.iter().find(|member| member.name == name) else {
        let known = members.iter().map(|member| member.name.as_str());
        let known: Vec<&str> = known.filter(|known| !contract.holds_items(known)).collect();
        let told =
            if known.is_empty() { "it has none beside the items".to_owned() } else { known.join(", ") };
        return Some(format!("{name} is no member of the input of {}: {told}", contract.operation));
    };
    breach(contract, member.node, value).map(|demand| format!("{name}: {demand}, and {value} is not so"))
}

/// What a value breaks first, in words.
fn breach(contract: &Contract, node: NodeRef, value: &Value) -> Option<String> {
    struct First(Option<ConstraintRef>);
    impl<'d> Watch<'d> for First {
        fn met(&mut self, _: ConstraintRef) {}
        fn breach(&mut self, breach: &Breach<'_, 'd>) {
            self.0.get_or_insert(breach.constraint);
        }
    }
    let text = value.to_string();
    let document = Document::parse(text.as_bytes()).ok()?;
    let mut first = First(None);
    walk(contract, node, document.root(), Side::Request, &mut first);
    first.0.map(|constraint| demand(contract, constraint))
}

fn sampled(contract: &Contract, member: &Member) -> Value {
    let fits = |value: &Value| breach(contract, member.node, value).is_none();
    if let NodeKind::String { values: None } = contract.node(member.node).kind {
        let examples = contract.value_rule(member.node).map(|rule| rule.examples.clone()).unwrap_or_default();
        let plain = PLAIN.into_iter().map(str::to_owned);
        if let Some(found) = examples.into_iter().chain(plain).map(Value::from).find(fits) {
            return found;
        }
    }
    if let NodeKind::String { values: Some((known, _)) } = &contract.node(member.node).kind
        && let Some(first) = known.first()
    {
        return Value::from(first.as_str());
    }
    let draw = |turn: u64| {
        let mut rng = Rng::new(0, &member.name, turn);
        Sampler::new(contract, &mut rng).value(member.node)
    };
    let is_plain = |value: &Value| {
        let is_usual = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
        value.as_str().is_none_or(|text| !text.is_empty() && text.bytes().all(is_usual))
    };
    let drawn = (0..DRAWS).map(draw).find(|value| fits(value) && is_plain(value));
    drawn.unwrap_or_else(|| draw(0))
}
