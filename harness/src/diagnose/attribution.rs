//! Which finding is the cause and which only follow from it.

use super::confirmed::ConfirmedFailure;
use crate::contract::{ClauseRef, ConstraintKind, Contract, Demand, EntryKey, Expectation, Level, Role};
use crate::judge::{DISAGREEMENT, ErrorType, REREADING, Requested, Where};
use crate::message::json::{Document, Kind};
use crate::tally::failure::{Failure, Signature};
use crate::tally::totals::Tally;

/// The clause about null in a list, which operations without lists do not have.
const NULL_ELEMENT: &str = "protocol/null-list-element-rejected";
/// Kinds of refusals in the same wrong form from which the form is the cause, and not the kind.
const WIDESPREAD: usize = 3;

/// Where a finding stands among others: by whether it breaks the run, by its stage, by its own level, and by its clause.
pub(crate) type Rank = (Level, u8, Level, ClauseRef);

/// What stands nearer to the cause comes first: what breaks the run, then the order in which an answer is read.
pub(crate) fn order(
    contract: &Contract,
    is_strict: bool,
    tally: &Tally,
    signature: &Signature,
    failure: &Failure,
) -> Rank {
    let clause = contract.clauses.get(signature.clause);
    let own = if signature.lesser { Level::Should } else { clause.level };
    // Under strict judgement both break the run alike.
    let level = if is_strict && own == Level::Should { Level::Must } else { own };
    let known = &contract.known;
    let is_odd = contract.values.iter().any(|rule| rule.odd_clause == Some(signature.clause));
    let never_right = |clause: ClauseRef| tally.held.of(clause) == 0;
    let among = |clauses: &[ClauseRef]| clauses.contains(&signature.clause);
    let stage = if is_left_open(contract, signature.clause, failure) {
        // What is seen only where acceptance is open may follow from what should have been refused.
        20
    } else if among(&[known.status_matches_scope]) {
        // No error has its status: wrong statuses of single errors follow from it. Else it is the other way round.
        if statuses(contract).all(never_right) { 0 } else { 7 }
    } else if is_form(contract, signature.clause)
        && (is_wrong_everywhere(contract, tally, signature.clause, failure)
            || is_widespread(contract, signature.clause, failure))
    {
        // Wrong in every error there is: whatever else is wrong with errors follows from it.
        1
    } else if let Some(stage) = stage_of_its_own(contract, signature, failure) {
        stage
    } else if signature.text == DISAGREEMENT {
        if stands_alone(contract, failure) { 5 } else { 9 }
    } else if among(&[known.success_status, known.answer_is_json_text]) {
        3
    } else if among(&[
        known.malformed_json_rejected,
        known.lenient_grammar,
        known.invalid_utf8_rejected,
        known.non_object_body_rejected,
    ]) {
        // What is wrongly let in matters less than what is wrongly kept out.
        5
    } else if clause.id == NULL_ELEMENT
        || (is_form(contract, signature.clause) && is_of_parser(contract, failure))
    {
        // One thing that is read wrongly, and the form in which that is told, matter less than reading itself.
        6
    } else if contract.role(Role::TypeError) == Some(signature.clause) {
        // Which error answers matters less than whether one does.
        6
    } else if is_valid(failure)
        && (contract.is_size(signature.clause)
            || contract.values.iter().any(|rule| rule.strict_clause == Some(signature.clause)))
    {
        // What refuses valid requests may refuse invalid ones for the same reason, and then in the wrong form.
        1
    } else if among(&[known.harmless_variation_accepted])
        && is_valid(failure)
        && plain_ones_are_served(contract, tally)
    {
        // What is wrongly kept out matters more than what is wrongly let in.
        1
    } else if among(&[known.batch_key_echo_exact]) {
        // Where strangers come far more often, an echo that looks alike is one of them.
        let times = |clause| tally.broken.of(clause);
        if times(known.batch_no_strangers) > 2 * times(known.batch_key_echo_exact) { 9 } else { 7 }
    } else if among(&[known.batch_no_strangers]) {
        8
    } else if among(&[known.subjects_as_told]) {
        // Whatever makes items fail, or succeed, in the wrong place makes some of those that were told do so.
        12
    } else if among(&[known.batch_invalid_item_rejects_call, known.error_known_set]) || is_odd {
        10
    } else if among(&[known.duplicate_response_keys]) {
        // Parsers drop the second of two equal keys; what is answered twice, or for nobody, is what is wrong.
        10
    } else if among(&[known.content_coding]) && signature.lesser {
        // A coding that was not asked for matters less than one that was forbidden.
        5
    } else if speaks_of_keys(contract, signature.clause) && has_wrong_keys(contract, tally) {
        // Wrong keys are wrong in whatever is made of them.
        11
    } else {
        match clause.area() {
            "request" => 2,
            "error" => 5,
            "response" => 6,
            "batch" => 9,
            _ => 4,
        }
    };
    (level, stage, own, signature.clause)
}

