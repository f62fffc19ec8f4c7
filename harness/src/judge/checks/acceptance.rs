//! Valid requests are served.

use crate::contract::{Accepts, BatchClass, ClauseRef, Contract, EntryKey, Expectation, Remainder, Role};
use crate::generate::ItemKind;
use crate::judge::reading::AnswerReading;
use crate::judge::{Broken, CaseVerdicts, Check, Reading, Requested};

/// Valid requests are served.
pub(super) struct Acceptance;

impl Check for Acceptance {
    fn id(&self) -> &'static str {
        "acceptance"
    }

    fn about(&self) -> &'static str {
        "A valid request is answered with the documented success status."
    }

    fn blind(&self) -> &'static str {
        "A caller without permission is told apart by the documented 403 alone; behind it nothing can be seen."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        let known = &contract.known;
        let mut clauses = vec![known.success_status, known.batch_item_failure_keeps_200];
        clauses.extend([known.content_type_parameters_ignored, known.accept_wildcards]);
        clauses.extend([known.media_type_case, known.content_coding, known.hostile_bytes_no_5xx]);
        clauses.extend(contract.role(Role::Served));
        clauses
            .extend(contract.values.iter().flat_map(|rule| [rule.strict_clause, rule.odd_clause]).flatten());
        clauses
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        let Expectation::Accept { odd } = reading.expectation else { return };
        if reading.is_respelled() {
            return;
        }
        let (Some(last), None) = (reading.last(), reading.provoked()) else { return };
        let contract = reading.contract;
        let known = &contract.known;
        let status = last.answer.status;
        if status == contract.binding.status {
            verdicts.holds(known.success_status);
            let served = contract.role(Role::Served);
            for clause in served.into_iter().chain(reading.aimed_clause()).chain(*odd) {
                verdicts.holds(clause);
            }
            if odd.is_none() {
                strict_clauses(contract).for_each(|clause| verdicts.holds(clause));
            }
        } else if status < 300 || (300..400).contains(&status) {
            let broken =
                Broken::new(format!("status {}", contract.binding.status), format!("status {status}"));
            verdicts.breaks(known.success_status, broken);
        } else if status < 500 && is_refused_for_an_unknown_item(reading, last) {
            let broken = Broken::new(format!("status {}", contract.binding.status), last.describe());
            verdicts.breaks(known.batch_item_failure_keeps_200, broken.lesser(true));
        } else if status < 500 {
            refused(reading, last, *odd, verdicts);
        }
    }
}

/// The clauses that speak for plainly valid values.
fn strict_clauses(contract: &Contract) -> impl Iterator<Item = ClauseRef> {
    contract.values.iter().filter_map(|rule| rule.strict_clause)
}

/// Whether the call failed with an error that says that something does not exist, where nothing but an unknown item beside
/// a known one can be meant, and the answer has a list for such items. Of contracts that serve whatever is valid the rest
/// of this check speaks; a rule that is inferred warns and does not bind. What else is undecided in
/// such a rule, as which name of a success counts, is no matter here.
fn is_refused_for_an_unknown_item(reading: &Reading<'_>, last: &AnswerReading<'_>) -> bool {
    const SAYS_ABSENT: [&str; 5] = ["NotFound", "DoesNotExist", "NotExist", "NonExist", "NoSuch"];
    let contract = reading.contract;
    let has_place = contract.batch.as_ref().is_some_and(|batch| {
        batch.remainder == Remainder::Breach
            && batch.failed.as_ref().is_some_and(|failed| failed.key != EntryKey::Unkeyed)
            && batch.class != Some(BatchClass::AllOrNothing)
    });
    let says_absent = last.is_documented_error()
        && last.error.as_ref().is_some_and(|error| SAYS_ABSENT.iter().any(|part| error.name.contains(part)));
    if !has_place || !says_absent || contract.accepts == Accepts::Valid || reading.may_be_in_strange_company()
    {
        return false;
    }
    let requested = Requested::read(contract, reading.request);
    let has = |kinds: &[ItemKind]| has_kind(reading, requested.as_ref(), kinds);
    has(&[ItemKind::Present]) && has(&[ItemKind::Absent, ItemKind::Drawn])
}

