//! What a suite file demands of answers beyond the model.

use super::calendar::{DayForm, EarliestDay};
use super::load::Loader;
use super::operation::{AnswerRule, Contract, Demand, JsonType};
use super::schema::{NodeKind, NodeRef, TimestampFormat};
use super::suite_file::RuleEntry;
use super::template::{Template, TextPlace};

/// The demands that a rule makes one of.
const DEMANDS: &str = "exactly one of ordered, distinct, pattern, template, type, day, earliest is needed";

impl Loader<'_> {
    pub(super) fn rule(&mut self, contract: &Contract, mut entry: RuleEntry) -> Option<AnswerRule> {
        let place = format!("rule at {}", entry.at);
        let at = self.place_exists(contract, "rule.at", &entry.at)?;
        let clause = self.clause_ref(contract, &place, Some(&entry.clause))?;
        let except_keys = match entry.unless_key.take() {
            Some(source) => Some(self.compile(&place, &source)?),
            None => None,
        };
        self.goes_with(&place, "member", entry.member.is_some(), "template", entry.template.is_some());
        let is_bounded = entry.min_length.is_some() || entry.max_length.is_some();
        self.goes_with(&place, "min_length or max_length", is_bounded, "pattern", entry.pattern.is_some());
        let demand = self.demand(contract, &place, at, entry)?;
        Some(AnswerRule { clause, at, demand, except_keys })
    }

    fn demand(&mut self, contract: &Contract, place: &str, at: NodeRef, entry: RuleEntry) -> Option<Demand> {
        let RuleEntry { ordered, distinct, pattern, template, r#type, day, earliest, .. } = entry;
        match (ordered, distinct, pattern, template, r#type, day, earliest) {
            (Some(members), None, None, None, None, None, None) => match <[String; 2]>::try_from(members) {
                Ok([less, greater]) => Some(Demand::Ordered(less, greater)),
                Err(_) => self.refused(place, "\"ordered\" takes two members"),
            },
            (None, Some(members), None, None, None, None, None) => Some(Demand::Distinct(members)),
            (None, None, Some(source), None, None, None, None) => Some(Demand::Pattern {
                pattern: self.compile(place, &source)?,
                min: entry.min_length.unwrap_or(0),
                max: entry.max_length.unwrap_or(usize::MAX),
            }),
            (None, None, None, Some(template), None, None, None) => {
                self.template(contract, place, &entry.at, (entry.member, &template))
            }
            (None, None, None, None, Some(wanted), None, None) => self.json_type(contract, place, at, wanted),
            (None, None, None, None, None, Some(form), None) => match DayForm::new(&form) {
                Some(form) => Some(Demand::Day(form)),
                None => self.refused(place, format!("day {form:?} must have YYYY, MM and DD, each once")),
            },
            (None, None, None, None, None, None, Some(day)) => self.earliest(contract, place, at, &day),
            _ => self.refused(place, DEMANDS),
        }
    }

    fn template(
        &mut self,
        contract: &Contract,
        place: &str,
        at: &str,
        (member, source): (Option<String>, &str),
    ) -> Option<Demand> {
        let template = match Template::new(source) {
            Ok(template) => template,
            Err(error) => return self.refused(place, format!("template {source:?}: {error}")),
        };
        if let Some(member) = &member {
            self.place_exists(contract, place, &format!("{at}.{member}"))?;
        }
        for name in template.places() {
            match name {
                TextPlace::Key | TextPlace::Item(_) if contract.batch.is_none() => {
                    return self.refused(place, "{key} and {item.Name} are for operations with a [batch]");
                }
                TextPlace::Key => {}
                TextPlace::Item(name) => {
                    let items = contract.batch.as_ref().map(|batch| contract.node(batch.items_node));
                    let items = items.map(|node| node.place.as_str()).unwrap_or_default();
                    self.place_exists(contract, place, &format!("{items}[].{name}"))?;
                }
                TextPlace::Beside(name) if member.is_none() => {
                    let what = format!("{{{name}}} stands beside a member: name that by \"member\"");
                    return self.refused(place, what);
                }
                TextPlace::Beside(name) => {
                    self.place_exists(contract, place, &format!("{at}.{name}"))?;
                }
            }
        }
        Some(Demand::Template { member, template })
    }

    /// Other places have their type from the model.
    fn json_type(
        &mut self,
        contract: &Contract,
        place: &str,
        at: NodeRef,
        wanted: JsonType,
    ) -> Option<Demand> {
        match contract.node(at).kind {
            NodeKind::Document { .. } => Some(Demand::Type(wanted)),
            _ => {
                self.refused(place, "\"type\" is for documents: other places have their type from the model")
            }
        }
    }

    fn earliest(&mut self, contract: &Contract, place: &str, at: NodeRef, day: &str) -> Option<Demand> {
        let is_read = match contract.node(at).kind {
            NodeKind::Timestamp { format, .. } => format != TimestampFormat::HttpDate,
            NodeKind::String { .. } => true,
            _ => false,
        };
        if !is_read {
            return self
                .refused(place, "\"earliest\" is for timestamps in seconds or as YYYY-MM-DDThh:mm:ss");
        }
        match EarliestDay::new(day) {
            Some(day) => Some(Demand::Earliest(day)),
            None => {
                self.refused(place, format!("earliest {day:?} is no day since 1970 in the form YYYY-MM-DD"))
            }
        }
    }

    fn goes_with(&mut self, place: &str, key: &str, is_there: bool, other: &str, other_is_there: bool) {
        if is_there && !other_is_there {
            self.wrong(place, format!("{key} goes with {other:?} only"));
        }
    }

    fn refused<T>(&mut self, place: &str, what: impl Into<String>) -> Option<T> {
        self.wrong(place, what);
        None
    }
}