/// Whether answers were seen whose keys are no item's.
fn has_wrong_keys(contract: &Contract, tally: &Tally) -> bool {
    let known = &contract.known;
    [known.batch_key_echo_exact, known.batch_no_strangers].iter().any(|clause| tally.broken.of(*clause) > 0)
}

/// The stage of what was compared with requests of its own, whatever else goes wrong.
fn stage_of_its_own(contract: &Contract, signature: &Signature, failure: &Failure) -> Option<u8> {
    let known = &contract.known;
    if signature.clause == known.http_next_request_unharmed && failure.violation.item.is_some() {
        // An item that fares otherwise after a refusal may do so on any connection: what was traced to two requests says more.
        return Some(9);
    }
    if known.of_the_wire().contains(&signature.clause) {
        // It is held against the same request sent plainly, and whatever goes wrong for others may be of the same bytes.
        return Some(0);
    }
    // What was confirmed with items of which nothing was known stands for itself.
    signature.text.starts_with(REREADING).then_some(2)
}

/// Whether a clause about answers is broken where the documentation leaves acceptance of the request open.
fn is_left_open(contract: &Contract, clause: ClauseRef, failure: &Failure) -> bool {
    let of_answers = ["response", "batch", "error"].contains(&contract.clauses.get(clause).area());
    let step = failure.case.steps.get(failure.violation.step);
    of_answers && step.is_some_and(|step| matches!(step.expectation, Expectation::Observe(_)))
}

/// Whether nothing plain is refused: no strict value, and no size.
fn plain_ones_are_served(contract: &Contract, tally: &Tally) -> bool {
    let strict = contract.values.iter().filter_map(|rule| rule.strict_clause);
    let mut plain = strict.chain([contract.known.success_status]);
    let mut clauses = contract.clauses.iter().map(|(clause, _)| clause);
    !plain.any(|clause| tally.broken.of(clause) > 0)
        && !clauses.any(|clause| tally.broken.of(clause) > 0 && contract.is_size(clause))
}

fn is_valid(failure: &Failure) -> bool {
    let step = failure.case.steps.get(failure.violation.step);
    step.is_some_and(|step| matches!(step.expectation, Expectation::Accept { .. }))
}

/// Whether an inconsistency was traced to two answers whose entries are both well formed, and for each item one.
fn stands_alone(contract: &Contract, failure: &Failure) -> bool {
    let known = &contract.known;
    let mut others = failure.co_failures.iter();
    let is_of_answer = |clause: &ClauseRef| {
        contract.clauses.get(*clause).area() == "response"
            || [known.batch_key_echo_exact, known.batch_complete].contains(clause)
    };
    failure.is_traced && !others.any(is_of_answer)
}

/// Whether errors never have the form that a clause asks for, as far as more than one kind of them was seen.
fn is_wrong_everywhere(contract: &Contract, tally: &Tally, clause: ClauseRef, failure: &Failure) -> bool {
    let is_status = statuses(contract).any(|status| status == clause);
    // An error that the operation does not list says of itself nothing about the others.
    let is_of_one =
        clause == contract.known.error_known_set || (!is_status && kinds_of_refusals(contract, failure) == 1);
    tally.held.of(clause) == 0 && !is_of_one
}

/// Whether a refusal's form is wrong, be it that its type is missing or that several kinds of refusals have it.
fn is_widespread(contract: &Contract, clause: ClauseRef, failure: &Failure) -> bool {
    let step = failure.case.steps.get(failure.violation.step);
    let is_refusal = step.is_some_and(|step| matches!(step.expectation, Expectation::Refuse(_)));
    let is_untyped = clause == contract.known.error_type_identified && !is_of_parser(contract, failure);
    is_refusal && (is_untyped || kinds_of_refusals(contract, failure) >= WIDESPREAD)
}

/// Whether only bodies that are no JSON were met so: that is often done by another part of a server, whose errors have a
/// form of their own.
fn is_of_parser(contract: &Contract, failure: &Failure) -> bool {
    kinds_of_refusals(contract, failure) == 0
        && failure.co_failures.contains(&contract.known.malformed_json_rejected)
}

/// How many promises about requests broke together with this one.
fn kinds_of_refusals(contract: &Contract, failure: &Failure) -> usize {
    let kinds = failure.co_failures.iter().filter(|clause| {
        let clause = contract.clauses.get(**clause);
        clause.area() == "request" && clause.level == Level::Must
    });
    kinds.count()
}