/// Why nothing is decided where the rest of a request may be what is refused.
pub(super) const NO_COMPANY: &str =
    "the target refuses what stands beside the items: tell values that it knows under [inputs.SUITE]";

fn refused(
    reading: &Reading<'_>,
    last: &AnswerReading<'_>,
    odd: Option<ClauseRef>,
    verdicts: &mut CaseVerdicts,
) {
    let contract = reading.contract;
    let known = &contract.known;
    let requested = Requested::read(contract, reading.request);
    // In awsJson all faults of a caller have one status: their names tell them apart.
    let has_one_status = !contract.protocol.has_bindings();
    let is_called = |words: &[&str]| {
        last.error.as_ref().is_some_and(|error| words.iter().any(|word| error.name.starts_with(word)))
    };
    let is_denial = last.answer.status == 403 || (has_one_status && is_called(&["AccessDenied"]));
    let is_access_error = last.is_documented_error() && is_denial;
    let edge = edge_clause(contract, requested.as_ref());
    if last.is_transient() {
        let speaking = [Some(known.success_status), reading.aimed_clause(), odd, edge];
        for clause in speaking.into_iter().flatten() {
            verdicts.undecided(clause, "the target went on throttling");
        }
        // Otherwise a size or a mix that is never served would be seen nowhere.
        let what = "a valid request that is throttled at every attempt";
        return verdicts.observe(known.success_status, what, batch_of(requested.as_ref()));
    }
    if !is_certain(reading, requested.as_ref()) {
        let speaking = [Some(known.success_status), reading.aimed_clause(), odd, edge];
        for clause in speaking.into_iter().flatten() {
            verdicts.undecided(clause, "nobody knows whether what is asked for exists: name items that do");
        }
        return;
    }
    if is_access_error && !may_be_denied(reading, requested.as_ref()) {
        return verdicts.undecided(known.success_status, "the target denies access to this request");
    }
    let by_validation = last.error.as_ref().is_some_and(|error| {
        matches!(error.name.as_str(), "ValidationException" | "SerializationException" | "ValidationError")
    });
    let by_validation = by_validation || (has_one_status && is_called(&["Invalid", "Validation"]));
    // What stands beside the items, an account or a repository, may be unknown to the target, and that has errors of its
    // own.
    if reading.may_be_in_strange_company() && !is_access_error && !by_validation && last.is_documented_error()
    {
        return verdicts.undecided(known.success_status, NO_COMPANY);
    }
    let by_name = has_one_status && last.is_documented_error();
    let names_items =
        is_access_error || (!by_validation && (by_name || matches!(last.answer.status, 403 | 404)));
    let may_fail =
        has_kind(reading, requested.as_ref(), &[ItemKind::Absent, ItemKind::Denied, ItemKind::Drawn]);
    let expected = format!("status {}", contract.binding.status);
    let broken = Broken::new(expected, last.describe());
    if names_items && may_fail && may_refuse_for_an_item(contract) {
        return verdicts
            .undecided(known.success_status, "an item that cannot be answered may refuse the call");
    }
    if !names_items && !by_validation && is_of_what_exists(last) && !is_called_too_large(reading, last) {
        return verdicts.undecided(known.success_status, "a declared error tells of what the target holds");
    }
    if names_items && may_fail {
        // The call failed for an item that could not be answered (`batch/item-failure-keeps-200`,
        // `marketplace/response/all-absent-keeps-200`).
        let others = has_kind(reading, requested.as_ref(), &[ItemKind::Present]);
        let role = if others { Role::ItemFailureAmongOthers } else { Role::AllItemsFail };
        // The suite's own clauses speak of absent items.
        let is_denied = is_access_error && has_kind(reading, requested.as_ref(), &[ItemKind::Denied]);
        let own = contract.role(role).filter(|_| !is_denied);
        let clause = own.unwrap_or(known.batch_item_failure_keeps_200);
        let also = Some(known.batch_item_failure_keeps_200).filter(|also| *also != clause);
        return verdicts.breaks(clause, broken.lesser(is_access_error || !others).also(also));
    }
    let size = Some(known.hostile_bytes_no_5xx).filter(|_| is_called_too_large(reading, last));
    let general = strict_clauses(contract).last().filter(|_| by_validation);
    let asked = reading.aimed_clause().or(odd).or(edge).or(general).unwrap_or(known.success_status);
    let clause = size.unwrap_or(asked);
    verdicts.breaks(clause, broken.also(Some(asked).filter(|asked| *asked != clause)));
}

