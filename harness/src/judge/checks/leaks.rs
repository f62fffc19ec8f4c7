//! What one request invents does not show in the answers to others.

use crate::contract::{ClauseRef, Contract};
use crate::generate::{Relation, RelationKind, invented};
use crate::judge::{Broken, CaseVerdicts, Check, Reading, Where};
use crate::message::json::{Kind, Value};

/// What one request invents does not show in the answers to others.
pub(super) struct Leaks;

impl Check for Leaks {
    fn id(&self) -> &'static str {
        "leaks"
    }

    fn about(&self) -> &'static str {
        "A member that a request invents, under a name that languages or stores know, shows in no answer to a later request."
    }

    fn blind(&self) -> &'static str {
        "What a server keeps of another request and never shows."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        vec![contract.known.requested_names_do_not_leak]
    }

    fn judge(&self, _reading: &Reading<'_>, _sheet: &mut CaseVerdicts) {}

    fn compare(&self, relation: &Relation, readings: &[Reading<'_>], verdicts: &mut CaseVerdicts) {
        if relation.kind != RelationKind::AfterInvention {
            return;
        }
        let mut marks: Vec<(usize, &str)> = Vec::new();
        for (step, reading) in readings.iter().enumerate() {
            let clause = reading.contract.known.requested_names_do_not_leak;
            if let Some(mark) = invented(&reading.request.body.bytes) {
                marks.push((step, mark));
                continue;
            }
            let (Some(answer), false) = (reading.last(), marks.is_empty()) else { continue };
            let leaked = marks.iter().find(|(_, mark)| holds(&answer.answer.body, mark));
            let Some((from, mark)) = leaked else {
                if reading.success().is_some() {
                    verdicts.holds(clause);
                }
                continue;
            };
            verdicts.begin_step(step);
            let expected = format!("nothing of what request {} invents", from + 1);
            let mut broken = Broken::new(expected, format!("{mark:?} in the answer to request {}", step + 1));
            if let Some(pointer) = answer.json().and_then(|body| place_of(body, mark)) {
                broken = broken.at(Where::Answer, pointer);
            }
            return verdicts.breaks(clause, broken.signed("leaked"));
        }
    }
}

fn holds(body: &[u8], mark: &str) -> bool {
    body.windows(mark.len()).any(|window| window == mark.as_bytes())
}

/// Where a text stands, be it a name or a value.
fn place_of(body: Value<'_>, mark: &str) -> Option<String> {
    let mut rest = vec![(body, String::new())];
    while let Some((value, pointer)) = rest.pop() {
        match value.kind() {
            Kind::String if value.as_str().is_some_and(|text| text.contains(mark)) => return Some(pointer),
            Kind::Array => {
                let elements = value.elements().enumerate();
                rest.extend(elements.map(|(index, element)| (element, format!("{pointer}/{index}"))));
            }
            Kind::Object => {
                for (name, member) in value.members() {
                    let name = name.as_str().unwrap_or_default().replace('~', "~0").replace('/', "~1");
                    let place = format!("{pointer}/{name}");
                    if name.contains(mark) {
                        return Some(place);
                    }
                    rest.push((member, place));
                }
            }
            _ => {}
        }
    }
    None
}