/// Whether `next` only says again what `root` says.
pub(crate) fn follows(
    contract: &Contract,
    tally: &Tally,
    root: &ConfirmedFailure,
    next: &ConfirmedFailure,
) -> bool {
    let known = &contract.known;
    let (cause, effect) = (root.signature.clause, next.signature.clause);
    let echoes = [known.batch_key_echo_exact, known.batch_no_strangers];
    let partition = [
        known.batch_complete,
        known.batch_exclusive,
        known.batch_no_strangers,
        known.batch_answered_once,
        known.batch_key_echo_exact,
    ];
    let silences =
        [known.no_server_error_on_bad_input, known.harmless_variation_accepted, known.hostile_bytes_no_5xx];
    let is_odd = |clause| contract.values.iter().any(|rule| rule.odd_clause == Some(clause));
    let is_strict = |clause| contract.values.iter().any(|rule| rule.strict_clause == Some(clause));
    let together = next.failure.co_failures.contains(&cause);
    let form = |clause| is_form(contract, clause);
    let everywhere = |clause: &ClauseRef| tally.held.of(*clause) == 0;
    (cause == effect && tells_of_one_kind(contract, root, next))
        || next.failure.violation.also.contains(&cause)
        || root.failure.violation.also.contains(&effect)
        || (echoes.contains(&cause) && (speaks_of_keys(contract, effect) || partition.contains(&effect)))
        || (cause == known.batch_key_echo_exact && next.failure.is_traced && !stands_alone(contract, &next.failure))
        || (is_strict(cause) && is_odd(effect))
        || (silences.contains(&effect)
            && [known.success_status, known.answer_is_json_text].contains(&cause)
            && root.signature.text == next.signature.text)
        // An error in the wrong form is also not the error that refuses as documented; where the form is wrong only
        // for this kind of request, the kind is the cause.
        || (together && form(cause) && everywhere(&cause) && is_refusal(next))
        || (cause == known.success_status && is_same_error_now_and_then(root, next))
        // What is left on a connection, and what is read of it too early, comes to requests of all kinds.
        || (known.of_the_wire().contains(&cause) && is_same_error(root, next))
        // One name that nobody knows is one mistake, whatever is refused with it.
        || (is_refusal(root)
            && is_refusal(next)
            && [root, next].iter().all(|one| one.failure.co_failures.contains(&known.error_known_set))
            && is_same_error(root, next))
        || (contract.is_size(cause) && is_as_large(contract, root, next) && is_same_error(root, next))
        // What is wrongly let in comes back as it came.
        || (is_let_in(contract, root)
            && is_left_open(contract, effect, &next.failure)
            && speaks_of_keys(contract, effect))
        // What refuses valid requests refuses invalid ones for the same reason.
        || (is_valid(&root.failure) && is_refusal(next) && is_same_error(root, next))
        || (together && cause == known.error_type_identified && lacks_a_type(next))
        || is_in_what_reading_changes(root, next)
        // Whoever is made or used up by being read is otherwise than told.
        || (root.failure.violation.is_of_rereading() && effect == known.subjects_as_told)
        || (together && form(effect) && !everywhere(&effect) && is_refusal(root) && !form(cause))
}

/// Whether both speak of items that were told alike, where they speak of what was told.
fn tells_of_one_kind(contract: &Contract, root: &ConfirmedFailure, next: &ConfirmedFailure) -> bool {
    let kind = |finding: &ConfirmedFailure| finding.signature.text.split(':').next().map(str::to_owned);
    root.signature.clause != contract.known.subjects_as_told || kind(root) == kind(next)
}

/// Whether it lies in the place of an entry that reading changes.
fn is_in_what_reading_changes(root: &ConfirmedFailure, next: &ConfirmedFailure) -> bool {
    let pointer = |finding: &ConfirmedFailure| match &finding.failure.violation.place {
        Some((Where::Answer, pointer)) => pointer.clone(),
        _ => String::new(),
    };
    let (changed, own) = (pointer(root), pointer(next));
    let (changed, own): (Vec<&str>, Vec<&str>) = (changed.split('/').collect(), own.split('/').collect());
    // A collection, an entry of it, and at least one of its members.
    let is_of_entry = changed.len() > 3 && own.len() >= changed.len();
    let is_index = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let mut pairs = changed.iter().zip(&own).enumerate();
    root.failure.violation.is_of_rereading()
        && is_of_entry
        && pairs.all(|(at, (one, other))| at == 2 || one == other || (is_index(one) && is_index(other)))
}