/// Whether an item that cannot be answered is the affair of the whole call: what the batch rule says of such items, or that
/// it has no place for them.
fn may_refuse_for_an_item(contract: &Contract) -> bool {
    contract.batch.as_ref().is_some_and(|batch| {
        matches!(batch.remainder, Remainder::RequestError | Remainder::Unknown)
            || batch.class == Some(BatchClass::AllOrNothing)
    })
}

/// Whether a declared error speaks of what the target holds rather than of the request: nobody can tell from here that it
/// is wrong.
fn is_of_what_exists(last: &AnswerReading<'_>) -> bool {
    let speaks_of_input = |name: &str| {
        ["Validation", "Invalid", "Malformed", "BadRequest", "Serialization"]
            .iter()
            .any(|part| name.contains(part))
    };
    last.is_documented_error() && last.error.as_ref().is_some_and(|error| !speaks_of_input(&error.name))
}

/// Whether a valid request is certainly served: where only what exists is, all its items are known, and beside them it holds
/// what others were served with.
pub(super) fn is_certain(reading: &Reading<'_>, requested: Option<&Requested>) -> bool {
    let contract = reading.contract;
    if contract.accepts == Accepts::Valid {
        return true;
    }
    let items = contract.batch.as_ref().map(|batch| contract.node(batch.items_node).place.as_str());
    let is_beside =
        |place: &str| place.starts_with("input") && items.is_none_or(|items| !place.starts_with(items));
    let aimed = reading.aimed_clause();
    let mut aims =
        contract.constraints.iter().filter(|constraint| aimed.is_some() && constraint.clause == aimed);
    let is_present = |key: &String| reading.kind(key) == Some(ItemKind::Present);
    requested.is_some_and(|requested| !requested.keys.is_empty() && requested.keys.iter().all(is_present))
        && !aims.any(|constraint| is_beside(&constraint.place))
}

/// Whether a long body is refused for its size: bodies of this size have a clause that says they are served.
fn is_called_too_large(reading: &Reading<'_>, last: &AnswerReading<'_>) -> bool {
    last.answer.status == 413 && reading.request.body.bytes.len() > LONG_BODY
}

/// From here on a body is longer than a batch makes it.
const LONG_BODY: usize = 8 << 10;

/// Whether items explain that access is denied: one that is known to be denied, or to be absent while all are known.
/// Where nothing is known of an item, the caller may be the one who is denied.
fn may_be_denied(reading: &Reading<'_>, requested: Option<&Requested>) -> bool {
    has_kind(reading, requested, &[ItemKind::Denied])
        || (has_kind(reading, requested, &[ItemKind::Absent])
            && !has_kind(reading, requested, &[ItemKind::Drawn]))
}

/// The size of a batch in words, coarse enough that few are told apart.
fn batch_of(requested: Option<&Requested>) -> &'static str {
    match requested.map_or(0, |requested| requested.keys.len()) {
        0 | 1 => "a batch of one",
        2..=9 => "a batch of 2 to 9",
        10..=49 => "a batch of 10 to 49",
        _ => "a batch of 50 and more",
    }
}

fn has_kind(reading: &Reading<'_>, requested: Option<&Requested>, kinds: &[ItemKind]) -> bool {
    requested.is_some_and(|requested| {
        requested.keys.iter().any(|key| kinds.contains(&reading.kind(key).unwrap_or(ItemKind::Drawn)))
    })
}

/// The clause of the largest size, when the batch has just that size.
fn edge_clause(contract: &Contract, requested: Option<&Requested>) -> Option<ClauseRef> {
    let requested = requested?;
    let batch = requested.rule(contract)?;
    let (max, rule) = contract.node(batch.items_node).length?.max?;
    (requested.keys.len() == max).then(|| contract.constraint(rule).clause)?
}
