//! What must be refused is refused in every spelling in which a valid request is served.

use crate::contract::{ClauseRef, Collection, Contract, EntryKey, Expectation, Refusal, Remainder, validate};
use crate::generate::{Relation, RelationKind};
use crate::judge::entries::entries;
use crate::judge::{Broken, CaseVerdicts, Check, Reading, Where};
use crate::message::{Body, Framing, Request, Writing};

/// What must be refused is refused in every spelling in which a valid request is served.
pub(super) struct EverySpelling;

impl Check for EverySpelling {
    fn id(&self) -> &'static str {
        "every-spelling"
    }

    fn about(&self) -> &'static str {
        "A breach that is refused as documented is refused in every other spelling of head and body in which a valid request is served."
    }

    fn blind(&self) -> &'static str {
        "Any refusal will do, whatever its error; a spelling in which nothing valid is served, and a breach that is let in as documented, tell nothing."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        vec![contract.known.every_spelling_is_checked]
    }

    fn judge(&self, _reading: &Reading<'_>, _sheet: &mut CaseVerdicts) {}

    fn compare(&self, relation: &Relation, readings: &[Reading<'_>], verdicts: &mut CaseVerdicts) {
        if relation.kind != RelationKind::BreachRespelled {
            return;
        }
        // A finding is sent again in several rounds.
        for round in readings.chunks_exact(3) {
            if let [documented, valid, breach] = round {
                compare(documented, valid, breach, verdicts);
            }
        }
    }
}

fn compare(documented: &Reading<'_>, valid: &Reading<'_>, breach: &Reading<'_>, verdicts: &mut CaseVerdicts) {
    let (Expectation::Refuse(_), Some(demand)) = (documented.expectation, demand(breach)) else { return };
    let clause = breach.contract.known.every_spelling_is_checked;
    let Some(refused) = documented.last().filter(|last| (400..500).contains(&last.answer.status)) else {
        return;
    };
    if refused.is_transient() || !is_served(valid) {
        return;
    }
    let Some(last) = breach.last() else { return };
    match last.answer.status {
        _ if last.is_transient() => verdicts.undecided(clause, "the target went on throttling or failing"),
        // That has clauses of its own.
        500.. => {}
        300.. => verdicts.holds(clause),
        _ => {
            let (kind, spelled) = spelling(breach.contract, breach.request);
            let constraint = &breach.contract.clauses.get(demand.clause).id;
            let expected = format!(
                "a refusal, as the same breach of {constraint} meets as documented ({})",
                refused.describe()
            );
            let broken = Broken::new(expected, format!("{} {spelled}", last.describe()))
                .at(Where::Request, demand.pointer)
                .signed(format!("accepted by {kind}"));
            verdicts.begin_step(breach.step);
            verdicts.breaks(clause, broken);
        }
    }
}

/// What the contract demands of a request's body, had it come as documented.
fn demand(reading: &Reading<'_>) -> Option<Refusal> {
    let documented = Request {
        method: reading.contract.binding.method.clone().into(),
        path: reading.contract.binding.path.clone().into(),
        headers: reading.contract.binding.head(),
        body: Body { framing: Framing::Length, ..reading.request.body.clone() },
        writing: Writing::default(),
        credentials: reading.request.credentials,
    };
    match validate(reading.contract, &documented) {
        Expectation::Refuse(refusal) => Some(refusal),
        Expectation::Accept { .. } | Expectation::Observe(_) => None,
    }
}

/// Whether a request is answered with a success in which each of its items has an entry.
fn is_served(reading: &Reading<'_>) -> bool {
    let Some(success) = reading.success() else { return false };
    let Some(batch) = &reading.contract.batch else { return success.object().is_some() };
    let (Some(requested), Some(body)) = (&reading.requested, success.object()) else { return false };
    // What only tells failures or successes says nothing of the others.
    let is_keyed = |collection: &Collection| collection.key != EntryKey::Unkeyed;
    let tells_all =
        batch.failed.is_some() && batch.remainder == Remainder::Breach && batch.collections().all(is_keyed);
    let entries = entries(reading.contract, requested, body).unwrap_or_default();
    let has = |key: &String| entries.iter().any(|entry| entry.key.as_deref() == Some(key.as_str()));
    !tells_all || (!requested.keys.is_empty() && requested.keys.iter().all(has))
}

/// How a request is spelled otherwise than documented: the kind, and the words.
fn spelling(contract: &Contract, request: &Request) -> (&'static str, String) {
    let shown = |value: &str| value.chars().take(80).collect::<String>();
    let field = request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let text = String::from_utf8_lossy(&request.body.bytes);
    match field {
        _ if request.body.framing == Framing::Chunked => ("framing", "to a body in chunks".to_owned()),
        _ if request.path != contract.binding.path => ("path", format!("at {}", shown(&request.path))),
        None => ("media type", "to a request without Content-Type".to_owned()),
        Some((_, value)) if value != contract.protocol.media_type() => {
            ("media type", format!("as Content-Type {}", shown(value)))
        }
        Some((name, _)) if *name != name.to_ascii_lowercase() => {
            ("field name", format!("to a request whose field is called {name}"))
        }
        Some(_) => match request.header("accept") {
            Some(accept) => ("accept", format!("to a request with Accept: {}", shown(accept))),
            None if text.contains("\\u") => ("escapes", "to a body in escapes".to_owned()),
            None if text.contains('\n') => ("white space", "to a body with white space in it".to_owned()),
            None => {
                ("members", "to a body with an unknown member, or its members in another order".to_owned())
            }
        },
    }
}