/// Whether two valid requests are not served, the one that `next` needs no smaller than that which `root` needs.
fn is_as_large(contract: &Contract, root: &ConfirmedFailure, next: &ConfirmedFailure) -> bool {
    let items = |finding: &ConfirmedFailure| {
        let step = finding.failure.case.steps.get(finding.failure.violation.step)?;
        Requested::read(contract, &step.request).map(|requested| requested.keys.len())
    };
    is_valid(&root.failure) && is_valid(&next.failure) && items(root).is_some() && items(root) <= items(next)
}

/// Whether a request that breaks a constraint is served.
fn is_let_in(contract: &Contract, root: &ConfirmedFailure) -> bool {
    let is_of_request = contract.clauses.get(root.signature.clause).area() == "request";
    let exchange = root.failure.exchanges.get(root.failure.violation.step);
    let answer = exchange.and_then(|exchange| exchange.last()?.outcome.answer());
    is_of_request && is_refusal(root) && answer.is_some_and(|answer| answer.status < 300)
}

/// Whether the same request is answered with an error at times only.
pub(crate) fn comes_and_goes(finding: &ConfirmedFailure) -> bool {
    let reproduction = &finding.reproduction;
    reproduction.tries > 0 && !reproduction.is_steady() && answered_error(finding).is_some()
}

/// Whether one error comes now and then, whatever is asked.
fn is_same_error_now_and_then(root: &ConfirmedFailure, next: &ConfirmedFailure) -> bool {
    comes_and_goes(root)
        && (comes_and_goes(next) || next.reproduction.tries == 0)
        && is_same_error(root, next)
}

fn is_same_error(root: &ConfirmedFailure, next: &ConfirmedFailure) -> bool {
    let error = answered_error(root);
    error.is_some() && error == answered_error(next)
}

/// Status and type of the error that shows a finding.
fn answered_error(finding: &ConfirmedFailure) -> Option<(u16, Option<String>)> {
    let exchange = finding.failure.exchanges.get(finding.failure.violation.step)?;
    let answer = exchange.last()?.outcome.answer().filter(|answer| answer.status >= 400)?;
    let content = answer.content();
    let document = Document::parse(&content).ok();
    let body = document.as_ref().map(Document::root).filter(|root| root.kind() == Kind::Object);
    Some((answer.status, ErrorType::read(answer, body).map(|error| error.name)))
}

/// A refusal in which nothing but the error's type is missing.
fn lacks_a_type(finding: &ConfirmedFailure) -> bool {
    is_refusal(finding) && finding.signature.text.ends_with("without an error type")
}

/// Clauses about the form of every error.
fn is_form(contract: &Contract, clause: ClauseRef) -> bool {
    let known = &contract.known;
    let shared = [
        known.error_type_identified,
        known.error_body_structure,
        known.error_media_type_json,
        known.error_known_set,
    ];
    shared.contains(&clause) || statuses(contract).any(|status| status == clause)
}

/// The clauses about each documented error's status.
fn statuses(contract: &Contract) -> impl Iterator<Item = ClauseRef> {
    contract.errors.iter().filter_map(|error| contract.constraint(error.status_rule).clause)
}

fn is_refusal(finding: &ConfirmedFailure) -> bool {
    let steps = &finding.failure.case.steps;
    steps.iter().any(|step| matches!(step.expectation, Expectation::Refuse(_)))
}

/// Clauses that compare something with an entry's key: wrong wherever the key itself is.
fn speaks_of_keys(contract: &Contract, clause: ClauseRef) -> bool {
    let by_rule = contract
        .rules
        .iter()
        .any(|rule| rule.clause == clause && matches!(rule.demand, Demand::Template { .. }));
    let Some(batch) = &contract.batch else { return by_rule };
    let at_key = batch.collections().any(|collection| {
        let places: Vec<String> = match &collection.key {
            EntryKey::MapKey => vec![collection.place().replace("{}", "{key}")],
            EntryKey::Element => vec![collection.place()],
            EntryKey::Member(member) => vec![format!("{}.{member}", collection.place())],
            EntryKey::Members(members) => {
                members.iter().map(|member| format!("{}.{member}", collection.place())).collect()
            }
            EntryKey::Echo(Some(part)) => vec![format!("{}.{part}", collection.place())],
            EntryKey::Echo(None) | EntryKey::Position | EntryKey::Index { .. } | EntryKey::Unkeyed => {
                Vec::new()
            }
        };
        contract.constraints.iter().any(|constraint| {
            let of_text = matches!(
                constraint.kind,
                ConstraintKind::Pattern | ConstraintKind::LengthMin | ConstraintKind::LengthMax
            );
            constraint.clause == Some(clause) && of_text && places.contains(&constraint.place)
        })
    });
    by_rule || at_key
}
